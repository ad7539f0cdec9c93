package concordat.agreement_test

import data.concordat.main
import data.concordat.main_test as facts

_terms := object.union(object.remove(facts.terms, ["call_in", "disputes", "expiry", "extension", "functions", "gates", "joining", "lapse", "leaving", "merger", "mou_amendment", "review"]), {
	"functions": {
		"service": {"title": "A service", "parties": facts.codes},
		"scheme": {"title": "Scheme S", "parties": ["A1", "B2", "C3"], "until": "2027-03-31"},
	},
	"motions": object.union(facts.terms.motions, {"types": {
		"statement": {"routes": ["joint_committee"], "needs": [], "may": []},
		"adoption": {"routes": ["joint_committee"], "needs": ["amends"], "may": []},
		"voting_rights": {"routes": ["joint_committee"], "needs": ["rights"], "may": []},
		"prolongation": {"routes": ["joint_committee"], "needs": ["prolongs"], "may": []},
		"reconfiguration": {"routes": ["joint_committee"], "needs": [], "may": []},
	}}),
	"mou_amendment": {"clause": "1.1", "answers_needed": true},
	"joining": {"clause": "1.1"},
	"merger": {"clause": "1.1", "seats": "one", "counts": "rebase"},
	"leaving": {"clause": "1.1", "months": 12, "not_before_end": true},
	"gates": {"clause": "1.1", "gates": {
		"involvement": {"title": "Public involvement", "types": ["reconfiguration"], "before": "opening"},
		"scrutiny": {"title": "Scrutiny", "types": ["reconfiguration"], "before": "effect", "by": ["chair", "secretary"]},
	}},
	"call_in": {"clause": "1.1", "by": ["Secretary of State"], "months": 6, "days": 28},
	"lapse": {"clause": "1.1", "days": 90},
	"extension": {"clause": "1.1", "days": 7},
	"expiry": {"clause": "1.1", "on": "2028-03-31"},
	"disputes": {"clause": "1.1", "ladders": {"only": {"title": "Ladder", "steps": [
		{"step": "officers", "title": "Officers", "days": 10, "unit": "working"},
		{"step": "chairs", "title": "Chairs", "days": 10, "unit": "working"},
	]}}},
	"impact": object.union(facts.terms.impact, {"types": []}),
})

_ruling(asked) := answer if {
	answer := main.ruling with input as asked with data.terms as _terms with data.parties as {"parties": [{"code": "E5", "name": "Party E5", "type": "icb"}]}
}

_draft := {
	"id": "draft-1", "version": 2, "title": "Version 2", "rules": "bbbbbbbb", "time": "2015-05-01T09:00:00.000Z", "entry": 60,
	"positions": {code: {"draft": "draft-1", "position": "agree"} | some code in facts.codes},
}

_amends := {"draft": "draft-1", "version": 2, "rules": "bbbbbbbb"}

_text(more) := object.union(
	{
		"motion": "T-2015-001", "title": "A motion", "text": ["That something be done."], "lapses": "2015-09-29",
		"type": "statement", "route": "joint_committee", "function": "service",
	},
	more,
)

_noticed(more) := {"time": "2015-07-08T09:00:00.000Z", "motion": object.union(facts.noticed, more)}

_roll := roll if {
	roll := main.ruling.roll with input as {"ask": "roll", "time": "2015-07-08T09:00:00.000Z", "motion": facts.noticed, "parties": facts.parties}
		with data.terms as _terms
}

_opening(more) := object.union(
	{
		"motion": "T-2015-001", "title": "A motion", "text": "text-1", "notice": "notice-1", "rules": facts.rules,
		"closes": "2015-07-15T17:00:00.000Z", "roll": _roll,
	},
	more,
)

_notice(more) := object.union({"motion": "T-2015-001", "text": "text-1", "opens": "2015-07-07T09:00:00.000Z", "closes": "2015-07-15T17:00:00.000Z"}, more)

_resolution := {"ref": "GB-9", "on": "2015-06-30"}

_leaving(notices) := {"parties": object.union(facts.parties, {"B2": object.union(facts.party("B2"), {"leaving": notices})})}

_notified := {"function": "service", "notified": "2015-05-01T09:00:00.000Z", "effective": "2016-05-01", "entry": 70}

_interest := {"id": "i-1", "person": "p-A1", "nature": "financial", "known": "2014-01-01", "rulings": []}

_gate(id) := {"motion": "T-2015-001", "gate": id, "evidence": {"title": "A report", "sha256": "cccc"}, "on": "2015-06-30"}

_of_service(more) := {"motion": object.union(facts.draft, object.union({"type": "reconfiguration"}, more))}

_decision := {
	"decision": "T-2015-001", "outcome": "carried", "time": "2015-06-15T17:00:00.000Z", "entry": 80,
	"parties": [{"party": "A1", "bound": "by_vote"}, {"party": "B2", "bound": "on_ratification"}, {"party": "C3", "bound": "not_bound"}], "ratified": {},
}

_letter := {"title": "A letter", "sha256": "dddd"}

_direction := {"decision": "T-2015-001", "by": "Secretary of State", "ref": "D-1", "on": "2015-06-30", "ends": "2015-12-30", "evidence": _letter}

_released := {"decision": "T-2015-001", "how": "released", "ref": "D-2", "on": "2015-06-30"}

_retaken := object.union(_released, {"how": "retaken", "evidence": _letter})

_called_in := object.union(_decision, {"called_in": "Secretary of State"})

_steps := [{"step": "officers", "due": "2015-07-15T22:59:59.999Z"}, {"step": "chairs", "due": "2015-07-29T22:59:59.999Z"}]

_raised(more) := object.union({"dispute": "A1-D1", "with": ["B2"], "about": "T-2015-001", "matter": "What it costs.", "steps": _steps}, more)

_dispute := {"dispute": "A1-D1", "with": ["B2"], "by": "A1", "step": "officers", "settled": {"B2": "Paid by half."}}

_ends := {"dispute": "A1-D1", "how": "Paid by half."}

_joins := {"code": "E5", "name": "Party E5", "type": "icb", "officer": {"person": "o-E5"}}

_merges(more) := object.union({"parties": ["A1", "B2"], "into": {"code": "M9", "name": "Party M9", "type": "ccg"}, "on": "2015-07-01", "source": "SI 2015/1"}, more)

_prolongs(until) := {"type": "prolongation", "prolongs": {"function": "scheme", "until": until}}

_rights := {"parties": ["C3", "D4"], "from": "2015-09-01", "until": "2016-08-31"}

_sound := {
	"draft by the secretary": ["mou.drafted", facts.secretary, "", {"version": 2, "title": "Version 2", "rules": "bbbbbbbb"}, {}],
	"draft by an officer": ["mou.drafted", facts.officer("A1"), "A1", {"version": 2, "title": "Version 2", "rules": "bbbbbbbb"}, {}],
	"agreement to a draft": ["draft.answered", facts.officer("A1"), "A1", {"draft": "draft-1", "position": "agree"}, {"draft": _draft}],
	"agreement subject to a change": ["draft.answered", facts.officer("A1"), "A1", {"draft": "draft-1", "position": "agree_subject_to", "subject_to": "Clause 2."}, {"draft": _draft}],
	"objection": ["draft.answered", facts.officer("A1"), "A1", {"draft": "draft-1", "position": "object", "subject_to": "It costs."}, {"draft": _draft}],
	"motion to adopt": ["motion.moved", facts.chair, "", _text({"type": "adoption", "amends": _amends}), {"draft": _draft}],
	"motion to give votes": ["motion.moved", facts.chair, "", _text({"type": "voting_rights", "rights": _rights}), {}],
	"motion to prolong": ["motion.moved", facts.chair, "", _text(_prolongs("2028-03-31")), {}],
	"motion": ["motion.moved", facts.chair, "", _text({}), {}],
	"amended motion": ["motion.amended", facts.holder("A1"), "A1", _text({"lapses": "2015-08-30"}), {"motion": facts.draft}],
	"notice with a later close": ["notice.given", facts.secretary, "", _notice({"extends": "2015-07-22T17:00:00.000Z"}), {"motion": facts.draft}],
	"opening": ["motion.opened", facts.secretary, "", _opening({}), _noticed({})],
	"opening with a later close": [
		"motion.opened", facts.secretary, "", _opening({"extends": "2015-07-22T17:00:00.000Z"}),
		_noticed({"notice": object.union(facts.noticed.notice, {"extends": "2015-07-22T17:00:00.000Z"})}),
	],
	"opening in time": ["motion.opened", facts.secretary, "", _opening({}), _noticed({"lapses": "2015-07-08"})],
	"opening past its gate": ["motion.opened", facts.secretary, "", _opening({}), _noticed({"type": "reconfiguration", "gates": [{"gate": "involvement", "on": "2015-06-01", "entry": 60}]})],
	"opening of a motion to adopt": ["motion.opened", facts.secretary, "", _opening({}), object.union({"draft": _draft}, _noticed({"type": "adoption", "amends": _amends}))],
	"opening of a motion to prolong": ["motion.opened", facts.secretary, "", _opening({}), _noticed(_prolongs("2028-03-31"))],
	"a party joins": ["party.joined", facts.secretary, "", {"joins": _joins}, {}],
	"two parties merge": ["party.merged", facts.secretary, "", _merges({}), {}],
	"notice to leave": ["leaving.notified", facts.officer("B2"), "B2", {"function": "service", "effective": "2016-07-01", "resolution": _resolution}, {}],
	"notice to leave a scheme": ["leaving.notified", facts.officer("B2"), "B2", {"function": "scheme", "effective": "2027-03-31", "resolution": _resolution}, _leaving([_notified])],
	"notice to leave all": ["leaving.notified", facts.officer("B2"), "B2", {"function": "*", "effective": "2027-03-31", "resolution": _resolution}, {}],
	"notice taken back": ["leaving.withdrawn", facts.officer("B2"), "B2", {"function": "service", "resolution": _resolution}, _leaving([_notified])],
	"interest ended": ["interest.ended", facts.holder("A1"), "", {"interest": "i-1", "on": "2015-06-30"}, {"interest": _interest}],
	"gate before opening": ["gate.passed", facts.secretary, "", _gate("involvement"), _of_service({})],
	"gate before effect": ["gate.passed", facts.chair, "", _gate("scrutiny"), _of_service({"status": "decided"})],
	"call-in": ["decision.called_in", facts.secretary, "", _direction, {"decision": _decision}],
	"call-in stated by the chair": ["decision.called_in", facts.chair, "", _direction, {"decision": _decision}],
	"call-in ended": ["call_in.ended", facts.secretary, "", _released, {"decision": _called_in}],
	"call-in ended by a decision taken anew": ["call_in.ended", facts.officer("A1"), "A1", _retaken, {"decision": _called_in}],
	"a merger stated by one of those that merge": ["party.merged", facts.officer("A1"), "A1", _merges({}), {}],
	"an officer states that a party joins": ["party.joined", facts.officer("A1"), "A1", {"joins": _joins}, {}],
	"dispute about a decision": ["dispute.raised", facts.officer("A1"), "A1", _raised({}), {"decision": _decision}],
	"dispute about an obligation": [
		"dispute.raised", facts.officer("A1"), "A1", _raised({"about": "T-2015-001/001"}),
		{"decision": _decision, "obligation": {"payer": "A1", "payee": "B2", "status": "assumed"}},
	],
	"dispute settled in other words than before": [
		"dispute.settled", facts.officer("A1"), "A1", _ends,
		{"dispute": object.union(_dispute, {"settled": {"A1": "Paid in full."}})},
	],
	"dispute settled": ["dispute.settled", facts.officer("A1"), "A1", _ends, {"dispute": _dispute}],
	"dispute settled by a successor": ["dispute.settled", facts.officer("M9"), "M9", _ends, object.union({"dispute": _dispute}, _merged)],
	"dispute with a successor about a decision": ["dispute.raised", facts.officer("A1"), "A1", _raised({"with": ["M9"]}), object.union({"decision": _decision}, _merged)],
	"dispute by a successor about an obligation": [
		"dispute.raised", facts.officer("M9"), "M9", _raised({"about": "T-2015-001/001", "with": ["A1"]}),
		object.union({"decision": _decision, "obligation": {"payer": "A1", "payee": "B2", "payee_now": "M9", "status": "assumed"}}, _merged),
	],
}

# B2 has become M9.
_merged := {"parties": object.union(facts.parties, {
	"B2": object.union(facts.party("B2"), {"merged": {"into": "M9", "on": "2015-06-01", "entry": 120}}),
	"M9": object.union(facts.party("M9"), {"successor": ["B2"]}),
})}

_asked(case) := facts.admission(case[0], case[1], case[2], case[3], case[4])

test_allowed[note] if {
	some note, case in _sound
	_ruling(_asked(case)) == {"allow": true}
}

# Where a term says what becomes of contributions, what leaving comes to is settled.
test_leaving_is_settled[contributions] if {
	some contributions, dates in {"by_day": {"dates": {"settles": "2016-07-01"}}, "due": {"dates": {"settles": "2016-07-01"}}, "else": {}}
	terms := object.union(_terms, {"leaving": {"contributions": contributions}})
	answer := main.ruling with input as _asked(_sound["notice to leave"]) with data.terms as terms
	answer == object.union({"allow": true}, dates)
}

_refused := {
	"draft by the chair": ["draft by the secretary", {"author": facts.chair}, "may-not-draft"],
	"draft for another party": ["draft by an officer", {"party": "B2"}, "may-not-draft"],
	"draft of a later version": ["draft by the secretary", {"body": {"version": 3}}, "version"],
	"answer to a draft of before": ["agreement to a draft", {"mou": object.union(facts.mou, {"version": 2})}, "stale"],
	"answer to another draft": ["agreement to a draft", {"body": {"draft": "draft-0", "position": "agree"}}, "stale"],
	"answer by the secretary": ["agreement to a draft", {"author": facts.secretary}, "not-officer"],
	"objection without a reason": ["objection", {"body": {"draft": "draft-1", "position": "object"}}, "position"],
	"no such answer": ["objection", {"body": {"draft": "draft-1", "position": "shrug", "subject_to": "It costs."}}, "position"],
	"motion to adopt other rules": ["motion to adopt", {"body": _text({"type": "adoption", "amends": object.union(_amends, {"rules": "cccccccc"})})}, "stale"],
	"motion to adopt by a function of a few": ["motion to adopt", {"body": _text({"type": "adoption", "amends": _amends, "function": "scheme"})}, "not-of-all"],
	"opening of a motion to adopt by a function of a few": ["opening of a motion to adopt", _noticed({"type": "adoption", "amends": _amends, "function": "scheme"}), "not-of-all"],
	"motion to adopt what is no draft": ["motion to adopt", {"draft": {}}, "stale"],
	"adoption in a statement": ["motion to adopt", {"body": _text({"amends": _amends})}, "motion-parts"],
	"adoption of nothing": ["motion to adopt", {"body": _text({"type": "adoption"})}, "motion-parts"],
	"votes for nobody": ["motion to give votes", {"body": _text({"type": "voting_rights", "rights": object.union(_rights, {"parties": []})})}, "voting-rights"],
	"votes for a stranger": ["motion to give votes", {"body": _text({"type": "voting_rights", "rights": object.union(_rights, {"parties": ["Z9"]})})}, "voting-rights"],
	"votes that end before they start": ["motion to give votes", {"body": _text({"type": "voting_rights", "rights": object.union(_rights, {"until": "2015-08-31"})})}, "voting-rights"],
	"prolonging to a day that has passed": ["motion to prolong", {"body": _text(_prolongs("2015-06-30"))}, "prolonging"],
	"prolonging what has no end": ["motion to prolong", {"body": _text({"type": "prolongation", "prolongs": {"function": "service", "until": "2028-03-31"}})}, "prolonging"],
	"prolonging what has ended": ["motion to prolong", {"functions": {"scheme": {"until": "2015-06-30", "decision": "T-2014-001"}}}, "prolonging"],
	"motion with another lapse": ["motion", {"body": _text({"lapses": "2015-09-30"})}, "lapse"],
	"motion without its lapse": ["motion", {"body": object.remove(_text({}), ["lapses"])}, "lapse"],
	"amended motion with more time": ["amended motion", {"body": _text({})}, "lapse"],
	"notice with another later close": ["notice with a later close", {"body": _notice({"extends": "2015-07-23T17:00:00.000Z"})}, "extension"],
	"opening without the later close": ["opening with a later close", {"body": _opening({})}, "stale"],
	"opening with a later close of its own": ["opening", {"body": _opening({"extends": "2015-07-22T17:00:00.000Z"})}, "stale"],
	"opening too late": ["opening in time", _noticed({"lapses": "2015-07-07"}), "lapsed"],
	"opening after the end": ["opening", {"time": "2028-04-01T09:00:00.000Z"}, "expired"],
	"opening before its gate": ["opening past its gate", _noticed({"type": "reconfiguration"}), "gate"],
	"opening before all have answered": ["opening of a motion to adopt", {"draft": object.union(object.remove(_draft, ["positions"]), {"positions": {"A1": {"position": "agree"}}})}, "draft-unanswered"],
	"opening of a motion to adopt what is no draft": ["opening of a motion to adopt", {"draft": {}}, "draft-unanswered"],
	"opening of a motion to prolong what ends before the close": [
		"opening of a motion to prolong",
		{"functions": {"scheme": {"until": "2015-07-14", "decision": "T-2014-001"}}}, "prolonging",
	],
	"a stranger joins": ["a party joins", {"body": {"joins": object.union(_joins, {"name": "Party F6"})}}, "not-named"],
	"a party joins by the word of a chair": ["a party joins", {"author": facts.chair}, "may-not-admit"],
	"a party joins by itself": ["a party joins", {"author": facts.officer("E5"), "party": "E5", "parties": object.union(facts.parties, {"E5": object.union(facts.party("A1"), {"code": "E5"})})}, "may-not-admit"],
	"a party joins by the word of one that has not signed": ["an officer states that a party joins", {"parties": object.union(object.remove(facts.parties, ["A1"]), {"A1": object.remove(facts.party("A1"), ["signed"])})}, "may-not-admit"],
	"a merger stated by another party": ["a merger stated by one of those that merge", {"author": facts.officer("C3"), "party": "C3"}, "may-not-merge"],
	"call-in stated by one that it does not bind": ["call-in", {"author": facts.officer("C3"), "party": "C3"}, "may-not-record"],
	"call-in stated by a chair since": ["call-in", {"author": facts.person("p-chair", [{"role": "chair", "entry": 90}])}, "may-not-record"],
	"call-in too late": ["call-in", {"time": "2015-07-14T09:00:00.000Z"}, "call-in-time"],
	"call-in without end": ["call-in", {"body": object.remove(_direction, ["ends"])}, "call-in-end"],
	"call-in with a later end": ["call-in", {"body": object.union(_direction, {"ends": "2015-12-31"})}, "call-in-end"],
	"call-in that has ended": ["call-in", {"body": object.union(_direction, {"on": "2014-12-30", "ends": "2015-06-30"})}, "call-in-end"],
	"call-in without its paper": ["call-in", {"body": object.remove(_direction, ["evidence"])}, "evidence"],
	"taken anew without its paper": ["call-in ended by a decision taken anew", {"body": object.remove(_retaken, ["evidence"])}, "evidence"],
	"a merger without a source": ["two parties merge", {"body": _merges({"source": ""})}, "merger"],
	"a merger into one of them": ["two parties merge", {"body": _merges({"into": {"code": "A1", "name": "Party A1", "type": "ccg"}})}, "merger"],
	"a merger to come": ["two parties merge", {"body": _merges({"on": "2015-07-02"})}, "later"],
	"leaving by a body that has merged": ["notice to leave", _merged, "merged"],
	"leaving too soon": ["notice to leave", {"body": {"function": "service", "effective": "2016-06-30", "resolution": _resolution}}, "leaving-date"],
	"leaving a scheme before its end": ["notice to leave a scheme", {"body": {"function": "scheme", "effective": "2016-07-01", "resolution": _resolution}}, "leaving-date"],
	"leaving twice": ["notice to leave", _leaving([_notified]), "leaving"],
	"leaving what has been left": ["notice to leave", _leaving([object.union(_notified, {"notified": "2014-05-01T09:00:00.000Z"})]), "leaving"],
	"leaving what one is not in": ["notice to leave a scheme", {"author": facts.officer("D4"), "party": "D4"}, "leaving"],
	"leaving without a resolution": ["notice to leave", {"body": {"function": "service", "effective": "2016-07-01", "resolution": {"ref": "GB-9", "on": "2015-07-02"}}}, "resolution-date"],
	"taking back no notice": ["notice taken back", {"parties": facts.parties}, "not-leaving"],
	"taking back a notice that took effect": ["notice taken back", _leaving([object.union(_notified, {"notified": "2014-05-01T09:00:00.000Z"})]), "not-leaving"],
	"another's interest": ["interest ended", {"author": facts.holder("B2")}, "not-own-interest"],
	"interest ended tomorrow": ["interest ended", {"body": {"interest": "i-1", "on": "2015-07-02"}}, "interest-ended"],
	"interest ended twice": ["interest ended", {"interest": object.union(_interest, {"ended": "2015-01-01"})}, "interest-ended"],
	"no such gate": ["gate before opening", {"body": _gate("bridge")}, "gate"],
	"gate of another type": ["gate before opening", {"motion": facts.draft}, "gate"],
	"gate by an officer": ["gate before opening", {"author": facts.officer("A1")}, "may-not-record"],
	"gate before opening after it": ["gate before opening", _of_service({"status": "decided"}), "gate-time"],
	"gate of a motion withdrawn": ["gate before effect", _of_service({"status": "withdrawn"}), "gate-time"],
	"gate twice": ["gate before opening", _of_service({"gates": [{"gate": "involvement", "on": "2015-06-01", "entry": 60}]}), "gate-time"],
	"gate to come": ["gate before opening", {"body": object.union(_gate("involvement"), {"on": "2015-07-02"})}, "later"],
	"call-in by nobody in particular": ["call-in", {"body": object.union(_direction, {"by": "A newspaper"})}, "may-not-call-in"],
	"call-in of what was not carried": ["call-in", {"decision": object.union(_decision, {"outcome": "not_carried"})}, "call-in"],
	"call-in twice": ["call-in", {"decision": object.union(_decision, {"called_in": "retaken"})}, "call-in"],
	"call-in before the decision": ["call-in", {"body": object.union(_direction, {"on": "2015-06-14"})}, "call-in"],
	"call-in to come": ["call-in", {"body": object.union(_direction, {"on": "2015-07-02"})}, "later"],
	"end of no call-in": ["call-in ended", {"decision": _decision}, "not-called-in"],
	"end of a call-in that ended": ["call-in ended", {"decision": object.union(_decision, {"called_in": "retaken"})}, "not-called-in"],
	"no such end": ["call-in ended", {"body": {"decision": "T-2015-001", "how": "forgotten", "on": "2015-06-30"}}, "call-in"],
	"dispute of one who has no part": ["dispute about a decision", {"author": facts.officer("D4"), "party": "D4"}, "not-a-party-to-it"],
	"dispute with one who has no part": ["dispute about an obligation", {"body": _raised({"about": "T-2015-001/001", "with": ["C3"]})}, "not-a-party-to-it"],
	"dispute with oneself": ["dispute about a decision", {"body": _raised({"with": ["A1", "B2"]})}, "not-a-party-to-it"],
	"dispute with less time": ["dispute about a decision", {"body": _raised({"steps": [{"step": "officers", "due": "2015-07-14T22:59:59.999Z"}, _steps[1]]})}, "dispute-steps"],
	"dispute without steps": ["dispute about a decision", {"body": _raised({"steps": []})}, "dispute-steps"],
	"settled by a stranger": ["dispute settled", {"author": facts.officer("C3"), "party": "C3"}, "not-in-dispute"],
	"settled already": ["dispute settled", {"dispute": object.union(_dispute, {"how": "So.", "settled": {"A1": "So.", "B2": "So."}})}, "settled"],
}

test_refused[note] if {
	some note, case in _refused
	asked := _asked(_sound[case[0]])
	ruling := _ruling(object.union(object.remove(asked, object.keys(case[1])), case[1]))
	ruling.allow == false
	some unmet in ruling.checks
	unmet.id == case[2]
	unmet.clause != ""
	every made in ruling.checks {
		made.met == false
	}
}

# Of a gate that is not there nothing is said but that.
test_no_recorder_of_no_gate if {
	ruling := _ruling(object.union(_asked(_sound["gate before opening"]), {"body": _gate("bridge")}))
	{unmet.id | some unmet in ruling.checks} == {"gate"}
}

_alike(author, entry) := {"person": author.person, "party": object.get(author, "party", ""), "roles": author.roles, "entry": entry}

_a1 := _alike(facts.officer("A1"), 100)

_secretary := _alike(facts.secretary, 101)

_merging_into(code) := _merges({"into": {"code": code, "name": sprintf("Party %s", [code]), "type": "ccg"}})

# What several state alike takes effect with the last word that is needed.
test_takes_effect[note] if {
	some note, case in {
		"both that merge": [["party.merged", facts.officer("B2"), "B2", _merges({}), {"alike": [_a1]}], true],
		"both, and the secretary": [["party.merged", facts.officer("B2"), "B2", _merges({}), {"alike": [_secretary, _a1]}], true],
		"one of two": [["party.merged", facts.officer("B2"), "B2", _merges({}), {}], false],
		"one of two and the secretary": [["party.merged", facts.secretary, "", _merges({}), {"alike": [_a1]}], false],
		"both, not the party that succeeds them": [["party.merged", facts.officer("B2"), "B2", _merging_into("C3"), {"alike": [_a1]}], false],
		"both and the party that succeeds them": [["party.merged", facts.officer("B2"), "B2", _merging_into("C3"), {"alike": [_a1, _alike(facts.officer("C3"), 102)]}], true],
		"joining by the secretary and an officer": [["party.joined", facts.officer("A1"), "A1", {"joins": _joins}, {"alike": [_secretary]}], true],
		"joining by an officer and the secretary": [["party.joined", facts.secretary, "", {"joins": _joins}, {"alike": [_a1]}], true],
		"joining by two officers": [["party.joined", facts.officer("B2"), "B2", {"joins": _joins}, {"alike": [_a1]}], false],
		"joining by the secretary": [["party.joined", facts.secretary, "", {"joins": _joins}, {}], false],
		"joining by a secretary who is an officer": [["party.joined", facts.secretary, "", {"joins": _joins}, {"alike": [object.union(_a1, {"person": "p-sec"})]}], false],
		"call-in by the secretary": [["decision.called_in", facts.secretary, "", _direction, {"decision": _decision}], false],
		"call-in by the secretary and the chair": [["decision.called_in", facts.chair, "", _direction, {"decision": _decision, "alike": [_secretary]}], true],
		"call-in by the secretary and an officer": [["decision.called_in", facts.officer("A1"), "A1", _direction, {"decision": _decision, "alike": [_secretary]}], true],
		"call-in by an officer and the secretary": [["decision.called_in", facts.secretary, "", _direction, {"decision": _decision, "alike": [_a1]}], true],
		"call-in by two officers": [["decision.called_in", facts.officer("B2"), "B2", _direction, {"decision": _decision, "alike": [_a1]}], false],
		"call-in by the secretary and a chair since": [["decision.called_in", facts.secretary, "", _direction, {"decision": _decision, "alike": [_alike(facts.person("x", [{"role": "chair", "entry": 90}]), 102)]}], false],
		"end by the secretary": [["call_in.ended", facts.secretary, "", _retaken, {"decision": _called_in}], false],
		"end by the secretary and the chair": [["call_in.ended", facts.chair, "", _retaken, {"decision": _called_in, "alike": [_secretary]}], true],
	}
	ruling := _ruling(_asked(case[0]))
	ruling == object.union_n([{"allow": true}, {"effect": true | case[1]}])
}

test_every_case_of_effect_is_tried if count(test_takes_effect) == 19

# The text of an amendment moved at a meeting is judged where it stands.
test_of_text_at_a_meeting[note] if {
	some note, case in {
		"amends_sound": {"type": "adoption", "amends": object.union(_amends, {"rules": "cccccccc"})},
		"rights_sound": {"rights": object.union(_rights, {"parties": ["Z9"]})},
		"prolongs_sound": _prolongs("2015-06-30"),
		"lapse_right": {"lapses": "2099-12-31"},
	}
	asked := {"kind": "amendment.moved", "time": "2015-07-01T09:00:00.000Z", "parties": facts.parties, "mou": facts.mou, "draft": _draft, "motion": facts.draft}
	bad := object.union(asked, {"body": {"to": _text(case)}})
	not data.concordat.agreement.passes(note) with input as bad with data.terms as _terms
	good := object.union(asked, {"body": {"to": _text({"lapses": "2015-08-30"})}})
	data.concordat.agreement.passes(note) with input as good with data.terms as _terms
	nothing := object.union(asked, {"body": {}})
	not data.concordat.agreement.passes(note) with input as nothing with data.terms as _terms
}

# What the terms leave out can't be stated.
test_nothing_beyond_the_terms[note] if {
	some note, removed in {
		"draft by the secretary": "mou_amendment",
		"a party joins": "joining",
		"two parties merge": "merger",
		"notice to leave": "leaving",
		"gate before opening": "gates",
		"call-in": "call_in",
		"dispute about a decision": "disputes",
		"notice with a later close": "extension",
		"motion": "lapse",
	}
	asked := _asked(_sound[note])
	ruling := main.ruling with input as asked with data.terms as object.remove(_terms, [removed])
	ruling.allow == false
	count(ruling.checks) > 0
}

test_answers_only_where_the_term_asks_for_them if {
	asked := object.union(object.remove(_asked(_sound["opening of a motion to adopt"]), ["draft"]), {"draft": object.union(object.remove(_draft, ["positions"]), {"positions": {}})})
	ruling := main.ruling with input as asked with data.terms as object.union(_terms, {"mou_amendment": {"answers_needed": false}})
	ruling == {"allow": true}
}

# Where a mover may set a last day, it lies within the term, and none need be set.
test_a_lapse_of_ones_own if {
	term := {"clause": "1.1", "most_days": 90}
	terms := object.union(object.remove(_terms, ["lapse"]), {"lapse": term})
	asked := _asked(_sound.motion)
	every body in [_text({}), _text({"lapses": "2015-07-01"}), object.remove(_text({}), ["lapses"])] {
		fine := main.ruling with input as object.union(object.remove(asked, ["body"]), {"body": body}) with data.terms as terms
		fine == {"allow": true}
	}
	every lapses in ["2015-06-30", "2015-09-30", "soon"] {
		bad := main.ruling with input as object.union(asked, {"body": {"lapses": lapses}}) with data.terms as terms
		bad.checks[0].explain == "A motion may state the last day on which it may be opened, up to 90 days after it was first moved."
	}
}

test_leaving_in_words if {
	asked := object.union(_asked(_sound["notice to leave a scheme"]), {"body": {"effective": "2016-07-01"}})
	[unmet.explain | some unmet in _ruling(asked).checks] == ["Notice given on 1 July 2015 takes effect on 31 March 2027: 12 months later at the earliest, and not before what it is about ends."]
}

# A fund is made up of contributions by all that take part (s14Z3(5)): when one of
# them has left, what was moved with its share in it is not opened as it stands.
test_what_remains_is_tested_again if {
	pool := {"host": "A1", "year": "2016-17", "lines": [{
		"what": "A service", "pence": 400, "kind": "cash", "recurrent": true, "capital": false, "due": "2016-10-01",
		"share": {"by": "fixed", "amounts": {code: 100 | some code in facts.codes}},
	}]}
	motion := object.union(facts.noticed, {"pool": pool, "notice": {"opens": "2016-07-08T09:00:00.000Z", "closes": "2016-07-15T17:00:00.000Z"}})
	asked := object.union(_asked(["motion.opened", facts.secretary, "", _opening({}), _leaving([_notified])]), {"time": "2016-07-08T09:00:00.000Z", "motion": motion})
	"contribution-missing" in {unmet.id | some unmet in _ruling(asked).checks}
	all_in := object.union(asked, {"parties": {"B2": {"leaving": []}}})
	not "contribution-missing" in {unmet.id | some unmet in _ruling(all_in).checks}
}

# Hands are shown on the day of the meeting, which is the day of the decision.
test_prolonging_at_a_meeting if {
	asked := {"time": "2015-07-08T12:00:00.000Z", "meeting": {"starts": "2015-07-08T09:00:00.000Z"}, "motion": _prolongs("2028-03-31"), "body": {}}
	data.concordat.agreement.passes("still_prolongs") with input as asked with data.terms as _terms
	late := object.union(asked, {"functions": {"scheme": {"until": "2015-07-07", "decision": "T-2014-001"}}})
	not data.concordat.agreement.passes("still_prolongs") with input as late with data.terms as _terms
}

test_no_lapse_where_the_terms_have_none if {
	asked := _asked(_sound.motion)
	without := object.union(object.remove(asked, ["body"]), {"body": object.remove(_text({}), ["lapses"])})
	ruling := main.ruling with input as without with data.terms as object.remove(_terms, ["lapse"])
	ruling == {"allow": true}
}
