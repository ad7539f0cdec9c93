package web

import (
	"fmt"
	"maps"
	"net/url"
	"slices"
	"strings"

	"concordat/ledger"
	"concordat/server/api"
)

// Disputes about a decision or an obligation: raised by one of its parties with others of
// them, and settled once all have said the same.

func disputePath(ref string) string { return "/disputes/" + url.PathEscape(ref) }

// disputesOn are the disputes about a decision or obligation. Who may not read them is
// shown none.
func (v *visit) disputesOn(about string) (links []Link, err error) {
	list, err := v.client.Disputes(v.ctx, nil)
	if b := problemOf(err); b != nil && (b.Code == ledger.CodeLogIn || b.Code == ledger.CodeNotAllowed) {
		return nil, nil
	}
	for _, d := range list.Items {
		if d.About == about {
			links = append(links, Link{disputePath(d.Ref), "Dispute " + d.Ref + ": " + lowerFirst(d.Words)})
		}
	}
	return links, err
}

// disputing is what a dispute is raised about.
type disputing struct {
	about, title string
	back         string
	parties      []string // whose it is
}

// decisionDisputed and obligationDisputed find it by the path.
func decisionDisputed(v *visit) (disputing, error) {
	made, err := v.client.Decision(v.ctx, v.path("decision"))
	return disputing{made.Ref, made.Ref + ", " + made.Title, "/decisions/" + made.Ref, partiesOf(made)}, err
}

// partiesOf are those that took part in a decision.
func partiesOf(d api.Decision) (codes []string) {
	for _, p := range d.Parties {
		codes = append(codes, p.Party)
	}
	return codes
}

func obligationDisputed(v *visit) (d disputing, err error) {
	o, err := v.client.Obligation(v.ctx, v.path("decision"), v.path("number"))
	if err != nil {
		return d, err
	}
	return disputing{o.Obligation, o.Obligation + ", " + o.What, obligationPath(o.Obligation), sidesOf(o)}, nil
}

// sidesOf are the parties that an obligation is between.
func sidesOf(o api.Obligation) (codes []string) {
	for _, code := range []string{o.From().Code, o.To().Code} {
		if code != "" && !slices.Contains(codes, code) {
			codes = append(codes, code)
		}
	}
	return codes
}

func disputeDecision(v *visit) (page, error)   { return v.dispute(decisionDisputed) }
func disputeObligation(v *visit) (page, error) { return v.dispute(obligationDisputed) }

// mayDispute is an officer of one of several parties.
func (v *visit) mayDispute(parties []string) bool {
	return len(parties) > 1 && slices.ContainsFunc(parties, v.actsFor)
}

// dispute is the form by which one is raised. Its steps and the time of each are what the
// rules work out.
func (v *visit) dispute(find func(*visit) (disputing, error)) (page, error) {
	d, err := find(v)
	if err != nil {
		return nil, err
	}
	names, err := v.partyNames()
	if err != nil {
		return nil, err
	}
	if !v.mayDispute(d.parties) {
		return nil, api.NewProblem(ledger.CodeNotAllowed, "an officer of one of its parties raises a dispute about "+d.about+" with others of them: "+listed(named(d.parties, names)))
	}
	ladders, clause, err := v.ladders()
	if err != nil {
		return nil, err
	}
	p := &formPage{
		layout: layout{page: "form", Title: "Raise a dispute", Caption: d.title, Nav: "/decisions", Back: &Link{d.back, d.about}},
		Text:   []string{"A dispute goes from step to step as the time of each runs out, until all its parties say the same of how it is settled. What is owed stays owed meanwhile."},
		Action: v.request.URL.Path, Button: Button{Text: "Continue"},
	}
	if len(ladders) == 0 {
		p.Action, p.Text = "", []string{"The MoU in force says nothing of disputes, so that none can be raised here."}
		return p, nil
	}
	p.Rows = []Row{{Key: "By clause", Values: []string{clause}}}
	own := slices.DeleteFunc(slices.Clone(d.parties), func(code string) bool { return !v.actsFor(code) })
	party := p.forWhich(v, "For which party do you raise it?", own, names)
	var others []Radio
	for _, code := range d.parties {
		if code != party {
			others = append(others, Radio{Value: code, Text: names[code]})
		}
	}
	p.checkboxes("with", "With whom?", "", onlyOne(others), others...)
	p.area("matter", "What is in dispute?", "It stands on the ledger for ever: name nobody", "")
	if len(ladders) > 1 {
		p.radios("first", "Where does it begin?", "", "", ladders...)
	}
	if v.form == nil {
		return p, nil
	}
	body := ledger.DisputeRaised{With: slices.Sorted(slices.Values(v.form["with"])), About: d.about, Matter: wordsOf(v.form.Get("matter")), Steps: []ledger.DisputeStep{}}
	if len(body.With) == 0 || slices.ContainsFunc(body.With, func(code string) bool { return code == party || !slices.Contains(d.parties, code) }) {
		p.wrong("with", "Select whom the dispute is with")
	}
	if body.Matter == "" {
		p.wrong("matter", "Enter what is in dispute")
	}
	first := v.form.Get("first")
	switch {
	case len(ladders) == 1:
		first = ladders[0].Value
	case !slices.ContainsFunc(ladders, func(l Radio) bool { return l.Value == first }):
		p.wrong("first", "Select where it begins")
	}
	if len(p.Errors) == 0 {
		if body.Dispute, err = v.nextDispute(party); err != nil {
			return nil, err
		}
		if body.Steps, err = v.disputeSteps(party, body, first); err != nil {
			return nil, err
		}
		p.unfit(ledger.KindDisputeRaised, body, "matter", "with", "with")
	}
	if v.answeredAgain(p) {
		return p, nil
	}
	return v.state(Stating{
		Kind: ledger.KindDisputeRaised, Party: party, Body: body, Title: "Check and raise the dispute", Caption: d.title, Nav: "/decisions", Back: p.Back,
		Rows: append([]Row{
			{Key: "Raised by", Values: []string{names[party]}}, {Key: "With", Values: []string{listed(named(body.With, names))}}, {Key: "About", Values: []string{d.title}}, {Key: "What is in dispute", Values: []string{body.Matter}},
		}, stepRows(body.Steps)...),
		Labels: map[string]string{"dispute": "Reference", "with.*": "With", "about": "About", "matter": "What is in dispute", "steps.*.step": "Step", "steps.*.due": "End of step"},
		Button: "Sign and raise the dispute", Before: "No dispute is raised until you sign.", Form: p.Action, Change: true, Done: disputePath(body.Dispute),
	})
}

// onlyOne is the value of the only answer that there is, which is then given.
func onlyOne(options []Radio) []string {
	if len(options) == 1 {
		return []string{options[0].Value}
	}
	return nil
}

// stepRows are the steps of a dispute, each with the end of its time.
func stepRows(steps []ledger.DisputeStep) (rows []Row) {
	for i, s := range steps {
		words := "Until " + when(s.Due)
		if i+1 < len(steps) {
			words += ", then the next step"
		}
		rows = append(rows, Row{Key: "Step " + number(int64(i+1)) + ", " + lowerFirst(codeWords(s.Step)), Values: []string{words}})
	}
	return rows
}

// nextDispute is a reference that no dispute of the party has.
func (v *visit) nextDispute(party string) (string, error) {
	list, err := v.client.Disputes(v.ctx, nil)
	for n := 1; ; n++ {
		ref := fmt.Sprintf("%s-D%d", party, n)
		if !slices.ContainsFunc(list.Items, func(d api.Dispute) bool { return d.Ref == ref }) {
			return ref, err
		}
	}
}

// disputeSteps are the steps of a dispute raised now, which begins with the first.
func (v *visit) disputeSteps(party string, body ledger.DisputeRaised, first string) (steps []ledger.DisputeStep, err error) {
	dates, err := v.client.Dates(v.ctx, api.DatesRequest{Kind: ledger.KindDisputeRaised, Party: party, Body: map[string]any{
		"dispute": body.Dispute, "with": body.With, "about": body.About, "matter": body.Matter, "steps": []map[string]any{{"step": first}},
	}})
	for step, due := range dates.Dates {
		steps = append(steps, ledger.DisputeStep{Step: step, Due: ledger.Time(due)})
	}
	slices.SortFunc(steps, func(a, b ledger.DisputeStep) int { return strings.Compare(string(a.Due), string(b.Due)) })
	return steps, err
}

// ladders are the ways that a dispute climbs by the MoU in force, each by its first step,
// and the clause that says so; none where it says nothing of disputes.
func (v *visit) ladders() (list []Radio, clause string, err error) {
	var terms struct {
		Disputes struct {
			Clause  string `json:"clause"`
			Ladders map[string]struct {
				Title string `json:"title"`
				Steps []struct {
					Step, Title string
				} `json:"steps"`
			} `json:"ladders"`
		} `json:"disputes"`
	}
	if err := v.termsInForce(&terms); err != nil {
		return nil, "", err
	}
	for _, id := range slices.Sorted(maps.Keys(terms.Disputes.Ladders)) {
		if l := terms.Disputes.Ladders[id]; len(l.Steps) > 0 {
			list = append(list, Radio{Value: l.Steps[0].Step, Text: l.Title})
		}
	}
	return list, terms.Disputes.Clause, nil
}

// disputed is the dispute of the path, with the names of parties, and a page about it.
func (v *visit) disputed(title string) (*formPage, api.Dispute, map[string]string, error) {
	list, err := v.client.Disputes(v.ctx, nil)
	if err != nil {
		return nil, api.Dispute{}, nil, err
	}
	at := slices.IndexFunc(list.Items, func(d api.Dispute) bool { return d.Ref == v.path("dispute") })
	if at < 0 {
		return nil, api.Dispute{}, nil, api.NewProblem(ledger.CodeNotFound, "there is no dispute "+v.path("dispute"))
	}
	d := list.Items[at]
	names, err := v.partyNames()
	about, what := "/decisions/"+d.About, "the decision"
	if strings.Contains(d.About, "/") {
		about, what = obligationPath(d.About), "the obligation"
	}
	return &formPage{
		layout: layout{page: "form", Title: title, Caption: "Dispute " + d.Ref, Nav: "/decisions", Back: &Link{about, d.About}},
		Rows: []Row{
			{Key: "Status", Values: []string{d.Words}}, {Key: "Raised by", Values: []string{names[d.By] + ", on " + day(d.Time.Day())}}, {Key: "With", Values: []string{listed(named(d.With, names))}},
			{Key: "About", Values: []string{d.About}, Action: &RowAction{about, "Read " + what, ""}}, {Key: "What is in dispute", Values: []string{d.Matter}},
		},
	}, d, names, err
}

// disputeShow is a dispute: where it has climbed to, what each party says, and, for the
// officers of its parties, the way to settle it.
func disputeShow(v *visit) (page, error) {
	p, d, names, err := v.disputed("Dispute " + v.path("dispute"))
	if err != nil {
		return nil, err
	}
	p.Caption = ""
	steps := &Table{Caption: "Its steps", Stacks: true, Columns: []Column{{Text: "Step"}, {Text: "Until"}, {Text: "Now"}}}
	past := true
	for _, s := range d.Steps {
		now := "To come"
		switch {
		case d.How != "":
			now = ""
		case s.Step == d.Step:
			now, past = "It is here", false
		case past:
			now = "Its time has run out"
		}
		steps.Rows = append(steps.Rows, []Cell{{Text: codeWords(s.Step)}, {Text: when(s.Due)}, {Text: now}})
	}
	p.Tables = []*Table{steps}
	if d.How != "" {
		p.Inset = "All its parties say that it is settled: " + d.How
		return p, nil
	}
	if d.Step == "" {
		p.Inset = "The time of its last step has run out, and it is not settled. The ledger knows no further step: its parties can still settle it here, all alike."
	}
	said := &Table{Caption: "How it is settled, as each party says", Stacks: true, Columns: []Column{{Text: "Party"}, {Text: "Says"}}}
	for _, code := range append([]string{d.By}, d.With...) {
		words := d.Settled[code]
		if words == "" {
			words = "Nothing yet"
		}
		said.Rows = append(said.Rows, []Cell{{Text: names[code]}, {Text: words}})
	}
	p.Tables = append(p.Tables, said)
	if slices.ContainsFunc(append([]string{d.By}, d.With...), v.actsFor) {
		p.Links = []Link{{disputePath(d.Ref) + "/settle", "Settle this dispute"}}
	}
	return p, nil
}

// disputeSettle is the form by which a party says how a dispute is settled.
func disputeSettle(v *visit) (page, error) {
	p, d, names, err := v.disputed("Settle this dispute")
	if err != nil {
		return nil, err
	}
	p.Back = &Link{disputePath(d.Ref), "Dispute " + d.Ref}
	parties := append([]string{d.By}, d.With...)
	own := slices.DeleteFunc(slices.Clone(parties), func(code string) bool { return !v.actsFor(code) })
	switch {
	case len(own) == 0:
		return nil, api.NewProblem(ledger.CodeNotAllowed, "the officers of its parties settle "+d.Ref+": "+listed(named(parties, names)))
	case d.How != "":
		p.Inset = "All its parties say that it is settled: " + d.How
		return p, nil
	}
	p.Text = []string{"It is settled once all its parties have said the same, word for word. Until then a party may say something else."}
	p.Action, p.Button = disputePath(d.Ref)+"/settle", Button{Text: "Continue"}
	party := p.forWhich(v, "For which party do you say it?", own, names)
	how := ""
	for _, code := range parties {
		if says := d.Settled[code]; says != "" {
			p.Rows = append(p.Rows, Row{Key: names[code] + " says", Values: []string{says}})
			if how == "" || code != party {
				how = says // what another says is what all have to say
			}
		}
	}
	p.area("how", "How is it settled?", "It stands on the ledger for ever: name nobody", how)
	if v.form == nil {
		return p, nil
	}
	body := ledger.DisputeSettled{Dispute: d.Ref, How: wordsOf(v.form.Get("how"))}
	if body.How == "" {
		p.wrong("how", "Enter how it is settled")
	}
	if len(p.Errors) == 0 {
		p.unfit(ledger.KindDisputeSettled, body, "how")
	}
	if v.answeredAgain(p) {
		return p, nil
	}
	follows := "It is settled once these have said the same: "
	var others []string
	for _, code := range parties {
		if code != party && d.Settled[code] != body.How {
			others = append(others, names[code])
		}
	}
	if follows += listed(others) + "."; len(others) == 0 {
		follows = "It is settled: the others have said the same."
	}
	return v.state(Stating{
		Kind: ledger.KindDisputeSettled, Party: party, Body: body, Title: "Check and settle the dispute", Caption: p.Caption, Nav: "/decisions", Back: p.Back,
		Rows:   append(p.Rows[:5:5], Row{Key: "You say for", Values: []string{names[party]}}, Row{Key: "How it is settled", Values: []string{body.How}}, Row{Key: "What follows", Values: []string{follows}}),
		Labels: map[string]string{"dispute": "Dispute", "how": "How it is settled"},
		Button: "Sign how it is settled", Before: names[party] + " has not said this until you sign.", Form: p.Action, Change: true, Done: disputePath(d.Ref),
	})
}
