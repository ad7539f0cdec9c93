package ledger

import (
	"fmt"
	"iter"
	"maps"
	"slices"
	"strings"
)

// Pooled funds: what decisions make of them year by year, and what is stated of
// them in the year. A fund has a year from when a carried decision with a
// pool for it takes effect and its contributions are owed, and for as long.

// Fund is a pooled fund as recorded.
type Fund struct {
	Fund, Function string
	Years          map[string]FundRecord
}

// FundRecord is what was decided and stated of a fund's year.
type FundRecord struct {
	Decisions   []string      // carried with a pool for it, in order; the last in effect makes it up
	Agreed      []string      // carried decisions that say who gets what is left
	Reports     []ReportFacts // the latest of each period, in order of what they run to
	Changes     []Digest
	Virements   []VirementFacts
	Notices     []OverspendFacts
	Lifted      []LiftedFacts // of each party the latest stands
	Outturns    []OutturnFacts
	Settlements []SettlementFacts
	Named       []Digest // documents that were ever named
}

// name notes a document that a statement names.
func (r *FundRecord) name(p *Paper) {
	if p != nil {
		r.Named = with(r.Named, p.SHA256)
	}
}

// Fund is a pooled fund by its name.
func (v View) Fund(name string) (Fund, bool) { return v.s.funds.get(v.draft, name) }

// Funds are all of them, in the order in which they were first decided.
func (v View) Funds() iter.Seq2[string, Fund] { return v.s.funds.all(v.draft) }

// FundFacts is a fund as it stands: every year that a decision in effect makes up.
// Where a party has merged, who stands in its place on the day is named instead.
type FundFacts struct {
	Fund     string               `json:"fund"`
	Function string               `json:"function"`
	Years    map[string]*FundYear `json:"years"` // by financial year
}

// FundYear is one year of a fund. All money is in pence.
type FundYear struct {
	Decision      string              `json:"decision"` // that makes it up
	Entry         int64               `json:"entry"`    // of that decision
	Decided       Time                `json:"decided"`
	Confirmed     Time                `json:"confirmed"` // when the last of the parties was bound: by the decision, or by ratifying it
	Host          string              `json:"host"`
	HostType      string              `json:"host_type"`
	Parties       []string            `json:"parties"`       // that take part: those that the decision binds, sorted
	Lines         []PoolLine          `json:"lines"`         // as decided, each with its code
	Contributions []ContributionFacts `json:"contributions"` // as decided; what changes add stands with them
	Changes       []ChangeFacts       `json:"changes"`
	Virements     []VirementFacts     `json:"virements"`
	Reports       []ReportFacts       `json:"reports"` // the latest of each period
	Notices       []OverspendFacts    `json:"notices"`
	Lifted        []LiftedFacts       `json:"lifted"`   // the latest of each party
	Outturns      []OutturnFacts      `json:"outturns"` // in order
	Settlements   []SettlementFacts   `json:"settlements"`
	Agreed        []AgreedFacts       `json:"agreed"` // decisions in effect on who gets what is left
}

// ContributionFacts is one obligation to pay into a fund, or to give back out of it.
type ContributionFacts struct {
	Obligation string `json:"obligation"`
	Party      string `json:"party"`          // that contributes, or is given back to
	Line       string `json:"line,omitempty"` // none where the rules that bound it knew of no lines
	Pence      int64  `json:"pence"`
	Refund     bool   `json:"refund,omitempty"` // it is given back: its pence lessen the contribution
	Recurrent  bool   `json:"recurrent"`
	Capital    bool   `json:"capital"`
	In         string `json:"in"`
	Due        Date   `json:"due"`
	Instalment int64  `json:"instalment,omitempty"`
	Status     string `json:"status"`
	Paid       int64  `json:"paid"`     // as the payer says
	Received   int64  `json:"received"` // as the payee says
}

// AgreedFacts is a decision on who gets what is left of a year.
type AgreedFacts struct {
	Decision string           `json:"decision"`
	Entry    int64            `json:"entry"`
	Amounts  map[string]int64 `json:"amounts"` // as Settles has them
}

// FundFacts is a fund with all its years, as known on a day.
func (v View) FundFacts(name string, day Date) (*FundFacts, bool) {
	f, ok := v.Fund(name)
	if !ok {
		return nil, false
	}
	return v.fundFacts(name, v.Size(), day, slices.Collect(maps.Keys(f.Years))...), true
}

// fundFacts is a fund with some of its years, by what had been recorded in the
// first size entries; nil if there is no such fund.
func (v View) fundFacts(name string, size int64, day Date, years ...string) *FundFacts {
	f, ok := v.Fund(name)
	if !ok {
		return nil
	}
	facts := &FundFacts{Fund: name, Function: f.Function, Years: map[string]*FundYear{}}
	for _, year := range years {
		if y := v.fundYear(f.Years[year], size, day); y != nil {
			facts.Years[year] = y
		}
	}
	return facts
}

// fundYear is nil while no decision in effect makes the year up.
func (v View) fundYear(r FundRecord, size int64, day Date) *FundYear {
	for _, ref := range slices.Backward(r.Decisions) {
		d, _ := v.Decision(ref)
		if d.Entry >= size || !v.effective(d, size) {
			continue
		}
		m, _ := v.Motion(ref)
		y := &FundYear{Decision: ref, Entry: d.Entry, Decided: d.Time, Confirmed: d.Time, Host: v.StandsFor(m.Pool.Host, size, day), Lines: m.Pool.lines()}
		if y.Contributions = v.contributions(d.Obligations, size, day, func(o Obligation) bool { return o.Change == "" }); len(y.Contributions) == 0 {
			continue
		}
		host, _ := v.Party(y.Host)
		y.HostType, y.Parties = host.Type, []string{}
		for _, o := range d.Parties {
			a, answered := d.Answers[o.Party]
			if o.Bound == BoundByVote || o.Bound == BoundAgainstVote || o.Bound == BoundOnRatification && answered && a.Entry < size && a.Status == "ratified" {
				y.Parties = append(y.Parties, v.StandsFor(o.Party, size, day))
				y.Confirmed = max(y.Confirmed, a.Time)
			}
		}
		slices.Sort(y.Parties)
		y.Parties = slices.Compact(y.Parties)
		v.accounts(y, r, size, day)
		return y
	}
	return nil
}

// accounts adds what was stated of a fund's year.
func (v View) accounts(y *FundYear, r FundRecord, size int64, day Date) {
	y.Changes = []ChangeFacts{}
	for _, id := range r.Changes {
		if c, _ := v.s.changes.get(v.draft, id); c.Entry < size {
			y.Changes = append(y.Changes, v.changeFacts(c, size, day))
		}
	}
	y.Virements = before(r.Virements, size, func(f VirementFacts) int64 { return f.Entry })
	y.Reports = before(r.Reports, size, func(f ReportFacts) int64 { return f.Entry })
	y.Notices = before(r.Notices, size, func(f OverspendFacts) int64 { return f.Entry })
	y.Outturns = before(r.Outturns, size, func(f OutturnFacts) int64 { return f.Entry })
	y.Lifted = []LiftedFacts{}
	for _, l := range r.lifted(size) {
		l.Party = v.StandsFor(l.Party, size, day)
		y.Lifted = append(y.Lifted, l)
	}
	y.Settlements = []SettlementFacts{}
	for _, s := range before(r.Settlements, size, func(f SettlementFacts) int64 { return f.Entry }) {
		s.Parties = v.inPlace(s.Parties, size, day)
		y.Settlements = append(y.Settlements, s)
	}
	y.Agreed = []AgreedFacts{}
	for _, ref := range r.Agreed {
		if d, _ := v.Decision(ref); d.Entry < size && v.effective(d, size) {
			m, _ := v.Motion(ref)
			y.Agreed = append(y.Agreed, AgreedFacts{Decision: ref, Entry: d.Entry, Amounts: v.inPlace(m.Settles.Amounts, size, day)})
		}
	}
}

// before leaves out what was recorded later.
func before[T any](all []T, size int64, entry func(T) int64) []T {
	return slices.DeleteFunc(append([]T{}, all...), func(f T) bool { return entry(f) >= size })
}

// inPlace is what amounts by party come to where some have merged.
func (v View) inPlace(amounts map[string]int64, size int64, day Date) map[string]int64 {
	now := map[string]int64{}
	for party, pence := range amounts {
		now[v.StandsFor(party, size, day)] += pence
	}
	return now
}

// contributions are those of these obligations that pay into a fund or give back
// out of it, that are wanted, and that are owed or discharged by now.
func (v View) contributions(refs []string, size int64, day Date, want func(Obligation) bool) []ContributionFacts {
	facts := []ContributionFacts{}
	for _, ref := range refs {
		o, _ := v.Obligation(ref)
		if o.Entry >= size || o.Kind != "contribution" && o.Kind != "refund" || !want(o) {
			continue
		}
		f := ContributionFacts{
			Obligation: ref, Party: v.StandsFor(o.Payer, size, day), Line: o.Line, Pence: o.Pence, Refund: o.Kind == "refund", Recurrent: o.Recurrent,
			Capital: o.Capital, In: o.In, Due: o.Due, Instalment: o.Instalment, Status: v.ObligationStatus(o, size, day),
		}
		if f.Refund {
			f.Party = v.StandsFor(o.Payee, size, day)
		}
		if f.Status == ObligationAwaiting || f.Status == ObligationEnded {
			continue
		}
		f.Paid, f.Received = o.discharged(size, day)
		facts = append(facts, f)
	}
	return facts
}

// discharged is what each side of an obligation says was paid and received by a day.
func (o Obligation) discharged(size int64, day Date) (paid, received int64) {
	for _, e := range o.Events {
		switch {
		case e.Entry >= size || e.On > day:
		case e.Kind == KindObligationPaid:
			paid += e.Pence
		case e.Kind == KindObligationReceived:
			received += e.Pence
		}
	}
	return paid, received
}

// yearBefore is the financial year before another.
func yearBefore(year string) string {
	y := number(year[:4])
	return fmt.Sprintf("%04d-%02d", y-1, y%100)
}

// fund notes that a carried decision makes up a year of a fund, or says who gets
// what is left of one.
func (s *State) fund(m MotionRecord) {
	if b := m.Settles; b != nil {
		s.year(b.Fund, b.Year, func(r *FundRecord) { r.Agreed = with(r.Agreed, m.Ref) })
	}
	if m.Pool == nil {
		return
	}
	if _, known := s.Draft().Fund(m.fund()); !known {
		s.funds.set(m.fund(), Fund{Fund: m.fund(), Function: m.Function})
	}
	s.year(m.fund(), m.Pool.Year, func(r *FundRecord) { r.Decisions = with(r.Decisions, m.Ref) })
}

// year changes what is recorded of a fund's year.
func (s *State) year(fund, year string, change func(*FundRecord)) {
	f, _ := s.Draft().Fund(fund)
	r := f.Years[year]
	change(&r)
	f.Years = withKey(f.Years, year, r)
	s.funds.set(fund, f)
}

// needFund adds a fund and its year, which must have begun, and all parties.
func (v View) needFund(q *Question, fund, year string, day Date) (*FundYear, error) {
	q.Input.Parties = v.allParties(day)
	return v.knownYear(&q.Input, fund, year, day)
}

// knownYear adds a fund with a year, which must have begun, and the year before,
// and who leads its function.
func (v View) knownYear(in *Input, fund, year string, day Date) (*FundYear, error) {
	in.Year, in.Fund = year, v.fundFacts(fund, v.Size(), day, year, yearBefore(year))
	if in.Fund == nil {
		return nil, refuse(CodeNotFound, "/payload/body/fund", "there is no fund %s: see the list of funds", fund)
	}
	in.Leads = v.leadsOf(in.Fund.Function, v.Size())
	y := in.Fund.Years[year]
	if y == nil {
		return nil, refuse(CodeNotFound, "/payload/body/year", "no decision in effect makes up the fund %s for %s: move a motion with a pool for that year, or have those ratify it whom it awaits", fund, year)
	}
	return y, nil
}

// known refuses a line that the fund has not.
func (y *FundYear) known(field, line string) error {
	codes := make([]string, len(y.Lines))
	for i, l := range y.Lines {
		codes[i] = l.Line
	}
	if !slices.Contains(codes, line) {
		return refuse(CodeNotFound, "/payload/body/"+field, "the fund has no line %s: its lines are %s", line, strings.Join(codes, ", "))
	}
	return nil
}

// whole checks that these are all lines of the fund, and no others.
func (y *FundYear) whole(stated []string) error {
	for i, line := range stated {
		if err := y.known(fmt.Sprintf("lines/%d/line", i), line); err != nil {
			return err
		}
	}
	for _, l := range y.Lines {
		if !slices.Contains(stated, l.Line) {
			return refuse(CodeConflict, "/payload/body/lines", "nothing is stated of line %s, %s: state every line, with 0 where there is nothing", l.Line, l.What)
		}
	}
	return nil
}

// takesPart refuses a party that the year's decision does not bind.
func (y *FundYear) takesPart(v View, field, party, fund string) error {
	if slices.Contains(y.Parties, party) {
		return nil
	}
	if _, ok := v.Party(party); !ok {
		return refuse(CodeNotFound, field, "no party has the code %s: see the list of parties", party)
	}
	return refuse(CodeConflict, field, "%s takes no part in the fund %s: %s does not bind it", v.PartyName(party), fund, y.Decision)
}

// fundYear checks which fund and year a statement is of.
func (s *shape) fundYear(fund, year string) {
	s.code("fund", fund)
	s.year("year", year)
}

// lineCodes checks that lines are named, each once.
func (s *shape) lineCodes(codes []string) {
	s.list("lines", len(codes), 1, MaxLines)
	for i, c := range codes {
		at := fmt.Sprintf("lines/%d/line", i)
		s.code(at, c)
		s.that(!slices.Contains(codes[:i], c), at, "line %s is stated twice", c)
	}
}

func ofFund(fund, year string) string { return "the fund " + fund + " for " + year }

// FundReported is what has been spent of a fund from the year's beginning to a day,
// and what its year is expected to come to. A report of a period for which there is
// one names that one, and takes its place.
type FundReported struct {
	Fund     string       `json:"fund"`
	Year     string       `json:"year"`
	Period   string       `json:"period"` // Q1 to Q4, or M01 (April) to M12
	To       Date         `json:"to"`     // in the period's last month
	Lines    []ReportLine `json:"lines"`  // all of the fund's
	Source   string       `json:"source"`
	Paper    *Paper       `json:"paper,omitempty"`
	Replaces Digest       `json:"replaces,omitempty"` // statement id of the report of this period so far
}

// ReportLine is one line's, in pence: spent and committed to date, and three views
// of what the year comes to.
type ReportLine struct {
	Line      string `json:"line"`
	Spend     int64  `json:"spend"`
	Committed int64  `json:"committed"` // not spent yet
	Low       int64  `json:"low"`
	Central   int64  `json:"central"`
	High      int64  `json:"high"`
}

// ReportFacts is a report as recorded.
type ReportFacts struct {
	FundReported
	ID     Digest `json:"id"`
	Author string `json:"author"`
	Party  string `json:"party"` // that the author spoke for
	Entry  int64  `json:"entry"`
	Time   Time   `json:"time"`
}

func (b *FundReported) codes() []string {
	codes := make([]string, len(b.Lines))
	for i, l := range b.Lines {
		codes[i] = l.Line
	}
	return codes
}

func (b *FundReported) shape(s *shape) {
	s.fundYear(b.Fund, b.Year)
	s.date("to", b.To)
	if s.err != nil {
		return
	}
	month, ok := lastMonth(b.Year, b.Period)
	s.that(ok, "period", "%q is no period of a year: Q1 to Q4, or M01 (April) to M12 (March)", b.Period)
	s.that(!ok || string(b.To[:7]) == month, "to", "%s of %s ends in the month %s, and %s is not in it", b.Period, b.Year, month, b.To)
	s.lineCodes(b.codes())
	for i, l := range b.Lines {
		at := fmt.Sprintf("lines/%d/", i)
		s.sum(at+"spend", l.Spend)
		s.sum(at+"committed", l.Committed)
		s.sum(at+"low", l.Low)
		s.sum(at+"high", l.High)
		s.that(l.Low <= l.Central && l.Central <= l.High, at+"central", "the central forecast lies between the low and the high one")
	}
	s.text("source", b.Source, MaxNote)
	s.evidence(b.Paper)
	s.optional("replaces", b.Replaces)
}

// lastMonth is the last month of a period of a financial year, such as 2015-06.
func lastMonth(year, period string) (string, bool) {
	n := 0 // months from April
	switch {
	case len(period) == 2 && period[0] == 'Q' && period[1] >= '1' && period[1] <= '4':
		n = 3*number(period[1:]) - 1
	case len(period) == 3 && period[0] == 'M' && number(period[1:]) >= 1 && number(period[1:]) <= 12:
		n = number(period[1:]) - 1
	default:
		return "", false
	}
	y, m := number(year[:4]), 4+n
	if m > 12 {
		y, m = y+1, m-12
	}
	return fmt.Sprintf("%04d-%02d", y, m), true
}

func (b *FundReported) sentence(p Payload, n Names) string {
	var spend, committed, central int64
	for _, l := range b.Lines {
		spend, committed, central = spend+l.Spend, committed+l.Committed, central+l.Central
	}
	said := fmt.Sprintf("%s reports on %s, %s to %s: %s spent and %s committed; the year is expected to come to %s", n.PartyName(p.Party), ofFund(b.Fund, b.Year), b.Period,
		b.To.InWords(), Pounds(spend), Pounds(committed), Pounds(central))
	return shown(said+instead(b.Replaces), b.Paper)
}

// instead says which statement one takes the place of.
func instead(replaces Digest) string {
	if replaces == "" {
		return ""
	}
	return ", in place of what was stated by " + short(replaces)
}

func (b *FundReported) against(v View, st *Signed, q *Question, day Date) error {
	if err := speaks(st); err != nil {
		return err
	}
	y, err := v.needFund(q, b.Fund, b.Year, day)
	if err != nil {
		return err
	}
	if err := y.whole(b.codes()); err != nil {
		return err
	}
	if b.To > day {
		return refuse(CodeConflict, "/payload/body/to", "%s is not over: what is reported is what was spent", b.To.InWords())
	}
	i := slices.IndexFunc(y.Reports, func(r ReportFacts) bool { return r.Period == b.Period })
	if i < 0 {
		return follows(b.Replaces, "", "report", b.Period+" of "+ofFund(b.Fund, b.Year))
	}
	return follows(b.Replaces, y.Reports[i].ID, "report", b.Period+" of "+ofFund(b.Fund, b.Year))
}

// follows refuses two statements of one thing of which the second does not name
// the first, and one that names another than that which stands.
func follows(replaces, stands Digest, what, of string) error {
	switch {
	case replaces == stands:
		return nil
	case stands == "":
		return refuse(CodeNotFound, "/payload/body/replaces", "there is no %s of %s that this could replace", what, of)
	case replaces == "":
		return refuse(CodeConflict, "/payload/body/replaces", "there is one %s of %s already: if this one is to stand in its place, name it in replaces: %s", what, of, stands)
	}
	return refuse(CodeStale, "/payload/body/replaces", "the %s of %s that stands is %s", what, of, stands)
}

func (b *FundReported) apply(s *State, q *Question, index int64) {
	p := &q.Signed.Payload
	s.year(b.Fund, b.Year, func(r *FundRecord) {
		reports := slices.DeleteFunc(slices.Clone(r.Reports), func(f ReportFacts) bool { return f.Period == b.Period })
		reports = append(reports, ReportFacts{FundReported: *b, ID: q.Signed.ID, Author: p.Author, Party: p.Party, Entry: index, Time: q.Time})
		slices.SortStableFunc(reports, func(a, b ReportFacts) int { return strings.Compare(string(a.To), string(b.To)) })
		r.Reports = reports
		r.name(b.Paper)
	})
}

// VirementMade moves money from one line of a fund to another, as a decision allows.
type VirementMade struct {
	Fund     string `json:"fund"`
	Year     string `json:"year"`
	From     string `json:"from"`
	To       string `json:"to"`
	Pence    int64  `json:"pence"`
	Decision string `json:"decision"`
}

// VirementFacts is a virement as recorded.
type VirementFacts struct {
	VirementMade
	Entry int64 `json:"entry"`
	Time  Time  `json:"time"`
}

func (b *VirementMade) shape(s *shape) {
	s.fundYear(b.Fund, b.Year)
	s.code("from", b.From)
	s.code("to", b.To)
	s.that(b.From != b.To, "to", "money moves from one line to another")
	s.amount("pence", b.Pence)
	s.code("decision", b.Decision)
}

func (b *VirementMade) sentence(p Payload, n Names) string {
	return fmt.Sprintf("%s moves %s of %s from line %s to line %s, as %s allows", n.PartyName(p.Party), Pounds(b.Pence), ofFund(b.Fund, b.Year), b.From, b.To, motion(n, b.Decision))
}

func (b *VirementMade) against(v View, st *Signed, q *Question, day Date) error {
	if err := speaks(st); err != nil {
		return err
	}
	y, err := v.needFund(q, b.Fund, b.Year, day)
	if err != nil {
		return err
	}
	if err := y.known("from", b.From); err != nil {
		return err
	}
	if err := y.known("to", b.To); err != nil {
		return err
	}
	if len(y.Virements) >= MaxVirements {
		return refuse(CodeTooLarge, "/payload/body", "%d virements were made within %s already", len(y.Virements), ofFund(b.Fund, b.Year))
	}
	if err := v.needDecision(&q.Input, b.Decision); err != nil {
		return err
	}
	if d, _ := v.Decision(b.Decision); !v.effective(d, v.Size()) {
		return refuse(CodeConflict, "/payload/body/decision", "%s has no effect: it is %s", b.Decision, inWords(v.DecisionStatus(d, v.Size())))
	}
	return nil
}

func (b *VirementMade) apply(s *State, q *Question, index int64) {
	s.year(b.Fund, b.Year, func(r *FundRecord) {
		r.Virements = with(r.Virements, VirementFacts{VirementMade: *b, Entry: index, Time: q.Time})
	})
}

// OverspendNotified says that a fund is expected to overspend, and since when that
// is known. One that comes late is recorded as late, not refused.
type OverspendNotified struct {
	Fund   string `json:"fund"`
	Year   string `json:"year"`
	Line   string `json:"line,omitempty"` // none for the whole
	Pence  int64  `json:"pence"`
	Known  Date   `json:"known"`
	Reason string `json:"reason"`
}

// OverspendFacts is a notice as recorded.
type OverspendFacts struct {
	OverspendNotified
	Party string `json:"party"` // that gave it
	By    Date   `json:"by,omitempty"`
	Late  bool   `json:"late"` // given after By, the last day that the rules worked out for it
	Entry int64  `json:"entry"`
	Time  Time   `json:"time"`
}

func (b *OverspendNotified) shape(s *shape) {
	s.fundYear(b.Fund, b.Year)
	if b.Line != "" {
		s.code("line", b.Line)
	}
	s.amount("pence", b.Pence)
	s.date("known", b.Known)
	s.text("reason", b.Reason, MaxNote)
}

func (b *OverspendNotified) sentence(p Payload, n Names) string {
	line := ""
	if b.Line != "" {
		line = "line " + b.Line + " of "
	}
	return fmt.Sprintf("%s gives notice that %s%s is expected to overspend by %s, which it knew on %s: %s", n.PartyName(p.Party), line, ofFund(b.Fund, b.Year), Pounds(b.Pence), b.Known.InWords(), b.Reason)
}

func (b *OverspendNotified) against(v View, st *Signed, q *Question, day Date) error {
	if err := speaks(st); err != nil {
		return err
	}
	y, err := v.needFund(q, b.Fund, b.Year, day)
	if err != nil {
		return err
	}
	if b.Line != "" {
		if err := y.known("line", b.Line); err != nil {
			return err
		}
	}
	if b.Known > day {
		return refuse(CodeConflict, "/payload/body/known", "%s is still to come", b.Known.InWords())
	}
	if len(y.Notices) >= MaxOverspends {
		return refuse(CodeTooLarge, "/payload/body", "%d overspends of %s were notified already", len(y.Notices), ofFund(b.Fund, b.Year))
	}
	return nil
}

func (b *OverspendNotified) apply(s *State, q *Question, index int64) {
	by := Date(q.Ruling.Dates["by"])
	s.year(b.Fund, b.Year, func(r *FundRecord) {
		r.Notices = with(r.Notices, OverspendFacts{
			OverspendNotified: *b, Party: q.Signed.Payload.Party, By: by, Late: by != "" && q.Time.Day() > by, Entry: index, Time: q.Time,
		})
	})
}

// CapLifted is a party's consent to bear so much more of an overspend than its cap.
// The latest of a party stands.
type CapLifted struct {
	Fund  string `json:"fund"`
	Year  string `json:"year"`
	Pence int64  `json:"pence"`
}

// LiftedFacts is a consent as recorded.
type LiftedFacts struct {
	Party  string `json:"party"`
	Pence  int64  `json:"pence"`
	Person string `json:"person"` // who gave it
	Entry  int64  `json:"entry"`
	Time   Time   `json:"time"`
}

func (b *CapLifted) shape(s *shape) {
	s.fundYear(b.Fund, b.Year)
	s.amount("pence", b.Pence)
}

func (b *CapLifted) sentence(p Payload, n Names) string {
	return fmt.Sprintf("%s consents to bear up to %s more than its cap of an overspend of %s", n.PartyName(p.Party), Pounds(b.Pence), ofFund(b.Fund, b.Year))
}

func (b *CapLifted) against(v View, st *Signed, q *Question, day Date) error {
	if err := speaks(st); err != nil {
		return err
	}
	y, err := v.needFund(q, b.Fund, b.Year, day)
	if err != nil {
		return err
	}
	f, _ := v.Fund(b.Fund)
	given := 0
	for _, l := range f.Years[b.Year].Lifted {
		if l.Party == st.Payload.Party {
			given++
		}
	}
	if given >= MaxConsents {
		return refuse(CodeTooLarge, "/payload/body", "%s has consented %d times to bear more of %s; the last consent stands", v.PartyName(st.Payload.Party), given, ofFund(b.Fund, b.Year))
	}
	return y.takesPart(v, "/payload/party", st.Payload.Party, b.Fund)
}

func (b *CapLifted) apply(s *State, q *Question, index int64) {
	p := &q.Signed.Payload
	s.year(b.Fund, b.Year, func(r *FundRecord) {
		r.Lifted = with(r.Lifted, LiftedFacts{Party: p.Party, Pence: b.Pence, Person: p.Author, Entry: index, Time: q.Time})
	})
}

// lifted are the consents that stand by what had been recorded in the first size
// entries: the latest of each party.
func (r FundRecord) lifted(size int64) []LiftedFacts {
	standing := []LiftedFacts{}
	for _, l := range slices.Backward(r.Lifted) {
		if l.Entry < size && !slices.ContainsFunc(standing, func(o LiftedFacts) bool { return o.Party == l.Party }) {
			standing = append(standing, l)
		}
	}
	slices.Reverse(standing)
	return standing
}

// Deadline is one thing that falls due of a fund's year. It is done, in time or
// late; or it is due; or late and not done.
type Deadline struct {
	ID     string `json:"id"`
	Title  string `json:"title"`
	By     Date   `json:"by"`             // the last day on which it is in time
	Done   Date   `json:"done,omitempty"` // when it was, if it was
	Late   bool   `json:"late"`           // it was done after that day, or was not and the day has passed
	Who    string `json:"who,omitempty"`  // the party whose officer does it; none for all that take part
	Record string `json:"record"`         // the kind of statement that is recorded for it
	Clause string `json:"clause"`
}

// Calendar asks the rules what falls due of a fund's year at time t, in order, and
// what of it is done. The year need not have begun, nor been decided: its budget is
// due all the same. An *Error says where there is no such fund, or where the
// agreement sets no times for one.
func (v View) Calendar(fund, year string, t Time, rules Rules) ([]Deadline, error) {
	s := &shape{}
	if s.fundYear(fund, year); s.err != nil {
		return nil, s.err
	}
	in := v.question(AskCalendar, t)
	if in.Year, in.Fund = year, v.fundFacts(fund, v.Size(), t.Day(), year, yearBefore(year)); in.Fund == nil {
		return nil, refuse(CodeNotFound, "/fund", "there is no fund %s: see the list of funds", fund)
	}
	r, err := judge(rules, v.Rules(), in)
	if err == nil && !r.Allow {
		return nil, refusal(r)
	}
	return r.Calendar, err
}
