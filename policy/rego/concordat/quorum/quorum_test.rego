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
	quorum.by_parties(two_thirds, _tally(_six, {"a", "b", "c", "d"}, set())).met
	not quorum.by_parties(two_thirds, _tally(_six, {"a", "b", "c"}, set())).met
}

test_words if {
	made := quorum.by_parties({"clause": "4.5", "num": 3, "den": 4}, _tally(_six, {"a"}, set()))
	made.required == "At least 5 of 6"
	made.explain == "1 party is present of 6 on the roll. At least 5 must be. Not met, so the board decides nothing."
}

test_who_may_speak_is_present if {
	two_thirds := {"clause": "4.5", "num": 2, "den": 3}
	quorum.by_parties(two_thirds, _tally(_six, {"a", "b", "c"}, {"d"})).met
}

# West Yorkshire Combined Authority, SI 2014/864 Schedule 1: 3 members from
# constituent councils.
test_fixed_number if {
	three := {"clause": "4.5", "count": 3}
	quorum.by_parties(three, _tally(_six, {"a", "b", "c"}, set())).met
	not quorum.by_parties(three, _tally(_six, {"a", "b"}, set())).met
}

# West Midlands Combined Authority, SI 2016/653 Schedule 1 paragraph 3(2): 6
# present, but two of them from each of two councils, so 4 councils.
test_parties_not_seats if {
	parties := ["a", "a", "b", "b", "c", "d", "e"]
	tally := _tally(parties, {"a", "b", "c", "d"}, set())
	quorum.by_seats({"clause": "4.5", "count": 5}, tally).met
	not quorum.by_parties({"clause": "4.5", "count": 5}, tally).met
}

test_nobody_is_no_quorum if not quorum.by_parties({"clause": "4.5", "num": 3, "den": 4}, _tally([], set(), set())).met

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
