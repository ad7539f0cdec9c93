package concordat.words_test

import data.concordat.words

test_numbers[said] if {
	some n, said in {0: "0", 7: "7", 999: "999", 1000: "1,000", 45678: "45,678", 1375654: "1,375,654", 123456789: "123,456,789", 9007199254740991: "9,007,199,254,740,991"}
	words.number(n) == said
}

test_negative_number if words.number(-17978) == "−17,978"

test_money[said] if {
	some pence, said in {0: "£0.00", 5: "£0.05", 41236000: "£412,360.00", 520000000: "£5,200,000.00"}
	words.money(pence) == said
}

test_fractions if {
	words.fraction(3, 4) == "75%"
	words.fraction(2, 3) == "2/3"
	words.fraction(1, 1) == "100%"
}

test_counted if {
	words.counted(1, "party", "parties") == "1 party"
	words.counted(12, "party", "parties") == "12 parties"
}

test_date if words.date("2013-04-09") == "9 April 2013"

test_moments[said] if {
	some time, said in {
		"2015-07-15T16:00:00.000Z": "5pm on 15 July 2015",
		"2015-07-15T16:30:00.000Z": "5:30pm on 15 July 2015",
		"2015-07-15T11:00:00.000Z": "midday on 15 July 2015",
		"2015-07-14T23:00:00.000Z": "midnight on 15 July 2015",
		"2015-01-15T00:05:00.000Z": "12:05am on 15 January 2015",
		"2015-01-15T12:05:00.000Z": "12:05pm on 15 January 2015",
		"2015-01-15T09:00:00.000Z": "9am on 15 January 2015",
	}
	words.moment(time) == said
}

test_lists if {
	words.list([]) == "nobody"
	words.list(["Bury"]) == "Bury"
	words.list(["Bolton", "Bury", "Oldham"]) == "Bolton, Bury and Oldham"
}

test_any_of if {
	words.any_of([]) == "none"
	words.any_of(["cash"]) == "cash"
	words.any_of(["cash", "staff", "goods"]) == "cash, staff or goods"
}

test_plain if {
	words.plain("joint_committee") == "joint committee"
	words.plain_all(["vice_chair", "board_member"]) == ["vice-chair", "board member"]
}

test_day if {
	words.day("2015-09-01") == "1 September 2015"
	words.day("None stated") == "None stated"
}

test_standing if {
	words.standing("shown") == "awaiting the minutes of its show of hands"
	words.standing("decided") == "decided"
}

test_seats if {
	words.seats(["00V-1"]) == "seat 00V-1"
	words.seats(["00V-1", "00Y-1"]) == "seats 00V-1 and 00Y-1"
}

test_parties if words.parties({"00V": {"name": "NHS Bury CCG"}}, ["00V", "00Y"]) == "NHS Bury CCG and 00Y"
