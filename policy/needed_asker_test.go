package policy

import (
	"fmt"
	"maps"
	"reflect"
	"slices"
	"testing"

	"github.com/open-policy-agent/opa/v1/ast"
	"github.com/open-policy-agent/opa/v1/rego"

	"concordat/ledger"
)

// compiled is an agreement's rules, compiled once for all terms that are tried.
type compiled struct {
	*search
	compiler *ast.Compiler
	data     ast.Object
	machine  *machine
}

func agreed(t *testing.T, name string) *compiled {
	t.Helper()
	b := embeddedBundle(t, name)
	compiler, data, err := open(b)
	if err != nil {
		t.Fatal(err)
	}
	s, err := newSearch(b, rego.PreparedEvalQuery{}, timeLimit)
	if err != nil {
		t.Fatal(err)
	}
	m, err := newMachine(compiler, data, ruling)
	if err != nil {
		t.Fatal(err)
	}
	return &compiled{s, compiler, data, m}
}

// under is the rules with other terms, of a function with these parties.
func (a *compiled) under(t *testing.T, terms map[string]any, function string, codes []string) *asker {
	t.Helper()
	s := *a.search
	s.terms = maps.Clone(s.terms)
	maps.Copy(s.terms, terms)
	parties := []any{}
	for _, code := range slices.Sorted(slices.Values(codes)) {
		parties = append(parties, code)
	}
	documents, changed, err := s.with(a.data, function, parties)
	if err != nil {
		t.Fatal(err)
	}
	s.terms = changed
	if s.query, err = prepareQuery(a.compiler, documents, ruling); err != nil {
		t.Fatal(err)
	}
	// Functions are made of rules alone, and read the documents when they are run.
	m := &machine{groups: a.machine.groups, entries: a.machine.entries, data: ast.NewTerm(documents)}
	return &asker{&s, m, newKeeper(a.compiler), 0, map[string]ledger.Ruling{}}
}

// asker puts inputs to the rules, and the very same votes only once: to the machine, as an
// engine has it that is asked what is still needed, and whatever is more than an outcome,
// and one outcome in so many, to OPA as well.
type asker struct {
	*search
	machine  *machine
	keeper   *keeper
	outcomes int // that were asked for
	known    map[string]ledger.Ruling
}

const alsoOPA = 16 // one in so many

func (a *asker) rule(r *run, seen *terms, in ledger.Input) (ledger.Ruling, error) {
	input, err := seen.input(&in)
	if err != nil {
		return ledger.Ruling{}, err
	}
	v, err := r.ask(ruling, input)
	if err != nil || v == nil {
		return ledger.Ruling{}, fmt.Errorf("the machine has no ruling: %w", err)
	}
	said, err := rulingOf(v, &in)
	if err != nil {
		return ledger.Ruling{}, err
	}
	if in.Brief {
		if a.outcomes++; a.outcomes%alsoOPA != 1 {
			return said, nil
		}
	}
	want, err := a.askWith(seen, in)
	if err == nil && !reflect.DeepEqual(said, want) {
		err = fmt.Errorf("the machine rules %+v where OPA rules %+v", said, want)
	}
	return said, err
}

func (a *asker) Judge(_ ledger.Digest, inputs []ledger.Input) ([]ledger.Ruling, error) {
	rulings, seen := make([]ledger.Ruling, len(inputs)), newTerms()
	run := a.machine.begin(a.keeper, timeLimit)
	defer run.end()
	for i, in := range inputs {
		key := ""
		if in.Brief {
			votes := make([]string, len(in.Motion.Votes))
			for i, v := range in.Motion.Votes {
				votes[i] = v.Person + v.Seat + voteWords(v)
			}
			slices.Sort(votes)
			key = fmt.Sprint(votes, len(in.Motion.Interests))
		}
		r, ok := a.known[key]
		if !ok {
			var err error
			if r, err = a.rule(run, seen, in); err != nil {
				return nil, err
			}
			if in.Brief {
				a.known[key] = r
			}
		}
		rulings[i] = r
	}
	return rulings, nil
}
