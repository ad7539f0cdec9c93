package concordat.sitting_test

import data.concordat.main_test as facts

# A meeting of the facts' four parties on 15 July 2015: A1 by its holder, B2 by its
# deputy, C3 by its holder; D4 sends apologies; the chair has no seat and is in
# attendance. Item 2 is the motion of the facts.

items := [{"item": "1", "title": "Minutes"}, {"item": "2", "title": "A motion", "motion": "T-2015-001"}, {"item": "3", "title": "Any other business"}]

attendees := [
	{"person": "p-A1", "seat": "A1-1", "as": "member"},
	{"person": "d-B2", "seat": "B2-1", "as": "deputy"},
	{"person": "p-C3", "seat": "C3-1", "as": "member"},
	{"person": "p-D4", "seat": "D4-1", "as": "apologies"},
	{"person": "p-chair", "as": "in_attendance"},
]

meeting(more) := object.union(
	{
		"meeting": "T-2015-M01", "title": "Board meeting", "starts": "2015-07-15T09:00:00.000Z", "place": "Town hall", "items": items,
		"stage": "called", "called": "2015-07-01T09:00:00.000Z", "first_called": "2015-07-01T09:00:00.000Z", "entry": 60,
		"people": attendees, "presiding": [{"person": "p-chair"}], "shown": [], "deferred": [], "approvals": [], "next": "T-2015-M02",
	},
	more,
)

listed := object.union(facts.draft, {
	"status": "notice", "meeting": "T-2015-M01", "item": "2",
	"notice": {
		"id": "call-1", "given": "2015-07-01T09:00:00.000Z", "opens": "2015-07-15T09:00:00.000Z", "closes": "2015-07-15T09:00:00.000Z",
		"meeting": "T-2015-M01",
	},
})

vice := facts.person("p-vice", [{"role": "vice_chair", "entry": 2}])

known := {someone.person: someone |
	some someone in array.concat(
		[facts.chair, vice, facts.secretary],
		array.flatten([[facts.holder(code), facts.deputy(code)] | some code in facts.codes]),
	)
}

# During the meeting.
now := "2015-07-15T11:00:00.000Z"

interest(person, ruling) := {
	"id": "i-1", "person": person, "seats": [], "motion": "T-2015-001", "nature": "financial", "known": "2015-06-01",
	"time": "2015-06-02T09:00:00.000Z",
	"rulings": [{"motion": "T-2015-001", "person": by, "roles": [{"role": "vice_chair"}], "ruling": ruling, "time": "2015-07-10T09:00:00.000Z", "entry": 148} |
		some by in ["p-vice", "p-sec"]
	],
}

shown := {
	"id": "shown-1", "meeting": "T-2015-M01", "item": "2", "motion": "T-2015-001", "at": "2015-07-15T09:00:00.000Z",
	"time": "2015-07-15T10:00:00.000Z", "entry": 140, "counts": {"for": 2, "against": 1}, "without_vote": false, "presided": "p-chair",
	"confirmed": [],
	"hands": [
		{"seat": "A1-1", "person": "p-A1", "choice": "for"}, {"seat": "B2-1", "person": "d-B2", "choice": "for"},
		{"seat": "C3-1", "person": "p-C3", "choice": "against"},
	],
}

_facts(more) := object.union({"time": now, "meeting": meeting({}), "agenda": {"T-2015-001": listed}, "people": known}, more)

_attendance(more) := object.union({"meeting": "T-2015-M01", "people": attendees, "presiding": [{"person": "p-chair"}]}, more)

_recused(person, ruling) := {"agenda": {"T-2015-001": object.union(listed, {"interests": [interest(person, ruling)]})}}

# The people listed, with some items missed.
_people(absent) := [object.union(attendee, {"absent": left}) |
	some attendee in attendees
	left := [{"item": item, "left": "2015-07-15T09:30:00.000Z", "returned": "2015-07-15T10:00:00.000Z"} | some item in object.get(absent, attendee.person, [])]
]

_over(minutes) := _facts({"meeting": meeting(object.union({"stage": "ended", "shown": [shown]}, minutes))})

_minutes(more) := object.union({"meeting": "T-2015-M01", "text": "minutes-1", "results": _results}, more)

_results := [{"motion": "T-2015-001", "shown": "shown-1", "counts": {"for": 2, "against": 1}}]

_approval(by, more) := object.union({"person": by.person, "roles": by.roles, "key": by.key, "text": "minutes-1", "results": _results}, more)

_elected := object.union(shown, {"casting": "north", "hands": [object.union(hand, {"then": ["north"]}) | some hand in shown.hands; hand.seat == "C3-1"]})

_elected_results := [object.union(_results[0], {"casting": "north", "then": {"C3-1": ["north"]}})]

# The motion of these hands, whose roll has a seat that was there and showed none.
_shown_motion(roll) := {"agenda": {"T-2015-001": object.union(listed, {"status": "shown", "opened": {"roll": [{"seat": seat, "party": "A1"} | some seat in roll]}})}}

_with_present := object.union(shown, {"present": [{"seat": seat, "party": "A1", "person": "p"} | some seat in ["A1-1", "B2-1", "C3-1", "D4-1"]]})

_keyed(someone, key) := object.union(someone, {"key": object.union(someone.key, key)})

_action(more) := object.union({"action": "T-2015-M01/01", "meeting": "T-2015-M01", "item": "2", "what": "Write", "due": "2015-07-31"}, more)

_set(more) := {"time": "2015-08-01T09:00:00.000Z", "action": _action(more)}

_done := {"action": "T-2015-M01/01", "how": "done", "note": "Written"}

_decision(more) := {"time": "2015-08-20T09:00:00.000Z", "decision": object.union(
	{"decision": "T-2015-001", "outcome": "carried", "time": "2015-07-15T17:00:00.000Z", "parties": [], "ratified": {}, "conditions": 2},
	more,
)}

_published := {"decision": "T-2015-001", "notice": "n", "place": "The website", "on": "2015-08-01"}

_met := {"decision": "T-2015-001", "condition": 2, "on": "2015-08-01", "evidence": {"title": "Letter", "sha256": "p"}}

_requisitioned := meeting({"requisition": "req-1", "requisitioned": {"id": "req-1", "business": [], "motions": ["T-2015-001"], "seats": ["A1-1", "B2-1"]}})

_later := {"meeting": "T-2015-M02", "starts": "2015-08-15T09:00:00.000Z", "stage": "called", "items": [{"item": "1", "title": "Minutes", "minutes": "T-2015-M01"}]}

_released(day) := {"meeting": "T-2015-M01", "item": "2", "on": day}

_private_items := array.concat([object.union(item, {"private": "terms under negotiation"}) | some item in items; item.item == "2"], [item | some item in items; item.item != "2"])

_with_release(day) := [object.union(item, {"release": day}) | some item in _private_items]

_taken_in_private(more) := _facts({"meeting": meeting(object.union({"items": _private_items}, more))})

_sound := {
	"attendance": ["attendance.recorded", facts.secretary, "", _attendance({}), _facts({})],
	"attendance when it has ended": ["attendance.recorded", facts.secretary, "", _attendance({}), _over({})],
	"a deputy takes over": [
		"attendance.recorded", facts.secretary, "",
		_attendance({"people": array.concat(_people({"p-A1": ["2"]}), [object.union(
			{"person": "d-A1", "seat": "A1-1", "as": "deputy"},
			{"absent": [{"item": item, "left": "2015-07-15T09:30:00.000Z"} | some item in ["1", "3"]]},
		)])}),
		_facts({}),
	],
	"one person for two seats": [
		"attendance.recorded", facts.secretary, "",
		_attendance({"people": [{"person": "p-A1", "seat": "A1-1", "as": "member"}, {"person": "p-A1", "seat": "B2-1", "as": "deputy"}, {"person": "p-chair", "as": "in_attendance"}]}),
		_facts({"people": object.union(known, {"p-A1": object.union(facts.holder("A1"), {"deputising": ["B2-1"]})})}),
	],
	"apologies without a seat": [
		"attendance.recorded", facts.secretary, "",
		_attendance({"people": array.concat(attendees, [{"person": "p-guest", "as": "apologies"}])}), _facts({}),
	],
	"vice-chair over an item that the chair has left": [
		"attendance.recorded", facts.secretary, "",
		_attendance({
			"people": array.concat(_people({"p-chair": ["2"]}), [{"person": "p-vice", "as": "in_attendance"}]),
			"presiding": [{"person": "p-chair"}, {"person": "p-vice", "items": ["2"]}],
		}),
		_facts({}),
	],
	"vice-chair over an item in which the chair has an interest": [
		"attendance.recorded", facts.secretary, "",
		_attendance({
			"people": array.concat(attendees, [{"person": "p-vice", "as": "in_attendance"}]),
			"presiding": [{"person": "p-chair"}, {"person": "p-vice", "items": ["2"]}],
		}),
		_facts(_recused("p-chair", "may_speak")),
	],
	"a member presides where neither can": [
		"attendance.recorded", facts.secretary, "",
		_attendance({"people": _people({"p-chair": ["2"]}), "presiding": [{"person": "p-chair"}, {"person": "p-C3", "items": ["2"]}]}),
		_facts(_recused("p-chair", "withdraws")),
	],
	"everybody gone before an item": [
		"attendance.recorded", facts.secretary, "",
		_attendance({"people": _people({attendee.person: ["3"] | some attendee in attendees; attendee.as != "apologies"})}), _facts({}),
	],
	"nobody there who may preside": ["attendance.recorded", facts.secretary, "", _attendance({"people": [{"person": "p-guest", "as": "in_attendance"}]}), _facts({})],
	"another person for a seat that denies its hand": [
		"attendance.recorded", facts.secretary, "",
		_attendance({"people": array.concat(array.slice(attendees, 1, 5), [{"person": "d-A1", "seat": "A1-1", "as": "deputy"}])}),
		_over({"shown": [object.union(shown, {"denied": [{"seat": "A1-1", "person": "d-A1", "entry": 141}]})]}),
	],
	"minutes of hands with a casting vote and an order": [
		"minutes.approved", facts.secretary, "", _minutes({"results": _elected_results}), _over({"shown": [_elected]}),
	],
	"minutes by a member who was there": ["minutes.approved", facts.holder("A1"), "A1", _minutes({}), _over({})],
	"minutes of hands of all who are on the roll": [
		"minutes.approved", facts.chair, "", _minutes({}),
		object.union(_over({"shown": [_with_present]}), _shown_motion(["A1-1", "B2-1", "C3-1"])),
	],
	"item noted": ["item.noted", facts.secretary, "", {"meeting": "T-2015-M01", "item": "3", "text": ["Thanks."]}, _over({})],
	"item deferred": ["item.deferred", facts.secretary, "", {"meeting": "T-2015-M01", "item": "2", "reason": "late paper"}, _facts({})],
	"item deferred by a member who asked for it": [
		"item.deferred", facts.holder("B2"), "B2", {"meeting": "T-2015-M01", "item": "2", "reason": "late paper"},
		_facts({"meeting": _requisitioned}),
	],
	"item deferred to the next": ["item.deferred", facts.secretary, "", {"meeting": "T-2015-M01", "item": "2", "to": "T-2015-M02", "reason": "late paper"}, _facts({})],
	"item released": ["item.released", facts.secretary, "", _released("2015-07-20"), _taken_in_private({})],
	"item released by the chair on the day": ["item.released", facts.chair, "", _released("2015-07-15"), _taken_in_private({"stage": "ended"})],
	"item released before its day": ["item.released", facts.secretary, "", _released("2015-07-20"), _taken_in_private({"stage": "approved", "items": _with_release("2015-10-01")})],
	"item released again for its day": ["item.released", facts.secretary, "", _released("2015-10-01"), _taken_in_private({"items": _with_release("2015-10-01")})],
	"point ruled by the chair": ["point.ruled", facts.chair, "", {"meeting": "T-2015-M01", "item": "2", "point": "May it be put?", "ruling": "Yes."}, _facts({})],
	"point recorded": ["point.ruled", facts.secretary, "", {"meeting": "T-2015-M01", "item": "2", "point": "May it be put?", "ruling": "Yes."}, _facts({})],
	"action for a party": ["action.set", facts.secretary, "", _action({"party": "A1"}), _facts({})],
	"action for a person": ["action.set", facts.secretary, "", _action({"person": "p-C3"}), _over({})],
	"action set after the minutes": ["action.set", facts.secretary, "", _action({"party": "A1"}), _facts({"meeting": meeting({"stage": "approved"})})],
	"action done by its person": ["action.closed", facts.holder("C3"), "", _done, _set({"person": "p-C3"})],
	"action dropped by its party": ["action.closed", facts.officer("A1"), "A1", object.union(_done, {"how": "dropped"}), _set({"party": "A1"})],
	"action closed by the secretary": ["action.closed", facts.secretary, "", _done, _set({"party": "A1"})],
	"condition": ["condition.met", facts.secretary, "", _met, _decision({"met": [1]})],
	"notice": ["notice.published", facts.secretary, "", _published, _decision({})],
	"notice on the day": ["notice.published", facts.secretary, "", object.union(_published, {"on": "2015-07-15"}), _decision({"outcome": "not_carried"})],
	"end": ["meeting.ended", facts.secretary, "", {"meeting": "T-2015-M01", "ended": "2015-07-15T10:55:00.000Z"}, _facts({})],
	"minutes by the secretary": ["minutes.approved", facts.secretary, "", _minutes({}), _over({})],
	"minutes without a show of hands": ["minutes.approved", facts.chair, "", _minutes({"results": []}), _over({"shown": []})],
	"minutes at the next meeting": [
		"minutes.approved", facts.chair, "", _minutes({"at": "T-2015-M02"}),
		object.union(_over({}), {"approving": _later, "time": "2015-08-15T09:30:00.000Z"}),
	],
	"minutes after another approved others": [
		"minutes.approved", facts.chair, "", _minutes({}),
		_over({"approvals": [_approval(facts.chair, {"text": "minutes-0"}), _approval(facts.secretary, {"at": "T-2015-M02"})]}),
	],
}

_asked(case) := facts.admission(case[0], case[1], case[2], case[3], case[4])

test_recorded[note] if {
	some note, case in _sound
	facts.ruling(_asked(case)) == {"allow": true}
}

test_nothing_missing_passes[note] if {
	some of, case in _sound
	asked := _asked(case)
	some fact in {"kind", "author", "body", "time", "meeting", "people", "agenda", "action", "decision", "approving"}
	asked[fact]
	_bears(case, fact)
	note := sprintf("%s without %s", [of, fact])
	ruling := facts.ruling(object.remove(asked, [fact]))
	ruling.allow == false
	count(ruling.checks) > 0
}

_bears(_, fact) if fact in {"kind", "author", "body", "action", "decision", "approving"}

_bears(case, "meeting") if not case[0] in {"action.closed", "condition.met", "notice.published"}

_bears(case, fact) if {
	fact in {"people", "agenda"}
	case[0] == "attendance.recorded"
}

_bears(case, "time") if case[0] in {"attendance.recorded", "meeting.ended", "condition.met", "notice.published", "item.noted", "item.released"}

_early := {"time": "2015-07-15T08:59:59.999Z"}

_with_people(list) := {"body": _attendance({"people": list})}

_refused := {
	"attendance by the chair": ["attendance", {"author": facts.chair}, "not-secretary"],
	"attendance before the start": ["attendance", _early, "not-begun"],
	"attendance after the minutes": ["attendance", {"meeting": meeting({"stage": "approved"})}, "minutes-approved"],
	"somebody with no seat as a member": ["attendance", _with_people(array.concat(attendees, [{"person": "p-vice", "seat": "D4-1", "as": "member"}])), "no-seat"],
	"a member without naming a seat": ["attendance", _with_people(array.concat(attendees, [{"person": "p-D4", "as": "member"}])), "no-seat"],
	"a deputy of another seat": ["attendance", _with_people(array.concat(attendees, [{"person": "d-B2", "seat": "D4-1", "as": "deputy"}])), "no-seat"],
	"in attendance for a seat": ["attendance", _with_people(array.concat(attendees, [{"person": "d-D4", "seat": "D4-1", "as": "in_attendance"}])), "no-seat"],
	"nobody at all": ["attendance", _with_people([]), "no-seat"],
	"holder and deputy at one item": ["attendance", _with_people(array.concat(attendees, [{"person": "d-A1", "seat": "A1-1", "as": "deputy"}])), "seat-twice"],
	"listed twice": ["attendance", _with_people(array.concat(attendees, [{"person": "p-chair", "as": "in_attendance"}])), "seat-twice"],
	"absent from no item": ["attendance", _with_people(_people({"p-A1": ["9"]})), "absence"],
	"back before leaving": [
		"attendance",
		_with_people(array.concat(array.slice(attendees, 1, 5), [object.union(attendees[0], {"absent": [{"item": "2", "left": "2015-07-15T10:00:00.000Z", "returned": "2015-07-15T09:30:00.000Z"}]})])),
		"absence",
	],
	"presided over by nobody": ["attendance", {"body": _attendance({"presiding": [{"person": "p-chair", "items": ["1", "2"]}]})}, "presiding"],
	"presided over by two": ["attendance", {"body": _attendance({"presiding": [{"person": "p-chair"}, {"person": "p-A1"}]})}, "presiding"],
	"presided over by a member in the chair's presence": ["attendance", {"body": _attendance({"presiding": [{"person": "p-A1"}]})}, "presiding"],
	"presided over with an interest": ["attendance", _recused("p-chair", "may_speak"), "presiding"],
	"withdrawn and present": ["attendance", _recused("p-A1", "withdraws"), "withdrawn"],
	"hands without their people": [
		"attendance when it has ended",
		_with_people(array.slice(attendees, 1, 5)), "hands-shown",
	],
	"noted by the chair": ["item noted", {"author": facts.chair}, "not-secretary"],
	"noted on no item": ["item noted", {"body": {"meeting": "T-2015-M01", "item": "9", "text": ["Thanks."]}}, "no-item"],
	"released by a member": ["item released", {"author": facts.holder("B2"), "party": "B2"}, "may-not-release"],
	"released before the start": ["item released", _early, "not-begun"],
	"released for a day gone by": ["item released", {"body": _released("2015-07-14")}, "release-day"],
	"released later than was said": ["item released before its day", {"body": _released("2015-10-02")}, "release-day"],
	"released though it was public": ["item released", {"body": {"meeting": "T-2015-M01", "item": "3", "on": "2015-07-20"}}, "release-day"],
	"released where no item is": ["item released", {"body": {"meeting": "T-2015-M01", "item": "9", "on": "2015-07-20"}}, "no-item"],
	"deferred by a member": ["item deferred", {"author": facts.holder("B2"), "party": "B2"}, "not-secretary"],
	"deferred by the secretary although members asked for it": ["item deferred by a member who asked for it", {"author": facts.secretary, "party": ""}, "requisition-business"],
	"deferred by the chair although members asked for it": ["item deferred by a member who asked for it", {"author": facts.chair, "party": ""}, "requisition-business"],
	"deferred by a member who did not ask for it": ["item deferred by a member who asked for it", {"author": facts.holder("C3"), "party": "C3"}, "requisition-business"],
	"deferred after the end": ["item deferred", {"meeting": meeting({"stage": "ended"})}, "meeting-ended"],
	"deferred after hands were shown": ["item deferred", {"meeting": meeting({"shown": [shown]})}, "shown-already"],
	"deferred to itself": ["item deferred", {"body": {"meeting": "T-2015-M01", "item": "2", "to": "T-2015-M01", "reason": "late"}}, "shown-already"],
	"point ruled by a member": ["point ruled by the chair", {"author": facts.holder("A1")}, "not-presiding"],
	"action for nobody": ["action for a party", {"body": _action({})}, "action"],
	"action for two": ["action for a party", {"body": _action({"party": "A1", "person": "p-C3"})}, "action"],
	"action for a stranger": ["action for a party", {"body": _action({"party": "Z9"})}, "action"],
	"action due before the meeting": ["action for a party", {"body": _action({"party": "A1", "due": "2015-07-14"})}, "action"],
	"closed twice": ["action closed by the secretary", _set({"party": "A1", "closed": "done"}), "action-closed"],
	"another action closed": ["action closed by the secretary", _set({"party": "A1", "action": "T-2015-M01/02"}), "action-closed"],
	"closed by another": ["action closed by the secretary", {"author": facts.holder("C3")}, "may-not-close"],
	"closed some other way": ["action closed by the secretary", {"body": object.union(_done, {"how": "forgotten"})}, "closing"],
	"condition by another": ["condition", {"author": facts.chair}, "not-secretary"],
	"condition met twice": ["condition", _decision({"met": [1, 2]}), "no-condition"],
	"third of two conditions": ["condition", {"body": object.union(_met, {"condition": 3})}, "no-condition"],
	"condition of a decision without any": ["condition", {"decision": {"decision": "T-2015-001", "time": "2015-07-15T17:00:00.000Z"}}, "no-condition"],
	"condition met before the decision": ["condition", {"body": object.union(_met, {"on": "2015-07-14"})}, "condition-date"],
	"condition met tomorrow": ["condition", {"body": object.union(_met, {"on": "2015-08-21"})}, "condition-date"],
	"notice by the chair": ["notice", {"author": facts.chair}, "not-secretary"],
	"notice of another decision": ["notice", _decision({"decision": "T-2015-002"}), "publication-date"],
	"notice before the decision": ["notice", {"body": object.union(_published, {"on": "2015-07-14"})}, "publication-date"],
	"notice of tomorrow": ["notice", {"body": object.union(_published, {"on": "2015-08-21"})}, "publication-date"],
	"ended before the start": ["end", {"body": {"meeting": "T-2015-M01", "ended": "2015-07-15T08:00:00.000Z"}}, "end-time"],
	"ended later than now": ["end", {"body": {"meeting": "T-2015-M01", "ended": "2015-07-15T11:00:00.001Z"}}, "end-time"],
	"ended with no attendance": ["end", {"meeting": meeting({"people": []})}, "no-attendance"],
	"ended with nobody presiding": ["end", {"meeting": meeting({"presiding": []})}, "no-attendance"],
	"ended twice": ["end", {"meeting": meeting({"stage": "ended"})}, "meeting-ended"],
	"minutes of a meeting that goes on": ["minutes by the secretary", {"meeting": meeting({"shown": [shown]})}, "not-ended"],
	"minutes by a member": ["minutes by the secretary", {"author": facts.holder("D4")}, "may-not-approve"],
	"minutes by a chair whose key the secretary vouched for": ["minutes by the secretary", {"author": _keyed(facts.chair, {"by": "p-sec", "by_secretary": true})}, "not-independent"],
	"minutes by a chair with a key since the call": ["minutes by the secretary", {"author": _keyed(facts.chair, {"entry": 60})}, "not-independent"],
	"minutes by a chair in office since the call": ["minutes by the secretary", {"author": object.union(facts.chair, {"roles": [{"role": "chair", "entry": 61}]})}, "not-independent"],
	"minutes by whom another approver vouched for": [
		"minutes by the secretary",
		{"author": facts.chair, "meeting": meeting({"stage": "ended", "shown": [shown], "approvals": [_approval(facts.person("o-A1", []), {})]})},
		"not-independent",
	],
	"minutes by who vouched for another approver": [
		"minutes by the secretary",
		{
			"author": _keyed(facts.person("o-A1", [{"role": "vice_chair", "entry": 3}]), {"by": "o-B2"}),
			"meeting": meeting({"stage": "ended", "shown": [shown], "approvals": [_approval(facts.chair, {})]}),
		},
		"not-independent",
	],
	"minutes of hands that a seat denies": [
		"minutes by the secretary",
		object.union(_over({"shown": [object.union(shown, {"denied": [{"seat": "D4-1", "person": "p-D4", "entry": 141}]})]}), _shown_motion(["A1-1"])),
		"hands-denied",
	],
	"minutes of hands without one that was there": [
		"minutes by the secretary",
		object.union(_over({"shown": [_with_present]}), _shown_motion(["A1-1", "B2-1", "C3-1", "D4-1"])),
		"hands-denied",
	],
	"minutes without the casting vote": [
		"minutes of hands with a casting vote and an order",
		{"body": _minutes({"results": [object.remove(_elected_results[0], ["casting"])]})},
		"minutes-contradict",
	],
	"minutes without an order": [
		"minutes of hands with a casting vote and an order",
		{"body": _minutes({"results": [object.remove(_elected_results[0], ["then"])]})},
		"minutes-contradict",
	],
	"minutes twice by one person": ["minutes by the secretary", {"meeting": meeting({"stage": "ended", "shown": [shown], "approvals": [_approval(facts.secretary, {})]})}, "approved-already"],
	"minutes that are approved": ["minutes by the secretary", {"meeting": meeting({"stage": "approved", "shown": [shown]})}, "minutes-approved"],
	"minutes with another count": ["minutes by the secretary", {"body": _minutes({"results": [{"motion": "T-2015-001", "shown": "shown-1", "counts": {"for": 3}}]})}, "minutes-contradict"],
	"minutes of an earlier show of hands": ["minutes by the secretary", {"body": _minutes({"results": [{"motion": "T-2015-001", "shown": "shown-0", "counts": {"for": 2, "against": 1}}]})}, "minutes-contradict"],
	"minutes that leave out a result": ["minutes by the secretary", {"body": _minutes({"results": []})}, "minutes-contradict"],
	"minutes with a result too many": ["minutes without a show of hands", {"body": _minutes({})}, "minutes-contradict"],
	"minutes at a meeting to come": ["minutes at the next meeting", {"time": "2015-08-15T08:59:59.999Z"}, "approving-meeting"],
	"minutes at a meeting without an item for them": ["minutes at the next meeting", {"approving": object.union(_later, {"items": [{"item": "1", "title": "Minutes"}]})}, "approving-meeting"],
}

test_refused[note] if {
	some note, case in _refused
	ruling := facts.ruling(_changed(case[0], case[1]))
	ruling.allow == false
	some unmet in ruling.checks
	unmet.id == case[2]
}

_changed(note, more) := asked if {
	sound := _asked(_sound[note])
	asked := object.union(object.remove(sound, object.keys(more)), more)
}

_explained(note, more, id) := {unmet.explain | some unmet in facts.ruling(_changed(note, more)).checks; unmet.id == id}

test_somebody_with_no_seat_in_words if _explained("attendance", _with_people(array.concat(attendees, [{"person": "p-vice", "as": "member"}])), "no-seat") == {concat("", [
	"A member attends for a seat held on the day, 15 July 2015, a deputy for a seat deputised for; ",
	"somebody with no seat is in attendance or sends apologies. Not so: p-vice as member for no seat.",
])}

test_minutes_that_contradict_in_words if _explained(
	"minutes by the secretary",
	{"body": _minutes({"results": [{"motion": "T-2015-001", "shown": "shown-1", "counts": {"for": 3, "against": 0}}]})}, "minutes-contradict",
) == {concat("", [
	"These minutes contradict recorded votes: T-2015-001 is minuted as 0 against, 3 for, and the show of hands of entry 140 has 1 against, 2 for. ",
	"Correct the minutes, or record the show of hands again.",
])}

test_who_should_preside_in_words if {
	some words in _explained("attendance", {"body": _attendance({"presiding": [{"person": "p-A1"}]})}, "presiding")
	contains(words, "over item 1 presides p-chair")
}

# Two people approve, the secretary and the chair or vice-chair; where hands were
# shown one of the approvers attended for a seat.
test_minutes_take_effect_by_two[note] if {
	some note, case in {
		"secretary, chair and a member": [[facts.secretary, facts.chair], facts.holder("A1"), [shown], true],
		"vice-chair, a member and the secretary": [[vice, facts.holder("A1")], facts.secretary, [shown], true],
		"a member who was away": [[facts.secretary, facts.holder("D4")], facts.chair, [shown], false],
		"secretary then chair": [[facts.secretary], facts.chair, [shown], false],
		"secretary then chair, without hands": [[facts.secretary], facts.chair, [], true],
		"vice-chair then secretary, without hands": [[vice], facts.secretary, [], true],
		"chair then vice-chair": [[facts.chair], vice, [], false],
	}
	results := [result | some result in _results; case[2] != []]
	approvals := [_approval(by, {"results": results}) | some by in case[0]]
	ruling := facts.ruling(facts.admission("minutes.approved", case[1], "", _minutes({"results": results}), _over({"approvals": approvals, "shown": case[2]})))
	ruling.allow
	object.get(ruling, "effect", false) == case[3]
}
