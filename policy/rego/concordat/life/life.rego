# METADATA
# title: Life of the agreement
# description: |
#   By which version a motion is ruled, what stands between a decision and its
#   effect, and whether the agreement is due for review. Term review: {"on": day};
#   term expiry: {"on": the last day on which a motion may be opened or put to a
#   show of hands}.
package concordat.life

import data.concordat.calendar
import data.concordat.check
import data.concordat.gates
import data.concordat.words

# METADATA
# title: Expired
# description: Holds after the day on which the agreement expires.
expired(day) if day > data.terms.expiry.on

# METADATA
# title: Notes on a conclusion
# description: What is shown beside the outcome of a motion concluded on a day and changes nothing in it.
notes(motion, day) := array.flatten([_version(motion), _review(day), _conditions(motion), gates.before_effect(motion)])

# A motion keeps the rules under which it was opened, whatever is adopted since.
_version(motion) := [_version_check(_fixed(motion), calendar.london_day(motion.opened.time), _name(version), _since(version)) |
	version := _opened_by(motion.opened)
]

_version_check(fixed, day, name, since) := check.of({
	"id": "version",
	"clause": data.terms.correction.clause,
	"title": "Version of the agreement",
	"required": sprintf("The version in force when %s", [fixed]),
	"actual": name,
	"met": true,
	"explain": sprintf("Ruled by %s, in force when %s on %s%s.", [name, fixed, words.date(day), since]),
	"from": ["opening", "terms"],
})

# At a meeting nothing is opened: the record of the hands fixes the rules.
_fixed(motion) := "the show of hands was recorded" if motion.shown

_fixed(motion) := "the motion was opened" if not motion.shown

_opened_by(opened) := opened.version if {
	opened.version
} else := input.mou.version if {
	opened.rules == input.mou.rules
} else := 0

_name(0) := "the rules of the founding"

_name(version) := sprintf("MoU version %d", [version]) if version > 0

_since(version) := sprintf("; version %d was adopted since", [latest]) if {
	latest := object.get(input.mou, "since", input.mou.version)
	latest > version
} else := ""

_review(day) := [check.of({
	"id": "review",
	"clause": data.terms.review.clause,
	"title": "Review of the agreement",
	"required": sprintf("A review by %s", [words.date(due)]),
	"actual": sprintf("A decision on %s by the agreement as it stands", [words.date(day)]),
	"met": false,
	"explain": sprintf("The agreement was due for review by %s. This is noted and changes nothing in the outcome.", [words.date(due)]),
	"from": ["opening"],
}) |
	due := data.terms.review.on
	day > due
]

_conditions(motion) := [check.of({
	"id": "conditions",
	"clause": data.terms.motions.clause,
	"title": "Conditions",
	"required": sprintf("%s to be met before the decision takes effect", [words.counted(count(motion.conditions), "condition", "conditions")]),
	"actual": "None met yet",
	"met": false,
	"explain": sprintf("A decision carried on this motion takes effect once %s.", [_all_met(count(motion.conditions))]),
	"from": ["motion"],
}) |
	count(motion.conditions) > 0
]

_all_met(1) := "its condition is met, with its evidence"

_all_met(n) := sprintf("all its %s conditions are met, each with its evidence", [words.number(n)]) if n > 1
