# METADATA
# title: Pooled funds
# description: |
#   What may be stated of a pooled fund in its year: reports, changes of
#   contributions and their approval, and money moved from line to line. Reads the
#   fund in the input and its year at hand, and the terms accounts, changes and
#   virement. What the terms leave out can't be stated.
#
#   changes {"approvals": "each" (every party that takes part) or "affected" (the
#   host, and whose contribution changes; and every party where a line has then more or
#   less in all, for that changes each one's part in what is over or left), "days":
#   after the end of a quarter}: a
#   change is indicative until all of these have approved it, each by a resolution of
#   its own governing body (pooled fund clause 9.4: adjustments within 20 days of a
#   quarter's end, indicative until each partner's own governance has approved).
#   virement {"by": "decision"}: money moves from line to line only as a decision
#   allows that binds all who take part and is later than the one that made the year
#   up (pooled fund management, clause 8.6). Its motion has the part virement: the
#   fund, its year, from which line to which, and how much at most; what was moved by
#   it before is taken off. Neither changes anything once an outturn of the year is
#   stated.
#   accounts: see the rule calendar.
package concordat.funds

import data.concordat.calendar as days
import data.concordat.check
import data.concordat.parties
import data.concordat.words
import data.concordat.yearly

# METADATA
# title: Passes
# description: Holds when the statement in the input passes the check of that name.
passes(name) if _passes[name]

# METADATA
# title: Reason
# description: The unmet check of that name, in words.
reason(name) := check.unmet(_reasons[name])

# METADATA
# title: Checks of a statement
# description: The checks that a statement of each kind about a fund must pass.
requires := {
	"fund.reported": ["officer", "speaks_for_host", "still_takes_part", "accounts_provided", "permitted_lines", "forecast_covers"],
	"contribution.changed": ["officer", "speaks_for_host", "changes_provided", "change_in_year", "outturn_open", "change_still_theirs", "change_fits"],
	"contribution.approved": ["officer", "change_waits", "approval_wanted", "change_resolved", "outturn_open", "change_still_theirs", "change_fits"],
	"virement.made": ["officer", "speaks_for_host", "still_takes_part", "virement_allowed", "virement_as_decided", "virement_within", "outturn_open", "permitted_lines", "virement_covered"],
}

# METADATA
# title: Effect
# description: |
#   Says of an approval that with it all have approved the change whose word the term
#   changes asks for, so that it is owed from now on.
effect := {"effect": true} if {
	input.kind == "contribution.approved"
	_change.id == _body.change
	count(_wanted) > 0
	count((_wanted - {party | some party in _change.approved}) - {input.party}) == 0
} else := {}

_terms := data.terms

_body := input.body

_fund := input.fund

_year := input.fund.years[input.year]

_today := days.london_day(input.time)

_name(code) := words.party(input.parties, code)

_of := sprintf("the fund %s for %s", [_fund.fund, input.year])

# METADATA
# title: Money of a line
# description: |
#   Pence that a line of a fund's year has: what is contributed to it as decided, the
#   changes that stand, and what was moved into it less what was moved out. Cash and
#   kind together: a line is of one kind.
budget(year, line) := (contributed + moved_in) - moved_out if {
	contributed := sum([pence | some [_, of, pence] in _rows(year); of == line])
	moved_in := sum([made.pence | some made in year.virements; made.to == line])
	moved_out := sum([made.pence | some made in year.virements; made.from == line])
}

# METADATA
# title: Contribution of a party
# description: Pence that a party contributes to a line of a fund's year, as decided and with the changes that stand.
contribution(year, party, line) := sum([pence | some [by, of, pence] in _rows(year); by == party; of == line])

# METADATA
# title: Contributions of a party
# description: Pence that a party contributes to a fund's year in all, as decided and with the changes that stand.
contributed(year, party) := sum([pence | some [by, _, pence] in _rows(year); by == party])

# Party, line and pence of everything that is contributed to a year.
_rows(year) := array.flatten([
	[[made.party, object.get(made, "line", ""), _signed(made)] | some made in year.contributions],
	[[row.party, row.line, row.pence] |
		some change in year.changes
		change.stands
		some row in change.changes
	],
	[[given.party, object.get(given, "line", ""), 0 - given.stopped] |
		some change in year.changes
		some given in change.obligations
		given.stopped > 0
	],
])

_signed(made) := made.pence if not made.refund

_signed(made) := 0 - made.pence if made.refund

# Who speaks.

_passes["speaks_for_host"] if input.party == _year.host

_reasons["speaks_for_host"] := {
	"id": "not-host",
	"clause": _terms.pool.clause,
	"required": sprintf("An officer of %s, which hosts the fund", [_name(_year.host)]),
	"actual": _name(object.get(input, "party", "nobody")),
	"explain": sprintf("%s hosts %s, and its officer states this; any other party says so to it, or queries what it owes.", [_name(_year.host), _of]),
}

# Who has left speaks for the time to the day of leaving, and for no later one.

_passes["still_takes_part"] if {
	_fund.function
	not parties.gone(input.party, _fund.function, _spoken_of)
}

# Of a report the day that it runs to, of anything else today.
_spoken_of := _body.to if {
	input.kind == "fund.reported"
} else := _today

_reasons["still_takes_part"] := {
	"id": "has-left",
	"clause": object.get(_terms, ["leaving", "clause"], _terms.parties.clause),
	"required": "A party that takes part on the day that it speaks of",
	"actual": sprintf("It has left by %s", [words.date(_spoken_of)]),
	"explain": sprintf("%s has left, and takes no part in the fund %s on %s. The others decide who hosts it now.", [_name(input.party), _fund.fund, words.date(_spoken_of)]),
}

_passes["change_still_theirs"] if {
	count(_asked.changes) > 0
	_asked.effective
	_fund.function
	count(_theirs_no_more) == 0
}

# A change from before a party left may still be approved after it has.
_theirs_no_more := sort({row.party |
	some row in _asked.changes
	parties.gone(row.party, _fund.function, _asked.effective)
})

_reasons["change_still_theirs"] := {
	"id": "has-left",
	"clause": object.get(_terms, ["leaving", "clause"], _terms.parties.clause),
	"required": sprintf("Parties that take part on %s", [words.date(_asked.effective)]),
	"actual": words.parties(input.parties, _theirs_no_more),
	"explain": sprintf("By %s %s left: what leaving came to stands, and no contribution of theirs changes from a later day.", [words.date(_asked.effective), _have(_theirs_no_more)]),
}

_have(codes) := sprintf("%s has", [words.parties(input.parties, codes)]) if count(codes) == 1

_have(codes) := sprintf("%s have", [words.parties(input.parties, codes)]) if count(codes) != 1

# Reports.

_passes["accounts_provided"] if _terms.accounts.clause

_reasons["accounts_provided"] := {
	"id": "not-provided",
	"clause": _terms.pool.clause,
	"required": "A term of accounts",
	"actual": "None",
	"explain": "This agreement says nothing of accounts of its pooled funds, so that nothing is reported of them here.",
} if {
	not _terms.accounts
}

# Money of a fund is spent on its lines and on nothing else.
_passes["permitted_lines"] if {
	count(_named_lines) > 0
	count(_named_lines - _lines) == 0
}

_lines := {line.line | some line in _year.lines}

_named_lines := {row.line | some row in _body.lines} if {
	_body.lines
} else := {_body.from, _body.to}

_reasons["permitted_lines"] := {
	"id": "not-permitted",
	"clause": _terms.pool.clause,
	"required": sprintf("The lines of the fund: %s", [concat(", ", sort(_lines))]),
	"actual": concat(", ", sort(_named_lines - _lines)),
	"explain": sprintf("Money of %s is spent on its own lines and on nothing else. For another purpose a motion varies %s, and every party agrees to it.", [_of, _year.decision]),
}

# Nobody expects a year to come to less than was spent of it.
_passes["forecast_covers"] if {
	count(_body.lines) > 0
	count(_uncovered) == 0
	every line in _body.lines {
		line.spend <= line.high
	}
}

_uncovered := [line | some line in _body.lines; line.spend > line.high]

_reasons["forecast_covers"] := {
	"id": "figures-contradict",
	"clause": _terms.accounts.clause,
	"required": "A high forecast of each line of at least what is spent",
	"actual": concat("; ", [sprintf("line %s: %s spent, %s at most expected", [line.line, words.money(line.spend), words.money(line.high)]) | some line in _uncovered]),
	"explain": sprintf("The figures contradict each other: of line %s more is spent already than the year is expected to come to at most. State the forecast anew.", [
		words.list([line.line | some line in _uncovered]),
	]),
}

# Once it is known what the year came to, what one side gives less or what moves from
# a line whose risk is shared falls on the others.
_passes["outturn_open"] if count(_year.outturns) == 0

_reasons["outturn_open"] := {
	"id": "outturn-stated",
	"clause": _terms.pool.clause,
	"required": "No outturn of the year yet",
	"actual": words.counted(count(_year.outturns), "outturn was stated", "outturns were stated"),
	"explain": sprintf("What %s came to is stated: from then on nothing changes what was contributed to it or moves between its lines. Have the board decide who gets what is left, or bears what is over.", [_of]),
}

# Changes of contributions.

_passes["changes_provided"] if {
	_terms.changes.clause
	_terms.changes.approvals in {"each", "affected"}
}

_reasons["changes_provided"] := {
	"id": "not-provided",
	"clause": _terms.pool.clause,
	"required": "A term that says who approves a change",
	"actual": "None",
	"explain": sprintf("This agreement lets no contribution change within a year but by a decision: move a motion that varies %s.", [_year.decision]),
} if {
	not _terms.changes
}

_passes["change_in_year"] if {
	days.financial_year(_body.effective) == input.year
	_body.due >= _body.effective
}

_reasons["change_in_year"] := {
	"id": "another-year",
	"clause": _terms.changes.clause,
	"required": sprintf("An effective day in %s, and payment due no earlier", [input.year]),
	"actual": sprintf("From %s, due by %s", [words.date(_body.effective), words.date(_body.due)]),
	"explain": sprintf("Contributions to %s change from a day in that year, and what changes is due on that day or later.", [_of]),
}

# The change at hand: the one that is stated, or the one that is approved.
_change := change if {
	input.kind == "contribution.approved"
	some change in _year.changes
	change.id == _body.change
}

_asked := _body if {
	input.kind == "contribution.changed"
} else := _change

# With the changes that stand by now nobody contributes less than nothing, and where
# all must contribute nobody nothing to a line that it contributed to.
_passes["change_fits"] if {
	count(_asked.changes) > 0
	count(_unfit) == 0
	every row in _asked.changes {
		row.line in _lines
		row.party in _year.parties
		_after(row) >= _least
	}
}

_after(row) := contribution(_year, row.party, row.line) + row.pence

_least := 0 if {
	_terms.pool.all_contribute == false
} else := 1

_unfit := [row | some row in _asked.changes; _after(row) < _least]

_reasons["change_fits"] := {
	"id": "contribution-missing",
	"clause": _terms.pool.clause,
	"required": ["A contribution of nothing or more", "A contribution of more than nothing"][_least],
	"actual": concat("; ", [sprintf("Less of line %s for %s", [row.line, _name(row.party)]) | some row in _unfit]),
	"explain": sprintf("Of %s too much would be taken off what %s. State a smaller change, or move a motion that varies %s.", [
		_of,
		words.list([sprintf("%s contributes to line %s", [_name(row.party), row.line]) | some row in _unfit]),
		_year.decision,
	]),
}

_passes["change_waits"] if {
	_terms.changes.clause
	_change.stands == false
}

_reasons["change_waits"] := {
	"id": "stands-already",
	"clause": _terms.changes.clause,
	"required": "A change of contributions that is indicative",
	"actual": "None of that name",
	"explain": sprintf("No change of contributions to %s with that name waits for approval.", [_of]),
}

# Those whose word makes a change stand. Who has left is not asked any more.
_wanted := _staying if {
	_terms.changes.approvals == "each"
} else := {party | some party in _staying; party in _affected} if {
	_terms.changes.approvals == "affected"
}

_staying := {party | some party in _year.parties; not parties.gone(party, _fund.function, _today)}

# What moves from one party to another on the same line leaves the rest as they were.
_affected := {_year.host} | {row.party | some row in _change.changes} if {
	every line in {row.line | some row in _change.changes} {
		sum([row.pence | some row in _change.changes; row.line == line]) == 0
	}
} else := {party | some party in _year.parties}

_passes["approval_wanted"] if {
	input.party in _wanted
	not input.party in _change.approved
}

_reasons["approval_wanted"] := {
	"id": "not-awaited",
	"clause": _terms.changes.clause,
	"required": sprintf("One of those whose approval is still needed: %s", [words.parties(input.parties, sort(_wanted - {party | some party in _change.approved}))]),
	"actual": _name(input.party),
	"explain": sprintf("This change of contributions does not wait for %s.", [_name(input.party)]),
}

_passes["change_resolved"] if {
	days.london_day(_change.time) <= _body.resolution.on
	_body.resolution.on <= _today
}

_reasons["change_resolved"] := {
	"id": "resolution-date",
	"clause": _terms.changes.clause,
	"required": sprintf("A resolution from %s to %s", [words.date(days.london_day(_change.time)), words.date(_today)]),
	"actual": words.date(_body.resolution.on),
	"explain": sprintf("A governing body approves what was stated: its resolution is of %s at the earliest and of today at the latest, not of %s.", [
		words.date(days.london_day(_change.time)), words.date(_body.resolution.on),
	]),
}

# Virement.

_passes["virement_allowed"] if {
	_terms.virement.by == "decision"
	input.decision.decision == _body.decision
	input.decision.outcome == "carried"
	input.decision.function == _fund.function
	input.decision.entry > _year.entry
	count(_year.parties) > 0
	count(_unbound) == 0
}

_bound := {parties.successor(outcome.party, _today) |
	some outcome in input.decision.parties
	_binds(outcome)
}

_binds(outcome) if outcome.bound in {"by_vote", "against_vote"}

_binds(outcome) if {
	outcome.bound == "on_ratification"
	input.decision.ratified[outcome.party] == "ratified"
}

_unbound := sort(_staying - _bound)

_reasons["virement_allowed"] := {
	"id": "not-provided",
	"clause": _terms.pool.clause,
	"required": "A term that says how money moves between lines",
	"actual": "None",
	"explain": sprintf("This agreement lets no money move from line to line: move a motion that varies %s.", [_year.decision]),
} if {
	not _terms.virement
} else := {
	"id": "not-decided",
	"clause": _terms.virement.clause,
	"required": sprintf("A later decision of the function %s than the one that made %s up, that binds all %d parties to it", [_fund.function, _of, count(_year.parties)]),
	"actual": sprintf("%s, of the function %s; not bound: %s", [_body.decision, input.decision.function, words.list(_unbound)]),
	"explain": sprintf("Money of %s moves from line to line as a decision allows that binds all who take part. %s is none: have a motion carried that says so.", [_of, _body.decision]),
}

# One decision, one move between two lines, so much at most.
_decided := input.decision.virement

_passes["virement_as_decided"] if {
	_terms.virement.clause
	_decided.fund == _fund.fund
	_decided.year == input.year
	_decided.from == _body.from
	_decided.to == _body.to
}

_reasons["virement_as_decided"] := {
	"id": "another-virement",
	"clause": _terms.virement.clause,
	"required": sprintf("A decision that allows it: from line %s to line %s of %s", [_body.from, _body.to, _of]),
	"actual": sprintf("%s allows %s", [_body.decision, _allowed_in_words]),
	"explain": sprintf("%s allows %s. Move a motion with the part virement, which names the fund, its year, both lines and how much at most.", [
		_body.decision, _allowed_in_words,
	]),
}

_allowed_in_words := sprintf("money to move from line %s to line %s of the fund %s for %s", [_decided.from, _decided.to, _decided.fund, _decided.year]) if {
	_decided
} else := "no money to move"

_moved_before := sum([made.pence | some made in _year.virements; made.decision == _body.decision])

_passes["virement_within"] if _body.pence + _moved_before <= _decided.pence

_passes["virement_within"] if { # which is refused as such
	_terms.virement.clause
	not _decided
}

_reasons["virement_within"] := {
	"id": "beyond-decision",
	"clause": _terms.virement.clause,
	"required": sprintf("At most %s, which is left of the %s that %s allows", [words.money(_allowed_left), words.money(_decided.pence), _body.decision]),
	"actual": words.money(_body.pence),
	"explain": sprintf("%s allows %s to move, of which %s was moved before: move at most %s, or have a motion carried that allows more.", [
		_body.decision, words.money(_decided.pence), words.money(_moved_before), words.money(_allowed_left),
	]),
}

_allowed_left := max([_decided.pence - _moved_before, 0])

# What is spent and committed is not there to be moved.
_passes["virement_covered"] if {
	_terms.virement.clause
	_body.pence <= _left
}

_left := budget(_year, _body.from) - _used

_used := max(array.concat([0], [used |
	last := _latest
	some line in last.lines
	line.line == _body.from
	used := line.spend + line.committed
]))

_latest := _year.reports[count(_year.reports) - 1]

_reasons["virement_covered"] := {
	"id": "beyond-line",
	"clause": _terms.virement.clause,
	"required": sprintf("At most %s, which line %s has left", [words.money(max([_left, 0])), _body.from]),
	"actual": words.money(_body.pence),
	"explain": sprintf("Line %s of %s has %s, of which %s is spent or committed: %s can't be moved out of it. Report what is no longer committed, or move less.", [
		_body.from, _of, words.money(max([budget(_year, _body.from), 0])), words.money(_used), words.money(_body.pence),
	]),
}

# METADATA
# title: Calendar of a fund's year
# description: |
#   What falls due of a fund's year, in order of the days, each with the day by which,
#   the day on which it was done if it was, whether it is late, who does it and what
#   is recorded for it. Term accounts, each of it optional:
#
#     material_by    month and day in the year before, by which the host reports what
#                    bears on the next budget (pooled fund clause: 1 October, another
#                    says 31 December): done by a report on the year before that states
#                    these matters in its part material, and by no other
#     budget_by      month and day in the year before, by which the budget is approved
#                    (28 February): done by the decision that makes up the year
#     confirm_by     month and day in the year by which each party has confirmed its
#                    contribution (31 May): done when the last of them is bound
#     quarter_days   days after a quarter's end by which the host reports on it (20)
#     outturn_days   days after the year's end by which the host has stated an outturn,
#                    of whatever stage
#     overspend_days working days after it is known by which the host gives notice of
#                    an overspend (5): done by the notice; without one it is due from
#                    the latest report that expects a line to come to more than it has
#
#   and of the term changes the days after the end of the quarter in which a change
#   takes effect. A first year has no report on the year before, and none is asked.
calendar := [item |
	some [_, _, item] in sort([[item.by, item.id, item] | some item in array.flatten([_material, _budget, _confirmation, _quarters, _outturn, _notices, _unnoticed, _changes])])
]

_item(spec) := object.union(_when(spec), {"id": spec.id, "title": spec.title, "by": spec.by, "clause": spec.clause, "who": spec.who, "record": spec.record})

# What was done on the day itself is in time; what is not done is late from the day after.
_when(spec) := {"done": spec.done, "late": spec.done > spec.by} if {
	spec.done
} else := {"late": _today > spec.by}

_done(on) := {"done": min(on)} if {
	count(on) > 0
} else := {}

_host := _year.host if {
	_year.host
} else := object.get(input.fund.years, [yearly.before, "host"], "")

_material := [_item(object.union(_done(on), {
	"id": "material", "title": sprintf("What bears on the budget for %s", [input.year]), "by": by,
	"clause": _terms.accounts.clause, "who": _host, "record": "fund.reported",
})) |
	last := _fund.years[yearly.before]
	by := days.day_of_year(yearly.before, _terms.accounts.material_by)
	on := [days.london_day(report.time) | some report in last.reports; count(report.material) > 0]
]

_budget := [_item(object.union(_done([days.london_day(time) | time := _year.decided]), {
	"id": "budget", "title": sprintf("Budget for %s approved", [input.year]), "by": by,
	"clause": _terms.accounts.clause, "who": _host, "record": "motion.moved",
})) |
	by := days.day_of_year(yearly.before, _terms.accounts.budget_by)
]

_confirmation := [_item(object.union(_done([days.london_day(time) | time := _year.confirmed]), {
	"id": "confirmation", "title": sprintf("Contributions for %s confirmed by each party", [input.year]), "by": by,
	"clause": _terms.accounts.clause, "who": "", "record": "decision.ratified",
})) |
	by := days.day_of_year(input.year, _terms.accounts.confirm_by)
]

_ends := {"Q1": "06-30", "Q2": "09-30", "Q3": "12-31", "Q4": "03-31"}

_months := {"Q1": "M03", "Q2": "M06", "Q3": "M09", "Q4": "M12"}

_quarters := [_item(object.union(_done(on), {
	"id": quarter, "title": sprintf("Report on %s of %s", [quarter, input.year]), "by": by,
	"clause": _terms.accounts.clause, "who": _year.host, "record": "fund.reported",
})) |
	some quarter, end in _ends
	by := days.after(days.day_of_year(input.year, end), _terms.accounts.quarter_days)
	on := [days.london_day(report.time) | some report in _year.reports; report.period in {quarter, _months[quarter]}]
]

# Until it is stated the host holds whatever is left.
_outturn := [_item(object.union(_done([days.london_day(stated.time) | some stated in _year.outturns]), {
	"id": "outturn", "title": sprintf("Outturn of %s", [input.year]), "by": by,
	"clause": _terms.accounts.clause, "who": _year.host, "record": "outturn.stated",
})) |
	by := days.after(days.day_of_year(input.year, "03-31"), _terms.accounts.outturn_days)
]

_notices := [_item({
	"id": sprintf("overspend-%d", [notice.entry]), "title": sprintf("Notice of an overspend by %s", [words.money(notice.pence)]), "by": by,
	"done": days.london_day(notice.time), "clause": _terms.accounts.clause, "who": notice.party, "record": "overspend.notified",
}) |
	some notice in _year.notices
	by := overspend_by(notice.known)
]

# METADATA
# title: Notice of an overspend
# description: The last day on which notice of an overspend is in time that became known on a day; undefined without a term.
overspend_by(known) := days.after_working_days(known, _terms.accounts.overspend_days)

_unnoticed := [_item({
	"id": sprintf("overspend-of-%s", [line.line]), "title": sprintf("Notice that line %s is expected to come to %s more than it has", [line.line, words.money(over)]), "by": by,
	"clause": _terms.accounts.clause, "who": _year.host, "record": "overspend.notified",
}) |
	last := _latest
	some line in last.lines
	over := line.central - budget(_year, line.line)
	over > 0
	count([notice | some notice in _year.notices; object.get(notice, "line", line.line) == line.line]) == 0
	by := overspend_by(days.london_day(last.time))
]

_changes := [_item({
	"id": sprintf("change-%d", [change.entry]), "title": sprintf("Change of contributions from %s", [words.date(change.effective)]), "by": by,
	"done": days.london_day(change.time), "clause": _terms.changes.clause, "who": change.party, "record": "contribution.changed",
}) |
	some change in _year.changes
	by := changed_by(change.effective)
]

# METADATA
# title: Time for a change
# description: The last day on which a change is in time that takes effect on a day; a later one is recorded, and shown as late.
changed_by(effective) := days.after(
	min([end |
		some month_and_day in _ends
		end := days.day_of_year(input.year, month_and_day)
		end >= effective
	]),
	_terms.changes.days,
)
