# METADATA
# title: Calendar
# description: |
#   Days, times and financial years in whole numbers. A date is a day in London;
#   a time is UTC to the millisecond, and times compare as text. Clocks in London
#   go forward at 01:00 UTC on the last Sunday of March and back at 01:00 UTC on
#   the last Sunday of October (Summer Time Act 1972, as amended in 2002).
package concordat.calendar

import data.concordat.holidays
import data.concordat.money
import data.concordat.words

# METADATA
# title: Parts of a date
# description: Year, month and day of a text like 2015-07-15; undefined for a day that is not in the calendar.
parts(date) := result if {
	result := _parts(date)
	result.day > 0
	result.day <= _length(result.year, result.month)
}

# METADATA
# title: Number of a day
# description: Days since 1 January 1970, from the proleptic Gregorian calendar in integers.
number(date) := _number(parts(date))

# METADATA
# title: Day of a number
# description: The date that is so many days after 1 January 1970.
date(day) := sprintf("%04d-%02d-%02d", [year, month, (in_year - _floor((153 * shifted) + 2, 5)) + 1]) if {
	z := day + 719468
	era := _floor(z, 146097)
	of_era := z - (era * 146097)
	year_of_era := _floor(((of_era - _floor(of_era, 1460)) + _floor(of_era, 36524)) - _floor(of_era, 146096), 365)
	in_year := of_era - (((365 * year_of_era) + _floor(year_of_era, 4)) - _floor(year_of_era, 100))
	shifted := _floor((5 * in_year) + 2, 153)
	month := ((shifted + 2) % 12) + 1
	year := (year_of_era + (era * 400)) + count({month} & {1, 2})
}

# METADATA
# title: Clear days
# description: |
#   The days that lie wholly between two dates. Neither of the two counts; every
#   day in between does.
clear_days(from, until) := (number(until) - number(from)) - 1

# METADATA
# title: Enough clear days
# description: Holds when as many clear days as the term asks for lie between two dates.
at_least_clear_days(from, until, term) if clear_days(from, until) >= term.clear_days

# METADATA
# title: Weekday
# description: 0 for a Monday to 6 for a Sunday. 1 January 1970 was a Thursday.
weekday(day) := (number(day) + 3) % 7

# METADATA
# title: Working day
# description: |
#   Holds for a Monday to Friday that is no bank holiday in England. Of a day
#   outside the years that the table of holidays covers it does not hold, and
#   neither can anything be counted across it.
is_working_day(day) if {
	_covered(day, day)
	weekday(day) < 5
	not holidays.england[day]
}

# METADATA
# title: Clear working days
# description: |
#   The working days that lie wholly between two dates, neither of which counts;
#   undefined when one of the two is outside the years covered.
clear_working_days(from, until) := count(_working(number(from) + 1, number(until) - 1)) if {
	_covered(from, until)
}

# METADATA
# title: After so many working days
# description: |
#   The working day that is so many, from 1 to 1,000, after a date; a date that
#   is none itself counts for nothing. Undefined outside the years covered.
after_working_days(day, days) := date(found[days - 1]) if {
	days > 0
	days <= 1000
	found := _working(number(day) + 1, (number(day) + (2 * days)) + 14)
	_covered(day, date(found[days - 1]))
}

# METADATA
# title: Before so many working days
# description: The working day that is so many, from 1 to 1,000, before a date; undefined outside the years covered.
before_working_days(day, days) := date(found[count(found) - days]) if {
	days > 0
	days <= 1000
	found := _working((number(day) - (2 * days)) - 14, number(day) - 1)
	_covered(date(found[count(found) - days]), day)
}

# METADATA
# title: After so many months
# description: |
#   The day of the same number so many months later, and where that month has no
#   such day its last (the corresponding date rule, Dodds v Walker [1981] 1 WLR
#   1027): 15 January 2026 and 12 months is 15 January 2027, 29 February 2024 and
#   12 months is 28 February 2025.
after_months(day, months) := sprintf("%04d-%02d-%02d", [year, month, min([on.day, _length(year, month)])]) if {
	months >= 0
	on := parts(day)
	all := ((12 * on.year) + (on.month - 1)) + months
	year := _floor(all, 12)
	month := (all % 12) + 1
}

# METADATA
# title: Earliest day by a notice
# description: |
#   The first day for which notice given on a day is long enough. A term of notice
#   has clear_days (all days between, neither end counted), working_days (all
#   working days between, neither end counted) or days (the day of the notice not
#   counted); with more than one of them, all must be met. Undefined for a term
#   with none.
earliest(given, term) := max(_earliest(given, term)) if {
	count(_earliest(given, term)) == count({"clear_days", "working_days", "days"} & object.keys(term))
}

# METADATA
# title: In hand by
# description: |
#   The last day on which notice of something on a day may be in hand, by the same
#   term as for the earliest day: 10 clear days before 20 March are 9 March.
in_hand_by(day, term) := min(_in_hand(day, term)) if {
	count(_in_hand(day, term)) == count({"clear_days", "working_days", "days"} & object.keys(term))
}

# METADATA
# title: Enough notice
# description: Holds when notice given on one day is long enough for something on the other.
enough_notice(given, day, term) if day >= earliest(given, term)

# METADATA
# title: Notice in words
# description: What a term of notice asks for, such as "5 clear days".
notice_in_words(term) := concat(" and ", [words.counted(term[form], one, many) |
	some [form, one, many] in [
		["clear_days", "clear day", "clear days"],
		["working_days", "clear working day", "clear working days"],
		["days", "day", "days"],
	]
	term[form]
])

# METADATA
# title: Within the window
# description: Holds when two times lie at least and at most the term's days apart, in periods of 24 hours.
within_window(opens, closes, term) if {
	days := number(substring(closes, 0, 10)) - number(substring(opens, 0, 10))
	from := substring(opens, 10, -1)
	until := substring(closes, 10, -1)
	[days, until] >= [term.least_days, from]
	[days, until] <= [term.most_days, from]
}

# METADATA
# title: Milliseconds
# description: Milliseconds from 1 January 1970 to a time.
milliseconds(time) := (((((number(substring(time, 0, 10)) * 24) + _two(time, 11)) * 3600) + ((_two(time, 14) * 60) + _two(time, 17))) * 1000) + _three(time, 20)

# METADATA
# title: Day in London
# description: The day on which clocks in London show that time.
london_day(time) := _day_of_hour(substring(time, 0, 13))

# METADATA
# title: Hour in London
# description: The hour from 0 to 23 that clocks in London show at that time.
london_hour(time) := (_two(time, 11) + 1) % 24 if {
	_summer(time)
} else := _two(time, 11)

# METADATA
# title: End of a day
# description: The last millisecond of a day in London, as a time in UTC.
end_of_day(day) := concat("", [day, "T22:59:59.999Z"]) if {
	_summer(concat("", [day, "T22:59:59.999Z"]))
} else := concat("", [day, "T23:59:59.999Z"]) if {
	parts(day)
}

# METADATA
# title: Start of a day
# description: The first millisecond of a day in London, as a time in UTC.
start_of_day(day) := concat("", [before, "T23:00:00.000Z"]) if {
	before := date(number(day) - 1)
	_summer(concat("", [before, "T23:00:00.000Z"]))
} else := concat("", [day, "T00:00:00.000Z"]) if {
	parts(day)
}

# METADATA
# title: Later time
# description: The time so many periods of 24 hours after another.
later(time, days) := concat("", [after(substring(time, 0, 10), days), substring(time, 10, -1)])

# METADATA
# title: Later day
# description: The date so many days after another.
after(day, days) := sprintf("%s%02d", [substring(day, 0, 8), in_month]) if {
	on := parts(day)
	in_month := on.day + days
	in_month > 0
	in_month <= _length(on.year, on.month)
} else := date(number(day) + days)

# METADATA
# title: Financial year
# description: The financial year that a date is in, 1 April to 31 March, such as 2015-16.
financial_year(day) := sprintf("%d-%02d", [first, (first + 1) % 100]) if {
	on := parts(day)
	first := on.year - count({on.month} & {1, 2, 3})
}

# METADATA
# title: Day of a financial year
# description: A month and day, such as 03-31, in the financial year of that name.
day_of_year(year, month_and_day) := sprintf("%04d-%s", [_four(year, 0) + later, month_and_day]) if {
	is_financial_year(year)
	later := count({substring(month_and_day, 0, 2)} & {"01", "02", "03"})
	parts(sprintf("%04d-%s", [_four(year, 0) + later, month_and_day]))
}

# METADATA
# title: Form of a financial year
# description: Holds for the name of a financial year, such as 2015-16, whose last day is a date of ten characters too.
is_financial_year(year) if {
	financial_year(concat("", [substring(year, 0, 4), "-04-01"])) == year
	_four(year, 0) < 9999
}

_covered(from, until) if {
	from >= holidays.span.from
	until <= holidays.span.until
	number(from)
	number(until)
}

# Many times have their hour in common, and only in the last one does London's day
# begin before it does in UTC.
_day_of_hour(hour) := date(number(substring(hour, 0, 10)) + 1) if {
	endswith(hour, "T23")
	_summer(hour)
} else := day if {
	day := substring(hour, 0, 10)
	parts(day)
}

# The working days among numbered days, in order. Holidays are few, so they are
# numbered and not the days named.
_working(from, until) := [day |
	off := {number(holiday) |
		some holiday, _ in holidays.england
		holiday >= date(from)
		holiday <= date(until)
	}
	some day in numbers.range(from, until)
	day <= until
	day >= from
	(day + 3) % 7 < 5
	not day in off
]

# One day for each form that the term has, so that a form which gives no answer
# is missed.
_earliest(given, term) := array.flatten([
	[day | day := after(given, term.clear_days + 1)],
	[day | day := after(after_working_days(given, term.working_days), 1)],
	[day | day := after(given, term.days)],
])

_in_hand(day, term) := array.flatten([
	[given | given := after(day, 0 - (term.clear_days + 1))],
	[given | given := after(before_working_days(day, term.working_days), -1)],
	[given | given := after(day, 0 - term.days)],
])

# Only in March and October does it take a Sunday to tell.
_summer(time) if substring(time, 5, 2) in {"04", "05", "06", "07", "08", "09"}

_summer(time) if {
	substring(time, 5, 2) == "03"
	time >= concat("", [_last_sunday(substring(time, 0, 4), "03"), "T01:00:00.000Z"])
}

_summer(time) if {
	substring(time, 5, 2) == "10"
	time < concat("", [_last_sunday(substring(time, 0, 4), "10"), "T01:00:00.000Z"])
}

# Of a month with 31 days. Day 0 was a Thursday.
_last_sunday(year, month) := date(last - ((last + 4) % 7)) if {
	last := number(concat("-", [year, month, "31"]))
}

_number(on) := days if {
	early := count({on.month} & {1, 2})
	year := on.year - early
	month := (on.month + (12 * early)) - 3
	of_century := year % 100
	century := _floor(year, 100)
	leaps := ((24 * century) + _quarters[century]) + _quarters[of_century]
	days := (((((365 * year) + leaps) + _before_month[month]) + on.day) - 1) - 719468
}

# The days of a year before its months, which are counted from March.
_before_month := [0, 31, 61, 92, 122, 153, 184, 214, 245, 275, 306, 337]

# The floor of the quarter of each number below 100, for years are numbered often.
_quarters := [
	0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 6, 6, 6, 6, 7, 7, 7, 7, 8, 8, 8, 8, 9, 9, 9, 9, 10, 10, 10, 10, 11, 11, 11, 11, 12, 12,
	12, 12, 13, 13, 13, 13, 14, 14, 14, 14, 15, 15, 15, 15, 16, 16, 16, 16, 17, 17, 17, 17, 18, 18, 18, 18, 19, 19, 19, 19, 20, 20, 20, 20, 21, 21, 21, 21, 22, 22, 22, 22, 23, 23, 23, 23, 24, 24, 24, 24,
]

_parts(date) := {"year": (100 * _pairs[substring(year, 0, 2)]) + _pairs[substring(year, 2, 2)], "month": _pairs[month], "day": _pairs[day]} if {
	is_string(date)
	count(date) == 10
	[year, month, day] := split(date, "-")
}

_length(year, 2) := 28 + count([leap | some leap in [true]; _leap(year)])

_length(_, month) := {1: 31, 3: 31, 4: 30, 5: 31, 6: 30, 7: 31, 8: 31, 9: 30, 10: 31, 11: 30, 12: 31}[month]

_leap(year) if {
	year % 4 == 0
	year % 100 != 0
}

_leap(year) if year % 400 == 0

_floor(n, divisor) := money.quotient(n, divisor)

_digits := {"0": 0, "1": 1, "2": 2, "3": 3, "4": 4, "5": 5, "6": 6, "7": 7, "8": 8, "9": 9}

# Read in pairs: dates are read often.
_pairs := {
	"00": 0, "01": 1, "02": 2, "03": 3, "04": 4, "05": 5, "06": 6, "07": 7, "08": 8, "09": 9,
	"10": 10, "11": 11, "12": 12, "13": 13, "14": 14, "15": 15, "16": 16, "17": 17, "18": 18, "19": 19,
	"20": 20, "21": 21, "22": 22, "23": 23, "24": 24, "25": 25, "26": 26, "27": 27, "28": 28, "29": 29,
	"30": 30, "31": 31, "32": 32, "33": 33, "34": 34, "35": 35, "36": 36, "37": 37, "38": 38, "39": 39,
	"40": 40, "41": 41, "42": 42, "43": 43, "44": 44, "45": 45, "46": 46, "47": 47, "48": 48, "49": 49,
	"50": 50, "51": 51, "52": 52, "53": 53, "54": 54, "55": 55, "56": 56, "57": 57, "58": 58, "59": 59,
	"60": 60, "61": 61, "62": 62, "63": 63, "64": 64, "65": 65, "66": 66, "67": 67, "68": 68, "69": 69,
	"70": 70, "71": 71, "72": 72, "73": 73, "74": 74, "75": 75, "76": 76, "77": 77, "78": 78, "79": 79,
	"80": 80, "81": 81, "82": 82, "83": 83, "84": 84, "85": 85, "86": 86, "87": 87, "88": 88, "89": 89,
	"90": 90, "91": 91, "92": 92, "93": 93, "94": 94, "95": 95, "96": 96, "97": 97, "98": 98, "99": 99,
}

_two(text, at) := _pairs[substring(text, at, 2)]

_three(text, at) := (10 * _two(text, at)) + _digits[substring(text, at + 2, 1)]

_four(text, at) := (100 * _two(text, at)) + _two(text, at + 2)
