package journal

import "time"

// JumpWallClock makes the journal's wall clock look as if it had been moved by d
// since the journal was opened.
func JumpWallClock(j *Journal, d time.Duration) { j.clock.wall = j.clock.wall.Add(-d) }

// Waiting is how many statements are in the queue.
func Waiting(j *Journal) int { return len(j.queue) }

// ForgetRoots empties the cache of recent roots.
func ForgetRoots(j *Journal) { j.roots.forget() }

func (r *recentRoots) forget() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.roots, r.order, r.next = nil, nil, 0
}
