package journal

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"sync"
	"sync/atomic"
	"syscall"

	"concordat/ledger"
	"concordat/ledger/merkle"
)

// waiting is a caller in the queue: with a statement, or a reader who needs what
// fell due by a time. The writer owns it once it has claimed it, until done is
// closed.
type waiting struct {
	signed *ledger.Signed
	at     ledger.Time
	taken  atomic.Bool // by the writer, or by its caller who has gone
	ours   bool        // taken by the writer
	done   chan struct{}

	err   error
	index int64       // of the statement's entry
	time  ledger.Time // of that entry
	entry []byte      // as published with this group; nil where it was there before
	group *group      // whose checkpoint vouches for it
}

// claim decides between the writer and a caller who goes.
func (w *waiting) claim() bool { return w.taken.CompareAndSwap(false, true) }

// own is the writer's claim. It may make it more than once.
func (w *waiting) own() bool {
	w.ours = w.ours || w.claim()
	return w.ours
}

// group is what the callers of one commit share: they make their receipts
// themselves, while the writer goes on.
type group struct {
	head   *head
	tree   merkle.Tree   // before it
	leaves []merkle.Hash // of its entries

	once     sync.Once // proves all of them, for the first who asks
	receipts *merkle.Receipts
	err      error
}

func (g *group) receipt(index int64, entry []byte) (merkle.Receipt, error) {
	g.once.Do(func() {
		g.receipts, g.err = merkle.NewReceipts(g.tree, g.leaves, g.head.Checkpoint, g.head.signed)
	})
	if g.err != nil {
		return merkle.Receipt{}, g.err
	}
	return g.receipts.Of(index, entry), nil
}

// Recorded is a statement on the ledger, with its receipt.
type Recorded struct {
	merkle.Receipt
	Index int64
	Time  ledger.Time
	Again bool // it had been recorded before, and durably
}

// Submit records a statement as Record does, and returns its receipt. A statement
// that can't be read is refused like any other.
func (j *Journal) Submit(ctx context.Context, statement []byte) (merkle.Receipt, error) {
	signed, err := ledger.Parse(statement)
	if err != nil {
		return merkle.Receipt{}, err
	}
	r, err := j.Record(ctx, signed)
	return r.Receipt, err
}

// Record records a statement and returns it with its receipt once it is durable. A
// refusal is a *ledger.Error, and nothing was recorded; the code unavailable has
// one of this package's sentinels beside it.
//
// A statement that is recorded already gets the receipt of what is recorded: its
// entry is the same, its proof may be of a later checkpoint. A caller whose ctx
// ends while the statement waits takes it out of the queue; one whose ctx ends
// while it is being recorded learns what became of it by sending it again.
func (j *Journal) Record(ctx context.Context, signed *ledger.Signed) (Recorded, error) {
	if err := j.refusing(); err != nil {
		return Recorded{}, err
	}
	key, known := j.Key(signed.Protected.Kid)
	if known && signed.Payload.Seq < key.Next {
		if index, ok, err := j.published(signed); err != nil {
			return Recorded{}, err
		} else if ok {
			return j.recordedAt(index)
		}
	}
	if len(j.queue) == cap(j.queue) {
		return Recorded{}, refuse(ErrFull)
	}
	if known { // if not, the writer may know the key by then
		j.verify(signed, key.Key)
	}
	w := &waiting{signed: signed, done: make(chan struct{})}
	select {
	case j.queue <- w:
	default:
		return Recorded{}, refuse(ErrFull)
	}
	if err := j.await(ctx, w); err != nil {
		return Recorded{}, err
	}
	if w.entry == nil { // it was there before
		return j.recordedAt(w.index)
	}
	r, err := w.group.receipt(w.index, w.entry)
	if err != nil {
		return Recorded{}, fmt.Errorf("the statement is recorded as entry %d; send it again for its receipt: %w", w.index, err)
	}
	return Recorded{Receipt: r, Index: w.index, Time: w.time}, nil
}

// verify holds a statement's signature against a key, ahead of the writer. What is
// wrong Check finds again, and says, when it has found the key by itself.
func (j *Journal) verify(signed *ledger.Signed, key ledger.Key) {
	if pub, text, signature, ok := signed.Ed25519(key); ok && j.signatures.Holds(pub, text, signature) {
		signed.Verified(key)
		return
	}
	_ = signed.Verify(key)
}

// recordedAt is what was recorded at an index.
func (j *Journal) recordedAt(index int64) (Recorded, error) {
	r, err := j.Receipt(index)
	if err != nil {
		return Recorded{}, err
	}
	e, err := ledger.ParseEntry(r.Entry)
	if err != nil {
		return Recorded{}, fmt.Errorf("entry %d: %w", index, err)
	}
	return Recorded{Receipt: r, Index: index, Time: e.Time, Again: true}, nil
}

// settle has the writer append what fell due by at.
func (j *Journal) settle(ctx context.Context, at ledger.Time) error {
	w := &waiting{at: at, done: make(chan struct{})}
	select {
	case j.settles <- w:
	case <-ctx.Done():
		return ctx.Err()
	case <-j.stopped:
		return refuse(ErrClosed)
	}
	return j.await(ctx, w)
}

func (j *Journal) await(ctx context.Context, w *waiting) error {
	select {
	case <-w.done:
		return w.err
	case <-ctx.Done():
		if w.claim() || w.signed == nil {
			return ctx.Err()
		}
		return fmt.Errorf("the statement is being recorded: send it again for its receipt: %w", ctx.Err())
	case <-j.stopped:
	}
	// The writer may have finished this one just before it stopped.
	select {
	case <-w.done:
		return w.err
	default:
		return refuse(ErrClosed)
	}
}

// published finds the statement among what is durable.
func (j *Journal) published(signed *ledger.Signed) (index int64, ok bool, err error) {
	if k, ok := j.Key(signed.Protected.Kid); !ok || signed.Payload.Seq >= k.Next {
		return 0, false, nil
	}
	index, ok, err = j.store.StatementIndex(signed.Protected.Kid, signed.Payload.Seq)
	if err != nil || !ok {
		return 0, false, err
	}
	data, err := j.Entry(index)
	if err != nil {
		return 0, false, fmt.Errorf("entry %d: %w", index, err)
	}
	p, err := ledger.ParseAll(data)
	if err != nil {
		return 0, false, fmt.Errorf("entry %d: %w", index, err)
	}
	return index, p.Signed != nil && p.Signed.ID == signed.ID, nil
}

// write is the writer. It alone touches the draft and the tree.
func (j *Journal) write() {
	defer close(j.stopped)
	for {
		all := j.take()
		if all == nil {
			return
		}
		done := j.begin()
		if err := j.orderKept(all); err != nil {
			for _, w := range all {
				w.err, w.group = err, nil
			}
		}
		done()
		for _, w := range all {
			close(w.done)
		}
		j.snapshotDue()
	}
}

// orderKept is order, unless a closed record is lost: then the draft is forgotten.
// Nothing is committed at that point, for a commit asks for no records.
func (j *Journal) orderKept(all []*waiting) (err error) {
	defer func() {
		if err != nil {
			j.state.Rollback()
		}
	}()
	defer j.archiveLost(&err)
	j.order(all)
	return nil
}

// take waits for someone and takes all who wait, up to a group; nil when the
// journal closes.
func (j *Journal) take() []*waiting {
	all := j.ahead.taken()
	if len(all) == 0 {
		select {
		case <-j.closing:
			return nil
		case w := <-j.settles:
			all = append(all, w)
		case w := <-j.queue:
			all = append(all, w)
		}
	}
	// Who is about to queue and only waits for a processor comes along, for as long as
	// there are such. With nobody else to run, this takes no time.
	for idle, had := 0, len(j.queue); idle < yields && had < MaxGroup; idle++ {
		runtime.Gosched()
		if n := len(j.queue); n > had {
			idle, had = 0, n
		}
	}
	for len(all) < MaxGroup {
		select {
		case w := <-j.settles:
			all = append(all, w)
		case w := <-j.queue:
			all = append(all, w)
		default:
			return all
		}
	}
	return all
}

// pending is what a group has added to the draft.
type pending struct {
	first   int64
	entries [][]byte
	keys    []KeySeq
	stated  map[numbered]stated
	ahead   int // statements that were asked about ahead of their turn
}

// numbered is a key's statement by its number, and stated what it was.
type (
	numbered struct {
		kid ledger.Thumbprint
		seq int64
	}
	stated struct {
		id    ledger.Digest
		index int64
		time  ledger.Time
	}
)

func (p *pending) add(e *ledger.Entry) error {
	p.entries = append(p.entries, e.Bytes())
	return nil
}

// addStatement adds a statement's entry, and notes where and when it stands.
func (p *pending) addStatement(w *waiting, e *ledger.Entry) {
	at := numbered{w.signed.Protected.Kid, w.signed.Payload.Seq}
	w.index, w.time = p.first+int64(len(p.entries)), e.Time
	p.keys = append(p.keys, KeySeq{at.kid, at.seq, w.index})
	p.stated[at] = stated{w.signed.ID, w.index, w.time}
	p.entries = append(p.entries, e.Bytes())
}

// order takes a group through one commit and leaves each with its result.
func (j *Journal) order(all []*waiting) {
	asked := j.ahead
	j.ahead = ahead{}
	fail := func(err error) {
		for _, w := range all {
			w.err, w.group = err, nil
		}
	}
	if err := j.refusing(); err != nil {
		fail(err)
		return
	}
	t, err := j.clock.read()
	if err != nil {
		fail(refuse(err))
		return
	}
	draft := j.state.Draft()
	t = max(t, draft.Time())
	for _, w := range all {
		t = max(t, w.at)
	}
	p := &pending{first: draft.Size(), stated: map[numbered]stated{}}
	g := &group{tree: j.tree}
	for _, w := range all {
		if w.signed != nil && w.own() {
			w.group = g
		}
	}
	var run []*waiting
	p.ahead = j.orderAsked(asked, p)
	rest := all[p.ahead:]
	t = max(t, draft.Time()) // of those who were asked about, if the clock went back since
	for _, w := range rest {
		if w.signed == nil || !w.ours {
			continue
		}
		if len(run) == maxRun || len(run) > 0 && !apart(run, w) {
			j.orderRun(run, t, p)
			run = run[:0]
		}
		run = append(run, w)
	}
	j.orderRun(run, t, p)
	settled := j.awaiting(draft)
	if len(p.entries) > 0 && (j.keyless(draft) || j.awaited(draft) != nil && draft.LogKey() == j.head.Load().key.vkey) {
		// What fell due before a record of a loss, or of a key, that was then refused:
		// without that record, to sign for it would be a second history, or can't be done.
		j.state.Rollback()
		p.entries = nil
	}
	if settled == nil {
		settled = j.settleDraft(t, p)
	}
	if len(p.entries) > 0 {
		if err := j.commit(p, g); err != nil {
			// A refusal of this group may rest on what was never made durable, so
			// it falls too.
			fail(err)
			return
		}
		j.observe(p)
	}
	for _, w := range all {
		switch {
		case w.signed == nil:
			w.err = settled
		case w.ours && w.err == nil && w.index >= p.first:
			w.entry = p.entries[w.index-p.first]
		}
	}
}

// apart reports whether a statement can be ordered in one run with others.
func apart(run []*waiting, w *waiting) bool {
	before := make([]*ledger.Signed, len(run))
	for i, other := range run {
		before[i] = other.signed
	}
	return ledger.Apart(before, w.signed)
}

// orderRun puts statements that stand apart into the draft at time t, each as if the
// others had been put there before it one by one.
func (j *Journal) orderRun(run []*waiting, t ledger.Time, p *pending) {
	var fresh []*waiting
	var statements []*ledger.Signed
	for _, w := range run {
		at, known, err := j.known(w.signed, p)
		if w.index, w.time, w.err = at.index, at.time, err; !known && err == nil {
			fresh, statements = append(fresh, w), append(statements, w.signed)
		}
	}
	for len(fresh) > 0 {
		err := j.settleDraft(t, p)
		if err == nil {
			break
		}
		fresh[0].err = err // the next asks anew
		fresh, statements = fresh[1:], statements[1:]
	}
	j.state.StepApart(statements, t, j.seen, j.rules, func(i int, e *ledger.Entry, err error) {
		if err != nil {
			fresh[i].err = err
			return
		}
		p.addStatement(fresh[i], e)
	})
}

// known finds a statement among those of this group and what is durable, or says why
// this host takes none such. Of what is durable only the index is given.
func (j *Journal) known(signed *ledger.Signed, p *pending) (at stated, ok bool, err error) {
	if s, ok := p.stated[numbered{signed.Protected.Kid, signed.Payload.Seq}]; ok && s.id == signed.ID {
		return s, true, nil
	}
	index, ok, err := j.published(signed)
	if ok || err != nil {
		return stated{id: signed.ID, index: index}, ok, err
	}
	return stated{}, false, j.admissible(signed)
}

// seen gives Check the roots that authors can have seen. The draft has none: what
// an author claims to have seen of it is no history of this ledger's.
func (j *Journal) seen(size int64) (ledger.Digest, error) {
	root, err := j.Root(size)
	if errors.Is(err, ErrNotFound) {
		return "", nil
	}
	return root, err
}

// admissible refuses what this host cannot carry on from: a founding for another
// key or engine, a change to an engine that it does not have, and everything
// else while the ledger records another engine. What fell due before a change of
// engine is settled first, by the engine that this host has: a result that only
// one engine gives fails its audit under whatever name.
func (j *Journal) admissible(signed *ledger.Signed) error {
	lost := j.awaited(j.state.Draft())
	switch b := signed.Body.(type) {
	case *ledger.LedgerRecovered:
		switch {
		case lost == nil:
			return &ledger.Error{Code: ledger.CodeConflict, Field: "/payload/body/lost", Message: "this host has everything that it signed for: nothing is lost"}
		case j.keyless(j.state.Draft()):
			return refuse(ErrNoKey)
		case b.Lost != *lost:
			return &ledger.Error{Code: ledger.CodeConflict, Field: "/payload/body/lost", Message: fmt.Sprintf("this host signed for %d entries, whose code was %s: state that", lost.Size, ledger.CheckCode(lost.Root))}
		}
		return j.engineError(j.state.Draft())
	case *ledger.Founded:
		if b.Origin != j.origin || b.LogKey != j.keys.first.vkey {
			return &ledger.Error{Code: ledger.CodeOtherLedger, Field: "/payload/body/log_key", Message: fmt.Sprintf("this host holds the key %s: found the ledger with that key", j.keys.first.vkey)}
		}
		if b.Engine != j.engine {
			return &ledger.Error{Code: ledger.CodeConflict, Field: "/payload/body/engine", Message: fmt.Sprintf("this host evaluates the rules with %s: found the ledger with that engine", j.engine)}
		}
		return nil
	case *ledger.LogKeyChanged:
		if err := j.engineError(j.state.Draft()); err != nil {
			return err
		}
		if lost != nil && !j.keyless(j.state.Draft()) {
			return j.awaiting(j.state.Draft())
		}
		return j.mayChange(j.state.Draft(), b)
	case *ledger.EngineChanged:
		if lost != nil || j.keyless(j.state.Draft()) {
			return j.awaiting(j.state.Draft())
		}
		if b.Engine != j.engine {
			return &ledger.Error{Code: ledger.CodeConflict, Field: "/payload/body/engine", Message: fmt.Sprintf("this host evaluates the rules with %s: start the program with the other engine first", j.engine)}
		}
		return nil
	}
	return j.awaiting(j.state.Draft())
}

// settleDraft appends what fell due by t to the draft.
func (j *Journal) settleDraft(t ledger.Time, p *pending) error {
	if due := j.state.Draft().NextDue(); due == "" || due > t {
		return nil
	}
	err := j.state.Settle(t, j.rules, p.add)
	if refused := (*ledger.Error)(nil); err == nil || errors.As(err, &refused) {
		return err
	}
	return undecided(err)
}

// unknown notes that it is not known what the store's last commit left, and why.
// From here on the journal refuses.
func (j *Journal) unknown(cause error) error {
	err := fmt.Errorf("%w: %w", ErrReopen, cause)
	for _, full := range []error{syscall.ENOSPC, syscall.EDQUOT, syscall.EFBIG} {
		if errors.Is(cause, full) {
			err = fmt.Errorf("%w: %w", ErrNoSpace, err)
		}
	}
	j.broken.Store(&unknownFate{err})
	return refuse(err)
}

// commit makes the draft durable and publishes it, or forgets it. It returns an
// *ledger.Error of code unavailable.
func (j *Journal) commit(p *pending, g *group) error {
	forget := func(err error) error {
		j.state.Rollback()
		return refuse(err)
	}
	unknown := func(err error) error {
		j.state.Rollback()
		return j.unknown(err)
	}
	leaves := make([]merkle.Hash, len(p.entries))
	for i, e := range p.entries {
		if len(e) > ledger.MaxEntry {
			return forget(fmt.Errorf("entry %d would have %d bytes, at most %d are taken: %w", p.first+int64(i), len(e), ledger.MaxEntry, ErrNotCommitted))
		}
		leaves[i] = merkle.LeafHash(e)
	}
	tree, tiles := j.tree.Append(leaves)
	// The key is that which the entries name, this group's with them.
	key, _ := j.keys.of(j.state.Draft().LogKey())
	next := &head{Checkpoint: merkle.Checkpoint{Origin: j.origin, Size: tree.Size(), Root: tree.Root()}, key: key, next: make(chan struct{})}
	var err error
	if next.signed, err = key.sign(next.Checkpoint); err != nil {
		return forget(fmt.Errorf("%w: %w", ErrNotCommitted, err))
	}
	keeps := j.awaited(j.state.Draft()) == nil // until a loss is recorded, the file says what is lost
	err = j.meanwhile(func() error {
		return j.keep(Batch{First: p.first, Entries: p.entries, Tiles: tiles, Keys: p.keys, Checkpoint: next.signed}, keeps)
	})
	switch {
	case errors.Is(err, ErrNotCommitted):
		return forget(err)
	case err != nil:
		return unknown(err)
	}
	j.roots.put(next.Size, next.Root)
	j.tree = tree
	g.head, g.leaves = next, leaves
	j.mu.Lock()
	defer j.mu.Unlock()
	j.state.Commit()
	close(j.head.Swap(next).next)
	return nil
}

// keep writes a batch to the disk, and what was signed for it to the checkpoint file.
func (j *Journal) keep(b Batch, file bool) error {
	if err := j.store.Commit(b); err != nil {
		return err
	}
	// The entries are durable from here on. Without the file a rollback of the
	// store could go unnoticed, so nothing is published that it does not hold.
	if !file {
		return nil
	}
	if err := j.file.put(b.Checkpoint); err != nil {
		return fmt.Errorf("write checkpoint file: %w", err)
	}
	return nil
}
