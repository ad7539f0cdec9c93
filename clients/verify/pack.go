package verify

import (
	"archive/zip"
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"html"
	"io"
	"slices"
	"strings"
	"time"
)

// An evidence pack is what somebody is given to check one decision: a ZIP file with the
// whole ledger in it, since a decision follows from all that was recorded before.
//
//	README.html      what this is and how to check it, in plain words
//	decision.json    the decision as the server told it, to be compared and not believed
//	ledger.tar       the export, which is what is checked
//	verify.html      the page that checks it in a browser, by itself
//	MANIFEST.sha256  of all of these, for sha256sum -c
const (
	packLedger   = "ledger.tar"
	packManifest = "MANIFEST.sha256"
)

// maxPack is the longest export that is read out of a pack, in bytes: it is held whole.
const maxPack = 1 << 30

// Pack is what stands in an evidence pack beside the ledger.
type Pack struct {
	Decision string // its reference
	Title    string
	Ledger   string // its name
	JSON     []byte // the decision, as the API shows it
	Page     []byte // verify.html
}

// WritePack writes an evidence pack of a ledger, at the size of the checkpoint that the
// source has now. Equal ledgers give equal bytes. It is written when it is whole.
func WritePack(w io.Writer, src Source, p Pack) error {
	var export bytes.Buffer
	if err := Export(src, WriteTar(&export), nil); err != nil {
		return err
	}
	files := map[string][]byte{packLedger: export.Bytes(), "README.html": p.readme(), "decision.json": p.JSON, "verify.html": p.Page}
	var names []string
	var manifest bytes.Buffer
	for name := range files {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		fmt.Fprintf(&manifest, "%x  %s\n", sha256.Sum256(files[name]), name)
	}
	files[packManifest] = manifest.Bytes()
	z := zip.NewWriter(w)
	for _, name := range append([]string{packManifest}, names...) {
		f, err := z.CreateHeader(&zip.FileHeader{Name: name, Method: zip.Deflate, Modified: time.Time{}})
		if err == nil {
			_, err = f.Write(files[name])
		}
		if err != nil {
			return fmt.Errorf("write %s: %w", name, err)
		}
	}
	return z.Close()
}

func (p Pack) readme() []byte {
	ref := html.EscapeString(p.Decision)
	return fmt.Appendf(nil, `<!DOCTYPE html>
<html lang="en-GB">
<head><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="default-src 'none'"><meta name="viewport" content="width=device-width, initial-scale=1"><title>Evidence for %[1]s</title></head>
<body>
<h1>Evidence for %[1]s</h1>
<p>%[2]s, as decided under the memorandum of understanding (MoU) of %[3]s.</p>
<h2>Check it yourself</h2>
<ol>
<li>Open <a href="verify.html">verify.html</a> in a browser and choose this ZIP file. Nothing is uploaded: the page opens no connection.</li>
<li>Or, to run the rules again as well, use the program concordat: <code>concordat verify FILE --decision %[1]s --trust KEY</code>, where KEY is the log’s key as an officer of a party gives it to you.</li>
<li>Or by hand: compare the SHA-256 of each file with MANIFEST.sha256, with <code>certutil -hashfile ledger.tar SHA256</code> or <code>sha256sum -c MANIFEST.sha256</code>.</li>
</ol>
<h2>What is in it</h2>
<p>ledger.tar is the whole ledger as its reader may see it, for a decision follows from everything that was recorded before it: with less of it nobody could show that nothing was left out, or run the rules again. That is why a long ledger makes a large pack. decision.json is the decision as the server told it. Papers are not in it: the ledger has their SHA-256.</p>
<h2>What it does not prove</h2>
<p>That the figures in the papers are right, or what a person saw on their screen. That a passkey shared between devices was used by its owner alone. That nothing was discussed elsewhere.</p>
</body>
</html>
`, ref, html.EscapeString(p.Title), html.EscapeString(p.Ledger))
}

// IsPack tells whether a file begins as an evidence pack does.
func IsPack(head []byte) bool { return bytes.HasPrefix(head, []byte("PK\x03\x04")) }

// OpenPack reads the export in an evidence pack of the given size. What is wrong with the
// pack itself is a [Fault], which [Unopened] makes a report of.
func OpenPack(r io.ReaderAt, size int64) (Source, error) {
	z, err := zip.NewReader(r, size)
	if err != nil {
		return nil, tarFault(fmt.Sprintf("The evidence pack can't be opened: %v.", err))
	}
	files := map[string][]byte{}
	for _, f := range z.File {
		if _, twice := files[f.Name]; twice {
			return nil, tarFault(fmt.Sprintf("%q stands twice in the evidence pack.", f.Name))
		}
		if f.UncompressedSize64 > maxPack {
			return nil, tooLong(f.Name)
		}
		data, err := unpacked(f)
		if err != nil {
			return nil, tarFault(fmt.Sprintf("%q in the evidence pack can't be read: %v.", f.Name, err))
		}
		files[f.Name] = data
	}
	if files[packLedger] == nil {
		return nil, tarFault("This is no evidence pack: ledger.tar is not in it.")
	}
	listed := map[string]bool{packManifest: true}
	for line := range strings.Lines(string(files[packManifest])) {
		sum, name, ok := strings.Cut(strings.TrimSuffix(line, "\n"), "  ")
		got := sha256.Sum256(files[name])
		if !ok || files[name] == nil || hex.EncodeToString(got[:]) != sum {
			return nil, Fault{Code: Altered, Check: Integrity, Entry: -1, Words: plain(fmt.Sprintf("%q in the evidence pack is not what the pack's own list says.", name))}
		}
		listed[name] = true
	}
	for name := range files {
		if !listed[name] {
			return nil, Fault{Code: Altered, Check: Integrity, Entry: -1, Words: plain(fmt.Sprintf("%q is in the evidence pack, and not in the pack's own list.", name))}
		}
	}
	return OpenTar(bytes.NewReader(files[packLedger]), int64(len(files[packLedger])))
}

func unpacked(f *zip.File) (data []byte, err error) {
	r, err := f.Open()
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, r.Close()) }()
	if data, err = io.ReadAll(io.LimitReader(r, maxPack+1)); err == nil && len(data) > maxPack {
		err = errors.New("it is too long")
	}
	return data, err
}
