package ledger

import (
	"encoding/json"
	"sync"
)

// Rules judges what is put to it by the bundle of that digest. An
// implementation is deterministic: the same digest and inputs give the same
// rulings on any machine, for ever. An error means that the rules could not be
// run (no such bundle, out of time), never that they said no; one that wraps
// ErrNoRuling means that they were run and give no ruling on this, today or ever.
// To put no input to a bundle asks whether it can be run at all.
type Rules interface {
	Judge(rules Digest, inputs []Input) ([]Ruling, error)
}

// What is asked of the rules.
const (
	AskAdmit     = "admit"     // may this statement be recorded?
	AskRoll      = "roll"      // who votes on this motion, with what weight?
	AskConclude  = "conclude"  // the motion is closed: what is decided, who is bound, to what?
	AskAccess    = "access"    // may this caller use this operation of the API?
	AskOutcome   = "outcome"   // what would these votes amount to? The outcome alone, for many sets of votes at once
	AskDates     = "dates"     // which dates does a statement of this kind have to state?
	AskSettle    = "settle"    // what does this outturn of a pooled fund come to for each party?
	AskLeave     = "leave"     // what would a party owe, get back and stay bound to, if it left?
	AskCalendar  = "calendar"  // what falls due of a pooled fund's year?
	AskTransfer  = "transfer"  // what least payment would bring every loser within its authority?
	AskWitnesses = "witnesses" // have enough witnesses cosigned a checkpoint?
	AskSigning   = "signing"   // who has signed the version in force, who is late, and in what is it in force?
	AskStakes    = "stakes"    // what does a motion mean in money to each party, beside its authority?
)

// Input is one question to the rules, with every fact that bears on it and no
// other. Facts are gathered from the ledger alone; Time is the entry's. Of a
// vote that is to be admitted there are no MoU and no functions, of its motion
// neither text nor what it moves, costs or needs, and of its party who it is.
type Input struct {
	Ask   string `json:"ask"`
	Brief bool   `json:"brief,omitempty"` // of an outcome: nothing but it, without its checks
	Time  Time   `json:"time"`
	Entry int64  `json:"entry"` // the number that the next entry gets: what has a lower one came before

	// Statement (admit): who says what for whom.
	Kind   string          `json:"kind,omitempty"`
	Body   json.RawMessage `json:"body,omitempty"`
	Party  string          `json:"party,omitempty"` // that the author speaks for
	Author *PersonFacts    `json:"author,omitempty"`

	// What the statement or question is about.
	Subject    *PersonFacts           `json:"subject,omitempty"`   // the person whom it appoints, enrols or rules on
	Confirmer  *PersonFacts           `json:"confirmer,omitempty"` // who has signed beforehand what the author states of the subject's key
	Replaced   *ReplacedFacts         `json:"replaced,omitempty"`  // whose key another is put in the place of
	Seat       *SeatFacts             `json:"seat,omitempty"`
	Motion     *MotionFacts           `json:"motion,omitempty"`
	Interest   *InterestFacts         `json:"interest,omitempty"`
	Decision   *DecisionFacts         `json:"decision,omitempty"`
	Obligation *ObligationFacts       `json:"obligation,omitempty"`
	Parties    map[string]*PartyFacts `json:"parties,omitempty"` // all for roll, conclude, motion.*, meetings and funds; else those named

	// Of a statement about a meeting. Where Meeting is given and has begun, Parties
	// and People are those of the day on which it started, whenever the statement is
	// recorded; Author is of today. AskRoll for a show of hands has Meeting too.
	Meeting     *MeetingFacts            `json:"meeting,omitempty"`   // as it stands; none for meeting.called
	Approving   *MeetingFacts            `json:"approving,omitempty"` // the meeting at which minutes are approved, where they name one
	Agenda      map[string]*MotionFacts  `json:"agenda,omitempty"`    // motions that an agenda lists, with all their interests: of the body's for meeting.called and agenda.amended, of the meeting's for attendance.recorded
	People      map[string]*PersonFacts  `json:"people,omitempty"`    // whom the statement or the attendance names, and whoever holds the chair or vice-chair, on the meeting's day; of role.ended all who have that role when it ends
	Amendment   *AmendmentMoved          `json:"amendment,omitempty"`
	Requisition *RequisitionFacts        `json:"requisition,omitempty"`
	Action      *ActionFacts             `json:"action,omitempty"`
	Unreported  []string                 `json:"unreported,omitempty"` // decisions taken urgently that no meeting was told of yet
	Draft       *DraftFacts              `json:"draft,omitempty"`
	Dispute     *DisputeFacts            `json:"dispute,omitempty"`
	Functions   map[string]FunctionFacts `json:"functions,omitempty"` // those that decisions have changed
	Leads       []LeadFacts              `json:"leads,omitempty"`
	MoU         *MoUFacts                `json:"mou,omitempty"`

	// Of a statement about a pooled fund, of a motion whose pool names one that is
	// there or that settles one, and of AskSettle. Fund has the year at hand and the
	// one before it. Outturn is what is to be settled, in AskSettle and in the
	// admission of the outturn alike: the fund has only those stated before it.
	Fund    *FundFacts    `json:"fund,omitempty"`
	Year    string        `json:"year,omitempty"` // at hand; for a motion its pool's
	Outturn *OutturnFacts `json:"outturn,omitempty"`

	// AskLeave: the funds in which the party takes part, and what it owes, is owed
	// and has to do, of the functions that it would leave.
	Funds       []*FundFacts       `json:"funds,omitempty"`
	Obligations []*ObligationFacts `json:"obligations,omitempty"`

	Balance *BalanceFacts `json:"balance,omitempty"` // that is stated, as it stood before

	Witness  *WitnessFacts  `json:"witness,omitempty"`  // that is to end
	Cosigned []WitnessFacts `json:"cosigned,omitempty"` // AskWitnesses: whose cosignatures a checkpoint has

	Text *TextFacts `json:"text,omitempty"` // that is to be erased

	Alike []AlikeFacts `json:"alike,omitempty"` // who has stated the same before, of what several must state alike

	// Access: which operation, by whom (no Author: the public); or whether the caller
	// reads one Interest, or what is private of an item.
	Operation string       `json:"operation,omitempty"`
	Private   *PrivateItem `json:"private,omitempty"`

	Shared *Shared `json:"-"` // of the facts behind pointers, those that other inputs point to as well; nil if there are none
}

// Shared are facts that several inputs point to, and that nobody changes any more.
// With each stands what whoever reads them made of it, so that it is made once: there
// is one sort of reader, which also keeps there what it made of several of them
// together, under a key of its own. It is safe for concurrent use.
type Shared struct{ made sync.Map } // pointer or key → what was made of it; nil: nothing yet

// add shares what a pointer points to.
func (s *Shared) add(facts any) { s.made.Store(facts, nil) }

// Made is what was made of what a pointer points to, if anything was, and whether that
// is shared. Of a nil Shared nothing is.
func (s *Shared) Made(facts any) (made any, shared bool) {
	if s == nil {
		return nil, false
	}
	return s.made.Load(facts)
}

// Keep keeps what was made of what a pointer points to, which is shared.
func (s *Shared) Keep(facts, made any) { s.made.Store(facts, made) }

// PersonFacts is a person as known at the input's time.
type PersonFacts struct {
	Person     string      `json:"person"`
	Party      string      `json:"party,omitempty"` // whose officer vouched for the person's key
	Key        *KeyFacts   `json:"key,omitempty"`   // the key that signed
	Roles      []RoleFacts `json:"roles"`           // in force today
	Seats      []string    `json:"seats"`           // held today
	Deputising []string    `json:"deputising"`      // seats that the person may vote from today as deputy
}

// KeyFacts is the key that signed the statement at hand.
type KeyFacts struct {
	Thumbprint Thumbprint `json:"thumbprint"`
	Assurance  string     `json:"assurance"` // file, passkey
	Added      Time       `json:"added"`
	Entry      int64      `json:"entry"`          // that added it
	From       Date       `json:"from,omitempty"` // before which it signs nothing

	// Who vouched for the person: by adding this key, or the person's first where
	// they added this one themself. Founding says that the founding named them.
	By          string `json:"by,omitempty"`
	BySecretary bool   `json:"by_secretary,omitempty"` // whoever did was ever secretary
	Founding    bool   `json:"founding,omitempty"`

	AddedBy  string        `json:"added_by,omitempty"` // who added it, where that is not By
	Admitted *KeyAdmission `json:"admitted,omitempty"` // to what was opened before it was added
}

// RoleFacts is a role in force. Party is set for officers, and for auditors whom a
// party appointed.
type RoleFacts struct {
	Role  string `json:"role"`
	Party string `json:"party,omitempty"`
	Entry int64  `json:"entry"` // that gave it
}

// SeatFacts is a seat as held today.
type SeatFacts struct {
	Seat     string   `json:"seat"`
	Party    string   `json:"party"`
	Holder   string   `json:"holder,omitempty"`
	Deputies []string `json:"deputies"`
}

// PartyFacts is a party as known at the input's time; of a motion that is open
// or concluded, authorities and figures are those recorded before it was opened:
// nobody changes what it costs while the votes are cast.
type PartyFacts struct {
	Code        string                 `json:"code"`
	Name        string                 `json:"name"`
	Type        string                 `json:"type"`
	Established Date                   `json:"established,omitempty"`
	Conditions  string                 `json:"conditions,omitempty"`
	Signed      *SignedFacts           `json:"signed,omitempty"` // the latest MoU version that it signed
	Seats       []SeatFacts            `json:"seats"`
	Authorities []AuthorityFacts       `json:"authorities"`
	Figures     map[string]FigureFacts `json:"figures"` // effective today
	Commitments []Commitment           `json:"commitments"`
	OfficerKeys int64                  `json:"officer_keys"` // that are not revoked, of its officers today
	Rights      []RightFacts           `json:"rights,omitempty"`
	Leaving     []LeavingFacts         `json:"leaving,omitempty"`
	Merged      *MergedFacts           `json:"merged,omitempty"`
	Successor   []string               `json:"successor,omitempty"` // of these parties and of those that had merged into them, sorted
}

// SignedFacts says which version a party signed and when.
type SignedFacts struct {
	Version int64  `json:"version"`
	Rules   Digest `json:"rules"`
	Time    Time   `json:"time"`
	Entry   int64  `json:"entry"`
}

// AuthorityFacts is an authority that a party gave, current or not.
type AuthorityFacts struct {
	AuthorityGiven
	Entry int64 `json:"entry"`
}

// FigureFacts is the figure that stands today.
type FigureFacts struct {
	Value  int64  `json:"value"`
	Unit   string `json:"unit"`
	Period string `json:"period"`
	Source string `json:"source"`
	Entry  int64  `json:"entry"`
}

// Commitment is what an earlier decision already costs a party in one financial
// year: the running balance under its authorities. Pence, never negative.
type Commitment struct {
	Decision string `json:"decision,omitempty"` // none for the sum of several
	Function string `json:"function"`
	Year     string `json:"year"`
	Spend    int64  `json:"spend"`
	Loss     int64  `json:"loss"`
	Entry    int64  `json:"entry,omitempty"` // of what a lead has committed by itself, one by one
}

// Statuses of a motion.
const (
	MotionDraft    = "draft"
	MotionNotice   = "notice"
	MotionOpen     = "open"
	MotionDecided  = "decided"
	MotionWithdrew = "withdrawn"
	MotionShown    = "shown"   // hands were shown; the minutes are not approved yet
	MotionDivides  = "divided" // into parts that are motions of their own
	MotionLapses   = "lapsed"
)

// MotionFacts is a motion as it stands.
type MotionFacts struct {
	Motion
	Status     string          `json:"status"`
	Mover      string          `json:"mover"`
	MoverParty string          `json:"mover_party,omitempty"`
	Moved      Time            `json:"moved"`
	TextID     Digest          `json:"text_id"`
	Notice     *NoticeFacts    `json:"notice,omitempty"`
	Impact     *ImpactFacts    `json:"impact,omitempty"`
	Opened     *OpenedFacts    `json:"opened,omitempty"`
	Votes      []VoteFacts     `json:"votes"`             // all ever cast, in order; only on conclude and hand.confirmed
	Interests  []InterestFacts `json:"interests"`         // declared for this motion or standing; on conclude and at a meeting all, on vote.cast the author's
	Withdrawn  []string        `json:"withdrawn"`         // people who have asked to withdraw it
	Meeting    string          `json:"meeting,omitempty"` // on whose agenda it stands
	Item       string          `json:"item,omitempty"`
	Shown      *ShownFacts     `json:"shown,omitempty"` // the show of hands that stands, if any
	Gates      []GateFacts     `json:"gates,omitempty"` // passed
}

// NoticeFacts is the notice in force.
type NoticeFacts struct {
	ID     Digest `json:"id"`
	Given  Time   `json:"given"`
	Opens  Time   `json:"opens"`
	Closes Time   `json:"closes"`

	Meeting string `json:"meeting,omitempty"` // whose agenda is the notice
	Author  string `json:"author,omitempty"`
	Extends Time   `json:"extends,omitempty"`
	Urgent  string `json:"urgent,omitempty"`
}

// ImpactFacts is the latest impact statement on the motion's present text.
type ImpactFacts struct {
	ID        Digest            `json:"id"`
	Author    string            `json:"author"`
	Baseline  string            `json:"baseline"`
	Lines     []ImpactLine      `json:"lines"`
	Positions map[string]string `json:"positions"`          // party: agreed or disputed
	Disputed  []ImpactLine      `json:"disputed,omitempty"` // what those that dispute theirs say that they are
	Entries   []int64           `json:"entries,omitempty"`  // that state and answer it
}

// OpenedFacts is what motion.opened fixed.
type OpenedFacts struct {
	ID     Digest     `json:"id"`
	Time   Time       `json:"time"`
	Entry  int64      `json:"entry"`
	Rules  Digest     `json:"rules"`
	Closes Time       `json:"closes"`
	Roll   []RollSeat `json:"roll"`

	Version  int64 `json:"version,omitempty"`  // of the MoU whose rules these are
	Extends  Time  `json:"extends,omitempty"`  // the later close that was fixed
	Extended bool  `json:"extended,omitempty"` // it has come into force
}

// AssuranceShown is that of a vote shown by hand and recorded by the secretary.
const AssuranceShown = "shown"

// VoteFacts is one recorded vote.
type VoteFacts struct {
	Entry     int64  `json:"entry"`
	Time      Time   `json:"time"`
	Seat      string `json:"seat"`
	Party     string `json:"party"`
	Person    string `json:"person"`
	Deputy    bool   `json:"deputy"`
	Choice    string `json:"choice"`
	Assurance string `json:"assurance"` // file, passkey, shown: a hand, recorded at a meeting; recorded: by the secretary, as by telephone

	Then    []string `json:"then,omitempty"`
	Casting string   `json:"casting,omitempty"`

	// Of a vote that the secretary recorded.
	By          string `json:"by,omitempty"`
	Unconfirmed bool   `json:"unconfirmed,omitempty"`
	Confirmed   string `json:"confirmed_by,omitempty"`

	Key Thumbprint `json:"-"` // that signed it; none of a hand, which the secretary recorded. The rules are not told
}

// InterestFacts is a declared interest and the rulings on it so far.
type InterestFacts struct {
	ID      Digest         `json:"id"`
	Person  string         `json:"person"`
	Seats   []string       `json:"seats"` // that the person holds or deputises for today
	Motion  string         `json:"motion,omitempty"`
	Nature  string         `json:"nature"`
	Known   Date           `json:"known"`
	Ended   Date           `json:"ended,omitempty"`
	Time    Time           `json:"time"`
	Rulings []RulingByFact `json:"rulings"`
}

// RulingByFact is one person's ruling on an interest, with the role it was made in.
type RulingByFact struct {
	Motion string      `json:"motion"`
	Person string      `json:"person"`
	Roles  []RoleFacts `json:"roles"`
	Ruling string      `json:"ruling"`
	Time   Time        `json:"time"`
	Entry  int64       `json:"entry"`
}

// DecisionFacts is a decision as it stands.
type DecisionFacts struct {
	Decision string            `json:"decision"`
	Outcome  string            `json:"outcome"`
	Time     Time              `json:"time"`
	Parties  []PartyOutcome    `json:"parties"`
	Ratified map[string]string `json:"ratified"` // party: ratified, refused, lapsed

	Type       string      `json:"type,omitempty"`
	Function   string      `json:"function,omitempty"`
	Conditions int64       `json:"conditions,omitempty"` // how many it carries
	Met        []int64     `json:"met,omitempty"`        // which of them are, in order
	Gates      []GateFacts `json:"gates,omitempty"`      // passed
	CalledIn   string      `json:"called_in,omitempty"`  // by whom, while it is; "retaken" if it stands no more
	Varied     string      `json:"varied,omitempty"`     // how, by the latest decision that did
	Entry      int64       `json:"entry,omitempty"`
	Virement   *Virement   `json:"virement,omitempty"` // what it lets move within a fund
}

// ObligationFacts is an obligation as it stands.
type ObligationFacts struct {
	ObligationAssumed
	Status   string `json:"status"`
	PayerNow string `json:"payer_now,omitempty"` // that stands in the payer's place since a merger
	PayeeNow string `json:"payee_now,omitempty"`
	Paid     int64  `json:"paid,omitempty"`     // pence, as the payer says
	Received int64  `json:"received,omitempty"` // pence, as the payee says
	Replaced int64  `json:"replaced,omitempty"` // pence of the statement whose place one at hand would take; Paid or Received is without it

	Duty *DutyFacts `json:"duty,omitempty"` // of a duty: when it is due and was done

	Stopped int64 `json:"stopped,omitempty"` // pence, of what was assumed; Pence is without it
	Left    bool  `json:"left,omitempty"`    // what leaving comes to of it is recorded
}

// MoUFacts is the latest adopted version and who signed it; of a motion that is
// open or concluded, the version under which it was opened. Before any is
// adopted it is version 0, whose rules are the founding's.
type MoUFacts struct {
	Version int64           `json:"version"`
	Rules   Digest          `json:"rules"`
	Adopted Time            `json:"adopted,omitempty"`
	Signed  map[string]Time `json:"signed"`          // party: when
	Since   int64           `json:"since,omitempty"` // the version in force, where that is a later one
}

// Ruling is what the rules say. A plain yes on admission has Allow alone.
type Ruling struct {
	Allow bool `json:"allow"`

	// Why: on refusal the checks that were not met (at least one); on conclude
	// all of them.
	Checks []Check `json:"checks,omitempty"`

	// Roll answers AskRoll.
	Roll []RollSeat `json:"roll,omitempty"`

	// These answer AskConclude.
	Outcome     string           `json:"outcome,omitempty"`
	Collective  bool             `json:"collective,omitempty"`
	Parties     []PartyOutcome   `json:"parties,omitempty"`
	Obligations []ObligationTerm `json:"obligations,omitempty"`
	Extends     Time             `json:"extends,omitempty"` // not concluded yet: votes go on until then
	Gates       []string         `json:"gates,omitempty"`   // still to be passed before it takes effect
	Counted     []int64          `json:"counted,omitempty"` // entries of the votes that counted, sorted

	// Effect says of an allowed statement that what it states takes effect with it:
	// the requisition is complete (on meeting.requisitioned and requisition.joined),
	// the minutes are approved, the hands shown on a motion stand now that all who
	// were there have confirmed them (on hand.confirmed), all whose word is needed
	// have stated alike that a party joins, that parties merged, that a decision is
	// called in or is no more.
	Effect bool `json:"effect,omitempty"`

	// Alike answers AskOutcome: seats with the same text count alike in every rule.
	Alike map[string]string `json:"alike,omitempty"`

	// Whole is part of the answer to AskOutcome, by party with several seats that count
	// as one position: parties with the same text count alike whole, with what has been
	// voted from their seats. The text of such a seat under Alike starts with its party.
	Whole map[string]string `json:"whole,omitempty"`

	// Least is part of the answer to AskOutcome: with fewer further votes than this
	// the motion is not carried, whoever casts them. 0 where that can't be told.
	Least int64 `json:"least,omitempty"`

	// Dates answers AskDates: days or times by name. On overspend.notified "by" is
	// the last day on which the notice was in time.
	Dates map[string]string `json:"dates,omitempty"`

	Calendar   []Deadline `json:"calendar,omitempty"`   // answers AskCalendar
	Settlement *Settled   `json:"settlement,omitempty"` // answers AskSettle, with Obligations: only what differs from what was settled before
	Leave      *Leave     `json:"leave,omitempty"`      // answers AskLeave
	Transfer   *Transfer  `json:"transfer,omitempty"`   // answers AskTransfer
	Threshold  *Threshold `json:"threshold,omitempty"`  // part of the answer to AskWitnesses: what is asked for, where anything is
	Signing    *Signing   `json:"signing,omitempty"`    // answers AskSigning
	Stakes     []Stake    `json:"stakes,omitempty"`     // answers AskStakes: one for each party that takes part, in order of code
}

// Check is one rule applied: what the clause requires, what was found, and
// whether it is met, in plain English with the numbers in the sentence. On a
// refusal ID is the error code where the closed list has it (no-seat, recused,
// closed, …).
type Check struct {
	ID       string `json:"id"`
	Clause   string `json:"clause"`
	Title    string `json:"title"`
	Required string `json:"required"`
	Actual   string `json:"actual"`
	Met      bool   `json:"met"`
	Explain  string `json:"explain"`

	// From names what was recorded that the numbers come from: [View.Sources] traces it to entries.
	From []string `json:"from,omitempty"`
}

// Outcomes of a motion.
const (
	OutcomeCarried    = "carried"
	OutcomeNotCarried = "not_carried"
	OutcomeNotQuorate = "not_quorate"
	OutcomeNoDecision = "no_decision"
)

// How a decision binds a party.
const (
	BoundByVote         = "by_vote"
	BoundAgainstVote    = "against_vote"
	BoundOnRatification = "on_ratification"
	BoundNot            = "not_bound"
)

// PartyOutcome is what a decision means for one party.
type PartyOutcome struct {
	Party     string     `json:"party"`
	Position  string     `json:"position"` // for, against, abstain, an option, split, absent, recused
	Decided   string     `json:"decided"`  // what this party itself decided (committees in common), else the board's outcome
	Bound     string     `json:"bound"`
	Clause    string     `json:"clause"`              // by which it is, or is not, bound
	Authority string     `json:"authority,omitempty"` // id of the authority used
	Chain     string     `json:"chain,omitempty"`     // the chain of authority in words
	RatifyBy  Time       `json:"ratify_by,omitempty"`
	Cost      []YearCost `json:"cost,omitempty"`
	Explain   string     `json:"explain"`
}

// YearCost is what the decision costs a party in one financial year, after any
// risk share: pence contributed, and pence lost (never negative).
type YearCost struct {
	Year  string `json:"year"`
	Spend int64  `json:"spend"`
	Loss  int64  `json:"loss"`
}

// ObligationTerm is one thing that a party is bound to do or pay.
type ObligationTerm struct {
	Payer     string   `json:"payer"` // for a duty: who must do it
	Payee     string   `json:"payee"` // for a duty: on whom the others rely; empty means all participating parties
	What      string   `json:"what"`
	Function  string   `json:"function"`
	Clause    string   `json:"clause"`
	Kind      string   `json:"kind"`            // contribution, risk_share, duty, settlement, refund, charge
	In        string   `json:"in"`              // cash, staff, premises, goods, duty
	Basis     string   `json:"basis,omitempty"` // of valuation, when in kind
	Pence     int64    `json:"pence"`           // net of VAT; 0 for a duty
	Recurrent bool     `json:"recurrent"`
	Capital   bool     `json:"capital"`
	Year      string   `json:"year"`
	Due       Date     `json:"due"`
	Effective Date     `json:"effective"`
	Working   string   `json:"working"`          // the sum in words and figures
	Awaits    []string `json:"awaits,omitempty"` // parties that must ratify first, sorted

	Fund       string `json:"fund,omitempty"` // pooled fund that it pays into or out of
	Line       string `json:"line,omitempty"` // of that fund
	Instalment int64  `json:"instalment,omitempty"`
	WTE        int64  `json:"wte,omitempty"` // staff given in kind, in hundredths of a whole-time equivalent
}
