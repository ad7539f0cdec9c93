// A page on which a person signs. The bytes are rebuilt from what the page shows, and
// nothing is signed unless they come to the check code and the sentence that it shows.

import { able, assertion, fields, once, remembered, show, signed } from "./device.js";
import { reasonOf, rebuild } from "./statement.js";

const form = document.querySelector("form[data-sign]");

async function same() {
  const f = fields();
  if (f.reason && (await reasonOf(f.reasonSalt, f.reasonText)) !== f.reason) throw new Error("another reason than the page shows");
  const built = await rebuild(form.dataset.sign, f);
  if (built.code !== f.code || built.sentence !== f.sentence) throw new Error("another statement than the page shows");
  return built;
}

form.addEventListener("submit", once(async () => {
  let built;
  try {
    built = await same();
  } catch {
    return show("differs");
  }
  const proof = await assertion(built.id, form.dataset.site, remembered());
  form.elements.statement.value = signed(built.statement, proof);
  form.submit();
  return true;
}));

// Whoever comes back to the page gets it anew: what was signed has moved its numbers on.
addEventListener("pageshow", (event) => event.persisted && location.reload());

if (!able()) show("unable");
else same().then(() => show("ready"), () => show("differs"));
