package ledger

import (
	"iter"
	"maps"
	"slices"
)

// State is what a ledger's entries mean so far. It holds two views: what is
// durable, which readers see, and the draft on top of it, which the one writer
// steps. Commit makes the draft durable; Rollback forgets it. The draft is an
// overlay of what changed, never a copy of everything.
//
// Only the writer may call Check, Apply, Due and Draft. Readers use Durable.
// Commit alone writes what readers read, so whoever calls it excludes them for
// its duration; nothing else does.
type State struct {
	head, draftHead head
	parties         table[string, Party]
	people          table[string, Person]
	keys            table[Thumbprint, KeyRecord]
	seats           table[string, Seat]
	motions         table[string, MotionRecord]
	interests       table[Digest, InterestRecord]
	decisions       table[string, Decision]
	obligations     table[string, Obligation]
	numbers         table[string, int] // of the last motion moved, by year; of the last meeting called, by year and M
	drafts          table[Digest, DraftFacts]
	disputes        table[string, DisputeFacts]
	meetings        table[string, MeetingRecord]
	requisitions    table[Digest, RequisitionRecord]
	amendments      table[Digest, AmendmentRecord]
	actions         table[string, ActionRecord]
	alike           table[string, []AlikeFacts] // by kind and body
	funds           table[string, Fund]
	changes         table[Digest, ChangeRecord]             // of contributions
	balances        table[string, map[string]BalanceRecord] // stated, by day and the two parties; by party
	committed       table[int64, CommitmentRecord]          // by leads, by entry
	witnesses       table[Thumbprint, WitnessRecord]
	countersigned   table[string, Countersignature] // by size, party and person
	texts           table[Digest, TextRecord]       // personal ones, which stand outside

	// The writer's; nil where what they are gathered from may have changed.
	tallies  map[string]*tally // of the draft's motions
	votes    *voteFacts
	standing *partiesOn
	turn     uint64 // grows whenever the draft changes
}

// head is what there is one of. Its slices are replaced, never written into.
type head struct {
	size     int64
	time     Time
	engine   string
	founded  *Founded
	founding Digest // statement id of the founding
	mou      []MoUVersion
	agenda   []agendaItem // sorted by due, ref
	queue    []queued     // derived, not yet applied
	drafted  []Digest     // drafts of the next version
	leads    []LeadFacts  // ever appointed
	prolongs []string     // decisions that set a function's last day

	recoveries []Recovered
	logKeys    []LogKeyRecord

	plan       *ForwardPlan
	unreported []string // decisions taken on urgent notice that no meeting was told of yet
	sittings   []string // meetings that had a private item
	private    []string // motions that were private business
}

// agendaItem is something that falls due by itself.
type agendaItem struct {
	due   Time
	ref   string
	party string // whose ratification lapses
	what  string // falls due; empty: the motion closes, or a ratification lapses
}

// queued is a consequence with the body that apply records.
type queued struct {
	Consequence
	body  following
	rules Digest
}

// MoUVersion is one version of the agreement and who signed it.
type MoUVersion struct {
	MoUAdopted
	Time   Time
	Entry  int64
	Signed map[string]Signature // by party

	Decision string // that adopted it; empty for the first
}

// Signature is a party's signature of an MoU version.
type Signature struct {
	Time    Time
	Entry   int64
	Officer string
	Affirms []string
}

// Party is a party with its history.
type Party struct {
	FoundingParty
	Established Date
	Conditions  string
	Officers    []string // that it ever had
	Seats       []string
	Authorities []AuthorityFacts // every text that any of them had
	Ends        []AuthorityEnd
	Figures     map[string][]FigureRecord // by figure, in the order in which they take effect, and of one day in that of the record
	Commitments []Commitment
	Obligations []string     // of which it is payer or payee, in order
	balance     []Commitment // what they come to, by function and year; rules see no more, however many there are

	Rights    []string // decisions that gave it a vote or ended that
	Leaving   []LeavingFacts
	Merged    *MergedFacts
	Successor []string // of these parties
}

// FigureRecord is a figure as recorded.
type FigureRecord struct {
	FigureRecorded
	Entry int64
	Time  Time
}

// Person is a pseudonymous id and the roles that it had.
type Person struct {
	ID    string
	Party string // whose officer vouched for the person; empty for those of the board
	Roles []RoleTerm
	Keys  []Thumbprint
	Seats []string // that the person ever held or deputised for
	Name  Digest   // of the personal text that says it last; empty for none
	Email Digest

	Interests map[string][]Digest // by motion that they were declared for, "" for those that stand
}

// RoleTerm is a role from one day to another.
type RoleTerm struct {
	Role, Party string
	From, Until Date
	Entry       int64
}

// KeyRecord is a key, whose it is and how many statements it has signed.
type KeyRecord struct {
	Key     Key
	Person  string
	Added   Time
	By      string // who added it, where a statement of its own did
	Entry   int64
	From    Date // before which it signs nothing; empty: it signed at once
	Revoked Time
	Next    int64 // seq of its next statement
	Flags   byte  // of the passkey's proof as it was added; 0 where the ledger holds none

	Admitted *KeyAdmission // nil until a second officer did
}

// Seat is one vote's place, with who held it and who deputised.
type Seat struct {
	ID, Party string
	Holders   []Term
	Deputies  []Term
}

// Term is a person's time in a seat.
type Term struct {
	Person      string
	From, Until Date
	Entry       int64
	Vacated     Date       // the first day without, however long it was given for
	VacatedBy   int64      // the entry that says so
	By          string     // by which authority a deputy was appointed, in words; empty where it is not said
	Key         Thumbprint // by which alone the person acts from the seat; empty: by any of theirs
}

func (t Term) on(day Date) bool {
	return in(day, t.From, t.Until) && (t.Vacated == "" || day < t.Vacated)
}

// MotionRecord is a motion with all that was said about it.
type MotionRecord struct {
	Motion
	Status       string
	Mover, Party string
	Moved        Time
	Entry        int64
	TextID       Digest
	Texts        []int64 // entries of every text it had
	Notice       *NoticeFacts
	Impact       *ImpactFacts
	Opened       *OpenedFacts
	OpenedEntry  int64
	Votes        []VoteFacts
	Withdrawn    []string
	ChairAgreed  bool // chair or vice-chair, not the mover, has asked to withdraw it
	Gates        []GateFacts

	Meeting, Item string // on whose agenda it stands or was put
	Shown         *ShownFacts
	Amendments    []Digest // moved on the floor
	Whole         string   // of which it is a part, since that was divided
	Private       *PrivateItem
	Named         []Digest           // papers of every text that it had
	Instructions  []InstructionFacts // the last of each seat
	Happened      []int64            // entries that are about it or its decision
}

// InterestRecord is a declared interest and the rulings on it.
type InterestRecord struct {
	InterestDeclared
	ID      Digest
	Person  string
	Party   string
	Time    Time
	Entry   int64
	Ended   Date
	Rulings []RulingByFact
}

// Decision is a decision with what became of it.
type Decision struct {
	DecisionMade
	Function    string
	Time        Time
	Due         Time // when voting closed
	Entry       int64
	Rules       Digest
	Answers     map[string]Answer // of parties whose ratification it awaits
	Variations  []Variation
	Obligations []string
	CallIns     []CallIn
	Met         []ConditionRecord
	Published   []PublishedNotice // its notice
}

// Answer is a governing body's ratified, refused or lapsed.
type Answer struct {
	Status     string
	Resolution *Resolution
	Time       Time
	Entry      int64
}

// CallIn is a call-in of a decision and its end.
type CallIn struct {
	By, Ref string
	On      Date
	Entry   int64
	How     string // released, retaken or lapsed; empty while it lasts
	Ended   int64  // entry
}

// Variation is a later decision's effect on an earlier one.
type Variation struct {
	DecisionVaried
	Entry int64
}

// Obligation is an obligation with what payer and payee said of it.
type Obligation struct {
	ObligationAssumed
	Time   Time
	Entry  int64
	Events []ObligationEvent
	Stops  []ObligationStop
}

// ObligationEvent is paid, received or queried, as one side said.
type ObligationEvent struct {
	Kind  string
	Party string
	Pence int64
	On    Date
	Entry int64
	By    string // how it was discharged, where that was said
	Ref   string

	ID       Digest // of the statement, where it is of money that moved
	Replaces Digest // the statement whose place it takes
	Because  string // of a query

	Period Date   // of a duty done: the day by which it was due
	Paper  *Paper // that shows it
}

// NewState is a ledger before its founding.
func NewState() *State { return &State{} }

// each is every table, in the order in which a snapshot holds them.
func (s *State) each() []tabled {
	return []tabled{
		&s.parties, &s.people, &s.keys, &s.seats, &s.motions, &s.interests, &s.decisions, &s.obligations, &s.numbers, &s.drafts, &s.disputes,
		&s.meetings, &s.requisitions, &s.amendments, &s.actions, &s.alike, &s.funds, &s.changes, &s.balances, &s.committed,
		&s.witnesses, &s.countersigned, &s.texts,
	}
}

// Commit makes the draft what readers see.
func (s *State) Commit() {
	s.head = s.draftHead
	for _, t := range s.each() {
		t.commit()
	}
}

// Rollback forgets the draft: what was not made durable never was.
func (s *State) Rollback() {
	s.turn++
	s.draftHead = s.head
	s.tallies, s.votes, s.standing = nil, nil, nil
	for _, t := range s.each() {
		t.rollback()
	}
}

// table is a map with an overlay and the order in which keys first came. Values
// are replaced, never written into, so that readers may keep what they got.
//
// A durable value stands in durable, or, once it is closed and archived, outside
// of memory: then closed says where. It comes back when it is next set.
type table[K comparable, V any] struct {
	durable, pending map[K]V
	order, added     []K

	closed  map[K]closed
	changed map[K]bool // since Freeze; nil if nothing is frozen
	archive Archive
	recent  recent[K, V]
}

func (t *table[K, V]) get(draft bool, k K) (V, bool) {
	if draft {
		if v, ok := t.pending[k]; ok {
			return v, true
		}
	}
	if v, ok := t.durable[k]; ok {
		return v, true
	}
	if c, ok := t.closed[k]; ok {
		return t.fetch(k, c, true), true
	}
	var none V
	return none, false
}

func (t *table[K, V]) has(k K) bool {
	if _, ok := t.pending[k]; ok {
		return true
	}
	if _, ok := t.durable[k]; ok {
		return true
	}
	_, ok := t.closed[k]
	return ok
}

func (t *table[K, V]) set(k K, v V) {
	if !t.has(k) {
		t.added = append(t.added, k)
	}
	if t.pending == nil {
		t.pending = map[K]V{}
	}
	t.pending[k] = v
}

func (t *table[K, V]) all(draft bool) iter.Seq2[K, V] { return t.by(draft, nil) }

// by is all but those closed ones that want declines by what is known of them
// without reading them. Without a want it is all.
func (t *table[K, V]) by(draft bool, want func(K, Index) bool) iter.Seq2[K, V] {
	return func(yield func(K, V) bool) {
		place := 0
		t.from(&place, draft, want)(yield)
	}
}

// from is by from a place in the order on, which keys keep for good, so that whoever stops
// can go on later: place moves past each that is given or declined.
func (t *table[K, V]) from(place *int, draft bool, want func(K, Index) bool) iter.Seq2[K, V] {
	return func(yield func(K, V) bool) {
		for ; ; *place++ {
			at, keys := *place, t.order
			if at >= len(keys) && draft { // added is the writer's: readers of what is durable don't look at it
				at, keys = at-len(keys), t.added
			}
			if at >= len(keys) {
				return
			}
			k := keys[at]
			v, ok := t.durable[k]
			if draft {
				if p, changed := t.pending[k]; changed {
					v, ok = p, true
				}
			}
			if !ok {
				c := t.closed[k]
				if want != nil && !want(k, c.Index) {
					continue
				}
				v = t.fetch(k, c, false)
			}
			if !yield(k, v) {
				*place++
				return
			}
		}
	}
}

func (t *table[K, V]) commit() {
	if t.durable == nil {
		t.durable = map[K]V{}
	}
	maps.Copy(t.durable, t.pending)
	for k := range t.pending {
		delete(t.closed, k)
		if t.changed != nil {
			t.changed[k] = true
		}
	}
	t.order = append(t.order, t.added...)
	t.rollback()
}

func (t *table[K, V]) rollback() {
	clear(t.pending)
	t.added = t.added[:0]
}

// with is slices.Clip's append: it never writes into what a reader may hold.
func with[T any](list []T, v T) []T { return append(slices.Clip(list), v) }

// withKey is a map with one more key, leaving the old one as it was.
func withKey[K comparable, V any](m map[K]V, k K, v V) map[K]V {
	c := make(map[K]V, len(m)+1)
	maps.Copy(c, m)
	c[k] = v
	return c
}
