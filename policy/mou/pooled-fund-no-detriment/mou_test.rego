package mou_test

import data.concordat.main
import data.concordat.main_test as facts

# Worked cases of the published clause on contributions to a pooled fund
# (lawinsider.com, clause 9.3). It states the rules; every sum is made up.

_codes := data.terms.functions["pooled-fund"].parties

_parties := {code: object.union(facts.party(code), {"authorities": [object.union(
	facts.authority(code),
	{"types": ["change", "pool"]},
)]}) |
	some code in _codes
}

_concluded(choices, more) := _asked(choices, more, {})

_asked(choices, more, facts_besides) := answer if {
	motion := object.union(
		{
			"motion": "T-2015-001", "title": "A change", "text": "That it be changed.", "type": "change",
			"route": "joint_decision", "function": "pooled-fund", "status": "open", "mover": "p-A",
			"moved": "2015-07-01T09:00:00.000Z", "text_id": "text-1", "interests": [], "withdrawn": [],
			"votes": facts.votes(choices),
			"opened": {
				"id": "opened-1", "time": "2015-07-08T09:00:00.000Z", "entry": 90, "rules": facts.rules,
				"closes": "2015-07-15T17:00:00.000Z",
				"roll": [{"seat": sprintf("%s-1", [code]), "party": code, "weight": 1} | some code in _codes],
			},
			"impact": {"id": "impact-1", "author": "p-A", "baseline": "2014-15", "positions": {}, "lines": [
				{"party": "A", "line": "contributions", "year": "2016-17", "pence": -5000000},
				{"party": "B", "line": "contributions", "year": "2016-17", "pence": 5000000},
			]},
		},
		more,
	)
	answer := main.ruling with input as object.union(
		{"ask": "conclude", "time": "2015-07-15T17:00:00.000Z", "entry": 250, "motion": motion, "parties": _parties},
		facts_besides,
	)
}

_all := {code: "for" | some code in _codes}

# Clause 9.3.2: £50,000 to A is £50,000 from B. All five for it is B's consent too;
# the other four alone are a majority and not enough.
test_50000_from_b_to_a_needs_bs_consent[note] if {
	some note, case in {
		"five to nothing": [_all, "carried", true],
		"b against": [object.union(_all, {"B": "against"}), "not_carried", false],
		"b abstains": [object.union(_all, {"B": "abstain"}), "not_carried", false],
		"b is silent": [object.remove(_all, ["B"]), "not_carried", false],
		"b and a majority": [object.union(_all, {"D": "against", "E": "against"}), "carried", true],
		"b without a majority": [{"A": "against", "B": "for", "C": "against", "D": "against", "E": "for"}, "not_carried", true],
	}
	ruling := _concluded(case[0], {})
	ruling.outcome == case[1]
	some consent in ruling.checks
	consent.id == "no-detriment"
	consent.clause == "7.5"
	consent.met == case[2]
}

# By nobody's loss nobody's consent is needed; what one year brings does not make up
# for another.
test_who_loses_is_told_year_by_year[note] if {
	some note, case in {
		"nobody loses": [-1, 0, "carried"],
		"a loss made up for later": [5000000, -9000000, "not_carried"],
	}
	impact := {"id": "impact-1", "author": "p-A", "baseline": "2014-15", "positions": {}, "lines": [
		{"party": "B", "line": "contributions", "year": "2016-17", "pence": case[0]},
		{"party": "B", "line": "services", "year": "2017-18", "pence": case[1]},
	]}
	_concluded(object.union(_all, {"B": "against"}), {"impact": impact}).outcome == case[2]
}

# Clause 9.3.4: £1,000,000.01 in four is three of £250,000.00 and one of £250,000.01, as
# the board's decision makes it owed.
test_four_instalments_of_1000000_01 if {
	days := ["2015-04-15", "2015-07-15", "2015-10-15", "2016-01-15"]
	amounts := {"A": 400000000, "B": 100000001, "C": 4, "D": 5, "E": 11}
	line := object.union(_care, {"pence": 500000021, "due": days[0], "instalments": days, "share": {"by": "fixed", "amounts": amounts}})
	ruling := _concluded(_all, {"type": "pool", "pool": {"host": "A", "year": "2015-16", "fund": "care", "lines": [line]}})
	ruling.outcome == "carried"
	[[owed.instalment, owed.due, owed.pence] | some owed in ruling.obligations; owed.payer == "B"] == [
		[1, days[0], 25000000], [2, days[1], 25000000], [3, days[2], 25000000], [4, days[3], 25000001],
	]
	[owed.pence | some owed in ruling.obligations; owed.payer == "E"] == [2, 2, 2, 5]
	contains([owed.working | some owed in ruling.obligations; owed.payer == "B"][3], "instalment 4 of 4: £250,000.01")
	sum([owed.pence | some owed in ruling.obligations]) == line.pence
	{owed.clause | some owed in ruling.obligations} == {"7.6"}
}

# Clauses 9.3.1 and 9.3.5. Last year A contributed £400,000 recurrently and B to E
# £150,000 each, which is £1,000,000; in the year £20,000 of it passed from B to A for
# good, and C paid £5,000 once. 2% inflation is £20,000 and 1% efficiency £10,000, each
# in proportion; £3,000 more of E is planned.
_last_year := {
	"host": "A", "parties": _codes, "reports": [],
	"contributions": [made |
		some code in _codes
		made := {"party": code, "line": "care", "pence": object.get({"A": 40000000}, code, 15000000), "recurrent": true}
	],
	"changes": [
		{"stands": true, "recurrent": true, "changes": [{"party": "A", "line": "care", "pence": 2000000}, {"party": "B", "line": "care", "pence": -2000000}]},
		{"stands": true, "recurrent": false, "changes": [{"party": "C", "line": "care", "pence": 500000}]},
		{"stands": false, "recurrent": true, "changes": [{"party": "D", "line": "care", "pence": 700000}]},
	],
}

_care := {"what": "Care at home", "line": "care", "kind": "cash", "recurrent": true, "capital": false, "due": "2015-04-15"}

_this_year := object.union(_care, {
	"pence": 101300000, "share": {"by": "last_year"},
	"from_last_year": {"inflation": {"num": 2, "den": 100}, "efficiency": {"num": 1, "den": 100}, "planned": {"E": 300000}},
})

_with_last_year := {"year": "2015-16", "fund": {"fund": "care", "function": "pooled-fund", "years": {"2014-15": _last_year}}}

_yearly(line) := {"type": "pool", "pool": {"host": "A", "year": "2015-16", "fund": "care", "lines": [line]}}

test_the_yearly_rule_is_what_is_owed if {
	ruling := _asked(_all, _yearly(_this_year), _with_last_year)
	ruling.outcome == "carried"
	{owed.payer: owed.pence | some owed in ruling.obligations} == {
		"A": 42420000, "B": 13130000, "C": 15150000, "D": 15150000, "E": 15450000,
	}
	[owed.working | some owed in ruling.obligations; owed.payer == "E"] == [
		"£150,000.00 in 2014-15 + £3,000.00 inflation (2%) − £1,500.00 efficiency (1%) + £3,000.00 planned = £154,500.00",
	]
}

# Any other sum is refused when it is moved, and the number it should be is named.
test_the_yearly_rule_is_kept[pence] if {
	some pence, allowed in {101300000: true, 101300001: false, 101299999: false}
	body := object.union(
		{"motion": "T-2015-001", "title": "Care", "text": ["That care be paid for."], "route": "joint_decision", "function": "pooled-fund"},
		_yearly(object.union(_this_year, {"pence": pence})),
	)
	answer := main.ruling with input as facts.admission("motion.moved", facts.chair, "", body, object.union({"parties": _parties}, _with_last_year))
	answer.allow == allowed
	[[unmet.clause, contains(unmet.explain, "£1,013,000.00")] | some unmet in object.get(answer, "checks", [])] == [["7.8", true] | not allowed]
}

# A fund's first year has no year before to rest on.
test_nothing_to_rest_on if {
	body := object.union(
		{"motion": "T-2015-001", "title": "Care", "text": ["That care be paid for."], "route": "joint_decision", "function": "pooled-fund"},
		_yearly(_this_year),
	)
	answer := main.ruling with input as facts.admission("motion.moved", facts.chair, "", body, object.union(
		{"parties": _parties},
		{"year": "2015-16", "fund": {"fund": "care", "function": "pooled-fund", "years": {}}},
	))
	answer.allow == false
	answer.checks[0].id == "last-year-missing"
}

# Clause 7.5: a motion for a change does not open without a statement of who loses.
test_no_change_without_an_impact_statement if {
	ruling := _concluded(_all, {"impact": false})
	ruling.outcome == "not_carried"
	some consent in ruling.checks
	consent.id == "no-detriment"
	consent.actual == "No impact statement"
}
