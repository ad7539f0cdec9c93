package server

import (
	"encoding/json"
	"errors"
	"fmt"
	"sync"

	"concordat/ledger"
)

// readers remembers what the rules say about who may read what. A ruling rests on
// the bundle, the day, the resource and all that the ledger knows of the caller
// on that day, and on nothing that a single entry or minute changes; so it holds
// until one of these is another. What is remembered is bounded: when it is full
// it is forgotten, and each ruling is asked for again.
type readers struct {
	mu      sync.Mutex
	rulings map[readQuestion]error // nil: allowed
}

// readQuestion is all that a ruling on reading rests on.
type readQuestion struct {
	rules    ledger.Digest
	day      ledger.Date
	resource string
	caller   string // the caller's facts in JSON; null is the public
}

// may says whether the rules let the caller of q read a resource. Rules that
// could not be run are asked again the next time.
func (r *readers) may(q *reading, resource string) error {
	caller, err := json.Marshal(q.caller)
	if err != nil {
		return fmt.Errorf("the caller's facts: %w", err)
	}
	question := readQuestion{q.Rules(), q.day, resource, string(caller)}
	r.mu.Lock()
	ruling, known := r.rulings[question]
	r.mu.Unlock()
	if known {
		return ruling
	}
	ruling = q.MayRead(resource, "", q.caller, q.now, q.rules)
	var refused *ledger.Error
	if ruling != nil && (!errors.As(ruling, &refused) || refused.Code == ledger.CodeRulesFailed) {
		return ruling
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.rulings == nil || len(r.rulings) >= maxReaders {
		r.rulings = map[readQuestion]error{}
	}
	r.rulings[question] = ruling
	return ruling
}
