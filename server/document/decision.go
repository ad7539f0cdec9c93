package document

import (
	"slices"

	"concordat/ledger"
	"concordat/server/api"
)

// DecisionOf is a decision as people are shown it, by the state it is read in: by a
// server, or by whoever replayed a ledger without one. What is private in it is not
// withheld here.
func DecisionOf(v ledger.View, d ledger.Decision) api.Decision {
	m, _ := v.Motion(d.Decision)
	status := v.DecisionStatus(d, v.Size())
	shown := api.Decision{
		Ref: d.Decision, Title: m.Title, Type: m.Type, Route: d.Route, Function: d.Function,
		Status:  api.Status{Status: status, Words: api.DecisionWords(status)},
		Outcome: d.Outcome, OutcomeIs: api.DecidedWords(d.Outcome, d.Checks), Collective: d.Collective,
		Closed: d.Due, Decided: d.Due, Time: d.Time, Entry: d.Entry, Opened: d.Opened, Rules: d.Rules,
		Checks: listed(d.Checks), Parties: PartiesOf(d.Parties, d.Answers, v.PartyName),
		Obligations: listed(d.Obligations), Variations: []api.Variation{}, Gates: listed(d.Gates), Passed: listed(m.Gates), CallIns: []api.CallIn{},
		Adopts: AdoptionOf(v, d), Published: d.Published,
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
	for _, version := range v.Versions() {
		if version.Rules == d.Rules {
			shown.MoU = version.Version
		}
	}
	for _, x := range d.Variations {
		shown.Variations = append(shown.Variations, api.Variation{By: x.By, How: x.How, Entry: x.Entry})
	}
	return shown
}

// TracedDecision is DecisionOf with the entries that its numbers come from.
func TracedDecision(v ledger.View, d ledger.Decision) api.Decision {
	shown := DecisionOf(v, d)
	m, _ := v.Motion(d.Decision)
	sources, parties := v.Sources(m, ledger.Ruling{Checks: d.Checks, Parties: d.Parties, Counted: d.Counted}, d.Entry)
	shown.Sources = sources
	Trace(shown.Parties, parties)
	sign(shown.Parties, m, d.Counted)
	return shown
}

// sign adds from whose seats each party decided, and how that is known.
func sign(parties []api.DecisionParty, m ledger.MotionRecord, entries []int64) {
	signed := map[string][]api.Signatory{}
	for _, v := range counted(m, entries) {
		signed[v.Party] = append(signed[v.Party], api.Signatory{
			Seat: v.Seat, Person: v.Person, Deputy: v.Deputy, Choice: v.Choice, Assurance: v.Assurance, Key: v.Key,
			Confirmed: v.Confirmed != "" || m.Shown != nil && slices.Contains(m.Shown.Confirmed, v.Seat), Entry: v.Entry,
		})
	}
	for i := range parties {
		parties[i].Signed = signed[parties[i].Party]
	}
}

// AdoptionOf is what becomes of the draft of the MoU that a decision is to adopt, or
// nil if it adopts none.
func AdoptionOf(v ledger.View, d ledger.Decision) *api.Adoption {
	status, why := v.Adoption(d)
	if status == "" {
		return nil
	}
	m, _ := v.Motion(d.Decision)
	return &api.Adoption{Decision: d.Decision, Version: m.Amends.Version, Status: api.Status{Status: status, Words: api.AdoptionWords(status)}, Why: why}
}

// Trace adds what each party's part rests on.
func Trace(parties []api.DecisionParty, sources map[string][]ledger.Source) {
	for i := range parties {
		parties[i].Sources = sources[parties[i].Party]
	}
}

// PartiesOf shows what a decision means for each party. Name gives a party's name by
// its code.
func PartiesOf(parties []ledger.PartyOutcome, answers map[string]ledger.Answer, name func(code string) string) []api.DecisionParty {
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

// listed is a list that JSON shows as one even if it is empty.
func listed[T any](list []T) []T { return append([]T{}, list...) }
