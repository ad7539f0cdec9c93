package policy

import (
	"bytes"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"concordat/ledger"
)

const mainFile = "rego/concordat/main/main.rego"

// bundleOf is the smallest bundle whose one rule has the given body.
func bundleOf(rules string) Bundle {
	return Bundle{
		textFile:       []byte("# An agreement\n\n## 1. Status\n\n**1.1 What it is.** It is small.\n"),
		termsFile:      []byte(`{"most": 3}`),
		partiesFile:    []byte(`{"parties": []}`),
		"mou/mou.rego": []byte("package mou\n"),
		mainFile:       []byte("package concordat.main\n\n" + rules + "\n"),
	}
}

// blobs serves b's manifest and files by digest.
func blobs(b Bundle) map[ledger.Digest][]byte {
	out := map[ledger.Digest][]byte{b.Digest(): b.Manifest()}
	for _, data := range b {
		out[ledger.DigestOf(data)] = data
	}
	return out
}

func from(held map[ledger.Digest][]byte) func(ledger.Digest) ([]byte, error) {
	return func(d ledger.Digest) ([]byte, error) {
		if data, ok := held[d]; ok {
			return data, nil
		}
		return nil, fmt.Errorf("no blob %s", d)
	}
}

func TestManifest(t *testing.T) {
	b := bundleOf(`ruling := {"allow": true}`)
	// Golden: what parties sign. It is never edited.
	const want = `15655099bd560e8a823b3a81f5ed2984390cd38e86c2e4d384b6e6ca0f5762a7`
	const manifest = `41f2e6d1f2d4378e4e0f43a929d535d423114aa496108d9ffd5e6ff4d783665b  mou/mou.md
4db5691fbffed0a58ee57ec86a7a10e29676c6b2d47ec07176b9d192aa4327c0  mou/mou.rego
aed6406459090e0b72a57f9d8000306e0620acd1dd1d9800f821138f4f98b70e  mou/parties.json
7c8d83f117edfb679742b75bbfcfb765ae256b371b87e0b9910ad62459d9b9b2  mou/terms.json
448321f68ddca05c46adabbdee6b0692c28eb515677e5c1656a39144e321a63a  rego/concordat/main/main.rego
`
	if got := string(b.Manifest()); got != manifest {
		t.Errorf("manifest:\n%s\nexpected:\n%s", got, manifest)
	}
	if got := b.Digest(); got != want {
		t.Errorf("digest %s, expected %s", got, want)
	}
}

func TestOpenBundle(t *testing.T) {
	for _, name := range Names() {
		b, err := Embedded(name)
		if err != nil {
			t.Fatal(err)
		}
		again, err := OpenBundle(b.Manifest(), from(blobs(b)))
		if err != nil {
			t.Fatal(err)
		}
		if !maps.EqualFunc(b, again, bytes.Equal) {
			t.Errorf("%s: opened from its manifest, the bundle is another", name)
		}
		for file := range b {
			if strings.HasSuffix(file, "_test.rego") {
				t.Errorf("%s holds the test %s", name, file)
			}
		}
	}
}

func TestOpenBundleRefuses(t *testing.T) {
	b := bundleOf(`ruling := {"allow": true}`)
	manifest := string(b.Manifest())
	lines := strings.SplitAfter(strings.TrimSuffix(manifest, "\n"), "\n")
	lines[len(lines)-1] += "\n"
	swapped := slices.Clone(lines)
	swapped[0], swapped[1] = swapped[1], swapped[0]
	rename := func(to string) string { return strings.Replace(manifest, mainFile, to, 1) }

	tests := map[string]struct{ manifest, want string }{
		"empty":              {"", "does not end"},
		"no last line feed":  {strings.TrimSuffix(manifest, "\n"), "does not end"},
		"blank line":         {manifest + "\n", "is not a SHA-256"},
		"carriage returns":   {strings.ReplaceAll(manifest, "\n", "\r\n"), "has a character other"},
		"one space":          {strings.ReplaceAll(manifest, "  ", " "), "is not a SHA-256"},
		"three spaces":       {strings.ReplaceAll(manifest, "  ", "   "), "has a character other"},
		"upper-case digest":  {strings.ToUpper(lines[0][:64]) + lines[0][64:] + strings.Join(lines[1:], ""), "is not a SHA-256"},
		"out of order":       {strings.Join(swapped, ""), "not sorted"},
		"a line twice":       {lines[0] + manifest, "not sorted"},
		"a file missing":     {strings.Join(lines[1:], ""), "bundle has no mou/mou.md"},
		"parent path":        {rename("rego/../main.rego"), "not clean"},
		"absolute path":      {rename("/rego/main.rego"), "not clean"},
		"doubled slash":      {rename("rego//main.rego"), "not clean"},
		"dot segment":        {rename("rego/./main.rego"), "not clean"},
		"foreign file":       {rename("rego/readme.md"), "no place"},
		"test":               {rename("rego/main_test.rego"), "no place"},
		"rules below mou":    {rename("mou/x/main.rego"), "no place"},
		"rules at the top":   {rename("main.rego"), "no place"},
		"upper-case path":    {rename("rego/Main.rego"), "has a character other"},
		"path too long":      {rename("rego/" + strings.Repeat("a", maxPath) + ".rego"), "longer than"},
		"manifest too large": {strings.Repeat(lines[0], 3*maxFiles), "manifest is longer"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			_, err := OpenBundle([]byte(test.manifest), from(blobs(b)))
			if err == nil || !strings.Contains(err.Error(), test.want) {
				t.Errorf("got error %v, expected one with %q", err, test.want)
			}
		})
	}

	t.Run("tampered file", func(t *testing.T) {
		held := blobs(b)
		held[ledger.DigestOf(b[termsFile])] = []byte(`{"most": 4}`)
		_, err := OpenBundle([]byte(manifest), from(held))
		if err == nil || !strings.Contains(err.Error(), termsFile+": its bytes have SHA-256") {
			t.Errorf("got error %v", err)
		}
	})
	t.Run("missing file", func(t *testing.T) {
		held := blobs(b)
		delete(held, ledger.DigestOf(b[termsFile]))
		_, err := OpenBundle([]byte(manifest), from(held))
		if err == nil || !strings.Contains(err.Error(), termsFile+": no blob") {
			t.Errorf("got error %v", err)
		}
	})
}

func TestAssemble(t *testing.T) {
	mou := func(more map[string]string) fstest.MapFS {
		fsys := fstest.MapFS{}
		for name, data := range bundleOf("") {
			if file, ok := strings.CutPrefix(name, "mou/"); ok {
				fsys[file] = &fstest.MapFile{Data: data}
			}
		}
		for name, data := range more {
			fsys[name] = &fstest.MapFile{Data: []byte(data)}
		}
		return fsys
	}
	b, err := Assemble(mou(map[string]string{"mou_test.rego": "package mou_test"}))
	if err != nil {
		t.Fatal(err)
	}
	if _, ok := b["mou/mou_test.rego"]; ok {
		t.Error("a test is in the bundle")
	}
	for name, fsys := range map[string]fstest.MapFS{
		"no place":    mou(map[string]string{"notes.txt": "x"}),
		"longer than": mou(map[string]string{"mou.rego": strings.Repeat(" ", maxFile+1)}),
		"has no":      {"mou.md": &fstest.MapFile{}},
	} {
		if _, err := Assemble(fsys); err == nil || !strings.Contains(err.Error(), name) {
			t.Errorf("got error %v, expected one with %q", err, name)
		}
	}
	if _, err := Embedded("elsewhere"); err == nil || !strings.Contains(err.Error(), "greater-manchester") {
		t.Errorf("an unknown name gives %v", err)
	}
}

func TestCheck(t *testing.T) {
	with := func(file, text string) Bundle {
		b := bundleOf(`ruling := {"allow": true}`)
		b[file] = []byte(text)
		return b
	}
	without := func(file string) Bundle {
		b := bundleOf(`ruling := {"allow": true}`)
		delete(b, file)
		return b
	}
	tests := map[string]struct {
		bundle Bundle
		want   string
	}{
		"no text":          {without(textFile), "bundle has no mou/mou.md"},
		"no terms":         {without(termsFile), "bundle has no mou/terms.json"},
		"no rule":          {without(mainFile), "no rule gives data.concordat.main.ruling"},
		"foreign file":     {with("rego/x.txt", ""), `path "rego/x.txt" has no place`},
		"large file":       {with(mainFile, strings.Repeat("#", maxFile+1)), mainFile + " is longer"},
		"empty clause":     {with(textFile, "# A\n\n## 1. S\n\n**1.1 Empty.** \n"), "mou/mou.md: after heading 1"},
		"fraction":         {with(termsFile, `{"share": 0.75}`), "mou/terms.json: byte 14: 0.75 is not a whole number"},
		"null":             {with(termsFile, `{"share": null}`), "null has no place"},
		"name twice":       {with(termsFile, `{"a": 1, "a": 1}`), `the name "a" stands twice`},
		"two documents":    {with(termsFile, `{} {}`), "more follows"},
		"beyond 2^53":      {with(partiesFile, `[9007199254740992]`), "mou/parties.json: byte 17: 9007199254740992"},
		"not JSON":         {with(partiesFile, `{`), "mou/parties.json"},
		"not Rego":         {with(mainFile, "package concordat.main\n\nruling := "), mainFile + ":3"},
		"old Rego":         {with(mainFile, "package concordat.main\n\nruling = 1 { true }"), mainFile + ":3"},
		"other package":    {with(mainFile, "package concordat.other\n"), mainFile + ":1: is package concordat.other; its path makes it concordat.main"},
		"unused variable":  {with(mainFile, "package concordat.main\n\nruling := 1 if {\n\tx := 2\n}"), mainFile + ":4"},
		"fraction in rule": {with(mainFile, "package concordat.main\n\nruling := 1.5"), mainFile + ":3: 1.5 is not a whole number"},
		"division":         {with(mainFile, "package concordat.main\n\nruling := 4 / 2"), mainFile + ":3: only package concordat.money may divide"},
		"division in mou":  {with("mou/mou.rego", "package mou\n\nx := 4 / 2"), "mou/mou.rego:3: only package"},
		"print":            {with(mainFile, "package concordat.main\n\nruling := 1 if print(1)"), mainFile + ":3: print is not allowed"},
		"recursion":        {with(mainFile, "package concordat.main\n\nruling := ruling"), mainFile + ":3"},
		"clock":            {with(mainFile, "package concordat.main\n\nruling := time.now_ns()"), mainFile + ":3"},
		"two terms":        {with("rego/terms/terms.rego", "package terms\n\nx := 1"), "no place"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			err := Check(test.bundle)
			if err == nil || !strings.Contains(err.Error(), test.want) {
				t.Errorf("got error %v, expected one with %q", err, test.want)
			}
		})
	}
	for _, name := range Names() {
		b, err := Embedded(name)
		if err != nil {
			t.Fatal(err)
		}
		if err := Check(b); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}
