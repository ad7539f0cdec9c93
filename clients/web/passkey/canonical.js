// Canonical JSON: RFC 8785 with integers only, as package ledger has it. What it would
// refuse is refused here, before anybody is asked to sign it.

const seen = /^[\p{L}\p{M}\p{N}\p{P}\p{S}\p{Zs}]*$/u;
const unseen = /[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u3164\ufe00-\ufe0f\uffa0\ufffd\u{e0100}-\u{e01ef}]/u;

function text(s) {
  if (!seen.test(s) || unseen.test(s) || s.normalize("NFC") !== s) {
    throw new Error("text that could look different from what it is");
  }
  return JSON.stringify(s);
}

// encode gives the canonical text of a value.
export function encode(v) {
  if (typeof v === "string") return text(v);
  if (typeof v === "boolean" || (Number.isSafeInteger(v) && !Object.is(v, -0))) return String(v);
  if (Array.isArray(v)) return "[" + v.map(encode).join(",") + "]";
  if (v !== null && typeof v === "object") {
    // The standard order of strings is that of their UTF-16 code units.
    return "{" + Object.keys(v).sort().map((k) => text(k) + ":" + encode(v[k])).join(",") + "}";
  }
  throw new Error("a value that has no canonical form");
}

export const utf8 = (s) => new TextEncoder().encode(s);

export function base64url(bytes) {
  let s = "";
  for (const b of new Uint8Array(bytes)) s += String.fromCharCode(b);
  return btoa(s).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

export function fromBase64url(s) {
  return Uint8Array.from(atob(s.replaceAll("-", "+").replaceAll("_", "/")), (c) => c.charCodeAt(0));
}

export const sha256 = async (bytes) => new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));

const crockford = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

// checkCode is the first 60 bits of a digest, for people: "4F7K 2QXM 9RTA".
export function checkCode(digest) {
  let n = 0n;
  for (const b of digest.slice(0, 8)) n = (n << 8n) | BigInt(b);
  let code = "";
  for (let i = 0; i < 12; i++) code += (i && i % 4 === 0 ? " " : "") + crockford[Number((n >> BigInt(59 - 5 * i)) & 31n)];
  return code;
}
