package policy

import (
	"encoding/json"
	"slices"

	"github.com/open-policy-agent/opa/v1/ast"

	"concordat/ledger"
)

// Votes are many, and of most nothing is to be found out that was not found out of
// another: the same person votes on the same motion from the same seat, at another time
// or otherwise. So the rules are not asked about each, but which votes somebody may
// plainly cast, and each is looked for among those.

// voter is all that the rules are told to say so: facts that nobody changes while they
// stand at that place.
type voter struct {
	rules  ledger.Digest
	author *ledger.PersonFacts
	party  string
	seat   *ledger.SeatFacts
	motion *ledger.MotionFacts
}

// plainVote is what they say: votes that name this opening and seat, with one of these
// choices and nothing besides but a reason, at a time before that.
type plainVote struct {
	Opened  ledger.Digest `json:"opened"`
	Seat    string        `json:"seat"`
	Choices []string      `json:"choices"`
	Before  ledger.Time   `json:"before"`
}

func voterOf(rules ledger.Digest, in *ledger.Input) (voter, bool) {
	if in.Ask != ledger.AskAdmit || in.Kind != ledger.KindVoteCast || in.Author == nil || in.Seat == nil || in.Motion == nil {
		return voter{}, false
	}
	return voter{rules, in.Author, in.Party, in.Seat, in.Motion}, true
}

func (p *plainVote) allows(in *ledger.Input) bool {
	var cast ledger.VoteCast
	return p != nil && in.Time < p.Before && ledger.Decode(in.Body, &cast) == nil &&
		cast.Opened == p.Opened && cast.Seat == p.Seat && slices.Contains(p.Choices, cast.Choice) && len(cast.Then) == 0 && cast.Casting == ""
}

// judgeVotes rules on those votes among some inputs that are plainly allowed. It leaves
// alone what it can't tell.
func (e *Engine) judgeVotes(ask queries, seen *terms, inputs []ledger.Input, rulings []ledger.Ruling) {
	var unknown []*ledger.Input
	for i := range inputs {
		in := &inputs[i]
		v, ok := voterOf(ask.rules, in)
		if !ok {
			continue
		}
		if _, known := seen.votes(v, in.Shared); !known {
			seen.plain[v] = nil
			unknown = append(unknown, in)
		}
	}
	e.askVotes(ask, seen, unknown)
	for i := range inputs {
		in := &inputs[i]
		if v, ok := voterOf(ask.rules, in); ok {
			plain, _ := seen.votes(v, in.Shared)
			rulings[i].Allow = plain.allows(in)
		}
	}
}

// votes is what the rules said of somebody, nil if they said nothing, and whether they
// were asked.
func (t *terms) votes(v voter, shared *ledger.Shared) (*plainVote, bool) {
	if p, ok := t.plain[v]; ok {
		return p, true
	}
	if made, _ := shared.Made(v); made != nil {
		return made.(*plainVote), true
	}
	return nil, false
}

// askVotes asks the rules which votes those who cast some may plainly cast. Where the
// function fails on one of them, it says nothing of that one and changes nothing for
// the others.
func (e *Engine) askVotes(ask queries, seen *terms, of []*ledger.Input) {
	if len(of) == 0 {
		return
	}
	all := make([]*ast.Term, 0, len(of))
	asked := make([]*ledger.Input, 0, len(of))
	for _, in := range of {
		if term, err := seen.voter(in); err == nil {
			all, asked = append(all, term), append(asked, in)
		}
	}
	answer, err := ask.keeper.evaluate(*ask.votes, ast.NewArray(all...), e.time)
	var said [][][2]json.RawMessage
	if err == nil {
		err = json.Unmarshal(answer, &said)
	}
	found := make([]*plainVote, len(asked))
	if err == nil && len(said) == 1 {
		for _, each := range said[0] {
			var n int
			var p plainVote
			if err = json.Unmarshal(each[0], &n); err != nil || n < 0 || n >= len(found) {
				break
			}
			if err = json.Unmarshal(each[1], &p); err != nil {
				break
			}
			found[n] = &p
		}
	}
	switch {
	case err == nil:
	case len(asked) > 1:
		for _, in := range asked {
			e.askVotes(ask, seen, []*ledger.Input{in})
		}
		return
	default:
		return
	}
	for n, in := range asked {
		v, _ := voterOf(ask.rules, in)
		seen.plain[v] = found[n]
		if standing(v, in.Shared) {
			in.Shared.Keep(v, found[n])
		}
	}
}

// standing tells whether all facts about somebody are shared, and so stay as they are.
func standing(v voter, by *ledger.Shared) bool {
	for _, facts := range []any{v.author, v.seat, v.motion} {
		if _, ok := by.Made(facts); !ok {
			return false
		}
	}
	return true
}
