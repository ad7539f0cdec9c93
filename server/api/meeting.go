package api

import "concordat/ledger"

// MeetingSummary is a meeting as a list shows it.
type MeetingSummary struct {
	Ref    string      `json:"meeting"`
	Title  string      `json:"title"`
	Starts ledger.Time `json:"starts"`
	Place  string      `json:"place"`
	Of     []string    `json:"of,omitempty"` // committees in common: the parties whose committees sit together
	Status
	Items []ledger.AgendaItem `json:"items"`
	Entry int64               `json:"entry"`
}

// Meeting is a meeting with all that was recorded of it.
type Meeting struct {
	MeetingSummary
	FirstCalled ledger.Time            `json:"first_called"`
	Called      ledger.Time            `json:"called"`  // the agenda as it stands
	Agendas     []int64                `json:"agendas"` // entries of every agenda that it had
	Requisition ledger.Digest          `json:"requisition,omitempty"`
	Attendance  int64                  `json:"attendance,omitempty"` // entry that recorded who was there
	People      []ledger.Attendee      `json:"people"`
	Presiding   []ledger.Presiding     `json:"presiding"`
	Shown       []ledger.ShownFacts    `json:"shown"` // the show of hands that stands on each motion
	Deferred    []ledger.ItemDeferred  `json:"deferred"`
	Notes       []ledger.ItemNoted     `json:"notes"`
	Points      []ledger.PointRuled    `json:"points"`
	Parts       []string               `json:"parts"`   // motions that divisions made
	Actions     []string               `json:"actions"` // references
	Ended       ledger.Time            `json:"ended,omitempty"`
	Approvals   []ledger.ApprovalFacts `json:"approvals"`
	Minutes     *ApprovedMinutes       `json:"minutes,omitempty"`
	Unreported  []string               `json:"unreported"` // urgent decisions of which no meeting was told yet
}

// ApprovedMinutes is which minutes were approved.
type ApprovedMinutes struct {
	At    string        `json:"at,omitempty"` // the meeting at which they were
	Text  ledger.Digest `json:"text"`
	Code  string        `json:"code"` // of the text, for people to compare by eye
	Time  ledger.Time   `json:"time"`
	Entry int64         `json:"entry"`
}

// MinutesAnswer is the minutes of a meeting: drafted from the ledger, and what of
// them was approved. Draft and approved text are compared by their digests; after
// the approval the approved text is the minutes.
type MinutesAnswer struct {
	Status
	Minutes   Minutes               `json:"minutes"`
	Text      string                `json:"text"` // as drafted; of an approved one that is held here, as approved
	SHA256    ledger.Digest         `json:"sha256"`
	Code      string                `json:"code"`
	Results   []ledger.MinutedHands `json:"results"`
	Approved  *ApprovedMinutes      `json:"approved,omitempty"`
	Held      bool                  `json:"held"`       // the approved text is beside the log, with this digest
	AsDrafted bool                  `json:"as_drafted"` // what was approved is what the ledger drafts today, byte for byte
}

// Plan is the forward plan that stands.
type Plan struct {
	ledger.ForwardPlanPublished
	Time  ledger.Time `json:"time"`
	Entry int64       `json:"entry"`
}

// Action is an action that a meeting set, and how it was closed.
type Action struct {
	ledger.ActionSet
	Status
	Time   ledger.Time          `json:"time"`
	Entry  int64                `json:"entry"`
	Closed *ledger.ActionClosed `json:"closed,omitempty"`
}

// Statuses of an action.
const (
	ActionOpen    = "open"
	ActionOverdue = "overdue"
	ActionDone    = "done"
	ActionDropped = "dropped"
)

// Requisition is a request for a meeting, and who joined it.
type Requisition struct {
	ID       ledger.Digest `json:"requisition"`
	Business []string      `json:"business"`
	Motions  []string      `json:"motions"`
	Time     ledger.Time   `json:"time"`
	Seats    []string      `json:"seats"`
	Parties  []string      `json:"parties"`
	Complete ledger.Time   `json:"complete,omitempty"` // when enough had joined
	Called   string        `json:"called,omitempty"`   // the meeting that was called on it
	Entry    int64         `json:"entry"`
}

// Amendment is an amendment on the floor, with the words compared.
type Amendment struct {
	ID      ledger.Digest `json:"amendment"`
	Meeting string        `json:"meeting"`
	Item    string        `json:"item"`
	Text    ledger.Digest `json:"text"` // that it would replace
	To      ledger.Motion `json:"to"`
	Time    ledger.Time   `json:"time"`
	Entry   int64         `json:"entry"`
	MinutedAmendment
}

// MeetingWords is a meeting's stage for people.
func MeetingWords(stage string) string {
	switch stage {
	case ledger.MeetingCalledStage:
		return "Called"
	case ledger.MeetingEndedStage:
		return "Ended, minutes not approved"
	case ledger.MeetingApprovedStage:
		return "Minutes approved"
	}
	return stage
}

// ActionWords is an action's status for people.
func ActionWords(status string) string {
	switch status {
	case ActionOpen:
		return "Open"
	case ActionOverdue:
		return "Overdue"
	case ActionDone:
		return "Done"
	case ActionDropped:
		return "Dropped"
	}
	return status
}

// OutcomeRequest asks what the hands shown on an amendment amount to. The roll is
// the one that the rules give the motion now.
type OutcomeRequest struct {
	Amendment   ledger.Digest `json:"amendment"`
	Hands       []ledger.Hand `json:"hands"`
	WithoutVote bool          `json:"without_vote"`
}

// AmendmentOutcome is what they amount to, as amendment.put has to state it.
type AmendmentOutcome struct {
	Amendment ledger.Digest `json:"amendment"`
	Motion    string        `json:"motion"`
	At        ledger.Time   `json:"at"`
	Outcome   string        `json:"outcome"`
	Words     string        `json:"words"`
}
