package example

import (
	"fmt"
	"slices"

	"concordat/ledger"
)

// fund is a pooled fund whose years an example tells. Its host's officer states what
// became of it, and the officers of the others what they approve, pay and hold owed.
type fund struct {
	*story
	board    *board
	name     string
	function string
	host     string   // party code
	parties  []string // all that take part, sorted
}

// empower has the fund's parties give their committees authority over its function
// alone, up to a limit; the numbers and the resolutions are illustrative.
func (f *fund) empower(id string, spend ledger.Limit, passed, from ledger.Date) {
	for _, code := range f.parties {
		f.state(f.board.officers[code], code, ledger.KindAuthorityGiven, ledger.AuthorityGiven{
			ID: code + "-" + id, Function: f.function, Types: []string{ledger.TypePool, "virement"}, Committee: "decides",
			Constitution: ledger.Clause{Version: "1", Clause: "8.1 (illustrative)"},
			Resolution:   ledger.Resolution{Ref: "GB-" + id + " (illustrative)", On: passed}, Spend: spend, Loss: spend, From: from,
		})
	}
}

// decide takes motions of the host's from moving to a decision for which all vote, by
// one route, and gives their references.
func (f *fund) decide(route, moved, opens, votes, closes string, motions ...ledger.Motion) []string {
	f.on(moved)
	members, refs := map[string]string{}, []string{}
	for _, code := range f.parties {
		members[code] = f.board.members[code]
	}
	for _, m := range motions {
		m.Title, m.Route, m.Function = m.Title+" (illustrative)", route, f.function
		ref := f.move(members[f.host], f.host, m)
		f.notice(ref, opens, closes)
		refs = append(refs, ref)
	}
	f.on(opens)
	for _, ref := range refs {
		f.open(ref)
	}
	f.on(votes)
	for _, ref := range refs {
		f.vote(ref, all(members, ledger.ChoiceFor), members)
	}
	for _, ref := range refs {
		f.close(ref, closes, ledger.OutcomeCarried)
	}
	return refs
}

// says has the host's officer state something.
func (f *fund) says(kind string, body any) ledger.Digest {
	return f.state(f.board.officers[f.host], f.host, kind, body)
}

// year is a year of the fund as it stands, for which there must be a decision.
func (f *fund) year(v ledger.View, now ledger.Time, year string) (ledger.FundYear, error) {
	if facts, ok := v.FundFacts(f.name, now.Day()); ok && facts.Years[year] != nil {
		return *facts.Years[year], nil
	}
	return ledger.FundYear{}, fmt.Errorf("no decision makes up the fund %s for %s", f.name, year)
}

// report states what was spent by the end of a period; a report of the same period
// that stands already is replaced.
func (f *fund) report(year, period string, to ledger.Date, lines ...ledger.ReportLine) {
	body := ledger.FundReported{Fund: f.name, Year: year, Period: period, To: to, Lines: lines, Source: "The host's ledger (illustrative)"}
	if period == "Q1" {
		body.Material = []string{"Prices rise by 2% from 1 April (illustrative)"}
	}
	f.look(func(v ledger.View, now ledger.Time) error {
		y, err := f.year(v, now, year)
		for _, r := range y.Reports {
			if r.Period == period {
				body.Replaces = r.ID
			}
		}
		return err
	})
	f.says(ledger.KindFundReported, body)
}

// change states a change of contributions, which each party approves on a later day.
func (f *fund) change(c ledger.ContributionChanged, approved string) {
	c.Fund = f.name
	id := f.says(ledger.KindContributionChanged, c)
	f.on(approved)
	for _, code := range f.parties {
		f.state(f.board.officers[code], code, ledger.KindContributionApproved, ledger.ContributionApproved{
			Change: id, Resolution: ledger.Resolution{Ref: "GB-" + f.name + " (illustrative)", On: ledger.Date(approved[:10])},
		})
	}
}

// outturn states what a year came to; one that stands already is replaced.
func (f *fund) outturn(year, stage string, lines ...ledger.OutturnLine) {
	body := ledger.OutturnStated{Fund: f.name, Year: year, Stage: stage, Lines: lines, Source: "The host's ledger (illustrative)"}
	f.look(func(v ledger.View, now ledger.Time) error {
		y, err := f.year(v, now, year)
		if n := len(y.Outturns); n > 0 {
			body.Replaces = y.Outturns[n-1].ID
		}
		return err
	})
	if stage == ledger.StageAudited {
		body.Source = "The host's audited accounts (illustrative)"
		body.Paper = f.paper("Opinion of the host's auditor (illustrative)", "In the auditor's opinion the outturn of the fund "+f.name+" for "+year+" is as its host states it. This opinion is an example's.\n")
	}
	f.says(ledger.KindOutturnStated, body)
}

// paper keeps a text beside the log, where its digest finds it.
func (s *story) paper(title, text string) *ledger.Paper {
	if s.err == nil {
		if _, err := s.journal.PutBlob([]byte(text)); err != nil {
			s.fail(err)
		}
	}
	return &ledger.Paper{Title: title, SHA256: ledger.DigestOf([]byte(text))}
}

// pay discharges on the story's day whatever of the fund's obligations is wanted: the
// payer says that it paid and the payee that it received, in the way that is given
// for the payer, and by a payment where none is.
func (f *fund) pay(ways map[string]string, want func(o ledger.Obligation) bool) {
	var due []ledger.Obligation
	f.look(func(v ledger.View, now ledger.Time) error {
		for _, o := range v.Obligations() {
			o.ObligationAssumed = o.Standing(v.Size(), now.Day())
			if o.Fund == f.name && v.ObligationStatus(o, v.Size(), now.Day()) != ledger.ObligationDone && want(o) {
				due = append(due, o)
			}
		}
		if len(due) == 0 {
			return fmt.Errorf("the fund %s has nothing to pay", f.name)
		}
		return nil
	})
	for _, o := range due {
		by, ref := "payment", ""
		if other := []string{ways[o.Payer], ways[o.Payee]}; slices.Max(other) != "" {
			by, ref = slices.Max(other), "Example-"+o.Obligation
		}
		on := f.clock.now.UTC().Format("2006-01-02")
		f.state(f.board.officers[o.Payer], o.Payer, ledger.KindObligationPaid, ledger.ObligationPaid{Obligation: o.Obligation, Pence: o.Pence, On: ledger.Date(on), By: by, Ref: ref})
		f.state(f.board.officers[o.Payee], o.Payee, ledger.KindObligationReceived, ledger.ObligationReceived{Obligation: o.Obligation, Pence: o.Pence, On: ledger.Date(on), By: by, Ref: ref})
	}
}

// dueBy are the contributions that fall due by a day, and what is given back of them.
func dueBy(day ledger.Date, but ...string) func(ledger.Obligation) bool {
	return func(o ledger.Obligation) bool {
		return o.Settlement == "" && o.Leaving == "" && o.Due <= day && !slices.Contains(but, o.Payer)
	}
}

// onLeaving is what comes back to a party that has left.
func onLeaving(o ledger.Obligation) bool { return o.Leaving != "" }

// settling are the payments of a settlement.
func settling(settlement string) func(ledger.Obligation) bool {
	return func(o ledger.Obligation) bool { return o.Settlement == settlement }
}

// balances has the host and a party state what they owe each other, each as it says.
// Where both sums are what the ledger holds, they agree.
func (f *fund) balances(party, year, at string, host, other ledger.BalanceStated) {
	host.With, host.Year, host.At = party, year, at
	other.With, other.Year, other.At = f.host, year, at
	f.says(ledger.KindBalanceStated, host)
	f.state(f.board.officers[party], party, ledger.KindBalanceStated, other)
}

// leave has a party give notice that it leaves the fund's function, on the day that
// the rules work out.
func (f *fund) leave(party string, effective, resolved ledger.Date) {
	f.state(f.board.officers[party], party, ledger.KindLeavingNotified, ledger.LeavingNotified{
		Function: f.function, Effective: effective, Resolution: ledger.Resolution{Ref: "GB-" + f.name + "-leaving (illustrative)", On: resolved},
	})
}
