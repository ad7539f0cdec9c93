package concordat.people_test

import data.concordat.main_test as facts
import data.concordat.people

test_roles if {
	people.has_role(facts.secretary, {"chair", "secretary"})
	not people.has_role(facts.secretary, {"chair"})
	not people.has_role({}, {"chair"})
}

test_officer_of_that_party_alone if {
	people.officer_of(facts.officer("A1"), "A1")
	not people.officer_of(facts.officer("A1"), "B2")
	not people.officer_of(facts.secretary, "")
	not people.officer_of({"roles": [{"role": "officer", "party": ""}]}, "")
}

test_parts if {
	people.has_part(facts.secretary)
	people.has_part(facts.holder("A1"))
	people.has_part(facts.deputy("A1"))
	not people.has_part(facts.person("p-nobody", []))
	not people.has_part({})
}

test_movers if {
	people.one_of(facts.chair, ["board_member", "chair"])
	people.one_of(facts.holder("A1"), ["board_member", "chair"])
	not people.one_of(facts.holder("A1"), ["chair"])
	not people.one_of(facts.deputy("A1"), ["board_member", "chair"])
}

_known := {"person": "p-new", "roles": [], "seats": [], "deputising": []}

test_vouching if {
	people.may_vouch(facts.officer("A1"), "A1", facts.holder("A1"))
	people.may_vouch(facts.officer("A1"), "A1", {})
	people.may_vouch(facts.chair, "", facts.chair)
	people.may_vouch(facts.secretary, "", {})
}

# An officer who could add a key to another party's people, or to the chair,
# could speak for them.
test_vouching_for_others_people if {
	not people.may_vouch(facts.officer("B2"), "B2", facts.holder("A1"))
	not people.may_vouch(facts.officer("B2"), "B2", facts.chair)
	not people.may_vouch(facts.officer("B2"), "A1", facts.holder("A1"))
	not people.may_vouch(facts.secretary, "", facts.holder("A1"))
	not people.may_vouch(facts.secretary, "", facts.chair)
	not people.may_vouch(facts.secretary, "A1", facts.holder("A1"))
	not people.may_vouch(facts.holder("A1"), "A1", {})
	not people.may_vouch(facts.officer("A1"), "A1", _known)
}
