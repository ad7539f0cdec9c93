package witness

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"time"

	"concordat/ledger/durable"
	"concordat/ledger/merkle"
)

// What went wrong, for callers that branch on it.
var (
	// ErrState: what the witness has cosigned can't be read or written, so it
	// cosigns nothing.
	ErrState = errors.New("the witness's state is lost or damaged: it must not be taken for nothing; make a new witness in another folder, and have its key named on the ledger")
	// ErrOtherKey: a log is known by another key.
	ErrOtherKey = errors.New("this log is known by another key")
	// ErrTaken: another process runs this witness.
	ErrTaken = errors.New("another program runs this witness: stop that one first")
)

const maxWaiting = 32 // requests that wait for their turn; more are told to come again

// Config is what a witness works with.
type Config struct {
	Dir string           // its folder
	Now func() time.Time // the world's clock; nil means time.Now
	Log *slog.Logger     // nil means none
}

// Witness is an open one. Its methods may be called by several goroutines at once.
type Witness struct {
	dir    string
	key    merkle.Cosigner
	now    func() time.Time
	log    *slog.Logger
	lock   *os.File
	places chan struct{}

	mu     sync.Mutex // held while a request is held against the state, until that is durable
	logs   []*known
	failed error // the state on disk is of unknown fate: nothing more is cosigned

	write func(path string, data []byte) error // durable.Replace; a test's own, that fails
}

// Open opens the witness in a folder, and keeps other processes from it.
func Open(c Config) (*Witness, error) {
	if c.Now == nil {
		c.Now = time.Now
	}
	if c.Log == nil {
		c.Log = slog.New(slog.DiscardHandler)
	}
	w := &Witness{dir: c.Dir, now: c.Now, log: c.Log, places: make(chan struct{}, maxWaiting), write: durable.Replace}
	var err error
	if w.lock, err = takeLock(filepath.Join(c.Dir, "witness.lock")); err != nil {
		return nil, err
	}
	if w.key, err = readKey(c.Dir); err == nil {
		w.logs, err = readState(c.Dir, w.key.Key())
	}
	if err != nil {
		return nil, errors.Join(err, w.lock.Close())
	}
	return w, nil
}

// Close lets another process have the witness. A request that is under way is
// finished first.
func (w *Witness) Close() error {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.failed = fs.ErrClosed
	return w.lock.Close()
}

// Key is the witness's public key.
func (w *Witness) Key() merkle.CosignerKey { return w.key.Key() }

// Logs are the verifier keys of the logs that it knows.
func (w *Witness) Logs() []string {
	w.mu.Lock()
	defer w.mu.Unlock()
	var keys []string
	for _, l := range w.logs {
		keys = append(keys, l.state.VKey)
	}
	return keys
}

// Know makes the witness know a log by its verifier key: a log that it knows by
// another is ErrOtherKey.
func (w *Witness) Know(vkey string) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	k, err := open(logState{VKey: vkey}, w.key.Key())
	if err != nil {
		return err
	}
	if k.verifier.Name() == w.key.Key().Name {
		return fmt.Errorf("the log has the witness's own name, %s: nobody could tell their signatures apart", k.verifier.Name())
	}
	if l := w.find(k.verifier.Name()); l != nil {
		if l.state.VKey != vkey {
			return fmt.Errorf("%s: %w: %s", k.verifier.Name(), ErrOtherKey, l.state.VKey)
		}
		return nil
	}
	if len(w.logs) == MaxLogs {
		return fmt.Errorf("a witness knows at most %d logs", MaxLogs)
	}
	return w.save(append(slices.Clone(w.logs), k))
}

// Rekey makes the witness know a log by another key than before. c2sp.org/tlog-witness
// leaves it to whoever runs a witness which keys it trusts for a log: whoever calls
// this has found out that the log's key was changed from the one to the other. What
// was cosigned is kept, and what comes has to continue it; of the old key nothing more
// is cosigned.
func (w *Witness) Rekey(old, vkey string) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	k, err := open(logState{VKey: vkey}, w.key.Key())
	if err != nil {
		return err
	}
	l := w.find(k.verifier.Name())
	if l == nil || l.state.VKey != old {
		return fmt.Errorf("%s is not known by the key %s: %w", k.verifier.Name(), old, ErrOtherKey)
	}
	k.last, k.state.Checkpoint = l.last, l.state.Checkpoint
	if k.state.By = l.state.By; k.state.By == "" && l.state.Checkpoint != "" {
		k.state.By = old
	}
	logs := slices.Clone(w.logs)
	logs[slices.Index(logs, l)] = k
	return w.save(logs)
}

func (w *Witness) find(origin string) *known {
	for _, l := range w.logs {
		if l.verifier.Name() == origin {
			return l
		}
	}
	return nil
}

// save makes logs durable, then lets them count. The caller holds mu. After a
// failure nobody knows which of the two is on the disk, so nothing is cosigned
// until the witness has been opened again.
func (w *Witness) save(logs []*known) error {
	if w.failed != nil {
		return fmt.Errorf("%w: %w", ErrState, w.failed)
	}
	s := state{V: 1, Logs: []logState{}}
	for _, l := range logs {
		s.Logs = append(s.Logs, l.state)
	}
	if err := w.write(filepath.Join(w.dir, stateFile), s.bytes()); err != nil {
		w.failed = err
		w.log.Error("the state can't be written: nothing more is cosigned until the witness is started again", "cause", err)
		return fmt.Errorf("%w: %w", ErrState, err)
	}
	w.logs = logs
	return nil
}

// answer is what a request is told.
type answer struct {
	status int
	kind   string
	body   []byte
}

func say(status int, words string) answer {
	return answer{status, "text/plain; charset=utf-8", []byte(words + "\n")}
}

// add holds one submission against what was cosigned before, in the order of
// c2sp.org/tlog-witness.
func (w *Witness) add(body []byte) answer {
	s, err := merkle.ParseSubmission(body)
	if err != nil {
		return say(http.StatusBadRequest, "this is no request of c2sp.org/tlog-witness")
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	l := w.find(merkle.SubmittedOrigin(s.Checkpoint))
	if l == nil {
		return say(http.StatusNotFound, "this witness does not know that log")
	}
	c, signed, err := merkle.OpenSubmitted(s.Checkpoint, l.verifier)
	switch {
	case errors.Is(err, merkle.ErrKey), errors.Is(err, merkle.ErrSignature):
		return say(http.StatusForbidden, "not signed by the key that this witness knows the log by")
	case errors.Is(err, merkle.ErrProof):
		return say(http.StatusUnprocessableEntity, "an empty tree has one root, and this is another")
	case err != nil:
		return say(http.StatusBadRequest, "this is no checkpoint")
	}
	attrs := []any{"log", c.Origin, "cosigned", l.last.Size, "submitted", c.Size}
	switch {
	case s.Old > c.Size:
		return say(http.StatusBadRequest, "the old size is larger than the checkpoint's")
	case s.Old != l.last.Size:
		if c.Size < l.last.Size {
			w.log.Warn("the log shows a smaller tree than was cosigned", attrs...)
		}
		return answer{http.StatusConflict, merkle.TypeSize, merkle.SizeText(l.last.Size)}
	case c.Size == l.last.Size && c.Root != l.last.Root:
		// Two checkpoints by the log's own key, of one size: whoever has both can show
		// to anybody that the log has forked.
		w.log.Error("THE LOG HAS FORKED: it signed two trees of one size", append(attrs, "first", l.state.Checkpoint, "second", string(signed))...)
		return say(http.StatusUnprocessableEntity, "this witness has cosigned another tree of this size")
	}
	if err := merkle.CheckConsistency(s.Proof, l.last, c); err != nil {
		// Anybody can send a proof that does not hold, so this is not yet evidence.
		w.log.Warn("refused: not shown to continue what was cosigned", append(attrs, "checkpoint", string(signed))...)
		return say(http.StatusUnprocessableEntity, "this is not shown to continue what this witness cosigned")
	}
	line, err := w.cosign(l, c, signed)
	if err != nil {
		return say(http.StatusInternalServerError, "this witness can't cosign at present")
	}
	return answer{http.StatusOK, "text/plain; charset=utf-8", line}
}

// cosign makes c the last checkpoint of its log and gives the signature line. The
// caller holds mu and has checked that c continues the last one.
func (w *Witness) cosign(l *known, c merkle.Checkpoint, signed []byte) ([]byte, error) {
	if w.failed != nil {
		return nil, fmt.Errorf("%w: %w", ErrState, w.failed)
	}
	line, err := w.key.Cosign(c, w.now().Unix())
	if err != nil {
		return nil, err
	}
	if l.last == c && l.state.Checkpoint != "" {
		return line, nil // it is on the disk that this was cosigned
	}
	next := *l
	next.last, next.state.By, next.state.Checkpoint = c, "", string(signed)+string(line)
	logs := slices.Clone(w.logs)
	logs[slices.Index(logs, l)] = &next
	if err := w.save(logs); err != nil {
		return nil, err
	}
	w.log.Info("cosigned", "log", c.Origin, "size", c.Size)
	return line, nil
}

// Path is where a witness takes submissions, below its URL.
const Path = "/add-checkpoint"

// ServeHTTP answers add-checkpoint.
func (w *Witness) ServeHTTP(rw http.ResponseWriter, r *http.Request) {
	a := w.serve(rw, r)
	rw.Header().Set("Content-Type", a.kind)
	rw.Header().Set("X-Content-Type-Options", "nosniff")
	rw.Header().Set("Cache-Control", "no-store")
	rw.WriteHeader(a.status)
	rw.Write(a.body) // whoever has gone asks again
}

func (w *Witness) serve(rw http.ResponseWriter, r *http.Request) answer {
	if r.URL.Path != Path {
		return say(http.StatusNotFound, "a witness answers POST "+Path+" alone: see c2sp.org/tlog-witness")
	}
	if r.Method != http.MethodPost {
		rw.Header().Set("Allow", http.MethodPost)
		return say(http.StatusMethodNotAllowed, "a submission is a POST")
	}
	select {
	case w.places <- struct{}{}:
		defer func() { <-w.places }()
	default:
		rw.Header().Set("Retry-After", "1")
		return say(http.StatusServiceUnavailable, "too many ask at once: ask again in a moment")
	}
	body, err := io.ReadAll(http.MaxBytesReader(rw, r.Body, merkle.MaxSubmission))
	if err != nil {
		return say(http.StatusBadRequest, "the request is not whole, or too long")
	}
	return w.add(body)
}

// Server is an HTTP server for a witness, with a limit on everything that a caller
// chooses.
func (w *Witness) Server() *http.Server {
	return &http.Server{
		Handler: w, MaxHeaderBytes: 8 << 10,
		ReadHeaderTimeout: 5 * time.Second, ReadTimeout: 10 * time.Second, WriteTimeout: 20 * time.Second, IdleTimeout: time.Minute,
		ErrorLog: slog.NewLogLogger(w.log.Handler(), slog.LevelWarn),
	}
}
