package web

import (
	"encoding/json"
	"regexp"
	"strings"
	"testing"
	"time"

	"concordat/ledger"
)

// saidAs are the words by which rows say what a body has as a code; whatever else is a code
// is said by its own words.
var saidAs = map[string]string{
	"*": "every function", "cash": "in money", "raw_population": "registered list", "figure": "shared: by ",
	ledger.AttendsAsMember: "present for a seat",
}

// flagsAs are the words by which rows say that something is so, and that it is not.
var flagsAs = map[string][2]string{
	"recurrent": {"every year", "once"}, "capital": {"capital", "revenue"}, "variable": {"what is over or left of it is shared", ""},
	"without_vote": {"without a vote", ""},
}

var fingerprint = regexp.MustCompile(`^[0-9a-f]{64}$`)

// Unsaid are the parts of a body of which the words do not occur in what its check page says
// besides. Fingerprints are excepted, and lists of nothing.
func Unsaid(said string, parts []Part, names map[string]string) (missing []string) {
	said = strings.ToLower(strings.Join(strings.Fields(said), " "))
	says := func(words string) bool {
		return strings.Contains(said, strings.ToLower(strings.Join(strings.Fields(words), " ")))
	}
	for _, p := range parts {
		var at []any
		last := ""
		if err := json.Unmarshal([]byte(p.At), &at); err != nil {
			return []string{p.At + ": " + err.Error()}
		}
		told := true
		for _, step := range at {
			if name, field := step.(string); field {
				last = name
				told = told && (names[name] == "" || says(names[name])) // whose it is
			}
		}
		switch p.Is {
		case "flag":
			words, known := flagsAs[last]
			if !known {
				words[0] = strings.ReplaceAll(last, "_", " ")
			}
			is := words[0]
			if p.Text == "No" {
				is = words[1]
			}
			told = told && says(is)
		case "money":
			told = told && says(strings.TrimPrefix(p.Text, "-"))
		case "number":
			if last == "wte" {
				p.Text = p.Text[:len(p.Text)-2]
			}
			told = told && says(p.Text)
		case "text":
			told = told && (fingerprint.MatchString(p.Text) || says(p.Text) || says(codeOf(p.Text, names)))
		}
		if !told {
			missing = append(missing, p.At+" "+p.Text)
		}
	}
	return missing
}

// codeOf is how a page says a day, a time, a financial year, a party or another code.
func codeOf(text string, names map[string]string) string {
	if _, err := time.Parse(time.RFC3339, text); err == nil {
		return when(ledger.Time(text))
	}
	if ledger.Date(text).Check() == nil {
		return ledger.Date(text).InWords()
	}
	for _, words := range []string{saidAs[text], names[text]} {
		if words != "" {
			return words
		}
	}
	if year := yearInWords(text); year != text {
		return year
	}
	return codeWords(text)
}

// The rows of a motion's check page say all of every motion that the ledger keeps as golden
// bytes, but for kinds of business that are told part by part; and one with all that can
// be drafted.
func TestMovedRowsSayAll(t *testing.T) {
	all := ledger.Motion{
		Ref: "GM-2016-001", Title: "One eye service", Text: []string{"That there be one.", "From April."}, Type: ledger.TypePool, Route: ledger.RouteJointCommittee, Function: "clinical-strategy",
		Options: []string{"One site", "Two sites"}, Conditions: []string{"That staff be heard"}, Reasons: []string{"It is safer"}, Rejected: []ledger.Rejected{{Option: "Three sites", Why: "Too dear"}},
		Papers: []ledger.Paper{{Title: "The case", SHA256: ledger.DigestOf([]byte("case"))}}, RiskShare: &ledger.RiskShare{Num: 37, Den: 100}, Lapses: "2016-09-30",
		Varies: &ledger.Varies{Decision: "GM-2015-004", How: "superseded"},
		Lead: &ledger.Lead{
			Party: "00V", From: "2016-04-01", Until: "2019-03-31", Limit: ledger.Limit{Action: 100_000_00, Year: 200_000_01, Life: 300_000_02},
			Duties: []ledger.Duty{{What: "Report on activity", Every: "quarter", First: "2016-07-01"}, {What: "Say what it cost", Every: "once", First: "2017-04-03"}},
		},
		Pool: &ledger.Pool{Host: "01G", Year: "2016-17", Fund: "eye-service", Lines: []ledger.PoolLine{
			{What: "The service", Pence: 300_000_00, Kind: "cash", Recurrent: true, Due: "2016-04-04", Instalments: []ledger.Date{"2016-04-04", "2016-10-03"}, Share: ledger.Share{By: "fixed", Amounts: map[string]int64{"00V": 100_000_01, "01G": 199_999_99}}},
			{What: "Nurses", Pence: 12_000_00, Kind: "staff", Basis: "at salary cost", WTE: 250, Line: "nurses", Variable: true, Due: "2016-05-02", Share: ledger.Share{By: "equal"}},
			{What: "Scanners", Pence: 9_000_00, Kind: "cash", Capital: true, Due: "2016-06-01", Share: ledger.Share{By: "figure", Figure: "raw_population"}},
			{What: "As before", Pence: 8_000_00, Kind: "cash", Due: "2016-06-02", Share: ledger.Share{By: "last_year"}},
		}},
	}
	names := map[string]string{"00V": "NHS Bury CCG", "00W": "NHS Central Manchester CCG", "01G": "NHS Salford CCG"}
	motions := map[string]ledger.Motion{"all that can be drafted": all}
	for name, signed := range goldenStatements(t) {
		if b, ok := signed.Body.(*ledger.Motion); ok && rowsWhole(*b) {
			motions[name] = *b
		}
	}
	if !rowsWhole(all) || len(motions) < 3 {
		t.Fatalf("%d motions", len(motions))
	}
	for name, m := range motions {
		raw, err := ledger.Encode(m)
		if err != nil {
			t.Fatal(err)
		}
		parts, err := partsOf(raw, nil)
		if err != nil {
			t.Fatal(err)
		}
		said := ""
		for _, r := range movedRows(m, names) {
			said += r.Key + "\n" + strings.Join(r.Values, "\n") + "\n"
		}
		if missing := Unsaid(said, parts, names); len(missing) > 0 {
			t.Errorf("%s: the rows do not say %q: %s", name, missing, said)
		}
	}
	// What no row says is found.
	if missing := Unsaid("One eye service", []Part{{`["title"]`, "text", "", "One eye service"}, {`["due"]`, "text", "", "2016-04-04"}, {`["amounts","00V"]`, "money", "", "£1.00"}}, names); len(missing) != 2 {
		t.Errorf("found %q", missing)
	}
}
