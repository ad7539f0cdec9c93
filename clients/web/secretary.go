package web

import (
	"net/url"
	"slices"
	"time"

	"concordat/ledger"
	"concordat/server/api"
)

// secretaryPage is the work of the secretary and the chair, in four lists.
type secretaryPage struct {
	layout
	Needs, Drafts, Open, Closed Group
	Continue                    string // path of the draft that they last saved
}

// secretaryLists are all of them.
type secretaryLists struct{ needs, drafts, open, closed []Task }

// keepsRecord is who records what happens at a meeting.
func keepsRecord(me *api.Person) bool {
	return me != nil && slices.ContainsFunc(me.Roles, func(r ledger.RoleFacts) bool { return r.Role == ledger.RoleSecretary })
}

const soonDays = 2 // within which a motion that is not quorate closes "soon"

// officials are whom the lists are for.
func officials(me *api.Person) bool {
	return me != nil && slices.ContainsFunc(me.Roles, func(r ledger.RoleFacts) bool {
		return r.Role == ledger.RoleSecretary || r.Role == ledger.RoleChair || r.Role == ledger.RoleViceChair
	})
}

func secretaryShow(v *visit) (page, error) {
	if !officials(v.me) {
		return nil, api.NewProblem(ledger.CodeNotAllowed, "these lists are for the secretary, the chair and the vice-chair")
	}
	l := &secretaryLists{}
	all, err := v.client.Motions(v.ctx, nil)
	if err != nil {
		return nil, err
	}
	for _, m := range slices.Backward(all.Items) {
		task := Task{ID: m.Ref, Href: "/motions/" + m.Ref + "/publish", Text: m.Title, Hint: m.Ref + ".", Status: motionTag(m)}
		var whole api.Motion
		if undecided(m) {
			if whole, err = v.client.Motion(v.ctx, m.Ref); err != nil {
				return nil, err
			}
			l.toRule(whole, v.me.ID)
		}
		switch m.Status.Status {
		case ledger.MotionDraft:
			task.Hint += " On record since " + day(m.Moved.Day()) + ". Notice has not been given."
			l.drafts = append(l.drafts, task)
		case ledger.MotionNotice:
			if m.Opens != "" && m.Opens <= v.ledger.Time && m.Closes > v.ledger.Time {
				task.ID += "-opens"
				task.Hint += " Notice was given, and its time has come: open it for votes."
				l.needs = append(l.needs, task)
			} else {
				task.Hint += " Votes open at " + when(m.Opens) + "."
				l.drafts = append(l.drafts, task)
			}
		case ledger.MotionOpen:
			l.isOpen(v, whole, task)
		case ledger.MotionShown:
			task.Href, task.Hint = "/motions/"+m.Ref, m.Ref+". Hands were shown; it stands once the minutes are approved."
			l.needs = append(l.needs, task)
		}
	}
	if err := l.decided(v); err != nil {
		return nil, err
	}
	if err := l.parties(v); err != nil {
		return nil, err
	}
	if err := l.meetings(v); err != nil {
		return nil, err
	}
	p := &secretaryPage{layout: layout{page: "secretary", Title: "Secretary", Nav: "/secretary"}, Continue: v.lastDraft()}
	for _, one := range []struct {
		group  *Group
		id, of string
		all    []Task
	}{
		{&p.Needs, "needs", "what needs you now", l.needs}, {&p.Drafts, "drafts", "drafts", l.drafts},
		{&p.Open, "open", "open motions", l.open}, {&p.Closed, "closed", "closed motions", l.closed},
	} {
		if *one.group, err = grouped(v, one.id, one.of, one.all, asTask); err != nil {
			return nil, err
		}
	}
	return p, nil
}

// parties puts on the first list which of them are no statutory body yet.
func (l *secretaryLists) parties(v *visit) error {
	if !keepsRecord(v.me) {
		return nil
	}
	list, err := v.parties()
	for _, party := range list.Items {
		if party.Established == "" && party.Merged == nil {
			l.needs = append(l.needs, Task{ID: "party-" + party.Code, Href: "/parties/" + url.PathEscape(party.Code) + "/establish", Text: "Record that " + party.Name + " was established", Hint: "It is no statutory body yet.", Status: Tag{"Not established", "yellow"}})
		}
	}
	return err
}

// need puts on the first list what a motion needs, which is done from the page of its votes.
func (l *secretaryLists) need(m api.Motion, id, hint string) {
	l.needs = append(l.needs, Task{ID: m.Ref + "-" + id, Href: "/motions/" + m.Ref + "/votes", Text: m.Title, Hint: m.Ref + ". " + hint, Status: Tag{"Needs you now", "orange"}})
}

// toRule puts on the first list how many interests in a motion wait for a ruling by whoever
// reads it: nobody rules on their own, or twice.
func (l *secretaryLists) toRule(m api.Motion, reader string) {
	waits := slices.DeleteFunc(api.ToRule(m.Status.Status, m.Interests), func(i ledger.InterestFacts) bool {
		return i.Person == reader || slices.ContainsFunc(i.Rulings, func(r ledger.RulingByFact) bool { return r.Person == reader })
	})
	if n := len(waits); n > 0 {
		l.need(m, "interests", many(n, "interest has", "interests have")+" to be ruled on.")
	}
}

// isOpen puts an open motion on its list, and what needs somebody on the first.
func (l *secretaryLists) isOpen(v *visit, m api.Motion, task Task) {
	task.Href = "/motions/" + m.Ref + "/votes"
	task.Hint += " " + number(int64(m.Voted)) + " of " + number(int64(m.Seats)) + " seats have voted. Closes at " + when(m.Closes) + "."
	l.open = append(l.open, task)
	if soon(v.ledger.Time, m.Closes) {
		// Whoever the rules can't tell just now is told so on the motion's own page.
		now, err := v.preview(api.PreviewRequest{Motion: m.Ref, Votes: []api.PreviewVote{}})
		if err == nil && now.Outcome == ledger.OutcomeNotQuorate {
			l.need(m, "quorum", "It is not quorate and closes at "+when(m.Closes)+".")
		}
	}
	if n := unconfirmed(m.Votes); n > 0 {
		l.need(m, "votes", many(n, "vote that you recorded is", "votes that you recorded are")+" not confirmed.")
	}
}

func unconfirmed(votes []ledger.VoteFacts) (n int) {
	for _, vote := range ledger.Standing(votes) {
		if vote.Unconfirmed {
			n++
		}
	}
	return n
}

// soon tells whether a close is at most soonDays away.
func soon(now, closes ledger.Time) bool {
	from, ok := clockTime(now)
	until, okToo := clockTime(closes)
	return ok && okToo && until.Sub(from).Hours() <= soonDays*24
}

// decided lists what is decided, and the ratifications that are still due.
func (l *secretaryLists) decided(v *visit) error {
	list, err := v.client.Decisions(v.ctx, url.Values{})
	if err != nil {
		return err
	}
	for _, d := range slices.Backward(list.Items) {
		if d.Status.Status == ledger.DecisionAwaitsRatification {
			l.needs = append(l.needs, Task{ID: d.Ref + "-ratify", Href: "/decisions/" + d.Ref, Text: d.Title, Hint: d.Ref + ". Governing bodies have still to ratify it.", Status: Tag{"Awaiting ratification", "yellow"}})
		}
		if d.Status.Status == ledger.DecisionAwaitsGates {
			l.needs = append(l.needs, Task{ID: d.Ref + "-gates", Href: "/motions/" + d.Ref + "/publish", Text: d.Title, Hint: d.Ref + ". Something must be recorded as done before it takes effect.", Status: Tag{"Needs you now", "orange"}})
		}
		if len(d.Published) == 0 {
			href, do := "/decisions/"+d.Ref+"/published", "Publish its notice, and record where."
			if !keepsRecord(v.me) {
				href, do = "/decisions/"+d.Ref, "The secretary publishes its notice, and records where."
			}
			if d.Outcome == ledger.OutcomeNotQuorate {
				do += " What it asked can be moved again, with new notice, from the page of the decision."
			}
			l.closed = append(l.closed, Task{ID: d.Ref, Href: href, Text: d.Title, Hint: d.Ref + ". Decided on " + day(d.Decided.Day()) + ". " + do, Status: outcomeTag(d.Outcome, d.OutcomeIs)})
		}
	}
	return nil
}

// clockTime is a time of the ledger's as the standard library's.
func clockTime(t ledger.Time) (time.Time, bool) {
	at, err := time.Parse(time.RFC3339, string(t))
	return at, err == nil
}

func meetingTag(m api.MeetingSummary) Tag {
	switch m.Status.Status {
	case ledger.MeetingCalledStage:
		return Tag{m.Words, "blue"}
	case ledger.MeetingEndedStage:
		return Tag{m.Words, "yellow"}
	}
	return Tag{m.Words, "green"}
}

// meetings puts on the first list what a meeting waits for.
func (l *secretaryLists) meetings(v *visit) error {
	list, err := v.client.Meetings(v.ctx, nil)
	if err != nil {
		return err
	}
	for _, m := range slices.Backward(list.Items) {
		task := Task{ID: m.Ref, Href: "/meetings/" + m.Ref, Text: "Meeting " + m.Ref, Hint: when(m.Starts) + ", " + m.Place + ".", Status: meetingTag(m)}
		if m.Status.Status == ledger.MeetingCalledStage && m.Starts <= v.ledger.Time || m.Status.Status == ledger.MeetingEndedStage {
			l.needs = append(l.needs, task)
		}
	}
	return nil
}
