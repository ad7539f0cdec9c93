package server_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"runtime/debug"
	"strings"
	"sync"
	"testing"
	"time"

	"golang.org/x/mod/sumdb/note"

	"concordat/clients/sdk"
	"concordat/ledger"
	"concordat/ledger/boltstore"
	"concordat/ledger/journal"
	"concordat/ledger/statefiles"
	"concordat/policy"
	"concordat/server"
	"concordat/server/api"
	"concordat/server/cmd/concordatd/example"
)

// The example that the tests run on is founded once and copied for each: 12
// parties, decisions of every outcome, and motions that are open for votes.
const exampleName = "greater-manchester"

var foundOnce = sync.OnceValues(func() (string, error) {
	dir, err := os.MkdirTemp("", "concordat-server-test-")
	if err != nil {
		return "", err
	}
	dir = filepath.Join(dir, "data")
	return dir, example.Found(dir, exampleName, time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC))
})

func TestMain(m *testing.M) {
	debug.SetGCPercent(400) // as concordatd has it
	code := m.Run()
	if stillClose != nil {
		stillClose()
	}
	if dir, err := foundOnce(); err == nil {
		os.RemoveAll(filepath.Dir(dir))
	}
	os.Exit(code)
}

// clock is scripted: it stands until a test moves it.
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

// board is a server on a real journal, store and rules, and the keys of all its
// people.
type board struct {
	t         *testing.T
	dir       string
	url       string
	server    *server.Server
	journal   *journal.Journal
	founded   *ledger.Founded
	clock     *clock // the ledger's
	world     *clock // the world's
	client    *http.Client
	carrier   *carrier
	behind    bool           // a proxy that has TLS
	serving   *server.Server // by serveUnder
	exchanged func(exchange) // what do has sent and got, where it is kept
}

// carrier is the log-in that carries the statements of a test, whoever signed
// them: the auditor's, who may say nothing.
type carrier struct {
	mu    sync.Mutex
	token api.Token
}

// still is one board for the tests that only read: nobody writes to it, and its
// ledger's clock stands.
func still(t *testing.T) *board {
	t.Helper()
	stillOnce.Do(func() { stillBoard, stillClose = serve(t, filepath.Join(filepath.Dir(must(foundOnce())), "still")) })
	if stillBoard == nil {
		t.Fatal("the board that is only read was not opened")
	}
	b := *stillBoard
	b.t = t
	return &b
}

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

var (
	stillOnce  sync.Once
	stillBoard *board
	stillClose func()
)

// newBoard serves a copy of the example. prepare, if given, runs before it does.
func newBoard(t *testing.T, prepare ...func(*server.Server)) *board {
	t.Helper()
	b, closeBoard := serve(t, filepath.Join(t.TempDir(), "data"), prepare...)
	t.Cleanup(closeBoard)
	return b
}

// startOnce starts and stops the example's ledger, which leaves a snapshot that every
// board begins from, as concordatd does.
var startOnce sync.Once

func serve(t *testing.T, dir string, prepare ...func(*server.Server)) (*board, func()) {
	t.Helper()
	source, err := foundOnce()
	if err != nil {
		t.Fatal(err)
	}
	startOnce.Do(func() {
		if err := os.Mkdir(filepath.Join(source, "state"), 0o700); err != nil {
			t.Fatal(err)
		}
		j, _, _, _ := openJournal(t, source)
		if err := j.Close(); err != nil {
			t.Fatal(err)
		}
	})
	return serveFrom(t, source, dir, prepare...)
}

// serveFrom serves a copy of the ledger in source.
func serveFrom(t *testing.T, source, dir string, prepare ...func(*server.Server)) (*board, func()) {
	t.Helper()
	if err := os.CopyFS(dir, os.DirFS(source)); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"log.key", "keys"} { // CopyFS does not keep modes
		if err := filepath.Walk(filepath.Join(dir, name), func(path string, info os.FileInfo, err error) error {
			if err == nil && !info.IsDir() {
				err = os.Chmod(path, 0o600)
			}
			return err
		}); err != nil {
			t.Fatal(err)
		}
	}
	b := &board{t: t, dir: dir, world: &clock{t: time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC)}, client: &http.Client{Transport: &http.Transport{}}, carrier: &carrier{}}
	var rules ledger.Rules
	b.journal, rules, b.clock, b.founded = openJournal(t, dir)
	var err error
	b.server, err = server.New(server.Config{
		Journal: b.journal, Rules: rules, Clauses: clauses(b.journal), CheckBundle: policy.CheckManifest, TokenSeed: bytes.Repeat([]byte{7}, 32), Now: b.world.now,
		SessionFile: filepath.Join(dir, "sessions"), InvitationFile: filepath.Join(dir, "invitations"), LinkFile: filepath.Join(dir, "links"), CalendarFile: filepath.Join(dir, "calendars"), WishFile: filepath.Join(dir, "wishes"), Work: sharedTeller().provider(),
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range prepare {
		f(b.server)
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	b.url = "http://" + listener.Addr().String()
	served := make(chan error, 1)
	go func() { served <- b.server.Serve(listener) }()
	return b, func() {
		b.client.CloseIdleConnections()
		ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
		defer cancel()
		if err := errors.Join(b.server.Shutdown(ctx), <-served, b.journal.Close()); err != nil {
			panic(err)
		}
	}
}

func exists(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}

func openJournal(t *testing.T, dir string) (*journal.Journal, ledger.Rules, *clock, *ledger.Founded) {
	t.Helper()
	store, err := boltstore.Open(filepath.Join(dir, "ledger.db"))
	if err != nil {
		t.Fatal(err)
	}
	var founding, last *ledger.Parsed
	for i := int64(0); ; i++ {
		var p *ledger.Parsed
		err := store.Entries(i, i+1, func(_ int64, data []byte) (err error) {
			p, err = ledger.ParseAll(data)
			return err
		})
		if err != nil {
			break
		}
		if last = p; i == 0 {
			founding = p
		}
	}
	key, err := os.ReadFile(filepath.Join(dir, "log.key"))
	if err != nil {
		t.Fatal(err)
	}
	signer, err := note.NewSigner(strings.TrimSpace(string(key)))
	if err != nil {
		t.Fatal(err)
	}
	at, err := time.Parse(time.RFC3339, string(last.Entry.Time))
	if err != nil {
		t.Fatal(err)
	}
	c := &clock{t: at}
	founded := founding.Body.(*ledger.Founded)
	rules := engine(founded.Rules, store.Blob)
	config := journal.Config{
		Store: store, Rules: rules, Engine: policy.Version(), Signer: signer, LogKey: founded.LogKey,
		CheckpointFile: filepath.Join(dir, "checkpoint"), Now: c.now,
	}
	if state := filepath.Join(dir, "state"); exists(state) { // kept where there is a place for it
		if config.Snapshots, err = statefiles.Open(state); err != nil {
			t.Fatal(err)
		}
	}
	j, err := journal.Open(config)
	if err != nil {
		t.Fatal(err)
	}
	return j, rules, c, founded
}

// One engine judges for all boards: they have one bundle, compiled once. Another
// bundle, such as a draft's, is looked for in the board's own store.
var engines sync.Map

type held struct {
	ledger.Rules
	bundle ledger.Digest
	drafts *policy.Engine
}

func (h held) Judge(rules ledger.Digest, inputs []ledger.Input) ([]ledger.Ruling, error) {
	if rules != h.bundle {
		return h.drafts.Judge(rules, inputs)
	}
	return h.Rules.Judge(rules, inputs)
}

func engine(bundle ledger.Digest, blob func(ledger.Digest) ([]byte, error)) ledger.Rules {
	blobs := map[ledger.Digest][]byte{bundle: must(blob(bundle))}
	for line := range strings.Lines(string(blobs[bundle])) {
		digest := ledger.Digest(line[:64])
		blobs[digest] = must(blob(digest))
	}
	e, _ := engines.LoadOrStore(bundle, policy.New(func(d ledger.Digest) ([]byte, error) { return blobs[d], nil }))
	return held{e.(ledger.Rules), bundle, policy.New(blob)}
}

// rules are those that the board was served under at first.
func (b *board) rules() ledger.Rules { return engine(b.founded.Rules, b.journal.Blob) }

func clauses(j *journal.Journal) func(ledger.Digest) ([]api.Clause, error) {
	return func(rules ledger.Digest) ([]api.Clause, error) {
		manifest, err := j.Blob(rules)
		if err != nil {
			return nil, err
		}
		bundle, err := policy.OpenBundle(manifest, j.Blob)
		if err != nil {
			return nil, err
		}
		list, err := policy.Clauses(bundle)
		out := make([]api.Clause, len(list))
		for i, c := range list {
			out[i] = api.Clause{ID: c.ID, Title: c.Title, Text: c.Text, SHA256: c.SHA256, Cases: []api.ClauseCases{{Package: "quorum", Cases: []string{"fixed_number"}}}}
		}
		return out, err
	}
}

// answer is what came back, held against the OpenAPI document already.
type answer struct {
	t      *testing.T
	status int
	header http.Header
	body   []byte
}

// into decodes a body that must be JSON of the status.
func (a answer) into(status int, v any) {
	a.t.Helper()
	if a.status != status {
		a.t.Fatalf("status %d, want %d: %s", a.status, status, a.body)
	}
	if err := json.Unmarshal(a.body, v); err != nil {
		a.t.Fatal(err)
	}
}

func (a answer) problem() *api.Problem {
	a.t.Helper()
	p := &api.Problem{}
	if a.header.Get("Content-Type") != api.TypeProblem {
		a.t.Fatalf("status %d is no problem: %s", a.status, a.body)
	}
	if err := json.Unmarshal(a.body, p); err != nil {
		a.t.Fatal(err)
	}
	if p.Status != a.status || p.Type != api.PathProblems+string(p.Code) || p.Status != api.Meanings[p.Code].Status || p.Title == "" || p.Detail == "" {
		a.t.Errorf("problem %+v with status %d", p, a.status)
	}
	return p
}

// do sends one request. Every answer to it is held against the document.
func (b *board) do(method, path, token string, body []byte, header ...string) answer {
	b.t.Helper()
	req, err := http.NewRequest(method, b.url+path, bytes.NewReader(body))
	if err != nil {
		b.t.Fatal(err)
	}
	if token != "" {
		req.Header.Set("Authorization", "Bearer "+token)
	}
	if body != nil {
		req.Header.Set("Content-Type", api.TypeJOSE)
	}
	for i := 0; i < len(header); i += 2 {
		req.Header.Set(header[i], header[i+1])
	}
	res, err := b.client.Do(req)
	if err != nil {
		b.t.Fatal(err)
	}
	defer res.Body.Close()
	data, err := io.ReadAll(res.Body)
	if err != nil {
		b.t.Fatal(err)
	}
	a := answer{b.t, res.StatusCode, res.Header, data}
	document().hold(b.t, method, path, a)
	if b.exchanged != nil {
		b.exchanged(exchange{method, req.URL.String(), req.Header, body, res.StatusCode, res.Header, data})
	}
	b.headers(method+" "+path, res.Header, strings.HasPrefix(b.url, "https:") || b.behind && req.Header.Get("X-Forwarded-Proto") != "http")
	return a
}

// headers holds those that every answer has against what they must say.
func (b *board) headers(at string, h http.Header, overTLS bool) {
	b.t.Helper()
	policy, referrer := "default-src 'none'; frame-ancestors 'none'", "no-referrer"
	if strings.HasPrefix(h.Get("Content-Type"), "text/html") {
		policy, referrer = server.PagePolicy, "same-origin"
	}
	strict := ""
	if overTLS {
		strict = "max-age=63072000"
	}
	for name, want := range map[string]string{
		"X-Content-Type-Options": "nosniff", "X-Frame-Options": "DENY", "Referrer-Policy": referrer, "Content-Security-Policy": policy,
		"Cross-Origin-Opener-Policy": "same-origin", "Cross-Origin-Resource-Policy": "same-origin", "Strict-Transport-Security": strict,
	} {
		if got := h.Get(name); got != want || want != "" && len(h.Values(name)) != 1 {
			b.t.Errorf("%s: %s is %q, %d times", at, name, got, len(h.Values(name)))
		}
	}
	for name, part := range map[string]string{"Permissions-Policy": "publickey-credentials-get=(self)", "Vary": "Authorization, Cookie", api.ExampleHeader: "clock of the example"} {
		if !strings.Contains(h.Get(name), part) || len(h.Values(name)) != 1 {
			b.t.Errorf("%s: %s is %q", at, name, h.Values(name))
		}
	}
	if c := h.Get("Cache-Control"); c == "" || len(h.Values("Set-Cookie")) > 0 && c != "no-store" {
		b.t.Errorf("%s: Cache-Control %q", at, c)
	}
	for _, name := range []string{"Server", "X-Powered-By", "Access-Control-Allow-Origin"} {
		if h.Get(name) != "" {
			b.t.Errorf("%s: %s is %q", at, name, h.Get(name))
		}
	}
}

func (b *board) get(path string) answer { b.t.Helper(); return b.do("GET", path, "", nil) }

// as is what a person gets who is logged in.
func (b *board) as(person, path string) answer {
	b.t.Helper()
	return b.do("GET", path, b.token(person), nil)
}

// enrol has somebody of whom the ledger does not know yet vouched for.
func (b *board) enrol(by, party, person string) {
	b.t.Helper()
	key := must(sdk.NewKey(rand.Reader, "ed25519"))
	if err := key.WriteKey(filepath.Join(b.dir, "keys", person+".key"), person); err != nil {
		b.t.Fatal(err)
	}
	b.record(by, party, ledger.KindKeyAdded, ledger.KeyAdded{Person: person, Key: key.Public(), Proof: key.Possession(b.founded.Origin, person)})
}

func (b *board) size() int64 { return b.journal.Head().Size }

func (b *board) key(person string) sdk.Key {
	b.t.Helper()
	k, err := sdk.ReadKey(filepath.Join(b.dir, "keys", person+".key"))
	if err != nil {
		b.t.Fatal(err)
	}
	return k
}

// look reads the ledger beside the server.
func (b *board) look(fn func(v ledger.View, now ledger.Time)) {
	b.t.Helper()
	if err := b.journal.Read(context.Background(), func(v ledger.View, now ledger.Time) error { fn(v, now); return nil }); err != nil {
		b.t.Fatal(err)
	}
}

// draft is a statement that only lacks its signature; change may spoil it.
func (b *board) draft(person, party, kind string, body any, change ...func(*ledger.Payload)) (ledger.Statement, sdk.Key) {
	b.t.Helper()
	key := b.key(person)
	raw, err := ledger.Encode(body)
	if err != nil {
		b.t.Fatal(err)
	}
	head := b.journal.Head()
	record, _ := b.journal.Key(key.Thumbprint())
	p := ledger.Payload{
		V: 1, Ledger: b.founded.Origin, Kind: kind, Author: person, Party: party, Seq: record.Next,
		Seen: ledger.Seen{Size: head.Size, Root: ledger.HashDigest(head.Root)}, Body: raw, Sentence: "none",
	}
	b.look(func(v ledger.View, _ ledger.Time) {
		if s, err := ledger.Sentence(p, v); err == nil {
			p.Sentence = s
		}
	})
	for _, c := range change {
		c(&p)
	}
	s, err := ledger.Draft(key.Public(), p)
	if err != nil {
		b.t.Fatal(err)
	}
	return s, key
}

// statement is a draft with its signature, as sent.
func (b *board) statement(person, party, kind string, body any, change ...func(*ledger.Payload)) []byte {
	b.t.Helper()
	s, key := b.draft(person, party, kind, body, change...)
	return encode(b.t, key.Sign(s))
}

func encode(t *testing.T, v any) []byte {
	t.Helper()
	data, err := ledger.Encode(v)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

func (b *board) send(statement []byte) answer {
	b.t.Helper()
	return b.do("POST", api.PathStatements, b.carry(), statement)
}

// carry is the carrier's token, which is got again when it has run out.
func (b *board) carry() string {
	b.t.Helper()
	b.carrier.mu.Lock()
	defer b.carrier.mu.Unlock()
	if now := ledger.Time(b.world.now().UTC().Format("2006-01-02T15:04:05.000Z")); now >= b.carrier.token.Expires {
		b.do("POST", api.PathLogin, "", b.login("auditor")).into(http.StatusOK, &b.carrier.token)
	}
	return b.carrier.token.Token
}

// record sends a statement that must be taken.
func (b *board) record(person, party, kind string, body any) api.Receipt {
	b.t.Helper()
	var r api.Receipt
	b.send(b.statement(person, party, kind, body)).into(http.StatusCreated, &r)
	return r
}

// login is a signed log-in; change may spoil it.
func (b *board) login(person string, change ...func(*ledger.Login)) []byte {
	b.t.Helper()
	var n api.Nonce
	b.get(api.PathLogin).into(http.StatusOK, &n)
	l := ledger.Login{V: 1, Ledger: n.Ledger, Person: person, Nonce: n.Nonce, Until: n.Expires}
	for _, c := range change {
		c(&l)
	}
	key := b.key(person)
	s, err := ledger.DraftLogin(key.Public(), l)
	if err != nil {
		b.t.Fatal(err)
	}
	return encode(b.t, key.Sign(s))
}

// logIn opens a session for a person.
func (b *board) logIn(person string) (token api.Token) {
	b.t.Helper()
	b.do("POST", api.PathLogin, "", b.login(person)).into(http.StatusOK, &token)
	return token
}

// token logs a person in; nobody is the public.
func (b *board) token(person string) string {
	b.t.Helper()
	if person == "" {
		return ""
	}
	return b.logIn(person).Token
}

// openMotion is a motion that is open, and a seat of its roll that has not voted.
func (b *board) openMotion() (m ledger.MotionRecord, seat ledger.RollSeat, holder string) {
	b.t.Helper()
	b.look(func(v ledger.View, now ledger.Time) {
		for _, candidate := range v.Motions() {
			if candidate.Status != ledger.MotionOpen || holder != "" {
				continue
			}
			voted := map[string]bool{}
			for _, vote := range candidate.Votes {
				voted[vote.Seat] = true
			}
			for _, s := range candidate.Opened.Roll {
				if record, _ := v.Seat(s.Seat); !voted[s.Seat] && record.Holder(now.Day()) != "" {
					m, seat, holder = candidate, s, record.Holder(now.Day())
				}
			}
		}
	})
	if holder == "" {
		b.t.Fatal("no motion of the example waits for a vote")
	}
	return m, seat, holder
}

// withStatus is some motion of that status.
func (b *board) withStatus(status string) (m ledger.MotionRecord) {
	b.t.Helper()
	b.look(func(v ledger.View, _ ledger.Time) {
		for _, candidate := range v.Motions() {
			if candidate.Status == status {
				m = candidate
			}
		}
	})
	if m.Ref == "" {
		b.t.Fatalf("no motion of the example has the status %s", status)
	}
	return m
}
