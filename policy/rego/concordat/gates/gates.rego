# METADATA
# title: Gates
# description: |
#   What must be done before a motion is opened, or before its decision takes
#   effect: public involvement (NHS Act 2006 s14Z2), scrutiny (SI 2013/218 reg 23),
#   an equality assessment, assurance. Term gates: {"gates": {id: {"title",
#   "types": [types of motion], "before": "opening" or "effect", "by": [roles that
#   record it; the secretary where none are named]}}}.
package concordat.gates

import data.concordat.check
import data.concordat.words

# METADATA
# title: Gates of a motion
# description: The ids of the gates that a motion of a type has before its opening or its effect, sorted.
needed(type, before) := sort([id |
	some id, gate in data.terms.gates.gates
	gate.before == before
	type in gate.types
])

# METADATA
# title: Missing
# description: Those of them that have not been passed.
missing(motion, before) := [id |
	some id in needed(motion.type, before)
	not id in {made.gate | some made in motion.gates}
]

# METADATA
# title: Gates before effect
# description: |
#   One check for each gate that a decision on the motion must pass before it takes
#   effect, met once it is recorded. They change nothing in the outcome: a decision
#   that lacks one is decided and has no effect yet.
before_effect(motion) := [check.of({
	"id": "gate",
	"clause": data.terms.gates.clause,
	"title": title,
	"required": sprintf("%s, before the decision takes effect", [title]),
	"actual": _actual(made),
	"met": count(made) > 0,
	"explain": sprintf("%s. A decision carried on this motion takes effect once all that must come before it is recorded.", [_actual(made)]),
	"from": ["gates"],
}) |
	some id in needed(motion.type, "effect")
	title := data.terms.gates.gates[id].title
	made := [gate.on | some gate in motion.gates; gate.gate == id]
]

_actual(days) := "Not recorded yet" if count(days) == 0

_actual(days) := sprintf("Recorded as done on %s", [words.date(min(days))]) if count(days) > 0
