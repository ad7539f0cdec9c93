package server

import (
	"fmt"
	"slices"

	"concordat/ledger"
	"concordat/server/api"
	"concordat/server/auth"
)

// Three questions to the rules by which nothing is written: what if a party left, which
// payment would make a motion acceptable, and what if a fund's year came to something.

// leavingShow is what would follow if a party left a function, or all, on a day.
func leavingShow(s *Server, r *request, caller *auth.Caller) (answer, error) {
	done, err := s.judging.turn(r.ctx)
	if err != nil {
		return answer{}, err
	}
	defer done()
	shown := api.Leaving{Party: r.params["code"], Function: r.query.Get("function")}
	on := ledger.Date(r.query.Get("on"))
	var asked question
	var gathered error
	names := map[string]string{"": ""}
	err = s.read(r, caller, func(q *reading) error {
		shown.AsAt, shown.At = q.Size(), q.now
		if shown.Function == "" {
			shown.Function = "*"
		}
		if on == "" {
			on = q.day
		}
		for code, p := range q.Parties() {
			names[code] = p.Name
		}
		shown.PartyName = names[shown.Party]
		_, gathered = q.Leave(shown.Party, shown.Function, on, q.now, &asked)
		return q.mayLeave(&asked)
	})
	if err != nil {
		return answer{}, err
	}
	ruling, err := asked.ask(s.rules, gathered)
	if err != nil {
		return answer{}, err
	}
	if !ruling.Allow {
		return answer{}, refused(ruling)
	}
	shown.On, shown.Checks, shown.Leave = on, some(ruling.Checks), *ruling.Leave
	for _, list := range []*[]ledger.LeaveItem{&shown.Owed, &shown.Back, &shown.Stops, &shown.Survives} {
		*list = some(*list)
	}
	shown.Pools = some(shown.Pools)
	return answer{json: shown}, nil
}

// mayLeave refuses a caller from whom something is withheld that the answer rests on.
func (q *reading) mayLeave(asked *question) error {
	private, err := q.withheld()
	if err != nil {
		return err
	}
	for _, in := range asked.inputs {
		decisions := []string{}
		for _, o := range in.Obligations {
			decisions = append(decisions, o.Decision)
		}
		for _, l := range in.Leads {
			decisions = append(decisions, l.Decision)
		}
		for _, f := range in.Funds {
			for _, y := range f.Years {
				decisions = append(decisions, y.Decision)
			}
		}
		slices.Sort(decisions)
		for _, ref := range slices.Compact(decisions) {
			if k := private.Ref(ref); k != nil {
				return k.Refusal
			}
		}
	}
	return nil
}

// transferShow is the least transfer that would make a motion acceptable, with the
// votes as they stand: as judged when the motion closes, as a preview is, where that
// is fixed or notice is given of it, else today, or on another day to come.
func transferShow(s *Server, r *request, caller *auth.Caller) (answer, error) {
	done, err := s.judging.turn(r.ctx)
	if err != nil {
		return answer{}, err
	}
	defer done()
	var shown api.Transfer
	var asked question
	var gathered error
	err = s.read(r, caller, func(q *reading) error {
		m, err := q.motion(r.params["motion"])
		if err != nil {
			return err
		}
		at := q.now
		if m.Opened != nil || m.Notice != nil {
			at = ""
		}
		if m, err = q.opened(m); err != nil {
			return err
		}
		if at == "" {
			at = m.Opened.Closes
		}
		if on := ledger.Date(r.query.Get("on")); on != "" {
			if on.Check() != nil || on < q.day {
				return badField("/on", "%q is no day from today on, such as %s", on, q.day)
			}
			at = max(q.now, ledger.Time(on+"T12:00:00.000Z"))
		}
		shown = api.Transfer{Motion: m.Ref, AsAt: q.Size(), At: at}
		_, gathered = q.Transfer(m, at, &asked)
		return nil
	})
	if err != nil {
		return answer{}, err
	}
	ruling, err := asked.ask(s.rules, gathered)
	if err != nil {
		return answer{}, err
	}
	if !ruling.Allow {
		return answer{}, refused(ruling)
	}
	shown.Transfer = *ruling.Transfer
	shown.Payments, shown.Losers = some(shown.Payments), some(shown.Losers)
	return answer{json: shown}, nil
}

// outturnPreview is what a fund's year would come to for each party by the rules, were
// its lines to come to what is supposed, and those that are not named to their budget.
func outturnPreview(s *Server, r *request, caller *auth.Caller) (answer, error) {
	var wish api.OutturnRequest
	if err := r.decode(&wish); err != nil {
		return answer{}, err
	}
	done, err := s.judging.turn(r.ctx)
	if err != nil {
		return answer{}, err
	}
	defer done()
	shown := api.SupposedOutturn{Fund: r.params["fund"], Year: r.params["year"]}
	var ruling ledger.Ruling
	err = s.read(r, caller, func(q *reading) error {
		shown.AsAt = q.Size()
		facts, ok := q.fundFacts(shown.Fund, asOf{size: q.Size(), day: q.day})
		if !ok {
			return noFund(shown.Fund)
		}
		y := facts.Years[shown.Year]
		if y == nil {
			return notFound("no decision in effect makes up the fund %s for %s: see its years", shown.Fund, shown.Year)
		}
		private, err := q.withheld()
		if err != nil {
			return err
		}
		if k := withheldYear(shown.Fund, shown.Year, y, private); k != nil {
			return k.Refusal
		}
		for _, a := range y.Agreed { // by which what is left would be given out
			if k := private.Ref(a.Decision); k != nil {
				return k.Refusal
			}
		}
		if err := suppose(&shown, budgets(y), wish.Lines); err != nil {
			return err
		}
		supposed := ledger.OutturnStated{Fund: shown.Fund, Year: shown.Year, Stage: ledger.StageProvisional, Lines: shown.Lines, Source: "Supposed"}
		if n := len(y.Outturns); n > 0 { // it would take the place of the one that stands
			supposed.Replaces = y.Outturns[n-1].ID
			if y.Outturns[n-1].Stage != ledger.StageProvisional {
				supposed.Stage = ledger.StageRestated
			}
		}
		rulings, err := q.Settle([]ledger.OutturnStated{supposed}, q.now, q.rules)
		if err != nil {
			return err
		}
		ruling, shown.Names = rulings[0], map[string]string{}
		for _, code := range y.Parties {
			shown.Names[code] = q.PartyName(code)
		}
		return nil
	})
	if err != nil {
		return answer{}, err
	}
	if shown.Checks = []ledger.Check{}; ruling.Settlement != nil && ruling.Allow {
		shown.Settled = *ruling.Settlement
	} else {
		shown.Checks = some(ruling.Checks)
	}
	shown.Parties = some(shown.Parties)
	return answer{json: shown}, nil
}

// suppose sets what each line comes to.
func suppose(shown *api.SupposedOutturn, budgets []api.FundLine, lines []ledger.OutturnLine) error {
	for i, l := range lines {
		if !slices.ContainsFunc(budgets, func(b api.FundLine) bool { return b.Line == l.Line }) {
			return badField(fmt.Sprintf("/lines/%d/line", i), "the fund %s has no line %s in %s", shown.Fund, l.Line, shown.Year)
		}
		if l.Pence < 0 || l.Pence > ledger.MaxPence {
			return badField(fmt.Sprintf("/lines/%d/pence", i), "a line comes to something from nothing to %s", ledger.Pounds(ledger.MaxPence))
		}
	}
	for _, b := range budgets {
		supposed := ledger.OutturnLine{Line: b.Line, Pence: max(0, b.Budget)}
		for _, l := range lines {
			if l.Line == b.Line {
				supposed = l
			}
		}
		shown.Lines, shown.Pence = append(shown.Lines, supposed), shown.Pence+supposed.Pence
	}
	return nil
}

// refused is a question that the rules give no answer to, with their reasons.
func refused(r ledger.Ruling) error {
	e := &ledger.Error{Code: ledger.CodeRefused, Message: "the rules give no answer to this", Checks: r.Checks}
	for _, c := range r.Checks {
		if !c.Met {
			e.Message = c.Explain
			break
		}
	}
	return e
}
