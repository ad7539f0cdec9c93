package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"concordat/ledger"
	"concordat/server/api"
)

// acts names what a statement of each kind is, for those who are about to sign it.
var acts = map[string]string{
	ledger.KindKeyAdded: "the adding of a key", ledger.KindDeputyAppointed: "an appointment", ledger.KindAuthorityGiven: "an authority",
	ledger.KindAuthorityChanged: "a change of an authority", ledger.KindAuthorityEnded: "the end of an authority", ledger.KindMemberInstructed: "an instruction",
	ledger.KindRoleEnded: "the end of an appointment", ledger.KindSeatVacated: "the leaving of a seat", ledger.KindBoardMemberEnrolled: "an appointment",
	ledger.KindFigureRecorded: "a figure", ledger.KindInterestDeclared: "a declaration", ledger.KindInterestRuled: "a ruling",
	ledger.KindMotionMoved: "a motion", ledger.KindMotionAmended: "an amendment", ledger.KindNoticeGiven: "a notice",
	ledger.KindImpactStated: "an impact statement", ledger.KindImpactAgreed: "an agreement", ledger.KindImpactDisputed: "a dispute",
	ledger.KindMotionOpened: "the opening of a vote", ledger.KindMotionWithdrawn: "a withdrawal", ledger.KindVoteCast: "a vote",
	ledger.KindDecisionRatified: "a ratification", ledger.KindRatificationRefused: "a refusal to ratify", ledger.KindDecisionVaried: "a variation",
	ledger.KindForwardPlanPublished: "a forward plan", ledger.KindMeetingRequisitioned: "a request for a meeting", ledger.KindRequisitionJoined: "the joining of a request",
	ledger.KindMeetingCalled: "the call of a meeting", ledger.KindAgendaAmended: "an agenda", ledger.KindAttendanceRecorded: "an attendance",
	ledger.KindItemReleased: "a release", ledger.KindRoleAppointed: "an appointment",
	ledger.KindItemNoted: "a note in the minutes", ledger.KindItemDeferred: "a deferral", ledger.KindPointRuled: "a ruling from the chair",
	ledger.KindAmendmentMoved: "an amendment on the floor", ledger.KindAmendmentPut: "a show of hands on an amendment", ledger.KindMotionDivided: "a division into parts",
	ledger.KindHandsShown: "a show of hands", ledger.KindHandConfirmed: "the confirmation of a hand", ledger.KindHandDenied: "the denial of a show of hands", ledger.KindActionSet: "an action", ledger.KindActionClosed: "the closing of an action",
	ledger.KindConditionMet: "that a condition is met", ledger.KindNoticePublished: "that a notice was published", ledger.KindMeetingEnded: "the end of a meeting", ledger.KindMinutesApproved: "an approval of minutes",
	ledger.KindMoUDrafted: "a draft of the MoU", ledger.KindDraftAnswered: "a position on a draft", ledger.KindPartyJoined: "an accession", ledger.KindPartyMerged: "a merger",
	ledger.KindLeavingNotified: "a notice to leave", ledger.KindLeavingWithdrawn: "the withdrawal of a notice to leave", ledger.KindGatePassed: "that a gate is passed",
	ledger.KindDecisionCalledIn: "a call-in", ledger.KindCallInEnded: "the end of a call-in", ledger.KindDisputeRaised: "a dispute between parties", ledger.KindDisputeSettled: "a settlement",
	ledger.KindFundReported: "a report on a fund", ledger.KindOutturnStated: "an outturn", ledger.KindContributionChanged: "a change of contributions",
	ledger.KindContributionApproved: "an approval", ledger.KindVirementMade: "a virement", ledger.KindOverspendNotified: "notice of an overspend", ledger.KindCapLifted: "a consent",
	ledger.KindObligationPaid: "a payment", ledger.KindObligationReceived: "a receipt of money", ledger.KindObligationQueried: "a query",
	ledger.KindDutyDone: "that a duty is done", ledger.KindBalanceStated: "a balance", ledger.KindCommitmentMade: "a commitment",
	ledger.KindVoteRecorded: "the record of a vote", ledger.KindVoteConfirmed: "the confirmation of a vote",
	ledger.KindLedgerFounded: "the founding of a ledger", ledger.KindMoUAdopted: "the opening of the MoU for signature", ledger.KindPartyEstablished: "an establishment",
	ledger.KindPersonNamed: "who somebody is", ledger.KindTextErased: "an order to erase",
	ledger.KindLedgerRecovered: "the record of a loss", ledger.KindLogKeyChanged: "a change of the log's key", ledger.KindKeyRevoked: "the end of a key", ledger.KindKeyReplaced: "the replacement of a key",
	ledger.KindKeyAdmitted:  "the admission of a key",
	ledger.KindWitnessNamed: "the naming of a witness", ledger.KindWitnessEnded: "the end of a witness", ledger.KindCheckpointCountersigned: "a countersignature",
}

// openToSign is openAs for a command that signs a statement of that kind: it must
// have been told to, or have a person to ask.
func (s *session) openToSign(kind string, yes bool) error {
	if s.As != "" {
		if err := s.mayAsk(kind, yes); err != nil {
			return err
		}
	}
	return s.openAs()
}

func (s *session) mayAsk(kind string, yes bool) error {
	if yes || s.NoInput || s.asks {
		return nil
	}
	return usage("this signs %s: add --yes to sign without being asked", acts[kind])
}

// confirm asks a person, where there is one; otherwise the command was the answer.
// Whoever stops the program has not said yes.
func (s *session) confirm(question string, yes bool) bool {
	if yes || !s.asks {
		return true
	}
	// The terminal itself, wherever the talk goes; where there is no such file,
	// standard input is one.
	in, out := s.in, s.err
	if tty, err := os.OpenFile("/dev/tty", os.O_RDWR, 0); err == nil {
		defer tty.Close()
		in, out = tty, tty
	}
	return ask(s.ctx, in, out, question)
}

// ask puts a question and waits for the answer, or for ctx. No answer is no.
func ask(ctx context.Context, in io.Reader, out io.Writer, question string) bool {
	fmt.Fprintf(out, "%s [y/N] ", question)
	answer := make(chan string, 1)
	go func() { // left behind when the program is stopped, which ends with it
		line, _ := bufio.NewReader(in).ReadString('\n')
		answer <- strings.ToLower(strings.TrimSpace(line))
	}()
	select {
	case a := <-answer:
		return ctx.Err() == nil && (a == "y" || a == "yes")
	case <-ctx.Done():
		fmt.Fprintln(out)
		return false
	}
}

// keyFile is where the key that --as names is looked for.
func (s *session) keyFile() string {
	if !strings.HasSuffix(s.As, ".key") && filepath.Base(s.As) == s.As {
		return filepath.Join(s.Keys, s.As+".key")
	}
	return s.As
}

// advice is a refusal with a remedy that fits better than that of its code.
type advice struct {
	*api.Problem
	do string
}

func (a *advice) Unwrap() error { return a.Problem }

// advised gives a refusal that is known before anything is sent, and what to do
// about it.
func advised(code ledger.Code, do, format string, args ...any) error {
	return &advice{api.NewProblem(code, fmt.Sprintf(format, args...)), do}
}

// remedy is what to do about a refusal: what the command knows, or what the code
// says.
func (s *session) remedy(err error, p *api.Problem) string {
	if a := (*advice)(nil); errors.As(err, &a) {
		return a.do
	}
	if p.Code == ledger.CodeLogIn && s.As == "" {
		return "say who you are with --as NAME"
	}
	if do := s.ofStatement(p); do != "" {
		return do
	}
	return lowerFirst(strings.TrimSuffix(api.Meanings[p.Code].Do, "."))
}

// noOfficer refuses what only an officer may state, and names who may.
func (s *session) noOfficer(me api.Person) error {
	do, whose := "ask the officer of the party whose statement it is", "a party"
	if me.Party != "" {
		if p, err := s.client.Party(s.ctx, me.Party); err == nil && len(p.Officers) > 0 {
			do, whose = "ask "+joined(p.Officers)+", who may run it with --as "+p.Officers[0], p.Name
		}
	}
	return advised(ledger.CodeRefused, do, "this is for an officer of %s to state, and %s is %s", whose, me.ID, me.Words)
}
