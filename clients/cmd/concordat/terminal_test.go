package main

import (
	"testing"
	"time"
)

// TestCounter holds what is said of how far a long command is.
func TestCounter(t *testing.T) {
	c := &counter{what: "entries verified"}
	for _, x := range []struct {
		done, total int64
		took        time.Duration
		want        string
	}{
		{0, 1_000_000, time.Second, "[--------------------] 0%, 0 of 1,000,000 entries verified"},
		{10, 0, time.Second, "[--------------------] 0%, 0 of 1 entries verified"},
		{250_000, 1_000_000, 4 * time.Second, "[#####---------------] 25%, 250,000 of 1,000,000 entries verified, less than a minute left"},
		{520_000, 1_000_000, 520 * time.Second, "[##########----------] 52%, 520,000 of 1,000,000 entries verified, some 9 minutes left"},
		{1, 1_000_000, time.Minute, "[--------------------] 0%, 1 of 1,000,000 entries verified, some 16,945 hours left"},
		{1_000_000, 1_000_000, time.Hour, "[####################] 100%, 1,000,000 of 1,000,000 entries verified"},
	} {
		if got := c.line(x.done, x.total, x.took); got != x.want {
			t.Errorf("%d of %d: %q, not %q", x.done, x.total, got, x.want)
		}
	}
}
