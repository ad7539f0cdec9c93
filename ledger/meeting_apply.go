package ledger

import "slices"

// How statements about meetings change State, and what a show of hands makes of
// a motion. None of it can fail.

func (b *ForwardPlanPublished) apply(s *State, q *Question, index int64) {
	s.draftHead.plan = &ForwardPlan{ForwardPlanPublished: *b, ID: q.Signed.ID, Time: q.Time, Entry: index}
}

func (b *MeetingRequisitioned) apply(s *State, q *Question, index int64) {
	r := RequisitionRecord{Entry: index, RequisitionFacts: RequisitionFacts{
		ID: q.Signed.ID, Business: b.Business, Motions: slices.Concat([]string{}, b.Motions), Time: q.Time, Seats: []string{}, Parties: []string{},
	}}
	s.join(r, b.Seat, q)
}

func (b *RequisitionJoined) apply(s *State, q *Question, index int64) {
	r, _ := s.Draft().Requisition(b.Requisition)
	s.join(r, b.Seat, q)
}

func (s *State) join(r RequisitionRecord, seat string, q *Question) {
	p := q.Signed.Payload
	r.Seats, r.People = with(r.Seats, seat), with(r.People, p.Author)
	if !slices.Contains(r.Parties, p.Party) {
		r.Parties = with(r.Parties, p.Party)
	}
	if q.Ruling.Effect && r.Complete == "" {
		r.Complete = q.Time
	}
	s.requisitions.set(r.ID, r)
}

func (b *Meeting) apply(s *State, q *Question, index int64) {
	m, called := s.Draft().Meeting(b.Ref)
	if !called {
		year := string(b.Starts.Day()[:4])
		n, _ := s.numbers.get(true, year+"M")
		s.numbers.set(year+"M", n+1)
		m = MeetingRecord{Stage: MeetingCalledStage, FirstCalled: q.Time, Entry: index}
	}
	before := m.Motions()
	m.Meeting, m.Called, m.Agendas = *b, q.Time, with(m.Agendas, index)
	s.meetings.set(b.Ref, m)
	for _, ref := range before {
		if !slices.Contains(m.Motions(), ref) {
			s.takeOff(ref, b.Ref)
		}
	}
	for _, item := range b.Items {
		if item.Motion == "" {
			continue
		}
		s.motion(item.Motion, func(r *MotionRecord) {
			notice := NoticeFacts{ID: q.Signed.ID, Given: q.Time, Meeting: b.Ref, Author: q.Signed.Payload.Author}
			if r.Notice != nil && r.Notice.Meeting == b.Ref { // listed before with the text that stands
				notice = *r.Notice
			}
			notice.Opens, notice.Closes = b.Starts, b.Starts
			r.Status, r.Notice, r.Meeting, r.Item = MotionNotice, &notice, b.Ref, item.Item
		})
	}
	if b.Requisition != "" {
		r, _ := s.Draft().Requisition(b.Requisition)
		r.Called = b.Ref
		s.requisitions.set(r.ID, r)
	}
}

// takeOff puts a motion that was not put back to draft, off the agenda.
func (s *State) takeOff(ref, meeting string) {
	s.motion(ref, func(r *MotionRecord) {
		if r.Meeting == meeting && (r.Status == MotionNotice || r.Status == MotionDraft) {
			r.Status, r.Notice, r.Meeting, r.Item = MotionDraft, nil, "", ""
		}
	})
}

// meeting changes a meeting. Who has approved its minutes, and not enough have,
// approved what they said before.
func (s *State) meeting(ref string, change func(*MeetingRecord)) {
	m, _ := s.Draft().Meeting(ref)
	if m.Stage != MeetingApprovedStage {
		m.Approvals = nil
	}
	change(&m)
	s.meetings.set(ref, m)
}

func (b *AttendanceRecorded) apply(s *State, q *Question, index int64) {
	s.meeting(b.Meeting, func(m *MeetingRecord) {
		m.People, m.Presiding, m.Attendance = b.People, b.Presiding, index
		if m.Begun == 0 {
			m.Begun = index
		}
	})
	m, _ := s.Draft().Meeting(b.Meeting)
	for _, ref := range m.Shown {
		s.motion(ref, func(r *MotionRecord) {
			if r.Status == MotionShown {
				shown := s.Draft().Showing(m, *r.Shown)
				// Who confirmed did so of a record that had others there.
				if shown.Presided != r.Shown.Presided || !slices.Equal(shown.Present, r.Shown.Present) {
					shown.Confirmed, shown.CastingConfirmed = []string{}, false
				}
				r.Shown = shown
			}
		})
	}
}

func (b *ItemNoted) apply(s *State, q *Question, index int64) {
	s.meeting(b.Meeting, func(m *MeetingRecord) {
		others := slices.DeleteFunc(slices.Clone(m.Notes), func(n ItemNoted) bool { return n.Item == b.Item })
		m.Notes = append(others, *b)
	})
}

func (b *ItemDeferred) apply(s *State, q *Question, index int64) {
	s.meeting(b.Meeting, func(m *MeetingRecord) { m.Deferred = with(m.Deferred, *b) })
	m, _ := s.Draft().Meeting(b.Meeting)
	for _, ref := range m.Motions() {
		if r, _ := s.Draft().Motion(ref); r.Item == b.Item {
			s.takeOff(ref, b.Meeting)
		}
	}
}

func (b *PointRuled) apply(s *State, q *Question, index int64) {
	s.meeting(b.Meeting, func(m *MeetingRecord) { m.Points = with(m.Points, *b) })
}

func (b *AmendmentMoved) apply(s *State, q *Question, index int64) {
	id := q.Signed.ID
	s.amendments.set(id, AmendmentRecord{AmendmentMoved: *b, ID: id, Time: q.Time, Entry: index})
	s.meeting(b.Meeting, func(m *MeetingRecord) { m.Amendments = with(m.Amendments, id) })
	s.motion(b.To.Ref, func(r *MotionRecord) { r.Amendments = with(r.Amendments, id) })
}

func (b *AmendmentPut) apply(s *State, q *Question, index int64) {
	a, _ := s.Draft().Amendment(b.Amendment)
	a.Put = b
	s.amendments.set(a.ID, a)
	if b.Outcome != OutcomeCarried {
		return
	}
	s.motion(b.Motion, func(r *MotionRecord) {
		if costsDiffer(r.Motion, a.To) {
			r.Impact = nil
		}
		r.Gates = textGates(r.Motion, a.To, r.Gates)
		r.Motion, r.TextID, r.Texts = a.To, a.ID, with(r.Texts, a.Entry)
	})
}

// costsDiffer reports whether what an impact statement rests on has changed.
func costsDiffer(a, b Motion) bool {
	type costs struct {
		Function  string     `json:"function"`
		Type      string     `json:"type"`
		Route     string     `json:"route"`
		Pool      *Pool      `json:"pool,omitempty"`
		Lead      *Lead      `json:"lead,omitempty"`
		RiskShare *RiskShare `json:"risk_share,omitempty"`
	}
	of := func(m Motion) string {
		return string(mustEncode(costs{m.Function, m.Type, m.Route, m.Pool, m.Lead, m.RiskShare}))
	}
	return of(a) != of(b)
}

func (b *MotionDivided) apply(s *State, q *Question, index int64) {
	whole, _ := s.Draft().Motion(b.Motion)
	prefix := s.Draft().Founded().Prefix
	for _, part := range b.Parts {
		year, n, _ := cutRef(prefix, part.Ref)
		s.numbers.set(year, n)
		s.motion(part.Ref, func(r *MotionRecord) {
			*r = MotionRecord{
				Motion: part, Status: MotionNotice, Mover: whole.Mover, Party: whole.Party, Moved: q.Time, Entry: index,
				TextID: q.Signed.ID, Texts: []int64{index}, Notice: whole.Notice, Meeting: b.Meeting, Item: b.Item, Whole: b.Motion, Gates: textGates(whole.Motion, part, whole.Gates),
			}
		})
	}
	s.motion(b.Motion, func(r *MotionRecord) { r.Status = MotionDivides })
	s.meeting(b.Meeting, func(m *MeetingRecord) {
		for _, part := range b.Parts {
			m.Parts = with(m.Parts, part.Ref)
		}
	})
}

func (b *HandsShown) apply(s *State, q *Question, index int64) {
	v := s.Draft()
	m, _ := v.Meeting(b.Meeting)
	s.motion(b.Motion, func(r *MotionRecord) {
		opened := OpenedFacts{Time: q.Time, Entry: index, Version: v.Version()}
		if r.Status == MotionShown { // a correction: what the first show fixed stays fixed
			opened = *r.Opened
		}
		opened.ID, opened.Rules, opened.Closes, opened.Roll = q.Signed.ID, b.Rules, q.Time, b.Roll
		r.Status, r.Opened, r.OpenedEntry, r.Votes = MotionShown, &opened, opened.Entry, []VoteFacts{}
		for _, h := range b.Hands {
			seat, _ := v.Seat(h.Seat)
			r.Votes = append(r.Votes, VoteFacts{
				Entry: index, Time: m.Starts, Seat: h.Seat, Party: seat.Party, Person: h.Person,
				Deputy: seat.Holder(m.Starts.Day()) != h.Person, Choice: h.Choice, Assurance: AssuranceShown, Then: h.Then,
			})
		}
		r.Shown = v.Showing(m, ShownFacts{
			ID: q.Signed.ID, Meeting: b.Meeting, Item: b.Item, Motion: b.Motion, At: m.Starts, Time: q.Time, Entry: index,
			Counts: countHands(b.Hands), WithoutVote: b.WithoutVote, Casting: b.Casting, Confirmed: []string{}, Hands: b.Hands,
		})
	})
	s.meeting(b.Meeting, func(m *MeetingRecord) {
		if !slices.Contains(m.Shown, b.Motion) {
			m.Shown = with(m.Shown, b.Motion)
		}
	})
}

func (b *HandConfirmed) apply(s *State, q *Question, index int64) {
	s.motion(b.Motion, func(r *MotionRecord) {
		shown := *r.Shown
		if b.Seat != "" {
			shown.Confirmed = with(shown.Confirmed, b.Seat)
			slices.Sort(shown.Confirmed)
		}
		shown.CastingConfirmed = shown.CastingConfirmed || b.Casting != ""
		r.Shown = &shown
	})
	if q.Ruling.Effect {
		s.await(agendaItem{due: q.Time, ref: b.Motion})
	}
}

func (b *HandDenied) apply(s *State, q *Question, index int64) {
	s.motion(b.Motion, func(r *MotionRecord) {
		shown := *r.Shown
		shown.Confirmed = slices.DeleteFunc(slices.Clone(shown.Confirmed), func(seat string) bool { return seat == b.Seat })
		shown.Denied = with(shown.Denied, DenialFacts{Seat: b.Seat, Person: q.Signed.Payload.Author, Reason: b.Reason, Entry: index})
		r.Shown = &shown
	})
}

func (b *ActionSet) apply(s *State, q *Question, index int64) {
	s.actions.set(b.Action, ActionRecord{ActionSet: *b, Time: q.Time, Entry: index})
	s.meeting(b.Meeting, func(m *MeetingRecord) { m.Actions = with(m.Actions, b.Action) })
}

func (b *ActionClosed) apply(s *State, q *Question, index int64) {
	a, _ := s.Draft().Action(b.Action)
	a.Closed = b
	s.actions.set(b.Action, a)
}

func (b *ConditionMet) apply(s *State, q *Question, index int64) {
	d, _ := s.Draft().Decision(b.Decision)
	d.Met = with(d.Met, ConditionRecord{ConditionMet: *b, Time: q.Time, Entry: index})
	s.decisions.set(b.Decision, d)
	s.freed(b.Decision, q.Time)
}

func (b *MeetingEnded) apply(s *State, q *Question, index int64) {
	s.meeting(b.Meeting, func(m *MeetingRecord) { m.Stage, m.Ended = MeetingEndedStage, b.Ended })
	m, _ := s.Draft().Meeting(b.Meeting)
	for _, ref := range m.Motions() {
		s.takeOff(ref, b.Meeting)
	}
	for _, item := range m.Items {
		if item.Reports != "" && !m.deferred(item.Item) {
			s.draftHead.unreported = slices.DeleteFunc(slices.Clone(s.draftHead.unreported), func(ref string) bool { return ref == item.Reports })
		}
	}
}

func (b *MinutesApproved) apply(s *State, q *Question, index int64) {
	m, _ := s.Draft().Meeting(b.Meeting)
	author := q.Signed.Payload.Author
	others := slices.DeleteFunc(slices.Clone(m.Approvals), func(a ApprovalFacts) bool { return a.Person == author })
	m.Approvals = append(others, ApprovalFacts{Person: author, Roles: q.Input.Author.Roles, At: b.At, Text: b.Text, Results: slices.Concat([]MinutedHands{}, b.Results), Key: q.Input.Author.Key})
	if q.Ruling.Effect {
		m.Stage, m.Minutes = MeetingApprovedStage, &ApprovedMinutes{*b, q.Time, index}
		for _, ref := range m.Shown {
			if r, _ := s.Draft().Motion(ref); r.Status == MotionShown {
				s.await(agendaItem{due: q.Time, ref: ref})
			}
		}
	}
	s.meetings.set(b.Meeting, m)
}
