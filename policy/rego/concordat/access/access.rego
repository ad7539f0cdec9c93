# METADATA
# title: Access
# description: |
#   What each may do and see, in one place: every operation of the API is listed
#   here with what it takes, and one that is not is closed to everybody. Who reads a
#   resource is a term of the agreement, and what the term does not name is closed.
#   Parties rely on each other: a part under the agreement opens the same to the
#   people of each, and for whom somebody may speak is judged with what they state.
package concordat.access

import data.concordat.calendar
import data.concordat.check
import data.concordat.people
import data.concordat.words

# METADATA
# title: Operations
# description: |
#   What each operation of the API takes, by its name there. An operation that
#   `reads` resources is open to whoever may read all of them. One that reads none is
#   open `to` everybody, as a log-in must be; to a person whom the ledger knows by a
#   key, who may carry whatever statement somebody signed; or to a person with a
#   part, as the author of a paper and whoever invites somebody is: a seat, or a role
#   that does more than read. A calendar is read by an address that only its person was
#   given, and for as long as they may make one.
#   No agreement closes these, or nobody could ever state that it was amended.
operations := {
	"beginWorkLogin": {"to": "everybody"},
	"connectWorkAccount": {"to": "person"},
	"dates": {"reads": ["preview"]},
	"disconnectWorkAccount": {"to": "person"},
	"endCalendar": {"to": "person"},
	"endWorkConnection": {"to": "person"},
	"endWorkLogin": {"to": "everybody"},
	"enrol": {"to": "everybody"},
	"exportAccountCSV": {"reads": ["parties", "obligations"]},
	"exportAccountXLSX": {"reads": ["parties", "obligations"]},
	"exportObligationsCSV": {"reads": ["obligations"]},
	"exportObligationsXLSX": {"reads": ["obligations"]},
	"invite": {"to": "part"},
	"keepText": {"to": "part"},
	"listActions": {"reads": ["meetings"]},
	"listAmendments": {"reads": ["motions", "meetings"]},
	"listCheckpoints": {"reads": ["ledger"]},
	"listDecisions": {"reads": ["decisions"]},
	"listDisputes": {"reads": ["disputes"]},
	"listDrafts": {"reads": ["mou"]},
	"listEntries": {"reads": ["entries"]},
	"listFunds": {"reads": ["funds"]},
	"listInterests": {"reads": ["interests"]},
	"listInvitations": {"to": "part"},
	"listLeads": {"reads": ["decisions"]},
	"listMeetings": {"reads": ["meetings"]},
	"listMessages": {"to": "part"},
	"listMoUVersions": {"reads": ["mou"]},
	"listMotions": {"reads": ["motions"]},
	"listObligations": {"reads": ["obligations"]},
	"listParties": {"reads": ["parties", "figures"]},
	"listPeople": {"reads": ["people"]},
	"listRequisitions": {"reads": ["meetings"]},
	"listSessions": {"to": "person"},
	"listTexts": {"reads": ["texts"]},
	"listUnadmittedKeys": {"reads": ["people", "motions"]},
	"listVotes": {"reads": ["votes"]},
	"listWitnesses": {"reads": ["ledger"]},
	"login": {"to": "everybody"},
	"logout": {"to": "person"},
	"openEnrolment": {"to": "everybody"},
	"openLogin": {"to": "everybody"},
	"makeCalendar": {"to": "part"},
	"outcome": {"reads": ["preview"]},
	"preview": {"reads": ["preview"]},
	"previewOutturn": {"reads": ["funds"]},
	"putBlob": {"to": "part"},
	"readCalendar": {"to": "everybody"},
	"refresh": {"to": "everybody"},
	"sendStatement": {"to": "person"},
	"setNotifications": {"to": "person"},
	"showAccount": {"reads": ["parties", "obligations"]},
	"showBlob": {"reads": ["mou"]},
	"showBundle": {"reads": ["entries"]},
	"showCalendar": {"to": "person"},
	"showClose": {"reads": ["motions"]},
	"showDecision": {"reads": ["decisions"]},
	"showEntry": {"reads": ["entries"]},
	"showEntryBundle": {"reads": ["entries"]},
	"showFund": {"reads": ["funds"]},
	"showFundYear": {"reads": ["funds"]},
	"showHands": {"reads": ["motions", "meetings"]},
	"showKey": {"reads": ["ledger"]},
	"showLeaving": {"reads": ["parties", "obligations"]},
	"showLedger": {"reads": ["ledger"]},
	"showMeeting": {"reads": ["meetings"]},
	"showMinutes": {"reads": ["meetings"]},
	"showMinutesHTML": {"reads": ["meetings"]},
	"showMinutesText": {"reads": ["meetings"]},
	"showMoUVersion": {"reads": ["mou"]},
	"showMotion": {"reads": ["motions", "votes"]},
	"showNotifications": {"to": "person"},
	"showNotice": {"reads": ["decisions"]},
	"showNoticeHTML": {"reads": ["decisions"]},
	"showNoticeText": {"reads": ["decisions"]},
	"showObligation": {"reads": ["obligations"]},
	"showOpenAPI": {"to": "everybody"},
	"showOpening": {"reads": ["motions"]},
	"showParty": {"reads": ["parties", "figures"]},
	"showPlan": {"reads": ["meetings"]},
	"showReceipt": {"reads": ["receipts"]},
	"showSigning": {"reads": ["mou", "parties"]},
	"showText": {"reads": ["texts"]},
	"showTransfer": {"reads": ["motions", "votes", "preview"]},
	"showWorkAccount": {"to": "person"},
}

# METADATA
# title: Ruling on access
# description: |
#   Whether a caller, none being the public, may use the operation that the input
#   names; or, where the input has one, read one interest of the register or what is
#   private of an item. Undefined for an operation that is not listed.
ruling := data.mou.reading_of_item(input.private, _caller) if {
	input.private
} else := data.mou.reading_of_interest(input.interest, _caller) if {
	input.interest
} else := {"allow": true} if {
	_opened_to[operations[input.operation].to]
} else := {"allow": false, "checks": [_closed[operations[input.operation].to]]} if {
	_closed[operations[input.operation].to]
} else := {"allow": true} if {
	count(_asked) > 0
	every resource in _asked {
		data.mou.reading(resource, _caller).allow
	}
} else := {"allow": false, "checks": [unmet |
	some resource in _asked
	some unmet in data.mou.reading(resource, _caller).checks
]} if {
	some resource in _asked
	not data.mou.reading(resource, _caller).allow
	data.mou.reading(resource, _caller).checks
}

_asked := operations[input.operation].reads

_caller := object.get(input, "author", {})

_opened_to["everybody"] := true

_opened_to["person"] if _caller.key.thumbprint

_opened_to["part"] if count(_caller.seats) > 0

_opened_to["part"] if count(_caller.deputising) > 0

_opened_to["part"] if {
	some held in _caller.roles
	held.role != "auditor"
}

_closed["person"] := check.unmet({
	"id": "not-known",
	"clause": data.terms.offices.clause,
	"required": "A person whom the ledger knows by a key",
	"actual": "None",
	"explain": "Log in to send a statement: anybody whom the ledger knows may carry it, whoever signed it.",
})

_closed["part"] := check.unmet({
	"id": "no-part",
	"clause": data.terms.offices.clause,
	"required": "A seat, or a role that does more than read",
	"actual": "Neither",
	"explain": "This is for somebody with a seat, or with a role other than auditor.",
})

# METADATA
# title: Readers by resource
# description: |
#   Allows everybody where the term says public, and people with a role or a seat
#   where it says people. Pooled funds, with reports on them, outturns and
#   settlements, are the resource funds; who owes what to whom, also to a fund, is
#   the resource obligations.
by_resource(term, resource, _) := {"allow": true} if term.resources[resource] == "public"

by_resource(term, resource, author) := {"allow": true} if {
	term.resources[resource] == "people"
	people.has_part(author)
} else := {"allow": false, "checks": [check.unmet({
	"id": "not-a-reader",
	"clause": term.clause,
	"required": "A role or a seat under the agreement",
	"actual": "None",
	"explain": sprintf("Only people with a role or a seat may read %s.", [resource]),
})]} if {
	term.resources[resource] == "people"
}

# METADATA
# title: Interest in the register
# description: |
#   Whether a declared interest may be read on a day. Everybody may while it lasts
#   and for the months after its end that the term register says in public_months;
#   people with a role or a seat until kept_years after it, as long as its record is
#   kept; nobody after that. NHS Act 2006 s14O(2) and (3), and NHS England's guidance
#   of 2016 and 2017 on conflicts of interest: six months and six years.
of_interest(term, interest, author, day) := {"allow": true} if {
	term.public_months
	interest.known
	not interest.ended
} else := {"allow": true} if {
	day <= calendar.after_months(interest.ended, term.public_months)
} else := {"allow": true} if {
	day <= calendar.after_months(interest.ended, 12 * term.kept_years)
	people.has_part(author)
} else := {"allow": false, "checks": [check.unmet({
	"id": "not-a-reader",
	"clause": term.clause,
	"required": sprintf("Within %d months of its end, or a role or a seat within %d years", [term.public_months, term.kept_years]),
	"actual": sprintf("It ended on %s", [words.date(interest.ended)]),
	"explain": sprintf("An interest that ended on %s is public for %d months, and open to people with a role or a seat for %d years.", [
		words.date(interest.ended),
		term.public_months,
		term.kept_years,
	]),
})]}

# METADATA
# title: Private item
# description: |
#   Whether what is private of an agenda's item may be read on a day: the texts,
#   papers, notes and votes under it. People with a role or a seat may at any time,
#   everybody from the day of release that the agenda, or a later release, states;
#   where neither does, nobody else may until one does. The public is excluded only
#   for a stated reason: Public Bodies (Admission to Meetings) Act 1960 s1(2).
of_item(term, item, author, day) := {"allow": true} if {
	day >= item.release
} else := {"allow": true} if {
	item.reason
	people.has_part(author)
} else := {"allow": false, "checks": [check.unmet({
	"id": "private-item",
	"clause": term.clause,
	"required": "A role or a seat under the agreement",
	"actual": "None",
	"explain": sprintf("Item %s of %s was taken in private: %s. %s", [item.item, item.meeting, item.reason, _release_words(item)]),
})]}

_release_words(item) := sprintf("It is public from %s.", [words.date(item.release)]) if {
	item.release
} else := "No day of release is set."
