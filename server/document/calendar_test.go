package document_test

import (
	"bytes"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	ics "github.com/arran4/golang-ical"

	"concordat/server/document"
)

// parsed is a file as another program reads it, after its lines were held against what
// RFC 5545 says of any.
func parsed(t *testing.T, data []byte) []*ics.VEvent {
	t.Helper()
	for line := range strings.SplitSeq(strings.TrimSuffix(string(data), "\r\n"), "\r\n") {
		if len(line) > 75 || len(line) == 0 || strings.ContainsAny(line, "\r\n") || !utf8.ValidString(line) {
			t.Errorf("%d bytes in %q", len(line), line)
		}
	}
	if !bytes.HasSuffix(data, []byte("\r\n")) {
		t.Error("the last line has no end")
	}
	c, err := ics.ParseCalendar(bytes.NewReader(data))
	if err != nil {
		t.Fatalf("%v\n%s", err, data)
	}
	return c.Events()
}

func property(e *ics.VEvent, name ics.ComponentProperty) string {
	if p := e.GetProperty(name); p != nil {
		return p.Value
	}
	return ""
}

// What is written another program reads back: long titles, letters of four bytes at
// the fold, and the characters that iCalendar escapes.
func TestCalendar(t *testing.T) {
	titles := []string{"One service", strings.Repeat("é", 200), strings.Repeat("ab𝔸", 60), `Commas, semicolons; a \ and "quotes": all`, "Two\nlines"}
	var events []document.Event
	for i, title := range titles {
		events = append(events, document.Event{
			UID: "GM-2015-01" + string(rune('0'+i)) + "-close@localhost", Sequence: i, Stamp: "2015-11-20T12:00:00.000Z", Start: "2015-07-15T16:00:00.000Z",
			Status: document.EventConfirmed, Summary: title, Description: title, Location: "Room 1, Bury", URL: "http://localhost:8080/motions/GM-2015-010",
		})
	}
	events = append(events, document.Event{UID: "day@localhost", Stamp: "2015-11-20T12:00:00.000Z", Day: "2016-03-31", Status: document.EventCancelled, Summary: "A day"})
	data := document.Calendar("The board’s dates", events)
	if !bytes.Equal(data, document.Calendar("The board’s dates", events)) {
		t.Error("the same events are other bytes")
	}
	read := parsed(t, data)
	if len(read) != len(events) {
		t.Fatalf("%d events", len(read))
	}
	for i, e := range read {
		if got := property(e, ics.ComponentPropertySummary); got != events[i].Summary || property(e, ics.ComponentPropertyDescription) != events[i].Description {
			t.Errorf("%q is read as %q", events[i].Summary, got)
		}
		if e.Id() != events[i].UID || property(e, ics.ComponentPropertyStatus) != events[i].Status {
			t.Errorf("%+v", e)
		}
	}
	// 4pm in UTC is 5pm in London in July, by the zone that the file itself has.
	at, err := read[0].GetStartAt()
	if want := time.Date(2015, 7, 15, 16, 0, 0, 0, time.UTC); err != nil || !at.Equal(want) {
		t.Errorf("%v %v", at, err)
	}
	for _, want := range []string{"DTSTART;TZID=Europe/London:20150715T170000\r\n", "DTSTAMP:20151120T120000Z\r\n", "DTSTART;VALUE=DATE:20160331\r\n", "BEGIN:VTIMEZONE\r\nTZID:Europe/London\r\n"} {
		if !bytes.Contains(data, []byte(want)) {
			t.Errorf("no %q in\n%s", want, data)
		}
	}
	// A calendar without events is one.
	if events := parsed(t, document.Calendar("", nil)); len(events) != 0 {
		t.Errorf("%v", events)
	}
	// What is put into a title never becomes a line of its own.
	if bad := document.Calendar("x", []document.Event{{UID: "x\r\nATTENDEE:y", Stamp: "2015-11-20T12:00:00.000Z", Day: "2016-03-31", Summary: "x\r\nEND:VEVENT\x00"}}); len(parsed(t, bad)) != 1 || bytes.Contains(bad, []byte("\r\nATTENDEE")) {
		t.Errorf("%s", bad)
	}
}
