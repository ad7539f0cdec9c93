package concordat.dates_test

import data.concordat.dates
import data.concordat.main
import data.concordat.main_test as facts

_terms := object.union(object.remove(facts.terms, ["call_in", "disputes", "extension", "lapse", "leaving", "register", "urgent"]), {
	"functions": {"service": {"title": "A service", "parties": facts.codes, "until": "2027-03-31"}},
	"notice": {"clause": "4.3", "clear_days": 5},
	"urgent": {"clause": "4.3", "days": 0},
	"window": {"clause": "4.4", "least_days": 2, "most_days": 28},
	"extension": {"clause": "4.4", "days": 7},
	"lapse": {"clause": "12.8", "days": 90},
	"leaving": {"clause": "12.5", "months": 12, "not_before_end": true},
	"call_in": {"clause": "12.7", "by": ["Secretary of State"], "months": 6},
	"register": {"clause": "12.10", "public_months": 6, "kept_years": 6},
	"disputes": {"clause": "12.9", "ladders": {"only": {"title": "Ladder", "steps": [
		{"step": "officers", "title": "Officers", "days": 10, "unit": "working"},
		{"step": "chairs", "title": "Chairs", "days": 10, "unit": "working"},
	]}}},
})

_ask(kind, time, body, more) := answer if {
	asked := object.union({"ask": "dates", "kind": kind, "time": time, "body": body, "party": "B2", "parties": facts.parties}, more)
	answer := main.ruling with input as asked with data.terms as _terms
}

test_dates[note] if {
	some note, case in {
		"notice for now": ["notice.given", "2015-07-01T09:00:00.000Z", {}, {}, {
			"opens": "2015-07-06T23:00:00.000Z", "closes": "2015-07-08T23:00:00.000Z", "extends": "2015-07-15T23:00:00.000Z",
		}],
		"notice of a stated opening": ["notice.given", "2015-07-01T09:00:00.000Z", {"opens": "2015-07-10T09:00:00.000Z"}, {}, {
			"opens": "2015-07-10T09:00:00.000Z", "closes": "2015-07-12T09:00:00.000Z", "extends": "2015-07-19T09:00:00.000Z",
		}],
		"notice of a stated close": ["notice.given", "2015-07-01T09:00:00.000Z", {"closes": "2015-07-15T17:00:00.000Z"}, {}, {
			"opens": "2015-07-06T23:00:00.000Z", "closes": "2015-07-15T17:00:00.000Z", "extends": "2015-07-22T17:00:00.000Z",
		}],
		"urgent notice": ["notice.given", "2015-07-01T09:00:00.000Z", {"urgent": "A ward closes tomorrow."}, {}, {
			"opens": "2015-07-01T09:00:00.000Z", "closes": "2015-07-03T09:00:00.000Z", "extends": "2015-07-10T09:00:00.000Z",
		}],
		"call of a meeting": ["meeting.called", "2015-07-01T09:00:00.000Z", {}, {}, {"starts": "2015-07-06T23:00:00.000Z"}],
		"motion": ["motion.moved", "2015-07-01T09:00:00.000Z", {}, {}, {"lapses": "2015-09-29"}],
		"amended motion": ["motion.amended", "2015-07-01T09:00:00.000Z", {}, {"motion": facts.draft}, {"lapses": "2015-08-30"}],
		"leaving": ["leaving.notified", "2026-01-15T10:00:00.000Z", {"function": "service"}, {}, {"effective": "2027-03-31"}],
		"leaving all, later": ["leaving.notified", "2026-06-15T10:00:00.000Z", {"function": "*"}, {}, {"effective": "2027-06-15"}],
		"dispute": ["dispute.raised", "2025-12-15T10:00:00.000Z", {}, {}, {"officers": "2025-12-31T23:59:59.999Z", "chairs": "2026-01-15T23:59:59.999Z"}],
		"call-in": ["decision.called_in", "2026-01-15T10:00:00.000Z", {"on": "2026-01-12"}, {}, {"ends": "2026-07-12"}],
		"interest": ["interest.ended", "2026-01-15T10:00:00.000Z", {"on": "2025-08-31"}, {}, {"public": "2026-02-28"}],
	}
	_ask(case[0], case[1], case[2], case[3]) == {"allow": true, "dates": case[4]}
}

test_no_dates[note] if {
	some note, case in {
		"of a kind without any": ["vote.cast", {}],
		"of a kind not known": ["motion.guessed", {}],
		"of leaving what has no name": ["leaving.notified", {}],
	}
	answer := _ask(case[0], "2015-07-01T09:00:00.000Z", case[1], {})
	answer.allow == false
	answer.checks[0].met == false
}

# Time that is counted outside the years of the table gives no date.
test_no_dates_beyond_the_table if _ask("dispute.raised", "2027-12-30T10:00:00.000Z", {}, {}).allow == false

_ladders := {
	"internal": {"title": "Internal", "steps": [
		{"step": "leader", "title": "The leader with both bodies", "days": 10, "unit": "working"},
		{"step": "heads", "title": "Heads of paid service", "days": 10, "unit": "working"},
	]},
	"mediation": {"title": "To mediation", "steps": [
		{"step": "representatives", "title": "Representatives", "days": 20, "unit": "working"},
		{"step": "executives", "title": "Chief executives", "days": 20, "unit": "working"},
	]},
	"nhs": {"title": "NHS body", "steps": [
		{"step": "representative", "title": "Representative", "days": 30, "unit": "calendar"},
		{"step": "director", "title": "Director", "days": 30, "unit": "calendar"},
		{"step": "chief_executive", "title": "Chief executive", "days": 30, "unit": "calendar"},
	]},
	"mixed": {"title": "Two units", "steps": [
		{"step": "days", "title": "Days", "days": 1, "unit": "calendar"},
		{"step": "working_days", "title": "Working days", "days": 1, "unit": "working"},
	]},
}

_steps(first) := answer if {
	answer := dates.steps with input as {"time": "2026-03-16T10:00:00.000Z", "body": {"steps": [{"step": first}]}}
		with data.terms as {"disputes": {"ladders": _ladders}}
}

# Three ladders of real agreements, for a dispute raised on Monday 16 March 2026:
# 10 working days; 20 and 20 business days, over Good Friday, Easter Monday and the
# early May holiday; 30, 30 and 30 days.
test_ladders[first] if {
	some first, due in {
		"leader": ["2026-03-30T22:59:59.999Z", "2026-04-15T22:59:59.999Z"],
		"representatives": ["2026-04-15T22:59:59.999Z", "2026-05-14T22:59:59.999Z"],
		"representative": ["2026-04-15T22:59:59.999Z", "2026-05-15T22:59:59.999Z", "2026-06-14T22:59:59.999Z"],
	}
	[step.due | some step in _steps(first)] == due
}

test_a_ladder_counts_in_one_unit if not _steps("days")

test_no_ladder if not _steps("king")
