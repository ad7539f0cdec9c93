package main

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
	b.rules = policy.New(s.Blob)
	return b
}

// fillUp puts blobs into a store until one more would make its file grow. Two of them
// fill a page, and all stand side by side, so that no page is left free.
func fillUp(t *testing.T, path string) {
	t.Helper()
	db, err := bolt.Open(path, 0o600, &bolt.Options{NoSync: true, NoFreelistSync: true})
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
			return
		}
	}
}

// copied is the board in a directory of its own, and a place for what a client keeps.
func (b *board) copied(t *testing.T) (dir, state string) {
	t.Helper()
	dir, state = filepath.Join(t.TempDir(), "data"), t.TempDir()
	if err := os.CopyFS(dir, os.DirFS(b.dir)); err != nil {
		t.Fatal(err)
	}
	err := filepath.WalkDir(dir, func(path string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		return os.Chmod(path, 0o600)
	})
	if err != nil {
		t.Fatal(err)
	}
	return dir, state
}

// serveCopy starts it.
func serveCopy(t *testing.T, dir, state string) (*daemon, *remembering) {
	t.Helper()
	p := startDaemon(t, "--data", dir, "--listen", "127.0.0.1:0")
	if p.url == "" {
		t.Fatalf("it does not start: %s", p.says())
	}
	return p, newRemembering(t, dir, p.url, state)
}

// faults are what a call is made to do.
var faults = []struct{ name, inject, cause string }{
	{"EIO", "error=EIO", "input/output error"},
	{"ENOSPC", "error=ENOSPC", "no space left on device"},
	{"kill before", "signal=KILL", ""},
	{"kill after", "delay_exit=600000000", ""}, // held there, until it is killed
}

// Each call that changes the disk while one statement is recorded, and each way in
// which it may go wrong. Which calls there are is taken from a run of the very same
// commit.
func TestFaultMatrix(t *testing.T) {
	if testing.Short() {
		return
	}
	b := newBoard(t)
	var calls []call
	{
		dir, state := b.copied(t)
		p, c := serveCopy(t, dir, state)
		s := trace(t, p, dir, nil, "")
		if _, err := c.figure(100); err != nil {
			t.Fatal(err)
		}
		calls = s.letGo()
		if code := p.stop(); code != api.ExitDone {
			t.Fatal(code)
		}
	}
	for _, c := range calls {
		t.Logf("%v: %s(%s) = %s", c, c.name, c.args, c.result)
	}
	if !slices.ContainsFunc(calls, func(c call) bool { return c.name == "ftruncate" }) {
		t.Errorf("the file does not grow in this commit, so that what a larger one asks of the disk is in no cell")
	}
	for _, at := range calls {
		for _, f := range faults {
			t.Run(fmt.Sprintf("%v/%s", at, f.name), func(t *testing.T) {
				t.Parallel()
				for range 5 { // another thread may have taken up the commit half way, and strace counts by thread
					if b.fails(t, at, f.inject, f.cause) || t.Failed() {
						return
					}
				}
				t.Error("the fault could not be made at this call")
			})
		}
	}
}

// fails makes one call of the commit of one statement go wrong, starts again, and
// holds all that must hold. It reports whether the fault was made.
func (b *board) fails(t *testing.T, at call, inject, cause string) bool {
	dir, state := b.copied(t)
	p, c := serveCopy(t, dir, state)
	_, seen := c.asks(t, api.PathCheckpoint)
	s := trace(t, p, dir, &at, inject)
	type answer struct {
		recorded sdk.Recorded
		err      error
	}
	told := make(chan answer, 1)
	go func() {
		r, err := c.figure(100)
		told <- answer{r, err}
	}()
	var got answer
	hit := false
	if cause == "" {
		// Held at the call, or ended by it, the process gives no answer.
		held := s.until(func(line string) bool { return strings.HasSuffix(line, "(DELAYED)") })
		select {
		case <-held:
		case got = <-told:
			told <- got
		}
		p.Process.Kill()
		s.Process.Kill() // who would hold it for as long as it was told to
		<-p.ended
		<-held
		got = <-told
		s.all()
		if len(s.calls) == 0 {
			return false
		}
		last := s.calls[len(s.calls)-1]
		hit = last.same(at) && (strings.HasPrefix(last.result, "?") || strings.HasSuffix(last.result, "(DELAYED)"))
		changed, visible := last.happened(t, b.dir, dir)
		if hit && visible && changed != (inject != "signal=KILL") {
			t.Errorf("%v(%s) = %q: whether it changed the disk: %v", last, last.args, last.result, changed)
		}
	} else {
		got = <-told
		hit = slices.ContainsFunc(s.letGo(), func(c call) bool { return c.same(at) && strings.Contains(c.result, "INJECTED") })
	}
	if !hit {
		p.kill()
		return false
	}
	acknowledged := got.err == nil
	var problem *api.Problem
	var cut *sdk.NetworkError
	switch {
	case acknowledged:
	case cause == "":
		if !errors.As(got.err, &cut) {
			t.Errorf("the caller of a process that was killed is told %v", got.err)
		}
	default:
		if !errors.As(got.err, &problem) || problem.Status != http.StatusServiceUnavailable || problem.Code != ledger.CodeUnavailable || !strings.Contains(problem.Detail, "start again") {
			t.Errorf("the caller is told %v", got.err)
		}
		for _, path := range []string{api.PathHealth, api.PathReady} {
			if status, text := c.asks(t, path); status != http.StatusServiceUnavailable || !strings.Contains(text, "start again") {
				t.Errorf("%s: %d %s", path, status, text)
			}
		}
		if _, err := c.again(c.sent); !errors.As(err, &problem) || problem.Code != ledger.CodeUnavailable {
			t.Errorf("sent again before the start, it is told %v", err)
		}
		if status, now := c.asks(t, api.PathCheckpoint); now != seen && status != http.StatusServiceUnavailable {
			t.Errorf("what nobody was told is published: %s", now)
		}
		if !strings.Contains(p.says(), cause) {
			t.Errorf("it does not say why: %s", p.says())
		}
		if code := p.stop(); code != api.ExitDone {
			t.Errorf("exit code %d: %s", code, p.says())
		}
	}
	sent := c.sent
	p, c = serveCopy(t, dir, state)
	b.holds(t, c, sent, got.recorded, acknowledged)
	if code := p.stop(); code != api.ExitDone {
		t.Errorf("exit code %d: %s", code, p.says())
	}
	b.whole(t, dir)
	return true
}

// holds checks what a caller may rely on once a server has started again: all that
// was acknowledged is there, and what was sent is recorded once, however often it is
// sent.
func (b *board) holds(t *testing.T, c *remembering, sent []byte, told sdk.Recorded, acknowledged bool) {
	t.Helper()
	ctx := context.Background()
	before, err := c.Ledger(ctx) // of one history with what this client has seen
	if err != nil {
		t.Errorf("who saw the ledger before is told %v", err)
		return
	}
	first := b.given[len(b.given)-1].Entry + 1
	if before.Size != first && before.Size != first+1 {
		t.Errorf("there are %d entries; %d were acknowledged, and one more was sent", before.Size, first)
	}
	given := b.given
	if acknowledged {
		given = append(slices.Clip(given), told)
	}
	for _, g := range given {
		if r, err := c.Receipt(ctx, g.Entry); err != nil || r.CheckCode != g.CheckCode || !bytes.Equal(r.Receipt.Entry, g.Receipt.Entry) {
			t.Errorf("entry %d was acknowledged, and is now %v, %v", g.Entry, r, err)
		}
	}
	r, err := c.again(sent)
	if err != nil || r.Entry != first || r.Repeated != (before.Size > first) || acknowledged && r.CheckCode != told.CheckCode {
		t.Errorf("of %d entries, the statement sent again is %+v, %v", before.Size, r, err)
	}
	if twice, err := c.again(sent); err != nil || !twice.Repeated || twice.Entry != r.Entry || twice.CheckCode != r.CheckCode {
		t.Errorf("sent twice, it is %+v, %v", twice, err)
	}
	if next, err := c.figure(101); err != nil || next.Entry != first+1 {
		t.Errorf("the next statement is %+v, %v", next, err)
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
	if err := errors.Join(err, readErr); err != nil || !bytes.Equal(signed, kept) {
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
		return nowErr == nil, true
	case "renameat":
		return nowErr != nil, true
	}
	return false, false
}
