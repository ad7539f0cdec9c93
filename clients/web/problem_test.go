package web

import (
	"testing"
	"time"
)

// A page of what is unavailable says when that was, and when it can be tried again: a time of
// the day never before the seconds are over.
func TestUnavailableWords(t *testing.T) {
	now := time.Date(2015, 7, 24, 15, 44, 30, 0, time.UTC)
	for seconds, want := range map[int]string{
		1:   "It was unavailable at 4:44pm on Friday 24 July 2015. Try again in 1 second. Votes already confirmed with a receipt are safe.",
		60:  "It was unavailable at 4:44pm on Friday 24 July 2015. Try again in 60 seconds. Votes already confirmed with a receipt are safe.",
		90:  "It was unavailable at 4:44pm on Friday 24 July 2015. Try again from 4:46pm on Friday 24 July 2015. Votes already confirmed with a receipt are safe.",
		600: "It was unavailable at 4:44pm on Friday 24 July 2015. Try again from 4:55pm on Friday 24 July 2015. Votes already confirmed with a receipt are safe.",
	} {
		if got := unavailableWords(now, seconds); got != want {
			t.Errorf("%d: %s", seconds, got)
		}
	}
}
