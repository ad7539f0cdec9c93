# METADATA
# title: Ratification
# description: What a governing body must approve before its party is bound, and by when.
package concordat.ratify

import data.concordat.calendar
import data.concordat.parties

# METADATA
# title: Last moment
# description: The end of the day in London that is the term's days after a decision.
by(time, term) := calendar.end_of_day(calendar.after(calendar.london_day(time), term.days))

# METADATA
# title: Outcomes that await
# description: |
#   What a decision means for a party, and for those in whose place it stands since
#   they merged, where that rests on ratification. Of a body that is no more the
#   governing body of its successor ratifies, in the same time.
awaited(decision, party, day) := [outcome |
	some outcome in decision.parties
	outcome.bound == "on_ratification"
	parties.successor(outcome.party, day) == party
]

# METADATA
# title: Unanswered
# description: Those of them for which nobody has ratified or refused yet, and whose time has not run out.
unanswered(decision, party, day) := [outcome |
	some outcome in awaited(decision, party, day)
	not decision.ratified[outcome.party]
]
