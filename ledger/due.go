package ledger

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
)

func compareAgenda(a, b agendaItem) int {
	return cmp.Or(cmp.Compare(a.due, b.due), cmp.Compare(a.ref, b.ref), cmp.Compare(a.party, b.party), cmp.Compare(a.what, b.what))
}

// Due gives the next consequence that has fallen due by t, or nil. The rules
// are asked when a motion's close is reached; what they derive is queued and
// comes out one by one, each to be applied before the next is asked for. An
// error means that the rules could not be run: nothing is decided, and nothing
// may be ordered at t until they can.
func (s *State) Due(t Time, rules Rules) (*Consequence, error) {
	h := &s.draftHead
	if len(h.queue) == 0 {
		if len(h.agenda) == 0 || h.agenda[0].due > t {
			return nil, nil
		}
		item := h.agenda[0]
		queue, err := s.Draft().derive(item, rules)
		for _, c := range queue {
			if amended, ok := c.body.(*MoUAmended); ok && err == nil {
				err = runnable(rules, amended.Rules)
			}
		}
		if err != nil {
			return nil, fmt.Errorf("derive what fell due at %s for %s: %w", item.due, item.ref, err)
		}
		h.agenda, h.queue = h.agenda[1:], queue
	}
	return &h.queue[0].Consequence, nil
}

// ApplyDue records the consequence that Due gave as ordered at time t.
func (s *State) ApplyDue(t Time) *Entry {
	h := &s.draftHead
	c := h.queue[0]
	h.queue = h.queue[1:]
	index := h.size
	c.body.follow(s, c, t, index)
	s.happen(c.body, index)
	s.votes, s.standing = nil, nil
	return s.ordered(&Entry{V: 1, Time: t, Consequence: &c.Consequence, Ruling: Admission{Allow: true, Rules: c.rules}})
}

// derive works out everything that follows from one item of the agenda.
func (v View) derive(item agendaItem, rules Rules) ([]queued, error) {
	switch item.what {
	case "":
	case dueSettlement:
		return v.settlement(item, rules)
	case dueChange:
		return v.changed(item)
	case dueLeaving:
		return v.left(item, rules)
	default:
		return v.deriveLife(item)
	}
	if item.party != "" {
		d, _ := v.Decision(item.ref)
		body := &RatificationLapsed{Decision: item.ref, Party: item.party}
		return v.queue(item.due, d.Rules, []string{item.ref + "/" + item.party}, []string{KindRatificationLapsed}, []following{body})
	}
	m, _ := v.Motion(item.ref)
	r, err := v.Conclude(m, item.due, m.Votes, rules)
	if errors.Is(err, ErrNoRuling) {
		return v.record(item, m, noDecision("The rules give no ruling on this motion."))
	}
	if err != nil {
		return nil, err
	}
	if r.Extends != "" {
		return v.extend(item, m, r)
	}
	queue, err := v.record(item, m, r)
	if err != nil {
		// What can't be written down decides nothing. The ruling is the same on any
		// machine, so this is too, and no motion stops the ledger.
		return v.record(item, m, noDecision("The ruling on this motion is beyond what an entry can hold."))
	}
	return queue, nil
}

// noDecision is how a motion ends that the rules can't decide: nobody is bound.
func noDecision(why string) Ruling {
	return Ruling{Outcome: OutcomeNoDecision, Checks: []Check{{
		ID: "no-ruling", Title: "A ruling", Required: "A ruling that can be recorded", Actual: "None", Explain: why + " Nothing is decided and nobody is bound.",
	}}}
}

// record makes a ruling into the decision and the obligations that follow.
func (v View) record(item agendaItem, m MotionRecord, r Ruling) ([]queued, error) {
	refs, kinds := []string{item.ref}, []string{KindDecisionMade}
	made := &DecisionMade{
		Decision: item.ref, Opened: m.Opened.ID, Route: m.Route, Outcome: r.Outcome, Collective: r.Collective, Checks: r.Checks, Parties: r.Parties, Gates: r.Gates,
		Counted: r.Counted,
	}
	found := []following{made}
	if amended := v.adoption(m, made, nil, len(made.Gates)+len(m.Conditions) > 0); amended != nil {
		refs, kinds, found = append(refs, item.ref), append(kinds, KindMoUAmended), append(found, amended)
	}
	if len(r.Obligations) > MaxObligations {
		return nil, fmt.Errorf("%d obligations; at most %d are taken", len(r.Obligations), MaxObligations)
	}
	for i, term := range r.Obligations {
		ref := fmt.Sprintf("%s/%03d", item.ref, i+1)
		refs, kinds = append(refs, ref), append(kinds, KindObligationAssumed)
		found = append(found, &ObligationAssumed{Obligation: ref, Decision: item.ref, ObligationTerm: term})
	}
	return v.queue(item.due, m.Opened.Rules, refs, kinds, found)
}

func (v View) queue(due Time, rules Digest, refs, kinds []string, found []following) ([]queued, error) {
	queue := make([]queued, len(found))
	for i, body := range found {
		raw, err := Encode(body)
		if err != nil {
			return nil, fmt.Errorf("%s %s: %w", kinds[i], refs[i], err)
		}
		if len(raw) > MaxRuling {
			return nil, fmt.Errorf("%s %s has %d bytes; at most %d are taken", kinds[i], refs[i], len(raw), MaxRuling)
		}
		queue[i] = queued{body: body, rules: rules, Consequence: Consequence{
			Kind: kinds[i], Due: due, Ref: refs[i], Sentence: body.sentence(Payload{}, v), Body: json.RawMessage(raw),
		}}
		if _, err := Encode(queue[i].Consequence); err != nil {
			return nil, fmt.Errorf("%s %s: %w", kinds[i], refs[i], err)
		}
	}
	return queue, nil
}

// Conclude asks the rules what these votes would decide at time t, without
// writing anything: the outcome when the motion closes, or a preview of it. What
// was put at a meeting is judged as on the day of the meeting.
func (v View) Conclude(m MotionRecord, t Time, votes []VoteFacts, rules Rules) (Ruling, error) {
	return judge(rules, m.Opened.Rules, v.concluding(AskConclude, m, t, votes))
}

// concluding is the question what these votes decide at time t, or one that rests
// on the same facts.
func (v View) concluding(ask string, m MotionRecord, t Time, votes []VoteFacts) Input {
	in := Input{Ask: ask, Time: t, Entry: v.Size(), MoU: v.mouFacts(m.Opened.Entry)}
	if m.Shown != nil {
		meeting, _ := v.Meeting(m.Shown.Meeting)
		v.convene(&in, meeting)
		v.put(&in, meeting, m)
	} else {
		in.Motion = v.motionFacts(m)
		in.Motion.Interests = v.MotionInterests(m.Ref, t.Day())
		in.Parties = map[string]*PartyFacts{}
		for code, p := range v.Parties() {
			in.Parties[code] = v.partyFacts(p, t.Day(), m.Opened.Time.Day(), m.Opened.Entry)
		}
		v.bearing(&in, &m.Motion, m.Opened.Entry, m.Opened.Time.Day())
	}
	in.Motion.Votes = append([]VoteFacts{}, votes...)
	return in
}

// Roll asks the rules who votes on a motion, and with what weight, were it
// opened, or put at the meeting on whose agenda it stands, at time t. Of hands
// that were shown it is asked again as it was fixed.
func (v View) Roll(m MotionRecord, t Time, rules Rules) ([]RollSeat, error) {
	in := Input{Ask: AskRoll, Time: t, Entry: v.Size(), MoU: v.mouFacts(v.Size())}
	digest := v.Rules()
	if meeting, ok := v.Meeting(m.Meeting); ok {
		v.convene(&in, meeting)
		v.put(&in, meeting, m)
		if m.Status == MotionShown {
			digest = m.Opened.Rules
		}
	} else {
		in.Motion, in.Parties = v.motionFacts(m), v.allParties(t.Day())
		v.bearing(&in, &m.Motion, v.Size(), t.Day())
	}
	r, err := judge(rules, digest, in)
	if err == nil && !r.Allow {
		return nil, refusal(r)
	}
	return r.Roll, err
}

// AmendmentOutcome asks the rules what the hands shown on an amendment at time t
// amount to: the outcome that the statement has to say. Its own is left out.
func (v View) AmendmentOutcome(b AmendmentPut, t Time, rules Rules) (string, error) {
	b.Outcome = ""
	body, err := Encode(b)
	if err != nil {
		return "", refuse(CodeMalformed, "/payload/body", "%v", err)
	}
	q := Question{Time: t, Rules: v.Rules(), Input: Input{
		Ask: AskOutcome, Time: t, Entry: v.Size(), Kind: KindAmendmentPut, Body: body, MoU: v.mouFacts(v.Size()),
	}}
	if err := b.against(v, nil, &q, t.Day()); err != nil {
		return "", err
	}
	r, err := judge(rules, q.Rules, q.Input)
	if err == nil && !r.Allow {
		return "", refusal(r)
	}
	return r.Outcome, err
}

// Dates asks the rules which dates a statement of this kind has to state, were it
// made for a party at time t: the day on which a notice to leave takes effect, the
// end of each step of a dispute. Body is the statement's, the dates left out.
func (v View) Dates(kind, party string, body json.RawMessage, t Time, rules Rules) (map[string]string, error) {
	var about struct{ Motion string }
	if err := json.Unmarshal(body, &about); err != nil {
		return nil, refuse(CodeMalformed, "/payload/body", "%s: %v", kind, err)
	}
	in := Input{Ask: AskDates, Time: t, Entry: v.Size(), Kind: kind, Party: party, Body: body, Parties: v.allParties(t.Day()), MoU: v.mouFacts(v.Size()), Functions: v.functions()}
	if m, ok := v.Motion(about.Motion); ok {
		in.Motion = v.motionFacts(m)
		v.bearing(&in, &m.Motion, v.Size(), t.Day())
	}
	r, err := judge(rules, v.Rules(), in)
	if err == nil && !r.Allow {
		return nil, refusal(r)
	}
	return r.Dates, err
}

// MayMove asks the rules whether they would admit a motion that a person would move for
// a party (empty for the person alone) at time t, before anything is signed. What is out
// of shape, or does not fit what is recorded, is refused as it would be.
func (v View) MayMove(person, party string, m Motion, t Time, rules Rules) (Ruling, error) {
	raw, err := Encode(m)
	if err != nil {
		return Ruling{}, refuse(CodeMalformed, "/payload/body", "%v", err)
	}
	body, err := parseBody(KindMotionMoved, raw)
	if err != nil {
		return Ruling{}, err
	}
	day := t.Day()
	st := &Signed{Payload: Payload{V: 1, Kind: KindMotionMoved, Author: person, Party: party, Body: raw}, Body: body}
	q := &Question{Signed: st, Time: t, Rules: v.Rules(), Input: Input{
		Ask: AskAdmit, Time: t, Entry: v.Size(), Kind: KindMotionMoved, Body: raw, Party: party,
		Parties: map[string]*PartyFacts{}, Author: v.PersonFacts(person, day, nil), MoU: v.mouFacts(v.Size()), Functions: v.functions(),
	}}
	if q.Input.Author == nil {
		return Ruling{}, refuse(CodeNotFound, "/payload/author", "there is no person %s", person)
	}
	if party != "" {
		if err := v.needParty(&q.Input, "party", party, day); err != nil {
			return Ruling{}, err
		}
	}
	if err := body.against(v, st, q, day); err != nil {
		return Ruling{}, err
	}
	return judge(rules, q.Rules, q.Input)
}

// MayUse asks the rules whether a caller may use an operation of the API at time t.
// A nil caller is the public. An operation that the rules do not list is closed.
func (v View) MayUse(operation string, caller *PersonFacts, t Time, rules Rules) error {
	return v.mayUse(Input{Operation: operation, Author: caller}, t, rules)
}

// MayReadInterest asks whether they may read one interest of the register: a term may keep
// one that ended from the public.
func (v View) MayReadInterest(f InterestFacts, caller *PersonFacts, t Time, rules Rules) error {
	return v.mayUse(Input{Interest: &f, Author: caller}, t, rules)
}

func (v View) mayUse(in Input, t Time, rules Rules) error {
	in.Ask, in.Time, in.Entry = AskAccess, t, v.Size()
	r, err := judge(rules, v.Rules(), in)
	if err != nil {
		return err
	}
	if !r.Allow {
		if unasked(r) {
			return refuse(CodeRefused, "", "the rules in force do not list %q, or name no readers of what it shows, so that it is closed to everybody, whatever their role: they may be older than it. An amendment of the agreement, adopted with rules of today, opens it", in.Operation)
		}
		e := refusal(r)
		e.Code = CodeNotAllowed
		if in.Author == nil {
			e.Code = CodeLogIn
		}
		return e
	}
	return nil
}

// unasked reports whether no rule answered a question: what stands in for an answer
// then has been the same in every version of the library.
func unasked(r Ruling) bool {
	return len(r.Checks) == 1 && r.Checks[0].ID == "question" && r.Checks[0].Clause == "" && !r.Checks[0].Met
}

// shortened keeps an engine's error, which may quote rules at length, readable.
func shortened(err error) string {
	s := err.Error()
	if len(s) > 500 {
		return strings.ToValidUTF8(s[:500], "") + "…"
	}
	return s
}

func judge(rules Rules, digest Digest, in Input) (Ruling, error) {
	rulings, err := judgeAll(rules, digest, []Input{in})
	if err != nil {
		return Ruling{}, err
	}
	return rulings[0], nil
}

// judgeAll asks the rules, and says in plain words that they could not be run.
func judgeAll(rules Rules, digest Digest, inputs []Input) ([]Ruling, error) {
	rulings, err := rules.Judge(digest, inputs)
	if err != nil {
		return nil, &Error{Code: CodeRulesFailed, Message: "the rules could not be worked out; nothing was decided and nothing is lost: " + shortened(err), cause: err}
	}
	return rulings, nil
}
