# METADATA
# title: Reading
# description: Who may read what. A resource that the terms don't name is closed.
package concordat.reading

import data.concordat.check

# METADATA
# title: Readers by resource
# description: |
#   Allows everybody where the term says public, and people with a role or a seat
#   where it says people.
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
