package server

import (
	"time"

	"concordat/ledger"
)

// Every bound on a request.
const (
	maxBody    = ledger.MaxStatement + 1<<10 // bytes; a statement that is too large still gets its own answer
	maxDropped = 64 << 20                    // bytes of a body that is too large, read so that its sender reads the answer
	maxHeader  = 16 << 10                    // bytes of request line and headers
	maxOpen    = 1024                        // connections
	maxFrom    = 128                         // of them from one address
	maxPaper   = 4 << 20                     // bytes of a paper, or of a file of a rule bundle
	maxPapers  = 8                           // that are being read at once: each is held whole
	maxPut     = 64 << 20                    // bytes of papers that one person puts on one day of the ledger
	maxPreview = ledger.MaxRoll              // votes supposed in one preview
	maxJudged  = 2                           // previews and openings that the rules work on at once
	maxAsked   = 32                          // of these and of those that wait for their turn
	neededWait = 5 * time.Second             // for what is still needed before a motion is shown without
	maxNeeds   = 64                          // motions of which it is remembered what is still needed, and as many suppositions
	maxNeeding = 16                          // of either that wait to have it worked out
	maxReaders = 1 << 12                     // rulings on who may read what that are remembered
	pageSize   = 50                          // of a list, unless ?limit= says otherwise
	maxPage    = 100
	maxQuery   = 200 // bytes of a search
	maxAtOnce  = 500 // obligations that one reading looks at for a download

	readTime      = 10 * time.Second // for a request to arrive
	maxUncosigned = 15 * time.Minute // that what is published may lack the cosignatures that it needs
	requestTime   = 30 * time.Second // for it to be answered
	writeTime     = 60 * time.Second // for the answer to be taken, or a part of a download
	downloadTime  = 10 * time.Minute // for all of a download to be taken
	idleTime      = 60 * time.Second // between two requests
	probeTime     = 5 * time.Second  // for a probe to read the ledger
	maxCommit     = 10 * time.Second // that a commit is awaited before the probes go red
	maxAge        = 365 * 24 * time.Hour
	maxStrict     = 2 * 365 * 24 * time.Hour // that a browser asks for this host over TLS alone

	// Requests of one address, which many people may share, and of one caller; who is
	// on this machine is not limited. So many at once, and then one more each:
	addressBurst, addressEvery = 3000, 5 * time.Millisecond
	callerBurst, callerEvery   = 1000, 20 * time.Millisecond
)
