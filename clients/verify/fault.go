package verify

import (
	"encoding/json"
	"errors"
	"fmt"
	"regexp"
	"strings"
	"unicode"

	"concordat/ledger"
)

// Code says what is wrong, for programs and for the texts that explain it. The
// list is closed.
type Code string

// Codes of faults.
const (
	Altered        Code = "altered"       // a record is not as it was made, or not where it was made
	Missing        Code = "missing"       // entries are not there, or a consequence that was due
	Gap            Code = "gap"           // a key's statements skip a number
	UnknownKey     Code = "unknown-key"   // signed with a key that nobody enrolled
	RevokedKey     Code = "revoked-key"   // signed with a key that was withdrawn before
	Signature      Code = "signature"     // not signed by that key, or not by its holder for this ledger
	Late           Code = "late"          // recorded after voting had closed
	RulesDiffer    Code = "rules-differ"  // the ledger's own rules give something else
	Fork           Code = "fork"          // somebody saw another history of this ledger
	KeptCode       Code = "kept-code"     // a page code that somebody typed is not the one of so many entries
	Old            Code = "old"           // a later state of this ledger is known
	Unsupported    Code = "unsupported"   // made by a later version of the program
	BadCheckpoint  Code = "checkpoint"    // the checkpoint is not this ledger's, or not signed by its key
	BadCosignature Code = "cosignature"   // a cosignature under the checkpoint is not by the witness in whose name it stands
	BadTile        Code = "tile"          // a tile is missing or is not what the entries give
	BadBlob        Code = "blob"          // rules are missing or are not those named
	Extra          Code = "extra"         // something stands there that nothing asks for
	NotCanonical   Code = "not-canonical" // bytes that are not the one spelling of anything
)

// Fault is one thing that is wrong.
type Fault struct {
	Code    Code
	Check   string // the question that it answers with no
	Entry   int64  // -1: of no one entry
	Words   string // what is wrong, in one or two sentences
	Says    *Says  // what the entry says, where it can be read
	Follows bool   // it may be there only because of a fault before it
}

// Error makes a fault an error, for what cannot even be opened.
func (f Fault) Error() string { return string(f.Code) + ": " + f.Words }

// Says is what an entry says, by whom and when. It is the entry's own word: at
// fault or not, it is quoted and never believed.
type Says struct {
	Sentence string      `json:"sentence"`
	Author   string      `json:"author,omitempty"` // empty: nobody signs a consequence
	Party    string      `json:"party,omitempty"`
	Time     ledger.Time `json:"time"`
}

// says reads an entry; nil if it cannot be read.
func says(entry []byte) *Says {
	p, err := ledger.ParseAll(entry)
	if err != nil {
		return nil
	}
	s := &Says{Sentence: p.Text, Time: p.Entry.Time}
	if p.Signed != nil {
		s.Author, s.Party = p.Signed.Payload.Author, p.Signed.Payload.Party
	}
	return s
}

// String names the entry: what, who, when.
func (s *Says) String() string {
	who := "derived, signed by nobody"
	if s.Author != "" {
		who = "signed in the name of " + s.Author
		if s.Party != "" {
			who += " for " + s.Party
		}
	}
	return fmt.Sprintf("%q, %s, recorded at %s", s.Sentence, who, s.Time.InWords())
}

// plain takes out what could move a terminal's cursor. Words may quote bytes
// that an attacker chose.
func plain(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || unicode.In(r, unicode.Cf) {
			return unicode.ReplacementChar
		}
		return r
	}, s)
}

// explain gives the code of what Replay refused, the question that it bears on
// and the words. The entry before it is of time before.
func explain(at int64, entry []byte, before ledger.Time, err error) Fault {
	f := Fault{Code: RulesDiffer, Check: Results, Entry: at}
	var derived *ledger.DerivationError
	var refused *ledger.Error
	recorded, parseErr := ledger.ParseEntry(entry)
	switch {
	case parseErr != nil && laterVersion(entry):
		f.Code = Unsupported
		f.Words = fmt.Sprintf("Entry %d was made by a newer version of the program: %v.", at, parseErr)
	case parseErr != nil:
		f.Code, f.Check = NotCanonical, Integrity
		f.Words = fmt.Sprintf("Entry %d is not written in the one way: %v.", at, parseErr)
	case recorded.Time < before:
		f.Code, f.Check = Altered, Integrity
		f.Words = fmt.Sprintf("Entry %d is out of its place: it was recorded before the entry that it stands after, of %s.", at, before.InWords())
	case errors.As(err, &derived) && derived.Derived.Sentence != derived.Recorded.Sentence:
		f.Words = fmt.Sprintf("Entry %d is not what follows. The rules give %q; the record says %q.", at, derived.Derived.Sentence, derived.Recorded.Sentence)
	case errors.As(err, &derived):
		f.Words = fmt.Sprintf("Entry %d is not what follows: %v.", at, derived)
	case errors.As(err, &refused):
		row, ok := refusals[refused.Code]
		if !ok {
			row = refusals[ledger.CodeRefused]
		}
		if refused.Field == "/payload/v" {
			row = refusals[ledger.CodeUnknownKind]
		}
		f.Code, f.Check = row.code, row.check
		f.Words = fmt.Sprintf("Entry %d %s.", at, row.words)
		if row.why && refused.Field != "/signature" {
			f.Words = fmt.Sprintf("Entry %d %s: %s.", at, row.words, finding(refused.Message))
		}
	default:
		f.Words = fmt.Sprintf("Entry %d does not follow from the ledger's own rules: %v.", at, err)
	}
	return f
}

// finding is what a refusal found, without what it advises its signer to do about
// it: whoever reads an audit is somebody else.
func finding(refusal string) string {
	if at := advice.FindStringIndex(refusal); at != nil {
		refusal = refusal[:at[0]]
	}
	return strings.TrimSuffix(refusal, ".")
}

// advice begins the part of a refusal that is for its signer.
var advice = regexp.MustCompile(`(: (ask|read|see|compare|add|choose|sign|send|use|log in)\b|\. Keep what you have\b|; the vote is not recorded\b).*$`)

// refusals says what it means that a statement is on the record which the ledger
// refuses. What has no row here is a refusal by the rules. Why says that the
// refusal, which was written for who signs, tells an auditor more.
var refusals = map[ledger.Code]struct {
	code  Code
	check string
	words string
	why   bool
}{
	ledger.CodeTooLarge:      {NotCanonical, Integrity, "holds a statement that is too long", true},
	ledger.CodeMalformed:     {NotCanonical, Integrity, "holds a statement that is not in its one form", true},
	ledger.CodeUnsigned:      {Signature, Votes, "holds a statement that nobody signed", false},
	ledger.CodeSignature:     {Signature, Votes, "holds a statement that was not signed by the person in whose name it stands", true},
	ledger.CodeOtherLedger:   {Signature, Votes, "holds a statement that was signed for another ledger", false},
	ledger.CodeUnknownKey:    {UnknownKey, Votes, "was signed with a key that nobody enrolled", true},
	ledger.CodeRevokedKey:    {RevokedKey, Votes, "was signed with a key that had been withdrawn", true},
	ledger.CodeUnknownKind:   {Unsupported, Results, "was made by a newer version of the program", true},
	ledger.CodeOutOfSequence: {Gap, Integrity, "skips or repeats a number of the statements of its key", false},
	ledger.CodeFork:          {Fork, Witnesses, "was signed by someone who had seen another history of this ledger", false},
	ledger.CodeClosed:        {Late, Results, "was recorded after voting had closed", false},
	ledger.CodeNotOpen:       {Late, Results, "was recorded when its motion was not open for votes", false},
	ledger.CodeRefused:       {RulesDiffer, Results, "is on the record although the ledger refuses it", true},
}

// laterVersion reports whether an entry says that it is of a version after 1.
func laterVersion(entry []byte) bool {
	var e struct {
		V int64 `json:"v"`
	}
	return json.Unmarshal(entry, &e) == nil && e.V > 1
}
