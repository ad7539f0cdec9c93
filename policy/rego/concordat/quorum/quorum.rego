# METADATA
# title: Quorum
# description: |
#   Whether enough are present for the board to decide anything. Present is who
#   has a vote standing, an abstention included, and whoever an interest lets
#   speak and not vote.
package concordat.quorum

import data.concordat.check
import data.concordat.money
import data.concordat.words

# METADATA
# title: By parties
# description: A fraction, or a fixed number, of the different parties on the roll.
by_parties(term, tally) := _check(term, count(present), count(on_roll), "party is", "parties are") if {
	on_roll := {seat.party | some seat in tally.roll}
	present := {party |
		some party in on_roll
		_party_present(party, tally)
	}
}

# METADATA
# title: By seats
# description: A fraction, or a fixed number, of the seats on the roll.
by_seats(term, tally) := _check(term, count(present), count(tally.roll), "seat is", "seats are") if {
	present := {seat.seat |
		some seat in tally.roll
		tally.choices[seat.seat]
	}
}

# METADATA
# title: Needed
# description: The fewest that make a quorum of so many on the roll.
needed(term, _) := term.count if term.count

needed(term, base) := money.quotient((term.num * base) + (term.den - 1), term.den) if not term.count

_party_present(party, tally) if not tally.positions[party] in {"absent", "recused"}

_party_present(party, tally) if party in tally.speaking

_check(term, present, base, one, many) := check.of({
	"id": "quorum",
	"clause": term.clause,
	"required": sprintf("At least %s of %s", [words.number(need), words.number(base)]),
	"actual": words.number(present),
	"met": met,
	"explain": sprintf("%s present of %s on the roll. At least %s must be. %s.", [
		words.counted(present, one, many),
		words.number(base),
		words.number(need),
		_words(met),
	]),
}) if {
	need := needed(term, base)
	met := present >= max([need, 1])
}

_words(true) := "Met"

_words(false) := "Not met, so the board decides nothing"
