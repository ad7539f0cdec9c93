package ledger

import (
	"errors"
	"fmt"
	"slices"
	"strings"
)

// The year's end of a pooled fund: its outturn, and what follows from it for each
// party by the rules, without anybody's signature.

// Stages of an outturn, in order.
const (
	StageProvisional = "provisional"
	StageAudited     = "audited"
	StageRestated    = "restated"
)

// OutturnFacts is an outturn as recorded; of one that is only put to the rules
// there is no entry.
type OutturnFacts struct {
	OutturnStated
	ID     Digest `json:"id,omitempty"`
	Author string `json:"author,omitempty"`
	Party  string `json:"party,omitempty"` // that the author spoke for
	Entry  int64  `json:"entry,omitempty"`
	Time   Time   `json:"time,omitempty"`
}

// Settled is what an outturn comes to, in pence.
type Settled struct {
	Parties    []SettledParty `json:"parties"`
	Overspend  int64          `json:"overspend"`
	Underspend int64          `json:"underspend"`
	Unfunded   int64          `json:"unfunded"` // of the overspend, that nobody bears
	Retained   int64          `json:"retained"` // of the underspend, that stays in the fund; below 0 what was drawn from what it had kept
	Carried    int64          `json:"carried"`  // of what is retained, into the next year
}

// SettledParty is one party's part of an over- or underspend, in pence.
type SettledParty struct {
	Party        string `json:"party"`
	Contribution int64  `json:"contribution"`
	Base         int64  `json:"base"`       // that the part is measured by
	Share        int64  `json:"share"`      // of the whole: above 0 it bears, below 0 it gets back
	Adjustment   int64  `json:"adjustment"` // what the share differs by from what was settled before
	Clause       string `json:"clause"`
	Working      string `json:"working"` // the sum in words and figures
}

// SettlementFacts is what was settled on one outturn.
type SettlementFacts struct {
	Settlement string           `json:"settlement"`
	Stage      string           `json:"stage"`
	Outturn    Digest           `json:"outturn"`
	Entry      int64            `json:"entry"`
	Parties    map[string]int64 `json:"parties"` // net so far: the sum of each party's adjustments up to this; above 0 it bears
	Overspend  int64            `json:"overspend"`
	Underspend int64            `json:"underspend"`
	Unfunded   int64            `json:"unfunded"`
	Retained   int64            `json:"retained"`
	Carried    int64            `json:"carried"`
}

// OutturnStated is what a fund's year came to, once it is over. The first may be provisional or
// audited; a provisional one is replaced by another or by the audited one, and that
// by one that is restated. Each after the first names the one that it replaces.
type OutturnStated struct {
	Fund     string           `json:"fund"`
	Year     string           `json:"year"`
	Stage    string           `json:"stage"`
	Lines    []OutturnLine    `json:"lines"` // all of the fund's
	Measures []OutturnMeasure `json:"measures,omitempty"`
	Source   string           `json:"source"`
	Paper    *Paper           `json:"paper,omitempty"` // the audit's opinion
	Replaces Digest           `json:"replaces,omitempty"`
}

// OutturnLine is what one line came to, in pence.
type OutturnLine struct {
	Line    string `json:"line"`
	Pence   int64  `json:"pence"`
	Managed int64  `json:"managed,omitempty"` // the part of what is left of it that management action made
}

// OutturnMeasure is something else that was measured, such as admissions, for what
// is released by performance.
type OutturnMeasure struct {
	Measure  string `json:"measure"`
	Baseline int64  `json:"baseline"`
	Outturn  int64  `json:"outturn"`
}

func (b *OutturnStated) codes() []string {
	codes := make([]string, len(b.Lines))
	for i, l := range b.Lines {
		codes[i] = l.Line
	}
	return codes
}

func (b *OutturnStated) shape(s *shape) {
	s.fundYear(b.Fund, b.Year)
	s.oneOf("stage", b.Stage, StageProvisional, StageAudited, StageRestated)
	s.lineCodes(b.codes())
	for i, l := range b.Lines {
		s.sum(fmt.Sprintf("lines/%d/pence", i), l.Pence)
		s.sum(fmt.Sprintf("lines/%d/managed", i), l.Managed)
	}
	s.list("measures", len(b.Measures), 0, MaxMeasures)
	for i, m := range b.Measures {
		at := fmt.Sprintf("measures/%d/", i)
		s.code(at+"measure", m.Measure)
		s.that(m.Baseline >= 0 && m.Baseline <= MaxPence, at+"baseline", "measures count from 0 to %s", thousands(MaxPence))
		s.that(m.Outturn >= 0 && m.Outturn <= MaxPence, at+"outturn", "measures count from 0 to %s", thousands(MaxPence))
		s.that(!slices.ContainsFunc(b.Measures[:i], func(o OutturnMeasure) bool { return o.Measure == m.Measure }), at+"measure", "%s is stated twice", m.Measure)
	}
	s.text("source", b.Source, MaxNote)
	s.that(b.Stage != StageAudited || b.Paper != nil, "paper", "an audited outturn shows the audit's opinion")
	s.evidence(b.Paper)
	s.optional("replaces", b.Replaces)
}

func (b *OutturnStated) sentence(p Payload, n Names) string {
	var pence int64
	for _, l := range b.Lines {
		pence += l.Pence
	}
	said := fmt.Sprintf("%s states the %s outturn of %s: %s", n.PartyName(p.Party), b.Stage, ofFund(b.Fund, b.Year), Pounds(pence))
	for _, m := range b.Measures {
		said += fmt.Sprintf("; %s %s against a baseline of %s", inWords(m.Measure), thousands(m.Outturn), thousands(m.Baseline))
	}
	return shown(said+instead(b.Replaces), b.Paper)
}

func (b *OutturnStated) against(v View, st *Signed, q *Question, day Date) error {
	if err := speaks(st); err != nil {
		return err
	}
	p := &st.Payload
	q.Input.Outturn = &OutturnFacts{OutturnStated: *b, ID: st.ID, Author: p.Author, Party: p.Party, Entry: v.Size(), Time: q.Time}
	y, err := v.needFund(q, b.Fund, b.Year, day)
	if err != nil {
		return err
	}
	q.Input.Parties = v.settling(q.Input.Parties, b.Year)
	if _, last, _ := YearDays(b.Year); day <= last {
		return refuse(CodeConflict, "/payload/body/year", "%s is not over: it ends on %s, and its outturn is stated from the day after on. Until then its host reports what was spent and what is expected", ofFund(b.Fund, b.Year), last.InWords())
	}
	return b.next(y)
}

// next checks that an outturn is of all the year's lines and the next that can be
// stated.
func (b *OutturnStated) next(y *FundYear) error {
	if err := y.whole(b.codes()); err != nil {
		return err
	}
	n, of := len(y.Outturns), ofFund(b.Fund, b.Year)
	var last OutturnFacts
	if n > 0 {
		last = y.Outturns[n-1]
	}
	alike := 0 // however often what is provisional is stated, there is room for what was audited
	for _, o := range y.Outturns {
		if (o.Stage == StageProvisional) == (b.Stage == StageProvisional) {
			alike++
		}
	}
	switch {
	case n == 0 && b.Stage == StageRestated:
		return refuse(CodeConflict, "/payload/body/stage", "no outturn of %s was stated that could be restated: have the host's officer state the provisional or the audited one", of)
	case last.Stage == StageProvisional && b.Stage == StageRestated:
		return refuse(CodeConflict, "/payload/body/stage", "the outturn of %s is not audited: what is provisional is replaced by another provisional one, or by the audited one", of)
	case (last.Stage == StageAudited || last.Stage == StageRestated) && b.Stage != StageRestated:
		return refuse(CodeConflict, "/payload/body/stage", "the outturn of %s is %s: from then on it is restated", of, last.Stage)
	case alike >= MaxOutturns:
		return refuse(CodeTooLarge, "/payload/body", "the %s outturn of %s was stated %d times already", b.Stage, of, alike)
	}
	return follows(b.Replaces, last.ID, "outturn", of)
}

// apply records the outturn. What follows from it falls due at once.
func (b *OutturnStated) apply(s *State, q *Question, index int64) {
	facts := *q.Input.Outturn
	facts.Entry = index
	decision := q.Input.Fund.Years[b.Year].Decision
	s.year(b.Fund, b.Year, func(r *FundRecord) {
		r.Outturns = with(r.Outturns, facts)
		r.name(b.Paper)
	})
	f, _ := s.Draft().Fund(b.Fund)
	s.await(agendaItem{due: q.Time, ref: f.Years[b.Year].nextSettlement(decision), what: dueSettlement})
}

// nextSettlement is the reference of the next settlement under a decision.
func (r FundRecord) nextSettlement(decision string) string {
	n := 1
	for _, s := range r.Settlements {
		if under, _, _ := strings.Cut(s.Settlement, "/"); under == decision {
			n++
		}
	}
	return fmt.Sprintf("%s/S%d", decision, n)
}

// SettlementMade is what a fund's outturn comes to for each party, with the checks
// that prove it. The payments follow it as obligations of the decision that makes
// up the year: only what differs from what was settled before.
type SettlementMade struct {
	Settlement string  `json:"settlement"` // decision, slash, S and number: GM-2015-006/S1
	Fund       string  `json:"fund"`
	Year       string  `json:"year"`
	Stage      string  `json:"stage"`
	Outturn    Digest  `json:"outturn"` // the statement that it settles
	Checks     []Check `json:"checks"`
	Settled
}

func (b *SettlementMade) shape(*shape) {}

func (b *SettlementMade) sentence(_ Payload, _ Names) string {
	of := fmt.Sprintf("%s settles the %s outturn of %s: ", b.Settlement, b.Stage, ofFund(b.Fund, b.Year))
	switch {
	case len(b.Parties) == 0:
		return of + "nothing is settled, and nobody owes anything by it"
	case b.Overspend > 0 && b.Underspend > 0:
		return of + fmt.Sprintf("%s more than was contributed on some lines, of which %s is borne by nobody, and %s left on others", Pounds(b.Overspend), Pounds(b.Unfunded), Pounds(b.Underspend))
	case b.Overspend > 0 && b.Unfunded > 0:
		return of + fmt.Sprintf("%s more than was contributed, of which %s is borne by nobody", Pounds(b.Overspend), Pounds(b.Unfunded))
	case b.Overspend > 0:
		return of + Pounds(b.Overspend) + " more than was contributed"
	case b.Underspend > 0 && b.Retained > 0:
		return of + fmt.Sprintf("%s of what was contributed is left, of which %s is kept", Pounds(b.Underspend), Pounds(b.Retained))
	case b.Underspend > 0:
		return of + Pounds(b.Underspend) + " of what was contributed is left"
	}
	return of + "what was contributed was spent"
}

func (b *SettlementMade) follow(s *State, _ queued, _ Time, index int64) {
	s.year(b.Fund, b.Year, func(r *FundRecord) {
		facts := SettlementFacts{
			Settlement: b.Settlement, Stage: b.Stage, Outturn: b.Outturn, Entry: index, Parties: map[string]int64{},
			Overspend: b.Overspend, Underspend: b.Underspend, Unfunded: b.Unfunded, Retained: b.Retained, Carried: b.Carried,
		}
		if n := len(r.Settlements); n > 0 {
			for party, pence := range r.Settlements[n-1].Parties {
				facts.Parties[party] += pence
			}
		}
		for _, p := range b.Parties {
			facts.Parties[p.Party] += p.Adjustment
		}
		r.Settlements = with(r.Settlements, facts)
	})
}

// settlement works out what follows from the outturn that was stated last under
// this reference. Whatever the rules answer, the ledger goes on: where they give no
// settlement, or none that can be written down, nothing is settled and a check says so.
func (v View) settlement(item agendaItem, rules Rules) ([]queued, error) {
	decision, _, _ := strings.Cut(item.ref, "/")
	m, _ := v.Motion(decision)
	f, _ := v.Fund(m.fund())
	outturns := f.Years[m.Pool.Year].Outturns
	made := SettlementMade{Settlement: item.ref, Fund: f.Fund, Year: m.Pool.Year, Outturn: outturns[len(outturns)-1].ID, Stage: outturns[len(outturns)-1].Stage}
	in := v.question(AskSettle, item.due)
	in.Outturn = &outturns[len(outturns)-1]
	if y, err := v.knownYear(&in, f.Fund, m.Pool.Year, item.due.Day()); err == nil { // and if not, the rules have nothing to settle
		y.Outturns = y.Outturns[:len(y.Outturns)-1]
	}
	in.Parties = v.settling(in.Parties, m.Pool.Year)
	r, err := judge(rules, v.Rules(), in)
	if err != nil && !errors.Is(err, ErrNoRuling) {
		return nil, err
	}
	if err == nil && r.Allow && r.Settlement != nil {
		if queue, err := v.recordSettlement(item, made, r); err == nil {
			return queue, nil
		}
		r.Checks = nil
	}
	made.Parties = []SettledParty{}
	made.Checks = append(r.Checks, unsettled)
	queue, err := v.queue(item.due, v.Rules(), []string{item.ref}, []string{KindSettlementMade}, []following{&made})
	if err != nil { // the rules' own checks can't be written down
		made.Checks = made.Checks[len(made.Checks)-1:]
		return v.queue(item.due, v.Rules(), []string{item.ref}, []string{KindSettlementMade}, []following{&made})
	}
	return queue, nil
}

// unsettled is the check of an outturn that settles nothing.
var unsettled = Check{
	ID: "no-settlement", Title: "A settlement", Required: "A settlement that can be recorded", Actual: "None",
	Explain: "The rules settle nothing on this outturn. Nobody owes anything by it; the host's officer can state it again in its place.",
}

// recordSettlement makes a ruling into the settlement and the obligations that
// follow, numbered on after those of the decision.
func (v View) recordSettlement(item agendaItem, made SettlementMade, r Ruling) ([]queued, error) {
	decision, _, _ := strings.Cut(item.ref, "/")
	d, _ := v.Decision(decision)
	n := len(d.Obligations) + len(r.Obligations)
	if made.Stage == StageProvisional {
		n += len(r.Settlement.Parties) // which leaves room for what the audited one comes to
	}
	if n > MaxObligations {
		return nil, fmt.Errorf("%d obligations; at most %d are taken", n, MaxObligations)
	}
	made.Checks, made.Settled = append([]Check{}, r.Checks...), *r.Settlement
	refs, kinds, found := []string{item.ref}, []string{KindSettlementMade}, []following{&made}
	for i, term := range r.Obligations {
		ref := fmt.Sprintf("%s/%03d", decision, len(d.Obligations)+i+1)
		refs, kinds = append(refs, ref), append(kinds, KindObligationAssumed)
		found = append(found, &ObligationAssumed{Obligation: ref, Decision: decision, ObligationTerm: term, Settlement: item.ref})
	}
	return v.queue(item.due, v.Rules(), refs, kinds, found)
}

// question is one at time t with the facts that bear on every fund.
func (v View) question(ask string, t Time) Input {
	return Input{Ask: ask, Time: t, Entry: v.Size(), Parties: v.allParties(t.Day()), MoU: v.mouFacts(v.Size()), Functions: v.functions()}
}

// Settle asks the rules what outturns would come to were they stated at time t, all
// in one question, without writing anything. Each must be one that could be stated
// next: an *Error says which is not, by its place in Field, and why. Each ruling
// has a Settlement, or says in its checks why there is none.
func (v View) Settle(outturns []OutturnStated, t Time, rules Rules) ([]Ruling, error) {
	asked := v.question(AskSettle, t)
	inputs := make([]Input, len(outturns))
	parties := map[string]map[string]*PartyFacts{} // by year
	for i, b := range outturns {
		s := &shape{}
		if b.shape(s); s.err != nil {
			return nil, at(i, s.err)
		}
		y, err := v.knownYear(&asked, b.Fund, b.Year, t.Day())
		if err == nil {
			err = b.next(y)
		}
		if err != nil {
			return nil, at(i, err)
		}
		inputs[i] = asked
		if parties[b.Year] == nil {
			parties[b.Year] = v.settling(asked.Parties, b.Year)
		}
		inputs[i].Parties = parties[b.Year]
		inputs[i].Outturn = &OutturnFacts{OutturnStated: b}
	}
	rulings, err := judgeAll(rules, v.Rules(), inputs)
	if !errors.Is(err, ErrNoRuling) {
		return rulings, err
	}
	// One of them is beyond the rules: the others are not to suffer for it.
	rulings = make([]Ruling, len(inputs))
	for i, in := range inputs {
		rulings[i], err = judge(rules, v.Rules(), in)
		switch {
		case errors.Is(err, ErrNoRuling):
			rulings[i] = Ruling{Checks: []Check{unsettled}}
		case err != nil:
			return nil, err
		}
	}
	return rulings, nil
}

// at says which of several statements an error is about.
func at(i int, err error) error {
	var e *Error
	if errors.As(err, &e) {
		e.Field = fmt.Sprintf("/%d%s", i, strings.TrimPrefix(e.Field, "/payload/body"))
	}
	return err
}
