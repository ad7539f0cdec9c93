package ledger

import (
	"testing"
)

// TestCorrectedPayment holds that a party puts right what it stated of money that
// moved: both statements stay, the last counts wherever payments do, what had been
// recorded before is told as it was, and the other side's word stands.
func TestCorrectedPayment(t *testing.T) {
	w, ref := funded(t)
	of, other := ref+"/001", ref+"/002"
	paid := func(pence int64, replaces Digest) ObligationPaid {
		return ObligationPaid{Obligation: of, Pence: pence, On: "2015-11-30", Replaces: replaces}
	}
	bury := func(kind string, body any) Digest { return w.do("bury-officer", "00V", kind, body) }
	standing := func(size int64, wantPaid, wantReceived int64) {
		t.Helper()
		v := w.s.Draft()
		facts, _ := v.FundFactsBy("equipment", size, w.now.Day())
		if c := facts.Years["2015-16"].Contributions[0]; c.Paid != wantPaid || c.Received != wantReceived {
			t.Errorf("the fund counts %d paid and %d received, not %d and %d", c.Paid, c.Received, wantPaid, wantReceived)
		}
		for party, moved := range map[string]int64{"00V": wantPaid, "00W": wantReceived} {
			a, err := v.Account(AccountOf{Party: party, From: "2015-04-01", To: "2016-03-31", Size: size})
			if err != nil || a.Rows[0].Obligation != of || a.Rows[0].Paid != wantPaid || a.Rows[0].Received != wantReceived || a.Rows[0].Closing != 30_000_000-moved {
				t.Errorf("%s: %+v %v", party, a.Rows, err)
			}
		}
	}
	mistyped := bury(KindObligationPaid, paid(1_483_323, ""))
	early := w.s.Draft().Size()
	first := bury(KindObligationPaid, paid(21_483_323, mistyped))
	standing(w.s.Draft().Size(), 21_483_323, 0)
	standing(early, 1_483_323, 0)
	rest := bury(KindObligationPaid, paid(8_516_677, ""))
	received := w.do("central-officer", "00W", KindObligationReceived, ObligationReceived{Obligation: of, Pence: 30_000_000, On: "2015-11-30"})
	o, _ := w.s.Draft().Obligation(of)
	if status := w.s.Draft().ObligationStatus(o, w.s.Draft().Size(), w.now.Day()); status != ObligationDone || len(o.Events) != 4 || len(o.Said(w.s.Draft().Size())) != 3 {
		t.Errorf("%s: %+v", status, o.Events)
	}

	// What can be replaced: one's own, of this obligation and kind, that stands.
	w.refused("bury-officer", "00V", KindObligationPaid, paid(1, mistyped), CodeStale, "/replaces")
	w.refused("bury-officer", "00V", KindObligationPaid, paid(1, received), CodeNotFound, "/replaces")
	w.refused("bury-officer", "00V", KindObligationPaid, paid(1, digest("none")), CodeNotFound, "/replaces")
	w.refused("central-officer", "00W", KindObligationReceived, ObligationReceived{Obligation: of, Pence: 1, On: "2015-11-30", Replaces: first}, CodeNotFound, "/replaces")
	w.refused("bury-officer", "00V", KindObligationPaid, ObligationPaid{Obligation: other, Pence: 1, On: "2015-11-30", Replaces: first}, CodeNotFound, "/replaces")
	for _, b := range []ObligationPaid{paid(0, ""), paid(-1, first), paid(1, "none")} {
		s := &shape{}
		if b.shape(s); s.err == nil {
			t.Errorf("%+v has a shape", b)
		}
	}

	// A payment settles a query, and one put right no query that came after it.
	bury(KindObligationQueried, ObligationQueried{Obligation: of, Pence: 5, Because: "An invoice of March is disputed"})
	queried := func(want int) {
		t.Helper()
		o, _ := w.s.Draft().Obligation(of)
		if got := w.s.Draft().queried(o, w.s.Draft().Size(), w.now.Day()); len(got) != want {
			t.Errorf("queried: %v", got)
		}
	}
	// The rules are told what is said without it, and what it said.
	var asked ObligationFacts
	w.rules.also = func(d Digest, in Input, r *Ruling) {
		if in.Kind == KindObligationPaid {
			asked = *in.Obligation
		}
		pooling(d, in, r)
	}
	bury(KindObligationPaid, paid(8_516_670, rest))
	if asked.Paid != 21_483_323 || asked.Received != 30_000_000 || asked.Replaced != 8_516_677 {
		t.Errorf("%+v", asked)
	}
	queried(1)
	standing(w.s.Draft().Size(), 29_999_993, 30_000_000)
	last := bury(KindObligationPaid, paid(7, ""))
	queried(0)
	bury(KindObligationPaid, paid(0, last)) // it was paid to nobody
	queried(1)
	standing(w.s.Draft().Size(), 29_999_993, 30_000_000)
	w.replaysAlike()
}

// TestPrepaid holds that what was paid before it was due is told as such: in an account
// that ends before the day, on both sides, and in the balance that is held against it.
func TestPrepaid(t *testing.T) {
	w, ref := funded(t)
	o, _ := w.s.Draft().Obligation(ref + "/002")
	if o.Due != "2016-01-01" || o.Payer != "00V" {
		t.Fatalf("%+v", o)
	}
	w.do("bury-officer", "00V", KindObligationPaid, ObligationPaid{Obligation: o.Obligation, Pence: 500, On: "2015-11-30"})
	w.do("central-officer", "00W", KindObligationReceived, ObligationReceived{Obligation: o.Obligation, Pence: 400, On: "2015-11-30"})
	for _, c := range []struct {
		party, with string
		to          Date
		want        AccountAmounts
	}{
		{"00V", "00W", "2015-12-31", AccountAmounts{Owed: 500}},
		{"00W", "00V", "2015-12-31", AccountAmounts{Owes: 400}},
		{"00V", "00W", "2016-01-01", AccountAmounts{}},
		{"00V", "00W", "2015-11-29", AccountAmounts{}},
	} {
		a, err := w.s.Draft().Account(AccountOf{Party: c.party, With: c.with, From: "2015-04-01", To: c.to, Size: w.s.Draft().Size()})
		if err != nil || a.Prepaid != c.want {
			t.Errorf("%+v: %+v %v", c, a.Prepaid, err)
		}
	}
	facts, err := w.s.Draft().balanceFacts("00V", "00W", "2015-16", BalanceMonth9, w.s.Draft().Size(), nil)
	if err != nil || facts.Prepaid != (AccountAmounts{Owed: 500}) || facts.Holds.Owed != 500 {
		t.Errorf("%+v %v", facts, err)
	}
}
