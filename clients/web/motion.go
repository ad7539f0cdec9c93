package web

import (
	"cmp"
	"maps"
	"net/http"
	"slices"
	"strings"

	"concordat/ledger"
	"concordat/server/api"
)

// motionPage is a motion: what it means for the party of whoever looks at it comes
// first, and what it says next.
type motionPage struct {
	layout
	Ref     string
	Status  Tag
	Closes  ledger.Time // while it is open
	Binding string      // advisory or binding, at a glance
	Means   []meaning   // for the parties that the looker reads for
	Warned  []string    // the instructions of the governing bodies

	Text       []string
	Options    []string
	Conditions []string
	Facts      []Row
	Papers     []Link
	Needed     []string
	Checks     *Checks
	Costs      *Table
	Votes      *Table
	Reasons    []Reason
	Stand      *Table
	Interests  []string

	Ways    []Link // to vote: one from each seat
	WhyNot  string // there is none
	Decided string // path of the decision
	Do      []Link // what else whoever looks does about it
}

func motionShow(v *visit) (page, error) {
	m, err := v.client.MotionNeeding(v.ctx, v.path("motion"))
	if err != nil {
		return nil, err
	}
	names, err := v.names()
	if err != nil {
		return nil, err
	}
	p := &motionPage{
		layout: layout{page: "motion", Title: m.Title, Caption: m.Ref, Nav: "/", Back: &Link{"/", "Your votes"}},
		Ref:    m.Ref, Status: motionTag(m.MotionSummary), Binding: bindingWords(m.Route), Text: m.Text, Options: m.Options, Conditions: m.Conditions, Facts: motionFacts(m, names),
	}
	if v.me == nil {
		p.Back = &Link{"/motions", "Motions"}
	}
	if n := len(m.Papers); n > papersShown {
		p.Papers = []Link{{papersPath(m.Ref), "All " + number(int64(n)) + " papers"}}
	} else if p.Papers, err = v.paperLinks(m, m.Papers); err != nil {
		return nil, err
	}
	for _, i := range m.Interests {
		p.Interests = append(p.Interests, interestWords(i))
	}
	switch {
	case m.Needed != nil:
		p.Needed = m.Needed.Words
	case m.Status.Status == ledger.MotionOpen:
		p.Needed = []string{cmp.Or(m.Unknown, api.NeededLater)}
	}
	p.Do = v.handLink(m)
	if v.amends(m) {
		p.Do = append(p.Do, Link{"/motions/" + m.Ref + "/amend", "Change what it says"})
	}
	p.Do = append(p.Do, v.againLink(m)...)
	if officer(v.me) && undecided(m.MotionSummary) {
		p.Do = append(p.Do, Link{"/motions/" + m.Ref + "/instruct", "Record your governing body’s instruction"})
	}
	seats := v.seatsOn(m)
	ways, whyNot, err := v.waysToVote(m, seats, names)
	if err != nil {
		return nil, err
	}
	// Of the seat that they come for it is told first, and of what they have besides by a link.
	if at := slices.IndexFunc(seats, func(s ownSeat) bool { return s.Seat == v.request.URL.Query().Get("seat") }); at >= 0 && len(seats) > 1 && whyNot == "" {
		if m.Status.Status == ledger.MotionOpen {
			p.Do = append(p.Do, slices.Delete(slices.Clone(ways), at, at+1)...)
		}
		ways, seats = ways[at:at+1], seats[at:at+1]
	}
	for _, s := range seats {
		if words := instructed(m, s.Seat); words != "" {
			if len(seats) > 1 {
				words = s.called(names, seats) + ": " + lowerFirst(words)
			}
			p.Warned = append(p.Warned, words)
		}
	}
	switch m.Status.Status {
	case ledger.MotionDecided:
		p.Decided = "/decisions/" + m.Ref
	case ledger.MotionOpen:
		p.Closes = m.Closes
		if err := p.ahead(v, m, seats, names); err != nil {
			return nil, err
		}
		p.Ways, p.WhyNot = ways, whyNot
	default:
		if err := p.ahead(v, m, seats, names); err != nil {
			return nil, err
		}
		p.WhyNot = "It is not open for votes: its status is " + lowerFirst(m.Words) + "."
	}
	if m.Opened != nil {
		p.Votes = votesTable(m.Votes, m.Waiting, names, m.Status.Status == ledger.MotionOpen)
		if p.Reasons, err = v.reasons(m, names); err != nil {
			return nil, err
		}
		var checks []ledger.Check
		if p.Checks != nil {
			checks = p.Checks.List
		}
		p.Stand = standTable(m, checks)
	}
	return p, nil
}

// ahead is what would follow: the rules as the votes stand, and what the motion would
// mean for the party that somebody votes for, or reads for. A motion on which the rules
// give no answer yet is shown without.
func (p *motionPage) ahead(v *visit, m api.Motion, own []ownSeat, names map[string]string) error {
	now, err := v.preview(api.PreviewRequest{Motion: m.Ref, Votes: []api.PreviewVote{}})
	if unanswered(err) {
		return nil
	}
	if err != nil {
		return err
	}
	p.Checks, p.Costs = checksOf("Rules that decide it, as the votes stand", now.Checks), costsTable(now.Stakes, names)
	parties, mine := v.ownParties(), map[string][]string{}
	if len(own) > 0 {
		parties = nil
	}
	for _, s := range own {
		if mine[s.Party] == nil {
			parties = append(parties, s.Party)
		}
		mine[s.Party] = append(mine[s.Party], s.Seat)
	}
	for _, party := range parties {
		rows := stakeRows(m, now.Stakes, party)
		key, seats := "Bound even if it votes against", seatsOf(m, party)
		if len(mine[party]) > 0 {
			key, seats = "Bound even if you vote against", mine[party]
		}
		if len(seats) > 0 && len(m.Options) == 0 && m.Route != ledger.RouteAdvisory {
			outvoted, err := v.preview(outvoting(m, seats))
			switch {
			case err == nil:
				rows = append(rows, Row{Key: key, Values: []string{evenIfAgainst(outvoted, party)}})
			case unanswered(err):
			default:
				return err
			}
		}
		binding, err := v.bindingRows(m, now.Stakes, party)
		if err != nil {
			return err
		}
		if rows = append(rows, binding...); len(rows) > 0 {
			p.Means = append(p.Means, meaning{names[party], rows})
		}
	}
	return nil
}

// unanswered tells that the rules gave no answer, and no fault of the server's is to blame.
func unanswered(err error) bool {
	problem := problemOf(err)
	return problem != nil && problem.Status != http.StatusInternalServerError
}

// later tells that whoever asks again in a moment may be answered.
func later(err error) bool {
	problem := problemOf(err)
	return problem != nil && (problem.Status == http.StatusTooManyRequests || problem.Status == http.StatusServiceUnavailable)
}

// seatsOf are a party's on the roll of an open motion.
func seatsOf(m api.Motion, party string) (seats []string) {
	if m.Opened == nil {
		return nil
	}
	for _, r := range m.Opened.Roll {
		if r.Party == party {
			seats = append(seats, r.Seat)
		}
	}
	return seats
}

// outvoting asks what followed if these seats voted against and all that have not voted
// did for.
func outvoting(m api.Motion, seats []string) api.PreviewRequest {
	r := api.PreviewRequest{Motion: m.Ref}
	for _, seat := range seats {
		r.Votes = append(r.Votes, api.PreviewVote{Seat: seat, Choice: ledger.ChoiceAgainst})
	}
	for _, w := range m.Waiting {
		if !slices.Contains(seats, w.Seat) {
			r.Votes = append(r.Votes, api.PreviewVote{Seat: w.Seat, Choice: ledger.ChoiceFor})
		}
	}
	return r
}

// instructed is what the governing body says of a seat's vote on the present text.
func instructed(m api.Motion, seat string) string {
	for _, i := range m.Instructions {
		if i.Seat == seat && i.Text == m.TextID {
			return "Your governing body instructs this seat to vote " + i.Choice + ", by resolution " + i.Resolution.Ref + " of " + i.Resolution.On.InWords() + "."
		}
	}
	return ""
}

func bindingWords(route string) string {
	if route == ledger.RouteAdvisory {
		return "Advisory. Whatever the result, it binds nobody."
	}
	return "Binding if carried. It is decided by " + api.RouteWords(route) + "."
}

// evenIfAgainst says whether a party is bound by a motion that is carried against its
// vote.
func evenIfAgainst(p api.Preview, party string) string {
	if p.Outcome != ledger.OutcomeCarried {
		return "It cannot be carried if you vote against"
	}
	for _, o := range p.Parties {
		if o.Party != party {
			continue
		}
		switch o.Bound {
		case ledger.BoundNot:
			return "No" + inClause(o.Clause)
		case ledger.BoundOnRatification:
			return "Yes, once your governing body ratifies" + inClause(o.Clause)
		}
		return "Yes" + inClause(o.Clause)
	}
	return "No"
}

func inClause(clause string) string {
	if clause == "" {
		return ""
	}
	return ", clause " + clause
}

// bindingRows say by which signature of the MoU a party is bound by a motion that is
// carried, what it may commit by itself, and who leads for it.
func (v *visit) bindingRows(m api.Motion, stakes []ledger.Stake, party string) (rows []Row, err error) {
	if m.Lead != nil {
		names, err := v.partyNames()
		if err != nil {
			return nil, err
		}
		rows = append(rows, Row{Key: "Lead commissioner", Values: []string{names[m.Lead.Party]}})
	}
	at := slices.IndexFunc(stakes, func(k ledger.Stake) bool { return k.Party == party })
	version := v.ledger.MoU
	if m.Opened != nil && m.Opened.Version > 0 {
		version = m.Opened.Version
	}
	if m.Route == ledger.RouteAdvisory || at < 0 || version == 0 {
		return rows, nil
	}
	mou, err := v.client.MoU(v.ctx, version)
	if err != nil {
		return nil, err
	}
	because := Row{Key: "Binding because"}
	for _, s := range mou.Signed {
		if s.Party == party {
			because.Values = append(because.Values, "MoU version "+number(version)+inClause(stakes[at].Clause)+", signed for "+s.Name+" on "+day(s.Time.Day()))
		}
	}
	for _, l := range stakes[at].Limits {
		if l.Span == "action" {
			because.Values = append(because.Values, map[string]string{"spend": "It may commit up to ", "loss": "It may lose up to "}[l.Of]+pounds(l.Limit)+" by one decision without governing body approval")
		}
	}
	if len(because.Values) > 0 {
		rows = append(rows, because)
	}
	return rows, nil
}

// stakeRows are what a motion means in money to one party, were it carried.
func stakeRows(m api.Motion, stakes []ledger.Stake, party string) []Row {
	var rows []Row
	for _, k := range stakes {
		if k.Party != party {
			continue
		}
		for _, y := range k.Years {
			if words := yearWords(y); len(words) > 0 {
				rows = append(rows, Row{Key: "In " + yearInWords(y.Year), Values: words})
			}
		}
		if m.Settles != nil {
			if said := settlesWords(*m.Settles, m.Settles.Amounts[party]); said != "" {
				rows = append(rows, Row{Key: "When it is settled", Values: []string{upperFirst(said)}})
			}
		}
		if len(rows) == 0 {
			rows = append(rows, Row{Key: "Cost", Values: []string{"It costs nothing"}})
		}
		authority := []string{k.Words + inClause(k.Clause)}
		if k.Given != "" {
			authority = append(authority, "Given by "+k.Given)
		}
		rows = append(rows, Row{Key: "Your authority", Values: authority})
		ratify := "No"
		if ratified(k) {
			ratify = "Yes, by your governing body"
		}
		rows = append(rows, Row{Key: "Needs ratification", Values: []string{ratify}})
	}
	return rows
}

// ratified tells whether the party is bound only once its governing body has ratified.
func ratified(k ledger.Stake) bool {
	return slices.Contains([]string{"exceeded", "recommends", "none"}, k.Standing)
}

// besideRiskShare is what a party pays and is owed in a year without what a risk share
// moves, which is told apart.
func besideRiskShare(y ledger.StakeYear) (pays, owed int64) {
	return y.Pays - max(0, y.RiskShare), y.Owed - max(0, -y.RiskShare)
}

func yearWords(y ledger.StakeYear) []string {
	var words []string
	say := func(what string, pence int64) {
		if pence > 0 {
			words = append(words, what+" "+pounds(pence))
		}
	}
	pays, owed := besideRiskShare(y)
	say("Pays", pays)
	say("Is owed", owed)
	if y.RiskShare != 0 {
		say("Loses before the risk share", y.Before)
		say("Gains before the risk share", -y.Before)
		say("Pays into the risk share", y.RiskShare)
		say("Receives from the risk share", -y.RiskShare)
		say("Loses in the end", y.After)
		say("Gains in the end", -y.After)
	} else {
		say("Loses", y.After)
		say("Gains", -y.After)
	}
	return words
}

// yearInWords is a financial year as people say it: 2015 to 2016.
func yearInWords(year string) string {
	from, to, ok := strings.Cut(year, "-")
	if !ok || len(from) != 4 || len(to) != 2 {
		return year
	}
	if to == "00" {
		return year
	}
	return from + " to " + from[:2] + to
}

// leftToBear is what a party loses once a risk share has moved some of it to others.
const leftToBear = "Left to bear"

// costsTable is what a motion means in money to every party; nil if to none.
func costsTable(stakes []ledger.Stake, names map[string]string) *Table {
	t := &Table{Caption: "What it means for each party, if it is carried", Columns: []Column{{Text: "Party"}, {Text: "Year"}, {Text: "Pays", Numeric: true}, {Text: "Part of what all pay", Bar: true}, {Text: "Is owed", Numeric: true}, {Text: "Loses", Numeric: true}, {Text: "Gains", Numeric: true}}}
	paid := map[string]int64{} // in each year, by all
	for _, k := range stakes {
		for _, y := range k.Years {
			if paid[y.Year] += y.Pays; y.RiskShare != 0 { // what it moves is beside it
				t.Columns[5].Text, t.Columns[6].Text = leftToBear, "Left to gain"
			}
		}
	}
	for _, k := range stakes {
		for _, y := range k.Years {
			var share *Bar
			if y.Pays > 0 {
				share = barOf(y.Pays, paid[y.Year])
			}
			if y.Pays != 0 || y.Owed != 0 || y.After != 0 {
				t.Rows = append(t.Rows, []Cell{{Text: names[k.Party]}, {Text: yearInWords(y.Year)}, above(y.Pays), {Bar: share}, above(y.Owed), above(y.After), above(-y.After)})
			}
		}
	}
	if len(t.Rows) == 0 {
		return nil
	}
	return t.used()
}

// above is an amount above nothing.
func above(pence int64) Cell {
	if pence <= 0 {
		return Cell{Numeric: true}
	}
	return Cell{Text: ledger.Pounds(pence), Numeric: true}
}

// votesTable is the vote that stands from each seat, and who has not voted.
func votesTable(votes []ledger.VoteFacts, waiting []ledger.RollSeat, names map[string]string, open bool) *Table {
	t := &Table{Caption: "Who has voted, and how", Stacks: true, Brief: true, Columns: []Column{{Text: "Party"}, {Text: "Vote"}, {Text: "By"}, {Text: "When"}}}
	stand := ledger.Standing(votes)
	for _, vote := range stand {
		by := called(names, vote.Person)
		if vote.Deputy {
			by += ", deputy"
		}
		by += ", " + assuranceWords(vote)
		choice := api.ChoiceWords(vote.Choice)
		if vote.Casting != "" {
			choice += "; casting vote " + lowerFirst(api.ChoiceWords(vote.Casting))
		}
		t.Rows = append(t.Rows, []Cell{{Text: names[vote.Party]}, {Text: choice}, {Text: by}, {Text: when(vote.Time), Href: receiptPath(vote.Entry)}})
	}
	none := "Did not vote"
	if open {
		none = "Not yet voted"
	}
	for _, w := range waiting {
		if slices.ContainsFunc(stand, func(vote ledger.VoteFacts) bool { return vote.Seat == w.Seat }) {
			continue // what was recorded says that nobody has confirmed it
		}
		t.Rows = append(t.Rows, []Cell{{Text: names[w.Party]}, {Text: none}, {}, {}})
	}
	if len(t.Rows) == 0 {
		return nil
	}
	return t
}

// assuranceWords say how it is known that a vote is the voter's.
func assuranceWords(vote ledger.VoteFacts) string {
	switch {
	case vote.Unconfirmed:
		return lowerFirst(notConfirmed)
	case vote.Assurance == ledger.AssuranceRecorded:
		return "recorded by secretary, confirmed by " + vote.Confirmed
	case vote.Assurance == ledger.KeyPasskey:
		return "signed with a passkey"
	case vote.Assurance == ledger.AssuranceShown:
		return "hand shown, recorded by the secretary"
	}
	return "signed with a key"
}

// carriedRows are what a motion does if it is carried, besides what its words say.
func carriedRows(m ledger.Motion, names map[string]string) (rows []Row) {
	add := func(key string, values ...string) { rows = append(rows, Row{Key: key, Values: values}) }
	if p := m.Pool; p != nil {
		fund := names[p.Host] + " holds the fund for " + yearInWords(p.Year)
		if p.Fund != "" {
			fund += ", as " + p.Fund
		}
		lines := []string{fund}
		for _, l := range p.Lines {
			lines = append(lines, lineWords(l, names))
		}
		add("Pooled fund", lines...)
	}
	if l := m.Lead; l != nil {
		from := names[l.Party] + ", from " + day(l.From)
		if l.Until != "" {
			from += " until " + day(l.Until) + ", that day included"
		}
		lines := []string{from, "May commit " + ledger.Pounds(l.Limit.Action) + " in one action, " + ledger.Pounds(l.Limit.Year) + " in a year and " + ledger.Pounds(l.Limit.Life) + " in all without asking"}
		for _, d := range l.Duties {
			lines = append(lines, "Must: "+d.What+", "+everyWords(d.Every)+", first on "+day(d.First))
		}
		add("Lead commissioner", lines...)
	}
	if r := m.RiskShare; r != nil {
		add("Risk share", number(r.Num)+"/"+number(r.Den)+" of what some parties lose is repaid by those that gain, year by year")
	}
	if x := m.Varies; x != nil {
		add("Changes an earlier decision", x.Decision+" is to be "+x.How)
	}
	if m.Lapses != "" {
		add("Opened at the latest", day(m.Lapses))
	}
	return append(rows, partRows(m, names)...)
}

// lineWords say of a line of a fund what it comes to, in what, when and who pays it.
func lineWords(l ledger.PoolLine, names map[string]string) string {
	words := givenWords(l) + ": " + ledger.Pounds(l.Pence)
	if l.Kind == "cash" {
		words += " in money"
	}
	if l.WTE > 0 {
		words += ", " + strings.TrimPrefix(ledger.Pounds(l.WTE), "£") + " whole-time equivalents"
	}
	kind, often := "revenue", "once"
	if l.Capital {
		kind = "capital"
	}
	if l.Recurrent {
		often = "every year"
	}
	words += ", " + kind + ", " + often
	if l.Line != "" {
		words += ", line " + l.Line
	}
	if l.Variable {
		words += ", what is over or left of it is shared"
	}
	words += ". Due " + dueWords(l)
	if len(l.Instalments) > 0 {
		var days []string
		for _, d := range l.Instalments {
			days = append(days, d.InWords())
		}
		words += ": " + listed(days)
	}
	if l.Share.By != "fixed" {
		return words + ". Shared: " + lowerFirst(shareWords(l.Share))
	}
	var pays []string
	for _, code := range slices.Sorted(maps.Keys(l.Share.Amounts)) {
		pays = append(pays, cmp.Or(names[code], code)+" "+ledger.Pounds(l.Share.Amounts[code]))
	}
	return words + ". Fixed amounts: " + listed(pays)
}

// everyWords say how often a duty is to be done.
func everyWords(every string) string {
	if every == "once" {
		return every
	}
	return "every " + strings.ReplaceAll(every, "_", " ")
}

// motionFacts are the rest of what a motion says of itself.
func motionFacts(m api.Motion, names map[string]string) []Row {
	mover := m.Mover
	if m.MoverParty != "" {
		mover = names[m.MoverParty] + " (" + m.Mover + ")"
	}
	rows := []Row{
		{Key: "Type", Values: []string{upperFirst(api.TypeWords(m.Type))}},
		{Key: "Moved by", Values: []string{mover + ", " + when(m.Moved)}},
	}
	add := func(key string, values ...string) { rows = append(rows, Row{Key: key, Values: values}) }
	if m.Notice != nil {
		add("Notice given", when(m.Notice.Given))
	}
	rows = append(rows, carriedRows(motionOf(m), names)...)
	if x := m.Impact; x != nil {
		rows = append(rows, Row{Key: "Costs are measured against", Values: []string{x.Baseline}, Action: &RowAction{"/motions/" + m.Ref + "/impact", "Read the impact statement", ""}})
	}
	if m.Meeting != "" {
		add("Meeting", m.Meeting)
	}
	if said := instructions(m, names); len(said) > 0 {
		add("Instructions of governing bodies", said...)
	}
	add("Check code of the text", ledger.CheckCode(m.TextID))
	return rows
}

func interestWords(i ledger.InterestFacts) string {
	words := i.Person + ": " + lowerFirst(natureWords(i.Nature)) + " interest"
	if len(i.Rulings) == 0 {
		return words + ", not ruled on yet"
	}
	// It is ruled on by two people, who may differ: each is told with what they said last.
	var rulings []string
	by := map[string][]string{}
	for n, r := range i.Rulings {
		if slices.ContainsFunc(i.Rulings[n+1:], func(later ledger.RulingByFact) bool { return later.Person == r.Person }) {
			continue
		}
		if by[r.Ruling] == nil {
			rulings = append(rulings, r.Ruling)
		}
		by[r.Ruling] = append(by[r.Ruling], r.Person)
	}
	for _, ruling := range rulings {
		words += ", " + lowerFirst(rulingWords(ruling)) + " by the ruling of " + listed(by[ruling])
	}
	return words
}

// partyNames are the parties' names by their codes.
func (v *visit) partyNames() (map[string]string, error) {
	parties, err := v.parties()
	if err != nil {
		return nil, err
	}
	names := map[string]string{}
	for _, p := range parties.Items {
		names[p.Code] = p.Name
	}
	return names, nil
}

func receiptPath(entry int64) string { return "/receipts/" + number(entry) }

func motionTag(m api.MotionSummary) Tag {
	switch m.Status.Status {
	case ledger.MotionDraft, ledger.MotionWithdrew:
		return Tag{m.Words, "grey"}
	case ledger.MotionNotice:
		return Tag{m.Words, "blue"}
	case ledger.MotionOpen, ledger.MotionShown:
		return Tag{m.Words, "yellow"}
	}
	return outcomeTag(m.Outcome, m.Words)
}
