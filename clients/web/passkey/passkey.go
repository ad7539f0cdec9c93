// Package passkey is the scripts with which a browser signs: small modules without a
// dependency, that a page has under one path.
//
//	canonical.js  bytes: canonical JSON, base64url, SHA-256, check codes
//	statement.js  statements of any kind and log-ins, built from what a page shows
//	device.js     the person's device, and the states of a page that asks it for something
//	sign.js       a page on which a statement is signed: the signature is the submit
//	login.js      a page on which somebody logs in
//	enrol.js      a page on which somebody who was invited makes a passkey
//
// # The law
//
// Nothing is signed but what the page shows. sign.js takes every part of a statement
// from the text of the page, works out sentence, bytes and check code itself, and asks
// the device for nothing where they differ from those that the page shows. Whoever
// serves the page can serve another script: that is what a host can still do, and what
// a tool that holds its own key is for.
//
// A page holds elements in states (data-when), of which these scripts show those of one
// state; all words are the page's, in the language of whoever reads it, and no fault of
// a browser is shown as it is called there. Without scripts a page is in the state that
// it was served in.
package passkey

import "embed"

// Scripts are the modules, by their names.
//
//go:embed *.js
var Scripts embed.FS
