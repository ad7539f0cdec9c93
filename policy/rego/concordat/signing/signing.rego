# METADATA
# title: Signing
# description: |
#   Who has signed the agreement as it stands, who is late, and since when, and in
#   which functions it is in force: where all that take part are bound, so that what
#   binds may be put to the vote. It reads facts and changes none. Term establishment:
#   `sign_days`, how many days a party has to sign, from when the version was opened
#   for signature or from its own establishment, whichever is later. Nothing follows
#   from being late but that it is shown; where the term says nothing, nobody is.
package concordat.signing

import data.concordat.calendar
import data.concordat.parties
import data.concordat.seats
import data.concordat.words

# METADATA
# title: Answer
# description: Each party that takes part in anything, in order of code, and each function that has not ended.
ruling := {"allow": true, "signing": {
	"in_force": _in_force,
	"clause": _terms.establishment.clause,
	"words": _words_of[_in_force],
	"parties": [_of_party(code) | some code in _codes],
	"functions": _functions,
}} if {
	input.mou.version > 0
	count(_codes) > 0
}

_terms := data.terms

_day := calendar.london_day(input.time)

_codes := sort({code | some function in _running; some code in parties.participants(function, _day)})

_running := [function | some function, _ in _terms.functions; not _ended(function)]

_ended(function) if parties.last_day(function) < _day

_functions := [{"function": function, "title": _terms.functions[function].title, "in_force": count(waiting) == 0, "waiting": waiting} |
	some function in _running
	waiting := [code | some code in parties.participants(function, _day); not _ready(code)]
]

_in_force := "yes" if {
	every function in _functions {
		function.in_force
	}
} else := "part" if {
	some function in _functions
	function.in_force
} else := "no"

_words_of := {
	"yes": "In force: what binds may be put to the vote in every function.",
	"part": "In force in part: what binds is decided only in functions whose parties have all signed.",
	"no": "Not in force: nothing that binds is put to the vote before all that take part have signed.",
}

_ready(code) if seats.ready(code, _fact[code], input.mou.rules, _day, _terms)

# A party that the terms list and that is not there yet has nothing but its code.
_fact[code] := object.get(input.parties, code, {"code": code, "name": code}) if some code in _codes

_status[code] := _status_of(code) if some code in _codes

_status_of(code) := "unbound" if {
	seats.unbound(code, object.get(_terms, "classes", {}))
	seats.established(_fact[code], _day)
} else := "signed" if {
	data.mou.signed(_fact[code], _day)
	_fact[code].signed.rules == input.mou.rules
} else := "behind" if {
	data.mou.signed(_fact[code], _day)
} else := "shadow" if {
	_fact[code].signed.version
} else := "unsigned"

# Since when a party is waited for; none that is not established can be late.
_since(code) := max({calendar.london_day(input.mou.adopted), _fact[code].established}) if {
	not _status[code] in {"signed", "unbound"}
	seats.established(_fact[code], _day)
}

_by(code) := calendar.after(_since(code), _terms.establishment.sign_days)

_late(code) if _by(code) < _day

_of_party(code) := object.union_n([
	{"party": code, "name": _fact[code].name, "status": _status[code], "words": _party_words(code)},
	{"since": since | since := _since(code)},
	{"by": by | by := _by(code)},
	{"late": true | _late(code)},
])

_party_words(code) := concat("", [_said[_status[code]], _when(code)])

_said := {
	"unbound": "Nothing binds it, and it need not sign",
	"signed": "Signed",
	"behind": "Signed an earlier version, not this one",
	"shadow": "Signed before it was established: it counts once the established body signs again and affirms",
	"unsigned": "Not signed",
}

_when(code) := sprintf(" on %s", [words.date(calendar.london_day(_fact[code].signed.time))]) if {
	_status[code] == "signed"
} else := sprintf("; late: due by %s, waited for since %s", [words.date(_by(code)), words.date(_since(code))]) if {
	_late(code)
} else := sprintf("; due by %s", [words.date(_by(code))]) if {
	_by(code)
} else := sprintf("; waited for since %s", [words.date(_since(code))]) if {
	_since(code)
} else := "" if {
	_status[code] == "unbound"
} else := "; not a statutory body yet"
