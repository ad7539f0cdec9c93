package concordat.yearly_test

import data.concordat.yearly

_made(party, pence) := {"party": party, "line": "1", "pence": pence, "recurrent": true}

_change(stands, recurrent, rows) := {"stands": stands, "recurrent": recurrent, "changes": rows}

_last := {
	"contributions": [
		_made("A1", 60000000), _made("B2", 40000000),
		object.union(_made("A1", 500000), {"recurrent": false}),
		object.union(_made("A1", 700000), {"line": "2"}),
		object.union(_made("B2", 100), {"refund": true}),
	],
	"changes": [
		_change(true, true, [{"party": "A1", "line": "1", "pence": 1000000}, {"party": "B2", "line": "1", "pence": -1000000}, {"party": "B2", "line": "2", "pence": 5}]),
		_change(true, false, [{"party": "A1", "line": "1", "pence": 9}]),
		_change(false, true, [{"party": "A1", "line": "1", "pence": 9}]),
	],
}

_input(last) := {"year": "2015-16", "fund": {"years": {"2014-15": last}}}

_line(rule) := {"line": "1", "from_last_year": rule}

test_year_before if {
	yearly.before == "2014-15" with input as {"year": "2015-16"}
	yearly.before == "1999-00" with input as {"year": "2000-01"}
}

# Collaborative commissioning agreement, clause 9.3.1: the recurrent contributions of
# last year with the recurrent changes that stood, and nothing else of that year.
test_recurrent if {
	yearly.recurrent("1") == {"A1": 61000000, "B2": 38999900} with input as _input(_last)
	yearly.bases("1", ["A1", "B2", "C3"]) == {"A1": 61000000, "B2": 38999900, "C3": 0} with input as _input(_last)
}

# What leaving stopped of a recurrent change is no base of the next year.
test_recurrent_without_what_leaving_stopped if {
	stopped := object.union(_change(true, true, [{"party": "A1", "line": "1", "pence": 1000000}]), {"obligations": [{"party": "A1", "line": "1", "pence": 400000, "stopped": 600000}]})
	yearly.recurrent("1") == {"A1": 60400000, "B2": 39999900} with input as _input({"contributions": _last.contributions, "changes": [stopped]})
}

test_nothing_to_rest_on if {
	not yearly.bases("3", ["A1", "B2"]) with input as _input(_last)
	not yearly.bases("1", ["A1"]) with input as {"year": "2015-16", "fund": {"years": {}}}
	not yearly.bases("1", ["A1"]) with input as _input({"contributions": [object.union(_made("A1", 1), {"refund": true})], "changes": []})
	not yearly.amounts(_line({}), ["C3"]) with input as _input(_last)
}

# 2% of £999,999.00 is £19,999.98, 1% of it £9,999.99.
test_amounts if {
	rule := {"inflation": {"num": 2, "den": 100}, "efficiency": {"num": 1, "den": 100}, "planned": {"A1": -500000, "C3": 250000}}
	made := yearly.amounts(_line(rule), ["A1", "B2", "C3"]) with input as _input(_last)
	made == {"A1": ((61000000 + 1220000) - 610000) - 500000, "B2": (38999900 + 779998) - 389999, "C3": 250000}
	yearly.working(_line(rule), yearly.bases("1", ["A1", "B2", "C3"]), "A1", made.A1) == concat("", [
		"£610,000.00 in 2014-15 + £12,200.00 inflation (2%) − £6,100.00 efficiency (1%) − £5,000.00 planned = £611,100.00",
	]) with input as _input(_last)
	yearly.working(_line(rule), yearly.bases("1", ["A1", "B2", "C3"]), "C3", made.C3) == "£0.00 in 2014-15 + £0.00 inflation (2%) − £0.00 efficiency (1%) + £2,500.00 planned = £2,500.00" with input as _input(_last)
}

test_as_it_was if {
	made := yearly.amounts(_line({}), ["A1", "B2"]) with input as _input(_last)
	made == {"A1": 61000000, "B2": 38999900}
	yearly.working(_line({}), yearly.bases("1", ["A1", "B2"]), "B2", made.B2) == "£389,999.00 in 2014-15 = £389,999.00" with input as _input(_last)
}
