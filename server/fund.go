package server

import (
	"errors"
	"fmt"
	"iter"
	"maps"
	"slices"
	"strings"

	"concordat/ledger"
	"concordat/server/api"
	"concordat/server/auth"
)

// fundFacts is a fund as of two times at once.
func (q *reading) fundFacts(name string, at asOf) (*ledger.FundFacts, bool) {
	facts, ok := q.FundFactsBy(name, at.size, at.day)
	if ok && at.effective {
		facts.Effective(q.View, at.day)
	}
	return facts, ok
}

// made are the years of a fund that decisions in effect make up, but for those that
// are withheld, and why these are.
func (q *reading) made(name string, at asOf, private *ledger.Withheld) (map[string]*ledger.FundYear, []*ledger.Withholding) {
	facts, ok := q.fundFacts(name, at)
	years, left := map[string]*ledger.FundYear{}, []*ledger.Withholding{}
	if !ok {
		return years, left
	}
	for year, y := range facts.Years {
		if k := withheldYear(name, year, y, private); k != nil {
			left = append(left, k)
			continue
		}
		years[year] = y
	}
	return years, left
}

// withheldYear is why a year of a fund is withheld: all decisions that made it up
// are, or the one that makes it up now.
func withheldYear(name, year string, y *ledger.FundYear, private *ledger.Withheld) *ledger.Withholding {
	if k := private.Fund(name, year); k != nil {
		return k
	}
	return private.Ref(y.Decision)
}

func (q *reading) showFund(f ledger.Fund, years map[string]*ledger.FundYear, at asOf) api.Fund {
	shown := api.Fund{Fund: f.Fund, Function: f.Function, Years: []api.FundYear{}, AsAt: at.size}
	for _, year := range slices.Sorted(maps.Keys(years)) {
		y := years[year]
		in := api.FundYear{Year: year, Decision: y.Decision, Host: y.Host, HostName: q.PartyName(y.Host), Parties: y.Parties}
		for _, l := range budgets(y) {
			in.Contributed += l.Decided + l.Changed
		}
		if n := len(y.Reports); n > 0 {
			in.Reported = y.Reports[n-1].Period
		}
		if n := len(y.Outturns); n > 0 {
			in.Outturn = y.Outturns[n-1].Stage
		}
		in.Awaited = awaited(y, year, at)
		shown.Years = append(shown.Years, in)
	}
	return shown
}

func fundList(s *Server, r *request, caller *auth.Caller) (answer, error) {
	var list api.List[api.Fund]
	var tag string
	var left []*ledger.Withholding
	err := s.read(r, caller, func(q *reading) error {
		at, err := s.asOf(q, r)
		if err != nil {
			return err
		}
		private, err := q.withheld()
		if err != nil {
			return err
		}
		function := r.query.Get("function")
		var without leftOut
		list, err = page(q, r, q.Funds(), func(name string, f ledger.Fund) (api.Fund, bool) {
			if function != "" && f.Function != function {
				return api.Fund{}, false
			}
			years, kept := q.made(name, at, private)
			left = append(left, kept...)
			without.saw(len(kept), len(years) > 0)
			shown := q.showFund(f, years, at)
			shown.LeftOut = len(kept)
			return shown, len(years) > 0
		})
		list.LeftOut = without.of(len(list.Items), list.Next != "")
		tag = q.tag(string(q.day))
		return err
	})
	return listed(r, list, tag).lacking(left...), err
}

func fundShow(s *Server, r *request, caller *auth.Caller) (answer, error) {
	var shown api.Fund
	var tag string
	var left []*ledger.Withholding
	err := s.read(r, caller, func(q *reading) error {
		at, err := s.asOf(q, r)
		if err != nil {
			return err
		}
		name := r.params["fund"]
		f, ok := q.Fund(name)
		if !ok {
			return noFund(name)
		}
		private, err := q.withheld()
		if err != nil {
			return err
		}
		years, kept := q.made(name, at, private)
		switch {
		case len(years) == 0 && len(kept) > 0:
			return kept[0].Refusal
		case len(years) == 0:
			return noFund(name)
		}
		shown, tag, left = q.showFund(f, years, at), q.tag(string(q.day)), kept
		shown.LeftOut = len(kept)
		return nil
	})
	return answer{json: shown, tag: tag}.lacking(left...), err
}

func noFund(name string) error {
	return notFound("there is no fund %s that a decision in effect makes up: see the list of funds", name)
}

// fundYearShow is the account of a fund's year. The rules are asked for its calendar
// while the reading lasts.
func fundYearShow(s *Server, r *request, caller *auth.Caller) (answer, error) {
	done, err := s.judging.turn(r.ctx)
	if err != nil {
		return answer{}, err
	}
	defer done()
	var shown api.FundAccount
	var tag string
	var left []*ledger.Withholding
	var made []ledger.SettlementFacts
	err = s.read(r, caller, func(q *reading) error {
		at, err := s.asOf(q, r)
		if err != nil {
			return err
		}
		name, year := r.params["fund"], r.params["year"]
		facts, ok := q.fundFacts(name, at)
		if !ok {
			return noFund(name)
		}
		private, err := q.withheld()
		if err != nil {
			return err
		}
		y := facts.Years[year]
		if y == nil {
			return notFound("no decision in effect makes up the fund %s for %s: see its years", name, year)
		}
		if k := withheldYear(name, year, y, private); k != nil {
			return k.Refusal
		}
		kept := len(left)
		y.Agreed = slices.DeleteFunc(y.Agreed, func(a ledger.AgreedFacts) bool {
			k := private.Ref(a.Decision)
			if k != nil {
				left = append(left, k)
			}
			return k != nil
		})
		shown = q.account(facts, year, at)
		made = y.Settlements
		if shown.Calendar, err = q.calendar(facts, year, at); err != nil {
			return err
		}
		shown.Awaited, shown.LeftOut = awaited(y, year, at), len(left)-kept
		now := at.size == q.Size() && at.day == q.day
		if now && len(left) == kept { // what is private of the year can't be told from it
			if shown.Forecast, err = q.forecast(name, year, y); err != nil {
				return err
			}
		}
		for _, f := range made {
			shown.Settlements = append(shown.Settlements, q.showSettlement(f, at))
		}
		tag = q.tag(string(q.day))
		return nil
	})
	for i := 0; i < len(made) && err == nil; i++ {
		err = s.workings(&shown.Settlements[i])
	}
	if err == nil && len(made) > 0 {
		err = s.read(r, caller, func(q *reading) error { // what was recorded before each of them stays as it is
			for i := range shown.Settlements {
				m := &shown.Settlements[i]
				m.Sources = some(q.SettlementSources(m.SettlementMade, m.Entry))
			}
			return nil
		})
	}
	return answer{json: shown, tag: tag}.lacking(left...), err
}

// awaited is since when the outturn of a year is: from the day after its end, whatever
// the agreement says of the time for it; empty once one is stated.
func awaited(y *ledger.FundYear, year string, at asOf) ledger.Date {
	_, last, _ := ledger.YearDays(year)
	if len(y.Outturns) > 0 || at.day <= last {
		return ""
	}
	return last[:4] + "-04-01"
}

// calendar is empty where the agreement sets no times for a fund.
func (q *reading) calendar(facts *ledger.FundFacts, year string, at asOf) ([]ledger.Deadline, error) {
	now := q.now
	if at.day != q.day {
		now = ledger.Time(at.day + "T12:00:00.000Z") // that day in London, summer or winter
	}
	days, err := q.CalendarBy(facts, year, at.size, now, q.rules)
	var refused *ledger.Error
	if errors.As(err, &refused) && refused.Code != ledger.CodeRulesFailed {
		return []ledger.Deadline{}, nil
	}
	return some(days), err
}

// forecast is what the year would come to for each party by the report that runs
// furthest, while no outturn is stated. The rules are asked for all three cases at once.
func (q *reading) forecast(fund, year string, y *ledger.FundYear) ([]api.FundForecast, error) {
	if len(y.Reports) == 0 || len(y.Outturns) > 0 {
		return []api.FundForecast{}, nil
	}
	last := y.Reports[0]
	for _, r := range y.Reports {
		if r.To > last.To {
			last = r
		}
	}
	cases := []api.FundForecast{{Case: api.CaseLow}, {Case: api.CaseCentral}, {Case: api.CaseHigh}}
	outturns := make([]ledger.OutturnStated, len(cases))
	for i := range cases {
		c := &cases[i]
		c.Period, c.Entry = last.Period, last.Entry
		outturns[i] = ledger.OutturnStated{Fund: fund, Year: year, Stage: ledger.StageProvisional, Source: last.Source}
		for _, l := range last.Lines {
			pence := map[string]int64{api.CaseLow: l.Low, api.CaseCentral: l.Central, api.CaseHigh: l.High}[c.Case]
			outturns[i].Lines, c.Pence = append(outturns[i].Lines, ledger.OutturnLine{Line: l.Line, Pence: pence}), c.Pence+pence
		}
	}
	rulings, err := q.Settle(outturns, q.now, q.rules)
	var refused *ledger.Error
	switch {
	case errors.As(err, &refused) && refused.Code != ledger.CodeRulesFailed: // of lines that the year had before a later decision made it up
		return []api.FundForecast{}, nil
	case err != nil:
		return nil, err
	}
	for i, r := range rulings {
		if cases[i].Checks = []ledger.Check{}; r.Settlement != nil && r.Allow {
			cases[i].Settled = *r.Settlement
		} else {
			cases[i].Checks = some(r.Checks)
		}
		cases[i].Parties = some(cases[i].Parties)
	}
	return cases, nil
}

// workings adds what the entry of a settlement holds of it.
func (s *Server) workings(f *api.FundSettlement) error {
	data, err := s.journal.Entry(f.Entry)
	if err != nil {
		return err
	}
	p, err := ledger.ParseAll(data)
	if err != nil {
		return err
	}
	made, ok := p.Body.(*ledger.SettlementMade)
	if !ok {
		return fmt.Errorf("entry %d is no settlement", f.Entry)
	}
	f.SettlementMade, f.Time = *made, p.Entry.Time
	f.Checks, f.Parties = some(f.Checks), some(f.Parties)
	return nil
}

func (q *reading) showSettlement(f ledger.SettlementFacts, at asOf) api.FundSettlement {
	shown := api.FundSettlement{Entry: f.Entry, Net: []api.FundNet{}, Owed: []api.FundPayment{}, Sources: []ledger.Source{}}
	for _, party := range slices.Sorted(maps.Keys(f.Parties)) {
		shown.Net = append(shown.Net, api.FundNet{Party: party, Pence: f.Parties[party]})
	}
	for o := range q.settledBy(f.Settlement) {
		if o.Entry >= at.size {
			continue
		}
		status := q.ObligationStatus(o, at.size, at.day)
		p := api.FundPayment{
			Obligation: o.Obligation, Payer: q.StandsFor(o.Payer, at.size, at.day), Payee: q.StandsFor(o.Payee, at.size, at.day), Pence: o.Pence, Due: o.Due,
			Status: api.Status{Status: status, Words: api.ObligationWords(status)},
		}
		for _, e := range o.Said(at.size) {
			switch {
			case e.On > at.day:
			case e.Kind == ledger.KindObligationPaid:
				p.Paid += e.Pence
			case e.Kind == ledger.KindObligationReceived:
				p.Received += e.Pence
			}
		}
		shown.Owed = append(shown.Owed, p)
	}
	return shown
}

// settledBy are the obligations that follow from a settlement.
func (q *reading) settledBy(settlement string) iter.Seq[ledger.Obligation] {
	return func(yield func(ledger.Obligation) bool) {
		for _, o := range q.ObligationsBy(func(_ string, x ledger.Index) bool { return x.Settlement == settlement }) {
			if o.Settlement == settlement && !yield(o) {
				return
			}
		}
	}
}

// account adds up what was decided and stated of a fund's year.
func (q *reading) account(f *ledger.FundFacts, year string, at asOf) api.FundAccount {
	y := f.Years[year]
	shown := api.FundAccount{
		Fund: f.Fund, Function: f.Function, Year: year, FundYear: y, Budgets: budgets(y), Shares: shares(y, at.day), Settlements: []api.FundSettlement{}, Forecast: []api.FundForecast{},
		Names: map[string]string{}, AsAt: at.size,
	}
	shown.Opening = opening(f, year)
	for code := range q.Parties() {
		shown.Names[code] = q.PartyName(code)
	}
	return shown
}

// opening is what a year begins with: what the last settlement of the year before
// carried, in pence. Another host does not hold it.
func opening(f *ledger.FundFacts, year string) int64 {
	for earlier, e := range f.Years {
		if n := len(e.Settlements); n > 0 && nextYear(earlier) == year && e.Host == f.Years[year].Host {
			return e.Settlements[n-1].Carried
		}
	}
	return 0
}

// nextYear is the financial year after another.
func nextYear(year string) string {
	var first int
	if _, err := fmt.Sscanf(year, "%4d-", &first); err != nil {
		return ""
	}
	return fmt.Sprintf("%04d-%02d", first+1, (first+2)%100)
}

// signed is what an obligation adds to a contribution; what is given back lessens it.
func signed(c ledger.ContributionFacts, pence int64) int64 {
	if c.Refund {
		return -pence
	}
	return pence
}

// budgets is what each line of a year is made of.
func budgets(y *ledger.FundYear) []api.FundLine {
	lines := make([]api.FundLine, len(y.Lines))
	at := map[string]*api.FundLine{}
	for i, l := range y.Lines {
		lines[i] = api.FundLine{Line: l.Line, What: l.What, Decided: l.Pence}
		at[l.Line] = &lines[i]
	}
	for _, change := range y.Changes {
		for _, c := range change.Changes {
			if l := at[c.Line]; l != nil && change.Stands {
				l.Changed += c.Pence
			}
		}
		for _, c := range change.Obligations {
			if l := at[c.Line]; l != nil {
				l.Changed -= c.Stopped
			}
		}
	}
	for _, c := range y.Contributions {
		if l := at[c.Line]; l != nil {
			l.Changed -= c.Stopped
			if c.Leaving {
				l.Changed -= c.Pence
			}
		}
	}
	for _, v := range y.Virements {
		if from, to := at[v.From], at[v.To]; from != nil && to != nil {
			from.Moved -= v.Pence
			to.Moved += v.Pence
		}
	}
	for i := range lines {
		lines[i].Budget = lines[i].Decided + lines[i].Changed + lines[i].Moved
	}
	return lines
}

// shares is what each party contributes of each kind, by code.
func shares(y *ledger.FundYear, day ledger.Date) []api.FundShare {
	found := []api.FundShare{}
	add := func(c ledger.ContributionFacts, changed bool) {
		i := slices.IndexFunc(found, func(s api.FundShare) bool { return s.Party == c.Party && s.In == c.In })
		if i < 0 {
			i, found = len(found), append(found, api.FundShare{Party: c.Party, In: c.In})
		}
		s, pence := &found[i], signed(c, c.Pence)
		if changed || c.Leaving {
			s.Changed += pence
		} else {
			s.Decided += pence + c.Stopped
			s.Changed -= c.Stopped
		}
		s.Total += pence
		if c.Due <= day {
			s.Due += pence
		}
		s.Paid += signed(c, c.Paid)
		s.Received += signed(c, c.Received)
	}
	for _, c := range y.Contributions {
		add(c, false)
	}
	for _, change := range y.Changes {
		for _, c := range change.Obligations {
			add(c, true)
		}
	}
	slices.SortStableFunc(found, func(a, b api.FundShare) int {
		if a.Party != b.Party {
			return strings.Compare(a.Party, b.Party)
		}
		return strings.Compare(a.In, b.In)
	})
	return found
}
