# METADATA
# title: Facts for tests
# description: |
#   Four parties, their people and a motion, from which the tests of the library
#   build their inputs. They belong to no agreement: what a test leaves open is
#   the same under each.
package concordat.main_test

import data.concordat.main

codes := ["A1", "B2", "C3", "D4"]

figures := {"A1": 400, "B2": 300, "C3": 200, "D4": 100}

rules := "aaaaaaaa"

# The terms of the agreement under test with one function more and its own majorities.
terms := object.union(data.terms, {
	"functions": {"service": {"title": "A service", "parties": codes}},
	"seats": {"figure": "weighted_population"},
	"quorum": {"num": 3, "den": 4},
	"mou_amendment": {"signatures": "all"},
	"recorded_votes": {"clause": "4.6", "unconfirmed": "does_not_count"},
	"joint_committee": {"majorities": [{
		"id": "majority", "title": "Majority", "by": "parties", "unit": "parties", "of": "present_and_voting",
		"test": "at_least", "num": 3, "den": 4,
	}]},
})

# A party of any code. One that is none of the four has the figure of the last.
party(code) := {
	"code": code,
	"name": sprintf("Party %s", [code]),
	"type": "ccg",
	"established": "2013-04-01",
	"signed": {"version": 1, "rules": rules, "time": "2013-04-09T10:00:00.000Z", "entry": 31},
	"seats": [seat(code)],
	"authorities": [authority(code)],
	"figures": {"weighted_population": {
		"value": object.get(figures, code, 100), "unit": "people", "period": "2013-14", "source": "a test", "entry": 7,
	}},
	"commitments": [],
}

parties := {code: party(code) | some code in codes}

seat(code) := {"seat": sprintf("%s-1", [code]), "party": code, "holder": sprintf("p-%s", [code]), "deputies": [sprintf("d-%s", [code])]}

authority(code) := {
	"id": sprintf("%s-A1", [code]),
	"function": "*",
	"types": ["business_case", "lead", "pool", "reconfiguration", "statement"],
	"committee": "decides",
	"constitution": {"version": "3", "clause": "6.5"},
	"resolution": {"ref": "GB-12", "on": "2015-03-03"},
	"spend": {"action": 50000000, "year": 60000000, "life": 70000000},
	"loss": {"action": 50000000, "year": 60000000, "life": 70000000},
	"from": "2014-10-01",
	"entry": 40,
}

# People.

person(id, roles) := {
	"person": id,
	"key": {"thumbprint": "k", "assurance": "file", "added": "2013-04-09T10:00:00.000Z", "entry": 20, "by": "o-A1"},
	"roles": roles, "seats": [], "deputising": [],
}

secretary := object.union(founder, {"key": object.union(object.remove(founder.key, ["by"]), {"founding": true})}) if {
	founder := person("p-sec", [{"role": "secretary", "entry": 0}])
}

chair := person("p-chair", [{"role": "chair", "entry": 1}])

officer(code) := object.union(person(sprintf("o-%s", [code]), [{"role": "officer", "party": code}]), {"party": code})

# Somebody for whom a party has vouched, with neither role nor seat.
person_of(code, id) := object.union(person(id, []), {"party": code})

holder(code) := object.union(person(sprintf("p-%s", [code]), []), {"party": code, "seats": [sprintf("%s-1", [code])]})

deputy(code) := object.union(person(sprintf("d-%s", [code]), []), {"party": code, "deputising": [sprintf("%s-1", [code])]})

# A motion, draft and open.

draft := {
	"motion": "T-2015-001", "title": "A motion", "text": "That something be done.",
	"type": "statement", "route": "joint_committee", "function": "service",
	"status": "draft", "mover": "p-A1", "mover_party": "A1", "moved": "2015-06-01T09:00:00.000Z", "text_id": "text-1",
	"votes": [], "interests": [], "withdrawn": [],
}

noticed := object.union(draft, {"status": "notice", "notice": {
	"id": "notice-1", "given": "2015-07-01T09:00:00.000Z",
	"opens": "2015-07-08T09:00:00.000Z", "closes": "2015-07-15T17:00:00.000Z",
}})

roll := [{"seat": sprintf("%s-1", [code]), "party": code, "weight": 1} | some code in codes]

open := object.union(noticed, {"status": "open", "opened": {
	"id": "opened-1", "time": "2015-07-08T09:00:00.000Z", "entry": 90, "rules": rules,
	"closes": "2015-07-15T17:00:00.000Z", "roll": roll,
}})

mou := {"version": 1, "rules": rules, "adopted": "2013-04-02T09:00:00.000Z", "signed": {code: "2013-04-09T10:00:00.000Z" | some code in codes}}

# Votes by party, in order of code.
votes(choices) := [{
	"entry": 100 + i,
	"time": "2015-07-10T09:00:00.000Z",
	"seat": sprintf("%s-1", [code]),
	"party": code,
	"person": sprintf("p-%s", [code]),
	"deputy": false,
	"choice": choices[code],
	"assurance": "file",
} |
	some i, code in sort(object.keys(choices))
]

# Asking.

ruling(asked) := answer if {
	answer := main.ruling with input as asked with data.terms as terms
}

# Facts given replace those of the same name whole.
admission(kind, author, code, body, facts) := _with(
	object.union(
		{"ask": "admit", "kind": kind, "time": "2015-07-01T09:00:00.000Z", "entry": 150, "author": author, "body": body, "parties": parties, "mou": mou},
		{"party": named | some named in [code]; named != ""},
	),
	facts,
)

conclusion(motion, facts) := _with(
	{"ask": "conclude", "time": "2015-07-15T17:00:00.000Z", "entry": 250, "motion": motion, "parties": parties, "mou": mou},
	facts,
)

_with(all, facts) := object.union(object.remove(all, object.keys(facts)), facts)

# Tests of the entry point.

test_every_input_has_a_ruling[name] if {
	some name, asked in {
		"nothing": {},
		"unknown question": {"ask": "guess"},
		"unknown kind": {"ask": "admit", "kind": "motion.guessed"},
		"no kind": {"ask": "admit"},
		"no motion to draw up a roll for": {"ask": "roll"},
		"no motion to conclude": {"ask": "conclude"},
		"no operation": {"ask": "access"},
		"unknown operation": {"ask": "access", "operation": "showSecrets"},
	}
	given := ruling(asked)
	given.allow == false
	count(given.checks) > 0
	every unmet in given.checks {
		unmet.met == false
		unmet.explain != ""
	}
}

test_no_input_at_all if main.ruling.allow == false

test_conclusion_without_facts_decides_nothing if ruling({"ask": "conclude"}).outcome == "no_decision"

test_roll if {
	given := ruling({"ask": "roll", "time": "2015-07-08T09:00:00.000Z", "motion": noticed, "parties": parties})
	given.allow
	[entry.seat | some entry in given.roll] == ["A1-1", "B2-1", "C3-1", "D4-1"]
}

test_public_reading if ruling({"ask": "access", "operation": "showLedger"}) == {"allow": true}
