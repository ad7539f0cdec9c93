// Enrolment by invitation. What the invitation's holder proves by it stands behind # in
// the address, which no browser sends anywhere.

import { base64url, fromBase64url } from "./canonical.js";
import { able, assertion, fill, handleOf, once, remembered, show } from "./device.js";
import { possession, thumbprintOf } from "./statement.js";

const form = document.querySelector("form[data-enrol]");
const invitation = location.hash.slice(1);
let asked;

async function send(path, body) {
  const res = await fetch(path, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body), credentials: "omit" });
  const said = await res.json();
  if (res.ok) return said;
  fill({ detail: said.detail });
  show("refused");
  return null;
}

async function open(state) {
  asked = await send(form.dataset.open, { invitation });
  if (!asked) return null;
  fill(asked);
  if (state) show(state);
  return asked;
}

// The new key as package ledger writes it, out of the public key that browsers give
// (RFC 5480, RFC 8410), whose last bytes it is.
function keyOf(response) {
  const spki = new Uint8Array(response.getPublicKey());
  if (response.getPublicKeyAlgorithm() === -8) return { crv: "Ed25519", kind: "passkey", kty: "OKP", x: base64url(spki.slice(-32)) };
  return { crv: "P-256", kind: "passkey", kty: "EC", x: base64url(spki.slice(-64, -32)), y: base64url(spki.slice(-32)) };
}

form.addEventListener("submit", once(async () => {
  // What was asked for when the page was opened may have been forgotten since.
  if (!await open()) return;
  const { ledger, person, site, challenge, algorithms, exclude } = asked;
  let made;
  try {
    made = await navigator.credentials.create({ publicKey: {
      challenge: fromBase64url(challenge), attestation: "none", rp: { id: site, name: asked.name },
      user: { id: handleOf(person), name: person, displayName: person },
      pubKeyCredParams: algorithms.map((alg) => ({ type: "public-key", alg })),
      excludeCredentials: [...exclude, remembered(person)].filter(Boolean).map((id) => ({ type: "public-key", id: fromBase64url(id) })),
      authenticatorSelection: { residentKey: "required", requireResidentKey: true, userVerification: "required" },
    } });
  } catch (e) {
    return show(e.name === "InvalidStateError" ? "has-one" : "not-signed");
  }
  const r = made.response;
  const proof = await assertion(await possession(ledger, person, await thumbprintOf(keyOf(r))), site, made.id);
  const done = await send(form.dataset.send, {
    invitation, header: proof.header, proof: proof.signature,
    credential: { id: made.id, rawId: made.id, type: made.type, response: { clientDataJSON: base64url(r.clientDataJSON), attestationObject: base64url(r.attestationObject) } },
  });
  if (!done) return;
  fill(done);
  await open(done.more ? "made" : "complete");
}));

if (!able()) show("unable");
else open("ready").catch(() => show("unreachable"));
