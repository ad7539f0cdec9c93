package policy

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"sync"
	"testing"

	"concordat/ledger"
)

// What every agreement promises, of every kind of motion, by its own rules. Of an
// agreement of more than nine parties it is tried with nine (see kinds).
//
// Every agreement here is monotone: none is excepted from TestProperties.
// The forms of the library that are not (options by elimination, and a tie counted
// by something else than the majorities are) none of them uses.

// rising is votes by chance, where one more seat each time is for it and not
// against: some abstain or stay away all the while.
func (k puttable) rising(c chance) (all [][]ledger.VoteFacts) {
	aside := c.IntN(3)
	var first []ledger.VoteFacts
	for at, seat := range c.Perm(len(k.in.Motion.Opened.Roll)) {
		switch {
		case at >= aside:
			first = append(first, k.cast(seat, ledger.ChoiceAgainst))
		case c.one(2):
			first = append(first, k.cast(seat, ledger.ChoiceAbstain))
		}
	}
	all = append(all, first)
	for i, v := range first {
		if v.Choice == ledger.ChoiceAgainst {
			next := slices.Clone(all[len(all)-1])
			next[i].Choice = ledger.ChoiceFor
			all = append(all, next)
		}
	}
	return all
}

// cast is a vote by the holder of a seat on the roll.
func (k puttable) cast(seat int, choice string) ledger.VoteFacts {
	r := k.in.Motion.Opened.Roll[seat]
	return ledger.VoteFacts{
		Entry: int64(910 + seat), Time: k.in.Motion.Opened.Time, Seat: r.Seat, Party: r.Party, Person: seatsOf(k.in)[r.Seat].Holder,
		Choice: choice, Assurance: ledger.KeyFile,
	}
}

// with is the question what votes come to, of somebody ruled on, if anybody is.
func (k puttable) with(votes []ledger.VoteFacts, person, ruling string) ledger.Input {
	in, m := k.in, *k.in.Motion
	m.Votes = votes
	if person != "" {
		m.Interests = []ledger.InterestFacts{interest(m.Ref, person, ruling, 905)}
	}
	in.Ask, in.Brief, in.Motion = ledger.AskOutcome, true, &m
	return in
}

// outcomes are what the rules make of each.
func (k puttable) outcomes(t *testing.T, inputs ...ledger.Input) []string {
	t.Helper()
	seen, out := newTerms(), make([]string, len(inputs))
	for i, in := range inputs {
		r, err := k.rules.askWith(seen, in)
		if err != nil {
			t.Fatalf("%s: %v", k.question, err)
		}
		out[i] = r.Outcome
	}
	return out
}

// eachKind runs a property for every kind of motion of every agreement.
func eachKind(t *testing.T, property func(t *testing.T, k puttable, c chance)) {
	for _, name := range Names() {
		t.Run(name, func(t *testing.T) {
			for n, k := range kinds(t, name) {
				property(t, k, chance{rand.New(rand.NewPCG(uint64(n), 17))})
				if t.Failed() {
					t.Fatalf("%s", k.question)
				}
			}
		})
	}
}

// TestProperties: what is carried stays carried when a vote against it turns into
// one for it; a seat counts once, however often and by whomever it is voted from;
// and whoever is recused is no better off than by voting.
//
// Of a recusal is shown, for whoever holds a seat from which nobody else votes: if
// a motion that they were for is carried without them, it is carried with them, and
// if one that they were against is decided without them and not carried, it is not
// carried with them. What is excepted is a quorum lost by their withdrawing: then
// nothing is decided at all, and it may be put again.
func TestProperties(t *testing.T) {
	seen := map[string]int{}
	eachKind(t, func(t *testing.T, k puttable, c chance) {
		for range 3 {
			all := k.rising(c)
			var inputs []ledger.Input
			for _, votes := range all {
				inputs = append(inputs, k.with(votes, "", ""))
			}
			out := k.outcomes(t, inputs...)
			turns := slices.Index(out, ledger.OutcomeCarried)
			for n, outcome := range out {
				seen[outcome]++
				if turns >= 0 && n > turns && outcome != ledger.OutcomeCarried {
					t.Errorf("%v is carried, and with more for it %v is %s", all[turns], all[n], outcome)
				}
			}
			// Where one vote tells, what becomes of it tells most.
			for _, n := range []int{turns - 1, turns} {
				if n >= 0 {
					seen["quorum lost"] += k.oneVote(t, all[n])
				}
			}
		}
	})
	if seen[ledger.OutcomeCarried] < 100 || seen[ledger.OutcomeNotCarried] < 100 || seen["quorum lost"] == 0 {
		t.Errorf("too few motions of a kind: %v", seen)
	}
}

// oneVote holds what is said of a seat counted once, and of recusal, for one who
// votes for and one who votes against, and gives how often a quorum was lost.
func (k puttable) oneVote(t *testing.T, votes []ledger.VoteFacts) (lost int) {
	t.Helper()
	again := slices.Clone(votes)
	for _, v := range votes {
		v.Entry += 40
		again = append(again, v)
		v.Entry, v.Person, v.Deputy, v.Choice = v.Entry+40, "d-"+v.Seat, true, ledger.ChoiceAgainst
		again = append(again, v)
	}
	for _, choice := range []string{ledger.ChoiceFor, ledger.ChoiceAgainst} {
		i := slices.IndexFunc(votes, func(v ledger.VoteFacts) bool { return v.Choice == choice })
		if i < 0 {
			continue
		}
		v := votes[i]
		out := k.outcomes(t,
			k.with(votes, "", ""), k.with(again, "", ""),
			k.with(votes, v.Person, ledger.InterestMaySpeak), k.with(votes, v.Person, ledger.InterestWithdraws),
		)
		if out[0] != out[1] {
			t.Errorf("%v is %s, and with each cast twice, and by a deputy, %s", votes, out[0], out[1])
		}
		was := out[0] == ledger.OutcomeCarried
		for n, outcome := range out[2:] {
			withdraws := n == 1
			switch is := outcome == ledger.OutcomeCarried; {
			case v.Choice == ledger.ChoiceFor && is && !was:
				t.Errorf("%s is for it and recused, and %v is carried; with that vote it is %s", v.Seat, votes, out[0])
			case v.Choice == ledger.ChoiceAgainst && was && withdraws && outcome == ledger.OutcomeNotQuorate:
				lost++
			case v.Choice == ledger.ChoiceAgainst && was && !is:
				t.Errorf("%s is against it and recused, and %v is %s; with that vote it is carried", v.Seat, votes, outcome)
			}
		}
	}
	return lost
}

// TestNobodyIsPresentTwice: where a quorum is of people, somebody who votes from two
// seats is one of them; where it is of parties, two seats of one are.
func TestNobodyIsPresentTwice(t *testing.T) {
	people := map[string]bool{}
	eachKind(t, func(t *testing.T, k puttable, _ chance) {
		quorum := fmt.Sprint(k.rules.terms["quorum"])
		if !bytes.Contains([]byte(quorum), []byte("by:people")) {
			return
		}
		people[fmt.Sprint(k.rules.terms["agreement"])] = true
		parties := map[string]bool{}
		var votes []ledger.VoteFacts
		for i, r := range k.in.Motion.Opened.Roll {
			if parties[r.Party] {
				continue
			}
			parties[r.Party] = true
			votes = append(votes, k.cast(i, ledger.ChoiceFor))
			if k.outcomes(t, k.with(votes, "", ""))[0] != ledger.OutcomeNotQuorate {
				break
			}
		}
		n := len(votes)
		if out := k.outcomes(t, k.with(votes, "", "")); n < 2 || out[0] == ledger.OutcomeNotQuorate {
			t.Fatalf("%d votes are %s", n, out[0])
		}
		votes[n-1].Person = votes[n-2].Person
		if out := k.outcomes(t, k.with(votes, "", "")); out[0] != ledger.OutcomeNotQuorate {
			t.Errorf("with one person in two seats it is %s: %v", out[0], votes)
		}
	})
	if want := []string{"greater-manchester-combined-authority", "integrated-care-joint-committee", "west-midlands-combined-authority", "west-yorkshire-combined-authority"}; !slices.Equal(slices.Sorted(maps.Keys(people)), want) {
		t.Errorf("quorums of people are tried in %v", people)
	}
	for _, k := range kinds(t, "west-midlands-combined-authority") {
		var votes []ledger.VoteFacts
		parties := map[string]bool{}
		for i, r := range k.in.Motion.Opened.Roll {
			if r.Party == "BCL" || r.Party == "TEL" || len(parties) == 4 && !parties[r.Party] {
				continue
			}
			parties[r.Party] = true
			votes = append(votes, k.cast(i, ledger.ChoiceFor))
		}
		if out := k.outcomes(t, k.with(votes, "", "")); len(votes) != 8 || out[0] != ledger.OutcomeNotQuorate {
			t.Errorf("eight people of four councils are %s", out[0])
		}
	}
}

// TestReplayIsDeterministic: the same question gives the same bytes, asked again,
// with the members of all its objects in another order, and by many at once.
func TestReplayIsDeterministic(t *testing.T) {
	eachKind(t, func(t *testing.T, k puttable, c chance) {
		all := k.rising(c)
		in := k.with(all[len(all)-1], "", "")
		in.Ask, in.Brief = ledger.AskConclude, false
		answer := func(v []byte) ([]byte, error) {
			term, err := parseJSON(v)
			if err != nil {
				return nil, err
			}
			return evaluate(k.rules.query, term.Value, timeLimit)
		}
		text := encoded(t, in)
		want, err := answer(text)
		if err != nil {
			t.Fatal(err)
		}
		backward := reversed(t, text)
		if bytes.Equal(text, backward) {
			t.Fatal("the members are in the same order")
		}
		answers, errs := make([][]byte, 8), make([]error, 8)
		var workers sync.WaitGroup
		for i := range answers {
			workers.Go(func() { answers[i], errs[i] = answer([][]byte{text, backward}[i%2]) })
		}
		workers.Wait()
		for i := range answers {
			if errs[i] != nil || !bytes.Equal(answers[i], want) {
				t.Errorf("the answer differs: %v\n%s\n%s", errs[i], answers[i], want)
			}
		}
	})
}

// reversed is a document with the members of its objects from last to first.
func reversed(t *testing.T, text []byte) []byte {
	t.Helper()
	var out bytes.Buffer
	var write func(v any)
	write = func(v any) {
		switch v := v.(type) {
		case map[string]any:
			out.WriteByte('{')
			names := slices.Sorted(maps.Keys(v))
			slices.Reverse(names)
			for i, name := range names {
				if i > 0 {
					out.WriteByte(',')
				}
				out.Write(plain(t, name))
				out.WriteByte(':')
				write(v[name])
			}
			out.WriteByte('}')
		case []any:
			out.WriteByte('[')
			for i, each := range v {
				if i > 0 {
					out.WriteByte(',')
				}
				write(each)
			}
			out.WriteByte(']')
		default:
			out.Write(plain(t, v))
		}
	}
	d := json.NewDecoder(bytes.NewReader(text))
	d.UseNumber()
	var v any
	if err := d.Decode(&v); err != nil {
		t.Fatal(err)
	}
	write(v)
	return out.Bytes()
}
