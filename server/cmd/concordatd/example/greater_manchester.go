package example

import "concordat/ledger"

// greaterManchesterEnds is when the story's last votes are cast.
const greaterManchesterEnds = "2015-11-27 16:42"

// greaterManchester tells what the Greater Manchester CCGs decided together
// between 2012 and 15 July 2015, and then, to show the rest of the MoU at work,
// what they never decided. The three Healthier Together decisions are real and
// were unanimous; days and hours that no source gives are illustrative, and so is
// what was said at the meetings but for what they decided. Every
// motion after them says in its title that it is illustrative, and every amount
// in those is. So is, from 2013 on, the fund of which equipment tells: its years, its
// accounts and who leaves it.
func greaterManchester(s *story, b *board) {
	const (
		bolton, bury, central, oldham                        = "00T", "00V", "00W", "00Y"
		salford, north, south, stockport, tameside, trafford = "01G", "01M", "01N", "01W", "01Y", "02A"
		wigan, hmr                                           = "02H", "01D"
	)
	members := b.members
	everyone := func() map[string]string { return all(members, ledger.ChoiceFor) }

	// 2012: a shadow board. Thirteen CCGs were planned; the twelve that came to
	// be authorised are the parties here.
	s.on("2012-09-03 08:00")
	b.found(s, "Greater Manchester", "GM")
	s.on("2012-09-10 08:00")
	b.seatEverybody(s, "2012-09-10")

	s.on("2012-09-24 09:00")
	intent := s.move(chair, "", ledger.Motion{
		Title: "Statement of strategic intent",
		Text: []string{
			"That the shadow CCGs of Greater Manchester, meeting as a strategy board that is no statutory body and cannot bind any of them, mean to agree a memorandum of understanding under which they contribute resources so that one service is commissioned for all, and accept a reconfiguration even where it costs some of them money.",
			"Thirteen CCGs were planned when this was said; twelve were authorised. The wording and the day are illustrative.",
		},
		Type: ledger.TypeStatement, Route: ledger.RouteAdvisory, Function: "clinical-strategy",
	})
	s.notice(intent, "2012-10-08 11:00", "2012-10-10 16:00")
	s.on("2012-10-08 11:00")
	s.open(intent)
	s.on("2012-10-10 14:00")
	s.vote(intent, everyone(), members)
	s.close(intent, "2012-10-10 16:00", ledger.OutcomeCarried)

	// 2013: twelve statutory bodies, and the figures that are known of four.
	s.on("2013-04-02 08:00")
	b.recordFigures(s, "2013-04-01")
	b.sign(s, "Memorandum of understanding of the Greater Manchester CCGs", "2013-04-01", "2013-04-09 08:00", intent)

	// 2013 to 2015, beside all that follows: a pooled fund of the four whose figures
	// are known. It is illustrative, as is everything said of it.
	equipment := newEquipment(s, b)
	equipment.decided()

	// 2014 and 2015: Healthier Together, by committees in common.
	s.on("2014-05-01 08:00")
	b.authorise(s, "A1", []string{ledger.TypeBusinessCase, ledger.TypeProcedural}, ledger.Limit{}, ledger.Limit{}, "2014-04-24", "2014-05-01")
	healthierTogether := func(title, text string) ledger.Motion {
		return ledger.Motion{
			Title: title, Text: []string{text}, Type: ledger.TypeBusinessCase, Route: ledger.RouteCommitteesInCommon, Function: "acute-surgery",
			Conditions: []string{"General practice and integrated care improvements are up and running before hospital services change"},
		}
	}
	inCommon := func(m ledger.Motion, moved, opens, votes, closes string) {
		s.on(moved)
		ref := s.move(chair, "", m)
		s.notice(ref, opens, closes)
		s.on(opens)
		s.open(ref)
		s.on(votes)
		s.vote(ref, everyone(), members)
		s.close(ref, closes, ledger.OutcomeCarried)
	}
	inCommon(healthierTogether("Healthier Together: pre-consultation business case",
		"That the pre-consultation business case for Healthier Together be approved, with its eight options for the hospitals that provide emergency general surgery. Each CCG decides for itself by its own committee. Decided in June 2014, unanimously; the day is illustrative."),
		"2014-05-27 09:00", "2014-06-09 08:00", "2014-06-11 14:30", "2014-06-11 16:00")

	equipment.firstYear()

	// Twelve committees decide at one sitting, by hands. That they decided so, that
	// day and unanimously, is history; the place, the private item, the amendment
	// and who was there are illustrative.
	s.on("2015-06-02 09:00")
	const four = "That there be four single services, not five: four give the same quality, are easier to staff and cost less. Decided on 17 June 2015, unanimously, each CCG by its own committee."
	services := s.move(chair, "", healthierTogether("Healthier Together: four single services", four))
	june := s.call(ledger.Meeting{
		Title: "Healthier Together committees in common", Starts: utc("2015-06-17 13:00"), Place: "Town hall (illustrative)", Of: sorted(members),
		Items: []ledger.AgendaItem{
			{Item: "1", Title: "How many single services", Motion: services},
			{Item: "2", Title: "Terms for moving services (illustrative)", Private: "terms under negotiation", Release: "2015-10-01"},
		},
	})
	s.on("2015-06-12 10:00")
	s.enrol(b.officers[trafford], trafford, "trafford-deputy")
	s.state(b.officers[trafford], trafford, ledger.KindDeputyAppointed, ledger.DeputyAppointed{Seat: seatOf(trafford), Person: "trafford-deputy", From: "2015-06-12", Until: "2015-12-31"})
	s.on("2015-06-17 13:05")
	s.attend(b, june, map[string]string{trafford: "trafford-deputy"})
	s.on("2015-06-17 14:10")
	s.amend(b, stockport, services, ledger.ChoiceFor, four, "That the committees meet on 15 July 2015 to decide which hospital is the fourth (this paragraph was put in by an illustrative amendment).")
	s.on("2015-06-17 14:30")
	s.show(services, ledger.ChoiceFor)
	s.state(secretary, "", ledger.KindItemNoted, ledger.ItemNoted{Meeting: june, Item: "2", Text: []string{"The terms offered so far were discussed; nothing was decided (illustrative)."}})
	s.state(secretary, "", ledger.KindActionSet, ledger.ActionSet{Action: june + "/01", Meeting: june, Item: "1", What: "Write to every hospital trust with the decision (illustrative)", Person: secretary, Due: "2015-06-30"})
	s.end(june, "2015-06-17 15:40")
	s.on("2015-06-26 10:00")
	s.state(secretary, "", ledger.KindActionClosed, ledger.ActionClosed{Action: june + "/01", How: "done", Note: "Letters sent on 26 June 2015 (illustrative)"})

	// The next sitting approves the minutes, from which the decision follows as of
	// 17 June. On the fourth site each committee votes from its own seat while it
	// lasts.
	s.on("2015-06-30 09:00")
	july := s.call(ledger.Meeting{
		Title: "Healthier Together committees in common", Starts: utc("2015-07-15 13:00"), Place: "Town hall (illustrative)", Of: sorted(members),
		Items: []ledger.AgendaItem{
			{Item: "1", Title: "Minutes of 17 June 2015", Minutes: june},
			{Item: "2", Title: "Which hospital is the fourth site: each committee's vote is cast on the ledger"},
		},
	})
	site := s.move(chair, "", healthierTogether("Stepping Hill as the fourth site",
		"That Stepping Hill be the fourth single service beside Manchester Royal Infirmary, Royal Oldham and Salford Royal, for reasons of travel and access. Decided on 15 July 2015, unanimously, each CCG by its own committee, those among them whose hospital was not chosen."))
	s.notice(site, "2015-07-13 08:00", "2015-07-15 16:00")
	s.on("2015-07-13 08:00")
	s.open(site)
	s.on("2015-07-15 13:05")
	s.attend(b, july, nil)
	s.approve(june, july)
	s.on("2015-07-15 14:30")
	s.vote(site, everyone(), members)
	s.end(july, "2015-07-15 15:30")
	s.close(services, "2015-07-15 15:45", ledger.OutcomeCarried)
	s.close(site, "2015-07-15 16:00", ledger.OutcomeCarried)
	equipment.secondYear()
	s.on("2015-07-29 09:00")
	s.approve(july, "")
	equipment.audited()

	// From here on nothing happened. What a party may spend or lose without
	// coming back to its governing body:
	s.on("2015-09-01 08:00")
	b.authorise(s, "A2", []string{ledger.TypeLead, ledger.TypePool, ledger.TypeReconfiguration},
		ledger.Limit{Action: 400_000 * pounds, Year: 600_000 * pounds, Life: 1_500_000 * pounds},
		ledger.Limit{Action: 500_000 * pounds, Year: 500_000 * pounds, Life: 1_500_000 * pounds},
		"2015-08-27", "2015-09-01")

	years := []string{"2016-17", "2017-18"}
	half := &ledger.RiskShare{Num: 1, Den: 2}
	const baseline = "Each party's plan for 2015-16, carried forward unchanged (illustrative)"

	// At the first meeting a reconfiguration by which Bury loses £310,000 a year,
	// half of which those that gain repay. It votes against; the rest is within
	// its own authority, and it is bound all the same.
	s.meeting(b, "2015-09-15 09:00", "2015-09-28 08:00", "2015-09-30 14:00", "2015-09-30 16:00", nil,
		item{salford, ledger.Motion{
			Title: "One inpatient unit for complex stroke rehabilitation",
			Text:  []string{"That inpatient rehabilitation after complex stroke be provided by one unit, at Salford, from 1 April 2016, and that half of what a party loses by it be repaid by those that gain."},
			Type:  ledger.TypeReconfiguration, Function: "acute-surgery", RiskShare: half,
		}, baseline, costs("activity_shift", years, map[string]int64{bury: 310_000 * pounds, salford: -260_000 * pounds, north: -140_000 * pounds}),
			but(everyone(), ledger.ChoiceAgainst, bury), ledger.OutcomeCarried})

	// At the second, all twelve pool resources, one sum shared equally and one by
	// fixed amounts: a share by weighted population would be refused, because
	// eight have no figure. The four that have one share by it. One party
	// commissions for all. And by another reconfiguration Trafford loses
	// £1,400,000 a year: what is left after the risk share exceeds its authority,
	// and awaits its governing body.
	fixed := map[string]int64{}
	for code := range members {
		fixed[code] = 10_000 * pounds
	}
	fixed[central], fixed[wigan] = 15_000*pounds, 12_500*pounds
	s.meeting(b, "2015-10-12 09:00", "2015-10-26 09:00", "2015-10-28 15:00", "2015-10-28 17:00", func([]string) { equipment.left() },
		item{central, ledger.Motion{
			Title: "A pooled fund for the joint programme office",
			Text:  []string{"That the parties pool £500,000.00 in equal shares for the programme office and £127,500.00 in fixed shares for its premises in 2015-16, held by NHS Central Manchester CCG."},
			Type:  ledger.TypePool, Function: "clinical-strategy",
			Pool: &ledger.Pool{Host: central, Year: "2015-16", Lines: []ledger.PoolLine{
				{What: "Programme office", Pence: 500_000 * pounds, Kind: "cash", Recurrent: true, Due: "2015-12-01", Share: ledger.Share{By: "equal"}},
				{What: "Premises of the programme office", Pence: 127_500 * pounds, Kind: "cash", Due: "2015-12-01", Share: ledger.Share{By: "fixed", Amounts: fixed}},
			}},
		}, "", nil, but(everyone(), ledger.ChoiceAbstain, wigan), ledger.OutcomeCarried},
		item{oldham, ledger.Motion{
			Title: "Pooled reading of scans for four CCGs",
			Text:  []string{"That Bolton, Bury, Central Manchester and Oldham pool £1,000,000.00 in 2015-16 for one reading service for scans, shared by weighted population and held by NHS Oldham CCG."},
			Type:  ledger.TypePool, Function: "community-diagnostics",
			Pool: &ledger.Pool{Host: oldham, Year: "2015-16", Lines: []ledger.PoolLine{
				{What: "Reading service", Pence: 1_000_000 * pounds, Kind: "cash", Recurrent: true, Due: "2016-01-04", Share: ledger.Share{By: "figure", Figure: "weighted_population"}},
			}},
		}, "", nil, map[string]string{bolton: ledger.ChoiceFor, bury: ledger.ChoiceFor, central: ledger.ChoiceFor, oldham: ledger.ChoiceFor}, ledger.OutcomeCarried},
		item{tameside, ledger.Motion{
			Title: "Salford leads the commissioning of ambulance services",
			Text:  []string{"That NHS Salford CCG commission ambulance services for all parties from 1 December 2015 to 31 March 2018, committing at most £200,000.00 at a time without asking the board."},
			Type:  ledger.TypeLead, Function: "ambulance-commissioning",
			Lead: &ledger.Lead{
				Party: salford, Limit: ledger.Limit{Action: 200_000 * pounds, Year: 600_000 * pounds, Life: 1_400_000 * pounds}, From: "2015-12-01", Until: "2018-03-31",
				Duties: []ledger.Duty{{What: "Report spending against plan to the board", Every: "quarter", First: "2016-01-31"}, {What: "Report on the year to the board", Every: "year", First: "2016-06-30"}},
			},
		}, "", nil, everyone(), ledger.OutcomeCarried},
		item{south, ledger.Motion{
			Title: "One site for planned hand surgery",
			Text:  []string{"That planned surgery of the hand be provided on one site, in South Manchester, from 1 April 2016, and that half of what a party loses by it be repaid by those that gain."},
			Type:  ledger.TypeReconfiguration, Function: "acute-surgery", RiskShare: half,
		}, baseline, costs("stranded_cost", years, map[string]int64{trafford: 1_400_000 * pounds, south: -900_000 * pounds, stockport: -650_000 * pounds}),
			but(everyone(), ledger.ChoiceAgainst, trafford), ledger.OutcomeCarried})

	equipment.refunded()

	// At the third, one motion fails, one lacks a quorum, and on one Oldham's board
	// member has an interest, on which two people rule.
	s.meeting(b, "2015-11-02 10:00", "2015-11-16 09:00", "2015-11-18 15:00", "2015-11-18 17:00",
		func(refs []string) {
			s.on("2015-11-09 11:00")
			interest := s.state(members[oldham], oldham, ledger.KindInterestDeclared, ledger.InterestDeclared{Motion: refs[2], Nature: "financial", Known: "2015-11-05"})
			for _, person := range []string{chair, secretary} {
				s.state(person, "", ledger.KindInterestRuled, ledger.InterestRuled{Interest: interest, Motion: refs[2], Ruling: ledger.InterestMaySpeak})
			}
		},
		item{bolton, ledger.Motion{
			Title: "Board meetings in the evening", Text: []string{"That the board meet at 7pm."}, Type: ledger.TypeProcedural, Function: "clinical-strategy",
		}, "", nil, but(everyone(), ledger.ChoiceAgainst, bolton, bury, oldham, wigan, trafford), ledger.OutcomeNotCarried},
		item{stockport, ledger.Motion{
			Title: "A shared library of clinical policies", Text: []string{"That the parties publish their clinical policies in one place."}, Type: ledger.TypeProcedural, Function: "clinical-strategy",
		}, "", nil, but(everyone(), "", bolton, bury, salford, north), ledger.OutcomeNotQuorate},
		item{south, ledger.Motion{
			Title: "Choice of a supplier of translated leaflets", Text: []string{"That the programme office's leaflets be translated by the supplier named in the paper."}, Type: ledger.TypeProcedural, Function: "clinical-strategy",
		}, "", nil, but(everyone(), "", oldham), ledger.OutcomeCarried})

	// Two wait for votes. The one closes a quarter of an hour after the story ends
	// and lacks one party for a quorum; the other stays open for three weeks.
	s.on("2015-11-18 17:30")
	eyes := s.propose(b, "2015-11-25 09:00", "2015-11-27 17:00", item{tameside, ledger.Motion{
		Title: "A pooled fund for one minor eye conditions service",
		Text:  []string{"That the parties pool £240,000.00 in equal shares in 2015-16 for one minor eye conditions service, held by NHS Tameside and Glossop CCG."},
		Type:  ledger.TypePool, Function: "clinical-strategy",
		Pool: &ledger.Pool{Host: tameside, Year: "2015-16", Lines: []ledger.PoolLine{
			{What: "Minor eye conditions service", Pence: 240_000 * pounds, Kind: "cash", Recurrent: true, Due: "2016-02-01", Share: ledger.Share{By: "equal"}},
		}},
	}, "", nil, nil, ""})
	burns := s.propose(b, "2015-11-26 09:00", "2015-12-18 17:00", item{salford, ledger.Motion{
		Title: "One centre for adult burns outpatients",
		Text:  []string{"That outpatient care for adults with burns be provided by one centre, in South Manchester, from 1 April 2016, and that half of what a party loses by it be repaid by those that gain."},
		Type:  ledger.TypeReconfiguration, Function: "acute-surgery", RiskShare: half,
	}, baseline, costs("tariff", years, map[string]int64{bury: 96_000 * pounds, wigan: 41_000 * pounds, south: -180_000 * pounds}), nil, ""})
	s.on("2015-11-25 09:00")
	s.open(eyes)
	s.on("2015-11-26 09:00")
	s.open(burns)
	s.on(greaterManchesterEnds)
	s.vote(eyes, but(everyone(), "", bury, hmr, trafford, wigan), members)
}
