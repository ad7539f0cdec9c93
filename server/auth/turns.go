package auth

import (
	"sync"
	"time"
)

// Turns bounds how often each of many may do a thing: so many at once, and one more
// after each interval. Of each one time is remembered, and of so many at most: in a
// crowd who came least lately is forgotten and starts afresh, so that no crowd keeps
// anybody else out.
type Turns struct {
	now   func() time.Time
	burst int
	every time.Duration

	// Until when all the turns that each has taken count. Those who came since recent
	// was last empty, and those who came in the same number before.
	mu            sync.Mutex
	recent, older map[string]time.Time
}

// NewTurns gives burst turns at once and one more after every; now is the world's
// clock.
func NewTurns(burst int, every time.Duration, now func() time.Time) *Turns {
	return &Turns{now: now, burst: burst, every: every, recent: map[string]time.Time{}}
}

// Failures are the turns of log-ins that do not hold.
func Failures(now func() time.Time) *Turns { return NewTurns(maxFailures, failureTime, now) }

// Take takes a turn of who's. Where none is left it takes none, and gives how long
// it is until there is one.
func (t *Turns) Take(who string) (wait time.Duration) {
	now := t.now()
	t.mu.Lock()
	defer t.mu.Unlock()
	until, known := t.recent[who]
	if !known {
		until = t.older[who]
	}
	if until.Before(now) {
		until = now
	}
	if wait = until.Sub(now) - time.Duration(t.burst-1)*t.every; wait > 0 {
		return wait
	}
	if !known && len(t.recent) >= maxTable/2 {
		t.recent, t.older = map[string]time.Time{}, t.recent
	}
	t.recent[who] = until.Add(t.every)
	return 0
}

// Asking are the turns of log-ins for which a provider is asked.
func Asking(now func() time.Time) *Turns { return NewTurns(workBurst, workEvery, now) }
