package main

import (
	"slices"
	"strconv"
	"strings"

	"concordat/ledger"
	"concordat/server/api"
)

type previewCommand struct {
	Motion  string   `arg:"" help:"the motion's reference"`
	Votes   []string `arg:"" optional:"" name:"party=choice" help:"votes to suppose, such as 00V=for or bury=for; all others stand as they are"`
	Casting string   `placeholder:"CHOICE" help:"the casting vote to suppose, where the MoU gives somebody one"`
	Party   string   `placeholder:"PARTY" help:"show what it means for this party alone"`
	CSV     string   `name:"csv" placeholder:"FOLDER" help:"write what each party would pay, be owed and lose into a file in this folder; - for standard output"`
}

func (previewCommand) Help() string {
	return `
# if voting closed now
concordat preview GM-2015-012
# if Bury voted for it and Wigan against
concordat preview GM-2015-012 00V=for 02H=against
# and if the casting vote were for it, should there be a tie
concordat preview GM-2015-012 00V=for 02H=against --casting for
# and what that means for Bury
concordat preview GM-2015-012 00V=for 02H=against --party 00V
# and what it costs every party year by year, as a spreadsheet opens it
concordat preview GM-2015-012 --csv -`
}

// Run shows what would follow.
func (c *previewCommand) Run(s *session) error {
	r := api.PreviewRequest{Motion: c.Motion, Casting: c.Casting}
	for _, v := range c.Votes {
		party, choice, ok := strings.Cut(v, "=")
		if !ok || party == "" || choice == "" {
			return usage("%q is not party=choice, such as 00V=for", v)
		}
		r.Votes = append(r.Votes, api.PreviewVote{Party: party, Choice: choice})
	}
	if err := s.open(); err != nil {
		return err
	}
	m, err := s.motion(c.Motion)
	if err != nil {
		return err
	}
	if m.Status.Status == ledger.MotionDecided {
		return advised(ledger.CodeClosed, "read the decision with "+s.command("decision", "show", m.Ref), "%s is decided: there is nothing left to suppose", m.Ref)
	}
	if err := s.resolve(&c.Party); err != nil {
		return err
	}
	for i := range r.Votes {
		if err := s.resolve(&r.Votes[i].Party); err != nil {
			return err
		}
		if err := checkChoice(m, r.Votes[i].Choice); err != nil {
			return err
		}
	}
	if c.Casting != "" {
		if err := checkChoice(m, c.Casting); err != nil {
			return err
		}
	}
	p, err := s.client.PreviewNeeding(s.ctx, r)
	if err != nil {
		return err
	}
	if c.Party != "" && !slices.ContainsFunc(p.Parties, func(o api.DecisionParty) bool { return o.Party == c.Party }) {
		return usage("%s takes no part in %s", c.Party, p.Motion)
	}
	if c.CSV != "" {
		columns, rows := stakeRows(p, c.Party)
		return s.saveCSV(c.CSV, "preview-"+p.Motion, p.AsAt, columns, rows)
	}
	mine, err := s.mine(c.Party)
	if err != nil {
		return err
	}
	names := map[string]string{}
	for _, o := range p.Parties {
		names[o.Party] = o.Name
	}
	return s.answer(p, func() {
		s.title(p.Motion, m.Title)
		s.own(m, p.Stakes, names, mine)
		s.print("%s, if voting closed with these votes", p.Words)
		s.print("")
		checksTable(p.Checks).write(s.out, s.width)
		s.traced(p.Sources, p.Checks)
		parties := slices.DeleteFunc(slices.Clone(p.Parties), func(o api.DecisionParty) bool { return c.Party != "" && o.Party != c.Party })
		s.parties(parties, sharesAhead(p.Stakes), p.Outcome == ledger.OutcomeCarried)
		s.stakes(p.Stakes, names, c.Party)
		s.settles(m, names)
		s.reasons(parties)
		s.money(p, c.Party)
		s.needed(p.Needed, p.Unknown)
		s.transfer(m)
		s.print("")
		s.paragraph(0, "Nothing was written. As at "+counted(p.AsAt, "entry", "entries")+".")
		if m.Status.Status == ledger.MotionOpen {
			s.next("vote", "cast", p.Motion, "for", "--as", "NAME")
		}
	})
}

// stakeRows are a preview's stakes by party and year, with how the party stands.
func stakeRows(p api.Preview, party string) (columns []string, rows [][]string) {
	columns = []string{"party", "year", "pays", "owed", "contributes", "before", "risk_share", "after", "standing", "authority", "clause", "words"}
	n := func(v int64) string { return strconv.FormatInt(v, 10) }
	for _, k := range p.Stakes {
		for _, y := range k.Years {
			if party == "" || party == k.Party {
				rows = append(rows, []string{k.Party, y.Year, n(y.Pays), n(y.Owed), n(y.Contributes), n(y.Before), n(y.RiskShare), n(y.After), k.Standing, k.Authority, k.Clause, k.Words})
			}
		}
	}
	return columns, rows
}

// reasons says why each party is bound or not, one reason once.
func (s *session) reasons(parties []api.DecisionParty) {
	var reasons []string
	who := map[string][]string{}
	for _, p := range parties {
		if p.Explain == "" {
			continue
		}
		if who[p.Explain] == nil {
			reasons = append(reasons, p.Explain)
		}
		who[p.Explain] = append(who[p.Explain], p.Name)
	}
	s.heading("Why")
	for _, r := range reasons {
		names := joined(who[r])
		if len(parties) > 1 && len(who[r]) == len(parties) {
			names = "All"
		}
		s.paragraph(2, names+": "+lowerFirst(r))
	}
}

// money shows who would owe what to whom: all of it, or one party's share.
func (s *session) money(p api.Preview, party string) {
	names := map[string]string{"": "all participating parties"}
	for _, o := range p.Parties {
		names[o.Party] = o.Name
	}
	name := func(code string) string {
		if n := names[code]; n != "" {
			return n
		}
		return code
	}
	t := newTable(left("Who owes"), left("To"), left("What"), right("Amount"), whole("Due"))
	var total int64
	for _, o := range p.Obligations {
		if party != "" && o.Payer != party && o.Payee != party {
			continue
		}
		amount := ledger.Pounds(o.Pence)
		if o.Kind == "duty" {
			amount = "duty"
		}
		total += o.Pence
		t.add(name(o.Payer), name(o.Payee), o.What, amount, shortDay(o.Due))
	}
	if len(t.rows) == 0 {
		return
	}
	s.heading("Who would owe what")
	t.write(s.out, s.width)
	s.print("Total %s.", ledger.Pounds(total))
}
