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

# Who reads obligations need not read the accounts of a fund.
test_funds[note] if {
	some note, case in {
		"by the public": [{}, "people", false],
		"by an officer": [facts.officer("A1"), "people", true],
		"by everybody": [{}, "public", true],
	}
	ruling := data.concordat.main.ruling with input as {"ask": "read", "resource": "funds", "time": "2015-11-27T12:00:00.000Z", "author": case[0]}
		with data.terms.reading as {"clause": "10.1", "resources": {"obligations": "public", "funds": case[1]}}
	ruling.allow == case[2]
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

_item := {"meeting": "GM-2015-M03", "item": "4", "reason": "terms under negotiation"}

_asked_of_item(more, author, day) := {"ask": "read", "resource": "private_items", "time": sprintf("%sT12:00:00.000Z", [day]), "private": object.union(_item, more), "author": author}

_of_item(more, author, day) := ruling if {
	ruling := data.concordat.main.ruling with input as _asked_of_item(more, author, day) with data.terms.reading as _term
}

# Kept from the public until the day of release, and from nobody with a part.
test_private_item[note] if {
	some note, case in {
		"by the public": [{"release": "2015-10-01"}, {}, "2015-09-30", false],
		"by somebody without a part": [{"release": "2015-10-01"}, facts.person("p-x", []), "2015-09-30", false],
		"by the secretary": [{"release": "2015-10-01"}, facts.secretary, "2015-09-30", true],
		"by an officer": [{"release": "2015-10-01"}, facts.officer("A1"), "2015-09-30", true],
		"by an auditor": [{}, facts.person("p-aud", [{"role": "auditor"}]), "2015-09-30", true],
		"by a board member": [{}, facts.holder("A1"), "2015-09-30", true],
		"by a deputy": [{}, facts.deputy("A1"), "2015-09-30", true],
		"by the public on the day of release": [{"release": "2015-10-01"}, {}, "2015-10-01", true],
		"by the public, with no day of release": [{}, {}, "2030-01-01", false],
	}
	_of_item(case[0], case[1], case[2]).allow == case[3]
}

test_private_item_says_why[note] if {
	some note, case in {
		"with a day of release": [{"release": "2015-10-01"}, "Item 4 of GM-2015-M03 was taken in private: terms under negotiation. It is public from 1 October 2015."],
		"without one": [{}, "Item 4 of GM-2015-M03 was taken in private: terms under negotiation. No day of release is set."],
	}
	[c] := _of_item(case[0], {}, "2015-09-30").checks
	c.id == "private-item"
	c.clause == "10.1"
	c.explain == case[1]
}

# The day of release begins at midnight in London, which is summer time then.
test_private_item_in_london[note] if {
	some note, case in {"before": ["2015-09-30T22:59:59.999Z", false], "at": ["2015-09-30T23:00:00.000Z", true]}
	asked := object.union(_asked_of_item({"release": "2015-10-01"}, {}, "2015-09-30"), {"time": case[0]})
	ruling := data.concordat.main.ruling with input as asked with data.terms.reading as _term
	ruling.allow == case[1]
}

# An item without a reason is none that the rules know, and is closed to everybody.
test_private_item_unknown if {
	asked := object.union(_asked_of_item({}, {}, "2015-09-30"), {"private": {"meeting": "GM-2015-M03"}})
	ruling := data.concordat.main.ruling with input as asked with data.terms.reading as _term
	ruling.allow == false
}
