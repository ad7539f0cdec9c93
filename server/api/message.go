package api

import (
	"fmt"

	"concordat/ledger"
)

// Kinds of message to people of the board.
const (
	MessageOpened      = "opened"      // a motion is open, and they have not voted
	MessageReminder    = "reminder"    // it closes within 48 hours, and they have not voted
	MessageReceipt     = "receipt"     // their vote is recorded
	MessageResult      = "result"      // how it was decided
	MessageMeeting     = "meeting"     // a meeting is called
	MessageObligations = "obligations" // a decision binds their party to something new
	MessageDue         = "due"         // something is due from their party within 14 days
	MessageFurther     = "further"     // a further reminder, which only the secretary sends
	MessageDigest      = "digest"      // what a month changed of what their party is bound to
	MessageDaily       = "daily"       // what needs the secretary this morning
)

// MessageKinds are all of them, in the order in which people are told of them.
var MessageKinds = []string{MessageOpened, MessageReminder, MessageReceipt, MessageResult, MessageMeeting, MessageObligations, MessageDue, MessageFurther, MessageDigest, MessageDaily}

// MessageWords say when a message of a kind comes.
func MessageWords(kind string) string {
	return map[string]string{
		MessageOpened:      "When a motion opens for votes",
		MessageReminder:    "48 hours before votes close, if you have not voted",
		MessageReceipt:     "When your vote is recorded",
		MessageResult:      "When a motion is decided",
		MessageMeeting:     "When a meeting is called",
		MessageObligations: "When a decision binds your organisation to something new",
		MessageDue:         "14 days before something is due from your organisation",
		MessageFurther:     "When the secretary reminds you once more, if you have not voted",
		MessageDigest:      "On the 1st of each month: what has changed of what your organisation is bound to",
		MessageDaily:       "At 8am, if something needs you as secretary",
	}[kind]
}

// Message is what there is to tell one person, once: by what the ledger says, and by
// nobody's memory of having told it.
type Message struct {
	ID    string      `json:"id"` // of what it says to whom: no two have the same
	Kind  string      `json:"kind"`
	To    string      `json:"to"`    // person
	Since ledger.Time `json:"since"` // by the ledger's clock, from which there has been this to tell

	Ref   string `json:"ref,omitempty"`   // of the motion, decision or meeting
	Title string `json:"title,omitempty"` // its reference where the public may not know more

	Party     string        `json:"party,omitempty"` // that it concerns them for
	PartyName string        `json:"party_name,omitempty"`
	Seat      string        `json:"seat,omitempty"`    // from which they have not voted
	Also      []MessageSeat `json:"also,omitempty"`    // the others of theirs from which they have not voted
	Several   bool          `json:"several,omitempty"` // whether other seats of theirs are on the roll, voted from or not
	Closes    ledger.Time   `json:"closes,omitempty"`
	Stake     *ledger.Stake `json:"stake,omitempty"` // what the motion costs that party; none where it was not asked for

	Entry   int64       `json:"entry,omitempty"` // of a vote
	Code    string      `json:"code,omitempty"`  // its check code
	At      ledger.Time `json:"at,omitempty"`    // when it was recorded, decided, or starts
	Place   string      `json:"place,omitempty"`
	Outcome string      `json:"outcome,omitempty"` // in words
	Count   int         `json:"count,omitempty"`   // of obligations
	Day     ledger.Date `json:"day,omitempty"`     // on which they are due; of a digest, the first of the month that it tells of

	Sums []MessageSum `json:"sums,omitempty"` // of a digest and of what needs the secretary
}

// MessageSeat is a further seat of somebody who has several on one motion.
type MessageSeat struct {
	Seat      string        `json:"seat"`
	Party     string        `json:"party"`
	PartyName string        `json:"party_name"`
	Stake     *ledger.Stake `json:"stake,omitempty"`
}

// MessageSum is how many there are of one thing, and what they come to together where
// that can be said.
type MessageSum struct {
	Of    string `json:"of"`
	Count int    `json:"count"`
	Pence int64  `json:"pence,omitempty"`
}

// What a digest counts, which changed within a month or falls due in the next, and what
// may need the secretary.
const (
	SumNew      = "new"
	SumInForce  = "in_force"
	SumEnded    = "ended"
	SumPaid     = "paid"
	SumReceived = "received"
	SumQueried  = "queried"
	SumDone     = "done"
	SumDue      = "due"
	SumOverdue  = "overdue"

	SumToOpen    = "to_open"    // notice of a motion was given, and its time has come
	SumNoQuorum  = "no_quorum"  // it closes within 48 hours
	SumToRule    = "to_rule"    // an interest
	SumToConfirm = "to_confirm" // a vote that the secretary recorded
	SumToRatify  = "to_ratify"  // a decision
	SumToHold    = "to_hold"    // a meeting whose time has come, or its minutes
)

// SumWords is a line for each of what a message counts.
func SumWords(sums []MessageSum) (lines []string) {
	for _, s := range sums {
		of := func(one, more string) string {
			if s.Count == 1 {
				return "1 " + one
			}
			return fmt.Sprint(s.Count, " ", more)
		}
		line := map[string]string{
			SumNew:       of("obligation is new", "obligations are new"),
			SumInForce:   of("obligation came into force", "obligations came into force"),
			SumEnded:     of("obligation ended", "obligations ended"),
			SumPaid:      "Payments were recorded under " + of("obligation", "obligations"),
			SumReceived:  "Receipts were recorded under " + of("obligation", "obligations"),
			SumQueried:   of("obligation was queried", "obligations were queried"),
			SumDone:      of("duty was done", "duties were done"),
			SumDue:       of("obligation falls", "obligations fall") + " due this month",
			SumOverdue:   of("obligation is overdue", "obligations are overdue"),
			SumToOpen:    of("motion waits to be opened: its notice has run", "motions wait to be opened: their notice has run"),
			SumNoQuorum:  of("motion is", "motions are") + " not quorate and will close within 48 hours",
			SumToRule:    of("interest has", "interests have") + " to be ruled on",
			SumToConfirm: of("vote that was recorded is", "votes that were recorded are") + " not confirmed",
			SumToRatify:  of("decision waits", "decisions wait") + " for governing bodies to ratify",
			SumToHold:    of("meeting waits", "meetings wait") + " to be recorded, or for the minutes to be approved",
		}[s.Of]
		if s.Pence > 0 {
			line += ", " + ledger.Pounds(s.Pence)
		}
		lines = append(lines, line+".")
	}
	return lines
}

// Notifications are the kinds of message that can come to the caller.
type Notifications struct {
	Items []Notification `json:"items"`
}

// Notification is one kind of message.
type Notification struct {
	Kind  string `json:"kind"`
	Words string `json:"words"`
	On    bool   `json:"on"`
}

// SetNotifications says which kinds of message the caller does not want.
type SetNotifications struct {
	Off []string `json:"off"`
}

// Messages is what there is to tell now.
type Messages struct {
	Items []Message `json:"items"`
}
