package concordat.holidays_test

import data.concordat.calendar
import data.concordat.holidays

# The days that follow no rule: gov.uk/bank-holidays and its earlier years.
test_days_of_their_own[day] if {
	some day in ["2012-06-04", "2012-06-05", "2020-05-08", "2022-06-02", "2022-06-03", "2022-09-19", "2023-05-08"]
	holidays.england[day]
}

# Where a day was moved, the one that it was moved from is a working day.
test_days_that_were_moved[day] if {
	some day in ["2012-05-28", "2020-05-04", "2022-05-30"]
	calendar.is_working_day(day)
}

test_all_on_a_weekday_within_the_span if {
	every day, _ in holidays.england {
		day >= holidays.span.from
		day <= holidays.span.until
		calendar.weekday(day) < 5
	}
}

test_eight_a_year_and_five_more if count(holidays.england) == (16 * 8) + 4
