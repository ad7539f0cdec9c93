package example

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"concordat/ledger"
)

// between nets what obligations that are wanted come to for each party, above 0 where
// it gives; a host's own contribution is in none.
func between(v ledger.View, want func(ledger.Obligation) bool) map[string]int64 {
	net := map[string]int64{}
	for _, o := range v.Obligations() {
		if o.Payer != o.Payee && want(o) {
			pence := o.Standing(v.Size(), v.Time().Day()).Pence
			net[o.Payer] += pence
			net[o.Payee] -= pence
		}
	}
	return net
}

// mirrored holds that two parties' statements of account with each other mirror each
// other to the penny, and gives the balances that were stated, as the first sees them.
func mirrored(t *testing.T, v ledger.View, a, b string, from, to ledger.Date) []ledger.BalanceFacts {
	t.Helper()
	ours, err := v.Account(ledger.AccountOf{Party: a, With: b, From: from, To: to, Size: v.Size()})
	if err != nil {
		t.Fatal(err)
	}
	theirs, err := v.Account(ledger.AccountOf{Party: b, With: a, From: from, To: to, Size: v.Size()})
	if err != nil {
		t.Fatal(err)
	}
	if len(ours.Rows) == 0 || len(ours.Rows) != len(theirs.Rows) {
		t.Fatalf("%s has %d rows with %s, which has %d", a, len(ours.Rows), b, len(theirs.Rows))
	}
	for i, row := range ours.Rows {
		other := theirs.Rows[i]
		sides := map[string]string{ledger.SideOwes: ledger.SideOwed, ledger.SideOwed: ledger.SideOwes}
		if row.Obligation != other.Obligation || row.Side != sides[other.Side] || row.AccountMovement != other.AccountMovement {
			t.Errorf("%+v\n%+v", row, other)
		}
	}
	if o, h := ours.Net(), theirs.Net(); o.Owes != h.Owed || o.Owed != h.Owes {
		t.Errorf("%s: %+v; %s: %+v", a, o, b, h)
	}
	return ours.Balances
}

// TestEquipment holds the fund's years to the penny: what is contributed, changed and
// moved, what two outturns come to, what is paid of it, and what two parties say that
// they owe each other.
func TestEquipment(t *testing.T) {
	told(t, "greater-manchester", func(s *story, _ *board) {
		s.look(func(v ledger.View, now ledger.Time) error {
			facts, ok := v.FundFacts("home-equipment", now.Day())
			if !ok || facts.Years["2014-15"] == nil || facts.Years["2015-16"] == nil {
				t.Fatalf("%+v", facts)
			}
			y := facts.Years["2014-15"]
			gives, lines := map[string]int64{}, map[string]int64{}
			for _, c := range y.Contributions {
				gives[c.Party] += c.Pence
				lines[c.Line] += c.Pence
			}
			// £480,000.00 by weighted population of 2013-14 (310,589, 207,371, 196,572 and
			// 250,733 of 965,265), and £15,000.00 from each.
			want := map[string]int64{"00T": 154_447_45 + 15_000_00, "00V": 103_119_95 + 15_000_00, "00W": 97_749_90 + 15_000_00, "00Y": 124_682_70 + 15_000_00}
			if diff := cmp.Diff(want, gives); diff != "" {
				t.Error(diff)
			}
			if diff := cmp.Diff(map[string]int64{"issues": 480_000 * pounds, "store": 60_000 * pounds}, lines); diff != "" {
				t.Error(diff)
			}
			if len(y.Contributions) != 20 || len(y.Reports) != 4 || y.Reports[1].Lines[0].Spend != 252_318_00 || y.Reports[1].Replaces == "" {
				t.Errorf("%d contributions; reports %+v", len(y.Contributions), y.Reports)
			}
			if len(y.Notices) != 1 || y.Notices[0].Late || y.Notices[0].Pence != 14_500_00 || len(y.Virements) != 1 || y.Virements[0].Decision != "GM-2014-002" {
				t.Errorf("notices %+v; virements %+v", y.Notices, y.Virements)
			}
			if len(y.Changes) != 1 || !y.Changes[0].Stands || len(y.Changes[0].Approved) != 4 || len(y.Changes[0].Obligations) != 2 {
				t.Errorf("%+v", y.Changes)
			}

			// Equipment has £480,000.00 + £6,600.00 + £3,500.00 = £490,100.00. Provisionally
			// it comes to £7,331.18 more and by the audit to £6,002.55, shared by what each
			// contributes, changes included. The host keeps the £1,380.00 that is left of
			// the store's £56,500.00.
			if len(y.Settlements) != 2 {
				t.Fatalf("%+v", y.Settlements)
			}
			for i, want := range []struct {
				over    int64
				parties map[string]int64
				paid    map[string]int64
			}{
				{7_331_18, map[string]int64{"00T": 2_272_69 - 1_380_00, "00V": 1_704_97, "00W": 1_480_05, "00Y": 1_873_47}, map[string]int64{"00T": -5_058_49, "00V": 1_704_97, "00W": 1_480_05, "00Y": 1_873_47}},
				{6_002_55, map[string]int64{"00T": 1_860_81 - 1_380_00, "00V": 1_395_98, "00W": 1_211_82, "00Y": 1_533_94}, map[string]int64{"00T": 916_75, "00V": -308_99, "00W": -268_23, "00Y": -339_53}},
			} {
				made, shares, paid := y.Settlements[i], int64(0), between(v, settling(y.Settlements[i].Settlement))
				for _, pence := range made.Parties {
					shares += pence
				}
				if made.Overspend != want.over || made.Underspend != 1_380_00 || made.Unfunded != 0 || shares != want.over-1_380_00 {
					t.Errorf("%+v", made)
				}
				if diff := cmp.Diff(want.parties, made.Parties); diff != "" {
					t.Errorf("%s: %s", made.Settlement, diff)
				}
				if diff := cmp.Diff(want.paid, paid); diff != "" {
					t.Errorf("%s is paid: %s", made.Settlement, diff)
				}
			}

			// All of it is discharged, by both sides and in more ways than one.
			ways := map[string]int{}
			for _, o := range v.Obligations() {
				if o.Fund != "home-equipment" {
					continue
				}
				if status := v.ObligationStatus(o, v.Size(), now.Day()); status != ledger.ObligationDone {
					t.Errorf("%s is %s", o.Obligation, status)
				}
				if o.Settlement != "" {
					for _, e := range o.Events {
						ways[e.By]++
					}
				}
			}
			if diff := cmp.Diff(map[string]int{"payment": 8, "invoice": 2, "allocation_adjustment": 2}, ways); diff != "" {
				t.Error(diff)
			}

			// What two parties say mirrors each other, and the balances that were stated
			// are agreed on or in dispute by so much.
			for pair, want := range map[string]ledger.BalanceFacts{
				"00V": {At: ledger.BalanceMonth9, Status: ledger.BalanceAgreed, Holds: ledger.AccountAmounts{Owed: 9_000_00}},
				"00W": {At: ledger.BalanceYearEnd, Status: ledger.BalanceDisputed, Pence: 1_850_00},
			} {
				got := mirrored(t, v, "00T", pair, "2014-04-01", "2015-03-31")
				if len(got) != 1 || got[0].At != want.At || got[0].Status != want.Status || got[0].Pence != want.Pence || got[0].Holds != want.Holds {
					t.Errorf("Bolton and %s: %+v", pair, got)
				}
				mirrored(t, v, "00T", pair, "2015-04-01", "2016-03-31")
			}
			mirrored(t, v, "00T", "00Y", "2014-04-01", "2016-03-31")

			// The second year rests on the first: £480,000.00 and the £6,600.00 more, both
			// recurrent, with 2% more and 1% less, are £491,466.00.
			next := map[string]int64{}
			for _, c := range facts.Years["2015-16"].Contributions {
				if c.Line == "issues" {
					next[c.Party] += c.Pence
				}
			}
			if diff := cmp.Diff(map[string]int64{"00T": 155_991_93, "00V": 113_241_15, "00W": 96_303_40, "00Y": 125_929_52}, next); diff != "" {
				t.Error(diff)
			}
			return nil
		})
	})
}

// TestEquipmentIsLeft holds that what is still paid to and by the party that leaves is
// to the penny what the rules had said that leaving comes to, and that it takes no part
// from the day after.
func TestEquipmentIsLeft(t *testing.T) {
	const leaver, function = "00W", "community-equipment"
	err := tell(t.TempDir(), "greater-manchester", func(s *story, b *board) {
		s.on("2012-09-03 08:00")
		b.found(s, "Greater Manchester", "GM")
		b.seatEverybody(s, "2012-09-03")
		s.on("2013-04-02 08:00")
		b.recordFigures(s, "2013-04-01")
		b.sign(s, "Memorandum of understanding", "2013-04-01", "2013-04-09 08:00")
		e := newEquipment(s, b)
		e.decided()
		e.firstYear()
		e.secondYear()
		e.audited()
		net := int64(0)
		s.on("2015-09-30 23:00")
		s.look(func(v ledger.View, now ledger.Time) error {
			r, err := v.Leave(leaver, function, "2015-10-20", now, s.rules)
			if err != nil || !r.Allow || r.Leave.Effective != "2015-10-20" || len(r.Leave.Owed) != 1 || len(r.Leave.Back) != 2 {
				t.Fatalf("%+v %v", r, err)
			}
			for _, item := range r.Leave.Owed {
				net += item.Pence
			}
			for _, item := range r.Leave.Back {
				net -= item.Pence
			}
			if len(r.Leave.Pools) != 1 || !r.Leave.Pools[0].Stands {
				t.Errorf("%+v", r.Leave.Pools)
			}
			return nil
		})
		// £26,707.10 is still due and £28,124.92 comes back.
		if net != 26_707_10-28_124_92 {
			t.Errorf("leaving comes to %d", net)
		}
		e.left()
		told := map[string]int64{}
		s.on("2015-10-19 10:00")
		s.look(func(v ledger.View, now ledger.Time) error {
			r, err := v.Leave(leaver, function, "2015-10-20", now, s.rules)
			if err != nil || !r.Allow || r.Leave.Effective != "2015-10-20" {
				t.Fatalf("%+v %v", r, err)
			}
			for _, item := range slices.Concat(r.Leave.Owed, r.Leave.Stops) {
				told[item.Obligation] += item.Pence
			}
			if i := slices.IndexFunc(r.Leave.Survives, func(i ledger.LeaveItem) bool { return strings.Contains(i.Why, "committed") }); i < 0 || !strings.Contains(r.Leave.Survives[i].Why, "£111,303.40 of £551,466.00 contributed") {
				t.Errorf("%+v", r.Leave.Survives)
			}
			return nil
		})
		e.refunded()
		s.look(func(v ledger.View, now ledger.Time) error {
			paid := between(v, func(o ledger.Obligation) bool {
				return o.Fund == e.name && (o.Due == "2015-10-30" || o.Leaving != "")
			})
			if paid[leaver] != net {
				t.Errorf("leaving came to %d, not %d", paid[leaver], net)
			}
			for _, o := range v.Obligations() {
				if o.Fund != e.name || o.Payer != leaver && o.Payee != leaver {
					continue
				}
				if status := v.ObligationStatus(o, v.Size(), now.Day()); status != ledger.ObligationDone {
					t.Errorf("%s is %s", o.Obligation, status)
				}
				if stopped := o.Pence - o.Standing(v.Size(), now.Day()).Pence; stopped > 0 {
					told[o.Obligation] -= o.Pence
				}
			}
			for ref, left := range told {
				if left != 0 {
					t.Errorf("%s is %d away from what was told", ref, left)
				}
			}
			if r, err := v.Leave(leaver, function, "2015-12-31", now, s.rules); err != nil || r.Allow || len(r.Checks) != 1 || !strings.Contains(r.Checks[0].Explain, "It has left: 20 October 2015 was the last day") {
				t.Errorf("it has left, and could leave once more: %+v %v", r, err)
			}
			if r, err := v.Leave("00V", function, "2016-12-31", now, s.rules); err != nil || !r.Allow {
				t.Errorf("%+v %v", r, err)
			}
			return nil
		})
	}, 0)
	if err != nil {
		t.Fatal(err)
	}
}

// TestWoundCare holds the same in small: £3,816.45 over provisionally and £2,990.01 by
// the audit, shared by what each of six contributes, of which one has left since.
func TestWoundCare(t *testing.T) {
	told(t, "cheshire-warrington-wirral", func(s *story, _ *board) {
		s.look(func(v ledger.View, now ledger.Time) error {
			facts, ok := v.FundFacts("wound-care", now.Day())
			if !ok || facts.Years["2014-15"] == nil || len(facts.Years["2014-15"].Settlements) != 2 {
				t.Fatalf("%+v", facts)
			}
			for i, over := range []int64{3_816_45, 2_990_01} {
				made := facts.Years["2014-15"].Settlements[i]
				net, shares := int64(0), int64(0)
				for _, pence := range between(v, settling(made.Settlement)) {
					net += pence
				}
				for _, pence := range made.Parties {
					shares += pence
				}
				if made.Overspend != over || made.Unfunded != 0 || shares != over || net != 0 {
					t.Errorf("%+v: shares come to %d, payments to %d", made, shares, net)
				}
			}
			// £2,990.01 by £300,000.00 shared by weighted population, and £7,000.00 from each.
			want := map[string]int64{"01C": 459_65, "01R": 407_87, "02D": 262_24, "02E": 481_82, "02F": 575_48, "12F": 802_95}
			if diff := cmp.Diff(want, facts.Years["2014-15"].Settlements[1].Parties); diff != "" {
				t.Error(diff)
			}
			for _, o := range v.Obligations() {
				if status := v.ObligationStatus(o, v.Size(), now.Day()); o.Fund == "wound-care" && status != ledger.ObligationDone {
					t.Errorf("%s is %s", o.Obligation, status)
				}
			}
			got := mirrored(t, v, "02F", "12F", "2014-04-01", "2015-03-31")
			if len(got) != 1 || got[0].Status != ledger.BalanceAgreed {
				t.Errorf("%+v", got)
			}
			mirrored(t, v, "02F", "01R", "2014-04-01", "2016-03-31")
			for function, takes := range map[string]bool{"wound-care": false, "clinical-strategy": true} {
				if r, err := v.Leave("01R", function, "2016-12-31", now, s.rules); err != nil || r.Allow != takes {
					t.Errorf("South Cheshire in %s: %+v %v", function, r, err)
				}
			}
			return nil
		})
	})
}
