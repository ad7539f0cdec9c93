package policy

import (
	"testing"

	"concordat/ledger"
)

// anew has the board decide on the fund's year in place of another decision.
func (b *board) anew(codes []string, ref string, lines ...ledger.PoolLine) string {
	b.t.Helper()
	return b.instead(codes, ledger.Varies{Decision: ref, How: "superseded"}, lines...)
}

// instead has the board decide on the fund's year by varying another decision.
func (b *board) instead(codes []string, varies ledger.Varies, lines ...ledger.PoolLine) string {
	b.t.Helper()
	by := b.notice(ledger.Motion{
		Type: ledger.TypePool, Route: ledger.RouteJointCommittee, Function: "clinical-strategy", Varies: &varies,
		Pool: &ledger.Pool{Host: codes[0], Year: "2015-16", Fund: "community-nurses", Lines: lines},
	}, "2015-09-05T09:00:00.000Z", "2015-09-19T16:00:00.000Z", "")
	b.now = "2015-09-05T09:00:00.000Z"
	b.open(by)
	b.vote(by, codes, len(codes))
	b.until("2015-09-19T16:00:00.000Z")
	return by
}

func shared(line string, pence int64) ledger.PoolLine {
	return ledger.PoolLine{What: "Of " + line, Line: line, Pence: pence, Kind: "cash", Due: "2015-11-03", Recurrent: true, Variable: true, Share: ledger.Share{By: "equal"}}
}

// TestYearMadeUpAnew: what was moved between lines, and what was changed, before the
// year was made up anew is no money of the year as it is now. A year that came to just
// what was contributed gives nothing back.
func TestYearMadeUpAnew(t *testing.T) {
	b, codes := settling(t)
	host := codes[0]
	officer := func(code, kind string, body any) ledger.Digest { return b.do("officer-"+code, code, kind, body) }
	ref := b.pooled(codes, "community-nurses")[0]
	b.now = "2015-07-20T09:00:00.000Z"
	id := officer(host, ledger.KindContributionChanged, ledger.ContributionChanged{
		Fund: "community-nurses", Year: "2015-16", Changes: []ledger.ContributionChange{{Party: codes[1], Line: "beds", Pence: 1_200_000}}, Recurrent: true,
		Effective: "2015-08-01", Due: "2015-11-30", Reason: "a ward moved",
	})
	for _, code := range codes {
		officer(code, ledger.KindContributionApproved, ledger.ContributionApproved{Change: id, Resolution: ledger.Resolution{Ref: "GB/2", On: "2015-07-20"}})
	}
	allows := b.notice(ledger.Motion{
		Type: "virement", Route: ledger.RouteJointCommittee, Function: "clinical-strategy",
		Virement: &ledger.Virement{Fund: "community-nurses", Year: "2015-16", From: "nurses", To: "beds", Pence: 500_000},
	}, "2015-08-05T09:00:00.000Z", "2015-08-19T16:00:00.000Z", "")
	b.now = "2015-08-05T09:00:00.000Z"
	b.open(allows)
	b.vote(allows, codes, len(codes))
	b.until("2015-08-19T16:00:00.000Z")
	officer(host, ledger.KindVirementMade, ledger.VirementMade{Fund: "community-nurses", Year: "2015-16", From: "nurses", To: "beds", Pence: 500_000, Decision: allows})
	anew := b.anew(codes, ref, shared("beds", 12_000_000), shared("staff", 12_000_000))
	b.do("secretary", "", ledger.KindDecisionVaried, ledger.DecisionVaried{Decision: ref, By: anew, How: "superseded"})

	b.now = "2016-04-20T09:00:00.000Z"
	officer(host, ledger.KindOutturnStated, ledger.OutturnStated{
		Fund: "community-nurses", Year: "2015-16", Stage: ledger.StageProvisional, Source: "the host's ledger",
		Lines: []ledger.OutturnLine{{Line: "beds", Pence: 12_000_000}, {Line: "staff", Pence: 12_000_000}},
	})
	facts, _ := b.state.Draft().FundFacts("community-nurses", b.now.Day())
	y := facts.Years["2015-16"]
	if s := y.Settlements[0]; s.Overspend != 0 || s.Underspend != 0 || len(b.owed(anew+"/S1")) != 0 || len(y.Changes) != 0 || len(y.Virements) != 0 {
		t.Errorf("just what was contributed: %+v, %v, %+v, %+v", s, b.owed(anew+"/S1"), y.Changes, y.Virements)
	}
	b.replayed()
}

// TestNobodyEscapesByWhatIsNotRatified: a decision in place of one by which money is
// owed ends nothing while a party has not ratified it, and nothing once that refuses.
func TestNobodyEscapesByWhatIsNotRatified(t *testing.T) {
	b, codes := settling(t)
	ref := b.pooled(codes, "community-nurses")[0]
	b.now = "2015-07-20T09:00:00.000Z"
	anew := b.anew(codes, ref, shared("beds", 900_000_000_000), shared("staff", 900_000_000_000)) // beyond what each may spend by itself
	varied := ledger.DecisionVaried{Decision: ref, By: anew, How: "superseded"}
	b.refused("conflict", "What is owed by "+ref, "secretary", "", ledger.KindDecisionVaried, varied)
	resolution := ledger.Resolution{Ref: "GB/2", On: "2015-09-19"}
	for _, code := range codes[1:] {
		b.do("officer-"+code, code, ledger.KindDecisionRatified, ledger.DecisionRatified{Decision: anew, Resolution: resolution})
	}
	b.do("officer-"+codes[0], codes[0], ledger.KindRatificationRefused, ledger.RatificationRefused{Decision: anew, Resolution: resolution})
	b.refused("conflict", "has not ratified "+anew, "secretary", "", ledger.KindDecisionVaried, varied)
	o, _ := b.state.Draft().Obligation(ref + "/006")
	if got := b.state.Draft().ObligationStatus(o, b.state.Draft().Size(), b.now.Day()); got != ledger.ObligationDue {
		t.Errorf("what %s owes is %s", o.Payer, got)
	}
	b.replayed()
}

// TestWhatIsVariedCostsOnce: what a decision on a pool spends counts against nobody's
// authority once its obligations have ended, however it was varied.
func TestWhatIsVariedCostsOnce(t *testing.T) {
	for _, how := range []string{"varied", "superseded", "rescinded"} {
		b, codes := settling(t)
		ref := b.pooled(codes, "community-nurses")[0]
		b.now = "2015-07-20T09:00:00.000Z"
		anew := b.instead(codes, ledger.Varies{Decision: ref, How: how}, shared("staff", 24_000_000))
		b.do("secretary", "", ledger.KindDecisionVaried, ledger.DecisionVaried{Decision: ref, By: anew, How: how})
		for _, o := range b.facts(anew).Parties {
			spent := int64(0)
			for _, c := range b.state.Draft().PartyFacts(o.Party, b.now.Day()).Commitments {
				spent += c.Spend
			}
			if len(o.Cost) != 1 || spent != o.Cost[0].Spend {
				t.Errorf("%s: %s is held to have spent %d, and %s costs it %v", how, o.Party, spent, anew, o.Cost)
			}
		}
		b.replayed()
	}
}
