package mou_test

import data.concordat.main
import data.concordat.main_test as facts

# Worked cases of NAME. Each says what the clauses come to for votes that
# you can check by hand. Where to go on:
#
#   mou.md        write your clauses: number them in order, one paragraph each. Put
#                 (background) after a heading, or at the end of a clause's title,
#                 where nothing has to carry it out
#   parties.json  put in your parties, and where each figure comes from
#   terms.json    put in your functions and your numbers; whoever changes a clause
#                 looks at its term again and puts the new "text" there
#   this file     add a case for each clause that decides something
#
# and after each step run: concordat mou check .
#
# The facts for tests stand in the library, rego/concordat/main/main_test.rego: a
# party, a seat, its holder and an officer of any code, the chair, the secretary,
# and admission for whatever is put to the ledger (rego/concordat/meetings shows how
# for meetings). A case that fails does not say what the rules answered. To see it,
# add a case that can't hold and has the answer as its note:
#
#   test_answer[note] if {
#   	note := sprintf("%v", [_concluded("joint_decision", ["for"])])
#   	note == ""
#   }

_codes := data.terms.functions["first-function"].parties

_parties := {code: facts.party(code) | some code in _codes}

_roll := [{"seat": seat.seat, "party": code, "weight": 1} |
	some code in _codes
	some seat in _parties[code].seats
]

# The decision on a motion by a route, where the first on the roll vote so.
_concluded(route, choices) := _decided({"route": route}, choices)

_decided(more, choices) := answer if {
	motion := object.union(
		{
			"motion": "T-2015-001", "title": "A motion", "text": "That something be done.", "type": "statement",
			"function": "first-function", "status": "open", "mover": "p-A1",
			"moved": "2015-07-01T09:00:00.000Z", "text_id": "text-1", "interests": [], "withdrawn": [],
			"votes": [vote |
				some i, choice in choices
				seat := _roll[i]
				vote := {
					"entry": 100 + i, "time": "2015-07-15T12:00:00.000Z", "seat": seat.seat, "party": seat.party, "person": seat.seat,
					"deputy": false, "choice": choice, "assurance": "file",
				}
			],
			"opened": {
				"id": "opened-1", "time": "2015-07-08T09:00:00.000Z", "entry": 90, "rules": "r",
				"closes": "2015-07-15T17:00:00.000Z", "roll": _roll,
			},
		},
		more,
	)
	answer := main.ruling with input as {
		"ask": "conclude", "time": "2015-07-15T17:00:00.000Z", "entry": 250, "motion": motion, "parties": _parties,
	}
}

# Clause 4.5: two of the three are two thirds of them, one is not.
test_quorum[note] if {
	some note, case in {
		"two are there": [["for", "for"], "carried"],
		"one is there": [["for"], "not_quorate"],
		"an abstention is there": [["for", "abstain"], "carried"],
	}
	_concluded("joint_decision", case[0]).outcome == case[1]
}

# Clause 5.2: of three votes two thirds are two, of two they are both.
test_joint_decision[note] if {
	some note, case in {
		"all": [["for", "for", "for"], "carried"],
		"two of three": [["for", "for", "against"], "carried"],
		"one of three": [["for", "against", "against"], "not_carried"],
		"one of two": [["for", "against"], "not_carried"],
	}
	_concluded("joint_decision", case[0]).outcome == case[1]
}

# Clauses 5.1 and 5.4: more for than against, and equal is not more.
test_advisory[note] if {
	some note, case in {
		"two of three": [["for", "for", "against"], "carried"],
		"a tie": [["for", "against", "abstain"], "not_carried"],
	}
	_concluded("advisory", case[0]).outcome == case[1]
}

# Clauses 7.4 to 7.6: £1,000.00 in equal parts for three is £333.33 for each, and the
# penny left over falls to the code that comes first.
test_contributions if {
	line := {"what": "A shared office", "pence": 100000, "kind": "cash", "recurrent": true, "capital": false, "due": "2015-09-30", "share": {"by": "equal"}}
	pool := {"host": "B2", "year": "2015-16", "fund": "office", "lines": [line]}
	ruling := _decided({"route": "joint_decision", "type": "pool", "pool": pool}, ["for", "for", "for"])
	[[owed.payer, owed.payee, owed.pence] | some owed in ruling.obligations] == [["A1", "B2", 33334], ["B2", "B2", 33333], ["C3", "B2", 33333]]
}
