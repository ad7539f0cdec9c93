package server

import (
	"slices"

	"concordat/ledger"
	"concordat/server/api"
	"concordat/server/auth"
)

var decisionStatuses = []string{
	ledger.DecisionAwaitsRatification, ledger.DecisionAwaitsGates, ledger.DecisionAwaitsConditions, ledger.DecisionCallIn, ledger.DecisionRetaken, ledger.DecisionInForce,
	ledger.DecisionVariedBy, ledger.DecisionRescinded, ledger.DecisionSuperseded, ledger.DecisionCorrected,
	ledger.OutcomeCarried, ledger.OutcomeNotCarried, ledger.OutcomeNotQuorate, ledger.OutcomeNoDecision,
}

func decisionList(s *Server, r *request, caller *auth.Caller) (answer, error) {
	var list api.List[api.Decision]
	var tag string
	var left []*ledger.Withholding
	err := s.read(r, caller, func(q *reading) error {
		status, err := r.oneOf("status", decisionStatuses...)
		if err != nil {
			return err
		}
		private, err := q.withheld()
		if err != nil {
			return err
		}
		party, function := r.query.Get("party"), r.query.Get("function")
		list, err = page(q, r, q.Decisions(), func(_ string, d ledger.Decision) (api.Decision, bool) {
			shown := q.showDecision(d)
			concerned := party == "" || slices.ContainsFunc(d.Parties, func(o ledger.PartyOutcome) bool { return o.Party == party })
			wanted := concerned && (function == "" || function == d.Function) && (status == "" || status == shown.Status.Status || status == d.Outcome)
			if k := private.Ref(d.Decision); k != nil && wanted {
				left = append(left, k)
				return withholdDecision(shown, k), true
			}
			return shown, wanted
		})
		tag = q.tag()
		return err
	})
	return listed(r, list, tag).lacking(left...), err
}

func decisionShow(s *Server, r *request, caller *auth.Caller) (answer, error) {
	var shown api.Decision
	var tag string
	var left []*ledger.Withholding
	err := s.read(r, caller, func(q *reading) error {
		ref := r.params["decision"]
		d, ok := q.Decision(ref)
		if !ok {
			return notFound("there is no decision %s: see the list of decisions", ref)
		}
		shown, tag = q.traceDecision(d), q.tag()
		private, err := q.withheld()
		if err != nil {
			return err
		}
		if k := private.Ref(ref); k != nil {
			shown, left = withholdDecision(shown, k), append(left, k)
		}
		return nil
	})
	return answer{json: shown, tag: tag}.lacking(left...), err
}

func (q *reading) showDecision(d ledger.Decision) api.Decision {
	m, _ := q.Motion(d.Decision)
	status := q.DecisionStatus(d, q.Size())
	shown := api.Decision{
		Ref: d.Decision, Title: m.Title, Type: m.Type, Route: d.Route, Function: d.Function,
		Status:  api.Status{Status: status, Words: api.DecisionWords(status)},
		Outcome: d.Outcome, OutcomeIs: api.DecidedWords(d.Outcome, d.Checks), Collective: d.Collective,
		Closed: d.Due, Decided: d.Due, Time: d.Time, Entry: d.Entry, Opened: d.Opened, Rules: d.Rules,
		Checks: some(d.Checks), Parties: outcomes(d.Parties, d.Answers, q.PartyName),
		Obligations: some(d.Obligations), Variations: []api.Variation{}, Gates: some(d.Gates), Passed: some(m.Gates), CallIns: []api.CallIn{},
		Adopts: q.adopts(d),
	}
	if m.Shown != nil {
		shown.Decided, shown.Meeting = m.Shown.At, m.Shown.Meeting
	}
	if a := shown.Adopts; a != nil && a.Status.Status == ledger.AdoptionNever && status == ledger.DecisionAwaitsRatification {
		shown.Words = "Its draft can't be adopted any more"
	}
	for _, c := range d.CallIns {
		shown.CallIns = append(shown.CallIns, api.CallIn{By: c.By, Ref: c.Ref, On: c.On, Entry: c.Entry, How: c.How, Ended: c.Ended})
	}
	for _, version := range q.Versions() {
		if version.Rules == d.Rules {
			shown.MoU = version.Version
		}
	}
	for _, v := range d.Variations {
		shown.Variations = append(shown.Variations, api.Variation{By: v.By, How: v.How, Entry: v.Entry})
	}
	return shown
}

// traceDecision is a decision with the entries that its numbers come from.
func (q *reading) traceDecision(d ledger.Decision) api.Decision {
	shown := q.showDecision(d)
	m, _ := q.Motion(d.Decision)
	sources, parties := q.Sources(m, ledger.Ruling{Checks: d.Checks, Parties: d.Parties, Counted: d.Counted}, d.Entry)
	shown.Sources = sources
	trace(shown.Parties, parties)
	return shown
}

// trace adds what each party's part rests on.
func trace(parties []api.DecisionParty, sources map[string][]ledger.Source) {
	for i := range parties {
		parties[i].Sources = sources[parties[i].Party]
	}
}

// outcomes shows what a decision means for each party.
func outcomes(parties []ledger.PartyOutcome, answers map[string]ledger.Answer, name func(code string) string) []api.DecisionParty {
	shown := []api.DecisionParty{}
	for _, o := range parties {
		p := api.DecisionParty{PartyOutcome: o, Name: name(o.Party)}
		if a, ok := answers[o.Party]; ok {
			p.Answer = &api.Answer{Status: a.Status, Resolution: a.Resolution, Time: a.Time, Entry: a.Entry}
		}
		shown = append(shown, p)
	}
	return shown
}
