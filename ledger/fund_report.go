package ledger

import (
	"fmt"
	"slices"
	"strings"
)

// What a fund's host reports of its year.

// FundReported is what has been spent of a fund from the year's beginning to a day,
// and what its year is expected to come to. A report of a period for which there is
// one names that one, and takes its place.
type FundReported struct {
	Fund     string       `json:"fund"`
	Year     string       `json:"year"`
	Period   string       `json:"period"` // Q1 to Q4, or M01 (April) to M12
	To       Date         `json:"to"`     // in the period's last month
	Lines    []ReportLine `json:"lines"`  // all of the fund's
	Source   string       `json:"source"`
	Paper    *Paper       `json:"paper,omitempty"`
	Replaces Digest       `json:"replaces,omitempty"` // statement id of the report of this period so far
	Material []string     `json:"material,omitempty"` // matters that bear on the next year's budget
}

// ReportLine is one line's, in pence: spent and committed to date, and three views
// of what the year comes to.
type ReportLine struct {
	Line      string `json:"line"`
	Spend     int64  `json:"spend"`
	Committed int64  `json:"committed"` // not spent yet
	Low       int64  `json:"low"`
	Central   int64  `json:"central"`
	High      int64  `json:"high"`
}

// ReportFacts is a report as recorded.
type ReportFacts struct {
	FundReported
	ID     Digest `json:"id"`
	Author string `json:"author"`
	Party  string `json:"party"` // that the author spoke for
	Entry  int64  `json:"entry"`
	Time   Time   `json:"time"`
}

func (b *FundReported) codes() []string {
	codes := make([]string, len(b.Lines))
	for i, l := range b.Lines {
		codes[i] = l.Line
	}
	return codes
}

func (b *FundReported) shape(s *shape) {
	s.fundYear(b.Fund, b.Year)
	s.date("to", b.To)
	if s.err != nil {
		return
	}
	month, ok := lastMonth(b.Year, b.Period)
	s.that(ok, "period", "%q is no period of a year: Q1 to Q4, or M01 (April) to M12 (March)", b.Period)
	s.that(!ok || string(b.To[:7]) == month, "to", "%s of %s ends in the month %s, and %s is not in it", b.Period, b.Year, month, b.To)
	s.lineCodes(b.codes())
	for i, l := range b.Lines {
		at := fmt.Sprintf("lines/%d/", i)
		s.sum(at+"spend", l.Spend)
		s.sum(at+"committed", l.Committed)
		s.sum(at+"low", l.Low)
		s.sum(at+"high", l.High)
		s.that(l.Low <= l.Central && l.Central <= l.High, at+"central", "line %s: the central forecast, %s, lies between the low one, %s, and the high one, %s", l.Line, Pounds(l.Central), Pounds(l.Low), Pounds(l.High))
	}
	s.text("source", b.Source, MaxNote)
	s.evidence(b.Paper)
	s.optional("replaces", b.Replaces)
	s.list("material", len(b.Material), 0, MaxLines)
	for i, m := range b.Material {
		s.text(fmt.Sprintf("material/%d", i), m, MaxNote)
	}
}

// lastMonth is the last month of a period of a financial year, such as 2015-06.
func lastMonth(year, period string) (string, bool) {
	n := 0 // months from April
	switch {
	case len(period) == 2 && period[0] == 'Q' && period[1] >= '1' && period[1] <= '4':
		n = 3*number(period[1:]) - 1
	case len(period) == 3 && period[0] == 'M' && number(period[1:]) >= 1 && number(period[1:]) <= 12:
		n = number(period[1:]) - 1
	default:
		return "", false
	}
	y, m := number(year[:4]), 4+n
	if m > 12 {
		y, m = y+1, m-12
	}
	return fmt.Sprintf("%04d-%02d", y, m), true
}

func (b *FundReported) sentence(p Payload, n Names) string {
	var spend, committed, central int64
	for _, l := range b.Lines {
		spend, committed, central = spend+l.Spend, committed+l.Committed, central+l.Central
	}
	said := fmt.Sprintf("%s reports on %s, %s to %s: %s spent and %s committed; the year is expected to come to %s", n.PartyName(p.Party), ofFund(b.Fund, b.Year), b.Period,
		b.To.InWords(), Pounds(spend), Pounds(committed), Pounds(central))
	if len(b.Material) > 0 {
		said += "; what bears on the next year's budget: " + strings.Join(b.Material, "; ")
	}
	return shown(said+instead(b.Replaces), b.Paper)
}

// instead says which statement one takes the place of.
func instead(replaces Digest) string {
	if replaces == "" {
		return ""
	}
	return ", in place of what was stated by " + short(replaces)
}

func (b *FundReported) against(v View, st *Signed, q *Question, day Date) error {
	if err := speaks(st); err != nil {
		return err
	}
	y, err := v.needFund(q, b.Fund, b.Year, day)
	if err != nil {
		return err
	}
	if err := y.whole(b.codes()); err != nil {
		return err
	}
	if b.To > day {
		return refuse(CodeConflict, "/payload/body/to", "%s is not over: what is reported is what was spent", b.To.InWords())
	}
	i := slices.IndexFunc(y.Reports, func(r ReportFacts) bool { return r.Period == b.Period })
	if i < 0 {
		return follows(b.Replaces, "", "report", b.Period+" of "+ofFund(b.Fund, b.Year))
	}
	return follows(b.Replaces, y.Reports[i].ID, "report", b.Period+" of "+ofFund(b.Fund, b.Year))
}

// follows refuses two statements of one thing of which the second does not name
// the first, and one that names another than that which stands.
func follows(replaces, stands Digest, what, of string) error {
	switch {
	case replaces == stands:
		return nil
	case stands == "":
		return refuse(CodeNotFound, "/payload/body/replaces", "there is no %s of %s that this could replace", what, of)
	case replaces == "":
		return refuse(CodeConflict, "/payload/body/replaces", "there is one %s of %s already: if this one is to stand in its place, name it in replaces: %s", what, of, stands)
	}
	return refuse(CodeStale, "/payload/body/replaces", "the %s of %s that stands is %s", what, of, stands)
}

func (b *FundReported) apply(s *State, q *Question, index int64) {
	p := &q.Signed.Payload
	s.year(b.Fund, b.Year, func(r *FundRecord) {
		reports := slices.DeleteFunc(slices.Clone(r.Reports), func(f ReportFacts) bool { return f.Period == b.Period })
		reports = append(reports, ReportFacts{FundReported: *b, ID: q.Signed.ID, Author: p.Author, Party: p.Party, Entry: index, Time: q.Time})
		slices.SortStableFunc(reports, func(a, b ReportFacts) int { return strings.Compare(string(a.To), string(b.To)) })
		r.Reports = reports
		r.name(b.Paper)
	})
}
