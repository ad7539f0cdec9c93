package mou_test

import data.concordat.main
import data.concordat.main_test as facts

# After a report of 2007 in the trade press (Health Service Journal): ten primary care
# trusts of Greater Manchester are shareholders of a commissioning business service.
# Setting it up costs £500,000, which is £50,000.00 for each of ten; it charges its
# shareholders and pays a dividend back to them.

_codes := data.terms.functions["shared-service"].parties

_sum := 50000000

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

_line := {"what": "The shared service", "pence": _sum, "kind": "cash", "recurrent": false, "capital": false, "due": "2007-09-28", "share": {"by": "equal"}}

_pool := _of([_line])

_of(lines) := {"host": "P01", "year": "2007-08", "lines": lines}

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
	count(owed) == 10
	count([pence | some pence in owed; pence == 5000000]) == 10
	count([pence | some pence in array.slice(owed, 0, 0); pence == 5000001]) == 0
	sum(owed) == _sum
}

# Clause 7.4: what a year of the service charges each trust is a line of its own, by
# fixed amounts (made up) beside the equal parts of what setting it up costs.
_charges := {code: pence |
	some i, code in _codes
	pence := 1000000 + (i * 12345)
}

_charge(amounts, pence) := object.union(_line, {
	"what": "Charges for the year", "pence": pence, "recurrent": true, "due": "2007-10-31", "share": {"by": "fixed", "amounts": amounts},
})

test_service_charges_are_a_line_of_the_year if {
	ruling := _decided("for", _of([_line, _charge(_charges, sum([pence | some pence in _charges]))]))
	ruling.outcome == "carried"
	{owed.payer: owed.pence | some owed in ruling.obligations; owed.line == "1"} == {code: 5000000 | some code in _codes}
	{owed.payer: owed.pence | some owed in ruling.obligations; owed.line == "2"} == _charges
	{[owed.payee, owed.clause, owed.recurrent] | some owed in ruling.obligations; owed.line == "2"} == {["P01", "7.4", true]}
	[owed.working | some owed in ruling.obligations; owed.line == "2"; owed.payer == "P10"] == ["£11,111.05, fixed, of £105,555.25"]
}

# Charges that do not add up to their line, or leave a trust out, are refused.
test_service_charges_add_up[note] if {
	total := sum([pence | some pence in _charges])
	some note, case in {
		"they add up": [_charge(_charges, total), []],
		"a penny is missing": [_charge(_charges, total + 1), ["share-fixed"]],
		"a trust is left out": [_charge(object.remove(_charges, ["P10"]), total - _charges.P10), ["share-fixed", "contribution-missing"]],
	}
	body := {
		"motion": "T-2007-001", "title": "The service", "text": ["That it be set up."], "type": "pool", "route": "joint_decision",
		"function": "shared-service", "pool": _of([_line, case[0]]),
	}
	answer := main.ruling with input as facts.admission("motion.moved", facts.chair, "", body, {"parties": _parties})
	{unmet.id | some unmet in object.get(answer, "checks", [])} == {id | some id in case[1]}
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
