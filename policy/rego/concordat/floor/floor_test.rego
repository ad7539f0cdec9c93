package concordat.floor_test

import data.concordat.main_test as facts
import data.concordat.sitting_test as house

# What is moved and shown at the meeting of the sitting's tests. Present at item 2
# are the holders of A1 and C3 and the deputy of B2.

_facts(more) := object.union({"time": house.now, "meeting": house.meeting({}), "motion": _motion({}), "people": house.known}, more)

_motion(more) := object.union(object.remove(house.listed, ["text"]), object.union({"text": ["First.", "Second."]}, more))

_roll := facts.ruling({"ask": "roll", "time": house.now, "motion": house.listed, "parties": facts.parties, "meeting": house.meeting({})}).roll

_hands(choices) := [object.union(hand, {"choice": choices[i]}) | some i, hand in house.shown.hands; choices[i]]

_show(more) := object.union(
	{
		"meeting": "T-2015-M01", "item": "2", "motion": "T-2015-001", "title": "A motion", "text": "text-1", "rules": facts.rules,
		"roll": _roll, "hands": _hands(["for", "for", "against"]), "without_vote": false,
	},
	more,
)

_moved(more) := object.union({"meeting": "T-2015-M01", "item": "2", "text": "text-1", "by": "B2-1", "to": _to}, more)

_to := {
	"motion": "T-2015-001", "title": "A motion", "text": ["First, amended.", "Second."], "type": "statement", "route": "joint_committee",
	"function": "service",
}

_put(more) := object.union(
	{
		"meeting": "T-2015-M01", "item": "2", "motion": "T-2015-001", "amendment": "am-1", "roll": _roll,
		"hands": _hands(["for", "for", "against"]), "without_vote": false, "outcome": "carried",
	},
	more,
)

_part(ref, text, more) := object.union(
	{"motion": ref, "title": sprintf("A motion (%s)", [text[0]]), "text": text, "type": "statement", "route": "joint_committee", "function": "service"},
	more,
)

_divided(parts) := {"meeting": "T-2015-M01", "item": "2", "motion": "T-2015-001", "text": "text-1", "parts": parts}

_halves := [_part("T-2015-002", ["First."], {}), _part("T-2015-003", ["Second."], {})]

_recused(person, ruling) := _motion({"interests": [house.interest(person, ruling)]})

_sound := {
	"hands": ["hands.shown", facts.secretary, "", _show({}), _facts({})],
	"hands a day later": ["hands.shown", facts.secretary, "", _show({}), _facts({"time": "2015-07-16T09:00:00.000Z"})],
	"hands corrected after the end": [
		"hands.shown", facts.secretary, "", _show({}),
		_facts({"motion": _motion({"status": "shown", "shown": house.shown}), "meeting": house.meeting({"stage": "ended", "shown": [house.shown]})}),
	],
	"hands on options": [
		"hands.shown", facts.secretary, "",
		_show({"options": ["north", "south"], "hands": _hands(["north", "north", "abstain"])}),
		_facts({"motion": _motion({"options": ["north", "south"]})}),
	],
	"agreed without a vote": ["hands.shown", facts.secretary, "", _show({"hands": _hands(["for", "for", "for"]), "without_vote": true}), _facts({})],
	"agreed without a vote and without the recused": [
		"hands.shown", facts.secretary, "", _show({"hands": _hands(["for", "for"]), "without_vote": true}),
		_facts({"motion": _recused("p-C3", "may_speak")}),
	],
	"hand with an interest noted": ["hands.shown", facts.secretary, "", _show({}), _facts({"motion": _recused("p-C3", "noted")})],
	"confirmation": [
		"hand.confirmed", facts.holder("C3"), "C3", {"motion": "T-2015-001", "shown": "shown-1", "seat": "C3-1", "choice": "against"},
		_shown_with(house.shown),
	],
	"confirmation with a key that was admitted": ["hand.confirmed", _newly({"admitted": {"since": 99}}), "C3", _confirming({}), _shown_with(house.shown)],
	"amendment by a deputy": ["amendment.moved", facts.deputy("B2"), "B2", _moved({}), _facts({})],
	"amendment recorded": ["amendment.moved", facts.secretary, "", _moved({}), _facts({})],
	"amendment carried": ["amendment.put", facts.secretary, "", _put({}), _facts({"amendment": _moved({})})],
	"amendment agreed": ["amendment.put", facts.secretary, "", _put({"hands": _hands(["for", "for", "for"]), "without_vote": true}), _facts({"amendment": _moved({})})],
	"amendment lost on a tie": [
		"amendment.put", facts.secretary, "", _put({"hands": _hands(["for", "abstain", "against"]), "outcome": "not_carried"}),
		_facts({"amendment": _moved({})}),
	],
	"amendment carried beside a recused holder": [
		"amendment.put", facts.secretary, "", _put({"hands": _hands(["for", "for"])}),
		_facts({"amendment": _moved({}), "motion": _recused("p-C3", "withdraws")}),
	],
	"division": ["motion.divided", facts.secretary, "", _divided(_halves), _facts({})],
	"division with a condition": [
		"motion.divided", facts.secretary, "",
		_divided([object.union(half, {"conditions": ["That it is paid for."]}) | some half in _halves]),
		_facts({"motion": _motion({"conditions": ["That it is paid for."]})}),
	],
	"confirmation of an order": ["hand.confirmed", facts.holder("C3"), "C3", _confirming({"choice": "north", "then": ["south"]}), _elected],
	"confirmation of a casting vote": ["hand.confirmed", facts.chair, "", _casting({}), _elected],
	"confirmation of a hand and a casting vote": [
		"hand.confirmed", facts.holder("C3"), "C3", _confirming({"choice": "north", "then": ["south"], "casting": "north"}),
		_shown_with(object.union(_elected.motion.shown, {"presided": "p-C3"})),
	],
	"denial by a holder": ["hand.denied", facts.holder("D4"), "D4", _denying({}), _denied({})],
	"denial by a deputy": ["hand.denied", facts.deputy("D4"), "D4", _denying({}), _denied({})],
}

_newly(key) := object.union(facts.holder("C3"), {"key": object.union({"entry": 101}, key)})

_elected := _shown_with(object.union(house.shown, {"casting": "north", "hands": [
	{"seat": "A1-1", "person": "p-A1", "choice": "south"},
	{"seat": "C3-1", "person": "p-C3", "choice": "north", "then": ["south"]},
]}))

_shown_with(shown) := _facts({"motion": _motion({"status": "shown", "opened": {"entry": 100, "roll": _roll}, "shown": shown})})

_casting(more) := object.union({"motion": "T-2015-001", "shown": "shown-1", "casting": "north"}, more)

_denying(more) := object.union({"motion": "T-2015-001", "shown": "shown-1", "seat": "D4-1"}, more)

_denied(more) := object.union(_shown_with(house.shown), object.union({"seat": facts.seat("D4")}, more))

_asked(case) := facts.admission(case[0], case[1], case[2], case[3], case[4])

test_recorded[note] if {
	some note, case in _sound
	facts.ruling(_asked(case)) == {"allow": true}
}

test_nothing_missing_passes[note] if {
	some of, case in _sound
	asked := _asked(case)
	some fact in {"kind", "author", "body", "meeting", "motion", "amendment", "parties", "mou"}
	asked[fact]
	_bears(case, fact)
	note := sprintf("%s without %s", [of, fact])
	ruling := facts.ruling(object.remove(asked, [fact]))
	ruling.allow == false
	count(ruling.checks) > 0
}

_bears(_, fact) if fact in {"kind", "author", "body", "motion", "amendment"}

_bears(case, "meeting") if not case[0] in {"hand.confirmed", "hand.denied"}

_bears(case, "parties") if case[0] in {"hands.shown", "amendment.put"}

_bears(case, "mou") if case[0] == "hands.shown"

_shown_already := {"motion": _motion({"status": "shown", "shown": house.shown})}

_left(person) := {"meeting": house.meeting({"people": [object.union(attendee, {"absent": [{"item": "2", "left": house.now} | attendee.person == person]}) | some attendee in house.attendees]})}

_confirming(more) := object.union({"motion": "T-2015-001", "shown": "shown-1", "seat": "C3-1", "choice": "against"}, more)

_refused := {
	"hands by the chair": ["hands", {"author": facts.chair}, "not-secretary"],
	"confirmation with a key of since the hands were shown": ["confirmation", {"author": _newly({})}, "key-after-opening"],
	"confirmation with a key admitted by who came later": ["confirmation", {"author": _newly({"admitted": {"since": 100}})}, "key-after-opening"],
	"hands before the start": ["hands", {"time": "2015-07-15T08:59:59.999Z"}, "not-begun"],
	"hands after the end": ["hands", {"meeting": house.meeting({"stage": "ended"})}, "not-before-meeting"],
	"hands on a decided motion": ["hands", {"motion": _motion({"status": "decided"})}, "not-before-meeting"],
	"hands shown at another meeting": ["hands corrected after the end", {"motion": _motion({"status": "shown", "shown": object.union(house.shown, {"meeting": "T-2015-M00"})})}, "not-before-meeting"],
	"hands on another item": ["hands", {"body": _show({"item": "3"})}, "not-on-agenda"],
	"hands on a motion of another agenda": ["hands", {"motion": _motion({"meeting": "T-2015-M02"})}, "not-on-agenda"],
	"hands on what was put off": ["hands", {"meeting": house.meeting({"deferred": ["2"]})}, "not-on-agenda"],
	"hands without enough notice": ["hands", {"motion": _motion({"notice": {"given": "2015-07-10T09:00:00.000Z"}})}, "notice"],
	"hands on another text": ["hands", {"body": _show({"text": "text-2"})}, "stale"],
	"hands by another roll": ["hands", {"body": _show({"roll": array.slice(_roll, 0, 3)})}, "stale"],
	"hands before the route is open": [
		"hands",
		{
			"time": "2014-09-15T11:00:00.000Z",
			"meeting": house.meeting({"starts": "2014-09-15T09:00:00.000Z"}),
			"motion": _motion({"notice": {"given": "2014-09-01T09:00:00.000Z"}}),
		},
		"route-date",
	],
	"a hand from a seat not on the roll": ["hands", {"body": _show({"hands": [{"seat": "Z9-1", "person": "p-Z9", "choice": "for"}]})}, "no-seat"],
	"two hands from a seat": ["hands", {"body": _show({"hands": array.concat(_hands(["for"]), _hands(["for"]))})}, "no-seat"],
	"a hand of somebody who sent apologies": ["hands", {"body": _show({"hands": [{"seat": "D4-1", "person": "p-D4", "choice": "for"}]})}, "not-present"],
	"a hand of the holder whose deputy attends": ["hands", {"body": _show({"hands": [{"seat": "B2-1", "person": "p-B2", "choice": "for"}]})}, "not-present"],
	"a hand of somebody who left": ["hands", _left("p-A1"), "not-present"],
	"a hand of the recused": ["hands", {"motion": _recused("p-C3", "withdraws")}, "recused"],
	"a hand before the ruling": ["hands", {"motion": _motion({"interests": [object.union(object.remove(house.interest("p-C3", "noted"), ["rulings"]), {"rulings": []})]})}, "interest-unruled"],
	"a choice that is not offered": ["hands", {"body": _show({"hands": _hands(["for", "north"])})}, "choice"],
	"an order of preference where none counts": ["hands on options", {"body": _show(_ordered(["south"]))}, "choice"],
	"without a vote and against": ["agreed without a vote", {"body": _show({"without_vote": true})}, "without-vote"],
	"without a vote and without somebody": ["agreed without a vote", {"body": _show({"hands": _hands(["for", "for"]), "without_vote": true})}, "without-vote"],
	"a casting vote where there is none": ["hands", {"body": _show({"hands": _hands(["for", "abstain", "against"]), "casting": "for"})}, "casting"],
	"a hand missing": ["hands", {"body": _show({"hands": _hands(["for", "for"])})}, "hands-missing"],
	"a hand missing on an amendment": ["amendment carried", {"body": _put({"hands": _hands(["for", "for"])})}, "hands-missing"],
	"corrected without a hand that was confirmed": [
		"hands corrected after the end",
		{"motion": _motion({"status": "shown", "shown": object.union(house.shown, {"confirmed": ["D4-1"]})})},
		"hands-shown",
	],
	"confirmed in another order": ["confirmation of an order", {"body": _confirming({"choice": "north"})}, "hand"],
	"casting vote confirmed by another": ["confirmation of a casting vote", {"author": facts.holder("A1")}, "casting"],
	"another casting vote confirmed": ["confirmation of a casting vote", {"body": _casting({"casting": "south"})}, "casting"],
	"denied by another": ["denial by a holder", {"author": facts.holder("A1")}, "no-seat"],
	"denied from a seat not on the roll": ["denial by a holder", {"motion": _motion({"status": "shown", "opened": {"roll": []}, "shown": house.shown})}, "no-seat"],
	"denied of an earlier show": ["denial by a holder", {"body": _denying({"shown": "shown-0"})}, "no-seat"],
	"denied after the decision": ["denial by a holder", {"motion": _motion({"status": "decided", "opened": {"entry": 100, "roll": _roll}, "shown": house.shown})}, "no-seat"],
	"amendment without a quorum": [
		"amendment carried",
		{"meeting": house.meeting({"people": array.slice(house.attendees, 0, 2)}), "body": _put({"hands": _hands(["for", "for"])})},
		"quorum",
	],
	"amendment into another type": ["amendment recorded", {"body": _moved({"to": object.union(_to, {"type": "procedural"})})}, "amendment"],
	"amendment that takes a pool away": ["amendment recorded", {"motion": _motion({"pool": {"lines": []}})}, "amendment"],
	"amendment with a last day": ["amendment recorded", {"body": _moved({"to": object.union(_to, {"lapses": "2015-12-31"})})}, "amendment"],
	"a part with another title": ["division", {"body": _divided([_halves[0], object.union(_halves[1], {"title": "Anything"})])}, "parts"],
	"a part with a last day": ["division", {"body": _divided([_halves[0], object.union(_halves[1], {"lapses": "2015-12-31"})])}, "parts"],
	"a part without the reasons": ["division", {"motion": _motion({"reasons": ["It is due."]})}, "parts"],
	"confirmed by another": ["confirmation", {"author": facts.holder("A1"), "party": "A1"}, "hand"],
	"confirmed otherwise": ["confirmation", {"body": _confirming({"choice": "for"})}, "hand"],
	"confirmed twice": ["confirmation", {"motion": _motion({"status": "shown", "shown": object.union(house.shown, {"confirmed": ["C3-1"]})})}, "hand"],
	"confirmed of an earlier show": ["confirmation", {"body": _confirming({"shown": "shown-0"})}, "hand"],
	"confirmed after the decision": ["confirmation", {"motion": _motion({"status": "decided", "shown": house.shown})}, "hand"],
	"amendment by a person not present": ["amendment by a deputy", {"author": facts.holder("B2")}, "not-mover"],
	"amendment from a seat not present": ["amendment recorded", {"body": _moved({"by": "D4-1"})}, "not-present"],
	"amendment of a motion shown": ["amendment recorded", _shown_already, "closed-motion"],
	"amendment of a closed motion": ["amendment recorded", {"motion": _motion({"status": "decided"})}, "closed-motion"],
	"amendment of an older text": ["amendment recorded", {"body": _moved({"text": "text-0"})}, "stale"],
	"amendment into another function": ["amendment recorded", {"body": _moved({"to": object.union(_to, {"function": "clinical-strategy"})})}, "amendment"],
	"amendment into another motion": ["amendment recorded", {"body": _moved({"to": object.union(_to, {"motion": "T-2015-002"})})}, "amendment"],
	"amendment into an unknown type": ["amendment recorded", {"body": _moved({"to": object.union(_to, {"type": "wish"})})}, "motion-type"],
	"amendment after the end": ["amendment recorded", {"meeting": house.meeting({"stage": "ended"})}, "meeting-ended"],
	"amendment to another text put": ["amendment carried", {"amendment": _moved({"text": "text-0"})}, "stale"],
	"amendment said to be carried": ["amendment lost on a tie", {"body": _put({"hands": _hands(["for", "abstain", "against"])})}, "outcome"],
	"amendment with an option": ["amendment carried", {"body": _put({"hands": _hands(["north"])})}, "choice"],
	"division of a motion shown": ["division", _shown_already, "closed-motion"],
	"one part": ["division", {"body": _divided([_halves[0]])}, "parts"],
	"parts in another order": ["division", {"body": _divided(array.reverse(_halves))}, "parts"],
	"parts of another type": ["division", {"body": _divided([_halves[0], object.union(_halves[1], {"type": "procedural"})])}, "parts"],
	"a condition forgotten": ["division", {"motion": _motion({"conditions": ["That it is paid for."]})}, "parts"],
	"parts of a pool": ["division", {"motion": _motion({"pool": {"lines": []}})}, "parts"],
	"a part with a lead": ["division", {"body": _divided([_halves[0], object.union(_halves[1], {"lead": {"party": "C3"}})])}, "parts"],
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

test_outcome_in_words if _explained("amendment lost on a tie", {"body": _put({"hands": _hands(["for", "abstain", "against"])})}, "outcome") == {concat("", [
	"By these hands the amendment is not carried, and the statement says carried. 1 of 4 seats is for. ",
	"More than 50% of the 2 voting for or against is 2. Not met.",
])}

test_recusal_in_words if _explained("hands", {"motion": _recused("p-C3", "withdraws")}, "recused") == {concat("", [
	"An interest was ruled on, and the person for seat C3-1 does not vote on T-2015-001. ",
	"A deputy without such an interest may.",
])}

# A casting vote is the exception: the Church Representation Rules' measure UKCM
# 2011/1 Schedule 2 paragraph 12 gives one, the combined authority orders none.
_ordered(then) := {"options": ["north", "south"], "hands": array.concat(
	[object.union(hand, {"then": then}) | some hand in _hands(["north"])],
	array.slice(_hands(["north", "abstain", "abstain"]), 1, 3),
)}

test_order_by_elimination[note] if {
	some note, case in {"each once": [["south"], true], "one twice": [["north"], false], "none that is offered": [["west"], false]}
	asked := object.union(object.remove(_asked(_sound["hands on options"]), ["body"]), {"body": _show(_ordered(case[0]))})
	answer := data.concordat.main.ruling with input as asked with data.terms as object.union(facts.terms, {"options": {"clause": "4.1", "method": "elimination"}})
	answer.allow == case[1]
}

_with_casting(tie, body) := answer if {
	asked := object.union(object.remove(_asked(_sound.hands), ["body"]), {"body": _show(body)})
	answer := data.concordat.main.ruling with input as asked with data.terms as object.union(facts.terms, {"tie": tie})
}

test_casting_vote[note] if {
	some note, case in {
		"on a tie by heads": [{"casting": "chair"}, {"hands": _hands(["for", "abstain", "against"]), "casting": "for"}, true],
		"on no tie by weight": [{"casting": "chair", "by": "weight"}, {"hands": _hands(["for", "against", "abstain"]), "casting": "against"}, false],
		"where the hands are not equal": [{"casting": "chair"}, {"casting": "for"}, false],
		"as an abstention": [{"casting": "chair"}, {"hands": _hands(["for", "abstain", "against"]), "casting": "abstain"}, false],
	}
	_with_casting(case[0], case[1]).allow == case[2]
}

test_casting_vote_on_options[note] if {
	some note, case in {
		"on a tie": [["north", "south", "abstain"], {}, true], "where one leads": [["north", "north", "south"], {}, false],
		"by rounds": [["north", "north", "south"], {"options": {"clause": "4.1", "method": "elimination"}}, true],
	}
	asked := object.union(object.remove(_asked(_sound["hands on options"]), ["body"]), {"body": _show({
		"options": ["north", "south"], "hands": _hands(case[0]), "casting": "south",
	})})
	answer := data.concordat.main.ruling with input as asked with data.terms as object.union_n([facts.terms, {"tie": {"casting": "chair"}}, case[1]])
	answer.allow == case[2]
}

# What hands on an amendment amount to can be asked before it is stated.
test_outcome_asked[note] if {
	some note, case in {"carried": [["for", "for", "against"], "carried"], "tie": [["for", "abstain", "against"], "not_carried"]}
	asked := object.union(
		object.remove(_asked(_sound["amendment carried"]), ["ask", "body"]),
		{"ask": "outcome", "body": object.remove(_put({"hands": _hands(case[0])}), ["outcome"])},
	)
	facts.ruling(asked).outcome == case[1]
}

# Hands stand once everybody who was there and may vote has confirmed one, and a
# casting vote too; a denial, or somebody without a hand, keeps them from standing.
test_hands_stand[note] if {
	some note, case in {
		"by the last": [{"confirmed": ["A1-1", "B2-1"]}, {}, true],
		"not by the last but one": [{"confirmed": ["A1-1"]}, {}, false],
		"not while denied": [{"confirmed": ["A1-1", "B2-1"], "denied": [{"seat": "D4-1"}]}, {}, false],
		"not without a hand of somebody who was there": [{"confirmed": ["A1-1", "B2-1"], "present": [{"seat": "D4-1", "party": "D4", "person": "p-D4"}]}, {}, false],
		"without the hand of somebody who may not vote": [
			{"confirmed": ["A1-1", "B2-1"], "present": [{"seat": "D4-1", "party": "D4", "person": "p-D4"}]},
			{"interests": [house.interest("p-D4", "may_speak")]}, true,
		],
		"without the hand of somebody whose interest awaits a ruling": [
			{"confirmed": ["A1-1", "B2-1"], "present": [{"seat": "D4-1", "party": "D4", "person": "p-D4"}]},
			{"interests": [object.union(object.remove(house.interest("p-D4", "noted"), ["rulings"]), {"rulings": []})]}, true,
		],
		"not without the casting vote": [{"confirmed": ["A1-1", "B2-1"], "casting": "for"}, {}, false],
		"with the casting vote": [{"confirmed": ["A1-1", "B2-1"], "casting": "for", "casting_confirmed": true}, {}, true],
	}
	motion := _motion(object.union({"status": "shown", "opened": {"entry": 100, "roll": _roll}, "shown": object.union(house.shown, case[0])}, case[1]))
	ruling := facts.ruling(facts.admission("hand.confirmed", facts.holder("C3"), "C3", _confirming({}), _facts({"motion": motion})))
	ruling.allow
	object.get(ruling, "effect", false) == case[2]
}

test_hands_stand_by_the_casting_vote if {
	shown := object.union(house.shown, {"confirmed": ["A1-1", "B2-1", "C3-1"], "casting": "north"})
	ruling := facts.ruling(facts.admission("hand.confirmed", facts.chair, "", _casting({}), _shown_with(shown)))
	ruling == {"allow": true, "effect": true}
}
