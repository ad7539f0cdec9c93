package policy

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"runtime"
	"slices"
	"strings"
	"sync"
	"sync/atomic"

	"github.com/open-policy-agent/opa/v1/ast"

	"concordat/ledger"
)

// Finding is what a search found out about one kind of motion.
type Finding struct {
	Function string   `json:"function"`
	Same     []string `json:"same,omitempty"` // functions in which the same parties take part
	Route    string   `json:"route"`
	Types    []string `json:"types"`
	Parties  []string `json:"parties"` // that it was tried with
	Cases    int      `json:"cases"`   // sets of votes that were tried
	Carried  string   `json:"carried,omitempty"`
	Refused  string   `json:"refused,omitempty"`
	Faults   []string `json:"faults,omitempty"` // what can never happen, and should
	Notes    []string `json:"notes,omitempty"`

	casting string // why no casting vote is of use, or castingUsed
}

// Search tries, for every kind of motion that b's terms allow, every set of votes
// that its members could cast: for, against, abstain or absent, seat by seat.
// Seats that count alike are told apart by number alone. Where that is still too
// much, it tries as many of the members as it can, at most six of those that differ.
// It shows the smallest vote that carries a motion and the largest that does not,
// and finds what can never happen: a quorum, a threshold, a casting vote.
func Search(b Bundle) ([]Finding, error) {
	return searchOnly(b, maxCases, func(question) bool { return true })
}

func searchOnly(b Bundle, most int, asked func(question) bool) ([]Finding, error) {
	compiler, data, err := open(b)
	if err != nil {
		return nil, err
	}
	query, err := prepareQuery(compiler, data, ruling)
	if err != nil {
		return nil, err
	}
	s, err := newSearch(b, query, timeLimit)
	if err != nil {
		return nil, err
	}
	var found []Finding
	for _, q := range s.questions() {
		if !asked(q) {
			continue
		}
		f, err := s.question(compiler, data, q, most)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", q, err)
		}
		found = append(found, f)
	}
	castingOf(found)
	return found, nil
}

// question searches one kind of motion.
func (s *search) question(compiler *ast.Compiler, data ast.Object, q question, most int) (f Finding, err error) {
	f = Finding{Function: q.Function, Same: q.Same, Route: q.Route, Types: q.Types}
	all := s.representing(list(object(object(s.terms["functions"])[q.Function])["parties"]))
	sit, refused, err := s.sit(q)
	if err != nil {
		return f, err
	}
	if refused != nil {
		for _, code := range all {
			f.Parties = append(f.Parties, fmt.Sprint(code))
		}
		f.Notes = []string{"was not tried: no roll can be drawn up with the figures of parties.json. " + unmet(*refused)}
		return f, nil
	}
	groups, err := s.alike(sit)
	if err != nil {
		return f, err
	}
	var whole ledger.Ruling // of everybody for it, where fewer are tried
	if cases(groups) > most {
		if whole, err = s.decide(ledger.AskOutcome, sit, repeated(ledger.ChoiceFor, len(sit.seats))); err != nil {
			return f, err
		}
	}
	for n := min(len(all), 6); cases(groups) > most; n-- {
		few := *s
		documents, terms, err := s.with(data, q.Function, sorted(all[:n]))
		if err != nil {
			return f, err
		}
		few.terms = terms
		if few.query, err = prepareQuery(compiler, documents, ruling); err != nil {
			return f, err
		}
		if sit, refused, err = few.sit(q); err != nil || refused != nil {
			return f, errors.Join(err, errors.New("no roll can be drawn up for some of the parties"))
		}
		if groups, err = few.alike(sit); err != nil {
			return f, err
		}
		if cases(groups) <= most || n == 1 {
			s = &few
			f.Notes = append(f.Notes, fmt.Sprintf("tried with %d of the %d parties, for all of them would be too many cases; left out: %s", n, len(all), joined(texts(sorted(all[n:])))))
			break
		}
	}
	f.Parties = slices.Sorted(maps.Keys(sit.input.Parties))
	if m := sit.input.Motion; m.Impact != nil {
		f.Notes = append(f.Notes, fmt.Sprintf("tried with %s alone losing by it, whose consent it needs", m.Impact.Lines[0].Party))
	}
	err = s.exhaust(&f, sit, groups)
	if whole.Outcome == ledger.OutcomeCarried && f.Carried == "" && len(f.Faults) > 0 {
		// A fixed number that a few of the parties don't make up is no fault.
		f.Faults = nil
		f.Notes = append(f.Notes, "so few do not make up its numbers; with everybody for, all of the parties carry it")
	}
	return f, err
}

// representing puts one party first of each kind that the terms tell apart: by its
// class, its bloc and its number of seats.
func (s *search) representing(codes []any) []any {
	var first, others []any
	kinds := map[string]bool{}
	for _, c := range codes {
		code, _ := c.(string)
		kind := []string{fmt.Sprint(s.seatsOf(code))}
		for _, term := range []string{"classes", "blocs"} {
			of := object(object(s.terms[term])["of"])
			for _, name := range slices.Sorted(maps.Keys(of)) {
				if slices.Contains(list(of[name]), c) {
					kind = append(kind, term+" "+name)
				}
			}
		}
		if key := strings.Join(kind, "|"); !kinds[key] {
			kinds[key] = true
			first = append(first, c)
		} else {
			others = append(others, c)
		}
	}
	return append(first, others...)
}

// sorted is codes in their order, as a function lists its parties.
func sorted(codes []any) []any {
	codes = slices.Clone(codes)
	slices.SortFunc(codes, func(a, b any) int { return cmp.Compare(fmt.Sprint(a), fmt.Sprint(b)) })
	return codes
}

// with is the documents with terms in which a function has other parties, and those terms.
func (s *search) with(data ast.Object, function string, parties []any) (documents ast.Object, terms map[string]any, err error) {
	terms = maps.Clone(s.terms)
	functions := maps.Clone(object(terms["functions"]))
	changed := maps.Clone(object(functions[function]))
	changed["parties"] = parties
	functions[function] = changed
	terms["functions"] = functions
	text, err := json.Marshal(terms)
	if err != nil {
		return nil, nil, err
	}
	v, err := parseJSON(text)
	if err != nil {
		return nil, nil, err
	}
	documents = ast.NewObject()
	data.Foreach(func(k, v *ast.Term) { documents.Insert(k, v) })
	documents.Insert(ast.StringTerm("terms"), v)
	return documents, terms, nil
}

// alike groups the seats of a roll that the rules do not tell apart.
func (s *search) alike(sit *sitting) ([][]int, error) {
	r, err := s.decide(ledger.AskOutcome, sit, repeated(absent, len(sit.seats)))
	if err != nil {
		return nil, err
	}
	byMark := map[string]int{}
	var groups [][]int
	for i, seat := range sit.seats {
		mark := r.Alike[seat.Seat]
		at, ok := byMark[mark]
		if !ok {
			at = len(groups)
			byMark[mark] = at
			groups = append(groups, nil)
		}
		groups[at] = append(groups[at], i)
	}
	return groups, nil
}

var choices = [...]string{ledger.ChoiceFor, ledger.ChoiceAgainst, ledger.ChoiceAbstain, absent}

// cases is how many sets of votes there are: for n seats alike, the ways to share
// n among four choices.
func cases(groups [][]int) int {
	total := 1
	for _, g := range groups {
		n := len(g)
		if total *= (n + 3) * (n + 2) * (n + 1) / 6; total > maxCases {
			return maxCases + 1
		}
	}
	return total
}

// tried is one set of votes and what became of it.
type tried struct {
	choices []string
	ruling  ledger.Ruling
}

// exhaust tries every set of votes and writes down what it found. The rules are
// asked in brief. The checks of one set that carries are enough, for all of them
// are met; only where none carries are the checks of every set asked for.
func (s *search) exhaust(f *Finding, sit *sitting, groups [][]int) error {
	var (
		carried, refused *tried
		quorate          bool
	)
	votes := func(t *tried, choice string) (n int) {
		for _, c := range t.choices {
			if c == choice {
				n++
			}
		}
		return n
	}
	note := func(t *tried) {
		f.Cases++
		switch t.ruling.Outcome {
		case ledger.OutcomeCarried:
			if carried == nil || votes(t, ledger.ChoiceFor) < votes(carried, ledger.ChoiceFor) ||
				votes(t, ledger.ChoiceFor) == votes(carried, ledger.ChoiceFor) && votes(t, ledger.ChoiceAgainst) > votes(carried, ledger.ChoiceAgainst) {
				carried = t
			}
		case ledger.OutcomeNotCarried, ledger.OutcomeNoDecision:
			if refused == nil || votes(t, ledger.ChoiceFor) > votes(refused, ledger.ChoiceFor) ||
				votes(t, ledger.ChoiceFor) == votes(refused, ledger.ChoiceFor) && votes(t, ledger.ChoiceAgainst) < votes(refused, ledger.ChoiceAgainst) {
				refused = t
			}
		}
		quorate = quorate || t.ruling.Outcome != ledger.OutcomeNotQuorate
	}
	all := sets(len(sit.seats), groups)
	if err := s.judge(sit, all, true, ""); err != nil {
		return err
	}
	for i := range all {
		note(&all[i])
	}
	var err error
	if f.casting, err = s.casting(sit, all); err != nil {
		return err
	}
	ever := map[string]bool{} // checks that were met at least once
	var order []ledger.Check
	full := slices.Clone(all)
	if carried != nil {
		full = []tried{*carried}
	}
	if err := s.judge(sit, full, false, ""); err != nil {
		return err
	}
	for _, t := range full {
		for _, c := range t.ruling.Checks {
			if _, known := ever[c.ID]; !known {
				order = append(order, c)
			}
			ever[c.ID] = ever[c.ID] || c.Met
		}
	}
	if carried != nil {
		f.Carried = sit.inWords(carried.choices)
	}
	if refused != nil {
		f.Refused = sit.inWords(refused.choices)
	}
	fault := func(format string, args ...any) { f.Faults = append(f.Faults, fmt.Sprintf(format, args...)) }
	if !quorate {
		fault("the quorum can never be met: with everybody there, %s", s.everybody(sit))
	}
	for _, c := range order {
		if quorate && !ever[c.ID] {
			fault("no votes whatever meet %q (clause %s): it requires %s; with everybody for, %s", c.Title, c.Clause, lower(c.Required), s.everybody(sit))
		}
	}
	if quorate && carried == nil {
		fault("no votes whatever carry it: with everybody for, %s", s.everybody(sit))
	}
	if quorate && refused == nil {
		fault("no votes whatever keep it from being carried: it is carried with %s", sit.inWords(repeated(ledger.ChoiceAgainst, len(sit.seats))))
	}
	return nil
}

// sets is every set of votes, those of seats alike in the choices' order, so that
// none comes twice.
func sets(seats int, groups [][]int) (all []tried) {
	set := make([]string, seats)
	var fill func(group, at, choice int)
	fill = func(group, at, choice int) {
		if group == len(groups) {
			all = append(all, tried{choices: slices.Clone(set)})
			return
		}
		g := groups[group]
		if at == len(g) {
			fill(group+1, 0, 0)
			return
		}
		for c := choice; c < len(choices); c++ {
			set[g[at]] = choices[c]
			fill(group, at+1, c)
		}
	}
	fill(0, 0, 0)
	return all
}

// judge puts every set to the rules, as many at a time as there are processors: in
// brief or with all checks, and with a casting vote if one is given.
func (s *search) judge(sit *sitting, all []tried, brief bool, casting string) error {
	var next atomic.Int64
	errs := make([]error, min(runtime.GOMAXPROCS(0), len(all)))
	var workers sync.WaitGroup
	for w := range errs {
		workers.Go(func() {
			seen := newTerms()
			for i := int(next.Add(1)) - 1; i < len(all) && errs[w] == nil; i = int(next.Add(1)) - 1 {
				in := sit.asked(ledger.AskOutcome, all[i].choices, casting)
				in.Brief = brief
				var err error
				if all[i].ruling, err = s.askWith(seen, in); err != nil {
					errs[w] = fmt.Errorf("%s: %w", sit.inWords(all[i].choices), err)
				}
			}
		})
	}
	workers.Wait()
	return errors.Join(errs...)
}

// everybody says what the rules make of a motion that everybody is for.
func (s *search) everybody(sit *sitting) string {
	r, err := s.decide(ledger.AskOutcome, sit, repeated(ledger.ChoiceFor, len(sit.seats)))
	if err != nil {
		return err.Error()
	}
	return cmp.Or(unmet(r), "nothing is wanting")
}

func lower(s string) string {
	if s == "" {
		return s
	}
	return strings.ToLower(s[:1]) + s[1:]
}

// inWords says who votes how: 9 for (00T, 00V …), 2 against (02A, 02H), 1 absent (01Y).
func (sit *sitting) inWords(set []string) string {
	var parts []string
	for _, choice := range choices {
		var seats []string
		for i, c := range set {
			if c == choice {
				seats = append(seats, sit.seats[i].Seat)
			}
		}
		if len(seats) > 0 {
			word := map[string]string{ledger.ChoiceAbstain: "abstaining"}[choice]
			parts = append(parts, fmt.Sprintf("%d %s (%s)", len(seats), cmp.Or(word, choice), strings.Join(seats, ", ")))
		}
	}
	return joined(parts)
}
