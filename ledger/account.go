package ledger

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
)

// The statement of account of a party, or of two parties with each other: what it
// owes and is owed, from obligations alone. Nothing is signed for it, and nothing
// kept but which obligations are whose.
//
// An obligation stands in the account from the day on which it is due. It is as
// known once a number of entries were recorded: one that awaits something is not in
// it yet; of one that has ended the whole is taken back in the period in which it
// was due, so that what was paid of it stands as paid for nothing. Each party
// counts what it says itself, the payer what it paid and the payee what it
// received: on the last day two statements mirror each other, or differ by what their
// differences list, to the penny.

// AccountOf says which statement of account is asked for.
type AccountOf struct {
	Party   string
	With    string // another party; empty for all
	From    Date
	To      Date
	Size    int64                 // entries that it is to rest on
	Without func(Obligation) bool // what the reader may not see; nil: nothing
}

// Account is a statement of account. All money is in pence.
type Account struct {
	Party       string              `json:"party"`
	With        string              `json:"with,omitempty"`
	From        Date                `json:"from"`
	To          Date                `json:"to"`
	Rows        []AccountRow        `json:"rows"`        // by entry; of obligations with a balance or a movement
	Sums        []AccountSum        `json:"sums"`        // the whole, and by counterparty, function, fund, what it is in, and whether it recurs
	Later       AccountAmounts      `json:"later"`       // owed already and due after the last day, where nothing was paid of it yet
	Awaiting    AccountAmounts      `json:"awaiting"`    // due by the last day, if what it awaits is recorded
	Prepaid     AccountAmounts      `json:"prepaid"`     // paid by the last day and due after it: until then who was paid owes it, and it is in the closing as such
	Differences []AccountDifference `json:"differences"` // from what the other side says
	Balances    []BalanceFacts      `json:"balances"`    // agreed or not, of days within the period
}

// Sides of an account: the party is payer, payee, or both (a host's own contribution).
const (
	SideOwes = "owes"
	SideOwed = "owed"
	SideOwn  = "own"
)

// AccountRow is one obligation in an account.
type AccountRow struct {
	Entry      int64  `json:"entry"` // that assumed it
	Obligation string `json:"obligation"`
	Side       string `json:"side"`
	Party      string `json:"with"` // the other side, as merged by the last day
	What       string `json:"what"`
	Function   string `json:"function"`
	Fund       string `json:"fund,omitempty"`
	Line       string `json:"line,omitempty"`
	Kind       string `json:"kind"`
	In         string `json:"in"`
	Recurrent  bool   `json:"recurrent"`
	Capital    bool   `json:"capital"`
	Year       string `json:"year"`
	Due        Date   `json:"due"`
	Status     string `json:"status"` // on the last day
	AccountMovement

	Clause string `json:"clause,omitempty"` // by which leaving stopped some of it, or has it come back
}

// AccountMovement is what moved in a period: opening + new + adjusted, less what the
// party itself says was discharged, is closing.
type AccountMovement struct {
	Opening  int64 `json:"opening"`
	New      int64 `json:"new"`
	Adjusted int64 `json:"adjusted"` // taken back, because what it followed from stands no more
	Paid     int64 `json:"paid"`     // as the payer says
	Received int64 `json:"received"` // as the payee says
	Closing  int64 `json:"closing"`
}

func (m *AccountMovement) add(o AccountMovement) {
	m.Opening, m.New, m.Adjusted = m.Opening+o.Opening, m.New+o.New, m.Adjusted+o.Adjusted
	m.Paid, m.Received, m.Closing = m.Paid+o.Paid, m.Received+o.Received, m.Closing+o.Closing
}

// What the rows of a sum have in common.
const (
	SumOfAll      = "all"
	SumByParty    = "with"
	SumByFunction = "function"
	SumByFund     = "fund"
	SumByIn       = "in"
	SumRecurrent  = "recurrent"
)

// AccountSum is the sum of the rows that have something in common.
type AccountSum struct {
	Of   string          `json:"of"`
	Key  string          `json:"key"` // a code; "" of fund is what is in none; of recurrent yes or no
	Owes AccountMovement `json:"owes"`
	Owed AccountMovement `json:"owed"`
	Own  AccountMovement `json:"own"`
}

// AccountAmounts is what a party owes and is owed.
type AccountAmounts struct {
	Owes int64 `json:"owes"`
	Owed int64 `json:"owed"`
}

// Differences between what two parties say.
const (
	DiffersNotReceived = "not_received" // paid, says the payer; not received
	DiffersNotPaid     = "not_paid"     // received, says the payee; not paid
	DiffersQueried     = "queried"      // the amount should be another
	DiffersBalance     = "balance"      // a balance that both have stated
	DiffersLedger      = "ledger"       // a balance that both have stated alike, and the ledger holds another
)

// AccountDifference is one thing that two parties say differently, or alike and other
// than the ledger holds.
type AccountDifference struct {
	Kind       string `json:"kind"`
	Party      string `json:"with"`
	Obligation string `json:"obligation,omitempty"`
	At         string `json:"at,omitempty"`   // which balance
	Year       string `json:"year,omitempty"` // of that balance
	Pence      int64  `json:"pence"`          // by how much they differ; of a query what the amount should be
	By         string `json:"by,omitempty"`   // who queries it
}

// YearDays are the first and last day of a financial year.
func YearDays(year string) (from, to Date, err error) {
	if !isYear(year) {
		return "", "", fmt.Errorf("%q is not a financial year like 2015-16", year)
	}
	y := number(year[:4])
	return Date(year[:4] + "-04-01"), Date(fmt.Sprintf("%04d-03-31", y+1)), nil
}

// Account draws up a statement of account.
func (v View) Account(of AccountOf) (Account, error) {
	a, err := v.account(of)
	if err == nil {
		a.sum()
		v.balances(&a, of)
	}
	return a, err
}

// account is one without its sums and balances.
func (v View) account(of AccountOf) (Account, error) {
	a := Account{Party: of.Party, With: of.With, From: of.From, To: of.To, Rows: []AccountRow{}, Sums: []AccountSum{}, Differences: []AccountDifference{}, Balances: []BalanceFacts{}}
	for _, d := range []Date{of.From, of.To} {
		if err := d.Check(); err != nil {
			return a, refuse(CodeMalformed, "/from", "%v", err)
		}
	}
	if of.From > of.To {
		return a, refuse(CodeMalformed, "/to", "%s is before %s", of.To, of.From)
	}
	for _, code := range []string{of.Party, of.With} {
		if code == "" {
			continue
		}
		if _, ok := v.Party(code); !ok {
			return a, refuse(CodeNotFound, "/party", "no party has the code %s: see the list of parties", code)
		}
		if now := v.StandsFor(code, of.Size, of.To); now != code {
			return a, refuse(CodeConflict, "/party", "%s had become %s by %s: ask for the account of %s, or for one that ends before", v.PartyName(code), v.PartyName(now), of.To.InWords(), now)
		}
	}
	if of.Party == of.With {
		return a, refuse(CodeMalformed, "/with", "%s has no account with itself", v.PartyName(of.Party))
	}
	for _, ref := range v.owedBy(of.Party, of.Size, of.To) {
		o, _ := v.Obligation(ref)
		if o.Entry < of.Size && o.Pence > 0 && (of.Without == nil || !of.Without(o)) {
			v.enter(&a, of, o)
		}
	}
	return a, nil
}

// owedBy are the obligations of which a party is payer or payee, itself or in the
// place of those that had merged into it, in order.
func (v View) owedBy(code string, size int64, day Date) []string {
	p, _ := v.Party(code)
	merged := v.mergedInto(p, day, size)
	if len(merged) == 0 {
		return p.Obligations
	}
	refs := slices.Clone(p.Obligations)
	for _, old := range merged {
		refs = append(refs, v.owedBy(old.Code, size, day)...)
	}
	slices.SortFunc(refs, func(a, b string) int {
		x, _ := v.Obligation(a)
		y, _ := v.Obligation(b)
		return cmp.Compare(x.Entry, y.Entry)
	})
	return slices.Compact(refs)
}

// enter adds an obligation to an account.
func (v View) enter(a *Account, of AccountOf, o Obligation) {
	payer, payee := v.StandsFor(o.Payer, of.Size, of.To), v.StandsFor(o.Payee, of.Size, of.To)
	row := AccountRow{
		Entry: o.Entry, Obligation: o.Obligation, Side: SideOwes, Party: payee, What: o.What, Function: o.Function, Fund: o.Fund, Line: o.Line, Kind: o.Kind, In: o.In,
		Recurrent: o.Recurrent, Capital: o.Capital, Year: o.Year, Due: o.Due, Status: v.ObligationStatus(o, of.Size, of.To),
	}
	if o.Leaving != "" {
		row.Clause = o.Clause
	}
	amount := func(s *AccountAmounts) *int64 { return &s.Owes }
	switch {
	case payer == payee:
		row.Side = SideOwn
	case payee == of.Party:
		row.Side, row.Party = SideOwed, payer
		amount = func(s *AccountAmounts) *int64 { return &s.Owed }
	}
	if of.With != "" && row.Party != of.With {
		return
	}
	due := o.Due <= of.To
	if row.Status == ObligationAwaiting && due && row.Side != SideOwn {
		*amount(&a.Awaiting) += o.Standing(of.Size, of.To).Pence
	}
	charge := o.Pence
	var stopped, since int64 // by leaving, before the period and within it: until then it was owed
	for _, stop := range o.stopsBy(of.Size, of.To) {
		if stop.On < of.From {
			stopped += stop.Pence
		} else {
			since += stop.Pence
		}
		if stop.Pence > 0 {
			row.Clause = stop.Clause
		}
	}
	if row.Status == ObligationAwaiting {
		charge, stopped, since = 0, 0, 0
	}
	var paid, received int64 // to the last day
	for _, e := range o.Said(of.Size) {
		if e.On > of.To {
			continue
		}
		var before *int64
		switch e.Kind {
		case KindObligationPaid:
			paid, before = paid+e.Pence, &row.Paid
		case KindObligationReceived:
			received, before = received+e.Pence, &row.Received
		default:
			continue
		}
		if e.On >= of.From {
			*before += e.Pence
		}
	}
	own, moved := paid, row.Paid
	if row.Side == SideOwed {
		own, moved = received, row.Received
	}
	taken := int64(0)
	if row.Status == ObligationEnded {
		taken = stopped + since - charge
	}
	switch {
	case !due:
		if charge+taken > 0 && own == 0 && row.Side != SideOwn {
			*amount(&a.Later) += charge - stopped - since
		}
		switch {
		case row.Status == ObligationEnded: // it is due no more
		case row.Side == SideOwes:
			a.Prepaid.Owed += own
		case row.Side == SideOwed:
			a.Prepaid.Owes += own
		}
	case o.Due < of.From:
		row.Opening, row.Adjusted = charge+taken-stopped, -since
	default:
		row.New, row.Adjusted = charge, taken-stopped-since
	}
	row.Opening -= own - moved
	row.Closing = row.Opening + row.New + row.Adjusted - moved
	if row.Side != SideOwn {
		v.differ(a, of, o, row.Party, paid, received)
	}
	if row.AccountMovement != (AccountMovement{}) {
		a.Rows = append(a.Rows, row)
	}
}

// differ lists what the two sides of an obligation say differently.
func (v View) differ(a *Account, of AccountOf, o Obligation, with string, paid, received int64) {
	d := AccountDifference{Party: with, Obligation: o.Obligation}
	switch {
	case paid > received:
		d.Kind, d.Pence = DiffersNotReceived, paid-received
		a.Differences = append(a.Differences, d)
	case received > paid:
		d.Kind, d.Pence = DiffersNotPaid, received-paid
		a.Differences = append(a.Differences, d)
	}
	if o.Due > of.To {
		return
	}
	queried := v.queried(o, of.Size, of.To)
	for _, side := range slices.Sorted(maps.Keys(queried)) {
		a.Differences = append(a.Differences, AccountDifference{Kind: DiffersQueried, Party: with, Obligation: o.Obligation, Pence: queried[side], By: side})
	}
}

// sum adds the rows up, and by what they have in common.
func (a *Account) sum() {
	type key struct{ of, key string }
	at := map[key]int{}
	total := func(of, k string, r AccountRow) {
		i, ok := at[key{of, k}]
		if !ok {
			i, at[key{of, k}] = len(a.Sums), len(a.Sums)
			a.Sums = append(a.Sums, AccountSum{Of: of, Key: k})
		}
		s := &a.Sums[i]
		map[string]*AccountMovement{SideOwes: &s.Owes, SideOwed: &s.Owed, SideOwn: &s.Own}[r.Side].add(r.AccountMovement)
	}
	at[key{SumOfAll, ""}] = 0
	a.Sums = append(a.Sums, AccountSum{Of: SumOfAll})
	for _, r := range a.Rows {
		recurrent := "no"
		if r.Recurrent {
			recurrent = "yes"
		}
		for _, s := range [][2]string{{SumOfAll, ""}, {SumByParty, r.Party}, {SumByFunction, r.Function}, {SumByFund, r.Fund}, {SumByIn, r.In}, {SumRecurrent, recurrent}} {
			total(s[0], s[1], r)
		}
	}
	order := []string{SumOfAll, SumByParty, SumByFunction, SumByFund, SumByIn, SumRecurrent}
	slices.SortFunc(a.Sums, func(x, y AccountSum) int {
		return cmp.Or(cmp.Compare(slices.Index(order, x.Of), slices.Index(order, y.Of)), cmp.Compare(x.Key, y.Key))
	})
}

// Net is what a party owes in the end, and what it is owed. What was paid beyond
// what is owed is owed back.
func (a Account) Net() (n AccountAmounts) {
	for _, r := range a.Rows {
		switch closing := r.Closing; {
		case r.Side == SideOwes && closing >= 0:
			n.Owes += closing
		case r.Side == SideOwes:
			n.Owed -= closing
		case r.Side == SideOwed && closing >= 0:
			n.Owed += closing
		case r.Side == SideOwed:
			n.Owes -= closing
		}
	}
	return n
}
