# METADATA
# title: Reading
# description: Who may read what. A resource that the terms don't name is closed.
package concordat.reading

import data.concordat.calendar
import data.concordat.check
import data.concordat.words

# METADATA
# title: Readers by resource
# description: |
#   Allows everybody where the term says public, and people with a role or a seat
#   where it says people. Pooled funds, with reports on them, outturns and
#   settlements, are the resource funds; who owes what to whom, also to a fund, is
#   the resource obligations.
by_resource(term, resource, _) := {"allow": true} if term.resources[resource] == "public"

by_resource(term, resource, author) := {"allow": true} if {
	term.resources[resource] == "people"
	count(author.roles) + (count(author.seats) + count(author.deputising)) > 0
} else := {"allow": false, "checks": [check.unmet({
	"id": "not-a-reader",
	"clause": term.clause,
	"required": "A role or a seat under the agreement",
	"actual": "None",
	"explain": sprintf("Only people with a role or a seat may read %s.", [resource]),
})]} if {
	term.resources[resource] == "people"
}

# METADATA
# title: Interest in the register
# description: |
#   Whether a declared interest may be read on a day. Everybody may while it lasts
#   and for the months after its end that the term register says in public_months;
#   people with a role or a seat until kept_years after it, as long as its record is
#   kept; nobody after that. NHS Act 2006 s14O(2) and (3), and NHS England's guidance
#   of 2016 and 2017 on conflicts of interest: six months and six years.
of_interest(term, interest, author, day) := {"allow": true} if {
	term.public_months
	interest.known
	not interest.ended
} else := {"allow": true} if {
	day <= calendar.after_months(interest.ended, term.public_months)
} else := {"allow": true} if {
	day <= calendar.after_months(interest.ended, 12 * term.kept_years)
	count(author.roles) + (count(author.seats) + count(author.deputising)) > 0
} else := {"allow": false, "checks": [check.unmet({
	"id": "not-a-reader",
	"clause": term.clause,
	"required": sprintf("Within %d months of its end, or a role or a seat within %d years", [term.public_months, term.kept_years]),
	"actual": sprintf("It ended on %s", [words.date(interest.ended)]),
	"explain": sprintf("An interest that ended on %s is public for %d months, and open to people with a role or a seat for %d years.", [
		words.date(interest.ended),
		term.public_months,
		term.kept_years,
	]),
})]}

# METADATA
# title: Private item
# description: |
#   Whether what is private of an agenda's item may be read on a day: the texts,
#   papers, notes and votes under it. People with a role or a seat may at any time,
#   everybody from the day of release that the agenda, or a later release, states;
#   where neither does, nobody else may until one does. The public is excluded only
#   for a stated reason: Public Bodies (Admission to Meetings) Act 1960 s1(2).
of_item(term, item, author, day) := {"allow": true} if {
	day >= item.release
} else := {"allow": true} if {
	item.reason
	count(author.roles) + (count(author.seats) + count(author.deputising)) > 0
} else := {"allow": false, "checks": [check.unmet({
	"id": "private-item",
	"clause": term.clause,
	"required": "A role or a seat under the agreement",
	"actual": "None",
	"explain": sprintf("Item %s of %s was taken in private: %s. %s", [item.item, item.meeting, item.reason, _release_words(item)]),
})]}

_release_words(item) := sprintf("It is public from %s.", [words.date(item.release)]) if {
	item.release
} else := "No day of release is set."
