package mou_test

import data.concordat.main
import data.concordat.main_test as facts

# Worked cases of Healthier Together. Decisions and their dates are those published
# (tamesideandglossopccg.org; BBC 33525940; HSJ 5071683, 5087946 and 5088015); the
# people, authorities and papers are made up, and so is every vote of a "what if".

_members := data.terms.classes.of.members

_codes := data.terms.functions["acute-surgery"].parties

_known := {party.code: party | some party in data.parties.parties}

_authority := object.union(facts.authority("A1"), {"types": ["business_case", "reconfiguration", "statement"], "from": "2013-04-01"})

_party(code) := object.union(facts.party("A1"), {
	"code": code,
	"name": _known[code].name,
	"seats": [{"seat": code, "party": code, "holder": code, "deputies": []}],
	"authorities": [object.union(_authority, {"id": sprintf("%s-A1", [code])})],
	"figures": {},
})

_parties := {code: _party(code) | some code in _codes}

# The options of June 2014, in the order in which they were reported: which four of
# the six pairs were offered was not found, so that they have no names here.
_options := [
	"One more: Wythenshawe", "One more: Stepping Hill", "One more: Royal Bolton", "One more: Wigan RAEI",
	"Two more: first pair", "Two more: second pair", "Two more: third pair", "Two more: fourth pair",
]

_roll := [{"seat": code, "party": code, "weight": 1} | some code in _members]

_motion(more) := object.union(
	{
		"motion": "HT-2015-002", "title": "The fourth site", "text": "That Stepping Hill is the fourth site.", "type": "reconfiguration",
		"route": "committees_in_common", "function": "acute-surgery", "status": "open", "mover": "00T", "moved": "2015-07-01T09:00:00.000Z",
		"text_id": "text-1", "interests": [], "withdrawn": [], "votes": [],
		"opened": {
			"id": "opened-1", "time": "2015-07-14T09:00:00.000Z", "entry": 90, "rules": facts.rules,
			"closes": "2015-07-15T17:00:00.000Z", "roll": _roll,
		},
	},
	more,
)

# So many of the twelve choose the first of two, in the order of their codes, and
# the rest the second.
_votes(first, n, second) := [object.union(vote, {"choice": choice}) |
	some i, code in _members
	vote := {"entry": 100 + i, "time": "2015-07-14T12:00:00.000Z", "seat": code, "party": code, "person": code, "deputy": false, "assurance": "file"}
	choice := {true: first, false: second}[i < n]
]

_in_favour(n) := _votes("for", n, "against")

_concluded(more) := answer if {
	answer := main.ruling with input as _asked(more)
}

_asked(more) := {"ask": "conclude", "time": "2015-07-15T17:00:00.000Z", "entry": 250, "motion": _motion(more), "parties": _parties}

_not_bound(ruling) := [outcome.party | some outcome in ruling.parties; outcome.bound == "not_bound"]

# 15 July 2015: all twelve, one collective decision and twelve decisions.
test_15_july_2015_unanimous if {
	ruling := _concluded({"votes": _in_favour(12)})
	ruling.outcome == "carried"
	ruling.collective
	[outcome.party | some outcome in ruling.parties; outcome.decided == "carried"; outcome.bound == "by_vote"] == _members
	_not_bound(ruling) == ["01C"]
}

# 17 June 2015: four single services and not five, all twelve.
test_17_june_2015_four_services if {
	ruling := _concluded({"motion": "HT-2015-001", "title": "Single services", "options": ["four", "five"], "votes": _votes("four", 12, "five")})
	ruling.collective
	{outcome.decided | some outcome in ruling.parties; outcome.party != "01C"} == {"four"}
}

# 11 approve and Wigan does not: 11 have decided, one has decided otherwise and is
# not bound, and nothing is collective.
test_11_of_12_is_not_collective if {
	ruling := _concluded({"votes": _in_favour(11)})
	ruling.outcome == "not_carried"
	ruling.collective == false
	_not_bound(ruling) == ["01C", "02H"]
	[outcome.decided | some outcome in ruling.parties; outcome.party == "02H"] == ["not_carried"]
	count([1 | some outcome in ruling.parties; outcome.decided == "carried"]) == 11
	some collective in ruling.checks
	collective.id == "collective"
	collective.actual == "1 against, 11 for"
	collective.explain == "Of 12 parties 1 against, 11 for. They did not all decide the same, so there is no collective decision."
}

# One that only abstained, or is not there, has not decided.
test_who_has_not_decided[note] if {
	some note, votes in {"abstains": _votes("for", 11, "abstain"), "is absent": array.slice(_in_favour(12), 0, 11)}
	ruling := _concluded({"votes": votes})
	ruling.collective == false
	[outcome.decided | some outcome in ruling.parties; outcome.party == "02H"] == ["no_decision"]
}

_jointly(n, test, num, den) := answer if {
	term := data.terms.joint_committee
	limb := object.union(term.majorities[0], {"test": test, "num": num, "den": den})
	answer := main.ruling with input as _asked({"route": "joint_committee", "votes": _in_favour(n)})
		with data.terms.joint_committee as object.union(term, {"majorities": [limb]})
}

# The same votes by a joint committee: 11 of 12 is 91.67%, 9 of 12 is 75% and 8 of 12
# is 66.67%. At least three quarters, more than three quarters, at least two thirds.
test_same_votes_jointly[note] if {
	some note, case in {
		"11, at least 75%": [11, "at_least", 3, 4, "carried"],
		"9, at least 75%": [9, "at_least", 3, 4, "carried"],
		"9, more than 75%": [9, "more_than", 3, 4, "not_carried"],
		"10, more than 75%": [10, "more_than", 3, 4, "carried"],
		"8, at least 75%": [8, "at_least", 3, 4, "not_carried"],
		"8, at least two thirds": [8, "at_least", 2, 3, "carried"],
		"7, at least two thirds": [7, "at_least", 2, 3, "not_carried"],
	}
	_jointly(case[0], case[1], case[2], case[3]).outcome == case[4]
}

# Jointly 11 bind all twelve, Wigan included, and never the associate.
test_11_of_12_jointly_bind_all_12 if {
	ruling := _concluded({"route": "joint_committee", "votes": _in_favour(11)})
	ruling.collective
	_not_bound(ruling) == ["01C"]
	[[outcome.bound, outcome.clause] | some outcome in ruling.parties; outcome.party == "02H"] == [["against_vote", "5.4"]]
	some associate in ruling.parties
	associate.party == "01C"
	associate.explain == "Not bound: it takes part, and what is decided does not bind it."
	some majority in ruling.checks
	majority.id == "majority"
	majority.explain == "11 of 12 groups are for. At least 75% of the 12 voting for or against is 9. Met."
}

# A joint committee was lawful from 1 October 2014 (SI 2014/2436) to 30 June 2022.
test_no_joint_committee_before_october_2014[day] if {
	some day, outcome in {"2014-09-30": "no_decision", "2014-10-01": "carried", "2022-06-30": "carried", "2022-07-01": "no_decision"}
	asked := _asked({"route": "joint_committee", "votes": [object.union(vote, {"time": "2014-07-14T12:00:00.000Z"}) | some vote in _in_favour(12)]})
	ruling := main.ruling with input as object.union(asked, {"time": sprintf("%sT12:00:00.000Z", [day])})
	ruling.outcome == outcome
}

# The threshold and quorum of the real thing were not found: none is in the terms.
test_threshold_is_not_set if {
	object.keys(data.terms.committees_in_common) == {"clause", "text"}
	data.terms.quorum.illustrative
	_concluded({"votes": []}).outcome == "not_quorate"
}

_roll_on(day, parties) := answer if {
	answer := main.ruling with input as {
		"ask": "roll", "time": sprintf("%sT09:00:00.000Z", [day]), "parties": parties,
		"motion": {"motion": "HT-2015-002", "type": "reconfiguration", "route": "committees_in_common", "function": "acute-surgery"},
	}
}

test_associate_has_no_vote if [seat.party | some seat in _roll_on("2015-07-15", _parties).roll] == _members

# June 2014: eight options, listed. An option that is not among them is no choice.
test_eight_options_are_listed if {
	count(_options) == 8
	body := {
		"motion": "HT-2014-001", "title": "Consultation", "text": "That the public be asked about these options.",
		"type": "business_case", "route": "committees_in_common", "function": "acute-surgery", "options": _options,
	}
	answer := main.ruling with input as {
		"ask": "admit", "kind": "motion.moved", "time": "2014-06-01T09:00:00.000Z", "author": facts.chair, "parties": _parties, "body": body,
	}
	answer == {"allow": true}
}

_chooses(choice) := answer if {
	answer := main.ruling with input as {
		"ask": "admit", "kind": "vote.cast", "time": "2015-07-14T12:00:00.000Z", "entry": 150, "party": "00T",
		"author": object.union(facts.person("00T", []), {"party": "00T", "seats": ["00T"]}),
		"body": {"motion": "HT-2015-002", "opened": "opened-1", "seat": "00T", "choice": choice},
		"seat": _parties["00T"].seats[0], "motion": _motion({"options": _options}),
	}
}

test_a_pair_that_was_not_listed_is_no_choice if {
	_chooses("Two more: fourth pair") == {"allow": true}
	[unmet.id | some unmet in _chooses("Two more: fifth pair").checks] == ["choice"]
}

test_options_in_common[note] if {
	some note, case in {
		"all the same": [12, "carried", true],
		"11 the same": [11, "not_carried", false],
	}
	ruling := _concluded({"options": _options, "votes": _votes("One more: Stepping Hill", case[0], "One more: Wigan RAEI")})
	ruling.outcome == case[1]
	ruling.collective == case[2]
}

# A condition precedent: better access to general practice before hospitals change
# (HSJ 5088015). The decision is carried and has no effect until it is met.
test_condition_precedent if {
	ruling := _concluded({"votes": _in_favour(12), "conditions": ["Improvements in general practice are up and running."]})
	ruling.outcome == "carried"
	some condition in ruling.checks
	condition.id == "conditions"
	condition.met == false
	condition.explain == "A decision carried on this motion takes effect once its condition is met, with its evidence."
}

_condition(n, met) := answer if {
	answer := main.ruling with input as {
		"ask": "admit", "kind": "condition.met", "time": "2016-02-01T09:00:00.000Z", "author": facts.secretary,
		"body": {"decision": "HT-2015-002", "condition": n, "evidence": {"title": "Access to general practice", "sha256": "cccc"}, "on": "2016-01-29"},
		"decision": {"decision": "HT-2015-002", "outcome": "carried", "time": "2015-07-15T17:00:00.000Z", "conditions": 1, "met": met},
	}
}

test_condition_is_met_once_with_evidence if {
	_condition(1, []) == {"allow": true}
	[unmet.id | some unmet in _condition(1, [1]).checks] == ["no-condition"]
	[unmet.id | some unmet in _condition(2, []).checks] == ["no-condition"]
}

_passed := ["assurance", "equality", "involvement", "scrutiny"]

_opening(gates) := answer if {
	motion := object.union(
		object.remove(_motion({"status": "notice", "gates": [{"gate": gate, "on": "2015-06-30"} | some gate in gates]}), ["opened"]),
		{"notice": {"id": "notice-1", "given": "2015-07-01T09:00:00.000Z", "opens": "2015-07-14T09:00:00.000Z", "closes": "2015-07-15T17:00:00.000Z"}},
	)
	answer := main.ruling with input as {
		"ask": "admit", "kind": "motion.opened", "time": "2015-07-14T09:00:00.000Z", "author": facts.secretary, "parties": _parties,
		"mou": facts.mou, "motion": motion,
		"body": {
			"motion": "HT-2015-002", "title": "The fourth site", "text": "text-1", "notice": "notice-1", "rules": facts.rules,
			"closes": "2015-07-15T17:00:00.000Z", "roll": _roll,
		},
	}
}

test_gates_before_a_vote if {
	_opening(_passed) == {"allow": true}
	[unmet.explain | some unmet in _opening(["assurance", "equality"]).checks] == [
		"Before a motion of this type is voted on, all that must come first is recorded as done. Not recorded: Involvement of the public; Consultation of the scrutiny committees.",
	]
}

test_scrutiny_is_recorded_with_evidence if {
	answer := main.ruling with input as {
		"ask": "admit", "kind": "gate.passed", "time": "2015-07-01T09:00:00.000Z", "author": facts.secretary,
		"body": {"motion": "HT-2015-002", "gate": "scrutiny", "evidence": {"title": "Report", "sha256": "cccc"}, "on": "2015-06-30"},
		"motion": object.remove(_motion({"status": "draft"}), ["opened"]),
	}
	answer == {"allow": true}
}

_manchester := ["00W", "01M", "01N"]

_merged_into := {"merged": {"into": "MCR", "on": "2017-04-01"}}

_merged := object.union_n([
	_parties,
	{code: object.union(_party(code), _merged_into) | some code in _manchester},
	{"MCR": object.union(facts.party("A1"), {
		"code": "MCR", "name": "NHS Manchester CCG", "established": "2017-04-01", "successor": _manchester, "figures": {},
		"signed": {"version": 1, "rules": facts.rules, "time": "2017-04-03T10:00:00.000Z", "entry": 400},
		"seats": [{"seat": "MCR", "party": "MCR", "holder": "MCR", "deputies": []}], "authorities": [object.union(_authority, {"id": "MCR-A1"})],
	})},
])

# Twelve groups until 31 March 2017, ten from 1 April. MCR is a short name.
test_three_manchester_groups_become_one_on_1_april_2017[day] if {
	some day, codes in {
		"2017-03-31": _members,
		"2017-04-01": array.concat([code | some code in _members; not code in _manchester], ["MCR"]),
	}
	[seat.party | some seat in _roll_on(day, _merged).roll] == codes
}

test_after_the_merger_ten_decide_together if {
	roll := _roll_on("2017-05-01", _merged).roll
	motion := object.union(
		object.remove(_motion({}), ["votes", "opened"]),
		{
			"opened": object.union(_motion({}).opened, {"time": "2017-05-01T09:00:00.000Z", "closes": "2017-05-08T17:00:00.000Z", "roll": roll}),
			"votes": [{
				"entry": 300, "time": "2017-05-02T09:00:00.000Z", "seat": seat.seat, "party": seat.party, "person": seat.party,
				"deputy": false, "choice": "for", "assurance": "file",
			} |
				some seat in roll
			],
		},
	)
	ruling := main.ruling with input as {"ask": "conclude", "time": "2017-05-08T17:00:00.000Z", "entry": 400, "motion": motion, "parties": _merged}
	ruling.collective
	count([1 | some outcome in ruling.parties; outcome.bound == "by_vote"]) == 10
	count([1 | some outcome in ruling.parties; outcome.party in _manchester]) == 0
}

test_merger_is_recorded_with_its_source if {
	answer := main.ruling with input as {
		"ask": "admit", "kind": "party.merged", "time": "2017-04-03T09:00:00.000Z", "author": facts.secretary, "parties": _parties,
		"body": {
			"parties": _manchester, "into": {"code": "MCR", "name": "NHS Manchester CCG", "type": "ccg"}, "on": "2017-04-01",
			"source": "Approval of the merger from 1 April 2017",
		},
	}
	answer == {"allow": true}
}

# One sitting of twelve committees and the associate: the hands of those present.
test_hands_at_one_sitting if {
	asked := _asked({
		"shown": {"id": "shown-1", "at": "2015-07-15T10:00:00.000Z", "present": [
		{"seat": code, "party": code, "person": code} | some code in _codes]},
		"votes": _in_favour(12),
	})
	ruling := main.ruling with input as asked
	ruling.collective
	ruling.checks[1].explain == "12 of 12 parties on the roll are present. At least 1 must be. Met."
}
