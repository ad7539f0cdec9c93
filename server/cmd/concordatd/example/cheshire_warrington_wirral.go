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
