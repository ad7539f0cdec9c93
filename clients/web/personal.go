package web

import (
	"cmp"
	"net/url"
	"slices"
	"strings"
	"unicode"

	"concordat/ledger"
	"concordat/server/api"
)

// Personal texts as pages show them: whoever may not read texts is shown the same page
// without.

// Reason is the reason with a vote that stands.
type Reason struct {
	Who    string
	Text   string
	Erased string // in its place
	Href   string // of the vote's receipt
}

// reasons are those with the votes that stand on a motion.
func (v *visit) reasons(m api.Motion, names map[string]string) ([]Reason, error) {
	texts, err := v.client.Texts(v.ctx, url.Values{"about": {m.Ref}})
	if p := problemOf(err); p != nil && (p.Code == ledger.CodeLogIn || p.Code == ledger.CodeNotAllowed || p.Code == ledger.CodeRefused) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	var list []Reason
	for _, vote := range ledger.Standing(m.Votes) {
		i := slices.IndexFunc(texts.Items, func(t api.Text) bool { return t.Entry == vote.Entry })
		if i < 0 {
			continue
		}
		t := texts.Items[i]
		r := Reason{Who: names[vote.Party] + ", " + called(names, vote.Person), Text: t.Text, Href: receiptPath(vote.Entry)}
		switch {
		case t.Erased != nil:
			r.Text, r.Erased = "", upperFirst(t.Erased.Words)
		case t.Text == "":
			r.Erased = "This server does not have it"
		}
		list = append(list, r)
	}
	return list, nil
}

// names are those of parties by their codes and, as far as whoever looks may know them,
// of people by their ids.
func (v *visit) names() (map[string]string, error) {
	names, err := v.partyNames()
	if err != nil || v.me == nil {
		return names, err
	}
	people, err := v.people()
	if p := problemOf(err); p != nil && p.Code == ledger.CodeNotAllowed {
		return names, nil
	}
	for _, p := range people.Items {
		if p.Name != "" {
			names[personKey+p.ID] = p.Name
		}
	}
	return names, err
}

// whoIsWho says of the people whom texts name by their ids what they are called and which
// part they have at the board, in the order of their ids. The texts themselves are signed,
// and stand as they are. Who may not ask about people is told nothing of them.
func (v *visit) whoIsWho(texts ...string) ([]Row, error) {
	named := map[string]bool{}
	for _, text := range texts {
		for _, word := range strings.FieldsFunc(text, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) && r != '-' }) {
			named[strings.Trim(strings.ToLower(word), "-")] = true // a sentence may begin with an id
		}
	}
	people, err := v.people()
	if p := problemOf(err); p != nil && (p.Code == ledger.CodeLogIn || p.Code == ledger.CodeNotAllowed || p.Code == ledger.CodeRefused) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	var rows []Row
	for _, p := range people.Items {
		if !named[p.ID] {
			continue
		}
		said := []string{upperFirst(cmp.Or(p.Words, "no part at the board now"))}
		if p.Name != "" {
			said = append([]string{p.Name}, said...)
		}
		rows = append(rows, Row{Key: p.ID, Values: said})
	}
	slices.SortFunc(rows, func(a, b Row) int { return strings.Compare(a.Key, b.Key) })
	return rows, nil
}

// personKey stands before a person's id among the names: no party's code begins with it.
const personKey = "person:"

// called is what a person is called: by name where there is one, and by the id that
// statements are signed with.
func called(names map[string]string, person string) string {
	if name := names[personKey+person]; name != "" {
		return name + " (" + person + ")"
	}
	return person
}
