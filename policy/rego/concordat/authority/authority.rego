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
	authority.types[_] == matter.type
	day := matter.day
	authority.from <= day
	day <= object.get(authority, "until", day)
}

# METADATA
# title: Nearest authority
# description: |
#   Of the authorities that cover a matter the one for its function before one
#   for all functions, and the one given last.
nearest(authorities, matter) := authorities[0] if {
	count(authorities) == 1
	covers(authorities[0], matter)
} else := authority if {
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
tightest(authority, matter, commitments) := _of_nothing(authority.spend.action, authority.loss.action) if {
	matter.cost == []
} else := {"left": left, "of": of, "span": span, "year": year, "limit": limit, "used": used} if {
	earlier := [made | some made in commitments; authority.function in {made.function, "*"}]
	[left, of, span, year, limit, used] := min(array.concat(
		_limits("spend", authority, matter.cost, earlier),
		_limits("loss", authority, matter.cost, earlier),
	))
}

# METADATA
# title: Room
# description: |
#   What an authority leaves of its limits on spend or on loss beside what earlier
#   decisions cost, in pence: `all`, for one action and over its whole life, and
#   `years`, by year. Below zero where it is overdrawn.
room(of, authority, years, commitments) := {
	"all": min([authority[of].action, authority[of].life - lifelong]),
	"years": {year: left |
		some year in years
		left := authority[of].year - sum([made[of] | some made in earlier; made.year == year])
	},
} if {
	earlier := [made | some made in commitments; authority.function in {made.function, "*"}]
	lifelong := sum([made[of] | some made in earlier; made.year >= calendar.financial_year(authority.from)])
}

# METADATA
# title: Standing of a party
# description: |
#   How far a party's own authority carries it, given its tightest limit: within,
#   exceeded, recommends (its committee may not decide), or none.
standing(authority, limit) := "within" if {
	authority.committee == "decides"
	limit.left >= 0
} else := "exceeded" if {
	authority.committee == "decides"
	limit.left < 0
} else := "recommends" if {
	authority.id
	authority.committee != "decides"
} else := "none" if not authority.id

# METADATA
# title: What is lacking
# description: |
#   Says what a party has given no authority for, since when, and who can record one:
#   for more than the limit of one that it gave, once a matter is beyond it; or, where
#   none that it gave covers the matter, for anything of the kind.
lacking(name, given, authorities, matter, limit) := sprintf("No authority of %s for %s over %s %s since %s, and with this it comes to %s; its officer can record one", [
	name,
	{"spend": "spending", "loss": "a loss"}[limit.of],
	words.money(limit.limit),
	{"action": "in one action", "year": "a year", "life": "in all"}[limit.span],
	words.date(given.from),
	words.money(limit.used),
]) if {
	given.from
	limit.left < 0
} else := sprintf("No authority of %s covers this since %s; its officer can record one", [name, words.date(calendar.after(ended, 1))]) if {
	not given.from
	ended := _ended(authorities, matter)
} else := sprintf("No authority of %s by which its committee decides covers this since %s; its officer can record one", [name, words.date(given.from)]) if {
	given.from
} else := sprintf("No authority of %s covers this; its officer can record one", [name])

# The last day of what covered the like.
_ended(authorities, matter) := max(days) if {
	days := {authority.until |
		some authority in authorities
		authority.function in {matter.function, "*"}
		matter.type in authority.types
		authority.until < matter.day
	}
	count(days) > 0
}

# METADATA
# title: Given by
# description: The constitution's clause and the governing body's resolution by which an authority was given, in words.
given_by(authority) := concat("", array.concat(
	[sprintf("constitution %s clause %s; governing body resolution %s of %s", [
		_version(authority.constitution.version),
		authority.constitution.clause,
		authority.resolution.ref,
		words.date(authority.resolution.on),
	])],
	[sprintf("; approved by %s: %s of %s", [given.by, given.ref, words.date(given.on)]) | some given in authority.approvals],
))

# METADATA
# title: Authority in words
# description: Constitution, resolution and the tightest limit of an authority, which is given, in one line.
in_words(authority, limit) := concat("; ", [given_by(authority), _room(limit)])

_room(limit) := sprintf("limit %s %s %s, %s used with this decision", [
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

# Each limit as [left, of, span, year, limit, used]. A matter that costs nothing
# of its kind is held to the limit on one action alone: an overdrawn year does not
# stop it. What earlier decisions cost counts for an authority's life only in its
# own years.
_limits(of, authority, costs, earlier) := array.concat([[action - total, of, "action", "", action, total]], longer) if {
	total := sum([pence | pence := costs[_][of]])
	action := authority[of].action
	longer := _longer(of, total, authority, costs, earlier)
}

_longer(_, 0, _, _, _) := []

_longer(of, total, authority, costs, earlier) := array.concat([[life - lifelong, of, "life", "", life, lifelong]], yearly) if {
	total > 0
	life := authority[of].life
	year := authority[of].year
	lifelong := total + sum([made[of] |
		some made in earlier
		made.year >= calendar.financial_year(authority.from)
	])
	yearly := [[year - used, of, "year", cost.year, year, used] |
		some cost in costs
		cost[of] > 0
		used := cost[of] + sum([made[of] | some made in earlier; made.year == cost.year])
	]
}

# What costs nothing is held to the lower limit on one action alone. Most decisions
# cost nothing, and most parties have the same limits.
_of_nothing(spend, loss) := {"left": spend, "of": "spend", "span": "action", "year": "", "limit": spend, "used": 0} if {
	spend < loss
} else := {"left": loss, "of": "loss", "span": "action", "year": "", "limit": loss, "used": 0}

_spans := {"action": "for one action", "year": "a year", "life": "over its whole life"}
