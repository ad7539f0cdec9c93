package concordat.merger_test

import data.concordat.main_test as facts
import data.concordat.merger

_twelve := ["00T", "00V", "00W", "00Y", "01D", "01G", "01M", "01N", "01W", "01Y", "02A", "02H"]

_terms(counts) := {"functions": {"acute": {"parties": _twelve}}, "merger": {"clause": "12.5", "seats": "one", "counts": counts}}

# Central, North and South Manchester (00W, 01M, 01N) became NHS Manchester CCG (14L) on 1 April 2017.
_parties := object.union(
	{code: {"code": code, "merged": {"into": "14L", "on": "2017-04-01", "entry": 400}} | some code in ["00W", "01M", "01N"]},
	{"14L": {"code": "14L", "seats": [], "successor": ["00W", "01M", "01N"]}},
)

_count(fixed, counts, day) := answer if {
	answer := merger.fixed_count(fixed, "acute", day) with input as {"parties": _parties} with data.terms as _terms(counts)
}

# 9 of 12 is three quarters; of the 10 that are left, 8 is the first that is not less.
test_manchester[note] if {
	some note, case in {
		"before": [9, "rebase", "2017-03-31", 9],
		"based anew": [9, "rebase", "2017-04-01", 8],
		"8 of 12": [8, "rebase", "2017-04-01", 7],
		"12 of 12": [12, "rebase", "2017-04-01", 10],
		"kept": [9, "keep", "2017-04-01", 9],
		"not lapsed yet": [9, "lapse", "2017-03-31", 9],
	}
	_count(case[0], case[1], case[2]) == case[3]
}

test_lapsed if not _count(9, "lapse", "2017-04-01")

_seats(term, day) := answer if {
	known := {
		"A1": object.union(facts.party("A1"), {"merged": {"into": "M9", "on": "2017-04-01", "entry": 70}}),
		"B2": object.union(facts.party("B2"), {"merged": {"into": "M9", "on": "2018-04-01", "entry": 70}}),
	}
	answer := merger.seats({"code": "M9", "seats": [facts.seat("M9")], "successor": ["A1", "B2", "M9"]}, day) with input as {"parties": known}
		with data.terms as {"merger": {"seats": term}}
}

test_seats if {
	_seats("one", "2017-04-01") == [facts.seat("M9")]
	[[seat.seat, seat.party] | some seat in _seats("kept", "2017-03-31")] == [["M9-1", "M9"]]
	[[seat.seat, seat.party] | some seat in _seats("kept", "2017-04-01")] == [["M9-1", "M9"], ["A1-1", "M9"]]
	[[seat.seat, seat.party] | some seat in _seats("kept", "2018-04-01")] == [["M9-1", "M9"], ["A1-1", "M9"], ["B2-1", "M9"]]
}
