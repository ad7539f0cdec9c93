package policy

import (
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"concordat/ledger"
)

// TestWhatLeavingComesTo: the parties to a fund leave its function one after another,
// some who paid, some who did not, one whose contribution had changed, and at last its
// host. What is recorded with the end of each day is what the rules answered on that
// day, to the penny; nobody else's obligations change, except those to the host with
// the host's own leaving; two statements of account mirror each other; and who has left
// states nothing of a later day and is asked to approve nothing.
func TestWhatLeavingComesTo(t *testing.T) {
	for _, contributions := range []string{"by_day", "due"} {
		t.Run(contributions, func(t *testing.T) { leaveOneByOne(t, contributions) })
	}
}

func leaveOneByOne(t *testing.T, contributions string) {
	const function, fund = "clinical-strategy", "community-nurses"
	b, codes := settlingOn(t, withTerms(t, embeddedBundle(t, "greater-manchester"), func(terms map[string]any) {
		settlingTerms(terms)
		terms["leaving"] = map[string]any{"clause": "7.2", "months": 1, "contributions": contributions, "tail": true}
	}))
	host := codes[0]
	ref := b.pooled(codes, fund)[0]
	officer := func(code, kind string, body any) ledger.Digest { return b.do("officer-"+code, code, kind, body) }
	resolution := func() ledger.Resolution { return ledger.Resolution{Ref: "GB/3", On: b.now.Day()} }

	b.now = "2015-07-20T09:00:00.000Z"
	change := officer(host, ledger.KindContributionChanged, ledger.ContributionChanged{
		Fund: fund, Year: "2015-16", Changes: []ledger.ContributionChange{{Party: codes[1], Line: "nurses", Pence: 1_200_001}, {Party: codes[2], Line: "nurses", Pence: -200_000}},
		Recurrent: true, Effective: "2015-08-01", Due: "2015-11-30", Reason: "a ward moved",
	})
	for _, code := range codes {
		officer(code, ledger.KindContributionApproved, ledger.ContributionApproved{Change: change, Resolution: resolution()})
	}
	b.now = "2015-08-03T09:00:00.000Z"
	for i, o := range slices.Collect(obligationsOf(b.state.Draft(), ref)) {
		if i%3 == 0 || o.Payer == host { // some pay in advance, some not at all, some in part
			continue
		}
		pence := o.Pence / int64(i%3)
		officer(o.Payer, ledger.KindObligationPaid, ledger.ObligationPaid{Obligation: o.Obligation, Pence: pence, On: "2015-08-03"})
		officer(o.Payee, ledger.KindObligationReceived, ledger.ObligationReceived{Obligation: o.Obligation, Pence: pence, On: "2015-08-03"})
	}

	order := append(slices.Clone(codes[1:]), host)
	first := time.Date(2015, 8, 4, 9, 0, 0, 0, time.UTC)
	for i, leaver := range order { // all within a month, so that notice is given before anybody has left
		noticed := first.AddDate(0, 0, 2*i)
		b.now = ledger.Time(noticed.Format("2006-01-02T15:04:05.000Z"))
		effective := ledger.Date(b.dates(ledger.KindLeavingNotified, leaver, ledger.LeavingNotified{Function: function})["effective"])
		officer(leaver, ledger.KindLeavingNotified, ledger.LeavingNotified{Function: function, Effective: effective, Resolution: resolution()})
	}
	settled := 0
	for _, leaver := range order {
		v := b.state.Draft()
		p, _ := v.Party(leaver)
		day := p.Leaving[0].Effective
		b.until(ledger.Time(day + "T12:00:00.000Z"))
		v = b.state.Draft()
		asked, err := v.Leave(leaver, function, day, b.now, b.rules)
		if err != nil || !asked.Allow || asked.Leave.Effective != day {
			t.Fatalf("%s: %+v %v", leaver, asked, err)
		}
		before, size := map[string]int64{}, v.Size()
		for _, o := range v.Obligations() {
			before[o.Obligation] = o.Standing(size, day).Pence
		}
		next, err := time.Parse("2006-01-02", string(day))
		if err != nil {
			t.Fatal(err)
		}
		night := ledger.Date(next.AddDate(0, 0, 1).Format("2006-01-02"))
		b.until(ledger.Time(night + "T09:00:00.000Z"))
		v = b.state.Draft()
		var made ledger.LeavingSettled
		back := map[string]int64{}
		for _, e := range b.entries[size:] {
			parsed, err := ledger.ParseAll(e)
			if err != nil {
				t.Fatal(err)
			}
			switch body := parsed.Body.(type) {
			case *ledger.LeavingSettled:
				made = *body
				settled++
			case *ledger.ObligationAssumed:
				if body.Payer != host || body.Payee != leaver || body.Leaving != leaver+"/"+function {
					t.Errorf("%+v", body)
				}
				back[body.Obligation] = body.Pence
			}
		}
		if diff := cmp.Diff(*asked.Leave, made.Leave); diff != "" || made.Party != leaver {
			t.Errorf("%s: what was recorded is not what was asked the day before: %s", leaver, diff)
		}
		stops, comesBack := map[string]int64{}, int64(0)
		for _, item := range made.Stops {
			stops[item.Obligation] += item.Pence
		}
		for _, item := range made.Back {
			if o, _ := v.Obligation(item.Obligation); o.Payer == leaver {
				comesBack += item.Pence
			}
		}
		for _, pence := range back {
			comesBack -= pence
		}
		if comesBack != 0 || len(made.Stops)+len(made.Back) == 0 && leaver != host {
			t.Errorf("%s: %d more comes back than is owed back; %d stop", leaver, comesBack, len(stops))
		}
		for _, o := range v.Obligations() {
			if now := o.Standing(v.Size(), night).Pence; o.Entry < size && now != before[o.Obligation]-stops[o.Obligation] {
				t.Errorf("%s leaves: %s was %d, of which %d stop, and is %d", leaver, o.Obligation, before[o.Obligation], stops[o.Obligation], now)
			}
		}
		for _, item := range made.Owed {
			o, _ := v.Obligation(item.Obligation)
			paid, received := o.Discharged(v.Size(), night)
			if left := o.Standing(v.Size(), night).Pence - min(paid, received); o.Kind == "contribution" && left != item.Pence {
				t.Errorf("%s: %d is left of %s, and %d was told", leaver, left, item.Obligation, item.Pence)
			}
		}
		if leaver == host {
			continue
		}
		mine, err := v.Account(ledger.AccountOf{Party: leaver, With: host, From: "2015-04-01", To: "2016-03-31", Size: v.Size()})
		if err != nil {
			t.Fatal(err)
		}
		theirs, _ := v.Account(ledger.AccountOf{Party: host, With: leaver, From: "2015-04-01", To: "2016-03-31", Size: v.Size()})
		if mine.Net() != (ledger.AccountAmounts{Owes: theirs.Net().Owed, Owed: theirs.Net().Owes}) {
			t.Errorf("%s: %+v is no mirror image of %+v", leaver, mine.Net(), theirs.Net())
		}
		b.refused("no-part", "it has left", "officer-"+leaver, leaver, ledger.KindOverspendNotified, ledger.OverspendNotified{Fund: fund, Year: "2015-16", Line: "nurses", Pence: 1, Known: night, Reason: "beds"})
	}
	if settled != len(codes) {
		t.Errorf("%d leavings are settled of %d", settled, len(codes))
	}
	b.replayed()

	// What the year came to is shared as if they had stayed.
	b.now = "2016-04-20T09:00:00.000Z"
	facts, _ := b.state.Draft().FundFacts(fund, b.now.Day())
	over := int64(1_200_000)
	for _, c := range facts.Years["2015-16"].Contributions {
		if c.Refund {
			over -= c.Pence
		} else {
			over += c.Pence
		}
	}
	for _, c := range facts.Years["2015-16"].Changes[0].Obligations {
		if c.Refund {
			over -= c.Pence
		} else {
			over += c.Pence
		}
	}
	preview, err := b.state.Draft().Settle([]ledger.OutturnStated{nurses(fund, ledger.StageProvisional, over-12_000_000, "")}, b.now, b.rules)
	if err != nil || !preview[0].Allow {
		t.Fatalf("%+v, %v", preview, err)
	}
	if s := preview[0].Settlement; s.Overspend != 1_200_000 || s.Unfunded != 0 || len(s.Parties) != len(codes) {
		t.Errorf("%+v", s)
	}
}

// obligationsOf are those of a decision, in order.
func obligationsOf(v ledger.View, ref string) func(func(ledger.Obligation) bool) {
	return func(yield func(ledger.Obligation) bool) {
		d, _ := v.Decision(ref)
		for _, name := range d.Obligations {
			if o, _ := v.Obligation(name); !yield(o) {
				return
			}
		}
	}
}
