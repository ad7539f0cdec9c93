package concordat.check_test

import data.concordat.check

_spec := {"id": "quorum", "clause": "4.5", "required": "At least 9 of 12", "actual": "8", "met": false, "explain": "8 of 12."}

test_title_of_the_clause if {
	made := check.of(_spec) with data.clauses as {"4.5": {"title": "Quorum", "text": "…"}}
	made == object.union(_spec, {"title": "Quorum", "from": []})
}

test_from_what_is_named if check.of(object.union(_spec, {"from": ["opening", "votes"]})).from == ["opening", "votes"]

test_title_without_the_clause if {
	made := check.of(_spec) with data.clauses as {}
	made.title == "Clause 4.5"
}

test_title_given if check.of(object.union(_spec, {"title": "Majority"})).title == "Majority"

test_unmet if check.unmet(object.remove(_spec, ["met"])).met == false

test_unproven if {
	made := check.unproven("no_such_fact")
	made.id == "no-such-fact"
	made.met == false
	check.is_unproven(made)
	not check.is_unproven(check.of(_spec))
}

test_nothing_without_a_field if not check.of(object.remove(_spec, ["actual"]))
