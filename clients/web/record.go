package web

import (
	"maps"
	"net/url"
	"slices"
	"strings"

	"concordat/ledger"
	"concordat/server/api"
)

// What the secretary and others record by hand: a figure about a party, that something
// which must come first is done, that one decision varies another.

// recordTerms are what the MoU in force says of who records what.
type recordTerms struct {
	Meetings struct {
		Clause  string   `json:"clause"`
		Callers []string `json:"callers"`
	} `json:"meetings"`
	ForwardPlan struct {
		Clause string `json:"clause"`
	} `json:"forward_plan"`
	Seats struct {
		Figure string `json:"figure"`
	} `json:"seats"`
	Shares struct {
		Clause  string            `json:"clause"`
		Figures map[string]string `json:"figures"`
	} `json:"shares"`
	Gates struct {
		Clause string              `json:"clause"`
		Gates  map[string]gateTerm `json:"gates"`
	} `json:"gates"`
}

// gateTerm is something that must come before a motion is opened or a decision takes effect.
type gateTerm struct {
	Title  string   `json:"title"`
	Types  []string `json:"types"`
	Before string   `json:"before"`
	By     []string `json:"by"`
}

func (g gateTerm) by() []string {
	if len(g.By) == 0 {
		return []string{ledger.RoleSecretary}
	}
	return g.By
}

func (v *visit) recordTerms() (t recordTerms, err error) {
	err = v.termsInForce(&t)
	return t, err
}

// has tells whether whoever looks has one of these roles.
func (v *visit) has(roles ...string) bool {
	return v.me != nil && slices.ContainsFunc(v.me.Roles, func(r ledger.RoleFacts) bool { return slices.Contains(roles, r.Role) })
}

// rolesWords are roles as people read them.
func rolesWords(roles []string) string {
	var words []string
	for _, r := range roles {
		words = append(words, "the "+lowerFirst(codeWords(r)))
	}
	return strings.Join(words, " or ")
}

// Figures about a party.

func figurePath(party string) string { return "/parties/" + url.PathEscape(party) + "/figure" }

// recordsOf tells whether whoever looks records figures about a party.
func (v *visit) recordsOf(party string) bool { return keepsRecord(v.me) || v.actsFor(party) }

// units are what a figure counts; a further one is what figures of the party have already.
var units = []string{"people", "thousand_pounds"}

func (v *visit) figureForm() (*formPage, api.Party, recordTerms, error) {
	terms, err := v.recordTerms()
	if err != nil {
		return nil, api.Party{}, terms, err
	}
	party, err := v.client.Party(v.ctx, v.path("party"))
	if err != nil {
		return nil, party, terms, err
	}
	if !v.recordsOf(party.Code) {
		return nil, party, terms, api.NewProblem(ledger.CodeNotAllowed, "the secretary, or an officer of "+party.Name+", records figures about it by clause "+terms.Shares.Clause)
	}
	p := &formPage{
		layout: layout{page: "form", Title: "Record a figure", Caption: party.Name, Nav: "/parties", Back: &Link{"/parties/" + url.PathEscape(party.Code), party.Name}},
		Text:   []string{"Record a published figure about " + party.Name + ", from which shares are worked out. It stands from the day that you say until a later one is recorded. What is owed already does not change."},
		Action: figurePath(party.Code), Button: Button{Text: "Continue"},
	}
	names := maps.Clone(terms.Shares.Figures)
	if names == nil {
		names = map[string]string{}
	}
	if terms.Seats.Figure != "" {
		names[terms.Seats.Figure] = ""
	}
	counted := slices.Clone(units)
	for name, f := range party.Figures {
		names[name] = ""
		if !slices.Contains(counted, f.Unit) {
			counted = append(counted, f.Unit)
		}
	}
	options := []Option{{Text: "Select a figure"}}
	for _, name := range slices.Sorted(maps.Keys(names)) {
		if name != terms.Seats.Figure || keepsRecord(v.me) { // nobody records for themselves what votes are weighed by
			options = append(options, Option{Value: name, Text: codeWords(name)})
		}
	}
	var of []Radio
	for _, unit := range counted {
		of = append(of, Radio{Value: unit, Text: codeWords(unit)})
	}
	p.choice("figure", "Which figure?", "", options...)
	p.input("value", "What is it?", "A whole number. For example, 190,000", "", 10)
	p.radios("unit", "Of what?", "", "", of...)
	p.input("period", "For which period?", "For example, 2015-16", "", 10)
	p.input("effective", "From which day does it stand?", "For example, 1 April 2015", "", 20)
	p.input("published", "When was it published? (optional)", "", "", 20)
	p.input("source", "Where was it published?", "For example, NHS England, CCG allocations 2015-16", "", 0)
	return p, party, terms, nil
}

func figureShow(v *visit) (page, error) {
	p, _, _, err := v.figureForm()
	if err != nil {
		return nil, err
	}
	return p, nil
}

func figureSend(v *visit) (page, error) {
	p, party, _, err := v.figureForm()
	if err != nil {
		return nil, err
	}
	b := ledger.FigureRecorded{Party: party.Code, Figure: v.form.Get("figure"), Unit: v.form.Get("unit"), Period: wordsOf(v.form.Get("period")), Source: wordsOf(v.form.Get("source"))}
	var ok bool
	if b.Value, ok = wholeTyped(v.form.Get("value")); !ok {
		p.wrong("value", "Enter a whole number, such as 190,000")
	}
	for _, q := range []struct{ id, is, why string }{
		{"figure", b.Figure, "Select the figure"}, {"unit", b.Unit, "Select what it counts"}, {"period", b.Period, "Enter the period that it is for, such as 2015-16"}, {"source", b.Source, "Enter where it was published"},
	} {
		if q.is == "" {
			p.wrong(q.id, q.why)
		}
	}
	if b.Effective, ok = typedDay(v.form.Get("effective")); !ok {
		p.wrong("effective", "Enter the day from which it stands, such as 1 April 2015")
	}
	if typed := wordsOf(v.form.Get("published")); typed != "" {
		if b.Published, ok = typedDay(typed); !ok {
			p.wrong("published", "Enter the day on which it was published, or leave it empty")
		}
	}
	if len(p.Errors) == 0 {
		p.unfit(ledger.KindFigureRecorded, b, "source", "figure", "figure", "value", "value", "unit", "unit", "period", "period", "effective", "effective", "published", "published")
	}
	if v.answeredAgain(p) {
		return p, nil
	}
	by := ""
	if v.actsFor(party.Code) {
		by = party.Code
	}
	rows := []Row{{Key: "About", Values: []string{party.Name}}, {Key: codeWords(b.Figure), Values: []string{thousands(b.Value) + " " + strings.ReplaceAll(b.Unit, "_", " ")}}, {Key: "For the period", Values: []string{yearInWords(b.Period)}}, {Key: "From", Values: []string{dayText(b.Effective)}}}
	if b.Published != "" {
		rows = append(rows, Row{Key: "Published on", Values: []string{dayText(b.Published)}})
	}
	return v.state(Stating{
		Kind: ledger.KindFigureRecorded, Party: by, Body: b, Title: "Check and record", Caption: party.Name, Nav: "/parties", Back: p.Back,
		Rows:   append(rows, Row{Key: "Published in", Values: []string{b.Source}}, Row{Key: "What follows", Values: []string{"What is decided from now on may share by it. What is owed already does not change."}}),
		Labels: map[string]string{"party": "Party", "figure": "Figure", "value": "Value", "unit": "Unit", "period": "Period", "effective": "Stands from", "published": "Published on", "source": "Source"},
		Button: "Sign and record", Before: "Nothing is recorded until you sign.", Form: p.Action, Change: true, Done: p.Back.Href,
	})
}

// What must come first.

func gatePath(motion, gate string) string {
	return "/motions/" + motion + "/gates/" + url.PathEscape(gate)
}

// gatesLeft lead to what must still come before a motion is opened, or its decision takes
// effect, and that whoever looks may record as done.
func (v *visit) gatesLeft(m api.Motion) (links []Link, err error) {
	terms, err := v.recordTerms()
	if err != nil {
		return nil, err
	}
	for _, gate := range slices.Sorted(maps.Keys(terms.Gates.Gates)) {
		g := terms.Gates.Gates[gate]
		done := slices.ContainsFunc(m.Gates, func(f ledger.GateFacts) bool { return f.Gate == gate })
		over := g.Before != "effect" && m.Status.Status != ledger.MotionDraft && m.Status.Status != ledger.MotionNotice || m.Status.Status == ledger.MotionWithdrew
		if slices.Contains(g.Types, m.Type) && !done && !over && v.has(g.by()...) {
			links = append(links, Link{gatePath(m.Ref, gate), "Record as done: " + lowerFirst(g.Title)})
		}
	}
	return links, nil
}

func (v *visit) gateForm() (*formPage, api.Motion, gateTerm, error) {
	m, err := v.client.Motion(v.ctx, v.path("motion"))
	if err != nil {
		return nil, m, gateTerm{}, err
	}
	terms, err := v.recordTerms()
	if err != nil {
		return nil, m, gateTerm{}, err
	}
	g, known := terms.Gates.Gates[v.path("gate")]
	switch {
	case !known || !slices.Contains(g.Types, m.Type):
		return nil, m, g, api.NewProblem(ledger.CodeNotFound, "by the agreement nothing of that name must come before "+m.Ref)
	case !v.has(g.by()...):
		return nil, m, g, api.NewProblem(ledger.CodeNotAllowed, rolesWords(g.by())+" records that this is done, by clause "+terms.Gates.Clause)
	}
	p := &formPage{
		layout: layout{page: "form", Title: "Record as done: " + lowerFirst(g.Title), Caption: m.Ref + ", " + m.Title, Nav: "/secretary", Back: &Link{"/motions/" + m.Ref + "/publish", "Notice and opening"}},
		Rows:   []Row{{Key: "What", Values: []string{g.Title}}, {Key: "Must come before", Values: []string{map[string]string{"effect": "The decision takes effect", "opening": "The motion is opened"}[g.Before]}}, {Key: "Clause", Values: []string{terms.Gates.Clause}}},
	}
	for _, f := range m.Gates {
		if f.Gate == v.path("gate") {
			p.Text = []string{"It is recorded already: done on " + f.On.InWords() + "."}
			return p, m, g, nil
		}
	}
	p.Action, p.Button = gatePath(m.Ref, v.path("gate")), Button{Text: "Continue"}
	p.input("on", "On which day was it done?", "For example, 27 November 2015", "", 20)
	v.paperAsk(p, "Which paper shows it?", "What is the paper called?", "The paper’s fingerprint", ledger.Paper{}, m.Papers...)
	return p, m, g, nil
}

func gateShow(v *visit) (page, error) {
	p, _, _, err := v.gateForm()
	if err != nil {
		return nil, err
	}
	return p, nil
}

func gateSend(v *visit) (page, error) {
	p, m, g, err := v.gateForm()
	if err != nil {
		return nil, err
	}
	if p.Action == "" {
		return p, nil
	}
	b := ledger.GatePassed{Motion: m.Ref, Gate: v.path("gate"), Evidence: *v.paperTake(p, "Enter what the paper is called", false)}
	var ok bool
	if b.On, ok = typedDay(v.form.Get("on")); !ok || b.On > v.ledger.Time.Day() {
		p.wrong("on", "Enter the day on which it was done, today or before")
	}
	if err := v.paperThere(p, b.Evidence.SHA256); err != nil {
		return nil, err
	}
	if len(p.Errors) == 0 {
		p.unfit(ledger.KindGatePassed, b, "title", "on", "on", "evidence/sha256", "paper")
	}
	if v.answeredAgain(p) {
		return p, nil
	}
	return v.state(Stating{
		Kind: ledger.KindGatePassed, Body: b, Title: "Check and record", Caption: p.Caption, Nav: "/secretary", Back: p.Back,
		Rows:   append(slices.Clone(p.Rows), Row{Key: "Done on", Values: []string{dayText(b.On)}}, Row{Key: "Shown by", Values: []string{paperWords(b.Evidence)}}),
		Labels: map[string]string{"motion": "Motion", "gate": "What is done", "on": "Done on", "evidence.title": "Paper", "evidence.sha256": "Its fingerprint"},
		Button: "Sign and record", Before: upperFirst(g.Title) + " does not count as done until you sign.", Form: p.Action, Change: true, Done: p.Back.Href,
	})
}

// releaseAsk and releaseTake are the form by which a private item is made public from a day
// on (itemForms).
func releaseAsk(v *visit, p *formPage, _ api.Meeting, item ledger.AgendaItem) error {
	terms, err := v.recordTerms()
	if err != nil {
		return err
	}
	if !v.has(terms.Meetings.Callers...) {
		return api.NewProblem(ledger.CodeNotAllowed, "from when on a private item is public is stated by "+rolesWords(terms.Meetings.Callers)+", by clause "+terms.Meetings.Clause)
	}
	if item.Private == "" {
		p.Text, p.Action = []string{"This item was not taken in private."}, ""
		return nil
	}
	p.Rows = []Row{{Key: "In private because", Values: []string{item.Private}}}
	if item.Release != "" {
		p.Rows = append(p.Rows, Row{Key: "Public from", Values: []string{item.Release.InWords()}})
	}
	p.Text = []string{"From the day that you say everybody may read what was decided on this item and its papers. A day that stands is only ever brought forward."}
	p.input("on", "From which day is it public?", "Today or later. For example, 1 February 2016", "", 20)
	return nil
}

func releaseTake(v *visit, p *formPage, m api.Meeting, item ledger.AgendaItem) (any, []Row, error) {
	b := ledger.ItemReleased{Meeting: m.Ref, Item: item.Item}
	var ok bool
	switch b.On, ok = typedDay(v.form.Get("on")); {
	case !ok || b.On < v.ledger.Time.Day():
		p.wrong("on", "Enter today or a later day, such as 1 February 2016")
	case item.Release != "" && b.On >= item.Release:
		p.wrong("on", "Enter a day before "+item.Release.InWords()+", from which it is public already")
	}
	return b, []Row{{Key: "Public from", Values: []string{dayText(b.On)}}, {Key: "What follows", Values: []string{"Everybody may read it from that day on. It can’t be taken back."}}}, nil
}
