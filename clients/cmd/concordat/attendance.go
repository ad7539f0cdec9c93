package main

import (
	"slices"
	"strings"

	"concordat/ledger"
	"concordat/server/api"
)

type meetingAttend struct {
	Meeting   string   `arg:"" help:"the meeting's reference"`
	All       bool     `help:"every seat's holder is there, but for those with apologies or a deputy"`
	Member    []string `placeholder:"SEAT" help:"seats whose holders are there, without --all"`
	Apologies []string `placeholder:"PERSON" help:"people who sent apologies"`
	Deputy    []string `placeholder:"SEAT=PERSON" help:"deputies who are there"`
	Attending []string `placeholder:"PERSON" help:"people in attendance, with no seat"`
	Presiding []string `placeholder:"PERSON[=ITEMS]" sep:"none" help:"who presides, over which items; default the chair"`
	Away      []string `placeholder:"PERSON=ITEM" sep:"none" help:"an absence from an item: bury-member=2 14:20 14:55"`
	Yes       bool     `short:"y" help:"do not ask"`
}

func (meetingAttend) Help() string {
	return `
concordat meeting attend GM-2015-M01 --all --apologies wigan-borough-member \
  --deputy 00T-1=bolton-deputy --away "bury-member=2 14:20 14:55" --as secretary`
}

// Run records the attendance.
func (c *meetingAttend) Run(s *session) error {
	if err := s.openToSign(ledger.KindAttendanceRecorded, c.Yes); err != nil {
		return err
	}
	m, err := s.meeting(c.Meeting)
	if err != nil {
		return err
	}
	body := ledger.AttendanceRecorded{Meeting: m.Ref, People: []ledger.Attendee{}, Presiding: []ledger.Presiding{}}
	parties, err := s.client.Parties(s.ctx)
	if err != nil {
		return err
	}
	deputies := map[string]string{}
	for _, d := range c.Deputy {
		name, person, ok := strings.Cut(d, "=")
		if !ok {
			return usage("%q is not a seat and its deputy, such as 00T-1=bolton-deputy", d)
		}
		seat, err := findSeat(parties.Items, name)
		if err != nil {
			return err
		}
		deputies[seat] = person
	}
	for i, name := range c.Member {
		if c.Member[i], err = findSeat(parties.Items, name); err != nil {
			return err
		}
	}
	for _, p := range parties.Items {
		for _, seat := range p.Seats {
			a := ledger.Attendee{Person: seat.Holder, Seat: seat.Seat, As: ledger.AttendsAsMember}
			switch {
			case slices.Contains(c.Apologies, seat.Holder):
				a.As = ledger.AttendsWithApologies
			case deputies[seat.Seat] != "":
				a.Person, a.As = deputies[seat.Seat], ledger.AttendsAsDeputy
			case seat.Holder == "" || !c.All && !slices.Contains(c.Member, seat.Seat):
				continue
			}
			body.People = append(body.People, a)
			if a.As == ledger.AttendsWithApologies && deputies[seat.Seat] != "" {
				body.People = append(body.People, ledger.Attendee{Person: deputies[seat.Seat], Seat: seat.Seat, As: ledger.AttendsAsDeputy})
			}
		}
	}
	for _, person := range c.Apologies {
		if !slices.ContainsFunc(body.People, func(a ledger.Attendee) bool { return a.Person == person }) {
			body.People = append(body.People, ledger.Attendee{Person: person, As: ledger.AttendsWithApologies})
		}
	}
	for _, person := range c.Attending {
		body.People = append(body.People, ledger.Attendee{Person: person, As: ledger.AttendsInAttendance})
	}
	if len(c.Presiding) == 0 {
		chair, err := s.chair()
		if err != nil {
			return err
		}
		c.Presiding = []string{chair}
	}
	for _, p := range c.Presiding {
		person, items, _ := strings.Cut(p, "=")
		presiding := ledger.Presiding{Person: person}
		if items != "" {
			presiding.Items = strings.Split(items, ",")
		}
		body.Presiding = append(body.Presiding, presiding)
		if !slices.ContainsFunc(body.People, func(a ledger.Attendee) bool { return a.Person == person }) {
			body.People = append(body.People, ledger.Attendee{Person: person, As: ledger.AttendsInAttendance})
		}
	}
	for _, text := range c.Away {
		if err := away(body.People, string(m.Starts.Day()), text); err != nil {
			return err
		}
	}
	return s.stateMeeting(ledger.KindAttendanceRecorded, "Attendance recorded", body, c.Yes, "meeting", "show", m.Ref)
}

// findSeat gives the seat that people call by its id, by its holder, or by its
// party where that has one seat.
func findSeat(parties []api.Party, ref string) (string, error) {
	for _, p := range parties {
		for _, seat := range p.Seats {
			if ref == seat.Seat || ref == seat.Holder {
				return seat.Seat, nil
			}
		}
	}
	code, err := findParty(parties, ref)
	if err != nil {
		return "", usage("%q is no seat, nobody who holds one, and no party: somebody with no seat is in attendance (--attending)", ref)
	}
	for _, p := range parties {
		if p.Code == code && len(p.Seats) == 1 {
			return p.Seats[0].Seat, nil
		}
	}
	return "", usage("%s has no seat, or several: name the seat", code)
}

// away notes an absence: bury-member=2 14:20 14:55, in London on the meeting's day.
func away(people []ledger.Attendee, day, text string) error {
	person, rest, _ := strings.Cut(text, "=")
	words := strings.Fields(rest)
	found := false
	if len(words) < 2 || len(words) > 3 {
		return usage("%q is not an absence: write a person, the item, and when they left and returned, such as bury-member=2 14:20 14:55", text)
	}
	x := ledger.Absence{Item: words[0]}
	var err error
	if x.Left, err = parseTime(day + " " + words[1]); err != nil {
		return err
	}
	if len(words) == 3 {
		if x.Returned, err = parseTime(day + " " + words[2]); err != nil {
			return err
		}
	}
	for i := range people {
		if people[i].Person == person {
			people[i].Absent = append(people[i].Absent, x)
			found = true
		}
	}
	if !found {
		return usage("%s is not among those who are there", person)
	}
	return nil
}

// chair is whoever holds the chair today.
func (s *session) chair() (string, error) {
	people, err := s.client.People(s.ctx)
	if err != nil {
		return "", err
	}
	for _, p := range people.Items {
		if slices.ContainsFunc(p.Roles, func(r ledger.RoleFacts) bool { return r.Role == ledger.RoleChair }) {
			return p.ID, nil
		}
	}
	return "", usage("nobody holds the chair: say who presides with --presiding")
}
