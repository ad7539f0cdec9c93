package verify

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"encoding/json"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// vector is what a verifier of another make is held against: an export, sound or forged,
// and what this one finds in it. They are published in testdata/vectors, an archive and
// a JSON file each; -update writes them.
type vector struct {
	Name    string             `json:"name"`
	Trust   string             `json:"trust"`
	Verdict Verdict            `json:"verdict"`
	Checks  map[string]Verdict `json:"checks"`
	Code    Code               `json:"code,omitempty"` // of the first fault
	Entry   int64              `json:"entry"`          // that it is of; -1: of no one
}

// publish holds a vector against the one that is published.
func publish(t *testing.T, f files, o Options, r Report) {
	t.Helper()
	v := vector{Name: t.Name(), Trust: o.Trust, Verdict: r.Verdict, Checks: map[string]Verdict{}, Entry: -1}
	for _, c := range r.Checks {
		v.Checks[c.ID] = c.Verdict
	}
	if len(r.Faults) > 0 {
		v.Code, v.Entry = r.Faults[0].Code, r.Faults[0].Entry
	}
	said, err := json.MarshalIndent(v, "", "  ")
	if err != nil {
		t.Fatal(err)
	}
	name := filepath.Join("vectors", strings.NewReplacer("/", "-", "'", "").Replace(strings.ToLower(t.Name())))
	golden(t, name+".json", string(said)+"\n")
	var archived bytes.Buffer
	w := tar.NewWriter(&archived)
	for _, path := range slices.Sorted(maps.Keys(f)) {
		if err := w.WriteHeader(tarHeader(path, int64(len(f[path])))); err != nil {
			t.Fatal(err)
		}
		if _, err := w.Write(f[path]); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join("testdata", name+".tar.gz")
	if *update {
		var packed bytes.Buffer
		z := gzip.NewWriter(&packed)
		z.Write(archived.Bytes())
		if err := z.Close(); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, packed.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	file, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	z, err := gzip.NewReader(file)
	if err != nil {
		t.Fatal(err)
	}
	if kept, err := io.ReadAll(z); err != nil || !bytes.Equal(kept, archived.Bytes()) {
		t.Errorf("%s is not the export that is made here: %v", path, err)
	}
}
