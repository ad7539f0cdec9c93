package daemon

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"os"
	"path/filepath"
	"sync"
	"time"

	"golang.org/x/mod/sumdb/note"

	"concordat/ledger"
	"concordat/ledger/boltstore"
	"concordat/ledger/journal"
	"concordat/ledger/merkle"
	"concordat/ledger/statefiles"
	"concordat/policy"
	"concordat/server/api"
)

// opened is a ledger that this process holds.
type opened struct {
	data    string // its directory
	journal *journal.Journal
	rules   ledger.Rules
	store   *boltstore.Store
	founded *ledger.Founded
	keyless bool // none of the keys here signs for the ledger
	secure  bool // it is served over TLS
	at      net.Addr
}

// site is where people find the pages. An example is found where it is served, whatever
// was written into its founding; a real ledger where its people's passkeys are asked for.
func (l *opened) site() string {
	switch {
	case l.founded.Example != nil:
		return address(l.at, l.secure)
	case len(l.founded.Origins) > 0:
		return l.founded.Origins[0]
	}
	return ""
}

// open takes the ledger's directory for this process and replays the ledger, or what
// came after its last snapshot.
func open(o options, log *slog.Logger, stderr io.Writer) (l *opened, err error) {
	store, err := boltstore.Open(filepath.Join(o.Data, ledgerName))
	if errors.Is(err, boltstore.ErrLocked) {
		return nil, fmt.Errorf("another concordatd serves %s: stop it first, or choose another directory with --data", o.Data)
	}
	if err != nil {
		return nil, err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, store.Close())
		}
	}()
	l = &opened{data: o.Data, store: store, rules: policy.New(store.Blob)}
	last, err := l.read()
	if err != nil {
		return nil, fmt.Errorf("%s: %w", o.Data, err)
	}
	if err := l.matches(o); err != nil {
		return nil, err
	}
	keys, err := keyFiles(o.Data)
	if err != nil {
		return nil, err
	}
	for _, k := range keys {
		if k.signer.Name() != l.founded.Origin {
			return nil, fmt.Errorf("%s is the key of %s, and the ledger in %s is %s: put the two together that belong together", k.path, k.signer.Name(), o.Data, l.founded.Origin)
		}
	}
	c := journal.Config{
		Store: store, Rules: l.rules, Engine: policy.Version(), LogKey: l.founded.LogKey,
		CheckpointFile: filepath.Join(o.Data, checkpointName), Recover: o.Recover, Now: l.clock(last.Add(time.Duration(o.Forward))), Log: log,
		SnapshotEvery: int64(o.Snapshot),
	}
	if len(keys) > 0 {
		c.Signer, c.LogKey = keys[0].signer, keys[0].vkey
	}
	c.Keys = func(vkey string) (note.Signer, error) { // which may have been made since
		keys, err := keyFiles(o.Data)
		for _, k := range keys {
			if k.vkey == vkey {
				return k.signer, err
			}
		}
		return nil, err
	}
	if err := keepSnapshots(&c, filepath.Join(o.Data, stateName)); err != nil {
		log.Warn("no snapshots are kept: every start replays every entry, and all of it stays in memory", "cause", err)
	}
	if l.journal, err = journal.Open(c); err != nil && c.Snapshots != nil {
		err = errors.Join(err, c.Snapshots.Close())
	}
	if err != nil {
		return l, err
	}
	l.keyless = errors.Is(l.journal.Ready(), journal.ErrNoKey)
	if err := placeKeys(o.Data, l.journal.LogKey(), stderr); err != nil {
		return l, errors.Join(err, l.journal.Close())
	}
	return l, nil
}

// keepSnapshots has the journal keep snapshots in a folder. Those of another build
// are not used, which may have read the same entries in another way.
func keepSnapshots(c *journal.Config, dir string) error {
	build, err := program()
	if err != nil {
		return err
	}
	files, err := statefiles.Open(dir)
	if err != nil {
		return err
	}
	c.Snapshots, c.Program = files, build
	return nil
}

// program names this build by its bytes.
var program = sync.OnceValues(func() (string, error) {
	path, err := os.Executable()
	if err != nil {
		return "", err
	}
	file, err := os.Open(path)
	if err != nil {
		return "", err
	}
	defer file.Close()
	sum := sha256.New()
	if _, err := io.Copy(sum, file); err != nil {
		return "", err
	}
	return fmt.Sprintf("concordatd %x", sum.Sum(nil)), nil
})

// read reads what must be known before the journal is opened: the founding, and
// the last entry's time.
func (l *opened) read() (last time.Time, err error) {
	entry := func(index int64) (p *ledger.Parsed, err error) {
		err = l.store.Entries(index, index+1, func(_ int64, data []byte) (err error) {
			p, err = ledger.ParseAll(data)
			return err
		})
		return p, err
	}
	first, err := entry(0)
	if err != nil {
		return last, fmt.Errorf("read the founding: %w", err)
	}
	var ok bool
	if l.founded, ok = first.Body.(*ledger.Founded); !ok {
		return last, fmt.Errorf("the first entry is no founding but %s", first.Kind)
	}
	signed, err := l.store.Checkpoint()
	if err != nil {
		return last, err
	}
	c, err := merkle.Claimed(signed) // the journal looks whose it is
	if err != nil {
		return last, err
	}
	if c.Size == 0 {
		return last, errors.New("its checkpoint is of no entries")
	}
	newest, err := entry(c.Size - 1)
	if err != nil {
		return last, fmt.Errorf("read entry %d: %w", c.Size-1, err)
	}
	return time.Parse(time.RFC3339, string(newest.Entry.Time))
}

// clock is the world's; an example goes on from its last entry for as long as it
// is being served.
func (l *opened) clock(last time.Time) func() time.Time {
	if l.founded.Example == nil {
		return time.Now
	}
	start := time.Now()
	return func() time.Time { return last.Add(time.Since(start)) }
}

// matches refuses to take one ledger for another.
func (l *opened) matches(o options) error {
	e := l.founded.Example
	switch {
	case o.Forward < 0:
		return errors.New("--forward puts a clock forward; what is recorded can't be undone")
	case o.Forward > 0 && e == nil:
		return fmt.Errorf("%s holds the ledger of %s, which keeps the world's time: --forward is for examples", o.Data, l.founded.Name)
	case o.Example == "" || e != nil && e.Name == o.Example:
		return nil
	case e == nil:
		return fmt.Errorf("%s holds the ledger of %s, which is no example: leave --example out to serve it, or choose another directory with --data", o.Data, l.founded.Name)
	}
	return fmt.Errorf("%s holds the example %s, not %s: choose another directory with --data", o.Data, e.Name, o.Example)
}

// clauses reads an agreement's text out of its bundle, and which worked cases this program
// has for the rules of each clause.
func (l *opened) clauses(rules ledger.Digest) ([]api.Clause, error) {
	manifest, err := l.store.Blob(rules)
	if err != nil {
		return nil, err
	}
	bundle, err := policy.OpenBundle(manifest, l.store.Blob)
	if err != nil {
		return nil, err
	}
	clauses, err := policy.Clauses(bundle)
	if err != nil {
		return nil, err
	}
	tried, err := policy.TriedBy(bundle)
	if err != nil {
		return nil, err
	}
	list := make([]api.Clause, len(clauses))
	for i, c := range clauses {
		list[i] = api.Clause{ID: c.ID, Title: c.Title, Text: c.Text, SHA256: c.SHA256}
		for _, cases := range tried[c.ID] {
			list[i].Cases = append(list[i].Cases, api.ClauseCases(cases))
		}
	}
	return list, nil
}
