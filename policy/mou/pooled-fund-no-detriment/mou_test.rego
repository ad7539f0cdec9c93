package mou_test

import data.concordat.main
import data.concordat.main_test as facts
import data.concordat.money

# Worked cases of the published clause on contributions to a pooled fund
# (lawinsider.com, clause 9.3). It states the rules; every sum is made up.

_codes := data.terms.functions["pooled-fund"].parties

_parties := {code: object.union(facts.party(code), {"authorities": [object.union(
	facts.authority(code),
	{"types": ["change", "pool"]},
)]}) |
	some code in _codes
}

_concluded(choices, more) := answer if {
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
	answer := main.ruling with input as {"ask": "conclude", "time": "2015-07-15T17:00:00.000Z", "entry": 250, "motion": motion, "parties": _parties}
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

# Clause 9.3.4: £1,000,000.01 in four is three of £250,000.00 and one of £250,000.01.
test_four_instalments_of_1000000_01 if {
	line := {"instalments": ["2015-04-15", "2015-07-15", "2015-10-15", "2016-01-15"]}
	[part.pence | some part in money.instalments(line, 100000001)] == [25000000, 25000000, 25000000, 25000001]
}
