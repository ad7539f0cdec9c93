package concordat.leaving_test

import data.concordat.main
import data.concordat.main_test as facts

# A function without end, a scheme with a last day, and notice of twelve months.
_terms(leaving) := object.union(object.remove(facts.terms, ["functions", "leaving", "liability", "pool"]), {
	"functions": {
		"service": {"title": "A service", "parties": facts.codes},
		"scheme": {"title": "Scheme S", "parties": facts.codes, "until": "2027-03-31"},
		"other": {"title": "Of two", "parties": ["C3", "D4"]},
	},
	"pool": {"clause": "7.1"},
	"settlement": {"due_days": 30},
	"leaving": object.union({"clause": "12.4", "months": 12, "not_before_end": true, "contributions": "due"}, leaving),
})

_ask(on, leaving, more) := answer if {
	answer := main.ruling with data.terms as _terms(leaving)
		with input as object.union(
			{
				"ask": "leave", "time": "2026-01-15T10:00:00.000Z", "entry": 200, "party": "B2", "body": {"function": "service", "on": on},
				"parties": facts.parties, "mou": facts.mou, "functions": {}, "funds": [], "obligations": [], "leads": [],
			},
			more,
		)
}

_leave(on, leaving, more) := _ask(on, leaving, more).leave

_list(items) := [[item.obligation, item.party, item.pence] | some item in items]

# The day.

# Better Care Fund framework agreement, clause 22.1: notice on 15 January 2026, the
# earliest end 15 January 2027; scheme S ends on 31 March 2027, and moves with it.
test_day[note] if {
	some note, case in {
		"twelve months": ["service", "2026-06-01", {}, "2027-01-15", false],
		"asked for later": ["service", "2027-06-01", {}, "2027-06-01", true],
		"scheme S": ["scheme", "2027-01-15", {}, "2027-03-31", false],
		"on its last day": ["scheme", "2027-03-31", {}, "2027-03-31", true],
		"scheme S extended": ["scheme", "2027-03-31", {"functions": {"scheme": {"until": "2028-03-31", "decision": "T-2026-001"}}}, "2028-03-31", false],
		"all": ["*", "2027-01-15", {}, "2027-03-31", false],
	}
	answer := _ask("", {}, object.union({"body": {"function": case[0], "on": case[1]}}, case[2]))
	answer.leave.effective == case[3]
	answer.checks[0].met == case[4]
	answer.checks[0].id == "leaving-date"
}

# Notice that was given runs from its own day. That of leaving all waits for the last
# of them to end, and so a further one of leaving this alone would end sooner.
test_notice_already_given[function] if {
	some function in ["service", "*"]
	parties := object.union(facts.parties, {"B2": object.union(facts.party("B2"), {"leaving": [
		{"function": function, "notified": "2025-05-01T10:00:00.000Z", "effective": "2026-05-01", "entry": 90},
		{"function": "other", "notified": "2024-05-01T10:00:00.000Z", "effective": "2025-05-01", "entry": 80},
	]})})
	answer := _ask("2026-04-01", {}, {"parties": parties})
	answer.leave.effective == {"service": "2026-05-01", "*": "2027-01-15"}[function]
	startswith(answer.checks[0].explain, {"service": "Notice given on 1 May 2025 takes", "*": "Notice given on 15 January 2026 takes"}[function])
}

test_no_answer[note] if {
	some note, case in {
		"nothing said": [{"contributions": false}, {}, "leaving"],
		"no part": [{}, {"body": {"function": "other", "on": "2027-01-15"}}, "not-participating"],
		"no such function": [{}, {"body": {"function": "nowhere", "on": "2027-01-15"}}, "not-participating"],
	}
	answer := _ask("2027-01-15", case[0], case[1])
	answer.allow == false
	[unmet.id | some unmet in answer.checks] == [case[2]]
}

# Who has left is told since when.
test_left_already[note] if {
	some note, case in {
		"this function": ["service", "service", "2024-05-01T10:00:00.000Z", "Party B2 takes no part in what it would leave on 15 January 2026. It has left: 1 May 2025 was the last day on which it took part. What it owed and was owed then, and what was paid since, stands in its statement of account."],
		"never took part": ["other", "service", "2024-05-01T10:00:00.000Z", "Party B2 takes no part in what it would leave on 15 January 2026."],
	}
	parties := object.union(facts.parties, {"B2": object.union(facts.party("B2"), {"leaving": [{"function": case[1], "notified": case[2], "entry": 90}]})})
	answer := _ask("2027-01-15", {}, {"parties": parties, "body": {"function": case[0], "on": "2027-01-15"}})
	answer.allow == false
	answer.checks[0].explain == case[3]
}

# Contributions. The day of leaving is 15 January 2027 unless a later one is asked for.

_given(more) := object.union(
	{
		"obligation": "T-2026-002/002", "party": "B2", "line": "1", "pence": 36500000, "recurrent": true, "capital": false, "in": "cash",
		"due": "2026-07-01", "status": "due", "paid": 0, "received": 0,
	},
	more,
)

_year(contributions, more) := object.union(
	{
		"decision": "T-2026-002", "entry": 100, "host": "A1", "host_type": "ccg", "parties": facts.codes,
		"lines": [{"line": "1", "what": "The service"}], "contributions": contributions, "reports": [], "outturns": [],
	},
	more,
)

_fund(years) := {"funds": [{"fund": "F", "function": "service", "years": years}]}

_of(given) := _fund({"2026-27": _year([given], {})})

test_what_falls_due_by_the_day_is_owed[note] if {
	some note, case in {
		"due before": [{}, [["T-2026-002/002", "A1", 36500000]], [], []],
		"due on the day": [{"due": "2027-01-15"}, [["T-2026-002/002", "A1", 36500000]], [], []],
		"due after": [{"due": "2027-01-16"}, [], [], [["T-2026-002/002", "A1", 36500000]]],
		"part paid": [{"paid": 10000000, "received": 10000000}, [["T-2026-002/002", "A1", 26500000]], [], []],
		"paid": [{"paid": 36500000, "received": 36500000}, [], [], []],
		"only said to be paid": [{"paid": 36500000}, [["T-2026-002/002", "A1", 36500000]], [], []],
		"paid in advance": [{"due": "2027-02-01", "paid": 500, "received": 500}, [], [["T-2026-002/002", "A1", 500]], [["T-2026-002/002", "A1", 36499500]]],
		"given back": [{"refund": true}, [], [], []],
		"another's": [{"party": "C3"}, [], [], []],
	}
	left := _leave("2027-01-15", {}, _of(_given(case[0])))
	_list(left.owed) == case[1]
	_list(left.back) == case[2]
	_list(left.stops) == case[3]
}

# 75 of 365 days are left after 15 January 2027: £365,000.00 × 75 ÷ 365 = £75,000.00.
test_by_day[note] if {
	some note, case in {
		"not paid": ["2027-01-15", {}, [29000000], [], [7500000]],
		"paid": ["2027-01-15", {"paid": 36500000, "received": 36500000}, [], [7500000], []],
		"rounded down": ["2027-01-15", {"pence": 100}, [80], [], [20]],
		"on the last day": ["2027-03-31", {}, [36500000], [], []],
		"for a later year": ["2027-01-15", {"year": "2027-28"}, [], [], [36500000]],
	}
	given := _given(object.remove(case[1], ["year"]))
	left := _leave(case[0], {"contributions": "by_day"}, _fund({object.get(case[1], "year", "2026-27"): _year([given], {})}))
	[item.pence | some item in left.owed] == case[2]
	[item.pence | some item in left.back] == case[3]
	[item.pence | some item in left.stops] == case[4]
}

test_working_in_words if {
	left := _leave("2027-01-15", {"contributions": "by_day"}, _of(_given({"paid": 36500000, "received": 36500000})))
	left.back == [{
		"obligation": "T-2026-002/002", "fund": "F", "party": "A1", "what": "The service", "pence": 7500000, "due": "2027-02-14", "clause": "12.4",
		"why": "£365,000.00 for 2026-27: 75 of 365 days are left after 15 January 2027, so that £75,000.00 of it is not owed. What was paid in advance comes back.",
	}]
	said := _leave("2027-01-15", {}, _of(_given({"paid": 100})))
	said.owed[0].why == "It is for the time to the day of leaving, and falls due on 1 July 2026. Said to be paid: £1.00; said to be received: £0.00. What both say counts."
	unnamed := _leave("2027-01-15", {}, _of(object.remove(_given({}), ["line"])))
	unnamed.owed[0].what == "Contribution"
}

# What a change gives back is an obligation of its own, and is not counted again as what
# leaving releases; what it adds is released for the days from its own on. From
# 2 November 2026 on the year has 150 days.
test_changes_that_stand[note] if {
	some note, case in {
		"given back, and not paid yet": ["by_day", {}, {"pence": 7500000, "effective": "2027-01-16"}, [36500000], [7500000], []],
		"given back, and paid": ["by_day", {"paid": 36500000, "received": 36500000}, {"pence": 7500000, "effective": "2027-01-16"}, [], [7500000], []],
		"and received": ["by_day", {"paid": 36500000, "received": 36500000}, {"pence": 7500000, "effective": "2027-01-16", "done": true}, [], [], []],
		"less than leaving releases": ["by_day", {}, {"pence": 5000000, "effective": "2027-01-16"}, [34000000], [5000000], [2500000]],
		"more than it releases": ["by_day", {}, {"pence": 9000000, "effective": "2027-01-16"}, [36500000], [9000000], []],
		"given back from an earlier day": ["by_day", {"paid": 36500000, "received": 36500000}, {"pence": 12000000, "effective": "2026-11-02"}, [], [1500000, 12000000], []],
		"of another line": ["by_day", {}, {"pence": 7500000, "effective": "2027-01-16", "line": "2"}, [29000000], [7500000], [7500000]],
		"due later, and given back later": ["due", {"due": "2027-02-01"}, {"pence": 36500000, "effective": "2027-01-16", "due": "2027-02-01"}, [36500000], [36500000], []],
		"due later, and given back before": ["due", {"due": "2027-02-01"}, {"pence": 500, "effective": "2026-11-02"}, [], [500], [36500000]],
	}
	refund := object.union(
		{"obligation": "T-2026-002/009", "payer": "A1", "payee": "B2", "party": "B2", "kind": "refund", "what": "Less", "refund": true, "line": "1", "due": "2026-12-01", "year": "2026-27"},
		object.remove(case[2], ["effective", "done"]),
	)
	change := {"id": "C1", "stands": true, "effective": case[2].effective, "changes": [], "obligations": [refund]}
	open := [refund | not case[2].done]
	left := _leave("2027-01-15", {"contributions": case[0]}, object.union(_fund({"2026-27": _year([_given(case[1])], {"changes": [change]})}), {"obligations": open}))
	[item.pence | some item in left.owed] == case[3]
	sort([item.pence | some item in left.back]) == case[4]
	[item.pence | some item in left.stops] == case[5]
}

test_given_back_of_the_earliest_first if {
	later := _given({"obligation": "T-2026-002/001", "due": "2026-10-01"})
	change := {"id": "C1", "stands": true, "effective": "2027-01-16", "changes": [], "obligations": [_given({"obligation": "T-2026-002/009", "pence": 10000000, "refund": true})]}
	left := _leave("2027-01-15", {"contributions": "by_day"}, _fund({"2026-27": _year([later, _given({})], {"changes": [change]})}))
	[[item.obligation, item.pence, item.why] | some item in left.owed] == [
		["T-2026-002/002", 36500000, "£365,000.00 for 2026-27: 75 of 365 days are left after 15 January 2027, so that £75,000.00 of it is not owed. A change of contributions gives £75,000.00 of that back."],
		["T-2026-002/001", 31500000, "£365,000.00 for 2026-27: 75 of 365 days are left after 15 January 2027, so that £75,000.00 of it is not owed. A change of contributions gives £25,000.00 of that back."],
	]
}

test_what_a_change_adds if {
	more := _given({"obligation": "T-2026-002/009", "pence": 15000000, "due": "2026-12-01", "paid": 15000000, "received": 15000000})
	change := {"id": "C1", "stands": true, "effective": "2026-11-02", "changes": [], "obligations": [more]}
	left := _leave("2027-01-15", {"contributions": "by_day"}, _fund({"2026-27": _year([], {"changes": [change]})}))
	left.owed == []
	[[item.what, item.pence, item.why] | some item in left.back] == [[
		"More for The service", 7500000,
		"£150,000.00 for 2026-27 from 2 November 2026: 75 of 150 days are left after 15 January 2027, so that £75,000.00 of it is not owed. What was paid in advance comes back.",
	]]
}

test_host_owes_its_own_contribution_to_nobody if {
	left := _leave("2027-01-15", {}, _fund({"2026-27": _year([_given({})], {"host": "B2"})}))
	left.owed == []
}

test_staff_run_on if {
	staff := _given({"in": "staff", "due": "2027-02-01"})
	left := _leave("2027-01-15", {"survives": ["staff"]}, _of(staff))
	[[item.pence, item.until] | some item in left.survives] == [[36500000, "2027-03-31"]]
	left.owed == []
	left.stops == []
	count(_leave("2027-01-15", {"survives": ["commitments"]}, _of(staff)).stops) == 1
	count(_leave("2027-01-15", {"survives": ["staff"]}, _fund({"2027-28": _year([staff], {})})).stops) == 1
}

# A post is paid for as staff run on; where nothing says so, as any other contribution.
test_a_post_runs_on if {
	post := _given({"in": "post", "due": "2027-02-01"})
	left := _leave("2027-01-15", {"survives": ["staff"]}, _of(post))
	[[item.pence, item.until, item.why] | some item in left.survives] == [[36500000, "2027-03-31", "A post that the host employs for all is paid for to the end of 2026-27."]]
	left.stops == []
	count(_leave("2027-01-15", {"survives": ["commitments"]}, _of(post)).stops) == 1
}

# A year that is over by then: what was not given of it is owed, and nothing of it runs on.
test_staff_of_a_year_that_is_over if {
	left := _leave("2027-06-01", {"survives": ["staff"]}, _of(_given({"in": "staff", "due": "2027-02-01"})))
	_list(left.owed) == [["T-2026-002/002", "A1", 36500000]]
	left.survives == []
}

# Obligations beside contributions.

_obligation(more) := object.union(
	{
		"obligation": "T-2026-003/001", "decision": "T-2026-003", "payer": "B2", "payee": "C3", "what": "Risk share for 2026-27",
		"function": "service", "kind": "risk_share", "in": "cash", "pence": 1000, "recurrent": false, "year": "2026-27", "due": "2027-06-30",
		"status": "due",
	},
	more,
)

test_obligations[note] if {
	some note, case in {
		"tail": [{}, {"tail": true}, "survives"],
		"no tail": [{}, {}, "stops"],
		"due": [{"due": "2026-06-30"}, {"tail": true}, "owed"],
		"of another that merged into it": [{"payer": "Z9", "payer_now": "B2", "due": "2026-06-30"}, {}, "owed"],
		"to it": [{"payer": "C3", "payee": "B2", "due": "2026-06-30"}, {}, "back"],
		"to it, later": [{"payer": "C3", "payee": "Z9", "payee_now": "B2"}, {"tail": true}, "survives"],
		"settlement": [{"kind": "settlement"}, {}, "owed"],
		"refund": [{"kind": "refund", "payer": "C3", "payee": "B2"}, {}, "back"],
		"charge": [{"kind": "charge"}, {"tail": true}, "stops"],
		"contribution without a fund": [{"kind": "contribution"}, {}, "stops"],
		"contribution to it as host": [{"kind": "contribution", "payer": "C3", "payee": "B2"}, {}, "stops"],
		"duty by then": [{"kind": "duty", "payee": "", "pence": 0, "due": "2026-06-30"}, {}, "owed"],
		"duty later": [{"kind": "duty", "payee": "", "pence": 0}, {}, "stops"],
		"duty that it has left": [{"kind": "duty", "payee": "", "pence": 0, "left": true}, {}, ""],
		"duty again and again": [{"kind": "duty", "payee": "", "pence": 0, "due": "2026-06-30", "recurrent": true}, {}, "stops"],
	}
	left := _leave("2027-01-15", case[1], {"obligations": [_obligation(case[0])]})
	{list | some list in ["owed", "back", "stops", "survives"]; count(left[list]) > 0} == {list | some list in [case[2]]; list != ""}
}

test_nothing_left_of_it[note] if {
	some note, more in {
		"paid": {"paid": 1000, "received": 1000},
		"to itself": {"payee": "B2"},
		"of others": {"payer": "A1"},
		"duty of another": {"kind": "duty", "payer": "A1", "payee": ""},
	}
	left := _leave("2027-01-15", {}, {"obligations": [_obligation(more)]})
	array.flatten([left.owed, left.back, left.stops, left.survives]) == []
}

# What leaving one function came to is not worked out anew when the party leaves all.
test_left_before[note] if {
	some note, case in {
		"of which some stopped": [{"pence": 29000000, "left": true}, [29000000], []],
		"which was paid": [{"left": true, "paid": 36500000, "received": 36500000}, [], []],
		"which did not": [{}, [29000000], [7500000]],
	}
	left := _leave("2027-01-15", {"contributions": "by_day"}, _fund({"2026-27": _year([_given(case[0])], {})}))
	[item.pence | some item in left.owed] == case[1]
	[item.pence | some item in left.stops] == case[2]
	left.back == []
}

test_in_order_of_days if {
	left := _leave("2027-01-15", {}, {"obligations": [
		_obligation({"kind": "settlement", "obligation": "T-2026-003/002", "due": "2026-09-01"}),
		_obligation({"kind": "settlement", "obligation": "T-2026-003/003", "due": "2026-06-01"}),
		_obligation({"kind": "settlement", "obligation": "T-2026-003/001", "due": "2026-09-01"}),
	]})
	[item.obligation | some item in left.owed] == ["T-2026-003/003", "T-2026-003/001", "T-2026-003/002"]
}

# Leads.

test_leads if {
	lead := {"decision": "T-2025-001", "function": "service", "party": "B2", "limit": {}, "from": "2025-04-01", "entry": 60, "used": []}
	left := _leave("2027-01-15", {}, {"leads": [
		lead,
		object.union(lead, {"party": "C3", "decision": "T-2025-002"}),
		object.union(lead, {"until": "2026-03-31"}),
		object.union(lead, {"function": "other"}),
	]})
	{[item.party, item.what, item.until] | some item in left.stops} == {
		["", "Party B2 leads service", "2027-01-15"],
		["C3", "Party C3 leads service for Party B2", "2027-01-15"],
	}
}

# What runs on.

test_part_in_what_the_fund_comes_to[note] if {
	some note, case in {
		"year begun": ["2026-27", [], true],
		"provisional": ["2026-27", [{"stage": "provisional"}], true],
		"audited": ["2026-27", [{"stage": "provisional"}, {"stage": "audited"}], false],
		"year to come": ["2027-28", [], false],
	}
	left := _leave("2027-01-15", {"tail": true}, _fund({case[0]: _year([], {"outturns": case[1]})}))
	count(left.survives) == 1 == case[2]
}

test_no_part_in_it_without_the_term if _leave("2027-01-15", {}, _fund({"2026-27": _year([], {})})).survives == []

# £300.00 is committed. It contributes £365,000.00, less £73,000.00 given back by the
# decision and £73,000.00 by a change that stands: £219,000.00 of £1,314,000.00.
test_commitments if {
	contributions := array.concat([_given({"party": code, "obligation": code}) | some code in facts.codes], [_given({"refund": true, "obligation": "R", "pence": 7300000})])
	report := {"period": "Q2", "to": "2026-09-30", "lines": [{"line": "1", "spend": 1, "committed": 30000}]}
	reports := [object.union(report, {"period": "Q1", "to": "2026-06-30", "lines": [{"line": "1", "committed": 99}]}), report]
	less := [{"party": "B2", "line": "1", "pence": -7300000}]
	changes := [
		{"id": "C1", "stands": true, "effective": "2026-11-02", "changes": less, "obligations": []},
		{"id": "C2", "stands": false, "effective": "2026-11-02", "changes": less, "obligations": []},
	]
	left := _leave("2027-01-15", {"survives": ["commitments"]}, _fund({"2026-27": _year(contributions, {"reports": reports, "changes": changes})}))
	[[item.pence, item.why] | some item in left.survives] == [[5000, "£300.00 committed to 30 September 2026 and not spent × £219,000.00 of £1,314,000.00 contributed = £50.00, by the report of Q2."]]
}

# What a fund was committed to in a year that is over is in what that year came to, and
# so it is where the outturn is audited. Contributions pay for it.
test_commitments_of_a_year_that_is_over if {
	reports := [{"period": "Q2", "to": "2026-09-30", "lines": [{"line": "1", "spend": 1, "committed": 30000}]}]
	every left in [
		_leave("2027-03-31", {"survives": ["commitments"]}, _fund({"2026-27": _year([_given({})], {"reports": reports})})),
		_leave("2027-01-15", {"survives": ["commitments"]}, _fund({"2026-27": _year([_given({})], {"reports": reports, "outturns": [{"stage": "audited"}]})})),
	] {
		left.survives == []
	}
}

# Whether the fund stands without it (NHS Act 2006 s14Z3(5)).
test_remaining_fund[note] if {
	some note, case in {
		"all contribute": ["2026-27", {}, {}, [true]],
		"one contributes nothing": ["2026-27", {"parties": ["A1", "B2", "C3", "D4", "E5"]}, {}, [false]],
		"not all need to": ["2026-27", {"parties": ["A1", "B2", "C3", "D4", "E5"]}, {"pool": {"clause": "7.1", "all_contribute": false}}, [true]],
		"the host leaves": ["2026-27", {"host": "B2"}, {}, [false]],
		"one is left": ["2026-27", {"parties": ["A1", "B2"]}, {}, [false]],
		"a year that is over": ["2025-26", {}, {}, []],
		"it takes no part": ["2026-27", {"parties": ["A1", "C3", "D4"]}, {}, []],
	}
	contributions := [_given({"party": code, "obligation": code}) | some code in facts.codes]
	terms := object.union(_terms({}), case[2])
	answer := main.ruling with data.terms as terms
		with input as object.union(
			{
				"ask": "leave", "time": "2026-01-15T10:00:00.000Z", "party": "B2", "body": {"function": "service", "on": "2027-01-15"},
				"parties": facts.parties, "functions": {}, "obligations": [], "leads": [],
			},
			_fund({case[0]: _year(contributions, case[1])}),
		)
	[pool.stands | some pool in answer.leave.pools] == case[3]
}

# Liability: s14Z3(6) to 30 June 2022, s65Z5(6) from 1 July 2022.
test_liability[type] if {
	some type, want in {
		"ccg": ["Each body stays liable for its own functions, whoever exercised them for it (NHS Act 2006 s14Z3(6))."],
		"icb": ["Liable is the body that exercised them, and no other (NHS Act 2006 s65Z5(6)). Not settled: a joint committee is no legal person."],
		"council": [],
	}
	liability := {"clause": "12.4", "periods": [
		{"until": "2022-06-30", "types": ["ccg"], "with": "each", "source": "NHS Act 2006 s14Z3(6)"},
		{"from": "2022-07-01", "types": ["icb"], "with": "exercising", "source": "NHS Act 2006 s65Z5(6)", "uncertain": "a joint committee is no legal person"},
		{"from": "2099-07-01", "types": ["icb", "ccg"], "with": "each", "source": "a later act"},
	]}
	answer := main.ruling with data.terms as object.union(_terms({}), {"liability": liability})
		with input as {
			"ask": "leave", "time": "2026-01-15T10:00:00.000Z", "party": "B2", "body": {"function": "service", "on": "2027-01-15"},
			"parties": object.union(facts.parties, {"B2": object.union(facts.party("B2"), {"type": type})}), "functions": {}, "funds": [], "obligations": [], "leads": [],
		}
	[item.why | some item in answer.leave.survives] == want
}
