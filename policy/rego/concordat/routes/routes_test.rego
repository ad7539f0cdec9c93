package concordat.routes_test

import data.concordat.routes

_joint := {"clause": "5.3", "from": "2014-10-01", "until": "2022-06-30"}

# Joint committees: NHS Act 2006 s14Z3(2A), in force on 1 October 2014 by SI
# 2014/2436; the groups ended on 30 June 2022.
test_joint_committee if {
	not routes.lawful(_joint, "2014-09-30")
	routes.lawful(_joint, "2014-10-01")
	routes.lawful(_joint, "2022-06-30")
	not routes.lawful(_joint, "2022-07-01")
}

test_any_day if routes.lawful({"clause": "5.2"}, "2012-10-01")

test_unknown_route if not routes.lawful({}, "2015-07-15")

test_words if {
	routes.dates(_joint) == "from 1 October 2014 to 30 June 2022"
	routes.dates({"clause": "5.2"}) == "on any day"
}

test_words_of_one_bound if {
	routes.dates({"clause": "5.2", "from": "2022-07-01"}) == "from 1 July 2022"
	routes.dates({"clause": "5.2", "until": "2022-06-30"}) == "until 30 June 2022"
}

test_form if {
	routes.form("joint_committee", {}) == "joint"
	routes.form("advisory", {}) == "advisory"
	routes.form("committees_in_common", {}) == "in_common"
	routes.form("board", {"form": "lead"}) == "lead"
	routes.form("order", {"form": "statutory"}) == "statutory"
	not routes.form("board", {})
	not routes.form("board", {"form": "shouting"})
}
