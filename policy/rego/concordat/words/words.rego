# METADATA
# title: Words
# description: Numbers, sums, dates and lists as people read them.
package concordat.words

import data.concordat.calendar
import data.concordat.money as sums

# METADATA
# title: Number
# description: A whole number with commas, 1,375,654.
number(n) := sprintf("%d", [n]) if {
	n >= 0
	n < 1000
}

number(n) := _grouped(sprintf("%d", [n])) if n >= 1000

number(n) := sprintf("−%s", [number_of_positive]) if {
	n < 0
	number_of_positive := _grouped(sprintf("%d", [0 - n]))
}

# METADATA
# title: Money
# description: Pence in pounds and pence, £412,360.00.
money(pence) := sprintf("£%s.%s", [_grouped(pounds), substring(digits, size - 2, 2)]) if {
	pence >= 0
	digits := sprintf("%03d", [pence])
	size := count(digits)
	pounds := substring(digits, 0, size - 2)
}

# METADATA
# title: Fraction
# description: A whole percentage where there is one, 75%, else two numbers, 2/3.
fraction(num, den) := sprintf("%d%%", [sums.quotient(num * 100, den)]) if {
	(num * 100) % den == 0
} else := sprintf("%d/%d", [num, den])

# METADATA
# title: Count
# description: A number with its noun, "1 party", "9 parties".
counted(n, one, _) := sprintf("%s %s", [number(n), one]) if n == 1

counted(n, _, many) := sprintf("%s %s", [number(n), many]) if n != 1

# METADATA
# title: Be
# description: The verb after a number of things.
be(1) := "is"

be(n) := "are" if n != 1

# METADATA
# title: Met
# description: Whether a check is met, as its explanation ends.
met(true) := "Met"

met(false) := "Not met"

# METADATA
# title: Date
# description: A day with its month in full, 9 April 2013.
date(day) := sprintf("%d %s %d", [parts.day, _months[parts.month], parts.year]) if parts := calendar.parts(day)

# METADATA
# title: Moment
# description: An instant as clocks in London show it, "5:30pm on 15 July 2015".
moment(time) := sprintf("%s on %s", [_clock(calendar.london_hour(time), substring(time, 14, 2)), date(calendar.london_day(time))])

# METADATA
# title: List
# description: Names in one sentence, "A, B and C"; "nobody" when there is none.
list(names) := "nobody" if count(names) == 0

list(names) := names[0] if count(names) == 1

list(names) := sprintf("%s and %s", [concat(", ", array.slice(names, 0, last)), names[last]]) if {
	last := count(names) - 1
	last > 0
}

# METADATA
# title: Choice
# description: Names of which one will do, "A, B or C"; "none" when there is none.
any_of(names) := "none" if count(names) == 0

any_of(names) := names[0] if count(names) == 1

any_of(names) := sprintf("%s or %s", [concat(", ", array.slice(names, 0, last)), names[last]]) if {
	last := count(names) - 1
	last > 0
}

# METADATA
# title: Plain
# description: A name of the terms or of a statement in words, "vice-chair", "joint committee".
plain(name) := object.get({"vice_chair": "vice-chair"}, name, replace(name, "_", " "))

# METADATA
# title: Plain names
# description: Each of the names in words.
plain_all(names) := [plain(name) | some name in names]

# METADATA
# title: Day
# description: A date in words, and anything else as it is.
day(text) := written if {
	written := date(text)
} else := text

# METADATA
# title: Standing of a motion
# description: How a motion stands, as a sentence about it ends.
standing(status) := object.get({"draft": "a draft", "notice": "on notice", "shown": "awaiting the minutes of its show of hands"}, status, status)

# METADATA
# title: Seats
# description: Seats by their ids after their noun, "seat 00V-1", "seats 00V-1 and 00Y-1".
seats(ids) := sprintf("%s %s", [object.get({1: "seat"}, count(ids), "seats"), list(ids)])

# METADATA
# title: Name of a party
# description: The party's name, or its code where the name is not at hand.
party(parties, code) := object.get(parties, [code, "name"], code)

# METADATA
# title: Names of parties
# description: Parties by name in one sentence, in the order given.
parties(known, codes) := list([party(known, code) | some code in codes])

_grouped(digits) := digits if {
	count(digits) <= 3
} else := concat(",", [substring(digits, 0, head), substring(digits, head, 3)]) if {
	head := count(digits) - 3
	head <= 3
} else := concat(",", [substring(digits, 0, head), substring(digits, head, 3), substring(digits, head + 3, 3)]) if {
	head := count(digits) - 6
	head <= 3
} else := concat(",", array.concat([substring(digits, 0, head)], rest)) if {
	size := count(digits)
	head := ((size - 1) % 3) + 1
	rest := [substring(digits, at, 3) | some at in numbers.range(head, size - 3); (at - head) % 3 == 0]
}

_months := [
	"", "January", "February", "March", "April", "May", "June",
	"July", "August", "September", "October", "November", "December",
]

_clock(0, "00") := "midnight"

_clock(12, "00") := "midday"

_clock(hour, minute) := sprintf("%d%s%s", [_twelve(hour), _minutes(minute), _half(hour)]) if {
	not _named(hour, minute)
}

_named(0, "00")

_named(12, "00")

_twelve(hour) := 12 if hour % 12 == 0

_twelve(hour) := hour % 12 if hour % 12 != 0

_minutes("00") := ""

_minutes(minute) := sprintf(":%s", [minute]) if minute != "00"

_half(hour) := "am" if hour < 12

_half(hour) := "pm" if hour >= 12
