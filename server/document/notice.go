package document

import (
	"slices"

	"concordat/ledger"
	"concordat/server/api"
)

// NoticeOf gathers the notice of a decision as it stands today.
func NoticeOf(v ledger.View, d ledger.Decision, status api.Status) api.DecisionNotice {
	m, _ := v.Motion(d.Decision)
	g := gathering{View: v}
	doc := api.DecisionNotice{
		Board: v.Founded().Name, Ref: d.Decision, Title: m.Title, Status: status, Outcome: d.Outcome, Decided: d.Due, Meeting: m.Meeting,
		Mover: m.Mover, Decisions: m.Text, Reasons: append([]string{}, m.Reasons...), Rejected: append([]ledger.Rejected{}, m.Rejected...),
		Options: m.Options, Conditions: []api.NoticedCondition{}, Checks: append([]ledger.Check{}, d.Checks...),
		Parties: []api.DecisionParty{}, Obligations: []api.NoticedObligation{}, Variations: []api.Variation{},
		Entry: d.Entry, Rules: d.Rules, Origin: v.Founded().Origin,
	}
	if m.Party != "" {
		doc.MoverName = v.PartyName(m.Party)
	}
	if m.Shown != nil {
		doc.Decided = m.Shown.At
	}
	for _, version := range v.Versions() {
		if version.Rules == d.Rules {
			doc.MoU = version.Version
		}
	}
	for i, text := range m.Conditions {
		met := slices.ContainsFunc(d.Met, func(c ledger.ConditionRecord) bool { return c.Condition == int64(i)+1 })
		doc.Conditions = append(doc.Conditions, api.NoticedCondition{Text: text, Met: met})
	}
	votes := g.hands(handsOf(m, d.Counted))
	doc.Votes, doc.Counts = votes.Hands, votes.Counts
	for _, o := range d.Parties {
		p := api.DecisionParty{PartyOutcome: o, Name: v.PartyName(o.Party)}
		if a, ok := d.Answers[o.Party]; ok {
			p.Answer = &api.Answer{Status: a.Status, Resolution: a.Resolution, Time: a.Time, Entry: a.Entry}
		}
		doc.Parties = append(doc.Parties, p)
	}
	sign(doc.Parties, m, d.Counted)
	for _, ref := range d.Obligations {
		o, _ := v.Obligation(ref)
		n := api.NoticedObligation{Ref: ref, Payer: v.PartyName(o.Payer), What: o.What, Pence: o.Pence, Due: o.Due}
		if o.Payee != "" {
			n.Payee = v.PartyName(o.Payee)
		}
		doc.Obligations = append(doc.Obligations, n)
	}
	for _, x := range d.Variations {
		doc.Variations = append(doc.Variations, api.Variation{By: x.By, How: x.How, Entry: x.Entry})
	}
	return doc
}

// handsOf are the hands shown, or the votes that counted.
func handsOf(m ledger.MotionRecord, entries []int64) []ledger.Hand {
	if m.Shown != nil {
		return m.Shown.Hands
	}
	hands := []ledger.Hand{}
	for _, v := range counted(m, entries) {
		hands = append(hands, ledger.Hand{Seat: v.Seat, Person: v.Person, Choice: v.Choice, Then: v.Then})
	}
	return hands
}

// counted are the votes that stand of those that a ruling counted: none where it counted
// none.
func counted(m ledger.MotionRecord, entries []int64) []ledger.VoteFacts {
	return ledger.Standing(slices.DeleteFunc(slices.Clone(m.Votes), func(v ledger.VoteFacts) bool { return !slices.Contains(entries, v.Entry) }))
}
