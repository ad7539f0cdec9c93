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
#   motion is carried by: "for", or the option that leads). Where the agreement's
#   terms or a meeting call for it there are besides: attending (who was present at
#   the item, at a meeting), people (by seat whose vote stands), classes and blocs
#   (codes of parties by name), bloc_majority (the limb by which a bloc settles its
#   position), counts (what an abstention and an absence count as) and casting
#   (the casting vote: by what it breaks a tie, and its choice), and from (what its
#   numbers come from, where an interest bears on them). Where it has brief,
#   only the outcome is asked for: checks are an id and whether it is met.
package concordat.voting

import data.concordat.check
import data.concordat.money
import data.concordat.words

# METADATA
# title: Votes that the secretary recorded
# description: |
#   The votes that count where some may be recorded by the secretary, as by telephone,
#   which nobody signed: term recorded_votes, whose `unconfirmed` says whether one counts
#   that neither the voter nor an officer of the party has confirmed: "counts", or
#   "does_not_count". None stands beside one that was signed from the same seat, nor one
#   that nobody has confirmed beside one that somebody has: the secretary alone undoes no
#   vote.
recorded(votes, term) := [vote |
	own := {vote.seat | some vote in votes; signed(vote)}
	confirmed := {vote.seat | some vote in votes; not vote.unconfirmed}
	some vote in votes
	_may_count(vote, term.unconfirmed, confirmed)
	_stands_beside(vote, own)
]

_may_count(vote, _, _) if not vote.unconfirmed

_may_count(vote, "counts", confirmed) if {
	vote.unconfirmed
	not vote.seat in confirmed
}

_stands_beside(vote, _) if signed(vote)

_stands_beside(vote, own) if not vote.seat in own

# METADATA
# title: Signed
# description: Holds of a vote that a key of the voter stands for, who cast it or confirmed it as it was recorded.
signed(vote) if vote.assurance != "recorded"

signed(vote) if vote.confirmed_by == vote.person

# METADATA
# title: Last vote stands
# description: By seat the vote that stands; the holder's own before a deputy's, and of each the last.
last_stands(votes) := _best(votes, 1)

# METADATA
# title: First vote stands
# description: By seat the vote that stands where votes may not be changed; the holder's own before a deputy's.
first_stands(votes) := _best(votes, -1)

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
#   One check for each majority that a route's or a type's term lists as
#   `majorities`. Undefined when one of them can't be worked out, so that it never
#   passes unseen. Each of them, a limb, has an `id` and a `title` and
#
#     by     parties (by their positions), seats, weight (seats by their weight) or blocs
#     unit   what is counted, in words, where that is not what `by` says
#     among  codes of parties, or `class` names of classes: only these count
#     while  names of classes: the limb is asked for only while one of them has votes
#     test   at_least or more_than `num`/`den` of a number; `count` votes in favour;
#            assent of `seats` (all of them, or `any`: true); consent of `parties`, or
#            of `losers`: true, those whom the impact statement shows to lose in any
#            year; where it shows none it is met, and without a statement it is not. A
#            party consents by its own position for the motion, from its own seats, and
#            by nothing else: not by silence or abstention, by what counts for it where
#            the term absence says so, by an authority given beforehand, or by its
#            governing body afterwards (pooled fund clause 9.3.2: unless specifically
#            agreed with the party adversely affected, and approved by the board)
#     of     for a fraction, of which number: present_and_voting (for and against),
#            present (abstaining too, and at a meeting whoever is there), all_entitled,
#            not_recused, or fixed (the number `base`, whoever there is today)
#
#   All must be met. A limb may name a `clause` of its own. Unanimity is at_least
#   1/1: of those voting (present_and_voting) or of all (all_entitled).
majorities(term, tally) := checks if {
	checks := [_limb(limb, object.get(limb, "clause", term.clause), tally) | some limb in term.majorities]
	count(checks) == count(term.majorities)
	count(checks) > 0
}

# METADATA
# title: Tie
# description: |
#   Equal votes for and against, or options that lead together, carry nothing. The
#   term names what is counted (`by`), and may give whoever presides a casting vote
#   (`casting`: "chair"), which counts only in a tie and only if it is given. What
#   a tie amounts to is its `result`: not_carried, if it names none, or no_decision;
#   where nobody voted for or against it is `nobody`, if the term has that. Counted
#   by something else than the majorities are, a tie can undo a motion that gains a
#   vote: such an agreement is not monotone.
tie(term, tally) := {"id": "tie", "met": met} if {
	tally.brief
	met := count([true | _decisive(tally, _sides({"by": term.by}, tally))]) == 1
} else := _tie_check(term, sides, met, _from(tally)) if {
	sides := _sides({"by": term.by}, tally)
	met := count([true | _decisive(tally, sides)]) == 1
}

_tie_check(term, sides, met, from) := check.of({
	"id": "tie",
	"clause": term.clause,
	"required": "No tie",
	"actual": _score(plain),
	"met": met,
	"explain": sprintf("%s. %s", [_score(plain), _tie_words(met, sides, term)]),
	"from": from,
}) if {
	plain := {"for": sides.for - sides.casting.for, "against": sides.against - sides.casting.against}
}

# METADATA
# title: Result of a tie
# description: What it amounts to under the term when votes are equal.
tied(term, tally) := object.get(term, "nobody", object.get(term, "result", "not_carried")) if {
	sides := _sides({"by": term.by}, tally)
	sides.for + sides.against == 0
} else := object.get(term, "result", "not_carried")

# METADATA
# title: All decide the same
# description: |
#   Committees in common decide together only when every party on the roll has
#   decided the same. Silence is no decision, whatever an absence counts as.
all_the_same(_, tally) := {"id": "collective", "met": met} if {
	tally.brief
	met := count([true | _same_decision({tally.positions[party] | some party in {seat.party | some seat in tally.roll}})]) == 1
}

all_the_same(term, tally) := check.of({
	"id": "collective",
	"clause": term.clause,
	"required": sprintf("All %s decide the same", [words.counted(count(parties), "party", "parties")]),
	"actual": actual,
	"met": met,
	"explain": sprintf("Of %s %s. %s", [words.counted(count(parties), "party", "parties"), actual, _collective_words(met)]),
	"from": _from(tally),
}) if {
	not tally.brief
	parties := {seat.party | some seat in tally.roll}
	positions := {tally.positions[party] | some party in parties}
	actual := concat(", ", [sprintf("%d %s", [n, _position_words(position)]) |
		some position in sort(positions)
		n := count([party | some party in parties; tally.positions[party] == position])
	])
	met := count([true | _same_decision(positions)]) == 1
}

# METADATA
# title: All approve
# description: |
#   What a co-ordinating commissioner does needs the approval of all beforehand,
#   and one rejection stops it. Who has not answered by the close stops it as well,
#   unless the term says `silent`: "left_out": then it goes ahead without them and
#   does not bind them. Without one approval nothing goes ahead.
all_approve(term, tally) := check.of({
	"id": "approval",
	"clause": term.clause,
	"required": _approval_required(term),
	"actual": actual,
	"met": met,
	"explain": sprintf("Of %s, %s. %s.", [words.counted(count(parties), "party", "parties"), actual, words.met(met)]),
	"from": _from(tally),
}) if {
	parties := {seat.party | some seat in tally.roll}
	approving := [party | some party in parties; tally.positions[party] == tally.question]
	silent := [party | some party in parties; tally.positions[party] in {"abstain", "absent", "recused"}]
	rejecting := (count(parties) - count(approving)) - count(silent)
	actual := sprintf("%s, %s, %s", [
		words.counted(count(approving), "approves", "approve"),
		words.counted(rejecting, "rejects", "reject"),
		words.counted(count(silent), "has not answered", "have not answered"),
	])
	met := count([true | _approved(term, count(approving), count(silent), rejecting)]) == 1
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

# METADATA
# title: Applies
# description: Holds unless a limb is only for while certain classes have votes, and none of them has.
applies(limb, _) if not limb.while

applies(limb, tally) if {
	some class in limb.while
	some seat in tally.roll
	seat.party in tally.classes[class]
}

# By seat the vote of the holder, and where none is a deputy's; the last of them
# for 1, the first for −1. Where no deputy voted, and the votes stand in the order in which
# they were cast, the places of each seat's votes are laid over each other, so that the
# last lies on top. Otherwise whole votes are, in their order, so that the best does.
_best(votes, order) := {seat: cast[place] | some seat, place in on_top} if {
	{deputy | deputy := votes[_].deputy} == {false}
	entries := [entry | entry := votes[_].entry]
	entries == sort(entries)
	count(entries) == count(votes)
	cast := _laid(votes, order)
	on_top := object.union_n([{seat: n} | some n; seat := cast[n].seat])
} else := {seat: on_top[0] | some seat, on_top in object.union_n([laid | [_, laid] = rows[_]])} if {
	rows := sort([[[_own[vote.deputy], vote.entry * order], {vote.seat: [vote]}] | some vote in votes])
}

_laid(votes, 1) := votes

_laid(votes, -1) := array.reverse(votes)

_own := {false: 1, true: 0}

_leaders(options, positions) := {option | some option, n in counts; n == most} if {
	counts := {option: count([party | some party, position in positions; position == option]) | some option in options}
	most := max([n | some n in counts])
}

# What votes: seats, seats by weight, parties by their position, or blocs by
# theirs. Each is [choice, how many it counts for, party, whether it is there].
# Functions are given no more than they need: OPA compares whole arguments.
_units("seats", tally) := [[object.get(choices, seat.seat, "absent"), 1, seat.party, seat.seat in there] |
	choices := _choices(tally)
	there := {present.seat | some present in object.get(tally, "attending", [])}
	some seat in tally.roll
]

_units("weight", tally) := [[object.get(choices, seat.seat, "absent"), seat.weight, seat.party, seat.seat in there] |
	choices := _choices(tally)
	there := {present.seat | some present in object.get(tally, "attending", [])}
	some seat in tally.roll
]

_units("parties", tally) := [[tally.positions[party], 1, party, party in there] |
	there := {present.party | some present in tally.attending}
	some party in {code | code := tally.roll[_].party}
] if {
	tally.attending
} else := [[position, 1, party, false] |
	voting := {code | code := tally.roll[_].party}
	position := tally.positions[party]
	voting[party]
]

_choices(tally) := object.union(tally.choices, {seat: "recused" | some seat in tally.left_out})

# A bloc is for, or against, where its own limb is met so; otherwise it has no
# position and is taken to abstain.
_bloc_units(tally) := [[position, 1, bloc, position != "absent"] |
	limb := tally.bloc_majority
	some bloc, codes in tally.blocs
	members := [unit | some unit in _units(limb.by, tally); unit[2] in codes]
	count(members) > 0
	position := _bloc_position(limb, members, tally)
]

_bloc_position(limb, members, tally) := "recused" if {
	every unit in members {
		unit[0] == "recused"
	}
} else := "absent" if {
	every unit in members {
		unit[0] in {"absent", "recused"}
	}
} else := tally.question if {
	sides := _count(members, tally)
	_enough(limb, sides.for, _base(limb, sides))
} else := "against" if {
	sides := _count(members, tally)
	_enough(limb, sides.against, _base(limb, sides))
} else := "abstain"

_sides(limb, tally) := object.union(plain, {"casting": {"for": 0, "against": 0}}) if {
	not tally.casting
	plain := _count(_counted(limb, tally), tally)
} else := object.union(plain, {"for": plain.for + casting.for, "against": plain.against + casting.against, "casting": casting}) if {
	plain := _count(_counted(limb, tally), tally)
	casting := _casting(limb, plain, tally)
}

_counted(limb, tally) := _among(_units(limb.by, tally), limb, object.get(tally, "classes", {})) if {
	limb.by != "blocs"
} else := _bloc_units(tally)

# Units are many and choices few: units are gone through once for each choice.
_count(units, tally) := {
	"for": sum([n | some choice, n in chose; sides[choice] == "for"]),
	"against": sum([n | some choice, n in chose; sides[choice] == "against"]),
	"all": all,
	"present": sum([n | some choice, n in chose; not choice in {"absent", "recused"}]) + sum([n | some n; units[_] = ["absent", n, _, true]]),
	"not_recused": all - object.get(chose, "recused", 0),
} if {
	counts := object.get(tally, "counts", {})
	chose := {choice: sum([n | some n; units[_] = [choice, n, _, _]]) | some choice in {made | made := units[_][0]}}
	sides := {choice: _side(choice, tally.question, counts) | some choice, _ in chose}
	all := sum([n | some n in chose])
}

# An abstention and an absence count for neither side, unless the terms say so.
_side(choice, question, counts) := "for" if {
	choice == question
} else := object.get(counts, choice, "neither") if {
	choice in {"abstain", "absent", "recused"}
} else := "against"

_among(units, limb, _) := units if {
	not limb.among
	not limb.class
}

_among(units, limb, _) := [unit | some unit in units; unit[2] in codes] if {
	limb.among
	codes := {code | some code in limb.among}
}

_among(units, limb, classes) := [unit | some unit in units; unit[2] in codes] if {
	not limb.among
	limb.class
	codes := {code | some class in limb.class; some code in classes[class]}
}

# One vote more for whoever presides, among all that the tie is counted by.
_casting(limb, plain, tally) := {"for": 1, "against": 0} if {
	_equal(limb, plain, tally)
	tally.casting.choice == tally.question
} else := {"for": 0, "against": 1} if {
	_equal(limb, plain, tally)
	tally.casting.choice != "abstain"
} else := {"for": 0, "against": 0}

_equal(limb, plain, tally) if {
	tally.casting.by == limb.by
	not limb.among
	not limb.class
	plain.for == plain.against
	plain.for > 0
}

_base(limb, sides) := sides.for + sides.against if limb.of == "present_and_voting"

_base(limb, sides) := sides.all if limb.of == "all_entitled"

_base(limb, sides) := sides.not_recused if limb.of == "not_recused"

_base(limb, sides) := sides.present if limb.of == "present"

_base(limb, _) := limb.base if limb.of == "fixed"

_of_words(limb) := {
	"present_and_voting": "those voting for or against",
	"all_entitled": "those entitled to vote",
	"not_recused": "those entitled to vote and not recused",
	"present": "those present",
}[limb.of]

_of_words(limb) := sprintf("the fixed number %s", [words.number(limb.base)]) if limb.of == "fixed"

_limb(limb, _, tally) := {"id": limb.id, "met": met} if {
	tally.brief
	met := _met(limb, tally)
}

_limb(limb, clause, tally) := _majority(limb, clause, tally) if {
	not tally.brief
	applies(limb, tally)
}

_limb(limb, clause, tally) := check.of(object.union(_titled(limb), {
	"id": limb.id,
	"clause": clause,
	"required": sprintf("Only while %s parties have votes", [classes]),
	"actual": "None has",
	"met": true,
	"explain": sprintf("This is asked for only while %s parties have votes, and none has.", [classes]),
})) if {
	not tally.brief
	not applies(limb, tally)
	classes := words.list([replace(class, "_", "-") | some class in limb.while])
}

# Whether a limb is met, by the same rules as the checks that explain it.
_met(limb, tally) if not applies(limb, tally)

_met(limb, tally) := count([true | _enough(limb, sides.for, base)]) == 1 if {
	limb.test in {"at_least", "more_than"}
	applies(limb, tally)
	sides := _sides(limb, tally)
	base := _base(limb, sides)
}

_met(limb, tally) := count([true | _enough(limb, sides.for, 0)]) == 1 if {
	limb.test == "count"
	applies(limb, tally)
	sides := _sides(limb, tally)
}

_met(limb, tally) := false if {
	limb.test in {"lapsed", "unstated"}
	applies(limb, tally)
}

_met(limb, tally) := count(_consenting(limb, tally)) == count(limb.parties) if {
	limb.test == "consent"
	applies(limb, tally)
	_consent_asked(limb)
}

# A list of nobody is an error of the terms, but not where it is of those that lose.
_consent_asked(limb) if count(limb.parties) > 0

_consent_asked(limb) if {
	limb.losers
	is_array(limb.parties)
}

_met(limb, tally) := count(_assenting(limb, tally)) >= _assents(limb) if {
	limb.test == "assent"
	applies(limb, tally)
	count(limb.seats) > 0
}

_consenting(limb, tally) := [party | some party in limb.parties; tally.positions[party] == tally.question]

_assenting(limb, tally) := [seat | some seat in limb.seats; tally.choices[seat] == tally.question]

_assents(limb) := {true: 1, false: count(limb.seats)}[object.get(limb, "any", false)]

_majority(limb, clause, tally) := _fraction(limb, clause, sides, {"option": _option(tally), "counting": _counting(sides, tally), "from": _limb_from(limb, tally)}) if {
	limb.test in {"at_least", "more_than"}
	sides := _sides(limb, tally)
}

# From the numbers alone, for many motions have them in common.
_fraction(limb, clause, sides, {"option": option, "counting": counting, "from": from}) := check.of(object.union(_titled(limb), {
	"id": limb.id,
	"clause": clause,
	"required": _required(limb, base, max([need, 1])),
	"actual": sprintf("%s for%s, %s against", [words.number(sides.for), option, words.number(sides.against)]),
	"met": met,
	"explain": sprintf("%s of %s %s %s for%s%s. %s. %s.", [
		words.number(sides.for),
		words.number(sides.all),
		_noun(limb),
		words.be(sides.for),
		option,
		counting,
		_threshold(limb, base, need),
		words.met(met),
	]),
	"from": from,
})) if {
	base := _base(limb, sides)
	need := needed(limb, base)
	met := count([true | _enough(limb, sides.for, base)]) == 1
}

_majority(limb, clause, tally) := check.of(object.union(_titled(limb), {
	"id": limb.id,
	"clause": clause,
	"required": sprintf("At least %s %s for", [words.number(limb.count), _noun(limb)]),
	"actual": sprintf("%s for%s", [words.number(sides.for), _option(tally)]),
	"met": met,
	"explain": sprintf("%s of %s %s %s for%s%s. At least %s must be. %s.", [
		words.number(sides.for),
		words.number(sides.all),
		_noun(limb),
		words.be(sides.for),
		_option(tally),
		_counting(sides, tally),
		words.number(limb.count),
		words.met(met),
	]),
	"from": _from(tally),
})) if {
	limb.test == "count"
	sides := _sides(limb, tally)
	met := count([true | _enough(limb, sides.for, 0)]) == 1
}

_majority(limb, clause, _) := check.of(object.union(_titled(limb), {
	"id": limb.id,
	"clause": clause,
	"required": "A number that still stands",
	"actual": "It lapsed",
	"met": false,
	"explain": sprintf("The fixed number of %s lapsed when parties merged, so that this can't be met until the agreement names another.", [words.number(limb.count)]),
	"from": ["terms"],
})) if {
	limb.test == "lapsed"
}

_majority(limb, clause, tally) := check.of(object.union(_titled(limb), {
	"id": limb.id,
	"clause": clause,
	"required": sprintf("For: %s", [_names(limb.parties, tally)]),
	"actual": sprintf("For: %s", [_names(assenting, tally)]),
	"met": met,
	"explain": sprintf("It needs the consent of %s. %s voted for. %s.", [
		_names(limb.parties, tally),
		_first_upper(_names(assenting, tally)),
		words.met(met),
	]),
	"from": _from(tally),
})) if {
	limb.test == "consent"
	count(limb.parties) > 0
	assenting := _consenting(limb, tally)
	met := count(assenting) == count(limb.parties)
}

_majority(limb, clause, _) := check.of(object.union(_titled(limb), {
	"id": limb.id,
	"clause": clause,
	"required": "The consent of whoever loses",
	"actual": "Nobody loses",
	"met": true,
	"explain": "It needs the consent of every party that loses by it, and by the impact statement none does.",
	"from": ["impact"],
})) if {
	limb.test == "consent"
	limb.losers
	limb.parties == []
}

_majority(limb, clause, _) := check.of(object.union(_titled(limb), {
	"id": limb.id,
	"clause": clause,
	"required": "An impact statement that says who loses, and the consent of each",
	"actual": "No impact statement",
	"met": false,
	"explain": "It needs the consent of every party that loses by it, and nothing is stated of who does: the mover or the secretary states its impact before it is opened.",
	"from": ["motion"],
})) if {
	limb.test == "unstated"
}

_majority(limb, clause, tally) := check.of(object.union(_titled(limb), {
	"id": limb.id,
	"clause": clause,
	"required": sprintf("The vote of %s", [concat(joint, _seat_names(limb.seats, tally))]),
	"actual": sprintf("For: %s", [words.list(_seat_names(assenting, tally))]),
	"met": met,
	"explain": sprintf("It can't be carried without the vote of %s. %s voted for. %s.", [
		concat(joint, _seat_names(limb.seats, tally)),
		_first_upper(words.list(_seat_names(assenting, tally))),
		words.met(met),
	]),
	"from": _from(tally),
})) if {
	limb.test == "assent"
	count(limb.seats) > 0
	joint := {true: " or ", false: " and "}[object.get(limb, "any", false)]
	assenting := _assenting(limb, tally)
	met := count(assenting) >= _assents(limb)
}

_names(codes, tally) := words.parties(object.get(tally, "parties", {}), codes)

# A seat is called by its party where that has no other.
_seat_names(seats, tally) := [object.get(_alone(tally), seat, seat) | some seat in seats]

_alone(tally) := {seat.seat: name |
	some seat in tally.roll
	name := tally.parties[seat.party].name
	count([other | some other in tally.roll; other.party == seat.party]) == 1
}

# What the numbers of votes come from. At a meeting who is present is counted besides.
_from(tally) := object.get(tally, "from", ["opening", "votes"])

_limb_from(limb, tally) := array.concat(_from(tally), ["attendance"]) if {
	limb.of == "present"
	tally.attending
} else := _from(tally)

_first_upper("nobody") := "Nobody"

_first_upper(text) := text if text != "nobody"

_enough(limb, in_favour, base) if {
	limb.test == "at_least"
	in_favour > 0
	in_favour * limb.den >= base * limb.num
}

_enough(limb, in_favour, base) if {
	limb.test == "more_than"
	in_favour * limb.den > base * limb.num
}

_enough(limb, in_favour, _) if {
	limb.test == "count"
	in_favour >= limb.count
}

_titled(limb) := {"title": limb.title} if limb.title

_titled(limb) := {} if not limb.title

_noun(limb) := object.get(limb, "unit", object.get({"weight": "votes by weight"}, limb.by, limb.by))

_required(limb, base, need) := sprintf("%s %s of %s: %s of %s", [
	_tests[limb.test],
	words.fraction(limb.num, limb.den),
	_of_words(limb),
	words.number(need),
	words.number(base),
]) if {
	base > 0
} else := sprintf("%s %s of %s", [_tests[limb.test], words.fraction(limb.num, limb.den), _of_words(limb)])

_threshold(limb, base, need) := sprintf("%s %s of %s is %s", [
	_tests[limb.test],
	words.fraction(limb.num, limb.den),
	_base_words(limb, base),
	words.number(need),
]) if {
	base > 0
} else := "At least 1 must be"

# The number itself that the fraction is taken of, so that it can be worked again.
_base_words(limb, base) := replace(_of_words(limb), "those", sprintf("the %s", [words.number(base)]))

# The option that the votes for are for, where it is not the motion itself.
_option(tally) := sprintf(" %s", [tally.question]) if {
	tally.question != "for"
} else := ""

_tests := {"at_least": "At least", "more_than": "More than"}

# What else is in the number of votes for, or against.
_counting(sides, tally) := concat("", array.concat(
	[text |
		some choice, noun in {"abstain": "an abstention", "absent": "an absence"}
		counts := tally.counts[choice]
		counts != "neither"
		text := sprintf(" (%s counts as %s)", [noun, counts])
	],
	[text | some side in ["for", "against"]; sides.casting[side] > 0; text := sprintf(" (with the casting vote, which is %s)", [side])],
))

_decisive(tally, sides) if {
	not tally.options
	sides.for != sides.against
}

_decisive(tally, _) if count(_leaders(tally.options, tally.positions)) == 1

_score(sides) := sprintf("%s for, %s against", [words.number(sides.for), words.number(sides.against)])

_tie_words(true, sides, _) := "There is no tie." if sides.casting.for + sides.casting.against == 0

_tie_words(true, sides, _) := "The casting vote is for." if sides.casting.for > 0

_tie_words(true, sides, _) := "The casting vote is against." if sides.casting.against > 0

_tie_words(false, _, term) := "It is a tie, so the motion is not carried." if object.get(term, "result", "not_carried") != "no_decision"

_tie_words(false, _, term) := "It is a tie, so there is no decision." if term.result == "no_decision"

_approval_required(term) := "All that answer approve, and nobody rejects" if {
	term.silent == "left_out"
} else := "All approve"

_approved(_, approving, 0, 0) if approving > 0

_approved(term, approving, silent, 0) if {
	approving > 0
	silent > 0
	term.silent == "left_out"
}

_collective_words(true) := "All decided the same."

_collective_words(false) := "They did not all decide the same, so there is no collective decision."

_position_words(position) := object.get({"abstain": "abstained"}, position, position)

_same_decision(positions) if {
	count(positions) == 1
	count(positions & {"abstain", "absent", "recused", "split"}) == 0
}
