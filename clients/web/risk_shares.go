package web

import (
	"math"
	"math/big"
	"slices"
	"strings"

	"concordat/ledger"
	"concordat/server/api"
)

// What the risk shares of a party's pooled funds could still cost it: by the steps that the
// MoU in force says who bears an overspend by, of what each fund's year is known by the
// ledger. What neither of them says is not known, and said so.

const fundsAsked = 4 // of which a page asks for the account

// fundsOf are the accounts of the funds in which a party takes part in a year, how many more
// there are, and how many are not given to whoever looks; and of how many years of funds it
// is not even known whether they are among those.
func (v *visit) fundsOf(party, year string) (accounts []api.FundAccount, more, kept, withheld int, err error) {
	funds, err := v.client.Funds(v.ctx, nil)
	if err != nil {
		return nil, 0, 0, 0, err
	}
	for _, f := range funds.Items {
		for _, y := range f.Years {
			if y.Year != year || !slices.Contains(y.Parties, party) {
				continue
			}
			if len(accounts) == fundsAsked {
				more++
				continue
			}
			account, err := v.client.FundAccount(v.ctx, f.Fund, y.Year, nil)
			if unanswered(err) {
				kept++
				continue
			}
			if err != nil {
				return nil, 0, 0, 0, err
			}
			accounts = append(accounts, account)
		}
	}
	return accounts, more, kept, funds.LeftOut, nil
}

// riskShares puts on the page what a party's funds could cost it in a year.
func (p *obligationsPage) riskShares(v *visit, party, year string) error {
	say := func(words string) { p.Sentence = append(p.Sentence, words) }
	accounts, more, kept, withheld, err := v.fundsOf(party, year)
	if unanswered(err) { // some funds are not for everybody to read
		return nil
	}
	if kept > 0 {
		say(many(kept, "fund of it is", "funds of it are") + " not shown to you, and not counted here.")
	}
	if words := api.LeftOutWords(withheld, "year of a fund", "years of funds"); words != "" {
		say(words + " Risk shares of this party may be among what is left out.")
	}
	if err != nil || len(accounts) == 0 {
		return err
	}
	var t fundTerms
	if err := v.termsInForce(&t); err != nil {
		return err
	}
	table := &Table{Caption: "Risk shares of its funds, if they are called", Columns: []Column{{Text: "Spend line"}, {Text: "Fixed or variable"}, {Text: "Its share"}, {Text: "Cap"}, {Text: "Called so far", Numeric: true}, {Text: "Most it could pay more", Numeric: true}}}
	var limited, forecast int64
	open := 0 // that could still be called
	var unlimited, unknown []string
	for _, a := range accounts {
		forecast += highest(a, party)
		for _, c := range callsOn(a, t, party) {
			table.Rows = append(table.Rows, c.row(a))
			if !c.settled {
				open++
			}
			switch {
			case c.settled:
			case c.unknown != "":
				unknown = append(unknown, fundName(a.Fund))
			case c.unlimited:
				unlimited = append(unlimited, fundName(a.Fund))
			default:
				limited += c.most
			}
		}
	}
	p.RiskShares = table
	unlimited = slices.Compact(unlimited)
	of := ""
	if len(unlimited) > 0 || len(unknown) > 0 {
		of = " of its other funds"
	}
	if limited > 0 || of == "" && open > 0 {
		say("If every risk share" + of + " is called in full it could pay " + ledger.Pounds(limited) + " more.")
	}
	if len(unlimited) > 0 {
		say("What it could pay more for " + listed(unlimited) + " has no limit: the MoU sets no cap on its part of what is spent over the budget" + inClause(t.Overspend.Clause) + ".")
	}
	if len(unknown) > 0 {
		say("What it could pay more for " + listed(slices.Compact(unknown)) + " is not known: the table says why.")
	}
	if more > 0 {
		say(many(more, "more fund of it is", "more funds of it are") + " not counted here. Each has its own page under Funds.")
	}
	if forecast > 0 {
		say("By the last reports of its funds, their outturns could cost it up to " + ledger.Pounds(forecast) + " more.")
	}
	return nil
}

// highest is what a fund's year would cost a party, were it to come to the highest that its
// host reports.
func highest(a api.FundAccount, party string) (pence int64) {
	for _, c := range a.Forecast {
		for _, share := range c.Parties {
			if c.Case == api.CaseHigh && share.Party == party {
				pence += share.Adjustment
			}
		}
	}
	return pence
}

// call is what some lines of a fund's year could have a party pay.
type call struct {
	lines     []string
	variable  bool
	share     []string // its part, step by step
	cap       []string
	called    int64 // of its part, by the last settlement; below 0 it was given back
	settled   bool  // for good: a provisional settlement is replaced by another
	unlimited bool
	unknown   string // why it is not known what it could pay
	most      int64  // more than was called, where that is limited and known
}

func (c call) row(a api.FundAccount) []Cell {
	kind := "Fixed"
	if c.variable {
		kind = "Variable"
	}
	most := Cell{Text: ledger.Pounds(c.most), Numeric: true}
	switch {
	case c.settled:
		most.Text = "Settled"
	case c.unknown != "":
		most.Text, most.Numeric = "Not known: "+c.unknown, false // which is words, on as many lines as they need
	case c.unlimited:
		most.Text = "No limit"
	}
	called := signed(c.called)
	if len(a.Settlements) == 0 {
		called.Text = "Nothing"
	}
	return []Cell{{Text: fundName(a.Fund) + ": " + strings.Join(c.lines, ", "), Href: fundPath(a.Fund, a.Year)}, {Text: kind}, {Text: strings.Join(c.share, "; then ")}, {Text: strings.Join(c.cap, "; then ")}, called, most}
}

// callsOn are what the variable lines of a fund's year, which are shared, and the fixed
// ones, which are the host's, could have a party pay.
func callsOn(a api.FundAccount, t fundTerms, party string) (list []call) {
	fixed, variable := call{}, call{variable: true}
	for _, l := range a.Lines {
		of := &fixed
		if l.Variable {
			of = &variable
		}
		of.lines = append(of.lines, lowerFirst(lineName(a, l.Line)))
	}
	if t.Overspend.Clause == "" { // then no line is fixed, and nobody is said to bear anything
		fixed.lines, variable.lines = nil, append(variable.lines, fixed.lines...)
	}
	if n := len(a.Settlements); n > 0 {
		last := a.Settlements[n-1]
		settled := last.Stage != ledger.StageProvisional && len(last.Parties) > 0 // of no parties it settled nothing
		variable.settled, fixed.settled = settled, settled
		for _, net := range last.Net {
			if net.Party == party {
				variable.called = net.Pence
			}
		}
	}
	if len(variable.lines) > 0 {
		variable.by(a, t, party)
		if a.Host == party && len(fixed.lines) > 0 && variable.called != 0 && variable.unknown == "" {
			variable.unknown = "what was called counts the fixed lines too"
		}
		list = append(list, variable)
	}
	if len(fixed.lines) > 0 {
		if a.Host == party {
			fixed.share, fixed.cap, fixed.unlimited = []string{"All, as its host"}, []string{"None"}, true
		} else {
			fixed.share, fixed.cap = []string{"None: its host bears it"}, []string{"Nothing to cap"}
		}
		list = append(list, fixed)
	}
	return list
}

// by reads the steps by which an overspend is borne, as far as they concern a party.
func (c *call) by(a api.FundAccount, t fundTerms, party string) {
	steps := t.overspend(a.Function)
	if slices.ContainsFunc(a.Agreed, bears) {
		c.share, c.cap, c.unknown = []string{"As the board decided"}, []string{"As the board decided"}, "the board has decided who bears it: see the fund"
		return
	}
	if t.Overspend.Clause == "" {
		c.share, c.cap, c.unknown = []string{"Not said"}, []string{"Not said"}, "the MoU does not say who bears what is over"
		return
	}
	own, all := int64(0), int64(0)
	for _, s := range a.Shares {
		all += s.Total
		if s.Party == party {
			own += s.Total
		}
	}
	for _, s := range steps {
		share := ""
		switch {
		case s.To == "lead":
			c.share, c.unknown = append(c.share, "what falls to the lead commissioner, if it leads"), "part of it falls to whoever leads"
		case s.To == "host" && a.Host == party:
			share = "all, as its host"
		case s.To == "bearer":
			share = "all of the lines that it contributes to, by what it contributes"
		case s.To == "parties":
			share = shareOf(s, t, own, all, len(a.Parties))
		}
		if share != "" {
			c.share = append(c.share, share)
			c.capped(s, a, party, own)
		}
	}
	if len(c.share) == 0 {
		c.share, c.cap = []string{"none"}, []string{"nothing to cap"}
	}
	c.share[0] = upperFirst(c.share[0])
	if len(c.cap) > 0 {
		c.cap[0] = upperFirst(c.cap[0])
	}
	c.most = max(0, c.most-c.called)
}

// bears is whether a decision is on what is over a budget: one on what is left gives back.
func bears(d ledger.AgreedFacts) bool {
	var given int64
	for _, pence := range d.Amounts {
		given += pence
	}
	return given < 0
}

// shareOf is a party's part by a step that all parties bear.
func shareOf(s overspendStep, t fundTerms, own, all int64, parties int) string {
	words := ""
	base := t.Shares.Base
	switch s.By {
	case "contribution":
		words = "by contribution"
		if base.Of == "revised" && !base.RecurrentOnly && all > 0 {
			words += ": " + ledger.Pounds(own) + " of " + ledger.Pounds(all)
		}
	case "equal":
		words = "1 of " + number(int64(parties)) + " equal parts"
	default:
		words = "by " + strings.ReplaceAll(s.By, "_", " ")
	}
	if s.Part != nil {
		words += ", of " + number(s.Part.Num) + "/" + number(s.Part.Den) + " of what is over"
	}
	return words
}

// capped adds the most that a step takes of a party.
func (c *call) capped(s overspendStep, a api.FundAccount, party string, own int64) {
	if s.Cap == nil {
		c.cap, c.unlimited = append(c.cap, "none"), true
		return
	}
	most, words := s.Cap.Pence, ledger.Pounds(s.Cap.Pence)
	if s.Cap.Den > 0 {
		most = portion(max(0, own), s.Cap.Num, s.Cap.Den)
		words = number(s.Cap.Num) + "/" + number(s.Cap.Den) + " of its contribution, " + ledger.Pounds(most)
	}
	if s.Lift {
		for _, l := range a.Lifted {
			if l.Party == party && l.Pence > 0 {
				most += l.Pence
				words += ", and " + ledger.Pounds(l.Pence) + " more by its consent"
			}
		}
	}
	c.cap, c.most = append(c.cap, words), c.most+most
}

// portion is the floor of a × b ÷ c, of numbers that are not below 0.
func portion(a, b, c int64) int64 {
	n := new(big.Int).Mul(big.NewInt(a), big.NewInt(b))
	if n.Div(n, big.NewInt(c)); !n.IsInt64() {
		return math.MaxInt64
	}
	return n.Int64()
}
