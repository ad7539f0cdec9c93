package web

import (
	"encoding/json"
	"fmt"
	"maps"
	"net/url"
	"slices"
	"strings"

	"concordat/ledger"
	"concordat/server/api"
)

// What a party approves for itself beforehand is given, changed and ended by its officer.

// authorityPath is where an officer gives an authority or, named, does something with it.
func authorityPath(party string, more ...string) string {
	path := "/parties/" + url.PathEscape(party) + "/authority"
	for _, part := range more {
		path += "/" + url.PathEscape(part)
	}
	return path
}

// actsFor tells whether whoever looks is an officer of a party.
func (v *visit) actsFor(party string) bool {
	return v.me != nil && slices.ContainsFunc(v.me.Roles, func(r ledger.RoleFacts) bool { return r.Role == ledger.RoleOfficer && r.Party == party })
}

// authorising is the party of the path, and a form about an authority of its that has no
// question yet.
func (v *visit) authorising(title string) (*formPage, api.Party, error) {
	party, err := v.client.Party(v.ctx, v.path("party"))
	if err != nil {
		return nil, party, err
	}
	if !v.actsFor(party.Code) {
		return nil, party, api.NewProblem(ledger.CodeNotAllowed, "an officer of "+party.Name+" gives, changes and ends its authorities")
	}
	return &formPage{
		layout: layout{page: "form", Title: title, Caption: party.Name, Nav: "/parties", Back: &Link{"/parties/" + url.PathEscape(party.Code), party.Name}},
		Action: v.request.URL.Path, Button: Button{Text: "Continue"}, Links: []Link{{api.PagePapers, "Put a paper beside the ledger"}},
	}, party, nil
}

// lastText is an authority of a party's as it was last recorded.
func (v *visit) lastText(party api.Party) (found ledger.AuthorityFacts, err error) {
	for _, a := range party.Authorities {
		if a.ID == v.path("authority") && a.Entry >= found.Entry {
			found = a
		}
	}
	if found.ID == "" {
		err = api.NewProblem(ledger.CodeNotFound, party.Name+" has given no authority "+v.path("authority"))
	}
	return found, err
}

// nextAuthority is an id that no authority of a party's has.
func nextAuthority(party api.Party) string {
	for n := int64(1); ; n++ {
		id := party.Code + "-A" + number(n)
		if !slices.ContainsFunc(party.Authorities, func(a ledger.AuthorityFacts) bool { return a.ID == id }) {
			return id
		}
	}
}

// motionTypes are the kinds of motion that the MoU in force knows.
func (v *visit) motionTypes(rules ledger.Digest) ([]string, error) {
	var terms struct {
		Motions struct {
			Types map[string]json.RawMessage `json:"types"`
		} `json:"motions"`
	}
	if err := v.terms(rules, &terms); err != nil {
		return nil, err
	}
	return slices.Sorted(maps.Keys(terms.Motions.Types)), nil
}

// limitFields are the questions about an authority's limits, by what they are for.
var limitFields = []struct {
	id, label string
	of        func(a *ledger.AuthorityGiven) *int64
}{
	{"spend-action", "May spend in one decision", func(a *ledger.AuthorityGiven) *int64 { return &a.Spend.Action }},
	{"spend-year", "May spend in a year", func(a *ledger.AuthorityGiven) *int64 { return &a.Spend.Year }},
	{"spend-life", "May spend over its whole life", func(a *ledger.AuthorityGiven) *int64 { return &a.Spend.Life }},
	{"loss-action", "May lose by one decision", func(a *ledger.AuthorityGiven) *int64 { return &a.Loss.Action }},
	{"loss-year", "May lose in a year", func(a *ledger.AuthorityGiven) *int64 { return &a.Loss.Year }},
	{"loss-life", "May lose over its whole life", func(a *ledger.AuthorityGiven) *int64 { return &a.Loss.Life }},
}

// limitRows say an authority's limits in pounds.
func limitRows(a ledger.AuthorityGiven) (rows []Row) {
	for _, l := range []struct {
		words string
		ledger.Limit
	}{{"May spend", a.Spend}, {"May lose", a.Loss}} {
		rows = append(rows, Row{Key: l.words, Values: []string{ledger.Pounds(l.Action) + " in one decision", ledger.Pounds(l.Year) + " in a year", ledger.Pounds(l.Life) + " over its whole life"}})
	}
	return rows
}

const committeeDecides, committeeRecommends = "decides", "recommends"

// authorityAsk puts the questions about an authority on a form, answered as it is now.
func (v *visit) authorityAsk(p *formPage, a ledger.AuthorityGiven) error {
	signing, err := v.inForce()
	if err != nil {
		return err
	}
	types, err := v.motionTypes(signing.Rules)
	if err != nil {
		return err
	}
	functions := []Option{{Value: "*", Text: "Every function"}}
	for _, f := range signing.Functions {
		functions = append(functions, Option{Value: f.Function, Text: f.Title})
	}
	p.choice("function", "For which function?", a.Function, unchosen("Select a function", functions)...)
	var kinds []Radio
	for _, t := range types {
		kinds = append(kinds, Radio{Value: t, Text: upperFirst(strings.ReplaceAll(api.TypeWords(t), "_", " "))})
	}
	p.checkboxes("types", "For which kinds of motion?", "", a.Types, kinds...)
	p.radios("committee", "What may the committee do?", "", a.Committee,
		Radio{Value: committeeDecides, Text: "Decide", Hint: "Within the limits below it binds the party without asking the governing body"}, Radio{Value: committeeRecommends, Text: "Recommend", Hint: "The governing body ratifies"})
	p.Fields = append(p.Fields, Field{Heading: "Limits in pounds", Text: "Enter 0 for none. A limit for one decision is at most that for a year, and that for a year at most that for its whole life."})
	for _, l := range limitFields {
		typed := ""
		if a.ID != "" {
			typed = signedText(*l.of(&a))
		}
		p.Fields = append(p.Fields, Field{Input: &Input{ID: l.id, Name: l.id, Label: l.label, Value: typed, Width: 20, Keys: "decimal"}})
	}
	p.Fields = append(p.Fields, Field{Heading: "By which authority"})
	p.input("version", "Version of your constitution", "For example, 3", a.Constitution.Version, 10)
	p.input("clause", "Clause of your constitution", "For example, 6.5", a.Constitution.Clause, 10)
	return nil
}

// firstDay reads the first day of what is asked about.
func (v *visit) firstDay(p *formPage) ledger.Date {
	from, ok := typedDay(v.form.Get("from"))
	if !ok {
		p.wrong("from", "Enter the first day, such as 1 December 2015")
	}
	return from
}

const approvalsHint = "One on a line, with ; between: who approved, their reference, the day and, if there is one, the paper’s fingerprint. For example: NHS England; NE-7; 1 November 2015"

// approvalsText are approvals as typedApprovals reads them.
func approvalsText(list []ledger.Approval) string {
	var lines []string
	for _, a := range list {
		parts := []string{a.By, a.Ref, dayText(a.On)}
		if a.Paper != "" {
			parts = append(parts, string(a.Paper))
		}
		lines = append(lines, strings.Join(parts, "; "))
	}
	return strings.Join(lines, "\n")
}

// typedApprovals reads approvals, in the order of who gave them, and says what is wrong
// with the first line that is none.
func typedApprovals(text string, today ledger.Date) (list []ledger.Approval, wrong string) {
	for i, line := range textLines(text) {
		parts := strings.Split(line, ";")
		if len(parts) != 3 && len(parts) != 4 {
			return nil, fmt.Sprintf("Line %d: write who approved, their reference and the day, with ; between", i+1)
		}
		a := ledger.Approval{By: wordsOf(parts[0]), Ref: wordsOf(parts[1])}
		if len(parts) == 4 {
			a.Paper = ledger.Digest(wordsOf(parts[3]))
		}
		on, ok := typedDay(parts[2])
		a.On = on
		_, err := a.Paper.Bytes()
		switch {
		case a.By == "" || a.Ref == "":
			return nil, fmt.Sprintf("Line %d: write who approved and their reference", i+1)
		case !ok || a.On > today:
			return nil, fmt.Sprintf("Line %d: write the day of the approval, today or before, such as 1 November 2015", i+1)
		case err != nil && a.Paper != "":
			return nil, fmt.Sprintf("Line %d: end it with the paper’s fingerprint of 64 letters and numbers, or with the day", i+1)
		case slices.ContainsFunc(list, func(other ledger.Approval) bool { return other.By == a.By }):
			return nil, fmt.Sprintf("Line %d says again what %s approved: each stands once", i+1, a.By)
		}
		list = append(list, a)
	}
	slices.SortFunc(list, func(a, b ledger.Approval) int { return strings.Compare(a.By, b.By) })
	return list, ""
}

// authorityTake reads what authorityAsk asked for, and the rest of an authority.
func (v *visit) authorityTake(p *formPage, id string) ledger.AuthorityGiven {
	a := ledger.AuthorityGiven{
		ID: id, Function: v.form.Get("function"), Types: slices.Clone(v.form["types"]), Committee: v.form.Get("committee"),
		Constitution: ledger.Clause{Version: wordsOf(v.form.Get("version")), Clause: wordsOf(v.form.Get("clause"))},
	}
	if a.Function == "" {
		p.wrong("function", "Select the function")
	}
	if slices.Sort(a.Types); len(a.Types) == 0 {
		p.wrong("types", "Select at least one kind of motion")
	}
	if a.Committee == "" {
		p.wrong("committee", "Select what the committee may do")
	}
	for i, l := range limitFields {
		pence, ok := typedPence(v.form.Get(l.id))
		if *l.of(&a) = pence; !ok {
			p.wrong(l.id, "Enter in pounds what it "+lowerFirst(l.label)+", such as 250,000, or 0")
		} else if i%3 > 0 && pence < *limitFields[i-1].of(&a) {
			p.wrong(l.id, "Enter at least what it "+lowerFirst(limitFields[i-1].label))
		}
	}
	if a.Constitution.Version == "" {
		p.wrong("version", "Enter the version of your constitution")
	}
	if a.Constitution.Clause == "" {
		p.wrong("clause", "Enter the clause of your constitution")
	}
	a.Resolution = v.resolutionTake(p)
	var wrong string
	if a.Approvals, wrong = typedApprovals(v.form.Get("approvals"), v.ledger.Time.Day()); wrong != "" {
		p.wrong("approvals", wrong)
	}
	a.From = v.firstDay(p)
	if typed := wordsOf(v.form.Get("until")); typed != "" {
		var ok bool
		if a.Until, ok = typedDay(typed); !ok || a.Until < a.From {
			p.wrong("until", "Enter a last day after the first, or leave it empty")
		}
	}
	return a
}

// authorityAsked are the parts of an authority with their questions (formPage.unfit).
var authorityAsked = []string{
	"id", "id", "function", "function", "types", "types", "committee", "committee", "constitution/version", "version", "constitution/clause", "clause", "resolution/on", "resolved", "resolution/paper", "paper", "resolution", "resolution",
	"spend", "spend-action", "loss", "loss-action", "approvals", "approvals", "from", "from", "until", "until",
}

var authorityLabels = map[string]string{
	"id": "Authority", "types.*": "Kind of motion", "constitution.version": "Version of the constitution", "constitution.clause": "Clause of the constitution",
	"resolution.ref": "Resolution of the governing body", "resolution.on": "Passed on", "resolution.paper": "Fingerprint of its paper",
	"spend.action": "May spend in one decision", "spend.year": "May spend in a year", "spend.life": "May spend over its whole life",
	"loss.action": "May lose by one decision", "loss.year": "May lose in a year", "loss.life": "May lose over its whole life",
	"approvals.*.by": "Approved by", "approvals.*.ref": "Reference of approval", "approvals.*.on": "Day of approval", "approvals.*.paper": "Paper of approval",
}

// authorityForm is the form by which one is given; or, of one that the path names, changed.
func (v *visit) authorityForm() (p *formPage, party api.Party, id string, err error) {
	if p, party, err = v.authorising("Give an authority"); err != nil {
		return nil, party, "", err
	}
	today := v.ledger.Time.Day()
	a := ledger.AuthorityGiven{From: today}
	p.Text = []string{"Record what the governing body has approved beforehand: how far its committee may go without coming back to it."}
	if v.path("authority") != "" {
		given, err := v.lastText(party)
		if err != nil {
			return nil, party, "", err
		}
		a, id = given.AuthorityGiven, given.ID
		a.From = max(a.From, today)
		p.Title = "Change an authority"
		p.Text = []string{"Record the whole of " + id + " as it is to be. Until the first day that you say, and for every motion that is open already, it stays as it is."}
	} else {
		p.input("id", "What is it called?", "Letters, numbers and - only. It is the authority’s for ever", nextAuthority(party), 20)
	}
	if err := v.authorityAsk(p, a); err != nil {
		return nil, party, "", err
	}
	if err := v.resolutionAsk(p); err != nil {
		return nil, party, "", err
	}
	p.area("approvals", "What else has been approved? (optional)", approvalsHint, approvalsText(a.Approvals))
	p.Fields = append(p.Fields, Field{Heading: "When it is in force"})
	p.input("from", "From which day?", "For example, 1 December 2015", dayText(a.From), 20)
	p.input("until", "Until which day, that day included? (optional)", "Left out, until it is changed or ended", dayText(a.Until), 20)
	return p, party, id, nil
}

func authorityShow(v *visit) (page, error) {
	p, _, _, err := v.authorityForm()
	if err != nil {
		return nil, err
	}
	return p, nil
}

func authoritySend(v *visit) (page, error) {
	p, party, changed, err := v.authorityForm()
	if err != nil {
		return nil, err
	}
	id := changed
	if id == "" {
		if id = strings.TrimSpace(v.form.Get("id")); !ledger.IsCode(id) {
			p.wrong("id", "Enter what it is called, such as "+nextAuthority(party))
		}
	}
	a := v.authorityTake(p, id)
	if err := v.paperThere(p, a.Resolution.Paper); err != nil {
		return nil, err
	}
	kind, body, title := ledger.KindAuthorityGiven, any(a), "Check and give the authority"
	s := Stating{Button: "Sign and give it", Before: "No authority is given until you sign."}
	if changed != "" {
		kind, body, title = ledger.KindAuthorityChanged, ledger.AuthorityChanged{AuthorityGiven: a}, "Check and change the authority"
		s = Stating{Button: "Sign the change", Before: "The authority is not changed until you sign."}
		if a.From < v.ledger.Time.Day() {
			p.wrong("from", "Enter a first day that has not passed")
		}
	}
	if len(p.Errors) == 0 {
		p.unfit(kind, body, "from", authorityAsked...)
	}
	if v.answeredAgain(p) {
		return p, nil
	}
	s.Kind, s.Party, s.Body, s.Title, s.Caption, s.Nav, s.Back = kind, party.Code, body, title, party.Name, "/parties", p.Back
	s.Rows = append([]Row{{Key: "Authority", Values: []string{a.ID}}}, authorityRows(a, limitRows(a)...)...)
	if a.Resolution.Paper != "" {
		s.Rows = append(s.Rows, Row{Key: "Resolution", Values: v.resolutionValues(a.Resolution)})
	}
	s.Labels, s.Form, s.Change, s.Done, s.Whole = authorityLabels, p.Action, true, p.Back.Href, true
	return v.state(s)
}

// endForm is the form by which an authority is taken back.
func (v *visit) endForm() (*formPage, api.Party, ledger.AuthorityFacts, error) {
	p, party, err := v.authorising("End an authority")
	if err != nil {
		return nil, party, ledger.AuthorityFacts{}, err
	}
	a, err := v.lastText(party)
	if err != nil {
		return nil, party, a, err
	}
	p.Text = []string{"Whatever was opened before this is recorded keeps the authority that it had."}
	p.Rows = append([]Row{{Key: "Authority", Values: []string{a.ID}}}, authorityRows(a.AuthorityGiven)...)
	p.input("from", "Which is the first day without it?", "Today at the earliest", dayText(v.ledger.Time.Day()), 20)
	return p, party, a, v.resolutionAsk(p)
}

func authorityEndShow(v *visit) (page, error) {
	p, _, _, err := v.endForm()
	if err != nil {
		return nil, err
	}
	return p, nil
}

func authorityEndSend(v *visit) (page, error) {
	p, party, a, err := v.endForm()
	if err != nil {
		return nil, err
	}
	body := ledger.AuthorityEnded{ID: a.ID, From: v.firstDay(p), Resolution: v.resolutionTake(p)}
	if body.From != "" && body.From < v.ledger.Time.Day() {
		p.wrong("from", "Enter a first day that has not passed")
	}
	if err := v.paperThere(p, body.Resolution.Paper); err != nil {
		return nil, err
	}
	if len(p.Errors) == 0 {
		p.unfit(ledger.KindAuthorityEnded, body, "from", authorityAsked...)
	}
	if v.answeredAgain(p) {
		return p, nil
	}
	return v.state(Stating{
		Kind: ledger.KindAuthorityEnded, Party: party.Code, Body: body, Title: "Check and end the authority", Caption: party.Name, Nav: "/parties", Back: p.Back,
		Rows:   []Row{{Key: "Authority", Values: []string{a.ID}}, {Key: "First day without it", Values: []string{day(body.From)}}, {Key: "Resolution", Values: v.resolutionValues(body.Resolution)}},
		Labels: authorityLabels, Button: "Sign and end it", Before: "The authority stands until you sign.", Form: p.Action, Change: true, Done: p.Back.Href,
	})
}

// authorityDo are what an officer does with an authority that can still have effect.
func (v *visit) authorityDo(party string, a ledger.AuthorityFacts) []Link {
	if !v.actsFor(party) || a.Until != "" && a.Until < v.ledger.Time.Day() {
		return nil
	}
	return []Link{{authorityPath(party, a.ID, "change"), "Change " + a.ID}, {authorityPath(party, a.ID, "end"), "End " + a.ID}}
}
