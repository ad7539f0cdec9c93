# METADATA
# title: Room in the record
# description: |
#   A decision is one entry of the ledger, and an entry has a bounded length. How
#   long a motion's decision may become is reckoned before the motion is opened,
#   at its worst: whatever is voted, whoever is recused, whatever authority is
#   given meanwhile.
package concordat.room

import data.concordat.money

# METADATA
# title: Most bytes
# description: The bytes that a decision may have, less what says which decision it is.
most_bytes := 60928

# METADATA
# title: Most obligations
# description: How many obligations one decision may have.
most_obligations := 999

# METADATA
# title: Bytes of a decision
# description: |
#   The most bytes that the decision on a motion can have: what every party's
#   outcome takes with an authority described as long as may be, the names and
#   options in it, what it costs each party year by year, and the entries of the
#   votes that counted, of up to 12 digits each.
bytes(motion, participants, parties) := _whoever(participants, parties) + (chosen + costed) if {
	option := max({8} | {length(option) | some option in object.get(motion, "options", [])})
	chosen := (5 * option) * count(participants)
	years := {[line.party, line.year] | some line in object.get(motion, ["impact", "lines"], [])}
	costed := 64 * (count(years) + count([1 | motion.pool; some _ in participants]))
}

# It looks at no motion, so that it is worked out once for many of them.
_whoever(participants, parties) := (fixed + named) + counted if {
	fixed := 4200 + (1150 * count(participants))
	counted := 13 * count([1 | some party in participants; parties[party].seats[_]])
	named := 2 * length(concat("", [parties[party].name | some party in participants]))
}

# METADATA
# title: Obligations of a decision
# description: |
#   The most obligations that the decision on a motion can have: a contribution
#   for each instalment of a line and party, a duty each, and in every year of a risk share one
#   payment fewer than there are parties.
obligations(motion, participants) := (contributions + payments) + count(object.get(motion, ["lead", "duties"], [])) if {
	contributions := sum([money.parts(line) | some line in object.get(motion, ["pool", "lines"], [])]) * count(participants)
	years := {line.year |
		motion.risk_share
		some line in object.get(motion, ["impact", "lines"], [])
	}
	payments := count(years) * (count(participants) - 1)
}

# METADATA
# title: Length of a text
# description: Its bytes as they are recorded, in UTF-8 with quotes and backslashes escaped.
length(text) := (money.quotient(count(sprintf("%x", [text])), 2) + strings.count(text, "\"")) + strings.count(text, "\\")
