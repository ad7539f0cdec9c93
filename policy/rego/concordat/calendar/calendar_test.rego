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
