# METADATA
# title: Personal text
# description: |
#   Who says who a person is, and who orders a personal text erased. The rules are never
#   told what a text says: it stands outside of the ledger, which has its digest.
package concordat.texts

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
reason(name) := check.unmet(_reasons[name])

# METADATA
# title: Checks of a statement
# description: The checks that a statement of each kind about personal text must pass.
requires := {
	"person.named": ["namer"],
	"text.erased": ["text_eraser"],
}

_terms := data.terms

_party := object.get(input, "party", "")

# Whoever vouches for a person says who it is; and so does the person.
_passes["namer"] if {
	people.party_of(input.subject) == _party
	_names
}

_names if input.author.person == input.subject.person

_names if people.officer_of(input.author, _party)

_names if {
	_party == ""
	people.has_role(input.author, {"secretary"})
}

_reasons["namer"] := {
	"id": "may-not-name",
	"clause": _terms.officers.clause,
	"required": "The person, or an officer of the person's own party; of a person without party, the secretary",
	"actual": "None of these, or for another party",
	"explain": "Name and e-mail address of a person are stated for the party that added the person's keys, by its officer or by the person; of a person without party by the person or the secretary.",
}

# A text is its own party's to erase, whoever it is about; one that stands with what
# nobody stated for a party is the secretary's.
_passes["text_eraser"] if {
	_own == _party
	people.officer_of(input.author, _party)
}

_passes["text_eraser"] if {
	_own == ""
	_party == ""
	people.has_role(input.author, {"secretary"})
}

_own := object.get(input.text, "party", "")

_reasons["text_eraser"] := {
	"id": "not-own-text",
	"clause": _terms.officers.clause,
	"required": sprintf("An officer of %s", [words.party(input.parties, _own)]),
	"actual": "Somebody else",
	"explain": sprintf("The text stands with what was stated for %s in entry %d: an officer of that party orders it erased.", [words.party(input.parties, _own), input.text.entry]),
} if {
	_own != ""
} else := {
	"id": "not-own-text",
	"clause": _terms.offices.clause,
	"required": "The secretary, for no party",
	"actual": "Somebody else",
	"explain": sprintf("The text stands with what was stated for no party in entry %d: the secretary orders it erased.", [input.text.entry]),
}
