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
	"time"

	"github.com/open-policy-agent/opa/v1/ast"
	"github.com/open-policy-agent/opa/v1/rego"

	"concordat/ledger"
)

// search puts made-up motions to an agreement's rules: who could carry what,
// before anybody relies on it. Every party is established, has signed, has a
// holder in each seat and authority without practical limit, so that what keeps a
// motion from being carried is the rules of voting alone.
type search struct {
	bundle  Bundle
	terms   map[string]any
	parties map[string]Party
	query   rego.PreparedEvalQuery
	limit   time.Duration // of one evaluation
}

func newSearch(b Bundle, query rego.PreparedEvalQuery, limit time.Duration) (*search, error) {
	s := &search{bundle: b, query: query, limit: limit, parties: map[string]Party{}}
	d := json.NewDecoder(strings.NewReader(string(b[termsFile])))
	d.UseNumber()
	if err := d.Decode(&s.terms); err != nil {
		return nil, fmt.Errorf("%s: %w", termsFile, err)
	}
	parties, err := ReadParties(b)
	for _, p := range parties.Parties {
		s.parties[p.Code] = p
	}
	return s, err
}

// question is one kind of motion: those of its types that are decided alike, by
// one route, in one function.
type question struct {
	Function string
	Same     []string // functions in which the same parties take part
	Route    string
	Types    []string
}

func (q question) String() string {
	return fmt.Sprintf("%s, by %s, on %s", joined(q.Types), strings.ReplaceAll(q.Route, "_", " "), joined(append([]string{q.Function}, q.Same...)))
}

// questions lists every kind of motion that the terms allow.
func (s *search) questions() (all []question) {
	types := object(object(s.terms["motions"])["types"])
	first := map[string]string{} // the parties: the function that has them
	same := map[string][]string{}
	for _, function := range slices.Sorted(maps.Keys(object(s.terms["functions"]))) {
		parties := fmt.Sprint(object(object(s.terms["functions"])[function])["parties"])
		if known, ok := first[parties]; ok {
			same[known] = append(same[known], function)
		} else {
			first[parties] = function
		}
	}
	for _, function := range slices.Sorted(maps.Values(first)) {
		for _, route := range routesOf(s.terms) {
			alike := map[string]int{} // how a type is decided: where it stands in all
			for _, name := range slices.Sorted(maps.Keys(types)) {
				form := object(types[name])
				if !slices.Contains(list(form["routes"]), any(route)) {
					continue
				}
				decided := fmt.Sprint(form["majorities"], form["quorum"], form["reserved"])
				at, ok := alike[decided]
				if !ok {
					at = len(all)
					alike[decided] = at
					all = append(all, question{Function: function, Same: same[function], Route: route})
				}
				all[at].Types = append(all[at].Types, name)
			}
		}
	}
	return all
}

// sitting is a question put to its members: the input but for the votes.
type sitting struct {
	question
	input ledger.Input
	seats []ledger.RollSeat
}

// day is one on which the route is open.
func (s *search) day(route string) ledger.Date {
	term := object(s.terms[route])
	near := func(field string, days int) ledger.Date {
		text, _ := term[field].(string)
		at, err := time.Parse(time.DateOnly, text)
		if err != nil {
			return ""
		}
		return ledger.Date(at.AddDate(0, 0, days).Format(time.DateOnly))
	}
	return cmp.Or(near("from", 60), near("until", -60), "2015-07-15")
}

// sit puts a question to the parties of its function. A refusal says why the
// rules draw up no roll for it.
func (s *search) sit(q question) (*sitting, *ledger.Ruling, error) {
	day := s.day(q.Route)
	at := func(clock string) ledger.Time { return ledger.Time(string(day) + "T" + clock + ".000Z") }
	rules := s.bundle.Digest()
	text := ledger.DigestOf([]byte("text"))
	m := &ledger.MotionFacts{
		Motion: ledger.Motion{Ref: "TRY-2000-001", Title: "A motion", Text: []string{"That it be so."}, Type: q.Types[0], Route: q.Route, Function: q.Function},
		Status: ledger.MotionNotice, Mover: "chair", Moved: at("01:00:00"), TextID: text,
		Notice: &ledger.NoticeFacts{ID: text, Given: at("02:00:00"), Opens: at("08:00:00"), Closes: at("17:00:00")},
		Votes:  []ledger.VoteFacts{}, Interests: []ledger.InterestFacts{}, Withdrawn: []string{},
	}
	in := ledger.Input{
		Ask: ledger.AskRoll, Time: at("08:00:00"), Entry: 1000, Motion: m, Parties: map[string]*ledger.PartyFacts{},
		MoU: &ledger.MoUFacts{Version: 1, Rules: rules, Adopted: "2000-01-02T09:00:00.000Z", Signed: map[string]ledger.Time{}},
	}
	codes := list(object(object(s.terms["functions"])[q.Function])["parties"])
	for i, c := range codes {
		code, _ := c.(string)
		in.MoU.Signed[code] = "2000-01-03T09:00:00.000Z"
		in.Parties[code] = s.party(code, int64(i), q)
	}
	r, err := s.ask(in)
	if err != nil {
		return nil, nil, err
	}
	if !r.Allow {
		return nil, &r, nil
	}
	in.Time = at("17:00:00")
	m.Status = ledger.MotionOpen
	m.Opened = &ledger.OpenedFacts{ID: text, Time: at("08:00:00"), Entry: 900, Rules: rules, Closes: at("17:00:00"), Roll: r.Roll, Version: 1}
	return &sitting{q, in, r.Roll}, nil, nil
}

// party is a party that nothing keeps from voting.
func (s *search) party(code string, n int64, q question) *ledger.PartyFacts {
	known := s.parties[code]
	limit := ledger.Limit{Action: ledger.MaxPence, Year: ledger.MaxPence, Life: ledger.MaxPence}
	p := &ledger.PartyFacts{
		Code: code, Name: known.Name, Type: known.Type, Established: "2000-01-01",
		Signed: &ledger.SignedFacts{Version: 1, Rules: s.bundle.Digest(), Time: "2000-01-03T09:00:00.000Z", Entry: n + 1},
		Authorities: []ledger.AuthorityFacts{{AuthorityGiven: ledger.AuthorityGiven{
			ID: code + "-A1", Function: "*", Types: q.Types, Committee: "decides",
			Constitution: ledger.Clause{Version: "1", Clause: "1"}, Resolution: ledger.Resolution{Ref: "1", On: "2000-01-01"},
			Spend: limit, Loss: limit, From: "2000-01-01",
		}, Entry: n + 100}},
		Figures: map[string]ledger.FigureFacts{}, Commitments: []ledger.Commitment{}, OfficerKeys: 1,
	}
	for _, f := range known.Figures {
		p.Figures[f.Figure] = ledger.FigureFacts{Value: f.Value, Unit: f.Unit, Period: f.Period, Source: f.Source, Entry: n + 200}
	}
	each := s.seatsOf(code)
	for i := range each {
		id := code
		if each > 1 {
			id = fmt.Sprintf("%s-%d", code, i+1)
		}
		p.Seats = append(p.Seats, ledger.SeatFacts{Seat: id, Party: code, Holder: "h-" + id, Deputies: []string{}})
	}
	return p
}

// seatsOf is how many seats the terms give a party.
func (s *search) seatsOf(code string) int64 {
	seats := object(s.terms["seats"])
	each := max(whole(seats["each"]), 1)
	for class, members := range object(object(s.terms["classes"])["of"]) {
		if n := whole(object(seats["by_class"])[class]); n > 0 && slices.Contains(list(members), any(code)) {
			each = n
		}
	}
	return each
}

// ask puts an input to the rules, within the time that a trial has.
func (s *search) ask(in ledger.Input) (ledger.Ruling, error) { return s.askWith(newTerms(), in) }

// askWith is ask for one of many inputs about the same facts.
func (s *search) askWith(seen *terms, in ledger.Input) (r ledger.Ruling, err error) {
	input, err := seen.input(&in)
	if err != nil {
		return r, err
	}
	answer, err := evaluate(s.query, input.Value, s.limit)
	if err != nil {
		return r, err
	}
	if err := decodeRuling(answer, &r); err != nil {
		return r, err
	}
	return r, checkRuling(in, r)
}

// absent is the choice of a seat from which nobody votes.
const absent = "absent"

// decide puts one set of choices, seat by seat, to the rules, and asks for the
// outcome alone or for the whole conclusion.
func (s *search) decide(ask string, sit *sitting, choices []string) (ledger.Ruling, error) {
	return s.ask(sit.asked(ask, choices, ""))
}

// asked is the input of a set of choices, with a casting vote, if one is given, by
// the last who votes.
func (sit *sitting) asked(ask string, choices []string, casting string) ledger.Input {
	in := sit.input
	in.Ask = ask
	m := *in.Motion
	m.Votes = []ledger.VoteFacts{}
	for i, seat := range sit.seats {
		if choices[i] == absent {
			continue
		}
		m.Votes = append(m.Votes, ledger.VoteFacts{
			Entry: int64(901 + i), Time: m.Opened.Time, Seat: seat.Seat, Party: seat.Party, Person: "h-" + seat.Seat, Choice: choices[i], Assurance: "file",
		})
	}
	if n := len(m.Votes); n > 0 {
		m.Votes[n-1].Casting = casting
	}
	in.Motion = &m
	return in
}

func repeated(choice string, n int) []string { return slices.Repeat([]string{choice}, n) }

// trial puts to the rules, for every kind of motion, what everybody may do alike.
// Rules that give no ruling, or do not end, are found so, and so is a motion that
// not even all together can carry.
func (s *search) trial() error {
	var faults Faults
	for _, q := range s.questions() {
		fault := func(what, instead string) {
			faults = append(faults, Fault{File: termsFile, Field: q.Route, Clause: clauseAt(s.terms, []string{q.Route}), What: what, Instead: instead})
		}
		sit, refused, err := s.sit(q)
		if err == nil && refused != nil {
			continue // the search says why
		}
		var r ledger.Ruling
		for _, choice := range []string{absent, ledger.ChoiceAgainst, ledger.ChoiceFor} {
			if err == nil {
				r, err = s.decide(ledger.AskConclude, sit, repeated(choice, len(sit.seats)))
			}
		}
		switch {
		case errors.Is(err, ErrTimeout):
			fault(fmt.Sprintf("has rules that do not end: %s, was not concluded within %s", q, s.limit), "count over a list that stands in the terms or in the input, and over no pairs of long lists")
			return faults // each of the others would take as long
		case err != nil:
			fault(fmt.Sprintf("has rules that give no ruling: %s: %v", q, err), "let the rules give a value in every case")
		case r.Outcome != ledger.OutcomeCarried:
			fault(fmt.Sprintf("carries nothing: %s, with everybody for it, is %s: %s", q, outcomeWords(r.Outcome), unmet(r)), "ask for no more than all together have")
		}
	}
	if len(faults) == 0 {
		return nil
	}
	return faults
}

func outcomeWords(outcome string) string { return strings.ReplaceAll(outcome, "_", " ") }

// unmet is what was required and not met, in the rules' own words.
func unmet(r ledger.Ruling) string {
	var words []string
	for _, c := range r.Checks {
		if !c.Met {
			words = append(words, c.Explain)
		}
	}
	return strings.Join(words, " ")
}

func texts(values []any) (out []string) {
	for _, v := range values {
		out = append(out, fmt.Sprint(v))
	}
	return out
}

func joined(words []string) string {
	if len(words) < 2 {
		return strings.Join(words, "")
	}
	return strings.Join(words[:len(words)-1], ", ") + " and " + words[len(words)-1]
}

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

const castingUsed = "used"

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

// castingOf makes it a fault of an agreement that its casting vote is of no use by
// any route, and a note where it is of use by another.
func castingOf(found []Finding) {
	used := slices.ContainsFunc(found, func(f Finding) bool { return f.casting == castingUsed })
	for i := range found {
		switch why := found[i].casting; {
		case why == "" || why == castingUsed:
		case used:
			found[i].Notes = append(found[i].Notes, "the casting vote is of no use here: "+why)
		default:
			found[i].Faults = append(found[i].Faults, "the casting vote can never be used: "+why)
		}
	}
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
		if few.query, few.terms, err = s.with(compiler, data, q.Function, sorted(all[:n])); err != nil {
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

// with is the rules under terms in which a function has fewer parties.
func (s *search) with(compiler *ast.Compiler, data ast.Object, function string, parties []any) (q rego.PreparedEvalQuery, terms map[string]any, err error) {
	terms = maps.Clone(s.terms)
	functions := maps.Clone(object(terms["functions"]))
	changed := maps.Clone(object(functions[function]))
	changed["parties"] = parties
	functions[function] = changed
	terms["functions"] = functions
	text, err := json.Marshal(terms)
	if err != nil {
		return q, nil, err
	}
	v, err := parseJSON(text)
	if err != nil {
		return q, nil, err
	}
	few := ast.NewObject()
	data.Foreach(func(k, v *ast.Term) { few.Insert(k, v) })
	few.Insert(ast.StringTerm("terms"), v)
	q, err = prepareQuery(compiler, few, ruling)
	return q, terms, err
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

// casting says why a casting vote is of no use: among all ties there is none that
// it breaks, or there is no tie. It is empty where the terms give nobody one, or
// where a tie has no bearing.
func (s *search) casting(sit *sitting, all []tried) (string, error) {
	if object(s.terms["tie"])["casting"] == nil {
		return "", nil
	}
	isTie := func(c ledger.Check) bool { return c.ID == "tie" }
	one, err := s.decide(ledger.AskOutcome, sit, repeated(absent, len(sit.seats)))
	if err != nil || !slices.ContainsFunc(one.Checks, isTie) {
		return "", err
	}
	// Ties are looked for where votes balance first: it is there that most are.
	var open []tried
	for _, t := range all {
		if t.ruling.Outcome != ledger.OutcomeCarried && slices.Contains(t.choices, ledger.ChoiceFor) {
			open = append(open, t)
		}
	}
	slices.SortStableFunc(open, func(a, b tried) int { return cmp.Compare(a.margin(), b.margin()) })
	var quorate, not []tried // with a casting vote for
	for few := range slices.Chunk(open, castAtOnce) {
		for _, cast := range []string{ledger.ChoiceFor, ledger.ChoiceAgainst} {
			then := slices.Clone(few)
			if err := s.judge(sit, then, true, cast); err != nil {
				return "", err
			}
			for i, t := range then {
				switch {
				case t.ruling.Outcome != few[i].ruling.Outcome:
					return castingUsed, nil
				case cast == ledger.ChoiceAgainst:
				case t.ruling.Outcome == ledger.OutcomeNotQuorate:
					not = append(not, t)
				default:
					quorate = append(quorate, t)
				}
			}
		}
	}
	for few := range slices.Chunk(append(quorate, not...), castAtOnce) {
		if err := s.judge(sit, few, false, ""); err != nil {
			return "", err
		}
		for _, t := range few {
			if at := slices.IndexFunc(t.ruling.Checks, isTie); at < 0 || t.ruling.Checks[at].Met {
				continue
			}
			r, err := s.ask(sit.asked(ledger.AskOutcome, t.choices, ledger.ChoiceFor))
			if err != nil {
				return "", err
			}
			return fmt.Sprintf("even with %s, and cast for, the motion is %s. %s", sit.inWords(t.choices), outcomeWords(r.Outcome), unmet(r)), nil
		}
	}
	return "no votes whatever are a tie", nil
}

// castAtOnce is how many sets are put to the rules before it is looked at whether
// they are enough.
const castAtOnce = 64

// margin is how far the votes for and against are apart.
func (t tried) margin() (n int) {
	for _, c := range t.choices {
		switch c {
		case ledger.ChoiceFor:
			n++
		case ledger.ChoiceAgainst:
			n--
		}
	}
	return max(n, -n)
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
