package daemon

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"net/http/httptrace"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"golang.org/x/mod/sumdb/note"

	"concordat/clients/sdk"
	"concordat/clients/verify"
	"concordat/ledger"
	"concordat/ledger/merkle"
	"concordat/policy"
	"concordat/server/api"
)

const (
	kills      = 200 // of the real process
	shortKills = 6
	wholly     = 20  // kills after which everything ever said is held against the ledger once more
	enough     = 400 // receipts in one life, where its plan does not come to pass before
)

// The real program is killed under load, at moments that a seed chooses and that
// are counted in work done: when so many receipts have come, while so many requests
// are under way, at the so manieth change of a file: in a commit, a snapshot, a
// backup, a start or a graceful stop. It is started again on what is there, and
// then:
//
//   - every receipt ever given holds: its entry is under the checkpoint that it
//     came with, that checkpoint is of the present ledger's history, and the entry
//     stands there byte for byte;
//   - every statement that was acknowledged gets the same receipt when it is sent
//     again, and one of which nobody heard is recorded once, whatever became of it;
//   - every checkpoint that any reader ever saw is of the ledger's history: nobody
//     was shown what was not durable;
//   - each key's statements are numbered without gaps, and none is recorded twice;
//   - no snapshot was left that a start could not use.
//
// At the end check finds nothing wrong, and an audit of an export is verified.
func TestKilledUnderLoad(t *testing.T) {
	total := kills
	if testing.Short() {
		total = shortKills
	}
	program := filepath.Join(t.TempDir(), "concordatd")
	if out, err := exec.Command("go", "build", "-ldflags=-s -w", "-o", program, "..").CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	dir := founded(t)
	// Two ledgers side by side: a start is one thread's work for the most part.
	for side := range 2 {
		t.Run(fmt.Sprint(side), func(t *testing.T) {
			t.Parallel()
			newVictim(t, program, dir, uint64(side)+1).suffer(total / 2)
		})
	}
}

// victim is a ledger whose server is killed, with all that was heard from it.
type victim struct {
	t         *testing.T
	random    *rand.Rand // the rounds'; authors have their own
	program   string
	dir       string
	elsewhere string // for backups
	served    *process
	token     string
	founded   api.Ledger
	verifier  note.Verifier
	names     saying
	opened    *ledger.OpenedFacts
	authors   []*author
	forward   bool // the clock is put forward, so that the motion closes
	log       mirror

	mu       sync.Mutex
	newest   merkle.Checkpoint          // that anybody saw
	seen     map[merkle.Checkpoint]bool // and every one seen since the last start
	everSeen map[merkle.Checkpoint]bool
	receipts []given // every one given; those from checked on since the last start
	checked  int

	killed, unheard, stood int // processes; statements nobody heard of, and those of them that were recorded
	plans                  map[string]int
}

type given struct {
	statement []byte
	merkle.Receipt
}

// author is one key, whose statements go one after another.
type author struct {
	key     sdk.Key
	person  string
	party   string
	seat    string // for a board member, who votes; others record figures
	random  *rand.Rand
	next    int64
	said    int64 // votes, or figures
	pending []byte
	client  *http.Client
	double  *http.Client // over which the same statement is sent at the same time
}

// saying gives the names that sentences have.
type saying map[string]string

func (s saying) PartyName(code string) string  { return s[code] }
func (s saying) MotionTitle(ref string) string { return s[ref] }

func client() *http.Client { return &http.Client{Transport: &http.Transport{}, Timeout: time.Minute} }

func newVictim(t *testing.T, program, source string, seed uint64) *victim {
	v := &victim{
		t: t, random: rand.New(rand.NewPCG(seed, 0)), program: program, dir: filepath.Join(t.TempDir(), "data"), elsewhere: t.TempDir(),
		names: saying{}, seen: map[merkle.Checkpoint]bool{}, everSeen: map[merkle.Checkpoint]bool{}, plans: map[string]int{},
	}
	copyLedger(t, source, v.dir)
	v.start()
	c := v.reader()
	var err error
	if v.founded, err = c.Ledger(t.Context()); err != nil {
		t.Fatal(err)
	}
	if v.verifier, err = note.NewVerifier(v.founded.VKey); err != nil {
		t.Fatal(err)
	}
	parties, err := c.Parties(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	const open = "CWW-2015-004"
	m, err := c.Motion(t.Context(), open)
	if err != nil || m.Opened == nil {
		t.Fatalf("%s is not open: %v", open, err)
	}
	v.names[open], v.opened = m.Title, m.Opened
	v.author("secretary", "", "")
	for _, p := range parties.Items {
		v.names[p.Code] = p.Name
		slug := strings.ToLower(strings.NewReplacer("NHS ", "", " CCG", "", " ", "-").Replace(p.Name))
		v.author(slug+"-officer", p.Code, "")
		v.author(slug+"-member", p.Code, p.Code+"-1")
	}
	for _, c := range v.authors {
		k, err := v.reader().KeyRecord(t.Context(), c.key.Thumbprint())
		if err != nil {
			t.Fatal(err)
		}
		c.next = k.Next
	}
	v.sync(0)
	return v
}

func (v *victim) author(person, party, seat string) {
	v.t.Helper()
	v.authors = append(v.authors, &author{
		key: v.key(person), person: person, party: party, seat: seat, random: rand.New(rand.NewPCG(v.random.Uint64(), 0)), client: client(), double: client(),
	})
}

func (v *victim) key(person string) sdk.Key {
	v.t.Helper()
	k, err := sdk.ReadKey(filepath.Join(v.dir, "keys", person+".key"))
	if err != nil {
		v.t.Fatal(err)
	}
	return k
}

// reader is a client that keeps the checkpoint it accepted last from one life of the
// server to the next.
func (v *victim) reader() *sdk.Client {
	v.t.Helper()
	key := v.key("auditor")
	c, err := sdk.New(v.served.url, sdk.Options{Key: &key, StateDir: filepath.Join(v.elsewhere, "reader"), HTTP: &http.Client{Transport: &http.Transport{DisableKeepAlives: true}}})
	if err != nil {
		v.t.Fatal(err)
	}
	return c
}

// suffer has the server killed so many times.
func (v *victim) suffer(times int) {
	for round := 0; v.killed < times && !v.t.Failed(); round++ {
		v.forward = v.killed > times*9/10
		if v.served == nil && (v.random.IntN(12) == 0 || v.forward) {
			v.killAtStart()
		}
		if v.served == nil {
			v.start()
		}
		from := v.checked
		if round%wholly == 0 {
			from = 0
		}
		v.hold(from)
		v.live(v.plan())
	}
	if v.served == nil {
		v.start()
	}
	v.hold(0)
	export := filepath.Join(v.elsewhere, "export")
	dst, err := verify.WriteDir(export)
	if err == nil {
		err = verify.Export(v.reader().Source(v.t.Context()), dst, nil)
	}
	if err != nil {
		v.t.Fatal(err)
	}
	v.served.stop(v.t)
	did(v.t, "check", "--data", v.dir)
	src, err := verify.OpenDir(export)
	if err != nil {
		v.t.Fatal(err)
	}
	r := verify.Ledger(src, verify.Options{
		Trust: v.founded.VKey, Engine: policy.Version(),
		Rules: func(blob func(ledger.Digest) ([]byte, error)) ledger.Rules { return policy.New(blob) },
	})
	if r.Verdict != verify.Verified {
		var said bytes.Buffer
		r.Text(&said)
		v.t.Errorf("an audit says %s: %s", r.Verdict, said.String())
	}
	v.t.Logf("%d kills; %d entries; %d receipts, %d checkpoints seen; of %d statements that nobody heard of %d had been recorded; %v",
		v.killed, len(v.log.entries), len(v.receipts), len(v.everSeen), v.unheard, v.stood, v.plans)
	if !testing.Short() && (v.stood == 0 || v.stood == v.unheard) {
		v.t.Errorf("the kills came at one side of the commit only: of %d statements that nobody heard of %d had been recorded", v.unheard, v.stood)
	}
}

// plan is when a life of the server ends: at the nth of what is counted.
type plan struct {
	what  string
	n     int
	files []string // whose changes are counted
	stop  bool     // gracefully, at the nth receipt
	after int      // changes of any file after that, killed; 0: left to end
}

const (
	ofReceipts = "receipts"
	ofRequests = "requests under way"
	ofBackup   = "changes of a backup"
)

// plan chooses one.
func (v *victim) plan() plan {
	n := 1 + v.random.IntN(40)
	choices := []struct {
		share int
		plan
	}{
		{36, plan{what: ofReceipts, n: n}},
		{18, plan{what: ofRequests, n: n}},
		{14, plan{what: "changes of the ledger and its checkpoint", n: 1 + v.random.IntN(60), files: []string{ledgerName, checkpointName, checkpointName + ".new"}}},
		{16, plan{what: "changes of the snapshot", n: 1 + v.random.IntN(24), files: []string{"snapshot", "snapshot.new", "closed"}}},
		{6, plan{what: ofBackup, n: 1 + v.random.IntN(12), files: []string{"b", "b.new"}}},
		{6, plan{what: "changes in a graceful stop", n: n, stop: true, after: 1 + v.random.IntN(16)}},
		{4, plan{what: "graceful stop", n: n, stop: true}},
	}
	at := v.random.IntN(100)
	for _, c := range choices {
		if at -= c.share; at < 0 {
			return c.plan
		}
	}
	panic("the shares do not add up to a hundred")
}

// live has everybody talk to the server until it is dead.
func (v *victim) live(p plan) {
	v.plans[p.what]++
	server := v.served
	var requests, receipts, changes, afterwards atomic.Int64
	watched := watch(v.t, func(name string) {
		if slices.Contains(p.files, name) && changes.Add(1) == int64(p.n) {
			server.kill()
		}
		if p.after > 0 && receipts.Load() >= int64(p.n) && afterwards.Add(1) == int64(p.after) {
			server.kill()
		}
	}, v.dir, filepath.Join(v.dir, stateName), v.elsewhere)
	backedUp := func() {}
	if p.what == ofBackup {
		backedUp = v.backUp(v.random.IntN(2) == 0)
	}
	sent := func() {
		if n := requests.Add(1); p.what == ofRequests && n == int64(p.n) {
			server.kill()
		}
	}
	heard := func() {
		switch n := receipts.Add(1); {
		case p.stop && n == int64(p.n):
			server.cmd.Process.Signal(syscall.SIGTERM)
		case p.what == ofReceipts && n == int64(p.n), n == enough:
			server.kill()
		}
	}
	var all sync.WaitGroup
	for _, c := range v.authors {
		all.Go(func() {
			for v.say(c, sent) {
				heard()
			}
		})
	}
	all.Go(func() { // somebody who reads without end
		c := client()
		defer c.CloseIdleConnections()
		for last := []byte(nil); ; {
			msg, err := v.get(c, api.PathCheckpoint)
			if err != nil {
				return
			}
			if !bytes.Equal(msg, last) {
				v.saw(msg)
				last = msg
			}
		}
	})
	all.Wait()
	if !p.stop {
		server.kill()
	}
	<-server.ended
	watched.close()
	backedUp()
	clean := server.cmd.ProcessState.ExitCode() == api.ExitDone
	if !clean {
		v.killed++
	} else if !p.stop {
		v.t.Errorf("the server ended by itself: %s", server.said)
	}
	server.done(v.t)
	v.served = nil
	for _, c := range v.authors {
		c.client.CloseIdleConnections()
		c.double.CloseIdleConnections()
	}
	if clean {
		v.answered()
	}
}

// backUp takes a backup with the real program, which is killed too or not once its
// server is dead. What has the backup's name then is a backup.
func (v *victim) backUp(kill bool) (end func()) {
	file := filepath.Join(v.elsewhere, "b")
	var said bytes.Buffer
	c := exec.Command(v.program, "backup", "--data", v.dir, file)
	c.Stdout, c.Stderr = &said, &said
	if err := c.Start(); err != nil {
		v.t.Fatal(err)
	}
	return func() {
		if kill {
			c.Process.Kill()
		}
		failed := c.Wait()
		if _, err := os.Stat(file); err == nil {
			did(v.t, "check", file)
			if err := os.Remove(file); err != nil {
				v.t.Fatal(err)
			}
		} else if failed == nil {
			v.t.Errorf("the backup said that it was done, and is not there: %s", said.String())
		}
	}
}

// answered finds that a server which was stopped has answered all that it recorded.
func (v *victim) answered() {
	v.start()
	v.sync(int64(len(v.log.entries)))
	for _, c := range v.authors {
		if c.pending == nil {
			continue
		}
		s, err := ledger.Parse(c.pending)
		if err != nil {
			v.t.Fatal(err)
		}
		if at, ok := v.log.ids[s.ID]; ok {
			v.t.Errorf("%s was stopped gracefully and recorded a statement by %s, entry %d, without a word", v.program, c.person, at)
		}
	}
}

// say has an author state one thing more; false when the server is gone, or there is
// nothing to say.
func (v *victim) say(c *author, sent func()) bool {
	if c.pending == nil && !v.draft(c) {
		return false
	}
	ctx := httptrace.WithClientTrace(context.Background(), &httptrace.ClientTrace{WroteRequest: func(httptrace.WroteRequestInfo) { sent() }})
	statement := c.pending
	heard := make(chan bool, 2)
	send := func(ctx context.Context, over *http.Client) {
		r, err := v.send(ctx, over, statement)
		if err == nil {
			v.took(statement, r)
			c.pending = nil
		}
		heard <- err == nil
	}
	if c.random.IntN(4) > 0 {
		send(ctx, c.client)
		return <-heard
	}
	go send(context.Background(), c.double)
	send(ctx, c.client)
	first, second := <-heard, <-heard
	return first && second
}

// draft signs what an author says next.
func (v *victim) draft(c *author) bool {
	kind, body := ledger.KindFigureRecorded, any(ledger.FigureRecorded{
		Party: c.party, Figure: "registered_population", Value: c.said, Unit: "people", Period: "2015-16", Effective: "2015-04-01", Source: "the annual return",
	})
	if c.seat != "" {
		// A seat votes as often as it may, spread over the lives of the server.
		if v.forward || c.said >= ledger.MaxVotes-2 || c.random.IntN(5) > 0 {
			return false
		}
		choice := [...]string{ledger.ChoiceFor, ledger.ChoiceAgainst, ledger.ChoiceAbstain}[c.said%3]
		kind, body = ledger.KindVoteCast, ledger.VoteCast{Motion: "CWW-2015-004", Opened: v.opened.ID, Seat: c.seat, Choice: choice}
	} else if c.party == "" {
		body = ledger.FigureRecorded{Party: v.opened.Roll[0].Party, Figure: "allocation", Value: c.said, Unit: "thousand_pounds", Period: "2015-16", Effective: "2015-04-01", Source: "the annual return"}
	}
	raw, err := ledger.Encode(body)
	if err != nil {
		panic(err)
	}
	v.mu.Lock()
	seen := ledger.Seen{Size: v.newest.Size, Root: ledger.HashDigest(v.newest.Root)}
	v.mu.Unlock()
	p := ledger.Payload{V: 1, Ledger: v.founded.Origin, Kind: kind, Author: c.person, Party: c.party, Seq: c.next, Seen: seen, Body: raw}
	if p.Sentence, err = ledger.Sentence(p, v.names); err != nil {
		panic(err)
	}
	s, err := ledger.Draft(c.key.Public(), p)
	if err == nil {
		c.pending, err = ledger.Encode(c.key.Sign(s))
	}
	if err != nil {
		panic(err)
	}
	c.next++
	c.said++
	return true
}

// send sends a statement. An error says that no answer came. Any answer but a
// receipt is a fault: what is sent is all in order.
func (v *victim) send(ctx context.Context, c *http.Client, statement []byte) (r api.Receipt, err error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, v.served.url+api.PathStatements, bytes.NewReader(statement))
	if err != nil {
		panic(err)
	}
	req.Header.Set("Content-Type", api.TypeJOSE)
	req.Header.Set("Authorization", "Bearer "+v.token)
	res, err := c.Do(req)
	if err != nil {
		return r, err
	}
	defer res.Body.Close()
	data, err := io.ReadAll(res.Body)
	if err != nil {
		return r, err
	}
	if res.StatusCode != http.StatusCreated && res.StatusCode != http.StatusOK {
		v.t.Errorf("a statement was answered %s: %s", res.Status, data)
		return r, errors.New(res.Status)
	}
	return r, json.Unmarshal(data, &r)
}

func (v *victim) get(c *http.Client, path string) ([]byte, error) {
	req, err := http.NewRequest(http.MethodGet, v.served.url+path, nil)
	if err != nil {
		panic(err)
	}
	req.Header.Set("Authorization", "Bearer "+v.token)
	res, err := c.Do(req)
	if err != nil {
		return nil, err
	}
	defer res.Body.Close()
	data, err := io.ReadAll(res.Body)
	if err == nil && res.StatusCode != http.StatusOK {
		v.t.Errorf("%s was answered %s: %s", path, res.Status, data)
		err = errors.New(res.Status)
	}
	return data, err
}

// took keeps a receipt, and the checkpoint that it came with.
func (v *victim) took(statement []byte, r api.Receipt) {
	_, msg, err := r.Receipt.Claims()
	if err != nil {
		v.t.Error(err)
		return
	}
	v.saw(msg)
	v.mu.Lock()
	defer v.mu.Unlock()
	v.receipts = append(v.receipts, given{statement, r.Receipt})
}

// saw keeps a checkpoint that the server showed.
func (v *victim) saw(msg []byte) {
	c, err := merkle.OpenCheckpoint(msg, v.founded.Origin, v.verifier)
	if err != nil {
		v.t.Error(err)
		return
	}
	v.mu.Lock()
	defer v.mu.Unlock()
	if c.Size > v.newest.Size {
		v.newest = c
	}
	if !v.everSeen[c] {
		v.seen[c] = true
	}
}

// hold holds what the server has now against everything that was heard, of the
// receipts those from one on.
func (v *victim) hold(from int) {
	v.t.Helper()
	reread := int64(len(v.log.entries))
	if from == 0 {
		reread = 0
	}
	v.sync(reread)
	if _, err := v.reader().Ledger(v.t.Context()); err != nil {
		v.t.Errorf("who kept a checkpoint is told: %v", err)
	}
	// What nobody heard of is recorded by now, or is recorded when it is sent again.
	for _, c := range v.authors {
		if c.pending == nil {
			continue
		}
		r, err := v.send(v.t.Context(), c.client, c.pending)
		if err != nil {
			v.t.Fatalf("%s sends again what nobody heard of: %v", c.person, err)
		}
		v.unheard++
		if s, err := ledger.Parse(c.pending); err != nil {
			v.t.Fatal(err)
		} else if at, ok := v.log.ids[s.ID]; ok {
			if v.stood++; at != r.Index || !r.Repeated {
				v.t.Errorf("entry %d is recorded again as entry %d", at, r.Index)
			}
		}
		v.took(c.pending, r)
		c.pending = nil
	}
	v.sync(int64(len(v.log.entries)))
	for c := range v.seen {
		if c.Size >= int64(len(v.log.roots)) || v.log.roots[c.Size] != c.Root {
			v.t.Errorf("somebody was shown a checkpoint of %d entries that is no part of the %d of this ledger", c.Size, len(v.log.entries))
		}
		v.everSeen[c] = true
	}
	clear(v.seen)
	var each sync.WaitGroup
	all := v.receipts[from:]
	for part := range 4 {
		each.Go(func() {
			c := client()
			defer c.CloseIdleConnections()
			for i := part; i < len(all); i += 4 {
				v.holdReceipt(c, all[i])
			}
		})
	}
	each.Wait()
	if from == 0 {
		for c := range v.everSeen {
			if c.Size >= int64(len(v.log.roots)) || v.log.roots[c.Size] != c.Root {
				v.t.Errorf("a checkpoint of %d entries is no part of the %d of this ledger any more", c.Size, len(v.log.entries))
			}
		}
	}
	v.checked = len(v.receipts)
}

// holdReceipt holds one against the ledger, and sends its statement again.
func (v *victim) holdReceipt(c *http.Client, r given) {
	index, at, err := r.Check(v.founded.Origin, v.verifier)
	switch {
	case err != nil:
		v.t.Errorf("a receipt does not hold: %v", err)
		return
	case index >= int64(len(v.log.entries)) || at.Size >= int64(len(v.log.roots)):
		v.t.Errorf("there is a receipt for entry %d of %d, and there are %d", index, at.Size, len(v.log.entries))
		return
	case v.log.roots[at.Size] != at.Root:
		v.t.Errorf("the receipt for entry %d came with a checkpoint of %d entries that is not of this history", index, at.Size)
	case !bytes.Equal(v.log.entries[index], r.Entry):
		v.t.Errorf("entry %d is not what its receipt shows", index)
	}
	if e, err := ledger.ParseEntry(r.Entry); err != nil || !bytes.Equal(e.Statement, r.statement) {
		v.t.Errorf("the receipt for entry %d is for another statement: %v", index, err)
	}
	again, err := v.send(v.t.Context(), c, r.statement)
	if err != nil {
		v.t.Errorf("sent again: %v", err)
		return
	}
	place, now, err := again.Check(v.founded.Origin, v.verifier)
	if err != nil || place != index || !again.Repeated || !bytes.Equal(again.Entry, r.Entry) || v.log.roots[now.Size] != now.Root {
		v.t.Errorf("the statement of entry %d, sent again, gets %+v (%v)", index, again, err)
	}
}

// mirror is a copy of a log, and what follows from it.
type mirror struct {
	entries [][]byte
	tree    merkle.Tree
	roots   []merkle.Hash // at each size
	ids     map[ledger.Digest]int64
	next    map[ledger.Thumbprint]int64
}

// sync reads what the server has, from an entry on. All of it hashes to the
// checkpoint that the server shows now, so that nothing before it has changed.
func (v *victim) sync(from int64) {
	v.t.Helper()
	c := client()
	defer c.CloseIdleConnections()
	msg, err := v.get(c, api.PathCheckpoint)
	if err != nil {
		v.t.Fatal(err)
	}
	at, err := merkle.OpenCheckpoint(msg, v.founded.Origin, v.verifier)
	if err != nil {
		v.t.Fatal(err)
	}
	v.saw(msg)
	if at.Size < int64(len(v.log.entries)) {
		v.t.Fatalf("there are %d entries, there were %d", at.Size, len(v.log.entries))
	}
	if v.log.roots == nil {
		v.log = mirror{roots: []merkle.Hash{merkle.Tree{}.Root()}, ids: map[ledger.Digest]int64{}, next: map[ledger.Thumbprint]int64{}}
	}
	for n := from / merkle.TileWidth; n*merkle.TileWidth < at.Size; n++ {
		first := n * merkle.TileWidth
		tile := merkle.Tile{H: 8, L: -1, N: n, W: int(min(merkle.TileWidth, at.Size-first))}
		data, err := v.get(c, "/"+merkle.TilePath(tile))
		if err != nil {
			v.t.Fatal(err)
		}
		entries, err := merkle.ParseBundle(data, tile.W)
		if err != nil {
			v.t.Fatal(err)
		}
		for i, e := range entries {
			v.read(first+int64(i), e)
		}
	}
	if root := v.log.roots[at.Size]; root != at.Root {
		v.t.Fatalf("the %d entries are not what the checkpoint says", at.Size)
	}
}

// read takes an entry into the mirror.
func (v *victim) read(index int64, entry []byte) {
	l := &v.log
	if index < int64(len(l.entries)) {
		if !bytes.Equal(l.entries[index], entry) {
			v.t.Fatalf("entry %d has changed", index)
		}
		return
	}
	p, err := ledger.ParseAll(entry)
	if err != nil {
		v.t.Fatal(err)
	}
	if s := p.Signed; s != nil {
		if at, ok := l.ids[s.ID]; ok {
			v.t.Errorf("entry %d is the statement of entry %d", index, at)
		}
		l.ids[s.ID] = index
		kid := s.Protected.Kid
		if s.Payload.Seq != l.next[kid] {
			v.t.Errorf("entry %d is number %d of its key, after number %d", index, s.Payload.Seq, l.next[kid]-1)
		}
		l.next[kid] = s.Payload.Seq + 1
	}
	l.entries = append(l.entries, entry)
	l.tree, _ = l.tree.Append([]merkle.Hash{merkle.LeafHash(entry)})
	l.roots = append(l.roots, l.tree.Root())
}
