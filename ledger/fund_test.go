package ledger

// fundSamples holds a body of every kind about pooled funds, and of those older
// kinds that say more for their sake, with every optional field in use.
func fundSamples() map[string]any {
	resolution := Resolution{Ref: "GB-12", On: "2015-03-03", Paper: digest("paper")}
	paper := &Paper{"Report of the fund's manager", digest("report")}
	pool := sampleMotion()
	pool.Type, pool.Route = TypePool, RouteJointCommittee
	pool.Pool = &Pool{Host: "00W", Year: "2016-17", Fund: "equipment", Lines: []PoolLine{
		{What: "Equipment", Pence: 100_000_001, Kind: "cash", Recurrent: true, Due: "2016-04-15", Line: "loans", Variable: true, Instalments: []Date{"2016-04-15", "2016-07-15", "2016-10-14", "2017-01-13"},
			Share: Share{By: "last_year"}, FromLastYear: &FromLastYear{Inflation: &Fraction{16, 1000}, Efficiency: &Fraction{35, 1000}, Planned: map[string]int64{"00V": 1_000_000, "00W": -500_000}}},
		{What: "Two technicians", Pence: 9_000_000, Kind: "staff", Basis: "mid-point of the band", Due: "2016-04-15", WTE: 150, Share: Share{By: "equal"}},
	}}
	settles := sampleMotion()
	settles.Type, settles.Settles = TypePool, &Settles{Fund: "equipment", Year: "2015-16", Amounts: map[string]int64{"00V": 2_400_000, "00W": 1_600_000}}
	check := Check{ID: "base", Clause: "9.2", Title: "Base", Required: "Recurrent contributions as opened", Actual: "£1,000,000.00", Met: true, Explain: "each party's part is measured by its recurrent contribution"}
	term := ObligationTerm{
		Payer: "00V", Payee: "00W", What: "Overspend of 2015-16", Function: "acute-surgery", Clause: "9.2", Kind: "settlement", In: "cash", Pence: 3_000_000, Year: "2015-16",
		Due: "2016-06-30", Effective: "2016-05-20", Working: "£50,000.00 × £600,000.00 of £1,000,000.00 = £30,000.00", Fund: "equipment", Line: "loans", Instalment: 1, WTE: 150,
	}
	stated := OutturnStated{
		Fund: "equipment", Year: "2015-16", Stage: StageAudited, Lines: []OutturnLine{{"loans", 96_000_000, 1_000_000}, {"2", 9_000_000, 0}},
		Measures: []OutturnMeasure{{"emergency_admissions", 100_000, 95_800}}, Source: "ledger of the host at 31 March 2016", Paper: paper, Replaces: digest("provisional"),
	}
	provisional := stated
	provisional.Stage, provisional.Measures, provisional.Paper, provisional.Replaces = StageProvisional, nil, nil, ""
	made := SettlementMade{
		Settlement: "GM-2015-006/S1", Fund: "equipment", Year: "2015-16", Stage: StageProvisional, Outturn: digest("outturn"), Checks: []Check{check},
		Settled: Settled{Parties: []SettledParty{{"00V", 60_000_000, 60_000_000, 3_000_000, 3_000_000, "9.2", "£50,000.00 × £600,000.00 of £1,000,000.00 = £30,000.00"}}, Overspend: 5_000_000},
	}
	unfunded, left, kept, even, none := made, made, made, made, made
	unfunded.Unfunded = 1_000_000
	left.Overspend, left.Underspend = 0, 4_000_000
	kept.Overspend, kept.Underspend, kept.Retained, kept.Carried = 0, 4_000_000, 1_000_000, 1_000_000
	even.Overspend = 0
	none.Settled = Settled{Parties: []SettledParty{}}
	return map[string]any{
		KindFundReported: FundReported{"equipment", "2015-16", "Q1", "2015-06-30", []ReportLine{
			{"loans", 25_000_000, 1_000_000, 98_000_000, 100_000_000, 105_000_000}, {"2", 2_250_000, 0, 9_000_000, 9_000_000, 9_000_000},
		}, "ledger of the host at 30 June 2015", nil, ""},
		KindFundReported + " (again)":      FundReported{"equipment", "2015-16", "M12", "2016-03-31", []ReportLine{{"loans", 100, 0, 100, 100, 100}}, "as corrected", paper, digest("first")},
		KindVirementMade:                   VirementMade{"equipment", "2015-16", "loans", "2", 500_000, "GM-2015-007"},
		KindOverspendNotified:              OverspendNotified{"equipment", "2015-16", "loans", 5_000_000, "2015-11-02", "more beds at home"},
		KindOverspendNotified + " (whole)": OverspendNotified{"equipment", "2015-16", "", 5_000_000, "2015-11-02", "more beds at home"},
		KindCapLifted:                      CapLifted{"equipment", "2015-16", 1_000_000},
		KindContributionChanged: ContributionChanged{"equipment", "2015-16", []ContributionChange{{"00V", "loans", 5_000_000}, {"00W", "loans", -5_000_000}}, true, "2015-10-01", "2015-11-30",
			"two wards moved"},
		KindContributionChanged + " (once)":     ContributionChanged{"equipment", "2015-16", []ContributionChange{{"00V", "2", 1}}, false, "2015-10-01", "2015-11-30", "a penny short"},
		KindContributionApproved:                ContributionApproved{digest("change"), resolution},
		KindOutturnStated:                       stated,
		KindOutturnStated + " (provisional)":    provisional,
		KindSettlementMade:                      made,
		KindSettlementMade + " (unfunded)":      unfunded,
		KindSettlementMade + " (left)":          left,
		KindSettlementMade + " (kept)":          kept,
		KindSettlementMade + " (even)":          even,
		KindSettlementMade + " (none)":          none,
		KindMotionMoved + " (fund)":             pool,
		KindMotionMoved + " (settles)":          settles,
		KindObligationAssumed + " (settlement)": ObligationAssumed{Obligation: "GM-2015-006/014", Decision: "GM-2015-006", ObligationTerm: term, Settlement: "GM-2015-006/S1"},
		KindObligationAssumed + " (change)":     ObligationAssumed{Obligation: "GM-2015-006/015", Decision: "GM-2015-006", ObligationTerm: term, Change: digest("change")},
	}
}
