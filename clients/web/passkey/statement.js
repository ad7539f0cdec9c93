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

// reasonOf is the digest of a reason as a page shows it, with its salt.
export const reasonOf = async (salt, text) => {
  const said = utf8(text);
  const salted = new Uint8Array(32 + said.length);
  salted.set(fromBase64url(salt));
  salted.set(said, 32);
  return hex(await sha256(salted));
};

const hex = (bytes) => [...new Uint8Array(bytes)].map((b) => b.toString(16).padStart(2, "0")).join("");

// A page says "For" of what a statement says "for".
const votes = { For: "for", Against: "against", Abstain: "abstain" };
const choice = (shown) => (Object.hasOwn(votes, shown) ? votes[shown] : shown);

// thumbprintOf names a key (RFC 7638); keyCode is its check code.
export async function thumbprintOf({ crv, kty, x, y }) {
  return base64url(await sha256(utf8(encode(kty === "EC" ? { crv, kty, x, y } : { crv, kty, x }))));
}

export const keyCode = (thumbprint) => checkCode(fromBase64url(thumbprint));

// What a part of a body says, by what it is.
const whole = (s) => (/^-?\d+$/.test(s) ? Number(s) : NaN);
const values = {
  text: (s) => s,
  number: whole,
  money: (s) => (/^-?£\d{1,3}(,\d{3})*\.\d\d$/.test(s) ? whole(s.replace(/[£,.]/g, "")) : NaN),
  flag: (s) => ({ Yes: true, No: false })[s],
  list: (s) => (s === "None" ? [] : NaN),
  object: (s) => (s === "None" ? {} : NaN),
};

// A body out of all its parts, each at its place: a number is a place in a list.
function bodyOf(parts) {
  const top = [];
  for (const [path, is, said] of parts) {
    let into = top;
    let at = 0;
    for (const step of path) {
      into[at] ??= typeof step === "number" ? [] : Object.create(null);
      if (Array.isArray(into[at]) !== (typeof step === "number")) throw new Error("a part in two places");
      into = into[at];
      at = step;
    }
    if (into[at] !== undefined) throw new Error("two parts in one place");
    into[at] = values[is](said);
  }
  return top[0];
}

// Any other kind: the page shows each part of its body. That the sentence is the body's
// is checked where it is sent: what is signed is what is shown.
const general = { body: (f) => bodyOf(f.parts), sentence: (f) => f.sentence };

// rebuild makes the statement of a kind out of the fields that a page shows.
export async function rebuild(kind, f) {
  const made = f.parts ? general : kinds[kind];
  const body = made.body(f);
  const payload = {
    author: f.author, body, kind, ledger: f.ledger, seen: { root: f.root, size: Number(f.size) },
    sentence: await made.sentence(f, body), seq: Number(f.seq), v: 1,
  };
  if (f.party) payload.party = f.party;
  const statement = draft(f.alg, f.key, "concordat-statement", payload);
  const id = await idOf(statement);
  return { statement, id, sentence: payload.sentence, code: checkCode(id) };
}

// possession is what a new key signs of itself.
export const possession = (ledger, person, thumbprint) => sha256(utf8(`concordat-key-possession\n${ledger}\n${person}\n${thumbprint}\n`));
