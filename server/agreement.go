package server

import (
	"encoding/json"
	"errors"
	"slices"
	"strings"

	"concordat/ledger"
	"concordat/server/api"
	"concordat/server/auth"
	"concordat/server/document"
)

// digests makes a list by digest one that page walks.
func digests[V any](all func(func(ledger.Digest, V) bool)) func(func(string, V) bool) {
	return func(yield func(string, V) bool) {
		for id, v := range all {
			if !yield(string(id), v) {
				return
			}
		}
	}
}

// draftList is the drafts of versions of the MoU, with each party's position.
func draftList(s *Server, r *request, caller *auth.Caller) (answer, error) {
	var list api.List[api.Draft]
	var tag string
	var left []*ledger.Withholding
	err := s.read(r, caller, func(q *reading) error {
		status, err := r.oneOf("status", api.DraftStanding, api.DraftAdopted, api.DraftPassed)
		if err != nil {
			return err
		}
		private, err := q.withheld()
		if err != nil {
			return err
		}
		list, err = page(q, r, digests(q.MoUDrafts()), func(_ string, d ledger.DraftFacts) (api.Draft, bool) {
			shown := q.showDraft(d)
			for i, a := range shown.Decisions {
				if k := private.Ref(a.Decision); k != nil && a.Why != "" {
					shown.Decisions[i].Why = ""
					left = append(left, k)
				}
			}
			return shown, status == "" || status == shown.Status.Status
		})
		tag = q.tag(string(q.day))
		return err
	})
	return listed(r, list, tag).lacking(left...), err
}

func (q *reading) showDraft(d ledger.DraftFacts) api.Draft {
	status := api.DraftPassed
	switch {
	case d.Standing:
		status = api.DraftStanding
	case slices.ContainsFunc(q.Versions(), func(m ledger.MoUVersion) bool { return m.Version == d.Version && m.Rules == d.Rules }):
		status = api.DraftAdopted
	}
	shown := api.Draft{
		ID: d.ID, Version: d.Version, Party: d.Party, Title: d.Title, Rules: d.Rules, RulesCode: ledger.CheckCode(d.Rules),
		Status: api.Status{Status: status, Words: api.DraftWords(status)}, Positions: []api.DraftPosition{}, Waiting: []string{}, Decisions: []api.Adoption{}, Time: d.Time, Entry: d.Entry,
	}
	for code, p := range q.Parties() {
		if answer, ok := d.Positions[code]; ok {
			shown.Positions = append(shown.Positions, api.DraftPosition{Party: code, Name: p.Name, Position: answer.Position, SubjectTo: answer.SubjectTo})
		} else if q.StandsFor(code, q.Size(), q.day) == code {
			shown.Waiting = append(shown.Waiting, code)
		}
	}
	for _, made := range q.DecisionsBy(func(_ string, x ledger.Index) bool { return x.Draft == d.ID }) {
		if m, _ := q.Motion(made.Decision); m.Amends != nil && m.Amends.Draft == d.ID {
			if a := document.AdoptionOf(q.View, made); a != nil {
				shown.Decisions = append(shown.Decisions, *a)
			}
		}
	}
	slices.SortFunc(shown.Positions, func(a, b api.DraftPosition) int { return strings.Compare(a.Party, b.Party) })
	slices.Sort(shown.Waiting)
	return shown
}

func disputeList(s *Server, r *request, caller *auth.Caller) (answer, error) {
	var list api.List[api.Dispute]
	var tag string
	var left []*ledger.Withholding
	err := s.read(r, caller, func(q *reading) error {
		status, err := r.oneOf("status", api.DisputeOpen, api.DisputeExhausted, api.DisputeSettled)
		if err != nil {
			return err
		}
		party := r.query.Get("party")
		private, err := q.withheld()
		if err != nil {
			return err
		}
		list, err = page(q, r, q.Disputes(), func(_ string, d ledger.DisputeFacts) (api.Dispute, bool) {
			if k := private.Ref(d.Dispute); k != nil {
				left = append(left, k)
				return api.Dispute{}, false
			}
			shown := showDispute(d)
			return shown, (status == "" || status == shown.Status.Status) && (party == "" || party == d.By || slices.Contains(d.With, party))
		})
		tag = q.tag()
		return err
	})
	return listed(r, list, tag).lacking(left...), err
}

func showDispute(d ledger.DisputeFacts) api.Dispute {
	status := api.DisputeOpen
	switch {
	case d.How != "":
		status = api.DisputeSettled
	case d.Step == "":
		status = api.DisputeExhausted
	}
	shown := api.Dispute{
		Ref: d.Dispute, Status: api.Status{Status: status, Words: api.DisputeWords(status)}, By: d.By, With: some(d.With), About: d.About, Matter: d.Matter,
		Steps: some(d.Steps), Step: d.Step, Settled: d.Settled, How: d.How, Time: d.Time, Entry: d.Entry,
	}
	for _, step := range d.Steps {
		if step.Step == d.Step {
			shown.Due = step.Due
		}
	}
	return shown
}

// interestList is the register of interests: those declared that the rules let the
// caller read, with every ruling on them. An interest that ended is left out once
// it is no longer public, for those who have no part in the agreement. What was
// declared stays in the log.
func interestList(s *Server, r *request, caller *auth.Caller) (answer, error) {
	var list api.List[ledger.InterestFacts]
	var tag string
	err := s.read(r, caller, func(q *reading) (err error) {
		person := r.query.Get("person")
		var failed error
		list, err = page(q, r, digests(q.Interests()), func(_ string, i ledger.InterestRecord) (ledger.InterestFacts, bool) {
			f := q.showInterest(i)
			if person != "" && person != i.Person || failed != nil {
				return f, false
			}
			may := s.readers.mayInterest(q, f)
			var kept *ledger.Error
			if may != nil && (!errors.As(may, &kept) || kept.Code == ledger.CodeRulesFailed) {
				failed = may
			}
			return f, may == nil
		})
		err = errors.Join(failed, err)
		tag = q.tag(string(q.day))
		return err
	})
	return listed(r, list, tag), err
}

func (q *reading) showInterest(i ledger.InterestRecord) ledger.InterestFacts {
	f := ledger.InterestFacts{ID: i.ID, Person: i.Person, Seats: []string{}, Motion: i.Motion, Nature: i.Nature, Known: i.Known, Ended: i.Ended, Time: i.Time, Rulings: some(i.Rulings)}
	if p := q.PersonFacts(i.Person, q.day, nil); p != nil {
		f.Seats = append(append(f.Seats, p.Seats...), p.Deputising...)
	}
	return f
}

// datesShow is the dates that a statement of a kind would have to state, were it
// recorded now: the author's tool puts them in. Nothing is written.
func datesShow(s *Server, r *request, caller *auth.Caller) (answer, error) {
	var wish api.DatesRequest
	if err := r.decode(&wish); err != nil {
		return answer{}, err
	}
	body, err := json.Marshal(wish.Body)
	if err != nil {
		return answer{}, err
	}
	done, err := s.judging.turn(r.ctx)
	if err != nil {
		return answer{}, err
	}
	defer done()
	shown := api.Dates{Kind: wish.Kind}
	err = s.read(r, caller, func(q *reading) (err error) {
		shown.At = q.now
		shown.Dates, err = q.Dates(wish.Kind, wish.Party, body, q.now, q.rules)
		if err == nil && len(shown.Dates) == 0 {
			return api.NewProblem(ledger.CodeMalformed, "the rules set no dates for a statement of the kind "+wish.Kind)
		}
		return err
	})
	return answer{json: shown}, err
}
