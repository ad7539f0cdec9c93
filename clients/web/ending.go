package web

import (
	"slices"
	"strings"

	"concordat/ledger"
	"concordat/server/api"
)

// Somebody's time in a role ends, or somebody leaves a seat: stated by whoever it is, or
// by whoever may give the role or the seat.

// endings are what ends, by the last part of the page's path.
var endings = map[string]struct {
	kind, link, title, check, text, question, none, button, before string
	from                                                           func(v *visit) ([]Option, error) // by the party, the person and what ends
	body                                                           func(what, person string, from ledger.Date) any
}{
	"end": {
		ledger.KindRoleEnded, "End somebody’s time in a role", "End somebody’s time in a role", "Check and end the time in the role",
		"What was done in the role stands. A party keeps an officer, and the board a secretary: appoint another first.", "Whose time in which role?",
		"You may end your own role. That of another officer, or of an auditor whom a party appointed, is ended by an officer of the same party. Any other is ended by the secretary.", "Sign and end it", "The role does not end until you sign.",
		(*visit).rolesToEnd, func(role, person string, from ledger.Date) any {
			return ledger.RoleEnded{Role: role, Person: person, From: from}
		},
	},
	"leave": {
		ledger.KindSeatVacated, "State that somebody leaves a seat", "State that somebody leaves a seat", "Check and state it",
		"Votes cast from the seat stand. Who follows is another statement: give the seat to somebody else.", "Who leaves which seat?",
		"That somebody leaves a seat is stated by that person, or by an officer of the seat’s party.", "Sign it", "Nobody leaves a seat until you sign.",
		(*visit).seatsToLeave, func(seat, person string, from ledger.Date) any {
			return ledger.SeatVacated{Seat: seat, Person: person, From: from}
		},
	},
}

// endsOf joins what a choice stands for: the party that states it, whose it is and what.
func endsOf(party, person, what string) string { return party + " " + person + " " + what }

// mayEnd tells whether whoever looks may end a role of somebody's. One that a party gave
// ends in the party's name, so that only its officers end it: not an auditor of its own.
func (v *visit) mayEnd(person string, r ledger.RoleFacts) bool {
	if r.Party != "" {
		return v.actsFor(r.Party)
	}
	return person == v.me.ID || keepsRecord(v.me)
}

// rolesToEnd are the roles that whoever looks may end.
func (v *visit) rolesToEnd() (list []Option, err error) {
	people, err := v.people()
	if err != nil {
		return nil, err
	}
	names, err := v.partyNames()
	for _, one := range people.Items {
		for _, r := range one.Roles {
			if v.mayEnd(one.ID, r) {
				text := nameAndID(one) + ", " + lowerFirst(codeWords(r.Role))
				if r.Party != "" {
					text += " of " + names[r.Party]
				}
				list = append(list, Option{Value: endsOf(r.Party, one.ID, r.Role), Text: text})
			}
		}
	}
	return list, err
}

// seatsToLeave are the seats, with who holds them or deputises, that whoever looks may
// state that they are left.
func (v *visit) seatsToLeave() (list []Option, err error) {
	parties, err := v.parties()
	for _, p := range parties.Items {
		for _, s := range p.Seats {
			for i, person := range append([]string{s.Holder}, s.Deputies...) {
				as := "holds it"
				if i > 0 {
					as = "deputises"
				}
				if person != "" && (person == v.me.ID || v.actsFor(p.Code)) {
					list = append(list, Option{Value: endsOf("", person, s.Seat), Text: p.Name + ", " + s.Seat + ": " + person + " " + as})
				}
			}
		}
	}
	return list, err
}

func endForm(v *visit, what string) (*formPage, []Option, error) {
	e := endings[what]
	p := &formPage{layout: layout{page: "form", Title: e.title, Nav: "/secretary", Back: &Link{"/people", "People and seats"}}, Text: []string{e.text}, Action: "/people/" + what, Button: Button{Text: "Continue"}}
	options, err := e.from(v)
	if err != nil {
		return nil, nil, err
	}
	if len(options) == 0 {
		return nil, nil, api.NewProblem(ledger.CodeNotAllowed, lowerFirst(strings.TrimSuffix(e.none, ".")))
	}
	p.choice("whose", e.question, "", append([]Option{{Text: "Select one"}}, options...)...)
	p.input("from", "Which is the first day without?", "Today or later. For example, 1 December 2015", v.ledger.Time.Day().InWords(), 20)
	return p, options, nil
}

// endingShow and endingSend are the form of one of the endings.
func endingShow(what string) handler {
	return func(v *visit) (page, error) {
		p, _, err := endForm(v, what)
		if err != nil {
			return nil, err
		}
		return p, nil
	}
}

func endingSend(what string) handler {
	return func(v *visit) (page, error) {
		e := endings[what]
		p, options, err := endForm(v, what)
		if err != nil {
			return nil, err
		}
		at := slices.IndexFunc(options, func(o Option) bool { return o.Value == v.form.Get("whose") })
		if at < 0 {
			p.wrong("whose", "Select whose it is")
			at = 0
		}
		parts := strings.Split(options[at].Value, " ")
		from := v.firstDay(p)
		if from != "" && from < v.ledger.Time.Day() {
			p.wrong("from", "Enter today or a later day: what was done before rests on what was recorded then")
		}
		body := e.body(parts[2], parts[1], from)
		if len(p.Errors) == 0 {
			p.unfit(e.kind, body, "from")
		}
		if v.answeredAgain(p) {
			return p, nil
		}
		return v.state(Stating{
			Kind: e.kind, Party: parts[0], Body: body, Title: e.check, Caption: parts[1], Nav: "/secretary", Back: p.Back,
			Rows:   []Row{{Key: "Who", Values: []string{options[at].Text}}, {Key: "First day without", Values: []string{day(from)}}, {Key: "What follows", Values: []string{e.text}}},
			Labels: map[string]string{"person": "Person", "role": "Role", "seat": "Seat", "from": "First day without"},
			Button: e.button, Before: e.before, Form: p.Action, Change: true, Done: "/people",
		})
	}
}
