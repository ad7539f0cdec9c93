package api

import "concordat/ledger"

// Minutes is what the minutes of one sitting say, in the order in which they are
// read. Of committees in common there is one for each committee.
type Minutes struct {
	Board     string             `json:"board"`
	Meeting   string             `json:"meeting"`
	Title     string             `json:"title"`
	Place     string             `json:"place"`
	Starts    ledger.Time        `json:"starts"`
	Ended     ledger.Time        `json:"ended,omitempty"`
	Committee string             `json:"committee,omitempty"` // of committees in common: the party whose committee's these are
	Name      string             `json:"name,omitempty"`      // of that party
	Voting    []MinutedPerson    `json:"voting"`
	Others    []MinutedPerson    `json:"others"` // with a seat that was on no roll
	Attending []MinutedPerson    `json:"attending"`
	Apologies []MinutedPerson    `json:"apologies"`
	Presiding []ledger.Presiding `json:"presiding"`
	Interests []MinutedInterest  `json:"interests"`
	Items     []MinutedItem      `json:"items"`
	Actions   []MinutedAction    `json:"actions"`

	Countersigned []Countersignature `json:"countersigned,omitempty"` // the ledger as officers saw it there
}

// MinutedPerson is one person at a meeting, for one seat or none.
type MinutedPerson struct {
	Person    string `json:"person"`
	Seat      string `json:"seat,omitempty"`
	Party     string `json:"party,omitempty"`
	Name      string `json:"name,omitempty"` // of the party
	Deputy    bool   `json:"deputy,omitempty"`
	DeputyFor string `json:"deputy_for,omitempty"` // the seat's holder that day, if it had one
}

// MinutedInterest is an interest that bore on an item, and how it was managed.
type MinutedInterest struct {
	Person  string          `json:"person"`
	Nature  string          `json:"nature"`
	Motion  string          `json:"motion"` // on which it bore
	Item    string          `json:"item"`   // of the agenda
	Known   ledger.Date     `json:"known"`  // to the person
	Stated  ledger.Time     `json:"stated"` // to the board
	Rulings []MinutedRuling `json:"rulings"`
	Code    string          `json:"code"` // of the declaration
}

// MinutedRuling is one person's ruling on an interest.
type MinutedRuling struct {
	Person string `json:"person"`
	Ruling string `json:"ruling"`
}

// MinutedItem is one item of the agenda and all that was done under it.
type MinutedItem struct {
	Item     string           `json:"item"`
	Title    string           `json:"title"`
	Private  string           `json:"private,omitempty"` // why the public was excluded
	Release  ledger.Date      `json:"release,omitempty"`
	Withheld bool             `json:"withheld,omitempty"` // from who reads this: nothing of it is here but what the agenda says
	Minutes  string           `json:"minutes,omitempty"`  // the meeting whose minutes were put
	Reports  string           `json:"reports,omitempty"`  // the urgent decision that was reported
	Away     []MinutedAbsence `json:"away"`
	Motions  []MinutedMotion  `json:"motions"` // the item's, and the parts into which it was divided
	Points   []MinutedPoint   `json:"points"`
	Deferred *MinutedDeferral `json:"deferred,omitempty"`
	Notes    []string         `json:"notes"`
}

// MinutedAbsence is somebody's absence from an item.
type MinutedAbsence struct {
	Person   string      `json:"person"`
	Left     ledger.Time `json:"left"`
	Returned ledger.Time `json:"returned,omitempty"`
}

// MinutedPoint is a ruling from the chair.
type MinutedPoint struct {
	Point  string `json:"point"`
	Ruling string `json:"ruling"`
}

// MinutedDeferral is an item put off.
type MinutedDeferral struct {
	To     string `json:"to,omitempty"` // a meeting
	Reason string `json:"reason"`
}

// MinutedMotion is a motion as it stood at the end, with what was done to it.
type MinutedMotion struct {
	Ref        string             `json:"motion"`
	Title      string             `json:"title"`
	Mover      string             `json:"mover"`
	MoverName  string             `json:"mover_name,omitempty"` // of the mover's party
	Text       []string           `json:"text"`                 // verbatim
	Options    []string           `json:"options,omitempty"`
	Conditions []string           `json:"conditions,omitempty"`
	Code       string             `json:"code"`            // of the text; of a part, of the division that all its parts share
	Whole      string             `json:"whole,omitempty"` // the motion of which it is a part, as that was divided
	Amendments []MinutedAmendment `json:"amendments"`
	Parts      []string           `json:"parts,omitempty"` // motions into which it was divided
	Hands      *MinutedVote       `json:"hands,omitempty"`
	Result     *MinutedResult     `json:"result,omitempty"`
}

// MinutedAmendment is an amendment on the floor, with the words compared.
type MinutedAmendment struct {
	Seat     string       `json:"seat"`
	Name     string       `json:"name"` // of the party that moved it
	Compared []Words      `json:"compared"`
	Hands    *MinutedVote `json:"hands,omitempty"`
	Outcome  string       `json:"outcome,omitempty"` // carried, not_carried; empty: never put
	Code     string       `json:"code"`              // of the amendment
}

// How words came through a comparison.
const (
	WordsKept  = "kept"
	WordsTaken = "taken_out"
	WordsPutIn = "put_in"
)

// Words are neighbouring words of two texts, and how they came through. A line feed
// in them ends a paragraph.
type Words struct {
	How  string `json:"how"`
	Text string `json:"text"`
}

// MinutedVote is a show of hands.
type MinutedVote struct {
	WithoutVote bool             `json:"without_vote"`
	Counts      map[string]int64 `json:"counts"`
	Hands       []MinutedHand    `json:"hands"`
	Dissent     []MinutedHand    `json:"dissent"`           // those against
	Casting     string           `json:"casting,omitempty"` // vote, by whoever presided
	Presided    string           `json:"presided,omitempty"`
	Confirmed   []string         `json:"confirmed,omitempty"` // seats whose hand was confirmed
	Denied      []MinutedDenial  `json:"denied,omitempty"`    // by seat: the record does not stand
	Code        string           `json:"code"`                // of the statement that recorded it

	CastingConfirmed bool `json:"casting_confirmed,omitempty"` // by whoever presided
}

// MinutedDenial is a seat's word that a show of hands is recorded wrongly.
type MinutedDenial struct {
	Seat   string `json:"seat"`
	Name   string `json:"name"` // of its party
	Person string `json:"person"`
	Reason string `json:"reason,omitempty"`
}

// MinutedHand is one seat's hand.
type MinutedHand struct {
	Seat   string   `json:"seat"`
	Party  string   `json:"party"`
	Name   string   `json:"name"`
	Person string   `json:"person"`
	Choice string   `json:"choice"`
	Then   []string `json:"then,omitempty"`
}

// MinutedResult is what the hands amount to by the rules of the agreement.
type MinutedResult struct {
	Decided     string                  `json:"decided,omitempty"` // by the one committee in common whose minutes these are, in words
	Outcome     string                  `json:"outcome"`
	Collective  bool                    `json:"collective"`
	Checks      []ledger.Check          `json:"checks"`
	Parties     []DecisionParty         `json:"parties"`
	Obligations []ledger.ObligationTerm `json:"obligations"`
}

// MinutedAction is an action that was set.
type MinutedAction struct {
	Action string      `json:"action"`
	Item   string      `json:"item"`
	What   string      `json:"what"`
	Party  string      `json:"party,omitempty"`
	Name   string      `json:"name,omitempty"` // of that party
	Person string      `json:"person,omitempty"`
	Due    ledger.Date `json:"due"`
}

// DecisionNotice is what the public reads of one decision.
type DecisionNotice struct {
	Board       string              `json:"board"`
	Ref         string              `json:"decision"`
	Title       string              `json:"title"`
	Status      Status              `json:"status"`
	Outcome     string              `json:"outcome"`
	Decided     ledger.Time         `json:"decided"`
	Meeting     string              `json:"meeting,omitempty"`
	Mover       string              `json:"mover"`
	MoverName   string              `json:"mover_name,omitempty"`
	Decisions   []string            `json:"decisions"` // numbered from 1
	Reasons     []string            `json:"reasons"`
	Rejected    []ledger.Rejected   `json:"rejected"` // options considered and not proposed
	Options     []string            `json:"options,omitempty"`
	Conditions  []NoticedCondition  `json:"conditions"`
	Votes       []MinutedHand       `json:"votes"`
	Counts      map[string]int64    `json:"counts"`
	Checks      []ledger.Check      `json:"checks"`
	Parties     []DecisionParty     `json:"parties"`
	Obligations []NoticedObligation `json:"obligations"`
	Variations  []Variation         `json:"variations"`
	Entry       int64               `json:"entry"`
	Rules       ledger.Digest       `json:"rules"`
	MoU         int64               `json:"mou"` // the version that ruled
	Origin      string              `json:"origin"`
	Withheld    *ledger.PrivateItem `json:"withheld,omitempty"` // from who reads this: the votes and texts of what was decided in private
}

// NoticedCondition is a condition of a decision, and whether it is met.
type NoticedCondition struct {
	Text string `json:"text"`
	Met  bool   `json:"met"`
}

// NoticedObligation is one obligation in a notice.
type NoticedObligation struct {
	Ref   string      `json:"obligation"`
	Payer string      `json:"payer"` // name
	Payee string      `json:"payee,omitempty"`
	What  string      `json:"what"`
	Pence int64       `json:"pence"`
	Due   ledger.Date `json:"due"`
}
