package mou_test

import data.concordat.main
import data.concordat.main_test as facts

# Worked cases of the West Yorkshire Combined Authority. People are
# made up; the numbers and what to expect are of the Order named in the clauses.

_known := {party.code: party | some party in data.parties.parties}

_codes := data.terms.functions["combined-authority"].parties

# One member of each party, and another of Bradford, Kirklees and Leeds.
_seats(code) := [sprintf("%s-%d", [code, n]) | some n in [1, 2]] if code in {"BRA", "KIR", "LEE"}

_seats(code) := [code] if not code in {"BRA", "KIR", "LEE"}

_party(code, more) := object.union(
	{
		"code": code, "name": _known[code].name, "type": _known[code].type, "established": "2014-04-01",
		"signed": {"version": 1, "rules": "r", "time": "2014-04-01T12:00:00.000Z", "entry": 31},
		"seats": [{"seat": seat, "party": code, "holder": sprintf("h-%s", [seat]), "deputies": [sprintf("d-%s", [seat])]} |
			some seat in _seats(code)
		],
		"authorities": [], "figures": {}, "commitments": [],
	},
	more,
)

_parties := {code: _party(code, {}) | some code in _codes}

_motion(type) := {
	"motion": "WY-2015-001", "title": "A question", "text": ["That it be so."], "type": type, "route": "order",
	"function": "combined-authority", "status": "notice", "mover": "p-chair", "moved": "2015-07-14T09:00:00.000Z",
	"text_id": "text-1", "interests": [], "withdrawn": [], "votes": [],
}

_roll(parties) := answer.roll if {
	answer := main.ruling with input as {"ask": "roll", "time": _time, "motion": _motion("statement"), "parties": parties}
}

_time := "2015-07-14T10:00:00.000Z"

_of_seat(seat) := code if {
	some code in _codes
	seat in _seats(code)
}

# Who is there shows a hand, or abstains.
_hands(voted) := [{"seat": seat, "party": _of_seat(seat), "person": sprintf("h-%s", [seat]), "choice": choice} |
	some choice, seats in voted
	some seat in seats
]

_concluded(type, parties, voted) := answer if {
	hands := _hands(voted)
	motion := object.union(_motion(type), {
		"status": "shown",
		"opened": {"id": "hands-1", "time": _time, "entry": 200, "rules": "r", "closes": _time, "roll": _roll(parties)},
		"shown": {"at": _time, "present": [object.remove(hand, ["choice"]) | some hand in hands]},
		"votes": [object.union(hand, {"entry": 200, "time": _time, "deputy": false, "assurance": "shown"}) | some hand in hands],
	})
	answer := main.ruling with input as {"ask": "conclude", "time": _time, "entry": 250, "motion": motion, "parties": parties}
}

_said(ruling, id) := said if {
	some made in ruling.checks
	made.id == id
	said := [made.actual, made.met]
}

# 3 present: 1 for and 0 against carry it, although 2 abstain. 2 present are no
# quorum. 2 and 2 is a tie, which carries nothing.
test_plain_majority[note] if {
	some note, case in {
		"1 for, 2 abstain": [{"for": ["BRA-1"], "abstain": ["CAL", "WAK"]}, "carried", ["1 for, 0 against", true]],
		"2 present": [{"for": ["BRA-1", "CAL"]}, "not_quorate", ["2 for, 0 against", true]],
		"2 for, 2 against": [{"for": ["BRA-1", "CAL"], "against": ["KIR-1", "WAK"]}, "not_carried", ["2 for, 2 against", false]],
		"2 for, 1 against": [{"for": ["BRA-1", "CAL"], "against": ["WAK"]}, "carried", ["2 for, 1 against", true]],
		"3 abstain": [{"abstain": ["BRA-1", "CAL", "WAK"]}, "not_carried", ["0 for, 0 against", false]],
	}
	ruling := _concluded("decision", _parties, case[0])
	ruling.outcome == case[1]
	_said(ruling, "majority") == case[2]
}

test_a_tie_fails_without_a_casting_vote if {
	ruling := _concluded("decision", _parties, {"for": ["BRA-1", "CAL"], "against": ["KIR-1", "WAK"]})
	some made in ruling.checks
	made.id == "tie"
	made.clause == "5.3"
	made.met == false
}

# York's and the partnership's members have no vote and make no quorum: two members
# of councils are no quorum beside them.
test_members_without_a_vote if {
	[seat.seat | some seat in _roll(_parties)] == ["BRA-1", "BRA-2", "CAL", "KIR-1", "KIR-2", "LEE-1", "LEE-2", "WAK"]
	ruling := _concluded("decision", _parties, {"for": ["BRA-1", "CAL"], "abstain": ["YOR", "LEP"]})
	ruling.outcome == "not_quorate"
	_said(ruling, "quorum") == ["2 people", false]
}

# The quorum counts members, not councils: two of Bradford and one of Leeds are three.
test_three_members_of_two_councils if {
	_concluded("decision", _parties, {"for": ["BRA-1", "BRA-2", "LEE-1"]}).outcome == "carried"
}

# Wakefield has no member, Leeds one too few: what is decided stands.
_vacant := object.union(
	{code: party | some code, party in _parties; not code in {"WAK", "LEE"}},
	{
		"WAK": object.union(object.remove(_parties.WAK, ["seats"]), {"seats": [{"seat": "WAK", "party": "WAK", "deputies": []}]}),
		"LEE": object.union(object.remove(_parties.LEE, ["seats"]), {"seats": [_parties.LEE.seats[0]]}),
	},
)

test_a_vacancy_does_not_invalidate if {
	count(_roll(_vacant)) == 7
	ruling := _concluded("decision", _vacant, {"for": ["BRA-1", "CAL"], "against": ["KIR-1"]})
	ruling.outcome == "carried"
	[party.bound | some party in ruling.parties; party.party == "WAK"] == ["against_vote"]
}

test_bound_by_force_of_the_order if {
	ruling := _concluded("decision", _parties, {"for": ["BRA-1", "CAL"], "against": ["WAK"]})
	ruling.collective
	[party.explain | some party in ruling.parties; party.party in {"CAL", "WAK"}] == [
		"Bound by force of SI 2014/864 Sch 1 para 3: it voted for the motion.",
		"Bound by force of SI 2014/864 Sch 1 para 3: it did not vote for the motion (position: against).",
	]
}

# Each council may enrol a second member, and no third.
test_seats_of_a_council if {
	_enrolled("CAL", "CAL-2") == {"allow": true}
	[unmet.id | some unmet in _enrolled("BRA", "BRA-3").checks] == ["too-many-seats"]
	[unmet.id | some unmet in _enrolled("YOR", "YOR-2").checks] == ["too-many-seats"]
}

_enrolled(code, seat) := answer if {
	officer := object.union(facts.person("o", [{"role": "officer", "party": code}]), {"party": code})
	answer := main.ruling with input as {
		"ask": "admit", "kind": "board_member.enrolled", "time": _time, "entry": 100, "author": officer, "party": code,
		"parties": _parties, "subject": object.union(facts.person("p-x", []), {"party": code}),
		"body": {"seat": seat, "person": "p-x", "from": "2015-07-15"},
	}
}
