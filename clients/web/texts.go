package web

import (
	"slices"
	"strings"

	"golang.org/x/text/unicode/norm"

	"concordat/ledger"
	"concordat/server/api"
)

// textsPage is the personal texts that somebody answers for: what each is, whose, and
// since when. What they say is not in the list.
type textsPage struct {
	layout
	Texts *Table
	Do    []Link
	Pages Pages
}

// keptPage is one, with what it says where the reader may read it.
type keptPage struct {
	layout
	Rows   []Row
	Text   string
	Erased string // in its place
	Erase  string // path of the order; empty for who gives none
}

// mayErase tells whether somebody answers for a text of that party, or of none: the rules
// ask this again before they have it erased.
func mayErase(me *api.Person, party string) bool {
	return me != nil && slices.ContainsFunc(me.Roles, func(r ledger.RoleFacts) bool {
		return party != "" && r.Role == ledger.RoleOfficer && r.Party == party || party == "" && r.Role == ledger.RoleSecretary
	})
}

// textWords are what a personal text is.
var textWords = map[string]string{
	ledger.TextReason: "Reason", ledger.TextDetail: "Detail of an interest", ledger.TextName: "Name", ledger.TextEmail: "E-mail address",
}

func textsShow(v *visit) (page, error) {
	p := &textsPage{
		layout: layout{page: "texts", Title: "Personal texts", Nav: "/secretary", Back: &Link{"/people", "People and seats"}},
		Do:     []Link{{"/people/name", "State who somebody is"}},
	}
	names, err := v.names()
	if err != nil {
		return nil, err
	}
	list, err := v.client.Texts(v.ctx, nil)
	if err != nil {
		return nil, err
	}
	own := slices.DeleteFunc(list.Items, func(t api.Text) bool { return !mayErase(v.me, t.Party) })
	slices.Reverse(own) // the newest first
	own, p.Pages = paged(v, own)
	if len(own) == 0 {
		return p, nil
	}
	p.Texts = &Table{Caption: "Kept beside the ledger", Stacks: true, Columns: []Column{{Text: "What"}, {Text: "About"}, {Text: "Stated by"}, {Text: "For"}, {Text: "Since"}, {Text: "Status"}}}
	for _, t := range own {
		stood, err := v.client.Entry(v.ctx, t.Entry)
		if err != nil {
			return nil, err
		}
		p.Texts.Rows = append(p.Texts.Rows, []Cell{{Text: textWords[t.What], Href: textPath(t.Digest)}, {Text: aboutWords(t, names)}, {Text: called(names, t.Person)}, {Text: names[t.Party]}, {Text: stood.Time.Day().InWords()}, {Tag: textTag(t)}})
	}
	return p, nil
}

func textPath(d ledger.Digest) string { return "/texts/" + string(d) }

func textTag(t api.Text) *Tag {
	if t.Erased != nil {
		return &Tag{"Erased", "grey"}
	}
	return &Tag{"Kept", "blue"}
}

// aboutWords is what a text is about: a motion, an obligation, or a person.
func aboutWords(t api.Text, names map[string]string) string {
	switch {
	case t.What == ledger.TextName || t.What == ledger.TextEmail:
		if t.Erased != nil {
			return t.About
		}
		return called(names, t.About)
	case t.About == "":
		return "No one motion"
	}
	return t.About
}

func textShow(v *visit) (page, error) {
	t, rows, err := v.text()
	if err != nil {
		return nil, err
	}
	p := &keptPage{
		layout: layout{page: "text", Title: "A personal text", Caption: textWords[t.What], Nav: "/secretary", Back: &Link{"/texts", "Personal texts"}},
		Rows:   rows, Text: t.Text,
	}
	switch {
	case t.Erased != nil:
		p.Erased = upperFirst(t.Erased.Words) + ": " + ledger.EraseWords[t.Erased.Why]
	case t.Text == "":
		p.Erased = "This server does not have it"
	}
	if t.Erased == nil && mayErase(v.me, t.Party) {
		p.Erase = textPath(t.Digest) + "/erase"
	}
	return p, nil
}

// text is that of the path, and what the ledger says of it.
func (v *visit) text() (t api.Text, rows []Row, err error) {
	if t, err = v.client.Text(v.ctx, ledger.Digest(v.path("text"))); err != nil {
		return t, nil, err
	}
	if t.Entry == 0 {
		return t, nil, api.NewProblem(ledger.CodeNotFound, "no statement names this personal text yet")
	}
	names, err := v.names()
	if err != nil {
		return t, nil, err
	}
	stood, err := v.client.Entry(v.ctx, t.Entry)
	if err != nil {
		return t, nil, err
	}
	rows = []Row{{Key: "What it is", Values: []string{textWords[t.What]}}, {Key: "About", Values: []string{aboutWords(t, names)}}, {Key: "Stated by", Values: []string{called(names, t.Person)}}}
	if t.Party != "" {
		rows = append(rows, Row{Key: "For", Values: []string{names[t.Party]}})
	}
	rows = append(rows, Row{Key: "Since", Values: []string{when(stood.Time)}}, Row{Key: "Code", Values: []string{t.Code}, Action: &RowAction{entryPath(t.Entry), "Entry " + number(t.Entry), "of this text"}})
	return t, rows, nil
}

// eraseShow says what an order to erase takes away and what it leaves, and asks why.
func eraseShow(v *visit) (page, error) {
	p, _, err := v.erasing()
	if err != nil {
		return nil, err
	}
	return p, nil
}

func (v *visit) erasing() (*formPage, api.Text, error) {
	t, rows, err := v.text()
	if err != nil {
		return nil, t, err
	}
	p := &formPage{layout: layout{page: "form", Title: "Order a personal text erased", Caption: textWords[t.What], Nav: "/secretary", Back: &Link{textPath(t.Digest), "The personal text"}}, Rows: rows}
	if t.Erased != nil {
		p.Inset = upperFirst(t.Erased.Words) + "."
		return p, t, nil
	}
	p.Text = []string{
		"What goes: the words themselves, with what they could be found by. This server removes them at once, and a backup that is put back does not bring them back.",
		"What stays: that there was a text, of what kind, who stated it, when and for whom, and this order. Votes and decisions stand as they are, and everything can still be verified.",
		"Nothing undoes this. What others have copied or printed is not reached by it: ask them.",
	}
	var why []Radio
	for _, reason := range ledger.EraseReasons {
		why = append(why, Radio{Value: reason, Text: upperFirst(ledger.EraseWords[reason])})
	}
	p.radios("why", "Why is it erased?", "The order says this, for ever. It does not repeat what is erased.", "", why...)
	p.Action, p.Button = textPath(t.Digest)+"/erase", Button{Text: "Continue"}
	return p, t, nil
}

// eraseSend has the order stated.
func eraseSend(v *visit) (page, error) {
	p, t, err := v.erasing()
	if err != nil || p.Action == "" {
		return p, err
	}
	why := v.form.Get("why")
	if !slices.Contains(ledger.EraseReasons, why) {
		p.wrong("why", "Select why it is erased")
	}
	if v.answeredAgain(p) {
		return p, nil
	}
	return v.state(Stating{
		Kind: ledger.KindTextErased, Party: t.Party, Body: ledger.TextErased{Text: t.Digest, Why: why},
		Title: "Check and order it erased", Caption: p.Caption, Nav: "/secretary", Back: p.Back,
		Rows: append(p.Rows, Row{Key: "Why", Values: []string{upperFirst(ledger.EraseWords[why])}}), Labels: map[string]string{"text": "The text", "why": "Why"},
		Button: "Sign and erase", Before: "Nothing is erased until you sign. Then nothing brings it back.", Form: p.Action, Change: true, Done: textPath(t.Digest),
	})
}

// nameShow asks who somebody is on the ledger.
func nameShow(v *visit) (page, error) {
	p, _, err := v.naming()
	if err != nil {
		return nil, err
	}
	return p, nil
}

// naming is the form, and the party of everybody who can be chosen in it: oneself, and
// the people of the parties that one is an officer of, or of none as the secretary.
func (v *visit) naming() (*formPage, map[string]string, error) {
	list, err := v.people()
	if err != nil {
		return nil, nil, err
	}
	p := &formPage{
		layout: layout{page: "form", Title: "State who somebody is", Nav: "/secretary", Back: &Link{"/people", "People and seats"}},
		Text:   []string{"A name and an e-mail address are kept beside the ledger, and not in it: the board reads them, and an officer of the person’s organisation can have them erased. What you leave empty stays as it was."},
		Action: "/people/name", Button: Button{Text: "Continue"},
	}
	of := map[string]string{}
	options := []Option{}
	for _, one := range list.Items {
		if one.ID == v.me.ID || mayErase(v.me, one.Party) {
			of[one.ID] = one.Party
			options = append(options, Option{Value: one.ID, Text: nameAndID(one)})
		}
	}
	p.choice("person", "Who?", v.me.ID, options...)
	p.input("name", "Name (optional)", "For example, Dr Kiran Patel", "", 0)
	p.input("email", "E-mail address (optional)", "", "", 0)
	p.Fields[len(p.Fields)-1].Input.Kind = "email"
	return p, of, nil
}

// nameSend keeps the texts and has the statement that names them stated.
func nameSend(v *visit) (page, error) {
	p, of, err := v.naming()
	if err != nil {
		return nil, err
	}
	body := ledger.PersonNamed{Person: v.form.Get("person")}
	party, may := of[body.Person]
	if !may {
		p.wrong("person", "Select one of these people")
	}
	rows := []Row{{Key: "On the ledger they are", Values: []string{body.Person}}}
	given := []struct {
		field, key string
		digest     *ledger.Digest
		text       string
	}{{field: "name", key: "Name", digest: &body.Name}, {field: "email", key: "E-mail address", digest: &body.Email}}
	for i := range given {
		g := &given[i]
		if g.text = norm.NFC.String(strings.TrimSpace(v.form.Get(g.field))); g.text == "" {
			continue
		}
		rows = append(rows, Row{Key: g.key, Values: []string{g.text}})
		if err := ledger.CheckText(g.text); err != nil {
			p.wrong(g.field, g.key+" has characters that cannot be seen, or more than "+number(ledger.MaxPersonal))
		}
	}
	if len(rows) == 1 {
		p.wrong("name", "Enter a name, an e-mail address or both")
	}
	if v.answeredAgain(p) {
		return p, nil
	}
	for _, g := range given {
		if g.text == "" {
			continue
		}
		if *g.digest, err = v.client.KeepText(v.ctx, g.text); err != nil {
			return nil, err
		}
	}
	done := "/people"
	if party == "" || mayErase(v.me, party) {
		done = "/texts"
	}
	return v.state(Stating{
		Kind: ledger.KindPersonNamed, Party: party, Body: body, Title: "Check and state who they are", Caption: body.Person, Nav: "/secretary", Back: p.Back,
		Rows: rows, Labels: map[string]string{"person": "On the ledger they are", "name": "Code of the name, with its salt", "email": "Code of the address, with its salt"},
		Button: "Sign and state it", Before: "Nobody reads it until you sign.", Form: p.Action, Change: true, Done: done,
	})
}
