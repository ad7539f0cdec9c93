package concordat.leads_test

import data.concordat.leads

test_limits if {
	leads.ordered({"action": 1, "year": 2, "life": 2})
	not leads.ordered({"action": 3, "year": 2, "life": 4})
	not leads.ordered({"action": 1, "year": 5, "life": 4})
	not leads.ordered({"action": -1, "year": 5, "life": 6})
	not leads.ordered({"action": 1, "year": 5})
}

_motion(every_, more) := {"function": "ambulance", "lead": object.union(
	{"party": "A1", "from": "2015-04-01", "duties": [{"what": "Report activity", "every": every_, "first": "2015-07-31"}]},
	more,
)}

_term := {"clause": "9.2"}

test_quarterly_duty if leads.duties(_motion("quarter", {}), _term) == [{
	"payer": "A1", "payee": "", "what": "Report activity", "function": "ambulance", "clause": "9.2", "kind": "duty",
	"in": "duty", "basis": "", "pence": 0, "recurrent": true, "capital": false, "year": "2015-16", "due": "2015-07-31",
	"effective": "2015-04-01", "working": "every quarter from 31 July 2015",
}]

test_duty_until_a_day if leads.duties(_motion("year", {"until": "2018-03-31"}), _term)[0].working == "every year from 31 July 2015 until 31 March 2018"

test_duty_once if {
	owed := leads.duties(_motion("once", {"until": "2018-03-31"}), _term)[0]
	owed.working == "once, by 31 July 2015"
	owed.recurrent == false
}

_lead := {
	"decision": "T-1", "function": "service", "party": "A1", "from": "2015-01-01", "until": "2015-12-31",
	"limit": {"action": 100, "year": 150, "life": 200},
	"used": [{"decision": "T-2", "function": "service", "year": "2014-15", "spend": 60, "loss": 0}, {"decision": "T-3", "function": "service", "year": "2015-16", "spend": 50, "loss": 10}],
}

test_lead_in_force if {
	later := object.union(object.remove(_lead, ["until"]), {"decision": "T-5", "from": "2015-06-01"})
	leads.in_force([_lead], "service", "2015-12-31") == _lead
	not leads.in_force([_lead], "service", "2016-01-01")
	not leads.in_force([_lead], "other", "2015-06-01")
	leads.in_force([later, _lead], "service", "2015-06-01").decision == "T-5"
	leads.in_force([later, _lead], "service", "2015-05-31").decision == "T-1"
}

_cost(spend) := {"A1": [{"year": "2015-16", "spend": spend, "loss": 0}], "B2": [{"year": "2015-16", "spend": 10, "loss": 0}, {"year": "2016-17", "spend": 0, "loss": 0}]}

test_delegated_limits[note] if {
	some note, case in {
		"within all": [70, {}],
		"beyond the year's": [90, {"2015-16", "its whole life"}],
		"beyond its life's": [71, {"its whole life"}],
		"beyond one action's": [95, {"one action", "2015-16", "its whole life"}],
	}
	{limit.of | some limit in leads.delegated(_lead, _cost(case[0])); not limit.met} == {of | some of in case[1]}
}

test_what_costs_nothing_is_within_every_limit if leads.delegated(_lead, {"A1": []}) == []

# Of any one other party: £5.00 and £1.00 borne before in two years, and £0.10 now.
test_limits_of_each_of_the_others[note] if {
	lead := object.union(_lead, {"borne": {"B2": [
		{"function": "service", "year": "2014-15", "spend": 500, "loss": 0},
		{"function": "service", "year": "2015-16", "spend": 60, "loss": 40},
	]}})
	some note, case in {
		"within all": [{"action": 10, "year": 110, "life": 610}, set()],
		"beyond one action's": [{"action": 9}, {"one action"}],
		"beyond the year's": [{"year": 109}, {"2015-16"}],
		"beyond its life's": [{"life": 609}, {"its whole life"}],
		"no limits": [{}, set()],
	}
	found := leads.of_associates(lead, _cost(9999), {"per_associate": case[0]})
	{limit.of | some limit in found; not limit.met} == case[1]
	{limit.party | some limit in found} == {"B2" | some _ in case[0]}
}

test_without_a_term_nothing_bounds_what_is_of_one_party if leads.of_associates(_lead, _cost(70), {}) == []
