// Opens what somebody was given: an evidence pack (a ZIP file with ledger.tar in it), or
// an export (that file itself). Everything stays in this page.

import { hex, sha256, textOf } from "./bytes.js";

const number = (d, at, n) => {
  let v = 0;
  for (let i = n - 1; i >= 0; i--) v = v * 256 + d[at + i];
  return v;
};

// Fault is something wrong with what is here; code says what, in words of the house.
export class Fault extends Error {
  constructor(code, words, entry) {
    super(words);
    Object.assign(this, { code, entry });
  }
}

const mostBytes = 256 * 1024 * 1024;

async function inflated(bytes) {
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate-raw"));
  const parts = [];
  let n = 0;
  for (const reader = stream.getReader(); ; ) {
    const { done, value } = await reader.read();
    if (done) break;
    parts.push(value);
    if ((n += value.length) > mostBytes) throw new Fault("not-canonical", "A file in this pack is larger than this page can read. Use concordat verify.");
  }
  return new Uint8Array(await new Blob(parts).arrayBuffer());
}

// unzipped gives the files of a ZIP file by name.
async function unzipped(d) {
  let end = d.length - 22;
  while (end >= 0 && number(d, end, 4) !== 0x06054b50) end--;
  if (end < 0) throw new Fault("not-canonical", "This ZIP file is cut short. Ask for it again.");
  const files = new Map();
  let at = number(d, end + 16, 4);
  for (let i = number(d, end + 10, 2); i > 0; i--) {
    if (number(d, at, 4) !== 0x02014b50) throw new Fault("not-canonical", "This ZIP file is damaged. Ask for it again.");
    const [method, size, name, extra, comment, local] = [number(d, at + 10, 2), number(d, at + 20, 4), number(d, at + 28, 2), number(d, at + 30, 2), number(d, at + 32, 2), number(d, at + 42, 4)];
    const from = local + 30 + number(d, local + 26, 2) + number(d, local + 28, 2);
    const packed = d.subarray(from, from + size);
    const path = textOf(d.subarray(at + 46, at + 46 + name));
    if (files.has(path)) throw new Fault("not-canonical", "This ZIP file has " + path + " twice.");
    if (method !== 0 && method !== 8) throw new Fault("unsupported", "This ZIP file is packed in a way that this page does not know.");
    files.set(path, method === 0 ? packed : await inflated(packed));
    at += 46 + name + extra + comment;
  }
  return files;
}

// unpacked gives the files of an export by path. Only the one way of writing it is taken.
function unpacked(d) {
  const files = new Map();
  let last = "";
  let at = 0;
  for (; at + 512 <= d.length && d[at] !== 0; ) {
    const field = (from, n) => textOf(d.subarray(at + from, at + from + n)).replace(/\0.*$/s, "");
    const path = (field(345, 155) ? field(345, 155) + "/" : "") + field(0, 100);
    const size = parseInt(field(124, 12), 8);
    if (!(path > last) || !Number.isSafeInteger(size) || at + 512 + size > d.length || field(156, 1) !== "0") {
      throw new Fault("not-canonical", "This is no export, or it is damaged after " + (last || "its beginning") + ".");
    }
    files.set(path, d.subarray(at + 512, at + 512 + size));
    last = path;
    at += 512 + Math.ceil(size / 512) * 512;
  }
  if (d.length - at !== 1024 || d.subarray(at).some((b) => b !== 0)) throw new Fault("not-canonical", "This export does not end as exports do: it is cut short, or something follows it.");
  return files;
}

// opened gives the files of the ledger, and of the pack around it, if there is one.
export async function opened(data) {
  if (!(data[0] === 0x50 && data[1] === 0x4b)) return { ledger: unpacked(data), pack: null };
  const pack = await unzipped(data);
  if (!pack.has("ledger.tar")) throw new Fault("not-canonical", "This ZIP file is no evidence pack: ledger.tar is not in it.");
  const listed = new Set(["MANIFEST.sha256"]);
  for (const line of textOf(pack.get("MANIFEST.sha256") ?? new Uint8Array()).split("\n").filter(Boolean)) {
    const path = line.slice(66);
    listed.add(path);
    if (!pack.has(path) || hex(await sha256(pack.get(path))) !== line.slice(0, 64)) throw new Fault("altered", path + " in this pack is not what the pack’s own list says.");
  }
  for (const path of pack.keys()) {
    if (!listed.has(path)) throw new Fault("altered", path + " is in this pack, and not in the pack’s own list.");
  }
  return { ledger: unpacked(pack.get("ledger.tar")), pack };
}
