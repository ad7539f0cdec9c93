package sdk

import (
	"context"
	"crypto/rand"
	"encoding/base64"
	"errors"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"concordat/ledger"
	"concordat/ledger/merkle"
	"concordat/server/api"
)

func decode(s string) ([]byte, error) { return base64.StdEncoding.DecodeString(s) }

func TestStateIsProved(t *testing.T) {
	l := newLiar(t)
	c := l.voter(Options{})
	done, err := vote(c)
	if err != nil {
		t.Fatal(err)
	}
	if done.Entry != 1 || done.Sentence != "NHS Bury CCG votes for GM-2015-003, Stepping Hill as the fourth site" {
		t.Errorf("recorded %+v", done)
	}
	st, err := ledger.Parse(l.posts[0])
	if err != nil {
		t.Fatal(err)
	}
	if st.ID != done.ID || st.Payload.Seen.Size != 1 || st.Payload.Author != "bury-board" || st.Payload.Ledger != l.origin {
		t.Errorf("stated %+v", st.Payload)
	}
	if done.CheckCode != ledger.CheckCode(ledger.DigestOf(done.Receipt.Entry)) {
		t.Error("the check code is not that of the entry")
	}
	again, err := c.Receipt(context.Background(), 1)
	if err != nil || again.ID != done.ID || again.CheckCode != done.CheckCode {
		t.Errorf("read again: %+v, %v", again, err)
	}
	l.before = func(w http.ResponseWriter, r *http.Request) bool {
		r.URL.Path = strings.Replace(r.URL.Path, "entries/0", "entries/1", 1)
		return false
	}
	if _, err := c.Receipt(context.Background(), 0); err == nil {
		t.Error("the receipt of entry 1 was taken for that of entry 0")
	}
}

// Every lie about a receipt is refused, with the receipt as the evidence.
func TestLyingReceipts(t *testing.T) {
	other := newLiar(t)
	other.grow(3)
	for _, tt := range []struct {
		name string
		why  string
		lie  func(l *liar, honest api.Receipt) api.Receipt
	}{
		{"of another statement", "another statement", func(l *liar, r api.Receipt) api.Receipt {
			e, err := ledger.ParseEntry(r.Entry)
			if err != nil {
				panic(err)
			}
			k := newTestKey(l.t, Ed25519)
			p, _ := ledger.Encode(ledger.EngineChanged{Engine: "opa 9"})
			draft, _ := ledger.Draft(k.Public(), ledger.Payload{V: 1, Ledger: l.origin, Kind: ledger.KindEngineChanged, Author: "x", Seen: ledger.Seen{Root: ledger.DigestOf(nil)}, Sentence: "x", Body: p})
			e.Statement, _ = ledger.Encode(k.Sign(draft))
			l.add(e.Bytes())
			return l.proof(l.tree.Size() - 1)
		}},
		{"of an entry that is not a statement", "can't be read", func(l *liar, r api.Receipt) api.Receipt { return l.proof(0) }},
		{"with another's proof", "does not hold", func(l *liar, r api.Receipt) api.Receipt { r.Proof = l.proof(0).Proof; return r }},
		{"with another log's proof", "does not hold", func(l *liar, r api.Receipt) api.Receipt { r.Proof = other.proof(1).Proof; return r }},
		{"with a changed entry", "does not hold", func(l *liar, r api.Receipt) api.Receipt {
			r.Entry = []byte(strings.Replace(string(r.Entry), "17:00", "16:00", 1))
			return r
		}},
		{"with another index", "is said to be for", func(l *liar, r api.Receipt) api.Receipt { r.Index++; return r }},
		{"with no proof", "does not hold", func(l *liar, r api.Receipt) api.Receipt { r.Proof = ""; return r }},
		{"that is empty", "does not hold", func(l *liar, r api.Receipt) api.Receipt { return api.Receipt{} }},
	} {
		t.Run(tt.name, func(t *testing.T) {
			l := newLiar(t)
			l.receipt = func(r api.Receipt) api.Receipt { return tt.lie(l, r) }
			_, err := vote(l.voter(Options{}))
			var e *ReceiptError
			if !errors.As(err, &e) {
				t.Fatalf("it was taken for recorded: %v", err)
			}
			if !strings.Contains(e.Error(), tt.why) {
				t.Errorf("%v, not %s", e, tt.why)
			}
			if string(e.Sent) != string(l.posts[0]) {
				t.Error("the evidence is not what was sent")
			}
			if len(l.posts) != 1 {
				t.Errorf("it was sent %d times", len(l.posts))
			}
		})
	}
}

// The statement was there before it was signed: the server shows a receipt out of
// a tree in which it could not have stood.
func TestReceiptFromBeforeItWasSigned(t *testing.T) {
	l := newLiar(t)
	c := l.voter(Options{})
	l.receipt = func(r api.Receipt) api.Receipt {
		l.leaves, l.tree, l.tiles = nil, merkle.Tree{}, map[merkle.Tile][]byte{}
		l.add(r.Entry)
		l.add([]byte("the founding"))
		return l.proof(0)
	}
	_, err := vote(c)
	var e *merkle.InconsistencyError
	if !errors.As(err, &e) {
		t.Fatalf("a receipt out of another tree: %v", err)
	}
}

func TestForksAndRollbacks(t *testing.T) {
	for _, kept := range []bool{false, true} {
		for _, tt := range []struct {
			name string
			lie  func(l *liar)
		}{
			{"same size, other history", func(l *liar) { l.history("a", "b", "c", "d", "not e") }},
			{"larger, other history", func(l *liar) { l.history("a", "not b", "c", "d", "e", "f", "g") }},
			{"rolled back", func(l *liar) { l.history("a", "b", "c") }},
			{"rolled back, other history", func(l *liar) { l.history("x") }},
			{"empty", func(l *liar) { l.history() }},
			{"much larger", func(l *liar) { l.history("not a"); l.grow(700) }},
			{"larger, without tiles", func(l *liar) { l.grow(1); l.tiles = nil }},
			{"larger, with another tree's tiles", func(l *liar) {
				l.history("a", "b", "c", "d", "e", "f")
				honest := l.tiles
				l.history("a", "b", "c", "d", "not e", "f")
				l.tiles = honest
			}},
		} {
			t.Run(tt.name, func(t *testing.T) {
				l := newLiar(t)
				l.history("a", "b", "c", "d", "e")
				o := Options{}
				if kept {
					o.StateDir = t.TempDir()
				}
				c := l.client(o)
				if _, err := c.Ledger(context.Background()); err != nil {
					t.Fatal(err)
				}
				old := string(l.signed())
				tt.lie(l)
				if kept { // another process meets the lie
					c = l.client(o)
				}
				for range 2 { // and does not get used to it
					_, err := c.Ledger(context.Background())
					var e *merkle.InconsistencyError
					if !errors.As(err, &e) {
						t.Fatalf("taken for the same history: %v", err)
					}
					if string(e.Old) != old || string(e.New) != string(l.signed()) {
						t.Error("the evidence is not the two checkpoints")
					}
				}
				if _, err := vote(l.voter(o)); kept && err == nil {
					t.Error("a vote was cast in the fork")
				}
			})
		}
	}
}

func TestGrowthIsTaken(t *testing.T) {
	l := newLiar(t)
	dir := t.TempDir()
	c := l.client(Options{StateDir: dir})
	total := 1
	for _, n := range []int{0, 1, 1, 253, 1, 1, 300, 0, 70} {
		l.grow(n)
		total += n
		got, err := c.Ledger(context.Background())
		if err != nil {
			t.Fatalf("at %d: %v", total, err)
		}
		if got.Size != int64(total) {
			t.Errorf("size %d, not %d", got.Size, total)
		}
	}
	// The partial tile of the kept size has been filled and thrown away.
	l.before = func(w http.ResponseWriter, r *http.Request) bool {
		if strings.Contains(r.URL.Path, ".p/") && !strings.HasSuffix(r.URL.Path, ".p/3") {
			problem(w, ledger.CodeNotFound)
			return true
		}
		return false
	}
	if _, err := l.client(Options{StateDir: dir}).Ledger(context.Background()); err != nil {
		t.Error(err)
	}
}

// What another process accepted in the meantime accuses nobody.
func TestAnOlderAnswerIsNoRollback(t *testing.T) {
	l := newLiar(t)
	dir := t.TempDir()
	o := Options{StateDir: dir}
	l.grow(4)
	old := l.signed()
	l.grow(3)
	if _, err := l.client(o).Ledger(context.Background()); err != nil {
		t.Fatal(err)
	}
	asked := 0
	l.checkpoint = func(honest []byte) []byte {
		if asked++; asked == 1 {
			return old
		}
		return honest
	}
	got, err := l.client(o).Ledger(context.Background())
	if err != nil || got.Size != 5 {
		t.Errorf("an answer that was overtaken: size %d, %v", got.Size, err)
	}
	l.checkpoint = func([]byte) []byte { return old }
	if _, err := l.client(o).Ledger(context.Background()); err == nil {
		t.Error("a rollback was taken for an answer that was overtaken")
	}
}

// A network that fails says nothing about the log.
func TestNoAnswerIsNoFork(t *testing.T) {
	l := newLiar(t)
	dir := t.TempDir()
	if _, err := l.client(Options{StateDir: dir}).Ledger(context.Background()); err != nil {
		t.Fatal(err)
	}
	l.grow(3)
	l.before = func(w http.ResponseWriter, r *http.Request) bool {
		if strings.HasPrefix(r.URL.Path, api.PathTile) {
			panic(http.ErrAbortHandler)
		}
		return false
	}
	_, err := l.client(Options{StateDir: dir}).Ledger(context.Background())
	var n *NetworkError
	var e *merkle.InconsistencyError
	if !errors.As(err, &n) || errors.As(err, &e) {
		t.Errorf("%v", err)
	}
}

func TestTheLogsKeyNeverChanges(t *testing.T) {
	ctx := context.Background()
	l := newLiar(t)
	dir := t.TempDir()
	c := l.client(Options{StateDir: dir})
	if _, err := c.Ledger(ctx); err != nil {
		t.Fatal(err)
	}
	was := l.vkey
	var err error
	if l.skey, l.vkey, err = merkle.NewLogKey(rand.Reader, l.origin); err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]*Client{
		"same process":    c,
		"another process": l.client(Options{StateDir: dir}),
		"key given":       l.client(Options{VKey: was}),
	} {
		_, err := c.Ledger(ctx)
		var e *KeyChangedError
		if !errors.As(err, &e) || e.Pinned != was || e.Offered != l.vkey {
			t.Errorf("%s: %v", name, err)
		}
	}
	// Signed by another key than the one it offers.
	l.vkey = was
	if _, err := l.client(Options{}).Ledger(ctx); !errors.Is(err, merkle.ErrKey) {
		t.Errorf("a checkpoint by another key: %v", err)
	}
}

func TestAnotherLedgerInItsPlace(t *testing.T) {
	ctx := context.Background()
	for _, example := range []bool{false, true} {
		l := newLiar(t)
		if example {
			l.example = &api.Example{Name: "greater-manchester"}
		}
		dir := t.TempDir()
		if _, err := l.client(Options{StateDir: dir}).Ledger(ctx); err != nil {
			t.Fatal(err)
		}
		var err error
		if l.origin, l.skey, l.vkey, err = merkle.NewLog(rand.Reader, "gm"); err != nil {
			t.Fatal(err)
		}
		_, err = l.client(Options{StateDir: dir}).Ledger(ctx)
		var e *OtherLedgerError
		if errors.As(err, &e) == example {
			t.Errorf("example %v: %v", example, err)
		}
		if _, err := l.client(Options{StateDir: dir, VKey: l.vkey}).Ledger(ctx); err != nil {
			t.Errorf("a ledger whose key was given: %v", err)
		}
	}
}

// The first POST's answer is lost: the same bytes go again, and are recorded once.
func TestLostAnswer(t *testing.T) {
	l := newLiar(t)
	lost := 0
	l.receipt = func(r api.Receipt) api.Receipt {
		if lost++; lost == 1 {
			panic(http.ErrAbortHandler)
		}
		return r
	}
	done, err := vote(l.voter(Options{}))
	if err != nil {
		t.Fatal(err)
	}
	if !done.Repeated || done.Entry != 1 || len(l.posts) != 2 || string(l.posts[0]) != string(l.posts[1]) || l.tree.Size() != 2 {
		t.Errorf("recorded %+v after %d posts", done, len(l.posts))
	}

	l = newLiar(t)
	l.receipt = func(r api.Receipt) api.Receipt { panic(http.ErrAbortHandler) }
	l.before = func(w http.ResponseWriter, r *http.Request) bool {
		if len(l.posts) > 0 && r.URL.Path == api.PathStatements {
			panic(http.ErrAbortHandler)
		}
		return false
	}
	_, err = vote(l.voter(Options{}))
	var n *NetworkError
	if !errors.As(err, &n) {
		t.Errorf("it was taken for recorded or refused: %v", err)
	}
}

func TestRacesAreRunAgain(t *testing.T) {
	for _, tt := range []struct {
		races int
		ok    bool
	}{{1, true}, {2, true}, {3, false}} {
		l := newLiar(t)
		raced := 0
		l.before = func(w http.ResponseWriter, r *http.Request) bool {
			if r.URL.Path == api.PathStatements && r.Header.Get("Authorization") != "" && raced < tt.races {
				raced++
				l.next++ // another statement by the same key came first
			}
			return false
		}
		done, err := vote(l.voter(Options{}))
		if (err == nil) != tt.ok {
			t.Errorf("%d races: %v", tt.races, err)
		}
		if tt.ok && done.Entry != 1 {
			t.Errorf("entry %d", done.Entry)
		}
		var p *api.Problem
		if !tt.ok && (!errors.As(err, &p) || p.Code != ledger.CodeOutOfSequence) {
			t.Errorf("%v", err)
		}
	}
}

func TestLogsInWhenTold(t *testing.T) {
	ctx := context.Background()
	l := newLiar(t)
	good := "Bearer token-1"
	l.before = func(w http.ResponseWriter, r *http.Request) bool {
		if r.URL.Path == api.PathParties+"/00V" && r.Header.Get("Authorization") != good {
			problem(w, ledger.CodeLogIn)
			return true
		}
		return false
	}
	var p *api.Problem
	if _, err := l.client(Options{}).Party(ctx, "00V"); !errors.As(err, &p) || p.Code != ledger.CodeLogIn {
		t.Errorf("the public: %v", err)
	}
	dir := t.TempDir()
	c := l.voter(Options{StateDir: dir})
	for range 3 {
		if _, err := c.Party(ctx, "00V"); err != nil {
			t.Fatal(err)
		}
	}
	// The same person in another process, and somebody else.
	other := l.client(Options{StateDir: dir, Key: c.key})
	if _, err := other.Party(ctx, "00V"); err != nil || l.logins != 1 {
		t.Errorf("%d log-ins, %v", l.logins, err)
	}
	for _, name := range must(filepath.Glob(filepath.Join(dir, "*"))) {
		info, err := os.Stat(name)
		if err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("%s: %v %v", name, info.Mode(), err)
		}
	}
	good = "Bearer token-2" // the first has run out
	if _, err := other.Party(ctx, "00V"); err != nil || l.logins != 2 {
		t.Errorf("%d log-ins, %v", l.logins, err)
	}
	good = "Bearer none" // a server that never lets one in is asked twice, not for ever
	if _, err := other.Party(ctx, "00V"); !errors.As(err, &p) || p.Code != ledger.CodeLogIn {
		t.Errorf("%v", err)
	}
}

// A log-in for one ledger is never made for another.
func TestLogInNamesThisLedger(t *testing.T) {
	l := newLiar(t)
	posted := false
	l.before = func(w http.ResponseWriter, r *http.Request) bool {
		if r.URL.Path != api.PathLogin {
			return false
		}
		if posted = posted || r.Method == http.MethodPost; posted {
			return false
		}
		w.Write([]byte(`{"nonce":"n","ledger":"the-bank-0000000000000000","expires":"2999-01-01T00:00:00.000Z"}`))
		return true
	}
	if _, err := l.voter(Options{}).LogIn(context.Background()); err == nil || posted {
		t.Errorf("it logged in to another ledger: %v", err)
	}
}

func TestNewRefuses(t *testing.T) {
	for _, server := range []string{"", "127.0.0.1:8080", "ftp://x", "http://", "http://a?b", "http://u:p@h", ":"} {
		if _, err := New(server, Options{}); err == nil {
			t.Errorf("%q was taken", server)
		}
	}
	if _, err := New("http://h", Options{VKey: "x"}); err == nil {
		t.Error("a key that is none was taken")
	}
	k := newTestKey(t, Ed25519)
	if _, err := New("http://h", Options{Key: &k}); err == nil {
		t.Error("a key of nobody was taken")
	}
}

func TestNotAConcordatServer(t *testing.T) {
	l := newLiar(t)
	l.before = func(w http.ResponseWriter, r *http.Request) bool { http.NotFound(w, r); return true }
	_, err := l.client(Options{}).Ledger(context.Background())
	if err == nil || !strings.Contains(err.Error(), "address of a Concordat server") {
		t.Errorf("%v", err)
	}
	l.Close()
	_, err = l.client(Options{}).Ledger(context.Background())
	var n *NetworkError
	if !errors.As(err, &n) || !strings.HasPrefix(err.Error(), "no answer from http://") {
		t.Errorf("%v", err)
	}
}

func TestSentenceNeedsNoKey(t *testing.T) {
	l := newLiar(t)
	s, err := l.client(Options{}).Sentence(context.Background(), ledger.KindVoteCast, "00V", testVote)
	if err != nil || !strings.HasPrefix(s, "NHS Bury CCG votes for") {
		t.Errorf("%q, %v", s, err)
	}
	if _, err := vote(l.client(Options{})); !errors.Is(err, ErrNoKey) {
		t.Errorf("%v", err)
	}
}

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

// A long document is too large for who is not logged in, or no longer: it is put
// again with a log-in, and once only.
func TestLogsInToPut(t *testing.T) {
	l := newLiar(t)
	good, puts := "Bearer token-1", 0
	l.before = func(w http.ResponseWriter, r *http.Request) bool {
		if r.Method != http.MethodPut {
			return false
		}
		puts++
		if r.Header.Get("Authorization") != good {
			problem(w, ledger.CodeTooLarge)
			return true
		}
		_, _ = w.Write([]byte("{}"))
		return true
	}
	c := l.voter(Options{})
	for range 2 {
		if _, err := c.PutBlob(context.Background(), []byte("long"), false); err != nil {
			t.Fatal(err)
		}
	}
	good = "Bearer token-2"
	if _, err := c.PutBlob(context.Background(), []byte("long"), false); err != nil || l.logins != 2 || puts != 5 {
		t.Errorf("%d log-ins, %d times put, %v", l.logins, puts, err)
	}
	good = "Bearer none"
	var p *api.Problem
	if _, err := c.PutBlob(context.Background(), []byte("long"), false); !errors.As(err, &p) || p.Code != ledger.CodeTooLarge || puts != 7 {
		t.Errorf("%d times put, %v", puts, err)
	}
}

// Who sees a ledger for the first time, with a checkpoint that somebody else kept,
// is shown a fork or a loss as well as who saw it before.
func TestContinues(t *testing.T) {
	l := newLiar(t)
	l.history("a", "b", "c", "d", "e")
	kept := l.signed()
	l.grow(700)
	ctx := context.Background()
	old, now, err := l.client(Options{}).Continues(ctx, kept)
	if err != nil || old.Size != 5 || now.Size != 705 {
		t.Fatalf("%d, %d, %v", old.Size, now.Size, err)
	}
	for size := range now.Size + 1 {
		want, err := merkle.RootAt(merkle.HashReader(l.readTile, now.Size), size)
		if err != nil {
			t.Fatal(err)
		}
		if size > 8 && size%97 != 0 {
			continue
		}
		if root, _, err := l.client(Options{}).RootAt(ctx, size); err != nil || root != ledger.HashDigest(want) {
			t.Errorf("the root of %d: %s, %v", size, root, err)
		}
	}
	for _, size := range []int64{-1, 706, merkle.MaxSize + 1} {
		if _, _, err := l.client(Options{}).RootAt(ctx, size); !errors.Is(err, merkle.ErrMalformed) {
			t.Errorf("the root of %d: %v", size, err)
		}
	}
	if _, _, err := l.client(Options{}).Continues(ctx, append(kept[:len(kept):len(kept)], '\n')); !errors.Is(err, merkle.ErrMalformed) {
		t.Errorf("a line more: %v", err)
	}
	if _, _, err := l.client(Options{}).Continues(ctx, newLiar(t).signed()); err == nil {
		t.Error("another ledger's checkpoint is taken")
	}
	for name, lie := range map[string]func(){
		"same size":     func() { l.history("a", "b", "c", "d", "not e") },
		"other history": func() { l.history("a", "not b", "c", "d", "e", "f", "g") },
		"rolled back":   func() { l.history("a", "b", "c") },
		"empty":         func() { l.history() },
		"without tiles": func() { l.history("a", "b", "c", "d", "e", "f"); l.tiles = nil },
	} {
		lie()
		_, _, err := l.client(Options{}).Continues(ctx, kept)
		var e *merkle.InconsistencyError
		if !errors.As(err, &e) || string(e.Old) != string(kept) || string(e.New) != string(l.signed()) {
			t.Errorf("%s: %v", name, err)
		}
	}
}
