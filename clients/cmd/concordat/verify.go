package main

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime/debug"
	"slices"
	"strings"

	"golang.org/x/mod/sumdb/note"

	"concordat/clients/sdk"
	"concordat/clients/verify"
	"concordat/ledger"
	"concordat/policy"
	"concordat/server/api"
	"concordat/server/document"
)

type verifyCommand struct {
	What     string   `arg:"" name:"file|dir|url" help:"an export or an evidence pack, or a server to read it from"`
	Decision []string `sep:"none" placeholder:"REF" help:"show this decision too, as the audit found it: its rules, its numbers' entries, whom it binds; may be given again"`
	Trust    *string  `placeholder:"VKEY" help:"the log's key, or @FILE with it, which you got by another way than the export; without it nothing is called verified"`
	Witness  []string `sep:"none" placeholder:"FILE" help:"verifier keys of witnesses that you trust besides those that the ledger names, one to a line; may be given again"`
	Kept     *string  `placeholder:"FILE" help:"a checkpoint that you kept from before, which the ledger must continue"`
	Save     string   `placeholder:"FILE" help:"keep the result as a working paper, too: FILE.html to read or print, FILE.json for a program; a file that is not there yet"`
	Quiet    bool     `help:"show no progress"`
}

func (verifyCommand) Help() string {
	return `
concordat verify ledger.tar
# with the key that your officer gave you
concordat verify ledger.tar --trust VKEY
# an evidence pack, as somebody was given it
concordat verify GM-2015-003.evidence.zip --decision GM-2015-003
# and why a decision came out as it did, and whom it binds
concordat verify ledger.tar --decision GM-2015-003
# with a witness of your own, whose cosignature it must have
concordat verify ledger.tar --trust VKEY --witness audit.vkey
# and keep the result, with what was checked, when and by what
concordat verify GM-2015-003.evidence.zip --trust VKEY --save working-paper.html
# straight from a server, which is not believed either
concordat verify http://127.0.0.1:8080`
}

// Run audits the ledger by its own rules and ends with the verdict.
func (c *verifyCommand) Run(s *session) (err error) {
	if c.Save != "" && !slices.Contains([]string{".html", ".json"}, filepath.Ext(c.Save)) {
		return usage("--save: name a file that ends in .html or .json, not %s", c.Save)
	}
	trust, err := s.trusted(c.Trust)
	if err != nil {
		return err
	}
	var kept []byte
	if c.Kept != nil {
		if kept, err = s.input(*c.Kept); err != nil {
			return err
		}
		if err := checkCheckpoint("--kept: "+*c.Kept, kept); err != nil {
			return err
		}
	}
	pinned, err := s.pinned(c.Witness)
	if err != nil {
		return err
	}
	paper, err := c.paper(trust)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, paper.end()) }()
	s.progress = s.progress && !c.Quiet
	progress := s.counter("entries verified")
	o := verify.Options{
		Trust: trust, Witnesses: pinned, Engine: policy.Version(), Progress: progress.at,
		Rules: func(blob func(ledger.Digest) ([]byte, error)) ledger.Rules { return policy.New(blob) },
	}
	src, closed, err := s.source(c.What)
	var fault verify.Fault
	if errors.As(err, &fault) {
		return c.report(s, verify.Unopened(fault), 0, paper)
	}
	if err != nil {
		return err
	}
	defer closed()
	seen, err := c.hold(s, &o, src, kept)
	if err != nil {
		return err
	}
	defer roomy()()
	report := verify.Ledger(src, o)
	progress.done()
	if s.ctx.Err() != nil {
		return s.ctx.Err()
	}
	if network := (*sdk.NetworkError)(nil); errors.As(report.Err, &network) {
		return network // nothing was found, because nothing was looked at
	}
	return c.report(s, report, seen, paper)
}

// pinned reads the keys of witnesses out of files: one to a line, but for empty lines
// and those that begin with a number sign.
func (s *session) pinned(files []string) (keys []string, err error) {
	for _, file := range files {
		data, err := s.input(file)
		if err != nil {
			return nil, err
		}
		n := len(keys)
		for line := range strings.Lines(string(data)) {
			if line = strings.TrimSpace(line); line == "" || line[0] == '#' {
				continue
			}
			if _, err := ledger.WitnessThumbprint(line); err != nil {
				return nil, usage("--witness: %s: %q %v", file, line, err)
			}
			keys = append(keys, line)
		}
		if len(keys) == n {
			return nil, usage("--witness: there is no key in %s", file)
		}
	}
	return keys, nil
}

// report writes a report, as a working paper too, and then the decisions that were asked
// for, as the replay left them. One that can't be shown, or a paper that can't be kept,
// ends the command with an error that says why, unless the verdict is worse.
func (c *verifyCommand) report(s *session, r verify.Report, seen int64, paper *workingPaper) error {
	var text []func()
	var refused []error
	for _, ref := range c.Decision {
		v, made, err := r.Decision(ref)
		if err != nil {
			refused = append(refused, err)
			r.Asked = append(r.Asked, verify.Asked{Title: ref, Rows: []verify.Aspect{{Key: "Not shown", Words: "D" + strings.TrimPrefix(err.Error(), "d") + "."}}})
			continue
		}
		d := document.TracedDecision(v, made)
		r.Shown = append(r.Shown, d)
		r.Asked = append(r.Asked, askedOf(v, d, r.Size))
		text = append(text, func() { s.found(v, d, r.Size) })
	}
	r.Tool = tool()
	if seen > 0 {
		r.Notes = append(r.Notes, "This is an older copy: you have seen "+counted(seen, "entry", "entries")+". Export again.")
	}
	paper.unchanged(&r)
	if err := paper.write(s, r, seen); err != nil {
		refused = append(refused, err)
	}
	json, code := resultOf(r, seen)
	verdict := s.verdictOf(json, r.Text, code)
	if !s.JSON {
		for _, show := range text {
			show()
		}
	}
	if len(refused) == 0 {
		return verdict
	}
	for _, err := range refused[:len(refused)-1] {
		s.say("%v", err)
	}
	last := refused[len(refused)-1]
	if r.Verdict != verify.Failed {
		return usage("%v", last)
	}
	s.say("%v", last)
	return verdict
}

// found shows a decision as a replay found it, and why each party is bound or not.
// Size is how many entries the ledger has.
func (s *session) found(v ledger.View, d api.Decision, size int64) {
	m, owed := behindIn(v, d)
	s.print("")
	s.decided(d, m, owed)
	for _, p := range d.Parties {
		s.print("")
		s.explain(d, p, stakeOf(m, p, owed))
	}
	if words := stoodWords(v.Size(), size); words != "" {
		s.print("")
		s.paragraph(0, words)
	}
}

// behindIn is what a decision's money follows from, in a replayed ledger.
func behindIn(v ledger.View, d api.Decision) (m api.Motion, owed []ledger.ObligationTerm) {
	record, _ := v.Motion(d.Ref)
	for _, ref := range d.Obligations {
		o, _ := v.Obligation(ref)
		owed = append(owed, o.ObligationTerm)
	}
	return api.Motion{Impact: record.Impact}, owed
}

// stoodWords says how far the ledger was replayed, where that is not to its end.
func stoodWords(replayed, size int64) string {
	if replayed == size {
		return ""
	}
	return "This is how it stood after " + counted(replayed, "entry", "entries") + "; what came after was not replayed."
}

// askedOf is what found shows, as a working paper has it.
func askedOf(v ledger.View, d api.Decision, size int64) verify.Asked {
	asked := verify.Asked{Title: d.Ref + ", " + d.Title}
	add := func(key, words string) {
		if words != "" {
			asked.Rows = append(asked.Rows, verify.Aspect{Key: strings.TrimSpace(key), Words: words})
		}
	}
	for _, f := range outline(d) {
		add(f[0], f[1])
	}
	for _, c := range d.Checks {
		add(ruleName(c), map[bool]string{true: "Met", false: "Not met"}[c.Met]+". Needed: "+c.Required+". Actual: "+c.Actual+". "+c.Explain)
	}
	for _, source := range d.Sources {
		add("Numbers from "+source.Words(), source.EntriesInWords())
	}
	m, owed := behindIn(v, d)
	for _, p := range d.Parties {
		words, facts := boundBy(d, p, stakeOf(m, p, owed))
		if p.Explain != "" {
			words += " " + p.Explain
		}
		for _, f := range facts {
			words += " " + strings.TrimSpace(f[0]) + ": " + strings.TrimSuffix(f[1], ".") + "."
		}
		add(p.Name, words)
	}
	add("Obligations", createdWords(d))
	add("As it stood", stoodWords(v.Size(), size))
	return asked
}

func isURL(what string) bool {
	return strings.HasPrefix(what, "http://") || strings.HasPrefix(what, "https://")
}

// source opens an export, or a server to read it from.
func (s *session) source(what string) (verify.Source, func() error, error) {
	none := func() error { return nil }
	if isURL(what) {
		client, err := sdk.New(what, sdk.Options{})
		if err != nil {
			return nil, nil, usage("%v", err)
		}
		return client.Source(s.ctx), none, nil
	}
	info, err := os.Stat(what)
	if err != nil {
		return nil, nil, usage("%v", err)
	}
	if info.IsDir() {
		if err := recogniseDir(what); err != nil {
			return nil, nil, err
		}
		src, err := verify.OpenDir(what)
		return src, none, err
	}
	f, err := os.Open(what)
	if err != nil {
		return nil, nil, usage("%v", err)
	}
	open := verify.OpenTar
	if head := make([]byte, 4); readsAt(f, head) && verify.IsPack(head) {
		open = verify.OpenPack
	} else if err := recogniseFile(what, f); err != nil {
		return nil, nil, errors.Join(err, f.Close())
	}
	src, err := open(f, info.Size())
	if err != nil {
		return nil, nil, errors.Join(err, f.Close())
	}
	return src, f.Close, nil
}

// readsAt tells whether a file begins with as many bytes as there is room for.
func readsAt(f io.ReaderAt, head []byte) bool {
	n, _ := f.ReadAt(head, 0) // what can't be read is told where it is read in earnest
	return n == len(head)
}

// hold gives the audit the checkpoint that the ledger is held against: the one that
// was named, or what this computer kept of a ledger of that origin. An export that
// was made before it is an older copy, which is no fault of it and is only told:
// seen is how many entries there were since. A server has no such excuse.
func (c *verifyCommand) hold(s *session, o *verify.Options, src verify.Source, named []byte) (seen int64, err error) {
	o.Kept = named
	here, err := src.Read("checkpoint")
	if err != nil {
		return 0, nil // the audit says so
	}
	kept, key, former, err := sdk.Kept(s.stateDir(), originOf(here))
	if err != nil {
		return 0, err
	}
	if o.KeptKey = key; named == nil {
		o.Kept = kept
	}
	if isURL(c.What) || sizeOf(o.Kept) <= sizeOf(here) || originOf(o.Kept) != originOf(here) {
		return 0, nil
	}
	by := cmp.Or(o.Trust, o.KeptKey)
	if slices.Contains(former, by) { // which has handed over since
		by = key
	}
	if v, err := note.NewVerifier(by); err == nil { // of another key it says nothing
		if _, err := note.Open(o.Kept, note.VerifierList(v)); err != nil {
			return 0, nil
		}
	}
	seen = sizeOf(o.Kept)
	o.Kept, o.KeptKey = nil, ""
	return seen, nil
}

func originOf(checkpoint []byte) string {
	origin, _, _ := strings.Cut(string(checkpoint), "\n")
	return origin
}

// sizeOf is what a checkpoint says of its size, by its second line.
func sizeOf(checkpoint []byte) int64 {
	var n int64
	lines := strings.SplitN(string(checkpoint), "\n", 3)
	if len(lines) == 3 {
		for _, c := range lines[1] {
			if n = n*10 + int64(c-'0'); c < '0' || c > '9' || n > ledger.MaxInteger {
				return 0
			}
		}
	}
	return n
}

// resultOf is a report as JSON and its exit code. Seen is how many entries this person has
// seen of a ledger of which this is an older copy, or 0.
func resultOf(r verify.Report, seen int64) (json []byte, code int) {
	if json, code = r.JSON(), r.Verdict.ExitCode(); seen == 0 || r.Verdict != verify.Verified {
		return json, code
	}
	code = api.ExitOutOfDate
	return bytes.Replace(json, []byte(`"exit_code": 0`), fmt.Appendf(nil, `"exit_code": %d`, code), 1), code
}

// report writes the report on a ledger and ends with its verdict.
func (s *session) report(r verify.Report) error {
	r.Tool = tool()
	return s.verdictOf(r.JSON(), r.Text, r.Verdict.ExitCode())
}

// verdictOf writes a report and ends with its verdict, by its exit code.
func (s *session) verdictOf(json []byte, text func(io.Writer) error, code int) error {
	if s.JSON {
		if _, err := s.out.Write(json); err != nil {
			return err
		}
	} else if err := s.coloured(text); err != nil {
		return err
	}
	if code != api.ExitDone {
		return errVerdict(code)
	}
	return nil
}

// coloured writes a report's text line by line.
func (s *session) coloured(text func(io.Writer) error) error {
	var b bytes.Buffer
	if err := text(&b); err != nil {
		return err
	}
	for line := range strings.Lines(b.String()) {
		line = strings.TrimRight(line, "\n")
		word := ""
		for _, w := range []string{"PASS", "FAILED", "FAIL", "NOT PROVEN", "VERIFIED"} {
			if strings.HasPrefix(line, w) {
				word = w
				break
			}
		}
		indent := ""
		if word != "" && strings.HasPrefix(line, word+" ") || strings.HasPrefix(line, " ") {
			indent = strings.Repeat(" ", 14)
		}
		for i, l := range wrapLine(line, indent, s.width) {
			if i > 0 {
				word = ""
			}
			s.verdict(word, l[len(word):])
		}
	}
	return nil
}

// wrapLine breaks one line of a report, keeping its spacing, and indents what
// follows.
func wrapLine(line, indent string, width int) []string {
	var lines []string
	for length(line) > width {
		runes := []rune(line)
		at := width
		for at > len(indent) && runes[at] != ' ' {
			at--
		}
		if at <= len(indent) { // one word is wider, and is left whole
			for at = width; at < len(runes) && runes[at] != ' '; at++ {
			}
			if at == len(runes) {
				break
			}
		}
		lines = append(lines, strings.TrimRight(string(runes[:at]), " "))
		line = indent + strings.TrimLeft(string(runes[at:]), " ")
	}
	return append(lines, line)
}

// tool names this program and its version.
func tool() string {
	if info, ok := debug.ReadBuildInfo(); ok && info.Main.Version != "" {
		return "concordat " + info.Main.Version
	}
	return "concordat"
}
