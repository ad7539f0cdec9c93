package ledger

import "slices"

// The kinds of statement and consequence, noun.past. What each says stands in the
// file of its subject, with the shape of its body, its sentence, what it is held
// against and what it changes. A body's bytes are for ever: a field may be added if it is left out when
// empty; none is ever renamed, re-ordered in meaning or taken away. Money is
// whole pence; a Date is a day in Europe/London; a Time is UTC.

// Kinds that people state.
const (
	KindLedgerFounded       = "ledger.founded"
	KindEngineChanged       = "engine.changed"
	KindMoUAdopted          = "mou.adopted"
	KindMoUSigned           = "mou.signed"
	KindPartyEstablished    = "party.established"
	KindRoleAppointed       = "role.appointed"
	KindKeyAdded            = "key.added"
	KindKeyRevoked          = "key.revoked"
	KindBoardMemberEnrolled = "board_member.enrolled"
	KindDeputyAppointed     = "deputy.appointed"
	KindAuthorityGiven      = "authority.given"
	KindAuthorityChanged    = "authority.changed"
	KindAuthorityEnded      = "authority.ended"
	KindRoleEnded           = "role.ended"
	KindSeatVacated         = "seat.vacated"
	KindMemberInstructed    = "board_member.instructed"
	KindFigureRecorded      = "figure.recorded"
	KindInterestDeclared    = "interest.declared"
	KindInterestRuled       = "interest.ruled"
	KindMotionMoved         = "motion.moved"
	KindMotionAmended       = "motion.amended"
	KindNoticeGiven         = "notice.given"
	KindImpactStated        = "impact.stated"
	KindImpactAgreed        = "impact.agreed"
	KindImpactDisputed      = "impact.disputed"
	KindMotionOpened        = "motion.opened"
	KindMotionWithdrawn     = "motion.withdrawn"
	KindVoteCast            = "vote.cast"
	KindVoteRecorded        = "vote.recorded"
	KindVoteConfirmed       = "vote.confirmed"
	KindDecisionRatified    = "decision.ratified"
	KindRatificationRefused = "ratification.refused"
	KindDecisionVaried      = "decision.varied"
	KindObligationPaid      = "obligation.paid"
	KindObligationReceived  = "obligation.received"
	KindObligationQueried   = "obligation.queried"
)

// Kinds that follow: consequences, which nobody signs.
const (
	KindDecisionMade       = "decision.made"
	KindObligationAssumed  = "obligation.assumed"
	KindRatificationLapsed = "ratification.lapsed"
)

// Kinds of statement about meetings.
const (
	KindForwardPlanPublished = "forward_plan.published"
	KindMeetingRequisitioned = "meeting.requisitioned"
	KindRequisitionJoined    = "requisition.joined"
	KindMeetingCalled        = "meeting.called"
	KindAgendaAmended        = "agenda.amended"
	KindAttendanceRecorded   = "attendance.recorded"
	KindItemNoted            = "item.noted"
	KindItemDeferred         = "item.deferred"
	KindItemReleased         = "item.released"
	KindPointRuled           = "point.ruled"
	KindAmendmentMoved       = "amendment.moved"
	KindAmendmentPut         = "amendment.put"
	KindMotionDivided        = "motion.divided"
	KindHandsShown           = "hands.shown"
	KindHandConfirmed        = "hand.confirmed"
	KindHandDenied           = "hand.denied"
	KindActionSet            = "action.set"
	KindActionClosed         = "action.closed"
	KindConditionMet         = "condition.met"
	KindNoticePublished      = "notice.published"
	KindMeetingEnded         = "meeting.ended"
	KindMinutesApproved      = "minutes.approved"
)

// Kinds of statement about the agreement's own life.
const (
	KindMoUDrafted       = "mou.drafted"
	KindDraftAnswered    = "draft.answered"
	KindPartyJoined      = "party.joined"
	KindPartyMerged      = "party.merged"
	KindLeavingNotified  = "leaving.notified"
	KindLeavingWithdrawn = "leaving.withdrawn"
	KindInterestEnded    = "interest.ended"
	KindGatePassed       = "gate.passed"
	KindDecisionCalledIn = "decision.called_in"
	KindCallInEnded      = "call_in.ended"
	KindDisputeRaised    = "dispute.raised"
	KindDisputeSettled   = "dispute.settled"
)

// Consequences of the agreement's own life.
const (
	KindMoUAmended       = "mou.amended"
	KindMotionLapsed     = "motion.lapsed"
	KindMotionExtended   = "motion.extended"
	KindDisputeEscalated = "dispute.escalated"
	KindCallInLapsed     = "call_in.lapsed"
	KindLeavingSettled   = "leaving.settled"
	KindLeavingMoved     = "leaving.moved"
)

// Kinds of statement about pooled funds.
const (
	KindFundReported         = "fund.reported"
	KindVirementMade         = "virement.made"
	KindOverspendNotified    = "overspend.notified"
	KindCapLifted            = "cap.lifted"
	KindContributionChanged  = "contribution.changed"
	KindContributionApproved = "contribution.approved"
	KindOutturnStated        = "outturn.stated"
)

// Kinds of statement about what is owed and used without a decision each time.
const (
	KindDutyDone       = "duty.done"
	KindBalanceStated  = "balance.stated"
	KindCommitmentMade = "commitment.made"
)

// Kinds of statement about who else sees the ledger.
const (
	KindWitnessNamed            = "witness.named"
	KindWitnessEnded            = "witness.ended"
	KindCheckpointCountersigned = "checkpoint.countersigned"
)

// Kinds of statement about the ledger's own keeping.
const (
	KindLedgerRecovered = "ledger.recovered"
	KindLogKeyChanged   = "log_key.changed"
	KindKeyReplaced     = "key.replaced"
	KindKeyAdmitted     = "key.admitted"
)

// Kinds of statement about personal text.
const (
	KindPersonNamed = "person.named"
	KindTextErased  = "text.erased"
)

// KindSettlementMade is the consequence of an outturn.
const KindSettlementMade = "settlement.made"

// bodies makes an empty body of each kind.
var bodies = map[string]func() Body{
	KindLedgerFounded:       func() Body { return &Founded{} },
	KindEngineChanged:       func() Body { return &EngineChanged{} },
	KindMoUAdopted:          func() Body { return &MoUAdopted{} },
	KindMoUSigned:           func() Body { return &MoUSigned{} },
	KindPartyEstablished:    func() Body { return &PartyEstablished{} },
	KindRoleAppointed:       func() Body { return &RoleAppointed{} },
	KindKeyAdded:            func() Body { return &KeyAdded{} },
	KindKeyRevoked:          func() Body { return &KeyRevoked{} },
	KindBoardMemberEnrolled: func() Body { return &BoardMemberEnrolled{} },
	KindDeputyAppointed:     func() Body { return &DeputyAppointed{} },
	KindAuthorityGiven:      func() Body { return &AuthorityGiven{} },
	KindAuthorityChanged:    func() Body { return &AuthorityChanged{} },
	KindAuthorityEnded:      func() Body { return &AuthorityEnded{} },
	KindRoleEnded:           func() Body { return &RoleEnded{} },
	KindSeatVacated:         func() Body { return &SeatVacated{} },
	KindMemberInstructed:    func() Body { return &MemberInstructed{} },
	KindFigureRecorded:      func() Body { return &FigureRecorded{} },
	KindPersonNamed:         func() Body { return &PersonNamed{} },
	KindTextErased:          func() Body { return &TextErased{} },
	KindInterestDeclared:    func() Body { return &InterestDeclared{} },
	KindInterestRuled:       func() Body { return &InterestRuled{} },
	KindMotionMoved:         func() Body { return &MotionMoved{} },
	KindMotionAmended:       func() Body { return &MotionAmended{} },
	KindNoticeGiven:         func() Body { return &NoticeGiven{} },
	KindImpactStated:        func() Body { return &ImpactStated{} },
	KindImpactAgreed:        func() Body { return &ImpactAgreed{} },
	KindImpactDisputed:      func() Body { return &ImpactDisputed{} },
	KindMotionOpened:        func() Body { return &MotionOpened{} },
	KindMotionWithdrawn:     func() Body { return &MotionWithdrawn{} },
	KindVoteCast:            func() Body { return &VoteCast{} },
	KindVoteRecorded:        func() Body { return &VoteRecorded{} },
	KindVoteConfirmed:       func() Body { return &VoteConfirmed{} },
	KindDecisionRatified:    func() Body { return &DecisionRatified{} },
	KindRatificationRefused: func() Body { return &RatificationRefused{} },
	KindDecisionVaried:      func() Body { return &DecisionVaried{} },
	KindObligationPaid:      func() Body { return &ObligationPaid{} },
	KindObligationReceived:  func() Body { return &ObligationReceived{} },
	KindObligationQueried:   func() Body { return &ObligationQueried{} },
	KindDecisionMade:        func() Body { return &DecisionMade{} },
	KindObligationAssumed:   func() Body { return &ObligationAssumed{} },
	KindRatificationLapsed:  func() Body { return &RatificationLapsed{} },

	KindMoUDrafted:       func() Body { return &MoUDrafted{} },
	KindDraftAnswered:    func() Body { return &DraftAnswered{} },
	KindPartyJoined:      func() Body { return &PartyJoined{} },
	KindPartyMerged:      func() Body { return &PartyMerged{} },
	KindLeavingNotified:  func() Body { return &LeavingNotified{} },
	KindLeavingWithdrawn: func() Body { return &LeavingWithdrawn{} },
	KindInterestEnded:    func() Body { return &InterestEnded{} },
	KindGatePassed:       func() Body { return &GatePassed{} },
	KindDecisionCalledIn: func() Body { return &DecisionCalledIn{} },
	KindCallInEnded:      func() Body { return &CallInEnded{} },
	KindDisputeRaised:    func() Body { return &DisputeRaised{} },
	KindDisputeSettled:   func() Body { return &DisputeSettled{} },
	KindMoUAmended:       func() Body { return &MoUAmended{} },
	KindMotionLapsed:     func() Body { return &MotionLapsed{} },
	KindMotionExtended:   func() Body { return &MotionExtended{} },
	KindDisputeEscalated: func() Body { return &DisputeEscalated{} },
	KindCallInLapsed:     func() Body { return &CallInLapsed{} },
	KindLeavingSettled:   func() Body { return &LeavingSettled{} },
	KindLeavingMoved:     func() Body { return &LeavingMoved{} },

	KindForwardPlanPublished: func() Body { return &ForwardPlanPublished{} },
	KindMeetingRequisitioned: func() Body { return &MeetingRequisitioned{} },
	KindRequisitionJoined:    func() Body { return &RequisitionJoined{} },
	KindMeetingCalled:        func() Body { return &MeetingCalled{} },
	KindAgendaAmended:        func() Body { return &AgendaAmended{} },
	KindAttendanceRecorded:   func() Body { return &AttendanceRecorded{} },
	KindItemNoted:            func() Body { return &ItemNoted{} },
	KindItemDeferred:         func() Body { return &ItemDeferred{} },
	KindItemReleased:         func() Body { return &ItemReleased{} },
	KindPointRuled:           func() Body { return &PointRuled{} },
	KindAmendmentMoved:       func() Body { return &AmendmentMoved{} },
	KindAmendmentPut:         func() Body { return &AmendmentPut{} },
	KindMotionDivided:        func() Body { return &MotionDivided{} },
	KindHandsShown:           func() Body { return &HandsShown{} },
	KindHandConfirmed:        func() Body { return &HandConfirmed{} },
	KindHandDenied:           func() Body { return &HandDenied{} },
	KindActionSet:            func() Body { return &ActionSet{} },
	KindActionClosed:         func() Body { return &ActionClosed{} },
	KindConditionMet:         func() Body { return &ConditionMet{} },
	KindNoticePublished:      func() Body { return &NoticePublished{} },
	KindMeetingEnded:         func() Body { return &MeetingEnded{} },
	KindMinutesApproved:      func() Body { return &MinutesApproved{} },

	KindFundReported:         func() Body { return &FundReported{} },
	KindVirementMade:         func() Body { return &VirementMade{} },
	KindOverspendNotified:    func() Body { return &OverspendNotified{} },
	KindCapLifted:            func() Body { return &CapLifted{} },
	KindContributionChanged:  func() Body { return &ContributionChanged{} },
	KindContributionApproved: func() Body { return &ContributionApproved{} },
	KindOutturnStated:        func() Body { return &OutturnStated{} },
	KindSettlementMade:       func() Body { return &SettlementMade{} },

	KindWitnessNamed:            func() Body { return &WitnessNamed{} },
	KindWitnessEnded:            func() Body { return &WitnessEnded{} },
	KindCheckpointCountersigned: func() Body { return &CheckpointCountersigned{} },

	KindLedgerRecovered: func() Body { return &LedgerRecovered{} },
	KindLogKeyChanged:   func() Body { return &LogKeyChanged{} },
	KindKeyReplaced:     func() Body { return &KeyReplaced{} },
	KindKeyAdmitted:     func() Body { return &KeyAdmitted{} },

	KindDutyDone:       func() Body { return &DutyDone{} },
	KindBalanceStated:  func() Body { return &BalanceStated{} },
	KindCommitmentMade: func() Body { return &CommitmentMade{} },
}

// derived tells the kinds that follow from those that people state.
func derived(kind string) bool {
	make, known := bodies[kind]
	if !known {
		return false
	}
	_, ok := make().(following)
	return ok
}

// Kinds lists every kind, sorted.
func Kinds() []string {
	kinds := make([]string, 0, len(bodies))
	for k := range bodies {
		kinds = append(kinds, k)
	}
	slices.Sort(kinds)
	return kinds
}
