package ledger

import (
	"reflect"
	"slices"
	"testing"
)

// TestEveryKindThatNamesAMotionIsInItsHistory holds the one list against the bodies
// themselves, so that no kind is added that a motion's history would pass over.
func TestEveryKindThatNamesAMotionIsInItsHistory(t *testing.T) {
	elsewhere := map[string]string{
		KindObligationAssumed: "stands with the obligation",
		KindCommitmentMade:    "stands with the authority that it uses",
		KindFundReported:      "stands with the fund",
		KindVirementMade:      "stands with the fund",
		KindOverspendNotified: "stands with the fund",
		KindCapLifted:         "stands with the fund",
	}
	view := NewState().Draft()
	held := 0
	for kind, body := range bodies {
		b := body()
		v := reflect.ValueOf(b).Elem()
		for i := range v.NumField() {
			name := v.Type().Field(i).Tag.Get("json")
			if name != "motion" && name != "motion,omitempty" && name != "decision" || v.Field(i).Kind() != reflect.String {
				continue
			}
			v.Field(i).SetString("GM-2015-003")
			if got := slices.Contains(view.aboutMotions(b), "GM-2015-003"); got == (elsewhere[kind] != "") {
				t.Errorf("%s names a motion; in its history: %v (%s)", kind, got, elsewhere[kind])
			}
			held++
		}
	}
	if held < 30 {
		t.Errorf("only %d kinds were looked at", held)
	}
}
