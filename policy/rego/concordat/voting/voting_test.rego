package concordat.voting_test

import data.concordat.voting

_vote(entry, seat, deputy, choice) := {"entry": entry, "seat": seat, "deputy": deputy, "choice": choice}

_chosen(standing) := {seat: vote.choice | some seat, vote in standing}

test_last_stands if {
	_chosen(voting.last_stands([
		_vote(1, "a", false, "for"), _vote(2, "a", false, "against"), _vote(3, "a", true, "abstain"),
		_vote(4, "b", true, "for"), _vote(5, "b", true, "against"),
		_vote(6, "c", true, "for"), _vote(7, "c", false, "against"),
	])) == {"a": "against", "b": "against", "c": "against"}
}

test_first_stands if {
	_chosen(voting.first_stands([
		_vote(1, "a", true, "for"), _vote(2, "a", false, "against"), _vote(3, "a", false, "abstain"),
		_vote(4, "b", true, "for"), _vote(5, "b", true, "against"),
	])) == {"a": "against", "b": "for"}
}

# In whatever order they come, and each vote whole: what an earlier one had besides
# does not stay.
test_holders_alone if {
	votes := [
		object.union(_vote(5, "a", false, "for"), {"then": ["against"]}),
		_vote(7, "a", false, "against"), _vote(6, "b", false, "abstain"), _vote(4, "b", false, "for"),
	]
	voting.last_stands(votes) == {"a": votes[1], "b": votes[2]}
	voting.first_stands(votes) == {"a": votes[0], "b": votes[3]}
}

test_positions if {
	voting.position(set()) == "absent"
	voting.position({"abstain"}) == "abstain"
	voting.position({"for"}) == "for"
	voting.position({"for", "abstain"}) == "for"
	voting.position({"for", "against"}) == "split"
	voting.position({"for", "against", "abstain"}) == "split"
}

# A board of so many parties, one seat each, that voted as given; the rest absent.
_board(size, cast) := {
	"roll": [{"seat": sprintf("s%02d", [n]), "party": sprintf("%02d", [n]), "weight": 1} | some n in numbers.range(1, size)],
	"choices": {sprintf("s%02d", [i + 1]): choice | some i, choice in cast},
	"positions": object.union(
		{sprintf("%02d", [n]): "absent" | some n in numbers.range(1, size)},
		{sprintf("%02d", [i + 1]): choice | some i, choice in cast},
	),
	"left_out": set(),
	"speaking": set(),
	"question": "for",
}

_cast(in_favour, against, abstaining) := array.flatten([
	[choice | some choice in ["for"]; some n in numbers.range(0, in_favour); n > 0],
	[choice | some choice in ["against"]; some n in numbers.range(0, against); n > 0],
	[choice | some choice in ["abstain"]; some n in numbers.range(0, abstaining); n > 0],
])

_term(majorities) := {"clause": "5.3", "majorities": majorities}

_at_least(by, of, num, den) := {"id": "majority", "by": by, "of": of, "test": "at_least", "num": num, "den": den}

_carried(majorities, tally) if {
	every met in [made.met | some made in voting.majorities(_term(majorities), tally)] {
		met
	}
	count(voting.majorities(_term(majorities), tally)) == count(majorities)
	voting.tie({"clause": "5.5", "by": "parties"}, tally).met
}

# Healthier Together, 12 groups: 11 of 12 is 91.67%, 9 of 12 exactly 75%, 8 of
# 12 is 66.67%.
test_healthier_together[note] if {
	three_quarters := _at_least("parties", "present_and_voting", 3, 4)
	two_thirds := _at_least("parties", "present_and_voting", 2, 3)
	above := object.union(three_quarters, {"test": "more_than"})
	some note, case in {
		"12 at 75%": [12, three_quarters, true],
		"11 at 75%": [11, three_quarters, true],
		"9 at 75%": [9, three_quarters, true],
		"9 above 75%": [9, above, false],
		"10 above 75%": [10, above, true],
		"8 at 75%": [8, three_quarters, false],
		"8 at two thirds": [8, two_thirds, true],
	}
	tally := _board(12, _cast(case[0], 12 - case[0], 0))
	count([true | _carried([case[1]], tally)]) == {true: 1, false: 0}[case[2]]
}

# The words people read.
test_words if {
	made := voting.majorities(_term([object.union(_at_least("parties", "present_and_voting", 3, 4), {"unit": "parties", "title": "Majority of parties"})]), _board(12, _cast(9, 2, 1)))
	made == [{
		"id": "majority", "clause": "5.3", "title": "Majority of parties", "met": true,
		"required": "At least 75% of those voting for or against: 9 of 11",
		"actual": "9 for, 2 against",
		"explain": "9 of 12 parties are for. At least 75% of the 11 voting for or against is 9. Met.",
		"from": ["opening", "votes"],
	}]
}

# Of nobody no number is taken.
test_words_of_nobody if {
	made := voting.majorities(_term([_at_least("parties", "present_and_voting", 3, 4)]), _board(4, _cast(0, 0, 1)))
	made[0].required == "At least 75% of those voting for or against"
	made[0].explain == "0 of 4 parties are for. At least 1 must be. Not met."
}

# Of a motion with options the votes are for one of them.
test_words_of_an_option if {
	tally := object.union(_board(4, ["north", "north", "north", "south"]), {"question": "north", "options": ["north", "south"]})
	half := {"id": "half", "by": "parties", "of": "present", "test": "more_than", "num": 1, "den": 2}
	made := voting.majorities(_term([half, {"id": "two", "by": "parties", "test": "count", "count": 2}]), tally)
	[made[0].actual, made[1].actual] == ["3 for north, 1 against", "3 for north"]
	made[0].explain == "3 of 4 parties are for north. More than 50% of the 4 present is 3. Met."
	made[1].explain == "3 of 4 parties are for north. At least 2 must be. Met."
}

# West Midlands Combined Authority, SI 2016/653 Schedule 1 paragraph 3: 7
# constituent councils (01 to 07) by two thirds, and a plain majority of all.
_west_midlands := [
	object.union(_at_least("parties", "present_and_voting", 2, 3), {"id": "constituent", "among": ["01", "02", "03", "04", "05", "06", "07"]}),
	{"id": "all", "by": "parties", "of": "present_and_voting", "test": "more_than", "num": 1, "den": 2},
]

test_west_midlands[note] if {
	some note, case in {
		"(i) 4 to 2 is two thirds": [_cast(4, 2, 0), true],
		"(ii) the second class votes 1 to 4": [array.flatten([_cast(4, 2, 0), ["absent"], _cast(1, 4, 0)]), false],
		"(iii) 3 to 1, one abstains": [_cast(3, 1, 1), true],
		"(iv) 3 to 2": [_cast(3, 2, 0), false],
	}
	count([true | _carried(_west_midlands, _board(12, case[0]))]) == {true: 1, false: 0}[case[1]]
}

# (vi) A matter that needs all of those present and voting: 5 to 0, one abstains.
test_unanimity if {
	all := _at_least("parties", "present_and_voting", 1, 1)
	_carried([all], _board(7, _cast(5, 0, 1)))
	not _carried([all], _board(7, _cast(5, 1, 0)))
	not _carried([all], _board(7, _cast(0, 0, 5)))
}

# Greater Manchester Combined Authority, SI 2017/612 article 16: 8 members in
# favour, whoever is absent; 7 of them appointed by councils (not the Mayor, 11);
# SI 2018/444 article 3: not without the Mayor's vote.
test_fixed_counts[note] if {
	eight := {"id": "eight", "by": "seats", "unit": "members", "test": "count", "count": 8}
	seven := {"id": "seven", "by": "parties", "test": "count", "count": 7, "among": [sprintf("%02d", [n]) | some n in numbers.range(1, 10)]}
	mayor := {"id": "mayor", "test": "consent", "parties": ["11"]}
	some note, case in {
		"7 to 0, 4 absent": [eight, _cast(7, 0, 0), false],
		"8 to 3": [eight, _cast(8, 3, 0), true],
		"6 councils and the Mayor": [seven, array.flatten([_cast(6, 4, 0), ["for"]]), false],
		"7 councils": [seven, _cast(7, 4, 0), true],
		"10 to 1, the Mayor the one": [mayor, _cast(10, 1, 0), false],
		"6 to 5 with the Mayor": [mayor, array.flatten([_cast(5, 5, 0), ["for"]]), true],
	}
	count([true | _carried([case[0]], _board(11, case[1]))]) == {true: 1, false: 0}[case[2]]
}

# West Yorkshire Combined Authority, SI 2014/864 Schedule 1 paragraph 3.
test_west_yorkshire if {
	plain := {"id": "plain", "by": "seats", "of": "present_and_voting", "test": "more_than", "num": 1, "den": 2}
	_carried([plain], _board(5, _cast(1, 0, 2)))
	not _carried([plain], _board(5, _cast(2, 2, 0)))
}

test_a_tie_fails_whatever_the_majority if {
	lenient := {"id": "two", "by": "parties", "test": "count", "count": 2}
	not _carried([lenient], _board(4, _cast(2, 2, 0)))
	made := voting.tie({"clause": "5.5", "by": "parties"}, _board(4, _cast(2, 2, 0)))
	made.explain == "2 for, 2 against. It is a tie, so the motion is not carried."
}

test_denominators if {
	tally := object.union(_board(4, _cast(2, 0, 0)), {
		"left_out": {"s03"},
		"positions": {"01": "for", "02": "for", "03": "recused", "04": "absent"},
	})
	_carried([_at_least("parties", "present_and_voting", 1, 1)], tally)
	_carried([_at_least("parties", "not_recused", 2, 3)], tally)
	not _carried([_at_least("parties", "not_recused", 3, 4)], tally)
	_carried([_at_least("seats", "not_recused", 2, 3)], tally)
	_carried([_at_least("weight", "all_entitled", 1, 2)], tally)
	not _carried([_at_least("weight", "all_entitled", 2, 3)], tally)
}

# A party whose seats differ is not for, and has voted.
test_split_party_counts_against if {
	tally := object.union(_board(4, _cast(2, 0, 0)), {"positions": {"03": "split"}})
	not _carried([_at_least("parties", "present_and_voting", 3, 4)], tally)
	_carried([_at_least("parties", "present_and_voting", 2, 3)], tally)
}

test_no_majority_that_cannot_be_worked_out if {
	not voting.majorities(_term([_at_least("parties", "the_room", 3, 4)]), _board(4, _cast(4, 0, 0)))
	not voting.majorities(_term([]), _board(4, _cast(4, 0, 0)))
}

# The table at the end of case c4, "more than a half" with it.
test_needed[note] if {
	some test, by_fraction in {
		"at_least": {[3, 4]: {4: 3, 6: 5, 7: 6, 8: 6, 10: 8, 11: 9, 12: 9, 13: 10}, [2, 3]: {6: 4, 7: 5, 10: 7, 11: 8, 12: 8, 13: 9}},
		"more_than": {[1, 2]: {4: 3, 5: 3, 6: 4, 7: 4, 12: 7, 13: 7}},
	}
	some fraction, by_size in by_fraction
	some size, need in by_size
	note := sprintf("%s %d/%d of %d", [test, fraction[0], fraction[1], size])
	voting.needed({"test": test, "num": fraction[0], "den": fraction[1]}, size) == need
}

test_needed_count if voting.needed({"test": "count", "count": 8}, 11) == 8

# Options.

test_options if {
	tally := object.union(_board(4, ["north", "north", "north", "south"]), {"question": "north", "options": ["north", "south"]})
	voting.leading(["north", "south"], tally.positions) == "north"
	_carried([_at_least("parties", "present_and_voting", 3, 4)], tally)
	not _carried([_at_least("parties", "all_entitled", 1, 1)], tally)
}

test_options_that_lead_together if {
	tally := object.union(_board(4, ["south", "north", "north", "south"]), {"question": "north", "options": ["north", "south"]})
	voting.leading(["south", "north"], tally.positions) == "north"
	not _carried([{"id": "two", "by": "parties", "test": "count", "count": 2}], tally)
}

# Committees in common.

test_all_the_same[note] if {
	some note, case in {
		"all for": [_cast(4, 0, 0), true, "4 for"],
		"all against": [_cast(0, 4, 0), true, "4 against"],
		"one against": [_cast(3, 1, 0), false, "1 against, 3 for"],
		"one abstained": [_cast(3, 0, 1), false, "1 abstained, 3 for"],
		"one absent": [_cast(3, 0, 0), false, "1 absent, 3 for"],
		"all abstained": [_cast(0, 0, 4), false, "4 abstained"],
	}
	made := voting.all_the_same({"clause": "5.2"}, _board(4, case[0]))
	made.met == case[1]
	made.actual == case[2]
}

# West Midlands Combined Authority, SI 2016/653 Schedule 1 paragraph 3(1), (4) and
# (5): the majority of all is asked for only while the others have been given votes.
_classes := {"constituent": ["01", "02", "03", "04", "05", "06", "07"], "non_constituent": ["08", "09", "10", "11", "12"]}

_by_class := [
	object.union(_at_least("parties", "present_and_voting", 2, 3), {"id": "constituent", "class": ["constituent"], "clause": "3.1"}),
	{"id": "all", "by": "parties", "of": "present_and_voting", "test": "more_than", "num": 1, "den": 2, "while": ["non_constituent"]},
]

test_dual_majority_while_a_class_has_votes[note] if {
	some note, case in {
		"(i) 4 to 2 is two thirds, the others have no votes": [7, _cast(4, 2, 0), true],
		"(ii) the others vote 1 to 4, in all 5 to 6": [12, array.flatten([_cast(4, 2, 0), ["absent"], _cast(1, 4, 0)]), false],
		"(iii) 3 to 1, one abstains": [7, _cast(3, 1, 1), true],
		"(iv) 3 to 2": [7, _cast(3, 2, 0), false],
	}
	count([true | _carried(_by_class, object.union(_board(case[0], case[1]), {"classes": _classes}))]) == {true: 1, false: 0}[case[2]]
}

test_words_of_a_limb_not_asked_for if {
	made := voting.majorities(_term(_by_class), object.union(_board(7, _cast(4, 2, 0)), {"classes": _classes}))
	made[0].clause == "3.1"
	made[1].explain == "This is asked for only while non-constituent parties have votes, and none has."
}

# Six of ten seats are there: those present are one denominator, a fixed number another.
test_present_and_fixed if {
	there := [{"seat": sprintf("s%02d", [n]), "party": sprintf("%02d", [n]), "person": "p"} | some n in numbers.range(1, 6)]
	tally := object.union(_board(10, _cast(4, 0, 1)), {"attending": there})
	voting.majorities(_term([_at_least("seats", "present", 2, 3)]), tally)[0].from == ["opening", "votes", "attendance"]
	every by in ["seats", "parties", "weight"] {
		_carried([_at_least(by, "present", 2, 3)], tally)
		not _carried([_at_least(by, "present", 3, 4)], tally)
		not _carried([_at_least(by, "present", 3, 4)], _board(10, _cast(4, 2, 0)))
		_carried([_at_least(by, "present", 3, 4)], _board(10, _cast(4, 0, 1)))
	}
	of_ten := object.union(_at_least("parties", "fixed", 2, 5), {"base": 10})
	_carried([of_ten], tally)
	not _carried([object.union(of_ten, {"base": 11})], tally)
	voting.majorities(_term([of_ten]), tally)[0].required == "At least 40% of the fixed number 10: 4 of 10"
}

# GMCA, SI 2018/444 article 3: not without the vote of the Mayor or deputy, who vote from one seat.
test_assent_of_a_seat[note] if {
	mayor := {"id": "mayor", "test": "assent", "seats": ["s11"]}
	both := {"id": "both", "test": "assent", "seats": ["s01", "s11"]}
	some note, case in {
		"10 to 1, the Mayor the one": [mayor, _cast(10, 1, 0), false],
		"6 to 5 with the Mayor": [mayor, array.flatten([_cast(5, 5, 0), ["for"]]), true],
		"one of two": [both, _cast(10, 1, 0), false],
		"any of two": [object.union(both, {"any": true}), _cast(10, 1, 0), true],
	}
	count([true | _carried([case[0]], _board(11, case[1]))]) == {true: 1, false: 0}[case[2]]
}

test_words_of_an_assent if {
	mayor := {"id": "mayor", "test": "assent", "seats": ["s11"]}
	voting.majorities(_term([mayor]), _board(11, _cast(10, 1, 0)))[0].explain == "It can't be carried without the vote of s11. Nobody voted for. Not met."
	voting.majorities(_term([mayor]), _board(11, _cast(11, 0, 0)))[0].explain == "It can't be carried without the vote of s11. s11 voted for. Met."
}

# A seat that is its party's only one is called by the party's name, and so is a party.
test_names_of_those_whose_word_is_needed if {
	named := {"parties": {"01": {"name": "NHS Bury CCG"}, "11": {"name": "Mayor of Greater Manchester"}}}
	tally := object.union(_board(11, _cast(10, 1, 0)), named)
	assent := voting.majorities(_term([{"id": "mayor", "test": "assent", "seats": ["s11"]}]), tally)[0]
	assent.required == "The vote of Mayor of Greater Manchester"
	assent.explain == "It can't be carried without the vote of Mayor of Greater Manchester. Nobody voted for. Not met."
	consent := voting.majorities(_term([{"id": "both", "test": "consent", "parties": ["01", "11"]}]), tally)[0]
	consent.required == "For: NHS Bury CCG and Mayor of Greater Manchester"
	consent.explain == "It needs the consent of NHS Bury CCG and Mayor of Greater Manchester. NHS Bury CCG voted for. Not met."
}

test_a_lapsed_number_is_never_met if {
	made := voting.majorities(_term([{"id": "eight", "test": "lapsed", "by": "parties", "count": 8}]), _board(12, _cast(12, 0, 0)))
	made[0].met == false
}

# Blocs: two of three in each settle its position, two of the three blocs carry.
_blocs := {"blocs": {"north": ["01", "02", "03"], "south": ["04", "05", "06"], "west": ["07", "08", "09"], "none": []}, "bloc_majority": _at_least("parties", "present_and_voting", 2, 3)}

_two_blocs := object.union(_at_least("blocs", "all_entitled", 2, 3), {"unit": "blocs"})

test_blocs[note] if {
	some note, case in {
		"4 of 9 in two blocs": [["for", "for", "against", "for", "for", "against", "against", "against", "against"], true],
		"5 of 9 in one": [["for", "for", "for", "for", "against", "against", "for", "against", "against"], false],
		"an undecided bloc is for nothing": [["for", "for", "for", "for", "against", "absent", "against", "against", "absent"], false],
		"an absent bloc": [["for", "for", "for", "absent", "absent", "absent", "for", "for", "for"], true],
	}
	count([true | _carried([_two_blocs], object.union(_board(9, case[0]), _blocs))]) == {true: 1, false: 0}[case[1]]
}

test_a_recused_bloc_is_left_out if {
	tally := object.union(_board(9, _cast(3, 0, 0)), object.union(_blocs, {"positions": {code: "recused" | some code in ["04", "05", "06", "07", "08", "09"]}}))
	_carried([_at_least("blocs", "not_recused", 1, 1)], tally)
	not _carried([_two_blocs], tally)
}

# Consent by silence, and an abstention that acts as a vote against.
test_what_silence_counts_as[note] if {
	half := {"id": "half", "by": "parties", "of": "present_and_voting", "test": "more_than", "num": 1, "den": 2}
	some note, case in {
		"neither": [{}, true],
		"absence for": [{"counts": {"absent": "for"}}, true],
		"absence against": [{"counts": {"absent": "against"}}, false],
		"abstention against": [{"counts": {"abstain": "against"}}, false],
		"abstention neither, absence for": [{"counts": {"abstain": "neither", "absent": "for"}}, true],
	}
	count([true | _carried([half], object.union(_board(7, _cast(2, 1, 2)), case[0]))]) == {true: 1, false: 0}[case[1]]
}

test_words_of_silence if {
	half := {"id": "half", "by": "parties", "of": "all_entitled", "test": "more_than", "num": 1, "den": 2}
	made := voting.majorities(_term([half]), object.union(_board(4, _cast(2, 0, 1)), {"counts": {"absent": "for", "abstain": "neither"}}))
	made[0].explain == "3 of 4 parties are for (an absence counts as for). More than 50% of the 4 entitled to vote is 3. Met."
}

# Who is recused is not silent: absence never counts for those.
test_recusal_is_not_silence if {
	tally := object.union(_board(4, _cast(1, 1, 0)), {"counts": {"absent": "for"}, "left_out": {"s03", "s04"}, "positions": {"03": "recused", "04": "recused"}})
	every by in ["seats", "parties"] {
		not _carried([{"id": "half", "by": by, "of": "present_and_voting", "test": "more_than", "num": 1, "den": 2}], tally)
	}
}

# A second or casting vote on equal division (UKCM 2011/1 Schedule 2 paragraph 12).
test_casting_vote[note] if {
	half := {"id": "half", "by": "parties", "of": "present_and_voting", "test": "more_than", "num": 1, "den": 2}
	some note, case in {
		"for": [_cast(2, 2, 0), "for", true, "2 for, 2 against. The casting vote is for."],
		"against": [_cast(2, 2, 0), "against", false, "2 for, 2 against. The casting vote is against."],
		"abstains": [_cast(2, 2, 0), "abstain", false, "2 for, 2 against. It is a tie, so the motion is not carried."],
		"no tie": [_cast(1, 2, 0), "for", false, "1 for, 2 against. There is no tie."],
		"nobody voted": [_cast(0, 0, 4), "for", false, "0 for, 0 against. It is a tie, so the motion is not carried."],
	}
	tally := object.union(_board(4, case[0]), {"casting": {"by": "parties", "choice": case[1]}})
	count([true | _carried([half], tally)]) == {true: 1, false: 0}[case[2]]
	voting.tie({"clause": "5.5", "by": "parties", "casting": "chair"}, tally).explain == case[3]
}

test_words_of_a_casting_vote if {
	half := {"id": "half", "by": "parties", "of": "present_and_voting", "test": "more_than", "num": 1, "den": 2}
	tally := object.union(_board(4, _cast(2, 2, 0)), {"casting": {"by": "parties", "choice": "for"}})
	voting.majorities(_term([half]), tally)[0].explain == "3 of 4 parties are for (with the casting vote, which is for). More than 50% of the 5 voting for or against is 3. Met."
}

test_what_a_tie_amounts_to if {
	two := _board(4, _cast(2, 2, 0))
	voting.tied({"by": "parties"}, two) == "not_carried"
	voting.tied({"by": "parties", "result": "no_decision"}, two) == "no_decision"
	voting.tied({"by": "parties", "nobody": "no_decision"}, two) == "not_carried"
	voting.tied({"by": "parties", "nobody": "no_decision"}, _board(4, [])) == "no_decision"
	endswith(voting.tie({"clause": "5.5", "by": "parties", "result": "no_decision"}, two).explain, "so there is no decision.")
}

# NHS Standard Contract, model agreement of commissioners, clause 7: prior approval
# by all, one rejection stops it; who does not sign may be left out.
test_all_approve[note] if {
	some note, case in {
		"all": [{}, _cast(4, 0, 0), true],
		"one rejects": [{"silent": "left_out"}, _cast(3, 1, 0), false],
		"one is silent": [{}, _cast(3, 0, 0), false],
		"one is silent and left out": [{"silent": "left_out"}, _cast(2, 0, 1), true],
		"nobody answers": [{"silent": "left_out"}, _cast(0, 0, 0), false],
	}
	voting.all_approve(object.union({"clause": "5.6"}, case[0]), _board(4, case[1])).met == case[2]
}

test_words_of_approval if {
	made := voting.all_approve({"clause": "5.6", "silent": "left_out"}, _board(4, _cast(2, 1, 0)))
	made.required == "All that answer approve, and nobody rejects"
	made.explain == "Of 4 parties, 2 approve, 1 rejects, 1 has not answered. Not met."
	voting.all_approve({"clause": "5.6"}, _board(4, [])).required == "All approve"
}

# Asked in brief, each form says what its check says, with the other outcome too.
test_in_brief[note] if {
	some note, limb in {
		"at least": _at_least("parties", "present_and_voting", 3, 4),
		"at least half": _at_least("parties", "present_and_voting", 1, 2),
		"of seats": _at_least("seats", "all_entitled", 1, 2),
		"more than": object.union(_at_least("weight", "present", 1, 2), {"test": "more_than"}),
		"of some": object.union(_at_least("parties", "not_recused", 2, 3), {"among": ["01", "02", "11"]}),
		"of a class": object.union(_at_least("parties", "fixed", 2, 3), {"class": ["constituent"], "base": 4}),
		"count": {"id": "m", "by": "parties", "test": "count", "count": 5},
		"lapsed": {"id": "m", "by": "parties", "test": "lapsed", "count": 5},
		"consent": {"id": "m", "test": "consent", "parties": ["01", "11"]},
		"consent given": {"id": "m", "test": "consent", "parties": ["01"]},
		"consent of losers": {"id": "m", "test": "consent", "losers": true, "parties": ["01", "11"]},
		"nobody loses": {"id": "m", "test": "consent", "losers": true, "parties": []},
		"assent": {"id": "m", "test": "assent", "seats": ["s01", "s11"]},
		"assent of any": {"id": "m", "test": "assent", "seats": ["s01", "s11"], "any": true},
		"while nobody has votes": object.union(_at_least("parties", "all_entitled", 1, 1), {"while": ["others"]}),
	}
	tally := object.union(_board(12, _cast(5, 3, 2)), {"classes": {"constituent": ["01", "02", "03"], "others": ["99"]}})
	[{"id": made.id, "met": made.met} | some made in voting.majorities(_term([limb]), tally)] == voting.majorities(_term([limb]), object.union(tally, {"brief": true}))
}

test_no_form_unknown_in_brief if {
	not voting.majorities(_term([{"id": "m", "by": "parties", "test": "perhaps"}]), object.union(_board(12, _cast(5, 3, 2)), {"brief": true}))
}

test_ties_and_committees_in_brief[note] if {
	some note, cast in {"equal": _cast(3, 3, 0), "ahead": _cast(3, 2, 0), "all the same": _cast(12, 0, 0)}
	tally := _board(12, cast)
	brief := object.union(tally, {"brief": true})
	tie := {"clause": "5.5", "by": "parties"}
	voting.tie(tie, brief) == {"id": "tie", "met": voting.tie(tie, tally).met}
	voting.all_the_same(tie, brief) == {"id": "collective", "met": voting.all_the_same(tie, tally).met}
}

test_consent_of_those_that_lose[note] if {
	some note, case in {
		"one loses and consents": [["01"], true],
		"one loses and does not": [["11"], false],
		"nobody loses": [[], true],
	}
	limb := {"id": "m", "test": "consent", "losers": true, "parties": case[0]}
	voting.majorities(_term([limb]), _board(11, _cast(10, 1, 0)))[0].met == case[1]
}

test_who_loses_is_not_left_open if {
	not voting.majorities(_term([{"id": "m", "test": "consent", "losers": true}]), _board(11, _cast(10, 1, 0)))
}

# What was signed from a seat stands, whatever the secretary recorded from it and when, and
# whichever votes the terms let stand; what its voter confirmed is as good as signed.
test_recorded_beside_signed[note] if {
	some note, case in {
		"signed later": [[_recorded(1, false, {}), _signed(2, false)], "counts", [2], 2],
		"recorded later": [[_signed(1, false), _recorded(2, false, {})], "counts", [1], 1],
		"a deputy's, signed": [[_recorded(1, false, {}), _signed(2, true)], "counts", [2], 2],
		"confirmed by an officer": [[_recorded(1, false, {"confirmed_by": "o"}), _signed(2, false)], "does_not_count", [2], 2],
		"confirmed by the voter": [[_recorded(1, false, {"confirmed_by": "p"}), _signed(2, true)], "does_not_count", [1, 2], 1],
		"not confirmed, after one that an officer confirmed": [[_recorded(1, false, {"confirmed_by": "o"}), _recorded(2, false, {"unconfirmed": true})], "counts", [1], 1],
		"not confirmed, again": [[_recorded(1, false, {"unconfirmed": true}), _recorded(2, false, {"unconfirmed": true})], "counts", [1, 2], 1],
		"of another seat": [[_recorded(1, false, {"unconfirmed": true}), object.union(_signed(2, false), {"seat": "b"})], "counts", [1, 2], 1],
		"not confirmed": [[_recorded(1, false, {"unconfirmed": true})], "does_not_count", [], 0],
	}
	[votes, term, entries, first] := case
	counted := voting.recorded(votes, {"unconfirmed": term})
	entries == [vote.entry | some vote in counted]
	first == object.get(voting.first_stands(counted), ["a", "entry"], 0)
}

_signed(entry, deputy) := object.union(_vote(entry, "a", deputy, "for"), {"assurance": "file", "person": {false: "p", true: "d"}[deputy]})

_recorded(entry, deputy, changes) := object.union(object.union(_signed(entry, deputy), {"assurance": "recorded"}), changes)
