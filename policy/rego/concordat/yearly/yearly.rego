# METADATA
# title: The yearly rule
# description: |
#   What a line of a fund comes to when it rests on the year before. A contribution
#   is last year's recurrent one, with the recurrent changes that stood in the year,
#   plus inflation, less efficiency, plus or less what is planned (collaborative
#   commissioning agreement, clauses 9.3.1 and 9.3.5: last year's recurrent ± agreed
#   recurrent in-year changes + inflation + planned changes − efficiency). Inflation
#   and efficiency are fractions of last year's recurrent total of the line, rounded
#   down to a whole penny and split by what each party contributed of it, pennies
#   left over to the largest remainders, then by code. What of a change holds for a
#   part of its year only is planned for the next. Reads the fund in the input, and
#   the term yearly: {"clause"}, without which no line rests on last year so.
package concordat.yearly

import data.concordat.calendar
import data.concordat.money
import data.concordat.words

# METADATA
# title: Year before
# description: The financial year before the one at hand.
before := calendar.financial_year(calendar.after(calendar.day_of_year(input.year, "04-01"), -1))

# METADATA
# title: Recurrent contributions of the year before
# description: Pence by party that were contributed to a line recurrently, changes that stood included; what changed for that year alone is left out.
recurrent(line) := {party: pence |
	last := input.fund.years[before]
	rows := array.flatten([
		[[made.party, _signed(made)] | some made in last.contributions; made.line == line; made.recurrent],
		[[row.party, row.pence] |
			some change in last.changes
			change.stands
			change.recurrent
			some row in change.changes
			row.line == line
		],
		[[given.party, 0 - given.stopped] |
			some change in last.changes
			change.recurrent
			some given in change.obligations
			given.line == line
			given.stopped > 0
		],
	])
	some party in {row[0] | some row in rows}
	pence := sum([row[1] | some row in rows; row[0] == party])
}

_signed(made) := made.pence if not made.refund

_signed(made) := 0 - made.pence if made.refund

# METADATA
# title: What a line rests on
# description: |
#   Pence by participant that it contributed to the line recurrently in the year
#   before, nothing for one that did not. Undefined where nobody contributed
#   anything, or somebody less than nothing.
bases(line, participants) := amounts if {
	last := recurrent(line)
	amounts := {code: object.get(last, code, 0) | some code in participants}
	every amount in amounts {
		amount >= 0
	}
	sum([amount | some amount in amounts]) > 0
}

# METADATA
# title: Amounts by the yearly rule
# description: Pence by participant; undefined where there is nothing to rest on.
amounts(line, participants) := {code: pence |
	base := bases(line.line, participants)
	more := _part(line.from_last_year, "inflation", base)
	less := _part(line.from_last_year, "efficiency", base)
	some code, last in base
	pence := ((last + more[code]) - less[code]) + object.get(line.from_last_year, ["planned", code], 0)
} if {
	bases(line.line, participants)
}

# METADATA
# title: Working of the yearly rule
# description: The sum of one party's contribution in words and figures.
working(line, base, payer, pence) := sprintf("%s in %s%s%s%s = %s", [
	words.money(base[payer]),
	before,
	_in_words(line, "inflation", "+", base, payer),
	_in_words(line, "efficiency", "−", base, payer),
	_planned(object.get(line.from_last_year, ["planned", payer], 0)),
	words.money(pence),
])

_part(rule, name, base) := money.split(money.portion(sum([last | some last in base]), rule[name].num, rule[name].den), base) if {
	rule[name]
} else := {code: 0 | some code, _ in base}

_in_words(line, name, sign, base, payer) := sprintf(" %s %s %s (%s)", [
	sign, words.money(_part(line.from_last_year, name, base)[payer]), name,
	words.fraction(line.from_last_year[name].num, line.from_last_year[name].den),
]) if {
	line.from_last_year[name]
} else := ""

_planned(pence) := sprintf(" + %s planned", [words.money(pence)]) if pence > 0

_planned(pence) := sprintf(" − %s planned", [words.money(0 - pence)]) if pence < 0

_planned(0) := ""
