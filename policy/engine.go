package policy

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"github.com/open-policy-agent/opa/v1/ast"
	"github.com/open-policy-agent/opa/v1/rego"
	"github.com/open-policy-agent/opa/v1/storage/inmem"
	"github.com/open-policy-agent/opa/v1/topdown"
	"github.com/open-policy-agent/opa/v1/version"

	"concordat/ledger"
)

// ErrTimeout says that an evaluation was stopped, or that compiling was waited for
// no longer, before it ended. Nothing was
// ruled: neither yes nor no.
var ErrTimeout = errors.New("the rules ran out of time")

// Version names the engine that rulings are made with, as the ledger records
// it: "opa 1.22.2". A ruling repeated by another engine may differ.
func Version() string { return "opa " + version.Version }

var _ ledger.Rules = (*Engine)(nil)

// Engine judges by bundles that it finds by digest. It is safe for concurrent
// use; each bundle is compiled once, when it is first asked for.
type Engine struct {
	blob func(ledger.Digest) ([]byte, error)
	time time.Duration // for one evaluation

	compiling time.Duration // that is waited for

	tried func(rules Bundle) bool // is the machine of these held against OPA by tests?

	mu       sync.Mutex // guards what follows; never held while compiling
	prepared map[ledger.Digest]*prepared
	order    []ledger.Digest // of prepared, oldest first
	overran  int             // bundles that nobody waits for any longer, and that are compiled still
}

// prepared is a bundle's compiled rules, or why there are none, once done is
// closed.
type prepared struct {
	done chan struct{}
	queries
	err error
}

// queries are the ways to ask a bundle's rules: OPA, and the machine, which is quicker.
type queries struct {
	rules   ledger.Digest
	one     rego.PreparedEvalQuery
	keeper  *keeper
	machine *machine // nil: the rules are not shipped with this program, or none can be made
	quick   *keeper  // the machine's own, so that neither takes over what the other found
	plain   bool     // the machine may be asked what is plainly allowed
	votes   bool     // and which votes are
}

const maxAtOnce = 64 // statements that are judged by one goroutine before it takes others

// New gives an engine that reads manifests and files through blob, which must
// be safe for concurrent use. What blob returns is checked against the digest.
func New(blob func(ledger.Digest) ([]byte, error)) *Engine {
	return &Engine{blob: blob, time: timeLimit, compiling: compileLimit, tried: shipped, prepared: map[ledger.Digest]*prepared{}}
}

// NewOf gives an engine that knows one bundle alone, such as a draft that no
// ledger holds yet.
func NewOf(b Bundle) *Engine {
	blobs := map[ledger.Digest][]byte{b.Digest(): b.Manifest()}
	for _, data := range b {
		blobs[ledger.DigestOf(data)] = data
	}
	return New(func(d ledger.Digest) ([]byte, error) {
		data, ok := blobs[d]
		if !ok {
			return nil, fmt.Errorf("no file has SHA-256 %s", d)
		}
		return data, nil
	})
}

// Judge puts inputs to the rules of that digest and gives one ruling for each,
// in their order. It is a pure function of digest and inputs. An error means
// that there is no ruling, on none of the inputs. It wraps ledger.ErrNoRuling
// where the rules ran to their end and gave nothing, or something that is no
// ruling: they never will on that input. Any other error may pass: no such
// bundle, no time (ErrTimeout).
//
// What goes onto the ledger OPA itself has ruled on: statements, but for what is plainly
// allowed, rolls, decisions and settlements. Of anything else it is asked only where the
// machine can't say.
func (e *Engine) Judge(rules ledger.Digest, inputs []ledger.Input) ([]ledger.Ruling, error) {
	return e.judge(rules, inputs, false)
}

// Quick is the engine for whoever holds its rulings against those on a ledger, and asks the
// engine itself where they differ: the machine rules on everything that it can. That they
// agree is then the word of two.
func (e *Engine) Quick() ledger.Rules { return quick{e} }

type quick struct{ e *Engine }

// Judge is of the interface.
func (q quick) Judge(rules ledger.Digest, inputs []ledger.Input) ([]ledger.Ruling, error) {
	return q.e.judge(rules, inputs, true)
}

// recorded are the questions whose rulings go onto the ledger.
var recorded = map[string]bool{ledger.AskAdmit: true, ledger.AskRoll: true, ledger.AskConclude: true, ledger.AskSettle: true}

func (e *Engine) judge(rules ledger.Digest, inputs []ledger.Input, quick bool) ([]ledger.Ruling, error) {
	ask, err := e.prepare(rules)
	if err != nil {
		return nil, fmt.Errorf("rules %s: %w", rules, err)
	}
	rulings, errs := make([]ledger.Ruling, len(inputs)), make([]error, len(inputs))
	workers := min(len(inputs), runtime.GOMAXPROCS(0))
	parts := batches(inputs, workers)
	var next atomic.Int64
	work := func() {
		seen := newTerms()
		for i := int(next.Add(1)) - 1; i < len(parts); i = int(next.Add(1)) - 1 {
			from, to := parts[i][0], parts[i][1]
			e.judgePart(ask, quick, seen, inputs[from:to], rulings[from:to], errs[from:to])
		}
	}
	var others sync.WaitGroup
	for range min(len(parts), workers) - 1 {
		others.Go(work)
	}
	work()
	others.Wait()
	for i, err := range errs {
		if err != nil {
			return nil, fmt.Errorf("rules %s: %s %s: %w", rules, inputs[i].Ask, inputs[i].Kind, err)
		}
	}
	return rulings, nil
}

// batches parts inputs, in their order, into what one goroutine takes at a time, from one
// index to another: statements that are to be admitted are many and soon
// judged, anything else stands alone.
func batches(inputs []ledger.Input, workers int) (parts [][2]int) {
	most := 1
	if len(inputs) > 1 {
		most = min(maxAtOnce, (len(inputs)+workers-1)/workers)
	}
	for from := 0; from < len(inputs); {
		to := from + 1
		for to < len(inputs) && to-from < most && inputs[from].Ask == ledger.AskAdmit && inputs[to].Ask == ledger.AskAdmit {
			to++
		}
		parts = append(parts, [2]int{from, to})
		from = to
	}
	return parts
}

// prepare compiles the bundle of that digest once, however many ask. A failure
// is told to all who waited and not kept: the blob may arrive later. Compiling can't
// be stopped; what takes too long is waited for no longer and goes on by itself, and
// until it ends no bundle is compiled that is not held already, so that one at most
// ever holds anybody up.
func (e *Engine) prepare(digest ledger.Digest) (queries, error) {
	e.mu.Lock()
	p, ok := e.prepared[digest]
	if last := len(e.order) - 1; ok && e.order[last] != digest { // the one that nobody asked longest makes room
		at := slices.Index(e.order, digest)
		copy(e.order[at:], e.order[at+1:])
		e.order[last] = digest
	}
	if !ok && e.overran > 0 {
		e.mu.Unlock()
		return queries{}, fmt.Errorf("other rules are being compiled, and it takes too long: %w", ErrTimeout)
	}
	if !ok {
		p = &prepared{done: make(chan struct{})}
		e.prepared[digest] = p
		if e.order = append(e.order, digest); len(e.order) > maxPrepared {
			delete(e.prepared, e.order[0])
			e.order = e.order[1:]
		}
	}
	e.mu.Unlock()
	if ok {
		<-p.done
		return p.queries, p.err
	}
	var q queries
	var err error
	opened := make(chan struct{})
	go func() {
		q, err = e.open(digest)
		close(opened)
	}()
	limit := time.NewTimer(e.compiling)
	defer limit.Stop()
	select {
	case <-opened:
		p.queries, p.err = q, err
		if err != nil {
			e.forget(digest, p)
		}
	case <-limit.C:
		p.err = ErrTimeout
		e.overrun(digest, p, opened)
	}
	close(p.done)
	return p.queries, p.err
}

// overrun keeps count of a bundle that is compiled still, and keeps its failure
// until that ends.
func (e *Engine) overrun(digest ledger.Digest, p *prepared, opened <-chan struct{}) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.overran++
	go func() {
		<-opened
		e.forget(digest, p)
		e.mu.Lock()
		defer e.mu.Unlock()
		e.overran--
	}()
}

func (e *Engine) forget(digest ledger.Digest, p *prepared) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.prepared[digest] != p {
		return
	}
	delete(e.prepared, digest)
	for i := range e.order {
		if e.order[i] == digest {
			e.order = append(e.order[:i:i], e.order[i+1:]...)
			return
		}
	}
}

func (e *Engine) open(digest ledger.Digest) (q queries, err error) {
	manifest, err := e.blob(digest)
	if err != nil {
		return q, err
	}
	if got := ledger.DigestOf(manifest); got != digest {
		return q, fmt.Errorf("the manifest's bytes have SHA-256 %s", got)
	}
	b, err := OpenBundle(manifest, e.blob)
	if err != nil {
		return q, err
	}
	compiler, data, err := open(b)
	if err != nil {
		return q, err
	}
	q.rules, q.keeper = digest, newKeeper(compiler)
	if q.one, err = prepareQuery(compiler, data, ruling); err != nil {
		return q, err
	}
	if !e.tried(rulesOf(b)) {
		return q, nil
	}
	q.machine, err = newMachine(compiler, data, ruling, plainly, plainVoters, plainMotions)
	if q.quick = newKeeper(compiler); err == nil && q.quick != nil { // else what it says of one might turn on what it was asked with
		asked := q.quick.settled.asked
		q.plain, q.votes = asked[plainly], asked[plainVoters] && asked[plainMotions]
	}
	return q, nil
}

func prepareQuery(compiler *ast.Compiler, data ast.Object, query string) (rego.PreparedEvalQuery, error) {
	return rego.New(
		rego.Query(query),
		rego.Compiler(compiler),
		rego.Capabilities(capabilities()),
		rego.SetRegoVersion(ast.RegoV1),
		rego.Store(inmem.NewFromASTObject(data)),
		rego.Strict(true),
		rego.StrictBuiltinErrors(true),
	).PrepareForEval(context.Background())
}

// judgePart puts several inputs to the rules, one after the other but for votes.
func (e *Engine) judgePart(ask queries, quick bool, seen *terms, inputs []ledger.Input, rulings []ledger.Ruling, errs []error) {
	if ask.votes {
		e.judgeVotes(ask, seen, inputs, rulings)
	}
	var r *run
	if ask.machine != nil {
		r = ask.machine.begin(ask.quick, e.time)
		defer r.end()
	}
	for i := range inputs {
		if rulings[i].Allow {
			continue
		}
		term, err := seen.input(&inputs[i])
		if err != nil {
			errs[i] = fmt.Errorf("input: %w", err)
			continue
		}
		errs[i] = e.judgeOne(ask, quick, r, term, &inputs[i], &rulings[i])
	}
}

// judgeOne asks to begin with whether a statement is plainly allowed. Of what the machine
// is not asked, fails on, or finds no ruling for, OPA rules, or says why there is none.
func (e *Engine) judgeOne(ask queries, quick bool, r *run, term *ast.Term, in *ledger.Input, ruled *ledger.Ruling) error {
	if r != nil {
		if ask.plain && in.Ask == ledger.AskAdmit && r.plainly(term) {
			*ruled = ledger.Ruling{Allow: true}
			return nil
		}
	}
	if r != nil && (quick || !recorded[in.Ask]) {
		v, err := r.ask(ruling, term)
		if errors.Is(err, ErrTimeout) {
			return err
		}
		if err == nil && v != nil {
			if *ruled, err = rulingOf(v, in); err == nil {
				return nil
			}
			*ruled = ledger.Ruling{}
		}
	}
	answer, err := ask.keeper.evaluate(ask.one, term.Value, e.time)
	if err != nil {
		return err
	}
	return taken(answer, in, ruled)
}

// plainly tells whether a statement is plainly allowed. One that the function fails on is
// not, and changes nothing for others.
func (r *run) plainly(term *ast.Term) bool {
	v, err := r.ask(plainly, ast.InternedEmptyObject, term) // so that no rule sees another input
	return err == nil && v != nil && v.Equal(ast.InternedTerm(true))
}

// taken reads an answer as the ruling on an input.
func taken(answer []byte, in *ledger.Input, r *ledger.Ruling) error {
	if err := decodeRuling(answer, r); err != nil {
		return noRuling(fmt.Errorf("answer: %w", err))
	}
	if err := checkRuling(*in, *r); err != nil {
		return noRuling(fmt.Errorf("answer: %w", err))
	}
	return nil
}

// answer is what the rules say to one input, as JSON.
func (e *Engine) answer(query rego.PreparedEvalQuery, seen *terms, in *ledger.Input) ([]byte, error) {
	input, err := seen.input(in)
	if err != nil {
		return nil, fmt.Errorf("input: %w", err)
	}
	return evaluate(query, input.Value, e.time)
}

// noRuling marks why the rules, run to their end, gave no ruling.
func noRuling(why error) error { return fmt.Errorf("%w: %w", ledger.ErrNoRuling, why) }

// evaluate gives the one value of query as JSON, sets as sorted arrays.
func evaluate(query rego.PreparedEvalQuery, input ast.Value, limit time.Duration, more ...rego.EvalOption) ([]byte, error) {
	cancel := topdown.NewCancel()
	timer := time.AfterFunc(limit, cancel.Cancel)
	defer timer.Stop()
	results, err := query.Eval(context.Background(), append(more,
		rego.EvalParsedInput(input),
		rego.EvalExternalCancel(cancel),
		rego.EvalSortSets(true),
	)...)
	switch {
	case topdown.IsCancel(err):
		return nil, ErrTimeout
	case failed(err):
		return nil, noRuling(err)
	case err != nil:
		return nil, err
	case len(results) == 0:
		return nil, noRuling(errors.New("it is undefined"))
	case len(results) != 1 || len(results[0].Expressions) != 1:
		return nil, fmt.Errorf("the query has %d results", len(results))
	}
	return json.Marshal(results[0].Expressions[0].Value)
}

// failed tells the errors that lie in the rules themselves: two values where
// there is one, or a built-in that cannot do what it is asked. Built-ins are
// pure, so that what fails once fails always.
func failed(err error) bool {
	var e *topdown.Error
	if !errors.As(err, &e) {
		return false
	}
	switch e.Code {
	case topdown.ConflictErr, topdown.TypeErr, topdown.BuiltinErr:
		return true
	}
	return false
}

// decodeRuling refuses an answer with a field that a ruling has not, and one
// that does not say yes or no.
func decodeRuling(answer []byte, r *ledger.Ruling) error {
	var says struct {
		Allow *bool `json:"allow"`
	}
	if err := json.Unmarshal(answer, &says); err != nil {
		return err
	}
	if says.Allow == nil {
		return errors.New("it does not say whether to allow")
	}
	d := json.NewDecoder(bytes.NewReader(answer))
	d.DisallowUnknownFields()
	return d.Decode(r)
}

// checkRuling refuses a ruling that does not answer what was asked.
func checkRuling(in ledger.Input, r ledger.Ruling) error {
	unmet := false
	for _, c := range r.Checks {
		if c.ID == "" || c.Explain == "" {
			return errors.New("a check has no id or no explanation")
		}
		unmet = unmet || !c.Met
	}
	switch in.Ask {
	case ledger.AskConclude:
		switch r.Outcome {
		case ledger.OutcomeCarried, ledger.OutcomeNotCarried, ledger.OutcomeNotQuorate, ledger.OutcomeNoDecision:
			return recordable(r)
		}
		if r.Allow && r.Outcome == "" && r.Extends != "" {
			return nil // votes go on
		}
		return fmt.Errorf("%q is no outcome", r.Outcome)
	case ledger.AskOutcome:
		if r.Allow && (r.Outcome == "" || len(r.Alike) == 0 && !in.Brief) {
			return errors.New("it gives no outcome, or not which seats count alike")
		}
	case ledger.AskRoll:
		if r.Allow && len(r.Roll) == 0 {
			return errors.New("it allows a roll without a seat")
		}
	case ledger.AskSettle:
		if r.Allow && r.Settlement == nil {
			return errors.New("it allows a settlement and gives none")
		}
	case ledger.AskCalendar:
		if r.Allow && len(r.Calendar) == 0 {
			return errors.New("it allows a calendar and gives none")
		}
	case ledger.AskLeave:
		if r.Allow && r.Leave == nil {
			return errors.New("it does not say what leaving comes to")
		}
	case ledger.AskTransfer:
		if r.Allow && r.Transfer == nil {
			return errors.New("it does not say which transfer there is")
		}
	case ledger.AskSigning:
		if r.Allow && r.Signing == nil {
			return errors.New("it does not say who has signed")
		}
	case ledger.AskStakes:
		if r.Allow && len(r.Stakes) == 0 {
			return errors.New("it does not say what is at stake for anybody")
		}
	case ledger.AskWitnesses:
		if r.Allow && r.Threshold == nil {
			return errors.New("it does not say how many witnesses are enough")
		}
	}
	if !r.Allow && !unmet {
		return errors.New("it refuses without a check that was not met")
	}
	return nil
}

// recordable refuses a conclusion that no entry could hold: a number or a text
// that the ledger does not take, or more of them than it takes.
func recordable(r ledger.Ruling) error {
	decision, err := ledger.Encode(ledger.DecisionMade{Outcome: r.Outcome, Collective: r.Collective, Checks: r.Checks, Parties: r.Parties, Gates: r.Gates, Counted: r.Counted})
	if err != nil {
		return fmt.Errorf("the decision: %w", err)
	}
	if n := len(decision) + maxOwn; n > ledger.MaxRuling {
		return fmt.Errorf("the decision has some %d bytes; at most %d are taken", n, ledger.MaxRuling)
	}
	if n := len(r.Obligations); n > ledger.MaxObligations {
		return fmt.Errorf("the decision has %d obligations; at most %d are taken", n, ledger.MaxObligations)
	}
	for i, o := range r.Obligations {
		term, err := ledger.Encode(o)
		if err != nil {
			return fmt.Errorf("obligation %d: %w", i+1, err)
		}
		if n := len(term) + maxOwn; n > ledger.MaxRuling {
			return fmt.Errorf("obligation %d has some %d bytes; at most %d are taken", i+1, n, ledger.MaxRuling)
		}
	}
	return nil
}
