// The page: takes a file, and shows what the five questions came to. Nothing leaves it.

import { hex, sha256, textOf } from "./bytes.js";
import { titles, verified } from "./ledger.js";
import { opened } from "./open.js";

const limits = ["What a person saw on their screen when they signed.", "That the figures in papers are right.", "That a passkey shared between devices was used by its owner alone.", "That nothing was discussed elsewhere."];

const colours = { pass: "green", "not proven": "yellow", fail: "red" };
const words = { pass: "Verified", "not proven": "Not proven", fail: "Failed" };

// put makes an element with what stands in it.
function put(name, className, ...inside) {
  const e = document.createElement(name);
  if (className) e.className = className;
  e.append(...inside);
  return e;
}

const tag = (verdict) => put("strong", "nhsuk-tag nhsuk-tag--" + colours[verdict], words[verdict]);

function answerOf(r) {
  const of = (r.name ? r.name + ", " : "") + (r.size === undefined ? "" : r.size + " entries");
  switch (r.verdict) {
    case "failed":
      return ["fail", "Do not rely on this until it is explained. " + r.faults.length + (r.faults.length === 1 ? " thing is" : " things are") + " wrong in it. Keep this file. Tell the chair of the board and your audit lead before anyone else."];
    case "verified":
      return ["pass", "This ledger is genuine and complete: " + of + "."];
  }
  return ["not proven", "Nothing wrong was found in this ledger (" + of + "), but not every question can be answered on this page."];
}

function questions(r) {
  const list = put("dl", "nhsuk-summary-list");
  for (const c of r.checks) {
    const value = put("dd", "nhsuk-summary-list__value", put("p", "", tag(c.verdict)), put("p", "", c.words + (c.words.endsWith(".") ? "" : ".")));
    if (c.hint) value.append(put("p", "", c.hint));
    const row = put("div", "nhsuk-summary-list__row", put("dt", "nhsuk-summary-list__key", titles[c.id]), value);
    row.dataset.check = c.id;
    row.dataset.verdict = c.verdict;
    list.append(row);
  }
  return list;
}

function bullets(items) {
  return put("ul", "nhsuk-list nhsuk-list--bullet", ...items.map((i) => put("li", "", i)));
}

// votesOn are the votes on one motion, with what was found of each signature.
function votesOn(r, ref) {
  const rows = r.list.filter((e) => e?.kind === "vote.cast" && e.body.motion === ref);
  const cell = (text) => put("td", "nhsuk-table__cell", text);
  const table = put("table", "nhsuk-table", put("caption", "nhsuk-table__caption nhsuk-table__caption--m", "Votes on " + ref + ", in the order in which they were cast"),
    put("thead", "nhsuk-table__head", put("tr", "nhsuk-table__row", ...["Entry", "What was signed", "By", "Signature"].map((t) => put("th", "nhsuk-table__header", t)))));
  for (const h of table.querySelectorAll("th")) h.scope = "col";
  const body = put("tbody", "nhsuk-table__body");
  for (const e of rows) body.append(put("tr", "nhsuk-table__row", cell(String(e.index)), cell(e.says), cell(e.payload.author), cell(e.signed ? "Holds" : "Does not hold")));
  table.append(body);
  const scroll = put("div", "nhsuk-scroll", put("div", "nhsuk-scroll__content", table));
  scroll.firstChild.tabIndex = 0;
  scroll.firstChild.setAttribute("role", "region");
  scroll.firstChild.setAttribute("aria-label", "Votes on " + ref);
  return scroll;
}

function shown(r, file) {
  const [verdict, sentence] = answerOf(r);
  const out = [put("h2", "nhsuk-heading-l", "The answer"), put("p", "", tag(verdict)), put("p", "", sentence)];
  if (r.example) out.push(put("p", "", "This is an example. Its people, signatures and clock are not real."));
  out.push(questions(r));
  if (r.faults.length) out.push(put("h2", "nhsuk-heading-m", "What is wrong"), bullets(r.faults.slice(0, 20).map((f) => f.words)));
  if (r.decision) {
    const made = r.decisions.get(r.decision);
    out.push(put("h2", "nhsuk-heading-m", "Decision " + r.decision), put("p", "", made ? made.says + ". It is entry " + made.index + "." : "This decision is not in the ledger."));
    out.push(votesOn(r, r.decision));
  }
  out.push(put("h2", "nhsuk-heading-m", "What this does not prove"), bullets(limits));
  const details = put("details", "nhsuk-details", put("summary", "nhsuk-details__summary", put("span", "nhsuk-details__summary-text", "Technical details")));
  const inside = put("div", "nhsuk-details__text", put("p", "", "File: " + file.name + ", SHA-256 " + file.sha256), put("p", "", "Ledger: " + (r.origin ?? "")), put("p", "", "Page code: " + (r.code ?? "") + " at " + (r.size ?? 0) + " entries"));
  const save = put("a", "", "Save this result (JSON)");
  save.href = URL.createObjectURL(new Blob([JSON.stringify(saved(r, file), null, 1)], { type: "application/json" }));
  save.download = "verify-result.json";
  details.append(inside);
  out.push(details, put("p", "", save));
  return out;
}

// saved is the result as a working paper.
const saved = (r, file) => ({
  schema: r.schema, made: new Date().toISOString(), tool: "Concordat, page verify.html", file, verdict: r.verdict, origin: r.origin, entries: r.size, page_code: r.code,
  checks: r.checks.map(({ id, verdict, words, code }) => ({ id, verdict, words, code })), faults: r.faults, limits,
});

async function check(file, form) {
  const data = new Uint8Array(await file.arrayBuffer());
  const about = { name: file.name, bytes: data.length, sha256: hex(await sha256(data)) };
  let r;
  try {
    const { ledger, pack } = await opened(data);
    const code = form.elements.code.value.toUpperCase().replace(/[^0-9A-Z]/g, "").replaceAll("O", "0").replace(/[IL]/g, "1");
    const kept = code ? { code: code.replace(/(.{4})(?=.)/g, "$1 "), size: Number(form.elements.entries.value) } : null;
    r = await verified(ledger, { trust: form.elements.trust.value.trim(), kept, progress: (done, all) => (document.getElementById("progress").textContent = "Checked " + done + " of " + all + " entries.") });
    if (pack?.has("decision.json")) r.decision = JSON.parse(textOf(pack.get("decision.json"))).decision;
  } catch (cause) {
    const fault = { question: "integrity", code: cause.code ?? "not-canonical", words: cause.code ? cause.message : "This file could not be read as an evidence pack or an export: " + cause.message + ".", entry: -1 };
    r = { schema: "concordat.verify-page/1", verdict: "failed", faults: [fault], checks: Object.keys(titles).map((id) => (id === "integrity" ? { id, verdict: "fail", words: fault.words, code: fault.code } : { id, verdict: "not proven", words: "Could not be looked at" })), decisions: new Map(), list: [] };
  }
  document.getElementById("progress").textContent = "Checked. The answer is below.";
  const result = document.getElementById("result");
  result.replaceChildren(...shown(r, about));
  result.dataset.verdict = r.verdict;
  result.dataset.codes = r.faults.map((f) => f.code).join(" ");
  result.focus();
}

const form = document.getElementById("verify");
form.addEventListener("submit", (event) => {
  event.preventDefault();
  const file = form.elements.file.files[0];
  const error = document.getElementById("no-file");
  error.hidden = Boolean(file);
  if (!file) return form.elements.file.focus();
  document.getElementById("progress").textContent = "Reading the file.";
  check(file, form);
});
document.documentElement.dataset.ready = "yes";
