package verify

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"

	"concordat/ledger"
)

// Verdict is what an audit comes to.
type Verdict string

// The three verdicts. What could not be checked is not called wrong.
const (
	Verified  Verdict = "verified"
	NotProven Verdict = "not-proven"
	Failed    Verdict = "failed"
)

// ExitCode is the verdict as a command's exit code. A command that could not run
// at all, which [Report.Err] tells, ends with 2.
func (v Verdict) ExitCode() int {
	switch v {
	case Verified:
		return 0
	case NotProven:
		return 3
	}
	return 1
}

// words for the verdicts of one question and of the whole.
var (
	answers  = map[Verdict]string{Verified: "PASS", NotProven: "NOT PROVEN", Failed: "FAIL"}
	verdicts = map[Verdict]string{Verified: "VERIFIED", NotProven: "NOT PROVEN", Failed: "FAILED"}
)

// The five questions, in their order.
const (
	Integrity = "integrity"
	Votes     = "votes"
	Results   = "rules"
	Inclusion = "inclusion"
	Witnesses = "witnesses"
)

// limits is what no audit shows. It stands under every report.
const limits = "This does not show that the figures in the papers are right, or what a person saw on their screen."

// Report is what an audit found.
type Report struct {
	Verdict Verdict
	Tool    string // the program and its version; the caller sets it

	Name       string // of the board, by the founding
	Origin     string
	Size       int64       // entries, by the checkpoint
	Time       ledger.Time // of the last entry that was gone through, or is here where some are withheld
	Founding   string      // check code of the founding statement's id
	Checkpoint string      // check code of the checkpoint's root
	Example    string      // name of the example; empty: people, keys and clock are real

	// What was gone through without a fault.
	Statements  int64 // signatures that hold, the ledger's rules having allowed each
	Keys        int64 // that made them
	Derived     int64 // consequences that were derived again
	Decisions   int64
	Obligations int64

	// Versions are the rules of each version of the MoU, from the first, and Drafts
	// how many were put before the parties and are not adopted.
	Versions []ledger.Digest
	Drafts   int64

	// Withheld are the entries in whose place there is nothing, in order. From the
	// first of them on nothing was gone through.
	Withheld []int64

	Checks     []Check // the five questions
	Faults     []Fault // as found, at most maxFaults
	FaultCount int64   // all
	Following  int64   // of these, how many may only follow from one before
	Notes      []string
	// Paper is what the report is kept with as a working paper. The caller sets it.
	Paper *Paper
	// Shown are the decisions that were asked for besides, in the caller's own shape,
	// which JSON has as they are. The caller sets them.
	Shown []any
	// Asked is the same in words, for a working paper, and why another was not shown. The
	// caller sets it.
	Asked []Asked
	// Err says why something could not be looked at: the source could not be read,
	// the rules could not be run, a key that was passed in is none. The verdict is
	// then not Verified.
	Err error

	view     ledger.View // as the replay left it
	replayed bool        // to the end
}

// Asked is a decision that was asked for, with what was found of it.
type Asked struct {
	Title string
	Rows  []Aspect
}

// Check is the answer to one question: Verified stands for yes.
type Check struct {
	ID      string
	Title   string
	Verdict Verdict
	Detail  string
	Hint    string // what the reader can do about it
	Fault   *Fault // the first that makes it fail
}

// Unopened is the report on an export that could not be opened because of a fault.
func Unopened(f Fault) Report {
	a := newAudit(nil, Options{})
	a.fault(f)
	return a.report()
}

func (a *audit) report() Report {
	v := a.state.Durable()
	r := Report{
		Versions: a.versions, Drafts: a.drafts, Origin: a.cp.Origin, Size: a.cp.Size, Time: v.Time(), Faults: a.faults, FaultCount: a.count, Following: a.following,
		Err:  errors.Join(a.unreadable, a.unjudged, a.unusable),
		view: v, replayed: a.replayed && a.stopped < 0,
	}
	if r.Withheld = a.withheld; len(r.Withheld) > 0 {
		r.Time = a.last
	}
	if a.checkpoint != nil {
		r.Checkpoint = ledger.CheckCode(ledger.HashDigest(a.cp.Root))
	}
	if f := a.founded(); f != nil {
		r.Name, r.Founding = f.Name, ledger.CheckCode(a.founding.Signed.ID)
		if f.Example != nil {
			r.Example = f.Example.Name
		}
	}
	for id := range v.People() {
		p, _ := v.Person(id)
		for _, t := range p.Keys {
			if k, _ := v.Key(t); k.Next > 0 {
				r.Keys++
				r.Statements += k.Next
			}
		}
	}
	for range v.Decisions() {
		r.Decisions++
	}
	for range v.Obligations() {
		r.Obligations++
	}
	r.Derived = a.applied - r.Statements
	for _, id := range []string{Integrity, Votes, Results, Inclusion, Witnesses} {
		c := a.answer(id, &r)
		c.ID, c.Title = id, titles[id]
		if f := a.failing[id]; f != nil {
			c = Check{ID: id, Title: titles[id], Verdict: Failed, Detail: string(f.Code), Fault: f}
			if f.Entry >= 0 {
				c.Detail = fmt.Sprintf("entry %d: %s", f.Entry, f.Code)
			}
		}
		r.Checks = append(r.Checks, c)
	}
	switch {
	case a.count > 0:
		r.Verdict = Failed
	case r.Err == nil && a.treed && a.replayed && a.stopped < 0 && a.pinned && (a.saw.enough || !a.saw.awaited):
		r.Verdict = Verified
	default:
		r.Verdict = NotProven
	}
	a.note(&r)
	return r
}

// Decision gives a decision as the replay left it, and the state in which it can be
// traced to its entries. That state is as at [ledger.View.Size] entries, which are
// fewer than the ledger has where the replay stopped. The error says why there is
// none: the ledger is at fault, so that nothing is passed on as its own; the replay
// did not come as far; or nothing of that name was decided.
func (r Report) Decision(ref string) (ledger.View, ledger.Decision, error) {
	none := func(format string, args ...any) (ledger.View, ledger.Decision, error) {
		return ledger.View{}, ledger.Decision{}, fmt.Errorf("decision %s is not shown: %s", plain(ref), fmt.Sprintf(format, args...))
	}
	if r.FaultCount > 0 {
		return none("the ledger failed this audit, so nothing in it is passed on as decided")
	}
	if d, ok := r.view.Decision(ref); ok {
		return r.view, d, nil
	}
	if r.replayed {
		return none("there is no such decision in these %s", counted(r.Size, "entry", "entries"))
	}
	why := "it could not be looked at further"
	if n := int64(len(r.Withheld)); n > 0 && r.Withheld[0] == r.view.Size() {
		why = counted(n, "entry is withheld", "entries are withheld")
	}
	return none("it is not among the %s that were replayed, and %s", counted(r.view.Size(), "entry", "entries"), why)
}

// answer says what was found on a question on which no fault was.
func (a *audit) answer(id string, r *Report) Check {
	yes := func(format string, args ...any) Check {
		return Check{Verdict: Verified, Detail: fmt.Sprintf(format, args...)}
	}
	no := func(detail, hint string) Check { return Check{Verdict: NotProven, Detail: detail, Hint: hint} }
	left := a.skipped + a.cp.Size - a.hashes.size
	replayed := func() (Check, bool) {
		switch {
		case !a.replayed:
			return no("could not be looked at", ""), false
		case a.isWithheld(a.stopped):
			last := a.cp.Size - 1
			return no(fmt.Sprintf("%s not replayed: %s withheld", strings.ToLower(entriesAre(a.stopped, last)), counted(int64(len(a.withheld)), "is", "are")),
				"Who has a role or a seat exports the whole ledger; everybody does once it is released."), false
		case a.stopped >= 0:
			return no(fmt.Sprintf("not judged from entry %d on", a.stopped), "The rules could not be run there, which is no ruling."), false
		case left > 0:
			return no(counted(left, "entry is at fault and was", "entries are at fault and were")+" left out", ""), false
		}
		return Check{}, true
	}
	switch id {
	case Integrity:
		if !a.treed {
			return no("could not be looked at", "")
		}
		if n := int64(len(a.withheld)); n > 0 {
			return no(fmt.Sprintf("%s their fingerprints; of %d that %s withheld only the fingerprints are here", counted(a.cp.Size-n, "entry matches", "entries match"), n, map[bool]string{true: "is", false: "are"}[n == 1]), "")
		}
		return yes("%s their fingerprints", counted(a.cp.Size, "entry matches", "entries match"))
	case Votes:
		if c, ok := replayed(); !ok {
			return c
		}
		return yes("%s signed by %s", counted(r.Statements, "statement", "statements"), counted(r.Keys, "enrolled key", "enrolled keys"))
	case Results:
		if c, ok := replayed(); !ok {
			return c
		}
		return yes("%s and %s derived again, the same", counted(r.Decisions, "decision", "decisions"), counted(r.Obligations, "obligation", "obligations"))
	case Inclusion:
		switch {
		case a.checkpoint == nil:
			return no("could not be looked at", "")
		case a.pinned && len(a.followed) > 0:
			return yes("checkpoint of %s, signed by the key to which the one that you trust has handed over", counted(a.cp.Size, "entry", "entries"))
		case a.pinned:
			return yes("checkpoint of %s, signed by the key that you trust", counted(a.cp.Size, "entry", "entries"))
		case a.signed && a.unhanded != nil:
			c := a.unhanded
			return no(fmt.Sprintf("the key that you trust has no part in entry %d, which gives the log another", c.entry),
				fmt.Sprintf("It is said to be lost. Ask %s and %s, by another way than this, for the code of the key that came after it, here %s, and name the key in use as trusted: %s", c.author, c.Confirmed.Person, ledger.LogKeyCode(c.New), a.logKeyAt(a.cp.Size)))
		case a.signed:
			return no("signed by the key that this ledger names for itself", "Anybody can make a ledger with a key of its own: get this one's key by another way, and name it as trusted.")
		}
		return no("no founding says which key signs the checkpoint", "")
	}
	c := Check{}
	c.Verdict, c.Detail, c.Hint = a.saw.said(a.kept)
	return c
}

// lossNotes say what the ledger itself records as lost, with both checkpoints. That
// it was lost is no fault of what is here; whether it was is for its readers to ask.
func (a *audit) lossNotes() (notes []string) {
	for _, r := range a.state.Durable().Recoveries() {
		words := fmt.Sprintf("LOST ENTRIES: entry %d, stated by %s and confirmed by %s, records that entries %d to %d are lost. The log's key had signed for %d entries with the code %s; the ledger goes on from %d with the code %s. The reason given is %q. Ask both people, and whoever keeps receipts or checkpoints of that time.",
			r.Entry, r.Author, r.Confirmed.Person, r.Size, r.Lost.Size-1, r.Lost.Size, ledger.CheckCode(r.Lost.Root), r.Size, ledger.CheckCode(r.Root), r.Reason)
		switch k := a.keptClaim; {
		case k.Size <= r.Size || k.Size > r.Lost.Size || a.kept >= 0:
		case k.Size == r.Lost.Size && ledger.HashDigest(k.Root) != r.Lost.Root:
			words += fmt.Sprintf(" The checkpoint of %d entries that you kept is not the one that is said to be lost: there was another history besides.", k.Size)
		default:
			words += fmt.Sprintf(" The checkpoint of %d entries that you kept is of what is said to be lost. Keep it: it shows that those entries were there.", k.Size)
		}
		notes = append(notes, plain(words))
	}
	return notes
}

func (a *audit) note(r *Report) {
	r.Notes = append(append(a.lossNotes(), a.keyNotes()...), append(a.notes, a.withheldNotes()...)...)
	engine := a.state.Durable().Engine()
	switch {
	case a.opts.Engine == "" || engine == "":
	case a.opts.Engine == engine:
		r.Notes = append(r.Notes, fmt.Sprintf("The rules were compiled with %s, as the ledger records.", engine))
	default:
		r.Notes = append(r.Notes, fmt.Sprintf("The ledger records that %s evaluates its rules; here they were compiled with %s.", engine, a.opts.Engine))
	}
	if n := a.saw.shorter; n > 0 && !a.saw.enough {
		r.Notes = append(r.Notes, fmt.Sprintf("Officers countersigned the ledger as it was at %s; what came after, they have not.", counted(n, "entry", "entries")))
	}
	if a.drafts > 0 {
		r.Notes = append(r.Notes, counted(a.drafts, "draft of the MoU that is not adopted is", "drafts of the MoU that are not adopted are")+" there with text and rules, as put before the parties. It binds nobody.")
	}
	if a.checkpoint != nil && !a.listed {
		r.Notes = append(r.Notes, "There was no list of files: nobody looked for any that should not be there.")
	}
	if r.Err != nil {
		r.Notes = append(r.Notes, plain("Could not be looked at: "+strings.ReplaceAll(r.Err.Error(), "\n", "; ")+"."))
	}
}

func counted(n int64, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, many)
}

// faultsShown are written out in a text, and so many spans of entries; JSON has all
// that the report lists.
const faultsShown = 20

// Text writes the report for people. Programs read JSON: this may change.
func (r Report) Text(w io.Writer) error {
	var b bytes.Buffer
	if r.Name != "" {
		fmt.Fprintln(&b, r.Name)
	}
	if r.Origin != "" {
		fmt.Fprintf(&b, "%s as at %s", r.Origin, counted(r.Size, "entry", "entries"))
		if r.Time != "" {
			fmt.Fprintf(&b, ", the last of %s", r.Time.InWords())
		}
		fmt.Fprintln(&b)
	}
	if r.Founding != "" {
		fmt.Fprintf(&b, "Founding code    %s\n", r.Founding)
	}
	if r.Checkpoint != "" {
		fmt.Fprintf(&b, "Checkpoint code  %s\n", r.Checkpoint)
	}
	if r.Example != "" {
		fmt.Fprintf(&b, "This is the example %s: its people, keys and clock are examples.\n", r.Example)
	}
	if b.Len() > 0 {
		fmt.Fprintln(&b)
	}
	told := int64(0)
	for i, c := range r.Checks {
		fmt.Fprintf(&b, "%-11s %d %-30s %s\n", answers[c.Verdict], i+1, c.Title, c.Detail)
		if c.Fault != nil {
			told++
			fmt.Fprintf(&b, "              %s\n", c.Fault.sentence())
			if c.Fault.Says != nil {
				fmt.Fprintf(&b, "              It says: %s.\n", c.Fault.Says)
			}
		}
		if c.Hint != "" {
			fmt.Fprintf(&b, "              %s\n", c.Hint)
		}
	}
	if r.FaultCount > told {
		r.list(&b)
	}
	for _, f := range failures(r.Faults) {
		f.write(&b)
	}
	fmt.Fprintln(&b)
	for _, n := range r.Notes {
		fmt.Fprintln(&b, n)
	}
	fmt.Fprintln(&b, r.conclusion())
	fmt.Fprintln(&b, limits)
	_, err := w.Write(b.Bytes())
	return err
}

// write says what a code means and what to do about it.
func (f Failure) write(b io.Writer) {
	fmt.Fprintf(b, "\n%-13s %s.\n", f.Code, f.Says)
	for _, a := range f.Aspects() {
		fmt.Fprintf(b, "              %s: %s\n", a.Key, a.Words)
	}
}

// list writes the faults that stand by themselves one by one, and names the
// entries of those that may only follow from them.
func (r Report) list(b *bytes.Buffer) {
	own := r.FaultCount - r.Following
	fmt.Fprintf(b, "\nAll %d faults:\n", r.FaultCount)
	shown := int64(0)
	for _, f := range r.Faults {
		if !f.Follows && shown < faultsShown {
			shown++
			fmt.Fprintf(b, "%-13s %s\n", f.Code, f.Words)
		}
	}
	if own > shown {
		fmt.Fprintf(b, "              and %d more.\n", own-shown)
	}
	if r.Following > 0 {
		fmt.Fprintf(b, "              %s may only follow from a fault before: %s.\n", counted(r.Following, "more", "more"), r.followers())
	}
}

// followers names the entries whose faults may only follow from one before:
// "entries 3, 5 to 9 and others".
func (r Report) followers() string {
	var spans []string
	from, last, listed := int64(-1), int64(-1), int64(0)
	end := func() {
		switch {
		case from < 0:
		case from == last:
			spans = append(spans, fmt.Sprint(from))
		default:
			spans = append(spans, fmt.Sprintf("%d to %d", from, last))
		}
	}
	for _, f := range r.Faults {
		if !f.Follows {
			continue
		}
		listed++
		switch f.Entry {
		case last: // two faults of one entry
		case last + 1:
			last = f.Entry
			if from < 0 {
				from = last
			}
		default:
			end()
			from, last = f.Entry, f.Entry
		}
	}
	end()
	if len(spans) > faultsShown || listed < r.Following {
		spans = append(spans[:min(len(spans), faultsShown)], "others")
	}
	word := "entries "
	if len(spans) == 1 && from == last {
		word = "entry "
	}
	if n := len(spans) - 1; n > 0 {
		return word + strings.Join(spans[:n], ", ") + " and " + spans[n]
	}
	return word + strings.Join(spans, "")
}

// sentence is what is wrong and how much weight it has.
func (f Fault) sentence() string {
	if f.Follows {
		return f.Words + " This may only follow from a fault before it."
	}
	return f.Words
}

// conclusion is the verdict and what to do about it.
func (r Report) conclusion() string {
	failed, open := 0, 0
	for _, c := range r.Checks {
		switch c.Verdict {
		case Failed:
			failed++
		case NotProven:
			open++
		}
	}
	switch r.Verdict {
	case Failed:
		return fmt.Sprintf("FAILED: %d of 5 checks. Do not rely on this ledger until it is explained.\nKeep these files. Tell the board chair and your audit lead before anyone else.", failed)
	case NotProven:
		return fmt.Sprintf("NOT PROVEN: nothing wrong was found, but %d of 5 checks could not be made.", open)
	}
	return verdicts[r.Verdict]
}

// JSON is the report for programs. Its members are for ever: some may be added.
func (r Report) JSON() []byte {
	type fault struct {
		Check   string `json:"check"`
		Code    Code   `json:"code"`
		Entry   *int64 `json:"entry,omitempty"`
		Detail  string `json:"detail"`
		Says    *Says  `json:"says,omitempty"`
		Follows bool   `json:"follows,omitempty"`
	}
	type check struct {
		ID      string `json:"id"`
		Verdict string `json:"verdict"`
		Entry   *int64 `json:"entry,omitempty"`
		Code    Code   `json:"code,omitempty"`
		Detail  string `json:"detail"`
		Hint    string `json:"hint,omitempty"`
	}
	type about struct {
		Name           string      `json:"name,omitempty"`
		Origin         string      `json:"origin"`
		Size           int64       `json:"size"`
		Time           ledger.Time `json:"time,omitempty"`
		FoundingCode   string      `json:"founding_code,omitempty"`
		CheckpointCode string      `json:"checkpoint_code,omitempty"`
		Example        string      `json:"example,omitempty"`
	}
	type counts struct {
		Statements  int64 `json:"statements"`
		Keys        int64 `json:"keys"`
		Derived     int64 `json:"derived"`
		Decisions   int64 `json:"decisions"`
		Obligations int64 `json:"obligations"`
	}
	out := struct {
		Schema     string    `json:"schema"`
		Verdict    Verdict   `json:"verdict"`
		ExitCode   int       `json:"exit_code"`
		Tool       string    `json:"tool,omitempty"`
		Ledger     about     `json:"ledger"`
		Counts     counts    `json:"counts"`
		Checks     []check   `json:"checks"`
		FaultCount int64     `json:"fault_count"`
		Following  int64     `json:"following_count,omitempty"`
		Faults     []fault   `json:"faults"`
		Failures   []Failure `json:"failures,omitempty"` // what the codes mean, each once
		Withheld   []int64   `json:"withheld,omitempty"`
		Decisions  []any     `json:"decisions,omitempty"`
		Notes      []string  `json:"notes"`
		Limits     []string  `json:"limits"`
		Paper      *Paper    `json:"paper,omitempty"`
	}{
		Schema: "concordat.verify/1", Verdict: r.Verdict, ExitCode: r.Verdict.ExitCode(), Tool: r.Tool,
		Ledger: about{r.Name, r.Origin, r.Size, r.Time, r.Founding, r.Checkpoint, r.Example},
		Counts: counts{r.Statements, r.Keys, r.Derived, r.Decisions, r.Obligations},
		Checks: []check{}, FaultCount: r.FaultCount, Following: r.Following, Faults: []fault{}, Failures: failures(r.Faults), Withheld: r.Withheld, Decisions: r.Shown, Notes: append([]string{}, r.Notes...),
		Limits: []string{"papers-not-judged", "screen-not-proved"}, Paper: r.Paper,
	}
	entry := func(f *Fault) *int64 {
		if f.Entry < 0 {
			return nil
		}
		return &f.Entry
	}
	short := map[Verdict]string{Verified: "pass", NotProven: "not-proven", Failed: "fail"}
	for _, c := range r.Checks {
		row := check{ID: c.ID, Verdict: short[c.Verdict], Detail: c.Detail, Hint: c.Hint}
		if c.Fault != nil {
			row.Entry, row.Code, row.Detail = entry(c.Fault), c.Fault.Code, c.Fault.Words
		}
		out.Checks = append(out.Checks, row)
	}
	for _, f := range r.Faults {
		out.Faults = append(out.Faults, fault{f.Check, f.Code, entry(&f), f.Words, f.Says, f.Follows})
	}
	return encode(out)
}

// encode writes JSON that people can read too.
func encode(v any) []byte {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	if err := e.Encode(v); err != nil {
		panic("verify: encoding a report: " + err.Error())
	}
	return b.Bytes()
}
