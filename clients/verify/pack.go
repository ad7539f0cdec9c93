package verify

import (
	"archive/zip"
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"html"
	"io"
	"maps"
	"slices"
	"strings"
	"time"
)

// An evidence pack is what somebody is given to check one decision: a ZIP file with the
// whole ledger in it, since a decision follows from all that was recorded before. All that
// stands beside the ledger is for people to read, and to be compared with it: it is not
// believed.
//
//	README.html       what this is and how to check it, in plain words
//	decision.html     the decision, to be read and printed
//	decision.json     the decision as the server told it
//	inputs.json       what the rules are asked about it now, where all of that may be read
//	records.jsonl     the entries that name the decision, one to a line
//	keys.json         the keys that signed these, and the entries that enrolled them
//	papers.json       titles and fingerprints of its papers, which stand outside a ledger
//	rules/            the rules that decided it, with the text and terms of that MoU
//	proof.tlog-proof  that the decision is in the ledger (c2sp.org/tlog-proof)
//	checkpoint.txt    the page code, as the log signed it
//	ledger.tar        the export, which is what is checked
//	verify.html       the page that checks it in a browser, by itself
//	MANIFEST.sha256   of all of these, for sha256sum -c
//
// A pack of which ledger.tar alone is there beside its list is one, too.
const (
	packLedger   = "ledger.tar"
	packManifest = "MANIFEST.sha256"
	packProof    = "proof.tlog-proof"
)

// maxPack is how long all files of a pack that is read may be together, in bytes: the
// export is held whole.
const maxPack = 1 << 30

// Pack is what stands in an evidence pack beside the ledger.
type Pack struct {
	Decision string // its reference
	Title    string
	Ledger   string // its name
	JSON     []byte // the decision, as the API shows it
	Notice   []byte // of the decision, a fragment of HTML, from h2 on
	Inputs   []byte // what the rules are asked about it now, if that may be read
	Page     []byte // verify.html
}

// WritePack writes an evidence pack of a ledger, at the size of the checkpoint that the
// source has now. Equal ledgers give equal bytes. It is written when it is whole.
func WritePack(w io.Writer, src Source, p Pack) error {
	var export bytes.Buffer
	if err := Export(src, WriteTar(&export), nil); err != nil {
		return err
	}
	files, err := p.beside(export.Bytes())
	if err != nil {
		return err
	}
	maps.Copy(files, map[string][]byte{packLedger: export.Bytes(), "decision.json": p.JSON, "decision.html": page("Decision "+p.Decision, p.Notice), "verify.html": p.Page})
	if p.Inputs != nil {
		files["inputs.json"] = p.Inputs
	}
	files["README.html"] = p.readme(files)
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

// readme says what a pack of these files is. What is not in every pack is named where it is.
func (p Pack) readme(files map[string][]byte) []byte {
	ref := html.EscapeString(p.Decision)
	inputs, proof := "", ""
	if files["inputs.json"] != nil {
		inputs = " inputs.json is what the rules are asked about it now, from the facts of then as far as they are kept; its <code>result</code> says whether that gives the decision again."
	}
	if files[packProof] != nil {
		proof = packProof + ": the steps from the decision’s entry to the page code, in the format of c2sp.org/tlog-proof. "
	}
	return page("Evidence for "+p.Decision, fmt.Appendf(nil, `<p>%[2]s, as decided under the memorandum of understanding (MoU) of %[3]s.</p>
<h2>Check it yourself</h2>
<ol>
<li>Open <a href="verify.html">verify.html</a> in a browser and choose this ZIP file. Nothing is uploaded: the page opens no connection.</li>
<li>Or, to run the rules again as well, use the program concordat: <code>concordat verify FILE --decision %[1]s --trust KEY</code>, where KEY is the log’s key as an officer of a party gives it to you.</li>
<li>Or by hand: compare the SHA-256 of each file with MANIFEST.sha256, with <code>certutil -hashfile ledger.tar SHA256</code> or <code>sha256sum -c MANIFEST.sha256</code>.</li>
</ol>
<h2>What is in it</h2>
<ul>
<li><a href="decision.html">decision.html</a>: the decision, to be read and printed. decision.json is the same for a program.%[4]s</li>
<li>records.jsonl: the entries of the ledger that name the decision, one to a line, each with the signature that was made. keys.json: the keys that signed them, and who enrolled them in which entry.</li>
<li>rules/: the rules that decided it, and the text and terms of the MoU as they were then. Each rule names its clause.</li>
<li>papers.json: the titles of its papers, and the SHA-256 of each. Papers are not in the pack: compare one that you have with <code>sha256sum</code>.</li>
<li>%[5]scheckpoint.txt: the page code, as the log signed it.</li>
<li>ledger.tar: the whole ledger as its reader may see it, for a decision follows from everything that was recorded before it. With less of it nobody could show that nothing was left out, or run the rules again. That is why a long ledger makes a large pack.</li>
</ul>
<p>All but ledger.tar is there to be read, and to be compared: what is checked is the ledger.</p>
<h2>If it fails</h2>
<p>Keep this file as it is. Tell the chair of the board and your audit lead before anyone else, and do not contact the person named. The page and the program say what each failure means, what can have led to it innocently, and what to do.</p>
<h2>What it does not prove</h2>
<p>That the figures in the papers are right, or what a person saw on their screen. That a passkey shared between devices was used by its owner alone. That nothing was discussed elsewhere.</p>
`, ref, html.EscapeString(p.Title), html.EscapeString(p.Ledger), inputs, proof))
}

// packStyle is all that a page in a pack looks like: it opens no connection for more.
const packStyle = "body { font: 1em/1.5 Arial, sans-serif; max-width: 50em; margin: 1em auto; padding: 0 1em; overflow-wrap: anywhere; } table { border-collapse: collapse; margin: 0 0 1em; } caption { text-align: left; font-weight: bold; } th, td { text-align: left; vertical-align: top; padding: 0.25em 1em 0.25em 0; border-bottom: 1px solid #aeb7bd; overflow-wrap: normal; } dt { font-weight: bold; } dd { margin: 0 0 0.5em; } blockquote { margin: 0 0 1em; padding-left: 1em; border-left: 4px solid #aeb7bd; }"

// page is a page of a pack, which runs nothing.
func page(title string, body []byte) []byte {
	style := sha256.Sum256([]byte(packStyle))
	return fmt.Appendf(nil, `<!DOCTYPE html>
<html lang="en-GB">
<head><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'sha256-%s'; form-action 'none'; base-uri 'none'"><meta name="viewport" content="width=device-width, initial-scale=1"><title>%[2]s</title><style>%[3]s</style></head>
<body>
<h1>%[2]s</h1>
%[4]s</body>
</html>
`, base64.StdEncoding.EncodeToString(style[:]), html.EscapeString(title), packStyle, body)
}

// IsPack tells whether a file begins as an evidence pack does.
func IsPack(head []byte) bool { return bytes.HasPrefix(head, []byte("PK\x03\x04")) }

// OpenPack reads the export in an evidence pack of the given size. What is wrong with the
// pack itself is a [Fault], which [Unopened] makes a report of.
func OpenPack(r io.ReaderAt, size int64) (Source, error) { return openPack(r, size, maxPack) }

// openPack reads a pack of files that have room together: a short ZIP file can unpack to any
// length. What is only held against the list is not kept.
func openPack(r io.ReaderAt, size, room int64) (Source, error) {
	z, err := zip.NewReader(r, size)
	if err != nil {
		return nil, tarFault(fmt.Sprintf("The evidence pack can't be opened: %v.", err))
	}
	sums, kept := map[string]string{}, map[string]*bytes.Buffer{packLedger: {}, packManifest: {}}
	for _, f := range z.File {
		if _, twice := sums[f.Name]; twice {
			return nil, tarFault(fmt.Sprintf("%q stands twice in the evidence pack.", f.Name))
		}
		sum, to := sha256.New(), io.Discard
		if data := kept[f.Name]; data != nil {
			to = data
		}
		n, err := unpack(io.MultiWriter(sum, to), f, room+1)
		if err != nil {
			return nil, tarFault(fmt.Sprintf("%q in the evidence pack can't be read: %v.", f.Name, err))
		}
		if room -= n; room < 0 {
			return nil, tarFault(fmt.Sprintf("The evidence pack is longer than any that is read, from %q on.", f.Name))
		}
		sums[f.Name] = hex.EncodeToString(sum.Sum(nil))
	}
	if sums[packLedger] == "" {
		return nil, tarFault("This is no evidence pack: ledger.tar is not in it.")
	}
	listed := map[string]bool{packManifest: true}
	for line := range bytes.Lines(kept[packManifest].Bytes()) {
		sum, name, ok := strings.Cut(strings.TrimSuffix(string(line), "\n"), "  ")
		if !ok || sums[name] == "" || sums[name] != sum {
			return nil, Fault{Code: Altered, Check: Integrity, Entry: -1, Words: plain(fmt.Sprintf("%q in the evidence pack is not what the pack's own list says.", name))}
		}
		listed[name] = true
	}
	for name := range sums {
		if !listed[name] {
			return nil, Fault{Code: Altered, Check: Integrity, Entry: -1, Words: plain(fmt.Sprintf("%q is in the evidence pack, and not in the pack's own list.", name))}
		}
	}
	export := kept[packLedger].Bytes()
	return OpenTar(bytes.NewReader(export), int64(len(export)))
}

// unpack writes at most so many bytes of a file.
func unpack(to io.Writer, f *zip.File, most int64) (n int64, err error) {
	r, err := f.Open()
	if err != nil {
		return 0, err
	}
	defer func() { err = errors.Join(err, r.Close()) }()
	return io.Copy(to, io.LimitReader(r, most))
}
