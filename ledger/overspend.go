package ledger

import (
	"fmt"
	"slices"
)

// Overspends: notice of one, and consent to bear more of it.

// OverspendNotified says that a fund is expected to overspend, and since when that
// is known. One that comes late is recorded as late, not refused.
type OverspendNotified struct {
	Fund   string `json:"fund"`
	Year   string `json:"year"`
	Line   string `json:"line,omitempty"` // none for the whole
	Pence  int64  `json:"pence"`
	Known  Date   `json:"known"`
	Reason string `json:"reason"`
}

// OverspendFacts is a notice as recorded.
type OverspendFacts struct {
	OverspendNotified
	Party string `json:"party"` // that gave it
	By    Date   `json:"by,omitempty"`
	Late  bool   `json:"late"` // given after By, the last day that the rules worked out for it
	Entry int64  `json:"entry"`
	Time  Time   `json:"time"`
}

func (b *OverspendNotified) shape(s *shape) {
	s.fundYear(b.Fund, b.Year)
	if b.Line != "" {
		s.code("line", b.Line)
	}
	s.amount("pence", b.Pence)
	s.date("known", b.Known)
	s.text("reason", b.Reason, MaxNote)
}

func (b *OverspendNotified) sentence(p Payload, n Names) string {
	line := ""
	if b.Line != "" {
		line = "line " + b.Line + " of "
	}
	return fmt.Sprintf("%s gives notice that %s%s is expected to overspend by %s, which it knew on %s: %s", n.PartyName(p.Party), line, ofFund(b.Fund, b.Year), Pounds(b.Pence), b.Known.InWords(), b.Reason)
}

func (b *OverspendNotified) against(v View, st *Signed, q *Question, day Date) error {
	if err := speaks(st); err != nil {
		return err
	}
	y, err := v.needFund(q, b.Fund, b.Year, day)
	if err != nil {
		return err
	}
	if b.Line != "" {
		if err := y.known("line", b.Line); err != nil {
			return err
		}
	}
	if b.Known > day {
		return refuse(CodeConflict, "/payload/body/known", "%s is still to come", b.Known.InWords())
	}
	given := 0 // by it alone: nobody keeps another from giving notice
	for _, n := range y.Notices {
		if n.Party == st.Payload.Party {
			given++
		}
	}
	if given >= MaxOverspends {
		return refuse(CodeTooLarge, "/payload/body", "%s has notified %d overspends of %s already", v.PartyName(st.Payload.Party), given, ofFund(b.Fund, b.Year))
	}
	return nil
}

func (b *OverspendNotified) apply(s *State, q *Question, index int64) {
	by := Date(q.Ruling.Dates["by"])
	s.year(b.Fund, b.Year, func(r *FundRecord) {
		r.Notices = with(r.Notices, OverspendFacts{
			OverspendNotified: *b, Party: q.Signed.Payload.Party, By: by, Late: by != "" && q.Time.Day() > by, Entry: index, Time: q.Time,
		})
	})
}

// CapLifted is a party's consent to bear so much more of an overspend than its cap.
// The latest of a party stands.
type CapLifted struct {
	Fund  string `json:"fund"`
	Year  string `json:"year"`
	Pence int64  `json:"pence"`
}

// LiftedFacts is a consent as recorded.
type LiftedFacts struct {
	Party  string `json:"party"`
	Pence  int64  `json:"pence"`
	Person string `json:"person"` // who gave it
	Entry  int64  `json:"entry"`
	Time   Time   `json:"time"`
}

func (b *CapLifted) shape(s *shape) {
	s.fundYear(b.Fund, b.Year)
	s.amount("pence", b.Pence)
}

func (b *CapLifted) sentence(p Payload, n Names) string {
	return fmt.Sprintf("%s consents to bear up to %s more than its cap of an overspend of %s", n.PartyName(p.Party), Pounds(b.Pence), ofFund(b.Fund, b.Year))
}

func (b *CapLifted) against(v View, st *Signed, q *Question, day Date) error {
	if err := speaks(st); err != nil {
		return err
	}
	y, err := v.needFund(q, b.Fund, b.Year, day)
	if err != nil {
		return err
	}
	f, _ := v.Fund(b.Fund)
	given := 0
	for _, l := range f.Years[b.Year].Lifted {
		if l.Party == st.Payload.Party {
			given++
		}
	}
	if given >= MaxConsents {
		return refuse(CodeTooLarge, "/payload/body", "%s has consented %d times to bear more of %s; the last consent stands", v.PartyName(st.Payload.Party), given, ofFund(b.Fund, b.Year))
	}
	return y.takesPart(v, "/payload/party", st.Payload.Party, b.Fund)
}

func (b *CapLifted) apply(s *State, q *Question, index int64) {
	p := &q.Signed.Payload
	s.year(b.Fund, b.Year, func(r *FundRecord) {
		r.Lifted = with(r.Lifted, LiftedFacts{Party: p.Party, Pence: b.Pence, Person: p.Author, Entry: index, Time: q.Time})
	})
}

// lifted are the consents that stand by what had been recorded in the first size
// entries: the latest of each party.
func (r FundRecord) lifted(size int64) []LiftedFacts {
	standing := []LiftedFacts{}
	for _, l := range slices.Backward(r.Lifted) {
		if l.Entry < size && !slices.ContainsFunc(standing, func(o LiftedFacts) bool { return o.Party == l.Party }) {
			standing = append(standing, l)
		}
	}
	slices.Reverse(standing)
	return standing
}
