package web

import (
	"slices"
	"strings"

	"concordat/ledger"
	"concordat/server/api"
)

// peoplePage is who has which part at the board, by what they are called on the ledger.
type peoplePage struct {
	layout
	People *Table
	Do     []Link
	Pages  Pages
}

func peopleShow(v *visit) (page, error) {
	list, err := v.people()
	if err != nil {
		return nil, err
	}
	names, err := v.partyNames()
	if err != nil {
		return nil, err
	}
	p := &peoplePage{layout: layout{page: "people", Title: "People and seats", Nav: "/secretary", Back: &Link{"/secretary", "Secretary"}}}
	if !officials(v.me) {
		p.Nav, p.Back = "/", &Link{"/", "Your votes"}
	}
	if officials(v.me) || officer(v.me) {
		p.Do = append(p.Do, Link{"/passkeys", "Invite somebody, and add the passkey that they make"})
	}
	if officer(v.me) {
		p.Do = append(p.Do, Link{"/people/seat", "Give somebody a seat"}, Link{"/people/deputy", "Appoint a deputy"})
	}
	if officials(v.me) {
		p.Do = append(p.Do, Link{"/people/office", "Appoint somebody to an office"})
	}
	if officials(v.me) || officer(v.me) {
		p.Do = append(p.Do, Link{"/people/name", "State who somebody is"}, Link{"/texts", "Personal texts, and orders to erase them"})
	}
	if slices.ContainsFunc(v.me.Roles, func(r ledger.RoleFacts) bool { return v.mayEnd(v.me.ID, r) }) {
		p.Do = append(p.Do, Link{"/people/end", endings["end"].link})
	}
	if officer(v.me) || len(v.me.Seats)+len(v.me.Deputising) > 0 {
		p.Do = append(p.Do, Link{"/people/leave", endings["leave"].link})
	}
	t := &Table{Caption: "Everybody on the ledger", Columns: []Column{{Text: "Person"}, {Text: "Part"}, {Text: "Seats"}, {Text: "Deputy for"}, {Text: "Keys", Numeric: true}}, Stacks: true}
	for _, one := range list.Items {
		part := upperFirst(one.Words)
		if of := names[one.Party]; !strings.Contains(part, of) {
			part = strings.TrimPrefix(part+", "+of, ", ")
		}
		t.Rows = append(t.Rows, []Cell{{Text: nameAndID(one)}, {Text: part}, {Text: listed(one.Seats)}, {Text: listed(one.Deputising)}, {Text: number(int64(len(one.Keys))), Numeric: true}})
	}
	t.Rows, p.Pages = pagedAs(v, "page", peopleShown, t.Rows)
	p.People = t
	return p, nil
}

// peopleShown are on one page: on a phone each is a card.
const peopleShown = 20

// nameAndID is what a person of the list is called.
func nameAndID(p api.Person) string { return called(map[string]string{personKey + p.ID: p.Name}, p.ID) }

func officer(me *api.Person) bool {
	return me != nil && slices.ContainsFunc(me.Roles, func(r ledger.RoleFacts) bool { return r.Role == ledger.RoleOfficer })
}

// appointments are what somebody can be made, by the part of the path.
var appointments = map[string]struct{ title, text string }{
	"seat":   {"Give somebody a seat", "Who holds a seat votes for the party. The seat is theirs from the day that you say; whoever held it before holds it no more."},
	"deputy": {"Appoint a deputy", "A deputy votes where the holder of the seat does not. The holder’s own vote stands before a deputy’s."},
	"office": {"Appoint somebody to an office", "Who may appoint to which office is for the rules of the MoU, which are asked before it is recorded."},
}

// appointing is the form of an appointment.
func (v *visit) appointing() (*formPage, string, error) {
	what := v.path("what")
	a, ok := appointments[what]
	if !ok {
		return nil, what, api.NewProblem(ledger.CodeNotFound, "there is no such appointment")
	}
	p := &formPage{
		layout: layout{page: "form", Title: a.title, Nav: "/secretary", Back: &Link{"/people", "People and seats"}},
		Text:   []string{a.text, "They need a key on the ledger first: invite them, and add the passkey that they make."}, Action: "/people/" + what, Button: Button{Text: "Continue"},
	}
	list, err := v.people()
	if err != nil {
		return nil, what, err
	}
	people := []Option{{Text: "Select a person"}}
	for _, one := range list.Items {
		people = append(people, Option{Value: one.ID, Text: nameAndID(one)})
	}
	if what == "office" {
		p.choice("office", "Which office?", "", Option{Text: "Select an office"}, Option{Value: ledger.RoleChair, Text: "Chair"}, Option{Value: ledger.RoleViceChair, Text: "Vice-chair"}, Option{Value: ledger.RoleSecretary, Text: "Secretary"}, Option{Value: ledger.RoleAuditor, Text: "Auditor"}, Option{Value: ledger.RoleInAttendance, Text: "In attendance"})
	} else {
		seats, err := v.ownSeats(what == "seat")
		if err != nil {
			return nil, what, err
		}
		p.choice("seat", "Which seat?", "", unchosen("Select a seat", seats)...)
	}
	p.choice("person", "Who?", "", people...)
	p.input("from", "From which day?", "For example, 1 December 2015", v.ledger.Time.Day().InWords(), 20)
	p.input("until", "Until which day, that day included? (optional)", "", "", 20)
	if what == "deputy" {
		p.input("resolution", "Reference of the governing body’s resolution (optional)", "", "", 20)
		p.input("resolved", "When was it passed? (optional)", "", "", 20)
	}
	return p, what, nil
}

// ownSeats are the seats of the parties that the looker is an officer of. A seat is there
// once it has been given: with further, also the next one that a party could give, if the
// rules let it have as many.
func (v *visit) ownSeats(further bool) ([]Option, error) {
	var seats []Option
	for _, r := range v.me.Roles {
		if r.Role != ledger.RoleOfficer {
			continue
		}
		party, err := v.client.Party(v.ctx, r.Party)
		if err != nil {
			return nil, err
		}
		for _, s := range party.Seats {
			holder := "nobody holds it"
			if s.Holder != "" {
				holder = "held by " + s.Holder
			}
			seats = append(seats, Option{Value: r.Party + " " + s.Seat, Text: party.Name + ", " + s.Seat + ", " + holder})
		}
		if !further {
			continue
		}
		for n := int64(1); ; n++ {
			next := r.Party + "-" + number(n)
			if !slices.ContainsFunc(party.Seats, func(s ledger.SeatFacts) bool { return s.Seat == next }) {
				seats = append(seats, Option{Value: r.Party + " " + next, Text: party.Name + ", " + next + ", not given to anybody yet"})
				break
			}
		}
	}
	return seats, nil
}

func appointShow(v *visit) (page, error) {
	p, _, err := v.appointing()
	if err != nil {
		return nil, err
	}
	return p, nil
}

func appointSend(v *visit) (page, error) {
	p, what, err := v.appointing()
	if err != nil {
		return nil, err
	}
	person := v.form.Get("person")
	party, seat, _ := strings.Cut(v.form.Get("seat"), " ")
	if person == "" {
		p.wrong("person", "Select who it is")
	}
	switch {
	case what == "office" && v.form.Get("office") == "":
		p.wrong("office", "Select the office")
	case what != "office" && seat == "":
		p.wrong("seat", "Select the seat")
	}
	from, ok := typedDay(v.form.Get("from"))
	if !ok {
		p.wrong("from", "Enter the first day, such as 1 December 2015")
	}
	typedOr := func(id string) (d ledger.Date) {
		if typed := strings.TrimSpace(v.form.Get(id)); typed != "" {
			if d, ok = typedDay(typed); !ok {
				p.wrong(id, "Enter a day, such as 31 March 2016, or leave it empty")
			}
		}
		return d
	}
	until := typedOr("until")
	var kind string
	var body any
	rows := []Row{{Key: "Person", Values: []string{person}}}
	if seat != "" {
		names, err := v.partyNames()
		if err != nil {
			return nil, err
		}
		as := "Holds the seat"
		if what == "deputy" {
			as = "Deputises in the seat"
		}
		rows = append(rows, Row{Key: as, Values: []string{names[party] + ", " + seat}})
	}
	switch what {
	case "seat":
		kind, body = ledger.KindBoardMemberEnrolled, ledger.BoardMemberEnrolled{Seat: seat, Person: person, From: from, Until: until}
	case "deputy":
		b := ledger.DeputyAppointed{Seat: seat, Person: person, From: from, Until: until}
		if ref, on := strings.TrimSpace(v.form.Get("resolution")), typedOr("resolved"); ref != "" {
			b.Resolution = &ledger.Resolution{Ref: ref, On: on}
			rows = append(rows, Row{Key: "Resolution", Values: []string{ref + " of " + dayText(on)}})
			if on == "" {
				p.wrong("resolved", "Enter when the resolution was passed")
			}
		}
		kind, body = ledger.KindDeputyAppointed, b
	case "office":
		party = ""
		rows = append(rows, Row{Key: "Office", Values: []string{codeWords(v.form.Get("office"))}})
		kind, body = ledger.KindRoleAppointed, ledger.RoleAppointed{Role: v.form.Get("office"), Person: person, From: from, Until: until}
	}
	if len(p.Errors) == 0 {
		p.unfit(kind, body, "from", "until", "until", "person", "person", "seat", "seat", "resolution/ref", "resolution", "resolution/on", "resolved")
	}
	if v.answeredAgain(p) {
		return p, nil
	}
	rows = append(rows, Row{Key: "From", Values: []string{day(from)}})
	if until != "" {
		rows = append(rows, Row{Key: "Until", Values: []string{day(until) + ", that day included"}})
	}
	return v.state(Stating{
		Kind: kind, Party: party, Body: body, Title: "Check and appoint", Caption: person, Nav: "/secretary", Back: p.Back,
		Rows: rows, Whole: true, Labels: map[string]string{"role": "Office"},
		Button: "Sign and appoint", Before: "Nobody is appointed until you sign.", Form: p.Action, Change: true, Done: "/people",
	})
}
