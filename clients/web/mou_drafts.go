package web

import (
	"net/url"
	"slices"

	"concordat/ledger"
	"concordat/server/api"
)

// Drafts of the next version of the MoU, and what the parties say of them.

func mouDraftPath(d api.Draft) string {
	return mouPath(d.Version) + "/drafts/" + string(d.ID)
}

// mouDraftsShow lists the drafts, and says how one is put.
func mouDraftsShow(v *visit) (page, error) {
	list, err := v.client.Drafts(v.ctx, nil)
	if err != nil {
		return nil, err
	}
	p := &formPage{layout: layout{page: "form", Title: "Drafts of the MoU", Nav: "/mou", Back: &Link{"/mou", "Versions of the MoU"}}}
	if len(list.Items) == 0 {
		p.Text = []string{"No draft has been put before the parties."}
	}
	t := &Table{Caption: "Drafts", Stacks: true, Columns: []Column{{Text: "Draft"}, {Text: "Of version"}, {Text: "Status"}, {Text: "Put on"}, {Text: "Answered"}}}
	for _, d := range slices.Backward(list.Items) {
		t.Rows = append(t.Rows, []Cell{{Text: d.Title, Href: mouDraftPath(d)}, {Text: number(d.Version)}, {Text: d.Words}, {Text: day(d.Time.Day())}, {Text: answeredWords(d)}})
	}
	if len(t.Rows) > 0 {
		p.Tables = []*Table{t}
	}
	if v.ledger.MoU > 0 && (keepsRecord(v.me) || officer(v.me)) {
		p.Links = []Link{{api.PageDraft, "Put a draft of the next version before the parties"}}
	}
	return p, nil
}

func answeredWords(d api.Draft) string {
	return number(int64(len(d.Positions))) + " of " + many(len(d.Positions)+len(d.Waiting), "party", "parties")
}

// mouDraft is the draft of the path.
func (v *visit) mouDraft() (api.Draft, error) {
	list, err := v.client.Drafts(v.ctx, nil)
	if err != nil {
		return api.Draft{}, err
	}
	at := slices.IndexFunc(list.Items, func(d api.Draft) bool {
		return mouDraftPath(d) == mouPathOf(v.path("version"))+"/drafts/"+v.path("draft")
	})
	if at < 0 {
		return api.Draft{}, api.NewProblem(ledger.CodeNotFound, "there is no such draft of version "+v.path("version")+" of the MoU: see the drafts")
	}
	return list.Items[at], nil
}

func mouPathOf(version string) string { return "/mou/" + version }

// mouDraftShow is a draft: what it changes, for whoever looks first, and what the parties
// say of it.
func mouDraftShow(v *visit) (page, error) {
	d, err := v.mouDraft()
	if err != nil {
		return nil, err
	}
	names, err := v.partyNames()
	if err != nil {
		return nil, err
	}
	p := &formPage{layout: layout{page: "form", Title: d.Title, Caption: "Draft of version " + number(d.Version) + " of the MoU", Nav: "/mou", Back: &Link{"/mou/drafts", "Drafts of the MoU"}}, Rows: draftRows(d)}
	before, err := v.client.MoU(v.ctx, d.Version-1)
	if err != nil {
		return nil, err
	}
	found, err := v.changesOf(before.Rules, d.Rules)
	if err != nil {
		return nil, err
	}
	p.Inset = "Against version " + number(before.Version) + ": " + lowerFirst(changeWords(found))
	own := ""
	if codes := v.ownParties(); len(codes) > 0 {
		own = codes[0]
	}
	p.Tables = append(changeTables(found, own, names), positionsTable(d, names))
	if v.request.URL.Query().Get("replay") != "" {
		if err := p.replay(v, d); err != nil {
			return nil, err
		}
	} else {
		p.Links = append(p.Links, Link{mouDraftPath(d) + "?replay=yes", "What would have changed: the last " + number(replayedDecisions) + " decisions, decided again by this draft"})
	}
	if d.Status.Status == api.DraftStanding && officer(v.me) {
		p.Links = append(p.Links, Link{mouDraftPath(d) + "/answer", "Answer this draft for your party"})
	}
	if d.Status.Status == api.DraftStanding && v.me != nil {
		p.Links = append(p.Links, Link{mouDraftPath(d) + "/move", "Move that this be adopted"})
	}
	return p, nil
}

func draftRows(d api.Draft) []Row {
	rows := []Row{
		{Key: "Status", Values: []string{d.Words}}, {Key: "Put on", Values: []string{upperFirst(when(d.Time)) + ", entry " + thousands(d.Entry)}},
		{Key: "Check code of text and rules", Values: []string{d.RulesCode}}, {Key: "Answered by", Values: []string{answeredWords(d)}},
	}
	for _, a := range d.Decisions {
		words := a.Words
		if a.Why != "" {
			words += ". " + a.Why
		}
		rows = append(rows, Row{Key: "By " + a.Decision, Values: []string{words}, Action: &RowAction{"/decisions/" + a.Decision, "Read the decision", ""}})
	}
	return rows
}

func positionsTable(d api.Draft, names map[string]string) *Table {
	t := &Table{Caption: "What the parties say", Stacks: true, Columns: []Column{{Text: "Party"}, {Text: "Position"}, {Text: "Subject to, or why"}}}
	for _, s := range d.Positions {
		t.Rows = append(t.Rows, []Cell{{Text: s.Name}, {Text: api.PositionWords(s.Position)}, {Text: s.SubjectTo}})
	}
	for _, code := range d.Waiting {
		t.Rows = append(t.Rows, []Cell{{Text: names[code]}, {Text: "Not answered"}, {}})
	}
	return t
}

// mouAnswer is a party's answer to a draft.
func mouAnswer(v *visit) (page, error) {
	d, err := v.mouDraft()
	if err != nil {
		return nil, err
	}
	names, err := v.partyNames()
	if err != nil {
		return nil, err
	}
	p := &formPage{layout: layout{page: "form", Title: "Answer a draft of the MoU", Caption: d.Title, Nav: "/mou", Back: &Link{mouDraftPath(d), "The draft"}}, Rows: draftRows(d)}
	own := v.officerFor()
	switch {
	case len(own) == 0:
		return nil, api.NewProblem(ledger.CodeNotAllowed, "an officer of each party answers a draft of the MoU for it")
	case d.Status.Status != api.DraftStanding:
		p.Text = []string{"It waits for no answer any more."}
		return p, nil
	}
	p.Text = []string{"A motion to adopt a draft is put to the vote once every party has answered it, where the MoU asks for that. The last answer of a party stands."}
	p.Action, p.Button, p.Links = mouDraftPath(d)+"/answer", Button{Text: "Continue"}, []Link{{mouDraftPath(d), "What the draft changes"}}
	party := p.forWhich(v, "For which party do you answer?", own, names)
	last := ledger.DraftAnswered{}
	for _, s := range d.Positions {
		if s.Party == party {
			last.Position, last.SubjectTo = s.Position, s.SubjectTo
		}
	}
	p.radios("position", "What does it say of the draft?", "", last.Position,
		Radio{Value: ledger.DraftAgreed, Text: "It agrees"}, Radio{Value: ledger.DraftSubjectTo, Text: "It agrees, subject to something"}, Radio{Value: ledger.DraftObjected, Text: "It objects"})
	p.area("subject", "Subject to what, or why does it object?", "Leave it empty if it agrees. It stands on the ledger for ever: name nobody", last.SubjectTo)
	if v.form == nil {
		return p, nil
	}
	body := ledger.DraftAnswered{Draft: d.ID, Position: v.form.Get("position"), SubjectTo: wordsOf(v.form.Get("subject"))}
	switch {
	case body.Position != ledger.DraftAgreed && body.Position != ledger.DraftSubjectTo && body.Position != ledger.DraftObjected:
		p.wrong("position", "Select what it says of the draft")
	case body.Position == ledger.DraftAgreed && body.SubjectTo != "":
		p.wrong("subject", "Leave this empty if it agrees, or select that it agrees subject to it")
	case body.Position != ledger.DraftAgreed && body.SubjectTo == "":
		p.wrong("subject", "Enter what must change, or why it objects")
	}
	if len(p.Errors) == 0 {
		p.unfit(ledger.KindDraftAnswered, body, "subject", "position", "position")
	}
	if v.answeredAgain(p) {
		return p, nil
	}
	rows := []Row{{Key: "For", Values: []string{names[party]}}, {Key: "Draft", Values: []string{d.Title + ", of version " + number(d.Version)}}, {Key: "Position", Values: []string{api.PositionWords(body.Position)}}}
	if body.SubjectTo != "" {
		rows = append(rows, Row{Key: "Subject to, or why", Values: []string{body.SubjectTo}})
	}
	if waiting := slices.DeleteFunc(slices.Clone(d.Waiting), func(code string) bool { return code == party }); len(waiting) > 0 {
		rows = append(rows, Row{Key: "Still to answer after it", Values: []string{listed(named(waiting, names))}})
	}
	return v.state(Stating{
		Kind: ledger.KindDraftAnswered, Party: party, Body: body, Title: "Check and answer the draft", Caption: d.Title, Nav: "/mou", Back: p.Back, Rows: rows,
		Labels: map[string]string{"draft": "Draft", "position": "Position", "subject_to": "Subject to, or why"},
		Button: "Sign the answer", Before: names[party] + " has not answered until you sign. It is bound by nothing by answering.", Form: p.Action, Change: true, Done: mouDraftPath(d),
	})
}

// officerFor are the parties that whoever looks at the page is an officer of.
func (v *visit) officerFor() (codes []string) {
	if v.me != nil {
		for _, r := range v.me.Roles {
			if r.Role == ledger.RoleOfficer {
				codes = append(codes, r.Party)
			}
		}
	}
	return codes
}

// named are the names of parties.
func named(codes []string, names map[string]string) (list []string) {
	for _, code := range codes {
		list = append(list, names[code])
	}
	return list
}

// forWhich is the party that somebody speaks for: the only one, or the one chosen, which
// is asked for where there are several.
func (p *formPage) forWhich(v *visit, question string, codes []string, names map[string]string) string {
	if len(codes) == 1 {
		return codes[0]
	}
	var options []Radio
	for _, code := range codes {
		options = append(options, Radio{Value: code, Text: names[code]})
	}
	chosen := v.chosen("party")
	p.radios("party", question, "", chosen, options...)
	if !slices.Contains(codes, chosen) {
		if v.form != nil {
			p.wrong("party", "Select the party")
		}
		return ""
	}
	return chosen
}

// draftLinks lead to the drafts that wait for an answer of a party of whoever looks.
func (v *visit) draftLinks() (links []Link, err error) {
	own := v.officerFor()
	if len(own) == 0 {
		return nil, nil
	}
	list, err := v.client.Drafts(v.ctx, url.Values{"status": {api.DraftStanding}})
	for _, d := range list.Items {
		if slices.ContainsFunc(own, func(code string) bool { return slices.Contains(d.Waiting, code) }) {
			links = append(links, Link{mouDraftPath(d) + "/answer", "Answer the draft of the MoU, " + d.Title})
		}
	}
	return links, err
}

// dueOfOfficer leads an officer to what the MoU's own life waits for from their party.
func (v *visit) dueOfOfficer() (tasks []Task, err error) {
	sign, err := v.signLinks("")
	if err != nil {
		return nil, err
	}
	answer, err := v.draftLinks()
	for i, l := range append(sign, answer...) {
		tasks = append(tasks, Task{ID: "mou-" + number(int64(i+1)), Href: l.Href, Text: l.Text, Status: Tag{"Needs you now", "orange"}})
	}
	return tasks, err
}

// mouMove begins a motion that adopts a draft. It is worked on and put on record as any other.
func mouMove(v *visit) (page, error) {
	d, err := v.mouDraft()
	if err != nil {
		return nil, err
	}
	forms, err := v.motionForms()
	if err != nil {
		return nil, err
	}
	of := forms.of("amends")
	p := &formPage{layout: layout{page: "form", Title: "Move that this be adopted", Caption: d.Title, Nav: "/mou", Back: &Link{mouDraftPath(d), "The draft"}}, Rows: draftRows(d)}
	switch {
	case d.Status.Status != api.DraftStanding:
		p.Text = []string{"It can be adopted no more."}
		return p, nil
	case of == "":
		p.Text = []string{"The MoU in force knows no motion that adopts another version of it. A new version comes into force once the parties have signed it."}
		return p, nil
	}
	p.Text = []string{"A motion puts this draft to the vote. If it is carried and whatever else the MoU asks for is done, the draft is the next version of the MoU.", "You are led to its tasks: its words are filled in, and can be changed."}
	p.Action, p.Button = mouDraftPath(d)+"/move", Button{Text: "Continue"}
	if v.form == nil {
		return p, nil
	}
	m := ledger.Motion{
		Title: "Adopt version " + number(d.Version) + " of the MoU", Type: of, Text: []string{"That version " + number(d.Version) + " of the MoU, “" + d.Title + "”, be adopted."},
		Amends: &ledger.Amends{Draft: d.ID, Version: d.Version, Rules: d.Rules},
	}
	if routes := forms.types[of].Routes; len(routes) == 1 {
		m.Route = routes[0]
	}
	return v.keep(&draft{Party: v.me.Party, Motion: m}, "")
}
