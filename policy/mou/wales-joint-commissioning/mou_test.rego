package mou_test

import data.concordat.main
import data.concordat.main_test as facts

# Worked cases of the NHS Wales Joint Commissioning Committee, each put to the rules
# by their one entry, main.ruling. Seven Local Health Boards have a seat each, the
# chair and five non-officer members six: thirteen vote. The associate member holds
# a seat that does not.

_boards := ["AB", "BCU", "CAV", "CTM", "HD", "PT", "SB"]

_seat(code, n) := {"seat": sprintf("%s-%d", [code, n]), "party": code, "holder": sprintf("p-%s-%d", [code, n]), "deputies": []}

_seats(code) := [_seat(code, 1)] if code != "WM"

_seats("WM") := [_seat("WM", n) | some n in [1, 2, 3, 4, 5, 6]]

# None has given an authority of its own, and only the boards have signed.
_parties := {code: object.union(object.remove(facts.party(code), _unsigned(code)), {"seats": _seats(code), "figures": {}, "authorities": []}) |
	some code in array.concat(_boards, ["CC", "WM"])
}

_unsigned(code) := [] if code in _boards

_unsigned(code) := ["signed"] if not code in _boards

# The chief officers in order, then the chair and the non-officer members.
_members := array.concat([sprintf("%s-1", [code]) | some code in _boards], [seat.seat | some seat in _seats("WM")])

_roll := [{"seat": seat.seat, "party": code, "weight": 1} |
	some code in array.concat(_boards, ["WM"])
	some seat in _parties[code].seats
]

_hands(case) := array.concat(
	[{"seat": _members[i], "choice": "for"} | some i in numbers.range(0, 12); i < case[0]],
	array.concat(
		[{"seat": _members[i], "choice": "against"} | some i in numbers.range(0, 12); i >= case[0]; i < case[0] + case[1]],
		[{"seat": _members[i], "choice": "abstain"} | some i in numbers.range(0, 12); i >= case[0] + case[1]; i < (case[0] + case[1]) + case[2]],
	),
)

_party(seat) := substring(seat, 0, count(seat) - 2)

_person(seat) := concat("", ["p-", seat])

# What hands come to at a meeting: [for, against, abstaining], in the order of the
# members. Who showed no hand is not there.
_concluded(case, on) := answer if {
	at := concat("", [on, "T10:30:00.000Z"])
	hands := _hands(case)
	motion := {
		"motion": "T-2025-001", "title": "A motion", "text": "That something be done.", "type": "statement",
		"route": "joint_committee", "function": "joint-commissioning", "status": "shown", "mover": "p-AB-1", "mover_party": "AB",
		"moved": "2024-03-01T09:00:00.000Z", "text_id": "text-1", "interests": [], "withdrawn": [],
		"votes": [{
			"entry": 100, "time": at, "seat": hand.seat, "party": _party(hand.seat), "person": _person(hand.seat),
			"deputy": false, "choice": hand.choice, "assurance": "file",
		} |
			some hand in hands
		],
		"opened": {"id": "opened-1", "time": at, "entry": 100, "rules": "r", "closes": at, "roll": _roll},
		"shown": {
			"id": "shown-1", "meeting": "T-2025-M01", "item": "1", "at": at, "hands": hands, "confirmed": [],
			"present": [{"seat": hand.seat, "party": _party(hand.seat), "person": _person(hand.seat), "deputy": false} | some hand in hands],
		},
	}
	answer := main.ruling with input as {"ask": "conclude", "time": concat("", [on, "T12:00:00.000Z"]), "entry": 250, "motion": motion, "parties": _parties}
}

# A simple majority of those present and voting, SI 2009/779 (W.) Schedule 3
# paragraph 4. By clause 4.5 seven of thirteen are a quorum (illustrative).
test_majority[note] if {
	some note, case in {
		"7 of 13": [[7, 6, 0], "carried"],
		"6 of 13": [[6, 7, 0], "not_carried"],
		"6 for, 6 against, 1 abstaining": [[6, 6, 1], "not_carried"],
		"1 for, 6 abstaining": [[1, 0, 6], "carried"],
		"4 for, 3 against, the others away": [[4, 3, 0], "carried"],
		"6 for, the others away": [[6, 0, 0], "not_quorate"],
	}
	_concluded(case[0], "2025-03-20").outcome == case[1]
}

# What is carried binds the Local Health Boards, for or against, and none of those
# whom the Welsh Ministers appoint; the associate member takes no part.
test_binds_the_boards_alone if {
	ruling := _concluded([5, 2, 0], "2025-03-20")
	ruling.collective
	{outcome.party: outcome.bound | some outcome in ruling.parties} == {
		"AB": "by_vote", "BCU": "by_vote", "CAV": "by_vote", "CTM": "by_vote", "HD": "by_vote",
		"PT": "against_vote", "SB": "against_vote", "WM": "not_bound",
	}
}

# SI 2024/135 (W.) is in force from 1 April 2024.
test_in_force_from_1_april_2024[day] if {
	some day, outcome in {"2024-03-31": "no_decision", "2024-04-01": "carried"}
	_concluded([13, 0, 0], day).outcome == outcome
}

_ask(asked) := answer if {
	answer := main.ruling with input as asked
}

# Thirteen votes; the chief commissioner has none.
test_roll_of_thirteen if {
	given := _ask({"ask": "roll", "time": "2025-03-20T10:30:00.000Z", "motion": object.union(facts.draft, {"function": "joint-commissioning"}), "parties": _parties})
	[on_roll.seat | some on_roll in given.roll] == sort(_members)
	every on_roll in given.roll {
		on_roll.weight == 1
	}
}

# Requisition: SI 2009/779 (W.) Schedule 3 paragraph 2(2). A third of 13 is 4 1/3,
# so that five sign; the associate member's seat is none of the 13.
_holder(seat) := object.union(facts.person(_person(seat), []), {"party": _party(seat), "seats": [seat]})

_requisition(n) := {
	"id": "req-1", "business": ["A service"], "motions": [], "time": "2025-02-27T09:00:00.000Z",
	"seats": array.slice(_members, 0, n), "parties": _boards,
}

test_five_of_thirteen_ask[note] if {
	some note, case in {"fourth": [3, {"allow": true}], "fifth": [4, {"allow": true, "effect": true}]}
	_ask(facts.admission("requisition.joined", _holder("WM-2"), "", {"requisition": "req-1", "seat": "WM-2"}, {
		"parties": _parties, "time": "2025-03-01T10:00:00.000Z", "requisition": _requisition(case[0]),
	})) == case[1]
}

_call(author, time, items) := facts.admission(
	"meeting.called", author, "",
	{"meeting": "T-2025-M01", "title": "Joint committee", "starts": "2025-03-20T10:00:00.000Z", "place": "Pontypridd", "items": items},
	{"parties": _parties, "time": time},
)

_unmet(asked) := {unmet.id | some unmet in object.get(_ask(asked), "checks", [])}

# Notice of ten clear days: for a meeting on 20 March in hand by 9 March, SI
# 2009/779 (W.) Schedule 3 paragraph 2(3).
test_ten_clear_days[note] if {
	some note, case in {
		"9 March, a minute before midnight": ["2025-03-09T23:59:00.000Z", set()],
		"10 March, at midnight": ["2025-03-10T00:00:00.000Z", {"notice"}],
	}
	_unmet(_call(facts.chair, case[0], [{"item": "1", "title": "A service"}])) == case[1]
}

# Presented on 1 March and the chair silent: the chair has to the end of 8 March,
# members call from 9 March.
_member_calls(seat, time, items) := object.union(_call(_holder(seat), time, items), {
	"requisition": object.union(_requisition(5), {"complete": "2025-03-01T10:00:00.000Z"}),
	"body": {"requisition": "req-1"},
})

test_members_call_from_9_march[note] if {
	some note, case in {
		"8 March, a minute before midnight": ["AB-1", "2025-03-08T23:59:00.000Z", {"may-not-call"}],
		"9 March, at midnight": ["AB-1", "2025-03-09T00:00:00.000Z", set()],
		"9 March, by a member who did not sign": ["WM-6", "2025-03-09T00:00:00.000Z", {"may-not-call"}],
	}
	_unmet(_member_calls(case[0], case[1], [{"item": "1", "title": "A service"}])) == case[2]
}

# No other business than the notice has, SI 2009/779 (W.) Schedule 3 paragraph 2(5).
test_only_the_business_asked_for if {
	items := [{"item": "1", "title": "A service"}, {"item": "2", "title": "Another"}]
	_unmet(_member_calls("AB-1", "2025-03-09T00:00:00.000Z", items)) == {"requisition-business"}
}

# The committee decides at its meetings, and not between them.
test_no_votes_between_meetings if {
	motion := object.union(facts.draft, {"function": "joint-commissioning"})
	body := {"motion": "T-2015-001", "text": "text-1", "opens": "2025-03-20T10:00:00.000Z", "closes": "2025-03-22T10:00:00.000Z"}
	_unmet(facts.admission("notice.given", facts.secretary, "", body, {"parties": _parties, "time": "2025-03-01T10:00:00.000Z", "motion": motion})) == {"at-meetings"}
}
