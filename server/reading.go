package server

import (
	"encoding/hex"
	"fmt"
	"slices"
	"strings"

	"concordat/ledger"
	"concordat/ledger/merkle"
	"concordat/server/api"
	"concordat/server/auth"
)

// reading is one look at the ledger, by one caller, at one time.
type reading struct {
	ledger.View
	now     ledger.Time // by the ledger's clock
	day     ledger.Date
	caller  *ledger.PersonFacts // nil: the public
	facts   string              // that are all of the caller's, in one word for readers; empty: it writes them out
	rules   ledger.Rules
	readers *readers
	head    merkle.Checkpoint // that vouches for the view
}

// read runs fn on the ledger as it stands, if the rules let the caller use the
// route. fn must not keep the reading. Nothing becomes durable while
// it runs, so it does nothing slow: what the rules say of who may read is known
// after the first time on a day (readers), and what takes them tens of
// milliseconds is asked outside, or by few at once (judging).
func (s *Server) read(r *request, caller *auth.Caller, fn func(*reading) error) error {
	return s.journal.Read(r.ctx, func(v ledger.View, now ledger.Time) error {
		q := &reading{View: v, now: now, day: now.Day(), rules: s.rules, readers: &s.readers, head: s.journal.Head()}
		if caller != nil {
			var err error
			if q.caller, err = q.known(caller); err != nil {
				return err
			}
		}
		if r.route.name != "" {
			r.asked = true
			if err := s.readers.may(q, r.route.name); err != nil {
				return err
			}
		}
		return fn(q)
	})
}

// may asks the rules whether somebody of whom no more is known than this, nil being
// the public, may use a route that shows nothing of how the ledger stands. Like
// Look it settles nothing: what is sent may be what the ledger waits for.
func (s *Server) may(r *request, who *ledger.PersonFacts) error { return s.mayAs(r, who, "") }

func (s *Server) mayAs(r *request, who *ledger.PersonFacts, facts string) error {
	r.asked = true
	return s.journal.Look(func(v ledger.View) error {
		return s.readers.may(&reading{View: v, now: v.Time(), rules: s.rules, caller: who, facts: facts}, r.route.name)
	})
}

// mayPerson asks them of somebody of whom no more is known than who they are and by
// which key.
func (s *Server) mayPerson(r *request, caller *auth.Caller) error {
	who := &ledger.PersonFacts{Person: caller.Person, Key: &ledger.KeyFacts{Thumbprint: ledger.Thumbprint(caller.Key)}}
	return s.mayAs(r, who, caller.Key+" of "+caller.Person)
}

// known is the caller of a token as the ledger knows the person today. A token
// falls with its key. It never gives a role or a seat that the log-in had not.
func (q *reading) known(c *auth.Caller) (*ledger.PersonFacts, error) {
	key, ok := q.Key(ledger.Thumbprint(c.Key))
	if !ok || key.Person != c.Person {
		return nil, api.NewProblem(ledger.CodeLogIn, "the key that you logged in with is not yours on this ledger: log in again")
	}
	if key.Revoked != "" {
		return nil, api.NewProblem(ledger.CodeRevokedKey, fmt.Sprintf("the key that you logged in with was revoked on %s: log in with another", key.Revoked.Day().InWords()))
	}
	f := q.PersonFacts(c.Person, q.day, &key)
	f.Roles = slices.DeleteFunc(f.Roles, func(role ledger.RoleFacts) bool { return !c.HasRole(roleScope(role)) })
	f.Seats = slices.DeleteFunc(f.Seats, func(seat string) bool { return !c.HasRole("seat:" + seat) })
	f.Deputising = slices.DeleteFunc(f.Deputising, func(seat string) bool { return !c.HasRole("deputy:" + seat) })
	return f, nil
}

// scopes is what a log-in is good for: the person's roles and seats of the day.
func scopes(f *ledger.PersonFacts) []string {
	list := []string{}
	for _, role := range f.Roles {
		list = append(list, roleScope(role))
	}
	for _, seat := range f.Seats {
		list = append(list, "seat:"+seat)
	}
	for _, seat := range f.Deputising {
		list = append(list, "deputy:"+seat)
	}
	return list
}

func roleScope(r ledger.RoleFacts) string {
	if r.Party == "" {
		return r.Role
	}
	return r.Role + ":" + r.Party
}

// tag is the ETag of an answer that rests on the entries so far and on what else
// is named, such as the day. The root tells one history from another of the same
// length: an example may be founded anew at the same address.
func (q *reading) tag(and ...string) string {
	return strings.Join(append([]string{fmt.Sprint(q.Size()), hex.EncodeToString(q.head.Root[:8])}, and...), ".")
}

func text(s string) answer { return answer{data: []byte(s), kind: api.TypeCheckpoint} }
