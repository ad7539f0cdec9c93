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
