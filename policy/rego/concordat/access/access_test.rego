package concordat.access_test

import data.concordat.access
import data.concordat.main_test as facts

_term := {"clause": "10.1", "resources": {"votes": "public", "people": "people"}}

test_everybody if access.by_resource(_term, "votes", {}) == {"allow": true}

test_people if {
	access.by_resource(_term, "people", facts.secretary) == {"allow": true}
	access.by_resource(_term, "people", facts.holder("A1")) == {"allow": true}
	access.by_resource(_term, "people", facts.deputy("A1")) == {"allow": true}
}

test_strangers[note] if {
	some note, author in {"nobody": {}, "no role or seat": facts.person("p-x", [])}
	given := access.by_resource(_term, "people", author)
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
	ruling := data.concordat.main.ruling with input as {"ask": "access", "operation": "listFunds", "time": "2015-11-27T12:00:00.000Z", "author": case[0]}
		with data.terms.reading as {"clause": "10.1", "resources": {"obligations": "public", "funds": case[1]}}
	ruling.allow == case[2]
}

_used(operation, author) := ruling if {
	asked := {"ask": "access", "operation": operation, "time": "2015-11-27T12:00:00.000Z"}
	ruling := data.concordat.main.ruling with input as object.union(asked, {"author": author})
}

_stranger := object.union(facts.person("p-x", []), {"key": {"thumbprint": "x"}})

_auditor := object.union(facts.person("p-aud", [{"role": "auditor"}]), {"key": {"thumbprint": "a"}})

_callers := {
	"public": {},
	"stranger": _stranger,
	"auditor": _auditor,
	"member": facts.holder("A1"),
	"deputy": facts.deputy("B2"),
	"officer": facts.officer("A1"),
	"secretary": facts.secretary,
	"chair": facts.chair,
}

_resources := {resource | some takes in access.operations; some resource in takes.reads}

_with_part := {"auditor", "member", "deputy", "officer", "secretary", "chair"}

_readers := {"public": {who | some who, _ in _callers}, "people": _with_part, "nobody": set()}

# Whoever may read all that an operation shows may use it: each resource in turn is
# public, for people with a part, and for nobody, while all others are public.
test_reading_operations[note] if {
	some note, takes in {operation: takes | some operation, takes in access.operations; takes.reads}
	count(takes.reads) > 0
	every resource in takes.reads {
		every readers, allowed in _readers {
			term := {"clause": "10.1", "resources": object.union({other: "public" | some other in _resources}, {resource: readers})}
			allowed == {who | some who, author in _callers; _used(note, author).allow with data.terms.reading as term}
		}
	}
}

# What one operation shows, no other resource closes.
test_only_what_it_reads[note] if {
	some note, takes in {operation: takes | some operation, takes in access.operations; takes.reads}
	_used(note, {}) == {"allow": true} with data.terms.reading as {"clause": "10.1", "resources": {resource: "public" | some resource in takes.reads}}
}

test_each_takes_something[note] if {
	some note, takes in access.operations
	object.keys(takes) in [{"reads"}, {"to"}]
}

# The public, and whoever has a key alone, are told what is missing for each resource.
test_says_all_that_is_missing if {
	given := _used("showTransfer", {}) with data.terms.reading as {"clause": "10.1", "resources": {"motions": "people", "votes": "public", "preview": "people"}}
	[made.explain | some made in given.checks] == [
		"Only people with a role or a seat may read motions.",
		"Only people with a role or a seat may read preview.",
	]
}

# No agreement closes these.
test_open_by_nature[note] if {
	some note, case in {
		"log-in by the public": ["login", {}, true],
		"description by the public": ["showOpenAPI", {}, true],
		"statement by the public": ["sendStatement", {}, false],
		"statement by a person with a key": ["sendStatement", _stranger, true],
		"paper by the public": ["putBlob", {}, false],
		"paper by a person with a key alone": ["putBlob", _stranger, false],
		"paper by an auditor": ["putBlob", _auditor, false],
		"paper by a board member": ["putBlob", facts.holder("A1"), true],
		"paper by a deputy": ["putBlob", facts.deputy("A1"), true],
		"paper by the chair": ["putBlob", facts.chair, true],
	}
	given := _used(case[0], case[1]) with data.terms.reading as {"clause": "10.1", "resources": {}}
	given.allow == case[2]
	count(object.get(given, "checks", [])) == count([refused | refused := case[2]; not refused])
}

test_closed_unless_listed[note] if {
	some note, author in _callers
	given := _used("showSecrets", author)
	given.allow == false
	given.checks[0].id == "question"
}

test_closed_unless_named if not access.by_resource(_term, "secrets", facts.secretary)

_register := {"clause": "12.9", "public_months": 6, "kept_years": 6}

_reads(ended, author, day) := ruling.allow if {
	asked := {"ask": "access", "operation": "listInterests", "time": sprintf("%sT12:00:00.000Z", [day]), "interest": object.union({"known": "2014-01-01"}, ended), "author": author}
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

test_no_register_without_a_term if not access.of_interest({}, {"known": "2014-01-01"}, {}, "2015-01-01")

_item := {"meeting": "GM-2015-M03", "item": "4", "reason": "terms under negotiation"}

_asked_of_item(more, author, day) := {"ask": "access", "time": sprintf("%sT12:00:00.000Z", [day]), "private": object.union(_item, more), "author": author}

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
