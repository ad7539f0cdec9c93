package concordat.authority_test

import data.concordat.authority
import data.concordat.main_test as facts

_matter := {"function": "service", "type": "pool", "day": "2015-07-15", "cost": [
	{"year": "2015-16", "spend": 10000000, "loss": 0},
	{"year": "2016-17", "spend": 20000000, "loss": 31000000},
]}

_given(more) := object.union(facts.authority("A1"), more)

_limit(made) := authority.tightest(_given({}), _matter, made)

test_covers if authority.covers(_given({}), _matter)

test_covers_to_its_last_day if authority.covers(_given({"until": "2015-07-15"}), _matter)

test_does_not_cover[note] if {
	some note, more in {
		"another function": {"function": "other"},
		"another type": {"types": ["statement"]},
		"not yet": {"from": "2015-07-16"},
		"no longer": {"until": "2015-07-14"},
	}
	not authority.covers(_given(more), _matter)
}

# Beyond its limit, where a committee may only recommend, once it has ended, and where
# nothing like it was ever given.
test_lacking[note] if {
	some note, case in {
		"spending beyond": [_given({}), [_given({})], {"of": "spend", "limit": 50000000, "span": "action", "left": -1, "used": 50000001}, "for spending over £500,000.00 in one action since 1 October 2014, and with this it comes to £500,000.01"],
		"a loss beyond": [_given({}), [_given({})], {"of": "loss", "limit": 25000000, "span": "life", "left": -1, "used": 25000001}, "for a loss over £250,000.00 in all since 1 October 2014, and with this it comes to £250,000.01"],
		"only recommending": [_given({}), [_given({})], {"of": "loss", "limit": 25000000, "span": "year", "left": 1, "used": 24999999}, "by which its committee decides covers this since 1 October 2014"],
		"ended": [{}, [_given({"until": "2015-02-28"}), _given({"until": "2015-01-31"}), _given({"until": "2015-06-30", "types": ["statement"]})], {}, "covers this since 1 March 2015"],
		"never given": [{}, [_given({"function": "other", "until": "2015-02-28"})], {}, "covers this"],
	}
	authority.lacking("Party A1", case[0], case[1], _matter, case[2]) == sprintf("No authority of Party A1 %s; its officer can record one", [case[3]])
}

test_nearest if {
	general := _given({"id": "G", "entry": 50})
	older := _given({"id": "O", "function": "service", "entry": 41})
	newer := _given({"id": "N", "function": "service", "entry": 42})
	past := _given({"id": "P", "function": "service", "entry": 60, "until": "2015-07-14"})
	authority.nearest([general, older, newer, past], _matter).id == "N"
	authority.nearest([general, past], _matter).id == "G"
	not authority.nearest([past], _matter)
	not authority.nearest([], _matter)
}

test_most_room if {
	narrow := _given({"id": "N", "loss": {"action": 31000000, "year": 60000000, "life": 70000000}})
	wide := _given({"id": "W"})
	twin := _given({"id": "T"})
	advising := _given({"id": "A", "committee": "recommends", "spend": {"action": 90000000, "year": 90000000, "life": 90000000}})
	authority.most_room([narrow, wide, twin, advising], _matter, []).id == "T"
	authority.most_room([advising, narrow], _matter, []).id == "N"
	not authority.most_room([], _matter, [])
}

# Limits of £500,000 an action, £600,000 a year and £700,000 for life, on spend
# and on loss alike.
test_tightest[note] if {
	some note, case in {
		"one action's loss": {"made": [], "limit": [19000000, "loss", "action", 31000000]},
		"a year's spend": {
			"made": [{"function": "other", "year": "2016-17", "spend": 25000000, "loss": 0}],
			"limit": [15000000, "spend", "life", 55000000],
		},
		"a year with earlier losses": {
			"made": [{"function": "service", "year": "2016-17", "spend": 0, "loss": 20000000}, {"function": "service", "year": "2013-14", "spend": 0, "loss": 50000000}],
			"limit": [9000000, "loss", "year", 51000000],
		},
		"more than is left": {
			"made": [{"function": "service", "year": "2016-17", "spend": 0, "loss": 30000000}],
			"limit": [-1000000, "loss", "year", 61000000],
		},
	}
	limit := authority.tightest(_given({}), _matter, case.made)
	[limit.left, limit.of, limit.span, limit.used] == case.limit
}

# Under an authority for one function, only that function's decisions count.
test_running_balance_of_a_function if {
	made := [{"function": "other", "year": "2016-17", "spend": 50000000, "loss": 50000000}]
	authority.tightest(_given({"function": "service"}), _matter, made).left == 19000000
}

test_what_costs_nothing_is_within_an_overdrawn_year if {
	made := [{"function": "service", "year": "2015-16", "spend": 99999999, "loss": 99999999}]
	limit := authority.tightest(_given({}), object.union(_matter, {"cost": []}), made)
	authority.standing(_given({}), limit) == "within"
}

test_standing if {
	over := [{"function": "service", "year": "2016-17", "spend": 0, "loss": 30000000}]
	authority.standing(_given({}), _limit([])) == "within"
	authority.standing(_given({}), _limit(over)) == "exceeded"
	authority.standing(_given({"committee": "recommends"}), _limit([])) == "recommends"
	authority.standing({}, {}) == "none"
}

# A version that isn't a number stands apart from what is before it.
test_version_in_words if {
	prefix := [substring(text, 0, 26) |
		some version in ["v3", "3", "April 2013"]
		text := authority.in_words(_given({"constitution": {"version": version, "clause": "6.5"}}), _limit([]))
	]
	prefix == ["constitution v3 clause 6.5", "constitution v3 clause 6.5", "constitution April 2013 cl"]
}

test_words if {
	authority.in_words(_given({}), _limit([])) == concat(" ", [
		"constitution v3 clause 6.5; governing body resolution GB-12 of 3 March 2015;",
		"limit £500,000.00 loss for one action, £310,000.00 used with this decision",
	])
}

# What earlier decisions leave: £100,000.00 lost in each of two years, before which
# the authority was not there.
# What costs nothing is held to the lower limit on one action, whatever was used before.
test_tightest_of_nothing[note] if {
	some note, case in {
		"on spend": [{"action": 49999999, "year": 0, "life": 0}, {"left": 49999999, "of": "spend", "span": "action", "year": "", "limit": 49999999, "used": 0}],
		"on loss": [{"action": 50000001, "year": 0, "life": 0}, {"left": 50000000, "of": "loss", "span": "action", "year": "", "limit": 50000000, "used": 0}],
		"on both": [{"action": 50000000, "year": 0, "life": 0}, {"left": 50000000, "of": "loss", "span": "action", "year": "", "limit": 50000000, "used": 0}],
	}
	free := object.union(_matter, {"cost": []})
	made := [{"function": "service", "year": "2015-16", "spend": 99000000, "loss": 99000000}]
	authority.tightest(_given({"spend": case[0]}), free, made) == case[1]
	authority.tightest(_given({"spend": case[0]}), object.union(_matter, {"cost": [{"year": "2015-16", "spend": 0, "loss": 0}]}), made) == case[1]
}

test_room if {
	authority_given := object.union(facts.authority("A1"), {"loss": {"action": 50000000, "year": 60000000, "life": 65000000}})
	commitments := [{"decision": "T-2013-001", "function": "service", "year": year, "spend": 0, "loss": 10000000} | some year in ["2013-14", "2014-15", "2015-16"]]
	authority.room("loss", authority_given, {"2014-15", "2016-17"}, commitments) == {"all": 45000000, "years": {"2014-15": 50000000, "2016-17": 60000000}}
}

test_approvals_in_words if {
	given := _given({"approvals": [
		{"by": "NHS England", "ref": "NE-7", "on": "2015-02-01"},
		{"by": "the council of members", "ref": "CM-3", "on": "2015-02-20"},
	]})
	authority.given_by(given) == concat(" ", [
		"constitution v3 clause 6.5; governing body resolution GB-12 of 3 March 2015;",
		"approved by NHS England: NE-7 of 1 February 2015; approved by the council of members: CM-3 of 20 February 2015",
	])
}
