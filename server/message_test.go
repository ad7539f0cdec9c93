package server_test

import (
	"net/http"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"concordat/ledger"
	"concordat/server/api"
	"concordat/server/auth"
)

// told is what there is to tell, as one of the board is shown it, by id.
func (b *board) told(person, query string) map[string]api.Message {
	b.t.Helper()
	var list api.Messages
	b.do("GET", api.PathMessages+query, b.token(person), nil).into(http.StatusOK, &list)
	all := map[string]api.Message{}
	for _, m := range list.Items {
		if _, twice := all[m.ID]; twice {
			b.t.Errorf("%s is there twice", m.ID)
		}
		all[m.ID] = m
	}
	return all
}

// What there is to tell follows from the ledger and its clock: each thing has one id,
// is told to those whom it concerns, and is there again whenever it is asked for.
func TestMessages(t *testing.T) {
	b := newBoard(t)
	m, seat, holder := b.openMotion()
	id := func(kind string) string { return kind + "~" + m.Ref + "~" + holder }
	before := b.told("secretary", "?motion="+m.Ref)
	opened, ok := before[id(api.MessageOpened)]
	if !ok || opened.Since != m.Opened.Time || opened.Party != seat.Party || opened.Stake == nil || opened.Stake.Party != seat.Party || opened.Closes != m.Opened.Closes {
		t.Errorf("%+v", opened)
	}
	closes := must(time.Parse(time.RFC3339, string(m.Opened.Closes)))
	if r := before[id(api.MessageReminder)]; r.Since != max(m.Opened.Time, ledger.Time(closes.Add(-48*time.Hour).UTC().Format("2006-01-02T15:04:05.000Z"))) {
		t.Errorf("%+v", r)
	}
	if again := b.told("secretary", "?motion="+m.Ref); len(again) != len(before) {
		t.Errorf("%d, and %d before", len(again), len(before))
	}
	// Whoever has no office is told what is theirs alone.
	for name, msg := range b.told(holder, "") {
		if msg.To != holder {
			t.Errorf("%s is somebody else's", name)
		}
	}
	// Who has voted is told that it is recorded, and not how; nothing reminds them.
	r := b.record(holder, seat.Party, ledger.KindVoteCast, ledger.VoteCast{Motion: m.Ref, Opened: m.Opened.ID, Seat: seat.Seat, Choice: ledger.ChoiceFor})
	after := b.told("secretary", "?motion="+m.Ref)
	if _, still := after[id(api.MessageOpened)]; still {
		t.Error("who has voted is asked to")
	}
	if _, still := after[id(api.MessageReminder)]; still {
		t.Error("who has voted is reminded")
	}
	var receipts int
	for _, msg := range after {
		if msg.Kind == api.MessageReceipt && msg.To == holder && msg.Code == r.CheckCode {
			receipts++
		}
	}
	if receipts != 1 {
		t.Errorf("%d receipts with the code %s", receipts, r.CheckCode)
	}
	// They say what they do not want, and get it no more.
	var shown api.Notifications
	token := b.token(holder)
	b.do("GET", api.PathNotify, token, nil).into(http.StatusOK, &shown)
	kinds := func() (list []string) {
		for _, n := range shown.Items {
			list = append(list, n.Kind)
		}
		return list
	}
	if list := kinds(); !slices.Equal(list, []string{api.MessageOpened, api.MessageReminder, api.MessageReceipt, api.MessageResult, api.MessageMeeting, api.MessageFurther}) {
		t.Errorf("to the holder of a seat come %v", list)
	}
	if slices.ContainsFunc(shown.Items, func(n api.Notification) bool { return !n.On || n.Words == "" }) {
		t.Errorf("%+v", shown)
	}
	b.do("POST", api.PathNotify, token, encode(t, api.SetNotifications{Off: []string{api.MessageReceipt}})).into(http.StatusOK, &shown)
	for name, msg := range b.told("secretary", "?kind=receipt") {
		if msg.To == holder {
			t.Errorf("%s was not wanted", name)
		}
	}
	if p := b.do("POST", api.PathNotify, token, encode(t, api.SetNotifications{Off: []string{"gossip"}})).problem(); p.Status != http.StatusUnprocessableEntity && p.Status != http.StatusBadRequest {
		t.Errorf("%+v", p)
	}
	if off := must(auth.OpenWishes(filepath.Join(b.dir, "wishes"))).Off(holder); !slices.Equal(off, []string{api.MessageReceipt}) {
		t.Errorf("after a restart %v", off)
	}
	// Nobody is asked of what can't come to them, and what they said of it once stands.
	for person, want := range map[string][]string{"bury-officer": {api.MessageObligations, api.MessageDue, api.MessageDigest}, "secretary": {api.MessageDaily}, "trafford-deputy": {api.MessageReceipt}, "auditor": nil} {
		b.do("GET", api.PathNotify, b.token(person), nil).into(http.StatusOK, &shown)
		if list := kinds(); !slices.Equal(list, want) {
			t.Errorf("to %s come %v, not %v", person, list, want)
		}
	}
	for _, off := range [][]string{{api.MessageDaily}, {}} {
		b.do("POST", api.PathNotify, b.token("auditor"), encode(t, api.SetNotifications{Off: off})).into(http.StatusOK, &shown)
		if off := must(auth.OpenWishes(filepath.Join(b.dir, "wishes"))).Off("auditor"); !slices.Equal(off, []string{api.MessageDaily}) {
			t.Errorf("of what can't come to them %v is off", off)
		}
	}
	// Decided, it is told to each once; a month later it is no news.
	b.clock.add(closes.Add(time.Minute).Sub(b.clock.now()))
	results := b.told("secretary", "?motion="+m.Ref+"&kind=result")
	if msg := results[id(api.MessageResult)]; msg.Outcome == "" || msg.At == "" {
		t.Errorf("%+v of %d", msg, len(results))
	}
	b.clock.add(31 * 24 * time.Hour)
	if late := b.told("secretary", "?motion="+m.Ref); len(late) > 0 {
		t.Errorf("%d are still told", len(late))
	}
}

// Officers hear of what their party owes, by decision and by day, and of no other's.
func TestMessagesOfObligations(t *testing.T) {
	b := newBoard(t)
	var due ledger.Date
	later := ledger.Date(b.clock.now().Add(20 * 24 * time.Hour).Format(time.DateOnly))
	b.look(func(v ledger.View, now ledger.Time) {
		for _, o := range v.Obligations() {
			if o.Payer == "00V" && o.Kind != "duty" && o.Due > later && v.ObligationStatus(o, v.Size(), now.Day()) == ledger.ObligationDue && (due == "" || o.Due < due) {
				due = o.Due
			}
		}
	})
	if due == "" {
		t.Fatal("the example owes nothing")
	}
	id := "due~" + string(due) + "~00V~bury-officer"
	day := must(time.Parse(time.DateOnly, string(due)))
	b.clock.add(day.Add(-15 * 24 * time.Hour).Sub(b.clock.now()))
	if _, early := b.told("secretary", "?kind=due")[id]; early {
		t.Error("it is told 15 days before")
	}
	b.clock.add(25 * time.Hour)
	all := b.told("secretary", "?kind=due")
	if m := all[id]; m.Count < 1 || m.Day != due || m.Party != "00V" {
		t.Errorf("%+v of %d", m, len(all))
	}
	for name, m := range all {
		if !strings.HasSuffix(m.To, "-officer") {
			t.Errorf("%s", name)
		}
	}
}

// Officers are told on the 1st what the month before changed, as the list of obligations
// counts it, and what falls due in the new one.
func TestMessagesOfAMonth(t *testing.T) {
	b := newBoard(t)
	wanted := map[string]int64{}
	b.look(func(v ledger.View, now ledger.Time) {
		for _, o := range v.Obligations() {
			if (o.Payer == "00V" || o.Payee == "00V") && o.Time.Day()[:7] == "2015-10" {
				wanted[api.SumNew]++
			}
			if o.Payer == "00V" && o.Kind != "duty" && o.Due[:7] == "2015-12" && v.ObligationStatus(o, v.Size(), now.Day()) == ledger.ObligationDue {
				wanted[api.SumDue]++
				wanted["pence"] += o.Pence
			}
		}
	})
	if wanted[api.SumNew] == 0 || wanted[api.SumDue] == 0 {
		t.Fatalf("the example has nothing to tell: %v", wanted)
	}
	sums := func(month string) map[string]int64 {
		all := map[string]int64{}
		for name, m := range b.told("secretary", "?kind=digest") {
			if !strings.HasSuffix(m.To, "-officer") || !strings.HasPrefix(name, "digest~"+month+"~") {
				t.Error(name)
			}
			if m.To != "bury-officer" {
				continue
			}
			if name != "digest~"+month+"~00V~bury-officer" || m.Party != "00V" {
				t.Errorf("%+v", m)
			}
			for _, s := range m.Sums {
				all[s.Of] = int64(s.Count)
				all["pence"] += s.Pence
			}
		}
		return all
	}
	if got := sums("2015-11"); got[api.SumNew] != wanted[api.SumNew] {
		t.Errorf("%v, and not %v", got, wanted)
	}
	until := func(at string) { b.clock.add(must(time.Parse(time.RFC3339, at)).Sub(b.clock.now())) }
	until("2015-12-01T07:59:00Z")
	if early := b.told("secretary", "?kind=digest"); len(early) != 0 {
		t.Errorf("%d are told before 8am", len(early))
	}
	until("2015-12-01T08:00:01Z")
	if got := sums("2015-12"); got[api.SumDue] != wanted[api.SumDue] || got["pence"] != wanted["pence"] || got[api.SumNew] != 0 {
		t.Errorf("%v, and not %v", got, wanted)
	}
	if own := b.told("bolton-officer", "?kind=digest"); len(own) != 1 {
		t.Errorf("%v", own)
	}
}

// The secretary is told of a morning what had come by then, and of what came later the
// morning after; of what is done meanwhile no more.
func TestMessagesOfAMorning(t *testing.T) {
	b := newBoard(t)
	const ref = "GM-2015-012"
	var m ledger.MotionRecord
	var seat ledger.RollSeat
	var holder string
	b.look(func(v ledger.View, now ledger.Time) {
		m, _ = v.Motion(ref)
		seat = m.Opened.Roll[1]
		record, _ := v.Seat(seat.Seat)
		holder = record.Holder(now.Day())
	})
	sums := func() map[string]int {
		all := map[string]int{}
		for name, msg := range b.told("secretary", "?kind=daily") {
			if msg.To != "secretary" || name != "daily~"+string(b.today())+"~secretary" {
				t.Errorf("%+v", msg)
			}
			for _, s := range msg.Sums {
				all[s.Of] = s.Count
			}
		}
		return all
	}
	// An interest waits to be ruled on before its motion is open, too.
	draft := b.moved("Meet on Thursdays", "That the board meet on Thursdays.")
	ruled := sums()[api.SumToRule]
	declared := b.record(holder, seat.Party, ledger.KindInterestDeclared, ledger.InterestDeclared{Motion: draft.Ref, Nature: "indirect", Known: "2015-06-20"})
	if got := sums()[api.SumToRule]; got != ruled {
		t.Errorf("%d interests to rule on, of which one came after 8am; %d before", got, ruled)
	}
	r := b.record("secretary", "", ledger.KindVoteRecorded, ledger.VoteRecorded{Motion: ref, Opened: m.Opened.ID, Seat: seat.Seat, Person: holder, Choice: ledger.ChoiceFor, How: "by telephone"})
	if got := sums()[api.SumToConfirm]; got != 0 {
		t.Errorf("%d votes to confirm, which came after 8am", got)
	}
	b.clock.add(24 * time.Hour)
	if got := sums(); got[api.SumToConfirm] != 1 || got[api.SumToRule] != ruled+1 {
		t.Errorf("%v, with %d to rule on the day before", got, ruled)
	}
	for _, person := range []string{"secretary", "chair"} {
		b.record(person, "", ledger.KindInterestRuled, ledger.InterestRuled{Interest: declared.ID, Motion: draft.Ref, Ruling: "noted"})
	}
	if got := sums()[api.SumToRule]; got != ruled {
		t.Errorf("%d interests to rule on once one is", got)
	}
	b.record(holder, seat.Party, ledger.KindVoteConfirmed, ledger.VoteConfirmed{Motion: ref, Recorded: r.Index, Seat: seat.Seat, Choice: ledger.ChoiceFor})
	if got := sums(); got[api.SumToConfirm] != 0 || got[api.SumNoQuorum] != 0 {
		t.Errorf("%v", got)
	}
	closes := must(time.Parse(time.RFC3339, string(m.Opened.Closes)))
	b.clock.add(closes.Add(-time.Hour).Sub(b.clock.now()))
	var shown api.Preview
	b.do("POST", api.PathPreview, b.token("secretary"), encode(t, api.PreviewRequest{Motion: ref, Votes: []api.PreviewVote{}})).into(http.StatusOK, &shown)
	if got := sums()[api.SumNoQuorum]; got != 1 || shown.Outcome != ledger.OutcomeNotQuorate {
		t.Errorf("%d are told to be not quorate, and the rules make it %s", got, shown.Outcome)
	}
	if told := b.told(holder, "?kind=daily"); len(told) != 0 {
		t.Errorf("%v", told)
	}
}
