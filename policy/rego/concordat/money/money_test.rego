package concordat.money_test

import data.concordat.money

test_portions if {
	money.portion(7, 1, 2) == 3
	money.portion(520000000, 310589, 965265) == 167318073
	money.portion(0, 5, 7) == 0
}

test_quotients if {
	money.quotient(9223372036854775807, 1) == 9223372036854775807
	money.quotient(9223372036854775807, 9223372036854775807) == 1
	not money.quotient(9223372036854775808, 1)
	not money.quotient(-1, 1)
	not money.quotient(1, 0)
}

# Beyond 2^63 in between: checked with unbounded integers.
test_large_portions if {
	money.portion(9007199254740991, 9007199254740990, 9007199254740989) == 9007199254740992
	money.portion(123456789012345, 987654321098765, 999999999999989) == 121932631137022
}

test_no_portion if {
	not money.portion(1, 1, 0)
	not money.portion(-1, 1, 1)
	not money.portion(1, "1", 1)
	not money.portion(9007199254740992, 1, 1)
}

# NHS England, gateway 00337, Annex A: Cheshire, Warrington and Wirral (Q44) and
# four groups of Greater Manchester, 2013-14.
_figures := {
	"q44": {
		"raw": {"01C": 202256, "01R": 174605, "02D": 102219, "02E": 209117, "02F": 254106, "12F": 331261},
		"weighted": {"01C": 208986, "01R": 181827, "02D": 105444, "02E": 220611, "02F": 269739, "12F": 389047},
		"allocation": {"01C": 219307, "01R": 193566, "02D": 120033, "02E": 231588, "02F": 308328, "12F": 445168},
		"equal": {"01C": 1, "01R": 1, "02D": 1, "02E": 1, "02F": 1, "12F": 1},
	},
	"gm4": {
		"raw": {"00T": 296802, "00V": 196283, "00W": 214744, "00Y": 241018},
		"weighted": {"00T": 310589, "00V": 207371, "00W": 196572, "00Y": 250733},
		"allocation": {"00T": 331159, "00V": 215753, "00W": 233893, "00Y": 295824},
		"equal": {"00T": 1, "00V": 1, "00W": 1, "00Y": 1},
	},
}

# £1,000,000 by each, to the penny, by largest remainder, ties by code.
_shares := {
	"q44": {
		"equal": {"01C": 16666667, "01R": 16666667, "02D": 16666667, "02E": 16666667, "02F": 16666666, "12F": 16666666},
		"raw": {"01C": 15881102, "01R": 13709951, "02D": 8026216, "02E": 16419827, "02F": 19952354, "12F": 26010550},
		"weighted": {"01C": 15191756, "01R": 13217495, "02D": 7665009, "02E": 16036809, "02F": 19608055, "12F": 28280876},
		"allocation": {"01C": 14447197, "01R": 12751468, "02D": 7907364, "02E": 15256227, "02F": 20311596, "12F": 29326148},
	},
	"gm4": {
		"equal": {"00T": 25000000, "00V": 25000000, "00W": 25000000, "00Y": 25000000},
		"raw": {"00T": 31280280, "00V": 20686475, "00W": 22632100, "00Y": 25401145},
		"weighted": {"00T": 32176553, "00V": 21483323, "00W": 20364563, "00Y": 25975561},
		"allocation": {"00T": 30758878, "00V": 20039679, "00W": 21724568, "00Y": 27476875},
	},
}

test_a_million_pounds[note] if {
	some group, by_key in _shares
	some key, shares in by_key
	note := sprintf("%s by %s", [group, key])
	money.split(100000000, _figures[group][key]) == shares
	sum([share | some share in shares]) == 100000000
}

# The reserve of £500,000 for the challenge to Healthier Together (fieldfisher,
# 19 November 2015) over the 12 groups: 8 × £41,666.67 and 4 × £41,666.66.
test_reserve_over_twelve if {
	codes := ["00T", "00V", "00W", "00Y", "01D", "01G", "01M", "01N", "01W", "01Y", "02A", "02H"]
	shares := money.split(50000000, {code: 1 | some code in codes})
	[shares[code] | some code in codes] == [4166667, 4166667, 4166667, 4166667, 4166667, 4166667, 4166667, 4166667, 4166666, 4166666, 4166666, 4166666]
}

# HSJ, 2007: 10 primary care trusts of Greater Manchester set up a commissioning
# business service with £500,000: £50,000 each.
test_half_a_million_over_ten if {
	shares := money.split(50000000, {sprintf("%02d", [n]): 1 | some n in numbers.range(1, 10)})
	{share | some share in shares} == {5000000}
}

# HSJ, 2007: 17 primary care trusts of the West Midlands share £3m.
test_three_million_over_seventeen if {
	shares := money.split(300000000, {sprintf("%02d", [n]): 1 | some n in numbers.range(1, 17)})
	count([share | some share in shares; share == 17647059]) == 14
	count([share | some share in shares; share == 17647058]) == 3
}

# Stockton's agreement under section 75, clauses 10.4 and 10.5: overspend and
# underspend in proportion to contributions of £600,000 and £400,000.
test_stockton if {
	money.split(5000000, {"a": 60000000, "b": 40000000}) == {"a": 3000000, "b": 2000000}
	money.split(4000000, {"a": 60000000, "b": 40000000}) == {"a": 2400000, "b": 1600000}
	money.split(1, {"a": 60000000, "b": 40000000}) == {"a": 1, "b": 0}
}

test_nothing_to_weigh_by if {
	not money.split(100, {})
	not money.split(100, {"a": 0})
}

_codes := ["a", "b", "c"]

_parties := {
	"a": {"figures": {"people": {"value": 2}}},
	"b": {"figures": {"people": {"value": 1}}},
	"c": {"figures": {}},
}

_line(share) := {"what": "A nurse", "pence": 100, "kind": "cash", "recurrent": true, "capital": false, "due": "2015-10-01", "share": share}

_terms := {"pool": {"clause": "7.1"}, "shares": {"figures": {"people": "people"}}}

test_missing_figures if {
	money.without_figure("people", _codes, _parties) == ["c"]
	not money.weights({"by": "figure", "figure": "people"}, _codes, _parties)
	not money.shares(_line({"by": "figure", "figure": "people"}), _codes, _parties)
}

test_missing_amount if not money.weights({"by": "fixed", "amounts": {"a": 1}}, _codes, _parties)

test_contributions[by] if {
	some by, expected in {
		"equal": {"a": [34, "£1.00 ÷ 3 parties = £0.34, one penny left over included"], "b": [33, "£1.00 ÷ 3 parties = £0.33"]},
		"fixed": {"a": [50, "£0.50, fixed, of £1.00"], "b": [30, "£0.30, fixed, of £1.00"]},
		"figure": {"a": [67, "£1.00 × 2 of 3 people = £0.67, one penny left over included"], "b": [33, "£1.00 × 1 of 3 people = £0.33"]},
	}
	share := {"by": by, "figure": "people", "amounts": {"a": 50, "b": 30, "c": 20}}
	codes := {"equal": _codes, "fixed": _codes, "figure": ["a", "b"]}[by]
	motion := {"motion": "T-2015-001", "function": "service", "pool": {"host": "a", "year": "2015-16", "lines": [_line(share)]}}
	made := money.contributions(motion, codes, _parties, _terms)
	count(made) == count(codes)
	sum([c.pence | some c in made]) == 100
	every c in made {
		c.payee == "a"
		[c.pence, c.working] == object.get(expected, c.payer, [c.pence, c.working])
	}
	made[0].what == "A nurse (the host's own contribution)"
	made[1].what == "A nurse"
}

# Collaborative commissioning agreement, clause 9.3.4: four equal instalments, and
# the odd penny of £1,000,000.01 on the last.
test_four_instalments if {
	days := ["2015-04-15", "2015-07-15", "2015-10-15", "2016-01-15"]
	parts := money.instalments({"instalments": days, "due": "2015-04-15"}, 100000001)
	[part.pence | some part in parts] == [25000000, 25000000, 25000000, 25000001]
	[part.due | some part in parts] == days
	[part.instalment | some part in parts] == [1, 2, 3, 4]
	money.instalments({"due": "2015-04-15"}, 7) == [{"instalment": 0, "due": "2015-04-15", "pence": 7}]
}

# Staff in kind, in two instalments: the sum and the whole-time equivalents are
# shared alike, and add up.
test_staff_in_instalments if {
	line := object.union(
		_line({"by": "fixed", "amounts": {"a": 51, "b": 30, "c": 19}}),
		{"kind": "staff", "basis": "mid-point of the band", "wte": 250, "line": "nurses", "instalments": ["2015-10-01", "2016-01-01"]},
	)
	motion := {"motion": "T-2015-001", "function": "service", "pool": {"host": "a", "year": "2015-16", "fund": "nursing", "lines": [line]}}
	made := money.contributions(motion, _codes, _parties, _terms)
	[[c.payer, c.instalment, c.due, c.pence, c.wte] | some c in made] == [
		["a", 1, "2015-10-01", 25, 128], ["a", 2, "2016-01-01", 26, 128],
		["b", 1, "2015-10-01", 15, 75], ["b", 2, "2016-01-01", 15, 75],
		["c", 1, "2015-10-01", 9, 47], ["c", 2, "2016-01-01", 10, 47],
	]
	made[1].working == "£0.51, fixed, of £1.00; instalment 2 of 2: £0.26"
	{[c.fund, c.line] | some c in made} == {["nursing", "nurses"]}
}

# A pool without a name has the motion's, and a line without a code its place.
test_names_of_old_pools if {
	motion := {"motion": "T-2015-001", "function": "service", "pool": {"host": "a", "year": "2015-16", "lines": [
		object.union(_line({"by": "equal"}), {"line": "first"}), _line({"by": "equal"}),
	]}}
	made := money.contributions(motion, _codes, _parties, _terms)
	{[c.fund, c.line, c.instalment, c.wte] | some c in made} == {["T-2015-001", "first", 0, 0], ["T-2015-001", "2", 0, 0]}
}

# As last year: any sum, in proportion to what was contributed recurrently then.
test_shared_as_last_year if {
	line := _line({"by": "last_year"})
	motion := {"motion": "T-2015-001", "function": "service", "pool": {"host": "a", "year": "2015-16", "fund": "nursing", "lines": [line]}}
	last := {"years": {"2014-15": {"changes": [], "contributions": [
		{"party": "a", "line": "1", "pence": 200, "recurrent": true}, {"party": "b", "line": "1", "pence": 100, "recurrent": true},
		{"party": "b", "line": "1", "pence": 900, "recurrent": false}, {"party": "b", "line": "2", "pence": 900, "recurrent": true},
	]}}}
	made := money.contributions(motion, ["a", "b"], _parties, _terms) with input as {"year": "2015-16", "fund": last}
	[[c.payer, c.pence, c.working] | some c in made] == [
		["a", 67, "£1.00 × £2.00 of the £3.00 contributed recurrently in 2014-15 = £0.67, one penny left over included"],
		["b", 33, "£1.00 × £1.00 of the £3.00 contributed recurrently in 2014-15 = £0.33"],
	]
}

# By the yearly rule: the amounts are worked out, and so is each party's working.
test_by_the_yearly_rule if {
	line := object.union(_line({"by": "last_year"}), {"pence": 308, "from_last_year": {"inflation": {"num": 1, "den": 20}, "planned": {"a": -7}}})
	motion := {"motion": "T-2015-001", "function": "service", "pool": {"host": "a", "year": "2015-16", "fund": "nursing", "lines": [line]}}
	last := {"years": {"2014-15": {"changes": [], "contributions": [
		{"party": "a", "line": "1", "pence": 200, "recurrent": true}, {"party": "b", "line": "1", "pence": 100, "recurrent": true},
	]}}}
	made := money.contributions(motion, ["a", "b"], _parties, _terms) with input as {"year": "2015-16", "fund": last}
	[[c.payer, c.pence, c.working] | some c in made] == [
		["a", 203, "£2.00 in 2014-15 + £0.10 inflation (5%) − £0.07 planned = £2.03"],
		["b", 105, "£1.00 in 2014-15 + £0.05 inflation (5%) = £1.05"],
	]
}

test_spend if {
	made := [
		{"payer": "a", "year": "2015-16", "pence": 5}, {"payer": "a", "year": "2015-16", "pence": 6},
		{"payer": "a", "year": "2016-17", "pence": 7}, {"payer": "b", "year": "2015-16", "pence": 1},
	]
	money.spend(made) == {"a": {"2015-16": 11, "2016-17": 7}, "b": {"2015-16": 1}}
}

# Two lose £100 and £50.01, three gain £30, £60 and £90: half of the loss is
# repaid, and what each pays and receives adds up on both sides.
test_risk_share_margins if {
	nets := {"a": 10000, "b": -3000, "c": 5001, "d": -6000, "e": -9000, "f": 0}
	paid := money.risk_share(nets, {"num": 1, "den": 2})
	sum([p.pence | some p in paid]) == 7500
	by_payer := {payer: sum([p.pence | some p in paid; p.payer == payer]) | some payer in {p.payer | some p in paid}}
	by_payee := {payee: sum([p.pence | some p in paid; p.payee == payee]) | some payee in {p.payee | some p in paid}}
	by_payer == money.split(7500, {"b": 3000, "d": 6000, "e": 9000})
	by_payee == money.split(7500, {"a": 10000, "c": 5001})
}

test_risk_share_is_capped_at_the_gains if {
	paid := money.risk_share({"a": 10000, "b": -3000}, {"num": 1, "den": 1})
	[[p.payer, p.payee, p.pence] | some p in paid] == [["b", "a", 3000]]
}

test_no_risk_share_without_gain_or_loss if {
	money.risk_share({"a": 10000}, {"num": 1, "den": 2}) == []
	money.risk_share({"a": -10000}, {"num": 1, "den": 2}) == []
	money.risk_share({}, {"num": 1, "den": 2}) == []
}
