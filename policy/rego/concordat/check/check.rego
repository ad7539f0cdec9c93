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
#   is the clause's own unless one is given.
of(spec) := {
	"id": spec.id,
	"clause": spec.clause,
	"title": object.get(spec, "title", _title(spec.clause)),
	"required": spec.required,
	"actual": spec.actual,
	"met": spec.met,
	"explain": spec.explain,
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

_title(clause) := title if {
	title := data.clauses[clause].title
} else := sprintf("Clause %s", [clause])
