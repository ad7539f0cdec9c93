package web

import (
	"net/url"
	"slices"

	"concordat/ledger"
	"concordat/server/api"
)

// A party's officer signs the latest version of the MoU for it.

// toSign are the parties of whoever looks at the page whose signature of the latest
// version is missing, as the rules say it.
func (v *visit) toSign() (list []ledger.PartySigning, signing api.Signing, err error) {
	if !officer(v.me) || v.ledger.MoU == 0 {
		return nil, signing, nil
	}
	signing, err = v.inForce()
	for _, p := range signing.Parties {
		if v.actsFor(p.Party) && p.Status != "signed" && p.Status != "unbound" {
			list = append(list, p)
		}
	}
	if err != nil {
		return nil, signing, err
	}
	// Who takes part in nothing yet is waited for by nobody, and may sign.
	for _, code := range v.officerFor() {
		if slices.ContainsFunc(signing.Parties, func(p ledger.PartySigning) bool { return p.Party == code }) {
			continue
		}
		party, err := v.client.Party(v.ctx, code)
		if err != nil {
			return nil, signing, err
		}
		if party.Merged == nil && (party.Signed == nil || party.Signed.Version < signing.Version) {
			list = append(list, ledger.PartySigning{Party: code, Name: party.Name, Status: "unsigned", Words: "Not signed; it takes part in no function yet"})
		}
	}
	return list, signing, nil
}

// signLinks lead an officer to where they sign the MoU for each party of theirs, of which
// only one is meant if it is named.
func (v *visit) signLinks(only string) (links []Link, err error) {
	list, signing, err := v.toSign()
	for _, p := range list {
		if only == "" || only == p.Party {
			links = append(links, Link{mouPath(signing.Version) + "/sign?" + url.Values{"party": {p.Party}}.Encode(), "Sign version " + number(signing.Version) + " of the MoU for " + p.Name})
		}
	}
	return links, err
}

// mouSign is the form, and what is sent by it.
func mouSign(v *visit) (page, error) {
	m, err := v.mou(v.path("version"))
	if err != nil {
		return nil, err
	}
	if m.Version != v.ledger.MoU {
		return nil, api.NewProblem(ledger.CodeConflict, "version "+number(m.Version)+" is not open for signature any more: version "+number(v.ledger.MoU)+" is the latest")
	}
	if !officer(v.me) {
		signing, err := v.inForce()
		if err != nil {
			return nil, err
		}
		return nil, api.NewProblem(ledger.CodeNotAllowed, "an officer of each party signs the MoU for it"+inClause(signing.Clause))
	}
	awaited, signing, err := v.toSign()
	if err != nil {
		return nil, err
	}
	p := &formPage{layout: layout{page: "form", Title: "Sign the MoU", Caption: "Version " + number(m.Version) + ", " + m.Title, Nav: "/mou", Back: &Link{mouPath(m.Version), "The MoU, version " + number(m.Version)}}}
	code := v.chosen("party")
	if code == "" && len(awaited) == 1 {
		code = awaited[0].Party
	}
	at := slices.IndexFunc(awaited, func(s ledger.PartySigning) bool { return s.Party == code })
	if at < 0 {
		p.Text = []string{"You are an officer of no party whose signature of this version is waited for."}
		if len(awaited) > 0 {
			p.Text = []string{"You sign for one party at a time."}
		}
		p.Links, err = v.signLinks("")
		return p, err
	}
	if err := v.askSignature(p, m, signing, awaited[at]); err != nil {
		return nil, err
	}
	if v.form == nil {
		return p, nil
	}
	body := ledger.MoUSigned{Version: m.Version, Rules: m.Rules, Founding: v.ledger.Founding, Affirms: slices.Sorted(slices.Values(v.form["affirms"]))}
	if told := v.form.Get("founding"); wordsOf(told) != "" && !ledger.SameCode(told, v.ledger.FoundingCode) {
		p.wrong("founding", "The founding code of this ledger is "+v.ledger.FoundingCode+", and you were told another. Sign nothing, and ask the secretary")
	}
	if len(p.Errors) == 0 {
		p.unfit(ledger.KindMoUSigned, body, "founding", "affirms", "affirms")
	}
	if v.answeredAgain(p) {
		return p, nil
	}
	rows := slices.Clone(p.Rows)
	if len(body.Affirms) > 0 {
		rows = append(rows, Row{Key: "Makes its own", Values: body.Affirms})
	}
	rows = append(rows, Row{Key: "What follows", Values: []string{afterSigning(signing, awaited[at])}})
	return v.state(Stating{
		Kind: ledger.KindMoUSigned, Party: code, Body: body, Title: "Check and sign the MoU", Caption: p.Caption, Nav: "/mou", Back: p.Back, Rows: rows,
		Labels: map[string]string{"version": "Version", "rules": "Fingerprint of text and rules", "founding": "Fingerprint of the founding", "affirms.*": "Affirms decision"},
		Button: "Sign the MoU", Before: awaited[at].Name + " has not signed this version until you sign.", Form: p.Action, Change: true, Done: mouPath(m.Version),
	})
}

// chosen is what an address or a form says of one thing.
func (v *visit) chosen(name string) string {
	if v.form.Has(name) {
		return v.form.Get(name)
	}
	return v.request.URL.Query().Get(name)
}

// askSignature says what a party would sign, what that changes for it, and asks what its
// signature holds besides.
func (v *visit) askSignature(p *formPage, m api.MoUVersion, signing api.Signing, s ledger.PartySigning) error {
	party, err := v.client.Party(v.ctx, s.Party)
	if err != nil {
		return err
	}
	names, err := v.partyNames()
	if err != nil {
		return err
	}
	p.Action, p.Button, p.Hidden = mouPath(m.Version)+"/sign", Button{Text: "Continue"}, []Typed{{"party", s.Party}}
	p.Links = []Link{{mouPath(m.Version), "Read version " + number(m.Version) + ", clause by clause"}}
	p.Rows = []Row{
		{Key: "You sign for", Values: []string{s.Name}}, {Key: "Its signature now", Values: []string{s.Words}}, {Key: "Signed already by", Values: []string{many(len(m.Signed), "party", "parties")}},
		{Key: "Check code of text and rules", Values: []string{m.RulesCode}}, {Key: "Founding code", Values: []string{v.ledger.FoundingCode}},
	}
	p.Text = []string{"Your signature covers the text of this version, its numbers and the rules that carry out each clause. Compare both codes with another officer’s before you sign."}
	if m.Decision != "" {
		p.Rows = append(p.Rows, Row{Key: "Adopted by", Values: []string{m.Decision}, Action: &RowAction{"/decisions/" + m.Decision, "Read the decision", ""}})
	}
	before := party.Signed
	switch {
	case before == nil:
		p.Inset = s.Name + " has signed no version yet: all of this one is new to it."
	default:
		found, err := v.changesOf(before.Rules, m.Rules)
		if err != nil {
			return err
		}
		p.Inset = "Against version " + number(before.Version) + ", which " + s.Name + " signed on " + day(before.Time.Day()) + ": " + lowerFirst(changeWords(found))
		p.Tables = changeTables(found, s.Party, names)
	}
	p.input("founding", "Founding code that the secretary told you (optional)", "By another way than this page, such as by telephone. With another code than this ledger’s nothing is signed", "", 20)
	if s.Status != "shadow" {
		return nil
	}
	decisions, err := v.client.Decisions(v.ctx, url.Values{})
	if err != nil {
		return err
	}
	var shadow []Radio
	for _, d := range decisions.Items {
		if d.Decided.Day() < party.Established && slices.ContainsFunc(d.Parties, func(o api.DecisionParty) bool { return o.Party == s.Party }) {
			shadow = append(shadow, Radio{Value: d.Ref, Text: d.Ref + ", " + d.Title})
		}
	}
	if len(shadow) > 0 {
		p.checkboxes("affirms", "Which decisions of before it was established does it make its own?", "It is bound by none of them otherwise", nil, shadow...)
	}
	return nil
}

// afterSigning is what comes of a party's signature.
func afterSigning(signing api.Signing, s ledger.PartySigning) string {
	waits := func(f ledger.FunctionSigning, n int) bool {
		return len(f.Waiting) == n && slices.Contains(f.Waiting, s.Party)
	}
	var free []string
	for _, f := range signing.Functions {
		if waits(f, 1) {
			free = append(free, lowerFirst(f.Title))
		}
	}
	words := s.Name + " is bound by what is decided under version " + number(signing.Version) + ", and votes on what is opened under it."
	if len(free) > 0 {
		words += " Its signature is the last that is waited for in: " + listed(free) + "."
	}
	return words
}
