// The design system's scripts, on every page. Nothing needs them to be read or sent.
import { initAll } from "./nhsuk-frontend.min.js";

initAll();
