package concordat.calendar_test

import data.concordat.calendar

test_days_and_back[date] if {
	some date, number in {
		"1970-01-01": 0,
		"1970-02-28": 58,
		"2000-02-29": 11016,
		"2015-07-15": 16631,
		"2016-02-29": 16860,
		"2016-03-01": 16861,
		"2026-12-31": 20818,
		"2100-03-01": 47541,
	}
	calendar.number(date) == number
	calendar.date(number) == date
}

# Every day around the turn of a year and the end of February in a leap year.
test_every_day if {
	every day in numbers.range(calendar.number("2015-12-20"), calendar.number("2016-03-10")) {
		calendar.number(calendar.date(day)) == day
	}
}

test_no_such_day[date] if {
	some date in ["2015-02-29", "2100-02-29", "2015-04-31", "2015-13-01", "2015-00-10", "2015-01-00", "2015-1-1", "2015/01/01", "15 July 2015", "2015-0a-01", 20150715]
	not calendar.number(date)
}

# 10 clear days before 20 March: notice in hand by 9 March (20 − 1 − 10), as in
# the proceedings of Local Health Boards, SI 2009/779 (W.) Schedule 3.
test_ten_clear_days if {
	calendar.clear_days("2015-03-09", "2015-03-20") == 10
	calendar.at_least_clear_days("2015-03-09", "2015-03-20", {"clear_days": 10})
	not calendar.at_least_clear_days("2015-03-10", "2015-03-20", {"clear_days": 10})
}

# 3 clear days of public notice, Public Bodies (Admission to Meetings) Act 1960;
# 5 across a weekend and a leap day.
test_clear_days if {
	calendar.clear_days("2015-07-11", "2015-07-15") == 3
	calendar.clear_days("2016-02-26", "2016-03-03") == 5
	calendar.clear_days("2015-07-15", "2015-07-15") == -1
	not calendar.at_least_clear_days("2015-07-15", "2015-07-15", {"clear_days": 0})
}

test_window if {
	term := {"least_days": 2, "most_days": 28}
	calendar.within_window("2015-07-10T09:00:00.000Z", "2015-07-12T09:00:00.000Z", term)
	not calendar.within_window("2015-07-10T09:00:00.000Z", "2015-07-12T08:59:59.999Z", term)
	calendar.within_window("2015-07-10T09:00:00.000Z", "2015-08-07T09:00:00.000Z", term)
	not calendar.within_window("2015-07-10T09:00:00.000Z", "2015-08-07T09:00:00.001Z", term)
}

test_london_days[time] if {
	some time, day in {
		"2015-07-15T22:59:59.999Z": "2015-07-15",
		"2015-07-15T23:00:00.000Z": "2015-07-16",
		"2015-12-31T23:30:00.000Z": "2015-12-31",
		"2015-03-29T00:59:59.999Z": "2015-03-29",
		"2015-03-28T23:30:00.000Z": "2015-03-28",
		"2015-03-29T23:30:00.000Z": "2015-03-30",
		"2015-10-24T23:30:00.000Z": "2015-10-25",
		"2015-10-25T23:30:00.000Z": "2015-10-25",
	}
	calendar.london_day(time) == day
}

# In 2015 clocks went forward on 29 March and back on 25 October, each at 01:00 UTC.
test_london_hours[time] if {
	some time, hour in {
		"2015-03-29T00:59:59.999Z": 0,
		"2015-03-29T01:00:00.000Z": 2,
		"2015-10-25T00:59:59.999Z": 1,
		"2015-10-25T01:00:00.000Z": 1,
		"2015-07-15T23:30:00.000Z": 0,
	}
	calendar.london_hour(time) == hour
}

test_no_day_of_no_time if not calendar.london_day("yesterday")

test_end_of_day if {
	calendar.end_of_day("2015-08-26") == "2015-08-26T22:59:59.999Z"
	calendar.end_of_day("2015-12-26") == "2015-12-26T23:59:59.999Z"
	calendar.end_of_day("2015-03-29") == "2015-03-29T22:59:59.999Z"
	calendar.end_of_day("2015-10-25") == "2015-10-25T23:59:59.999Z"
	not calendar.end_of_day("2015-02-30")
}

test_after if calendar.after("2015-07-15", 42) == "2015-08-26"

test_financial_years if {
	calendar.financial_year("2016-03-31") == "2015-16"
	calendar.financial_year("2015-04-01") == "2015-16"
	calendar.financial_year("1999-04-01") == "1999-00"
}

test_day_of_year if {
	calendar.day_of_year("2015-16", "03-31") == "2016-03-31"
	calendar.day_of_year("2015-16", "04-01") == "2015-04-01"
	not calendar.day_of_year("2015-16", "02-30")
	not calendar.day_of_year("2015-17", "03-31")
}

test_milliseconds if calendar.milliseconds("1970-01-02T00:00:01.500Z") == 86401500

test_weekdays[day] if {
	some day, weekday in {"1970-01-01": 3, "2015-07-15": 2, "2022-09-19": 0, "2027-12-26": 6}
	calendar.weekday(day) == weekday
}

test_working_days[day] if {
	some day in ["2012-01-03", "2020-05-04", "2026-12-24", "2027-12-31"]
	calendar.is_working_day(day)
}

# A Saturday, a bank holiday, two days outside the table, no day.
test_no_working_days[day] if {
	some day in ["2026-12-26", "2026-12-28", "2011-12-30", "2028-01-03", "2015-02-30"]
	not calendar.is_working_day(day)
}

# Christmas 2025: 22, 23, 24, 29, 30 and 31 December are working days.
test_across_christmas if {
	calendar.clear_working_days("2025-12-21", "2026-01-01") == 6
	calendar.clear_working_days("2025-12-24", "2025-12-29") == 0
	calendar.after_working_days("2025-12-15", 10) == "2025-12-31"
	calendar.after_working_days("2025-12-24", 1) == "2025-12-29"
	calendar.before_working_days("2025-12-31", 10) == "2025-12-15"
	calendar.before_working_days("2025-12-28", 1) == "2025-12-24"
}

# The state funeral and the bank holiday weekend of two jubilees.
test_across_days_of_their_own if {
	calendar.after_working_days("2022-09-16", 1) == "2022-09-20"
	calendar.after_working_days("2012-06-01", 1) == "2012-06-06"
	calendar.after_working_days("2022-06-01", 1) == "2022-06-06"
}

test_nothing_is_counted_outside_the_table if {
	not calendar.clear_working_days("2011-12-30", "2012-02-01")
	not calendar.clear_working_days("2027-12-01", "2028-01-01")
	not calendar.after_working_days("2027-12-31", 1)
	not calendar.after_working_days("2011-12-31", 1)
	not calendar.before_working_days("2012-01-03", 1)
	not calendar.after_working_days("2026-01-01", 0)
	not calendar.before_working_days("2026-01-01", 1001)
	calendar.after_working_days("2012-01-01", 1000) == "2015-12-14"
}

# Case 12 of leaving, the end of a month and the corresponding date.
test_months if {
	calendar.after_months("2026-01-15", 12) == "2027-01-15"
	calendar.after_months("2024-02-29", 12) == "2025-02-28"
	calendar.after_months("2024-02-29", 48) == "2028-02-29"
	calendar.after_months("2015-01-31", 1) == "2015-02-28"
	calendar.after_months("2015-08-31", 6) == "2016-02-29"
	calendar.after_months("2015-11-30", 1) == "2015-12-30"
	calendar.after_months("2015-12-31", 0) == "2015-12-31"
	not calendar.after_months("2015-02-30", 1)
	not calendar.after_months("2015-02-28", -1)
}

# 10 clear days before 20 March: in hand by 9 March (SI 2009/779 (W.) Schedule 3).
test_in_hand_by if {
	calendar.in_hand_by("2015-03-20", {"clear_days": 10}) == "2015-03-09"
	calendar.earliest("2015-03-09", {"clear_days": 10}) == "2015-03-20"
	calendar.in_hand_by("2015-03-20", {"days": 7}) == "2015-03-13"
	calendar.earliest("2015-03-13", {"days": 7}) == "2015-03-20"
	calendar.in_hand_by("2025-12-31", {"working_days": 3}) == "2025-12-23"
	calendar.earliest("2025-12-23", {"working_days": 3}) == "2025-12-31"
	not calendar.in_hand_by("2015-03-20", {})
	not calendar.earliest("2015-03-20", {"clause": "4.3"})
}

test_every_form_of_a_notice_must_be_met if {
	term := {"clear_days": 5, "working_days": 5, "days": 6}
	calendar.earliest("2025-12-19", term) == "2025-12-31"
	calendar.in_hand_by("2025-12-31", term) == "2025-12-21"
	calendar.enough_notice("2025-12-21", "2025-12-31", term)
	not calendar.enough_notice("2025-12-22", "2025-12-31", term)
	calendar.notice_in_words(term) == "5 clear days and 5 clear working days and 6 days"
	calendar.notice_in_words({"clear_days": 5}) == "5 clear days"
}

# A form that can't be worked out is not left aside.
test_a_form_without_an_answer_denies if not calendar.earliest("2027-12-30", {"clear_days": 1, "working_days": 5})

test_start_of_day if {
	calendar.start_of_day("2015-07-15") == "2015-07-14T23:00:00.000Z"
	calendar.start_of_day("2015-12-26") == "2015-12-26T00:00:00.000Z"
	calendar.start_of_day("2015-03-29") == "2015-03-29T00:00:00.000Z"
	calendar.start_of_day("2015-03-30") == "2015-03-29T23:00:00.000Z"
	calendar.start_of_day("2015-10-25") == "2015-10-24T23:00:00.000Z"
	not calendar.start_of_day("2015-02-30")
}

test_later if calendar.later("2015-07-31T09:30:00.000Z", 2) == "2015-08-02T09:30:00.000Z"
