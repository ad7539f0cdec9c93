package policy

import (
	"encoding/json"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"concordat/ledger"
)

// Properties of the rules of deciding, under terms as various as their forms
// allow and by the real engine.
//
// What is truly not monotone, so that a vote against that becomes a vote for can
// undo a motion, is left out of TestDecidingIsSteady on purpose: options by
// elimination (see its test in the library), and a tie that is counted by
// something else than the majorities are, or majorities that fewer votes for than
// against can meet: there more votes for can make a tie.

// deciding is a bundle of Greater Manchester with other terms of deciding, drawn
// by chance, and what its votes are counted by.
func deciding(t *testing.T, c chance, gm Bundle) (Bundle, string) {
	one := func(of ...string) string { return of[c.IntN(len(of))] }
	by := one("parties", "seats", "weight")
	of := one("present_and_voting", "present", "all_entitled", "not_recused")
	fraction := [][2]int64{{1, 2}, {2, 3}, {3, 4}, {1, 1}}[c.IntN(4)]
	limb := map[string]any{"id": "limb", "by": by, "of": of, "test": "at_least", "num": fraction[0], "den": fraction[1]}
	if fraction != [2]int64{1, 1} && c.one(2) {
		limb["test"] = "more_than"
	}
	limbs := []any{limb}
	switch c.IntN(5) {
	case 1:
		limbs = append(limbs, map[string]any{"id": "count", "by": "parties", "test": "count", "count": 1 + c.Int64N(12)})
	case 2:
		limbs = append(limbs, map[string]any{"id": "assent", "test": "assent", "seats": []string{"00T", "00V"}, "any": c.one(2)})
	case 3:
		limbs = append(limbs, map[string]any{"id": "class", "by": "parties", "class": []string{"inner"}, "of": of, "test": "at_least", "num": 2, "den": 3})
	case 4:
		limbs = append(limbs, map[string]any{"id": "blocs", "by": "blocs", "of": "all_entitled", "test": "at_least", "num": 2, "den": 3})
	}
	terms := map[string]any{}
	if err := json.Unmarshal(gm[termsFile], &terms); err != nil {
		t.Fatal(err)
	}
	change := func(name string, fields map[string]any) {
		term, _ := terms[name].(map[string]any)
		if term == nil {
			term = map[string]any{"clause": "5.3"}
		}
		maps.Copy(term, fields)
		terms[name] = term
	}
	change("joint_committee", map[string]any{"majorities": limbs})
	change("tie", map[string]any{"by": by})
	if c.one(2) {
		change("tie", map[string]any{"casting": "chair"})
	}
	change("abstention", map[string]any{"counts": one("neither", "against")})
	change("absence", map[string]any{"counts": one("neither", "against", "for")})
	change("recusal", map[string]any{"quorum": map[string]any{"withdraws": "present", "may_speak": "present"}})
	change("classes", map[string]any{"of": map[string]any{"inner": []string{"00W", "01M", "01N"}}, "votes": map[string]any{"inner": "always"}})
	change("blocs", map[string]any{
		"of":       map[string]any{"north": []string{"00T", "00V", "00Y", "01D"}, "south": []string{"00W", "01M", "01N", "01W"}, "rest": []string{"01G", "01Y", "02A", "02H"}},
		"majority": map[string]any{"by": "parties", "of": "present_and_voting", "test": "more_than", "num": 1, "den": 2},
	})
	delete(terms["quorum"].(map[string]any), "num")
	change("quorum", map[string]any{"count": 1 + c.Int64N(9), "by": one("parties", "seats", "people")})
	text, err := json.Marshal(terms)
	if err != nil {
		t.Fatal(err)
	}
	b := maps.Clone(gm)
	b[termsFile] = text
	return b, by
}

// TestDecidingIsSteady: a carried motion stays carried when a vote against it
// turns into one for it, a vote counts once however often it is cast, and who is
// recused gains nothing by it.
func TestDecidingIsSteady(t *testing.T) {
	gm := embeddedBundle(t, "greater-manchester")
	base := closed(t, nil)
	base.Ask, base.Entry = ledger.AskOutcome, 500
	var bundles []Bundle
	var counts []string
	for n := range 24 {
		b, by := deciding(t, chance{rand.New(rand.NewPCG(7, uint64(n)))}, gm)
		bundles, counts = append(bundles, b), append(counts, by)
	}
	e := engineFor(bundles...)
	seen := map[string]int{}
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(0, len(bundles)-1).Draw(t, "terms")
		b, by := bundles[n], counts[n]
		in := base
		m := *base.Motion
		opened := *m.Opened
		opened.Roll = slices.Clone(opened.Roll)
		m.Opened, m.Votes, in.Motion = &opened, nil, &m
		choices := rapid.SliceOfN(rapid.SampledFrom([]string{"for", "for", "for", "against", "against", "abstain", ""}), 12, 12).Draw(t, "choices")
		for i, choice := range choices {
			if by == "weight" {
				opened.Roll[i].Weight = rapid.Int64Range(1, 9).Draw(t, "weight")
			}
			if choice != "" {
				seat := opened.Roll[i].Seat
				m.Votes = append(m.Votes, ledger.VoteFacts{Entry: int64(100 + i), Time: "2015-07-10T09:00:00.000Z", Seat: seat, Party: seat, Person: "p-" + seat, Choice: choice, Assurance: "file"})
			}
		}
		if len(m.Votes) == 0 {
			return
		}
		m.Votes[0].Casting = rapid.SampledFrom([]string{"", "for", "against"}).Draw(t, "casting")
		asked := []ledger.Input{in}
		with := func(change func(*ledger.MotionFacts)) {
			changed, other := m, in
			changed.Votes, changed.Interests = slices.Clone(m.Votes), slices.Clone(m.Interests)
			change(&changed)
			other.Motion = &changed
			asked = append(asked, other)
		}
		with(func(m *ledger.MotionFacts) {
			for _, v := range slices.Clone(m.Votes) {
				v.Entry += 100
				m.Votes = append(m.Votes, v)
			}
		})
		i := rapid.IntRange(0, len(m.Votes)-1).Draw(t, "whose vote")
		voter := m.Votes[i]
		with(func(m *ledger.MotionFacts) { m.Votes[i].Choice = ledger.ChoiceFor })
		for _, way := range []string{ledger.InterestMaySpeak, ledger.InterestWithdraws} {
			with(func(m *ledger.MotionFacts) {
				m.Interests = append(m.Interests, interest(m.Ref, voter.Person, way, 1))
				m.Votes[0].Casting = voter.Casting // the chair's own vote may be what falls away
			})
		}
		got, err := e.Judge(b.Digest(), asked)
		if err != nil {
			t.Fatal(err)
		}
		was := got[0].Outcome == ledger.OutcomeCarried
		seen[got[0].Outcome]++
		if got[1].Outcome != got[0].Outcome || fmt.Sprint(got[1].Checks) != fmt.Sprint(got[0].Checks) {
			t.Fatalf("each vote cast twice: %v, once: %v", got[1], got[0])
		}
		if voter.Choice == ledger.ChoiceAgainst && was && got[2].Outcome != ledger.OutcomeCarried {
			t.Fatalf("with one against turned for, a carried motion is %s: %v", got[2].Outcome, got[2].Checks)
		}
		if i == 0 || voter.Choice == ledger.ChoiceAbstain {
			return // who is recused casts no casting vote; who abstains wants neither
		}
		for _, r := range got[3:] {
			carried := r.Outcome == ledger.OutcomeCarried
			if carried != was && carried == (voter.Choice == ledger.ChoiceFor) {
				t.Fatalf("%s was %s, is recused, and it is %s instead of %s: %v", voter.Seat, voter.Choice, r.Outcome, got[0].Outcome, r.Checks)
			}
		}
	})
	if seen[ledger.OutcomeCarried] == 0 || seen[ledger.OutcomeNotCarried] == 0 {
		t.Errorf("too few motions of a kind: %v", seen)
	}
}

// TestCoalitionsOfSix puts all 64 coalitions of the six Cheshire, Warrington and
// Wirral groups to the engine, their votes weighed by the weighted populations
// that NHS England published (gateway 00337, Annex A, area Q44), at three quarters
// of the weight alone and of heads alone.
func TestCoalitionsOfSix(t *testing.T) {
	weights := map[string]int64{"01C": 208986, "01R": 181827, "02D": 105444, "02E": 220611, "02F": 269739, "12F": 389047}
	codes := slices.Sorted(maps.Keys(weights))
	winners := func(by string) (carrying [][]string) {
		b := maps.Clone(embeddedBundle(t, "greater-manchester"))
		terms := map[string]any{}
		if err := json.Unmarshal(b[termsFile], &terms); err != nil {
			t.Fatal(err)
		}
		terms["functions"] = map[string]any{"acute-surgery": map[string]any{"parties": codes}}
		terms["joint_committee"].(map[string]any)["majorities"] = []any{map[string]any{"id": "limb", "by": by, "of": "all_entitled", "test": "at_least", "num": 3, "den": 4}}
		terms["quorum"] = map[string]any{"clause": "4.5", "count": 1}
		terms["tie"] = map[string]any{"clause": "5.5", "by": by}
		text, err := json.Marshal(terms)
		if err != nil {
			t.Fatal(err)
		}
		b[termsFile] = text
		var asked []ledger.Input
		var coalitions [][]string
		for n := range 64 {
			in := closed(t, nil)
			in.Ask, in.Parties = ledger.AskOutcome, map[string]*ledger.PartyFacts{}
			m := in.Motion
			m.Opened.Roll, m.Votes = nil, nil
			var coalition []string
			for i, code := range codes {
				choice := ledger.ChoiceAgainst
				if n>>i&1 == 1 {
					choice, coalition = ledger.ChoiceFor, append(coalition, code)
				}
				in.Parties[code] = &ledger.PartyFacts{Code: code, Name: code, Type: "ccg", Seats: []ledger.SeatFacts{}, Authorities: []ledger.AuthorityFacts{}, Figures: map[string]ledger.FigureFacts{}, Commitments: []ledger.Commitment{}}
				m.Opened.Roll = append(m.Opened.Roll, ledger.RollSeat{Seat: code, Party: code, Weight: weights[code]})
				m.Votes = append(m.Votes, ledger.VoteFacts{Entry: int64(40 + i), Time: "2015-07-10T09:00:00.000Z", Seat: code, Party: code, Person: code, Choice: choice, Assurance: "file"})
			}
			asked, coalitions = append(asked, in), append(coalitions, coalition)
		}
		got, err := engineFor(b).Judge(b.Digest(), asked)
		if err != nil {
			t.Fatal(err)
		}
		for i, r := range got {
			if r.Outcome == ledger.OutcomeCarried {
				carrying = append(carrying, coalitions[i])
			}
		}
		return carrying
	}
	var four []string
	for _, coalition := range winners("weight") {
		switch len(coalition) {
		case 0, 1, 2, 3:
			t.Errorf("%v reach three quarters of the weight", coalition)
		case 4:
			four = append(four, fmt.Sprint(coalition))
		case 5:
			if !slices.Contains(coalition, "12F") {
				t.Errorf("%v reach three quarters without Wirral", coalition)
			}
		}
	}
	slices.Sort(four)
	if want := []string{"[01C 01R 02F 12F]", "[01C 02E 02F 12F]", "[01R 02E 02F 12F]"}; !slices.Equal(four, want) {
		t.Errorf("four that carry are %v, expected %v", four, want)
	}
	heads := winners("parties")
	if len(heads) != 7 || slices.ContainsFunc(heads, func(c []string) bool { return len(c) < 5 }) {
		t.Errorf("by heads five of six carry: %v", heads)
	}
}
