# METADATA
# title: Sitting
# description: |
#   From the start of a meeting on: who attends and presides, what is noted, put
#   off and set to be done, the end, and how the minutes come to stand. What is
#   moved and shown at it is judged in package floor.
#
#   The terms that it reads:
#
#   - presiding {order}: who presides, the first of these who can: chair,
#     vice_chair, seat (anybody present from a seat).
#   - minutes {people, roles}: how many different people approve them, and lists
#     of roles from each of which at least one of them must be. Minutes that hold
#     a show of hands are approved, besides or among these, by somebody who attended
#     for a seat; each of them held their key, and the office that they approve by,
#     before the meeting was first called; and the key of none of them was vouched
#     for by the secretary or by another of them. None is approved while a seat on
#     the roll denies its hands, or while a seat that was there and free to vote has
#     no hand.
#   - actions {closings}: how an action may be closed.
#   - meetings {callers}: who releases what was taken in private.
package concordat.sitting

import data.concordat.calendar
import data.concordat.check
import data.concordat.interests
import data.concordat.people
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
#   What a ruling that allows a statement says besides: that minutes are now
#   approved by enough people.
effect := {"effect": true} if {
	input.kind == "minutes.approved"
	count({approver.person | some approver in _approvers}) >= _terms.minutes.people
	every group in _terms.minutes.roles {
		some approver in _approvers
		people.has_role(approver, {role | some role in group})
	}
	_seen_by_a_member
} else := {}

_seen_by_a_member if _meeting.shown == []

_seen_by_a_member if {
	some approver in _approvers
	_attends_from_seat(approver.person)
}

# METADATA
# title: Present at an item
# description: Those who attend a meeting as recorded and are not absent from the item.
present(record, item) := [attendee |
	some attendee in record.people
	attendee.as in {"member", "deputy", "in_attendance"}
	not _absent(attendee, item)
]

# METADATA
# title: Present from a seat
# description: Those present at an item, as members or deputies, for a seat.
from_seats(record, item) := [attendee |
	some attendee in present(record, item)
	attendee.as in {"member", "deputy"}
	attendee.seat
]

# METADATA
# title: Presiding over an item
# description: The people recorded as presiding over it, by name or over all items that nobody is named for.
presiding(record, item) := {named.person |
	some named in record.presiding
	item in object.get(named, "items", [])
} if {
	some named in record.presiding
	item in object.get(named, "items", [])
} else := {over.person |
	some over in record.presiding
	object.get(over, "items", []) == []
}

# METADATA
# title: Seats without a hand
# description: |
#   The seats on the roll of a motion from which somebody is present who may vote on
#   it, and of which no hand is recorded. Whoever has an interest that is not ruled
#   on yet can't vote where rulings are waited for, and is not asked for one.
without_hand(attending, roll, hands, motion) := sort({there.seat |
	some there in attending
	there.seat in on_roll
	not there.seat in shown
	_may_vote(there.person, motion)
}) if {
	on_roll := {seat.seat | some seat in roll}
	shown := {hand.seat | some hand in hands}
	is_array(motion.interests)
}

_may_vote(person, motion) if {
	not interests.ruled(motion.interests, person, motion.motion, input.entry, _terms.recusal.rulings)
	not _waits(person, motion)
}

_waits(person, motion) if {
	_terms.interest_rulings.wait
	interests.unruled(motion.interests, person, motion.motion, input.entry)
}

_absent(attendee, item) if {
	some absence in attendee.absent
	absence.item == item
}

_terms := data.terms

_today := calendar.london_day(input.time)

_meeting := input.meeting

_day := calendar.london_day(_meeting.starts)

_passes["begun"] if input.time >= _meeting.starts

_reasons["begun"] := {
	"id": "not-begun",
	"clause": _terms.attendance.clause,
	"required": sprintf("From %s", [words.moment(_meeting.starts)]),
	"actual": words.moment(input.time),
	"explain": sprintf("%s begins at %s; this is recorded from then on.", [_meeting.meeting, words.moment(_meeting.starts)]),
}

_passes["not_ended"] if _meeting.stage == "called"

_reasons["not_ended"] := {
	"id": "meeting-ended",
	"clause": _terms.attendance.clause,
	"required": "A meeting that has not ended",
	"actual": _meeting.stage,
	"explain": sprintf("%s has ended: nothing is put in it any more. Take this at another meeting.", [_meeting.meeting]),
}

_passes["not_approved"] if _meeting.stage in {"called", "ended"}

_reasons["not_approved"] := {
	"id": "minutes-approved",
	"clause": _terms.minutes.clause,
	"required": "A meeting whose minutes are not approved",
	"actual": _meeting.stage,
	"explain": sprintf("The minutes of %s are approved; what they hold is not changed any more.", [_meeting.meeting]),
}

_passes["item_on_agenda"] if input.body.item in {item.item | some item in _meeting.items}

_reasons["item_on_agenda"] := {
	"id": "no-item",
	"clause": _terms.agenda.clause,
	"required": sprintf("One of the items %s", [concat(", ", [item.item | some item in _meeting.items])]),
	"actual": input.body.item,
	"explain": sprintf("The agenda of %s has no item %s.", [_meeting.meeting, input.body.item]),
}

# What members asked for is put off on the word of one of them.
_passes["may_defer"] if {
	_meeting.meeting
	not _meeting.requisition
	people.has_role(input.author, {"secretary"})
}

_passes["may_defer"] if {
	some seat in input.author.seats
	seat in _meeting.requisitioned.seats
}

_reasons["may_defer"] := {
	"id": "requisition-business",
	"clause": _terms.requisition.clause,
	"required": "A member who joined the requisition",
	"actual": "Somebody else",
	"explain": sprintf("%s was called on a requisition, and what members asked for is put off only by one of them, those of %s. Put it to the meeting; what the meeting does not take, they may call another on.", [
		_meeting.meeting,
		words.list(_meeting.requisitioned.seats),
	]),
} if {
	_meeting.requisition
} else := {
	"id": "not-secretary",
	"clause": _terms.offices.clause,
	"required": "The secretary",
	"actual": "Somebody else",
	"explain": "Only the secretary records that an item is put off.",
}

_passes["item_not_shown"] if {
	is_array(_meeting.shown)
	count([true | some shown in _meeting.shown; shown.item == input.body.item]) == 0
	object.get(input.body, "to", "") != _meeting.meeting
}

_reasons["item_not_shown"] := {
	"id": "shown-already",
	"clause": _terms.amendments.clause,
	"required": "An item on which no hands were shown, put off to another meeting",
	"actual": "Hands were shown on it, or it is put off to the same meeting",
	"explain": sprintf("Item %s of %s can't be put off: hands were shown on it, or the meeting named is the same.", [input.body.item, _meeting.meeting]),
}

# Whoever may amend an agenda says when what it takes in private is public.
_passes["releaser"] if people.has_role(input.author, {role | some role in _terms.meetings.callers})

_reasons["releaser"] := {
	"id": "may-not-release",
	"clause": _terms.meetings.clause,
	"required": sprintf("The %s", [concat(" or the ", [replace(role, "_", "-") | some role in _terms.meetings.callers])]),
	"actual": "Neither",
	"explain": "From when on a private item is public is stated by whoever calls meetings.",
}

# What the public was promised for a day is not kept from it for longer.
_passes["release_day"] if {
	some item in _meeting.items
	item.item == input.body.item
	item.private
	input.body.on >= _today
	input.body.on <= object.get(item, "release", input.body.on)
}

_reasons["release_day"] := {
	"id": "release-day",
	"clause": _terms.agenda.clause,
	"required": sprintf("A private item, and a day from %s on%s", [words.date(_today), _before_release]),
	"actual": words.date(input.body.on),
	"explain": sprintf("What was taken in private is released today or later%s, and %s is neither, or item %s was not private.", [_before_release, words.date(input.body.on), input.body.item]),
}

_before_release := sprintf(" and no later than %s, the day that stands", [words.date(item.release)]) if {
	some item in _meeting.items
	item.item == input.body.item
	item.release
} else := ""

_passes["presides_or_records"] if people.has_role(input.author, {"secretary"})

_passes["presides_or_records"] if input.author.person in presiding(_meeting, input.body.item)

_reasons["presides_or_records"] := {
	"id": "not-presiding",
	"clause": _terms.presiding.clause,
	"required": sprintf("Whoever presides over item %s, or the secretary who records it", [input.body.item]),
	"actual": "Neither",
	"explain": sprintf("A point of order on item %s is ruled on by whoever presides over it; the secretary may record the ruling.", [input.body.item]),
}

# Minutes without anybody present would be minutes of nothing.
_passes["attended"] if {
	count(_meeting.people) > 0
	count(_meeting.presiding) > 0
}

_reasons["attended"] := {
	"id": "no-attendance",
	"clause": _terms.attendance.clause,
	"required": "A record of who attended and who presided",
	"actual": "None",
	"explain": sprintf("It is not recorded who attended %s, or who presided. Record the attendance before its end.", [_meeting.meeting]),
}

_passes["ended_in_time"] if {
	input.body.ended >= _meeting.starts
	input.body.ended <= input.time
}

_reasons["ended_in_time"] := {
	"id": "end-time",
	"clause": _terms.attendance.clause,
	"required": sprintf("From %s to %s", [words.moment(_meeting.starts), words.moment(input.time)]),
	"actual": words.moment(input.body.ended),
	"explain": sprintf("%s began at %s and it is %s: it can't have ended at %s.", [
		_meeting.meeting,
		words.moment(_meeting.starts),
		words.moment(input.time),
		words.moment(input.body.ended),
	]),
}

# Attendance.

_record := input.body

_items := [item.item | some item in _meeting.items]

_passes["attendees_seated"] if {
	count(_record.people) > 0
	count(_unseated) == 0
}

_unseated := [attendee |
	some attendee in _record.people
	not _seated(attendee)
]

_seated(attendee) if {
	attendee.as == "member"
	attendee.seat in input.people[attendee.person].seats
}

_seated(attendee) if {
	attendee.as == "deputy"
	attendee.seat in input.people[attendee.person].deputising
}

_seated(attendee) if {
	attendee.as in {"in_attendance", "apologies"}
	not attendee.seat
}

_seated(attendee) if {
	attendee.as == "apologies"
	attendee.seat in array.concat(input.people[attendee.person].seats, input.people[attendee.person].deputising)
}

_reasons["attendees_seated"] := {
	"id": "no-seat",
	"clause": _terms.attendance.clause,
	"required": sprintf("Members who hold their seat on %s and deputies to theirs; others in attendance or with apologies", [words.date(_day)]),
	"actual": concat("; ", wrong),
	"explain": sprintf("A member attends for a seat held on the day, %s, a deputy for a seat deputised for; somebody with no seat is in attendance or sends apologies. Not so: %s.", [words.date(_day), concat("; ", wrong)]),
} if {
	wrong := [sprintf("%s as %s for %s", [attendee.person, replace(attendee.as, "_", " "), _for_seat(attendee)]) | some attendee in _unseated]
}

_for_seat(attendee) := sprintf("seat %s", [attendee.seat]) if {
	attendee.seat
} else := "no seat"

# A deputy may take over from a holder who leaves, so seats are counted by item.
_passes["represented_once"] if {
	count(_record.people) > 0
	listed := [[attendee.person, object.get(attendee, "seat", "")] | some attendee in _record.people]
	count(listed) == count({pair | some pair in listed})
	count(_doubled) == 0
}

# Only a seat that several people are listed for is looked at item by item.
_doubled := sort({[item, seat] |
	some seat, sharing in _shared
	some item in _items
	count({attendee.person | some attendee in sharing; not _absent(attendee, item)}) > 1
})

_shared := {seat: sharing |
	some seat in _listed_twice
	sharing := [attendee | some attendee in _seated_people; attendee.seat == seat]
}

_seated_people := [attendee |
	some attendee in _record.people
	attendee.as in {"member", "deputy"}
	attendee.seat
]

_listed_twice := {pair[0] |
	by_seat := {[attendee.seat, attendee.person] | some attendee in _seated_people}
	seats := sort([pair[0] | some pair in by_seat])
	some i, seat in seats
	seats[i + 1] == seat
	pair := [seat]
}

_reasons["represented_once"] := {
	"id": "seat-twice",
	"clause": _terms.attendance.clause,
	"required": "Each person listed once for a seat, and at each item one person for a seat",
	"actual": _doubled_words,
	"explain": sprintf("One person may stand for two seats, but is listed once for each, and at no item do two people stand for one seat: %s. Where a deputy took over, record from which items each was absent.", [_doubled_words]),
}

_doubled_words := concat("; ", [sprintf("seat %s has two people at item %s", [pair[1], pair[0]]) | some pair in _doubled]) if {
	count(_doubled) > 0
} else := "a person is listed twice for one seat"

_passes["absences_fit"] if {
	is_array(_record.people)
	count(_misfit) == 0
}

_misfit := [sprintf("%s from item %s", [attendee.person, absence.item]) |
	some attendee in _record.people
	some absence in object.get(attendee, "absent", [])
	not _fits(absence)
]

_fits(absence) if {
	absence.item in _items
	absence.left >= _meeting.starts
	absence.left < object.get(absence, "returned", input.time)
	object.get(absence, "returned", input.time) <= input.time
}

_reasons["absences_fit"] := {
	"id": "absence",
	"clause": _terms.attendance.clause,
	"required": sprintf("Absences from items of the agenda, from %s on, each with its return after it", [words.moment(_meeting.starts)]),
	"actual": concat("; ", _misfit),
	"explain": sprintf("Somebody is absent from an item of the agenda, leaves after the start at %s and returns later than that, up to now. Not so: %s.", [words.moment(_meeting.starts), concat("; ", _misfit)]),
}

# Who presides: the first office of the term whose holder is there and free.

_passes["presiding_in_order"] if {
	count(_items) > 0
	is_object(input.people)
	_interests_known
	count(_misled) == 0
}

_interests_known if {
	every item in _meeting.items {
		_known(item)
	}
}

_known(item) if not item.motion

_known(item) if is_array(input.agenda[item.motion].interests)

# Over an item at which nobody is left who could, nobody presides.
_misled := [item |
	some item in _items
	_first_able(item)
	not _led(item)
]

_led(item) if {
	count(presiding(_record, item)) == 1
	some person in presiding(_record, item)
	person in _first_able(item)
}

_first_able(item) := able[0] if {
	able := [those |
		some office in _terms.presiding.order
		those := _able(office, item)
		count(those) > 0
	]
}

_able("seat", item) := {attendee.person |
	some attendee in from_seats(_record, item)
	not _kept_out(attendee.person, item, _terms.recusal.rulings)
}

_able(office, item) := {attendee.person |
	some attendee in present(_record, item)
	people.has_role(input.people[attendee.person], {office})
	not _kept_out(attendee.person, item, _terms.recusal.rulings)
} if {
	office != "seat"
}

_kept_out(person, item, ways) if {
	some motion in input.agenda
	item in ({listed.item | some listed in _meeting.items; listed.motion == motion.motion} | {at | at := motion.item})
	interests.ruled(motion.interests, person, motion.motion, input.entry, ways)
}

_reasons["presiding_in_order"] := {
	"id": "presiding",
	"clause": _terms.presiding.clause,
	"required": sprintf("At each item one person: the first of %s who is present and free of interest", [_order]),
	"actual": sprintf("Not so at item %s", [words.list(_misled)]),
	"explain": sprintf("Over each item presides one person, the first of these who is present and whom no ruling on an interest keeps out: %s. Not so at item %s: %s.", [
		_order,
		words.list(_misled),
		concat("; ", [_should_lead(item) | some item in _misled]),
	]),
}

_order := concat(", ", [_office_words(office) | some office in _terms.presiding.order])

_office_words("seat") := "somebody present from a seat"

_office_words(office) := sprintf("the %s", [words.plain(office)]) if office != "seat"

_should_lead(item) := sprintf("over item %s presides %s", [item, words.list(sort(_first_able(item)))])

_passes["withdrawn_left"] if {
	count(_items) > 0
	_interests_known
	count(_stayed) == 0
}

_stayed := sort({[attendee.person, item] |
	some item in _items
	some attendee in present(_record, item)
	_kept_out(attendee.person, item, {"withdraws"})
})

_reasons["withdrawn_left"] := {
	"id": "withdrawn",
	"clause": _terms.recusal.clause,
	"required": "Whoever withdraws for an interest is recorded as absent from the item",
	"actual": concat("; ", [sprintf("%s at item %s", [pair[0], pair[1]]) | some pair in _stayed]),
	"explain": sprintf("By the ruling on their interest these withdraw, and the record has them present: %s. Record when they left.", [concat("; ", [sprintf("%s at item %s", [pair[0], pair[1]]) | some pair in _stayed])]),
}

# Hands that were shown stay those of people who were there.
_passes["hands_kept"] if {
	is_array(_meeting.shown)
	count(_lost) == 0
}

_lost := sort({[hand.seat, shown.motion] |
	some shown in _meeting.shown
	some hand in shown.hands
	not hand.seat in {denial.seat | some denial in object.get(shown, "denied", [])}
	not _attended(shown.item, hand)
})

_attended(item, hand) if {
	some attendee in from_seats(_record, item)
	attendee.seat == hand.seat
	attendee.person == hand.person
}

_reasons["hands_kept"] := {
	"id": "hands-shown",
	"clause": _terms.hands.clause,
	"required": "Everybody who showed a hand that the seat has not denied, present for that seat at that item",
	"actual": concat("; ", [sprintf("seat %s on %s", [pair[0], pair[1]]) | some pair in _lost]),
	"explain": sprintf("Hands are recorded from seats that this attendance has not: %s. Only a seat that denies its hand is recorded otherwise.", [concat("; ", [sprintf("seat %s on %s", [pair[0], pair[1]]) | some pair in _lost])]),
}

# Actions and conditions.

_passes["action_sound"] if {
	count({doer | some doer in ["party", "person"]; input.body[doer]}) == 1
	_doer_known
	input.body.due >= _day
}

_doer_known if input.parties[input.body.party].code

_doer_known if input.people[input.body.person].person

_reasons["action_sound"] := {
	"id": "action",
	"clause": _terms.actions.clause,
	"required": sprintf("One party or one person who is known, and a day from %s", [words.date(_day)]),
	"actual": sprintf("%s by %s", [
		words.list([input.body[doer] | some doer in ["party", "person"]; input.body[doer]]),
		words.date(input.body.due),
	]),
	"explain": sprintf("An action is for one party or one person under the agreement, due on the day of the meeting, %s, or later.", [words.date(_day)]),
}

_passes["action_open"] if {
	input.action.action == input.body.action
	object.get(input.action, "closed", "") == ""
}

_reasons["action_open"] := {
	"id": "action-closed",
	"clause": _terms.actions.clause,
	"required": "An action that is open",
	"actual": object.get(input.action, "closed", "another action"),
	"explain": sprintf("Action %s is closed already: %s.", [input.action.action, object.get(input.action, "closed", "another action")]),
}

_passes["action_closer"] if people.has_role(input.author, {"secretary"})

_passes["action_closer"] if input.action.person == input.author.person

_passes["action_closer"] if people.officer_of(input.author, input.action.party)

_reasons["action_closer"] := {
	"id": "may-not-close",
	"clause": _terms.actions.clause,
	"required": "The secretary, the person whose action it is, or an officer of the party whose it is",
	"actual": "None of these",
	"explain": sprintf("Action %s is closed by the secretary, or by the person or an officer of the party that it was set for.", [input.action.action]),
}

_passes["closing_known"] if input.body.how in _terms.actions.closings

_reasons["closing_known"] := {
	"id": "closing",
	"clause": _terms.actions.clause,
	"required": sprintf("One of %s", [words.any_of(_terms.actions.closings)]),
	"actual": input.body.how,
	"explain": sprintf("An action is closed as %s.", [words.any_of(_terms.actions.closings)]),
}

_passes["condition_open"] if {
	input.decision.decision == input.body.decision
	input.body.condition in numbers.range(1, input.decision.conditions)
	not input.body.condition in object.get(input.decision, "met", [])
	input.decision.conditions > 0
}

_reasons["condition_open"] := {
	"id": "no-condition",
	"clause": _terms.actions.clause,
	"required": sprintf("A condition from 1 to %d that is not met yet", [object.get(input.decision, "conditions", 0)]),
	"actual": sprintf("Condition %d; met so far: %s", [input.body.condition, met]),
	"explain": sprintf("%s has %s, of which these are met: %s.", [
		input.decision.decision,
		words.counted(object.get(input.decision, "conditions", 0), "condition", "conditions"),
		met,
	]),
} if {
	met := _met_words(object.get(input.decision, "met", []))
}

_met_words([]) := "none"

_met_words(met) := words.list([sprintf("%d", [n]) | some n in met]) if count(met) > 0

_passes["condition_day"] if {
	input.body.on >= calendar.london_day(input.decision.time)
	input.body.on <= _today
}

_passes["publication_day"] if {
	input.decision.decision == input.body.decision
	input.body.on >= calendar.london_day(input.decision.time)
	input.body.on <= _today
}

_reasons["publication_day"] := {
	"id": "publication-date",
	"clause": _terms.offices.clause,
	"required": sprintf("A day from %s to %s", [words.date(calendar.london_day(input.decision.time)), words.date(_today)]),
	"actual": words.date(input.body.on),
	"explain": sprintf("The notice of a decision is published between the decision, on %s, and today; %s is not.", [
		words.date(calendar.london_day(input.decision.time)),
		words.date(input.body.on),
	]),
}

_reasons["condition_day"] := {
	"id": "condition-date",
	"clause": _terms.actions.clause,
	"required": sprintf("A day from %s to %s", [words.date(calendar.london_day(input.decision.time)), words.date(_today)]),
	"actual": words.date(input.body.on),
	"explain": sprintf("A condition is met between the decision, on %s, and today; %s is not.", [
		words.date(calendar.london_day(input.decision.time)),
		words.date(input.body.on),
	]),
}

# Minutes.

_passes["minutes_role"] if people.has_role(input.author, _approving_roles)

# Hands stand by minutes only if one of those who were there says that they are right.
_passes["minutes_role"] if {
	count(_meeting.shown) > 0
	_attends_from_seat(input.author.person)
}

_attends_from_seat(person) if {
	some attendee in _meeting.people
	attendee.as in {"member", "deputy"}
	attendee.seat
	attendee.person == person
}

# By which hands stand. Whoever vouches for a key can speak as its holder, and
# whoever gives an office chooses who holds it: so neither is done for the meeting
# at hand, nor by one approver for another.
_passes["approver_independent"] if _meeting.shown == []

_passes["approver_independent"] if {
	count(_meeting.shown) > 0
	input.author.key.entry < _meeting.entry
	_in_office
	_vouched_apart
}

_in_office if {
	some held in input.author.roles
	held.role in _approving_roles
	held.entry < _meeting.entry
}

_in_office if {
	not people.has_role(input.author, _approving_roles)
	_attends_from_seat(input.author.person)
}

_vouched_apart if input.author.key.founding

_vouched_apart if {
	by := input.author.key.by
	not input.author.key.by_secretary
	not by in {approval.person | some approval in _alike}
	not input.author.person in {approval.key.by | some approval in _alike}
}

_reasons["approver_independent"] := {
	"id": "not-independent",
	"clause": _terms.minutes.clause,
	"required": sprintf("An office and a key held before %s was called, and a key that neither the secretary nor another approver vouched for", [_meeting.meeting]),
	"actual": "Not so",
	"explain": sprintf("Hands stand by minutes that people approve who held their office and their key before %s was called, and none of whom has a key vouched for by the secretary or by another of them. Somebody else approves them, or everybody confirms their own hand.", [_meeting.meeting]),
}

_approving_roles := {role | some group in _terms.minutes.roles; some role in group}

_groups := concat(" and ", [words.any_of(words.plain_all(group)) | some group in _terms.minutes.roles])

_reasons["minutes_role"] := {
	"id": "may-not-approve",
	"clause": _terms.minutes.clause,
	"required": sprintf("One of %s", [words.any_of(words.plain_all(sort(_approving_roles)))]),
	"actual": "None of these",
	"explain": sprintf("Minutes are approved by %d different people, %s; minutes with a show of hands also by somebody who attended for a seat.", [_terms.minutes.people, _groups]),
}

_passes["meeting_over"] if _meeting.stage in {"ended", "approved"}

_reasons["meeting_over"] := {
	"id": "not-ended",
	"clause": _terms.minutes.clause,
	"required": "A meeting that has ended",
	"actual": _meeting.stage,
	"explain": sprintf("The minutes of %s are approved once it has ended. Record its end first.", [_meeting.meeting]),
}

_alike := [approval |
	some approval in _meeting.approvals
	approval.text == input.body.text
	approval.results == input.body.results
	object.get(approval, "at", "") == object.get(input.body, "at", "")
]

_approvers := array.concat(_alike, [input.author])

_passes["approves_once"] if {
	is_array(_meeting.approvals)
	not input.author.person in {approval.person | some approval in _alike}
}

_reasons["approves_once"] := {
	"id": "approved-already",
	"clause": _terms.minutes.clause,
	"required": sprintf("%d different people", [_terms.minutes.people]),
	"actual": "The author has approved these minutes before",
	"explain": sprintf("Minutes are approved by %d different people, %s. The author has approved these already; %s so far.", [
		_terms.minutes.people,
		_groups,
		words.counted(count(_alike), "person has", "people have"),
	]),
}

_passes["results_whole"] if {
	is_array(input.body.results)
	is_array(_meeting.shown)
	count(input.body.results) == count(_meeting.shown)
	{result.motion | some result in input.body.results} == {shown.motion | some shown in _meeting.shown}
}

_reasons["results_whole"] := {
	"id": "minutes-contradict",
	"clause": _terms.minutes.clause,
	"required": sprintf("The results on %s", [_motions_words(_meeting.shown)]),
	"actual": sprintf("Results on %s", [_motions_words(input.body.results)]),
	"explain": sprintf("At %s hands were shown on %s; these minutes have results on %s. They must hold each of the former once and no other.", [
		_meeting.meeting,
		_motions_words(_meeting.shown),
		_motions_words(input.body.results),
	]),
}

_motions_words(results) := words.list([result.motion | some result in results]) if count(results) > 0

_motions_words([]) := "no motion"

_passes["results_agree"] if {
	is_array(input.body.results)
	is_array(_meeting.shown)
	count(_contradicted) == 0
}

_contradicted := [sprintf("%s is minuted as %s, and the show of hands of entry %d has %s", [result.motion, _counts(result.counts), shown.entry, _counts(shown.counts)]) |
	some result in input.body.results
	some shown in _meeting.shown
	shown.motion == result.motion
	_minuted_of(shown) != object.remove(result, ["motion"])
]

_minuted_of(shown) := object.union_n([
	{"shown": shown.id, "counts": shown.counts},
	{key: orders |
		some key in ["then"]
		orders := {hand.seat: hand.then | some hand in shown.hands; hand.then}
		count(orders) > 0
	},
	{key: shown[key] | some key in ["casting"]; shown[key]},
])

# Hands that somebody denies, or of which some are missing, are shown again first.
_passes["hands_settled"] if {
	is_array(_meeting.shown)
	count(_unsettled) == 0
}

_unsettled := [shown.motion |
	some shown in _meeting.shown
	not _settled(shown)
]

_settled(shown) if input.agenda[shown.motion].status != "shown"

_settled(shown) if {
	object.get(shown, "denied", []) == []
	motion := input.agenda[shown.motion]
	without_hand(object.get(shown, "present", []), motion.opened.roll, shown.hands, motion) == []
}

_reasons["hands_settled"] := {
	"id": "hands-denied",
	"clause": _terms.hands.clause,
	"required": "Shows of hands that no seat denies, with a hand of every seat that was present and free to vote",
	"actual": sprintf("Not so: %s", [words.list(_unsettled)]),
	"explain": sprintf("A seat has denied the hands recorded on %s, or a seat that was present and free to vote has no hand there. Correct the attendance if it is wrong, and record those hands again.", [words.list(_unsettled)]),
}

_counts(counts) := concat(", ", [sprintf("%d %s", [n, replace(choice, "_", " ")]) | some choice, n in counts])

_reasons["results_agree"] := {
	"id": "minutes-contradict",
	"clause": _terms.minutes.clause,
	"required": "The counts of the show of hands that stands on each motion",
	"actual": concat("; ", _contradicted),
	"explain": sprintf("These minutes contradict recorded votes: %s. Correct the minutes, or record the show of hands again.", [concat("; ", _contradicted)]),
}

_passes["approved_at_meeting"] if {
	input.body.text
	not input.body.at
}

_passes["approved_at_meeting"] if {
	input.approving.meeting == input.body.at
	input.body.at != input.body.meeting
	input.time >= input.approving.starts
	input.body.meeting in {item.minutes | some item in input.approving.items}
}

_reasons["approved_at_meeting"] := {
	"id": "approving-meeting",
	"clause": _terms.minutes.clause,
	"required": sprintf("A later meeting that has begun, with an item for the minutes of %s", [input.body.meeting]),
	"actual": input.body.at,
	"explain": sprintf("The minutes of %s can be approved at %s only once that meeting has begun, and with an item for them on its agenda.", [input.body.meeting, input.body.at]),
}
