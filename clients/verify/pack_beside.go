package verify

import (
	"bytes"
	"fmt"
	"path"
	"slices"
	"strings"

	"concordat/ledger"
	"concordat/ledger/merkle"
)

// packedKey is a key that signed something about the decision.
type packedKey struct {
	Key      ledger.Thumbprint `json:"key"`
	Code     string            `json:"code"`
	Person   string            `json:"person"` // who signed with it
	Public   ledger.Key        `json:"public"`
	Entry    int64             `json:"entry"` // that enrolled it
	Time     ledger.Time       `json:"time"`
	Enrolled string            `json:"enrolled_by"` // whose statement that is
}

// packedPaper is a paper by which the ledger knows it.
type packedPaper struct {
	Title  string        `json:"title"`
	SHA256 ledger.Digest `json:"sha256"`
	Code   string        `json:"code"`
	Entry  int64         `json:"entry"` // that names it
}

// beside reads out of an export what a pack holds of it for people: the entries that name
// the decision, the keys that signed them, the papers and rules that they name, and the
// proof that the decision is in the ledger. What is withheld is not there.
func (p Pack) beside(export []byte) (map[string][]byte, error) {
	src, err := OpenTar(bytes.NewReader(export), int64(len(export)))
	if err != nil {
		return nil, err
	}
	checkpoint, c, listed, err := start(src)
	if err != nil {
		return nil, err
	}
	files := map[string][]byte{"checkpoint.txt": checkpoint}
	var records bytes.Buffer
	enrolled := map[ledger.Thumbprint]packedKey{}
	keys, papers := []packedKey{}, []packedPaper{}
	for t := range bundles(c.Size) {
		data, err := fetchWhole(src, t, listed)
		if err != nil {
			return nil, err
		}
		entries, err := merkle.ParseBundle(data, t.W)
		if err != nil {
			return nil, fmt.Errorf("read %s: %w", merkle.TilePath(t), err)
		}
		for i, entry := range entries {
			index := t.N*merkle.TileWidth + int64(i)
			parsed, err := ledger.ParseAll(entry)
			if err != nil {
				continue // withheld, or a fault that an audit words
			}
			for _, k := range parsed.Keys() {
				if _, known := enrolled[k.Thumbprint()]; !known && parsed.Signed != nil {
					enrolled[k.Thumbprint()] = packedKey{Key: k.Thumbprint(), Code: k.Thumbprint().Code(), Public: k, Entry: index, Time: parsed.Entry.Time, Enrolled: parsed.Signed.Payload.Author}
				}
			}
			if names, err := p.named(parsed); err != nil || !names {
				continue
			}
			records.Write(append(entry, '\n'))
			if parsed.Signed != nil {
				k, known := enrolled[parsed.Signed.Protected.Kid]
				if k.Person = parsed.Signed.Payload.Author; known && !slices.ContainsFunc(keys, func(x packedKey) bool { return x.Key == k.Key }) {
					keys = append(keys, k)
				}
			}
			switch b := parsed.Body.(type) {
			case *ledger.Motion:
				for _, paper := range b.Papers {
					if !slices.ContainsFunc(papers, func(x packedPaper) bool { return x.SHA256 == paper.SHA256 }) {
						papers = append(papers, packedPaper{paper.Title, paper.SHA256, ledger.CheckCode(paper.SHA256), index})
					}
				}
			case *ledger.DecisionMade:
				if b.Decision != p.Decision { // one that only names it, as by an identifier that somebody chose to be alike
					continue
				}
				tile := func(t merkle.Tile) ([]byte, error) { return fetchWhole(src, t, listed) }
				// A ledger at fault has no proof. It is packed all the same: its audit says what is wrong.
				if receipt, err := merkle.NewReceipt(entry, index, checkpoint, merkle.HashReader(tile, c.Size)); err == nil {
					files[packProof] = []byte(receipt.Proof)
				}
				if err := packRules(files, src, parsed.Entry.Ruling.Rules); err != nil {
					return nil, err
				}
			}
		}
	}
	files["records.jsonl"], files["keys.json"], files["papers.json"] = records.Bytes(), encode(keys), encode(papers)
	return files, nil
}

// named tells whether an entry names the decision, or what follows from it, as
// GM-2015-003/001 does from GM-2015-003.
func (p Pack) named(parsed *ledger.Parsed) (bool, error) {
	body, err := ledger.Encode(parsed.Body)
	return bytes.Contains(body, []byte(`"`+p.Decision+`"`)) || bytes.Contains(body, []byte(`"`+p.Decision+"/")), err
}

// packRules adds the files of a rule bundle by the paths that its manifest has for them.
func packRules(files map[string][]byte, src Source, rules ledger.Digest) error {
	manifest, err := readBlob(src, rules)
	if err == nil {
		_, err = manifestFiles(manifest)
	}
	if err != nil {
		return fmt.Errorf("read the rules %s: %w", rules, err)
	}
	for line := range strings.Lines(string(manifest)) {
		sum, name, _ := strings.Cut(strings.TrimSuffix(line, "\n"), "  ")
		if path.IsAbs(name) || path.Clean(name) != name || strings.HasPrefix(name, "..") || strings.ContainsAny(name, `\:`) { // with which Windows leaves a folder, too
			return fmt.Errorf("read the rules %s: %q is no path of a file", rules, name)
		}
		if files["rules/"+name], err = readBlob(src, ledger.Digest(sum)); err != nil {
			return fmt.Errorf("read %s of the rules %s: %w", name, rules, err)
		}
	}
	return nil
}
