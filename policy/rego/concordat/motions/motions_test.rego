package concordat.motions_test

import data.concordat.main
import data.concordat.main_test as facts

_text(more) := object.union(
	{
		"motion": "T-2015-001", "title": "A motion", "text": "That something be done.",
		"type": "statement", "route": "joint_committee", "function": "service",
	},
	more,
)

_line(share) := {
	"what": "A service", "pence": 1000, "kind": "cash", "recurrent": true, "capital": false, "due": "2015-10-01", "share": share,
}

_equal := _line({"by": "equal"})

_figure := _line({"by": "figure", "figure": "weighted_population"})

_fixed := _line({"by": "fixed", "amounts": {"A1": 400, "B2": 300, "C3": 200, "D4": 100}})

_pool(lines) := _text({"type": "pool", "pool": {"host": "B2", "year": "2015-16", "lines": lines}})

_pool_with(more) := object.union(_pool([_equal]), {"pool": more})

_lead(more) := _text({"type": "lead", "lead": object.union(
	{
		"party": "C3", "from": "2015-08-01", "limit": {"action": 1, "year": 2, "life": 3},
		"duties": [{"what": "Report", "every": "quarter", "first": "2015-10-31"}],
	},
	more,
)})

_risky(share) := _text({"type": "reconfiguration", "risk_share": share})

_impact := {
	"id": "impact-1", "author": "p-A1", "baseline": "2014-15", "lines": _lines,
	"positions": {"A1": "agreed", "B2": "disputed", "C3": "agreed", "D4": "agreed"},
}

_lines := [{"party": "A1", "line": "tariff", "year": "2015-16", "pence": 100}, {"party": "B2", "line": "tariff", "year": "2015-16", "pence": -100}]

_noticed(more) := {"time": "2015-07-08T09:00:00.000Z", "motion": object.union(object.remove(facts.noticed, object.keys(more)), more)}

_opening(more) := object.union(
	{
		"motion": "T-2015-001", "title": "A motion", "text": "text-1", "notice": "notice-1", "rules": facts.rules,
		"closes": "2015-07-15T17:00:00.000Z", "roll": _roll,
	},
	more,
)

# The roll as the agreement under test draws it up.
_roll := facts.ruling({"ask": "roll", "time": "2015-07-08T09:00:00.000Z", "motion": facts.noticed, "parties": facts.parties}).roll

_shadow_parties := object.union(facts.parties, {"C3": object.union(object.remove(facts.party("C3"), ["established", "signed"]), {"note": "a shadow body"})})

_sound := {
	"statement by a board member": ["motion.moved", facts.holder("A1"), "A1", _text({}), {}],
	"statement by an officer": ["motion.moved", facts.officer("A1"), "A1", _text({}), {}],
	"statement by the chair": ["motion.moved", facts.chair, "", _text({}), {}],
	"options": ["motion.moved", facts.chair, "", _text({"options": ["north", "south"]}), {}],
	"advice": ["motion.moved", facts.chair, "", _text({"route": "advisory"}), {}],
	"pool in equal shares": ["motion.moved", facts.chair, "", _pool([_equal]), {}],
	"pool by a figure": ["motion.moved", facts.chair, "", _pool([_figure]), {}],
	"pool in fixed shares": ["motion.moved", facts.chair, "", _pool([_fixed, object.union(_equal, {"kind": "staff", "basis": "salary"})]), {}],
	"lead": ["motion.moved", facts.chair, "", _lead({}), {}],
	"risk share": ["motion.moved", facts.chair, "", _risky({"num": 1, "den": 1}), {}],
	"amendment": ["motion.amended", facts.holder("A1"), "A1", _text({}), {"motion": facts.noticed}],
	"notice": [
		"notice.given", facts.secretary, "",
		{"motion": "T-2015-001", "text": "text-1", "opens": "2015-07-07T09:00:00.000Z", "closes": "2015-07-15T17:00:00.000Z"},
		{"motion": facts.draft},
	],
	"notice anew for an earlier day": [
		"notice.given", facts.secretary, "",
		{"motion": "T-2015-001", "text": "text-1", "opens": "2015-07-08T08:00:00.000Z", "closes": "2015-07-15T17:00:00.000Z"},
		{"motion": facts.noticed},
	],
	"notice anew after it passed": [
		"notice.given", facts.secretary, "",
		{"motion": "T-2015-001", "text": "text-1", "opens": "2015-07-31T09:00:00.000Z", "closes": "2015-08-05T17:00:00.000Z"},
		{"motion": facts.noticed, "time": "2015-07-15T17:00:00.000Z"},
	],
	"urgent notice by the chair": [
		"notice.given", facts.chair, "", _urgent, {"motion": facts.draft, "time": "2015-07-04T09:00:00.000Z"},
	],
	"opening on urgent notice": [
		"motion.opened", facts.secretary, "", _opening({}),
		_noticed({"notice": object.union(facts.noticed.notice, {"urgent": "a ward closes on Friday", "author": "p-chair"})}),
	],
	"impact by the mover": ["impact.stated", facts.holder("A1"), "", {"text": "text-1", "lines": _lines}, {"motion": facts.draft}],
	"impact by the secretary": ["impact.stated", facts.secretary, "", {"text": "text-1", "lines": _lines}, {"motion": facts.draft}],
	"agreement to lines": ["impact.agreed", facts.officer("B2"), "B2", {"impact": "impact-1"}, _noticed({"impact": _impact})],
	"dispute of lines": ["impact.disputed", facts.officer("B2"), "B2", {"impact": "impact-1", "lines": [_lines[1]]}, _noticed({"impact": _impact})],
	"dispute without lines": ["impact.disputed", facts.officer("B2"), "B2", {"impact": "impact-1"}, _noticed({"impact": _impact})],
	"opening": ["motion.opened", facts.secretary, "", _opening({}), _noticed({})],
	"opening of a pool": ["motion.opened", facts.secretary, "", _opening({}), _noticed({"type": "pool", "pool": {"lines": [_figure, _equal]}})],
	"opening with a deputy for a seat that nobody holds": ["motion.opened", facts.secretary, "", _opening({}), object.union(
		_noticed({}),
		_party("A1", {"seats": [object.remove(facts.seat("A1"), ["holder"])]}),
	)],
	"opening of options": ["motion.opened", facts.secretary, "", _opening({"options": ["north", "south"]}), _noticed({"options": ["north", "south"]})],
	"opening with an impact statement that is not needed": ["motion.opened", facts.secretary, "", _opening({"impact": "impact-1"}), _noticed({"impact": _impact})],
	"opening of a reconfiguration": [
		"motion.opened", facts.secretary, "", _opening({"impact": "impact-1"}),
		_noticed({"impact": _impact, "type": "reconfiguration"}),
	],
	"opening of advice to a shadow body": [
		"motion.opened", facts.secretary, "", _opening({}),
		object.union(_noticed({"route": "advisory"}), {"parties": _shadow_parties}),
	],
	"withdrawal before opening": ["motion.withdrawn", facts.holder("A1"), "A1", {"motion": "T-2015-001", "text": "text-1"}, {"motion": facts.noticed}],
	"withdrawal by the chair": ["motion.withdrawn", facts.chair, "", {"motion": "T-2015-001", "text": "text-1"}, {"motion": facts.open}],
	"withdrawal by the vice-chair": ["motion.withdrawn", facts.person("p-vice", [{"role": "vice_chair"}]), "", {"motion": "T-2015-001", "text": "text-1"}, {"motion": facts.open}],
	"withdrawal by the mover": ["motion.withdrawn", facts.holder("A1"), "A1", {"motion": "T-2015-001", "text": "text-1"}, {"motion": facts.open}],
}

_urgent := {
	"motion": "T-2015-001", "text": "text-1", "opens": "2015-07-07T09:00:00.000Z", "closes": "2015-07-15T17:00:00.000Z",
	"urgent": "a ward closes on Friday",
}

_asked(case) := facts.admission(case[0], case[1], case[2], case[3], case[4])

test_recorded[note] if {
	some note, case in _sound
	facts.ruling(_asked(case)) == {"allow": true}
}

test_nothing_missing_passes[note] if {
	some of, case in _sound
	asked := _asked(case)
	some fact in {"kind", "time", "author", "body", "motion", "parties", "mou"}
	asked[fact]
	_bears(case, fact)
	note := sprintf("%s without %s", [of, fact])
	ruling := facts.ruling(object.remove(asked, [fact]))
	ruling.allow == false
	count(ruling.checks) > 0
}

_bears(_, fact) if fact in {"kind", "author", "body", "motion"}

_bears(case, "time") if case[0] in {"motion.moved", "notice.given", "motion.opened"}

_bears(case, "parties") if case[0] == "motion.opened"

_bears(case, "mou") if case[0] == "motion.opened"

_party(code, more) := {"parties": object.union(object.remove(facts.parties, [code]), {code: object.union(object.remove(facts.party(code), object.keys(more)), more)})}

_refused := {
	"moved by a deputy": ["statement by a board member", {"author": facts.deputy("A1")}, "may-not-move"],
	"moved for another party": ["statement by a board member", {"author": facts.holder("B2")}, "not-of-party"],
	"unknown type": ["options", {"body": _text({"type": "wish"})}, "motion-type"],
	"unknown route": ["options", {"body": _text({"route": "lead_commissioner"})}, "motion-route"],
	"pool by advice": ["pool in equal shares", {"body": object.union(_pool([_equal]), {"route": "advisory"})}, "motion-route"],
	"route not open yet": ["options", {"time": "2014-09-29T09:00:00.000Z"}, "route-date"],
	"route no longer open": ["options", {"time": "2022-07-01T09:00:00.000Z"}, "route-date"],
	"unknown function": ["options", {"body": _text({"function": "other"})}, "function"],
	"pool without a pool": ["options", {"body": _text({"type": "pool"})}, "motion-parts"],
	"statement that amends the agreement": ["options", {"body": _text({"amends": {"version": 2}})}, "motion-parts"],
	"statement with a pool": ["options", {"body": object.union(_pool([_equal]), {"type": "statement"})}, "motion-parts"],
	"one option": ["options", {"body": _text({"options": ["north"]})}, "options"],
	"an option twice": ["options", {"body": _text({"options": ["north", "north"]})}, "options"],
	"an option named like a vote": ["options", {"body": _text({"options": ["north", "abstain"]})}, "options"],
	"an option named as a vote is read": ["options", {"body": _text({"options": ["north", "Against"]})}, "options"],
	"host that takes no part": ["pool in equal shares", {"body": _pool_with({"host": "Z9"})}, "pool-host"],
	"no financial year": ["pool in equal shares", {"body": _pool_with({"year": "2015"})}, "pool-lines"],
	"no line": ["pool in equal shares", {"body": _pool([])}, "pool-lines"],
	"a line of nothing": ["pool in equal shares", {"body": _pool([object.union(_equal, {"pence": 0})])}, "pool-lines"],
	"in kind without a basis": ["pool in equal shares", {"body": _pool([object.union(_equal, {"kind": "staff"})])}, "pool-lines"],
	"no due date": ["pool in equal shares", {"body": _pool([object.union(_equal, {"due": "2015-02-30"})])}, "pool-lines"],
	"unknown share": ["pool in equal shares", {"body": _pool([_line({"by": "guess"})])}, "pool-lines"],
	"figure not recorded": ["pool by a figure", _party("C3", {"figures": {}}), "figure-missing"],
	"figures beyond exact sums": ["pool by a figure", _party("C3", {"figures": {"weighted_population": {"value": 9007199254740991}}}), "figure-sum"],
	"figure that the agreement does not share by": ["pool by a figure", {"body": _pool([_line({"by": "figure", "figure": "beds"})])}, "figure-missing"],
	"fixed amounts that do not add up": ["pool in fixed shares", {"body": _pool([object.union(_fixed, {"pence": 999})])}, "share-fixed"],
	"fixed amounts without a party": ["pool in fixed shares", {"body": _pool([_line({"by": "fixed", "amounts": {"A1": 400, "B2": 600}})])}, "share-fixed"],
	"a party that contributes nothing": ["pool in fixed shares", {"body": _pool([_line({"by": "fixed", "amounts": {"A1": 400, "B2": 300, "C3": 300, "D4": 0}})])}, "contribution-missing"],
	"a penny too few": ["pool in equal shares", {"body": _pool([object.union(_equal, {"pence": 3})])}, "contribution-missing"],
	"lead that takes no part": ["lead", {"body": _lead({"party": "Z9"})}, "lead-party"],
	"lead with limits out of order": ["lead", {"body": _lead({"limit": {"action": 3, "year": 2, "life": 3}})}, "lead-limits"],
	"lead with a duty every day": ["lead", {"body": _lead({"duties": [{"what": "Report", "every": "day", "first": "2015-10-31"}]})}, "lead-duties"],
	"lead that never starts": ["lead", {"body": _lead({"from": "2015-02-30"})}, "lead-duties"],
	"lead that never ends": ["lead", {"body": _lead({"until": "soon"})}, "lead-duties"],
	"risk share of nothing": ["risk share", {"body": _risky({"num": 0, "den": 2})}, "risk-share"],
	"risk share of more than all": ["risk share", {"body": _risky({"num": 3, "den": 2})}, "risk-share"],
	"amended by another": ["amendment", {"author": facts.chair}, "not-mover"],
	"amended after opening": ["amendment", {"motion": facts.open}, "opened-already"],
	"amended into another": ["amendment", {"body": _text({"motion": "T-2015-002"})}, "stale"],
	"notice by the chair": ["notice", {"author": facts.chair}, "not-secretary"],
	"notice of an older text": ["notice", {"motion": object.union(facts.draft, {"text_id": "text-2"})}, "stale"],
	"notice too short": ["notice", {"time": "2015-07-02T09:00:00.000Z"}, "notice"],
	"notice put off": [
		"notice",
		{"motion": facts.noticed, "body": {"motion": "T-2015-001", "text": "text-1", "opens": "2015-07-09T09:00:00.000Z", "closes": "2015-07-15T17:00:00.000Z"}},
		"notice-stands",
	],
	"notice of a far day": ["notice", {"body": {"motion": "T-2015-001", "text": "text-1", "opens": "2015-09-30T09:00:00.000Z", "closes": "2015-10-05T17:00:00.000Z"}}, "too-far"],
	"urgent notice by the secretary": ["urgent notice by the chair", {"author": facts.secretary}, "may-not-give-urgent-notice"],
	"urgent notice a day late": ["urgent notice by the chair", {"time": "2015-07-05T09:00:00.000Z"}, "notice"],
	"opened by whoever gave urgent notice": [
		"opening on urgent notice",
		_noticed({"notice": object.union(facts.noticed.notice, {"urgent": "a ward closes on Friday", "author": "p-sec"})}), "own-urgent-notice",
	],
	"window too short": ["notice", {"body": {"motion": "T-2015-001", "text": "text-1", "opens": "2015-07-14T09:00:00.000Z", "closes": "2015-07-15T17:00:00.000Z"}}, "window"],
	"impact by a party's officer": ["impact by the mover", {"author": facts.officer("D4"), "party": "D4"}, "may-not-state-impact"],
	"impact by a stranger": ["impact by the mover", {"author": facts.holder("B2")}, "may-not-state-impact"],
	"impact of no line": ["impact by the mover", {"body": {"text": "text-1", "lines": []}}, "impact-lines"],
	"agreement to an older impact": ["agreement to lines", {"body": {"impact": "impact-0"}}, "stale"],
	"agreement of one that takes no part": ["agreement to lines", {"author": facts.officer("Z9"), "party": "Z9"}, "not-participating"],
	"dispute of another's lines": ["dispute of lines", {"body": {"impact": "impact-1", "lines": _lines}}, "not-own-lines"],
	"opened by the chair": ["opening", {"author": facts.chair}, "not-secretary"],
	"opened without notice": ["opening", {"motion": facts.draft}, "stale"],
	"opened before the time": ["opening", {"time": "2015-07-08T08:59:59.999Z"}, "window"],
	"opened after the close": ["opening", {"time": "2015-07-15T17:00:00.000Z"}, "window"],
	"opened with another close": ["opening", {"body": _opening({"closes": "2015-07-16T17:00:00.000Z"})}, "stale"],
	"opened with another title": ["opening", {"body": _opening({"title": "Another"})}, "stale"],
	"opened with other options": ["opening", {"body": _opening({"options": ["north", "south"]})}, "stale"],
	"opened with another roll": ["opening", {"body": _opening({"roll": array.slice(_roll, 0, 3)})}, "stale"],
	"opened by other rules": ["opening", {"body": _opening({"rules": "bbbbbbbb"})}, "stale"],
	"opened with another impact": ["opening with an impact statement that is not needed", {"body": _opening({"impact": "impact-0"})}, "stale"],
	"opened without a needed impact": ["opening", _noticed({"type": "reconfiguration"}), "impact-missing"],
	"opened before all answered": [
		"opening of a reconfiguration",
		_noticed({"type": "reconfiguration", "impact": object.union(object.remove(_impact, ["positions"]), {"positions": {"A1": "agreed"}})}), "impact-unanswered",
	],
	"opened where no quorum can be": [
		"opening",
		{"parties": {code: object.union(facts.party(code), {"seats": [object.union(object.remove(facts.seat(code), ["holder"]), {"deputies": []})]}) |
			some code in facts.codes
		}},
		"quorum",
	],
	"opened with too many options": [
		"opening",
		object.union(_noticed({"options": _many}), {"body": _opening({"options": _many})}), "decision-too-long",
	],
	"opened with too many lines": ["opening", _noticed({"type": "pool", "pool": {"lines": [_equal | some _ in numbers.range(1, 250)]}}), "decision-too-long"],
	"opened with a figure of nothing": [
		"opening",
		object.union(_noticed({"type": "pool", "pool": {"lines": [_figure]}}), _party("C3", {"figures": {"weighted_population": {"value": 0}}})),
		"contribution-missing",
	],
	"opened with a share of nothing": [
		"opening",
		object.union(_noticed({"type": "pool", "pool": {"lines": [_figure]}}), _party("C3", {"figures": {"weighted_population": {"value": 1000000000000}}})),
		"contribution-missing",
	],
	"opened before all signed": ["opening", _party("C3", {"signed": {"version": 1, "rules": "bbbbbbbb", "time": "2013-04-09T10:00:00.000Z", "entry": 31}}), "not-signed"],
	"opened before all are established": ["opening", _party("C3", {"established": "2015-08-01"}), "not-signed"],
	"opened of an unknown party": ["opening", {"parties": object.remove(facts.parties, ["C3"])}, "not-signed"],
	"opened to close on a day without that route": [
		"opening",
		{
			"time": "2022-06-28T09:00:00.000Z",
			"motion": object.union(facts.noticed, {"notice": {"opens": "2022-06-28T09:00:00.000Z", "closes": "2022-07-01T09:00:00.000Z"}}),
			"body": _opening({"closes": "2022-07-01T09:00:00.000Z"}),
		},
		"route-date",
	],
	"withdrawn by another": ["withdrawal before opening", {"author": facts.chair}, "may-not-withdraw"],
	"withdrawn by the secretary": ["withdrawal by the chair", {"author": facts.secretary}, "may-not-withdraw"],
	"withdrawn by the chair alone before opening": ["withdrawal by the chair", {"motion": facts.draft}, "may-not-withdraw"],
	"withdrawn after the decision": ["withdrawal by the mover", {"motion": object.union(facts.open, {"status": "decided"})}, "may-not-withdraw"],
}

# A fund to which not all need contribute names some of those that take part.
test_not_all_need_contribute[note] if {
	some note, case in {
		"two of four": [{"A1": 400, "B2": 600}, []],
		"all": [{"A1": 400, "B2": 300, "C3": 200, "D4": 100}, []],
		"too little": [{"A1": 400, "B2": 599}, ["Fixed amounts for none but the participating parties that add up to the line"]],
		"one that takes no part": [{"A1": 400, "Z9": 600}, ["Fixed amounts for none but the participating parties that add up to the line"]],
		"one that gives nothing": [{"A1": 1000, "B2": 0}, ["A contribution of more than nothing from every party among whom a line is shared"]],
	}
	asked := object.union(_asked(_sound["pool in fixed shares"]), {"body": _pool([_line({"by": "fixed", "amounts": case[0]})])})
	ruling := main.ruling with input as asked with data.terms as object.union(facts.terms, {"pool": {"all_contribute": false}})
	[unmet.required | some unmet in object.get(ruling, "checks", [])] == case[1]
}

# A fund that rests on the year before: £600 and £400 of it recurrent then.
_funded := object.union(facts.terms, {
	"shares": {"by": ["equal", "last_year"]},
	"yearly": {"clause": "7.2"},
	"pool": {"kinds": ["cash", "staff", "premises", "post"], "wte": ["staff"]},
})

_before(pence) := {"year": "2015-16", "fund": {"fund": "care", "years": {"2014-15": {"changes": [], "contributions": [
{"party": code, "line": "1", "pence": pence, "recurrent": true} | some code in facts.codes]}}}}

_yearly(more) := object.union(_line({"by": "last_year"}), more)

_in_fund(lines) := _text({"type": "pool", "pool": {"host": "B2", "year": "2015-16", "fund": "care", "lines": lines}})

_of_last_year := {
	"any sum as last year": [_yearly({"pence": 1001}), 100, []],
	"in instalments": [object.union(_equal, {"instalments": ["2015-10-01", "2016-01-01"]}), 100, []],
	"staff": [object.union(_equal, {"kind": "staff", "basis": "salary", "wte": 150}), 100, []],
	"by the yearly rule": [_yearly({"pence": 408, "from_last_year": {"inflation": {"num": 1, "den": 50}}}), 100, []],
	"another sum than the yearly rule's": [
		_yearly({"pence": 500, "from_last_year": {"inflation": {"num": 1, "den": 50}}}), 100,
		["Last year's recurrent contributions, with inflation, less efficiency, and what is planned, come to another sum, or something is planned for a party that takes no part: line 1 comes to £4.08, and £5.00 is stated."],
	],
	"planned for a stranger": [
		_yearly({"pence": 400, "from_last_year": {"planned": {"Z9": 5}}}), 100,
		["Last year's recurrent contributions, with inflation, less efficiency, and what is planned, come to another sum, or something is planned for a party that takes no part: line 1 comes to £4.00, and £4.00 is stated, with something planned for Z9."],
	],
	"less than nothing": [
		_yearly({"pence": 1, "from_last_year": {"planned": {"A1": -500}}}), 100,
		[
			"Last year's recurrent contributions, with inflation, less efficiency, and what is planned, come to another sum, or something is planned for a party that takes no part: line 1 comes to less than nothing, and £0.01 is stated.",
			"A pooled fund is made up of contributions by all 4 participating parties, in each instalment; at least one would contribute nothing.",
		],
	],
	"nothing to rest on": [
		_yearly({"pence": 500}), 0,
		["No decision in effect makes up line 1 of the fund care for 2014-15 with recurrent contributions of these 4 parties, so that nothing can rest on them. State fixed amounts, or have the host's officer put right the changes of that year."],
	],
	"less than a penny in each instalment": [
		object.union(_equal, {"pence": 4, "instalments": ["2015-10-01", "2016-01-01"]}), 100,
		["A pooled fund is made up of contributions by all 4 participating parties, in each instalment; at least one would contribute nothing."],
	],
	"an instalment on no day": [
		object.union(_equal, {"instalments": ["2015-10-01", "2015-10-32"]}), 100,
		["Every line of a pool needs a sum, a kind, a way to share it, a due date and a financial year, and in kind the basis of its valuation, and for post or staff, and nothing else, the whole-time equivalents."],
	],
	"staff without whole-time equivalents": [
		object.union(_equal, {"kind": "staff", "basis": "salary"}), 100,
		["Every line of a pool needs a sum, a kind, a way to share it, a due date and a financial year, and in kind the basis of its valuation, and for post or staff, and nothing else, the whole-time equivalents."],
	],
	"a post": [object.union(_equal, {"kind": "post", "basis": "what it costs to employ", "wte": 150}), 100, []],
	"a post without whole-time equivalents": [
		object.union(_equal, {"kind": "post", "basis": "what it costs to employ"}), 100,
		["Every line of a pool needs a sum, a kind, a way to share it, a due date and a financial year, and in kind the basis of its valuation, and for post or staff, and nothing else, the whole-time equivalents."],
	],
	"premises with whole-time equivalents": [
		object.union(_equal, {"kind": "premises", "basis": "rent", "wte": 100}), 100,
		["Every line of a pool needs a sum, a kind, a way to share it, a due date and a financial year, and in kind the basis of its valuation, and for post or staff, and nothing else, the whole-time equivalents."],
	],
}

test_of_last_year[note] if {
	some note, case in _of_last_year
	asked := object.union(_asked(_sound["pool in equal shares"]), object.union({"body": _in_fund([case[0]])}, _before(case[1])))
	ruling := main.ruling with input as asked with data.terms as _funded
	[unmet.explain | some unmet in object.get(ruling, "checks", [])] == case[2]
}

# What last year came to may have changed since the motion was moved.
test_last_year_stands_at_opening if {
	line := _yearly({"pence": 408, "from_last_year": {"inflation": {"num": 1, "den": 50}}})
	asked := object.union(_asked(_sound.opening), _noticed({"type": "pool", "pool": {"host": "B2", "year": "2015-16", "fund": "care", "lines": [line]}}))
	same := main.ruling with input as object.union(asked, _before(100)) with data.terms as _funded
	same == {"allow": true}
	other := main.ruling with input as object.union(asked, _before(101)) with data.terms as _funded
	[unmet.id | some unmet in other.checks] == ["contribution-missing"]
}

_many := [sprintf("%d%s", [n, concat("", ["\"" | some _ in numbers.range(1, 1500)])]) | some n in numbers.range(1, 8)]

# Nothing can be said of the route of a type that is not known, and nothing is.
test_only_what_is_known_is_told if {
	asked := object.union(object.remove(_asked(_sound.options), ["body"]), {"body": _text({"type": "wish"})})
	answer := facts.ruling(asked)
	[made.id | some made in answer.checks] == ["motion-type"]
}

test_refused[note] if {
	some note, case in _refused
	asked := _asked(_sound[case[0]])
	ruling := facts.ruling(object.union(object.remove(asked, object.keys(case[1])), case[1]))
	ruling.allow == false
	some unmet in ruling.checks
	unmet.id == case[2]
	every check in ruling.checks {
		check.met == false
	}
}

# Nobody is told that they have not answered a statement that is not there.
test_missing_impact_is_told_once if {
	asked := _asked(_sound.opening)
	case := _noticed({"type": "reconfiguration"})
	ruling := facts.ruling(object.union(object.remove(asked, object.keys(case)), case))
	told := {unmet.id | some unmet in ruling.checks}
	"impact-missing" in told
	not "impact-unanswered" in told
}

test_missing_figures_are_named if {
	asked := object.union(object.remove(_asked(_sound["pool by a figure"]), ["parties"]), {"parties": object.union(
		object.remove(facts.parties, ["B2", "C3"]),
		{code: object.remove(facts.party(code), ["figures"]) | some code in ["B2", "C3"]},
	)})
	some unmet in facts.ruling(asked).checks
	unmet.id == "figure-missing"
	unmet.explain == "No share can be worked out: weighted population is not recorded for Party B2 and Party C3."
}

test_notice_in_words if {
	asked := object.union(_asked(_sound.notice), {"time": "2015-07-02T09:00:00.000Z"})
	some unmet in facts.ruling(asked).checks
	unmet.explain == "Notice on 2 July 2015 of an opening on 7 July 2015 leaves 4 clear days between; at least 5 clear days are needed."
}

test_notice_of_working_days_in_words if {
	asked := object.union(_asked(_sound.notice), {"time": "2015-07-02T09:00:00.000Z"})
	terms := object.union(object.remove(facts.terms, ["notice"]), {"notice": {"clause": "4.3", "working_days": 3}})
	ruling := data.concordat.main.ruling with input as asked with data.terms as terms
	[unmet.explain | some unmet in ruling.checks] == ["Notice on 2 July 2015 of an opening on 7 July 2015 leaves 4 clear days between; at least 3 clear working days are needed."]
}

# Where the terms ask for no answer, silence keeps nothing from being opened.
test_silence_where_no_answer_is_needed if {
	asked := object.union(_asked(_sound["opening of a reconfiguration"]), _noticed({"type": "reconfiguration", "impact": object.union(object.remove(_impact, ["positions"]), {"positions": {}})}))
	answer := data.concordat.main.ruling with input as asked with data.terms as object.union(facts.terms, {"impact": {"answers_needed": false}})
	answer == {"allow": true}
}

# Without a term of impact no type needs a statement, but a risk share does.
test_opening_without_a_term_of_impact[note] if {
	some note, case in {
		"plain": [{}, true],
		"risk share": [{"risk_share": {"num": 1, "den": 2}}, false],
	}
	asked := object.union(_asked(_sound.opening), _noticed(case[0]))
	answer := data.concordat.main.ruling with input as asked with data.terms as object.remove(facts.terms, ["impact"])
	answer.allow == case[1]
}

# Where votes weigh by a figure, all of them must be recorded.
test_why_there_is_no_roll if {
	parties := object.union(object.remove(facts.parties, ["C3"]), {"C3": object.remove(facts.party("C3"), ["figures"])})
	asked := {"ask": "roll", "time": "2015-07-08T09:00:00.000Z", "motion": facts.noticed, "parties": parties}
	why := data.concordat.motions.roll_checks with input as asked with data.terms as facts.terms
	why[0].id == "figure-missing"
	why[0].actual == "Missing for C3"
}

test_no_roll_beyond_exact_sums if {
	heavy := {"figures": {"weighted_population": {"value": 9007199254740991}}}
	parties := object.union(object.remove(facts.parties, ["C3"]), {"C3": object.union(object.remove(facts.party("C3"), ["figures"]), heavy)})
	asked := {"ask": "roll", "time": "2015-07-08T09:00:00.000Z", "motion": facts.noticed, "parties": parties}
	why := data.concordat.motions.roll_checks with input as asked with data.terms as facts.terms
	[[made.id, made.actual] | some made in why] == [["figure-sum", "9,007,199,254,741,791"]]
}

# Where the terms count options by elimination, or have one for none of them.
test_options_of_the_terms[note] if {
	thirteen := [sprintf("site %d", [n]) | some n in numbers.range(1, 13)]
	some note, case in {
		"13 by elimination": [{"method": "elimination"}, thirteen, false],
		"12 by elimination": [{"method": "elimination"}, array.slice(thirteen, 0, 12), true],
		"13 by plurality": [{"method": "plurality"}, thirteen, true],
		"without none of these": [{"method": "plurality", "none": "None of these"}, ["north", "south"], false],
		"with none of these": [{"method": "plurality", "none": "None of these"}, ["north", "south", "None of these"], true],
	}
	asked := facts.admission("motion.moved", facts.chair, "", _text({"options": case[1]}), {})
	answer := main.ruling with input as asked with data.terms as object.union(facts.terms, {"options": case[0]})
	answer.allow == case[2]
}

test_options_in_words if {
	asked := facts.admission("motion.moved", facts.chair, "", _text({"options": ["north"]}), {})
	answer := main.ruling with input as asked with data.terms as object.union(facts.terms, {"options": {"method": "elimination", "none": "None of these"}})
	answer.checks[0].explain == "Options must be 2 to 12, all different, and none may be named for, against or abstain; 'None of these' is one of them."
}

# Whom nothing binds signs nothing, but is waited for until it is established.
test_opening_with_members_bound_by_nothing[note] if {
	some note, case in {
		"not signed": [object.remove(facts.party("C3"), ["signed"]), ["appointed"], true],
		"not established": [object.remove(facts.party("C3"), ["signed", "established"]), ["appointed"], false],
		"bound": [object.remove(facts.party("C3"), ["signed"]), ["boards"], false],
	}
	classes := {"clause": "3.1", "of": {"appointed": ["C3"]}, "votes": {"appointed": "always"}, "unbound": case[1]}
	parties := object.union(object.remove(facts.parties, ["C3"]), {"C3": case[0]})
	asked := object.union(object.remove(_asked(_sound.opening), ["parties"]), {"parties": parties})
	answer := data.concordat.main.ruling with input as asked with data.terms as object.union(facts.terms, {"classes": classes})
	answer.allow == case[2]
}

# Who has signed an earlier version alone keeps the others from nothing, where the
# term says so: without a vote, without an answer on the impact.
test_opening_without_who_has_not_signed_the_version[note] if {
	earlier := {"signed": {"version": 1, "rules": "bbbbbbbb", "time": "2013-04-09T10:00:00.000Z", "entry": 31}}
	three := array.concat(array.slice(_roll, 0, 2), array.slice(_roll, 3, 4))
	silent := object.union(object.remove(_impact, ["positions"]), {"positions": object.remove(_impact.positions, ["C3"])})
	some note, case in {
		"without its seat": ["each", earlier, three, _impact, []],
		"with its seat": ["each", earlier, _roll, _impact, ["stale"]],
		"it is silent on the impact": ["each", earlier, three, silent, []],
		"another is silent on the impact": ["each", {}, _roll, silent, ["impact-unanswered"]],
		"where all sign": ["all", earlier, _roll, _impact, ["not-signed"]],
		"where it never signed": ["each", {"signed": {}}, _roll, _impact, ["not-signed"]],
	}
	party := object.union(object.remove(facts.party("C3"), object.keys(case[1])), case[1])
	asked := facts.admission("motion.opened", facts.secretary, "", _opening({"roll": case[2], "impact": "impact-1"}), object.union(
		_noticed({"impact": case[3], "type": "reconfiguration"}),
		{"parties": object.union(object.remove(facts.parties, ["C3"]), {"C3": party})},
	))
	answer := data.concordat.main.ruling with input as asked with data.terms as object.union(facts.terms, {"mou_amendment": {"signatures": case[0]}})
	[unmet.id | some unmet in object.get(answer, "checks", [])] == case[4]
}

# Without a window nothing is put to votes between meetings.
test_no_votes_between_meetings_without_a_window if {
	asked := _asked(_sound.notice)
	terms := object.union(object.remove(facts.terms, ["window"]), {"hands": {"clause": "11.7"}})
	answer := data.concordat.main.ruling with input as asked with data.terms as terms
	[[unmet.id, unmet.clause, unmet.required] | some unmet in answer.checks] == [["at-meetings", "11.7", "A motion on the agenda of a meeting"]]
}

# Money moved from line to line. What is expected to be left pays for nothing that
# comes back year by year (risk sharing arrangements, published clause).

_moving_types := {"motions": object.union(facts.terms.motions, {"types": {"virement": {"routes": ["joint_committee"], "needs": ["virement"], "may": []}}})}

_moving_terms := object.union(object.union(object.remove(facts.terms, ["underspend", "virement"]), _moving_types), {
	"virement": {"clause": "7.9", "by": "decision"},
	"underspend": {"clause": "7.10", "steps": [], "uses": "non_recurrent"},
})

_moves(more) := _text({"type": "virement", "virement": object.union(
	{"fund": "care", "year": "2015-16", "from": "staff", "to": "beds", "pence": 500, "uses": [{"what": "Beds", "pence": 300}, {"what": "Chairs", "pence": 200}]},
	more,
)})

_moving(body) := facts.admission("motion.moved", facts.chair, "", body, {"year": "2015-16", "fund": {"fund": "care", "years": {"2015-16": {"lines": [
	{"line": "staff", "recurrent": true}, {"line": "beds", "recurrent": false},
]}}}})

test_uses_of_what_is_left[note] if {
	some note, case in {
		"used once": [{}, []],
		"a use that comes back": [{"uses": [{"what": "Beds", "pence": 300}, {"what": "Nurses", "pence": 200, "recurrent": true}]}, ["use-recurrent"]],
		"to a recurrent line": [{"from": "beds", "to": "staff"}, ["use-recurrent"]],
		"uses of less": [{"uses": [{"what": "Beds", "pence": 499}]}, ["use-recurrent"]],
		"no use named": [{"uses": []}, ["use-recurrent"]],
	}
	ruling := main.ruling with input as _moving(_moves(case[0])) with data.terms as _moving_terms
	[unmet.id | some unmet in object.get(ruling, "checks", [])] == case[1]
	{unmet.clause | some unmet in object.get(ruling, "checks", [])} == {"7.10" | count(case[1]) > 0}
}

test_uses_in_words if {
	recurring := _moves({"from": "beds", "to": "staff", "uses": [{"what": "Nurses", "pence": 500, "recurrent": true}]})
	ruling := main.ruling with input as _moving(recurring) with data.terms as _moving_terms
	ruling.checks[0].actual == "£5.00 for Nurses; recurrent: Nurses and line staff"
	contains(ruling.checks[0].explain, "name what it is for, so that it comes to £5.00, and nothing that comes back year by year")
}

test_uses_not_asked_for if {
	terms := object.union(object.remove(_moving_terms, ["underspend"]), {"underspend": {"clause": "7.10", "steps": []}})
	ruling := main.ruling with input as _moving(_moves({"uses": []})) with data.terms as terms
	ruling == {"allow": true}
}

test_no_virement_without_a_term if {
	ruling := main.ruling with input as _moving(_moves({})) with data.terms as object.remove(_moving_terms, ["virement"])
	[unmet.id | some unmet in ruling.checks] == ["not-provided"]
}

# Without a term on staff a post says how much of one it is all the same.
test_a_post_without_a_term_on_staff[note] if {
	some note, case in {"said": [{"wte": 100}, []], "unsaid": [{}, ["pool-lines"]]}
	line := object.union(object.union(_equal, {"kind": "post", "basis": "what it costs to employ"}), case[0])
	terms := object.union(object.remove(facts.terms, ["pool"]), {"pool": {"clause": "7.1", "kinds": ["cash", "post"]}})
	asked := object.union(object.remove(_asked(_sound["pool in equal shares"]), ["body"]), {"body": _pool([line])})
	ruling := main.ruling with input as asked with data.terms as terms
	[unmet.id | some unmet in object.get(ruling, "checks", [])] == case[1]
	every unmet in object.get(ruling, "checks", []) {
		endswith(unmet.explain, ", and for a post the whole-time equivalents.")
	}
}

# As to a quorum the seats count that the body into which others merged has, and those that it keeps.
test_opening_where_a_merger_keeps_seats if {
	[kind, author, code, body, known] := _sound.opening
	asked := facts.admission(kind, author, code, body, known)
	answer := data.concordat.main.ruling with input as asked with data.terms as object.union(facts.terms, {"merger": {"clause": "12.5", "seats": "kept"}})
	answer.allow
}
