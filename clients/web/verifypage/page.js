// The page: takes a file, and shows what the five questions came to. Nothing leaves it.

import { hex, sha256, textOf } from "./bytes.js";
import { questions, verified } from "./ledger.js";
import { opened } from "./open.js";

const limits = ["What a person saw on their screen when they signed.", "That the figures in papers are right.", "That a passkey shared between devices was used by its owner alone.", "That nothing was discussed elsewhere."];

const colours = { pass: "green", "not proven": "yellow", fail: "red" };
const words = { pass: "Verified", "not proven": "Not proven", fail: "Failed" };
// Questions, failures and this page's version.
const told = JSON.parse(document.getElementById("words").textContent);
// Of the ledger that serves this page; a file knows none.
const now = document.getElementById("now");
const limitsHead = "What this does not prove";

// put makes an element with what stands in it.
function put(name, className, ...inside) {
  const e = document.createElement(name);
  if (className) e.className = className;
  e.append(...inside);
  return e;
}

const tag = (verdict) => put("strong", "nhsuk-tag nhsuk-tag--" + colours[verdict], words[verdict]);
const many = (n, one, all) => n.toLocaleString("en-GB") + " " + (n === 1 ? one : all);
const day = (time) => new Date(time).toLocaleDateString("en-GB", { day: "numeric", month: "long", year: "numeric", timeZone: "Europe/London" });
const at = (time) => new Date(time).toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit", timeZone: "Europe/London" }) + " on " + day(time);

function answerOf(r) {
  const of = (r.name ? r.name + ", " : "") + (r.size === undefined ? "" : r.size + " entries");
  if (r.faults.length && r.faults.every((f) => f.code === "kept-code")) {
    return ["fail", "The code that you typed is not that of this ledger (" + of + "). Nothing else is wrong. Compare the code and the number of entries before you do anything else, and do not rely on this until they agree."];
  }
  switch (r.verdict) {
    case "failed":
      return ["fail", "Do not rely on this until it is explained. " + many(r.faults.length, "thing is", "things are") + " wrong in it. Keep this file. Tell the chair of the board and your audit lead before anyone else, and do not contact the person named."];
    case "verified":
      return ["pass", "This ledger is genuine and complete: " + of + "."];
  }
  return ["not proven", "Nothing wrong was found in this ledger (" + of + "), but not every question can be answered on this page."];
}

// rows are terms and what stands beside each.
function rows(list) {
  return put("dl", "nhsuk-summary-list", ...list.map(([key, ...value]) => put("div", "nhsuk-summary-list__row", put("dt", "nhsuk-summary-list__key", key), put("dd", "nhsuk-summary-list__value", ...value))));
}

function asked(r) {
  const list = rows(r.checks.map((c) => {
    const q = told.questions.find((q) => q.id === c.id);
    const value = [put("p", "", tag(c.verdict)), put("p", "", c.words + (c.words.endsWith(".") ? "" : "."))];
    if (c.hint) value.push(put("p", "", c.hint));
    if (c.verdict === "fail") value.push(put("p", "", "What that would mean: " + q.if_not));
    return [q.asks, ...value];
  }));
  for (const [i, row] of [...list.children].entries()) Object.assign(row.dataset, { check: r.checks[i].id, verdict: r.checks[i].verdict });
  return list;
}

function bullets(items) {
  return put("ul", "nhsuk-list nhsuk-list--bullet", ...items.map((i) => put("li", "", i)));
}

// votesOn are the votes on one motion, with what was found of each signature.
function votesOn(r, ref) {
  const votes = r.list.filter((e) => e?.kind === "vote.cast" && e.body.motion === ref);
  const cell = (text) => put("td", "nhsuk-table__cell", text);
  const table = put("table", "nhsuk-table", put("caption", "nhsuk-table__caption nhsuk-table__caption--m", "Votes on " + ref + ", in the order in which they were cast"),
    put("thead", "nhsuk-table__head", put("tr", "nhsuk-table__row", ...["Entry", "What was signed", "By", "Signature"].map((t) => put("th", "nhsuk-table__header", t)))));
  for (const h of table.querySelectorAll("th")) h.scope = "col";
  const body = put("tbody", "nhsuk-table__body");
  for (const e of votes) body.append(put("tr", "nhsuk-table__row", cell(String(e.index)), cell(e.says), cell(e.payload.author), cell(e.signed ? "Holds" : "Does not hold")));
  table.append(body);
  const scroll = put("div", "nhsuk-scroll", put("div", "nhsuk-scroll__content", table));
  scroll.firstChild.tabIndex = 0;
  scroll.firstChild.setAttribute("role", "region");
  scroll.firstChild.setAttribute("aria-label", "Votes on " + ref);
  return scroll;
}

// later is how many entries are known that are not in the file: by the server of this page,
// or by a code that somebody kept. Of one that failed it is not told.
const later = (r, kept) => r.verdict === "failed" ? undefined : Math.max(r.size, now?.dataset.origin === r.origin ? now.dataset.size : 0, kept?.size ?? 0) - r.size;

const asAt = (r, more) => "True as at checkpoint " + r.size.toLocaleString("en-GB") + (r.time ? " of " + day(r.time) : "") + ". " + many(more, "entry", "entries") + " added since; none of them in this pack.";

// wrong is what is wrong, and for each code what that means and what to do.
function wrong(r) {
  const codes = [...new Set(r.faults.map((f) => f.code))].filter((c) => told.failures[c]);
  return [put("h2", "nhsuk-heading-m", "What is wrong"), bullets(r.faults.slice(0, 20).map((f) => f.words)),
    ...codes.flatMap((c) => [put("h3", "nhsuk-heading-s", told.failures[c].says), rows(told.failures[c].aspects.map((a) => [a.key, a.words]))])];
}

// result is what is shown, and what a working paper holds.
function result(r, from) {
  const [verdict, sentence] = answerOf(r);
  const out = [put("h2", "nhsuk-heading-l", "The answer"), put("p", "", tag(verdict)), put("p", "", sentence)];
  const more = later(r, from.kept);
  if (more) out.push(put("p", "", asAt(r, more)));
  if (r.example) out.push(put("p", "", "This is an example. Its people, signatures and clock are not real."));
  out.push(asked(r));
  if (r.faults.length) out.push(...wrong(r));
  if (r.decision) {
    const { says, index } = r.decisions.get(r.decision);
    out.push(put("h2", "nhsuk-heading-m", "Decision " + r.decision), put("p", "", says + ". It is entry " + index + "."), votesOn(r, r.decision));
  } else if (r.decision === "") out.push(put("p", "", "This pack’s decision is not in the ledger."));
  out.push(put("h2", "nhsuk-heading-m", limitsHead), bullets(limits));
  return out;
}

// facts are what it was made of, and by what.
const facts = (r, from) => [
  ["File", from.file.name + ", " + many(from.file.bytes, "byte", "bytes")], ["SHA-256 of the file", from.file.sha256], ["Ledger", r.origin ?? "Not read"],
  ["Page code", r.code ? r.code + " at " + r.size + " entries" : "Not read"], ["The log’s key that was trusted", from.trust || "None was given"],
  ["Page code that was kept", from.kept ? from.kept.code + " at " + from.kept.size + " entries" : "None was given"], ["Checked with", told.tool], ["Checked at", at(from.made)],
];

function shown(r, from) {
  const details = put("details", "nhsuk-details", put("summary", "nhsuk-details__summary", put("span", "nhsuk-details__summary-text", "Technical details")), put("div", "nhsuk-details__text", rows(facts(r, from))));
  const save = (text, name, type, data) => {
    const a = put("a", "", text);
    a.href = URL.createObjectURL(new Blob([data], { type }));
    a.download = name;
    return put("p", "", a);
  };
  return [...result(r, from), details, put("h2", "nhsuk-heading-m", "Save this result"), put("p", "", "A working paper: which file was checked, when and with what."),
    save("As a page to read or print (HTML)", "verify-result.html", "text/html", paper(r, from)), save("As data (JSON)", "verify-result.json", "application/json", JSON.stringify(saved(r, from), null, 1))];
}

// paper is the result as a page of its own, which opens no connection and runs nothing.
function paper(r, from) {
  const title = "Working paper: " + (r.decision || from.file.name);
  const body = put("main", "", put("h1", "", title), ...result(r, from), put("h2", "", "What it was made of"), rows(facts(r, from)));
  const head = put("head", "", put("meta", ""), put("meta", ""), put("title", "", title), put("style", "", "body { font: 1em/1.5 Arial, sans-serif; max-width: 50em; margin: 1em auto; padding: 0 1em; overflow-wrap: anywhere; } dt, caption { font-weight: bold; text-align: left; } dd { margin: 0 0 0.5em; } th, td { text-align: left; padding: 0.25em 1em 0.25em 0; vertical-align: top; overflow-wrap: normal; }"));
  head.children[0].setAttribute("charset", "utf-8");
  Object.assign(head.children[1], { httpEquiv: "Content-Security-Policy", content: "default-src 'none'; style-src 'unsafe-inline'" });
  return '<!DOCTYPE html>\n<html lang="en-GB">' + head.outerHTML + put("body", "", body).outerHTML + "</html>\n";
}

// saved is the result as data.
const saved = (r, from) => ({
  schema: r.schema, made: from.made, tool: told.tool, file: from.file, trusted: from.trust, kept: from.kept ?? undefined, verdict: r.verdict, origin: r.origin, entries: r.size, last: r.time, page_code: r.code, later_entries: later(r, from.kept), decision: r.decision || undefined,
  checks: r.checks.map(({ id, verdict, words, code }) => ({ id, verdict, words, code })), faults: r.faults, limits,
});

// apart says how far a code that somebody typed is from the one that is here.
function apart(typed, here) {
  const n = [...typed].filter((c, i) => c !== here[i]).length;
  return n > told.codes.nearest ? told.codes.far : told.codes.near.replace("%d", n);
}

// keptBy is the code that somebody kept, with how many entries it is of, as pages print that;
// of no size where no count can be read, and no code where it can be none: of 12 characters,
// and never I, L, O or U.
function keptBy() {
  const code = form.elements.code.value.toUpperCase().replace(/[\s-]/g, "").replaceAll("O", "0").replace(/[IL]/g, "1");
  const count = form.elements.entries.value.replace(/[,\s]/g, "");
  return code ? { is: /^[0-9A-HJKMNP-TV-Z]{12}$/.test(code), code: code.replace(/(.{4})(?=.)/g, "$1 "), size: /^\d+$/.test(count) && Number(count) } : null;
}

// named is the decision that a pack says it is of, which is believed only of one that the
// ledger has; empty where it has none such.
function named(data, r) {
  try {
    const { decision } = JSON.parse(textOf(data));
    if (r.decisions.has(decision)) return decision;
  } catch {}
  return "";
}

async function check(file, kept) {
  const data = new Uint8Array(await file.arrayBuffer());
  const from = { file: { name: file.name, bytes: data.length, sha256: hex(await sha256(data)) }, trust: form.elements.trust.value.trim(), kept, made: new Date().toISOString() };
  let r;
  try {
    const { ledger, pack } = await opened(data);
    r = await verified(ledger, { trust: from.trust, kept, apart, progress: (done, all) => (document.getElementById("progress").textContent = "Checked " + done + " of " + all + " entries.") });
    if (pack?.has("decision.json")) r.decision = named(pack.get("decision.json"), r);
  } catch (cause) {
    const fault = { question: "integrity", code: cause.code ?? "not-canonical", words: cause.code ? cause.message : "This file could not be read as an evidence pack or an export: " + cause.message + ".", entry: -1 };
    r = { schema: "concordat.verify-page/1", verdict: "failed", faults: [fault], checks: questions.map((id) => (id === "integrity" ? { id, verdict: "fail", words: fault.words, code: fault.code } : { id, verdict: "not proven", words: "Could not be looked at" })), decisions: new Map(), list: [] };
  }
  document.getElementById("progress").textContent = "Checked. The answer is below.";
  shownIn.replaceChildren(...shown(r, from));
  shownIn.dataset.verdict = r.verdict;
  shownIn.dataset.codes = r.faults.map((f) => f.code).join(" ");
  shownIn.focus();
}

const form = document.getElementById("verify");
const shownIn = document.getElementById("result");
form.addEventListener("submit", (event) => {
  event.preventDefault();
  // The answer of the file before would stand below what is asked of this one.
  shownIn.replaceChildren();
  shownIn.dataset.verdict = shownIn.dataset.codes = "";
  const file = form.elements.file.files[0], kept = keptBy(), is = !kept || kept.is, counted = !kept || kept.size > 0;
  document.getElementById("no-file").hidden = Boolean(file);
  document.getElementById("no-code").hidden = is;
  document.getElementById("no-count").hidden = counted;
  document.getElementById("progress").textContent = "";
  if (!file) return form.elements.file.focus();
  if (!is) return form.elements.code.focus();
  if (!counted) return form.elements.entries.focus();
  document.getElementById("progress").textContent = "Reading the file.";
  check(file, kept);
});
document.documentElement.dataset.ready = "yes";
