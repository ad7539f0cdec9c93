package mou_test

import data.concordat.main
import data.concordat.main_test as facts

# After a report of 2007 in the trade press (Health Service Journal): seventeen
# primary care trusts of the West Midlands share a service of £3,000,000 a year. In
# equal shares that is £176,470.59 for fourteen of them and £176,470.58 for three.

_codes := data.terms.functions["shared-service"].parties

_sum := 300000000

_parties := {code: object.union(facts.party("A1"), {
	"code": code,
	"name": code,
	"type": "pct",
	"established": "2006-10-01",
	"signed": {"version": 1, "rules": facts.rules, "time": "2007-01-10T10:00:00.000Z", "entry": 31},
	"seats": [facts.seat(code)],
	"authorities": [object.union(facts.authority(code), {"from": "2006-10-01"})],
	"figures": {},
}) |
	some code in _codes
}

_roll := [{"seat": sprintf("%s-1", [code]), "party": code, "weight": 1} | some code in _codes]

_pool := {"host": "P01", "year": "2007-08", "lines": [{
	"what": "The shared service", "pence": _sum, "kind": "cash", "recurrent": false, "capital": false, "due": "2007-09-28", "share": {"by": "equal"},
}]}

_concluded(choice) := _decided(choice, _pool)

_decided(choice, pool) := answer if {
	motion := {
		"motion": "T-2007-001", "title": "A motion", "text": "That it be set up.", "type": "pool", "pool": pool,
		"route": "joint_decision", "function": "shared-service", "status": "open", "mover": "p-P01",
		"moved": "2007-06-01T09:00:00.000Z", "text_id": "text-1", "interests": [], "withdrawn": [],
		"votes": [{
			"entry": 100 + i, "time": "2007-06-15T12:00:00.000Z", "seat": seat.seat, "party": seat.party, "person": seat.seat,
			"deputy": false, "choice": choice, "assurance": "file",
		} |
			some i, seat in _roll
		],
		"opened": {
			"id": "opened-1", "time": "2007-06-08T09:00:00.000Z", "entry": 90, "rules": facts.rules,
			"closes": "2007-06-15T17:00:00.000Z", "roll": _roll,
		},
	}
	answer := main.ruling with input as {"ask": "conclude", "time": "2007-06-15T17:00:00.000Z", "entry": 250, "motion": motion, "parties": _parties}
}

# The odd pennies fall to the codes that come first, and all of it adds up.
test_equal_shares_of_the_report if {
	ruling := _concluded("for")
	ruling.outcome == "carried"
	owed := [owed.pence | some owed in ruling.obligations]
	count(owed) == 17
	count([pence | some pence in owed; pence == 17647058]) == 3
	count([pence | some pence in array.slice(owed, 0, 14); pence == 17647059]) == 14
	sum(owed) == _sum
}

# Clause 7.4: the host employs the 43 staff for all (here taken as 43.00 whole-time
# equivalents): each trust owes its part of what they cost, and of that level.
test_posts_hosted_for_all if {
	line := object.union(_pool.lines[0], {"what": "Posts of the shared service", "kind": "post", "basis": "what they cost to employ", "wte": 4300})
	ruling := _decided("for", object.union(_pool, {"lines": [line]}))
	ruling.outcome == "carried"
	[owed.pence | some owed in ruling.obligations] == array.concat([17647059 | some i in numbers.range(1, 14); i > 0], [17647058, 17647058, 17647058])
	[owed.wte | some owed in ruling.obligations] == array.concat([253 | some i in numbers.range(1, 16); i > 0], [252])
	{[owed.payee, owed["in"], owed.basis] | some owed in ruling.obligations} == {["P01", "post", "what they cost to employ"]}
	sum([owed.pence | some owed in ruling.obligations]) == _sum
	sum([owed.wte | some owed in ruling.obligations]) == 4300
}

test_nothing_is_owed_by_a_motion_that_fails if {
	ruling := _concluded("against")
	ruling.outcome == "not_carried"
	ruling.obligations == []
}

# Clause 7.8, on a sum made up for the example: a thousand pounds for each trust is left.
test_what_is_left_goes_back if {
	shares := data.concordat.money.split(_sum, {code: 1 | some code in _codes})
	left := 100000 * count(_codes)
	ruling := main.ruling with input as {
		"ask": "settle", "time": "2008-05-20T09:00:00.000Z", "entry": 300, "year": "2007-08", "parties": _parties,
		"fund": {"fund": "service", "function": "shared-service", "years": {"2007-08": {
			"decision": "T-2007-001", "entry": 250, "host": "P01", "host_type": "pct", "parties": _codes,
			"lines": [object.union(_pool.lines[0], {"line": "1", "variable": true})],
			"contributions": [{
				"obligation": sprintf("T-2007-001/%s", [code]), "party": code, "line": "1", "pence": pence, "recurrent": false,
				"capital": false, "in": "cash", "due": "2007-09-28", "status": "discharged", "paid": pence, "received": pence,
			} |
				some code, pence in shares
			],
			"changes": [], "virements": [], "reports": [], "notices": [], "lifted": [], "outturns": [], "settlements": [], "agreed": [],
		}}},
		"outturn": {
			"fund": "service", "year": "2007-08", "stage": "audited", "source": "accounts", "entry": 299,
			"lines": [{"line": "1", "pence": _sum - left}],
		},
	}
	{party.share | some party in ruling.settlement.parties} == {-100000}
	count(ruling.obligations) == count(_codes) - 1
	{[owed.payer, owed.pence] | some owed in ruling.obligations} == {["P01", 100000]}
}
