package main

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime/debug"
	"slices"
	"strings"

	"concordat/ledger"
	"concordat/policy"
	"concordat/server/api"
)

type mouCheck struct {
	Dir      string `arg:"" help:"the agreement's folder: mou.md, terms.json, parties.json and its tests"`
	NoSearch bool   `help:"do not try every set of votes"`
	Looked   bool   `help:"you have looked again at each term whose clause has changed: put the new text beside it first"`
}

func (mouCheck) Help() string {
	return `
# is this agreement fit to be adopted, and what does it come to?
concordat mou check policy/mou/greater-manchester
# at once, without trying every set of votes
concordat mou check north-west --no-search
# once every term whose clause changed has been looked at again
concordat mou check north-west --looked`
}

// checkReport is what is known of a folder. What stops it from being adopted
// stands in faults, in tests that fail and in the faults of findings.
type checkReport struct {
	Path     string           `json:"path"`
	Fit      bool             `json:"fit"`             // to be adopted
	Rules    ledger.Digest    `json:"rules,omitempty"` // the digest that parties would sign
	Faults   policy.Faults    `json:"faults"`
	Tests    []policy.Tested  `json:"tests"`
	Clauses  []policy.Carried `json:"clauses"`
	Idle     []string         `json:"idle"` // clauses that no rule carries out, and that are not marked as background
	Findings []policy.Finding `json:"findings"`
}

// Run checks the folder in four steps and says what it found in each.
func (c *mouCheck) Run(s *session) error {
	r := checkReport{Path: c.Dir, Faults: policy.Faults{}, Tests: []policy.Tested{}, Clauses: []policy.Carried{}, Idle: []string{}, Findings: []policy.Finding{}}
	if c.Looked {
		if err := c.putTexts(s); err != nil {
			return err
		}
	}
	if err := c.check(&r); err != nil {
		return err
	}
	if err := s.answer(r, func() { s.checked(r) }); err != nil {
		return err
	}
	if !r.Fit {
		return errVerdict(api.ExitRefused)
	}
	s.say("next: whoever founds a ledger on it, or drafts a version, gives this folder; its parties sign the code %s", ledger.CheckCode(r.Rules))
	return nil
}

// putTexts writes the present wording of each clause beside the terms that name it.
func (c *mouCheck) putTexts(s *session) error {
	text, err := os.ReadFile(filepath.Join(c.Dir, "mou.md"))
	if err != nil {
		return usage("%v", err)
	}
	name := filepath.Join(c.Dir, "terms.json")
	terms, err := os.ReadFile(name)
	if err != nil {
		return usage("%v", err)
	}
	looked, changed := policy.Looked(text, terms)
	if changed > 0 {
		if err := os.WriteFile(name, looked, 0o644); err != nil {
			return usage("%v", err)
		}
	}
	s.say("put %s into %s", counted(changed, "new text", "new texts"), name)
	return nil
}

func (c *mouCheck) check(r *checkReport) error {
	defer roomy()()
	dir, err := agreementFolder(c.Dir)
	if err != nil {
		return err
	}
	bundle, err := policy.Assemble(dir)
	if err != nil {
		r.Faults = policy.FaultsOf(err)
		return nil
	}
	r.Rules = bundle.Digest()
	var faults policy.Faults
	if err := policy.Check(bundle); errors.As(err, &faults) {
		r.Faults = faults
	} else if err != nil {
		return err
	}
	if r.Tests, err = policy.RunTests(dir); err != nil {
		r.Tests = []policy.Tested{}
		if len(r.Faults) == 0 {
			r.Faults = append(r.Faults, policy.Fault{What: "the tests can't be run: " + err.Error(), Instead: "mend the test, or take it out"})
		}
		return nil
	}
	if len(r.Tests) == 0 {
		r.Faults = append(r.Faults, policy.Fault{File: "mou/mou_test.rego", What: "has no test", Instead: "work at least one case of a clause out by hand, and write it as a test"})
	}
	if r.Clauses, err = policy.Table(bundle, r.Tests); err != nil {
		return err
	}
	for _, row := range r.Clauses {
		if len(row.Rules) == 0 && !row.Background {
			r.Idle = append(r.Idle, row.Clause)
		}
	}
	r.Fit = len(r.Faults) == 0
	for _, t := range r.Tests {
		r.Fit = r.Fit && t.Passed
	}
	if len(r.Faults) > 0 || c.NoSearch {
		return nil
	}
	if r.Findings, err = policy.Search(bundle); err != nil {
		return err
	}
	for _, f := range r.Findings {
		r.Fit = r.Fit && len(f.Faults) == 0
	}
	return nil
}

// roomy lets memory grow further before it is tidied, until it is undone. Rules are
// compiled and tried in one short go, and put to each entry of a ledger, where a third
// would be tidying. GOGC in the environment comes first.
func roomy() (undo func()) {
	if os.Getenv("GOGC") != "" {
		return func() {}
	}
	before := debug.SetGCPercent(400)
	return func() { debug.SetGCPercent(before) }
}

// agreementFolder opens a folder that is there.
func agreementFolder(dir string) (fs.FS, error) {
	info, err := os.Stat(dir)
	if err != nil {
		return nil, usage("%v", err)
	}
	if !info.IsDir() {
		return nil, usage("%s is no folder: give the one that holds mou.md", dir)
	}
	return os.DirFS(dir), nil
}

// inFolder is a fault with its file as the author knows it.
func inFolder(dir string, f policy.Fault) policy.Fault {
	if name, own := strings.CutPrefix(f.File, "mou/"); own {
		f.File = filepath.Join(dir, name)
	}
	return f
}

func (s *session) checked(r checkReport) {
	for _, f := range r.Faults {
		s.verdictLine("FAIL", inFolder(r.Path, f).Error())
	}
	if slices.ContainsFunc(r.Faults, policy.Fault.Reworded) {
		s.print("")
		s.print("Once you have looked at each of them, concordat mou check %s --looked puts the new text beside each term.", r.Path)
	}
	if len(r.Faults) == 0 {
		s.paragraph(0, r.Path+": clauses, terms, parties and rules are in order.") // the verdict comes last, after the tests
	}
	if len(r.Tests) > 0 {
		s.heading("Tests")
		for _, t := range r.Tests {
			word, why := "PASS", ""
			if !t.Passed {
				word, why = "FAIL", cmp.Or(": "+t.Why, "")
				if t.Why == "" {
					why = ": a line of it does not hold"
				}
			}
			s.verdictLine(word, fmt.Sprintf("%s (%s:%d)%s", t.Name, t.File, t.Line, why))
		}
	}
	if len(r.Clauses) > 0 {
		s.heading("Clauses, the rules that carry them out, and the tests that try these")
		t := newTable(whole("Clause"), left("Title"), left("Rules"), left("Tests"))
		for _, row := range r.Clauses {
			rules, tests := strings.Join(row.Rules, ", "), strings.Join(row.Tests, ", ")
			if row.Background {
				rules = cmp.Or(rules, "background")
			}
			t.add(row.Clause, row.Title, cmp.Or(rules, "none"), cmp.Or(tests, "none"))
		}
		t.write(s.out, s.width)
	}
	if len(r.Idle) > 0 {
		s.print("")
		s.print("No rule carries out %s %s. If nothing has to, write (background) at the end of the clause's title; else give it a term that a rule reads.", plural(len(r.Idle), "clause", "clauses"), joined(r.Idle))
	}
	for _, f := range r.Findings {
		functions := joined(append([]string{f.Function}, f.Same...))
		s.heading(fmt.Sprintf("%s, by %s, on %s", joined(f.Types), inWords(f.Route), functions))
		for _, fault := range f.Faults {
			s.verdictLine("FAIL", fault)
		}
		var list facts
		if f.Cases > 0 {
			list.add("  Tried", "%s of %s", counted(f.Cases, "set of votes", "sets of votes"), counted(len(f.Parties), "party", "parties"))
		}
		if f.Carried != "" {
			list.add("  Carried", "with as few as %s", f.Carried)
		}
		if f.Refused != "" {
			list.add("  Not carried", "with as many as %s", f.Refused)
		}
		for _, n := range f.Notes {
			list.add("  Note", "%s", n)
		}
		list.write(s.out, s.width)
	}
	s.print("")
	if r.Fit {
		s.verdictLine("PASS", "this agreement may be adopted")
	} else {
		s.verdictLine("FAIL", "this agreement may not be adopted yet")
	}
}

// verdictLine writes a word and what it is about, indented under itself.
func (s *session) verdictLine(word, text string) {
	for i, l := range wrap(text, s.width-6) {
		if i > 0 {
			s.print("      %s", l)
			continue
		}
		s.verdict(word, strings.Repeat(" ", 6-len(word))+l)
	}
}

func plural(n int, one, many string) string {
	if n == 1 {
		return one
	}
	return many
}

func inWords(name string) string { return strings.ReplaceAll(name, "_", " ") }
