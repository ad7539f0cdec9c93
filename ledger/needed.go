package ledger

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// Needed says what further votes would make of a motion, by its own rules. It
// holds while no vote that stands is changed, no interest is ruled on, and seats
// are held as they are.
type Needed struct {
	// Now is the outcome if nobody else votes.
	Now string `json:"now"`
	// Certain is set where all that may still be voted comes to the same: carried,
	// or that it can't be carried any more.
	Certain string `json:"certain,omitempty"`
	// Waiting are the seats that may still vote, in the order of the roll.
	Waiting []string `json:"waiting"`
	// Sets are the votes that would carry it, smallest first: of none of them a
	// part would do. One without votes means that it is carried as it stands.
	Sets []VoteSet `json:"sets"`
	// More says that there are more such sets than are listed.
	More bool `json:"more,omitempty"`
	// TooMany says that there are too many ways to vote to look at each: nothing is
	// certain, and only small sets were looked for.
	TooMany bool `json:"too_many,omitempty"`
}

// What is certain.
const (
	CertainCarried = "carried"
	CertainNot     = "cannot_be_carried"
)

// VoteSet is votes that would together carry a motion.
type VoteSet struct {
	Total int64     `json:"total"`
	Votes []VotesOf `json:"votes"`
}

// VotesOf is the same vote from any so many of some seats, which count alike.
type VotesOf struct {
	Count   int64    `json:"count"`
	Choice  string   `json:"choice"`
	Then    []string `json:"then,omitempty"`
	Casting string   `json:"casting,omitempty"`
	Deputy  bool     `json:"deputy,omitempty"` // by a deputy, the holder not being free to
	Seats   []string `json:"seats"`
}

// Supposing is every fact that StillNeeded asks the rules about. It is gathered
// from a view and keeps none.
type Supposing struct {
	rules   Digest
	close   Input // the question at the close, with the votes cast
	votes   []VoteFacts
	waiting []waitingSeat
}

// waitingSeat is a seat from which nobody has voted whose vote may stand, and
// the votes that might come from it, in groups: the first group of which the
// rules admit any is the one that counts.
type waitingSeat struct {
	seat  string
	alone bool // its people may vote from other seats too: it is like no other
	tries [][]try
}

// try is one vote that may be possible, and what the rules are asked about it.
type try struct {
	vote  VoteFacts
	input Input
	probe bool // it says what no rule offers: admitted only by rules that don't look
}

// Suppose gathers what is to be asked about a motion that is open with these
// votes, at time t.
func (v View) Suppose(m MotionRecord, t Time, votes []VoteFacts) (*Supposing, error) {
	var asked asking
	if _, err := v.Conclude(m, m.Opened.Closes, votes, &asked); asked.input == nil {
		return nil, err
	}
	day := m.Opened.Closes.Day()
	return Suppose(asked.rules, *asked.input, t, func(id string) *PersonFacts { return v.PersonFacts(id, day, nil) })
}

// Suppose is View.Suppose from the facts: what would be asked at the close, and
// the people who hold and deputise for seats.
func Suppose(rules Digest, conclude Input, t Time, person func(id string) *PersonFacts) (*Supposing, error) {
	s := &Supposing{rules: rules, close: conclude, votes: conclude.Motion.Votes}
	s.close.Ask = AskOutcome
	bare := *conclude.Motion // of money, what votes amount to turns on who loses alone
	bare.Text, bare.Pool, bare.Notice, bare.Withdrawn = []string{}, nil, nil, []string{}
	s.close.Motion = &bare
	seats := map[string]*SeatFacts{}
	may := map[string]int{} // from how many seats on the roll a person may vote
	for _, r := range conclude.Motion.Opened.Roll {
		seats[r.Seat] = &SeatFacts{Seat: r.Seat, Party: r.Party}
		if p := conclude.Parties[r.Party]; p != nil {
			if i := slices.IndexFunc(p.Seats, func(f SeatFacts) bool { return f.Seat == r.Seat }); i >= 0 {
				seats[r.Seat] = &p.Seats[i]
			}
		}
		for _, id := range append(slices.Clip(seats[r.Seat].Deputies), seats[r.Seat].Holder) {
			may[id]++
		}
	}
	ruled := map[string]bool{}
	for _, i := range conclude.Motion.Interests {
		ruled[i.Person] = ruled[i.Person] || len(i.Rulings) > 0
	}
	for _, r := range conclude.Motion.Opened.Roll {
		voted := func(free bool, id string) bool {
			return slices.ContainsFunc(s.votes, func(x VoteFacts) bool {
				return x.Seat == r.Seat && (free && !ruled[x.Person] || x.Person == id)
			})
		}
		// Whether the vote of a person who was ruled on stands is for the rules to say;
		// the seat's other people may vote, and that it stays as it is is looked at too.
		if voted(true, "") {
			continue
		}
		w := waitingSeat{seat: r.Seat}
		seat := seats[r.Seat]
		for i, id := range append([]string{seat.Holder}, seat.Deputies...) {
			author := person(id)
			if author == nil || voted(false, id) {
				continue
			}
			w.alone = w.alone || may[id] > 1
			group, err := s.tries(t, r, seat, *author, i > 0)
			if err != nil {
				return nil, err
			}
			w.tries = append(w.tries, group)
		}
		s.waiting = append(s.waiting, w)
	}
	return s, nil
}

// asking takes the place of rules and keeps the one question.
type asking struct {
	rules Digest
	input *Input
}

func (a *asking) Judge(rules Digest, inputs []Input) ([]Ruling, error) {
	a.rules, a.input = rules, &inputs[0]
	return nil, ErrNoRuling
}

// tries are the votes that a person might cast from a seat.
func (s *Supposing) tries(t Time, r RollSeat, seat *SeatFacts, author PersonFacts, deputy bool) ([]try, error) {
	m := *s.close.Motion
	choices := []string{ChoiceFor, ChoiceAgainst}
	if len(m.Options) > 0 {
		choices = m.Options
	}
	var casts []VoteCast
	for _, c := range choices {
		casts = append(casts, VoteCast{Choice: c})
		for _, then := range orders(m.Options, c) {
			casts = append(casts, VoteCast{Choice: c, Then: then})
		}
	}
	casts = append(casts, VoteCast{Choice: ChoiceAbstain})
	if slices.ContainsFunc(author.Roles, func(r RoleFacts) bool { return r.Role == RoleChair || r.Role == RoleViceChair }) {
		for _, c := range slices.Clone(casts) {
			for _, casting := range choices {
				c.Casting = casting
				casts = append(casts, c)
			}
		}
	}
	probes := len(casts)
	const nothing = "?" // that nobody offers
	casts = append(casts, VoteCast{Choice: choices[0], Then: []string{nothing}}, VoteCast{Choice: choices[0], Casting: nothing})

	// Any key that the person had before the opening: which one says nothing of
	// what may be voted.
	author.Key = &KeyFacts{Assurance: KeyFile, Added: m.Opened.Time, Entry: m.Opened.Entry - 1}
	m.Votes, m.Interests = []VoteFacts{}, []InterestFacts{}
	for _, i := range s.close.Motion.Interests {
		if i.Person == author.Person {
			m.Interests = append(m.Interests, i)
		}
	}
	party := s.close.Parties[r.Party]
	in := Input{
		Ask: AskAdmit, Time: t, Entry: s.close.Entry, Kind: KindVoteCast, Party: r.Party, Author: &author,
		Seat: seat, Motion: m.votedOn(), Parties: map[string]*PartyFacts{r.Party: namedFacts(party.Code, party.Name, party.Type)},
	}
	var all []try
	for i, c := range casts {
		c.Motion, c.Opened, c.Seat = m.Ref, m.Opened.ID, r.Seat
		body, err := Encode(c)
		if err != nil {
			return nil, err
		}
		in.Body = body
		all = append(all, try{input: in, probe: i >= probes, vote: VoteFacts{
			Time: t, Seat: r.Seat, Party: r.Party, Person: author.Person, Deputy: deputy,
			Choice: c.Choice, Then: c.Then, Casting: c.Casting, Assurance: KeyFile,
		}})
	}
	return all, nil
}

// orders are the ways to go on from a first choice among options, each to some
// length. Of many options there are too many; then none is given.
func orders(options []string, first string) [][]string {
	if len(options) > maxOrdered {
		return nil
	}
	var all [][]string
	var add func(prefix []string)
	add = func(prefix []string) {
		for _, o := range options {
			if o == first || slices.Contains(prefix, o) {
				continue
			}
			next := append(slices.Clip(prefix), o)
			all = append(all, next)
			add(next)
		}
	}
	add(nil)
	return all
}

// class is seats that count alike and may cast the same votes.
type class struct {
	key   string
	seats []string
	ways  [][]VoteFacts // by seat, each way to vote from it
	party string        // whose seats alone these are, where its votes are one position
}

// twins is parties, or one class of seats of any, that may change places: counts
// of each of so many stand one after the other.
type twins struct {
	from, width, parties int
}

// changePlaces orders classes so that those of parties that count alike whole
// stand one after the other, each party's own in the same order.
func changePlaces(classes []*class, whole map[string]string) (ordered []*class, all []twins) {
	of := map[string][]*class{}
	var parties []string
	for _, c := range classes {
		if c.party == "" {
			c.party = "\x00" + c.key // alone
		}
		if of[c.party] == nil {
			parties = append(parties, c.party)
		}
		of[c.party] = append(of[c.party], c)
	}
	alike := map[string][]string{}
	var marks []string
	for _, party := range parties {
		slices.SortFunc(of[party], func(a, b *class) int { return cmp.Compare(a.key, b.key) })
		mark := party
		if w, ok := whole[party]; ok {
			mark = w
			for _, c := range of[party] {
				mark += fmt.Sprint("\x00", c.key, len(c.seats))
			}
		}
		if alike[mark] == nil {
			marks = append(marks, mark)
		}
		alike[mark] = append(alike[mark], party)
	}
	at := 0
	for _, mark := range marks {
		t := twins{from: at, parties: len(alike[mark])}
		for _, party := range alike[mark] {
			for _, c := range of[party] {
				ordered = append(ordered, c)
				at += len(c.ways[0])
			}
		}
		t.width = (at - t.from) / t.parties
		all = append(all, t)
	}
	return ordered, all
}

// of is the counts of one of the parties.
func (t twins) of(counts []int, party int) []int {
	from := t.from + party*t.width
	return counts[from : from+t.width]
}

// StillNeeded asks the rules what would come of every way in which the seats
// that wait may still vote: of seats that count alike how many vote which way,
// not which of them. Nothing is taken for granted of the rules, not even that a
// vote for helps. An error means that they could not be run; one that wraps
// ErrNoRuling that they do not say.
func (s *Supposing) StillNeeded(rules Rules) (Needed, error) {
	n := Needed{Waiting: []string{}, Sets: []VoteSet{}}
	possible, orderless, err := s.admitted(rules)
	if err != nil {
		return n, err
	}
	start, err := s.outcomes(rules, [][]VoteFacts{nil}, false)
	if err != nil {
		return n, err
	}
	n.Now = start[0].Outcome
	var classes []*class
	byKey := map[string]*class{}
	party := map[string]string{}
	for _, r := range s.close.Motion.Opened.Roll {
		if _, ok := start[0].Whole[r.Party]; ok {
			party[r.Seat] = r.Party
		}
	}
	for i, w := range s.waiting {
		if len(possible[i]) == 0 {
			continue
		}
		n.Waiting = append(n.Waiting, w.seat)
		key := strings.TrimPrefix(start[0].Alike[w.seat], party[w.seat])
		if w.alone {
			key += "\x00" + w.seat
		}
		for _, x := range possible[i] {
			key += "\x00" + strings.Join(append([]string{x.Choice, x.Casting}, x.Then...), "\x01")
			if x.Deputy {
				key += "\x01deputy"
			}
		}
		known := party[w.seat] + "\x00" + key
		if byKey[known] == nil {
			byKey[known] = &class{key: key, party: party[w.seat]}
			classes = append(classes, byKey[known])
		}
		c := byKey[known]
		c.seats, c.ways = append(c.seats, w.seat), append(c.ways, possible[i])
	}

	classes, places := changePlaces(classes, start[0].Whole)

	// Totals grow, so that a smaller set is always known before a larger one. Once
	// it is known that some votes carry it and some do not, what holds a set that
	// does is neither one of the smallest nor news, and there may be sets enough.
	var least [][]int
	carried, looked, all := 0, 0, 0
	for total := 0; total <= len(n.Waiting) && !n.TooMany; total++ {
		if 0 < total && total < int(start[0].Least) {
			continue
		}
		open := 0 < carried && carried < all
		if open && len(least) > MaxSets {
			break
		}
		var level [][]int
		count(classes, places, total, func(counts []int) bool {
			looked++
			if !open || !slices.ContainsFunc(least, func(l []int) bool { return within(places, l, counts) }) {
				level = append(level, slices.Clone(counts))
			}
			return looked <= MaxSupposed
		})
		if looked > MaxSupposed {
			n.TooMany = true
			break
		}
		supposed := make([][]VoteFacts, len(level))
		for i, counts := range level {
			supposed[i] = s.cast(classes, counts)
		}
		rulings, err := s.outcomes(rules, supposed, true)
		if err != nil {
			return n, err
		}
		for i, r := range rulings {
			all++
			if r.Outcome != OutcomeCarried {
				continue
			}
			carried++
			if !slices.ContainsFunc(least, func(l []int) bool { return within(places, l, level[i]) }) {
				least = append(least, level[i])
			}
		}
	}
	n.TooMany = n.TooMany || orderless
	switch {
	case n.TooMany:
	case carried == all:
		n.Certain = CertainCarried
	case carried == 0:
		n.Certain = CertainNot
	}
	for _, counts := range least {
		rearranged(places, counts, func(counts []int) bool {
			if n.More = len(n.Sets) == MaxSets; !n.More {
				n.Sets = append(n.Sets, setOf(classes, counts))
			}
			return !n.More
		})
		if n.More {
			break
		}
	}
	return n, nil
}

// admitted asks the rules which votes may still come from each seat. What rules
// do not look at (an order of options, a casting vote) makes no difference, and
// is left out. It is false, and then true, where options may be put in order and
// there are too many orders to look at.
func (s *Supposing) admitted(rules Rules) (possible [][]VoteFacts, orderless bool, err error) {
	var inputs []Input
	for _, w := range s.waiting {
		for _, group := range w.tries {
			for _, t := range group {
				inputs = append(inputs, t.input)
			}
		}
	}
	possible = make([][]VoteFacts, len(s.waiting))
	if len(inputs) == 0 {
		return possible, false, nil
	}
	rulings, err := judgeAll(rules, s.rules, inputs)
	if err != nil {
		return nil, false, err
	}
	for i, w := range s.waiting {
		for _, group := range w.tries {
			answers := rulings[:len(group)]
			rulings = rulings[len(group):]
			then, casting := true, true // the rules look at it
			for j, t := range group {
				if t.probe && answers[j].Allow {
					then, casting = then && t.vote.Then == nil, casting && t.vote.Casting == ""
				}
			}
			var ways []VoteFacts
			for j, t := range group {
				if !t.probe && answers[j].Allow && (then || t.vote.Then == nil) && (casting || t.vote.Casting == "") {
					ways = append(ways, t.vote)
				}
			}
			// A deputy's vote differs from the holder's only where people are counted.
			if len(possible[i]) == 0 || w.alone {
				possible[i] = append(possible[i], ways...)
			}
			orderless = orderless || then && len(ways) > 0 && len(s.close.Motion.Options) > maxOrdered
		}
	}
	return possible, orderless, nil
}

// outcomes asks what the votes cast would come to with each of these besides.
func (s *Supposing) outcomes(rules Rules, supposed [][]VoteFacts, brief bool) ([]Ruling, error) {
	inputs := make([]Input, len(supposed))
	for i, more := range supposed {
		motion := *s.close.Motion
		motion.Votes = slices.Concat([]VoteFacts{}, s.votes, more)
		for j := len(s.votes); j < len(motion.Votes); j++ {
			motion.Votes[j].Entry = s.close.Entry + int64(j)
		}
		inputs[i] = s.close
		inputs[i].Motion, inputs[i].Brief = &motion, brief
	}
	rulings, err := judgeAll(rules, s.rules, inputs)
	if err != nil {
		return nil, err
	}
	for _, r := range rulings {
		if !r.Allow || r.Outcome == "" {
			return nil, fmt.Errorf("%w: these rules do not say what votes would amount to", ErrNoRuling)
		}
	}
	return rulings, nil
}

// cast has the first seats of each class vote in the first ways, so many each.
func (s *Supposing) cast(classes []*class, counts []int) []VoteFacts {
	var votes []VoteFacts
	for _, c := range classes {
		seat := 0
		for way := range c.ways[0] {
			for range counts[way] {
				votes = append(votes, c.ways[seat][way])
				seat++
			}
		}
		counts = counts[len(c.ways[0]):]
	}
	return votes
}

// count gives every way in which so many of the seats vote: for each class and
// way in turn how many. Of ways that differ only in which of some parties that may
// change places does what, it gives one. It ends when yield says so.
func count(classes []*class, places []twins, total int, yield func(counts []int) bool) {
	ends := map[int]int{} // where counts of a party end that follows its like: how many
	for _, t := range places {
		for party := 1; party < t.parties; party++ {
			ends[t.from+(party+1)*t.width] = t.width
		}
	}
	var counts []int
	var fill func(at, way, left, total int) bool
	fill = func(at, way, left, total int) bool {
		if n := len(counts); ends[n] > 0 {
			if width := ends[n]; slices.Compare(counts[n-width:], counts[n-2*width:n-width]) > 0 {
				return true
			}
		}
		if at == len(classes) {
			return total > 0 || yield(counts)
		}
		c := classes[at]
		if way == len(c.ways[0]) {
			next := 0
			if at+1 < len(classes) {
				next = len(classes[at+1].seats)
			}
			return fill(at+1, 0, next, total)
		}
		for n := min(left, total); n >= 0; n-- {
			counts = append(counts, n)
			ok := fill(at, way+1, left-n, total-n)
			counts = counts[:len(counts)-1]
			if !ok {
				return false
			}
		}
		return true
	}
	left := 0
	if len(classes) > 0 {
		left = len(classes[0].seats)
	}
	fill(0, 0, left, total)
}

// within reports whether a has no more of anything than b, some parties having
// changed places.
func within(places []twins, a, b []int) bool {
	for _, t := range places {
		fits := func(i, j int) bool {
			of := t.of(b, j)
			for k, n := range t.of(a, i) {
				if n > of[k] {
					return false
				}
			}
			return true
		}
		taken := slices.Repeat([]int{-1}, t.parties) // by a party of b: that of a in its place
		var place func(i int, tried []bool) bool
		place = func(i int, tried []bool) bool {
			for j := range taken {
				if tried[j] || !fits(i, j) {
					continue
				}
				tried[j] = true
				if taken[j] < 0 || place(taken[j], tried) {
					taken[j] = i
					return true
				}
			}
			return false
		}
		for i := range t.parties {
			if !place(i, make([]bool, t.parties)) {
				return false
			}
		}
	}
	return true
}

// rearranged gives every different way to put parties that may change places in
// each other's. It ends when yield says so.
func rearranged(places []twins, counts []int, yield func([]int) bool) {
	out := slices.Clone(counts)
	var arrange func(at, party int, used []bool) bool
	arrange = func(at, party int, used []bool) bool {
		if at == len(places) {
			return yield(out)
		}
		t := places[at]
		if party == t.parties {
			next := 0
			if at+1 < len(places) {
				next = places[at+1].parties
			}
			return arrange(at+1, 0, make([]bool, next))
		}
		for i := range t.parties {
			// Counts are in order, so that the same stand together: the first goes first.
			if used[i] || i > 0 && !used[i-1] && slices.Equal(t.of(counts, i), t.of(counts, i-1)) {
				continue
			}
			used[i] = true
			copy(t.of(out, party), t.of(counts, i))
			if !arrange(at, party+1, used) {
				return false
			}
			used[i] = false
		}
		return true
	}
	first := 0
	if len(places) > 0 {
		first = places[0].parties
	}
	arrange(0, 0, make([]bool, first))
}

func setOf(classes []*class, counts []int) VoteSet {
	set := VoteSet{Votes: []VotesOf{}}
	for _, c := range classes {
		for way, x := range c.ways[0] {
			if n := counts[way]; n > 0 {
				set.Total += int64(n)
				set.Votes = append(set.Votes, VotesOf{Count: int64(n), Choice: x.Choice, Then: x.Then, Casting: x.Casting, Deputy: x.Deputy, Seats: c.seats})
			}
		}
		counts = counts[len(c.ways[0]):]
	}
	slices.SortStableFunc(set.Votes, func(a, b VotesOf) int { return cmp.Compare(b.Count, a.Count) })
	return set
}
