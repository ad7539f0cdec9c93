# METADATA
# title: Stakes
# description: |
#   What a motion means in money to each party that takes part, were it carried: year
#   by year what it pays and is owed, what it loses or gains before any risk share,
#   what the risk share changes and what is left, and all that beside what the party's
#   own authority allows. Votes have no bearing on it.
#
#   It reads what the conclusion reads. Terms: authority, limits, impact, motions, pool,
#   risk_share.
package concordat.stakes

import data.concordat.authority
import data.concordat.calendar
import data.concordat.conclude
import data.concordat.impact
import data.concordat.outcome
import data.concordat.words

# METADATA
# title: Answer
# description: One stake for each party, in order of code. Undefined where a party's can't be worked out.
ruling := {"allow": true, "stakes": _stakes} if {
	count(_stakes) > 0
	count(_stakes) == count(outcome.participants)
}

_stakes := [{
	"party": party,
	"years": years,
	"limits": _limits(party),
	"standing": _standings[party],
	"authority": object.get(authorities, [party, "id"], ""),
	"given": _given(party),
	"clause": _clause(party),
	"words": _words[party],
} |
	some party in outcome.participants
	years := [_of_year(party, year) | some year in _years]
]

# METADATA
# title: Authorities
# description: By party the authority by which it would be bound; none where nothing that it gave covers the motion.
authorities := {party: given |
	some party in outcome.participants
	facts := input.parties[party]
	given := data.mou.authority(facts.authorities, _matter(conclude.costs[party]), facts.commitments)
}

_matter(cost) := {"function": input.motion.function, "type": input.motion.type, "day": outcome.day, "cost": cost}

# METADATA
# title: Asks for authority
# description: Holds where a decision would bind by a party's own authority. What binds nobody, or binds by force of a statute, asks for none.
by_authority if not outcome.form in {"advisory", "statutory"}

# Year by year.

_years := sort(object.keys(conclude.nets) | {payment.year | some payment in _payments})

_payments := array.concat(
	[{"kind": "contribution", "payer": made.payer, "payee": made.payee, "year": made.year, "pence": made.pence} | some made in conclude.contributions],
	[{"kind": "risk_share", "payer": made.payer, "payee": made.payee, "year": made.year, "pence": made.pence} | some made in conclude.payments],
)

_of_year(party, year) := {
	"year": year,
	"pays": paid.contribution + paid.risk_share,
	"owed": received.contribution + received.risk_share,
	"contributes": paid.contribution,
	"before": before,
	"risk_share": paid.risk_share - received.risk_share,
	"after": (before + paid.risk_share) - received.risk_share,
} if {
	before := object.get(conclude.nets, [year, party], 0)
	paid := {kind: sum([made.pence | some made in _payments; made.kind == kind; made.payer == party; made.year == year]) | some kind in _kinds}
	received := {kind: sum([made.pence |
		some made in _payments
		made.kind == kind
		made.payee == party
		made.payer != party
		made.year == year
	]) |
		some kind in _kinds
	}
}

_kinds := {"contribution", "risk_share"}

# Beside the party's authority.

_losses_before := impact.losses(conclude.nets, [])

_limits(party) := array.concat(
	_limits_on("spend", party, object.get(conclude.spend, party, {}), object.get(conclude.spend, party, {})),
	_limits_on("loss", party, object.get(conclude.losses, party, {}), object.get(_losses_before, party, {})),
) if {
	authorities[party]
} else := []

# With the risk share and without it. What costs nothing is held to no limit.
_limits_on(_, _, with_it, without) := [] if count(with_it) + count(without) == 0

_limits_on(of, party, with_it, without) := array.flatten([
	_limit(of, "action", "", {"limit": given.action, "used": 0, "sums": sums}),
	[_limit(of, "year", year, {"limit": given.year, "used": used, "sums": in_year}) |
		some year in sort(object.keys(object.union(with_it, without)))
		in_year := {"with": object.get(with_it, year, 0), "without": object.get(without, year, 0)}
		used := sum([made[of] | some made in earlier; made.year == year])
	],
	_limit(of, "life", "", {"limit": given.life, "used": lifelong, "sums": sums}),
]) if {
	count(with_it) + count(without) > 0
	authority_of := authorities[party]
	given := authority_of[of]
	earlier := [made | some made in input.parties[party].commitments; authority_of.function in {made.function, "*"}]
	lifelong := sum([made[of] | some made in earlier; made.year >= calendar.financial_year(authority_of.from)])
	sums := {"with": sum([pence | some pence in with_it]), "without": sum([pence | some pence in without])}
}

_limit(of, span, year, set) := {
	"of": of, "span": span, "year": year, "limit": set.limit, "used": set.used,
	"before": set.sums.without, "before_left": left.without, "before_met": met.without, "before_words": _in_words(met.without, left.without),
	"after": set.sums["with"], "left": left["with"], "met": met["with"], "words": _in_words(met["with"], left["with"]),
} if {
	left := {which: rest | some which, pence in set.sums; rest := (set.limit - set.used) - pence}
	met := {which: _met(pence, left[which]) | some which, pence in set.sums}
}

# Whoever bears nothing is within a limit that others of its decisions overdrew.
_met(0, _) := true

_met(pence, left) := left >= 0 if pence > 0

_in_words(true, left) := sprintf("within by %s", [words.money(max([0, left]))])

_in_words(false, left) := sprintf("beyond by %s", [words.money(0 - left)])

# How it stands.

_standings := {party: standing | some party in outcome.participants; standing := _standing(party)}

_standing(_) := "not_needed" if not by_authority

_standing(_) := "reserved" if {
	by_authority
	data.terms.motions.types[input.motion.type].reserved
}

_standing(party) := standing if {
	by_authority
	not data.terms.motions.types[input.motion.type].reserved
	authorities[party]
	standing := data.mou.within_limits(authorities[party], _tightest[party])
}

_standing(party) := "none" if {
	by_authority
	not data.terms.motions.types[input.motion.type].reserved
	not authorities[party]
}

_tightest := {party: limit |
	some party, given in authorities
	limit := authority.tightest(given, _matter(conclude.costs[party]), input.parties[party].commitments)
}

_given(party) := authority.given_by(authorities[party]) if {
	authorities[party]
} else := ""

_clause(party) := _route_clause if {
	_standings[party] == "not_needed"
} else := object.get(data.terms, ["limits", "clause"], _route_clause) if {
	_standings[party] in {"within", "exceeded"}
} else := object.get(data.terms, ["motions", "clause"], _route_clause) if {
	_standings[party] == "reserved"
} else := object.get(data.terms, ["authority", "clause"], _route_clause)

_route_clause := data.terms[input.motion.route].clause

_words := {party: text |
	some party, standing in _standings
	text := _said(party, standing)
}

_said(_, "not_needed") := "It asks for no authority of the party's own"

_said(_, "reserved") := "Reserved to the party's own governing body, which must ratify it"

_said(_, "none") := "No authority in force covers it: the governing body must ratify it"

_said(_, "recommends") := "The party's committee may only recommend it: the governing body must ratify it"

_said(party, "within") := sprintf("Within its authority%s%s", [_left(party), _without(party)])

_said(party, "exceeded") := sprintf("Beyond its authority: %s%s", [_beyond(party, "left", "met"), _without(party)])

_left(party) := sprintf(": %s left of %s", [words.money(tightest.left), _of_what(tightest)]) if {
	count(_limits(party)) > 0
	tightest := _tightest[party]
} else := ""

# What the risk share makes good, and what it does not.
_without(party) := "" if not _differs(party)

_without(party) := sprintf("; without the risk share beyond it: %s", [_beyond(party, "before_left", "before_met")]) if _differs(party)

_differs(party) if {
	some limit in _limits(party)
	not limit.before_met
	limit.before != limit.after
}

_beyond(party, left, met) := concat("; ", [sprintf("%s by %s", [_of_what(limit), words.money(0 - limit[left])]) |
	some limit in _limits(party)
	not limit[met]
])

_of_what(limit) := sprintf("the limit on %s in %s", [limit.of, limit.year]) if {
	limit.span == "year"
} else := sprintf("the limit on %s %s", [limit.of, {"action": "for one action", "life": "over its whole life"}[limit.span]])
