package document

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"concordat/ledger"
)

// Event is one date of the board's, as a calendar has it.
type Event struct {
	UID         string      // the same for as long as the event is known
	Sequence    int         // rises whenever it changes
	Stamp       ledger.Time // when what is said of it was recorded
	Start       ledger.Time // to the minute
	Day         ledger.Date // or a whole day in London
	Status      string      // see below
	Summary     string
	Description string
	Location    string
	URL         string
}

// What is certain of an event (RFC 5545 section 3.8.1.11).
const (
	EventTentative = "TENTATIVE"
	EventConfirmed = "CONFIRMED"
	EventCancelled = "CANCELLED"
)

// TypeCalendar is the type of a calendar's file.
const TypeCalendar = "text/calendar; charset=utf-8"

// london is the zone of every time in a calendar: summer time as the ledger has it
// (Summer Time Act 1972, as amended by SI 2002/262).
const london = `BEGIN:VTIMEZONE
TZID:Europe/London
BEGIN:DAYLIGHT
DTSTART:19960331T010000
TZOFFSETFROM:+0000
TZOFFSETTO:+0100
TZNAME:BST
RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU
END:DAYLIGHT
BEGIN:STANDARD
DTSTART:19961027T020000
TZOFFSETFROM:+0100
TZOFFSETTO:+0000
TZNAME:GMT
RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU
END:STANDARD
END:VTIMEZONE
`

// Calendar writes events as an iCalendar file (RFC 5545). The same events are the same
// bytes.
func Calendar(name string, events []Event) []byte {
	var b strings.Builder
	line := func(name, value string) { b.WriteString(folded(name + ":" + value)) }
	line("BEGIN", "VCALENDAR")
	line("VERSION", "2.0")
	line("PRODID", "-//Concordat//Board dates//EN")
	line("CALSCALE", "GREGORIAN")
	line("X-WR-CALNAME", calendarText(name))
	b.WriteString(strings.ReplaceAll(london, "\n", "\r\n"))
	for _, e := range events {
		line("BEGIN", "VEVENT")
		line("UID", calendarText(e.UID))
		line("SEQUENCE", fmt.Sprint(e.Sequence))
		line("DTSTAMP", digits(string(e.Stamp[:19]))+"Z")
		if e.Day != "" {
			line("DTSTART;VALUE=DATE", digits(string(e.Day)))
			line("TRANSP", "TRANSPARENT") // nobody is busy all that day
		} else {
			line("DTSTART;TZID=Europe/London", digits(e.Start.Local()))
		}
		line("SUMMARY", calendarText(e.Summary))
		for _, more := range [][2]string{{"DESCRIPTION", e.Description}, {"LOCATION", e.Location}} {
			if more[1] != "" {
				line(more[0], calendarText(more[1]))
			}
		}
		if e.URL != "" {
			line("URL", e.URL)
		}
		line("STATUS", e.Status)
		line("END", "VEVENT")
	}
	line("END", "VCALENDAR")
	return []byte(b.String())
}

var (
	calendarEscapes = strings.NewReplacer(`\`, `\\`, ";", `\;`, ",", `\,`, "\r\n", `\n`, "\n", `\n`, "\r", `\n`)
	calendarDigits  = strings.NewReplacer("-", "", ":", "")
)

// calendarText escapes a value of type TEXT (RFC 5545 section 3.3.11). What no line may
// have is left out.
func calendarText(s string) string {
	return strings.Map(func(r rune) rune {
		if r < ' ' && r != '\t' || r == 0x7f {
			return -1
		}
		return r
	}, calendarEscapes.Replace(s))
}

// digits is a day or a time as RFC 5545 writes it.
func digits(s string) string { return calendarDigits.Replace(s) }

// lineOctets a line has at most, without its end (RFC 5545 section 3.1).
const lineOctets = 75

// folded is a line in as many as it takes, none of which breaks a letter.
func folded(line string) string {
	var b strings.Builder
	room := lineOctets
	for _, r := range line {
		if n := utf8.RuneLen(r); n > room {
			b.WriteString("\r\n ")
			room = lineOctets - 1
		}
		b.WriteRune(r)
		room -= utf8.RuneLen(r)
	}
	return b.String() + "\r\n"
}
