package ledger

import "slices"

// Apply records an admitted statement in the draft. It cannot fail: whatever
// could be wrong was found by Check or refused by the rules.
func (s *State) Apply(q *Question) *Entry {
	st, index, day := q.Signed, s.draftHead.size, q.Time.Day()
	p := &st.Payload
	d := s.Draft()
	if f, ok := st.Body.(*Founded); ok {
		s.found(st, f, q.Time)
	}
	k, _ := d.Key(st.Protected.Kid)
	k.Next++
	s.keys.set(st.Protected.Kid, k)

	switch b := st.Body.(type) {
	case *EngineChanged:
		s.draftHead.engine = b.Engine
	case *MoUAdopted:
		s.draftHead.mou = with(s.draftHead.mou, MoUVersion{MoUAdopted: *b, Time: q.Time, Entry: index})
	case *MoUSigned:
		versions := slices.Clone(s.draftHead.mou)
		m := &versions[len(versions)-1]
		m.Signed = withKey(m.Signed, p.Party, Signature{Time: q.Time, Entry: index, Officer: p.Author, Affirms: b.Affirms})
		s.draftHead.mou = versions
	case *PartyEstablished:
		party, _ := d.Party(b.Party)
		party.Established, party.Conditions = b.On, b.Conditions
		s.parties.set(b.Party, party)
	case *RoleAppointed:
		person, _ := d.Person(b.Person)
		term := RoleTerm{Role: b.Role, From: b.From, Until: b.Until, Entry: index}
		if b.Role == RoleOfficer {
			term.Party = p.Party
			party, _ := d.Party(p.Party)
			party.Officers = with(party.Officers, b.Person)
			s.parties.set(p.Party, party)
		}
		person.Roles = with(person.Roles, term)
		s.people.set(b.Person, person)
	case *KeyAdded:
		s.addKey(KeyHolder{b.Person, b.Key}, p.Party, q.Time, index)
	case *KeyRevoked:
		revoked, _ := d.Key(b.Key)
		revoked.Revoked = q.Time
		s.keys.set(b.Key, revoked)
	case *BoardMemberEnrolled:
		seat, known := d.Seat(b.Seat)
		if !known {
			seat = Seat{ID: b.Seat, Party: p.Party}
			party, _ := d.Party(p.Party)
			party.Seats = with(party.Seats, b.Seat)
			s.parties.set(p.Party, party)
		}
		seat.Holders = with(seat.Holders, Term{b.Person, b.From, b.Until, index})
		s.seat(seat, b.Person)
	case *DeputyAppointed:
		seat, _ := d.Seat(b.Seat)
		seat.Deputies = with(seat.Deputies, Term{b.Person, b.From, b.Until, index})
		s.seat(seat, b.Person)
	case *AuthorityGiven:
		party, _ := d.Party(p.Party)
		party.Authorities = with(party.Authorities, AuthorityFacts{*b, index})
		s.parties.set(p.Party, party)
	case *FigureRecorded:
		party, _ := d.Party(b.Party)
		of := party.Figures[b.Figure]
		at := len(of)
		for at > 0 && of[at-1].Effective > b.Effective {
			at--
		}
		party.Figures = withKey(party.Figures, b.Figure, slices.Insert(slices.Clone(of), at, FigureRecord{*b, index, q.Time}))
		s.parties.set(b.Party, party)
	case *InterestDeclared:
		s.interests.set(st.ID, InterestRecord{InterestDeclared: *b, ID: st.ID, Person: p.Author, Party: p.Party, Time: q.Time, Entry: index})
		person, _ := d.Person(p.Author)
		person.Interests = withKey(person.Interests, b.Motion, with(person.Interests[b.Motion], st.ID))
		s.people.set(p.Author, person)
	case *InterestRuled:
		i, _ := d.Interest(b.Interest)
		i.Rulings = with(i.Rulings, RulingByFact{Motion: b.Motion, Person: p.Author, Roles: q.Input.Author.Roles, Ruling: b.Ruling, Time: q.Time, Entry: index})
		s.interests.set(b.Interest, i)
	case *Motion:
		m, _ := d.Motion(b.Ref)
		if p.Kind == KindMotionMoved {
			m = MotionRecord{Mover: p.Author, Party: p.Party, Moved: q.Time, Entry: index}
			year, n, _ := cutRef(d.Founded().Prefix, b.Ref)
			s.numbers.set(year, n)
		}
		old := m.lapses()
		m.Motion, m.Status, m.TextID, m.Notice, m.Impact = *b, MotionDraft, st.ID, nil, nil
		m.Texts = with(m.Texts, index)
		s.motions.set(b.Ref, m)
		s.lapsing(m, old)
	case *NoticeGiven:
		s.motion(b.Motion, func(m *MotionRecord) {
			m.Status = MotionNotice
			m.Notice = &NoticeFacts{ID: st.ID, Given: q.Time, Opens: b.Opens, Closes: b.Closes, Author: p.Author, Extends: b.Extends, Urgent: b.Urgent}
		})
	case *ImpactStated:
		s.motion(b.Motion, func(m *MotionRecord) {
			m.Impact = &ImpactFacts{ID: st.ID, Author: p.Author, Baseline: b.Baseline, Lines: b.Lines, Positions: map[string]string{}}
		})
	case *ImpactAgreed:
		s.position(b.Motion, p.Party, "agreed")
	case *ImpactDisputed:
		s.position(b.Motion, p.Party, "disputed")
	case *MotionOpened:
		s.motion(b.Motion, func(m *MotionRecord) {
			m.Status, m.OpenedEntry = MotionOpen, index
			m.Opened = &OpenedFacts{ID: st.ID, Time: q.Time, Entry: index, Rules: b.Rules, Closes: b.Closes, Roll: b.Roll, Version: d.Version(), Extends: b.Extends}
		})
		s.await(agendaItem{due: b.Closes, ref: b.Motion})
	case *MotionWithdrawn:
		s.motion(b.Motion, func(m *MotionRecord) {
			if !slices.Contains(m.Withdrawn, p.Author) {
				m.Withdrawn = with(m.Withdrawn, p.Author)
			}
			m.ChairAgreed = m.ChairAgreed || p.Author != m.Mover && q.Input.Author.Key.Entry < m.OpenedEntry && slices.ContainsFunc(q.Input.Author.Roles, func(r RoleFacts) bool {
				return (r.Role == RoleChair || r.Role == RoleViceChair) && r.Entry < m.OpenedEntry
			})
			if m.Status != MotionOpen || m.ChairAgreed && slices.Contains(m.Withdrawn, m.Mover) {
				m.Status = MotionWithdrew
				s.forget(agendaItem{ref: b.Motion})
			}
		})
	case *VoteCast:
		s.motion(b.Motion, func(m *MotionRecord) {
			m.Votes = append(m.Votes, VoteFacts{ // beyond what any reader's copy holds
				Entry: index, Time: q.Time, Seat: b.Seat, Party: p.Party, Person: p.Author,
				Deputy: q.Input.Seat.Holder != p.Author, Choice: b.Choice, Assurance: q.Input.Author.Key.Assurance,
				Then: b.Then, Casting: b.Casting,
			})
		})
	case *DecisionRatified:
		s.answer(b.Decision, p.Party, Answer{"ratified", &b.Resolution, q.Time, index})
	case *RatificationRefused:
		s.answer(b.Decision, p.Party, Answer{"refused", &b.Resolution, q.Time, index})
	case *DecisionVaried:
		s.vary(*b, index)
	case *ObligationPaid:
		s.event(b.Obligation, ObligationEvent{p.Kind, p.Party, b.Pence, b.On, index})
	case *ObligationReceived:
		s.event(b.Obligation, ObligationEvent{p.Kind, p.Party, b.Pence, b.On, index})
	case *ObligationQueried:
		s.event(b.Obligation, ObligationEvent{p.Kind, p.Party, b.Pence, day, index})
	case stated:
		b.apply(s, q, index)
	}
	return s.ordered(statementEntry(q.Time, st, q.Rules))
}

// ordered counts an entry in.
func (s *State) ordered(e *Entry) *Entry {
	s.draftHead.size++
	s.draftHead.time = e.Time
	return e
}

func (s *State) found(st *Signed, f *Founded, t Time) {
	s.draftHead.founded, s.draftHead.founding, s.draftHead.engine = f, st.ID, f.Engine
	s.addKey(f.Secretary, "", t, 0)
	s.role(f.Secretary.Person, RoleTerm{Role: RoleSecretary, From: t.Day()})
	for _, p := range f.Parties {
		s.parties.set(p.Code, Party{FoundingParty: p, Officers: []string{p.Officer.Person}})
		s.addKey(p.Officer, p.Code, t, 0)
		s.role(p.Officer.Person, RoleTerm{Role: RoleOfficer, Party: p.Code, From: t.Day()})
	}
}

func (s *State) role(person string, term RoleTerm) {
	p, _ := s.Draft().Person(person)
	p.Roles = with(p.Roles, term)
	s.people.set(person, p)
}

func (s *State) addKey(h KeyHolder, party string, t Time, index int64) {
	s.keys.set(h.Key.Thumbprint(), KeyRecord{Key: h.Key, Person: h.Person, Added: t, Entry: index})
	p, known := s.Draft().Person(h.Person)
	if !known {
		p = Person{ID: h.Person, Party: party}
	}
	p.Keys = with(p.Keys, h.Key.Thumbprint())
	s.people.set(h.Person, p)
}

func (s *State) seat(seat Seat, person string) {
	s.seats.set(seat.ID, seat)
	p, _ := s.Draft().Person(person)
	if !slices.Contains(p.Seats, seat.ID) {
		p.Seats = with(p.Seats, seat.ID)
		s.people.set(person, p)
	}
}

func (s *State) motion(ref string, change func(*MotionRecord)) {
	m, _ := s.Draft().Motion(ref)
	old := m.lapses()
	change(&m)
	s.motions.set(ref, m)
	s.lapsing(m, old)
}

func (s *State) position(ref, party, position string) {
	s.motion(ref, func(m *MotionRecord) {
		impact := *m.Impact
		impact.Positions = withKey(impact.Positions, party, position)
		m.Impact = &impact
	})
}

func (s *State) answer(ref, party string, a Answer) {
	d, _ := s.Draft().Decision(ref)
	d.Answers = withKey(d.Answers, party, a)
	s.decisions.set(ref, d)
	s.forget(agendaItem{ref: ref, party: party})
}

func (s *State) event(ref string, e ObligationEvent) {
	o, _ := s.Draft().Obligation(ref)
	o.Events = with(o.Events, e)
	s.obligations.set(ref, o)
}

// vary marks a decision; what is rescinded or superseded no longer counts
// against anybody's authority.
func (s *State) vary(b DecisionVaried, index int64) {
	d, _ := s.Draft().Decision(b.Decision)
	d.Variations = with(d.Variations, Variation{b, index})
	s.decisions.set(b.Decision, d)
	if b.How == "rescinded" || b.How == "superseded" {
		s.uncount(d)
	}
}

// uncount takes what a decision cost out of every running balance.
func (s *State) uncount(d Decision) {
	its := func(c Commitment) bool { return c.Decision == d.Decision }
	for _, o := range d.Parties {
		party, _ := s.Draft().Party(o.Party)
		left := slices.DeleteFunc(slices.Clone(party.Commitments), its)
		party.Commitments, party.balance = nil, nil
		for _, c := range left {
			party.commit(c)
		}
		s.parties.set(o.Party, party)
	}
	leads := slices.Clone(s.draftHead.leads)
	for i := range leads {
		leads[i].Used = slices.DeleteFunc(slices.Clone(leads[i].Used), its)
	}
	s.draftHead.leads = leads
}

// await puts an item on the agenda, in order of due time and reference.
func (s *State) await(item agendaItem) {
	agenda := slices.Clone(s.draftHead.agenda)
	at, _ := slices.BinarySearchFunc(agenda, item, compareAgenda)
	s.draftHead.agenda = slices.Insert(agenda, at, item)
}

func (s *State) forget(item agendaItem) {
	s.draftHead.agenda = slices.DeleteFunc(slices.Clone(s.draftHead.agenda), func(a agendaItem) bool {
		return a.ref == item.ref && a.party == item.party && a.what == item.what
	})
}
