package daemon

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime/debug"
	"slices"

	"concordat/ledger"
	"concordat/ledger/boltstore"
	"concordat/ledger/durable"
	"concordat/ledger/journal"
	"concordat/policy"
	"concordat/server/texts"
)

// maxTold bounds how many faults are printed one by one.
const maxTold = 100

type backup struct {
	Data string `default:"./data" placeholder:"DIR" help:"directory of the ledger"`
	File string `arg:"" help:"where to write it; must not exist"`
}

// Run writes a backup and reads all of it before it gets its name.
func (b *backup) Run(ctx context.Context, t talk) (err error) {
	write := func(f *os.File) error {
		s, err := boltstore.OpenToRead(filepath.Join(b.Data, ledgerName))
		if errors.Is(err, boltstore.ErrLocked) {
			return askBackup(ctx, b.Data, f)
		}
		if err != nil {
			return noLedger(b.Data, err)
		}
		return errors.Join(s.Backup(f, func(int64) {}), s.Close())
	}
	var found held
	err = place(b.File, write, func(fresh string) (err error) {
		found, err = whole(fresh, b.File, t)
		return err
	})
	var named int
	if err == nil {
		named, err = backupTexts(b.Data, b.File, found)
	}
	if err == nil && named >= 0 {
		fmt.Fprintf(t.out, "%s: %d personal texts. Erase it when a text in it has been ordered erased, and take another backup.\n", b.File+textsSuffix, named)
	}
	if err == nil {
		fmt.Fprintf(t.out, "%s: a backup of %s\nAll of it has been read and holds. Keep a copy of log.key apart from it.\n", b.File, found)
	}
	return err
}

// textsSuffix is what follows the name of a backup in that of its personal texts. They
// have a file of their own, so that they can be destroyed and the backup kept.
const textsSuffix = ".texts"

// backupTexts writes the personal texts that the entries of a backup name, which is
// found, beside it. It gives how many these are, -1 where the directory has no texts.
func backupTexts(data, file string, found held) (n int, err error) {
	var left []byte
	for range 3 { // while the server writes the file anew, one that was opened before reads as noughts
		var all []byte
		if all, err = os.ReadFile(filepath.Join(data, textsName)); errors.Is(err, fs.ErrNotExist) {
			return -1, nil
		} else if err != nil {
			return 0, err
		}
		if left, n, err = texts.Known(all, found.Text); err == nil {
			break
		}
	}
	if err != nil {
		return 0, fmt.Errorf("%s: %w", filepath.Join(data, textsName), err)
	}
	return n, place(file+textsSuffix, func(f *os.File) error { _, err := f.Write(left); return err }, func(string) error { return nil })
}

// checkTexts says what is wrong with a file of personal texts beside the entries that
// name them.
func checkTexts(file string, found held) error {
	data, err := os.ReadFile(file)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	list, _, err := texts.Parse(data)
	if err != nil {
		return fmt.Errorf("%s: %w", file, err)
	}
	for _, text := range list {
		if record, _ := found.Text(text.Digest); record.Erased != nil {
			err = errors.Join(err, fmt.Errorf("%s: the text %s was ordered erased in entry %d, and is there: it is erased when the ledger is next served", file, text.Digest, record.Erased.Entry))
		}
	}
	return err
}

// restoreTexts puts the personal texts of a backup in place, without those that were
// ordered erased since. Where it is not known that the backup is the newest state, an
// order may be among what is lost, and none is.
func restoreTexts(r *restore, found held, newest bool, t talk) error {
	file, at := r.File+textsSuffix, filepath.Join(r.Data, textsName)
	own, err := os.ReadFile(at)
	switch {
	case err == nil: // they are as erased as this host has them
		fmt.Fprintf(t.err, "%s is there already, and is kept: what has been erased from it stays erased.\n", at)
		left, _, err := texts.Known(own, found.Text)
		if err != nil {
			return fmt.Errorf("%s: %w", at, err)
		}
		return texts.Replace(at, left)
	case !errors.Is(err, fs.ErrNotExist):
		return err
	}
	data, err := os.ReadFile(file)
	if errors.Is(err, fs.ErrNotExist) {
		fmt.Fprintf(t.err, "There is no %s: personal texts are not restored.\n", file)
		return nil
	}
	if err != nil {
		return err
	}
	if !newest {
		fmt.Fprintf(t.err, "Personal texts are not restored: an order to erase one may be among what is lost, or not known here. Destroy %s.\n", file)
		return nil
	}
	left, n, err := texts.Known(data, found.Text)
	if err != nil {
		return fmt.Errorf("%s: %w", file, err)
	}
	if err := texts.Replace(at, left); err != nil {
		return err
	}
	fmt.Fprintf(t.out, "%s: %d personal texts restored\n", at, n)
	return nil
}

type check struct {
	Data string `default:"./data" placeholder:"DIR" help:"directory of the ledger"`
	File string `arg:"" optional:"" help:"a backup, in place of the ledger of the directory"`
}

// Run reads all of it.
func (c *check) Run(t talk) error {
	path := c.File
	if path == "" {
		path = filepath.Join(c.Data, ledgerName)
	}
	found, err := whole(path, path, t)
	if errors.Is(err, boltstore.ErrLocked) {
		return fmt.Errorf("%s is being served: stop it first, or take a backup, which is checked as it is taken", c.Data)
	}
	if err != nil {
		return noLedger(c.Data, err)
	}
	fmt.Fprintf(t.out, "%s: %s\nNothing is wrong: every entry, tile, statement and blob is what the ledger's key signed for, and the rules record it again.\n", path, found)
	beside := filepath.Join(c.Data, textsName)
	if c.File != "" {
		beside = c.File + textsSuffix
	}
	if err := checkTexts(beside, found); err != nil {
		return err
	}
	if c.File == "" {
		keys, err := keyFiles(c.Data)
		return errors.Join(err, found.behind(filepath.Join(c.Data, checkpointName), vkeys(keys)))
	}
	return nil
}

type restore struct {
	Data       string `default:"./data" placeholder:"DIR" help:"directory to put the ledger in; it must hold none"`
	Checkpoint string `placeholder:"FILE" help:"the newest checkpoint that anybody kept, where the directory has none; none, if there is none anywhere"`
	Behind     bool   `help:"put it in place although more was signed for, where the rest is lost for good: it is then served only for its recovery"`
	File       string `arg:"" type:"existingfile" help:"the backup"`
}

// Run puts a backup in place once all of it has been read and held against the
// newest checkpoint that is known.
func (r *restore) Run(t talk) error {
	ledgerFile, kept := filepath.Join(r.Data, ledgerName), filepath.Join(r.Data, checkpointName)
	if _, err := os.Lstat(ledgerFile); !errors.Is(err, fs.ErrNotExist) {
		return errors.Join(fmt.Errorf("%s has a ledger, which is not overwritten: choose another directory with --data, or move that one away whole", r.Data), err)
	}
	if err := os.MkdirAll(r.Data, 0o700); err != nil {
		return err
	}
	law := []string{}
	switch _, err := os.Stat(kept); {
	case err == nil:
		law = append(law, kept)
	case !errors.Is(err, fs.ErrNotExist):
		return err
	case r.Checkpoint == "":
		return fmt.Errorf("nothing in %s says how far this ledger was signed, so that an old backup could not be told from the newest. Give the newest checkpoint that anybody kept with --checkpoint FILE: the old host's file %s, a party's, an auditor's or a witness's. If there is none anywhere: --checkpoint none",
			r.Data, checkpointName)
	}
	if r.Checkpoint != "" && r.Checkpoint != "none" {
		law = append(law, r.Checkpoint)
	}
	keys, err := keyFiles(r.Data)
	if err != nil {
		return err
	}
	copied := func(f *os.File) error {
		from, err := os.Open(r.File)
		if err != nil {
			return err
		}
		_, err = io.Copy(f, from)
		return errors.Join(err, from.Close())
	}
	var found held
	newest := len(law) > 0
	err = place(ledgerFile, copied, func(fresh string) (err error) {
		if found, err = whole(fresh, r.File, t); err != nil {
			return err
		}
		for _, file := range law {
			err := found.behind(file, vkeys(keys))
			if behind := (*journal.BehindError)(nil); r.Behind && errors.As(err, &behind) {
				newest = false
				// What was signed for has to stand where the next start looks.
				if file != kept {
					err = place(kept, func(f *os.File) error { _, err := f.Write(behind.Kept); return err }, func(string) error { return nil })
				} else {
					err = nil
				}
			}
			if err != nil {
				return err
			}
		}
		if len(keys) == 0 {
			fmt.Fprintf(t.err, "There is no log.key in %s: put the copy that was kept there before the ledger is served.\n", r.Data)
		}
		// A backup that is behind may be older than the key.
		if want := found.LogKeyAt(found.Checkpoint.Size); len(keys) > 0 && !slices.Contains(vkeys(keys), want) && !(r.Behind && keys[0].signer.Name() == found.Founded.Origin) {
			return fmt.Errorf("%s is the key of %s with the code %s, and the backup is of %s, whose key has the code %s: nothing was restored", keys[0].path, keys[0].signer.Name(), ledger.LogKeyCode(keys[0].vkey), found.Founded.Origin, ledger.LogKeyCode(want))
		}
		// Before the ledger has its name, so that none is served with what was erased.
		return restoreTexts(r, found, newest, t)
	})
	if err == nil {
		fmt.Fprintf(t.out, "%s: restored: %s\n", r.Data, found)
	}
	return err
}

type compact struct {
	Data string `default:"./data" placeholder:"DIR" help:"directory of the ledger"`
}

// Run writes the file anew and reads all of it before it takes the old one's place.
// The snapshot and its closed records are forgotten: some of these nothing points at
// any more, and all are made again when the ledger is served.
func (c *compact) Run(t talk) (err error) {
	path := filepath.Join(c.Data, ledgerName)
	if _, err := os.Stat(path); err != nil {
		return noLedger(c.Data, err)
	}
	// Held until the new file has its name, so that nothing is served in between.
	s, err := boltstore.Open(path)
	if errors.Is(err, boltstore.ErrLocked) {
		return fmt.Errorf("%s is being served: stop it first", c.Data)
	}
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.Close()) }()
	signed, err := s.Checkpoint()
	if err != nil {
		return err
	}
	fresh := path + ".compact"
	if err := os.Remove(fresh); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err // of one that was stopped half way
	}
	defer func() {
		if err != nil {
			os.Remove(fresh)
		}
	}()
	if err := s.CompactTo(fresh); err != nil {
		return err
	}
	found, err := whole(fresh, path, t)
	if err != nil {
		return err
	}
	if found.signed != string(signed) {
		return fmt.Errorf("%s was not copied whole: it is left as it was", path)
	}
	before, err := os.Stat(path)
	if err != nil {
		return err
	}
	if err := errors.Join(os.RemoveAll(filepath.Join(c.Data, stateName)), os.Rename(fresh, path), durable.SyncDir(c.Data)); err != nil {
		return err
	}
	after, err := os.Stat(path)
	if err == nil {
		fmt.Fprintf(t.out, "%s: %s\n%d bytes, were %d. The next start replays every entry, and keeps a snapshot of its own.\n", path, found, after.Size(), before.Size())
	}
	return err
}

// held is what was found in a file, all of which holds.
type held struct {
	journal.Inspection
	path   string
	signed string // checkpoint
	blobs  int64
}

func (h held) String() string {
	return fmt.Sprintf("%s, %d entries to %s, %d statements, %d blobs; founding code %s, checkpoint code %s",
		h.Founded.Name, h.Checkpoint.Size, h.Time.InWords(), h.Statements, h.blobs, ledger.CheckCode(h.Founding), ledger.CheckCode(ledger.HashDigest(h.Checkpoint.Root)))
}

// behind refuses a ledger that is behind a checkpoint somebody kept, or is of
// another history. One that is ahead may be signed by keys that the ledger does not
// name yet. A directory that never had one is behind nothing.
func (h held) behind(kept string, also []string) error {
	if _, err := os.Stat(kept); errors.Is(err, fs.ErrNotExist) && filepath.Base(kept) == checkpointName {
		return nil
	}
	s, err := boltstore.OpenToRead(h.path)
	if err != nil {
		return err
	}
	return errors.Join(journal.CheckKept(s, h.Inspection, also, kept), s.Close())
}

// whole reads all of a file, which is called name when it is spoken of, and prints
// what is wrong. It is an error if anything is.
func whole(path, name string, t talk) (h held, err error) {
	// Damage that the lengths do not show can make a page point beyond the file.
	defer debug.SetPanicOnFault(debug.SetPanicOnFault(true))
	defer func() {
		if p := recover(); p != nil {
			err = errors.Join(fmt.Errorf("%s is damaged: its pages can't be read: %v", name, p), err)
		}
	}()
	s, err := boltstore.OpenToRead(path)
	if err != nil {
		return h, err
	}
	defer func() { err = errors.Join(err, s.Close()) }()
	told, faults := 0, 0
	wrong := func(what string) error {
		if faults++; told < maxTold {
			told++
			fmt.Fprintf(t.out, "%s: %s\n", name, what)
		}
		return nil
	}
	h.path = path
	if h.Inspection, err = journal.Inspect(s, policy.New(s.Blob), wrong); err != nil {
		return h, fmt.Errorf("%s: %w", name, err)
	}
	err = s.Blobs(func(d ledger.Digest, is bool) error {
		if h.blobs++; !is {
			return wrong(fmt.Sprintf("blob %s has been changed", d))
		}
		return nil
	})
	if err != nil {
		return h, fmt.Errorf("%s: %w", name, err)
	}
	rows, err := s.Rows()
	if err != nil {
		return h, fmt.Errorf("%s: %w", name, err)
	}
	for _, r := range []struct {
		what       string
		have, want int64
	}{
		{"entries", rows.Entries, h.Checkpoint.Size}, {"tiles", rows.Tiles, h.Tiles}, {"statements in its index", rows.Statements, h.Statements},
	} {
		if r.have > r.want {
			wrong(fmt.Sprintf("it has %d %s, and a ledger of %d entries has %d", r.have, r.what, h.Checkpoint.Size, r.want))
		}
	}
	signed, err := s.Checkpoint()
	h.signed = string(signed)
	if faults > told {
		fmt.Fprintf(t.out, "%s: and %d faults more\n", name, faults-told)
	}
	if faults > 0 {
		return h, errors.Join(fmt.Errorf("%s is not what this ledger's key signed: use another copy", name), err)
	}
	return h, err
}

// place makes a file of a name that nothing has yet, for this user alone: written,
// durable and accepted before it gets the name, and otherwise not there at all.
func place(path string, write func(*os.File) error, accept func(fresh string) error) (err error) {
	taken := fmt.Errorf("%s is there already: nothing is overwritten", path)
	if _, err := os.Lstat(path); !errors.Is(err, fs.ErrNotExist) {
		return errors.Join(taken, err)
	}
	fresh := path + ".new"
	if err := os.Remove(fresh); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err // of one that was stopped half way
	}
	f, err := os.OpenFile(fresh, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.Remove(fresh)) }()
	if err := write(f); err != nil {
		return errors.Join(err, f.Close())
	}
	if err := errors.Join(f.Sync(), f.Close()); err != nil {
		return err
	}
	if err := accept(fresh); err != nil {
		return err
	}
	if err := os.Link(fresh, path); errors.Is(err, fs.ErrExist) {
		return taken
	} else if err != nil {
		return err
	}
	return durable.SyncDir(filepath.Dir(path))
}

// noLedger says that a directory has none, where that is the error.
func noLedger(dir string, err error) error {
	if errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("there is no ledger in %s: name its directory with --data DIR", dir)
	}
	return err
}
