package concordat.room_test

import data.concordat.main_test as facts
import data.concordat.room

# In UTF-8, with what is escaped.
test_length if {
	room.length("") == 0
	room.length("abc") == 3
	room.length("£é") == 4
	room.length("\"\\") == 4
}

_motion := {"options": ["north", "southernmost"], "pool": {}, "impact": {"lines": [
	{"party": "A1", "year": "2015-16", "line": "tariff"},
	{"party": "A1", "year": "2015-16", "line": "transport"},
	{"party": "B2", "year": "2015-16", "line": "tariff"},
]}}

test_bytes if {
	least := room.bytes({}, facts.codes, facts.parties)
	least < room.most_bytes
	room.bytes(_motion, facts.codes, facts.parties) == (least + ((5 * (12 - 8)) * 4)) + (64 * (2 + 4))
}

# Each seat's vote that counted is named.
test_bytes_of_counted_votes if {
	seats := array.concat(facts.parties.A1.seats, [{"seat": "A1-2"}])
	more := object.union(facts.parties, {"A1": object.union(facts.parties.A1, {"seats": seats})})
	room.bytes({}, facts.codes, more) == room.bytes({}, facts.codes, facts.parties) + 13
}

test_obligations if {
	room.obligations({}, facts.codes) == 0
	room.obligations(_motion, facts.codes) == 0
	room.obligations(object.union(_motion, {"risk_share": {}, "pool": {"lines": [{}, {}]}, "lead": {"duties": [{}]}}), facts.codes) == 12
	room.obligations({"pool": {"lines": [{}, {"instalments": ["2015-04-15", "2015-10-15", "2016-01-15"]}]}}, facts.codes) == 16
}
