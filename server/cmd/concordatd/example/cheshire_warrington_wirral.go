package example

import "concordat/ledger"

// cheshireEnds is when the story's last votes are cast.
const cheshireEnds = "2015-11-27 16:42"

// cheshireWarringtonWirral tells an illustrative history of six real parties
// whose figures for 2013-14 are all known, under a double majority: three
// quarters of the parties and three quarters of their weighted population.
func cheshireWarringtonWirral(s *story, b *board) {
	const eastern, south, vale, warrington, west, wirral = "01C", "01R", "02D", "02E", "02F", "12F"
	s.on("2013-03-04 09:00")
	b.found(s, "Cheshire, Warrington and Wirral", "CWW")
	b.seatEverybody(s, "2013-03-04")
	s.on("2013-04-02 08:00")
	b.recordFigures(s, "2013-04-01")
	b.sign(s, "Memorandum of understanding of the Cheshire, Warrington and Wirral CCGs (illustrative)", "2013-04-01", "2013-04-09 08:00")
	wounds := &fund{story: s, board: b, name: "wound-care", function: "wound-care", host: west, parties: sorted(b.members)}
	woundCare(wounds, south)
	s.on("2015-09-01 08:00")
	b.authorise(s, "A1", []string{ledger.TypeLead, ledger.TypePool, ledger.TypeProcedural, ledger.TypeReconfiguration},
		ledger.Limit{Action: 400_000 * pounds, Year: 600_000 * pounds, Life: 1_500_000 * pounds},
		ledger.Limit{Action: 400_000 * pounds, Year: 600_000 * pounds, Life: 1_500_000 * pounds},
		"2015-08-27", "2015-09-01")

	fund := func(what string, share ledger.Share) ledger.Motion {
		return ledger.Motion{
			Title: "A pooled fund for " + what, Text: []string{"That the parties pool £1,000,000.00 in 2015-16 for " + what + ", held by NHS Wirral CCG."},
			Type: ledger.TypePool, Function: "clinical-strategy",
			Pool: &ledger.Pool{Host: wirral, Year: "2015-16", Lines: []ledger.PoolLine{
				{What: what, Pence: 1_000_000 * pounds, Kind: "cash", Recurrent: true, Due: "2015-12-01", Share: share},
			}},
		}
	}
	votes := func(against ...string) map[string]string {
		return but(all(b.members, ledger.ChoiceFor), ledger.ChoiceAgainst, against...)
	}
	s.meeting(b, "2015-10-12 09:00", "2015-10-26 09:00", "2015-10-28 15:00", "2015-10-28 17:00", nil,
		// Five of six, Wirral among them: both majorities.
		item{west, fund("one winter plan", ledger.Share{By: "figure", Figure: "weighted_population"}), "", nil, votes(vale), ledger.OutcomeCarried},
		// Without Wirral the five others are 71.7% of the weighted population.
		item{eastern, fund("one patient transport desk", ledger.Share{By: "equal"}), "", nil, votes(wirral), ledger.OutcomeNotCarried},
		// Four of six are 79.1% of the weighted population and 66.7% of the parties.
		item{warrington, fund("one interpreting service", ledger.Share{By: "figure", Figure: "allocation"}), "", nil, votes(south, vale), ledger.OutcomeNotCarried})

	s.on("2015-11-18 17:30")
	open := s.propose(b, "2015-11-25 09:00", "2015-11-27 17:00", item{mover: eastern, motion: fund("one wheelchair service", ledger.Share{By: "figure", Figure: "raw_population"})})
	s.on("2015-11-25 09:00")
	s.open(open)
	s.on(cheshireEnds)
	s.vote(open, but(votes(), "", vale, wirral), b.members)
}

// woundCare is a pooled fund in small, illustrative like all of this history: decided
// by committees in common, overspent, settled provisionally and by the audit, and left
// by one party, which takes part in everything else as before.
func woundCare(f *fund, leaver string) {
	const dressings, nurse = "dressings", "nurse"
	f.on("2013-12-02 09:00")
	f.empower("W1", ledger.Limit{Action: 100_000 * pounds, Year: 100_000 * pounds, Life: 200_000 * pounds}, "2013-11-28", "2013-12-02")
	refs := f.decide(ledger.RouteCommitteesInCommon, "2013-12-16 09:00", "2014-01-20 08:00", "2014-01-22 14:00", "2014-01-22 16:00", ledger.Motion{
		Title: "A pooled fund for wound care at home",
		Text: []string{
			"That the parties pool £300,000.00 in 2014-15 for dressings, shared by weighted population and paid in two instalments, and £42,000.00 in equal shares for a nurse who advises on them, held by NHS West Cheshire CCG.",
			"What dressings come to more or less is shared; what the nurse comes to is NHS West Cheshire CCG's own affair. Nobody holds such amounts: they are an example's.",
		},
		Type: ledger.TypePool,
		Pool: &ledger.Pool{Host: f.host, Year: "2014-15", Fund: f.name, Lines: []ledger.PoolLine{
			{
				Line: dressings, What: "Dressings", Pence: 300_000 * pounds, Kind: "cash", Recurrent: true, Variable: true,
				Due: "2014-04-30", Instalments: []ledger.Date{"2014-04-30", "2014-10-31"}, Share: ledger.Share{By: "figure", Figure: "weighted_population"},
			},
			{Line: nurse, What: "Nurse", Pence: 42_000 * pounds, Kind: "cash", Recurrent: true, Due: "2014-04-30", Share: ledger.Share{By: "equal"}},
		}},
	})
	f.on("2014-04-30 10:00")
	f.pay(nil, dueBy("2014-04-30"))
	f.on("2014-10-17 11:00")
	f.report("2014-15", "Q2", "2014-09-30",
		ledger.ReportLine{Line: dressings, Spend: 148_207_30, Committed: 2_400_00, Low: 296_000_00, Central: 304_000_00, High: 309_000_00},
		ledger.ReportLine{Line: nurse, Spend: 21_000_00, Low: 42_000_00, Central: 42_000_00, High: 42_000_00})
	f.on("2014-10-20 09:30")
	f.leave(leaver, "2015-10-20", "2014-10-16")
	f.on("2014-10-21 09:30")
	f.says(ledger.KindOverspendNotified, ledger.OverspendNotified{Fund: f.name, Year: "2014-15", Line: dressings, Pence: 4_000_00, Known: "2014-10-17", Reason: "Dressings cost more; the amount is an example's"})
	f.on("2014-10-31 10:00")
	f.pay(nil, dueBy("2014-10-31"))
	f.on("2015-04-20 10:00")
	f.balances("12F", "2014-15", ledger.BalanceYearEnd, ledger.BalanceStated{}, ledger.BalanceStated{})
	f.on("2015-05-08 10:00")
	f.outturn("2014-15", ledger.StageProvisional, ledger.OutturnLine{Line: dressings, Pence: 303_816_45}, ledger.OutturnLine{Line: nurse, Pence: 42_000_00})
	if len(refs) == 0 {
		return
	}
	f.on("2015-05-28 10:00")
	f.pay(nil, settling(refs[0]+"/S1"))
	f.on("2015-08-12 10:00")
	f.outturn("2014-15", ledger.StageAudited, ledger.OutturnLine{Line: dressings, Pence: 302_990_01}, ledger.OutturnLine{Line: nurse, Pence: 42_000_00})
	f.on("2015-08-28 10:00")
	f.pay(map[string]string{leaver: "invoice"}, settling(refs[0]+"/S2"))
}
