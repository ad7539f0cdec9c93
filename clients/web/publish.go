package web

import (
	"net/url"
	"strings"

	"concordat/ledger"
	"concordat/server/api"
)

// publishShow is the way of a motion on record to the vote: notice, then the opening.
func publishShow(v *visit) (page, error) {
	p, m, err := v.publishing()
	if err != nil {
		return nil, err
	}
	if m.Status.Status == ledger.MotionDraft {
		v.askNotice(p, m, v.planned())
	}
	return p.asked(), nil
}

// planned is the draft that the motion was made of, for the times that it has.
func (v *visit) planned() *draft {
	d := &draft{}
	at := v.request.URL.Query().Get("draft")
	if _, err := ledger.Digest(at).Bytes(); err == nil {
		v.request.SetPathValue("draft", at)
		if kept, err := v.draft(); err == nil {
			d = kept
		}
	}
	return d
}

// publishing is the page as it stands, without its questions.
func (v *visit) publishing() (*formPage, api.Motion, error) {
	m, err := v.client.Motion(v.ctx, v.path("motion"))
	if err != nil {
		return nil, m, err
	}
	p := &formPage{layout: layout{page: "form", Title: "Notice and opening", Caption: m.Ref + ", " + m.Title, Nav: "/secretary", Back: &Link{"/secretary", "Secretary"}}, Action: "/motions/" + m.Ref + "/publish"}
	p.Rows = []Row{{Key: "On record", Values: []string{when(m.Moved) + ", by " + m.Mover}}}
	add := func(key string, values ...string) { p.Rows = append(p.Rows, Row{Key: key, Values: values}) }
	if m.Impact != nil {
		names, err := v.partyNames()
		if err != nil {
			return nil, m, err
		}
		add("What it costs each party", impactWords(*m.Impact, names)...)
	}
	if n := m.Notice; n != nil {
		add("Notice given", when(n.Given)+", by "+n.Author)
		add("Votes open", when(n.Opens))
		add("Votes close", when(n.Closes))
		if m.Status.Status == ledger.MotionNotice && m.Meeting == "" {
			add("Who was told", noticeTells)
		}
	} else {
		add("Notice", "Not given yet")
	}
	add("Status", m.Words)
	p.Links = []Link{{"/motions/" + m.Ref, "The motion as everybody sees it"}}
	if v.amends(m) {
		p.Links = append(p.Links, Link{"/motions/" + m.Ref + "/amend", "Change what it says"})
	}
	p.Links = append(p.Links, v.againLink(m)...)
	if v.statesImpact(m) {
		what := "State what it costs each party"
		if m.Impact != nil {
			what = "State again what it costs each party"
		}
		p.Links = append(p.Links, Link{"/motions/" + m.Ref + "/impact/state", what})
	}
	gates, err := v.gatesLeft(m)
	if err != nil {
		return nil, m, err
	}
	p.Links = append(p.Links, gates...)
	if m.Varies != nil && m.Outcome == ledger.OutcomeCarried && keepsRecord(v.me) {
		p.Links = append(p.Links, Link{"/decisions/" + m.Ref + "/vary", "Record what it does to " + m.Varies.Decision})
	}
	switch m.Status.Status {
	case ledger.MotionNotice:
		switch {
		case m.Meeting != "":
			p.Inset, p.Action = "It stands on the agenda of "+m.Meeting+", and is decided there by a show of hands.", ""
			p.Links = append(p.Links, Link{"/meetings/" + m.Meeting, "The meeting " + m.Meeting})
		case v.ledger.Time < m.Notice.Opens:
			p.Inset, p.Action = "Open it for votes from "+when(m.Notice.Opens)+" on.", ""
		default:
			p.Text = []string{"Its time has come. Opening it fixes its text, who votes, the rules and the close: nobody alone can change them after that."}
			p.Button = Button{Text: "Open for votes"}
		}
	case ledger.MotionOpen:
		p.Action = ""
		p.Links = append(p.Links, Link{"/motions/" + m.Ref + "/votes", "Who has voted"})
	case ledger.MotionDecided, ledger.MotionShown, ledger.MotionWithdrew, ledger.MotionDivides:
		p.Action = ""
	}
	return p, m, nil
}

// askNotice asks when votes open and close, and says how soon they can.
func (v *visit) askNotice(p *formPage, m api.Motion, d *draft) {
	opens, closes, err := v.noticeDates(map[string]any{"motion": m.Ref})
	if err == nil && opens != "" {
		p.Inset = "With notice given now, votes open at the earliest at " + when(opens) + " and close at the earliest at " + when(closes) + ". The rules of the MoU work this out, with the bank holidays of England where it counts working days."
	}
	p.Text = []string{"After notice is given the text stands as it is: a change makes a new version, and notice has to be given again. Or put the motion on the agenda of a meeting, which gives notice of it.", noticeTells}
	p.votingTimes(d.Opens, d.Closes)
	p.input("urgent", "Why can it not wait? (optional)", "Only for urgent business, where the MoU allows shorter notice for it", d.Urgent, 0)
	p.Button = Button{Text: "Check the notice"}
	p.Links = append(p.Links, Link{"/meetings/new?" + url.Values{"motion": {m.Ref}}.Encode(), "Put it on the agenda of a new meeting"})
}

// publishSend has the next step stated: the notice, or the opening.
func publishSend(v *visit) (page, error) {
	p, m, err := v.publishing()
	if err != nil {
		return nil, err
	}
	labels := map[string]string{"motion": "Motion", "text": "Its text", "opens": "Votes open", "closes": "Votes close", "urgent": "Why it cannot wait", "roll.*.party": "Party of seat", "roll.*.seat": "Seat", "roll.*.weight": "Weight of seat"}
	back := &Link{"/motions/" + m.Ref + "/publish", "Notice and opening"}
	switch m.Status.Status {
	case ledger.MotionDraft:
		wrong := &formPage{}
		opens, closes := v.votingTimes(wrong)
		body := ledger.NoticeGiven{Motion: m.Ref, Text: m.TextID, Opens: opens, Closes: closes, Urgent: strings.Join(strings.Fields(v.form.Get("urgent")), " ")}
		if len(wrong.Errors) == 0 {
			wrong.unfit(ledger.KindNoticeGiven, body, "opens", "closes", "closes", "urgent", "urgent")
		}
		if len(wrong.Errors) > 0 || v.form.Has(fieldChange) {
			v.askNotice(p, m, &draft{})
			p.Errors = wrong.Errors
			p.typedAgain(v.form)
			return p.asked(), nil
		}
		told, who, err := v.toldOnceOpen(m)
		if err != nil {
			return nil, err
		}
		rows := []Row{{Key: "Motion", Values: []string{m.Ref + ", " + m.Title}}, {Key: "Resolution", Values: m.Text}, {Key: "Votes open", Values: []string{when(opens)}}, {Key: "Votes close", Values: []string{when(closes)}}}
		if body.Urgent != "" {
			rows = append(rows, Row{Key: "Why it cannot wait", Values: []string{body.Urgent}})
		}
		return v.state(Stating{
			Kind: ledger.KindNoticeGiven, Body: body, Title: "Check and give notice", Caption: m.Ref, Nav: "/secretary", Back: back, Rows: append(rows, told), More: who, Whole: true, Labels: labels,
			Button: "Sign and publish notice", Before: "Notice is not given until you sign.", Form: "/motions/" + m.Ref + "/publish", Change: true, Done: "/motions/" + m.Ref + "/publish",
		})
	case ledger.MotionNotice:
		body, err := v.client.Opening(v.ctx, m.Ref)
		if err != nil {
			return nil, err
		}
		names, err := v.names()
		if err != nil {
			return nil, err
		}
		told, who, err := v.told(body.Roll, names)
		if err != nil {
			return nil, err
		}
		return v.state(Stating{
			Kind: ledger.KindMotionOpened, Body: body, Title: "Check and open", Caption: m.Ref, Nav: "/secretary", Back: back, Labels: labels,
			Rows: append(openingRows(body, names), Row{Key: "Votes close", Values: []string{when(body.Closes)}}, Row{Key: "Who is told", Values: told}), More: who, Whole: body.Extends == "",
			Button: "Sign and open for votes", Before: "The motion is not open until you sign.", Form: "/motions/" + m.Ref + "/publish", Done: "/motions/" + m.Ref + "/publish",
		})
	}
	return p, nil
}

// openingRows are what a motion is opened with: its choices, where it names any, and every
// seat that votes, by party.
func openingRows(b ledger.MotionOpened, names map[string]string) []Row {
	rows := []Row{{Key: "Motion", Values: []string{b.Motion + ", " + b.Title}}}
	if len(b.Options) > 0 {
		rows = append(rows, Row{Key: "Options", Values: b.Options})
	}
	var parties []string
	seats := map[string][]string{}
	for _, r := range b.Roll {
		if seats[r.Party] == nil {
			parties = append(parties, r.Party)
		}
		seats[r.Party] = append(seats[r.Party], r.Seat+", weight "+number(r.Weight))
	}
	vote := []string{many(len(b.Roll), "seat", "seats") + " of " + many(len(parties), "party", "parties")}
	for _, party := range parties {
		vote = append(vote, names[party]+": "+strings.Join(seats[party], "; "))
	}
	return append(rows, Row{Key: "Seats that vote", Values: vote})
}
