package concordat.dues_test

import data.concordat.main_test as facts

_owed := {
	"obligation": "T-2015-001/001", "decision": "T-2015-001", "payer": "A1", "payee": "B2", "clause": "7.2", "kind": "contribution",
	"pence": 10000, "status": "due", "paid": 4000, "received": 3000, "awaits": [],
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
			"T-2015-001/001 comes to £100.00, of which Party A1 has paid £40.00: at most £60.00 is left. If the amount should be another, query the obligation.",
		],
		"more received than is owed": [
			["obligation.received", "B2", 7001, {}], "more-than-owed",
			"T-2015-001/001 comes to £100.00, of which Party B2 has received £30.00: at most £70.00 is left. If the amount should be another, query the obligation.",
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
		"a duty": [["obligation.paid", "A1", 1, {"kind": "duty", "pence": 0}], "not-money", "T-2015-001/001 is a duty: it is not paid but done."],
	}
	ruling := facts.ruling(_asked(case[0][0], case[0][1], case[0][2], case[0][3]))
	some unmet in ruling.checks
	unmet.id == case[1]
	unmet.clause != ""
	case[2] in {unmet.explain, ""}
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
