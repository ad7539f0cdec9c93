package policy

import "testing"

// TestNumbersInWords: a clause says a number in figures or words, and never by a
// number that only contains it.
func TestNumbersInWords(t *testing.T) {
	for _, test := range []struct {
		words string
		n     int64
		want  bool
	}{
		{"within 28 days", 28, true},
		{"within 28 days.", 28, true},
		{"within 28, or 30", 28, true},
		{"within 128 days", 28, false},
		{"at most 1,280 pounds", 280, false},
		{"at most £1,280", 1280, true},
		{"at most 1280 people", 1280, true},
		{"clause 2.8 applies", 8, false},
		{"clause 2.8 applies", 2, false},
		{"two people", 2, true},
		{"both partners", 2, true},
		{"the twofold aim", 2, false},
		{"twelve months", 12, true},
		{"twenty-one days", 21, false},
		{"nothing", 5, false},
	} {
		if got := saysNumber(test.words, test.n); got != test.want {
			t.Errorf("%q says %d: %v, expected %v", test.words, test.n, got, test.want)
		}
	}
	for _, test := range []struct {
		words    string
		num, den int64
		want     bool
	}{
		{"at least three quarters of them", 3, 4, true},
		{"at least two-thirds of them", 2, 3, true},
		{"75% of those voting", 3, 4, true},
		{"two thirds of them", 3, 4, false},
		{"a quarter", 3, 4, false},
		{"one third of the members", 1, 3, true},
		{"more than half of the votes", 1, 2, true},
		{"by a majority", 1, 2, true},
		{"more hands for it than against it", 1, 2, true},
		{"a unanimous vote", 1, 1, true},
		{"a vote", 1, 1, false},
		{"5/7 of the weight", 5, 7, true},
	} {
		if got := saysFraction(test.words, test.num, test.den); got != test.want {
			t.Errorf("%q says %d/%d: %v, expected %v", test.words, test.num, test.den, got, test.want)
		}
	}
}
