# METADATA
# title: Witnesses
# description: |
#   Who names the witnesses that cosign checkpoints, who may end one, who countersigns
#   a checkpoint, and how many of them a checkpoint needs.
#
#   The term witnesses {keys, parties} says how many distinct keys, and among them keys
#   of how many distinct parties, have to have signed a checkpoint for others to be
#   held to have seen it. An independent witness has no party: its key counts, and it
#   stands for none. Witnesses are named, and checkpoints countersigned, without the
#   term too; then nothing says how many are enough.
package concordat.witnesses

import data.concordat.calendar
import data.concordat.check
import data.concordat.people
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
# description: The checks that a statement of each kind about witnesses must pass.
requires := {
	"witness.named": ["witness_namer", "witness_day"],
	"witness.ended": ["witness_namer", "own_witness", "witness_day"],
	"checkpoint.countersigned": ["officer", "meeting_shows"],
}

# METADATA
# title: Enough
# description: |
#   Whether a checkpoint has enough: the distinct keys that cosigned it, and the
#   distinct parties whose keys they are, each a check beside what the term asks for;
#   and that itself, in numbers.
enough(term, cosigned) := {"allow": count(unmet) == 0, "checks": checks, "threshold": threshold} if {
	threshold := {"clause": term.clause, "keys": term.keys, "parties": term.parties}
	keys := {witness.thumbprint | some witness in cosigned}
	parties := {witness.party | some witness in cosigned; witness.party != ""}
	checks := [
		_counted("keys", term, count(keys), "key", "keys"),
		_counted("parties", term, count(parties), "party", "parties"),
	]
	unmet := [made | some made in checks; made.met == false]
}

# METADATA
# title: Nothing asked for
# description: The answer of an agreement without the term, which asks for no witness.
none := {"allow": false, "checks": [check.of({
	"id": "no-threshold",
	"clause": _clause,
	"title": "Witnesses",
	"required": "A number of witnesses",
	"actual": "None",
	"met": false,
	"explain": "The agreement does not say how many witnesses a checkpoint needs.",
})]}

_counted(id, term, n, one, many) := check.of({
	"id": id,
	"clause": term.clause,
	"required": words.counted(term[id], one, many),
	"actual": words.counted(n, one, many),
	"met": n >= term[id],
	"explain": sprintf("The checkpoint is cosigned by %s; %d %s needed. %s.", [
		words.counted(n, one, many),
		term[id],
		words.be(term[id]),
		words.met(n >= term[id]),
	]),
})

_terms := data.terms

_clause := _terms.witnesses.clause if {
	_terms.witnesses.clause
} else := _terms.offices.clause

_today := calendar.london_day(input.time)

_party := object.get(input, "party", "")

_name(code) := words.party(object.get(input, "parties", {}), code)

# A party's own witness is named, and ended, by its officer; one of no party by the
# secretary.
_passes["witness_namer"] if people.officer_of(input.author, _party)

_passes["witness_namer"] if {
	_party == ""
	people.has_role(input.author, {"secretary"})
}

_reasons["witness_namer"] := {
	"id": "not-officer",
	"clause": _terms.officers.clause,
	"required": sprintf("An officer of %s", [_name(_party)]),
	"actual": "Somebody else",
	"explain": sprintf("The witness of %s is named and ended by its own officer.", [_name(_party)]),
} if {
	_party != ""
} else := {
	"id": "not-secretary",
	"clause": _terms.offices.clause,
	"required": "The secretary",
	"actual": "Somebody else",
	"explain": "A witness of no party is named and ended by the secretary. Name the party whose witness it is.",
}

_passes["own_witness"] if object.get(input.witness, "party", "") == _party

_reasons["own_witness"] := {
	"id": "not-own-witness",
	"required": _whose,
	"actual": _speaks,
	"explain": sprintf("%s is ended by %s.", [input.witness.name, _whose]),
}

_whose := sprintf("an officer of %s", [_name(input.witness.party)]) if {
	input.witness.party
} else := "the secretary, for no party"

_speaks := _name(_party) if {
	_party != ""
} else := "No party"

# What was cosigned before stays as it was: no witness begins or ends in the past.
_day := input.body.from if {
	input.kind == "witness.named"
} else := input.body.on

_passes["witness_day"] if _day >= _today

_reasons["witness_day"] := {
	"id": "in-the-past",
	"required": sprintf("%s or later", [words.date(_today)]),
	"actual": words.date(_day),
	"explain": sprintf("A witness is named or ended for the day of the statement or later: what was cosigned before %s stays as it was.", [words.date(_today)]),
}

# A checkpoint is countersigned for a meeting while its minutes can still show it.
_passes["meeting_shows"] if {
	input.body.size
	not input.body.meeting
}

_passes["meeting_shows"] if {
	input.time >= input.meeting.starts
	input.meeting.stage in {"called", "ended"}
}

_reasons["meeting_shows"] := {
	"id": "not-begun",
	"required": sprintf("From %s, until its minutes are approved", [words.moment(input.meeting.starts)]),
	"actual": words.moment(input.time),
	"explain": sprintf("A checkpoint is countersigned for %s from its start at %s, until its minutes are approved.", [
		input.meeting.meeting,
		words.moment(input.meeting.starts),
	]),
}
