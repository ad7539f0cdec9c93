# METADATA
# title: Quorum
# description: |
#   Whether enough are present for the board to decide anything. At a meeting
#   present is who was there at that item for a seat on the roll, as its holder or
#   a deputy; between meetings it is who has a vote standing, an abstention
#   included. In both, whom an interest lets speak and not vote is present, and
#   who withdraws is not, unless the term of recusal says otherwise.
package concordat.quorum

import data.concordat.check
import data.concordat.money
import data.concordat.words

# METADATA
# title: Quorum of a term
# description: |
#   One check of all that the term asks for: a limb, or several as `each`, all of
#   which must be met. A limb has
#
#     by     parties (different ones), seats or people (one person in two seats is
#            one); parties where it says nothing
#     num, den  a fraction of those on the roll, rounded up (`round`: "nearest" rounds
#            to the nearest whole number, a half up), or
#     count  a fixed number, or
#     steps  numbers by size, `{of, need}` each: for a roll of up to `of`, `need`. A
#            roll larger than the largest has no quorum
#     among  codes of parties, or `class` names of classes: only these count
#     named  seats that must be present, whoever else is
#
#   Somebody must be present in any case.
of(term, tally) := {"id": "quorum", "met": met} if {
	tally.brief
	limbs := object.get(term, "each", [term])
	counted := [_enough(limb, tally) | some limb in limbs]
	count(counted) == count(limbs)
	missing := [seat | some limb in limbs; some seat in limb.named; not seat in _there(tally)]
	met := (count(missing) + count([enough | some enough in counted; not enough])) == 0
} else := _check(term.clause, array.concat(counted, named), _from(tally)) if {
	limbs := object.get(term, "each", [term])
	counted := [_part(limb, tally) | some limb in limbs]
	count(counted) == count(limbs)
	named := [_named_part(limb.named, _there(tally)) | some limb in limbs]
}

# From the numbers alone, for many motions have them in common.
_check(clause, parts, from) := check.of({
	"id": "quorum",
	"clause": clause,
	"required": concat("; ", [part.required | some part in parts]),
	"actual": concat("; ", [part.actual | some part in parts]),
	"met": met,
	"explain": sprintf("%s %s.", [concat(" ", [part.explain | some part in parts]), _words(met)]),
	"from": from,
}) if {
	met := count([part | some part in parts; part.met]) == count(parts)
}

# METADATA
# title: Missing
# description: |
#   How many more must at least be present before the term's quorum can be met.
#   Whoever votes from one seat more adds one to each number at most.
missing(term, tally) := max({0} | {short |
	some limb in object.get(term, "each", [term])
	by := object.get(limb, "by", "parties")
	on_roll := _among(_counted(tally), limb, object.get(tally, "classes", {}))
	short := needed(limb, count(_base(by, on_roll))) - count(_present(by, on_roll, tally))
})

# METADATA
# title: Needed
# description: The fewest that make a quorum of so many on the roll.
needed(term, _) := term.count if term.count

needed(term, base) := money.quotient((term.num * base) + (term.den - 1), term.den) if {
	term.num
	not term.count
	not term.round
}

needed(term, base) := money.quotient(((2 * term.num) * base) + term.den, 2 * term.den) if {
	term.num
	not term.count
	term.round == "nearest"
}

needed(term, base) := step.need if {
	not term.count
	not term.num
	smallest := min([step.of | some step in term.steps; step.of >= base])
	some step in term.steps
	step.of == smallest
}

_part(limb, tally) := _numbers(needed(limb, base), present, base, _nouns[by]) if {
	by := object.get(limb, "by", "parties")
	on_roll := _among(_counted(tally), limb, object.get(tally, "classes", {}))
	base := count(_base(by, on_roll))
	present := count(_present(by, on_roll, tally))
}

_enough(limb, tally) := present >= max([needed(limb, base), 1]) if {
	by := object.get(limb, "by", "parties")
	on_roll := _among(_counted(tally), limb, object.get(tally, "classes", {}))
	base := count(_base(by, on_roll))
	present := count(_present(by, on_roll, tally))
}

_counted(tally) := tally.roll if {
	not tally.uncounted
} else := [seat | some seat in tally.roll; not seat.seat in tally.uncounted]

_base("parties", on_roll) := {party | party := on_roll[_].party}

_base("seats", on_roll) := {seat | seat := on_roll[_].seat}

_base("people", on_roll) := {seat | seat := on_roll[_].seat}

_nouns := {
	"parties": ["party", "parties"],
	"seats": ["seat", "seats"],
	"people": ["person", "people"],
}

_among(roll, limb, _) := roll if {
	not limb.among
	not limb.class
}

_among(roll, limb, _) := [seat | some seat in roll; seat.party in codes] if {
	limb.among
	codes := {code | some code in limb.among}
}

_among(roll, limb, classes) := [seat | some seat in roll; seat.party in codes] if {
	not limb.among
	limb.class
	codes := {code | some class in limb.class; some code in classes[class]}
}

_present(by, on_roll, tally) := {_who(by, present) |
	some seat in on_roll
	some present in tally.attending
	present.seat == seat.seat
} if {
	tally.attending
}

_present("parties", on_roll, tally) := _base("parties", on_roll) & ((object.keys(tally.positions) - silent) | tally.speaking) if {
	not tally.attending
	silent := {party | some choice in ["absent", "recused"]; some party; tally.positions[party] = choice}
}

_present("seats", on_roll, tally) := _base("seats", on_roll) & _voted(tally) if not tally.attending

_present("people", on_roll, tally) := {tally.people[seat] | some seat in (_base("seats", on_roll) & _voted(tally))} if {
	not tally.attending
}

_who("parties", present) := present.party

_who("seats", present) := present.seat

_who("people", present) := present.person

_voted(tally) := {seat | some seat, _ in tally.choices} | object.get(tally, "speaking_seats", set())

_numbers(need, present, base, nouns) := {
	"required": sprintf("At least %s of %s", [words.number(max([need, 1])), words.counted(base, nouns[0], nouns[1])]),
	"actual": words.counted(present, nouns[0], nouns[1]),
	"met": present >= max([need, 1]),
	"explain": sprintf("%s of %s on the roll %s present. At least %s must be.", [
		words.number(present),
		words.counted(base, nouns[0], nouns[1]),
		words.be(present),
		words.number(max([need, 1])),
	]),
}

_named_part(seats, there) := {
	"required": sprintf("Present: %s", [words.list(seats)]),
	"actual": sprintf("Present: %s", [words.list(found)]),
	"met": count(found) == count(seats),
	"explain": sprintf("Somebody must be present for each of these seats: %s. Present: %s.", [words.list(seats), words.list(found)]),
} if {
	found := [seat | some seat in seats; seat in there]
}

_there(tally) := {present.seat | some present in tally.attending} if {
	tally.attending
} else := _voted(tally)

# Between meetings the votes show who is present.
_from(tally) := object.get(tally, "from", ["opening", "votes"]) if {
	not tally.attending
} else := ["opening", "attendance", "interests"] if {
	tally.from
} else := ["opening", "attendance"]

_words(true) := "Met"

_words(false) := "Not met, so the board decides nothing"
