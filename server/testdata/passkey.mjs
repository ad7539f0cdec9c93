// Verifies a statement that a passkey has signed from the bytes of two entries of a
// ledger, its own and that which added the key, and from what the founding fixed. Of
// Concordat it uses nothing. It says what is wrong, or nothing.
import { createHash, createPublicKey, verify } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";

const read = (name) => JSON.parse(readFileSync(join(process.argv[2], name), "utf8"));
const bytes = (s) => Buffer.from(s, "base64url");
const json = (s) => JSON.parse(bytes(s).toString("utf8"));
const sha256 = (...parts) => parts.reduce((h, p) => h.update(p), createHash("sha256")).digest();
const must = (holds, what) => { if (!holds) throw new Error(what); };

try {
  const site = read("site.json");
  const { key: { kind, ...jwk }, person } = json(read("added.json").statement.payload).body;
  const { protected: head, payload, header, signature } = read("stated.json").statement;
  const { alg, kid, typ } = json(head);
  const said = json(payload);
  const members = jwk.kty === "EC" ? { crv: jwk.crv, kty: jwk.kty, x: jwk.x, y: jwk.y } : { crv: jwk.crv, kty: jwk.kty, x: jwk.x };
  must(kind === "passkey" && sha256(JSON.stringify(members)).toString("base64url") === kid, "another key");
  must(typ === "concordat-statement" && said.author === person && said.ledger === site.ledger, "another statement");
  const data = bytes(header.authenticator_data), client = json(header.client_data);
  must(client.type === "webauthn.get" && !client.crossOrigin && site.origins.includes(client.origin), "another page");
  must(bytes(client.challenge).equals(sha256(head + "." + payload)), "another challenge");
  must(data.subarray(0, 32).equals(sha256(site.rpID)) && (data[32] & 5) === 5, "another site, or nobody verified");
  const signed = Buffer.concat([data, sha256(bytes(header.client_data))]);
  const key = createPublicKey({ key: jwk, format: "jwk" });
  must(verify(alg === "webauthn-ES256" ? "sha256" : null, signed, key, bytes(signature)), "not signed by this key");
} catch (e) {
  console.log(e.message);
  process.exit(1);
}
