# METADATA
# title: Leads
# description: One party exercises a function for the others, within limits, and owes them duties.
package concordat.leads

import data.concordat.calendar

# METADATA
# title: Limits in order
# description: Holds when what a lead may commit for one action is at most its limit for a year, and that at most its limit for life.
ordered(limit) if {
	limit.action >= 0
	limit.action <= limit.year
	limit.year <= limit.life
}

# METADATA
# title: Duties
# description: What the lead owes to all the others; the others owe nothing by the appointment itself.
duties(motion, term) := [duty_owed |
	some duty in motion.lead.duties
	duty_owed := {
		"payer": motion.lead.party,
		"payee": "",
		"what": duty.what,
		"function": motion.function,
		"clause": term.clause,
		"kind": "duty",
		"in": "duty",
		"basis": "",
		"pence": 0,
		"recurrent": duty.every != "once",
		"capital": false,
		"year": calendar.financial_year(duty.first),
		"due": duty.first,
		"effective": motion.lead.from,
		"working": _working(duty, object.get(motion.lead, "until", "")),
	}
]

_working(duty, _) := sprintf("once, by %s", [data.concordat.words.date(duty.first)]) if duty.every == "once"

_working(duty, "") := sprintf("every %s from %s", [duty.every, data.concordat.words.date(duty.first)]) if duty.every != "once"

_working(duty, until) := sprintf("every %s from %s until %s", [duty.every, data.concordat.words.date(duty.first), data.concordat.words.date(until)]) if {
	duty.every != "once"
	until != ""
}
