package concordat.quorum_test

import data.concordat.quorum

_roll(parties) := [{"seat": sprintf("%d", [i]), "party": party, "weight": 1} | some i, party in parties]

_tally(parties, present, speaking) := {
	"roll": _roll(parties),
	"choices": {sprintf("%d", [i]): "abstain" | some i, party in parties; party in present},
	"positions": {party: position |
		some party in parties
		position := {true: "abstain", false: "absent"}[party in present]
	},
	"speaking": speaking,
}

_six := ["a", "b", "c", "d", "e", "f"]

test_fraction if {
	two_thirds := {"clause": "4.5", "num": 2, "den": 3}
	quorum.of(two_thirds, _tally(_six, {"a", "b", "c", "d"}, set())).met
	not quorum.of(two_thirds, _tally(_six, {"a", "b", "c"}, set())).met
}

test_words if {
	made := quorum.of({"clause": "4.5", "num": 3, "den": 4}, _tally(_six, {"a"}, set()))
	made.required == "At least 5 of 6 parties"
	made.explain == "1 of 6 parties on the roll is present. At least 5 must be. Not met, so the board decides nothing."
}

test_who_may_speak_is_present if {
	two_thirds := {"clause": "4.5", "num": 2, "den": 3}
	quorum.of(two_thirds, _tally(_six, {"a", "b", "c"}, {"d"})).met
}

# West Yorkshire Combined Authority, SI 2014/864 Schedule 1: 3 members from
# constituent councils.
test_fixed_number if {
	three := {"clause": "4.5", "count": 3}
	quorum.of(three, _tally(_six, {"a", "b", "c"}, set())).met
	not quorum.of(three, _tally(_six, {"a", "b"}, set())).met
}

# West Midlands Combined Authority, SI 2016/653 Schedule 1 paragraph 3(2): 6
# present, but two of them from each of two councils, so 4 councils.
test_parties_not_seats if {
	parties := ["a", "a", "b", "b", "c", "d", "e"]
	tally := _tally(parties, {"a", "b", "c", "d"}, set())
	quorum.of({"clause": "4.5", "by": "seats", "count": 5}, tally).met
	not quorum.of({"clause": "4.5", "count": 5}, tally).met
}

test_nobody_is_no_quorum if not quorum.of({"clause": "4.5", "num": 3, "den": 4}, _tally([], set(), set())).met

# The table of votes needed of N at the end of case c4.
test_needed[note] if {
	some fraction, by_size in {
		[3, 4]: {"4": 3, "6": 5, "7": 6, "8": 6, "10": 8, "11": 9, "12": 9, "13": 10},
		[2, 3]: {"6": 4, "7": 5, "10": 7, "11": 8, "12": 8, "13": 9},
	}
	some size, need in by_size
	note := sprintf("%d/%d of %s", [fraction[0], fraction[1], size])
	some n in numbers.range(1, 13)
	sprintf("%d", [n]) == size
	quorum.needed({"num": fraction[0], "den": fraction[1]}, n) == need
}

# At a meeting, by who was there.
_there(rows) := {"attending": [{"seat": row[0], "party": row[1], "person": row[2]} | some row in rows]}

_at_meeting(rows) := object.union(_tally(["a", "a", "b", "b", "c", "d", "e"], set(), set()), _there(rows))

# West Midlands Combined Authority, SI 2016/653 Schedule 1 paragraph 3(2): 5 members
# appointed by at least 5 councils. One person in two seats is one person.
test_members_and_councils[note] if {
	both := {"clause": "4.5", "each": [{"by": "people", "count": 5}, {"by": "parties", "count": 5}]}
	some note, case in {
		"5 of 5": [[["0", "a", "p1"], ["2", "b", "p2"], ["4", "c", "p3"], ["5", "d", "p4"], ["6", "e", "p5"]], true],
		"6 of 4": [[["0", "a", "p1"], ["1", "a", "p2"], ["2", "b", "p3"], ["3", "b", "p4"], ["4", "c", "p5"], ["5", "d", "p6"]], false],
		"5 of 5, one of them twice": [[["0", "a", "p1"], ["2", "b", "p2"], ["4", "c", "p3"], ["5", "d", "p4"], ["6", "e", "p4"]], false],
	}
	quorum.of(both, _at_meeting(case[0])).met == case[1]
}

test_words_of_several if {
	both := {"clause": "4.5", "each": [{"by": "people", "count": 2}, {"by": "parties", "count": 2, "named": ["0"]}]}
	made := quorum.of(both, _at_meeting([["2", "b", "p2"]]))
	made.required == "At least 2 of 7 people; At least 2 of 5 parties; Present: 0"
	made.explain == concat(" ", [
		"1 of 7 people on the roll is present. At least 2 must be. 1 of 5 parties on the roll is present. At least 2 must be.",
		"Somebody must be present for each of these seats: 0. Present: nobody. Not met, so the board decides nothing.",
	])
}

test_by_seats_at_a_meeting if {
	quorum.of({"clause": "4.5", "by": "seats", "count": 2}, _at_meeting([["0", "a", "p1"], ["1", "a", "p1"]])).met
	not quorum.of({"clause": "4.5", "by": "seats", "count": 2}, _at_meeting([["0", "a", "p1"]])).met
}

test_named_seats if {
	term := {"clause": "4.5", "count": 1, "named": ["0"]}
	quorum.of(term, _at_meeting([["0", "a", "p1"]])).met
	not quorum.of(term, _at_meeting([["2", "b", "p1"]])).met
	quorum.of(term, _tally(_six, {"a"}, set())).met
	not quorum.of(term, _tally(_six, {"b"}, set())).met
}

# Between meetings: by the people whose votes stand, and who may speak.
test_people_between_meetings if {
	tally := object.union(_tally(_six, {"a", "b", "c"}, set()), {"people": {"0": "p1", "1": "p1", "2": "p2", "3": "p3"}, "speaking_seats": {"3"}})
	quorum.of({"clause": "4.5", "by": "people", "count": 3}, tally).met
	not quorum.of({"clause": "4.5", "by": "people", "count": 4}, tally).met
	quorum.of({"clause": "4.5", "by": "seats", "count": 4}, tally).met
}

# Sliding: 6 of 10, 5 of 8, 4 of 6 (UKCM 2011/1 Schedule 2 paragraph 10).
test_sliding[note] if {
	term := {"steps": [{"of": 10, "need": 6}, {"of": 8, "need": 5}, {"of": 6, "need": 4}]}
	some note, case in {"10": [10, 6], "9": [9, 6], "8": [8, 5], "7": [7, 5], "6": [6, 4], "3": [3, 4]}
	quorum.needed(term, case[0]) == case[1]
}

test_no_quorum_beyond_the_steps if {
	not quorum.needed({"steps": [{"of": 10, "need": 6}]}, 11)
	not quorum.of({"clause": "4.5", "steps": [{"of": 2, "need": 1}]}, _tally(_six, {"a"}, set()))
}

# One third rounded to a whole number (NISR 2002/386 Schedule paragraph 4).
test_rounded_to_the_nearest[note] if {
	some note, case in {"12": [12, 4], "13": [13, 4], "14": [14, 5], "11": [11, 4], "10": [10, 3]}
	quorum.needed({"num": 1, "den": 3, "round": "nearest"}, case[0]) == case[1]
}

# NHS Wales: "six voting members of whom four chief officers" would be so put.
test_of_a_class if {
	tally := object.union(_at_meeting([["0", "a", "p1"], ["2", "b", "p2"], ["4", "c", "p3"]]), {"classes": {"officers": ["a", "b"]}})
	quorum.of({"clause": "4.5", "each": [{"by": "people", "count": 3}, {"by": "people", "count": 2, "class": ["officers"]}]}, tally).met
	not quorum.of({"clause": "4.5", "by": "people", "count": 3, "class": ["officers"]}, tally).met
	not quorum.of({"clause": "4.5", "by": "people", "count": 2, "among": ["a"]}, tally).met
}

test_recused_seats_may_be_left_out_of_the_number if {
	term := {"clause": "4.5", "num": 3, "den": 4}
	present := _tally(_six, {"a", "b", "c"}, set())
	not quorum.of(term, present).met
	quorum.of(term, object.union(present, {"uncounted": {"4", "5"}})).met
}

# How many are missing, and the same quorum asked about in brief.
test_missing_and_in_brief[note] if {
	meeting := _at_meeting([["2", "b", "p2"], ["4", "c", "p3"]])
	between := object.union(_tally(_six, {"a", "b"}, set()), {"people": {"0": "p1", "1": "p1"}})
	some note, case in {
		"by parties": [{"clause": "4.5", "num": 3, "den": 4}, between, 3],
		"met": [{"clause": "4.5", "count": 2}, between, 0],
		"by people": [{"clause": "4.5", "by": "people", "count": 3}, between, 2],
		"the most of several": [{"clause": "4.5", "each": [{"count": 3}, {"by": "seats", "count": 4}]}, between, 2],
		"none among them": [{"clause": "4.5", "among": ["f"], "count": 1}, between, 1],
		"left out": [{"clause": "4.5", "num": 2, "den": 2}, object.union(between, {"uncounted": {"5"}}), 3],
		"named": [{"clause": "4.5", "count": 1, "named": ["0"]}, meeting, 0],
		"at a meeting": [{"clause": "4.5", "count": 2, "named": ["2"]}, meeting, 0],
	}
	quorum.missing(case[0], case[1]) == case[2]
	quorum.of(case[0], object.union(case[1], {"brief": true})) == {"id": "quorum", "met": quorum.of(case[0], case[1]).met}
}
