package concordat.seats_test

import data.concordat.main_test as facts
import data.concordat.seats

_terms := {"establishment": {"shadow_routes": ["advisory"]}}

_shadow := object.union(facts.parties, {"C3": {"established": "2015-07-09"}})

test_participants if {
	seats.participants({"service": {"parties": ["B2", "A1"]}}, "service") == ["A1", "B2"]
	not seats.participants({"service": {"parties": ["B2", "A1"]}}, "other")
}

test_established if {
	seats.established(facts.party("A1"), "2013-04-01")
	not seats.established(facts.party("A1"), "2013-03-31")
	not seats.established({"code": "A1"}, "2015-07-08")
}

test_signed if seats.signed(facts.party("A1"), "2015-07-08")

test_signed_as_a_shadow_body_only if not seats.signed(_shadow.C3, "2015-07-15")

# Half an hour before midnight by UTC it is the next day in London's summer, not in its winter.
test_signed_on_the_day_in_london[note] if {
	some note, case in {
		"in summer": ["2013-04-01", "2013-03-31T23:30:00.000Z", 1],
		"an hour earlier": ["2013-04-01", "2013-03-31T22:30:00.000Z", 0],
		"in winter": ["2013-01-01", "2012-12-31T23:30:00.000Z", 0],
		"on the day": ["2013-01-01", "2013-01-01T00:00:00.000Z", 1],
	}
	party := {"established": case[0], "signed": {"version": 1, "time": case[1]}}
	count([true | seats.signed(party, "2015-07-08")]) == case[2]
}

test_not_signed if not seats.signed(object.remove(facts.party("A1"), ["signed"]), "2015-07-08")

test_voters_of_a_binding_route if {
	[party.code | some party in seats.voters(facts.codes, _shadow, "joint_committee", "2015-07-08", _terms)] == ["A1", "B2", "D4"]
}

test_voters_of_an_advisory_route if {
	[party.code | some party in seats.voters(facts.codes, _shadow, "advisory", "2015-07-08", _terms)] == facts.codes
	[party.code | some party in seats.voters(["A1", "Z9"], _shadow, "advisory", "2015-07-08", _terms)] == ["A1"]
}

# Central, North and South Manchester's members went on voting for the body that they merged into, by a term that keeps seats.
test_voters_whose_seats_are_kept[note] if {
	some note, case in {
		"kept": ["kept", ["B2-1", "A1-1"]],
		"one": ["one", ["B2-1"]],
	}
	parties := object.union(facts.parties, {
		"A1": object.union(facts.party("A1"), {"merged": {"into": "B2", "on": "2015-07-01", "entry": 70}}),
		"B2": object.union(facts.party("B2"), {"successor": ["A1", "B2"]}),
	})
	voters := seats.voters(["B2"], parties, "joint_committee", "2015-07-08", _terms) with input as {"parties": parties}
		with data.terms as {"merger": {"seats": case[0]}}
	[seat.seat | some voter in voters; some seat in voter.seats] == case[1]
}

test_who_has_not_signed_the_version[note] if {
	some note, case in {
		"in force": [{}, {}, 0],
		"an earlier one": [{"rules": "bbbbbbbb"}, {}, 1],
		"in force, since the opening": [{"entry": 91}, {}, 1],
		"an earlier one, where all sign": [{"rules": "bbbbbbbb"}, {"mou_amendment": {"signatures": "all"}}, 0],
		"an earlier one, bound by nothing": [{"rules": "bbbbbbbb"}, {"classes": {"of": {"appointed": ["A1"]}, "votes": {"appointed": "always"}, "unbound": ["appointed"]}}, 0],
	}
	party := object.union(facts.party("A1"), {"signed": object.union(facts.party("A1").signed, case[0])})
	terms := object.union(object.union(_terms, {"mou_amendment": {"signatures": "each"}}), case[1])
	found := {"it" | seats.behind(party, terms)} with input as {"mou": facts.mou, "motion": facts.open}
	count(found) == case[2]
	voting := seats.voters(["A1"], {"A1": party}, "joint_committee", "2015-07-08", terms) with input as {"mou": facts.mou, "motion": facts.open}
	count(voting) == 1 - case[2]
	count(seats.voters(["A1"], {"A1": party}, "advisory", "2015-07-08", terms)) == 1 with input as {"mou": facts.mou, "motion": facts.open}
}

test_seats_of_a_party if {
	classes := {"of": {"constituent": ["A1", "B2"], "large": ["B2"]}}
	seats.allowed("A1", {"each": 1, "by_class": {"constituent": 2, "large": 3}}, classes) == 2
	seats.allowed("B2", {"each": 1, "by_class": {"constituent": 2, "large": 3}}, classes) == 3
	seats.allowed("C3", {"each": 1, "by_class": {"constituent": 2}}, classes) == 1
	seats.allowed("A1", {"each": 1}, {}) == 1
}

test_days_from_which_a_replacement_may_act if {
	seats.replacement("2017-06-01", {"days": 7, "most_months": 1}) == {"first": "2017-06-09", "last": "2017-07-02"}
	seats.replacement("2018-01-31", {"days": 7, "most_months": 1}) == {"first": "2018-02-08", "last": "2018-03-01"}
}

test_unbound if {
	classes := {"of": {"boards": ["A1"], "appointed": ["B2"]}, "unbound": ["appointed"]}
	seats.unbound("B2", classes)
	not seats.unbound("A1", classes)
	not seats.unbound("C3", classes)
	not seats.unbound("B2", object.remove(classes, ["unbound"]))
	not seats.unbound("B2", {})
}

test_one_vote_each if seats.one_vote_each([facts.party("B2"), facts.party("A1")]) == [
	{"seat": "A1-1", "party": "A1", "weight": 1},
	{"seat": "B2-1", "party": "B2", "weight": 1},
]

test_weighed_by_a_figure if {
	two_seats := object.union(facts.party("A1"), {"seats": [{"seat": "A1-1"}, {"seat": "A1-2"}, {"seat": "A1-3"}]})
	seats.weighed_by([two_seats, facts.party("B2")], "weighted_population") == [
		{"seat": "A1-1", "party": "A1", "weight": 134},
		{"seat": "A1-2", "party": "A1", "weight": 133},
		{"seat": "A1-3", "party": "A1", "weight": 133},
		{"seat": "B2-1", "party": "B2", "weight": 300},
	]
}

test_no_weight_without_figure if not seats.weighed_by([facts.party("A1"), object.union(facts.party("B2"), {"figures": {"weighted_population": {"value": 0}}})], "weighted_population")

test_no_weight_beyond_exact_sums if {
	heavy := {"weighted_population": {"value": 9007199254740991}}
	seats.weighed_by([object.union(facts.party("A1"), {"figures": heavy})], "weighted_population")[0].weight == 9007199254740991
	not seats.weighed_by([object.union(facts.party("A1"), {"figures": heavy}), facts.party("B2")], "weighted_population")
}

test_holder_or_deputy if {
	seats.may_vote_from(facts.holder("A1"), facts.seat("A1"))
	seats.may_vote_from(facts.deputy("A1"), facts.seat("A1"))
	not seats.may_vote_from(facts.holder("B2"), facts.seat("A1"))
}

# SI 2016/653 Schedule 1 paragraph 3(4): votes given by resolution. Eastern Cheshire
# was a non-voting associate of Healthier Together.
test_classes_vote_always_never_or_when_given[note] if {
	terms := object.union(_terms, {"classes": {
		"of": {"constituent": ["A1"], "non_constituent": ["B2"], "associate": ["C3"], "unheard": ["D4"]},
		"votes": {"constituent": "always", "non_constituent": "when_given", "associate": "never"},
	}})
	some note, case in {
		"not given": [{}, ["A1"]],
		"given": [{"rights": [{"from": "2015-07-08"}]}, ["A1", "B2"]],
		"given from later on": [{"rights": [{"from": "2015-07-09"}]}, ["A1"]],
		"given until before": [{"rights": [{"from": "2015-01-01", "until": "2015-07-07"}]}, ["A1"]],
	}
	parties := object.union(facts.parties, {"B2": object.union(facts.party("B2"), case[0])})
	[party.code | some party in seats.voters(facts.codes, parties, "joint_committee", "2015-07-08", terms)] == case[1]
}
