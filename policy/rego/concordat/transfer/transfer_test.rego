package concordat.transfer_test

import data.concordat.main
import data.concordat.main_test as facts
import data.concordat.transfer

_lines(by_year) := [{"party": party, "line": "tariff", "year": year, "pence": pence} |
	some year, by_party in by_year
	some party, pence in by_party
]

_motion(by_year) := object.union(facts.open, {"type": "reconfiguration", "impact": {
	"id": "impact-1", "author": "p-A1", "baseline": "2014-15", "positions": {}, "lines": _lines(by_year),
}})

_parties(authorities) := {code: object.union(facts.party(code), {"authorities": [object.union(facts.authority(code), object.get(authorities, code, {}))]}) |
	some code in facts.codes
}

_asked(motion, parties) := object.union(facts.conclusion(motion, {"parties": parties}), {"ask": "transfer"})

_ask(motion, authorities) := facts.ruling(_asked(motion, _parties(authorities)))

_transfer(by_year, authorities) := _ask(_motion(by_year), authorities).transfer

# A1 loses £555,000.00 in one year, and may lose £500,000.00 in one action.
test_least_payment_by_those_that_gain if {
	made := _transfer({"2015-16": {"A1": 55500000, "B2": -30000000, "C3": -10000000, "D4": 20000}}, {})
	made == {
		"possible": true,
		"total": 5500000,
		"payments": [
			{"payer": "B2", "payee": "A1", "year": "2015-16", "pence": 4125000},
			{"payer": "C3", "payee": "A1", "year": "2015-16", "pence": 1375000},
		],
		"losers": [{"party": "A1", "year": "", "loss": 55500000, "room": 50000000, "excess": 5500000}],
		"why": "With £55,000.00 from Party B2 and Party C3 to Party A1 every loss is within the authority of the party that bears it.",
		"choice": made.choice,
		"clause": data.terms.limits.clause,
	}
}

# It says where another would do as well.
test_choice if {
	startswith(_transfer({"2015-16": {"A1": 55500000, "B2": -30000000, "C3": -1}}, {}).choice, "No smaller sum will do. Who pays it, to whom first and in which year is this rule's choice")
	_transfer({"2015-16": {"A1": 55500000, "B2": -30000000}}, {}).choice == ""
}

# The odd penny goes to the largest remainder: of 5 pence 2 1/2 each, so to the code that comes first.
test_odd_penny if {
	made := _transfer({"2015-16": {"A1": 50000005, "B2": -100, "C3": -100}}, {})
	[[payment.payer, payment.pence] | some payment in made.payments] == [["B2", 3], ["C3", 2]]
}

# What a year's limit leaves, and what a life's, beside what was decided before.
test_limits_of_the_year_and_of_life[note] if {
	some note, case in {
		"year": [{"2015-16": 20000000}, [["2015-16", 30000000, 20000000, 10000000]], [["2015-16", 10000000]]],
		"life": [
			{"2014-15": 50000000},
			[["", 40000000, 20000000, 20000000]],
			[["2015-16", 10000000], ["2016-17", 10000000]],
		],
	}
	commitments := [{"decision": "T-2014-001", "function": "service", "year": year, "spend": 0, "loss": loss} | some year, loss in case[0]]
	made := facts.ruling(_asked(_motion(_by_note[note]), object.union(_parties({"A1": {"loss": {"action": 50000000, "year": 40000000, "life": 70000000}}}), {"A1": {"commitments": commitments}}))).transfer
	made.possible
	[[row.year, row.loss, row.room, row.excess] | some row in made.losers] == case[1]
	[[payment.year, payment.pence] | some payment in made.payments] == case[2]
}

_by_note := {
	"year": {"2015-16": {"A1": 30000000, "B2": -90000000}},
	"life": {"2015-16": {"A1": 10000000, "B2": -90000000}, "2016-17": {"A1": 30000000, "B2": -90000000}},
}

# £310,000.00 in each of two years is £120,000.00 more than one action may lose. The
# first year's gain is £50,000.00: the rest is paid in the second.
test_what_one_year_cannot_pay_the_next_does if {
	made := _transfer({"2015-16": {"A1": 31000000, "B2": -5000000}, "2016-17": {"A1": 31000000, "B2": -90000000}}, {})
	[[payment.year, payment.pence] | some payment in made.payments] == [["2015-16", 5000000], ["2016-17", 7000000]]

	# Nobody gains in the first: nothing is paid in it.
	later := _transfer({"2015-16": {"A1": 31000000}, "2016-17": {"A1": 31000000, "B2": -90000000}}, {})
	[[payment.year, payment.pence] | some payment in later.payments] == [["2016-17", 12000000]]
}

# A1 can only be paid in the first year, so that C3 leaves it what there is.
test_earlier_codes_leave_what_later_ones_need if {
	made := _transfer(
		{"2015-16": {"A1": 100, "C3": 100, "B2": -100}, "2016-17": {"A1": 100, "B2": -100}},
		{"A1": {"loss": {"action": 100, "year": 100, "life": 100}}, "C3": {"loss": {"action": 0, "year": 0, "life": 0}}},
	)
	[[payment.year, payment.payee, payment.pence] | some payment in made.payments] == [["2015-16", "C3", 100], ["2016-17", "A1", 100]]
}

# Nobody pays what its own authority does not let it spend.
test_payers_within_their_own_authority if {
	by_year := {"2015-16": {"A1": 55500000, "B2": -30000000, "C3": -10000000}}
	spend := {"spend": {"action": 1000000, "year": 60000000, "life": 70000000}}
	made := _transfer(by_year, {"B2": spend})
	[[payment.payer, payment.pence] | some payment in made.payments] == [["B2", 500000], ["C3", 5000000]]
	_transfer(by_year, {"B2": {"committee": "recommends"}}).payments == [{"payer": "C3", "payee": "A1", "year": "2015-16", "pence": 5500000}]

	# B2 has £30,000.00 for one action: £20,000.00 goes to the first year, in which nobody
	# else gains, and of the second the £10,000.00 that are left are its part.
	later := _transfer(
		{"2015-16": {"A1": 30000000, "B2": -2000000}, "2016-17": {"A1": 30000000, "B2": -2000000, "C3": -20000000}},
		{"B2": {"spend": {"action": 3000000, "year": 3000000, "life": 3000000}}},
	)
	[[payment.year, payment.payer, payment.pence] | some payment in later.payments] == [
		["2015-16", "B2", 2000000], ["2016-17", "B2", 380952], ["2016-17", "C3", 7619048],
	]
}

# A1 must be paid in each of two years. C3 gains in the first alone, so that B2, which
# may spend £100,000.00 in all, leaves the first to it for the sake of the second.
test_payers_leave_enough_for_later_years if {
	made := _transfer(
		{"2015-16": {"A1": 10000000, "B2": -20000000, "C3": -10000000}, "2016-17": {"A1": 10000000, "B2": -20000000}},
		{"A1": {"loss": {"action": 0, "year": 0, "life": 0}}, "B2": {"spend": {"action": 10000000, "year": 60000000, "life": 70000000}}},
	)
	[[payment.year, payment.payer, payment.pence] | some payment in made.payments] == [
		["2015-16", "C3", 10000000], ["2016-17", "B2", 10000000],
	]
}

# B2 may spend £150,000.00 in all; were it spread over the years as it gains, D4 could
# not be paid in the second, where nobody else gains.
test_what_no_spreading_finds if {
	made := _transfer(
		{"2015-16": {"A1": 10000000, "B2": -10000000, "C3": -10000000}, "2016-17": {"D4": 12000000, "B2": -12000000}},
		{
			"A1": {"loss": {"action": 0, "year": 0, "life": 0}},
			"B2": {"spend": {"action": 15000000, "year": 60000000, "life": 70000000}},
			"D4": {"loss": {"action": 0, "year": 0, "life": 0}},
		},
	)
	made.total == 22000000
	[[payment.year, payment.payer, payment.payee, payment.pence] | some payment in made.payments] == [
		["2015-16", "B2", "A1", 3000000], ["2015-16", "C3", "A1", 7000000], ["2016-17", "B2", "D4", 12000000],
	]
}

# The years in which it is too little, what each needs in them and what each can pay.
test_too_little_and_why if {
	made := _transfer(
		{"2015-16": {"A1": 10000000, "C3": 5000000, "B2": -90000000}, "2016-17": {"C3": 100, "D4": 200, "B2": -90000000}},
		{"A1": {"loss": {"action": 0, "year": 0, "life": 0}}, "C3": {"loss": {"action": 0, "year": 0, "life": 0}}, "B2": {"spend": {"action": 60000000, "year": 14000000, "life": 70000000}}},
	)
	made.why == "Losses are beyond authority by £150,001.00, and what the others gain, as far as their own authority lets them spend it, is too small by £10,000.00. In 2015-16 Party A1 must be paid at least £100,000.00 and Party C3 must be paid at least £50,000.00 to be within authority; Party B2 can pay £140,000.00."
	nobody := _transfer({"2015-16": {"A1": 100}}, {"A1": {"loss": {"action": 0, "year": 0, "life": 0}}})
	endswith(nobody.why, "In 2015-16 Party A1 must be paid at least £1.00 to be within authority; nobody that gains can pay anything.")
}

# What carries it is counted as the agreement counts it: consent of whoever loses, a
# veto, a majority by weight. Votes that stand are not bought.
_limbs := {
	"consent": {"id": "m", "title": "Losers agree", "by": "parties", "test": "consent", "losers": true},
	"veto": {"id": "m", "title": "A veto", "by": "parties", "test": "consent", "parties": ["C3"]},
	"weight": {"id": "m", "title": "Three quarters", "by": "weight", "unit": "people", "of": "all_entitled", "test": "at_least", "num": 3, "den": 4},
}

_weights := [object.union(seat, {"weight": facts.figures[seat.party]}) | some seat in facts.roll]

test_carried_as_the_agreement_counts[note] if {
	some note, case in {
		"a loser agrees once it is paid": ["consent", {"A1": "against"}, true, ""],
		"a loser within its authority does not": ["consent", {"C3": "against"}, false, "Party C3 (against)"],
		"nobody else's consent is asked": ["consent", {"D4": "against"}, true, ""],
		"a veto": ["veto", {"C3": "against"}, false, "Party C3 (against)"],
		"a veto of one that has not voted": ["veto", {}, true, ""],
		"enough by weight": ["weight", {"C3": "against"}, true, ""],
		"too little by weight": ["weight", {"B2": "against"}, false, "Party B2 (against)"],
	}
	motion := _motion({"2015-16": {"A1": 55500000, "C3": 100, "B2": -90000000}})
	opened := object.union(motion, {"opened": object.union(motion.opened, {"roll": _weights}), "votes": facts.votes(case[1])})
	route := object.union(facts.terms.joint_committee, {"majorities": [_limbs[case[0]]]})
	made := main.ruling.transfer with input as _asked(opened, _parties({})) with data.terms as object.union(facts.terms, {"joint_committee": route})
	made.possible == case[2]
	contains(made.why, case[3])
}

# What is contributed in the same decision has been spent already.
test_own_contributions_come_first if {
	motion := object.union(_motion({"2015-16": {"A1": 55500000, "B2": -30000000}}), {"pool": {
		"host": "A1", "year": "2015-16", "lines": [{
			"what": "Set-up", "pence": 200000000, "kind": "cash", "recurrent": false, "capital": false, "due": "2015-10-01", "share": {"by": "equal"},
		}],
	}})
	made := _ask(motion, {}).transfer
	made.possible == false
	startswith(made.why, "Losses are beyond authority by £55,000.00, and what the others gain")
}

# After the risk share: half of £600,000.00 comes back, and £300,000.00 is within.
test_after_risk_share if {
	motion := object.union(_motion({"2015-16": {"A1": 60000000, "B2": -40000000}}), {"risk_share": {"num": 1, "den": 2}})
	_ask(motion, {}).transfer == {
		"possible": true, "total": 0, "payments": [], "losers": [], "clause": data.terms.limits.clause, "choice": "",
		"why": "Nobody's loss is beyond its authority: nothing has to be paid.",
	}
	tight := {"A1": {"loss": {"action": 10000000, "year": 60000000, "life": 70000000}}}
	_ask(motion, tight).transfer.why == "Losses are beyond authority by £200,000.00, and what the others gain, as far as their own authority lets them spend it, is too small by £100,000.00. In 2015-16 Party A1 must be paid at least £200,000.00 to be within authority; Party B2 can pay £100,000.00."
}

# None, and why.

test_none[note] if {
	over := {"2015-16": {"A1": 55500000, "B2": -30000000}}
	some note, case in {
		"gains too small": [_motion({"2015-16": {"A1": 55500000, "B2": -5400000}}), {}, "is too small by £1,000.00. In 2015-16 Party A1 must be paid at least £55,000.00 to be within authority; Party B2 can pay £54,000.00."],
		"no authority": [_motion(over), {"A1": {"until": "2015-06-30"}}, "covers what is lost by Party A1 (£555,000.00 in 2015-16): whatever is paid"],
		"no authority of two": [
			_motion({"2015-16": {"A1": 1, "C3": 1, "B2": -30000000}}),
			{"A1": {"committee": "recommends"}, "C3": {"committee": "recommends"}},
			"covers what is lost by Party A1 (£0.01 in 2015-16) and Party C3 (£0.01 in 2015-16): whatever is paid",
		],
		"not carried": [
			object.union(_motion(over), {"votes": facts.votes({"B2": "against", "C3": "against"})}), {},
			"The motion is not carried even if everybody votes for it",
		],
		"route not open": [object.union(_motion(over), {"shown": {"at": "2014-09-30T17:00:00.000Z", "present": []}}), {}, "This route is open"],
	}
	made := _ask(case[0], case[1]).transfer
	made.possible == false
	made.total == 0
	made.payments == []
	contains(made.why, case[2])
	made.clause != ""
}

# Neither possible nor impossible: it is not worked out. What would stand in the way in
# any case is told all the same.
test_unknown[note] if {
	over := {"2015-16": {"A1": 55500000, "B2": -30000000}}
	some note, case in {
		"no impact statement": [object.remove(_motion(over), ["impact"]), {}, "The motion has no impact statement"],
		"more than six years": [
			_motion({sprintf("20%d-%d", [y, y + 1]): {"A1": 20000000, "B2": -20000000} | some y in numbers.range(15, 21)}),
			{}, "run over more than six financial years",
		],
	}
	made := _ask(case[0], case[1]).transfer
	made.unknown
	not "possible" in object.keys(made)
	made.total == 0
	made.payments == []
	contains(made.why, case[2])
	made.clause != ""
}

test_lost_over_many_years if {
	over := _motion({sprintf("20%d-%d", [y, y + 1]): {"A1": 20000000, "B2": -20000000} | some y in numbers.range(15, 21)})
	made := _ask(object.union(over, {"votes": facts.votes({"B2": "against", "C3": "against"})}), {}).transfer
	made.possible == false
	contains(made.why, "The motion is not carried even if everybody votes for it")
}

test_reserved_matters if {
	type := object.union(facts.terms.motions.types.reconfiguration, {"reserved": true})
	types := object.union(facts.terms.motions.types, {"reconfiguration": type})
	terms := object.union(facts.terms, {"motions": object.union(facts.terms.motions, {"types": types})})
	made := main.ruling.transfer with input as _asked(_motion({"2015-16": {"A1": 1, "B2": -1}}), _parties({})) with data.terms as terms
	made.possible == false
	startswith(made.why, "The matter is reserved")
}

# Advice binds nobody: it asks for no authority.
test_advice if {
	made := _ask(object.union(_motion({"2015-16": {"A1": 55500000, "B2": -30000000}}), {"route": "advisory"}), {}).transfer
	made.possible
	made.total == 0
}

# Whoever has not voted, or voted against a loss beyond its authority, votes for it
# then; who is within its authority and voted against it does not. A seat without a
# holder is no hindrance.
test_votes[note] if {
	over := {"2015-16": {"A1": 55500000, "B2": -30000000}}
	some note, case in {
		"the loser": [{"A1": "against", "B2": "for"}, true],
		"one that only dislikes it": [{"A1": "against", "C3": "against"}, true],
		"two": [{"C3": "against", "D4": "against"}, false],
	}
	made := _ask(object.union(_motion(over), {"votes": facts.votes(case[0])}), {}).transfer
	made.possible == case[1]
}

# A vote that the secretary recorded and nobody confirmed is none where the term says so:
# its seat may yet vote for the motion. Where it counts, it stands against it.
test_recorded_votes[counts] if {
	some counts, possible in {"does_not_count": true, "counts": false}
	recorded := [object.union(vote, {"assurance": "recorded", "unconfirmed": true, "by": "p-sec"}) | some vote in facts.votes({"C3": "against", "D4": "against"})]
	asked := _asked(object.union(_motion({"2015-16": {"A1": 55500000, "B2": -30000000}}), {"votes": recorded}), _parties({}))
	answer := main.ruling with input as asked
		with data.terms as object.union(facts.terms, {"recorded_votes": {"clause": "4.9", "unconfirmed": counts}})
	answer.transfer.possible == possible
}

# An agreement under which nobody records another's vote.
test_no_recorded_votes if {
	asked := _asked(object.union(_motion({"2015-16": {"A1": 55500000, "B2": -30000000}}), {"votes": facts.votes({"C3": "against", "D4": "against"})}), _parties({}))
	answer := main.ruling with input as asked
		with data.terms as object.remove(facts.terms, ["recorded_votes"])
	answer.transfer.possible == false
}

test_seat_without_holder if {
	parties := object.union(_parties({}), {"D4": {"seats": [object.remove(facts.seat("D4"), ["holder"])]}})
	made := facts.ruling(_asked(_motion({"2015-16": {"A1": 1, "B2": -1}}), parties)).transfer
	made.possible
}

# No ruling where the outcome can't be worked out.
test_nothing_without_facts if {
	answer := main.ruling with input as {"ask": "transfer"}
	answer.allow == false
}

test_plan_without_losers if {
	plan := transfer.plan({}, {})
	plan.short == 0
	plan.received == {}
	plan.paid == {}
}

test_plan_with_nothing_to_pay if transfer.plan({"A1": {"loss": {"2015-16": 10}, "least": {"2015-16": 4}, "total": 6}}, {}).short == 6
