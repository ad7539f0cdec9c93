package policy

import (
	"math/rand/v2"
	"strconv"
	"testing"

	"github.com/open-policy-agent/opa/v1/ast"

	"concordat/ledger"
)

// TestTerms holds that rules see the same whether an input comes to them straight
// or by the bytes that a second opinion is given: alone, and beside others whose
// facts it shares.
func TestTerms(t *testing.T) {
	c := chance{rand.New(rand.NewPCG(7, 7))}
	seen := newTerms()
	for range 200 {
		in := closed(t, map[string]string{"00V": "against"})
		c.motion(&in)
		other := in
		motion := *in.Motion
		motion.Votes = motion.Votes[:c.IntN(len(motion.Votes))]
		other.Motion = &motion
		cast := vote(t, "00V", "p-00V")
		for _, in := range []*ledger.Input{&in, &other, &cast} {
			text, err := ledger.Encode(in)
			if err != nil {
				t.Fatal(err)
			}
			want, err := parseJSON(text)
			if err != nil {
				t.Fatal(err)
			}
			for _, from := range []*terms{newTerms(), seen} {
				got, err := from.input(in)
				if err != nil {
					t.Fatal(err)
				}
				if !got.Equal(want) || got.String() != want.String() {
					t.Fatalf("rules see another input: %.300s\nof %.300s", got, text)
				}
			}
		}
	}
}

// TestTermsOfWords: a short text is taken for no other that stands at its place.
func TestTermsOfWords(t *testing.T) {
	seen := newTerms()
	alike := map[int]int{}
	for i := range 40_000 {
		word := strconv.Itoa(i % 20_000 * 7919)
		got, err := seen.text(word)
		if err != nil || !got.Equal(ast.StringTerm(word)) {
			t.Fatalf("%s is seen as %v, %v", word, got, err)
		}
		if again, _ := seen.text(word); again != got && len(word) <= maxWord {
			t.Fatalf("%s has two terms", word)
		}
		alike[wordAt(word)]++
	}
	if len(alike) < 20 {
		t.Errorf("words stand at %d places", len(alike))
	}
}

// TestTermsShared holds the same of facts that stay with their terms, and of a copy of
// them that says something else.
func TestTermsShared(t *testing.T) {
	in := vote(t, "00V", "p-00V")
	in.Shared = &ledger.Shared{}
	for _, facts := range []any{in.Author, in.Seat, in.Motion, in.Parties["00V"]} {
		in.Shared.Keep(facts, nil)
	}
	other := in
	motion := *in.Motion
	motion.Status = ledger.MotionDecided
	other.Motion = &motion
	for _, in := range []ledger.Input{in, in, other} {
		text, err := ledger.Encode(in)
		if err != nil {
			t.Fatal(err)
		}
		want, err := parseJSON(text)
		if err != nil {
			t.Fatal(err)
		}
		got, err := newTerms().input(&in)
		if err != nil {
			t.Fatal(err)
		}
		if !got.Equal(want) || got.String() != want.String() {
			t.Errorf("rules see another input: %s\nof %s", got, text)
		}
		if made, shared := in.Shared.Made(in.Motion); shared != (made != nil) || shared != (in.Motion != &motion) {
			t.Errorf("of the motion is kept %v", made)
		}
	}
}

// TestTermsOfFunds holds the same of the facts of a pooled fund, in which statements
// stand with what became of them.
func TestTermsOfFunds(t *testing.T) {
	report := ledger.FundReported{Fund: "equipment", Year: "2015-16", Period: "Q1", To: "2015-06-30", Lines: []ledger.ReportLine{{Line: "1", Spend: 1, High: 2}}, Source: "ledger"}
	out := ledger.OutturnFacts{OutturnStated: ledger.OutturnStated{Fund: "equipment", Year: "2015-16", Stage: ledger.StageAudited, Lines: []ledger.OutturnLine{{Line: "1", Pence: 1}}, Paper: &ledger.Paper{Title: "Opinion"}}}
	year := &ledger.FundYear{
		Decision: "GM-2015-006", Entry: 9, Host: "00W", HostType: "ccg", Parties: []string{"00V", "00W"},
		Lines:         []ledger.PoolLine{{What: "Loans", Pence: 2, Kind: "cash", Line: "1", Share: ledger.Share{By: "fixed", Amounts: map[string]int64{"00V": 1, "00W": 1}}, FromLastYear: &ledger.FromLastYear{Inflation: &ledger.Fraction{Num: 1, Den: 2}}}},
		Contributions: []ledger.ContributionFacts{{Obligation: "GM-2015-006/001", Party: "00V", Pence: 1}, {Obligation: "GM-2015-006/002", Party: "00W", Pence: 1, Refund: true}},
		Changes:       []ledger.ChangeFacts{{ContributionChanged: ledger.ContributionChanged{Fund: "equipment", Changes: []ledger.ContributionChange{{Party: "00V", Line: "1", Pence: -1}}}, Approved: []string{}}},
		Virements:     []ledger.VirementFacts{{VirementMade: ledger.VirementMade{From: "1", To: "2"}, Entry: 10}},
		Reports:       []ledger.ReportFacts{{FundReported: report, Entry: 11}},
		Notices:       []ledger.OverspendFacts{{OverspendNotified: ledger.OverspendNotified{Pence: 1}, Late: true}},
		Lifted:        []ledger.LiftedFacts{{Party: "00V", Pence: 1}},
		Outturns:      []ledger.OutturnFacts{out},
		Settlements:   []ledger.SettlementFacts{{Settlement: "GM-2015-006/S1", Parties: map[string]int64{"00V": -1}}},
		Agreed:        []ledger.AgreedFacts{{Decision: "GM-2015-007", Amounts: map[string]int64{"00V": 1}}},
	}
	in := vote(t, "00V", "p-00V")
	in.Ask, in.Outturn, in.Year = ledger.AskSettle, &out, "2015-16"
	in.Fund = &ledger.FundFacts{Fund: "equipment", Function: "acute-surgery", Years: map[string]*ledger.FundYear{"2015-16": year, "2014-15": year}}
	in.Funds, in.Obligations = []*ledger.FundFacts{in.Fund}, []*ledger.ObligationFacts{{Status: ledger.ObligationDue, Paid: 1}}
	text, err := ledger.Encode(in)
	if err != nil {
		t.Fatal(err)
	}
	want, err := parseJSON(text)
	if err != nil {
		t.Fatal(err)
	}
	got, err := newTerms().input(&in)
	if err != nil {
		t.Fatal(err)
	}
	if !got.Equal(want) || got.String() != want.String() {
		t.Fatalf("rules see another input: %s\nof %s", got, want)
	}
}

// TestTermsRefuse: what has no canonical bytes is not seen by rules either.
func TestTermsRefuse(t *testing.T) {
	for name, spoil := range map[string]func(*ledger.Input){
		"number":    func(in *ledger.Input) { in.Entry = ledger.MaxInteger + 1 },
		"negative":  func(in *ledger.Input) { in.Entry = -ledger.MaxInteger - 1 },
		"control":   func(in *ledger.Input) { in.Party = "a\nb" },
		"direction": func(in *ledger.Input) { in.Party = "a\u202eb" },
		"form":      func(in *ledger.Input) { in.Party = "v\u0303" },
		"UTF-8":     func(in *ledger.Input) { in.Party = "\xff" },
		"name":      func(in *ledger.Input) { in.Parties["\x7f"] = in.Parties["00V"] },
		"no facts":  func(in *ledger.Input) { in.Parties["00V"] = nil },
		"body":      func(in *ledger.Input) { in.Body = []byte(`{"b":1,"a":2}`) },
	} {
		in := vote(t, "00V", "p-00V")
		spoil(&in)
		_, encoded := ledger.Encode(in)
		got, err := newTerms().input(&in)
		if encoded == nil || err == nil {
			t.Errorf("%s: the encoder says %v; rules see %v", name, encoded, got)
		}
	}
}
