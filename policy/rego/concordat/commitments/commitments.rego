# METADATA
# title: Commitments of a lead
# description: |
#   What a lead may commit by itself for a function: only while it leads, only within
#   the limits delegated to it, and only as far as the own authority of each party
#   that bears a part reaches; the lower of the two counts. Term lead: {"per_associate":
#   {"action", "year", "life"}} bounds in pence what it may commit of any one other
#   party, by itself or by a route that binds through it. Where the lead was appointed
#   by a route of the form coordinating, all approve beforehand, and it commits nothing
#   alone. What is beyond is for a motion.
package concordat.commitments

import data.concordat.authority
import data.concordat.calendar
import data.concordat.check
import data.concordat.leads
import data.concordat.routes
import data.concordat.words

# METADATA
# title: Passes
# description: Holds when the statement in the input passes the check of that name.
passes(name) if _passes[name]

# METADATA
# title: Reason
# description: The unmet check of that name, in words.
reason(name) := check.unmet(object.union({"clause": data.terms.lead.clause}, _reasons[name]))

# METADATA
# title: Checks of a statement
# description: The checks that a lead's commitment must pass.
requires := {"commitment.made": [
	"officer", "lead_in_force", "lead_alone", "year_in_time", "bearers_take_part", "within_delegation", "within_associate", "within_own_authority",
]}

_body := input.body

_today := calendar.london_day(input.time)

_name(code) := words.party(input.parties, code)

_lead := leads.in_force(object.get(input, "leads", []), _body.function, _today)

# What each party bears: the lead alone, unless parts are stated.
_shares := _body.by if {
	_body.by
} else := {input.party: _body.pence}

_passes["lead_in_force"] if _lead.party == input.party

# Without a lead nothing else is judged: the commitment is refused for want of one.
_passes[name] if {
	not _lead
	some name in ["lead_alone", "year_in_time", "within_delegation", "within_associate", "within_own_authority"]
}

_reasons["lead_in_force"] := {
	"id": "not-lead",
	"required": sprintf("The lead for %s", [_body.function]),
	"actual": _name(input.party),
	"explain": sprintf("Only the lead for %s commits for it: %s.", [_body.function, _who_leads]),
}

_who_leads := sprintf("that is %s on %s", [_name(_lead.party), words.date(_today)]) if {
	_lead
} else := sprintf("there is none on %s; a motion appoints one", [words.date(_today)])

_form := routes.form(_lead.route, data.terms[_lead.route])

_passes["lead_alone"] if _form in {"advisory", "in_common", "joint", "lead", "statutory"}

_reasons["lead_alone"] := {
	"id": "prior-approval",
	"clause": data.terms[_lead.route].clause,
	"required": "Prior approval by all parties to the contract",
	"actual": "The lead's word alone",
	"explain": "Under a shared contract all approve beforehand and one rejection stops it: the lead commits nothing alone. Move a motion.",
}

# Each year has a limit of its own: what is committed now is not put down to a year that
# is over, or that begins once the lead's time has run out.
_passes["year_in_time"] if {
	calendar.day_of_year(_body.year, "03-31") >= _today
	calendar.day_of_year(_body.year, "04-01") <= object.get(_lead, "until", "9999-12-31")
}

_reasons["year_in_time"] := {
	"id": "year-out-of-time",
	"required": sprintf("%s or a later year in which %s leads", [calendar.financial_year(_today), _name(_lead.party)]),
	"actual": _body.year,
	"explain": sprintf("%s commits for this year and for later ones in which it leads. State the year in which the money is spent.", [_name(_lead.party)]),
}

_passes["bearers_take_part"] if {
	participants := data.mou.participants(_body.function)
	count(_shares) > 0
	every party, _ in _shares {
		party in participants
	}
}

_reasons["bearers_take_part"] := {
	"id": "takes-no-part",
	"required": sprintf("Parties that take part in %s", [_body.function]),
	"actual": words.parties(input.parties, outside),
	"explain": sprintf("Nobody pays for a function that it did not join: %s %s no part in %s.", [words.parties(input.parties, outside), _takes(outside), _body.function]),
} if {
	participants := data.mou.participants(_body.function)
	outside := [party | some party in sort(object.keys(_shares)); not party in participants]
}

_takes(parties) := "takes" if count(parties) == 1

_takes(parties) := "take" if count(parties) != 1

# What is delegated to the lead, and of that for any one of the others.
_costs := {party: [{"year": _body.year, "spend": pence, "loss": 0}] | some party, pence in _shares}

_delegated := leads.delegated(_lead, _costs)

_passes["within_delegation"] if {
	count(_delegated) > 0
	every limit in _delegated {
		limit.met
	}
}

_reasons["within_delegation"] := {
	"id": "delegated-limit",
	"required": sprintf("At most %s for %s", [words.money(beyond[0].limit), beyond[0].of]),
	"actual": words.money(beyond[0].used),
	"explain": sprintf("%s may commit at most %s for %s; with this it has committed %s. Move a motion: what is beyond its limits is the board's to decide.", [
		_name(input.party), words.money(beyond[0].limit), beyond[0].of, words.money(beyond[0].used),
	]),
} if {
	beyond := [limit | some limit in _delegated; not limit.met]
}

_passes["within_associate"] if {
	data.terms.lead.clause
	not data.terms.lead.per_associate
}

_passes["within_associate"] if {
	is_object(data.terms.lead.per_associate)
	_lead.limit
	count(_beyond_associate) == 0
}

_beyond_associate := [limit |
	some limit in leads.of_associates(_lead, _costs, data.terms.lead)
	not limit.met
]

_reasons["within_associate"] := {
	"id": "associate-limit",
	"required": sprintf("At most %s of any other party for %s", [words.money(beyond.limit), beyond.of]),
	"actual": words.money(beyond.used),
	"explain": sprintf("%s may commit at most %s of any other party for %s; with this it has committed %s of %s. Move a motion.", [
		_name(input.party), words.money(beyond.limit), beyond.of, words.money(beyond.used), _name(beyond.party),
	]),
} if {
	beyond := _beyond_associate[0]
}

# The lower of what is delegated and of what each party has approved for itself.
_matters := {party: {"function": function, "type": type, "day": day, "cost": [{"year": year, "spend": pence, "loss": 0}]} |
	function := _body.function
	type := _lead.type
	day := _today
	year := _body.year
	some party, pence in _shares
}

_authorities := {party: given |
	some party, matter in _matters
	facts := input.parties[party]
	given := data.mou.authority(facts.authorities, matter, facts.commitments)
}

_within_own(party) if {
	limit := authority.tightest(_authorities[party], _matters[party], input.parties[party].commitments)
	data.mou.within_limits(_authorities[party], limit) == "within"
}

_passes["within_own_authority"] if {
	count(_matters) > 0
	every party, _ in _matters {
		_within_own(party)
	}
}

_reasons["within_own_authority"] := {
	"id": "own-authority",
	"clause": data.terms.limits.clause,
	"required": "Authority of each party that bears a part, with room for it",
	"actual": sprintf("Not of %s", [words.parties(input.parties, short)]),
	"explain": sprintf("%s. Move a motion, so that its governing body can ratify.", [concat("; ", [_wanting(party) | some party in short])]),
} if {
	short := [party | some party in sort(object.keys(_matters)); not _within_own(party)]
}

_wanting(party) := authority.lacking(_name(party), given, facts.authorities, _matters[party], limit) if {
	facts := input.parties[party]
	given := _authorities[party]
	limit := authority.tightest(given, _matters[party], facts.commitments)
} else := authority.lacking(_name(party), {}, input.parties[party].authorities, _matters[party], {})
