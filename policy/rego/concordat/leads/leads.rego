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
#   What a decision of the lead, or a commitment of its own, takes of the limits
#   delegated to it: for the action what it costs all parties together, for each year
#   and for as long as it leads that and what it used before. `{of, limit, used, met}`
#   each. What costs nothing is within every limit. The board's decisions by another
#   route use none of them: the lead's limits are what it may commit without the
#   board (NHS Act 2006, s14Z3(2)(a)).
delegated(lead, costs) := _against(lead.limit, lead.used, [cost | some of_party in costs; some cost in of_party]) if {
	ordered(lead.limit)
}

# METADATA
# title: Limits for each of the others
# description: |
#   The same of what the lead may commit of any one other party, where
#   `per_associate` of the term lead bounds it; with `party` each. A limit that the
#   term leaves out does not bind.
of_associates(lead, costs, term) := [object.union(limit, {"party": party}) |
	some party in sort(object.keys(costs))
	party != lead.party
	some limit in _against(object.get(term, "per_associate", {}), object.get(lead, ["borne", party], []), costs[party])
]

_against(limits, before, costs) := array.concat(
	[_of_limit(span[1], limits[span[0]], span[2]) |
		some span in [["action", "one action", total], ["life", "its whole life", total + _used(before)]]
	],
	[_of_limit(year, limits.year, cost + _used([used | some used in before; used.year == year])) |
		some year in sort({cost.year | some cost in costs})
		cost := _used([cost | some cost in costs; cost.year == year])
		cost > 0
	],
) if {
	total := _used(costs)
	total > 0
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
