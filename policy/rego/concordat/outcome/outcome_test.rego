package concordat.outcome_test

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
