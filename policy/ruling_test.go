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
