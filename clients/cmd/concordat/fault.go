package main

import (
	"cmp"
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"concordat/clients/sdk"
	"concordat/ledger"
	"concordat/ledger/merkle"
	"concordat/server/api"
)

// errVerdict carries an exit code out of a command that has said all there is to
// say.
type errVerdict int

func (e errVerdict) Error() string { return fmt.Sprintf("exit %d", int(e)) }

// fail says what went wrong and what to do about it, and gives the exit code.
func (s *session) fail(err error) int {
	var (
		verdict  errVerdict
		problem  *api.Problem
		network  *sdk.NetworkError
		lost     *sdk.RecoveredError
		forked   *merkle.InconsistencyError
		key      *sdk.KeyChangedError
		keyless  *sdk.LogKeyLostError
		other    *sdk.OtherLedgerError
		receipt  *sdk.ReceiptError
		unsigned *sdk.RefusalError
		sentence *sdk.SentenceError
		wrongUse *usageError
		unsaid   *ledger.Error
	)
	switch {
	case errors.As(err, &verdict):
		return int(verdict)
	case errors.As(err, &unsigned): // before the problem that it wraps
		code := s.problem(err, unsigned.Problem)
		s.say("%v", unsigned)
		s.evidence("refusal", fmt.Sprintf("%v\n\nsent\n%s\n\nanswered\n%s: %s\n%s\n", unsigned, unsigned.Sent, unsigned.Problem.Code, unsigned.Problem.Detail, unsigned.Problem.Refusal))
		return code
	case errors.As(err, &sentence):
		s.say("nothing was signed: the statement would not say what you agreed to")
		s.say("you agreed to: %s", sentence.Agreed)
		s.say("it would now say: %s", sentence.Now)
		s.say("what to do: read again what it rests on; if nobody has changed that in the meantime, tell the secretary and your auditor")
		return api.ExitOutOfDate
	case errors.As(err, &problem):
		return s.problem(err, problem)
	case errors.Is(err, context.Canceled):
		s.say("stopped; what has a check code is recorded")
	case errors.As(err, &network):
		s.say("%v", err)
		s.say("is it running? name another with --server, or start an example: concordatd --example greater-manchester")
	case errors.As(err, &lost):
		s.say("THIS LEDGER HAS LOST ENTRIES that you have seen proof of")
		s.say("%v", lost)
		s.evidence("lost-entries", fmt.Sprintf("%v\n\nThe ledger's key signed both of these checkpoints, and the second does not continue the first.\n\n%s\n%s", lost, lost.Err.Old, lost.Err.New))
		return api.ExitFailed
	case errors.As(err, &forked):
		s.say("DO NOT RELY ON THIS SERVER: it has shown two histories of one ledger, or has lost entries")
		s.say("%v", forked)
		s.evidence("two-histories", fmt.Sprintf("The ledger's key signed both of these checkpoints, and the second does not continue the first.\n\n%s\n%s", forked.Old, forked.New))
		return api.ExitFailed
	case errors.As(err, &keyless):
		s.say("THE KEY OF THIS LEDGER IS LOST, and it has another that the old one has not signed")
		s.say("%v", keyless)
		s.say("then: %s", s.command("log-key", "accept", strconv.FormatInt(keyless.Change.Entry, 10), "--code", "CODE"))
		return api.ExitFailed
	case errors.As(err, &key):
		s.say("DO NOT RELY ON THIS SERVER: it offers this ledger under another key")
		s.say("%v", key)
		s.evidence("two-keys", fmt.Sprintf("%s\n\nknown\t%s\noffered\t%s\n", key.Origin, key.Pinned, key.Offered))
		return api.ExitFailed
	case errors.As(err, &other):
		s.say("DO NOT RELY ON THIS SERVER: it shows another ledger than it did")
		s.say("%v", other)
		s.say("if the operator says that this is right, and tells you why, use another --state folder for it")
		return api.ExitFailed
	case errors.As(err, &receipt):
		s.say("NOT RECORDED, as far as can be proved: %v", receipt)
		s.evidence("receipt", fmt.Sprintf("%s\n\nsent\n%s\n\nentry, in base64\n%s\n\nproof\n%s\n", receipt.Why, receipt.Sent,
			base64.StdEncoding.EncodeToString(receipt.Receipt.Entry), receipt.Receipt.Proof))
		return api.ExitFailed
	case errors.As(err, &unsaid): // before anything was sent
		p := api.NewProblem(unsaid.Code, unsaid.Message)
		if field := strings.TrimPrefix(unsaid.Field, "/payload/body/"); field != "" && s.place(unsaid.Field) == "" {
			p.Detail = field + ": " + unsaid.Message
		} else if field != "" {
			p.Errors = []api.Fault{{Pointer: unsaid.Field, Detail: unsaid.Message}}
		}
		return s.problem(err, p)
	case errors.As(err, &wrongUse), errors.Is(err, sdk.ErrNoKey):
		s.say("%v", err)
	default:
		s.say("%v", err)
	}
	return api.ExitCouldNot
}

// problem shows a refusal: what, why by which clause, what to do.
func (s *session) problem(err error, p *api.Problem) int {
	m := api.Meanings[p.Code]
	if s.JSON {
		if err := writeJSON(s.out, p); err != nil {
			s.say("%v", err)
		}
	}
	s.say("%s: %s", strings.ToLower(m.Title), lowerFirst(strings.TrimSuffix(timesInWords(p.Detail), ".")))
	for _, f := range p.Errors {
		place := s.place(f.Pointer)
		told := strings.HasPrefix(p.Detail, strings.TrimSuffix(f.Detail, "."))
		switch at := strings.TrimPrefix(f.Pointer+f.Parameter, "/payload/body"); {
		case told && place != "":
			s.say("it is in %s", place)
		case !told && at != "":
			s.say("%s: %s", cmp.Or(place, at), f.Detail)
		}
	}
	if len(p.Checks) > 0 && !s.JSON {
		t := checksTable(p.Checks)
		fmt.Fprintln(s.err)
		t.write(s.err, s.width)
		fmt.Fprintln(s.err)
	}
	if p.Instance != "" {
		s.say("reference: %s", p.Instance)
	}
	s.say("what to do: %s", s.remedy(err, p))
	s.say("code: %s", p.Code)
	if p.Code == ledger.CodeUnknownKey && s.As != "" {
		s.say("the key was that of %s, and %s was asked: is this the right server, and the right --keys?", s.keyFile(), s.Server)
	}
	return m.Exit
}

// checksTable shows rules and what they found.
func checksTable(checks []ledger.Check) *table {
	t := newTable(left("Rule"), left("Needed"), left("Actual"), whole("Result"))
	for _, c := range checks {
		met := "Not met"
		if c.Met {
			met = "Met"
		}
		t.add(ruleName(c), c.Required, c.Actual, met)
	}
	return t
}

// ruleName is what a check is called, with its clause.
func ruleName(c ledger.Check) string {
	name := cmp.Or(c.Title, c.ID)
	if c.Clause != "" {
		name += " (clause " + c.Clause + ")"
	}
	return name
}

// explained says what rules found in a sentence each, as the rules themselves put it.
func (s *session) explained(checks []ledger.Check) {
	if len(checks) == 0 {
		return
	}
	s.heading("What the rules say")
	for _, c := range checks {
		s.paragraph(2, ruleName(c)+": "+c.Explain)
	}
}

// sourcesTable says which entries the numbers in checks come from, and which rules
// use them: what [ledger.Source] gives.
func sourcesTable(sources []ledger.Source, checks []ledger.Check) *table {
	t := newTable(left("Numbers from"), left("Recorded in"), left("Used by"))
	for _, source := range sources {
		var rules []string
		for _, c := range checks {
			if slices.Contains(c.From, source.From) && !slices.Contains(rules, c.Title) {
				rules = append(rules, c.Title)
			}
		}
		t.add(source.Words(), source.EntriesInWords(), strings.Join(rules, "; "))
	}
	return t
}

// traced shows the sources of the numbers in checks that were shown before.
func (s *session) traced(sources []ledger.Source, checks []ledger.Check) {
	if len(sources) > 0 {
		s.heading("Where the numbers come from")
		sourcesTable(sources, checks).write(s.out, s.width)
	}
}

// evidence keeps what a server was caught with, and says where. The same evidence
// is the same file, however often it is met.
func (s *session) evidence(what, text string) {
	dir := s.stateDir()
	if dir != "" && os.MkdirAll(dir, 0o700) == nil {
		path := filepath.Join(dir, fmt.Sprintf("evidence-%s-%.16s.txt", what, ledger.DigestOf([]byte(text))))
		err := os.WriteFile(path, []byte(text), 0o600)
		if err == nil {
			s.say("the evidence is in %s", path)
		} else {
			s.say("the evidence could not be kept: %v", err)
		}
	}
	s.say("keep it, change nothing, and tell the secretary and your auditor before you do anything else")
}

// timesInWords writes the times in a server's words as people read them.
func timesInWords(s string) string {
	return instants.ReplaceAllStringFunc(s, func(t string) string { return when(ledger.Time(t)) })
}

var instants = regexp.MustCompile(`\b\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z\b`)

// lowerFirst takes a capital off the first word, unless the word is all capitals.
func lowerFirst(s string) string {
	if len(s) < 2 || s[1] >= 'A' && s[1] <= 'Z' {
		return s
	}
	return strings.ToLower(s[:1]) + s[1:]
}
