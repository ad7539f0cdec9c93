package concordat.outturns_test

import data.concordat.main
import data.concordat.main_test as facts

_terms := object.union(facts.terms, {
	"pool": {"clause": "7.1"},
	"shares": {"clause": "7.2", "by": ["equal"], "base": {"recurrent_only": false, "of": "opening"}},
	"overspend": {"clause": "8.2", "steps": [{"to": "parties", "by": "contribution", "cap": {"num": 1, "den": 10}, "lift": true}]},
	"underspend": {"clause": "8.3", "steps": [{"to": "parties", "by": "contribution"}]},
	"accounts": {"clause": "8.11", "overspend_days": 5},
})

_contribution(party, pence) := {
	"obligation": "T-2015-001/001", "party": party, "line": "1", "pence": pence, "recurrent": true, "capital": false, "in": "cash",
	"due": "2015-04-15", "status": "discharged", "paid": pence, "received": pence,
}

_year := {
	"decision": "T-2015-001", "entry": 100, "host": "A1", "host_type": "council", "parties": ["A1", "B2"],
	"lines": [{"line": "1", "what": "A line", "pence": 100000000, "variable": true}],
	"contributions": [_contribution("A1", 60000000), _contribution("B2", 40000000)], "changes": [], "virements": [], "reports": [],
	"notices": [], "lifted": [], "outturns": [], "settlements": [], "agreed": [],
}

_outturn(pence, managed) := {
	"fund": "equipment", "year": "2015-16", "stage": "provisional", "source": "a test",
	"lines": [object.union({"line": "1", "pence": pence}, {"managed": m | some m in [managed]; m > 0})],
}

_admitted(terms, kind, code, body, more) := answer if {
	given := {"year": "2015-16", "fund": {"fund": "equipment", "function": "service", "years": {"2015-16": object.union(_year, more)}}, "outturn": object.union(body, {"entry": 150})}
	asked := facts.admission(kind, facts.officer(code), code, body, given)
	answer := main.ruling with input as asked with data.terms as terms
}

_refused(kind, code, body, more) := [c.id | some c in _admitted(_terms, kind, code, body, more).checks]

test_outturn_by_the_host if _admitted(_terms, "outturn.stated", "A1", _outturn(105000000, 0), {}) == {"allow": true}

test_outturn_by_another_party if {
	_refused("outturn.stated", "B2", _outturn(105000000, 0), {}) == ["not-host"]
	_refused("fund.reported", "B2", _report, {}) == ["not-host"]
}

_report := {"fund": "equipment", "lines": [{"line": "1", "spend": 2500, "high": 100000}]}

test_report if _admitted(_terms, "fund.reported", "A1", _report, {}) == {"allow": true}

test_only_an_officer if {
	given := {"year": "2015-16", "fund": {"fund": "equipment", "function": "service", "years": {"2015-16": _year}}, "outturn": _outturn(105000000, 0)}
	asked := facts.admission("outturn.stated", facts.holder("A1"), "A1", _outturn(105000000, 0), given)
	ruling := main.ruling with input as asked with data.terms as _terms
	[c.id | some c in ruling.checks] == ["not-officer"]
}

test_managed_is_part_of_what_is_left if {
	_admitted(_terms, "outturn.stated", "A1", _outturn(96000000, 4000000), {}) == {"allow": true}
	ruling := _admitted(_terms, "outturn.stated", "A1", _outturn(96000000, 4000001), {})
	[c.actual | some c in ruling.checks] == ["line 1: £40,000.01"]
}

test_outturn_that_can_not_be_settled if {
	_refused("outturn.stated", "A1", _outturn(105000000, 0), {"contributions": [_contribution("A1", 0)]}) == ["nothing-to-weigh"]
	_refused("outturn.stated", "A1", _outturn(105000000, 0), {"lines": []}) == ["line-unknown"]
}

# lawinsider.com/clause/overspend, 11.1: within 5 working days. 25 December 2015 was a
# Friday, the 28th a substitute for Boxing Day.
test_notice_of_an_overspend[known] if {
	some known, by in {"2015-11-02": "2015-11-09", "2015-12-23": "2016-01-04"}
	_admitted(_terms, "overspend.notified", "B2", {"known": known}, {}) == {"allow": true, "dates": {"by": by}}
}

test_notice_without_a_clock if {
	_admitted(object.remove(_terms, ["accounts"]), "overspend.notified", "A1", {"known": "2015-11-02"}, {"parties": ["B2"]}) == {"allow": true}
}

test_notice_by_a_stranger if _refused("overspend.notified", "C3", {"known": "2015-11-02"}, {}) == ["no-part"]

# Notice of 20 June 2014 with twelve months to run: it takes part to 20 June 2015.
test_who_has_left[note] if {
	some note, case in {
		"knew of it later": ["overspend.notified", {"known": "2015-06-21"}, ["Party B2 takes no part in the fund equipment on 21 June 2015: it has left."]],
		"lifts a cap": ["cap.lifted", {"pence": 1000}, ["Party B2 takes no part in the fund equipment on 1 July 2015: it has left."]],
		"knew of it before": ["overspend.notified", {"known": "2015-06-20"}, []],
	}
	parties := object.union(facts.parties, {"B2": object.union(facts.party("B2"), {"leaving": [{"function": "service", "notified": "2014-06-20T10:00:00.000Z", "entry": 90}]})})
	given := {"year": "2015-16", "fund": {"fund": "equipment", "function": "service", "years": {"2015-16": _year}}, "parties": parties}
	asked := facts.admission(case[0], facts.officer("B2"), "B2", case[1], given)
	ruling := main.ruling with input as asked with data.terms as object.union(_terms, {"leaving": {"clause": "12.5", "months": 12}})
	[c.explain | some c in object.get(ruling, "checks", [])] == case[2]
}

test_cap_lifted if {
	_admitted(_terms, "cap.lifted", "B2", {"pence": 1000}, {}) == {"allow": true}
	_refused("cap.lifted", "C3", {"pence": 1000}, {}) == ["no-part"]
	_refused("cap.lifted", "B2", {"pence": 1000}, {"outturns": [{"entry": 120}]}) == ["outturn-stated"]
}

# A consent is within what the party's governing body lets it spend.
test_consent_within_authority[note] if {
	some note, case in {
		"within": [facts.authority("B2"), 1000, [], true],
		"beyond": [
			object.union(facts.authority("B2"), {"spend": {"action": 999, "year": 5000, "life": 9000}}), 1000,
			["No authority of Party B2 for spending over £9.99 in one action since 1 October 2014, and with this it comes to £10.00; its officer can record one. Have its governing body approve it: record an authority that leaves room for it, and then the consent, or consent to less."],
			false,
		],
		"none": [
			object.union(facts.authority("B2"), {"types": ["procedural"]}), 1000,
			["No authority of Party B2 covers this; its officer can record one. Have its governing body approve it: record an authority that leaves room for it, and then the consent, or consent to less."],
			false,
		],
	}
	given := {"year": "2015-16", "fund": {"fund": "equipment", "function": "service", "years": {"2015-16": _year}}}
	asked := facts.admission("cap.lifted", facts.officer("B2"), "B2", {"pence": case[1]}, given)
	party := object.union(object.remove(facts.parties.B2, ["authorities"]), {"authorities": [case[0]]})
	ruling := main.ruling with input as object.union(asked, {"parties": {"B2": party}}) with data.terms as _terms
	[c.explain | some c in object.get(ruling, "checks", [])] == case[2]
	ruling.allow == case[3]
}

# Until an overspend is notified a consent may be put right; after it only more is given.
test_consent_is_kept[pence] if {
	some pence, kept in {999: false, 1000: true, 1001: true}
	given := {"lifted": [{"party": "A1", "pence": 5000, "entry": 110}, {"party": "B2", "pence": 1000, "entry": 111}]}
	_admitted(_terms, "cap.lifted", "B2", {"pence": pence}, given) == {"allow": true}
	noticed := object.union(given, {"notices": [{"entry": 120}]})
	_admitted(_terms, "cap.lifted", "B2", {"pence": pence}, noticed).allow == kept
	[c.explain | some c in object.get(_admitted(_terms, "cap.lifted", "B2", {"pence": pence}, noticed), "checks", [])] == [said |
		said := "An overspend of the fund equipment for 2015-16 was notified: from then on Party B2 may consent to more than £10.00, and not to less."
		kept == false
	]
}

test_no_cap_to_lift[name] if {
	some name, step in {"no lift": {"to": "host", "cap": {"pence": 1}}, "no cap": {"to": "host", "lift": true}}
	terms := object.union(_terms, {"overspend": {"steps": [step]}})
	ruling := _admitted(terms, "cap.lifted", "B2", {"pence": 1000}, {})
	[c.id | some c in ruling.checks] == ["no-cap"]
	ruling.checks[0].clause == "8.2"
}
