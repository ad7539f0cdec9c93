package ledger

// Every bound on what a ledger takes in.
const (
	MaxStatement   = 32 << 10     // bytes of a statement as sent
	MaxRuling      = 60 << 10     // bytes of a consequence: an entry holds nothing else of size
	MaxEntry       = 1<<16 - 1    // bytes of an entry: an entry bundle's length prefix has 16 bits
	MaxInteger     = 1<<53 - 1    // magnitude of any number: what every JSON reader keeps exactly
	MaxPence       = 1e12         // of one amount: a thousand of them still add up exactly
	MaxDepth       = 16           // of nested JSON
	maxShared      = 1 << 14      // facts about votes that are kept
	MaxString      = MaxStatement // bytes of one string
	MaxText        = 16 << 10     // bytes of one paragraph
	MaxPersonal    = 500          // characters of one personal text
	MaxInterests   = 20           // that one person declares in one motion, or standing; and rulings by one person on one of them
	MaxVotes       = 20           // that one person casts from one seat on one motion
	MaxList        = 1024         // elements of one list or map in a body
	MaxRoll        = 200          // seats on a motion's roll
	MaxObligations = 999          // of one decision: their references have three digits and sort as they count
	MaxSupposed    = 4096         // ways to vote that are looked at to say what is still needed
	MaxSets        = 16           // of votes still needed that are listed
	maxOrdered     = 3            // options whose orders are all looked at: of three there are fifteen
	MaxCode        = 64           // bytes of an identifier: person, seat, party, function
	MaxNote        = 1024         // bytes of a reason, a source or how something was settled
	MaxApprovals   = 8            // of one authority, beside the resolution
	MaxDrafts      = 3            // of one version that stand of one party, or of the secretaries
	MaxDraftsDaily = 6            // put on one day, however few of them stand: each is compiled, when it is put and at every replay
	MaxGates       = 32           // of one motion
	MaxCallIns     = 20           // of one decision
	MaxMergers     = 4            // one after another, that are followed to the party which stands at last
	MaxDisputes    = 10           // that one party has raised about one decision or obligation and that are not settled
	MaxAsked       = 5            // meetings that one seat has asked for and that were not called
	MaxSteps       = 16           // of a dispute's ladder
	MaxLeaving     = 32           // notices of one party that stand
	MaxTypes       = 16           // of motions that one authority covers
	MaxTitle       = 160          // bytes of a motion's title
	MaxItems       = 100          // on an agenda or in a forward plan
	MaxParagraphs  = 64           // of a note in the minutes
	MaxAttendees   = 300          // at one meeting, once for each seat
	MaxParts       = 16           // that one motion is divided into
	MaxAmendments  = 40           // moved on one motion on the floor
	MaxPoints      = 100          // of order at one meeting
	MaxLines       = 32           // of one pooled fund in one year
	MaxInstalments = 12           // of one contribution
	MaxWTE         = 1e7          // hundredths of a whole-time equivalent on one line
	MaxMeasures    = 16           // of performance, in one outturn
	MaxRows        = 64           // of one change of contributions
	MaxChanges     = 99           // of contributions to one fund in one year
	MaxVirements   = 99           // within one fund in one year
	MaxOverspends  = 99           // of one fund in one year, notified by one party
	MaxConsents    = 20           // of one party to bear more of one fund in one year
	MaxOutturns    = 32           // of one fund in one year that are provisional, and as many audited and restated
	MaxSaid        = 200          // that one party paid, received or queried of one obligation, one after another
	MaxTimes       = 1200         // that a recurring duty is due, looked at
	MaxWitnesses   = 16           // of one party that stand, or of the independent ones
	MaxWitnessKey  = 256          // bytes of a witness's verifier key
	MaxLogKey      = 512          // bytes of a log's verifier key
	MaxProof       = 128          // characters of a log key's signature
	MaxURL         = 512          // bytes of an address
	MaxTried       = 8            // of a person's passkeys, the last added, that may be the one of a log-in which names none
	MaxActions     = 99           // of one meeting: their references have two digits and sort as they count

	MaxPublished = 20 // publications of one decision's notice

	MaxCountersigned = 300 // checkpoints shown at one meeting, once for each officer and size
)
