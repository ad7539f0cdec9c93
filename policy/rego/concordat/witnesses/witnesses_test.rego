package concordat.witnesses_test

import data.concordat.main
import data.concordat.main_test as facts

_term := {"clause": "10.3", "keys": 3, "parties": 2}

_terms := object.union(facts.terms, {"witnesses": _term, "offices": {"clause": "3.3"}, "officers": {"clause": "2.3"}})

_ruling(asked, terms) := answer if {
	answer := main.ruling with input as asked with data.terms as terms
}

_of(code) := {"name": "w.example", "key": "w.example+1+k", "thumbprint": sprintf("t-%s", [code]), "party": code, "from": "2015-06-01", "entry": 99}

_independent(n) := object.remove(_of(sprintf("%d", [n])), ["party"])

_named(author, code, body) := facts.admission("witness.named", author, code, object.union({"name": "w.example", "key": "w.example+1+k", "from": "2015-07-01"}, body), {})

_ended(author, code, on, witness) := facts.admission("witness.ended", author, code, {"key": "w.example+1+k", "on": on}, {"witness": witness})

_shown(code, body, more) := facts.admission("checkpoint.countersigned", facts.officer(code), code, object.union({"size": 90, "root": "r"}, body), more)

_meeting := {"meeting": "T-2015-M01", "stage": "called", "starts": "2015-07-01T08:00:00.000Z"}

test_taken[note] if {
	some note, asked in {
		"a party's own, by its officer": _named(facts.officer("A1"), "A1", {}),
		"from a later day": _named(facts.officer("A1"), "A1", {"from": "2015-08-01"}),
		"an independent one, by the secretary": _named(facts.secretary, "", {}),
		"ended by its party's officer, today": _ended(facts.officer("A1"), "A1", "2015-07-01", _of("A1")),
		"ended by the secretary": _ended(facts.secretary, "", "2015-07-02", _independent(1)),
		"countersigned between meetings": _shown("A1", {}, {}),
		"countersigned at a meeting": _shown("A1", {"meeting": "T-2015-M01"}, {"meeting": _meeting}),
		"countersigned after it": _shown("A1", {"meeting": "T-2015-M01"}, {"meeting": object.union(_meeting, {"stage": "ended"})}),
	}
	_ruling(asked, _terms) == {"allow": true}
}

test_refused[note] if {
	some note, case in {
		"a party's, by its board member": [
			_named(facts.holder("A1"), "A1", {}), "not-officer", "2.3",
			"The witness of Party A1 is named and ended by its own officer.",
		],
		"an independent one, by an officer": [
			_named(facts.officer("A1"), "", {}), "not-secretary", "3.3",
			"A witness of no party is named and ended by the secretary. Name the party whose witness it is.",
		],
		"from a day that is past": [
			_named(facts.officer("A1"), "A1", {"from": "2015-06-30"}), "in-the-past", "10.3",
			"A witness is named or ended for the day of the statement or later: what was cosigned before 1 July 2015 stays as it was.",
		],
		"ended for a day that is past": [
			_ended(facts.officer("A1"), "A1", "2015-06-30", _of("A1")), "in-the-past", "10.3",
			"A witness is named or ended for the day of the statement or later: what was cosigned before 1 July 2015 stays as it was.",
		],
		"another party's, ended": [
			_ended(facts.officer("B2"), "B2", "2015-07-01", _of("A1")), "not-own-witness", "10.3",
			"w.example is ended by an officer of Party A1.",
		],
		"a party's, ended by the secretary": [
			_ended(facts.secretary, "", "2015-07-01", _of("A1")), "not-own-witness", "10.3",
			"w.example is ended by an officer of Party A1.",
		],
		"an independent one, ended by an officer": [
			_ended(facts.officer("A1"), "A1", "2015-07-01", _independent(1)), "not-own-witness", "10.3",
			"w.example is ended by the secretary, for no party.",
		],
		"countersigned before the meeting": [
			_shown("A1", {"meeting": "T-2015-M01"}, {"meeting": object.union(_meeting, {"starts": "2015-07-02T08:00:00.000Z"})}), "not-begun", "10.3",
			"A checkpoint is countersigned for T-2015-M01 from its start at 9am on 2 July 2015, until its minutes are approved.",
		],
		"countersigned after the minutes": [
			_shown("A1", {"meeting": "T-2015-M01"}, {"meeting": object.union(_meeting, {"stage": "approved"})}), "not-begun", "10.3",
			"A checkpoint is countersigned for T-2015-M01 from its start at 9am on 1 July 2015, until its minutes are approved.",
		],
	}
	[asked, id, clause, explain] := case
	given := _ruling(asked, _terms)
	given.allow == false
	[[made.id, made.clause, made.explain] | some made in given.checks] == [[id, clause, explain]]
}

# Not even an officer countersigns for a party whose officer they are not, or with
# facts that are missing.
test_refused_whatever_else[note] if {
	some note, asked in {
		"another party's": _named(facts.officer("B2"), "A1", {}),
		"a party's, by the secretary": _named(facts.secretary, "A1", {}),
		"by a board member": facts.admission("checkpoint.countersigned", facts.holder("A1"), "A1", {"size": 90, "root": "r"}, {}),
		"of nothing": facts.admission("checkpoint.countersigned", facts.officer("A1"), "A1", {}, {}),
		"at a meeting that is not told": _shown("A1", {"meeting": "T-2015-M01"}, {}),
		"an end of no witness": facts.admission("witness.ended", facts.officer("A1"), "A1", {"key": "k", "on": "2015-07-01"}, {}),
		"a name from no day": facts.admission("witness.named", facts.officer("A1"), "A1", {"key": "k"}, {}),
	}
	given := _ruling(asked, _terms)
	given.allow == false
	count(given.checks) > 0
}

# Without the term a witness is named all the same, and the clause on offices stands in.
test_without_the_term if {
	without := object.remove(_terms, ["witnesses"])
	_ruling(_named(facts.secretary, "", {}), without) == {"allow": true}
	given := _ruling(_named(facts.secretary, "", {"from": "2015-06-30"}), without)
	given.checks[0].clause == "3.3"
	asked := _ruling(_cosigned([_of("A1"), _of("B2"), _of("C3")]), without)
	asked.allow == false
	[[made.id, made.explain] | some made in asked.checks] == [["no-threshold", "The agreement does not say how many witnesses a checkpoint needs."]]
}

_cosigned(by) := {"ask": "witnesses", "time": "2015-07-01T09:00:00.000Z", "cosigned": by}

# Distinct keys first, then distinct parties, never signatures.
test_enough[note] if {
	second := object.union(_of("A1"), {"thumbprint": "t-A1-second"})
	some note, case in {
		"nobody": [[], false, ["0 keys", "0 parties"], [false, false]],
		"three parties": [[_of("A1"), _of("B2"), _of("C3")], true, ["3 keys", "3 parties"], [true, true]],
		"two parties and an independent one": [[_of("A1"), _of("B2"), _independent(1)], true, ["3 keys", "2 parties"], [true, true]],
		"one party and two independent ones": [[_of("A1"), _independent(1), _independent(2)], false, ["3 keys", "1 party"], [true, false]],
		"two keys of one party": [[_of("A1"), second, _independent(1)], false, ["3 keys", "1 party"], [true, false]],
		"one key three times": [[_of("A1"), _of("A1"), _of("A1")], false, ["1 key", "1 party"], [false, false]],
		"two keys of two parties": [[_of("A1"), _of("B2")], false, ["2 keys", "2 parties"], [false, true]],
	}
	[by, enough, actual, met] := case
	given := _ruling(_cosigned(by), _terms)
	given.allow == enough
	given.threshold == {"clause": "10.3", "keys": 3, "parties": 2}
	[made.id | some made in given.checks] == ["keys", "parties"]
	[made.actual | some made in given.checks] == actual
	[made.met | some made in given.checks] == met
	[made.required | some made in given.checks] == ["3 keys", "2 parties"]
}

# What the engine is not told is nobody.
test_nobody_told if {
	given := _ruling({"ask": "witnesses", "time": "2015-07-01T09:00:00.000Z"}, _terms)
	given.allow == false
	given.checks[1].explain == "The checkpoint is cosigned by 0 parties; 2 are needed. Not met."
	one := _ruling(_cosigned([_of("A1")]), object.union(_terms, {"witnesses": {"clause": "10.3", "keys": 1, "parties": 1}}))
	one.allow
	one.checks[0].explain == "The checkpoint is cosigned by 1 key; 1 is needed. Met."
}
