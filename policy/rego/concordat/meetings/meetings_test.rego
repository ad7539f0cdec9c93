package concordat.meetings_test

import data.concordat.main_test as facts
import data.concordat.sitting_test as house

# Meetings up to their start. Members are those of the facts: four parties with a
# seat each, of which a third is two. A meeting on 15 July 2015 needs five clear
# days' notice: in hand by 9 July.

_call(more) := object.union(
	{
		"meeting": "T-2015-M01", "title": "Board meeting", "starts": "2015-07-15T09:00:00.000Z", "place": "Town hall",
		"items": [
			{"item": "1", "title": "Minutes", "minutes": "T-2015-M00"},
			{"item": "2", "title": "A motion", "motion": "T-2015-001"},
			{"item": "3", "title": "A contract", "private": "a price that is being negotiated", "release": "2015-07-15"},
		],
	},
	more,
)

_listing(more) := {"agenda": {"T-2015-001": object.union(facts.draft, more)}}

_common := {"route": "committees_in_common"}

_requisition(more) := object.union(
	{
		"id": "req-1", "business": ["The future of the service"], "motions": ["T-2015-001"], "time": "2015-06-28T09:00:00.000Z",
		"seats": ["A1-1", "B2-1"], "parties": ["A1", "B2"], "complete": "2015-06-29T09:00:00.000Z",
	},
	more,
)

_asked_for := {
	"requisition": "req-1",
	"items": [{"item": "1", "title": "The future of the service"}, {"item": "2", "title": "A motion", "motion": "T-2015-001"}],
}

_requested(more) := object.union(_listing({}), {"requisition": _requisition(more), "time": "2015-07-07T09:00:00.000Z"})

_notice(more) := object.union({"id": "notice-1", "given": "2015-06-01T09:00:00.000Z", "opens": "2015-07-15T09:00:00.000Z", "closes": "2015-07-15T09:00:00.000Z"}, more)

_on_notice(more) := _listing({"status": "notice", "notice": _notice(more)})

_listed_here := _listing({"status": "notice", "meeting": "T-2015-M01", "notice": _notice({"meeting": "T-2015-M01"})})

# The meeting called on the requisition ended and left its motion; or was not held.
_sat := {"called": "T-2015-M00", "starts": "2015-07-03T09:00:00.000Z", "ended": true, "left": ["T-2015-001"]}

_unheld := {"called": "T-2015-M00", "starts": "2015-07-06T09:00:00.000Z", "left": ["The future of the service", "T-2015-001"]}

_plan := {"from": "2015-07-01", "until": "2015-09-30", "items": [{"title": "Fourth site", "function": "service", "expected": "2015-07-15"}]}

_standing(more) := object.union(object.remove(house.meeting({}), ["items"]), object.union({"items": _call({}).items}, more))

_sound := {
	"call by the secretary": ["meeting.called", facts.secretary, "", _call({}), _listing({})],
	"call by the chair of a motion on notice": ["meeting.called", facts.chair, "", _call({}), _on_notice({})],
	"call of a motion whose notice has passed": ["meeting.called", facts.chair, "", _call({}), _on_notice({"opens": "2015-06-20T09:00:00.000Z", "closes": "2015-06-22T09:00:00.000Z"})],
	"call on the last day": ["meeting.called", facts.secretary, "", _call({}), object.union(_listing({}), {"time": "2015-07-09T22:59:59.999Z"})],
	"call of committees in common": ["meeting.called", facts.secretary, "", _call({"of": facts.codes}), _listing(_common)],
	"advice at a sitting in common": ["meeting.called", facts.secretary, "", _call({"of": facts.codes}), _listing({"route": "advisory"})],
	"call that reports": [
		"meeting.called", facts.secretary, "", _call({"items": [{"item": "1", "title": "Decided urgently", "reports": "T-2015-009"}]}),
		{"unreported": ["T-2015-009"]},
	],
	"call by a member on a requisition": ["meeting.called", facts.holder("A1"), "A1", _call(_asked_for), _requested({})],
	"call by the chair on a requisition": ["meeting.called", facts.chair, "", _call(_asked_for), object.union(_requested({}), {"time": "2015-07-01T09:00:00.000Z"})],
	"agenda amended": ["agenda.amended", facts.secretary, "", _call({}), object.union(_listing({}), {"meeting": _standing({})})],
	"agenda in another order the day before": [
		"agenda.amended", facts.chair, "", _call({"items": array.reverse(_call({}).items)}),
		object.union(_listed_here, {"meeting": _standing({}), "time": "2015-07-14T09:00:00.000Z"}),
	],
	"agenda without a motion that its mover amended": [
		"agenda.amended", facts.chair, "", _call({"items": []}), object.union(_listing({"meeting": "T-2015-M01"}), {"meeting": _standing({})}),
	],
	"agenda without a motion that members took": [
		"agenda.amended", facts.chair, "", _call({"items": []}), object.union(_listing({"status": "notice", "meeting": "T-2015-M02", "notice": _notice({"meeting": "T-2015-M02"})}), {"meeting": _standing({})}),
	],
	"an earlier day": [
		"agenda.amended", facts.chair, "", _call({"starts": "2015-07-14T09:00:00.000Z"}), object.union(_listed_here, {"meeting": _standing({})}),
	],
	"call for what a requisition asks, on notice for a later day": [
		"meeting.called", facts.holder("A1"), "A1", _call(_asked_for),
		object.union(_requested({}), _on_notice({"opens": "2015-08-20T09:00:00.000Z", "closes": "2015-08-22T09:00:00.000Z"})),
	],
	"call for what a requisition asks, on an agenda for a later day": [
		"meeting.called", facts.holder("A1"), "A1", _call(_asked_for),
		object.union(_requested({}), _listing({"status": "notice", "meeting": "T-2015-M09", "notice": _notice({"meeting": "T-2015-M09", "opens": "2015-09-20T09:00:00.000Z"})})),
	],
	"call for what a requisition asks, left by a meeting that was not held": [
		"meeting.called", facts.holder("A1"), "A1", _call(_asked_for),
		object.union(_requested({}), _listing({"status": "notice", "meeting": "T-2015-M00", "notice": _notice({"meeting": "T-2015-M00", "opens": "2015-07-03T09:00:00.000Z"})})),
	],
	"call for what a requisition asks, amended on another agenda": [
		"meeting.called", facts.holder("A1"), "A1", _call(_asked_for), object.union(_requested({}), _listing({"meeting": "T-2015-M09"})),
	],
	"call for what a requisition asks and nobody withdrew": [
		"meeting.called", facts.holder("A1"), "A1", _call({"requisition": "req-1", "items": [{"item": "1", "title": "The future of the service"}]}),
		object.union(_requested({}), _listing({"status": "withdrawn"})),
	],
	"call of another meeting for what the first left": [
		"meeting.called", facts.holder("A1"), "A1", _call({"requisition": "req-1", "items": [{"item": "1", "title": "A motion", "motion": "T-2015-001"}]}),
		object.union(_listing({}), {"requisition": _requisition(_sat), "time": "2015-07-07T09:00:00.000Z"}),
	],
	"call of another meeting where the first was not held": [
		"meeting.called", facts.holder("A1"), "A1", _call(object.union(_asked_for, {"starts": "2015-07-20T09:00:00.000Z"})),
		object.union(_listing({}), {"requisition": _requisition(_unheld), "time": "2015-07-13T23:00:00.000Z"}),
	],
	"report added the day before": [
		"agenda.amended", facts.secretary, "", _call({"items": array.concat(_call({}).items, [{"item": "4", "title": "Decided urgently", "reports": "T-2015-009"}])}),
		object.union(_listing({"notice": {"meeting": "T-2015-M01"}}), {"meeting": _standing({}), "unreported": ["T-2015-009"], "time": "2015-07-14T09:00:00.000Z"}),
	],
	"agenda amended by a member who asked": [
		"agenda.amended", facts.holder("B2"), "B2", _call(_asked_for),
		object.union(_listing({}), {"meeting": _standing({"requisition": "req-1", "requisitioned": _requisition({})})}),
	],
	"requisition": ["meeting.requisitioned", facts.holder("A1"), "A1", {"seat": "A1-1", "business": ["A service"]}, {}],
	"requisition joined": ["requisition.joined", facts.holder("C3"), "C3", {"requisition": "req-1", "seat": "C3-1"}, {"requisition": _requisition({})}],
	"forward plan": ["forward_plan.published", facts.chair, "", _plan, {}],
}

_asked(case) := facts.admission(case[0], case[1], case[2], case[3], case[4])

test_recorded[note] if {
	some note, case in _sound
	facts.ruling(_asked(case)) == {"allow": true}
}

test_nothing_missing_passes[note] if {
	some of, case in _sound
	asked := _asked(case)
	some fact in {"kind", "author", "body", "time", "agenda", "requisition", "meeting"}
	asked[fact]
	_bears(case, fact)
	note := sprintf("%s without %s", [of, fact])
	ruling := facts.ruling(object.remove(asked, [fact]))
	ruling.allow == false
	count(ruling.checks) > 0
}

_bears(case, "time") if not case[0] in {"meeting.requisitioned", "requisition.joined"}

_bears(_, fact) if fact != "time"

_item(more) := {"items": [object.union({"item": "1", "title": "A motion"}, more)]}

_refused := {
	"called by a member": ["call by the secretary", {"author": facts.holder("A1")}, "may-not-call"],
	"called by a member who did not join": ["call by a member on a requisition", {"author": facts.holder("C3"), "party": "C3"}, "may-not-call"],
	"called by a member before the chair's time is over": ["call by a member on a requisition", {"time": "2015-07-06T22:59:59.999Z"}, "may-not-call"],
	"called twice on a requisition": ["call by a member on a requisition", {"requisition": _requisition({"called": "T-2015-M00", "starts": "2015-07-20T09:00:00.000Z"})}, "called-already"],
	"called twice by the chair": ["call by the chair on a requisition", {"requisition": _requisition({"called": "T-2015-M00", "starts": "2015-07-20T09:00:00.000Z"})}, "called-already"],
	"called anew on the last day for the record of the first": [
		"call of another meeting where the first was not held",
		{"time": "2015-07-13T22:59:59.999Z"}, "called-already",
	],
	"called anew while the first sits": [
		"call of another meeting for what the first left",
		{"requisition": _requisition(object.remove(_sat, ["ended"]))}, "called-already",
	],
	"called anew for what was taken": [
		"call of another meeting for what the first left",
		{"requisition": _requisition(object.union(object.remove(_sat, ["left"]), {"left": []}))}, "called-already",
	],
	"called for a far day": ["call by the secretary", {"body": _call({"starts": "2015-10-12T09:00:00.000Z"})}, "too-far"],
	"put off bit by bit to a far day": ["agenda amended", {"body": _call({"starts": "2015-09-30T09:00:00.000Z"})}, "too-far"],
	"called by the chair on a requisition for a far day": [
		"call by the chair on a requisition",
		{"body": _call(object.union(_asked_for, {"starts": "2015-07-28T09:00:00.000Z"}))}, "too-far",
	],
	"called by a member on a requisition for a far day": [
		"call by a member on a requisition",
		{"body": _call(object.union(_asked_for, {"starts": "2015-08-05T09:00:00.000Z"}))}, "too-far",
	],
	"called on a requisition and put off": [
		"agenda amended by a member who asked",
		{"body": _call(object.union(_asked_for, {"starts": "2015-07-16T09:00:00.000Z"}))}, "too-far",
	],
	"called for a day after its notice": ["call by the chair of a motion on notice", _on_notice({"opens": "2015-07-14T09:00:00.000Z"}), "notice-stands"],
	"put off although notice stands": [
		"an earlier day",
		{"body": _call({"starts": "2015-07-16T09:00:00.000Z"})}, "notice-stands",
	],
	"taken off the agenda although notice stands": ["agenda in another order the day before", {"body": _call({"items": []})}, "notice-stands"],
	"asked for, and on the agenda of an earlier day": [
		"call for what a requisition asks, on an agenda for a later day",
		_listing({"status": "notice", "meeting": "T-2015-M09", "notice": _notice({"meeting": "T-2015-M09", "opens": "2015-07-14T09:00:00.000Z"})}), "not-for-agenda",
	],
	"called for part of what a requisition states": [
		"call by a member on a requisition",
		{"body": _call({"requisition": "req-1", "items": [{"item": "1", "title": "A motion", "motion": "T-2015-001"}]})}, "requisition-business",
	],
	"called without a motion that a requisition states": [
		"call by the chair on a requisition",
		{"body": _call({"requisition": "req-1", "items": [{"item": "1", "title": "The future of the service"}]})}, "requisition-business",
	],
	"what members asked for taken off the agenda": [
		"agenda amended by a member who asked",
		{
			"body": _call({"requisition": "req-1", "items": [{"item": "2", "title": "A motion", "motion": "T-2015-001"}]}),
			"meeting": _standing({"requisition": "req-1", "requisitioned": _requisition({}), "items": _asked_for.items}),
		},
		"requisition-business",
	],
	"called on a requisition that is not complete": ["call by a member on a requisition", {"requisition": object.remove(_requisition({}), ["complete"])}, "may-not-call"],
	"amended by a member": ["agenda amended", {"author": facts.holder("A1")}, "may-not-call"],
	"called for a time that has passed": ["call by the secretary", {"time": "2015-07-15T09:00:00.000Z"}, "starts-already"],
	"called a day late": ["call by the secretary", {"time": "2015-07-09T23:00:00.000Z"}, "notice"],
	"an item added late": ["agenda amended", {"time": "2015-07-10T09:00:00.000Z", "body": _call({"items": array.concat(_call({}).items, [{"item": "4", "title": "Another"}])})}, "notice"],
	"another text at short notice": ["agenda amended", {"time": "2015-07-10T09:00:00.000Z"}, "notice"],
	"moved at short notice": ["agenda amended", {"time": "2015-07-13T09:00:00.000Z", "body": _call({"starts": "2015-07-16T09:00:00.000Z"})}, "notice"],
	"amended after the start": ["agenda amended", {"time": "2015-07-15T09:00:00.000Z"}, "begun"],
	"released before the meeting": ["call by the secretary", {"body": _call(_item({"private": "a price", "release": "2015-07-14"}))}, "private-item"],
	"released although public": ["call by the secretary", {"body": _call(_item({"release": "2015-07-15"}))}, "private-item"],
	"an urgent decision not reported": ["call by the secretary", {"unreported": ["T-2015-009"]}, "unreported"],
	"an open motion": ["call by the secretary", _listing({"status": "open"}), "not-for-agenda"],
	"an unknown motion": ["call by the secretary", {"agenda": {}}, "not-for-agenda"],
	"a motion on another agenda": ["call by the secretary", _listing({"status": "notice", "meeting": "T-2015-M02"}), "not-for-agenda"],
	"a motion listed twice": [
		"call by the secretary",
		{"body": _call({"items": [{"item": "1", "title": "A motion", "motion": "T-2015-001"}, {"item": "2", "title": "Again", "motion": "T-2015-001"}]})},
		"not-for-agenda",
	],
	"in common at the board": ["call by the secretary", _listing(_common), "meeting-route"],
	"in common by other committees": ["call of committees in common", {"body": _call({"of": ["A1", "B2"]})}, "meeting-route"],
	"jointly at a sitting in common": ["call of committees in common", _listing({}), "meeting-route"],
	"other business on a requisition": ["call by a member on a requisition", {"body": _call(object.union(_asked_for, _item({})))}, "requisition-business"],
	"another motion on a requisition": ["call by a member on a requisition", {"requisition": _requisition({"motions": ["T-2015-002"]})}, "requisition-business"],
	"a requisition forgotten": [
		"agenda amended",
		{"meeting": _standing({"requisition": "req-1", "requisitioned": _requisition({})})}, "requisition-business",
	],
	"asked for by a deputy": ["requisition", {"author": facts.deputy("A1")}, "no-seat"],
	"asked for from another's seat": ["requisition joined", {"body": {"requisition": "req-1", "seat": "D4-1"}}, "no-seat"],
	"joined twice": ["requisition joined", {"requisition": _requisition({"seats": ["A1-1", "C3-1"]})}, "joined-already"],
	"joined after the call": ["requisition joined", {"requisition": _requisition({"called": "T-2015-M01"})}, "joined-already"],
	"planned by a member": ["forward plan", {"author": facts.holder("A1")}, "may-not-plan"],
	"a plan of the past": ["forward plan", {"time": "2015-10-01T09:00:00.000Z"}, "forward-plan"],
	"a plan beyond its days": ["forward plan", {"body": object.union(_plan, {"items": [{"title": "Fourth site", "function": "service", "expected": "2015-10-01"}]})}, "forward-plan"],
	"a plan of another function": ["forward plan", {"body": object.union(_plan, {"items": [{"title": "Fourth site", "function": "other", "expected": "2015-07-15"}]})}, "forward-plan"],
}

test_refused[note] if {
	some note, case in _refused
	asked := _asked(_sound[case[0]])
	ruling := facts.ruling(object.union(object.remove(asked, object.keys(case[1])), case[1]))
	ruling.allow == false
	some unmet in ruling.checks
	unmet.id == case[2]
}

_explained(asked, id) := {unmet.explain | some unmet in facts.ruling(asked).checks; unmet.id == id}

_changed(note, more) := asked if {
	sound := _asked(_sound[note])
	asked := object.union(object.remove(sound, object.keys(more)), more)
}

test_late_call_in_words if _explained(_changed("call by the secretary", {"time": "2015-07-10T09:00:00.000Z"}), "notice") == {concat("", [
	"A meeting on 15 July 2015 needs 5 clear days' notice, in hand by 9 July 2015, and it is 10 July 2015. ",
	"Too late: Minutes, A motion and A contract. Call the meeting for a later day, or take this at another.",
])}

test_why_a_motion_is_not_for_an_agenda[note] if {
	some note, case in {
		"open": [_listing({"status": "open"}), "T-2015-001, which is open"],
		"unknown": [{"agenda": {}}, "T-2015-001, which is unknown"],
		"elsewhere": [_listing({"status": "notice", "meeting": "T-2015-M02"}), "T-2015-001, which is on the agenda of T-2015-M02"],
	}
	some words in _explained(_changed("call by the secretary", case[0]), "not-for-agenda")
	contains(words, case[1])
}

# A requisition that now has a third of the members takes effect, and says so once.
test_requisition_complete[note] if {
	some note, case in {
		"first of two": ["meeting.requisitioned", facts.holder("A1"), {"seat": "A1-1", "business": ["A service"]}, {}, false],
		"second of two": [
			"requisition.joined", facts.holder("C3"), {"requisition": "req-1", "seat": "C3-1"},
			{"requisition": object.remove(_requisition({"seats": ["A1-1"]}), ["complete"])}, true,
		],
		"third of two": ["requisition.joined", facts.holder("C3"), {"requisition": "req-1", "seat": "C3-1"}, {"requisition": _requisition({})}, false],
	}
	object.get(facts.ruling(facts.admission(case[0], case[1], "", case[2], case[3])), "effect", false) == case[4]
}

# SI 2009/779 (W.) Schedule 3 paragraph 2: of 13 voting members a third is 4.33,
# so that 5 sign. Presented on 1 March 2026 with the chair silent, the chair has to
# the end of 8 March, and members may call it from 9 March. Ten clear days before
# 20 March is 9 March.
_welsh := object.union(facts.terms, {"requisition": {"num": 1, "den": 3, "chair_days": 7, "within_days": 28}, "notice": {"clear_days": 10}})

_thirteen := {code: object.union(object.remove(facts.party("A1"), ["seats"]), {"code": code, "seats": [{"seat": code, "party": code, "holder": code, "deputies": []}]}) |
	some n in numbers.range(1, 13)
	code := sprintf("M%d", [n])
}

_by_welsh_rules(asked) := answer if {
	answer := data.concordat.main.ruling with input as asked with data.terms as _welsh
}

_member(code) := object.union(facts.person(code, []), {"seats": [code]})

test_requisition_of_thirteen[note] if {
	some note, case in {"fourth of 13": [["M1", "M2", "M3"], {"allow": true}], "fifth of 13": [["M1", "M2", "M3", "M4"], {"allow": true, "effect": true}]}
	_by_welsh_rules(facts.admission("requisition.joined", _member("M9"), "", {"requisition": "req-1", "seat": "M9"}, {
		"parties": _thirteen,
		"requisition": object.remove(_requisition({"seats": case[0]}), ["complete"]),
	})) == case[1]
}

_welsh_call(time) := facts.admission("meeting.called", _member("M1"), "", _call({"requisition": "req-1", "starts": "2026-03-20T10:00:00.000Z", "items": [{"item": "1", "title": "The future of the service"}]}), {
	"parties": _thirteen, "time": time,
	"requisition": _welsh_requisition,
})

_welsh_requisition := _requisition({"motions": [], "seats": ["M1", "M2", "M3", "M4", "M5"], "complete": "2026-03-01T10:00:00.000Z"})

test_members_call_from_9_march[note] if {
	some note, case in {
		"8 March, a minute before midnight": ["2026-03-08T23:59:00.000Z", {"may-not-call"}],
		"9 March, at midnight": ["2026-03-09T00:00:00.000Z", set()],
		"10 March, with nine clear days": ["2026-03-10T00:00:00.000Z", {"notice"}],
	}
	{unmet.id | some unmet in object.get(_by_welsh_rules(_welsh_call(case[0])), "checks", [])} == case[1]
}

test_chair_s_time_in_words if {
	some unmet in _by_welsh_rules(_welsh_call("2026-03-08T10:00:00.000Z")).checks
	unmet.explain == concat("", [
		"The requisition was complete on 1 March 2026. The chair has 7 days to call the meeting, to the end of 8 March 2026; ",
		"members who joined may call it from 9 March 2026, once, if the chair has not.",
	])
}

# The chair calls it by 29 March, four weeks after; whoever is refused is told what to do.
test_chair_s_far_day[note] if {
	some note, case in {"29 March": ["2026-03-29T10:00:00.000Z", set()], "30 March": ["2026-03-30T10:00:00.000Z", {concat("", [
		"A meeting on a requisition is held within 28 days of 1 March 2026, so by 29 March 2026, and not on 30 March 2026. ",
		"Call it for a day up to then. If the chair has not by the end of 8 March 2026, members who joined may call it from 9 March 2026.",
	])}]}
	asked := facts.admission("meeting.called", facts.chair, "", _call({"requisition": "req-1", "starts": case[0], "items": [{"item": "1", "title": "The future of the service"}]}), {
		"parties": _thirteen, "time": "2026-03-02T10:00:00.000Z", "requisition": _welsh_requisition,
	})
	{unmet.explain | some unmet in object.get(_by_welsh_rules(asked), "checks", [])} == case[1]
}

# Before enough have asked, the days run from the call.
test_chair_calls_before_enough_asked[note] if {
	some note, case in {"28 days": ["2015-07-29T09:00:00.000Z", set()], "29 days": ["2015-07-30T09:00:00.000Z", {"too-far"}]}
	asked := facts.admission("meeting.called", facts.chair, "", _call(object.union(_asked_for, {"starts": case[0]})), object.union(
		_listing({}),
		{"requisition": object.remove(_requisition({}), ["complete"]), "time": "2015-07-01T09:00:00.000Z"},
	))
	{unmet.id | some unmet in object.get(facts.ruling(asked), "checks", [])} == case[1]
}

# Local Government Act 1972, Schedule 12, paragraph 3(2): five members, of however many.
test_requisition_by_a_number[note] if {
	some note, case in {"fourth": [["M1", "M2", "M3"], {"allow": true}], "fifth": [["M1", "M2", "M3", "M4"], {"allow": true, "effect": true}]}
	asked := facts.admission("requisition.joined", _member("M9"), "", {"requisition": "req-1", "seat": "M9"}, {
		"parties": _thirteen,
		"requisition": object.remove(_requisition({"seats": case[0]}), ["complete"]),
	})
	answer := data.concordat.main.ruling with input as asked with data.terms as object.union(object.remove(facts.terms, ["requisition"]), {"requisition": {"clause": "11.2", "count": 5, "chair_days": 7}})
	answer == case[1]
}

# Public Bodies (Admission to Meetings) Act 1960, section 1(4)(a): public notice at
# least three clear days before the meeting. For Friday 20 March: by Monday 16 March.
test_three_clear_days_public_notice[note] if {
	some note, case in {"16 March": ["2026-03-16T23:59:59.999Z", 0], "17 March": ["2026-03-17T00:00:00.000Z", 1]}
	asked := facts.admission("meeting.called", facts.secretary, "", _call({"starts": "2026-03-20T10:00:00.000Z", "items": [{"item": "1", "title": "A report"}]}), {"time": case[0]})
	answer := data.concordat.main.ruling with input as asked with data.terms as object.union(facts.terms, {"notice": {"clear_days": 3}})
	count(object.get(answer, "checks", [])) == case[1]
}
