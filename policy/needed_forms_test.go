package policy

import (
	"cmp"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"testing"

	"concordat/ledger"
)

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
