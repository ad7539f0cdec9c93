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

// witnessed is a board whose ledger one real witness is asked about, over HTTP. Each
// of its answers waits for a token of answers, as long as there is such a channel.
func witnessed(t *testing.T, answers chan struct{}) (*board, cosign.Policy, *witness.Witness) {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "witness")
	if err := witness.Create(dir, "bury.example/witness", rand.Reader); err != nil {
		t.Fatal(err)
	}
	w, err := witness.Open(witness.Config{Dir: dir, Now: func() time.Time { return time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC) }})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { w.Close() })
	if err := w.Know(still(t).founded.LogKey); err != nil {
		t.Fatal(err)
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
	p := cosign.Policy{Witnesses: []cosign.Witness{{Name: "Bury's", Key: w.Key().String(), Party: "00V", URL: host.URL}}, Keys: 1, Parties: 1}
	b := newBoard(t, func(s *server.Server) {
		server.Witnessed(s, func(context.Context) (cosign.Policy, error) { return p, nil })
	})
	t.Cleanup(host.Close) // after the board
	return b, p, w
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

// await asks until it is so, or the test has taken too long.
func (b *board) await(what string, is func() bool) {
	b.t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	for !is() {
		if ctx.Err() != nil {
			b.t.Fatalf("in a minute it did not come to be that %s", what)
		}
	}
}

func (b *board) witnessing() (l api.Ledger) {
	b.t.Helper()
	b.get(api.PathLedger).into(http.StatusOK, &l)
	if l.Witnessing == nil {
		b.t.Fatal("the ledger says nothing of its witnesses")
	}
	return l
}

// The published checkpoint comes to carry the cosignature; what reads it reads it
// as before; and a witness that does not answer delays no receipt.
func TestCheckpointIsCosigned(t *testing.T) {
	answers := make(chan struct{})
	b, p, w := witnessed(t, answers)
	plain, _, by := b.checkpoint(w)
	if l := b.witnessing().Witnessing; len(by) != 0 || l.Met || l.Keys != 0 || l.NeededKeys != 1 || l.NeededParties != 1 || l.Since == "" || l.Cosigned != nil || l.Disputed {
		t.Errorf("before it has answered: %d, %+v", len(by), l)
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
	l := b.witnessing()
	wit := l.Witnessing
	if !wit.Met || wit.Keys != 1 || wit.Parties != 1 || wit.Since != "" || wit.Cosigned == nil || wit.Cosigned.Size != at.Size || wit.Cosigned.Checkpoint != string(full.body) || l.Checkpoint != string(full.body) {
		t.Errorf("%+v", wit)
	}
	if got := wit.Witnesses[0]; got.Name != "Bury's" || got.Key != p.Witnesses[0].Key || got.Party != "00V" || got.State != "cosigned" || got.Size != at.Size || got.Time != "2026-11-22T09:00:00.000Z" || got.Problem != "" {
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
	m, seat, holder = b.openMotion()
	r = b.record(holder, seat.Party, ledger.KindVoteCast, vote(m, seat.Seat, ledger.ChoiceFor))
	if _, now, err := client.Continues(context.Background(), full.body); err != nil || now.Size != r.Index+1 {
		t.Errorf("%v, %v", now, err)
	}
	b.await("the next one is cosigned", func() bool {
		_, at, by = b.checkpoint(w)
		return len(by) == 1 && at.Size == r.Index+1
	})
}

// A server whose data was put back to an older copy says so, and goes on: it is one
// witness's word.
func TestDisputedLedger(t *testing.T) {
	b, _, w := witnessed(t, nil)
	m, seat, holder := b.openMotion()
	r := b.record(holder, seat.Party, ledger.KindVoteCast, vote(m, seat.Seat, ledger.ChoiceFor))
	var by []merkle.Cosignature
	var at merkle.Checkpoint
	b.await("the checkpoint is cosigned", func() bool {
		_, at, by = b.checkpoint(w)
		return len(by) == 1 && at.Size == r.Index+1
	})
	host := httptest.NewServer(w)
	// Another copy of the same example is as this one was before the vote.
	older := newBoard(t, func(s *server.Server) {
		server.Witnessed(s, func(context.Context) (cosign.Policy, error) {
			return cosign.Policy{Witnesses: []cosign.Witness{{Name: "Bury's", Key: w.Key().String(), URL: host.URL}}, Keys: 1}, nil
		})
	})
	t.Cleanup(host.Close)
	older.await("the dispute is told", func() bool { return older.witnessing().Witnessing.Disputed })
	status, ok := older.server.Witnessing()
	if got := older.witnessing().Witnessing; !ok || !status.Disputed || got.Met || got.Keys != 0 || got.Cosigned != nil || got.Witnesses[0].State != "disputed" || got.Witnesses[0].Problem == "" {
		t.Errorf("%+v", got)
	}
	if a, _, by := older.checkpoint(w); len(by) != 0 || bytes.Count(a.body, []byte("\n— ")) != 1 {
		t.Errorf("published is %s", a.body)
	}
	m, seat, holder = older.openMotion()
	older.record(holder, seat.Party, ledger.KindVoteCast, vote(m, seat.Seat, ledger.ChoiceAgainst))
	if _, ok := still(t).server.Witnessing(); ok {
		t.Error("a ledger without witnesses has some")
	}
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

// foreign starts the witness of another make for the example's log.
func foreign(t *testing.T) cosign.Witness {
	t.Helper()
	path, err := checker()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(path, "serve", "independent.example/w", still(t).founded.LogKey)
	cmd.Stderr = os.Stderr
	in, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { in.Close(); cmd.Wait() })
	lines := bufio.NewScanner(out)
	w := cosign.Witness{Name: "Independent"}
	for _, into := range []*string{&w.Key, &w.URL} {
		if !lines.Scan() {
			t.Fatal("the witness of another make says nothing")
		}
		*into = lines.Text()
	}
	return w
}

// A witness of another make and one of our own cosign the same checkpoints, grown
// and grown again, and a reader of another make finds both. Put back to an older
// copy, the ledger is disputed by the one of another make as well.
func TestWitnessOfAnotherMake(t *testing.T) {
	independent := foreign(t)
	key, err := merkle.ParseCosignerKey(independent.Key)
	if err != nil {
		t.Fatal(err)
	}
	dir := filepath.Join(t.TempDir(), "witness")
	if err := witness.Create(dir, "bury.example/witness", rand.Reader); err != nil {
		t.Fatal(err)
	}
	w, err := witness.Open(witness.Config{Dir: dir})
	if err != nil {
		t.Fatal(err)
	}
	defer w.Close()
	if err := w.Know(still(t).founded.LogKey); err != nil {
		t.Fatal(err)
	}
	host := httptest.NewServer(w)
	defer host.Close()
	p := cosign.Policy{Witnesses: []cosign.Witness{independent, {Name: "Bury's", Key: w.Key().String(), Party: "00V", URL: host.URL}}, Keys: 2, Parties: 1}
	asking := func(s *server.Server) {
		server.Witnessed(s, func(context.Context) (cosign.Policy, error) { return p, nil })
	}
	b := newBoard(t, asking)
	b.world.add(time.Since(b.world.now())) // these witnesses have the world's own clock
	for range 3 {
		m, seat, holder := b.openMotion()
		r := b.record(holder, seat.Party, ledger.KindVoteCast, vote(m, seat.Seat, ledger.ChoiceFor))
		b.await("both have cosigned", func() bool {
			l := b.witnessing()
			return l.Witnessing.Met && l.Size == r.Index+1
		})
		a := b.get(api.PathCheckpoint)
		verify := exec.Command(must(checker()), "verify", b.founded.LogKey, independent.Key, w.Key().String())
		verify.Stdin = bytes.NewReader(a.body)
		out, err := verify.CombinedOutput()
		if want := fmt.Sprintf(" %d ", r.Index+1); err != nil || strings.Count(string(out), want) != 2 || !strings.Contains(string(out), key.Name) {
			t.Errorf("%v: %s", err, out)
		}
	}
	older := newBoard(t, asking)
	older.world.add(time.Since(older.world.now()))
	older.await("both dispute it", func() bool {
		l := older.witnessing().Witnessing
		return l.Witnesses[0].State == "disputed" && l.Witnesses[1].State == "disputed"
	})
}
