package concordat.outcome_test

import data.concordat.main
import data.concordat.main_test as facts
import data.concordat.outcome

_asked(motion, more) := object.union(object.union(facts.conclusion(motion, {}), {"ask": "outcome"}), more)

_voted(choices, more) := object.union(facts.open, object.union({"votes": facts.votes(choices)}, more))

_ruled(motion) := facts.ruling(_asked(motion, {}))

_three := {"A1": "for", "B2": "for", "C3": "for", "D4": "against"}

test_the_outcome_and_its_checks_alone if {
	answer := _ruled(_voted(_three, {}))
	object.keys(answer) == {"allow", "outcome", "checks", "alike"}
	answer.allow
	answer.outcome == "carried"
	[made.id | some made in answer.checks] == ["route-date", "quorum", "majority", "tie"]
}

# Whatever is asked, the conclusion says the same.
test_as_the_conclusion_has_it[choices] if {
	some choices in [_three, {"A1": "for"}, {"A1": "for", "B2": "for", "C3": "against", "D4": "against"}]
	_ruled(_voted(choices, {})).outcome == facts.ruling(facts.conclusion(_voted(choices, {}), {})).outcome
}

test_no_answer_by_an_unknown_route if {
	answer := _ruled(_voted(_three, {"route": "establishment"}))
	answer.allow == false
	answer.checks[0].id == "outcome"
}

# A tally has everything that the rules of voting count.
test_tally if {
	made := outcome.tally with input as _asked(_voted(_three, {}), {}) with data.terms as facts.terms
	made.question == "for"
	made.choices == {"A1-1": "for", "B2-1": "for", "C3-1": "for", "D4-1": "against"}
	made.left_out == set()
	made.speaking == set()
}

# Hands shown at a meeting: the day is the meeting's, and hands are over when they
# are recorded.
test_hands_are_of_the_day_of_the_meeting if {
	shown := {"shown": {"at": "2015-07-10T09:00:00.000Z"}, "opened": object.union(facts.open.opened, {"closes": "2015-07-10T09:00:00.000Z"})}
	made := outcome.day with input as _asked(_voted(_three, shown), {"time": "2016-01-01T09:00:00.000Z"}) with data.terms as facts.terms
	made == "2015-07-10"
	_ruled(_voted(_three, shown)).outcome == "carried"
}

test_alike[note] if {
	held := {"interests": [{
		"id": "i-1", "person": "p-D4", "seats": ["D4-1"], "motion": "T-2015-001", "nature": "financial", "known": "2015-06-01",
		"time": "2015-06-02T09:00:00.000Z",
		"rulings": [{"motion": "T-2015-001", "person": role, "roles": [{"role": role}], "ruling": "withdraws", "time": "2015-07-01T09:00:00.000Z", "entry": 95} | some role in ["chair", "secretary"]],
	}]}
	two := {"opened": object.union(facts.open.opened, {"roll": array.concat(facts.roll, [{"seat": "D4-2", "party": "D4", "weight": 1}])})}
	some note, case in {
		"one seat each": [{}, [["A1-1", "B2-1", "C3-1", "D4-1"]]],
		"one withdraws": [held, [["A1-1", "B2-1", "C3-1"], ["D4-1"]]],
		"two seats of one party": [two, [["A1-1", "B2-1", "C3-1"], ["D4-1", "D4-2"]]],
	}
	answer := _ruled(object.union(facts.open, case[0]))
	sort([sort([seat | some seat, text in answer.alike; text == group]) | some group in {text | some _, text in answer.alike}]) == case[1]
}

test_not_alike_where_votes_are_weighed if {
	weighed := object.union(facts.terms, {"joint_committee": {"majorities": [{
		"id": "weight", "by": "weight", "of": "not_recused", "test": "at_least", "num": 3, "den": 4,
	}]}})
	roll := [object.union(seat, {"weight": facts.figures[seat.party]}) | some seat in facts.roll]
	made := outcome.alike with input as _asked(object.union(facts.open, {"opened": object.union(facts.open.opened, {"roll": roll})}), {})
		with data.terms as weighed
	count({text | some _, text in made}) == 4
}

# With other terms.

_under(terms, asked) := answer if {
	answer := main.ruling with input as asked with data.terms as _and(facts.terms, terms)
}

# Terms given replace those of the same name whole.
_and(terms, more) := object.union(object.remove(terms, object.keys(more)), more)

_half := {"id": "half", "by": "parties", "of": "present_and_voting", "test": "more_than", "num": 1, "den": 2}

_simple := {"joint_committee": {"clause": "5.3", "majorities": [_half]}, "quorum": {"clause": "4.5", "count": 1}}

_two_two := {"A1": "for", "B2": "for", "C3": "against", "D4": "against"}

test_a_tie_may_be_no_decision if {
	tie := {"tie": {"clause": "5.5", "by": "parties", "result": "no_decision"}}
	_under(_and(_simple, tie), _asked(_voted(_two_two, {}), {})).outcome == "no_decision"
	_under(_simple, _asked(_voted(_two_two, {}), {})).outcome == "not_carried"
}

_casting := _and(_simple, {"tie": {"clause": "5.5", "by": "parties", "casting": "chair"}})

test_casting_vote_of_whoever_presided[choice] if {
	some choice, outcome_then in {"for": "carried", "against": "not_carried"}
	shown := {"shown": {"at": "2015-07-10T09:00:00.000Z", "casting": choice}}
	_under(_casting, _asked(_voted(_two_two, shown), {})).outcome == outcome_then
	_under(_simple, _asked(_voted(_two_two, shown), {})).outcome == "not_carried"
}

test_casting_vote_of_the_chair_between_meetings if {
	votes := [object.union(vote, more) |
		some vote in facts.votes(_two_two)
		more := {key: "for" | some key in ["casting"]; vote.party == "A1"}
	]
	_under(_casting, _asked(object.union(facts.open, {"votes": votes}), {})).outcome == "carried"
	_under(_simple, _asked(object.union(facts.open, {"votes": votes}), {})).outcome == "not_carried"
}

test_silence_consents_where_the_terms_say_so if {
	silence := {"absence": {"clause": "5.4", "counts": "for"}}
	_under(_simple, _asked(_voted({"A1": "against"}, {}), {})).outcome == "not_carried"
	_under(_and(_simple, silence), _asked(_voted({"A1": "against"}, {}), {})).outcome == "carried"
}

# Options.

_sites := {"options": ["north", "south", "east"]}

_ordered(choices) := {"votes": [object.union(vote, {"choice": choices[vote.party][0], "then": array.slice(choices[vote.party], 1, 9)}) |
	some vote in facts.votes({code: "for" | some code, _ in choices})
]}

test_options_by_elimination if {
	method := {"options": {"clause": "5.7", "method": "elimination", "ties": "last_listed"}}
	orders := _ordered({"A1": ["north"], "B2": ["south"], "C3": ["south"], "D4": ["east", "south"]})
	answer := _under(_and(_simple, method), _asked(object.union(facts.open, object.union(_sites, orders)), {}))
	answer.outcome == "carried"
	[made.id | some made in answer.checks] == ["route-date", "quorum", "round-1", "round-2", "half"]
	answer.checks[4].actual == "3 for south, 1 against"
}

# What wins by the method may still lack the majority of the route.
test_an_option_that_wins_alone_or_by_the_majority_too if {
	method := {"options": {"clause": "5.7", "method": "plurality"}}
	orders := _ordered({"A1": ["north"], "B2": ["south"], "C3": ["south"], "D4": ["east"]})
	asked := _asked(object.union(facts.open, object.union(_sites, orders)), {})
	_under(_and(_simple, method), asked).outcome == "not_carried"
	_under(_and(_simple, {"options": object.union(method.options, {"alone": true})}), asked).outcome == "carried"
}

test_options_that_tie if {
	method := {"options": {"clause": "5.7", "method": "plurality", "alone": true}}
	orders := _ordered({"A1": ["north"], "B2": ["south"], "C3": ["south"], "D4": ["north"]})
	asked := _asked(object.union(facts.open, object.union(_sites, orders)), {})
	_under(_and(_simple, method), asked).outcome == "not_carried"
	_under(object.union(_and(_simple, method), {"tie": {"clause": "5.5", "by": "parties", "result": "no_decision"}}), asked).outcome == "no_decision"
	cast := object.union(asked.motion, {"shown": {"at": "2015-07-10T09:00:00.000Z", "casting": "south"}})
	_under(_and(_casting, method), _asked(cast, {})).outcome == "carried"
}

test_none_of_these if {
	method := {"options": {"clause": "5.7", "method": "plurality", "alone": true, "none": "east"}}
	orders := _ordered({"A1": ["east"], "B2": ["east"]})
	_under(_and(_simple, method), _asked(object.union(facts.open, object.union(_sites, orders)), {})).outcome == "not_carried"
}

# Quorum at a meeting.

_present(codes) := {"shown": {"at": "2015-07-10T09:00:00.000Z", "present": [{"seat": sprintf("%s-1", [code]), "party": code, "person": sprintf("p-%s", [code])} | some code in codes]}}

test_quorum_by_attendance_whoever_voted if {
	three := {"quorum": {"clause": "4.5", "count": 3}}
	cast := {"A1": "for", "B2": "for"}
	_under(_and(_simple, three), _asked(_voted(cast, _present(["A1", "B2"])), {})).outcome == "not_quorate"
	_under(_and(_simple, three), _asked(_voted(cast, _present(["A1", "B2", "C3"])), {})).outcome == "carried"
	_under(_and(_simple, three), _asked(_voted(cast, _present(["A1", "B2", "Z9"])), {})).outcome == "not_quorate"
}

_interest(party, way) := {
	"id": sprintf("i-%s", [party]), "person": sprintf("p-%s", [party]), "seats": [sprintf("%s-1", [party])], "motion": "T-2015-001", "nature": "financial",
	"known": "2015-06-01", "time": "2015-06-02T09:00:00.000Z",
	"rulings": [{"motion": "T-2015-001", "person": role, "roles": [{"role": role}], "ruling": way, "time": "2015-07-01T09:00:00.000Z", "entry": 95} | some role in ["chair", "secretary"]],
}

# Per item after recusals: who may speak counts, who withdraws does not, unless
# the term of recusal says otherwise. Two of four vote, C3 has the interest.
test_quorum_after_recusals[note] if {
	some note, case in {
		"may speak": ["may_speak", {}, "carried", "carried"],
		"withdraws": ["withdraws", {}, "not_quorate", "not_quorate"],
		"withdraws and counts": ["withdraws", {"withdraws": "present"}, "carried", "carried"],
		"may speak and does not count": ["may_speak", {"may_speak": "absent"}, "not_quorate", "not_quorate"],
		"withdraws and is left out of the number": ["withdraws", {"withdraws": "left_out"}, "not_quorate", "not_quorate"],
	}
	terms := _and(_simple, {
		"quorum": {"clause": "4.5", "num": 3, "den": 4},
		"recusal": {"clause": "6.3", "rulings": ["may_speak", "withdraws"], "quorum": case[1]},
	})
	held := {"interests": [_interest("C3", case[0])]}
	cast := {"A1": "for", "B2": "for"}
	_under(terms, _asked(_voted(cast, held), {})).outcome == case[2]
	_under(terms, _asked(_voted(cast, object.union(held, _present(["A1", "B2", "C3"]))), {})).outcome == case[3]
}

test_left_out_of_the_number if {
	terms := _and(_simple, {
		"quorum": {"clause": "4.5", "num": 3, "den": 4},
		"recusal": {"clause": "6.3", "rulings": ["may_speak", "withdraws"], "quorum": {"withdraws": "left_out"}},
	})
	held := {"interests": [_interest("C3", "withdraws"), _interest("D4", "withdraws")]}
	_under(terms, _asked(_voted({"A1": "for", "B2": "for"}, held), {})).outcome == "carried"
}

# Who is present is told by votes, or by attendance at a meeting; an interest that
# keeps somebody from voting bears on every count.
test_what_the_numbers_come_from[note] if {
	some note, case in {
		"votes": [{}, ["opening", "votes"], ["opening", "votes"]],
		"attendance": [_present(["A1", "B2", "C3"]), ["opening", "attendance"], ["opening", "votes"]],
		"votes after a recusal": [
			{"interests": [_interest("C3", "withdraws")]},
			["opening", "votes", "interests"],
			["opening", "votes", "interests"],
		],
		"attendance after a recusal": [
			object.union(_present(["A1", "B2", "C3"]), {"interests": [_interest("C3", "withdraws")]}),
			["opening", "attendance", "interests"],
			["opening", "votes", "interests"],
		],
	}
	terms := _and(_simple, {"quorum": {"clause": "4.5", "count": 1}, "recusal": {"clause": "6.3", "rulings": ["withdraws"]}})
	from := {made.id: made.from | some made in _under(terms, _asked(_voted({"A1": "for", "B2": "for"}, case[0]), {})).checks}
	from["route-date"] == ["opening"]
	from.quorum == case[1]
	from.tie == case[2]
}

test_people_who_may_speak_count_between_meetings if {
	terms := _and(_simple, {"quorum": {"clause": "4.5", "by": "people", "count": 3}})
	answer := _under(terms, _asked(_voted({"A1": "for", "B2": "for"}, {"interests": [_interest("C3", "may_speak")]}), {}))
	answer.outcome == "carried"
	answer.alike["A1-1"] == answer.alike["B2-1"]
	answer.alike["A1-1"] != answer.alike["C3-1"]
}

# Where people are counted a seat is told apart whose holder, or whoever voted from
# it, has another seat.
test_one_person_in_several_seats_told_apart if {
	terms := _and(_simple, {"quorum": {"clause": "4.5", "by": "people", "count": 2}})
	held := object.union(facts.parties, {"B2": object.union(facts.parties.B2, {"seats": [object.union(seat, {"holder": "p-A1"}) | some seat in facts.parties.B2.seats]})})
	of_holders := _under(terms, _asked(_voted({}, {}), {"parties": held})).alike
	of_holders["A1-1"] == of_holders["B2-1"]
	of_holders["C3-1"] == of_holders["D4-1"]
	of_holders["A1-1"] != of_holders["C3-1"]
	votes := [object.union(vote, {"person": "p-D4"}) | some vote in facts.votes({"A1": "for"})]
	of_voters := _under(terms, _asked(object.union(facts.open, {"votes": votes}), {})).alike
	of_voters["B2-1"] == of_voters["C3-1"]
	of_voters["D4-1"] != of_voters["B2-1"]
}

# A question asked in brief has the outcome of the full one, and nothing else.
test_brief_outcome_in_every_form[note] if {
	blocs := _and(_simple, {
		"blocs": {"clause": "5.6", "of": {"north": ["A1", "B2"], "south": ["C3", "D4"]}, "majority": _half},
		"joint_committee": {"clause": "5.3", "majorities": [{"id": "blocs", "by": "blocs", "of": "all_entitled", "test": "at_least", "num": 1, "den": 1}]},
	})
	method := {"options": {"clause": "5.7", "method": "elimination", "ties": "last_listed"}}
	orders := object.union(_sites, _ordered({"A1": ["north"], "B2": ["south"], "C3": ["south"], "D4": ["east", "south"]}))
	some note, case in {
		"blocs carry": [blocs, {"votes": facts.votes({"A1": "for", "C3": "for"})}, "carried"],
		"blocs split": [blocs, {"votes": facts.votes({"A1": "for", "C3": "against"})}, "not_carried"],
		"options by elimination": [_and(_simple, method), orders, "carried"],
		"options that tie": [
			_and(_simple, {"options": {"clause": "5.7", "method": "plurality", "alone": true}}),
			object.union(_sites, _ordered({"A1": ["north"], "B2": ["south"]})),
			"not_carried",
		],
		"all approve": [_coordinating, {"votes": facts.votes({"A1": "for", "B2": "for"}), "route": "contract"}, "carried"],
		"one does not approve": [_coordinating, {"votes": facts.votes({"A1": "for", "B2": "against"}), "route": "contract"}, "not_carried"],
	}
	motion := object.union(facts.open, case[1])
	_under(case[0], _asked(motion, {})).outcome == case[2]
	_under(case[0], _asked(motion, {"brief": true})) == {"allow": true, "outcome": case[2]}
}

# Everybody has an interest.

test_all_conflicted[note] if {
	all := {"interests": [_interest(code, "withdraws") | some code in facts.codes]}
	told := {"clause": "6.3", "decides": "The governing bodies decide."}
	some note, case in {
		"no term": [{}, "not_quorate", "quorum"],
		"who decides instead": [{"all_conflicted": told}, "no_decision", "all-conflicted"],
	}
	answer := _under(_and(_simple, case[0]), _asked(_voted({}, all), {}))
	answer.outcome == case[1]
	some made in answer.checks
	made.id == case[2]
	made.met == false
}

# When every GP is conflicted those left decide, with a quorum of their own.
test_all_of_a_class_conflicted if {
	gps := {"interests": [_interest(code, "withdraws") | some code in ["A1", "B2", "C3"]]}
	terms := _and(_simple, {
		"quorum": {"clause": "4.5", "count": 3},
		"classes": {"of": {"gp": ["A1", "B2", "C3"], "lay": ["D4"]}, "votes": {"gp": "always", "lay": "always"}},
		"all_conflicted": {"clause": "6.3", "class": ["gp"], "quorum": {"count": 1}, "decides": "The lay members decide."},
	})
	_under(terms, _asked(_voted({"D4": "for"}, gps), {})).outcome == "carried"
	two := {"interests": [_interest(code, "withdraws") | some code in ["A1", "B2"]]}
	_under(terms, _asked(_voted({"D4": "for"}, two), {})).outcome == "not_quorate"
}

# Types and routes of their own.

test_a_types_own_majorities_and_quorum if {
	terms := _and(_simple, {"motions": object.union(data.terms.motions, {"types": {
		"statement": object.union(data.terms.motions.types.statement, {
			"majorities": [object.union(_half, {"test": "at_least", "num": 1, "den": 1})], "quorum": {"count": 2},
		}),
		"procedural": data.terms.motions.types.procedural,
	}})})
	reserved := _asked(_voted(_three, {}), {})
	_under(terms, reserved).outcome == "not_carried"
	_under(terms, object.union(reserved, {"motion": _voted({"A1": "for"}, {})})).outcome == "not_quorate"
	_under(terms, object.union(reserved, {"motion": _voted(_three, {"type": "procedural"})})).outcome == "carried"
}

_routed(name, term) := _and(_simple, {
	name: term,
	"motions": object.union(data.terms.motions, {"types": {"statement": object.union(data.terms.motions.types.statement, {"routes": [name]})}}),
})

test_a_route_by_any_name_with_a_quorum_of_its_own if {
	term := {"clause": "5.3", "form": "joint", "majorities": [_half], "quorum": {"count": 4}}
	_under(_routed("board", term), _asked(_voted(_three, {"route": "board"}), {})).outcome == "carried"
	_under(_routed("board", term), _asked(_voted({"A1": "for"}, {"route": "board"}), {})).outcome == "not_quorate"
}

_coordinating := _routed("contract", {"clause": "5.3", "form": "coordinating", "silent": "left_out"})

test_coordinating if {
	_under(_coordinating, _asked(_voted({"A1": "for", "B2": "for"}, {"route": "contract"}), {})).outcome == "carried"
	_under(_coordinating, _asked(_voted({"A1": "for", "B2": "against"}, {"route": "contract"}), {})).outcome == "not_carried"
}

_lead := {
	"decision": "T-2014-001", "function": "service", "party": "A1", "from": "2015-01-01",
	"limit": {"action": 100, "year": 100, "life": 100}, "used": [],
}

_leading := _routed("lead_commissioner", {"clause": "5.3", "form": "lead", "majorities": [_half]})

_by_lead(choices) := _voted(choices, {"route": "lead_commissioner", "opened": object.union(facts.open.opened, {"roll": [facts.roll[0]]})})

test_lead if {
	_under(_leading, _asked(_by_lead({"A1": "for"}), {"leads": [_lead]})).outcome == "carried"
	_under(_leading, _asked(_by_lead({"A1": "against"}), {"leads": [_lead]})).outcome == "not_carried"
	none := _under(_leading, _asked(_by_lead({"A1": "for"}), {}))
	none.outcome == "no_decision"
	none.checks[1].id == "lead-in-force"
}

test_roll_of_a_lead if {
	asked := {"ask": "roll", "time": "2015-07-08T09:00:00.000Z", "motion": object.union(facts.noticed, {"route": "lead_commissioner"}), "parties": facts.parties, "leads": [_lead]}
	[seat.party | some seat in _under(_leading, asked).roll] == ["A1"]
}

# Merged since: Manchester's three groups became one on 1 April 2017.
test_fixed_numbers_after_a_merger[note] if {
	merged := {"parties": object.union(facts.parties, {code: object.union(facts.party(code), {"merged": {"into": "B2", "on": "2015-04-01", "entry": 50}}) | some code in ["A1"]})}
	some note, case in {"keep": ["keep", "not_carried"], "rebase": ["rebase", "carried"], "lapse": ["lapse", "not_carried"]}
	terms := _and(_simple, {
		"joint_committee": {"clause": "5.3", "majorities": [{"id": "four", "by": "parties", "test": "count", "count": 4}]},
		"merger": {"clause": "2.1", "seats": "one", "counts": case[0]},
	})
	opened := {"opened": object.union(facts.open.opened, {"roll": [seat | some seat in facts.roll; seat.party != "A1"]})}
	_under(terms, _asked(_voted({"B2": "for", "C3": "for", "D4": "for"}, opened), merged)).outcome == case[1]
}

# Seats that differ in anything that a rule looks at are not alike.
test_not_alike[note] if {
	some note, case in {
		"a limb of some": [{"joint_committee": {"clause": "5.3", "majorities": [object.union(_half, {"among": ["A1"]})]}}, {}],
		"a seat's assent": [{"joint_committee": {"clause": "5.3", "majorities": [_half, {"id": "x", "test": "assent", "seats": ["A1-1"]}]}}, {}],
		"a limb of a class": [object.union(_class_of_a1, {"joint_committee": {"clause": "5.3", "majorities": [object.union(_half, {"class": ["x"]})]}}), {}],
		"a quorum of a class": [object.union(_class_of_a1, {"quorum": {"clause": "4.5", "count": 1, "class": ["x"]}}), {}],
		"a class that decides while it can": [object.union(_class_of_a1, {"all_conflicted": {"clause": "6.4", "class": ["x"], "decides": "Nobody."}}), {}],
		"blocs": [{"blocs": {"of": {"x": ["A1"]}, "majority": _half}, "joint_committee": {"clause": "5.3", "majorities": [object.union(_half, {"by": "blocs"})]}}, {}],
		"a named seat in the quorum": [{"quorum": {"clause": "4.5", "count": 1, "named": ["A1-1"]}}, {}],
		"who was there": [{}, _present(["A1"])],
	}
	answer := _under(_and(_simple, case[0]), _asked(object.union(facts.open, case[1]), {}))
	{seat | some seat, text in answer.alike; text == answer.alike["B2-1"]} == {"B2-1", "C3-1", "D4-1"}
}

_class_of_a1 := {"classes": {"of": {"x": ["A1"], "y": ["B2"]}, "votes": {"x": "always", "y": "always"}}}

# Of no account is a class that nothing which decides reads, nor a bloc.
test_alike_where_classes_are_not_read[note] if {
	some note, terms in {
		"classes": _class_of_a1,
		"asked for while it has votes": object.union(_class_of_a1, {"joint_committee": {"clause": "5.3", "majorities": [object.union(_half, {"while": ["x"]})]}}),
		"blocs": {"blocs": {"of": {"x": ["A1"]}, "majority": _half}},
	}
	count({text | some _, text in _under(_and(_simple, terms), _asked(facts.open, {})).alike}) == 1
}

# Parties of two seats change places unless a seat of one has voted, or is told apart.
test_whole_parties_alike[note] if {
	roll := [{"seat": sprintf("%s-%d", [code, n]), "party": code, "weight": 1} | some code in facts.codes; some n in [1, 2]]
	some note, case in {
		"nothing told apart": [{}, {}, 1],
		"one has voted": [{}, {"A1": "for"}, 2],
		"two have voted the same": [{}, {"A1": "for", "B2": "for"}, 2],
		"two have voted": [{}, {"A1": "for", "B2": "against"}, 3],
		"a seat's assent": [{"joint_committee": {"clause": "5.3", "majorities": [_half, {"id": "x", "test": "assent", "seats": ["A1-1"]}]}}, {}, 2],
	}
	opened := {"opened": object.union(facts.open.opened, {"roll": roll})}
	answer := _under(_and(_simple, case[0]), _asked(_voted(case[1], opened), {}))
	object.keys(answer.whole) == {code | some code in facts.codes}
	count({text | some _, text in answer.whole}) == case[2]
}

# In brief it is the same outcome, and nothing else.
test_in_brief[note] if {
	some route in ["joint_committee", "committees_in_common", "advisory"]
	some choices in [_three, _two_two, {"A1": "for"}, {"A1": "for", "B2": "for", "C3": "for", "D4": "for"}, {}]
	note := sprintf("%s %v", [route, choices])
	asked := _asked(_voted(choices, {"route": route}), {})
	facts.ruling(object.union(asked, {"brief": true})) == {"allow": true, "outcome": facts.ruling(asked).outcome}
}

test_least_further_votes[note] if {
	shown := {"shown": {"at": "2015-07-10T09:00:00.000Z"}}
	some note, case in {
		"three for a quorum": [{}, {}, 3],
		"one more": [{"A1": "for", "B2": "against"}, {}, 1],
		"none": [_three, {}, 0],
		"hands are over": [{}, shown, 0],
	}
	object.get(_ruled(_voted(case[0], case[1])), "least", 0) == case[2]
}

# Where only seats are counted, nobody asks whose they are.
test_seats_of_all_parties_alike_where_none_is_counted if {
	roll := [{"seat": sprintf("%s-%d", [code, n]), "party": code, "weight": 1} | some code in facts.codes; some n in [1, 2]]
	asked := _asked(object.union(facts.open, {"opened": object.union(facts.open.opened, {"roll": roll}), "votes": []}), {})
	by_seats := {
		"joint_committee": {"clause": "5.3", "majorities": [object.union(_half, {"by": "seats"})]},
		"quorum": {"clause": "4.5", "by": "seats", "count": 3}, "tie": {"clause": "5.5", "by": "seats"},
	}
	count({text | some _, text in _under(by_seats, asked).alike}) == 1
	count({text | some _, text in _under(_simple, asked).alike}) == count(facts.codes)
	tied := object.union(by_seats, {"tie": {"clause": "5.5", "by": "parties"}})
	count({text | some _, text in _under(tied, asked).alike}) == count(facts.codes)
	present := object.union(by_seats, {"quorum": {"clause": "4.5", "count": 3, "by": "parties"}})
	count({text | some _, text in _under(present, asked).alike}) == count(facts.codes)
}

test_parties_told_apart_where_a_route_or_options_count_them[note] if {
	roll := [{"seat": sprintf("%s-%d", [code, n]), "party": code, "weight": 1} | some code in facts.codes; some n in [1, 2]]
	by_seats := {
		"joint_committee": {"clause": "5.3", "majorities": [object.union(_half, {"by": "seats"})]},
		"quorum": {"clause": "4.5", "by": "seats", "count": 3}, "tie": {"clause": "5.5", "by": "seats"},
	}
	some note, more in {"in common": {"route": "committees_in_common"}, "options": _sites}
	opened := object.union(facts.open.opened, {"roll": roll})
	answer := _under(by_seats, _asked(object.union(facts.open, object.union({"opened": opened, "votes": []}, more)), {}))
	count({text | some _, text in answer.alike}) == count(facts.codes)
}

# What a later year brings does not make up for a loss.
test_losers[note] if {
	some note, case in {
		"in one year": [
			{"impact": {"lines": [
				{"party": "A1", "line": "activity_shift", "year": "2016-17", "pence": 1},
				{"party": "A1", "line": "activity_shift", "year": "2017-18", "pence": -9},
				{"party": "B2", "line": "activity_shift", "year": "2016-17", "pence": 3},
				{"party": "B2", "line": "transport", "year": "2016-17", "pence": -3},
			]}},
			["A1"],
		],
		"without a statement": [{}, []],
	}
	losers := outcome.losers with input as _asked(_voted(_three, case[0]), {}) with data.terms as facts.terms
	losers == case[1]
}

_detriment := _and(_simple, {"joint_committee": {"clause": "5.3", "majorities": [
	_half,
	{"id": "consent", "by": "parties", "test": "consent", "losers": true},
]}})

test_consent_of_those_that_lose[party] if {
	some party, is in {"C3": "carried", "D4": "not_carried"}
	impact := {"impact": {"lines": [{"party": party, "line": "activity_shift", "year": "2016-17", "pence": 1}]}}
	_under(_detriment, _asked(_voted(_three, impact), {})).outcome == is
}

# Who loses is not told from silence, so that nothing is carried without a statement.
test_no_consent_without_a_statement if {
	answer := _under(_detriment, _asked(_voted(_three, {}), {}))
	answer.outcome == "not_carried"
	some consent in answer.checks
	consent.id == "consent"
	consent.actual == "No impact statement"
	object.remove(_asked(_voted(_three, {}), {}).motion, ["impact"]) == _asked(_voted(_three, {}), {}).motion
}

# A vote that the secretary recorded, and that nobody has confirmed, counts where the
# term says so; confirmed, it counts everywhere.
test_unconfirmed_votes_count_by_the_term[note] if {
	some note, case in {
		"signed alone": ["does_not_count", {}, "not_carried"],
		"unconfirmed": ["does_not_count", {"unconfirmed": true}, "not_quorate"],
		"unconfirmed, and counted": ["counts", {"unconfirmed": true}, "not_carried"],
	}
	votes := array.concat(
		[vote | some vote in facts.votes({"A1": "for", "B2": "for", "C3": "against"}); vote.party != "C3"],
		[object.union(vote, case[1]) | some vote in facts.votes({"A1": "for", "B2": "for", "C3": "against"}); vote.party == "C3"],
	)
	asked := _asked(object.union(facts.open, {"votes": votes}), {})
	ruling := data.concordat.main.ruling with input as asked with data.terms as object.union(facts.terms, {"recorded_votes": {"clause": "4.6", "unconfirmed": case[0]}})
	ruling.outcome == case[2]
}
