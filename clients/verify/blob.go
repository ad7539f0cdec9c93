package verify

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"strings"

	"concordat/ledger"
)

// What is wrong with a blob that is there.
var (
	errAltered  = errors.New("its bytes are not those that its name says")
	errManifest = errors.New("not the manifest of a rule bundle")
)

// readBlob reads a blob and holds it against its name.
func readBlob(src Source, d ledger.Digest) ([]byte, error) {
	if _, err := d.Bytes(); err != nil {
		return nil, err
	}
	data, err := src.Read(blobPath(d))
	if err == nil && ledger.DigestOf(data) != d {
		err = errAltered
	}
	if err == nil && len(data) > maxRuleFile {
		return nil, fmt.Errorf("longer than %d bytes: %w", maxRuleFile, errManifest)
	}
	return data, err
}

// manifestFiles reads the manifest of a rule bundle, which lists its files in the
// order of their paths, as sha256sum writes it:
//
//	<SHA-256 in 64 hexadecimal digits>  <path>
//
// It is a reader of its own, because an audit links no rules engine: it asks which
// files must be there, whatever they are called, and leaves it to the engine that
// is handed in to say which files may be.
func manifestFiles(manifest []byte) ([]ledger.Digest, error) {
	if len(manifest) > maxManifest {
		return nil, fmt.Errorf("longer than %d bytes: %w", maxManifest, errManifest)
	}
	var files []ledger.Digest
	var again bytes.Buffer
	last := ""
	for line := range strings.Lines(string(manifest)) {
		sum, path, _ := strings.Cut(strings.TrimSuffix(line, "\n"), "  ")
		d := ledger.Digest(sum)
		if _, err := d.Bytes(); err != nil || path <= last {
			return nil, fmt.Errorf("line %d: %w", len(files)+1, errManifest)
		}
		last = path
		files = append(files, d)
		fmt.Fprintf(&again, "%s  %s\n", d, path)
	}
	if len(files) > maxRules {
		return nil, fmt.Errorf("lists more than %d files: %w", maxRules, errManifest)
	}
	if len(files) == 0 || !bytes.Equal(again.Bytes(), manifest) {
		return nil, errManifest
	}
	return files, nil
}

// blob gives the rules engine what the ledger holds.
func (a *audit) blob(d ledger.Digest) ([]byte, error) {
	a.reading.Lock()
	defer a.reading.Unlock()
	if data, ok := a.blobs[d]; ok {
		return data, nil
	}
	data, err := readBlob(a.src, d)
	if err == nil {
		a.blobs[d] = data
	}
	return data, err
}

// checkBundle looks once at the files of a rule bundle that an entry names.
func (a *audit) checkBundle(rules ledger.Digest, entry int64) bool {
	good, done := a.bundles[rules]
	if !done {
		good = a.bundleFiles(rules, func(d ledger.Digest, err error) { a.badBlob(rules, d, entry, err) })
		a.bundles[rules] = good
	}
	return good
}

// asksFor reports whether some entry asks for a blob. Entries that were not
// replayed ask too, so that one fault does not make strangers of all the rules:
// they are read for it when the first stranger turns up.
func (a *audit) asksFor(d ledger.Digest) bool {
	if a.named[d] || a.allNamed || a.skipped == 0 && a.stopped < 0 {
		return a.named[d]
	}
	a.allNamed = true
	for t := range bundles(a.hashes.size) {
		entries, _, _ := a.bundle(t)
		for _, e := range entries {
			for _, rules := range rulesIn(e) {
				if !a.named[rules] {
					a.bundleFiles(rules, func(ledger.Digest, error) {})
				}
			}
		}
	}
	return a.named[d]
}

// bundleFiles reads a rule bundle and marks its files as asked for.
func (a *audit) bundleFiles(rules ledger.Digest, bad func(ledger.Digest, error)) bool {
	a.named[rules] = true
	manifest, err := a.blob(rules)
	if err != nil {
		bad(rules, err)
		return false
	}
	files, err := manifestFiles(manifest)
	if err != nil {
		bad(rules, err)
		return false
	}
	good := true
	for _, d := range files {
		a.named[d] = true
		if _, err := a.blob(d); err != nil {
			bad(d, err)
			good = false
		}
	}
	return good
}

func (a *audit) badBlob(rules, d ledger.Digest, entry int64, err error) {
	f := Fault{Code: BadBlob, Check: Integrity, Entry: entry}
	what := fmt.Sprintf("Of the rules with code %s, which entry %d names, ", ledger.CheckCode(rules), entry)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		f.Words = what + blobPath(d) + " is missing."
	case errors.Is(err, errAltered):
		f.Words = what + blobPath(d) + " has been changed."
	case errors.Is(err, errManifest):
		f.Words = what + fmt.Sprintf("%s does not list the files: %v.", blobPath(d), err)
	default:
		a.unread(blobPath(d), err)
		return
	}
	a.fault(f)
}

// checkBundles looks at the rules that the ledger adopted and never judged by, and
// at those of the drafts that were put before the parties.
func (a *audit) checkBundles() {
	v := a.state.Durable()
	if f := v.Founded(); f != nil {
		a.checkBundle(f.Rules, 0)
	}
	for _, m := range v.Versions() {
		a.checkBundle(m.Rules, m.Entry)
		a.versions = append(a.versions, m.Rules)
	}
	for _, d := range v.MoUDrafts() {
		good := a.checkBundle(d.Rules, d.Entry)
		if adopted := slices.Contains(a.versions, d.Rules); good && !adopted {
			a.drafts++
		}
	}
}
