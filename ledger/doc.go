// Package ledger is what may be written in a Concordat ledger and what it means.
//
// Three things stand here: the bytes (canonical JSON, signed statements,
// entries), the meaning (State, and the three stages by which it changes), and
// the contract of the rules (Rules, Input, Ruling).
//
// # The law
//
// State changes in one way only, in three exported stages and one order:
//
//	check   parse, find the key, verify the signature, hold it against State   State.Check
//	rule    put the gathered facts to the rules that the ledger adopted         Rules.Judge
//	apply   record what was ruled; it cannot fail                               State.Apply
//
// The journal runs them before a commit, a start runs them to rebuild State,
// and an auditor runs them to verify: there is no other reading of a ledger.
// What follows from a statement or from time passing is a consequence: an entry
// that nobody signs and that must equal its derivation byte for byte (State.Due).
//
// Where to begin: kinds.go lists what can be stated and what follows, and each
// kind stands whole in the file of its subject (motion.go, vote.go, minutes.go …);
// statement.go and entry.go say how it is written, step.go the whole order in a
// few lines. View reads a State; rules.go is everything that the rules are told
// and answer.
//
// The package is pure: no I/O, no clock, no randomness, no goroutine. Time is
// handed in with each entry. It does not count votes or add up money: Go
// gathers facts, Rego counts and judges, Apply records.
//
// # The bytes
//
// A statement is a flattened JWS whose protected header is exactly
//
//	{"alg":"EdDSA","kid":"<RFC 7638 thumbprint>","typ":"concordat-statement"}
//
// with alg EdDSA or ES256 for key files. For passkeys alg is webauthn-EdDSA or
// webauthn-ES256 and the unprotected header carries what the authenticator
// signed:
//
//	{"header":{"authenticator_data":"…","client_data":"…"},"payload":"…","protected":"…","signature":"…"}
//
// Its id is the SHA-256 of the signing input, which leaves the signature out:
// ES256 is malleable, and the first recorded bytes stand. An entry is
//
//	{"ruling":{"allow":true,"rules":"<digest>"},"statement":{…},"time":"2015-07-15T17:00:00.000Z","v":1}
//
// or the same with "consequence" in place of "statement". Golden bytes of every
// kind stand in testdata; they are never edited, only added to.
package ledger
