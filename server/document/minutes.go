package document

import (
	"slices"

	"concordat/ledger"
	"concordat/server/api"
)

// MinutesOf gathers the minutes of a meeting; of committees in common those of one
// committee, by its party's code. What came after the sitting, such as answers of
// governing bodies, is no part of them: approval changes nothing that they say.
func MinutesOf(v ledger.View, m ledger.MeetingRecord, committee string, beside Beside) api.Minutes {
	g := gathering{View: v, meeting: m, committee: committee, beside: beside}
	doc := api.Minutes{
		Board: v.Founded().Name, Meeting: m.Ref, Title: m.Title, Place: m.Place, Starts: m.Starts, Ended: m.Ended,
		Voting: []api.MinutedPerson{}, Others: []api.MinutedPerson{}, Attending: []api.MinutedPerson{}, Apologies: []api.MinutedPerson{},
		Presiding: append([]ledger.Presiding{}, m.Presiding...), Interests: []api.MinutedInterest{}, Items: []api.MinutedItem{}, Actions: []api.MinutedAction{},
	}
	if committee != "" {
		doc.Committee, doc.Name = committee, v.PartyName(committee)
	}
	rolls := g.rolls()
	for _, a := range m.People {
		p := g.person(a)
		switch {
		case a.As == ledger.AttendsWithApologies:
			doc.Apologies = append(doc.Apologies, p)
		case a.As == ledger.AttendsInAttendance:
			doc.Attending = append(doc.Attending, p)
		case g.of(p.Party) && (len(rolls) == 0 || rolls[a.Seat]):
			doc.Voting = append(doc.Voting, p)
		default:
			doc.Others = append(doc.Others, p)
		}
	}
	for _, item := range m.Minuted() {
		doc.Items = append(doc.Items, g.item(item))
		for _, ref := range g.motions(item) {
			doc.Interests = append(doc.Interests, g.interests(item.Item, ref)...)
		}
	}
	for _, ref := range m.Actions {
		a, _ := v.Action(ref)
		action := api.MinutedAction{Action: a.Action, Item: a.Item, What: a.What, Party: a.Party, Person: a.Person, Due: a.Due}
		if a.Party != "" {
			action.Name = v.PartyName(a.Party)
		}
		doc.Actions = append(doc.Actions, action)
	}
	for _, c := range m.Countersigned {
		if g.of(c.Party) {
			doc.Countersigned = append(doc.Countersigned, api.CountersignatureOf(v, c))
		}
	}
	return doc
}

// gathering is one set of minutes in the making.
type gathering struct {
	ledger.View
	meeting   ledger.MeetingRecord
	committee string
	beside    Beside
}

// of reports whether a party's committee is the one whose minutes these are.
func (g gathering) of(party string) bool { return g.committee == "" || g.committee == party }

func (g gathering) person(a ledger.Attendee) api.MinutedPerson {
	p := api.MinutedPerson{Person: a.Person, Seat: a.Seat, Deputy: a.As == ledger.AttendsAsDeputy}
	if seat, ok := g.Seat(a.Seat); ok {
		p.Party, p.Name = seat.Party, g.PartyName(seat.Party)
		if p.Deputy {
			p.DeputyFor = seat.Holder(g.meeting.Starts.Day())
		}
	}
	return p
}

// rolls are the seats that were on the roll of anything put at the meeting.
func (g gathering) rolls() map[string]bool {
	seats := map[string]bool{}
	add := func(roll []ledger.RollSeat) {
		for _, s := range roll {
			seats[s.Seat] = true
		}
	}
	for _, ref := range g.meeting.Shown {
		if m, _ := g.Motion(ref); m.Opened != nil {
			add(m.Opened.Roll)
		}
	}
	for _, id := range g.meeting.Amendments {
		if a, _ := g.Amendment(id); a.Put != nil {
			add(a.Put.Roll)
		}
	}
	return seats
}

// motions of an item: its own, and the parts into which that was divided.
func (g gathering) motions(item ledger.AgendaItem) []string {
	var refs []string
	if item.Motion != "" {
		refs = append(refs, item.Motion)
	}
	for _, ref := range g.meeting.Parts {
		if m, _ := g.Motion(ref); m.Item == item.Item {
			refs = append(refs, ref)
		}
	}
	return refs
}

func (g gathering) item(a ledger.AgendaItem) api.MinutedItem {
	item := api.MinutedItem{
		Item: a.Item, Title: a.Title, Private: a.Private, Release: a.Release, Minutes: a.Minutes, Reports: a.Reports,
		Away: []api.MinutedAbsence{}, Motions: []api.MinutedMotion{}, Points: []api.MinutedPoint{}, Notes: []string{},
	}
	for _, p := range g.meeting.People {
		for _, x := range p.Absent {
			away := api.MinutedAbsence{Person: p.Person, Left: x.Left, Returned: x.Returned}
			if x.Item == a.Item && !slices.Contains(item.Away, away) {
				item.Away = append(item.Away, away)
			}
		}
	}
	for _, ref := range g.motions(a) {
		item.Motions = append(item.Motions, g.motion(ref, g.meeting.Parts))
	}
	for _, p := range g.meeting.Points {
		if p.Item == a.Item {
			item.Points = append(item.Points, api.MinutedPoint{Point: p.Point, Ruling: p.Ruling})
		}
	}
	for _, d := range g.meeting.Deferred {
		if d.Item == a.Item {
			item.Deferred = &api.MinutedDeferral{To: d.To, Reason: d.Reason}
		}
	}
	for _, n := range g.meeting.Notes {
		if n.Item == a.Item {
			item.Notes = append(item.Notes, n.Text...)
		}
	}
	return item
}

func (g gathering) motion(ref string, parts []string) api.MinutedMotion {
	m, _ := g.Motion(ref)
	doc := api.MinutedMotion{
		Ref: m.Ref, Title: m.Title, Mover: m.Mover, Text: m.Text, Options: m.Options, Conditions: m.Conditions,
		Code: ledger.CheckCode(m.TextID), Amendments: []api.MinutedAmendment{},
	}
	if len(m.Texts) == 1 {
		doc.Whole = m.Whole // not amended since: its text is that of the division
	}
	if m.Party != "" {
		doc.MoverName = g.PartyName(m.Party)
	}
	if m.Status == ledger.MotionDivides {
		for _, part := range parts {
			if p, _ := g.Motion(part); p.Item == m.Item {
				doc.Parts = append(doc.Parts, part)
			}
		}
	}
	for _, id := range m.Amendments {
		if a, _ := g.Amendment(id); a.Meeting == g.meeting.Ref {
			doc.Amendments = append(doc.Amendments, g.amendment(a))
		}
	}
	if m.Shown != nil && m.Shown.Meeting == g.meeting.Ref {
		doc.Hands = g.hands(m.Shown.Hands)
		doc.Hands.WithoutVote, doc.Hands.Casting, doc.Hands.Presided = m.Shown.WithoutVote, m.Shown.Casting, m.Shown.Presided
		doc.Hands.Code = ledger.CheckCode(m.Shown.ID)
		doc.Hands.CastingConfirmed = m.Shown.CastingConfirmed
		for _, h := range doc.Hands.Hands {
			if slices.Contains(m.Shown.Confirmed, h.Seat) {
				doc.Hands.Confirmed = append(doc.Hands.Confirmed, h.Seat)
			}
		}
		for _, d := range m.Shown.Denied {
			if seat, _ := g.Seat(d.Seat); g.of(seat.Party) {
				doc.Hands.Denied = append(doc.Hands.Denied, api.MinutedDenial{Seat: d.Seat, Name: g.PartyName(seat.Party), Person: d.Person, Reason: d.Reason})
			}
		}
		doc.Result = g.result(ref)
	}
	return doc
}

// AmendmentOf is an amendment with its words compared, and how it was put.
func AmendmentOf(v ledger.View, a ledger.AmendmentRecord, beside Beside) api.MinutedAmendment {
	return gathering{View: v, beside: beside}.amendment(a)
}

func (g gathering) amendment(a ledger.AmendmentRecord) api.MinutedAmendment {
	seat, _ := g.Seat(a.By)
	doc := api.MinutedAmendment{Seat: a.By, Name: g.PartyName(seat.Party), Code: ledger.CheckCode(a.ID), Compared: Compare(g.textBefore(a), a.To.Text)}
	if a.Put != nil {
		doc.Hands, doc.Outcome = g.hands(a.Put.Hands), a.Put.Outcome
		doc.Hands.WithoutVote, doc.Hands.Code = a.Put.WithoutVote, ledger.CheckCode(a.PutID)
	}
	return doc
}

// textBefore is the text that an amendment would replace: an earlier amendment's,
// the present one's, or that of an earlier statement.
func (g gathering) textBefore(a ledger.AmendmentRecord) []string {
	if earlier, ok := g.Amendment(a.Text); ok {
		return earlier.To.Text
	}
	if m, _ := g.Motion(a.To.Ref); m.TextID == a.Text {
		return m.Text
	}
	return g.beside.Text(a.Text)
}

// hands shows those of the committee, in the order in which they were recorded.
func (g gathering) hands(hands []ledger.Hand) *api.MinutedVote {
	doc := &api.MinutedVote{Counts: map[string]int64{}, Hands: []api.MinutedHand{}, Dissent: []api.MinutedHand{}}
	for _, h := range hands {
		seat, _ := g.Seat(h.Seat)
		if !g.of(seat.Party) {
			continue
		}
		shown := api.MinutedHand{Seat: h.Seat, Party: seat.Party, Name: g.PartyName(seat.Party), Person: h.Person, Choice: h.Choice, Then: h.Then}
		doc.Hands = append(doc.Hands, shown)
		doc.Counts[h.Choice]++
		if h.Choice == ledger.ChoiceAgainst {
			doc.Dissent = append(doc.Dissent, shown)
		}
	}
	return doc
}

// result is what was decided by the hands, or would be once they stand.
func (g gathering) result(ref string) *api.MinutedResult {
	var r ledger.Ruling
	if d, ok := g.Decision(ref); ok {
		r = ledger.Ruling{Outcome: d.Outcome, Collective: d.Collective, Checks: d.Checks, Parties: d.Parties}
		for _, o := range d.Obligations {
			owed, _ := g.Obligation(o)
			r.Obligations = append(r.Obligations, owed.ObligationTerm)
		}
	} else if r, ok = g.beside.Results[ref]; !ok {
		return nil
	}
	doc := &api.MinutedResult{
		Outcome: r.Outcome, Collective: r.Collective, Checks: append([]ledger.Check{}, r.Checks...),
		Parties: []api.DecisionParty{}, Obligations: []ledger.ObligationTerm{},
	}
	for _, o := range r.Parties {
		if g.of(o.Party) {
			doc.Parties = append(doc.Parties, api.DecisionParty{PartyOutcome: o, Name: g.PartyName(o.Party)})
			if g.committee != "" {
				doc.Outcome, doc.Decided = o.Decided, decidedAlone(o)
			}
		}
	}
	for _, o := range r.Obligations {
		if g.of(o.Payer) || g.of(o.Payee) {
			doc.Obligations = append(doc.Obligations, o)
		}
	}
	return doc
}

// decidedAlone is what a party's committee decided where each decides for its own
// party; empty where the parties decide as one.
func decidedAlone(o ledger.PartyOutcome) string {
	switch {
	case o.Decided == ledger.OutcomeCarried && o.Position == ledger.ChoiceFor, o.Decided == ledger.OutcomeNotCarried && o.Position == ledger.ChoiceAgainst, o.Decided == o.Position:
		return o.Position
	case o.Decided == ledger.OutcomeNoDecision:
		return "nothing"
	}
	return ""
}

// interests of people at the meeting that bear on a motion.
func (g gathering) interests(item, ref string) []api.MinutedInterest {
	var list []api.MinutedInterest
	for _, i := range g.MotionInterests(ref, g.meeting.Starts.Day()) {
		if !slices.ContainsFunc(g.meeting.People, func(a ledger.Attendee) bool { return a.Person == i.Person }) {
			continue
		}
		doc := api.MinutedInterest{
			Person: i.Person, Nature: i.Nature, Motion: ref, Item: item, Known: i.Known, Stated: i.Time,
			Rulings: []api.MinutedRuling{}, Code: ledger.CheckCode(i.ID),
		}
		for _, r := range i.Rulings {
			doc.Rulings = append(doc.Rulings, api.MinutedRuling{Person: r.Person, Ruling: r.Ruling})
		}
		list = append(list, doc)
	}
	return list
}
