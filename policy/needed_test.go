package policy

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"hash/fnv"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/open-policy-agent/opa/v1/ast"
	"github.com/open-policy-agent/opa/v1/rego"

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

// form is how an agreement decides, and a motion under it: what differs from a
// joint committee of Greater Manchester. By tells and whole it says by itself what
// makes votes differ, and the rules are held to it as the search is.
type form struct {
	limbs, quorum string
	route         string
	terms         map[string]string // besides
	options       []string
	each          int                                // seats of a party, if not one
	weigh         bool                               // seats weigh 1, 3, 1, 3 …
	then          bool                               // votes give an order of options
	chair         string                             // the seat whose holder is in the chair
	staff         func(map[string]*ledger.SeatFacts) // who holds and deputises, if not one each
	impact        *ledger.ImpactFacts                // what is stated of who loses
	open          int                                // how many of nine wait at most
	tells         func(ledger.RollSeat) string
	whole         bool // what a party's seats vote is one position
}

// apart tells the seats of some parties from all others.
func apart(codes ...string) func(ledger.RollSeat) string {
	return func(r ledger.RollSeat) string { return fmt.Sprint(slices.Contains(codes, r.Party)) }
}

func weight(r ledger.RollSeat) string { return fmt.Sprint(r.Weight) }

func forms() map[string]form {
	limb := func(by, of, test string) string {
		return fmt.Sprintf(`{"id": "%[1]s-%[2]s", "title": "Majority", "by": "%[1]s", "of": "%[2]s", %[3]s}`, by, of, test)
	}
	quorum := func(by string) string { return `{"clause": "4.5", "text": "db6edd7894abeb80", ` + by + `}` }
	const (
		quarters = `"test": "at_least", "num": 3, "den": 4`
		thirds   = `"test": "at_least", "num": 2, "den": 3`
		half     = `"test": "more_than", "num": 1, "den": 2`
	)
	var (
		voting  = limb("parties", "present_and_voting", quarters)
		plainly = limb("parties", "present_and_voting", half)
		bySeats = limb("seats", "present_and_voting", half)
		small   = quorum(`"count": 2`)
		inner   = []string{"00T", "00V", "01D", "01N"}
		classes = `{"clause": "2.1", "of": {"inner": ["00T", "00V", "01D", "01N"], "outer": ["00W"], "nobody": []}, "votes": {"inner": "always", "outer": "always", "nobody": "always"}}`
		ofClass = `{"id": "c", "title": "Class", "by": "parties", "class": ["inner"], "of": "present_and_voting", ` + thirds + `}`
		three   = []string{"North", "South", "None of these"}
	)
	term := func(name, text string) map[string]string { return map[string]string{name: text} }
	casting := term("tie", `{"clause": "5.5", "text": "d897a9866702c1ed", "by": "parties", "casting": "chair"}`)
	counted := func(method string) map[string]string {
		return term("options", `{"clause": "5.5", "method": `+method+`}`)
	}
	return map[string]form{
		"three quarters":       {limbs: voting, open: 9},
		"of all":               {limbs: limb("parties", "all_entitled", half), open: 9},
		"of those present":     {limbs: limb("parties", "present", thirds)},
		"of those not recused": {limbs: limb("parties", "not_recused", thirds)},
		"of a fixed number":    {limbs: limb("parties", "fixed", `"base": 8, `+half)},
		"unanimous":            {limbs: limb("parties", "present_and_voting", `"test": "at_least", "num": 1, "den": 1`)},
		"so many":              {limbs: limb("parties", "all_entitled", `"test": "count", "count": 3`), quorum: small},
		"small quorum":         {limbs: voting, quorum: small, open: 9},
		"quorum of people":     {limbs: voting, quorum: quorum(`"by": "people", "count": 3`)},
		"quorum names seats":   {limbs: voting, quorum: quorum(`"count": 2, "named": ["00V"]`), tells: apart("00V"), open: 5},
		"sliding quorum":       {limbs: plainly, quorum: quorum(`"steps": [{"of": 3, "need": 2}, {"of": 5, "need": 3}, {"of": 9, "need": 6}]`), open: 9},
		"quorum of a class": {
			limbs: plainly, quorum: quorum(`"each": [{"by": "people", "class": ["inner"], "count": 2}, {"by": "seats", "num": 1, "den": 2}]`),
			terms: term("classes", classes), tells: apart(inner...), open: 5,
		},
		"classes of no account": {limbs: voting, terms: term("classes", classes)},
		"by weight too":         {limbs: voting + "," + limb("weight", "present_and_voting", half), weigh: true, tells: weight, open: 5},
		"by weight alone":       {limbs: limb("weight", "not_recused", quarters), quorum: small, weigh: true, tells: weight, open: 5},
		"weights of no account": {limbs: voting, weigh: true},
		"named assent":          {limbs: voting + `, {"id": "a", "title": "Assent", "test": "assent", "seats": ["00V"]}`, tells: apart("00V"), open: 5},
		"assent of either":      {limbs: voting + `, {"id": "a", "title": "Assent", "test": "assent", "any": true, "seats": ["00T", "00V"]}`, tells: apart("00T", "00V"), open: 5},
		"whoever loses consents": {
			limbs: voting + `, {"id": "a", "title": "Consent", "test": "consent", "losers": true}`, tells: apart("00T", "00W"), open: 5,
			impact: &ledger.ImpactFacts{Baseline: "2014-15", Positions: map[string]string{}, Lines: []ledger.ImpactLine{
				{Party: "00T", Line: "tariff", Year: "2015-16", Pence: 1}, {Party: "00V", Line: "tariff", Year: "2015-16", Pence: -1},
				{Party: "00W", Line: "tariff", Year: "2015-16", Pence: 1}, {Party: "00W", Line: "tariff", Year: "2016-17", Pence: -2},
			}},
		},
		"nobody loses": {
			limbs:  voting + `, {"id": "a", "title": "Consent", "test": "consent", "losers": true}`,
			impact: &ledger.ImpactFacts{Baseline: "2014-15", Positions: map[string]string{}, Lines: []ledger.ImpactLine{{Party: "00V", Line: "tariff", Year: "2015-16", Pence: -1}}},
		},
		"nothing is stated of who loses": {limbs: voting + `, {"id": "a", "title": "Consent", "test": "consent", "losers": true}`, open: 3},
		"a party consents":               {limbs: voting + `, {"id": "a", "title": "Consent", "test": "consent", "parties": ["00W"]}`, tells: apart("00W"), open: 5},
		"among some": {
			limbs:  `{"id": "m", "title": "Count", "by": "parties", "among": ["00T", "00V", "00W"], "test": "count", "count": 2}`,
			quorum: small, tells: apart("00T", "00V", "00W"), open: 5,
		},
		"of a class": {limbs: ofClass, quorum: small, terms: term("classes", classes), tells: apart(inner...), open: 5},
		"dual while a class has votes": {
			limbs: ofClass + `, {"id": "all", "title": "All", "by": "parties", "while": ["outer"], "of": "present_and_voting", ` + half + `}`, quorum: small,
			terms: term("classes", classes), tells: apart(inner...), open: 5,
		},
		"dual while nobody has": {
			limbs: voting + `, {"id": "all", "title": "All", "by": "parties", "while": ["nobody"], "of": "all_entitled", "test": "at_least", "num": 1, "den": 1}`,
			terms: term("classes", classes),
		},
		"blocs": {
			limbs: `{"id": "b", "title": "Blocs", "by": "blocs", "of": "all_entitled", ` + half + `}`, quorum: small, open: 5,
			terms: term("blocs", `{"clause": "5.3", "of": {"north": ["00T", "00V", "01D", "01G", "01M"], "south": ["00W", "00Y", "01N", "01W"]}, "majority": `+plainly+`}`),
			tells: apart("00T", "00V", "01D", "01G", "01M"),
		},
		"silence consents":          {limbs: voting, quorum: small, terms: term("absence", `{"clause": "5.4", "counts": "for"}`), open: 9},
		"absence counts against":    {limbs: plainly, quorum: small, terms: term("absence", `{"clause": "5.4", "counts": "against"}`)},
		"abstention counts against": {limbs: plainly, terms: term("abstention", `{"clause": "5.4", "counts": "against"}`)},
		"the chair casts":           {limbs: plainly, quorum: small, chair: "00T", tells: apart("00T"), open: 5, terms: casting},
		"the chair casts at last":   {limbs: limb("parties", "all_entitled", half), chair: "00T", tells: apart("00T"), open: 5, terms: casting},
		"a tie is no decision": {
			limbs: limb("parties", "present", `"test": "at_least", "num": 1, "den": 3`), quorum: small,
			terms: term("tie", `{"clause": "5.5", "by": "parties", "result": "no_decision", "nobody": "not_carried"}`),
		},
		"in common":          {route: ledger.RouteCommitteesInCommon, open: 9},
		"advice":             {route: ledger.RouteAdvisory, open: 9},
		"all approve":        {route: ledger.RouteCommitteesInCommon, quorum: small, terms: term(ledger.RouteCommitteesInCommon, `{"clause": "5.2", "form": "coordinating"}`)},
		"the silent are out": {route: ledger.RouteCommitteesInCommon, quorum: small, terms: term(ledger.RouteCommitteesInCommon, `{"clause": "5.2", "form": "coordinating", "silent": "left_out"}`)},
		"options":            {limbs: plainly, options: three[:2]},
		"options and a casting vote": {
			limbs: plainly, quorum: small, options: three[:2], chair: "00T", tells: apart("00T"), open: 5, terms: casting,
		},
		"plurality":          {limbs: plainly, options: three, open: 5, terms: counted(`"plurality", "none": "None of these"`)},
		"plurality alone":    {limbs: plainly, quorum: small, options: three, open: 5, terms: counted(`"plurality", "alone": true, "by": "seats"`)},
		"absolute majority":  {limbs: plainly, quorum: small, options: three, open: 5, terms: counted(`"absolute_majority", "alone": true, "none": "None of these"`)},
		"elimination":        {limbs: plainly, quorum: small, options: three, then: true, open: 2, terms: counted(`"elimination", "none": "None of these"`)},
		"elimination of two": {limbs: plainly, quorum: small, options: three[:2], then: true, open: 3, terms: counted(`"elimination", "alone": true, "ties": "last_listed"`)},
		"elimination undone": {limbs: plainly, quorum: small, options: three[:2], then: true, open: 3, terms: counted(`"elimination", "alone": true, "ties": "no_decision"`)},
		"a person of two seats": {
			limbs: voting, quorum: quorum(`"by": "people", "count": 3`), tells: apart("00T", "00V"), open: 5,
			staff: func(seats map[string]*ledger.SeatFacts) { seats["00T"].Holder = seats["00V"].Holder },
		},
		"a deputy who holds another seat": {
			limbs: voting, quorum: quorum(`"by": "people", "count": 3`), open: 5,
			tells: func(r ledger.RollSeat) string { return map[string]string{"00T": "T", "00V": "V"}[r.Seat] },
			staff: func(seats map[string]*ledger.SeatFacts) { seats["00T"].Deputies = []string{seats["00V"].Holder} },
		},
		"several seats, counted by seats": {
			limbs: bySeats, each: 3, quorum: quorum(`"by": "seats", "num": 1, "den": 2`), terms: term("tie", `{"clause": "5.5", "by": "seats"}`),
		},
		"parties of three":        {limbs: voting, quorum: small, each: 3, whole: true, open: 9},
		"parties of two":          {limbs: bySeats, quorum: quorum(`"count": 3`), each: 2, whole: true, open: 6},
		"in common, of two":       {route: ledger.RouteCommitteesInCommon, each: 2, whole: true, open: 4},
		"a party of two must":     {limbs: plainly + `, {"id": "a", "title": "Consent", "test": "consent", "parties": ["00W"]}`, each: 2, whole: true, tells: apart("00W"), open: 4},
		"a seat of two must":      {limbs: plainly + `, {"id": "a", "title": "Assent", "test": "assent", "seats": ["00V-1"]}`, each: 2, whole: true, open: 4, tells: func(r ledger.RollSeat) string { return fmt.Sprint(r.Seat == "00V-1") }},
		"parties of two, weighed": {limbs: plainly + "," + limb("weight", "present_and_voting", half), each: 2, whole: true, weigh: true, tells: weight, open: 4},
	}
}

// ways are the votes that may come from a seat: its holder's, and a deputy's where
// the holder may not vote or may vote from another seat too.
func (f form) ways(in ledger.Input) func(ledger.RollSeat) []ledger.VoteFacts {
	choices := []string{ledger.ChoiceFor, ledger.ChoiceAgainst}
	if len(f.options) > 0 {
		choices = f.options
	}
	recused := map[string]bool{}
	for _, i := range in.Motion.Interests {
		recused[i.Person] = true
	}
	may := map[string]int{}
	seats := seatsOf(in)
	for _, s := range seats {
		for _, id := range append(slices.Clone(s.Deputies), s.Holder) {
			may[id]++
		}
	}
	return func(r ledger.RollSeat) (all []ledger.VoteFacts) {
		seat := seats[r.Seat]
		shared := slices.ContainsFunc(append(slices.Clone(seat.Deputies), seat.Holder), func(id string) bool { return may[id] > 1 })
		add := func(person, choice, casting string, then ...string) {
			all = append(all, ledger.VoteFacts{
				Time: in.Motion.Opened.Time, Seat: r.Seat, Party: r.Party, Person: person, Deputy: person != seat.Holder,
				Choice: choice, Casting: casting, Then: then, Assurance: ledger.KeyFile,
			})
		}
		for _, person := range append([]string{seat.Holder}, seat.Deputies...) {
			if recused[person] || len(all) > 0 && !shared {
				continue
			}
			for _, choice := range append(slices.Clone(choices), ledger.ChoiceAbstain) {
				add(person, choice, "")
				for _, casting := range choices {
					if f.chair == r.Seat {
						add(person, choice, casting)
					}
				}
				if !f.then || choice == ledger.ChoiceAbstain {
					continue
				}
				for _, second := range choices {
					if second == choice {
						continue
					}
					add(person, choice, "", second)
					for _, third := range choices {
						if third != choice && third != second {
							add(person, choice, "", second, third)
						}
					}
				}
			}
		}
		return all
	}
}

func seatsOf(in ledger.Input) map[string]*ledger.SeatFacts {
	seats := map[string]*ledger.SeatFacts{}
	for _, p := range in.Parties {
		for i := range p.Seats {
			seats[p.Seats[i].Seat] = &p.Seats[i]
		}
	}
	return seats
}

// motion is a motion of these parties, and the rules that decide it.
func (f form) motion(t *testing.T, gm *compiled, codes []string) (ledger.Input, ledger.Rules) {
	t.Helper()
	terms := map[string]any{}
	for name, text := range f.terms {
		terms[name] = json.RawMessage(text)
	}
	if f.limbs != "" {
		terms["joint_committee"] = json.RawMessage(`{"clause": "5.3", "text": "6cabc5857f785c23", "from": "2014-10-01", "until": "2022-06-30", "source": "-", "majorities": [` + f.limbs + `]}`)
	}
	if f.quorum != "" {
		terms["quorum"] = json.RawMessage(f.quorum)
	}
	in := closed(t, nil)
	m := in.Motion
	m.Type, m.Impact, m.Options, m.Votes = ledger.TypeStatement, f.impact, f.options, []ledger.VoteFacts{}
	m.Route = cmp.Or(f.route, ledger.RouteJointCommittee)
	m.Opened.Roll = nil
	for _, code := range codes {
		p := in.Parties[code]
		p.Seats = nil
		for n := range max(f.each, 1) {
			id := code
			if f.each > 1 {
				id = fmt.Sprintf("%s-%d", code, n+1)
			}
			p.Seats = append(p.Seats, ledger.SeatFacts{Seat: id, Party: code, Holder: "p-" + id, Deputies: []string{}})
			r := ledger.RollSeat{Seat: id, Party: code, Weight: 1}
			if f.weigh {
				r.Weight += int64(len(m.Opened.Roll) % 2 * 2)
			}
			m.Opened.Roll = append(m.Opened.Roll, r)
		}
	}
	maps.DeleteFunc(in.Parties, func(code string, _ *ledger.PartyFacts) bool { return !slices.Contains(codes, code) })
	if f.staff != nil {
		f.staff(seatsOf(in))
	}
	return in, gm.under(t, terms, m.Function, codes)
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

// vote has the seats vote by chance but so many, which wait: any, or where the
// number is negative one of each party.
func (f form) vote(c chance, in ledger.Input, waiting int) {
	ways := f.ways(in)
	order := c.Perm(len(in.Motion.Opened.Roll))
	if waiting < 0 {
		// Of each party the last seat, so that what was voted from the others tells.
		last := func(seat int) int { return -(seat % f.each) }
		slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(last(a), last(b)) })
		waiting = -waiting
	}
	for i, seat := range order {
		if v := ways(in.Motion.Opened.Roll[seat]); i >= waiting && len(v) > 0 {
			cast := v[c.IntN(len(v))]
			cast.Entry = int64(40 + i)
			in.Motion.Votes = append(in.Motion.Votes, cast)
		}
	}
}

// compiled is an agreement's rules, compiled once for all terms that are tried.
type compiled struct {
	*search
	compiler *ast.Compiler
	data     ast.Object
}

func agreed(t *testing.T, name string) *compiled {
	t.Helper()
	b := embeddedBundle(t, name)
	compiler, data, err := open(b)
	if err != nil {
		t.Fatal(err)
	}
	s, err := newSearch(b, rego.PreparedEvalQuery{}, timeLimit)
	if err != nil {
		t.Fatal(err)
	}
	return &compiled{s, compiler, data}
}

// under is the rules with other terms, of a function with these parties.
func (a *compiled) under(t *testing.T, terms map[string]any, function string, codes []string) *asker {
	t.Helper()
	s := *a.search
	s.terms = maps.Clone(s.terms)
	maps.Copy(s.terms, terms)
	parties := []any{}
	for _, code := range slices.Sorted(slices.Values(codes)) {
		parties = append(parties, code)
	}
	var err error
	if s.query, s.terms, err = s.with(a.compiler, a.data, function, parties); err != nil {
		t.Fatal(err)
	}
	return &asker{&s, map[string]ledger.Ruling{}}
}

// asker puts inputs to the rules, and the very same votes only once.
type asker struct {
	*search
	known map[string]ledger.Ruling
}

func (a *asker) Judge(_ ledger.Digest, inputs []ledger.Input) ([]ledger.Ruling, error) {
	rulings, seen := make([]ledger.Ruling, len(inputs)), newTerms()
	for i, in := range inputs {
		key := ""
		if in.Brief {
			votes := make([]string, len(in.Motion.Votes))
			for i, v := range in.Motion.Votes {
				votes[i] = v.Person + v.Seat + voteWords(v)
			}
			slices.Sort(votes)
			key = fmt.Sprint(votes, len(in.Motion.Interests))
		}
		r, ok := a.known[key]
		if !ok {
			var err error
			if r, err = a.askWith(seen, in); err != nil {
				return nil, err
			}
			if in.Brief {
				a.known[key] = r
			}
		}
		rulings[i] = r
	}
	return rulings, nil
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

// brute is how every way in which the votes could still fall is gone through. The
// rules are asked for each; or, where it is said what tells seats apart, for one
// of those that differ by nothing else, and for some of the others by chance.
type brute struct {
	ways   func(ledger.RollSeat) []ledger.VoteFacts
	tells  func(ledger.RollSeat) string // nothing tells seats apart where it is nil
	whole  bool                         // seats are told apart by party too, unless whole parties change places
	every  bool                         // ask for every way, and see that it is as was said
	chair  string
	chance chance
}

// hold compares what is said to be needed with what every way to vote comes to.
func hold(t *testing.T, rules ledger.Rules, digest ledger.Digest, in ledger.Input, b brute) {
	t.Helper()
	n := needed(t, rules, digest, in, b.chair)
	if n.TooMany {
		t.Fatalf("too many ways for %d seats", len(n.Waiting))
	}
	// Ways are numbered with a digit a seat; 0 does not vote.
	var (
		waiting []int
		ways    [][]ledger.VoteFacts
		places  []int
		all     = 1
	)
	for i, r := range in.Motion.Opened.Roll {
		if slices.Contains(n.Waiting, r.Seat) {
			w := b.ways(r)
			waiting, ways, places = append(waiting, i), append(ways, w), append(places, all)
			all *= len(w) + 1
		}
	}
	digit := func(way, seat int) int { return way / places[seat] % (len(ways[seat]) + 1) }
	input := func(way int) ledger.Input {
		each, motion := in, *in.Motion
		motion.Votes = slices.Clone(motion.Votes)
		for seat := range waiting {
			if d := digit(way, seat); d > 0 {
				v := ways[seat][d-1]
				v.Entry = int64(100 + seat)
				motion.Votes = append(motion.Votes, v)
			}
		}
		each.Ask, each.Brief, each.Motion = ledger.AskOutcome, true, &motion
		return each
	}
	same := b.same(in, waiting, ways, all, digit)
	carried, carries, certain := make([]bool, all), make([]bool, all), [2]int{}
	var asked []int
	ask := func() {
		inputs := make([]ledger.Input, len(asked))
		for i, way := range asked {
			inputs[i] = input(way)
		}
		rulings, err := rules.Judge(digest, inputs)
		if err != nil {
			t.Fatal(err)
		}
		for i, way := range asked {
			carried[way] = rulings[i].Outcome == ledger.OutcomeCarried
			if way == 0 && rulings[i].Outcome != n.Now {
				t.Errorf("if nobody else votes it is %s, not %s", rulings[i].Outcome, n.Now)
			}
			if carried[way] != carried[same[way]] {
				t.Errorf("two ways to vote that are said to be the same are not: %v and %v", input(way).Motion.Votes, input(same[way]).Motion.Votes)
			}
		}
		asked = asked[:0]
	}
	for way := range all {
		if b.every || same[way] == way {
			if asked = append(asked, way); len(asked) == 1024 {
				ask()
			}
		}
	}
	ask()
	if !b.every && b.chance.Rand != nil {
		for range 8 {
			asked = append(asked, b.chance.IntN(all))
		}
		ask()
	}
	least, smallest := map[string]bool{}, len(waiting)+1
	for way := range all {
		carried[way] = carried[same[way]]
		part, total := false, 0 // some part of these votes carries it
		for seat := range waiting {
			if d := digit(way, seat); d > 0 {
				total++
				part = part || carries[way-d*places[seat]]
			}
		}
		if carries[way] = part || carried[way]; carried[way] {
			certain[1]++
			if !part {
				var set []string
				for seat, i := range waiting {
					if d := digit(way, seat); d > 0 {
						set = append(set, in.Motion.Opened.Roll[i].Seat+"="+voteWords(ways[seat][d-1]))
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

// same gives by way the first that differs from it by nothing that tells seats, or
// whole parties, apart. A way is known by a sum over its seats of what each says,
// scrambled, and of each party where parties are told apart.
func (b brute) same(in ledger.Input, waiting []int, ways [][]ledger.VoteFacts, all int, digit func(way, seat int) int) []int {
	scrambled := func(parts ...any) uint64 {
		h := fnv.New64a()
		fmt.Fprint(h, parts...)
		return mixed(h.Sum64())
	}
	held := map[string]bool{}
	for _, i := range in.Motion.Interests {
		held[i.Person] = true
	}
	seats := seatsOf(in)
	mark := func(r ledger.RollSeat) string {
		if b.tells != nil {
			return fmt.Sprint(b.tells(r), held[seats[r.Seat].Holder])
		}
		return fmt.Sprint(held[seats[r.Seat].Holder])
	}
	cast := map[string]string{}
	for _, v := range in.Motion.Votes {
		cast[v.Seat] = voteWords(v)
	}
	parties := map[string]int{}
	var fixed []uint64 // by party
	for _, r := range in.Motion.Opened.Roll {
		party := r.Party
		if !b.whole {
			party = ""
		}
		if _, ok := parties[party]; !ok {
			parties[party] = len(fixed)
			fixed = append(fixed, 0)
		}
		fixed[parties[party]] += scrambled(mark(r), cast[r.Seat])
	}
	of, said := make([]int, len(waiting)), make([][]uint64, len(waiting))
	for seat, i := range waiting {
		r := in.Motion.Opened.Roll[i]
		if of[seat] = 0; b.whole {
			of[seat] = parties[r.Party]
		}
		for _, v := range append([]ledger.VoteFacts{{}}, ways[seat]...) {
			words := ""
			if v.Seat != "" {
				words = voteWords(v)
			}
			said[seat] = append(said[seat], scrambled(mark(r), words)-scrambled(mark(r), ""))
		}
	}
	first, same := map[uint64]int{}, make([]int, all)
	each := make([]uint64, len(fixed))
	for way := range all {
		copy(each, fixed)
		for seat := range waiting {
			each[of[seat]] += said[seat][digit(way, seat)]
		}
		known := uint64(0)
		for _, party := range each {
			known += mixed(party)
		}
		at, ok := first[known]
		if !ok {
			at, first[known] = way, way
		}
		same[way] = at
	}
	return same
}

// mixed scrambles a number, so that sums of such tell what was summed.
func mixed(x uint64) uint64 {
	x = (x ^ x>>30) * 0xbf58476d1ce4e5b9
	x = (x ^ x>>27) * 0x94d049bb133111eb
	return x ^ x>>31
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
				taken[seat] = voteWords(ledger.VoteFacts{Choice: v.Choice, Then: v.Then, Casting: v.Casting, Deputy: v.Deputy})
				pick(i+1, left-1)
				delete(taken, seat)
			}
		}
	}
	pick(0, v.Count)
}
