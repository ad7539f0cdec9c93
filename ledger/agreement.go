package ledger

// The life of the agreement itself: drafts of a new version and their adoption,
// parties that join, merge and leave, voting rights, what stands between a
// decision and its effect, and disputes.

// Kinds of statement about the agreement's own life.
const (
	KindMoUDrafted       = "mou.drafted"
	KindDraftAnswered    = "draft.answered"
	KindPartyJoined      = "party.joined"
	KindPartyMerged      = "party.merged"
	KindLeavingNotified  = "leaving.notified"
	KindLeavingWithdrawn = "leaving.withdrawn"
	KindInterestEnded    = "interest.ended"
	KindGatePassed       = "gate.passed"
	KindDecisionCalledIn = "decision.called_in"
	KindCallInEnded      = "call_in.ended"
	KindDisputeRaised    = "dispute.raised"
	KindDisputeSettled   = "dispute.settled"
)

// Consequences of the agreement's own life.
const (
	KindMoUAmended       = "mou.amended"
	KindMotionLapsed     = "motion.lapsed"
	KindMotionExtended   = "motion.extended"
	KindDisputeEscalated = "dispute.escalated"
)

// MoUDrafted puts a draft of the next version before the parties. Its bundle
// stands beside the log under Rules, so that what is answered and voted on can't
// change; that it does is for whoever orders statements to see to, because the
// ledger knows digests alone. Several drafts of one version may stand: the first
// to be adopted ends the others.
type MoUDrafted struct {
	Version int64  `json:"version"` // that it would be
	Title   string `json:"title"`
	Rules   Digest `json:"rules"`
}

// Positions of a party on a draft.
const (
	DraftAgreed    = "agree"
	DraftSubjectTo = "agree_subject_to"
	DraftObjected  = "object"
)

// DraftAnswered is a party's position on a draft; the last stands.
type DraftAnswered struct {
	Draft     Digest `json:"draft"` // the statement that put it
	Position  string `json:"position"`
	SubjectTo string `json:"subject_to,omitempty"` // what must change, or why it objects
}

// Amends is the part of a motion that, if it is carried, adopts a draft.
type Amends struct {
	Draft   Digest `json:"draft"`
	Version int64  `json:"version"`
	Rules   Digest `json:"rules"`
}

// MoUAmended follows a carried motion that adopts a draft, at once or when the
// last gate before its effect is passed and its last condition met: the new version is in force, signed for
// the parties that the decision bound at once. The others sign it themselves or
// are not bound by what is decided under it.
type MoUAmended struct {
	Version  int64    `json:"version"`
	Title    string   `json:"title"`
	Rules    Digest   `json:"rules"`
	Decision string   `json:"decision"`
	Signed   []string `json:"signed"` // parties, sorted
}

// Rights is the part of a motion that, if it is carried, gives parties a vote
// that the MoU does not give them itself, or ends it.
type Rights struct {
	Parties []string `json:"parties"` // sorted
	From    Date     `json:"from"`
	Until   Date     `json:"until,omitempty"`
}

// Prolongs is the part of a motion that, if it is carried, sets a function's last
// day: a scheme runs on, or ends sooner.
type Prolongs struct {
	Function string `json:"function"`
	Until    Date   `json:"until"`
}

// Rejected is an option that was considered and not proposed, and why.
type Rejected struct {
	Option string `json:"option"`
	Why    string `json:"why"`
}

// PartyJoined admits a body that the version in force names as a party. It is
// bound by nothing until its own officer has signed.
type PartyJoined struct {
	Joins FoundingParty `json:"joins"`
}

// PartyMerged records that parties became one body on a day. From then the
// successor stands in their place: seats, votes and fixed counts as the rules say.
// The successor may be a party already, whose own details Into then repeats.
type PartyMerged struct {
	Parties []string      `json:"parties"` // sorted
	Into    FoundingParty `json:"into"`
	On      Date          `json:"on"`
	Source  string        `json:"source"` // the order or approval by which they did
}

// LeavingNotified is a party's notice that it leaves one function, or all. Its
// effective day is what the rules work out on the day of notice.
type LeavingNotified struct {
	Function   string     `json:"function"` // or "*" for all
	Effective  Date       `json:"effective"`
	Resolution Resolution `json:"resolution"`
}

// LeavingWithdrawn takes a notice to leave back before it has taken effect.
type LeavingWithdrawn struct {
	Function   string     `json:"function"`
	Resolution Resolution `json:"resolution"`
}

// InterestEnded says from which day a declared interest is no more.
type InterestEnded struct {
	Interest Digest `json:"interest"`
	On       Date   `json:"on"`
}

// GatePassed says that something which must come before a motion is opened, or
// before a decision takes effect, is done: involvement, scrutiny, assurance.
type GatePassed struct {
	Motion   string `json:"motion"` // also of its decision
	Gate     string `json:"gate"`   // as the terms name it
	Evidence Paper  `json:"evidence"`
	On       Date   `json:"on"`
}

// DecisionCalledIn stays a decision: somebody with power to do so has called it in.
type DecisionCalledIn struct {
	Decision string `json:"decision"`
	By       string `json:"by"`  // who called it in, as the terms name it
	Ref      string `json:"ref"` // of the direction
	On       Date   `json:"on"`
}

// CallInEnded ends a call-in: the decision is released, or has been taken anew by
// whoever called it in and stands no more.
type CallInEnded struct {
	Decision string `json:"decision"`
	How      string `json:"how"` // released, retaken
	Ref      string `json:"ref"`
	On       Date   `json:"on"`
}

// DisputeRaised opens a dispute between parties. Steps are the ladder's, each
// with the last moment of its time, as the rules work it out.
type DisputeRaised struct {
	Dispute string        `json:"dispute"` // unique for ever, such as "00V-D1"
	With    []string      `json:"with"`    // parties, sorted
	About   string        `json:"about"`   // a decision or obligation
	Matter  string        `json:"matter"`
	Steps   []DisputeStep `json:"steps"`
}

// DisputeStep is one rung of a ladder and the end of its time.
type DisputeStep struct {
	Step string `json:"step"`
	Due  Time   `json:"due"`
}

// DisputeSettled is one party's word that a dispute is settled, and how. It is
// settled when all its parties have said the same, word for word.
type DisputeSettled struct {
	Dispute string `json:"dispute"`
	How     string `json:"how"`
}

// MotionLapsed says that a motion was not opened in the time that the rules give.
type MotionLapsed struct {
	Motion string `json:"motion"`
}

// MotionExtended gives a motion the further time that its opening fixed.
type MotionExtended struct {
	Motion string `json:"motion"`
	Closes Time   `json:"closes"`
}

// DisputeEscalated says that a step's time ran out: the next one begins.
type DisputeEscalated struct {
	Dispute string `json:"dispute"`
	From    string `json:"from"`
	To      string `json:"to"` // "" after the last
}

// RightFacts is a vote given by decision.
type RightFacts struct {
	From     Date   `json:"from"`
	Until    Date   `json:"until,omitempty"`
	Decision string `json:"decision"`
	Entry    int64  `json:"entry"`
}

// LeavingFacts is a notice to leave, not withdrawn.
type LeavingFacts struct {
	Function  string `json:"function"`
	Notified  Time   `json:"notified"`
	Effective Date   `json:"effective"` // as worked out on the day of notice
	Entry     int64  `json:"entry"`
}

// MergedFacts says into which party a party merged.
type MergedFacts struct {
	Into  string `json:"into"`
	On    Date   `json:"on"`
	Entry int64  `json:"entry"`
}

// FunctionFacts is what decisions have changed of a function.
type FunctionFacts struct {
	Until    Date   `json:"until"` // its last day
	Decision string `json:"decision"`
}

// LeadFacts is a lead that a decision appointed which takes effect. Used counts
// what was decided for its function in its time, by any route: the rules take
// those of the routes that bind through a lead.
type LeadFacts struct {
	Decision string       `json:"decision"`
	Function string       `json:"function"`
	Party    string       `json:"party"`
	Limit    Limit        `json:"limit"`
	From     Date         `json:"from"`
	Until    Date         `json:"until,omitempty"`
	Entry    int64        `json:"entry"` // that appointed it
	Used     []Commitment `json:"used"`  // what decisions cost all parties that they bind, or may yet on ratification
}

// DraftFacts is a draft of the next version and what the parties say of it.
type DraftFacts struct {
	MoUDrafted
	ID        Digest                   `json:"id"`
	Time      Time                     `json:"time"`
	Entry     int64                    `json:"entry"`
	Positions map[string]DraftAnswered `json:"positions"` // by party
	Standing  bool                     `json:"standing"`  // its version is the next
}

// GateFacts is a gate that was passed.
type GateFacts struct {
	Gate  string `json:"gate"`
	On    Date   `json:"on"`
	Entry int64  `json:"entry"`
}

// DisputeFacts is a dispute as it stands.
type DisputeFacts struct {
	DisputeRaised
	By      string            `json:"by"`            // the party that raised it
	Step    string            `json:"step"`          // that runs; "" after the last
	Settled map[string]string `json:"settled"`       // what each party has said
	How     string            `json:"how,omitempty"` // as all have said: it is settled
	Time    Time              `json:"time"`
	Entry   int64             `json:"entry"`
}
