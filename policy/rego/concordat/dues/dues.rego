# METADATA
# title: Dues
# description: |
#   What may be stated of an obligation: that it was paid, received or queried. It
#   takes both sides to discharge one, each by its own word. Nobody pays more than
#   is owed, what is not owed yet, or tomorrow.
package concordat.dues

import data.concordat.calendar
import data.concordat.check
import data.concordat.words

# METADATA
# title: Passes
# description: Holds when the statement in the input passes the check of that name.
passes(name) if _passes[name]

# METADATA
# title: Reason
# description: The unmet check of that name, in words.
reason(name) := check.unmet(object.union({"clause": _clause}, _reasons[name]))

# METADATA
# title: Checks of a statement
# description: The checks that a statement of each kind about an obligation must pass.
requires := {
	"obligation.paid": ["officer", "payer", "money_owed", "owed", "paid_within", "discharged_already"],
	"obligation.received": ["officer", "payee", "money_owed", "owed_or_paid", "received_within", "discharged_already"],
	"obligation.queried": ["officer", "payer_or_payee"],
}

_owed := input.obligation

_clause := data.terms.payment.clause if {
	data.terms.payment.clause
} else := _owed.clause

_today := calendar.london_day(input.time)

_name(code) := words.party(object.get(input, "parties", {}), code)

# Since a merger the successor pays and is paid.
_payer := object.get(_owed, "payer_now", _owed.payer)

_payee := object.get(_owed, "payee_now", _owed.payee)

_paid := object.get(_owed, "paid", 0)

_received := object.get(_owed, "received", 0)

_passes["payer"] if _payer == input.party

_reasons["payer"] := {
	"id": "not-payer",
	"required": _name(_payer),
	"actual": _name(input.party),
	"explain": sprintf("It is %s that pays, and only its officer says so.", [_name(_payer)]),
}

_passes["payee"] if _payee == input.party

_reasons["payee"] := {
	"id": "not-payee",
	"required": _name(_payee),
	"actual": _name(input.party),
	"explain": sprintf("What was paid is confirmed by an officer of the payee, %s.", [_name(_payee)]),
}

_passes["payer_or_payee"] if input.party in {_payer, _payee}

_reasons["payer_or_payee"] := {
	"id": "not-payer-or-payee",
	"required": sprintf("%s or %s", [_name(_payer), _name(_payee)]),
	"actual": _name(input.party),
	"explain": sprintf("An amount is queried by an officer of the payer or of the payee: %s or %s.", [_name(_payer), _name(_payee)]),
}

_passes["money_owed"] if _owed.pence > 0

_reasons["money_owed"] := {
	"id": "not-money",
	"required": "An amount",
	"actual": "A duty",
	"explain": sprintf("%s is a duty: it is not paid but done.", [_owed.obligation]),
}

_stands if _owed.status in {"due", "overdue", "queried", "paid"}

_passes["owed"] if _stands

_reasons["owed"] := {
	"id": "not-owed",
	"required": "An obligation that is owed",
	"actual": _statuses[_owed.status],
	"explain": _why_not,
}

# What was paid while it was owed is received even if it is owed no more.
_passes["owed_or_paid"] if _stands

_passes["owed_or_paid"] if _received + input.body.pence <= _paid

_reasons["owed_or_paid"] := _reasons.owed

_statuses := {"awaiting": "It awaits", "ended": "It has ended"}

_why_not := sprintf("Nothing is owed by %s until %s: have what it awaits recorded first.", [_owed.obligation, _until]) if {
	_owed.status == "awaiting"
} else := sprintf("%s has ended: what it followed from stands no more, and nothing is owed by it.", [_owed.obligation])

_until := sprintf("what it follows from is ratified by %s", [words.parties(object.get(input, "parties", {}), _owed.awaits)]) if {
	count(_owed.awaits) > 0
} else := "the decision that it follows from takes effect"

_passes["paid_within"] if _paid + input.body.pence <= _owed.pence

_reasons["paid_within"] := _beyond("paid", _payer, _paid)

_passes["received_within"] if _received + input.body.pence <= _owed.pence

_reasons["received_within"] := _beyond("received", _payee, _received)

_beyond(done, party, pence) := {
	"id": "more-than-owed",
	"required": sprintf("At most %s", [words.money(_owed.pence - pence)]),
	"actual": words.money(input.body.pence),
	"explain": sprintf("%s comes to %s, of which %s has %s %s: at most %s is left. If the amount should be another, query the obligation.", [
		_owed.obligation,
		words.money(_owed.pence),
		_name(party),
		done,
		words.money(pence),
		words.money(_owed.pence - pence),
	]),
}

_passes["discharged_already"] if input.body.on <= _today

_reasons["discharged_already"] := {
	"id": "discharged-later",
	"required": sprintf("A day up to %s", [words.date(_today)]),
	"actual": words.date(input.body.on),
	"explain": sprintf("What is stated is what was done, on a day that has come; %s has not.", [words.date(input.body.on)]),
}
