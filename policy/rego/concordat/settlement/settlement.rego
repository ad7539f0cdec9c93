# METADATA
# title: Settlement
# description: |
#   What the outturn of a pooled fund's year comes to for each party, above 0 where
#   it bears and below 0 where it gets back, and which payments follow. Reads the
#   fund, its year and the outturn in the input. All is in pence, and
#
#     shares of all parties = overspend − unfunded − underspend + retained
#
#   where a sum drawn from what the fund kept before lessens what is retained. With
#   an earlier settlement of the year only the difference to it is paid: an outturn
#   stated again with the same figures changes nothing. The host holds the fund, so
#   that each payment is to the host or from it.
#
#   Terms, each with its clause:
#
#     shares.base    {recurrent_only, of: opening | revised | paid}: what the parts of
#                    the parties are measured by. opening is as decided, revised with
#                    the changes in the year that stand and without what leaving
#                    stopped, paid what both sides say was paid of that (of the
#                    host's own, all). The base may have a clause of its own.
#     overspend      {steps, by_function: {function: steps}}: who bears what the shared
#                    lines come to more than was contributed to them, in that order.
#     underspend     {steps, by_function, management, windfall}: who gets what is left.
#                    management and windfall are steps of their own for the part that
#                    the outturn says management action made, and for the rest. What no
#                    step takes stays in the fund. uses: non_recurrent is read by
#                    package motions: what is expected to be left within a year, and a
#                    motion would move to another line, pays only for what is named in
#                    it and is not recurrent.
#     gain           {to, by, num, den}: of what is left, a part that goes first.
#     performance    {line, measure, num, den}: the line is released only where the
#                    measure fell by so much of its baseline or more; if not, those who
#                    contributed to it get that back, and the line has nothing to spend.
#     no_worse_off   {figure}: what is returned gives each party that figure (in pence)
#                    first, if there is enough for all.
#     carry_forward  {types: {type: bool}}: whether a host of that kind may hold what is
#                    kept beyond the year.
#     settlement     {due_days, stages}: days from the settlement to the payment, and
#                    the stages of an outturn that are paid by; of the others the parts
#                    are shown alone.
#
#   A step is {to, by, part, cap, lift}:
#
#     to    host, lead; parties; reserve (overspend: what the fund kept from the year
#           before); fund (underspend: it is kept); bearer (it stands alone: no risk
#           share, what is over or left of a line is for those who contribute to it, by
#           what they contribute)
#     by    of parties: contribution (the base), equal, pressures (what changes in the
#           year that stand added to their contributions; without any, the base), or a
#           figure recorded for each
#           (here and in no_worse_off: the figure that stands on the year's last day by
#           what was recorded up to it, and of a party of which none was, what was
#           recorded first thereafter; what is recorded later changes no settlement)
#     part  {num, den} of what is left for the step; without it all
#     cap   {pence} or {num, den} of the party's contribution (fund: of all): it takes
#           no more. What that leaves goes to the next step.
#     lift  true: the cap is higher by what the party consented to before any outturn
#           of the year was stated
#
#   What the fund kept before is there only while the same party hosts it.
#   Shares are split as by concordat.money.split. Lines that are not variable are
#   fixed: the host bears what they come to more, and keeps what is left of them. In
#   an agreement without the term overspend no line is fixed, nobody bears anything,
#   and what is over is shown as unfunded. A decision of the board on who gets what is
#   left, or bears what is over, goes before the steps, unless it gives more than
#   there is or does not bind all who take part.
package concordat.settlement

import data.concordat.calendar
import data.concordat.check
import data.concordat.leads
import data.concordat.money
import data.concordat.parties
import data.concordat.words

# METADATA
# title: Ruling on an outturn
# description: The settlement with its checks and payments, or what is missing for one.
ruling := {"allow": true, "checks": checks, "settlement": settled, "obligations": obligations} if {
	count(faults) == 0
	_adds_up
} else := {"allow": false, "checks": [check.unmet(faults[name]) | some name in sort(object.keys(faults))]} if {
	count(faults) > 0
} else := {"allow": false, "checks": [check.unproven("settlement")]}

# METADATA
# title: What is settled
# description: What each party bears or gets back, and what that leaves.
settled := {
	"parties": [_settled(party) | some party in _concerned],
	"overspend": _overspend,
	"underspend": _underspend,
	"unfunded": _unfunded,
	"retained": _retained,
	"carried": _carried,
}

# METADATA
# title: Payments of a settlement
# description: One for each party whose share differs from what was settled before, to the host or from it, in order of code.
obligations := [obligation |
	some party in settled.parties
	party.adjustment != 0
	party.party != _year.host
	obligation := {
		"payer": {true: party.party, false: _year.host}[party.adjustment > 0],
		"payee": {true: _year.host, false: party.party}[party.adjustment > 0],
		"what": sprintf("Its part of the %s outturn of the fund %s for %s", [_outturn.stage, input.fund.fund, input.year]),
		"function": input.fund.function,
		"clause": party.clause,
		"kind": "settlement",
		"in": "cash",
		"basis": "",
		"pence": abs(party.adjustment),
		"recurrent": false,
		"capital": false,
		"year": input.year,
		"due": calendar.after(_today, object.get(_terms, ["settlement", "due_days"], 0)),
		"effective": _today,
		"working": party.working,
		"fund": input.fund.fund,
	}
]

# Nothing that is shared is lost on the way.
_adds_up if sum([party.share | some party in settled.parties]) == ((_overspend - _unfunded) - _underspend) + _retained

# METADATA
# title: Checks of a settlement
# description: |
#   What was compared, by which clause, in the order in which it was. Beside the
#   sources that other checks name: `contributions`, with what changed them,
#   `outturn`, `settlements` before it, `consents` to bear more than a cap,
#   `agreed`, the board's decision, and `notices` of an overspend.
checks := array.flatten([
	_of_base,
	[check.of({
		"id": "outturn",
		"clause": _terms.pool.clause,
		"title": "Outturn",
		"required": _signed_in_words(_total),
		"actual": words.money(_all_spent),
		"met": _all_spent <= _total,
		"explain": sprintf("%s was contributed to the fund %s for %s, and %s was spent (%s).", [_signed_in_words(_total), input.fund.fund, input.year, words.money(_all_spent), _outturn.stage]),
		"from": ["contributions", "outturn"],
	})],
	_of_lines,
	_of_performance,
	_of_notice,
	_of_agreed,
	_of_steps,
	_of_floors,
	_of_unfunded,
	_of_kept,
	_of_stage,
	_of_earlier,
])

_all_spent := sum([pence | some pence in _spent])

_of_base := [check.of({
	"id": "base",
	"clause": object.get(_base_term, "clause", _terms.shares.clause),
	"title": "What is measured by",
	"required": sprintf("%s contributions, %s", [_recurrent_or_all, _as[_base_term.of]]),
	"actual": sprintf("%s, of %s", [words.money(sum([pence | some pence in _base])), words.counted(count([1 | some pence in _base; pence > 0]), "party", "parties")]),
	"met": true,
	"explain": sprintf("Parts in proportion to contributions are measured by %s contributions, %s.", [lower_recurrent, _as[_base_term.of]]),
	"from": ["contributions"],
}) |
	"contribution" in _measures
	lower_recurrent := {"Recurrent": "recurrent", "All": "all"}[_recurrent_or_all]
]

_recurrent_or_all := "Recurrent" if {
	_base_term.recurrent_only
} else := "All"

_as := {"opening": "as decided", "revised": "with the changes in the year", "paid": "as far as both sides say that they were paid"}

_of_lines := [check.of({
	"id": "fixed-lines",
	"clause": _terms.overspend.clause,
	"title": "Fixed lines",
	"required": "The host bears what fixed lines come to more, and keeps what is left of them",
	"actual": _over_or_left_in_words(_fixed),
	"met": true,
	"explain": sprintf("Of the fixed lines (%s) the host alone bears or keeps what differs: %s.", [concat(", ", _fixed_lines), _over_or_left_in_words(_fixed)]),
	"from": ["contributions", "outturn"],
}) |
	count(_fixed_lines) > 0
]

_over_or_left_in_words(0) := "nothing over or left"

_over_or_left_in_words(pence) := sprintf("%s %s", [words.money(abs(pence)), _over_or_left(pence)]) if pence != 0

_of_performance := [check.of({
	"id": "performance",
	"clause": _performance.clause,
	"title": "Release by performance",
	"required": sprintf("%s lower by at least %s", [_measure_in_words, words.fraction(_performance.num, _performance.den)]),
	"actual": _as_measured,
	"met": _is_released,
	"explain": sprintf("Line %s is released only if %s is lower by at least %s of its baseline: %s. %s.", [
		_performance.line,
		_measure_in_words,
		words.fraction(_performance.num, _performance.den),
		_as_measured,
		{true: "Met", false: "Not met: those who contributed to it get it back"}[_is_released],
	]),
	"from": ["outturn"],
}) |
	_performance
]

_is_released if {
	_released
} else := false

_measure_in_words := replace(_performance.measure, "_", " ")

_as_measured := sprintf("%s against a baseline of %s, which is %s", [words.number(_measured.outturn), words.number(_measured.baseline), _lower_by(_measured.baseline - _measured.outturn)]) if {
	_measured
} else := "not measured"

_lower_by(n) := sprintf("%s lower", [words.number(n)]) if n >= 0

_lower_by(n) := sprintf("%s higher", [words.number(abs(n))]) if n < 0

# Whether the board was told of an overspend in time bears on nobody's part.
_of_notice := [check.of({
	"id": "notice",
	"clause": _terms.accounts.clause,
	"title": "Notice of an overspend",
	"required": sprintf("Within %s of its being known", [words.counted(_terms.accounts.overspend_days, "working day", "working days")]),
	"actual": _notices_in_words,
	"met": _noticed,
	"explain": sprintf("An overspend is notified within %s of its being known: %s.", [words.counted(_terms.accounts.overspend_days, "working day", "working days"), _notices_in_words]),
	"from": ["notices"],
}) |
	_overspend > 0
	_terms.accounts.overspend_days
]

_noticed := count(_year.notices) > count(_late) if {
	count(_late) == 0
} else := false

_late := [notice | some notice in _year.notices; notice.late == true]

_notices_in_words := "none was given" if {
	count(_year.notices) == 0
} else := sprintf("%s, %s late", [words.counted(count(_year.notices), "notice was given", "notices were given"), _number_or_none(count(_late))])

_number_or_none(0) := "none"

_number_or_none(n) := words.number(n) if n > 0

_of_agreed := [check.of({
	"id": "agreed",
	"clause": _agreed_clause,
	"title": "As the board decided",
	"required": sprintf("No more than the %s", [_over_or_left_in_words(_shared)]),
	"actual": sprintf("%s: %s", [_agreed.decision, _given_in_words(_given)]),
	"met": _is_followed,
	"explain": sprintf("By %s %s, of %s. %s.", [
		_agreed.decision,
		_given_in_words(_given),
		_over_or_left_in_words(_shared),
		_whether_followed,
	]),
	"from": ["agreed", "outturn"],
}) |
	_agreed
]

_is_followed if {
	_followed
} else := false

_whether_followed := "It goes before what the clauses say of the rest" if {
	_followed
} else := "It is not followed: it does not fit what there is, and the board can decide again" if {
	count(_binding) > 0
} else := sprintf("It is not followed: it does not bind %s, and so takes nothing from anybody and gives nothing to anybody", [words.parties(input.parties, sort(_not_bound(_agreed)))])

_given_in_words(pence) := sprintf("%s is given back", [words.money(pence)]) if pence >= 0

_given_in_words(pence) := sprintf("%s is borne", [words.money(abs(pence))]) if pence < 0

_of_steps := [check.of({
	"id": sprintf("%s-%d", [run.pot.id, at + 1]),
	"clause": object.get(take.step, "clause", run.pot.clause),
	"title": sprintf("%s: %s", [{"overspend": "Who bears it", "underspend": "Who gets it"}[run.pot.kind], _whom(take.step)]),
	"required": sprintf("Up to %s", [words.money(take.amount)]),
	"actual": words.money(taken),
	"met": true,
	"explain": sprintf("Of the %s %s is put to %s, and %s is %s; %s is left for what follows.", [
		run.pot.of,
		words.money(take.amount),
		_whom(take.step),
		words.money(taken),
		{"overspend": "borne", "underspend": "taken"}[run.pot.kind],
		words.money(take.left),
	]),
	"from": _step_from(take.step),
}) |
	some run in _runs
	some at, take in run.takes
	taken := sum([pence | some pence in take.shares]) + take.kept
]

_step_from(step) := array.flatten([
	["contributions", "outturn"],
	["consents" | step.lift == true],
	["figures" | step.by in _figures],
	["lead" | step.to == "lead"],
	["settlements" | step.to == "reserve"],
])

_whom(step) := sprintf("the %s", [step.to]) if step.to in {"host", "lead"}

_whom(step) := "what the fund kept before" if step.to == "reserve"

_whom(step) := "the fund" if step.to == "fund"

_whom(step) := sprintf("the parties by %s", [replace(step.by, "_", " ")]) if {
	step.to == "parties"
	step.by != "equal"
}

_whom(step) := "the parties in equal parts" if {
	step.to == "parties"
	step.by == "equal"
}

_of_floors := [check.of({
	"id": "no-worse-off",
	"clause": _terms.no_worse_off.clause,
	"title": "No worse off",
	"required": sprintf("%s to return", [words.money(_floor)]),
	"actual": words.money(returned),
	"met": returned >= _floor,
	"explain": sprintf("Each party gets first what it would have without the fund, %s for all, if there is enough: %s is returned.", [words.money(_floor), words.money(returned)]),
	"from": ["figures", "outturn"],
}) |
	_returned
	_floor > 0
	returned := max([take.amount | some run in _runs; run.pot.kind == "underspend"; some take in run.takes; take.step.to == "parties"])
]

_of_unfunded := [check.of({
	"id": "unfunded",
	"clause": over_clause,
	"title": "Unfunded",
	"required": "Nothing that nobody bears",
	"actual": words.money(_unfunded),
	"met": _unfunded == 0,
	"explain": sprintf("Of %s over %s is borne by nobody.", [words.money(_overspend), words.money(_unfunded)]),
	"from": ["contributions", "outturn"],
}) |
	_overspend > 0
]

_of_kept := [check.of({
	"id": "carry-forward",
	"clause": object.get(_terms, ["carry_forward", "clause"], _under_clause),
	"title": "Carried forward",
	"required": "A host that may hold it beyond the year",
	"actual": sprintf("%s of %s", [words.money(_carried), words.money(max([0, _reserve + _retained]))]),
	"met": _is_held,
	"explain": sprintf("The fund keeps %s and had %s from before%s. Its host is of the kind %s, which %s.", [
		_signed_in_words(_retained),
		words.money(_reserve),
		_held_elsewhere,
		_year.host_type,
		{true: "may hold it beyond the year", false: "may not hold it beyond the year by this agreement: it is not there for the next year unless the board decides before then who gets it"}[_is_held],
	]),
	"from": ["contributions", "outturn", "settlements"],
}) |
	(abs(_retained) + _reserve) + count(_elsewhere) > 0
]

_held_elsewhere := concat("", [sprintf("; %s, which %s kept as host of the year before, is not drawn on: the board decides who gets it", [words.money(pence), words.party(input.parties, host)]) |
	some [host, pence] in _elsewhere
])

_is_held if {
	_may_hold
} else := false

_signed_in_words(pence) := words.money(pence) if pence >= 0

_signed_in_words(pence) := sprintf("−%s", [words.money(abs(pence))]) if pence < 0

_of_stage := [check.of({
	"id": "stage",
	"clause": _terms.settlement.clause,
	"title": "Paid by",
	"required": sprintf("An outturn that is %s", [concat(" or ", _terms.settlement.stages)]),
	"actual": _outturn.stage,
	"met": false,
	"explain": sprintf("Nothing is paid by an outturn that is %s: the parts are shown alone.", [_outturn.stage]),
	"from": ["outturn"],
}) |
	not _paid_by
]

_of_earlier := [check.of({
	"id": "difference",
	"clause": over_clause,
	"title": "Settled before",
	"required": "Only what differs is paid",
	"actual": sprintf("%s to %s", [last.settlement, words.counted(differing, "party", "parties")]),
	"met": true,
	"explain": sprintf("%s was settled before: %s has anything to pay or to get by the difference.", [last.settlement, words.counted(differing, "party", "parties")]),
	"from": ["settlements"],
}) |
	last := _year.settlements[count(_year.settlements) - 1]
	differing := count([party | some party in settled.parties; party.adjustment != 0])
]

# METADATA
# title: What is missing for a settlement
# description: |
#   By name what a settlement of this outturn needs and has not, in the form of a
#   check: an outturn of which there is any can't be settled.
faults["line-unknown"] := {
	"id": "line-unknown",
	"clause": _terms.pool.clause,
	"required": "Every contribution and every sum of the outturn is of a line of the fund",
	"actual": sprintf("In doubt: %s", [words.list([_named_line(line) | some line in sort(_placeless)])]),
	"explain": "What a line came to can't be held against what was contributed to it, because it is not known of which line this is.",
} if {
	count(_placeless) > 0
}

faults["base-missing"] := {
	"id": "base-missing",
	"clause": _terms.shares.clause,
	"required": "What shares by contribution are measured by",
	"actual": "The terms do not say",
	"explain": "A part is measured by contributions, and the agreement does not say which: as opened, revised or paid, all or the recurrent alone.",
} if {
	_baseless
}

_baseless if {
	"contribution" in _measures
	not _base_term
}

faults["nothing-to-weigh"] := {
	"id": "nothing-to-weigh",
	"clause": _terms.shares.clause,
	"required": "Something that shares can be measured by",
	"actual": "None of the parties has any",
	"explain": sprintf("A part is measured by %s, and that of all parties together is nothing.", [concat(", ", [replace(by, "_", " ") | some by in _weightless])]),
} if {
	count(_weightless) > 0
	not _baseless
}

faults["figure-missing"] := {
	"id": "figure-missing",
	"clause": _terms.shares.clause,
	"required": "The figure for every party that takes part",
	"actual": concat("; ", [sprintf("no %s of %s", [replace(figure, "_", " "), words.parties(input.parties, codes)]) | some figure, codes in _unfigured]),
	"explain": "A part is measured by a figure that is not recorded for every party: an officer of the party, or the secretary, records it.",
} if {
	count(_unfigured) > 0
}

faults["no-lead"] := {
	"id": "no-lead",
	"clause": _terms.pool.clause,
	"required": "A lead of the function that takes part in the fund",
	"actual": "None",
	"explain": sprintf("A part falls to the lead, and %s has none today that takes part in the fund.", [input.fund.function]),
} if {
	some step in _in_play
	step.to == "lead"
	not _lead
}

_terms := data.terms

_today := calendar.london_day(input.time)

_outturn := input.outturn

_year := input.fund.years[input.year]

# What was contributed, and what came of it.

_facts := array.concat(_year.contributions, [contribution |
	some change in _year.changes
	change.stands == true
	some contribution in change.obligations
])

# Where the rules that bound a contribution knew of no lines, a fund of one line
# leaves no doubt.
_sole := _year.lines[0].line if {
	count(_year.lines) == 1
} else := ""

_sign := {false: 1, true: -1}

_rows := [[c.party, object.get(c, "line", _sole), c.pence * _sign[object.get(c, "refund", false)]] | some c in _facts]

_contributed[party] := sum([pence | _rows[_] = [party, _, pence]]) if some party in _contributors

_contributors := {c.party | some c in _facts}

_lines_named := {object.get(c, "line", _sole) | some c in _facts}

_to_line[line] := sum([pence | _rows[_] = [_, line, pence]]) if some line in _lines_named

_by_line[line] := {party: pence |
	some party in _contributors
	pence := sum([pence | _rows[_] = [party, line, pence]])
} if {
	some line in _split_lines
}

# Of these alone it matters who contributed.
_split_lines := {line | _withheld[line]} | {line | _own_risk; some line in _shared_lines}

_total := sum([pence | some pence in _contributed])

_moved[line] := sum([v.pence | some v in _year.virements; v.to == line]) - sum([v.pence | some v in _year.virements; v.from == line]) if some line in _codes

_codes := {line.line | some line in _year.lines}

_spent := {line.line: line.pence | some line in _outturn.lines}

# Lines that the fund has not, and those of it that the outturn leaves out.
_placeless := ((_lines_named | object.keys(_spent)) - _codes) | (_codes - object.keys(_spent))

_named_line("") := "contributions that name no line"

_named_line(line) := sprintf("line %s", [line]) if line != ""

_budget[line] := (object.get(_to_line, line, 0) + _moved[line]) - object.get(_kept_back, line, 0) if some line in _codes

# METADATA
# title: Difference of a line
# description: By line what was spent less what there was to spend; above 0 it is over, below 0 left.
difference[line] := _spent[line] - _budget[line] if some line in _codes

_fixed_lines := [line.line |
	_terms.overspend
	some line in _year.lines
	object.get(line, "variable", false) == false
]

_shared_lines := [line.line | some line in _year.lines; not line.line in _fixed_lines]

_fixed := sum([difference[line] | some line in _fixed_lines])

# What is shared, and what each line's contributors bear where risks are not.
_shared := sum([difference[line] | some line in _shared_lines]) if {
	not _own_risk
} else := 0

_own_risk if over_steps[0].to == "bearer"

_own := {line: amount |
	_own_risk
	some line in _shared_lines
	amount := difference[line]
	amount != 0
}

# Release by performance.

_performance := _terms.performance if _terms.performance.line in _codes

_measured := measure if {
	some measure in _outturn.measures
	measure.measure == _performance.measure
}

_released if (_measured.baseline - _measured.outturn) * _performance.den >= _measured.baseline * _performance.num

_withheld[_performance.line] if not _released

_kept_back[line] := _to_line[line] if some line, _ in _withheld

# The base.

_base_term := _terms.shares.base

_base_facts := [object.union(c, {"pence": c.pence + object.get(c, "stopped", 0)}) | some c in _year.contributions; not c.leaving] if {
	_base_term.of == "opening"
} else := _facts

_base_rows := [[c.party, min([c.paid, c.received]) * _sign[object.get(c, "refund", false)]] |
	some c in _base_facts
	c.recurrent in _counted
	c.party != _year.host
] if {
	_base_term.of == "paid"
} else := [[c.party, c.pence * _sign[object.get(c, "refund", false)]] |
	some c in _base_facts
	c.recurrent in _counted
]

# The host pays nothing to itself: what it owes counts whole.
_of_host := [pence |
	some c in _base_facts
	c.party == _year.host
	c.recurrent in _counted
	pence := c.pence * _sign[object.get(c, "refund", false)]
] if {
	_base_term.of == "paid"
} else := []

_counted := {true} if {
	_base_term.recurrent_only
} else := {true, false}

_base[party] := max([0, sum([pence | _base_rows[_] = [party, pence]]) + sum([pence | some pence in _of_host; party == _year.host])]) if some party in _year.parties

_weights["contribution"] := _base

_weights["equal"] := {party: 1 | some party in _year.parties}

_weights["pressures"] := _pressures if count(_pressures) > 0

_weights["pressures"] := _base if count(_pressures) == 0

_weights[figure] := money.weights({"by": "figure", "figure": figure}, _year.parties, input.parties) if {
	some figure in _figures
}

_pressures := {party: pence |
	rows := [[c.party, c.pence] |
		some change in _year.changes
		change.stands == true
		some c in change.obligations
		object.get(c, "refund", false) == false
	]
	some party in ({row[0] | some row in rows} & {party | some party in _year.parties})
	pence := sum([pence | rows[_] = [party, pence]])
}

_figures := _measures - {"contribution", "equal", "pressures"}

_measures := _named | {"contribution" | "pressures" in _named; count(_pressures) == 0}

_named := {step.by | some step in _in_play; step.to == "parties"}

_weightless := {by |
	some by in _measures
	weights := _weights[by]
	sum([weight | some weight in weights]) == 0
}

_unfigured[figure] := missing if {
	some figure in (_figures | {_terms.no_worse_off.figure | _returned})
	missing := money.without_figure(figure, _year.parties, input.parties)
	count(missing) > 0
}

# Steps.

# METADATA
# title: Who bears what is over
# description: The steps of the term overspend, of the function's own where it has any.
over_steps := _steps(_terms.overspend)

_steps(term) := object.get(object.get(term, "by_function", {}), input.fund.function, term.steps)

_gain := [{"to": gain.to, "by": object.get(gain, "by", ""), "part": {"num": gain.num, "den": gain.den}, "clause": gain.clause} | gain := _terms.gain]

# The decision of the board, the latest of those that bind all who take part: what is
# decided of the year is taken from one and given to another. Without any the latest.
_agreed := _last_of(_binding) if {
	count(_binding) > 0
} else := _last_of(_year.agreed)

_last_of(decisions) := decision if {
	some decision in decisions
	decision.entry == max([d.entry | some d in decisions])
}

_binding := [decision | some decision in _year.agreed; count(_not_bound(decision)) == 0]

_not_bound(decision) := {party | some party in _year.parties} - {party | some party in decision.bound}

_given := sum([pence | some pence in _agreed.amounts])

_followed if {
	count(_binding) > 0
	_shared < 0
	_given > 0
	_given <= abs(_shared)
}

_followed if {
	count(_binding) > 0
	_shared > 0
	_given < 0
	abs(_given) <= _shared
}

_rest := _shared + _given if {
	_followed
} else := _shared

_managed := min([sum([line.managed | some line in _outturn.lines; line.line in _shared_lines]), abs(_rest)]) if {
	_terms.underspend.management
	_rest < 0
} else := 0

_pots := [pot |
	some pot in [
		{"id": "overspend", "kind": "overspend", "of": "overspend", "amount": max([0, _rest]), "clause": over_clause, "steps": _over_given},
		{"id": "management", "kind": "underspend", "of": "underspend that management action made", "amount": _managed, "clause": _under_clause, "steps": _of_management},
		{"id": _other.id, "kind": "underspend", "of": _other.of, "amount": max([0, 0 - _rest]) - _managed, "clause": _under_clause, "steps": _of_rest},
	]
	pot.amount > 0
]

_other := {"id": "windfall", "of": "underspend that no management action made"} if {
	_terms.underspend.management
} else := {"id": "underspend", "of": "underspend"}

# METADATA
# title: Clause on what is over
# description: That of the term overspend, or without one that of pooled funds.
over_clause := _terms.overspend.clause if {
	_terms.overspend
} else := _terms.pool.clause

_under_clause := _terms.underspend.clause if {
	_terms.underspend
} else := _terms.pool.clause

_over_given := over_steps if {
	_terms.overspend
} else := []

_of_management := array.concat(_gain, object.get(_terms, ["underspend", "management"], []))

_of_rest := array.concat(_gain, _terms.underspend.windfall) if {
	_terms.underspend.management
	_terms.underspend.windfall
} else := array.concat(_gain, _steps(_terms.underspend)) if {
	_terms.underspend
} else := _gain

_in_play := [step | some pot in _pots; some step in pot.steps]

_returned if {
	some pot in _pots
	pot.kind == "underspend"
	some step in pot.steps
	step.to == "parties"
}

# Steps follow one another, and a rule can't go round: six are enough for any
# agreement, and the schema takes no more.
_runs := [run |
	some pot in _pots
	first := _take(pot, 0, pot.amount)
	second := _take(pot, 1, first.left)
	third := _take(pot, 2, second.left)
	fourth := _take(pot, 3, third.left)
	fifth := _take(pot, 4, fourth.left)
	sixth := _take(pot, 5, fifth.left)
	run := {
		"pot": pot,
		"takes": [take | some take in [first, second, third, fourth, fifth, sixth]; take.amount > 0],
		"left": sixth.left,
	}
]

_take(pot, at, left) := {"amount": 0, "left": left} if {
	at >= count(pot.steps)
} else := {"amount": 0, "left": 0} if {
	left == 0
} else := take if {
	step := pot.steps[at]
	amount := _amount(step, left)
	before := _divided(pot, step, amount)
	shares := {party: pence |
		some party, whole in before
		pence := min([whole, _most(step, object.get(_contributed, party, 0), object.get(_lifted, party, 0), whole)])
	}
	kept := _kept(step, amount)
	take := {
		"step": step, "amount": amount, "before": before, "shares": shares, "kept": kept,
		"left": (left - sum([pence | some pence in shares])) - kept,
	}
}

_amount(step, left) := money.portion(left, step.part.num, step.part.den) if {
	step.part
} else := left

_divided(_, step, amount) := {_year.host: amount} if step.to == "host"

_divided(_, step, amount) := {_lead: amount} if step.to == "lead"

_divided(_, step, _) := {} if step.to in {"reserve", "fund"}

_divided(pot, step, amount) := {party: pence |
	some party in _year.parties
	pence := object.get(_floors, party, 0) + object.get(parts, party, 0)
} if {
	step.to == "parties"
	pot.kind == "underspend"
	_floor > 0
	_floor <= amount
	parts := money.split(amount - _floor, _weights[step.by])
} else := money.split(amount, _weights[step.by]) if {
	step.to == "parties"
}

# The most that a party takes of a sum by a step.
_most(step, contribution, lifted, whole) := money.portion(max([0, contribution]), step.cap.num, step.cap.den) + _lift(step, lifted) if {
	step.cap.den
} else := step.cap.pence + _lift(step, lifted) if {
	step.cap
} else := whole

_lift(step, lifted) := lifted if {
	step.lift == true
} else := 0

_kept(step, amount) := min([amount, _most(step, _total, 0, amount)]) if {
	step.to == "fund"
} else := min([amount, _reserve, _most(step, _reserve, 0, amount)]) if {
	step.to == "reserve"
} else := 0

# Consents given before any outturn of the year was stated.
_lifted[party] := sum([l.pence | some l in _year.lifted; l.party == party; l.entry < _first_outturn]) if some party in {l.party | some l in _year.lifted}

_first_outturn := min([o.entry | some o in _year.outturns]) if {
	count(_year.outturns) > 0
} else := input.entry

# A lead that takes no part in the fund bears and gets nothing by it.
_lead := _leading if _leading in _year.parties

_leading := leads.in_force(input.leads, input.fund.function, _today).party if {
	leads.in_force(input.leads, input.fund.function, _today)
} else := parties.successor(_terms.functions[input.fund.function].lead, _today)

# What the fund kept from the year before, where the same host holds it: what another
# holds pays for nothing here.
_reserve := sum([pence | _kept_before[_] = [_year.host, pence]])

_kept_before := [[year.host, year.settlements[count(year.settlements) - 1].carried] |
	some name, year in input.fund.years
	name < input.year
]

_elsewhere := [[host, pence] | some [host, pence] in _kept_before; host != _year.host; pence > 0]

# No worse off.
_floors := {party: input.parties[party].figures[_terms.no_worse_off.figure].value | some party in _year.parties} if {
	_terms.no_worse_off
} else := {}

_floor := sum([pence | some pence in _floors])

# What each party bears or gets back, piece by piece.
_pieces := array.flatten([
	[{"party": _year.host, "pence": _fixed, "clause": over_clause, "words": _of_fixed(_fixed)} | _fixed != 0],
	[{"party": party, "pence": 0 - pence, "clause": _performance.clause, "words": sprintf("%s of line %s was not released and goes back", [_signed_in_words(pence), line])} |
		some line, _ in _withheld
		some party, pence in _by_line[line]
		pence != 0
	],
	_own_pieces,
	[{"party": party, "pence": 0 - pence, "clause": _agreed_clause, "words": _agreed_words(pence)} |
		_followed
		some party, pence in _agreed.amounts
	],
	[piece |
		some run in _runs
		some take in run.takes
		some party, pence in take.shares
		pence > 0
		piece := {
			"party": party,
			"pence": _signed(run.pot.kind, pence),
			"clause": object.get(take.step, "clause", run.pot.clause),
			"words": _in_words(run.pot, take, party, pence),
		}
	],
])

_signed("overspend", pence) := pence

_signed("underspend", pence) := 0 - pence

_own_pieces := [{
	"party": party,
	"pence": pence * _sign[amount < 0],
	"clause": over_clause,
	"words": sprintf("%s %s of line %s × %s of %s contributed to it = %s", [words.money(abs(amount)), _over_or_left(amount), line, words.money(_bearers[line][party]), words.money(sum([part | some part in _bearers[line]])), words.money(pence)]),
} |
	some line, amount in _own
	count(_bearers[line]) > 0
	some party, pence in money.split(abs(amount), _bearers[line])
]

# Who contributes to each line; not whoever was given back more than that.
_bearers := {line: {party: pence | some party, pence in by; pence > 0} |
	_own_risk
	some line, by in _by_line
}

_over_or_left(amount) := "over" if amount > 0

_over_or_left(amount) := "left" if amount <= 0

_of_fixed(pence) := sprintf("%s over on fixed lines, which the host bears", [words.money(pence)]) if pence > 0

_of_fixed(pence) := sprintf("%s left of fixed lines, which the host keeps", [words.money(abs(pence))]) if pence < 0

_agreed_words(pence) := sprintf("%s given back by %s", [words.money(pence), _agreed.decision]) if pence > 0

_agreed_words(pence) := sprintf("%s borne by %s", [words.money(abs(pence)), _agreed.decision]) if pence < 0

_agreed_clause := _under_clause if {
	_shared < 0
} else := over_clause

_in_words(pot, take, party, pence) := sprintf("%s%s", [_sum_in_words(pot, take, party, take.before[party]), _capped(take, party, pence)])

_capped(take, party, pence) := "" if take.before[party] == pence

_capped(take, party, pence) := sprintf(", of which its cap leaves %s%s", [words.money(pence), _by_consent(take.step, party)]) if take.before[party] != pence

_by_consent(step, party) := sprintf(", higher by the %s that it consented to before", [words.money(_lifted[party])]) if {
	step.lift == true
	_lifted[party] > 0
} else := ""

_sum_in_words(pot, take, _, whole) := sprintf("%s of the %s to the %s", [words.money(whole), pot.of, take.step.to]) if take.step.to in {"host", "lead"}

_sum_in_words(pot, take, party, whole) := sprintf("%s%s × %s = %s%s", [
	_first_floor(pot, take, party),
	words.money(split),
	_fraction(take.step.by, party),
	words.money(whole - floor),
	_penny(take, party, split, whole - floor),
]) if {
	take.step.to == "parties"
	floored := _floored(pot, take)
	floor := object.get(_floors, party, 0) * floored
	split := take.amount - (_floor * floored)
}

_floored(pot, take) := 1 if {
	pot.kind == "underspend"
	_floor > 0
	_floor <= take.amount
} else := 0

_first_floor(pot, take, party) := sprintf("%s that it would have without the fund, and ", [words.money(_floors[party])]) if {
	_floored(pot, take) == 1
} else := ""

_fraction("equal", _) := sprintf("1 of %s", [words.counted(count(_year.parties), "party", "parties")])

_fraction(by, party) := sprintf("%s of %s contributed", [words.money(object.get(_weights[by], party, 0)), words.money(_sums[by])]) if by == "contribution"

_fraction(by, party) := sprintf("%s of %s by which changes added to contributions", [words.money(object.get(_weights[by], party, 0)), words.money(_sums[by])]) if by == "pressures"

_fraction(by, party) := sprintf("%s of %s %s", [words.number(_weights[by][party]), words.number(_sums[by]), object.get(_terms.shares, ["figures", by], replace(by, "_", " "))]) if by in _figures

_sums[by] := sum([weight | some weight in _weights[by]]) if some by in _measures

_penny(take, party, split, pence) := ", one penny left over included" if {
	pence > money.portion(split, object.get(_weights[take.step.by], party, 0), _sums[take.step.by])
} else := ""

# The whole.

_overspend := (max([0, _shared]) + max([0, _fixed])) + _above(_own)

_underspend := ((max([0, 0 - _shared]) + max([0, 0 - _fixed])) + _below(_own)) + sum([pence | some pence in _kept_back])

_unfunded := sum([run.left | some run in _runs; run.pot.kind == "overspend"]) + _above(_own_of_nobody)

_above(amounts) := sum([amount | some amount in amounts; amount > 0])

_below(amounts) := abs(sum([amount | some amount in amounts; amount < 0]))

# Of lines to which nobody contributes.
_own_of_nobody := {line: amount |
	some line, amount in _own
	count(object.get(_bearers, line, {})) == 0
}

_drawn := sum([take.kept | some run in _runs; run.pot.kind == "overspend"; some take in run.takes])

_retained := ((sum([run.left | some run in _runs; run.pot.kind == "underspend"]) + _kept_of_left) + _below(_own_of_nobody)) - _drawn

_kept_of_left := sum([take.kept | some run in _runs; run.pot.kind == "underspend"; some take in run.takes])

_carried := max([0, _reserve + _retained]) if {
	_may_hold
} else := 0

_may_hold if _terms.carry_forward.types[_year.host_type] == true

# Each party.

_earlier := _year.settlements[count(_year.settlements) - 1].parties if {
	count(_year.settlements) > 0
} else := {}

_concerned := sort((({party | some party in _year.parties} | {_year.host}) | ({party | some party, _ in _contributed} | {party | some party, pence in _earlier; pence != 0})))

_pieces_of[party] := [piece | some piece in _pieces; piece.party == party] if some party in _concerned

_settled(party) := {
	"party": party,
	"contribution": object.get(_contributed, party, 0),
	"base": object.get(_base, party, 0),
	"share": share,
	"adjustment": _adjustment(share - object.get(_earlier, party, 0)),
	"clause": _clause_of(_pieces_of[party]),
	"working": _working(_pieces_of[party], share, object.get(_earlier, party, 0)),
} if {
	share := sum([piece.pence | some piece in _pieces_of[party]])
}

_adjustment(difference) := difference if {
	_paid_by
} else := 0

# Whether an outturn of this stage is paid by.
_paid_by if _outturn.stage in object.get(_terms, ["settlement", "stages"], ["provisional", "audited", "restated"])

_clause_of(pieces) := pieces[0].clause if {
	count(pieces) > 0
} else := over_clause

_working(pieces, share, earlier) := sprintf("%s%s", [_all_of(pieces, share), _since(share, earlier)])

_all_of([], _) := "no part of it"

_all_of(pieces, _) := pieces[0].words if count(pieces) == 1

_all_of(pieces, share) := sprintf("%s; together %s", [concat("; ", [piece.words | some piece in pieces]), _borne(share)]) if count(pieces) > 1

_borne(0) := "nothing"

_borne(pence) := sprintf("%s borne", [words.money(pence)]) if pence > 0

_borne(pence) := sprintf("%s given back", [words.money(abs(pence))]) if pence < 0

_since(_, 0) := ""

_since(share, earlier) := sprintf("; %s was settled before, which leaves %s", [_borne(earlier), _borne(share - earlier)]) if earlier != 0
