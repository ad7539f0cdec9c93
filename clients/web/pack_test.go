package web_test

import (
	"archive/zip"
	"bufio"
	"bytes"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"golang.org/x/mod/sumdb/note"

	"concordat/clients/verify"
	"concordat/ledger"
	"concordat/ledger/merkle"
	"concordat/policy"
)

// unzipped writes what is in a ZIP file into a folder.
func unzipped(t *testing.T, data string) string {
	t.Helper()
	dir := t.TempDir()
	z, err := zip.NewReader(strings.NewReader(data), int64(len(data)))
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range z.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		content, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		name := filepath.Join(dir, filepath.FromSlash(f.Name))
		if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, content, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// A pack holds all that an auditor reads beside the ledger, its list is one that sha256sum
// takes, and everything in it follows from the ledger in it.
func TestPackContents(t *testing.T) {
	b := newBoard(t)
	r := b.member("auditor")
	const ref = "GM-2015-007"
	data := r.get("/decisions/" + ref + "/evidence.zip").is(200).body
	dir := unzipped(t, data)
	read := func(name string) []byte {
		t.Helper()
		data, err := os.ReadFile(filepath.Join(dir, name))
		if err != nil {
			t.Fatal(err)
		}
		return data
	}
	sum := exec.Command("sha256sum", "-c", "--strict", "MANIFEST.sha256")
	sum.Dir = dir
	if out, err := sum.CombinedOutput(); err != nil {
		t.Errorf("sha256sum: %v: %s", err, out)
	}
	listed := strings.Count(string(read("MANIFEST.sha256")), "\n")
	for _, name := range []string{"README.html", "decision.html", "decision.json", "records.jsonl", "rules/mou/mou.md", "rules/mou/terms.json", "inputs.json", "papers.json", "keys.json", "proof.tlog-proof", "checkpoint.txt", "ledger.tar", "verify.html"} {
		if read(name); !strings.Contains(string(read("MANIFEST.sha256")), "  "+name+"\n") {
			t.Errorf("%s is not in the list of %d", name, listed)
		}
	}

	var decision struct {
		Ref   string        `json:"decision"`
		Entry int64         `json:"entry"`
		Rules ledger.Digest `json:"rules"`
	}
	if err := json.Unmarshal(read("decision.json"), &decision); err != nil || decision.Ref != ref {
		t.Fatal(err, decision)
	}
	export, err := verify.OpenTar(bytes.NewReader(read("ledger.tar")), int64(len(read("ledger.tar"))))
	if err != nil {
		t.Fatal(err)
	}
	checkpoint, err := export.Read("checkpoint")
	if err != nil || !bytes.Equal(checkpoint, read("checkpoint.txt")) {
		t.Errorf("the page code is another one than the ledger's: %v", err)
	}

	// Each record is an entry as it stands, the decision's own among them, with a proof.
	kinds, signers := map[string]int{}, map[ledger.Thumbprint]string{}
	var made []byte
	var named []ledger.Paper
	for lines := bufio.NewScanner(bytes.NewReader(read("records.jsonl"))); lines.Scan(); {
		p, err := ledger.ParseAll(lines.Bytes())
		if err != nil {
			t.Fatal(err)
		}
		kinds[p.Kind]++
		if p.Signed != nil {
			signers[p.Signed.Protected.Kid] = p.Signed.Payload.Author
		}
		if m, ok := p.Body.(*ledger.Motion); ok {
			named = append(named, m.Papers...)
		}
		if p.Kind == ledger.KindDecisionMade {
			made = bytes.Clone(lines.Bytes())
		}
	}
	for _, kind := range []string{ledger.KindMotionMoved, ledger.KindMotionOpened, ledger.KindVoteCast, ledger.KindDecisionMade} {
		if kinds[kind] == 0 {
			t.Errorf("no %s is among the records: %v", kind, kinds)
		}
	}
	verifier, err := note.NewVerifier(vkeyOf(t, export))
	if err != nil {
		t.Fatal(err)
	}
	proof := merkle.Receipt{Entry: made, Proof: string(read("proof.tlog-proof"))}
	if index, c, err := proof.Check(verifier.Name(), verifier); err != nil || index != decision.Entry || c.Size != 552 {
		t.Errorf("the proof is of entry %d under %d: %v", index, c.Size, err)
	}

	// The keys are those that signed, as they were enrolled before.
	var keys []struct {
		Key      ledger.Thumbprint `json:"key"`
		Person   string            `json:"person"`
		Public   ledger.Key        `json:"public"`
		Entry    int64             `json:"entry"`
		Enrolled string            `json:"enrolled_by"`
	}
	if err := json.Unmarshal(read("keys.json"), &keys); err != nil || len(keys) != len(signers) {
		t.Fatalf("%d keys, and %d signed: %v", len(keys), len(signers), err)
	}
	for _, k := range keys {
		if k.Public.Thumbprint() != k.Key || signers[k.Key] != k.Person || k.Entry >= decision.Entry || k.Enrolled == "" {
			t.Errorf("%+v", k)
		}
	}

	// The rules are those that decided it, and give the same answer to what they are asked.
	var inputs struct {
		Rules  ledger.Digest `json:"rules"`
		Result string        `json:"result"`
		Asked  ledger.Input  `json:"asked"`
	}
	if err := json.Unmarshal(read("inputs.json"), &inputs); err != nil || inputs.Rules != decision.Rules || inputs.Result != "same" {
		t.Fatalf("%v: %s %s", err, inputs.Rules, inputs.Result)
	}
	var manifest strings.Builder
	err = filepath.WalkDir(filepath.Join(dir, "rules"), func(name string, e os.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		path, _ := filepath.Rel(filepath.Join(dir, "rules"), name)
		data, err := os.ReadFile(name)
		fmt.Fprintf(&manifest, "%x  %s\n", sha256.Sum256(data), filepath.ToSlash(path))
		return err
	})
	lines := slices.Sorted(strings.Lines(manifest.String()))
	slices.SortFunc(lines, func(a, b string) int { return strings.Compare(a[66:], b[66:]) })
	if got := ledger.DigestOf([]byte(strings.Join(lines, ""))); err != nil || got != decision.Rules {
		t.Errorf("the rules in the pack are %s, and it was decided by %s: %v", got, decision.Rules, err)
	}
	rulings, err := policy.New(func(d ledger.Digest) ([]byte, error) { return export.Read("blob/" + string(d)) }).Judge(inputs.Rules, []ledger.Input{inputs.Asked})
	if err != nil || len(rulings) != 1 || rulings[0].Outcome != ledger.OutcomeCarried {
		t.Errorf("what the rules are asked gives %+v: %v", rulings, err)
	}

	var papers []ledger.Paper
	if err := json.Unmarshal(read("papers.json"), &papers); err != nil || len(papers) == 0 && len(named) > 0 {
		t.Errorf("%v: %v", err, papers)
	}
	for _, p := range papers {
		if !slices.Contains(named, p) {
			t.Errorf("%+v is no paper of it", p)
		}
	}
	for name, words := range map[string][]string{"README.html": {"Evidence for " + ref, "records.jsonl", "If it fails"}, "decision.html": {"<h1>Decision " + ref, "Carried"}} {
		for _, w := range words {
			if !strings.Contains(string(read(name)), w) {
				t.Errorf("%s does not say %q: %s", name, w, read(name))
			}
		}
	}
}

// vkeyOf is the key by which a ledger says that it is signed.
func vkeyOf(t *testing.T, src verify.Source) string {
	t.Helper()
	data, err := src.Read("tile/entries/000")
	if err != nil {
		t.Fatal(err)
	}
	entries, err := merkle.ParseBundle(data, merkle.TileWidth)
	if err != nil {
		t.Fatal(err)
	}
	p, err := ledger.ParseAll(entries[0])
	if err != nil {
		t.Fatal(err)
	}
	return p.Body.(*ledger.Founded).LogKey
}

// A pack from before it had more than the ledger and its list is taken as ever.
func TestOlderPack(t *testing.T) {
	b := newBoard(t)
	data := b.member("auditor").get("/decisions/GM-2015-007/evidence.zip").is(200).body
	kept := []string{"ledger.tar", "README.html", "decision.json", "verify.html"}
	older := rezipped(t, data, "MANIFEST.sha256", func(manifest []byte) []byte {
		var b bytes.Buffer
		for line := range strings.Lines(string(manifest)) {
			if slices.Contains(kept, strings.TrimSpace(line[66:])) {
				b.WriteString(line)
			}
		}
		return b.Bytes()
	})
	z, err := zip.NewReader(strings.NewReader(older), int64(len(older)))
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range z.File {
		if f.Name != "MANIFEST.sha256" && !slices.Contains(kept, f.Name) {
			older = rezipped(t, older, f.Name, func([]byte) []byte { return nil })
		}
	}
	src, err := verify.OpenPack(strings.NewReader(older), int64(len(older)))
	if err != nil {
		t.Fatal(err)
	}
	if r := verify.Ledger(src, verify.Options{Rules: func(blob func(ledger.Digest) ([]byte, error)) ledger.Rules { return policy.New(blob) }}); r.FaultCount > 0 || r.Size != 552 {
		t.Errorf("%+v", r.Faults)
	}
}
