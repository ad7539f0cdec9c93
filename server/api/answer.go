package api

import (
	"encoding/json"
	"errors"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"concordat/ledger"
	"concordat/ledger/merkle"
)

// List is one page of a list. AsAt is the number of entries that it rests on; Next
// goes into ?after= for the page after it and is
// empty on the last.
type List[T any] struct {
	Items   []T    `json:"items"`
	AsAt    int64  `json:"as_at"`
	Next    string `json:"next,omitempty"`
	Total   int    `json:"total,omitempty"`    // of a list whose pages are numbered
	LeftOut int    `json:"left_out,omitempty"` // of obligations, and of funds' years: how many of this page are withheld from the caller
}

// Ledger is the ledger itself.
type Ledger struct {
	Name         string         `json:"name"`
	Origin       string         `json:"origin"`
	Head                        // size, root
	Checkpoint   string         `json:"checkpoint"` // signed note
	VKey         string         `json:"vkey"`       // of the log, c2sp.org/signed-note
	Example      *Example       `json:"example,omitempty"`
	Founding     ledger.Digest  `json:"founding"`
	FoundingCode string         `json:"founding_code"` // for people to compare by eye
	Prefix       string         `json:"prefix"`        // of motion references
	Time         ledger.Time    `json:"time"`          // now, by the ledger's clock
	NextDue      ledger.Time    `json:"next_due,omitempty"`
	NextMotion   string         `json:"next_motion"` // the reference that the next motion gets
	Rules        ledger.Digest  `json:"rules"`
	RulesCode    string         `json:"rules_code"`
	Engine       string         `json:"engine"`
	MoU          int64          `json:"mou"` // the latest version; 0 if none is adopted
	Recoveries   []Recovery     `json:"recoveries,omitempty"`
	LogKeys      []LogKeyChange `json:"log_keys,omitempty"`
	RPID         string         `json:"rp_id"`
	Origins      []string       `json:"origins"`
	WorkAccount  string         `json:"work_account,omitempty"`  // what people call the account at work by which they may log in
	Witnessing   *Witnessing    `json:"witnessing,omitempty"`    // where the ledger names witnesses
	Help         *Help          `json:"help,omitempty"`          // whom people may ask; nil where the operator names nobody
	ViewingSince ledger.Time    `json:"viewing_since,omitempty"` // since when nothing can be recorded; empty while it can
}

// Help is whom people may ring or write to about this server, as its operator says.
type Help struct {
	Name  string `json:"name"`
	Phone string `json:"phone,omitempty"`
	Email string `json:"email,omitempty"`
}

var (
	helpPhone = regexp.MustCompile(`^[+(]?[0-9][0-9 ()]{4,28}[0-9]$`)
	helpEmail = regexp.MustCompile(`^[^@\s<>"]{1,64}@[A-Za-z0-9.-]{1,190}$`)
)

// Check says what keeps it from being shown to people.
func (h *Help) Check() error {
	switch name := utf8.RuneCountInString(h.Name); {
	case name == 0 || name > 100 || strings.ContainsFunc(h.Name, unicode.IsControl):
		return errors.New("help: name has 1 to 100 characters, and none that cannot be seen")
	case h.Phone == "" && h.Email == "":
		return errors.New("help: give a phone, an email, or both")
	case h.Phone != "" && !helpPhone.MatchString(h.Phone):
		return errors.New("help: phone has digits and spaces, such as 0161 496 0000")
	case h.Email != "" && !helpEmail.MatchString(h.Email):
		return errors.New("help: email is one address")
	}
	return nil
}

// Recovery is a loss that the ledger records: it goes on from what was left.
type Recovery struct {
	Entry int64 `json:"entry"` // that records it
	Left  Head  `json:"left"`
	Lost  Head  `json:"lost"` // the last checkpoint that is known to have been signed
}

// LogKeyChange is a change of the log's key, by verifier keys: see package ledger.
type LogKeyChange struct {
	Entry  int64       `json:"entry"` // that records it; the checkpoint that first holds it is signed by the new key
	Old    string      `json:"old"`
	New    string      `json:"new"`
	Reason string      `json:"reason"`
	Since  ledger.Date `json:"compromised_since,omitempty"`
}

// Example says that people, keys and clock of a ledger are not real.
type Example struct {
	Name   string `json:"name"`
	Offset int64  `json:"offset_ms"` // how far its clock stood behind the world's at the founding
	Notice string `json:"notice"`
}

// Party is a party with its seats, authorities and figures as they stand today.
type Party struct {
	Code        string                        `json:"party"`
	Name        string                        `json:"name"`
	Type        string                        `json:"type"`
	Note        string                        `json:"note,omitempty"`
	Established ledger.Date                   `json:"established,omitempty"`
	Conditions  string                        `json:"conditions,omitempty"`
	Signed      *ledger.SignedFacts           `json:"signed,omitempty"`
	Seats       []ledger.SeatFacts            `json:"seats"`
	Deputies    []Deputising                  `json:"deputies,omitempty"` // appointments of today
	Officers    []string                      `json:"officers"`           // people
	Authorities []ledger.AuthorityFacts       `json:"authorities"`
	Figures     map[string]ledger.FigureFacts `json:"figures"`
	Commitments []ledger.Commitment           `json:"commitments"`
	Rights      []ledger.RightFacts           `json:"rights,omitempty"`  // votes that decisions gave it
	Leaving     []ledger.LeavingFacts         `json:"leaving,omitempty"` // its notices to leave
	Merged      *ledger.MergedFacts           `json:"merged,omitempty"`
	Successor   []string                      `json:"successor,omitempty"` // of these parties
	Room        []AuthorityRoom               `json:"room"`                // what decisions have used of each authority, in the order of authorities
}

// AuthorityRoom is what decisions have used of an authority's limits, in pence, as the
// rules reckon it before they judge another: by year, and over its life from the
// financial year in which it began. What is left is the limit less this.
type AuthorityRoom struct {
	ID      string      `json:"id"`
	Entry   int64       `json:"entry"`
	InForce bool        `json:"in_force"` // today
	Years   []YearsRoom `json:"years"`    // today's, and those of what was used
	Spend   int64       `json:"spend"`
	Loss    int64       `json:"loss"`
}

// YearsRoom is what was used in one financial year.
type YearsRoom struct {
	Year  string `json:"year"`
	Spend int64  `json:"spend"`
	Loss  int64  `json:"loss"`
}

// Deputising is a deputy's appointment, and by which authority of the party's own.
type Deputising struct {
	Seat   string      `json:"seat"`
	Person string      `json:"person"`
	From   ledger.Date `json:"from"`
	Until  ledger.Date `json:"until,omitempty"`
	By     string      `json:"by,omitempty"` // where the party has said it
	Entry  int64       `json:"entry"`
}

// Person is a person as known today: an id, never a name.
type Person struct {
	ID         string              `json:"person"`
	Name       string              `json:"name,omitempty"` // for whoever may read personal texts
	Email      string              `json:"email,omitempty"`
	Party      string              `json:"party,omitempty"` // whose officer vouched for the person
	PartyName  string              `json:"party_name,omitempty"`
	Words      string              `json:"words"` // the roles in words
	Roles      []ledger.RoleFacts  `json:"roles"`
	Seats      []string            `json:"seats"`
	Deputising []string            `json:"deputising"`
	Keys       []ledger.Thumbprint `json:"keys"`
	Passkeys   []Passkey           `json:"passkeys"` // those of the keys that are passkeys
}

// Passkey is one of a person's.
type Passkey struct {
	Key    ledger.Thumbprint `json:"key"`
	Backup *Backup           `json:"backup,omitempty"` // nil where the ledger holds no proof of it, as of a founder's
}

// Backup is what the device said as the passkey was added (flags BE and BS of WebAuthn).
type Backup struct {
	Synced   bool `json:"synced"`    // it may be on several of the person's devices
	BackedUp bool `json:"backed_up"` // it was
}

// Key is what a key's holder needs to sign the next statement with it.
type Key struct {
	Thumbprint ledger.Thumbprint `json:"key"`
	Person     string            `json:"person"`
	Kind       string            `json:"kind"`             // file, passkey
	Backup     *Backup           `json:"backup,omitempty"` // as in Passkey
	Public     ledger.Key        `json:"public"`
	Next       int64             `json:"next"` // seq of its next statement
	Added      ledger.Time       `json:"added"`
	Entry      int64             `json:"entry"`
	Revoked    ledger.Time       `json:"revoked,omitempty"`

	By       string               `json:"by,omitempty"` // who added it; empty where the founding or a joining did
	Admitted *ledger.KeyAdmission `json:"admitted,omitempty"`
}

// UnadmittedKeys are the keys that wait for a second officer.
type UnadmittedKeys struct {
	Items []UnadmittedKey `json:"items"` // each person's together, in the order in which they were added
	AsAt  int64           `json:"as_at"`
}

// UnadmittedKey is a key that was added after motions were opened on which its holder
// may vote: it does not count there until a second officer admits it.
type UnadmittedKey struct {
	Thumbprint ledger.Thumbprint `json:"key"`
	Person     string            `json:"person"`
	Kind       string            `json:"kind"` // file, passkey
	Added      ledger.Time       `json:"added"`
	Entry      int64             `json:"entry"`
	By         string            `json:"by,omitempty"` // who added it, and does not admit it
	Parties    []string          `json:"parties"`      // whose officers may
	Motions    []string          `json:"motions"`

	Admitted *ledger.KeyAdmission `json:"admitted,omitempty"` // by an officer who came too late for these motions
}

// MoUVersion is one version of the agreement. Clauses are left out of the list
// of versions.
type MoUVersion struct {
	Version   int64         `json:"version"`
	Title     string        `json:"title"`
	Rules     ledger.Digest `json:"rules"` // the bundle: text, terms, parties and Rego
	RulesCode string        `json:"rules_code"`
	Adopted   ledger.Time   `json:"adopted"`
	Entry     int64         `json:"entry"`
	Decision  string        `json:"decision,omitempty"` // that adopted it
	Signed    []Signature   `json:"signed"`             // in the order of the parties' codes
	Clauses   []Clause      `json:"clauses,omitempty"`
}

// Signature is a party's signature of an MoU version.
type Signature struct {
	Party   string      `json:"party"`
	Name    string      `json:"name"`
	Officer string      `json:"officer"`
	Time    ledger.Time `json:"time"`
	Entry   int64       `json:"entry"`
	Affirms []string    `json:"affirms,omitempty"` // decisions
}

// Signing is how far the parties have signed the version in force, by the agreement's
// own terms.
type Signing struct {
	Version   int64         `json:"version"`
	Title     string        `json:"title"`
	Rules     ledger.Digest `json:"rules"`
	RulesCode string        `json:"rules_code"`
	Adopted   ledger.Time   `json:"adopted"`
	AsAt      int64         `json:"as_at"`
	ledger.Signing
}

// Clause is one numbered clause of the agreement.
type Clause struct {
	ID     string        `json:"id"`
	Title  string        `json:"title"`
	Text   string        `json:"text"`
	SHA256 ledger.Digest `json:"sha256"`
	Cases  []ClauseCases `json:"cases,omitempty"` // that this program's library has for the rules that carry it out
}

// ClauseCases are the worked cases of one package of the rules, by their names.
type ClauseCases struct {
	Package string   `json:"package"`
	Cases   []string `json:"cases"`
}

// Status is where a thing stands: the ledger's word and the words for people.
type Status struct {
	Status string `json:"status"`
	Words  string `json:"words"`
}

// MotionSummary is a motion as a list shows it.
type MotionSummary struct {
	Ref      string `json:"motion"`
	Title    string `json:"title"`
	Type     string `json:"type"`
	Route    string `json:"route"`
	Function string `json:"function"`
	Status
	Outcome    string      `json:"outcome,omitempty"` // of the decision, once there is one
	Mover      string      `json:"mover"`
	MoverParty string      `json:"mover_party,omitempty"`
	Moved      ledger.Time `json:"moved"`
	Opens      ledger.Time `json:"opens,omitempty"`
	Closes     ledger.Time `json:"closes,omitempty"`
	Seats      int         `json:"seats"` // on the roll
	Voted      int         `json:"voted"` // of these, how many have voted
	Entry      int64       `json:"entry"`

	Papers []ledger.Paper `json:"papers,omitempty"` // that it names; in a list where it is asked for them
}

// Motion is a motion with all that was said about it.
type Motion struct {
	MotionSummary
	Text        []string            `json:"text"`
	Options     []string            `json:"options,omitempty"`
	Pool        *ledger.Pool        `json:"pool,omitempty"`
	Lead        *ledger.Lead        `json:"lead,omitempty"`
	RiskShare   *ledger.RiskShare   `json:"risk_share,omitempty"`
	Conditions  []string            `json:"conditions,omitempty"`
	Varies      *ledger.Varies      `json:"varies,omitempty"` // an earlier decision that this one would vary
	TextID      ledger.Digest       `json:"text_id"`
	Texts       []int64             `json:"texts"`           // entries of every text it had
	Whole       string              `json:"whole,omitempty"` // the motion of which it is a part, as that was divided
	Notice      *ledger.NoticeFacts `json:"notice,omitempty"`
	Impact      *ledger.ImpactFacts `json:"impact,omitempty"`
	Opened      *ledger.OpenedFacts `json:"opened,omitempty"`
	OpenedEntry int64               `json:"opened_entry,omitempty"`
	Votes       []ledger.VoteFacts  `json:"votes"`         // all ever cast, in order
	Waiting     []ledger.RollSeat   `json:"still_to_vote"` // seats of the roll without a vote

	Instructions []ledger.InstructionFacts `json:"instructions,omitempty"` // of governing bodies to their seats, the last of each
	Differing    []ledger.Differing        `json:"differing,omitempty"`    // votes that are not as instructed
	Stakes       []ledger.Stake            `json:"stakes,omitempty"`       // of each party, were it carried; where that was asked for

	Interests []ledger.InterestFacts `json:"interests"`
	Withdrawn []string               `json:"withdrawn"` // people who asked to withdraw it
	Reasons   []string               `json:"reasons,omitempty"`
	Rejected  []ledger.Rejected      `json:"rejected,omitempty"` // options considered and not proposed
	Amends    *ledger.Amends         `json:"amends,omitempty"`   // the draft of the MoU that it would adopt
	Rights    *ledger.Rights         `json:"rights,omitempty"`   // votes that it would give
	Prolongs  *ledger.Prolongs       `json:"prolongs,omitempty"` // a function whose last day it would set
	Settles   *ledger.Settles        `json:"settles,omitempty"`  // who would get what is left of a fund's year
	Virement  *ledger.Virement       `json:"virement,omitempty"` // what it would let move from line to line
	Lapses    ledger.Date            `json:"lapses,omitempty"`   // the last day on which it may be opened
	Gates     []ledger.GateFacts     `json:"gates,omitempty"`    // passed
	Meeting   string                 `json:"meeting,omitempty"`  // on whose agenda it stands or stood
	Item      string                 `json:"item,omitempty"`
	Private   *ledger.PrivateItem    `json:"private,omitempty"`        // as the last agenda that had it took it: taken off, or public since, it stays so
	Shown     *ledger.ShownFacts     `json:"shown,omitempty"`          // the show of hands that stands
	Needed    *Needed                `json:"needed,omitempty"`         // while it is open, unless it is not worked out yet, or too much is asked just now
	Unknown   string                 `json:"needed_unknown,omitempty"` // why it can't be worked out, once that is known
}

// Decision is a decision with what became of it. Its obligations are references.
type Decision struct {
	Ref      string `json:"decision"`
	Title    string `json:"title"`
	Type     string `json:"type"`
	Route    string `json:"route"`
	Function string `json:"function"`
	Status
	Outcome     string                   `json:"outcome"`
	OutcomeIs   string                   `json:"outcome_words"`
	Collective  bool                     `json:"collective"`
	Closed      ledger.Time              `json:"closed"`
	Decided     ledger.Time              `json:"decided"` // its day is the day of the decision: the start of the meeting that took it, else the close
	Meeting     string                   `json:"meeting,omitempty"`
	Time        ledger.Time              `json:"time"`
	Entry       int64                    `json:"entry"`
	Opened      ledger.Digest            `json:"opened"`
	Rules       ledger.Digest            `json:"rules"`
	Checks      []ledger.Check           `json:"checks"`
	Parties     []DecisionParty          `json:"parties"`
	Obligations []string                 `json:"obligations"`
	Variations  []Variation              `json:"variations"`
	MoU         int64                    `json:"mou"`    // the version that ruled: in force when it was put
	Gates       []string                 `json:"gates"`  // that it must pass before it takes effect
	Passed      []ledger.GateFacts       `json:"passed"` // gates
	CallIns     []CallIn                 `json:"call_ins"`
	Withheld    *ledger.PrivateItem      `json:"withheld,omitempty"`  // from who reads this: checks, parties and obligations of what was decided in private
	Sources     []ledger.Source          `json:"sources,omitempty"`   // of the numbers in its checks; where it is shown by itself
	Published   []ledger.PublishedNotice `json:"published,omitempty"` // its notice, in order
	Adopts      *Adoption                `json:"adopts,omitempty"`    // where it was carried to adopt a draft of the MoU

	Recalculated string          `json:"recalculated,omitempty"` // what a recalculation comes to, where it was asked for
	Asked        json.RawMessage `json:"asked,omitempty"`        // what the rules are asked for it now, where nothing is withheld
	Replayed     *Replayed       `json:"replayed,omitempty"`     // under other rules, where that was asked for
}

// Adoption is what becomes of a draft of the MoU by a carried decision.
type Adoption struct {
	Decision string `json:"decision"`
	Version  int64  `json:"version"` // that the draft would be
	Status
	Why string `json:"why,omitempty"` // it never can be adopted by this decision
}

// CallIn is a call-in of a decision, and its end.
type CallIn struct {
	By    string      `json:"by"`
	Ref   string      `json:"ref"` // of the direction
	On    ledger.Date `json:"on"`
	Entry int64       `json:"entry"`
	How   string      `json:"how,omitempty"`         // released, retaken
	Ended int64       `json:"ended_entry,omitempty"` // the entry that ended it
}

// DecisionParty is what a decision means for one party, and its governing body's
// answer where that was awaited.
type DecisionParty struct {
	ledger.PartyOutcome
	Name    string          `json:"name"`
	Signed  []Signatory     `json:"signed,omitempty"` // from whose seats it was decided, where a decision is shown by itself
	Answer  *Answer         `json:"answer,omitempty"`
	Sources []ledger.Source `json:"sources,omitempty"` // of its own part; where a decision is shown by itself
}

// Signatory is who spoke from a party's seat on a decision, and how that is known: by a
// key of which kind, or, without a key, as the secretary recorded a hand, which its
// person may have confirmed.
type Signatory struct {
	Seat      string            `json:"seat"`
	Person    string            `json:"person"`
	Deputy    bool              `json:"deputy,omitempty"`
	Choice    string            `json:"choice"`
	Assurance string            `json:"assurance"` // file, passkey, shown, recorded
	Key       ledger.Thumbprint `json:"key,omitempty"`
	Confirmed bool              `json:"confirmed,omitempty"` // of a hand, or of a vote that the secretary recorded
	Entry     int64             `json:"entry"`
}

// Answer is a governing body's answer on a decision.
type Answer struct {
	Status     string             `json:"status"` // ratified, refused, lapsed
	Resolution *ledger.Resolution `json:"resolution,omitempty"`
	Time       ledger.Time        `json:"time"`
	Entry      int64              `json:"entry"`
}

// Variation is what a later decision did to an earlier one.
type Variation struct {
	By    string `json:"by"`
	How   string `json:"how"`
	Entry int64  `json:"entry"`
}

// Obligation is one thing that a decision binds one party to.
type Obligation struct {
	ledger.ObligationAssumed
	Status
	PayerName string `json:"payer_name"`
	PayeeName string `json:"payee_name,omitempty"`

	// Who stands in their places since they merged.
	PayerNow     string `json:"payer_now,omitempty"`
	PayerNowName string `json:"payer_now_name,omitempty"`
	PayeeNow     string `json:"payee_now,omitempty"`
	PayeeNowName string `json:"payee_now_name,omitempty"`

	AwaitsWords []string `json:"awaits_words,omitempty"` // by name, whom it awaits

	Stopped  int64             `json:"stopped,omitempty"` // by leaving, of what was assumed; pence is without it
	Duty     *ledger.DutyFacts `json:"duty,omitempty"`    // of a duty: when it is due and was done
	Paid     int64             `json:"paid"`              // pence, as the payer says
	Received int64             `json:"received"`          // pence, as the payee says
	Left     int64             `json:"left"`              // pence that not both say were paid; of what has ended nothing
	Time     ledger.Time       `json:"time"`
	Entry    int64             `json:"entry"`
	Events   []ObligationEvent `json:"events"`

	Recalculated *Recalculation `json:"recalculated,omitempty"` // where it was asked for
}

// What a recalculation comes to.
const (
	RecalculationSame    = "same"
	RecalculationDiffers = "differs"
	RecalculationUnsure  = "unsure" // facts that the ledger does not keep by date have changed since
)

// Recalculation is an obligation as the rules in force then give it again, from the votes
// and the facts that the ledger recorded before they were opened. Same means all of it: the
// sum, from whom to whom, for what and by when.
type Recalculation struct {
	Verdict string        `json:"verdict"`
	Was     int64         `json:"was"`             // pence, as recorded when it was assumed
	Pence   *int64        `json:"pence,omitempty"` // as worked out again; none where the rules give no such obligation
	Working string        `json:"working,omitempty"`
	Rules   ledger.Digest `json:"rules"`
}

// ObligationEvent is what payer or payee said of an obligation.
type ObligationEvent struct {
	Kind      string      `json:"kind"`
	Party     string      `json:"party"`
	PartyName string      `json:"party_name"` // the name of that party
	Pence     int64       `json:"pence"`
	On        ledger.Date `json:"on"`
	Entry     int64       `json:"entry"`
	By        string      `json:"by,omitempty"`  // how it was discharged, where that was said
	Ref       string      `json:"ref,omitempty"` // of the payment, invoice or adjustment

	Period ledger.Date `json:"period,omitempty"` // of a duty done: the day by which it was due

	Because    string        `json:"because,omitempty"`     // of a query
	ID         ledger.Digest `json:"id,omitempty"`          // of the statement of a payment or receipt
	Replaces   ledger.Digest `json:"replaces,omitempty"`    // the statement whose place it takes
	ReplacedBy int64         `json:"replaced_by,omitempty"` // entry that took its place: it counts no more
	Settlement string        `json:"settlement,omitempty"`  // the last of its fund's year before it took an earlier statement's place: it stands until another outturn is stated
}

// Entry is one entry taken apart. Raw is its own bytes as text, which are what
// the tree holds.
type Entry struct {
	Index    int64           `json:"entry"`
	Time     ledger.Time     `json:"time"`
	Kind     string          `json:"kind"`
	Sentence string          `json:"sentence"`
	ID       ledger.Digest   `json:"id,omitempty"` // of the statement; a consequence has none
	Author   string          `json:"author,omitempty"`
	Party    string          `json:"party,omitempty"`
	Ref      string          `json:"ref,omitempty"` // what a consequence is about
	Due      ledger.Time     `json:"due,omitempty"` // when a consequence fell due
	Body     json.RawMessage `json:"body"`
	Raw      string          `json:"raw"`

	Withheld *ledger.PrivateItem `json:"withheld,omitempty"` // from who reads this: then there is neither body nor raw
}

// Receipt is an entry's bytes and the proof that they stand in the log.
type Receipt struct {
	Index          int64         `json:"index"`
	merkle.Receipt               // entry (base64), proof
	Time           ledger.Time   `json:"time"`
	Kind           string        `json:"kind"`
	Sentence       string        `json:"sentence"`
	ID             ledger.Digest `json:"id,omitempty"`
	CheckCode      string        `json:"check_code"` // of the entry's bytes, for people to compare by eye
	Repeated       bool          `json:"repeated"`   // the same statement had been recorded before
}

// PreviewRequest asks what would follow from votes. They take the place of the
// real votes of the same seats; every other seat's real votes stand.
type PreviewRequest struct {
	Motion  string        `json:"motion,omitempty"`
	Draft   *MotionDraft  `json:"draft,omitempty"` // instead, one that the caller has not moved yet
	Votes   []PreviewVote `json:"votes"`
	Casting string        `json:"casting,omitempty"` // the casting vote of whoever has one, instead of a real one
	Needed  string        `json:"needed,omitempty"`  // NeededNo, or nothing
}

// PapersYes asks a list of motions for those alone that name papers, with these.
const PapersYes = "yes"

// NeededNo leaves out of an answer what votes are still needed. To say that the rules
// are asked about every way to vote, which may take a thousand times as long as all else.
const NeededNo = "no"

// MotionDraft is a motion that nobody has moved yet. Without its reference it has the
// next one.
type MotionDraft struct {
	Party  string        `json:"party,omitempty"` // that it would be moved for; without it by the caller alone
	Motion ledger.Motion `json:"motion"`
}

// PreviewVote is a supposed vote of a seat, or of every seat of a party.
type PreviewVote struct {
	Seat   string `json:"seat,omitempty"`
	Party  string `json:"party,omitempty"`
	Choice string `json:"choice"`
}

// Preview is what would follow. Nothing was written.
type Preview struct {
	Motion      string                  `json:"motion"`
	AsAt        int64                   `json:"as_at"`
	At          ledger.Time             `json:"at"` // the close that it supposes
	Outcome     string                  `json:"outcome"`
	Words       string                  `json:"words"`
	Collective  bool                    `json:"collective"`
	Checks      []ledger.Check          `json:"checks"`
	Refused     []ledger.Check          `json:"refused,omitempty"` // why a draft could not be moved as it is; nothing else is said of it then
	Parties     []DecisionParty         `json:"parties"`
	Obligations []ledger.ObligationTerm `json:"obligations"`
	Stakes      []ledger.Stake          `json:"stakes"`              // of each party, were it carried; empty where the agreement's rules do not say
	Roll        []ledger.RollSeat       `json:"roll,omitempty"`      // that votes on it: of one that is not open, were it opened now
	Votes       []ledger.VoteFacts      `json:"votes"`               // real and supposed
	Differing   []ledger.Differing      `json:"differing,omitempty"` // of these, that are not as their governing bodies instructed: to be told before one is signed
	Needed      *Needed                 `json:"needed,omitempty"`
	Unknown     string                  `json:"needed_unknown,omitempty"` // why it can't be worked out, once that is known
	Sources     []ledger.Source         `json:"sources,omitempty"`        // of the numbers in its checks; supposed votes have none
}

// Leaving is what would follow if a party left a function, or all, on a day. Its
// checks say whether it could leave on that very day; what follows is for Effective.
type Leaving struct {
	Party     string         `json:"party"`
	PartyName string         `json:"party_name"`
	Function  string         `json:"function"` // "*" for all
	On        ledger.Date    `json:"on"`       // asked about
	AsAt      int64          `json:"as_at"`
	At        ledger.Time    `json:"at"`
	Checks    []ledger.Check `json:"checks"`
	ledger.Leave
}

// Transfer is the least transfer that would make a motion acceptable, with the votes
// as they stand, or why there is none.
type Transfer struct {
	Motion string      `json:"motion"`
	AsAt   int64       `json:"as_at"`
	At     ledger.Time `json:"at"` // as at which it is judged: the motion's close, where one is known, or another day asked for
	ledger.Transfer
}

// Needed says what further votes would make of a motion, with what that means for
// people, a sentence each.
type Needed struct {
	ledger.Needed
	Words []string `json:"words"`
}

// Blob is a document that is held beside the log.
type Blob struct {
	SHA256 ledger.Digest `json:"sha256"`
	Code   string        `json:"code"` // for people to compare by eye
	Bytes  int64         `json:"bytes"`
	Held   bool          `json:"held"` // it was held before
}

// Nonce opens a log-in: sign ledger.Login with it before it expires, by the
// world's clock, not an example's.
type Nonce struct {
	Nonce   string      `json:"nonce"`
	Ledger  string      `json:"ledger"` // origin
	Expires ledger.Time `json:"expires"`
}
