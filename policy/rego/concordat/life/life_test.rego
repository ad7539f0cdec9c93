package concordat.life_test

import data.concordat.life
import data.concordat.main_test as facts

_terms := object.union(object.remove(facts.terms, ["expiry", "gates", "review"]), {
	"review": {"clause": "12.8", "on": "2016-03-31"},
	"expiry": {"clause": "12.8", "on": "2020-03-31"},
	"gates": {"clause": "12.6", "gates": {"scrutiny": {"title": "Scrutiny", "types": ["statement"], "before": "effect"}}},
})

_notes(opened, more, mou) := answer if {
	motion := object.union(facts.open, object.union({"opened": object.union(facts.open.opened, opened)}, more))
	answer := life.notes(motion, "2015-07-15") with input as {"mou": mou} with data.terms as _terms
}

_version(opened, mou) := [made.explain | some made in _notes(opened, {}, mou); made.id == "version"][0]

# A motion keeps the rules under which it was opened.
test_which_version_ruled[note] if {
	some note, case in {
		"the one in force": [{"version": 1}, {"version": 1}, "Ruled by MoU version 1, in force when the motion was opened on 8 July 2015."],
		"an earlier one": [{"version": 1}, {"version": 2}, "Ruled by MoU version 1, in force when the motion was opened on 8 July 2015; version 2 was adopted since."],
		"an earlier one, by what is said of it": [{"version": 1}, {"version": 1, "since": 3}, "Ruled by MoU version 1, in force when the motion was opened on 8 July 2015; version 3 was adopted since."],
		"one by its rules": [{}, {"version": 2, "rules": facts.rules}, "Ruled by MoU version 2, in force when the motion was opened on 8 July 2015."],
		"that of the founding": [{}, {"version": 1, "rules": "bbbbbbbb"}, "Ruled by the rules of the founding, in force when the motion was opened on 8 July 2015; version 1 was adopted since."],
	}
	_version(case[0], case[1]) == case[2]
}

# The record of the hands may be made days after the meeting.
test_which_version_ruled_hands if {
	notes := _notes({"version": 1}, {"shown": {"at": "2015-07-07T10:00:00.000Z", "present": []}}, {"version": 1})
	notes[0].required == "The version in force when the show of hands was recorded"
	notes[0].explain == "Ruled by MoU version 1, in force when the show of hands was recorded on 8 July 2015."
}

test_what_takes_effect_when if {
	notes := _notes({"version": 1}, {"conditions": ["That money is found.", "That staff agree."]}, {"version": 1})
	[[made.id, made.met] | some made in notes] == [["version", true], ["conditions", false], ["gate", false]]
	notes[1].explain == "A decision carried on this motion takes effect once all its 2 conditions are met, each with its evidence."
	one := _notes({"version": 1}, {"conditions": ["That money is found."]}, {"version": 1})
	one[1].explain == "A decision carried on this motion takes effect once its condition is met, with its evidence."
}

test_review_is_due if {
	asked := {"mou": {"version": 1}}
	late := life.notes(facts.open, "2016-04-01") with input as asked with data.terms as _terms
	[made.explain | some made in late; made.id == "review"] == ["The agreement was due for review by 31 March 2016. This is noted and changes nothing in the outcome."]
	in_time := life.notes(facts.open, "2016-03-31") with input as asked with data.terms as _terms
	[made | some made in in_time; made.id == "review"] == []
}

test_expiry if {
	life.expired("2020-04-01") with data.terms as _terms
	not life.expired("2020-03-31") with data.terms as _terms
	not life.expired("2099-03-31") with data.terms as facts.terms with data.terms.expiry as {}
}
