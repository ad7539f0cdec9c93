package example

import "concordat/ledger"

// equipment is the pooled fund of the Greater Manchester example: equipment lent to
// people at home, for the four parties whose figures are known, held by Bolton. It is
// decided, changed and reported on, overspends, is settled twice, and one party
// leaves it. None of it happened, and every amount is the example's own: where it is
// divided by a figure, that figure is on record.
type equipment struct{ fund }

const (
	equipmentIssues = "issues" // shared, whatever it comes to
	equipmentStore  = "store"  // fixed: the host bears what is over, and keeps what is left
)

func newEquipment(s *story, b *board) *equipment {
	return &equipment{fund{story: s, board: b, name: "home-equipment", function: "community-equipment", host: "00T", parties: []string{"00T", "00V", "00W", "00Y"}}}
}

func (e *equipment) spent(issues, committed, low, central, high, store, storeCentral int64) []ledger.ReportLine {
	return []ledger.ReportLine{
		{Line: equipmentIssues, Spend: issues, Committed: committed, Low: low, Central: central, High: high},
		{Line: equipmentStore, Spend: store, Low: storeCentral, Central: storeCentral, High: storeCentral},
	}
}

func (e *equipment) came(issues, store int64) []ledger.OutturnLine {
	return []ledger.OutturnLine{{Line: equipmentIssues, Pence: issues}, {Line: equipmentStore, Pence: store}}
}

// decided: each committee decides for itself on the fund's first year, before the
// year begins, and the first quarter is paid.
func (e *equipment) decided() {
	e.on("2013-12-02 09:00")
	e.empower("E1", ledger.Limit{Action: 250_000 * pounds, Year: 250_000 * pounds, Life: 600_000 * pounds}, "2013-11-28", "2013-12-02")
	e.decide(ledger.RouteCommitteesInCommon, "2013-12-16 09:00", "2014-01-20 08:00", "2014-01-22 14:00", "2014-01-22 16:00", ledger.Motion{
		Title: "A pooled fund for equipment for people at home",
		Text: []string{
			"That Bolton, Bury, Central Manchester and Oldham pool £480,000.00 in 2014-15 for equipment lent to people at home, shared by weighted population and paid in four instalments, and £60,000.00 in equal shares for its store and drivers, held by NHS Bolton CCG.",
			"What equipment comes to more or less is shared; what the store and drivers come to is NHS Bolton CCG's own affair. Nobody holds such amounts: they are an example's.",
		},
		Type: ledger.TypePool,
		Pool: &ledger.Pool{Host: e.host, Year: "2014-15", Fund: e.name, Lines: []ledger.PoolLine{
			{
				Line: equipmentIssues, What: "Equipment lent", Pence: 480_000 * pounds, Kind: "cash", Recurrent: true, Variable: true,
				Due: "2014-04-30", Instalments: []ledger.Date{"2014-04-30", "2014-07-31", "2014-10-31", "2015-01-30"}, Share: ledger.Share{By: "figure", Figure: "weighted_population"},
			},
			{Line: equipmentStore, What: "Store and drivers", Pence: 60_000 * pounds, Kind: "cash", Recurrent: true, Due: "2014-04-30", Share: ledger.Share{By: "equal"}},
		}},
	})
	e.on("2014-04-30 10:00")
	e.pay(nil, dueBy("2014-04-30"))
}

// firstYear is 2014-15 from its first report to its provisional outturn, which is
// settled. In it the next year is decided.
func (e *equipment) firstYear() {
	const bury, central = "00V", "00W"
	e.on("2014-07-18 11:00")
	e.report("2014-15", "Q1", "2014-06-30", e.spent(118_240_50, 6_300_00, 470_000_00, 480_000_00, 492_000_00, 14_800_00, 59_000_00)...)
	e.on("2014-07-31 10:00")
	e.pay(nil, dueBy("2014-07-31"))

	// The second report leaves an invoice out, and another takes its place. With it
	// the host knows of an overspend.
	e.on("2014-10-15 11:00")
	e.report("2014-15", "Q2", "2014-09-30", e.spent(243_918_00, 5_100_00, 474_000_00, 480_000_00, 490_000_00, 29_100_00, 58_000_00)...)
	e.on("2014-10-17 15:00")
	e.report("2014-15", "Q2", "2014-09-30", e.spent(252_318_00, 5_100_00, 484_000_00, 494_500_00, 506_000_00, 29_100_00, 58_000_00)...)
	e.on("2014-10-20 09:30")
	e.leave(central, "2015-10-20", "2014-10-16")
	e.on("2014-10-22 09:30")
	e.says(ledger.KindOverspendNotified, ledger.OverspendNotified{
		Fund: e.name, Year: "2014-15", Line: equipmentIssues, Pence: 14_500_00, Known: "2014-10-17", Reason: "More people went home from hospital than planned; the amount is an example's",
	})
	e.on("2014-10-31 10:00")
	e.pay(nil, dueBy("2014-10-31"))

	// A change within the year: more of one party and less of another, owed once
	// every governing body has approved it.
	e.on("2014-11-10 10:00")
	e.change(ledger.ContributionChanged{
		Year: "2014-15", Changes: []ledger.ContributionChange{{Party: bury, Line: equipmentIssues, Pence: 9_000_00}, {Party: central, Line: equipmentIssues, Pence: -2_400_00}},
		Recurrent: true, Effective: "2014-11-01", Due: "2014-12-12", Reason: "A clinic of Central Manchester's moved to Bury; the amounts are an example's",
	}, "2014-11-27 14:00")
	refs := e.decide(ledger.RouteJointCommittee, "2014-12-01 09:00", "2014-12-10 09:00", "2014-12-12 11:00", "2014-12-12 12:00",
		ledger.Motion{
			Title: "Money of the equipment fund from its store to equipment", Type: "virement",
			Virement: &ledger.Virement{Fund: e.name, Year: "2014-15", From: equipmentStore, To: equipmentIssues, Pence: 3_500 * pounds},
			Text:     []string{"That NHS Bolton CCG may move up to £3,500.00 of the fund home-equipment for 2014-15 from its store and drivers to equipment. The amount is an example's."},
		},
		ledger.Motion{
			Title: "The fund for equipment for people at home in 2015-16", Type: ledger.TypePool,
			Text: []string{
				"That the fund home-equipment go on in 2015-16: equipment with what each party contributed recurrently in 2014-15, plus 2% for inflation, less 1% for efficiency, £491,466.00, in two instalments; and £60,000.00 in equal shares for its store and drivers. Held by NHS Bolton CCG.",
				"The amounts and fractions are an example's.",
			},
			Pool: &ledger.Pool{Host: e.host, Year: "2015-16", Fund: e.name, Lines: []ledger.PoolLine{
				{
					Line: equipmentIssues, What: "Equipment lent", Pence: 491_466 * pounds, Kind: "cash", Recurrent: true, Variable: true,
					Due: "2015-04-30", Instalments: []ledger.Date{"2015-04-30", "2015-10-30"}, Share: ledger.Share{By: "last_year"},
					FromLastYear: &ledger.FromLastYear{Inflation: &ledger.Fraction{Num: 2, Den: 100}, Efficiency: &ledger.Fraction{Num: 1, Den: 100}},
				},
				{Line: equipmentStore, What: "Store and drivers", Pence: 60_000 * pounds, Kind: "cash", Recurrent: true, Due: "2015-04-30", Share: ledger.Share{By: "equal"}},
			}},
		})
	e.on("2014-12-12 15:00")
	e.pay(nil, dueBy("2014-12-12", bury)) // Bury pays after Christmas
	e.on("2014-12-15 10:00")
	if len(refs) > 0 {
		e.says(ledger.KindVirementMade, ledger.VirementMade{Fund: e.name, Year: "2014-15", From: equipmentStore, To: equipmentIssues, Pence: 3_500 * pounds, Decision: refs[0]})
	}

	// At the end of December two agree on what is owed, and at the end of March two
	// do not.
	e.on("2015-01-13 10:00")
	e.balances(bury, "2014-15", ledger.BalanceMonth9, ledger.BalanceStated{Owed: 9_000_00}, ledger.BalanceStated{Owing: 9_000_00})
	e.on("2015-01-14 10:00")
	e.pay(nil, dueBy("2014-12-12"))
	e.on("2015-01-16 11:00")
	e.report("2014-15", "Q3", "2014-12-31", e.spent(374_002_75, 4_900_00, 490_000_00, 496_000_00, 503_000_00, 42_300_00, 55_500_00)...)
	e.on("2015-01-30 10:00")
	e.pay(nil, dueBy("2015-01-30"))
	e.on("2015-04-17 11:00")
	e.report("2014-15", "Q4", "2015-03-31", e.spent(496_800_00, 0, 496_800_00, 497_400_00, 498_000_00, 55_120_00, 55_120_00)...)
	e.on("2015-04-20 10:00")
	e.balances(central, "2014-15", ledger.BalanceYearEnd,
		ledger.BalanceStated{Owed: 1_850_00, Differs: "Beds lent to people in Manchester and not returned; the amount is an example's"}, ledger.BalanceStated{})
	e.on("2015-04-30 10:00")
	e.pay(nil, dueBy("2015-04-30"))
	e.on("2015-05-08 10:00")
	e.outturn("2014-15", ledger.StageProvisional, e.came(497_431_18, 55_120_00)...)
	e.on("2015-05-28 10:00")
	e.pay(map[string]string{central: "invoice"}, settling("GM-2013-001/S1"))
}

// secondYear begins 2015-16.
func (e *equipment) secondYear() {
	e.on("2015-07-17 11:00")
	e.report("2015-16", "Q1", "2015-06-30", e.spent(121_400_00, 5_200_00, 484_000_00, 490_500_00, 497_000_00, 14_950_00, 59_800_00)...)
}

// audited: the audit finds less than was settled, and the difference alone is paid.
func (e *equipment) audited() {
	e.on("2015-08-12 10:00")
	e.outturn("2014-15", ledger.StageAudited, e.came(496_102_55, 55_120_00)...)
	e.on("2015-08-28 10:00")
	e.pay(map[string]string{"00Y": "allocation_adjustment"}, settling("GM-2013-001/S2"))
}

// left: a report in the week in which Central Manchester leaves.
func (e *equipment) left() {
	e.on("2015-10-16 11:00")
	e.report("2015-16", "Q2", "2015-09-30", e.spent(246_905_00, 4_800_00, 482_000_00, 489_000_00, 496_000_00, 29_900_00, 59_800_00)...)
}

// refunded: with the end of 20 October Central Manchester has left. What is still owed
// of the year is paid, and what it had paid for the days after comes back.
func (e *equipment) refunded() {
	e.on("2015-10-30 10:00")
	e.pay(nil, dueBy("2015-10-30"))
	e.pay(nil, onLeaving)
}
