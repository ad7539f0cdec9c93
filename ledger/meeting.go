package ledger

// Meetings: the forward plan and the agenda, who was there, what was put and
// shown by hands, amendments on the floor, and the minutes that make it stand.

// Stages of a meeting.
const (
	MeetingCalledStage   = "called"
	MeetingEndedStage    = "ended"
	MeetingApprovedStage = "approved" // its minutes are
)

// ForwardPlanPublished is what is intended to be decided, and when. Each plan
// takes the place of the one before.
type ForwardPlanPublished struct {
	From  Date       `json:"from"`
	Until Date       `json:"until"`
	Items []PlanItem `json:"items"`
}

// PlanItem is one intended decision.
type PlanItem struct {
	Title    string `json:"title"`
	Function string `json:"function"`
	Expected Date   `json:"expected"`
	Motion   string `json:"motion,omitempty"`
	Private  string `json:"private,omitempty"` // why it will be taken in private
}

// MeetingRequisitioned asks for a meeting on stated business; others join it,
// and enough of them may call the meeting themselves if the chair does not.
type MeetingRequisitioned struct {
	Seat     string   `json:"seat"` // the author's, the first that asks
	Business []string `json:"business"`
	Motions  []string `json:"motions,omitempty"`
}

// RequisitionJoined adds the author's seat to a requisition.
type RequisitionJoined struct {
	Requisition Digest `json:"requisition"` // the first statement's id
	Seat        string `json:"seat"`
}

// Meeting is one sitting and its agenda, as called and as amended.
type Meeting struct {
	Ref         string       `json:"meeting"` // prefix, year, M and number in the year: GM-2015-M03
	Title       string       `json:"title"`
	Starts      Time         `json:"starts"`
	Place       string       `json:"place"`
	Of          []string     `json:"of,omitempty"` // committees in common: parties whose committees sit together, sorted
	Items       []AgendaItem `json:"items"`
	Requisition Digest       `json:"requisition,omitempty"` // by which members call it themselves
}

// AgendaItem is one piece of business. Private says why the public is excluded;
// Release is the day from which a private item's papers are public.
type AgendaItem struct {
	Item    string `json:"item"` // its number: "4", "4.1"
	Title   string `json:"title"`
	Motion  string `json:"motion,omitempty"`
	Minutes string `json:"minutes,omitempty"` // the meeting whose minutes are put for approval
	Reports string `json:"reports,omitempty"` // a decision taken urgently, reported here
	Private string `json:"private,omitempty"`
	Release Date   `json:"release,omitempty"`
}

// How somebody attends.
const (
	AttendsAsMember      = "member"
	AttendsAsDeputy      = "deputy"
	AttendsInAttendance  = "in_attendance"
	AttendsWithApologies = "apologies"
)

// AttendanceRecorded is who was at a meeting, in what capacity, and who presided
// over what. Recorded again, the last stands.
type AttendanceRecorded struct {
	Meeting   string      `json:"meeting"`
	People    []Attendee  `json:"people"`
	Presiding []Presiding `json:"presiding"`
}

// Attendee is one person for one seat (or none), with the items missed: one
// person in two seats is two attendees and one person.
type Attendee struct {
	Person string    `json:"person"`
	Seat   string    `json:"seat,omitempty"`
	As     string    `json:"as"`
	Absent []Absence `json:"absent,omitempty"`
}

// Absence is from one item: when the person left and, if so, returned.
type Absence struct {
	Item     string `json:"item"`
	Left     Time   `json:"left"`
	Returned Time   `json:"returned,omitempty"`
}

// Presiding says who presided: over the items named, or over all others where
// none is.
type Presiding struct {
	Person string   `json:"person"`
	Items  []string `json:"items,omitempty"`
}

// ItemNoted is what the minutes say of an item beyond what is on the ledger.
type ItemNoted struct {
	Meeting string   `json:"meeting"`
	Item    string   `json:"item"`
	Text    []string `json:"text"`
}

// ItemDeferred puts an item off, to a named meeting or to none yet. Its motion
// goes back to draft.
type ItemDeferred struct {
	Meeting string `json:"meeting"`
	Item    string `json:"item"`
	To      string `json:"to,omitempty"`
	Reason  string `json:"reason"`
}

// PointRuled is a ruling from the chair on a point of order.
type PointRuled struct {
	Meeting string `json:"meeting"`
	Item    string `json:"item"`
	Point   string `json:"point"`
	Ruling  string `json:"ruling"`
}

// AmendmentMoved is an amendment on the floor: To is the motion as it would read.
type AmendmentMoved struct {
	Meeting string `json:"meeting"`
	Item    string `json:"item"`
	Text    Digest `json:"text"` // statement id of the text that it would replace
	By      string `json:"by"`   // the seat that moves it
	To      Motion `json:"to"`
}

// AmendmentPut is the show of hands on an amendment. Outcome is what the hands
// amount to: carried or not_carried. A carried one's text is the motion from then.
type AmendmentPut struct {
	Meeting     string     `json:"meeting"`
	Item        string     `json:"item"`
	Motion      string     `json:"motion"`
	Amendment   Digest     `json:"amendment"`
	Roll        []RollSeat `json:"roll"`
	Hands       []Hand     `json:"hands"`
	WithoutVote bool       `json:"without_vote"`
	Outcome     string     `json:"outcome"`
}

// MotionDivided takes a motion in parts: each part is a motion of its own from
// then, and the whole is not put.
type MotionDivided struct {
	Meeting string   `json:"meeting"`
	Item    string   `json:"item"`
	Motion  string   `json:"motion"`
	Text    Digest   `json:"text"`
	Parts   []Motion `json:"parts"`
}

// HandsShown is the show of hands on a motion in one statement of the secretary.
// It fixes what motion.opened fixes, and stands when the minutes that hold it are
// approved or when every seat that was there to show one has confirmed its own;
// not while a seat denies it.
type HandsShown struct {
	Meeting     string     `json:"meeting"`
	Item        string     `json:"item"`
	Motion      string     `json:"motion"`
	Title       string     `json:"title"`
	Text        Digest     `json:"text"`
	Impact      Digest     `json:"impact,omitempty"`
	Options     []string   `json:"options,omitempty"`
	Roll        []RollSeat `json:"roll"`
	Rules       Digest     `json:"rules"`
	Hands       []Hand     `json:"hands"`
	WithoutVote bool       `json:"without_vote"`      // agreed without a vote: every hand is for
	Casting     string     `json:"casting,omitempty"` // the casting vote, by whoever presided
}

// Hand is one seat's choice at a meeting, and whose hand it was. Then lists
// further options in order, where the motion's options are voted on by order.
type Hand struct {
	Seat   string   `json:"seat"`
	Person string   `json:"person"`
	Choice string   `json:"choice"`
	Then   []string `json:"then,omitempty"`
}

// HandConfirmed is a seat's own signature under the hand recorded for it, with its
// order of preference where it gave one. Casting is the casting vote, confirmed by
// whoever presided: with a hand of their own, or alone where they showed none.
type HandConfirmed struct {
	Motion  string   `json:"motion"`
	Shown   Digest   `json:"shown"`
	Seat    string   `json:"seat,omitempty"`
	Choice  string   `json:"choice,omitempty"`
	Then    []string `json:"then,omitempty"`
	Casting string   `json:"casting,omitempty"`
}

// HandDenied says for a seat on the roll that a show of hands is recorded wrongly:
// its hand is another, or missing, or it was not there. That show does not stand,
// by confirmations or by minutes; hands recorded again may.
type HandDenied struct {
	Motion string `json:"motion"`
	Shown  Digest `json:"shown"`
	Seat   string `json:"seat"`
	Reason string `json:"reason,omitempty"`
}

// ActionSet is something to be done after a meeting, by a party or a person.
type ActionSet struct {
	Action  string `json:"action"` // the meeting's reference, slash, number: GM-2015-M03/01
	Meeting string `json:"meeting"`
	Item    string `json:"item"`
	What    string `json:"what"`
	Party   string `json:"party,omitempty"`
	Person  string `json:"person,omitempty"`
	Due     Date   `json:"due"`
}

// ActionClosed says that an action was done, or why it is not going to be.
type ActionClosed struct {
	Action   string `json:"action"`
	How      string `json:"how"` // done, dropped
	Note     string `json:"note"`
	Evidence *Paper `json:"evidence,omitempty"`
}

// ConditionMet says that a condition of a decision is met, with the evidence.
type ConditionMet struct {
	Decision  string `json:"decision"`
	Condition int64  `json:"condition"` // its place in the motion's list, from 1
	Evidence  Paper  `json:"evidence"`
	On        Date   `json:"on"`
}

// MeetingEnded ends a sitting: nothing is put in it any more.
type MeetingEnded struct {
	Meeting string `json:"meeting"`
	Ended   Time   `json:"ended"`
}

// MinutesApproved approves the minutes of an ended meeting, by their text's
// digest and by the results that they hold. It takes effect when as many people
// as the rules ask have stated the same.
type MinutesApproved struct {
	Meeting string         `json:"meeting"`
	At      string         `json:"at,omitempty"` // the meeting at which they are approved
	Text    Digest         `json:"text"`
	Results []MinutedHands `json:"results"`
}

// MinutedHands is what the minutes say of one show of hands.
type MinutedHands struct {
	Motion string           `json:"motion"`
	Shown  Digest           `json:"shown"`
	Counts map[string]int64 `json:"counts"` // hands by choice

	Then    map[string][]string `json:"then,omitempty"` // orders of preference, by seat
	Casting string              `json:"casting,omitempty"`
}

// MeetingFacts is a meeting as it stands.
type MeetingFacts struct {
	Meeting
	Stage         string            `json:"stage"`
	Called        Time              `json:"called"` // the agenda as it stands, by which notice is reckoned
	FirstCalled   Time              `json:"first_called"`
	Entry         int64             `json:"entry"`
	People        []Attendee        `json:"people"`
	Presiding     []Presiding       `json:"presiding"`
	Shown         []ShownFacts      `json:"shown"` // the show of hands that stands on each motion
	Deferred      []string          `json:"deferred"`
	Approvals     []ApprovalFacts   `json:"approvals"`
	Requisitioned *RequisitionFacts `json:"requisitioned,omitempty"`
	Next          string            `json:"next"` // the reference that the next meeting of the year gets
}

// ShownFacts is a show of hands as recorded.
type ShownFacts struct {
	ID          Digest           `json:"id"`
	Meeting     string           `json:"meeting"`
	Item        string           `json:"item"`
	Motion      string           `json:"motion"`
	At          Time             `json:"at"` // when the meeting began: the day on which it was decided
	Time        Time             `json:"time"`
	Entry       int64            `json:"entry"`
	Counts      map[string]int64 `json:"counts"`
	WithoutVote bool             `json:"without_vote"`
	Casting     string           `json:"casting,omitempty"`
	Presided    string           `json:"presided"`          // who did, over that item; "" where that is not recorded
	Present     []PresentFacts   `json:"present,omitempty"` // who was present at the item for a seat, by seat: the quorum of that item
	Confirmed   []string         `json:"confirmed"`         // seats, sorted
	Hands       []Hand           `json:"hands"`

	CastingConfirmed bool          `json:"casting_confirmed,omitempty"` // by whoever presided
	Denied           []DenialFacts `json:"denied,omitempty"`            // by seat
}

// DenialFacts is a seat's denial of a show of hands.
type DenialFacts struct {
	Seat   string `json:"seat"`
	Person string `json:"person"`
	Reason string `json:"reason,omitempty"`
	Entry  int64  `json:"entry"`
}

// PresentFacts is a person present at an item for a seat, as its holder or a
// deputy: recorded as attending and not as absent from that item.
type PresentFacts struct {
	Seat   string `json:"seat"`
	Party  string `json:"party"`
	Person string `json:"person"`
}

// ApprovalFacts is one person's approval of minutes.
type ApprovalFacts struct {
	Person  string         `json:"person"`
	Roles   []RoleFacts    `json:"roles"`
	At      string         `json:"at,omitempty"`
	Text    Digest         `json:"text"`
	Results []MinutedHands `json:"results"`
	Key     *KeyFacts      `json:"key,omitempty"` // that signed it
}

// RequisitionFacts is a requisition and who has joined it.
type RequisitionFacts struct {
	ID       Digest   `json:"id"`
	Business []string `json:"business"`
	Motions  []string `json:"motions"`
	Time     Time     `json:"time"`
	Seats    []string `json:"seats"` // that signed, in order
	Parties  []string `json:"parties"`
	Complete Time     `json:"complete,omitempty"` // when the rules found that enough had
	Called   string   `json:"called,omitempty"`   // the meeting that was called on it
}

// ActionFacts is an action as it stands.
type ActionFacts struct {
	ActionSet
	Closed string `json:"closed,omitempty"` // how
}
