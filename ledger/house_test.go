package ledger_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"go/parser"
	"go/token"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// layers says which of the house's own packages each package may import. A
// package that is not named here does not belong to the house: say first what
// it may know.
var layers = map[string]string{
	"ledger":                        "",
	"ledger/merkle":                 "",
	"ledger/ed25519batch":           "",
	"ledger/durable":                "",
	"ledger/journal":                "ledger ledger/durable ledger/merkle ledger/signature",
	"ledger/boltstore":              "ledger ledger/durable ledger/journal ledger/merkle",
	"ledger/signature":              "",
	"ledger/statefiles":             "ledger/durable ledger/journal",
	"ledger/storetest":              "ledger ledger/journal ledger/merkle",
	"ledger/largetest":              "ledger ledger/boltstore ledger/journal ledger/merkle policy",
	"policy":                        "ledger",
	"server/api":                    "ledger ledger/merkle",
	"server/auth":                   "ledger",
	"server/cosign":                 "ledger ledger/durable ledger/merkle",
	"server/document":               "ledger server/api",
	"server/texts":                  "ledger ledger/durable",
	"server":                        "ledger ledger/journal ledger/merkle server/api server/auth server/cosign server/document server/texts",
	"clients/sdk":                   "ledger ledger/merkle server/api",
	"clients/web":                   "ledger policy server/api server/auth server/document clients/sdk clients/verify clients/web/outbox clients/web/passkey clients/web/verifypage",
	"clients/verify":                "ledger ledger/ed25519batch ledger/merkle",
	"clients/witness":               "ledger/durable ledger/merkle",
	"clients/devicetest":            "ledger",
	"clients/web/outbox":            "",
	"clients/web/passkey":           "",
	"clients/web/verifypage":        "clients/verify",
	"clients/web/browsertest":       "",
	"server/cmd/concordatd":         "*",
	"server/cmd/concordatd/example": "*",
	"server/cmd/concordatd/daemon":  "*",
	"clients/cmd/concordat":         "*",
}

// outside says what each inner package may import that is neither the house's
// nor the standard library's; others may import what go.mod has.
var outside = map[string]string{
	"ledger":              "github.com/golang-jwt/jwt/v5 golang.org/x/text/unicode/norm",
	"ledger/merkle":       "github.com/transparency-dev/formats/log github.com/transparency-dev/formats/proof github.com/transparency-dev/formats/note golang.org/x/mod/sumdb/note golang.org/x/mod/sumdb/tlog",
	"ledger/journal":      "golang.org/x/mod/sumdb/note golang.org/x/mod/sumdb/tlog",
	"ledger/ed25519batch": "github.com/oasisprotocol/curve25519-voi/curve github.com/oasisprotocol/curve25519-voi/curve/scalar",
	"ledger/signature":    "github.com/oasisprotocol/curve25519-voi/curve github.com/oasisprotocol/curve25519-voi/curve/scalar github.com/oasisprotocol/curve25519-voi/primitives/ed25519",
}

// forbidden keeps packages pure: what they may not import of the standard
// library, and why.
var forbidden = map[string][]string{
	"no I/O, no clock, no randomness": {"context", "crypto/rand", "log", "log/slog", "math/rand", "math/rand/v2", "net", "net/http", "os", "sync/atomic", "time"},
}

var pure = []string{"ledger", "ledger/merkle"}

// names that say nothing of what a package owns.
var banned = []string{"common", "helpers", "internal", "misc", "models", "pkg", "shared", "types", "util", "utils"}

type pkg struct {
	ImportPath, Dir, Doc string
	GoFiles, Imports     []string
}

func packages(t *testing.T) []pkg {
	t.Helper()
	cmd := exec.Command("go", "list", "-json=ImportPath,Dir,Doc,GoFiles,Imports", "concordat/...")
	cmd.Dir = ".."
	out, err := cmd.Output()
	if err != nil {
		t.Fatal(err)
	}
	var list []pkg
	for d := json.NewDecoder(bytes.NewReader(out)); ; {
		var p pkg
		if err := d.Decode(&p); errors.Is(err, io.EOF) {
			return list
		} else if err != nil {
			t.Fatal(err)
		}
		list = append(list, p)
	}
}

// commandOf is the command that a package is a part of.
func commandOf(name string) string {
	owner, inside, ok := strings.Cut(name, "/cmd/")
	if !ok {
		return ""
	}
	command, _, _ := strings.Cut(inside, "/")
	return owner + "/cmd/" + command
}

func TestLayers(t *testing.T) {
	seen := map[string]bool{}
	for _, p := range packages(t) {
		name := strings.TrimPrefix(p.ImportPath, "concordat/")
		if len(p.GoFiles) == 0 {
			continue
		}
		seen[name] = true
		allowed, ok := layers[name]
		if !ok {
			t.Errorf("%s is not in the table: say what it may import", name)
			continue
		}
		for _, part := range strings.Split(name, "/") {
			if slices.Contains(banned, part) {
				t.Errorf("%s: the name %q says nothing of what it owns", name, part)
			}
		}
		for _, path := range p.Imports {
			own, isOwn := strings.CutPrefix(path, "concordat/")
			switch {
			case isOwn && allowed != "*" && !slices.Contains(strings.Fields(allowed), own):
				t.Errorf("%s imports %s", name, own)
			case isOwn && commandOf(own) != "" && commandOf(own) != commandOf(name):
				t.Errorf("%s imports the command %s", name, own)
			case !isOwn && strings.Contains(path, "."):
				if list, limited := outside[name]; limited && !slices.Contains(strings.Fields(list), path) {
					t.Errorf("%s imports %s", name, path)
				}
			}
			for why, list := range forbidden {
				if slices.Contains(pure, name) && slices.Contains(list, path) {
					t.Errorf("%s imports %s: %s", name, path, why)
				}
			}
		}
		if slices.Contains(p.Imports, "github.com/gofiber/fiber/v2") && name != "server" {
			t.Errorf("%s imports fiber, which stays in server", name)
		}
	}
	for name := range layers {
		if !seen[name] {
			t.Errorf("the table names %s, which is not there", name)
		}
	}
}

// TestClientsLinkNoEngine holds that who signs, reads and checks receipts links no
// rules engine and no server.
func TestClientsLinkNoEngine(t *testing.T) {
	for _, name := range []string{"ledger", "ledger/merkle", "clients/sdk", "clients/verify", "clients/witness"} {
		cmd := exec.Command("go", "list", "-deps", "concordat/"+name)
		cmd.Dir = ".."
		out, err := cmd.Output()
		if err != nil {
			t.Fatal(err)
		}
		for path := range strings.Lines(string(out)) {
			for _, engine := range []string{"github.com/open-policy-agent/", "github.com/gofiber/", "go.etcd.io/bbolt", "concordat/policy"} {
				if strings.HasPrefix(path, engine) {
					t.Errorf("%s links %s", name, strings.TrimSpace(path))
				}
			}
		}
	}
}

// TestPackageComments holds that every package has one comment, whose first
// sentence defines it.
func TestPackageComments(t *testing.T) {
	for _, p := range packages(t) {
		if len(p.GoFiles) == 0 {
			continue
		}
		comments := 0
		for _, file := range p.GoFiles {
			f, err := parser.ParseFile(token.NewFileSet(), filepath.Join(p.Dir, file), nil, parser.ParseComments|parser.PackageClauseOnly)
			if err != nil {
				t.Fatal(err)
			}
			if f.Doc != nil {
				comments++
			}
		}
		name := filepath.Base(p.ImportPath)
		if comments != 1 || !strings.HasPrefix(p.Doc, "Package "+name+" ") && !strings.HasPrefix(p.Doc, "Command "+name+" ") {
			t.Errorf("%s has %d package comments; the first sentence is %q", p.ImportPath, comments, p.Doc)
		}
	}
}

// TestTopLevel holds what stands at the top, and that no Go file has grown past
// the point where a split is owed.
func TestTopLevel(t *testing.T) {
	tracked := exec.Command("git", "ls-files")
	tracked.Dir = ".."
	out, err := tracked.Output()
	if err != nil {
		t.Logf("git does not say which files are the project's: %v", err)
	}
	for path := range strings.Lines(string(out)) {
		top, _, _ := strings.Cut(strings.TrimSpace(path), "/")
		if !strings.HasPrefix(top, ".") && !slices.Contains([]string{"ledger", "policy", "server", "clients", "go.mod", "go.sum", "README.md", "LICENSE"}, top) {
			t.Errorf("%s stands at the top level", top)
		}
	}
	err = filepath.WalkDir("..", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
			return err
		}
		b, err := os.ReadFile(path)
		if lines := bytes.Count(b, []byte("\n")); lines > 800 {
			t.Errorf("%s has %d lines", path, lines)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}
