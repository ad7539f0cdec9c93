package concordat.funds_test

import data.concordat.funds
import data.concordat.main
import data.concordat.main_test as facts

_terms := object.union(object.remove(facts.terms, ["accounts", "changes", "virement", "pool"]), {
	"pool": {"clause": "7.1"},
	"accounts": {
		"clause": "7.6", "material_by": "10-01", "budget_by": "02-28", "confirm_by": "05-31",
		"quarter_days": 20, "overspend_days": 5,
	},
	"changes": {"clause": "7.7", "approvals": "each", "days": 20},
	"virement": {"clause": "7.8", "by": "decision"},
})

_made(party, line, pence) := {"party": party, "line": line, "pence": pence, "recurrent": true}

# £600 of each of four parties for care, £100 of each for premises.
_year := {
	"decision": "T-2015-001", "entry": 100, "host": "B2", "host_type": "ccg", "parties": facts.codes,
	"decided": "2015-02-20T10:00:00.000Z", "confirmed": "2015-06-02T10:00:00.000Z",
	"lines": [{"line": "care", "what": "Care at home"}, {"line": "rooms", "what": "Premises"}],
	"contributions": array.concat(
		[_made(code, "care", 60000) | some code in facts.codes],
		[_made(code, "rooms", 10000) | some code in facts.codes],
	),
	"changes": [_change], "virements": [], "notices": [], "outturns": [], "settlements": [],
	"reports": [_report("Q1", "2015-07-15T09:00:00.000Z", 50000)],
}

_change := {
	"id": "change-1", "entry": 120, "party": "B2", "time": "2015-07-10T09:00:00.000Z", "effective": "2015-07-01", "due": "2015-09-30",
	"changes": [{"party": "A1", "line": "care", "pence": 5000}, {"party": "C3", "line": "care", "pence": -5000}],
	"recurrent": true, "approved": [], "stands": false,
}

_report(period, time, central) := {"period": period, "time": time, "entry": 130, "to": "2015-06-30", "lines": [
	{"line": "care", "spend": 60000, "committed": 20000, "low": 200000, "central": 240000, "high": 250000},
	{"line": "rooms", "spend": 9000, "committed": 0, "low": 39000, "central": central, "high": 60000},
]}

_fund(year) := {"fund": "care", "function": "service", "years": {"2015-16": year}}

_facts(more) := {"time": "2015-08-03T09:00:00.000Z", "year": "2015-16", "fund": _fund(object.union(object.remove(_year, object.keys(more)), more))}

_decision := {
	"decision": "T-2015-002", "outcome": "carried", "function": "service", "entry": 140, "ratified": {"D4": "ratified"},
	"parties": [
		{"party": "A1", "bound": "by_vote"}, {"party": "B2", "bound": "by_vote"},
		{"party": "C3", "bound": "against_vote"}, {"party": "D4", "bound": "on_ratification"},
	],
	"virement": {"fund": "care", "year": "2015-16", "from": "rooms", "to": "care", "pence": 41000},
}

_allowing(virement) := {"decision": object.union(object.remove(_decision, ["virement"]), virement)}

_made_before := [{"from": "rooms", "to": "care", "pence": 6000, "decision": "T-2015-002"}, {"from": "rooms", "to": "care", "pence": 1000, "decision": "T-2015-003"}]

_reported := {"fund": "care", "year": "2015-16", "period": "Q1", "lines": _report("Q1", "", 40000).lines}

_changed := {
	"fund": "care", "year": "2015-16", "changes": _change.changes, "recurrent": true,
	"effective": "2015-07-01", "due": "2015-09-30", "reason": "beds moved",
}

_approved := {"change": "change-1", "resolution": {"ref": "GB-20", "on": "2015-07-20"}}

_moved := {"fund": "care", "year": "2015-16", "from": "rooms", "to": "care", "pence": 31000, "decision": "T-2015-002"}

_sound := {
	"report": ["fund.reported", "B2", _reported, _facts({})],
	"change": ["contribution.changed", "B2", _changed, _facts({})],
	"approval": ["contribution.approved", "A1", _approved, _facts({})],
	"virement": ["virement.made", "B2", _moved, object.union(_facts({}), {"decision": _decision})],
	"a virement of just what is left": [
		"virement.made", "B2", object.union(_moved, {"pence": 24000}),
		object.union(_facts({"virements": _made_before}), _allowing({"virement": object.union(_decision.virement, {"pence": 30000})})),
	],
	"virement before any report": ["virement.made", "B2", object.union(_moved, {"pence": 40000}), object.union(_facts({"reports": []}), {"decision": _decision})],
}

_asked(case) := facts.admission(case[0], facts.officer(case[1]), case[1], case[2], case[3])

_ruling(asked) := answer if {
	answer := main.ruling with input as asked with data.terms as _terms
}

test_recorded[note] if {
	some note, case in _sound
	_ruling(_asked(case)) == {"allow": true}
}

test_nothing_missing_passes[note] if {
	some of, case in _sound
	some fact in {"kind", "author", "body", "fund", "year", "party"}
	note := sprintf("%s without %s", [of, fact])
	ruling := _ruling(object.remove(_asked(case), [fact]))
	ruling.allow == false
	count(ruling.checks) > 0
}

_with_change(more) := _facts({"changes": [object.union(object.remove(_change, object.keys(more)), more)]})

_refused := {
	"reported by no host": ["report", {"party": "A1", "author": facts.officer("A1")}, "not-host", "Party B2 hosts the fund care for 2015-16, and its officer states this; any other party says so to it, or queries what it owes."],
	"reported by the chair": ["report", {"author": facts.chair}, "not-officer", "Only an officer of Party B2 may state this for it."],
	"of a line that the fund has not": [
		"report", {"body": object.union(_reported, {"lines": [{"line": "cars", "spend": 1, "high": 1}]})}, "not-permitted",
		"Money of the fund care for 2015-16 is spent on its own lines and on nothing else. For another purpose a motion varies T-2015-001, and every party agrees to it.",
	],
	"spent more than is expected": [
		"report", {"body": object.union(_reported, {"lines": [{"line": "care", "spend": 60000, "high": 59999}]})}, "figures-contradict",
		"The figures contradict each other: of line care more is spent already than the year is expected to come to at most. State the forecast anew.",
	],
	"changed by another": ["change", {"party": "A1", "author": facts.officer("A1")}, "not-host", ""],
	"changed from another year": [
		"change", {"body": object.union(_changed, {"effective": "2016-04-01"})}, "another-year",
		"Contributions to the fund care for 2015-16 change from a day in that year, and what changes is due on that day or later.",
	],
	"due before it takes effect": ["change", {"body": object.union(_changed, {"due": "2015-06-30"})}, "another-year", ""],
	"nothing left to contribute": [
		"change", {"body": object.union(_changed, {"changes": [{"party": "C3", "line": "care", "pence": -60000}, {"party": "A1", "line": "care", "pence": 1}]})}, "contribution-missing",
		"Of the fund care for 2015-16 too much would be taken off what Party C3 contributes to line care. State a smaller change, or move a motion that varies T-2015-001.",
	],
	"more on a line without contribution": ["change", {"body": object.union(_changed, {"changes": [{"party": "C3", "line": "cars", "pence": 1}]})}, "contribution-missing", ""],
	"approved twice": ["approval", _with_change({"approved": ["A1"]}), "not-awaited", "This change of contributions does not wait for Party A1."],
	"approved by nobody known": ["approval", {"party": "Z9", "author": facts.officer("Z9")}, "not-awaited", ""],
	"approved once it stands": ["approval", _with_change({"stands": true}), "stands-already", "No change of contributions to the fund care for 2015-16 with that name waits for approval."],
	"approved before it was stated": [
		"approval", {"body": object.union(_approved, {"resolution": {"ref": "GB-20", "on": "2015-07-09"}})}, "resolution-date",
		"A governing body approves what was stated: its resolution is of 10 July 2015 at the earliest and of today at the latest, not of 9 July 2015.",
	],
	"approved by a resolution to come": ["approval", {"body": object.union(_approved, {"resolution": {"ref": "GB-20", "on": "2015-08-04"}})}, "resolution-date", ""],
	"approved where another change took what is left": [
		"approval",
		_facts({"changes": [_change, object.union(_change, {"id": "change-2", "stands": true, "changes": [{"party": "C3", "line": "care", "pence": -58000}]})]}),
		"contribution-missing", "",
	],
	"moved as nothing allows": [
		"virement", {"decision": object.union(_decision, {"outcome": "not_carried"})}, "not-decided",
		"Money of the fund care for 2015-16 moves from line to line as a decision allows that binds all who take part. T-2015-002 is none: have a motion carried that says so.",
	],
	"moved by a decision of another function": ["virement", {"decision": object.union(_decision, {"function": "other"})}, "not-decided", ""],
	"moved by an earlier decision": ["virement", {"decision": object.union(_decision, {"entry": 99})}, "not-decided", ""],
	"moved by the decision that made the year up": ["virement", {"decision": object.union(_decision, {"entry": 100})}, "not-decided", ""],
	"moved once the outturn is known": [
		"virement", object.union(_facts({"outturns": [{"entry": 150}]}), {"decision": _decision}), "outturn-stated",
		"What the fund care for 2015-16 came to is stated: from then on nothing changes what was contributed to it or moves between its lines. Have the board decide who gets what is left, or bears what is over.",
	],
	"changed once the outturn is known": ["change", _facts({"outturns": [{"entry": 150}]}), "outturn-stated", ""],
	"approved once the outturn is known": ["approval", _facts({"outturns": [{"entry": 150}]}), "outturn-stated", ""],
	"moved before all are bound": ["virement", {"decision": object.union(object.remove(_decision, ["ratified"]), {"ratified": {"D4": "refused"}})}, "not-decided", ""],
	"moved by a decision that says nothing of it": [
		"virement", _allowing({}), "another-virement",
		"T-2015-002 allows no money to move. Move a motion with the part virement, which names the fund, its year, both lines and how much at most.",
	],
	"moved the other way": ["virement", {"body": object.union(_moved, {"from": "care", "to": "rooms"})}, "another-virement", ""],
	"moved in another year": ["virement", _allowing({"virement": object.union(_decision.virement, {"year": "2014-15"})}), "another-virement", ""],
	"moved within another fund": [
		"virement", _allowing({"virement": object.union(_decision.virement, {"fund": "beds"})}), "another-virement",
		"T-2015-002 allows money to move from line rooms to line care of the fund beds for 2015-16. Move a motion with the part virement, which names the fund, its year, both lines and how much at most.",
	],
	"moved more than was decided": ["virement", _allowing({"virement": object.union(_decision.virement, {"pence": 30999})}), "beyond-decision", ""],
	"moved again beyond what is left": [
		"virement", object.union(_facts({"virements": _made_before}), _allowing({"virement": object.union(_decision.virement, {"pence": 36999})})), "beyond-decision",
		"T-2015-002 allows £369.99 to move, of which £60.00 was moved before: move at most £309.99, or have a motion carried that allows more.",
	],
	"moved by another": ["virement", {"party": "A1", "author": facts.officer("A1")}, "not-host", ""],
	"moved to a line that the fund has not": ["virement", {"body": object.union(_moved, {"to": "cars"})}, "not-permitted", ""],
	"moved more than is left": [
		"virement", {"body": object.union(_moved, {"pence": 31001})}, "beyond-line",
		"Line rooms of the fund care for 2015-16 has £400.00, of which £90.00 is spent or committed: £310.01 can't be moved out of it. Report what is no longer committed, or move less.",
	],
}

test_refused[note] if {
	some note, case in _refused
	asked := _asked(_sound[case[0]])
	ruling := _ruling(object.union(object.remove(asked, object.keys(case[1])), case[1]))
	ruling.allow == false
	[unmet.explain | some unmet in ruling.checks; unmet.id == case[2]][0] == _said(case[3], ruling, case[2])
}

_said("", ruling, id) := [unmet.explain | some unmet in ruling.checks; unmet.id == id][0]

_said(said, _, _) := said if said != ""

# What an agreement has no term for can't be stated, and it says what to do instead.
test_without_a_term[note] if {
	some note, case in {
		"report": "This agreement says nothing of accounts of its pooled funds, so that nothing is reported of them here.",
		"change": "This agreement lets no contribution change within a year but by a decision: move a motion that varies T-2015-001.",
		"virement": "This agreement lets no money move from line to line: move a motion that varies T-2015-001.",
	}
	ruling := main.ruling with input as _asked(_sound[note]) with data.terms as object.remove(_terms, ["accounts", "changes", "virement"])
	ruling.allow == false
	case in {unmet.explain | some unmet in ruling.checks}
}

# Not all need contribute: then a contribution may come to nothing.
test_contributes_nothing if {
	body := object.union(_changed, {"changes": [{"party": "C3", "line": "care", "pence": -60000}]})
	asked := object.union(object.remove(_asked(_sound.change), ["body"]), {"body": body})
	ruling := main.ruling with input as asked with data.terms as object.union(_terms, {"pool": {"all_contribute": false}})
	ruling == {"allow": true}
}

# Pooled fund clause 9.4: indicative until each partner's own governance approved.
test_stands_with_the_last_approval if {
	_ruling(_asked(["contribution.approved", "A1", _approved, _with_change({"approved": ["B2", "C3", "D4"]})])) == {"allow": true, "effect": true}
	_ruling(_asked(["contribution.approved", "A1", _approved, _with_change({"approved": ["B2", "C3"]})])) == {"allow": true}
}

test_stands_with_those_affected if {
	terms := object.union(_terms, {"changes": {"approvals": "affected"}})
	last := main.ruling with input as _asked(["contribution.approved", "A1", _approved, _with_change({"approved": ["B2", "C3"]})]) with data.terms as terms
	last == {"allow": true, "effect": true}
	other := main.ruling with input as _asked(["contribution.approved", "D4", _approved, _with_change({"approved": ["B2"]})]) with data.terms as terms
	other.checks[0].required == "One of those whose approval is still needed: Party A1 and Party C3"
}

# Notice given on 20 June 2014, with twelve months to run: it takes part to 20 June 2015.
_left(code) := {"parties": object.union(facts.parties, {code: object.union(facts.party(code), {"leaving": [{"function": "service", "notified": "2014-06-20T10:00:00.000Z", "entry": 90}]})})}

_asked_of_leavers(case, more) := answer if {
	terms := object.union(_terms, {"leaving": {"clause": "12.5", "months": 12, "contributions": "by_day"}})
	answer := main.ruling with input as object.union(object.remove(_asked(case), object.keys(more)), more) with data.terms as terms
}

# Who has left speaks for no later day, is not asked to approve, and nothing that it
# contributes changes from a later day on.
test_who_has_left[note] if {
	some note, case in {
		"reports for a later day": ["report", "B2", {"body": object.union(_reported, {"to": "2015-06-30"})}, "Party B2 has left, and takes no part in the fund care on 30 June 2015. The others decide who hosts it now."],
		"moves money": ["virement", "B2", {}, "Party B2 has left, and takes no part in the fund care on 3 August 2015. The others decide who hosts it now."],
		"approves": ["approval", "A1", {}, "This change of contributions does not wait for Party A1."],
		"contributes less from later on": ["change", "C3", {}, "By 1 July 2015 Party C3 has left: what leaving came to stands, and no contribution of theirs changes from a later day."],
		"several": ["change", "C3", _left_both, "By 1 July 2015 Party A1 and Party C3 have left: what leaving came to stands, and no contribution of theirs changes from a later day."],
	}
	answer := _asked_of_leavers(_sound[case[0]], object.union(_left(case[1]), case[2]))
	answer.allow == false
	case[3] in {unmet.explain | some unmet in answer.checks}
}

_left_both := {"parties": object.union(_left("C3").parties, {"A1": _left("A1").parties.A1})}

test_who_has_left_before[note] if {
	some note, case in {
		"reports to the day": ["report", "B2", {"body": object.union(_reported, {"to": "2015-06-20"})}],
		"contributed less before": ["change", "C3", {"body": object.union(_changed, {"effective": "2015-06-20"})}],
		"another moves money": ["virement", "A1", {"decision": object.union(object.remove(_decision, ["parties"]), {"parties": [bound | some bound in _decision.parties; bound.party != "A1"]})}],
	}
	_asked_of_leavers(_sound[case[0]], object.union(_left(case[1]), case[2])) == {"allow": true}
}

test_stands_without_who_has_left if {
	last := _sound.approval
	facts_of := object.union(_with_change({"approved": ["B2", "C3"], "effective": "2015-06-01"}), _left("D4"))
	_asked_of_leavers([last[0], last[1], last[2], {}], facts_of) == {"allow": true, "effect": true}
}

# What leaving stopped is no money of the line; what it gives back is a refund.
test_money_of_a_line_without_what_leaving_stopped if {
	year := object.union(object.remove(_year, ["changes"]), {"changes": [object.union(_change, {"stands": true, "obligations": [{"party": "A1", "line": "care", "pence": 2000, "stopped": 3000}]})]})
	funds.budget(year, "care") == 240000 - 3000
	funds.contribution(year, "A1", "care") == 60000 + 2000
}

# A party that contributes less, by its own and the host's word, would leave the others
# with more of what is over: they are affected too.
test_less_in_all_affects_each[note] if {
	some note, rows in {
		"less": [{"party": "C3", "line": "care", "pence": -5000}],
		"more": [{"party": "C3", "line": "care", "pence": 5000}],
		"of another line": [{"party": "A1", "line": "care", "pence": 5000}, {"party": "C3", "line": "rooms", "pence": -5000}],
	}
	terms := object.union(_terms, {"changes": {"approvals": "affected"}})
	change := {"changes": rows, "approved": ["B2", "C3"]}
	first := main.ruling with input as _asked(["contribution.approved", "A1", _approved, _with_change(change)]) with data.terms as terms
	first == {"allow": true}
	last := main.ruling with input as _asked(["contribution.approved", "A1", _approved, _with_change(object.union(change, {"approved": ["B2", "C3", "D4"]}))]) with data.terms as terms
	last == {"allow": true, "effect": true}
}

test_money_of_a_line if {
	year := object.union(object.remove(_year, ["changes", "virements"]), {
		"changes": [object.union(_change, {"stands": true}), object.union(_change, {"id": "change-2"})],
		"virements": [{"from": "rooms", "to": "care", "pence": 700}],
		"contributions": array.concat(_year.contributions, [{"party": "A1", "line": "care", "pence": 500, "refund": true}]),
	})
	funds.budget(year, "care") == (240000 - 500) + 700
	funds.budget(year, "rooms") == 40000 - 700
	funds.contribution(year, "A1", "care") == (60000 + 5000) - 500
	funds.contribution(year, "C3", "care") == 55000
}

_calendar(time, fund) := answer if {
	answer := main.ruling.calendar with input as {"ask": "calendar", "time": time, "entry": 150, "parties": facts.parties, "year": "2015-16", "fund": fund} with data.terms as _terms
}

# The clocks of pooled fund clauses: 1 October, 28 February, 31 May, 20 days after a
# quarter's end, 5 working days for an overspend.
test_calendar if {
	year := object.union(object.remove(_year, ["notices"]), {"notices": [
		{"entry": 140, "line": "care", "pence": 700, "known": "2015-07-20", "time": "2015-07-28T09:00:00.000Z", "party": "B2"},
	]})
	fund := {"fund": "care", "function": "service", "years": {"2015-16": year, "2014-15": {
		"host": "B2", "reports": [{"time": "2014-07-30T09:00:00.000Z"}, {"time": "2014-08-30T09:00:00.000Z", "material": []}, {"time": "2014-10-01T09:00:00.000Z", "material": ["A lease ends"]}],
	}}}
	[[item.id, item.by, object.get(item, "done", ""), item.late, item.who] | some item in _calendar("2015-10-21T09:00:00.000Z", fund)] == [
		["material", "2014-10-01", "2014-10-01", false, "B2"],
		["budget", "2015-02-28", "2015-02-20", false, "B2"],
		["confirmation", "2015-05-31", "2015-06-02", true, ""],
		["Q1", "2015-07-20", "2015-07-15", false, "B2"],
		["overspend-of-rooms", "2015-07-22", "", true, "B2"],
		["overspend-140", "2015-07-27", "2015-07-28", true, "B2"],
		["Q2", "2015-10-20", "", true, "B2"],
		["change-120", "2015-10-20", "2015-07-10", false, "B2"],
		["Q3", "2016-01-20", "", false, "B2"],
		["Q4", "2016-04-20", "", false, "B2"],
	]
}

# A year that nobody has decided yet is due, and then late, all the same.
test_calendar_of_a_year_to_come if {
	fund := {"fund": "care", "function": "service", "years": {"2014-15": {"host": "B2", "reports": [{"time": "2014-07-20T09:00:00.000Z", "material": ["A lease ends"]}]}}}
	[[item.id, object.get(item, "done", ""), item.late, item.who] | some item in _calendar("2015-03-01T09:00:00.000Z", fund)] == [
		["material", "2014-07-20", false, "B2"],
		["budget", "", true, "B2"],
		["confirmation", "", false, ""],
	]
	[item.who | some item in _calendar("2015-03-01T09:00:00.000Z", {"fund": "care", "function": "service", "years": {}})] == ["", ""]
}

# A monthly report to the quarter's end is a report of the quarter.
test_monthly_reports if {
	fund := _fund(object.union(object.remove(_year, ["reports"]), {"reports": [_report("M06", "2015-10-20T22:59:59.999Z", 40000)]}))
	[item.late | some item in _calendar("2015-11-01T09:00:00.000Z", fund); item.id == "Q2"; item.done == "2015-10-20"] == [false]
}

# The host states what the year came to, in time or late.
test_outturn_awaited[note] if {
	some note, case in {
		"not yet": ["2016-05-31T09:00:00.000Z", [], [["outturn", "2016-05-31", "", false, "B2", "outturn.stated"]]],
		"late": ["2016-06-01T09:00:00.000Z", [], [["outturn", "2016-05-31", "", true, "B2", "outturn.stated"]]],
		"stated": [
			"2016-08-01T09:00:00.000Z", [{"time": "2016-05-30T09:00:00.000Z", "stage": "provisional"}, {"time": "2016-07-30T09:00:00.000Z", "stage": "audited"}],
			[["outturn", "2016-05-31", "2016-05-30", false, "B2", "outturn.stated"]],
		],
	}
	fund := _fund(object.union(object.remove(_year, ["outturns"]), {"outturns": case[1]}))
	answer := main.ruling.calendar with input as {"ask": "calendar", "time": case[0], "entry": 150, "parties": facts.parties, "year": "2015-16", "fund": fund} with data.terms as object.union(_terms, {"accounts": object.union(_terms.accounts, {"outturn_days": 61})})
	[[item.id, item.by, object.get(item, "done", ""), item.late, item.who, item.record] | some item in answer; item.id == "outturn"] == case[2]
}

test_no_calendar_without_a_term if {
	ruling := main.ruling with input as {"ask": "calendar", "time": "2015-07-01T09:00:00.000Z", "year": "2015-16", "fund": _fund(_year)} with data.terms as object.remove(_terms, ["accounts", "changes"])
	ruling.allow == false
	ruling.checks[0].id == "not-provided"
}
