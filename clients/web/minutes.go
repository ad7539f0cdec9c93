package web

import (
	"net/url"
	"slices"

	"concordat/ledger"
	"concordat/server/api"
)

// minutesPage is the minutes of a meeting, as drafted from the ledger or as approved.
type minutesPage struct {
	layout
	Ref       string
	Status    Tag
	Text      string
	SHA256    ledger.Digest // of Text: what its reader approves
	Code      string
	Approved  *api.ApprovedMinutes
	Approvals []string
	Waits     string // for somebody besides, before the hands stand
	May       bool   // the looker may approve them
	Files     []Link
}

func minutesShow(v *visit) (page, error) {
	m, err := v.client.Meeting(v.ctx, v.path("meeting"))
	if err != nil {
		return nil, err
	}
	a, err := v.client.Minutes(v.ctx, m.Ref, v.request.URL.Query().Get("of"))
	if err != nil {
		return nil, err
	}
	p := &minutesPage{
		layout: layout{page: "minutes", Title: "Minutes", Caption: "Meeting " + m.Ref + ", " + m.Title, Nav: "/meetings", Back: &Link{"/meetings/" + m.Ref, "The meeting"}},
		Ref:    m.Ref, Status: meetingTag(m.MeetingSummary), Text: a.Text, SHA256: a.SHA256, Code: a.Code, Approved: a.Approved,
	}
	if officials(v.me) {
		p.Nav = "/secretary"
	}
	query := ""
	if of := v.request.URL.Query().Get("of"); of != "" {
		query = "?" + url.Values{"of": {of}}.Encode()
	}
	p.Files = []Link{{api.Fill(api.PathMinutes, m.Ref) + ".txt" + query, "Plain text, to copy"}, {api.Fill(api.PathMinutes, m.Ref) + ".html" + query, "HTML, to open in a word processor or print"}}
	mine, seated := false, false
	for _, x := range m.Approvals {
		seated = seated || x.Text == a.SHA256 && slices.ContainsFunc(m.People, func(at ledger.Attendee) bool { return at.Person == x.Person && at.Seat != "" })
		said := x.Person
		if x.Text != a.SHA256 {
			said += " (of another text)"
		}
		p.Approvals = append(p.Approvals, said)
		mine = mine || v.me != nil && x.Person == v.me.ID && x.Text == a.SHA256
	}
	if a.Approved == nil && len(m.Shown) > 0 && !seated {
		p.Waits = "Hands were shown: one of those who approve the minutes has to have attended for a seat."
	}
	attended := v.me != nil && slices.ContainsFunc(m.People, func(x ledger.Attendee) bool { return x.Person == v.me.ID && x.Seat != "" })
	p.May = m.Ended != "" && a.Approved == nil && !mine && (officials(v.me) || attended)
	return p, nil
}

// approveSend has the minutes approved that the page showed: those that have been drafted
// otherwise since are shown first. Their text is put beside the log, so that what its
// fingerprint pins can be read.
func approveSend(v *visit) (page, error) {
	a, err := v.client.Minutes(v.ctx, v.path("meeting"), "")
	if err != nil {
		return nil, err
	}
	if v.form.Get("text") != string(a.SHA256) {
		p, err := minutesShow(v)
		if err == nil {
			p.base().wrong("", "The minutes have changed since you read them. Read them again before you approve them")
		}
		return p, err
	}
	held, err := v.client.PutBlob(v.ctx, []byte(a.Text), false)
	if err != nil {
		return nil, err
	}
	ref := v.path("meeting")
	return v.state(Stating{
		Kind: ledger.KindMinutesApproved, Body: ledger.MinutesApproved{Meeting: ref, Text: held.SHA256, Results: a.Results}, Title: "Check and approve the minutes", Caption: "Meeting " + ref, Nav: "/secretary",
		Back: &Link{"/meetings/" + ref + "/minutes", "The minutes"}, Rows: []Row{{Key: "Minutes of", Values: []string{ref}}, {Key: "Check code of the text", Values: []string{held.Code}}},
		Labels: map[string]string{"text": "Fingerprint of the text", "meeting": "Meeting"}, Button: "Sign and approve", Before: "You have not approved the minutes until you sign.",
		Form: "/meetings/" + ref + "/minutes", Done: "/meetings/" + ref + "/minutes",
	})
}
