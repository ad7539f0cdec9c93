package policy

import (
	"bytes"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"path"
	"slices"
	"strings"

	"concordat/ledger"
)

//go:embed rego mou
var embedded embed.FS

// The files of an agreement that are not Rego. All three are always there.
const (
	textFile    = "mou/mou.md"
	termsFile   = "mou/terms.json"
	partiesFile = "mou/parties.json"
)

// bindingsFile says which rule of the library carries out each term. It is the
// library's own unless the agreement's folder has an ownBindingsFile.
const (
	bindingsFile    = "rego/mou/mou.rego"
	ownBindingsFile = "mou/mou.rego"
)

// Bundle is everything that one version of an agreement is judged by, file by
// path: the rule library under rego/, and under mou/ the clauses, terms and
// parties of the agreement, with its own rules if it has any. Who holds a Bundle must not change it.
type Bundle map[string][]byte

// Manifest lists b, one line a file, in the order of the paths:
//
//	<SHA-256 in 64 hexadecimal digits>  <path>
//
// It is what sha256sum -c reads, and the bytes that Digest hashes: a manifest
// kept as a blob is found by its bundle's digest.
func (b Bundle) Manifest() []byte {
	var out bytes.Buffer
	for _, name := range b.paths() {
		fmt.Fprintf(&out, "%s  %s\n", ledger.DigestOf(b[name]), name)
	}
	return out.Bytes()
}

// Digest is the SHA-256 of b's manifest.
func (b Bundle) Digest() ledger.Digest { return ledger.DigestOf(b.Manifest()) }

func (b Bundle) paths() []string { return slices.Sorted(maps.Keys(b)) }

// OpenBundle puts a bundle together from its manifest and its files, which blob
// finds by their SHA-256. It believes neither: the manifest must be exactly what
// the bundle gives back, and every file must have the digest it is listed under.
func OpenBundle(manifest []byte, blob func(ledger.Digest) ([]byte, error)) (Bundle, error) {
	if len(manifest) > maxManifest {
		return nil, fmt.Errorf("manifest is longer than %d bytes", maxManifest)
	}
	text, ok := strings.CutSuffix(string(manifest), "\n")
	if !ok {
		return nil, errors.New("manifest does not end with a line feed")
	}
	b := Bundle{}
	for i, line := range strings.Split(text, "\n") {
		sum, name, ok := strings.Cut(line, "  ")
		digest := ledger.Digest(sum)
		if _, err := digest.Bytes(); !ok || err != nil {
			return nil, fmt.Errorf("manifest line %d is not a SHA-256, two spaces and a path", i+1)
		}
		if err := checkPath(name); err != nil {
			return nil, fmt.Errorf("manifest line %d: %w", i+1, err)
		}
		data, err := blob(digest)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		if got := ledger.DigestOf(data); got != digest {
			return nil, fmt.Errorf("%s: its bytes have SHA-256 %s, the manifest says %s", name, got, digest)
		}
		b[name] = bytes.Clone(data)
		if err := b.checkSize(); err != nil {
			return nil, err
		}
	}
	// Also refuses a path named twice and lines out of order.
	if !bytes.Equal(b.Manifest(), manifest) {
		return nil, errors.New("manifest is not sorted by path, each path once")
	}
	if err := b.checkFiles(); err != nil {
		return nil, err
	}
	return b, nil
}

// Put keeps b where OpenBundle finds it: the manifest, and every file that it lists.
func (b Bundle) Put(put func([]byte) (ledger.Digest, error)) error {
	for _, file := range b {
		if _, err := put(file); err != nil {
			return err
		}
	}
	_, err := put(b.Manifest())
	return err
}

// Embedded is the agreement of that name as this program was built with it.
func Embedded(name string) (Bundle, error) {
	if !slices.Contains(Names(), name) {
		return nil, fmt.Errorf("no agreement is called %q; there are %s", name, strings.Join(Names(), ", "))
	}
	agreement, err := fs.Sub(embedded, "mou/"+name)
	if err != nil {
		return nil, err
	}
	return Assemble(agreement)
}

// Names lists the agreements that this program was built with.
func Names() []string {
	entries, err := embedded.ReadDir("mou")
	if err != nil {
		panic(err) // it was embedded above
	}
	names := make([]string, 0, len(entries))
	for _, e := range entries {
		names = append(names, e.Name())
	}
	return names
}

// Assemble joins an agreement's folder with the rule library that this program
// was built with, and with the library's bindings unless the folder has a
// mou.rego of its own. Tests of rules stay outside.
func Assemble(agreement fs.FS) (Bundle, error) { return assemble(embedded, agreement) }

func assemble(library, agreement fs.FS) (Bundle, error) {
	b := Bundle{}
	if err := b.collect(library, "rego", ""); err != nil {
		return nil, err
	}
	if err := b.collect(agreement, ".", "mou"); err != nil {
		return nil, err
	}
	return b.bound()
}

// AssembleFiles does it with the files of an agreement's folder, by their names in it.
func AssembleFiles(agreement map[string][]byte) (Bundle, error) {
	b := Bundle{}
	if err := b.collect(embedded, "rego", ""); err != nil {
		return nil, err
	}
	for _, name := range slices.Sorted(maps.Keys(agreement)) {
		if err := b.add("mou/"+name, func() ([]byte, error) { return agreement[name], nil }); err != nil {
			return nil, err
		}
	}
	return b.bound()
}

func (b Bundle) collect(fsys fs.FS, root, prefix string) error {
	return fs.WalkDir(fsys, root, func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		return b.add(path.Join(prefix, name), func() ([]byte, error) { return fs.ReadFile(fsys, name) })
	})
}

// add puts a file into b, unless it has tests.
func (b Bundle) add(name string, read func() ([]byte, error)) error {
	if strings.HasSuffix(name, "_test.rego") {
		return nil
	}
	if err := checkPath(name); err != nil {
		return err
	}
	data, err := read()
	if err != nil {
		return err
	}
	b[name] = data
	return b.checkSize()
}

// bound leaves out the library's bindings where the agreement has its own.
func (b Bundle) bound() (Bundle, error) {
	if _, own := b[ownBindingsFile]; own {
		delete(b, bindingsFile)
	}
	if err := b.checkFiles(); err != nil {
		return nil, err
	}
	return b, nil
}

// checkPath allows the paths that a bundle has a meaning for, in one spelling.
func checkPath(name string) error {
	if len(name) > maxPath {
		return fmt.Errorf("path is longer than %d bytes", maxPath)
	}
	for _, c := range name {
		if (c < 'a' || c > 'z') && (c < '0' || c > '9') && !strings.ContainsRune("-_./", c) {
			return fmt.Errorf("path %q has a character other than a to z, digits and - _ . /", name)
		}
	}
	if !fs.ValidPath(name) {
		return fmt.Errorf("path %q is not clean and relative", name)
	}
	rule := path.Ext(name) == ".rego" && !strings.HasSuffix(name, "_test.rego")
	switch {
	case name == textFile, name == termsFile, name == partiesFile:
	case rule && path.Dir(name) == "mou":
	case name == bindingsFile, rule && strings.HasPrefix(name, "rego/concordat/"):
	default:
		return fmt.Errorf("path %q has no place in a bundle", name)
	}
	return nil
}

func (b Bundle) checkSize() error {
	if len(b) > maxFiles {
		return fmt.Errorf("bundle has more than %d files", maxFiles)
	}
	size := 0
	for _, name := range b.paths() {
		if len(b[name]) > maxFile {
			return fmt.Errorf("%s is longer than %d bytes", name, maxFile)
		}
		size += len(b[name])
	}
	if size > maxBundle {
		return fmt.Errorf("bundle is longer than %d bytes", maxBundle)
	}
	return nil
}

func (b Bundle) checkFiles() error {
	for _, name := range b.paths() {
		if err := checkPath(name); err != nil {
			return err
		}
	}
	for _, name := range []string{textFile, termsFile, partiesFile} {
		if _, ok := b[name]; !ok {
			return fmt.Errorf("bundle has no %s", name)
		}
	}
	return b.checkSize()
}
