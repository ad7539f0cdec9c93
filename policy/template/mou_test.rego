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
#   	note := sprintf("%v", [_concluded(2)])
#   	note == ""
#   }

_codes := data.terms.functions["first-function"].parties

_parties := {code: facts.party(code) | some code in _codes}

_roll := [{"seat": seat.seat, "party": code, "weight": 1} |
	some code in _codes
	some seat in _parties[code].seats
]

_choice(i, in_favour) := "for" if i < in_favour

_choice(i, in_favour) := "against" if i >= in_favour

_concluded(in_favour) := answer if {
	motion := {
		"motion": "T-2015-001", "title": "A motion", "text": "That something be done.", "type": "statement",
		"route": "joint_committee", "function": "first-function", "status": "open", "mover": "p-A1",
		"moved": "2015-07-01T09:00:00.000Z", "text_id": "text-1", "interests": [], "withdrawn": [],
		"votes": [vote |
			some i, seat in _roll
			vote := {
				"entry": 100 + i, "time": "2015-07-15T12:00:00.000Z", "seat": seat.seat, "party": seat.party, "person": seat.seat,
				"deputy": false, "choice": _choice(i, in_favour), "assurance": "file",
			}
		],
		"opened": {
			"id": "opened-1", "time": "2015-07-08T09:00:00.000Z", "entry": 90, "rules": "r",
			"closes": "2015-07-15T17:00:00.000Z", "roll": _roll,
		},
	}
	answer := main.ruling with input as {
		"ask": "conclude", "time": "2015-07-15T17:00:00.000Z", "entry": 250, "motion": motion, "parties": _parties,
	}
}

# By clause 5.3 three quarters of three votes is all of them.
test_three_quarters_of_three[note] if {
	some note, case in {"all": [3, "carried"], "two of three": [2, "not_carried"]}
	_concluded(case[0]).outcome == case[1]
}
