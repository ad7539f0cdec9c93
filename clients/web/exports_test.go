package web_test

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"

	"concordat/ledger"
	"concordat/server/api"
)

// table is the rows of a plain table, by their columns' names.
func (a answer) table() (rows []map[string]string) {
	a.t.Helper()
	lines, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(a.body, "\ufeff"))).ReadAll()
	if err != nil {
		a.t.Fatal(err)
	}
	for _, line := range lines[1:] {
		row := map[string]string{}
		for i, name := range lines[0] {
			row[name] = line[i]
		}
		rows = append(rows, row)
	}
	return rows
}

// The register's file has each motion's own decision, and asks for decisions by the page.
func TestRegisterFileAsksByThePage(t *testing.T) {
	b := newBoard(t)
	decisions, err := b.as("auditor").Decisions(t.Context(), nil)
	if err != nil || len(decisions.Items) < 10 {
		t.Fatalf("%d decisions, %v", len(decisions.Items), err)
	}
	want := map[string]string{}
	for _, d := range decisions.Items {
		want[d.Ref] = strconv.FormatInt(d.Entry, 10)
	}
	who := b.member("auditor")
	var alone atomic.Int64
	b.ask = func(next http.RoundTripper, q *http.Request) (*http.Response, error) {
		if strings.HasPrefix(q.URL.Path, api.PathDecisions+"/") {
			alone.Add(1)
		}
		return next.RoundTrip(q)
	}
	rows := who.get("/audit/register.csv").is(200).table()
	for _, row := range rows {
		if row["decision_entry"] != want[row["motion"]] {
			t.Errorf("%s is decided by %q, not %q", row["motion"], row["decision_entry"], want[row["motion"]])
		}
		delete(want, row["motion"])
	}
	if len(want) > 0 || alone.Load() > 0 {
		t.Errorf("%v are left out; %d decisions were asked for one by one", want, alone.Load())
	}
}

// A file has nothing that came onto the ledger after the entries that it names: what comes
// while it is counted is in it whole, and by what comes while it is taken it breaks off.
func TestFilesAreOfOneSize(t *testing.T) {
	b := newBoard(t)
	who := b.member("secretary")
	const file = "/audit/register.csv"
	var listed atomic.Int64
	when := int64(1)
	b.ask = func(next http.RoundTripper, q *http.Request) (*http.Response, error) {
		if q.URL.Path == api.PathMotions && listed.Add(1) == when {
			b.clock.add(time.Hour) // whereby a motion is decided
		}
		return next.RoundTrip(q)
	}
	got := who.get(file).is(200)
	size := b.ledger().Size
	if name := got.header.Get("Content-Disposition"); size <= 552 || !strings.Contains(name, fmt.Sprintf("-entry-%d.csv", size)) {
		t.Errorf("the file of %d entries is kept as %q", size, name)
	}
	decided := ""
	for _, row := range got.table() {
		if row["motion"] == "GM-2015-011" {
			decided = row["decision_entry"]
		}
	}
	if n, err := strconv.ParseInt(decided, 10, 64); err != nil || n >= size {
		t.Errorf("of %d entries, GM-2015-011 is decided by %q: %v", size, decided, err)
	}

	b = newBoard(t)
	who = b.member("secretary")
	listed.Store(0)
	when = 2
	b.ask = func(next http.RoundTripper, q *http.Request) (*http.Response, error) {
		if q.URL.Path == api.PathMotions && listed.Add(1) == when {
			b.clock.add(time.Hour)
		}
		return next.RoundTrip(q)
	}
	res, err := who.http.Get(b.url + file)
	if err == nil {
		_, err = io.ReadAll(res.Body)
		res.Body.Close()
	}
	if !errors.Is(err, io.ErrUnexpectedEOF) && !errors.Is(err, io.EOF) {
		t.Errorf("what became another while it was taken: %v", err)
	}
}

// Whoever votes again while the file of votes is taken leaves it as it was: of the ledger
// that it names their earlier vote stands.
func TestVotedWhileTaken(t *testing.T) {
	b := newBoard(t)
	m, err := b.as("secretary").Motion(t.Context(), "GM-2015-011")
	if err != nil || len(m.Votes) == 0 {
		t.Fatal(m.Votes, err)
	}
	voter, who := b.member(m.Votes[0].Person), b.member("secretary")
	const check, file = "/motions/GM-2015-011/vote/check", "/exports/votes.csv"
	again := voter.get(check + "?choice=abstain").is(200).form()
	want := who.get(file).is(200)
	var listed atomic.Int64
	b.ask = func(next http.RoundTripper, q *http.Request) (*http.Response, error) {
		if q.URL.Path == api.PathMotions && listed.Add(1) == 2 {
			voter.post(check, again).leads("/receipts/552")
		}
		return next.RoundTrip(q)
	}
	if got := who.get(file).is(200); got.body != want.body || got.header.Get("Content-Disposition") != want.header.Get("Content-Disposition") {
		t.Errorf("%s, not %s", got.body, want.body)
	}
	b.ask = nil
	if after := who.get(file).is(200); after.body == want.body {
		t.Error("the vote is not in the next file")
	}
}

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
