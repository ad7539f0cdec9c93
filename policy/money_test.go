package policy

import (
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"maps"
	"math/big"
	"math/rand/v2"
	"os"
	"slices"
	"testing"
	"testing/fstest"

	"github.com/open-policy-agent/opa/v1/rego"

	"concordat/ledger"
)

// library compiles the rule library as it stands on disk with rules of a test
// added in package mou, and prepares one query of them.
func library(t testing.TB, rules, query string) rego.PreparedEvalQuery {
	t.Helper()
	agreement := fstest.MapFS{"mou.rego": &fstest.MapFile{Data: []byte("package mou\n\n" + rules)}}
	for name, data := range bundleOf("") {
		if file, ok := map[string]string{textFile: "mou.md", termsFile: "terms.json", partiesFile: "parties.json"}[name]; ok {
			agreement[file] = &fstest.MapFile{Data: data}
		}
	}
	b, err := assemble(os.DirFS("."), agreement)
	if err != nil {
		t.Fatal(err)
	}
	// The entry point would ask this little agreement for terms it has not.
	maps.DeleteFunc(b, func(name string, _ []byte) bool {
		return name[:4] == "rego" && !slices.Contains([]string{"calendar", "holidays", "money", "words", "yearly"}, packageOf(name)[len("concordat."):])
	})
	compiler, err := compile(b)
	if err != nil {
		t.Fatal(err)
	}
	data, err := documents(b)
	if err != nil {
		t.Fatal(err)
	}
	q, err := prepareQuery(compiler, data, query)
	if err != nil {
		t.Fatal(err)
	}
	return q
}

// ask puts input to query and reads its value into out, numbers exactly.
func ask(t testing.TB, query rego.PreparedEvalQuery, input, out any) {
	t.Helper()
	text, err := json.Marshal(input)
	if err != nil {
		t.Fatal(err)
	}
	term, err := parseJSON(text)
	if err != nil {
		t.Fatal(err)
	}
	answer, err := evaluate(query, term.Value, 10*timeLimit)
	if err != nil {
		t.Fatal(err)
	}
	d := json.NewDecoder(bytes.NewReader(answer))
	d.UseNumber()
	if err := d.Decode(out); err != nil {
		t.Fatal(err)
	}
}

// TestPortion holds the one division of the library against exact arithmetic:
// the floor of a × b ÷ c.
func TestPortion(t *testing.T) {
	query := library(t, `import data.concordat.money

portions := [portion |
	some triple in input
	portion := money.portion(triple[0], triple[1], triple[2])
]`, "data.mou.portions")

	random := rand.New(rand.NewPCG(1, 2))
	upTo := func(n int64) int64 { return random.Int64N(n + 1) }
	around := func(n int64) int64 { return min(max(n-2+random.Int64N(5), 0), maxInteger) }
	var triples [][3]int64
	add := func(a, b, c int64) { triples = append(triples, [3]int64{a, b, max(c, 1)}) }
	rounds := 1000
	if testing.Short() {
		rounds = 100
	}
	for range 2 * rounds { // what boards share: pence by populations or allocations
		add(upTo(1e13), upTo(1e7), upTo(1.3e8))
	}
	for range rounds { // the same, where a quotient is whole or one off
		c := 1 + upTo(1.3e8)
		k := upTo(1e13 / c)
		add(around(k*c), around(1e7), c)
		add(around(1e13), around(c), c)
	}
	for range rounds { // anything a ledger can hold
		add(upTo(maxInteger), upTo(maxInteger), upTo(maxInteger))
	}
	edges := []int64{0, 1, 511, 512, 1 << 27, 3037000499, 3037000500, 1 << 45, maxInteger - 1, maxInteger}
	for _, a := range edges {
		for _, b := range edges {
			for _, c := range edges {
				add(a, b, c)
				if !testing.Short() {
					add(around(a), around(b), around(c))
				}
			}
		}
	}

	for batch := range slices.Chunk(triples, 1000) {
		var got []json.Number
		ask(t, query, batch, &got)
		if len(got) != len(batch) {
			t.Fatalf("%d of %d portions are defined", len(got), len(batch))
		}
		for i, triple := range batch {
			a, b, c := big.NewInt(triple[0]), big.NewInt(triple[1]), big.NewInt(triple[2])
			want := a.Div(a.Mul(a, b), c)
			if got[i].String() != want.String() {
				t.Errorf("%d × %d ÷ %d gives %s, expected %s", triple[0], triple[1], triple[2], got[i], want)
			}
		}
	}
}

// TestPortionUndefined: no quotient is better than a wrong one.
func TestPortionUndefined(t *testing.T) {
	query := library(t, `import data.concordat.money

portions := [portion |
	some triple in input
	portion := money.portion(triple[0], triple[1] * triple[3], triple[2])
]`, "data.mou.portions")
	var got []json.Number
	ask(t, query, [][4]int64{{1, 1, 0, 1}, {1, 1, -1, 1}, {-1, 1, 1, 1}, {1, -1, 1, 1}, {1, maxInteger, 1, 2}, {1, maxInteger, 1, maxInteger}}, &got)
	if len(got) != 0 {
		t.Errorf("got %v, expected nothing", got)
	}
}

// TestSplit holds the largest-remainder split against exact arithmetic, and to
// its promise that shares add up.
func TestSplit(t *testing.T) {
	query := library(t, `import data.concordat.money

splits := [split |
	some question in input
	split := money.split(question.total, question.weights)
]`, "data.mou.splits")

	type question struct {
		Total   int64            `json:"total"`
		Weights map[string]int64 `json:"weights"`
	}
	random := rand.New(rand.NewPCG(3, 4))
	var questions []question
	rounds := 1000
	if testing.Short() {
		rounds = 100
	}
	for range rounds {
		q := question{random.Int64N(1e13 + 1), map[string]int64{}}
		most := []int64{1, 3, 1000, 1e7, 1e9}[random.IntN(5)]
		for i := range 1 + random.IntN(13) {
			q.Weights[fmt.Sprintf("%02d%c", i, 'A'+rune(random.IntN(26)))] = 1 + random.Int64N(most)
		}
		if random.IntN(3) == 0 {
			q.Total = random.Int64N(100) // fewer pennies than parties
		}
		if random.IntN(5) == 0 { // all that a ledger can hold
			q.Total = maxInteger - random.Int64N(3)
			left := int64(maxInteger)
			for _, code := range slices.Sorted(maps.Keys(q.Weights)) {
				q.Weights[code] = max(left/2-random.Int64N(3), 1)
				left -= q.Weights[code]
			}
		}
		questions = append(questions, q)
	}
	for batch := range slices.Chunk(questions, 200) {
		var got []map[string]json.Number
		ask(t, query, batch, &got)
		if len(got) != len(batch) {
			t.Fatalf("%d of %d splits are defined", len(got), len(batch))
		}
		for i, q := range batch {
			sum := int64(0)
			want := split(q.Total, q.Weights)
			for code, share := range want {
				sum += share
				if got[i][code].String() != fmt.Sprint(share) || len(got[i]) != len(want) {
					t.Fatalf("%d by %v gives %v, expected %v", q.Total, q.Weights, got[i], want)
				}
			}
			if sum != q.Total {
				t.Fatalf("the expected shares of %d sum to %d", q.Total, sum)
			}
		}
	}
}

// split is the rule in other words: round down, then a penny each by largest
// remainder, then by code.
func split(total int64, weights map[string]int64) map[string]int64 {
	base := new(big.Int)
	for _, w := range weights {
		base.Add(base, big.NewInt(w))
	}
	shares, remainders, left := map[string]int64{}, map[string]*big.Int{}, total
	for code, w := range weights {
		product := new(big.Int).Mul(big.NewInt(total), big.NewInt(w))
		quotient, remainder := new(big.Int).DivMod(product, base, new(big.Int))
		shares[code], remainders[code] = quotient.Int64(), remainder
		left -= quotient.Int64()
	}
	order := slices.SortedFunc(maps.Keys(weights), func(x, y string) int {
		return cmp.Or(remainders[y].Cmp(remainders[x]), cmp.Compare(x, y))
	})
	for _, code := range order[:left] {
		shares[code]++
	}
	return shares
}

// TestInstalments holds instalments against exact arithmetic: all but the last are
// the sum over their number rounded down, and they add up to it.
func TestInstalments(t *testing.T) {
	query := library(t, `import data.concordat.money

instalments := [[part.pence | some part in money.instalments({"instalments": numbers.range(1, question[1])}, question[0])] |
	some question in input
]`, "data.mou.instalments")

	random := rand.New(rand.NewPCG(5, 6))
	questions := [][2]int64{{100_000_001, 4}}
	for range shorter(3000) {
		questions = append(questions, [2]int64{random.Int64N([]int64{50, 1e9, ledger.MaxPence}[random.IntN(3)] + 1), 2 + random.Int64N(ledger.MaxInstalments-1)})
	}
	var got [][]int64
	ask(t, query, questions, &got)
	if len(got) != len(questions) {
		t.Fatalf("%d of %d are defined", len(got), len(questions))
	}
	for i, q := range questions {
		each := new(big.Int).Div(big.NewInt(q[0]), big.NewInt(q[1])).Int64()
		want := slices.Repeat([]int64{each}, int(q[1]))
		want[len(want)-1] = q[0] - each*(q[1]-1)
		if !slices.Equal(got[i], want) {
			t.Fatalf("%d in %d instalments gives %v, expected %v", q[0], q[1], got[i], want)
		}
	}
}

// shorter is how many rounds to run.
func shorter(rounds int) int {
	if testing.Short() {
		return rounds / 10
	}
	return rounds
}

// TestYearlyRule holds the yearly rule against the sum as a finance officer would do
// it: last year's recurrent contributions of each party, as changed; inflation and
// efficiency of the line's total, shared as the total was; and what is planned.
func TestYearlyRule(t *testing.T) {
	query := library(t, `import data.concordat.yearly

amounts := [made |
	some question in input.questions
	made := object.get({"made": made | made := yearly.amounts(question.line, question.parties) with input as question}, "made", {})
]`, "data.mou.amounts")

	type made struct {
		Party     string `json:"party"`
		Line      string `json:"line"`
		Pence     int64  `json:"pence"`
		Refund    bool   `json:"refund"`
		Recurrent bool   `json:"recurrent"`
	}
	type row struct {
		Party string `json:"party"`
		Line  string `json:"line"`
		Pence int64  `json:"pence"`
	}
	type change struct {
		Stands    bool  `json:"stands"`
		Recurrent bool  `json:"recurrent"`
		Changes   []row `json:"changes"`
	}
	type year struct {
		Contributions []made   `json:"contributions"`
		Changes       []change `json:"changes"`
	}
	type fund struct {
		Years map[string]year `json:"years"`
	}
	type line struct {
		Line string              `json:"line"`
		Rule ledger.FromLastYear `json:"from_last_year"`
	}
	type question struct {
		Year    string   `json:"year"`
		Fund    fund     `json:"fund"`
		Line    line     `json:"line"`
		Parties []string `json:"parties"`
	}
	random := rand.New(rand.NewPCG(7, 8))
	lines := []string{"1", "2"}
	fraction := func() *ledger.Fraction {
		if random.IntN(3) == 0 {
			return nil
		}
		return &ledger.Fraction{Num: random.Int64N(100), Den: 1 + random.Int64N(1e6)}
	}
	pence := func() int64 { return 1 + random.Int64N([]int64{100, 1e8, ledger.MaxPence}[random.IntN(3)]) }
	defined := 0
	ofParty := func(q question) (map[string]int64, bool) {
		base, total := map[string]int64{}, new(big.Int)
		last := q.Fund.Years["2014-15"]
		for _, party := range q.Parties {
			base[party] = 0
			for _, m := range last.Contributions {
				if m.Party == party && m.Line == q.Line.Line && m.Recurrent {
					base[party] += map[bool]int64{true: -m.Pence, false: m.Pence}[m.Refund]
				}
			}
			for _, c := range last.Changes {
				for _, r := range c.Changes {
					if r.Party == party && r.Line == q.Line.Line && c.Stands && c.Recurrent {
						base[party] += r.Pence
					}
				}
			}
			if base[party] < 0 {
				return nil, false
			}
			total.Add(total, big.NewInt(base[party]))
		}
		if total.Sign() == 0 {
			return nil, false
		}
		amounts := maps.Clone(base)
		part := func(f *ledger.Fraction, sign int64) {
			if f == nil {
				return
			}
			sum := new(big.Int).Mul(total, big.NewInt(f.Num))
			sum.Div(sum, big.NewInt(f.Den))
			for party, share := range split(sum.Int64(), base) {
				amounts[party] += sign * share
			}
		}
		part(q.Line.Rule.Inflation, 1)
		part(q.Line.Rule.Efficiency, -1)
		for party, planned := range q.Line.Rule.Planned {
			amounts[party] += planned
		}
		return amounts, true
	}
	var questions []question
	for range shorter(2000) {
		q := question{Year: "2015-16", Line: line{Line: "1", Rule: ledger.FromLastYear{Inflation: fraction(), Efficiency: fraction(), Planned: map[string]int64{}}}}
		var last year
		for i := range 1 + random.IntN(13) {
			party := fmt.Sprintf("%02d", i)
			q.Parties = append(q.Parties, party)
			if random.IntN(4) == 0 {
				q.Line.Rule.Planned[party] = pence() * (1 - 2*random.Int64N(2))
			}
			for range random.IntN(5) {
				last.Contributions = append(last.Contributions, made{party, lines[random.IntN(2)], pence(), random.IntN(8) == 0, random.IntN(4) > 0})
			}
		}
		for range random.IntN(4) {
			c := change{Stands: random.IntN(3) > 0, Recurrent: random.IntN(3) > 0, Changes: []row{}}
			for _, party := range q.Parties {
				if random.IntN(2) == 0 {
					c.Changes = append(c.Changes, row{party, lines[random.IntN(2)], pence() * (1 - 2*(random.Int64N(5)/4))})
				}
			}
			last.Changes = append(last.Changes, c)
		}
		last.Contributions, last.Changes = append([]made{}, last.Contributions...), append([]change{}, last.Changes...)
		q.Fund = fund{map[string]year{"2014-15": last}}
		questions = append(questions, q)
	}
	for batch := range slices.Chunk(questions, 200) {
		var got []map[string]int64
		ask(t, query, map[string]any{"questions": batch}, &got)
		if len(got) != len(batch) {
			t.Fatalf("%d of %d are answered", len(got), len(batch))
		}
		for i, q := range batch {
			want, ok := ofParty(q)
			if ok {
				defined++
			}
			if !maps.Equal(got[i], want) {
				t.Fatalf("%+v gives %v, expected %v", q, got[i], want)
			}
		}
	}
	if defined < len(questions)/4 {
		t.Errorf("of %d cases only %d have something to rest on", len(questions), defined)
	}
}
