# METADATA
# title: Seats
# description: Who takes part in a function, and whose seats vote on a motion with what weight.
package concordat.seats

import data.concordat.calendar
import data.concordat.merger
import data.concordat.money

# METADATA
# title: Participating parties
# description: The codes of the parties that take part in a function, sorted; undefined for a function that is not in the terms.
participants(functions, function) := sort(functions[function].parties)

# METADATA
# title: Established
# description: Holds when a party is a statutory body on that day.
established(party, day) if party.established <= day

# METADATA
# title: Signed as a statutory body
# description: |
#   Holds when a party is established on that day and signed on or after the day
#   of its establishment. What a shadow body signed binds nobody.
signed(party, day) if {
	party.established <= day
	party.signed.version
	_no_earlier(party.signed.time, party.established)
}

# A time of that day, or of a later one, stands after the day as text. One of the
# day before may be of the same day in London.
_no_earlier(time, day) if time >= day

_no_earlier(time, day) if calendar.london_day(time) >= day

# METADATA
# title: Parties that vote
# description: |
#   Of the participating parties those that vote by a route on a day: the
#   established ones, and by the routes open to shadow bodies all of them. Where
#   the term "classes" sorts parties (`of`: codes by class) it says by `votes` what
#   each class has: "always", "never" (non-voting associates), or "when_given", a
#   vote while a decision that gives it is in force that day. A party in no class
#   votes. A party's `seats` are its own, and after a merger as its term says. By
#   what binds nobody votes who has not signed the version in force (see behind).
voters(codes, parties, route, day, terms) := voting if {
	voting := _voting(codes, parties, day, route in terms.establishment.shadow_routes, _without_vote(codes, parties, route, day, terms))
	not merger.keeps_seats
} else := [object.union(party, {"seats": merger.seats(party, day)}) |
	some party in _voting(codes, parties, day, route in terms.establishment.shadow_routes, _without_vote(codes, parties, route, day, terms))
]

# It looks at no motion, so that it is worked out once for many of them.
_voting(codes, parties, day, shadow, without) := [party |
	some code in codes
	party := parties[code]
	_votes(party, shadow, day)
	not without[code]
]

# METADATA
# title: Class of a party
# description: The names of the classes that list a party.
classes_of(code, term) := {class | some class, codes in term.of; code in codes}

# METADATA
# title: Bound by nothing that is decided
# description: |
#   Holds for a party of a class that the term "classes" lists as `unbound`:
#   associates that take part without a vote, or members whom a minister appoints,
#   who vote on what binds others. Such a party need not sign.
unbound(code, term) if {
	some class in term.unbound
	code in term.of[class]
}

# METADATA
# title: Has not signed the version in force
# description: |
#   Holds for a party that signed an earlier version of the agreement than the one
#   under which a motion is put to the vote, or signed that one only since. The term
#   mou_amendment says by `signatures` what follows: "all", which is what holds where
#   it says nothing, that nothing which binds is put to the vote until all have
#   signed; "each" that the others go on without it: it has no vote on what binds,
#   and is bound by none of it. Each body binds itself: what was decided under a
#   version that it signed binds it still. A party that never signed any is waited
#   for in either case.
behind(party, terms) if {
	terms.mou_amendment.signatures == "each"
	not unbound(party.code, object.get(terms, "classes", {}))
	_unsigned(party.signed)
}

_unsigned(signed) if signed.rules != input.mou.rules

_unsigned(signed) if signed.entry > input.motion.opened.entry

_behind(party, route, terms) if {
	behind(party, terms)
	not route in terms.establishment.shadow_routes
}

# METADATA
# title: Not waited for
# description: |
#   Holds for a party that keeps nothing which binds from being put to the vote on a
#   day: it has signed these rules as a statutory body; nothing binds it, so that it has
#   nothing to sign, and it is there; or the others go on without it, for it signed an
#   earlier version (see behind).
ready(_, party, rules, day, _) if {
	party.signed.rules == rules
	data.mou.signed(party, day)
}

ready(code, party, _, day, terms) if {
	unbound(code, object.get(terms, "classes", {}))
	established(party, day)
}

ready(_, party, _, day, terms) if {
	data.mou.signed(party, day)
	behind(party, terms)
}

# METADATA
# title: Seats of a party
# description: |
#   How many seats the term of seats lets a party have: what its class has in
#   `by_class`, of several the most, else `each`.
allowed(code, term, classes) := max(own) if {
	own := {term.by_class[class] | some class in classes_of(code, classes)}
	count(own) > 0
} else := term.each

# METADATA
# title: Days from which a replacement may act
# description: |
#   The first and the last day from which somebody may take over a seat, or deputise
#   for it in another's place, by a notice given on a day. The term of seats has
#   `replacement` {days, most_months}: it takes effect at the end of so many days
#   after the notice, or of a longer period that the notice states, of at most so
#   many months (SI 2011/908 Sch 1 para 1(7): one week, one month). A notice of
#   1 June is in effect from 9 June at the earliest and from 2 July at the latest.
replacement(given, term) := {
	"first": calendar.after(given, term.days + 1),
	"last": calendar.after(calendar.after_months(given, term.most_months), 1),
}

# METADATA
# title: One vote each
# description: Every seat of the parties that vote weighs 1.
one_vote_each(voters) := _roll({[seat.seat, party.code, 1] |
	some party in voters
	some seat in party.seats
})

# METADATA
# title: Weighed by a figure
# description: |
#   The seats of a party share the figure recorded for it as their weight.
#   Undefined while the figure of a party that votes is missing, or where the
#   figures together are beyond what majorities can be worked out by.
weighed_by(voters, figure) := _roll({[seat.seat, party.code, weight] |
	some party in voters
	weights := money.split(party.figures[figure].value, {seat.seat: 1 | some seat in party.seats})
	some seat in party.seats
	weight := weights[seat.seat]
}) if {
	every party in voters {
		party.figures[figure].value > 0
	}
	money.weighable(sum([party.figures[figure].value | some party in voters]))
}

# METADATA
# title: Holder or deputy
# description: Holds when a person may vote from the seat today, as its holder or as a deputy.
may_vote_from(person, seat) if seat.seat in person.seats

may_vote_from(person, seat) if seat.seat in person.deputising

_votes(party, true, _) if party.code

_votes(party, _, day) if party.established <= day

# Most agreements keep nobody from voting.
_without_vote(codes, parties, route, day, terms) := {code |
	terms.mou_amendment.signatures == "each"
	some code in codes
	_behind(parties[code], route, terms)
} | {code |
	classes := terms.classes
	some code in codes
	_voteless(parties[code], day, classes)
}

_voteless(party, day, term) if {
	some class in classes_of(party.code, term)
	not _class_votes(object.get(term, ["votes", class], "never"), party, day)
}

_class_votes("always", _, _)

_class_votes("when_given", party, day) if {
	some given in party.rights
	given.from <= day
	day <= object.get(given, "until", day)
}

_roll(rows) := [{"seat": seat, "party": party, "weight": weight} | some [seat, party, weight] in sort(rows)]
