# METADATA
# title: Voting
# description: |
#   Which votes stand, what a party's votes amount to, and whether the majorities
#   of a route are met. Fractions are compared by multiplying across.
#
#   A tally is what the other rules count: roll (seats as fixed at the opening),
#   choices (choice by seat), positions (position by party), left_out (seats that
#   an interest takes out of the number a majority is measured against), speaking
#   (parties present by a holder who may speak) and question (the choice that the
#   motion is carried by: "for", or the option that leads).
package concordat.voting

import data.concordat.check
import data.concordat.money
import data.concordat.words

# METADATA
# title: Last vote stands
# description: By seat the vote that stands; the holder's own before a deputy's, and of each the last.
last_stands(votes) := {seat: standing |
	some seat in {vote.seat | some vote in votes}
	of_seat := [vote | some vote in votes; vote.seat == seat]
	from_seat := _foremost(of_seat)
	last := max([vote.entry | some vote in from_seat])
	some standing in from_seat
	standing.entry == last
}

# METADATA
# title: First vote stands
# description: By seat the vote that stands where votes may not be changed; the holder's own before a deputy's.
first_stands(votes) := {seat: standing |
	some seat in {vote.seat | some vote in votes}
	of_seat := [vote | some vote in votes; vote.seat == seat]
	from_seat := _foremost(of_seat)
	first := min([vote.entry | some vote in from_seat])
	some standing in from_seat
	standing.entry == first
}

# METADATA
# title: Position of a party
# description: |
#   What the choices from a party's seats amount to. An abstention is a position
#   only where nothing else was voted.
position(choices) := "absent" if count(choices) == 0

position(choices) := "abstain" if choices == {"abstain"}

position(choices) := choice if {
	cast := choices - {"abstain"}
	count(cast) == 1
	some choice in cast
}

position(choices) := "split" if count(choices - {"abstain"}) > 1

# METADATA
# title: Leading option
# description: The option that most parties chose, the first by name where several lead.
leading(options, positions) := sort(leaders)[0] if leaders := _leaders(options, positions)

# METADATA
# title: Majorities
# description: |
#   One check for each majority that a route's term lists. Undefined when one of
#   them can't be worked out, so that it never passes unseen.
majorities(term, tally) := checks if {
	checks := [_majority(limb, term.clause, tally) | some limb in term.majorities]
	count(checks) == count(term.majorities)
	count(checks) > 0
}

# METADATA
# title: A tie fails
# description: Equal votes for and against, or options that lead together, carry nothing; nobody has a casting vote.
tie_fails(term, tally) := check.of({
	"id": "tie",
	"clause": term.clause,
	"required": "No tie",
	"actual": _score(sides),
	"met": met,
	"explain": sprintf("%s. %s", [_score(sides), _tie_words(met)]),
}) if {
	sides := _sides({"by": term.by}, tally)
	met := count([true | _decisive(tally, sides)]) == 1
}

# METADATA
# title: All decide the same
# description: Committees in common decide together only when every party on the roll has decided the same.
all_the_same(term, tally) := check.of({
	"id": "collective",
	"clause": term.clause,
	"required": sprintf("All %s decide the same", [words.counted(count(parties), "party", "parties")]),
	"actual": actual,
	"met": met,
	"explain": sprintf("%s. %s", [actual, _collective_words(met)]),
}) if {
	parties := {seat.party | some seat in tally.roll}
	positions := {tally.positions[party] | some party in parties}
	actual := concat(", ", [sprintf("%d %s", [n, _position_words(position)]) |
		some position in sort(positions)
		n := count([party | some party in parties; tally.positions[party] == position])
	])
	met := count([true | _same_decision(positions)]) == 1
}

# METADATA
# title: Fewest that meet a fraction
# description: The smallest whole number of a base that is at least, or more than, a fraction of it.
needed(limb, base) := n if {
	limb.test == "at_least"
	n := money.quotient((limb.num * base) + (limb.den - 1), limb.den)
}

needed(limb, base) := n if {
	limb.test == "more_than"
	n := money.quotient(limb.num * base, limb.den) + 1
}

needed(limb, _) := limb.count if limb.test == "count"

_foremost(votes) := own if {
	own := [vote | some vote in votes; not vote.deputy]
	count(own) > 0
} else := votes

_leaders(options, positions) := {option | some option, n in counts; n == most} if {
	counts := {option: count([party | some party, position in positions; position == option]) | some option in options}
	most := max([n | some n in counts])
}

# What votes: seats, seats by weight, or parties by their position.
_units("seats", tally) := [{"choice": _choice(seat, tally), "n": 1, "party": seat.party, "out": seat.seat in tally.left_out} |
	some seat in tally.roll
]

_units("weight", tally) := [{"choice": _choice(seat, tally), "n": seat.weight, "party": seat.party, "out": seat.seat in tally.left_out} |
	some seat in tally.roll
]

_units("parties", tally) := [{"choice": tally.positions[party], "n": 1, "party": party, "out": tally.positions[party] == "recused"} |
	some party in {seat.party | some seat in tally.roll}
]

_choice(seat, tally) := object.get(tally.choices, seat.seat, "absent")

_sides(limb, tally) := {
	"for": sum([unit.n | some unit in units; unit.choice == tally.question]),
	"against": sum([unit.n | some unit in units; _against(unit.choice, tally.question)]),
	"all": sum([unit.n | some unit in units]),
	"not_recused": sum([unit.n | some unit in units; not unit.out]),
} if {
	units := [unit | some unit in _units(limb.by, tally); _among(unit, limb)]
}

_among(_, limb) if not limb.among

_among(unit, limb) if unit.party in limb.among

_against(choice, question) if not choice in {question, "abstain", "absent", "recused"}

_base("present_and_voting", sides) := sides.for + sides.against

_base("all_entitled", sides) := sides.all

_base("not_recused", sides) := sides.not_recused

_bases := {
	"present_and_voting": "voting for or against",
	"all_entitled": "entitled to vote",
	"not_recused": "entitled to vote and not recused",
}

_majority(limb, clause, tally) := check.of(object.union(_titled(limb), {
	"id": limb.id,
	"clause": clause,
	"required": _required(limb, base, need),
	"actual": sprintf("%s for, %s against", [words.number(sides.for), words.number(sides.against)]),
	"met": met,
	"explain": sprintf("%s of %s %s for. %s is %s. %s.", [
		words.number(sides.for),
		words.number(sides.all),
		_noun(limb, true),
		_threshold(limb),
		words.number(need),
		_met_words(met),
	]),
})) if {
	limb.test in {"at_least", "more_than"}
	sides := _sides(limb, tally)
	base := _base(limb.of, sides)
	need := needed(limb, base)
	met := count([true | _reached(limb, sides.for, base)]) == 1
}

_majority(limb, clause, tally) := check.of(object.union(_titled(limb), {
	"id": limb.id,
	"clause": clause,
	"required": sprintf("At least %s %s for", [words.number(limb.count), _noun(limb, false)]),
	"actual": sprintf("%s for", [words.number(sides.for)]),
	"met": met,
	"explain": sprintf("%s of %s %s for. At least %s must be. %s.", [
		words.number(sides.for),
		words.number(sides.all),
		_noun(limb, true),
		words.number(limb.count),
		_met_words(met),
	]),
})) if {
	limb.test == "count"
	sides := _sides(limb, tally)
	met := sides.for >= limb.count
}

_majority(limb, clause, tally) := check.of(object.union(_titled(limb), {
	"id": limb.id,
	"clause": clause,
	"required": sprintf("For: %s", [concat(", ", limb.parties)]),
	"actual": sprintf("For: %s", [words.list(assenting)]),
	"met": met,
	"explain": sprintf("Of those whose consent is needed, %s voted for. %s.", [words.list(assenting), _met_words(met)]),
})) if {
	limb.test == "consent"
	assenting := [party | some party in limb.parties; tally.positions[party] == tally.question]
	met := count(assenting) == count(limb.parties)
}

_reached(limb, in_favour, base) if {
	limb.test == "at_least"
	in_favour > 0
	in_favour * limb.den >= base * limb.num
}

_reached(limb, in_favour, base) if {
	limb.test == "more_than"
	in_favour * limb.den > base * limb.num
}

_titled(limb) := {"title": limb.title} if limb.title

_titled(limb) := {} if not limb.title

_noun(limb, _) := sprintf("%s are", [limb.unit]) if limb.unit

_noun(limb, true) := sprintf("%s are", [limb.by]) if not limb.unit

_noun(limb, false) := limb.by if not limb.unit

_required(limb, base, need) := sprintf("%s %s of those %s: %s of %s", [
	_tests[limb.test],
	words.fraction(limb.num, limb.den),
	_bases[limb.of],
	words.number(need),
	words.number(base),
])

_threshold(limb) := sprintf("%s %s of those %s", [_tests[limb.test], words.fraction(limb.num, limb.den), _bases[limb.of]])

_tests := {"at_least": "At least", "more_than": "More than"}

_met_words(true) := "Met"

_met_words(false) := "Not met"

_decisive(tally, sides) if {
	not tally.options
	sides.for != sides.against
}

_decisive(tally, _) if count(_leaders(tally.options, tally.positions)) == 1

_score(sides) := sprintf("%s for, %s against", [words.number(sides.for), words.number(sides.against)])

_tie_words(true) := "There is no tie."

_tie_words(false) := "It is a tie, so the motion is not carried."

_collective_words(true) := "All decided the same."

_collective_words(false) := "They did not all decide the same, so there is no collective decision."

_position_words(position) := object.get({"abstain": "abstained"}, position, position)

_same_decision(positions) if {
	count(positions) == 1
	count(positions & {"abstain", "absent", "recused", "split"}) == 0
}
