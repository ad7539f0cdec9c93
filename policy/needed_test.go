package policy

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"concordat/ledger"
)

// What is still needed is held against every way in which the votes could still
// fall, seat by seat: the search knows of alike seats, this does not.

// quickRules are rules of Go's, quick enough to be asked a quarter of a million
// times: each seat counts as its weight says.
type quickRules struct {
	choices []string
	carried func(weight map[string]int64) bool // by choice
	alike   func(r ledger.RollSeat) string
}

func (q quickRules) Judge(_ ledger.Digest, inputs []ledger.Input) ([]ledger.Ruling, error) {
	rulings := make([]ledger.Ruling, len(inputs))
	for i, in := range inputs {
		if in.Ask == ledger.AskAdmit {
			var b ledger.VoteCast
			if err := json.Unmarshal(in.Body, &b); err != nil {
				return nil, err
			}
			rulings[i].Allow = slices.Contains(q.choices, b.Choice)
			continue
		}
		rulings[i].Allow = true
		weight := map[string]int64{}
		rulings[i].Alike = map[string]string{}
		for _, r := range in.Motion.Opened.Roll {
			rulings[i].Alike[r.Seat] = q.alike(r)
			for _, v := range in.Motion.Votes {
				if v.Seat == r.Seat {
					weight[v.Choice] += r.Weight
				}
			}
		}
		if rulings[i].Outcome = ledger.OutcomeNotCarried; q.carried(weight) {
			rulings[i].Outcome = ledger.OutcomeCarried
		}
	}
	return rulings, nil
}

// TestStillNeededOfNine takes nine seats, of which some have voted, under rules of
// every kind of shape, one of them such that a vote for may do harm.
func TestStillNeededOfNine(t *testing.T) {
	same := func(ledger.RollSeat) string { return "" }
	byWeight := func(r ledger.RollSeat) string { return fmt.Sprint(r.Weight) }
	three := []string{"for", "against", "abstain"}
	for name, test := range map[string]struct {
		rules   quickRules
		weights []int64
		cast    string // f, a, b for abstain, in the order of the seats
	}{
		"all open": {quickRules{three, func(w map[string]int64) bool {
			return w["for"]*4 >= (w["for"]+w["against"])*3 && w["for"] > 0 && w["for"]+w["against"]+w["abstain"] >= 7
		}, same}, nil, ""},
		"some open":          {quickRules{three, func(w map[string]int64) bool { return w["for"] > w["against"] && w["for"]+w["abstain"] >= 5 }, same}, nil, "ffab"},
		"certain":            {quickRules{three, func(w map[string]int64) bool { return w["for"] >= 5 }, same}, nil, "fffff"},
		"lost":               {quickRules{three, func(w map[string]int64) bool { return w["against"] == 0 && w["for"] > 0 }, same}, nil, "fa"},
		"nobody left":        {quickRules{three, func(w map[string]int64) bool { return w["for"] >= 5 }, same}, nil, "fffffaaaa"},
		"silence is consent": {quickRules{three, func(w map[string]int64) bool { return w["against"] < 3 }, same}, nil, "a"},
		"odd":                {quickRules{three[:2], func(w map[string]int64) bool { return w["for"]%3 == 2 || w["against"] == 4 }, same}, nil, ""},
		"three weights":      {quickRules{three[:2], func(w map[string]int64) bool { return w["for"] >= 11 }, byWeight}, []int64{1, 1, 1, 2, 2, 2, 4, 4, 4}, ""},
		"each its own":       {quickRules{three, func(w map[string]int64) bool { return w["for"] >= 250 }, byWeight}, []int64{1, 2, 4, 8, 16, 32, 64, 128, 256}, "fff"},
	} {
		t.Run(name, func(t *testing.T) {
			in := motionOf(9)
			for i, w := range test.weights {
				in.Motion.Opened.Roll[i].Weight = w
			}
			for i, c := range test.cast {
				in.Motion.Votes = append(in.Motion.Votes, voteFrom(in, i, map[rune]string{'f': "for", 'a': "against", 'b': "abstain"}[c]))
			}
			// Each seat is told from each: every way is asked for.
			ways := func(r ledger.RollSeat) (all []ledger.VoteFacts) {
				seat := slices.Index(in.Motion.Opened.Roll, r)
				for _, choice := range test.rules.choices {
					all = append(all, voteFrom(in, seat, choice))
				}
				return all
			}
			hold(t, test.rules, "", in, brute{ways: ways, tells: func(r ledger.RollSeat) string { return r.Seat }})
		})
	}
}

// TestStillNeededTooMany: where there are too many ways to vote, that is said, and
// nothing is called certain; unless enough sets were found before.
func TestStillNeededTooMany(t *testing.T) {
	for name, test := range map[string]struct {
		carries int64
		enough  bool
	}{"small sets carry it": {1, true}, "no small set does": {81, false}} {
		t.Run(name, func(t *testing.T) {
			in := motionOf(40)
			for i := range in.Motion.Opened.Roll {
				in.Motion.Opened.Roll[i].Weight = int64(i + 1)
			}
			rules := quickRules{[]string{"for", "against"}, func(w map[string]int64) bool { return w["for"] >= test.carries }, func(r ledger.RollSeat) string { return r.Seat }}
			n := needed(t, rules, "", in, "")
			if n.TooMany == test.enough || n.Certain != "" || n.More != test.enough {
				t.Errorf("%+v", n)
			}
			if test.enough && (len(n.Sets) != ledger.MaxSets || n.Sets[0].Total != 1) {
				t.Errorf("%+v", n)
			}
		})
	}
}

// TestStillNeededUnsaid: rules of an older agreement were never told to say what
// votes would amount to, and nothing is made of their silence.
func TestStillNeededUnsaid(t *testing.T) {
	b := bundleOf(`ruling := {"allow": true} if input.ask == "admit"

ruling := {"allow": false, "checks": [{"id": "unknown", "explain": "No rule answers this.", "met": false}]} if input.ask != "admit"`)
	s := supposing(t, b.Digest(), motionOf(3), "")
	if n, err := s.StillNeeded(engineFor(b)); !errors.Is(err, ledger.ErrNoRuling) {
		t.Errorf("%+v, %v", n, err)
	}
}

// TestStillNeeded holds it for every form of deciding: of a few parties, where
// every way to vote is asked for by itself, and of nine, open as far as there is
// time for, and with votes cast and an interest ruled on by chance.
func TestStillNeeded(t *testing.T) {
	gm := agreed(t, "greater-manchester")
	nine := []string{"00T", "00V", "00W", "00Y", "01D", "01G", "01M", "01N", "01W"}
	all := forms()
	for _, name := range slices.Sorted(maps.Keys(all)) {
		t.Run(name, func(t *testing.T) {
			f := all[name]
			each := max(f.each, 1)
			c := chance{rand.New(rand.NewPCG(uint64(len(name)), 11))}
			of := func(codes []string, waiting int, recused, every bool) {
				t.Helper()
				in, rules := f.motion(t, gm, codes)
				if recused && f.staff == nil {
					recuse(in, codes[c.IntN(len(codes))])
				}
				f.vote(c, in, waiting)
				hold(t, rules, "", in, brute{ways: f.ways(in), chair: f.chair, tells: f.tells, whole: f.whole, every: every, chance: c})
			}
			open := cmp.Or(f.open, 5)
			few := map[bool]int{false: 3, true: 2}[f.then]
			if each > 1 {
				few = 4
			}
			of(nine[:4], min(open, few), false, true)
			of(nine[:(9+each-1)/each], open, false, false)
			of(nine[:(9+each-1)/each], min(open, 3), c.one(2), false)
			if each > 1 {
				of(nine[:4], -4, false, false)
			}
		})
	}
}

// puttable is one kind of motion of an agreement as it stands, of at most nine of its
// parties, and what tells their seats apart in it.
type puttable struct {
	question
	form
	in    ledger.Input // open, without votes
	rules *asker
}

// kinds are all kinds of motion of an agreement. Of more than nine parties they are
// nine with enough of each class to decide anything; one to which a vote must be
// given has it.
func kinds(t *testing.T, name string) (all []puttable) {
	t.Helper()
	a := agreed(t, name)
	nine := map[string][]string{
		"west-midlands-combined-authority": {"BIR", "COV", "DUD", "SAW", "SOL", "WLL", "WLV", "BCL", "TEL"},
	}
	for _, q := range a.questions() {
		codes := nine[name]
		if codes == nil {
			listed := texts(a.representing(list(object(object(a.terms["functions"])[q.Function])["parties"])))
			codes = listed[:min(9, len(listed))]
		}
		k := puttable{question: q, rules: a.under(t, nil, q.Function, codes)}
		sit, refused, err := k.rules.sit(q)
		if err != nil || refused != nil {
			t.Fatalf("%s: %v %v", q, err, refused)
		}
		k.in = sit.input
		if name == "west-midlands-combined-authority" {
			for _, code := range []string{"BCL", "TEL"} {
				k.in.Parties[code].Rights = []ledger.RightFacts{{From: "2016-06-17"}}
			}
			m := *k.in.Motion
			m.Opened = nil
			asked := k.in
			asked.Ask, asked.Time, asked.Motion = ledger.AskRoll, m.Notice.Opens, &m
			r, err := k.rules.ask(asked)
			if err != nil || len(r.Roll) != 16 {
				t.Fatalf("%s: %v %v", q, err, r)
			}
			k.in.Motion.Opened.Roll = r.Roll
			k.whole, k.tells = true, apart("BCL", "TEL")
		}
		k.in.Ask = ledger.AskConclude
		switch {
		case name == "greater-manchester-combined-authority" && slices.ContainsFunc(q.Types, func(s string) bool { return s == "housing_investment_fund" || s == "mayors_draft" }):
			k.tells = apart("MAY")
		case name == "cheshire-warrington-wirral" && q.Route == ledger.RouteJointCommittee:
			k.tells, k.open = weight, 4
		case k.in.Motion.Impact != nil: // stated only where whoever loses has to consent
			k.tells = apart(k.in.Motion.Impact.Lines[0].Party)
		}
		all = append(all, k)
	}
	return all
}

// TestStillNeededOfAgreements holds it for every kind of motion of every agreement.
func TestStillNeededOfAgreements(t *testing.T) {
	for _, name := range Names() {
		t.Run(name, func(t *testing.T) {
			for n, k := range kinds(t, name) {
				c := chance{rand.New(rand.NewPCG(uint64(n), 13))}
				of := func(waiting int, recused bool) {
					t.Helper()
					in, m := k.in, *k.in.Motion
					in.Motion = &m
					if recused {
						recuse(in, m.Opened.Roll[c.IntN(len(m.Opened.Roll))].Party)
					}
					k.vote(c, in, waiting)
					k.rules.known = map[string]ledger.Ruling{} // was of another motion
					hold(t, k.rules, "", in, brute{ways: k.ways(in), tells: k.tells, whole: k.whole, chance: c})
					if t.Failed() {
						t.Fatalf("%s", k.question)
					}
				}
				open := cmp.Or(k.open, 9)
				switch {
				case k.whole:
					open = 4
				case k.tells != nil:
					open = min(open, 5)
				}
				of(open, false)
				of(3, true)
			}
		})
	}
}

// voteWords is what a vote says, apart from whose it is.
func voteWords(v ledger.VoteFacts) string {
	return fmt.Sprint(v.Choice, ">", strings.Join(v.Then, ">"), "/", v.Casting, "/", v.Deputy)
}

func plain(t testing.TB, v any) []byte {
	t.Helper()
	data, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// recuse has two people rule that the holder of a party's seat may not vote.
func recuse(in ledger.Input, party string) {
	m := in.Motion
	person := in.Parties[party].Seats[0].Holder
	i := ledger.InterestFacts{
		ID: digest("interest"), Person: person, Seats: []string{party}, Motion: m.Ref, Nature: "financial", Known: "2015-07-01", Time: "2015-07-02T09:00:00.000Z",
	}
	for n, by := range []string{ledger.RoleChair, ledger.RoleSecretary} {
		i.Rulings = append(i.Rulings, ledger.RulingByFact{
			Motion: m.Ref, Person: "p-" + by, Roles: []ledger.RoleFacts{{Role: by, Entry: 1}}, Ruling: "withdraws", Time: "2015-07-03T09:00:00.000Z", Entry: int64(30 + n),
		})
	}
	m.Interests = append(m.Interests, i)
}

// motionOf is a bare motion of so many seats, all of which wait.
func motionOf(seats int) ledger.Input {
	in := ledger.Input{
		Ask: ledger.AskConclude, Time: "2015-07-15T17:00:00.000Z", Entry: 60, Parties: map[string]*ledger.PartyFacts{}, MoU: &ledger.MoUFacts{Signed: map[string]ledger.Time{}},
		Motion: &ledger.MotionFacts{Opened: &ledger.OpenedFacts{Time: "2015-07-08T09:00:00.000Z", Entry: 39}, Votes: []ledger.VoteFacts{}},
	}
	for i := range seats {
		code := fmt.Sprintf("s%02d", i)
		in.Motion.Opened.Roll = append(in.Motion.Opened.Roll, ledger.RollSeat{Seat: code, Party: code, Weight: 1})
		in.Parties[code] = &ledger.PartyFacts{Code: code, Seats: []ledger.SeatFacts{{Seat: code, Party: code, Holder: "p-" + code}}}
	}
	return in
}

// voteFrom is a vote by the holder of a seat on the roll.
func voteFrom(in ledger.Input, seat int, choice string) ledger.VoteFacts {
	r := in.Motion.Opened.Roll[seat]
	return ledger.VoteFacts{
		Entry: int64(40 + seat), Time: "2015-07-10T09:00:00.000Z", Seat: r.Seat, Party: r.Party, Person: in.Parties[r.Party].Seats[0].Holder,
		Choice: choice, Assurance: ledger.KeyFile,
	}
}

// supposing gathers what is to be asked. Whoever holds the seat chair is in the chair.
func supposing(t *testing.T, digest ledger.Digest, in ledger.Input, chair string) *ledger.Supposing {
	t.Helper()
	people := map[string]*ledger.PersonFacts{}
	for code, p := range in.Parties {
		person := func(id string) *ledger.PersonFacts {
			if people[id] == nil {
				people[id] = &ledger.PersonFacts{Person: id, Party: code, Roles: []ledger.RoleFacts{}, Seats: []string{}, Deputising: []string{}}
			}
			return people[id]
		}
		for _, s := range p.Seats {
			holder := person(s.Holder)
			if holder.Seats = append(holder.Seats, s.Seat); s.Seat == chair {
				holder.Roles = append(holder.Roles, ledger.RoleFacts{Role: ledger.RoleChair, Entry: 1})
			}
			for _, id := range s.Deputies {
				person(id).Deputising = append(person(id).Deputising, s.Seat)
			}
		}
	}
	s, err := ledger.Suppose(digest, in, in.Motion.Opened.Time, func(id string) *ledger.PersonFacts { return people[id] })
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func needed(t *testing.T, rules ledger.Rules, digest ledger.Digest, in ledger.Input, chair string) ledger.Needed {
	t.Helper()
	n, err := supposing(t, digest, in, chair).StillNeeded(rules)
	if err != nil {
		t.Fatal(err)
	}
	return n
}
