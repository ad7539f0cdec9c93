# METADATA
# title: People
# description: Who a person is under the agreement, by roles and seats in force today.
package concordat.people

# METADATA
# title: Has a role
# description: Holds when a person has one of the roles, for whichever party.
has_role(person, roles) if {
	some held in person.roles
	held.role in roles
}

# METADATA
# title: Officer of a party
# description: Holds when a person is an officer of that very party.
officer_of(person, party) if {
	party != ""
	some held in person.roles
	held.role == "officer"
	held.party == party
}

# METADATA
# title: Has a part
# description: Holds when a person has a role or a seat, or deputises.
has_part(person) if count(person.roles) > 0

has_part(person) if count(person.seats) > 0

has_part(person) if count(person.deputising) > 0

# METADATA
# title: Movers
# description: Holds for a person with one of the roles; a board member is whoever holds a seat.
one_of(person, movers) if has_role(person, {mover | some mover in movers})

one_of(person, movers) if {
	"board_member" in movers
	count(person.seats) > 0
}

# METADATA
# title: Party of a person
# description: The party whose officer vouched for a person's keys, "" for none.
party_of(person) := object.get(person, "party", "")

# METADATA
# title: May vouch
# description: |
#   Holds for an officer of the party that vouched for the person before, or of
#   any party for somebody not known yet; for the secretary where somebody of no
#   party is not known yet; and for a person of no party, who adds further keys of
#   their own. Nobody else adds a second key for a person who has one.
may_vouch(author, party, subject) if {
	officer_of(author, party)
	party_of(subject) == party
}

may_vouch(author, party, subject) if {
	officer_of(author, party)
	not subject.person
}

may_vouch(author, "", subject) if {
	has_role(author, {"secretary"})
	not subject.person
}

may_vouch(author, "", subject) if {
	party_of(subject) == ""
	subject.person == author.person
}
