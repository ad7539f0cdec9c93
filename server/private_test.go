package server_test

import (
	"bytes"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"concordat/ledger"
	"concordat/ledger/merkle"
	"concordat/server/api"
)

// secret stands in everything that the public may not read of the private item.
const secret = "Alder Street"

// private is a meeting whose second item is taken in private: a motion with a paper
// is decided under it, noted, and has an action set.
type private struct {
	ref, motion string
	paper       ledger.Digest
	release     ledger.Date
	from        int64 // the first entry that is withheld
	minutes     api.MinutesAnswer
}

// sitInPrivate walks the meeting to its approved minutes.
func (b *board) sitInPrivate(change ...func(*ledger.Motion)) *private {
	b.t.Helper()
	paper := []byte("The valuation of " + secret)
	b.put("chair", paper, "").into(http.StatusCreated, &api.Blob{})
	open := b.moved("Meet on Thursdays", "That the board meet on Thursdays.")
	var l api.Ledger
	b.get(api.PathLedger).into(http.StatusOK, &l)
	p := &private{motion: l.NextMotion, paper: ledger.DigestOf(paper), from: b.size()}
	b.look(func(v ledger.View, _ ledger.Time) { p.ref = v.NextMeeting("2015") })
	member, _ := b.holder("00V")
	lease := ledger.Motion{
		Ref: p.motion, Title: "A lease", Text: []string{"That the lease of " + secret + " be taken."}, Type: ledger.TypeProcedural, Route: ledger.RouteJointCommittee, Function: "clinical-strategy",
		Papers: []ledger.Paper{{Title: "Valuation of " + secret, SHA256: p.paper}}, Conditions: []string{"That " + secret + " is empty."},
	}
	for _, c := range change {
		c(&lease)
	}
	b.record(member, "00V", ledger.KindMotionMoved, lease)
	starts := b.clock.now().Add(10 * 24 * time.Hour)
	p.release = ledger.Date(starts.Add(10 * 24 * time.Hour).Format("2006-01-02"))
	w := &sitting{ref: p.ref}
	w.starts = b.call(p.ref, open.Ref, ledger.AgendaItem{Item: "2", Title: "Estates", Motion: p.motion, Private: "terms under negotiation", Release: p.release})
	b.until(w.starts)
	var people []ledger.Attendee
	b.look(func(v ledger.View, now ledger.Time) {
		for id, s := range v.Seats() {
			people = append(people, ledger.Attendee{Person: s.Holder(now.Day()), Seat: id, As: ledger.AttendsAsMember})
		}
	})
	b.record("secretary", "", ledger.KindAttendanceRecorded, ledger.AttendanceRecorded{Meeting: p.ref, People: append(people, ledger.Attendee{Person: "chair", As: ledger.AttendsInAttendance}), Presiding: []ledger.Presiding{{Person: "chair"}}})
	for _, ref := range []string{open.Ref, p.motion} {
		var body ledger.HandsShown
		b.as("secretary", api.Fill(api.PathHands, ref)).into(http.StatusOK, &body)
		body.Hands = b.raised(w, body.Roll, ledger.ChoiceFor)
		b.record("secretary", "", ledger.KindHandsShown, body)
	}
	b.record("secretary", "", ledger.KindItemNoted, ledger.ItemNoted{Meeting: p.ref, Item: "2", Text: []string{"The landlord of " + secret + " asked for more."}})
	b.record("secretary", "", ledger.KindPointRuled, ledger.PointRuled{Meeting: p.ref, Item: "2", Point: "Whether " + secret + " may be named", Ruling: "It may."})
	b.record("secretary", "", ledger.KindActionSet, ledger.ActionSet{Action: p.ref + "/01", Meeting: p.ref, Item: "2", What: "Measure " + secret, Party: "00V", Due: p.release})
	b.record("secretary", "", ledger.KindMeetingEnded, ledger.MeetingEnded{Meeting: p.ref, Ended: b.now()})
	b.as("secretary", api.Fill(api.PathMinutes, p.ref)).into(http.StatusOK, &p.minutes)
	b.put("secretary", []byte(p.minutes.Text), "").into(http.StatusCreated, &api.Blob{})
	for _, person := range []string{"secretary", "chair", member} {
		b.record(person, "", ledger.KindMinutesApproved, ledger.MinutesApproved{Meeting: p.ref, Text: p.minutes.SHA256, Results: p.minutes.Results})
	}
	return p
}

// Whatever the public asks for, nothing of the private item is in the answer until
// its day of release, and all of it to everybody with a part in the agreement.
func TestPrivateItem(t *testing.T) {
	b := newBoard(t)
	p := b.sitInPrivate()
	tile := func() string {
		b.t.Helper()
		size := b.size()
		width := size % merkle.TileWidth
		return "/" + merkle.TilePath(merkle.Tile{H: 8, L: -1, N: size / merkle.TileWidth, W: int(width)})
	}()
	bundle := api.PathBundle + strings.TrimPrefix(tile, api.PathTile+"entries/")
	// The last entries that are about the item, so that every page of them is read.
	entries := fmt.Sprintf("%s?after=%d&limit=100", api.PathEntries, p.from-1)
	refused := []string{
		api.Fill(api.PathMotion, p.motion), api.Fill(api.PathVotes, p.motion), api.Fill(api.PathAmendments, p.motion),
		api.PathBlob + string(p.paper), api.PathBlob + string(p.minutes.SHA256),
		api.Fill(api.PathEntry, fmt.Sprint(p.from)), api.Fill(api.PathReceipt, fmt.Sprint(p.from)), tile,
	}
	lacking := []string{
		api.Fill(api.PathMeeting, p.ref), api.Fill(api.PathMinutes, p.ref), api.Fill(api.PathMinutes, p.ref) + ".txt", api.Fill(api.PathMinutes, p.ref) + ".html",
		api.Fill(api.PathDecision, p.motion), api.Fill(api.PathNotice, p.motion), api.Fill(api.PathNotice, p.motion) + ".txt", api.Fill(api.PathNotice, p.motion) + ".html",
		api.PathMotions + "?papers=yes&order=newest", api.PathDecisions + "?status=awaiting_conditions", api.PathActions + "?meeting=" + p.ref, entries, bundle,
	}
	public := []string{api.PathMotions, api.PathMeetings, api.PathObligations, api.PathFunds, api.PathDisputes}

	for _, path := range refused {
		got := b.get(path).problem()
		if got.Code != ledger.CodeLogIn || !strings.Contains(got.Detail, "terms under negotiation") || !strings.Contains(got.Detail, p.release.InWords()) {
			t.Errorf("%s is not refused with the reason: %+v", path, got)
		}
	}
	for _, path := range lacking {
		a := b.get(path)
		if a.status != http.StatusOK || bytes.Contains(a.body, []byte(secret)) || a.header.Get(api.WithheldHeader) != p.ref+"/2" || a.header.Get("Cache-Control") != "no-store" {
			t.Errorf("%s: status %d, %v: %s", path, a.status, a.header, a.body)
		}
	}
	for _, path := range public {
		if a := b.get(path); a.status != http.StatusOK || bytes.Contains(a.body, []byte(secret)) {
			t.Errorf("%s: status %d: %s", path, a.status, a.body)
		}
	}
	if got := b.get(api.Fill(api.PathHands, p.motion)).problem(); got.Code != ledger.CodeLogIn {
		t.Errorf("the hands to be shown: %+v", got)
	}
	if got := b.do("POST", api.PathPreview, "", encode(t, api.PreviewRequest{Motion: p.motion})).problem(); got.Code != ledger.CodeLogIn {
		t.Errorf("a preview: %+v", got)
	}
	if text := string(b.get(api.Fill(api.PathMinutes, p.ref) + ".txt").body); !strings.Contains(text, "Taken in private: terms under negotiation\nIts papers are public from "+p.release.InWords()+".\nThis is the public version") || !strings.Contains(text, "That the board meet on Thursdays.") {
		t.Errorf("the public minutes: %s", text)
	}
	var d api.Decision
	b.get(api.Fill(api.PathDecision, p.motion)).into(http.StatusOK, &d)
	if d.Title != "A lease" || d.Outcome != ledger.OutcomeCarried || d.Route != ledger.RouteJointCommittee || d.Withheld == nil || d.Withheld.Release != p.release || len(d.Parties)+len(d.Checks)+len(d.Sources) != 0 {
		t.Errorf("of the decision the public sees %+v", d)
	}
	// What the rules are asked about a decision that is public tells of those that are not: it
	// is another answer, which no browser takes for the one that somebody else got.
	var all api.List[api.Decision]
	b.get(api.PathDecisions).into(http.StatusOK, &all)
	again := api.Fill(api.PathDecision, all.Items[0].Ref) + "?recalculated=yes"
	of, asked := b.do("GET", again, b.token("auditor"), nil), []byte(`"asked":{`)
	if a := b.get(again); all.Items[0].Ref == p.motion || bytes.Contains(a.body, asked) || !bytes.Contains(of.body, asked) {
		t.Errorf("%s: to the public %s, to an auditor %s", again, a.body, of.body)
	}
	if a := b.do("GET", again, "", nil, "If-None-Match", of.header.Get("ETag")); a.status != http.StatusOK {
		t.Errorf("%s: status %d for what an auditor got", again, a.status)
	}
	if a := b.get("/" + merkle.TilePath(merkle.Tile{H: 8, L: 0, N: 0, W: 256})); a.status != http.StatusOK || a.header.Get(api.WithheldHeader) != "" {
		t.Errorf("the hashes: status %d", a.status)
	}

	whole := func(who, token string) {
		t.Helper()
		for _, path := range append(append([]string{}, refused...), lacking...) {
			a := b.do("GET", path, token, nil)
			if a.status != http.StatusOK || a.header.Get(api.WithheldHeader) != "" {
				t.Errorf("%s: %s: status %d: %s", who, path, a.status, a.body)
			}
			if strings.Contains(path, "minutes") && !bytes.Contains(a.body, []byte(secret)) {
				t.Errorf("%s: %s does not have the private item", who, path)
			}
		}
	}
	for _, person := range []string{"bury-member", "bury-officer", "secretary", "auditor"} {
		whole(person, b.token(person))
	}

	// A list that was asked for papers has those alone that name some, with them.
	var named api.List[api.MotionSummary]
	b.as("bury-member", api.PathMotions+"?papers=yes&order=newest").into(http.StatusOK, &named)
	if len(named.Items) == 0 || named.Items[0].Ref != p.motion || len(named.Items[0].Papers) != 1 || named.Items[0].Papers[0].SHA256 != p.paper || slices.ContainsFunc(named.Items, func(m api.MotionSummary) bool { return len(m.Papers) == 0 }) {
		t.Errorf("motions with their papers: %+v", named.Items)
	}

	// Midnight in London, in winter: nobody does anything.
	b.until(ledger.Time(p.release) + "T00:00:00.000Z")
	b.clock.add(-time.Millisecond)
	if a := b.get(refused[0]); a.status != http.StatusUnauthorized {
		t.Errorf("a millisecond before its release: status %d", a.status)
	}
	b.clock.add(time.Millisecond)
	whole("the public after the release", "")
}

// What a reader may not read yet of money is counted, wherever money is added up: on every
// page of a list, in files by their names, and in a statement of account.
func TestPrivateMoneyIsCounted(t *testing.T) {
	b := newBoard(t)
	p := b.sitInPrivate(func(m *ledger.Motion) {
		m.Type, m.Conditions = ledger.TypePool, nil
		m.Pool = &ledger.Pool{Host: "01G", Year: "2016-17", Lines: []ledger.PoolLine{{What: "The lease", Pence: 1_200, Kind: "cash", Due: "2016-04-01", Share: ledger.Share{By: "equal"}}}}
	})
	lists := func(path, token string) (items, left int) {
		t.Helper()
		for next := ""; ; {
			var page struct {
				Items   []any
				Next    string
				LeftOut int `json:"left_out"`
			}
			b.do("GET", path+"limit=5"+next, token, nil).into(http.StatusOK, &page)
			if items, left = items+len(page.Items), left+page.LeftOut; page.Next == "" {
				return items, left
			}
			next = "&after=" + page.Next
		}
	}
	member := b.token("bury-member")
	for path, want := range map[string]int{
		api.PathObligations + "?": 12, api.PathObligations + "?party=00V&": 1, api.PathObligations + "?year=2016-17&": 12, api.PathObligations + "?party=01G&decision=" + p.motion + "&": 12, api.PathObligations + "?year=2014-15&": 0, api.PathFunds + "?": 1,
	} {
		items, left := lists(path, "")
		whole, none := lists(path, member)
		if left != want || none != 0 {
			t.Errorf("%s: %d are said to be left out, and to a member %d; expected %d and none", path, left, none, want)
		}
		if is := whole - items; is != want {
			t.Errorf("%s: %d are left out, expected %d", path, is, want)
		}
	}
	for _, kind := range []string{"csv", "xlsx"} {
		if _, name := b.file(api.PathObligations + "." + kind + "?party=00V&year=2016-17"); !strings.Contains(name, "-left-out-1-") {
			t.Errorf("the file is called %s", name)
		}
	}
	var all, bury, two api.Account
	account := api.Fill(api.PathAccount, "00V")
	b.get(account+"?year=2016-17").into(http.StatusOK, &all)
	b.do("GET", account+"?year=2016-17", member, nil).into(http.StatusOK, &bury)
	b.get(account+"?year=2016-17&with=02H").into(http.StatusOK, &two)
	if all.LeftOut != 1 || bury.LeftOut != 0 || two.LeftOut != 0 || len(bury.Rows)-len(all.Rows) != 1 {
		t.Errorf("of an account %d are left out, to a member %d, and with another party %d", all.LeftOut, bury.LeftOut, two.LeftOut)
	}
}

// An agenda that is amended before the meeting releases earlier, or no longer takes
// an item in private; taking it off releases nothing.
func TestPrivateItemAmended(t *testing.T) {
	b := newBoard(t)
	m := b.moved("A lease", "That the lease of "+secret+" be taken.")
	ref := "GM-2015-M03"
	path := api.Fill(api.PathMotion, m.Ref)
	item := ledger.AgendaItem{Item: "1", Title: "Estates", Motion: m.Ref, Private: "terms under negotiation", Release: "2016-01-31"}
	other := b.moved("Meet on Thursdays", "That the board meet on Thursdays.")
	agenda := ledger.Meeting{Ref: ref, Title: "Strategy board", Starts: ledger.Time(b.clock.now().Add(20*24*time.Hour).UTC().Format("2006-01-02T15:04") + ":00.000Z"), Place: "Town hall", Items: []ledger.AgendaItem{item}}
	b.record("secretary", "", ledger.KindMeetingCalled, agenda)
	reads := func(want int, when string) {
		t.Helper()
		if a := b.get(path); a.status != want {
			t.Errorf("%s: status %d, want %d: %s", when, a.status, want, a.body)
		}
	}
	amend := func(items ...ledger.AgendaItem) {
		t.Helper()
		agenda.Items = append(items, ledger.AgendaItem{Item: "2", Title: "Thursdays", Motion: other.Ref})
		b.record("secretary", "", ledger.KindAgendaAmended, agenda)
	}
	reads(http.StatusUnauthorized, "called")
	// Its mover ends its notice, so that it can be taken off.
	member, _ := b.holder("00V")
	b.record(member, "00V", ledger.KindMotionAmended, ledger.Motion{Ref: m.Ref, Title: m.Title, Text: []string{"That " + secret + " be leased."}, Type: m.Type, Route: m.Route, Function: m.Function})
	reads(http.StatusUnauthorized, "amended")
	amend()
	reads(http.StatusUnauthorized, "taken off")
	item.Release = ""
	amend(item)
	reads(http.StatusUnauthorized, "with no day of release")
	public := item
	public.Private = ""
	amend(public)
	reads(http.StatusOK, "in public")
	item.Release = agenda.Starts.Day()
	amend(item)
	reads(http.StatusUnauthorized, "to be released on the day of the meeting")
	b.until(agenda.Starts)
	reads(http.StatusOK, "on that day")
}

// TestReleased holds that a private item is public at once when it is released today,
// and that its approved minutes stay what was approved.
func TestReleased(t *testing.T) {
	b := newBoard(t)
	p := b.sitInPrivate()
	if got := b.get(api.Fill(api.PathMotion, p.motion)).problem(); got.Code != ledger.CodeLogIn {
		t.Fatalf("before its release: %+v", got)
	}
	b.record("chair", "", ledger.KindItemReleased, ledger.ItemReleased{Meeting: p.ref, Item: "2", On: b.today()})
	if m := b.motion(p.motion); m.Title != "A lease" {
		t.Errorf("after its release: %+v", m)
	}
	var meeting api.Meeting
	b.get(api.Fill(api.PathMeeting, p.ref)).into(http.StatusOK, &meeting)
	if released := meeting.Items[len(meeting.Items)-1]; released.Private == "" || released.Release != b.today() {
		t.Errorf("the agenda: %+v", released)
	}
	var minutes api.MinutesAnswer
	a := b.get(api.Fill(api.PathMinutes, p.ref))
	a.into(http.StatusOK, &minutes)
	if !minutes.AsDrafted || minutes.SHA256 != p.minutes.SHA256 || !strings.Contains(minutes.Text, secret) || a.header.Get(api.WithheldHeader) != "" {
		t.Errorf("the minutes: %+v", minutes)
	}
	if a := b.get(api.PathBlob + string(p.paper)); a.status != http.StatusOK {
		t.Errorf("its paper: status %d", a.status)
	}
}
