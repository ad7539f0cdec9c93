package verify

import (
	"archive/zip"
	"bytes"
	"errors"
	"io"
	"strings"
	"testing"

	"concordat/ledger"
)

// packed is a pack of a ledger, whole and by its files.
func packed(t *testing.T, src Source, p Pack) ([]byte, files) {
	t.Helper()
	var b bytes.Buffer
	if err := WritePack(&b, src, p); err != nil {
		t.Fatal(err)
	}
	z, err := zip.NewReader(bytes.NewReader(b.Bytes()), int64(b.Len()))
	if err != nil {
		t.Fatal(err)
	}
	in := files{}
	for _, f := range z.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		if in[f.Name], err = io.ReadAll(r); err != nil {
			t.Fatal(err)
		}
	}
	return b.Bytes(), in
}

// The proof and the rules in a pack are those of its decision, not of one that only has the
// same word in it, which whoever chooses an identifier may choose.
func TestPackIsOfItsDecision(t *testing.T) {
	src := sampleBoard(t).export()
	_, in := packed(t, src, Pack{Decision: "GM-2015-001"})
	if in[packProof] == nil || in["rules/mou/mou.md"] == nil || !strings.Contains(string(in["README.html"]), packProof) {
		t.Errorf("of the decision: %q", in["README.html"])
	}
	_, in = packed(t, src, Pack{Decision: ledger.OutcomeCarried})
	if !bytes.Contains(in["records.jsonl"], []byte(ledger.KindDecisionMade)) {
		t.Fatal("no decision has the word in it")
	}
	for name := range in {
		if name == packProof || strings.HasPrefix(name, "rules/") {
			t.Errorf("%s is of another decision", name)
		}
	}
	if strings.Contains(string(in["README.html"]), packProof) {
		t.Error("a proof is named that is not there")
	}
}

// What the rules are asked is named where it is in the pack, and its pages send nothing.
func TestPackPages(t *testing.T) {
	src := sampleBoard(t).export()
	for inputs, want := range map[string]bool{"": false, "{}": true} {
		p := Pack{Decision: "GM-2015-001", Notice: []byte("<h2>Carried</h2>")}
		if want {
			p.Inputs = []byte(inputs)
		}
		_, in := packed(t, src, p)
		if said := strings.Contains(string(in["README.html"]), "inputs.json"); said != want || (in["inputs.json"] != nil) != want {
			t.Errorf("inputs.json is there: %t, and named: %t", in["inputs.json"] != nil, said)
		}
		for _, name := range []string{"README.html", "decision.html"} {
			for _, rule := range []string{"default-src 'none'", "form-action 'none'", "base-uri 'none'"} {
				if !strings.Contains(string(in[name]), rule) {
					t.Errorf("%s has no %s", name, rule)
				}
			}
		}
	}
}

// The files of a pack have room together, whatever a short ZIP file unpacks to.
func TestPackRoom(t *testing.T) {
	data, in := packed(t, sampleBoard(t).export(), Pack{Decision: "GM-2015-001"})
	var room int64
	for _, f := range in {
		room += int64(len(f))
	}
	if _, err := openPack(bytes.NewReader(data), int64(len(data)), room); err != nil {
		t.Errorf("with just enough room: %v", err)
	}
	_, err := openPack(bytes.NewReader(data), int64(len(data)), room-1)
	var fault Fault
	if !errors.As(err, &fault) || fault.Code != NotCanonical || !strings.Contains(fault.Words, "longer than any") {
		t.Errorf("with too little room: %v", err)
	}
}

// Rules are packed under names that stay in their folder on every system.
func TestPackedRuleNames(t *testing.T) {
	data := []byte("{}")
	for name, want := range map[string]bool{"mou/terms.json": true, "../x": false, "/x": false, "a//x": false, `..\..\x`: false, `C:x`: false, `a\x`: false} {
		manifest := []byte(string(ledger.DigestOf(data)) + "  " + name + "\n")
		rules := ledger.DigestOf(manifest)
		into := map[string][]byte{}
		err := packRules(into, files{blobPath(rules): manifest, blobPath(ledger.DigestOf(data)): data}, rules)
		if (err == nil) != want || (into["rules/"+name] != nil) != want {
			t.Errorf("%q: %v", name, err)
		}
	}
}
