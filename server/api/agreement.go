package api

import "concordat/ledger"

// NotAdoptable begins what is told of a rule bundle that could not be adopted: its faults
// follow, one a line.
const NotAdoptable = "this rule bundle could not be adopted: "

// Draft is a draft of the next version of the MoU, and what each party says of it.
type Draft struct {
	ID        ledger.Digest `json:"draft"`
	Version   int64         `json:"version"`         // that it would be
	Party     string        `json:"party,omitempty"` // that it was put for; none where the secretary put it
	Title     string        `json:"title"`
	Rules     ledger.Digest `json:"rules"` // its bundle, which is held beside the log
	RulesCode string        `json:"rules_code"`
	Status
	Positions []DraftPosition `json:"positions"` // in the order of the parties' codes
	Waiting   []string        `json:"still_to_answer"`
	Decisions []Adoption      `json:"decisions"` // carried, to adopt it
	Time      ledger.Time     `json:"time"`
	Entry     int64           `json:"entry"`
}

// DraftPosition is what one party says of a draft.
type DraftPosition struct {
	Party     string `json:"party"`
	Name      string `json:"name"`
	Position  string `json:"position"`             // agree, agree_subject_to, object
	SubjectTo string `json:"subject_to,omitempty"` // what must change, or why it objects
}

// Statuses of a draft.
const (
	DraftStanding = "standing" // its version is the next
	DraftAdopted  = "adopted"
	DraftPassed   = "passed_over" // another was adopted as its version
)

// AdoptionWords is for people what becomes of a draft by a decision to adopt it.
func AdoptionWords(status string) string {
	switch status {
	case ledger.AdoptionMade:
		return "Adopted"
	case ledger.AdoptionAwaits:
		return "Not adopted yet"
	case ledger.AdoptionNever:
		return "Can't be adopted by it any more"
	}
	return status
}

// Dispute is a dispute between parties and how far it has climbed.
type Dispute struct {
	Ref string `json:"dispute"`
	Status
	By      string               `json:"by"`   // the party that raised it
	With    []string             `json:"with"` // parties
	About   string               `json:"about"`
	Matter  string               `json:"matter"`
	Steps   []ledger.DisputeStep `json:"steps"`
	Step    string               `json:"step,omitempty"` // that runs
	Due     ledger.Time          `json:"due,omitempty"`  // the end of its time
	Settled map[string]string    `json:"settled"`        // what each party has said
	How     string               `json:"how,omitempty"`  // it is settled, as all have said
	Time    ledger.Time          `json:"time"`
	Entry   int64                `json:"entry"`
}

// Statuses of a dispute.
const (
	DisputeOpen      = "open"
	DisputeExhausted = "exhausted" // its last step's time has run out
	DisputeSettled   = "settled"
)

// DraftWords is a draft's status for people.
func DraftWords(status string) string {
	switch status {
	case DraftStanding:
		return "Before the parties"
	case DraftAdopted:
		return "Adopted"
	case DraftPassed:
		return "Passed over"
	}
	return status
}

// PositionWords is a party's position on a draft, for people.
func PositionWords(position string) string {
	switch position {
	case ledger.DraftAgreed:
		return "Agrees"
	case ledger.DraftSubjectTo:
		return "Agrees subject to"
	case ledger.DraftObjected:
		return "Objects"
	}
	return position
}

// DisputeWords is a dispute's status for people.
func DisputeWords(status string) string {
	switch status {
	case DisputeOpen:
		return "Open"
	case DisputeExhausted:
		return "Open, every step taken"
	case DisputeSettled:
		return "Settled"
	}
	return status
}

// DatesRequest asks which dates a statement of a kind has to state. Body is the
// statement's own; what it says of the dates is not looked at.
type DatesRequest struct {
	Kind  string         `json:"kind"`
	Party string         `json:"party,omitempty"` // that the author speaks for
	Body  map[string]any `json:"body"`
}

// Dates is the dates that a statement has to state, by name.
type Dates struct {
	Kind  string            `json:"kind"`
	At    ledger.Time       `json:"at"` // they are those of a statement recorded now
	Dates map[string]string `json:"dates"`
}
