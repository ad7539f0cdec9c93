package policy

import (
	"maps"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// bankHolidays works out England's bank holidays of a year anew: Easter by the
// Gregorian computus, Mondays by the calendar, a substitute for each that falls
// on a weekend, and what proclamations changed (gov.uk/bank-holidays; Banking and
// Financial Dealings Act 1971 s1).
func bankHolidays(year int) map[string]bool {
	days := map[string]bool{}
	add := func(d time.Time) {
		for d.Weekday() == time.Saturday || d.Weekday() == time.Sunday || days[d.Format(time.DateOnly)] {
			d = d.AddDate(0, 0, 1)
		}
		days[d.Format(time.DateOnly)] = true
	}
	on := func(m time.Month, d int) time.Time { return time.Date(year, m, d, 0, 0, 0, 0, time.UTC) }
	monday := func(d time.Time, step int) time.Time { // the first from d on, or the last up to d
		for d.Weekday() != time.Monday {
			d = d.AddDate(0, 0, step)
		}
		return d
	}
	// The anonymous Gregorian algorithm.
	a, b, c := year%19, year/100, year%100
	h := (19*a + b - b/4 - (b-(b+8)/25+1)/3 + 15) % 30
	l := (32 + 2*(b%4) + 2*(c/4) - h - c%4) % 7
	m := (a + 11*h + 22*l) / 451
	n := h + l - 7*m + 114
	easter := on(time.Month(n/31), n%31+1)

	add(on(time.January, 1))
	add(easter.AddDate(0, 0, -2))
	add(easter.AddDate(0, 0, 1))
	early, spring := monday(on(time.May, 1), 1), monday(on(time.May, 31), -1)
	switch year {
	case 2012: // the Queen's Diamond Jubilee
		spring = on(time.June, 4)
		add(on(time.June, 5))
	case 2020: // 75 years after the end of the war in Europe
		early = on(time.May, 8)
	case 2022: // the Platinum Jubilee; the state funeral
		spring = on(time.June, 2)
		add(on(time.June, 3))
		add(on(time.September, 19))
	case 2023: // the coronation
		add(on(time.May, 8))
	}
	add(early)
	add(spring)
	add(monday(on(time.August, 31), -1))
	// Boxing Day keeps its own weekday; what falls on a weekend follows after it.
	christmas, boxing := on(time.December, 25), on(time.December, 26)
	if christmas.Weekday() == time.Sunday {
		christmas, boxing = boxing, christmas
	}
	add(christmas)
	add(boxing)
	return days
}

func TestBankHolidays(t *testing.T) {
	var table map[string]string
	ask(t, library(t, "", "data.concordat.holidays.england"), map[string]any{}, &table)
	want, got := map[string]bool{}, map[string]bool{}
	for year := 2012; year <= 2027; year++ {
		maps.Copy(want, bankHolidays(year))
	}
	for day := range table {
		got[day] = true
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("holidays that arithmetic gives (-) and that the table has (+):\n%s", diff)
	}
}

// TestWorkingDays counts every day of the table's years anew, and a hundred
// working days from it, forwards and back.
func TestWorkingDays(t *testing.T) {
	off := map[string]bool{}
	for year := 2012; year <= 2027; year++ {
		maps.Copy(off, bankHolidays(year))
	}
	var working []string
	for d := time.Date(2012, 1, 1, 0, 0, 0, 0, time.UTC); d.Year() < 2028; d = d.AddDate(0, 0, 1) {
		if d.Weekday() != time.Saturday && d.Weekday() != time.Sunday && !off[d.Format(time.DateOnly)] {
			working = append(working, d.Format(time.DateOnly))
		}
	}
	query := library(t, `answer := {"after": data.concordat.calendar.after_working_days(input.day, input.days), "between": data.concordat.calendar.clear_working_days(input.day, input.until), "before": data.concordat.calendar.before_working_days(input.until, input.days)}`, "data.mou.answer")
	for _, days := range []int{1, 5, 20, 100, 1000} {
		for i := 0; i+days < len(working); i += 97 {
			var got struct {
				After, Before string
				Between       int
			}
			day, until := working[i], working[i+days]
			ask(t, query, map[string]any{"day": day, "until": until, "days": days}, &got)
			if got.After != until || got.Before != day || got.Between != days-1 {
				t.Fatalf("%d working days from %s: %+v, want %s, %s and %d between", days, day, got, until, day, days-1)
			}
		}
	}
}
