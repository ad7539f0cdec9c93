# METADATA
# title: Leaving
# description: |
#   What would follow if a party left a function, or all of them, on a day: the first
#   day on which it may be gone, what it owes, what is due back to it, what stops,
#   what runs on, and whether each pooled fund stands without it, clause by clause.
#   The day is the later of the one asked about and that on which notice, given
#   today or already given, takes effect.
#
#   Term leaving, beside what package parties reads:
#
#     contributions  due: what falls due by the day of leaving is owed, and what falls
#                    due later is not; by_day: of what is contributed for the year in
#                    which it leaves, as much as the days left are of the year's is
#                    not. It contributes what was decided and what changes that stand
#                    have added, each for the days from its own on
#     tail           true: a risk share and the party's part in what a fund comes to
#                    run on, to the audited outturn of the years that have begun
#     survives       commitments, staff: what else runs on of the year in which it
#                    leaves, to its end; a year that is over by then is settled. With
#                    staff also posts that a host employs for all
#
#   As the day passes the answer is recorded: what stops is owed no more, and what was
#   paid beyond what is owed comes back, due the days after it that term settlement gives
#   for payments. What a change that stands gives back of the same line for the time
#   after leaving is an obligation of its own: of so much the contribution stays owed,
#   and comes back once. Only what both sides say counts as paid. What leaving one
#   function came to before is not worked out anew when the party leaves all. Term liability {periods: [{from, until, types, with: each or exercising,
#   source, uncertain}]}: who answers for the exercise of a function, by date and
#   kind of body, and what the law leaves open.
#
#   It reads from the input: time, party, body {function, on}, parties, functions,
#   funds, obligations, leads.
package concordat.leaving

import data.concordat.calendar
import data.concordat.check
import data.concordat.funds
import data.concordat.money
import data.concordat.parties
import data.concordat.words

# METADATA
# title: Answer
# description: What leaving comes to, or why the question has no answer. Undefined where a fact is missing.
ruling := {"allow": false, "checks": _refusals} if {
	count(_refusals) > 0
} else := {"allow": true, "checks": [_date_check], "leave": {
	"effective": effective,
	"owed": _by_due(_owed),
	"back": _by_due(_back),
	"stops": _by_due(_stops),
	"survives": array.flatten([_by_due(_runs_on), _tails, _committed, _liabilities]),
	"pools": _pools,
}}

# METADATA
# title: Day of leaving
# description: The last day on which the party takes part, were it to leave as asked.
effective := max([input.body.on, _earliest])

_terms := data.terms

_clause := data.terms.leaving.clause

_name := words.party(input.parties, input.party)

# Whether it can be asked.

_refusals := array.concat(_nothing_said, _no_part)

_nothing_said := [check.unmet({
	"id": "leaving",
	"clause": object.get(_terms, ["leaving", "clause"], _terms.parties.clause),
	"title": "Leaving",
	"required": "A clause on what becomes of contributions when a party leaves",
	"actual": "None",
	"explain": "The agreement does not say what becomes of contributions when a party leaves, so that nothing can be worked out and nothing follows by itself: a motion of a party that takes part says what is owed, or the host of each fund changes its contributions.",
})] if {
	not _terms.leaving.contributions
} else := []

_no_part := [check.unmet({
	"id": "not-participating",
	"clause": _terms.parties.clause,
	"required": "A party that takes part",
	"actual": "It takes no part",
	"explain": concat(" ", array.concat([sprintf("%s takes no part in what it would leave on %s.", [_name, words.date(parties.day)])], _gone_since)),
})] if {
	count([function | some function in _functions; input.party in parties.participants(function, parties.day)]) == 0
} else := []

_functions := parties.functions_of(input.party) if {
	input.body.function == "*"
} else := {function | some function in [input.body.function]; _terms.functions[function]}

# The last day of each function that it has left.
_left_on := [day |
	some function in _functions
	day := min([ended |
		some notice in input.parties[input.party].leaving
		notice.function in {function, "*"}
		ended := parties.effective(input.party, notice.function, calendar.london_day(notice.notified))
	])
	day < parties.day
]

_gone_since := [sprintf("It has left: %s was the last day on which it took part. What it owed and was owed then, and what was paid since, stands in its statement of account.", [words.date(max(_left_on))])] if {
	count(_left_on) > 0
} else := []

# When it takes effect.

_notices := [notice |
	some notice in input.parties[input.party].leaving
	notice.function in {input.body.function, "*"}
]

# The notice that ends soonest, with the day on which it was given.
_soonest := min(array.concat(
	[[parties.effective(input.party, input.body.function, parties.day), parties.day]],
	[[parties.effective(input.party, notice.function, day), day] |
		some notice in _notices
		day := calendar.london_day(notice.notified)
	],
))

_earliest := _soonest[0]

_notified := _soonest[1]

_date_check := check.of({
	"id": "leaving-date",
	"clause": _clause,
	"required": sprintf("Not before %s", [words.date(_earliest)]),
	"actual": words.date(input.body.on),
	"met": input.body.on >= _earliest,
	"explain": sprintf("Notice given on %s takes effect on %s at the earliest. What follows is worked out for %s, on which %s still takes part.", [
		words.date(_notified), words.date(_earliest), words.date(effective), _name,
	]),
})

# What it contributes, as decided and as changes that stand have added to it. A host
# owes its own contribution to nobody.

_contributions := array.concat(_of_funds, _of_others)

_of_funds := array.concat(
	[object.union(given, {"fund": of.fund, "year": of.year, "other": of.facts.host, "what": _of_line(of.facts, given)}) |
		some of in _held_by_others
		some given in of.facts.contributions
		given.party == input.party
		not given.refund
	],
	[object.union(given, {"fund": of.fund, "year": of.year, "other": of.facts.host, "what": what, "from": change.effective}) |
		some of in _held_by_others
		some change in of.facts.changes
		some given in change.obligations
		given.party == input.party
		not given.refund
		what := sprintf("More for %s", [_of_line(of.facts, given)])
	],
)

_held_by_others := [{"fund": fund.fund, "year": year, "facts": facts} |
	some fund in input.funds
	some year, facts in fund.years
	facts.host != input.party
]

_of_line(facts, given) := line.what if {
	some line in facts.lines
	line.line == given.line
} else := "Contribution"

_in_funds := {given.obligation | some given in _of_funds}

_of_others := [object.union(given, {"other": _payee(given)}) |
	some given in _outgoing
	given.kind == "contribution"
	not given.obligation in _in_funds
]

# What is for the time after leaving, and why, in words. Of what a change adds or gives
# back from a day on, the days are those from that day to the year's end.
_reckoned(given) := {"gone": 0, "why": "It is what leaving this function has left of it."} if {
	given.left == true
} else := {"gone": 0, "why": sprintf("%s to the end of %s.", [_staffing[given["in"]], given.year])} if {
	_staff_run_on(given)
} else := {"gone": _later(given), "why": sprintf("%s for %s%s: %s of %s days are left after %s, so that %s of it is not owed.", [
	words.money(given.pence), given.year, _from(given), words.number(days.left), words.number(days.all), words.date(effective), words.money(_later(given)),
])} if {
	_terms.leaving.contributions == "by_day"
	days := _days(given)
	days.left > 0
} else := {"gone": given.pence, "why": sprintf("It would fall due on %s, after the day of leaving.", [words.date(given.due)])} if {
	_terms.leaving.contributions == "due"
	given.due > effective
} else := {"gone": 0, "why": sprintf("It is for the time to the day of leaving, and falls due on %s.", [words.date(given.due)])}

_later(amount) := money.portion(amount.pence, days.left, days.all) if {
	_terms.leaving.contributions == "by_day"
	days := _days(amount)
} else := amount.pence if {
	amount.due > effective
} else := 0

_days(amount) := {"all": all, "left": min([all, max([0, last - calendar.number(effective)])])} if {
	last := calendar.number(calendar.day_of_year(amount.year, "03-31"))
	all := (last - calendar.number(object.get(amount, "from", calendar.day_of_year(amount.year, "04-01")))) + 1
}

_from(given) := sprintf(" from %s", [words.date(given.from)]) if {
	given.from
} else := ""

# What changes that stand give back of a line for that time already. The contributions
# to it stay owed to so much, the earliest first, for it comes back by itself.
_given_back(of) := sum([_later(object.union(back, {"year": held.year, "from": change.effective})) |
	some held in _held_by_others
	held.fund == of.fund
	held.year == of.year
	some change in held.facts.changes
	some back in change.obligations
	back.party == input.party
	back.refund
	object.get(back, "line", "") == object.get(of, "line", "")
]) if {
	of.fund
} else := 0

_already_back(given, gone) := max([0, min([gone, _given_back(given) - before])]) if {
	before := sum([_reckoned(other).gone |
		some other in _contributions
		[other.fund, other.year, object.get(other, "line", "")] == [given.fund, given.year, object.get(given, "line", "")]
		[other.due, other.obligation] < [given.due, given.obligation]
	])
}

_back_in_words(0) := []

_back_in_words(pence) := [sprintf("A change of contributions gives %s of that back.", [words.money(pence)])] if pence > 0

_staff_run_on(given) if {
	_staffing[given["in"]]
	"staff" in _terms.leaving.survives
	_under_way(given.year)
}

_staffing := {"staff": "Staff made available run on", "post": "A post that the host employs for all is paid for"}

_has_begun(year) if calendar.day_of_year(year, "04-01") <= effective

# There are days left of it after the party is gone.
_under_way(year) if {
	_has_begun(year)
	calendar.day_of_year(year, "03-31") > effective
}

_parts := [{"given": given, "kept": (given.pence - reckoned.gone) + back, "paid": _both_say(given), "why": why} |
	some given in _contributions
	reckoned := _reckoned(given)
	back := _already_back(given, reckoned.gone)
	why := concat(" ", array.flatten([reckoned.why, _back_in_words(back), _disagreement(given)]))
]

_both_say(owed) := min([object.get(owed, "paid", 0), object.get(owed, "received", 0)])

_disagreement(owed) := [sprintf("Said to be paid: %s; said to be received: %s. What both say counts.", [words.money(paid), words.money(received)]) |
	paid := object.get(owed, "paid", 0)
	received := object.get(owed, "received", 0)
	paid != received
]

_item(owed, other, pence, why) := object.union(
	{"obligation": owed.obligation, "party": other, "what": owed.what, "pence": pence, "due": owed.due, "clause": _clause, "why": why},
	{key: fund | some key in ["fund"]; fund := owed.fund},
)

# Other obligations.

_payer(owed) := object.get(owed, "payer_now", owed.payer)

_payee(owed) := object.get(owed, "payee_now", owed.payee)

_outgoing := [owed |
	some owed in input.obligations
	_payer(owed) == input.party
	_payee(owed) != input.party
]

_incoming := [owed |
	some owed in input.obligations
	_payee(owed) == input.party
	_payer(owed) != input.party
]

_others := array.concat(
	[{"owed": owed, "other": _payee(owed), "to": "owed"} | some owed in _outgoing; not owed.kind in {"contribution", "duty"}],
	[{"owed": owed, "other": _payer(owed), "to": "back"} | some owed in _incoming; owed.kind != "duty"],
)

_fates := [object.union(row, {"fate": _fate(row), "rest": rest}) |
	some row in _others
	rest := row.owed.pence - _both_say(row.owed)
	rest > 0
]

_fate(row) := row.to if row.owed.kind in {"settlement", "refund"}

_fate(row) := row.to if {
	not row.owed.kind in {"settlement", "refund"}
	row.owed.due <= effective
}

_fate(row) := "runs on" if {
	_tail_of(row)
	row.owed.due > effective
}

_fate(row) := "stops" if {
	not row.owed.kind in {"settlement", "refund"}
	not _tail_of(row)
	row.owed.due > effective
}

_tail_of(row) if {
	row.owed.kind == "risk_share"
	_terms.leaving.tail
}

_why := {
	"owed": "It had arisen before the day of leaving, and stands.",
	"back": "It had arisen before the day of leaving, and stands.",
	"stops": "It falls due after the day of leaving.",
	"runs on": "The risk share runs on to the audited outturn.",
}

_of_fate(fate) := [_item(row.owed, row.other, row.rest, concat(" ", array.concat([_why[fate]], _disagreement(row.owed)))) |
	some row in _fates
	row.fate == fate
]

# Duties are done until the day of leaving; then they end, or pass to who leads next.

_duties := [object.union(_item(owed, object.get(owed, "payee", ""), 0, why), {"until": effective}) |
	some owed in input.obligations
	owed.kind == "duty"
	not owed.left
	_payer(owed) == input.party
	why := "It is done to the day of leaving, and then ends, or passes to whoever leads next."
	_outlasts(owed)
]

_outlasts(owed) if owed.recurrent

_outlasts(owed) if owed.due > effective

_duties_owed := [_item(owed, object.get(owed, "payee", ""), 0, "It falls due by the day of leaving, and is still to be done.") |
	some owed in input.obligations
	owed.kind == "duty"
	_payer(owed) == input.party
	not _outlasts(owed)
]

_leads := [{
	"party": other, "what": what, "pence": 0, "until": effective, "clause": object.get(_terms, ["lead", "clause"], _clause),
	"why": sprintf("Appointed by %s. A lead acts for those that take part.", [lead.decision]),
} |
	some lead in input.leads
	object.get(lead, "until", "9999-12-31") > effective
	lead.function in _functions
	what := sprintf("%s leads %s%s", [words.party(input.parties, lead.party), replace(lead.function, "-", " "), _for_whom(lead.party)])
	other := _if_another(lead.party)
]

_if_another(lead) := "" if lead == input.party

_if_another(lead) := lead if lead != input.party

_for_whom(lead) := "" if lead == input.party

_for_whom(lead) := sprintf(" for %s", [_name]) if lead != input.party

# The lists.

# As long after the day as after a settlement.
_given_back_by := calendar.after(effective, object.get(_terms, ["settlement", "due_days"], 0))

_owed := array.flatten([
	[_item(part.given, part.given.other, part.kept - part.paid, part.why) |
		some part in _parts
		not _staff_run_on(part.given)
		part.kept > part.paid
	],
	_of_fate("owed"),
	_duties_owed,
])

_back := array.concat(
	[object.union(_item(part.given, part.given.other, part.paid - part.kept, concat(" ", [part.why, "What was paid in advance comes back."])), {"due": max([part.given.due, _given_back_by])}) |
		some part in _parts
		part.paid > part.kept
	],
	_of_fate("back"),
)

_stops := array.flatten([
	[_item(part.given, part.given.other, part.given.pence - held, part.why) |
		some part in _parts
		held := max([part.kept, part.paid])
		part.given.pence > held
	],
	_of_fate("stops"),
	_duties,
	_leads,
])

_runs_on := array.concat(
	[object.union(_item(part.given, part.given.other, part.kept - part.paid, part.why), {"until": calendar.day_of_year(part.given.year, "03-31")}) |
		some part in _parts
		_staff_run_on(part.given)
		part.kept > part.paid
	],
	_of_fate("runs on"),
)

# By day, and of one day by obligation.
_by_due(items) := [row[2] |
	some row in sort([[object.get(item, "due", object.get(item, "until", "")), object.get(item, "obligation", ""), item] | some item in items])
]

# What a fund comes to, and what it is committed to.

_years := [{"fund": fund.fund, "year": year, "facts": facts} |
	some fund in input.funds
	some year in sort(object.keys(fund.years))
	facts := fund.years[year]
	input.party in facts.parties
]

_unaudited(facts) if {
	every outturn in facts.outturns {
		outturn.stage == "provisional"
	}
}

_tails := [{
	"fund": of.fund, "party": of.facts.host, "what": sprintf("Its part in what the fund %s comes to for %s", [of.fund, of.year]), "pence": 0,
	"clause": _clause, "why": "It is settled by the audited outturn, as if the party had stayed.",
} |
	_terms.leaving.tail
	some of in _years
	_has_begun(of.year)
	_unaudited(of.facts)
]

_committed := [{
	"fund": of.fund, "party": of.facts.host, "what": sprintf("Its part of what the fund %s is committed to for %s", [of.fund, of.year]), "pence": pence, "clause": _clause,
	"why": sprintf("%s committed to %s and not spent × %s of %s contributed = %s, by the report of %s.", [
		words.money(committed), words.date(latest.to), words.money(own), words.money(all), words.money(pence), latest.period,
	]),
} |
	"commitments" in _terms.leaving.survives
	some of in _years
	_under_way(of.year)
	_unaudited(of.facts)
	last := max([report.to | some report in of.facts.reports])
	some latest in of.facts.reports
	latest.to == last
	committed := sum([line.committed | some line in latest.lines])
	own := funds.contributed(of.facts, input.party)
	all := sum([funds.contributed(of.facts, party) | some party in of.facts.parties])
	pence := money.portion(committed, own, all)
	pence > 0
]

# Whether a fund stands without it.

_pools := [{"fund": of.fund, "year": of.year, "stands": verdict[0], "clause": object.get(_terms, ["pool", "clause"], _clause), "why": verdict[1]} |
	some of in _years
	calendar.day_of_year(of.year, "03-31") > effective
	verdict := _verdict(of.facts, [code | some code in of.facts.parties; code != input.party])
]

_verdict(facts, staying) := [false, sprintf("%s hosts the fund: the others name another host, to which what is left passes.", [_name])] if {
	facts.host == input.party
} else := [false, sprintf("Only %s is left: one party alone pools nothing.", [words.parties(input.parties, staying)])] if {
	count(staying) < 2
} else := [false, sprintf("A fund is made up of contributions by all, and %s %s nothing.", [words.parties(input.parties, silent), _contribute(count(silent))])] if {
	not money.some_contribute(_terms.pool)
	paying := {given.party | some given in facts.contributions; not given.refund; given.pence > 0}
	silent := [code | some code in staying; not code in paying]
	count(silent) > 0
} else := [true, sprintf("%s go on, and each contributes as before.", [words.parties(input.parties, staying)])]

_contribute(1) := "contributes"

_contribute(n) := "contribute" if n > 1

# Who answers for what was done.

_liabilities := [{
	"party": "", "what": sprintf("Liability for the exercise of functions%s", [_when(period)]), "pence": 0, "clause": _terms.liability.clause,
	"why": sprintf("%s (%s).%s", [_answers[period["with"]], period.source, _left_open(period)]),
} |
	facts := input.parties[input.party]
	some period in _terms.liability.periods
	facts.type in period.types
	object.get(period, "from", "") <= effective
	object.get(period, "until", "9999-12-31") >= object.get(facts, "established", "")
]

_answers := {
	"each": "Each body stays liable for its own functions, whoever exercised them for it",
	"exercising": "Liable is the body that exercised them, and no other",
}

_when(period) := concat("", array.concat(
	[sprintf(" from %s", [words.date(day)]) | day := period.from],
	[sprintf(" until %s", [words.date(day)]) | day := period.until],
))

_left_open(period) := sprintf(" Not settled: %s.", [period.uncertain]) if {
	period.uncertain
} else := ""
