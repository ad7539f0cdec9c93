package ledger

import (
	"errors"
	"strings"
	"testing"
)

// TestOpenLists holds that what an agreement may call its types, routes and the
// rest is any identifier, whose meaning is the rules', and nothing but that.
func TestOpenLists(t *testing.T) {
	pool := sampleMotion()
	pool.Type = "section_75"
	pool.Pool = &Pool{Host: "00W", Year: "2015-16", Lines: []PoolLine{
		{What: "Beds", Pence: 1, Kind: "beds", Basis: "by night", Due: "2015-12-01", Share: Share{By: "equal"}},
	}}
	lead := sampleMotion()
	lead.Type, lead.Route = "contract", "lead_commissioner"
	lead.Lead = &Lead{Party: "00W", Duties: []Duty{{"Report", "month", "2015-08-01"}}, From: "2015-08-01"}
	for _, c := range []struct {
		kind string
		body any
		word string // that may be any identifier
	}{
		{KindMotionMoved, pool, "section_75"},
		{KindMotionMoved, pool, "beds"},
		{KindMotionMoved, lead, "lead_commissioner"},
		{KindMotionMoved, lead, "month"},
		{KindImpactStated, ImpactStated{"GM-2015-003", digest("text"), "outturn", []ImpactLine{{"00V", "estates", "2016-17", 1}}}, "estates"},
		{KindRoleAppointed, RoleAppointed{"lay_member", "chair", "2013-04-01", ""}, "lay_member"},
		{KindInterestDeclared, InterestDeclared{"", "loyalty", "2015-06-20", ""}, "loyalty"},
		{KindInterestRuled, InterestRuled{digest("i"), "GM-2015-003", "leaves_the_room"}, "leaves_the_room"},
		{KindAuthorityGiven, AuthorityGiven{"A1", "*", []string{"section_75"}, "advises", Clause{"1", "1"}, Resolution{"r", "2015-03-03", ""}, Limit{}, Limit{}, "2015-03-03", "", nil}, "advises"},
		{KindAuthorityGiven, AuthorityGiven{"A1", "*", []string{"section_75"}, "advises", Clause{"1", "1"}, Resolution{"r", "2015-03-03", ""}, Limit{}, Limit{}, "2015-03-03", "", nil}, "section_75"},
	} {
		raw := string(mustEncode(c.body))
		if _, err := parseBody(c.kind, []byte(raw)); err != nil {
			t.Errorf("%s %s: %v", c.kind, c.word, err)
		}
		for _, bad := range []string{"", "two words", strings.Repeat("x", MaxCode+1)} {
			var e *Error
			if _, err := parseBody(c.kind, []byte(strings.Replace(raw, `"`+c.word+`"`, `"`+bad+`"`, 1))); !errors.As(err, &e) || e.Code != CodeMalformed {
				t.Errorf("%s with %q in place of %s: %v", c.kind, bad, c.word, err)
			}
		}
	}
	p := payload(t, KindInterestRuled, InterestRuled{digest("i"), "GM-2015-003", "leaves_the_room"})
	if !strings.HasSuffix(p.Sentence, ": leaves the room") {
		t.Errorf("%q does not say the ruling", p.Sentence)
	}
}

// agreementSamples holds one body of every kind about the agreement's own life,
// and of those older kinds that say more for its sake.
func agreementSamples() map[string]any {
	_, key := fileKey(7)
	resolution := Resolution{Ref: "GB-12", On: "2015-03-03", Paper: digest("paper")}
	party := FoundingParty{Code: "14L", Name: "NHS Manchester CCG", Type: "ccg", Note: "a note", Officer: KeyHolder{"manchester-officer", key}}
	amends := sampleMotion()
	amends.Type, amends.Reasons = "mou_amendment", []string{"The parties have agreed the text"}
	amends.Rejected = []Rejected{{"To leave the text as it is", "It names bodies that are no more"}}
	amends.Amends, amends.Lapses = &Amends{digest("draft"), 2, digest("rules 2")}, "2015-09-30"
	rights := sampleMotion()
	rights.Type, rights.Rights = "procedural", &Rights{[]string{"00V", "00W"}, "2015-08-01", "2016-03-31"}
	rights.Prolongs = &Prolongs{"acute-surgery", "2018-03-31"}
	return map[string]any{
		KindMoUDrafted:               MoUDrafted{2, "Second memorandum of understanding", digest("rules 2")},
		KindDraftAnswered:            DraftAnswered{digest("draft"), DraftSubjectTo, "clause 5.3 keeps three quarters"},
		"draft.answered (agree)":     DraftAnswered{digest("draft"), DraftAgreed, ""},
		"draft.answered (object)":    DraftAnswered{digest("draft"), DraftObjected, "it takes our vote"},
		KindPartyJoined:              PartyJoined{party},
		KindPartyMerged:              PartyMerged{[]string{"00V", "00W"}, party, "2017-04-01", "NHS England, approval of merger under NHS Act 2006 s14G"},
		KindLeavingNotified:          LeavingNotified{"acute-surgery", "2016-07-14", resolution},
		KindLeavingWithdrawn:         LeavingWithdrawn{"*", resolution},
		KindInterestEnded:            InterestEnded{digest("interest"), "2015-09-30"},
		KindGatePassed:               GatePassed{"GM-2015-003", "public_involvement", Paper{"Report of the consultation", digest("report")}, "2015-06-30"},
		KindDecisionCalledIn:         DecisionCalledIn{"GM-2015-003", "secretary_of_state", "Direction 2015/4", "2015-08-10", "", nil},
		KindCallInEnded:              CallInEnded{"GM-2015-003", CallInReleased, "Letter of 1 December 2015", "2015-12-01", nil},
		"decision.called_in (shown)": DecisionCalledIn{"GM-2015-003", "secretary_of_state", "Direction 2015/4", "2015-08-10", "2016-02-10", &Paper{"Direction 2015/4", digest("direction")}},
		"call_in.ended (shown)":      CallInEnded{"GM-2015-003", CallInRetaken, "Letter of 1 December 2015", "2015-12-01", &Paper{"Letter of 1 December 2015", digest("letter")}},
		"call_in.lapsed":             CallInLapsed{"GM-2015-003"},
		"call_in.ended (retaken)":    CallInEnded{"GM-2015-003", CallInRetaken, "Letter of 1 December 2015", "2015-12-01", nil},
		KindDisputeRaised:            DisputeRaised{"00V-D1", []string{"00W"}, "GM-2015-003/001", "The share is not by the figure agreed", []DisputeStep{{"officers", "2015-08-14T22:59:59.999Z"}, {"chairs", "2015-08-28T22:59:59.999Z"}}},
		KindDisputeSettled:           DisputeSettled{"00V-D1", "Bury pays half"},
		KindMoUAmended:               MoUAmended{2, "Second memorandum of understanding", digest("rules 2"), "GM-2015-003", []string{"00V", "00W"}},
		KindMotionLapsed:             MotionLapsed{"GM-2015-003"},
		KindMotionExtended:           MotionExtended{"GM-2015-003", "2015-07-22T17:00:00.000Z"},
		KindDisputeEscalated:         DisputeEscalated{"00V-D1", "officers", "chairs"},
		"dispute.escalated (last)":   DisputeEscalated{"00V-D1", "chairs", ""},
		"motion.moved (amends)":      amends,
		"motion.moved (rights)":      rights,
		"interest.ruled (another)":   InterestRuled{digest("interest"), "GM-2015-003", "leaves_the_room"},
		"notice.given (urgent)":      NoticeGiven{"GM-2015-003", digest("text"), "2015-07-14T09:00:00.000Z", "2015-07-15T17:00:00.000Z", "2015-07-22T17:00:00.000Z", "the contract ends on 31 July"},
		"motion.opened (extends)":    MotionOpened{Motion: "GM-2015-003", Title: "Stepping Hill as the fourth site", Text: digest("text"), Notice: digest("notice"), Roll: []RollSeat{{"00V-1", "00V", 1}}, Rules: digest("rules"), Closes: "2015-07-15T17:00:00.000Z", Extends: "2015-07-22T17:00:00.000Z"},
		"vote.cast (options)":        VoteCast{Motion: "GM-2015-003", Opened: digest("opened"), Seat: "00V-1", Choice: "Two sites", Then: []string{"Three sites"}, Casting: "Two sites"},
		"decision.made (gates)":      DecisionMade{"GM-2015-003", digest("opened"), RouteJointCommittee, OutcomeCarried, true, []Check{}, []PartyOutcome{}, []string{"assurance"}, nil},
	}
}

// TestNoKind holds that a kind which nobody knows, as in a damaged entry, neither
// follows from anything nor is read.
func TestNoKind(t *testing.T) {
	if derived("decision.maed") {
		t.Error("a kind that is none follows")
	}
	if body, err := consequenceBody(&Consequence{Kind: "decision.maed", Body: []byte("{}")}); err == nil {
		t.Errorf("it is read as %+v", body)
	}
}
