package journal

import (
	"fmt"
	"time"

	"concordat/ledger"
)

// clock reads the time and notices when the wall clock is moved: it may not
// part from the monotonic clock by more than MaxClockJump for as long as the
// journal is open. Small corrections add up, so they are held against the
// opening and not against the last reading. A machine that slept has a jump too:
// its monotonic clock stood still. A scripted clock, whose times carry no
// monotonic reading, is exempt.
type clock struct {
	now  func() time.Time
	wall time.Time // at opening, without its monotonic reading
	mono time.Time // at opening, with it
}

func newClock(now func() time.Time) *clock {
	t := now()
	return &clock{now: now, wall: t.Round(0), mono: t}
}

func (c *clock) read() (ledger.Time, error) {
	t := c.now()
	if monotonic(t) && monotonic(c.mono) {
		if jump := t.Round(0).Sub(c.wall) - t.Sub(c.mono); jump.Abs() > MaxClockJump {
			return "", fmt.Errorf("%w: it moved by %s against its own counter", ErrClock, jump.Round(time.Second))
		}
	}
	at := ledger.Time(t.UTC().Format("2006-01-02T15:04:05.000Z"))
	if err := at.Check(); err != nil {
		return "", fmt.Errorf("%w: %w", ErrClock, err)
	}
	return at, nil
}

// monotonic reports whether t carries a monotonic reading, which Round strips.
func monotonic(t time.Time) bool { return t != t.Round(0) }
