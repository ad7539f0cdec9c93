package daemon

import (
	"bytes"
	"context"
	"crypto/rand"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	bolt "go.etcd.io/bbolt"

	"concordat/clients/sdk"
	"concordat/ledger"
	"concordat/ledger/boltstore"
	"concordat/ledger/journal"
	"concordat/policy"
	"concordat/server/api"
)

// remembering is a client that remembers the statement it sent last, so that it can send
// the same bytes again.
type remembering struct {
	*sdk.Client
	url  string
	sent []byte
}

func newRemembering(t *testing.T, dir, url, state string) *remembering {
	t.Helper()
	key, err := sdk.ReadKey(filepath.Join(dir, "keys", "secretary.key"))
	if err != nil {
		t.Fatal(err)
	}
	c := &remembering{url: url}
	if c.Client, err = sdk.New(url, sdk.Options{Key: &key, StateDir: state, HTTP: &http.Client{Transport: c}}); err != nil {
		t.Fatal(err)
	}
	return c
}

// RoundTrip remembers a statement.
func (c *remembering) RoundTrip(r *http.Request) (*http.Response, error) {
	if r.URL.Path == api.PathStatements {
		body, err := r.GetBody()
		if err != nil {
			return nil, err
		}
		if c.sent, err = io.ReadAll(body); err != nil {
			return nil, err
		}
	}
	return http.DefaultTransport.RoundTrip(r)
}

// figure states one, and is told that it is recorded or why not.
func (c *remembering) figure(n int64) (sdk.Recorded, error) {
	b := &ledger.FigureRecorded{Party: "01C", Figure: "registered_population", Value: n, Unit: "people", Period: "2015-16", Effective: "2015-04-01", Source: "the annual return"}
	says, err := c.Sentence(context.Background(), ledger.KindFigureRecorded, "", b)
	if err != nil {
		return sdk.Recorded{}, err
	}
	return c.State(context.Background(), ledger.KindFigureRecorded, "", b, says)
}

// again sends the last statement's bytes once more.
func (c *remembering) again(sent []byte) (sdk.Recorded, error) {
	s, err := ledger.Parse(sent)
	if err != nil {
		return sdk.Recorded{}, err
	}
	return c.Send(context.Background(), s.Statement)
}

// asks gives status and text of what stands at a path.
func (c *remembering) asks(t *testing.T, path string) (status int, text string) {
	t.Helper()
	res, err := http.Get(c.url + path)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	b, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return res.StatusCode, string(b)
}

// board is a ledger's directory to be copied for each case, with what was
// acknowledged in it by then. Its next commit makes the file grow.
type board struct {
	dir   string
	given []sdk.Recorded
	rules ledger.Rules
}

func newBoard(t *testing.T) *board {
	t.Helper()
	b := &board{dir: founded(t)}
	p := startDaemon(t, "--data", b.dir, "--listen", "127.0.0.1:0")
	if p.url == "" {
		t.Fatal(p.says())
	}
	c := newRemembering(t, b.dir, p.url, t.TempDir())
	for n := range int64(3) {
		r, err := c.figure(n)
		if err != nil {
			t.Fatal(err)
		}
		b.given = append(b.given, r)
	}
	if code := p.stop(); code != api.ExitDone {
		t.Fatalf("exit code %d: %s", code, p.says())
	}
	path := filepath.Join(b.dir, ledgerName)
	fillUp(t, path)
	s, err := boltstore.OpenToRead(path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	b.rules = &ruled{Rules: policy.New(s.Blob), rulings: map[string][]ledger.Ruling{}}
	return b
}

// ruled are rules that remember how they ruled, which follows from what they were asked
// alone: each case reads the same ledger again, but for its last entries.
type ruled struct {
	ledger.Rules
	mu      sync.Mutex // guards what follows
	rulings map[string][]ledger.Ruling
}

func (r *ruled) Judge(rules ledger.Digest, inputs []ledger.Input) ([]ledger.Ruling, error) {
	asked, err := ledger.Encode(inputs)
	if err != nil {
		return nil, err
	}
	asked = append(asked, rules...)
	r.mu.Lock()
	known, ok := r.rulings[string(asked)]
	r.mu.Unlock()
	if ok {
		return known, nil
	}
	ruled, err := r.Rules.Judge(rules, inputs)
	if err == nil {
		r.mu.Lock()
		r.rulings[string(asked)] = ruled
		r.mu.Unlock()
	}
	return ruled, err
}

// fillUp puts blobs into a store until one more would make its file grow. Two of them
// fill a page, and all stand side by side, so that hardly a page is left free. One that
// splits branches as well takes more pages than a statement: then it begins again, with
// other blobs.
func fillUp(t *testing.T, path string) {
	t.Helper()
	const left = 7 // pages; a statement writes more
	empty, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for fillOnce(t, path) >= left {
		if err := os.WriteFile(path, empty, 0o600); err != nil {
			t.Fatal(err)
		}
	}
}

// fillOnce gives the free pages that are left.
func fillOnce(t *testing.T, path string) int {
	t.Helper()
	db, err := bolt.Open(path, 0o600, &bolt.Options{NoSync: true, FreelistType: bolt.FreelistMapType})
	if err != nil {
		t.Fatal(err)
	}
	for {
		blob := make([]byte, 1900)
		for rand.Read(blob); sha256.Sum256(blob)[0] != 0xff; {
			rand.Read(blob[:8])
		}
		before, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		digest := sha256.Sum256(blob)
		if err := db.Update(func(tx *bolt.Tx) error { return tx.Bucket([]byte("blobs")).Put(digest[:], blob) }); err != nil {
			t.Fatal(err)
		}
		info, err := os.Stat(path)
		if err != nil {
			t.Fatal(err)
		}
		if info.Size() > int64(len(before)) {
			if err := errors.Join(db.Close(), os.WriteFile(path, before, 0o600)); err != nil {
				t.Fatal(err)
			}
			db, err := bolt.Open(path, 0o600, &bolt.Options{ReadOnly: true, PreLoadFreelist: true})
			if err != nil {
				t.Fatal(err)
			}
			defer db.Close()
			return db.Stats().FreePageN
		}
	}
}

// copied is the board in a directory of its own, and a place for what a client keeps.
func (b *board) copied(t *testing.T) (dir, state string) {
	t.Helper()
	dir, state = filepath.Join(t.TempDir(), "data"), t.TempDir()
	copyLedger(t, b.dir, dir)
	return dir, state
}

// serveCopy starts it.
func serveCopy(t *testing.T, dir, state string) (*daemon, *remembering) {
	t.Helper()
	p := startDaemon(t, "--data", dir, "--listen", "127.0.0.1:0")
	if p.url == "" {
		t.Fatalf("it does not start: %s", p.says())
	}
	c := newRemembering(t, dir, p.url, state)
	c.waits(t)
	return p, c
}

// waits until the rules have been compiled, for which a server on a busy machine
// lets nobody wait too long.
func (c *remembering) waits(t *testing.T) {
	t.Helper()
	for range 100 {
		_, err := c.Ledger(context.Background())
		var p *api.Problem
		if !errors.As(err, &p) || p.Code != ledger.CodeRulesFailed {
			return
		}
	}
	t.Fatal("the rules are never ready")
}

// What is done while a call fails: a statement is recorded, for which the file has to
// grow; a paper is put; the server starts; it stops, and a snapshot is made.
const (
	stating  = "statement"
	putting  = "paper"
	starting = "start"
	stopping = "stop"
)

var paper = bytes.Repeat([]byte("the minutes of the meeting\n"), 5000)

// done is one run of such a thing, and what came of it.
type done struct {
	dir, state string
	p          *daemon
	c          *remembering
	published  string // before
	given      []sdk.Recorded
	recorded   sdk.Recorded // what was told at the end
	err        error
	calls      []call
	delayed    bool
	there      bool // is the statement, when it starts again
}

// does runs it under strace, with a fault at one call or with none.
func (b *board) does(t *testing.T, what string, at *call, inject string) *done {
	t.Helper()
	d := &done{given: slices.Clip(b.given)}
	d.dir, d.state = b.copied(t)
	d.p = heldDaemon(t, "--data", d.dir, "--listen", "127.0.0.1:0")
	serves := func() {
		if d.p.begin(); d.p.url == "" {
			d.err = errors.New(d.p.says())
			return
		}
		d.c = newRemembering(t, d.dir, d.p.url, d.state)
	}
	do := serves
	if what != starting {
		if serves(); d.err != nil {
			t.Fatal(d.err)
		}
		d.c.waits(t)
		if _, err := d.c.LogIn(context.Background()); err != nil { // which is kept in a file of its own
			t.Fatal(err)
		}
		_, d.published = d.c.asks(t, api.PathCheckpoint)
	}
	switch what {
	case stating:
		do = func() { d.recorded, d.err = d.c.figure(100) }
	case putting:
		do = func() { _, d.err = d.c.PutBlob(context.Background(), paper, false) }
	case stopping:
		r, err := d.c.figure(100)
		if err != nil {
			t.Fatal(err)
		}
		d.given = append(d.given, r)
		do = func() {
			if code := d.p.stop(); code != api.ExitDone {
				d.err = fmt.Errorf("exit code %d: %s", code, d.p.says())
			}
		}
	}
	s := trace(t, d.p, d.dir, at, inject)
	told := make(chan struct{})
	go func() {
		defer close(told)
		do()
	}()
	select {
	case <-s.delayed:
		d.delayed = true
		d.p.Process.Kill()
		s.Process.Kill() // which would hold it for as long as it was told to
		<-d.p.ended
		<-told
	case <-told:
	}
	if inject == kill { // also one that was missed, for which it is done again
		d.p.kill()
	}
	s.letGo()
	d.calls = s.calls
	return d
}

// faults are what a call is made to do.
var faults = []struct{ name, inject, cause string }{
	{"EIO", "error=EIO", "input/output error"},
	{"ENOSPC", "error=ENOSPC", "no space left on device"},
	{"kill before", kill, ""},
	{"kill after", "delay_exit=600000000", ""}, // held there, until it is killed
}

const kill = "signal=KILL"

// Each call that changes the disk while something is done, and each way in which it
// may go wrong. Which calls there are is taken from a run of the very same.
func TestFaultMatrix(t *testing.T) {
	if testing.Short() {
		return
	}
	b := newBoard(t)
	for _, what := range []string{stating, putting, starting, stopping} {
		d := b.does(t, what, nil, "")
		if d.err != nil {
			t.Fatal(d.err)
		}
		d.p.kill()
		grew := func(c call) bool { return c.String() == "ftruncate ledger.db" }
		for tries := 0; what == stating && tries < 5 && !slices.ContainsFunc(d.calls, grew); tries++ {
			b = newBoard(t) // a start may have left pages free
			if d = b.does(t, what, nil, ""); d.err != nil {
				t.Fatal(d.err)
			}
			d.p.kill()
		}
		names := []string{}
		for _, c := range d.calls {
			names = append(names, c.String())
		}
		t.Logf("%s: %s", what, strings.Join(names, ", "))
		if len(names) == 0 || what == stating && !slices.Contains(names, "ftruncate ledger.db") {
			t.Errorf("%s makes the calls %q: the file must grow in this commit", what, names)
		}
		// A process that was killed leaves what it wrote in the machine's memory. What a
		// start tells of it, and signs for, is on the disk first.
		if synced := slices.Index(names, "fdatasync ledger.db"); what == starting && (synced < 0 || synced > slices.Index(names, "openat checkpoint.new")) {
			t.Errorf("a start makes the calls %q: what is found must be made durable before anything rests on it", names)
		}
		for _, at := range d.calls {
			// A name that is made at random is another in each run, so no fault can be
			// aimed at it. The list of log-ins has such a name until it is whole.
			if strings.HasPrefix(at.file, ".sessions-") {
				continue
			}
			for _, f := range faults {
				t.Run(fmt.Sprintf("%s/%v/%s", what, at, f.name), func(t *testing.T) {
					t.Parallel()
					for range 5 { // another thread may have gone on half way, and strace counts by thread
						if b.fails(t, what, d.calls, at, f.inject, f.cause) || t.Failed() {
							return
						}
					}
					t.Error("the fault could not be made at this call")
				})
			}
		}
	}
}

// fails has one call go wrong, starts again, and holds all that must hold. It
// reports whether the fault was made.
func (b *board) fails(t *testing.T, what string, calls []call, at call, inject, cause string) bool {
	d := b.does(t, what, &at, inject)
	i := slices.IndexFunc(d.calls, func(c call) bool {
		return strings.Contains(c.result, "INJECTED") || strings.HasSuffix(c.result, "(DELAYED)") || strings.HasPrefix(c.result, "?")
	})
	if i < 0 || !d.calls[i].same(at) {
		d.p.kill()
		return false
	}
	if cause == "" {
		if changed, visible := d.calls[i].happened(t, b.dir, d.dir); visible && changed != d.delayed && !(d.delayed && at.name == "pwrite64") { // a page may have had those bytes before
			t.Errorf("%v(%s) = %q: whether it changed the disk: %v", at, d.calls[i].args, d.calls[i].result, changed)
		}
		if cut := (*sdk.NetworkError)(nil); (what == stating || what == putting) && !errors.As(d.err, &cut) {
			t.Errorf("the caller of a process that was killed is told %v", d.err)
		}
	} else {
		if what == stating || what == putting {
			d.refuses(t, what, cause)
		}
		if what != stopping && d.p.url != "" {
			if code := d.p.stop(); code != api.ExitDone {
				t.Errorf("exit code %d: %s", code, d.p.says())
			}
		}
		// What it said is all here once it has ended. The socket for backups is not the
		// ledger: one that was left is removed by the next start.
		if at.file != controlName && !strings.Contains(d.p.says(), cause) {
			t.Errorf("it does not say why: %s", d.p.says())
		}
	}
	if what == stating {
		// The last page of the ledger that is written is the root of all others: with it the statement
		// is there, and without it nothing of it is.
		root, now := 0, slices.IndexFunc(calls, at.same)
		for i, c := range calls {
			if c.name == "pwrite64" && c.file == ledgerName {
				root = i
			}
		}
		d.there = now > root || now == root && d.delayed
	}
	d.again(t, what)
	b.whole(t, d.dir)
	return true
}

// refuses holds that a process whose disk has failed lives, says so to whoever asks,
// takes nothing, and shows nothing that may not be on the disk.
func (d *done) refuses(t *testing.T, what, cause string) {
	t.Helper()
	wayOut := "start again"
	if cause == "no space left on device" {
		wayOut = "free some space and start again"
	}
	refused := func(err error) {
		t.Helper()
		if p := (*api.Problem)(nil); !errors.As(err, &p) || p.Status != http.StatusServiceUnavailable || p.Code != ledger.CodeUnavailable || !strings.Contains(p.Detail, wayOut) {
			t.Errorf("the caller is told %v", err)
		}
	}
	refused(d.err)
	for _, path := range []string{api.PathHealth, api.PathReady} {
		if status, text := d.c.asks(t, path); status != http.StatusServiceUnavailable || !strings.Contains(text, wayOut) {
			t.Errorf("%s: %d %s", path, status, text)
		}
	}
	if what == stating {
		_, err := d.c.again(d.c.sent)
		refused(err)
	}
	_, err := d.c.PutBlob(context.Background(), paper, false)
	refused(err)
	if status, now := d.c.asks(t, api.PathCheckpoint); now != d.published && status != http.StatusServiceUnavailable {
		t.Errorf("what nobody was told is published: %s", now)
	}
}

// again starts without a fault: all that was acknowledged is there, what was not can
// be sent again, and it goes on.
func (d *done) again(t *testing.T, what string) {
	t.Helper()
	var sent []byte
	if d.c != nil && what == stating {
		sent = d.c.sent
	}
	_, url, stop := served(t, "--data", d.dir, "--listen", "127.0.0.1:0") // where the rules are compiled by now
	c := newRemembering(t, d.dir, url, d.state)
	c.waits(t)
	acknowledged := sent != nil && d.err == nil
	if acknowledged {
		d.given = append(d.given, d.recorded)
	}
	first := d.given[len(d.given)-1].Entry + 1
	c.holds(t, d.given, first)
	if sent != nil && !acknowledged {
		before, err := c.Ledger(context.Background())
		r, sendErr := c.again(sent)
		if errors.Join(err, sendErr) != nil || before.Size > first+1 || d.there != (before.Size > first) || r.Entry != first || r.Repeated != d.there {
			t.Errorf("of %d entries, the statement sent again is %+v, %v; it is there: %v", before.Size, r, errors.Join(err, sendErr), d.there)
		}
		if twice, err := c.again(sent); err != nil || !twice.Repeated || twice.Entry != r.Entry || twice.CheckCode != r.CheckCode {
			t.Errorf("sent twice, it is %+v, %v", twice, err)
		}
		first++
	}
	if what == stating || what == putting {
		c.goesOn(t, first)
	}
	if code := stop(); code != api.ExitDone {
		t.Errorf("exit code %d", code)
	}
}

// goesOn puts a paper and records a statement.
func (c *remembering) goesOn(t *testing.T, first int64) {
	t.Helper()
	if _, err := c.PutBlob(context.Background(), paper, false); err != nil {
		t.Errorf("a paper: %v", err)
	}
	if held, err := c.Blob(context.Background(), ledger.DigestOf(paper)); err != nil || !bytes.Equal(held, paper) {
		t.Errorf("the paper reads %d bytes, %v", len(held), err)
	}
	if next, err := c.figure(101); err != nil || next.Entry != first {
		t.Errorf("the next statement is %+v, %v", next, err)
	}
}

// holds checks what was acknowledged, with a client that knows the ledger from
// before: its own history must go on.
func (c *remembering) holds(t *testing.T, given []sdk.Recorded, atLeast int64) {
	t.Helper()
	if l, err := c.Ledger(context.Background()); err != nil || l.Size < atLeast {
		t.Errorf("there are %d entries where %d were acknowledged, %v", l.Size, atLeast, err)
	}
	for _, g := range given {
		if r, err := c.Receipt(context.Background(), g.Entry); err != nil || r.CheckCode != g.CheckCode || !bytes.Equal(r.Receipt.Entry, g.Receipt.Entry) {
			t.Errorf("entry %d was acknowledged, and is now %v, %v", g.Entry, r, err)
		}
	}
}

// whole reads all of a directory that nobody serves.
func (b *board) whole(t *testing.T, dir string) {
	t.Helper()
	s, err := boltstore.OpenToRead(filepath.Join(dir, ledgerName))
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	found, err := journal.Inspect(s, b.rules, func(what string) error {
		t.Error(what)
		return nil
	})
	rows, countErr := s.Rows()
	if err := errors.Join(err, countErr); err != nil || rows.Entries != found.Checkpoint.Size || rows.Tiles != found.Tiles || rows.Statements != found.Statements || !found.Replayed {
		t.Errorf("there are %+v, %v; found is %+v", rows, err, found)
	}
	signed, err := s.Checkpoint()
	kept, readErr := os.ReadFile(filepath.Join(dir, checkpointName))
	if err := errors.Join(err, readErr); err != nil || !bytes.Equal(signed, journal.LastKept(kept)) {
		t.Errorf("the checkpoint file has %q, the store %q, %v", kept, signed, err)
	}
}

// happened reports whether a call shows in the files, as they were before and as
// they are, and whether a call of its name can show at all.
func (c call) happened(t *testing.T, before, now string) (did, visible bool) {
	t.Helper()
	old, err := os.ReadFile(filepath.Join(before, c.file))
	is, nowErr := os.ReadFile(filepath.Join(now, c.file))
	switch c.name {
	case "pwrite64":
		at := c.number(0)
		upTo := min(at+c.number(1), int64(len(is)))
		return err == nil && nowErr == nil && upTo > at && !bytes.Equal(is[at:upTo], append(old, make([]byte, len(is))...)[at:upTo]), true
	case "ftruncate":
		return int64(len(is)) == c.number(0), true
	case "write":
		return len(is) > 0, true
	case "openat":
		return nowErr == nil, err != nil // of what was there before nothing is seen
	case "renameat":
		return nowErr != nil, true
	}
	return false, false
}
