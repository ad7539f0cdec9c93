# METADATA
# title: Motions
# description: |
#   What a motion may say, and its life until it is open: moved, amended, given
#   notice of, its impact stated and answered, opened, withdrawn. Much of it is
#   asked of a show of hands and of an amendment at a meeting too.
#
#   The term urgent {roles} says who gives urgent notice, and in the form of
#   notice how long it is at least; somebody else opens the motion.
package concordat.motions

import data.concordat.calendar
import data.concordat.check
import data.concordat.impact
import data.concordat.leads
import data.concordat.merger
import data.concordat.money
import data.concordat.options as choosing
import data.concordat.outcome
import data.concordat.room
import data.concordat.routes
import data.concordat.seats
import data.concordat.words
import data.concordat.yearly

# METADATA
# title: Passes
# description: Holds when the statement in the input passes the check of that name.
passes(name) if _passes[name]

# METADATA
# title: Passed
# description: Of some names of checks those that the statement in the input passes.
passed(names) := {name | some name in names; _passes[name]}

# METADATA
# title: Reason
# description: The unmet check of that name, in words.
reason(name) := check.unmet(_reasons[name])

# METADATA
# title: Roll
# description: The seats that vote on the motion in the input, with their weights, sorted by seat.
roll := data.mou.roll(_voting_participants, input.parties, input.motion.route, _today)

# METADATA
# title: Why there is no roll
# description: The checks that keep a roll from being drawn up.
roll_checks := array.concat(_unweighed, _overweight)

_unweighed := [check.unmet({
	"id": "figure-missing",
	"clause": data.terms.seats.clause,
	"required": "The figure that votes are weighed by, recorded for every party",
	"actual": sprintf("Missing for %s", [words.list(missing)]),
	"explain": sprintf("Votes are weighed by a recorded figure, and none is recorded for %s.", [words.parties(input.parties, missing)]),
}) |
	missing := money.without_figure(data.terms.seats.figure, _standing_participants, input.parties)
	count(missing) > 0
]

_overweight := [check.unmet({
	"id": "figure-sum",
	"clause": data.terms.seats.clause,
	"required": "A figure that votes are weighed by of at most 9,007,199,254,740,991 in all",
	"actual": words.number(total),
	"explain": sprintf("Votes are weighed by a recorded figure, and %s in all is more than can be reckoned with exactly.", [words.number(total)]),
}) |
	total := money.sum_of_figure(data.terms.seats.figure, _standing_participants, input.parties)
	not money.weighable(total)
]

# The motion as it stands, and as the statement would have it.

_motion := input.motion

# An amendment moved at a meeting says beside it how the motion would read.
_text := input.body.to if {
	input.kind == "amendment.moved"
} else := input.body

# What hands are shown on is judged as on the day of the meeting.
_today := calendar.london_day(input.meeting.starts) if {
	input.meeting.starts
} else := calendar.london_day(input.time)

_standing_participants := data.mou.participants(input.motion.function)

# By a lead's route the lead alone decides.
_voting_participants := [outcome.lead.party] if {
	outcome.form == "lead"
} else := _standing_participants

_participants := data.mou.participants(_text.function)

_terms := data.terms

_form := data.terms.motions.types[_text.type]

# What a motion may say.

_passes["mover_allowed"] if data.mou.may_move(input.author)

_reasons["mover_allowed"] := {
	"id": "may-not-move",
	"clause": _terms.motions.clause,
	"required": sprintf("One of %s", [words.any_of(words.plain_all(_terms.motions.movers))]),
	"actual": "None of these",
	"explain": sprintf("A motion is moved by one of these: %s.", [words.any_of(words.plain_all(_terms.motions.movers))]),
}

_passes["speaks_for_party"] if not input.party

_passes["speaks_for_party"] if _speaks_for(input.author, input.party)

_reasons["speaks_for_party"] := {
	"id": "not-of-party",
	"clause": _terms.motions.clause,
	"required": sprintf("An officer or board member of %s", [words.party(input.parties, input.party)]),
	"actual": "Neither",
	"explain": sprintf("Only an officer or a board member of %s speaks for it.", [words.party(input.parties, input.party)]),
}

_speaks_for(author, party) if data.concordat.people.officer_of(author, party)

_speaks_for(author, party) if {
	some seat in input.parties[party].seats
	data.mou.may_vote_from(author, seat)
}

_passes["type_known"] if _form.routes

_reasons["type_known"] := {
	"id": "motion-type",
	"clause": _terms.motions.clause,
	"required": sprintf("One of %s", [words.any_of(words.plain_all(sort(object.keys(_terms.motions.types))))]),
	"actual": words.plain(_text.type),
	"explain": sprintf("The agreement knows no motion of type %s.", [words.plain(_text.type)]),
}

_passes["route_allowed"] if _text.route in _form.routes

_reasons["route_allowed"] := {
	"id": "motion-route",
	"clause": _terms.motions.clause,
	"required": sprintf("One of %s", [words.any_of(words.plain_all(_form.routes))]),
	"actual": words.plain(_text.route),
	"explain": sprintf("A motion of type %s may not be decided by the route %s.", [words.plain(_text.type), words.plain(_text.route)]),
}

_passes["route_open"] if routes.lawful(_terms[_text.route], _today)

_reasons["route_open"] := _closed_route(_terms[_text.route], _today)

_closed_route(term, day) := {
	"id": "route-date",
	"clause": term.clause,
	"required": sprintf("A decision %s", [routes.dates(term)]),
	"actual": words.date(day),
	"explain": sprintf("This route is open %s, and not on %s.", [routes.dates(term), words.date(day)]),
}

_passes["function_known"] if count(_participants) > 0

_reasons["function_known"] := {
	"id": "function",
	"clause": _terms.parties.clause,
	"required": sprintf("One of %s", [concat(", ", sort(object.keys(_terms.functions)))]),
	"actual": _text.function,
	"explain": sprintf("The agreement has no function %s.", [_text.function]),
}

# A motion carries the parts that its type needs and no part that it may not.
_may_carry := ["pool", "lead", "risk_share", "amends", "rights", "prolongs", "settles", "virement"]

_passes["parts_allowed"] if {
	parts := {part | some part in _may_carry; _text[part]}
	needs := {part | some part in _form.needs}
	may := {part | some part in _form.may}
	count(needs - parts) == 0
	count((parts - needs) - may) == 0
}

_reasons["parts_allowed"] := {
	"id": "motion-parts",
	"clause": _terms.motions.clause,
	"required": sprintf("Needed: %s; allowed besides: %s", [_parts(_form.needs), _parts(_form.may)]),
	"actual": _parts([part | some part in _may_carry; _text[part]]),
	"explain": sprintf("A motion of type %s needs: %s. It may also carry: %s.", [words.plain(_text.type), _parts(_form.needs), _parts(_form.may)]),
}

_parts(parts) := "nothing" if count(parts) == 0

_parts(parts) := concat(", ", [replace(part, "_", " ") | some part in parts]) if count(parts) > 0

_passes["options_sound"] if not _text.options

_passes["options_sound"] if {
	count(_text.options) > 1
	options := {option | some option in _text.options}
	count(options) == count(_text.options)
	count(options & _names_of_votes) == 0
	count(options) <= _most_options
	_none_offered(options)
}

# As rules name what becomes of a vote, and as people read it.
_names_of_votes := {"for", "against", "abstain", "absent", "recused", "split", "", "For", "Against", "Abstain", "Abstained"}

# Who counts by elimination counts in as many rounds as are written out.
_most_options := choosing.most if {
	_terms.options.method == "elimination"
} else := 32

# Where the terms have an option for none of the others, every motion lists it.
_none_offered(_) if not _terms.options.none

_none_offered(options) if _terms.options.none in options

_reasons["options_sound"] := {
	"id": "options",
	"clause": _terms.motions.clause,
	"required": sprintf("2 to %d different options, none of them named like a vote%s", [_most_options, _with_none]),
	"actual": concat(", ", _text.options),
	"explain": sprintf("Options must be 2 to %d, all different, and none may be named for, against or abstain%s.", [_most_options, _with_none]),
}

_with_none := sprintf("; '%s' is one of them", [_terms.options.none]) if {
	_terms.options.none
} else := ""

# Pools.

_passes["host_participates"] if not _text.pool

_passes["host_participates"] if _text.pool.host in _participants

_reasons["host_participates"] := {
	"id": "pool-host",
	"clause": _terms.pool.clause,
	"required": "A host that is a participating party",
	"actual": _text.pool.host,
	"explain": sprintf("%s doesn't take part in %s and so can't host its pooled fund.", [
		words.party(input.parties, _text.pool.host),
		_text.function,
	]),
}

_passes["lines_sound"] if not _text.pool

_passes["lines_sound"] if {
	calendar.is_financial_year(_text.pool.year)
	count(_text.pool.lines) > 0
	every line in _text.pool.lines {
		line.pence > 0
		line.kind in _terms.pool.kinds
		line.share.by in _terms.shares.by
		calendar.number(line.due)
		_valued(line)
		_staffed(line)
		every due in object.get(line, "instalments", []) {
			calendar.number(due)
		}
	}
}

# Which kinds state their whole-time equivalents the agreement says; a post always.
_staffed(line) if {
	line.wte > 0
	line.kind in object.get(_terms.pool, "wte", _terms.pool.kinds)
}

_staffed(line) if {
	line.wte > 0
	line.kind == "post"
}

_staffed(line) if {
	not line.wte
	line.kind != "post"
	not line.kind in object.get(_terms.pool, "wte", [])
}

_valued(line) if line.kind == "cash"

_valued(line) if count(line.basis) > 0

_reasons["lines_sound"] := {
	"id": "pool-lines",
	"clause": _terms.pool.clause,
	"required": sprintf("Lines of more than nothing, each in %s, shared %s, with a due date, in kind with the basis of valuation%s", [
		words.any_of(words.plain_all(_terms.pool.kinds)),
		words.any_of([object.get(_shared_by, by, words.plain(by)) | some by in _terms.shares.by]),
		_with_staff,
	]),
	"actual": "At least one line is not like that",
	"explain": sprintf("Every line of a pool needs a sum, a kind, a way to share it, a due date and a financial year, and in kind the basis of its valuation%s.", [_with_staff]),
}

_with_staff := sprintf(", and for %s, and nothing else, the whole-time equivalents", [words.any_of(words.plain_all(sort({kind | some kind in _terms.pool.wte} | _posts)))]) if {
	_terms.pool.wte
} else := ", and for a post the whole-time equivalents" if {
	count(_posts) > 0
} else := ""

_posts := {kind | some kind in _terms.pool.kinds; kind == "post"}

_shared_by := {"equal": "equally", "fixed": "in fixed amounts", "figure": "by a recorded figure"}

# Nothing is computed from a figure that is not on the ledger.
_passes["figures_recorded"] if {
	count(_missing) == 0
	every line in _lines {
		_known_figure(line.share)
	}
}

_missing := sort({[line.share.figure, code] |
	some line in _lines
	line.share.by == "figure"
	some code in money.without_figure(line.share.figure, _participants, input.parties)
})

_lines := money.lines(_text.pool) if {
	_text.pool
} else := []

_known_figure(share) if share.by != "figure"

_known_figure(share) if _terms.shares.figures[share.figure]

_figure_words(figure) := object.get(_terms.shares.figures, figure, words.plain(figure))

_reasons["figures_recorded"] := {
	"id": "figure-missing",
	"clause": _terms.shares.clause,
	"required": "Each figure that a sum is shared by, recorded for every participating party",
	"actual": sprintf("Missing: %s", [concat("; ", [sprintf("%s of %s", [_figure_words(pair[0]), pair[1]]) | some pair in _missing])]),
	"explain": sprintf("No share can be worked out: %s.", [concat("; ", [sprintf("%s is not recorded for %s", [
		_figure_words(figure),
		words.parties(input.parties, [pair[1] | some pair in _missing; pair[0] == figure]),
	]) |
		some figure in sort({pair[0] | some pair in _missing})
	])]),
} if {
	count(_missing) > 0
}

# Beyond this a share could not be worked out to the penny.
_passes["figures_in_sum"] if count(_too_large) == 0

_too_large := sort({line.share.figure |
	some line in _lines
	line.share.by == "figure"
	not money.weighable(money.sum_of_figure(line.share.figure, _participants, input.parties))
})

_reasons["figures_in_sum"] := {
	"id": "figure-sum",
	"clause": _terms.shares.clause,
	"required": "A figure to share by of at most 9,007,199,254,740,991 in all",
	"actual": sprintf("More: %s", [words.list([_figure_words(figure) | some figure in _too_large])]),
	"explain": sprintf("No share can be worked out to the penny: added up over all %d participating parties, %s is too large.", [
		count(_participants),
		words.list([_figure_words(figure) | some figure in _too_large]),
	]),
}

# What is shared as last year rests on what was contributed then, and by the yearly
# rule comes to a sum that the motion states.
_passes["last_year_known"] if count(_unrested) == 0

_unrested := [line.line |
	some line in _lines
	line.share.by == "last_year"
	not yearly.bases(line.line, _participants)
]

_reasons["last_year_known"] := {
	"id": "last-year-missing",
	"clause": _terms.shares.clause,
	"required": sprintf("Recurrent contributions in %s to each line that is shared as last year, by no party less than nothing", [yearly.before]),
	"actual": sprintf("None known of line %s", [words.list(_unrested)]),
	"explain": sprintf("No decision in effect makes up line %s of the fund %s for %s with recurrent contributions of these %d parties, so that nothing can rest on them. State fixed amounts, or have the host's officer put right the changes of that year.", [
		words.list(_unrested), money.fund(_text), yearly.before, count(_participants),
	]),
}

_passes["yearly_rule_kept"] if count(_unrested) > 0

_passes["yearly_rule_kept"] if {
	every line in _lines {
		_rests(line, _participants)
	}
}

_rests(line, _) if not line.from_last_year

_rests(line, participants) if {
	_terms.yearly.clause
	_planned_for_others(line, participants) == set()
	sum([pence | some pence in yearly.amounts(line, participants)]) == line.pence
}

_planned_for_others(line, participants) := {code |
	some code, _ in line.from_last_year.planned
	not code in participants
}

_reasons["yearly_rule_kept"] := {
	"id": "yearly-rule",
	"clause": _terms.yearly.clause,
	"required": "Of each line that rests on last year what the yearly rule comes to, with nothing planned for a party that takes no part",
	"actual": concat("; ", wrong),
	"explain": sprintf("Last year's recurrent contributions, with inflation, less efficiency, and what is planned, come to another sum, or something is planned for a party that takes no part: %s.", [concat("; ", wrong)]),
} if {
	wrong := [sprintf("line %s comes to %s, and %s is stated%s", [line.line, _sum_in_words(line), words.money(line.pence), _for_others(line)]) |
		some line in _lines
		not _rests(line, _participants)
	]
}

_sum_in_words(line) := words.money(total) if {
	total := sum([pence | some pence in yearly.amounts(line, _participants)])
	total >= 0
} else := "less than nothing"

_for_others(line) := sprintf(", with something planned for %s", [words.parties(input.parties, sort(others))]) if {
	others := _planned_for_others(line, _participants)
	count(others) > 0
} else := ""

# Fixed amounts name exactly the participants, or where not all need contribute
# some of them, and add up to the line.
_passes["amounts_add_up"] if {
	every line in _lines {
		_adds_up(line, _participants)
	}
}

_adds_up(line, _) if line.share.by != "fixed"

_adds_up(line, participants) if {
	object.keys(line.share.amounts) == {code | some code in money.contributors(line, participants, _terms.pool)}
	sum([amount | some amount in line.share.amounts]) == line.pence
}

_reasons["amounts_add_up"] := {
	"id": "share-fixed",
	"clause": _terms.shares.clause,
	"required": sprintf("Fixed amounts for %s participating parties that add up to the line", [{true: "none but the", false: "exactly the"}[_some_contribute]]),
	"actual": concat("; ", wrong),
	"explain": sprintf("Fixed amounts must name %s the %d participating parties and add up to the line: %s.", [
		{true: "none but", false: "each of"}[_some_contribute],
		count(_participants),
		concat("; ", wrong),
	]),
} if {
	wrong := [sprintf("%s: %s of %s for %d parties", [
		line.what,
		words.money(sum([amount | some amount in line.share.amounts])),
		words.money(line.pence),
		count(line.share.amounts),
	]) |
		some line in _lines
		not _adds_up(line, _participants)
	]
}

# A pooled fund is made up of contributions by all (NHS Act 2006 s14Z3(5)). Where
# a figure is missing or too large, or last year's contributions are, no contribution
# can be told, and that is said instead.
_passes["all_contribute"] if (count(_missing) + count(_too_large)) + count(_unrested) > 0

_passes["all_contribute"] if {
	every line in _lines {
		_all_pay(line, _participants)
	}
}

_all_pay(line, participants) if {
	paying := money.contributors(line, participants, _terms.pool)
	shares := money.shares(line, paying, input.parties)
	count(shares) == count(paying)
	every share in shares {
		share >= money.parts(line)
	}
}

_some_contribute := count([true | money.some_contribute(_terms.pool)]) == 1

_reasons["all_contribute"] := {
	"id": "contribution-missing",
	"clause": _terms.pool.clause,
	"required": "A contribution of more than nothing from every party among whom a line is shared",
	"actual": "At least one party would contribute nothing",
	"explain": "Every party among whom a line is shared contributes something, in each instalment; at least one would contribute nothing.",
} if {
	_some_contribute
} else := {
	"id": "contribution-missing",
	"clause": _terms.pool.clause,
	"required": "A contribution of more than nothing from every participating party",
	"actual": "At least one party would contribute nothing",
	"explain": sprintf("A pooled fund is made up of contributions by all %d participating parties, in each instalment; at least one would contribute nothing.", [count(_participants)]),
}

# Leads and risk shares.

_passes["lead_participates"] if not _text.lead

_passes["lead_participates"] if _text.lead.party in _participants

_reasons["lead_participates"] := {
	"id": "lead-party",
	"clause": _terms.lead.clause,
	"required": "A lead that is a participating party",
	"actual": _text.lead.party,
	"explain": sprintf("%s doesn't take part in %s and so can't lead it.", [words.party(input.parties, _text.lead.party), _text.function]),
}

_passes["lead_limits_ordered"] if not _text.lead

_passes["lead_limits_ordered"] if leads.ordered(_text.lead.limit)

_reasons["lead_limits_ordered"] := {
	"id": "lead-limits",
	"clause": _terms.lead.clause,
	"required": "Limits with action at most year, and year at most life",
	"actual": sprintf("%s, %s, %s", [words.money(limit.action), words.money(limit.year), words.money(limit.life)]),
	"explain": "What a lead may commit for one action can't be more than for a year, nor that more than for its whole life.",
} if {
	limit := _text.lead.limit
}

_passes["duties_sound"] if not _text.lead

_passes["duties_sound"] if {
	calendar.number(_text.lead.from)
	calendar.number(object.get(_text.lead, "until", _text.lead.from))
	every duty in _text.lead.duties {
		duty.every in _terms.duties.every
		calendar.number(duty.first)
	}
}

_reasons["duties_sound"] := {
	"id": "lead-duties",
	"clause": _terms.duties.clause,
	"required": sprintf("A lead from a stated day, and duties each from a stated day and %s", [words.any_of([object.get(_every, how, how) | some how in _terms.duties.every])]),
	"actual": "At least one is not like that",
	"explain": sprintf("A lead starts on a stated day, and so does every duty of it, due %s.", [words.any_of([object.get(_every, how, how) | some how in _terms.duties.every])]),
}

_every := {"quarter": "every quarter", "year": "every year"}

_passes["risk_share_sound"] if not _text.risk_share

_passes["risk_share_sound"] if {
	_text.risk_share.num > 0
	_text.risk_share.num <= _text.risk_share.den
}

_reasons["risk_share_sound"] := {
	"id": "risk-share",
	"clause": _terms.risk_share.clause,
	"required": "A fraction of more than nothing and at most the whole",
	"actual": sprintf("%d/%d", [_text.risk_share.num, _text.risk_share.den]),
	"explain": "A risk share is a fraction of more than nothing and at most the whole of what is lost.",
}

# Money moved within a fund.

_passes["virement_provided"] if not _text.virement

_passes["virement_provided"] if _terms.virement.clause

_reasons["virement_provided"] := {
	"id": "not-provided",
	"clause": _terms.motions.clause,
	"required": "A term that says how money moves between lines",
	"actual": "None",
	"explain": "This agreement lets no money move from line to line of a fund: move a motion that varies the decision that makes up its year.",
}

# What is expected to be left of a line pays for nothing that comes back every year:
# it is there once (risk sharing arrangements, published clause).
_passes["uses_non_recurrent"] if not _text.virement

_passes["uses_non_recurrent"] if {
	_text.virement
	not _terms.underspend.uses
}

_passes["uses_non_recurrent"] if {
	_terms.underspend.uses == "non_recurrent"
	count(_text.virement.uses) > 0
	sum([use.pence | some use in _text.virement.uses]) == _text.virement.pence
	count(_recurrent_uses) == 0
	some line in input.fund.years[input.year].lines
	line.line == _text.virement.to
	line.recurrent == false
}

_recurrent_uses := [use.what | some use in _text.virement.uses; use.recurrent]

_reasons["uses_non_recurrent"] := {
	"id": "use-recurrent",
	"clause": _terms.underspend.clause,
	"required": sprintf("Uses that are named, come to %s and are not recurrent, of a line that is not", [words.money(_text.virement.pence)]),
	"actual": sprintf("%s for %s; recurrent: %s", [
		words.money(sum([use.pence | some use in uses])),
		words.list([use.what | some use in uses]),
		words.list(array.concat(_recurrent_uses, [sprintf("line %s", [line.line]) |
			some line in input.fund.years[input.year].lines
			line.line == _text.virement.to
			line.recurrent
		])),
	]),
	"explain": sprintf("What is expected to be left of line %s is used once: name what it is for, so that it comes to %s, and nothing that comes back year by year. For that, move a motion that makes up the next year's budget.", [
		_text.virement.from, words.money(_text.virement.pence),
	]),
} if {
	uses := object.get(_text.virement, "uses", [])
}

# Amendment and withdrawal.

_passes["mover"] if _motion.mover == input.author.person

_reasons["mover"] := {
	"id": "not-mover",
	"clause": _terms.amendment.clause,
	"required": "The mover",
	"actual": "Somebody else",
	"explain": sprintf("Only the mover of %s may do this.", [_motion.motion]),
}

_passes["before_opening"] if _motion.status in {"draft", "notice"}

_reasons["before_opening"] := {
	"id": "opened-already",
	"clause": _terms.amendment.clause,
	"required": "A motion that has not been opened",
	"actual": sprintf("It is %s", [words.standing(_motion.status)]),
	"explain": sprintf("%s is %s. This is possible only before a motion is opened.", [_motion.motion, words.standing(_motion.status)]),
}

_passes["same_motion"] if _text.motion == _motion.motion

_reasons["same_motion"] := {
	"id": "stale",
	"clause": _terms.amendment.clause,
	"required": _motion.motion,
	"actual": _text.motion,
	"explain": sprintf("The text names %s and the motion is %s.", [_text.motion, _motion.motion]),
}

_passes["withdrawer"] if {
	_motion.status in {"draft", "notice", "open"}
	_motion.mover == input.author.person
}

_passes["withdrawer"] if {
	_motion.status == "open"
	data.concordat.people.has_role(input.author, {"chair", "vice_chair"})
}

_reasons["withdrawer"] := {
	"id": "may-not-withdraw",
	"clause": _terms.amendment.clause,
	"required": "The mover, and once it is open also the chair or the vice-chair",
	"actual": sprintf("None of these, on a motion that is %s", [words.standing(_motion.status)]),
	"explain": sprintf("%s is %s. Before it is opened its mover withdraws a motion; an open one is withdrawn when both its mover and somebody else, the chair or the vice-chair, have asked for it.", [
		_motion.motion,
		words.standing(_motion.status),
	]),
}

_passes["text_current"] if input.body.text == _motion.text_id

_reasons["text_current"] := _stale(_terms.amendment.clause, "the motion's text")

_stale(clause, what) := {
	"id": "stale",
	"clause": clause,
	"required": sprintf("What stands today as %s", [what]),
	"actual": "Something else",
	"explain": sprintf("The statement doesn't name what stands today as %s. Read it again and sign anew.", [what]),
}

# Notice.

# Urgent notice is shorter, says why, and is not given by whoever opens the motion.
_passes["notice_given_by"] if {
	_text.opens
	not _text.urgent
	data.concordat.people.has_role(input.author, {"secretary"})
}

_passes["notice_given_by"] if {
	_text.urgent
	data.concordat.people.has_role(input.author, {role | some role in _terms.urgent.roles})
}

_reasons["notice_given_by"] := {
	"id": "may-not-give-urgent-notice",
	"clause": _terms.urgent.clause,
	"required": sprintf("The %s", [_urgent_roles]),
	"actual": "Somebody else",
	"explain": sprintf("Urgent notice is given by the %s, who states why it can't wait.", [_urgent_roles]),
} if {
	_text.urgent
} else := {
	"id": "not-secretary",
	"clause": _terms.notice.clause,
	"required": "The secretary",
	"actual": "Somebody else",
	"explain": "Only the secretary gives notice of a motion, unless it is urgent.",
}

_urgent_roles := concat(" or the ", words.plain_all(_terms.urgent.roles))

_passes["opened_by_another"] if {
	_motion.notice.id
	not _motion.notice.urgent
}

_passes["opened_by_another"] if {
	_motion.notice.urgent
	_motion.notice.author != input.author.person
}

_reasons["opened_by_another"] := {
	"id": "own-urgent-notice",
	"clause": _terms.urgent.clause,
	"required": "Somebody else than gave urgent notice of it",
	"actual": "The same person",
	"explain": sprintf("Urgent notice of %s was given by the author, and somebody else must open it: two people find that it can't wait.", [_motion.motion]),
}

_passes["notice_long_enough"] if {
	not _text.urgent
	data.mou.notice(_today, calendar.london_day(_text.opens))
}

_passes["notice_long_enough"] if {
	_text.urgent
	calendar.enough_notice(_today, calendar.london_day(_text.opens), _terms.urgent)
}

_notice_term := _terms.urgent if {
	_text.urgent
} else := _terms.notice

_reasons["notice_long_enough"] := {
	"id": "notice",
	"clause": _notice_term.clause,
	"required": calendar.notice_in_words(_notice_term),
	"actual": words.counted(max([days, 0]), "clear day", "clear days"),
	"explain": sprintf("Notice on %s of an opening on %s leaves %s between; at least %s are needed.", [
		words.date(_today),
		words.date(calendar.london_day(_text.opens)),
		words.counted(max([days, 0]), "clear day", "clear days"),
		calendar.notice_in_words(_notice_term),
	]),
} if {
	days := calendar.clear_days(_today, calendar.london_day(_text.opens))
}

# Nobody alone puts off to a later day what notice was given of, nor to a day that
# nobody waits for. Only the mover ends a notice, by amending or withdrawing.
_passes["opening_in_reach"] if {
	calendar.london_day(_text.opens) <= _latest_opening
	_not_put_off
}

_latest_opening := calendar.after(_today, _terms.notice.most_days)

_latest_opening := calendar.london_day(_text.opens) if not _terms.notice.most_days

_not_put_off if _motion.status == "draft"

_not_put_off if {
	_motion.status == "notice"
	_motion.notice.closes <= input.time
}

_not_put_off if {
	_motion.status == "notice"
	calendar.london_day(_text.opens) <= calendar.london_day(_motion.notice.opens)
}

_reasons["opening_in_reach"] := {
	"id": "notice-stands",
	"clause": _terms.notice.clause,
	"required": sprintf("An opening on %s or before", [words.date(calendar.london_day(_motion.notice.opens))]),
	"actual": words.date(calendar.london_day(_text.opens)),
	"explain": sprintf("Notice stands of %s for %s, and another does not put it off. Open it then, or give notice of an earlier day; only its mover ends the notice, by amending or withdrawing the motion.", [
		_motion.motion,
		words.date(calendar.london_day(_motion.notice.opens)),
	]),
} if {
	not _not_put_off
} else := {
	"id": "too-far",
	"clause": _terms.notice.clause,
	"required": sprintf("An opening up to %s", [words.date(_latest_opening)]),
	"actual": words.date(calendar.london_day(_text.opens)),
	"explain": sprintf("A motion opens within %s of its notice, so by %s, and not on %s.", [
		words.counted(_terms.notice.most_days, "day", "days"),
		words.date(_latest_opening),
		words.date(calendar.london_day(_text.opens)),
	]),
}

_passes["window_in_bounds"] if data.mou.window(_text.opens, _text.closes)

# Without a window an agreement decides at its meetings alone.
_reasons["window_in_bounds"] := {
	"id": "at-meetings",
	"clause": _terms.hands.clause,
	"required": "A motion on the agenda of a meeting",
	"actual": "Votes between meetings",
	"explain": "This agreement decides at its meetings, by a show of hands, and has no time for votes between them. Put the motion on the agenda of a meeting.",
} if {
	not _terms.window
} else := {
	"id": "window",
	"clause": _terms.window.clause,
	"required": sprintf("Open for %d to %d days", [_terms.window.least_days, _terms.window.most_days]),
	"actual": sprintf("From %s to %s", [words.moment(_text.opens), words.moment(_text.closes)]),
	"explain": sprintf("A motion stays open for at least %d and at most %d days. This one would be open from %s to %s.", [
		_terms.window.least_days,
		_terms.window.most_days,
		words.moment(_text.opens),
		words.moment(_text.closes),
	]),
}

# Impact.

# A party answers an impact statement; who could replace it could put off the
# opening, or load a motion with costs that unbind everybody.
_passes["impact_author"] if _motion.mover == input.author.person

_passes["impact_author"] if data.concordat.people.has_role(input.author, {"secretary"})

_reasons["impact_author"] := {
	"id": "may-not-state-impact",
	"clause": _terms.impact.clause,
	"required": "The mover or the secretary",
	"actual": "Neither",
	"explain": "An impact statement is made by the mover or the secretary; a party agrees to its lines or disputes them.",
}

_passes["impact_sound"] if impact.well_formed(_text.lines, _standing_participants, _terms.impact)

_reasons["impact_sound"] := {
	"id": "impact-lines",
	"clause": _terms.impact.clause,
	"required": sprintf("Lines of participating parties by financial year, each once, of the kinds %s", [words.list(words.plain_all(_terms.impact.lines))]),
	"actual": "At least one line is not like that",
	"explain": "Every line of an impact statement names a participating party, a known kind and a financial year, and stands once.",
}

_passes["impact_current"] if _text.impact == _motion.impact.id

_reasons["impact_current"] := _stale(_terms.impact.clause, "its impact statement")

_passes["participates"] if input.party in _standing_participants

_reasons["participates"] := {
	"id": "not-participating",
	"clause": _terms.parties.clause,
	"required": "A participating party",
	"actual": input.party,
	"explain": sprintf("%s doesn't take part in %s.", [words.party(input.parties, input.party), _motion.function]),
}

_passes["own_lines"] if {
	every line in object.get(_text, "lines", []) {
		line.party == input.party
	}
}

_reasons["own_lines"] := {
	"id": "not-own-lines",
	"clause": _terms.impact.clause,
	"required": sprintf("Lines of %s alone", [input.party]),
	"actual": "Lines of another party",
	"explain": "A party disputes its own lines and no other's.",
}

# Opening.

_passes["on_notice"] if {
	_motion.status == "notice"
	_text.notice == _motion.notice.id
}

_reasons["on_notice"] := _stale(_terms.notice.clause, "the notice of this text")

_passes["within_window"] if {
	input.time >= _motion.notice.opens
	input.time < _motion.notice.closes
}

_reasons["within_window"] := {
	"id": "window",
	"clause": _terms.notice.clause,
	"required": sprintf("From %s, before %s", [words.moment(_motion.notice.opens), words.moment(_motion.notice.closes)]),
	"actual": words.moment(input.time),
	"explain": sprintf("Notice was given of an opening at %s and a close at %s. It is %s.", [
		words.moment(_motion.notice.opens),
		words.moment(_motion.notice.closes),
		words.moment(input.time),
	]),
}

_passes["close_as_noticed"] if _text.closes == _motion.notice.closes

_reasons["close_as_noticed"] := _stale(_terms.window.clause, "the close that notice was given of")

_passes["same_question"] if {
	_text.motion == _motion.motion
	_text.title == _motion.title
	object.get(_text, "options", []) == object.get(_motion, "options", [])
}

_reasons["same_question"] := _stale(_terms.opening.clause, "its title and options")

_passes["roll_current"] if _text.roll == roll

_reasons["roll_current"] := roll_checks[0] if count(roll_checks) > 0

else := object.union(_stale(_terms.opening.clause, "the roll"), {"actual": sprintf("%d seats named, %d on the roll", [count(_text.roll), count(roll)])})

_passes["rules_current"] if _text.rules == input.mou.rules

_reasons["rules_current"] := _stale(_terms.opening.clause, "the rules")

# Without a term of impact no type needs a statement; a risk share still does.
_impact_term := object.get(_terms, "impact", {})

_passes["impact_named"] if {
	not _motion.impact
	not _text.impact
	not impact.needed(_motion, _impact_term)
}

_passes["impact_named"] if _text.impact == _motion.impact.id

_reasons["impact_named"] := {
	"id": "impact-missing",
	"clause": object.get(_impact_term, "clause", _terms.opening.clause),
	"required": "An impact statement on its present text",
	"actual": "None",
	"explain": "Before it is opened the mover or the secretary states what it costs or saves each participating party, by line and financial year, against a baseline; an officer of each party then agrees to its lines or disputes them.",
} if {
	not _motion.impact
}

else := _stale(_terms.impact.clause, "its impact statement")

_passes["impact_answered"] if not impact.needed(_motion, _impact_term)

# Where there is none, nobody can answer it: that there is to be one is said by itself.
_passes["impact_answered"] if not _motion.impact

_passes["impact_answered"] if {
	_terms.impact
	not _terms.impact.answers_needed
}

_passes["impact_answered"] if {
	_motion.impact.positions
	count(_silent) == 0
}

_silent := [code |
	some code in impact.silent(_motion.impact, _standing_participants)
	not seats.behind(input.parties[code], _terms)
]

_reasons["impact_answered"] := {
	"id": "impact-unanswered",
	"clause": _terms.impact.clause,
	"required": "Every participating party has agreed or disputed its own lines",
	"actual": sprintf("%d of %d have", [count(_standing_participants) - count(_silent), count(_standing_participants)]),
	"explain": sprintf("Not yet agreed or disputed by %s: an officer of each does so. A new statement asks everybody anew.", [words.parties(input.parties, _silent)]),
}

_passes["quorum_in_reach"] if data.mou.quorum(outcome.quorum_term, _everybody).met

_reasons["quorum_in_reach"] := data.mou.quorum(outcome.quorum_term, _everybody)

# As though everybody voted who can: a seat without holder and deputies can't.
_everybody := _voted_from(_filled, roll, object.get(_terms, ["classes", "of"], {}))

_voted_from(filled, of_roll, classes) := {
	"roll": of_roll,
	"choices": {seat: "abstain" | some [seat, _, _] in filled},
	"people": {seat: person | some [seat, _, person] in filled},
	"classes": classes,
	"positions": object.union(
		{party: "absent" | party := of_roll[_].party},
		{party: "abstain" | some [_, party, _] in filled},
	),
	"speaking": set(),
}

_filled := _of_held(roll, {party: merger.seats(input.parties[party], outcome.day) | party := roll[_].party}) if {
	merger.keeps_seats
} else := _of_own(roll, input.parties)

_of_own(of_roll, parties) := _of_held(of_roll, {party: parties[party].seats | party := of_roll[_].party})

_of_held(of_roll, seats_of) := [[entry.seat, entry.party, person] |
	some entry in of_roll
	some held in seats_of[entry.party]
	held.seat == entry.seat
	person := _who_may_vote(held)
]

_who_may_vote(held) := held.holder if {
	held.holder
} else := held.deputies[0]

# Figures may have been recorded since the motion was moved, and parties may have
# left. What stands when it is opened is what it is concluded by.
_passes["shares_stand"] if {
	every line in _standing_lines {
		_adds_up(line, _standing_participants)
		_rests(line, _standing_participants)
		_all_pay(line, _standing_participants)
	}
}

_standing_lines := money.lines(_motion.pool) if {
	_motion.pool
} else := []

_reasons["shares_stand"] := {
	"id": "contribution-missing",
	"clause": _terms.pool.clause,
	"required": "By the figures, last year's contributions and the parties of today, a contribution of more than nothing from every participating party",
	"actual": "At least one can't be worked out or is nothing",
	"explain": "Figures, last year's contributions or parties have changed since this motion was moved: by those of today at least one party's contribution can't be worked out or is nothing, or a line comes to another sum. Its mover may amend it.",
}

_passes["room_for_decision"] if {
	room.bytes(_motion, _standing_participants, input.parties) <= room.most_bytes
	room.obligations(_motion, _standing_participants) <= room.most_obligations
}

_reasons["room_for_decision"] := {
	"id": "decision-too-long",
	"clause": _terms.opening.clause,
	"required": sprintf("A decision of at most %s bytes with at most %s", [words.number(room.most_bytes), words.counted(room.most_obligations, "obligation", "obligations")]),
	"actual": sprintf("As many as %s with %s", [
		words.number(room.bytes(_motion, _standing_participants, input.parties)),
		words.number(room.obligations(_motion, _standing_participants)),
	]),
	"explain": "The decision on this motion could be too long to record: it has too many options, lines or duties, options with too long names, or impacts in too many years.",
}

_passes["all_signed"] if {
	_motion.route in _terms.establishment.shadow_routes
	count(_standing_participants) > 0
}

_passes["all_signed"] if {
	count(_standing_participants) > 0
	count(_unsigned) == 0
}

_unsigned := [code |
	some code in _standing_participants
	not _ready(code)
]

_ready(code) if seats.ready(code, input.parties[code], input.mou.rules, _today, _terms)

_reasons["all_signed"] := {
	"id": "not-signed",
	"clause": _terms.establishment.clause,
	"required": "Every participating party established, and its signature on the agreement as adopted",
	"actual": sprintf("Missing: %s", [words.parties(input.parties, _unsigned)]),
	"explain": sprintf("This route binds. Not yet established and signed: %s.", [words.parties(input.parties, _unsigned)]),
}

_passes["standing_route_open"] if routes.lawful(_terms[_motion.route], _deciding_day)

_reasons["standing_route_open"] := _closed_route(_terms[_motion.route], _deciding_day)

_deciding_day := _today if {
	input.meeting.starts
} else := calendar.london_day(_text.closes)
