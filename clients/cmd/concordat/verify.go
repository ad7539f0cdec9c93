package main

import (
	"bytes"
	"errors"
	"io"
	"os"
	"runtime/debug"
	"strings"

	"golang.org/x/mod/sumdb/note"

	"concordat/clients/sdk"
	"concordat/clients/verify"
	"concordat/ledger"
	"concordat/policy"
	"concordat/server/api"
)

type verifyCommand struct {
	What  string `arg:"" name:"file|dir|url" help:"an export, or a server to read it from"`
	Trust string `placeholder:"VKEY" help:"the log's key, which you got by another way than the export; without it nothing is called verified"`
	Kept  string `placeholder:"FILE" help:"a checkpoint that you kept from before, which the ledger must continue"`
}

func (verifyCommand) Help() string {
	return `
concordat verify ledger.tar
# with the key that your officer gave you
concordat verify ledger.tar --trust VKEY
# straight from a server, which is not believed either
concordat verify http://127.0.0.1:8080`
}

// Run audits the ledger by its own rules and ends with the verdict.
func (c *verifyCommand) Run(s *session) error {
	if err := checkTrust(c.Trust); err != nil {
		return err
	}
	progress := s.counter("entries verified")
	o := verify.Options{
		Trust: c.Trust, Engine: policy.Version(), Progress: progress.at,
		Rules: func(blob func(ledger.Digest) ([]byte, error)) ledger.Rules { return policy.New(blob) },
	}
	src, closed, err := c.source(s)
	var fault verify.Fault
	if errors.As(err, &fault) {
		return s.report(verify.Unopened(fault))
	}
	if err != nil {
		return err
	}
	defer closed()
	if o.Kept, o.KeptKey, err = c.kept(s, src); err != nil {
		return err
	}
	report := verify.Ledger(src, o)
	progress.done()
	if s.ctx.Err() != nil {
		return s.ctx.Err()
	}
	if network := (*sdk.NetworkError)(nil); errors.As(report.Err, &network) {
		return network // nothing was found, because nothing was looked at
	}
	return s.report(report)
}

func (c *verifyCommand) isURL() bool {
	return strings.HasPrefix(c.What, "http://") || strings.HasPrefix(c.What, "https://")
}

func (c *verifyCommand) source(s *session) (verify.Source, func() error, error) {
	none := func() error { return nil }
	if c.isURL() {
		client, err := sdk.New(c.What, sdk.Options{})
		if err != nil {
			return nil, nil, usage("%v", err)
		}
		return client.Source(s.ctx), none, nil
	}
	info, err := os.Stat(c.What)
	if err != nil {
		return nil, nil, usage("%v", err)
	}
	if info.IsDir() {
		src, err := verify.OpenDir(c.What)
		return src, none, err
	}
	f, err := os.Open(c.What)
	if err != nil {
		return nil, nil, usage("%v", err)
	}
	src, err := verify.OpenTar(f, info.Size())
	if err != nil {
		return nil, nil, errors.Join(err, f.Close())
	}
	return src, f.Close, nil
}

// kept is the checkpoint that the ledger is held against: the one that is named,
// or what this computer kept of a ledger of that origin, unless the export was
// made before that. Key is the log's key that this computer knows the ledger by.
func (c *verifyCommand) kept(s *session, src verify.Source) (kept []byte, key string, err error) {
	here, err := src.Read("checkpoint")
	if err != nil {
		return nil, "", nil // the audit says so
	}
	origin, _, _ := bytes.Cut(here, []byte("\n"))
	kept, key, err = sdk.Kept(s.stateDir(), string(origin))
	if c.Kept != "" && err == nil {
		kept, err = s.input(c.Kept)
		return kept, key, err
	}
	if err != nil || !c.isURL() && sizeOf(kept) > sizeOf(here) {
		return nil, "", err
	}
	return kept, key, nil
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

// checkTrust says at once that a key is none: that is not the ledger's fault.
func checkTrust(vkey string) error {
	if vkey == "" {
		return nil
	}
	if _, err := note.NewVerifier(strings.TrimSpace(vkey)); err != nil {
		return usage("--trust: %q is not a log's key: one looks like name+1a2b3c4d+AQ…", vkey)
	}
	return nil
}

func (s *session) report(r verify.Report) error {
	r.Tool = tool()
	return s.verdictOf(r.JSON(), r.Text, r.Verdict)
}

// verdictOf writes a report and ends with its verdict.
func (s *session) verdictOf(json []byte, text func(io.Writer) error, v verify.Verdict) error {
	if s.JSON {
		if _, err := s.out.Write(json); err != nil {
			return err
		}
	} else if err := s.coloured(text); err != nil {
		return err
	}
	if code := v.ExitCode(); code != api.ExitDone {
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
		if word != "" && word != line || strings.HasPrefix(line, " ") {
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
		if at <= len(indent) {
			break
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
