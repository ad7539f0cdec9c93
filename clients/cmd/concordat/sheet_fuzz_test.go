package main

import (
	"strings"
	"testing"

	"concordat/ledger"
)

// Whatever file somebody names as a spreadsheet's is read or refused in words; what is
// read has only cells of columns that are known, and money within the ledger's bounds.
func FuzzSheet(f *testing.F) {
	for _, seed := range []string{
		"", "\ufeff", "party,line,year,amount\n", "party,line,year,amount\n00V,tariff,2016-17,120000\n", "\ufeffParty, LINE ,Year,Amount\r\n00V,tariff,2016-17,\"£1,200.50\"\r\n,,,\r\n",
		"amount,party,line,year\n(3),00V,double_running,2016-17\n", "party,line,year,amount\n00V,tariff,2016-17,-0.5\n", "party,line,year,amount,\n00V,tariff,2016-17,1,2\n", "party,party,line,year,amount\n",
		"party,line,year,amount\n00V,\"tariff\n", "party,line,year,amount\n00V,tariff,2016-17,99999999999999999999\n", "party,line,year,amount\n00V,tariff,2016-17,\xa31\n", "party,line,year,amount\n00V,tariff\n",
		"party,line,year,amount\n00V,=1+1,2016-17,(-1)\n",
	} {
		f.Add([]byte(seed))
	}
	needs := []string{"party", "line", "year", "amount"}
	f.Fuzz(func(t *testing.T, data []byte) {
		sheet, err := parseSheet("impact.csv", data, needs, nil)
		if err != nil {
			if !strings.Contains(err.Error(), "impact.csv") {
				t.Errorf("the refusal does not name the file: %v", err)
			}
			return
		}
		for _, row := range sheet.rows {
			if row.number < 2 {
				t.Errorf("a row at %d, where the columns are named", row.number)
			}
			for _, column := range needs[:3] {
				if text := sheet.text(row, column); text != strings.TrimSpace(text) {
					t.Errorf("%q has blanks around it", text)
				}
			}
			if n := sheet.money(row, "amount", true); n > ledger.MaxPence || n < -ledger.MaxPence {
				t.Errorf("%q is read as %d", row.cells["amount"], n)
			}
		}
		if err := sheet.err(); err != nil && !strings.HasPrefix(err.Error(), "impact.csv: ") {
			t.Errorf("the refusal does not name the file: %v", err)
		}
	})
}
