package cosign

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"slices"
	"sync"
	"time"

	"concordat/ledger/merkle"
)

// Log is what is cosigned.
type Log interface {
	// Published is the signed checkpoint that is published, and a channel that is
	// closed when it no longer is. This process signed it: by which key is not asked.
	Published() (checkpoint []byte, next <-chan struct{})
	// Tile is a tile of the published tree, of that width or a wider one.
	Tile(merkle.Tile) ([]byte, error)
}

// Config is what a Cosigner works with.
type Config struct {
	Log    Log
	Origin string // of the log, and the name of its keys
	// Policy says who is to be asked now. It may take its time; if it fails the one
	// before goes on.
	Policy    func(context.Context) (Policy, error)
	Transport http.RoundTripper // nil: the network
	Now       func() time.Time  // the world's clock; nil means time.Now
	Logger    *slog.Logger      // nil means none
	File      string            // keeps the newest checkpoint that had what it needs; empty: nothing does
}

// State is how a witness stands.
type State string

// What a witness's state can be: see the package comment.
const (
	Waiting     State = "waiting"     // it has not been asked, or has not yet answered
	Cosigned    State = "cosigned"    // it has cosigned, up to its size
	Unreachable State = "unreachable" // it does not answer, or can't at present
	Refusing    State = "refusing"    // it does not want to
	Invalid     State = "invalid"     // what it answers is no cosignature of its own
	Disputed    State = "disputed"    // it says that the log has been forked or rolled back
)

// Report is how one witness stands.
type Report struct {
	Witness
	State   State
	Size    int64     // of the largest tree that it has cosigned since the start; 0 if none
	Time    time.Time // of that cosignature, by the witness's clock
	Since   time.Time // the state
	Problem string    // what went wrong last, if it did since it last cosigned
}

// Status is how the log stands with its witnesses.
type Status struct {
	Reports []Report
	// Size, Cosigned and Verdict are of the published checkpoint: its entries, how many
	// have cosigned it, and what the rules say of that.
	Size     int64
	Cosigned int
	Verdict
	// Since is when the published checkpoint began to lack what it needs; zero if it
	// does not.
	Since time.Time
	// Last is the newest checkpoint that had what it needs, and at least one
	// cosignature, with these; nil if there was none since the start.
	Last     []byte
	LastSize int64
	// Disputed says that a witness holds the log to be forked or rolled back.
	Disputed bool
}

// Cosigner asks the witnesses of one log. Its methods may be called by several
// goroutines at once, and none of them waits for a witness.
type Cosigner struct {
	log    Log
	origin string
	policy func(context.Context) (Policy, error)
	client *http.Client
	now    func() time.Time
	slog   *slog.Logger
	stop   context.CancelFunc
	ended  chan struct{}
	wake   chan struct{} // a question has been answered; room for one
	file   string

	// What the file is known to have, and until a round has begun with it what it had at the
	// start; nobody's but run's.
	written, kept []byte

	mu       sync.Mutex
	enough   func(context.Context, []Witness) (Verdict, error)
	who      []*asked // in the order of the policy, each key once
	byKey    map[merkle.CosignerKey]*asked
	target   target
	began    time.Time // the round
	bare     Verdict   // of a checkpoint that nobody has cosigned
	verdict  Verdict   // of the checkpoint of the round, under the keys that were judged
	judged   []merkle.CosignerKey
	unread   bool      // the policy could not be read
	lacking  time.Time // since when the published checkpoint lacks what is needed
	last     []byte
	lastSize int64
	atOnce   int
}

// asked is a witness with what is known of it.
type asked struct {
	Report
	key      merkle.CosignerKey
	busy     bool // it is being asked
	forRound bool // for the checkpoint of the present round
	had      int64
	failures int
	tried    time.Time
	next     time.Time // not before
	of       merkle.Checkpoint
	by       *merkle.Cosignature // under of
	itself   bool                // by was its own answer, and not read from what was kept
}

// Start begins to ask. Close ends it.
func Start(c Config) *Cosigner {
	if c.Now == nil {
		c.Now = time.Now
	}
	if c.Logger == nil {
		c.Logger = slog.New(slog.DiscardHandler)
	}
	ctx, stop := context.WithCancel(context.Background())
	s := &Cosigner{
		log: c.Log, origin: c.Origin, policy: c.Policy, client: newClient(c.Transport), now: c.Now, slog: c.Logger,
		stop: stop, ended: make(chan struct{}), wake: make(chan struct{}, 1), file: c.File, byKey: map[merkle.CosignerKey]*asked{},
	}
	s.recall()
	go s.run(ctx)
	return s
}

// Close asks nobody any more and waits for the questions that are out to end, which
// they do at once.
func (c *Cosigner) Close() {
	c.stop()
	<-c.ended
	c.client.CloseIdleConnections()
}

func (c *Cosigner) run(ctx context.Context) {
	var questions sync.WaitGroup
	defer close(c.ended)
	defer questions.Wait()
	for {
		signed, next := c.log.Published()
		wait, paced := c.step(ctx, signed, &questions)
		if paced {
			next = nil // the newest is read when its round begins
		}
		timer := time.NewTimer(wait)
		select {
		case <-ctx.Done():
			timer.Stop()
			return
		case <-next:
		case <-c.wake:
		case <-timer.C:
		}
		timer.Stop()
	}
}

// step begins a round if it is time for one, asks whoever is to be asked, and says
// how long there is nothing to do if nothing happens, and whether it is too early for
// a round, so that it does not matter if the log grows more.
func (c *Cosigner) step(ctx context.Context, signed []byte, questions *sync.WaitGroup) (wait time.Duration, paced bool) {
	c.mu.Lock()
	idle := policyTime
	if c.unread {
		idle = policyRetry
	}
	wait = idle
	until := func(t time.Time) { wait = min(wait, max(time.Until(t), 0)) }
	grown := !bytes.Equal(c.target.signed, signed)
	if grown && c.lacking.IsZero() {
		c.lacking = time.Now()
	}
	open := slices.ContainsFunc(c.who, func(a *asked) bool { return a.busy && a.forRound })
	begin := c.began.Add(pause)
	if open {
		begin = c.began.Add(roundTime)
	}
	due := time.Until(begin) <= 0
	if paced = grown && !due; paced {
		until(begin)
	}
	fresh := grown && due || time.Since(c.began) >= idle
	c.mu.Unlock()
	if fresh {
		c.begin(ctx, signed)
	}
	c.judge(ctx)

	c.mu.Lock()
	defer c.mu.Unlock()
	order := slices.Clone(c.who)
	slices.SortStableFunc(order, func(a, b *asked) int { return a.tried.Compare(b.tried) })
	for _, a := range order {
		switch {
		case a.busy || a.URL == "" || a.itself && a.of == c.target.Checkpoint || c.target.signed == nil:
		case time.Until(a.next) > 0:
			until(a.next)
		case c.atOnce < maxAtOnce:
			c.atOnce++
			a.busy, a.forRound, a.tried = true, true, time.Now()
			t, had := c.target, a.had
			questions.Go(func() {
				s, last, err := c.ask(ctx, a.key, a.URL, t, had)
				c.answered(ctx, a, t, s, last, err)
				select {
				case c.wake <- struct{}{}:
				default:
				}
			})
		}
	}
	return wait, paced
}

// begin makes the published checkpoint the one that is asked for, and reads the
// policy.
func (c *Cosigner) begin(ctx context.Context, signed []byte) {
	t := target{signed: signed}
	var err error
	if t.Checkpoint, err = merkle.Claimed(signed); err != nil || t.Origin != c.origin {
		c.slog.Error("the published checkpoint can't be cosigned", "cause", err)
		return
	}
	p, err := c.policy(ctx)
	if err != nil && ctx.Err() == nil {
		c.slog.Warn("who is to witness can't be read; those of before are asked", "cause", err)
	}
	// Whom it names is told together with what the rules say of them.
	var bare Verdict
	if err == nil {
		bare = c.ruledBy(ctx, p.Enough, nil)
	} else {
		bare = c.ruled(ctx, nil)
	}
	var before merkle.Checkpoint
	var forgets error
	if c.kept != nil && err == nil {
		if before, forgets = c.ofThis(t); errors.Is(forgets, errOther) {
			c.putAside(before)
		}
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if err == nil {
		c.name(p)
		if c.kept != nil && forgets == nil {
			forgets = c.remember(before)
		}
		if forgets != nil {
			c.slog.Warn("what was cosigned before is not shown", "cause", forgets)
		}
		c.kept = nil
	}
	c.unread = err != nil
	for _, a := range c.who {
		a.forRound = false
	}
	c.target, c.began = t, time.Now()
	c.bare, c.verdict, c.judged = bare, bare, nil
	if bare.Met {
		c.lacking = time.Time{}
	} else if c.lacking.IsZero() {
		c.lacking = time.Now()
	}
}

// ruled is what the rules say of a checkpoint that these have cosigned. What they
// can't say is not met. The caller does not hold mu: whoever reads the ledger for an
// answer may wait for it.
func (c *Cosigner) ruled(ctx context.Context, by []Witness) Verdict {
	c.mu.Lock()
	enough := c.enough
	c.mu.Unlock()
	return c.ruledBy(ctx, enough, by)
}

// ruledBy is ruled by these rules.
func (c *Cosigner) ruledBy(ctx context.Context, enough func(context.Context, []Witness) (Verdict, error), by []Witness) Verdict {
	if enough == nil {
		return Verdict{Met: true}
	}
	v, err := enough(ctx, by)
	if err != nil {
		if ctx.Err() == nil && len(by) > 0 {
			c.slog.Warn("whether a checkpoint has enough cosignatures can't be told", "cause", err)
		}
		return Verdict{}
	}
	return v
}

// judge looks whether the checkpoint of the round has what it needs, if others have
// cosigned it than when it last looked.
func (c *Cosigner) judge(ctx context.Context) {
	c.mu.Lock()
	t, list := c.target, c.under(c.target.Checkpoint)
	var keys []merkle.CosignerKey
	var by []Witness
	for _, s := range list {
		keys, by = append(keys, s.Key), append(by, c.byKey[s.Key].Witness)
	}
	same := slices.Equal(keys, c.judged)
	c.mu.Unlock()
	if same {
		return
	}
	v := c.ruled(ctx, by)
	c.mu.Lock()
	c.verdict, c.judged = v, keys
	if v.Met {
		c.lacking = time.Time{}
		if t.Size >= c.lastSize {
			c.last, c.lastSize = merkle.WithCosignatures(t.signed, list), t.Size
		}
	}
	last := c.last
	c.mu.Unlock()
	c.keep(last)
}

// name makes the policy's witnesses those that are asked, each key once. The caller
// holds mu.
func (c *Cosigner) name(p Policy) {
	c.enough, c.who = p.Enough, nil
	keys, seen := map[merkle.CosignerKey]*asked{}, map[[32]byte]bool{}
	for _, w := range p.Witnesses {
		key, err := merkle.ParseCosignerKey(w.Key)
		if err != nil || seen[key.Public] || key.Name == c.origin {
			continue // the ledger takes no such key, nor the same one twice
		}
		if len(c.who) == maxWitnesses {
			c.slog.Warn("more witnesses are named than are asked", "asked", maxWitnesses, "named", len(p.Witnesses))
			break
		}
		seen[key.Public] = true
		a := c.byKey[key]
		if a == nil {
			a = &asked{key: key, Report: Report{State: Waiting, Since: time.Now()}}
		}
		if a.URL != w.URL { // it is somewhere else now
			a.failures, a.next = 0, time.Time{}
		}
		a.Witness = w
		keys[key], c.who = a, append(c.who, a)
	}
	c.byKey = keys
}

// answered takes in what became of a question.
func (c *Cosigner) answered(ctx context.Context, a *asked, t target, s merkle.Cosignature, last int64, err error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.atOnce--
	a.busy, a.had = false, last
	if ctx.Err() != nil {
		return
	}
	attrs := []any{"witness", a.key.Name, "party", a.Party, "log", t.Origin, "size", t.Size}
	turn := func(to State) (turned bool) {
		if turned = a.State != to; turned {
			a.State, a.Since = to, time.Now()
		}
		return turned
	}
	if err == nil {
		a.of, a.by, a.itself, a.failures, a.next, a.Problem = t.Checkpoint, &s, true, 0, time.Time{}, ""
		a.Size, a.Time = t.Size, time.Unix(s.Time, 0).UTC()
		if turn(Cosigned) {
			c.slog.Info("a witness cosigns", attrs...)
		}
		return
	}
	var f *failure
	if !errors.As(err, &f) {
		f = &failure{Unreachable, err.Error()}
	}
	a.failures++
	a.next = time.Now().Add(min(firstRetry<<min(a.failures-1, 20), lastRetry))
	turned := turn(f.state)
	a.Problem = f.words
	attrs = append(attrs, "problem", f.words, "failures", a.failures)
	switch {
	case f.state == Disputed:
		c.slog.Error("A WITNESS DISPUTES THIS LOG: it is not cosigned. Take no more statements until you know why: compare the data with what the witness keeps", append(attrs, "checkpoint", string(t.signed))...)
	case turned:
		c.slog.Warn("a witness does not cosign", attrs...)
	}
}

// under are the cosignatures of a checkpoint, in the order of the policy.
func (c *Cosigner) under(of merkle.Checkpoint) (list []merkle.Cosignature) {
	for _, a := range c.who {
		if a.by != nil && a.of == of {
			list = append(list, *a.by)
		}
	}
	return list
}

// Cosigned is a checkpoint that the log signed with the cosignatures that it has so
// far, and how many these are.
func (c *Cosigner) Cosigned(signed []byte) (msg []byte, cosignatures int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if !bytes.Equal(signed, c.target.signed) {
		return signed, 0 // a round for it has not begun
	}
	list := c.under(c.target.Checkpoint)
	return merkle.WithCosignatures(signed, list), len(list)
}

// Status says how the log stands with its witnesses.
func (c *Cosigner) Status() Status {
	signed, _ := c.log.Published()
	c.mu.Lock()
	defer c.mu.Unlock()
	s := Status{Size: c.target.Size, Cosigned: len(c.under(c.target.Checkpoint)), Verdict: c.verdict, Since: c.lacking, Last: c.last, LastSize: c.lastSize}
	if !bytes.Equal(signed, c.target.signed) { // a round for it has not begun
		s.Cosigned, s.Verdict = 0, c.bare
		if at, err := merkle.Claimed(signed); err == nil {
			s.Size = at.Size
		}
	}
	if s.Met {
		s.Since = time.Time{}
	} else {
		s.Since = cmp.Or(s.Since, time.Now())
	}
	for _, a := range c.who {
		s.Reports = append(s.Reports, a.Report)
		s.Disputed = s.Disputed || a.State == Disputed
	}
	return s
}

// String says it in a line, for whoever looks after the server.
func (s Status) String() string {
	words := fmt.Sprintf("%d of %d witnesses have cosigned %d entries", s.Cosigned, len(s.Reports), s.Size)
	if s.Disputed {
		words = "a witness disputes this log; " + words
	}
	return words
}
