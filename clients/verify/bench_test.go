package verify

import "testing"

// BenchmarkLedger is the audit of a ledger of 616 entries.
func BenchmarkLedger(b *testing.B) {
	board := sampleBoard(b)
	board.figures(600)
	f, opts := board.export(), board.options()
	for b.Loop() {
		if r := Ledger(f, opts); r.Verdict != Verified {
			b.Fatal(r.Verdict)
		}
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(len(board.entries)), "ns/entry")
}
