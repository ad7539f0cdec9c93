package ledger

import (
	"fmt"
	"slices"
)

// What a decision binds a party to, and its discharge.

// ObligationPaid is the payer's word that it paid; discharge needs both sides. What it
// stated by mistake it states again in its place, with nothing where nothing was paid:
// both stay on the ledger, and the last counts. The other side's word stands as it was.
// A settlement made before does too: like another outturn, what differs is settled with
// the outturn that is stated next.
type ObligationPaid struct {
	Obligation string `json:"obligation"`
	Pence      int64  `json:"pence"`
	On         Date   `json:"on"`
	By         string `json:"by,omitempty"`       // how, one of Discharges
	Ref        string `json:"ref,omitempty"`      // of the payment, invoice or adjustment
	Replaces   Digest `json:"replaces,omitempty"` // statement id of the payment whose place it takes
}

// Discharges are the ways in which an obligation is discharged.
var Discharges = []string{"payment", "invoice", "contract_price", "allocation_adjustment"}

func (b *ObligationPaid) shape(s *shape) {
	s.discharged(b.Obligation, b.Pence, b.On, b.By, b.Ref, b.Replaces)
}

func (b *ObligationPaid) sentence(p Payload, n Names) string {
	return fmt.Sprintf("%s says that it paid %s of obligation %s on %s%s%s", n.PartyName(p.Party), Pounds(b.Pence), b.Obligation, b.On.InWords(), how(b.By, b.Ref), instead(b.Replaces))
}

// how says in what way something was paid, where that is stated.
func how(by, ref string) string {
	said := ""
	if by != "" {
		said = ", by " + inWords(by)
	}
	if ref != "" {
		said += ", reference " + ref
	}
	return said
}

func (b *ObligationPaid) against(v View, st *Signed, q *Question, day Date) error {
	return v.moved(st, &q.Input, b.Obligation, b.Replaces, day)
}

func (b *ObligationPaid) apply(s *State, q *Question, index int64) {
	p := &q.Signed.Payload
	s.event(b.Obligation, ObligationEvent{Kind: p.Kind, Party: p.Party, Pence: b.Pence, On: b.On, Entry: index, By: b.By, Ref: b.Ref, ID: q.Signed.ID, Replaces: b.Replaces})
}

// ObligationReceived is the payee's word that it received, corrected as a payment is.
type ObligationReceived struct {
	Obligation string `json:"obligation"`
	Pence      int64  `json:"pence"`
	On         Date   `json:"on"`
	By         string `json:"by,omitempty"` // how, one of Discharges
	Ref        string `json:"ref,omitempty"`
	Replaces   Digest `json:"replaces,omitempty"` // statement id of the receipt whose place it takes
}

func (b *ObligationReceived) shape(s *shape) {
	s.discharged(b.Obligation, b.Pence, b.On, b.By, b.Ref, b.Replaces)
}

func (b *ObligationReceived) sentence(p Payload, n Names) string {
	return fmt.Sprintf("%s says that it received %s of obligation %s on %s%s%s", n.PartyName(p.Party), Pounds(b.Pence), b.Obligation, b.On.InWords(), how(b.By, b.Ref), instead(b.Replaces))
}

func (b *ObligationReceived) against(v View, st *Signed, q *Question, day Date) error {
	return v.moved(st, &q.Input, b.Obligation, b.Replaces, day)
}

func (b *ObligationReceived) apply(s *State, q *Question, index int64) {
	p := &q.Signed.Payload
	s.event(b.Obligation, ObligationEvent{Kind: p.Kind, Party: p.Party, Pence: b.Pence, On: b.On, Entry: index, By: b.By, Ref: b.Ref, ID: q.Signed.ID, Replaces: b.Replaces})
}

// ObligationQueried is the payer's or payee's disagreement with the amount.
type ObligationQueried struct {
	Obligation string `json:"obligation"`
	Pence      int64  `json:"pence"`             // what the author says it should be
	Reason     Digest `json:"reason,omitempty"`  // of a personal text
	Because    string `json:"because,omitempty"` // why, in words that stand on the ledger for ever and name nobody
}

func (b *ObligationQueried) shape(s *shape) {
	s.discharge(b.Obligation, 1, "2000-01-01", "", "")
	s.that(b.Pence >= 0 && b.Pence <= MaxPence, "pence", "an amount is from nothing to %s", Pounds(MaxPence))
	s.optional("reason", b.Reason)
	if b.Because != "" {
		s.text("because", b.Because, MaxNote)
	}
}

func (b *ObligationQueried) sentence(p Payload, n Names) string {
	said := fmt.Sprintf("%s queries obligation %s: it says %s", n.PartyName(p.Party), b.Obligation, Pounds(b.Pence))
	if b.Because != "" {
		said += ", because: " + b.Because
	}
	return said
}

func (b *ObligationQueried) against(v View, st *Signed, q *Question, day Date) error {
	return v.says(st, &q.Input, b.Obligation, day)
}

func (b *ObligationQueried) apply(s *State, q *Question, index int64) {
	p := &q.Signed.Payload
	s.event(b.Obligation, ObligationEvent{Kind: p.Kind, Party: p.Party, Pence: b.Pence, On: q.Time.Day(), Entry: index, Because: b.Because})
}

// ObligationAssumed is one thing that a decision binds one party to.
type ObligationAssumed struct {
	Obligation string `json:"obligation"` // decision reference, slash, number
	Decision   string `json:"decision"`
	ObligationTerm

	Settlement string `json:"settlement,omitempty"` // that it follows from, GM-2015-006/S1
	Change     Digest `json:"change,omitempty"`     // of contributions, that it follows from
	Leaving    string `json:"leaving,omitempty"`    // that it follows from: party, slash, function
}

func (b *ObligationAssumed) shape(*shape) {}

func (b *ObligationAssumed) sentence(p Payload, n Names) string {
	if b.Kind == "duty" {
		return fmt.Sprintf("%s is bound by %s: %s, from %s", n.PartyName(b.Payer), motion(n, b.Decision), b.What, b.Due.InWords())
	}
	return fmt.Sprintf("%s is bound by %s to give %s to %s by %s: %s", n.PartyName(b.Payer), motion(n, b.Decision), Pounds(b.Pence), n.PartyName(b.Payee), b.Due.InWords(), b.What)
}

// says adds an obligation of which a party states what it paid, received or makes of
// it, and refuses more of that than anybody has to say: each is kept and read again
// with the obligation.
func (v View) says(st *Signed, in *Input, ref string, day Date) error {
	if err := v.needObligation(in, ref, day); err != nil {
		return err
	}
	o, _ := v.Obligation(ref)
	said := 0
	for _, e := range o.Events {
		if e.Party == st.Payload.Party {
			said++
		}
	}
	if said >= MaxSaid {
		return refuse(CodeTooLarge, "/payload/body/obligation", "%s has stated %d things about obligation %s already: raise a dispute", v.PartyName(st.Payload.Party), said, ref)
	}
	return nil
}

// moved is says of money that was paid or received. What takes the place of an earlier
// statement takes that of one by the same side, of this obligation and of its own kind,
// that stands: the rules are told what is said without that one, and what it said.
func (v View) moved(st *Signed, in *Input, ref string, replaces Digest, day Date) error {
	if err := v.says(st, in, ref, day); err != nil || replaces == "" {
		return err
	}
	p := &st.Payload
	o, _ := v.Obligation(ref)
	own := func(e ObligationEvent) bool {
		return e.Kind == p.Kind && v.StandsFor(e.Party, v.Size(), day) == p.Party && e.ID != ""
	}
	said := o.Said(v.Size())
	i := slices.IndexFunc(said, func(e ObligationEvent) bool { return own(e) && e.ID == replaces })
	if i < 0 {
		if i = slices.IndexFunc(o.Events, func(e ObligationEvent) bool { return own(e) && e.ID == replaces }); i < 0 {
			return refuse(CodeNotFound, "/payload/body/replaces", "%s has made no such statement about obligation %s that this could replace: see the obligation", v.PartyName(p.Party), ref)
		}
		return refuse(CodeStale, "/payload/body/replaces", "entry %d about obligation %s has been replaced already: name the statement that stands", o.Events[i].Entry, ref)
	}
	in.Obligation.Replaced = said[i].Pence
	if p.Kind == KindObligationPaid {
		in.Obligation.Paid -= said[i].Pence
	} else {
		in.Obligation.Received -= said[i].Pence
	}
	return nil
}

// Said is what stands, by the first size entries, of what was said of an obligation:
// what takes the place of an earlier statement stands where that one stood.
func (o Obligation) Said(size int64) []ObligationEvent {
	said := make([]ObligationEvent, 0, len(o.Events))
	for _, e := range o.Events {
		if e.Entry >= size {
			continue
		}
		if i := slices.IndexFunc(said, func(old ObligationEvent) bool { return e.Replaces != "" && old.ID == e.Replaces }); i >= 0 {
			said[i] = e
			continue
		}
		said = append(said, e)
	}
	return said
}

func (v View) needObligation(in *Input, ref string, day Date) error {
	o, ok := v.Obligation(ref)
	if !ok {
		return refuse(CodeNotFound, "/payload/body/obligation", "there is no obligation %s: see the list of obligations", ref)
	}
	in.Obligation = v.obligationFacts(o, day)
	for _, code := range []string{v.StandsFor(o.Payer, v.Size(), day), v.StandsFor(o.Payee, v.Size(), day)} {
		if code != "" { // a duty has no payee
			in.Parties[code] = v.PartyFacts(code, day)
		}
	}
	return nil
}

func (s *State) event(ref string, e ObligationEvent) {
	o, _ := s.Draft().Obligation(ref)
	o.Events = with(o.Events, e)
	s.obligations.set(ref, o)
}

func (b *ObligationAssumed) follow(s *State, _ queued, t Time, index int64) {
	s.obligations.set(b.Obligation, Obligation{ObligationAssumed: *b, Time: t, Entry: index})
	for _, code := range []string{b.Payer, b.Payee} {
		p, ok := s.Draft().Party(code)
		if n := len(p.Obligations); !ok || n > 0 && p.Obligations[n-1] == b.Obligation {
			continue
		}
		// Appended in place, for there may be many: readers look no further than the
		// length that they were given.
		p.Obligations = append(p.Obligations, b.Obligation)
		s.parties.set(code, p)
	}
	d, _ := s.Draft().Decision(b.Decision)
	d.Obligations = with(d.Obligations, b.Obligation)
	s.decisions.set(b.Decision, d)
	if b.Change != "" {
		c, _ := s.Draft().Change(b.Change)
		c.Obligations = with(c.Obligations, b.Obligation)
		s.changes.set(b.Change, c)
	}
}
