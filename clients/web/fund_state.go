package web

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"concordat/ledger"
	"concordat/server/api"
)

// What is stated of a fund's year by hand: reports, its outturn, notice of an overspend,
// changes of contributions and money moved between its lines.

// fundStating is what somebody states, by the last part of the page's path.
type fundStating struct {
	kind, link, title, check, button, before string

	host   bool                       // only the host states it; else whoever takes part
	clause func(t fundTerms) string   // of the agreement that provides for it; empty where none does
	none   string                     // what is so where none does
	closed func(f *fundForm) string   // why it is not stated now; empty where it may be
	ask    func(f *fundForm) error    // puts the questions
	take   func(f *fundForm) statedOf // reads the answers
	labels map[string]string
}

// statedOf is what the answers of a form come to: a body, in words, and its parts with
// their questions (formPage.unfit).
type statedOf struct {
	body      any
	rows      []Row
	otherwise string
	asked     []string
}

// fundForm is a form about a fund's year, and what it needs to know.
type fundForm struct {
	*formPage
	v       *visit
	a       api.FundAccount
	terms   fundTerms
	staying []string  // of its parties, who have not left
	own     []string  // parties that whoever looks at the page may state it for
	movable []movable // decisions by which money moves between its lines, where that is asked
	party   string    // of them, that it is stated for; empty while several could be
}

// fundTerms are what the MoU in force says of pooled funds and their accounts.
type fundTerms struct {
	Pool, Accounts, Changes, Virement struct {
		Clause    string `json:"clause"`
		Approvals string `json:"approvals"`
	}
	Overspend struct {
		Clause     string                     `json:"clause"`
		Steps      []overspendStep            `json:"steps"`
		ByFunction map[string][]overspendStep `json:"by_function"`
	}
	Shares struct {
		Base struct {
			RecurrentOnly bool   `json:"recurrent_only"`
			Of            string `json:"of"`
		} `json:"base"`
	}
	Underspend struct {
		Management []any `json:"management"`
	}
	Performance struct {
		Measure string `json:"measure"`
	}
}

// overspendStep is one of the steps by which it is said who bears what is over: the policy
// package says how they are read.
type overspendStep struct {
	To   string           `json:"to"`
	By   string           `json:"by"`
	Part *ledger.Fraction `json:"part"`
	Cap  *stepCap         `json:"cap"`
	Lift bool             `json:"lift"`
}

// stepCap is a sum, or a part of what a party contributes.
type stepCap struct {
	Pence int64 `json:"pence"`
	ledger.Fraction
}

// overspend are the steps for a fund of a function.
func (t fundTerms) overspend(function string) []overspendStep {
	if steps, own := t.Overspend.ByFunction[function]; own {
		return steps
	}
	return t.Overspend.Steps
}

// lifts is the clause by which a party may lift its own cap; empty if by none.
func (t fundTerms) lifts(function string) string {
	steps := t.overspend(function)
	if slices.ContainsFunc(steps, func(s overspendStep) bool { return s.Cap != nil && s.Lift }) {
		return t.Overspend.Clause
	}
	return ""
}

var fundStatings = map[string]fundStating{
	"report": {
		kind: ledger.KindFundReported, link: "Report on this year", title: "Report on this year of the fund", check: "Check and report", button: "Sign the report", before: "Nothing is reported until you sign.",
		host: true, clause: func(t fundTerms) string { return t.Accounts.Clause }, none: "The agreement says nothing of accounts of its pooled funds, so nothing is reported of them here.",
		ask: askReport, take: takeReport,
		labels: map[string]string{"fund": "Fund", "year": "Year", "period": "Period", "to": "Up to", "lines.*.line": "Line", "lines.*.spend": "Spent", "lines.*.committed": "Committed", "lines.*.low": "At the least", "lines.*.central": "Expected", "lines.*.high": "At the most", "source": "From", "replaces": "Takes the place of", "material.*": "Bears on next year", "paper.title": "Paper", "paper.sha256": "Its fingerprint"},
	},
	"outturn": {
		kind: ledger.KindOutturnStated, link: "State what the year came to", title: "State what the year came to", check: "Check the outturn", button: "Sign the outturn", before: "No outturn is stated until you sign.",
		host: true, clause: func(t fundTerms) string { return t.Pool.Clause }, closed: yearNotOver, ask: askOutturn, take: takeOutturn,
		labels: map[string]string{"fund": "Fund", "year": "Year", "stage": "Stage", "lines.*.line": "Line", "lines.*.pence": "Came to", "lines.*.managed": "Saved by management action", "source": "From", "replaces": "Takes the place of", "paper.title": "Audit opinion", "paper.sha256": "Its fingerprint", "measures.*.measure": "Measure", "measures.*.baseline": "Its baseline", "measures.*.outturn": "It came to"},
	},
	"overspend": {
		kind: ledger.KindOverspendNotified, link: "Give notice of an overspend", title: "Give notice of an overspend", check: "Check the notice", button: "Sign the notice", before: "No notice is given until you sign.",
		clause: func(t fundTerms) string { return t.Pool.Clause }, ask: askOverspend, take: takeOverspend,
		labels: map[string]string{"fund": "Fund", "year": "Year", "line": "Line", "pence": "Overspend", "known": "Known since", "reason": "Why"},
	},
	"change": {
		kind: ledger.KindContributionChanged, link: "Change contributions", title: "Change what parties contribute", check: "Check the change", button: "Sign the change", before: "No change is stated until you sign. Until it is approved it is indicative, and nobody owes anything by it.",
		host: true, clause: func(t fundTerms) string { return t.Changes.Clause }, none: "The agreement lets no contribution change within a year but by a decision: move a motion that varies the decision that made up the fund.",
		closed: outturnStated, ask: askChange, take: takeChange,
		labels: map[string]string{"fund": "Fund", "year": "Year", "changes.*.party": "Party", "changes.*.line": "Line", "changes.*.pence": "More, or less below 0", "recurrent": "In the years after as well", "effective": "From", "due": "Due by", "reason": "Why"},
	},
	"approve": {
		kind: ledger.KindContributionApproved, link: "Approve a change of contributions", title: "Approve a change of contributions", check: "Check and approve", button: "Sign and approve", before: "It is not approved until you sign.",
		clause: func(t fundTerms) string { return t.Changes.Clause }, none: "The agreement lets no contribution change within a year but by a decision.",
		closed: nothingToApprove, ask: askApproval, take: takeApproval,
		labels: map[string]string{"change": "The change", "resolution.ref": "Resolution of the governing body", "resolution.on": "Passed on", "resolution.paper": "Fingerprint of its paper"},
	},
	"move": {
		kind: ledger.KindVirementMade, link: "Move money between lines", title: "Move money between lines", check: "Check and move", button: "Sign and move it", before: "No money is moved until you sign.",
		host: true, clause: func(t fundTerms) string { return t.Virement.Clause }, none: "The agreement lets no money move from line to line: move a motion that varies the decision that made up the fund.",
		closed: outturnStated, ask: askMove, take: takeMove,
		labels: map[string]string{"fund": "Fund", "year": "Year", "from": "From line", "to": "To line", "pence": "Amount", "decision": "As allowed by"},
	},
	"cap": {
		kind: ledger.KindCapLifted, link: "Consent to bear more than your cap", title: "Consent to bear more than your cap", check: "Check and consent", button: "Sign and consent", before: "You have not consented until you sign.",
		closed: outturnStated, ask: askCap, take: takeCap, none: "By the agreement no cap on what a party bears is lifted by its consent.",
		labels: map[string]string{"fund": "Fund", "year": "Year", "pence": "More than its cap"},
	},
}

// fundStatingOrder is the order in which a fund's page leads to them.
var fundStatingOrder = []string{"report", "overspend", "change", "approve", "move", "cap", "outturn"}

// ofFund is what has to be known to state something of a fund's year.
func (v *visit) ofFund(a api.FundAccount) (*fundForm, error) {
	f := &fundForm{v: v, a: a}
	signing, err := v.inForce()
	if err != nil {
		return nil, err
	}
	if err := v.terms(signing.Rules, &f.terms); err != nil {
		return nil, err
	}
	parties, err := v.parties()
	for _, p := range parties.Items {
		gone := slices.ContainsFunc(p.Leaving, func(l ledger.LeavingFacts) bool {
			return (l.Function == "*" || l.Function == a.Function) && l.Effective <= v.ledger.Time.Day()
		})
		if slices.Contains(a.Parties, p.Code) && !gone {
			f.staying = append(f.staying, p.Code)
		}
	}
	return f, err
}

// terms reads an MoU's terms, as far as into has them.
func (v *visit) terms(rules ledger.Digest, into any) error {
	const file = "mou/terms.json"
	files, err := v.bundle(rules, file)
	if err != nil {
		return err
	}
	if err := json.Unmarshal(files[file], into); err != nil {
		return fmt.Errorf("terms of the MoU: %w", err)
	}
	return nil
}

// termsInForce reads the terms of the version in force. Before there is one it reads none.
func (v *visit) termsInForce(into any) error {
	if v.ledger.MoU == 0 {
		return nil
	}
	signing, err := v.inForce()
	if err != nil {
		return err
	}
	return v.terms(signing.Rules, into)
}

// statesOf are the parties for which whoever looks at the page may state something of a
// fund's year.
func (s fundStating) statesOf(f *fundForm) (codes []string) {
	parties := f.staying
	switch {
	case s.host:
		parties = []string{f.a.Host}
	case !slices.Contains(parties, f.a.Host):
		parties = append([]string{f.a.Host}, parties...)
	}
	for _, code := range parties {
		if f.v.actsFor(code) && (s.kind != ledger.KindContributionApproved || len(f.unapproved(code)) > 0) {
			codes = append(codes, code)
		}
	}
	return codes
}

// provides is the clause that provides for a statement; empty where the agreement has none.
func (s fundStating) provides(t fundTerms, function string) string {
	if s.kind == ledger.KindCapLifted {
		return t.lifts(function)
	}
	return s.clause(t)
}

// fundDo leads to what whoever looks at the page may state of a fund's year.
func (v *visit) fundDo(a api.FundAccount) (links []Link, err error) {
	if !officer(v.me) {
		return nil, nil
	}
	f, err := v.ofFund(a)
	if err != nil {
		return nil, err
	}
	for _, what := range fundStatingOrder {
		s := fundStatings[what]
		if len(s.statesOf(f)) > 0 && s.provides(f.terms, a.Function) != "" && (s.closed == nil || s.closed(f) == "") {
			links = append(links, Link{fundPath(a.Fund, a.Year) + "/" + what, s.link})
		}
	}
	return links, nil
}

// fundStatingForm is the form of the path: one without a button says why nothing is
// stated by it.
func (v *visit) fundStatingForm() (*fundForm, fundStating, error) {
	s, ok := fundStatings[v.path("what")]
	if !ok {
		return nil, s, api.NewProblem(ledger.CodeNotFound, "there is no page at "+v.request.URL.Path)
	}
	a, err := v.client.FundAccount(v.ctx, v.path("fund"), v.path("year"), nil)
	if err != nil {
		return nil, s, err
	}
	f, err := v.ofFund(a)
	if err != nil {
		return nil, s, err
	}
	f.own = s.statesOf(f)
	f.formPage = &formPage{layout: layout{page: "form", Title: s.title, Caption: fundName(a.Fund) + ", " + yearInWords(a.Year), Nav: "/parties", Back: &Link{fundPath(a.Fund, a.Year), "Account of " + yearInWords(a.Year)}}}
	clause := s.provides(f.terms, a.Function)
	switch {
	case clause == "":
		f.Text = []string{s.none}
	case s.closed != nil && s.closed(f) != "":
		f.Text = []string{s.closed(f)}
	case len(f.own) == 0 && s.host:
		return nil, s, api.NewProblem(ledger.CodeNotAllowed, "an officer of "+f.name(a.Host)+", which hosts the fund, states this by clause "+clause)
	case len(f.own) == 0:
		return nil, s, api.NewProblem(ledger.CodeNotAllowed, "an officer of a party that takes part in the fund states this by clause "+clause+": "+listed(f.names(f.staying)))
	default:
		f.Action, f.Button = v.request.URL.Path, Button{Text: "Continue"}
		f.party = f.forWhich(v, "For which party do you state it?", f.own, f.a.Names)
		err = s.ask(f)
	}
	return f, s, err
}

func fundStateShow(v *visit) (page, error) {
	f, _, err := v.fundStatingForm()
	if err != nil {
		return nil, err
	}
	return f.formPage, nil
}

func fundStateSend(v *visit) (page, error) {
	f, s, err := v.fundStatingForm()
	if err != nil || f.Action == "" {
		return f.page(), err
	}
	told := s.take(f)
	if err := v.paperThere(f.formPage, v.paperTyped().SHA256); err != nil {
		return nil, err
	}
	if len(f.Errors) == 0 {
		f.unfit(s.kind, told.body, told.otherwise, told.asked...)
	}
	if v.answeredAgain(f.formPage) {
		return f.formPage, nil
	}
	rows := append([]Row{{Key: "Fund", Values: []string{f.Caption}}, {Key: "Stated for", Values: []string{f.name(f.party)}}}, told.rows...)
	return v.state(Stating{
		Kind: s.kind, Party: f.party, Body: told.body, Title: s.check, Caption: f.Caption, Nav: "/parties", Back: f.Back,
		Rows: rows, Labels: s.labels, Button: s.button, Before: s.before, Form: f.Action, Change: true, Done: f.Back.Href,
	})
}

// page is the form's; none where there is no form.
func (f *fundForm) page() page {
	if f == nil {
		return nil
	}
	return f.formPage
}

func (f *fundForm) name(code string) string {
	if name := f.a.Names[code]; name != "" {
		return name
	}
	return code
}

func (f *fundForm) names(codes []string) (list []string) {
	for _, code := range codes {
		list = append(list, f.name(code))
	}
	return list
}

// money asks for an amount in pounds.
func (f *fundForm) money(id, label, hint string) {
	f.Fields = append(f.Fields, Field{Input: &Input{ID: id, Name: id, Label: label, Hint: hint, Width: 20, Keys: "decimal"}})
}

// pence reads an amount of more than nothing.
func (f *fundForm) pence(id string) int64 {
	pence, ok := typedPence(f.v.form.Get(id))
	if !ok || pence == 0 {
		f.wrong(id, "Enter an amount in pounds, such as 12,000")
	}
	return pence
}

// words reads a text on one line, which has to be there.
func (f *fundForm) words(id, why string) string {
	text := wordsOf(f.v.form.Get(id))
	if text == "" {
		f.wrong(id, why)
	}
	return text
}

// lines are the year's lines as options.
func (f *fundForm) lines() (list []Option) {
	for _, l := range f.a.Budgets {
		list = append(list, Option{Value: l.Line, Text: l.What})
	}
	return list
}

// outturnStated says that what the year came to is known, after which nothing changes
// what was contributed or moves.
func outturnStated(f *fundForm) string {
	if len(f.a.Outturns) == 0 {
		return ""
	}
	return "What the year came to is stated. From then on nothing changes what was contributed to it, moves between its lines or lifts a cap."
}

func yearNotOver(f *fundForm) string {
	if _, last, err := ledger.YearDays(f.a.Year); err == nil && f.v.ledger.Time.Day() <= last {
		return "The year ends on " + last.InWords() + ". What it came to is stated from the day after on."
	}
	return ""
}

// changeWords are what a change of contributions comes to, a line for each party.
func (f *fundForm) changeWords(c ledger.ContributionChanged) (list []string) {
	for _, x := range c.Changes {
		verb, pence := " gives ", x.Pence
		more := " more to "
		if pence < 0 {
			pence, more = -pence, " less to "
		}
		list = append(list, f.name(x.Party)+verb+ledger.Pounds(pence)+more+lowerFirst(lineName(f.a, x.Line)))
	}
	return list
}

// wanted are those whose word makes a change stand. What moves from one party to another
// on the same line leaves the rest as they were.
func (f *fundForm) wanted(c ledger.ContributionChanged) (list []string) {
	named := map[string]bool{f.a.Host: true}
	lines := map[string]int64{}
	for _, x := range c.Changes {
		named[x.Party] = true
		lines[x.Line] += x.Pence
	}
	all := f.terms.Changes.Approvals == "each"
	for _, pence := range lines {
		all = all || pence != 0
	}
	for _, code := range f.staying {
		if all || named[code] {
			list = append(list, code)
		}
	}
	return list
}

// unapproved are the changes that are indicative and wait for a party.
func (f *fundForm) unapproved(party string) (list []ledger.ChangeFacts) {
	for _, c := range f.a.Changes {
		if !c.Stands && !slices.Contains(c.Approved, party) && slices.Contains(f.wanted(c.ContributionChanged), party) {
			list = append(list, c)
		}
	}
	return list
}

func nothingToApprove(f *fundForm) string {
	if why := outturnStated(f); why != "" {
		return why
	}
	if !slices.ContainsFunc(f.a.Changes, func(c ledger.ChangeFacts) bool { return !c.Stands }) {
		return "No change of contributions waits for approval."
	}
	return ""
}

// over is what is more than there is for a line, in words; empty where nothing is.
func (f *fundForm) over(line string, pence int64) string {
	for _, l := range f.a.Budgets {
		if l.Line == line && pence > l.Budget {
			return ledger.Pounds(pence-l.Budget) + " more than the " + ledger.Pounds(l.Budget) + " there is for it"
		}
		if l.Line == line && pence < l.Budget {
			return ledger.Pounds(l.Budget-pence) + " less than the " + ledger.Pounds(l.Budget) + " there is for it"
		}
	}
	return "as much as there is for it"
}

// onDay reads a day.
func (f *fundForm) onDay(id, why string) ledger.Date {
	d, ok := typedDay(strings.TrimSpace(f.v.form.Get(id)))
	if !ok {
		f.wrong(id, why)
	}
	return d
}
