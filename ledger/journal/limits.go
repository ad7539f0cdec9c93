package journal

import "time"

// Every bound of the write path.
const (
	MaxGroup   = 256  // statements in one commit
	MaxWaiting = 1024 // statements in the queue: at most 64 MiB with what parsing made of them

	// MaxClockJump is how far the wall clock may part from the monotonic one
	// while the journal is open.
	MaxClockJump = 5 * time.Minute

	rootsKept = 4096 // roots of recent sizes that are at hand without reading tiles
)
