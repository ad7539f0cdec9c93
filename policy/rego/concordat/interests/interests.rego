# METADATA
# title: Interests
# description: Declared interests, who rules on them, and whom a ruling keeps from voting.
package concordat.interests

import data.concordat.calendar

# METADATA
# title: Declared in time
# description: Holds when an interest was declared within the term of its becoming known.
in_time(interest, term) if {
	calendar.number(calendar.london_day(interest.time)) - calendar.number(interest.known) <= term.days
}

# METADATA
# title: Natures
# description: |
#   The natures that an interest may be declared to have: those that the term
#   "declaration" lists as `natures`, or the four kinds of NHS England's "Managing
#   conflicts of interest: statutory guidance for CCGs" where it lists none.
natures(term) := object.get(term, "natures", ["financial", "professional", "personal", "indirect"])

# METADATA
# title: Ruling by two
# description: |
#   The ruling on an interest for a motion as it stood before an entry: what as
#   many different people as the term asks for have ruled, all of them in an
#   office that rules and none of them the person whose interest it is. The last
#   ruling of each counts; should two stand, the stricter governs. Entries tell
#   what came first, because many may have one time.
by_two(interest, motion, before, term) := strictest if {
	made_before := [made |
		some made in interest.rulings
		made.motion == motion
		made.entry < before
	]
	last := {person: max([made.entry | some made in made_before; made.person == person]) |
		some person in {made.person | some made in made_before}
	}
	counting := [made |
		some made in made_before
		made.entry == last[made.person]
		made.person != interest.person
		_by_office(made, term)
	]
	agreed := {ruling |
		some ruling in {made.ruling | some made in counting}
		count({made.person | some made in counting; made.ruling == ruling}) >= term.people
	}
	some strictest in ["withdraws", "may_speak", "noted"]
	strictest in agreed
	not _stricter(strictest, agreed)
}

# METADATA
# title: Interests that bear on a motion
# description: A person's interests that were declared for the motion or stand for all.
bearing(interests, person, motion) := [interest |
	some interest in interests
	interest.person == person
	object.get(interest, "motion", motion) == motion
]

# METADATA
# title: Ruled so
# description: Holds when one of a person's interests is ruled in one of the given ways before an entry.
ruled(interests, person, motion, before, ways) if {
	some interest in bearing(interests, person, motion)
	data.mou.interest_ruling(interest, motion, before) in ways
}

# METADATA
# title: Awaiting a ruling
# description: Holds while an interest that a person declared for the motion has no effective ruling before an entry.
unruled(interests, person, motion, before) if {
	some interest in bearing(interests, person, motion)
	interest.motion == motion
	not data.mou.interest_ruling(interest, motion, before)
}

_by_office(made, term) if {
	some role in made.roles
	role.role in term.roles
}

_stricter("may_speak", agreed) if "withdraws" in agreed

_stricter("noted", agreed) if count(agreed & {"may_speak", "withdraws"}) > 0
