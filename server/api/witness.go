package api

import "concordat/ledger"

// Witnessing is how the published checkpoint stands with the witnesses that the
// ledger names (c2sp.org/tlog-witness). Times here are the world's, not those of an
// example.
type Witnessing struct {
	Met       bool           `json:"met"`             // it has as many cosignatures as the agreement asks for, if it does
	Checks    []ledger.Check `json:"checks"`          // by which rules
	Since     ledger.Time    `json:"since,omitempty"` // when it began to lack what is needed
	Disputed  bool           `json:"disputed"`        // a witness holds the log to be forked or rolled back
	Cosigned  *Cosigned      `json:"cosigned,omitempty"`
	Witnesses []Witness      `json:"witnesses"`
}

// Cosigned is the newest checkpoint that had what is needed, with its cosignatures.
type Cosigned struct {
	Size       int64  `json:"size"`
	Checkpoint string `json:"checkpoint"` // signed note
}

// Witness is how one of them stands.
type Witness struct {
	Name    string      `json:"name"`
	Key     string      `json:"key"`             // c2sp.org/tlog-cosignature
	Party   string      `json:"party,omitempty"` // whose it is
	State   string      `json:"state"`           // waiting, cosigned, unreachable, refusing, invalid, disputed
	Since   ledger.Time `json:"since"`           // the state
	Size    int64       `json:"size"`            // of the largest tree that it has cosigned since the server started
	Time    ledger.Time `json:"time,omitempty"`  // of that, by its own clock
	Problem string      `json:"problem,omitempty"`
}
