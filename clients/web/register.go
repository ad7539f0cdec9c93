package web

import (
	"cmp"
	"slices"
	"strings"

	"concordat/ledger"
	"concordat/server/api"
)

// registerShow is the register of interests: what everybody declared, and how it was ruled
// on, the newest first.
func registerShow(v *visit) (page, error) {
	list, err := v.client.Interests(v.ctx, nil)
	if err != nil {
		return nil, err
	}
	names, err := v.names()
	if err != nil {
		return nil, err
	}
	p := &formPage{
		layout: layout{page: "form", Title: "Register of interests", Nav: "/motions", Back: &Link{"/motions", "Motions"}},
		Text:   []string{"What people of the board declared, each about one motion or standing, and what two people ruled on it."},
	}
	if officials(v.me) {
		p.Nav, p.Back = "/secretary", &Link{"/secretary", "Secretary"}
	} else if audits(v.me) {
		p.Nav, p.Back = "/audit", &Link{"/audit", "Audit"}
	}
	if v.me != nil {
		p.Links = []Link{{"/account/interests", "Your own interests, and where you declare one"}}
	}
	if len(list.Items) == 0 {
		p.Text = append(p.Text, "Nobody has declared an interest that you may read.")
		return p, nil
	}
	count := upperFirst(many(len(list.Items), "interest", "interests"))
	waits, err := v.waitForRuling(list.Items)
	if err != nil {
		return nil, err
	}
	if officials(v.me) {
		count += ", of which " + many(len(waits), "waits", "wait") + " for a ruling"
	}
	p.Text = append(p.Text, count+".")
	slices.SortStableFunc(list.Items, func(a, b ledger.InterestFacts) int { return cmp.Compare(b.Time, a.Time) })
	list.Items, p.Pages = paged(v, list.Items)
	t := &Table{Caption: "Declared", Stacks: true, Columns: []Column{{Text: "Who"}, {Text: "Interest"}, {Text: "About"}, {Text: "Known since"}, {Text: "Declared"}, {Text: "Rulings", Wide: true}, {Text: "Now"}}}
	for _, i := range list.Items {
		about := Cell{Text: "Standing: no one motion"}
		if i.Motion != "" {
			about = Cell{Text: i.Motion, Href: "/motions/" + i.Motion}
		}
		ruled := Cell{Text: rulingsWords(i, names)}
		switch {
		case slices.Contains(waits, i.ID):
			ruled.Text = cmp.Or(ruled.Text, "Not ruled on yet")
			if i.Person != v.me.ID { // nobody rules on their own
				ruled.Href = "/motions/" + i.Motion + "/interests/" + string(i.ID)
			}
		case ruled.Text == "" && i.Motion != "":
			ruled.Text = "Not ruled on"
		case ruled.Text == "":
			ruled.Text = "It is ruled on with each motion that it bears on"
		}
		now := Cell{Tag: &Tag{"Stands", "blue"}}
		if i.Ended != "" {
			now = Cell{Text: "Ended on " + i.Ended.InWords()}
		}
		t.Rows = append(t.Rows, []Cell{{Text: called(names, i.Person)}, {Text: natureWords(i.Nature)}, about, {Text: i.Known.InWords()}, {Text: i.Time.Day().InWords()}, ruled, now})
	}
	p.Tables = []*Table{t}
	return p, nil
}

// waitForRuling are the interests declared on one motion that wait for a ruling, for those
// who give it. A standing one is ruled on with each motion that it bears on.
func (v *visit) waitForRuling(interests []ledger.InterestFacts) (ids []ledger.Digest, err error) {
	if !officials(v.me) {
		return nil, nil
	}
	motions, err := v.client.Motions(v.ctx, nil)
	status := map[string]string{}
	for _, m := range motions.Items {
		status[m.Ref] = m.Status.Status
	}
	for _, i := range interests {
		if len(api.ToRule(status[i.Motion], []ledger.InterestFacts{i})) > 0 {
			ids = append(ids, i.ID)
		}
	}
	return ids, err
}

func natureWords(nature string) string {
	if at := slices.IndexFunc(natures, func(r Radio) bool { return r.Value == nature }); at >= 0 {
		return natures[at].Text
	}
	return codeWords(nature)
}

// rulingsWords are the rulings on an interest, by motion: what each person said last.
func rulingsWords(i ledger.InterestFacts, names map[string]string) string {
	var said []string
	by := map[string][]string{} // who ruled it
	for n, r := range i.Rulings {
		if slices.ContainsFunc(i.Rulings[n+1:], func(later ledger.RulingByFact) bool { return later.Person == r.Person && later.Motion == r.Motion }) {
			continue
		}
		words := lowerFirst(rulingWords(r.Ruling))
		if i.Motion == "" {
			words = r.Motion + ": " + words
		}
		if by[words] == nil {
			said = append(said, words)
		}
		by[words] = append(by[words], called(names, r.Person))
	}
	for n, words := range said {
		said[n] = words + " (" + listed(by[words]) + ")"
	}
	return upperFirst(strings.Join(said, "; "))
}
