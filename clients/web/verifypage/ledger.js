// The five questions, asked of a whole ledger: what it says is held against its
// fingerprints, its signatures and the key that somebody trusts. The rules are not run
// here: question 3 says so, and what to do.

import { canonical, checkCode, fromBase64, fromBase64url, hex, joined, parsed, sha256, textOf, utf8 } from "./bytes.js";
import { Fault } from "./open.js";
import { cosignedBy, noteOf, noteSignedBy, signedBy, thumbprint } from "./signatures.js";

// Hashes of a tile, entries of a bundle.
const width = 256;

// pathOf is where a tile or bundle of the log stands (c2sp.org/tlog-tiles).
function pathOf(level, n, w) {
  let place = String(n % 1000).padStart(3, "0");
  for (n = Math.floor(n / 1000); n > 0; n = Math.floor(n / 1000)) place = "x" + String(n % 1000).padStart(3, "0") + "/" + place;
  return "tile/" + level + "/" + place + (w === width ? "" : ".p/" + w);
}

const leaf = (entry) => sha256(joined(Uint8Array.of(0), entry));
const node = (a, b) => sha256(joined(Uint8Array.of(1), a, b));

// Tree takes fingerprints one after the other and tells the code of all so far (RFC 6962).
class Tree {
  size = 0;
  // Of full trees, the largest first.
  parts = [];

  async add(hash) {
    this.size++;
    this.parts.push(hash);
    for (let n = this.size; n % 2 === 0; n /= 2) this.parts.push(await node(...this.parts.splice(-2)));
  }

  async root() {
    if (this.size === 0) return sha256(new Uint8Array());
    let root = this.parts.at(-1);
    for (let i = this.parts.length - 2; i >= 0; i--) root = await node(this.parts[i], root);
    return root;
  }
}

function checkpointOf(note) {
  const [origin, size, root, rest] = note.text.split("\n");
  if (!/^(0|[1-9][0-9]{0,15})$/.test(size) || rest !== "" || note.text.split("\n").length !== 4) throw new Fault("checkpoint", "The checkpoint is not written as checkpoints are.");
  return { origin, size: Number(size), root: fromBase64(root) };
}

// bundled gives the entries of a bundle.
function bundled(d, n, first) {
  const list = [];
  let at = 0;
  for (let i = 0; i < n; i++) {
    const size = d[at] * 256 + d[at + 1];
    if (!(at + 2 + size <= d.length)) throw new Fault("missing", "Entry " + (first + i) + " is not in this file.", first + i);
    list.push(d.subarray(at + 2, at + 2 + size));
    at += 2 + size;
  }
  if (at !== d.length) throw new Fault("not-canonical", "Something follows entry " + (first + n - 1) + ".", first + n - 1);
  return list;
}

const keysOf = {
  "ledger.founded": (b) => [b.secretary, ...b.parties.map((p) => p.officer)],
  "key.added": (b) => [b],
  "key.replaced": (b) => [b],
};
const endedBy = { "key.revoked": (b) => b.key, "key.replaced": (b) => b.old };

// read takes the entries apart. It stops at nothing: what is wrong is a fault, once each.
async function read(entries, report) {
  const list = [];
  let last = "";
  for (const [i, bytes] of entries.entries()) {
    if (bytes.length === 0) {
      report.withheld.push(i);
      list.push(null);
      continue;
    }
    try {
      const e = parsed(textOf(bytes));
      const rules = [e.ruling?.rules, (e.statement ? parsed(textOf(fromBase64url(e.statement.payload))) : e.consequence).body?.rules].filter((d) => typeof d === "string");
      const entry = { rules, index: i, time: e.time, statement: e.statement, consequence: e.consequence };
      if (e.v !== 1) throw new Fault("unsupported", "it was made by a later version");
      if (e.ruling?.allow !== true) throw new Error("its ruling is not a yes");
      if (Boolean(e.statement) === Boolean(e.consequence) || typeof e.time !== "string") throw new Error("it has not the shape of an entry");
      if (e.statement) {
        entry.head = parsed(textOf(fromBase64url(e.statement.protected)));
        entry.payload = parsed(textOf(fromBase64url(e.statement.payload)));
        entry.id = hex(await sha256(utf8(e.statement.protected + "." + e.statement.payload)));
      }
      Object.assign(entry, { kind: (entry.payload ?? e.consequence).kind, body: (entry.payload ?? e.consequence).body, says: (entry.payload ?? e.consequence).sentence });
      if (e.time < last) report.fault("integrity", "altered", "Entry " + i + " is from before the one that it stands after.", i);
      last = e.time;
      list.push(entry);
    } catch (cause) {
      report.fault("integrity", cause.code ?? "not-canonical", "Entry " + i + " cannot be read as an entry: " + cause.message + ".", i);
      list.push(null);
    }
  }
  return list;
}

// Report is what is found, question by question.
class Report {
  faults = [];
  withheld = [];
  decisions = new Map();

  fault(question, code, words, entry = -1) {
    this.faults.push({ question, code, words, entry });
  }
}

// verified answers the five questions about the files of a ledger. trust is the log's key
// as somebody got it by another way than with these files; kept is a code of so many
// entries that they wrote down, and apart says how far it is from another. progress is told
// how far it is.
export async function verified(files, { trust = "", kept = null, apart = () => "", progress = () => {} } = {}) {
  const report = new Report();
  const answer = (id, verdict, words, hint = "") => ({ id, verdict, words, hint });
  const answers = {};
  let cp, note;
  try {
    if (!files.has("checkpoint")) throw new Fault("missing", "There is no checkpoint in this file.");
    note = noteOf(files.get("checkpoint"));
    cp = checkpointOf(note);
  } catch (cause) {
    report.fault("inclusion", cause.code ?? "checkpoint", cause.message);
    return concluded(report, answers, null);
  }

  // 1: the fingerprints, and the code that they come to.
  const entries = [];
  try {
    for (let n = 0; n * width < cp.size; n++) {
      const w = Math.min(width, cp.size - n * width);
      const path = pathOf("entries", n, w);
      if (!files.has(path)) throw new Fault("missing", "Entries " + n * width + " to " + (n * width + w - 1) + " are not in this file.", n * width);
      entries.push(...bundled(files.get(path), w, n * width));
    }
  } catch (cause) {
    report.fault("integrity", cause.code ?? "not-canonical", cause.message, cause.entry);
    return concluded(report, answers, cp);
  }
  const list = await read(entries, report);
  // Codes by how many entries they are of; to be known.
  const seen = new Map();
  for (const e of list) {
    if (e?.payload) seen.set(e.payload.seen.size, null);
    if (e?.kind === "checkpoint.countersigned") seen.set(e.body.size, null);
  }
  if (kept) seen.set(kept.size, null);
  const tree = new Tree();
  if (seen.has(0)) seen.set(0, hex(await tree.root()));
  for (const [i, bytes] of entries.entries()) {
    const tile = files.get(pathOf(0, Math.floor(i / width), Math.min(width, cp.size - Math.floor(i / width) * width)));
    const stands = tile?.subarray((i % width) * 32, (i % width) * 32 + 32);
    const own = bytes.length === 0 ? stands : await leaf(bytes);
    if (!own || !stands || hex(own) !== hex(stands)) report.fault("integrity", "altered", "Entry " + i + " has been changed since it was made, or its fingerprint has.", i);
    await tree.add(own ?? new Uint8Array(32));
    if (seen.has(i + 1)) seen.set(i + 1, hex(await tree.root()));
    if (i % 500 === 0) progress(i, entries.length);
  }
  await checkTiles(files, entries, cp, report);
  await checkBlobs(files, list, report);
  if (hex(await tree.root()) !== hex(cp.root)) report.fault("integrity", "altered", "The entries do not come to the page code that the checkpoint has. Something in them was changed, moved, put in or taken out.");
  answers.integrity = answer("integrity", "pass", entries.length - report.withheld.length + " entries match their fingerprints, and all of them together match the page code");
  if (report.withheld.length) answers.integrity.words += "; of " + report.withheld.length + " that are withheld only the fingerprints are here";

  // 2: every signature, by a key that was enrolled before.
  const founding = list[0]?.kind === "ledger.founded" ? list[0] : null;
  if (!founding) report.fault("integrity", "missing", "The ledger does not begin with its founding.", 0);
  const keys = new Map();
  const next = new Map();
  const ended = new Map();
  let statements = 0;
  for (const e of list) {
    if (!e) continue;
    if (e.index === 0 || !e.payload) await enrol(e, keys);
    if (e.payload) {
      statements++;
      await checkStatement(e, { keys, next, ended, seen, cp, founding, report });
      if (e.index > 0) await enrol(e, keys);
      if (endedBy[e.kind]) ended.set(endedBy[e.kind](e.body), e.index);
    }
    if (e.kind === "decision.made") report.decisions.set(e.body.decision, e);
    if (e.index % 200 === 0) progress(e.index, entries.length);
  }
  answers.votes = report.withheld.length
    ? answer("votes", "not proven", statements + " statements are signed by " + next.size + " enrolled keys; what is withheld could not be looked at", "Who has a role or a seat exports the whole ledger.")
    : answer("votes", "pass", statements + " statements, votes among them, are signed by " + next.size + " enrolled keys");

  // 3: not here.
  answers.rules = answer("rules", "not proven", "Not proven here: " + report.decisions.size + " decisions are recorded, and this page does not run the rules again", "Use concordat verify, which does.");

  // 4: the key that signs for the whole ledger.
  let vkey = founding?.body.log_key;
  for (const e of list) if (e?.kind === "log_key.changed") vkey = e.body.new;
  if (vkey && !(await noteSignedBy(note, vkey).catch(() => false))) report.fault("inclusion", "checkpoint", "The checkpoint is not signed by the key that this ledger names.");
  if (founding && cp.origin !== founding.body.origin) report.fault("inclusion", "checkpoint", "The checkpoint is of another ledger than the founding.");
  if (trust && trust !== vkey) report.fault("inclusion", "unknown-key", "The key that you trust is not the one that signs for this ledger. Where the key was changed, use concordat verify.");
  const then = kept?.size <= cp.size && checkCode(bytesOf(seen.get(kept.size)));
  // Nobody signed what somebody typed: it shows no fork before it was compared again.
  if (then && then !== kept.code) report.fault("witnesses", "kept-code", "This ledger and the code that you typed do not agree: after " + kept.size + " entries it has the code " + then + ". " + apart(kept.code, then));
  // A file is older than a code of more entries, which is no fault of it; nor does it show that they agree.
  const beside = !kept ? "" : !then ? "; the code that you kept is of a later state, against which it cannot be held" : (then === kept.code ? "; it extends" : "; it does not agree with") + " the code that you kept";
  answers.inclusion = trust
    ? answer("inclusion", "pass", "Checkpoint of " + cp.size + " entries, signed by the key that you trust" + beside)
    : answer("inclusion", "not proven", "Checkpoint of " + cp.size + " entries, signed by the key that this ledger names for itself" + beside, "Anybody can make a ledger with a key of their own. Get this one’s key from an officer, by another way than this file, and type it in.");

  // 5: who else saw it.
  const parties = new Set();
  let upTo = 0;
  const witnesses = [];
  for (const e of list) {
    if (e?.kind === "checkpoint.countersigned") {
      if (seen.get(e.body.size) !== e.body.root) report.fault("witnesses", "fork", "Entry " + e.index + " countersigns another ledger than this one.", e.index);
      parties.add(e.payload.party);
      upTo = Math.max(upTo, e.body.size);
    }
    if (e?.kind === "witness.named") witnesses.push(e.body);
  }
  let cosigned = 0;
  for (const w of witnesses) {
    const at = await cosignedBy(note, w.key).catch(() => -1);
    if (at > 0) cosigned++;
    if (at < 0) report.fault("witnesses", "cosignature", "The line in the name of the witness " + w.name + " is not its signature.");
  }
  const saw = [];
  if (parties.size) saw.push(parties.size + " parties countersigned, up to entry " + (upTo - 1));
  if (witnesses.length) saw.push(cosigned + " of " + witnesses.length + " named witnesses cosigned");
  answers.witnesses = answer("witnesses", "not proven", saw.join("; ") || "Nobody else has countersigned", saw.length ? "Whether that is enough is a term of the MoU. concordat verify asks the rules." : "Ask for a file made after the next countersigned checkpoint.");
  return concluded(report, answers, cp, { founding, list, keys });
}

// checkTiles holds every tile against the one below it, and that no other file is there.
async function checkTiles(files, entries, cp, report) {
  const there = new Set(["checkpoint"]);
  for (let n = 0; n * width < cp.size; n++) there.add(pathOf("entries", n, Math.min(width, cp.size - n * width)));
  // The fingerprints of the level below, of full tiles.
  let below = null;
  for (let level = 0, size = cp.size; size > 0; level++, size = Math.floor(size / width)) {
    const above = [];
    for (let n = 0; n * width < size; n++) {
      const w = Math.min(width, size - n * width);
      const path = pathOf(level, n, w);
      there.add(path);
      const tile = files.get(path);
      if (!tile || tile.length !== w * 32) {
        report.fault("integrity", "tile", path + " is missing or too short.");
        continue;
      }
      const own = below?.slice(n * width, n * width + w);
      for (let i = 0; own && i < w; i++) {
        if (!own[i] || hex(own[i]) !== hex(tile.subarray(i * 32, i * 32 + 32))) report.fault("integrity", "tile", path + " is not what the tiles below it give.");
      }
      if (w === width) {
        const sub = new Tree();
        for (let i = 0; i < w; i++) await sub.add(tile.subarray(i * 32, i * 32 + 32));
        above.push(await sub.root());
      }
    }
    below = above;
  }
  for (const path of files.keys()) {
    if (!there.has(path) && !path.startsWith("blob/")) report.fault("integrity", "extra", path + " is in this file, and nothing asks for it.");
  }
}

// checkBlobs holds the rules beside the entries against the fingerprints that name them.
async function checkBlobs(files, list, report) {
  const named = new Set();
  const want = (path, by) => {
    named.add(path);
    if (!files.has(path)) report.fault("rules", "blob", path + ", which " + by + " names, is not in this file.");
  };
  for (const e of list) for (const digest of e?.rules ?? []) want("blob/" + digest, "entry " + e.index);
  for (const path of [...named]) {
    for (const line of files.has(path) ? textOf(files.get(path)).split("\n") : []) {
      const digest = line.match(/^([0-9a-f]{64})  /)?.[1];
      if (digest) want("blob/" + digest, path);
    }
  }
  for (const [path, data] of files) {
    if (!path.startsWith("blob/")) continue;
    if (hex(await sha256(data)) !== path.slice(5)) report.fault("rules", "blob", path + " is not what its name says.");
    else if (!named.has(path)) report.fault("integrity", "extra", path + " is in this file, and nothing asks for it.");
  }
}

const bytesOf = (h) => Uint8Array.from(h.match(/../g), (b) => parseInt(b, 16));

async function enrol(e, keys) {
  for (const { key, person } of keysOf[e.kind]?.(e.body) ?? []) {
    const name = await thumbprint(key);
    if (!keys.has(name)) keys.set(name, { key, person });
  }
}

// checkStatement holds one statement against the key that it names, its number among that
// key's statements, and the ledger that its author had seen.
async function checkStatement(e, { keys, next, ended, seen, cp, founding, report }) {
  const fault = (code, words) => report.fault("votes", code, "Entry " + e.index + ": " + words, e.index);
  const { kid, alg } = e.head;
  const known = keys.get(kid);
  if (e.payload.ledger !== cp.origin || canonical(e.head) !== canonical({ alg, kid, typ: "concordat-statement" })) return fault("signature", "it is no statement on this ledger.");
  if (!known) return fault("unknown-key", "signed with a key for which there is no enrolment.");
  if (known.person !== e.payload.author) return fault("signature", "it is said to be by " + e.payload.author + ", and is signed with a key of " + known.person + ".");
  if (ended.has(kid)) return fault("revoked-key", "signed after this key was withdrawn in entry " + ended.get(kid) + ".");
  const site = { rpID: founding?.body.rp_id ?? "", origins: founding?.body.origins ?? [] };
  e.signed = await signedBy(e.statement, alg, known.key, site).catch(() => false);
  if (!e.signed) return fault("signature", "its signature is not by the key that it names. Either the statement was changed, or it was never signed.");
  if (e.payload.seq !== (next.get(kid) ?? 0)) fault("gap", "the statements of its key skip a number.");
  next.set(kid, e.payload.seq + 1);
  if (e.payload.seen.size > e.index || seen.get(e.payload.seen.size) !== e.payload.seen.root) fault("fork", "its author had seen another ledger than this one.");
}

export const questions = ["integrity", "votes", "rules", "inclusion", "witnesses"];

function concluded(report, answers, cp, more = {}) {
  const checks = questions.map((id) => {
    const faults = report.faults.filter((f) => f.question === id);
    if (faults.length) return { id, verdict: "fail", words: faults[0].words, code: faults[0].code, faults };
    return answers[id] ?? { id, verdict: "not proven", words: "Could not be looked at" };
  });
  const verdict = report.faults.length ? "failed" : checks.every((c) => c.verdict === "pass") ? "verified" : "not-proven";
  return { schema: "concordat.verify-page/1", verdict, checks, faults: report.faults, origin: cp?.origin, size: cp?.size, code: cp && checkCode(cp.root), name: more.founding?.body.name, example: more.founding?.body.example?.name, withheld: report.withheld, time: more.list?.findLast((e) => e)?.time, decisions: report.decisions, list: more.list ?? [] };
}

