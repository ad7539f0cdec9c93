package main

import (
	"errors"
	"fmt"
	"os"
	"slices"
	"strconv"
	"strings"

	"concordat/clients/verify"
	"concordat/ledger"
	"concordat/policy"
	"concordat/server/api"
	"concordat/server/document"
)

type mouDiff struct {
	A    string `arg:"" name:"before" help:"a folder, or the number of a version"`
	B    string `arg:"" name:"after" help:"a folder, or the number of a version"`
	From string `placeholder:"FILE|DIR|URL" help:"where versions are read from: an export, without any server; else the server's ledger"`
}

func (mouDiff) Help() string {
	return `
# what a draft changes, in words
concordat mou diff policy/mou/greater-manchester draft
# what version 2 changed
concordat mou diff 1 2 --from ledger.tar`
}

// Run says what changed between two folders or versions.
func (c *mouDiff) Run(s *session) error {
	var from *export
	if c.From != "" {
		from = &export{path: c.From}
		defer from.close()
	}
	before, err := s.agreement(c.A, from)
	if err != nil {
		return err
	}
	after, err := s.agreement(c.B, from)
	if err != nil {
		return err
	}
	found, err := policy.Diff(before, after)
	if err != nil {
		return usage("%v", err)
	}
	answer := struct {
		Before  ledger.Digest       `json:"before"`
		After   ledger.Digest       `json:"after"`
		Changes []policy.Difference `json:"changes"`
	}{before.Digest(), after.Digest(), append([]policy.Difference{}, found...)}
	return s.answer(answer, func() { s.differences(found) })
}

// agreement is the bundle of a folder, or of a version that a ledger adopted: that of an
// export, or the server's where there is none.
func (s *session) agreement(what string, from *export) (policy.Bundle, error) {
	n, notNumber := strconv.ParseInt(what, 10, 64)
	if info, err := os.Stat(what); notNumber != nil || err == nil && info.IsDir() {
		dir, err := agreementFolder(what)
		if err != nil {
			return nil, err
		}
		b, err := policy.Assemble(dir)
		if err != nil {
			return nil, usage("%s: %v", what, err)
		}
		return b, nil
	}
	if from != nil {
		return from.version(s, n)
	}
	if err := s.open(); err != nil {
		return nil, err
	}
	m, err := s.client.MoU(s.ctx, n)
	if err != nil {
		return nil, err
	}
	return bundleOf(s.client.Source(s.ctx), m.Rules)
}

// ledgerSource is an export, or the server's ledger where none is named.
func (s *session) ledgerSource(from string) (verify.Source, func() error, error) {
	if from != "" {
		return s.source(from)
	}
	if err := s.open(); err != nil {
		return nil, nil, err
	}
	return s.client.Source(s.ctx), func() error { return nil }, nil
}

// export is a ledger without its server. It is replayed once, when a version of its MoU
// is first asked for.
type export struct {
	path   string
	src    verify.Source // nil until then
	closed func() error
	report verify.Report
}

func (e *export) close() {
	if e.src != nil {
		e.closed()
	}
}

// version is the rules that a version was adopted with.
func (e *export) version(s *session, n int64) (policy.Bundle, error) {
	if e.src == nil {
		src, closed, err := s.source(e.path)
		if err != nil {
			return nil, err
		}
		e.src, e.closed = src, closed
		_, e.report = conclusions(src, func(string) bool { return false })
	}
	report := e.report
	switch {
	case report.Err != nil:
		return nil, report.Err
	case report.FaultCount > 0:
		return nil, errors.New("the ledger is at fault: see concordat verify")
	case n > int64(len(report.Versions)) && len(report.Withheld) > 0:
		return nil, advised(ledger.CodeNotFound, "say who you are with --as NAME", "there is no version %d of the MoU before entry %d of this ledger, from which on some are withheld as private", n, report.Withheld[0])
	case n < 1 || n > int64(len(report.Versions)):
		return nil, advised(ledger.CodeNotFound, "name a folder, or a version from 1 on", "there is no version %d of the MoU in this ledger: it has %s", n, counted(len(report.Versions), "version", "versions"))
	}
	return bundleOf(e.src, report.Versions[n-1])
}

func bundleOf(src verify.Source, digest ledger.Digest) (policy.Bundle, error) {
	blob := func(d ledger.Digest) ([]byte, error) { return src.Read("blob/" + string(d)) }
	manifest, err := blob(digest)
	if err != nil {
		return nil, err
	}
	return policy.OpenBundle(manifest, blob)
}

// differences says each change in a line or two, part by part.
func (s *session) differences(found []policy.Difference) {
	if len(found) == 0 {
		s.print("Nothing changed.")
		return
	}
	headings := map[string]string{"clause": "Clauses", "term": "Terms", "party": "Parties", "rule": "Rules"}
	last := ""
	for _, d := range found {
		if d.Part != last {
			if last != "" {
				s.print("")
			}
			s.print("%s", headings[d.Part])
			last = d.Part
		}
		s.paragraph(2, changeInWords(d))
	}
}

func changeInWords(d policy.Difference) string {
	name := d.Name
	if d.Clause != "" && d.Part == "term" {
		name += " (clause " + d.Clause + ")"
	}
	switch {
	case d.Part == "rule" && d.Before == "":
		return name + " is new"
	case d.Part == "rule" && d.After == "":
		return name + " is gone"
	case d.Part == "rule":
		return name + " is another rule"
	case d.Before == "":
		return name + " is new: " + d.After
	case d.After == "":
		return name + " is gone: it was " + d.Before
	case d.Part == "clause":
		return name + " " + comparedWords(d.Before, d.After)
	case strings.HasPrefix(d.Before, "[") && strings.HasPrefix(d.After, "["):
		return name + ": " + listChange(d.Before, d.After)
	}
	return fmt.Sprintf("%s: %s instead of %s", name, d.After, d.Before)
}

// comparedWords shows a text with what was taken out and put in.
func comparedWords(before, after string) string {
	var out []string
	for _, w := range document.Compare([]string{before}, []string{after}) {
		switch w.How {
		case api.WordsKept:
			out = append(out, shortened(w.Text))
		case api.WordsTaken:
			out = append(out, "[-"+w.Text+"-]")
		default:
			out = append(out, "{+"+w.Text+"+}")
		}
	}
	return strings.Join(out, " ")
}

// shortened leaves of a long text that did not change the words at its ends.
func shortened(text string) string {
	words := strings.Fields(text)
	if len(words) <= 20 {
		return text
	}
	return strings.Join(words[:8], " ") + " … " + strings.Join(words[len(words)-8:], " ")
}

// listChange says what came to a list and what left it.
func listChange(before, after string) string {
	parts := func(s string) []string { return strings.Split(strings.Trim(s, "[]"), ",") }
	a, b := parts(before), parts(after)
	var out []string
	for _, w := range b {
		if !slices.Contains(a, w) {
			out = append(out, "with "+strings.Trim(w, `"`))
		}
	}
	for _, w := range a {
		if !slices.Contains(b, w) {
			out = append(out, "without "+strings.Trim(w, `"`))
		}
	}
	if len(out) == 0 {
		return "in another order"
	}
	return strings.Join(out, ", ")
}
