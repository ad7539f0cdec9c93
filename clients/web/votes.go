package web

import (
	"cmp"
	"net/url"
	"slices"
	"strconv"
	"time"

	"concordat/ledger"
	"concordat/server/api"
)

// votesPage is what needs the vote of whoever looks at it, and by when.
type votesPage struct {
	layout
	Seats   bool   // that the person may vote from
	Own     []Link // where what the person does is done: for the parties that they sign for, say
	Needs   []Task // besides votes
	Open    []Task // what is open, where that is few
	Weeks   []Week // else by the week in which it closes
	Pages   Pages  // of weeks
	Decided []Task
	Post    bool // there is a mail server, which tells of what opens
}

// Week is the open motions that close in the week of a Monday.
type Week struct {
	Monday string
	Group
}

const (
	decidedShown = 5
	decidedDays  = 30
	weeksFrom    = 11 // open motions: fewer are one list
	weeksShown   = 5  // on one page
)

func votesShow(v *visit) (page, error) {
	p := &votesPage{layout: layout{page: "votes", Title: "Your votes", Nav: "/"}, Seats: votes(v.me)}
	if signs(v.me) {
		names, err := v.partyNames()
		if err != nil {
			return nil, err
		}
		for _, code := range v.ownParties() {
			p.Own = append(p.Own, Link{obligationsPath(code), "What " + names[code] + " is bound to"})
		}
	}
	if officials(v.me) {
		p.Own = append(p.Own, Link{"/secretary", "What needs the secretary and the chair now"})
	}
	if v.me != nil && len(v.site.Drafts.List(v.me.ID)) > 0 {
		p.Own = append(p.Own, Link{"/drafts", "Your drafts of motions"})
	}
	if audits(v.me) {
		p.Own = append(p.Own, Link{"/audit", "Register of decisions"})
	}
	var err error
	if p.Needs, err = v.needs(); err != nil {
		return nil, err
	}
	open, err := v.client.Motions(v.ctx, url.Values{"status": {ledger.MotionOpen}})
	if err != nil {
		return nil, err
	}
	slices.SortFunc(open.Items, func(a, b api.MotionSummary) int {
		return cmp.Or(cmp.Compare(a.Closes, b.Closes), cmp.Compare(a.Ref, b.Ref))
	})
	if len(open.Items) < weeksFrom {
		for _, m := range open.Items {
			rows, err := v.tasks(m)
			if err != nil {
				return nil, err
			}
			p.Open = append(p.Open, rows...)
		}
	} else if err := p.byWeek(v, open.Items, v.tasks); err != nil {
		return nil, err
	}
	decisions, err := v.client.DecisionPage(v.ctx, url.Values{"order": {"newest"}, "limit": {strconv.Itoa(decidedShown)}})
	if err != nil {
		return nil, err
	}
	p.Post = v.site.Post != nil
	concerned, err := v.concerned()
	if err != nil {
		return nil, err
	}
	for _, d := range decisions.Items {
		if !lately(v.ledger.Time, d.Decided) {
			break // the newest come first
		}
		p.Decided = append(p.Decided, Task{ID: d.Ref, Href: "/decisions/" + d.Ref, Text: d.Title, Hint: "Decided on " + day(d.Decided.Day()) + "." + concerned.decided(d), Status: outcomeTag(d.Outcome, d.OutcomeIs)})
	}
	return p, nil
}

// lately tells whether something was decided in the last decidedDays.
func lately(now, decided ledger.Time) bool {
	until, ok := clockTime(now)
	from, okToo := clockTime(decided)
	return !ok || !okToo || until.Sub(from) <= decidedDays*24*time.Hour
}

// needs are what waits for whoever looks, besides votes.
func (v *visit) needs() ([]Task, error) {
	hands, err := v.toConfirm()
	if err != nil || !officer(v.me) {
		return hands, err
	}
	parties, err := v.parties()
	if err != nil {
		return nil, err
	}
	ratify, err := v.toRatify(parties.Items)
	if err != nil {
		return nil, err
	}
	agreement, err := v.dueOfOfficer()
	return slices.Concat(hands, ratify, agreement), err
}

// byWeek shows what is open by the week in which it closes, of which there may be many, as
// there may be in a week. Only what is shown is looked at.
func (p *votesPage) byWeek(v *visit, open []api.MotionSummary, tasks func(m api.MotionSummary) ([]Task, error)) error {
	var weeks [][]api.MotionSummary
	for _, m := range open {
		if last := len(weeks) - 1; last >= 0 && mondayOf(weeks[last][0].Closes.Day()) == mondayOf(m.Closes.Day()) {
			weeks[last] = append(weeks[last], m)
		} else {
			weeks = append(weeks, []api.MotionSummary{m})
		}
	}
	weeks, p.Pages = pagedAs(v, "page", weeksShown, weeks)
	p.Pages.Of = "weeks"
	for _, week := range weeks {
		monday := mondayOf(week[0].Closes.Day())
		g, err := grouped(v, "week-"+string(monday), "the week of Monday "+monday.InWords(), week, tasks)
		if err != nil {
			return err
		}
		p.Weeks = append(p.Weeks, Week{monday.InWords(), g})
	}
	return nil
}

// mondayOf is the first day of a day's week.
func mondayOf(d ledger.Date) ledger.Date {
	t, err := time.Parse(time.DateOnly, string(d))
	if err != nil {
		return d
	}
	return ledger.Date(t.AddDate(0, 0, -(int(t.Weekday())+6)%7).Format(time.DateOnly))
}

// tasks are an open motion: what became of the person's vote on it, of each where they may
// vote from several seats, and what it costs their party.
func (v *visit) tasks(m api.MotionSummary) ([]Task, error) {
	whole, err := v.atStake(m.Ref)
	if err != nil {
		return nil, err
	}
	row := func(of concerned) Task {
		return Task{ID: m.Ref, Href: "/motions/" + m.Ref, Text: m.Title, Hint: "Closes at " + when(m.Closes) + "." + of.open(whole)}
	}
	seats := v.seatsOn(whole)
	if len(seats) == 0 {
		own, err := v.concerned()
		if err != nil {
			return nil, err
		}
		t := row(own)
		t.Status = Tag{"Open for voting", "yellow"}
		return []Task{t}, nil
	}
	var rows []Task
	var names map[string]string
	var holders map[string]ledger.SeatFacts
	kept := keptFromVoting(whole, v.me.ID) != nil
	if kept {
		if holders, err = v.holders(); err != nil {
			return nil, err
		}
	}
	if len(seats) > 1 || kept {
		if names, err = v.partyNames(); err != nil {
			return nil, err
		}
	}
	for _, s := range seats {
		t := row(concerned{s.Party: yourOrganisation})
		t.Status = Tag{"Not yet voted", "blue"}
		if s.vote != nil {
			t.Status, t.Hint = votedOn(s.vote, v.me.ID, m.Closes)
		} else if kept {
			t.Status = interestTag
			t.Hint += " " + insteadOf(whole, v.me.ID, holders[s.Seat], names[s.Party])
		}
		if len(seats) > 1 {
			t.ID, t.Href = m.Ref+"-"+s.Seat, t.Href+"?seat="+url.QueryEscape(s.Seat)
			t.Text = s.way(names, seats) + ": " + m.Title
		}
		rows = append(rows, t)
	}
	return rows, nil
}

// votedOn is the tag of a vote that stands, and what can be done about it until the close.
func votedOn(vote *ledger.VoteFacts, me string, closes ledger.Time) (Tag, string) {
	choice := lowerFirst(api.ChoiceWords(vote.Choice))
	switch {
	case vote.Unconfirmed:
		return Tag{notConfirmed, "orange"}, "As the secretary recorded, " + vote.Person + " voted " + choice + ". Confirm or vote until " + when(closes) + "."
	case vote.Assurance == ledger.AssuranceRecorded:
		return Tag{"Recorded by secretary, confirmed", "green"}, "As the secretary recorded, " + vote.Person + " voted " + choice + ". Change until " + when(closes) + "."
	}
	if vote.Person != me {
		said := vote.Person + " voted " + choice + " from this seat."
		if vote.Deputy {
			said += " Your own vote until " + when(closes) + " stands in its place."
		}
		return Tag{"Signed", "green"}, said
	}
	return Tag{"Signed", "green"}, "You voted " + choice + ". Change until " + when(closes) + "."
}

// notConfirmed is said of a vote that the secretary recorded and nobody confirmed.
const notConfirmed = "Recorded by secretary, not confirmed"

func outcomeTag(outcome, words string) Tag {
	switch outcome {
	case ledger.OutcomeCarried:
		return Tag{words, "green"}
	case ledger.OutcomeNotQuorate:
		return Tag{words, "orange"}
	}
	return Tag{words, "white"}
}
