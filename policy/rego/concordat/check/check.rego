# METADATA
# title: Checks
# description: |
#   One rule applied, as people read it. Every check in every ruling is built
#   here, so that none lacks a field.
package concordat.check

# METADATA
# title: Check
# description: |
#   Builds a check from id, clause, required, actual, met and explain. Its title
#   is the clause's own unless one is given. Where its numbers come from what was
#   recorded, `from` names what, so that each number is traced to entries:
#
#     opening      the motion as opened or shown: its roll, with weights, and its times
#     votes        the votes that counted, or the hands shown
#     attendance   who was at the meeting, by item
#     motion       the motion's text
#     interests    the interests that bear on the motion, and the rulings on them
#     impact       the impact statement, and each party's answer
#     signatures   of each party concerned, its signature of the agreement
#     authority    of each party concerned, the authority that it acts by
#     commitments  of each party concerned, the decisions that used that authority before
#     lead         the decision that appointed the lead, and what the lead decided since
#     gates        what was recorded as done before the decision takes effect
#     terms        the version of the agreement that rules; of most checks the clause is enough
of(spec) := made if {
	made := object.union({"title": _title(spec.clause), "from": []}, spec)
	object.keys(made) == {"id", "clause", "title", "required", "actual", "met", "explain", "from"}
}

# METADATA
# title: Unmet check
# description: Builds a check that was not met.
unmet(spec) := of(object.union(spec, {"met": false}))

# METADATA
# title: Check that could not be made
# description: |
#   Stands in where a fact is missing that the check of this name rests on: what
#   cannot be checked is not met.
unproven(name) := of({
	"id": replace(name, "_", "-"),
	"clause": "",
	"title": "A fact is missing",
	"required": "Every fact that the rule rests on",
	"actual": "At least one is missing",
	"met": false,
	"explain": sprintf("The rule '%s' is not met: a fact that it rests on is missing.", [replace(name, "_", " ")]),
})

# METADATA
# title: Whether a check could not be made
# description: Holds for what stands in for a check whose facts are missing.
is_unproven(made) if {
	made.clause == ""
	made.title == "A fact is missing"
}

_title(clause) := title if {
	title := data.clauses[clause].title
} else := sprintf("Clause %s", [clause])
