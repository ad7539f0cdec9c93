# METADATA
# title: Parties
# description: |
#   Who takes part in a function on a day: the parties that the terms list, those
#   that merged replaced by their successor, without those that have left. Reads
#   the facts of parties and functions in the input. A party that the terms list
#   and that has not joined or signed yet is waited for, never left out: nobody
#   drops out by a fact that is missing.
#
#   Terms: leaving {months, not_before_end}; a function's last day is its own until
#   in the terms, or what a decision has set since.
package concordat.parties

import data.concordat.calendar
import data.concordat.seats

# METADATA
# title: Participating parties
# description: The codes of the parties that take part in a function on a day, sorted; undefined for a function that is not in the terms.
participants(function, day) := seats.participants(data.terms.functions, function) if {
	count(changed) == 0
} else := sort({standing |
	some code in listed
	not left(code, function, day)
	standing := successor(code, day)
	not left(standing, function, day)
}) if {
	listed := seats.participants(data.terms.functions, function)
}

# METADATA
# title: Day of the question
# description: |
#   The day on which the question in the input is put: that of the meeting where a
#   show of hands is asked about or concluded, else that of the input's time.
day := calendar.london_day(input.motion.shown.at) if {
	input.ask in {"conclude", "outcome", "transfer"}
	input.motion.shown.at
} else := calendar.london_day(input.meeting.starts) if {
	input.meeting.starts <= input.time
} else := calendar.london_day(input.time)

# METADATA
# title: Day of participation
# description: |
#   The day by which it is judged who takes part: of votes that of the opening,
#   which fixed the roll, else that of the question.
fixed_on := calendar.london_day(input.motion.opened.time) if {
	input.ask in {"conclude", "outcome", "transfer"}
	input.motion.opened.time
	not input.motion.shown.at
} else := day

# METADATA
# title: Successor
# description: |
#   The party that stands in another's place on a day: itself, until it has merged.
#   What merged may merge again, four times at most.
successor(code, day) := _into(_into(_into(_into(code, day), day), day), day)

# METADATA
# title: Changed parties
# description: Those that have given notice to leave or have merged; most agreements never see one.
changed := {code | some code; input.parties[code].leaving} | {code | some code; input.parties[code].merged}

# METADATA
# title: Has left
# description: |
#   Holds when a party's notice to leave a function, or all, took effect before a
#   day. On the effective day itself it still takes part. A notice that would take
#   effect after its party has merged ends with that party.
left(code, function, day) if {
	some notice in input.parties[code].leaving
	notice.function in {function, "*"}
	on := effective(code, notice.function, calendar.london_day(notice.notified))
	on < day
	on < object.get(input.parties[code], ["merged", "on"], day)
}

# METADATA
# title: Gone
# description: |
#   Holds when a party has left a function by a day. It is bound by nothing that is
#   decided from then on, although its vote counts where the motion was opened
#   before. What merged since the opening is not gone: it is bound as it would have
#   been, and its successor in its place, so that nobody merges out of a decision.
gone(code, function, day) if {
	code in changed
	left(code, function, day)
}

# METADATA
# title: Effective day of a notice to leave
# description: |
#   The later of the months after the notice and, where the term says so, the last
#   day of the function, or for all of the last of them to end. It is worked out
#   anew whenever it is asked for: a function that is prolonged moves it. Better
#   Care Fund framework agreement, clause 22.1: not less than 12 months' notice,
#   not effective before all individual schemes end.
effective(code, function, notified) := max({calendar.after_months(notified, data.terms.leaving.months)} | _ends(code, function))

# METADATA
# title: Last day of a function
# description: The day that a decision set last, else that of the terms; undefined for a function without end.
last_day(function) := input.functions[function].until if {
	input.functions[function].until
} else := data.terms.functions[function].until

# METADATA
# title: Functions of a party
# description: The functions that a party takes part in by the terms, or as the successor of one that does.
functions_of(code) := {function |
	some function, term in data.terms.functions
	count({listed | some listed in term.parties} & ({code} | {before | some before in input.parties[code].successor})) > 0
}

_ends(code, function) := {end |
	data.terms.leaving.not_before_end
	some concerned in _concerned(code, function)
	end := last_day(concerned)
}

_concerned(_, function) := {function} if function != "*"

_concerned(code, "*") := functions_of(code)

_into(code, day) := merged.into if {
	merged := input.parties[code].merged
	merged.on <= day
} else := code
