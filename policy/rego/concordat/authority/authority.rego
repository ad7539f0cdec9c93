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
	first := min([[a.function == "*", 0 - a.entry, a.id, i] | some i, a in authorities; covers(a, matter)])
	authority := authorities[first[3]]
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
tightest(authority, matter, commitments) := {"left": left, "of": of, "span": span, "year": year, "limit": limit, "used": used} if {
	earlier := [made | some made in commitments; authority.function in {made.function, "*"}]
	[left, of, span, year, limit, used] := min(array.concat(
		_limits("spend", authority.spend, authority.from, matter.cost, earlier),
		_limits("loss", authority.loss, authority.from, matter.cost, earlier),
	))
}

# METADATA
# title: Standing of a party
# description: |
#   How far a party's own authority carries it, given its tightest limit: within,
#   exceeded, recommends (its committee may not decide), or none.
standing(authority, limit) := _within(limit.left) if {
	authority.committee == "decides"
} else := "recommends" if {
	authority.id
	authority.committee != "decides"
} else := "none" if not authority.id

# METADATA
# title: Authority in words
# description: Constitution, resolution and the tightest limit of an authority, which is given, in one line.
in_words(authority, limit) := sprintf("constitution %s clause %s; governing body resolution %s of %s; limit %s %s %s, %s used with this decision", [
	_version(authority.constitution.version),
	authority.constitution.clause,
	authority.resolution.ref,
	words.date(authority.resolution.on),
	words.money(limit.limit),
	limit.of,
	_spans[limit.span],
	words.money(limit.used),
])

# A version that is a number has a v before it; any other stands as it is.
_version(version) := concat("", ["v", number]) if {
	number := trim_prefix(version, "v")
	strings.any_prefix_match(number, ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"])
} else := version

_deference(authority) := count([true | authority.committee != "decides"])

_within(left) := "within" if left >= 0

_within(left) := "exceeded" if left < 0

# Each limit as [left, of, span, year, limit, used]. A matter that costs nothing
# of its kind is held to the limit on one action alone: an overdrawn year does not
# stop it. What earlier decisions cost counts for an authority's life only in its
# own years.
_limits(of, limit, from, costs, earlier) := array.concat([[limit.action - total, of, "action", "", limit.action, total]], longer) if {
	total := sum([pence | pence := costs[_][of]])
	longer := [entry |
		total > 0
		some entry in array.concat(
			[_over("life", of, "", limit.life, total + sum([made[of] |
				some made in earlier
				made.year >= calendar.financial_year(from)
			]))],
			[_over("year", of, cost.year, limit.year, cost[of] + sum([made[of] |
				some made in earlier
				made.year == cost.year
			])) |
				some cost in costs
				cost[of] > 0
			],
		)
	]
}

_over(span, of, year, limit, used) := [limit - used, of, span, year, limit, used]

_spans := {"action": "for one action", "year": "a year", "life": "over its whole life"}
