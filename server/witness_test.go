package server_test

import (
	"bufio"
	"bytes"
	"context"
	"crypto/rand"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"golang.org/x/mod/sumdb/note"

	"concordat/clients/sdk"
	"concordat/clients/witness"
	"concordat/ledger"
	"concordat/ledger/merkle"
	"concordat/server"
	"concordat/server/api"
	"concordat/server/cosign"
)

// party's witnesses in these tests, and the people who name them.
var namers = map[string]string{"00V": "bury-officer", "00Y": "oldham-officer", "": "secretary"}

// named puts a witness on the ledger for a party, or for none.
func (b *board) named(party, key, url string) api.Receipt {
	b.t.Helper()
	name, _, _ := strings.Cut(key, "+")
	return b.record(namers[party], party, ledger.KindWitnessNamed, ledger.WitnessNamed{Name: name, Key: key, URL: url, From: b.today()})
}

// witness starts a real one over HTTP that knows the board's log. While answers is
// there, it waits for that to be closed before it answers.
func (b *board) witness(name string, answers chan struct{}) (w *witness.Witness, url string) {
	b.t.Helper()
	dir := filepath.Join(b.t.TempDir(), "witness")
	if err := witness.Create(dir, name, rand.Reader); err != nil {
		b.t.Fatal(err)
	}
	w, err := witness.Open(witness.Config{Dir: dir, Now: b.world.now})
	if err != nil {
		b.t.Fatal(err)
	}
	b.t.Cleanup(func() { w.Close() })
	if err := w.Know(b.founded.LogKey); err != nil {
		b.t.Fatal(err)
	}
	host := httptest.NewServer(http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		if answers != nil {
			select {
			case <-answers:
			case <-r.Context().Done():
				return
			}
		}
		w.ServeHTTP(rw, r)
	}))
	b.t.Cleanup(func() { host.CloseClientConnections(); host.Close() })
	return w, host.URL
}

// checkpoint is what is published, with the cosignatures by a witness that hold.
func (b *board) checkpoint(w *witness.Witness) (a answer, at merkle.Checkpoint, by []merkle.Cosignature) {
	b.t.Helper()
	verifier, err := note.NewVerifier(b.founded.LogKey)
	if err != nil {
		b.t.Fatal(err)
	}
	a = b.get(api.PathCheckpoint)
	if at, by, err = merkle.OpenCosigned(a.body, b.founded.Origin, verifier, []merkle.CosignerKey{w.Key()}); err != nil {
		b.t.Fatalf("%v: %s", err, a.body)
	}
	return a, at, by
}

// await asks until it is so, or five minutes have passed.
func (b *board) await(what string, is func() bool) {
	b.t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Minute)
	defer cancel()
	for !is() {
		if ctx.Err() != nil {
			b.t.Fatalf("it did not come to be that %s", what)
		}
	}
}

func (b *board) witnessing() (l api.Ledger) {
	b.t.Helper()
	b.get(api.PathLedger).into(http.StatusOK, &l)
	if l.Witnessing == nil {
		l.Witnessing = &api.Witnessing{} // the round that reads of them has not begun
	}
	return l
}

// The published checkpoint comes to carry the cosignatures of those whom the ledger
// names; what reads it reads it as before; and a witness that does not answer delays
// no receipt.
func TestCheckpointIsCosigned(t *testing.T) {
	b := newBoard(t)
	var l api.Ledger
	if b.get(api.PathLedger).into(http.StatusOK, &l); l.Witnessing != nil {
		t.Errorf("a ledger that names no witness says %+v", l.Witnessing)
	}
	answers := make(chan struct{})
	w, url := b.witness("bury.example/witness", answers)
	plain, _, _ := b.checkpoint(w)
	b.named("00V", w.Key().String(), url)
	b.await("it is asked", func() bool {
		b.get(api.PathLedger).into(http.StatusOK, &l)
		return l.Witnessing != nil
	})
	if l := b.witnessing().Witnessing; l.Met || len(l.Checks) != 2 || l.Checks[0].Required != "3 keys" || l.Checks[0].Actual != "0 keys" || l.Since == "" || l.Cosigned != nil || l.Disputed {
		t.Errorf("before it has answered: %+v", l)
	}
	m, seat, holder := b.openMotion()
	r := b.record(holder, seat.Party, ledger.KindVoteCast, vote(m, seat.Seat, ledger.ChoiceFor))
	bare, at, by := b.checkpoint(w)
	if at.Size != r.Index+1 || len(by) != 0 {
		t.Errorf("a vote is recorded while the witness says nothing: %d entries, %d cosignatures", at.Size, len(by))
	}
	close(answers)
	b.await("the checkpoint is cosigned", func() bool { _, _, by = b.checkpoint(w); return len(by) == 1 })
	full, at, _ := b.checkpoint(w)
	if at.Size != r.Index+1 {
		t.Errorf("%d entries", at.Size)
	}
	if a := b.do("GET", api.PathCheckpoint, "", nil, "If-None-Match", bare.header.Get("ETag")); a.status != http.StatusOK {
		t.Errorf("who has it without the cosignature gets %d", a.status)
	}
	if a := b.do("GET", api.PathCheckpoint, "", nil, "If-None-Match", full.header.Get("ETag")); a.status != http.StatusNotModified {
		t.Errorf("who has it gets %d", a.status)
	}
	b.await("it is counted", func() bool { return b.witnessing().Witnessing.Checks[0].Actual == "1 key" })
	l = b.witnessing()
	if l.Checkpoint != string(full.body) || l.Witnessing.Met || l.Witnessing.Cosigned != nil {
		t.Errorf("%+v", l.Witnessing)
	}
	if got := l.Witnessing.Witnesses[0]; got.Name != w.Key().Name || got.Key != w.Key().String() || got.Party != "00V" || got.State != "cosigned" || got.Size != at.Size || got.Time != "2026-11-22T09:00:00.000Z" || got.Problem != "" {
		t.Errorf("%+v", got)
	}

	// The sdk takes a checkpoint with and without, before and after.
	client, err := sdk.New(b.url, sdk.Options{StateDir: t.TempDir(), VKey: b.founded.LogKey})
	if err != nil {
		t.Fatal(err)
	}
	for _, kept := range [][]byte{plain.body, full.body} {
		if _, now, err := client.Continues(context.Background(), kept); err != nil || now.Size != at.Size {
			t.Errorf("%v, %v", now, err)
		}
	}

	// With another party's and an independent one there are enough: three keys of two
	// parties. Who ends is asked no more.
	oldham, oldhamURL := b.witness("oldham.example/witness", nil)
	free, freeURL := b.witness("independent.example/witness", nil)
	b.named("00Y", oldham.Key().String(), oldhamURL)
	r = b.named("", free.Key().String(), freeURL)
	b.await("three have cosigned", func() bool {
		l = b.witnessing()
		return l.Witnessing.Met && l.Size == r.Index+1
	})
	if c := l.Witnessing.Cosigned; l.Witnessing.Since != "" || c == nil || c.Size != l.Size || strings.Count(c.Checkpoint, "\n— ") != 4 {
		t.Errorf("%+v", l.Witnessing)
	}
	if _, now, err := client.Continues(context.Background(), full.body); err != nil || now.Size != r.Index+1 {
		t.Errorf("%v, %v", now, err)
	}
	r = b.record("bury-officer", "00V", ledger.KindWitnessEnded, ledger.WitnessEnded{Key: w.Key().String(), On: b.today()})
	b.await("two have cosigned", func() bool {
		l = b.witnessing()
		return l.Size == r.Index+1 && len(l.Witnessing.Witnesses) == 2 && l.Witnessing.Checks[0].Actual == "2 keys"
	})
	if l.Witnessing.Met || l.Witnessing.Since == "" || l.Witnessing.Cosigned.Size != r.Index {
		t.Errorf("%+v", l.Witnessing)
	}
}

// A server whose data was put back to an older copy says so, and goes on: it is the
// witnesses' word.
func TestDisputedLedger(t *testing.T) {
	b := newBoard(t)
	w, url := b.witness("bury.example/witness", nil)
	b.named("00V", w.Key().String(), url)
	copied := filepath.Join(t.TempDir(), "copied")
	if err := os.CopyFS(copied, os.DirFS(b.dir)); err != nil {
		t.Fatal(err)
	}
	m, seat, holder := b.openMotion()
	r := b.record(holder, seat.Party, ledger.KindVoteCast, vote(m, seat.Seat, ledger.ChoiceFor))
	b.await("the checkpoint is cosigned", func() bool {
		_, at, by := b.checkpoint(w)
		return len(by) == 1 && at.Size == r.Index+1
	})
	older, stop := serveFrom(t, copied, filepath.Join(t.TempDir(), "data"))
	t.Cleanup(stop)
	older.await("the dispute is told", func() bool { return older.witnessing().Witnessing.Disputed })
	if got := older.witnessing().Witnessing; !older.server.Witnessing().Disputed || got.Met || got.Cosigned != nil || got.Witnesses[0].State != "disputed" || got.Witnesses[0].Problem == "" {
		t.Errorf("%+v", got)
	}
	if p := older.get(api.PathReady).problem(); p.Code != ledger.CodeUnavailable || !strings.Contains(p.Detail, "disputes") {
		t.Errorf("%s says %+v", api.PathReady, p)
	}
	if said := older.metrics(); !strings.Contains(said, "concordat_cosigned 0") {
		t.Error("the metrics say that the witnesses are in order with it")
	}
	if err := b.server.Uncosigned(); err != nil {
		t.Error(err)
	}
	if a, _, by := older.checkpoint(w); len(by) != 0 || bytes.Count(a.body, []byte("\n— ")) != 1 {
		t.Errorf("published is %s", a.body)
	}
	m, seat, holder = older.openMotion()
	older.record(holder, seat.Party, ledger.KindVoteCast, vote(m, seat.Seat, ledger.ChoiceAgainst))
}

// checker is where testdata/witnesscheck was built: a witness and a reader of
// another make, in a module of its own.
var checker = sync.OnceValues(func() (string, error) {
	dir, err := foundOnce() // what is beside it goes with it
	if err != nil {
		return "", err
	}
	path := filepath.Join(filepath.Dir(dir), "witnesscheck")
	build := exec.Command("go", "build", "-o", path, ".")
	build.Dir = filepath.Join("testdata", "witnesscheck")
	if out, err := build.CombinedOutput(); err != nil {
		return "", fmt.Errorf("%w\n%s", err, out)
	}
	return path, nil
})

// foreign starts the witness of another make for the board's log.
func (b *board) foreign(name string) (key, url string) {
	b.t.Helper()
	path, err := checker()
	if err != nil {
		b.t.Fatal(err)
	}
	cmd := exec.Command(path, "serve", name, b.founded.LogKey)
	cmd.Stderr = os.Stderr
	in, err := cmd.StdinPipe()
	if err != nil {
		b.t.Fatal(err)
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		b.t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		b.t.Fatal(err)
	}
	b.t.Cleanup(func() { in.Close(); cmd.Wait() })
	lines := bufio.NewScanner(out)
	for _, into := range []*string{&key, &url} {
		if !lines.Scan() {
			b.t.Fatal("the witness of another make says nothing")
		}
		*into = lines.Text()
	}
	return key, url
}

// A witness of another make and one of our own cosign the same checkpoints, grown
// and grown again, and a reader of another make finds both. Put back to an older
// copy, the ledger is disputed by both.
func TestWitnessOfAnotherMake(t *testing.T) {
	b := newBoard(t)
	b.world.add(time.Since(b.world.now())) // that witness has the world's own clock
	key, url := b.foreign("independent.example/w")
	b.named("", key, url)
	w, url := b.witness("bury.example/witness", nil)
	b.named("00V", w.Key().String(), url)
	copied := filepath.Join(t.TempDir(), "copied")
	if err := os.CopyFS(copied, os.DirFS(b.dir)); err != nil {
		t.Fatal(err)
	}
	for range 3 {
		m, seat, holder := b.openMotion()
		r := b.record(holder, seat.Party, ledger.KindVoteCast, vote(m, seat.Seat, ledger.ChoiceFor))
		b.await("both have cosigned", func() bool {
			l := b.witnessing()
			return l.Size == r.Index+1 && len(l.Witnessing.Checks) > 0 && l.Witnessing.Checks[0].Actual == "2 keys"
		})
		a := b.get(api.PathCheckpoint)
		verify := exec.Command(must(checker()), "verify", b.founded.LogKey, key, w.Key().String())
		verify.Stdin = bytes.NewReader(a.body)
		out, err := verify.CombinedOutput()
		if want := fmt.Sprintf(" %d ", r.Index+1); err != nil || strings.Count(string(out), want) != 2 || !strings.Contains(string(out), "independent.example/w ") {
			t.Errorf("%v: %s", err, out)
		}
	}
	older, stop := serveFrom(t, copied, filepath.Join(t.TempDir(), "data"))
	t.Cleanup(stop)
	older.await("both dispute it", func() bool {
		l := older.witnessing().Witnessing
		return len(l.Witnesses) == 2 && l.Witnesses[0].State == "disputed" && l.Witnesses[1].State == "disputed"
	})
}

// What is said of a ledger that lacks cosignatures, and from when on.
func TestUncosigned(t *testing.T) {
	now := time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC)
	one := []cosign.Report{{State: cosign.Waiting}}
	for name, test := range map[string]struct {
		status cosign.Status
		says   string
	}{
		"nobody is named":      {cosign.Status{Since: now.Add(-time.Hour)}, ""},
		"it has what it needs": {cosign.Status{Reports: one}, ""},
		"not for long":         {cosign.Status{Reports: one, Since: now.Add(-server.MaxUncosigned)}, ""},
		"too long":             {cosign.Status{Reports: one, Since: now.Add(-server.MaxUncosigned - time.Second)}, "for 15m1s"},
		"disputed":             {cosign.Status{Reports: one, Disputed: true}, "disputes"},
	} {
		err := server.Uncosigned(test.status, now)
		if (err == nil) != (test.says == "") || err != nil && !strings.Contains(err.Error(), test.says) {
			t.Errorf("%s: %v", name, err)
		}
	}
}
