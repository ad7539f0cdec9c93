package ledger

import (
	"fmt"
	"slices"
	"strings"
)

// Parties that join, merge and leave.

// party checks the shape of a party that joins.
func (s *shape) party(field string, p FoundingParty) {
	s.code(field+"/code", p.Code)
	s.text(field+"/name", p.Name, MaxTitle)
	s.code(field+"/type", p.Type)
	s.note(field+"/note", p.Note)
	s.code(field+"/officer/person", p.Officer.Person)
	s.key(field+"/officer/key", p.Officer.Key)
}

// note is text that may be left out.
func (s *shape) note(field, v string) {
	if v != "" {
		s.text(field, v, MaxNote)
	}
}

// newParty checks that a party, its officer and the officer's key are not on the
// ledger yet.
func (v View) newParty(field string, p FoundingParty) error {
	if _, ok := v.Party(p.Code); ok {
		return refuse(CodeConflict, "/payload/body/"+field+"/code", "%s is a party already", p.Code)
	}
	if _, ok := v.Person(p.Officer.Person); ok {
		return refuse(CodeConflict, "/payload/body/"+field+"/officer/person", "there is a person %s already: choose another id", p.Officer.Person)
	}
	if _, ok := v.Key(p.Officer.Key.Thumbprint()); ok {
		return refuse(CodeConflict, "/payload/body/"+field+"/officer/key", "one key is one person's for ever, and this one is on the ledger already")
	}
	return v.ofNoOther("/payload/body/"+field+"/officer/key", p.Officer.Key)
}

// admit records a new party and the officer who may sign for it.
func (s *State) admit(p Party, t Time, index int64) {
	p.Officers = []string{p.Officer.Person}
	s.parties.set(p.Code, p)
	s.addKey(p.Officer, p.Code, t, index)
	s.role(p.Officer.Person, RoleTerm{Role: RoleOfficer, Party: p.Code, From: t.Day(), Entry: index})
}

// PartyJoined admits a body that the version in force names as a party, once all
// whose word the rules ask for have stated the same, its officer and that officer's
// key included. It is bound by nothing until its own officer has signed.
type PartyJoined struct {
	Joins FoundingParty `json:"joins"`
}

func (b *PartyJoined) shape(s *shape) { s.party("joins", b.Joins) }

func (b *PartyJoined) sentence(p Payload, n Names) string {
	return fmt.Sprintf("%s admits %s (%s) as a party; %s is its officer, with the key %s", p.Author, b.Joins.Name, b.Joins.Code, b.Joins.Officer.Person, b.Joins.Officer.Key.Thumbprint())
}

func (b *PartyJoined) against(v View, _ *Signed, q *Question, _ Date) error {
	if err := v.newParty("joins", b.Joins); err != nil {
		return err
	}
	return v.together(q, 0)
}

func (b *PartyJoined) apply(s *State, q *Question, index int64) {
	if !s.takesEffect(q, index) {
		return
	}
	s.admit(Party{FoundingParty: b.Joins}, q.Time, index)
}

// PartyMerged records that parties became one body on a day. It takes effect once
// all whose word the rules ask for have stated the same, the successor's officer
// and that officer's key included. From the day the successor stands in their
// place: seats, votes and fixed counts as the rules say; what the merged had
// signed, owe and are owed, what they were committed to under a limit, and what they
// lead, with all that they used of the limits delegated to them. It gives its own
// authorities. A vote given by decision to one body in particular, and a notice to
// leave, end with that body. The successor may be a party
// already, whose own details Into then repeats.
type PartyMerged struct {
	Parties []string      `json:"parties"` // sorted
	Into    FoundingParty `json:"into"`
	On      Date          `json:"on"`
	Source  string        `json:"source"` // the order or approval by which they did
}

func (b *PartyMerged) shape(s *shape) {
	s.list("parties", len(b.Parties), 1, MaxRoll)
	s.codes("parties", b.Parties)
	s.that(!slices.Contains(b.Parties, b.Into.Code), "into", "%s is the party that stands in their place, not one of those that are no more", b.Into.Code)
	s.party("into", b.Into)
	s.date("on", b.On)
	s.text("source", b.Source, MaxNote)
}

func (b *PartyMerged) sentence(p Payload, n Names) string {
	names := make([]string, len(b.Parties))
	for i, code := range b.Parties {
		names[i] = n.PartyName(code)
	}
	return fmt.Sprintf("%s records that %s became %s (%s) on %s, by %s", p.Author, strings.Join(names, " and "), b.Into.Name, b.Into.Code, b.On.InWords(), b.Source)
}

func (b *PartyMerged) against(v View, _ *Signed, q *Question, day Date) error {
	for _, code := range b.Parties {
		if err := v.needParty(&q.Input, "parties", code, day); err != nil {
			return err
		}
		if party, _ := v.Party(code); party.Merged != nil {
			return refuse(CodeConflict, "/payload/body/parties", "%s has become %s already", party.Name, v.PartyName(party.Merged.Into))
		}
		if v.mergers(code) >= MaxMergers {
			return refuse(CodeTooLarge, "/payload/body/parties", "%s is the fruit of %d mergers, one after another; at most %d are followed: bring the list of parties up to date first, by a version of the MoU that names it", v.PartyName(code), MaxMergers, MaxMergers)
		}
	}
	if err := v.undecidedSince(b.Parties, b.On); err != nil {
		return err
	}
	if err := v.mayInto(b.Into, &q.Input, day); err != nil {
		return err
	}
	return v.together(q, 0)
}

// mergers is how many mergers, one after another, led to a party.
func (v View) mergers(code string) int {
	p, _ := v.Party(code)
	deepest := 0
	for _, before := range p.Successor {
		deepest = max(deepest, 1+v.mergers(before))
	}
	return deepest
}

// undecidedSince refuses a day of merging from before a vote was opened, or a
// meeting held, on which one of the parties has a seat and of which nothing was
// decided or no minutes were approved yet: nobody's part in it changes afterwards.
func (v View) undecidedSince(parties []string, on Date) error {
	late := func(what string, day Date) error {
		return refuse(CodeConflict, "/payload/body/on", "%s is of %s and undecided: a merger from before then is recorded once it is decided", what, day.InWords())
	}
	for ref, m := range v.MotionsBy(voting) {
		if m.Status != MotionOpen && m.Status != MotionShown {
			continue
		}
		day := m.Opened.Time.Day()
		if m.Shown != nil {
			day = m.Shown.At.Day()
		}
		if on < day && slices.ContainsFunc(m.Opened.Roll, func(s RollSeat) bool { return slices.Contains(parties, s.Party) }) {
			return late("the vote on "+ref, day)
		}
	}
	for ref, m := range v.Meetings() {
		if m.Stage == MeetingApprovedStage || on >= m.Starts.Day() {
			continue
		}
		for _, a := range m.People {
			if seat, _ := v.Seat(a.Seat); slices.Contains(parties, seat.Party) {
				return late("the meeting "+ref, m.Starts.Day())
			}
		}
	}
	return nil
}

// mayInto checks the successor: a new party with a new officer, or one that is
// there and has not merged itself, whose details are repeated.
func (v View) mayInto(b FoundingParty, in *Input, day Date) error {
	into, known := v.Party(b.Code)
	if !known {
		return v.newParty("into", b)
	}
	officer, _ := v.Key(b.Officer.Key.Thumbprint())
	switch {
	case into.Merged != nil:
		return refuse(CodeConflict, "/payload/body/into", "%s has become %s itself", into.Name, v.PartyName(into.Merged.Into))
	case b.Name != into.Name || b.Type != into.Type || !slices.Contains(into.Officers, b.Officer.Person) || officer.Person != b.Officer.Person:
		return refuse(CodeConflict, "/payload/body/into", "%s is a party already: repeat its name, its type, one of its officers and that officer's key", b.Code)
	}
	return v.needParty(in, "into/code", b.Code, day)
}

func (b *PartyMerged) apply(s *State, q *Question, index int64) {
	if !s.takesEffect(q, index) {
		return
	}
	d := s.Draft()
	for _, code := range b.Parties {
		party, _ := d.Party(code)
		party.Merged = &MergedFacts{Into: b.Into.Code, On: b.On, Entry: index}
		s.parties.set(code, party)
		for _, l := range party.Leaving {
			if l.Effective >= b.On { // the notice ends with the party
				s.forget(agendaItem{ref: code + "/" + l.Function, what: dueLeaving})
			}
		}
	}
	into, known := d.Party(b.Into.Code)
	if !known {
		// The order that merges them establishes the new body.
		s.admit(Party{FoundingParty: b.Into, Established: b.On}, q.Time, index)
		into, _ = d.Party(b.Into.Code)
	}
	into.Successor = slices.Concat(into.Successor, b.Parties)
	slices.Sort(into.Successor)
	s.parties.set(b.Into.Code, into)
}

// StandsFor is the party that stands in the place of another on a day, by what
// had been recorded in the first size entries: itself, unless it has merged.
func (v View) StandsFor(code string, size int64, day Date) string {
	for {
		p, ok := v.Party(code)
		if !ok || p.Merged == nil || p.Merged.Entry >= size || p.Merged.On > day {
			return code
		}
		code = p.Merged.Into // which had not merged then, so this ends
	}
}

// standingOf adds what a party's place under the MoU is on a day: what it has
// signed, its voting rights, and whether it leaves, has merged or succeeds others.
// Of versions and mergers only those recorded before an entry count.
func (v View) standingOf(p Party, day Date, before int64, f *PartyFacts) {
	f.Signed, f.Rights, f.Leaving, f.Successor = v.signedAs(p, day, before), v.rights(p), p.Leaving, v.forebears(p, before)
	if p.Merged != nil && p.Merged.Entry < before {
		f.Merged = p.Merged
	}
}

// predecessors are the parties that merged into one, by mergers recorded before an
// entry.
func (v View) predecessors(p Party, before int64) (codes []string) {
	for _, code := range p.Successor {
		if old, _ := v.Party(code); old.Merged.Entry < before {
			codes = append(codes, code)
		}
	}
	return codes
}

// forebears are its predecessors, theirs, and so on, sorted: what merged may merge
// again.
func (v View) forebears(p Party, before int64) []string {
	codes := v.predecessors(p, before)
	for _, code := range codes {
		old, _ := v.Party(code)
		codes = append(codes, v.forebears(old, before)...)
	}
	slices.Sort(codes)
	return codes
}

// mergedInto are the parties in whose place one stands on a day since they merged
// into it, by mergers recorded before an entry.
func (v View) mergedInto(p Party, day Date, before int64) (old []Party) {
	for _, code := range v.predecessors(p, before) {
		if party, _ := v.Party(code); party.Merged.On <= day {
			old = append(old, party)
		}
	}
	return old
}

// inherited is what a successor has signed by its predecessors, from the day of
// their merging. Of each merger that is the lowest of the versions that they had
// signed last, with the merger's own entry and the day on which it took effect; of
// several mergers the highest counts. Where one of the merged had signed none, the
// merger gives nothing and the successor signs itself.
func (v View) inherited(p Party, day Date, before int64) *SignedFacts {
	by := map[int64]*SignedFacts{} // by the merger's entry; nil: it gives nothing
	var best *SignedFacts
	for _, old := range v.mergedInto(p, day, before) {
		theirs := v.signedAs(old, day, before)
		standing, seen := by[old.Merged.Entry]
		switch {
		case seen && standing == nil || theirs == nil:
			by[old.Merged.Entry] = nil
		case !seen || theirs.Version < standing.Version:
			// Midday is on the day in London the year round.
			by[old.Merged.Entry] = &SignedFacts{Version: theirs.Version, Rules: theirs.Rules, Time: max(theirs.Time, Time(old.Merged.On+"T12:00:00.000Z")), Entry: old.Merged.Entry}
		}
	}
	for _, old := range v.mergedInto(p, day, before) {
		if s := by[old.Merged.Entry]; s != nil && (best == nil || s.Version > best.Version) {
			best = s
		}
	}
	return best
}

// signedAs is what stands as a party's signature on a day: its own, or one that it
// inherits of a later version.
func (v View) signedAs(p Party, day Date, before int64) *SignedFacts {
	own, inherited := v.signedBy(p.Code, day, before), v.inherited(p, day, before)
	if own == nil || inherited != nil && own.Version < inherited.Version {
		return inherited
	}
	return own
}

// LeavingNotified is a party's notice that it leaves one function, or all. Its
// effective day is what the rules work out on the day of notice.
type LeavingNotified struct {
	Function   string     `json:"function"` // or "*" for all
	Effective  Date       `json:"effective"`
	Resolution Resolution `json:"resolution"`
}

func (b *LeavingNotified) shape(s *shape) {
	s.that(b.Function == "*" || isCode(b.Function), "function", "name a function, or * for all")
	s.date("effective", b.Effective)
	s.resolution(b.Resolution)
}

func leaves(function string) string {
	if function == "*" {
		return "the MoU"
	}
	return function
}

func (b *LeavingNotified) sentence(p Payload, n Names) string {
	return fmt.Sprintf("%s gives notice that it leaves %s on %s, by resolution %s of %s", n.PartyName(p.Party), leaves(b.Function), b.Effective.InWords(), b.Resolution.Ref, b.Resolution.On.InWords())
}

func (b *LeavingNotified) against(v View, st *Signed, _ *Question, _ Date) error {
	if err := speaks(st); err != nil {
		return err
	}
	party, _ := v.Party(st.Payload.Party)
	for _, l := range party.Leaving {
		if l.Function == b.Function {
			return refuse(CodeConflict, "/payload/body/function", "%s has given notice to leave %s already, with effect on %s", party.Name, leaves(b.Function), l.Effective.InWords())
		}
	}
	if len(party.Leaving) >= MaxLeaving {
		return refuse(CodeTooLarge, "/payload/body", "%d notices of %s stand already", len(party.Leaving), party.Name)
	}
	return nil
}

func (b *LeavingNotified) apply(s *State, q *Question, index int64) {
	party, _ := s.Draft().Party(q.Signed.Payload.Party)
	party.Leaving = with(party.Leaving, LeavingFacts{Function: b.Function, Notified: q.Time, Effective: b.Effective, Entry: index})
	s.parties.set(party.Code, party)
	if day := Date(q.Ruling.Dates["settles"]); day == b.Effective {
		s.await(leavingOn(party.Code, b.Function, day))
	}
}

// LeavingWithdrawn takes a notice to leave back before it has taken effect.
type LeavingWithdrawn struct {
	Function   string     `json:"function"`
	Resolution Resolution `json:"resolution"`
}

func (b *LeavingWithdrawn) shape(s *shape) {
	s.that(b.Function == "*" || isCode(b.Function), "function", "name a function, or * for all")
	s.resolution(b.Resolution)
}

func (b *LeavingWithdrawn) sentence(p Payload, n Names) string {
	return fmt.Sprintf("%s withdraws its notice to leave %s, by resolution %s of %s", n.PartyName(p.Party), leaves(b.Function), b.Resolution.Ref, b.Resolution.On.InWords())
}

func (b *LeavingWithdrawn) against(v View, st *Signed, _ *Question, day Date) error {
	if err := speaks(st); err != nil {
		return err
	}
	party, _ := v.Party(st.Payload.Party)
	for _, l := range party.Leaving {
		switch {
		case l.Function != b.Function:
		case l.Effective <= day:
			return refuse(CodeConflict, "/payload/body/function", "%s left %s on %s", party.Name, leaves(b.Function), l.Effective.InWords())
		default:
			return nil
		}
	}
	return refuse(CodeNotFound, "/payload/body/function", "%s has given no notice to leave %s", party.Name, leaves(b.Function))
}

func (b *LeavingWithdrawn) apply(s *State, q *Question, _ int64) {
	party, _ := s.Draft().Party(q.Signed.Payload.Party)
	party.Leaving = slices.DeleteFunc(slices.Clone(party.Leaving), func(l LeavingFacts) bool { return l.Function == b.Function })
	s.parties.set(party.Code, party)
	s.forget(agendaItem{ref: party.Code + "/" + b.Function, what: dueLeaving})
}

// PartyEstablished records that a party became a statutory body.
type PartyEstablished struct {
	Party      string `json:"party"`
	On         Date   `json:"on"`
	Conditions string `json:"conditions,omitempty"`
}

func (b *PartyEstablished) shape(s *shape) {
	s.code("party", b.Party)
	s.date("on", b.On)
}

func (b *PartyEstablished) sentence(p Payload, n Names) string {
	s := fmt.Sprintf("%s records that %s was established on %s", p.Author, n.PartyName(b.Party), b.On.InWords())
	if b.Conditions != "" {
		s += " with conditions: " + b.Conditions
	}
	return s
}

func (b *PartyEstablished) against(v View, st *Signed, q *Question, day Date) error {
	in := &q.Input
	if err := v.needParty(in, "party", b.Party, day); err != nil {
		return err
	}
	if in.Parties[b.Party].Established != "" {
		return refuse(CodeConflict, "/payload/body/party", "%s is established already", v.PartyName(b.Party))
	}
	return nil
}

func (b *PartyEstablished) apply(s *State, q *Question, index int64) {
	d := s.Draft()
	party, _ := d.Party(b.Party)
	party.Established, party.Conditions = b.On, b.Conditions
	s.parties.set(b.Party, party)
}

// LeavingFacts is a notice to leave, not withdrawn.
type LeavingFacts struct {
	Function  string `json:"function"`
	Notified  Time   `json:"notified"`
	Effective Date   `json:"effective"` // as worked out on the day of notice, or on that day again
	Entry     int64  `json:"entry"`
	Settled   int64  `json:"settled,omitempty"` // the entry of what it came to
}

// MergedFacts says into which party a party merged.
type MergedFacts struct {
	Into  string `json:"into"`
	On    Date   `json:"on"`
	Entry int64  `json:"entry"`
}
