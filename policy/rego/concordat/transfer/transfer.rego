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
#   gains in that year, nor more than its own authority lets it spend in that year, in
#   one action and over its life. Whether there is such a payment, and how much it is
#   in all, follows from that alone. Who pays in which year is this rule's choice
#   wherever there is one: losers are served in order of code, each as early as leaves
#   enough for the others; and in each year those that gain pay by largest remainder
#   of what they can, or as near to it, in order of code, as leaves enough for the
#   years after. Whoever has not voted, and whoever loses more than its authority
#   covers, is taken to vote for the motion once it is within its authority; all
#   other votes stand. Losses are looked at over six financial years at most: beyond
#   that, and without an impact statement, whether there is such a payment is unknown.
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
# description: The least transfer, or that there is none, or `unknown` where that is not worked out. Undefined where the outcome can't be worked out.
ruling := {"allow": true, "transfer": object.union(_known, {
	"total": _total,
	"payments": _shown,
	"losers": _rows,
	"why": _why,
	"choice": _choice,
	"clause": _clause,
})} if {
	is_boolean(_carried)
}

# What is not worked out is neither possible nor impossible.
_known := {"unknown": true} if {
	_obstacles[0].unknown
} else := {"possible": count(_obstacles) == 0}

# METADATA
# title: Plan
# description: |
#   The least payments to these losers by these payers: losers by party `{loss, least,
#   total}`, with loss and least by year and total all that it needs, and payers by
#   party `{all, years}`, the most that each can pay in all and by year. It gives
#   `short`, by how much that is too little; `tight`, the years in which it is, what
#   each loser needs in them and each payer can pay; and where it is enough `received`
#   and `paid`, by party and year. There are such payments exactly if in every set of
#   years the losers need no more than the payers can pay (max-flow min-cut, for
#   supplies and demands that are each bounded by year and in all). Undefined for more
#   than six years.
plan(losers, payers) := {"short": short, "tight": tight, "received": received, "paid": paid} if {
	facts := _facts(losers, payers)
	lacking := [rest | some set in facts.sets; rest := sum([by_set[set] | some by_set in facts.needs]) - sum([by_set[set] | some by_set in facts.supplies])]
	short := max(lacking)
	tight := _tight(facts, min([set | some set in facts.sets; lacking[set] == short]))
	received := _received(facts, losers, short)
	paid := _paid(facts, payers, received)
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

_payers := {party: {"all": left, "years": can} |
	some party, gains in _gains
	left := max([0, _spend_rooms[party].all])
	can := {year: pence |
		some year, gain in gains
		pence := min([gain, _spend_rooms[party].years[year], sum([_of(loser.loss, year) | some loser in _losers])])
		pence > 0
	}
}

_spend_rooms := {party: {
	"all": room.all - _sum(spent),
	"years": {year: left | some year, before in room.years; left := before - object.get(spent, year, 0)},
} |
	some party, given in _authorities
	room := authority.room("spend", given, _years, input.parties[party].commitments)
	spent := object.get(conclude.spend, party, {})
}

# The plan.

_planned := plan(_losers, _payers)

_due := sum([loser.total | some loser in _losers])

_payments := [{"payer": payer.code, "payee": payee.code, "year": year, "pence": pence} |
	some year in _years
	some payer in money.ranges({party: pence | some party, by_year in _planned.paid; pence := by_year[year]})
	some payee in money.ranges({party: pence | some party, by_year in _planned.received; pence := by_year[year]})
	pence := min([payer.until, payee.until]) - max([payer.from, payee.from])
	pence > 0
]

# Sets of years as numbers: year i is in the set where bit i is.
_powers := [1, 2, 4, 8, 16, 32, 64]

_in(set, i) if set % _powers[i + 1] >= _powers[i]

_facts(losers, payers) := {
	"order": order, "paying": paying, "years": years, "sets": sets, "cans": cans, "all": [payers[party].all | some party in paying],
	"needs": needs, "supplies": supplies, "flexible": flexible, "most": most, "owed": owed, "left": left,
} if {
	order := sort(object.keys(losers))
	paying := sort(object.keys(payers))
	years := sort({year | some loser in losers; some year, _ in loser.loss})
	sets := numbers.range(0, _powers[count(years)] - 1)

	# What each needs at least in a set of years, and can pay at most.
	leasts := [[_of(losers[party].least, year) | some year in years] | some party in order]
	most := [[rest | some i, year in years; rest := _of(losers[party].loss, year) - leasts[k][i]] | some k, party in order]
	flexible := [rest | some k, party in order; rest := losers[party].total - _sum(leasts[k])]
	owed := [[max([0, flexible[k] - _outside(row, set)]) | some set in sets] | some k, row in most]
	needs := [[pence | some set in sets; pence := _inside(row, set) + owed[k][set]] | some k, row in leasts]
	cans := [[_of(payers[party].years, year) | some year in years] | some party in paying]
	supplies := [[min([payers[party].all, _inside(cans[k], set)]) | some set in sets] | some k, party in paying]

	# What can be paid once everybody has the least of each year.
	left := [rest | some set in sets; rest := _sum([by_set[set] | some by_set in supplies]) - sum([_inside(row, set) | some row in leasts])]
}

_of(amounts, year) := object.get(amounts, year, 0)

_inside(row, set) := sum([pence | some i, pence in row; _in(set, i)])

_outside(row, set) := sum([pence | some i, pence in row; not _in(set, i)])

_tight(facts, set) := {
	"years": [year | some i, year in facts.years; _in(set, i)],
	"needed": {party: pence | some k, party in facts.order; pence := facts.needs[k][set]; pence > 0},
	"payable": {party: pence | some k, party in facts.paying; pence := facts.supplies[k][set]; pence > 0},
}

# What the losers from one on must be paid in a set of years, beyond the least of each year.
_owed_in(facts, first, set) := sum([by_set[set] | some k, by_set in facts.owed; k >= first])

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
	free := [rest | some set in facts.sets; rest := state.left[set] - _owed_in(facts, k + 1, set)]
	paid := [pence | some i, _ in most; pence := _by(facts, k, most, free, i + 1) - _by(facts, k, most, free, i)]
	left := [rest | some set in facts.sets; rest := state.left[set] - _inside(paid, set)]
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

# What those that gain pay of it, year after year: by largest remainder of what they
# can, moved no further than leaves enough for the others and for the years after.
_paid(_, _, received) := {} if count(received) == 0

_paid(facts, payers, received) := {party: {year: pence | some i, year in facts.years; pence := years[i].paid[k]} |
	due := [sum([by_year[year] | some by_year in received]) | some year in facts.years]
	years := _six([], facts, due)
	some k, party in facts.paying
	payers[party]
} if {
	count(received) > 0
}

_six(done, facts, due) := _three(_three(done, facts, due), facts, due)

_three(done, facts, due) := _year(_year(_year(done, facts, due), facts, due), facts, due)

_year(done, _, due) := done if count(done) == count(due)

_year(done, facts, due) := array.concat(done, [{"paid": paid}]) if {
	i := count(done)
	i < count(due)
	rooms := [rest | some k, all in facts.all; rest := all - sum([year.paid[k] | some year in done])]
	can := {k: min([rooms[k], row[i]]) | some k, row in facts.cans}
	asked := _in_parts(due[i], can)
	later := [set | some set in facts.sets; set % _powers[i] == 0]
	supplied := {set: sum([min([rooms[k], _inside(row, set)]) | some k, row in facts.cans]) | some set in later}
	start := {"paid": [], "due": due[i], "supplied": supplied}
	paid := _pay_all(start, {"facts": facts, "i": i, "due": due, "rooms": rooms, "asked": asked, "later": later}).paid
}

_in_parts(0, can) := {k: 0 | some k, _ in can}

_in_parts(due, can) := money.split(due, can) if due > 0

_pay(state, year) := state if count(state.paid) == count(year.rooms)

_pay(state, year) := {"paid": array.concat(state.paid, [pence]), "due": state.due - pence, "supplied": supplied} if {
	k := count(state.paid)
	k < count(year.rooms)
	cans := year.facts.cans[k]
	bit := _powers[year.i]

	# Of each set of years the rest that the others can't pay.
	rests := {set: rest |
		some set in year.later
		rest := (_due_in(year, state.due, set) - state.supplied[set]) + min([year.rooms[k], _inside(cans, set)])
	}
	most := min(array.concat(
		[cans[year.i], state.due, year.rooms[k]],
		[cut | some set, rest in rests; not _in(set, year.i); cut := year.rooms[k] - rest],
	))
	least := max({0} | {cut | some set, rest in rests; _in(set, year.i); cut := rest - _inside(cans, set - bit)})
	pence := max([least, min([most, year.asked[k]])])
	supplied := {set: now |
		some set in year.later
		now := (state.supplied[set] - min([year.rooms[k], _inside(cans, set)])) + min([year.rooms[k] - pence, _after(cans, set, year.i)])
	}
}

# What this year and those after it call for, of this one what is left to be paid.
_due_in(year, left, set) := sum([pence | some i, pence in year.due; i > year.i; _in(set, i)]) + sum([left | _in(set, year.i)])

_after(row, set, first) := sum([pence | some i, pence in row; i > first; _in(set, i)])

_pay_two(state, year) := _pay(_pay(state, year), year)

_pay_four(state, year) := _pay_two(_pay_two(state, year), year)

_pay_sixteen(state, year) := _pay_four(_pay_four(_pay_four(_pay_four(state, year), year), year), year)

_pay_all(state, year) := _pay_sixteen(_pay_sixteen(_pay_sixteen(_pay_sixteen(state, year), year), year), year)

# Whether the motion is carried then.

_then := found if {
	found := {"outcome": outcome.outcome, "checks": outcome.deciding_checks, "positions": outcome.positions, "question": outcome.question} with input.motion.votes as _votes_then
}

_carried := _then.outcome == "carried"

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

# Of a seat whose vote counts nobody supposes another; one that the secretary recorded,
# and that does not count, keeps nobody from voting.
_voted := {vote.seat | some vote in _counting; not vote.party in _persuaded}

_counting := _motion.votes if {
	not data.terms.recorded_votes
} else := data.mou.recorded_votes(_motion.votes)

_holder(on_roll) := seat.holder if {
	some seat in input.parties[on_roll.party].seats
	seat.seat == on_roll.seat
} else := ""

# What stands in the way: the first is told. What only keeps it from being worked out
# comes after all that stands in the way whatever it would come to.

_obstacles := array.flatten([_no_route, _reserved, _no_impact, _unauthorised, _too_small, _lost, _too_long])

_no_impact := [{"unknown": true, "clause": _limits_clause, "why": "The motion has no impact statement, so that nobody can say who gains or loses by it."}] if {
	not _motion.impact
} else := []

_no_route := [{"clause": outcome.route.clause, "why": outcome.route_check.explain}] if {
	not outcome.route_check.met
} else := []

_reserved := [{"clause": _terms.motions.clause, "why": "The matter is reserved to each party's own governing body: no payment brings it within anybody's authority."}] if {
	_terms.motions.types[_motion.type].reserved
	stakes.by_authority
} else := []

_unauthorised := [{"clause": _terms.authority.clause, "why": sprintf("No authority in force, by which its committee decides, covers what is lost by %s: whatever is paid, its governing body must ratify.", [words.list(lost)])}] if {
	count(_without) > 0
	lost := [sprintf("%s (%s)", [words.party(input.parties, party), _year_by_year(_losing[party])]) | some party in _without]
} else := []

_year_by_year(amounts) := words.list([sprintf("%s in %s", [words.money(amounts[year]), year]) | some year in sort(object.keys(amounts))])

_too_long := [{"unknown": true, "clause": _limits_clause, "why": "Losses beyond authority run over more than six financial years, over which no transfer is worked out."}] if {
	count(_years) > 6
} else := []

_too_small := [{"clause": _limits_clause, "why": sprintf("Losses are beyond authority by %s, and what the others gain, as far as their own authority lets them spend it, is too small by %s. In %s %s to be within authority; %s.", [
	words.money(_due), words.money(_planned.short), words.list(tight.years), _needing(tight.needed), _paying(tight.payable),
])}] if {
	_planned.short > 0
	tight := _planned.tight
} else := []

_needing(needed) := words.list([sprintf("%s must be paid at least %s", [words.party(input.parties, party), words.money(pence)]) | some party, pence in needed])

_paying(payable) := "nobody that gains can pay anything" if {
	count(payable) == 0
} else := words.list([sprintf("%s can pay %s", [words.party(input.parties, party), words.money(pence)]) | some party, pence in payable])

_lost := [{"clause": array.concat([missed.clause | some missed in unmet], [outcome.route.clause])[0], "why": concat(" ", array.flatten([
	"The motion is not carried even if everybody votes for it that has not voted or whose loss was beyond its authority.",
	[sprintf("%s (clause %s): %s", [missed.title, missed.clause, missed.explain]) | some missed in unmet],
	[sprintf("Not for it, and within its authority: %s.", [words.list(unmoved)]) | count(unmoved) > 0],
]))}] if {
	not _carried
	unmet := [decided | some decided in _then.checks; not decided.met]
	unmoved := [sprintf("%s (%s)", [words.party(input.parties, party), position]) | some party, position in _then.positions; position != _then.question]
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

# Told where there may be another: with one that can pay and one year to pay in there is none.
_choice := "No smaller sum will do. Who pays it, to whom first and in which year is this rule's choice where there is one: losers in order of code, each as early as leaves enough for the others; of each year those that gain pay in proportion to what they can, to the largest remainder, or as near to that as leaves enough for the years after." if {
	count(_shown) > 0
	count([[payer, year] | some payer, can in _payers; some year, _ in can.years]) > 1
} else := ""
