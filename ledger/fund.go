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

	Stopped int64 `json:"stopped,omitempty"` // by leaving, of what was decided; Pence is without it
	Left    bool  `json:"left,omitempty"`    // what leaving comes to of it is recorded
	Leaving bool  `json:"leaving,omitempty"` // it is what comes back on leaving
}

// AgreedFacts is a decision on who gets what is left of a year.
type AgreedFacts struct {
	Decision string           `json:"decision"`
	Entry    int64            `json:"entry"`
	Amounts  map[string]int64 `json:"amounts"` // as Settles has them
	Bound    []string         `json:"bound"`   // parties that it binds, sorted
}

// FundFacts is a fund with all its years, as known on a day.
func (v View) FundFacts(name string, day Date) (*FundFacts, bool) {
	return v.FundFactsBy(name, v.Size(), day)
}

// FundFactsBy is FundFacts by what had been recorded in the first size entries.
func (v View) FundFactsBy(name string, size int64, day Date) (*FundFacts, bool) {
	f, ok := v.Fund(name)
	if !ok {
		return nil, false
	}
	return v.fundFacts(name, size, day, slices.Collect(maps.Keys(f.Years))...), true
}

// Effective leaves out what had no effect yet on a day, though it was recorded: a
// year whose contributions were not owed, a change from a later day on, a report
// that runs to one, an overspend that was not known, and what was stated later.
func (f *FundFacts) Effective(v View, day Date) {
	for year, y := range f.Years {
		y.Contributions = slices.DeleteFunc(y.Contributions, func(c ContributionFacts) bool {
			o, _ := v.Obligation(c.Obligation)
			return o.Effective > day
		})
		if len(y.Contributions) == 0 {
			delete(f.Years, year)
			continue
		}
		y.Changes = slices.DeleteFunc(y.Changes, func(c ChangeFacts) bool { return c.Effective > day })
		y.Reports = slices.DeleteFunc(y.Reports, func(r ReportFacts) bool { return r.To > day })
		y.Notices = slices.DeleteFunc(y.Notices, func(n OverspendFacts) bool { return n.Known > day })
		y.Virements = slices.DeleteFunc(y.Virements, func(m VirementFacts) bool { return m.Time.Day() > day })
		y.Lifted = slices.DeleteFunc(y.Lifted, func(l LiftedFacts) bool { return l.Time.Day() > day })
		y.Outturns = slices.DeleteFunc(y.Outturns, func(o OutturnFacts) bool { return o.Time.Day() > day })
		y.Settlements = slices.DeleteFunc(y.Settlements, func(s SettlementFacts) bool {
			return !slices.ContainsFunc(y.Outturns, func(o OutturnFacts) bool { return o.ID == s.Outturn })
		})
		y.Agreed = slices.DeleteFunc(y.Agreed, func(a AgreedFacts) bool {
			d, _ := v.Decision(a.Decision)
			return d.Time.Day() > day
		})
	}
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
		y := &FundYear{Decision: ref, Entry: d.Entry, Decided: d.Time, Host: v.StandsFor(m.Pool.Host, size, day), Lines: m.Pool.lines()}
		if y.Contributions = v.contributions(d.Obligations, size, day, func(o Obligation) bool { return o.Change == "" }); len(y.Contributions) == 0 {
			continue
		}
		host, _ := v.Party(y.Host)
		y.HostType = host.Type
		y.Parties, y.Confirmed = v.bound(d, size, day)
		v.accounts(y, r, size, day)
		return y
	}
	return nil
}

// bound are the parties that a decision binds by now, sorted, and when the last of
// them was: by the decision itself, or by ratifying it.
func (v View) bound(d Decision, size int64, day Date) (parties []string, last Time) {
	parties, last = []string{}, d.Time
	for _, o := range d.Parties {
		a, answered := d.Answers[o.Party]
		if o.Bound == BoundByVote || o.Bound == BoundAgainstVote || o.Bound == BoundOnRatification && answered && a.Entry < size && a.Status == "ratified" {
			parties = append(parties, v.StandsFor(o.Party, size, day))
			last = max(last, a.Time)
		}
	}
	slices.Sort(parties)
	return slices.Compact(parties), last
}

// accounts adds what was stated of a fund's year. What changed or moved money of the
// year as another decision had made it up is no part of it: that money is not there.
func (v View) accounts(y *FundYear, r FundRecord, size int64, day Date) {
	y.Changes = []ChangeFacts{}
	for _, id := range r.Changes {
		c, _ := v.s.changes.get(v.draft, id)
		if another := len(c.Obligations) > 0 && !strings.HasPrefix(c.Obligations[0], y.Decision+"/"); c.Entry < size && !another {
			y.Changes = append(y.Changes, v.changeFacts(c, size, day))
		}
	}
	y.Virements = before(r.Virements, size, func(f VirementFacts) int64 { return f.Entry })
	y.Virements = slices.DeleteFunc(y.Virements, func(f VirementFacts) bool { return f.Entry < y.Entry })
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
			bound, _ := v.bound(d, size, day)
			y.Agreed = append(y.Agreed, AgreedFacts{Decision: ref, Entry: d.Entry, Amounts: v.inPlace(m.Settles.Amounts, size, day), Bound: bound})
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
			Obligation: ref, Party: v.StandsFor(o.Payer, size, day), Line: o.Line, Pence: o.Standing(size, day).Pence, Stopped: o.stopped(size, day), Left: len(o.stopsBy(size, day)) > 0, Leaving: o.Leaving != "", Refund: o.Kind == "refund", Recurrent: o.Recurrent,
			Capital: o.Capital, In: o.In, Due: o.Due, Instalment: o.Instalment, Status: v.ObligationStatus(o, size, day),
		}
		if f.Refund {
			f.Party = v.StandsFor(o.Payee, size, day)
		}
		if f.Status == ObligationAwaiting || f.Status == ObligationEnded && (f.Stopped == 0 || f.Pence > 0) {
			continue
		}
		f.Paid, f.Received = o.Discharged(size, day)
		facts = append(facts, f)
	}
	return facts
}

// Discharged is what each side of an obligation says was paid and received by a day.
func (o Obligation) Discharged(size int64, day Date) (paid, received int64) {
	for _, e := range o.Said(size) {
		switch {
		case e.On > day:
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
	in.Leads = v.leadsOf(in.Fund.Function, v.Size(), day)
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
	facts := v.fundFacts(fund, v.Size(), t.Day(), year, yearBefore(year))
	if facts == nil {
		return nil, refuse(CodeNotFound, "/fund", "there is no fund %s: see the list of funds", fund)
	}
	return v.CalendarBy(facts, year, v.Size(), t, rules)
}

// CalendarBy is Calendar by facts of the fund that were known in the first size
// entries, and by the rules that were in force then.
func (v View) CalendarBy(facts *FundFacts, year string, size int64, t Time, rules Rules) ([]Deadline, error) {
	in := v.question(AskCalendar, t)
	in.Entry, in.MoU, in.Fund, in.Year = size, v.mouFacts(size), facts, year
	r, err := judge(rules, in.MoU.Rules, in)
	if err == nil && !r.Allow {
		return nil, refusal(r)
	}
	return r.Calendar, err
}
