# METADATA
# title: Concordat
# description: |
#   The one question that the engine asks. Every input has exactly one ruling; an
#   input that no rule answers is refused.
package concordat.main

import data.concordat.access
import data.concordat.admit
import data.concordat.check
import data.concordat.conclude
import data.concordat.dates
import data.concordat.floor
import data.concordat.funds
import data.concordat.leaving
import data.concordat.motions
import data.concordat.outcome
import data.concordat.signing
import data.concordat.stakes
import data.concordat.transfer
import data.concordat.witnesses

# METADATA
# title: Ruling
# description: What the agreement says to one input.
# entrypoint: true
ruling := admit.ruling if {
	input.ask == "admit"
} else := floor.ruling if {
	input.ask == "outcome"
	input.kind == "amendment.put"
} else := outcome.ruling if {
	input.ask == "outcome"
} else := {"allow": true, "dates": dates.answer} if {
	input.ask == "dates"
} else := {"allow": true, "calendar": funds.calendar} if {
	input.ask == "calendar"
	count(funds.calendar) > 0
} else := {"allow": true, "roll": motions.roll} if {
	input.ask == "roll"
	count(motions.roll) > 0
} else := conclude.ruling if {
	input.ask == "conclude"
} else := data.mou.settlement if {
	input.ask == "settle"
} else := leaving.ruling if {
	input.ask == "leave"
} else := transfer.ruling if {
	input.ask == "transfer"
} else := stakes.ruling if {
	input.ask == "stakes"
} else := signing.ruling if {
	input.ask == "signing"
} else := data.mou.witnessed(object.get(input, "cosigned", [])) if {
	input.ask == "witnesses"
} else := witnesses.none if {
	input.ask == "witnesses"
} else := access.ruling if {
	input.ask == "access"
} else := {"allow": false, "outcome": "no_decision", "checks": [check.unproven("conclusion")]} if {
	input.ask == "conclude"
} else := {"allow": false, "checks": [check.unproven("outcome")]} if {
	input.ask == "outcome"
} else := {"allow": false, "checks": motions.roll_checks} if {
	input.ask == "roll"
	count(motions.roll_checks) > 0
} else := {"allow": false, "checks": [funds.reason("accounts_provided")]} if {
	input.ask == "calendar"
	funds.reason("accounts_provided")
} else := {"allow": false, "checks": [check.unproven("question")]}
