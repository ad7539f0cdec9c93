package api

import "concordat/ledger"

// MotionWords is a motion's status for people; outcome is its decision's.
func MotionWords(status, outcome string) string {
	switch status {
	case ledger.MotionDraft:
		return "Draft"
	case ledger.MotionNotice:
		return "Notice given"
	case ledger.MotionOpen:
		return "Open for voting"
	case ledger.MotionWithdrew:
		return "Withdrawn"
	case ledger.MotionShown:
		return "Hands shown, minutes not approved"
	case ledger.MotionDivides:
		return "Divided into parts"
	case ledger.MotionLapses:
		return "Lapsed"
	}
	return OutcomeWords(outcome)
}

// OutcomeWords is an outcome for people.
func OutcomeWords(outcome string) string {
	switch outcome {
	case ledger.OutcomeCarried:
		return "Carried"
	case ledger.OutcomeNotCarried:
		return "Not carried"
	case ledger.OutcomeNotQuorate:
		return "Not quorate"
	case ledger.OutcomeNoDecision:
		return "No decision"
	}
	return outcome
}

// DecisionWords is a decision's status for people.
func DecisionWords(status string) string {
	switch status {
	case ledger.DecisionAwaitsRatification:
		return "Awaiting ratification"
	case ledger.DecisionAwaitsGates:
		return "Awaiting what must come first"
	case ledger.DecisionCallIn:
		return "Called in"
	case ledger.DecisionRetaken:
		return "Taken anew elsewhere"
	case ledger.DecisionInForce:
		return "In force"
	case ledger.DecisionVariedBy:
		return "In force, varied"
	case ledger.DecisionCorrected:
		return "In force, corrected"
	case ledger.DecisionRescinded:
		return "Rescinded"
	case ledger.DecisionSuperseded:
		return "Superseded"
	case ledger.OutcomeNotCarried, ledger.OutcomeNotQuorate, ledger.OutcomeNoDecision, ledger.OutcomeCarried:
		return "Of no effect"
	}
	return status
}

// ObligationWords is an obligation's status for people.
func ObligationWords(status string) string {
	switch status {
	case ledger.ObligationAwaiting:
		return "Awaiting ratification"
	case ledger.ObligationDue:
		return "Due"
	case ledger.ObligationOverdue:
		return "Overdue"
	case ledger.ObligationDone:
		return "Paid"
	case ledger.ObligationDisputed:
		return "Queried"
	case ledger.ObligationEnded:
		return "Ended"
	}
	return status
}

// BoundWords is how a decision binds a party, for people.
func BoundWords(o ledger.PartyOutcome) string {
	switch o.Bound {
	case ledger.BoundByVote:
		return "Bound by its vote"
	case ledger.BoundAgainstVote:
		if o.Position != ledger.ChoiceAgainst {
			return "Bound although it did not vote for"
		}
		return "Bound although it voted against"
	case ledger.BoundOnRatification:
		return "Bound once its governing body ratifies"
	case ledger.BoundNot:
		return "Not bound"
	}
	return "Not on the roll"
}

// ChoiceWords is a choice for people; an option is its own words.
func ChoiceWords(choice string) string {
	switch choice {
	case ledger.ChoiceFor:
		return "For"
	case ledger.ChoiceAgainst:
		return "Against"
	case ledger.ChoiceAbstain:
		return "Abstained"
	}
	return choice
}
