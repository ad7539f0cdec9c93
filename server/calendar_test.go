package server_test

import (
	"bytes"
	"context"
	"log/slog"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	ics "github.com/arran4/golang-ical"

	"concordat/ledger"
	"concordat/server"
	"concordat/server/api"
	"concordat/server/auth"
)

// feed has somebody make an address, and gives its path.
func (b *board) feed(person string) string {
	b.t.Helper()
	var made api.Calendar
	b.do("POST", api.PathCalendar, b.token(person), nil).into(http.StatusOK, &made)
	path, ok := strings.CutPrefix(made.Address, b.founded.Origins[0])
	if !ok || made.Made == "" || !strings.HasSuffix(path, ".ics") || len(path) < len("/calendar/.ics")+43 { // 256 bits
		b.t.Fatalf("%+v", made)
	}
	return path
}

// dates are the events of a calendar's file, by UID.
func dates(t *testing.T, a answer) map[string]*ics.VEvent {
	t.Helper()
	if a.status != http.StatusOK || a.header.Get("Content-Type") != "text/calendar; charset=utf-8" {
		t.Fatalf("status %d: %s", a.status, a.body)
	}
	c, err := ics.ParseCalendar(bytes.NewReader(a.body))
	if err != nil {
		t.Fatal(err)
	}
	events := map[string]*ics.VEvent{}
	for _, e := range c.Events() {
		if events[e.Id()] != nil {
			t.Errorf("%s is there twice", e.Id())
		}
		events[e.Id()] = e
	}
	return events
}

func said(e *ics.VEvent, name ics.ComponentProperty) string {
	if e == nil || e.GetProperty(name) == nil {
		return ""
	}
	return e.GetProperty(name).Value
}

// Somebody's calendar program has the board's dates by an address of theirs, until they
// make another, end it or have no part any more.
func TestCalendar(t *testing.T) {
	b := newBoard(t)
	noticed := b.notice()
	open, _, _ := b.openMotion()
	b.call("GM-2015-M03", b.moved("Meet upstairs", "That the board meet upstairs.").Ref)
	path := b.feed("bury-member")
	host := "@" + b.founded.RPID
	a := b.get(path)
	all := dates(t, a)
	for uid, want := range map[string][2]string{
		open.Ref + "-close" + host: {"CONFIRMED", open.Title}, noticed + "-close" + host: {"TENTATIVE", "Meet in another room"}, "GM-2015-M03-meeting" + host: {"CONFIRMED", "GM-2015-M03"},
	} {
		if e := all[uid]; said(e, ics.ComponentPropertyStatus) != want[0] || !strings.Contains(said(e, ics.ComponentPropertySummary), want[1]) {
			t.Errorf("%s: %+v", uid, e)
		}
	}
	at, err := all[open.Ref+"-close"+host].GetStartAt()
	if closes := open.Opened.Closes; err != nil || ledger.Time(at.UTC().Format("2006-01-02T15:04:05.000Z")) != closes {
		t.Errorf("%v %v, want %s", at, err, closes)
	}
	// Each says when it was last changed and how often, by which a program keeps the newest.
	for uid, e := range all {
		stamp, errStamp := e.GetDtStampTime()
		n, err := strconv.Atoi(said(e, ics.ComponentPropertySequence))
		if errStamp != nil || stamp.IsZero() || err != nil || n < 0 {
			t.Errorf("%s: stamped %v, sequence %q", uid, stamp, said(e, ics.ComponentPropertySequence))
		}
	}
	// Of their own party what is due, and of no other; no amount and no vote.
	var due int
	for uid, e := range all {
		if strings.HasSuffix(uid, "-due"+host) {
			due++
			if !strings.HasPrefix(said(e, ics.ComponentPropertySummary), "Due from NHS Bury CCG: ") {
				t.Errorf("%s is somebody else's: %+v", uid, e)
			}
		}
	}
	if due == 0 || bytes.Contains(a.body, []byte("£")) {
		t.Errorf("%d due\n%s", due, a.body)
	}
	for _, word := range []string{" voted", "votes for", "votes against", "abstain"} {
		if bytes.Contains(a.body, []byte(word)) {
			t.Errorf("the dates say %q", word)
		}
	}
	// Whoever has the same is told so; nobody else keeps it.
	if tag := a.header.Get("ETag"); a.header.Get("Cache-Control") != "private, no-cache" || b.do("GET", path, "", nil, "If-None-Match", tag).status != http.StatusNotModified {
		t.Errorf("%v", a.header)
	}
	// What is withdrawn stays, and says so, with a higher number.
	sequence := func() int { return must(strconv.Atoi(said(all[noticed+"-close"+host], ics.ComponentPropertySequence))) }
	before := sequence()
	var m ledger.MotionRecord
	b.look(func(v ledger.View, _ ledger.Time) { m, _ = v.Motion(noticed) })
	b.record(m.Mover, m.Party, ledger.KindMotionWithdrawn, ledger.MotionWithdrawn{Motion: noticed, Text: m.TextID})
	all = dates(t, b.get(path))
	if e := all[noticed+"-close"+host]; said(e, ics.ComponentPropertyStatus) != "CANCELLED" || sequence() <= before {
		t.Errorf("%+v, before %d", e, before)
	}
	// One motion's close, for anybody.
	if one := dates(t, b.get(api.Fill(api.PathClose, open.Ref))); len(one) != 1 || one[open.Ref+"-close"+host] == nil {
		t.Errorf("%v", one)
	}
	b.get(api.Fill(api.PathClose, "GM-2015-999")).problem()

	// It is known that there is one, and not which; the file has no secret.
	token := b.token("bury-member")
	var shown api.Calendar
	b.do("GET", api.PathCalendar, token, nil).into(http.StatusOK, &shown)
	secret := strings.TrimSuffix(strings.TrimPrefix(path, "/calendar/"), ".ics")
	if kept := must(os.ReadFile(filepath.Join(b.dir, "calendars"))); shown.Made == "" || shown.Address != "" || bytes.Contains(kept, []byte(secret)) || !bytes.Contains(kept, []byte("bury-member")) {
		t.Errorf("%+v %s", shown, kept)
	}
	// Another ends this one; it is ended; both twice.
	next := b.feed("bury-member")
	gone := func(path string) {
		t.Helper()
		if p := b.get(path).problem(); p.Code != ledger.CodeNotFound {
			t.Errorf("%+v", p)
		}
	}
	gone(path)
	dates(t, b.get(next))
	gone(strings.TrimSuffix(next, ".ics"))
	gone("/calendar/x.ics")
	for range 2 {
		b.do("POST", api.PathCalendarEnd, token, nil).into(http.StatusOK, &shown)
	}
	gone(next)

	// Who has left the board has no dates.
	path = b.feed("bury-member")
	b.record("bury-officer", "00V", ledger.KindSeatVacated, ledger.SeatVacated{Seat: "00V-1", Person: "bury-member", From: b.today()})
	gone(path)
}

// Nobody's log has an address, whatever way it is sent.
func TestCalendarInNoLog(t *testing.T) {
	var log bytes.Buffer
	b := newBoard(t, func(s *server.Server) {
		server.LogTo(s, slog.New(slog.NewJSONHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug})))
	})
	path := b.feed("bury-member")
	secret := strings.TrimSuffix(strings.TrimPrefix(path, "/calendar/"), ".ics")
	statuses := []int{}
	for _, at := range []string{path, "/calendar/" + secret, "/Calendar/" + secret + ".ics", "//calendar/" + secret + ".ics", "/calendar/x/" + secret, path + "?x=1", "/calendar/../calendar/" + secret + ".ics"} {
		statuses = append(statuses, b.get(at).status)
	}
	statuses = append(statuses, b.do("POST", path, "", nil).status, b.do("HEAD", path, "", nil).status)
	if !slices.Contains(statuses, http.StatusOK) || !slices.Contains(statuses, http.StatusNotFound) {
		t.Errorf("%v", statuses)
	}
	if err := b.server.Shutdown(context.Background()); err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(log.String(), "/calendar/…") || strings.Contains(log.String(), secret) {
		t.Errorf("%s", log.String())
	}
}

// A file of other content is refused whole; one address of a person is kept over a
// restart, and every one that was ended stays so.
func TestCalendarFile(t *testing.T) {
	world := &clock{}
	path := filepath.Join(t.TempDir(), "calendars")
	c := must(auth.OpenCalendars(path, world.now))
	first, _, err := c.Make("bury-member")
	if err != nil {
		t.Fatal(err)
	}
	second, _, err := c.Make("bury-member")
	if err != nil {
		t.Fatal(err)
	}
	c = must(auth.OpenCalendars(path, world.now))
	if _, err := c.Of(first); err == nil {
		t.Error("the first address still holds")
	}
	if one, err := c.Of(second); err != nil || one.Person != "bury-member" {
		t.Errorf("%+v %v", one, err)
	}
	if ended, err := c.End("bury-member"); !ended || err != nil {
		t.Error(ended, err)
	}
	c = must(auth.OpenCalendars(path, world.now))
	if _, err := c.Of(second); err == nil {
		t.Error("an ended address holds after a restart")
	}
	if err := os.WriteFile(path, []byte(`{"v":1,"calendars":[{"person":"x","made":"2026-01-01T00:00:00Z","hash":"AAAA"}]}`), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := auth.OpenCalendars(path, world.now); err == nil || !strings.Contains(err.Error(), "ends the address of every calendar") {
		t.Error(err)
	}
}
