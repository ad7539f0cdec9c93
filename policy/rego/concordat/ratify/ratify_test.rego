package concordat.ratify_test

import data.concordat.ratify

test_last_moment if {
	ratify.by("2015-07-15T17:00:00.000Z", {"days": 42}) == "2015-08-26T22:59:59.999Z"
	ratify.by("2015-07-15T23:30:00.000Z", {"days": 42}) == "2015-08-27T22:59:59.999Z"
	ratify.by("2015-12-01T12:00:00.000Z", {"days": 42}) == "2016-01-12T23:59:59.999Z"
}

_decision := {
	"parties": [
		{"party": "A1", "bound": "on_ratification"}, {"party": "B2", "bound": "by_vote"}, {"party": "C3", "bound": "on_ratification"},
	],
	"ratified": {"C3": "ratified"},
}

_codes(outcomes) := [outcome.party | some outcome in outcomes]

test_awaited if {
	_codes(ratify.awaited(_decision, "A1", "2015-09-01")) == ["A1"]
	_codes(ratify.awaited(_decision, "B2", "2015-09-01")) == []
	_codes(ratify.awaited(_decision, "C3", "2015-09-01")) == ["C3"]
	_codes(ratify.awaited(_decision, "D4", "2015-09-01")) == []
}

test_unanswered if {
	_codes(ratify.unanswered(_decision, "A1", "2015-09-01")) == ["A1"]
	_codes(ratify.unanswered(_decision, "C3", "2015-09-01")) == []
}

# A body that is no more has no governing body; its successor's answers.
test_a_successor_answers if {
	merged := {code: {"merged": {"into": "M9", "on": "2015-09-01"}} | some code in ["A1", "B2", "C3"]}
	_codes(ratify.awaited(_decision, "M9", "2015-09-01")) == ["A1", "C3"] with input as {"parties": merged}
	_codes(ratify.unanswered(_decision, "M9", "2015-09-01")) == ["A1"] with input as {"parties": merged}
	_codes(ratify.awaited(_decision, "A1", "2015-09-01")) == [] with input as {"parties": merged}
	_codes(ratify.awaited(_decision, "A1", "2015-08-31")) == ["A1"] with input as {"parties": merged}
}
