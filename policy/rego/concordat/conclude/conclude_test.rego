package concordat.conclude_test

import data.concordat.main
import data.concordat.main_test as facts

_motion(more) := object.union(facts.open, more)

_voted(choices, more) := _motion(object.union({"votes": facts.votes(choices)}, more))

_concluded(motion, given) := facts.ruling(facts.conclusion(motion, given))

_all_for := {"A1": "for", "B2": "for", "C3": "for", "D4": "for"}

_three := {"A1": "for", "B2": "for", "C3": "for", "D4": "against"}

_in_common := {"route": "committees_in_common"}

_bound(ruling) := {outcome.party: outcome.bound | some outcome in ruling.parties}

_met(ruling) := {made.id: made.met | some made in ruling.checks}

_without(party, more) := {"parties": object.union(
	{code: facts.parties[code] | some code in facts.codes; code != party},
	{party: more},
)}

# Joint committee.

test_carried_binds_all_with_the_chain_for_each if {
	ruling := _concluded(_voted(_three, {}), {})
	ruling.allow
	ruling.outcome == "carried"
	ruling.collective
	_bound(ruling) == {"A1": "by_vote", "B2": "by_vote", "C3": "by_vote", "D4": "against_vote"}
	_met(ruling) == {"route-date": true, "quorum": true, "majority": true, "tie": true, "authority": true, "version": true}
	ruling.parties[3] == {
		"party": "D4", "position": "against", "decided": "carried", "bound": "against_vote",
		"clause": data.terms.dissent.clause, "authority": "D4-A1", "cost": [],
		"chain": concat(" ", [
			"MoU version 1, clause 5.6, signed 9 April 2013 (entry 31); constitution v3 clause 6.5;",
			"governing body resolution GB-12 of 3 March 2015; limit £500,000.00 loss for one action, £0.00 used with this decision",
		]),
		"explain": "Bound although it did not vote for the motion (position: against), within its own authority.",
	}
	ruling.obligations == []
}

# The entries of the votes that stand: of a vote that was changed the last.
test_counted_votes_are_named if {
	first := facts.votes(_three)
	changed := array.concat(first, [object.union(first[0], {"entry": 150, "choice": "abstain"})])
	_concluded(_motion({"votes": first}), {}).counted == sort([vote.entry | some vote in first])
	_concluded(_motion({"votes": changed}), {}).counted == sort(array.concat([vote.entry | some i, vote in first; i > 0], [150]))
	_concluded(_motion({"votes": []}), {}).counted == []
}

# A vote counts where its party leaves before the close; the party is bound by
# nothing that is decided after. One that merged is bound, and its successor in its place.
test_who_left_since_is_not_bound if {
	more := {"leaving": [{"function": "service", "notified": "2014-07-10T09:00:00.000Z", "effective": "2015-07-10", "entry": 40}]}
	asked := facts.conclusion(_voted(_three, {}), _without("A1", object.union(facts.party("A1"), more)))
	ruling := data.concordat.main.ruling with input as asked with data.terms as object.union(facts.terms, {"leaving": {"clause": "1.1", "months": 12}})
	ruling.outcome == "carried"
	_bound(ruling) == {"A1": "not_bound", "B2": "by_vote", "C3": "by_vote", "D4": "against_vote"}
	ruling.parties[0].explain == "Not bound: it left before the decision was made."
}

test_who_merged_since_is_bound if {
	merged := object.union(facts.party("A1"), {"merged": {"into": "M9", "on": "2015-07-12", "entry": 95}})
	ruling := _concluded(_voted(_three, {}), _without("A1", merged))
	_bound(ruling) == {"A1": "by_vote", "B2": "by_vote", "C3": "by_vote", "D4": "against_vote"}
}

# Who has not signed the version under which the motion was opened is not bound.
test_who_has_not_signed_the_version_is_not_bound[note] if {
	some note, case in {
		"an earlier one": [{"version": 1, "rules": "bbbbbbbb"}, "each", "not_bound"],
		"since the opening": [{"entry": 91}, "each", "not_bound"],
		"in force": [{}, "each", "by_vote"],
	}
	party := object.union(facts.party("A1"), {"signed": object.union(facts.party("A1").signed, case[0])})
	asked := facts.conclusion(_voted(_three, {}), _without("A1", party))
	terms := object.union(facts.terms, {"mou_amendment": {"clause": "12.1", "signatures": case[1]}})
	ruling := data.concordat.main.ruling with input as asked with data.terms as terms
	ruling.outcome == "carried"
	_bound(ruling) == {"A1": case[2], "B2": "by_vote", "C3": "by_vote", "D4": "against_vote"}
	{case[2], ruling.parties[0].clause} != {"not_bound", data.terms.establishment.clause}
}

# A decision that lacks a gate is decided, and the ruling says which is missing.
test_gates_still_to_be_passed if {
	terms := object.union(facts.terms, {"gates": {"clause": "1.1", "gates": {"scrutiny": {"title": "Scrutiny", "types": ["statement"], "before": "effect"}}}})
	ruling := data.concordat.main.ruling with input as facts.conclusion(_voted(_three, {}), {}) with data.terms as terms
	ruling.gates == ["scrutiny"]
	ruling.outcome == "carried"
	lost := data.concordat.main.ruling with input as facts.conclusion(_voted({"A1": "for", "B2": "against", "C3": "against", "D4": "against"}, {}), {}) with data.terms as terms
	lost.gates == []
}

test_abstaining_and_absent_parties_are_bound if {
	ruling := _concluded(_voted({"A1": "for", "B2": "for", "C3": "abstain"}, {}), {})
	ruling.outcome == "carried"
	_bound(ruling) == {"A1": "by_vote", "B2": "by_vote", "C3": "against_vote", "D4": "against_vote"}
	[outcome.position | some outcome in ruling.parties] == ["for", "for", "abstain", "absent"]
}

test_not_carried_binds_nobody if {
	ruling := _concluded(_voted({"A1": "for", "B2": "for", "C3": "against", "D4": "against"}, {}), {})
	ruling.outcome == "not_carried"
	ruling.collective == false
	{bound | some _, bound in _bound(ruling)} == {"not_bound"}
	[outcome.decided | some outcome in ruling.parties] == ["not_carried", "not_carried", "not_carried", "not_carried"]
	_met(ruling).tie == false
}

test_not_quorate_decides_nothing if {
	ruling := _concluded(_voted({"A1": "for", "B2": "for"}, {}), {})
	ruling.outcome == "not_quorate"
	{[outcome.bound, outcome.clause] | some outcome in ruling.parties} == {["not_bound", data.terms.quorum.clause]}
}

# SI 2014/2436: no joint committee before 1 October 2014.
test_no_decision_on_a_day_when_the_route_is_closed if {
	ruling := _concluded(_voted(_all_for, {}), {"time": "2014-09-30T17:00:00.000Z"})
	ruling.outcome == "no_decision"
	_met(ruling)["route-date"] == false
	{[outcome.bound, outcome.decided] | some outcome in ruling.parties} == {["not_bound", "no_decision"]}
}

test_no_ruling_by_an_unknown_route[route] if {
	some route in ["lead_commissioner", "establishment"]
	ruling := _concluded(_voted(_all_for, {"route": route}), {})
	ruling.allow == false
	ruling.outcome == "no_decision"
}

test_no_ruling_on_a_motion_never_opened if _concluded(facts.noticed, {}).allow == false

# Authority.

# What one would bear of what a fund's year came to is spent like any contribution: what
# another gets back costs nobody's authority.
test_borne_by_a_settlement[pence] if {
	some pence, bound in {50000000: "by_vote", 50000001: "on_ratification"}
	settles := {"fund": "care", "year": "2015-16", "amounts": {"A1": 0 - pence, "B2": pence}}
	ruling := _concluded(_voted(_all_for, {"settles": settles}), {})
	_bound(ruling) == {"A1": bound, "B2": "by_vote", "C3": "by_vote", "D4": "by_vote"}
	[outcome.cost | some outcome in ruling.parties; outcome.party == "A1"] == [[{"year": "2015-16", "spend": pence, "loss": 0}]]
}

test_on_ratification[note] if {
	over := {"function": "service", "year": "2015-16", "spend": 0, "loss": 59999999}
	impact := {"impact": {
		"id": "impact-1", "author": "p-A1", "baseline": "2014-15", "positions": {},
		"lines": [{"party": "A1", "line": "tariff", "year": "2015-16", "pence": 2}],
	}}
	some note, case in {
		"none": [{"authorities": []}, "no authority in force covers this", false],
		"recommends": [{"authorities": [object.union(facts.authority("A1"), {"committee": "recommends"})]}, "its committee may only recommend", true],
		"exceeded": [{"commitments": [over]}, "the cost is beyond its authority's limit", true],
	}
	ruling := _concluded(_voted(_all_for, impact), _without("A1", object.union(facts.party("A1"), case[0])))
	ruling.outcome == "carried"
	outcome := ruling.parties[0]
	outcome.bound == "on_ratification"
	outcome.clause == data.terms.ratification.clause
	outcome.ratify_by == "2015-08-26T22:59:59.999Z"
	contains(outcome.explain, case[1])
	count([true | outcome.authority]) == {true: 1, false: 0}[case[2]]
	_bound(ruling).B2 == "by_vote"
	_met(ruling).authority == false
}

test_chain_without_authority if {
	ruling := _concluded(_voted(_all_for, {}), _without("A1", object.union(facts.party("A1"), {"authorities": []})))
	ruling.parties[0].chain == "MoU version 1, clause 8.3, signed 9 April 2013 (entry 31); no authority in force covers this"
}

test_not_signed_is_not_bound[note] if {
	some note, party in {
		"never": object.remove(facts.party("A1"), ["signed"]),
		"as a shadow body": object.union(facts.party("A1"), {"established": "2015-07-01"}),
		"not established": object.remove(facts.party("A1"), ["established"]),
	}
	ruling := _concluded(_voted(_all_for, {}), _without("A1", party))
	ruling.parties[0].bound == "not_bound"
	ruling.parties[0].clause == data.terms.establishment.clause
	_bound(ruling).B2 == "by_vote"
}

# Committees in common.

test_in_common_all_for if {
	ruling := _concluded(_voted(_all_for, _in_common), {})
	ruling.outcome == "carried"
	ruling.collective
	{bound | some _, bound in _bound(ruling)} == {"by_vote"}
	{outcome.decided | some outcome in ruling.parties} == {"carried"}
}

test_in_common_each_is_bound_by_its_own_decision_alone if {
	ruling := _concluded(_voted(_three, _in_common), {})
	ruling.outcome == "not_carried"
	ruling.collective == false
	_bound(ruling) == {"A1": "by_vote", "B2": "by_vote", "C3": "by_vote", "D4": "not_bound"}
	[outcome.decided | some outcome in ruling.parties] == ["carried", "carried", "carried", "not_carried"]
	ruling.parties[3].clause == data.terms.committees_in_common.clause
}

test_in_common_abstention_decides_nothing if {
	ruling := _concluded(_voted({"A1": "for", "B2": "for", "C3": "abstain"}, _in_common), {})
	ruling.collective == false
	[outcome.decided | some outcome in ruling.parties] == ["carried", "carried", "no_decision", "no_decision"]
}

test_in_common_all_against if {
	ruling := _concluded(_voted({"A1": "against", "B2": "against", "C3": "against", "D4": "against"}, _in_common), {})
	ruling.outcome == "not_carried"
	ruling.collective
	{bound | some _, bound in _bound(ruling)} == {"not_bound"}
}

test_in_common_without_quorum if {
	ruling := _concluded(_voted({"A1": "for", "B2": "for"}, _in_common), {})
	ruling.outcome == "not_quorate"
	{bound | some _, bound in _bound(ruling)} == {"not_bound"}
}

test_in_common_a_committee_that_recommends if {
	advising := object.union(facts.party("A1"), {"authorities": [object.union(facts.authority("A1"), {"committee": "recommends"})]})
	ruling := _concluded(_voted(_all_for, _in_common), _without("A1", advising))
	_bound(ruling) == {"A1": "on_ratification", "B2": "by_vote", "C3": "by_vote", "D4": "by_vote"}
}

# Advice.

test_advice_binds_nobody if {
	ruling := _concluded(_voted(_three, {"route": "advisory"}), {})
	ruling.outcome == "carried"
	ruling.collective == false
	{[outcome.bound, outcome.clause] | some outcome in ruling.parties} == {["not_bound", data.terms.advisory.clause]}
	ruling.obligations == []
}

# Options.

_sites := {"options": ["north", "south"]}

test_option_by_joint_committee if {
	ruling := _concluded(_voted({"A1": "north", "B2": "north", "C3": "north", "D4": "south"}, _sites), {})
	ruling.outcome == "carried"
	{outcome.decided | some outcome in ruling.parties} == {"north"}
	_bound(ruling) == {"A1": "by_vote", "B2": "by_vote", "C3": "by_vote", "D4": "against_vote"}
}

test_options_that_lead_together if {
	ruling := _concluded(_voted({"A1": "north", "B2": "north", "C3": "south", "D4": "south"}, _sites), {})
	ruling.outcome == "not_carried"
	{outcome.decided | some outcome in ruling.parties} == {"not_carried"}
}

test_option_in_common if {
	together := _concluded(_voted({"A1": "north", "B2": "north", "C3": "north", "D4": "north"}, object.union(_sites, _in_common)), {})
	together.collective
	{bound | some _, bound in _bound(together)} == {"by_vote"}
	apart := _concluded(_voted({"A1": "north", "B2": "north", "C3": "south"}, object.union(_sites, _in_common)), {})
	apart.collective == false
	[outcome.decided | some outcome in apart.parties] == ["north", "north", "south", "no_decision"]
	{bound | some _, bound in _bound(apart)} == {"not_bound"}
}

# Which votes count.

test_votes_that_do_not_count[note] if {
	cast := facts.votes(_all_for)
	some note, more in {
		"at the close": {"time": "2015-07-15T17:00:00.000Z"},
		"no seat on the roll": {"seat": "Z9-1"},
		"no such choice": {"choice": "perhaps"},
	}
	ruling := _concluded(_motion({"votes": array.concat(array.slice(cast, 0, 3), [object.union(cast[3], more)])}), {})
	ruling.parties[3].position == "absent"
}

test_holder_before_deputy if {
	by_deputy := {
		"entry": 200, "time": "2015-07-14T09:00:00.000Z", "seat": "D4-1", "party": "D4", "person": "d-D4", "deputy": true,
		"choice": "against", "assurance": "file",
	}
	ruling := _concluded(_motion({"votes": array.concat(facts.votes(_all_for), [by_deputy])}), {})
	ruling.parties[3].position == "for"
}

# Interests.

# At the very time of the votes, which have the entries 100 to 103.
_ruling_by(person, role, ruling, entry) := {
	"motion": "T-2015-001", "person": person, "roles": [{"role": role}], "ruling": ruling, "time": "2015-07-10T09:00:00.000Z",
	"entry": entry,
}

_interest(ruling, entry) := {
	"id": "i-1", "person": "p-D4", "seats": ["D4-1"], "motion": "T-2015-001", "nature": "financial", "known": "2015-06-01",
	"time": "2015-06-02T09:00:00.000Z",
	"rulings": [_ruling_by("p-chair", "chair", ruling, entry), _ruling_by("p-sec", "secretary", ruling, entry)],
}

_before := 102

test_a_vote_after_the_ruling_does_not_count if {
	ruling := _concluded(_voted(_all_for, {"interests": [_interest("withdraws", _before)]}), {})
	ruling.parties[3].position == "recused"
	ruling.outcome == "carried"
}

test_a_ruling_does_not_reach_back if {
	ruling := _concluded(_voted(_all_for, {"interests": [_interest("withdraws", 103)]}), {})
	ruling.parties[3].position == "for"
}

test_a_deputy_may_vote_for_a_recused_holder if {
	by_deputy := [vote |
		some cast in facts.votes(_all_for)
		vote := object.union(cast, {"person": replace(cast.person, "p-", "d-"), "deputy": true})
	]
	ruling := _concluded(_motion({"votes": by_deputy, "interests": [_interest("withdraws", _before)]}), {})
	ruling.parties[3].position == "for"
}

test_quorum_counts_who_may_speak[note] if {
	some note, case in {
		"noted": ["noted", "not_quorate", "absent"],
		"may speak": ["may_speak", "carried", "recused"],
		"withdraws": ["withdraws", "not_quorate", "recused"],
	}
	motion := _voted({"A1": "for", "B2": "for"}, {"interests": [_interest(case[0], _before)]})
	ruling := _concluded(motion, {})
	ruling.outcome == case[1]
	ruling.parties[3].position == case[2]
}

test_late_declaration_is_noted_and_changes_nothing if {
	late := object.union(_interest("noted", _before), {"known": "2015-01-01"})
	ruling := _concluded(_voted(_all_for, {"interests": [late, _interest("noted", _before)]}), {})
	ruling.outcome == "carried"
	some made in ruling.checks
	made.id == "declared-in-time"
	made.met == false
	made.actual == "1 of 2 interests in time"
}

# Money.

_pool := {"type": "pool", "pool": {"host": "B2", "year": "2015-16", "lines": [
	{
		"what": "A service", "pence": 100000, "kind": "cash", "recurrent": true, "capital": false, "due": "2015-10-01",
		"share": {"by": "figure", "figure": "weighted_population"},
	},
	{
		"what": "A nurse", "pence": 10, "kind": "staff", "basis": "salary", "recurrent": false, "capital": false, "due": "2015-11-01",
		"share": {"by": "equal"},
	},
]}}

test_contributions if {
	ruling := _concluded(_voted(_three, _pool), {})
	[[owed.payer, owed.payee, owed.pence] | some owed in ruling.obligations] == [
		["A1", "B2", 40000], ["B2", "B2", 30000], ["C3", "B2", 20000], ["D4", "B2", 10000],
		["A1", "B2", 3], ["B2", "B2", 3], ["C3", "B2", 2], ["D4", "B2", 2],
	]
	{[owed.kind, owed.effective] | some owed in ruling.obligations} == {["contribution", "2015-07-15"]}
	{owed.awaits | some owed in ruling.obligations} == {[]}
	ruling.obligations[4]["in"] == "staff"
	ruling.parties[3].cost == [{"year": "2015-16", "spend": 10002, "loss": 0}]
}

test_contributions_wait_for_every_party if {
	ruling := _concluded(_voted(_three, _pool), _without("C3", object.union(facts.party("C3"), {"authorities": []})))
	{owed.awaits | some owed in ruling.obligations} == {["C3"]}
}

test_no_pool_without_all if {
	ruling := _concluded(_voted(_all_for, _pool), _without("C3", object.remove(facts.party("C3"), ["signed"])))
	ruling.outcome == "carried"
	ruling.obligations == []
}

# A fund to which not all need contribute: those named do, where they and the host
# are bound, and wait for nobody else.
test_a_fund_that_some_contribute_to[note] if {
	some note, case in {
		"all bound": [{}, [["A1", 400, []], ["B2", 600, []]]],
		"another waits": [_without("C3", object.union(facts.party("C3"), {"authorities": []})), [["A1", 400, []], ["B2", 600, []]]],
		"another never signed": [_without("C3", object.remove(facts.party("C3"), ["signed"])), [["A1", 400, []], ["B2", 600, []]]],
		"payer waits": [_without("A1", object.union(facts.party("A1"), {"authorities": []})), [["A1", 400, ["A1"]], ["B2", 600, []]]],
		"payer never signed": [_without("A1", object.remove(facts.party("A1"), ["signed"])), [["B2", 600, []]]],
		"host never signed": [_without("B2", object.remove(facts.party("B2"), ["signed"])), []],
	}
	pool := {"host": "B2", "year": "2015-16", "lines": [{
		"what": "A service", "pence": 1000, "kind": "cash", "recurrent": true, "capital": false, "due": "2015-10-01",
		"share": {"by": "fixed", "amounts": {"A1": 400, "B2": 600}},
	}]}
	ruling := main.ruling with input as facts.conclusion(_voted(_all_for, {"type": "pool", "pool": pool}), case[0])
		with data.terms as object.union(facts.terms, {"pool": {"all_contribute": false}})
	ruling.outcome == "carried"
	[[owed.payer, owed.pence, owed.awaits] | some owed in ruling.obligations] == case[1]
}

# Associates take part without a vote, and what the others decide binds them in no way.
test_unbound if {
	classes := {"clause": "3.1", "of": {"members": ["A1", "B2", "C3"], "associates": ["D4"]}, "unbound": ["associates"]}
	ruling := main.ruling with input as facts.conclusion(_voted(_all_for, {}), {})
		with data.terms as object.union(facts.terms, {"classes": classes})
	_bound(ruling) == {"A1": "by_vote", "B2": "by_vote", "C3": "by_vote", "D4": "not_bound"}
	ruling.parties[3].explain == "Not bound: it takes part, and what is decided does not bind it."
}

test_no_conclusion_without_figures if {
	ruling := _concluded(_voted(_all_for, _pool), _without("C3", object.union(facts.party("C3"), {"figures": {"weighted_population": {"value": 0}}})))
	ruling.outcome == "no_decision"
	ruling.allow == false
}

_reconfiguration(positions) := {
	"type": "reconfiguration",
	"risk_share": {"num": 1, "den": 2},
	"impact": {"id": "impact-1", "author": "p-A1", "baseline": "2014-15", "positions": positions, "lines": [
		{"party": "A1", "line": "activity_shift", "year": "2016-17", "pence": 70000000},
		{"party": "B2", "line": "activity_shift", "year": "2016-17", "pence": 30000000},
		{"party": "C3", "line": "activity_shift", "year": "2016-17", "pence": -40000000},
		{"party": "D4", "line": "activity_shift", "year": "2016-17", "pence": -40000001},
	]},
}

# Bound even if some of them lose: half of £1m lost is repaid by those that gain.
test_risk_share if {
	ruling := _concluded(_voted({"A1": "against", "B2": "for", "C3": "for", "D4": "for"}, _reconfiguration({})), {})
	ruling.outcome == "carried"
	[[owed.payer, owed.payee, owed.pence, owed.due] | some owed in ruling.obligations] == [
		["C3", "A1", 25000000, "2017-03-31"],
		["D4", "A1", 10000000, "2017-03-31"],
		["D4", "B2", 15000000, "2017-03-31"],
	]
	ruling.parties[0].bound == "against_vote"
	ruling.parties[0].cost == [{"year": "2016-17", "spend": 0, "loss": 35000000}]
	ruling.parties[3].cost == []
	ruling.obligations[0].working == concat(" ", [
		"50% of the £1,000,000.00 lost by all in 2016-17 is £500,000.00, at most the £800,000.01 gained.",
		"Party C3 gains £400,000.00 of that and Party A1 loses £700,000.00: £250,000.00 passes between them",
	])
}

# Of what falls in the first year half is paid.
test_risk_share_tapers if {
	motion := _voted(_all_for, _reconfiguration({}))
	ruling := facts.ruling(facts.conclusion(motion, {})) with data.terms.risk_share.taper as [{"num": 1, "den": 2}]
	sum([owed.pence | some owed in ruling.obligations]) == 25000000
	startswith(ruling.obligations[0].working, "50% of 50% of the £1,000,000.00 lost by all in 2016-17 is £250,000.00,")
}

test_risk_share_waits_for_payer_and_payee if {
	ruling := _concluded(_voted(_all_for, _reconfiguration({})), _without("A1", object.union(facts.party("A1"), {"authorities": []})))
	[owed.awaits | some owed in ruling.obligations] == [["A1"], ["A1"], []]
}

test_risk_share_binds_only_those_bound if {
	ruling := _concluded(_voted(_all_for, _reconfiguration({})), _without("A1", object.remove(facts.party("A1"), ["signed"])))
	[[owed.payer, owed.payee] | some owed in ruling.obligations] == [["D4", "B2"]]
}

test_impact_disputed_or_unanswered_is_noted if {
	ruling := _concluded(_voted(_all_for, _reconfiguration({"A1": "disputed", "B2": "agreed", "C3": "agreed"})), {})
	ruling.outcome == "carried"
	some made in ruling.checks
	made.id == "impact-agreed"
	made.met == false
	made.explain == "Disputed by Party A1; no answer from Party D4. This is noted and changes nothing in the outcome."
}

test_impact_agreed_by_all if {
	ruling := _concluded(_voted(_all_for, _reconfiguration({code: "agreed" | some code in facts.codes})), {})
	some made in ruling.checks
	made.id == "impact-agreed"
	made.met
	made.actual == "Agreed by all 4 parties"
	made.explain == "Agreed by all 4 parties. This is noted and changes nothing in the outcome."
}

_lead := {"type": "lead", "lead": {
	"party": "C3", "from": "2015-08-01", "limit": {"action": 1, "year": 2, "life": 3},
	"duties": [{"what": "Report", "every": "quarter", "first": "2015-10-31"}, {"what": "Plan", "every": "once", "first": "2015-09-30"}],
}}

test_duties_of_the_lead_and_nothing_of_the_others if {
	ruling := _concluded(_voted(_three, object.union(_lead, _in_common)), {})
	ruling.obligations == []
	carried := _concluded(_voted(_three, _lead), {})
	[[owed.payer, owed.payee, owed.what, owed.kind] | some owed in carried.obligations] == [["C3", "", "Report", "duty"], ["C3", "", "Plan", "duty"]]
}

# A duty that can't be worked out is never left out without a word.
test_no_conclusion_with_a_broken_duty if {
	broken := {"type": "lead", "lead": {"party": "C3", "from": "2015-08-01", "duties": [{"what": "Report", "every": "once"}]}}
	_concluded(_voted(_three, broken), {}).outcome == "no_decision"
}

test_duties_wait_for_the_lead if {
	ruling := _concluded(_voted(_all_for, _lead), _without("C3", object.union(facts.party("C3"), {"authorities": []})))
	{owed.awaits | some owed in ruling.obligations} == {["C3"]}
}

test_no_duties_of_a_lead_that_is_not_bound if {
	ruling := _concluded(_voted(_all_for, _lead), _without("C3", object.remove(facts.party("C3"), ["signed"])))
	ruling.obligations == []
}

# Other terms.

_under(terms, asked) := answer if {
	answer := main.ruling with input as asked with data.terms as object.union(object.remove(facts.terms, object.keys(terms)), terms)
}

_routed(name, term, more) := {
	name: term,
	"motions": object.union(data.terms.motions, {"types": {type: object.union(data.terms.motions.types[type], object.union({"routes": [name]}, more)) |
		some type in ["statement", "pool"]
	}}),
}

_half := {"id": "half", "by": "parties", "of": "present_and_voting", "test": "more_than", "num": 1, "den": 2}

# Reserved to each party: nobody is bound before its own governing body ratifies.
test_a_reserved_matter_awaits_every_party if {
	terms := _routed("joint_committee", {"clause": "5.3", "majorities": [_half]}, {"reserved": true})
	ruling := _under(terms, facts.conclusion(_voted(_all_for, {}), {}))
	ruling.outcome == "carried"
	{bound | some _, bound in _bound(ruling)} == {"on_ratification"}
	contains(ruling.parties[0].explain, "the matter is reserved to each party's own governing body")
}

# A co-ordinating commissioner: who does not answer is left out and not bound.
test_coordinating_binds_those_that_approve if {
	terms := object.union(_routed("contract", {"clause": "5.3", "form": "coordinating", "silent": "left_out"}, {}), {"quorum": {"clause": "4.5", "count": 1}})
	ruling := _under(terms, facts.conclusion(_voted({"A1": "for", "B2": "for", "C3": "for"}, {"route": "contract"}), {}))
	ruling.outcome == "carried"
	ruling.collective
	_bound(ruling) == {"A1": "by_vote", "B2": "by_vote", "C3": "by_vote", "D4": "not_bound"}
	ruling.parties[3].explain == "Not bound: it did not approve in time and is left out."
	stopped := _under(terms, facts.conclusion(_voted(_three, {"route": "contract"}), {}))
	stopped.outcome == "not_carried"
	{bound | some _, bound in _bound(stopped)} == {"not_bound"}
}

_leading := object.union(
	_routed("lead_commissioner", {"clause": "5.3", "form": "lead", "majorities": [_half]}, {}),
	{"quorum": {"clause": "4.5", "count": 1}},
)

_led(choices, limit) := facts.conclusion(
	_voted(choices, {
		"route": "lead_commissioner", "type": "pool", "pool": _pool.pool,
		"opened": object.union(facts.open.opened, {"roll": [facts.roll[1]]}),
	}),
	{"leads": [{"decision": "T-2014-001", "function": "service", "party": "B2", "from": "2015-01-01", "limit": limit, "used": []}]},
)

test_a_lead_binds_all_within_its_limits if {
	ruling := _under(_leading, _led({"B2": "for"}, {"action": 100010, "year": 100010, "life": 100010}))
	ruling.outcome == "carried"
	ruling.collective
	_bound(ruling) == {"A1": "against_vote", "B2": "by_vote", "C3": "against_vote", "D4": "against_vote"}
	startswith(ruling.parties[0].explain, "Bound: the lead decided for it")
	_met(ruling)["delegated-limit"]
}

test_beyond_a_leads_limits_each_of_the_others_ratifies if {
	ruling := _under(_leading, _led({"B2": "for"}, {"action": 100009, "year": 200000, "life": 200000}))
	_bound(ruling) == {"A1": "on_ratification", "B2": "by_vote", "C3": "on_ratification", "D4": "on_ratification"}
	contains(ruling.parties[0].explain, "the cost is beyond what the lead may commit")
	some made in ruling.checks
	made.id == "delegated-limit"
	made.explain == "The lead may commit at most £1,000.09 for one action; with this decision it has committed £1,000.10. Not met, so that each of the others must ratify it."
}

# What is beyond the lead's limits for one of the others that one alone ratifies:
# £400.03 falls to A1 and £200.02 to C3, that bore £200.01 or £200.02 before. The
# lead's own part never counts.
test_beyond_the_limit_of_one_associate_that_one_ratifies if {
	_bound(_borne(20001, 40003)) == {"A1": "against_vote", "B2": "by_vote", "C3": "against_vote", "D4": "against_vote"}
	ruling := _borne(20002, 40003)
	_bound(ruling) == {"A1": "against_vote", "B2": "by_vote", "C3": "on_ratification", "D4": "against_vote"}
	some made in ruling.checks
	made.id == "associate-limit"
	made.clause == "9.1"
	made.explain == "The lead may commit at most £400.03 of any other party for 2015-16; with this decision it has committed £400.04 of Party C3, which must ratify it."
}

_borne(before, limit) := ruling if {
	asked := _led({"B2": "for"}, {"action": 100010, "year": 200000, "life": 200000})
	lead := object.union(asked.leads[0], {"borne": {
		"B2": [{"function": "service", "year": "2015-16", "spend": 99999, "loss": 0}],
		"C3": [{"function": "service", "year": "2015-16", "spend": before, "loss": 0}],
	}})
	terms := object.union(_leading, {"lead": {"clause": "9.1", "per_associate": {"year": limit}}})
	ruling := _under(terms, object.union(asked, {"leads": [lead]}))
}

# A lead whose limits are not known has none that anything is within.
test_a_lead_without_limits_binds_nobody_else[fact] if {
	some fact in ["action", "year", "life"]
	ruling := _under(_leading, _led({"B2": "for"}, object.remove({"action": 100010, "year": 100010, "life": 100010}, [fact])))
	_bound(ruling) == {"A1": "on_ratification", "B2": "by_vote", "C3": "on_ratification", "D4": "on_ratification"}
}

test_without_a_lead_nothing_is_decided if {
	ruling := _under(_leading, object.union(_led({"B2": "for"}, {"action": 1, "year": 1, "life": 1}), {"leads": []}))
	ruling.outcome == "no_decision"
	{outcome.explain | some outcome in ruling.parties} == {"Not bound: nothing was decided."}
}

# Extension fixed at the opening, once.
test_votes_go_on_where_a_quorum_is_missing[note] if {
	terms := {"extension": {"clause": "4.4", "days": 7, "when": "not_quorate"}}
	some note, case in {
		"not quorate": [{"A1": "for"}, {"extends": "2015-07-22T17:00:00.000Z"}, terms, "extends"],
		"quorate": [_all_for, {"extends": "2015-07-22T17:00:00.000Z"}, terms, "carried"],
		"extended already": [{"A1": "for"}, {"extends": "2015-07-22T17:00:00.000Z", "extended": true}, terms, "not_quorate"],
		"not fixed": [{"A1": "for"}, {}, terms, "not_quorate"],
		"no such term": [{"A1": "for"}, {"extends": "2015-07-22T17:00:00.000Z"}, {"extension": {}}, "not_quorate"],
	}
	ruling := _under(case[2], facts.conclusion(_voted(case[0], {"opened": object.union(facts.open.opened, case[1])}), {}))
	_how(ruling) == case[3]
}

_how(ruling) := ruling.outcome if ruling.outcome

_how(ruling) := "extends" if ruling == {"allow": true, "extends": "2015-07-22T17:00:00.000Z"}

# A body corporate decides: its members are bound by force of statute, with an
# authority of their own or without.
_lean := ["pool", "shares", "impact", "risk_share", "payment", "lead", "duties", "authority", "limits", "ratification"]

_by_statute(term, more, given) := answer if {
	asked := facts.conclusion(_voted(_three, {"route": "order"}), given)
	terms := object.union(facts.terms, _routed("order", object.union({"clause": "5.1", "form": "statutory", "majorities": [_half]}, term), more))
	answer := main.ruling with input as asked with data.terms as object.remove(terms, _lean)
}

test_a_body_corporate_binds_all_by_force_of_statute if {
	unauthorised := _without("A1", object.union(facts.party("A1"), {"authorities": []}))
	ruling := _by_statute({"source": "SI 2016/653 Sch 1 para 3(1)"}, {}, unauthorised)
	ruling.outcome == "carried"
	ruling.collective
	_bound(ruling) == {"A1": "by_vote", "B2": "by_vote", "C3": "by_vote", "D4": "against_vote"}
	not _met(ruling).authority
	ruling.parties[0] == {
		"party": "A1", "position": "for", "decided": "carried", "bound": "by_vote", "clause": "5.1", "cost": [],
		"chain": "MoU version 1, clause 5.1, signed 9 April 2013 (entry 31); by force of SI 2016/653 Sch 1 para 3(1), which asks for no authority of the party's own",
		"explain": "Bound by force of SI 2016/653 Sch 1 para 3(1): it voted for the motion.",
	}
	ruling.parties[3].clause == data.terms.dissent.clause
	ruling.parties[3].explain == "Bound by force of SI 2016/653 Sch 1 para 3(1): it did not vote for the motion (position: against)."
}

# Without the statute's name nothing binds by its force, and where there is no term
# of authority or of ratification nothing binds by these either.
test_no_ruling_without_a_statute_or_an_authority[note] if {
	some note, case in {
		"no source": [{}, {}],
		"reserved": [{"source": "SI 2016/653"}, {"reserved": true}],
		"jointly": [{"form": "joint"}, {}],
	}
	_by_statute(case[0], case[1], {}).allow == false
}

test_who_has_not_signed_is_not_bound_by_statute if {
	ruling := _by_statute({"source": "SI 2016/653"}, {}, _without("A1", object.remove(facts.party("A1"), ["signed"])))
	_bound(ruling).A1 == "not_bound"
}

# Members whom a minister appoints vote; what is decided binds the others alone.
test_appointed_members_vote_and_are_bound_by_nothing if {
	asked := facts.conclusion(_voted(_three, {}), _without("A1", object.remove(facts.party("A1"), ["signed"])))
	classes := {"clause": "3.1", "of": {"appointed": ["A1"]}, "votes": {"appointed": "always"}, "unbound": ["appointed"]}
	ruling := main.ruling with input as asked with data.terms as object.union(facts.terms, {"classes": classes})
	ruling.outcome == "carried"
	_bound(ruling) == {"A1": "not_bound", "B2": "by_vote", "C3": "by_vote", "D4": "against_vote"}
	ruling.parties[0].clause == "3.1"
	ruling.parties[0].explain == "Not bound: it takes part, and what is decided does not bind it."
}
