package ledger

// accountSamples holds a body of every kind about duties, balances and commitments,
// with every optional field in use.
func accountSamples() map[string]any {
	return map[string]any{
		KindDutyDone:                     DutyDone{"GM-2015-006/002", "2016-01-31", "2016-02-02", &Paper{"Report of the third quarter", digest("report")}},
		KindDutyDone + " (once)":         DutyDone{"GM-2015-006/002", "", "2016-02-02", nil},
		KindBalanceStated:                BalanceStated{"00W", "2015-16", BalanceMonth9, 100, 2_000, "an invoice of December is not recorded yet"},
		KindBalanceStated + " (as held)": BalanceStated{"00W", "2015-16", BalanceYearEnd, 0, 2_000, ""},
		KindCommitmentMade:               CommitmentMade{"acute-surgery", "Two more beds", "2015-16", 8_000_000, map[string]int64{"00V": 5_000_000, "00W": 3_000_000}},
		KindCommitmentMade + " (alone)":  CommitmentMade{"acute-surgery", "Two more beds", "2015-16", 8_000_000, nil},
	}
}
