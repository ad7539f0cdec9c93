package concordat.ratify_test

import data.concordat.ratify

test_last_moment if {
	ratify.by("2015-07-15T17:00:00.000Z", {"days": 42}) == "2015-08-26T22:59:59.999Z"
	ratify.by("2015-07-15T23:30:00.000Z", {"days": 42}) == "2015-08-27T22:59:59.999Z"
	ratify.by("2015-12-01T12:00:00.000Z", {"days": 42}) == "2016-01-12T23:59:59.999Z"
}

_decision := {
	"parties": [{"party": "A1", "bound": "on_ratification"}, {"party": "B2", "bound": "by_vote"}],
	"ratified": {"C3": "ratified"},
}

test_awaited if {
	ratify.awaited(_decision, "A1").party == "A1"
	not ratify.awaited(_decision, "B2")
	not ratify.awaited(_decision, "C3")
}

test_answered if {
	ratify.answered(_decision, "C3")
	not ratify.answered(_decision, "A1")
}
