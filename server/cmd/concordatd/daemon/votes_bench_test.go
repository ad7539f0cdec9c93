package daemon

import (
	"bufio"
	"bytes"
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"golang.org/x/mod/sumdb/note"

	"concordat/clients/sdk"
	"concordat/ledger"
	"concordat/ledger/boltstore"
	"concordat/ledger/journal"
	"concordat/ledger/merkle"
	"concordat/policy"
	"concordat/server/api"
)

// What the benchmarks of votes run on: a board of more seats than callers, and
// motions enough that everybody has something to vote on.
const (
	votesName    = "votes"
	seatsEach    = 6 // of each of twelve parties
	votesMotions = 480
	callers      = 64
)

// hall is a ledger's directory with motions that are open, and who may vote.
type hall struct {
	dir     string
	origin  string
	logKey  string
	voters  []voter
	motions []ledger.MotionOpened // with the id of each as its Text
	names   names
	seen    ledger.Seen
}

// voter holds one seat.
type voter struct {
	person, party, seat string
	key                 sdk.Key
}

// names are those that sentences have.
type names struct{ parties, motions map[string]string }

func (n names) PartyName(code string) string  { return n.parties[code] }
func (n names) MotionTitle(ref string) string { return n.motions[ref] }

var hallOnce = sync.OnceValues(func() (*hall, error) {
	dir, err := os.MkdirTemp("", "concordat-votes-")
	if err != nil {
		return nil, err
	}
	h := &hall{dir: dir, names: names{map[string]string{}, map[string]string{}}}
	return h, h.found()
})

// found tells the ledger through the journal, at times of its own.
func (h *hall) found() error {
	bundle, err := policy.Embedded("greater-manchester")
	if err != nil {
		return err
	}
	terms := bundle["mou/terms.json"]
	bundle["mou/terms.json"] = regexp.MustCompile(`"each": 1`).ReplaceAll(terms, fmt.Appendf(nil, `"each": %d`, seatsEach))
	parties, err := policy.ReadParties(bundle)
	if err != nil {
		return err
	}
	origin, signingKey, logKey, err := merkle.NewLog(rand.Reader, "localhost/"+votesName)
	if err != nil {
		return err
	}
	h.origin, h.logKey = origin, logKey
	signer, err := note.NewSigner(signingKey)
	if err != nil {
		return err
	}
	if err := os.WriteFile(filepath.Join(h.dir, keyName), []byte(signingKey+"\n"), 0o600); err != nil {
		return err
	}
	store, err := boltstore.Open(filepath.Join(h.dir, ledgerName))
	if err != nil {
		return err
	}
	for _, file := range bundle {
		if _, err := store.PutBlob(file); err != nil {
			return err
		}
	}
	if _, err := store.PutBlob(bundle.Manifest()); err != nil {
		return err
	}
	rules := policy.New(store.Blob)
	now := time.Date(2012, 9, 3, 8, 0, 0, 0, time.UTC)
	j, err := journal.Open(journal.Config{
		Store: store, Rules: rules, Engine: policy.Version(), Signer: signer, LogKey: logKey,
		CheckpointFile: filepath.Join(h.dir, checkpointName), Now: func() time.Time { return now },
	})
	if err != nil {
		return errors.Join(err, store.Close())
	}
	t := &teller{hall: h, journal: j, keys: map[string]sdk.Key{}, next: map[string]int64{}}
	f := ledger.Founded{
		Origin: origin, LogKey: logKey, Name: "A board", Prefix: "GM", RPID: "localhost", Origins: []string{"http://localhost:8080"}, Rules: bundle.Digest(),
		Engine: policy.Version(), Example: &ledger.Example{Name: votesName}, Secretary: ledger.KeyHolder{Person: "secretary", Key: t.key("secretary")},
	}
	officer := func(code string) string { return "officer-" + strings.ToLower(code) }
	for _, p := range parties.Parties {
		h.names.parties[p.Code] = p.Name
		f.Parties = append(f.Parties, ledger.FoundingParty{Code: p.Code, Name: p.Name, Type: p.Type, Officer: ledger.KeyHolder{Person: officer(p.Code), Key: t.key(officer(p.Code))}})
	}
	t.state("secretary", "", ledger.KindLedgerFounded, &f)
	for n := range seatsEach {
		for _, p := range parties.Parties {
			v := voter{person: fmt.Sprintf("member-%s-%d", strings.ToLower(p.Code), n+1), party: p.Code, seat: fmt.Sprintf("%s-%d", p.Code, n+1)}
			key := t.key(v.person)
			v.key = t.keys[v.person]
			t.state(officer(p.Code), p.Code, ledger.KindKeyAdded, &ledger.KeyAdded{Person: v.person, Key: key, Proof: v.key.Possession(origin, v.person)})
			t.state(officer(p.Code), p.Code, ledger.KindBoardMemberEnrolled, &ledger.BoardMemberEnrolled{Seat: v.seat, Person: v.person, From: "2012-09-03"})
			h.voters = append(h.voters, v)
		}
	}
	now = now.Add(24 * time.Hour)
	opens := time.Date(2012, 10, 8, 11, 0, 0, 0, time.UTC)
	for i := range votesMotions {
		m := ledger.Motion{
			Ref: fmt.Sprintf("GM-2012-%03d", i+1), Title: fmt.Sprintf("Question %d of a long day", i+1), Text: []string{fmt.Sprintf("That the board say yes to question %d.", i+1)},
			Type: ledger.TypeStatement, Route: ledger.RouteAdvisory, Function: "clinical-strategy",
		}
		h.names.motions[m.Ref] = m.Title
		mover := h.voters[i%len(h.voters)]
		text := t.state(mover.person, mover.party, ledger.KindMotionMoved, &m)
		notice := ledger.NoticeGiven{Motion: m.Ref, Text: text, Opens: ledger.Time(opens.Format("2006-01-02T15:04:05.000Z")), Closes: ledger.Time(opens.Add(60 * time.Hour).Format("2006-01-02T15:04:05.000Z"))}
		id := t.state("secretary", "", ledger.KindNoticeGiven, &notice)
		h.motions = append(h.motions, ledger.MotionOpened{Motion: m.Ref, Title: m.Title, Text: text, Notice: id, Rules: f.Rules, Closes: notice.Closes})
	}
	now = opens
	for i := range h.motions {
		m := &h.motions[i]
		t.look(func(v ledger.View, at ledger.Time) error {
			record, _ := v.Motion(m.Motion)
			m.Roll, err = v.Roll(record, at, rules)
			return err
		})
		opening := *m
		m.Text = t.state("secretary", "", ledger.KindMotionOpened, &opening)
	}
	head := j.Head()
	h.seen = ledger.Seen{Size: head.Size, Root: ledger.HashDigest(head.Root)}
	return errors.Join(t.err, j.Close())
}

// teller has people state things, until the first fault.
type teller struct {
	hall    *hall
	journal *journal.Journal
	keys    map[string]sdk.Key
	next    map[string]int64
	err     error
}

func (t *teller) key(person string) ledger.Key {
	k, err := sdk.NewKey(rand.Reader, sdk.Ed25519)
	t.err = errors.Join(t.err, err)
	t.keys[person] = k
	return k.Public()
}

func (t *teller) look(read func(ledger.View, ledger.Time) error) {
	if t.err == nil {
		t.err = t.journal.Read(context.Background(), read)
	}
}

func (t *teller) state(person, party, kind string, body ledger.Body) ledger.Digest {
	if t.err != nil {
		return ""
	}
	head := t.journal.Head()
	seen := ledger.Seen{Size: head.Size, Root: ledger.HashDigest(head.Root)}
	statement, id, err := t.hall.signed(t.keys[person], person, party, t.next[person], seen, kind, body)
	if err == nil {
		_, err = t.journal.Submit(context.Background(), statement)
	}
	if err != nil {
		t.err = fmt.Errorf("%s states %s: %w", person, kind, err)
	}
	t.next[person]++
	return id
}

// signed is a statement as sent, and its id.
func (h *hall) signed(key sdk.Key, person, party string, seq int64, seen ledger.Seen, kind string, body ledger.Body) ([]byte, ledger.Digest, error) {
	raw, err := ledger.Encode(body)
	if err != nil {
		return nil, "", err
	}
	p := ledger.Payload{V: 1, Ledger: h.origin, Kind: kind, Author: person, Party: party, Seq: seq, Seen: seen, Body: raw}
	if p.Sentence, err = ledger.Sentence(p, h.names); err != nil {
		return nil, "", err
	}
	draft, err := ledger.Draft(key.Public(), p)
	if err != nil {
		return nil, "", err
	}
	data, err := ledger.Encode(key.Sign(draft))
	return data, draft.ID(), err
}

// votes are n statements for each of so many voters, no two alike: each voter goes
// through the motions, and then through them again with another choice.
func (h *hall) votes(b *testing.B, voters, n int) [][][]byte {
	b.Helper()
	choices := []string{ledger.ChoiceFor, ledger.ChoiceAgainst, ledger.ChoiceAbstain}
	if most := len(h.motions) * ledger.MaxVotes; n > most {
		b.Fatalf("%d votes from one seat are more than the %d that the motions take", n, most)
	}
	all := make([][][]byte, voters)
	for i := range all {
		v := h.voters[i]
		for seq := range n {
			m := h.motions[(seq+i)%len(h.motions)]
			// The mover's key has made statements before.
			first := len(h.motions) / len(h.voters)
			if i < len(h.motions)%len(h.voters) {
				first++
			}
			data, _, err := h.signed(v.key, v.person, v.party, int64(first+seq), h.seen, ledger.KindVoteCast, &ledger.VoteCast{
				Motion: m.Motion, Opened: m.Text, Seat: v.seat, Choice: choices[(i+seq/len(h.motions))%len(choices)],
			})
			if err != nil {
				b.Fatal(err)
			}
			all[i] = append(all[i], data)
		}
	}
	return all
}

// serving runs the program itself on a copy of the hall's ledger.
type serving struct {
	hall                *hall
	url, addr, measures string
	tokens              []string // of the voters
}

func (h *hall) serve(b *testing.B, voters int) *serving {
	b.Helper()
	collectLess() // as Main does
	dir := filepath.Join(b.TempDir(), "data")
	if err := os.MkdirAll(dir, 0o700); err != nil {
		b.Fatal(err)
	}
	for _, name := range []string{ledgerName, keyName, checkpointName} {
		data, err := os.ReadFile(filepath.Join(h.dir, name))
		if err == nil {
			err = os.WriteFile(filepath.Join(dir, name), data, 0o600)
		}
		if err != nil {
			b.Fatal(err)
		}
	}
	ctx, cancel := context.WithCancel(context.Background())
	out, w := io.Pipe()
	said, talk := io.Pipe()
	code := make(chan int, 1)
	go func() {
		c := Run(ctx, []string{"--data", dir, "--listen", "127.0.0.1:0", "--metrics", "127.0.0.1:0"}, w, talk)
		w.Close()
		talk.Close()
		code <- c
	}()
	b.Cleanup(func() {
		cancel()
		if c := <-code; c != api.ExitDone {
			b.Errorf("concordatd ended with %d", c)
		}
	})
	s := &serving{hall: h}
	measures := make(chan string, 1)
	go func() {
		for lines := bufio.NewScanner(said); lines.Scan(); {
			if m := regexp.MustCompile(`http://\S+/metrics`).FindString(lines.Text()); m != "" {
				measures <- m
			}
		}
	}()
	lines := bufio.NewScanner(out)
	for lines.Scan() && s.url == "" {
		if m := regexp.MustCompile(`Serving on (http://\S+[0-9])`).FindStringSubmatch(lines.Text()); m != nil {
			s.url = m[1]
		}
	}
	go io.Copy(io.Discard, out)
	s.measures = <-measures
	s.addr = strings.Replace(strings.TrimPrefix(s.url, "http://"), "localhost", "127.0.0.1", 1)
	for _, v := range h.voters[:voters] {
		var n api.Nonce
		s.ask(b, "GET", api.PathLogin, nil, &n)
		draft, err := ledger.DraftLogin(v.key.Public(), ledger.Login{V: 1, Ledger: n.Ledger, Person: v.person, Nonce: n.Nonce, Until: n.Expires})
		if err != nil {
			b.Fatal(err)
		}
		data, err := ledger.Encode(v.key.Sign(draft))
		if err != nil {
			b.Fatal(err)
		}
		var token api.Token
		s.ask(b, "POST", api.PathLogin, data, &token)
		s.tokens = append(s.tokens, token.Token)
	}
	return s
}

func (s *serving) ask(b *testing.B, method, path string, body []byte, into any) {
	b.Helper()
	req, err := http.NewRequest(method, s.url+path, bytes.NewReader(body))
	if err != nil {
		b.Fatal(err)
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		b.Fatal(err)
	}
	defer res.Body.Close()
	data, err := io.ReadAll(res.Body)
	if err == nil && res.StatusCode == http.StatusOK {
		err = json.Unmarshal(data, into)
	}
	if err != nil || res.StatusCode != http.StatusOK {
		b.Fatalf("%s %s: %d %v: %s", method, path, res.StatusCode, err, data)
	}
}

// commits is how many commits there were, and statements in them.
func (s *serving) commits(b *testing.B) (commits, statements float64) {
	b.Helper()
	res, err := http.Get(s.measures)
	if err != nil {
		b.Fatal(err)
	}
	defer res.Body.Close()
	for lines := bufio.NewScanner(res.Body); lines.Scan(); {
		name, value, _ := strings.Cut(lines.Text(), " ")
		switch name {
		case "concordat_commit_statements_count":
			commits, _ = strconv.ParseFloat(value, 64)
		case "concordat_commit_statements_sum":
			statements, _ = strconv.ParseFloat(value, 64)
		}
	}
	return commits, statements
}

// wire is statements as requests, each whole.
func wire(statements [][]byte, token string) [][]byte {
	all := make([][]byte, len(statements))
	for i, s := range statements {
		all[i] = fmt.Appendf(nil, "POST %s HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer %s\r\nContent-Type: %s\r\nContent-Length: %d\r\n\r\n%s", api.PathStatements, token, api.TypeJOSE, len(s), s)
	}
	return all
}

// caller sends one request after the other over one connection.
type caller struct {
	conn net.Conn
	r    *bufio.Reader
	last []byte // the last answer's body
}

func dial(addr string) (*caller, error) {
	conn, err := net.Dial("tcp", addr)
	if err != nil {
		return nil, err
	}
	return &caller{conn: conn, r: bufio.NewReaderSize(conn, 16<<10)}, nil
}

// send sends a request and reads its answer, which must have that status.
func (c *caller) send(request []byte, status string) error {
	if _, err := c.conn.Write(request); err != nil {
		return err
	}
	line, err := c.r.ReadSlice('\n')
	if err != nil {
		return err
	}
	ok := len(line) > 12 && string(line[9:12]) == status
	said := ""
	if !ok {
		said = string(line)
	}
	size := 0
	for {
		if line, err = c.r.ReadSlice('\n'); err != nil {
			return err
		}
		if len(line) <= 2 {
			break
		}
		if v, is := bytes.CutPrefix(line, []byte("Content-Length: ")); is {
			if size, err = strconv.Atoi(string(bytes.TrimSpace(v))); err != nil {
				return err
			}
		}
	}
	c.last = slices.Grow(c.last[:0], size)[:size]
	if _, err := io.ReadFull(c.r, c.last); err != nil {
		return err
	}
	if !ok {
		return fmt.Errorf("%s%s", said, c.last)
	}
	return nil
}

// load has every caller send its requests, all at once, and gives how long it took,
// the CPU of this process and the last answer of each.
func load(b *testing.B, addr string, requests [][][]byte, status string) (wall, cpu time.Duration, last [][]byte) {
	b.Helper()
	var all []*caller
	for range requests {
		c, err := dial(addr)
		if err != nil {
			b.Fatal(err)
		}
		defer c.conn.Close()
		all = append(all, c)
	}
	began, used := time.Now(), cpuTime()
	var wg sync.WaitGroup
	for i, c := range all {
		wg.Go(func() {
			for _, request := range requests[i] {
				if err := c.send(request, status); err != nil {
					b.Error(err)
					return
				}
			}
		})
	}
	wg.Wait()
	wall, cpu = time.Since(began), cpuTime()-used
	for _, c := range all {
		last = append(last, c.last)
	}
	return wall, cpu, last
}

// cpuTime is what this process has used of all cores.
func cpuTime() time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		panic(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// BenchmarkVotes has 64 callers vote over HTTP, each with a log-in and a seat of its
// own, on the program itself with its file, its rules and its checkpoint file, and
// counts the CPU of both sides. Beside it, in the same run, stands the bare sum: what
// the parts of a vote cost that can't be left out, each alone, without a server
// around them. A vote's parts are
//
//	hello      a request of the same size, answered by fiber with an answer of the same size; the callers are in it
//	decode     the JSON of the statement and its payload
//	signature  one verification, as the door does it
//	rules      its share of a rule of one conjunction, of 64 in one evaluation
//	hash       its leaf and its share of the tree
//	commit     its share of a bare bbolt commit of the same bytes
//
// A token is verified once for each caller, so it has no part. ratio-bare is the bare
// sum over what a vote took: of a house without walls it would be 1.
func BenchmarkVotes(b *testing.B) {
	h, err := hallOnce()
	if err != nil {
		b.Fatal(err)
	}
	s := h.serve(b, callers)
	each := (b.N + callers - 1) / callers
	statements := h.votes(b, callers, each+1)
	requests, before := make([][][]byte, callers), make([][][]byte, callers)
	for i := range requests {
		all := wire(statements[i], s.tokens[i])
		before[i], requests[i] = all[:1], all[1:]
	}
	load(b, s.addr, before, "201") // compiles the rules
	commits, recorded := s.commits(b)
	b.ResetTimer()
	wall, cpu, last := load(b, s.addr, requests, "201")
	b.StopTimer()
	after, nowRecorded := s.commits(b)
	commits, recorded = after-commits, nowRecorded-recorded
	n := float64(each * callers)
	if recorded != n {
		b.Fatalf("%v votes are recorded of %v", recorded, n)
	}
	entry := 0
	for _, answer := range last {
		entry = len(receipt(b, h, answer).Entry)
	}
	per := func(d time.Duration) float64 { return float64(d.Nanoseconds()) / 1000 / n }
	b.ReportMetric(n/wall.Seconds(), "votes/s")
	b.ReportMetric(min(1, float64(callers*(len(h.motions)-1))/n), "first") // that somebody casts on a motion: of the others the rules know more
	b.ReportMetric(n/commits, "votes/commit")
	b.ReportMetric(per(cpu), "cpu-µs/vote")
	bare := 0.0
	for _, p := range []struct {
		name string
		cost float64
	}{
		{"hello", bareHello(b, requests, last[0])},
		{"decode", bareDecode(b, statements)},
		{"signature", bareSignature(b, h, statements)},
		{"rules", bareRules(b)},
		{"hash", bareHash(entry, int(n/commits))},
		{"commit", bareCommit(b, entry, int(n/commits))},
	} {
		b.ReportMetric(p.cost, p.name+"-µs")
		bare += p.cost
	}
	b.ReportMetric(bare, "bare-µs/vote")
	b.ReportMetric(bare/per(cpu), "ratio-bare")
}

// receipt is what an answer holds, checked.
func receipt(b *testing.B, h *hall, answer []byte) api.Receipt {
	b.Helper()
	var r api.Receipt
	verifier, err := note.NewVerifier(h.logKey)
	if err == nil {
		err = json.Unmarshal(answer, &r)
	}
	if err == nil {
		_, _, err = r.Check(h.origin, verifier)
	}
	if err != nil {
		b.Fatalf("%v: %s", err, answer)
	}
	return r
}

// BenchmarkVoteAlone has one caller vote, one vote after the other, and in turns with
// each a bare bbolt commit of equal bytes. ratio-commit is the median of the one over
// that of the other: what a caller waits who has no company.
func BenchmarkVoteAlone(b *testing.B) {
	h, err := hallOnce()
	if err != nil {
		b.Fatal(err)
	}
	s := h.serve(b, 1)
	var statements [][]byte // of many, for nobody votes so often; one caller carries them all
	seats := h.votes(b, callers, b.N/callers+1)
	for i := range b.N + 1 {
		statements = append(statements, seats[i%callers][i/callers])
	}
	requests := wire(statements, s.tokens[0])
	c, err := dial(s.addr)
	if err != nil {
		b.Fatal(err)
	}
	defer c.conn.Close()
	if err := c.send(requests[0], "201"); err != nil { // compiles the rules
		b.Fatal(err)
	}
	entry, size := len(receipt(b, h, c.last).Entry), int(h.seen.Size)
	f := newBareFile(b)
	f.commit(b, entry, 1, besides)
	var alone, bare []time.Duration
	b.ResetTimer()
	for i, request := range requests[1:] {
		began := time.Now()
		if err := c.send(request, "201"); err != nil {
			b.Fatal(err)
		}
		between := time.Now()
		f.commit(b, entry, 1, (size+i+2)%merkle.TileWidth*32+256)
		alone, bare = append(alone, between.Sub(began)), append(bare, time.Since(between))
	}
	b.StopTimer()
	slices.Sort(alone)
	slices.Sort(bare)
	median := func(d []time.Duration) float64 { return float64(d[len(d)/2].Microseconds()) }
	b.ReportMetric(median(alone), "µs/vote")
	b.ReportMetric(median(bare), "µs/commit")
	b.ReportMetric(median(alone)/median(bare), "ratio-commit")
}
