package ledger

import (
	"errors"
	"fmt"
)

// Code is what a person must act on. The list is closed: the API gives each
// code one HTTP status, the command line one exit code, the pages one text.
type Code string

// Codes of refusal.
const (
	CodeTooLarge      Code = "too-large"       // beyond a bound in limits.go
	CodeMalformed     Code = "malformed"       // not the bytes of a statement, or a field out of shape
	CodeUnsigned      Code = "unsigned"        // no signature at all
	CodeSignature     Code = "signature"       // the signature is not by that key over these bytes
	CodeUnknownKey    Code = "unknown-key"     // no enrolment for this key
	CodeRevokedKey    Code = "revoked-key"     // signed after the key was revoked
	CodeOtherLedger   Code = "other-ledger"    // made for another ledger
	CodeUnknownKind   Code = "unknown-kind"    // no such kind of statement
	CodeOutOfSequence Code = "out-of-sequence" // the key's next statement has another number
	CodeFork          Code = "fork"            // the author saw another history than this one
	CodeNotFound      Code = "not-found"       // names a motion, decision, party … that is not on the ledger
	CodeConflict      Code = "conflict"        // it does not fit what is recorded: said already, its number taken, not at this stage
	CodeStale         Code = "stale"           // rests on something that has changed since
	CodeNotOpen       Code = "not-open"        // the motion is not open for votes
	CodeClosed        Code = "closed"          // voting, the meeting or the text has closed
	CodeNoSeat        Code = "no-seat"         // the author, or somebody named, has not that seat
	CodeRecused       Code = "recused"         // an interest keeps the author from voting
	CodeRefused       Code = "refused"         // the rules say no; the checks say why
	CodeRulesFailed   Code = "rules-failed"    // the rules could not be run; nothing was decided
	CodeNotAllowed    Code = "not-allowed"     // the caller may not read or do this
	CodeLogIn         Code = "log-in"          // nobody is logged in, or the log-in has run out
	CodeUnavailable   Code = "unavailable"     // the ledger takes nothing at present
)

// Codes lists every code, for the tables that must cover them all.
var Codes = []Code{
	CodeTooLarge, CodeMalformed, CodeUnsigned, CodeSignature, CodeUnknownKey, CodeRevokedKey, CodeOtherLedger,
	CodeUnknownKind, CodeOutOfSequence, CodeFork, CodeNotFound, CodeConflict, CodeStale, CodeNotOpen, CodeClosed,
	CodeNoSeat, CodeRecused, CodeRefused, CodeRulesFailed, CodeNotAllowed, CodeLogIn, CodeUnavailable,
}

// ErrNoRuling says that the rules were run and give no ruling, nor ever will on
// the same input. Of an admission that is as good as a no; of a motion's close
// it is "no decision", so that a fault in an agreement stops no ledger.
var ErrNoRuling = errors.New("the rules give no ruling on this")

// Error is a refusal that a person can act on: what is wrong, and in Message
// what to do about it. Field is the JSON pointer of the field at fault.
type Error struct {
	Code    Code
	Field   string
	Message string
	Checks  []Check // the rules' reasons, where the rules refused
	cause   error
}

// Unwrap gives what the rules' engine said, where it is that which failed.
func (e *Error) Unwrap() error { return e.cause }

func (e *Error) Error() string {
	if e.Field != "" {
		return fmt.Sprintf("%s: %s: %s", e.Code, e.Field, e.Message)
	}
	return fmt.Sprintf("%s: %s", e.Code, e.Message)
}

func refuse(code Code, field, format string, args ...any) *Error {
	return &Error{Code: code, Field: field, Message: fmt.Sprintf(format, args...)}
}

// refusal turns a ruling that says no into an error: a check whose id is in the
// closed list gives the code, any other is plainly refused.
func refusal(r Ruling) *Error {
	e := &Error{Code: CodeRefused, Message: "the rules do not allow this", Checks: r.Checks}
	for _, c := range r.Checks {
		if c.Met {
			continue
		}
		e.Message = c.Explain
		for _, code := range Codes {
			if Code(c.ID) == code {
				e.Code = code
				return e
			}
		}
	}
	return e
}
