package cosign

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"golang.org/x/mod/sumdb/note"

	"concordat/clients/witness"
	"concordat/ledger"
	"concordat/ledger/merkle"
)

const testLog = "gm-board-example"

func seeded(name string) io.Reader {
	sum := sha256.Sum256([]byte(name))
	return bytes.NewReader(bytes.Repeat(sum[:], 4))
}

// board is a log: its key, and the history that it shows.
type board struct {
	t        *testing.T
	signer   note.Signer
	verifier note.Verifier
	vkey     string

	mu    sync.Mutex
	tree  merkle.Tree
	tiles map[string][]byte
	head  []byte
	next  chan struct{}
}

func newBoard(t *testing.T, key, origin string) *board {
	t.Helper()
	skey, vkey, err := merkle.NewLogKey(seeded(key), origin)
	if err != nil {
		t.Fatal(err)
	}
	signer, err := note.NewSigner(skey)
	if err != nil {
		t.Fatal(err)
	}
	verifier, err := note.NewVerifier(vkey)
	if err != nil {
		t.Fatal(err)
	}
	return &board{t: t, signer: signer, verifier: verifier, vkey: vkey, tiles: map[string][]byte{}, next: make(chan struct{})}
}

// grow publishes n entries more.
func (b *board) grow(n int, what string) *board {
	b.t.Helper()
	b.mu.Lock()
	defer b.mu.Unlock()
	var leaves []merkle.Hash
	for i := range n {
		leaves = append(leaves, merkle.LeafHash(fmt.Appendf(nil, "%s %d", what, b.tree.Size()+int64(i))))
	}
	tree, tiles := b.tree.Append(leaves)
	for _, tile := range tiles {
		b.tiles[fmt.Sprint(tile.L, tile.N)] = tile.Data
	}
	b.tree = tree
	msg, err := merkle.SignCheckpoint(merkle.Checkpoint{Origin: b.signer.Name(), Size: tree.Size(), Root: tree.Root()}, b.signer)
	if err != nil {
		b.t.Fatal(err)
	}
	b.head = msg
	close(b.next)
	b.next = make(chan struct{})
	return b
}

func (b *board) Published() ([]byte, <-chan struct{}) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.head, b.next
}

func (b *board) Tile(t merkle.Tile) ([]byte, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	data, ok := b.tiles[fmt.Sprint(t.L, t.N)]
	if !ok {
		return nil, errors.New("no such tile")
	}
	return data, nil
}

// hosts is the network: each host's handler by its name. A nil handler never
// answers.
type hosts map[string]http.Handler

func (h hosts) RoundTrip(r *http.Request) (*http.Response, error) {
	handler, ok := h[r.URL.Host]
	if !ok {
		return nil, errors.New("no such host")
	}
	if handler == nil {
		<-r.Context().Done()
		return nil, r.Context().Err()
	}
	rec := httptest.NewRecorder()
	handler.ServeHTTP(rec, r)
	if err := r.Context().Err(); err != nil {
		return nil, err
	}
	return rec.Result(), nil
}

// newWitness is a real one, that knows the board.
func newWitness(t *testing.T, b *board, name string) *witness.Witness {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "witness")
	if err := witness.Create(dir, name, seeded(name)); err != nil {
		t.Fatal(err)
	}
	w, err := witness.Open(witness.Config{Dir: dir})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { w.Close() })
	if err := w.Know(b.vkey); err != nil {
		t.Fatal(err)
	}
	return w
}

func named(w *witness.Witness, party string) Witness {
	return Witness{Name: w.Key().Name, Key: w.Key().String(), Party: party, URL: "http://" + w.Key().Name}
}

// asking starts to ask and stops at the test's end.
func asking(t *testing.T, b *board, net http.RoundTripper, p func(context.Context) (Policy, error), log io.Writer) *Cosigner {
	t.Helper()
	c := Start(Config{Log: b, Origin: b.verifier.Name(), Policy: p, Transport: net, Logger: slog.New(slog.NewTextHandler(log, nil))})
	t.Cleanup(c.Close)
	return c
}

func always(p Policy) func(context.Context) (Policy, error) {
	return func(context.Context) (Policy, error) { return p, nil }
}

// need asks for so many who have cosigned.
func need(n int) func(context.Context, []Witness) (Verdict, error) {
	return func(_ context.Context, by []Witness) (Verdict, error) {
		return Verdict{len(by) >= n, []ledger.Check{{ID: "keys", Actual: fmt.Sprint(len(by)), Met: len(by) >= n}}}, nil
	}
}

// cosigned is how many of the keys have cosigned what is published, as a reader
// finds it.
func cosigned(t *testing.T, b *board, c *Cosigner, p Policy) (size int64, names []string) {
	t.Helper()
	signed, _ := b.Published()
	msg, n := c.Cosigned(signed)
	var keys []merkle.CosignerKey
	for _, w := range p.Witnesses {
		if k, err := merkle.ParseCosignerKey(w.Key); err == nil {
			keys = append(keys, k)
		}
	}
	at, list, err := merkle.OpenCosigned(msg, testLog, b.verifier, keys)
	if err != nil || len(list) != n {
		t.Fatalf("%d cosignatures, %v, %v", n, list, err)
	}
	for _, s := range list {
		names = append(names, s.Key.Name)
	}
	return at.Size, names
}

// logged is a buffer for a log, for several goroutines.
type logged struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (l *logged) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *logged) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}

func TestCosigned(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBoard(t, "log", testLog).grow(3, "entry")
		bury, oldham := newWitness(t, b, "bury"), newWitness(t, b, "oldham")
		p := Policy{Witnesses: []Witness{named(bury, "00V"), named(oldham, "00Y")}, Enough: need(2)}
		c := asking(t, b, hosts{"bury": bury, "oldham": oldham}, always(p), io.Discard)
		synctest.Wait()
		for range 4 {
			size, by := cosigned(t, b, c, p)
			s := c.Status()
			if len(by) != 2 || size != s.Size || s.Cosigned != 2 || !s.Met || s.Checks[0].Actual != "2" || !s.Since.IsZero() || s.LastSize != size || s.Disputed {
				t.Errorf("%d entries cosigned by %v: %+v", size, by, s)
			}
			if r := s.Reports[1]; r.State != Cosigned || r.Size != size || r.Problem != "" || r.Time.Unix() > time.Now().Unix() {
				t.Errorf("%+v", r)
			}
			// A new one has none yet, and what it lacks is known at once; the last that had
			// all is at hand.
			b.grow(300, "entry")
			if _, by := cosigned(t, b, c, p); len(by) != 0 {
				t.Errorf("cosigned before it was asked for: %v", by)
			}
			if s := c.Status(); s.Cosigned != 0 || s.Met || s.Checks[0].Actual != "0" || s.Since.IsZero() || s.LastSize != size || s.Size != size+300 {
				t.Errorf("%+v", s)
			}
			time.Sleep(pause)
			synctest.Wait()
		}
		// Started again it finds out what they have.
		c.Close()
		c = asking(t, b, hosts{"bury": bury, "oldham": oldham}, always(p), io.Discard)
		synctest.Wait()
		if _, by := cosigned(t, b, c, p); len(by) != 2 {
			t.Errorf("started again: %v", by)
		}
		b.grow(1, "entry")
		c.Close()
		c = asking(t, b, hosts{"bury": bury, "oldham": oldham}, always(p), io.Discard)
		synctest.Wait()
		if _, by := cosigned(t, b, c, p); len(by) != 2 {
			t.Errorf("started again after it had grown: %v", by)
		}
	})
}

// What was cosigned is shown so after a start, before any witness answers; what stands in the
// file in the place of it is not.
func TestKept(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBoard(t, "log", testLog).grow(3, "entry")
		bury, oldham := newWitness(t, b, "bury"), newWitness(t, b, "oldham")
		p := Policy{Witnesses: []Witness{named(bury, "00V"), named(oldham, "00Y")}, Enough: need(2)}
		file := filepath.Join(t.TempDir(), "cosigned")
		var said logged
		start := func(b *board, net hosts) (c *Cosigner, by []string, s Status) {
			t.Helper()
			c = Start(Config{Log: b, Origin: testLog, Policy: always(p), Transport: net, File: file, Logger: slog.New(slog.NewTextHandler(&said, nil))})
			synctest.Wait()
			_, by = cosigned(t, b, c, p)
			s = c.Status()
			c.Close()
			return c, by, s
		}
		_, _, first := start(b, hosts{"bury": bury, "oldham": oldham})
		good, err := os.ReadFile(file)
		if err != nil || !bytes.Equal(good, first.Last) {
			t.Fatalf("%q is kept of %q: %v", good, first.Last, err)
		}
		if _, by, s := start(b, nil); len(by) != 2 || !s.Met || !s.Since.IsZero() || s.LastSize != 3 || s.Reports[0].State != Unreachable || s.Reports[0].Time != first.Reports[0].Time {
			t.Errorf("cosigned by %v: %+v", by, s)
		}
		// Of a checkpoint since there are none, and the one before is at hand.
		b.grow(300, "entry")
		if _, by, s := start(b, nil); len(by) != 0 || s.Met || s.LastSize != 3 || !bytes.Equal(s.Last, good) {
			t.Errorf("cosigned by %v: %+v", by, s)
		}
		for what, data := range map[string][]byte{
			"of a changed cosignature": bytes.Replace(good, []byte("bury "), []byte("bury A"), 1), "nothing": {}, "no checkpoint": []byte("x"), "half": good[:len(good)/2],
		} {
			if err := os.WriteFile(file, data, 0o600); err != nil {
				t.Fatal(err)
			}
			if _, by, s := start(b, nil); len(by) != 0 || s.Last != nil {
				t.Errorf("%s: cosigned by %v: %+v", what, by, s)
			}
		}
		if err := os.WriteFile(file, good, 0o600); err != nil {
			t.Fatal(err)
		}
		if strings.Contains(said.String(), "level=ERROR") {
			t.Errorf("what is no evidence is told as if it were: %s", &said)
		}
		for what, other := range map[string]*board{"another tree": newBoard(t, "log", testLog).grow(5, "another"), "fewer entries": newBoard(t, "log", testLog).grow(2, "entry")} {
			if err := os.WriteFile(file, good, 0o600); err != nil {
				t.Fatal(err)
			}
			said = logged{}
			if _, by, s := start(other, nil); len(by) != 0 || s.Last != nil {
				t.Errorf("%s: cosigned by %v: %+v", what, by, s)
			}
			// It is put aside, and not written over by what witnesses make of the other log.
			aside, err := filepath.Glob(file + ".other-3-*")
			if err != nil || len(aside) != 1 || !strings.Contains(said.String(), "level=ERROR") || !strings.Contains(said.String(), "file="+aside[0]) {
				t.Fatalf("%s: put aside as %q, %v: %s", what, aside, err, &said)
			}
			if data, err := os.ReadFile(aside[0]); err != nil || !bytes.Equal(data, good) {
				t.Errorf("%s: put aside is %q, %v", what, data, err)
			}
			if err := os.Remove(aside[0]); err != nil {
				t.Fatal(err)
			}
		}
		if _, by, _ := start(b, hosts{"bury": bury, "oldham": oldham}); len(by) != 2 {
			t.Errorf("asked again: %v", by)
		}
	})
}

// A log that was forked or rolled back gets no cosignature, and that is said
// loudly; with the right data it goes on.
func TestDisputed(t *testing.T) {
	for name, wrong := range map[string]func(*board) *board{
		"rolled back":            func(b *board) *board { return b.grow(7, "entry") },
		"forked":                 func(b *board) *board { return b.grow(7, "entry").grow(20, "other") },
		"forked at one size":     func(b *board) *board { return b.grow(7, "entry").grow(3, "other") },
		"rolled back and forked": func(b *board) *board { return b.grow(7, "other") },
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				b := newBoard(t, "log", testLog).grow(10, "entry")
				bury := newWitness(t, b, "bury")
				p := Policy{Witnesses: []Witness{named(bury, "00V")}, Enough: need(1)}
				var said logged
				c := asking(t, b, hosts{"bury": bury}, always(p), &said)
				synctest.Wait()
				if s := c.Status(); s.Disputed || s.Cosigned != 1 || strings.Contains(said.String(), "ERROR") {
					t.Fatalf("%+v\n%s", s, &said)
				}
				c.Close()

				bad := wrong(newBoard(t, "log", testLog))
				c = asking(t, bad, hosts{"bury": bury}, always(p), &said)
				synctest.Wait()
				s := c.Status()
				if !s.Disputed || s.Cosigned != 0 || s.Reports[0].State != Disputed || s.Last != nil || s.Since.IsZero() || !strings.Contains(s.String(), "disputes") {
					t.Errorf("%+v", s)
				}
				if out := said.String(); !strings.Contains(out, "level=ERROR") || !strings.Contains(out, "DISPUTES THIS LOG") || !strings.Contains(out, "bury") {
					t.Errorf("it says %s", out)
				}
				if _, by := cosigned(t, bad, c, p); len(by) != 0 {
					t.Errorf("cosigned by %v", by)
				}
				// It grows on, and is disputed still.
				bad.grow(50, "other")
				time.Sleep(time.Hour)
				synctest.Wait()
				if s := c.Status(); !s.Disputed || s.Cosigned != 0 {
					t.Errorf("%+v", s)
				}
				c.Close()

				c = asking(t, b.grow(1, "entry"), hosts{"bury": bury}, always(p), &said)
				synctest.Wait()
				if s := c.Status(); s.Disputed || s.Cosigned != 1 || s.LastSize != 11 {
					t.Errorf("with the right data: %+v", s)
				}
			})
		})
	}
}

// Where everything was put back to an older copy, what was kept of cosignatures with it, the
// witnesses say so at the start, before anything is published that would be a second history.
func TestPutBackWhole(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBoard(t, "log", testLog).grow(7, "entry")
		bury := newWitness(t, b, "bury")
		p := Policy{Witnesses: []Witness{named(bury, "00V")}, Enough: need(1)}
		file := filepath.Join(t.TempDir(), "cosigned")
		start := func(b *board, file string) Status {
			t.Helper()
			c := Start(Config{Log: b, Origin: testLog, Policy: always(p), Transport: hosts{"bury": bury}, File: file})
			synctest.Wait()
			defer c.Close()
			return c.Status()
		}
		if s := start(b, file); s.Disputed || s.Cosigned != 1 {
			t.Fatalf("%+v", s)
		}
		if s := start(b, file); s.Disputed || s.Cosigned != 1 {
			t.Fatalf("started again: %+v", s)
		}
		if s := start(b.grow(3, "entry"), ""); s.Disputed || s.Cosigned != 1 {
			t.Fatalf("grown: %+v", s)
		}
		if s := start(newBoard(t, "log", testLog).grow(7, "entry"), file); !s.Disputed {
			t.Errorf("put back: %+v", s)
		}
	})
}

// answering is a witness that answers in its own way.
func answering(status int, kind string, body []byte) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		io.Copy(io.Discard, r.Body)
		w.Header().Set("Content-Type", kind)
		w.WriteHeader(status)
		w.Write(body)
	})
}

// Every answer that a witness can give, beside a good witness that must not notice.
func TestAnswers(t *testing.T) {
	skey, vkey, err := merkle.NewCosignerKey(seeded("odd"), "odd")
	if err != nil {
		t.Fatal(err)
	}
	odd, err := merkle.NewCosigner(skey)
	if err != nil {
		t.Fatal(err)
	}
	strangerKey, _, err := merkle.NewCosignerKey(seeded("stranger"), "odd")
	if err != nil {
		t.Fatal(err)
	}
	stranger, err := merkle.NewCosigner(strangerKey)
	if err != nil {
		t.Fatal(err)
	}
	sign := func(w merkle.Cosigner, c merkle.Checkpoint, at int64) []byte {
		line, err := w.Cosign(c, at)
		if err != nil {
			t.Fatal(err)
		}
		return line
	}
	const plain = "text/plain"
	type test struct {
		status int
		kind   string
		body   func(c merkle.Checkpoint, now int64) []byte
		want   State
	}
	words := func(s string) func(merkle.Checkpoint, int64) []byte {
		return func(merkle.Checkpoint, int64) []byte { return []byte(s) }
	}
	for name, test := range map[string]test{
		"its own": {200, plain, func(c merkle.Checkpoint, now int64) []byte { return sign(odd, c, now) }, Cosigned},
		"its own and others'": {200, plain, func(c merkle.Checkpoint, now int64) []byte {
			return append(sign(stranger, c, now), sign(odd, c, now)...)
		}, Cosigned},
		"nothing":                 {200, plain, words(""), Invalid},
		"words":                   {200, plain, words("fine\n"), Invalid},
		"a page":                  {200, "text/html", words("<!doctype html>"), Invalid},
		"another's":               {200, plain, func(c merkle.Checkpoint, now int64) []byte { return sign(stranger, c, now) }, Invalid},
		"another tree":            {200, plain, func(c merkle.Checkpoint, now int64) []byte { c.Size++; return sign(odd, c, now) }, Invalid},
		"another log":             {200, plain, func(c merkle.Checkpoint, now int64) []byte { c.Origin = "other"; return sign(odd, c, now) }, Invalid},
		"a time to come":          {200, plain, func(c merkle.Checkpoint, now int64) []byte { return sign(odd, c, now+3600) }, Invalid},
		"too much":                {200, plain, func(c merkle.Checkpoint, now int64) []byte { return bytes.Repeat(sign(odd, c, now), 500) }, Invalid},
		"too much, and a refusal": {404, plain, words(strings.Repeat("x", maxAnswer+1)), Invalid},
		"a larger size":           {409, merkle.TypeSize, words("11\n"), Disputed},
		"the size it was asked":   {409, merkle.TypeSize, words("0\n"), Invalid},
		"no size":                 {409, merkle.TypeSize, words("many\n"), Invalid},
		"a size not in its form":  {409, merkle.TypeSize, words("07\n"), Invalid},
		"another size each time":  {409, merkle.TypeSize, words("5\n"), Invalid},
		"409 alone":               {409, plain, words(""), Disputed},
		"422":                     {422, plain, words(""), Disputed},
		"400":                     {400, plain, words(""), Refusing},
		"403":                     {403, plain, words(""), Refusing},
		"404":                     {404, plain, words(""), Refusing},
		"302":                     {302, plain, words(""), Refusing},
		"429":                     {429, plain, words(""), Unreachable},
		"500":                     {500, plain, words(""), Unreachable},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				b := newBoard(t, "log", testLog).grow(10, "entry")
				bury := newWitness(t, b, "bury")
				c10 := merkle.Checkpoint{Origin: testLog, Size: 10, Root: b.tree.Root()}
				p := Policy{Witnesses: []Witness{{Name: "odd", Key: vkey, URL: "http://odd/its/own/path/"}, named(bury, "00V")}, Enough: need(1)}
				paths := make(chan string, 8)
				answer := answering(test.status, test.kind, test.body(c10, time.Now().Unix()))
				net := hosts{"bury": bury, "odd": http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
					paths <- r.URL.Path
					answer.ServeHTTP(w, r)
				})}
				c := asking(t, b, net, always(p), io.Discard)
				synctest.Wait()
				s := c.Status()
				if got := s.Reports[0]; got.State != test.want || (got.Problem == "") != (test.want == Cosigned) || s.Disputed != (test.want == Disputed) {
					t.Errorf("%+v", got)
				}
				if s.Reports[1].State != Cosigned || !s.Since.IsZero() {
					t.Errorf("the good witness: %+v", s)
				}
				if path := <-paths; path != "/its/own/path/add-checkpoint" {
					t.Errorf("asked at %s", path)
				}
				cosigned(t, b, c, p)
			})
		})
	}
}

// Who is late delays nobody, is asked again after longer and longer pauses, and
// counts once it answers.
func TestLate(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBoard(t, "log", testLog).grow(10, "entry")
		bury, late := newWitness(t, b, "bury"), newWitness(t, b, "late")
		p := Policy{Witnesses: []Witness{named(late, "00Y"), named(bury, "00V")}, Enough: need(2)}
		var up atomic.Bool
		var asked atomic.Int64
		net := hosts{"bury": bury, "late": http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			asked.Add(1)
			if !up.Load() {
				<-r.Context().Done()
				return
			}
			late.ServeHTTP(w, r)
		})}
		start := time.Now()
		c := asking(t, b, net, always(p), io.Discard)
		synctest.Wait()
		if _, by := cosigned(t, b, c, p); !slices.Equal(by, []string{"bury"}) || time.Since(start) != 0 {
			t.Errorf("while one is late: %v", by)
		}
		b.grow(5, "entry")
		time.Sleep(roundTime)
		synctest.Wait()
		if size, by := cosigned(t, b, c, p); size != 15 || !slices.Equal(by, []string{"bury"}) {
			t.Errorf("while one is late: %d, %v", size, by)
		}
		time.Sleep(6 * time.Hour)
		synctest.Wait()
		if n := asked.Load(); n > 90 || n < 70 { // 1, 2, 4 … 256 seconds, then every five minutes, each with ten of waiting
			t.Errorf("asked %d times", n)
		}
		if r := c.Status().Reports[0]; r.State != Unreachable || r.Since.After(start.Add(askTime)) || c.Status().Since != start {
			t.Errorf("%+v of %v", r, c.Status().Since)
		}
		up.Store(true)
		time.Sleep(lastRetry + askTime)
		synctest.Wait()
		if _, by := cosigned(t, b, c, p); len(by) != 2 || !c.Status().Since.IsZero() {
			t.Errorf("late, but there: %v", by)
		}
	})
}

// Many that never answer take turns with the one that does.
func TestManyLate(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBoard(t, "log", testLog).grow(10, "entry")
		bury := newWitness(t, b, "bury")
		var p Policy
		var now, most atomic.Int64
		net := hosts{"bury": bury}
		for i := range maxWitnesses + 5 {
			name := fmt.Sprintf("late-%d", i)
			_, vkey, err := merkle.NewCosignerKey(seeded(name), name)
			if err != nil {
				t.Fatal(err)
			}
			p.Witnesses = append(p.Witnesses, Witness{Name: name, Key: vkey, URL: "http://" + name})
			net[name] = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				n := now.Add(1)
				for m := most.Load(); n > m && !most.CompareAndSwap(m, n); m = most.Load() {
				}
				<-r.Context().Done()
				now.Add(-1)
			})
		}
		p.Witnesses[maxWitnesses-1] = named(bury, "00V")
		c := asking(t, b, net, always(p), io.Discard)
		time.Sleep(maxWitnesses / maxAtOnce * askTime)
		synctest.Wait()
		if _, by := cosigned(t, b, c, p); len(by) != 1 {
			t.Error("the one that answers had no turn")
		}
		if most.Load() > maxAtOnce || len(c.Status().Reports) != maxWitnesses {
			t.Errorf("%d at once, %d in all", most.Load(), len(c.Status().Reports))
		}
		began := time.Now()
		c.Close()
		if time.Since(began) != 0 {
			t.Error("Close waits for who is late")
		}
	})
}

// The policy is read again for each round: who is no longer named no longer counts,
// and one that can't be read is the one before.
func TestPolicy(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBoard(t, "log", testLog).grow(10, "entry")
		bury, oldham := newWitness(t, b, "bury"), newWitness(t, b, "oldham")
		var mu sync.Mutex
		var p Policy
		var broken error
		set := func(err error, list ...Witness) {
			mu.Lock()
			p, broken = Policy{Witnesses: list, Enough: need(1)}, err
			mu.Unlock()
			b.grow(1, "entry")
			time.Sleep(pause)
			synctest.Wait()
		}
		c := asking(t, b, hosts{"bury": bury, "oldham": oldham}, func(context.Context) (Policy, error) {
			mu.Lock()
			defer mu.Unlock()
			return p, broken
		}, io.Discard)
		both := Policy{Witnesses: []Witness{named(bury, "00V"), named(oldham, "00Y")}}
		synctest.Wait()
		if s := c.Status(); len(s.Reports) != 0 || !s.Since.IsZero() {
			t.Errorf("nobody is named: %+v", s)
		}
		set(nil, both.Witnesses...)
		if _, by := cosigned(t, b, c, both); len(by) != 2 {
			t.Errorf("both are named: %v", by)
		}
		set(errors.New("no view"), both.Witnesses[:1]...)
		if _, by := cosigned(t, b, c, both); len(by) != 2 {
			t.Errorf("the policy can't be read: %v", by)
		}
		mu.Lock()
		p, broken = Policy{Witnesses: both.Witnesses[:1], Enough: need(1)}, nil
		mu.Unlock()
		time.Sleep(policyRetry)
		synctest.Wait()
		if _, by := cosigned(t, b, c, both); len(by) != 1 {
			t.Errorf("the policy can be read again: %v", by)
		}
		set(nil, both.Witnesses[1:]...)
		if _, by := cosigned(t, b, c, both); !slices.Equal(by, []string{"oldham"}) {
			t.Errorf("one is named: %v", by)
		}
		nowhere, wrong := both.Witnesses[0], both.Witnesses[1]
		nowhere.URL, wrong.URL = "", "ftp://oldham"
		set(nil, nowhere, wrong, Witness{Name: "no key", Key: "none", URL: "http://bury"})
		if s := c.Status(); len(s.Reports) != 2 || s.Reports[0].State != Waiting || s.Reports[1].State != Refusing || s.Cosigned != 0 {
			t.Errorf("%+v", s)
		}
	})
}

// One key that is named twice, for two parties, is asked once and counts once, for
// the party that it is named for first.
func TestKeyNamedTwice(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBoard(t, "log", testLog).grow(10, "entry")
		bury := newWitness(t, b, "bury")
		again := bury.Key()
		again.Name = "oldham"
		other := named(bury, "00Y")
		other.Key = again.String()
		var judged [][]Witness
		p := Policy{Witnesses: []Witness{named(bury, "00V"), other, named(bury, "01G")}, Enough: func(ctx context.Context, by []Witness) (Verdict, error) {
			judged = append(judged, by)
			return need(2)(ctx, by)
		}}
		c := asking(t, b, hosts{"bury": bury}, always(p), io.Discard)
		synctest.Wait()
		s := c.Status()
		if len(s.Reports) != 1 || s.Cosigned != 1 || s.Met || s.Last != nil {
			t.Errorf("%+v", s)
		}
		if want := [][]Witness{nil, {p.Witnesses[0]}}; !slices.EqualFunc(judged, want, slices.Equal) {
			t.Errorf("judged were %v", judged)
		}
	})
}

// What can't be judged is not met, and stops nothing.
func TestNotJudged(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBoard(t, "log", testLog).grow(10, "entry")
		bury := newWitness(t, b, "bury")
		p := Policy{Witnesses: []Witness{named(bury, "00V")}, Enough: func(context.Context, []Witness) (Verdict, error) {
			return Verdict{Met: true}, errors.New("out of time")
		}}
		var said logged
		c := asking(t, b, hosts{"bury": bury}, always(p), &said)
		synctest.Wait()
		if s := c.Status(); s.Met || s.Since.IsZero() || s.Cosigned != 1 || !strings.Contains(said.String(), "out of time") {
			t.Errorf("%+v\n%s", s, &said)
		}
	})
}

// endless gives as many bytes as are taken, and counts them.
type endless struct{ taken *atomic.Int64 }

func (e endless) Read(p []byte) (int, error) { e.taken.Add(int64(len(p))); return len(p), nil }
func (e endless) Close() error               { return nil }

type flood struct{ taken *atomic.Int64 }

func (f flood) RoundTrip(r *http.Request) (*http.Response, error) {
	return &http.Response{StatusCode: 200, Header: http.Header{}, Body: endless(f), Request: r}, nil
}

func TestFlood(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBoard(t, "log", testLog).grow(10, "entry")
		var taken atomic.Int64
		_, vkey, err := merkle.NewCosignerKey(seeded("odd"), "odd")
		if err != nil {
			t.Fatal(err)
		}
		c := asking(t, b, flood{&taken}, always(Policy{Witnesses: []Witness{{Key: vkey, URL: "http://odd"}}}), io.Discard)
		synctest.Wait()
		if r := c.Status().Reports[0]; r.State != Invalid || taken.Load() > 4*maxAnswer {
			t.Errorf("%+v after %d bytes", r, taken.Load())
		}
	})
}

// Over the network itself: where it is sent it goes, and nowhere else; headers
// without end are cut off.
func TestNetwork(t *testing.T) {
	b := newBoard(t, "log", testLog).grow(10, "entry")
	bury := newWitness(t, b, "bury")
	good := httptest.NewServer(bury)
	defer good.Close()
	aside := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, good.URL+"/add-checkpoint", http.StatusTemporaryRedirect)
	}))
	defer aside.Close()
	headers := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("X-Long", strings.Repeat("x", 2*maxAnswer))
	}))
	defer headers.Close()
	gone := httptest.NewServer(nil)
	gone.Close()
	c := &Cosigner{log: b, client: newClient(nil), now: time.Now}
	defer c.client.CloseIdleConnections()
	signed, _ := b.Published()
	to := target{merkle.Checkpoint{Origin: testLog, Size: 10, Root: b.tree.Root()}, signed}
	for url, want := range map[string]State{
		aside.URL: Refusing, headers.URL: Unreachable, gone.URL: Unreachable, "http://user:secret@localhost": Refusing, "http://localhost?x": Refusing, "file:///etc/passwd": Refusing, "": Refusing,
	} {
		_, _, err := c.ask(context.Background(), bury.Key(), url, to, 0)
		var f *failure
		if !errors.As(err, &f) || f.state != want {
			t.Errorf("%s: %v", url, err)
		}
	}
	s, last, err := c.ask(context.Background(), bury.Key(), good.URL+"/", to, 5)
	if err != nil || last != 10 || s.Key != bury.Key() {
		t.Errorf("%v, %d, %v", s, last, err)
	}
}
