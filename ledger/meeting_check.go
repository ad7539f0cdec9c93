package ledger

import (
	"fmt"
	"slices"
	"strings"
)

// What each kind of statement about meetings is held against, and the facts that
// bear on it. Who may state it, when, and what hands amount to is the rules'.

// needMeeting adds a meeting at one of these stages, with everybody concerned.
func (v View) needMeeting(in *Input, ref string, people []string, stages ...string) (MeetingRecord, error) {
	m, ok := v.Meeting(ref)
	switch {
	case !ok:
		return m, refuse(CodeNotFound, "/payload/body/meeting", "there is no meeting %s: see the list of meetings", ref)
	case !slices.Contains(stages, m.Stage) && m.Stage == MeetingCalledStage:
		return m, refuse(CodeConflict, "/payload/body/meeting", "%s has not ended", ref)
	case !slices.Contains(stages, m.Stage) && m.Stage == MeetingEndedStage:
		return m, refuse(CodeClosed, "/payload/body/meeting", "%s ended at %s: nothing is put or changed there any more", ref, m.Ended.InWords())
	case !slices.Contains(stages, m.Stage):
		return m, refuse(CodeClosed, "/payload/body/meeting", "the minutes of %s are approved: they stand as they are", ref)
	}
	v.convene(in, m, people...)
	return m, nil
}

// needItem is needMeeting for one item of its agenda.
func (v View) needItem(in *Input, ref, number string, people []string, stages ...string) (MeetingRecord, AgendaItem, error) {
	m, err := v.needMeeting(in, ref, people, stages...)
	if err != nil {
		return m, AgendaItem{}, err
	}
	item, ok := m.item(number)
	if !ok {
		return m, item, refuse(CodeNotFound, "/payload/body/item", "the agenda of %s has no item %s", ref, number)
	}
	return m, item, nil
}

// needFloor adds a motion that is before a meeting under an item: noticed by its
// agenda with the text that stands, not put yet, not deferred.
func (v View) needFloor(in *Input, m MeetingRecord, item, field, ref string, text Digest) (MotionRecord, error) {
	r, ok := v.Motion(ref)
	field = "/payload/body/" + field
	switch {
	case !ok:
		return r, refuse(CodeNotFound, field, "there is no motion %s: see the list of motions", ref)
	case m.deferred(item):
		return r, refuse(CodeConflict, "/payload/body/item", "item %s of %s is deferred", item, m.Ref)
	case r.Meeting != m.Ref || r.Item != item:
		return r, refuse(CodeConflict, field, "%s is not before %s under item %s", ref, m.Ref, item)
	case r.Status == MotionShown || r.Status == MotionDecided:
		return r, refuse(CodeClosed, field, "hands have been shown on %s: it is closed, and its text stands", ref)
	case r.Status == MotionDraft:
		return r, refuse(CodeStale, field, "the text of %s was changed after it was put on the agenda of %s: no notice was given of it as it reads now", ref, m.Ref)
	case r.Status != MotionNotice:
		return r, refuse(CodeConflict, field, "%s is at the stage %s, where this can't be done", ref, r.Status)
	case text != r.TextID:
		return r, refuse(CodeStale, "/payload/body/text", "the text of %s has changed since: read it again", ref)
	}
	v.put(in, m, r)
	return r, nil
}

// knownRoll checks that the seats of a roll are there.
func (v View) knownRoll(roll []RollSeat) error {
	for _, r := range roll {
		if seat, ok := v.Seat(r.Seat); !ok || seat.Party != r.Party {
			return refuse(CodeNotFound, "/payload/body/roll", "there is no seat %s of %s", r.Seat, v.PartyName(r.Party))
		}
	}
	return nil
}

// knownPerson checks that a person is on the ledger.
func (v View) knownPerson(field, id string) error {
	if _, ok := v.Person(id); !ok {
		return refuse(CodeNotFound, "/payload/body/"+field, "there is no person %s: add the person's key first", id)
	}
	return nil
}

// knownSeat checks that a seat is there.
func (v View) knownSeat(field, id string) error {
	if _, ok := v.Seat(id); !ok {
		return refuse(CodeNoSeat, "/payload/body/"+field, "there is no seat %s", id)
	}
	return nil
}

// ownSeat adds a seat of the party that the author speaks for.
func (v View) ownSeat(in *Input, id string, day Date) error {
	if in.Seat = v.seatFacts(id, day); in.Seat == nil || in.Seat.Party != in.Party {
		return refuse(CodeNoSeat, "/payload/body/seat", "%s has no seat %s", v.PartyName(in.Party), id)
	}
	return nil
}

func handsPeople(hands []Hand) []string {
	people := make([]string, len(hands))
	for i, h := range hands {
		people[i] = h.Person
	}
	return people
}

func (b *ForwardPlanPublished) against(v View, _ *Signed, q *Question, day Date) error {
	q.Input.Parties = v.allParties(day)
	for i, item := range b.Items {
		if _, ok := v.Motion(item.Motion); !ok && item.Motion != "" {
			return refuse(CodeNotFound, fmt.Sprintf("/payload/body/items/%d/motion", i), "there is no motion %s: see the list of motions", item.Motion)
		}
	}
	return nil
}

func (b *MeetingRequisitioned) against(v View, _ *Signed, q *Question, day Date) error {
	q.Input.Parties = v.allParties(day)
	if err := v.asked(b.Seat); err != nil {
		return err
	}
	for _, ref := range b.Motions {
		if _, ok := v.Motion(ref); !ok {
			return refuse(CodeNotFound, "/payload/body/motions", "there is no motion %s: see the list of motions", ref)
		}
	}
	return v.ownSeat(&q.Input, b.Seat, day)
}

func (b *RequisitionJoined) against(v View, _ *Signed, q *Question, day Date) error {
	q.Input.Parties = v.allParties(day)
	if err := v.needRequisition(&q.Input, b.Requisition, ""); err != nil {
		return err
	}
	if slices.Contains(q.Input.Requisition.Seats, b.Seat) {
		return refuse(CodeConflict, "/payload/body/seat", "seat %s has asked for this meeting already", b.Seat)
	}
	if err := v.asked(b.Seat); err != nil {
		return err
	}
	return v.ownSeat(&q.Input, b.Seat, day)
}

// asked refuses a seat that has asked for too many meetings that were not called.
func (v View) asked(seat string) error {
	n := 0
	for _, r := range v.Requisitions() {
		if r.Called == "" && slices.Contains(r.Seats, seat) {
			n++
		}
	}
	if n >= MaxAsked {
		return refuse(CodeTooLarge, "/payload/body", "seat %s has asked for %d meetings that were not called yet", seat, n)
	}
	return nil
}

// needRequisition adds a request for a meeting that no meeting but the one named
// was called upon.
func (v View) needRequisition(in *Input, id Digest, meeting string) error {
	r, ok := v.Requisition(id)
	if !ok {
		return refuse(CodeNotFound, "/payload/body/requisition", "nobody asked for a meeting with that statement")
	}
	if r.Called != "" && r.Called != meeting {
		return refuse(CodeConflict, "/payload/body/requisition", "%s was called on this request", r.Called)
	}
	in.Requisition = &r.RequisitionFacts
	return nil
}

func (b *Meeting) against(v View, st *Signed, q *Question, day Date) error {
	in := &q.Input
	if st.Payload.Kind == KindAgendaAmended {
		m, err := v.needMeeting(in, b.Ref, nil, MeetingCalledStage)
		if err != nil {
			return err
		}
		if m.begun() {
			return refuse(CodeClosed, "/payload/body/meeting", "%s has begun: its agenda stands", b.Ref)
		}
	} else {
		if want := v.NextMeeting(string(b.Starts.Day()[:4])); b.Ref != want {
			return refuse(CodeConflict, "/payload/body/meeting", "the next meeting of %s is %s, not %s: read the ledger again and sign anew", b.Starts.Day()[:4], want, b.Ref)
		}
		in.Parties, in.People = v.allParties(day), v.peopleOn(day, v.Size())
	}
	in.Unreported = v.Unreported()
	for _, party := range b.Of {
		if _, ok := v.Party(party); !ok {
			return refuse(CodeNotFound, "/payload/body/of", "no party has the code %s: see the list of parties", party)
		}
	}
	if b.Requisition != "" {
		if err := v.needRequisition(in, b.Requisition, b.Ref); err != nil {
			return err
		}
	}
	in.Agenda = map[string]*MotionFacts{}
	for i, item := range b.Items {
		at := fmt.Sprintf("/payload/body/items/%d/", i)
		if ref := item.Motion; ref != "" {
			m, ok := v.Motion(ref)
			switch {
			case !ok:
				return refuse(CodeNotFound, at+"motion", "there is no motion %s: see the list of motions", ref)
			case m.Meeting != "" && m.Meeting != b.Ref:
				return refuse(CodeConflict, at+"motion", "%s stands on the agenda of %s: take it off there first", ref, m.Meeting)
			case m.Status != MotionDraft && m.Status != MotionNotice:
				return refuse(CodeConflict, at+"motion", "%s is at the stage %s, where no meeting takes it", ref, m.Status)
			}
			in.Agenda[ref] = v.motionFacts(m)
			in.Agenda[ref].Interests = v.MotionInterests(ref, day)
		}
		if ref := item.Minutes; ref != "" {
			switch m, ok := v.Meeting(ref); {
			case !ok || ref == b.Ref:
				return refuse(CodeNotFound, at+"minutes", "there is no earlier meeting %s: see the list of meetings", ref)
			case m.Stage == MeetingApprovedStage:
				return refuse(CodeConflict, at+"minutes", "the minutes of %s are approved already", ref)
			}
		}
		if ref := item.Reports; ref != "" {
			if _, ok := v.Decision(ref); !ok {
				return refuse(CodeNotFound, at+"reports", "there is no decision %s: see the list of decisions", ref)
			}
		}
	}
	return nil
}

func (b *AttendanceRecorded) against(v View, _ *Signed, q *Question, day Date) error {
	var people []string
	for _, a := range b.People {
		people = append(people, a.Person)
	}
	m, err := v.needMeeting(&q.Input, b.Meeting, people, MeetingCalledStage, MeetingEndedStage)
	if err != nil {
		return err
	}
	known := func(field, number string) error {
		if _, ok := m.item(number); !ok {
			return refuse(CodeNotFound, "/payload/body/"+field, "the agenda of %s has no item %s", m.Ref, number)
		}
		return nil
	}
	for i, a := range b.People {
		at := fmt.Sprintf("people/%d/", i)
		if err := v.knownPerson(at+"person", a.Person); err != nil {
			return err
		}
		if a.Seat != "" {
			if err := v.knownSeat(at+"seat", a.Seat); err != nil {
				return err
			}
		} else if a.As == AttendsAsMember || a.As == AttendsAsDeputy {
			return refuse(CodeNoSeat, "/payload/body/"+at+"seat", "%s has no seat here: somebody without a seat is in attendance", a.Person)
		}
		for _, absence := range a.Absent {
			if err := known(at+"absent", absence.Item); err != nil {
				return err
			}
		}
	}
	for i, p := range b.Presiding {
		for _, item := range p.Items {
			if err := known(fmt.Sprintf("presiding/%d/items", i), item); err != nil {
				return err
			}
		}
	}
	v.onAgenda(&q.Input, m, m.Motions())
	return nil
}

// onAgenda adds motions of a meeting, with the interests that bear on them then.
func (v View) onAgenda(in *Input, m MeetingRecord, refs []string) {
	in.Agenda = map[string]*MotionFacts{}
	for _, ref := range refs {
		motion, _ := v.Motion(ref)
		in.Agenda[ref] = v.motionFacts(motion)
		in.Agenda[ref].Interests = v.MotionInterests(ref, m.day(in.Time))
	}
}

func (b *ItemNoted) against(v View, _ *Signed, q *Question, day Date) error {
	_, _, err := v.needItem(&q.Input, b.Meeting, b.Item, nil, MeetingCalledStage, MeetingEndedStage)
	return err
}

func (b *ItemDeferred) against(v View, _ *Signed, q *Question, day Date) error {
	m, item, err := v.needItem(&q.Input, b.Meeting, b.Item, nil, MeetingCalledStage)
	if err != nil {
		return err
	}
	if m.deferred(b.Item) {
		return refuse(CodeConflict, "/payload/body/item", "item %s of %s is deferred already", b.Item, b.Meeting)
	}
	if to, ok := v.Meeting(b.To); b.To != "" && (!ok || to.Stage != MeetingCalledStage) {
		return refuse(CodeNotFound, "/payload/body/to", "no meeting %s is called: leave it out, and put the item on an agenda when one is", b.To)
	}
	for _, ref := range m.Motions() {
		r, _ := v.Motion(ref)
		if r.Item == b.Item && (r.Status == MotionShown || r.Status == MotionDecided) {
			return refuse(CodeClosed, "/payload/body/item", "hands have been shown on %s: the item is not deferred any more", ref)
		}
	}
	if r, ok := v.Motion(item.Motion); ok {
		v.put(&q.Input, m, r)
	}
	return nil
}

func (b *PointRuled) against(v View, _ *Signed, q *Question, day Date) error {
	m, _, err := v.needItem(&q.Input, b.Meeting, b.Item, nil, MeetingCalledStage, MeetingEndedStage)
	if err != nil {
		return err
	}
	if len(m.Points) >= MaxPoints {
		return refuse(CodeTooLarge, "/payload/body", "%d points of order of %s are recorded already", len(m.Points), b.Meeting)
	}
	return nil
}

func (b *AmendmentMoved) against(v View, _ *Signed, q *Question, day Date) error {
	in := &q.Input
	m, _, err := v.needItem(in, b.Meeting, b.Item, nil, MeetingCalledStage)
	if err != nil {
		return err
	}
	r, err := v.needFloor(in, m, b.Item, "to/motion", b.To.Ref, b.Text)
	if err != nil {
		return err
	}
	if len(r.Amendments) >= MaxAmendments {
		return refuse(CodeTooLarge, "/payload/body", "%d amendments of %s were moved already", len(r.Amendments), r.Ref)
	}
	if err := v.knownSeat("by", b.By); err != nil {
		return err
	}
	in.Seat = v.seatFacts(b.By, m.day(q.Time))
	v.drafted(in, &b.To)
	return v.knownParts(&b.To)
}

func (b *AmendmentPut) against(v View, _ *Signed, q *Question, day Date) error {
	in := &q.Input
	m, _, err := v.needItem(in, b.Meeting, b.Item, handsPeople(b.Hands), MeetingCalledStage)
	if err != nil {
		return err
	}
	a, ok := v.Amendment(b.Amendment)
	switch {
	case !ok || a.To.Ref != b.Motion || a.Meeting != b.Meeting:
		return refuse(CodeNotFound, "/payload/body/amendment", "no such amendment of %s was moved at %s", b.Motion, b.Meeting)
	case a.Put != nil:
		return refuse(CodeConflict, "/payload/body/amendment", "the amendment was put already; it was %s", map[string]string{OutcomeCarried: "carried", OutcomeNotCarried: "not carried"}[a.Put.Outcome])
	}
	if _, err := v.needFloor(in, m, b.Item, "motion", b.Motion, a.Text); err != nil {
		return err
	}
	in.Amendment = &a.AmendmentMoved
	return v.knownHands(b.Roll, b.Hands)
}

// knownHands checks that the seats of a roll and the people who showed are there.
func (v View) knownHands(roll []RollSeat, hands []Hand) error {
	if err := v.knownRoll(roll); err != nil {
		return err
	}
	for i, h := range hands {
		if err := v.knownPerson(fmt.Sprintf("hands/%d/person", i), h.Person); err != nil {
			return err
		}
		if err := v.knownSeat(fmt.Sprintf("hands/%d/seat", i), h.Seat); err != nil {
			return err
		}
	}
	return nil
}

func (b *MotionDivided) against(v View, _ *Signed, q *Question, day Date) error {
	m, _, err := v.needItem(&q.Input, b.Meeting, b.Item, nil, MeetingCalledStage)
	if err != nil {
		return err
	}
	r, err := v.needFloor(&q.Input, m, b.Item, "motion", b.Motion, b.Text)
	if err != nil {
		return err
	}
	var text []string
	for i, part := range b.Parts {
		if err := v.knownParts(&part); err != nil {
			return err
		}
		if want := v.refAfter(string(day[:4]), i); part.Ref != want {
			return refuse(CodeConflict, fmt.Sprintf("/payload/body/parts/%d/motion", i), "the part gets the reference %s, not %s: read the ledger again and sign anew", want, part.Ref)
		}
		text = append(text, part.Text...)
	}
	if !slices.Equal(text, r.Text) {
		return refuse(CodeConflict, "/payload/body/parts", "the parts are not the paragraphs of %s, all of them, in order and as they read", r.Ref)
	}
	return nil
}

func (b *HandsShown) against(v View, _ *Signed, q *Question, day Date) error {
	in := &q.Input
	m, _, err := v.needItem(in, b.Meeting, b.Item, handsPeople(b.Hands), MeetingCalledStage, MeetingEndedStage)
	if err != nil {
		return err
	}
	r, _ := v.Motion(b.Motion)
	rules := v.Rules()
	if again := r.Status == MotionShown && r.Meeting == b.Meeting && r.Item == b.Item; again {
		// A correction is judged by what the first show of hands fixed.
		rules = r.Opened.Rules
		if b.Text != r.TextID {
			return refuse(CodeStale, "/payload/body/text", "hands were shown on another text of %s", b.Motion)
		}
		v.put(in, m, r)
	} else if m.Stage != MeetingCalledStage && r.Status != MotionDecided {
		return refuse(CodeClosed, "/payload/body/meeting", "%s ended at %s without hands shown on %s", m.Ref, m.Ended.InWords(), b.Motion)
	} else if _, err := v.needFloor(in, m, b.Item, "motion", b.Motion, b.Text); err != nil {
		return err
	} else if err := v.adoptable(&r.Motion); err != nil {
		return err
	}
	if err := v.asItStands(in.Motion, b.Title, b.Options, b.Impact, b.Rules, rules); err != nil {
		return err
	}
	q.Rules = rules
	return v.knownHands(b.Roll, b.Hands)
}

// asItStands checks what a motion is opened with, or put with at a meeting,
// against the motion and the rules that it will be judged by.
func (v View) asItStands(m *MotionFacts, title string, options []string, impact, stated, rules Digest) error {
	switch {
	case title != m.Title || !slices.Equal(options, m.Options):
		return refuse(CodeStale, "/payload/body/title", "title or options are not the motion's")
	case m.Impact == nil && impact != "" || m.Impact != nil && m.Impact.ID != impact:
		return refuse(CodeStale, "/payload/body/impact", "the impact statement named is not the one that stands")
	case stated != rules:
		return refuse(CodeStale, "/payload/body/rules", "the rules in force are %s", rules)
	}
	return nil
}

// needShown adds a motion on which hands were shown, and its meeting, for a
// statement about the show of hands that stands.
func (v View) needShown(q *Question, ref string, shown Digest) (MotionRecord, MeetingRecord, error) {
	in := &q.Input
	r, ok := v.Motion(ref)
	m := MeetingRecord{}
	switch {
	case !ok:
		return r, m, refuse(CodeNotFound, "/payload/body/motion", "there is no motion %s: see the list of motions", ref)
	case r.Shown == nil:
		return r, m, refuse(CodeNotOpen, "/payload/body/motion", "no hands were shown on %s", ref)
	case r.Status != MotionShown:
		return r, m, refuse(CodeClosed, "/payload/body/motion", "%s is decided: the hands shown on it stand", ref)
	case r.Shown.ID != shown:
		return r, m, refuse(CodeStale, "/payload/body/shown", "the hands shown on %s were recorded anew since: read the motion again", ref)
	}
	m, _ = v.Meeting(r.Shown.Meeting)
	v.convene(in, m, handsPeople(r.Shown.Hands)...)
	v.put(in, m, r)
	q.Rules = r.Opened.Rules
	return r, m, nil
}

func (b *HandConfirmed) against(v View, st *Signed, q *Question, day Date) error {
	in := &q.Input
	r, m, err := v.needShown(q, b.Motion, b.Shown)
	if err != nil {
		return err
	}
	in.Motion.Votes = r.Votes
	if b.Casting != "" && (r.Shown.Casting != b.Casting || r.Shown.Presided != st.Payload.Author) {
		return refuse(CodeConflict, "/payload/body/casting", "the record has no such casting vote of %s's on %s: ask the secretary to correct it", st.Payload.Author, b.Motion)
	}
	if b.Seat == "" {
		return nil
	}
	if err := v.ownSeat(in, b.Seat, m.day(q.Time)); err != nil {
		return err
	}
	at := slices.IndexFunc(r.Shown.Hands, func(h Hand) bool { return h.Seat == b.Seat })
	switch {
	case at < 0:
		return refuse(CodeNoSeat, "/payload/body/seat", "seat %s showed no hand on %s", b.Seat, b.Motion)
	case r.Shown.Hands[at].Person != st.Payload.Author:
		return refuse(CodeNoSeat, "/payload/body/seat", "the hand of seat %s was %s's, who alone confirms it", b.Seat, r.Shown.Hands[at].Person)
	case r.Shown.Hands[at].Choice != b.Choice || !slices.Equal(r.Shown.Hands[at].Then, b.Then):
		return refuse(CodeConflict, "/payload/body/choice", "the hand is recorded as %s: deny it, or ask the secretary to correct it", strings.Join(slices.Concat([]string{r.Shown.Hands[at].Choice}, r.Shown.Hands[at].Then), ", then "))
	case slices.Contains(r.Shown.Confirmed, b.Seat):
		return refuse(CodeConflict, "/payload/body/seat", "the hand of seat %s is confirmed already", b.Seat)
	}
	return nil
}

func (b *HandDenied) against(v View, _ *Signed, q *Question, day Date) error {
	r, m, err := v.needShown(q, b.Motion, b.Shown)
	if err != nil {
		return err
	}
	if slices.ContainsFunc(r.Shown.Denied, func(d DenialFacts) bool { return d.Seat == b.Seat }) {
		return refuse(CodeConflict, "/payload/body/seat", "seat %s has denied these hands already", b.Seat)
	}
	return v.ownSeat(&q.Input, b.Seat, m.day(q.Time))
}

func (b *ActionSet) against(v View, _ *Signed, q *Question, day Date) error {
	in := &q.Input
	m, _, err := v.needItem(in, b.Meeting, b.Item, []string{b.Person}, MeetingCalledStage, MeetingEndedStage, MeetingApprovedStage)
	if err != nil {
		return err
	}
	if len(m.Actions) >= MaxActions {
		return refuse(CodeTooLarge, "/payload/body", "%s has %d actions already", b.Meeting, len(m.Actions))
	}
	if want := fmt.Sprintf("%s/%02d", b.Meeting, len(m.Actions)+1); b.Action != want {
		return refuse(CodeConflict, "/payload/body/action", "the next action of %s is %s, not %s: read the ledger again and sign anew", b.Meeting, want, b.Action)
	}
	if b.Person != "" {
		in.Subject = v.PersonFacts(b.Person, day, nil)
		return v.knownPerson("person", b.Person)
	}
	if _, ok := v.Party(b.Party); !ok {
		return refuse(CodeNotFound, "/payload/body/party", "no party has the code %s: see the list of parties", b.Party)
	}
	return nil
}

func (b *ActionClosed) against(v View, _ *Signed, q *Question, day Date) error {
	in := &q.Input
	a, ok := v.Action(b.Action)
	switch {
	case !ok:
		return refuse(CodeNotFound, "/payload/body/action", "there is no action %s: see the list of actions", b.Action)
	case a.Closed != nil:
		return refuse(CodeConflict, "/payload/body/action", "action %s is closed already: it is %s", b.Action, a.Closed.How)
	}
	m, _ := v.Meeting(a.Meeting)
	v.convene(in, m)
	in.Parties = v.allParties(day)
	in.Action = &ActionFacts{ActionSet: a.ActionSet}
	return nil
}

func (b *ConditionMet) against(v View, _ *Signed, q *Question, day Date) error {
	q.Input.Parties = v.allParties(day)
	if err := v.needDecision(&q.Input, b.Decision); err != nil {
		return err
	}
	if err := v.stands(b.Decision, "/payload/body/decision"); err != nil {
		return err
	}
	d := q.Input.Decision
	switch {
	case b.Condition > d.Conditions:
		return refuse(CodeNotFound, "/payload/body/condition", "%s has no condition %d: it has %d", b.Decision, b.Condition, d.Conditions)
	case slices.Contains(d.Met, b.Condition):
		return refuse(CodeConflict, "/payload/body/condition", "condition %d of %s is met already", b.Condition, b.Decision)
	}
	return nil
}

func (b *MeetingEnded) against(v View, _ *Signed, q *Question, day Date) error {
	_, err := v.needMeeting(&q.Input, b.Meeting, nil, MeetingCalledStage)
	return err
}

func (b *MinutesApproved) against(v View, _ *Signed, q *Question, day Date) error {
	in := &q.Input
	m, err := v.needMeeting(in, b.Meeting, nil, MeetingEndedStage)
	if err != nil {
		return err
	}
	for i, result := range b.Results {
		at := fmt.Sprintf("/payload/body/results/%d/", i)
		if !slices.Contains(m.Shown, result.Motion) {
			return refuse(CodeConflict, at+"motion", "no hands were shown on %s at %s", result.Motion, b.Meeting)
		}
		if r, _ := v.Motion(result.Motion); r.Shown.ID != result.Shown {
			return refuse(CodeStale, at+"shown", "the hands shown on %s were recorded anew since: read the minutes again", result.Motion)
		}
	}
	v.onAgenda(in, m, m.Shown)
	if b.At == "" {
		return nil
	}
	at, ok := v.Meeting(b.At)
	if !ok || !slices.ContainsFunc(at.Items, func(item AgendaItem) bool { return item.Minutes == b.Meeting && !at.deferred(item.Item) }) {
		return refuse(CodeNotFound, "/payload/body/at", "no meeting %s has the minutes of %s on its agenda", b.At, b.Meeting)
	}
	in.Approving = v.MeetingFacts(at)
	return nil
}
