package verify

import (
	"errors"
	"fmt"
	"io/fs"
	"sync"

	"concordat/ledger"
	"concordat/ledger/ed25519batch"
	"concordat/ledger/merkle"
)

// Options are what an audit is given besides the export.
type Options struct {
	// Trust is the log's verifier key (c2sp.org/signed-note), which the auditor got
	// by another way than the export: the one in use, or an earlier one from which it
	// follows. Without it the verdict is never Verified: anybody can make a whole
	// ledger of their own.
	Trust string
	// Kept is a signed checkpoint of this ledger that the auditor kept from
	// before; the ledger must continue it. Empty: none.
	Kept []byte
	// KeptKey is the log's verifier key that this ledger was known by when Kept was
	// taken. Empty: the key that signed for so many entries must have signed it.
	KeptKey string
	// Witnesses are verifier keys (c2sp.org/tlog-cosignature) of witnesses that the
	// auditor trusts besides those that the ledger names: without enough cosignatures
	// nothing is verified then. Empty: none.
	Witnesses []string
	// Rules makes the engine that judges, out of the ledger's own blobs. What blob
	// gives has the digest that it was asked for. Both are safe for concurrent use, and
	// so is the source. Nil: nothing is judged. Where the engine has a method Quick that
	// gives a quicker one, what the ledger records is held against that one's rulings,
	// and where it differs the engine itself is asked.
	Rules func(blob func(ledger.Digest) ([]byte, error)) ledger.Rules
	// Engine names that engine, as an entry would: "opa 1.22.2".
	Engine string
	// Progress is told how many entries have been gone through. May be nil.
	Progress func(done, total int64)
	// Concluded is told of every decision and of every settlement of a fund's year
	// that was found as the rules give it, in order, with what they were asked. May
	// be nil.
	Concluded func(Conclusion)

	// Tests compare with these.
	plainly bool // one entry after the other
	alone   bool // no signature is summed with others
	summed  bool // however few there are

	shelving  int64 // entries after which what is closed leaves memory; 0 for perShelving
	unshelved bool  // it stays
	parts     int   // parts that State goes ahead by; 0 for perStretch
}

// Conclusion is one decision, or one settlement: the question to the rules, and their
// ruling, whose parts decision.made or settlement.made and obligation.assumed record.
type Conclusion struct {
	Decision string // or the settlement's reference, such as GM-2015-006/S1
	Entry    int64  // that records it
	Engine   string
	Rules    ledger.Digest
	Input    ledger.Input
	Ruling   ledger.Ruling
}

// Ledger audits a whole ledger. Each entry bundle is read twice: to find out
// what the checkpoint vouches for, and to go through what it says.
func Ledger(src Source, opts Options) Report {
	return unshelved(opts, func(opts Options) Report { return auditOf(src, opts) })
}

func auditOf(src Source, opts Options) Report {
	a := newAudit(src, opts)
	if a.fingerprints() {
		a.readFounding()
		a.explainWithheld()
		if !opts.plainly && !opts.alone && (opts.summed || a.cp.Size >= fewestSummed) {
			a.keys.sums = ed25519batch.New()
		}
		replayed := a.replay()
		if a.keys.sums != nil && !a.keys.sums.Sound() { // somebody made a signature to pass in a sum
			opts.alone = true
			return auditOf(src, opts)
		}
		a.signatures() // by the keys that the entries name
		if replayed {
			a.checkBundles()
			a.checkExtra()
		}
		a.witnesses()
	}
	return a.report()
}

func newAudit(src Source, opts Options) *audit {
	a := &audit{
		src: src, opts: opts, first: -1, stopped: -1, kept: -1, state: ledger.NewState(),
		widths: map[int64]string{}, refused: map[string]bool{}, faulted: map[int64]bool{}, failing: map[string]*Fault{},
		keys: keyring{keys: map[ledger.Thumbprint]ledger.Key{}}, blobs: map[ledger.Digest][]byte{}, bundles: map[ledger.Digest]bool{}, named: map[ledger.Digest]bool{},
	}
	if opts.Progress == nil {
		a.opts.Progress = func(int64, int64) {}
	}
	if opts.Rules != nil {
		a.rules = opts.Rules(a.blob)
		a.quicker = a.rules
		if e, ok := a.rules.(interface{ Quick() ledger.Rules }); ok {
			a.quicker = e.Quick()
		}
	}
	return a
}

// audit is one audit under way.
type audit struct {
	src     Source
	opts    Options
	rules   ledger.Rules // nil: nothing is judged
	quicker ledger.Rules // what is asked ahead

	names   []string // every file, if listed
	listed  bool
	widths  map[int64]string // by place, an entry bundle that is listed there
	refused map[string]bool  // files that could not be read, each told once

	checkpoint []byte
	cp         merkle.Checkpoint // what it claims; checkKey looks at the signature
	entry0     []byte            // entry 0 as it stands
	founding   *ledger.Parsed    // what it says, replayed or not; nil if it is no founding
	cosigned   int               // signature lines after the log's
	saw        seeing            // who else saw the ledger
	changes    []keyChange       // of the log's key, in order
	signed     bool              // the key that the entries name signed the checkpoint
	pinned     bool              // and it is the key that the auditor trusts, or follows from it
	followed   []keyChange       // the changes after the key that the auditor trusts
	unhanded   *keyChange        // the first of them in which that key had no part
	keptClaim  merkle.Checkpoint // that the auditor kept, signed by a key of the log's
	kept       int64             // entries of the kept checkpoint that this ledger continues, or -1

	hashes  tree           // of the entries that the checkpoint vouches for, or else of those that are here
	suspect []merkle.Tile  // bundles that are not what the lowest tiles or the checkpoint say
	faulted map[int64]bool // entries whose bytes are at fault, which has been told
	treed   bool           // the files were held against the tree

	withheld []int64              // entries in whose place there is nothing, in order
	last     ledger.Time          // of the last entry, where some are withheld; empty if it is one of them
	private  []ledger.PrivateItem // what the agendas here take in private and had not released by the last entry

	keys     keyring
	state    *ledger.State
	at       int64      // the entry under way
	told     int64      // of progress
	shelf    *shelf     // nil until something is put there
	shelved  int64      // entries when that was done last
	asked    Conclusion // what the rules were asked last to conclude
	applied  int64
	ahead    int64 // of these, together with others
	skipped  int64 // entries at fault, into which no meaning was read
	stopped  int64 // where the rules could not be run, or -1
	replayed bool  // the replay came to its end, or to where it stopped
	seen     struct {
		size int64
		root ledger.Digest
	}

	reading sync.Mutex               // guards blobs
	blobs   map[ledger.Digest][]byte // each held against its digest
	bundles map[ledger.Digest]bool   // rule bundles looked at: are all their files there
	named   map[ledger.Digest]bool   // blobs that the ledger asks for

	allNamed bool // named has those of entries that were not replayed, too

	faults    []Fault
	count     int64
	following int64
	failing   map[string]*Fault // the first fault of each question
	first     int64             // the first entry at fault, or -1
	versions  []ledger.Digest   // the rules of each version of the MoU, from the first
	drafts    int64             // of the MoU that are whole, and that no decision has adopted
	notes     []string

	// Why something could not be looked at, which is not a fault of the ledger's:
	// the source, the rules engine, what the caller passed in.
	unreadable, unjudged, unusable error
}

// fingerprints holds checkpoint, tiles and entries against each other, whatever the
// entries say. It is false if there is no telling what should be here, or what is.
func (a *audit) fingerprints() bool {
	names, listed, err := a.src.List()
	if err != nil {
		a.unread("the list of files", err)
		return false
	}
	if a.names, a.listed = names, listed; listed {
		for _, name := range names {
			if t, isBundle, err := merkle.ParseTilePath(name); err == nil && isBundle {
				a.widths[t.N] = name
			}
		}
	}
	if !a.openCheckpoint() {
		return false
	}
	a.readTree()
	a.compareTree()
	return a.unreadable == nil
}

// unread records why a file could not be read, unless it is missing, which the
// caller words.
func (a *audit) unread(path string, err error) {
	if errors.Is(err, fs.ErrNotExist) || a.refused[path] {
		return
	}
	a.refused[path] = true
	var f Fault
	switch {
	case errors.As(err, &f):
		a.fault(f)
	case a.unreadable == nil:
		a.unreadable = fmt.Errorf("read %s: %w", path, err)
	}
}

func (a *audit) fault(f Fault) {
	f.Words = plain(f.Words)
	if a.failing[f.Check] == nil {
		a.failing[f.Check] = &f
	}
	if f.Follows {
		a.following++
	}
	if a.count++; len(a.faults) < maxFaults {
		a.faults = append(a.faults, f)
	}
	if f.Entry >= 0 && (a.first < 0 || f.Entry < a.first) {
		a.first = f.Entry
	}
}

// faultIn records a fault of an entry that is here, with what it says.
func (a *audit) faultIn(entry []byte, f Fault) {
	if len(a.faults) < maxFaults {
		f.Says = says(entry)
	}
	a.fault(f)
}

// broken records a fault of no one entry.
func (a *audit) broken(code Code, check, format string, args ...any) {
	a.fault(Fault{Code: code, Check: check, Entry: -1, Words: fmt.Sprintf(format, args...)})
}

// read reads the file of a tile or bundle. It is false for what is missing,
// which the caller words, and for what cannot be read, which is recorded.
func (a *audit) read(t merkle.Tile) (data []byte, there bool) {
	path := merkle.TilePath(t)
	data, err := fetch(a.src, t, a.listed)
	if err != nil {
		a.unread(path, err)
	}
	return data, err == nil
}

// bundle reads the entries of a bundle as far as they can be told apart, and what
// stands after the last of them, which should be nothing. Where a bundle of
// another width stands in its place, that one is looked at.
func (a *audit) bundle(t merkle.Tile) (entries [][]byte, rest []byte, there bool) {
	data, there := a.read(t)
	if name, ok := a.widths[t.N]; ok && !there {
		var err error
		data, err = a.src.Read(name)
		there = err == nil
	}
	if entries, err := merkle.ParseBundle(data, t.W); err == nil {
		return entries, nil, there
	}
	for len(data) >= 2 && len(entries) < t.W {
		end := 2 + (int(data[0])<<8 | int(data[1]))
		if len(data) < end {
			break
		}
		entries = append(entries, data[2:end:end])
		data = data[end:]
	}
	return entries, data, there
}
