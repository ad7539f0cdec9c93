# METADATA
# title: Conclusion
# description: |
#   The motion is closed: what is decided, whom it binds by which chain of
#   authority, and to what. Everything is worked out from the facts in the input
#   and the agreement's own choice of rules, clause by clause.
package concordat.conclude

import data.concordat.calendar
import data.concordat.check
import data.concordat.gates
import data.concordat.impact
import data.concordat.interests
import data.concordat.leads
import data.concordat.life
import data.concordat.money
import data.concordat.outcome
import data.concordat.parties
import data.concordat.seats
import data.concordat.words

# METADATA
# title: Ruling on a motion at its close
# description: |
#   Outcome, checks, one outcome for each participating party, and the
#   obligations. Undefined when any part can't be worked out. Where a quorum is
#   missing, the term "extension" says `when`: "not_quorate" and the opening fixed a
#   later close, the motion is not concluded yet: its votes go on until then, once.
ruling := {"allow": true, "extends": _motion.opened.extends} if {
	_terms.extension.when == "not_quorate"
	_outcome == "not_quorate"
	not object.get(_motion.opened, "extended", false)
	_motion.opened.extends
} else := {
	"allow": true,
	"checks": _checks,
	"outcome": _outcome,
	"collective": _collective,
	"parties": _outcomes,
	"obligations": _obligations,
	"gates": _gates,
	"counted": outcome.counted,
} if {
	count(_outcomes) == count(_participants)
	count(_participants) > 0
	count(contributions) == sum([made |
		some line in _lines
		made := count(money.contributors(line, _participants, _terms.pool)) * money.parts(line)
	])
	count(_duties) == count(object.get(_motion, ["lead", "duties"], []))
}

_motion := input.motion

_day := outcome.day

_terms := data.terms

_participants := outcome.participants

_positions := outcome.positions

_question := outcome.question

_outcome := outcome.outcome

_options := outcome.options

_form := outcome.form

_checks := array.flatten([
	outcome.deciding_checks, _interest_checks, _impact_checks, _authority_checks, _delegation_checks, _associate_checks, life.notes(_motion, _day),
])

_gates := gates.missing(_motion, "effect") if {
	_outcome == "carried"
} else := []

_together if {
	_form in {"joint", "lead", "coordinating", "statutory"}
	_outcome == "carried"
}

_together if {
	_form == "in_common"
	_outcome in {"carried", "not_carried"}
	outcome.all_met
}

_collective := count([true | _together]) == 1

# What is shown beside the outcome and changes nothing in it.

_interest_checks := [check.of({
	"id": "declared-in-time",
	"clause": _terms.declaration.clause,
	"required": sprintf("Declared within %d days of becoming known", [_terms.declaration.days]),
	"actual": sprintf("%d of %s in time", [count(bearing) - count(late), words.counted(count(bearing), "interest", "interests")]),
	"met": count(late) == 0,
	"explain": sprintf("%s on this motion. Declared later than %d days after becoming known: %d. This is noted and changes nothing in the outcome.", [
		words.counted(count(bearing), "interest bears", "interests bear"),
		_terms.declaration.days,
		count(late),
	]),
	"from": ["interests"],
}) |
	bearing := [interest |
		some interest in _motion.interests
		object.get(interest, "motion", _motion.motion) == _motion.motion
	]
	count(bearing) > 0
	late := [interest |
		some interest in bearing
		not interests.in_time(interest, _terms.declaration)
	]
]

_impact_checks := [check.of({
	"id": "impact-agreed",
	"clause": _terms.impact.clause,
	"required": "Each party agrees its lines",
	"actual": _answers(disputed, silent, disputed, silent, "silent:"),
	"met": (count(disputed) + count(silent)) == 0,
	"explain": sprintf("%s. This is noted and changes nothing in the outcome.", [_answers(
		disputed,
		silent,
		_names(disputed),
		_names(silent),
		"no answer from",
	)]),
	"from": ["impact"],
}) |
	positions := _motion.impact.positions
	disputed := [party | some party in _participants; positions[party] == "disputed"]
	silent := impact.silent(_motion.impact, _participants)
]

_answers(disputed, silent, by, of, no_answer) := sprintf("Disputed by %s; %s %s", [words.list(by), no_answer, words.list(of)]) if {
	count(disputed) + count(silent) > 0
} else := sprintf("Agreed by all %s", [words.counted(count(_participants), "party", "parties")])

_names(codes) := [words.party(input.parties, code) | some code in codes]

_authority_checks := [_authority_check(count(_concerned), _names(_ratifying)) |
	count(_concerned) > 0
	not _by_statute
]

_authority_check(concerned, ratifying) := check.of({
	"id": "authority",
	"clause": _terms.authority.clause,
	"required": "Each party that is bound acts within its own authority",
	"actual": sprintf("%d of %s", [within, words.counted(concerned, "party", "parties")]),
	"met": within == concerned,
	"explain": sprintf("Of %s to be bound %d %s within authority given beforehand. Those that must ratify: %s.", [
		words.counted(concerned, "party", "parties"),
		within,
		words.be(within),
		words.list(ratifying),
	]),
	"from": ["signatures", "authority", "commitments"],
}) if {
	within := concerned - count(ratifying)
}

# What a lead may commit for the others, where one decides for them.
_delegated := leads.delegated(outcome.lead, costs) if {
	_form == "lead"
} else := [] if _form != "lead"

_within_delegation if {
	every limit in _delegated {
		limit.met
	}
}

# What of that is beyond what it may commit of any one of them.
_beyond_associate := [limit |
	_form == "lead"
	some limit in leads.of_associates(outcome.lead, costs, object.get(_terms, "lead", {}))
	not limit.met
]

_delegation_checks := [check.of({
	"id": "delegated-limit",
	"clause": _route_clause,
	"required": sprintf("At most %s for %s", [words.money(limit.limit), limit.of]),
	"actual": words.money(limit.used),
	"met": limit.met,
	"explain": sprintf("The lead may commit at most %s for %s; with this decision it has committed %s. %s.", [
		words.money(limit.limit), limit.of, words.money(limit.used), _delegation_words(limit.met),
	]),
	"from": ["lead", "motion"],
}) |
	some limit in _delegated
]

_associate_checks := [check.unmet({
	"id": "associate-limit",
	"clause": _terms.lead.clause,
	"required": sprintf("At most %s of any other party for %s", [words.money(limit.limit), limit.of]),
	"actual": words.money(limit.used),
	"explain": sprintf("The lead may commit at most %s of any other party for %s; with this decision it has committed %s of %s, which must ratify it.", [
		words.money(limit.limit), limit.of, words.money(limit.used), words.party(input.parties, limit.party),
	]),
	"from": ["lead", "motion"],
}) |
	some limit in _beyond_associate
]

_delegation_words(true) := "Met"

_delegation_words(false) := "Not met, so that each of the others must ratify it"

# Money.

_lines := object.get(_motion, ["pool", "lines"], [])

# METADATA
# title: Contributions
# description: What each party pays into the motion's pool, line by line and instalment by instalment; empty without a pool.
contributions := data.mou.contributions(_motion, _participants, input.parties)

# METADATA
# title: Spend
# description: What each party contributes, or would bear of what a fund's year came to, by party and year, in pence.
spend := money.spend(array.concat(contributions, _borne))

_borne := [{"payer": party, "year": settles.year, "pence": 0 - pence} |
	settles := _motion.settles
	some party, pence in settles.amounts
	pence < 0
]

# METADATA
# title: Net impact
# description: What the motion costs each party by year and party, in pence; a saving is negative. Empty without an impact statement.
nets := impact.net(_motion.impact.lines) if {
	_motion.impact
} else := {}

# METADATA
# title: Payments of the risk share
# description: What those that gain pay to those that lose.
payments := data.mou.risk_share(nets, _motion.risk_share) if {
	_motion.risk_share
} else := []

# METADATA
# title: Losses
# description: What each party loses after the risk share, by party and year, in pence.
losses := impact.losses(nets, payments)

# METADATA
# title: Costs
# description: By party what the motion costs it, year by year, in pence spent and lost after the risk share.
costs := {party: [] | some party in _participants} if {
	count(spend) + count(losses) == 0
} else := {party: cost |
	either := object.union(spend, losses)
	years := sort({year | either[_][year]})
	some party in _participants
	cost := [{"year": year, "spend": spent, "loss": loss} |
		some year in years
		either[party][year]
		spent := object.get(spend, [party, year], 0)
		loss := object.get(losses, [party, year], 0)
	]
}

# Whom it binds.

# Who has not answered is left out.
_moving := _participants if {
	_form in {"joint", "lead", "statutory"}
	_outcome == "carried"
} else := [party | some party in _participants; _positions[party] == _question] if {
	_form == "coordinating"
	_outcome == "carried"
} else := [party | some party in _participants; _positions[party] == _question] if {
	_form == "in_common"
	_outcome in {"carried", "not_carried"}
	_own_choice
} else := []

# For and against are each party's own decision; an option is only theirs together.
_own_choice if count(_options) == 0

_own_choice if _outcome == "carried"

_concerned := _signatories if {
	count(_kept_out) == 0
} else := [party | some party in _signatories; not _kept_out[party]]

_signatories := [party |
	day := _day
	some party in _moving
	data.mou.signed(input.parties[party], day)
]

_kept_out := (_unbound | _behind) | {party | some party in parties.changed; parties.gone(party, _motion.function, _day)}

_behind := {party | some party in _participants; seats.behind(input.parties[party], _terms)} if {
	_terms.mou_amendment.signatures == "each"
} else := set()

_unbound := {party | some party in _participants; seats.unbound(party, _terms.classes)} if {
	_terms.classes.unbound
} else := set()

# What a body corporate decides is its own act: it rests on the statute that set
# it up, not on what its members have approved for themselves.
_by_statute if {
	_form == "statutory"
	outcome.route.source
	not _terms.motions.types[_motion.type].reserved
}

# By party the authority that covers the matter, with what it comes to; none where
# nothing that it gave does.
_acting := {party: acting |
	function := _motion.function
	type := _motion.type
	day := _day
	by_party := costs
	some party in _concerned
	facts := input.parties[party]
	acting := _acts(facts.authorities, facts.commitments, {"function": function, "type": type, "day": day, "cost": by_party[party]})
}

# It looks at no motion, so that it is worked out once for many of them.
_acts(authorities, commitments, matter) := {
	"named": {"authority": authority.id},
	"standing": data.mou.within_limits(authority, limit),
	"words": [text | text := data.concordat.authority.in_words(authority, limit)],
} if {
	authority := data.mou.authority(authorities, matter, commitments)
	limit := data.concordat.authority.tightest(authority, matter, commitments)
}

_standings := {party: "reserved" | some party in _concerned} if {
	_terms.motions.types[_motion.type].reserved
} else := {party: "statute" | some party in _concerned} if {
	_by_statute
} else := object.union_n([_without_authority, _by_authority, _delegated_alone])

_without_authority := {} if {
	count(_acting) == count(_concerned)
} else := {party: "none" | some party in _concerned; not _acting[party]}

_by_authority := {party: acting.standing | some party, acting in _acting}

_delegated_alone := {party: "delegated" | some party in _beyond_delegation; _by_authority[party] == "within"}

_beyond_delegation := {party |
	_form == "lead"
	not _within_delegation
	some party in _concerned
	party != outcome.lead.party
} | {limit.party | some limit in _beyond_associate}

_ratifying := [] if {
	count(_ratified) == 0
} else := [party |
	standings := _standings
	ratified := _ratified
	some party in _concerned
	ratified[standings[party]]
]

_ratified := {standing | standing := _standings[_]} - {"within", "statute"}

_outcomes := [outcome |
	by_party := object.union(_bound, _free)
	some party in _participants
	outcome := by_party[party]
]

_decided := {party: _own_outcomes[position] | some party, position in _positions} if {
	_form == "in_common"
	count(_options) == 0
} else := {party: _own_option(position) | some party, position in _positions} if {
	_form == "in_common"
} else := {party: decided |
	decided := _together_decided
	some party in _participants
}

_own_option(position) := position if {
	position in _options
} else := "no_decision"

_together_decided := _question if {
	count(_options) > 0
	_outcome == "carried"
} else := _outcome

_own_outcomes := {
	"for": "carried", "against": "not_carried",
	"abstain": "no_decision", "absent": "no_decision", "recused": "no_decision", "split": "no_decision",
}

# Who is bound, at once or once it has ratified, with the chain of authority.
_bound := {party: outcome |
	positions := _positions
	decided := _decided
	named := _named
	given := _authority_words
	by_party := costs
	common := _common
	some party, standing in _standings
	position := positions[party]
	outcome := _chained(
		_manner(standing, position, common), named[party], input.parties[party].signed, given[party],
		{"party": party, "position": position, "decided": decided[party], "cost": by_party[party]},
	)
}

_chained(manner, named, signed, given, outcome) := object.union_n([manner, named, outcome, {"chain": sprintf("MoU version %d, clause %s, signed %s (entry %d); %s", [
	signed.version,
	manner.clause,
	words.date(calendar.london_day(signed.time)),
	signed.entry,
	given,
])}])

# Who is not.
_free := {} if {
	count(_standings) == count(_participants)
} else := {party: object.union(_all_free, {"party": party, "position": position, "decided": decided[party]}) |
	decided := _decided
	some party, position in _positions
} if {
	_all_free
} else := {party: object.union(_free_by(party, position), {"party": party, "position": position, "decided": decided[party]}) |
	decided := _decided
	standings := _standings
	some party, position in _positions
	not standings[party]
}

# What frees everybody alike.
_all_free := _undecided if {
	_undecided
} else := _not_carried if {
	count(_moving) == 0
	_form in {"joint", "lead", "statutory"}
}

_not_carried := _not_bound(_route_clause, "Not bound: the motion was not carried.")

_free_by(party, position) := _not_bound(_route_clause, "Not bound: it did not approve in time and is left out.") if {
	_form == "coordinating"
	_outcome == "carried"
	not party in _moving
} else := _not_bound(_route_clause, sprintf("Not bound: by committees in common a party is bound by its own decision alone. Its position is '%s'.", [position])) if {
	_form == "in_common"
	not party in _moving
} else := _not_carried if {
	not party in _moving
} else := _not_bound(_terms.classes.clause, "Not bound: it takes part, and what is decided does not bind it.") if {
	party in _unbound
} else := _not_bound(_terms.parties.clause, "Not bound: it left before the decision was made.") if {
	parties.gone(party, _motion.function, _day)
} else := _not_bound(_terms.mou_amendment.clause, sprintf("Not bound: it had not signed version %d of the agreement when the motion was put to the vote. What was decided under a version that it signed binds it still.", [input.mou.version])) if {
	party in _behind
} else := _not_bound(_terms.establishment.clause, "Not bound: it has not signed the agreement as an established body.") if {
	not party in _concerned
}

# Where nothing was decided that could bind anybody.
_undecided := _not_bound(_route_clause, "The board's advice binds no party.") if {
	_form == "advisory"
} else := _not_bound(_terms.quorum.clause, "Not bound: without a quorum nothing was decided.") if {
	_outcome == "not_quorate"
} else := _not_bound(_route_clause, "Not bound: the route was not open on the day.") if {
	not outcome.route_check.met
} else := _not_bound(_route_clause, "Not bound: nothing was decided.") if {
	_outcome == "no_decision"
}

# What is the same for all parties of how they are bound.
_common := object.union_n([
	{"question": _question, "form": _form},
	{"clause": clause | clause := _route_clause},
	{"source": source | source := outcome.route.source},
	{"ratify_by": by | by := _ratify_by},
])

# How a standing binds, by the party's position: many parties have both in common, and
# many motions.
_manner("within", position, common) := _bound_by("by_vote", common.clause, "Bound: it voted for the motion, within its own authority.") if {
	position == common.question
} else := _bound_by("against_vote", common.clause, "Bound: the lead decided for it, within the limits delegated to it and the party's own authority.") if {
	common.form == "lead"
} else := _bound_by("against_vote", _terms.dissent.clause, sprintf("Bound although it did not vote for the motion (position: %s), within its own authority.", [position]))

_manner("statute", position, common) := _by_force_of("by_vote", common.clause, common.source, "it voted for the motion") if {
	position == common.question
} else := _by_force_of("against_vote", _terms.dissent.clause, common.source, sprintf("it did not vote for the motion (position: %s)", [position]))

_manner(standing, _, common) := {
	"bound": "on_ratification",
	"clause": _terms.ratification.clause,
	"ratify_by": common.ratify_by,
	"explain": sprintf("Bound only if its governing body ratifies by the end of %s: %s.", [
		words.date(calendar.london_day(common.ratify_by)),
		why,
	]),
} if {
	why := _why[standing]
}

_route_clause := _terms[_motion.route].clause

_not_bound(clause, explain) := {"bound": "not_bound", "clause": clause, "explain": explain}

_bound_by(how, clause, explain) := {"bound": how, "clause": clause, "explain": explain}

_by_force_of(how, clause, source, voted) := _bound_by(how, clause, sprintf("Bound by force of %s: %s.", [source, voted]))

_ratify_by := data.mou.ratify_by(input.time)

# By which authority.
_named := {party: {} | some party in _concerned} if {
	_by_statute
} else := object.union(
	{party: {} | some party, _ in _without_authority},
	{party: acting.named | some party, acting in _acting},
)

_why := {
	"none": "no authority in force covers this",
	"recommends": "its committee may only recommend",
	"reserved": "the matter is reserved to each party's own governing body",
	"delegated": "the cost is beyond what the lead may commit",
	"exceeded": "the cost is beyond its authority's limit",
}

_authority_words := {party: by_force |
	by_force := sprintf("by force of %s, which asks for no authority of the party's own", [outcome.route.source])
	some party in _concerned
} if {
	_by_statute
} else := object.union(
	{party: "no authority in force covers this" | some party in _concerned},
	{party: text | some party, acting in _acting; some text in acting.words},
)

# To what.

_obligations := [obligation |
	some term in array.flatten([_contributions_owed, _payments_owed, _duties_owed])
	obligation := object.union(term, {"awaits": _awaits(term)})
] if {
	_outcome == "carried"
	_form != "advisory"
} else := []

# A pooled fund is made up of contributions by all: while one of them is not
# bound, nobody contributes. Where not all need contribute, who is bound does to a
# host who is.
_contributions_owed := [object.union(contribution, {"effective": _day}) |
	some contribution in contributions
	_made_up(contribution)
]

_made_up(_) if {
	not money.some_contribute(_terms.pool)
	count(_concerned) == count(_participants)
}

_made_up(contribution) if {
	money.some_contribute(_terms.pool)
	contribution.payer in _concerned
	contribution.payee in _concerned
}

# What the motion says, and how far it has tapered by then.
_part_paid(payment) := sprintf("%s of %s", [words.fraction(payment.part.num, payment.part.den), _part_agreed]) if {
	payment.part
} else := _part_agreed

_part_agreed := words.fraction(_motion.risk_share.num, _motion.risk_share.den)

_payments_owed := [obligation |
	some payment in payments
	payment.payer in _concerned
	payment.payee in _concerned
	obligation := {
		"payer": payment.payer,
		"payee": payment.payee,
		"what": sprintf("Risk share for %s", [payment.year]),
		"function": _motion.function,
		"clause": _terms.risk_share.clause,
		"kind": "risk_share",
		"in": "cash",
		"basis": "",
		"pence": payment.pence,
		"recurrent": false,
		"capital": false,
		"year": payment.year,
		"due": calendar.day_of_year(payment.year, _terms.payment.risk_share_due),
		"effective": _day,
		"working": sprintf("%s of the %s lost by all in %s is %s, at most the %s gained. %s gains %s of that and %s loses %s: %s passes between them", [
			_part_paid(payment),
			words.money(payment.lost),
			payment.year,
			words.money(payment.pool),
			words.money(payment.gained),
			words.party(input.parties, payment.payer),
			words.money(payment.gain),
			words.party(input.parties, payment.payee),
			words.money(payment.loss),
			words.money(payment.pence),
		]),
	}
]

_duties := data.mou.duties(_motion)

_duties_owed := [duty |
	some duty in _duties
	duty.payer in _concerned
]

_awaits(term) := _ratifying if {
	term.kind == "contribution"
	not money.some_contribute(_terms.pool)
} else := [party | some party in _ratifying; party in {term.payer, term.payee}]
