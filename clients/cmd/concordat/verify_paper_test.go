package main

import (
	"bytes"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"concordat/clients/verify"
)

// begun is a working paper of a file, in a session that writes to a buffer.
func begun(t *testing.T) (*verifyCommand, *workingPaper, *session, *bytes.Buffer) {
	t.Helper()
	dir := t.TempDir()
	c := &verifyCommand{What: filepath.Join(dir, "ledger.tar"), Save: filepath.Join(dir, "paper.json")}
	if err := os.WriteFile(c.What, []byte("as it was"), 0o600); err != nil {
		t.Fatal(err)
	}
	p, err := c.paper("")
	if err != nil {
		t.Fatal(err)
	}
	var said bytes.Buffer
	return c, p, &session{terminal: &terminal{out: &said, err: &said, width: defaultWidth}}, &said
}

// What was changed while it was checked is not called verified under the SHA-256 that it had.
func TestInputChangesWhileChecked(t *testing.T) {
	for change, want := range map[string]verify.Verdict{"": verify.Verified, "as it is": verify.NotProven} {
		c, p, s, said := begun(t)
		if change != "" {
			if err := os.WriteFile(c.What, []byte(change), 0o600); err != nil {
				t.Fatal(err)
			}
		}
		r := verify.Report{Verdict: verify.Verified}
		for range 5 {
			r.Checks = append(r.Checks, verify.Check{Verdict: verify.Verified})
		}
		err := errors.Join(c.report(s, r, 0, p), p.end())
		var code errVerdict
		if errors.As(err, &code); int(code) != want.ExitCode() {
			t.Errorf("changed to %q it ends with %v", change, err)
		}
		kept, err := os.ReadFile(c.Save)
		if err != nil || !bytes.Contains(kept, []byte(`"verdict": "`+string(want)+`"`)) {
			t.Errorf("changed to %q: %v: %s", change, err, kept)
		}
		for _, told := range []string{string(kept), strings.Join(strings.Fields(said.String()), " ")} {
			if strings.Contains(told, "was changed while it was checked") != (change != "") {
				t.Errorf("changed to %q: %s", change, told)
			}
		}
	}
}

// A paper that can't be kept keeps no verdict back, and is not left half.
func TestPaperCannotBeKept(t *testing.T) {
	for want, r := range map[int]verify.Report{
		1: verify.Unopened(verify.Fault{Code: verify.Altered, Check: verify.Integrity, Entry: -1, Words: "It is another."}),
		2: {Verdict: verify.Verified, Checks: make([]verify.Check, 5)},
	} {
		c, p, s, said := begun(t)
		if err := p.file.Close(); err != nil {
			t.Fatal(err)
		}
		err := errors.Join(c.report(s, r, 0, p), p.end())
		if code := s.fail(err); code != want {
			t.Errorf("%s ends with %d: %v", r.Verdict, code, err)
		}
		for _, words := range []string{"working paper is not kept", map[int]string{1: "FAILED: 1 of 5 checks", 2: "VERIFIED"}[want]} {
			if !strings.Contains(strings.Join(strings.Fields(said.String()), " "), words) {
				t.Errorf("%s: %q is not said: %s", r.Verdict, words, said)
			}
		}
		if _, err := os.Stat(c.Save); !errors.Is(err, fs.ErrNotExist) {
			t.Errorf("half a paper is left: %v", err)
		}
	}
}
