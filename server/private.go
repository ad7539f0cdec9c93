package server

import (
	"slices"
	"strings"

	"concordat/ledger"
	"concordat/ledger/merkle"
	"concordat/server/api"
	"concordat/server/auth"
)

// withheld is what the rules keep from the caller of private items. What only is
// about one of them is refused; of what is about more the rest is shown.
func (q *reading) withheld() (*ledger.Withheld, error) {
	return q.Withhold(func(item ledger.PrivateItem) error { return q.readers.mayItem(q, item) })
}

// lacking marks an answer from which something was left out, and keeps it from
// being kept: another reader has more of it, and everybody will.
func (a answer) lacking(left ...*ledger.Withholding) answer {
	var names []string
	for _, k := range left {
		if name := k.Meeting + "/" + k.Item; !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	if len(names) == 0 {
		return a
	}
	a.tag, a.fixed = "", false
	a.header = append(a.header, [2]string{api.WithheldHeader, strings.Join(names, ", ")})
	return a
}

// withholdDecision leaves of a decision what is public at once: that it was taken,
// and how. For parties it binds nothing is left out: their people may read it.
func withholdDecision(d api.Decision, k *ledger.Withholding) api.Decision {
	return api.Decision{
		Ref: d.Ref, Title: d.Title, Type: d.Type, Route: d.Route, Function: d.Function, Status: d.Status,
		Outcome: d.Outcome, OutcomeIs: api.OutcomeWords(d.Outcome), Collective: d.Collective,
		Closed: d.Closed, Decided: d.Decided, Meeting: d.Meeting, Time: d.Time, Entry: d.Entry, Opened: d.Opened, Rules: d.Rules, MoU: d.MoU,
		Checks: []ledger.Check{}, Parties: []api.DecisionParty{}, Obligations: []string{}, Variations: d.Variations,
		Gates: []string{}, Passed: []ledger.GateFacts{}, CallIns: []api.CallIn{}, Withheld: &k.PrivateItem,
	}
}

// withholdNotice leaves as much of its notice.
func withholdNotice(n api.DecisionNotice, k *ledger.Withholding) api.DecisionNotice {
	return api.DecisionNotice{
		Board: n.Board, Ref: n.Ref, Title: n.Title, Status: n.Status, Outcome: n.Outcome, Decided: n.Decided, Meeting: n.Meeting,
		Decisions: []string{}, Reasons: []string{}, Rejected: []ledger.Rejected{}, Conditions: []api.NoticedCondition{}, Votes: []api.MinutedHand{}, Counts: map[string]int64{},
		Checks: []ledger.Check{}, Parties: []api.DecisionParty{}, Obligations: []api.NoticedObligation{}, Variations: n.Variations,
		Entry: n.Entry, Rules: n.Rules, MoU: n.MoU, Origin: n.Origin, Withheld: &k.PrivateItem,
	}
}

// withholdMinutes leaves of private items what the agenda says of them, and says so.
func withholdMinutes(m api.Minutes, w *ledger.Withheld) (public api.Minutes, left []*ledger.Withholding) {
	items := slices.Clone(m.Items)
	for i, item := range items {
		k := w.Item(m.Meeting, item.Item)
		if k == nil {
			continue
		}
		left = append(left, k)
		items[i] = api.MinutedItem{
			Item: item.Item, Title: item.Title, Private: item.Private, Release: k.Release, Withheld: true, Minutes: item.Minutes, Reports: item.Reports,
			Away: item.Away, Motions: []api.MinutedMotion{}, Points: []api.MinutedPoint{}, Notes: []string{},
		}
	}
	m.Items = items
	m.Actions = slices.DeleteFunc(slices.Clone(m.Actions), func(a api.MinutedAction) bool { return w.Item(m.Meeting, a.Item) != nil })
	return m, left
}

// withholdMeeting leaves out what was recorded of a meeting's private items. The
// agenda stays as it was published.
func withholdMeeting(m api.Meeting, w *ledger.Withheld) api.Meeting {
	private := func(item string) bool { return w.Item(m.Ref, item) != nil }
	m.Notes = slices.DeleteFunc(slices.Clone(m.Notes), func(n ledger.ItemNoted) bool { return private(n.Item) })
	m.Points = slices.DeleteFunc(slices.Clone(m.Points), func(p ledger.PointRuled) bool { return private(p.Item) })
	m.Deferred = slices.DeleteFunc(slices.Clone(m.Deferred), func(d ledger.ItemDeferred) bool { return private(d.Item) })
	m.Shown = slices.DeleteFunc(slices.Clone(m.Shown), func(s ledger.ShownFacts) bool { return private(s.Item) })
	m.Parts = slices.DeleteFunc(slices.Clone(m.Parts), func(ref string) bool { return w.Ref(ref) != nil })
	m.Actions = slices.DeleteFunc(slices.Clone(m.Actions), func(ref string) bool { return w.Ref(ref) != nil })
	m.Approvals = slices.Clone(m.Approvals)
	for i := range m.Approvals {
		m.Approvals[i].Results = withholdResults(m.Approvals[i].Results, w)
	}
	return m
}

func withholdResults(results []ledger.MinutedHands, w *ledger.Withheld) []ledger.MinutedHands {
	return slices.DeleteFunc(slices.Clone(results), func(r ledger.MinutedHands) bool { return w.Ref(r.Motion) != nil })
}

// withholdBundle writes an entry bundle with nothing in the place of each entry
// that is withheld: no entry is empty, and the tiles still have its hash.
func withholdBundle(data []byte, width int, w *ledger.Withheld) (public []byte, left []*ledger.Withholding, err error) {
	entries, err := merkle.ParseBundle(data, width)
	if err != nil {
		return nil, nil, err
	}
	for _, entry := range entries {
		p, err := ledger.ParseAll(entry)
		if err != nil {
			return nil, nil, err
		}
		if k := w.Entry(p); k != nil {
			left, entry = append(left, k), nil
		}
		if public, err = merkle.AppendToBundle(public, entry); err != nil {
			return nil, nil, err
		}
	}
	if len(left) == 0 {
		return data, nil, nil
	}
	return public, left, nil
}

// keeping reads what is withheld from the caller of a route that shows entries.
func (s *Server) keeping(r *request, caller *auth.Caller) (w *ledger.Withheld, size int64, err error) {
	err = s.read(r, caller, func(q *reading) (err error) {
		size = q.Size()
		w, err = q.withheld()
		return err
	})
	return w, size, err
}
