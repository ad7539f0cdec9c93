# METADATA
# title: Ratification
# description: What a governing body must approve before its party is bound, and by when.
package concordat.ratify

import data.concordat.calendar

# METADATA
# title: Last moment
# description: The end of the day in London that is the term's days after a decision.
by(time, term) := calendar.end_of_day(calendar.after(calendar.london_day(time), term.days))

# METADATA
# title: Outcome that awaits
# description: What a decision means for a party, where that rests on ratification.
awaited(decision, party) := outcome if {
	some outcome in decision.parties
	outcome.party == party
	outcome.bound == "on_ratification"
}

# METADATA
# title: Answered
# description: Holds when a party has ratified or refused, or its time has run out.
answered(decision, party) if decision.ratified[party]
