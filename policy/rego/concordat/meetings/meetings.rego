# METADATA
# title: Meetings
# description: |
#   Up to the start of a meeting: what is planned, who may call it and with how
#   much notice, what may stand on its agenda, and how members ask for one. What
#   happens at it is judged in packages sitting and floor.
#
#   The terms that it reads, besides those of notice:
#
#   - meetings {callers}: the roles that call a meeting and amend its agenda.
#   - notice {most_days}: how many days after its first call a meeting is held at
#     the latest, however its agenda is amended; the same for an opening, from its
#     notice. Without it nothing is too far.
#   - requisition {num, den, chair_days, within_days}: the fraction of members, one
#     for each seat with a vote that somebody holds, by which a meeting is asked
#     for; the days that the chair then has to call it; and how many days after
#     enough had asked a meeting that the chair calls on it is held at the latest,
#     or after the call where members call it. A fixed number of members is count
#     instead of num and den: five of a principal council, of whatever size (Local
#     Government Act 1972, Schedule 12, paragraph 3(2)).
#
#   Nobody who calls meetings undoes what others rely on. A motion whose notice
#   stands is neither taken off an agenda nor put off to a later day; its mover may
#   amend or withdraw it. What a requisition asks for is all on the agenda of a
#   meeting called on it, stays there, and is taken from a later agenda for it. As
#   long as business of it is left that its meeting has not taken, once that has
#   ended or the chair's days have passed since its day, members may call another.
package concordat.meetings

import data.concordat.calendar
import data.concordat.check
import data.concordat.money
import data.concordat.people
import data.concordat.routes
import data.concordat.seats
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
#   What a ruling that allows a statement says besides: that a requisition now
#   has as many members as it needs.
effect := {"effect": true} if {
	input.kind in {"meeting.requisitioned", "requisition.joined"}
	not input.requisition.complete
	count(_asking) >= _members_needed
} else := {}

_terms := data.terms

_today := calendar.london_day(input.time)

_meeting := input.meeting

_ref := input.body.meeting

# Calling.

_passes["meeting_caller"] if people.has_role(input.author, {role | some role in _terms.meetings.callers})

_passes["meeting_caller"] if {
	input.kind == "meeting.called"
	_asked_for
	_today > _chair_until
}

_passes["meeting_caller"] if {
	input.kind == "agenda.amended"
	_asked_for
}

# The author is one of those who asked for this meeting.
_asked_for if {
	_requisition.id == input.body.requisition
	some seat in input.author.seats
	seat in _requisition.seats
}

_requisition := input.requisition if input.kind == "meeting.called"

_requisition := input.meeting.requisitioned if input.kind == "agenda.amended"

_chair_until := calendar.after(calendar.london_day(input.requisition.complete), _terms.requisition.chair_days)

# A meeting is called on a requisition once, and again where business is left of it.
_passes["requisition_waits"] if {
	input.body.starts
	not input.body.requisition
}

_passes["requisition_waits"] if {
	_waits_for == input.body.requisition
	object.get(input.requisition, "called", "") == ""
}

_passes["requisition_waits"] if {
	_waits_for == input.body.requisition
	count(input.requisition.left) > 0
	_had_its_time
}

_waits_for := input.requisition.id

_had_its_time if input.requisition.ended

_had_its_time if _today > _record_until

_record_until := calendar.after(calendar.london_day(input.requisition.starts), _terms.requisition.chair_days)

_reasons["requisition_waits"] := {
	"id": "called-already",
	"clause": _terms.requisition.clause,
	"required": "A requisition on which no meeting was called, or of whose business its meeting left something",
	"actual": sprintf("%s was called on it", [input.requisition.called]),
	"explain": sprintf("%s was called on this requisition. Another meeting is called on it only for business that it leaves, once it has ended, or from %s if it has not been held.", [
		input.requisition.called,
		words.date(calendar.after(_record_until, 1)),
	]),
}

_callers := concat(" or the ", words.plain_all(_terms.meetings.callers))

_reasons["meeting_caller"] := {
	"id": "may-not-call",
	"clause": _terms.requisition.clause,
	"required": sprintf("From %s on a requisition complete on %s", [
		words.date(calendar.after(_chair_until, 1)),
		words.date(calendar.london_day(input.requisition.complete)),
	]),
	"actual": words.date(_today),
	"explain": sprintf("The requisition was complete on %s. The chair has %d days to call the meeting, to the end of %s; members who joined may call it from %s, once, if the chair has not.", [
		words.date(calendar.london_day(input.requisition.complete)),
		_terms.requisition.chair_days,
		words.date(_chair_until),
		words.date(calendar.after(_chair_until, 1)),
	]),
} if {
	input.kind == "meeting.called"
} else := {
	"id": "may-not-call",
	"clause": _terms.meetings.clause,
	"required": sprintf("The %s, or on a complete requisition a member who joined it", [_callers]),
	"actual": "None of these",
	"explain": sprintf("A meeting is called, and its agenda amended, by the %s; by a member only on a requisition that the member joined and that %d of %d members have joined.", [
		_callers,
		_members_needed,
		_members,
	]),
}

_passes["starts_later"] if input.time < input.body.starts

_reasons["starts_later"] := {
	"id": "starts-already",
	"clause": _terms.meetings.clause,
	"required": sprintf("A start after %s", [words.moment(input.time)]),
	"actual": words.moment(input.body.starts),
	"explain": sprintf("A meeting is called for a time to come; %s has passed.", [words.moment(input.body.starts)]),
}

_passes["not_begun"] if {
	_meeting.stage == "called"
	input.time < _meeting.starts
}

_reasons["not_begun"] := {
	"id": "begun",
	"clause": _terms.meetings.clause,
	"required": sprintf("Before %s", [words.moment(_meeting.starts)]),
	"actual": words.moment(input.time),
	"explain": sprintf("%s began at %s. Its agenda can be amended only before: defer what is not to be taken.", [_meeting.meeting, words.moment(_meeting.starts)]),
}

# Whoever calls a meeting does not put it off for ever.
_passes["day_in_reach"] if {
	input.body.starts
	count(_overrun) == 0
}

_overrun := {bound |
	some bound in _bounds
	not _bounded(bound)
}

_bounded(bound) if calendar.london_day(input.body.starts) <= _latest[bound]

_bounds contains "call" if _terms.notice.most_days

_bounds contains "requisition" if {
	input.kind == "meeting.called"
	input.body.requisition
	_terms.requisition.within_days
}

_bounds contains "standing" if {
	input.kind == "agenda.amended"
	input.body.requisition
}

_latest["call"] := calendar.after(_today, _terms.notice.most_days) if input.kind == "meeting.called"

_latest["call"] := calendar.after(calendar.london_day(_meeting.first_called), _terms.notice.most_days) if input.kind == "agenda.amended"

_latest["requisition"] := calendar.after(calendar.london_day(_counted_from), _terms.requisition.within_days)

_latest["standing"] := calendar.london_day(_meeting.starts)

# Of the chair from the day on which enough had asked; of members from their call,
# which may come long after.
_counted_from := object.get(input.requisition, "complete", input.time) if {
	people.has_role(input.author, {role | some role in _terms.meetings.callers})
} else := input.time

_reasons["day_in_reach"] := {
	"id": "too-far",
	"clause": _terms.requisition.clause,
	"required": sprintf("A day up to %s", [words.date(_latest.requisition)]),
	"actual": words.date(calendar.london_day(input.body.starts)),
	"explain": sprintf("A meeting on a requisition is held within %s of %s, so by %s, and not on %s. Call it for a day up to then.%s", [
		words.counted(_terms.requisition.within_days, "day", "days"),
		words.date(calendar.london_day(_counted_from)),
		words.date(_latest.requisition),
		words.date(calendar.london_day(input.body.starts)),
		_members_otherwise,
	]),
} if {
	"requisition" in _overrun
} else := {
	"id": "too-far",
	"clause": _terms.requisition.clause,
	"required": sprintf("A day up to %s", [words.date(_latest.standing)]),
	"actual": words.date(calendar.london_day(input.body.starts)),
	"explain": sprintf("%s was called on a requisition for %s, and is not put off to a later day. Leave its day, or name an earlier one of which there is notice enough.", [_meeting.meeting, words.date(_latest.standing)]),
} if {
	"standing" in _overrun
} else := {
	"id": "too-far",
	"clause": _terms.notice.clause,
	"required": sprintf("A day up to %s", [words.date(_latest.call)]),
	"actual": words.date(calendar.london_day(input.body.starts)),
	"explain": sprintf("A meeting is held within %s of its first call, so by %s, and not on %s. Name a day up to then, or call another meeting nearer to it.", [
		words.counted(_terms.notice.most_days, "day", "days"),
		words.date(_latest.call),
		words.date(calendar.london_day(input.body.starts)),
	]),
}

_members_otherwise := sprintf(" If the chair has not by the end of %s, members who joined may call it from %s.", [
	words.date(_chair_until),
	words.date(calendar.after(_chair_until, 1)),
]) if {
	input.requisition.complete
} else := ""

# A notice that stands is a day that others wait for.
_passes["notice_kept"] if {
	is_array(input.body.items)
	count(_put_off) == 0
}

_put_off := sort({ref |
	some ref in array.concat(_listed, _standing)
	not _kept(ref)
})

_standing := [item.motion |
	input.kind == "agenda.amended"
	some item in _meeting.items
	item.motion
]

# What is not on notice, as where its mover amended or withdrew it, nobody waits for;
# and what a requisition asks for is taken at its meeting.
_kept(ref) if {
	status := input.agenda[ref].status
	status != "notice"
}

_kept(ref) if input.agenda[ref].notice.closes <= input.time

_kept(ref) if {
	ref in _listed
	calendar.london_day(input.body.starts) <= calendar.london_day(input.agenda[ref].notice.opens)
}

_kept(ref) if {
	not ref in _listed
	input.agenda[ref].meeting != _ref
}

_kept(ref) if _called_for(ref)

_called_for(ref) if {
	input.kind == "meeting.called"
	input.body.requisition == _requisition.id
	ref in _requisition.motions
}

_reasons["notice_kept"] := {
	"id": "notice-stands",
	"clause": _terms.notice.clause,
	"required": "Each motion whose notice stands, on the day of that notice or before",
	"actual": sprintf("Put off: %s", [words.list(_put_off)]),
	"explain": sprintf("Notice stands of %s, and the %s does not put it off, to a later day or off the agenda. Leave it where it is; only its mover ends its notice, by amending or withdrawing it, and the meeting may defer it.", [
		words.list([_notice_words(ref) | some ref in _put_off]),
		_callers,
	]),
}

_notice_words(ref) := sprintf("%s for %s", [ref, words.date(calendar.london_day(input.agenda[ref].notice.opens))])

# What is added later, and everything where the start is moved, has notice of its
# own. A report decides nothing and needs none.
_passes["agenda_in_time"] if count(_late) == 0

_late := [item |
	some item in input.body.items
	not item.reports
	not _noticed_before(item)
	not data.mou.notice(_today, calendar.london_day(input.body.starts))
] if {
	input.body.starts
}

_noticed_before(item) if {
	input.kind == "agenda.amended"
	input.body.starts == _meeting.starts
	some standing in _meeting.items
	_business(standing) == _business(item)
	_text_noticed(item)
}

# An amended motion needs notice of its present text.
_text_noticed(item) if not item.motion

_text_noticed(item) if input.agenda[item.motion].notice.meeting == _ref

_business(item) := {part: item[part] | some part in ["title", "motion", "minutes"]; item[part]}

_reasons["agenda_in_time"] := {
	"id": "notice",
	"clause": _terms.notice.clause,
	"required": sprintf("%s: in hand by %s", [calendar.notice_in_words(_terms.notice), words.date(last)]),
	"actual": words.date(_today),
	"explain": sprintf("A meeting on %s needs %s' notice, in hand by %s, and it is %s. Too late: %s. Call the meeting for a later day, or take this at another.", [
		words.date(day),
		calendar.notice_in_words(_terms.notice),
		words.date(last),
		words.date(_today),
		words.list([item.title | some item in _late]),
	]),
} if {
	day := calendar.london_day(input.body.starts)
	last := calendar.in_hand_by(day, _terms.notice)
}

# The agenda.

_passes["private_items"] if {
	every item in input.body.items {
		_release_fits(item)
	}
}

_release_fits(item) if not item.release

_release_fits(item) if {
	item.private != ""
	item.release >= calendar.london_day(input.body.starts)
}

_reasons["private_items"] := {
	"id": "private-item",
	"clause": _terms.agenda.clause,
	"required": sprintf("A reason with each private item, and release on %s at the earliest", [words.date(calendar.london_day(input.body.starts))]),
	"actual": concat(", ", wrong),
	"explain": sprintf("Only an item taken in private, with its reason, has a day of release, and that is the day of the meeting at the earliest. Not so: item %s.", [words.list(wrong)]),
} if {
	wrong := [item.item |
		some item in input.body.items
		not _release_fits(item)
	]
}

_passes["urgent_reported"] if {
	every decision in object.get(input, "unreported", []) {
		decision in {item.reports | some item in input.body.items}
	}
}

_reasons["urgent_reported"] := {
	"id": "unreported",
	"clause": _terms.urgent.clause,
	"required": sprintf("An item that reports each of %s", [words.list(input.unreported)]),
	"actual": sprintf("Missing: %s", [words.list(missing)]),
	"explain": sprintf("What was decided on urgent notice is reported to the next meeting. Add an item that reports %s.", [words.list(missing)]),
} if {
	missing := [decision |
		some decision in input.unreported
		not decision in {item.reports | some item in input.body.items}
	]
}

_listed := [item.motion | some item in input.body.items; item.motion]

_passes["motions_free"] if {
	is_array(input.body.items)
	count(_listed) == count({ref | some ref in _listed})
	every ref in _listed {
		_free(ref)
	}
}

_free(ref) if {
	input.agenda[ref].status in {"draft", "notice"}
	object.get(input.agenda[ref], "meeting", "") in {"", _ref}
}

# Members have what they ask for, whatever agenda somebody put it on for later.
_free(ref) if {
	_called_for(ref)
	input.agenda[ref].status == "draft"
}

_free(ref) if {
	_called_for(ref)
	input.agenda[ref].status == "notice"
	_later_or_past(input.agenda[ref].notice.opens)
}

_later_or_past(opens) if opens > input.body.starts

_later_or_past(opens) if opens < input.time

_reasons["motions_free"] := {
	"id": "not-for-agenda",
	"clause": _terms.agenda.clause,
	"required": "Motions that are draft or on notice, on no other agenda, and each listed once",
	"actual": concat("; ", wrong),
	"explain": sprintf("This agenda can't list: %s. A motion goes on an agenda once, before it is opened, and first leaves any other.", [concat("; ", wrong)]),
} if {
	wrong := sort({text |
		some ref in _listed
		text := _unfree(ref)
	})
}

_unfree(ref) := sprintf("%s, which is on the agenda of %s", [ref, input.agenda[ref].meeting]) if {
	not _free(ref)
	object.get(input.agenda[ref], "meeting", "") != ""
	input.agenda[ref].meeting != _ref
} else := sprintf("%s, which is %s", [ref, object.get(input.agenda, [ref, "status"], "unknown")]) if {
	not _free(ref)
} else := sprintf("%s, listed %d times", [ref, times]) if {
	times := count([other | some other in _listed; other == ref])
	times > 1
}

# Committees in common sit as the committees of exactly the parties that decide.
_passes["motions_fit"] if {
	is_array(input.body.items)
	every ref in _listed {
		_fits(input.agenda[ref])
	}
}

_fits(motion) if {
	not input.body.of
	motion.function
	routes.form(motion.route, _terms[motion.route]) != "in_common"
}

_fits(motion) if {
	input.body.of == data.mou.participants(motion.function)
	routes.form(motion.route, _terms[motion.route]) in {"in_common", "advisory"}
}

_reasons["motions_fit"] := {
	"id": "meeting-route",
	"clause": _terms.agenda.clause,
	"required": "Motions in common at a meeting of exactly the committees of the participating parties, all others at a meeting of the board",
	"actual": sprintf("%s: %s", [_sitting, words.list(wrong)]),
	"explain": sprintf("This is a meeting of %s. A motion that committees in common decide needs a meeting of exactly the committees of its participating parties, and any other motion that binds a meeting of the board. Not so: %s.", [_sitting, words.list(wrong)]),
} if {
	wrong := [ref |
		some ref in _listed
		not _fits(input.agenda[ref])
	]
}

_sitting := sprintf("the committees of %s", [words.counted(count(input.body.of), "party", "parties")]) if {
	input.body.of
} else := "the board"

_passes["requisition_business"] if {
	not input.body.requisition
	object.get(object.get(input, "meeting", {}), "requisition", "") == ""
	is_array(input.body.items)
}

_passes["requisition_business"] if {
	input.body.requisition == _requisition.id
	count(_not_asked_for) == 0
	count(_left_off) == 0
}

_not_asked_for := [item.title |
	some item in input.body.items
	not _in_requisition(item)
]

_in_requisition(item) if item.motion in _requisition.motions

_in_requisition(item) if {
	not item.motion
	item.title in _requisition.business
}

# What its movers withdrew, or what was decided meanwhile, is asked for no more; and
# of a meeting called anew only what the last one left.
_left_off := [business |
	some business in _stated
	not _taken_up(business)
]

_stated := object.get(_requisition, "left", _all_stated) if {
	input.kind == "meeting.called"
} else := [business |
	some business in _all_stated
	business in {object.get(item, "motion", item.title) | some item in _meeting.items}
]

_all_stated := array.concat(_requisition.business, _requisition.motions)

_taken_up(business) if {
	business in _requisition.motions
	business in _listed
}

_taken_up(business) if {
	business in _requisition.motions
	status := input.agenda[business].status
	not status in {"draft", "notice"}
}

_taken_up(business) if {
	business in _requisition.business
	business in {item.title | some item in input.body.items; not item.motion}
}

_reasons["requisition_business"] := {
	"id": "requisition-business",
	"clause": _terms.requisition.clause,
	"required": sprintf("All the business of the requisition: %s", [words.list(_all_stated)]),
	"actual": sprintf("Missing: %s", [words.list(_left_off)]),
	"explain": sprintf("A meeting called on a requisition takes all that the requisition states. Add an item, in the same words or for the motion, on %s.", [words.list(_left_off)]),
} if {
	input.body.requisition == _requisition.id
	count(_not_asked_for) == 0
} else := {
	"id": "requisition-business",
	"clause": _terms.requisition.clause,
	"required": "The requisition on which the meeting was called",
	"actual": "None, or another",
	"explain": sprintf("%s was called on a requisition: an agenda of it names that one, and has its business alone.", [_ref]),
} if {
	not input.body.requisition == _requisition.id
} else := {
	"id": "requisition-business",
	"clause": _terms.requisition.clause,
	"required": sprintf("The business of the requisition: %s", [words.list(_all_stated)]),
	"actual": sprintf("Besides: %s", [words.list(_not_asked_for)]),
	"explain": sprintf("Only the business that a requisition states is taken at a meeting called on it. Leave out %s.", [words.list(_not_asked_for)]),
}

# Requisition. A member is whoever holds a seat that votes, as on advice that
# concerns all; each seat is one.

_members := count({seat.seat |
	some party in seats.voters(sort(object.keys(input.parties)), input.parties, "advisory", _today, _terms)
	some seat in party.seats
	seat.holder
})

_members_needed := _terms.requisition.count

_members_needed := money.quotient((_terms.requisition.num * _members) + (_terms.requisition.den - 1), _terms.requisition.den) if _members > 0

_asking := {seat | some seat in object.get(input, ["requisition", "seats"], [])} | {input.body.seat}

_passes["own_seat"] if input.body.seat in input.author.seats

_reasons["own_seat"] := {
	"id": "no-seat",
	"clause": _terms.requisition.clause,
	"required": sprintf("The holder of seat %s", [input.body.seat]),
	"actual": "Somebody else",
	"explain": sprintf("A meeting is asked for by members: only whoever holds seat %s asks for it.", [input.body.seat]),
}

_passes["not_joined"] if {
	input.requisition.id == input.body.requisition
	is_array(input.requisition.seats)
	not input.body.seat in input.requisition.seats
	not input.requisition.called
}

_reasons["not_joined"] := {
	"id": "joined-already",
	"clause": _terms.requisition.clause,
	"required": "A seat that has not joined, before the meeting is called",
	"actual": sprintf("Joined by %s", [words.list(input.requisition.seats)]),
	"explain": sprintf("This requisition has %s of the %d needed, those of %s, and each joins once, before a meeting is called on it.", [
		words.counted(count(input.requisition.seats), "signature", "signatures"),
		_members_needed,
		words.list(input.requisition.seats),
	]),
}

# The forward plan.

_passes["plan_author"] if people.has_role(input.author, {role | some role in _terms.meetings.callers})

_reasons["plan_author"] := {
	"id": "may-not-plan",
	"clause": _terms.forward_plan.clause,
	"required": sprintf("The %s", [_callers]),
	"actual": "Somebody else",
	"explain": sprintf("The forward plan is published by the %s.", [_callers]),
}

_passes["plan_sound"] if {
	input.body.until >= _today
	every item in input.body.items {
		_planned(item)
	}
}

_reasons["plan_sound"] := {
	"id": "forward-plan",
	"clause": _terms.forward_plan.clause,
	"required": sprintf("Functions of the agreement, days from %s to %s, and an end that has not passed", [words.date(input.body.from), words.date(input.body.until)]),
	"actual": words.list(wrong),
	"explain": sprintf("A forward plan runs to a day that has not passed, and each decision in it is expected within its days and concerns a function of the agreement. Not so: %s.", [words.list(wrong)]),
} if {
	wrong := array.concat(
		[sprintf("its end on %s", [words.date(input.body.until)]) | input.body.until < _today],
		[item.title | some item in input.body.items; not _planned(item)],
	)
}

_planned(item) if {
	item.expected >= input.body.from
	item.expected <= input.body.until
	_terms.functions[item.function]
}
