# METADATA
# title: Options
# description: |
#   Motions that list options instead of for and against: which option wins. The
#   term "options" has
#
#     method  plurality: the option with more votes than any other;
#             absolute_majority: with more than half of the votes cast;
#             elimination: votes give an order of preference (`then`), and the option
#             with the fewest votes falls out, round after round, until one has more
#             than half of the votes that still name an option. A vote whose options
#             are all out rests
#     by      parties, seats or weight; parties where it says nothing
#     ties    at the bottom of a round: together (all of them fall out; the rule
#             where the term says nothing), last_listed (of them the one that the
#             motion lists last) or no_decision (it ends there)
#     none    the words of an option that stands for none of the others: if it wins,
#             the motion is not carried
#     alone   true where the method decides by itself; otherwise the option that
#             wins must also meet the majorities of the route
#
#   Options that lead together at the end are a tie: a casting vote, where the tie's
#   term allows one and it is given, chooses among them. Elimination is not
#   monotone: more votes for an option can, by letting another fall out sooner,
#   make it lose.
package concordat.options

import data.concordat.check
import data.concordat.words

# METADATA
# title: Most options to eliminate among
# description: Rules do not loop, so that the rounds are written out, one for each option.
most := 12

# METADATA
# title: Count
# description: |
#   The rounds of a count, `{remaining, counts, votes, won, out, done}` each; the
#   last is the result. Cast has by seat the options in order of preference; a
#   tally gives roll, options and perhaps the casting vote.
rounds(term, tally, cast) := array.slice(all, 0, last + 1) if {
	term.method == "elimination"
	r1 := _round(term, tally, cast, {option | some option in tally.options})
	r2 := _round(term, tally, cast, r1.remaining - r1.out)
	r3 := _round(term, tally, cast, r2.remaining - r2.out)
	r4 := _round(term, tally, cast, r3.remaining - r3.out)
	r5 := _round(term, tally, cast, r4.remaining - r4.out)
	r6 := _round(term, tally, cast, r5.remaining - r5.out)
	r7 := _round(term, tally, cast, r6.remaining - r6.out)
	r8 := _round(term, tally, cast, r7.remaining - r7.out)
	r9 := _round(term, tally, cast, r8.remaining - r8.out)
	r10 := _round(term, tally, cast, r9.remaining - r9.out)
	r11 := _round(term, tally, cast, r10.remaining - r10.out)
	r12 := _round(term, tally, cast, r11.remaining - r11.out)
	all := [r1, r2, r3, r4, r5, r6, r7, r8, r9, r10, r11, r12]
	last := min([i | some i, made in all; made.done])
}

rounds(term, tally, cast) := [_round(term, tally, cast, {option | some option in tally.options})] if {
	term.method in {"plurality", "absolute_majority"}
}

# METADATA
# title: Winner
# description: The option that wins; where none does, the one that leads at the end, first by name.
question(made) := last.won if {
	last := made[count(made) - 1]
	last.won != ""
} else := sort(made[count(made) - 1].leaders)[0]

# METADATA
# title: Preferences as they stand
# description: By seat the option that its vote is for in the end; a vote that rests abstains.
choices(made, cast) := {seat: _foremost(preferences, made[count(made) - 1].remaining) | some seat, preferences in cast}

# METADATA
# title: Checks of a count
# description: |
#   One check for each round, with what each option has, and one more where none
#   of the options is what was chosen.
checks(term, tally, made) := array.concat([_check(term, tally, i + 1, round) | some i, round in made], [_none(term, winner) |
	winner := made[count(made) - 1].won
	winner != ""
	winner == term.none
])

_round(term, tally, cast, remaining) := {
	"remaining": remaining,
	"counts": counts,
	"votes": votes,
	"leaders": leaders,
	"lowest": lowest,
	"won": won,
	"out": out,
	"done": done,
} if {
	current := {seat: _foremost(preferences, remaining) | some seat, preferences in cast}
	counts := {option: _counted(object.get(term, "by", "parties"), tally, current, option) | some option in remaining}
	votes := sum([n | some n in counts])
	most_votes := max([n | some n in counts])
	fewest := min([n | some n in counts])
	leaders := {option | some option, n in counts; n == most_votes}
	lowest := {option | some option, n in counts; n == fewest}
	won := _won(term.method, tally, counts, leaders, votes)
	out := _out(term, tally, remaining, lowest)
	done := count([true | _done(term, won, out)]) > 0
}

_foremost(preferences, remaining) := standing[0] if {
	standing := [option | some option in preferences; option in remaining]
} else := "abstain"

_counted("seats", tally, current, option) := count([true | some seat in tally.roll; current[seat.seat] == option])

_counted("weight", tally, current, option) := sum([seat.weight | some seat in tally.roll; current[seat.seat] == option])

_counted("parties", tally, current, option) := count([party |
	some party in {seat.party | some seat in tally.roll; current[seat.seat] == option}
	chosen := {current[seat.seat] | some seat in tally.roll; seat.party == party}
	chosen - {"abstain"} == {option}
])

# One that leads alone wins by plurality, and with more than half by the others.
# Where nothing else can decide, a casting vote does.
_won(method, tally, counts, leaders, votes) := option if {
	method == "plurality"
	votes > 0
	count(leaders) == 1
	some option in leaders
} else := option if {
	method != "plurality"
	some option in leaders
	counts[option] * 2 > votes
} else := option if {
	votes > 0
	_undecided(method, counts, leaders)
	option := tally.casting.choice
	option in leaders
} else := ""

_undecided("plurality", _, _)

_undecided("elimination", counts, leaders) if count(leaders) == count(counts)

_out(term, tally, remaining, lowest) := _falling(object.get(term, "ties", "together"), tally, lowest) if {
	count(lowest) < count(remaining)
} else := set()

_falling(_, _, lowest) := lowest if count(lowest) == 1

_falling("together", _, lowest) := lowest if count(lowest) > 1

_falling("last_listed", tally, lowest) := {listed[count(listed) - 1]} if {
	count(lowest) > 1
	listed := [option | some option in tally.options; option in lowest]
}

_falling("no_decision", _, lowest) := set() if count(lowest) > 1

_done(_, won, _) if won != ""

_done(_, _, out) if count(out) == 0

_done(term, _, _) if term.method != "elimination"

_check(term, tally, n, round) := check.of({
	"id": sprintf("round-%d", [n]),
	"clause": term.clause,
	"title": _title(term.method, n),
	"required": _required(term, round),
	"actual": score,
	"met": met,
	"explain": sprintf("%s. %s", [score, _words(term, round, met)]),
	"from": ["opening", "votes"],
}) if {
	score := concat(", ", [sprintf("%s %s", [option, words.number(round.counts[option])]) |
		some option in tally.options
		option in round.remaining
	])
	met := count([true | _goes_on(round)]) > 0
}

_goes_on(round) if round.won != ""

_goes_on(round) if not round.done

_title("elimination", n) := sprintf("Round %d", [n])

_title(method, _) := "Most votes" if method == "plurality"

_title(method, _) := "More than half" if method == "absolute_majority"

_required(term, _) := "More votes than any other option" if term.method == "plurality"

_required(term, round) := sprintf("More than half of %s: %s", [_votes(round), words.number(_half(round) + 1)]) if term.method == "absolute_majority"

_required(term, round) := sprintf("More than half of %s: %s; else the option with the fewest falls out", [
	_votes(round),
	words.number(_half(round) + 1),
]) if {
	term.method == "elimination"
}

_votes(round) := words.counted(round.votes, "vote", "votes")

_half(round) := data.concordat.money.quotient(round.votes, 2)

_words(_, round, true) := sprintf("%s is chosen.", [round.won]) if round.won != ""

_words(_, round, true) := sprintf("Out: %s.", [_quoted(round.out)]) if round.won == ""

_words(_, round, false) := "Nobody voted for any of them." if round.votes == 0

_words(_, round, false) := sprintf("%s lead together: a tie.", [_quoted(round.leaders)]) if {
	round.votes > 0
	count(round.leaders) > 1
}

_words(term, round, false) := sprintf("%s leads, and not by more than half.", [sort(round.leaders)[0]]) if {
	round.votes > 0
	count(round.leaders) == 1
	term.method == "absolute_majority"
}

_words(term, round, false) := sprintf("%s have the fewest together, and none of them falls out.", [_quoted(round.lowest)]) if {
	round.votes > 0
	count(round.leaders) == 1
	term.method == "elimination"
}

# An option may itself have an "and" in it.
_quoted(options) := words.list([sprintf("'%s'", [option]) | some option in sort(options)])

_none(term, winner) := check.of({
	"id": "none-of-these",
	"clause": term.clause,
	"title": "An option is chosen",
	"required": "One of the options themselves",
	"actual": winner,
	"met": false,
	"explain": sprintf("What is chosen is '%s', so that the motion is not carried.", [winner]),
	"from": ["opening", "votes"],
})
