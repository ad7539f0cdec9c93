package ledger

// Every bound on what a ledger takes in.
const (
	MaxStatement = 32 << 10  // bytes of a statement as sent
	MaxRuling    = 24 << 10  // bytes of the checks and party outcomes in a decision
	MaxEntry     = 1<<16 - 1 // bytes of an entry: an entry bundle's length prefix has 16 bits
	MaxInteger   = 1<<53 - 1 // magnitude of any number: what every JSON reader keeps exactly
	MaxDepth     = 16        // of nested JSON
	MaxString    = 16 << 10  // bytes of one string
	MaxList      = 1024      // elements of one list or map in a body
	MaxRoll      = 200       // seats on a motion's roll
	MaxCode      = 64        // bytes of an identifier: person, seat, party, function
	MaxTitle     = 160       // bytes of a motion's title
)
