# METADATA
# title: Dues
# description: |
#   What may be stated of an obligation: that it was paid, received or queried, and
#   of a duty that it was done. It takes both sides to discharge one, each by its own
#   word. Nobody pays more than is owed, what is not owed yet, or tomorrow. Who stated
#   a payment or a receipt by mistake states it again in its place: what is owed is held
#   against what stands then, and less can be stated whatever has become of the
#   obligation. And what
#   two parties owe each other at month 9 and at the year's end, as each of them says:
#   who says another balance than the ledger holds says why.
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
	"obligation.paid": ["officer", "payer", "money_owed", "owed", "paid_within", "discharged_already", "discharged_since"],
	"obligation.received": ["officer", "payee", "money_owed", "owed_or_paid", "received_within", "discharged_already", "discharged_since"],
	"obligation.queried": ["officer", "payer_or_payee"],
	"duty.done": ["officer", "payer", "duty_owed", "owed", "duty_time", "duty_not_done", "discharged_already"],
	"balance.stated": ["officer", "balance_day_over", "balance_explained"],
}

_owed := input.obligation

_clause := data.terms.payment.clause if {
	data.terms.payment.clause
} else := _owed.clause if {
	_owed.clause
} else := ""

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
	"explain": sprintf("It is %s that %s, and only its officer says so.", [_name(_payer), _what_payer_does]),
}

_what_payer_does := "owes this duty" if {
	_owed.kind == "duty"
} else := "pays"

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

_stands if _owed.status in {"due", "overdue", "queried", "paid", "done"}

_passes["owed"] if _stands

_passes["owed"] if _lessens

# What takes the place of a mistaken statement, and says no more than that did.
_lessens if {
	input.body.replaces
	input.body.pence <= _owed.replaced
}

_reasons["owed"] := {
	"id": "not-owed",
	"required": "An obligation that is owed",
	"actual": _statuses[_owed.status],
	"explain": _why_not,
}

# What was paid while it was owed is received even if it is owed no more.
_passes["owed_or_paid"] if _stands

_passes["owed_or_paid"] if _received + input.body.pence <= _paid

_passes["owed_or_paid"] if _lessens

_reasons["owed_or_paid"] := _reasons.owed

_statuses := {"awaiting": "It awaits", "ended": "It has ended"}

_why_not := sprintf("Nothing is owed by %s until %s: have what it awaits recorded first.", [_owed.obligation, _until]) if {
	_owed.status == "awaiting"
} else := sprintf("%s has ended: what it followed from stands no more, and nothing is owed by it.", [_owed.obligation])

_until := sprintf("what it follows from is ratified by %s", [words.parties(object.get(input, "parties", {}), _owed.awaits)]) if {
	count(_owed.awaits) > 0
} else := "the decision that it follows from takes effect"

_passes["paid_within"] if _paid + input.body.pence <= _owed.pence

_passes["paid_within"] if _owed.kind == "duty" # which is refused as such

_reasons["paid_within"] := _beyond("paid", _payer, _paid)

_passes["received_within"] if _received + input.body.pence <= _owed.pence

_passes["received_within"] if _owed.kind == "duty"

_reasons["received_within"] := _beyond("received", _payee, _received)

_beyond(done, party, pence) := {
	"id": "more-than-owed",
	"required": sprintf("At most %s", [words.money(_owed.pence - pence)]),
	"actual": words.money(input.body.pence),
	"explain": sprintf("%s comes to %s, of which %s has %s %s: at most %s is left. If that was mistaken, state it again in its place; if the amount should be another, query the obligation.", [
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

# Money that moved before anything was owed discharged something else.
_passes["discharged_since"] if input.body.on >= _owed.effective

_passes["discharged_since"] if _owed.kind == "duty" # which is refused as such

_reasons["discharged_since"] := {
	"id": "discharged-before",
	"required": sprintf("A day from %s on", [words.date(_owed.effective)]),
	"actual": words.date(input.body.on),
	"explain": sprintf("%s is owed from %s: what was paid on %s was not paid of it. If it is to count, query the amount.", [
		_owed.obligation, words.date(_owed.effective), words.date(input.body.on),
	]),
}

# Duties.

_passes["duty_owed"] if _owed.kind == "duty"

_reasons["duty_owed"] := {
	"id": "not-a-duty",
	"required": "A duty",
	"actual": words.money(_owed.pence),
	"explain": sprintf("%s is an amount: it is not done but paid and received.", [_owed.obligation]),
}

_time := time if {
	not input.body.period
	_owed.duty.every == "once"
	time := _owed.duty.times[0]
} else := time if {
	some time in _owed.duty.times
	time.due == input.body.period
}

_passes["duty_time"] if _time

_reasons["duty_time"] := {
	"id": "duty-time",
	"required": sprintf("One of the times that it is due, %s", [_owed.duty.every]),
	"actual": _stated_time,
	"explain": sprintf("%s is not due then: %s.", [_owed.obligation, _next]),
}

_stated_time := words.date(input.body.period) if {
	input.body.period
} else := "None"

_next := sprintf("the first time that it is not done is %s", [words.date(_owed.duty.next)]) if {
	_owed.duty.next
} else := "it was done each time that it was due"

_passes["duty_not_done"] if {
	_time.due
	not _time.done
}

_reasons["duty_not_done"] := {
	"id": "done-already",
	"required": "A time that it is not done",
	"actual": words.date(_time.due),
	"explain": sprintf("What was due by %s was done on %s: %s.", [words.date(_time.due), words.date(_time.done), _next]),
}

# Balances.

_balance := input.balance

_passes["balance_day_over"] if _balance.on < _today

_reasons["balance_day_over"] := {
	"id": "balance-day",
	"required": sprintf("A day after %s", [words.date(_balance.on)]),
	"actual": words.date(_today),
	"explain": sprintf("A balance is stated once its day is over; %s is not.", [words.date(_balance.on)]),
}

_passes["balance_explained"] if {
	input.body.owed == _balance.holds.owed
	input.body.owing == _balance.holds.owes
}

_passes["balance_explained"] if {
	is_object(_balance.holds)
	count(input.body.differs) > 0
}

_passes["balance_explained"] if _balance.on >= _today # which is refused as such

_reasons["balance_explained"] := {
	"id": "balance-differs",
	"required": sprintf("Owed %s and owing %s, or why it is another", [words.money(_balance.holds.owed), words.money(_balance.holds.owes)]),
	"actual": sprintf("Owed %s and owing %s", [words.money(input.body.owed), words.money(input.body.owing)]),
	"explain": sprintf("By what %s has recorded, %s owed it %s on %s%s and it owed %s%s: state the same, record what is missing, or say why the balance is another.", [
		_name(input.party),
		_name(_balance.with),
		words.money(_balance.holds.owed),
		words.date(_balance.on),
		_ahead("owed"),
		words.money(_balance.holds.owes),
		_ahead("owes"),
	]),
}

# What was paid before it was due is owed back until then.
_ahead(side) := sprintf(" (of which %s was paid before it was due)", [words.money(_balance.prepaid[side])]) if {
	_balance.prepaid[side] > 0
} else := ""
