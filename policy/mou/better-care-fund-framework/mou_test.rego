package mou_test

import data.concordat.main
import data.concordat.main_test as facts

# Worked cases of the framework. Dates and rules are those of the published
# framework agreement; the partners, the scheme and every sum are made up.

_codes := ["ICB1", "LA1"]

_authority := object.union(facts.authority("A1"), {"types": ["pool", "prolongation", "statement"], "from": "2022-07-01"})

_party(code) := object.union(facts.party("A1"), {
	"code": code,
	"name": code,
	"established": "2022-07-01",
	"signed": {"version": 1, "rules": facts.rules, "time": "2025-04-01T10:00:00.000Z", "entry": 31},
	"seats": [{"seat": code, "party": code, "holder": code, "deputies": []}],
	"authorities": [object.union(_authority, {"id": sprintf("%s-A1", [code])})],
	"figures": {},
})

_parties := {code: _party(code) | some code in _codes}

# Notice of leaving the framework, given on 15 January 2026.
_leaving := object.union(_parties, {"LA1": object.union(_party("LA1"), {"leaving": [
	{"function": "*", "notified": "2026-01-15T10:00:00.000Z", "effective": "2027-03-31", "entry": 70},
]})})

# A decision that has since given scheme S another last day.
_extended := {"scheme-s": {"until": "2028-03-31", "decision": "B-2026-001"}}

_ended := {"scheme-s": {"until": "2026-09-30", "decision": "B-2025-001"}}

_ask(kind, time, more) := answer if {
	asked := {"ask": "dates", "kind": kind, "time": time, "party": "LA1", "parties": _parties}
	answer := main.ruling with input as object.union(asked, more)
}

_leaves_on(functions, body) := _ask("leaving.notified", "2026-01-15T10:00:00.000Z", {"functions": functions, "body": body}).dates.effective

# Clause 22.1: not less than 12 months, and not before all individual schemes end.
# 12 months from 15 January 2026 end on 15 January 2027; scheme S ends on 31 March
# 2027, so that is the day. Extended meanwhile it moves the day with it.
test_notice_of_15_january_2026[note] if {
	some note, case in {
		"12 months alone": [_ended, "*", "2027-01-15"],
		"scheme S ends later": [{}, "*", "2027-03-31"],
		"scheme S alone": [{}, "scheme-s", "2027-03-31"],
		"scheme S extended meanwhile": [_extended, "*", "2028-03-31"],
	}
	_leaves_on(case[0], {"function": case[1]}) == case[2]
}

_notice(effective, functions) := answer if {
	answer := main.ruling with input as {
		"ask": "admit", "kind": "leaving.notified", "time": "2026-01-15T10:00:00.000Z", "party": "LA1", "author": facts.officer("LA1"),
		"body": {"function": "*", "effective": effective, "resolution": {"ref": "C-9", "on": "2026-01-13"}},
		"parties": _parties, "functions": functions, "mou": facts.mou,
	}
}

test_notice_states_the_day if {
	_notice("2027-03-31", {}) == {"allow": true, "dates": {"settles": "2027-03-31"}}
	_notice("2027-01-15", _ended) == {"allow": true, "dates": {"settles": "2027-01-15"}}
	some unmet in _notice("2027-01-15", {}).checks
	unmet.clause == "9.1"
	unmet.explain == "Notice given on 15 January 2026 takes effect on 31 March 2027: 12 months later at the earliest, and not before what it is about ends."
}

# Who votes after the notice: on the day of leaving itself it still takes part.
test_the_day_of_leaving_moves_with_the_scheme[note] if {
	some note, case in {
		"on the day": ["2027-03-31", {}, ["ICB1", "LA1"]],
		"the day after": ["2027-04-01", {}, ["ICB1"]],
		"the day after, scheme S extended": ["2027-04-01", _extended, ["ICB1", "LA1"]],
		"the day after the extended day": ["2028-04-01", _extended, ["ICB1"]],
	}
	answer := main.ruling with input as {
		"ask": "roll", "time": sprintf("%sT12:00:00.000Z", [case[0]]), "parties": _leaving, "functions": case[1],
		"motion": {"motion": "B-2027-001", "type": "statement", "route": "by_agreement", "function": "framework"},
	}
	[seat.party | some seat in answer.roll] == case[2]
}

_concluded(day, parties, choices, more) := answer if {
	motion := object.union(
		{
			"motion": "B-2027-001", "title": "A change", "text": "That it be so.", "type": "statement", "route": "by_agreement",
			"function": "framework", "status": "open", "mover": "LA1", "moved": "2025-05-01T09:00:00.000Z", "text_id": "text-1",
			"interests": [], "withdrawn": [],
			"votes": [{
				"entry": 100, "time": "2025-06-02T09:00:00.000Z", "seat": code, "party": code, "person": code,
				"deputy": false, "choice": choice, "assurance": "file",
			} |
				some code, choice in choices
			],
			"opened": {
				"id": "opened-1", "time": "2025-06-01T09:00:00.000Z", "entry": 90, "rules": facts.rules,
				"closes": sprintf("%sT17:00:00.000Z", [day]),
				"roll": [{"seat": code, "party": code, "weight": 1} | some code in _codes],
			},
		},
		more,
	)
	answer := main.ruling with input as {
		"ask": "conclude", "time": sprintf("%sT17:00:00.000Z", [day]), "entry": 250, "motion": motion, "parties": parties,
	}
}

_bound(ruling) := {outcome.party: outcome.bound | some outcome in ruling.parties}

# What is decided by the day of leaving binds whoever leaves, and nothing later.
test_later_decisions_do_not_bind if {
	both := {"ICB1": "for", "LA1": "for"}
	_bound(_concluded("2027-03-31", _leaving, both, {})) == {"ICB1": "by_vote", "LA1": "by_vote"}
	later := _concluded("2027-04-01", _leaving, both, {})
	_bound(later) == {"ICB1": "by_vote", "LA1": "not_bound"}
	later.parties[1].explain == "Not bound: it left before the decision was made."
}

# Clauses 22.4 to 22.6: what had arisen stands, and is paid, received and disputed
# after the day of leaving as before it.
test_accrued_rights_stand[kind] if {
	some kind, case in {
		"obligation.paid": ["LA1", {"obligation": "B-2025-001-1", "pence": 60000000, "on": "2027-06-01"}],
		"obligation.received": ["ICB1", {"obligation": "B-2025-001-1", "pence": 60000000, "on": "2027-06-01"}],
		"obligation.queried": ["LA1", {"obligation": "B-2025-001-1", "pence": 50000000}],
		"dispute.raised": ["LA1", {
			"dispute": "LA1-D1", "with": ["ICB1"], "about": "B-2025-001-1", "matter": "What it comes to.",
			"steps": [{"step": "first", "due": "2027-06-29T22:59:59.999Z"}, {"step": "second", "due": "2027-07-27T22:59:59.999Z"}],
		}],
	}
	answer := main.ruling with input as {
		"ask": "admit", "kind": kind, "time": "2027-06-01T10:00:00.000Z", "party": case[0], "author": facts.officer(case[0]),
		"body": case[1], "parties": _leaving, "mou": facts.mou,
		"obligation": {"obligation": "B-2025-001-1", "payer": "LA1", "payee": "ICB1", "pence": 60000000, "effective": "2026-04-01", "status": "overdue"},
	}
	answer == {"allow": true}
}

test_prolonging_scheme_s[until] if {
	some until, allow in {"2028-03-31": true, "2026-05-31": false}
	answer := main.ruling with input as {
		"ask": "admit", "kind": "motion.moved", "time": "2026-06-01T09:00:00.000Z", "author": facts.chair, "parties": _parties,
		"body": {
			"motion": "B-2026-001", "title": "Scheme S", "text": "That scheme S run on.", "type": "prolongation",
			"route": "by_agreement", "function": "framework", "prolongs": {"function": "scheme-s", "until": until},
		},
	}
	answer.allow == allow
}

# Both decide: one for and one against is no agreement, and only the one is bound.
test_by_agreement[note] if {
	some note, case in {
		"both": [{"ICB1": "for", "LA1": "for"}, "carried", true, {"ICB1": "by_vote", "LA1": "by_vote"}],
		"one against": [{"ICB1": "for", "LA1": "against"}, "not_carried", false, {"ICB1": "by_vote", "LA1": "not_bound"}],
		"one abstains": [{"ICB1": "for", "LA1": "abstain"}, "not_carried", false, {"ICB1": "by_vote", "LA1": "not_bound"}],
		"one absent": [{"ICB1": "for"}, "not_quorate", false, {"ICB1": "not_bound", "LA1": "not_bound"}],
	}
	ruling := _concluded("2025-06-10", _parties, case[0], {})
	ruling.outcome == case[1]
	ruling.collective == case[2]
	_bound(ruling) == case[3]
}

# A sum made up for the example: £1,000,000.01 in halves, the odd penny by code.
test_pooled_fund if {
	pool := {"host": "LA1", "year": "2025-26", "lines": [{
		"what": "Scheme S", "pence": 100000001, "kind": "cash", "recurrent": true, "capital": false, "due": "2025-09-30", "share": {"by": "equal"},
	}]}
	parties := {code: object.union(_party(code), {"authorities": [object.union(_authority, {
		"id": code,
		"spend": {"action": 60000000, "year": 60000000, "life": 60000000},
	})]}) |
		some code in _codes
	}
	ruling := _concluded("2025-06-10", parties, {"ICB1": "for", "LA1": "for"}, {"type": "pool", "function": "scheme-s", "pool": pool})
	[[owed.payer, owed.payee, owed.pence, owed.awaits] | some owed in ruling.obligations] == [["ICB1", "LA1", 50000001, []], ["LA1", "LA1", 50000000, []]]
}

# Ladders, each for a dispute raised on Monday 16 March 2026. Working days leave out
# Good Friday and Easter Monday (3 and 6 April) and the bank holidays of May.
test_ladders[first] if {
	some first, due in {
		"leader": ["2026-03-30T22:59:59.999Z", "2026-04-15T22:59:59.999Z", "2026-04-29T22:59:59.999Z"],
		"first": ["2026-04-15T22:59:59.999Z", "2026-05-14T22:59:59.999Z"],
		"representatives": ["2026-04-15T22:59:59.999Z", "2026-05-15T22:59:59.999Z", "2026-06-14T22:59:59.999Z", "2026-07-14T22:59:59.999Z"],
		"arrange": ["2026-03-23T23:59:59.999Z", "2026-04-13T22:59:59.999Z", "2026-04-20T22:59:59.999Z"],
	}
	dates := _ask("dispute.raised", "2026-03-16T10:00:00.000Z", {"body": {"steps": [{"step": first}]}}).dates
	{date | some date in dates} == {date | some date in due}
	count(dates) == count(due)
	dates[first] == due[0]
}

# Clause 22.3: first a notice to put it right, then the dispute.
test_default_is_first_to_be_put_right if {
	_ask("dispute.raised", "2026-03-16T10:00:00.000Z", {"body": {"steps": [{"step": "rectify"}]}}).dates == {
		"rectify": "2026-04-15T22:59:59.999Z",
		"first_twenty": "2026-05-14T22:59:59.999Z",
		"second_twenty": "2026-06-12T22:59:59.999Z",
	}
}

test_a_notice_to_rectify_states_its_time[note] if {
	some note, case in {
		"20 working days": ["2026-04-15T22:59:59.999Z", true],
		"a day too few": ["2026-04-14T22:59:59.999Z", false],
	}
	answer := main.ruling with input as {
		"ask": "admit", "kind": "dispute.raised", "time": "2026-03-16T10:00:00.000Z", "party": "ICB1", "author": facts.officer("ICB1"),
		"body": {
			"dispute": "ICB1-D1", "with": ["LA1"], "about": "B-2025-001-1", "matter": "Not paid.",
			"steps": [
				{"step": "rectify", "due": case[0]},
				{"step": "first_twenty", "due": "2026-05-14T22:59:59.999Z"},
				{"step": "second_twenty", "due": "2026-06-12T22:59:59.999Z"},
			],
		},
		"parties": _parties, "mou": facts.mou,
		"obligation": {"obligation": "B-2025-001-1", "payer": "LA1", "payee": "ICB1", "pence": 60000000},
	}
	answer.allow == case[1]
}

# What leaving comes to, asked on 15 January 2026: scheme S ends on 31 March 2027, and
# that is the day; extended by a year, what falls due in that year is owed too.
test_if_we_left[until] if {
	some until, case in {"2027-03-31": [{}, 60000000, 20000000], "2028-03-31": [_extended, 80000000, 0]}
	owed := {
		"decision": "B-2025-001", "payer": "LA1", "payee": "ICB1", "what": "Scheme S", "function": "scheme-s", "kind": "contribution", "in": "cash",
		"status": "due", "recurrent": true,
	}
	answer := main.ruling with input as {
		"ask": "leave", "time": "2026-01-15T10:00:00.000Z", "party": "LA1", "body": {"function": "*", "on": "2027-01-15"},
		"parties": _parties, "functions": case[0], "mou": facts.mou, "funds": [], "leads": [],
		"obligations": [
			object.union(owed, {"obligation": "B-2025-001/001", "pence": 60000000, "year": "2026-27", "due": "2026-09-30"}),
			object.union(owed, {"obligation": "B-2025-001/002", "pence": 20000000, "year": "2027-28", "due": "2027-09-30"}),
		],
	}
	answer.leave.effective == until
	answer.checks[0].met == false
	sum([item.pence | some item in answer.leave.owed]) == case[1]
	sum([item.pence | some item in answer.leave.stops]) == case[2]
	{item.clause | some list in ["owed", "stops"]; some item in answer.leave[list]} == {"9.1"}
}
