package web

import (
	"slices"
	"strings"

	"concordat/ledger"
	"concordat/server/api"
)

// ownPage is who somebody is on the ledger, and what they can change about it.
type ownPage struct {
	layout
	Rows []Row
}

var ownLink = &Link{"/account", "Your account"}

func ownShow(v *visit) (page, error) {
	names, err := v.partyNames()
	if err != nil {
		return nil, err
	}
	p := &ownPage{layout: layout{page: "own", Title: "Your account"}}
	add := func(key string, values ...string) {
		if len(values) > 0 && values[0] != "" {
			p.Rows = append(p.Rows, Row{Key: key, Values: values})
		}
	}
	add("On the ledger you are", v.me.ID)
	add("Organisation", names[v.me.Party])
	add("Roles", upperFirst(v.me.Words))
	add("Seats that you hold", v.me.Seats...)
	add("Seats that you deputise for", v.me.Deputising...)
	return p, nil
}

// interestsPage is what somebody has declared, and where they declare more.
type interestsPage struct {
	layout
	Declared *Table
	Nature   Radios
	Motion   Select
	Known    Input
	To       string // path of the form
}

// natures are the kinds of interest that guidance for CCGs knows (NHS England, Managing
// conflicts of interest, 2017), by the names that the rules have for them. They are those
// that can be declared where the MoU names no others.
var natures = []Radio{
	{Value: "financial", Text: "Financial", Hint: "You may gain or lose money, such as by a share in a provider"},
	{Value: "professional", Text: "Non-financial professional", Hint: "Your standing or career may gain, such as by a role in a professional body"},
	{Value: "personal", Text: "Non-financial personal", Hint: "You may gain yourself in another way, such as by a voluntary role"},
	{Value: "indirect", Text: "Indirect", Hint: "Somebody close to you has the interest, such as your partner"},
}

// natures are the kinds of interest that can be declared under the MoU in force.
func (v *visit) natures() (kinds []Radio, err error) {
	var terms struct{ Declaration struct{ Natures []string } }
	if err := v.termsInForce(&terms); err != nil {
		return nil, err
	}
	for _, name := range terms.Declaration.Natures {
		kind := Radio{Value: name, Text: natureWords(name)}
		if at := slices.IndexFunc(natures, func(r Radio) bool { return r.Value == name }); at >= 0 {
			kind = natures[at]
		}
		kinds = append(kinds, kind)
	}
	if len(kinds) == 0 {
		return slices.Clone(natures), nil
	}
	return kinds, nil
}

// interests is the page, with what was typed.
func (v *visit) interests(motion, nature, known string) (*interestsPage, error) {
	p := &interestsPage{
		layout: layout{page: "interests", Title: "Your interests", Back: ownLink}, To: "/account/interests",
		Nature: Radios{ID: "nature", Name: "nature", Legend: "What kind of interest is it?"},
		Motion: Select{ID: "motion", Name: "motion", Label: "Which motion is it about?", Options: []Option{{"", "None: it is a standing interest", motion == ""}}},
		Known:  Input{ID: "known", Name: "known", Label: "When did you become aware of it?", Hint: "For example, 20 November 2015", Value: known, Width: 20},
	}
	kinds, err := v.natures()
	if err != nil {
		return nil, err
	}
	for i, r := range kinds {
		r.ID, r.Checked = "nature", r.Value == nature
		if i > 0 {
			r.ID += "-" + number(int64(i+1))
		}
		p.Nature.Items = append(p.Nature.Items, r)
	}
	list, err := v.client.Motions(v.ctx, nil)
	if err != nil {
		return nil, err
	}
	for _, m := range slices.Backward(list.Items) {
		if undecided(m) {
			p.Motion.Options = append(p.Motion.Options, Option{m.Ref, m.Ref + ", " + m.Title, m.Ref == motion})
		}
	}
	declared, err := v.client.Interests(v.ctx, map[string][]string{"person": {v.me.ID}})
	if err != nil {
		return nil, err
	}
	if len(declared.Items) > 0 {
		p.Declared = &Table{Caption: "What you have declared", Stacks: true, Columns: []Column{{Text: "Interest"}, {Text: "About"}, {Text: "Known since"}, {Text: "Ruling"}, {Text: "Now"}}}
		for _, i := range declared.Items {
			about, ruling := interestAbout(i), "Not ruled on yet"
			if i.Motion == "" {
				ruling = "None is needed until a motion is about it"
			}
			if n := len(i.Rulings); n > 0 {
				ruling = upperFirst(strings.ReplaceAll(i.Rulings[n-1].Ruling, "_", " "))
			}
			p.Declared.Rows = append(p.Declared.Rows, []Cell{{Text: natureWords(i.Nature)}, {Text: about}, {Text: i.Known.InWords()}, {Text: ruling}, endedCell(i)})
		}
	}
	return p, nil
}

func interestsShow(v *visit) (page, error) {
	return v.interests(v.request.URL.Query().Get("motion"), "", "")
}

// interestsSend has a declaration stated.
func interestsSend(v *visit) (page, error) {
	motion, nature, known := v.form.Get("motion"), v.form.Get("nature"), v.form.Get("known")
	p, err := v.interests(motion, nature, known)
	if err != nil {
		return nil, err
	}
	chosen := slices.IndexFunc(p.Nature.Items, func(r Radio) bool { return r.Value == nature })
	if chosen < 0 {
		p.wrong("nature", "Select what kind of interest it is")
		p.Nature.Error = p.Wrong("nature")
	}
	since, ok := typedDay(known)
	if !ok || since > v.ledger.Time.Day() {
		p.wrong("known", "Enter the day on which you became aware of it, today or before")
		p.Known.Error = p.Wrong("known")
	}
	if len(p.Errors) > 0 || v.form.Has(fieldChange) {
		return p, nil
	}
	about := "No one motion"
	if motion != "" {
		about = motion
	}
	a := Stating{
		Kind: ledger.KindInterestDeclared, Body: ledger.InterestDeclared{Motion: motion, Nature: nature, Known: since},
		Title: "Check and sign your interest", Back: &Link{"/account/interests", "Your interests"},
		Rows:   []Row{{Key: "Interest", Values: []string{p.Nature.Items[chosen].Text}}, {Key: "About", Values: []string{about}}, {Key: "Known since", Values: []string{since.InWords()}}},
		Labels: map[string]string{"motion": "Motion", "nature": "Kind of interest", "known": "Known since"},
		Button: "Sign and declare", Before: "Your interest is not declared until you sign.", Form: "/account/interests", Change: true, Done: "/account/interests",
	}
	if motion != "" && votes(v.me) {
		a.Done = "/motions/" + motion + "/vote" // on the way to which it was declared
	}
	return v.state(a)
}

// deputyPage is who deputises for a party's seats, and where its officer appoints.
type deputyPage struct {
	layout
	Deputies    *Table
	Officer     bool
	Seat        Select
	Person      Input
	From, Until Input
	Done        string
	of          map[string]string // the party of each seat that may be chosen
}

// deputies is the page, with what was typed.
func (v *visit) deputies(seat, person, from, until string) (*deputyPage, error) {
	p := &deputyPage{
		layout: layout{page: "deputy", Title: "Deputies", Back: ownLink}, of: map[string]string{},
		Seat:   Select{ID: "seat", Name: "seat", Label: "For which seat?"},
		Person: Input{ID: "person", Name: "person", Label: "Who deputises?", Hint: "What they are called on the ledger, such as bury-deputy", Value: person, Width: 20},
		From:   Input{ID: "from", Name: "from", Label: "From which day?", Hint: "For example, 1 December 2015", Value: from, Width: 20},
		Until:  Input{ID: "until", Name: "until", Label: "Until which day? (optional)", Hint: "Left out, until another appointment", Value: until, Width: 20},
	}
	parties, err := v.parties()
	if err != nil {
		return nil, err
	}
	t := &Table{Caption: "Appointed", Stacks: true, Columns: []Column{{Text: "Seat"}, {Text: "Deputy"}, {Text: "From"}, {Text: "Until"}, {Text: "Entry"}}}
	for _, party := range parties.Items {
		officer := v.actsFor(party.Code)
		p.Officer = p.Officer || officer
		own := officer || party.Code == v.me.Party
		for _, s := range party.Seats {
			own = own || slices.Contains(v.me.Seats, s.Seat) || slices.Contains(v.me.Deputising, s.Seat)
			if officer {
				p.of[s.Seat] = party.Code
				p.Seat.Options = append(p.Seat.Options, Option{s.Seat, s.Seat + ", held by " + s.Holder, s.Seat == seat})
			}
		}
		for _, d := range party.Deputies {
			if own {
				until := "Until another appointment"
				if d.Until != "" {
					until = d.Until.InWords()
				}
				t.Rows = append(t.Rows, []Cell{{Text: d.Seat}, {Text: d.Person}, {Text: d.From.InWords()}, {Text: until}, {Text: number(d.Entry), Href: entryPath(d.Entry)}})
			}
		}
	}
	if len(t.Rows) > 0 {
		p.Deputies = t
	}
	return p, nil
}

func deputyShow(v *visit) (page, error) {
	p, err := v.deputies("", "", v.ledger.Time.Day().InWords(), "")
	if recorded := v.request.URL.Query().Get("recorded"); err == nil && recorded != "" {
		p.Done = "/receipts/" + recorded
	}
	return p, err
}

// orTyped is a day as people write it; what is none stays as it was typed, to be refused.
func orTyped(text string) ledger.Date {
	if d, ok := typedDay(text); ok {
		return d
	}
	return ledger.Date(strings.TrimSpace(text))
}

// deputySend has an appointment stated by the party's officer.
func deputySend(v *visit) (page, error) {
	body := ledger.DeputyAppointed{Seat: v.form.Get("seat"), Person: strings.TrimSpace(v.form.Get("person")), From: orTyped(v.form.Get("from")), Until: orTyped(v.form.Get("until"))}
	p, err := v.deputies(body.Seat, body.Person, v.form.Get("from"), v.form.Get("until"))
	if err != nil {
		return nil, err
	}
	if !p.Officer {
		return nil, api.NewProblem(ledger.CodeRefused, "only an officer of a party appoints deputies to its seats")
	}
	if p.of[body.Seat] == "" {
		p.wrong("seat", "Select one of your party’s seats")
		p.Seat.Error = p.Wrong("seat")
	}
	if !ledger.IsCode(body.Person) {
		p.wrong("person", "Enter what the deputy is called on the ledger, such as bury-deputy")
		p.Person.Error = p.Wrong("person")
	}
	if body.From.Check() != nil {
		p.wrong("from", "Enter the first day")
		p.From.Error = p.Wrong("from")
	}
	if body.Until != "" && (body.Until.Check() != nil || body.Until < body.From) {
		p.wrong("until", "Enter a last day after the first, or none")
		p.Until.Error = p.Wrong("until")
	}
	if len(p.Errors) > 0 || v.form.Has(fieldChange) {
		return p, nil
	}
	last := "None"
	if body.Until != "" {
		last = day(body.Until)
	}
	return v.state(Stating{
		Kind: ledger.KindDeputyAppointed, Party: p.of[body.Seat], Body: body, Title: "Check and sign the appointment", Back: &Link{"/account/deputy", "Deputies"},
		Rows:   []Row{{Key: "Seat", Values: []string{body.Seat}}, {Key: "Deputy", Values: []string{body.Person}}, {Key: "From", Values: []string{day(body.From)}}, {Key: "Last day", Values: []string{last}}},
		Whole:  true,
		Labels: map[string]string{"seat": "Seat", "person": "Deputy", "from": "From", "until": "Last day"},
		Button: "Sign and appoint", Before: "Nobody is appointed until you sign.", Form: "/account/deputy", Change: true, Done: "/account/deputy",
	})
}
