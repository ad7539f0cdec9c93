// Statements and log-ins as package ledger makes them, built from what a page shows.

import { base64url, checkCode, encode, fromBase64url, sha256, utf8 } from "./canonical.js";

// draft is a statement before it is signed.
export function draft(alg, kid, typ, payload) {
  return { payload: base64url(utf8(encode(payload))), protected: base64url(utf8(encode({ alg, kid, typ }))) };
}

// idOf names a statement, and is what a passkey signs.
export const idOf = (s) => sha256(utf8(s.protected + "." + s.payload));

const verbs = { for: "votes for", against: "votes against", abstain: "abstains on" };

// Each kind that a page has signed: its body, and its sentence, out of what is shown.
const kinds = {
  "vote.cast": {
    body(f) {
      const b = { choice: choice(f.choice), motion: f.motion, opened: f.opened, seat: f.seat };
      if (f.then) b.then = f.then;
      if (f.casting) b.casting = choice(f.casting);
      if (f.reason) b.reason = f.reason;
      return b;
    },
    sentence(f, b) {
      const verb = Object.hasOwn(verbs, b.choice) ? verbs[b.choice] : `votes for the option ${b.choice} of`;
      let said = `${f.partyName} ${verb} ${f.motion}, ${f.title}`;
      if (b.then) said += ", then for " + b.then.join(", then for ");
      if (b.casting) said += "; casting vote: " + b.casting;
      return said;
    },
  },
  "key.added": {
    body: (f) => JSON.parse(f.added),
    async sentence(f, b) {
      const thumbprint = await thumbprintOf(b.key);
      if (b.person !== f.person || keyCode(thumbprint) !== f.keyCode) throw new Error("another key than the page shows");
      return `${f.author} adds the ${b.key.kind} key ${thumbprint} for ${b.person}`;
    },
  },
};

// A page says "For" of what a statement says "for".
const choice = (shown) => (Object.hasOwn(verbs, shown.toLowerCase()) ? shown.toLowerCase() : shown);

// thumbprintOf names a key (RFC 7638); keyCode is its check code.
export async function thumbprintOf({ crv, kty, x, y }) {
  return base64url(await sha256(utf8(encode(kty === "EC" ? { crv, kty, x, y } : { crv, kty, x }))));
}

export const keyCode = (thumbprint) => checkCode(fromBase64url(thumbprint));

// rebuild makes the statement of a kind out of the fields that a page shows.
export async function rebuild(kind, f) {
  const body = kinds[kind].body(f);
  const payload = {
    author: f.author, body, kind, ledger: f.ledger, seen: { root: f.root, size: Number(f.size) },
    sentence: await kinds[kind].sentence(f, body), seq: Number(f.seq), v: 1,
  };
  if (f.party) payload.party = f.party;
  const statement = draft(f.alg, f.key, "concordat-statement", payload);
  const id = await idOf(statement);
  return { statement, id, sentence: payload.sentence, code: checkCode(id) };
}

// possession is what a new key signs of itself.
export const possession = (ledger, person, thumbprint) => sha256(utf8(`concordat-key-possession\n${ledger}\n${person}\n${thumbprint}\n`));
