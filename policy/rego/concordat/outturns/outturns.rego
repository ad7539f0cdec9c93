# METADATA
# title: What is stated of a fund
# description: |
#   Checks of outturns, notices of an overspend and consents to bear more
#   than a cap.
#
#   Terms: accounts {overspend_days}, the working days after the day on which an
#   overspend was known in which it is notified; a later notice is recorded as late.
#   A consent to bear more than a cap is given before any outturn, and once an overspend
#   is notified it is not lessened. It is held to what the party's governing body has
#   approved for a pooled fund: its limits on what it spends for one action, in the year
#   and in all, beside what decisions cost it.
package concordat.outturns

import data.concordat.authority
import data.concordat.calendar
import data.concordat.check
import data.concordat.parties
import data.concordat.settlement
import data.concordat.words

# METADATA
# title: Passes
# description: Holds when the statement in the input passes the check of that name.
passes(name) if _passes[name]

# METADATA
# title: Reason
# description: The unmet check of that name, in words.
reason(name) := check.unmet(_reasons[name])

# METADATA
# title: Checks of a statement
# description: The checks that each statement about what a fund came to must pass.
requires := {
	"outturn.stated": ["officer", "host_of_fund", "managed_is_left", "can_be_settled"],
	"overspend.notified": ["officer", "part_of_fund"],
	"cap.lifted": ["officer", "part_of_fund", "cap_lifts", "before_outturn", "consent_kept", "consent_in_authority"],
}

# METADATA
# title: Dates of a notice
# description: Of a notice of an overspend the last day on which it was in time, by the term accounts.
effect := {"dates": {"by": by}} if {
	input.kind == "overspend.notified"
	by := calendar.after_working_days(input.body.known, _terms.accounts.overspend_days)
} else := {}

_terms := data.terms

_year := input.fund.years[input.year]

_party := words.party(object.get(input, "parties", {}), object.get(input, "party", "The party"))

_passes["host_of_fund"] if input.party == _year.host

_reasons["host_of_fund"] := {
	"id": "not-host",
	"clause": _terms.pool.clause,
	"required": sprintf("An officer of %s, which hosts the fund", [words.party(input.parties, _year.host)]),
	"actual": sprintf("Of %s", [_party]),
	"explain": sprintf("What a fund came to is stated by its host, %s.", [words.party(input.parties, _year.host)]),
}

_passes["part_of_fund"] if {
	input.party in ({party | some party in _year.parties} | {_year.host})
	not _has_left
}

# Who has left lifts no cap and notifies nothing that became known after.
_has_left if parties.gone(input.party, input.fund.function, _spoken_of)

_spoken_of := input.body.known if {
	input.kind == "overspend.notified"
} else := calendar.london_day(input.time)

_reasons["part_of_fund"] := {
	"id": "no-part",
	"clause": _terms.pool.clause,
	"required": sprintf("One of %s", [words.parties(input.parties, _year.parties)]),
	"actual": _party,
	"explain": sprintf("%s takes no part in the fund %s%s.", [_party, input.fund.fund, _since_leaving]),
}

_since_leaving := sprintf(" on %s: it has left", [words.date(_spoken_of)]) if {
	_has_left
} else := ""

# What management action saved is part of what is left of the line.
_passes["managed_is_left"] if {
	every line in input.outturn.lines {
		_within(line)
	}
}

_within(line) if object.get(line, "managed", 0) == 0

_within(line) if line.managed <= 0 - settlement.difference[line.line]

_reasons["managed_is_left"] := {
	"id": "managed-more-than-left",
	"clause": _terms.pool.clause,
	"required": "Of each line no more by management action than is left of it",
	"actual": concat("; ", [sprintf("line %s: %s", [line.line, words.money(line.managed)]) | some line in input.outturn.lines; not _within(line)]),
	"explain": "What management action saved is part of what is left of a line, and can't be more.",
}

_passes["can_be_settled"] if count(settlement.faults) == 0

_reasons["can_be_settled"] := settlement.faults[min(object.keys(settlement.faults))]

_passes["cap_lifts"] if {
	some step in settlement.over_steps
	step.lift == true
	step.cap
}

_reasons["cap_lifts"] := {
	"id": "no-cap",
	"clause": settlement.over_clause,
	"required": "A cap that a party may lift",
	"actual": "None",
	"explain": "By this agreement no cap on what a party bears is lifted by its consent.",
}

# What others spend in reliance on a consent is not put back on them once it is known.
_passes["consent_kept"] if count(_year.notices) == 0

_passes["consent_kept"] if input.body.pence >= _consented

_consented := sum([lifted.pence | some lifted in _year.lifted; lifted.party == input.party])

_reasons["consent_kept"] := {
	"id": "consent-taken-back",
	"clause": settlement.over_clause,
	"required": sprintf("At least %s, to which it has consented", [words.money(_consented)]),
	"actual": words.money(input.body.pence),
	"explain": sprintf("An overspend of the fund %s for %s was notified: from then on %s may consent to more than %s, and not to less.", [input.fund.fund, input.year, _party, words.money(_consented)]),
}

# An officer consents to no more than its governing body lets be spent.
_passes["consent_in_authority"] if {
	some matter in _consent_matters
	facts := input.parties[input.party]
	given := data.mou.authority(facts.authorities, matter, facts.commitments)
	limit := authority.tightest(given, matter, facts.commitments)
	data.mou.within_limits(given, limit) == "within"
}

# A fund is decided on by a motion of a type that may set one up.
_consent_matters := [matter |
	some type, of in _terms.motions.types
	"pool" in array.concat(object.get(of, "needs", []), object.get(of, "may", []))
	matter := {"function": input.fund.function, "type": type, "day": _today, "cost": [{"year": input.year, "spend": input.body.pence, "loss": 0}]}
]

_today := calendar.london_day(input.time)

_reasons["consent_in_authority"] := {
	"id": "consent-beyond-authority",
	"clause": _terms.limits.clause,
	"required": sprintf("Authority of %s for pooled funds of %s, with room for %s in %s", [_party, input.fund.function, words.money(input.body.pence), input.year]),
	"actual": _consent_room,
	"explain": sprintf("%s. Have its governing body approve it: record an authority that leaves room for it, and then the consent, or consent to less.", [_consent_room]),
}

# Of the types by which the fund may be decided on the first.
_consent_room := authority.lacking(_party, given, facts.authorities, matter, limit) if {
	facts := input.parties[input.party]
	matter := _consent_matters[0]
	given := data.mou.authority(facts.authorities, matter, facts.commitments)
	limit := authority.tightest(given, matter, facts.commitments)
} else := authority.lacking(_party, {}, input.parties[input.party].authorities, _consent_matters[0], {})

_passes["before_outturn"] if count(_year.outturns) == 0

_reasons["before_outturn"] := {
	"id": "outturn-stated",
	"clause": settlement.over_clause,
	"required": "Consent before any outturn of the year is stated",
	"actual": sprintf("%s", [words.counted(count(_year.outturns), "outturn was stated", "outturns were stated")]),
	"explain": sprintf("A cap is lifted only beforehand, and the outturn of the fund %s for %s is stated.", [input.fund.fund, input.year]),
}
