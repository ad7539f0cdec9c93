package ledger

import (
	"cmp"
	"fmt"
	"slices"
)

// Agreement of balances: at month 9 and at the year's end two parties each state
// what they owe each other, beside what the ledger holds.

// BalanceStated is what one party says that it and another owe each other at the
// end of a day. The latest of a party stands.
type BalanceStated struct {
	With    string `json:"with"`
	Year    string `json:"year"`
	At      string `json:"at"`                // month_9, year_end
	Owed    int64  `json:"owed"`              // pence that the other owes it
	Owing   int64  `json:"owing"`             // pence that it owes the other
	Differs string `json:"differs,omitempty"` // why that is not what the ledger holds
}

// Days at which balances are agreed.
const (
	BalanceMonth9  = "month_9"  // 31 December
	BalanceYearEnd = "year_end" // 31 March
)

// BalanceRecord is a balance as one party stated it.
type BalanceRecord struct {
	BalanceStated
	Party string
	Entry int64
	Time  Time
}

// BalanceFacts is how far two parties agree on a balance, as one of them sees it.
type BalanceFacts struct {
	Party   string         `json:"party"`
	With    string         `json:"with"`
	Year    string         `json:"year"`
	At      string         `json:"at"`
	On      Date           `json:"on"`
	Holds   AccountAmounts `json:"holds"`            // what the ledger holds for the party
	Prepaid AccountAmounts `json:"prepaid"`          // of that, what was paid before it was due
	Ours    *BalanceSaid   `json:"ours,omitempty"`   // as it stated
	Theirs  *BalanceSaid   `json:"theirs,omitempty"` // as the other stated, seen from the party's side
	Status  string         `json:"status"`           // unstated, one_sided, agreed (between the two, whatever the ledger holds), in_dispute
	Pence   int64          `json:"pence"`            // in dispute, both ways together
}

// BalanceSaid is what one side stated of a balance.
type BalanceSaid struct {
	AccountAmounts
	Differs string `json:"differs,omitempty"`
	Entry   int64  `json:"entry"`
}

// Statuses of a balance.
const (
	BalanceUnstated = "unstated"
	BalanceOneSided = "one_sided"
	BalanceAgreed   = "agreed"
	BalanceDisputed = "in_dispute"
)

func (b *BalanceStated) shape(s *shape) {
	s.code("with", b.With)
	s.year("year", b.Year)
	s.oneOf("at", b.At, BalanceMonth9, BalanceYearEnd)
	s.sum("owed", b.Owed)
	s.sum("owing", b.Owing)
	if b.Differs != "" {
		s.text("differs", b.Differs, MaxNote)
	}
}

// balanceDay is the day at whose end a balance is agreed.
func balanceDay(year, at string) Date {
	if at == BalanceMonth9 {
		return Date(year[:4] + "-12-31")
	}
	return Date(fmt.Sprintf("%04d-03-31", number(year[:4])+1))
}

func (b *BalanceStated) sentence(p Payload, n Names) string {
	said := fmt.Sprintf("%s says that on %s %s owed it %s and it owed %s", n.PartyName(p.Party), balanceDay(b.Year, b.At).InWords(), n.PartyName(b.With), Pounds(b.Owed), Pounds(b.Owing))
	if b.Differs != "" {
		said += ", other than the ledger holds: " + b.Differs
	}
	return said
}

func (b *BalanceStated) against(v View, st *Signed, q *Question, day Date) error {
	if err := speaks(st); err != nil {
		return err
	}
	if b.With == st.Payload.Party {
		return refuse(CodeConflict, "/payload/body/with", "%s has no balance with itself", v.PartyName(b.With))
	}
	if err := v.needParty(&q.Input, "with", b.With, day); err != nil {
		return err
	}
	facts, err := v.balanceFacts(st.Payload.Party, b.With, b.Year, b.At, v.Size(), nil)
	if err != nil {
		return err
	}
	q.Input.Balance = &facts
	return nil
}

func (b *BalanceStated) apply(s *State, q *Question, index int64) {
	p := &q.Signed.Payload
	key := balanceKey(p.Party, b.With, b.Year, b.At)
	stated, _ := s.balances.get(true, key)
	s.balances.set(key, withKey(stated, p.Party, BalanceRecord{BalanceStated: *b, Party: p.Party, Entry: index, Time: q.Time}))
}

func balanceKey(a, b, year, at string) string {
	return year + "/" + at + "/" + min(a, b) + "/" + max(a, b)
}

// balanceFacts is a balance as one party sees it, by what had been recorded in the
// first size entries.
func (v View) balanceFacts(party, with, year, at string, size int64, without func(Obligation) bool) (BalanceFacts, error) {
	f := BalanceFacts{Party: party, With: with, Year: year, At: at, On: balanceDay(year, at)}
	account, err := v.account(AccountOf{Party: party, With: with, From: f.On, To: f.On, Size: size, Without: without})
	f.Holds, f.Prepaid = account.Net(), account.Prepaid
	v.agreed(&f, size)
	return f, err
}

// agreed adds what the two sides stated.
func (v View) agreed(f *BalanceFacts, size int64) {
	stated, _ := v.s.balances.get(v.draft, balanceKey(f.Party, f.With, f.Year, f.At))
	if r, ok := stated[f.Party]; ok && r.Entry < size {
		f.Ours = &BalanceSaid{AccountAmounts{Owes: r.Owing, Owed: r.Owed}, r.Differs, r.Entry}
	}
	if r, ok := stated[f.With]; ok && r.Entry < size {
		f.Theirs = &BalanceSaid{AccountAmounts{Owes: r.Owed, Owed: r.Owing}, r.Differs, r.Entry}
	}
	switch {
	case f.Ours == nil && f.Theirs == nil:
		f.Status = BalanceUnstated
	case f.Ours == nil || f.Theirs == nil:
		f.Status = BalanceOneSided
	case f.Ours.AccountAmounts == f.Theirs.AccountAmounts:
		f.Status = BalanceAgreed
	default:
		f.Status, f.Pence = BalanceDisputed, f.Ours.apart(f.Theirs.AccountAmounts)
	}
}

// apart is by how many pence two balances differ, both ways together.
func (a AccountAmounts) apart(b AccountAmounts) int64 {
	return max(a.Owes-b.Owes, b.Owes-a.Owes) + max(a.Owed-b.Owed, b.Owed-a.Owed)
}

// balances adds those of an account's period that either side has stated.
func (v View) balances(a *Account, of AccountOf) {
	others := []string{of.With}
	if of.With == "" {
		others = nil
		for code := range v.Parties() {
			if code != of.Party {
				others = append(others, code)
			}
		}
	}
	for _, with := range others {
		for y := number(string(of.From[:4])) - 1; y <= number(string(of.To[:4])); y++ {
			for _, at := range []string{BalanceMonth9, BalanceYearEnd} {
				f := BalanceFacts{Party: of.Party, With: with, Year: fmt.Sprintf("%04d-%02d", y, (y+1)%100), At: at}
				f.On = balanceDay(f.Year, at)
				if f.On < of.From || f.On > of.To {
					continue
				}
				if v.agreed(&f, of.Size); f.Status == BalanceUnstated {
					continue
				}
				f, _ = v.balanceFacts(of.Party, with, f.Year, at, of.Size, of.Without) // of parties that the account was drawn up for
				a.Balances = append(a.Balances, f)
				switch {
				case f.Status == BalanceDisputed:
					a.Differences = append(a.Differences, AccountDifference{Kind: DiffersBalance, Party: with, At: at, Year: f.Year, Pence: f.Pence})
				case f.Status == BalanceAgreed && f.Ours.AccountAmounts != f.Holds:
					a.Differences = append(a.Differences, AccountDifference{Kind: DiffersLedger, Party: with, At: at, Year: f.Year, Pence: f.Ours.apart(f.Holds)})
				}
			}
		}
	}
	slices.SortStableFunc(a.Balances, func(x, y BalanceFacts) int { return cmp.Compare(x.On, y.On) })
}
