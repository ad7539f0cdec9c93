package policy

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

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
	s.losing(m)
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

// losing states an impact of a motion that needs the consent of whoever loses: the
// first party of its function loses, and the others don't.
func (s *search) losing(m *ledger.MotionFacts) {
	if !needsConsent(s.terms, object(object(object(s.terms["motions"])["types"])[m.Type])) {
		return
	}
	lines := texts(list(object(s.terms["impact"])["lines"]))
	codes := texts(sorted(list(object(object(s.terms["functions"])[m.Function])["parties"])))
	if len(lines) == 0 || len(codes) == 0 {
		return // which Check says
	}
	m.Impact = &ledger.ImpactFacts{
		ID: m.TextID, Author: m.Mover, Baseline: "As it stands", Positions: map[string]string{},
		Lines: []ledger.ImpactLine{{Party: codes[0], Line: lines[0], Year: "2015-16", Pence: 1}},
	}
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
