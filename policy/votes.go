package policy

import (
	"reflect"
	"slices"

	"github.com/open-policy-agent/opa/v1/ast"

	"concordat/ledger"
)

// Votes are many, and of most nothing is to be found out that was not found out of
// others: somebody voted from another seat on the same motion, and from this seat on
// another. So the rules are not asked about each vote, but once of each motion and once
// of each who votes which votes they plainly allow, and a vote is looked for among both.

// voter and opening are all that the rules are told to say so: facts that nobody changes
// while they stand at that place.
type (
	voter struct {
		rules  ledger.Digest
		author *ledger.PersonFacts
		party  string
		seat   *ledger.SeatFacts
	}
	opening struct {
		rules  ledger.Digest
		motion *ledger.MotionFacts
	}
)

// plainVoter and plainMotion are what they say: votes that name this seat, by a key that
// this entry added; and votes that name this opening, from one of these seats for its
// party, by a key that an entry before that one added, with one of these choices and
// nothing besides but a reason, at a time before that.
type (
	plainVoter struct {
		Seat  string `json:"seat"`
		Party string `json:"party"`
		Key   *int64 `json:"key"`
	}
	plainMotion struct {
		Opened  ledger.Digest `json:"opened"`
		Seats   [][2]string   `json:"seats"` // each with its party
		Keys    int64         `json:"keys"`
		Choices []string      `json:"choices"`
		Before  ledger.Time   `json:"before"`
	}
)

// voteOf gives whose vote an input is of, and on what, if it is of one.
func voteOf(rules ledger.Digest, in *ledger.Input) (v voter, o opening, ok bool) {
	if in.Ask != ledger.AskAdmit || in.Kind != ledger.KindVoteCast || in.Author == nil || in.Seat == nil || in.Motion == nil {
		return v, o, false
	}
	return voter{rules, in.Author, in.Party, in.Seat}, opening{rules, in.Motion}, true
}

func (m *plainMotion) allows(v *plainVoter, in *ledger.Input) bool {
	if m == nil || v == nil || v.Key == nil || *v.Key >= m.Keys || in.Time >= m.Before || !slices.Contains(m.Seats, [2]string{v.Seat, v.Party}) {
		return false
	}
	var cast ledger.VoteCast
	return ledger.Decode(in.Body, &cast) == nil &&
		cast.Opened == m.Opened && cast.Seat == v.Seat && slices.Contains(m.Choices, cast.Choice) && len(cast.Then) == 0 && cast.Casting == ""
}

// judgeVotes rules on those votes among some inputs that are plainly allowed. It leaves
// alone what it can't tell.
func (e *Engine) judgeVotes(ask queries, seen *terms, inputs []ledger.Input, rulings []ledger.Ruling) {
	var voters, motions []*ledger.Input // nothing is known of who votes in the one, and of what on in the other
	for i := range inputs {
		in := &inputs[i]
		v, o, ok := voteOf(ask.rules, in)
		if !ok {
			continue
		}
		if !said(seen.voters, v, in.Shared) {
			seen.voters[v] = nil
			voters = append(voters, in)
		}
		if !said(seen.motions, o, in.Shared) {
			seen.motions[o] = nil
			motions = append(motions, in)
		}
	}
	e.askVoters(ask, seen, voters)
	e.askMotions(ask, seen, motions)
	for i := range inputs {
		in := &inputs[i]
		if v, o, ok := voteOf(ask.rules, in); ok {
			rulings[i].Allow = seen.motions[o].allows(seen.voters[v], in)
		}
	}
}

// said tells whether the rules were asked of that key already, now or when what they
// said was kept with facts that are shared; then it is among all. It is nil if they said
// nothing.
func said[K comparable, P any](all map[K]*P, k K, shared *ledger.Shared) bool {
	if _, ok := all[k]; ok {
		return true
	}
	made, _ := shared.Made(k)
	if made != nil {
		all[k] = made.(*P)
	}
	return made != nil
}

// askVoters asks the rules which votes those who cast some may plainly cast from where
// they do.
func (e *Engine) askVoters(ask queries, seen *terms, of []*ledger.Input) {
	found := make([]*plainVoter, len(of))
	askEach(e, ask, plainVoters, of, seen.voter, found)
	for n, in := range of {
		v, _, _ := voteOf(ask.rules, in)
		seen.voters[v] = found[n]
		if standing(in.Shared, v.author, v.seat) {
			in.Shared.Keep(v, found[n])
		}
	}
}

// askMotions asks the rules which votes are plainly allowed on the motions that some are
// cast on.
func (e *Engine) askMotions(ask queries, seen *terms, of []*ledger.Input) {
	found := make([]*plainMotion, len(of))
	askEach(e, ask, plainMotions, of, seen.motion, found)
	for n, in := range of {
		_, o, _ := voteOf(ask.rules, in)
		seen.motions[o] = found[n]
		if standing(in.Shared, o.motion) {
			in.Shared.Keep(o, found[n])
		}
	}
}

// askEach puts some inputs to a function of the rules, each as what tell makes of it, and
// leaves what it says of each in found: nothing where the function fails.
func askEach[P any](e *Engine, ask queries, name string, of []*ledger.Input, tell func(*ledger.Input) (*ast.Term, error), found []*P) {
	if len(of) == 0 {
		return
	}
	r := ask.machine.begin(ask.quick, e.time)
	defer r.end()
	for n, in := range of {
		term, err := tell(in)
		if err != nil {
			continue
		}
		v, err := r.ask(name, ast.InternedEmptyObject, term) // so that no rule sees another input
		if err != nil || v == nil {
			continue
		}
		if plain := new(P); fill(reflect.ValueOf(plain).Elem(), v) == nil {
			found[n] = plain
		}
	}
}

// standing tells whether all these facts are shared, and so stay as they are.
func standing(by *ledger.Shared, all ...any) bool {
	for _, facts := range all {
		if _, ok := by.Made(facts); !ok {
			return false
		}
	}
	return true
}
