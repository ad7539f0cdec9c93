package journal

import (
	"sync"

	"concordat/ledger"
)

// ahead is who was taken from the queue while a commit was under way: votes, about which
// check and rules were asked as if the commit had succeeded, and then perhaps one
// statement that has to wait for its turn.
type ahead struct {
	run   []*waiting
	asked *ledger.Asked // about the run; nil where nothing came of it
	after *waiting
}

// taken are all of these, in order.
func (a *ahead) taken() []*waiting {
	all := append([]*waiting(nil), a.run...)
	if a.after != nil {
		all = append(all, a.after)
	}
	return all
}

// meanwhile runs commit, which waits for the disk, and, if somebody waits already, asks
// about them beside it.
func (j *Journal) meanwhile(commit func() error) error {
	if len(j.queue) == 0 {
		return commit()
	}
	var asking sync.WaitGroup
	asking.Go(j.askAhead)
	err := commit()
	asking.Wait()
	return err
}

// askAhead has check and rules say what they would of votes that wait, once what is in
// the draft is durable. It only asks: nothing is recorded by it, and if the draft comes
// to nothing, so does the answer. The writer waits for it and meanwhile leaves the draft
// alone.
func (j *Journal) askAhead() {
	defer func() { // the writer meets it again, and says so
		_ = archiveError(recover())
	}()
	draft := j.state.Draft()
	t, err := j.clock.read()
	if err != nil || j.awaiting(draft) != nil {
		return
	}
	t = max(t, draft.Time())
	if due := draft.NextDue(); due != "" && due <= t {
		return
	}
	a := &j.ahead
	var statements []*ledger.Signed
	for len(a.run) < maxRun && a.after == nil {
		select {
		case w := <-j.queue:
			switch {
			case !ledger.Apart(statements, w.signed):
				a.after = w
			case w.own():
				a.run, statements = append(a.run, w), append(statements, w.signed)
			}
			continue
		default:
		}
		break
	}
	if len(a.run) > 0 {
		a.asked = j.state.AskApart(statements, t, j.seen, j.rules)
	}
}

// orderAsked puts into the draft what was asked about, if that holds, and gives how
// many of them.
func (j *Journal) orderAsked(a ahead, p *pending) int {
	if a.asked == nil {
		return 0
	}
	for _, w := range a.run {
		if _, known, err := j.known(w.signed, p); known || err != nil {
			return 0
		}
	}
	return j.state.StepAsked(a.asked, func(i int, e *ledger.Entry, err error) {
		if err != nil {
			a.run[i].err = err
			return
		}
		p.addStatement(a.run[i], e)
	})
}
