package web

import (
	"cmp"
	"slices"
	"strings"

	"concordat/ledger"
	"concordat/server/api"
)

// obligationPage is one thing that a party is bound to: the sum, why, and what has come
// of it.
type obligationPage struct {
	layout
	Tags     []Tag
	Sentence string
	Notes    []string
	Working  string
	Again    *recalculated
	Ask      string // path that has it worked out again
	Facts    []Row
	Why      []Row
	Sources  []source
	Figures  *Table // that the sum was shared by, with their sources
	Said     *Table
	Times    *Table // of a duty
	History  []History
	Say      []Link // what whoever looks may say of it
	Entry    int64
	Size     int64
}

// recalculated is what the rules in force then give again.
type recalculated struct {
	Tag   Tag
	Words string
	Rows  []Row
}

// History is one thing that became of it.
type History struct{ Text, Href string }

func obligationShow(v *visit) (page, error) {
	read := v.client.Obligation
	again := v.request.URL.Query().Get("recalculate") != ""
	if again {
		read = v.client.ObligationAgain
	}
	o, err := read(v.ctx, v.path("decision"), v.path("number"))
	if err != nil {
		return nil, err
	}
	d, err := v.client.Decision(v.ctx, o.Decision)
	if err != nil {
		return nil, err
	}
	payer := o.From()
	p := &obligationPage{
		layout: layout{page: "obligation", Title: o.What, Caption: o.Obligation, Nav: "/parties", Back: &Link{obligationsPath(payer.Code), "What " + payer.Name + " is bound to"}},
		Tags:   []Tag{obligationTag(o)}, Sentence: obligationWords(o), Working: o.Working, Facts: obligationFacts(o), Entry: o.Entry, Size: v.ledger.Size,
	}
	if o.Kind == "duty" {
		p.Working = ""
	} else if o.Settlement == "" && o.Change == "" && o.Leaving == "" { // the rest follows from what was stated later
		p.Ask = "/obligations/" + o.Obligation + "?recalculate=yes"
	}
	if o.Recalculated != nil {
		p.Again = recalculatedOf(o)
	}
	p.Notes = obligationNotes(o)
	p.Why, p.Sources = whyBound(d, o)
	if p.Figures, err = v.figuresOf(d, o); err != nil {
		return nil, err
	}
	p.Said = v.saidTable(o)
	if p.Say, err = v.disputesOn(o.Obligation); err != nil {
		return nil, err
	}
	p.Say = append(v.sayingLinks(o), p.Say...)
	if v.mayDispute(sidesOf(o)) {
		p.Say = append(p.Say, Link{obligationPath(o.Obligation) + "/dispute", "Raise a dispute about it"})
	}
	p.Times = timesTable(o)
	p.History = append(p.History, History{"Decided on " + day(d.Decided.Day()) + ", by " + d.Ref, "/decisions/" + d.Ref})
	p.History = append(p.History, History{"Recorded on " + day(o.Time.Day()) + ", as entry " + thousands(o.Entry), ""})
	for _, x := range d.Variations {
		p.History = append(p.History, History{"The decision was " + x.How + " by " + x.By, "/decisions/" + x.By})
	}
	return p, nil
}

// recalculatedOf tells what came of working an obligation out again.
func recalculatedOf(o api.Obligation) *recalculated {
	r := o.Recalculated
	found := &recalculated{Rows: []Row{{Key: "Recorded", Values: []string{ledger.Pounds(r.Was)}}}}
	if r.Pence == nil {
		found.Rows = append(found.Rows, Row{Key: "Worked out again", Values: []string{"Nothing: the rules give no such obligation"}})
	} else {
		found.Rows = append(found.Rows, Row{Key: "Worked out again", Values: []string{ledger.Pounds(*r.Pence)}}, Row{Key: "How", Values: []string{r.Working}})
	}
	found.Rows = append(found.Rows, Row{Key: "By the rules with the check code", Values: []string{ledger.CheckCode(r.Rules)}})
	switch r.Verdict {
	case api.RecalculationSame:
		found.Tag, found.Words = proved, "The rules in force then were asked again, of the same votes and the figures on the ledger. They give the same: the sum, from whom to whom, for what and by when."
	case api.RecalculationDiffers:
		found.Tag, found.Words = failed, "We cannot get this figure again from the rules recorded at the time. Do not rely on it. Keep this page, and tell the chair of the board and your audit lead."
	default:
		found.Tag, found.Words = notProven, "Something that the decision rested on, such as who acts for a party, has changed since, so that this page cannot ask the same question again. That is no sign that the figure is wrong. concordat verify goes through the whole ledger and works it out as it stood then."
	}
	return found
}

// obligationWords is an obligation in a sentence.
func obligationWords(o api.Obligation) string {
	payer, payee := o.From().Name, o.To().Name
	if o.Kind == "duty" {
		return payer + " must do this from " + day(o.Due) + "."
	}
	if o.SideOf(o.Payer) == ledger.SideOwn {
		payee = "the fund that it holds"
	}
	words := payer + " gives " + ledger.Pounds(o.Pence) + " to " + payee + " by " + day(o.Due) + "."
	switch {
	case o.Status.Status == ledger.ObligationEnded:
		words = payer + " was to give " + ledger.Pounds(o.Pence) + " to " + payee + " by " + day(o.Due) + ". It no longer is."
	case o.Left == 0:
		words += " It is paid."
	case o.Left < o.Pence:
		words += " " + ledger.Pounds(o.Left) + " of that is left."
	}
	return words
}

// obligationNotes are what the other figures in it come from: what awaits, stopped or
// differs.
func obligationNotes(o api.Obligation) (notes []string) {
	if o.Status.Status == ledger.ObligationAwaiting && len(o.AwaitsWords) > 0 {
		notes = append(notes, "It stands in no total until these have ratified it: "+strings.Join(o.AwaitsWords, "; ")+".")
	}
	if o.Stopped > 0 {
		notes = append(notes, "It was "+ledger.Pounds(o.Pence+o.Stopped)+". "+ledger.Pounds(o.Stopped)+" of that stopped when a party left.")
	}
	if o.Paid != o.Received && o.Kind != "duty" {
		notes = append(notes, o.From().Name+" says that it paid "+ledger.Pounds(o.Paid)+". "+o.To().Name+" says that it received "+ledger.Pounds(o.Received)+".")
	}
	for _, e := range o.Events {
		if e.Kind != ledger.KindObligationQueried || o.Status.Status != ledger.ObligationDisputed {
			continue
		}
		words := e.PartyName + " says that it should be " + ledger.Pounds(e.Pence) + ", not " + ledger.Pounds(o.Pence)
		if e.Because != "" {
			words += ", because: " + e.Because
		}
		notes = append(notes, words+".")
	}
	return notes
}

func obligationFacts(o api.Obligation) []Row {
	rows := []Row{}
	add := func(key string, values ...string) {
		if values[0] != "" {
			rows = append(rows, Row{Key: key, Values: values})
		}
	}
	add("Kind", codeWords(o.Kind))
	add("From", o.From().InWords())
	add("To", cmp.Or(o.To().InWords(), "All who take part"))
	if o.Kind != "duty" {
		add("Amount", ledger.Pounds(o.Pence))
		add("Given in", codeWords(o.In))
		recurs, money := "Once", "revenue"
		if o.Recurrent {
			recurs = "Every year"
		}
		if o.Capital {
			money = "capital"
		}
		add("Recurs", recurs+", "+money)
		if o.Instalment > 0 {
			add("Instalment", number(o.Instalment))
		}
	}
	add("Valued by", o.Basis)
	add("Year", yearInWords(o.Year))
	if o.Kind == "duty" {
		add("Begins", day(o.Due))
		if o.Duty != nil && o.Duty.Next != "" {
			add("Next due", day(o.Duty.Next))
		}
	} else {
		add("Due", day(o.Due))
	}
	add("Effective", day(o.Effective))
	add("Function", codeWords(o.Function))
	if o.Fund != "" {
		line := fundName(o.Fund)
		if o.Line != "" {
			line += ", line " + o.Line
		}
		rows = append(rows, Row{Key: "Fund", Values: []string{line}, Action: &RowAction{"/funds/" + o.Fund + "/" + o.Year, "Account", "of the fund"}})
	}
	return rows
}

// whyBound says by which decision, clause and rule the payer is bound, how it voted, and
// what its part rests on.
func whyBound(d api.Decision, o api.Obligation) (rows []Row, sources []source) {
	rows = append(rows, Row{Key: "Decision", Values: []string{d.Ref + ", " + d.Title}, Action: &RowAction{"/decisions/" + d.Ref, "Read the decision", ""}})
	if o.Clause != "" {
		rows = append(rows, Row{Key: "Clause", Values: []string{o.Clause}})
	}
	if o.Settlement != "" {
		rows = append(rows, Row{Key: "Follows from", Values: []string{"Settlement " + o.Settlement}})
	}
	if o.Leaving != "" {
		rows = append(rows, Row{Key: "Follows from", Values: []string{"Leaving " + o.Leaving}})
	}
	for _, party := range d.Parties {
		if party.Party != o.Payer {
			continue
		}
		rows = append(rows, Row{Key: "How " + party.Name + " voted", Values: []string{positionWords(party.Position)}})
		bound := api.BoundWords(party.PartyOutcome) + inClause(party.Clause)
		row := Row{Key: "Bound", Values: []string{bound}}
		if party.Explain != "" {
			row.Values = append(row.Values, upperFirst(strings.TrimPrefix(party.Explain, "Bound: ")))
		}
		rows = append(rows, row)
		if party.Chain != "" {
			rows = append(rows, becauseRow(party.Chain))
		}
		for _, s := range party.Sources {
			sources = append(sources, sourceWords(s))
		}
	}
	for _, s := range d.Sources {
		// Of what is the party's own its part rests on that alone.
		if !slices.ContainsFunc(sources, func(own source) bool { return own.What == codeWords(s.From) }) {
			sources = append(sources, sourceWords(s))
		}
	}
	rows = append(rows, Row{Key: "Check code of the rules", Values: []string{ledger.CheckCode(d.Rules)}})
	return rows, sources
}

// source is what figures rest on: entries, each to be read.
type source struct {
	What    string
	Entries []Link
	More    string // how many are not led to
}

func sourceWords(s ledger.Source) source {
	const most = 12
	shown := source{What: codeWords(s.From)}
	for i, e := range s.Entries {
		if i == most {
			shown.More = many(len(s.Entries)-most, "more entry", "more entries")
			break
		}
		shown.Entries = append(shown.Entries, Link{entryPath(e), "entry " + thousands(e)})
	}
	return shown
}

// saidTable is what both sides said of an obligation, in order.
func (v *visit) saidTable(o api.Obligation) *Table {
	t := &Table{Caption: "What was said of it", Columns: []Column{{Text: "By"}, {Text: "What"}, {Text: "Correct"}, {Text: "On"}, {Text: "Amount", Numeric: true}, {Text: "How"}, {Text: "Entry", Numeric: true}}}
	for _, e := range o.Events {
		if e.Kind == ledger.KindDutyDone {
			continue
		}
		how := saidHow(e)
		for _, old := range o.Events {
			if e.Replaces != "" && old.ID == e.Replaces {
				how += "; in place of entry " + thousands(old.Entry)
			}
		}
		if e.ReplacedBy > 0 {
			how += "; corrected by entry " + thousands(e.ReplacedBy)
		}
		what := map[string]string{ledger.KindObligationPaid: "Paid", ledger.KindObligationReceived: "Received", ledger.KindObligationQueried: "Should be"}[e.Kind]
		correct := Cell{}
		if href := v.correctLink(o, e); href != "" {
			correct = Cell{Text: "Correct this", Hidden: "record, entry " + thousands(e.Entry), Href: href}
		}
		gone := e.ReplacedBy > 0
		t.Rows = append(t.Rows, []Cell{{Text: e.PartyName}, {Text: what, Struck: gone}, correct, {Text: e.On.InWords(), Struck: gone}, {Text: ledger.Pounds(e.Pence), Numeric: true, Struck: gone}, {Text: upperFirst(strings.TrimPrefix(how, "; "))}, {Text: thousands(e.Entry), Numeric: true}})
	}
	if len(t.Rows) == 0 {
		return nil
	}
	return t.used()
}

// timesTable is each time that a duty was or is due.
func timesTable(o api.Obligation) *Table {
	if o.Duty == nil || len(o.Duty.Times) == 0 {
		return nil
	}
	t := &Table{Caption: "Each time that it is due", Columns: []Column{{Text: "Due"}, {Text: "Done"}, {Text: "Status"}}}
	for _, at := range o.Duty.Times {
		tag := Tag{"Due", "blue"}
		switch {
		case at.Done != "":
			tag = Tag{"Done", "no-colour"}
		case at.Late:
			tag = Tag{"Overdue", "red"}
		}
		done := ""
		if at.Done != "" {
			done = at.Done.InWords()
		}
		t.Rows = append(t.Rows, []Cell{{Text: at.Due.InWords()}, {Text: done}, {Tag: &tag}})
	}
	return t.used()
}
