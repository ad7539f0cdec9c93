package web

import (
	"fmt"
	"net/url"
	"slices"
	"strings"

	"concordat/ledger"
	"concordat/server/api"
)

// The questions about what changes a fund within its year: an overspend, changes of
// contributions, money moved between lines, and consent to bear more than a cap.

func askOverspend(f *fundForm) error {
	f.Text = []string{"Say that the fund is expected to overspend, and since when that is known. A notice that comes late is recorded, and shown as late."}
	f.choice("line", "What is expected to overspend?", "", append([]Option{{Text: "The whole fund"}}, f.lines()...)...)
	f.money("pounds", "By how much, in pounds?", "")
	f.input("known", "Since when is it known?", "The agreement counts its days from this one. For example, 20 November 2015", "", 20)
	f.area("reason", "Why?", "It stands on the ledger for ever. Name nobody", "")
	return nil
}

func takeOverspend(f *fundForm) statedOf {
	b := ledger.OverspendNotified{Fund: f.a.Fund, Year: f.a.Year, Line: f.v.form.Get("line"), Pence: f.pence("pounds"), Reason: f.words("reason", "Enter why it is expected to overspend")}
	if b.Known = f.onDay("known", "Enter the day since when it is known, such as 20 November 2015"); b.Known > f.v.ledger.Time.Day() {
		f.wrong("known", "Enter today or a day before")
	}
	what := "The whole fund"
	if b.Line != "" {
		what = lineName(f.a, b.Line)
		if !slices.ContainsFunc(f.a.Budgets, func(l api.FundLine) bool { return l.Line == b.Line }) {
			f.wrong("line", "Select a line of the fund, or the whole fund")
		}
	}
	return statedOf{body: b, otherwise: "reason", asked: []string{"line", "line", "pence", "pounds", "known", "known", "reason", "reason"}, rows: []Row{
		{Key: "What", Values: []string{what}}, {Key: "Expected overspend", Values: []string{ledger.Pounds(b.Pence)}}, {Key: "Known since", Values: []string{dayText(b.Known)}}, {Key: "Why", Values: []string{b.Reason}},
		{Key: "What follows", Values: []string{"All who take part see the notice: " + listed(f.names(f.a.Parties)) + ". Nobody pays more by it."}},
	}}
}

func moreField(line, party int) string { return fmt.Sprintf("more-%d-%d", line, party) }

// contributed is what a party contributes to a line, with the changes that stand.
func (f *fundForm) contributed(party, line string) (pence int64) {
	add := func(c ledger.ContributionFacts) {
		switch {
		case c.Party != party || c.Line != line:
		case c.Refund:
			pence -= c.Pence
		default:
			pence += c.Pence
		}
	}
	for _, c := range f.a.Contributions {
		add(c)
	}
	for _, change := range f.a.Changes {
		for _, c := range change.Obligations {
			add(c)
		}
	}
	return pence
}

func askChange(f *fundForm) error {
	f.Text = []string{"Enter how much more each party is to give to a line, or less below 0. Leave out whoever gives the same. The change is indicative until " + f.approvers() + "."}
	for i, l := range f.a.Budgets {
		f.Fields = append(f.Fields, Field{Heading: l.What})
		for j, party := range f.staying {
			f.Fields = append(f.Fields, Field{Input: &Input{ID: moreField(i, j), Name: moreField(i, j), Label: f.name(party), Hint: "In pounds, to " + lowerFirst(l.What) + ". It gives " + ledger.Pounds(f.contributed(party, l.Line)), Width: 20}})
		}
	}
	f.Fields = append(f.Fields, Field{Heading: "When, and why"})
	f.radios("recurrent", "Is it given in the years after as well?", "", "", Radio{Value: "no", Text: "No, for this year alone"}, Radio{Value: "yes", Text: "Yes"})
	f.input("effective", "From which day?", "In this year. For example, 1 December 2015", "", 20)
	f.input("due", "By which day is it paid?", "For example, 29 January 2016", "", 20)
	f.area("reason", "Why?", "It stands on the ledger for ever. Name nobody", "")
	return nil
}

// approvers are those whose word makes a change stand, before it is known what changes.
func (f *fundForm) approvers() string {
	if f.terms.Changes.Approvals == "each" {
		return "each party has approved it by a resolution of its governing body"
	}
	return "the host and whoever gives more or less, or every party, if a line comes to more or less in all, have approved it, each by a resolution of its governing body"
}

// approversOf are those whose word makes a change stand.
func (f *fundForm) approversOf(c ledger.ContributionChanged) string {
	return "each of " + listed(f.names(f.wanted(c))) + " has approved it by a resolution of its governing body"
}

func takeChange(f *fundForm) statedOf {
	b := ledger.ContributionChanged{Fund: f.a.Fund, Year: f.a.Year, Recurrent: f.v.form.Get("recurrent") == "yes"}
	told := statedOf{otherwise: "reason", asked: []string{"effective", "effective", "due", "due", "reason", "reason"}}
	for i, l := range f.a.Budgets {
		for j, party := range f.staying {
			typed := strings.TrimSpace(f.v.form.Get(moreField(i, j)))
			if typed == "" {
				continue
			}
			pence, ok := signedPence(strings.Replace(typed, "−", "-", 1))
			if !ok {
				f.wrong(moreField(i, j), "Enter what "+f.name(party)+" gives more in pounds, such as 12,000, or -12,000 for less")
			}
			if pence != 0 {
				told.asked = append(told.asked, fmt.Sprintf("changes/%d", len(b.Changes)), moreField(i, j))
				b.Changes = append(b.Changes, ledger.ContributionChange{Party: party, Line: l.Line, Pence: pence})
			}
		}
	}
	if len(b.Changes) == 0 && len(f.Errors) == 0 {
		f.wrong(moreField(0, 0), "Enter for at least one party how much more it gives, or less below 0")
	}
	if f.v.form.Get("recurrent") == "" {
		f.wrong("recurrent", "Select whether it is given in the years after as well")
	}
	b.Effective = f.onDay("effective", "Enter the day from which it has effect, such as 1 December 2015")
	first, last, _ := ledger.YearDays(f.a.Year)
	if b.Effective != "" && (b.Effective < first || b.Effective > last) {
		f.wrong("effective", "Enter a day in "+yearInWords(f.a.Year))
	}
	if b.Due = f.onDay("due", "Enter the day by which it is paid, such as 29 January 2016"); b.Due != "" && b.Due < b.Effective {
		f.wrong("due", "Enter the day from which it has effect, or a later one")
	}
	b.Reason = f.words("reason", "Enter why contributions change")
	told.body = b
	told.rows = append(f.changeRows(b), Row{Key: "What follows", Values: []string{"Nobody owes anything by it until " + f.approversOf(b) + "."}})
	return told
}

func (f *fundForm) changeRows(b ledger.ContributionChanged) []Row {
	once := "For this year alone"
	if b.Recurrent {
		once = "In the years after as well"
	}
	return []Row{
		{Key: "Change", Values: f.changeWords(b)}, {Key: "From", Values: []string{dayText(b.Effective)}}, {Key: "Paid by", Values: []string{dayText(b.Due)}},
		{Key: "How long", Values: []string{once}}, {Key: "Why", Values: []string{b.Reason}},
	}
}

// waiting are the changes that wait for the party that is spoken for or, while it is not
// known which that is, for any that could be.
func (f *fundForm) waiting() (list []ledger.ChangeFacts) {
	codes := f.own
	if f.party != "" {
		codes = []string{f.party}
	}
	for _, code := range codes {
		for _, c := range f.unapproved(code) {
			if !slices.ContainsFunc(list, func(other ledger.ChangeFacts) bool { return other.ID == c.ID }) {
				list = append(list, c)
			}
		}
	}
	return list
}

func askApproval(f *fundForm) error {
	f.Text = []string{"Approve for " + strings.Join(f.names(f.own), " or ") + " what was stated, by a resolution of its governing body. It is indicative until all whose word is wanted have approved it."}
	var options []Radio
	for _, c := range f.waiting() {
		options = append(options, Radio{Value: string(c.ID), Text: upperFirst(strings.Join(f.changeWords(c.ContributionChanged), "; ")), Hint: "From " + c.Effective.InWords() + ", paid by " + c.Due.InWords() + ": " + c.Reason + ". It is indicative until " + f.approversOf(c.ContributionChanged)})
	}
	chosen := ""
	if len(options) == 1 {
		chosen = options[0].Value
	}
	f.radios("of", "Which change?", "", chosen, options...)
	return f.v.resolutionAsk(f.formPage)
}

func takeApproval(f *fundForm) statedOf {
	waiting := f.waiting()
	at := slices.IndexFunc(waiting, func(c ledger.ChangeFacts) bool { return string(c.ID) == f.v.form.Get("of") })
	b := ledger.ContributionApproved{Resolution: f.v.resolutionTake(f.formPage)}
	told := statedOf{otherwise: "of", asked: []string{"change", "of", "resolution/on", "resolved", "resolution/paper", "paper", "resolution", "resolution"}}
	if at < 0 {
		f.wrong("of", "Select the change")
		return told
	}
	c := waiting[at]
	b.Change = c.ID
	var others []string
	for _, code := range f.wanted(c.ContributionChanged) {
		if code != f.party && !slices.Contains(c.Approved, code) {
			others = append(others, f.name(code))
		}
	}
	follows := "Those who have not approved it yet: " + listed(others) + "."
	if len(others) == 0 {
		follows = "It then stands: what is more is owed to " + f.name(f.a.Host) + " by " + c.Due.InWords() + ", and what is less is given back."
	}
	told.body = b
	told.rows = append(f.changeRows(c.ContributionChanged), Row{Key: "By resolution", Values: f.v.resolutionValues(b.Resolution)}, Row{Key: "What follows", Values: []string{follows}})
	return told
}

// movable is a decision that lets money of the year move between its lines, with what is
// left of it.
type movable struct {
	api.Motion
	left int64
}

func (f *fundForm) allowed() (all []movable, err error) {
	forms, err := f.v.motionForms()
	if err != nil {
		return nil, err
	}
	list, err := f.v.client.Motions(f.v.ctx, url.Values{"status": {ledger.OutcomeCarried}, "function": {f.a.Function}})
	if err != nil {
		return nil, err
	}
	for _, m := range list.Items {
		// An earlier version may have had a type that the one in force has not.
		if _, known := forms.types[m.Type]; known {
			if may, _ := forms.carries(m.Type, "virement"); !may {
				continue
			}
		}
		whole, err := f.v.client.Motion(f.v.ctx, m.Ref)
		if err != nil {
			return nil, err
		}
		if d := whole.Virement; d != nil && d.Fund == f.a.Fund && d.Year == f.a.Year {
			rest := d.Pence
			for _, made := range f.a.Virements {
				if made.Decision == m.Ref {
					rest -= made.Pence
				}
			}
			all = append(all, movable{whole, rest})
		}
	}
	return all, nil
}

func askMove(f *fundForm) error {
	var err error
	if f.movable, err = f.allowed(); err != nil {
		return err
	}
	var options []Radio
	for _, m := range f.movable {
		if m.left > 0 {
			options = append(options, Radio{Value: m.Ref, Text: m.Ref + ", " + m.Title, Hint: "From " + lowerFirst(lineName(f.a, m.Virement.From)) + " to " + lowerFirst(lineName(f.a, m.Virement.To)) + ": " + ledger.Pounds(m.left) + " is left of " + ledger.Pounds(m.Virement.Pence)})
		}
	}
	if len(options) == 0 {
		f.Text = []string{"No decision lets any more money move between the lines of this year. Have a motion carried that says from which line to which, and how much at most (clause " + f.terms.Virement.Clause + ")."}
		f.Action = ""
		return nil
	}
	chosen := ""
	if len(options) == 1 {
		chosen = options[0].Value
	}
	f.Text = []string{"Money moves from line to line only as a decision allows that binds all who take part."}
	f.Tables = []*Table{fundLines(f.a)}
	f.radios("decision", "As which decision allows?", "", chosen, options...)
	f.money("pounds", "How much, in pounds?", "")
	return nil
}

func takeMove(f *fundForm) statedOf {
	b := ledger.VirementMade{Fund: f.a.Fund, Year: f.a.Year, Decision: f.v.form.Get("decision"), Pence: f.pence("pounds")}
	told := statedOf{otherwise: "pounds", asked: []string{"decision", "decision", "pence", "pounds"}}
	at := slices.IndexFunc(f.movable, func(m movable) bool { return m.Ref == b.Decision })
	if at < 0 {
		f.wrong("decision", "Select the decision that allows it")
		return told
	}
	by := f.movable[at]
	b.From, b.To = by.Virement.From, by.Virement.To
	told.body = b
	told.rows = []Row{
		{Key: "From", Values: []string{lineName(f.a, b.From)}}, {Key: "To", Values: []string{lineName(f.a, b.To)}}, {Key: "Amount", Values: []string{ledger.Pounds(b.Pence)}},
		{Key: "As allowed by", Values: []string{by.Ref + ", " + by.Title, ledger.Pounds(by.left) + " may move by it still"}},
	}
	return told
}

func askCap(f *fundForm) error {
	f.Text = []string{"Consent to bear so much more of an overspend than your cap. The latest consent stands, and once an overspend was notified it can’t be lessened. It is held to what your governing body has approved beforehand."}
	for _, l := range f.a.Lifted {
		if slices.Contains(f.own, l.Party) {
			f.Rows = append(f.Rows, Row{Key: "Consented to so far", Values: []string{f.name(l.Party) + ": " + ledger.Pounds(l.Pence) + ", on " + l.Time.Day().InWords()}})
		}
	}
	f.money("pounds", "How much more than your cap, in pounds?", "")
	return nil
}

func takeCap(f *fundForm) statedOf {
	b := ledger.CapLifted{Fund: f.a.Fund, Year: f.a.Year, Pence: f.pence("pounds")}
	return statedOf{body: b, otherwise: "pounds", rows: []Row{
		{Key: "More than its cap", Values: []string{ledger.Pounds(b.Pence)}},
		{Key: "What follows", Values: []string{"If the fund overspends, " + f.name(f.party) + " bears up to " + ledger.Pounds(b.Pence) + " more than its cap by clause " + f.terms.lifts(f.a.Function) + "."}},
	}}
}
