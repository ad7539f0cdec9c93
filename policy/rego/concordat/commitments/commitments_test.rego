package concordat.commitments_test

import data.concordat.main
import data.concordat.main_test as facts

_lead := {
	"decision": "T-2015-001", "function": "service", "party": "A1", "limit": {"action": 10000, "year": 20000, "life": 30000},
	"from": "2015-04-01", "entry": 60, "type": "lead", "route": "joint_committee",
	"used": [{"function": "service", "year": "2015-16", "spend": 12000, "loss": 0}],
	"borne": {"B2": [{"function": "service", "year": "2014-15", "spend": 500, "loss": 0}, {"function": "service", "year": "2015-16", "spend": 1000, "loss": 0}]},
}

_terms := object.union(facts.terms, {
	"lead": {"clause": "9.1"}, "limits": {"clause": "8.1"}, "authority": {"clause": "8.2"},
	"contract": {"clause": "5.9", "form": "coordinating"},
})

_asked(code, body, more) := facts.admission(
	"commitment.made", facts.officer(code), code, object.union({"function": "service", "what": "Two more beds", "year": "2015-16", "pence": 8000}, body),
	object.union({"leads": [_lead]}, more),
)

_ruling(asked, terms) := answer if {
	answer := main.ruling with input as asked with data.terms as terms
}

_each(limits) := object.union(_terms, {"lead": {"clause": "9.1", "per_associate": limits}})

test_committed if {
	_ruling(_asked("A1", {}, {}), _terms) == {"allow": true}
	_ruling(_asked("A1", {"by": {"A1": 4000, "B2": 4000}}, {}), _each({"action": 4000, "year": 5000, "life": 5500})) == {"allow": true}
	_ruling(_asked("A1", {"by": {"B2": 8000}}, {}), _each({"action": 8000})) == {"allow": true}
	_ruling(_asked("A1", {}, {}), _each({"action": 1})) == {"allow": true} # of the others, and the lead bears it all
}

# A party whose authority leaves less than the lead's limits.
_short := {"B2": object.union(facts.parties.B2, {"commitments": [{"function": "service", "year": "2015-16", "spend": 59999000, "loss": 0}]})}

_nothing_approved := {"B2": object.union(facts.parties.B2, {"authorities": []})}

_of_b2 := {"by": {"A1": 4000, "B2": 4000}}

test_refused[note] if {
	some note, case in {
		"by another than the lead": [
			_asked("B2", {}, {}), _terms, "not-lead", "9.1",
			"Only the lead for service commits for it: that is Party A1 on 1 July 2015.",
		],
		"without a lead": [
			_asked("A1", {}, {"leads": []}), _terms, "not-lead", "9.1",
			"Only the lead for service commits for it: there is none on 1 July 2015; a motion appoints one.",
		],
		"for a year that is over": [
			_asked("A1", {"year": "2014-15"}, {}), _terms, "year-out-of-time", "9.1",
			"Party A1 commits for this year and for later ones in which it leads. State the year in which the money is spent.",
		],
		"for a year after its time": [
			_asked("A1", {"year": "2017-18"}, {"leads": [object.union(_lead, {"until": "2017-03-31"})]}), _terms, "year-out-of-time", "9.1",
			"Party A1 commits for this year and for later ones in which it leads. State the year in which the money is spent.",
		],
		"under a shared contract": [
			_asked("A1", {}, {"leads": [object.union(_lead, {"route": "contract"})]}), _terms, "prior-approval", "5.9",
			"Under a shared contract all approve beforehand and one rejection stops it: the lead commits nothing alone. Move a motion.",
		],
		"for one that takes no part": [
			_asked("A1", {"by": {"A1": 4000, "E5": 4000}}, {}), _terms, "takes-no-part", "9.1",
			"Nobody pays for a function that it did not join: E5 takes no part in service.",
		],
		"for two that take no part": [
			_asked("A1", {"by": {"E5": 4000, "F6": 4000}}, {}), _terms, "takes-no-part", "9.1",
			"Nobody pays for a function that it did not join: E5 and F6 take no part in service.",
		],
		"beyond one action": [_asked("A1", {"pence": 10001}, {"leads": [object.union(_lead, {"used": []})]}), _terms, "delegated-limit", "9.1", concat(" ", [
			"Party A1 may commit at most £100.00 for one action; with this it has committed £100.01.",
			"Move a motion: what is beyond its limits is the board's to decide.",
		])],
		"beyond the year": [_asked("A1", {"pence": 8001}, {}), _terms, "delegated-limit", "9.1", concat(" ", [
			"Party A1 may commit at most £200.00 for 2015-16; with this it has committed £200.01.",
			"Move a motion: what is beyond its limits is the board's to decide.",
		])],
		"beyond one action of an associate": [
			_asked("A1", _of_b2, {}), _each({"action": 3999}), "associate-limit", "9.1",
			"Party A1 may commit at most £39.99 of any other party for one action; with this it has committed £40.00 of Party B2. Move a motion.",
		],
		"beyond a year of an associate": [
			_asked("A1", _of_b2, {}), _each({"year": 4999}), "associate-limit", "9.1",
			"Party A1 may commit at most £49.99 of any other party for 2015-16; with this it has committed £50.00 of Party B2. Move a motion.",
		],
		"beyond all of an associate": [
			_asked("A1", _of_b2, {}), _each({"life": 5499}), "associate-limit", "9.1",
			"Party A1 may commit at most £54.99 of any other party for its whole life; with this it has committed £55.00 of Party B2. Move a motion.",
		],
		"beyond what an associate approved": [
			_asked("A1", _of_b2, {"parties": object.union(facts.parties, _short)}), _terms, "own-authority", "8.1",
			"No authority of Party B2 for spending over £600,000.00 a year since 1 October 2014, and with this it comes to £600,030.00; its officer can record one. Move a motion, so that its governing body can ratify.",
		],
		"without an associate's approval": [
			_asked("A1", _of_b2, {"parties": object.union(facts.parties, _nothing_approved)}), _terms, "own-authority", "8.1",
			"No authority of Party B2 covers this; its officer can record one. Move a motion, so that its governing body can ratify.",
		],
	}
	ruling := _ruling(case[0], case[1])
	ruling.allow == false
	some unmet in ruling.checks
	[unmet.id, unmet.clause, unmet.explain] == [case[2], case[3], case[4]]
}

# Where there is no lead that alone is said.
test_without_a_lead if {
	ruling := _ruling(_asked("A1", {}, {"leads": []}), _terms)
	[unmet.id | some unmet in ruling.checks] == ["not-lead"]
}

test_nothing_missing_passes[fact] if {
	some fact in ["body", "author", "leads", "parties", "party", "time"]
	ruling := _ruling(object.remove(_asked("A1", {}, {}), [fact]), _terms)
	ruling.allow == false
}
