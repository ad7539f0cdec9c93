package witness

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"testing"
	"testing/iotest"
	"time"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"

	"concordat/ledger/durable"
	"concordat/ledger/merkle"
)

// history is what one log could show: a tree whose leaves are its name's from a
// size on, and others' before.
type history struct {
	t      *testing.T
	signer note.Signer
	vkey   string
	hashes []tlog.Hash
	size   int64
}

const testLog = "gm-board-example"

func seeded(name string) io.Reader {
	sum := sha256.Sum256([]byte(name))
	return bytes.NewReader(bytes.Repeat(sum[:], 4))
}

func newLog(t *testing.T, key, origin string) *history {
	t.Helper()
	skey, vkey, err := merkle.NewLogKey(seeded(key), origin)
	if err != nil {
		t.Fatal(err)
	}
	signer, err := note.NewSigner(skey)
	if err != nil {
		t.Fatal(err)
	}
	return &history{t: t, signer: signer, vkey: vkey}
}

func (h *history) read(indexes []int64) ([]tlog.Hash, error) {
	list := make([]tlog.Hash, len(indexes))
	for i, x := range indexes {
		list[i] = h.hashes[x]
	}
	return list, nil
}

// grow adds n leaves and gives the same log.
func (h *history) grow(n int, what string) *history {
	h.t.Helper()
	for range n {
		more, err := tlog.StoredHashes(h.size, fmt.Appendf(nil, "%s %d", what, h.size), tlog.HashReaderFunc(h.read))
		if err != nil {
			h.t.Fatal(err)
		}
		h.hashes, h.size = append(h.hashes, more...), h.size+1
	}
	return h
}

// fork is another history with the same beginning, by the same key.
func (h *history) fork(n int, what string) *history {
	other := *h
	other.hashes = append([]tlog.Hash(nil), h.hashes...)
	return other.grow(n, what)
}

func (h *history) at(size int64) merkle.Checkpoint {
	h.t.Helper()
	root, err := merkle.RootAt(tlog.HashReaderFunc(h.read), size)
	if err != nil {
		h.t.Fatal(err)
	}
	return merkle.Checkpoint{Origin: h.signer.Name(), Size: size, Root: root}
}

func (h *history) checkpoint(size int64) []byte {
	h.t.Helper()
	msg, err := merkle.SignCheckpoint(h.at(size), h.signer)
	if err != nil {
		h.t.Fatal(err)
	}
	return msg
}

// submit is the request that asks to cosign the tree of size to after that of from.
func (h *history) submit(from, to int64) []byte {
	h.t.Helper()
	proof, err := merkle.ProveConsistency(tlog.HashReaderFunc(h.read), from, to)
	if err != nil {
		h.t.Fatal(err)
	}
	return merkle.Submission{Old: from, Proof: proof, Checkpoint: h.checkpoint(to)}.Text()
}

var testTime = time.Date(2015, 3, 20, 12, 25, 47, 0, time.UTC)

func newWitness(t *testing.T, logs ...*history) *Witness {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "witness")
	if err := Create(dir, "bury.example/witness", seeded("bury")); err != nil {
		t.Fatal(err)
	}
	w := start(t, dir)
	for _, l := range logs {
		if err := w.Know(l.vkey); err != nil {
			t.Fatal(err)
		}
	}
	return w
}

func start(t *testing.T, dir string) *Witness {
	t.Helper()
	w, err := Open(Config{Dir: dir, Now: func() time.Time { return testTime }})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { w.Close() })
	return w
}

func restart(t *testing.T, w *Witness) *Witness {
	t.Helper()
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return start(t, w.dir)
}

// post sends a request as a log does.
func post(w *Witness, body []byte) *httptest.ResponseRecorder {
	r := httptest.NewRecorder()
	w.ServeHTTP(r, httptest.NewRequest(http.MethodPost, Path, bytes.NewReader(body)))
	return r
}

// holds says whether an answer is one cosignature, by this witness, over c.
func holds(w *Witness, r *httptest.ResponseRecorder, c merkle.Checkpoint) error {
	list, err := merkle.ReadCosignatures(c, r.Body.Bytes(), []merkle.CosignerKey{w.Key()})
	if err != nil || r.Code != http.StatusOK || len(list) != 1 || list[0].Time != testTime.Unix() || !bytes.Equal(list[0].Line, r.Body.Bytes()) {
		return fmt.Errorf("%d, %q: %v, %w", r.Code, r.Body, list, err)
	}
	return nil
}

func TestStatuses(t *testing.T) {
	log := newLog(t, "log", testLog).grow(300, "entry")
	stranger := newLog(t, "stranger", testLog).grow(300, "entry")
	unknown := newLog(t, "log", "another-board").grow(300, "entry")
	fork := newLog(t, "log", testLog).grow(90, "entry").grow(210, "other")
	w := newWitness(t, log)
	if r := post(w, log.submit(0, 100)); holds(w, r, log.at(100)) != nil {
		t.Fatal(holds(w, r, log.at(100)))
	}
	submission := func(old int64, proof []merkle.Hash, checkpoint []byte) []byte {
		return merkle.Submission{Old: old, Proof: proof, Checkpoint: checkpoint}.Text()
	}
	foreign := func(size int64) []byte {
		text, own, _ := strings.Cut(string(log.checkpoint(size)), "\n\n")
		line := "— other " + base64.StdEncoding.EncodeToString(make([]byte, 4+8+2420)) + "\n"
		return []byte(text + "\n\n" + line + own + "— third AAAAAAA=\n")
	}
	root, err := merkle.RootAt(tlog.HashReaderFunc(log.read), 300)
	if err != nil {
		t.Fatal(err)
	}
	zero := fmt.Sprintf("%s\n0\n%s\n", testLog, base64.StdEncoding.EncodeToString(root[:]))
	wrongEmpty, err := note.Sign(&note.Note{Text: zero}, log.signer)
	if err != nil {
		t.Fatal(err)
	}
	unsigned, _, _ := bytes.Cut(log.checkpoint(200), []byte("\n\n"))
	for _, test := range []struct {
		name   string
		body   []byte
		status int
		size   string
	}{
		{"nothing", nil, 400, ""},
		{"no request", []byte("hello\n"), 400, ""},
		{"a checkpoint alone", log.checkpoint(200), 400, ""},
		{"unsigned", submission(100, nil, append(unsigned, "\n\n"...)), 400, ""},
		{"over-long", append(log.submit(100, 200), bytes.Repeat([]byte("x"), merkle.MaxSubmission)...), 400, ""},
		{"old above the checkpoint", submission(201, nil, log.checkpoint(200)), 400, ""},
		{"an unknown log", unknown.submit(100, 200), 404, ""},
		{"another key", stranger.submit(100, 200), 403, ""},
		{"changed after signing", bytes.Replace(log.submit(100, 200), []byte("\n200\n"), []byte("\n201\n"), 1), 403, ""},
		{"old is not what was cosigned", log.submit(99, 200), 409, "100\n"},
		{"size unknown to the log", log.submit(0, 200), 409, "100\n"},
		{"a rollback", log.submit(50, 60), 409, "100\n"},
		{"a rollback to nothing", log.submit(0, 0), 409, "100\n"},
		{"a proof that is not", submission(100, nil, log.checkpoint(200)), 422, ""},
		{"another proof", submission(100, []merkle.Hash{{1}}, log.checkpoint(200)), 422, ""},
		{"a fork", fork.submit(100, 200), 422, ""},
		{"a fork of one size", fork.submit(100, 100), 422, ""},
		{"a proof where none is", submission(100, []merkle.Hash{{1}}, log.checkpoint(100)), 422, ""},
		{"an empty tree with a root", submission(0, nil, wrongEmpty), 422, ""},
	} {
		r := post(w, test.body)
		if r.Code != test.status || test.size != "" && r.Body.String() != test.size || (r.Header().Get("Content-Type") == "text/x.tlog.size") != (test.size != "") {
			t.Errorf("%s: %d %q, %s", test.name, r.Code, r.Body, r.Header().Get("Content-Type"))
		}
		if strings.Contains(r.Body.String(), "— ") {
			t.Errorf("%s: a signature in %q", test.name, r.Body)
		}
	}
	// None of that has moved it, and it goes on; lines by others do not matter.
	if err := holds(w, post(w, log.submit(100, 100)), log.at(100)); err != nil {
		t.Error(err)
	}
	proof, err := merkle.ProveConsistency(tlog.HashReaderFunc(log.read), 100, 300)
	if err != nil {
		t.Fatal(err)
	}
	if err := holds(w, post(w, submission(100, proof, foreign(300))), log.at(300)); err != nil {
		t.Error(err)
	}
	w = restart(t, w)
	if err := holds(w, post(w, log.submit(300, 300)), log.at(300)); err != nil {
		t.Error(err)
	}

	for method, status := range map[string]int{http.MethodGet: 405, http.MethodPut: 405, http.MethodPost: 404} {
		path := Path
		if status == 404 {
			path = "/add"
		}
		r := httptest.NewRecorder()
		w.ServeHTTP(r, httptest.NewRequest(method, path, nil))
		if r.Code != status {
			t.Errorf("%s %s: %d", method, path, r.Code)
		}
	}
	r := httptest.NewRecorder()
	w.ServeHTTP(r, httptest.NewRequest(http.MethodPost, Path, iotest.ErrReader(io.ErrUnexpectedEOF)))
	if r.Code != 400 {
		t.Errorf("half a request: %d", r.Code)
	}
}

// A proof that does not begin where nothing was cosigned is refused, and a log may
// begin with the empty tree.
func TestFirst(t *testing.T) {
	log := newLog(t, "log", testLog).grow(10, "entry")
	w := newWitness(t, log)
	if r := post(w, merkle.Submission{Proof: []merkle.Hash{{1}}, Checkpoint: log.checkpoint(10)}.Text()); r.Code != 422 {
		t.Errorf("%d %q", r.Code, r.Body)
	}
	for _, size := range []int64{0, 0, 10} {
		if err := holds(w, post(w, log.submit(0, size)), log.at(size)); err != nil {
			t.Error(err)
		}
	}
	if r := post(w, log.submit(0, 0)); r.Code != 409 || r.Body.String() != "10\n" {
		t.Errorf("%d %q", r.Code, r.Body)
	}
}

// Of two histories that are submitted at once, again and again, through crashes,
// only one is ever cosigned.
func TestTwoAtOnce(t *testing.T) {
	base := newLog(t, "log", testLog).grow(4, "entry")
	histories := []*history{base.fork(40, "one"), base.fork(40, "two")}
	w := newWitness(t, base)
	if err := holds(w, post(w, base.submit(0, 4)), base.at(4)); err != nil {
		t.Fatal(err)
	}
	var mu sync.Mutex
	signed := map[string]int{} // how often, by history
	at := int64(4)
	for size := int64(5); size <= 44; size += 13 {
		var all sync.WaitGroup
		for i, h := range histories {
			body, c := h.submit(at, size), h.at(size)
			for range 4 {
				all.Go(func() {
					if r := post(w, body); r.Code == http.StatusOK {
						mu.Lock()
						defer mu.Unlock()
						signed[fmt.Sprint(i)]++
						if err := holds(w, r, c); err != nil {
							t.Error(err)
						}
					}
				})
			}
		}
		all.Wait()
		w = restart(t, w)
		at = size
	}
	if len(signed) != 1 {
		t.Errorf("cosigned of each history: %v", signed)
	}
}

// While one history is being written, another is held back until it is known what
// became of the first.
func TestOneAtATime(t *testing.T) {
	base := newLog(t, "log", testLog).grow(4, "entry")
	one, two := base.fork(6, "one"), base.fork(6, "two")
	w := newWitness(t, base)
	if err := holds(w, post(w, base.submit(0, 4)), base.at(4)); err != nil {
		t.Fatal(err)
	}
	second, body := make(chan *httptest.ResponseRecorder, 1), two.submit(4, 10)
	var once sync.Once
	w.write = func(path string, data []byte) error {
		once.Do(func() {
			go func() { second <- post(w, body) }()
			for range 1 << 16 { // it has every chance to overtake
				runtime.Gosched()
				if len(second) > 0 {
					t.Error("answered before the first was on the disk")
					break
				}
			}
		})
		return durable.Replace(path, data)
	}
	if err := holds(w, post(w, one.submit(4, 10)), one.at(10)); err != nil {
		t.Error(err)
	}
	if r := <-second; r.Code != 409 || r.Body.String() != "10\n" {
		t.Errorf("the other history: %d %q", r.Code, r.Body)
	}
}

// What was cosigned is on the disk before the cosignature leaves, whatever happens
// to the write.
func TestCrash(t *testing.T) {
	base := newLog(t, "log", testLog).grow(4, "entry")
	one, two := base.fork(6, "one"), base.fork(6, "two")
	killed := errors.New("killed")
	for name, after := range map[string]bool{"before the write": false, "after it": true} {
		w := newWitness(t, base)
		if err := holds(w, post(w, base.submit(0, 4)), base.at(4)); err != nil {
			t.Fatal(err)
		}
		w.write = func(path string, data []byte) error {
			if after {
				if err := durable.Replace(path, data); err != nil {
					t.Error(err)
				}
			}
			return killed
		}
		if r := post(w, one.submit(4, 10)); r.Code != 500 || strings.Contains(r.Body.String(), "— ") {
			t.Errorf("%s: %d %q", name, r.Code, r.Body)
		}
		// Nobody knows what is on the disk: nothing is cosigned, old or new.
		w.write = durable.Replace
		for _, body := range [][]byte{two.submit(4, 10), base.submit(4, 4)} {
			if r := post(w, body); r.Code != 500 {
				t.Errorf("%s: %d %q", name, r.Code, r.Body)
			}
		}
		if err := w.Know(newLog(t, "other", "another-board").vkey); !errors.Is(err, ErrState) {
			t.Errorf("%s: %v", name, err)
		}
		w = restart(t, w)
		r := post(w, two.submit(4, 10))
		if after {
			if r.Code != 409 || r.Body.String() != "10\n" {
				t.Errorf("the other history: %d %q", r.Code, r.Body)
			}
			if r := post(w, two.submit(10, 10)); r.Code != 422 {
				t.Errorf("the other history: %d %q", r.Code, r.Body)
			}
			if err := holds(w, post(w, one.submit(10, 10)), one.at(10)); err != nil {
				t.Error(err)
			}
		} else if err := holds(w, r, two.at(10)); err != nil {
			t.Error(err)
		}
	}
}

// What is left of a write that did not come to its end does no harm, and every
// damage to the state is seen.
func TestDamage(t *testing.T) {
	log := newLog(t, "log", testLog).grow(10, "entry")
	w := newWitness(t, log, newLog(t, "other", "another-board"))
	if err := holds(w, post(w, log.submit(0, 7)), log.at(7)); err != nil {
		t.Fatal(err)
	}
	dir := w.dir
	path := filepath.Join(dir, stateFile)
	good, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path+".new", good[:len(good)/2], 0o600); err != nil {
		t.Fatal(err)
	}
	w = restart(t, w)
	if err := holds(w, post(w, log.submit(7, 10)), log.at(10)); err != nil {
		t.Error(err)
	}
	if good, err = os.ReadFile(path); err != nil {
		t.Fatal(err)
	}
	w.Close()
	refused := func(name string, data []byte) {
		t.Helper()
		if err := os.WriteFile(path, data, 0o600); err != nil {
			t.Fatal(err)
		}
		if w, err := Open(Config{Dir: dir}); !errors.Is(err, ErrState) {
			t.Errorf("%s: %v", name, err)
			if err == nil {
				w.Close()
			}
		}
	}
	for i := range good {
		bad := bytes.Clone(good)
		bad[i] ^= 1 << (i % 8)
		refused(fmt.Sprintf("byte %d of %d", i, len(good)), bad)
	}
	for i := range good {
		refused("cut", good[:i])
	}
	refused("more", append(bytes.Clone(good), '\n'))
	refused("too long", bytes.Repeat(good, 1+maxState/len(good)))
	refused("of a later version", bytes.Replace(good, []byte(`"v": 1`), []byte(`"v": 2`), 1))

	if err := os.Remove(path); err != nil {
		t.Fatal(err)
	}
	if _, err := Open(Config{Dir: dir}); !errors.Is(err, ErrState) {
		t.Errorf("a key without its state: %v", err)
	}
	if err := Create(dir, "bury.example/witness", seeded("bury")); !errors.Is(err, fs.ErrExist) {
		t.Errorf("made over what was left: %v", err)
	}
	if err := os.WriteFile(path, good, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(filepath.Join(dir, keyFile), 0o640); err != nil {
		t.Fatal(err)
	}
	if _, err := Open(Config{Dir: dir}); err == nil || !strings.Contains(err.Error(), "chmod 600") {
		t.Errorf("a key that others may read: %v", err)
	}
	if err := os.Remove(filepath.Join(dir, keyFile)); err != nil {
		t.Fatal(err)
	}
	if _, err := Open(Config{Dir: dir}); err == nil || !strings.Contains(err.Error(), "no key") {
		t.Errorf("a state without its key: %v", err)
	}
	// With another key, what was cosigned is not this witness's.
	skey, _, err := merkle.NewCosignerKey(seeded("oldham"), "bury.example/witness")
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, keyFile), []byte(skey+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := Open(Config{Dir: dir}); !errors.Is(err, ErrState) {
		t.Errorf("another key: %v", err)
	}
}

func TestKnow(t *testing.T) {
	log := newLog(t, "log", testLog)
	w := newWitness(t, log)
	if err := w.Know(log.vkey); err != nil {
		t.Errorf("known already: %v", err)
	}
	if err := w.Know(newLog(t, "stranger", testLog).vkey); !errors.Is(err, ErrOtherKey) {
		t.Errorf("by another key: %v", err)
	}
	if err := w.Know(newLog(t, "log", "bury.example/witness").vkey); err == nil {
		t.Error("knows a log of its own name")
	}
	if err := w.Know("no key"); err == nil {
		t.Error("knows a log by no key")
	}
	for i := range MaxLogs {
		if err := w.Know(newLog(t, "log", fmt.Sprintf("board-%d", i)).vkey); (err == nil) != (i < MaxLogs-1) {
			t.Errorf("log %d: %v", i, err)
		}
	}
	w = restart(t, w)
	if n := len(w.Logs()); n != MaxLogs || w.Logs()[0] != log.vkey {
		t.Errorf("knows %d after a restart", n)
	}
	if _, err := Open(Config{Dir: w.dir}); !errors.Is(err, ErrTaken) {
		t.Errorf("opened twice: %v", err)
	}
}

// More than may wait are told to come again.
func TestCrowd(t *testing.T) {
	log := newLog(t, "log", testLog).grow(1, "entry")
	w := newWitness(t, log)
	for range maxWaiting {
		w.places <- struct{}{}
	}
	if r := post(w, log.submit(0, 1)); r.Code != 503 || r.Header().Get("Retry-After") == "" {
		t.Errorf("%d %v", r.Code, r.Header())
	}
	<-w.places
	if err := holds(w, post(w, log.submit(0, 1)), log.at(1)); err != nil {
		t.Error(err)
	}
}
