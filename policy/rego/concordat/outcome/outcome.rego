# METADATA
# title: Outcome
# description: |
#   What votes amount to: which of them stand, what each party's position is,
#   whether the route is open, a quorum present and every majority met, and so the
#   outcome. Nothing here is about money or about who is bound. It is asked for
#   by itself (what would these votes amount to?) and by the conclusion.
#
#   Terms: recusal has the `rulings` that keep a person from voting and may say by
#   `quorum`, for may_speak and for withdraws, whether such a person is "present",
#   "absent" or "left_out" of the number that a quorum is a fraction of; where it
#   says nothing, who may speak is present and who withdraws is absent. abstention
#   and absence may say what they count as (`counts`: neither, against or for); a
#   recusal never counts as an absence. all_conflicted says what happens once
#   everybody, or everybody of a `class`, is kept from voting: with a `quorum` of
#   their own those who are left decide, without one nobody does, and `decides`
#   says who decides instead.
#
#   It reads from the input: motion (type, route, function, options, votes,
#   interests, opened, shown), parties, time and entry. The votes of a show of
#   hands are given as votes.
package concordat.outcome

import data.concordat.check
import data.concordat.impact
import data.concordat.interests
import data.concordat.leads
import data.concordat.merger
import data.concordat.options as choosing
import data.concordat.parties
import data.concordat.routes
import data.concordat.seats
import data.concordat.voting
import data.concordat.words

# METADATA
# title: Answer
# description: |
#   The outcome, the checks that decide it, which seats, and which parties of several
#   seats, count alike, and how many further votes it takes at least to carry the
#   motion, where that can be told; of a question that is `brief` the outcome alone.
#   Undefined when any part can't be worked out.
ruling := {"allow": true, "outcome": outcome} if {
	input.brief
} else := object.union_n([
	{
		"allow": true,
		"outcome": outcome,
		"checks": deciding_checks,
		"alike": alike,
	},
	{key: _least | some key in ["least"]; _least > 0},
	{key: _whole | some key in ["whole"]; count(_whole) > 0},
])

# METADATA
# title: Day of the decision
# description: |
#   The day in London on which the motion is decided: that of the meeting at which
#   hands were shown, else that of the close.
day := parties.day

# METADATA
# title: Participants
# description: The parties that take part in the motion's function on that day, sorted.
participants := data.mou.participants(input.motion.function)

# METADATA
# title: Tally
# description: What the rules of voting count.
tally := object.union_n([
	{
		"roll": _roll,
		"choices": _choices,
		"positions": positions,
		"left_out": _left_out,
		"speaking": {party | some seat in _speaking; some party; _roll[_] = {"seat": seat, "party": party, "weight": _}},
		"speaking_seats": _speaking,
		"question": question,
		"parties": input.parties,
	},
	_meeting,
	_besides,
])

# What only some agreements, and some motions, have.
_besides.from := ["opening", "votes", "interests"] if count(_left_out) > 0

_besides.brief if input.brief

_besides.options := options if count(options) > 0

_besides.classes := _terms.classes.of

_besides.blocs := _terms.blocs.of

_besides.bloc_majority := _terms.blocs.majority

_besides.counts := _counts if count(_counts) > 0

_besides.casting := {"by": _terms.tie.by, "choice": _casting}

_besides.uncounted := _uncounted if count(_uncounted) > 0

_motion := input.motion

_roll := input.motion.opened.roll

_terms := data.terms

_type := data.terms.motions.types[input.motion.type]

# Votes.

# METADATA
# title: Options
# description: Those that the motion lists instead of for and against; none for most.
options := object.get(_motion, "options", [])

# METADATA
# title: Question
# description: The choice that the motion is carried by, "for" or the option that wins or leads.
question := choosing.question(_rounds) if {
	_rounds
} else := voting.leading(options, positions) if {
	count(options) > 0
} else := "for"

_may_choose := {"for", "against", "abstain"} if {
	count(options) == 0
} else := {"abstain"} | {option | some option in options}

# Of a vote whose choice falls out the next that still stands is its choice.
_choices := object.union(_first_choices, choosing.choices(_rounds, _preferences)) if {
	_terms.options.method == "elimination"
	_rounds
} else := _first_choices

_first_choices := {seat: choice | choice := _standing[seat].choice}

_preferences := {seat: array.concat([vote.choice], object.get(vote, "then", [])) |
	some seat, vote in _standing
	vote.choice != "abstain"
}

# Committees in common each choose for themselves.
_rounds := data.mou.rounds(
	object.union(
		{"roll": _roll, "options": options},
		{key: {"choice": _casting} | some key in ["casting"]; _casting},
	),
	_preferences,
) if {
	count(options) > 0
	form in _by_majorities
}

# The forms that count majorities.
_by_majorities := {"advisory", "joint", "lead", "statutory"}

_standing := data.mou.standing_votes(_confirmed_votes)

# A vote that the secretary recorded, and that nobody has confirmed, counts only where
# the term recorded_votes says so.
_confirmed_votes := _free_votes if {
	not data.terms.recorded_votes
} else := data.mou.recorded_votes(_free_votes)

# Votes may be many, so only those of people with an interest ruled on are looked into.
_free_votes := _valid_votes if {
	count(_ruled_on) == 0
} else := [vote |
	some vote in _valid_votes
	_free(vote)
]

# All of them, as a rule, which is told without going through them one by one.
_valid_votes := votes if {
	votes := _motion.votes
	times := [time | time := votes[_].time]
	count(times) == count(votes)
	max(times) < _until
	count({choice | choice := votes[_].choice} - _may_choose) == 0
	count({seat | seat := votes[_].seat} - _seats) == 0
} else := [vote |
	until := _until
	offered := _may_choose
	seated := _seats
	some vote in _motion.votes
	vote.time < until
	offered[vote.choice]
	seated[vote.seat]
]

# A show of hands is over when it is recorded.
_until := "9999" if {
	_motion.shown
} else := _motion.opened.closes

_seats := {seat | seat := _roll[_].seat}

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
	ways := _ways(_holder(seat))
	count(ways) > 0
}

_holder(on_roll) := seat.holder if {
	some seat in merger.seats(input.parties[on_roll.party], day)
	seat.seat == on_roll.seat
}

_ways(person) := {way |
	person in _ruled_on
	some way in _terms.recusal.rulings
	interests.ruled(_motion.interests, person, _motion.motion, input.entry, {way})
}

_left_out := {seat | some seat, _ in _held_back}

# Whom an interest leaves in the room, whom it takes out of the number that a
# quorum is measured against, by the stricter of what binds them.
_speaking := {seat | some seat, ways in _held_back; _in_quorum(ways) == "present"}

_uncounted := {seat | some seat, ways in _held_back; _in_quorum(ways) == "left_out"}

_in_quorum(ways) := object.get(_terms.recusal, ["quorum", "withdraws"], "absent") if {
	"withdraws" in ways
} else := object.get(_terms.recusal, ["quorum", "may_speak"], "present")

_meeting := {"attending": [present |
	some present in _motion.shown.present
	present.seat in _seats
	_stays(_ways(present.person))
]} if {
	_motion.shown.present
} else := {"people": {seat.seat: _person(seat) | some seat in _roll}} if {
	_by_people
} else := {}

_stays(ways) if count(ways) == 0

_stays(ways) if {
	count(ways) > 0
	_in_quorum(ways) == "present"
}

_person(seat) := _standing[seat.seat].person if {
	_standing[seat.seat].person
} else := _holder(seat) if {
	seat.seat in _speaking
}

_counts := {choice: _terms[name].counts |
	some choice, name in {"abstain": "abstention", "absent": "absence"}
	_terms[name].counts
}

# The casting vote of whoever presided, or of the chair between meetings: the last.
_casting := _motion.shown.casting if {
	_terms.tie.casting
	_motion.shown.casting
} else := cast if {
	_terms.tie.casting
	last := max([vote.entry | some vote in _standing; vote.casting])
	some vote in _standing
	vote.entry == last
	cast := vote.casting
}

# METADATA
# title: Counted votes
# description: The entries that hold the votes that stand, sorted; one for all hands shown.
counted := sort({vote.entry | some _, vote in _standing})

# METADATA
# title: Positions
# description: What each participant's votes amount to, by party.
positions := {party: amounts_to[object.get(cast, party, set())] |
	cast := _cast
	amounts_to := {choices: data.mou.position(choices) | some choices in ({set()} | {choices | choices := cast[_]})}
	some party in participants
} if {
	count(_left_out) == 0
} else := {party: _position(object.get(_seats_of, party, set())) | some party in participants}

# By party what was chosen from its seats, most of which are a party's only one.
_cast := {party: {choice} |
	choices := _choices
	_roll[_] = {"seat": seat, "party": party, "weight": _}
	choice := choices[seat]
} if {
	count({party | party := _roll[_].party}) == count(_roll)
} else := {party: choices |
	some party, of_party in _seats_of
	choices := {choice | some seat in of_party; choice := _choices[seat]}
}

_seats_of := {party: of_party |
	some party in {code | code := _roll[_].party}
	of_party := {seat | some seat; _roll[_] = {"seat": seat, "party": party, "weight": _}}
}

_position(of_party) := "recused" if {
	count(of_party) > 0
	count(of_party - _left_out) == 0
} else := data.mou.position({_choices[seat] | some seat in of_party})

# Checks and outcome.

# METADATA
# title: Route
# description: The term of the motion's route, if its type may be decided by it.
route := _terms[_motion.route] if _motion.route in _type.routes

# METADATA
# title: Form
# description: How the motion's route decides (package routes).
form := routes.form(_motion.route, route)

# METADATA
# title: Check of the route
# description: Whether the route is open on the day of the decision.
route_check := {"id": "route-date", "met": met} if {
	input.brief
	met := count([true | routes.lawful(route, day)]) == 1
} else := _route_check(route, day)

_route_check(term, on) := check.of({
	"id": "route-date",
	"clause": term.clause,
	"required": sprintf("A decision %s", [routes.dates(term)]),
	"actual": words.date(on),
	"met": met,
	"explain": sprintf("This route is open %s. The decision is made on %s. %s.", [
		routes.dates(term),
		words.date(on),
		words.met(met),
	]),
	"from": ["opening"],
}) if {
	met := count([true | routes.lawful(term, on)]) == 1
}

# METADATA
# title: Lead
# description: The lead in force for the motion's function on that day; undefined without one.
lead := leads.in_force(object.get(input, "leads", []), _motion.function, day)

# What must hold for the board to decide at all, shown where it does not.
_barriers := array.concat(_no_lead, _nobody_free)

_no_lead := [check.unmet({
	"id": "lead-in-force",
	"clause": route.clause,
	"required": sprintf("A lead for %s", [_motion.function]),
	"actual": "None",
	"explain": sprintf("No lead is in force for %s on %s, so that nobody decides.", [_motion.function, words.date(day)]),
	"from": ["opening"],
}) |
	form == "lead"
	not lead
]

_nobody_free := [check.unmet({
	"id": "all-conflicted",
	"clause": _terms.all_conflicted.clause,
	"required": "Somebody who may vote",
	"actual": sprintf("All of %s have a conflict of interest", [words.counted(count(_conflicted), "seat", "seats")]),
	"explain": sprintf("Everybody concerned is kept from voting by an interest. %s", [_terms.all_conflicted.decides]),
	"from": ["opening", "interests"],
}) |
	count(_conflicted) > 0
	not _terms.all_conflicted.quorum
]

# The seats of the term, if all of them are kept from voting; else none.
_conflicted := set() if {
	not _terms.all_conflicted
} else := concerned if {
	concerned := {seat.seat | some seat in _roll; _concerned(seat.party)}
	count(concerned - _left_out) == 0
} else := set()

_concerned(_) if {
	_terms.all_conflicted
	not _terms.all_conflicted.class
}

_concerned(party) if count(seats.classes_of(party, _terms.classes) & {class | some class in _terms.all_conflicted.class}) > 0

# METADATA
# title: Quorum's term
# description: |
#   By which the motion's quorum is reckoned: that of the term "all_conflicted" once
#   everybody whom it names is kept from voting, its type's, its route's, or the
#   agreement's own.
quorum_term := object.union({"clause": _terms.all_conflicted.clause}, _terms.all_conflicted.quorum) if {
	_terms.all_conflicted.quorum
	count(_conflicted) > 0
} else := object.union({"clause": _terms.quorum.clause}, _type.quorum) if {
	_type.quorum
} else := object.union({"clause": _terms.quorum.clause}, route.quorum) if {
	route.quorum
} else := _terms.quorum

_quorum := data.mou.quorum(quorum_term, tally)

# What must be met, in the form of the route; a type's own majorities before it.
_deciding := [data.mou.collective(route, tally)] if form == "in_common"

_deciding := [data.mou.approval(route, tally)] if form == "coordinating"

_deciding := array.concat(data.mou.majorities(_majorities, tally), [data.mou.tie(tally)]) if {
	form in _by_majorities
	not _rounds
}

_deciding := array.concat(choosing.checks(_terms.options, {"options": options}, _rounds), _confirming) if _rounds

_confirming := data.mou.majorities(_majorities, tally) if {
	not _terms.options.alone
} else := []

_majorities := {"clause": object.get(_type, "clause", route.clause), "majorities": [_standing_limb(limb) | some limb in _type.majorities]} if {
	_type.majorities
} else := {"clause": route.clause, "majorities": [_standing_limb(limb) | some limb in route.majorities]}

# Fixed numbers stand, are based anew or lapse when parties merge.
_standing_limb(limb) := limb if {
	limb.test != "count"
	not limb.losers
}

_standing_limb(limb) := object.union(limb, {"parties": losers}) if {
	limb.losers
	input.motion.impact
}

# Who loses is not told from silence.
_standing_limb(limb) := object.union(limb, {"test": "unstated"}) if {
	limb.losers
	not input.motion.impact
}

_standing_limb(limb) := object.union(limb, {"count": stands}) if {
	limb.test == "count"
	stands := merger.fixed_count(limb.count, _motion.function, day)
}

_standing_limb(limb) := object.union(limb, {"test": "lapsed"}) if {
	limb.test == "count"
	not merger.fixed_count(limb.count, _motion.function, day)
}

# METADATA
# title: Losers
# description: The parties whose lines of the impact statement come to a loss in any year, before any risk share, in order of code; none without a statement.
losers := sort({party | some by_party in impact.net(input.motion.impact.lines); some party, pence in by_party; pence > 0}) if {
	input.motion.impact
} else := []

# METADATA
# title: Deciding checks
# description: Those that the outcome follows from, the route's first.
deciding_checks := array.flatten([route_check, _barriers, _quorum, _deciding])

# METADATA
# title: Outcome
# description: Carried, not_carried, not_quorate or no_decision.
outcome := "no_decision" if {
	not route_check.met
} else := "no_decision" if {
	count(_barriers) > 0
} else := "not_quorate" if {
	not _quorum.met
} else := "carried" if {
	all_met
	_for_the_question
} else := data.mou.tied(tally) if {
	_tie
} else := "not_carried" if {
	count(_deciding) > 0
}

_tie if {
	some decided in _deciding
	decided.id == "tie"
	not decided.met
}

_tie if {
	last := _rounds[count(_rounds) - 1]
	last.won == ""
	count(last.leaders) > 1
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

_for_the_question if form != "in_common"

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
#   seat of its party or of the same party, in the same classes, blocs and lists of
#   the terms, of the same person where people are counted and one is in several
#   seats, and of the same standing under interests and at the meeting.
alike := {seat.seat: object.get(_shared, seat.party, "") | some seat in _roll} if {
	_nothing_told_apart
} else := {seat.seat: concat("|", array.flatten([object.get(_shared, seat.party, ""), _weighed(seat), _held(seat), _member(seat), _of_person(seat), _there(seat)])) |
	some seat in _roll
}

_nothing_told_apart if {
	not _by_weight
	not _by_people
	count(_held_back) == 0
	count(_groups) == 0
	not _meeting.attending
}

# Parties with more than one seat, whose seats count as one position: of no
# account where nothing counts parties.
_shared := {party: party | some party, of_party in _seats_of; count(of_party) > 1} if {
	_by_parties
} else := {}

# Parties of several seats change places where all their seats could, one for one,
# and as much has been voted from them.
_whole := {party: sprintf("%v", [marks]) |
	some party in _shared
	marks := sort([[_weighed(seat), _held(seat), _member(seat), _of_person(seat), _there(seat), _said(seat.seat)] |
		some seat in _roll
		seat.party == party
	])
}

_said(seat) := [[vote.choice, object.get(vote, "then", []), object.get(vote, "casting", "")] | vote := _standing[seat]]

_by_parties if form in {"in_common", "coordinating"}

_by_parties if count(options) > 0

_by_parties if _terms.tie.by == "parties"

_by_parties if {
	some limb in array.concat(_limbs, _quorum_limbs)
	object.get(limb, "by", "parties") == "parties"
}

_limbs := array.flatten([_majorities_listed, [limb | limb := _terms.blocs.majority], [limb | limb := _terms.options]])

_majorities_listed := _majorities.majorities if {
	form in _by_majorities
} else := []

_quorum_limbs := object.get(quorum_term, "each", [quorum_term])

_weighed(seat) := [sprintf("%d", [seat.weight]) | _by_weight; some _ in [seat]]

_by_weight if {
	some limb in _limbs
	limb.by == "weight"
}

_held(seat) := sort(object.get(_held_back, seat.seat, set()))

# Classes and blocs are of account where something that decides reads them.
_groups := array.concat([{code | some code in codes} | some codes in _lists], [{code | some code in codes} |
	some name, read in {"classes": _classes_read, "blocs": _blocs_read}
	some group in read
	codes := _terms[name].of[group]
])

_classes_read := {class | some limb in array.concat(_limbs, _quorum_limbs); some class in limb.class} | {class | some class in _terms.all_conflicted.class}

_blocs_read := {bloc |
	some limb in _limbs
	limb.by == "blocs"
	some bloc, _ in _terms.blocs.of
}

_lists := [codes |
	some limb in array.concat(_limbs, _quorum_limbs)
	some key in ["among", "parties", "seats", "named"]
	codes := limb[key]
]

_member(seat) := [sprintf("in %d", [i]) |
	some i, group in _groups
	count(group & {seat.seat, seat.party}) > 0
]

_by_people if {
	some limb in _quorum_limbs
	limb.by == "people"
}

# Who is in no other seat counts as anybody does.
_of_person(seat) := sort([person |
	_by_people
	some person in _people_of[seat.seat]
	count({other | some other, people in _people_of; person in people}) > 1
])

_people_of[seat.seat] contains person if {
	some seat in _roll
	person := _holder(seat)
}

_people_of[seat] contains vote.person if some seat, vote in _standing

_there(seat) := [present.person |
	some present in _meeting.attending
	present.seat == seat.seat
]

# Fewer further votes than this have no quorum. Where somebody is held back, whose
# deputy may yet vote, or hands are shown, nothing is said.
_least := data.mou.quorum_missing(quorum_term, tally) if {
	count(_held_back) == 0
	not _motion.shown
} else := 0
