package mou_test

import data.concordat.main
import data.concordat.main_test as facts

# Worked cases of Cheshire, Warrington and Wirral. People, seats and authorities
# are made up; the populations are NHS England's for 2013-14 (gateway 00337, Annex A).

_codes := data.terms.functions["clinical-strategy"].parties

_known := {party.code: party | some party in data.parties.parties}

_figures(code) := {figure.figure: figure | some figure in _known[code].figures}

_parties := {code: party |
	some code in _codes
	party := {
		"code": code, "name": _known[code].name, "type": "ccg", "established": "2013-04-01",
		"signed": {"version": 1, "rules": "r", "time": "2013-04-09T10:00:00.000Z", "entry": 31},
		"seats": [{"seat": code, "party": code, "holder": code, "deputies": []}],
		"authorities": [facts.authority("A1")], "figures": _figures(code), "commitments": [],
	}
}

_asked_roll(parties) := {
	"ask": "roll", "time": "2015-07-08T09:00:00.000Z", "parties": parties,
	"motion": {"motion": "CW-2015-001", "function": "clinical-strategy", "route": "joint_committee"},
}

_roll := answer.roll if {
	answer := main.ruling with input as _asked_roll(_parties)
}

test_roll_by_weighted_population if {
	[[seat.seat, seat.weight] | some seat in _roll] == [
		["01C", 208986], ["01R", 181827], ["02D", 105444], ["02E", 220611], ["02F", 269739], ["12F", 389047],
	]
	sum([seat.weight | some seat in _roll]) == 1375654
}

# The published total is 1,375,653: it stands beside the sum and is not used.
test_published_total_differs if {
	some total in data.parties.totals
	total.figure == "weighted_population"
	total.value == 1375653
	total.sum_of_parties == 1375654
}

test_no_roll_without_a_figure if {
	parties := object.union(object.remove(_parties, ["12F"]), {"12F": object.remove(_parties["12F"], ["figures"])})
	answer := main.ruling with input as _asked_roll(parties)
	answer.allow == false
	answer.checks[0].id == "figure-missing"
	answer.checks[0].explain == "Votes are weighed by a recorded figure, and none is recorded for NHS Wirral CCG."
}

_tally(in_favour, more) := object.union(
	{
		"roll": _roll,
		"choices": {code: choice | some code in _codes; choice := {true: "for", false: "against"}[code in in_favour]},
		"positions": {code: position | some code in _codes; position := {true: "for", false: "against"}[code in in_favour]},
		"left_out": set(), "speaking": set(), "question": "for",
	},
	more,
)

_limbs(in_favour) := {made.id: made.met | some made in data.mou.majorities(data.terms.joint_committee, _tally(in_favour, {}))}

_coalitions := {in_favour |
	some n in numbers.range(0, 63)
	in_favour := {code | some i, code in _codes; n % (2 * _bits[i]) >= _bits[i]}
}

_bits := [1, 2, 4, 8, 16, 32]

# All 64 coalitions of the six: at three quarters of heads and three quarters of
# the weighted population exactly six carry, the five sets of five that hold
# Wirral, and all.
test_coalitions if {
	count(_coalitions) == 64
	carrying := {in_favour |
		some in_favour in _coalitions
		limbs := _limbs(in_favour)
		limbs["majority-parties"]
		limbs["majority-population"]
	}
	all := {code | some code in _codes}
	five := {others |
		some code in _codes
		code != "12F"
		others := all - {code}
	}
	carrying == five | {all}
}

# Four groups with 79.117% of the population fail by heads, 4 of 6.
test_population_without_heads if _limbs({"01C", "02E", "02F", "12F"}) == {"majority-parties": false, "majority-population": true}

# Five of six without Wirral have 71.72% of the population.
test_heads_without_population if _limbs({"01C", "01R", "02D", "02E", "02F"}) == {"majority-parties": true, "majority-population": false}

# No coalition of three reaches three quarters of the population; three of four do.
test_coalitions_by_population if {
	by_population := {in_favour | some in_favour in _coalitions; _limbs(in_favour)["majority-population"]}
	{in_favour | some in_favour in by_population; count(in_favour) < 4} == set()
	{in_favour | some in_favour in by_population; count(in_favour) == 4} == {
		{"01C", "01R", "02F", "12F"}, {"01C", "02E", "02F", "12F"}, {"01R", "02E", "02F", "12F"},
	}
}

# 75% of 1,375,654 is 1,031,740.5, so 1,031,741 are needed.
test_words if {
	made := data.mou.majorities(data.terms.joint_committee, _tally({"01C", "02E", "02F", "12F"}, {}))
	made[0].explain == "4 of 6 parties are for. At least 75% of the 6 entitled to vote and not recused is 5. Not met."
	made[1].required == "At least 75% of those entitled to vote and not recused: 1,031,741 of 1,375,654"
	made[1].explain == "1,088,383 of 1,375,654 of the weighted population are for. At least 75% of the 1,375,654 entitled to vote and not recused is 1,031,741. Met."
}

# Absence has the effect of a vote against; an interest that takes a seat out of
# the number does not.
test_absence_and_interest if {
	absent := _tally({"01C", "01R", "02D", "02E", "12F"}, {"positions": {"02F": "absent"}})
	every made in data.mou.majorities(data.terms.joint_committee, absent) {
		made.met
	}
	without_two := {"positions": {"02F": "recused", "02E": "absent"}, "left_out": {"02F"}}
	four := object.union(
		object.remove(_tally({"01C", "01R", "02D", "12F"}, without_two), ["choices"]),
		{"choices": {code: "for" | some code in ["01C", "01R", "02D", "12F"]}},
	)
	[made.met | some made in data.mou.majorities(data.terms.joint_committee, four)] == [true, true]
	[made.required | some made in data.mou.majorities(data.terms.joint_committee, four)] == [
		"At least 75% of those entitled to vote and not recused: 4 of 5",
		"At least 75% of those entitled to vote and not recused: 829,437 of 1,105,915",
	]
}

test_quorum_of_four if {
	_present(4).met
	not _present(3).met
	_present(3).required == "At least 4 of 6 parties"
}

_present(n) := data.mou.quorum(data.terms.quorum, {
	"roll": _roll, "speaking": set(),
	"positions": {code: position | some i, code in _codes; position := {true: "abstain", false: "absent"}[i < n]},
})

test_terms_and_parties_agree if {
	every function in data.terms.functions {
		every code in function.parties {
			_known[code]
		}
	}
	count(_codes) == 6
}

# Clauses 7.6 to 7.9: a fund that rests on the year before, its reports, changes and
# virement. Sums are made up.

_made_of(pence) := [{"party": code, "line": "care", "pence": pence, "recurrent": true} | some code in _codes]

_fund := {"fund": "care", "function": "clinical-strategy", "years": {
	"2014-15": {"host": _codes[1], "contributions": _made_of(5000000), "changes": [], "reports": []},
	"2015-16": {
		"decision": "CW-2015-004", "entry": 100, "host": _codes[1], "host_type": "ccg", "parties": _codes,
		"lines": [{"line": "care", "what": "Care at home"}, {"line": "rooms", "what": "Premises"}],
		"decided": "2015-03-02T10:00:00.000Z", "confirmed": "2015-03-02T10:00:00.000Z",
		"contributions": _made_of(5100000), "virements": [], "notices": [], "reports": [], "outturns": [],
		"changes": [{
			"id": "change-1", "entry": 120, "party": _codes[1], "time": "2015-07-10T09:00:00.000Z", "recurrent": true,
			"effective": "2015-07-01", "changes": [{"party": _codes[0], "line": "care", "pence": 100}],
			"approved": [code | some code in _codes; code != _codes[0]], "stands": false,
		}],
	},
}}

_of_fund(kind, code, body, more) := answer if {
	asked := facts.admission(kind, facts.officer(code), code, body, object.union(
		{"time": "2015-08-03T09:00:00.000Z", "year": "2015-16", "fund": _fund, "parties": _parties},
		more,
	))
	answer := main.ruling with input as asked
}

# 2% on £50,000.00 of each: nothing else than £51,000.00 of each is moved.
test_a_year_that_rests_on_the_last[pence] if {
	some pence, allowed in {5100000 * count(_codes): true, (5100000 * count(_codes)) + 1: false}
	line := {
		"what": "Care at home", "line": "care", "pence": pence, "kind": "cash", "recurrent": true, "capital": false, "due": "2015-04-15",
		"share": {"by": "last_year"}, "from_last_year": {"inflation": {"num": 2, "den": 100}},
	}
	body := {
		"motion": "CW-2015-004", "title": "Care", "text": ["That care be paid for."], "type": "pool", "route": "committees_in_common",
		"function": "clinical-strategy", "pool": {"host": _codes[1], "year": "2015-16", "fund": "care", "lines": [line]},
	}
	answer := main.ruling with input as facts.admission("motion.moved", facts.chair, "", body, {"year": "2015-16", "fund": _fund, "parties": _parties})
	answer.allow == allowed
	[unmet.clause | some unmet in object.get(answer, "checks", [])] == [clause | clause := "7.6"; not allowed]
}

test_a_report_by_the_host if {
	body := {"period": "Q1", "lines": [{"line": "care", "spend": 1000, "committed": 0, "low": 1000, "central": 2000, "high": 3000}]}
	_of_fund("fund.reported", _codes[1], body, {}) == {"allow": true}
	_of_fund("fund.reported", _codes[0], body, {}).checks[0].clause == "7.1"
}

test_the_clocks_of_a_year if {
	asked := {"ask": "calendar", "time": "2015-08-03T09:00:00.000Z", "year": "2015-16", "fund": _fund, "parties": _parties}
	answer := main.ruling with input as asked
	[[item.id, item.by, item.late] | some item in answer.calendar] == [
		["material", "2014-10-01", true], ["budget", "2015-02-28", true], ["confirmation", "2015-05-31", false], ["Q1", "2015-07-20", true],
		["Q2", "2015-10-20", false], ["change-120", "2015-10-20", false], ["Q3", "2016-01-20", false], ["Q4", "2016-04-20", false],
	]
	{item.clause | some item in answer.calendar} == {"7.7", "7.8"}
}

# All the others have approved it: with the last it stands.
test_a_change_stands_with_the_last_approval if {
	body := {"change": "change-1", "resolution": {"ref": "GB-20", "on": "2015-07-20"}}
	_of_fund("contribution.approved", _codes[0], body, {}) == {"allow": true, "effect": true}
}

test_virement_by_a_decision_that_binds_all if {
	decision := {
		"decision": "CW-2015-005", "outcome": "carried", "function": "clinical-strategy", "entry": 140, "ratified": {},
		"parties": [{"party": code, "bound": "by_vote"} | some code in _codes],
		"virement": {"fund": "care", "year": "2015-16", "from": "care", "to": "rooms", "pence": 9000000 * count(_codes)},
	}
	body := {"from": "care", "to": "rooms", "pence": 5100000 * count(_codes), "decision": "CW-2015-005"}
	_of_fund("virement.made", _codes[1], body, {"decision": decision}) == {"allow": true}
	more := object.union(object.remove(body, ["pence"]), {"pence": body.pence + 1})
	_of_fund("virement.made", _codes[1], more, {"decision": decision}).checks[0].clause == "7.9"
	nothing := _of_fund("virement.made", _codes[1], body, {"decision": object.remove(decision, ["virement"])})
	[[unmet.id, unmet.clause] | some unmet in nothing.checks] == [["another-virement", "7.9"]]
}

# Clause 7.10: what is over is borne in proportion to contributions as changed.
test_what_is_over_is_borne_by_contribution if {
	year := object.union(object.remove(_fund.years["2015-16"], ["changes", "lines"]), {
		"lines": [{"line": "care", "what": "Care at home", "variable": true}], "changes": [], "lifted": [], "outturns": [], "settlements": [], "agreed": [],
	})
	answer := main.ruling with input as {
		"ask": "settle", "time": "2016-05-03T09:00:00.000Z", "entry": 300, "year": "2015-16", "parties": _parties,
		"fund": {"fund": "care", "function": "clinical-strategy", "years": {"2015-16": year}},
		"outturn": {"fund": "care", "year": "2015-16", "stage": "provisional", "lines": [{"line": "care", "pence": 5100100 * count(_codes)}]},
	}
	answer.allow
	answer.settlement.overspend == 100 * count(_codes)
	{party.share | some party in answer.settlement.parties} == {100}
	{term.due | some term in answer.obligations} == {"2016-06-02"}
	count(answer.obligations) == count(_codes) - 1
}

# Clause 12.4: a year of 366 days, of which 76 are left after 15 January 2016. Of
# £366,000.00 that is £76,000.00: not owed where it was not paid, and due back where it
# was. Sums are made up.

_given(obligation, pence, paid) := {
	"obligation": obligation, "party": _codes[0], "line": "care", "pence": pence, "recurrent": true, "capital": false, "in": "cash",
	"due": "2015-04-15", "status": "due", "paid": paid, "received": paid,
}

_left(on, paid, more) := answer if {
	year := object.union(_fund.years["2015-16"], {
		"outturns": [],
		"contributions": array.concat([_given("GM-2015-004/001", 36600000, paid)], [object.union(made, {"obligation": "", "refund": false}) | some made in _made_of(36600000); made.party != _codes[0]]),
		"reports": [{"period": "Q2", "to": "2015-09-30", "lines": [{"line": "care", "spend": 0, "committed": 1000 * count(_codes)}]}],
	})
	later := object.union(year, {"contributions": [_given("GM-2015-009/001", 500, 0)], "reports": []})
	asked := object.union(
		{
			"ask": "leave", "time": "2015-01-15T10:00:00.000Z", "entry": 200, "party": _codes[0], "body": {"function": _fund.function, "on": on},
			"parties": _parties, "functions": {}, "leads": [], "funds": [{"fund": "care", "function": _fund.function, "years": {"2015-16": year, "2016-17": later}}],
			"obligations": [{
				"obligation": "GM-2015-003/001", "kind": "risk_share", "payer": _codes[1], "payee": _codes[0], "what": "Its risk share", "pence": 900,
				"due": "2016-03-31", "recurrent": false, "paid": 0, "received": 0,
			}],
		},
		more,
	)
	answer := main.ruling with input as asked
}

test_leaving_by_day[note] if {
	some note, case in {
		"nothing paid": [0, [29000000], []],
		"all paid": [36600000, [], [7600000]],
		"some paid": [10000000, [19000000], []],
	}
	answer := _left("2016-01-15", case[0], {})
	answer.leave.effective == "2016-01-15"
	[item.pence | some item in answer.leave.owed] == case[1]
	[item.pence | some item in answer.leave.back] == case[2]
	{item.clause | some list in ["owed", "back", "stops"]; some item in answer.leave[list]} == {"12.4"}
}

# What is due for a later year stops; the risk share, a part of what is committed and
# what the fund comes to run on; and those that stay, all of whom contribute, go on.
test_leaving_what_stops_and_what_runs_on if {
	left := _left("2016-01-15", 36600000, {}).leave
	[[item.obligation, item.pence] | some item in left.stops] == [["GM-2015-009/001", 500]]
	[[item.obligation, item.pence] | some item in left.survives; object.get(item, "obligation", "") != ""] == [["GM-2015-003/001", 900]]
	1000 in [item.pence | some item in left.survives]
	[[pool.year, pool.stands] | some pool in left.pools] == [["2015-16", true], ["2016-17", false]]
}

# Twelve months' notice: asked about any sooner, the day is the same.
test_leaving_not_sooner if _left("2015-06-01", 0, {}).leave.effective == "2016-01-15"

# Clause 12.10: who answers, by date and kind of body, and what is not settled.
test_liability_by_date_and_kind_of_body[type] if {
	some type, case in {
		"ccg": ["2013-04-01", [["until 30 June 2022", "Each body stays liable for its own functions", "section 14Z3(6)", false]]],
		"icb": ["2022-07-01", [["from 1 July 2022", "Liable is the body that exercised them, and no other", "section 65Z5(6)", true]]],
		"council": ["1974-04-01", []],
	}
	at := {"ccg": "2015-01-15T10:00:00.000Z", "council": "2015-01-15T10:00:00.000Z", "icb": "2023-01-15T10:00:00.000Z"}[type]
	parties := object.union(_parties, {_codes[0]: object.union(_parties[_codes[0]], {"type": type, "established": case[0]})})
	said := [item |
		some item in _left("2016-01-15", 0, {"time": at, "parties": parties}).leave.survives
		item.clause == "12.10"
	]
	count(said) == count(case[1])
	every i, item in said {
		contains(item.what, case[1][i][0])
		contains(item.why, case[1][i][1])
		contains(item.why, case[1][i][2])
		contains(item.why, "Not settled: a joint committee is no legal person") == case[1][i][3]
	}
}
