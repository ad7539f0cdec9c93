// Package example founds ledgers that show what Concordat does: real parties
// with their published figures, and a history that ends with motions waiting
// for votes.
//
// An example's keys are made at random when it is founded and lie beside it, in
// keys/<person>.key, so that a newcomer can act as any of its people; a ledger
// that is no example never holds anybody's keys. Its statements go through the
// same journal, rules and store as any other: nothing here writes an entry.
// Figures come from the agreement's parties.json and from nowhere else. What
// goes beyond what happened says that it is illustrative.
package example

import (
	"crypto/rand"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"golang.org/x/mod/sumdb/note"

	"concordat/clients/sdk"
	"concordat/ledger"
	"concordat/ledger/boltstore"
	"concordat/ledger/journal"
	"concordat/ledger/merkle"
	"concordat/policy"
)

// examples are the histories, by the name of the agreement that each is under.
var examples = map[string]struct {
	tell func(*story, *board)
	ends string // the time of its last votes, UTC
}{
	"greater-manchester":         {greaterManchester, greaterManchesterEnds},
	"cheshire-warrington-wirral": {cheshireWarringtonWirral, cheshireEnds},
}

// Names lists the examples.
func Names() []string { return sorted(examples) }

// Found makes an example's ledger in a directory that has none. It is there
// whole or not at all: the history is told in a directory beside it, which then
// takes its name. world is the time outside the example.
func Found(dir, name string, world time.Time) error {
	e, ok := examples[name]
	if !ok {
		return fmt.Errorf("there is no example %q; the examples are %v", name, Names())
	}
	dir = filepath.Clean(dir)
	if there, err := os.ReadDir(dir); len(there) > 0 {
		return fmt.Errorf("%s is not empty: an example is founded in a directory of its own", dir)
	} else if err != nil && !os.IsNotExist(err) {
		return err
	}
	if err := os.MkdirAll(filepath.Dir(dir), 0o755); err != nil {
		return err
	}
	making, err := os.MkdirTemp(filepath.Dir(dir), ".founding-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(making)
	ends, err := time.Parse("2006-01-02 15:04", e.ends)
	if err != nil {
		return err
	}
	if err := tell(making, name, e.tell, world.Sub(ends)); err != nil {
		return fmt.Errorf("found the example %s: %w", name, err)
	}
	if err := os.Remove(dir); err != nil && !os.IsNotExist(err) {
		return fmt.Errorf("%s is in the way: %w", dir, err)
	}
	return os.Rename(making, dir)
}

// tell makes everything that a ledger's directory holds: the log's key, the
// people's keys, the rules as blobs, and the history.
func tell(dir, name string, history func(*story, *board), offset time.Duration) error {
	bundle, err := policy.Embedded(name)
	if err != nil {
		return err
	}
	if err := policy.Check(bundle); err != nil { // nothing else may be adopted
		return err
	}
	parties, err := policy.ReadParties(bundle)
	if err != nil {
		return err
	}
	origin, signingKey, logKey, err := merkle.NewLog(rand.Reader, "localhost/"+name)
	if err != nil {
		return err
	}
	signer, err := note.NewSigner(signingKey)
	if err != nil {
		return err
	}
	keys := filepath.Join(dir, "keys")
	if err := os.Mkdir(keys, 0o700); err != nil {
		return err
	}
	if err := os.WriteFile(filepath.Join(dir, "log.key"), []byte(signingKey+"\n"), 0o600); err != nil {
		return err
	}
	store, err := boltstore.Open(filepath.Join(dir, "ledger.db"))
	if err != nil {
		return err
	}
	if err := bundle.Put(store.PutBlob); err != nil {
		return errors.Join(err, store.Close())
	}
	rules := policy.New(store.Blob)
	c := &clock{}
	j, err := journal.Open(journal.Config{
		Store: store, Rules: rules, Engine: policy.Version(), Signer: signer, LogKey: logKey,
		CheckpointFile: filepath.Join(dir, "checkpoint"), Now: func() time.Time { return c.now },
	})
	if err != nil {
		return errors.Join(err, store.Close())
	}
	s := &story{journal: j, rules: rules, dir: keys, origin: origin, clock: c, keys: map[string]sdk.Key{}, next: map[string]int64{}}
	history(s, newBoard(ledger.Founded{
		Origin: origin, LogKey: logKey, RPID: "localhost", Origins: []string{"http://localhost:8080"}, Rules: bundle.Digest(), Engine: policy.Version(),
		Example: &ledger.Example{Name: name, Offset: offset.Milliseconds()},
	}, parties.Parties))
	return errors.Join(s.err, j.Close())
}
