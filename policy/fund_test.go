package policy

import (
	"fmt"
	"maps"
	"slices"
	"testing"
	"time"

	"concordat/ledger"
)

// A year of pooled funds, by the ledger's own state and the agreement's own rules.

// settlingTerms share what is over in proportion to contributions, and give back so
// what is left.
func settlingTerms(terms map[string]any) {
	terms["shares"].(map[string]any)["base"] = map[string]any{"recurrent_only": false, "of": "revised"}
	by := []map[string]any{{"to": "parties", "by": "contribution"}}
	terms["overspend"] = map[string]any{"clause": "7.2", "steps": by}
	terms["underspend"] = map[string]any{"clause": "7.2", "steps": by}
	terms["settlement"] = map[string]any{"clause": "7.2", "due_days": 30}
	terms["accounts"] = map[string]any{"clause": "7.2", "overspend_days": 5}
	terms["changes"] = map[string]any{"clause": "7.2", "approvals": "each"}
	terms["virement"] = map[string]any{"clause": "7.2", "by": "decision"}
}

// settling is Greater Manchester with those terms.
func settling(t *testing.T) (*board, []string) {
	t.Helper()
	return settlingOn(t, withTerms(t, embeddedBundle(t, "greater-manchester"), settlingTerms))
}

// settlingOn founds it, each party with authority for pools.
func settlingOn(t testing.TB, bundle Bundle) (*board, []string) {
	t.Helper()
	b, codes := foundedOn(t, bundle)
	limit := ledger.Limit{Action: 1e11, Year: 1e12, Life: 1e12}
	b.now = "2015-06-02T09:00:00.000Z"
	for _, code := range codes {
		b.do("officer-"+code, code, ledger.KindAuthorityGiven, ledger.AuthorityGiven{
			ID: code + "-A2", Function: "*", Types: []string{ledger.TypePool, "virement"}, Committee: "decides",
			Constitution: ledger.Clause{Version: "1", Clause: "6.4"}, Resolution: ledger.Resolution{Ref: "GB/1", On: "2015-05-01"},
			Spend: limit, Loss: limit, From: "2015-05-01",
		})
	}
	return b, codes
}

// pooled has the board decide on these funds, each shared equally and hosted by the
// first party.
func (b *board) pooled(codes []string, funds ...string) (refs []string) {
	b.t.Helper()
	for _, fund := range funds {
		refs = append(refs, b.notice(ledger.Motion{
			Type: ledger.TypePool, Route: ledger.RouteJointCommittee, Function: "clinical-strategy",
			Pool: &ledger.Pool{Host: codes[0], Year: "2015-16", Fund: fund, Lines: []ledger.PoolLine{{
				What: "Nurses", Pence: 120_000_001, Kind: "cash", Recurrent: true, Due: "2015-08-03", Line: "nurses", Variable: true,
				Instalments: []ledger.Date{"2015-08-03", "2015-10-01", "2016-01-04", "2016-03-01"}, Share: ledger.Share{By: "equal"},
			}, {What: "Beds", Pence: 12_000_000, Kind: "cash", Due: "2015-08-03", Line: "beds", Variable: true, Share: ledger.Share{By: "equal"}}}},
		}, "2015-06-18T09:00:00.000Z", "2015-07-02T16:00:00.000Z", ""))
	}
	b.now = "2015-06-18T09:00:00.000Z"
	for _, ref := range refs {
		b.open(ref)
		b.vote(ref, codes, len(codes))
	}
	b.until("2015-07-02T16:00:00.000Z")
	for _, ref := range refs {
		if got := b.outcome(ref); got != ledger.OutcomeCarried {
			b.t.Fatalf("%s is %s", ref, got)
		}
	}
	return refs
}

func nurses(fund, stage string, pence int64, replaces ledger.Digest) ledger.OutturnStated {
	s := ledger.OutturnStated{Fund: fund, Year: "2015-16", Stage: stage, Lines: []ledger.OutturnLine{{Line: "nurses", Pence: pence}, {Line: "beds", Pence: 12_000_000}}, Source: "the host's ledger", Replaces: replaces}
	if stage != ledger.StageProvisional {
		s.Paper = &ledger.Paper{Title: "Opinion of the auditor", SHA256: digest("opinion")}
	}
	return s
}

// owed are what an outturn's payments come to: by payer, and in all.
func (b *board) owed(settlement string) (by map[string]int64) {
	by = map[string]int64{}
	for _, o := range b.state.Draft().Obligations() {
		if o.Settlement == settlement {
			by[o.Payer] += o.Pence
			by[o.Payee] -= o.Pence
		}
	}
	return by
}

// TestFundSettles: a fund is decided, reported, overspends provisionally, is audited
// with something left and stated again without a change.
func TestFundSettles(t *testing.T) {
	b, codes := settling(t)
	host := codes[0]
	ref := b.pooled(codes, "community-nurses")[0]
	facts, _ := b.state.Draft().FundFacts("community-nurses", b.now.Day())
	y := facts.Years["2015-16"]
	if y == nil || len(y.Contributions) != 5*len(codes) || len(y.Parties) != len(codes) || y.Contributions[0].Line != "nurses" || y.Contributions[3].Instalment != 4 {
		t.Fatalf("%+v", y)
	}
	state := func(s ledger.OutturnStated) ledger.Digest {
		return b.do("officer-"+host, host, ledger.KindOutturnStated, s)
	}
	b.now = "2016-04-20T09:00:00.000Z"
	b.refused("not-host", "stated by its host", "officer-"+codes[1], codes[1], ledger.KindOutturnStated, nurses("community-nurses", ledger.StageProvisional, 1, ""))
	over := int64(120_000_001 + 1_200_000)
	preview, err := b.state.Draft().Settle([]ledger.OutturnStated{nurses("community-nurses", ledger.StageProvisional, over, "")}, b.now, b.rules)
	if err != nil || !preview[0].Allow || preview[0].Settlement.Overspend != 1_200_000 {
		t.Fatalf("%+v, %v", preview, err)
	}
	first := state(nurses("community-nurses", ledger.StageProvisional, over, ""))
	by := b.owed(ref + "/S1")
	if len(by) != len(codes) || by[codes[1]] != 100_000 || by[host] != -100_000*int64(len(codes)-1) {
		t.Errorf("£12,000.00 over: %v", by)
	}
	second := state(nurses("community-nurses", ledger.StageAudited, 120_000_001-2_400_000, first))
	if by := b.owed(ref + "/S2"); by[codes[1]] != -300_000 {
		t.Errorf("£2,000.00 back to each, and the £1,000.00 that it owed: %v", by)
	}
	state(nurses("community-nurses", ledger.StageRestated, 120_000_001-2_400_000, second))
	facts, _ = b.state.Draft().FundFacts("community-nurses", b.now.Day())
	if s := facts.Years["2015-16"].Settlements; len(s) != 3 || len(b.owed(ref+"/S3")) != 0 || s[2].Parties[codes[1]] != -200_000 || s[2].Parties[host] != -200_000 || s[2].Underspend != 2_400_000 {
		t.Errorf("stated again without a change: %+v", s)
	}
	b.replayed()
}

// TestFundAfterAMerger: three parties become one, and from then on their parts in a
// year are its own: what they were settled for before, and what more is borne.
func TestFundAfterAMerger(t *testing.T) {
	b, codes := settling(t)
	host := codes[0]
	ref := b.pooled(codes, "community-nurses")[0]
	b.now = "2016-04-20T09:00:00.000Z"
	first := b.do("officer-"+host, host, ledger.KindOutturnStated, nurses("community-nurses", ledger.StageProvisional, 120_000_001+1_200_000, ""))
	b.now = "2016-05-03T09:00:00.000Z"
	_, key := b.key("officer-14L")
	merged := ledger.PartyMerged{
		Parties: []string{"00W", "01M", "01N"}, On: "2016-05-01", Source: "NHS England's approval",
		Into: ledger.FoundingParty{Code: "14L", Name: "NHS Manchester CCG", Type: "ccg", Officer: ledger.KeyHolder{Person: "officer-14L", Key: key}},
	}
	b.do("secretary", "", ledger.KindPartyMerged, merged)
	for _, code := range merged.Parties {
		b.do("officer-"+code, code, ledger.KindPartyMerged, merged)
	}
	b.do("officer-"+host, host, ledger.KindOutturnStated, nurses("community-nurses", ledger.StageAudited, 120_000_001+2_400_000, first))
	facts, _ := b.state.Draft().FundFacts("community-nurses", b.now.Day())
	y := facts.Years["2015-16"]
	if len(y.Parties) != len(codes)-2 || !slices.Contains(y.Parties, "14L") || slices.Contains(y.Parties, "01M") {
		t.Errorf("%v", y.Parties)
	}
	if s := y.Settlements[1]; s.Overspend != 2_400_000 || s.Parties["14L"] != 600_000 || s.Parties[codes[1]] != 200_000 {
		t.Errorf("%+v", s)
	}
	if by := b.owed(ref + "/S2"); by["14L"] != 300_000 || by[codes[1]] != 100_000 || by["01M"] != 0 || by[host] != -100_000*int64(len(codes)-1) {
		t.Errorf("what is owed more: %v", by)
	}
	b.replayed()
}

// TestFundChangesInTheYear: a report, a change of contributions that waits for every
// governing body, and money moved between lines by decision; an outturn of just what
// there is then owes nobody anything.
func TestFundChangesInTheYear(t *testing.T) {
	b, codes := settling(t)
	host, other := codes[0], codes[1]
	officer := func(code, kind string, body any) ledger.Digest { return b.do("officer-"+code, code, kind, body) }
	ref := b.pooled(codes, "community-nurses")[0]
	b.now = "2015-07-20T09:00:00.000Z"
	officer(host, ledger.KindFundReported, ledger.FundReported{
		Fund: "community-nurses", Year: "2015-16", Period: "Q1", To: "2015-06-30", Lines: []ledger.ReportLine{{Line: "nurses", Spend: 1, Low: 1, Central: 2, High: 3}, {Line: "beds"}}, Source: "the host's ledger",
	})
	change := ledger.ContributionChanged{
		Fund: "community-nurses", Year: "2015-16", Changes: []ledger.ContributionChange{{Party: other, Line: "nurses", Pence: 1_200_000}, {Party: codes[2], Line: "nurses", Pence: -200_000}},
		Effective: "2015-08-01", Due: "2015-11-30", Reason: "a ward moved",
	}
	b.refused("not-host", "hosts the fund", "officer-"+other, other, ledger.KindContributionChanged, change)
	id := officer(host, ledger.KindContributionChanged, change)
	for i, code := range codes {
		if facts, _ := b.state.Draft().FundFacts("community-nurses", b.now.Day()); facts.Years["2015-16"].Changes[0].Stands {
			t.Fatalf("it stands with %d approvals of %d", i, len(codes))
		}
		officer(code, ledger.KindContributionApproved, ledger.ContributionApproved{Change: id, Resolution: ledger.Resolution{Ref: "GB/2", On: "2015-07-20"}})
	}
	y, _ := b.state.Draft().FundFacts("community-nurses", b.now.Day())
	if c := y.Years["2015-16"].Changes[0]; !c.Stands || len(c.Obligations) != 2 || c.Obligations[0].Party != other || c.Obligations[0].Refund || !c.Obligations[1].Refund || c.Obligations[1].Party != codes[2] {
		t.Errorf("%+v", c)
	}
	b.now = "2015-07-21T09:00:00.000Z"
	allows := b.notice(ledger.Motion{
		Type: "virement", Route: ledger.RouteJointCommittee, Function: "clinical-strategy",
		Virement: &ledger.Virement{Fund: "community-nurses", Year: "2015-16", From: "nurses", To: "beds", Pence: 600_000},
	}, "2015-08-05T09:00:00.000Z", "2015-08-19T16:00:00.000Z", "")
	b.now = "2015-08-05T09:00:00.000Z"
	b.open(allows)
	b.vote(allows, codes, len(codes))
	b.until("2015-08-19T16:00:00.000Z")
	officer(host, ledger.KindVirementMade, ledger.VirementMade{Fund: "community-nurses", Year: "2015-16", From: "nurses", To: "beds", Pence: 500_000, Decision: allows})
	b.refused("beyond-decision", "move at most £1,000.00", "officer-"+host, host, ledger.KindVirementMade, ledger.VirementMade{Fund: "community-nurses", Year: "2015-16", From: "nurses", To: "beds", Pence: 100_001, Decision: allows})

	b.now = "2016-04-20T09:00:00.000Z"
	even := nurses("community-nurses", ledger.StageProvisional, 120_000_001+1_000_000-500_000, "")
	even.Lines[1].Pence += 500_000
	first := officer(host, ledger.KindOutturnStated, even)
	facts, _ := b.state.Draft().FundFacts("community-nurses", b.now.Day())
	if s := facts.Years["2015-16"].Settlements[0]; s.Overspend != 0 || s.Underspend != 0 || len(b.owed(ref+"/S1")) != 0 {
		t.Errorf("just what there is: %+v %v", s, b.owed(ref+"/S1"))
	}
	over := even
	over.Lines = slices.Clone(even.Lines)
	over.Lines[0].Pence += 1_260_000
	over.Replaces = first
	officer(host, ledger.KindOutturnStated, over)
	sum := int64(0)
	for _, pence := range b.owed(ref + "/S2") {
		sum += pence
	}
	facts, _ = b.state.Draft().FundFacts("community-nurses", b.now.Day())
	if s := facts.Years["2015-16"].Settlements[1]; s.Overspend != 1_260_000 || s.Parties[other] <= s.Parties[codes[3]] || s.Parties[codes[2]] >= s.Parties[codes[3]] || sum != 0 {
		t.Errorf("who gives more bears more: %+v, %d", s, sum)
	}
	b.replayed()
}

// accounts are the questions what a year of twenty funds of thirteen parties came to,
// each of two lines in four instalments, changed once in the year and settled once.
func accounts(b testing.TB) (rules Bundle, inputs []ledger.Input) {
	rules = withTerms(b, embeddedBundle(b, "greater-manchester"), settlingTerms)
	in := closed(b, nil)
	codes := slices.Sorted(maps.Keys(in.Parties))
	last := *in.Parties[codes[0]]
	last.Code, last.Name = "99Z", "NHS Thirteenth CCG"
	in.Parties["99Z"] = &last
	codes = append(codes, "99Z")
	days := []ledger.Date{"2015-08-03", "2015-10-01", "2016-01-04", "2016-03-01"}
	for n := range 20 {
		fund := fmt.Sprintf("fund-%02d", n)
		y := &ledger.FundYear{
			Decision: fmt.Sprintf("GM-2015-%03d", n+1), Entry: 100, Host: codes[n%13], HostType: "ccg", Parties: codes, Virements: []ledger.VirementFacts{}, Reports: []ledger.ReportFacts{},
			Notices: []ledger.OverspendFacts{}, Lifted: []ledger.LiftedFacts{}, Agreed: []ledger.AgreedFacts{},
		}
		change := ledger.ChangeFacts{ContributionChanged: ledger.ContributionChanged{Fund: fund, Year: "2015-16", Effective: "2015-10-01", Due: "2015-11-30", Reason: "more beds"}, Approved: codes, Stands: true, Entry: 200}
		settled := ledger.SettlementFacts{Settlement: y.Decision + "/S1", Stage: ledger.StageProvisional, Outturn: digest("provisional"), Entry: 301, Parties: map[string]int64{}, Overspend: 13_000}
		stated := ledger.OutturnStated{Fund: fund, Year: "2015-16", Stage: ledger.StageProvisional, Source: "the host's ledger"}
		for l, line := range []string{"nurses", "beds"} {
			y.Lines = append(y.Lines, ledger.PoolLine{What: line, Pence: 5_200_000, Kind: "cash", Recurrent: true, Due: days[0], Line: line, Variable: l == 0, Instalments: days, Share: ledger.Share{By: "equal"}})
			stated.Lines = append(stated.Lines, ledger.OutturnLine{Line: line, Pence: 5_213_000 + int64(n)})
			for i, code := range codes {
				for k, due := range days {
					y.Contributions = append(y.Contributions, ledger.ContributionFacts{
						Obligation: fmt.Sprintf("%s/%03d", y.Decision, (l*13+i)*4+k+1), Party: code, Line: line, Pence: 100_000, Recurrent: true, In: "cash", Due: due,
						Instalment: int64(k + 1), Status: ledger.ObligationDone, Paid: 100_000, Received: 100_000,
					})
				}
			}
		}
		for _, code := range codes {
			change.Changes = append(change.Changes, ledger.ContributionChange{Party: code, Line: "nurses", Pence: 1_000})
			settled.Parties[code] = 1_000
		}
		change.Obligations = []ledger.ContributionFacts{}
		y.Changes, y.Settlements, y.Outturns = []ledger.ChangeFacts{change}, []ledger.SettlementFacts{settled}, []ledger.OutturnFacts{{OutturnStated: stated, ID: digest("provisional"), Entry: 300}}
		again := stated
		again.Stage, again.Replaces = ledger.StageAudited, digest("provisional")
		inputs = append(inputs, ledger.Input{
			Ask: ledger.AskSettle, Time: "2016-07-01T09:00:00.000Z", Entry: 400, Parties: in.Parties, MoU: in.MoU, Functions: in.Functions, Year: "2015-16",
			Fund: &ledger.FundFacts{Fund: fund, Function: "clinical-strategy", Years: map[string]*ledger.FundYear{"2015-16": y}}, Outturn: &ledger.OutturnFacts{OutturnStated: again},
		})
	}
	return rules, inputs
}

// BenchmarkSettle settles a year of twenty funds of thirteen parties in one question,
// beside as many bare evaluations in the same run.
func BenchmarkSettle(b *testing.B) {
	bundle, inputs := accounts(b)
	bare := bundleOf(`ruling := {"allow": true}`)
	e := engineFor(bundle, bare)
	whole, least, small := bundle.Digest(), bare.Digest(), admission(`{"n":1}`)
	if _, err := e.Judge(whole, inputs); err != nil { // the bundle is compiled once
		b.Fatal(err)
	}
	var each, floor []time.Duration
	for b.Loop() {
		start := time.Now()
		rulings, err := e.Judge(whole, inputs)
		between := time.Now()
		for i, r := range rulings {
			if !r.Allow || len(r.Settlement.Parties) != 13 {
				b.Fatalf("%d: %+v", i, r)
			}
			judgeOne(b, e, least, small)
		}
		each, floor = append(each, between.Sub(start)), append(floor, time.Since(between))
		if err != nil {
			b.Fatal(err)
		}
	}
	slices.Sort(each)
	slices.Sort(floor)
	b.ReportMetric(float64(each[len(each)/2])/1e6, "ms/year")
	b.ReportMetric(float64(each[len(each)/2])/float64(floor[len(floor)/2]), "×floor")
}
