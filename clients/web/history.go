package web

import (
	"cmp"
	"fmt"
	"slices"

	"concordat/ledger"
	"concordat/server/api"
)

// historyPage is what happened to a motion, in order.
type historyPage struct {
	layout
	Ref    string
	Events []event
}

// event is one thing that happened, and the entry that proves it.
type event struct {
	Time  ledger.Time
	Entry int64
	Words string
	Href  string
}

func historyShow(v *visit) (page, error) {
	m, err := v.client.Motion(v.ctx, v.path("motion"))
	if err != nil {
		return nil, err
	}
	names, err := v.partyNames()
	if err != nil {
		return nil, err
	}
	p := &historyPage{layout: layout{page: "history", Title: "What has happened", Caption: m.Ref + ", " + m.Title, Nav: "/motions", Back: &Link{"/motions/" + m.Ref, "The motion"}}, Ref: m.Ref}
	add := func(t ledger.Time, entry int64, words string) {
		p.Events = append(p.Events, event{t, entry, words, entryPath(entry)})
	}
	by := m.Mover
	if m.MoverParty != "" {
		by += ", for " + names[m.MoverParty]
	}
	add(m.Moved, m.Entry, "Moved by "+by)
	for _, entry := range m.Texts {
		if entry == m.Entry {
			continue
		}
		e, err := v.client.Entry(v.ctx, entry)
		if err != nil {
			return nil, err
		}
		add(e.Time, entry, "Given another text: "+e.Sentence)
	}
	if m.Opened != nil && m.OpenedEntry > 0 {
		add(m.Opened.Time, m.OpenedEntry, "Opened for votes, until "+when(m.Opened.Closes))
	}
	earlier := map[string]bool{}
	for _, vote := range m.Votes {
		words := names[vote.Party] + " voted " + lowerFirst(api.ChoiceWords(vote.Choice)) + ": " + vote.Person
		if earlier[vote.Seat] {
			words = names[vote.Party] + " voted again, " + lowerFirst(api.ChoiceWords(vote.Choice)) + ": " + vote.Person
		}
		earlier[vote.Seat] = true
		if vote.Deputy {
			words += ", deputy"
		}
		add(vote.Time, vote.Entry, words+", "+assuranceWords(vote))
	}
	if m.Status.Status == ledger.MotionDecided {
		if err := p.decided(v, m.Ref); err != nil {
			return nil, err
		}
	}
	slices.SortStableFunc(p.Events, func(a, b event) int { return cmp.Compare(a.Entry, b.Entry) })
	return p, nil
}

// decided is what the decision was, and what became of it.
func (p *historyPage) decided(v *visit, ref string) error {
	d, err := v.client.Decision(v.ctx, ref)
	if err != nil {
		return err
	}
	p.Events = append(p.Events, event{d.Time, d.Entry, d.OutcomeIs + ", as at " + day(d.Decided.Day()), "/decisions/" + ref})
	for _, o := range d.Parties {
		if o.Answer != nil {
			p.Events = append(p.Events, event{o.Answer.Time, o.Answer.Entry, fmt.Sprintf("%s: its governing body answered (%s)", o.Name, o.Answer.Status), entryPath(o.Answer.Entry)})
		}
	}
	for _, x := range d.Variations {
		p.Events = append(p.Events, event{"", x.Entry, upperFirst(x.How) + " by " + x.By, "/decisions/" + x.By})
	}
	for _, c := range d.CallIns {
		p.Events = append(p.Events, event{"", c.Entry, "Called in by " + c.By + " (" + c.Ref + ") on " + c.On.InWords(), entryPath(c.Entry)})
	}
	return nil
}
