package main

import (
	"flag"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

var writeREADME = flag.Bool("write-readme", false, "write what the README's commands print into the README")

// differs is what no two ledgers print alike: codes, keys, and the minute.
var differs = regexp.MustCompile(`[0-9A-Z]{4} [0-9A-Z]{4} [0-9A-Z]{4}|greater-manchester-[0-9a-f]{16}(\+[0-9a-f]{8}\+\S+)?|(^| )[-_0-9A-Za-z]{43}( |$)|\d+(:\d\d)*[ap]m |\d\d:\d\d:\d\d UTC`)

// TestREADME runs every command of the README's console blocks, in order, on one
// example, and holds what it prints against what the README says that it prints.
func TestREADME(t *testing.T) {
	dir := t.TempDir()
	if err := found(t, "greater-manchester", filepath.Join(dir, "data")); err != nil {
		t.Fatal(err)
	}
	url, stop, err := serve(t, []string{"--data", filepath.Join(dir, "data")})
	if err != nil {
		t.Fatal(err)
	}
	defer stop()
	readme := filepath.Join("..", "..", "..", "README.md")
	text, err := os.ReadFile(readme)
	if err != nil {
		t.Fatal(err)
	}
	var now strings.Builder
	commands, inside := 0, false
	for line := range strings.Lines(string(text)) {
		switch command, isCommand := strings.CutPrefix(line, "$ concordat "); {
		case strings.HasPrefix(line, "```"):
			inside = strings.HasPrefix(line, "```console")
			now.WriteString(line)
		case inside && isCommand:
			commands++
			now.WriteString(line + said(t, dir, url, strings.Fields(command)))
		case !inside:
			now.WriteString(line)
		}
	}
	if commands < 8 {
		t.Errorf("the README tells its story in %d commands", commands)
	}
	if *writeREADME {
		if err := os.WriteFile(readme, []byte(now.String()), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, got := strings.Split(differs.ReplaceAllString(string(text), "…"), "\n"), strings.Split(differs.ReplaceAllString(now.String(), "…"), "\n")
	for i := range max(len(want), len(got)) {
		if i >= len(want) || i >= len(got) || strings.Join(strings.Fields(want[i]), " ") != strings.Join(strings.Fields(got[i]), " ") {
			t.Fatalf("the README differs from line %d on (go test ./clients/cmd/concordat -run README -write-readme):\n got %q\nwant %q", i+1, at(got, i), at(want, i))
		}
	}
}

func at(lines []string, i int) string {
	if i < len(lines) {
		return lines[i]
	}
	return ""
}

// said gives what a command says on its standard output. Verdicts end with codes
// of their own, so any end but a failure to start will do.
func said(t *testing.T, dir, url string, args []string) string {
	t.Helper()
	cmd := exec.Command("concordat", args...)
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), warmAt+"=", "CONCORDAT_SERVER="+url, "CONCORDAT_STATE="+filepath.Join(dir, "state"), "COLUMNS=80")
	out, err := cmd.Output()
	if _, ended := err.(*exec.ExitError); err != nil && !ended || len(out) == 0 {
		t.Fatalf("concordat %s: %v", strings.Join(args, " "), err)
	}
	return string(out)
}
