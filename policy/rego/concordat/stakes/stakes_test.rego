package concordat.stakes_test

import data.concordat.main
import data.concordat.main_test as facts

_motion(by_year) := object.union(facts.open, {"type": "reconfiguration", "impact": {
	"id": "impact-1", "author": "p-A1", "baseline": "2014-15", "positions": {}, "lines": [{"party": party, "line": "tariff", "year": year, "pence": pence} |
		some year, by_party in by_year
		some party, pence in by_party
	],
}})

_parties(changes) := {code: object.union(facts.party(code), object.get(changes, code, {})) | some code in facts.codes}

_asked(motion, parties) := object.union(facts.conclusion(motion, {"parties": parties}), {"ask": "stakes"})

_stakes(motion, parties) := {stake.party: stake | some stake in facts.ruling(_asked(motion, parties)).stakes}

_loss(limits) := {"authorities": [object.union(facts.authority("A1"), {"loss": limits})]}

_pooled := {"pool": {
	"host": "A1", "year": "2015-16", "lines": [{
		"what": "Set-up", "pence": 200000000, "kind": "cash", "recurrent": false, "capital": false, "due": "2015-10-01", "share": {"by": "equal"},
	}],
}}

# A1 loses £600,000.00 and B2 gains £400,000.00: B2 repays half of the loss.
_shared := object.union(_motion({"2015-16": {"A1": 60000000, "B2": -40000000}}), {"risk_share": {"num": 1, "den": 2}})

test_each_party_before_and_after_risk_share if {
	stakes := _stakes(_shared, _parties({}))
	stakes.A1.years == [{
		"year": "2015-16", "pays": 0, "owed": 30000000, "contributes": 0,
		"before": 60000000, "risk_share": -30000000, "after": 30000000,
	}]
	stakes.B2.years == [{
		"year": "2015-16", "pays": 30000000, "owed": 0, "contributes": 0,
		"before": -40000000, "risk_share": 30000000, "after": -10000000,
	}]
	stakes.D4.years == [{"year": "2015-16", "pays": 0, "owed": 0, "contributes": 0, "before": 0, "risk_share": 0, "after": 0}]
	stakes.D4.limits == []
	stakes.D4.words == "Within its authority"
}

test_limits_with_and_without_risk_share if {
	a1 := _stakes(_shared, _parties({"A1": {"commitments": [
		{"decision": "T-2014-001", "function": "service", "year": "2015-16", "spend": 0, "loss": 10000000},
		{"decision": "T-2014-002", "function": "service", "year": "2014-15", "spend": 0, "loss": 2000000},
		{"decision": "T-2014-003", "function": "service", "year": "2013-14", "spend": 0, "loss": 90000000},
	]}})).A1
	[[limit.of, limit.span, limit.year, limit.limit, limit.used] | some limit in a1.limits] == [
		["loss", "action", "", 50000000, 0], ["loss", "year", "2015-16", 60000000, 10000000], ["loss", "life", "", 70000000, 12000000],
	]
	[[limit.before, limit.before_left, limit.before_met, limit.after, limit.left, limit.met] | some limit in a1.limits] == [
		[60000000, -10000000, false, 30000000, 20000000, true],
		[60000000, -10000000, false, 30000000, 20000000, true],
		[60000000, -2000000, false, 30000000, 28000000, true],
	]
	[[limit.before_words, limit.words] | some limit in a1.limits][2] == ["beyond by £20,000.00", "within by £280,000.00"]
	a1.standing == "within"
	a1.authority == "A1-A1"
	a1.given == "constitution v3 clause 6.5; governing body resolution GB-12 of 3 March 2015"
	a1.clause == data.terms.limits.clause
	a1.words == "Within its authority: £200,000.00 left of the limit on loss for one action; without the risk share beyond it: the limit on loss for one action by £100,000.00; the limit on loss in 2015-16 by £100,000.00; the limit on loss over its whole life by £20,000.00"
}

test_beyond_its_authority if {
	a1 := _stakes(_shared, _parties({"A1": _loss({"action": 29999999, "year": 60000000, "life": 70000000})})).A1
	a1.standing == "exceeded"
	startswith(a1.words, "Beyond its authority: the limit on loss for one action by £0.01; without the risk share beyond it: the limit on loss for one action by £300,000.01")
}

# What the host gets of the others, and its own part; £500,000.00 each are as much as one action may spend.
test_contributions if {
	stakes := _stakes(object.union(facts.open, object.union({"type": "pool"}, _pooled)), _parties({}))
	stakes.A1.years == [{"year": "2015-16", "pays": 50000000, "owed": 150000000, "contributes": 50000000, "before": 0, "risk_share": 0, "after": 0}]
	stakes.B2.years[0].pays == 50000000
	stakes.B2.years[0].owed == 0
	stakes.B2.words == "Within its authority: £0.00 left of the limit on spend for one action"
	[[limit.of, limit.span, limit.left, limit.words] | some limit in stakes.B2.limits] == [
		["spend", "action", 0, "within by £0.00"], ["spend", "year", 10000000, "within by £100,000.00"], ["spend", "life", 20000000, "within by £200,000.00"],
	]
}

# What the risk share makes good altogether is held to no limit, however overdrawn.
test_overdrawn_by_others if {
	motion := object.union(_motion({"2015-16": {"A1": 100, "B2": -100}}), {"risk_share": {"num": 1, "den": 1}})
	earlier := [{"decision": "T-2014-001", "function": "service", "year": "2015-16", "spend": 0, "loss": 90000000}]
	a1 := _stakes(motion, _parties({"A1": {"commitments": earlier}})).A1
	[[limit.span, limit.before_met, limit.met, limit.words] | some limit in a1.limits] == [
		["action", true, true, "within by £500,000.00"],
		["year", false, true, "within by £0.00"],
		["life", false, true, "within by £0.00"],
	]
	a1.standing == "within"
}

test_standings[note] if {
	some note, case in {
		"no authority": [{"authorities": []}, "none", "No authority in force covers it", data.terms.authority.clause],
		"recommends": [{"authorities": [object.union(facts.authority("A1"), {"committee": "recommends"})]}, "recommends", "The party's committee may only recommend it", data.terms.authority.clause],
	}
	a1 := _stakes(_shared, _parties({"A1": case[0]})).A1
	a1.standing == case[1]
	startswith(a1.words, case[2])
	a1.clause == case[3]
}

test_none_has_no_limits if {
	a1 := _stakes(_shared, _parties({"A1": {"authorities": []}})).A1
	a1.limits == []
	a1.authority == ""
	a1.given == ""
}

test_advice_asks_for_none if {
	a1 := _stakes(object.union(_shared, {"route": "advisory"}), _parties({})).A1
	a1.standing == "not_needed"
	a1.clause == data.terms.advisory.clause
}

test_reserved if {
	type := object.union(facts.terms.motions.types.reconfiguration, {"reserved": true})
	types := object.union(facts.terms.motions.types, {"reconfiguration": type})
	terms := object.union(facts.terms, {"motions": object.union(facts.terms.motions, {"types": types})})
	answer := main.ruling with input as _asked(_shared, _parties({})) with data.terms as terms
	every stake in answer.stakes {
		stake.standing == "reserved"
		stake.clause == data.terms.motions.clause
		startswith(stake.words, "Reserved to the party's own governing body")
	}
}

test_nothing_at_stake if {
	a1 := _stakes(facts.open, _parties({})).A1
	a1.years == []
	a1.limits == []
}

test_nothing_without_facts if {
	answer := main.ruling with input as {"ask": "stakes"}
	answer.allow == false
}
