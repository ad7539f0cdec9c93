package api

import (
	"fmt"
	"slices"
	"strings"

	"concordat/ledger"
)

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

// WithdrawalWords says who has asked to withdraw a motion that is open, and who else has to;
// empty where nobody has.
func WithdrawalWords(m Motion) string {
	if len(m.Withdrawn) == 0 {
		return ""
	}
	return "Withdrawal was asked for by " + listed(m.Withdrawn) + ". It takes effect once both " + m.Mover + ", who moved it, and the chair or vice-chair have signed for it."
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

// DecidedWords is the outcome of a decision for people. Committees in common that
// did not all decide the same have each decided for themselves: nothing was lost,
// and together they decided nothing.
func DecidedWords(outcome string, checks []ledger.Check) string {
	apart := slices.ContainsFunc(checks, func(c ledger.Check) bool { return c.ID == "collective" && !c.Met })
	if apart && outcome == ledger.OutcomeNotCarried {
		return "No collective decision"
	}
	return OutcomeWords(outcome)
}

// DecisionWords is a decision's status for people.
func DecisionWords(status string) string {
	switch status {
	case ledger.DecisionAwaitsRatification:
		return "Awaiting ratification"
	case ledger.DecisionAwaitsGates:
		return "Awaiting what must come first"
	case ledger.DecisionAwaitsConditions:
		return "Awaiting its conditions"
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

// Unratified are the statuses of a decision that a governing body may still have to answer on.
var Unratified = []string{ledger.DecisionAwaitsRatification, ledger.DecisionAwaitsGates, ledger.DecisionAwaitsConditions, ledger.DecisionCallIn}

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
	case ledger.ObligationDutyDone:
		return "Done"
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

// TypeWords is a motion's type for people.
func TypeWords(t string) string {
	words := map[string]string{
		ledger.TypeStatement: "statement", ledger.TypeBusinessCase: "business case", ledger.TypePool: "pool resources",
		ledger.TypeLead: "appoint lead commissioner", ledger.TypeReconfiguration: "reconfiguration with risk share", ledger.TypeProcedural: "procedural",
		"mou_amendment": "change the MoU", "prolongation": "prolong a function", "virement": "move money within a fund",
	}
	if w := words[t]; w != "" {
		return w
	}
	return t
}

// RouteWords is how a motion is decided, for people.
func RouteWords(r string) string {
	words := map[string]string{
		ledger.RouteAdvisory:           "advisory: binds nobody",
		ledger.RouteCommitteesInCommon: "committees in common: each party decides for itself",
		ledger.RouteJointCommittee:     "joint committee: one decision for all",
	}
	if w := words[r]; w != "" {
		return w
	}
	return r
}

// Choices are what may be voted on a motion.
func Choices(options []string) []string {
	if len(options) == 0 {
		return []string{ledger.ChoiceFor, ledger.ChoiceAgainst, ledger.ChoiceAbstain}
	}
	return append(slices.Clone(options), ledger.ChoiceAbstain)
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

// Unruled tells whether an interest waits for a ruling: one person's alone does not stand.
func Unruled(i ledger.InterestFacts) bool {
	by := map[string]bool{}
	for _, r := range i.Rulings {
		by[r.Person] = true
	}
	return len(by) < 2
}

// Undecided tells of a motion's status whether the motion is still to be voted on.
func Undecided(status string) bool {
	return status == ledger.MotionDraft || status == ledger.MotionNotice || status == ledger.MotionOpen
}

// ToRule are those of the interests that bear on a motion of a status which wait for a
// ruling. Until it is open these are the ones that were declared on it: one that stands bears
// on every motion, and waits for those on which votes are cast.
func ToRule(status string, interests []ledger.InterestFacts) (list []ledger.InterestFacts) {
	for _, i := range interests {
		if Undecided(status) && i.Ended == "" && Unruled(i) && (i.Motion != "" || status == ledger.MotionOpen) {
			list = append(list, i)
		}
	}
	return list
}

// NeededLater is said of an open motion that is shown without what is still needed.
const NeededLater = "It is not worked out yet what votes are still needed: where seats count differently that takes a while. Look again in a moment."

// What is said where it is known that what is still needed can't be worked out, and why.
const (
	NeededUnsaid = "What votes are still needed cannot be worked out: the rules of the MoU that decide this motion do not say what votes would come to before voting closes."
	NeededFailed = "What votes are still needed could not be worked out: the rules could not be run on it just now. No vote is lost, and they are asked again when you look again."
)

// NeededWords says what is still needed for people; name is what they call a seat.
func NeededWords(n ledger.Needed, name func(seat string) string) []string {
	const unchanged = ", if no vote that stands is changed."
	others := ""
	switch len(n.Waiting) {
	case 0:
	case 1:
		others = " whatever " + name(n.Waiting[0]) + " votes"
	default:
		others = fmt.Sprintf(" whatever the %d others vote", len(n.Waiting))
	}
	switch n.Certain {
	case ledger.CertainCarried:
		return []string{"Certain: carried" + others + unchanged}
	case ledger.CertainNot:
		return []string{"Certain: it can no longer be carried" + others + unchanged}
	}
	words := []string{}
	from := map[string]bool{} // seats from which a set of votes was told of
	otherwise, more := false, n.More
	for _, set := range n.Sets {
		seats := seatsOf(set)
		switch {
		case set.Total > n.Sets[0].Total:
			more = true
		case set.Total == 0:
			words = append(words, "Carried as the votes stand; the votes still to come may change that.")
		case from[seats]: // as many from the same seats, for another choice
			otherwise = true
		case len(from) == maxSetsInWords:
			more = true
		default:
			from[seats] = true
			words = append(words, setWords(set, n, name))
		}
	}
	switch {
	case otherwise && more:
		words = append(words, "Some of these votes could be a different choice and still carry it, and there are other ways.")
	case otherwise && n.Sets[0].Total == 1:
		words = append(words, "It could be a different choice and still carry it.")
	case otherwise:
		words = append(words, "Some of these votes could be a different choice and still carry it.")
	case more && len(words) > 0:
		words = append(words, "There are other ways.")
	}
	if n.TooMany {
		words = append(words, "There are too many ways to vote to look at each of them, so nothing is said to be certain.")
		if len(n.Sets) == 0 {
			words = append(words, "No small number of votes was found that would carry it.")
		}
	}
	return words
}

// What is told in words; an answer has more.
const (
	maxSetsInWords  = 4
	maxSeatsInWords = 6 // by name
)

// seatsOf is from which seats how many votes of a set come, whatever they choose.
func seatsOf(set ledger.VoteSet) string {
	counts := map[string]int64{} // by seats that count alike, of which the first will do
	for _, v := range set.Votes {
		counts[v.Seats[0]] += v.Count
	}
	return fmt.Sprint(counts) // sorted by seat
}

func setWords(set ledger.VoteSet, n ledger.Needed, name func(seat string) string) string {
	var parts []string
	for _, v := range set.Votes {
		var seats []string
		for _, seat := range v.Seats {
			seats = append(seats, name(seat))
		}
		all := listed(seats)
		if len(seats) > maxSeatsInWords && len(seats) == len(n.Waiting) {
			all = fmt.Sprintf("the %d still to vote", len(seats))
		}
		who := "from " + all
		if v.Count < int64(len(seats)) {
			who = fmt.Sprintf("any %d of %s", v.Count, all)
		}
		parts = append(parts, votesWords(v)+" ("+who+")")
	}
	if len(parts) == 1 && set.Total == 1 {
		return parts[0] + " carries it."
	}
	return listed(parts) + " carry it."
}

var castWords = map[string]string{ledger.ChoiceFor: "for", ledger.ChoiceAgainst: "against"}

func votesWords(v ledger.VotesOf) string {
	one, many := "vote for", "votes for"
	switch v.Choice {
	case ledger.ChoiceFor:
	case ledger.ChoiceAgainst:
		one, many = "vote against", "votes against"
	case ledger.ChoiceAbstain:
		one, many = "abstention", "abstentions"
	default:
		one, many = one+" "+v.Choice, many+" "+v.Choice
	}
	words := "1 more " + one
	if v.Count > 1 {
		words = fmt.Sprintf("%d more %s", v.Count, many)
	}
	if len(v.Then) > 0 {
		words += ", then " + strings.Join(v.Then, ", then ")
	}
	if v.Casting != "" {
		words += ", with a casting vote " + castWords[v.Casting]
		if castWords[v.Casting] == "" {
			words += "for " + v.Casting
		}
	}
	return words
}

// LeftOutWords says how many of something are left out, because whoever reads it may not
// read them; empty where none is.
func LeftOutWords(n int, one, more string) string {
	switch n {
	case 0:
		return ""
	case 1:
		return "1 " + one + " is left out, and is in no total: it was taken in private, and is not yours to read yet."
	}
	return fmt.Sprintf("%d %s are left out, and are in no total: they were taken in private, and are not yours to read yet.", n, more)
}

// listed is names in one sentence, "A, B and C".
func listed(names []string) string {
	if len(names) < 2 {
		return strings.Join(names, "")
	}
	last := len(names) - 1
	return strings.Join(names[:last], ", ") + " and " + names[last]
}

// SignatoryWords says who spoke from a seat, and how that is known.
func SignatoryWords(s Signatory) string {
	who := fmt.Sprintf("Seat %s: %s", s.Seat, s.Person)
	if s.Deputy {
		who += ", deputising"
	}
	switch {
	case s.Assurance == ledger.AssuranceRecorded && s.Confirmed:
		return fmt.Sprintf("%s, as the secretary recorded (entry %d) and was confirmed", who, s.Entry)
	case s.Assurance == ledger.AssuranceRecorded:
		return fmt.Sprintf("%s, as the secretary recorded (entry %d), not confirmed", who, s.Entry)
	case s.Assurance != ledger.AssuranceShown:
		return fmt.Sprintf("%s, signed by the %s key %s (entry %d)", who, s.Assurance, s.Key, s.Entry)
	case s.Confirmed:
		return fmt.Sprintf("%s, by hand, as the secretary recorded (entry %d) and the person confirmed", who, s.Entry)
	}
	return fmt.Sprintf("%s, by hand, as the secretary recorded (entry %d)", who, s.Entry)
}
