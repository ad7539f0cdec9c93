package policy

import "time"

// Every bound on a bundle and on its evaluation.
const (
	maxFiles    = 128       // in a bundle
	maxFile     = 256 << 10 // bytes of one file
	maxBundle   = 2 << 20   // bytes of all files
	maxPath     = 128       // bytes of a path inside a bundle
	maxManifest = maxFiles * (64 + 2 + maxPath + 1)
	maxClauses  = 200  // in one agreement
	maxTitle    = 120  // bytes of a clause's title
	maxText     = 4096 // bytes of a clause's text
	maxPrepared = 16   // bundles held compiled by one engine
	maxCompiled = 4    // sets of rules held compiled for bundles to share
	maxParsed   = maxFiles
	maxMemories = 8      // of a bundle, each of one evaluation at a time
	maxKept     = 1024   // results in half a memory
	maxKeptSize = 1024   // values that such a result and its arguments are made of: the roll of a large board has its place
	maxCalls    = 16384  // places that call a function, known by one memory
	maxWord     = 16     // bytes of a text that is likely to come again among the facts of one call
	maxWords    = 1 << 8 // of them that are known at a time
	maxInteger  = 1<<53 - 1
	maxDepth    = 32  // of nested JSON
	maxOwn      = 512 // bytes of what a decision or an obligation says beside the ruling: references, route, opening

	// timeLimit is for one evaluation. It is some thousand times what the
	// slowest ruling takes, so that a busy machine never turns a ruling into an
	// error; rules that do not end are stopped by it.
	timeLimit = 30 * time.Second

	// compileLimit is for compiling one bundle, some fifty times what an agreement
	// takes. Whoever waits for it may hold up the ledger; types alone can be built so
	// that checking them never ends.
	compileLimit = 15 * time.Second

	// trialLimit is for one evaluation while an agreement is checked: what takes
	// this long on a quiet machine might not end in time on a busy one.
	trialLimit = 5 * time.Second

	maxCases = 5000 // sets of votes that a search of one function and route tries
)
