package mou_test

import data.concordat.main
import data.concordat.main_test as facts

# Worked cases of the joint committee. The law and its dates are real; the bodies,
# the people, the sums and the votes are made up.

_codes := data.terms.functions["urgent-care"].parties

# Both trusts have the same chief executive, who holds the seat of each.
_holders := {
	"FT1": "p-shared", "ICB1-1": "p-icb-1", "ICB1-2": "p-icb-2", "LA1": "p-la1", "LA2": "p-la2", "NHSE1": "p-nhse", "NT1": "p-shared",
}

_party_of(seat) := split(seat, "-")[0]

_authority := object.union(facts.authority("A1"), {"types": ["onward_delegation", "pool", "reconfiguration", "statement"], "from": "2022-07-01"})

_party(code) := object.union(facts.party("A1"), {
	"code": code,
	"name": code,
	"established": "2022-07-01",
	"signed": {"version": 1, "rules": facts.rules, "time": "2022-07-01T10:00:00.000Z", "entry": 31},
	"seats": [{"seat": seat, "party": code, "holder": person, "deputies": []} | some seat, person in _holders; _party_of(seat) == code],
	"authorities": [object.union(_authority, {"id": sprintf("%s-A1", [code])})],
	"figures": {},
})

_parties := {code: _party(code) | some code in _codes}

_roll := [{"seat": seat, "party": _party_of(seat), "weight": 1} | some seat in sort(object.keys(_holders))]

_motion(choices, more) := object.union(
	{
		"motion": "JC-2026-001", "title": "Urgent care", "text": "That it be so.", "type": "statement", "route": "joint_committee",
		"function": "urgent-care", "status": "open", "mover": "p-la1", "moved": "2022-06-01T09:00:00.000Z", "text_id": "text-1",
		"interests": [], "withdrawn": [],
		"votes": [{
			"entry": 100 + i, "time": "2022-06-11T09:00:00.000Z", "seat": seat.seat, "party": seat.party, "person": _holders[seat.seat],
			"deputy": false, "choice": choice, "assurance": "file",
		} |
			some i, seat in _roll
			choice := choices[seat.seat]
		],
		"opened": {
			"id": "opened-1", "time": "2022-06-10T09:00:00.000Z", "entry": 90, "rules": facts.rules,
			"closes": "2026-06-17T17:00:00.000Z", "roll": _roll,
		},
	},
	more,
)

_concluded(choices, more) := answer if {
	answer := main.ruling with input as _asked("2026-06-17T17:00:00.000Z", choices, more)
}

_asked(time, choices, more) := {"ask": "conclude", "time": time, "entry": 250, "motion": _motion(choices, more), "parties": _parties}

_all(choice) := {seat: choice | some seat, _ in _holders}

_but(changed) := object.union(_all("for"), changed)

_only(choices) := {seat: choices[i] | some i, seat in ["ICB1-1", "LA1", "LA2", "NHSE1"]}

# Seven votes of six bodies. Six of seven and three of four are at least three
# quarters; five of seven (71.4%) are not, although five of six bodies are for it.
test_votes_by_seat[note] if {
	some note, case in {
		"all": [_all("for"), "carried", "7 of 7 seats are for. At least 75% of the 7 voting for or against is 6. Met."],
		"6 of 7": [_but({"LA2": "against"}), "carried", "6 of 7 seats are for. At least 75% of the 7 voting for or against is 6. Met."],
		"5 of 7": [
			_but({"ICB1-1": "against", "ICB1-2": "against"}), "not_carried",
			"5 of 7 seats are for. At least 75% of the 7 voting for or against is 6. Not met.",
		],
		"3 of 4": [
			_only(["for", "for", "for", "against"]), "carried",
			"3 of 7 seats are for. At least 75% of the 4 voting for or against is 3. Met.",
		],
	}
	ruling := _concluded(case[0], {})
	ruling.outcome == case[1]
	[made.explain | some made in ruling.checks; made.id == "majority"] == [case[2]]
}

# A joint committee is no legal person: for each body its own chain.
test_each_body_is_shown_with_its_own_chain if {
	ruling := _concluded(_but({"LA2": "against"}), {})
	[[outcome.party, outcome.bound, outcome.clause] | some outcome in ruling.parties] == [
		["FT1", "by_vote", "5.1"], ["ICB1", "by_vote", "5.1"], ["LA1", "by_vote", "5.1"],
		["LA2", "against_vote", "5.4"], ["NHSE1", "by_vote", "5.1"], ["NT1", "by_vote", "5.1"],
	]
	[outcome.authority | some outcome in ruling.parties] == [sprintf("%s-A1", [code]) | some code in _codes]
}

# The holder of both trusts' seats is one person: four seats by three people are no
# quorum, five by four are.
test_quorum_counts_people[note] if {
	some note, case in {
		"4 seats, 3 people": [["FT1", "ICB1-1", "ICB1-2", "NT1"], "not_quorate"],
		"5 seats, 4 people": [["FT1", "ICB1-1", "ICB1-2", "LA1", "NT1"], "carried"],
		"4 seats, 4 people": [["ICB1-1", "LA1", "LA2", "NHSE1"], "carried"],
		"3 seats, 3 people": [["LA1", "LA2", "NHSE1"], "not_quorate"],
	}
	_concluded({seat: "for" | some seat in case[0]}, {}).outcome == case[1]
}

_cast(seat, interests) := answer if {
	answer := main.ruling with input as {
		"ask": "admit", "kind": "vote.cast", "time": "2026-06-12T12:00:00.000Z", "entry": 150, "party": seat,
		"author": object.union(facts.person("p-shared", []), {"party": "FT1", "seats": ["FT1", "NT1"]}),
		"body": {"motion": "JC-2026-001", "opened": "opened-1", "seat": seat, "choice": "for"},
		"seat": {"seat": seat, "party": seat, "holder": _holders[seat], "deputies": []},
		"motion": _motion({}, {"interests": interests}),
	}
}

# One vote from each seat; but of an interest the whole person is ruled out.
test_one_person_for_two_parties[seat] if {
	some seat in ["FT1", "NT1"]
	_cast(seat, []) == {"allow": true}
	interest := {
		"id": "i-1", "person": "p-shared", "seats": ["FT1", "NT1"], "motion": "JC-2026-001", "nature": "financial", "known": "2026-06-10",
		"time": "2026-06-10T09:00:00.000Z",
		"rulings": [{"motion": "JC-2026-001", "person": role, "roles": [{"role": role}], "ruling": "withdraws", "time": "2026-06-11T09:00:00.000Z", "entry": 140} |
			some role in ["chair", "secretary"]
		],
	}
	[unmet.id | some unmet in _cast(seat, [interest]).checks] == ["recused"]
}

test_nobody_votes_from_anothers_seat if [unmet.id | some unmet in _cast("LA1", []).checks] == ["no-seat"]

# Health and Care Act 2022 section 71: from 1 July 2022.
test_open_only_from_1_july_2022[day] if {
	some day, outcome in {"2022-06-30": "no_decision", "2022-07-01": "carried", "2026-06-17": "carried"}
	ruling := main.ruling with input as _asked(sprintf("%sT12:00:00.000Z", [day]), _all("for"), {})
	ruling.outcome == outcome
	every party in ruling.parties {
		count({party.bound} & {"by_vote"}) == count({outcome} & {"carried"})
	}
}

test_not_moved_before_1_july_2022[day] if {
	some day, allow in {"2022-06-30": false, "2022-07-01": true}
	ruling := main.ruling with input as {
		"ask": "admit", "kind": "motion.moved", "time": sprintf("%sT09:00:00.000Z", [day]), "author": facts.chair, "parties": _parties,
		"body": {
			"motion": "JC-2022-001", "title": "Urgent care", "text": "That it be so.", "type": "statement",
			"route": "joint_committee", "function": "urgent-care",
		},
	}
	ruling.allow == allow
}

# Onward delegation is reserved: carried by all, it waits for each governing body.
test_onward_delegation_is_reserved if {
	ruling := _concluded(_all("for"), {"type": "onward_delegation"})
	ruling.outcome == "carried"
	{outcome.bound | some outcome in ruling.parties} == {"on_ratification"}
	ruling.parties[0].explain == "Bound only if its governing body ratifies by the end of 29 July 2026: the matter is reserved to each party's own governing body."
}

_pool(amounts) := {"host": "LA1", "year": "2026-27", "lines": [{
	"what": "Urgent care", "pence": 30000000, "kind": "cash", "recurrent": true, "capital": false, "due": "2026-09-30",
	"share": {"by": "fixed", "amounts": amounts},
}]}

_two := {"ICB1": 20000000, "LA1": 10000000}

_pool_moved(amounts) := {
	"ask": "admit", "kind": "motion.moved", "time": "2026-06-01T09:00:00.000Z", "author": facts.chair, "parties": _parties,
	"body": {
		"motion": "JC-2026-001", "title": "A fund", "text": "That it be pooled.", "type": "pool", "route": "joint_committee",
		"function": "urgent-care", "pool": _pool(amounts),
	},
}

# Section 65Z6(2) and (3): payments by bodies that are party, and not by all. By the
# rule for commissioning groups, section 14Z3(5), the same fund is refused.
test_a_pooled_fund_of_two if {
	some_of_them := main.ruling with input as _pool_moved(_two)
	some_of_them == {"allow": true}
	groups := main.ruling with input as _pool_moved(_two) with data.terms.pool.all_contribute as true
	groups.allow == false
	"contribution-missing" in {unmet.id | some unmet in groups.checks}
	too_much := main.ruling with input as _pool_moved({"ICB1": 20000000, "LA1": 20000000})
	[unmet.id | some unmet in too_much.checks] == ["share-fixed"]
}

test_who_pays_into_it if {
	ruling := _concluded(_all("for"), {"type": "pool", "pool": _pool(_two)})
	[[owed.payer, owed.payee, owed.pence, owed.awaits] | some owed in ruling.obligations] == [["ICB1", "LA1", 20000000, []], ["LA1", "LA1", 10000000, []]]
}

# NHS England takes no part in what may not be exercised so (SI 2022/642 reg 2).
test_roll[function] if {
	some function, seats in {
		"urgent-care": ["FT1", "ICB1-1", "ICB1-2", "LA1", "LA2", "NHSE1", "NT1"],
		"community-services": ["FT1", "ICB1-1", "ICB1-2", "LA1", "LA2", "NT1"],
	}
	answer := main.ruling with input as {
		"ask": "roll", "time": "2026-06-10T09:00:00.000Z", "parties": _parties,
		"motion": {"motion": "JC-2026-001", "type": "statement", "route": "joint_committee", "function": function},
	}
	[seat.seat | some seat in answer.roll] == seats
}

# The Secretary of State is notified before a reconfiguration takes effect.
test_notification_before_effect if {
	_concluded(_all("for"), {"type": "reconfiguration"}).gates == ["notification"]
	_concluded(_all("for"), {"type": "reconfiguration", "gates": [{"gate": "notification", "on": "2026-06-12"}]}).gates == []
}

test_call_in_ends_after_six_months if {
	answer := main.ruling with input as {
		"ask": "dates", "kind": "decision.called_in", "time": "2026-07-20T10:00:00.000Z", "body": {"on": "2026-07-15"}, "parties": _parties,
	}
	answer.dates == {"ends": "2027-01-15"}
}

test_called_in_by_the_secretary_of_state[by] if {
	some by, allow in {"secretary_of_state": true, "ICB1": false}
	answer := main.ruling with input as {
		"ask": "admit", "kind": "decision.called_in", "time": "2026-07-20T10:00:00.000Z", "author": facts.secretary, "parties": _parties,
		"body": {"decision": "JC-2026-001", "by": by, "ref": "D-1", "on": "2026-07-15", "ends": "2027-01-15", "evidence": {"title": "A direction", "sha256": "dddd"}},
		"decision": {"decision": "JC-2026-001", "outcome": "carried", "time": "2026-06-17T17:00:00.000Z", "parties": [], "ratified": {}},
	}
	answer.allow == allow
}
