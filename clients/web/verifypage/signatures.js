// Signatures, as WebCrypto checks them: of people's keys and passkeys, of the log, of
// witnesses.

import { base64url, fromBase64, fromBase64url, joined, same, sha256, textOf, utf8 } from "./bytes.js";

// Imported keys.
const by = new Map();

async function imported(kty, x, y) {
  const name = kty + x + y;
  if (!by.has(name)) {
    const jwk = kty === "EC" ? { kty, crv: "P-256", x, y } : { kty, crv: "Ed25519", x };
    by.set(name, await crypto.subtle.importKey("jwk", jwk, kty === "EC" ? { name: "ECDSA", namedCurve: "P-256" } : "Ed25519", false, ["verify"]));
  }
  return by.get(name);
}

const holds = async (key, signature, signed) =>
  crypto.subtle.verify(key.kty === "EC" ? { name: "ECDSA", hash: "SHA-256" } : "Ed25519", await imported(key.kty, key.x, key.y), signature, signed);

// thumbprint names a key, by RFC 7638.
export async function thumbprint(key) {
  const { crv, kty, x, y } = key;
  return base64url(await sha256(utf8(JSON.stringify(kty === "EC" ? { crv, kty, x, y } : { crv, kty, x }))));
}

// fromASN1 makes of an ECDSA signature as WebAuthn has it the two numbers that WebCrypto
// takes.
function fromASN1(d) {
  const out = new Uint8Array(64);
  let at = 2;
  if (d[0] !== 0x30 || d[1] !== d.length - 2) return out;
  for (const place of [32, 64]) {
    const n = d[at + 1];
    let v = d.subarray(at + 2, at + 2 + n);
    if (d[at] !== 2 || n < 1 || v.length !== n) return new Uint8Array(64);
    if (v[0] === 0) v = v.subarray(1);
    if (v.length > 32) return new Uint8Array(64);
    out.set(v, place - v.length);
    at += 2 + n;
  }
  return at === d.length ? out : new Uint8Array(64);
}

// signedBy says whether a statement is signed by a key; site is what the founding fixed
// for passkeys.
export async function signedBy(statement, alg, key, site) {
  const input = utf8(statement.protected + "." + statement.payload);
  const signature = fromBase64url(statement.signature);
  const want = (key.kind === "passkey" ? "webauthn-" : "") + (key.kty === "EC" ? "ES256" : "EdDSA");
  if (alg !== want || (key.kind === "passkey") !== (statement.header !== undefined)) return false;
  if (key.kind !== "passkey") return holds(key, signature, input);
  const auth = fromBase64url(statement.header.authenticator_data);
  const client = fromBase64url(statement.header.client_data);
  const said = JSON.parse(textOf(client));
  const fits =
    auth.length >= 37 && same(auth.subarray(0, 32), await sha256(utf8(site.rpID))) && (auth[32] & 5) === 5 &&
    said.type === "webauthn.get" && said.challenge === base64url(await sha256(input)) && site.origins.includes(said.origin) && said.crossOrigin !== true;
  return fits && holds(key, key.kty === "EC" ? fromASN1(signature) : signature, joined(auth, await sha256(client)));
}

// Note reads a signed note (c2sp.org/signed-note): its text, and its signatures.
export function noteOf(bytes) {
  const text = textOf(bytes);
  const at = text.indexOf("\n\n");
  if (at < 0 || !text.endsWith("\n")) throw new Error("a note without signatures");
  const lines = text.slice(at + 2, -1).split("\n").map((line) => {
    const parts = line.split(" ");
    if (parts.length !== 3 || parts[0] !== "—") throw new Error("a line that is no signature");
    const raw = fromBase64(parts[2]);
    return { name: parts[1], id: raw.subarray(0, 4), signature: raw.subarray(4) };
  });
  return { text: text.slice(0, at + 1), lines };
}

// verifierKey reads name+1a2b3c4d+AQ…
async function verifierKey(vkey) {
  const [name, id, rest] = [vkey.split("+")[0], vkey.split("+")[1], vkey.split("+").slice(2).join("+")];
  const raw = fromBase64(rest);
  const own = (await sha256(joined(utf8(name + "\n"), raw))).subarray(0, 4);
  if (raw.length !== 33 || Array.from(own, (b) => b.toString(16).padStart(2, "0")).join("") !== id) throw new Error("no verifier key");
  return { name, id: own, kind: raw[0], key: { kty: "OKP", x: base64url(raw.subarray(1)) } };
}

// noteSignedBy says whether the log of a verifier key signed a note.
export async function noteSignedBy(note, vkey) {
  const v = await verifierKey(vkey);
  if (v.kind !== 1) return false;
  for (const l of note.lines) {
    if (l.name === v.name && same(l.id, v.id)) return holds(v.key, l.signature, utf8(note.text));
  }
  return false;
}

// cosignedBy gives the time at which a witness cosigned a note (c2sp.org/tlog-cosignature),
// in seconds; 0 if it did not; -1 if a line in its name does not hold.
export async function cosignedBy(note, vkey) {
  const v = await verifierKey(vkey);
  if (v.kind !== 4) return 0;
  for (const l of note.lines) {
    if (l.name !== v.name || !same(l.id, v.id)) continue;
    let at = 0n;
    for (const b of l.signature.subarray(0, 8)) at = at * 256n + BigInt(b);
    return (await holds(v.key, l.signature.subarray(8), utf8("cosignature/v1\ntime " + at + "\n" + note.text))) ? Number(at) : -1;
  }
  return 0;
}

