// The person's device, and the states of a page that asks it for something.

import { base64url, encode, fromBase64url, utf8 } from "./canonical.js";

export const able = () => Boolean(window.PublicKeyCredential && navigator.credentials && window.crypto && crypto.subtle);

// show puts a page into a state: what bears its name in data-when is shown, and what
// bears other names is not. What is shown of a fault has the focus.
export function show(state) {
  let fault;
  for (const e of document.querySelectorAll("[data-when]")) {
    e.hidden = !e.dataset.when.split(" ").includes(state);
    if (!e.hidden && e.hasAttribute("data-fault")) fault = e;
  }
  document.title = (fault ? "Error: " : "") + document.title.replace(/^Error: /, "");
  if (fault) {
    fault.tabIndex = -1;
    fault.focus();
  }
}

// fields are what a page shows, by name; of those of one name in several places a list.
export function fields() {
  const f = {};
  for (const e of document.querySelectorAll("[data-say]")) {
    const name = e.dataset.say;
    const said = e.textContent.trim();
    if (e.hasAttribute("data-list")) (f[name] ??= []).push(said);
    else if (Object.hasOwn(f, name) && f[name] !== said) throw new Error("the page shows two of " + name);
    else f[name] = said;
  }
  const parts = [...document.querySelectorAll("[data-part]")];
  if (parts.length) f.parts = parts.map((e) => [JSON.parse(e.dataset.part), e.dataset.is, e.textContent]);
  return f;
}

export function fill(values) {
  for (const e of document.querySelectorAll("[data-fill]")) {
    if (values[e.dataset.fill] !== undefined) e.textContent = values[e.dataset.fill];
  }
}

// The passkey that this browser logged in with, and whose it is: its name on the device,
// which is no secret.
const kept = "concordat-passkey";
export const remember = (id, person) => localStorage.setItem(kept, id + " " + person);
export const remembered = (person) => {
  const [id, whose] = (localStorage.getItem(kept) ?? "").split(" ");
  return id && (!person || person === whose) ? id : null;
};
export const forget = () => localStorage.removeItem(kept);

// A device keeps one passkey for each handle of a site's: each has its own, which begins
// with the person, so that none takes the place of another (WebAuthn Level 2 section
// 5.4.3, which gives it 64 bytes: the longest names leave less of them to chance).
const ends = ":";
export const handleOf = (person) => utf8((person + ends + base64url(crypto.getRandomValues(new Uint8Array(16)))).slice(0, 64));
const personOf = (handle) => new TextDecoder().decode(handle).split(ends)[0];

// assertion has a passkey sign a challenge, once its holder is verified: the passkey of
// this name, or whichever of this site's the person chooses.
export async function assertion(challenge, rpId, name) {
  const allowCredentials = name ? [{ type: "public-key", id: fromBase64url(name) }] : [];
  const c = await navigator.credentials.get({ publicKey: { challenge, rpId, allowCredentials, userVerification: "required" } });
  const r = c.response;
  return {
    name: c.id,
    person: r.userHandle ? personOf(r.userHandle) : "",
    header: { authenticator_data: base64url(r.authenticatorData), client_data: base64url(r.clientDataJSON) },
    signature: base64url(r.signature),
  };
}

// signed is a draft with what a passkey made of it, as it is sent.
export const signed = (draft, a) => encode({ ...draft, header: a.header, signature: a.signature });

// once makes a button's deed one that is under way once, however often it is pressed;
// a deed that gives true has sent the page on its way, and is not done again.
export function once(deed) {
  let underWay = false;
  return async (event) => {
    event.preventDefault();
    if (underWay) return;
    underWay = true;
    try {
      underWay = await deed(event) === true;
    } catch {
      underWay = false;
      show("not-signed");
    }
  };
}
