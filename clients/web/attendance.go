package web

import (
	"cmp"
	"slices"
	"strings"

	"concordat/ledger"
	"concordat/server/api"
)

// attendanceForm asks of each seat who is there for it.
func (v *visit) attendanceForm() (*formPage, api.Meeting, []ledger.SeatFacts, error) {
	p, m, err := v.atMeeting("Who attends")
	if err != nil {
		return nil, m, nil, err
	}
	parties, err := v.parties()
	if err != nil {
		return nil, m, nil, err
	}
	recorded := map[string]ledger.Attendee{}
	var others []string
	for _, a := range m.People {
		if a.Seat == "" {
			others = append(others, a.Person)
		}
		recorded[a.Seat] = a
	}
	var seats []ledger.SeatFacts
	for _, party := range parties.Items {
		if len(m.Of) > 0 && !slices.Contains(m.Of, party.Code) {
			continue
		}
		for _, s := range party.Seats {
			if s.Holder == "" && len(s.Deputies) == 0 {
				continue
			}
			seats = append(seats, s)
			var options []Option
			if s.Holder != "" {
				options = append(options, Option{Value: ledger.AttendsAsMember + " " + s.Holder, Text: s.Holder + ", present"})
			}
			for _, d := range s.Deputies {
				options = append(options, Option{Value: ledger.AttendsAsDeputy + " " + d, Text: d + ", present as deputy"})
			}
			if s.Holder != "" {
				options = append(options, Option{Value: ledger.AttendsWithApologies + " " + s.Holder, Text: s.Holder + " sent apologies"})
			}
			options = append(options, Option{Value: "", Text: "Nobody"})
			chosen := options[0].Value
			if a, ok := recorded[s.Seat]; ok {
				chosen = a.As + " " + a.Person
			} else if m.Attendance > 0 {
				chosen = ""
			}
			p.choice("seat-"+s.Seat, party.Name+", "+s.Seat, chosen, options...)
		}
	}
	presiding := ""
	if at := slices.IndexFunc(m.Presiding, func(x ledger.Presiding) bool { return len(x.Items) == 0 }); at >= 0 {
		presiding = m.Presiding[at].Person
	}
	return p, m, seats, v.attendsBesides(p, seats, others, presiding)
}

// attendsBesides asks who is there for no seat, and who of all presides: of the board's
// officials, those that were recorded or added, and anybody else on the ledger.
func (v *visit) attendsBesides(p *formPage, seats []ledger.SeatFacts, recorded []string, presiding string) error {
	people, err := v.people()
	if err != nil {
		return err
	}
	added := slices.Concat(recorded, v.form["others"])
	if other := v.form.Get("other"); other != "" {
		added = append(added, other)
	}
	people.Items = slices.Clone(people.Items)
	slices.SortStableFunc(people.Items, func(a, b api.Person) int { return cmp.Compare(presidesAt(a), presidesAt(b)) })
	var listed []Radio
	further := []Option{{Text: "Nobody else"}}
	presides := []Option{{Text: "Select who presides"}}
	for _, person := range people.Items {
		words := nameAndID(person)
		if person.Words != "" {
			words += ", " + lowerFirst(person.Words)
		}
		seated := slices.ContainsFunc(seats, func(s ledger.SeatFacts) bool {
			return s.Holder == person.ID || slices.Contains(s.Deputies, person.ID)
		})
		official := officials(&person)
		switch {
		case official || slices.Contains(added, person.ID):
			listed = append(listed, Radio{Value: person.ID, Text: words})
		case !seated:
			further = append(further, Option{Value: person.ID, Text: words})
		}
		if official || seated || slices.Contains(added, person.ID) {
			presides = append(presides, Option{Value: person.ID, Text: words})
		}
	}
	p.checkboxes("others", "Who else is in attendance?", "They may speak, and show no hand", recorded, listed...)
	p.choice("other", "Somebody else in attendance (optional)", "", further...)
	p.Buttons = append(p.Buttons, FormButton{fieldChange, "yes", "Add another", "person who is in attendance"})
	p.choice("presiding", "Who presides?", presiding, presides...)
	return nil
}

// presidesAt is where somebody stands among those who preside: the chair first.
func presidesAt(p api.Person) int {
	at := 2
	for _, r := range p.Roles {
		switch r.Role {
		case ledger.RoleChair:
			at = 0
		case ledger.RoleViceChair:
			at = min(at, 1)
		}
	}
	return at
}

// othersTyped are those who are there for no seat, each once.
func (v *visit) othersTyped() []string {
	others := slices.Clone(v.form["others"])
	if other := v.form.Get("other"); other != "" && !slices.Contains(others, other) {
		others = append(others, other)
	}
	return others
}

func attendanceShow(v *visit) (page, error) {
	p, _, _, err := v.attendanceForm()
	if err != nil {
		return nil, err
	}
	return p, nil
}

func attendanceSend(v *visit) (page, error) {
	p, m, seats, err := v.attendanceForm()
	if err != nil {
		return nil, err
	}
	body := ledger.AttendanceRecorded{Meeting: m.Ref, People: []ledger.Attendee{}, Presiding: []ledger.Presiding{}}
	names, err := v.partyNames()
	if err != nil {
		return nil, err
	}
	present := []string{}
	var seated, apologies []string
	for _, s := range seats {
		as, person, ok := strings.Cut(v.form.Get("seat-"+s.Seat), " ")
		if !ok {
			continue
		}
		a := ledger.Attendee{Person: person, Seat: s.Seat, As: as}
		for _, before := range m.People {
			if before.Seat == a.Seat && before.Person == a.Person && before.As == a.As {
				a.Absent = before.Absent // what was recorded of single items stays
			}
		}
		body.People = append(body.People, a)
		if as == ledger.AttendsWithApologies {
			apologies = append(apologies, seatWords(s.Seat, names)+": "+person)
			continue
		}
		present = append(present, person)
		if as == ledger.AttendsAsDeputy {
			person += ", as deputy"
		}
		seated = append(seated, seatWords(s.Seat, names)+": "+person+absencesWords(a.Absent))
	}
	others := v.othersTyped()
	for _, person := range others {
		body.People = append(body.People, ledger.Attendee{Person: person, As: ledger.AttendsInAttendance})
		present = append(present, person)
	}
	presiding := strings.TrimSpace(v.form.Get("presiding"))
	switch {
	case presiding == "":
		p.wrong("presiding", "Select who presides: the chair, else the vice-chair, else somebody who is present for a seat")
	case !slices.Contains(present, presiding):
		p.wrong("presiding", "Select somebody who attends: "+presiding+" is not among those above. Select them as well under who else is in attendance")
	}
	body.Presiding = append(body.Presiding, ledger.Presiding{Person: presiding})
	for _, before := range m.Presiding {
		if len(before.Items) > 0 && before.Person != presiding && slices.Contains(present, before.Person) {
			body.Presiding = append(body.Presiding, before) // over single items, as was recorded
		}
	}
	if len(p.Errors) == 0 {
		p.unfit(ledger.KindAttendanceRecorded, body, "others", "presiding", "presiding")
	}
	if v.form.Has(fieldChange) { // whoever was added is among those to choose from now
		p.Errors = nil
		v.form["others"] = others
		v.form.Del("other")
	}
	if v.answeredAgain(p) {
		return p, nil
	}
	rows := []Row{}
	for _, are := range []Row{{Key: "Present for a seat", Values: seated}, {Key: "In attendance", Values: others}, {Key: "Sent apologies", Values: apologies}} {
		if len(are.Values) > 0 {
			rows = append(rows, are)
		}
	}
	presides := []string{presiding}
	for _, x := range body.Presiding[1:] {
		presides = append(presides, x.Person+", over "+itemsWords(x.Items))
	}
	s := v.ofMeeting(m, ledger.KindAttendanceRecorded, body, "Check and record who attends", true, append(rows, Row{Key: "Presides", Values: presides})...)
	s.Whole = true
	return v.state(s)
}

// itemsWords are items of an agenda by their numbers.
func itemsWords(items []string) string {
	if len(items) == 1 {
		return "item " + items[0]
	}
	return "items " + listed(items)
}

// absencesWords say from which items somebody was away, and when.
func absencesWords(absent []ledger.Absence) string {
	words := ""
	for _, a := range absent {
		words += "; away from item " + a.Item + ", left " + when(a.Left)
		if a.Returned != "" {
			words += ", came back " + when(a.Returned)
		}
	}
	return words
}
