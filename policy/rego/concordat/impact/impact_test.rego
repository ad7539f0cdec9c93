package concordat.impact_test

import data.concordat.impact

_lines := [
	{"party": "A1", "line": "tariff", "year": "2015-16", "pence": 7000},
	{"party": "A1", "line": "transition", "year": "2015-16", "pence": 3000},
	{"party": "A1", "line": "transition", "year": "2016-17", "pence": -500},
	{"party": "B2", "line": "tariff", "year": "2015-16", "pence": -4000},
	{"party": "C3", "line": "tariff", "year": "2016-17", "pence": 900},
]

_term := {"types": ["reconfiguration"], "lines": ["tariff", "transition"]}

test_net if impact.net(_lines) == {
	"2015-16": {"A1": 10000, "B2": -4000},
	"2016-17": {"A1": -500, "C3": 900},
}

# North West London's plan of 2019-20 (hsj.co.uk 7025046): £66m from its control total,
# and £44m were £22m recovered. In thousands: a deficit of 87,200, so about 21,200 of
# it was allowed.
test_north_west_london if {
	_net("2019-20", [66000, -22000]) == 44000
	_net("2019-20", [87200, -66000]) == 21200
}

_net(year, all) := impact.net([{"party": "NWL", "line": sprintf("line-%d", [i]), "year": year, "pence": pence} | some i, pence in all])[year].NWL

# Year by year: in the first, half of £100 would be £50, but only £40 was gained.
test_payments_and_losses if {
	nets := impact.net(_lines)
	paid := impact.payments(nets, {"num": 1, "den": 2}, [])
	[[p.year, p.payer, p.payee, p.pence] | some p in paid] == [["2015-16", "B2", "A1", 4000], ["2016-17", "A1", "C3", 450]]
	losses := impact.losses(nets, paid)
	losses.A1 == {"2015-16": 6000}
	losses.C3 == {"2016-17": 450}
	count(losses.B2) == 0
}

test_well_formed if impact.well_formed(_lines, ["A1", "B2", "C3"], _term)

test_not_well_formed[note] if {
	some note, lines in {
		"none": [],
		"one twice": array.concat(_lines, [object.union(_lines[0], {"pence": 1})]),
		"a party that takes no part": [object.union(_lines[0], {"party": "Z9"})],
		"an unknown line": [object.union(_lines[0], {"line": "goodwill"})],
		"no financial year": [object.union(_lines[0], {"year": "2015"})],
		"a year without a last day": [object.union(_lines[0], {"year": "9999-00"})],
		"no sum": [object.remove(_lines[0], ["pence"])],
	}
	not impact.well_formed(lines, ["A1", "B2", "C3"], _term)
}

test_needed if {
	impact.needed({"type": "reconfiguration"}, _term)
	impact.needed({"type": "lead", "risk_share": {"num": 1, "den": 2}}, _term)
	not impact.needed({"type": "statement"}, _term)
}

test_silent if impact.silent({"positions": {"A1": "agreed", "B2": "disputed"}}, ["A1", "B2", "C3"]) == ["C3"]

# Half the loss in the first year, two thirds of that in the second, nothing in 2017-18,
# in which the list has a part for nobody's loss, and nothing after it.
test_taper if {
	nets := {year: {"A1": 60000, "B2": -60000} | some year in ["2015-16", "2016-17", "2018-19", "2019-20"]}
	paid := impact.payments(nets, {"num": 1, "den": 2}, [{"num": 1, "den": 1}, {"num": 2, "den": 3}, {"num": 1, "den": 3}, {"num": 1, "den": 10}])
	[[payment.year, payment.payer, payment.payee, payment.pence] | some payment in paid] == [
		["2015-16", "B2", "A1", 30000],
		["2016-17", "B2", "A1", 20000],
		["2018-19", "B2", "A1", 3000],
	]
	paid[1].part == {"num": 2, "den": 3}
}
