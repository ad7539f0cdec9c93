// Package texts keeps the personal texts of one ledger, which its entries name by their
// digests alone: names, e-mail addresses, reasons, details of interests.
//
// # The law
//
//   - A text is durable before it is said to be kept, and so before the statement that
//     names it is recorded.
//   - What was erased is in no file of this package's: the file is written anew without
//     it, and the old one is filled with noughts before it goes. A file system that never
//     writes in place, or a disk that remaps, can keep what no program reads any more.
//   - A text is what its digest says or it is not there.
//   - Whether a text is named, and whether it was ordered erased, is the ledger's to say
//     (ledger.TextRecord); Sweep holds the file against it.
//
// The file has a line for its form and then one for each text, in JSON:
//
//	{"v":1}
//	{"by":"bury-member","digest":"…","made":"2015-07-15T17:00:00Z","salt":"…","text":"…"}
//
// What a crash leaves: a last line that is cut off, which is dropped, for nobody was told
// that its text is kept; a text that no statement came to name, which the next Sweep
// drops; a file that was being written beside the first, which Open removes.
package texts

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"sync"
	"time"

	"concordat/ledger"
	"concordat/ledger/durable"
)

// Bounds.
const (
	// MaxBytes of the whole file.
	MaxBytes = 64 << 20

	// MaxOfOne of what one person put and is kept, so that nobody keeps all others from
	// giving a reason: more than a thousand reasons, or some thousand names.
	MaxOfOne = 1 << 20

	// Waits is how long a text waits for the statement that names it.
	Waits = time.Hour

	first = `{"v":1}` + "\n"
)

// Why no more texts are taken: of anybody, or of one person.
var (
	ErrFull    = errors.New("as many personal texts are kept as this host takes: have an officer order those erased that are no longer needed, or state this without a text")
	ErrFullOne = errors.New("as many personal texts are kept that you put as this host takes of one person: those that no statement names are dropped after an hour, and an officer orders others erased; or state this without a text")
)

// Text is one that is kept.
type Text struct {
	By     string        `json:"by"` // who put it
	Digest ledger.Digest `json:"digest"`
	Made   time.Time     `json:"made"`
	Salt   []byte        `json:"salt"` // of 32 bytes
	Text   string        `json:"text"`
}

// Texts are those of one server.
type Texts struct {
	path string // empty: in memory alone
	disk disk
	now  func() time.Time

	mu      sync.Mutex // held while the file is written: texts are few
	kept    map[ledger.Digest]*kept
	order   []ledger.Digest
	size    int64            // of the file as it should be
	of      map[string]int64 // of it, bytes by who put them
	unwrote bool             // the file may not be what is kept: it is written anew before anything else
}

type kept struct {
	Text
	line  []byte
	named bool // by a statement, as Sweep was told
}

// Open reads the texts of a file, which need not be there yet; without a path they live
// in memory alone. now is the world's clock.
func Open(path string, now func() time.Time) (*Texts, error) { return open(path, now, files{}) }

func open(path string, now func() time.Time, d disk) (*Texts, error) {
	t := &Texts{path: path, disk: d, now: now, kept: map[ledger.Digest]*kept{}, of: map[string]int64{}, size: int64(len(first))}
	if path == "" {
		return t, nil
	}
	// Of a rewriting that was cut off: it may hold what is to be erased.
	if err := wipe(path + ".new"); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("personal texts: %w", err)
	}
	data, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		t.unwrote = true
		return t, nil
	}
	if err != nil {
		return nil, fmt.Errorf("personal texts: %w", err)
	}
	list, whole, err := Parse(data)
	if err != nil {
		return nil, fmt.Errorf("personal texts: %s: %w", path, err)
	}
	for _, text := range list {
		t.keep(text)
	}
	t.unwrote = !whole
	return t, nil
}

// Parse reads the bytes of a file of texts. Whole is false where the last line was cut
// off. A line that is not what was written there is an error, and so is a text that is
// not what its digest says.
func Parse(data []byte) (list []Text, whole bool, err error) {
	rest, ok := bytes.CutPrefix(data, []byte(first))
	if !ok {
		if bytes.HasPrefix([]byte(first), data) {
			return nil, false, nil
		}
		return nil, false, errors.New("it is not a file of personal texts that this program wrote")
	}
	for n := 2; len(rest) > 0; n++ {
		line, after, ok := bytes.Cut(rest, []byte("\n"))
		if !ok {
			return list, false, nil
		}
		rest = after
		text, err := parseLine(line)
		if err != nil {
			return nil, false, fmt.Errorf("line %d is not what was written there: %w", n, err)
		}
		list = append(list, text)
	}
	return list, true, nil
}

// Known is the bytes of a file of texts with those alone that statements name and that
// were not ordered erased, for a backup or where one is put in place, and how many these
// are. known tells of a text by the ledger.
func Known(data []byte, known func(ledger.Digest) (ledger.TextRecord, bool)) (left []byte, n int, err error) {
	list, _, err := Parse(data)
	if err != nil {
		return nil, 0, err
	}
	left = []byte(first)
	for _, text := range list {
		if record, named := known(text.Digest); named && record.Erased == nil {
			left = append(left, lineOf(text)...)
			n++
		}
	}
	return left, n, nil
}

func parseLine(line []byte) (text Text, err error) {
	d := json.NewDecoder(bytes.NewReader(line))
	d.DisallowUnknownFields()
	if err := d.Decode(&text); err != nil {
		return text, errors.New("it is no JSON of a text") // the cause may quote it
	}
	return text, text.check()
}

// check says why a text is not what its digest says.
func (t *Text) check() error {
	if len(t.Salt) != 32 {
		return errors.New("its salt has not 32 bytes")
	}
	if err := ledger.CheckText(t.Text); err != nil {
		return err
	}
	d, err := ledger.TextDigest([32]byte(t.Salt), t.Text)
	if err == nil && d != t.Digest {
		err = fmt.Errorf("the text with its salt has the digest %s, not %s", d, t.Digest)
	}
	return err
}

func (t *Texts) keep(text Text) *kept {
	k := &kept{Text: text, line: lineOf(text)}
	if _, ok := t.kept[text.Digest]; !ok {
		t.order = append(t.order, text.Digest)
		t.size += int64(len(k.line))
		t.of[text.By] += int64(len(k.line))
	}
	t.kept[text.Digest] = k
	return k
}

func lineOf(text Text) []byte {
	line, err := json.Marshal(text)
	if err != nil {
		panic("texts: a text that can't be encoded: " + err.Error())
	}
	return append(line, '\n')
}

// Put keeps a text that by puts, durably. To put it again makes it wait anew.
func (t *Texts) Put(text Text) error {
	if err := text.check(); err != nil {
		return err
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	text.Made = t.now().UTC().Truncate(time.Second)
	if k, ok := t.kept[text.Digest]; ok {
		k.Made = text.Made // in memory: a start drops what waits
		return t.settle()
	}
	if err := t.settle(); err != nil {
		return err
	}
	line := lineOf(text)
	if t.size+int64(len(line)) > MaxBytes {
		return ErrFull
	}
	if t.of[text.By]+int64(len(line)) > MaxOfOne {
		return ErrFullOne
	}
	if t.path != "" {
		if err := t.disk.append(t.path, line); err != nil {
			t.unwrote = true
			return fmt.Errorf("personal texts: %w", err)
		}
	}
	t.keep(text)
	return nil
}

// Get gives a text that is kept.
func (t *Texts) Get(d ledger.Digest) (Text, bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	k, ok := t.kept[d]
	if !ok {
		return Text{}, false
	}
	return k.Text, true
}

// Sweep drops each text that was ordered erased, and each that no statement has named
// and that is older than so long. known tells of a text by the ledger. What is dropped
// is given to nobody any more; an error says that it may still be in the file.
func (t *Texts) Sweep(older time.Duration, known func(ledger.Digest) (ledger.TextRecord, bool)) error {
	t.mu.Lock()
	defer t.mu.Unlock()
	now := t.now()
	t.drop(func(k *kept) bool {
		record, named := known(k.Digest)
		k.named = named
		return record.Erased != nil || !named && now.Sub(k.Made) >= older
	})
	return t.settle()
}

// Waiting tells whether a text may be there that no statement names.
func (t *Texts) Waiting() bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	for _, k := range t.kept {
		if !k.named && t.now().Sub(k.Made) >= Waits {
			return true
		}
	}
	return t.unwrote
}

// Erase drops one text.
func (t *Texts) Erase(d ledger.Digest) error {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.drop(func(k *kept) bool { return k.Digest == d })
	return t.settle()
}

func (t *Texts) drop(which func(*kept) bool) {
	var left []ledger.Digest
	for _, d := range t.order {
		k := t.kept[d]
		if !which(k) {
			left = append(left, d)
			continue
		}
		delete(t.kept, d)
		t.size -= int64(len(k.line))
		if t.of[k.By] -= int64(len(k.line)); t.of[k.By] == 0 {
			delete(t.of, k.By)
		}
		t.unwrote = true
	}
	t.order = left
}

// settle writes the file anew where it may not be what is kept.
func (t *Texts) settle() error {
	if !t.unwrote {
		return nil
	}
	if t.path != "" {
		if err := t.disk.replace(t.path, t.bytes()); err != nil {
			return fmt.Errorf("personal texts: %w", err)
		}
	}
	t.unwrote = false
	return nil
}

func (t *Texts) bytes() []byte {
	data := make([]byte, 0, t.size)
	data = append(data, first...)
	for _, d := range t.order {
		data = append(data, t.kept[d].line...)
	}
	return data
}

// disk is what can fail. Where append fails, the file may have part of the line or all
// of it; where replace fails, it is the old one or the new one.
type disk interface {
	append(path string, line []byte) error
	replace(path string, data []byte) error
}

type files struct{}

func (files) append(path string, line []byte) error {
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_APPEND, 0)
	if err != nil {
		return err
	}
	_, err = f.Write(line)
	return errors.Join(err, f.Sync(), f.Close())
}

// Replace makes a file of texts, or puts it in the place of one that is filled with
// noughts before it goes. Nobody may serve it.
func Replace(path string, data []byte) error { return files{}.replace(path, data) }

// replace writes the file anew and fills the old one with noughts, which has no name by
// then.
func (files) replace(path string, data []byte) (err error) {
	fresh := path + ".new"
	f, err := os.OpenFile(fresh, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o600)
	if err != nil {
		return err
	}
	_, err = f.Write(data)
	if err = errors.Join(err, f.Sync(), f.Close()); err != nil {
		return errors.Join(err, os.Remove(fresh))
	}
	old, err := os.OpenFile(path, os.O_WRONLY, 0)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return errors.Join(err, os.Remove(fresh))
	}
	if err = os.Rename(fresh, path); err == nil {
		err = durable.SyncDir(filepath.Dir(path))
	}
	if old != nil {
		if err == nil {
			err = blank(old)
		}
		err = errors.Join(err, old.Close())
	}
	return err
}

// wipe fills a file with noughts and removes it.
func wipe(path string) error {
	f, err := os.OpenFile(path, os.O_WRONLY, 0)
	if err != nil {
		return err
	}
	return errors.Join(blank(f), f.Close(), os.Remove(path), durable.SyncDir(filepath.Dir(path)))
}

func blank(f *os.File) error {
	info, err := f.Stat()
	if err != nil {
		return err
	}
	_, err = f.WriteAt(make([]byte, info.Size()), 0)
	return errors.Join(err, f.Sync())
}
