package ledger

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// leavingSamples holds what follows as the day passes on which a party leaves, with
// every optional field in use.
func leavingSamples() map[string]any {
	check := Check{ID: "leaving-date", Clause: "22.1", Title: "Leaving", Required: "Not before 14 July 2016", Actual: "14 July 2016", Met: true, Explain: "Notice takes effect on 14 July 2016."}
	item := func(ref string, pence int64, until Date) LeaveItem {
		return LeaveItem{ref, "equipment", "00W", "Loans", pence, "2016-08-01", until, "22.3", "260 of 365 days are left of the year"}
	}
	made := LeavingSettled{
		Party: "00V", Function: "acute-surgery", Checks: []Check{check},
		Leave: Leave{
			Effective: "2016-07-14", Owed: []LeaveItem{item("GM-2015-006/003", 300_000, "")}, Back: []LeaveItem{item("GM-2015-006/001", 1_200_000, "")},
			Stops: []LeaveItem{item("GM-2015-006/003", 695_890, "")}, Survives: []LeaveItem{item("GM-2015-006/005", 50_000, "2017-03-31")},
			Pools: []LeavePool{{"equipment", "2016-17", false, "7.1", "Only NHS Central Manchester CCG is left."}},
		},
	}
	part, none := made, made
	part.Function, part.Part, part.Parts = "*", 2, 3
	none.Checks, none.Leave = []Check{unsettledLeaving}, Leave{Effective: "2016-07-14", Owed: []LeaveItem{}, Back: []LeaveItem{}, Stops: []LeaveItem{}, Survives: []LeaveItem{}, Pools: []LeavePool{}}
	term := ObligationTerm{
		Payer: "00W", Payee: "00V", What: "Back on leaving: Loans", Function: "acute-surgery", Clause: "22.3", Kind: "refund", In: "cash", Pence: 1_200_000, Year: "2016-17", Due: "2016-07-14",
		Effective: "2016-07-14", Working: "260 of 365 days are left of the year", Fund: "equipment", Line: "loans",
	}
	return map[string]any{
		KindLeavingSettled:                   made,
		KindLeavingSettled + " (part)":       part,
		KindLeavingSettled + " (none)":       none,
		KindLeavingMoved:                     LeavingMoved{"00V", "acute-surgery", "2016-07-14", "2017-03-31"},
		KindObligationAssumed + " (leaving)": ObligationAssumed{Obligation: "GM-2015-006/016", Decision: "GM-2015-006", ObligationTerm: term, Leaving: "00V/acute-surgery"},
	}
}

const leavingDay = Date("2015-12-31")

// leaving has the rules settle a leaving: of a contribution three quarters of what is
// not paid stop, and a tenth of what is paid comes back, and what stops of a duty is
// done to the day of leaving.
func leavingRules(until Date) func(Digest, Input, *Ruling) {
	return func(d Digest, in Input, r *Ruling) {
		pooling(d, in, r)
		switch {
		case in.Kind == KindLeavingNotified:
			r.Dates = map[string]string{"settles": string(leavingDay)}
		case in.Ask == AskLeave:
			day := max(until, in.Time.Day())
			r.Checks = []Check{{ID: "leaving-date", Met: true, Explain: "on " + day.InWords()}}
			r.Leave = &Leave{Effective: day, Owed: []LeaveItem{}, Back: []LeaveItem{}, Stops: []LeaveItem{}, Survives: []LeaveItem{}, Pools: []LeavePool{{"equipment", "2015-16", false, "7.1", "One is left."}}}
			for _, f := range in.Funds {
				for _, y := range f.Years {
					for _, c := range y.Contributions {
						if c.Party != in.Party || c.Refund || c.Left {
							continue
						}
						item := LeaveItem{Obligation: c.Obligation, Fund: f.Fund, Party: y.Host, What: "Loans", Due: c.Due, Clause: "22.3", Why: "by the days left"}
						paid := min(c.Paid, c.Received)
						rest := c.Pence - paid
						put := func(list *[]LeaveItem, pence int64) {
							if item.Pence = pence; pence > 0 {
								*list = append(*list, item)
							}
						}
						put(&r.Leave.Back, paid/10)
						put(&r.Leave.Stops, rest*3/4)
						put(&r.Leave.Owed, rest-rest*3/4)
					}
				}
			}
		}
	}
}

// leftWorld is the fund equipment, to which Bury has paid the first instalment and
// nothing else, and has given notice to leave on 31 December.
func leftWorld(t *testing.T, until Date) (*world, string) {
	w, ref := funded(t)
	w.rules.also = leavingRules(until)
	w.do("bury-officer", "00V", KindObligationPaid, ObligationPaid{Obligation: ref + "/001", Pence: 30_000_000, On: "2015-08-01"})
	w.do("central-officer", "00W", KindObligationReceived, ObligationReceived{Obligation: ref + "/001", Pence: 30_000_000, On: "2015-08-01"})
	w.do("bury-officer", "00V", KindLeavingNotified, LeavingNotified{"acute-surgery", leavingDay, Resolution{"GB-1", "2015-11-30", ""}})
	return w, ref
}

// TestLeavingSettled holds that what leaving comes to by the rules is what is recorded
// with the end of its day: what stops is owed no more, by status, fund and statement of
// account alike, and what comes back is owed by the host.
func TestLeavingSettled(t *testing.T) {
	w, ref := leftWorld(t, "")
	w.until("2015-12-31T12:00:00.000Z")
	if got := w.follow(); len(got) > 0 {
		t.Fatalf("on the day itself it takes part: %v", got)
	}
	asked, err := w.s.Draft().Leave("00V", "acute-surgery", leavingDay, w.now, w.rules)
	if err != nil {
		t.Fatal(err)
	}
	before := w.s.Draft()
	opened, size := before.Size(), before.Size()
	w.until("2016-01-04T09:00:00.000Z")
	want := []string{KindLeavingSettled + " 00V/acute-surgery", KindObligationAssumed + " " + ref + "/007"}
	if got := w.follow(); !slices.Equal(got, want) {
		t.Fatalf("%v follows, not %v", got, want)
	}
	made := w.last(t, KindLeavingSettled).(*LeavingSettled)
	if diff := cmp.Diff(*asked.Leave, made.Leave); diff != "" {
		t.Errorf("what was recorded is not what was asked: %s", diff)
	}
	v := w.s.Draft()
	for n, want := range map[int]struct {
		pence  int64
		status string
	}{1: {30_000_000, ObligationDone}, 2: {7_500_000, ObligationOverdue}, 3: {1_350_000, ObligationOverdue}, 7: {3_000_000, ObligationOverdue}} {
		o, _ := v.Obligation(fmt.Sprintf("%s/%03d", ref, n))
		if got := o.Standing(v.Size(), w.now.Day()).Pence; got != want.pence || v.ObligationStatus(o, v.Size(), w.now.Day()) != want.status {
			t.Errorf("%s: %d, %s", o.Obligation, got, v.ObligationStatus(o, v.Size(), w.now.Day()))
		}
		if n == 2 && (o.Standing(opened, "2015-12-31").Pence != 30_000_000 || o.Standing(v.Size(), "2015-12-30").Pence != 30_000_000) {
			t.Error("it stops before the day")
		}
	}
	if o, _ := v.Obligation(ref + "/007"); o.Payer != "00W" || o.Payee != "00V" || o.Kind != "refund" || o.Leaving != "00V/acute-surgery" || o.Clause != "22.3" {
		t.Errorf("%+v", o)
	}
	if p, _ := v.Party("00V"); p.Leaving[0].Settled != size {
		t.Errorf("%+v, of entry %d", p.Leaving, size)
	}
	y := w.fundYear("equipment", "2015-16")
	left, stopped := int64(0), int64(0)
	for _, c := range y.Contributions {
		switch {
		case c.Leaving:
			left -= c.Pence
		case c.Party == "00V":
			left += c.Pence
			stopped += c.Stopped
		}
	}
	// £300,000.00 + £75,000.00 + £13,500.00 − £30,000.00
	if left != 35_850_000 || stopped != 22_500_000+4_050_000 {
		t.Errorf("%d is contributed, %d stopped", left, stopped)
	}
	// Two statements are mirror images, before the day, over it and after it.
	for _, span := range [][2]Date{{"2015-04-01", "2015-12-30"}, {"2015-04-01", "2016-03-31"}, {"2016-01-01", "2016-03-31"}} {
		mine, err := v.Account(AccountOf{Party: "00V", With: "00W", From: span[0], To: span[1], Size: v.Size()})
		if err != nil {
			t.Fatal(err)
		}
		theirs, _ := v.Account(AccountOf{Party: "00W", With: "00V", From: span[0], To: span[1], Size: v.Size()})
		if mine.Sums[0].Owes != mirrorOf(theirs.Sums[0].Owed) || mine.Sums[0].Owed != mirrorOf(theirs.Sums[0].Owes) {
			t.Errorf("%v: %+v, %+v", span, mine.Sums[0], theirs.Sums[0])
		}
		owes := map[Date]int64{"2015-12-30": 5_400_000, "2016-03-31": 8_850_000}[span[1]]
		if got := mine.Net(); got.Owes != owes || span[1] > leavingDay && got.Owed != 3_000_000 {
			t.Errorf("%v: %+v", span, got)
		}
		for _, r := range mine.Rows {
			if r.Opening+r.New+r.Adjusted-r.Paid != r.Closing && r.Side == SideOwes {
				t.Errorf("%+v does not add up", r)
			}
			if r.Obligation == ref+"/003" && (r.Clause == "22.3") != (span[1] > leavingDay) {
				t.Errorf("%+v", r)
			}
		}
	}
	w.replaysAlike()
}

func mirrorOf(m AccountMovement) AccountMovement {
	return m
}

// TestLeavingMoved holds that a leaving which the rules put off is settled on the later
// day, and one that was withdrawn or whose party has merged never.
func TestLeavingMoved(t *testing.T) {
	w, _ := leftWorld(t, "2016-02-29")
	w.until("2016-01-04T09:00:00.000Z")
	if got := w.follow(); !slices.Equal(got, []string{KindLeavingMoved + " 00V/acute-surgery"}) {
		t.Fatalf("%v", got)
	}
	if p, _ := w.s.Draft().Party("00V"); p.Leaving[0].Effective != "2016-02-29" || p.Leaving[0].Settled != 0 {
		t.Errorf("%+v", p.Leaving)
	}
	w.until("2016-03-01T09:00:00.000Z")
	if got := w.follow(); len(got) != 3 || got[1] != KindLeavingSettled+" 00V/acute-surgery" {
		t.Errorf("%v", got)
	}
	w.replaysAlike()

	w, _ = leftWorld(t, "")
	w.do("bury-officer", "00V", KindLeavingWithdrawn, LeavingWithdrawn{"acute-surgery", Resolution{"GB-2", "2015-12-01", ""}})
	w.until("2016-01-04T09:00:00.000Z")
	if got := w.follow(); len(got) > 0 || w.s.Draft().NextDue() != "" {
		t.Errorf("it was withdrawn: %v", got)
	}
	w.replaysAlike()
}

// TestLeavingWithoutRules holds that where the rules say nothing of it when notice is
// given nothing follows, and that where they have no answer on the day, or one that
// can't be recorded, an entry says so and nobody's obligation changes.
func TestLeavingWithoutRules(t *testing.T) {
	refused := Ruling{Checks: []Check{{ID: "leaving", Explain: "The agreement does not say."}}}
	answers := map[string]func(*Ruling) error{
		"no ruling":         func(*Ruling) error { return fmt.Errorf("undefined: %w", ErrNoRuling) },
		"refused":           func(r *Ruling) error { *r = refused; return nil },
		"more than is owed": func(r *Ruling) error { r.Leave.Stops[0].Pence = 99_000_000; return nil },
		"of nothing":        func(r *Ruling) error { r.Leave.Back[0].Obligation = "GM-2015-999/001"; return nil },
		"too long":          func(r *Ruling) error { r.Leave.Stops[0].Why = strings.Repeat("y", MaxRuling); return nil },
		"checks too long": func(r *Ruling) error {
			*r = refused
			r.Checks = slices.Repeat([]Check{{Explain: strings.Repeat("y", 1000)}}, 70)
			return nil
		},
	}
	for name, answer := range answers {
		t.Run(name, func(t *testing.T) {
			w, ref := leftWorld(t, "")
			w.rules.also = leavingRules("")
			rules := answered{w.rules, answer}
			w.now = "2016-01-04T09:00:00.000Z"
			if err := w.s.Settle(w.now, rules, func(e *Entry) error { w.entries = append(w.entries, e.Bytes()); return nil }); err != nil {
				t.Fatal(err)
			}
			made := w.last(t, KindLeavingSettled).(*LeavingSettled)
			last := made.Checks[len(made.Checks)-1]
			if got := w.follow(); len(got) != 1 || last.ID != "no-leaving" || last.Met || made.size() != 0 {
				t.Errorf("%v: %+v", got, made)
			}
			if o, _ := w.s.Draft().Obligation(ref + "/003"); len(o.Stops) > 0 {
				t.Errorf("%+v", o)
			}
			s := NewState()
			for i, e := range w.entries {
				if err := s.Replay(e, w.roots, rules); err != nil {
					t.Fatalf("entry %d: %v", i, err)
				}
			}
		})
	}
	t.Run("none when notice was given", func(t *testing.T) {
		w, _ := funded(t)
		w.do("bury-officer", "00V", KindLeavingNotified, LeavingNotified{"acute-surgery", leavingDay, Resolution{"GB-1", "2015-11-30", ""}})
		w.until("2016-01-04T09:00:00.000Z")
		if got := w.follow(); len(got) > 0 {
			t.Errorf("%v", got)
		}
		w.replaysAlike()
	})
	t.Run("rules that could not be run", func(t *testing.T) {
		w, _ := leftWorld(t, "")
		broken := answered{w.rules, func(*Ruling) error { return errors.New("out of time") }}
		if _, err := w.s.Due("2016-01-04T09:00:00.000Z", broken); err == nil {
			t.Error("rules that could not be run settle something")
		}
	})
}

// answered is Rules whose answer on leaving is another.
type answered struct {
	plain
	answer func(*Ruling) error
}

func (a answered) Judge(d Digest, inputs []Input) ([]Ruling, error) {
	rulings, err := a.plain.Judge(d, inputs)
	for i, in := range inputs {
		if in.Ask == AskLeave && err == nil {
			err = a.answer(&rulings[i])
		}
	}
	return rulings, err
}

// TestLeavingInParts holds that what one entry can't hold goes on in the next, and that
// nothing is lost or said twice.
func TestLeavingInParts(t *testing.T) {
	w, _ := leftWorld(t, "")
	survives := make([]LeaveItem, 150)
	for i := range survives {
		survives[i] = LeaveItem{Party: "00W", What: fmt.Sprintf("Liability %d", i), Clause: "15", Why: strings.Repeat("w", 700)}
	}
	w.rules.also = func(d Digest, in Input, r *Ruling) {
		leavingRules("")(d, in, r)
		if in.Ask == AskLeave {
			r.Leave.Survives = survives
		}
	}
	w.until("2016-01-04T09:00:00.000Z")
	var got Leave
	parts := int64(0)
	for _, e := range w.entries {
		if p, _ := ParseAll(e); p.Kind == KindLeavingSettled {
			b := p.Body.(*LeavingSettled)
			if parts++; b.Part != parts {
				t.Errorf("part %d is %d of %d", parts, b.Part, b.Parts)
			}
			got.Survives, got.Stops, got.Back, got.Pools = append(got.Survives, b.Survives...), append(got.Stops, b.Stops...), append(got.Back, b.Back...), append(got.Pools, b.Pools...)
		}
	}
	if !slices.Equal(got.Survives, survives) || len(got.Stops) != 2 || len(got.Back) != 1 || len(got.Pools) != 1 || parts < 2 {
		t.Errorf("%d parts: %d survive, %d stop, %d back, %d pools", parts, len(got.Survives), len(got.Stops), len(got.Back), len(got.Pools))
	}
	w.replaysAlike()
}
