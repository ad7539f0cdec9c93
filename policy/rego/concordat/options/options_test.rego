package concordat.options_test

import data.concordat.options

_roll(votes) := [{"seat": sprintf("%02d", [i]), "party": sprintf("p%02d", [i]), "weight": 1 + i} | some i, _ in votes]

_cast(votes) := {sprintf("%02d", [i]): vote | some i, vote in votes; count(vote) > 0}

# Votes as orders of preference, of one party each.
_count(term, listed, votes) := options.rounds(term, {"roll": _roll(votes), "options": listed}, _cast(votes))

_last(made) := made[count(made) - 1]

_plurality := {"clause": "5.7", "method": "plurality"}

_absolute := {"clause": "5.7", "method": "absolute_majority"}

_elimination := {"clause": "5.7", "method": "elimination"}

_met(term, listed, votes) := [check.met | some check in options.checks(term, {"options": listed}, _count(term, listed, votes))]

# Healthier Together listed eight options (HSJ 5071683, June 2014): three sites
# with one of four more, or with two of them. No text was found of how they were
# to be voted on; the votes here are made up.
_sites := [
	"Wythenshawe", "Stepping Hill", "Royal Bolton", "Wigan",
	"Stepping Hill and Bolton", "Stepping Hill and Wigan", "Wythenshawe and Bolton", "Wythenshawe and Wigan",
]

_twelve := [
	["Stepping Hill"], ["Stepping Hill"], ["Stepping Hill"], ["Stepping Hill"], ["Stepping Hill"],
	["Wythenshawe", "Wythenshawe and Bolton"], ["Wythenshawe"], ["Wythenshawe"],
	["Royal Bolton", "Stepping Hill"], ["Royal Bolton", "Wythenshawe and Bolton", "Stepping Hill"],
	["Wigan", "Stepping Hill"], ["Stepping Hill and Bolton", "Royal Bolton"],
]

test_healthier_together_by_plurality if {
	made := _count(_plurality, _sites, _twelve)
	count(made) == 1
	options.question(made) == "Stepping Hill"
	_met(_plurality, _sites, _twelve) == [true]
	check := options.checks(_plurality, {"options": _sites}, made)[0]
	startswith(check.explain, "Wythenshawe 3, Stepping Hill 5, Royal Bolton 2, Wigan 1, Stepping Hill and Bolton 1,")
	check.required == "More votes than any other option"
}

# 5 of 12 is no absolute majority.
test_healthier_together_by_absolute_majority if {
	_met(_absolute, _sites, _twelve) == [false]
	check := options.checks(_absolute, {"options": _sites}, _count(_absolute, _sites, _twelve))[0]
	check.required == "More than half of 12 votes: 7"
	endswith(check.explain, "Stepping Hill leads, and not by more than half.")
	_met(_absolute, ["a", "b"], [["a"], ["a"], ["b"]]) == [true]
}

# The three pairs that nobody chose fall out together, then Wigan and the pair that
# has one vote, then Royal Bolton and Wythenshawe, 3 each, of whose votes 2 rest.
test_healthier_together_by_elimination if {
	made := _count(_elimination, _sites, _twelve)
	[round.out | some round in made] == [
		{"Stepping Hill and Wigan", "Wythenshawe and Bolton", "Wythenshawe and Wigan"},
		{"Stepping Hill and Bolton", "Wigan"},
		{"Royal Bolton", "Wythenshawe"},
		set(),
	]
	[round.won | some round in made] == ["", "", "", "Stepping Hill"]
	_last(made).votes == 8
	options.question(made) == "Stepping Hill"
	checks := options.checks(_elimination, {"options": _sites}, made)
	every check in checks {
		check.met
	}
	checks[0].id == "round-1"
	checks[0].title == "Round 1"
	checks[0].required == "More than half of 12 votes: 7; else the option with the fewest falls out"
	endswith(checks[0].explain, "'Stepping Hill and Wigan', 'Wythenshawe and Bolton' and 'Wythenshawe and Wigan'.")
	endswith(checks[3].explain, "Stepping Hill is chosen.")
}

test_rounds_and_votes_that_rest if {
	votes := [["a"], ["a"], ["a"], ["b", "c"], ["b", "c"], ["c", "d"], ["d"]]
	made := _count(object.union(_elimination, {"ties": "last_listed"}), ["a", "b", "c", "d"], votes)
	[round.counts | some round in made] == [
		{"a": 3, "b": 2, "c": 1, "d": 1},
		{"a": 3, "b": 2, "c": 1},
		{"a": 3, "b": 2},
	]
	[round.votes | some round in made] == [7, 6, 5]
	_last(made).won == "a"
	options.choices(made, _cast(votes)) == {"00": "a", "01": "a", "02": "a", "03": "b", "04": "b", "05": "abstain", "06": "abstain"}
}

test_ties_at_the_bottom[note] if {
	votes := [["a"], ["a"], ["a"], ["b", "c"], ["b", "c"], ["c", "b"], ["c", "b"]]
	some note, case in {
		"together": ["together", "a", 2],
		"the last listed": ["last_listed", "b", 2],
		"no decision": ["no_decision", "", 1],
	}
	made := _count(object.union(_elimination, {"ties": case[0]}), ["a", "b", "c"], votes)
	_last(made).won == case[1]
	count(made) == case[2]
}

test_words_of_an_undecided_bottom if {
	term := object.union(_elimination, {"ties": "no_decision"})
	made := _count(term, ["a", "b", "c"], [["a"], ["a"], ["b"], ["c"]])
	check := options.checks(term, {"options": ["a", "b", "c"]}, made)[0]
	check.met == false
	check.explain == "a 2, b 1, c 1. 'b' and 'c' have the fewest together, and none of them falls out."
}

test_a_tie_of_all[method] if {
	some method in ["plurality", "absolute_majority", "elimination"]
	term := {"clause": "5.7", "method": method}
	made := _count(term, ["a", "b"], [["a"], ["b"]])
	_last(made).won == ""
	options.checks(term, {"options": ["a", "b"]}, made)[0].explain == "a 1, b 1. 'a' and 'b' lead together: a tie."
}

test_a_casting_vote_between_options[method] if {
	some method in ["plurality", "elimination"]
	term := {"clause": "5.7", "method": method}
	votes := [["a"], ["b"]]
	made := options.rounds(term, {"roll": _roll(votes), "options": ["a", "b"], "casting": {"choice": "b"}}, _cast(votes))
	_last(made).won == "b"
	options.question(made) == "b"
}

test_nobody_votes[method] if {
	some method in ["plurality", "absolute_majority", "elimination"]
	term := {"clause": "5.7", "method": method}
	made := _count(term, ["a", "b"], [[], []])
	_last(made).won == ""
	options.checks(term, {"options": ["a", "b"]}, made)[0].explain == "a 0, b 0. Nobody voted for any of them."
}

test_none_of_these if {
	term := object.union(_plurality, {"none": "None of these"})
	_met(term, ["a", "None of these"], [["None of these"], ["None of these"], ["a"]]) == [true, false]
	_met(term, ["a", "None of these"], [["None of these"], ["a"], ["a"]]) == [true]
}

test_by_seats_and_weight if {
	votes := [["a"], ["a"], ["b"]]
	_last(_count(object.union(_plurality, {"by": "seats"}), ["a", "b"], votes)).counts == {"a": 2, "b": 1}
	_last(_count(object.union(_plurality, {"by": "weight"}), ["a", "b"], votes)).counts == {"a": 3, "b": 3}
}

# A party whose seats differ is for none of them.
test_a_split_party_has_no_vote if {
	roll := [{"seat": "1", "party": "p", "weight": 1}, {"seat": "2", "party": "p", "weight": 1}, {"seat": "3", "party": "q", "weight": 1}]
	made := options.rounds(_plurality, {"roll": roll, "options": ["a", "b"]}, {"1": ["a"], "2": ["b"], "3": ["b"]})
	_last(made).counts == {"a": 0, "b": 1}
}

# Elimination is not monotone: two votes for b become votes for a, who won before,
# and a loses, because now b falls out and c does not.
test_elimination_is_not_monotone if {
	_last(_count(_elimination, ["a", "b", "c"], _votes(8, 7, 6))).won == "a"
	_last(_count(_elimination, ["a", "b", "c"], _votes(10, 5, 6))).won == "c"
}

_votes(of_a, of_b, of_c) := [order |
	some pair in [[of_a, ["a", "b", "c"]], [of_b, ["b", "c", "a"]], [of_c, ["c", "a", "b"]]]
	some _ in numbers.range(1, pair[0])
	order := pair[1]
]
