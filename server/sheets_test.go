package server_test

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"net/http"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"concordat/ledger"
	"concordat/server/api"
)

// file is what the API attaches, and its name.
func (b *board) file(path string) (data []byte, name string) {
	b.t.Helper()
	a := b.get(path)
	if a.status != http.StatusOK {
		b.t.Fatalf("%s: %d %s", path, a.status, a.body)
	}
	m := regexp.MustCompile(`^attachment; filename="([\w.-]+)"$`).FindStringSubmatch(a.header.Get("Content-Disposition"))
	if m == nil {
		b.t.Fatalf("%s: it is attached as %q", path, a.header.Get("Content-Disposition"))
	}
	return []byte(a.body), m[1]
}

// records reads a CSV file as a spreadsheet does, by the names of its columns.
func records(t *testing.T, data []byte) (list []map[string]string) {
	t.Helper()
	plain, ok := bytes.CutPrefix(data, []byte("\ufeff"))
	if !ok || bytes.Count(plain, []byte("\r\n")) == 0 || bytes.Contains(bytes.ReplaceAll(plain, []byte("\r\n"), nil), []byte("\n")) {
		t.Fatalf("no byte order mark, or lines do not end in CRLF: %q", data[:min(len(data), 80)])
	}
	all, err := csv.NewReader(bytes.NewReader(plain)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	for _, row := range all[1:] {
		r := map[string]string{}
		for i, name := range all[0] {
			r[name] = row[i]
		}
		list = append(list, r)
	}
	return list
}

// The file has every obligation that the list has, each with the same values, whatever
// page of the list it stands on; and says in its name how many, by how many entries.
func TestObligationsAsFiles(t *testing.T) {
	b := still(t)
	for _, query := range []string{"", "party=00V", "party=00V&year=2015-16", "decision=GM-2013-001", "status=overdue&effective_on=2016-03-31", "recorded_by=2015-08-31", "party=00V&year=1999-00"} {
		var want []api.Obligation
		for next := ""; ; {
			var list api.List[api.Obligation]
			b.get(api.PathObligations+"?limit=100&"+query+next).into(http.StatusOK, &list)
			if want = append(want, list.Items...); list.Next == "" {
				break
			}
			next = "&after=" + list.Next
		}
		data, name := b.file(api.PathObligations + ".csv?" + query)
		rows := records(t, data)
		if len(rows) != len(want) || !strings.Contains(name, fmt.Sprintf("-rows-%d-entry-", len(want))) || !strings.HasPrefix(name, "obligations") {
			t.Fatalf("%s: %d rows in %s, expected %d", query, len(rows), name, len(want))
		}
		workbook, _ := b.file(api.PathObligations + ".xlsx?" + query)
		f, err := excelize.OpenReader(bytes.NewReader(workbook))
		if err != nil {
			t.Fatal(err)
		}
		cells, err := f.GetRows("Obligations", excelize.Options{RawCellValue: true})
		if err != nil {
			t.Fatal(err)
		}
		at := func(row int, column string) string {
			i := slices.Index(cells[0], column)
			if i < 0 || i >= len(cells[row]) {
				return ""
			}
			return cells[row][i]
		}
		var total int64
		for i, o := range want {
			got := rows[i]
			if got["obligation"] != o.Obligation || got["pence"] != strconv.FormatInt(o.Pence, 10) || got["left"] != strconv.FormatInt(o.Left, 10) || got["due"] != string(o.Due) || got["clause"] != o.Clause || got["clause"] == "" || got["working"] != o.Working || got["entry"] != strconv.FormatInt(o.Entry, 10) {
				t.Errorf("%s: %v, expected %+v", query, got, o)
			}
			pounds := fmt.Sprintf("%d.%02d", o.Pence/100, o.Pence%100)
			if value, _ := strconv.ParseFloat(at(i+1, "Amount"), 64); at(i+1, "Obligation") != o.Obligation || fmt.Sprintf("%.2f", value) != pounds || at(i+1, "Clause") != o.Clause {
				t.Errorf("%s: row %d is %q %q, expected %q", query, i+2, at(i+1, "Obligation"), at(i+1, "Amount"), pounds)
			}
			total += o.Pence
		}
		about, err := f.GetRows("About")
		if err != nil || !slices.ContainsFunc(about, func(line []string) bool { return line[0] == "Checkpoint" }) && !strings.Contains(query, "recorded_by") || !slices.ContainsFunc(about, func(line []string) bool { return line[0] == "Rests on entries" }) {
			t.Errorf("%s: %q says what it is: %v", query, about, err)
		}
		if len(want) == 0 {
			continue
		}
		money := must(excelize.ColumnNumberToName(slices.Index(cells[0], "Amount") + 1))
		last := fmt.Sprintf("%s%d", money, len(want)+2)
		if formula := must(f.GetCellFormula("Obligations", last)); formula != fmt.Sprintf("SUBTOTAL(109,%s2:%s%d)", money, money, len(want)+1) {
			t.Errorf("%s: the sum in %s is %q", query, last, formula)
		}
		if sum := must(f.CalcCellValue("Obligations", last, excelize.Options{RawCellValue: true})); total > 0 {
			if value, err := strconv.ParseFloat(sum, 64); err != nil || fmt.Sprintf("%.2f", value) != fmt.Sprintf("%d.%02d", total/100, total%100) {
				t.Errorf("%s: it adds up to %s, expected %d pence", query, sum, total)
			}
		}
		due := must(excelize.ColumnNumberToName(slices.Index(cells[0], "Due")+1)) + "2"
		if shown := must(f.GetCellValue("Obligations", due)); shown != want[0].Due.InWords() {
			t.Errorf("%s: the day in %s is shown as %q, expected %q", query, due, shown, want[0].Due.InWords())
		}
	}
	for _, query := range []string{"?limit=1", "?after=x", "?recorded_by=soon", "?party=nobody"} {
		if p := b.get(api.PathObligations + ".csv" + query).problem(); p.Code != ledger.CodeMalformed {
			t.Errorf("%s: %+v", query, p)
		}
	}
}

// A statement as a file has the rows of the statement, and the same check code on it.
func TestAccountAsFiles(t *testing.T) {
	b := still(t)
	for _, query := range []string{"?year=2015-16", "?with=00T&year=2014-15", "?from=2015-10-01&to=2015-12-31"} {
		var a api.Account
		b.get(api.Fill(api.PathAccount, "00V")+query).into(http.StatusOK, &a)
		data, name := b.file(api.Fill(api.PathAccount+".csv", "00V") + query)
		rows := records(t, data)
		if len(rows) != len(a.Rows) || len(rows) == 0 || !strings.HasSuffix(name, fmt.Sprintf("-rows-%d-entry-%d.csv", len(a.Rows), a.AsAt)) {
			t.Fatalf("%s: %d rows in %s, expected %d", query, len(rows), name, len(a.Rows))
		}
		for i, row := range a.Rows {
			if got := rows[i]; got["obligation"] != row.Obligation || got["closing"] != strconv.FormatInt(row.Closing, 10) || got["with_name"] != a.Names[row.Party] || got["clause"] == "" {
				t.Errorf("%s: %v, expected %+v", query, got, row)
			}
		}
		workbook, _ := b.file(api.Fill(api.PathAccount+".xlsx", "00V") + query)
		f, err := excelize.OpenReader(bytes.NewReader(workbook))
		if err != nil {
			t.Fatal(err)
		}
		about := must(f.GetRows("About"))
		if !slices.ContainsFunc(about, func(line []string) bool { return line[0] == "Check code" && line[1] == a.Code }) {
			t.Errorf("%s: the check code is %s, and the workbook says %q", query, a.Code, about)
		}
		var again api.Account
		b.get(api.Fill(api.PathAccount, "00V")+query).into(http.StatusOK, &again)
		if again.Code != a.Code {
			t.Errorf("%s: drawn up again it has another code", query)
		}
	}
}

// What a fund's year would come to is what it is settled at, and nothing is written.
func TestSupposedOutturn(t *testing.T) {
	b := still(t)
	size := b.size()
	var a api.FundAccount
	b.get(api.Fill(api.PathFundYear, "home-equipment", "2015-16")).into(http.StatusOK, &a)
	high := a.Forecast[len(a.Forecast)-1]
	report := a.Reports[len(a.Reports)-1]
	var ask api.OutturnRequest
	for _, l := range report.Lines {
		ask.Lines = append(ask.Lines, ledger.OutturnLine{Line: l.Line, Pence: l.High})
	}
	path := api.Fill(api.PathSupposed, "home-equipment", "2015-16")
	var got api.SupposedOutturn
	b.do("POST", path, "", encode(t, ask)).into(http.StatusOK, &got)
	if got.Pence != high.Pence || !slices.Equal(got.Parties, high.Parties) || got.Overspend != high.Overspend || got.Names["00V"] != "NHS Bury CCG" {
		t.Errorf("%+v, expected as in the forecast %+v", got, high)
	}
	var unchanged api.SupposedOutturn // every line comes to what there is for it
	b.do("POST", path, "", []byte(`{"lines": []}`)).into(http.StatusOK, &unchanged)
	if unchanged.Overspend != 0 || unchanged.Underspend != 0 {
		t.Errorf("%+v", unchanged)
	}
	var settled api.SupposedOutturn // a year whose outturn was audited
	b.do("POST", api.Fill(api.PathSupposed, "home-equipment", "2014-15"), "", []byte(`{"lines": []}`)).into(http.StatusOK, &settled)
	for body, code := range map[string]ledger.Code{
		`{"lines": [{"line": "nothing", "pence": 1}]}`: ledger.CodeMalformed, `{"lines": [{"line": "issues", "pence": -1}]}`: ledger.CodeMalformed, `{"rows": []}`: ledger.CodeMalformed,
	} {
		if p := b.do("POST", path, "", []byte(body)).problem(); p.Code != code {
			t.Errorf("%s: %+v", body, p)
		}
	}
	if p := b.do("POST", api.Fill(api.PathSupposed, "home-equipment", "1999-00"), "", []byte(`{"lines": []}`)).problem(); p.Code != ledger.CodeNotFound {
		t.Errorf("%+v", p)
	}
	if b.size() != size {
		t.Error("something was written")
	}
}

// What is used of an authority is what the rules take off it: a motion's own room, as a
// preview tells it, is the limit less what the party is told that it has used.
func TestRoomIsAsTheRulesHaveIt(t *testing.T) {
	b := still(t)
	var preview api.Preview
	b.do("POST", api.PathPreview, "", encode(t, api.PreviewRequest{Motion: "GM-2015-011", Votes: []api.PreviewVote{}})).into(http.StatusOK, &preview)
	compared := 0
	for _, k := range preview.Stakes {
		var party api.Party
		b.get(api.Fill(api.PathParty, k.Party)).into(http.StatusOK, &party)
		i := slices.IndexFunc(party.Room, func(r api.AuthorityRoom) bool { return r.ID == k.Authority })
		if i < 0 || len(party.Room) != len(party.Authorities) {
			t.Fatalf("%s has no room of %s", k.Party, k.Authority)
		}
		for _, limit := range k.Limits {
			used := map[string]int64{"spend": party.Room[i].Spend, "loss": party.Room[i].Loss}[limit.Of]
			if limit.Span == "action" {
				continue
			}
			if limit.Span == "year" {
				used = 0
				for _, y := range party.Room[i].Years {
					if y.Year == limit.Year {
						used = map[string]int64{"spend": y.Spend, "loss": y.Loss}[limit.Of]
					}
				}
			}
			compared++
			if used != limit.Used {
				t.Errorf("%s of %s, %s a %s %s: %d used, and by the rules %d", k.Authority, k.Party, limit.Of, limit.Span, limit.Year, used, limit.Used)
			}
		}
	}
	if compared == 0 {
		t.Error("nothing was compared")
	}
}
