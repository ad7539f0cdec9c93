package web

import (
	"cmp"
	"slices"
	"strings"

	"concordat/ledger"
	"concordat/server/api"
)

// Who else sees the ledger all the time: a party's officer names its witness, and the
// secretary one that is no party's; whoever named one ends it.

const (
	witnessNamePath = "/checkpoints/witnesses/name"
	witnessEndPath  = "/checkpoints/witnesses/end"
	nobodys         = "none" // the answer of the secretary for a witness of no party
)

// witnessFor are those for whom whoever looks names or ends a witness: parties, and nobodys.
func (v *visit) witnessFor() (codes []string) {
	if keepsRecord(v.me) {
		codes = append(codes, nobodys)
	}
	return append(codes, v.officerFor()...)
}

// witnessNames are the names of parties, and of none.
func (v *visit) witnessNames() (map[string]string, error) {
	names, err := v.partyNames()
	if err != nil {
		return nil, err
	}
	names[nobodys] = "No party: it is independent"
	return names, nil
}

func partyOfWitness(code string) string {
	if code == nobodys {
		return ""
	}
	return code
}

func (v *visit) witnessForm(title, path string) (p *formPage, codes []string, err error) {
	codes = v.witnessFor()
	if len(codes) == 0 {
		return nil, nil, api.NewProblem(ledger.CodeNotAllowed, "an officer of a party names and ends its witness, and the secretary one of no party")
	}
	return &formPage{
		layout: layout{page: "form", Title: title, Nav: "/audit", Back: &Link{"/checkpoints", "Page codes of the ledger"}},
		Action: path, Button: Button{Text: "Continue"},
	}, codes, nil
}

// witnessName has a witness named.
func witnessName(v *visit) (page, error) {
	p, codes, err := v.witnessForm("Name a witness", witnessNamePath)
	if err != nil {
		return nil, err
	}
	names, err := v.witnessNames()
	if err != nil {
		return nil, err
	}
	code := p.forWhich(v, "Whose witness is it?", codes, names)
	p.Text = []string{
		"A witness is a program on another computer, run by a party or by somebody independent. It signs the page codes of this ledger all the time, so that nobody can be shown another ledger without that being seen.",
		"Whoever runs it reads its key out to you, or sends it by another way than this page.",
	}
	from := v.chosen("from")
	if v.form == nil {
		from = v.ledger.Time.Day().InWords()
	}
	p.input("key", "What is its key?", "As the witness prints it: its name, and two groups of letters and numbers, with + between. For example, bury.example/witness+8511d0f8+BE7T…", v.chosen("key"), 0)
	p.input("url", "At which address is it asked? (optional)", "For example, https://bury.example/witness. Without one it is never asked", v.chosen("url"), 0)
	p.input("from", "From which day does it count?", "Today or later. For example, 1 December 2015", from, 20)
	if v.form == nil {
		return p, nil
	}
	body := ledger.WitnessNamed{Key: strings.TrimSpace(v.form.Get("key")), URL: strings.TrimSuffix(strings.TrimSpace(v.form.Get("url")), "/")}
	if _, err := ledger.WitnessThumbprint(body.Key); err != nil {
		p.wrong("key", "Enter the key as the witness prints it, with nothing before or behind")
	}
	body.Name, _, _ = strings.Cut(body.Key, "+")
	var ok bool
	if body.From, ok = typedDay(from); !ok || body.From < v.ledger.Time.Day() {
		p.wrong("from", "Enter today or a later day, such as 1 December 2015")
	}
	if len(p.Errors) == 0 {
		p.unfit(ledger.KindWitnessNamed, body, "key", "url", "url", "from", "from")
	}
	if v.answeredAgain(p) {
		return p, nil
	}
	rows := []Row{{Key: "Witness", Values: []string{body.Name}}, {Key: "Whose", Values: []string{names[code]}}, {Key: "Key", Values: []string{body.Key}}, {Key: "Counts from", Values: []string{day(body.From)}}}
	if body.URL != "" {
		rows = append(rows, Row{Key: "Asked at", Values: []string{body.URL}})
	}
	return v.state(Stating{
		Kind: ledger.KindWitnessNamed, Party: partyOfWitness(code), Body: body, Title: "Check and name the witness", Nav: "/audit", Back: p.Back, Rows: rows, Whole: true,
		Labels: map[string]string{"name": "Witness", "key": "Key", "url": "Asked at", "from": "Counts from"},
		Button: "Sign and name it", Before: "It does not count as a witness until you sign. Compare its key with whoever runs it.", Form: witnessNamePath, Change: true, Done: "/checkpoints",
	})
}

// ownWitnesses are those of some parties, or of none, that have not ended.
func (v *visit) ownWitnesses(codes []string) (list []api.NamedWitness, err error) {
	all, err := v.client.Witnesses(v.ctx, nil)
	for _, w := range all.Items {
		if w.Ended == "" && slices.Contains(codes, cmp.Or(w.Party, nobodys)) {
			list = append(list, w)
		}
	}
	return list, err
}

// witnessEnd has a witness ended.
func witnessEnd(v *visit) (page, error) {
	p, codes, err := v.witnessForm("End a witness", witnessEndPath)
	if err != nil {
		return nil, err
	}
	own, err := v.ownWitnesses(codes)
	if err != nil {
		return nil, err
	}
	if len(own) == 0 {
		p.Action, p.Button = "", Button{}
		p.Text = []string{"No witness that you could end counts or is to come."}
		return p, nil
	}
	p.Text = []string{"From a day on it counts no more. What it signed before stands."}
	var options []Radio
	for _, w := range own {
		options = append(options, Radio{Value: w.Key, Text: w.Name, Hint: w.Whose + ". " + w.Words})
	}
	on := v.chosen("on")
	if v.form == nil {
		on = v.ledger.Time.Day().InWords()
	}
	p.radios("key", "Which witness?", "", v.chosen("key"), options...)
	p.input("on", "From which day does it count no more?", "Today or later. For example, 1 December 2015", on, 20)
	p.input("reason", "Why? (optional)", "It stands on the ledger for ever. Name nobody", v.chosen("reason"), 0)
	if v.form == nil {
		return p, nil
	}
	body := ledger.WitnessEnded{Reason: wordsOf(v.form.Get("reason"))}
	var ends api.NamedWitness
	for _, w := range own {
		if w.Key == v.form.Get("key") {
			body.Key, ends = w.Key, w
		}
	}
	if body.Key == "" {
		p.wrong("key", "Select the witness")
	}
	var ok bool
	if body.On, ok = typedDay(on); !ok || body.On < v.ledger.Time.Day() {
		p.wrong("on", "Enter today or a later day, such as 1 December 2015")
	}
	if len(p.Errors) == 0 {
		p.unfit(ledger.KindWitnessEnded, body, "key", "on", "on", "reason", "reason")
	}
	if v.answeredAgain(p) {
		return p, nil
	}
	rows := []Row{{Key: "Witness", Values: []string{ends.Name}}, {Key: "Whose", Values: []string{upperFirst(ends.Whose)}}, {Key: "Key", Values: []string{body.Key}}, {Key: "Counts no more from", Values: []string{day(body.On)}}}
	if body.Reason != "" {
		rows = append(rows, Row{Key: "Why", Values: []string{body.Reason}})
	}
	return v.state(Stating{
		Kind: ledger.KindWitnessEnded, Party: ends.Party, Body: body, Title: "Check and end the witness", Nav: "/audit", Back: p.Back, Rows: rows, Whole: true,
		Labels: map[string]string{"key": "Key", "on": "Counts no more from", "reason": "Why"},
		Button: "Sign and end it", Before: "It counts until you sign.", Form: witnessEndPath, Change: true, Done: "/checkpoints",
	})
}

// witnessLinks lead whoever may name and end witnesses there.
func (v *visit) witnessLinks() []Link {
	if len(v.witnessFor()) == 0 {
		return nil
	}
	return []Link{{witnessNamePath, "Name a witness"}, {witnessEndPath, "End a witness"}}
}
