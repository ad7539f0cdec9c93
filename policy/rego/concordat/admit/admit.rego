# METADATA
# title: Admission
# description: |
#   Whether a statement may be recorded. Every kind lists the checks that it must
#   pass, each of them positive: a check that can't be made is not passed, and a
#   kind without a list is refused.
package concordat.admit

import data.concordat.agreement
import data.concordat.calendar
import data.concordat.check
import data.concordat.commitments
import data.concordat.dues
import data.concordat.floor
import data.concordat.funds
import data.concordat.interests
import data.concordat.leads
import data.concordat.meetings
import data.concordat.motions
import data.concordat.outturns
import data.concordat.people
import data.concordat.ratify
import data.concordat.seats
import data.concordat.sitting
import data.concordat.texts
import data.concordat.voting
import data.concordat.witnesses
import data.concordat.words

# METADATA
# title: Plain yes
# description: |
#   Whether a statement has nothing out of the common and may be recorded. What each of
#   its checks comes to then stands here in one body, which is several times as quick as
#   a rule for each. The engine asks it of many at once, each as `one`, and what it holds
#   for it need not ask the ruling on. It may hold less often than the ruling allows,
#   and never where the ruling does not.
plainly(one) if {
	one.kind == "vote.cast"
	one.ask == "admit"
	voter := plain_voter(one)
	motion := plain_motion(one.motion)
	one.time < motion.before
	one.body.opened == motion.opened
	one.body.seat == voter.seat
	motion.seats[[voter.seat, voter.party]]
	voter.key < motion.keys
	one.body.choice in motion.choices
	not one.body.then
	not one.body.casting
}

# METADATA
# title: Plain votes of somebody
# description: |
#   Votes are many, and most have nothing out of the common: no options, no casting
#   vote, no interest declared by anybody, a key older than the opening. Which of them
#   the `author` of `one` may cast from its `seat`, speaking for its `party`: the seat
#   and the party that they have, and the entry that added the key. Nothing else is
#   looked at, and on no motion, so that the engine asks once for all votes of which that
#   is the same.
plain_voter(one) := {"seat": seat.seat, "party": seat.party, "key": one.author.key.entry} if {
	seat := one.seat
	seat.party == one.party
	data.mou.may_vote_from(one.author, seat)
}

# METADATA
# title: Plain votes on a motion
# description: |
#   Which of them the `motion` takes, whoever casts them: which opening they have to
#   name, from which seats for which party, by keys that were added before which entry,
#   their choices, and the time before which. A vote is plain that is one of these and
#   one of its author's, and the engine finds it among both or not.
plain_motion(motion) := {
	"opened": motion.opened.id,
	"before": motion.opened.closes,
	"seats": {[seat.seat, seat.party] | some seat in motion.opened.roll},
	"keys": motion.opened.entry,
	"choices": ["for", "against", "abstain"],
} if {
	motion.status == "open"
	motion.interests == []
	not motion.options
}

# METADATA
# title: Ruling on a statement
# description: A plain yes, or all the checks that were not passed.
ruling := {"allow": true} if {
	_vote
} else := object.union_n([{"allow": true}, meetings.effect, sitting.effect, floor.effect, agreement.effect, funds.effect, outturns.effect]) if {
	input.kind != "vote.cast"
	is_object(input.body)
	count(_required(input.kind)) > 0
	count(_not_passed) == 0
} else := {"allow": false, "checks": _told([_unmet(name) |
	some name in _names(input.kind)
	not _passed(name)
])} if {
	_required(input.kind)
} else := {"allow": false, "checks": [check.unproven("kind_known")]}

# Of a vote the seat says for whom it is cast, of a hand the record of it.
_of_every_statement(kind) := ["body"] if {
	kind in {"vote.cast", "hand.confirmed", "hand.denied"}
} else := ["body", "speaks_for_party"]

# They look at nothing but the kind, so that they are put together once.
_names(kind) := array.concat(_of_every_statement(kind), _required(kind))

_required(kind) := _requires[kind]

_named(kind) := {name | some name in _names(kind)}

# Most checks are passed here or by what is said of motions, where all are asked for at
# once.
_not_passed := {name | some name in others; not _passed(name)} if {
	named := _named(input.kind)
	elsewhere := named - {name | some name in named; _passes[name]}
	others := elsewhere - motions.passed(elsewhere)
}

_requires := {kind: checks |
	some of in [
		_required_here, agreement.requires, funds.requires, dues.requires, outturns.requires, commitments.requires,
		witnesses.requires, texts.requires,
	]
	some kind, checks in of
}

_required_here := {
	"ledger.founded": ["founder"],
	"engine.changed": ["secretary"],
	"ledger.recovered": ["two_agree"],
	"log_key.changed": ["two_agree", "theft_known"],
	"mou.adopted": ["secretary"],
	"mou.signed": ["officer", "version_current", "party_stands"],
	"party.established": ["secretary", "established_already"],
	"role.appointed": ["appointer", "own_person_as_officer", "role_known", "not_own_chair", "auditor_ends", "party_stands"],
	"role.ended": ["role_ender", "role_held", "role_kept", "from_today"],
	"key.added": ["voucher", "party_stands"],
	"key.revoked": ["revoker", "officer_key_left"],
	"key.replaced": ["two_of_others", "nobody_else", "paper_dated", "time_to_object"],
	"key.admitted": ["officer", "key_of_party", "second_officer", "officer_before_key"],
	"board_member.enrolled": ["officer", "own_person", "seat_of_party", "seat_named", "seats_left", "replacement_in_time", "party_stands"],
	"deputy.appointed": ["officer", "own_person", "seat_stands", "seat_of_party", "replacement_in_time", "party_stands", "deputy_resolved"],
	"seat.vacated": ["seat_leaver", "seat_held", "from_today"],
	"board_member.instructed": ["officer", "seat_stands", "seat_of_party", "still_to_decide", "text_current", "choice_offered", "resolution_passed"],
	"authority.given": ["officer", "authority_scope", "authority_limits", "approved_already", "party_stands"],
	"authority.changed": ["officer", "authority_stands", "authority_scope", "authority_limits", "approved_already", "from_today", "resolution_passed", "party_stands"],
	"authority.ended": ["officer", "authority_stands", "from_today", "resolution_passed"],
	"figure.recorded": ["recorder"],
	"interest.declared": ["has_part", "known_already", "nature_known"],
	"interest.ruled": ["ruler", "not_own_interest", "interest_bears", "before_decision", "key_for_ruling", "office_for_ruling", "ruling_known"],
	"motion.moved": array.concat(["mover_allowed", "route_open"], _contents),
	"motion.amended": array.concat(["mover", "before_opening", "same_motion", "route_open"], _contents),
	"notice.given": ["notice_given_by", "before_opening", "text_current", "notice_long_enough", "opening_in_reach", "window_in_bounds", "extends_right"],
	"impact.stated": ["impact_author", "before_opening", "text_current", "impact_sound"],
	"impact.agreed": ["officer", "before_opening", "participates", "impact_current", "party_stands"],
	"impact.disputed": ["officer", "before_opening", "participates", "impact_current", "own_lines", "party_stands"],
	"motion.opened": array.concat(agreement.before_vote, [
		"secretary", "on_notice", "within_window", "text_current", "same_question", "close_as_noticed",
		"roll_current", "rules_current", "impact_named", "impact_answered", "quorum_in_reach", "all_signed",
		"standing_route_open", "shares_stand", "room_for_decision", "opened_by_another", "extends_as_noticed",
	]),
	"motion.withdrawn": ["withdrawer", "text_current"],
	"vote.cast": [
		"before_close", "open", "on_roll", "from_own_seat", "opening_named", "choice_offered", "key_in_time",
		"order_offered", "casting_given", "no_interest_ruled", "no_interest_unruled",
	],
	"vote.recorded": [
		"recorded_provided", "secretary", "before_close", "open", "opening_named", "recorded_seat", "choice_offered", "not_own_vote",
		"not_voted", "voter_not_recused",
	],
	"vote.confirmed": ["before_close", "open", "vote_waits", "vote_confirmer", "key_in_time"],
	"decision.ratified": _answer,
	"ratification.refused": _answer,
	"decision.varied": ["secretary", "variation_known"],
	"forward_plan.published": ["plan_author", "plan_sound"],
	"meeting.requisitioned": ["own_seat"],
	"requisition.joined": ["own_seat", "not_joined"],
	"meeting.called": array.concat(["meeting_caller", "starts_later", "requisition_waits"], _agenda),
	"agenda.amended": array.concat(["meeting_caller", "not_begun"], _agenda),
	"attendance.recorded": [
		"secretary", "begun", "not_approved", "attendees_seated", "represented_once", "absences_fit", "withdrawn_left",
		"presiding_in_order", "hands_kept",
	],
	"item.noted": ["secretary", "begun", "not_approved", "item_on_agenda"],
	"item.deferred": ["may_defer", "begun", "not_ended", "item_on_agenda", "item_not_shown"],
	"item.released": ["releaser", "begun", "item_on_agenda", "release_day"],
	"point.ruled": ["begun", "not_approved", "item_on_agenda", "presides_or_records"],
	"amendment.moved": array.concat(
		["begun", "not_ended", "motion_before_meeting", "motion_undecided", "amendment_seat", "amendment_author", "text_current", "amendment_within_notice", "route_open"],
		_contents,
	),
	"amendment.put": array.concat(
		["secretary", "begun", "not_ended", "motion_before_meeting", "motion_undecided", "amendment_current", "roll_current", "amendment_quorate", "amendment_outcome"],
		_shown,
	),
	"motion.divided": ["secretary", "begun", "not_ended", "motion_before_meeting", "motion_undecided", "text_current", "parts_whole", "parts_alike"],
	"hands.shown": array.flatten([
		agreement.before_vote,
		[
			"secretary", "begun", "may_be_shown", "motion_before_meeting", "noticed_for_meeting", "text_current", "same_question",
			"roll_current", "rules_current", "impact_named", "impact_answered", "quorum_in_reach", "all_signed", "standing_route_open",
			"shares_stand", "room_for_decision", "casting_allowed", "confirmed_kept",
		],
		_shown,
	]),
	"hand.confirmed": ["hand_as_shown", "casting_as_shown", "key_in_time"],
	"hand.denied": ["hand_deniable"],
	"action.set": ["secretary", "begun", "item_on_agenda", "action_sound"],
	"action.closed": ["action_open", "action_closer", "closing_known"],
	"condition.met": ["secretary", "condition_open", "condition_day"],
	"notice.published": ["secretary", "publication_day"],
	"meeting.ended": ["secretary", "begun", "not_ended", "attended", "ended_in_time"],
	"minutes.approved": [
		"not_approved", "meeting_over", "minutes_role", "approves_once", "results_whole", "results_agree", "hands_settled", "approver_independent", "approved_at_meeting",
	],
}

_agenda := [
	"day_in_reach", "agenda_in_time", "private_items", "urgent_reported", "motions_free", "motions_fit", "notice_kept",
	"requisition_business",
]

_shown := ["hands_on_roll", "hands_of_present", "hands_whole", "hands_free", "hands_ruled", "hands_offered", "agreed_without_vote"]

_contents := array.concat(agreement.of_text, [
	"type_known", "route_allowed", "function_known", "parts_allowed", "options_sound", "host_participates", "lines_sound",
	"figures_recorded", "figures_in_sum", "amounts_add_up", "last_year_known", "yearly_rule_kept", "all_contribute", "lead_participates", "lead_limits_ordered", "duties_sound",
	"risk_share_sound", "virement_provided", "uses_non_recurrent",
])

_answer := ["officer", "awaits_answer", "not_answered", "in_time", "resolution_dated"]

_vote if {
	input.kind == "vote.cast"
	_passes.before_close
	_passes.open
	_passes.on_roll
	_passes.from_own_seat
	_passes.opening_named
	_passes.choice_offered
	_passes.key_in_time
	_passes.order_offered
	_passes.casting_given
	_passes.no_interest_ruled
	_passes.no_interest_unruled
}

_passed(name) if _passes[name]

_passed(name) if motions.passes(name)

_passed(name) if agreement.passes(name)

_passed(name) if meetings.passes(name)

_passed(name) if sitting.passes(name)

_passed(name) if floor.passes(name)

_passed(name) if funds.passes(name)

_passed(name) if dues.passes(name)

_passed(name) if outturns.passes(name)

_passed(name) if commitments.passes(name)

_passed(name) if witnesses.passes(name)

_passed(name) if texts.passes(name)

_unmet(name) := check.unmet(_reasons[name]) if {
	_reasons[name]
} else := motions.reason(name) if {
	motions.reason(name)
} else := meetings.reason(name) if {
	meetings.reason(name)
} else := sitting.reason(name) if {
	sitting.reason(name)
} else := floor.reason(name) if {
	floor.reason(name)
} else := agreement.reason(name) if {
	agreement.reason(name)
} else := funds.reason(name) if {
	funds.reason(name)
} else := dues.reason(name) if {
	dues.reason(name)
} else := outturns.reason(name) if {
	outturns.reason(name)
} else := commitments.reason(name) if {
	commitments.reason(name)
} else := witnesses.reason(name) if {
	witnesses.reason(name)
} else := texts.reason(name) if {
	texts.reason(name)
} else := check.unproven(name)

# What could not be checked is told where nothing else is: most often it rests on
# what is told to be wrong, as whether a route is allowed rests on the motion's type.
_told(checks) := known if {
	known := [made | some made in checks; not check.is_unproven(made)]
	count(known) > 0
} else := checks

_terms := data.terms

_today := calendar.london_day(input.time)

_passes["body"] if is_object(input.body)

# Offices.

_passes["founder"] if input.body.secretary.person == input.author.person

_reasons["founder"] := {
	"id": "not-secretary",
	"clause": _terms.offices.clause,
	"required": "The secretary whom the founding names",
	"actual": "Somebody else",
	"explain": "A ledger is founded by the secretary whom the founding names.",
}

_passes["secretary"] if people.has_role(input.author, {"secretary"})

_reasons["secretary"] := {
	"id": "not-secretary",
	"clause": _terms.offices.clause,
	"required": "The secretary",
	"actual": "Somebody else",
	"explain": "Only the secretary may state this.",
}

# What bears on every party's trust in the ledger, no one person says alone, nor two
# of one party.
_passes["two_agree"] if _agree(input.subject)

_agree(second) if {
	people.has_role(input.author, {"secretary"})
	people.has_role(second, {"chair"})
	second.person != input.author.person
}

_agree(second) if {
	people.officer_of(input.author, input.party)
	second.person != input.author.person
	some held in second.roles
	held.role == "officer"
	held.party != input.party
}

_reasons["two_agree"] := {
	"id": "not-two",
	"clause": _terms.offices.clause,
	"required": "The secretary, and the chair who confirms it; or officers of two parties",
	"actual": "Others",
	"explain": "The secretary states this and the chair confirms it, or an officer states it for a party and an officer of another party confirms it.",
}

_passes["theft_known"] if not input.body.compromised_since

_passes["theft_known"] if input.body.compromised_since <= _today

_reasons["theft_known"] := {
	"id": "theft-later",
	"clause": _terms.offices.clause,
	"required": sprintf("A day up to %s", [words.date(_today)]),
	"actual": words.date(input.body.compromised_since),
	"explain": "Others may have had a key since a day that is past, or since today: what is to come nobody knows.",
}

_passes["officer"] if people.officer_of(input.author, input.party)

_reasons["officer"] := {
	"id": "not-officer",
	"clause": _terms.officers.clause,
	"required": sprintf("An officer of %s", [_party]),
	"actual": "Somebody else",
	"explain": sprintf("Only an officer of %s may state this for it.", [_party]),
}

_party := words.party(object.get(input, "parties", {}), object.get(input, "party", "the party"))

# An officer speaks for a statutory body: nobody but that body's own officer can
# appoint another, the secretary least of all.
_passes["appointer"] if {
	input.body.role != "officer"
	people.has_role(input.author, {"secretary"})
}

_passes["appointer"] if {
	input.body.role in {"officer", "auditor"}
	people.officer_of(input.author, input.party)
}

_reasons["appointer"] := {
	"id": "may-not-appoint",
	"clause": _terms.offices.clause,
	"required": "An officer of the party for an officer, the secretary or an officer of a party for an auditor, the secretary for any other role",
	"actual": "Neither",
	"explain": "An officer is appointed by an officer of the same party, an auditor by the secretary or by an officer of a party; any other role is given by the secretary.",
}

# Whoever vouches for a person's keys can speak as that person: so a party's
# seats and offices go to people for whom the party itself has vouched.
_passes["own_person"] if people.party_of(input.subject) == input.party

# Or, to a seat, to whoever acts by a key that the party itself has looked at.
_passes["own_person"] if {
	input.kind == "board_member.enrolled"
	input.body.key
	input.subject.person == input.body.person
}

_passes["own_person_as_officer"] if not input.body.role in {"officer", "auditor"}

_passes["own_person_as_officer"] if {
	input.body.role == "auditor"
	not input.party
}

_passes["own_person_as_officer"] if _passes.own_person

_reasons["own_person_as_officer"] := _reasons.own_person

_reasons["own_person"] := {
	"id": "another-partys-person",
	"clause": _terms.officers.clause,
	"required": sprintf("A person whose key was added by %s", [_party]),
	"actual": "Somebody else's",
	"explain": sprintf("%s gives its seats and offices to people whose keys its own officer has added; a seat also to another's, by naming the one key by which they act from it.", [_party]),
}

_passes["role_known"] if input.body.role in _terms.offices.roles

_reasons["role_known"] := {
	"id": "role",
	"clause": _terms.offices.clause,
	"required": sprintf("One of %s", [words.any_of(words.plain_all(_terms.offices.roles))]),
	"actual": words.plain(input.body.role),
	"explain": sprintf("The agreement has no role %s.", [words.plain(input.body.role)]),
}

_passes["not_own_chair"] if not input.body.role in _terms.offices.never_own

_passes["not_own_chair"] if input.body.person != input.author.person

_reasons["not_own_chair"] := {
	"id": "self-appointment",
	"clause": _terms.offices.clause,
	"required": "Another person than the one who appoints",
	"actual": "The same person",
	"explain": sprintf("Nobody appoints themself as %s.", [words.plain(input.body.role)]),
}

# Who only reads does so for a time: what nobody ends, ends by itself.
_passes["auditor_ends"] if input.body.role != "auditor"

_passes["auditor_ends"] if input.body.until

_reasons["auditor_ends"] := {
	"id": "auditor-end",
	"clause": _terms.offices.clause,
	"required": "A last day",
	"actual": "None",
	"explain": "An auditor is appointed for a time: state the last day, after which the appointment ends by itself.",
}

# Whoever has a role may give it up; whoever gives it may take it back.
_passes["role_ender"] if input.subject.person == input.author.person

_passes["role_ender"] if {
	input.body.role in {"officer", "auditor"}
	people.officer_of(input.author, input.party)
}

_passes["role_ender"] if {
	input.body.role != "officer"
	people.has_role(input.author, {"secretary"})
}

_reasons["role_ender"] := {
	"id": "may-not-end",
	"clause": _terms.offices.clause,
	"required": "Whoever has the role, or may give it",
	"actual": "Neither",
	"explain": "An officer's time is ended by the officer or by another of the same party; that of an auditor whom a party appointed by an officer of it; any other by whoever has the role or by the secretary.",
}

_passes["role_held"] if input.people[input.body.person]

_reasons["role_held"] := {
	"id": "role-not-held",
	"clause": _terms.offices.clause,
	"required": sprintf("Somebody who is %s on %s", [words.plain(input.body.role), words.date(input.body.from)]),
	"actual": "Not so",
	"explain": sprintf("%s is not %s on %s, for whom the statement speaks: there is nothing to end.", [input.body.person, words.plain(input.body.role), words.date(input.body.from)]),
}

# Nothing could be stated any more for a party without an officer, nor for the board
# without a secretary.
_passes["role_kept"] if not input.body.role in {"officer", "secretary"}

_passes["role_kept"] if {
	others := [id | some id, _ in input.people; id != input.body.person]
	count(others) > 0
}

_reasons["role_kept"] := {
	"id": "last-of-role",
	"clause": _terms.offices.clause,
	"required": sprintf("Another %s from %s", [words.plain(input.body.role), words.date(input.body.from)]),
	"actual": "None",
	"explain": sprintf("Nobody else is %s on %s: appoint another first, or nobody could act any more.", [words.plain(input.body.role), words.date(input.body.from)]),
}

# What was relied on is not taken back for days that are over.
_passes["from_today"] if input.body.from >= _today

_reasons["from_today"] := {
	"id": "backdated",
	"clause": _terms.offices.clause,
	"required": sprintf("%s or later", [words.date(_today)]),
	"actual": words.date(input.body.from),
	"explain": sprintf("This takes effect from %s at the earliest, not from %s: what was done before rests on what was recorded then.", [words.date(_today), words.date(input.body.from)]),
}

# The agreement.

_passes["established_already"] if input.body.on <= _today

_reasons["established_already"] := {
	"id": "established-later",
	"clause": _terms.establishment.clause,
	"required": sprintf("A day up to %s", [words.date(_today)]),
	"actual": words.date(input.body.on),
	"explain": sprintf("A party is established on a day that has come; %s has not.", [words.date(input.body.on)]),
}

_passes["version_current"] if {
	input.body.version == input.mou.version
	input.body.rules == input.mou.rules
}

_reasons["version_current"] := {
	"id": "stale",
	"clause": _terms.correction.clause,
	"required": sprintf("Version %d, as adopted", [input.mou.version]),
	"actual": sprintf("Version %d", [input.body.version]),
	"explain": sprintf("The version open for signature is %d, with its own rules. The statement names another.", [input.mou.version]),
}

# Keys.

_passes["voucher"] if data.mou.may_vouch(input.author, object.get(input, "party", ""), object.get(input, "subject", {}))

_reasons["voucher"] := {
	"id": "may-not-vouch",
	"clause": _terms.officers.clause,
	"required": "An officer of the person's own party, or the secretary for a person without party",
	"actual": "Neither",
	"explain": "A key is added by an officer of the person's own party, or by the secretary for a person without party.",
}

_passes["revoker"] if input.subject.person == input.author.person

_passes["revoker"] if {
	people.has_role(input.author, {"secretary"})
	people.party_of(input.subject) == ""
}

_passes["revoker"] if people.officer_of(input.author, people.party_of(input.subject))

# A key that is put in a lost one's place waits so long that the party can object.
_passes["revoker"] if {
	_pending
	people.party_of(input.author) == people.party_of(input.subject)
	count(input.author.seats) > 0
}

_passes["revoker"] if {
	input.body.reason in {"lost", "stolen"}
	_agree(input.confirmer)
}

_pending if input.subject.key.from > _today

_reasons["revoker"] := {
	"id": "may-not-revoke",
	"clause": _terms.officers.clause,
	"required": "The person, an officer of the person's party, the secretary for a person without party; or, of a key that is lost or stolen, two who agree",
	"actual": "None of these",
	"explain": "A key is revoked by its own person, by an officer of that person's party, or by the secretary where the person is of no party. One that is lost or stolen may also be revoked by the secretary, where the chair confirms it, or by an officer, where an officer of another party does.",
}

# Without an officer's key nobody could act for the party any more, nor add one. A
# thief's must end all the same: two of others then put another in its place.
_passes["officer_key_left"] if input.body.reason == "stolen"

_passes["officer_key_left"] if _pending

_passes["officer_key_left"] if {
	every held in input.subject.roles {
		_spare(held)
	}
}

_spare(held) if held.role != "officer"

_spare(held) if input.parties[held.party].officer_keys > 1

_reasons["officer_key_left"] := {
	"id": "last-officer-key",
	"clause": _terms.officers.clause,
	"required": "Another key of the party's officers",
	"actual": "None",
	"explain": "This is the last key of the party's officers: add another before it is revoked, or nobody can act for the party. One that is stolen is revoked as such.",
}

# Whoever adds a key can speak as its holder: so on what is open already it counts by
# the word of two. Neither of them is the holder, and both are of the holder's party; of
# somebody who has none, the second is of one for which they sit.
_passes["key_of_party"] if {
	people.party_of(input.subject) == input.party
	input.party != ""
}

_passes["key_of_party"] if {
	people.party_of(input.subject) == ""
	some seat in input.parties[input.party].seats
	_sits_for(input.subject.person, seat)
}

_reasons["key_of_party"] := {
	"id": "another-partys-key",
	"clause": _terms.officers.clause,
	"required": sprintf("A key of a person of %s, or of somebody of no party who sits for it", [_party]),
	"actual": "Somebody else's",
	"explain": sprintf("%s admits keys of its own people, and of people of no party who hold or deputise in a seat of its own. %s is neither.", [_party, input.body.person]),
}

_passes["second_officer"] if {
	input.author.person != input.subject.person
	input.author.person != _adder(input.subject.key)
}

_adder(key) := object.get(key, "added_by", object.get(key, "by", ""))

_adder_words(key) := sprintf("%s, who added it,", [_adder(key)]) if {
	_adder(key) != ""
} else := "whoever added it"

_reasons["second_officer"] := {
	"id": "not-second-officer",
	"clause": _terms.officers.clause,
	"required": sprintf("A second officer of %s: neither %s nor %s, whose key it is", [_party, _adder_words(input.subject.key), input.subject.person]),
	"actual": input.author.person,
	"explain": sprintf("It needs a second officer of %s to admit this key: neither %s nor %s, whose key it is. Without one it counts for what is opened from now on, and an older key of the holder or of a deputy votes on what is open.", [
		_party,
		_adder_words(input.subject.key),
		input.subject.person,
	]),
}

# Nobody is made an officer to admit a key that is there already.
_passes["officer_before_key"] if {
	input.author.key.entry < input.subject.key.entry
	some held in input.author.roles
	held.role == "officer"
	held.party == input.party
	held.entry < input.subject.key.entry
}

_reasons["officer_before_key"] := {
	"id": "officer-after-key",
	"clause": _terms.officers.clause,
	"required": sprintf("An officer of %s, by a key, since before entry %d, which added the key", [_party, input.subject.key.entry]),
	"actual": "An officer, or a key, that came later",
	"explain": sprintf("The key was added by entry %d. Whoever admits it was an officer of %s before that, and had the key that they sign this with.", [input.subject.key.entry, _party]),
}

# Who puts a key in another's place could speak as that person: so it takes two, none
# of whom is the person, and none of whom could add the key alone.
_passes["two_of_others"] if {
	_agree(input.confirmer)
	input.replaced.person.person != input.author.person
	input.replaced.person.person != input.confirmer.person
}

_reasons["two_of_others"] := {
	"id": "not-two",
	"clause": _terms.officers.clause,
	"required": "The secretary, and the chair who confirms it; or officers of two parties; and none of them the person",
	"actual": "Others",
	"explain": "A key is put in another's place by the secretary, where the chair confirms it, or by an officer of one party, where an officer of another confirms it; never by the person whose key it is. Where it is the secretary's or the chair's own, officers of two parties do it.",
}

_passes["nobody_else"] if {
	input.replaced.spare == 0
	_alone(input.replaced.person)
}

_alone(person) if people.has_role(person, {"officer"})

_alone(person) if people.party_of(person) == ""

_reasons["nobody_else"] := {
	"id": "another-can",
	"clause": _terms.officers.clause,
	"required": "An officer or somebody of the board, in whose place nobody has a key",
	"actual": "Somebody has",
	"explain": "Another key of the person, or an officer of the person's party, can add a key at once: do that. Only where nobody else can is a key put in another's place by two of others.",
}

_passes["paper_dated"] if input.body.resolution.on <= _today

_reasons["paper_dated"] := {
	"id": "resolution-date",
	"clause": _terms.officers.clause,
	"required": sprintf("A resolution up to %s", [words.date(_today)]),
	"actual": words.date(input.body.resolution.on),
	"explain": sprintf("The body that the person speaks for has resolved it by %s at the latest.", [words.date(_today)]),
}

# No public source sets a number: a week is long enough that a board member who reads
# notices weekly can object, and short enough for a vote of a fortnight.
_objecting := object.get(_terms, ["officers", "replacement_days"], 7)

_passes["time_to_object"] if calendar.number(input.body.from) >= calendar.number(_today) + _objecting

_reasons["time_to_object"] := {
	"id": "too-soon",
	"clause": _terms.officers.clause,
	"required": sprintf("A day from %s on", [words.date(calendar.date(calendar.number(_today) + _objecting))]),
	"actual": words.date(input.body.from),
	"explain": sprintf("The key signs from %s at the earliest: for %d days the person, and who holds a seat of the same party, can revoke it.", [
		words.date(calendar.date(calendar.number(_today) + _objecting)),
		_objecting,
	]),
}

# Seats.

_passes["seat_of_party"] if input.seat.party == input.party

_passes["seat_of_party"] if not input.seat

_reasons["seat_of_party"] := {
	"id": "seat-of-another",
	"clause": _terms.seats.clause,
	"required": sprintf("A seat of %s", [_party]),
	"actual": sprintf("A seat of %s", [input.seat.party]),
	"explain": sprintf("Seat %s is not a seat of %s.", [input.seat.seat, _party]),
}

# Terms name seats whose vote or presence is needed, so that no party gives itself a
# seat by the name of another's: a seat has its party's code, or begins with it.
_passes["seat_named"] if {
	input.seat.seat == input.body.seat
	input.seat.party == input.party
}

_passes["seat_named"] if {
	not input.seat
	_named_for(input.body.seat, input.party)
	longer := [other.code |
		some other in data.parties.parties
		_named_for(other.code, input.party)
		_named_for(input.body.seat, other.code)
	]
	count({code | some code in longer} - {input.party}) == 0
}

_named_for(name, code) if name == code

_named_for(name, code) if startswith(name, sprintf("%s-", [code]))

_reasons["seat_named"] := {
	"id": "seat-name",
	"clause": _terms.seats.clause,
	"required": sprintf("%s, or that and a hyphen and more", [input.party]),
	"actual": input.body.seat,
	"explain": sprintf("A seat of %s is called %s, or by that code, a hyphen and more, such as %s-1: so nobody has a seat by the name of another's.", [_party, input.party, input.party]),
}

_passes["seat_stands"] if input.seat.seat == input.body.seat

_reasons["seat_stands"] := {
	"id": "no-seat",
	"clause": _terms.deputies.clause,
	"required": "A seat that has been given",
	"actual": "No such seat",
	"explain": sprintf("There is no seat %s to deputise for.", [input.body.seat]),
}

_passes["seat_leaver"] if input.subject.person == input.author.person

_passes["seat_leaver"] if people.officer_of(input.author, input.seat.party)

_reasons["seat_leaver"] := {
	"id": "may-not-vacate",
	"clause": _terms.seats.clause,
	"required": "Whoever leaves, or an officer of the seat's party",
	"actual": "Neither",
	"explain": "That somebody leaves a seat is stated by that person, or by an officer of the seat's party.",
}

_passes["seat_held"] if input.seat.holder == input.body.person

_passes["seat_held"] if input.body.person in input.seat.deputies

_reasons["seat_held"] := {
	"id": "seat-not-held",
	"clause": _terms.seats.clause,
	"required": sprintf("The holder of seat %s, or a deputy to it, on %s", [input.body.seat, words.date(input.body.from)]),
	"actual": "Neither",
	"explain": sprintf("%s neither holds seat %s on %s nor deputises for its holder.", [input.body.person, input.body.seat, words.date(input.body.from)]),
}

_passes["still_to_decide"] if input.motion.status in {"draft", "notice", "open"}

_reasons["still_to_decide"] := {
	"id": "not-open",
	"clause": _terms.motions.clause,
	"required": "A motion that is not yet decided",
	"actual": sprintf("It is %s", [words.standing(input.motion.status)]),
	"explain": sprintf("%s is %s: nobody votes on it any more.", [input.motion.motion, words.standing(input.motion.status)]),
}

_passes["seats_left"] if {
	others := {seat.seat | some seat in input.parties[input.party].seats} - {input.body.seat}
	input.parties[input.party].code == input.party
	count(others) < _most_seats
}

_most_seats := seats.allowed(input.party, _terms.seats, object.get(_terms, "classes", {}))

_reasons["seats_left"] := {
	"id": "too-many-seats",
	"clause": _terms.seats.clause,
	"required": sprintf("At most %s for %s", [words.counted(_most_seats, "seat", "seats"), _party]),
	"actual": "One more",
	"explain": sprintf("%s may have %s and would have more.", [_party, words.counted(_most_seats, "seat", "seats")]),
}

# Whoever is replaced stays for a while after the notice, so that nobody is put in
# to turn a vote that is near.
_passes["replacement_in_time"] if not _terms.seats.replacement

_passes["replacement_in_time"] if _replaces_nobody

_passes["replacement_in_time"] if {
	input.body.from >= _replacement.first
	input.body.from <= _replacement.last
}

_replaces_nobody if {
	input.kind == "board_member.enrolled"
	not input.seat.holder
}

_replaces_nobody if {
	input.kind == "board_member.enrolled"
	input.seat.holder == input.body.person
}

_replaces_nobody if {
	input.kind == "deputy.appointed"
	is_array(input.seat.deputies)
	count({person | some person in input.seat.deputies; person != input.body.person}) == 0
}

_replacement := seats.replacement(_today, _terms.seats.replacement)

_reasons["replacement_in_time"] := {
	"id": "replacement-date",
	"clause": object.get(_terms.seats.replacement, "clause", _terms.seats.clause),
	"required": sprintf("From %s at the earliest and %s at the latest", [words.date(_replacement.first), words.date(_replacement.last)]),
	"actual": words.date(input.body.from),
	"explain": sprintf("Notice of a replacement on %s takes effect from %s at the earliest and %s at the latest; until then whoever is replaced acts.", [
		words.date(_today),
		words.date(_replacement.first),
		words.date(_replacement.last),
	]),
}

# A body that has merged is no more: nobody puts people or authorities in its place, and
# whoever is its officer still can only end what it had, and answer for what it owed. Where
# its seats are kept, they are filled by whoever filled them.
_passes["party_stands"] if count(_merged) == 0

_passes["party_stands"] if {
	input.kind in {"board_member.enrolled", "deputy.appointed", "key.added"}
	_terms.merger.seats == "kept"
}

_merged := [merged |
	merged := input.parties[object.get(input, "party", "")].merged
	merged.on <= _today
]

_reasons["party_stands"] := {
	"id": "merged",
	"clause": object.get(_terms, ["merger", "clause"], _terms.officers.clause),
	"required": "A party that has not merged",
	"actual": sprintf("%s merged on %s", [_party, words.date(_merged[0].on)]),
	"explain": sprintf("%s is part of %s since %s: its own people end what it had and answer for what it owed, and all else is for the officers of %s.", [
		_party,
		_merged[0].into,
		words.date(_merged[0].on),
		_merged[0].into,
	]),
}

_passes["deputy_resolved"] if object.get(input.body, ["resolution", "on"], _today) <= _today

_reasons["deputy_resolved"] := {
	"id": "resolution-date",
	"clause": _terms.deputies.clause,
	"required": sprintf("A resolution of %s or earlier", [words.date(_today)]),
	"actual": words.date(input.body.resolution.on),
	"explain": sprintf("A deputy is appointed by what the governing body has resolved; %s has not come.", [words.date(input.body.resolution.on)]),
}

# Authorities and figures.

_passes["authority_scope"] if {
	_known_function(input.body.function)
	count(input.body.types) > 0
	input.body.committee in _terms.authority.committees
	every type in input.body.types {
		_terms.motions.types[type]
	}
}

_known_function("*")

_known_function(function) if _terms.functions[function]

_scope_words := "All functions" if {
	input.body.function == "*"
} else := input.body.function

_reasons["authority_scope"] := {
	"id": "authority-scope",
	"clause": _terms.authority.clause,
	"required": "A function of the agreement or all of them, its types of motion, and a committee that decides or recommends",
	"actual": sprintf("%s: %s, %s", [_scope_words, words.list(words.plain_all(input.body.types)), words.plain(input.body.committee)]),
	"explain": "An authority names a function of the agreement or all of them, known types of motion, and whether the committee decides or recommends.",
}

_passes["approved_already"] if {
	every given in object.get(input.body, "approvals", []) {
		given.on <= _today
	}
}

_reasons["approved_already"] := {
	"id": "approval-date",
	"clause": _terms.authority.clause,
	"required": sprintf("Approvals of %s or earlier", [words.date(_today)]),
	"actual": concat("; ", [sprintf("%s: %s", [given.by, words.date(given.on)]) | some given in input.body.approvals]),
	"explain": "What somebody beside the governing body has approved is recorded once they have; one of these days has not come.",
}

_passes["authority_limits"] if {
	leads.ordered(input.body.spend)
	leads.ordered(input.body.loss)
}

_reasons["authority_limits"] := {
	"id": "authority-limits",
	"clause": _terms.limits.clause,
	"required": "Limits with action at most year, and year at most life",
	"actual": "Limits in another order",
	"explain": "Spend and loss each have three limits; that for one action can't be more than for a year, nor that more than for life.",
}

# An authority that was changed has several texts, one after another.
_passes["authority_stands"] if {
	some authority in input.parties[input.party].authorities
	authority.id == input.body.id
	object.get(authority, "until", input.body.from) >= input.body.from
}

_reasons["authority_stands"] := {
	"id": "no-authority",
	"clause": _terms.authority.clause,
	"required": sprintf("An authority %s in force on %s or later", [input.body.id, words.date(input.body.from)]),
	"actual": "It has ended by then",
	"explain": sprintf("No authority %s of %s since %s; its officer can record another one under another id.", [input.body.id, _party, words.date(_ended)]),
} if {
	_ended
}

_reasons["authority_stands"] := {
	"id": "no-authority",
	"clause": _terms.authority.clause,
	"required": sprintf("An authority %s in force on %s or later", [input.body.id, words.date(input.body.from)]),
	"actual": "It never came into force",
	"explain": sprintf("The authority %s of %s was taken back before it came into force; its officer can record another one under another id.", [input.body.id, _party]),
} if {
	authorities := input.parties[input.party].authorities
	count([true | some authority in authorities; authority.id == input.body.id]) == 0
}

_ended := calendar.after(
	max([authority.until |
		some authority in input.parties[input.party].authorities
		authority.id == input.body.id
	]),
	1,
)

_passes["resolution_passed"] if input.body.resolution.on <= _today

_reasons["resolution_passed"] := {
	"id": "resolution-date",
	"clause": _terms.authority.clause,
	"required": sprintf("A resolution of %s or earlier", [words.date(_today)]),
	"actual": words.date(input.body.resolution.on),
	"explain": sprintf("A governing body has resolved what is recorded of it; %s has not come.", [words.date(input.body.resolution.on)]),
}

_passes["recorder"] if people.has_role(input.author, {"secretary"})

# What votes are weighed by is nobody's to record for themselves.
_passes["recorder"] if {
	people.officer_of(input.author, input.body.party)
	input.body.figure != object.get(_terms.seats, "figure", "")
}

_reasons["recorder"] := {
	"id": "may-not-record",
	"clause": _terms.shares.clause,
	"required": "The secretary, or an officer of the party that the figure is about unless votes are weighed by it",
	"actual": "Neither",
	"explain": sprintf("A figure about %s is recorded by the secretary, or by its own officer unless votes are weighed by it.", [input.body.party]),
}

# Interests.

_passes["has_part"] if people.has_part(input.author)

_reasons["has_part"] := {
	"id": "no-part",
	"clause": _terms.declaration.clause,
	"required": "A role or a seat",
	"actual": "Neither",
	"explain": "An interest is declared by a person with a role or a seat, for themself.",
}

_passes["known_already"] if input.body.known <= _today

_reasons["known_already"] := {
	"id": "known-later",
	"clause": _terms.declaration.clause,
	"required": sprintf("A day up to %s", [words.date(_today)]),
	"actual": words.date(input.body.known),
	"explain": sprintf("An interest is known from a day that has come; %s has not.", [words.date(input.body.known)]),
}

_passes["nature_known"] if input.body.nature in interests.natures(_terms.declaration)

_reasons["nature_known"] := {
	"id": "nature",
	"clause": _terms.declaration.clause,
	"required": sprintf("One of %s", [words.any_of(words.plain_all(interests.natures(_terms.declaration)))]),
	"actual": words.plain(input.body.nature),
	"explain": sprintf("The agreement knows no interest of the nature %s.", [words.plain(input.body.nature)]),
}

# Nobody takes office to rule on a motion that is being voted on.
_passes["office_for_ruling"] if not input.motion.opened

_passes["office_for_ruling"] if {
	some held in input.author.roles
	held.role in _terms.interest_rulings.roles
	held.entry < input.motion.opened.entry
}

_reasons["office_for_ruling"] := {
	"id": "office-after-opening",
	"clause": _terms.interest_rulings.clause,
	"required": "An office held before the motion was opened",
	"actual": "One given since",
	"explain": sprintf("Whoever took office after %s was opened does not rule on an interest in it.", [input.motion.motion]),
}

_passes["ruler"] if people.has_role(input.author, {role | some role in _terms.interest_rulings.roles})

_reasons["ruler"] := {
	"id": "may-not-rule",
	"clause": _terms.interest_rulings.clause,
	"required": sprintf("One of %s", [words.any_of(words.plain_all(_terms.interest_rulings.roles))]),
	"actual": "None of these",
	"explain": sprintf("An interest is ruled on by two of these: %s.", [words.list(words.plain_all(_terms.interest_rulings.roles))]),
}

_passes["not_own_interest"] if input.interest.person != input.author.person

_reasons["not_own_interest"] := {
	"id": "own-interest",
	"clause": _terms.interest_rulings.clause,
	"required": "Another person's interest",
	"actual": "The author's own",
	"explain": "Nobody rules on their own interest.",
}

_passes["interest_bears"] if {
	input.interest.id == input.body.interest
	object.get(input.interest, "motion", input.body.motion) == input.body.motion
}

_reasons["interest_bears"] := {
	"id": "interest-of-another-motion",
	"clause": _terms.interest_rulings.clause,
	"required": sprintf("An interest that bears on %s", [input.body.motion]),
	"actual": "An interest declared for another motion",
	"explain": sprintf("The interest was not declared for %s.", [input.body.motion]),
}

_passes["before_decision"] if input.motion.status in {"draft", "notice", "open"}

_reasons["before_decision"] := {
	"id": "not-open",
	"clause": _terms.interest_rulings.clause,
	"required": "A motion that is not yet decided",
	"actual": sprintf("It is %s", [words.standing(input.motion.status)]),
	"explain": sprintf("%s is %s; a ruling can no longer take effect.", [input.motion.motion, words.standing(input.motion.status)]),
}

_passes["ruling_known"] if input.body.ruling in _terms.interest_rulings.rulings

_reasons["ruling_known"] := {
	"id": "ruling",
	"clause": _terms.recusal.clause,
	"required": sprintf("One of %s", [words.any_of(words.plain_all(_terms.interest_rulings.rulings))]),
	"actual": words.plain(input.body.ruling),
	"explain": sprintf("The agreement knows no ruling %s.", [words.plain(input.body.ruling)]),
}

# Votes.

_passes["open"] if input.motion.status == "open"

_reasons["open"] := {
	"id": "not-open",
	"clause": _terms.opening.clause,
	"required": "An open motion",
	"actual": sprintf("It is %s", [words.standing(input.motion.status)]),
	"explain": sprintf("%s is not open: it is %s.", [input.motion.motion, words.standing(input.motion.status)]),
}

_passes["before_close"] if input.time < input.motion.opened.closes

_reasons["before_close"] := {
	"id": "closed",
	"clause": _terms.window.clause,
	"required": sprintf("Before %s", [words.moment(input.motion.opened.closes)]),
	"actual": words.moment(input.time),
	"explain": sprintf("Voting on %s closed at %s. This vote was not recorded.", [input.motion.motion, words.moment(input.motion.opened.closes)]),
} if {
	input.time >= input.motion.opened.closes
}

_reasons["before_close"] := {
	"id": "not-open",
	"clause": _terms.opening.clause,
	"required": "A motion that has been opened",
	"actual": "It has not",
	"explain": sprintf("%s has not been opened.", [input.motion.motion]),
} if {
	not input.motion.opened
}

_passes["on_roll"] if {
	some seat in input.motion.opened.roll
	seat.seat == input.body.seat
	seat.party == input.party
}

_reasons["on_roll"] := {
	"id": "no-seat",
	"clause": _terms.seats.clause,
	"required": sprintf("A seat of %s on the roll of %s", [_party, input.motion.motion]),
	"actual": sprintf("Seat %s is not", [input.body.seat]),
	"explain": sprintf("Seat %s is not a seat of %s on the roll of %s.", [input.body.seat, _party, input.motion.motion]),
}

_passes["from_own_seat"] if {
	input.seat.seat == input.body.seat
	input.seat.party == input.party
	data.mou.may_vote_from(input.author, input.seat)
}

_reasons["from_own_seat"] := {
	"id": "no-seat",
	"clause": _terms.deputies.clause,
	"required": sprintf("The holder of seat %s, or a deputy to it", [input.body.seat]),
	"actual": "Neither, today",
	"explain": sprintf("The author neither holds seat %s today nor deputises for its holder.", [input.body.seat]),
}

_passes["opening_named"] if input.body.opened == input.motion.opened.id

_reasons["opening_named"] := {
	"id": "stale",
	"clause": _terms.opening.clause,
	"required": "The opening that stands",
	"actual": "Another",
	"explain": sprintf("The vote doesn't name the opening of %s. Read the motion again and sign anew.", [input.motion.motion]),
}

_passes["choice_offered"] if input.body.choice == "abstain"

_passes["choice_offered"] if {
	input.body.choice in {"for", "against"}
	object.get(input.motion, "options", []) == []
}

_passes["choice_offered"] if input.body.choice in input.motion.options

_offered := array.concat(object.get(input.motion, "options", ["for", "against"]), ["abstain"])

_reasons["choice_offered"] := {
	"id": "choice",
	"clause": _terms.opening.clause,
	"required": sprintf("One of %s", [concat(", ", _offered)]),
	"actual": input.body.choice,
	"explain": sprintf("%s offers: %s.", [input.motion.motion, concat(", ", _offered)]),
}

_passes["order_offered"] if not input.body.then

_passes["order_offered"] if {
	_terms.options.method == "elimination"
	input.body.choice in input.motion.options
	every option in input.body.then {
		option in input.motion.options
	}
	count({input.body.choice} | {option | some option in input.body.then}) == count(input.body.then) + 1
}

_reasons["order_offered"] := {
	"id": "choice",
	"clause": _terms.opening.clause,
	"required": "An order of preference only where options are counted by elimination, each option once",
	"actual": concat(", ", input.body.then),
	"explain": sprintf("The vote gives an order of preference, and on %s none is counted or it does not name different options of the motion.", [input.motion.motion]),
}

_passes["casting_given"] if not input.body.casting

_passes["casting_given"] if {
	_terms.tie.casting == "chair"
	people.has_role(input.author, {"chair"})
	input.body.casting in _offered
	input.body.casting != "abstain"
}

_reasons["casting_given"] := {
	"id": "choice",
	"clause": _terms.tie.clause,
	"required": "A casting vote only by the chair, where the agreement gives one, for what the motion offers",
	"actual": input.body.casting,
	"explain": sprintf("The vote holds a casting vote, and on %s its author has none or it is for nothing that the motion offers.", [input.motion.motion]),
}

# The order of entries decides: many statements may have one time.
_passes["key_in_time"] if _key_counts

_key_counts if input.author.key.entry < input.motion.opened.entry

# Whoever admitted it was there before the votes began: nobody is made up to do it.
_key_counts if input.author.key.admitted.since < input.motion.opened.entry

# Nobody can be made up to recuse a member during a vote.
_passes["key_for_ruling"] if input.motion.status in {"draft", "notice"}

_passes["key_for_ruling"] if _key_counts

_reasons["key_for_ruling"] := _newer_key

_reasons["key_in_time"] := _newer_key

_newer_key := {
	"id": "key-after-opening",
	"clause": _terms.officers.clause,
	"required": sprintf("A key added before entry %d, or admitted by a second officer", [input.motion.opened.entry]),
	"actual": sprintf("Added by entry %d", [input.author.key.entry]),
	"explain": sprintf("%s was opened by entry %d, and this key was added later, by entry %d. %s", [
		input.motion.motion,
		input.motion.opened.entry,
		input.author.key.entry,
		_who_admits(people.party_of(input.author), object.get(input, "party", "")),
	]),
}

_who_admits("", "") := "Nobody can admit it: it counts for what is opened from now on."

_who_admits("", party) := _admitted_by(party) if party != ""

_who_admits(own, _) := _admitted_by(own) if own != ""

_admitted_by(party) := sprintf("It needs a second officer of %s to admit this key: one who was an officer before the opening, and neither %s nor whose key it is.", [
	words.party(object.get(input, "parties", {}), party),
	_adder_words(input.author.key),
])

# Both rest on what was declared: where that is not known, neither is passed.
_passes["no_interest_ruled"] if {
	is_array(input.motion.interests)
	input.author.person
	not interests.ruled(input.motion.interests, input.author.person, input.motion.motion, input.entry, _terms.recusal.rulings)
}

_reasons["no_interest_ruled"] := {
	"id": "recused",
	"clause": _terms.recusal.clause,
	"required": "No ruling that the person may only speak, or withdraws",
	"actual": "There is one",
	"explain": sprintf("An interest of the author was ruled on, and the author doesn't vote on %s.", [input.motion.motion]),
}

_passes["no_interest_unruled"] if not _terms.interest_rulings.wait

_passes["no_interest_unruled"] if {
	is_array(input.motion.interests)
	input.author.person
	not interests.unruled(input.motion.interests, input.author.person, input.motion.motion, input.entry)
}

_reasons["no_interest_unruled"] := {
	"id": "interest-unruled",
	"clause": _terms.interest_rulings.clause,
	"required": "A ruling on each interest declared for this motion",
	"actual": "None yet",
	"explain": sprintf("The author declared an interest in %s and votes only once two people have ruled on it.", [input.motion.motion]),
}

# Votes that the secretary records, as by telephone: never their own, never over what the
# voter signed, and confirmed by the voter or an officer who did not record it.
_passes["recorded_provided"] if _terms.recorded_votes.clause

_reasons["recorded_provided"] := {
	"id": "not-provided",
	"clause": _terms.opening.clause,
	"required": "A clause by which votes may be recorded for those who can't sign them",
	"actual": "None",
	"explain": "By this agreement every vote between meetings is signed by whoever casts it.",
}

_passes["recorded_seat"] if {
	input.seat.seat == input.body.seat
	some seat in input.motion.opened.roll
	seat.seat == input.body.seat
	_sits_for(input.body.person, input.seat)
}

_sits_for(person, seat) if seat.holder == person

_sits_for(person, seat) if person in seat.deputies

_reasons["recorded_seat"] := {
	"id": "no-seat",
	"clause": _terms.seats.clause,
	"required": sprintf("A seat on the roll of %s, and its holder or a deputy to it", [input.motion.motion]),
	"actual": sprintf("%s, seat %s", [input.body.person, input.body.seat]),
	"explain": sprintf("%s neither holds seat %s today nor deputises in it, or it is not on the roll of %s.", [input.body.person, input.body.seat, input.motion.motion]),
}

_passes["not_own_vote"] if input.body.person != input.author.person

_reasons["not_own_vote"] := {
	"id": "own-vote",
	"clause": object.get(_terms, ["recorded_votes", "clause"], _terms.opening.clause),
	"required": "Somebody else's vote",
	"actual": "The author's own",
	"explain": "The secretary records what others said. A vote of their own they sign themself.",
}

_passes["not_voted"] if _none_signed

_none_signed if {
	is_array(input.motion.votes)
	count([vote | some vote in input.motion.votes; vote.seat == input.body.seat; voting.signed(vote)]) == 0
}

_reasons["not_voted"] := {
	"id": "voted",
	"clause": object.get(_terms, ["recorded_votes", "clause"], _terms.opening.clause),
	"required": "No vote from the seat that the voter signed, or confirmed themself",
	"actual": "There is one",
	"explain": sprintf("A vote from seat %s is signed, and is changed by signing another: what others record does not come before it.", [input.body.seat]),
}

_passes["voter_not_recused"] if {
	is_array(input.motion.interests)
	not interests.ruled(input.motion.interests, input.body.person, input.motion.motion, input.entry, _terms.recusal.rulings)
	_no_interest_waits
}

_no_interest_waits if not _terms.interest_rulings.wait

_no_interest_waits if not interests.unruled(input.motion.interests, input.body.person, input.motion.motion, input.entry)

_reasons["voter_not_recused"] := {
	"id": "recused",
	"clause": _terms.recusal.clause,
	"required": "No ruling that the person may only speak, or withdraws, and none that is awaited",
	"actual": "There is one",
	"explain": sprintf("An interest of %s bears on %s, and they don't vote on it, or not yet.", [input.body.person, input.motion.motion]),
}

_waiting_vote := vote if {
	some vote in input.motion.votes
	vote.entry == input.body.recorded
	vote.unconfirmed
}

_passes["vote_waits"] if {
	_waiting_vote.seat == input.body.seat
	input.seat.seat == input.body.seat
	_waiting_vote.choice == input.body.choice
	_none_signed
}

_reasons["vote_waits"] := {
	"id": "vote",
	"clause": object.get(_terms, ["recorded_votes", "clause"], _terms.opening.clause),
	"required": "The vote as it was recorded, not confirmed yet, and none that is signed from the seat",
	"actual": sprintf("Seat %s, %s, entry %d", [input.body.seat, input.body.choice, input.body.recorded]),
	"explain": "A vote is confirmed once, as it was recorded. If the record is wrong, the voter signs a vote of their own, which stands before it.",
}

_passes["vote_confirmer"] if _waiting_vote.person == input.author.person

_passes["vote_confirmer"] if {
	people.officer_of(input.author, _waiting_vote.party)
	_waiting_vote.by != input.author.person
}

_reasons["vote_confirmer"] := {
	"id": "may-not-confirm",
	"clause": object.get(_terms, ["recorded_votes", "clause"], _terms.opening.clause),
	"required": sprintf("Whoever gave the vote, or an officer of %s who did not record it", [_party]),
	"actual": "Neither",
	"explain": sprintf("A recorded vote is confirmed by whoever gave it, or by an officer of %s; never by whoever recorded it.", [_party]),
}

# Ratification and variation.

_passes["awaits_answer"] if {
	input.body.decision == input.decision.decision
	count(_awaited) > 0
}

_awaited := ratify.awaited(input.decision, input.party, _today)

_reasons["awaits_answer"] := {
	"id": "not-awaited",
	"clause": _terms.ratification.clause,
	"required": sprintf("A decision that awaits ratification by %s", [_party]),
	"actual": "It doesn't",
	"explain": sprintf("%s doesn't await ratification by %s.", [input.body.decision, _party]),
}

_passes["resolution_dated"] if {
	calendar.london_day(input.decision.time) <= input.body.resolution.on
	input.body.resolution.on <= _today
}

_reasons["resolution_dated"] := {
	"id": "resolution-date",
	"clause": _terms.ratification.clause,
	"required": sprintf("A resolution from %s to %s", [words.date(calendar.london_day(input.decision.time)), words.date(_today)]),
	"actual": words.date(input.body.resolution.on),
	"explain": sprintf("A governing body ratifies what was decided: its resolution is of %s at the earliest and of today at the latest, not of %s.", [
		words.date(calendar.london_day(input.decision.time)),
		words.date(input.body.resolution.on),
	]),
}

_passes["not_answered"] if {
	is_object(input.decision.ratified)
	count(ratify.unanswered(input.decision, input.party, _today)) > 0
}

_reasons["not_answered"] := {
	"id": "answered",
	"clause": _terms.ratification.clause,
	"required": "No answer yet",
	"actual": said,
	"explain": sprintf("%s is already %s for %s.", [input.decision.decision, said, _party]),
} if {
	said := input.decision.ratified[_awaited[0].party]
}

_passes["in_time"] if input.time <= _awaited[0].ratify_by # one day for all of a decision

_reasons["in_time"] := {
	"id": "closed",
	"clause": _terms.ratification.clause,
	"required": sprintf("By %s", [words.moment(last)]),
	"actual": words.moment(input.time),
	"explain": sprintf("The time to ratify %s ran out at %s.", [input.decision.decision, words.moment(last)]),
} if {
	last := _awaited[0].ratify_by
}

_passes["variation_known"] if {
	input.body.how in _terms.correction.how
	input.body.by != input.body.decision
	input.decision.decision == input.body.decision
}

_reasons["variation_known"] := {
	"id": "variation",
	"clause": _terms.correction.clause,
	"required": sprintf("Another decision by which this one is %s", [words.any_of(_terms.correction.how)]),
	"actual": sprintf("%s by %s", [input.body.how, input.body.by]),
	"explain": sprintf("A decision is %s by another one.", [words.any_of(_terms.correction.how)]),
}
