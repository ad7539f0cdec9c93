package mou_test

import data.concordat.main
import data.concordat.main_test as facts

# Worked cases of the shares of Stockton's agreement under section 75, clauses 10.4
# and 10.5 (markettransfer.info/clause/overspends-and-underspends/_3). Its source
# states the rule and no sums: these are made up to work it.

_codes := ["CCG1", "LA1"]

_contribution(party, pence) := {
	"obligation": sprintf("S-2015-001/%s", [party]), "party": party, "line": "1", "pence": pence, "recurrent": true, "capital": false,
	"in": "cash", "due": "2015-04-15", "status": "discharged", "paid": pence, "received": pence,
}

# A year to which LA1, its host, contributes £600,000 and CCG1 £400,000.
_year(more) := object.union(
	{
		"decision": "S-2015-001", "entry": 100, "host": "LA1", "host_type": "council", "parties": _codes,
		"lines": [{"line": "1", "what": "Equipment", "pence": 100000000, "kind": "cash", "recurrent": true, "capital": false, "due": "2015-04-15", "variable": true}],
		"contributions": [_contribution("CCG1", 40000000), _contribution("LA1", 60000000)],
		"changes": [], "virements": [], "reports": [], "notices": [], "lifted": [], "outturns": [], "settlements": [], "agreed": [],
	},
	more,
)

_settled(spent, more) := answer if {
	answer := main.ruling with input as {
		"ask": "settle", "time": "2016-05-20T09:00:00.000Z", "entry": 300, "year": "2015-16",
		"fund": {"fund": "equipment", "function": "pooled-fund", "years": {"2015-16": _year(more)}},
		"outturn": {"fund": "equipment", "year": "2015-16", "stage": "audited", "source": "accounts", "entry": 299, "lines": [{"line": "1", "pence": spent}]},
		"parties": {code: object.union(facts.party("A1"), {"code": code, "name": code}) | some code in _codes},
	}
}

_shares(ruling) := {party.party: party.share | some party in ruling.settlement.parties}

_payments(ruling) := [[owed.payer, owed.payee, owed.pence, owed.due] | some owed in ruling.obligations]

# Clause 10.4: £50,000 over is £30,000 and £20,000.
test_stockton_overspend_of_50000 if {
	ruling := _settled(105000000, {})
	ruling.settlement.overspend == 5000000
	ruling.settlement.unfunded == 0
	_shares(ruling) == {"LA1": 3000000, "CCG1": 2000000}
	_payments(ruling) == [["CCG1", "LA1", 2000000, "2016-06-19"]]
	[[party.party, party.clause, party.working] | some party in ruling.settlement.parties] == [
		["CCG1", "7.7", "£50,000.00 × £400,000.00 of £1,000,000.00 contributed = £20,000.00"],
		["LA1", "7.7", "£50,000.00 × £600,000.00 of £1,000,000.00 contributed = £30,000.00"],
	]
}

# Clause 10.5: £40,000 left and no agreement, so £24,000 and £16,000 go back.
test_stockton_underspend_of_40000_without_agreement if {
	ruling := _settled(96000000, {})
	ruling.settlement.underspend == 4000000
	ruling.settlement.retained == 0
	_shares(ruling) == {"LA1": -2400000, "CCG1": -1600000}
	_payments(ruling) == [["LA1", "CCG1", 1600000, "2016-06-19"]]
}

# Clause 10.5: what the board decided goes before, and the decision is named.
test_stockton_underspend_as_minuted if {
	ruling := _settled(96000000, {"agreed": [{"decision": "S-2016-004", "entry": 250, "amounts": {"CCG1": 3000000, "LA1": 1000000}, "bound": ["CCG1", "LA1"]}]})
	_shares(ruling) == {"CCG1": -3000000, "LA1": -1000000}
	_payments(ruling) == [["LA1", "CCG1", 3000000, "2016-06-19"]]
	some minuted in ruling.checks
	minuted.id == "agreed"
	minuted.clause == "7.8"
	minuted.met
	contains(minuted.explain, "S-2016-004")
}

# Clause 7.5: a penny over is 0.6 and 0.4 of a penny, and falls to the larger remainder.
test_odd_penny[spent] if {
	some spent, shares in {
		100000001: {"CCG1": 0, "LA1": 1},
		100000002: {"CCG1": 1, "LA1": 1},
		100000003: {"CCG1": 1, "LA1": 2},
	}
	_shares(_settled(spent, {})) == shares
}

# Clause 7.9: stated again with the same sum, nothing more is paid.
test_stated_again_pays_nothing if {
	before := [{"settlement": "S-2015-001/S1", "stage": "provisional", "entry": 200, "parties": {"CCG1": 2000000, "LA1": 3000000}}]
	_payments(_settled(105000000, {"settlements": before})) == []
	_payments(_settled(106000000, {"settlements": before})) == [["CCG1", "LA1", 400000, "2016-06-19"]]
}

# Clause 4.1: what the board decides of an underspend is a motion of its own type,
# and a motion of another type can't do it by the way.
test_only_its_own_type_settles[type] if {
	some type, allow in {"surplus": true, "statement": false}
	answer := main.ruling with input as {
		"ask": "admit", "kind": "motion.moved", "time": "2016-06-01T09:00:00.000Z", "author": facts.chair,
		"parties": {code: object.union(facts.party("A1"), {"code": code, "name": code}) | some code in _codes},
		"body": {
			"motion": "S-2016-004", "title": "What is left", "text": "That it go back so.", "type": type, "route": "by_agreement",
			"function": "pooled-fund",
			"settles": {"fund": "equipment", "year": "2015-16", "amounts": {"CCG1": 3000000, "LA1": 1000000}},
		},
	}
	answer.allow == allow
}
