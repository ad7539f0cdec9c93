# METADATA
# title: The floor
# description: |
#   What is put at a meeting: amendments, motions taken in parts, and shows of
#   hands. A hand is shown for a seat on the roll by whoever attends for it and is
#   present at the item, if no interest keeps that person from voting.
#
#   The terms that it reads:
#
#   - hands: shows of hands, and their confirmation. A record of hands holds one of
#     every seat on the roll that is present at the item and free to vote. It stands
#     by approved minutes (package sitting), or once all of these hands, with any
#     order of preference, are confirmed, each by the person who showed it, and any
#     casting vote by whoever presided; and never while a seat on the roll denies it.
#   - amendments {majorities}: by which an amendment is carried, in the form of
#     those of a route.
#   - tie {casting}: "chair" where whoever presides has a casting vote.
package concordat.floor

import data.concordat.calendar
import data.concordat.check
import data.concordat.interests
import data.concordat.merger
import data.concordat.outcome
import data.concordat.people
import data.concordat.sitting
import data.concordat.voting
import data.concordat.words

# METADATA
# title: Passes
# description: Holds when the statement in the input passes the check of that name.
passes(name) if _passes[name]

# METADATA
# title: Reason
# description: The unmet check of that name, in words.
reason(name) := check.unmet(_reasons[name])

# METADATA
# title: Effect
# description: |
#   What a ruling that allows a confirmation says besides: that the hands now stand.
#   Every seat that was present at the item, is on the roll and may vote has a hand;
#   all hands, and a casting vote, are confirmed; and no seat denies them.
effect := {"effect": true} if {
	input.kind == "hand.confirmed"
	shown := _motion.shown
	count({hand.seat | some hand in shown.hands} - _confirmed) == 0
	object.get(shown, "denied", []) == []
	_casting_confirmed
	sitting.without_hand(object.get(shown, "present", []), _motion.opened.roll, shown.hands, _motion) == []
} else := {}

_confirmed := {seat | some seat in _motion.shown.confirmed} | {seat | seat := input.body.seat}

_casting_confirmed if not _motion.shown.casting

_casting_confirmed if _motion.shown.casting_confirmed

_casting_confirmed if input.body.casting == _motion.shown.casting

_terms := data.terms

_meeting := input.meeting

_motion := input.motion

_item := input.body.item

_hands := input.body.hands

_roll := input.body.roll

_day := calendar.london_day(_meeting.starts)

# The motion before the meeting.

_passes["motion_before_meeting"] if {
	_motion.meeting == _meeting.meeting
	_motion.item == _item
	is_array(_meeting.deferred)
	not _item in _meeting.deferred
}

_reasons["motion_before_meeting"] := {
	"id": "not-on-agenda",
	"clause": _terms.agenda.clause,
	"required": sprintf("A motion on the agenda of %s at item %s that was not put off", [_meeting.meeting, _item]),
	"actual": sprintf("%s is not", [_motion.motion]),
	"explain": sprintf("%s does not stand on the agenda of %s at item %s, or was put off. Only what notice was given of is put at a meeting.", [
		_motion.motion,
		_meeting.meeting,
		_item,
	]),
}

_passes["motion_undecided"] if _motion.status == "notice"

_reasons["motion_undecided"] := {
	"id": "closed-motion",
	"clause": _terms.amendments.clause,
	"required": "A motion on which no hands were shown",
	"actual": sprintf("It is %s", [words.standing(_motion.status)]),
	"explain": sprintf("%s is %s: it can no longer be amended or divided.", [_motion.motion, words.standing(_motion.status)]),
}

# A show of hands may be recorded again, to correct it, until it stands.
_passes["may_be_shown"] if {
	_motion.status == "notice"
	_meeting.stage == "called"
}

_passes["may_be_shown"] if {
	_motion.status == "shown"
	_motion.shown.meeting == _meeting.meeting
	_meeting.stage in {"called", "ended"}
}

_reasons["may_be_shown"] := {
	"id": "not-before-meeting",
	"clause": _terms.hands.clause,
	"required": "A motion on notice at a meeting that has not ended, or one shown at it whose minutes are not approved",
	"actual": sprintf("A motion that is %s, at a meeting that is %s", [words.standing(_motion.status), _meeting.stage]),
	"explain": sprintf("%s is %s and %s is %s. Hands are shown before the meeting ends, and corrected until its minutes are approved.", [
		_motion.motion,
		words.standing(_motion.status),
		_meeting.meeting,
		_meeting.stage,
	]),
}

_passes["noticed_for_meeting"] if {
	_motion.notice.meeting == _meeting.meeting
	data.mou.notice(calendar.london_day(_motion.notice.given), _day)
}

_reasons["noticed_for_meeting"] := {
	"id": "notice",
	"clause": _terms.notice.clause,
	"required": sprintf("%s: in hand by %s", [calendar.notice_in_words(_terms.notice), words.date(last)]),
	"actual": words.date(calendar.london_day(_motion.notice.given)),
	"explain": sprintf("A meeting on %s needs %s' notice of a motion, in hand by %s. Notice of the present text of %s was given on %s. Defer it to another meeting.", [
		words.date(_day),
		calendar.notice_in_words(_terms.notice),
		words.date(last),
		_motion.motion,
		words.date(calendar.london_day(_motion.notice.given)),
	]),
} if {
	last := calendar.in_hand_by(_day, _terms.notice)
}

# Hands.

_passes["hands_on_roll"] if {
	is_array(_hands)
	count(_hands) == count({hand.seat | some hand in _hands})
	count(_off_roll) == 0
}

_off_roll := [hand.seat |
	some hand in _hands
	not hand.seat in {seat.seat | some seat in _roll}
]

_reasons["hands_on_roll"] := {
	"id": "no-seat",
	"clause": _terms.hands.clause,
	"required": sprintf("Hands from seats on the roll of %s, one each", [words.counted(count(_roll), "seat", "seats")]),
	"actual": sprintf("%s from %s; not on the roll: %s", [
		words.counted(count(_hands), "hand", "hands"),
		words.counted(count({hand.seat | some hand in _hands}), "seat", "seats"),
		words.list(_off_roll),
	]),
	"explain": sprintf("Each seat on the roll shows one hand: here are %s from %s, and these seats are not on the roll: %s.", [
		words.counted(count(_hands), "hand", "hands"),
		words.counted(count({hand.seat | some hand in _hands}), "seat", "seats"),
		words.list(_off_roll),
	]),
}

_passes["hands_of_present"] if {
	is_array(_hands)
	count(_unseen) == 0
}

_unseen := [hand.seat |
	some hand in _hands
	not _seen(hand)
]

_seen(hand) if {
	some attendee in sitting.from_seats(_meeting, _item)
	attendee.seat == hand.seat
	attendee.person == hand.person
}

_reasons["hands_of_present"] := {
	"id": "not-present",
	"clause": _terms.hands.clause,
	"required": sprintf("Hands of those who attend for their seat and are present at item %s", [_item]),
	"actual": sprintf("Not so: %s", [words.seats(_unseen)]),
	"explain": sprintf("By the attendance recorded nobody, or somebody else, was present at item %s for %s. Record the attendance first.", [_item, words.seats(_unseen)]),
}

# Whoever is there and may vote has a hand, if only to abstain: else whoever keeps
# the record would choose whose count.
_passes["hands_whole"] if {
	is_array(_hands)
	count(_missing) == 0
}

_missing := sitting.without_hand(sitting.from_seats(_meeting, _item), _roll, _hands, _motion)

_reasons["hands_whole"] := {
	"id": "hands-missing",
	"clause": _terms.hands.clause,
	"required": sprintf("A hand, an abstention included, of every seat present at item %s and free to vote", [_item]),
	"actual": sprintf("None of %s", [words.seats(_missing)]),
	"explain": sprintf("By the attendance recorded somebody was present at item %s for %s and free to vote, and has no hand. Record one of each, an abstention included.", [_item, words.seats(_missing)]),
}

_passes["confirmed_kept"] if {
	is_array(_hands)
	count(_dropped) == 0
}

_dropped := [seat |
	some seat in object.get(_motion, ["shown", "confirmed"], [])
	not seat in {hand.seat | some hand in _hands}
]

_reasons["confirmed_kept"] := {
	"id": "hands-shown",
	"clause": _terms.hands.clause,
	"required": "A hand of every seat that has confirmed one",
	"actual": sprintf("None of seat %s", [words.list(_dropped)]),
	"explain": sprintf("Seat %s has confirmed that it showed a hand, and this record has none of it.", [words.list(_dropped)]),
}

_passes["hands_free"] if {
	is_array(_hands)
	is_array(_motion.interests)
	count(_recused) == 0
}

_recused := [hand.seat |
	some hand in _hands
	_kept_from_voting(hand.person)
]

_kept_from_voting(person) if interests.ruled(_motion.interests, person, _motion.motion, input.entry, _terms.recusal.rulings)

_reasons["hands_free"] := {
	"id": "recused",
	"clause": _terms.recusal.clause,
	"required": "No hand of a person who may only speak, or withdraws",
	"actual": sprintf("Not so: seat %s", [words.list(_recused)]),
	"explain": sprintf("An interest was ruled on, and the person for seat %s does not vote on %s. A deputy without such an interest may.", [words.list(_recused), _motion.motion]),
}

_passes["hands_ruled"] if {
	is_array(_hands)
	is_array(_motion.interests)
	count(_awaiting) == 0
}

_awaiting := [hand.seat |
	_terms.interest_rulings.wait
	some hand in _hands
	interests.unruled(_motion.interests, hand.person, _motion.motion, input.entry)
]

_reasons["hands_ruled"] := {
	"id": "interest-unruled",
	"clause": _terms.interest_rulings.clause,
	"required": "A ruling on each interest declared for this motion",
	"actual": sprintf("None yet: seat %s", [words.list(_awaiting)]),
	"explain": sprintf("The person for seat %s declared an interest in %s and votes only once %d people have ruled on it.", [
		words.list(_awaiting),
		_motion.motion,
		_terms.interest_rulings.people,
	]),
}

_passes["hands_offered"] if {
	is_array(_hands)
	count(_offered) > 0
	count(_unoffered) == 0
}

_offered := ["for", "against", "abstain"] if {
	input.kind == "amendment.put"
} else := array.concat(object.get(_motion, "options", ["for", "against"]), ["abstain"])

_unoffered := [hand.choice |
	some hand in _hands
	not _chosen(hand)
]

_chosen(hand) if {
	hand.choice in _offered
	not hand.then
}

# An order of preference counts only by elimination.
_chosen(hand) if {
	_terms.options.method == "elimination"
	order := array.concat([hand.choice], hand.then)
	count(order) == count({choice | some choice in order})
	every choice in order {
		choice in _motion.options
	}
}

_reasons["hands_offered"] := {
	"id": "choice",
	"clause": _terms.hands.clause,
	"required": sprintf("One of %s", [concat(", ", _offered)]),
	"actual": concat(", ", _unoffered),
	"explain": sprintf("%s offers: %s. Not so: %s.", [_motion.motion, concat(", ", _offered), concat(", ", _unoffered)]),
}

# Without a vote all who are there and free to vote agree.
_passes["agreed_without_vote"] if input.body.without_vote == false

_passes["agreed_without_vote"] if {
	input.body.without_vote
	not input.body.casting
	{hand.seat | some hand in _hands} == _agreeing
	every hand in _hands {
		hand.choice == "for"
	}
}

_agreeing := {attendee.seat |
	some attendee in sitting.from_seats(_meeting, _item)
	some seat in _roll
	seat.seat == attendee.seat
	not _kept_from_voting(attendee.person)
}

_reasons["agreed_without_vote"] := {
	"id": "without-vote",
	"clause": _terms.hands.clause,
	"required": sprintf("A hand for the motion from each of %s present and free to vote", [words.counted(count(_agreeing), "seat", "seats")]),
	"actual": sprintf("%d for, of %s", [
		count([hand | some hand in _hands; hand.choice == "for"]),
		words.counted(count(_hands), "hand", "hands"),
	]),
	"explain": sprintf("Agreed without a vote means that all present and free to vote are for it: %s, and %d for it are recorded, of %s. Otherwise take a show of hands.", [
		words.counted(count(_agreeing), "seat", "seats"),
		count([hand | some hand in _hands; hand.choice == "for"]),
		words.counted(count(_hands), "hand", "hands"),
	]),
}

_passes["casting_allowed"] if {
	is_array(_hands)
	not input.body.casting
}

_passes["casting_allowed"] if {
	_terms.tie.casting == "chair"
	input.body.casting in _offered
	input.body.casting != "abstain"
	_equal
	count(sitting.presiding(_meeting, _item)) == 1
}

# Where options are counted in rounds, a tie shows only in the last of them.
_equal if {
	_motion.options
	_terms.options.method == "elimination"
}

_equal if voting.tie(_terms.tie, _put_tally).met == false

_put_tally := _tally if {
	not _motion.options
} else := object.union(_tally, {"options": _motion.options, "question": voting.leading(_motion.options, _tally.positions)})

_reasons["casting_allowed"] := {
	"id": "casting",
	"clause": _terms.tie.clause,
	"required": _casting_words,
	"actual": sprintf("%s, casting %s", [_shown_words, input.body.casting]),
	"explain": sprintf("%s. Here the hands are %s.", [_casting_words, _shown_words]),
}

_shown_words := concat(", ", [sprintf("%d %s", [n, choice]) |
	some choice in _offered
	n := count([hand | some hand in _hands; hand.choice == choice])
])

_casting_words := "Whoever presides has a casting vote, for what the motion offers, where the hands are equal" if {
	_terms.tie.casting == "chair"
} else := "Nobody has a casting vote"

_passes["hand_as_shown"] if {
	_current
	some hand in _motion.shown.hands
	hand.seat == input.body.seat
	hand.person == input.author.person
	hand.choice == input.body.choice
	object.get(hand, "then", []) == object.get(input.body, "then", [])
	not input.body.seat in _motion.shown.confirmed
	is_array(_motion.shown.confirmed)
}

# Whoever presided without a hand of their own confirms the casting vote alone.
_passes["hand_as_shown"] if {
	_current
	not input.body.seat
	input.body.casting
}

_current if {
	_motion.status == "shown"
	_motion.shown.id == input.body.shown
}

_passes["casting_as_shown"] if {
	_current
	not input.body.casting
}

_passes["casting_as_shown"] if {
	_current
	input.body.casting == _motion.shown.casting
	input.author.person == _motion.shown.presided
}

_reasons["casting_as_shown"] := {
	"id": "casting",
	"clause": _terms.tie.clause,
	"required": "The casting vote that is recorded, confirmed by whoever presided",
	"actual": input.body.casting,
	"explain": sprintf("A casting vote is confirmed as it was recorded, by whoever presided. The show of hands that stands on %s has no casting vote %s of the author's.", [
		_motion.motion,
		input.body.casting,
	]),
}

_passes["hand_deniable"] if {
	_current
	input.seat.seat == input.body.seat
	input.body.seat in {seat.seat | some seat in _motion.opened.roll}
	_sits
}

_sits if input.seat.holder == input.author.person

_sits if input.author.person in input.seat.deputies

_reasons["hand_deniable"] := {
	"id": "no-seat",
	"clause": _terms.hands.clause,
	"required": sprintf("The holder of seat %s or a deputy, on the day of the meeting, and a seat on the roll", [input.body.seat]),
	"actual": "Neither, or another show of hands",
	"explain": sprintf("Hands that are recorded wrongly are denied before they stand, by the holder or a deputy of a seat on the roll of %s.", [_motion.motion]),
}

_reasons["hand_as_shown"] := {
	"id": "hand",
	"clause": _terms.hands.clause,
	"required": "The hand that stands for the seat, confirmed once by the person who showed it",
	"actual": sprintf("Seat %s, %s", [input.body.seat, input.body.choice]),
	"explain": sprintf("A hand is confirmed once, as it was recorded, by the person who showed it, before the minutes are approved. The show of hands that stands on %s has no such hand of the author's for seat %s. If the record is wrong, deny it or ask the secretary to correct it.", [
		_motion.motion,
		input.body.seat,
	]),
}

# Amendments.

_passes["amendment_author"] if people.has_role(input.author, {"secretary"})

_passes["amendment_author"] if input.author.person in _from_seat(input.body.by)

_reasons["amendment_author"] := {
	"id": "not-mover",
	"clause": _terms.amendments.clause,
	"required": sprintf("The secretary, or whoever is present for seat %s", [input.body.by]),
	"actual": "Neither",
	"explain": sprintf("An amendment moved from seat %s is stated by whoever is present for it, or recorded by the secretary.", [input.body.by]),
}

_from_seat(seat) := {attendee.person |
	some attendee in sitting.from_seats(_meeting, _item)
	attendee.seat == seat
}

_passes["amendment_seat"] if count(_from_seat(input.body.by)) > 0

_reasons["amendment_seat"] := {
	"id": "not-present",
	"clause": _terms.amendments.clause,
	"required": sprintf("Somebody present for seat %s at item %s", [input.body.by, _item]),
	"actual": "Nobody",
	"explain": sprintf("An amendment is moved from a seat that is present. By the attendance recorded nobody is present for seat %s at item %s.", [input.body.by, _item]),
}

# What an amendment on the floor may change; the rest of a motion stays as noticed.
_of_floor := {"title", "text", "reasons", "rejected", "conditions"}

_of_motion := {
	"motion", "type", "route", "function", "options", "pool", "lead", "risk_share", "varies", "papers", "amends", "rights", "prolongs",
	"lapses",
}

_all_of_motion := _of_motion | _of_floor

_passes["amendment_within_notice"] if {
	is_object(input.body.to)
	_motion.motion
	count(_turned) == 0
}

_turned := sort([part |
	some part in ((_of_motion | object.keys(input.body.to)) - _of_floor)
	object.get(input.body.to, part, null) != object.get(_motion, part, null)
])

_reasons["amendment_within_notice"] := {
	"id": "amendment",
	"clause": _terms.amendments.clause,
	"required": "Only another title, text, reasons, rejected options or conditions",
	"actual": sprintf("Another %s", [_turned_words]),
	"explain": sprintf("An amendment on the floor changes a motion's title, text, reasons, rejected options and conditions, and nothing else: notice of the rest was given. This one changes its %s. Defer the motion and amend it with new notice.", [_turned_words]),
}

_turned_words := words.list([replace(part, "_", " ") | some part in _turned])

# An amendment is carried at a meeting that could decide the motion.
_passes["amendment_quorate"] if _quorum.met

_quorum := data.mou.quorum(outcome.quorum_term, object.union(_tally, {"attending": _attending, "classes": object.get(_terms, ["classes", "of"], {})}))

_attending := [{"seat": attendee.seat, "party": seat.party, "person": attendee.person} |
	some attendee in sitting.from_seats(_meeting, _item)
	some seat in _roll
	seat.seat == attendee.seat
]

_reasons["amendment_quorate"] := _quorum

_passes["amendment_current"] if {
	input.amendment.text == _motion.text_id
	input.amendment.meeting == _meeting.meeting
	input.amendment.item == _item
	input.amendment.to.motion == input.body.motion
}

_reasons["amendment_current"] := {
	"id": "stale",
	"clause": _terms.amendments.clause,
	"required": "An amendment moved at this item to the text that stands",
	"actual": "Another",
	"explain": sprintf("The amendment was moved to another text of %s than stands now, or at another item. It must be moved anew.", [_motion.motion]),
}

# METADATA
# title: Answer
# description: The outcome of an amendment, asked for before it is stated. No seat counts like another.
ruling := {
	"allow": true,
	"outcome": amendment_outcome,
	"checks": _amendment_checks,
	"alike": {seat.seat: seat.seat | some seat in _roll},
}

_passes["amendment_outcome"] if input.body.outcome == amendment_outcome

# METADATA
# title: Outcome of an amendment
# description: |
#   What the hands shown on an amendment amount to, carried or not_carried, by the
#   majorities of the term amendments, all of which must be met.
amendment_outcome := "carried" if {
	count(_amendment_checks) > 0
	every made in _amendment_checks {
		made.met
	}
} else := "not_carried" if {
	count(_amendment_checks) > 0
}

_amendment_checks := voting.majorities(_terms.amendments, _tally)

_tally := {
	"roll": _roll,
	"choices": _choices,
	"positions": {party: position |
		some party in {seat.party | some seat in _roll}
		position := _position({seat.seat | some seat in _roll; seat.party == party})
	},
	"left_out": _left_out,
	"speaking": set(),
	"question": "for",
}

_choices := {hand.seat: hand.choice | some hand in _hands}

_left_out := {seat.seat |
	some seat in _roll
	not _choices[seat.seat]
	some held in merger.seats(input.parties[seat.party], _day)
	held.seat == seat.seat
	_kept_from_voting(held.holder)
}

_position(seats) := "recused" if {
	count(seats - _left_out) == 0
} else := data.mou.position({_choices[seat] | some seat in seats})

_reasons["amendment_outcome"] := {
	"id": "outcome",
	"clause": _terms.amendments.clause,
	"required": replace(amendment_outcome, "_", " "),
	"actual": replace(input.body.outcome, "_", " "),
	"explain": sprintf("By these hands the amendment is %s, and the statement says %s. %s", [
		replace(amendment_outcome, "_", " "),
		replace(input.body.outcome, "_", " "),
		concat(" ", [made.explain | some made in _amendment_checks]),
	]),
}

# Taken in parts. What can't be shared among the parts keeps a motion whole.

_whole := ["options", "pool", "lead", "risk_share", "varies", "amends", "rights", "prolongs"]

_passes["parts_whole"] if {
	count(input.body.parts) > 1
	array.flatten([part.text | some part in input.body.parts]) == _motion.text
}

_reasons["parts_whole"] := {
	"id": "parts",
	"clause": _terms.amendments.clause,
	"required": sprintf("At least 2 parts that together are the %s of the motion, in its order", [words.counted(count(_motion.text), "paragraph", "paragraphs")]),
	"actual": sprintf("%s of %s", [
		words.counted(count(input.body.parts), "part", "parts"),
		words.counted(sum([count(part.text) | some part in input.body.parts]), "paragraph", "paragraphs"),
	]),
	"explain": sprintf("The parts of %s are together exactly its text, in the same order.", [_motion.motion]),
}

_passes["parts_alike"] if {
	count(input.body.parts) > 1
	every field in _whole {
		object.get(_motion, field, "") == ""
	}
	every part in input.body.parts {
		_alike(part)
	}
}

# A part has its own reference and paragraphs, and a title that says of what.
_alike(part) if {
	startswith(part.title, _motion.title)
	fields := _all_of_motion | object.keys(part)
	every field in fields - {"motion", "title", "text"} {
		object.get(part, field, null) == object.get(_motion, field, null)
	}
}

_reasons["parts_alike"] := {
	"id": "parts",
	"clause": _terms.amendments.clause,
	"required": sprintf("Parts of which each is the motion but for its reference, its paragraphs and what its title adds, without %s", [concat(", ", [replace(field, "_", " ") | some field in _whole])]),
	"actual": "Not so",
	"explain": sprintf("Each part has all the reasons and conditions of the motion, its type, route, function and papers, and a title that begins with the motion's; a motion stays whole if it carries one of these: %s.", [concat(", ", [replace(field, "_", " ") | some field in _whole])]),
}
