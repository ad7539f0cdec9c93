# METADATA
# title: Dates
# description: |
#   The days and times that a statement has to state and only the rules can work
#   out, for the author's tool to ask beforehand. The same rules refuse a statement
#   that states another, so that what is recorded needs no rule to be read.
package concordat.dates

import data.concordat.calendar
import data.concordat.parties

# METADATA
# title: Answer
# description: |
#   Dates by name for the kind and the partial body in the input; undefined for a
#   kind without dates, or where the terms give none.
answer := dates if {
	dates := {name: date | some name, date in _dates[input.kind]}
	count(dates) > 0
}

# METADATA
# title: Term of notice
# description: |
#   The notice that applies: the ordinary one, or that of the term urgent where a
#   reason for it is stated. Undefined where the terms know no urgent one.
notice := data.terms.notice if {
	not input.body.urgent
} else := data.terms.urgent

# METADATA
# title: Last day to open
# description: |
#   The last day on which a motion may be opened, by the term lapse: days after the
#   day on which it was first moved. Undefined where the term sets no fixed number.
lapses := calendar.after(first_moved, data.terms.lapse.days)

# METADATA
# title: First moved
# description: The day on which the motion in the input was first moved, today for one that is moved now. An amendment gives no new time.
first_moved := calendar.london_day(input.motion.moved) if {
	input.motion.moved
} else := parties.day

# METADATA
# title: Later close
# description: The close that a notice may fix beforehand should the first find no quorum, by the term extension, days of 24 hours.
extends(closes) := calendar.later(closes, data.terms.extension.days)

# METADATA
# title: Effective day of leaving
# description: When a notice to leave, given today, takes effect as things stand.
effective := parties.effective(input.party, input.body.function, parties.day)

# METADATA
# title: End of a call-in
# description: The last day on which a call-in stays a decision, by the months of the term call_in from the day of the direction.
call_in_ends := calendar.after_months(input.body.on, data.terms.call_in.months)

# METADATA
# title: Steps of a dispute
# description: |
#   The steps of the ladder that the statement goes by, in order, each with the last
#   moment of its time when all before it ran out. Term disputes: {"ladders": {id:
#   {"title", "steps": [{"step", "title", "days", "unit": working or calendar}]}}}.
#   Where there are several ladders the name of the first step says which; undefined
#   where it says none.
steps := [{"step": step.step, "due": calendar.end_of_day(_due(_ladder.steps, i))} | some i, step in _ladder.steps] if {
	every i, _ in _ladder.steps {
		_due(_ladder.steps, i)
	}
}

_ladder := ladder if {
	some ladder in data.terms.disputes.ladders
	count(data.terms.disputes.ladders) == 1
}

else := ladder if {
	some ladder in data.terms.disputes.ladders
	ladder.steps[0].step == input.body.steps[0].step
}

# Times run one after another. Working days are those after the end of the time
# before; so are the days of the calendar.
_due(steps, last) := day if {
	units := {step.unit | some i, step in steps; i <= last}
	days := sum([step.days | some i, step in steps; i <= last])
	day := _after(units, days)
}

_after({"working"}, days) := calendar.after_working_days(parties.day, days)

_after({"calendar"}, days) := calendar.after(parties.day, days)

_dates["notice.given"].opens := _opens

_dates["notice.given"].closes := _closes

_dates["notice.given"].extends := extends(_closes)

_dates["meeting.called"].starts := _soonest

_dates["motion.moved"].lapses := lapses

_dates["motion.amended"].lapses := lapses

_dates["leaving.notified"].effective := effective

_dates["dispute.raised"][step.step] := step.due if some step in steps

_dates["decision.called_in"].ends := call_in_ends

_dates["interest.ended"].public := calendar.after_months(input.body.on, data.terms.register.public_months)

_opens := input.body.opens if {
	input.body.opens
} else := _soonest

_closes := input.body.closes if {
	input.body.closes
} else := calendar.later(_opens, data.terms.window.least_days)

# Notice of no day at all is for now, never for this morning.
_soonest := max({input.time, calendar.start_of_day(calendar.earliest(calendar.london_day(input.time), notice))})
