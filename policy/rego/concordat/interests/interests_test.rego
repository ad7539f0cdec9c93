package concordat.interests_test

import data.concordat.interests

_term := {"people": 2, "roles": ["chair", "vice_chair", "secretary"]}

_interest(rulings) := {
	"id": "i-1", "person": "p-A1", "seats": ["A1-1"], "motion": "T-2015-001", "nature": "financial", "known": "2015-06-01",
	"time": "2015-06-29T09:00:00.000Z", "rulings": rulings,
}

# All at one time: entries alone tell what came first.
_ruled(person, role, ruling, entry) := {
	"motion": "T-2015-001", "person": person, "roles": [{"role": role}], "ruling": ruling, "time": "2015-07-02T09:00:00.000Z",
	"entry": entry,
}

_first := 101

_second := 102

_third := 103

_now := 110

# 28 days from becoming aware: NHS Act 2006 s14O(3).
test_declared_in_time if {
	interests.in_time(_interest([]), {"days": 28})
	not interests.in_time(object.union(_interest([]), {"time": "2015-06-30T09:00:00.000Z"}), {"days": 28})
}

test_by_two[note] if {
	some note, case in {
		"two the same": {"expected": "withdraws", "rulings": [
			_ruled("p-chair", "chair", "withdraws", _first),
			_ruled("p-sec", "secretary", "withdraws", _second),
		]},
		"the chair's own by vice-chair and secretary": {"expected": "may_speak", "rulings": [
			_ruled("p-vice", "vice_chair", "may_speak", _first),
			_ruled("p-sec", "secretary", "may_speak", _second),
		]},
		"second thoughts": {"expected": "noted", "rulings": [
			_ruled("p-chair", "chair", "withdraws", _first),
			_ruled("p-sec", "secretary", "noted", _second),
			_ruled("p-chair", "chair", "noted", _third),
		]},
		"second thoughts that come too late": {"expected": "withdraws", "rulings": [
			_ruled("p-chair", "chair", "withdraws", _first),
			_ruled("p-sec", "secretary", "withdraws", _second),
			_ruled("p-chair", "chair", "noted", _now),
		]},
		"the stricter of two that stand": {"expected": "withdraws", "rulings": [
			_ruled("p-chair", "chair", "noted", _first),
			_ruled("p-sec", "secretary", "noted", _second),
			_ruled("p-next", "chair", "withdraws", _third),
			_ruled("p-vice", "vice_chair", "withdraws", _third),
		]},
		"may speak before noted": {"expected": "may_speak", "rulings": [
			_ruled("p-chair", "chair", "noted", _first),
			_ruled("p-sec", "secretary", "noted", _second),
			_ruled("p-next", "chair", "may_speak", _third),
			_ruled("p-vice", "vice_chair", "may_speak", _third),
		]},
		"withdraws before may speak": {"expected": "withdraws", "rulings": [
			_ruled("p-chair", "chair", "may_speak", _first),
			_ruled("p-sec", "secretary", "may_speak", _second),
			_ruled("p-next", "chair", "withdraws", _third),
			_ruled("p-vice", "vice_chair", "withdraws", _third),
		]},
	}
	interests.by_two(_interest(case.rulings), "T-2015-001", _now, _term) == case.expected
}

test_no_ruling[note] if {
	some note, rulings in {
		"none": [],
		"one alone": [_ruled("p-chair", "chair", "withdraws", _first)],
		"one person twice": [_ruled("p-sec", "secretary", "withdraws", _first), _ruled("p-sec", "chair", "withdraws", _first)],
		"two that differ": [_ruled("p-chair", "chair", "withdraws", _first), _ruled("p-sec", "secretary", "noted", _second)],
		"out of office when ruling again": [_ruled("p-chair", "chair", "noted", _first), _ruled("p-sec", "secretary", "noted", _first), _ruled("p-chair", "auditor", "noted", _second)],
		"one's own": [_ruled("p-A1", "chair", "noted", _first), _ruled("p-sec", "secretary", "noted", _second)],
		"no office that rules": [_ruled("p-x", "officer", "noted", _first), _ruled("p-sec", "secretary", "noted", _second)],
		"another motion": [object.union(_ruled("p-chair", "chair", "noted", _first), {"motion": "T-2015-002"}), _ruled("p-sec", "secretary", "noted", _second)],
		"too late": [_ruled("p-chair", "chair", "noted", _first), _ruled("p-sec", "secretary", "noted", _now)],
	}
	not interests.by_two(_interest(rulings), "T-2015-001", _now, _term)
}

test_bearing if {
	standing := object.remove(_interest([]), ["motion"])
	other := object.union(_interest([]), {"motion": "T-2015-002"})
	interests.bearing([_interest([]), standing, other], "p-A1", "T-2015-001") == [_interest([]), standing]
	interests.bearing([_interest([])], "p-B2", "T-2015-001") == []
}

_withdraws := _interest([_ruled("p-chair", "chair", "withdraws", _first), _ruled("p-sec", "secretary", "withdraws", _second)])

test_ruled if {
	interests.ruled([_withdraws], "p-A1", "T-2015-001", _now, ["may_speak", "withdraws"])
	not interests.ruled([_withdraws], "p-A1", "T-2015-001", _now, ["may_speak"])
	not interests.ruled([_withdraws], "p-A1", "T-2015-001", _second, ["may_speak", "withdraws"])
	interests.ruled([_withdraws], "p-A1", "T-2015-001", _third, ["may_speak", "withdraws"])
}

test_unruled if {
	interests.unruled([_interest([])], "p-A1", "T-2015-001", _now)
	not interests.unruled([_withdraws], "p-A1", "T-2015-001", _now)
	not interests.unruled([object.remove(_interest([]), ["motion"])], "p-A1", "T-2015-001", _now)
}

test_natures_are_the_terms_or_the_guidance if {
	interests.natures({"natures": ["loyalty"]}) == ["loyalty"]
	interests.natures({"clause": "6.1"}) == ["financial", "professional", "personal", "indirect"]
}
