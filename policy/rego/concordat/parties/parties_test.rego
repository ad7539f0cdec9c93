package concordat.parties_test

import data.concordat.main_test as facts
import data.concordat.parties

_terms := object.union(object.remove(facts.terms, ["functions", "leaving"]), {
	"functions": {
		"service": {"title": "A service", "parties": facts.codes},
		"scheme": {"title": "Scheme S", "parties": facts.codes, "until": "2027-03-31"},
		"other": {"title": "Of two", "parties": ["C3", "D4"]},
	},
	"leaving": {"clause": "12.6", "months": 12, "not_before_end": true},
})

_leaving(code, function, notified) := object.union(facts.parties, {code: object.union(facts.party(code), {"leaving": [{
	"function": function, "notified": notified, "effective": "2027-01-15", "entry": 70,
}]})})

_participants(function, day, asked) := answer if {
	answer := parties.participants(function, day) with input as asked with data.terms as _terms
}

# Worked example: notice on 15 January 2026; the earliest end is 15 January 2027;
# scheme S ends on 31 March 2027, and so does the party's part in it; the scheme is
# prolonged, and the day moves with it.
test_leaving_under_a_better_care_fund_framework[note] if {
	some note, case in {
		"a function without end": ["service", {}, "2027-01-15"],
		"scheme S": ["scheme", {}, "2027-03-31"],
		"scheme S, prolonged": ["scheme", {"scheme": {"until": "2028-03-31", "decision": "T-2026-004"}}, "2028-03-31"],
		"scheme S, ended sooner": ["scheme", {"scheme": {"until": "2026-03-31", "decision": "T-2026-004"}}, "2027-01-15"],
		"all": ["*", {}, "2027-03-31"],
		"all, prolonged": ["*", {"scheme": {"until": "2028-03-31", "decision": "T-2026-004"}}, "2028-03-31"],
	}
	day := parties.effective("B2", case[0], "2026-01-15") with data.terms as _terms with input as {"functions": case[1], "parties": facts.parties}
	day == case[2]
}

test_months_alone_where_the_term_says_so if {
	day := parties.effective("B2", "scheme", "2026-01-15") with input as {"parties": facts.parties}
		with data.terms as object.union(object.remove(_terms, ["leaving"]), {"leaving": {"months": 12}})
	day == "2027-01-15"
}

# The effective day is the last on which it takes part.
test_who_remains if {
	asked := {"parties": _leaving("B2", "scheme", "2026-01-15T10:00:00.000Z")}
	_participants("scheme", "2027-03-31", asked) == facts.codes
	_participants("scheme", "2027-04-01", asked) == ["A1", "C3", "D4"]
	_participants("service", "2027-04-01", asked) == facts.codes
}

test_who_remains_where_a_scheme_is_prolonged if {
	asked := {
		"parties": _leaving("B2", "scheme", "2026-01-15T10:00:00.000Z"),
		"functions": {"scheme": {"until": "2028-03-31", "decision": "T-2026-004"}},
	}
	_participants("scheme", "2027-04-01", asked) == facts.codes
	_participants("scheme", "2028-04-01", asked) == ["A1", "C3", "D4"]
}

test_who_leaves_all_leaves_each if {
	asked := {"parties": _leaving("C3", "*", "2026-01-15T10:00:00.000Z")}
	_participants("service", "2027-04-01", asked) == ["A1", "B2", "D4"]
	_participants("other", "2027-04-01", asked) == ["D4"]
}

_merged := {"A1": _into("M9"), "B2": _into("M9"), "C3": _into("M9"), "D4": facts.party("D4"), "M9": object.union(
	object.remove(facts.party("D4"), ["code"]),
	{"code": "M9", "successor": ["A1", "B2", "C3"]},
)}

_into(code) := object.union(facts.party("A1"), {"merged": {"into": code, "on": "2017-04-01", "entry": 70}})

# NHS Central, North and South Manchester CCGs became one on 1 April 2017.
test_three_become_one if {
	_participants("service", "2017-03-31", {"parties": _merged}) == facts.codes
	_participants("service", "2017-04-01", {"parties": _merged}) == ["D4", "M9"]
}

test_what_merged_merges_again if {
	twice := object.union(_merged, {"M9": object.union(_merged.M9, {"merged": {"into": "N10", "on": "2020-04-01", "entry": 90}})})
	_participants("service", "2020-03-31", {"parties": twice}) == ["D4", "M9"]
	_participants("service", "2020-04-01", {"parties": twice}) == ["D4", "N10"]
}

test_a_successor_leaves if {
	asked := {"parties": object.union(_merged, {"M9": object.union(_merged.M9, {"leaving": [{
		"function": "*", "notified": "2018-01-15T10:00:00.000Z", "effective": "2019-01-15", "entry": 80,
	}]})})}
	_participants("other", "2027-04-01", asked) == ["D4"]
	_participants("service", "2019-01-15", asked) == ["D4", "M9"]
}

# A notice to leave ends with the body that gave it: its successor takes part, unless
# the body had left before it merged.
test_a_notice_to_leave_ends_with_its_party if {
	noticed := {code: object.union(_into("M9"), {"leaving": [{
		"function": "service", "notified": "2016-06-15T10:00:00.000Z", "effective": "2017-06-15", "entry": 60,
	}]}) |
		some code in ["A1", "B2", "C3"]
	}
	_participants("service", "2018-04-01", {"parties": object.union(_merged, noticed)}) == ["D4", "M9"]
	earlier := {code: object.union(_into("M9"), {"leaving": [{
		"function": "service", "notified": "2016-03-30T10:00:00.000Z", "effective": "2017-03-30", "entry": 60,
	}]}) |
		some code in ["A1", "B2", "C3"]
	}
	_participants("service", "2018-04-01", {"parties": object.union(_merged, earlier)}) == ["D4"]
}

test_nobody_takes_part_in_what_is_not_in_the_terms if {
	not _participants("guess", "2015-07-01", {"parties": facts.parties})
}

# A party that the terms list is waited for.
test_a_party_that_has_not_joined if _participants("service", "2015-07-01", {"parties": object.remove(facts.parties, ["C3"])}) == facts.codes

# What a meeting decided is judged by who took part on its day.
test_day[note] if {
	some note, case in {
		"of a statement": [{"time": "2015-07-15T23:00:00.000Z"}, "2015-07-16"],
		"of a show of hands": [{"time": "2015-07-16T09:00:00.000Z", "meeting": {"starts": "2015-07-15T09:00:00.000Z"}}, "2015-07-15"],
		"before the meeting": [{"time": "2015-07-14T09:00:00.000Z", "meeting": {"starts": "2015-07-15T09:00:00.000Z"}}, "2015-07-14"],
		"of its conclusion": [{"ask": "conclude", "time": "2015-08-16T09:00:00.000Z", "motion": {"shown": {"at": "2015-07-15T09:00:00.000Z"}}}, "2015-07-15"],
		"of an opening": [{"ask": "conclude", "time": "2015-08-16T09:00:00.000Z", "motion": {"opened": {"time": "2015-08-01T09:00:00.000Z"}}}, "2015-08-16"],
		"of neither": [{"ask": "conclude", "time": "2015-08-16T09:00:00.000Z", "motion": {}}, "2015-08-16"],
	}
	day := parties.day with input as case[0]
	day == case[1]
}

# Who takes part is fixed when the roll is.
test_day_of_participation if {
	opened := {"opened": {"time": "2015-08-01T09:00:00.000Z"}}
	parties.fixed_on == "2015-08-01" with input as {"ask": "conclude", "time": "2015-08-16T09:00:00.000Z", "motion": opened}
	parties.fixed_on == "2015-08-16" with input as {"ask": "admit", "time": "2015-08-16T09:00:00.000Z", "motion": opened}
	parties.fixed_on == "2015-07-15" with input as {
		"ask": "outcome", "time": "2015-08-16T09:00:00.000Z",
		"motion": object.union(opened, {"shown": {"at": "2015-07-15T09:00:00.000Z"}}),
	}
}

test_gone if {
	asked := {"parties": object.union(_leaving("D4", "service", "2026-01-15T10:00:00.000Z"), {"A1": _into("M9")})}
	parties.gone("D4", "service", "2027-01-16") with input as asked with data.terms as _terms
	not parties.gone("A1", "service", "2017-04-01") with input as asked with data.terms as _terms
	not parties.gone("D4", "service", "2027-01-15") with input as asked with data.terms as _terms
}
