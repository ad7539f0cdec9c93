package web

import (
	"maps"
	"net/url"
	"slices"
	"strings"

	"concordat/ledger"
	"concordat/server/api"
)

// partiesPage is every party, and first those of whoever looks at it.
type partiesPage struct {
	layout
	Own     []Link
	Parties *Table
}

func partiesShow(v *visit) (page, error) {
	list, err := v.parties()
	if err != nil {
		return nil, err
	}
	p := &partiesPage{layout: layout{page: "parties", Title: "Obligations", Nav: "/parties"}}
	own := v.ownParties()
	if keepsRecord(v.me) || officer(v.me) {
		joining, err := v.joinable()
		if err != nil {
			return nil, err
		}
		if len(joining) > 0 {
			p.Own = append(p.Own, Link{joinPath, "Admit a party that the MoU names"})
		}
	}
	for _, party := range list.Items {
		if slices.Contains(own, party.Code) {
			p.Own = append(p.Own, Link{obligationsPath(party.Code), "What " + party.Name + " is bound to"})
		}
	}
	p.Parties = &Table{Caption: "All parties", Columns: []Column{{Text: "Party"}, {Text: "Code"}, {Text: "MoU"}, {Text: "Now"}}}
	for _, party := range list.Items {
		signed := "Not signed"
		if party.Signed != nil {
			signed = "Signed on " + party.Signed.Time.Day().InWords()
		}
		p.Parties.Rows = append(p.Parties.Rows, []Cell{{Text: party.Name, Href: obligationsPath(party.Code)}, {Text: party.Code}, {Text: signed}, {Text: nowWords(party)}})
	}
	p.Parties.used()
	return p, nil
}

// nowWords is what has become of a party, if anything has.
func nowWords(p api.Party) string {
	switch {
	case p.Merged != nil:
		return "Merged on " + p.Merged.On.InWords()
	case len(p.Leaving) > 0:
		return "Has given notice to leave"
	case p.Conditions != "":
		return "Authorised with conditions"
	}
	return ""
}

func obligationsPath(party string) string {
	return "/parties/" + url.PathEscape(party) + "/obligations"
}

// ownParties are those for which whoever looks at the page holds a seat, or of which
// they are an officer.
func (v *visit) ownParties() (codes []string) {
	if v.me == nil {
		return nil
	}
	for _, r := range v.me.Roles {
		if r.Role == ledger.RoleOfficer {
			codes = append(codes, r.Party)
		}
	}
	if len(codes) == 0 && v.me.Party != "" {
		codes = append(codes, v.me.Party)
	}
	return codes
}

// partyArea are the pages of one party, of which that at the path is the current.
func partyArea(code, current string) (items []NavItem) {
	root := "/parties/" + url.PathEscape(code)
	for _, l := range []Link{
		{"/obligations", "What it is bound to"}, {"/changes", "What has changed"}, {"/statement", "Statement"}, {"/balances", "Balances"}, {"", "Authority"},
	} {
		items = append(items, NavItem{Link{root + l.Href, l.Text}, l.Href == current})
	}
	return append(items, NavItem{Link{"/funds?party=" + url.QueryEscape(code), "Funds"}, false}, NavItem{Link{"/what-if?party=" + url.QueryEscape(code), "What if"}, false})
}

// partyPage is a party: who acts for it, what it approved for itself beforehand and what
// of that is left.
type partyPage struct {
	layout
	Area        []NavItem
	Needs       []Task // its officer now
	Facts       []Row
	Do          []Link // what its officer does
	Authorities []authorityShown
	Ended       []authorityShown
	Commitments *Table
	Figures     *Table
}

// authorityShown is an authority with its limits.
type authorityShown struct {
	Title  string
	Facts  []Row
	Limits *Table
	Do     []Link
}

func partyShow(v *visit) (page, error) {
	party, err := v.client.Party(v.ctx, v.path("party"))
	if err != nil {
		return nil, err
	}
	p := &partyPage{
		layout: layout{page: "party", Title: party.Name, Caption: party.Code, Nav: "/parties", Back: &Link{"/parties", "All parties"}},
		Area:   partyArea(party.Code, ""), Facts: partyFacts(party),
	}
	if keepsRecord(v.me) && party.Established == "" {
		p.Do = []Link{{"/parties/" + url.PathEscape(party.Code) + "/establish", "Record that it was established"}}
	}
	if v.actsFor(party.Code) {
		sign, err := v.signLinks(party.Code)
		if err != nil {
			return nil, err
		}
		p.Do = append(append(p.Do, sign...), Link{authorityPath(party.Code), "Give an authority"})
		leads, err := v.leadsOf(party.Code)
		if err != nil {
			return nil, err
		}
		if len(leads) > 0 {
			p.Do = append(p.Do, Link{commitPath(party.Code), "Commit money as a lead"})
		}
		p.Do = append(p.Do, v.leavingLinks(party)...)
	}
	if p.Needs, err = v.toRatify([]api.Party{party}); err != nil {
		return nil, err
	}
	if v.recordsOf(party.Code) {
		p.Do = append(p.Do, Link{figurePath(party.Code), "Record a figure"})
	}
	today := v.ledger.Time.Day()
	for _, room := range party.Room {
		shown, given := showAuthority(room, party.Authorities)
		shown.Do = v.authorityDo(party.Code, given)
		if room.InForce {
			p.Authorities = append(p.Authorities, shown)
		} else {
			shown.Limits = nil
			p.Ended = append(p.Ended, shown)
		}
	}
	p.Commitments = commitmentsTable(party)
	if len(party.Figures) > 0 {
		p.Figures = &Table{Caption: "Figures in force on " + today.InWords(), Columns: []Column{{Text: "Figure"}, {Text: "Value", Numeric: true}, {Text: "Unit"}, {Text: "Period"}, {Text: "Source"}}}
		for _, name := range slices.Sorted(maps.Keys(party.Figures)) {
			f := party.Figures[name]
			p.Figures.Rows = append(p.Figures.Rows, []Cell{{Text: codeWords(name)}, {Text: thousands(f.Value), Numeric: true}, {Text: strings.ReplaceAll(f.Unit, "_", " ")}, {Text: yearInWords(f.Period)}, {Text: f.Source}})
		}
	}
	return p, nil
}

func partyFacts(party api.Party) []Row {
	rows := []Row{}
	add := func(key string, values ...string) {
		if len(values) > 0 && values[0] != "" {
			rows = append(rows, Row{Key: key, Values: values})
		}
	}
	if party.Signed != nil {
		add("Signed the MoU", "Version "+number(party.Signed.Version)+", on "+day(party.Signed.Time.Day()))
	} else {
		add("Signed the MoU", "Not yet")
	}
	if party.Established != "" {
		add("Established", day(party.Established))
	}
	add("Conditions", party.Conditions)
	add("Note", party.Note)
	var seats []string
	for _, s := range party.Seats {
		words := s.Seat + ": "
		if s.Holder == "" {
			words += "vacant"
		} else {
			words += s.Holder
		}
		for _, d := range party.Deputies {
			if d.Seat == s.Seat {
				words += ", deputy " + d.Person
			}
		}
		seats = append(seats, words)
	}
	add("Seats", seats...)
	add("Officers", party.Officers...)
	for _, l := range party.Leaving {
		what := codeWords(l.Function)
		if l.Function == "*" {
			what = "every function"
		}
		add("Leaves", what+", from "+day(l.Effective))
	}
	return rows
}

// showAuthority is an authority and what of each of its limits is used and left.
func showAuthority(room api.AuthorityRoom, list []ledger.AuthorityFacts) (authorityShown, ledger.AuthorityFacts) {
	a := list[slices.IndexFunc(list, func(a ledger.AuthorityFacts) bool { return a.ID == room.ID && a.Entry == room.Entry })]
	shown := authorityShown{Title: a.ID, Facts: authorityRows(a.AuthorityGiven)}
	if a.Spend == (ledger.Limit{}) && a.Loss == (ledger.Limit{}) {
		shown.Facts = append(shown.Facts, Row{Key: "Limits", Values: []string{"Only what costs and loses nothing"}})
		return shown, a
	}
	t := &Table{Caption: "Limits of " + a.ID, Under: true, Columns: []Column{{Text: "Limit"}, {Text: "May spend", Numeric: true}, {Text: "Used", Numeric: true}, {Text: "Left", Numeric: true}, {Text: "May lose", Numeric: true}, {Text: "Used", Numeric: true}, {Text: "Left", Numeric: true}}}
	none := Cell{Numeric: true}
	pence := func(n int64) Cell { return Cell{Text: ledger.Pounds(n), Numeric: true} }
	t.Rows = append(t.Rows, []Cell{{Text: "In one decision", OneLine: true}, pence(a.Spend.Action), none, none, pence(a.Loss.Action), none, none})
	for _, y := range room.Years {
		t.Rows = append(t.Rows, []Cell{{Text: yearInWords(y.Year)}, pence(a.Spend.Year), pence(y.Spend), pence(a.Spend.Year - y.Spend), pence(a.Loss.Year), pence(y.Loss), pence(a.Loss.Year - y.Loss)})
	}
	t.Total = []Cell{{Text: "In all"}, pence(a.Spend.Life), pence(room.Spend), pence(a.Spend.Life - room.Spend), pence(a.Loss.Life), pence(room.Loss), pence(a.Loss.Life - room.Loss)}
	shown.Limits = t
	return shown, a
}

// authorityRows are what an authority is for, and by which it was given.
func authorityRows(a ledger.AuthorityGiven, limits ...Row) []Row {
	function := codeWords(a.Function)
	if a.Function == "*" {
		function = "Every function"
	}
	var types []string
	for _, t := range a.Types {
		types = append(types, api.TypeWords(t))
	}
	dates := "From " + a.From.InWords()
	if a.Until != "" {
		dates += " to " + a.Until.InWords()
	}
	decides := "Decides without asking the governing body, within these limits"
	if a.Committee != committeeDecides {
		decides = "Recommends, and the governing body ratifies"
	}
	by := []string{"Constitution version " + a.Constitution.Version + ", clause " + a.Constitution.Clause, "Governing body’s resolution " + a.Resolution.Ref + " of " + a.Resolution.On.InWords()}
	for _, given := range a.Approvals {
		by = append(by, "Approved by "+given.By+": "+given.Ref+" of "+given.On.InWords())
	}
	rows := append([]Row{
		{Key: "For", Values: []string{function}},
		{Key: "Kinds of motion", Values: []string{upperFirst(listed(types))}},
		{Key: "Its committee", Values: []string{decides}},
	}, limits...)
	return append(rows, Row{Key: "In force", Values: []string{dates}}, Row{Key: "Given by", Values: by})
}

func commitmentsTable(party api.Party) *Table {
	if len(party.Commitments) == 0 {
		return nil
	}
	t := &Table{Caption: "What decisions cost it, by year", Columns: []Column{{Text: "Decision"}, {Text: "Function"}, {Text: "Year"}, {Text: "Spends", Numeric: true}, {Text: "Loses", Numeric: true}}}
	for _, c := range party.Commitments {
		first := Cell{Text: c.Decision, Href: "/decisions/" + c.Decision}
		if c.Decision == "" {
			first = Cell{Text: "Several, as lead"}
		}
		t.Rows = append(t.Rows, []Cell{first, {Text: codeWords(c.Function)}, {Text: yearInWords(c.Year)}, above(c.Spend), above(c.Loss)})
	}
	return t
}
