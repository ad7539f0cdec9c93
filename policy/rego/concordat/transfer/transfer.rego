# METADATA
# title: Transfer
# description: |
#   What would make a motion acceptable: the least that those who gain by it would
#   pay those who lose, so that every loss is within the authority of the party that
#   bears it, for one action, by year and over its life, and the motion is carried;
#   or that there is no such payment, and why.
#
#   Losses and gains are those after any risk share. A payment is made and received
#   in one financial year and lessens the loss of that year. Nobody pays more than it
#   gains in that year, nor more than its own authority lets it spend; where that
#   leaves less for one action or for its life than it could pay in several years, it
#   is spread over them by largest remainder of what it could. In each year those that
#   gain pay by largest remainder of what they gain, as far as they may spend it and
#   losses call for it. Whoever has not voted, and whoever loses more than its authority
#   covers, is taken to vote for the motion once it is within its authority; all
#   other votes stand. Losses are looked at over six financial years at most.
#
#   It reads what the conclusion reads. Terms: authority, limits, impact.
package concordat.transfer

import data.concordat.authority
import data.concordat.conclude
import data.concordat.money
import data.concordat.outcome
import data.concordat.stakes
import data.concordat.words

# METADATA
# title: Answer
# description: The least transfer, or that there is none. Undefined where the outcome can't be worked out.
ruling := {"allow": true, "transfer": {
	"possible": count(_obstacles) == 0,
	"total": _total,
	"payments": _shown,
	"losers": _rows,
	"why": _why,
	"clause": _clause,
}} if {
	is_boolean(_carried)
}

# METADATA
# title: Plan
# description: |
#   The least payments to these losers by what can be paid: losers by party `{loss,
#   least, total}`, with loss and least by year and total all that it needs, and by
#   year and party what each can pay. It gives `short`, by how much that is too
#   little, and `received`, by party and year. Hall's condition, for every set of
#   years: what must be paid in those years is no more than can be. Undefined for
#   more than six years.
plan(losers, can_pay) := {"short": short, "received": received} if {
	facts := _facts(losers, can_pay)
	short := max([lacking |
		some set in facts.sets
		lacking := _owed_in(facts, 0, set) - _left_in(facts.left, set)
	])
	received := _received(facts, losers, short)
}

_motion := input.motion

_terms := data.terms

# The losers.

_losing := {party: loss |
	stakes.by_authority
	some party, loss in conclude.losses
	count(loss) > 0
	data.mou.signed(input.parties[party], outcome.day)
}

# The authority by which each party would be bound, where its committee decides.
_authorities := {party: given | some party, given in stakes.authorities; given.committee == "decides"}

_without := [party |
	some party in sort(object.keys(_losing))
	not _authorities[party]
]

_rooms := {party: room |
	some party, loss in _losing
	room := authority.room("loss", _authorities[party], object.keys(loss), input.parties[party].commitments)
}

_losers := {party: {"loss": loss, "least": least, "total": total} |
	some party, room in _rooms
	loss := _losing[party]
	least := {year: _excess(pence, room.years[year]) | some year, pence in loss}
	total := max([sum([pence | some pence in least]), _excess(_sum(loss), room.all)])
	total > 0
}

_excess(loss, room) := min([loss, max([0, loss - room])])

_sum(amounts) := sum([pence | some pence in amounts])

_rows := array.flatten([array.concat(_by_year(party), _in_all(party)) | some party in sort(object.keys(_losers))])

_by_year(party) := [_row(party, year, loss, _rooms[party].years[year]) |
	some year in sort(object.keys(_losers[party].loss))
	loss := _losers[party].loss[year]
	loss > _rooms[party].years[year]
]

_in_all(party) := [_row(party, "", loss, _rooms[party].all) |
	loss := _sum(_losers[party].loss)
	loss > _rooms[party].all
]

_row(party, year, loss, room) := {"party": party, "year": year, "loss": loss, "room": max([0, room]), "excess": _excess(loss, room)}

# What those that gain can pay.

_years := sort({year | some loser in _losers; some year, _ in loser.loss})

_gains := {party: {year: gain |
	some year in _years
	gain := _gain(party, year)
	gain > 0
} |
	some party in outcome.participants
}

_gain(party, year) := 0 - (conclude.nets[year][party] + sum([payment.pence |
	some payment in conclude.payments
	payment.payer == party
	payment.year == year
]))

_can_pay := {year: {party: by_year[year] | some party, by_year in _spendable; by_year[year] > 0} | some year in _years}

_spendable := {party: _at_most(can, _spend_rooms[party].all) |
	some party, gains in _gains
	can := {year: pence |
		some year, gain in gains
		pence := min([gain, _spend_rooms[party].years[year], sum([_of(loser.loss, year) | some loser in _losers])])
		pence > 0
	}
}

_at_most(can, room) := can if _sum(can) <= room

_at_most(can, room) := money.split(max([0, room]), can) if _sum(can) > room

_spend_rooms := {party: {
	"all": room.all - _sum(spent),
	"years": {year: left | some year, before in room.years; left := before - object.get(spent, year, 0)},
} |
	some party, given in _authorities
	room := authority.room("spend", given, _years, input.parties[party].commitments)
	spent := object.get(conclude.spend, party, {})
}

# The plan.

_planned := plan(_losers, _can_pay)

_due := sum([loser.total | some loser in _losers])

_payments := [{"payer": payer.code, "payee": payee.code, "year": year, "pence": pence} |
	some year in _years
	shares := {party: pence | some party, by_year in _planned.received; pence := by_year[year]}
	some payer in money.ranges(money.split(_sum(shares), _can_pay[year]))
	some payee in money.ranges(shares)
	pence := min([payer.until, payee.until]) - max([payer.from, payee.from])
	pence > 0
]

# Sets of years as numbers: year i is in the set where bit i is.
_powers := [1, 2, 4, 8, 16, 32, 64]

_in(set, i) if set % _powers[i + 1] >= _powers[i]

_facts(losers, can_pay) := {"order": order, "years": years, "left": left, "flexible": flexible, "most": most, "sets": sets, "owed": owed} if {
	order := sort(object.keys(losers))
	years := sort({year | some loser in losers; some year, _ in loser.loss})
	left := [rest | some year in years; rest := _sum(object.get(can_pay, year, {})) - sum([_of(loser.least, year) | some loser in losers])]
	most := [[rest | some year in years; rest := _of(losers[party].loss, year) - _of(losers[party].least, year)] | some party in order]
	flexible := [rest | some party in order; rest := losers[party].total - _sum(losers[party].least)]
	sets := numbers.range(0, _powers[count(years)] - 1)
	owed := [[max([0, flexible[k] - sum([pence | some i, pence in row; not _in(set, i)])]) | some set in sets] | some k, row in most]
}

_of(amounts, year) := object.get(amounts, year, 0)

# What the losers from one on must be paid in a set of years, beyond the least of each year.
_owed_in(facts, first, set) := sum([by_set[set] | some k, by_set in facts.owed; k >= first])

_left_in(left, set) := sum([pence | some i, pence in left; _in(set, i)])

# Losers are served in order of code, each as early as leaves enough for the others.
_received(_, _, short) := {} if short > 0

_received(facts, losers, 0) := {party: {year: pence |
	some i, year in facts.years
	pence := _of(losers[party].least, year) + served.paid[k][i]
} |
	served := _sixty_four({"left": facts.left, "paid": []}, facts)
	some k, party in facts.order
}

_serve(state, facts) := state if count(state.paid) == count(facts.order)

_serve(state, facts) := {"left": left, "paid": array.concat(state.paid, [paid])} if {
	k := count(state.paid)
	k < count(facts.order)
	most := facts.most[k]
	free := [rest | some set in facts.sets; rest := _left_in(state.left, set) - _owed_in(facts, k + 1, set)]
	paid := [pence | some i, _ in most; pence := _by(facts, k, most, free, i + 1) - _by(facts, k, most, free, i)]
	left := [rest | some i, pence in state.left; rest := pence - paid[i]]
}

# The most that one can be paid in the first years, so that the others can be paid too.
_by(facts, k, most, free, years) := min([facts.flexible[k], min([cut |
	some set in facts.sets
	cut := free[set] + sum([pence | some i, pence in most; i < years; not _in(set, i)])
])])

_two(state, facts) := _serve(_serve(state, facts), facts)

_four(state, facts) := _two(_two(state, facts), facts)

_sixteen(state, facts) := _four(_four(_four(_four(state, facts), facts), facts), facts)

_sixty_four(state, facts) := _sixteen(_sixteen(_sixteen(_sixteen(state, facts), facts), facts), facts)

# Whether the motion is carried then.

_carried := outcome_then == "carried" if {
	outcome_then := outcome.outcome with input.motion.votes as _votes_then
}

_votes_then := array.concat(
	[vote | some vote in _motion.votes; not vote.party in _persuaded],
	[vote |
		some i, seat in _motion.opened.roll
		not seat.seat in _voted
		vote := {
			"entry": input.entry + i, "time": _motion.moved, "seat": seat.seat, "party": seat.party, "person": _holder(seat),
			"deputy": false, "choice": outcome.question, "assurance": "file",
		}
	],
)

_persuaded := object.keys(_losers)

_voted := {vote.seat | some vote in _motion.votes; not vote.party in _persuaded}

_holder(on_roll) := seat.holder if {
	some seat in input.parties[on_roll.party].seats
	seat.seat == on_roll.seat
} else := ""

# What stands in the way: the first is told.

_obstacles := array.flatten([_no_impact, _no_route, _reserved, _unauthorised, _too_long, _too_small, _lost])

_no_impact := [{"clause": _limits_clause, "why": "The motion has no impact statement, so that nobody can say who gains or loses by it."}] if {
	not _motion.impact
} else := []

_no_route := [{"clause": outcome.route.clause, "why": outcome.route_check.explain}] if {
	not outcome.route_check.met
} else := []

_reserved := [{"clause": _terms.motions.clause, "why": "The matter is reserved to each party's own governing body: no payment brings it within anybody's authority."}] if {
	_terms.motions.types[_motion.type].reserved
	stakes.by_authority
} else := []

_unauthorised := [{"clause": _terms.authority.clause, "why": sprintf("No authority in force, by which its committee decides, covers what %s %s: whatever is paid, its governing body must ratify.", [
	words.parties(input.parties, _without),
	_lose(count(_without)),
])}] if {
	count(_without) > 0
} else := []

_lose(1) := "loses"

_lose(n) := "lose" if n != 1

_too_long := [{"clause": _limits_clause, "why": "Losses beyond authority run over more than six financial years, over which no transfer is worked out."}] if {
	count(_years) > 6
} else := []

_too_small := [{"clause": _limits_clause, "why": sprintf("Losses are beyond authority by %s, and what the others gain, as far as their own authority lets them spend it, is too small by %s in the years concerned.", [
	words.money(_due), words.money(_planned.short),
])}] if {
	_planned.short > 0
} else := []

_lost := [{"clause": outcome.route.clause, "why": "The motion is not carried even if everybody votes for it that has not voted or whose loss was beyond its authority."}] if {
	not _carried
} else := []

_limits_clause := object.get(_terms, ["limits", "clause"], outcome.route.clause)

_clause := _obstacles[0].clause if {
	count(_obstacles) > 0
} else := _limits_clause

_why := _obstacles[0].why if {
	count(_obstacles) > 0
} else := "Nobody's loss is beyond its authority: nothing has to be paid." if {
	count(_losers) == 0
} else := sprintf("With %s from %s to %s every loss is within the authority of the party that bears it.", [
	words.money(_total),
	words.parties(input.parties, sort({payment.payer | some payment in _payments})),
	words.parties(input.parties, sort({payment.payee | some payment in _payments})),
])

_shown := _payments if {
	count(_obstacles) == 0
} else := []

_total := sum([payment.pence | some payment in _shown])
