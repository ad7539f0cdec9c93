# METADATA
# title: Money
# description: |
#   Whole pence, shared so that the shares always add up. The one package that
#   divides, and it divides exactly: `/` alone is exact only while the dividend
#   is below 2^64, so no larger number ever reaches it.
package concordat.money

import data.concordat.words
import data.concordat.yearly

# METADATA
# title: Part of a sum
# description: |
#   The floor of a × b ÷ c, exact for whole numbers with a and b from 0 to
#   2^53 − 1 and c from 1 to 2^53 − 1; undefined otherwise.
portion(a, b, c) := (quotient(a, c) * b) + _rest(a % c, b, c) if {
	_whole(a)
	_whole(b)
	_whole(c)
	c > 0
}

# METADATA
# title: Quotient
# description: |
#   The floor of n ÷ c for n from 0 to 2^63 − 1 and c of at least 1. What is
#   divided is a multiple of c below 2^63, so the quotient is exact.
quotient(n, c) := (n - (n % c)) / c if {
	n >= 0
	n < 9223372036854775808
	c > 0
}

# METADATA
# title: Split
# description: |
#   Splits a sum by whole weights: each share rounded down, and the pennies left
#   over one each to the largest remainders, between equal remainders to the
#   code that comes first. Undefined when there is nothing to weigh by.
split(total, weights) := {code: share |
	some code, weight in weights
	share := floors[code] + count({code} & raised)
} if {
	base := sum([weight | some weight in weights])
	base > 0
	floors := {code: portion(total, weight, base) | some code, weight in weights}
	order := sort([[0 - ((total * weight) % base), code] | some code, weight in weights])
	left := total - sum([floor | some floor in floors])
	raised := {pair[1] | some pair in array.slice(order, 0, left)}
}

# METADATA
# title: Not all need contribute
# description: |
#   Holds where the term pool says `all_contribute`: false. A pooled fund of
#   commissioning groups is made up of contributions by all (NHS Act 2006
#   s14Z3(5)), one under s65Z6 of payments by bodies that are party (s65Z6(3)).
some_contribute(pool) if pool.all_contribute == false

# METADATA
# title: Contributors to a pool line
# description: |
#   The participants that pay into a line: all of them, or where not all need
#   contribute those to whom fixed amounts are given.
contributors(line, participants, pool) := [code | some code in participants; line.share.amounts[code]] if {
	line.share.by == "fixed"
	some_contribute(pool)
} else := participants

# METADATA
# title: Fund of a motion
# description: The name of the fund whose year a motion's pool makes up, the motion's reference where the pool names none.
fund(motion) := object.get(motion.pool, "fund", motion.motion)

# METADATA
# title: Lines of a pool
# description: A pool's lines, each with its code within the fund, by its place from "1" where it has none.
lines(pool) := [object.union({"line": sprintf("%d", [i + 1])}, line) | some i, line in pool.lines]

# METADATA
# title: Parts of a contribution
# description: In how many instalments each contribution to a line is made.
parts(line) := max([count(object.get(line, "instalments", [])), 1])

# METADATA
# title: Instalments
# description: |
#   A contribution in the parts in which it falls due: equal whole pennies, and what
#   is left over on the last (collaborative commissioning agreement, clause 9.3.4:
#   four equal instalments). Of a line without instalments the whole, numbered 0.
instalments(line, pence) := [{"instalment": i + 1, "due": due, "pence": part} |
	some i, due in line.instalments
	part := _instalment(pence, count(line.instalments), i)
] if {
	line.instalments
} else := [{"instalment": 0, "due": line.due, "pence": pence}]

_instalment(pence, of, i) := quotient(pence, of) if i < of - 1

_instalment(pence, of, i) := pence - (quotient(pence, of) * i) if i == of - 1

# METADATA
# title: Weights of a pool line
# description: |
#   What a line is shared by: equally, by fixed amounts, or by a figure recorded
#   for each participant. Undefined while a figure is missing.
weights(share, participants, _) := {code: 1 | some code in participants} if share.by == "equal"

weights(share, participants, _) := {code: share.amounts[code] | some code in participants} if {
	share.by == "fixed"
	every code in participants {
		share.amounts[code]
	}
}

weights(share, participants, parties) := {code: value |
	some code in participants
	value := parties[code].figures[share.figure].value
} if {
	share.by == "figure"
	count(without_figure(share.figure, participants, parties)) == 0
}

# METADATA
# title: Parties without a figure
# description: The participants for whom the figure is not recorded, in order of code.
without_figure(figure, participants, parties) := [code |
	some code in sort(participants)
	not _recorded(parties, code, figure)
]

# METADATA
# title: Sum of a figure
# description: What the figure comes to over all participants who have it.
sum_of_figure(figure, participants, parties) := sum([value |
	some code in participants
	value := parties[code].figures[figure].value
])

# METADATA
# title: Weighable
# description: Holds for a sum of weights that shares and majorities can be worked out by exactly.
weighable(total) if _whole(total)

# METADATA
# title: Shares of a pool line
# description: Pence by party. Fixed amounts stand as they are; all else is split.
shares(line, participants, parties) := amounts if {
	amounts := weights(line.share, participants, parties)
	line.share.by == "fixed"
}

shares(line, participants, parties) := split(line.pence, weights(line.share, participants, parties)) if {
	line.share.by in {"equal", "figure"}
}

shares(line, participants, _) := split(line.pence, yearly.bases(line.line, participants)) if {
	line.share.by == "last_year"
	not line.from_last_year
}

shares(line, participants, _) := yearly.amounts(line, participants) if {
	line.share.by == "last_year"
	line.from_last_year
}

# METADATA
# title: Contributions
# description: |
#   What each contributor pays into a pool, line by line and instalment by
#   instalment; the host's own share included, because it is a contribution like the
#   others. Whole-time equivalents of staff are shared as the sum is, and stand with
#   each instalment: they are a level, and not used up by it.
#
#   A line of the kind post is what the host employs for all: it states its whole-time
#   equivalents and by what its cost is reckoned, and each party owes the host its part
#   of that cost in money. What redundancy costs no public source allots: it is spent on
#   the line, and whoever bears what is over it bears that.
contributions(motion, participants, parties, terms) := [contribution |
	some line in lines(motion.pool)
	paying := contributors(line, participants, terms.pool)
	base := _base(line, paying, parties)
	amounts := shares(line, paying, parties)
	staff := _staff(line, amounts)
	some payer in sort(paying)
	working := _working(line, base, payer, amounts[payer], terms)
	some part in instalments(line, amounts[payer])
	contribution := {
		"payer": payer,
		"payee": motion.pool.host,
		"what": _what(line, payer, motion.pool.host),
		"function": motion.function,
		"clause": terms.pool.clause,
		"kind": "contribution",
		"in": line.kind,
		"basis": object.get(line, "basis", ""),
		"pence": part.pence,
		"recurrent": line.recurrent,
		"capital": line.capital,
		"year": motion.pool.year,
		"due": part.due,
		"fund": fund(motion),
		"line": line.line,
		"instalment": part.instalment,
		"wte": staff[payer],
		"working": _in_parts(working, part, parts(line)),
	}
]

_base(line, paying, parties) := weights(line.share, paying, parties) if line.share.by != "last_year"

_base(line, paying, _) := yearly.bases(line.line, paying) if line.share.by == "last_year"

_staff(line, amounts) := split(line.wte, amounts) if {
	line.wte
} else := {code: 0 | some code, _ in amounts}

_in_parts(working, part, of) := sprintf("%s; instalment %d of %d: %s", [working, part.instalment, of, words.money(part.pence)]) if {
	of > 1
} else := working

# METADATA
# title: Spend by party and year
# description: Pence that each party contributes in each financial year.
spend(contributions) := {payer: {year: pence |
	some year in {c.year | some c in contributions; c.payer == payer}
	amounts := [c.pence | some c in contributions; c.payer == payer; c.year == year]
	pence := sum(amounts)
} |
	some payer in {c.payer | some c in contributions}
}

# METADATA
# title: Risk share of one year
# description: |
#   Those that gain repay a fraction of what the others lose, never more than
#   the gains: split among those that gain by their gains, among those that lose
#   by their losses, and paid across in order of code. What each pays and what
#   each receives adds up to its own share, to the penny. Where the share says which
#   `part` of it is paid that year, as it tapers, only that is.
risk_share(nets, share) := [payment |
	some payer in ranges(split(pool, gains))
	some payee in ranges(split(pool, losses))
	pence := min([payer.until, payee.until]) - max([payer.from, payee.from])
	pence > 0
	payment := {
		"payer": payer.code, "payee": payee.code, "pence": pence,
		"pool": pool, "lost": lost, "gained": gained, "gain": gains[payer.code], "loss": losses[payee.code],
	}
] if {
	losses := {code: net |
		some code, net in nets
		net > 0
	}
	gains := {code: gain |
		some code, net in nets
		gain := 0 - net
		gain > 0
	}
	lost := sum([loss | some loss in losses])
	gained := sum([gain | some gain in gains])
	pool := min([_tapered(portion(lost, share.num, share.den), share), gained])
	pool > 0
} else := []

_tapered(pence, share) := portion(pence, share.part.num, share.part.den) if {
	share.part
} else := pence

# METADATA
# title: Ranges
# description: Shares laid end to end in order of code, to be set against others that come to as much.
ranges(amounts) := [{"code": code, "from": start, "until": start + amounts[code]} |
	some code in sort(object.keys(amounts))
	start := sum([amount | some other, amount in amounts; other < code])
]

# The floor of r × b ÷ c for r < c.
_rest(r, b, c) := quotient(r * b, c) if r * b < 9223372036854775808

# In six steps of 512 where the product is larger: r and c are below 2^53, so
# that no step divides 2^63 or more.
_rest(r, b, c) := sixth.quotient if {
	r * b >= 9223372036854775808
	b1 := quotient(b, 512)
	b2 := quotient(b1, 512)
	b3 := quotient(b2, 512)
	b4 := quotient(b3, 512)
	b5 := quotient(b4, 512)
	first := _step({"quotient": 0, "left": 0}, b5, r, c)
	second := _step(first, b4 % 512, r, c)
	third := _step(second, b3 % 512, r, c)
	fourth := _step(third, b2 % 512, r, c)
	fifth := _step(fourth, b1 % 512, r, c)
	sixth := _step(fifth, b % 512, r, c)
}

_step(state, digit, r, c) := {
	"quotient": (state.quotient * 512) + quotient(n, c),
	"left": n % c,
} if {
	n := (state.left * 512) + (r * digit)
}

_whole(n) if {
	is_number(n)
	n >= 0
	n < 9007199254740992
}

_recorded(parties, code, figure) if parties[code].figures[figure].value > 0

_what(line, payer, host) := sprintf("%s (the host's own contribution)", [line.what]) if payer == host

_what(line, payer, host) := line.what if payer != host

_working(line, base, payer, pence, _) := sprintf("%s ÷ %d parties = %s%s", [
	words.money(line.pence),
	count(base),
	words.money(pence),
	_penny(line, base, payer, pence),
]) if {
	line.share.by == "equal"
}

_working(line, _, _, pence, _) := sprintf("%s, fixed, of %s", [words.money(pence), words.money(line.pence)]) if {
	line.share.by == "fixed"
}

_working(line, base, payer, pence, terms) := sprintf("%s × %s of %s %s = %s%s", [
	words.money(line.pence),
	words.number(base[payer]),
	words.number(sum([value | some value in base])),
	terms.shares.figures[line.share.figure],
	words.money(pence),
	_penny(line, base, payer, pence),
]) if {
	line.share.by == "figure"
}

_working(line, base, payer, pence, _) := sprintf("%s × %s of the %s contributed recurrently in %s = %s%s", [
	words.money(line.pence),
	words.money(base[payer]),
	words.money(sum([value | some value in base])),
	yearly.before,
	words.money(pence),
	_penny(line, base, payer, pence),
]) if {
	line.share.by == "last_year"
	not line.from_last_year
}

_working(line, base, payer, pence, _) := yearly.working(line, base, payer, pence) if {
	line.share.by == "last_year"
	line.from_last_year
}

_penny(line, base, payer, pence) := ", one penny left over included" if {
	pence > portion(line.pence, base[payer], sum([weight | some weight in base]))
} else := ""
