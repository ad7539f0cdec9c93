package main

import (
	"fmt"
	"slices"

	"concordat/ledger"
	"concordat/server/api"
)

type partyEstablish struct {
	Party      string `arg:"" help:"the party's code, or its name"`
	On         string `required:"" placeholder:"DATE" help:"the day on which it was established"`
	Conditions string `placeholder:"TEXT" help:"what it was established subject to"`
	Yes        bool   `short:"y" help:"do not ask"`
}

func (partyEstablish) Help() string {
	return `
concordat party establish 00V --on 2013-04-01 --as secretary`
}

// Run records the establishment. What the party signed before it counts only once it
// signs again.
func (c *partyEstablish) Run(s *session) error {
	body := ledger.PartyEstablished{On: ledger.Date(c.On), Conditions: c.Conditions}
	if err := body.On.Check(); err != nil {
		return usage("--on: %v", err)
	}
	if err := s.openToSign(ledger.KindPartyEstablished, c.Yes); err != nil {
		return err
	}
	body.Party = c.Party
	if err := s.resolve(&body.Party); err != nil {
		return err
	}
	return s.stateMeeting(ledger.KindPartyEstablished, "Establishment recorded", body, c.Yes, "mou", "status")
}

type partyLeave struct {
	Function   string `placeholder:"ID" default:"*" help:"the function that it leaves; default all"`
	Resolution string `required:"" placeholder:"REF" help:"your governing body's own reference for its resolution"`
	On         string `required:"" placeholder:"DATE" help:"the day on which it was passed"`
	Withdraw   bool   `help:"take the notice back"`
	Party      string `placeholder:"PARTY" help:"the party that you are an officer of, if there are several"`
	Yes        bool   `short:"y" help:"do not ask"`
}

func (partyLeave) Help() string {
	return `
# the rules say from which day: not before the notice that the MoU asks for has run
concordat party leave --resolution GB/15/40 --on 2015-11-20 --as bury-officer
concordat party leave --withdraw --resolution GB/15/51 --on 2015-12-01 --as bury-officer`
}

// Run gives notice to leave. The day on which it takes effect is what the rules
// work out today.
func (c *partyLeave) Run(s *session) error {
	r := ledger.Resolution{Ref: c.Resolution, On: ledger.Date(c.On)}
	if err := r.On.Check(); err != nil {
		return usage("--on: %v", err)
	}
	kind := ledger.KindLeavingNotified
	if c.Withdraw {
		kind = ledger.KindLeavingWithdrawn
	}
	if err := s.openToSign(kind, c.Yes); err != nil {
		return err
	}
	party, err := s.officerParty(c.Party)
	if err != nil {
		return err
	}
	if c.Withdraw {
		return s.stateFor(party, kind, "Notice withdrawn", ledger.LeavingWithdrawn{Function: c.Function, Resolution: r}, c.Yes, "party", "show", party)
	}
	body := ledger.LeavingNotified{Function: c.Function, Resolution: r}
	dates, err := s.dates(kind, party, body)
	if err != nil {
		return err
	}
	body.Effective = ledger.Date(dates["effective"])
	s.say("it takes effect on %s%s", day(body.Effective), s.clauseTitled(", as clause %s says", "Leaving"))
	return s.stateFor(party, kind, "Notice to leave given", body, c.Yes, "party", "show", party)
}

// clauseTitled puts the number of the clause of that title, in the version in force,
// into format; it is empty where there is none.
func (s *session) clauseTitled(format, title string) string {
	m, err := s.client.MoU(s.ctx, s.ledger.MoU)
	if err != nil {
		return "" // what is said stands without it
	}
	at := slices.IndexFunc(m.Clauses, func(c api.Clause) bool { return c.Title == title })
	if at < 0 {
		return ""
	}
	return fmt.Sprintf(format, m.Clauses[at].ID)
}

type partyJoin struct {
	File  string `arg:"" help:"the body that joins in JSON, or -: party, name, type and its officer's key"`
	Party string `placeholder:"PARTY" help:"state it as an officer of this party"`
	Yes   bool   `short:"y" help:"do not ask"`
}

func (partyJoin) Help() string {
	return `
# the version in force names it; it joins once the secretary and an officer of a
# party that has signed have stated the same; its own officer then signs
concordat party join party.json --as secretary
concordat party join party.json --as bury-officer --party 00V
# where party.json is, for instance, with what concordat key request says of the key
# {"code": "15N", "name": "NHS Northern CCG", "type": "ccg", "officer":
#  {"person": "northern-officer",
#   "key": {"kind": "file", "kty": "OKP", "crv": "Ed25519", "x": "MnVe…"}}}`
}

// Run admits the party.
func (c *partyJoin) Run(s *session) error {
	var body ledger.PartyJoined
	if err := s.inputJSON(c.File, &body.Joins); err != nil {
		return err
	}
	if err := s.openToSign(ledger.KindPartyJoined, c.Yes); err != nil {
		return err
	}
	s.say("%s joins once the secretary and an officer of a party that has signed have both stated this", body.Joins.Name)
	return s.stateAlike(c.Party, ledger.KindPartyJoined, "Joining stated", body, c.Yes, "party", "list")
}

type partyMerge struct {
	File  string `arg:"" help:"the merger in JSON, or -: parties, into, on and source"`
	Party string `placeholder:"PARTY" help:"state it as an officer of this party"`
	Yes   bool   `short:"y" help:"do not ask"`
}

func (partyMerge) Help() string {
	return `
# it has effect once an officer of every party to it has stated the same
concordat party merge merger.json --as bury-officer --party 00V
concordat party merge merger.json --as secretary
# where merger.json is, for instance
# {"parties": ["00W", "01M", "01N"], "into": {"code": "14L", … as for join …},
#  "on": "2017-04-01", "source": "NHS England, approval of the merger"}`
}

// Run records the merger.
func (c *partyMerge) Run(s *session) error {
	var body ledger.PartyMerged
	if err := s.inputJSON(c.File, &body); err != nil {
		return err
	}
	if err := s.openToSign(ledger.KindPartyMerged, c.Yes); err != nil {
		return err
	}
	s.say("it has effect once an officer of each of %s has stated the same, and of %s where that is a party already", joined(body.Parties), body.Into.Code)
	return s.stateAlike(c.Party, ledger.KindPartyMerged, "Merger stated", body, c.Yes, "party", "list")
}

// stateAlike states what several people have to state alike: for a party of which
// the author is an officer, or for none.
func (s *session) stateAlike(code, kind, done string, body any, yes bool, next ...string) error {
	if code == "" {
		return s.stateMeeting(kind, done, body, yes, next...)
	}
	party, err := s.officerParty(code)
	if err != nil {
		return err
	}
	return s.stateFor(party, kind, done, body, yes, next...)
}
