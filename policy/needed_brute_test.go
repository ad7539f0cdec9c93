package policy

import (
	"fmt"
	"hash/fnv"
	"slices"
	"strings"
	"testing"

	"concordat/ledger"
)

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
