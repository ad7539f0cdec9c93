package policy

import (
	"encoding/json"
	"errors"
	"fmt"
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
			hold(t, test.rules, "", in, test.rules.choices)
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
			n := needed(t, rules, "", in)
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
	s := supposing(t, b.Digest(), motionOf(3))
	if n, err := s.StillNeeded(engineFor(b)); !errors.Is(err, ledger.ErrNoRuling) {
		t.Errorf("%+v, %v", n, err)
	}
}

// TestStillNeeded holds it for whole agreements: what is asked of each form of
// majority, quorum and route, with votes cast and interests ruled on by chance.
func TestStillNeeded(t *testing.T) {
	limb := func(form string) string {
		return `{"clause": "5.3", "text": "6cabc5857f785c23", "from": "2014-10-01", "until": "2022-06-30", "source": "-", "majorities": [` + form + `]}`
	}
	const quarters = `{"id": "m", "title": "Majority", "by": "parties", "of": "present_and_voting", "test": "at_least", "num": 3, "den": 4}`
	for name, test := range map[string]struct {
		joint, quorum, route string
		options              []string
		terms                map[string]string // besides
	}{
		"blocs": {joint: `{"id": "b", "title": "Blocs", "by": "blocs", "of": "all_entitled", "test": "at_least", "num": 1, "den": 1}`, terms: map[string]string{
			"blocs": `{"clause": "5.3", "of": {"north": ["00T", "01Y", "02A"], "south": ["00V", "01D", "01G", "01M", "01N", "01W", "02H"]}, "majority": {"id": "own", "title": "Own", "by": "parties", "of": "present_and_voting", "test": "more_than", "num": 1, "den": 2}}`,
		}},
		"assent of a seat":     {joint: quarters + `, {"id": "a", "title": "Assent", "test": "assent", "seats": ["02H"]}`},
		"silence consents":     {joint: quarters, terms: map[string]string{"absence": `{"clause": "5.4", "counts": "for"}`}},
		"quorum of people":     {joint: quarters, quorum: `{"clause": "4.5", "text": "db6edd7894abeb80", "by": "people", "count": 3}`},
		"quorum names seats":   {joint: quarters, quorum: `{"clause": "4.5", "text": "db6edd7894abeb80", "count": 2, "named": ["00V"]}`},
		"three quarters":       {joint: quarters},
		"of all":               {joint: `{"id": "m", "title": "Majority", "by": "parties", "of": "all_entitled", "test": "more_than", "num": 1, "den": 2}`},
		"of those not recused": {joint: `{"id": "m", "title": "Majority", "by": "parties", "of": "not_recused", "test": "at_least", "num": 2, "den": 3}`},
		"so many":              {joint: `{"id": "m", "title": "Count", "by": "parties", "of": "all_entitled", "test": "count", "count": 5}`},
		"by weight too":        {joint: quarters + `, {"id": "w", "title": "Weight", "by": "weight", "of": "present_and_voting", "test": "more_than", "num": 1, "den": 2}`},
		"small quorum":         {joint: quarters, quorum: `{"clause": "4.5", "text": "db6edd7894abeb80", "count": 2}`},
		"in common":            {route: ledger.RouteCommitteesInCommon},
		"advice":               {route: ledger.RouteAdvisory},
		"options":              {joint: `{"id": "m", "title": "Majority", "by": "parties", "of": "present_and_voting", "test": "more_than", "num": 1, "den": 2}`, options: []string{"North", "South"}},
	} {
		t.Run(name, func(t *testing.T) {
			b := embeddedBundle(t, "greater-manchester")
			var terms map[string]json.RawMessage
			if err := json.Unmarshal(b[termsFile], &terms); err != nil {
				t.Fatal(err)
			}
			if test.joint != "" {
				terms["joint_committee"] = json.RawMessage(limb(test.joint))
			}
			if test.quorum != "" {
				terms["quorum"] = json.RawMessage(test.quorum)
			}
			for name, term := range test.terms {
				terms[name] = json.RawMessage(term)
			}
			var functions map[string]map[string]any
			if err := json.Unmarshal(terms["functions"], &functions); err != nil {
				t.Fatal(err)
			}
			c := chance{rand.New(rand.NewPCG(uint64(len(name)), 11))}
			for _, seats := range []int{3, 9} {
				in := closed(t, nil)
				m := in.Motion
				m.Type, m.Impact = ledger.TypeStatement, nil
				if m.Route = ledger.RouteJointCommittee; test.route != "" {
					m.Route = test.route
				}
				m.Options = test.options
				m.Opened.Roll = append(m.Opened.Roll[:2:2], m.Opened.Roll[12-(seats-2):]...)
				codes := []string{}
				for i := range m.Opened.Roll {
					codes = append(codes, m.Opened.Roll[i].Party)
					m.Opened.Roll[i].Weight = int64(1 + i%2*2)
				}
				functions["acute-surgery"]["parties"] = codes
				terms["functions"] = plain(t, functions)
				b[termsFile] = plain(t, terms)
				e := engineFor(b)
				choices := []string{"for", "against", "abstain"}
				if len(test.options) > 0 {
					choices = append(slices.Clone(test.options), "abstain")
				}
				m.Votes = []ledger.VoteFacts{}
				for i, waiting := range c.Perm(seats) {
					if i <= seats/3 {
						continue // waits
					}
					m.Votes = append(m.Votes, voteFrom(in, waiting, choices[c.IntN(3)*c.IntN(2)]))
				}
				if c.one(2) {
					recuse(in, codes[c.IntN(len(codes))])
				}
				hold(t, e, b.Digest(), in, choices)
			}
		})
	}
}

func plain(t *testing.T, v any) []byte {
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

func supposing(t *testing.T, digest ledger.Digest, in ledger.Input) *ledger.Supposing {
	t.Helper()
	s, err := ledger.Suppose(digest, in, "2015-07-11T09:00:00.000Z", func(id string) *ledger.PersonFacts {
		code := strings.TrimPrefix(id, "p-")
		return &ledger.PersonFacts{Person: id, Party: code, Roles: []ledger.RoleFacts{}, Seats: []string{code}, Deputising: []string{}}
	})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func needed(t *testing.T, rules ledger.Rules, digest ledger.Digest, in ledger.Input) ledger.Needed {
	t.Helper()
	n, err := supposing(t, digest, in).StillNeeded(rules)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// hold compares what is said to be needed with what every way to vote comes to.
func hold(t *testing.T, rules ledger.Rules, digest ledger.Digest, in ledger.Input, choices []string) {
	t.Helper()
	n := needed(t, rules, digest, in)
	if n.TooMany {
		t.Fatalf("too many ways for %d seats", len(n.Waiting))
	}
	var waiting []int
	for i, r := range in.Motion.Opened.Roll {
		if slices.Contains(n.Waiting, r.Seat) {
			waiting = append(waiting, i)
		}
	}
	// Numbered in base 1 + choices, a digit a seat; 0 does not vote.
	base, all := len(choices)+1, 1
	for range waiting {
		all *= base
	}
	digit := func(way, seat int) int {
		for range seat {
			way /= base
		}
		return way % base
	}
	carried, carries, certain := make([]bool, all), make([]bool, all), [2]int{}
	in.Ask = ledger.AskOutcome
	for from := 0; from < all; from += 1024 {
		var inputs []ledger.Input
		for way := from; way < min(from+1024, all); way++ {
			each, motion := in, *in.Motion
			motion.Votes = slices.Clone(motion.Votes)
			for seat, i := range waiting {
				if d := digit(way, seat); d > 0 {
					v := voteFrom(in, i, choices[d-1])
					v.Entry += 100
					motion.Votes = append(motion.Votes, v)
				}
			}
			each.Motion = &motion
			inputs = append(inputs, each)
		}
		rulings, err := rules.Judge(digest, inputs)
		if err != nil {
			t.Fatal(err)
		}
		for i, r := range rulings {
			carried[from+i] = r.Outcome == ledger.OutcomeCarried
			if from+i == 0 && r.Outcome != n.Now {
				t.Errorf("if nobody else votes it is %s, not %s", r.Outcome, n.Now)
			}
		}
	}
	least, smallest := map[string]bool{}, len(waiting)+1
	for way := range all {
		part := false // some part of these votes carries it
		total, place := 0, 1
		for seat := range waiting {
			if d := digit(way, seat); d > 0 {
				total++
				part = part || carries[way-d*place]
			}
			place *= base
		}
		if carries[way] = part || carried[way]; carried[way] {
			certain[1]++
			if !part {
				var set []string
				for seat, i := range waiting {
					if d := digit(way, seat); d > 0 {
						set = append(set, in.Motion.Opened.Roll[i].Seat+"="+choices[d-1])
					}
				}
				least[strings.Join(set, " ")], smallest = true, min(smallest, total)
			}
		} else {
			certain[0]++
		}
	}
	want := ""
	if certain[0] == 0 {
		want = ledger.CertainCarried
	} else if certain[1] == 0 {
		want = ledger.CertainNot
	}
	if n.Certain != want {
		t.Errorf("%d seats wait: certain is %q, and should be %q: %d of %d ways carry it", len(waiting), n.Certain, want, certain[1], all)
	}
	said := map[string]bool{}
	for _, set := range n.Sets {
		if set.Total == int64(smallest) {
			smallest = -1
		}
		concrete(set.Votes, map[string]string{}, func(votes map[string]string) {
			var words []string
			for _, i := range waiting {
				if seat := in.Motion.Opened.Roll[i].Seat; votes[seat] != "" {
					words = append(words, seat+"="+votes[seat])
				}
			}
			said[strings.Join(words, " ")] = true
		})
	}
	if smallest != -1 && len(least) > 0 {
		t.Errorf("the smallest sets, of %d votes, are not named", smallest)
	}
	for set := range said {
		if !least[set] {
			t.Errorf("%q is said to be needed, and is not, or not all of it", set)
		}
	}
	if !n.More && len(said) != len(least) || n.More && len(n.Sets) != ledger.MaxSets {
		t.Errorf("%d sets are named and %d are needed", len(said), len(least))
	}
}

// concrete gives every choice of seats that a set stands for.
func concrete(votes []ledger.VotesOf, taken map[string]string, yield func(map[string]string)) {
	if len(votes) == 0 {
		yield(taken)
		return
	}
	v := votes[0]
	var pick func(from int, left int64)
	pick = func(from int, left int64) {
		if left == 0 {
			concrete(votes[1:], taken, yield)
			return
		}
		for i := from; i < len(v.Seats); i++ {
			if seat := v.Seats[i]; taken[seat] == "" {
				taken[seat] = v.Choice
				pick(i+1, left-1)
				delete(taken, seat)
			}
		}
	}
	pick(0, v.Count)
}
