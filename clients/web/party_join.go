package web

import (
	"encoding/json"
	"fmt"
	"net/url"
	"slices"

	"concordat/ledger"
	"concordat/server/api"
)

// A body joins that the version in force names, once the secretary and an officer of a
// party that has signed state the same; and the secretary records that a party was
// established.

const joinPath = "/parties/join"

// joinable are the bodies that the version in force names and that are no party yet; none
// before there is one.
func (v *visit) joinable() (list []ledger.FoundingParty, err error) {
	if v.ledger.MoU == 0 {
		return nil, nil
	}
	signing, err := v.inForce()
	if err != nil {
		return nil, err
	}
	files, err := v.bundle(signing.Rules, "mou/parties.json")
	if err != nil {
		return nil, err
	}
	var named struct {
		Parties []ledger.FoundingParty `json:"parties"`
	}
	if err := json.Unmarshal(files["mou/parties.json"], &named); err != nil {
		return nil, fmt.Errorf("parties of the MoU: %w", err)
	}
	parties, err := v.parties()
	for _, p := range named.Parties {
		if !slices.ContainsFunc(parties.Items, func(there api.Party) bool { return there.Code == p.Code }) {
			list = append(list, p)
		}
	}
	return list, err
}

// admits tells whether whoever looks at the page states that a body joins, and for which
// parties, if not as the secretary.
func (v *visit) admits() (forParties []string, may bool, err error) {
	if keepsRecord(v.me) {
		return nil, true, nil
	}
	for _, code := range v.officerFor() {
		party, err := v.client.Party(v.ctx, code)
		if err != nil {
			return nil, false, err
		}
		if party.Signed != nil {
			forParties = append(forParties, code)
		}
	}
	return forParties, len(forParties) > 0, nil
}

// statedJoining is what somebody stated in an entry that names it, for another to state
// alike, and who it was; none where the entry is of something else.
func (v *visit) statedJoining(entry string) (joins ledger.FoundingParty, by string, err error) {
	var body ledger.PartyJoined
	by, err = v.statedIn(entry, ledger.KindPartyJoined, &body)
	return body.Joins, by, err
}

// partyJoin is the form by which it is stated that a body joins.
func partyJoin(v *visit) (page, error) {
	own, may, err := v.admits()
	if err != nil {
		return nil, err
	}
	if !may {
		return nil, api.NewProblem(ledger.CodeNotAllowed, "the secretary and an officer of a party that has signed the MoU state alike that a body joins")
	}
	p := &formPage{layout: layout{page: "form", Title: "Admit a party", Nav: "/parties", Back: &Link{"/parties", "All parties"}}}
	if done, by, err := v.statedJoining(v.request.URL.Query().Get("recorded")); err != nil || by == v.me.ID && v.form == nil {
		return p.joiningStated(v, done), err
	}
	list, err := v.joinable()
	if err != nil {
		return nil, err
	}
	if len(list) == 0 {
		p.Text = []string{"Every body that the version in force names is a party. Another version that names a further one must be adopted first."}
		p.Links = []Link{{"/mou/drafts", "Drafts of the next version of the MoU"}}
		return p, nil
	}
	before, by, err := v.statedJoining(v.chosen("like"))
	if err != nil {
		return nil, err
	}
	names, err := v.partyNames()
	if err != nil {
		return nil, err
	}
	p.Text = []string{
		"It becomes a party once the secretary and an officer of a party that has signed the MoU have both stated the same: the body, its officer and the officer’s key. It is bound by nothing until its own officer has signed the MoU.",
		"Its officer makes a key and a request for it with the program concordat, on their own computer, and sends you the request. Both commands write nothing to the ledger: anybody can run them. Ask the officer for the code of their key by another way, such as by telephone.",
	}
	p.Action, p.Button = joinPath, Button{Text: "Continue"}
	party := ""
	if len(own) > 0 {
		party = p.forWhich(v, "For which party do you state it?", own, names)
	}
	if by != "" {
		p.Inset, p.Hidden = by+" has stated the details below. Check them, and the code of the key with its holder.", []Typed{{"like", v.chosen("like")}}
		p.Rows = joiningRows(before)
	} else {
		p.Rows = []Row{{Key: "The officer makes a key", Run: []Command{"concordat key new FILE"}}, {Key: "And then the request", Run: []Command{Command("concordat key request --ledger " + v.ledger.Origin + " --as FILE")}}}
		var bodies []Radio
		for _, b := range list {
			bodies = append(bodies, Radio{Value: b.Code, Text: b.Name + " (" + b.Code + ")"})
		}
		p.radios("body", "Which body joins?", "Those that the version in force names and that are no party yet", "", bodies...)
		p.area("request", "The request of its officer", "What concordat key request wrote: it begins with { and ends with }", "")
	}
	p.input("code", "What is the code of their key?", "As its holder told you: 12 characters, such as 4F7K 2QXM 9RTA", "", 20)
	if v.form == nil {
		return p, nil
	}
	body := ledger.PartyJoined{Joins: before}
	if by == "" {
		body.Joins = v.joiningTake(p, list)
	}
	if len(p.Errors) == 0 && !ledger.SameCode(v.form.Get("code"), body.Joins.Officer.Key.Thumbprint().Code()) {
		p.wrong("code", "This is not the code of the key. Ask "+body.Joins.Officer.Person+" for it again. If it still differs, admit nobody, and tell your auditor")
	}
	if len(p.Errors) == 0 {
		p.unfit(ledger.KindPartyJoined, body, "code", "joins/officer", "request")
	}
	if v.answeredAgain(p) {
		return p, nil
	}
	return v.state(Stating{
		Kind: ledger.KindPartyJoined, Party: party, Body: body, Title: "Check and admit the party", Caption: body.Joins.Name, Nav: "/parties", Back: p.Back, Rows: joiningRows(body.Joins),
		Labels: map[string]string{"joins.code": "Code", "joins.name": "Name", "joins.type": "Kind of body", "joins.officer.person": "Its officer", "joins.officer.key.x": "The officer’s key"},
		Button: "Sign that it joins", Before: "You have stated nothing until you sign. It joins once another has stated the same.", Form: joinPath, Change: true, Done: joinPath,
	})
}

func joiningRows(b ledger.FoundingParty) []Row {
	return []Row{{Key: "Body", Values: []string{b.Name + " (" + b.Code + ")"}}, {Key: "Its officer", Values: []string{b.Officer.Person}}, {Key: "Code of the officer’s key", Values: []string{b.Officer.Key.Thumbprint().Code()}}}
}

// joiningTake reads which body joins, and what its officer asks for.
func (v *visit) joiningTake(p *formPage, list []ledger.FoundingParty) (joins ledger.FoundingParty) {
	at := slices.IndexFunc(list, func(b ledger.FoundingParty) bool { return b.Code == v.form.Get("body") })
	if at < 0 {
		p.wrong("body", "Select which body joins")
		return joins
	}
	var asked ledger.KeyAdded
	if json.Unmarshal([]byte(v.form.Get("request")), &asked) != nil || asked.Person == "" || asked.Key.Check() != nil || asked.Held(v.ledger.Origin, ledger.Site{RPID: v.ledger.RPID, Origins: v.ledger.Origins}) != nil {
		p.wrong("request", "Enter the officer’s request whole, as concordat key request wrote it for this ledger: it has to prove that they hold the key")
		return joins
	}
	joins = ledger.FoundingParty{Code: list[at].Code, Name: list[at].Name, Type: list[at].Type, Officer: ledger.KeyHolder{Person: asked.Person, Key: asked.Key}}
	return joins
}

// joiningStated says what becomes of a joining that was just stated.
func (p *formPage) joiningStated(v *visit, joins ledger.FoundingParty) *formPage {
	p.Title, p.Rows = "You stated that "+joins.Name+" joins", joiningRows(joins)
	if _, err := v.client.Party(v.ctx, joins.Code); err == nil {
		p.Inset = joins.Name + " is a party now. It is bound by nothing until its own officer has signed the MoU."
		p.Links = []Link{{"/parties/" + url.PathEscape(joins.Code), joins.Name}}
		return p
	}
	p.Inset = "It joins once another whose word is needed has stated the same: the secretary, or an officer of a party that has signed the MoU. Send them the address below."
	p.Links = []Link{{joinPath + "?" + url.Values{"like": {v.request.URL.Query().Get("recorded")}}.Encode(), "State the same"}}
	return p
}

// establish is the form by which the secretary records that a party was established.
func establish(v *visit) (page, error) {
	party, err := v.client.Party(v.ctx, v.path("party"))
	if err != nil {
		return nil, err
	}
	if !keepsRecord(v.me) {
		return nil, api.NewProblem(ledger.CodeNotAllowed, "the secretary records that a party was established")
	}
	p := &formPage{layout: layout{page: "form", Title: "Record that " + party.Name + " was established", Nav: "/parties", Back: &Link{"/parties/" + url.PathEscape(party.Code), party.Name}}}
	if party.Established != "" {
		p.Text = []string{party.Name + " was established on " + day(party.Established) + "."}
		return p, nil
	}
	p.Text = []string{"From that day it is a statutory body. What it signed before it counts once it signs again."}
	p.Action, p.Button = p.Back.Href+"/establish", Button{Text: "Continue"}
	p.input("on", "On which day was it established?", "For example, 1 April 2013", "", 20)
	p.area("conditions", "Subject to which conditions? (optional)", "Leave it empty if there were none", "")
	if v.form == nil {
		return p, nil
	}
	body := ledger.PartyEstablished{Party: party.Code, Conditions: wordsOf(v.form.Get("conditions"))}
	var ok bool
	if body.On, ok = typedDay(v.form.Get("on")); !ok || body.On > v.ledger.Time.Day() {
		p.wrong("on", "Enter the day on which it was established, today or before, such as 1 April 2013")
	}
	if len(p.Errors) == 0 {
		p.unfit(ledger.KindPartyEstablished, body, "on", "conditions", "conditions")
	}
	if v.answeredAgain(p) {
		return p, nil
	}
	rows := []Row{{Key: "Party", Values: []string{party.Name}}, {Key: "Established on", Values: []string{day(body.On)}}}
	if body.Conditions != "" {
		rows = append(rows, Row{Key: "Conditions", Values: []string{body.Conditions}})
	}
	follows := "It may sign the MoU."
	if party.Signed != nil {
		follows = "What it signed on " + day(party.Signed.Time.Day()) + " was signed before it was recorded: its officer signs again if that was before it was established."
	}
	return v.state(Stating{
		Kind: ledger.KindPartyEstablished, Body: body, Title: "Check and record", Caption: party.Name, Nav: "/parties", Back: p.Back, Rows: append(rows, Row{Key: "What follows", Values: []string{follows}}),
		Labels: map[string]string{"party": "Party", "on": "Established on", "conditions": "Conditions"},
		Button: "Sign and record", Before: "It is not recorded until you sign.", Form: p.Action, Change: true, Done: p.Back.Href,
	})
}
