# METADATA
# title: Merger
# description: |
#   What a merger of parties does to seats and to numbers that count parties. Term
#   merger: seats is "one" (the successor has its own) or "kept" (it has those of
#   the parties that merged); counts is "rebase", "lapse" or "keep".
package concordat.merger

import data.concordat.money
import data.concordat.parties

# METADATA
# title: Fixed count
# description: |
#   A fixed number of parties, such as 8 of 12, as it stands for a function on a
#   day. Where parties merged since, by the term: kept as it is; based anew on the
#   number that is left, in the same proportion and rounded up, so that it is
#   never easier to reach; or lapsed, which leaves it undefined and whatever asks
#   for it unmet. Leaving changes no count: that is for the parties to agree.
fixed_count(fixed, function, day) := fixed if {
	_now(function, day) == _before(function)
} else := fixed if {
	data.terms.merger.counts == "keep"
} else := money.quotient(((fixed * _now(function, day)) + _before(function)) - 1, _before(function)) if {
	data.terms.merger.counts == "rebase"
}

# METADATA
# title: Keeps seats
# description: Holds where by the term a party that others merged into has their seats besides its own.
keeps_seats if data.terms.merger.seats == "kept"

# METADATA
# title: Seats of a party
# description: |
#   A party's seats on a day: its own, and where the term keeps them also those of
#   the parties that merged into it. Each names the party that it votes for now.
seats(party, day) := array.concat(party.seats, [object.union(seat, {"party": party.code}) |
	some before in party.successor
	parties.successor(before, day) == party.code
	before != party.code
	some seat in input.parties[before].seats
]) if {
	keeps_seats
} else := party.seats

_before(function) := count({code | some code in data.terms.functions[function].parties})

_now(function, day) := count({parties.successor(code, day) | some code in data.terms.functions[function].parties})
