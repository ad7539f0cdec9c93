package ledger

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
)

// What a motion says of a pooled fund: the pool that makes up one of its years, who
// gets what is left of one, or what may move from line to line of one.

// Pool is money or resources that the participating parties contribute, held
// by the host (NHS Act 2006 s14Z3(4)-(5)).
type Pool struct {
	Host  string     `json:"host"`
	Year  string     `json:"year"` // financial year, "2015-16"
	Lines []PoolLine `json:"lines"`
	Fund  string     `json:"fund,omitempty"` // its name, which stays over the years; without it the motion's reference
}

// shareRules are the rules by which a line may be shared.
var shareRules = []string{"equal", "fixed", "figure", "last_year"}

// PoolLine is one sum and how it is shared.
type PoolLine struct {
	What      string `json:"what"`
	Pence     int64  `json:"pence"` // net of VAT
	Kind      string `json:"kind"`  // cash, or what the terms know in kind: staff, premises, goods …
	Basis     string `json:"basis,omitempty"`
	Recurrent bool   `json:"recurrent"`
	Capital   bool   `json:"capital"`
	Due       Date   `json:"due"`
	Share     Share  `json:"share"`

	Line         string        `json:"line,omitempty"`           // its code within the fund; without it its place, from "1"
	Variable     bool          `json:"variable,omitempty"`       // what is over or left of it is shared; of a fixed line the host bears it
	Instalments  []Date        `json:"instalments,omitempty"`    // each share falls due in so many parts, the first on Due
	WTE          int64         `json:"wte,omitempty"`            // staff, in hundredths of a whole-time equivalent
	FromLastYear *FromLastYear `json:"from_last_year,omitempty"` // what Pence rests on, by the yearly rule
}

// Share says how a sum is divided among the motion's participating parties.
type Share struct {
	By      string           `json:"by"` // equal, fixed, figure, last_year
	Figure  string           `json:"figure,omitempty"`
	Amounts map[string]int64 `json:"amounts,omitempty"` // pence by party, for fixed
}

// FromLastYear is what a line comes to by the yearly rule: each party's recurrent
// contribution of the year before as it was changed, with inflation, less
// efficiency, and what is planned besides.
type FromLastYear struct {
	Inflation  *Fraction        `json:"inflation,omitempty"`
	Efficiency *Fraction        `json:"efficiency,omitempty"`
	Planned    map[string]int64 `json:"planned,omitempty"` // pence by party, more or less
}

// Fraction is a part of a whole.
type Fraction struct {
	Num int64 `json:"num"`
	Den int64 `json:"den"`
}

// Settles is the part of a motion that, if it is carried, says who gets what is
// left of a fund's year, or bears what is over.
type Settles struct {
	Fund    string           `json:"fund"`
	Year    string           `json:"year"`
	Amounts map[string]int64 `json:"amounts"` // pence by party: given back to it; below 0, borne by it
}

// Virement is the part of a motion that, if it is carried, lets money move from one
// line of a fund to another in a year: so much at most, at once or by and by.
type Virement struct {
	Fund  string `json:"fund"`
	Year  string `json:"year"`
	From  string `json:"from"`
	To    string `json:"to"`
	Pence int64  `json:"pence"`
	Uses  []Use  `json:"uses,omitempty"` // what it is for, where the rules ask for that
}

// Use is what money that is expected to be left is used for instead.
type Use struct {
	What      string `json:"what"`
	Pence     int64  `json:"pence"`
	Recurrent bool   `json:"recurrent,omitempty"` // it comes back year by year
}

func (b *Pool) shape(s *shape) {
	s.code("pool/host", b.Host)
	s.year("pool/year", b.Year)
	s.list("pool/lines", len(b.Lines), 1, MaxLines)
	if b.Fund != "" {
		s.code("pool/fund", b.Fund)
	}
	named := map[string]bool{}
	for i, l := range b.lines() {
		at := fmt.Sprintf("pool/lines/%d/", i)
		s.text(at+"what", l.What, MaxTitle)
		s.amount(at+"pence", l.Pence)
		s.code(at+"kind", l.Kind)
		s.that((l.Kind == "cash") == (l.Basis == ""), at+"basis", "what is given in kind, and only that, states its basis of valuation")
		s.date(at+"due", l.Due)
		s.that(slices.Contains(shareRules, l.Share.By), at+"share/by", "%q is no share rule: it is %s; a figure, such as weighted_population, is named beside it", l.Share.By, strings.Join(shareRules, ", "))
		s.that((l.Share.By == "figure") == (l.Share.Figure != ""), at+"share/figure", "a share by figure, and no other, names the figure")
		s.that((l.Share.By == "fixed") == (len(l.Share.Amounts) > 0), at+"share/amounts", "fixed shares, and no others, state each party's amount")
		s.list(at+"share/amounts", len(l.Share.Amounts), 0, MaxRoll)
		for party, pence := range l.Share.Amounts {
			s.code(at+"share/amounts", party)
			s.amount(at+"share/amounts/"+party, pence)
		}
		s.code(at+"line", l.Line)
		s.that(!named[l.Line], at+"line", "two lines of the fund have the code %s", l.Line)
		named[l.Line] = true
		s.instalments(at+"instalments", l.Due, l.Instalments)
		s.that(l.WTE >= 0 && l.WTE <= MaxWTE && (l.WTE == 0 || l.Kind != "cash"), at+"wte", "whole-time equivalents are of staff given in kind, in hundredths")
		s.that(l.Share.By != "last_year" || b.Fund != "", at+"share/by", "what is shared as last year names the fund that it is of: give pool/fund")
		if y := l.FromLastYear; y != nil {
			s.that(l.Share.By == "last_year", at+"share/by", "what rests on last year is shared by last_year")
			s.fraction(at+"from_last_year/inflation", y.Inflation)
			s.fraction(at+"from_last_year/efficiency", y.Efficiency)
			s.amounts(at+"from_last_year/planned", y.Planned)
		}
	}
}

// lines are the pool's, each with its code.
func (b *Pool) lines() []PoolLine {
	lines := slices.Clone(b.Lines)
	for i := range lines {
		if lines[i].Line == "" {
			lines[i].Line = strconv.Itoa(i + 1)
		}
	}
	return lines
}

// instalments are none, or several days of which the first is that on which the
// line is due.
func (s *shape) instalments(field string, due Date, days []Date) {
	if len(days) == 0 {
		return
	}
	s.list(field, len(days), 2, MaxInstalments)
	for i, d := range days {
		s.date(field, d)
		s.that(i == 0 || days[i-1] < d, field, "each instalment falls due after the one before it")
	}
	s.that(days[0] == due, field, "the first instalment falls due on %s, when the line does", due)
}

func (s *shape) fraction(field string, f *Fraction) {
	if f != nil {
		s.that(f.Num >= 0 && f.Den >= 1 && f.Num <= 1e6 && f.Den <= 1e6, field, "a fraction has whole numbers up to a million, and something to divide by")
	}
}

// amounts are pence by party, more or less than nothing.
func (s *shape) amounts(field string, by map[string]int64) {
	s.list(field, len(by), 0, MaxRoll)
	for party, pence := range by {
		s.code(field, party)
		s.signed(field+"/"+party, pence)
	}
}

func (s *shape) signed(field string, pence int64) {
	s.that(pence != 0 && pence <= MaxPence && pence >= -MaxPence, field, "an amount is not nothing, and at most %s either way", Pounds(MaxPence))
}

func (s *shape) sum(field string, pence int64) {
	s.that(pence >= 0 && pence <= MaxPence, field, "an amount is from nothing to %s", Pounds(MaxPence))
}

func (b *Settles) shape(s *shape) {
	s.code("settles/fund", b.Fund)
	s.year("settles/year", b.Year)
	s.list("settles/amounts", len(b.Amounts), 1, MaxRoll)
	s.amounts("settles/amounts", b.Amounts)
}

func (b *Virement) shape(s *shape) {
	s.code("virement/fund", b.Fund)
	s.year("virement/year", b.Year)
	s.code("virement/from", b.From)
	s.code("virement/to", b.To)
	s.that(b.From != b.To, "virement/to", "money moves from one line to another")
	s.amount("virement/pence", b.Pence)
	s.list("virement/uses", len(b.Uses), 0, MaxLines)
	for i, u := range b.Uses {
		at := fmt.Sprintf("virement/uses/%d/", i)
		s.text(at+"what", u.What, MaxTitle)
		s.amount(at+"pence", u.Pence)
	}
}

// fund is the name of the fund that a motion's pool makes up; it has one.
func (b *Motion) fund() string {
	if b.Pool.Fund != "" {
		return b.Pool.Fund
	}
	return b.Ref
}

// funded adds the fund that a motion makes up or settles, or moves money within, by
// what had been recorded before an entry.
func (v View) funded(in *Input, m *Motion, before int64) {
	name, year := "", ""
	switch {
	case m.Settles != nil:
		name, year = m.Settles.Fund, m.Settles.Year
	case m.Virement != nil:
		name, year = m.Virement.Fund, m.Virement.Year
	case m.Pool != nil && m.Pool.Fund != "":
		name, year = m.Pool.Fund, m.Pool.Year
	default:
		return
	}
	in.Year, in.Fund = year, v.fundFacts(name, before, in.Time.Day(), year, yearBefore(year))
}

// fundable checks that a fund which a motion names is there, or can be: one
// decision makes up one year, and it keeps its function.
func (v View) fundable(b *Motion) error {
	if b.Settles != nil {
		return v.settleable(b)
	}
	if b.Virement != nil {
		return v.movable(b)
	}
	if b.Pool == nil {
		return nil
	}
	f, known := v.Fund(b.fund())
	_, _, reference := cutRef(v.Founded().Prefix, b.fund())
	switch {
	case !known && reference && b.fund() != b.Ref:
		return refuse(CodeNotFound, "/payload/body/pool/fund", "%s is a motion's reference, and no fund has that name: name a fund that there is, or choose a name", b.Pool.Fund)
	case known && f.Function != b.Function:
		return refuse(CodeConflict, "/payload/body/pool/fund", "the fund %s is of the function %s: choose another name", f.Fund, f.Function)
	}
	for _, ref := range f.Years[b.Pool.Year].Decisions {
		if v.owing(ref) && (b.Varies == nil || b.Varies.Decision != ref || b.Varies.How == DecisionCorrected) {
			return refuse(CodeConflict, "/payload/body/pool/year", "%s makes up the fund %s for %s already: have the host's officer state a change of contributions, or move a motion that varies %s", ref, f.Fund, b.Pool.Year, ref)
		}
	}
	return nil
}

// yearOf is the year of a fund that a part of a motion names; there must be one, of
// the motion's function.
func (v View) yearOf(b *Motion, part, fund, year string) (*FundYear, error) {
	facts := v.fundFacts(fund, v.Size(), v.Time().Day(), year)
	switch {
	case facts == nil:
		return nil, refuse(CodeNotFound, "/payload/body/"+part+"/fund", "there is no fund %s: see the list of funds", fund)
	case facts.Function != b.Function:
		return nil, refuse(CodeConflict, "/payload/body/function", "the fund %s is of the function %s", fund, facts.Function)
	case facts.Years[year] == nil:
		return nil, refuse(CodeNotFound, "/payload/body/"+part+"/year", "no decision in effect makes up the fund %s for %s", fund, year)
	}
	return facts.Years[year], nil
}

// movable checks that a motion moves money between lines of a year of a fund.
func (v View) movable(b *Motion) error {
	y, err := v.yearOf(b, "virement", b.Virement.Fund, b.Virement.Year)
	if err == nil {
		err = y.known("virement/from", b.Virement.From)
	}
	if err == nil {
		err = y.known("virement/to", b.Virement.To)
	}
	return err
}

// settleable checks that a motion settles a year of a fund, for parties that take
// part in it.
func (v View) settleable(b *Motion) error {
	s := b.Settles
	y, err := v.yearOf(b, "settles", s.Fund, s.Year)
	if err != nil {
		return err
	}
	for _, party := range slices.Sorted(maps.Keys(s.Amounts)) {
		if !slices.Contains(y.Parties, party) {
			return refuse(CodeConflict, "/payload/body/settles/amounts/"+party, "%s takes no part in the fund %s", v.PartyName(party), s.Fund)
		}
	}
	return nil
}

// soleOpen refuses to put a motion to the vote while another is open that would
// make up the same year of a fund.
func (v View) soleOpen(b *Motion) error {
	if b.Pool != nil && b.Pool.Fund != "" {
		for ref, m := range v.MotionsBy(voting) {
			if ref != b.Ref && m.Pool != nil && m.fund() == b.fund() && (m.Pool.Year == b.Pool.Year || m.Function != b.Function) && (m.Status == MotionOpen || m.Status == MotionShown) {
				return refuse(CodeConflict, "/payload/body/motion", "%s would make up the fund %s too, and is before the board: wait until it is decided", ref, b.fund())
			}
		}
	}
	return v.fundable(b)
}

// owing reports whether a decision's contributions are owed or may come to be.
func (v View) owing(ref string) bool {
	d, _ := v.Decision(ref)
	return slices.ContainsFunc(d.Obligations, func(ref string) bool {
		o, _ := v.Obligation(ref)
		return o.Kind == "contribution" && v.ObligationStatus(o, v.Size(), v.Time().Day()) != ObligationEnded
	})
}
