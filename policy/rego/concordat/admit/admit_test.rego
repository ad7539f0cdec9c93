package concordat.admit_test

import data.concordat.admit
import data.concordat.main
import data.concordat.main_test as facts

# Statements that may be recorded: by a note, kind, author, party, body, and the
# facts that stand beside them.
_sound := {
	"founding": ["ledger.founded", facts.secretary, "", {"secretary": {"person": "p-sec"}}, {}],
	"engine": ["engine.changed", facts.secretary, "", {"engine": "opa 1.22.2"}, {}],
	"recovery": ["ledger.recovered", facts.secretary, "", {"size": 90}, {"subject": facts.chair}],
	"recovery by two officers": ["ledger.recovered", facts.officer("A1"), "A1", {"size": 90}, {"subject": facts.officer("B2")}],
	"log key": ["log_key.changed", facts.secretary, "", {"reason": "renewed"}, {"subject": facts.chair}],
	"stolen log key": ["log_key.changed", facts.secretary, "", {"reason": "stolen", "compromised_since": "2015-01-01"}, {"subject": facts.chair}],
	"log key by two officers": ["log_key.changed", facts.officer("A1"), "A1", {"reason": "renewed"}, {"subject": facts.officer("B2")}],
	"agreement": ["mou.adopted", facts.secretary, "", {"version": 2, "title": "T", "rules": "bbbbbbbb"}, {}],
	"signature": ["mou.signed", facts.officer("A1"), "A1", {"version": 1, "rules": facts.rules, "founding": "f"}, {}],
	"establishment": ["party.established", facts.secretary, "", {"party": "A1", "on": "2013-04-01"}, {}],
	"chair": ["role.appointed", facts.secretary, "", {"role": "chair", "person": "p-chair", "from": "2015-01-01"}, {}],
	"officer": ["role.appointed", facts.officer("A1"), "A1", {"role": "officer", "person": "o-A1", "from": "2015-01-01"}, {"subject": facts.holder("A1")}],
	"own office as secretary": ["role.appointed", facts.secretary, "", {"role": "secretary", "person": "p-sec", "from": "2015-01-01"}, {}],
	"key of one's party": ["key.added", facts.officer("A1"), "A1", {"person": "p-A1"}, {"subject": facts.holder("A1")}],
	"key of a new person": ["key.added", facts.officer("A1"), "A1", {"person": "p-new"}, {}],
	"key of the chair": ["key.added", facts.secretary, "", {"person": "p-chair"}, {}],
	"second key of one's own": ["key.added", facts.chair, "", {"person": "p-chair"}, {"subject": facts.chair}],
	"own key revoked": ["key.revoked", facts.holder("A1"), "", {"key": "k", "reason": "lost"}, {"subject": facts.holder("A1")}],
	"key revoked by an officer": ["key.revoked", facts.officer("A1"), "A1", {"key": "k", "reason": "left"}, {"subject": facts.holder("A1")}],
	"key of one of two officers revoked": [
		"key.revoked", facts.officer("A1"), "A1", {"key": "k", "reason": "left"},
		{"subject": facts.officer("A1"), "parties": {"A1": object.union(facts.party("A1"), {"officer_keys": 2})}},
	],
	"stolen key revoked by two": ["key.revoked", facts.secretary, "", {"key": "k", "reason": "stolen"}, {"subject": facts.holder("A1"), "confirmer": facts.chair}],
	"lost key revoked by two officers": ["key.revoked", facts.officer("B2"), "B2", {"key": "k", "reason": "lost"}, {"subject": facts.holder("A1"), "confirmer": facts.officer("C3")}],
	"last key of a party's officers, stolen": ["key.revoked", facts.officer("A1"), "A1", {"key": "k", "reason": "stolen"}, {"subject": facts.officer("A1")}],
	"key that waits, revoked by a board member": ["key.revoked", facts.holder("A1"), "", {"key": "k", "reason": "left"}, {"subject": _waits(facts.officer("A1"))}],
	"key admitted": ["key.admitted", _second({}), "A1", _admitted, {"subject": _newly(facts.holder("A1"), {})}],
	"key of a deputy admitted": ["key.admitted", _second({}), "A1", {"person": "d-A1", "key": "k"}, {"subject": _newly(facts.deputy("A1"), {})}],
	"officer's own second key admitted": [
		"key.admitted", _second({}), "A1", {"person": "o-A1", "key": "k"},
		{"subject": _newly(facts.officer("A1"), {"by": "o-2", "added_by": "o-A1"})},
	],
	"key of somebody of no party who sits for one admitted": [
		"key.admitted", _second({}), "A1", _admitted,
		{"subject": _newly(object.remove(facts.holder("A1"), ["party"]), {"by": "p-sec"})},
	],
	"officer's key replaced": ["key.replaced", facts.secretary, "", _replacement, {"confirmer": facts.chair, "replaced": {"person": facts.officer("A1"), "spare": 0}}],
	"officer's key replaced by two officers": ["key.replaced", facts.officer("B2"), "B2", _replacement, {"confirmer": facts.officer("C3"), "replaced": {"person": facts.officer("A1"), "spare": 0}}],
	"secretary's key replaced": ["key.replaced", facts.officer("B2"), "B2", _replacement, {"confirmer": facts.officer("C3"), "replaced": {"person": facts.secretary, "spare": 0}}],
	"key revoked by the secretary": ["key.revoked", facts.secretary, "", {"key": "k", "reason": "lost"}, {"subject": facts.chair}],
	"seat": ["board_member.enrolled", facts.officer("A1"), "A1", {"seat": "A1-1", "person": "p-A1", "from": "2015-01-01"}, {"seat": facts.seat("A1"), "subject": facts.holder("A1")}],
	"first seat": [
		"board_member.enrolled", facts.officer("A1"), "A1", {"seat": "A1-1", "person": "p-A1", "from": "2015-01-01"},
		{"parties": {"A1": object.union(facts.party("A1"), {"seats": []})}, "subject": facts.holder("A1")},
	],
	"seat for another party's member": [
		"board_member.enrolled", facts.officer("A1"), "A1", {"seat": "A1-1", "person": "p-B2", "from": "2015-01-01", "key": "k-B2"},
		{"seat": facts.seat("A1"), "subject": facts.holder("B2")},
	],
	"seat by the party's code": [
		"board_member.enrolled", facts.officer("A1"), "A1", {"seat": "A1", "person": "p-A1", "from": "2015-01-01"},
		{"parties": {"A1": object.union(facts.party("A1"), {"seats": []})}, "subject": facts.holder("A1")},
	],
	"deputy": ["deputy.appointed", facts.officer("A1"), "A1", {"seat": "A1-1", "person": "d-A1", "from": "2015-01-01"}, {"seat": facts.seat("A1"), "subject": facts.deputy("A1")}],
	"authority for all": ["authority.given", facts.officer("A1"), "A1", facts.authority("A1"), {}],
	"authority for a function": ["authority.given", facts.officer("A1"), "A1", object.union(facts.authority("A1"), {"function": "service"}), {}],
	"authority with approvals": ["authority.given", facts.officer("A1"), "A1", object.union(facts.authority("A1"), {"approvals": _approvals("2015-07-01")}), {}],
	"authority changed": ["authority.changed", facts.officer("A1"), "A1", _changed, {}],
	"authority changed again": ["authority.changed", facts.officer("A1"), "A1", _changed, {"parties": {"A1": object.union(facts.party("A1"), {"authorities": [
		object.union(facts.authority("A1"), {"until": "2015-08-31"}),
		object.union(facts.authority("A1"), {"from": "2015-09-01"}),
	]})}}],
	"authority ended": ["authority.ended", facts.officer("A1"), "A1", _ended, {}],
	"auditor": ["role.appointed", facts.secretary, "", _auditor, {}],
	"auditor of a party": ["role.appointed", facts.officer("A1"), "A1", _auditor, {"subject": facts.person_of("A1", "p-aud")}],
	"own office given up": ["role.ended", facts.chair, "", _without("chair", "p-chair"), _holding("chair", "", ["p-chair"], {"subject": facts.chair})],
	"office taken back": ["role.ended", facts.secretary, "", _without("vice_chair", "p-B2"), _holding("vice_chair", "", ["p-B2"], {"subject": facts.holder("B2")})],
	"one of two officers": ["role.ended", facts.officer("A1"), "A1", _without("officer", "o-2"), _holding("officer", "A1", ["o-A1", "o-2"], {"subject": facts.person_of("A1", "o-2")})],
	"auditor of a party ended": ["role.ended", facts.officer("A1"), "A1", _without("auditor", "p-aud"), _holding("auditor", "A1", ["p-aud"], {"subject": facts.person_of("A1", "p-aud")})],
	"holder leaves": ["seat.vacated", facts.holder("A1"), "", _leaves("p-A1"), {"seat": facts.seat("A1"), "subject": facts.holder("A1")}],
	"recorded vote": ["vote.recorded", facts.secretary, "", _said({}), _telephone({})],
	"recorded vote of a deputy": ["vote.recorded", facts.secretary, "", _said({"person": "d-A1"}), _telephone({})],
	"recorded vote again, though an officer confirmed it": ["vote.recorded", facts.secretary, "", _said({}), _telephone({"votes": [_confirmed("o-A1")]})],
	"recorded vote confirmed": ["vote.confirmed", facts.holder("A1"), "A1", _confirms, _telephone({"votes": [_by_telephone]})],
	"recorded vote confirmed by an officer": ["vote.confirmed", facts.officer("A1"), "A1", _confirms, _telephone({"votes": [_by_telephone]})],
	"deputy by a resolution": ["deputy.appointed", facts.officer("A1"), "A1", _deputising, {"seat": facts.seat("A1"), "subject": facts.deputy("A1")}],
	"authority before its body merges": ["authority.given", facts.officer("A1"), "A1", facts.authority("A1"), _gone("2015-07-02")],
	"authority ended of a body that has merged": ["authority.ended", facts.officer("A1"), "A1", _ended, _gone("2015-07-01")],
	"deputy leaves": ["seat.vacated", facts.officer("A1"), "A1", _leaves("d-A1"), {"seat": facts.seat("A1"), "subject": facts.deputy("A1")}],
	"instruction": ["board_member.instructed", facts.officer("A1"), "A1", _instruction, {"seat": facts.seat("A1"), "motion": facts.open}],
	"instruction before notice": ["board_member.instructed", facts.officer("A1"), "A1", _instruction, {"seat": facts.seat("A1"), "motion": facts.draft}],
	"figure by the secretary": ["figure.recorded", facts.secretary, "", {"party": "A1", "figure": "weighted_population", "value": 1}, {}],
	"figure by its officer": ["figure.recorded", facts.officer("A1"), "A1", {"party": "A1", "figure": "list_size", "value": 1}, {}],
	"interest": ["interest.declared", facts.holder("A1"), "", {"nature": "financial", "known": "2015-06-01"}, {}],
	"ruling": ["interest.ruled", facts.chair, "", {"interest": "i-1", "motion": "T-2015-001", "ruling": "noted"}, _interest_facts({})],
	"ruling on a standing interest": [
		"interest.ruled", facts.secretary, "", {"interest": "i-1", "motion": "T-2015-001", "ruling": "withdraws"},
		{"interest": object.remove(_interest, ["motion"]), "motion": facts.open},
	],
	"ruling on a draft with a new key": [
		"interest.ruled", object.union(facts.chair, {"key": {"entry": 149}}), "", {"interest": "i-1", "motion": "T-2015-001", "ruling": "noted"},
		_interest_facts({"motion": facts.draft}),
	],
	"vote": _vote({}, {}),
	"vote with a key added just before the opening": [
		"vote.cast", object.union(facts.holder("A1"), {"key": {"added": "2015-07-08T09:00:00.000Z", "entry": 89}}), "A1", _choice, _vote_facts({}),
	],
	"vote with a key that was admitted": [
		"vote.cast", object.union(facts.holder("A1"), {"key": {"entry": 120, "admitted": {"by": "o-2", "party": "A1", "entry": 121, "since": 89}}}), "A1", _choice, _vote_facts({}),
	],
	"vote before a second ruling": _vote({}, {
		"entry": 148,
		"motion": object.union(facts.open, {"interests": [object.remove(_ruled("withdraws"), ["motion"])]}),
	}),
	"vote by a deputy": ["vote.cast", facts.deputy("A1"), "A1", _choice, _vote_facts({})],
	"vote for an option": ["vote.cast", facts.holder("A1"), "A1", object.union(_choice, {"choice": "north"}), _vote_facts({"motion": _options})],
	"abstention on options": ["vote.cast", facts.holder("A1"), "A1", object.union(_choice, {"choice": "abstain"}), _vote_facts({"motion": _options})],
	"vote with an interest noted": _vote({}, {"motion": object.union(facts.open, {"interests": [_ruled("noted")]})}),
	"vote with a standing interest": _vote({}, {"motion": object.union(facts.open, {"interests": [object.remove(_interest, ["motion"])]})}),
	"ratification": ["decision.ratified", facts.officer("A1"), "A1", _resolved, {"decision": _decision}],
	"refusal": ["ratification.refused", facts.officer("A1"), "A1", _resolved, {"decision": _decision}],
	"variation": ["decision.varied", facts.secretary, "", {"decision": "T-2015-001", "by": "T-2015-002", "how": "rescinded"}, {"decision": _decision}],
	"payment": ["obligation.paid", facts.officer("A1"), "A1", _discharge, {"obligation": _obligation}],
	"receipt": ["obligation.received", facts.officer("B2"), "B2", _discharge, {"obligation": _obligation}],
	"payment by the payer's successor": [
		"obligation.paid", facts.officer("C3"), "C3", _discharge,
		{"obligation": object.union(_obligation, {"payer_now": "C3"})},
	],
	"receipt by the payee's successor": [
		"obligation.received", facts.officer("C3"), "C3", _discharge,
		{"obligation": object.union(_obligation, {"payee_now": "C3"})},
	],
	"query by the payer": ["obligation.queried", facts.officer("A1"), "A1", _discharge, {"obligation": _obligation}],
	"query by the payee": ["obligation.queried", facts.officer("B2"), "B2", _discharge, {"obligation": _obligation}],
}

_resolved := {"decision": "T-2015-001", "resolution": {"ref": "GB-1", "on": "2015-06-16"}}

_passed := {"ref": "GB-2", "on": "2015-06-30"}

_said(changes) := object.union({"motion": "T-2015-001", "opened": "opened-1", "seat": "A1-1", "person": "p-A1", "choice": "for", "how": "by telephone"}, changes)

_by_telephone := {
	"entry": 120, "time": "2015-07-09T09:00:00.000Z", "seat": "A1-1", "party": "A1", "person": "p-A1", "deputy": false,
	"choice": "for", "assurance": "recorded", "by": "p-sec", "unconfirmed": true,
}

_confirmed(by) := object.union(object.remove(_by_telephone, ["unconfirmed"]), {"confirmed_by": by})

_confirms := {"motion": "T-2015-001", "recorded": 120, "seat": "A1-1", "choice": "for"}

_telephone(changes) := {"motion": object.union(facts.open, changes), "seat": facts.seat("A1"), "time": "2015-07-09T10:00:00.000Z"}

_deputising := {"seat": "A1-1", "person": "d-A1", "from": "2015-01-01", "constitution": {"version": "3", "clause": "6.4"}, "resolution": {"ref": "GB-9", "on": "2015-07-01"}}

_gone(on) := {"parties": {"A1": object.union(facts.party("A1"), {"merged": {"into": "E5", "on": on, "entry": 140}})}}

_approvals(on) := [{"by": "NHS England", "ref": "NE-7", "on": "2015-06-01"}, {"by": "the council of members", "ref": "CM-3", "on": on}]

_changed := object.union(facts.authority("A1"), {"from": "2015-07-01", "resolution": _passed})

_ended := {"id": "A1-A1", "from": "2015-07-01", "resolution": _passed}

_auditor := {"role": "auditor", "person": "p-aud", "from": "2015-07-01", "until": "2015-12-31"}

_without(role, person) := {"role": role, "person": person, "from": "2015-07-01"}

_holding(role, party, ids, more) := object.union({"people": {id: facts.person(id, [{"role": role, "party": party}]) | some id in ids}}, more)

_leaves(person) := {"seat": "A1-1", "person": person, "from": "2015-07-31"}

_instruction := {"motion": "T-2015-001", "text": "text-1", "seat": "A1-1", "choice": "against", "resolution": _passed}

_until(day) := {"parties": {"A1": object.union(facts.party("A1"), {"authorities": [object.union(facts.authority("A1"), {"until": day})]})}}

_interest := {
	"id": "i-1", "person": "p-A1", "seats": ["A1-1"], "motion": "T-2015-001", "nature": "financial", "known": "2015-06-01",
	"time": "2015-06-02T09:00:00.000Z", "rulings": [],
}

_interest_facts(more) := object.union({"interest": _interest, "motion": facts.open}, more)

_ruled(ruling) := object.union(_interest, {"rulings": [
	{"motion": "T-2015-001", "person": "p-chair", "roles": [{"role": "chair"}], "ruling": ruling, "time": "2015-07-10T09:00:00.000Z", "entry": 148},
	{"motion": "T-2015-001", "person": "p-sec", "roles": [{"role": "secretary"}], "ruling": ruling, "time": "2015-07-10T09:00:00.000Z", "entry": 148},
]})

_choice := {"motion": "T-2015-001", "opened": "opened-1", "seat": "A1-1", "choice": "for"}

_options := object.union(facts.open, {"options": ["north", "south"]})

_vote_facts(more) := object.union({"time": "2015-07-10T09:00:00.000Z", "seat": facts.seat("A1"), "motion": facts.open}, more)

_vote(body, more) := ["vote.cast", facts.holder("A1"), "A1", object.union(_choice, body), _vote_facts(more)]

_decision := {
	"decision": "T-2015-001", "outcome": "carried", "time": "2015-06-15T17:00:00.000Z", "ratified": {"C3": "lapsed", "D4": "ratified"},
	"parties": [
		{"party": "A1", "bound": "on_ratification", "ratify_by": "2015-07-27T22:59:59.999Z"},
		{"party": "B2", "bound": "by_vote"},
		{"party": "D4", "bound": "on_ratification", "ratify_by": "2015-07-27T22:59:59.999Z"},
	],
}

_discharge := {"obligation": "T-2015-001/1", "pence": 1, "on": "2015-06-30"}

_obligation := {"obligation": "T-2015-001/1", "decision": "T-2015-001", "clause": "7.2", "payer": "A1", "payee": "B2", "pence": 1, "effective": "2015-06-15", "status": "due"}

_asked(case) := facts.admission(case[0], case[1], case[2], case[3], case[4])

test_recorded[note] if {
	some note, case in _sound
	facts.ruling(_asked(case)) == {"allow": true}
}

# What is plainly allowed is common, and the others are ruled on.
test_plainly_is_common if {
	{note | some note, case in _sound; admit.plainly(_asked(case))} == {"vote", "vote by a deputy", "vote with a key added just before the opening"}
}

test_plainly_refuses[note] if {
	some note, case in _refused
	asked := _asked(_sound[case[0]])
	not admit.plainly(object.union(object.remove(asked, object.keys(case[1])), case[1]))
}

_admitted := {"person": "p-A1", "key": "k"}

# The second officer of A1, and somebody whose key was added by the first since.
_second(key) := object.union(facts.officer("A1"), {"person": "o-2", "key": key, "roles": [{"role": "officer", "party": "A1", "entry": 30}]})

_of_who_joined := object.union(object.remove(facts.holder("A1"), ["key"]), {"key": {"entry": 120}})

_newly(person, key) := object.union(person, {"key": object.union({"entry": 120}, key)})

_replacement := {"person": "o-A1", "old": "k", "reason": "lost", "resolution": {"ref": "GB-1", "on": "2015-06-30"}, "from": "2015-07-08"}

_waits(person) := object.union(person, {"key": {"from": "2015-07-08"}})

# Everything that a sound statement rests on: without it, it is refused.
_spare := {
	# A person or a seat may be new, and the secretary revokes any key.
	"key of one's party": {"subject"}, "key of a new person": {"subject"}, "key of the chair": {"subject"},
	"key revoked by the secretary": {"subject"}, "seat": {"seat"}, "seat for another party's member": {"seat"}, "auditor": {"subject"}, "chair": {"subject"},
	"stolen key revoked by two": {"subject"},
	"office taken back": {"subject"}, "one of two officers": {"subject"}, "auditor of a party ended": {"subject"}, "deputy leaves": {"subject"},
}

test_nothing_missing_passes[note] if {
	some of, case in _sound
	asked := _asked(case)
	some fact in {"kind", "author", "body", "subject", "seat", "motion", "interest", "decision", "obligation"}
	asked[fact]
	not fact in object.get(_spare, of, set())
	note := sprintf("%s without %s", [of, fact])
	ruling := facts.ruling(object.remove(asked, [fact]))
	ruling.allow == false
	count(ruling.checks) > 0
	every unmet in ruling.checks {
		unmet.met == false
		unmet.explain != ""
	}
}

# Refusals, by what is refused: the sound statement, what differs, and the code.
_refused := {
	"founding by another": ["founding", {"author": facts.chair}, "not-secretary"],
	"engine changed by the chair": ["engine", {"author": facts.chair}, "not-secretary"],
	"recovery by the secretary alone": ["recovery", {"subject": facts.secretary}, "not-two"],
	"recovery confirmed by an officer": ["recovery", {"subject": facts.officer("A1")}, "not-two"],
	"recovery by the chair": ["recovery", {"author": facts.chair, "subject": facts.secretary}, "not-two"],
	"recovery by the chair alone": ["recovery", {"author": facts.chair}, "not-two"],
	"recovery by officers of one party": ["recovery by two officers", {"subject": object.union(facts.officer("A1"), {"person": "o-other"})}, "not-two"],
	"recovery by one officer alone": ["recovery by two officers", {"subject": facts.officer("A1")}, "not-two"],
	"recovery by one officer of two parties": ["recovery by two officers", {"subject": object.union(facts.officer("B2"), {"person": facts.officer("A1").person})}, "not-two"],
	"recovery confirmed by a board member": ["recovery by two officers", {"subject": facts.holder("B2")}, "not-two"],
	"log key by the secretary alone": ["log key", {"subject": facts.secretary}, "not-two"],
	"log key by the chair": ["log key", {"author": facts.chair, "subject": facts.secretary}, "not-two"],
	"log key by officers of one party": ["log key by two officers", {"subject": object.union(facts.officer("A1"), {"person": "o-other"})}, "not-two"],
	"log key stolen tomorrow": ["stolen log key", {"body": {"reason": "stolen", "compromised_since": "2099-01-01"}}, "theft-later"],
	"signature by a board member": ["signature", {"author": facts.holder("A1")}, "not-officer"],
	"signature by another party's officer": ["signature", {"author": facts.officer("B2")}, "not-officer"],
	"signature for no party": ["signature", {"party": ""}, "not-officer"],
	"signature on another version": ["signature", {"body": {"version": 2, "rules": facts.rules}}, "stale"],
	"signature on other rules": ["signature", {"body": {"version": 1, "rules": "cccccccc"}}, "stale"],
	"unknown role": ["chair", {"body": {"role": "owner", "person": "p-x"}}, "role"],
	"another party's person as officer": ["officer", {"subject": facts.holder("B2")}, "another-partys-person"],
	"another party's person in a seat": ["seat", {"subject": facts.holder("B2")}, "another-partys-person"],
	"established tomorrow": ["establishment", {"body": {"party": "A1", "on": "2099-01-01"}}, "established-later"],
	"second key of the chair by the secretary": ["key of the chair", {"subject": facts.chair}, "may-not-vouch"],
	"officer by the secretary": ["officer", {"author": facts.secretary}, "may-not-appoint"],
	"officer by another party's": ["officer", {"author": facts.officer("B2")}, "may-not-appoint"],
	"officer of no party": ["officer", {"party": ""}, "may-not-appoint"],
	"chair by an officer": ["chair", {"author": facts.officer("A1")}, "may-not-appoint"],
	"oneself as chair": ["chair", {"body": {"role": "chair", "person": "p-sec"}}, "self-appointment"],
	"key of another party's person": ["key of one's party", {"subject": facts.holder("B2")}, "may-not-vouch"],
	"key of the chair by an officer": ["key of one's party", {"subject": facts.chair}, "may-not-vouch"],
	"key of a party's person by the secretary": ["key of the chair", {"subject": facts.holder("A1")}, "may-not-vouch"],
	"key revoked by another": ["own key revoked", {"author": facts.holder("B2")}, "may-not-revoke"],
	"key of a party's person revoked by the secretary": ["key revoked by the secretary", {"subject": facts.holder("A1")}, "may-not-revoke"],
	"last key of a party's officers": ["key of one of two officers revoked", {"parties": {"A1": object.union(facts.party("A1"), {"officer_keys": 1})}}, "last-officer-key"],
	"lost key revoked by the secretary alone": ["stolen key revoked by two", {"confirmer": facts.secretary}, "may-not-revoke"],
	"key revoked by two because somebody left": ["stolen key revoked by two", {"body": {"key": "k", "reason": "left"}}, "may-not-revoke"],
	"key that waits no more, revoked by a board member": ["key that waits, revoked by a board member", {"subject": facts.officer("A1")}, "may-not-revoke"],
	"key that waits, revoked by another party's board member": ["key that waits, revoked by a board member", {"author": facts.holder("B2")}, "may-not-revoke"],
	"key that waits, revoked by who has no seat": ["key that waits, revoked by a board member", {"author": facts.deputy("A1")}, "may-not-revoke"],
	"key admitted by who added it": ["key admitted", {"author": object.union(_second({}), {"person": "o-A1"})}, "not-second-officer"],
	"key admitted by who added it themself": ["officer's own second key admitted", {"author": object.union(_second({}), {"person": "o-A1"})}, "not-second-officer"],
	"key of who joined admitted by whose it is": [
		"key admitted",
		{"subject": object.union(_of_who_joined, {"person": "o-2"})},
		"not-second-officer",
	],
	"key admitted by whose it is": ["key admitted", {"subject": _newly(object.union(facts.holder("A1"), {"person": "o-2"}), {})}, "not-second-officer"],
	"key admitted by another party's officer": ["key admitted", {"party": "B2", "author": facts.officer("B2")}, "another-partys-key"],
	"key admitted by no officer": ["key admitted", {"author": object.union(_second({}), {"roles": []})}, "not-officer"],
	"key admitted by an officer with a new key": ["key admitted", {"author": _second({"entry": 121})}, "officer-after-key"],
	"key admitted by a new officer": [
		"key admitted", {"author": object.union(_second({}), {"roles": [{"role": "officer", "party": "A1", "entry": 121}]})}, "officer-after-key",
	],
	"key admitted by an officer of another party who is one of this since": [
		"key admitted",
		{"author": object.union(_second({}), {"roles": [{"role": "officer", "party": "B2", "entry": 30}, {"role": "officer", "party": "A1", "entry": 121}]})},
		"officer-after-key",
	],
	"key of somebody of no party who does not sit admitted": [
		"key of somebody of no party who sits for one admitted", {"subject": _newly(object.remove(facts.holder("B2"), ["party"]), {})}, "another-partys-key",
	],
	"vote with a key admitted by who came later": [
		"vote with a key that was admitted", {"author": object.union(facts.holder("A1"), {"key": {"entry": 120, "admitted": {"since": 90}}})}, "key-after-opening",
	],
	"recorded vote confirmed with a new key": ["recorded vote confirmed", {"author": _newly(facts.holder("A1"), {})}, "key-after-opening"],
	"recorded vote confirmed by an officer with a new key": ["recorded vote confirmed by an officer", {"author": _newly(facts.officer("A1"), {})}, "key-after-opening"],
	"ruling with a new key": ["ruling on a standing interest", {"author": _newly(facts.secretary, {})}, "key-after-opening"],
	"key replaced by the secretary alone": ["officer's key replaced", {"confirmer": facts.secretary}, "not-two"],
	"key replaced by officers of one party": ["officer's key replaced by two officers", {"confirmer": object.union(facts.officer("B2"), {"person": "o-other"})}, "not-two"],
	"own key replaced": ["officer's key replaced", {"replaced": {"person": facts.secretary, "spare": 0}}, "not-two"],
	"own key replaced, as who confirms": ["officer's key replaced", {"replaced": {"person": facts.chair, "spare": 0}}, "not-two"],
	"key replaced where another officer can": ["officer's key replaced", {"replaced": {"person": facts.officer("A1"), "spare": 1}}, "another-can"],
	"key of a board member replaced": ["officer's key replaced", {"replaced": {"person": facts.holder("A1"), "spare": 0}}, "another-can"],
	"key replaced by a resolution to come": ["officer's key replaced", {"body": object.union(_replacement, {"resolution": {"on": "2015-07-02"}})}, "resolution-date"],
	"key replaced too soon": ["officer's key replaced", {"body": object.union(_replacement, {"from": "2015-07-07"})}, "too-soon"],
	"key revoked by another officer": ["own key revoked", {"author": facts.officer("B2")}, "may-not-revoke"],
	"another party's seat": ["seat", {"seat": facts.seat("B2")}, "seat-of-another"],
	"a seat by another party's name": ["first seat", {"body": {"seat": "B2-1", "person": "p-A1", "from": "2015-01-01"}}, "seat-name"],
	"a seat by another party's code": ["first seat", {"body": {"seat": "B2", "person": "p-A1", "from": "2015-01-01"}}, "seat-name"],
	"a seat by a name of one's own": ["first seat", {"body": {"seat": "A12", "person": "p-A1", "from": "2015-01-01"}}, "seat-name"],
	"a second seat": ["seat", {"body": {"seat": "A1-2", "person": "p-x"}, "seat": {"seat": "A1-2", "party": "A1"}}, "too-many-seats"],
	"a seat of an unknown party": ["seat", {"parties": {}}, "too-many-seats"],
	"recorded by another": ["recorded vote", {"author": facts.officer("A1")}, "not-secretary"],
	"recorded for whoever does not sit there": ["recorded vote", {"body": _said({"person": "p-B2"})}, "no-seat"],
	"recorded after the close": ["recorded vote", {"time": "2015-07-15T17:00:00.000Z"}, "closed"],
	"recorded for what is not offered": ["recorded vote", {"body": _said({"choice": "perhaps"})}, "choice"],
	"recorded of themself": ["recorded vote", {"author": object.union(facts.secretary, {"person": "p-A1"})}, "own-vote"],
	"recorded over a signed vote": ["recorded vote", _telephone({"votes": [object.union(_by_telephone, {"assurance": "file"})]}), "voted"],
	"recorded over a deputy's signed vote": ["recorded vote", _telephone({"votes": [object.union(_by_telephone, {"assurance": "file", "person": "d-A1", "deputy": true})]}), "voted"],
	"recorded for a deputy over the holder's": ["recorded vote of a deputy", _telephone({"votes": [object.union(_by_telephone, {"assurance": "file"})]}), "voted"],
	"recorded over what the voter confirmed": ["recorded vote", _telephone({"votes": [_confirmed("p-A1")]}), "voted"],
	"confirmed beside a signed vote": ["recorded vote confirmed", _telephone({"votes": [_by_telephone, object.union(_by_telephone, {"entry": 121, "assurance": "file"})]}), "vote"],
	"recorded for who is recused": ["recorded vote", _telephone({"interests": [_ruled("withdraws")]}), "recused"],
	"confirmed otherwise": ["recorded vote confirmed", {"body": object.union(_confirms, {"choice": "against"})}, "vote"],
	"confirmed twice": ["recorded vote confirmed", _telephone({"votes": [object.remove(_by_telephone, ["unconfirmed"])]}), "vote"],
	"confirmed by another": ["recorded vote confirmed", {"author": facts.deputy("A1")}, "may-not-confirm"],
	"confirmed by whoever recorded it": ["recorded vote confirmed by an officer", {"author": object.union(facts.officer("A1"), {"person": "p-sec"})}, "may-not-confirm"],
	"deputy by a resolution to come": ["deputy by a resolution", {"body": object.union(_deputising, {"resolution": {"ref": "GB-9", "on": "2015-07-02"}})}, "resolution-date"],
	"authority of a body that has merged": ["authority for all", _gone("2015-07-01"), "merged"],
	"authority changed by a body that has merged": ["authority changed", _gone("2015-07-01"), "merged"],
	"signature of a body that has merged": ["signature", _gone("2015-06-01"), "merged"],
	"deputy of a body that has merged": ["deputy", _gone("2015-07-01"), "merged"],
	"deputy to no seat": ["deputy", {"seat": facts.seat("B2")}, "no-seat"],
	"deputy to another party's seat": ["deputy", {"seat": facts.seat("B2")}, "seat-of-another"],
	"authority for an unknown function": ["authority for all", {"body": object.union(facts.authority("A1"), {"function": "other"})}, "authority-scope"],
	"authority for an unknown type": ["authority for all", {"body": object.union(facts.authority("A1"), {"types": ["guess"]})}, "authority-scope"],
	"authority for no type": ["authority for all", {"body": object.union(facts.authority("A1"), {"types": []})}, "authority-scope"],
	"authority of an unknown committee": ["authority for all", {"body": object.union(facts.authority("A1"), {"committee": "hopes"})}, "authority-scope"],
	"limits out of order": ["authority for all", {"body": object.union(facts.authority("A1"), {"loss": {"action": 9, "year": 8, "life": 10}})}, "authority-limits"],
	"authority approved tomorrow": ["authority with approvals", {"body": object.union(facts.authority("A1"), {"approvals": _approvals("2015-07-02")})}, "approval-date"],
	"authority changed by another": ["authority changed", {"author": facts.officer("B2")}, "not-officer"],
	"authority changed for days that are over": ["authority changed", {"body": object.union(_changed, {"from": "2015-06-30"})}, "backdated"],
	"authority changed before the resolution": ["authority changed", {"body": object.union(_changed, {"resolution": {"ref": "GB-2", "on": "2015-07-02"}})}, "resolution-date"],
	"authority changed that has ended": ["authority changed", _until("2015-06-30"), "no-authority"],
	"authority ended again": ["authority ended", _until("2015-06-30"), "no-authority"],
	"authority ended that never was in force": ["authority ended", {"parties": {"A1": object.union(facts.party("A1"), {"authorities": []})}}, "no-authority"],
	"authority ended for days that are over": ["authority ended", {"body": object.union(_ended, {"from": "2015-06-30"})}, "backdated"],
	"auditor without an end": ["auditor", {"body": object.remove(_auditor, ["until"])}, "auditor-end"],
	"auditor by a board member": ["auditor", {"author": facts.holder("A1")}, "may-not-appoint"],
	"auditor of a party by another's officer": ["auditor of a party", {"author": facts.officer("B2")}, "may-not-appoint"],
	"auditor of a party whom another vouched for": ["auditor of a party", {"subject": facts.holder("B2")}, "another-partys-person"],
	"office of the chair by an officer": ["own office given up", {"author": facts.officer("A1")}, "may-not-end"],
	"officer by the secretary alone": ["one of two officers", {"author": facts.secretary}, "may-not-end"],
	"the last officer": ["one of two officers", {"people": {"o-2": {}}}, "last-of-role"],
	"office not held": ["office taken back", {"people": {}}, "role-not-held"],
	"office ended for days that are over": ["office taken back", {"body": object.union(_without("vice_chair", "p-B2"), {"from": "2015-06-30"})}, "backdated"],
	"seat left by another": ["holder leaves", {"author": facts.holder("B2")}, "may-not-vacate"],
	"seat left by the secretary's word": ["holder leaves", {"author": facts.secretary}, "may-not-vacate"],
	"seat not held": ["deputy leaves", {"body": _leaves("p-x")}, "seat-not-held"],
	"seat left for days that are over": ["holder leaves", {"body": object.union(_leaves("p-A1"), {"from": "2015-06-30"})}, "backdated"],
	"instruction by the member": ["instruction", {"author": facts.holder("A1")}, "not-officer"],
	"instruction of another party's seat": ["instruction", {"seat": facts.seat("B2"), "body": object.union(_instruction, {"seat": "B2-1"})}, "seat-of-another"],
	"instruction on another text": ["instruction", {"body": object.union(_instruction, {"text": "text-0"})}, "stale"],
	"instruction to choose what is not offered": ["instruction", {"body": object.union(_instruction, {"choice": "perhaps"})}, "choice"],
	"instruction on what is decided": ["instruction", {"motion": object.union(facts.open, {"status": "decided"})}, "not-open"],
	"instruction before the resolution": ["instruction", {"body": object.union(_instruction, {"resolution": {"ref": "GB-2", "on": "2015-07-02"}})}, "resolution-date"],
	"figure by another officer": ["figure by its officer", {"author": facts.officer("B2")}, "may-not-record"],
	"interest of nobody": ["interest", {"author": facts.person("p-x", [])}, "no-part"],
	"ruling by an office given since": ["ruling", {"author": object.union(facts.chair, {"roles": [{"role": "chair", "entry": 140}]})}, "office-after-opening"],
	"interest of an unknown nature": ["interest", {"body": {"nature": "sporting", "known": "2015-06-01"}}, "nature"],
	"interest known tomorrow": ["interest", {"body": {"nature": "financial", "known": "2099-01-01"}}, "known-later"],
	"interest in another party's name": ["interest", {"party": "B2"}, "not-of-party"],
	"ruling by an officer": ["ruling", {"author": facts.officer("A1")}, "may-not-rule"],
	"ruling on one's own": ["ruling", {"interest": object.union(_interest, {"person": "p-chair"})}, "own-interest"],
	"ruling for another motion": ["ruling", {"interest": object.union(_interest, {"motion": "T-2015-009"})}, "interest-of-another-motion"],
	"ruling after the decision": ["ruling", {"motion": object.union(facts.open, {"status": "decided"})}, "not-open"],
	"unknown ruling": ["ruling", {"body": {"interest": "i-1", "motion": "T-2015-001", "ruling": "fined"}}, "ruling"],
	"vote on a draft": ["vote", {"motion": facts.draft}, "not-open"],
	"vote on a withdrawn motion": ["vote", {"motion": object.union(facts.open, {"status": "withdrawn"})}, "not-open"],
	"vote at the close": ["vote", {"time": "2015-07-15T17:00:00.000Z"}, "closed"],
	"vote of a seat not on the roll": ["vote", {"motion": object.union(facts.open, {"opened": object.union(facts.open.opened, {"roll": array.slice(facts.roll, 1, 4)})})}, "no-seat"],
	"vote of another's seat": ["vote", {"author": facts.holder("B2")}, "no-seat"],
	"vote for another party": ["vote", {"party": "B2"}, "no-seat"],
	"vote with facts of another seat": ["vote", {"seat": facts.seat("B2")}, "no-seat"],
	"vote on another opening": ["vote", {"body": object.union(_choice, {"opened": "opened-0"})}, "stale"],
	"vote for no option": ["vote", {"body": object.union(_choice, {"choice": "north"})}, "choice"],
	"vote for where there are options": ["vote for an option", {"body": _choice}, "choice"],
	"vote with a late key": ["vote", {"author": object.union(facts.holder("A1"), {"key": {"added": "2015-07-08T09:00:00.000Z", "entry": 91}})}, "key-after-opening"],
	"ruling with a late key": ["ruling", {"author": object.union(facts.chair, {"key": {"added": "2015-07-08T09:00:00.000Z", "entry": 91}})}, "key-after-opening"],
	"vote of one who may only speak": ["vote", {"motion": object.union(facts.open, {"interests": [_ruled("may_speak")]})}, "recused"],
	"vote of one who withdraws": ["vote", {"motion": object.union(facts.open, {"interests": [_ruled("withdraws")]})}, "recused"],
	"vote before the ruling": ["vote", {"motion": object.union(facts.open, {"interests": [_interest]})}, "interest-unruled"],
	"vote with interests unknown": ["vote", {"motion": object.remove(facts.open, ["interests"])}, "recused"],
	"ratification not awaited": ["ratification", {"author": facts.officer("B2"), "party": "B2"}, "not-awaited"],
	"ratification of another decision": ["ratification", {"body": object.union(_resolved, {"decision": "T-2015-009"})}, "not-awaited"],
	"ratification before the decision": ["ratification", {"body": object.union(_resolved, {"resolution": {"ref": "GB-1", "on": "2015-06-14"}})}, "resolution-date"],
	"ratification of tomorrow": ["ratification", {"body": object.union(_resolved, {"resolution": {"ref": "GB-1", "on": "2099-01-01"}})}, "resolution-date"],
	"ratification twice": ["ratification", {"author": facts.officer("D4"), "party": "D4"}, "answered"],
	"ratification too late": ["ratification", {"time": "2015-07-27T23:00:00.000Z"}, "closed"],
	"ratification by the secretary": ["ratification", {"author": facts.secretary}, "not-officer"],
	"variation by itself": ["variation", {"body": {"decision": "T-2015-001", "by": "T-2015-001", "how": "varied"}}, "variation"],
	"unknown variation": ["variation", {"body": {"decision": "T-2015-001", "by": "T-2015-002", "how": "forgotten"}}, "variation"],
	"payment by a payer that has merged": ["payment", {"obligation": object.union(_obligation, {"payer_now": "C3"})}, "not-payer"],
	"payment by the payee": ["payment", {"author": facts.officer("B2"), "party": "B2"}, "not-payer"],
	"receipt by the payer": ["receipt", {"author": facts.officer("A1"), "party": "A1"}, "not-payee"],
	"query by a third party": ["query by the payer", {"author": facts.officer("C3"), "party": "C3"}, "not-payer-or-payee"],
}

test_refused[note] if {
	some note, case in _refused
	asked := _asked(_sound[case[0]])
	ruling := facts.ruling(object.union(object.remove(asked, object.keys(case[1])), case[1]))
	ruling.allow == false
	some unmet in ruling.checks
	unmet.id == case[2]
	unmet.clause != ""
	every check in ruling.checks {
		check.met == false
	}
}

test_a_key_without_an_entry_votes_on_nothing if {
	undated := object.union(object.remove(facts.holder("A1"), ["key"]), {"key": {"added": "2013-04-09T10:00:00.000Z"}})
	facts.ruling(object.union(object.remove(_asked(_vote({}, {})), ["author"]), {"author": undated})).checks[0].id == "key-in-time"
}

# A closed list: what has no rules is refused.
test_nobody_records_their_own_weight if {
	seats := {"clause": "3.1", "each": 1, "figure": "list_size"}
	of_a1 := {"party": "A1", "figure": "list_size", "value": 1}
	own := data.concordat.main.ruling with input as facts.admission("figure.recorded", facts.officer("A1"), "A1", of_a1, {}) with data.terms.seats as seats
	own.checks[0].id == "may-not-record"
	other := data.concordat.main.ruling with input as facts.admission("figure.recorded", facts.secretary, "", of_a1, {}) with data.terms.seats as seats
	other == {"allow": true}
}

test_unknown_kind_is_refused if facts.ruling(facts.admission("motion.tabled", facts.secretary, "", {}, {})).checks[0].id == "kind-known"

# Where the terms do not make people wait for a ruling, they may vote meanwhile.
test_no_waiting_for_a_ruling if {
	asked := _asked(_vote({}, {"motion": object.union(facts.open, {"interests": [_interest]})}))
	ruling := data.concordat.main.ruling with input as asked with data.terms as object.union(facts.terms, {"interest_rulings": {"wait": false}})
	ruling == {"allow": true}
}

test_ended_authority_in_words if {
	asked := object.union(_asked(_sound["authority ended"]), _until("2015-02-28"))
	[made.explain | some made in facts.ruling(asked).checks] == ["No authority A1-A1 of Party A1 since 1 March 2015; its officer can record another one under another id."]
}

test_refusal_in_words if {
	ruling := facts.ruling(object.union(_asked(_vote({}, {})), {"time": "2015-07-15T18:30:00.000Z"}))
	[[unmet.id, unmet.required, unmet.actual, unmet.explain] | some unmet in ruling.checks] == [[
		"closed", "Before 6pm on 15 July 2015", "7:30pm on 15 July 2015",
		"Voting on T-2015-001 closed at 6pm on 15 July 2015. This vote was not recorded.",
	]]
}

# Orders of preference and casting votes, where the terms have them.

_by_terms(terms, body, more) := answer if {
	case := _vote(body, more)
	answer := main.ruling with input as facts.admission(case[0], object.get(more, "author", case[1]), case[2], case[3], case[4])
		with data.terms as object.union(facts.terms, terms)
}

_orders := {"options": {"clause": "5.7", "method": "elimination"}}

test_order_of_preference[note] if {
	some note, case in {
		"in order": [_orders, {"choice": "north", "then": ["south"]}, true],
		"named twice": [_orders, {"choice": "north", "then": ["north"]}, false],
		"no such option": [_orders, {"choice": "north", "then": ["east"]}, false],
		"abstention first": [_orders, {"choice": "abstain", "then": ["north"]}, false],
		"by plurality": [{"options": {"clause": "5.7", "method": "plurality"}}, {"choice": "north", "then": ["south"]}, false],
		"no method": [{}, {"choice": "north", "then": ["south"]}, false],
	}
	_by_terms(case[0], case[1], {"motion": _options}).allow == case[2]
}

test_casting_vote_of_the_chair[note] if {
	casting := {"tie": {"casting": "chair"}}
	in_the_chair := object.union(facts.holder("A1"), {"roles": [{"role": "chair", "entry": 1}]})
	some note, case in {
		"by the chair": [casting, {"casting": "for"}, {"author": in_the_chair}, true],
		"by anybody else": [casting, {"casting": "for"}, {}, false],
		"for nothing offered": [casting, {"casting": "north"}, {"author": in_the_chair}, false],
		"for nothing": [casting, {"casting": "abstain"}, {"author": in_the_chair}, false],
		"where nobody has one": [{}, {"casting": "for"}, {"author": in_the_chair}, false],
	}
	_by_terms(case[0], case[1], case[2]).allow == case[3]
}

# Where the terms have no such votes none is recorded; where no ruling is waited for, an
# interest that nobody has ruled on keeps nobody from one.
test_recorded_votes_by_the_terms if {
	asked := _asked(_sound_case("recorded vote"))
	none := data.concordat.main.ruling with input as asked with data.terms as object.remove(facts.terms, ["recorded_votes"])
	"not-provided" in {made.id | some made in none.checks}
	declared := object.union(asked, _telephone({"interests": [_interest]}))
	waiting := data.concordat.main.ruling with input as declared with data.terms as object.union(facts.terms, {"interest_rulings": {"wait": true}})
	"recused" in {made.id | some made in waiting.checks}
	going := data.concordat.main.ruling with input as declared with data.terms as object.union(facts.terms, {"interest_rulings": {"wait": false}})
	going.allow
}

_sound_case(note) := case if {
	some known, case in _sound
	known == note
}

# Where a merger keeps its seats, they go on being filled; nothing else of the body does.
test_seats_that_a_merger_keeps[note] if {
	some note, case in {
		"its deputy": ["deputy", true],
		"its authority": ["authority for all", false],
	}
	[kind, author, code, body, known] := _sound[case[0]]
	asked := facts.admission(kind, author, code, body, object.union(known, _gone("2015-07-01")))
	answer := data.concordat.main.ruling with input as asked with data.terms as object.union(facts.terms, {"merger": {"clause": "12.5", "seats": "kept"}})
	answer.allow == case[1]
}

# Where the term of seats has it, whoever replaces a member or a deputy waits.
_replacing(case, terms) := answer if {
	asked := object.union(
		facts.admission(case[0], facts.officer("A1"), "A1", {"seat": "A1-1", "person": case[1], "from": case[2]}, {
			"subject": facts.holder("A1"), "seat": object.remove(facts.seat("A1"), case[3]),
		}),
		{"time": "2017-06-01T09:00:00.000Z"},
	)
	answer := data.concordat.main.ruling with input as asked with data.terms as object.union(facts.terms, {"seats": terms})
}

test_replacement[note] if {
	some note, case in {
		"a member, too soon": [["board_member.enrolled", "p-x", "2017-06-08", []], false],
		"a member, at the end of one week": [["board_member.enrolled", "p-x", "2017-06-09", []], true],
		"a member, at the end of one month": [["board_member.enrolled", "p-x", "2017-07-02", []], true],
		"a member, too late": [["board_member.enrolled", "p-x", "2017-07-03", []], false],
		"the same member": [["board_member.enrolled", "p-A1", "2017-06-01", []], true],
		"a seat that is vacant": [["board_member.enrolled", "p-x", "2017-06-01", ["holder"]], true],
		"a deputy, too soon": [["deputy.appointed", "d-x", "2017-06-08", []], false],
		"a deputy, in time": [["deputy.appointed", "d-x", "2017-06-09", []], true],
		"the same deputy": [["deputy.appointed", "d-A1", "2017-06-01", []], true],
		"deputies not known": [["deputy.appointed", "d-x", "2017-06-01", ["deputies"]], false],
	}
	answer := _replacing(case[0], {"replacement": {"days": 7, "most_months": 1}})
	answer.allow == case[1]
	count([unmet | some unmet in answer.checks; unmet.id == "replacement-date"]) == {true: 0, false: 1}[case[1]]
}

test_replacement_in_words if {
	answer := _replacing(["board_member.enrolled", "p-x", "2017-07-11", []], {"replacement": {"clause": "3.2", "days": 7, "most_months": 1}})
	[[unmet.clause, unmet.explain] | some unmet in answer.checks] == [[
		"3.2",
		"Notice of a replacement on 1 June 2017 takes effect from 9 June 2017 at the earliest and 2 July 2017 at the latest; until then whoever is replaced acts.",
	]]
}

# Whoever is refused is told who can help.
test_newer_key_in_words[note] if {
	some note, case in {
		"of a party": [_newly(facts.holder("A1"), {}), "A1", "It needs a second officer of Party A1 to admit this key: one who was an officer before the opening, and neither o-A1, who added it, nor whose key it is."],
		"of no party, for one": [_newly(object.remove(facts.holder("A1"), ["party"]), {"by": "p-sec"}), "A1", "It needs a second officer of Party A1 to admit this key: one who was an officer before the opening, and neither p-sec, who added it, nor whose key it is."],
		"of who joined": [_of_who_joined, "A1", "It needs a second officer of Party A1 to admit this key: one who was an officer before the opening, and neither whoever added it nor whose key it is."],
		"of no party": [_newly(facts.chair, {}), "", "Nobody can admit it: it counts for what is opened from now on."],
	}
	ruling := facts.ruling(object.union(facts.admission("vote.cast", case[0], "A1", _choice, _vote_facts({})), {"party": case[1]}))
	some unmet in ruling.checks
	unmet.id == "key-after-opening"
	unmet.explain == concat(" ", ["T-2015-001 was opened by entry 90, and this key was added later, by entry 120.", case[2]])
}

test_seats_of_a_class if {
	asked := facts.admission("board_member.enrolled", facts.officer("A1"), "A1", {"seat": "A1-2", "person": "p-x", "from": "2015-01-01"}, {
		"subject": facts.holder("A1"), "seat": {"seat": "A1-2", "party": "A1", "deputies": []},
	})
	every case in [[1, false], [2, true]] {
		answer := data.concordat.main.ruling with input as asked with data.terms as object.union(facts.terms, {
			"classes": {"of": {"large": ["A1"]}}, "seats": {"by_class": {"large": case[0]}},
		})
		answer.allow == case[1]
	}
}

# Codes of which one begins with another and a hyphen: the longer is the seat's party.
test_a_seat_by_the_name_of_a_longer_code if {
	asked := facts.admission("board_member.enrolled", facts.officer("A1"), "A1", {"seat": "A1-B-1", "person": "p-A1", "from": "2015-01-01"}, {
		"parties": {"A1": object.union(facts.party("A1"), {"seats": []})}, "subject": facts.holder("A1"),
	})
	facts.ruling(asked) == {"allow": true}
	taken := data.concordat.main.ruling with input as asked with data.terms as facts.terms with data.parties as {"parties": [{"code": "A1-B"}]}
	[unmet.id | some unmet in taken.checks] == ["seat-name"]
}
