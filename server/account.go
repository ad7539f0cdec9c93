package server

import (
	"fmt"
	"slices"
	"strconv"

	"concordat/ledger"
	"concordat/server/api"
	"concordat/server/auth"
)

// accountShow draws up a statement of account: of ?year=, a financial year, or of
// ?from= to ?to=; without any of the financial year that today is in.
func accountShow(s *Server, r *request, caller *auth.Caller) (answer, error) {
	var shown api.Account
	a, err := s.account(r, caller, func(q *reading, drawn api.Account) error {
		shown = drawn
		return nil
	})
	a.json = shown
	return a, err
}

// account draws up a statement of account, and hands it over while the reading lasts.
func (s *Server) account(r *request, caller *auth.Caller, take func(*reading, api.Account) error) (answer, error) {
	var tag string
	var left []*ledger.Withholding
	err := s.read(r, caller, func(q *reading) error {
		var shown api.Account
		without := map[string]bool{} // obligations, of which it goes by some more than once
		at, err := s.asOf(q, r)
		if err != nil {
			return err
		}
		of := ledger.AccountOf{Party: r.params["code"], With: r.query.Get("with"), Size: at.size}
		if _, ok := q.Party(of.Party); !ok {
			return notFound("no party has the code %s: see the list of parties", of.Party)
		}
		if _, ok := q.Party(of.With); of.With != "" && !ok {
			return malformed("with", "no party has the code %s", of.With)
		}
		if of.From, of.To, err = period(r, q.day); err != nil {
			return err
		}
		private, err := q.withheld()
		if err != nil {
			return err
		}
		of.Without = func(o ledger.Obligation) bool {
			k := private.Ref(o.Decision)
			if k != nil && !slices.Contains(left, k) {
				left = append(left, k)
			}
			sides := []string{q.StandsFor(o.Payer, at.size, of.To), q.StandsFor(o.Payee, at.size, of.To)}
			if k != nil && slices.Contains(sides, of.Party) && (of.With == "" || slices.Contains(sides, of.With)) {
				without[o.Obligation] = true
			}
			return k != nil
		}
		shown.Account, err = q.Account(of)
		shown.Balances = slices.DeleteFunc(shown.Balances, func(b ledger.BalanceFacts) bool { return private.Balance(b.Party, b.With) != nil })
		shown.Differences = slices.DeleteFunc(shown.Differences, func(d ledger.AccountDifference) bool {
			return (d.Kind == ledger.DiffersBalance || d.Kind == ledger.DiffersLedger) && private.Balance(of.Party, d.Party) != nil
		})
		shown.LeftOut = len(without)
		shown.AsAt, shown.Names = at.size, map[string]string{of.Party: q.PartyName(of.Party)}
		if of.With != "" {
			shown.Names[of.With] = q.PartyName(of.With)
		}
		for _, row := range shown.Rows {
			shown.Names[row.Party] = q.PartyName(row.Party)
		}
		for _, b := range shown.Balances {
			shown.Names[b.With] = q.PartyName(b.With)
		}
		if err != nil {
			return err
		}
		data, err := ledger.Encode(shown.Account)
		if err != nil {
			return err
		}
		shown.Code, tag = ledger.CheckCode(ledger.DigestOf(data)), q.tag(string(q.day))
		return take(q, shown)
	})
	return answer{tag: tag}.lacking(left...), err
}

// period reads ?year=, or ?from= and ?to=.
func period(r *request, today ledger.Date) (from, to ledger.Date, err error) {
	year := r.query.Get("year")
	from, to = ledger.Date(r.query.Get("from")), ledger.Date(r.query.Get("to"))
	switch {
	case year != "" && (from != "" || to != ""):
		return "", "", malformed("year", "give a financial year, or the first and the last day, not both")
	case from == "" && to == "" && year == "":
		year = financialYear(today)
		fallthrough
	case year != "":
		if from, to, err = ledger.YearDays(year); err != nil {
			return "", "", malformed("year", "%v", err)
		}
		return from, to, nil
	}
	for _, d := range []struct {
		name string
		day  ledger.Date
	}{{"from", from}, {"to", to}} {
		if err := d.day.Check(); err != nil {
			return "", "", malformed(d.name, "%v", err)
		}
	}
	if from > to {
		return "", "", malformed("to", "%s is before %s", to, from)
	}
	return from, to, nil
}

// financialYear is that which a day is in, from 1 April.
func financialYear(day ledger.Date) string {
	y, _ := strconv.Atoi(string(day[:4]))
	if day[5:] < "04-01" {
		y--
	}
	return fmt.Sprintf("%04d-%02d", y, (y+1)%100)
}

// leadList lists the leads, with what they may commit and have committed.
func leadList(s *Server, r *request, caller *auth.Caller) (answer, error) {
	list := api.List[api.Lead]{Items: []api.Lead{}}
	var tag string
	var left []*ledger.Withholding
	err := s.read(r, caller, func(q *reading) error {
		private, err := q.withheld()
		if err != nil {
			return err
		}
		function := r.query.Get("function")
		for _, l := range q.Leads(q.day) {
			if k := private.Ref(l.Decision); k != nil {
				left = append(left, k)
				continue
			}
			if function != "" && l.Function != function {
				continue
			}
			leading := q.LeadOn(l.Function, q.day)
			shown := api.Lead{LeadFacts: l, InForce: leading != nil && leading.Decision == l.Decision, Name: q.PartyName(l.Party), Years: map[string]int64{}, Commitments: []ledger.CommitmentRecord{}}
			for _, u := range l.Used {
				shown.Years[u.Year] += u.Spend + u.Loss
				shown.Life += u.Spend + u.Loss
			}
			for _, c := range q.CommittedByLeads() {
				if c.Function == l.Function && q.StandsFor(c.Party, q.Size(), q.day) == l.Party {
					shown.Commitments = append(shown.Commitments, c)
				}
			}
			list.Items = append(list.Items, shown)
		}
		list.AsAt, tag = q.Size(), q.tag(string(q.day))
		return nil
	})
	return listed(r, list, tag).lacking(left...), err
}
