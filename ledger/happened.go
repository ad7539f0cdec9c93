package ledger

// What happened to a motion: the entries that are about it or its decision, so that its
// history can be told without reading the ledger through. What is said of one of its
// obligations stands with the obligation.

// happen records that an entry is about the motions that its body names.
func (s *State) happen(body Body, index int64) {
	for _, ref := range s.Draft().aboutMotions(body) {
		// A reference that is no motion's, as a dispute's may be, names none.
		if m, ok := s.Draft().Motion(ref); ok {
			m.Happened = with(m.Happened, index)
			s.motions.set(ref, m)
		}
	}
}

// aboutMotions are the references that a body names: of motions, their parts, and
// decisions. It is asked once the body is applied.
func (v View) aboutMotions(body Body) []string {
	switch b := body.(type) {
	case *MotionMoved: // and of motion.amended
		return []string{b.Ref}
	case *NoticeGiven:
		return []string{b.Motion}
	case *ImpactStated:
		return []string{b.Motion}
	case *ImpactAgreed:
		return []string{b.Motion}
	case *ImpactDisputed:
		return []string{b.Motion}
	case *InterestDeclared:
		return []string{b.Motion}
	case *InterestRuled:
		return []string{b.Motion}
	case *InterestEnded:
		i, _ := v.Interest(b.Interest)
		return []string{i.Motion}
	case *MemberInstructed:
		return []string{b.Motion}
	case *GatePassed:
		return []string{b.Motion}
	case *MotionOpened:
		return []string{b.Motion}
	case *MotionExtended:
		return []string{b.Motion}
	case *MotionWithdrawn:
		return []string{b.Motion}
	case *MotionLapsed:
		return []string{b.Motion}
	case *AmendmentMoved:
		return []string{b.To.Ref}
	case *AmendmentPut:
		return []string{b.Motion}
	case *MotionDivided:
		return []string{b.Motion}
	case *VoteCast:
		return []string{b.Motion}
	case *VoteRecorded:
		return []string{b.Motion}
	case *VoteConfirmed:
		return []string{b.Motion}
	case *HandsShown:
		return []string{b.Motion}
	case *HandConfirmed:
		return []string{b.Motion}
	case *HandDenied:
		return []string{b.Motion}
	case *DecisionMade:
		return []string{b.Decision}
	case *DecisionRatified:
		return []string{b.Decision}
	case *RatificationRefused:
		return []string{b.Decision}
	case *RatificationLapsed:
		return []string{b.Decision}
	case *DecisionVaried:
		return []string{b.Decision, b.By}
	case *DecisionCalledIn:
		return []string{b.Decision}
	case *CallInEnded:
		return []string{b.Decision}
	case *CallInLapsed:
		return []string{b.Decision}
	case *ConditionMet:
		return []string{b.Decision}
	case *NoticePublished:
		return []string{b.Decision}
	case *DisputeRaised:
		return []string{b.About}
	case *DisputeSettled:
		d, _ := v.Dispute(b.Dispute)
		return []string{d.About}
	case *DisputeEscalated:
		d, _ := v.Dispute(b.Dispute)
		return []string{d.About}
	case *MoUAmended:
		return []string{b.Decision}
	case *MeetingCalled: // and of agenda.amended
		return itemMotions(b.Items)
	}
	return nil
}

// itemMotions are those on an agenda.
func itemMotions(items []AgendaItem) (refs []string) {
	for _, item := range items {
		refs = append(refs, item.Motion)
	}
	return refs
}
