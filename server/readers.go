package server

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"sync"

	"concordat/ledger"
)

// readers remembers what the rules say about who may use and read what. A ruling rests on
// the bundle, the day, the operation and all that the ledger knows of the caller
// on that day, and on nothing that a single entry or minute changes; so it holds
// until one of these is another. What is remembered is bounded: when it is full
// it is forgotten, and each ruling is asked for again.
type readers struct {
	mu      sync.Mutex
	rulings map[readQuestion]error // nil: allowed
}

// readQuestion is all that a ruling on access rests on.
type readQuestion struct {
	rules     ledger.Digest
	day       ledger.Date
	operation string // empty: one thing alone
	caller    string // the caller's facts in JSON, null being the public; or whose key it is, where that is all
	of        string // which, its facts in JSON: an interest of the register, a private item
}

// ofLogin are operations by which people come in, go on and go out: they show nothing of
// the ledger, and whoever may log in at all may use them. Rules that are older than one
// of these, and so say nothing of it, do not close it; those that refuse it do.
var ofLogin = []string{
	"openLogin", "login", "refresh", "logout", "listSessions",
	"beginWorkLogin", "endWorkLogin", "showWorkAccount", "connectWorkAccount", "endWorkConnection", "disconnectWorkAccount",
}

// may says whether the rules let the caller of q use an operation. Rules that
// could not be run are asked again the next time.
func (r *readers) may(q *reading, operation string) error {
	err := r.ask(q, readQuestion{operation: operation}, func() error { return q.MayUse(operation, q.caller, q.now, q.rules) })
	if older := (*ledger.Error)(nil); errors.As(err, &older) && older.Code == ledger.CodeRefused && slices.Contains(ofLogin, operation) {
		return nil
	}
	return err
}

// mayInterest says whether they let the caller read one interest of the register.
func (r *readers) mayInterest(q *reading, f ledger.InterestFacts) error {
	interest, err := json.Marshal(f)
	if err != nil {
		return fmt.Errorf("an interest's facts: %w", err)
	}
	return r.ask(q, readQuestion{of: "interest " + string(interest)}, func() error {
		return q.MayReadInterest(f, q.caller, q.now, q.rules)
	})
}

// mayItem says whether they let the caller read what is private of an item.
func (r *readers) mayItem(q *reading, item ledger.PrivateItem) error {
	of, err := json.Marshal(item)
	if err != nil {
		return fmt.Errorf("a private item: %w", err)
	}
	return r.ask(q, readQuestion{of: "private item " + string(of)}, func() error {
		return q.MayReadItem(item, q.caller, q.now, q.rules)
	})
}

// ask gives the ruling that is remembered for the caller of q, or the one that the
// rules give now.
func (r *readers) ask(q *reading, question readQuestion, rules func() error) error {
	question.rules, question.day, question.caller = q.Rules(), q.day, q.facts
	if q.facts == "" {
		caller, err := json.Marshal(q.caller)
		if err != nil {
			return fmt.Errorf("the caller's facts: %w", err)
		}
		question.caller = string(caller)
	}
	r.mu.Lock()
	ruling, known := r.rulings[question]
	r.mu.Unlock()
	if known {
		return ruling
	}
	ruling = rules()
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
