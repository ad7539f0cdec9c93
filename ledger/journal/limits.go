package journal

import "time"

// Every bound of the write path.
const (
	MaxGroup   = 256  // statements in one commit
	yields     = 4    // that the writer makes without anybody else having queued, before it takes a group
	maxRun     = 64   // statements that the rules are asked about at once
	MaxWaiting = 1024 // statements in the queue: at most 64 MiB with what parsing made of them

	// MaxClockJump is how far the wall clock may part from the monotonic one
	// while the journal is open.
	MaxClockJump = 5 * time.Minute

	// SnapshotEvery is after how many entries a snapshot is made, if Config does
	// not say: as many as a start replays in about a second. Between two, what is
	// closed stays in memory.
	SnapshotEvery = 8192

	rootsKept = 4096 // roots of recent sizes that are at hand without reading tiles
)
