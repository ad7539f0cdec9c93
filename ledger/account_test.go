package ledger

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// history is a random history of obligations between parties, recorded as the
// ledger records them.
type history struct {
	parties []string
	owed    []ObligationAssumed
	said    []word
	ended   []string // decisions
}

type word struct {
	kind  string
	party string
	of    string
	pence int64
	on    Date
}

// record gives the state after a history, with what was said in a given order.
func (h history) record(order []int) *State {
	s := NewState()
	for _, code := range h.parties {
		s.parties.set(code, Party{FoundingParty: FoundingParty{Code: code, Name: "Party " + code, Type: "ccg"}})
	}
	index := int64(0)
	for _, o := range h.owed {
		s.decisions.set(o.Decision, Decision{DecisionMade: DecisionMade{Decision: o.Decision, Outcome: OutcomeCarried}})
		o.follow(s, queued{}, "2014-04-01T09:00:00.000Z", index)
		index++
	}
	for _, i := range order {
		e := h.said[i]
		q := &Question{Signed: &Signed{Payload: Payload{Kind: e.kind, Party: e.party}}, Time: "2017-06-01T09:00:00.000Z"}
		if e.kind == KindObligationPaid {
			(&ObligationPaid{Obligation: e.of, Pence: e.pence, On: e.on}).apply(s, q, index)
		} else {
			(&ObligationReceived{Obligation: e.of, Pence: e.pence, On: e.on}).apply(s, q, index)
		}
		index++
	}
	for _, ref := range h.ended {
		d, _ := s.Draft().Decision(ref)
		d.Variations = with(d.Variations, Variation{DecisionVaried{Decision: ref, By: "T-9", How: DecisionRescinded}, index})
		s.decisions.set(ref, d)
		index++
	}
	s.draftHead.size = index
	s.Commit()
	return s
}

func histories(t *rapid.T) history {
	h := history{parties: []string{"A1", "B2", "C3", "D4"}}
	days := rapid.SampledFrom([]Date{"2014-12-31", "2015-03-31", "2015-04-01", "2015-09-30", "2016-03-31", "2016-04-01", "2017-01-10", "2017-03-31"})
	party := rapid.SampledFrom(h.parties)
	for i := range rapid.IntRange(0, 12).Draw(t, "obligations") {
		o := ObligationAssumed{Obligation: fmt.Sprintf("T-%d/001", i), Decision: fmt.Sprintf("T-%d", i), ObligationTerm: ObligationTerm{
			Payer: party.Draw(t, "payer"), Payee: party.Draw(t, "payee"), Kind: "contribution", Due: days.Draw(t, "due"), Pence: rapid.Int64Range(1, 1000).Draw(t, "pence"),
			Function: rapid.SampledFrom([]string{"beds", "scans"}).Draw(t, "function"), Fund: rapid.SampledFrom([]string{"", "equipment"}).Draw(t, "fund"),
			In: rapid.SampledFrom([]string{"cash", "staff"}).Draw(t, "in"), Recurrent: rapid.Bool().Draw(t, "recurrent"),
		}}
		if rapid.IntRange(0, 9).Draw(t, "awaits") == 0 {
			o.Awaits = []string{o.Payer}
		}
		h.owed = append(h.owed, o)
		if rapid.IntRange(0, 4).Draw(t, "ended") == 0 {
			h.ended = append(h.ended, o.Decision)
		}
		for range rapid.IntRange(0, 3).Draw(t, "said") {
			e := word{KindObligationPaid, o.Payer, o.Obligation, rapid.Int64Range(1, 500).Draw(t, "of"), days.Draw(t, "on")}
			if rapid.Bool().Draw(t, "received") {
				e.kind, e.party = KindObligationReceived, o.Payee
			}
			h.said = append(h.said, e)
		}
	}
	return h
}

func account(t interface{ Fatal(...any) }, s *State, party, with string, from, to Date) Account {
	a, err := s.Durable().Account(AccountOf{Party: party, With: with, From: from, To: to, Size: s.Durable().Size()})
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// TestAccounts holds, over random histories, that two parties' statements mirror each
// other but for the differences that they list; that what payers owe is what payees
// are owed; that the parts of a statement come to its whole, one period's end to the
// next one's beginning, and all to what an independent sum gives; and that the order
// in which things were recorded changes nothing.
func TestAccounts(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		h := histories(t)
		order := make([]int, len(h.said))
		for i := range order {
			order[i] = i
		}
		s := h.record(order)
		all := func(a Account) AccountSum { return a.Sums[0] }
		const from, to = "2015-04-01", "2016-03-31"
		var owes, owed AccountMovement
		for _, p := range h.parties {
			whole := account(t, s, p, "", from, to)
			owes.add(all(whole).Owes)
			owed.add(all(whole).Owed)
			parts := map[string]AccountSum{}
			for _, sum := range whole.Sums[1:] {
				part := parts[sum.Of]
				part.Owes.add(sum.Owes)
				part.Owed.add(sum.Owed)
				part.Own.add(sum.Own)
				parts[sum.Of] = part
			}
			for of, part := range parts {
				if part != (AccountSum{Owes: all(whole).Owes, Owed: all(whole).Owed, Own: all(whole).Own}) {
					t.Fatalf("by %s: %+v, and the whole is %+v", of, part, all(whole))
				}
			}
			before, next := account(t, s, p, "", "2014-04-01", "2015-03-31"), account(t, s, p, "", "2016-04-01", "2017-03-31")
			if all(before).Owes.Closing != all(whole).Owes.Opening || all(before).Owed.Closing != all(whole).Owed.Opening ||
				all(whole).Owes.Closing != all(next).Owes.Opening || all(whole).Owed.Closing != all(next).Owed.Opening {
				t.Fatalf("%s ends a period otherwise than it begins the next: %+v, %+v, %+v", p, before.Sums, whole.Sums, next.Sums)
			}
			if got, want := all(whole), h.sum(p, to); got.Owes.Closing != want.Owes || got.Owed.Closing != want.Owed {
				t.Fatalf("%s: %+v, and summed up otherwise %+v", p, got, want)
			}
			for _, other := range h.parties {
				if other == p {
					continue
				}
				mine, theirs := account(t, s, p, other, from, to), account(t, s, other, p, from, to)
				var apart AccountAmounts // by how much I say that I owe less, and am owed less, than they say
				for _, d := range mine.Differences {
					side := &apart.Owes
					if i := slices.IndexFunc(h.owed, func(o ObligationAssumed) bool { return o.Obligation == d.Obligation }); h.owed[i].Payee == p {
						side = &apart.Owed
					}
					switch {
					case d.Kind == DiffersNotReceived && side == &apart.Owes, d.Kind == DiffersNotPaid && side == &apart.Owed:
						*side += d.Pence
					default:
						*side -= d.Pence
					}
				}
				if got := (AccountAmounts{all(theirs).Owed.Closing - all(mine).Owes.Closing, all(theirs).Owes.Closing - all(mine).Owed.Closing}); got != apart {
					t.Fatalf("%s and %s are %+v apart, and list %+v", p, other, got, mine.Differences)
				}
				swapped := slices.Clone(theirs.Differences)
				for i := range swapped {
					swapped[i].Party = other
				}
				if diff := cmp.Diff(mine.Differences, swapped); diff != "" {
					t.Fatal("two sides list other differences: " + diff)
				}
				for _, m := range []*AccountSum{&mine.Sums[0], &theirs.Sums[0]} {
					m.Owes.Opening, m.Owed.Opening = 0, 0 // they may have differed on the first day, and that is settled since
				}
				if len(mine.Differences) == 0 && (all(mine).Owes != all(theirs).Owed || all(mine).Owed != all(theirs).Owes) {
					t.Fatalf("no mirror image: %+v, %+v", all(mine), all(theirs))
				}
			}
		}
		owes.Closing, owed.Closing, owes.Opening, owed.Opening = 0, 0, 0, 0 // each by its own word
		if owes != owed {
			t.Fatalf("payers come to %+v, payees to %+v", owes, owed)
		}
		seed := rapid.Uint64().Draw(t, "order")
		rand.New(rand.NewPCG(seed, seed)).Shuffle(len(order), func(i, j int) { order[i], order[j] = order[j], order[i] })
		again := h.record(order)
		for _, p := range h.parties {
			if diff := cmp.Diff(account(t, s, p, "", from, to), account(t, again, p, "", from, to)); diff != "" {
				t.Fatal("another order gives another account: " + diff)
			}
		}
	})
}

// sum is what a party owes and is owed at the end of a day, added up by itself.
func (h history) sum(party string, day Date) (n AccountAmounts) {
	for _, o := range h.owed {
		if o.Payer == o.Payee || o.Payer != party && o.Payee != party {
			continue
		}
		left := int64(0)
		if o.Due <= day && len(o.Awaits) == 0 && !slices.Contains(h.ended, o.Decision) {
			left = o.Pence
		}
		kind, side := KindObligationPaid, &n.Owes
		if o.Payee == party {
			kind, side = KindObligationReceived, &n.Owed
		}
		for _, e := range h.said {
			if e.of == o.Obligation && e.kind == kind && e.on <= day {
				left -= e.pence
			}
		}
		*side += left
	}
	return n
}

// TestAccountRefused holds for what no statement is drawn up.
func TestAccountRefused(t *testing.T) {
	s := history{parties: []string{"A1", "B2", "M9"}}.record(nil)
	old, _ := s.Draft().Party("A1")
	old.Merged = &MergedFacts{Into: "M9", On: "2016-01-01"}
	s.parties.set("A1", old)
	s.Commit()
	for name, of := range map[string]AccountOf{
		"no such party":   {Party: "X0", From: "2015-04-01", To: "2016-03-31"},
		"no such other":   {Party: "B2", With: "X0", From: "2015-04-01", To: "2016-03-31"},
		"itself":          {Party: "B2", With: "B2", From: "2015-04-01", To: "2016-03-31"},
		"merged since":    {Party: "A1", From: "2015-04-01", To: "2016-03-31", Size: 1},
		"no day":          {Party: "B2", From: "April", To: "2016-03-31"},
		"ends too early":  {Party: "B2", From: "2015-04-01", To: "2015-03-31"},
		"with one merged": {Party: "B2", With: "A1", From: "2015-04-01", To: "2016-03-31", Size: 1},
	} {
		if a, err := s.Durable().Account(of); err == nil {
			t.Errorf("%s: %+v", name, a)
		}
	}
	if _, err := s.Durable().Account(AccountOf{Party: "A1", From: "2015-04-01", To: "2015-12-31", Size: 1}); err != nil {
		t.Error("before it merged:", err)
	}
	if _, _, err := YearDays("2015-17"); err == nil {
		t.Error("a year that is none")
	}
}

// TestDutiesBalancesAndCommitments walks through them under rules that admit all.
func TestDutiesBalancesAndCommitments(t *testing.T) {
	w := newWorld(t)
	var asked Input
	w.rules.also = func(_ Digest, in Input, r *Ruling) {
		asked = in
		if in.Ask == AskConclude && in.Motion.Lead != nil {
			r.Obligations = append(r.Obligations,
				ObligationTerm{Payer: "00W", What: "Report spending", Kind: "duty", In: "duty", Year: "2015-16", Due: "2015-08-31", Effective: "2015-07-15"},
				ObligationTerm{Payer: "00W", What: "Say how it ended", Kind: "duty", In: "duty", Year: "2015-16", Due: "2015-08-31", Effective: "2015-07-15"})
		}
	}
	ref := w.put(close, "", func(m *Motion) {
		m.Lead = &Lead{Party: "00W", From: "2015-07-15", Until: "2016-03-31", Limit: Limit{100, 200, 300}, Duties: []Duty{{"Report spending", "quarter", "2015-08-31"}, {"Say how it ended", "once", "2015-08-31"}}}
	})
	w.until(close)
	status := func(n string) string {
		o, _ := w.s.Draft().Obligation(ref + "/" + n)
		return w.s.Draft().ObligationStatus(o, w.s.Draft().Size(), w.now.Day())
	}
	duty := func(n string) *DutyFacts {
		o, _ := w.s.Draft().Obligation(ref + "/" + n)
		return w.s.Draft().Duty(o, w.s.Draft().Size(), w.now.Day())
	}
	w.refused("central-officer", "", KindDutyDone, DutyDone{Obligation: ref + "/003", On: "2015-07-15"}, CodeMalformed, "/payload/party")
	w.refused("central-officer", "00W", KindDutyDone, DutyDone{Obligation: ref + "/009", On: "2015-07-15"}, CodeNotFound, "/obligation")
	if status("003") != ObligationDue || status("004") != ObligationDue || duty("001") != nil {
		t.Errorf("before they are due: %s, %s", status("003"), status("004"))
	}
	early := w.s.Draft()
	o, _ := early.Obligation(ref + "/003")
	o.Events = []ObligationEvent{{Kind: KindDutyDone, Period: "2015-08-31", On: "2015-07-15"}, {Kind: KindDutyDone, Period: "2015-11-30", On: "2015-07-15"}}
	if d := early.Duty(o, early.Size(), w.now.Day()); d.Next != "2016-02-29" || len(d.Times) != 3 || early.ObligationStatus(o, early.Size(), w.now.Day()) != ObligationDue {
		t.Errorf("done beforehand: %+v", d)
	}
	w.until("2015-12-01T09:00:00.000Z")
	if d := duty("003"); status("003") != ObligationOverdue || d.Late != 2 || d.Next != "2015-08-31" || len(d.Times) != 3 || d.Times[1].Due != "2015-11-30" || d.Times[2].Due != "2016-02-29" {
		t.Errorf("two times late: %s, %+v", status("003"), d)
	}
	w.do("central-officer", "00W", KindDutyDone, DutyDone{Obligation: ref + "/003", Period: "2015-08-31", On: "2015-09-01"})
	w.do("central-officer", "00W", KindDutyDone, DutyDone{Obligation: ref + "/003", Period: "2015-11-30", On: "2015-11-30"})
	if asked.Obligation.Duty.Late != 1 || asked.Parties["00W"] == nil {
		t.Errorf("the rules see %+v", asked.Obligation)
	}
	w.do("central-officer", "00W", KindDutyDone, DutyDone{Obligation: ref + "/004", On: "2015-08-31"})
	if d := duty("003"); status("003") != ObligationDue || d.Next != "2016-02-29" || !d.Times[0].Late || d.Times[1].Late || status("004") != ObligationDutyDone {
		t.Errorf("done: %s, %+v, %s", status("003"), d, status("004"))
	}
	w.until("2017-01-01T09:00:00.000Z")
	if d := duty("003"); len(d.Times) != 3 || d.Late != 1 {
		t.Errorf("beyond the lead's last day: %+v", d)
	}

	// What they owe each other: 100 by 00W to 00V, due in August 2015.
	w.do("central-officer", "00W", KindObligationPaid, ObligationPaid{Obligation: ref + "/001", Pence: 40, On: "2015-12-30", By: "invoice", Ref: "INV-1"})
	stated := BalanceStated{With: "00V", Year: "2015-16", At: BalanceMonth9, Owing: 60}
	w.do("central-officer", "00W", KindBalanceStated, stated)
	if b := asked.Balance; b.Holds != (AccountAmounts{Owes: 60}) || b.On != "2015-12-31" || b.Status != BalanceUnstated {
		t.Errorf("the rules see %+v", b)
	}
	w.refused("central-officer", "00W", KindBalanceStated, BalanceStated{With: "00W", Year: "2015-16", At: BalanceMonth9}, CodeConflict, "/with")
	w.refused("central-officer", "00W", KindBalanceStated, BalanceStated{With: "X0", Year: "2015-16", At: BalanceMonth9}, CodeNotFound, "/with")
	w.refused("central-officer", "", KindBalanceStated, stated, CodeMalformed, "/payload/party")
	seen := func() Account {
		a, err := w.s.Draft().Account(AccountOf{Party: "00V", With: "00W", From: "2015-04-01", To: "2016-03-31", Size: w.s.Draft().Size()})
		if err != nil {
			t.Fatal(err)
		}
		return a
	}
	if b := seen().Balances; len(b) != 1 || b[0].Status != BalanceOneSided || b[0].Theirs.Owed != 60 || b[0].Holds.Owed != 100 {
		t.Errorf("one side: %+v", b)
	}
	w.do("bury-officer", "00V", KindBalanceStated, BalanceStated{With: "00W", Year: "2015-16", At: BalanceMonth9, Owed: 100})
	if a := seen(); a.Balances[0].Status != BalanceDisputed || a.Balances[0].Pence != 40 || len(a.Differences) != 2 || a.Differences[1].Kind != DiffersBalance {
		t.Errorf("in dispute: %+v", a)
	}
	w.do("bury-officer", "00V", KindObligationReceived, ObligationReceived{Obligation: ref + "/001", Pence: 40, On: "2015-12-31"})
	w.do("bury-officer", "00V", KindBalanceStated, BalanceStated{With: "00W", Year: "2015-16", At: BalanceMonth9, Owed: 60})
	if a := seen(); a.Balances[0].Status != BalanceAgreed || len(a.Differences) != 0 || a.Net() != (AccountAmounts{Owed: 60}) {
		t.Errorf("agreed: %+v", a)
	}

	// Agreed between the two, and not what the ledger holds.
	w.do("bury-officer", "00V", KindBalanceStated, BalanceStated{With: "00W", Year: "2015-16", At: BalanceMonth9, Owed: 55, Owing: 2, Differs: "an invoice of ours"})
	w.do("central-officer", "00W", KindBalanceStated, BalanceStated{With: "00V", Year: "2015-16", At: BalanceMonth9, Owed: 2, Owing: 55, Differs: "an invoice of theirs"})
	if a := seen(); a.Balances[0].Status != BalanceAgreed || !slices.Equal(a.Differences, []AccountDifference{{Kind: DiffersLedger, Party: "00W", At: BalanceMonth9, Year: "2015-16", Pence: 7}}) {
		t.Errorf("agreed, and other than the ledger holds: %+v", a)
	}

	// What a lead commits uses its limits and the authority of who bears it, until it leads no more.
	w.refused("central-officer", "00W", KindCommitmentMade, CommitmentMade{"acute-surgery", "Beds", "2015-16", 2, map[string]int64{"X0": 2}}, CodeNotFound, "/by/X0")
	w.refused("central-officer", "", KindCommitmentMade, CommitmentMade{"acute-surgery", "Beds", "2015-16", 2, nil}, CodeMalformed, "/payload/party")
	if _, err := parseBody(KindCommitmentMade, mustEncode(CommitmentMade{"acute-surgery", "Beds", "2015-16", 3, map[string]int64{"00V": 1, "00W": 1}})); err == nil {
		t.Error("parts that don't add up are taken")
	}
	w.replaysAlike()
}

// TestLeadCommits holds what a lead's commitments use.
func TestLeadCommits(t *testing.T) {
	w := newWorld(t)
	var asked Input
	w.rules.also = func(_ Digest, in Input, _ *Ruling) { asked = in }
	w.put(close, "", func(m *Motion) { m.Lead = &Lead{Party: "00W", From: "2015-07-15", Limit: Limit{100, 200, 300}} })
	w.until(close)
	balance := func(party string) (n int64) {
		for _, c := range w.s.Draft().PartyFacts(party, w.now.Day()).Commitments {
			n += c.Spend
		}
		return n
	}
	before := balance("00W")
	w.do("central-officer", "00W", KindCommitmentMade, CommitmentMade{"acute-surgery", "Beds", "2015-16", 30, nil})
	w.do("central-officer", "00W", KindCommitmentMade, CommitmentMade{"acute-surgery", "More beds", "2015-16", 20, map[string]int64{"00V": 15, "00W": 5}})
	w.do("central-officer", "00W", KindCommitmentMade, CommitmentMade{"acute-surgery", "Beds next year", "2016-17", 7, map[string]int64{"00V": 7}})
	if len(asked.Leads) != 1 || asked.Leads[0].Type != TypeBusinessCase || asked.Leads[0].Route != RouteCommitteesInCommon || asked.Parties["00V"] == nil {
		t.Errorf("the rules see %+v", asked.Leads)
	}
	lead := w.s.Draft().Leads(w.now.Day())[0]
	want := []Commitment{{Function: "acute-surgery", Year: "2015-16", Spend: 50}, {Function: "acute-surgery", Year: "2016-17", Spend: 7}}
	if diff := cmp.Diff(want, lead.Used); diff != "" {
		t.Error(diff)
	}
	if b := lead.Borne["00V"]; len(b) != 2 || b[0].Spend != 15 || b[1].Spend != 7 || lead.Borne["00W"][0].Spend != 35 {
		t.Errorf("borne: %+v", lead.Borne)
	}
	if balance("00V") != 22 || balance("00W") != before+35 {
		t.Errorf("under their own authority %d and %d", balance("00V"), balance("00W")-before)
	}
	// What later decisions rest on is traced to the commitments too. One that the
	// board takes by a route that binds through no lead uses nothing of its limits.
	w.now = "2015-07-16T09:00:00.000Z"
	ref := w.put(later, "", func(*Motion) {})
	w.until(later)
	m, _ := w.s.Draft().Motion(ref)
	found := trace{View: w.s.Draft(), m: m, before: w.decision(ref).Entry, day: later.Day(), figuresOn: later.Day(), opened: m.Opened.Entry}
	if lead, bury := found.recorded(FromLead, found.lead()).Entries, found.commitments("00V", AuthorityFacts{AuthorityGiven: AuthorityGiven{Function: "*"}}); len(lead) != 4 || len(bury) != 2 {
		t.Errorf("traced to %v and %v", lead, bury)
	}
	if diff := cmp.Diff(want, w.s.Draft().Leads(w.now.Day())[0].Used); diff != "" {
		t.Error("by another route:", diff)
	}
	n := 0
	for range w.s.Draft().CommittedByLeads() {
		n++
	}
	if n != 3 {
		t.Errorf("%d commitments", n)
	}
	w.replaysAlike()
}

// TestLeadChanges holds what a lead has used when its limit or the lead itself
// changes within a year, and when the lead or one of the others merges.
func TestLeadChanges(t *testing.T) {
	w := newWorld(t)
	appoint := func(closes Time, party string, limit Limit, from Date) string {
		ref := w.put(closes, "", func(m *Motion) { m.Lead = &Lead{Party: party, From: from, Limit: limit} })
		w.until(closes)
		return ref
	}
	commit := func(officer, party string, by map[string]int64) {
		sum := int64(0)
		for _, pence := range by {
			sum += pence
		}
		w.do(officer, party, KindCommitmentMade, CommitmentMade{"acute-surgery", "Beds", "2015-16", sum, by})
	}
	// What each lead has used, and of that each party's part, as the decision appoints it.
	state := func() map[string][2]map[string]int64 {
		all := map[string][2]map[string]int64{}
		for _, l := range w.s.Draft().Leads(w.now.Day()) {
			used, borne := map[string]int64{}, map[string]int64{}
			for _, u := range l.Used {
				used[l.Party] += u.Spend
			}
			for party, parts := range l.Borne {
				for _, part := range parts {
					borne[party] += part.Spend
				}
			}
			all[l.Decision] = [2]map[string]int64{used, borne}
		}
		return all
	}
	holds := func(when string, want map[string][2]map[string]int64) {
		t.Helper()
		if diff := cmp.Diff(want, state()); diff != "" {
			t.Error(when, diff)
		}
	}
	type m = map[string]int64

	first := appoint(close, "00W", Limit{100, 200, 300}, "2015-07-15")
	commit("central-officer", "00W", m{"00V": 30, "00W": 20})
	holds("one lead", map[string][2]map[string]int64{first: {m{"00W": 50}, m{"00V": 30, "00W": 20}}})

	// A new limit within the year gives nothing back of what is used.
	w.now = "2015-07-16T09:00:00.000Z"
	second := appoint(later, "00W", Limit{100, 120, 130}, later.Day())
	commit("central-officer", "00W", m{"00W": 5})
	same := [2]map[string]int64{m{"00W": 55}, m{"00V": 30, "00W": 25}}
	holds("another limit", map[string][2]map[string]int64{first: same, second: same})

	// Another lead has limits of its own, and uses nobody else's.
	const latest = Time("2015-07-29T17:00:00.000Z")
	w.now = "2015-07-23T09:00:00.000Z"
	third := appoint(latest, "00V", Limit{100, 200, 300}, latest.Day())
	commit("bury-officer", "00V", m{"00V": 1, "00W": 7})
	holds("another lead", map[string][2]map[string]int64{first: same, second: same, third: {m{"00V": 8}, m{"00V": 1, "00W": 7}}})

	// The successor of both leads in the place of either, with all that they used.
	into := FoundingParty{Code: "14L", Name: "NHS Manchester CCG", Type: "ccg", Officer: w.holder("manchester-officer")}
	day := w.now.Day()
	w.do("secretary", "", KindPartyMerged, PartyMerged{[]string{"00V"}, into, day, "NHS England"})
	holds("one has merged", map[string][2]map[string]int64{first: {m{"00W": 55}, m{"14L": 30, "00W": 25}}, second: {m{"00W": 55}, m{"14L": 30, "00W": 25}}, third: {m{"14L": 8}, m{"14L": 1, "00W": 7}}})
	commit("manchester-officer", "14L", m{"14L": 2})
	w.do("secretary", "", KindPartyMerged, PartyMerged{[]string{"00W"}, into, day, "NHS England"})
	all := [2]map[string]int64{m{"14L": 65}, m{"14L": 65}}
	holds("both have merged", map[string][2]map[string]int64{first: all, second: all, third: all})
	w.replaysAlike()
}
