# METADATA
# title: Agreement
# description: |
#   What may be stated about the agreement's own life: drafts and their answers,
#   parties that join, merge and leave, interests that ended, gates, call-ins and
#   disputes; and what its terms ask of a motion and its opening. Reads the terms
#   mou_amendment, joining, merger, leaving, gates, call_in, disputes, lapse,
#   extension and expiry. What the terms leave out can't be stated. Term call_in:
#   {"by": [names], "days": after the decision until when it may be called in,
#   "months": from the direction until when that stays it}.
package concordat.agreement

import data.concordat.calendar
import data.concordat.check
import data.concordat.dates
import data.concordat.gates
import data.concordat.life
import data.concordat.parties
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
# title: Checks of a statement
# description: The checks that a statement of each kind about the agreement's life must pass.
requires := {
	"mou.drafted": ["drafter", "next_version"],
	"draft.answered": ["officer", "draft_stands", "position_sound", "party_stands"],
	"party.joined": ["joining_stated_by", "named_as_party"],
	"party.merged": ["merger_stated_by", "merger_provided", "merger_done"],
	"leaving.notified": ["officer", "leaves_what_it_is_in", "effective_right", "resolved_already", "party_stands"],
	"leaving.withdrawn": ["officer", "leaving_awaited", "resolved_already"],
	"interest.ended": ["own_interest", "ended_already"],
	"gate.passed": ["gate_known", "gate_recorder", "gate_in_time", "done_already"],
	"decision.called_in": ["call_in_stated_by", "caller_in", "may_be_called_in", "called_in_time", "call_in_ends", "call_in_shown", "done_already"],
	"call_in.ended": ["call_in_stated_by", "called_in", "ending_known", "call_in_shown", "done_already"],
	"dispute.raised": ["officer", "parties_to_it", "steps_right"],
	"dispute.settled": ["officer", "in_dispute", "not_settled"],
}

# METADATA
# title: Effect
# description: |
#   Says of a statement that several must state alike whether with it enough have: a
#   merger by an officer of each party that merges and, where it is a party already,
#   of the one that succeeds them; a joining by the secretary and an officer of
#   another party that has signed; a call-in and its end by the secretary and
#   somebody else, who was chair or vice-chair before the decision or is an officer
#   of a party that it binds. Empty as long as they have not. Says of a notice to leave
#   the day with whose end what leaving comes to is settled, where a term says what
#   becomes of contributions. Empty for every other kind.
effect := {"effect": true} if {
	_in_effect[input.kind]
} else := {"dates": {"settles": dates.effective}} if {
	input.kind == "leaving.notified"
	_terms.leaving.contributions in {"due", "by_day"}
} else := {}

# Whoever stated the same before, and the author.
_alike := array.concat(object.get(input, "alike", []), [object.union(input.author, {"party": object.get(input, "party", "")})])

_in_effect["party.merged"] if {
	count(_merging) > 0
	every code in _merging {
		some said in _alike
		said.party == code
		people.officer_of(said, code)
	}
}

_in_effect["party.joined"] if {
	some one in _alike
	people.has_role(one, {"secretary"})
	some other in _alike
	other.person != one.person
	_vouches(other)
}

_in_effect[kind] if {
	some kind in {"decision.called_in", "call_in.ended"}
	some one in _alike
	people.has_role(one, {"secretary"})
	some other in _alike
	other.person != one.person
	_confirms(other)
}

_merging := {code | some code in _body.parties} | {_body.into.code | input.parties[_body.into.code]}

_vouches(person) if {
	people.officer_of(person, person.party)
	input.parties[person.party].signed.version
}

# An office given since the decision, by the secretary alone, is nobody else's word.
_confirms(person) if {
	some held in person.roles
	held.role in {"chair", "vice_chair"}
	held.entry < input.decision.entry
}

_confirms(person) if {
	some outcome in input.decision.parties
	outcome.bound in {"by_vote", "against_vote", "on_ratification"}
	people.officer_of(person, outcome.party)
}

# METADATA
# title: Checks of what a motion says
# description: What the text of a motion must pass besides.
of_text := ["amends_sound", "all_take_part", "rights_sound", "prolongs_sound", "lapse_right"]

# METADATA
# title: Checks before a vote
# description: What must hold when a motion is opened, and when hands are shown on it.
before_vote := ["not_expired", "not_lapsed", "gates_passed", "all_take_part", "draft_answered", "still_prolongs"]

_terms := data.terms

_body := input.body

_motion := input.motion

# The text of a motion: an amendment moved at a meeting has it in its own part.
_text := input.body.to if {
	input.kind == "amendment.moved"
} else := input.body if {
	input.kind != "amendment.moved"
}

_party := words.party(object.get(input, "parties", {}), object.get(input, "party", "the party"))

# Drafts.

_passes["drafter"] if people.has_role(input.author, {"secretary"})

_passes["drafter"] if people.officer_of(input.author, input.party)

_reasons["drafter"] := {
	"id": "may-not-draft",
	"clause": _terms.mou_amendment.clause,
	"required": "The secretary or an officer of a party",
	"actual": "Neither",
	"explain": "A draft of the next version is put by the secretary or by a party's officer.",
}

_passes["next_version"] if {
	_terms.mou_amendment.clause
	_body.version == input.mou.version + 1
}

_reasons["next_version"] := {
	"id": "version",
	"clause": _terms.mou_amendment.clause,
	"required": sprintf("Version %d", [input.mou.version + 1]),
	"actual": sprintf("Version %d", [_body.version]),
	"explain": sprintf("Version %d is in force; the next one is %d.", [input.mou.version, input.mou.version + 1]),
}

_draft_stands(draft) if {
	_terms.mou_amendment.clause
	input.draft.id == draft
	input.draft.version == input.mou.version + 1
}

_passes["draft_stands"] if _draft_stands(_body.draft)

_reasons["draft_stands"] := {
	"id": "stale",
	"clause": _terms.mou_amendment.clause,
	"required": sprintf("A draft of version %d", [input.mou.version + 1]),
	"actual": "Another one",
	"explain": sprintf("Version %d is in force. The draft that is named is none of version %d.", [input.mou.version, input.mou.version + 1]),
}

_passes["position_sound"] if _body.position == "agree"

_passes["position_sound"] if {
	_body.position in {"agree_subject_to", "object"}
	count(_body.subject_to) > 0
}

_reasons["position_sound"] := {
	"id": "position",
	"clause": _terms.mou_amendment.clause,
	"required": "Agree, or agree subject to or object with a text",
	"actual": words.plain(_body.position),
	"explain": "A party agrees to a draft, agrees to it subject to something, or objects. In the last two cases it says to what, or why.",
}

_passes["amends_sound"] if {
	is_object(_text)
	not _text.amends
}

_passes["amends_sound"] if {
	_draft_stands(_text.amends.draft)
	_text.amends.version == input.draft.version
	_text.amends.rules == input.draft.rules
}

_reasons["amends_sound"] := object.union(_reasons.draft_stands, {
	"required": "The version and the rules of a draft of the next version",
	"explain": "A motion that amends the agreement names a draft of the next version with that draft's own rules.",
})

# The agreement is everybody's: no function of a few of its parties amends it.
_passes["all_take_part"] if {
	is_object(_asked_of)
	not _asked_of.amends
}

_passes["all_take_part"] if {
	count(_participants_of(_asked_of.function)) > 0
	count(_left_out) == 0
}

_asked_of := _motion if input.kind in {"motion.opened", "hands.shown"}

else := _text

_participants_of(function) := {code | some code in parties.participants(function, parties.day)}

_everybody := {code |
	some function, _ in _terms.functions
	some code in _participants_of(function)
}

_left_out := sort(_everybody - _participants_of(_asked_of.function))

_reasons["all_take_part"] := {
	"id": "not-of-all",
	"clause": _terms.mou_amendment.clause,
	"required": "A function in which every party to the agreement takes part",
	"actual": sprintf("%d of %d take part", [count(_participants_of(_asked_of.function)), count(_everybody)]),
	"explain": sprintf("A motion that amends the agreement is of a function in which every party to it takes part. This one leaves out %s.", [
		words.parties(input.parties, _left_out),
	]),
}

# Whoever takes part has been asked: what one of them has not answered is not put
# to the vote, where the term says so.
_passes["draft_answered"] if not _motion.amends

_passes["draft_answered"] if {
	_draft_stands(_motion.amends.draft)
	not _terms.mou_amendment.answers_needed
}

_passes["draft_answered"] if {
	_draft_stands(_motion.amends.draft)
	count(_participants) > 0
	count(_unanswered) == 0
}

_participants := parties.participants(_motion.function, parties.day)

_unanswered := [code |
	some code in _participants
	not input.draft.positions[code]
]

_reasons["draft_answered"] := {
	"id": "draft-unanswered",
	"clause": _terms.mou_amendment.clause,
	"required": "An answer by every participating party to a draft of the next version",
	"actual": sprintf("%d of %d have answered", [count(_participants) - count(_unanswered), count(_participants)]),
	"explain": sprintf("Before this motion is voted on every party says of the draft whether it agrees. Not yet answered by %s.", [
		words.parties(input.parties, _unanswered),
	]),
}

# Voting rights and the last day of a function.

_passes["rights_sound"] if {
	is_object(_text)
	not _text.rights
}

_passes["rights_sound"] if {
	count(_text.rights.parties) > 0
	every code in _text.rights.parties {
		input.parties[code]
	}
	calendar.number(_text.rights.from)
	_text.rights.from <= object.get(_text.rights, "until", _text.rights.from)
}

_reasons["rights_sound"] := {
	"id": "voting-rights",
	"clause": _terms.parties.clause,
	"required": "Parties to the agreement, and a first day no later than the last",
	"actual": sprintf("%s from %s", [words.parties(input.parties, _text.rights.parties), words.day(_text.rights.from)]),
	"explain": "A vote is given to parties to the agreement, from a day and to none before it.",
}

_passes["prolongs_sound"] if {
	is_object(_text)
	not _text.prolongs
}

_passes["prolongs_sound"] if {
	calendar.number(_text.prolongs.until)
	_text.prolongs.until >= parties.day
	parties.last_day(_text.prolongs.function) >= parties.day
}

_reasons["prolongs_sound"] := {
	"id": "prolonging",
	"clause": _terms.parties.clause,
	"required": "A function with a last day that has not passed, and a new last day from today on",
	"actual": sprintf("%s until %s", [_prolonging.function, words.day(_prolonging.until)]),
	"explain": "A function is given another last day while it runs. One that has ended is not taken up again, for parties may have left with it.",
}

_prolonging := _text.prolongs if {
	_text.prolongs
} else := _motion.prolongs

_passes["still_prolongs"] if not _motion.prolongs

_passes["still_prolongs"] if parties.last_day(_motion.prolongs.function) >= _decided_on

_decided_on := calendar.london_day(_body.closes) if {
	_body.closes
} else := parties.day

_reasons["still_prolongs"] := object.union(_reasons.prolongs_sound, {
	"actual": sprintf("%s ends before the decision", [_motion.prolongs.function]),
})

# Lapse, extension, expiry, gates.

_passes["lapse_right"] if {
	is_object(_text)
	not _terms.lapse.clause
	not _text.lapses
}

_passes["lapse_right"] if _text.lapses == dates.lapses

_passes["lapse_right"] if {
	_terms.lapse.most_days
	is_object(_text)
	not _text.lapses
}

_passes["lapse_right"] if {
	calendar.number(_text.lapses)
	_text.lapses >= parties.day
	_text.lapses <= calendar.after(dates.first_moved, _terms.lapse.most_days)
}

_reasons["lapse_right"] := object.union(_lapse, {
	"id": "lapse",
	"clause": object.get(_terms, ["lapse", "clause"], _terms.motions.clause),
	"actual": words.day(object.get(_text, "lapses", "None stated")),
})

_lapse := {
	"required": words.date(dates.lapses),
	"explain": sprintf("A motion lapses %d days after it was first moved, on %s, and states so.", [_terms.lapse.days, words.date(dates.lapses)]),
} if {
	_terms.lapse.days
} else := {
	"required": sprintf("None, or a day from today to %s", [words.date(calendar.after(dates.first_moved, _terms.lapse.most_days))]),
	"explain": sprintf("A motion may state the last day on which it may be opened, up to %d days after it was first moved.", [_terms.lapse.most_days]),
} if {
	_terms.lapse.most_days
} else := {
	"required": "None",
	"explain": "By this agreement motions do not lapse, so this one states no day on which it does.",
}

_passes["not_lapsed"] if not _motion.lapses

_passes["not_lapsed"] if parties.day <= _motion.lapses

_reasons["not_lapsed"] := {
	"id": "lapsed",
	"clause": _terms.lapse.clause,
	"required": sprintf("By %s", [words.date(_motion.lapses)]),
	"actual": words.date(parties.day),
	"explain": sprintf("%s lapsed: %s was the last day on which it could be opened.", [_motion.motion, words.date(_motion.lapses)]),
}

_passes["extends_right"] if not _body.extends

_passes["extends_right"] if _body.extends == dates.extends(_body.closes)

_reasons["extends_right"] := {
	"id": "extension",
	"clause": object.get(_terms, ["extension", "clause"], _terms.window.clause),
	"required": _extension,
	"actual": words.moment(_body.extends),
	"explain": sprintf("The later close that a notice fixes should there be no quorum: %s.", [_extension]),
}

_extension := sprintf("%d days after the first, %s", [_terms.extension.days, words.moment(dates.extends(_body.closes))]) if {
	_terms.extension.days
} else := "none by this agreement"

_passes["extends_as_noticed"] if object.get(_body, "extends", "") == object.get(_motion.notice, "extends", "")

_reasons["extends_as_noticed"] := {
	"id": "stale",
	"clause": object.get(_terms, ["extension", "clause"], _terms.window.clause),
	"required": "The later close that notice was given of, or none",
	"actual": "Something else",
	"explain": "The opening fixes the later close that its notice stated, and no other.",
}

_passes["not_expired"] if not life.expired(parties.day)

_reasons["not_expired"] := {
	"id": "expired",
	"clause": _terms.expiry.clause,
	"required": sprintf("A day up to %s", [words.date(_terms.expiry.on)]),
	"actual": words.date(parties.day),
	"explain": sprintf("The agreement expired at the end of %s: no motion is opened under it any more. What was decided stands.", [words.date(_terms.expiry.on)]),
}

_passes["gates_passed"] if {
	_motion.type
	count(gates.missing(_motion, "opening")) == 0
}

_reasons["gates_passed"] := {
	"id": "gate",
	"clause": _terms.gates.clause,
	"required": sprintf("Before a vote: %s", [concat("; ", [_gate_title(id) | some id in gates.needed(_motion.type, "opening")])]),
	"actual": sprintf("Not recorded: %s", [missing]),
	"explain": sprintf("Before a motion of this type is voted on, all that must come first is recorded as done. Not recorded: %s.", [missing]),
} if {
	missing := concat("; ", [_gate_title(id) | some id in gates.missing(_motion, "opening")])
}

_gate_title(id) := _terms.gates.gates[id].title

# Joining, merging, leaving.

_passes["joining_stated_by"] if people.has_role(input.author, {"secretary"})

_passes["joining_stated_by"] if {
	input.party != _body.joins.code
	people.officer_of(input.author, input.party)
	input.parties[input.party].signed.version
}

_reasons["joining_stated_by"] := {
	"id": "may-not-admit",
	"clause": object.get(_terms, ["joining", "clause"], _terms.parties.clause),
	"required": "The secretary or an officer of a party that has signed",
	"actual": "Neither",
	"explain": "That a body joins, and who its officer is, is stated alike by the secretary and by an officer of a party that has signed.",
}

_passes["named_as_party"] if {
	_terms.joining.clause
	some named in data.parties.parties
	named.code == _body.joins.code
	named.name == _body.joins.name
	named.type == _body.joins.type
}

_reasons["named_as_party"] := {
	"id": "not-named",
	"clause": _terms.joining.clause,
	"required": "A body that the version in force names as a party, with that code, name and type",
	"actual": sprintf("%s (%s)", [_body.joins.name, _body.joins.code]),
	"explain": sprintf("The version in force does not name %s (%s) as a party. Another version that does must be adopted first.", [_body.joins.name, _body.joins.code]),
}

# What the secretary records of it takes no effect by itself.
_passes["merger_stated_by"] if people.has_role(input.author, {"secretary"})

_passes["merger_stated_by"] if {
	input.party in _merging
	people.officer_of(input.author, input.party)
}

_reasons["merger_stated_by"] := {
	"id": "may-not-merge",
	"clause": object.get(_terms, ["merger", "clause"], _terms.parties.clause),
	"required": sprintf("An officer of %s, or the secretary", [words.any_of([words.party(input.parties, code) | some code in sort(_merging)])]),
	"actual": "Neither",
	"explain": "A merger takes effect once an officer of every party to it has stated the same; the secretary may record it for them to state.",
}

_passes["merger_provided"] if {
	_terms.merger.counts
	count(_body.parties) > 0
	count(_body.source) > 0
	count(_body.into.name) > 0
	not _body.into.code in _body.parties
}

_reasons["merger_provided"] := {
	"id": "merger",
	"clause": object.get(_terms, ["merger", "clause"], _terms.parties.clause),
	"required": "Parties that merge into a body that is none of them, by a source that is named",
	"actual": sprintf("%s into %s", [words.list(_body.parties), _body.into.code]),
	"explain": "A merger is recorded where the agreement says what it does to seats and counts. It names the parties, the body that succeeds them and the order or approval by which it does.",
}

_passes["merger_done"] if {
	calendar.number(_body.on)
	_body.on <= parties.day
}

_reasons["merger_done"] := _later(_terms.merger.clause)

_later(clause) := {
	"id": "later",
	"clause": clause,
	"required": sprintf("A day up to %s", [words.date(parties.day)]),
	"actual": words.date(_body.on),
	"explain": sprintf("What is recorded as done has been done by today; %s has not come.", [words.date(_body.on)]),
}

_notices := object.get(input.parties, [input.party, "leaving"], [])

# One notice for a function, or for all, at a time.
_passes["leaves_what_it_is_in"] if {
	_body.function in ({"*"} | parties.functions_of(input.party))
	not parties.left(input.party, _body.function, parties.day)
	count([1 | some notice in _notices; notice.function in {_body.function, "*"}]) == 0
}

_reasons["leaves_what_it_is_in"] := {
	"id": "leaving",
	"clause": object.get(_terms, ["leaving", "clause"], _terms.parties.clause),
	"required": sprintf("A function that %s takes part in, or all, and no notice to leave it yet", [_party]),
	"actual": _body.function,
	"explain": sprintf("%s gives notice once, of leaving a function that it takes part in or of leaving all.", [_party]),
}

_passes["effective_right"] if _body.effective == dates.effective

_reasons["effective_right"] := {
	"id": "leaving-date",
	"clause": _terms.leaving.clause,
	"required": words.date(dates.effective),
	"actual": words.date(_body.effective),
	"explain": sprintf("Notice given on %s takes effect on %s: %d months later at the earliest, and not before what it is about ends.", [
		words.date(parties.day),
		words.date(dates.effective),
		_terms.leaving.months,
	]),
}

_passes["resolved_already"] if {
	calendar.number(_body.resolution.on)
	_body.resolution.on <= parties.day
}

_reasons["resolved_already"] := {
	"id": "resolution-date",
	"clause": _terms.leaving.clause,
	"required": sprintf("A resolution by %s", [words.date(parties.day)]),
	"actual": words.date(_body.resolution.on),
	"explain": "A governing body has resolved before its officer says so.",
}

_passes["leaving_awaited"] if {
	some notice in _notices
	notice.function == _body.function
	not parties.left(input.party, _body.function, parties.day)
}

_reasons["leaving_awaited"] := {
	"id": "not-leaving",
	"clause": _terms.leaving.clause,
	"required": "A notice to leave that has not taken effect",
	"actual": "None",
	"explain": sprintf("%s has given no notice of leaving this that could still be taken back.", [_party]),
}

# Interests.

_passes["own_interest"] if {
	input.interest.person == input.author.person
	_body.interest == input.interest.id
}

_reasons["own_interest"] := {
	"id": "not-own-interest",
	"clause": _terms.declaration.clause,
	"required": "One's own interest",
	"actual": "Somebody else's",
	"explain": "Whoever declared an interest says when it ended.",
}

_passes["ended_already"] if {
	not input.interest.ended
	_body.on >= input.interest.known
	_body.on <= parties.day
}

_reasons["ended_already"] := {
	"id": "interest-ended",
	"clause": _terms.declaration.clause,
	"required": sprintf("An interest that has not ended before, and a day from %s to %s", [words.date(input.interest.known), words.date(parties.day)]),
	"actual": words.date(_body.on),
	"explain": "An interest ends once, on a day that has come and that is no earlier than the day on which it was known.",
}

# Gates.

_gate := _terms.gates.gates[_body.gate]

_passes["gate_known"] if {
	_motion.type in _gate.types
	_body.motion == _motion.motion
	count(_body.evidence.sha256) > 0
}

_reasons["gate_known"] := {
	"id": "gate",
	"clause": object.get(_terms, ["gates", "clause"], _terms.motions.clause),
	"required": sprintf("One of %s, with its evidence", [words.any_of([_gate_words(id) | some before in ["opening", "effect"]; some id in gates.needed(_motion.type, before)])]),
	"actual": _body.gate,
	"explain": sprintf("The agreement has no %s for a motion of type %s.", [words.plain(_body.gate), words.plain(_motion.type)]),
}

# Its name is what a statement of it says.
_gate_words(id) := sprintf("%s (%s)", [id, _gate_title(id)])

_passes["gate_recorder"] if people.has_role(input.author, _recorders)

# Of what the agreement does not know, that alone is said.
_passes["gate_recorder"] if not _gate

_recorders := {role | some role in object.get(_gate, "by", ["secretary"])}

_reasons["gate_recorder"] := {
	"id": "may-not-record",
	"clause": _terms.gates.clause,
	"required": words.list(sort(_recorders)),
	"actual": "None of these",
	"explain": sprintf("That this is done is recorded by the %s.", [words.any_of(words.plain_all(sort(_recorders)))]),
}

_passes["gate_in_time"] if {
	_motion.status in {"draft", "notice"}
	not _body.gate in {made.gate | some made in _motion.gates}
}

_passes["gate_in_time"] if {
	_motion.status in {"open", "shown", "decided"}
	_gate.before == "effect"
	not _body.gate in {made.gate | some made in _motion.gates}
}

_reasons["gate_in_time"] := {
	"id": "gate-time",
	"clause": _terms.gates.clause,
	"required": sprintf("Before the %s, once", [_gate.before]),
	"actual": sprintf("The motion is %s", [words.standing(_motion.status)]),
	"explain": sprintf("%s is %s. What must come before its %s is recorded once and before then.", [_motion.motion, words.standing(_motion.status), _gate.before]),
}

_passes["done_already"] if {
	calendar.number(_body.on)
	_body.on <= parties.day
}

_reasons["done_already"] := _later(_terms.gates.clause) if input.kind == "gate.passed"

_reasons["done_already"] := _later(_terms.call_in.clause) if input.kind != "gate.passed"

# Call-in: NHS Act 2006 Schedule 10A para 3 and SI 2024/15, six months from the
# direction to decide.

_passes["caller_in"] if _body.by in _terms.call_in.by

_reasons["caller_in"] := {
	"id": "may-not-call-in",
	"clause": object.get(_terms, ["call_in", "clause"], _terms.motions.clause),
	"required": _callers,
	"actual": _body.by,
	"explain": sprintf("Who may call a decision in by this agreement: %s.", [_callers]),
}

_callers := words.any_of(words.plain_all(_terms.call_in.by)) if count(object.get(_terms, ["call_in", "by"], [])) > 0

else := "nobody"

_passes["may_be_called_in"] if {
	input.decision.decision == _body.decision
	input.decision.outcome == "carried"
	not input.decision.called_in
	_body.on >= calendar.london_day(input.decision.time)
}

_called_in := "Called in before" if {
	input.decision.called_in
} else := sprintf("It was %s on %s", [words.plain(input.decision.outcome), words.date(calendar.london_day(input.decision.time))])

_reasons["may_be_called_in"] := {
	"id": "call-in",
	"clause": _terms.call_in.clause,
	"required": "A decision carried by the day of the direction and not called in before",
	"actual": _called_in,
	"explain": sprintf("%s can't be called in: it was not carried, was decided after the day of the direction, or has been called in before.", [_body.decision]),
}

_passes["call_in_stated_by"] if people.has_role(input.author, {"secretary"})

_passes["call_in_stated_by"] if _confirms(input.author)

_reasons["call_in_stated_by"] := {
	"id": "may-not-record",
	"clause": object.get(_terms, ["call_in", "clause"], _terms.motions.clause),
	"required": "The secretary, whoever was chair or vice-chair before the decision, or an officer of a party that it binds",
	"actual": "None of these",
	"explain": "A call-in and its end are stated alike by the secretary and by somebody else: whoever was chair or vice-chair before the decision, or an officer of a party that it binds.",
}

_passes["called_in_time"] if parties.day <= _last_call_in

_last_call_in := calendar.after(calendar.london_day(input.decision.time), _terms.call_in.days)

_reasons["called_in_time"] := {
	"id": "call-in-time",
	"clause": _terms.call_in.clause,
	"required": sprintf("By %s", [words.date(_last_call_in)]),
	"actual": words.date(parties.day),
	"explain": sprintf("%s could be called in until %s: %d days after it was made.", [_body.decision, words.date(_last_call_in), _terms.call_in.days]),
}

_passes["call_in_ends"] if {
	_body.ends == dates.call_in_ends
	_body.ends >= parties.day
}

_reasons["call_in_ends"] := {
	"id": "call-in-end",
	"clause": _terms.call_in.clause,
	"required": sprintf("Until %s, which has not passed", [words.date(dates.call_in_ends)]),
	"actual": words.day(object.get(_body, "ends", "None stated")),
	"explain": sprintf("The call-in ends by itself after %d months, on %s, and states so.", [_terms.call_in.months, words.date(dates.call_in_ends)]),
}

_passes["call_in_shown"] if count(_body.evidence.sha256) > 0

# That a decision is released takes nothing from anybody.
_passes["call_in_shown"] if _body.how == "released"

_reasons["call_in_shown"] := {
	"id": "evidence",
	"clause": _terms.call_in.clause,
	"required": "The paper by which it was done",
	"actual": "None",
	"explain": "That a decision was called in, or was taken anew, is shown by the paper by which it was.",
}

_passes["called_in"] if {
	input.decision.decision == _body.decision
	input.decision.called_in
	input.decision.called_in != "retaken"
}

_reasons["called_in"] := {
	"id": "not-called-in",
	"clause": _terms.call_in.clause,
	"required": "A decision that is called in",
	"actual": "It isn't",
	"explain": sprintf("%s is not called in.", [_body.decision]),
}

_passes["ending_known"] if _body.how in {"released", "retaken"}

_reasons["ending_known"] := {
	"id": "call-in",
	"clause": _terms.call_in.clause,
	"required": "Released or taken anew",
	"actual": _body.how,
	"explain": "A call-in ends in one of two ways: the decision is released, or it has been taken anew by whoever called it in.",
}

# Disputes.

# Since a merger whoever stands in a party's place is party to it.
_concerned := {
	object.get(input.obligation, "payer_now", input.obligation.payer),
	object.get(input.obligation, "payee_now", input.obligation.payee),
} if {
	input.obligation.payer
} else := {parties.successor(outcome.party, parties.day) | some outcome in input.decision.parties}

_passes["parties_to_it"] if {
	_terms.disputes.clause
	count(_body["with"]) > 0
	not input.party in _body["with"]
	count(({input.party} | {code | some code in _body["with"]}) - _concerned) == 0
}

_reasons["parties_to_it"] := {
	"id": "not-a-party-to-it",
	"clause": object.get(_terms, ["disputes", "clause"], _terms.parties.clause),
	"required": sprintf("Parties to %s, one with others", [_body.about]),
	"actual": sprintf("%s with %s", [_party, words.parties(input.parties, _body["with"])]),
	"explain": sprintf("A dispute about %s is one of its parties' with others of them.", [_body.about]),
}

_passes["steps_right"] if _body.steps == dates.steps

_reasons["steps_right"] := {
	"id": "dispute-steps",
	"clause": object.get(_terms, ["disputes", "clause"], _terms.parties.clause),
	"required": _steps_in_words(_ladder),
	"actual": _steps_in_words(_body.steps),
	"explain": sprintf("The steps of a dispute raised today: %s.", [_steps_in_words(_ladder)]),
}

_ladder := dates.steps if {
	count(dates.steps) > 0
} else := []

_steps_in_words([]) := "none"

_steps_in_words(steps) := concat("; ", [sprintf("%s by %s", [_step_title(step.step), words.moment(step.due)]) | some step in steps]) if count(steps) > 0

_step_title(id) := titles[0] if {
	titles := [step.title | some ladder in _terms.disputes.ladders; some step in ladder.steps; step.step == id]
	count(titles) > 0
} else := words.plain(id)

_disputing := {parties.successor(code, parties.day) |
	some code in array.concat([input.dispute.by], input.dispute["with"])
}

_passes["in_dispute"] if {
	input.party in _disputing
	input.dispute.dispute == _body.dispute
}

_reasons["in_dispute"] := {
	"id": "not-in-dispute",
	"clause": _terms.disputes.clause,
	"required": sprintf("One of %s", [words.any_of([words.party(input.parties, code) | some code in sort(_disputing)])]),
	"actual": _party,
	"explain": sprintf("A dispute is settled by those whose it is; %s is not among them.", [_party]),
}

# A party may say another thing until all have said the same.
_passes["not_settled"] if {
	input.dispute.dispute == _body.dispute
	not input.dispute.how
}

_reasons["not_settled"] := {
	"id": "settled",
	"clause": _terms.disputes.clause,
	"required": "A dispute that is not settled",
	"actual": "All its parties have said the same",
	"explain": sprintf("%s is settled: all its parties have said the same.", [_body.dispute]),
}
