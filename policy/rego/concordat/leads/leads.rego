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
# title: Lead in force
# description: |
#   The lead that a carried decision appointed for a function and whose time runs on
#   a day; of several the one from the latest day, then by decision.
in_force(leads, function, day) := lead if {
	standing := [lead |
		some lead in leads
		lead.function == function
		lead.from <= day
		day <= object.get(lead, "until", day)
	]
	latest := max([[lead.from, lead.decision] | some lead in standing])
	some lead in standing
	[lead.from, lead.decision] == latest
}

# METADATA
# title: Delegated limits
# description: |
#   What a decision of the lead takes of the limits delegated to it: for the action
#   what it costs all parties together, for each year and for the lead's whole life
#   that and what its earlier decisions cost them. `{of, limit, used, met}` each. A
#   decision that costs nothing is within every limit.
delegated(lead, costs) := array.concat(
	[_of_limit("one action", lead.limit.action, total), _of_limit("its whole life", lead.limit.life, total + _used(lead.used))],
	[_of_limit(year, lead.limit.year, cost + _used([used | some used in lead.used; used.year == year])) |
		some year in sort(object.keys(by_year))
		cost := by_year[year]
		cost > 0
	],
) if {
	all := [cost | some _, of_party in costs; some cost in of_party]
	total := _used(all)
	total > 0
	by_year := {year: _used([cost | some cost in all; cost.year == year]) | some year in {cost.year | some cost in all}}
} else := []

_of_limit(of, limit, used) := {"of": of, "limit": limit, "used": used, "met": used <= limit}

_used(commitments) := sum([made.spend | some made in commitments]) + sum([made.loss | some made in commitments])

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
