package web_test

import (
	"context"
	"errors"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"runtime/debug"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"golang.org/x/mod/sumdb/note"

	"concordat/clients/sdk"
	"concordat/clients/web"
	"concordat/clients/web/browsertest"
	"concordat/ledger"
	"concordat/ledger/boltstore"
	"concordat/ledger/journal"
	"concordat/ledger/statefiles"
	"concordat/policy"
	"concordat/server"
	"concordat/server/api"
	"concordat/server/cmd/concordatd/example"
)

var foundOnce = sync.OnceValues(func() (string, error) {
	dir, err := os.MkdirTemp("", "concordat-web-test-")
	if err != nil {
		return "", err
	}
	founded = dir
	dir = filepath.Join(dir, "data")
	return dir, example.Found(dir, "greater-manchester", time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC))
})

// startOnce starts and stops the example's ledger, which leaves a snapshot that every
// board begins from, as concordatd does.
var startOnce sync.Once

// founded is the folder of the example that boards are copies of, once there is one.
var founded string

func TestMain(m *testing.M) {
	debug.SetGCPercent(400) // as concordatd has it
	code := browsertest.Run(m)
	os.RemoveAll(founded)
	os.Exit(code)
}

// clock stands until a test moves it.
type clock struct {
	mu sync.Mutex
	t  time.Time
}

func (c *clock) now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.t
}

func (c *clock) add(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.t = c.t.Add(d)
}

// board is a server with its pages, on a real journal, store and rules.
type board struct {
	t     *testing.T
	dir   string
	url   string
	clock *clock // the ledger's
	serve *server.Server
	site  *web.Site

	previews atomic.Int64                                              // that pages asked for
	socket   func(network, address string, conn syscall.RawConn) error // is told of the socket that it listens at; may be nil

	ask func(http.RoundTripper, *http.Request) (*http.Response, error) // in place of asking, if a test wants to look
}

// newBoard serves a copy of the example of Greater Manchester, as its last vote left
// it: at 4:44pm, a quarter of an hour before GM-2015-011 closes.
func newBoard(t *testing.T) *board {
	t.Helper()
	source, err := foundOnce()
	if err != nil {
		t.Fatal(err)
	}
	startOnce.Do(func() {
		j, _ := (&board{t: t, dir: source}).open()
		if err := j.Close(); err != nil {
			t.Fatal(err)
		}
	})
	b := &board{t: t, dir: filepath.Join(t.TempDir(), "data")}
	if err := os.CopyFS(b.dir, os.DirFS(source)); err != nil {
		t.Fatal(err)
	}
	keys, err := filepath.Glob(filepath.Join(b.dir, "keys", "*.key"))
	if err != nil {
		t.Fatal(err)
	}
	for _, key := range keys { // CopyFS does not keep modes
		if err := os.Chmod(key, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	b.start(b.open())
	return b
}

// start serves a journal, until the test ends.
func (b *board) start(j *journal.Journal, rules ledger.Rules) {
	t := b.t
	t.Helper()
	listener, err := (&net.ListenConfig{Control: b.socket}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	b.url = "http://localhost:" + strings.TrimPrefix(listener.Addr().String(), "127.0.0.1:")
	s, err := server.New(server.Config{
		Journal: j, Rules: rules, Clauses: clauses(j.Blob),
		CheckBundle: policy.CheckManifest,
		Pages: func(ask http.RoundTripper) (server.PageHandler, error) {
			var err error
			b.site, err = web.New(web.Config{Ask: counting{ask, b}, Origin: b.url, Example: keysIn(filepath.Join(b.dir, "keys"))})
			return b.site, err
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	b.serve = s
	served := make(chan error, 1)
	go func() { served <- s.Serve(listener) }()
	t.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
		defer cancel()
		if err := errors.Join(s.Shutdown(ctx), <-served, j.Close()); err != nil {
			t.Error(err)
		}
	})
}

// Every board's ledger is the same when it is opened, so one of them is read for the key of
// its log and for when its last entry was made.
var (
	readOnce sync.Once
	logKey   string
	last     time.Time
)

func (b *board) read(store *boltstore.Store) (logKey string, last time.Time) {
	b.t.Helper()
	var p *ledger.Parsed
	for i := int64(0); store.Entries(i, i+1, func(_ int64, data []byte) (err error) {
		p, err = ledger.ParseAll(data)
		return err
	}) == nil; i++ {
		if i == 0 {
			logKey = p.Body.(*ledger.Founded).LogKey
		}
	}
	last, err := time.Parse(time.RFC3339, string(p.Entry.Time))
	if err != nil {
		b.t.Fatal(err)
	}
	return logKey, last
}

func (b *board) open() (*journal.Journal, ledger.Rules) {
	b.t.Helper()
	store, err := boltstore.Open(filepath.Join(b.dir, "ledger.db"))
	if err != nil {
		b.t.Fatal(err)
	}
	readOnce.Do(func() { logKey, last = b.read(store) })
	b.clock = &clock{t: last}
	key, err := os.ReadFile(filepath.Join(b.dir, "log.key"))
	if err != nil {
		b.t.Fatal(err)
	}
	signer, err := note.NewSigner(strings.TrimSpace(string(key)))
	if err != nil {
		b.t.Fatal(err)
	}
	snapshots, err := statefiles.Open(filepath.Join(b.dir, "state"))
	if err != nil {
		b.t.Fatal(err)
	}
	rules := engine(store.Blob)
	j, err := journal.Open(journal.Config{
		Store: store, Rules: rules, Engine: policy.Version(), Signer: signer, LogKey: logKey,
		CheckpointFile: filepath.Join(b.dir, "checkpoint"), Snapshots: snapshots, Now: b.clock.now,
	})
	if err != nil {
		b.t.Fatal(err)
	}
	return j, rules
}

// clauses reads an agreement's text out of its bundle.
func clauses(blob func(ledger.Digest) ([]byte, error)) func(ledger.Digest) ([]api.Clause, error) {
	return func(rules ledger.Digest) (list []api.Clause, err error) {
		manifest, err := blob(rules)
		if err != nil {
			return nil, err
		}
		bundle, err := policy.OpenBundle(manifest, blob)
		if err != nil {
			return nil, err
		}
		tried, errTried := policy.TriedBy(bundle)
		read, err := policy.Clauses(bundle)
		for _, c := range read {
			shown := api.Clause{ID: c.ID, Title: c.Title, Text: c.Text, SHA256: c.SHA256}
			for _, cases := range tried[c.ID] {
				shown.Cases = append(shown.Cases, api.ClauseCases(cases))
			}
			list = append(list, shown)
		}
		return list, errors.Join(err, errTried)
	}
}

// counting counts what pages ask for, and passes everything on.
type counting struct {
	ask http.RoundTripper
	b   *board
}

func (c counting) RoundTrip(r *http.Request) (*http.Response, error) {
	if r.URL.Path == api.PathPreview {
		c.b.previews.Add(1)
	}
	if c.b.ask != nil {
		return c.b.ask(c.ask, r)
	}
	return c.ask.RoundTrip(r)
}

// One engine judges for all boards: they have one bundle, compiled once out of the
// first board's store, which is as every other's.
func engine(blob func(ledger.Digest) ([]byte, error)) ledger.Rules {
	engineOnce.Do(func() {
		theEngine = policy.New(func(d ledger.Digest) ([]byte, error) {
			if data, ok := rulesPut.Load(d); ok {
				return data.([]byte), nil
			}
			return blob(d)
		})
	})
	return theEngine
}

// rulesPut are what tests put beside their boards' ledgers as further versions.
var rulesPut sync.Map

var (
	engineOnce sync.Once
	theEngine  ledger.Rules
)

// keysIn is a folder with the keys of an example's people.
type keysIn string

func (k keysIn) People() ([]string, error) {
	files, err := filepath.Glob(filepath.Join(string(k), "*.key"))
	var people []string
	for _, f := range files {
		people = append(people, strings.TrimSuffix(filepath.Base(f), ".key"))
	}
	slices.Sort(people)
	return people, err
}

func (k keysIn) Key(person string) (sdk.Key, error) {
	return sdk.ReadKey(filepath.Join(string(k), person+".key"))
}
