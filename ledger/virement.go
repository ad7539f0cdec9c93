package ledger

import "fmt"

// Money moved from one line of a fund to another.

// VirementMade moves money from one line of a fund to another, as a decision allows.
type VirementMade struct {
	Fund     string `json:"fund"`
	Year     string `json:"year"`
	From     string `json:"from"`
	To       string `json:"to"`
	Pence    int64  `json:"pence"`
	Decision string `json:"decision"`
}

// VirementFacts is a virement as recorded.
type VirementFacts struct {
	VirementMade
	Entry int64 `json:"entry"`
	Time  Time  `json:"time"`
}

func (b *VirementMade) shape(s *shape) {
	s.fundYear(b.Fund, b.Year)
	s.code("from", b.From)
	s.code("to", b.To)
	s.that(b.From != b.To, "to", "money moves from one line to another")
	s.amount("pence", b.Pence)
	s.code("decision", b.Decision)
}

func (b *VirementMade) sentence(p Payload, n Names) string {
	return fmt.Sprintf("%s moves %s of %s from line %s to line %s, as %s allows", n.PartyName(p.Party), Pounds(b.Pence), ofFund(b.Fund, b.Year), b.From, b.To, motion(n, b.Decision))
}

func (b *VirementMade) against(v View, st *Signed, q *Question, day Date) error {
	if err := speaks(st); err != nil {
		return err
	}
	y, err := v.needFund(q, b.Fund, b.Year, day)
	if err != nil {
		return err
	}
	if err := y.known("from", b.From); err != nil {
		return err
	}
	if err := y.known("to", b.To); err != nil {
		return err
	}
	if len(y.Virements) >= MaxVirements {
		return refuse(CodeTooLarge, "/payload/body", "%d virements were made within %s already", len(y.Virements), ofFund(b.Fund, b.Year))
	}
	if err := v.needDecision(&q.Input, b.Decision); err != nil {
		return err
	}
	if d, _ := v.Decision(b.Decision); !v.effective(d, v.Size()) {
		return refuse(CodeConflict, "/payload/body/decision", "%s has no effect: it is %s", b.Decision, inWords(v.DecisionStatus(d, v.Size())))
	}
	return nil
}

func (b *VirementMade) apply(s *State, q *Question, index int64) {
	s.year(b.Fund, b.Year, func(r *FundRecord) {
		r.Virements = with(r.Virements, VirementFacts{VirementMade: *b, Entry: index, Time: q.Time})
	})
}
