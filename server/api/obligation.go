package api

import (
	"cmp"
	"slices"

	"concordat/ledger"
)

// Side is a side of an obligation: the party whose it is today, and by name the one whose
// it was when the obligation was made, if they merged since.
type Side struct{ Code, Name, Before string }

// InWords says whose the side is, and in whose place.
func (s Side) InWords() string {
	if s.Before == "" {
		return s.Name
	}
	return s.Name + ", in the place of " + s.Before
}

// From is who owes an obligation.
func (o Obligation) From() Side { return side(o.Payer, o.PayerName, o.PayerNow, o.PayerNowName) }

// To is whom it is owed to: nobody by name, where it is a duty to all who take part.
func (o Obligation) To() Side { return side(o.Payee, o.PayeeName, o.PayeeNow, o.PayeeNowName) }

func side(made, name, now, nowName string) Side {
	if now == "" {
		return Side{Code: made, Name: name}
	}
	return Side{now, cmp.Or(nowName, now), name}
}

// SideOf tells which side of an obligation a party is, itself or in the place of one that
// merged into it: what it pays to a fund that it holds itself is its own.
func (o Obligation) SideOf(party string) string {
	payer, payee := slices.Contains([]string{o.Payer, o.PayerNow}, party), slices.Contains([]string{o.Payee, o.PayeeNow}, party)
	switch {
	case payer && payee:
		return ledger.SideOwn
	case payer:
		return ledger.SideOwes
	}
	return ledger.SideOwed
}
