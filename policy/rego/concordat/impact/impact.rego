# METADATA
# title: Impact
# description: What a motion costs each party, line by line, and what that comes to.
package concordat.impact

import data.concordat.calendar
import data.concordat.money

# METADATA
# title: Net impact
# description: By year and party the sum of its lines in pence; a saving is negative.
net(lines) := {year: by_party |
	rows := [[line.year, line.party, line.pence] | some line in lines]
	some year in {y | y := rows[_][0]}
	by_party := _of_year(rows, year)
}

# METADATA
# title: Payments of the risk share
# description: |
#   Year by year what those that gain pay to those that lose. A taper is a list of
#   fractions, of the first year with an impact, the next and so on: that part of the
#   risk share is paid, and after the last year of the list nothing. An empty list
#   tapers nothing.
payments(nets, share, taper) := [object.union_n([payment, part, {"year": year}]) |
	some year in sort(object.keys(nets))
	some part in _part_paid(min(object.keys(nets)), year, taper)
	some payment in money.risk_share(nets[year], object.union(share, part))
]

_part_paid(_, _, []) := [{}]

_part_paid(first, year, taper) := [{"part": part} |
	some later, part in taper
	calendar.financial_year(calendar.after_months(sprintf("%s-04-01", [substring(first, 0, 4)]), 12 * later)) == year
] if {
	count(taper) > 0
}

# METADATA
# title: Losses after the risk share
# description: By party and year the pence that a party loses once it has received its part of the risk share.
losses(nets, payments) := {party: {year: loss |
	some year, by_party in nets
	loss := by_party[party] - sum([pence | received[_] = [party, year, pence]])
	loss > 0
} |
	received := [[payment.payee, payment.year, payment.pence] | some payment in payments]
	some party in {code | nets[_][code]}
}

# METADATA
# title: Well-formed lines
# description: |
#   Holds for at least one line, each of a participating party, of a kind that
#   the terms know, in a financial year, and none stated twice.
well_formed(lines, participants, term) if {
	count(lines) > 0
	count({[line.party, line.line, line.year] | some line in lines}) == count(lines)
	every line in lines {
		line.party in participants
		line.line in term.lines
		calendar.is_financial_year(line.year)
		is_number(line.pence)
	}
}

# METADATA
# title: Needed
# description: Holds when a motion may not open without an impact statement.
needed(motion, term) if motion.type in term.types

needed(motion, _) if motion.risk_share

# METADATA
# title: Silent parties
# description: The participating parties that have neither agreed nor disputed their lines.
silent(impact, participants) := [code |
	some code in participants
	not impact.positions[code]
]

# Most parties have one line a year.
_of_year(rows, year) := {party: pence | rows[_] = [year, party, pence]} if {
	count({party | rows[_] = [year, party, _]}) == count([1 | rows[_] = [year, _, _]])
} else := {party: sum([pence | rows[_] = [year, party, pence]]) |
	some party in {code | rows[_] = [year, code, _]}
}
