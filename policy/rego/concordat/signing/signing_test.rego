package concordat.signing_test

import data.concordat.main
import data.concordat.main_test as facts

_terms := object.union(object.remove(facts.terms, ["functions", "establishment", "classes"]), {
	"functions": {
		"service": {"title": "A service", "parties": facts.codes},
		"small": {"title": "A smaller one", "parties": ["A1", "B2"]},
		"over": {"title": "One that has ended", "parties": ["A1", "E5"], "until": "2013-03-31"},
	},
	"establishment": {"clause": "2.2", "shadow_routes": ["advisory"], "sign_days": 28},
})

_asked(parties) := _under(_terms, parties, {})

_under(terms, parties, more) := answer if {
	answer := main.ruling with input as object.union({"ask": "signing", "time": "2013-05-10T09:00:00.000Z", "entry": 150, "parties": parties, "mou": facts.mou}, more) with data.terms as terms
}

_but(code, changes) := object.union(object.remove(facts.parties, [code]), {code: object.union(object.remove(facts.party(code), ["signed"]), changes)})

_of(given, code) := party if {
	some party in given.signing.parties
	party.party == code
}

test_all_have_signed if {
	given := _asked(facts.parties)
	given.allow
	given.signing.in_force == "yes"
	[party.party | some party in given.signing.parties] == facts.codes
	_of(given, "A1") == {"party": "A1", "name": "Party A1", "status": "signed", "words": "Signed on 9 April 2013"}
	[function.function | some function in given.signing.functions] == ["service", "small"]
}

# Opened on 2 April 2013: 28 days later was 30 April.
test_late_and_since_when if {
	given := _asked(_but("C3", {}))
	given.signing.in_force == "part"
	[[function.function, function.in_force, function.waiting] | some function in given.signing.functions] == [["service", false, ["C3"]], ["small", true, []]]
	_of(given, "C3") == {
		"party": "C3", "name": "Party C3", "status": "unsigned", "since": "2013-04-02", "by": "2013-04-30", "late": true,
		"words": "Not signed; late: due by 30 April 2013, waited for since 2 April 2013",
	}
}

test_not_late_on_the_last_day if {
	given := _asked(_but("C3", {"established": "2013-04-12"}))
	_of(given, "C3").by == "2013-05-10"
	not _of(given, "C3").late
	_of(given, "C3").words == "Not signed; due by 10 May 2013"
}

# Its signature counts once the established body signs again; until it is established it can't be late.
test_shadow_signature_counts_not_yet if {
	signed := {"version": 1, "rules": facts.rules, "time": "2013-04-05T10:00:00.000Z", "entry": 31}
	early := _asked(_but("A1", {"established": "2013-06-01", "signed": signed}))
	early.signing.in_force == "no"
	_of(early, "A1").status == "shadow"
	not _of(early, "A1").since
	_of(early, "A1").words == "Signed before it was established: it counts once the established body signs again and affirms; not a statutory body yet"
	later := _asked(_but("A1", {"established": "2013-05-01", "signed": signed}))
	_of(later, "A1").status == "shadow"
	_of(later, "A1").by == "2013-05-29"
	affirmed := _asked(_but("A1", {"established": "2013-05-01", "signed": object.union(signed, {"time": "2013-05-02T10:00:00.000Z"})}))
	_of(affirmed, "A1").status == "signed"
	affirmed.signing.in_force == "yes"
}

test_nobody_is_late_without_a_term if {
	terms := object.union(object.remove(_terms, ["establishment"]), {"establishment": {"clause": "2.2", "shadow_routes": []}})
	c3 := _of(_under(terms, _but("C3", {}), {}), "C3")
	c3.since == "2013-04-02"
	not c3.by
	not c3.late
	c3.words == "Not signed; waited for since 2 April 2013"
}

test_an_earlier_version if {
	old := {"signed": {"version": 1, "rules": "old", "time": "2013-04-09T10:00:00.000Z", "entry": 31}}
	all := _under(_terms, _but("C3", old), {})
	_of(all, "C3").status == "behind"
	all.signing.in_force == "part"
	each := _under(object.union(_terms, {"mou_amendment": {"signatures": "each"}}), _but("C3", old), {})
	each.signing.in_force == "yes"
}

test_whom_nothing_binds_need_not_sign if {
	terms := object.union(_terms, {"classes": {"clause": "3", "of": {"associate": ["C3"]}, "unbound": ["associate"], "votes": {}}})
	given := _under(terms, _but("C3", {}), {})
	given.signing.in_force == "yes"
	_of(given, "C3").words == "Nothing binds it, and it need not sign"
}

test_a_body_that_is_not_there_yet if {
	given := _asked(object.remove(facts.parties, ["D4"]))
	_of(given, "D4").name == "D4"
	_of(given, "D4").status == "unsigned"
	_of(given, "D4").words == "Not signed; not a statutory body yet"
}

test_no_version_yet if not _under(_terms, facts.parties, {"mou": {"version": 0}}).signing
