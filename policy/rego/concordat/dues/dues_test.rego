package concordat.dues_test

import data.concordat.main_test as facts

_owed := {
	"obligation": "T-2015-001/001", "decision": "T-2015-001", "payer": "A1", "payee": "B2", "clause": "7.2", "kind": "contribution",
	"pence": 10000, "status": "due", "paid": 4000, "received": 3000, "awaits": [], "effective": "2015-06-15",
}

_asked(kind, code, pence, more) := facts.admission(
	kind, facts.officer(code), code, {"obligation": "T-2015-001/001", "pence": pence, "on": "2015-07-01"},
	{"obligation": object.union(_owed, more)},
)

test_discharge[note] if {
	some note, case in {
		"the rest is paid": ["obligation.paid", "A1", 6000, {}],
		"the rest is received": ["obligation.received", "B2", 7000, {}],
		"what is overdue is paid": ["obligation.paid", "A1", 1, {"status": "overdue"}],
		"what is queried is paid": ["obligation.paid", "A1", 1, {"status": "queried"}],
		"what was paid is received although it has ended": ["obligation.received", "B2", 1000, {"status": "ended"}],
		"a successor pays": ["obligation.paid", "C3", 1, {"payer_now": "C3"}],
		"a successor receives": ["obligation.received", "C3", 1, {"payee_now": "C3"}],
		"what is paid is queried": ["obligation.queried", "B2", 1, {"status": "paid"}],
	}
	facts.ruling(_asked(case[0], case[1], case[2], case[3])) == {"allow": true}
}

test_refusals[note] if {
	some note, case in {
		"payment by neither": [["obligation.paid", "C3", 1, {}], "not-payer", "It is Party A1 that pays, and only its officer says so."],
		"payment by the payee": [["obligation.paid", "B2", 1, {}], "not-payer", "It is Party A1 that pays, and only its officer says so."],
		"receipt by neither": [["obligation.received", "C3", 1, {}], "not-payee", "What was paid is confirmed by an officer of the payee, Party B2."],
		"query by neither": [
			["obligation.queried", "C3", 1, {}], "not-payer-or-payee",
			"An amount is queried by an officer of the payer or of the payee: Party A1 or Party B2.",
		],
		"more than is owed": [
			["obligation.paid", "A1", 6001, {}], "more-than-owed",
			"T-2015-001/001 comes to £100.00, of which Party A1 has paid £40.00: at most £60.00 is left. If that was mistaken, state it again in its place; if the amount should be another, query the obligation.",
		],
		"more received than is owed": [
			["obligation.received", "B2", 7001, {}], "more-than-owed",
			"T-2015-001/001 comes to £100.00, of which Party B2 has received £30.00: at most £70.00 is left. If that was mistaken, state it again in its place; if the amount should be another, query the obligation.",
		],
		"what is paid, once more": [["obligation.paid", "A1", 1, {"status": "paid", "paid": 10000}], "more-than-owed", ""],
		"what awaits ratification": [
			["obligation.paid", "A1", 1, {"status": "awaiting", "awaits": ["C3", "D4"]}], "not-owed",
			"Nothing is owed by T-2015-001/001 until what it follows from is ratified by Party C3 and Party D4: have what it awaits recorded first.",
		],
		"what awaits a gate": [
			["obligation.paid", "A1", 1, {"status": "awaiting"}], "not-owed",
			"Nothing is owed by T-2015-001/001 until the decision that it follows from takes effect: have what it awaits recorded first.",
		],
		"what has ended": [
			["obligation.paid", "A1", 1, {"status": "ended"}], "not-owed",
			"T-2015-001/001 has ended: what it followed from stands no more, and nothing is owed by it.",
		],
		"more than was paid of what has ended": [["obligation.received", "B2", 1001, {"status": "ended"}], "not-owed", ""],
		"a duty that is received": [["obligation.received", "B2", 1, {"kind": "duty", "pence": 0}], "not-money", ""],
		"a duty": [["obligation.paid", "A1", 1, {"kind": "duty", "pence": 0}], "not-money", "T-2015-001/001 is a duty: it is not paid but done."],
	}
	ruling := facts.ruling(_asked(case[0][0], case[0][1], case[0][2], case[0][3]))
	some unmet in ruling.checks
	unmet.id == case[1]
	unmet.clause != ""
	case[2] in {unmet.explain, ""}
}

# £40.00 was mistaken: the payer has said nothing beside it.
_again := {"body": {"replaces": "abc"}, "obligation": {"paid": 0, "received": 0, "replaced": 4000}}

test_corrections[note] if {
	some note, case in {
		"more": ["obligation.paid", "A1", 10000, {}, true],
		"less": ["obligation.paid", "A1", 1, {}, true],
		"nothing": ["obligation.received", "B2", 0, {}, true],
		"more than is owed": ["obligation.paid", "A1", 10001, {}, false],
		"more received than is owed": ["obligation.received", "B2", 10001, {}, false],
		"less of what has ended": ["obligation.paid", "A1", 3999, {"status": "ended"}, true],
		"more of what has ended": ["obligation.paid", "A1", 4001, {"status": "ended"}, false],
		"less received of what has ended": ["obligation.received", "B2", 3999, {"status": "ended"}, true],
		"more received of what has ended": ["obligation.received", "B2", 4001, {"status": "ended"}, false],
		"by the other side": ["obligation.paid", "B2", 1, {}, false],
	}
	facts.ruling(object.union(_asked(case[0], case[1], case[2], case[3]), _again)).allow == case[4]
}

test_payment_before_it_was_owed[on] if {
	some on, ids in {"1900-01-01": ["discharged-before"], "2015-06-14": ["discharged-before"], "2015-06-15": []}
	some kind, code in {"obligation.paid": "A1", "obligation.received": "B2"}
	asked := _asked(kind, code, 1, {})
	ruling := facts.ruling(object.union(asked, {"body": {"on": on}}))
	[unmet.id | some unmet in object.get(ruling, "checks", [])] == ids
}

# A duty is not paid on any day: that alone is said of it.
test_duty_before_it_was_owed if {
	asked := _asked("obligation.paid", "A1", 1, {"kind": "duty", "pence": 0})
	ruling := facts.ruling(object.union(asked, {"body": {"on": "1900-01-01"}}))
	"not-money" in {unmet.id | some unmet in ruling.checks}
	not "discharged-before" in {unmet.id | some unmet in ruling.checks}
}

test_payment_tomorrow if {
	asked := _asked("obligation.paid", "A1", 1, {})
	ruling := facts.ruling(object.union(asked, {"body": {"on": "2015-07-02"}}))
	[[unmet.id, unmet.explain] | some unmet in ruling.checks] == [[
		"discharged-later", "What is stated is what was done, on a day that has come; 2 July 2015 has not.",
	]]
}

# Where the terms say nothing of payment, the clause is the one that bound the payer.
test_without_a_term_of_payment if {
	ruling := data.concordat.main.ruling with input as _asked("obligation.paid", "C3", 1, {}) with data.terms as object.remove(facts.terms, ["payment"])
	[[unmet.id, unmet.clause] | some unmet in ruling.checks] == [["not-payer", "7.2"]]
}

_duty := {
	"obligation": "T-2015-001/002", "decision": "T-2015-001", "payer": "A1", "payee": "", "clause": "9.2", "kind": "duty", "pence": 0, "status": "overdue", "awaits": [],
	"duty": {"every": "quarter", "next": "2015-06-30", "late": 1, "times": [
		{"due": "2015-03-31", "done": "2015-04-02", "late": true},
		{"due": "2015-06-30", "late": true},
		{"due": "2015-09-30", "late": false},
	]},
}

_done(code, body, more) := facts.admission(
	"duty.done", facts.officer(code), code, object.union({"obligation": "T-2015-001/002", "on": "2015-07-01"}, body),
	{"obligation": object.union(object.remove(_duty, object.keys(more)), more)},
)

test_duty_done[note] if {
	some note, asked in {
		"late": _done("A1", {"period": "2015-06-30"}, {}),
		"early": _done("A1", {"period": "2015-09-30"}, {}),
		"once": _done("A1", {}, {"duty": {"every": "once", "next": "2015-06-30", "times": [{"due": "2015-06-30"}]}}),
	}
	facts.ruling(asked) == {"allow": true}
}

test_duty_refused[note] if {
	some note, case in {
		"by another": [_done("B2", {"period": "2015-06-30"}, {}), "not-payer", "It is Party A1 that owes this duty, and only its officer says so."],
		"no time": [_done("A1", {}, {}), "duty-time", "T-2015-001/002 is not due then: the first time that it is not done is 30 June 2015."],
		"no such time": [_done("A1", {"period": "2015-05-31"}, {}), "duty-time", ""],
		"done already": [
			_done("A1", {"period": "2015-03-31"}, {}), "done-already",
			"What was due by 31 March 2015 was done on 2 April 2015: the first time that it is not done is 30 June 2015.",
		],
		"done altogether": [
			_done("A1", {}, {"duty": {"every": "once", "times": [{"due": "2015-06-30", "done": "2015-06-30"}]}, "status": "done"}), "done-already",
			"What was due by 30 June 2015 was done on 30 June 2015: it was done each time that it was due.",
		],
		"an amount": [
			facts.admission("duty.done", facts.officer("A1"), "A1", {"obligation": "T-2015-001/001", "on": "2015-07-01"}, {"obligation": _owed}), "not-a-duty",
			"T-2015-001/001 is an amount: it is not done but paid and received.",
		],
	}
	ruling := facts.ruling(case[0])
	some unmet in ruling.checks
	unmet.id == case[1]
	case[2] in {unmet.explain, ""}
}

_holds := {"party": "A1", "with": "B2", "year": "2014-15", "at": "year_end", "on": "2015-03-31", "holds": {"owes": 500, "owed": 200}, "status": "unstated", "pence": 0}

_stated(body, more) := facts.admission(
	"balance.stated", facts.officer("A1"), "A1", object.union({"with": "B2", "year": "2014-15", "at": "year_end", "owed": 200, "owing": 500}, body),
	{"balance": object.union(_holds, more)},
)

test_balance_stated if {
	facts.ruling(_stated({}, {})) == {"allow": true}
	facts.ruling(_stated({"owing": 600, "differs": "an invoice of March"}, {})) == {"allow": true}
}

test_balance_refused if {
	[[unmet.id, unmet.explain] | some unmet in facts.ruling(_stated({"owing": 600}, {})).checks] == [[
		"balance-differs",
		concat("", [
			"By what Party A1 has recorded, Party B2 owed it £2.00 on 31 March 2015 and it owed £5.00: ",
			"state the same, record what is missing, or say why the balance is another.",
		]),
	]]
	[[unmet.id, unmet.explain] | some unmet in facts.ruling(_stated({"owing": 600}, {"on": "2015-07-01"})).checks] == [[
		"balance-day", "A balance is stated once its day is over; 1 July 2015 is not.",
	]]
	[unmet.explain | some unmet in facts.ruling(_stated({"owing": 600}, {"prepaid": {"owed": 200, "owes": 100}})).checks] == [concat("", [
		"By what Party A1 has recorded, Party B2 owed it £2.00 on 31 March 2015 (of which £2.00 was paid before it was due) ",
		"and it owed £5.00 (of which £1.00 was paid before it was due): state the same, record what is missing, or say why the balance is another.",
	])]
	missing := facts.ruling(object.remove(_stated({}, {}), ["balance"]))
	[unmet.met | some unmet in missing.checks] == [false, false]

	# No clause is named where the agreement has none on payment.
	bare := data.concordat.main.ruling with input as _stated({"owing": 600}, {}) with data.terms as object.remove(facts.terms, ["payment"])
	bare.checks[0].clause == ""
}
