package policy

import (
	"encoding/json"
	"errors"
	"fmt"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"concordat/ledger"
)

// engineFor has a machine made of whatever rules, so that the tests hold it against OPA.
func engineFor(bundles ...Bundle) *Engine {
	held := map[ledger.Digest][]byte{}
	for _, b := range bundles {
		for d, data := range blobs(b) {
			held[d] = data
		}
	}
	e := New(from(held))
	e.tried = func(Bundle) bool { return true }
	return e
}

func admission(body string) ledger.Input {
	return ledger.Input{Ask: ledger.AskAdmit, Time: "2015-07-15T17:00:00.000Z", Kind: ledger.KindVoteCast, Body: json.RawMessage(body)}
}

func TestVersion(t *testing.T) {
	// A new version of OPA may rule otherwise: before this line changes, the
	// golden rulings must have been repeated with it.
	if got := Version(); got != "opa 1.22.2" {
		t.Errorf("the engine is %s", got)
	}
}

func TestJudge(t *testing.T) {
	b := bundleOf(`ruling := {"allow": true} if input.body.n <= data.terms.most

ruling := {"allow": false, "checks": [{
	"id": "refused",
	"clause": "1.1",
	"title": data.clauses["1.1"].title,
	"required": sprintf("%d or less", [data.terms.most]),
	"actual": sprintf("%d", [input.body.n]),
	"met": false,
	"explain": sprintf("%s %d is more than %d", [data.clauses["1.1"].text, input.body.n, data.terms.most]),
}]} if input.body.n > data.terms.most`)
	e := engineFor(b)
	inputs := []ledger.Input{admission(`{"n":3}`), admission(`{"n":9007199254740991}`), admission(`{"n":-4}`)}
	want := []ledger.Ruling{
		{Allow: true},
		{Checks: []ledger.Check{{
			ID: "refused", Clause: "1.1", Title: "What it is", Required: "3 or less", Actual: "9007199254740991",
			Explain: "It is small. 9007199254740991 is more than 3",
		}}},
		{Allow: true},
	}
	for range 2 {
		got, err := e.Judge(b.Digest(), inputs)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Fatal(diff)
		}
	}
	if got, err := e.Judge(b.Digest(), nil); err != nil || len(got) != 0 {
		t.Errorf("no inputs give %v, %v", got, err)
	}
}

// TestNoAnswer: what is not plainly a ruling is an error, never a yes, and one
// that says that it will be so for ever.
func TestNoAnswer(t *testing.T) {
	refusal := `{"allow": false, "checks": [{"id": "refused", "explain": "no", "met": %s}]}`
	tests := map[string]struct{ ask, rules, want string }{
		"undefined":           {ledger.AskAdmit, `ruling := {"allow": true} if input.body.missing == 1`, "it is undefined"},
		"undefined negation":  {ledger.AskAdmit, `ruling := {"allow": allow}` + "\n\nallow if input.missing", "it is undefined"},
		"two answers":         {ledger.AskAdmit, `ruling := {"allow": input.kind == x} if some x in ["vote.cast", "motion.moved"]`, "conflict"},
		"not an object":       {ledger.AskAdmit, `ruling := true`, "answer:"},
		"empty object":        {ledger.AskAdmit, `ruling := {}`, "whether to allow"},
		"null":                {ledger.AskAdmit, `ruling := {"allow": null}`, "whether to allow"},
		"text":                {ledger.AskAdmit, `ruling := {"allow": "true"}`, "cannot unmarshal"},
		"unknown field":       {ledger.AskAdmit, `ruling := {"allow": true, "also": 1}`, "unknown field"},
		"no reason":           {ledger.AskAdmit, `ruling := {"allow": false}`, "without a check that was not met"},
		"only met checks":     {ledger.AskAdmit, `ruling := ` + fmt.Sprintf(refusal, "true"), "without a check that was not met"},
		"reason without text": {ledger.AskAdmit, `ruling := {"allow": false, "checks": [{"id": "refused"}]}`, "no explanation"},
		"fraction":            {ledger.AskAdmit, `ruling := {"allow": true, "obligations": [{"pence": x}]} if x := sum([1, 2]) * 1000000000000000000000`, "cannot unmarshal"},
		"failing built-in":    {ledger.AskAdmit, `ruling := {"allow": true} if not time.parse_rfc3339_ns("never")`, "time.parse_rfc3339_ns"},
		"remainder by nought": {ledger.AskAdmit, `ruling := {"allow": true} if not 1 % count(input.nothing) == 0` + "\n\nruling := {\"allow\": true} if 1 % count([]) == 0", "modulo by zero"},
		"no outcome":          {ledger.AskConclude, `ruling := {"allow": true}`, "is no outcome"},
		"other outcome":       {ledger.AskConclude, `ruling := {"allow": true, "outcome": "perhaps"}`, "is no outcome"},
		"beyond 2^53":         {ledger.AskConclude, `ruling := {"allow": true, "outcome": "carried", "obligations": [{"pence": sum([9007199254740991, 1])}]}`, "obligation 1:"},
		"not in normal form":  {ledger.AskConclude, "ruling := {\"allow\": true, \"outcome\": \"carried\", \"parties\": [{\"chain\": \"v\u0303\"}]}", "normal form"},
		"too long": {ledger.AskConclude, `ruling := {"allow": true, "outcome": "carried", "parties": [{"explain": text, "chain": text}]} if {
	text := concat("", [" sixteen letters" | some _ in numbers.range(1, 2000)])
}`, "bytes; at most"},
		"a long obligation": {ledger.AskConclude, `ruling := {"allow": true, "outcome": "carried", "obligations": [{"working": text, "what": text}]} if {
	text := concat("", [" sixteen letters" | some _ in numbers.range(1, 2000)])
}`, "obligation 1 has some"},
		"many obligations": {ledger.AskConclude, `ruling := {"allow": true, "outcome": "carried", "obligations": [{"pence": n} | some n in numbers.range(1, 1000)]}`, "has 1000 obligations"},
		"no outcome asked": {ledger.AskOutcome, `ruling := {"allow": true, "alike": {"a": "1"}}`, "gives no outcome"},
		"nobody alike":     {ledger.AskOutcome, `ruling := {"allow": true, "outcome": "carried"}`, "count alike"},
		"empty roll":       {ledger.AskRoll, `ruling := {"allow": true, "roll": []}`, "roll without a seat"},
		"no settlement":    {ledger.AskSettle, `ruling := {"allow": true}`, "allows a settlement and gives none"},
		"no leaving":       {ledger.AskLeave, `ruling := {"allow": true}`, "what leaving comes to"},
		"no transfer":      {ledger.AskTransfer, `ruling := {"allow": true}`, "which transfer there is"},
		"no stakes":        {ledger.AskStakes, `ruling := {"allow": true}`, "what is at stake"},
		"no threshold":     {ledger.AskWitnesses, `ruling := {"allow": true}`, "how many witnesses are enough"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			b := bundleOf(test.rules)
			in := admission(`{"n":1}`)
			in.Ask = test.ask
			got, err := engineFor(b).Judge(b.Digest(), []ledger.Input{in})
			if err == nil || !strings.Contains(err.Error(), test.want) {
				t.Errorf("got error %v, expected one with %q", err, test.want)
			}
			if !errors.Is(err, ledger.ErrNoRuling) {
				t.Errorf("%v is not for ever", err)
			}
			if got != nil {
				t.Errorf("got the ruling %v as well", got)
			}
		})
	}
}

// TestJudgeInput: what is not canonical never reaches a rule.
func TestJudgeInput(t *testing.T) {
	b := bundleOf(`ruling := {"allow": true}`)
	e := engineFor(b)
	for _, body := range []string{`{"n":1.5}`, `{"n":1e3}`, `{"n":null}`, `{"n":9007199254740992}`, `{"a":1,"a":1}`, `{ "n":1}`, `{`} {
		if got, err := e.Judge(b.Digest(), []ledger.Input{admission(body)}); err == nil || errors.Is(err, ledger.ErrNoRuling) {
			t.Errorf("%s is ruled on: %v, %v", body, got, err)
		}
	}
}

// TestSets: a set in an answer comes as a sorted list, however it was built.
func TestSets(t *testing.T) {
	b := bundleOf(`ruling := {"allow": false, "checks": [{"id": "refused", "explain": concat(" ", found), "met": false}], "obligations": [{"awaits": found}]} if {
	found := {code | some code in input.body.codes}
}`)
	e := engineFor(b)
	for _, codes := range []string{`["12F","01C","02E"]`, `["02E","12F","01C","12F"]`} {
		got, err := e.Judge(b.Digest(), []ledger.Input{admission(`{"codes":` + codes + `}`)})
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff([]string{"01C", "02E", "12F"}, got[0].Obligations[0].Awaits); diff != "" {
			t.Error(diff)
		}
		if got[0].Checks[0].Explain != "01C 02E 12F" {
			t.Errorf("a set was joined as %q", got[0].Checks[0].Explain)
		}
	}
}

func TestUnknownBundle(t *testing.T) {
	b := bundleOf(`ruling := {"allow": true}`)
	held := map[ledger.Digest][]byte{}
	e := New(from(held))
	inputs := []ledger.Input{admission(`{"n":1}`)}
	if _, err := e.Judge(b.Digest(), inputs); err == nil || !strings.Contains(err.Error(), "no blob") || errors.Is(err, ledger.ErrNoRuling) {
		t.Errorf("an unknown digest gives %v", err)
	}
	held[b.Digest()] = []byte("another manifest")
	if _, err := e.Judge(b.Digest(), inputs); err == nil || !strings.Contains(err.Error(), "the manifest's bytes have SHA-256") || errors.Is(err, ledger.ErrNoRuling) {
		t.Errorf("a manifest of another digest gives %v", err)
	}
	for d, data := range blobs(b) { // what arrives later is found
		held[d] = data
	}
	if _, err := e.Judge(b.Digest(), inputs); err != nil {
		t.Error(err)
	}
}

// TestUnfitBundle: where there are no rules to run, there may yet be a ruling.
func TestUnfitBundle(t *testing.T) {
	for name, b := range map[string]Bundle{
		"does not compile": bundleOf(`ruling := {"allow": x}`),
		"not allowed":      bundleOf(`ruling := {"allow": true} if time.now_ns() > 1`),
		"no such rule":     bundleOf(`other := 1`),
	} {
		got, err := engineFor(b).Judge(b.Digest(), []ledger.Input{admission(`{"n":1}`)})
		if err == nil || errors.Is(err, ledger.ErrNoRuling) || got != nil {
			t.Errorf("%s: got %v, %v", name, got, err)
		}
	}
}

// TestAdopted: what Check would no longer let in is judged by all the same.
func TestAdopted(t *testing.T) {
	b := bundleOf(`ruling := {"allow": true, "outcome": data.clauses["1.3"].text}`)
	b[partiesFile] = []byte(`{"unknown":[]}`)
	b[textFile] = []byte("Hello.\n\n**1.3 A.** B *c*.\n")
	if err := Check(b); err == nil {
		t.Fatal("it may be adopted")
	}
	if got := judgeOne(t, engineFor(b), b.Digest(), admission(`{"n":1}`)); got.Outcome != "B *c*." {
		t.Errorf("the clause reads %q", got.Outcome)
	}
}

// TestTimeout: rules that do not end give an error in bounded time, and leave
// the engine fit to answer.
func TestTimeout(t *testing.T) {
	b := bundleOf(`ruling := {"allow": true} if input.body.n == 0

ruling := {"allow": true} if {
	input.body.n > 0
	every i in numbers.range(1, 1000000) {
		some j in numbers.range(1, 1000000)
		i + j > 1000000
	}
}`)
	e := engineFor(b)
	e.time = 50 * time.Millisecond
	start := time.Now()
	got, err := e.Judge(b.Digest(), []ledger.Input{admission(`{"n":0}`), admission(`{"n":1}`)})
	if !errors.Is(err, ErrTimeout) || errors.Is(err, ledger.ErrNoRuling) || got != nil {
		t.Errorf("got %v, %v", got, err)
	}
	if took := time.Since(start); took > 10*time.Second {
		t.Errorf("it took %v to stop", took)
	}
	if _, err := e.Judge(b.Digest(), []ledger.Input{admission(`{"n":0}`)}); err != nil {
		t.Error(err)
	}
}

// TestCompilingThatTakesTooLong: a few lines of rules whose types take for ever to be
// checked hold nobody up for longer than the limit, and once only; what is held
// already is judged meanwhile.
func TestCompilingThatTakesTooLong(t *testing.T) {
	var rules strings.Builder
	rules.WriteString("ruling := {\"allow\": true} if a12 == a12\n\na0 := [1, 2] if input.n\n")
	for i := range 12 {
		fmt.Fprintf(&rules, "\na%d := [a%d, a%d] if input.n\n", i+1, i, i)
	}
	slow, held, other := bundleOf(rules.String()), bundleOf(`ruling := {"allow": true}`), bundleOf("ruling := {\"allow\": true} if input.ask")
	e := engineFor(slow, held, other)
	ask := []ledger.Input{admission(`{"n":1}`)}
	if _, err := e.Judge(held.Digest(), ask); err != nil {
		t.Fatal(err)
	}
	limit := e.compiling
	e.compiling = time.Millisecond
	for range 2 {
		if _, err := e.Judge(slow.Digest(), nil); !errors.Is(err, ErrTimeout) || errors.Is(err, ledger.ErrNoRuling) {
			t.Fatalf("rules that take too long to compile give %v", err)
		}
	}
	e.compiling = limit
	if _, err := e.Judge(other.Digest(), nil); !errors.Is(err, ErrTimeout) {
		t.Errorf("meanwhile others are compiled: %v", err)
	}
	if _, err := e.Judge(held.Digest(), ask); err != nil {
		t.Errorf("what is held is not judged meanwhile: %v", err)
	}
	for deadline := time.Now().Add(time.Minute); ; runtime.Gosched() {
		if _, err := e.Judge(other.Digest(), ask); err == nil {
			break
		} else if time.Now().After(deadline) {
			t.Fatalf("once it has ended, others are not compiled: %v", err)
		}
	}
}

// TestConcurrent: many callers and several bundles, each compiled once.
func TestConcurrent(t *testing.T) {
	var bundles []Bundle
	for i := range 3 {
		bundles = append(bundles, bundleOf(fmt.Sprintf(`ruling := {"allow": true, "outcome": sprintf("%%d", [input.body.n * %d])}`, i+1)))
	}
	var opened atomic.Int64
	e := engineFor(bundles...)
	blob := e.blob
	e.blob = func(d ledger.Digest) ([]byte, error) {
		for _, b := range bundles {
			if b.Digest() == d {
				opened.Add(1)
			}
		}
		return blob(d)
	}
	var callers sync.WaitGroup
	for caller := range 8 {
		callers.Go(func() {
			for round := range 10 {
				i := (caller + round) % len(bundles)
				var inputs []ledger.Input
				for n := range 5 {
					inputs = append(inputs, admission(fmt.Sprintf(`{"n":%d}`, n)))
				}
				got, err := e.Judge(bundles[i].Digest(), inputs)
				if err != nil {
					t.Error(err)
					return
				}
				for n, r := range got {
					if want := fmt.Sprint(n * (i + 1)); r.Outcome != want {
						t.Errorf("bundle %d: input %d gives %s, expected %s", i, n, r.Outcome, want)
					}
				}
			}
		})
	}
	callers.Wait()
	if n := opened.Load(); n != int64(len(bundles)) {
		t.Errorf("%d bundles were opened %d times", len(bundles), n)
	}
}

// TestPrepared: an engine holds a bounded number of bundles, and compiles anew
// what it let go.
func TestPrepared(t *testing.T) {
	var bundles []Bundle
	for i := range maxPrepared + 3 {
		bundles = append(bundles, bundleOf(fmt.Sprintf(`ruling := {"allow": true, "outcome": "%d"}`, i)))
	}
	e := engineFor(bundles...)
	for range 2 {
		for i, b := range bundles {
			got, err := e.Judge(b.Digest(), []ledger.Input{admission(`{"n":1}`)})
			if err != nil {
				t.Fatal(err)
			}
			if got[0].Outcome != fmt.Sprint(i) {
				t.Fatalf("bundle %d gives %s", i, got[0].Outcome)
			}
			if len(e.prepared) > maxPrepared || len(e.prepared) != len(e.order) {
				t.Fatalf("the engine holds %d bundles, %d in order", len(e.prepared), len(e.order))
			}
		}
	}
}

// TestPreparedInUse: rules that are asked all the time stay compiled, however many others are
// asked once: those in force are the first that a server compiles.
func TestPreparedInUse(t *testing.T) {
	bundles := []Bundle{bundleOf(`ruling := {"allow": true, "outcome": "in force"}`)}
	for i := range maxPrepared + 3 {
		bundles = append(bundles, bundleOf(fmt.Sprintf(`ruling := {"allow": true, "outcome": "%d"}`, i)))
	}
	e := engineFor(bundles...)
	opened, blob := 0, e.blob
	e.blob = func(d ledger.Digest) ([]byte, error) {
		if d == bundles[0].Digest() {
			opened++
		}
		return blob(d)
	}
	for _, b := range bundles {
		for _, asked := range []Bundle{bundles[0], b} {
			if _, err := e.Judge(asked.Digest(), []ledger.Input{admission(`{"n":1}`)}); err != nil {
				t.Fatal(err)
			}
		}
	}
	if opened != 1 {
		t.Errorf("the rules in force were compiled %d times", opened)
	}
}
