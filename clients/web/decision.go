package web

import (
	"cmp"
	"errors"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"concordat/clients/sdk"
	"concordat/ledger"
	"concordat/server/api"
)

// decisionPage is what was decided, whom it binds and by which rules.
type decisionPage struct {
	layout
	Ref         string
	Tags        []Tag
	Sentence    string
	Withheld    string
	Do          []Link // what whoever reads it does about it
	Text        []string
	Means       []meaning // for the parties that the reader speaks for
	Parties     *Table
	Because     *Table // by which authority each is bound
	Checks      *Checks
	Votes       *Table
	Reasons     []Reason
	Stand       *Table
	Interests   []string
	Conditions  []Task
	Disputes    []Link // those about it, and where one is raised
	Obligations *Table
	Since       []event // that came of it
	People      []Row   // whom that names
	After       string  // path of what came after those, where there is more
	Size, Entry int64
	Proof       Tag    // of its entry, as this page found it
	Broken      string // why it does not hold
	Code        string // check code of the rules
}

func decisionShow(v *visit) (page, error) {
	d, err := v.client.Decision(v.ctx, v.path("decision"))
	if err != nil {
		return nil, err
	}
	p := &decisionPage{
		layout: layout{page: "decision", Title: d.Title, Caption: d.Ref, Nav: "/decisions", Back: &Link{"/decisions", "Decisions"}},
		Ref:    d.Ref, Tags: decisionTags(d), Sentence: decidedWords(d), Size: v.ledger.Size, Entry: d.Entry, Code: ledger.CheckCode(d.Rules), Checks: checksOf("Rules that decided it", d.Checks),
	}
	if err := p.prove(v); err != nil {
		return nil, err
	}
	if d.Withheld != nil {
		p.Withheld = "This was taken in private, under item " + d.Withheld.Item + " of " + d.Withheld.Meeting + ". Its text, votes and obligations are not shown to you."
		return p, nil
	}
	m, err := v.client.Motion(v.ctx, d.Ref)
	if err != nil {
		return nil, err
	}
	names, err := v.names()
	if err != nil {
		return nil, err
	}
	p.Text = m.Text
	p.Votes = votesTable(m.Votes, m.Waiting, names, false)
	if p.Reasons, err = v.reasons(m, names); err != nil {
		return nil, err
	}
	p.Stand = standTable(m, d.Checks)
	for _, i := range m.Interests {
		p.Interests = append(p.Interests, interestWords(i))
	}
	if p.Conditions, err = v.conditionsOf(d.Ref, m.Conditions); err != nil {
		return nil, err
	}
	owed, err := v.owedBy(d)
	if err != nil {
		return nil, err
	}
	p.Obligations = obligationsTable(owed)
	p.Parties = boundTable(d, owed)
	p.Because = becauseTable(d)
	p.Means = meaningFor(v.ownParties(), d, p.Parties)
	if p.Disputes, err = v.disputesOn(d.Ref); err != nil {
		return nil, err
	}
	if d.Outcome == ledger.OutcomeCarried && v.mayDispute(partiesOf(d)) {
		p.Disputes = append(p.Disputes, Link{"/decisions/" + d.Ref + "/dispute", "Raise a dispute about it"})
	}
	more := false
	if p.Since, more, err = v.happened(d.Ref, d.Title, d.Entry, names); err != nil {
		return nil, err
	}
	if p.People, err = v.whoIn(p.Since); err != nil {
		return nil, err
	}
	if more {
		p.After = historyAfter("/motions/"+d.Ref+"/history", p.Since)
	}
	p.Do, err = v.ratifyLink(d)
	p.Do = slices.Concat(p.Do, v.callInLink(d), v.againLink(m))
	return p, err
}

// prove holds the decision's entry against the page code that the log signed. Its
// evidence proves the rest.
func (p *decisionPage) prove(v *visit) error {
	_, err := v.client.Receipt(v.ctx, p.Entry)
	var broken *sdk.ReceiptError
	switch problem := problemOf(err); {
	case errors.As(err, &broken):
		p.Proof, p.Broken = failed, broken.Why
	case problem != nil && problem.Status < http.StatusInternalServerError: // withheld from who reads this
		p.Proof, p.Broken = notProven, problem.Detail
	case err != nil:
		return err
	default:
		p.Proof = proved
	}
	return nil
}

// owedBy are the obligations that came of a decision.
func (v *visit) owedBy(d api.Decision) ([]api.Obligation, error) {
	if len(d.Obligations) == 0 {
		return nil, nil
	}
	owed, err := v.client.Obligations(v.ctx, url.Values{"function": {d.Function}, "decision": {d.Ref}})
	return owed.Items, err
}

// conditionsOf are those that a decision was taken under; the secretary is led to where one
// is said to be met.
func (v *visit) conditionsOf(ref string, conditions []string) (tasks []Task, err error) {
	if len(conditions) == 0 {
		return nil, nil
	}
	notice, err := v.client.Notice(v.ctx, ref)
	if err != nil {
		return nil, err
	}
	for i, c := range notice.Conditions {
		n := number(int64(i + 1))
		task := Task{ID: "condition-" + n, Text: c.Text, Hint: "Condition " + n, Status: Tag{"Not met yet", "yellow"}}
		switch {
		case c.Met:
			task.Status = Tag{"Met", "green"}
		case keepsRecord(v.me):
			task.Href = "/decisions/" + ref + "/conditions/" + n
		}
		tasks = append(tasks, task)
	}
	return tasks, nil
}

func decisionTags(d api.Decision) []Tag {
	tags := []Tag{outcomeTag(d.Outcome, d.OutcomeIs)}
	if d.Outcome != ledger.OutcomeCarried {
		return tags
	}
	colour := "grey"
	switch d.Status.Status {
	case ledger.DecisionInForce, ledger.DecisionVariedBy, ledger.DecisionCorrected:
		colour = "green"
	case ledger.DecisionAwaitsRatification, ledger.DecisionAwaitsGates, ledger.DecisionAwaitsConditions:
		colour = "yellow"
	case ledger.DecisionCallIn:
		colour = "orange"
	}
	return append(tags, Tag{d.Words, colour})
}

// decidedWords is a decision in one sentence or two.
func decidedWords(d api.Decision) string {
	counts := map[string]int{}
	bound := 0
	for _, p := range d.Parties {
		counts[p.Position]++
		if p.Bound == ledger.BoundByVote || p.Bound == ledger.BoundAgainstVote {
			bound++
		}
	}
	words := upperFirst(lowerFirst(d.OutcomeIs)) + " on " + day(d.Decided.Day())
	var parts []string
	say := func(n int, what string) {
		if n > 0 {
			if len(parts) == 0 {
				parts = append(parts, many(n, "party", "parties")+" "+what)
			} else {
				parts = append(parts, number(int64(n))+" "+what)
			}
		}
	}
	say(counts[ledger.ChoiceFor], "for")
	say(counts[ledger.ChoiceAgainst], "against")
	say(counts[ledger.ChoiceAbstain], "abstained")
	say(counts["absent"], "did not vote")
	if len(parts) > 0 {
		words += ": " + listed(parts)
	}
	words += "."
	switch {
	case d.Outcome != ledger.OutcomeCarried:
	case bound == len(d.Parties) && bound > 0:
		words += " All " + number(int64(bound)) + " are bound."
	case bound > 0:
		words += " " + number(int64(bound)) + " of " + many(len(d.Parties), "party is", "parties are") + " bound."
	case d.Route == ledger.RouteAdvisory:
		words += " It is advisory and binds nobody."
	}
	if d.Status.Status == ledger.DecisionCallIn && len(d.CallIns) > 0 {
		words += " It was " + calledInWords(d.CallIns[len(d.CallIns)-1]) + ". It has no effect until the call-in ends."
	}
	return words
}

func calledInWords(c api.CallIn) string {
	return "called in by the " + lowerFirst(codeWords(c.By)) + " on " + day(c.On) + " (direction " + c.Ref + ")"
}

// boundTable is what a decision means for each party: what it pays and receives by the
// obligations that came of the decision itself, or where there are none of its own, costs it.
func boundTable(d api.Decision, owed []api.Obligation) *Table {
	if len(d.Parties) == 0 {
		return nil
	}
	t := &Table{Caption: "What it means for each party", Stacks: true, Columns: []Column{{Text: "Party"}, {Text: "Vote"}, {Text: "Bound"}, {Text: "Pays"}, {Text: "Receives"}, {Text: "Loses"}}}
	if slices.ContainsFunc(owed, func(o api.Obligation) bool { return o.Kind == "risk_share" }) {
		t.Columns[len(t.Columns)-1].Text = leftToBear
	}
	for _, p := range d.Parties {
		bound := api.BoundWords(p.PartyOutcome) + inClause(p.Clause)
		if p.Answer != nil {
			bound = map[string]string{"ratified": "Bound: its governing body ratified", "refused": "Not bound: its governing body refused"}[p.Answer.Status] + inClause(p.Clause)
			if p.Answer.Status != "ratified" && p.Answer.Status != "refused" {
				bound = "Not bound: its governing body did not answer in time" + inClause(p.Clause)
			}
		} else if p.RatifyBy != "" {
			bound += ", by " + when(p.RatifyBy)
		}
		pays, receives := paidByYear(owed, p.Party)
		if pays == "" {
			pays = byYear(p.Cost, func(y ledger.YearCost) int64 { return y.Spend })
		}
		t.Rows = append(t.Rows, []Cell{{Text: p.Name}, {Text: positionWords(p.Position)}, {Text: bound}, {Text: pays}, {Text: receives}, {Text: byYear(p.Cost, func(y ledger.YearCost) int64 { return y.Loss })}})
	}
	return t.used()
}

// becauseTable is by which signature and authority a decision binds each party; nil where
// it binds none.
func becauseTable(d api.Decision) *Table {
	t := &Table{Caption: "Binding because", Stacks: true, Columns: []Column{{Text: "Party"}, {Text: "By which signature and authority"}}}
	for _, p := range d.Parties {
		if p.Chain != "" {
			t.Rows = append(t.Rows, []Cell{{Text: p.Name}, {Text: p.Chain}})
		}
	}
	if len(t.Rows) == 0 {
		return nil
	}
	return t
}

// meaning is what a decision means for one party.
type meaning struct {
	Party string
	Rows  []Row
}

// becauseRow is by which signature and authority a decision binds a party, each on a line.
func becauseRow(chain string) Row {
	row := Row{Key: "Binding because"}
	for _, part := range strings.Split(chain, "; ") {
		row.Values = append(row.Values, upperFirst(part))
	}
	return row
}

// meaningFor is what the table of all parties says of some, for those who read for them.
func meaningFor(own []string, d api.Decision, all *Table) (list []meaning) {
	for i, p := range d.Parties {
		if !slices.Contains(own, p.Party) {
			continue
		}
		m := meaning{Party: p.Name}
		for n, c := range all.Columns[1:] {
			if cell := all.Rows[i][n+1]; cell.Text != "" {
				m.Rows = append(m.Rows, Row{Key: c.Text, Values: []string{cell.Text}})
			}
		}
		if p.Chain != "" {
			m.Rows = append(m.Rows, becauseRow(p.Chain))
		}
		list = append(list, m)
	}
	return list
}

// paidByYear is what a party pays by the obligations of a decision, and what it receives to
// keep: what others contribute to a fund that it holds it does not. What followed later,
// such as a settlement, is not in it.
func paidByYear(owed []api.Obligation, party string) (pays, receives string) {
	paid, received := map[string]int64{}, map[string]int64{}
	for _, o := range owed {
		if o.Settlement != "" || o.Change != "" || o.Leaving != "" {
			continue
		}
		if o.Payer == party {
			paid[o.Year] += o.Pence + o.Stopped
		}
		if o.Payee == party && o.Kind != "contribution" {
			received[o.Year] += o.Pence + o.Stopped
		}
	}
	return inYears(paid), inYears(received)
}

func inYears(pence map[string]int64) string {
	var parts []string
	for _, year := range slices.Sorted(maps.Keys(pence)) {
		if pence[year] != 0 {
			parts = append(parts, ledger.Pounds(pence[year])+" in "+yearInWords(year))
		}
	}
	return strings.Join(parts, "; ")
}

func positionWords(position string) string {
	switch position {
	case "absent":
		return "Did not vote"
	case "recused":
		return "Kept from voting by an interest"
	case "split":
		return "Its votes differed"
	}
	return api.ChoiceWords(position)
}

func byYear(cost []ledger.YearCost, of func(ledger.YearCost) int64) string {
	years := map[string]int64{}
	for _, y := range cost {
		years[y.Year] += of(y)
	}
	return inYears(years)
}

// obligationsTable has what is owed where a phone shows it: beside who owes it.
func obligationsTable(owed []api.Obligation) *Table {
	if len(owed) == 0 {
		return nil
	}
	t := &Table{Caption: "Obligations created", Columns: []Column{{Text: "What"}, {Text: "Who"}, {Text: "To"}, {Text: "Amount", Numeric: true}, {Text: "Due"}, {Text: "Status"}}}
	for _, o := range owed {
		amount := Cell{Numeric: true}
		if o.Pence != 0 {
			amount.Text = ledger.Pounds(o.Pence)
		}
		status := obligationTag(o)
		t.Rows = append(t.Rows, []Cell{{Text: o.What, Href: obligationPath(o.Obligation)}, {Text: o.From().InWords()}, {Text: cmp.Or(o.To().InWords(), everyParty)}, amount, {Text: o.Due.InWords()}, {Tag: &status}})
	}
	return t.alike(2, ", all to ")
}
