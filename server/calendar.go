package server

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"
	"strings"

	"concordat/ledger"
	"concordat/server/api"
	"concordat/server/auth"
	"concordat/server/document"
)

// calendarShow tells the caller whether they have an address, and never which: nothing
// here knows it.
func calendarShow(s *Server, r *request, caller *auth.Caller) (answer, error) {
	if err := s.carrier(caller); err != nil {
		return answer{}, err
	}
	if err := s.mayPerson(r, caller); err != nil {
		return answer{}, err
	}
	var shown api.Calendar
	if c, err := s.calendars.OfPerson(caller.Person); err == nil {
		shown.Made = timeOf(c.Made)
	}
	return answer{json: shown}, nil
}

// calendarMake gives the caller a new address, and ends the one before. It outlives the
// log-in, so a work account, which opens none without its provider, makes none.
func calendarMake(s *Server, r *request, caller *auth.Caller) (answer, error) {
	var who string
	err := s.read(r, caller, func(q *reading) error {
		if caller.Work {
			return api.NewProblem(ledger.CodeNotAllowed, "you are logged in by your account at work, which makes no address: log in by your passkey")
		}
		who = q.caller.Person
		return nil
	})
	if err != nil {
		return answer{}, err
	}
	secret, made, err := s.calendars.Make(who)
	if err != nil {
		return answer{}, s.refuseCalendar(err)
	}
	return answer{json: api.Calendar{Made: timeOf(made.Made), Address: s.place() + api.Fill(api.PathFeed, secret) + ".ics"}}, nil
}

// calendarEnd ends the caller's address.
func calendarEnd(s *Server, r *request, caller *auth.Caller) (answer, error) {
	if err := s.carrier(caller); err != nil {
		return answer{}, err
	}
	if err := s.mayPerson(r, caller); err != nil {
		return answer{}, err
	}
	if _, err := s.calendars.End(caller.Person); err != nil {
		return answer{}, s.refuseCalendar(err)
	}
	return answer{json: api.Calendar{}}, nil
}

// calendarRead is the board's dates for whoever has the address. It shows what its
// person may read, while they may have one, and of private business no more than that
// there is some: calendar programs keep their copies elsewhere.
func calendarRead(s *Server, r *request, _ *auth.Caller) (answer, error) {
	if err := s.may(r, nil); err != nil {
		return answer{}, err
	}
	secret, ok := strings.CutSuffix(r.params["feed"], ".ics")
	calendar, err := s.calendars.Of(secret)
	if err != nil || !ok {
		return answer{}, s.failedWork(r, noCalendar())
	}
	if err := s.turn(s.callers, calendar.Person, r); err != nil {
		return answer{}, err
	}
	var data []byte
	err = s.read(r, nil, func(q *reading) error {
		theirs := *q
		theirs.caller = q.PersonFacts(calendar.Person, q.day, nil)
		if err := theirs.mayUse("makeCalendar"); err != nil {
			return err
		}
		events, err := s.events(q, &theirs)
		data = document.Calendar(s.founded.Name, events)
		return err
	})
	if closed(err) {
		return answer{}, noCalendar()
	}
	return asCalendar(data, true), err
}

// closeShow is the close of one motion as a calendar's file.
func closeShow(s *Server, r *request, caller *auth.Caller) (answer, error) {
	var data []byte
	err := s.read(r, caller, func(q *reading) error {
		m, err := q.motion(r.params["motion"])
		if err != nil {
			return err
		}
		e, ok := s.closing(m, m.Title)
		if !ok {
			return notFound("no day is known yet on which votes on %s close", m.Ref)
		}
		data = document.Calendar(s.founded.Name, []document.Event{e})
		return nil
	})
	return asCalendar(data, false).attached(r.params["motion"] + "-close.ics"), err
}

// asCalendar is a calendar's file. Its tag is of what it says, which most entries leave
// as it was.
func asCalendar(data []byte, own bool) answer {
	sum := sha256.Sum256(data)
	return answer{data: data, kind: document.TypeCalendar, tag: hex.EncodeToString(sum[:16]), own: own}
}

func noCalendar() error {
	return notFound("there is no calendar at this address: it has ended, or another was made")
}

// place is where people find the board's pages; empty where nothing says.
func (s *Server) place() string {
	switch {
	case s.site != "":
		return s.site
	case len(s.founded.Origins) > 0:
		return s.founded.Origins[0]
	}
	return ""
}

// mayUse asks the rules of one more operation than the one that the reading is for.
func (q *reading) mayUse(operation string) error { return q.readers.may(q, operation) }

// Bounds on what a calendar has.
const (
	calendarYears = 1       // before this one, of which dates are still there
	maxEvents     = 1 << 11 // the last of each sort
)

// events are the dates that somebody may read: of the public's reading q is what of them
// is private.
func (s *Server) events(q, theirs *reading) ([]document.Event, error) {
	private, err := q.withheld()
	if err != nil {
		return nil, err
	}
	parties := theirs.parties()
	year := 0
	fmt.Sscanf(string(q.day[:4]), "%d", &year)
	since := fmt.Sprint(year - calendarYears)
	recent := func(_ string, x ledger.Index) bool { return x.Year >= since }
	var all []document.Event
	sorts := []struct {
		operation string
		add       func() []document.Event
	}{
		{"listMotions", func() (list []document.Event) {
			for _, m := range q.MotionsBy(recent) {
				if e, ok := s.closing(m, named(private, m.Ref, m.Title)); ok && m.Moved.Day()[:4] >= ledger.Date(since) {
					list = append(list, e)
				}
			}
			return list
		}},
		{"listMeetings", func() (list []document.Event) {
			for _, m := range q.Meetings() {
				if string(m.Starts.Day()[:4]) >= since {
					list = append(list, s.sitting(m))
				}
			}
			return list
		}},
		{"listObligations", func() (list []document.Event) {
			for _, o := range q.ObligationsBy(func(_ string, x ledger.Index) bool {
				return x.Year >= since && slices.ContainsFunc(x.Parties, theirs.speaksFor(parties))
			}) {
				if theirs.speaksFor(parties)(o.Payer) && o.Kind != "duty" && string(o.Due[:4]) >= since {
					list = append(list, s.paying(q, o, named(private, o.Decision, q.MotionTitle(o.Decision))))
				}
			}
			return list
		}},
		{"listDecisions", func() (list []document.Event) {
			for _, d := range q.DecisionsBy(recent) {
				for _, o := range d.Parties {
					if o.RatifyBy != "" && o.Bound == ledger.BoundOnRatification && theirs.speaksFor(parties)(o.Party) {
						list = append(list, s.ratifying(q, d, o, named(private, d.DecisionMade.Decision, q.MotionTitle(d.DecisionMade.Decision))))
					}
				}
			}
			return list
		}},
	}
	for _, sort := range sorts {
		switch err := theirs.mayUse(sort.operation); {
		case err == nil:
			list := sort.add()
			all = append(all, list[max(0, len(list)-maxEvents):]...)
		case !closed(err):
			return nil, err
		}
	}
	slices.SortStableFunc(all, func(a, b document.Event) int {
		return cmp.Or(cmp.Compare(cmp.Or(string(a.Day), string(a.Start.Day())), cmp.Or(string(b.Day), string(b.Start.Day()))), cmp.Compare(a.UID, b.UID))
	})
	return all, nil
}

// closed tells whether the rules close an operation to somebody, or do not know it.
func closed(err error) bool {
	refused := (*ledger.Error)(nil)
	return errors.As(err, &refused) && (refused.Code == ledger.CodeNotAllowed || refused.Code == ledger.CodeRefused)
}

// parties are those that the caller of a reading belongs to by a seat or an office.
func (q *reading) parties() []string {
	var list []string
	for _, role := range q.caller.Roles {
		if role.Party != "" {
			list = append(list, role.Party)
		}
	}
	for _, id := range slices.Concat(q.caller.Seats, q.caller.Deputising) {
		if seat, ok := q.Seat(id); ok {
			list = append(list, seat.Party)
		}
	}
	return list
}

// speaksFor tells of a party whether it is one of these, or was before a merger.
func (q *reading) speaksFor(parties []string) func(string) bool {
	return func(code string) bool {
		return slices.Contains(parties, code) || slices.Contains(parties, q.StandsFor(code, q.Size(), q.day))
	}
}

// named is what a motion is called, where the public may know it.
func named(private *ledger.Withheld, ref, title string) string {
	if private.Ref(ref) != nil {
		return ref
	}
	return title
}

func (s *Server) uid(parts ...string) string {
	return strings.ReplaceAll(strings.Join(parts, "-"), "/", "-") + "@" + s.founded.RPID
}

// closing is the close of the votes on a motion, once it is known; false where there is
// none, as at a meeting. It rises with the motion's text and with how far that has come.
func (s *Server) closing(m ledger.MotionRecord, title string) (document.Event, bool) {
	e := document.Event{
		UID: s.uid(m.Ref, "close"), Summary: "Votes close: " + title, Description: m.Ref + ". The page says how far it is, and what it means for each party.",
		URL: s.place() + "/motions/" + m.Ref, Status: document.EventConfirmed, Sequence: 8 * len(m.Texts),
	}
	switch {
	case m.Opened != nil && m.Shown == nil:
		e.Start, e.Stamp = m.Opened.Closes, m.Opened.Time
		e.Sequence++
		if m.Opened.Extended {
			e.Sequence++
		}
	case m.Notice != nil && m.Notice.Meeting == "":
		e.Start, e.Stamp, e.Status = m.Notice.Closes, m.Notice.Given, document.EventTentative
	default:
		return e, false
	}
	switch m.Status {
	case ledger.MotionNotice, ledger.MotionOpen, ledger.MotionDecided:
	case ledger.MotionDraft:
		return e, false
	default: // withdrawn, lapsed, divided
		e.Status, e.Sequence = document.EventCancelled, e.Sequence+4
	}
	return e, true
}

func (s *Server) sitting(m ledger.MeetingRecord) document.Event {
	return document.Event{
		UID: s.uid(m.Ref, "meeting"), Sequence: len(m.Agendas), Stamp: m.Called, Start: m.Starts, Status: document.EventConfirmed,
		Summary: "Meeting " + m.Ref, Location: m.Place, Description: "The agenda and its papers are on the page.", URL: s.place() + "/meetings/" + m.Ref,
	}
}

// paying is the day by which a party pays or gives what it owes, without how much that is.
func (s *Server) paying(q *reading, o ledger.Obligation, title string) document.Event {
	e := document.Event{
		UID: s.uid(o.Obligation, "due"), Sequence: 1, Stamp: o.Time, Day: o.Due, Status: document.EventConfirmed,
		Summary: "Due from " + q.PartyName(o.Payer) + ": " + title, Description: o.Obligation + ". What is owed, to whom and why is on the page.",
		URL: s.place() + "/obligations/" + o.Obligation,
	}
	switch q.ObligationStatus(o, q.Size(), q.day) {
	case ledger.ObligationAwaiting:
		e.Sequence, e.Status = 0, document.EventTentative
	case ledger.ObligationEnded:
		e.Sequence, e.Status = 2, document.EventCancelled
	}
	return e
}

// ratifying is the time until which a governing body can ratify a decision.
func (s *Server) ratifying(q *reading, d ledger.Decision, o ledger.PartyOutcome, title string) document.Event {
	ref := d.DecisionMade.Decision
	e := document.Event{
		UID: s.uid(ref, o.Party, "ratify"), Stamp: d.Time, Start: o.RatifyBy, Status: document.EventConfirmed,
		Summary: q.PartyName(o.Party) + " ratifies by now: " + title, Description: ref + ". Without the governing body’s answer the party is not bound.",
		URL: s.place() + "/decisions/" + ref,
	}
	if a, ok := d.Answers[o.Party]; ok {
		e.Stamp, e.Sequence, e.Status = a.Time, 1, document.EventCancelled
	}
	return e
}

func (s *Server) refuseCalendar(err error) error {
	if errors.Is(err, auth.ErrCalendars) {
		return api.NewProblem(ledger.CodeConflict, "as many people as may have a calendar here: ask whoever runs this server")
	}
	s.log.Error("calendars can't be written", "cause", err)
	return api.NewProblem(ledger.CodeUnavailable, "addresses can't be recorded at present: try again in a moment")
}
