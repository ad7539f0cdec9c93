package server

import (
	"context"
	"fmt"
	"io"
	"iter"
	"strings"

	"concordat/ledger"
	"concordat/server/api"
	"concordat/server/auth"
	"concordat/server/document"
)

// What a finance officer puts into a spreadsheet: the same rows as the answers in JSON
// have, all of them at once.

func obligationsCSV(s *Server, r *request, caller *auth.Caller) (answer, error) {
	sheet, a, err := s.obligationsSheet(r, caller)
	return asCSV(sheet, a, err)
}

func obligationsXLSX(s *Server, r *request, caller *auth.Caller) (answer, error) {
	sheet, a, err := s.obligationsSheet(r, caller)
	return asXLSX(sheet, a, err)
}

func accountCSV(s *Server, r *request, caller *auth.Caller) (answer, error) {
	sheet, a, err := s.accountSheet(r, caller)
	return asCSV(sheet, a, err)
}

func accountXLSX(s *Server, r *request, caller *auth.Caller) (answer, error) {
	sheet, a, err := s.accountSheet(r, caller)
	return asXLSX(sheet, a, err)
}

// sheetOf makes a sheet, whose rows are asked for as long as ctx lasts.
type sheetOf func(ctx context.Context) document.Sheet

func asCSV(sheet sheetOf, a answer, err error) (answer, error) {
	if err != nil {
		return a, err
	}
	a.kind, a.packs = api.TypeCSV, true
	a.write = func(ctx context.Context, out io.Writer) error { return sheet(ctx).WriteCSV(out) }
	return a.attached(sheet(nil).Filename("csv")), nil
}

func asXLSX(sheet sheetOf, a answer, err error) (answer, error) {
	if err != nil {
		return a, err
	}
	a.kind = api.TypeXLSX
	a.write = func(ctx context.Context, out io.Writer) error { return sheet(ctx).WriteXLSX(out) }
	return a.attached(sheet(nil).Filename("xlsx")), nil
}

// attached has a browser save the answer by a name, which is of letters, digits and
// hyphens alone.
func (a answer) attached(name string) answer {
	a.header = append(a.header, [2]string{"Content-Disposition", `attachment; filename="` + name + `"`})
	return a
}

// aboutSheet says what a sheet is, and what it rests on.
func (s *Server) aboutSheet(q *reading, r *request, title string, size int64, more ...[2]string) [][2]string {
	about := [][2]string{{"What", title}, {"Ledger", s.founded.Name}, {"Asked for", r.path + asked(r)}, {"Made at", q.now.InWords()}, {"Rests on entries", fmt.Sprint(size)}}
	if size == q.head.Size {
		about = append(about, [2]string{"Checkpoint", fmt.Sprintf("%d entries, check code %s", q.head.Size, ledger.CheckCode(ledger.Digest(fmt.Sprintf("%x", q.head.Root[:]))))})
	}
	about = append(about, more...)
	if place := s.place(); place != "" {
		about = append(about, [2]string{"Link", place + r.path + asked(r)})
	}
	if s.founded.Example != nil {
		about = append(about, [2]string{"Note", exampleNotice})
	}
	return about
}

func asked(r *request) string {
	if len(r.query) == 0 {
		return ""
	}
	return "?" + r.query.Encode()
}

var obligationColumns = []document.SheetColumn{
	{Name: "entry", Title: "Entry", Kind: document.SheetNumber},
	{Name: "obligation", Title: "Obligation", Kind: document.SheetText},
	{Name: "decision", Title: "Decision", Kind: document.SheetText},
	{Name: "kind", Title: "Kind", Kind: document.SheetText},
	{Name: "what", Title: "What", Kind: document.SheetText},
	{Name: "payer", Title: "Payer’s code", Kind: document.SheetText},
	{Name: "payer_name", Title: "Payer", Kind: document.SheetText},
	{Name: "payee", Title: "Payee’s code", Kind: document.SheetText},
	{Name: "payee_name", Title: "Payee", Kind: document.SheetText},
	{Name: "payer_now", Title: "Code of who pays in its place", Kind: document.SheetText},
	{Name: "payer_now_name", Title: "Who pays in its place", Kind: document.SheetText},
	{Name: "payee_now", Title: "Code of who is paid in its place", Kind: document.SheetText},
	{Name: "payee_now_name", Title: "Who is paid in its place", Kind: document.SheetText},
	{Name: "function", Title: "Function", Kind: document.SheetText},
	{Name: "clause", Title: "Clause", Kind: document.SheetText},
	{Name: "fund", Title: "Fund", Kind: document.SheetText},
	{Name: "line", Title: "Line", Kind: document.SheetText},
	{Name: "in", Title: "In", Kind: document.SheetText},
	{Name: "recurrent", Title: "Recurrent", Kind: document.SheetText},
	{Name: "capital", Title: "Capital", Kind: document.SheetText},
	{Name: "year", Title: "Year", Kind: document.SheetText},
	{Name: "due", Title: "Due", Kind: document.SheetDay},
	{Name: "effective", Title: "Effective", Kind: document.SheetDay},
	{Name: "status", Title: "Status", Kind: document.SheetText},
	{Name: "pence", Title: "Amount", Kind: document.SheetMoney, Sum: true},
	{Name: "paid", Title: "Paid", Kind: document.SheetMoney, Sum: true},
	{Name: "received", Title: "Received", Kind: document.SheetMoney, Sum: true},
	{Name: "left", Title: "Left", Kind: document.SheetMoney, Sum: true},
	{Name: "working", Title: "How it is worked out", Kind: document.SheetText},
}

// obligationsSheet is every obligation that the query asks for, at one size of the ledger
// and on one day, however long it takes to write it.
func (s *Server) obligationsSheet(r *request, caller *auth.Caller) (of sheetOf, a answer, err error) {
	sheet := document.Sheet{Title: "Obligations", Columns: obligationColumns}
	var wanted wantedObligations
	err = s.read(r, caller, func(q *reading) error {
		if wanted, err = s.wanted(q, r); err != nil {
			return err
		}
		name := []string{"obligations"}
		for _, by := range []string{"party", "function", "year", "decision", "status"} {
			if v := r.query.Get(by); v != "" {
				name = append(name, v)
			}
		}
		sheet.Name, sheet.AsAt, sheet.Time = filename(name), wanted.at.size, q.now
		sheet.About = s.aboutSheet(q, r, sheet.Title, wanted.at.size)
		if wanted.byIndex { // else all are read twice, and it takes its time to begin
			sheet.Count = countObligations(q, wanted)
		}
		a.tag = q.tag(string(q.day), "sheet")
		return nil
	})
	if err != nil {
		return nil, a, err
	}
	if !wanted.byIndex {
		for _, err := range s.obligationsOf(r, caller, wanted) {
			if err != nil {
				return nil, a, err
			}
			sheet.Count++
		}
	}
	sheet.LeaveOut(len(wanted.left), api.LeftOutWords(len(wanted.left), "obligation", "obligations"))
	return func(ctx context.Context) document.Sheet {
		asked := *r
		asked.ctx = ctx
		sheet.Rows = func(yield func([]any, error) bool) {
			for o, err := range s.obligationsOf(&asked, caller, wanted) {
				if !yield(obligationRow(o), err) {
					return
				}
			}
		}
		return sheet
	}, a.lacking(wanted.withheld()...), nil
}

// countObligations is how many are wanted, where what is known of them without reading
// them tells.
func countObligations(q *reading, wanted wantedObligations) (n int) {
	for ref, o := range q.ObligationsBy(func(ref string, x ledger.Index) bool {
		if wanted.index(x) && wanted.kept(ref) {
			n++
		}
		return false
	}) {
		if _, ok := wanted.show(ref, o); ok { // it is in memory
			n++
		}
	}
	return n
}

func obligationRow(o api.Obligation) []any {
	return []any{
		o.Entry, o.Obligation, o.Decision, o.Kind, o.What, o.Payer, o.PayerName, o.Payee, o.PayeeName, o.PayerNow, o.PayerNowName, o.PayeeNow, o.PayeeNowName, o.Function, o.Clause, o.Fund, o.Line, o.In,
		o.Recurrent, o.Capital, o.Year, string(o.Due), string(o.Effective), o.Status.Status, o.Pence, o.Paid, o.Received, o.Left, o.Working,
	}
}

// obligationsOf goes through what is wanted in short readings, and holds none while it
// gives what it read: who takes it may be slow, and meanwhile nothing could become durable.
func (s *Server) obligationsOf(r *request, caller *auth.Caller, wanted wantedObligations) iter.Seq2[api.Obligation, error] {
	return func(yield func(api.Obligation, error) bool) {
		place, more := 0, true
		for more {
			var some []api.Obligation
			if err := r.ctx.Err(); err != nil { // nobody takes them any more
				yield(api.Obligation{}, err)
				return
			}
			err := s.read(r, caller, func(q *reading) error {
				w := wanted.in(q)
				seen := 0
				more = false
				for ref, o := range q.ObligationsFrom(&place, func(_ string, x ledger.Index) bool { return w.index(x) }) {
					if shown, ok := w.show(ref, o); ok {
						some = append(some, shown)
					}
					if seen++; seen == s.atOnce {
						more = true
						break
					}
				}
				return nil
			})
			if err != nil {
				yield(api.Obligation{}, err)
				return
			}
			for _, o := range some {
				if !yield(o, nil) {
					return
				}
			}
		}
	}
}

var accountColumns = []document.SheetColumn{
	{Name: "entry", Title: "Entry", Kind: document.SheetNumber},
	{Name: "obligation", Title: "Obligation", Kind: document.SheetText},
	{Name: "side", Title: "Side", Kind: document.SheetText},
	{Name: "with", Title: "With", Kind: document.SheetText},
	{Name: "with_name", Title: "Name", Kind: document.SheetText},
	{Name: "what", Title: "What", Kind: document.SheetText},
	{Name: "function", Title: "Function", Kind: document.SheetText},
	{Name: "clause", Title: "Clause", Kind: document.SheetText},
	{Name: "fund", Title: "Fund", Kind: document.SheetText},
	{Name: "line", Title: "Line", Kind: document.SheetText},
	{Name: "kind", Title: "Kind", Kind: document.SheetText},
	{Name: "in", Title: "In", Kind: document.SheetText},
	{Name: "recurrent", Title: "Recurrent", Kind: document.SheetText},
	{Name: "capital", Title: "Capital", Kind: document.SheetText},
	{Name: "year", Title: "Year", Kind: document.SheetText},
	{Name: "due", Title: "Due", Kind: document.SheetDay},
	{Name: "status", Title: "Status", Kind: document.SheetText},
	{Name: "opening", Title: "Opening", Kind: document.SheetMoney},
	{Name: "new", Title: "New", Kind: document.SheetMoney},
	{Name: "adjusted", Title: "Taken back", Kind: document.SheetMoney},
	{Name: "paid", Title: "Paid", Kind: document.SheetMoney},
	{Name: "received", Title: "Received", Kind: document.SheetMoney},
	{Name: "closing", Title: "Closing", Kind: document.SheetMoney},
}

// accountSheet is a statement of account. Its money is not added up: what is owed and
// what is owing stand in the same columns.
func (s *Server) accountSheet(r *request, caller *auth.Caller) (of sheetOf, a answer, err error) {
	var sheet document.Sheet
	a, err = s.account(r, caller, func(q *reading, drawn api.Account) error {
		name := []string{"account", drawn.Party}
		if drawn.With != "" {
			name = append(name, drawn.With)
		}
		if from, to, err := ledger.YearDays(financialYear(drawn.From)); err == nil && from == drawn.From && to == drawn.To {
			name = append(name, financialYear(drawn.From))
		} else {
			name = append(name, string(drawn.From), string(drawn.To))
		}
		title := "Statement of account"
		sheet = document.Sheet{Name: filename(name), Title: title, Columns: accountColumns, AsAt: drawn.AsAt, Time: q.now}
		var rows [][]any
		for _, row := range drawn.Rows {
			clause := row.Clause
			if o, ok := q.Obligation(row.Obligation); ok && clause == "" {
				clause = o.Clause
			}
			rows = append(rows, []any{
				row.Entry, row.Obligation, row.Side, row.Party, drawn.Names[row.Party], row.What, row.Function, clause, row.Fund, row.Line, row.Kind, row.In, row.Recurrent, row.Capital, row.Year, string(row.Due), row.Status,
				row.Opening, row.New, row.Adjusted, row.Paid, row.Received, row.Closing,
			})
		}
		sheet.Rows, sheet.Count = document.Rows(rows), len(rows)
		sheet.About = s.aboutSheet(q, r, title+" of "+drawn.Names[drawn.Party]+", "+drawn.From.InWords()+" to "+drawn.To.InWords(), drawn.AsAt,
			[2]string{"It owes at the end", ledger.Pounds(drawn.Sums[0].Owes.Closing)}, [2]string{"It is owed at the end", ledger.Pounds(drawn.Sums[0].Owed.Closing)}, [2]string{"Check code", drawn.Code})
		sheet.LeaveOut(drawn.LeftOut, api.LeftOutWords(drawn.LeftOut, "obligation", "obligations"))
		return nil
	})
	return func(context.Context) document.Sheet { return sheet }, a, err
}

// filename joins what a file is called by, leaving out what a file's name can't have.
func filename(parts []string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case 'a' <= r && r <= 'z', 'A' <= r && r <= 'Z', '0' <= r && r <= '9', r == '-', r == '_':
			return r
		}
		return '-'
	}, strings.Join(parts, "-"))
}
