package web

import (
	"maps"
	"net/url"
	"slices"

	"concordat/ledger"
	"concordat/server/api"
)

// A party's officer gives notice that it leaves a function, or all, and takes such a
// notice back. What leaving comes to is shown before anything is typed.

const everyFunction = "*"

func leavePath(party string) string { return "/parties/" + url.PathEscape(party) + "/leave" }

// leavable are the functions that a party takes part in by the MoU in force, by their
// titles, without those that it leaves already; and every function, which comes first.
func (v *visit) leavable(party api.Party) (list []Option, err error) {
	var terms struct {
		Functions map[string]struct {
			Title   string   `json:"title"`
			Parties []string `json:"parties"`
		} `json:"functions"`
	}
	if err := v.termsInForce(&terms); err != nil {
		return nil, err
	}
	left := func(function string) bool {
		return slices.ContainsFunc(party.Leaving, func(l ledger.LeavingFacts) bool { return l.Function == function })
	}
	if left(everyFunction) {
		return nil, nil
	}
	list = []Option{{Value: everyFunction, Text: "Every function"}}
	for _, id := range slices.Sorted(maps.Keys(terms.Functions)) {
		f := terms.Functions[id]
		takesPart := slices.ContainsFunc(append([]string{party.Code}, party.Successor...), func(code string) bool { return slices.Contains(f.Parties, code) })
		if takesPart && !left(id) {
			list = append(list, Option{Value: id, Text: f.Title})
		}
	}
	return list, nil
}

// leaving is a page of the party of the path about its leaving.
func (v *visit) leaving(title string) (*formPage, api.Party, error) {
	party, err := v.client.Party(v.ctx, v.path("party"))
	if err != nil {
		return nil, party, err
	}
	if !v.actsFor(party.Code) {
		return nil, party, api.NewProblem(ledger.CodeNotAllowed, "an officer of "+party.Name+" gives notice that it leaves, and withdraws it")
	}
	return &formPage{layout: layout{page: "form", Title: title, Caption: party.Name, Nav: "/parties", Back: &Link{"/parties/" + url.PathEscape(party.Code), party.Name}}}, party, nil
}

// comesTo puts on a form what leaving a function on a day would come to, and gives it in a
// few rows.
func (p *formPage) comesTo(v *visit, party, function string, on ledger.Date) ([]Row, error) {
	would, err := v.client.Leaving(v.ctx, party, function, on)
	if b := problemOf(err); b != nil && b.Code == ledger.CodeRefused {
		p.Inset, p.Checks = "The rules do not say what leaving would come to: "+b.Detail, checksOf("Rules on leaving", b.Checks)
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	names, err := v.partyNames()
	if err != nil {
		return nil, err
	}
	p.Tables = leavingTables(would, names)
	return []Row{
		{Key: "First day on which it may be gone", Values: []string{day(would.Effective)}},
		{Key: "What it still owes", Values: []string{leavingSum(would.Owed)}}, {Key: "What comes back to it", Values: []string{leavingSum(would.Back)}},
		{Key: "What stops", Values: []string{leavingSum(would.Stops)}}, {Key: "What it stays bound to", Values: []string{leavingSum(would.Survives)}},
	}, nil
}

// leavingSum is a list of what leaving comes to in a line.
func leavingSum(items []ledger.LeaveItem) string {
	var total int64
	for _, x := range items {
		total += x.Pence
	}
	switch {
	case len(items) == 0:
		return "Nothing"
	case total == 0:
		return many(len(items), "obligation", "obligations") + " without an amount"
	}
	return ledger.Pounds(total) + " in " + many(len(items), "obligation", "obligations")
}

// leave is the form by which notice is given. Its effective day is what the rules work out.
func leave(v *visit) (page, error) {
	p, party, err := v.leaving("Give notice to leave")
	if err != nil {
		return nil, err
	}
	options, err := v.leavable(party)
	if err != nil {
		return nil, err
	}
	if len(options) == 0 {
		p.Text = []string{party.Name + " has given notice to leave every function."}
		return p, nil
	}
	function := v.chosen("function")
	at := slices.IndexFunc(options, func(o Option) bool { return o.Value == function })
	if at < 0 {
		function, at = options[0].Value, 0
	}
	dates, err := v.client.Dates(v.ctx, api.DatesRequest{Kind: ledger.KindLeavingNotified, Party: party.Code, Body: map[string]any{"function": function}})
	effective := ledger.Date(dates.Dates["effective"])
	if b := problemOf(err); b != nil && (b.Code == ledger.CodeMalformed || b.Code == ledger.CodeRefused) || err == nil && effective == "" {
		p.Text = []string{"The MoU in force does not say when notice to leave takes effect, so that none can be given here."}
		return p, nil
	}
	if err != nil {
		return nil, err
	}
	what := lowerFirst(options[at].Text)
	cost, err := p.comesTo(v, party.Code, function, effective)
	if err != nil {
		return nil, err
	}
	p.Text = []string{
		"Notice given today of leaving " + what + " takes effect on " + day(effective) + ". The tables say what it would come to then, as things stand today; with the end of that day the ledger records what it came to.",
		"To see it for something else, select that and press “Work it out”.",
	}
	p.Rows = append([]Row{{Key: "Leaving", Values: []string{options[at].Text}}}, cost...)
	p.Action, p.Button, p.Buttons = leavePath(party.Code), Button{Text: "Continue"}, []FormButton{{fieldChange, "yes", "Work it out", "for what is selected"}}
	p.choice("function", "What does it leave?", function, options...)
	if err := v.resolutionAsk(p); err != nil {
		return nil, err
	}
	p.Links = []Link{{api.PagePapers, "Put a paper beside the ledger"}}
	if v.form == nil || v.form.Has(fieldChange) {
		p.typedAgain(v.form)
		return p, nil
	}
	body := ledger.LeavingNotified{Function: function, Effective: effective, Resolution: v.resolutionTake(p)}
	if v.form.Get("function") != function {
		p.wrong("function", "Select what it leaves")
	}
	if err := v.paperThere(p, body.Resolution.Paper); err != nil {
		return nil, err
	}
	if len(p.Errors) == 0 {
		p.unfit(ledger.KindLeavingNotified, body, "resolution", authorityAsked...)
	}
	if v.answeredAgain(p) {
		return p, nil
	}
	return v.state(Stating{
		Kind: ledger.KindLeavingNotified, Party: party.Code, Body: body, Title: "Check and give notice to leave", Caption: party.Name, Nav: "/parties", Back: p.Back,
		Rows:   append(append(slices.Clone(p.Rows), Row{Key: "Takes effect on", Values: []string{day(effective)}}, Row{Key: "Resolution", Values: v.resolutionValues(body.Resolution)}), Row{Key: "What follows", Values: []string{"It takes part, pays and votes until then. It may withdraw the notice before that day."}}),
		Labels: leavingLabels, Button: "Sign and give notice", Before: "No notice is given until you sign.", Form: p.Action, Change: true, Done: p.Back.Href,
	})
}

var leavingLabels = map[string]string{"function": "Leaves", "effective": "Takes effect on", "resolution.ref": "Resolution", "resolution.on": "Passed on", "resolution.paper": "Fingerprint of the paper"}

// leavingLinks lead a party's officer to giving notice and to withdrawing what was given.
func (v *visit) leavingLinks(party api.Party) (links []Link) {
	all := false
	for _, l := range party.Leaving {
		all = all || l.Function == everyFunction
		if l.Effective > v.ledger.Time.Day() {
			links = append(links, Link{leavePath(party.Code) + "/withdraw?" + url.Values{"function": {l.Function}}.Encode(), "Withdraw the notice to leave " + leavesWords(l.Function)})
		}
	}
	if !all {
		links = append(links, Link{leavePath(party.Code), "Give notice to leave"})
	}
	return links
}

func leavesWords(function string) string {
	if function == everyFunction {
		return "every function"
	}
	return lowerFirst(codeWords(function))
}

// leaveWithdraw is the form by which a notice is taken back.
func leaveWithdraw(v *visit) (page, error) {
	p, party, err := v.leaving("Withdraw a notice to leave")
	if err != nil {
		return nil, err
	}
	function := v.chosen("function")
	at := slices.IndexFunc(party.Leaving, func(l ledger.LeavingFacts) bool {
		return l.Function == function && l.Effective > v.ledger.Time.Day()
	})
	if at < 0 {
		return nil, api.NewProblem(ledger.CodeNotFound, party.Name+" has given no notice to leave that could still be withdrawn")
	}
	notice := party.Leaving[at]
	cost, err := p.comesTo(v, party.Code, function, notice.Effective)
	if err != nil {
		return nil, err
	}
	p.Text = []string{"By withdrawing it " + party.Name + " stays bound as if it had given no notice. The tables say what would have come of leaving, as things stand today."}
	p.Rows = append([]Row{{Key: "Leaving", Values: []string{upperFirst(leavesWords(function))}}, {Key: "Notice given", Values: []string{day(notice.Notified.Day())}}, {Key: "Takes effect on", Values: []string{day(notice.Effective)}}}, cost...)
	p.Action, p.Button, p.Hidden = leavePath(party.Code)+"/withdraw", Button{Text: "Continue"}, []Typed{{"function", function}}
	if err := v.resolutionAsk(p); err != nil {
		return nil, err
	}
	if v.form == nil {
		return p, nil
	}
	body := ledger.LeavingWithdrawn{Function: function, Resolution: v.resolutionTake(p)}
	if err := v.paperThere(p, body.Resolution.Paper); err != nil {
		return nil, err
	}
	if len(p.Errors) == 0 {
		p.unfit(ledger.KindLeavingWithdrawn, body, "resolution", authorityAsked...)
	}
	if v.answeredAgain(p) {
		return p, nil
	}
	return v.state(Stating{
		Kind: ledger.KindLeavingWithdrawn, Party: party.Code, Body: body, Title: "Check and withdraw the notice", Caption: party.Name, Nav: "/parties", Back: p.Back,
		Rows: append(p.Rows[:3:3], Row{Key: "Resolution", Values: v.resolutionValues(body.Resolution)}), Labels: leavingLabels,
		Button: "Sign and withdraw the notice", Before: "The notice stands until you sign.", Form: p.Action, Change: true, Done: p.Back.Href,
	})
}
