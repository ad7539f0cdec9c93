package journal

import "time"

// Load is how busy a journal is, for whoever operates it. It is measured on this
// host's monotonic clock: a ledger's own clock may be another.
type Load struct {
	Waiting  int           // statements in the queue, at most MaxWaiting
	Ordering time.Duration // since the writer took the group that it is at; 0 while it is at none
}

// Commit is what an observer is told of one.
type Commit struct {
	Statements int           // that it recorded
	Ahead      int           // of these, or refused: asked about while the commit before was under way
	Entries    int           // with what followed from them, or from the time
	Took       time.Duration // since the writer took the group
}

// Load says how busy the journal is. It answers in any state of the journal.
func (j *Journal) Load() Load {
	l := Load{Waiting: len(j.queue)}
	if began := j.ordering.Load(); began != nil {
		l.Ordering = time.Since(*began)
	}
	return l
}

// Observe has fn told of every commit from here on, in the place of who was told
// before. The writer calls it once the commit can be seen, so fn must be quick and
// must not call the journal's Submit, Read or Close.
func (j *Journal) Observe(fn func(Commit)) { j.observer.Store(&fn) }

// begin notes that the writer is at a group, until done.
func (j *Journal) begin() (done func()) {
	now := time.Now()
	j.ordering.Store(&now)
	return func() { j.ordering.Store(nil) }
}

// observe tells the observer, if there is one, of a commit.
func (j *Journal) observe(p *pending) {
	if fn := j.observer.Load(); fn != nil {
		(*fn)(Commit{Statements: len(p.keys), Ahead: p.ahead, Entries: len(p.entries), Took: time.Since(*j.ordering.Load())})
	}
}
