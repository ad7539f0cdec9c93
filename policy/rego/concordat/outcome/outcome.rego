# METADATA
# title: Outcome
# description: |
#   What votes amount to: which of them stand, what each party's position is,
#   whether the route is open, a quorum present and every majority met, and so the
#   outcome. Nothing here is about money or about who is bound. It is asked for
#   by itself (what would these votes amount to?) and by the conclusion.
#
#   It reads from the input: motion (type, route, function, options, votes,
#   interests, opened, shown), parties, time and entry. The votes of a show of
#   hands are given as votes.
package concordat.outcome

import data.concordat.calendar
import data.concordat.check
import data.concordat.interests
import data.concordat.routes
import data.concordat.voting
import data.concordat.words

# METADATA
# title: Answer
# description: |
#   The outcome, the checks that decide it, and which seats count alike.
#   Undefined when any part can't be worked out.
ruling := {
	"allow": true,
	"outcome": outcome,
	"checks": deciding_checks,
	"alike": alike,
}

# METADATA
# title: Day of the decision
# description: |
#   The day in London on which the motion is decided: that of the meeting at which
#   hands were shown, else that of the close.
day := calendar.london_day(input.motion.shown.at) if {
	input.motion.shown.at
} else := calendar.london_day(input.time)

# METADATA
# title: Participants
# description: The parties that take part in the motion's function, sorted.
participants := data.mou.participants(input.motion.function)

# METADATA
# title: Tally
# description: What the rules of voting count.
tally := object.union(
	{
		"roll": _roll,
		"choices": _choices,
		"positions": positions,
		"left_out": _left_out,
		"speaking": _speaking,
		"question": question,
	},
	{key: options | some key in ["options"]; count(options) > 0},
)

_motion := input.motion

_roll := input.motion.opened.roll

_terms := data.terms

# Votes.

# METADATA
# title: Options
# description: Those that the motion lists instead of for and against; none for most.
options := object.get(_motion, "options", [])

# METADATA
# title: Question
# description: The choice that the motion is carried by, "for" or the option that leads.
question := voting.leading(options, positions) if {
	count(options) > 0
} else := "for"

_may_choose := {"abstain"} | {option | some option in _offered}

_offered := options if count(options) > 0

_offered := ["for", "against"] if count(options) == 0

_choices := {seat: vote.choice | some seat, vote in _standing}

_standing := data.mou.standing_votes([vote |
	some vote in _motion.votes
	_in_time(vote)
	vote.choice in _may_choose
	vote.seat in _seats
	_free(vote)
])

# A show of hands is over when it is recorded.
_in_time(_) if _motion.shown

_in_time(vote) if vote.time < _motion.opened.closes

_seats := {seat.seat | some seat in _roll}

# Votes may be many, so only those of people with an interest ruled on are looked into.
_free(vote) if not vote.person in _ruled_on

_free(vote) if not interests.ruled(_motion.interests, vote.person, _motion.motion, vote.entry, _terms.recusal.rulings)

_ruled_on := {interest.person |
	some interest in _motion.interests
	count(interest.rulings) > 0
}

# How the holder of a seat from which nobody voted is kept from voting, by seat.
_held_back := {seat.seat: ways |
	count(_ruled_on) > 0
	some seat in _roll
	not _standing[seat.seat]
	ways := _ways(seat)
}

_ways(on_roll) := ways if {
	some seat in input.parties[on_roll.party].seats
	seat.seat == on_roll.seat
	seat.holder in _ruled_on
	ways := {way |
		some way in _terms.recusal.rulings
		interests.ruled(_motion.interests, seat.holder, _motion.motion, input.entry, {way})
	}
	count(ways) > 0
}

_left_out := {seat | some seat, _ in _held_back}

_speaking := {seat.party |
	some seat in _roll
	_held_back[seat.seat] == {"may_speak"}
}

# METADATA
# title: Positions
# description: What each participant's votes amount to, by party.
positions := {party: _position(object.get(_seats_of, party, set())) | some party in participants}

_seats_of := {party: seats |
	some party in {seat.party | some seat in _roll}
	seats := {seat.seat | some seat in _roll; seat.party == party}
}

_position(seats) := "recused" if {
	count(seats) > 0
	count(seats - _left_out) == 0
} else := data.mou.position({_choices[seat] | some seat in seats})

# Checks and outcome.

# METADATA
# title: Route
# description: The term of the motion's route, if its type may be decided by it.
route := _terms[_motion.route] if _motion.route in _terms.motions.types[_motion.type].routes

# METADATA
# title: Check of the route
# description: Whether the route is open on the day of the decision.
route_check := check.of({
	"id": "route-date",
	"clause": route.clause,
	"required": sprintf("A decision %s", [routes.dates(route)]),
	"actual": words.date(day),
	"met": met,
	"explain": sprintf("This route is open %s. The decision is made on %s. %s.", [
		routes.dates(route),
		words.date(day),
		words.met(met),
	]),
}) if {
	met := count([true | routes.lawful(route, day)]) == 1
}

_quorum := data.mou.quorum(tally)

_deciding := [data.mou.committees_in_common(tally)] if _motion.route == "committees_in_common"

_deciding := array.concat(data.mou.joint_committee(tally), [data.mou.tie(tally)]) if _motion.route == "joint_committee"

_deciding := array.concat(data.mou.advisory(tally), [data.mou.tie(tally)]) if _motion.route == "advisory"

# METADATA
# title: Deciding checks
# description: Those that the outcome follows from, the route's first.
deciding_checks := array.flatten([route_check, _quorum, _deciding])

# METADATA
# title: Outcome
# description: Carried, not_carried, not_quorate or no_decision.
outcome := "no_decision" if {
	not route_check.met
} else := "not_quorate" if {
	not _quorum.met
} else := "carried" if {
	all_met
	_for_the_question
} else := "not_carried" if {
	count(_deciding) > 0
}

# METADATA
# title: All met
# description: Holds when every majority of the route is met.
all_met if {
	count(_deciding) > 0
	every decided in _deciding {
		decided.met
	}
}

_for_the_question if _motion.route != "committees_in_common"

_for_the_question if {
	every seat in _roll {
		positions[seat.party] == question
	}
}

# Alike.

# METADATA
# title: Seats that count alike
# description: |
#   By seat a text that two seats share only where exchanging their choices
#   changes nothing in any rule: the same weight where votes are weighed, the only
#   seat of its party or of the same party, the same standing under interests.
alike := {seat.seat: concat("|", [_weighed(seat), _own_party(seat), concat("+", sort(object.get(_held_back, seat.seat, set())))]) | some seat in _roll}

_weighed(_) := "1" if not _by_weight

_weighed(seat) := sprintf("%d", [seat.weight]) if _by_weight

_by_weight if {
	some limb in route.majorities
	limb.by == "weight"
}

_own_party(seat) := "" if count(_seats_of[seat.party]) == 1

_own_party(seat) := seat.party if count(_seats_of[seat.party]) > 1
