// Log-in by whichever passkey of this site the person chooses: nothing is typed.

import { able, assertion, forget, once, remember, show, signed } from "./device.js";
import { draft, idOf } from "./statement.js";

const form = document.querySelector("form[data-log-in]");

form.addEventListener("submit", once(async () => {
  const { ledger, site, open } = form.dataset;
  const asked = await (await fetch(open, { credentials: "omit" })).json();
  if (asked.ledger !== ledger) throw new Error("a log-in to another ledger");
  const { nonce, expires: until } = asked;
  const login = draft("webauthn", "", "concordat-login", { ledger, nonce, person: "", until, v: 1 });
  const proof = await assertion(await idOf(login), site);
  remember(proof.name, proof.person);
  form.elements.statement.value = signed(login, proof);
  form.elements.person.value = proof.person;
  form.submit();
  return true;
}));

// A passkey that was not let in stands in the way of no new one.
if ("refused" in form.dataset) forget();

show(able() ? "ready" : "unable");
