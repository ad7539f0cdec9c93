package concordat.reading_test

import data.concordat.main_test as facts
import data.concordat.reading

_term := {"clause": "10.1", "resources": {"votes": "public", "people": "people"}}

test_everybody if reading.by_resource(_term, "votes", {}) == {"allow": true}

test_people if {
	reading.by_resource(_term, "people", facts.secretary) == {"allow": true}
	reading.by_resource(_term, "people", facts.holder("A1")) == {"allow": true}
	reading.by_resource(_term, "people", facts.deputy("A1")) == {"allow": true}
}

test_strangers[note] if {
	some note, author in {"nobody": {}, "no role or seat": facts.person("p-x", [])}
	given := reading.by_resource(_term, "people", author)
	given.allow == false
	given.checks[0].id == "not-a-reader"
}

test_closed_unless_named if not reading.by_resource(_term, "secrets", facts.secretary)

_register := {"clause": "12.9", "public_months": 6, "kept_years": 6}

_reads(ended, author, day) := ruling.allow if {
	asked := {"ask": "read", "resource": "interests", "time": sprintf("%sT12:00:00.000Z", [day]), "interest": object.union({"known": "2014-01-01"}, ended), "author": author}
	ruling := data.concordat.main.ruling with input as asked with data.terms.register as _register
}

# Public for six months after the end, kept for six years.
test_register[note] if {
	some note, case in {
		"that lasts": [{}, {}, "2030-01-01", true],
		"of half a year ago": [{"ended": "2015-08-31"}, {}, "2016-02-29", true],
		"of longer ago, by anybody": [{"ended": "2015-08-31"}, {}, "2016-03-01", false],
		"of longer ago, by a board member": [{"ended": "2015-08-31"}, facts.holder("A1"), "2021-08-31", true],
		"whose record may go": [{"ended": "2015-08-31"}, facts.holder("A1"), "2021-09-01", false],
	}
	_reads(case[0], case[1], case[2]) == case[3]
}

test_no_register_without_a_term if not reading.of_interest({}, {"known": "2014-01-01"}, {}, "2015-01-01")
