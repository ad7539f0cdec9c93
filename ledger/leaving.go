package ledger

import (
	"errors"
	"fmt"
	"slices"
	"strings"
)

// What a party's leaving comes to, on the day on which it takes effect.

// LeavingSettled is what leaving comes to: the rules' own answer to what would follow,
// asked on the day of leaving. What it says stops is owed no more from then on, and what
// comes back of a contribution follows it as an obligation. It follows where the rules
// said, when notice was given, that they settle it; where they give no answer on the day
// a check says so, and a decision has to. What one entry can't hold goes on in the next.
type LeavingSettled struct {
	Party    string  `json:"party"`
	Function string  `json:"function"` // or "*" for all
	Part     int64   `json:"part,omitempty"`
	Parts    int64   `json:"parts,omitempty"` // of one answer, where there are several
	Checks   []Check `json:"checks"`
	Leave
}

func (b *LeavingSettled) shape(*shape) {}

func (b *LeavingSettled) sentence(_ Payload, n Names) string {
	said := fmt.Sprintf("%s leaves %s with the end of %s", n.PartyName(b.Party), leaves(b.Function), b.Effective.InWords())
	if slices.ContainsFunc(b.Checks, func(c Check) bool { return c.ID == unsettledLeaving.ID }) {
		return said + ": the rules do not say what follows, and a decision has to"
	}
	if b.Parts > 1 {
		said += fmt.Sprintf(" (part %d of %d)", b.Part, b.Parts)
	}
	return said + fmt.Sprintf(": %s is still owed by it and %s to it, %s stops, and %s runs on", Pounds(pence(b.Owed)), Pounds(pence(b.Back)), Pounds(pence(b.Stops)), Pounds(pence(b.Survives)))
}

func pence(items []LeaveItem) (sum int64) {
	for _, item := range items {
		sum += item.Pence
	}
	return sum
}

// LeavingMoved says that a notice to leave takes effect later than was worked out, as
// where a decision has prolonged the function since.
type LeavingMoved struct {
	Party     string `json:"party"`
	Function  string `json:"function"`
	From      Date   `json:"from"`
	Effective Date   `json:"effective"`
}

func (b *LeavingMoved) shape(*shape) {}

func (b *LeavingMoved) sentence(_ Payload, n Names) string {
	return fmt.Sprintf("%s leaves %s on %s, and not on %s: what it leaves goes on until then", n.PartyName(b.Party), leaves(b.Function), b.Effective.InWords(), b.From.InWords())
}

func (b *LeavingMoved) follow(s *State, _ queued, _ Time, _ int64) {
	s.notice(b.Party, b.Function, func(l *LeavingFacts) { l.Effective = b.Effective })
	if p, _ := s.Draft().Party(b.Party); p.Merged == nil || b.Effective < p.Merged.On {
		s.await(leavingOn(b.Party, b.Function, b.Effective))
	}
}

// leavingOn is what falls due with the day on which a party leaves. On that day itself
// it still takes part.
func leavingOn(party, function string, day Date) agendaItem {
	return agendaItem{due: day.end(), ref: party + "/" + function, what: dueLeaving}
}

// notice changes what is known of a party's notice to leave.
func (s *State) notice(party, function string, change func(*LeavingFacts)) {
	p, _ := s.Draft().Party(party)
	p.Leaving = slices.Clone(p.Leaving)
	for i := range p.Leaving {
		if p.Leaving[i].Function == function {
			change(&p.Leaving[i])
		}
	}
	s.parties.set(party, p)
}

// unsettledLeaving is the check of a leaving of which the rules say nothing.
var unsettledLeaving = Check{
	ID: "no-leaving", Title: "What leaving comes to", Required: "An answer that can be recorded", Actual: "None",
	Explain: "The rules do not say what leaving comes to, so that nothing stops and nothing comes back by it. A party that takes part moves a motion that says what is owed, or the host of each fund changes its contributions.",
}

// left works out what follows as the day passes on which a party leaves. Whatever
// the rules answer, the ledger goes on.
func (v View) left(item agendaItem, rules Rules) ([]queued, error) {
	party, function, _ := strings.Cut(item.ref, "/")
	day := item.due.Day()
	settled := LeavingSettled{Party: party, Function: function, Leave: Leave{Effective: day}}
	r, err := v.Leave(party, function, day, item.due, rules)
	if err != nil && !errors.Is(err, ErrNoRuling) {
		return nil, err
	}
	if err == nil && r.Allow && r.Leave != nil {
		if r.Leave.Effective > day && r.Leave.Effective.Check() == nil {
			moved := &LeavingMoved{party, function, day, r.Leave.Effective}
			return v.queue(item.due, v.Rules(), []string{item.ref}, []string{KindLeavingMoved}, []following{moved})
		}
		settled.Checks = append([]Check{}, r.Checks...)
		// As many to an entry as it holds; the same on any machine.
		for n := max(1, r.Leave.size()); n > 0; n /= 2 {
			if queue, err := v.recordLeaving(item, settled, *r.Leave, n); err == nil {
				return queue, nil
			}
		}
		r.Checks = nil
	}
	settled.Owed, settled.Back, settled.Stops, settled.Survives, settled.Pools = []LeaveItem{}, []LeaveItem{}, []LeaveItem{}, []LeaveItem{}, []LeavePool{}
	for _, checks := range [][]Check{append(r.Checks, unsettledLeaving), {unsettledLeaving}} {
		settled.Checks = checks
		if queue, err := v.queue(item.due, v.Rules(), []string{item.ref}, []string{KindLeavingSettled}, []following{&settled}); err == nil {
			return queue, nil
		}
	}
	return nil, fmt.Errorf("%s can't be written down", item.ref)
}

// size is how many things leaving comes to.
func (l Leave) size() int {
	return len(l.Owed) + len(l.Back) + len(l.Stops) + len(l.Survives) + len(l.Pools)
}

// first takes the first n of what leaving comes to off it.
func (l *Leave) first(n int) Leave {
	part := Leave{Effective: l.Effective, Owed: []LeaveItem{}, Back: []LeaveItem{}, Stops: []LeaveItem{}, Survives: []LeaveItem{}, Pools: []LeavePool{}}
	for _, list := range [][2]*[]LeaveItem{{&part.Owed, &l.Owed}, {&part.Back, &l.Back}, {&part.Stops, &l.Stops}, {&part.Survives, &l.Survives}} {
		k := min(n, len(*list[1]))
		*list[0], *list[1], n = append(*list[0], (*list[1])[:k]...), (*list[1])[k:], n-k
	}
	k := min(n, len(l.Pools))
	part.Pools, l.Pools = append(part.Pools, l.Pools[:k]...), l.Pools[k:]
	return part
}

// recordLeaving makes the answer into consequences of at most n things each, and the
// obligations that follow: what was paid of a contribution for the time after leaving
// comes back, numbered on after those of the decision that it was owed by.
func (v View) recordLeaving(item agendaItem, settled LeavingSettled, leave Leave, n int) ([]queued, error) {
	var refs, kinds []string
	var found []following
	parts := int64((max(1, leave.size()) + n - 1) / n)
	back, stops := leave.Back, leave.Stops
	for part := int64(1); part <= parts; part++ {
		b := settled
		b.Leave = leave.first(n)
		if parts > 1 {
			b.Part, b.Parts = part, parts
		}
		refs, kinds, found = append(refs, item.ref), append(kinds, KindLeavingSettled), append(found, &b)
	}
	for _, stop := range stops {
		if o, ok := v.Obligation(stop.Obligation); stop.Obligation != "" && (!ok || stop.Pence < 0 || stop.Pence > o.Pence-o.stopped(v.Size(), item.due.Day())) {
			return nil, fmt.Errorf("more of %s stops than is owed", stop.Obligation)
		}
	}
	numbered := map[string]int{}
	for _, given := range back {
		o, ok := v.Obligation(given.Obligation)
		switch {
		case !ok || given.Pence <= 0:
			return nil, fmt.Errorf("there is no obligation %s of which anything comes back", given.Obligation)
		case v.StandsFor(o.Payer, v.Size(), item.due.Day()) != settled.Party:
			continue // it is owed to the party already
		}
		d, _ := v.Decision(o.Decision)
		numbered[o.Decision]++
		at := len(d.Obligations) + numbered[o.Decision]
		if at > MaxObligations {
			return nil, fmt.Errorf("%d obligations of %s; at most %d are taken", at, o.Decision, MaxObligations)
		}
		term := ObligationTerm{
			Payer: given.Party, Payee: settled.Party, What: "Back on leaving: " + o.What, Function: o.Function, Clause: given.Clause, Kind: "refund", In: o.In, Basis: o.Basis,
			Pence: given.Pence, Recurrent: o.Recurrent, Capital: o.Capital, Year: o.Year, Due: given.Due, Effective: settled.Effective, Fund: o.Fund, Line: o.Line, Working: given.Why,
		}
		ref := fmt.Sprintf("%s/%03d", o.Decision, at)
		refs, kinds = append(refs, ref), append(kinds, KindObligationAssumed)
		found = append(found, &ObligationAssumed{Obligation: ref, Decision: o.Decision, ObligationTerm: term, Leaving: item.ref})
	}
	return v.queue(item.due, v.Rules(), refs, kinds, found)
}

func (b *LeavingSettled) follow(s *State, c queued, _ Time, index int64) {
	s.notice(b.Party, b.Function, func(l *LeavingFacts) {
		if l.Settled == 0 {
			l.Settled = index
		}
	})
	for _, item := range b.Back {
		s.stop(item, 0, b.Effective, c.Ref, index)
	}
	for _, item := range b.Stops {
		s.stop(item, item.Pence, b.Effective, c.Ref, index)
	}
}

// ObligationStop is what leaving has stopped of an obligation.
type ObligationStop struct {
	Leaving string // party, slash, function
	Clause  string
	Pence   int64 // 0 of a duty, and of a contribution of which only what was paid comes back
	On      Date
	Entry   int64
}

func (s *State) stop(item LeaveItem, pence int64, on Date, leaving string, index int64) {
	if o, ok := s.Draft().Obligation(item.Obligation); ok {
		o.Stops = with(o.Stops, ObligationStop{leaving, item.Clause, pence, on, index})
		s.obligations.set(item.Obligation, o)
	}
}

// stopped is how much of an obligation leaving has stopped by a day.
func (o Obligation) stopped(size int64, day Date) (pence int64) {
	for _, stop := range o.stopsBy(size, day) {
		pence += stop.Pence
	}
	return pence
}

func (o Obligation) stopsBy(size int64, day Date) []ObligationStop {
	return slices.DeleteFunc(slices.Clone(o.Stops), func(stop ObligationStop) bool { return stop.Entry >= size || stop.On > day })
}

// Standing is the obligation with what is owed of it on a day, in pence, by what had
// been recorded in the first size entries: without what leaving has stopped.
func (o Obligation) Standing(size int64, day Date) ObligationAssumed {
	standing := o.ObligationAssumed
	standing.Pence -= o.stopped(size, day)
	return standing
}
