package policy

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/open-policy-agent/opa/v1/ast"
	"github.com/open-policy-agent/opa/v1/profiler"
	"github.com/open-policy-agent/opa/v1/rego"

	"concordat/ledger"
)

// asking is what a bundle's rulings are asked of.
func asking(t testing.TB, b Bundle) (*ast.Compiler, rego.PreparedEvalQuery) {
	t.Helper()
	c, data, err := open(b)
	if err != nil {
		t.Fatal(err)
	}
	q, err := prepareQuery(c, data, ruling)
	if err != nil {
		t.Fatal(err)
	}
	return c, q
}

func termOf(t testing.TB, in ledger.Input) ast.Value {
	t.Helper()
	term, err := newTerms().input(&in)
	if err != nil {
		t.Fatal(err)
	}
	return term.Value
}

// expressions is how many expressions a ruling takes, which no other work on the
// machine changes: with what a keeper knows, and adding nothing to it.
func expressions(t testing.TB, q rego.PreparedEvalQuery, k *keeper, in ast.Value) (n int) {
	t.Helper()
	counted := profiler.New()
	opts := []rego.EvalOption{rego.EvalParsedInput(in), rego.EvalQueryTracer(counted)}
	if k != nil {
		m := k.take()
		defer k.give(m, true)
		opts = append(opts, rego.EvalVirtualCache(m))
	}
	if _, err := q.Eval(context.Background(), opts...); err != nil {
		t.Fatal(err)
	}
	for _, file := range counted.ReportByFile().Files {
		for _, at := range file.Result {
			n += at.NumEval
		}
	}
	return n
}

// TestKept: what was worked out for other motions changes no ruling, and saves most of
// the work on one like them.
func TestKept(t *testing.T) {
	c, q := asking(t, embeddedBundle(t, "greater-manchester"))
	k := newKeeper(c)
	rounds := 60
	if testing.Short() {
		rounds = 10
	}
	for round := range rounds {
		random := chance{rand.New(rand.NewPCG(11, uint64(round)))}
		in := closed(t, nil)
		random.motion(&in)
		for _, in := range append(asked(t, in), in) {
			term := termOf(t, in)
			want, err := evaluate(q, term, timeLimit)
			if err != nil {
				t.Fatal(err)
			}
			got, err := k.evaluate(q, term, timeLimit)
			if err != nil || string(got) != string(want) {
				t.Fatalf("round %d, %s %s: %v\n%s\nwithout what was kept:\n%s", round, in.Ask, in.Kind, err, got, want)
			}
		}
	}
	like := closed(t, map[string]string{"00T": "against"})
	if _, err := k.evaluate(q, termOf(t, like), timeLimit); err != nil {
		t.Fatal(err)
	}
	another := closed(t, map[string]string{"01N": "against"})
	another.Motion.Ref, another.Motion.Title = "GM-2015-004", "Another site"
	if anew, again := expressions(t, q, nil, termOf(t, another)), expressions(t, q, k, termOf(t, another)); again*3 > anew*2 {
		t.Errorf("a motion like one before takes %d expressions, and without what was kept %d", again, anew)
	}
}

// TestSettled tells what looks at no input from what does, itself or by another, or puts
// one in the place of another.
func TestSettled(t *testing.T) {
	b := bundleOf(`
ruling := {"allow": true} if through(1) > 0

same(n) := n + 1

more(n) := same(n) + constant

constant := 3

constants contains 4

reads(n) := n + input.n

through(n) := reads(n)

otherwise(n) := n if n > 3

else := object.get(input, "n", n)

dynamic(n) := data.concordat.other[n]

read := input.n

sees := input

inner := n if n := more(1) with input.n as 7
`)
	b["rego/concordat/other/other.rego"] = []byte("package concordat.other\n\nread := input.n\n")
	c, _ := asking(t, b)
	s := settledOf(c)
	if got := slices.Sorted(maps.Keys(s.functions)); !slices.Equal(got, []string{"data.concordat.main.more", "data.concordat.main.same"}) {
		t.Errorf("settled are %v", got)
	}
	for name, want := range map[string]bool{"constant": true, "constants": false, "inner": false, "read": false, "sees": false, "ruling": false, "nothing": false} {
		if got := s.rules.has(ast.MustParseRef("data.concordat.main." + name)[1:]); got != want {
			t.Errorf("%s is settled: %v", name, got)
		}
	}
	if c, _ := asking(t, bundleOf(`ruling := {"allow": true} if count(data.terms) > 0 with data.terms as {"a": 1}`)); settledOf(c) != nil || newKeeper(c) != nil {
		t.Error("something is settled where documents are put in the place of others")
	}
}

// TestKeptNot: nothing is kept of an evaluation that failed, of what is large, and for
// ever.
func TestKeptNot(t *testing.T) {
	c, q := asking(t, bundleOf(`
ruling := {"allow": true, "checks": [after(input.n)]} if {
	input.list
	count(list(input.list)) > 0
} else := {"allow": true, "checks": [after(input.n)]} if {
	not two(input.n)
}

after(n) := n + 1

list(l) := l

two(n) := 1 if n == 7

two(n) := 2 if n == 7
`))
	k := newKeeper(c)
	ask := func(in string) error {
		term, err := parseJSON([]byte(in))
		if err != nil {
			t.Fatal(err)
		}
		_, err = k.evaluate(q, term.Value, time.Minute)
		return err
	}
	kept := func() (n int) {
		m := k.take()
		defer k.give(m, true)
		for _, table := range []table{m.young, m.old} {
			for _, r := range table {
				for ; r != nil; r = r.next {
					n++
				}
			}
		}
		return n
	}
	if err := ask(`{"n":7}`); err == nil || kept() != 0 {
		t.Errorf("%v, and %d results are kept", err, kept())
	}
	if err := ask(`{"n":7}`); err == nil {
		t.Error("what has two values has one when it is asked again")
	}
	if err := ask(`{"n":1,"list":[1]}`); err != nil || kept() != 2 {
		t.Errorf("%v, and %d results are kept, expected those of two functions", err, kept())
	}
	large := ast.NewArray()
	for range maxKeptSize {
		large = large.Append(ast.InternedTerm(1))
	}
	if err := ask(`{"n":1,"list":` + large.String() + `}`); err != nil || kept() != 2 {
		t.Errorf("%v, and %d results are kept, one of them large", err, kept())
	}
	for n := range 3 * maxKept {
		if err := ask(fmt.Sprintf(`{"n":%d,"list":[1]}`, n+10)); err != nil {
			t.Fatal(err)
		}
	}
	if n := kept(); n < maxKept || n > 2*maxKept {
		t.Errorf("%d results are kept, expected from %d to %d", n, maxKept, 2*maxKept)
	}
}

// BenchmarkRules measures the rulings that an audit asks for of each motion: how long
// one takes, and how many times as long by OPA itself; how many expressions that is, and
// how many where another motion like it was ruled on before. The numbers of expressions
// are the same on any machine.
func BenchmarkRules(b *testing.B) {
	bundle := embeddedBundle(b, "greater-manchester")
	c, q := asking(b, bundle)
	ask, err := engineFor(bundle).prepare(bundle.Digest())
	if err != nil {
		b.Fatal(err)
	}
	in := closed(b, nil)
	before := asked(b, in)
	for name, in := range map[string]ledger.Input{"move": before[0], "opening": before[1], "conclusion": in} {
		b.Run(name, func(b *testing.B) {
			k := newKeeper(c)
			term := termOf(b, in)
			other := in
			if in.Motion != nil {
				m := *in.Motion
				m.Title, m.Ref = "Another site", "GM-2015-004"
				other.Motion = &m
			}
			if _, err := k.evaluate(q, termOf(b, other), timeLimit); err != nil {
				b.Fatal(err)
			}
			var each, byOPA time.Duration // measured in turns, so that both meet the same machine
			for b.Loop() {
				start := time.Now()
				r := ask.machine.begin(k, timeLimit)
				if _, err := r.ask(ruling, ast.NewTerm(term)); err != nil {
					b.Fatal(err)
				}
				r.end()
				between := time.Now()
				if _, err := k.evaluate(q, term, timeLimit); err != nil {
					b.Fatal(err)
				}
				each, byOPA = each+between.Sub(start), byOPA+time.Since(between)
			}
			b.ReportMetric(float64(each.Nanoseconds())/float64(b.N), "ns/ruling")
			b.ReportMetric(float64(byOPA)/float64(each), "×by-OPA")
			b.ReportMetric(float64(expressions(b, q, nil, term)), "expressions")
			b.ReportMetric(float64(expressions(b, q, k, term)), "expressions-again")
		})
	}
}

// TestKeptContradiction: two rules that contradict each other are found out whatever
// was asked before, though somebody who wanted one value alone did not go on to the
// second.
func TestKeptContradiction(t *testing.T) {
	for name, rates := range map[string]string{
		"a partial object": "rates[\"acute\"] := 1\n\nrates[\"community\"] := 2\n\npick(n) := rate + n if some _, rate in rates\n",
		"a package":        "pick(n) := rate + n if rate := data.concordat.rates[_]\n",
	} {
		b := bundleOf("ruling := {\"allow\": true, \"checks\": all} if {\n\tinput.all\n\tall := [x | x := pick(input.n)]\n} else := {\"allow\": some_of} if {\n\tsome_of := _any\n}\n\ndefault _any := false\n\n_any if pick(input.n) > 0\n\n" + rates)
		b["rego/concordat/rates/rates.rego"] = []byte("package concordat.rates\n\nacute := 1\n\ncommunity := 2\n")
		c, q := asking(t, b)
		k := newKeeper(c)
		ask := func(in string) error {
			term, err := parseJSON([]byte(in))
			if err != nil {
				t.Fatal(err)
			}
			_, err = k.evaluate(q, term.Value, time.Minute)
			return err
		}
		for range 2 {
			if err := ask(`{"n": 1, "all": true}`); !errors.Is(err, ledger.ErrNoRuling) {
				t.Errorf("%s: all of a rule with two values: %v", name, err)
			}
			if err := ask(`{"n": 1}`); err != nil {
				t.Errorf("%s: one of them: %v", name, err)
			}
		}
	}
}

// TestPlainlyTogether: what is plainly allowed is so whatever else is asked of, also
// beside what the function fails on; and what is no function of its argument alone is
// not asked.
func TestPlainlyTogether(t *testing.T) {
	ask := func(admit string, entries ...int64) []bool {
		b := bundleOf(`ruling := {"allow": false, "checks": [{"id": "never", "clause": "1.1", "title": "Never", "required": "a", "actual": "b", "met": false, "explain": "It is never allowed."}]}`)
		b["rego/concordat/admit/admit.rego"] = []byte("package concordat.admit\n\n" + admit + "\n")
		var inputs []ledger.Input
		for _, n := range entries {
			inputs = append(inputs, ledger.Input{Ask: ledger.AskAdmit, Kind: "vote.cast", Entry: n})
		}
		rulings, err := engineFor(b).Judge(b.Digest(), inputs)
		if err != nil {
			t.Fatal(err)
		}
		var allowed []bool
		for _, r := range rulings {
			allowed = append(allowed, r.Allow)
		}
		return allowed
	}
	const fails = "plainly(one) if one.entry > 0\n\nplainly(one) := 2 if one.entry == 3"
	for _, entries := range [][]int64{{1}, {1, 3}, {3, 1}, {1, 1, 1, 3, 1, 1, 1}, {3}} {
		for i, allowed := range ask(fails, entries...) {
			if allowed != (entries[i] == 1) {
				t.Errorf("of %v, %d is allowed: %v", entries, entries[i], allowed)
			}
		}
	}
	votes := func(admit string, entries ...int64) []bool {
		b := bundleOf(`ruling := {"allow": false, "checks": [{"id": "never", "clause": "1.1", "title": "Never", "required": "a", "actual": "b", "met": false, "explain": "It is never allowed."}]}`)
		b["rego/concordat/admit/admit.rego"] = []byte("package concordat.admit\n\n" + admit + "\n")
		var inputs []ledger.Input
		for _, n := range entries {
			in := vote(t, "00V", "p-00V")
			if n >= 90 {
				in.Motion.Opened.Entry = n
			} else {
				in.Author.Key.Entry = n
			}
			inputs = append(inputs, in)
		}
		rulings, err := engineFor(b).Judge(b.Digest(), inputs)
		if err != nil {
			t.Fatal(err)
		}
		var allowed []bool
		for _, r := range rulings {
			allowed = append(allowed, r.Allow)
		}
		return allowed
	}
	const (
		voter      = `plain_voter(one) := {"seat": one.seat.seat, "party": one.party, "key": one.author.key.entry} if `
		motion     = `plain_motion(one) := {"opened": one.opened.id, "seats": {[seat.seat, seat.party] | some seat in one.opened.roll}, "keys": one.opened.entry, "before": "9999", "choices": ["for", "against", "abstain"]} if `
		anyVoter   = voter + "one.author.key.entry > 0\n\n"
		anyMotion  = motion + "one.opened.entry > 0\n\n"
		failsOnOne = "plain_voter(one) := 2 if one.author.key.entry == 3"
		falls      = "plain_motion(one) := 2 if one.opened.entry == 99"
	)
	for _, entries := range [][]int64{{1}, {1, 3}, {3, 1}, {1, 1, 1, 3, 1, 1, 1}, {3}} {
		for i, allowed := range votes(anyVoter+anyMotion+failsOnOne, entries...) {
			if allowed != (entries[i] == 1) {
				t.Errorf("of votes by %v, that by %d is allowed: %v", entries, entries[i], allowed)
			}
		}
	}
	for _, openings := range [][]int64{{90}, {90, 99}, {99, 90}, {90, 99, 90, 99}, {99}} {
		for i, allowed := range votes(anyVoter+anyMotion+falls, openings...) {
			if allowed != (openings[i] == 90) {
				t.Errorf("of votes on what entries %v opened, that of %d is allowed: %v", openings, openings[i], allowed)
			}
		}
	}
	for _, other := range []string{
		anyVoter, anyMotion,
		voter + "count(input) == 0\n\n" + anyMotion, anyVoter + motion + "count(input) == 0",
		voter + "one.entry > 0\n\n" + anyMotion, anyVoter + motion + "one.entry > 0",
		`plain_voter(one) := {"seat": 1} if one.seat` + "\n\n" + anyMotion, anyVoter + `plain_motion(one) := {"opened": 1} if one.opened`,
		`plain_voter(one) := {"seat": one.seat.seat, "party": one.party} if one.seat` + "\n\n" + anyMotion,
		anyVoter + `plain_motion(one) := {"opened": one.opened.id, "keys": one.opened.entry, "before": "9999", "choices": ["for"]} if one.opened`,
		"plain_voter := {}\n\n" + anyMotion, anyVoter + "plain_motion := {}",
	} {
		if allowed := votes(other, 1, 2); slices.Contains(allowed, true) {
			t.Errorf("%s is asked: %v", other, allowed)
		}
	}
	for _, other := range []string{"plainly := 1", "plainly(one) if one.entry > count(input)", "plainly(one) if one.entry > data.concordat.main[_]"} {
		if allowed := ask(other, 1, 2); slices.Contains(allowed, true) {
			t.Errorf("%s is asked: %v", other, allowed)
		}
	}
}
