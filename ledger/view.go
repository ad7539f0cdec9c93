package ledger

import (
	"cmp"
	"errors"
	"fmt"
	"iter"
	"maps"
	"math"
	"slices"
	"strings"
)

// View reads a State: as it is durable, or as the writer has drafted it.
type View struct {
	s     *State
	draft bool
}

// Durable is what readers see. It stays valid while no Commit runs.
func (s *State) Durable() View { return View{s, false} }

// Draft is what the writer sees.
func (s *State) Draft() View { return View{s, true} }

func (v View) head() *head {
	if v.draft {
		return &v.s.draftHead
	}
	return &v.s.head
}

// Size is the number of entries.
func (v View) Size() int64 { return v.head().size }

// Time is the last entry's time.
func (v View) Time() Time { return v.head().time }

// Founded is what the founding fixed; nil before it.
func (v View) Founded() *Founded { return v.head().founded }

// Founding is the founding statement's id, which every signature of the MoU covers.
func (v View) Founding() Digest { return v.head().founding }

// Engine evaluates the rules from here on.
func (v View) Engine() string { return v.head().engine }

// Versions of the MoU, oldest first.
func (v View) Versions() []MoUVersion { return v.head().mou }

// Rules is the bundle that judges what is stated now.
func (v View) Rules() Digest {
	if h := v.head(); len(h.mou) > 0 {
		return h.mou[len(h.mou)-1].Rules
	} else if h.founded != nil {
		return h.founded.Rules
	}
	return ""
}

// NextDue is when the next consequence falls due; empty when nothing is awaited.
func (v View) NextDue() Time {
	h := v.head()
	if len(h.queue) > 0 {
		return h.queue[0].Due
	}
	if len(h.agenda) > 0 {
		return h.agenda[0].due
	}
	return ""
}

func (v View) Party(code string) (Party, bool)           { return v.s.parties.get(v.draft, code) }
func (v View) Person(id string) (Person, bool)           { return v.s.people.get(v.draft, id) }
func (v View) Key(t Thumbprint) (KeyRecord, bool)        { return v.s.keys.get(v.draft, t) }
func (v View) Seat(id string) (Seat, bool)               { return v.s.seats.get(v.draft, id) }
func (v View) Motion(ref string) (MotionRecord, bool)    { return v.s.motions.get(v.draft, ref) }
func (v View) Interest(id Digest) (InterestRecord, bool) { return v.s.interests.get(v.draft, id) }
func (v View) Decision(ref string) (Decision, bool)      { return v.s.decisions.get(v.draft, ref) }
func (v View) Obligation(ref string) (Obligation, bool)  { return v.s.obligations.get(v.draft, ref) }

// All of a kind, in the order in which they came.
func (v View) Parties() iter.Seq2[string, Party]        { return v.s.parties.all(v.draft) }
func (v View) People() iter.Seq2[string, Person]        { return v.s.people.all(v.draft) }
func (v View) Seats() iter.Seq2[string, Seat]           { return v.s.seats.all(v.draft) }
func (v View) Motions() iter.Seq2[string, MotionRecord] { return v.s.motions.all(v.draft) }
func (v View) Interests() iter.Seq2[Digest, InterestRecord] {
	return v.s.interests.all(v.draft)
}
func (v View) Decisions() iter.Seq2[string, Decision]     { return v.s.decisions.all(v.draft) }
func (v View) Obligations() iter.Seq2[string, Obligation] { return v.s.obligations.all(v.draft) }

// PartyName is the party's name, or its code if there is no such party.
func (v View) PartyName(code string) string {
	if p, ok := v.Party(code); ok {
		return p.Name
	}
	return code
}

// MotionTitle is the motion's present title.
func (v View) MotionTitle(ref string) string {
	m, _ := v.Motion(ref)
	return m.Title
}

// NextRef is the reference that the next motion moved in a year gets.
func (v View) NextRef(year string) string { return v.refAfter(year, 0) }

// refAfter is the reference that a motion of the year gets after so many others.
func (v View) refAfter(year string, others int) string {
	n, _ := v.s.numbers.get(v.draft, year)
	return fmt.Sprintf("%s-%s-%03d", v.Founded().Prefix, year, n+1+others)
}

// Site is what the founding fixed for passkeys.
func (v View) Site() Site {
	f := v.Founded()
	return Site{RPID: f.RPID, Origins: f.Origins}
}

// CheckLogin verifies a log-in at time t (the world's, not an example's) and
// gives the key that it is by; day is the ledger's. The caller has checked the nonce.
// person is whom the device says that the passkey is of, of a log-in that names none.
//
// What is known of a key is told only to whoever holds it: where the signature is
// not by it, the answer and the work behind it are those of a key that nobody has.
func (v View) CheckLogin(s Statement, p Protected, l Login, person string, now Time, day Date) (KeyRecord, error) {
	if l.Ledger != v.Founded().Origin {
		return KeyRecord{}, refuse(CodeOtherLedger, "/payload/ledger", "this log-in is for %s; this ledger is %s", l.Ledger, v.Founded().Origin)
	}
	if l.Until <= now {
		return KeyRecord{}, refuse(CodeLogIn, "/payload/until", "this log-in has run out: log in again")
	}
	var (
		k   KeyRecord
		err error
	)
	if p.Alg == algChosen {
		k, err = v.chosen(&s, person)
		p.Kid, l.Person = k.Key.Thumbprint(), k.Person
	} else {
		k, err = v.named(&s, p)
	}
	if err != nil {
		if refused := (*Error)(nil); errors.As(err, &refused) && strings.HasPrefix(refused.Field, "/header/") && !errors.Is(err, errNotBy) {
			return KeyRecord{}, err // what the device said of itself, whoever's it is
		}
		return KeyRecord{}, refuse(CodeUnknownKey, "/signature", "this log-in is not signed by a key that the ledger knows: if yours has been added, sign with that one; else ask your officer to add it")
	}
	switch {
	case k.Revoked != "":
		return KeyRecord{}, refuse(CodeRevokedKey, "/protected/kid", "key %s was revoked on %s: ask your officer for another", p.Kid, k.Revoked.Day().InWords())
	case k.From > day:
		return KeyRecord{}, refuse(CodeUnknownKey, "/protected/kid", "key %s counts from %s on: log in then", p.Kid, k.From.InWords())
	case l.Person != k.Person:
		return KeyRecord{}, refuse(CodeSignature, "/payload/person", "key %s is not a key of %s", p.Kid, l.Person)
	}
	return k, nil
}

// named is the key that a log-in names, if it is by that.
func (v View) named(s *Statement, p Protected) (KeyRecord, error) {
	k, known := v.Key(p.Kid)
	key := k.Key
	if known = known && key.Algorithm() == p.Alg; !known {
		key = nobodys(p.Alg)
	}
	err := verifyJWS(s, p, key, v.Site())
	if err == nil && !known {
		err = errNotBy
	}
	return k, err
}

// chosen is the passkey of a person that a log-in is by: one of the last that they
// were given. As many are tried of whoever has fewer, or is nobody.
func (v View) chosen(s *Statement, person string) (KeyRecord, error) {
	signature, err := decodeBase64(s.Signature)
	if err != nil {
		return KeyRecord{}, refuse(CodeMalformed, "/signature", "%v", err)
	}
	var theirs []KeyRecord
	if p, ok := v.Person(person); ok {
		for _, t := range slices.Backward(p.Keys) {
			if k, _ := v.Key(t); k.Key.Kind == KeyPasskey && len(theirs) < MaxTried {
				theirs = append(theirs, k)
			}
		}
	}
	refused := error(errNotBy)
	for i := range MaxTried {
		if i >= len(theirs) {
			if err := verifyPasskey(s.Header, s.ID(), nobodys(passkeyPrefix+"ES256"), signature, v.Site()); err != nil {
				refused = err
			}
		} else if refused = verifyPasskey(s.Header, s.ID(), theirs[i].Key, signature, v.Site()); refused == nil {
			return theirs[i], nil
		}
	}
	return KeyRecord{}, refused
}

// in reports whether day lies in a term; an open end never passes.
func in(day, from, until Date) bool { return from <= day && (until == "" || day <= until) }

// recorded are the terms in a seat that stood before an entry.
func recorded(terms []Term, before int64) []Term {
	n := len(terms)
	for n > 0 && terms[n-1].Entry >= before {
		n--
	}
	since := func(t Term) bool { return t.Vacated != "" && t.VacatedBy >= before }
	if terms = terms[:n]; !slices.ContainsFunc(terms, since) {
		return terms
	}
	terms = slices.Clone(terms)
	for i := range terms {
		if since(terms[i]) {
			terms[i].Vacated, terms[i].VacatedBy = "", 0
		}
	}
	return terms
}

// Holder is who holds the seat on a day: the last whom the party named for it.
func (s Seat) Holder(day Date) string {
	return s.holding(day).Person
}

// holding is the holder's term on a day, empty where nobody holds it.
func (s Seat) holding(day Date) Term {
	for _, t := range slices.Backward(s.Holders) {
		if t.on(day) {
			return t
		}
	}
	return Term{}
}

// DeputyTerms are the appointments by which they may.
func (s Seat) DeputyTerms(day Date) (terms []Term) {
	for _, t := range s.Deputies {
		if t.on(day) {
			terms = append(terms, t)
		}
	}
	return terms
}

// DeputiesOn lists who may vote from the seat while its holder does not.
func (s Seat) DeputiesOn(day Date) []string {
	people := []string{}
	for _, t := range s.Deputies {
		if t.on(day) && !slices.Contains(people, t.Person) {
			people = append(people, t.Person)
		}
	}
	return people
}

// PersonFacts is a person as known on a day; key is that which signs, if any.
func (v View) PersonFacts(id string, day Date, key *KeyRecord) *PersonFacts {
	return v.personFacts(id, day, key, math.MaxInt64)
}

// personFacts is a person on a day, in the seats as recorded before an entry.
func (v View) personFacts(id string, day Date, key *KeyRecord, before int64) *PersonFacts {
	p, ok := v.Person(id)
	if !ok {
		return nil
	}
	f := &PersonFacts{Person: id, Party: p.Party, Roles: []RoleFacts{}, Seats: []string{}, Deputising: []string{}}
	if key != nil {
		by := v.voucher(*key)
		vouched, _ := v.Person(by.By)
		f.Key = &KeyFacts{
			Thumbprint: key.Key.Thumbprint(), Assurance: key.Key.Kind, Added: key.Added, Entry: key.Entry, By: by.By, Founding: by.Entry == 0,
			From:        key.From,
			BySecretary: slices.ContainsFunc(vouched.Roles, func(r RoleTerm) bool { return r.Role == RoleSecretary }),
			Admitted:    key.Admitted,
		}
		if key.By != by.By {
			f.Key.AddedBy = key.By
		}
	}
	for _, r := range p.Roles {
		held := func(o RoleFacts) bool { return o.Role == r.Role && o.Party == r.Party }
		if in(day, r.From, r.Until) && !slices.ContainsFunc(f.Roles, held) {
			f.Roles = append(f.Roles, RoleFacts{Role: r.Role, Party: r.Party, Entry: r.Entry})
		}
	}
	for _, id := range p.Seats {
		seat, _ := v.Seat(id)
		seat.Holders, seat.Deputies = recorded(seat.Holders, before), recorded(seat.Deputies, before)
		held := seat.holding(day)
		if held.Person == p.ID && key != nil && held.Key != "" && held.Key != key.Key.Thumbprint() {
			continue // not by this key
		}
		if held.Person == p.ID {
			f.Seats = append(f.Seats, id)
		} else if slices.Contains(seat.DeputiesOn(day), p.ID) {
			f.Deputising = append(f.Deputising, id)
		}
	}
	return f
}

func (v View) seatFacts(id string, day Date) *SeatFacts {
	s, ok := v.Seat(id)
	if !ok {
		return nil
	}
	return &SeatFacts{Seat: s.ID, Party: s.Party, Holder: s.Holder(day), Deputies: s.DeputiesOn(day)}
}

// PartyFacts is a party as known on a day.
func (v View) PartyFacts(code string, day Date) *PartyFacts {
	p, ok := v.Party(code)
	if !ok {
		return nil
	}
	return v.partyFacts(p, day, day, v.Size())
}

// partyFacts is a party on a day, with the authorities and figures that had been
// recorded before an entry; figures are those effective on a day of their own.
func (v View) partyFacts(p Party, day, figuresOn Date, before int64) *PartyFacts {
	f := &PartyFacts{
		Code: p.Code, Name: p.Name, Type: p.Type, Established: p.Established, Conditions: p.Conditions,
		Seats: []SeatFacts{}, Authorities: p.authorities(before), Figures: map[string]FigureFacts{},
		Commitments: v.balance(p, day, before),
	}
	v.standingOf(p, day, before, f)
	for _, id := range p.Seats {
		f.Seats = append(f.Seats, *v.seatFacts(id, day))
	}
	for _, id := range v.officers(p, day) {
		f.OfficerKeys += v.usableKeys(id, day)
	}
	for name, r := range p.figures(figuresOn, before) {
		f.Figures[name] = r.facts()
	}
	return f
}

func (v View) usableKeys(person string, day Date) (n int64) {
	p, _ := v.Person(person)
	for _, t := range p.Keys {
		if k, _ := v.Key(t); k.usable(day) {
			n++
		}
	}
	return n
}

// FiguresOn is each figure that stands on a day: of those effective by then the
// one with the latest effective date, and of these the last recorded.
func (p Party) FiguresOn(day Date) map[string]FigureRecord {
	return p.figures(day, math.MaxInt64)
}

func (p Party) figures(day Date, before int64) map[string]FigureRecord {
	standing := map[string]FigureRecord{}
	for name, all := range p.Figures {
		// Records are many and in order; those of one figure that came since are few.
		at, _ := slices.BinarySearchFunc(all, day, func(r FigureRecord, day Date) int {
			if r.Effective <= day {
				return -1
			}
			return 1
		})
		for at--; at >= 0 && all[at].Entry >= before; at-- {
		}
		if at >= 0 {
			standing[name] = all[at]
		}
	}
	return standing
}

// figuresOf is each figure by which a year that ends on a day is settled: that which
// stands on that day, by what was recorded up to it. Of one of which nothing was, what
// was recorded first thereafter: nobody improves on its own part once the year is over.
func (p Party) figuresOf(last Date, before int64) map[string]FigureRecord {
	standing := map[string]FigureRecord{}
	for name, all := range p.Figures {
		in, first := -1, -1 // by effective date, and as recorded where that is the same
		for i, r := range all {
			switch recorded := r.Time.Day(); {
			case r.Entry >= before:
			case recorded <= last && r.Effective <= last:
				in = i
			case r.Effective <= recorded && (first < 0 || r.Entry < all[first].Entry):
				first = i
			}
		}
		if in < 0 {
			in = first
		}
		if in >= 0 {
			standing[name] = all[in]
		}
	}
	return standing
}

// settling are these parties with the figures by which a year is settled.
func (v View) settling(parties map[string]*PartyFacts, year string) map[string]*PartyFacts {
	_, last, err := YearDays(year)
	if err != nil {
		return parties
	}
	all := make(map[string]*PartyFacts, len(parties))
	for code, facts := range parties {
		p, _ := v.Party(code)
		f := *facts
		f.Figures = map[string]FigureFacts{}
		for name, r := range p.figuresOf(last, v.Size()) {
			f.Figures[name] = r.facts()
		}
		all[code] = &f
	}
	return all
}

func (r FigureRecord) facts() FigureFacts {
	return FigureFacts{Value: r.Value, Unit: r.Unit, Period: r.Period, Source: r.Source, Entry: r.Entry}
}

// commit sets what a decision costs against the party's running balance.
func (p *Party) commit(c Commitment) {
	p.Commitments = with(p.Commitments, c)
	p.balance = added(slices.Clone(p.balance), c)
}

// added is a running balance with one cost more: one sum for each function and
// year, or several where one would be beyond a number's bound.
func added(balance []Commitment, c Commitment) []Commitment {
	for i := range balance {
		b := &balance[i]
		if b.Function == c.Function && b.Year == c.Year && c.Spend <= MaxInteger-b.Spend && c.Loss <= MaxInteger-b.Loss {
			b.Spend, b.Loss = b.Spend+c.Spend, b.Loss+c.Loss
			return balance
		}
	}
	c.Decision, c.Entry = "", 0
	return append(balance, c)
}

// balance is a party's running balance on a day. What its predecessors were bound
// to before they merged into it is its own from that day: a merger frees nobody's
// limits. Of mergers those recorded before an entry count.
func (v View) balance(p Party, day Date, before int64) []Commitment {
	sum := append([]Commitment{}, p.balance...)
	for _, old := range v.mergedInto(p, day, before) {
		for _, c := range v.balance(old, day, before) {
			sum = added(sum, c)
		}
	}
	return sum
}

// Commitments are what decisions cost a party, one by one: its own, and from the
// day of their merging those of its predecessors.
func (v View) Commitments(p Party, day Date) []Commitment {
	all := slices.Clip(p.Commitments)
	for _, old := range v.mergedInto(p, day, v.Size()) {
		all = append(all, v.Commitments(old, day)...)
	}
	return all
}

// allParties are the facts about all parties today. Motions are moved, noticed and
// opened one after another, and the writer gathers the facts once for all that turn on
// the same.
func (v View) allParties(day Date) map[string]*PartyFacts {
	if !v.draft {
		return v.gatherParties(day)
	}
	if known := v.s.standing; known == nil || known.day != day {
		v.s.standing = &partiesOn{day, v.gatherParties(day)}
	}
	return maps.Clone(v.s.standing.all)
}

// partiesOn are the facts about all parties on a day. Nobody changes them.
type partiesOn struct {
	day Date
	all map[string]*PartyFacts
}

// aboutMotions are the statements that leave the facts about every party as they are.
var aboutMotions = []string{KindMotionMoved, KindNoticeGiven, KindMotionOpened, KindVoteCast}

func (v View) gatherParties(day Date) map[string]*PartyFacts {
	all := map[string]*PartyFacts{}
	for code := range v.Parties() {
		all[code] = v.PartyFacts(code, day)
	}
	return all
}

func (v View) motionFacts(m MotionRecord) *MotionFacts {
	return &MotionFacts{
		Motion: m.Motion, Status: m.Status, Mover: m.Mover, MoverParty: m.Party, Moved: m.Moved, TextID: m.TextID,
		Notice: m.Notice, Impact: m.Impact, Opened: m.Opened, Votes: []VoteFacts{}, Interests: []InterestFacts{},
		Withdrawn: append([]string{}, m.Withdrawn...), Gates: m.Gates, Meeting: m.Meeting, Item: m.Item, Shown: m.Shown,
	}
}

// wholes are a motion and those of which it is a part, however often divided: what
// was declared and ruled in the whole keeps a person from its parts too.
func (v View) wholes(ref string) []string {
	refs := []string{ref}
	for m, _ := v.Motion(ref); m.Whole != ""; m, _ = v.Motion(m.Whole) {
		refs = append(refs, m.Whole)
	}
	return refs
}

// interestsIn are the interests of these people that bear on a motion: declared
// for it or standing, in the order in which they were declared.
func (v View) interestsIn(ref string, day Date, people ...Person) []InterestFacts {
	found := []InterestFacts{}
	bearing := append(v.wholes(ref), "") // what stands bears on every motion
	for _, p := range people {
		for _, of := range bearing {
			for _, id := range p.Interests[of] {
				i, _ := v.Interest(id)
				found = append(found, v.interestFacts(i, ref, day))
			}
		}
	}
	slices.SortStableFunc(found, func(a, b InterestFacts) int {
		return cmp.Or(strings.Compare(string(a.Time), string(b.Time)), strings.Compare(string(a.ID), string(b.ID)))
	})
	return found
}

func (v View) interestFacts(i InterestRecord, ref string, day Date) InterestFacts {
	f := InterestFacts{ID: i.ID, Person: i.Person, Motion: i.Motion, Nature: i.Nature, Known: i.Known, Ended: i.Ended, Time: i.Time, Seats: []string{}, Rulings: []RulingByFact{}}
	if p := v.PersonFacts(i.Person, day, nil); p != nil {
		f.Seats = append(p.Seats, p.Deputising...)
	}
	wholes := v.wholes(ref)
	if slices.Contains(wholes, i.Motion) {
		f.Motion = ref
	}
	for _, r := range i.Rulings {
		if slices.Contains(wholes, r.Motion) {
			r.Motion = ref
			f.Rulings = append(f.Rulings, r)
		}
	}
	return f
}

// MotionInterests are the interests that bear on a motion today.
func (v View) MotionInterests(ref string, day Date) []InterestFacts {
	var people []Person
	for _, p := range v.People() {
		if len(p.Interests) > 0 {
			people = append(people, p)
		}
	}
	return v.interestsIn(ref, day, people...)
}

func (v View) decisionFacts(ref string) *DecisionFacts {
	d, ok := v.Decision(ref)
	if !ok {
		return nil
	}
	f := &DecisionFacts{Decision: ref, Outcome: d.Outcome, Time: d.Time, Parties: d.Parties, Ratified: map[string]string{}}
	for party, a := range d.Answers {
		f.Ratified[party] = a.Status
	}
	m, _ := v.Motion(ref)
	f.Type, f.Function, f.Conditions, f.Gates = m.Type, d.Function, int64(len(m.Conditions)), m.Gates
	f.CalledIn, f.Entry, f.Virement = d.calledIn(v.Size()), d.Entry, m.Virement
	if n := len(d.Variations); n > 0 {
		f.Varied = d.Variations[n-1].How
	}
	for _, c := range d.Met {
		f.Met = append(f.Met, c.Condition)
	}
	slices.Sort(f.Met)
	return f
}

// mouFacts is the version adopted last before an entry; before any was, version 0
// with the rules that the founding fixed.
func (v View) mouFacts(before int64) *MoUFacts {
	f := &MoUFacts{Rules: v.Rules(), Signed: map[string]Time{}}
	for _, m := range slices.Backward(v.Versions()) {
		if m.Entry >= before {
			continue
		}
		f.Version, f.Rules, f.Adopted = m.Version, m.Rules, m.Time
		for party, s := range m.Signed {
			f.Signed[party] = s.Time
		}
		break
	}
	if latest := v.Version(); latest > f.Version {
		f.Since = latest
	}
	return f
}

// Statuses of an obligation.
const (
	ObligationAwaiting = "awaiting"
	ObligationDue      = "due"
	ObligationOverdue  = "overdue"
	ObligationDone     = "paid"
	ObligationDutyDone = "done" // of a duty: every time that it was due, and it is due no more
	ObligationDisputed = "queried"
	ObligationEnded    = "ended"
)

// ObligationStatus is an obligation's status on a day, by what had been recorded
// in the first size entries.
func (v View) ObligationStatus(o Obligation, size int64, day Date) string {
	d, _ := v.Decision(o.Decision)
	for _, x := range d.Variations {
		if x.Entry < size && x.How != "corrected" && o.Settlement == "" { // what an outturn came to is owed whatever is decided later
			return ObligationEnded
		}
	}
	switch called := d.calledIn(size); {
	case called == CallInRetaken && o.Settlement == "":
		return ObligationEnded
	case called != CallInRetaken && (called != "" || v.awaits(d, size)):
		return ObligationAwaiting
	}
	for _, party := range o.Awaits {
		a, ok := d.Answers[party]
		switch {
		case !ok || a.Entry >= size:
			return ObligationAwaiting
		case a.Status != "ratified":
			return ObligationEnded
		}
	}
	paid, received := o.Discharged(size, day)
	owed, stops := o.Standing(size, day).Pence, o.stopsBy(size, day)
	switch {
	case len(stops) > 0 && (o.Pence > 0 && owed == 0 || o.Kind == "duty" && stops[0].On < o.Due):
		return ObligationEnded
	case o.Pence > 0 && min(paid, received) >= owed:
		return ObligationDone
	case len(v.queried(o, size, day)) > 0:
		return ObligationDisputed
	case o.Kind == "duty":
		return v.dutyFacts(o, size, day).status()
	case o.Pence > 0 && o.Due < day:
		return ObligationOverdue
	}
	return ObligationDue
}

// queried is what the sides of an obligation say that it should be, by party, where
// they have neither paid nor received anything of it since. Who stands in a party's
// place since a merger settles its query.
func (v View) queried(o Obligation, size int64, day Date) map[string]int64 {
	queried := map[string]int64{}
	for _, e := range o.Said(size) {
		if e.On > day || e.Kind != KindObligationQueried && e.Pence == 0 {
			continue
		}
		switch side := v.StandsFor(e.Party, size, day); e.Kind {
		case KindObligationPaid, KindObligationReceived:
			delete(queried, side)
		case KindObligationQueried:
			queried[side] = e.Pence
		}
	}
	for side := range queried {
		if side != v.StandsFor(o.Payer, size, day) && side != v.StandsFor(o.Payee, size, day) {
			delete(queried, side)
		}
	}
	return queried
}

// Roles in words, for pages: "chair; officer of NHS Bury CCG".
func (v View) RolesInWords(f *PersonFacts) string {
	var words []string
	for _, r := range f.Roles {
		w := strings.ReplaceAll(r.Role, "_", " ")
		if r.Party != "" {
			w += " of " + v.PartyName(r.Party)
		}
		words = append(words, w)
	}
	for _, id := range slices.Concat(f.Seats, f.Deputising) {
		seat, _ := v.Seat(id)
		w := "board member of "
		if !slices.Contains(f.Seats, id) {
			w = "deputy for "
		}
		words = append(words, w+v.PartyName(seat.Party))
	}
	return strings.Join(words, "; ")
}
