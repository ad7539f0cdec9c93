package policy

import (
	"fmt"
	"maps"
	"math/big"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"concordat/ledger"
)

// Settlements by the rules beside a calculation of the same in another language,
// with numbers of any size.

// dice gives a number from 0 to n−1.
type dice func(n int64) int64

func (d dice) one(n int64) bool { return d(n) == 0 }

func chosen[T any](d dice, all ...T) T { return all[d(int64(len(all)))] }

// takes is a step, as the terms write it.
type takes struct {
	To   string           `json:"to"`
	By   string           `json:"by,omitempty"`
	Part *ledger.Fraction `json:"part,omitempty"`
	Cap  map[string]int64 `json:"cap,omitempty"` // pence, or num and den
	Lift bool             `json:"lift,omitempty"`
}

// sharing is the terms of one agreement on settlements.
type sharing struct {
	of                  string // base
	recurrent           bool
	over, under         map[string][]takes // by function
	management          []takes
	windfall            []takes
	gain                *takes
	performance, floors bool
	holds               bool // a council may hold what is kept
	stages              []string
}

const (
	settledFunctions = 16
	releasedLine     = "released"
	floorFigure      = "raw_population"
	shareFigure      = "weighted_population"
)

func (d dice) fraction() *ledger.Fraction {
	den := 1 + d(12)
	return &ledger.Fraction{Num: 1 + d(den), Den: den}
}

func (d dice) step(to ...string) takes {
	s := takes{To: chosen(d, to...)}
	if s.To == "parties" {
		s.By = chosen(d, "contribution", "contribution", "equal", "pressures", shareFigure)
	}
	if d.one(4) {
		s.Part = d.fraction()
	}
	switch d(3) {
	case 0:
		s.Cap = map[string]int64{"pence": d(1e8)}
	case 1:
		f := d.fraction()
		s.Cap = map[string]int64{"num": f.Num, "den": f.Den}
	}
	return s
}

func (d dice) steps(to ...string) []takes {
	steps := make([]takes, d(5))
	for i := range steps {
		steps[i] = d.step(to...)
		steps[i].Lift = to[0] == "reserve" && d.one(2)
	}
	return steps
}

func (d dice) sharing() sharing {
	s := sharing{
		of: chosen(d, "opening", "revised", "paid"), recurrent: d.one(2), over: map[string][]takes{}, under: map[string][]takes{},
		performance: d.one(2), floors: d.one(3), holds: d.one(2), stages: chosen(d, nil, nil, []string{"audited", "restated"}),
	}
	for i := range settledFunctions {
		f := fmt.Sprintf("f%d", i)
		s.over[f], s.under[f] = d.steps("reserve", "host", "lead", "parties", "parties"), d.steps("fund", "host", "lead", "parties", "parties")
		if d.one(8) {
			s.over[f] = []takes{{To: "bearer"}}
		}
	}
	if d.one(2) {
		s.management, s.windfall = []takes{{To: "fund"}}, d.steps("fund", "parties")
	}
	if d.one(3) {
		g := takes{To: chosen(d, "host", "lead", "parties"), By: "equal", Part: d.fraction()}
		s.gain = &g
	}
	return s
}

// bundle is an agreement with these terms.
func (s sharing) bundle(t testing.TB) Bundle {
	return withTerms(t, embeddedBundle(t, "greater-manchester"), func(terms map[string]any) {
		clause := func(more map[string]any) map[string]any {
			more["clause"], more["text"] = "7.2", "1fa3455b4ae83cc7"
			return more
		}
		object(terms["shares"])["base"] = map[string]any{"of": s.of, "recurrent_only": s.recurrent}
		for f := range s.over {
			object(terms["functions"])[f] = map[string]any{"title": f, "parties": []string{"00T"}, "lead": "00V"}
		}
		terms["overspend"] = clause(map[string]any{"steps": []takes{}, "by_function": s.over})
		under := clause(map[string]any{"steps": []takes{}, "by_function": s.under})
		if s.management != nil {
			under["management"], under["windfall"] = s.management, s.windfall
		}
		terms["underspend"] = under
		if s.gain != nil {
			terms["gain"] = clause(map[string]any{"to": s.gain.To, "by": s.gain.By, "num": s.gain.Part.Num, "den": s.gain.Part.Den})
		}
		if s.performance {
			terms["performance"] = clause(map[string]any{"line": releasedLine, "measure": "admissions", "num": 42, "den": 1000})
		}
		if s.floors {
			terms["no_worse_off"] = clause(map[string]any{"figure": floorFigure})
		}
		if s.holds {
			terms["carry_forward"] = clause(map[string]any{"types": map[string]bool{"council": true, "ccg": false}})
		}
		settlement := clause(map[string]any{"due_days": 30})
		if s.stages != nil {
			settlement["stages"] = s.stages
		}
		terms["settlement"] = settlement
	})
}

// outturn is a question what a fund's year comes to, at most so many parties in it.
func (d dice) outturn(most int64) ledger.Input {
	scale := chosen(d, int64(10), 1000, 1e6, 1e9)
	codes := []string{"00T", "00V", "00W", "00Y", "01D", "01G", "01M", "01N", "01W", "01Y", "02A", "02H", "02M"}[:1+d(most)]
	in := ledger.Input{Ask: ledger.AskSettle, Time: "2016-05-20T09:00:00.000Z", Entry: 500, Year: "2015-16", Parties: map[string]*ledger.PartyFacts{}}
	in.MoU = &ledger.MoUFacts{Signed: map[string]ledger.Time{}}
	for _, code := range []string{"00T", "00V", "00W", "00Y", "01D", "01G", "01M", "01N", "01W", "01Y", "02A", "02H", "02M"} {
		figures := map[string]ledger.FigureFacts{shareFigure: {Value: 1 + d(1e6)}, floorFigure: {Value: 1 + d(1+scale/10)}}
		in.Parties[code] = &ledger.PartyFacts{Code: code, Name: code, Type: "ccg", Seats: []ledger.SeatFacts{}, Authorities: []ledger.AuthorityFacts{}, Figures: figures, Commitments: []ledger.Commitment{}}
	}
	y := &ledger.FundYear{
		Decision: "GM-2015-001", Entry: 100, Host: chosen(d, codes...), HostType: chosen(d, "ccg", "council"), Parties: codes,
		Changes: []ledger.ChangeFacts{}, Virements: []ledger.VirementFacts{}, Reports: []ledger.ReportFacts{}, Notices: []ledger.OverspendFacts{}, Lifted: []ledger.LiftedFacts{},
		Outturns: []ledger.OutturnFacts{}, Settlements: []ledger.SettlementFacts{}, Agreed: []ledger.AgreedFacts{},
	}
	lines := []string{"a", "b", releasedLine, "d", "e"}[:1+d(5)]
	o := &ledger.OutturnFacts{OutturnStated: ledger.OutturnStated{Fund: "equipment", Year: in.Year, Stage: chosen(d, "provisional", "audited", "restated"), Source: "chance"}, Entry: 499}
	paid := func(c ledger.ContributionFacts) ledger.ContributionFacts {
		c.Status, c.In, c.Due = "due", "cash", "2015-04-15"
		c.Paid, c.Received = d(c.Pence+1), d(c.Pence+1)
		return c
	}
	for _, line := range lines {
		y.Lines = append(y.Lines, ledger.PoolLine{What: line, Pence: 1, Kind: "cash", Due: "2015-04-15", Line: line, Variable: !d.one(3), Share: ledger.Share{By: "equal"}})
		for _, code := range codes {
			for range d(3) {
				y.Contributions = append(y.Contributions, paid(ledger.ContributionFacts{Party: code, Line: line, Pence: d(scale + 1), Recurrent: !d.one(3)}))
			}
		}
	}
	for range d(3) {
		c := ledger.ChangeFacts{Stands: !d.one(4), Approved: []string{}, Obligations: []ledger.ContributionFacts{}}
		c.Changes = []ledger.ContributionChange{}
		for range d(4) {
			c.Obligations = append(c.Obligations, paid(ledger.ContributionFacts{Party: chosen(d, codes...), Line: chosen(d, lines...), Pence: d(scale/4 + 1), Refund: d.one(3), Recurrent: d.one(2)}))
		}
		y.Changes = append(y.Changes, c)
	}
	if len(lines) > 1 && d.one(3) {
		y.Virements = append(y.Virements, ledger.VirementFacts{VirementMade: ledger.VirementMade{From: lines[0], To: lines[1], Pence: d(scale + 1)}})
	}
	for _, code := range codes {
		if d.one(3) {
			y.Lifted = append(y.Lifted, ledger.LiftedFacts{Party: code, Pence: d(scale), Entry: chosen[int64](d, 120, 450)})
		}
	}
	if d.one(2) {
		y.Outturns = append(y.Outturns, ledger.OutturnFacts{Entry: 300})
		y.Settlements = append(y.Settlements, ledger.SettlementFacts{Settlement: "GM-2015-001/S1", Parties: map[string]int64{chosen(d, codes...): d(scale) - scale/2, "02M": d(2)}})
	}
	budget := budgets(y)
	for _, line := range lines {
		around := max(0, budget[line])
		spent := max(0, around+d(around/2+20)-around/4-10)
		l := ledger.OutturnLine{Line: line, Pence: spent}
		if left := budget[line] - spent; left > 0 && d.one(2) {
			l.Managed = d(left + 1)
		}
		o.Lines = append(o.Lines, l)
	}
	if !d.one(4) {
		baseline := d(1000)
		o.Measures = append(o.Measures, ledger.OutturnMeasure{Measure: "admissions", Baseline: baseline, Outturn: d(baseline + 2)})
	}
	if d.one(3) {
		a := ledger.AgreedFacts{Decision: "GM-2016-001", Entry: 400, Amounts: map[string]int64{}, Bound: codes[o.Lines[0].Pence%3/2:]}
		for range d(3) {
			a.Amounts[chosen(d, codes...)] = d(scale) - scale/3
		}
		y.Agreed = []ledger.AgreedFacts{{Decision: "GM-2016-000", Entry: 399, Amounts: map[string]int64{codes[0]: 1}, Bound: codes}, a}
	}
	in.Fund = &ledger.FundFacts{Fund: "equipment", Function: fmt.Sprintf("f%d", d(settledFunctions)), Years: map[string]*ledger.FundYear{in.Year: y}}
	if d.one(2) {
		before := *y
		before.Settlements = []ledger.SettlementFacts{{Settlement: "GM-2014-001/S1", Carried: d(scale), Parties: map[string]int64{}}}
		in.Fund.Years["2014-15"] = &before
	}
	in.Outturn = o
	return in
}

// contributed is every contribution of the year that counts.
func contributed(y *ledger.FundYear) []ledger.ContributionFacts {
	all := slices.Clone(y.Contributions)
	for _, c := range y.Changes {
		if c.Stands {
			all = append(all, c.Obligations...)
		}
	}
	return all
}

// budgets is what each line has to spend, in pence.
func budgets(y *ledger.FundYear) map[string]int64 {
	all := map[string]int64{}
	for _, c := range contributed(y) {
		all[c.Line] += signed(c, c.Pence)
	}
	for _, v := range y.Virements {
		all[v.From] -= v.Pence
		all[v.To] += v.Pence
	}
	return all
}

func signed(c ledger.ContributionFacts, pence int64) int64 {
	if c.Refund {
		return -pence
	}
	return pence
}

// account is what a settlement comes to, worked out without the rules.
type account struct {
	shares                                             map[string]int64
	overspend, underspend, unfunded, retained, carried int64
}

func (a *account) add(shares map[string]int64, sign int64) {
	for party, pence := range shares {
		a.shares[party] += sign * pence
	}
}

func portion(pence, num, den int64) int64 {
	p := new(big.Int).Mul(big.NewInt(pence), big.NewInt(num))
	return p.Div(p, big.NewInt(den)).Int64()
}

func total(all map[string]int64) (sum int64) {
	for _, n := range all {
		sum += n
	}
	return sum
}

// base is what parts by contribution are measured by.
func (s sharing) base(y *ledger.FundYear) map[string]int64 {
	all := contributed(y)
	if s.of == "opening" {
		all = y.Contributions
	}
	base := map[string]int64{}
	for _, c := range all {
		if s.recurrent && !c.Recurrent {
			continue
		}
		pence := c.Pence
		if s.of == "paid" && c.Party != y.Host {
			pence = min(c.Paid, c.Received)
		}
		base[c.Party] += signed(c, pence)
	}
	for party := range base {
		base[party] = max(0, base[party])
	}
	return base
}

// weights is what a step shares by.
func (s sharing) weights(by string, in ledger.Input) map[string]int64 {
	y, weights := in.Fund.Years[in.Year], map[string]int64{}
	switch by {
	case "equal":
		for _, p := range y.Parties {
			weights[p] = 1
		}
	case shareFigure:
		for _, p := range y.Parties {
			weights[p] = in.Parties[p].Figures[shareFigure].Value
		}
	case "pressures":
		for _, c := range y.Changes {
			for _, o := range c.Obligations {
				if c.Stands && !o.Refund {
					weights[o.Party] += o.Pence
				}
			}
		}
		if len(weights) > 0 {
			return weights
		}
		fallthrough
	default:
		return s.base(y)
	}
	return weights
}

// settle works out the same as the rules, or finds that a step in play has nothing
// to share by, or no lead.
func (s sharing) settle(in ledger.Input) (account, bool) {
	y, o, a := in.Fund.Years[in.Year], in.Outturn, account{shares: map[string]int64{}}
	if len(in.Outturn.Lines) == 0 {
		return a, false
	}
	var reserve, given, shared, fixed, managed int64
	if before := in.Fund.Years["2014-15"]; before != nil {
		reserve = before.Settlements[0].Carried
	}
	whole, budget, spent := map[string]int64{}, budgets(y), map[string]int64{}
	for _, c := range contributed(y) {
		whole[c.Party] += signed(c, c.Pence)
	}
	for _, l := range o.Lines {
		spent[l.Line] = l.Pence
	}
	over, own := s.over[in.Fund.Function], false
	if len(over) > 0 {
		own = over[0].To == "bearer"
	}
	released := !s.performance
	for _, m := range o.Measures {
		released = released || 1000*(m.Baseline-m.Outturn) >= 42*m.Baseline
	}
	for i, l := range y.Lines {
		by := map[string]int64{}
		for _, c := range contributed(y) {
			if c.Line == l.Line {
				by[c.Party] += signed(c, c.Pence)
			}
		}
		diff := spent[l.Line] - budget[l.Line]
		if l.Line == releasedLine && !released {
			diff += total(by)
			a.underspend += total(by)
			a.add(by, -1)
		}
		switch {
		case !l.Variable:
			fixed += diff
		case !own:
			shared += diff
			managed += o.Lines[i].Managed
		default:
			a.overspend += max(0, diff)
			a.underspend += max(0, -diff)
			for p, w := range by {
				by[p] = max(0, w)
			}
			switch {
			case total(by) == 0:
				a.unfunded += max(0, diff)
				a.retained += max(0, -diff)
			case diff > 0:
				a.add(split(diff, by), 1)
			default:
				a.add(split(-diff, by), -1)
			}
		}
	}
	a.shares[y.Host] += fixed
	a.overspend += max(0, shared) + max(0, fixed)
	a.underspend += max(0, -shared) + max(0, -fixed)
	rest := shared
	for _, d := range slices.Backward(y.Agreed) {
		if len(d.Bound) < len(y.Parties) { // it binds nobody who takes no part
			continue
		}
		given = total(d.Amounts)
		if shared < 0 && given > 0 && given <= -shared || shared > 0 && given < 0 && given >= -shared {
			a.add(d.Amounts, -1)
			rest += given
		}
		break
	}
	left := max(0, -rest)
	managed = min(managed, left)
	if s.management == nil {
		managed = 0
	}
	under := s.under[in.Fund.Function]
	if s.management != nil {
		under = s.windfall
	}
	var gain []takes
	if s.gain != nil {
		gain = []takes{*s.gain}
	}
	pots := []struct {
		pence int64
		steps []takes
		over  bool
	}{{max(0, rest), over, true}, {managed, slices.Concat(gain, s.management), false}, {left - managed, slices.Concat(gain, under), false}}
	for _, pot := range pots {
		if pot.pence == 0 || own && pot.over {
			continue
		}
		for _, step := range pot.steps {
			if step.To == "parties" && total(s.weights(step.By, in)) == 0 || step.To == "lead" && !slices.Contains(y.Parties, "00V") {
				return a, false
			}
		}
		pence := pot.pence
		for _, step := range pot.steps {
			amount := pence
			if step.Part != nil {
				amount = portion(pence, step.Part.Num, step.Part.Den)
			}
			most := func(of, more, otherwise int64) int64 {
				if !step.Lift {
					more = 0
				}
				if num, ok := step.Cap["num"]; ok {
					return portion(max(0, of), num, step.Cap["den"]) + more
				} else if pence, ok := step.Cap["pence"]; ok {
					return pence + more
				}
				return otherwise
			}
			var taken map[string]int64
			switch step.To {
			case "reserve":
				kept := min(amount, reserve, most(reserve, 0, amount))
				a.retained, pence = a.retained-kept, pence-kept
			case "fund":
				kept := min(amount, most(total(whole), 0, amount))
				a.retained, pence = a.retained+kept, pence-kept
			case "host":
				taken = map[string]int64{y.Host: amount}
			case "lead":
				taken = map[string]int64{"00V": amount}
			case "parties":
				floors := map[string]int64{}
				if s.floors && !pot.over {
					for _, p := range y.Parties {
						floors[p] = in.Parties[p].Figures[floorFigure].Value
					}
				}
				if total(floors) > amount {
					floors = nil
				}
				taken = split(amount-total(floors), s.weights(step.By, in))
				for p, f := range floors {
					taken[p] += f
				}
			}
			for p := range taken {
				var lifted int64
				for _, l := range y.Lifted {
					if l.Party == p && (len(y.Outturns) == 0 || l.Entry < y.Outturns[0].Entry) {
						lifted += l.Pence
					}
				}
				taken[p] = min(taken[p], most(whole[p], lifted, taken[p]))
			}
			pence -= total(taken)
			if pot.over {
				a.add(taken, 1)
			} else {
				a.add(taken, -1)
			}
		}
		if pot.over {
			a.unfunded += pence
		} else {
			a.retained += pence
		}
	}
	if s.holds && y.HostType == "council" {
		a.carried = max(0, reserve+a.retained)
	}
	return a, true
}

// agrees holds a ruling against the account.
func (s sharing) agrees(in ledger.Input, r ledger.Ruling) error {
	want, ok := s.settle(in)
	if r.Allow != ok {
		return fmt.Errorf("allowed %t, expected %t: %+v", r.Allow, ok, r.Checks)
	}
	if !ok {
		return nil
	}
	got := account{map[string]int64{}, r.Settlement.Overspend, r.Settlement.Underspend, r.Settlement.Unfunded, r.Settlement.Retained, r.Settlement.Carried}
	for _, p := range r.Settlement.Parties {
		if p.Share != 0 {
			got.shares[p.Party] = p.Share
		}
	}
	maps.DeleteFunc(want.shares, func(_ string, pence int64) bool { return pence == 0 })
	if diff := cmp.Diff(want, got, cmp.AllowUnexported(account{})); diff != "" {
		return fmt.Errorf("the rules (+) and the account (−) differ:\n%s", diff)
	}
	return nil
}

// promised is what every settlement holds to, whatever the terms: all that is shared
// is somebody's, what is paid is what is owed, and nobody has part in it who takes no
// part in the fund, or did before.
func promised(in ledger.Input, r ledger.Ruling) error {
	y, shares, paid := in.Fund.Years[in.Year], int64(0), map[string]int64{}
	for _, p := range r.Settlement.Parties {
		shares += p.Share
		paid[p.Party] = -p.Adjustment
		if p.Share != 0 && !slices.Contains(y.Parties, p.Party) {
			return fmt.Errorf("%s takes no part in the fund, and has a share of %d", p.Party, p.Share)
		}
	}
	s := r.Settlement
	if shares != s.Overspend-s.Unfunded-s.Underspend+s.Retained {
		return fmt.Errorf("shares of %d are not what is shared: %+v", shares, s)
	}
	for _, o := range r.Obligations {
		if o.Pence <= 0 || (o.Payer == y.Host) == (o.Payee == y.Host) {
			return fmt.Errorf("%+v does not pass between the host and another", o)
		}
		paid[o.Payer] += o.Pence
		paid[o.Payee] -= o.Pence
	}
	for party, pence := range paid {
		if pence != 0 && party != y.Host {
			return fmt.Errorf("%s is %d from what it has to pay", party, pence)
		}
	}
	return nil
}

// TestSettlements holds settlements of thousands of funds by chance against the
// account, to the penny.
func TestSettlements(t *testing.T) {
	agreements, funds := 16, 125
	if testing.Short() {
		agreements, funds = 4, 20
	}
	random := rand.New(rand.NewPCG(11, 12))
	d := dice(random.Int64N)
	settled := 0
	for range agreements {
		terms := d.sharing()
		b := terms.bundle(t)
		inputs := make([]ledger.Input, funds)
		for i := range inputs {
			inputs[i] = d.outturn(13)
		}
		rulings, err := engineFor(b).Judge(b.Digest(), inputs)
		if err != nil {
			t.Fatal(err)
		}
		for i, r := range rulings {
			if err := terms.agrees(inputs[i], r); err != nil {
				fund, _ := ledger.Encode(inputs[i].Fund)
				t.Fatalf("%+v\n%s\n%+v\n%v", terms, fund, *inputs[i].Outturn, err)
			}
			if !r.Allow {
				continue
			}
			settled++
			if err := promised(inputs[i], r); err != nil {
				t.Fatal(err)
			}
		}
	}
	if settled < agreements*funds/2 {
		t.Errorf("only %d of %d were settled", settled, agreements*funds)
	}
}

// shuffled is the same question with everything that has no order of its own in
// another one.
func (d dice) shuffled(in ledger.Input) ledger.Input {
	year, o := *in.Fund.Years[in.Year], *in.Outturn
	year.Contributions = reordered(d, year.Contributions)
	year.Changes = reordered(d, year.Changes)
	year.Virements = reordered(d, year.Virements)
	year.Lifted = reordered(d, year.Lifted)
	year.Agreed = reordered(d, year.Agreed)
	year.Lines = reordered(d, year.Lines)
	o.Lines, o.Measures = reordered(d, o.Lines), reordered(d, o.Measures)
	fund := *in.Fund
	fund.Years = maps.Clone(fund.Years)
	fund.Years[in.Year] = &year
	in.Fund, in.Outturn = &fund, &o
	return in
}

func reordered[T any](d dice, all []T) []T {
	all = append([]T{}, all...)
	for i := range all {
		j := int64(i) + d(int64(len(all)-i))
		all[i], all[j] = all[j], all[i]
	}
	return all
}

// restated is the same outturn stated once more, after it was settled.
func restated(in ledger.Input, r ledger.Ruling) ledger.Input {
	year, o := *in.Fund.Years[in.Year], *in.Outturn
	net := map[string]int64{}
	if n := len(year.Settlements); n > 0 {
		net = maps.Clone(year.Settlements[n-1].Parties)
	}
	for _, p := range r.Settlement.Parties {
		net[p.Party] += p.Adjustment
	}
	year.Settlements = append(slices.Clone(year.Settlements), ledger.SettlementFacts{Settlement: "GM-2015-001/S9", Parties: net, Carried: r.Settlement.Carried})
	year.Outturns = append(slices.Clone(year.Outturns), o)
	fund := *in.Fund
	fund.Years = maps.Clone(fund.Years)
	fund.Years[in.Year] = &year
	o.Entry, in.Entry = in.Entry+1, in.Entry+2
	in.Fund, in.Outturn = &fund, &o
	return in
}

// TestSettlementProperties holds that a settlement does not depend on the order of
// what was recorded for the same time, and that an outturn stated again with the
// same figures changes nothing.
func TestSettlementProperties(t *testing.T) {
	random := rand.New(rand.NewPCG(13, 14))
	var agreements []sharing
	var bundles []Bundle
	for range 4 {
		s := dice(random.Int64N).sharing()
		s.stages = nil // that all are paid by
		agreements, bundles = append(agreements, s), append(bundles, s.bundle(t))
	}
	e := engineFor(bundles...)
	rapid.Check(t, func(t *rapid.T) {
		d := dice(func(n int64) int64 { return rapid.Int64Range(0, n-1).Draw(t, "n") })
		at := d(int64(len(agreements)))
		in := d.outturn(5)
		rulings, err := e.Judge(bundles[at].Digest(), []ledger.Input{in, d.shuffled(in)})
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(rulings[0].Settlement, rulings[1].Settlement); diff != "" {
			t.Fatalf("another order settles otherwise: %s", diff)
		}
		if diff := cmp.Diff(rulings[0].Obligations, rulings[1].Obligations); diff != "" {
			t.Fatalf("another order pays otherwise: %s", diff)
		}
		if !rulings[0].Allow {
			return
		}
		if err := promised(in, rulings[0]); err != nil {
			t.Fatal(err)
		}
		again, err := e.Judge(bundles[at].Digest(), []ledger.Input{restated(in, rulings[0])})
		if err != nil {
			t.Fatal(err)
		}
		if len(again[0].Obligations) != 0 {
			t.Fatalf("stated again it pays %+v", again[0].Obligations)
		}
		for _, p := range again[0].Settlement.Parties {
			if p.Adjustment != 0 {
				t.Fatalf("stated again it changes %+v", p)
			}
		}
	})
}

// yearOfAccounts is a question for each of so many funds of thirteen parties, with
// everything recorded that a year brings: contributions in four instalments to four
// lines, a change in every quarter, reports of every month.
func yearOfAccounts(funds int) []ledger.Input {
	d := dice(rand.New(rand.NewPCG(15, 16)).Int64N)
	inputs := make([]ledger.Input, funds)
	for i := range inputs {
		var in ledger.Input
		for in.Fund == nil || len(in.Fund.Years[in.Year].Parties) < 13 {
			in = d.outturn(13)
		}
		y, n := in.Fund.Years[in.Year], 0
		in.Fund.Fund, in.Fund.Function = fmt.Sprintf("fund-%d", i), "shared"
		y.Lines, y.Contributions, y.Changes, y.Reports, y.Agreed = nil, nil, nil, nil, []ledger.AgreedFacts{}
		delete(in.Fund.Years, "2014-15") // what was kept may be more than all that is over
		in.Outturn.Lines, in.Outturn.Stage, y.Outturns, y.Settlements = nil, ledger.StageAudited, []ledger.OutturnFacts{}, []ledger.SettlementFacts{}
		add := func(party, line string, instalment int64) ledger.ContributionFacts {
			n++
			pence := 1 + d(1e8)
			return ledger.ContributionFacts{
				Obligation: fmt.Sprintf("GM-2015-001/%03d", n), Party: party, Line: line, Pence: pence, Recurrent: true, In: "cash", Due: "2015-04-15",
				Instalment: instalment, Status: "discharged", Paid: pence, Received: pence,
			}
		}
		for _, line := range []string{"a", "b", "c", "d"} {
			y.Lines = append(y.Lines, ledger.PoolLine{What: line, Pence: 1, Kind: "cash", Due: "2015-04-15", Line: line, Variable: line != "d", Share: ledger.Share{By: "equal"}})
			for _, party := range y.Parties {
				for instalment := range int64(4) {
					y.Contributions = append(y.Contributions, add(party, line, instalment+1))
				}
			}
		}
		for range 4 {
			c := ledger.ChangeFacts{Stands: true, Approved: y.Parties, Obligations: []ledger.ContributionFacts{}}
			c.Changes = []ledger.ContributionChange{}
			for _, party := range y.Parties {
				c.Obligations = append(c.Obligations, add(party, "a", 0))
			}
			y.Changes = append(y.Changes, c)
		}
		for line, pence := range budgets(y) {
			in.Outturn.Lines = append(in.Outturn.Lines, ledger.OutturnLine{Line: line, Pence: pence + d(pence/5) - pence/10})
		}
		for month := range 12 {
			r := ledger.ReportFacts{FundReported: ledger.FundReported{Period: fmt.Sprintf("M%02d", month+1), Source: "ledger of the host"}}
			for _, l := range in.Outturn.Lines {
				r.Lines = append(r.Lines, ledger.ReportLine{Line: l.Line, Spend: l.Pence, Low: l.Pence, Central: l.Pence, High: l.Pence})
			}
			y.Reports = append(y.Reports, r)
		}
		inputs[i] = in
	}
	return inputs
}

// accounting is the terms by which a year of accounts is settled: a cascade with caps
// for what is over, and what is left returned or kept.
var accounting = sharing{
	of: "revised", recurrent: true, holds: true,
	over: map[string][]takes{"shared": {
		{To: "reserve"}, {To: "host", Cap: map[string]int64{"pence": 1e6}},
		{To: "parties", By: "contribution", Cap: map[string]int64{"num": 1, "den": 20}, Lift: true}, {To: "parties", By: shareFigure},
	}},
	under:      map[string][]takes{"shared": {{To: "parties", By: "contribution"}}},
	management: []takes{{To: "fund"}}, windfall: []takes{{To: "parties", By: "contribution"}},
}

// TestYearOfAccounts: what is measured is settled, and rightly.
func TestYearOfAccounts(t *testing.T) {
	b, inputs := accounting.bundle(t), yearOfAccounts(20)
	rulings, err := engineFor(b).Judge(b.Digest(), inputs)
	if err != nil {
		t.Fatal(err)
	}
	for i, r := range rulings {
		if err := accounting.agrees(inputs[i], r); err != nil || !r.Allow || len(r.Obligations) != 12 {
			t.Fatalf("%d payments: %v", len(r.Obligations), err)
		}
		if encoded, err := ledger.Encode(r); err != nil || len(encoded) > ledger.MaxRuling/2 {
			t.Errorf("the ruling has %d bytes: %v", len(encoded), err)
		}
	}
}

// BenchmarkYearOfAccounts settles a year of twenty funds of thirteen parties, all in
// one call, beside as many bare evaluations.
func BenchmarkYearOfAccounts(b *testing.B) {
	whole, bare := accounting.bundle(b), bundleOf(`ruling := {"allow": true}`)
	e := engineFor(whole, bare)
	inputs := yearOfAccounts(20)
	var least []ledger.Input
	for i := range inputs {
		least = append(least, admission(fmt.Sprintf(`{"n":%d}`, i)))
	}
	judge := func(rules ledger.Digest, inputs []ledger.Input) time.Duration {
		start := time.Now()
		if _, err := e.Judge(rules, inputs); err != nil {
			b.Fatal(err)
		}
		return time.Since(start)
	}
	rules, floor := whole.Digest(), bare.Digest()
	judge(rules, inputs)
	judge(floor, least)
	var all, bares []time.Duration
	for b.Loop() {
		all, bares = append(all, judge(rules, inputs)), append(bares, judge(floor, least))
	}
	slices.Sort(all)
	slices.Sort(bares)
	b.ReportMetric(float64(all[len(all)/2])/1e6, "ms/year")
	b.ReportMetric(float64(all[len(all)/2])/float64(bares[len(bares)/2]), "×floor")
}
