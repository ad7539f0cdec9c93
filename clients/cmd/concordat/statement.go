package main

import (
	"encoding/json"
	"slices"
	"strconv"
	"strings"

	"concordat/ledger"
	"concordat/server/api"
)

// obligation reads an obligation by its reference, in which the number may be
// written with fewer noughts.
func (s *session) obligation(ref string) (api.Obligation, error) {
	decision, number, ok := strings.Cut(ref, "/")
	n, err := strconv.ParseUint(number, 10, 32)
	if !ok || err != nil {
		return api.Obligation{}, usage("%q is not an obligation: write it as its decision, a slash and its number, such as GM-2015-006/003", ref)
	}
	d, err := s.decision(decision)
	if err != nil {
		return api.Obligation{}, err
	}
	for _, o := range d.Obligations {
		_, at, _ := strings.Cut(o, "/")
		if m, err := strconv.ParseUint(at, 10, 32); err == nil && m == n {
			return s.client.Obligation(s.ctx, d.Ref, at)
		}
	}
	return api.Obligation{}, advised(ledger.CodeNotFound, "see the list with "+s.command("decision", "explain", d.Ref), "%s created %s, and none has the number %d", d.Ref, counted(len(d.Obligations), "obligation", "obligations"), n)
}

// settle states something about money that is owed, as an officer.
func (s *session) settle(kind, title, ref, given string, yes bool, body func(o api.Obligation) (any, error)) error {
	if err := s.openToSign(kind, yes); err != nil {
		return err
	}
	o, err := s.obligation(ref)
	if err != nil {
		return err
	}
	party, err := s.officerParty(given)
	if err != nil {
		return err
	}
	said, err := body(o)
	if err != nil {
		return err
	}
	return s.stateFor(party, kind, title, said, yes, "obligation", "show", o.Obligation)
}

// moved is money that its payer says it paid, or its payee that it received.
type moved struct {
	Obligation string `arg:"" help:"the obligation, such as GM-2015-006/003"`
	amount
	On    string `required:"" placeholder:"DATE" help:"the day on which the money moved"`
	By    string `placeholder:"HOW" help:"how: payment, invoice, contract_price or allocation_adjustment"`
	Ref   string `placeholder:"REF" help:"the reference of the payment, invoice or adjustment"`
	Party string `placeholder:"PARTY" help:"the party that you are an officer of, if there are several"`
	Yes   bool   `short:"y" help:"do not ask"`

	Replaces int64 `placeholder:"ENTRY" help:"it corrects what your party stated in this entry, which stays and counts no more; an amount of 0 says that nothing moved"`
}

func (c *moved) state(s *session, kind, title string, body func(obligation string, pence int64, on ledger.Date, replaces ledger.Digest) any) error {
	pence, err := c.pence()
	if err != nil {
		return err
	}
	on := ledger.Date(c.On)
	if err := on.Check(); err != nil {
		return usage("--on: %v", err)
	}
	if err := oneOf("--by", c.By, ledger.Discharges...); err != nil {
		return err
	}
	if c.Replaces == 0 {
		return s.settle(kind, title, c.Obligation, c.Party, c.Yes, func(o api.Obligation) (any, error) { return body(o.Obligation, pence, on, ""), nil })
	}
	return s.settle(kind, title, c.Obligation, c.Party, c.Yes, func(o api.Obligation) (any, error) {
		for _, e := range o.Events {
			if e.Entry == c.Replaces && e.Kind == kind && e.ID != "" {
				return body(o.Obligation, pence, on, e.ID), nil
			}
		}
		return nil, advised(ledger.CodeNotFound, "see the entries with "+s.command("obligation", "show", o.Obligation), "entry %s says nothing of %s that this could replace", thousands(c.Replaces), o.Obligation)
	})
}

type obligationPaid struct{ moved }

func (obligationPaid) Help() string {
	return `
concordat obligation paid GM-2015-004/002 --amount 41666.67 --on 2015-11-27 \
  --as bury-officer
# by invoice
concordat obligation paid GM-2015-004/002 --amount 41666.67 --on 2015-11-27 \
  --by invoice --ref INV-0042 --as bury-officer
# the amount in entry 842 was mistyped: both stay, and this one counts. What was
# settled before stands, until the next outturn is stated
concordat obligation paid GM-2015-004/002 --amount 41666.67 --on 2015-11-27 \
  --replaces 842 --as bury-officer`
}

// Run states that it was paid.
func (c *obligationPaid) Run(s *session) error {
	return c.state(s, ledger.KindObligationPaid, "Payment recorded", func(obligation string, pence int64, on ledger.Date, replaces ledger.Digest) any {
		return ledger.ObligationPaid{Obligation: obligation, Pence: pence, On: on, By: c.By, Ref: c.Ref, Replaces: replaces}
	})
}

type obligationReceived struct{ moved }

func (obligationReceived) Help() string {
	return `
# paid is what payer and payee both say is paid
concordat obligation received GM-2015-004/002 --amount 41666.67 \
  --on 2015-11-27 --as central-manchester-officer`
}

// Run states that it was received.
func (c *obligationReceived) Run(s *session) error {
	return c.state(s, ledger.KindObligationReceived, "Receipt of money recorded", func(obligation string, pence int64, on ledger.Date, replaces ledger.Digest) any {
		return ledger.ObligationReceived{Obligation: obligation, Pence: pence, On: on, By: c.By, Ref: c.Ref, Replaces: replaces}
	})
}

type obligationQuery struct {
	Obligation string `arg:"" help:"the obligation, such as GM-2015-006/003"`
	amount
	Reason string `placeholder:"REASON" help:"why, in words that stay on the ledger and name no person"`
	File   string `name:"reason-file" placeholder:"FILE" help:"why, in at most 500 characters that can be erased later by a recorded order; or - for standard input"`
	Party  string `placeholder:"PARTY" help:"the party that you are an officer of, if there are several"`
	Yes    bool   `short:"y" help:"do not ask"`
}

func (obligationQuery) Help() string {
	return `
# the amount is what you say that it should be
concordat obligation query GM-2015-004/002 --amount 40000 \
  --reason "An invoice of March is disputed" --as bury-officer`
}

// Run queries the amount.
func (c *obligationQuery) Run(s *session) error {
	pence, err := c.pence()
	if err != nil {
		return err
	}
	return s.settle(ledger.KindObligationQueried, "Query recorded", c.Obligation, c.Party, c.Yes, func(o api.Obligation) (any, error) {
		reason, err := s.keepFile(c.File)
		return ledger.ObligationQueried{Obligation: o.Obligation, Pence: pence, Because: c.Reason, Reason: reason}, err
	})
}

type deputyCommands struct {
	Appoint deputyAppoint `cmd:"" help:"appoint a deputy to a seat, as its party's officer"`
}

type deputyAppoint struct {
	Seat   string `arg:"" help:"the seat, such as 00V-1"`
	Person string `arg:"" help:"who shall deputise"`
	From   string `required:"" placeholder:"DATE" help:"the first day on which they may"`
	Until  string `placeholder:"DATE" help:"the last such day; default until it is changed"`

	Constitution string `placeholder:"VERSION:CLAUSE" help:"by which authority: a clause of your party's own constitution, such as 3:6.4"`
	Resolution   string `placeholder:"REF" help:"by which authority: your governing body's own reference for its resolution"`
	On           string `placeholder:"DATE" help:"the day on which it was passed"`

	Party string `placeholder:"PARTY" help:"the party that you are an officer of, if there are several"`
	Yes   bool   `short:"y" help:"do not ask"`
}

func (deputyAppoint) Help() string {
	return `
concordat deputy appoint 00V-1 bury-deputy --from 2015-12-01 \
  --until 2015-12-31 --as bury-officer
# by which authority
concordat deputy appoint 00V-1 bury-deputy --from 2015-12-01 \
  --constitution 3:6.4 --resolution GB/15/9 --on 2015-11-20 --as bury-officer`
}

// Run appoints the deputy.
func (c *deputyAppoint) Run(s *session) error {
	body := ledger.DeputyAppointed{Seat: c.Seat, Person: c.Person, From: ledger.Date(c.From), Until: ledger.Date(c.Until)}
	if err := body.From.Check(); err != nil {
		return usage("--from: %v", err)
	}
	if err := body.Until.Check(); c.Until != "" && err != nil {
		return usage("--until: %v", err)
	}
	if c.Constitution != "" {
		version, clause, ok := strings.Cut(c.Constitution, ":")
		if !ok {
			return usage("--constitution names a version and a clause, such as 3:6.4")
		}
		body.Constitution = &ledger.Clause{Version: version, Clause: clause}
	}
	if (c.Resolution == "") != (c.On == "") {
		return usage("--resolution and --on go together")
	}
	if c.Resolution != "" {
		body.Resolution = &ledger.Resolution{Ref: c.Resolution, On: ledger.Date(c.On)}
		if err := body.Resolution.On.Check(); err != nil {
			return usage("--on: %v", err)
		}
	}
	return s.stateAsOfficer(ledger.KindDeputyAppointed, "Deputy appointed", c.Party, c.Yes, body)
}

// stateAsOfficer states something for the party that the person is an officer of.
func (s *session) stateAsOfficer(kind, title, given string, yes bool, body any) error {
	if err := s.openToSign(kind, yes); err != nil {
		return err
	}
	party, err := s.officerParty(given)
	if err != nil {
		return err
	}
	return s.stateFor(party, kind, title, body, yes, "party", "show", party)
}

type authorityCommands struct {
	Give   authorityGive   `cmd:"" help:"record what your governing body has approved beforehand"`
	Change authorityChange `cmd:"" help:"put another text in the place of one, from a day on"`
	End    authorityEnd    `cmd:"" help:"take one back, from a day on"`
}

type authorityGive struct {
	File  string `arg:"" help:"the authority in JSON, or -"`
	Party string `placeholder:"PARTY" help:"the party that you are an officer of, if there are several"`
	Yes   bool   `short:"y" help:"do not ask"`
}

func (authorityGive) Help() string {
	return `
concordat authority give authority.json --as bury-officer
# where authority.json is, for instance, with money in pence
# {"id": "00V-A9", "function": "*", "types": ["pool"], "committee": "decides",
#  "constitution": {"version": "1", "clause": "8.1"},
#  "resolution": {"ref": "GB/15/9", "on": "2015-11-20"},
#  "spend": {"action": 10000000, "year": 20000000, "life": 50000000},
#  "loss": {"action": 0, "year": 0, "life": 0}, "from": "2015-12-01"}`
}

// Run records the authority.
func (c *authorityGive) Run(s *session) error {
	var body ledger.AuthorityGiven
	if err := s.inputJSON(c.File, &body); err != nil {
		return err
	}
	return s.stateAsOfficer(ledger.KindAuthorityGiven, "Authority recorded", c.Party, c.Yes, body)
}

type authorityChange struct {
	File  string `arg:"" help:"the whole authority as it is to be, in JSON, or -"`
	Party string `placeholder:"PARTY" help:"the party that you are an officer of, if there are several"`
	Yes   bool   `short:"y" help:"do not ask"`
}

func (authorityChange) Help() string {
	return `
concordat authority change authority.json --as bury-officer
# the file is one of authority give, with the id of the authority that it
# changes, and with the first day of the change, which has not passed, as from`
}

// Run records the change.
func (c *authorityChange) Run(s *session) error {
	var body ledger.AuthorityChanged
	if err := s.inputJSON(c.File, &body); err != nil {
		return err
	}
	return s.stateAsOfficer(ledger.KindAuthorityChanged, "Authority changed", c.Party, c.Yes, body)
}

type authorityEnd struct {
	ID         string `arg:"" help:"the authority, such as 00V-A1"`
	From       string `required:"" placeholder:"DATE" help:"the first day without it, today at the earliest"`
	Resolution string `required:"" placeholder:"REF" help:"reference of the governing body's resolution"`
	On         string `required:"" placeholder:"DATE" help:"when it was passed"`
	Paper      string `placeholder:"SHA256" help:"the paper that was before it"`
	Party      string `placeholder:"PARTY" help:"the party that you are an officer of, if there are several"`
	Yes        bool   `short:"y" help:"do not ask"`
}

func (authorityEnd) Help() string {
	return `
concordat authority end 00V-A1 --from 2015-12-01 --resolution GB/15/11 \
  --on 2015-11-25 --as bury-officer`
}

// Run records the end.
func (c *authorityEnd) Run(s *session) error {
	resolution, err := resolutionOf(c.Resolution, c.On, c.Paper)
	if err != nil {
		return err
	}
	from, err := dayOf("--from", c.From)
	if err != nil {
		return err
	}
	return s.stateAsOfficer(ledger.KindAuthorityEnded, "Authority ended", c.Party, c.Yes, ledger.AuthorityEnded{ID: c.ID, From: from, Resolution: resolution})
}

// resolutionOf is a governing body's resolution as flags name it.
func resolutionOf(ref, on, paper string) (ledger.Resolution, error) {
	day, err := dayOf("--on", on)
	return ledger.Resolution{Ref: ref, On: day, Paper: ledger.Digest(paper)}, err
}

func dayOf(flag, text string) (ledger.Date, error) {
	if err := ledger.Date(text).Check(); err != nil {
		return "", usage("%s: %v", flag, err)
	}
	return ledger.Date(text), nil
}

type seatCommands struct {
	Give  seatGive  `cmd:"" help:"give a seat of your party to a board member, as its officer"`
	Leave seatLeave `cmd:"" help:"record that somebody leaves a seat, as holder or deputy"`
}

type seatGive struct {
	Seat   string `arg:"" help:"the seat, such as 00V-1"`
	Person string `arg:"" help:"who holds it"`
	From   string `required:"" placeholder:"DATE" help:"the first day on which they do"`
	Until  string `placeholder:"DATE" help:"the last such day; default until another is given it"`
	Key    string `placeholder:"THUMBPRINT" help:"of another party's person: the one key by which they act from this seat"`
	Party  string `placeholder:"PARTY" help:"the party that you are an officer of, if there are several"`
	Yes    bool   `short:"y" help:"do not ask"`
}

func (seatGive) Help() string {
	return `
concordat seat give 00V-1 bury-successor --from 2015-12-01 --as bury-officer
# somebody who sits for another party too, by the key that they showed you
concordat seat give 00V-1 bolton-member --from 2015-12-01 --key THUMBPRINT \
  --as bury-officer`
}

// Run gives the seat.
func (c *seatGive) Run(s *session) error {
	from, err := dayOf("--from", c.From)
	if err != nil {
		return err
	}
	if err := ledger.Date(c.Until).Check(); c.Until != "" && err != nil {
		return usage("--until: %v", err)
	}
	body := ledger.BoardMemberEnrolled{Seat: c.Seat, Person: c.Person, From: from, Until: ledger.Date(c.Until), Key: ledger.Thumbprint(c.Key)}
	return s.stateAsOfficer(ledger.KindBoardMemberEnrolled, "Seat given", c.Party, c.Yes, body)
}

type seatLeave struct {
	Seat   string `arg:"" help:"the seat, such as 00V-1"`
	Person string `arg:"" optional:"" help:"who leaves it; default yourself"`
	From   string `required:"" placeholder:"DATE" help:"the first day without, today at the earliest"`
	Yes    bool   `short:"y" help:"do not ask"`
}

func (seatLeave) Help() string {
	return `
# stand down yourself
concordat seat leave 00V-1 --from 2015-12-01 --as bury-member
# record it of somebody, as an officer of the seat's party
concordat seat leave 00V-1 bury-deputy --from 2015-12-01 --as bury-officer`
}

// Run records that they leave.
func (c *seatLeave) Run(s *session) error {
	from, err := dayOf("--from", c.From)
	if err != nil {
		return err
	}
	if err := s.openToSign(ledger.KindSeatVacated, c.Yes); err != nil {
		return err
	}
	me, err := s.me()
	if err != nil {
		return err
	}
	if c.Person == "" {
		c.Person = me.ID
	}
	return s.stateFor("", ledger.KindSeatVacated, "Seat left", ledger.SeatVacated{Seat: c.Seat, Person: c.Person, From: from}, c.Yes, "status")
}

type figureCommands struct {
	Record figureRecord `cmd:"" help:"record a published figure about a party"`
}

type figureRecord struct {
	File string `arg:"" help:"the figure in JSON, or -"`
	Yes  bool   `short:"y" help:"do not ask"`
}

func (figureRecord) Help() string {
	return `
concordat figure record figure.json --as bury-officer
# where figure.json is, for instance
# {"party": "00V", "figure": "registered_population", "value": 198000,
#  "unit": "people", "period": "October 2015", "effective": "2015-12-01",
#  "source": "NHS England"}`
}

// Run records the figure: for the party that it is about, or as the secretary.
func (c *figureRecord) Run(s *session) error {
	var body ledger.FigureRecorded
	if err := s.inputJSON(c.File, &body); err != nil {
		return err
	}
	if err := s.openToSign(ledger.KindFigureRecorded, c.Yes); err != nil {
		return err
	}
	if err := s.resolve(&body.Party); err != nil {
		return err
	}
	me, err := s.me()
	if err != nil {
		return err
	}
	party := ""
	if slices.ContainsFunc(me.Roles, func(r ledger.RoleFacts) bool { return r.Role == ledger.RoleOfficer && r.Party == body.Party }) {
		party = body.Party
	}
	return s.stateFor(party, ledger.KindFigureRecorded, "Figure recorded", body, c.Yes, "party", "show", body.Party)
}

type decisionVary struct {
	Decision string `arg:"" help:"the earlier decision's reference"`
	By       string `required:"" placeholder:"DECISION" help:"the later decision that changes it"`
	How      string `required:"" placeholder:"varied|rescinded|superseded|corrected" help:"what the later one does to it"`
	Yes      bool   `short:"y" help:"do not ask"`
}

func (decisionVary) Help() string {
	return `
concordat decision vary GM-2015-004 --by GM-2015-012 --how varied \
  --as secretary`
}

// Run marks the earlier decision.
func (c *decisionVary) Run(s *session) error {
	if err := oneOf("--how", c.How, "varied", "rescinded", "superseded", "corrected"); err != nil {
		return err
	}
	if err := s.openToSign(ledger.KindDecisionVaried, c.Yes); err != nil {
		return err
	}
	for _, ref := range []string{c.Decision, c.By} {
		if _, err := s.decision(ref); err != nil {
			return err
		}
	}
	body := ledger.DecisionVaried{Decision: c.Decision, By: c.By, How: c.How}
	return s.stateFor("", ledger.KindDecisionVaried, "Variation recorded", body, c.Yes, "decision", "show", c.Decision)
}

// dates asks which dates a statement has to state.
func (s *session) dates(kind, party string, body any) (map[string]string, error) {
	raw, err := json.Marshal(body)
	if err != nil {
		return nil, err
	}
	wish := api.DatesRequest{Kind: kind, Party: party}
	if err := json.Unmarshal(raw, &wish.Body); err != nil {
		return nil, err
	}
	d, err := s.client.Dates(s.ctx, wish)
	return d.Dates, err
}
