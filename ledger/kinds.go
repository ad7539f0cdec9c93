package ledger

// The kinds of statement and consequence, noun.past, and what each one says.
// A body's bytes are for ever: a field may be added if it is left out when
// empty; none is ever renamed, re-ordered in meaning or taken away. Money is
// whole pence; a Date is a day in Europe/London; a Time is UTC.

// Kinds that people state.
const (
	KindLedgerFounded       = "ledger.founded"
	KindEngineChanged       = "engine.changed"
	KindMoUAdopted          = "mou.adopted"
	KindMoUSigned           = "mou.signed"
	KindPartyEstablished    = "party.established"
	KindRoleAppointed       = "role.appointed"
	KindKeyAdded            = "key.added"
	KindKeyRevoked          = "key.revoked"
	KindBoardMemberEnrolled = "board_member.enrolled"
	KindDeputyAppointed     = "deputy.appointed"
	KindAuthorityGiven      = "authority.given"
	KindFigureRecorded      = "figure.recorded"
	KindInterestDeclared    = "interest.declared"
	KindInterestRuled       = "interest.ruled"
	KindMotionMoved         = "motion.moved"
	KindMotionAmended       = "motion.amended"
	KindNoticeGiven         = "notice.given"
	KindImpactStated        = "impact.stated"
	KindImpactAgreed        = "impact.agreed"
	KindImpactDisputed      = "impact.disputed"
	KindMotionOpened        = "motion.opened"
	KindMotionWithdrawn     = "motion.withdrawn"
	KindVoteCast            = "vote.cast"
	KindDecisionRatified    = "decision.ratified"
	KindRatificationRefused = "ratification.refused"
	KindDecisionVaried      = "decision.varied"
	KindObligationPaid      = "obligation.paid"
	KindObligationReceived  = "obligation.received"
	KindObligationQueried   = "obligation.queried"
)

// Kinds that follow: consequences, which nobody signs.
const (
	KindDecisionMade       = "decision.made"
	KindObligationAssumed  = "obligation.assumed"
	KindRatificationLapsed = "ratification.lapsed"
)

// Founded is the first entry: it fixes what no later statement can change.
// Its author is the secretary, whose key it names.
type Founded struct {
	Name      string          `json:"name"`
	Origin    string          `json:"origin"`
	LogKey    string          `json:"log_key"` // verifier key, c2sp.org/signed-note
	RPID      string          `json:"rp_id"`   // WebAuthn relying party of passkeys
	Origins   []string        `json:"origins"` // web origins that may ask a passkey
	Prefix    string          `json:"prefix"`  // of motion references: GM-2015-003
	Rules     Digest          `json:"rules"`   // the bundle of the first MoU version
	Engine    string          `json:"engine"`  // that evaluates it: "opa 1.22.2"
	Parties   []FoundingParty `json:"parties"`
	Secretary KeyHolder       `json:"secretary"`
	Example   *Example        `json:"example,omitempty"`
}

// FoundingParty is a body that may sign the MoU, and the officer who may sign for it.
type FoundingParty struct {
	Code    string    `json:"code"` // ODS code
	Name    string    `json:"name"`
	Type    string    `json:"type"` // "ccg"
	Note    string    `json:"note,omitempty"`
	Officer KeyHolder `json:"officer"`
}

// KeyHolder is a person and the key that speaks for them.
type KeyHolder struct {
	Person string `json:"person"`
	Key    Key    `json:"key"`
}

// Example marks a ledger whose people, keys and clock are not real. Offset is
// how many milliseconds its clock stood behind the world's when it was founded.
type Example struct {
	Name   string `json:"name"`
	Offset int64  `json:"offset"`
}

// EngineChanged records that another engine evaluates the rules from here on.
type EngineChanged struct {
	Engine string `json:"engine"`
}

// MoUAdopted opens a version of the MoU for signature.
type MoUAdopted struct {
	Version int64  `json:"version"`
	Title   string `json:"title"`
	Rules   Digest `json:"rules"`
}

// MoUSigned binds the author's party to one version of the MoU: the founding
// it stands on, its text, terms, parties and rules. Affirms lists decisions
// that the party's shadow board took part in and that it now makes its own.
type MoUSigned struct {
	Version  int64    `json:"version"`
	Rules    Digest   `json:"rules"`
	Founding Digest   `json:"founding"`
	Affirms  []string `json:"affirms,omitempty"`
}

// PartyEstablished records that a party became a statutory body.
type PartyEstablished struct {
	Party      string `json:"party"`
	On         Date   `json:"on"`
	Conditions string `json:"conditions,omitempty"`
}

// Roles that ledger itself knows; an agreement's terms may have more.
const (
	RoleChair        = "chair"
	RoleViceChair    = "vice_chair"
	RoleSecretary    = "secretary"
	RoleOfficer      = "officer"
	RoleInAttendance = "in_attendance"
	RoleAuditor      = "auditor"
)

// RoleAppointed gives a person a role; officers are appointed for a party, the
// payload's.
type RoleAppointed struct {
	Role   string `json:"role"`
	Person string `json:"person"`
	From   Date   `json:"from"`
	Until  Date   `json:"until,omitempty"` // the last day, inclusive
}

// KeyAdded gives a person a key. Proof is the new key's own signature over
// PossessionInput: a host cannot enrol a key that nobody holds.
type KeyAdded struct {
	Person string         `json:"person"`
	Key    Key            `json:"key"`
	Proof  string         `json:"proof"` // base64url
	Header *PasskeyHeader `json:"header,omitempty"`
}

// KeyRevoked ends a key at once; nothing is ever revoked for the past.
type KeyRevoked struct {
	Key    Thumbprint `json:"key"`
	Reason string     `json:"reason"` // lost, stolen, left
}

// BoardMemberEnrolled gives a person a seat of the author's party.
type BoardMemberEnrolled struct {
	Seat   string `json:"seat"`
	Person string `json:"person"`
	From   Date   `json:"from"`
	Until  Date   `json:"until,omitempty"`
}

// DeputyAppointed lets a person vote from a seat while its holder does not.
type DeputyAppointed struct {
	Seat   string `json:"seat"`
	Person string `json:"person"`
	From   Date   `json:"from"`
	Until  Date   `json:"until,omitempty"`
}

// AuthorityGiven is what a party has approved for itself beforehand: how far
// its committee may go without coming back to its governing body.
type AuthorityGiven struct {
	ID           string     `json:"id"`        // unique for ever, such as "00V-A1"
	Function     string     `json:"function"`  // a function's id, or "*" for all
	Types        []string   `json:"types"`     // motion types, sorted
	Committee    string     `json:"committee"` // as the terms know it: "decides", or "recommends" and the governing body ratifies
	Constitution Clause     `json:"constitution"`
	Resolution   Resolution `json:"resolution"`
	Spend        Limit      `json:"spend"`
	Loss         Limit      `json:"loss"`
	From         Date       `json:"from"`
	Until        Date       `json:"until,omitempty"`
}

// Clause is a place in a party's own constitution.
type Clause struct {
	Version string `json:"version"`
	Clause  string `json:"clause"`
}

// Resolution is what a governing body passed, and when.
type Resolution struct {
	Ref   string `json:"ref"`
	On    Date   `json:"on"`
	Paper Digest `json:"paper,omitempty"`
}

// Limit is in pence: for one action, for one financial year and for the whole
// life of what is approved. All three are always stated; nothing is unlimited.
type Limit struct {
	Action int64 `json:"action"`
	Year   int64 `json:"year"`
	Life   int64 `json:"life"`
}

// FigureRecorded is a number about a party that shares and weights may use.
type FigureRecorded struct {
	Party     string `json:"party"`
	Figure    string `json:"figure"` // weighted_population, allocation, …
	Value     int64  `json:"value"`
	Unit      string `json:"unit"` // people, thousand_pounds
	Period    string `json:"period"`
	Effective Date   `json:"effective"` // stands from this day until a later one is recorded
	Published Date   `json:"published,omitempty"`
	Source    string `json:"source"`
}

// InterestDeclared is a person's own declaration, for one motion or standing.
type InterestDeclared struct {
	Motion string `json:"motion,omitempty"`
	Nature string `json:"nature"` // one of the terms': financial, professional, personal, indirect …
	Known  Date   `json:"known"`  // when the person became aware: 28 days run from it (NHS Act 2006 s14O(3))
	Detail Digest `json:"detail,omitempty"`
}

// Rulings on an interest; which of them keep their holder from voting, and what
// more there are, is in the terms.
const (
	InterestNoted     = "noted"
	InterestMaySpeak  = "may_speak"
	InterestWithdraws = "withdraws"
)

// InterestRuled is one person's ruling on a declared interest; it takes effect
// when a second person has ruled the same.
type InterestRuled struct {
	Interest Digest `json:"interest"` // the declaration's statement id
	Motion   string `json:"motion"`
	Ruling   string `json:"ruling"`
}

// Motion types of the examples. Which types there are, and what a motion of each
// needs and may carry, is the rules' to say.
const (
	TypeStatement       = "statement"
	TypeBusinessCase    = "business_case"
	TypePool            = "pool"
	TypeLead            = "lead"
	TypeReconfiguration = "reconfiguration"
	TypeProcedural      = "procedural"
)

// Routes: the legal way in which a decision is taken. An agreement's terms may
// name others, each with its form.
const (
	RouteAdvisory           = "advisory"
	RouteCommitteesInCommon = "committees_in_common"
	RouteJointCommittee     = "joint_committee"
)

// Motion is the question put to the board, as moved and as amended.
type Motion struct {
	Ref        string     `json:"motion"` // reference: prefix, year, number in the year
	Title      string     `json:"title"`
	Text       []string   `json:"text"` // paragraphs, verbatim
	Type       string     `json:"type"`
	Route      string     `json:"route"`
	Function   string     `json:"function"`
	Options    []string   `json:"options,omitempty"` // instead of for and against
	Pool       *Pool      `json:"pool,omitempty"`
	Lead       *Lead      `json:"lead,omitempty"`
	RiskShare  *RiskShare `json:"risk_share,omitempty"`
	Conditions []string   `json:"conditions,omitempty"`
	Varies     *Varies    `json:"varies,omitempty"`
	Papers     []Paper    `json:"papers,omitempty"`
	Reasons    []string   `json:"reasons,omitempty"`  // for it: the decision notice gives them
	Rejected   []Rejected `json:"rejected,omitempty"` // options considered and not proposed
	Amends     *Amends    `json:"amends,omitempty"`
	Rights     *Rights    `json:"rights,omitempty"`
	Prolongs   *Prolongs  `json:"prolongs,omitempty"`
	Lapses     Date       `json:"lapses,omitempty"` // the last day on which it may be opened, where the rules set one
}

// Varies says what a motion, if it is carried, does to an earlier decision.
type Varies struct {
	Decision string `json:"decision"`
	How      string `json:"how"` // varied, rescinded, superseded, corrected
}

// Paper is a document beside the log.
type Paper struct {
	Title  string `json:"title"`
	SHA256 Digest `json:"sha256"`
}

// Pool is money or resources that the participating parties contribute, held
// by the host (NHS Act 2006 s14Z3(4)-(5)).
type Pool struct {
	Host  string     `json:"host"`
	Year  string     `json:"year"` // financial year, "2015-16"
	Lines []PoolLine `json:"lines"`
}

// PoolLine is one sum and how it is shared.
type PoolLine struct {
	What      string `json:"what"`
	Pence     int64  `json:"pence"` // net of VAT
	Kind      string `json:"kind"`  // cash, or what the terms know in kind: staff, premises, goods …
	Basis     string `json:"basis,omitempty"`
	Recurrent bool   `json:"recurrent"`
	Capital   bool   `json:"capital"`
	Due       Date   `json:"due"`
	Share     Share  `json:"share"`
}

// Share says how a sum is divided among the motion's participating parties.
type Share struct {
	By      string           `json:"by"` // equal, fixed, figure
	Figure  string           `json:"figure,omitempty"`
	Amounts map[string]int64 `json:"amounts,omitempty"` // pence by party, for fixed
}

// Lead makes one party exercise a function for the others (s14Z3(2)(a)).
type Lead struct {
	Party  string `json:"party"`
	Limit  Limit  `json:"limit"` // what the lead may commit without asking
	Duties []Duty `json:"duties"`
	From   Date   `json:"from"`
	Until  Date   `json:"until,omitempty"`
}

// Duty is something to be done, not paid.
type Duty struct {
	What  string `json:"what"`
	Every string `json:"every"` // as the terms know it: once, quarter, year …
	First Date   `json:"first"`
}

// RiskShare has those that gain repay Num/Den of what the others lose, in
// proportion to their gain, year by year.
type RiskShare struct {
	Num int64 `json:"num"`
	Den int64 `json:"den"`
}

// MotionMoved puts a motion to the board.
type MotionMoved = Motion

// MotionAmended replaces a motion's text before it is open. Notice and impact
// statements of the old text lapse.
type MotionAmended = Motion

// NoticeGiven tells the board that a motion will be open, and until when.
type NoticeGiven struct {
	Motion  string `json:"motion"`
	Text    Digest `json:"text"` // statement id of the motion as it stands
	Opens   Time   `json:"opens"`
	Closes  Time   `json:"closes"`
	Extends Time   `json:"extends,omitempty"` // the later close, by the rules' term, should the first not be quorate
	Urgent  string `json:"urgent,omitempty"`  // why shorter notice is given
}

// ImpactStated says what a motion costs each party, against a baseline.
type ImpactStated struct {
	Motion   string       `json:"motion"`
	Text     Digest       `json:"text"`
	Baseline string       `json:"baseline"`
	Lines    []ImpactLine `json:"lines"`
}

// ImpactLine is one line of one party in one financial year. Pence is the cost
// to the party, net of VAT that it recovers; a saving is negative.
type ImpactLine struct {
	Party string `json:"party"`
	Line  string `json:"line"` // one of the terms': tariff, activity_shift, double_running, stranded_cost …
	Year  string `json:"year"`
	Pence int64  `json:"pence"`
}

// ImpactAgreed is a party's agreement to its own lines.
type ImpactAgreed struct {
	Motion string `json:"motion"`
	Impact Digest `json:"impact"`
}

// ImpactDisputed is a party's dispute of its own lines; Lines are what it says they are.
type ImpactDisputed struct {
	Motion string       `json:"motion"`
	Impact Digest       `json:"impact"`
	Lines  []ImpactLine `json:"lines,omitempty"`
	Reason Digest       `json:"reason,omitempty"`
}

// MotionOpened opens a motion for votes and fixes everything it will be judged
// by. A vote names this statement.
type MotionOpened struct {
	Motion  string     `json:"motion"`
	Title   string     `json:"title"`
	Text    Digest     `json:"text"`
	Notice  Digest     `json:"notice"`
	Impact  Digest     `json:"impact,omitempty"`
	Options []string   `json:"options,omitempty"`
	Roll    []RollSeat `json:"roll"`
	Rules   Digest     `json:"rules"`
	Closes  Time       `json:"closes"`
	Extends Time       `json:"extends,omitempty"` // as noticed
}

// RollSeat is one vote's place in a motion. Weight is 1 unless the rules weigh
// votes by a recorded figure.
type RollSeat struct {
	Seat   string `json:"seat"`
	Party  string `json:"party"`
	Weight int64  `json:"weight"`
}

// MotionWithdrawn ends a motion without a decision. Of an open motion it takes
// effect when two people have stated it: the mover, and the chair or vice-chair.
type MotionWithdrawn struct {
	Motion string `json:"motion"`
	Text   Digest `json:"text"`
}

// Choices of a vote on a motion without options.
const (
	ChoiceFor     = "for"
	ChoiceAgainst = "against"
	ChoiceAbstain = "abstain"
)

// VoteCast is a seat's vote on an open motion.
type VoteCast struct {
	Motion string `json:"motion"`
	Opened Digest `json:"opened"`
	Seat   string `json:"seat"`
	Choice string `json:"choice"`
	Reason Digest `json:"reason,omitempty"`

	Then    []string `json:"then,omitempty"`    // further options in order, where options are voted on by order
	Casting string   `json:"casting,omitempty"` // should there be a tie, by whoever has a casting vote
}

// DecisionRatified is a governing body's approval of what exceeded its
// committee's authority.
type DecisionRatified struct {
	Decision   string     `json:"decision"`
	Resolution Resolution `json:"resolution"`
}

// RatificationRefused is a governing body's refusal: its party is not bound.
type RatificationRefused struct {
	Decision   string     `json:"decision"`
	Resolution Resolution `json:"resolution"`
}

// DecisionVaried marks an earlier decision by a later one, whose motion said that
// it would.
type DecisionVaried struct {
	Decision string `json:"decision"`
	By       string `json:"by"`
	How      string `json:"how"` // varied, rescinded, superseded, corrected
}

// ObligationPaid is the payer's word that it paid; discharge needs both sides.
type ObligationPaid struct {
	Obligation string `json:"obligation"`
	Pence      int64  `json:"pence"`
	On         Date   `json:"on"`
}

// ObligationReceived is the payee's word that it received.
type ObligationReceived struct {
	Obligation string `json:"obligation"`
	Pence      int64  `json:"pence"`
	On         Date   `json:"on"`
}

// ObligationQueried is the payer's or payee's disagreement with the amount.
type ObligationQueried struct {
	Obligation string `json:"obligation"`
	Pence      int64  `json:"pence"` // what the author says it should be
	Reason     Digest `json:"reason,omitempty"`
}

// DecisionMade is what the board decided: for each party and collectively, with
// the checks that prove it.
type DecisionMade struct {
	Decision   string         `json:"decision"` // the motion's reference
	Opened     Digest         `json:"opened"`
	Route      string         `json:"route"`
	Outcome    string         `json:"outcome"`
	Collective bool           `json:"collective"`
	Checks     []Check        `json:"checks"`
	Parties    []PartyOutcome `json:"parties"`
	Gates      []string       `json:"gates,omitempty"` // still to be passed before it takes effect
}

// ObligationAssumed is one thing that a decision binds one party to.
type ObligationAssumed struct {
	Obligation string `json:"obligation"` // decision reference, slash, number
	Decision   string `json:"decision"`
	ObligationTerm
}

// RatificationLapsed says that a party's time to ratify ran out.
type RatificationLapsed struct {
	Decision string `json:"decision"`
	Party    string `json:"party"`
}
