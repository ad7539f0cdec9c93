# METADATA
# title: Routes
# description: The legal ways in which a decision may be taken, and when each is open.
package concordat.routes

import data.concordat.words

# METADATA
# title: Open on a day
# description: |
#   Holds when a route's term lets a decision be made on that day. Joint
#   committees of clinical commissioning groups were lawful from 1 October 2014
#   (SI 2014/2436) until the groups ended on 30 June 2022.
lawful(term, day) if {
	term.clause
	day >= object.get(term, "from", day)
	day <= object.get(term, "until", day)
}

# METADATA
# title: Dates of a route
# description: When a route is open, in words.
dates(term) := sprintf("from %s to %s", [words.date(term.from), words.date(term.until)]) if {
	term.from
	term.until
} else := "on any day"
