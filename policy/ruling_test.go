package policy

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"runtime"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/open-policy-agent/opa/v1/ast"
	"pgregory.net/rapid"

	"concordat/ledger"
)

// Rulings of a whole agreement, asked as the ledger asks.

func embeddedBundle(t testing.TB, name string) Bundle {
	t.Helper()
	b, err := Embedded(name)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func digest(of string) ledger.Digest { return ledger.DigestOf([]byte(of)) }

// closed is a motion of Greater Manchester at its close: the fourth site, by
// joint committee, with a vote by each of the twelve seats.
func closed(t testing.TB, choices map[string]string) ledger.Input {
	t.Helper()
	parties, err := ReadParties(embeddedBundle(t, "greater-manchester"))
	if err != nil {
		t.Fatal(err)
	}
	rules := digest("rules")
	m := &ledger.MotionFacts{
		Motion: ledger.Motion{
			Ref: "GM-2015-003", Title: "Stepping Hill is the fourth site", Text: []string{"The fourth single service is at Stepping Hill."},
			Type: ledger.TypeReconfiguration, Route: ledger.RouteJointCommittee, Function: "acute-surgery",
		},
		Status: ledger.MotionOpen, Mover: "p-chair", Moved: "2015-06-18T09:00:00.000Z", TextID: digest("moved"),
		Notice: &ledger.NoticeFacts{ID: digest("notice"), Given: "2015-07-01T09:00:00.000Z", Opens: "2015-07-08T09:00:00.000Z", Closes: "2015-07-15T17:00:00.000Z"},
		Impact: &ledger.ImpactFacts{ID: digest("impact"), Author: "p-finance", Baseline: "2014-15", Lines: []ledger.ImpactLine{}, Positions: map[string]string{}},
		Opened: &ledger.OpenedFacts{ID: digest("opened"), Time: "2015-07-08T09:00:00.000Z", Entry: 39, Rules: rules, Closes: "2015-07-15T17:00:00.000Z"},
		Votes:  []ledger.VoteFacts{}, Interests: []ledger.InterestFacts{}, Withdrawn: []string{},
	}
	in := ledger.Input{
		Ask: ledger.AskConclude, Time: "2015-07-15T17:00:00.000Z", Entry: 60, Motion: m, Parties: map[string]*ledger.PartyFacts{},
		MoU: &ledger.MoUFacts{Version: 1, Rules: rules, Adopted: "2013-04-02T09:00:00.000Z", Signed: map[string]ledger.Time{}},
	}
	limit := ledger.Limit{Action: 1e9, Year: 1e9, Life: 1e10}
	for i, p := range parties.Parties {
		seat := ledger.SeatFacts{Seat: p.Code, Party: p.Code, Holder: "p-" + p.Code, Deputies: []string{}}
		in.MoU.Signed[p.Code] = "2013-04-09T10:00:00.000Z"
		in.Parties[p.Code] = &ledger.PartyFacts{
			Code: p.Code, Name: p.Name, Type: p.Type, Established: "2013-04-01",
			Signed: &ledger.SignedFacts{Version: 1, Rules: rules, Time: "2013-04-09T10:00:00.000Z", Entry: int64(i + 2)},
			Seats:  []ledger.SeatFacts{seat},
			Authorities: []ledger.AuthorityFacts{{AuthorityGiven: ledger.AuthorityGiven{
				ID: p.Code + "-A1", Function: "*", Types: []string{ledger.TypeReconfiguration}, Committee: "decides",
				Constitution: ledger.Clause{Version: "1", Clause: "6.4"}, Resolution: ledger.Resolution{Ref: p.Code + "/2014/11", On: "2014-11-05"},
				Spend: limit, Loss: limit, From: "2014-11-05",
			}, Entry: int64(i + 20)}},
			Figures: map[string]ledger.FigureFacts{}, Commitments: []ledger.Commitment{},
		}
		m.Opened.Roll = append(m.Opened.Roll, ledger.RollSeat{Seat: p.Code, Party: p.Code, Weight: 1})
		m.Impact.Positions[p.Code] = "agreed"
		m.Impact.Lines = append(m.Impact.Lines, ledger.ImpactLine{Party: p.Code, Line: "activity_shift", Year: "2016-17", Pence: 1})
		choice, ok := choices[p.Code]
		if !ok {
			choice = ledger.ChoiceFor
		}
		m.Votes = append(m.Votes, ledger.VoteFacts{
			Entry: int64(i + 40), Time: ledger.Time(fmt.Sprintf("2015-07-10T09:00:%02d.000Z", i)), Seat: p.Code, Party: p.Code,
			Person: seat.Holder, Choice: choice, Assurance: "file",
		})
	}
	return in
}

// vote is one party's vote while that motion is open.
func vote(t testing.TB, seat, person string) ledger.Input {
	t.Helper()
	in := closed(t, nil)
	m, opened, facts := in.Motion, *in.Motion.Opened, in.Parties[seat]
	opened.Roll = []ledger.RollSeat{{Seat: seat, Party: seat, Weight: 1}}
	m.Votes, m.Text, m.Impact, m.Notice, m.Opened = []ledger.VoteFacts{}, []string{}, nil, nil, &opened
	party := &ledger.PartyFacts{
		Code: facts.Code, Name: facts.Name, Type: facts.Type, Seats: []ledger.SeatFacts{},
		Authorities: []ledger.AuthorityFacts{}, Figures: map[string]ledger.FigureFacts{}, Commitments: []ledger.Commitment{},
	}
	body, err := ledger.Encode(ledger.VoteCast{Motion: m.Ref, Opened: m.Opened.ID, Seat: seat, Choice: ledger.ChoiceFor})
	if err != nil {
		t.Fatal(err)
	}
	author := &ledger.PersonFacts{
		Person: person, Party: seat, Roles: []ledger.RoleFacts{}, Seats: []string{}, Deputising: []string{},
		Key: &ledger.KeyFacts{Thumbprint: "k", Assurance: "file", Added: "2013-04-09T10:00:00.000Z", Entry: 19},
	}
	if facts.Seats[0].Holder == person {
		author.Seats = []string{seat}
	}
	return ledger.Input{
		Ask: ledger.AskAdmit, Time: "2015-07-10T09:00:00.000Z", Entry: 40, Kind: ledger.KindVoteCast, Body: json.RawMessage(body), Party: seat,
		Author: author, Seat: &facts.Seats[0], Motion: m, Parties: map[string]*ledger.PartyFacts{seat: party},
	}
}

func judgeOne(t testing.TB, e *Engine, rules ledger.Digest, in ledger.Input) ledger.Ruling {
	t.Helper()
	got, err := e.Judge(rules, []ledger.Input{in})
	if err != nil {
		t.Fatal(err)
	}
	if t, isTest := t.(*testing.T); isTest {
		likeOPA(t, e, rules, []ledger.Input{in}, got)
	}
	return got[0]
}

func TestAdmission(t *testing.T) {
	b := embeddedBundle(t, "greater-manchester")
	e := engineFor(b)
	if got := judgeOne(t, e, b.Digest(), vote(t, "00V", "p-00V")); !cmp.Equal(got, ledger.Ruling{Allow: true}) {
		t.Errorf("a holder's vote gives %+v", got)
	}
	if got := judgeOne(t, e, b.Digest(), vote(t, "00V", "p-other")); got.Allow || got.Checks[0].ID != string(ledger.CodeNoSeat) {
		t.Errorf("a stranger's vote gives %+v", got)
	}
}

// TestMissingFacts takes every fact of an admissible vote away in turn: what is
// left is admitted only where the fact has no bearing, and never for want of it.
func TestMissingFacts(t *testing.T) {
	b := embeddedBundle(t, "greater-manchester")
	e := engineFor(b)
	without := map[string]func(*ledger.Input){
		"kind":   func(in *ledger.Input) { in.Kind = "" },
		"body":   func(in *ledger.Input) { in.Body = nil },
		"author": func(in *ledger.Input) { in.Author = nil },
		"seat":   func(in *ledger.Input) { in.Seat = nil },
		"seats":  func(in *ledger.Input) { in.Author.Seats = nil },
		"motion": func(in *ledger.Input) { in.Motion = nil },
		"opened": func(in *ledger.Input) { in.Motion.Opened = nil },
		"status": func(in *ledger.Input) { in.Motion.Status = "" },
	}
	for name, take := range without {
		t.Run(name, func(t *testing.T) {
			in := vote(t, "00V", "p-00V")
			take(&in)
			got, err := e.Judge(b.Digest(), []ledger.Input{in})
			if err == nil && got[0].Allow {
				t.Error("it is admitted")
			}
		})
	}
}

func TestConclusion(t *testing.T) {
	b := embeddedBundle(t, "greater-manchester")
	e, other := engineFor(b), engineFor(b)
	tests := map[string]struct {
		choices map[string]string
		outcome string
	}{
		"unanimous":       {nil, ledger.OutcomeCarried},
		"nine of twelve":  {map[string]string{"00T": "against", "01N": "against", "02H": "against"}, ledger.OutcomeCarried},
		"eight of twelve": {map[string]string{"00T": "against", "01N": "against", "02H": "against", "00V": "against"}, ledger.OutcomeNotCarried},
		"a tie":           {map[string]string{"00T": "against", "01N": "against", "02H": "against", "00V": "against", "00W": "against", "00Y": "against"}, ledger.OutcomeNotCarried},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			got := judgeOne(t, e, b.Digest(), closed(t, test.choices))
			if got.Outcome != test.outcome {
				t.Fatalf("the outcome is %s, expected %s: %+v", got.Outcome, test.outcome, got.Checks)
			}
			if len(got.Parties) != 12 {
				t.Errorf("%d parties have an outcome, expected 12", len(got.Parties))
			}
			for _, p := range got.Parties {
				want := ledger.BoundNot
				if test.outcome == ledger.OutcomeCarried {
					if want = ledger.BoundByVote; test.choices[p.Party] == "against" {
						want = ledger.BoundAgainstVote
					}
				}
				if p.Bound != want {
					t.Errorf("%s is bound %s, expected %s: %s", p.Party, p.Bound, want, p.Explain)
				}
			}
			again := judgeOne(t, other, b.Digest(), closed(t, test.choices))
			if diff := cmp.Diff(got, again); diff != "" {
				t.Errorf("another engine rules otherwise: %s", diff)
			}
			encoded, err := ledger.Encode(got)
			if err != nil {
				t.Error(err)
			}
			if len(encoded) > ledger.MaxRuling {
				t.Errorf("the ruling has %d bytes, more than %d", len(encoded), ledger.MaxRuling)
			}
		})
	}
}

// TestJudgedTogether: what is judged in one evaluation with others is judged as it
// is alone, refusals and conclusions among it; and of several that cannot be judged
// it is said which.
func TestJudgedTogether(t *testing.T) {
	b := embeddedBundle(t, "greater-manchester")
	e := engineFor(b)
	var inputs []ledger.Input
	for i := range 3 * maxAtOnce {
		code := []string{"00T", "00V", "00W", "00Y", "01D"}[i%5]
		in := vote(t, code, "p-"+code)
		switch {
		case i%7 == 0:
			in.Author.Seats = []string{} // refused: no seat
		case i%11 == 0:
			in.Time = in.Motion.Opened.Closes // refused: closed
		case i == 100:
			in = closed(t, nil)
		}
		inputs = append(inputs, in)
	}
	together, err := e.Judge(b.Digest(), inputs)
	if err != nil {
		t.Fatal(err)
	}
	allowed := 0
	for i, in := range inputs {
		if diff := cmp.Diff(judgeOne(t, e, b.Digest(), in), together[i]); diff != "" {
			t.Errorf("input %d is judged otherwise together with others: %s", i, diff)
		}
		if together[i].Allow {
			allowed++
		}
	}
	if allowed == 0 || allowed == len(inputs) {
		t.Errorf("%d of %d are allowed: nothing is told apart", allowed, len(inputs))
	}

	own := bundleOf(`ruling := {"allow": true} if input.body.n > 0`)
	_, err = engineFor(own).Judge(own.Digest(), []ledger.Input{admission(`{"n":1}`), admission(`{"n":0}`), admission(`{"n":2}`)})
	if !errors.Is(err, ledger.ErrNoRuling) {
		t.Errorf("got %v, expected no ruling", err)
	}
}

// TestPlainly: what is plainly allowed has a ruling that allows it and says nothing
// else, whatever the facts; and of what the ruling allows, all is plainly allowed that
// has nothing out of the common.
func TestPlainly(outer *testing.T) {
	b := embeddedBundle(outer, "greater-manchester")
	e := engineFor(b)
	ask, err := e.prepare(b.Digest())
	if err != nil {
		outer.Fatal(err)
	}
	const plain, uncommon, refused = "plainly allowed", "allowed with something uncommon", "refused"
	seen, checks := map[string]int{}, 0
	rapid.Check(outer, func(t *rapid.T) {
		checks++
		n := rapid.IntRange(4, 12).Draw(t, "votes")
		inputs, common := make([]ledger.Input, n), make([]bool, n)
		for i := range inputs {
			inputs[i], common[i] = anyVote(outer, t)
		}
		// One of each sort is always among them, wherever.
		for i, changes := range rapid.Permutation([][]string{nil, {"interest noted"}, {"no roll"}}).Draw(t, "sorts") {
			inputs[i], common[i] = voteWith(outer, t, func([]string) []string { return changes })
		}
		rulings := make([]ledger.Ruling, n)
		var all []*ast.Term
		for i := range inputs {
			term, err := newTerms().input(&inputs[i])
			if err != nil {
				t.Fatal(err)
			}
			all = append(all, term)
		}
		var rest []int
		r := ask.machine.begin(ask.keeper, e.time)
		for i := range all {
			if rulings[i].Allow = r.plainly(all[i]); !rulings[i].Allow {
				rest = append(rest, i)
			}
		}
		r.end()
		quickly := make([]ledger.Ruling, n)
		e.judgeVotes(ask, newTerms(), inputs, quickly)
		for i := range inputs {
			if quickly[i].Allow == slices.Contains(rest, i) {
				t.Fatalf("%s is among the votes that are plainly allowed: %v", all[i], quickly[i].Allow)
			}
		}
		for i := range inputs {
			answer, err := evaluate(ask.one, all[i].Value, e.time)
			if err != nil {
				t.Fatal(err)
			}
			var r ledger.Ruling
			if err := taken(answer, &inputs[i], &r); err != nil {
				t.Fatal(err)
			}
			switch plainly := !slices.Contains(rest, i); {
			case plainly:
				seen[plain]++
				if string(answer) != `{"allow":true}` || !rulings[i].Allow {
					t.Fatalf("%s is plainly allowed, and its ruling is %s", all[i], answer)
				}
			case r.Allow && common[i]:
				t.Fatalf("%s is allowed and common, and not plainly allowed", all[i])
			case r.Allow:
				seen[uncommon]++
			default:
				seen[refused]++
			}
		}
	})
	for _, what := range []string{plain, uncommon, refused} {
		if seen[what] < checks || checks == 0 {
			outer.Errorf("of %d times, %d votes were %s", checks, seen[what], what)
		}
	}
}

// TestPlainVotes: what is asked once for many votes is for each of them what it would be
// if it were asked alone, also where facts stay from one call to the next.
func TestPlainVotes(outer *testing.T) {
	b := embeddedBundle(outer, "greater-manchester")
	e := engineFor(b)
	ask, err := e.prepare(b.Digest())
	if err != nil {
		outer.Fatal(err)
	}
	allowed := map[bool]int{}
	rapid.Check(outer, func(t *rapid.T) {
		var inputs []ledger.Input
		kept := &ledger.Shared{}
		for range rapid.IntRange(1, 4).Draw(t, "voters") {
			in, _ := anyVote(outer, t)
			if rapid.Bool().Draw(t, "kept") {
				in.Shared = kept
				for _, facts := range []any{in.Author, in.Seat, in.Motion} {
					kept.Keep(facts, nil)
				}
			}
			for range rapid.IntRange(1, 5).Draw(t, "votes") {
				other, _ := anyVote(outer, t)
				in.Time, in.Body, in.Entry = other.Time, other.Body, in.Entry+1
				if rapid.Bool().Draw(t, "for another party") {
					in.Party = other.Party
				}
				inputs = append(inputs, in)
			}
		}
		for range 2 {
			together := make([]ledger.Ruling, len(inputs))
			e.judgeVotes(ask, newTerms(), inputs, together)
			for i := range inputs {
				in, alone := inputs[i], make([]ledger.Ruling, 1)
				in.Shared = nil
				e.judgeVotes(ask, newTerms(), []ledger.Input{in}, alone)
				if allowed[alone[0].Allow]++; together[i].Allow != alone[0].Allow {
					t.Fatalf("%s is plainly allowed: %v, and alone %v", in.Body, together[i].Allow, alone[0].Allow)
				}
			}
		}
	})
	if allowed[true] < 100 || allowed[false] < 100 {
		outer.Errorf("of the votes were plainly allowed and not: %v", allowed)
	}
}

// TestPlainVotesOnce: of who voted on one motion, and of a motion that another voted on,
// nothing is asked again while the facts about them stand.
func TestPlainVotesOnce(t *testing.T) {
	b := embeddedBundle(t, "greater-manchester")
	e := engineFor(b)
	ask, err := e.prepare(b.Digest())
	if err != nil {
		t.Fatal(err)
	}
	kept := &ledger.Shared{}
	on := func(voter, motion ledger.Input) ledger.Input {
		voter.Motion, voter.Shared = motion.Motion, kept
		return voter
	}
	one, other := vote(t, "00V", "p-00V"), vote(t, "00W", "p-00W")
	opened := *other.Motion.Opened
	opened.Roll = append(opened.Roll, one.Motion.Opened.Roll...)
	one.Motion.Opened.Roll, other.Motion.Opened = opened.Roll, &opened
	for _, facts := range []any{one.Author, one.Seat, one.Motion, other.Author, other.Seat, other.Motion} {
		kept.Keep(facts, nil)
	}
	rulings := make([]ledger.Ruling, 2)
	e.judgeVotes(ask, newTerms(), []ledger.Input{on(one, one), on(other, other)}, rulings)
	ask.machine = nil // there is nothing to ask
	crossed := make([]ledger.Ruling, 2)
	e.judgeVotes(ask, newTerms(), []ledger.Input{on(one, other), on(other, one)}, crossed)
	for _, r := range append(rulings, crossed...) {
		if !r.Allow {
			t.Errorf("of votes that are plainly allowed: %+v, and then %+v", rulings, crossed)
		}
	}
}

// anyVote is a vote with some of its facts changed, and whether it has nothing out of
// the common.
func anyVote(outer testing.TB, t *rapid.T) (in ledger.Input, common bool) {
	return voteWith(outer, t, func(names []string) []string {
		return rapid.SliceOfN(rapid.SampledFrom(names), 0, 2).Draw(t, "changes")
	})
}

// voteWith is a vote with those of its facts changed that are picked.
func voteWith(outer testing.TB, t *rapid.T, pick func(names []string) []string) (in ledger.Input, common bool) {
	in = vote(outer, "00V", "p-00V")
	common = true
	m, opened, author := in.Motion, in.Motion.Opened, in.Author
	body := ledger.VoteCast{Motion: m.Ref, Opened: opened.ID, Seat: "00V", Choice: rapid.SampledFrom([]string{"for", "against", "abstain"}).Draw(t, "choice")}
	interest := func(forMotion bool, ruling string) {
		common = false
		i := ledger.InterestFacts{ID: digest("i"), Person: author.Person, Seats: []string{"00V"}, Nature: "financial", Known: "2015-06-01", Time: "2015-06-02T09:00:00.000Z", Rulings: []ledger.RulingByFact{}}
		if forMotion {
			i.Motion = m.Ref
		}
		if ruling != "" {
			for n, role := range []string{"chair", "secretary"} {
				i.Rulings = append(i.Rulings, ledger.RulingByFact{
					Motion: m.Ref, Person: "p-" + role, Roles: []ledger.RoleFacts{{Role: role, Entry: 1}},
					Ruling: ruling, Time: "2015-07-01T09:00:00.000Z", Entry: int64(30 + n),
				})
			}
		}
		m.Interests = []ledger.InterestFacts{i}
	}
	changes := map[string]func(){
		"status": func() {
			m.Status = rapid.SampledFrom([]string{"", "draft", "notice", "decided", "shown"}).Draw(t, "status")
		},
		"late": func() {
			in.Time = rapid.SampledFrom([]ledger.Time{opened.Closes, "2016-01-01T00:00:00.000Z"}).Draw(t, "time")
		},
		"opening":    func() { body.Opened = digest("another") },
		"other seat": func() { body.Seat = "00W" },
		"facts":      func() { in.Seat = &ledger.SeatFacts{Seat: "00W", Party: "00W", Deputies: []string{}} },
		"party":      func() { in.Party = "00W" },
		"deputy":     func() { author.Seats, author.Deputising = []string{}, []string{"00V"} },
		"nobody":     func() { author.Seats = []string{} },
		"two seats":  func() { author.Seats = []string{"00V", "00W"} },
		"no roll":    func() { opened.Roll = []ledger.RollSeat{} },
		"another row": func() {
			opened.Roll = []ledger.RollSeat{{Seat: "00V", Party: "00W", Weight: 2}, {Seat: "00V", Party: "00V", Weight: 1}}
		},
		"new key": func() { author.Key.Entry, common = opened.Entry+1, false },
		"vouched": func() {
			author.Key.Entry, author.Key.By, author.Key.BySecretary, common = opened.Entry+1, "p-sec", true, false
		},
		"no key":  func() { author.Key = &ledger.KeyFacts{Entry: opened.Entry + 1} },
		"choice":  func() { body.Choice, common = "north", false },
		"options": func() { m.Options, common = []string{"north", "south"}, false },
		"then":    func() { body.Then, common = []string{"south"}, false },
		"casting": func() { body.Casting, common = "for", false },
		"chair":   func() { author.Roles = []ledger.RoleFacts{{Role: "chair", Entry: 1}} },
		"reason":  func() { body.Reason = digest("reason") },
		"interest": func() {
			interest(rapid.Bool().Draw(t, "for the motion"), rapid.SampledFrom([]string{"", "noted", "may_speak", "withdraws"}).Draw(t, "ruling"))
		},
		"interest noted": func() { interest(true, "noted") },
	}
	for _, name := range pick(slices.Sorted(maps.Keys(changes))) {
		changes[name]()
	}
	data, err := ledger.Encode(body)
	if err != nil {
		t.Fatal(err)
	}
	in.Body = data
	return in, common
}

// BenchmarkJudge measures rulings beside the least that an evaluation costs: a
// policy of one rule without conditions, in the same run. The figure that counts
// is the ratio, which does not depend on the machine.
func BenchmarkJudge(b *testing.B) {
	b.Run("64 admissions", benchmarkTogether)
	gm := embeddedBundle(b, "greater-manchester")
	bare := bundleOf(`ruling := {"allow": true}`)
	e := engineFor(gm, bare)
	small := admission(`{"n":1}`)
	whole, least := gm.Digest(), bare.Digest() // worked out once: it takes longer than a ruling
	for name, in := range map[string]ledger.Input{"admission": vote(b, "00V", "p-00V"), "conclusion": closed(b, nil)} {
		b.Run(name, func(b *testing.B) {
			judgeOne(b, e, whole, in)
			judgeOne(b, e, least, small)
			var each, floor []time.Duration // measured in turns, so that both meet the same machine
			for b.Loop() {
				start := time.Now()
				judgeOne(b, e, whole, in)
				between := time.Now()
				judgeOne(b, e, least, small)
				each, floor = append(each, between.Sub(start)), append(floor, time.Since(between))
			}
			// Medians, because a machine with other work stops some of them midway.
			slices.Sort(each)
			slices.Sort(floor)
			b.ReportMetric(float64(each[len(each)/2]), "ns/ruling")
			b.ReportMetric(float64(each[len(each)/2])/float64(floor[len(floor)/2]), "×floor")
		})
	}
}

// benchmarkTogether judges 64 votes at once, on one core, beside as many bare
// evaluations.
func benchmarkTogether(b *testing.B) {
	gm := embeddedBundle(b, "greater-manchester")
	bare := bundleOf(`ruling := {"allow": true}`)
	e := engineFor(gm, bare)
	whole, least := gm.Digest(), bare.Digest()
	var inputs []ledger.Input
	for i := range 64 {
		code := slices.Sorted(maps.Keys(closed(b, nil).Parties))[i%12]
		in := vote(b, code, "p-"+code)
		in.Entry += int64(i) // equal questions would be answered once
		inputs = append(inputs, in)
	}
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1))
	small := admission(`{"n":1}`)
	var each, floor []time.Duration
	for b.Loop() {
		start := time.Now()
		if _, err := e.Judge(whole, inputs); err != nil {
			b.Fatal(err)
		}
		between := time.Now()
		for range inputs {
			judgeOne(b, e, least, small)
		}
		each, floor = append(each, between.Sub(start)), append(floor, time.Since(between))
	}
	slices.Sort(each)
	slices.Sort(floor)
	b.ReportMetric(float64(each[len(each)/2])/float64(len(inputs)), "ns/ruling")
	b.ReportMetric(float64(each[len(each)/2])/float64(floor[len(floor)/2]), "×floor")
}
