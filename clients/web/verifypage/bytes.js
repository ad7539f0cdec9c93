// Bytes, texts and fingerprints, read strictly: what could be written in a second way is
// refused, so that two files that say the same are the same.

export const utf8 = (s) => new TextEncoder().encode(s);

export const textOf = (bytes) => new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);

export const sha256 = async (bytes) => new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));

export const hex = (bytes) => Array.from(bytes, (b) => b.toString(16).padStart(2, "0")).join("");

export function base64(bytes) {
  let s = "";
  for (const b of bytes) s += String.fromCharCode(b);
  return btoa(s);
}

export const base64url = (bytes) => base64(bytes).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");

export function fromBase64(s) {
  const bytes = Uint8Array.from(atob(s), (c) => c.charCodeAt(0));
  if (base64(bytes) !== s) throw new Error("a text in base64 that is not written in the one way");
  return bytes;
}

export function fromBase64url(s) {
  const bytes = Uint8Array.from(atob(s.replaceAll("-", "+").replaceAll("_", "/")), (c) => c.charCodeAt(0));
  if (base64url(bytes) !== s) throw new Error("a text in base64url that is not written in the one way");
  return bytes;
}

export function joined(...parts) {
  const all = new Uint8Array(parts.reduce((n, p) => n + p.length, 0));
  let at = 0;
  for (const p of parts) {
    all.set(p, at);
    at += p.length;
  }
  return all;
}

export const same = (a, b) => a.length === b.length && a.every((x, i) => x === b[i]);

// canonical is the one way in which a value is written: RFC 8785, integers only.
export function canonical(v) {
  if (typeof v === "string") return JSON.stringify(v);
  if (typeof v === "boolean" || (Number.isSafeInteger(v) && !Object.is(v, -0))) return String(v);
  if (Array.isArray(v)) return "[" + v.map(canonical).join(",") + "]";
  if (v !== null && typeof v === "object") return "{" + Object.keys(v).sort().map((k) => JSON.stringify(k) + ":" + canonical(v[k])).join(",") + "}";
  throw new Error("a value that has no canonical form");
}

// parsed reads canonical JSON.
export function parsed(text) {
  const v = JSON.parse(text);
  if (canonical(v) !== text) throw new Error("JSON that is not written in the one way");
  return v;
}

// checkCode is the first 60 bits of a fingerprint, for people to compare by eye.
export function checkCode(fingerprint) {
  const letters = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
  let bits = 0n;
  for (const b of fingerprint.slice(0, 8)) bits = (bits << 8n) | BigInt(b);
  let code = "";
  for (let i = 0; i < 12; i++) {
    code += (i && i % 4 === 0 ? " " : "") + letters[Number((bits >> BigInt(59 - 5 * i)) & 31n)];
  }
  return code;
}
