# METADATA
# title: Routes
# description: |
#   The legal ways in which a decision may be taken, and when each is open. Each
#   route is a term of its own, named by the types of motion that may use it. Its
#   `form` says how it decides and whom that binds:
#
#     advisory      majorities; binds nobody
#     in_common     each party decides by its own committee and is bound by that alone
#     joint         majorities; binds all, each within its own authority
#     lead          the lead appointed for the function decides alone; binds all within
#                   the limits delegated to it, and beyond them those that ratify
#     coordinating  all approve and one rejection stops it; binds those that approve
#     statutory     majorities of a body corporate; binds all by force of the statute that
#                   `source` names, without an authority of a party's own and without
#                   ratification
#
#   The routes advisory, committees_in_common and joint_committee need not name
#   theirs. `from` and `until` bound the days on which it is open, `source` says by
#   what. `majorities` are its limbs (package voting), and `quorum` takes the place
#   of the agreement's own. A type of motion may have `majorities` and `quorum`
#   instead of the route's, with its own `clause`; `reserved`: true keeps its
#   decisions to each party's governing body: nobody is bound without ratifying.
package concordat.routes

import data.concordat.words

# METADATA
# title: Form
# description: How a route decides; undefined where its term says nothing that is known.
form(name, term) := implied if {
	not term.form
	implied := _implied[name]
} else := term.form if {
	term.form in {"advisory", "in_common", "joint", "lead", "coordinating", "statutory"}
}

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
} else := sprintf("from %s", [words.date(term.from)]) if {
	term.from
} else := sprintf("until %s", [words.date(term.until)]) if {
	term.until
} else := "on any day"

_implied := {"advisory": "advisory", "committees_in_common": "in_common", "joint_committee": "joint"}
