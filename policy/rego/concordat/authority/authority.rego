# METADATA
# title: Authority
# description: |
#   Whether what a party approved for itself beforehand covers a decision: its
#   scope, its dates, and its limits on what the party may spend and lose, with
#   what earlier decisions already cost it. The limit that leaves least governs.
package concordat.authority

import data.concordat.calendar
import data.concordat.words

# METADATA
# title: Covers
# description: Holds when an authority's function, types and dates take in a matter.
covers(authority, matter) if {
	authority.function in {matter.function, "*"}
	matter.type in authority.types
	authority.from <= matter.day
	matter.day <= object.get(authority, "until", matter.day)
}

# METADATA
# title: Nearest authority
# description: |
#   Of the authorities that cover a matter the one for its function before one
#   for all functions, and the one given last.
nearest(authorities, matter) := authority if {
	covering := [a | some a in authorities; covers(a, matter)]
	order := sort([[_generality(a), 0 - a.entry, a.id] | some a in covering])
	some authority in covering
	[_generality(authority), 0 - authority.entry, authority.id] == order[0]
}

# METADATA
# title: Authority with most room
# description: |
#   Of the authorities that cover a matter one under which the committee decides
#   before one under which it recommends, the one that leaves most, then by id.
most_room(authorities, matter, commitments) := authority if {
	order := sort([[_deference(a), 0 - tightest(a, matter, commitments).left, a.id] |
		some a in authorities
		covers(a, matter)
	])
	some authority in authorities
	authority.id == order[0][2]
	covers(authority, matter)
}

# METADATA
# title: Tightest limit
# description: |
#   Of an authority's limits the one that leaves least once a matter's cost is
#   set against it: `{left, limit, used, of, span}`, used with this matter in it.
tightest(authority, matter, commitments) := limit if {
	limits := _limits(authority, matter, commitments)
	order := sort([[limit.left, limit.of, limit.span, limit.year] | some limit in limits])
	some limit in limits
	[limit.left, limit.of, limit.span, limit.year] == order[0]
}

# METADATA
# title: Standing of a party
# description: |
#   How far a party's own authority carries it: within, exceeded, recommends (its
#   committee may not decide), or none.
standing(authority, _, _) := "none" if not authority.id

standing(authority, _, _) := "recommends" if {
	authority.id
	authority.committee != "decides"
}

standing(authority, matter, commitments) := _within(tightest(authority, matter, commitments).left) if {
	authority.committee == "decides"
}

# METADATA
# title: Authority in words
# description: Constitution, resolution and the tightest limit of an authority in one line.
in_words(authority, matter, commitments) := sprintf("constitution %s clause %s; governing body resolution %s of %s; limit %s %s %s, %s used with this decision", [
	_version(authority.constitution.version),
	authority.constitution.clause,
	authority.resolution.ref,
	words.date(authority.resolution.on),
	words.money(limit.limit),
	limit.of,
	_spans[limit.span],
	words.money(limit.used),
]) if {
	limit := tightest(authority, matter, commitments)
}

# A version that is a number has a v before it; any other stands as it is.
_version(version) := concat("", ["v", number]) if {
	number := trim_prefix(version, "v")
	_starts_with_digit(number)
}

_version(version) := version if not _starts_with_digit(trim_prefix(version, "v"))

_starts_with_digit(text) if strings.any_prefix_match(text, ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"])

_generality(authority) := count([true | authority.function == "*"])

_deference(authority) := count([true | authority.committee != "decides"])

_within(left) := "within" if left >= 0

_within(left) := "exceeded" if left < 0

# What earlier decisions cost under an authority: those of its function, and for
# its life those of its own years.
_earlier(authority, commitments) := [made |
	some made in commitments
	authority.function in {made.function, "*"}
]

_limits(authority, matter, commitments) := array.concat(
	_limits_of("spend", authority.spend, authority, matter, commitments),
	_limits_of("loss", authority.loss, authority, matter, commitments),
)

# A matter that costs nothing of its kind is held to the limit on one action
# alone: an overdrawn year does not stop it.
_limits_of(of, limit, authority, matter, commitments) := array.concat([action], other) if {
	total := sum([cost[of] | some cost in matter.cost])
	earlier := _earlier(authority, commitments)
	action := {"of": of, "span": "action", "year": "", "limit": limit.action, "used": total, "left": limit.action - total}
	other := [entry |
		total > 0
		some entry in array.concat(
			[_life(of, limit.life, total + sum([made[of] |
				some made in earlier
				made.year >= calendar.financial_year(authority.from)
			]))],
			[_year(of, limit.year, cost.year, cost[of] + sum([made[of] |
				some made in earlier
				made.year == cost.year
			])) |
				some cost in matter.cost
				cost[of] > 0
			],
		)
	]
}

_life(of, limit, used) := {"of": of, "span": "life", "year": "", "limit": limit, "used": used, "left": limit - used}

_year(of, limit, year, used) := {"of": of, "span": "year", "year": year, "limit": limit, "used": used, "left": limit - used}

_spans := {"action": "for one action", "year": "a year", "life": "over its whole life"}
