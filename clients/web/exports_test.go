package web_test

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"concordat/ledger"
)

// What can be taken away can be as a workbook, which has the rows of the plain table, with
// days that are days and numbers that are numbers, and says what it is.
func TestExportsAsWorkbooks(t *testing.T) {
	b := newBoard(t)
	who := b.member("secretary")
	who.get("/exports").is(200, "/exports/votes.xlsx", "/exports/people.csv", "/audit/register.xlsx", "/api/v1/obligations.xlsx", "/api/v1/obligations.csv", "/parties/00V/statement", "Minutes of ", "/api/openapi.json", "/checkpoint", "/api/docs")
	times := 0
	for path, sheet := range map[string]string{
		"/audit/register.%s?status=carried": "Register of decisions", "/audit/sample.%s?n=3&seed=a": "Sample",
		"/exports/votes.%s": "Votes", "/exports/attendance.%s": "Attendance", "/exports/people.%s": "People and seats",
	} {
		plain := who.get(fmt.Sprintf(path, "csv")).is(200)
		rows, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(plain.body, "\ufeff"))).ReadAll()
		if err != nil || len(rows) < 2 {
			t.Fatalf("%s: %d rows: %v", path, len(rows), err)
		}
		file := who.get(fmt.Sprintf(path, "xlsx")).is(200)
		name := strings.TrimSuffix(plain.header.Get("Content-Disposition"), "csv") + "xlsx"
		if file.header.Get("Content-Disposition") != name || file.header.Get("Content-Type") != "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet" {
			t.Errorf("%s: %v, expected %s", path, file.header, name)
		}
		f, err := excelize.OpenReader(bytes.NewReader([]byte(file.body)))
		if err != nil {
			t.Fatal(err)
		}
		cells, err := f.GetRows(sheet)
		if err != nil || len(cells) != len(rows) {
			t.Fatalf("%s: %d rows, expected %d: %v", path, len(cells), len(rows), err)
		}
		for i, row := range rows[1:] {
			for c, want := range row {
				got := ""
				if c < len(cells[i+1]) {
					got = cells[i+1][c]
				}
				if column := rows[0][c]; column == "moved" || column == "decided" {
					if on := ledger.Date(want); got != "" && got != on.InWords() || (got == "") != (want == "") {
						t.Errorf("%s: the day %s is shown as %q", path, want, got)
					}
				} else if column == "closes" || column == "starts" || column == "time" {
					if at := ledger.Time(want); got != "" && (!strings.HasPrefix(got, ledger.Date(at.Local()[:10]).InWords()+" ") || !strings.HasSuffix(got, at.Local()[11:16])) || (got == "") != (want == "") {
						t.Errorf("%s: the time %s is shown as %q", path, want, got)
					}
					times++
				} else if got != strings.TrimPrefix(want, "'") {
					t.Errorf("%s: row %d, %s: %q, expected %q", path, i, column, got, want)
				}
			}
		}
		c := slices.Index(rows[0], "entry")
		switch people := strings.Contains(path, "/people"); {
		case people != (c < 0): // what a person is comes from several entries
			t.Errorf("%s: its columns are %v", path, rows[0])
		case people:
		case c != 0 || slices.ContainsFunc(rows[1:], func(row []string) bool { n, err := strconv.Atoi(row[0]); return err != nil || n < 1 || n > 551 }):
			t.Errorf("%s: a row does not begin with its entry: %v", path, rows)
		default:
			at, err := excelize.CoordinatesToCellName(c+1, 2)
			if err != nil {
				t.Fatal(err)
			}
			if kind, err := f.GetCellType(sheet, at); err != nil || kind != excelize.CellTypeUnset && kind != excelize.CellTypeNumber {
				t.Errorf("%s: an entry's number is of type %v: %v", path, kind, err)
			}
		}
		about, err := f.GetRows("About")
		if err != nil || !slices.ContainsFunc(about, func(line []string) bool { return line[0] == "Rests on entries" && line[1] == "552" }) || !slices.ContainsFunc(about, func(line []string) bool { return line[0] == "Checkpoint" }) || !slices.ContainsFunc(about, func(line []string) bool {
			return line[0] == "Link" && strings.HasSuffix(line[1], fmt.Sprintf(path, "xlsx"))
		}) {
			t.Errorf("%s: %q says what it is: %v", path, about, err)
		}
	}
	if times == 0 {
		t.Error("no times were looked at")
	}
	who.get("/exports/votes.doc").is(404)
	who.get("/exports/else.xlsx").is(404)
}
