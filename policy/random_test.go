package policy

import (
	"encoding/json"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"concordat/ledger"
)

// Motions as unlikely as the forms allow. Whatever may be moved and opened must
// come to a conclusion that can be recorded, and one that keeps what the
// agreement promises.

// chance draws what a motion is made of.
type chance struct{ *rand.Rand }

func (c chance) one(n int) bool { return c.IntN(n) == 0 }

func (c chance) pence() int64 {
	return []int64{1 + c.Int64N(100), 1 + c.Int64N(1e8), ledger.MaxPence - c.Int64N(3)}[c.IntN(3)]
}

// text has up to n bytes, some of them twice as long in a record.
func (c chance) text(n int) string {
	letters := []string{"a", "é", `"`, `\`, "w o"}
	var s strings.Builder
	s.WriteByte('x')
	for most := c.IntN(n); s.Len() < most-4; {
		s.WriteString(letters[c.IntN(len(letters))])
	}
	return s.String() + "x"
}

// motion changes a closed motion into another.
func (c chance) motion(in *ledger.Input) {
	m := in.Motion
	m.Route = []string{ledger.RouteJointCommittee, ledger.RouteJointCommittee, ledger.RouteCommitteesInCommon, ledger.RouteAdvisory}[c.IntN(4)]
	m.Impact = nil
	if c.one(3) {
		m.Function = "community-diagnostics"
		m.Opened.Roll = m.Opened.Roll[:4]
	}
	codes := make([]string, len(m.Opened.Roll))
	for i, seat := range m.Opened.Roll {
		codes[i] = seat.Party
	}
	switch m.Type = []string{ledger.TypeStatement, ledger.TypePool, ledger.TypeLead, ledger.TypeReconfiguration}[c.IntN(4)]; m.Type {
	case ledger.TypePool:
		m.Pool = &ledger.Pool{Host: codes[c.IntN(len(codes))], Year: "2015-16"}
		for range 1 + c.IntN([]int{3, 32}[c.IntN(2)]) {
			m.Pool.Lines = append(m.Pool.Lines, c.line(codes))
		}
	case ledger.TypeLead:
		m.Lead = &ledger.Lead{Party: codes[c.IntN(len(codes))], Limit: ledger.Limit{Action: 1, Year: 2, Life: c.pence() + 1}, From: "2015-08-01"}
		for range c.IntN(33) {
			m.Lead.Duties = append(m.Lead.Duties, ledger.Duty{What: c.text(ledger.MaxTitle), Every: []string{"once", "quarter", "year"}[c.IntN(3)], First: "9999-12-31"})
		}
	case ledger.TypeReconfiguration:
		if c.one(2) {
			m.RiskShare = &ledger.RiskShare{Num: 1 + c.Int64N(maxInteger), Den: maxInteger}
		}
		m.Impact = &ledger.ImpactFacts{ID: digest("impact"), Author: "p-finance", Baseline: "2014-15", Positions: map[string]string{}}
		kinds := []string{"tariff", "activity_shift", "double_running", "transition", "stranded_cost", "capital_charges", "transport"}
		for year := range 1 + c.IntN(12) {
			for _, code := range codes {
				for _, kind := range kinds[:c.IntN(3)] {
					pence := c.pence()
					if c.one(2) {
						pence = -pence
					}
					m.Impact.Lines = append(m.Impact.Lines, ledger.ImpactLine{Party: code, Line: kind, Year: fmt.Sprintf("%d-%02d", 2087+year, 88+year), Pence: pence})
				}
			}
		}
		m.Impact.Lines = append(m.Impact.Lines, ledger.ImpactLine{Party: codes[0], Line: "transport", Year: "9998-99", Pence: 1})
		for _, code := range codes {
			m.Impact.Positions[code] = []string{"agreed", "disputed"}[c.IntN(2)]
		}
	}
	if m.Route != ledger.RouteAdvisory && c.one(4) {
		m.Options = []string{"north", "south"}
		for i := range c.IntN([]int{3, 31}[c.IntN(2)]) {
			m.Options = append(m.Options, fmt.Sprint(i)+c.text(ledger.MaxTitle-2))
		}
	}
	most := []int64{1000, maxInteger / 12}[c.IntN(2)]
	for _, code := range codes {
		c.party(in.Parties[code], most-c.Int64N(900))
	}
	c.votes(in)
}

func (c chance) line(codes []string) ledger.PoolLine {
	l := ledger.PoolLine{What: c.text(ledger.MaxTitle), Pence: c.pence(), Kind: "cash", Due: "2015-12-01", Recurrent: c.one(2)}
	switch c.IntN(3) {
	case 0:
		l.Share.By, l.Pence = "equal", l.Pence+12
	case 1:
		l.Share = ledger.Share{By: "fixed", Amounts: map[string]int64{}}
		l.Pence = 0
		for _, code := range codes {
			l.Share.Amounts[code] = 1 + c.Int64N(1e10)
			l.Pence += l.Share.Amounts[code]
		}
	case 2:
		l.Share, l.Pence = ledger.Share{By: "figure", Figure: "allocation"}, ledger.MaxPence
	}
	return l
}

func (c chance) party(p *ledger.PartyFacts, figure int64) {
	p.Figures["allocation"] = ledger.FigureFacts{Value: figure, Unit: "thousand_pounds", Period: "2015-16", Source: "s", Entry: 9}
	for range c.IntN(3) {
		p.Commitments = append(p.Commitments, ledger.Commitment{Decision: "GM-2015-001", Function: "acute-surgery", Year: "2015-16", Spend: maxInteger, Loss: maxInteger})
	}
	a := &p.Authorities[0]
	a.Types = []string{ledger.TypeLead, ledger.TypePool, ledger.TypeReconfiguration, ledger.TypeStatement}
	a.Constitution = ledger.Clause{Version: c.text(ledger.MaxCode), Clause: c.text(ledger.MaxCode)}
	a.Resolution.Ref = c.text(ledger.MaxTitle)
	if c.one(2) {
		a.Spend = ledger.Limit{Action: ledger.MaxPence, Year: ledger.MaxPence, Life: ledger.MaxPence}
		a.Loss = a.Spend
	}
	switch c.IntN(6) {
	case 0:
		p.Authorities = p.Authorities[:0]
	case 1:
		a.Committee = "recommends"
	}
}

// votes has every vote at one time, so that only entries tell their order.
func (c chance) votes(in *ledger.Input) {
	m := in.Motion
	m.Votes = m.Votes[:0]
	choices := append(slices.Clone(m.Options), ledger.ChoiceAbstain)
	if len(m.Options) == 0 {
		choices = []string{ledger.ChoiceFor, ledger.ChoiceFor, ledger.ChoiceFor, ledger.ChoiceFor, ledger.ChoiceFor, ledger.ChoiceAgainst, ledger.ChoiceAbstain}
	}
	favourite := choices[0]
	entry := m.Opened.Entry
	for _, seat := range m.Opened.Roll {
		times := 1 + c.IntN(3)
		if c.one(8) {
			times = 0
		}
		for range times {
			entry++
			v := ledger.VoteFacts{Entry: entry, Time: "2015-07-10T09:00:00.000Z", Seat: seat.Seat, Party: seat.Party, Person: "p-" + seat.Party, Choice: choices[c.IntN(len(choices))], Assurance: "file"}
			if c.one(2) {
				v.Choice = favourite
			}
			if c.one(4) {
				v.Person, v.Deputy = "d-"+seat.Party, true
			}
			m.Votes = append(m.Votes, v)
		}
		if c.one(8) {
			m.Interests = append(m.Interests, interest(m.Ref, "p-"+seat.Party, []string{"noted", "may_speak", "withdraws"}[c.IntN(3)], entry-int64(c.IntN(3))))
		}
	}
	in.Entry = entry + 10
}

// interest is one that two people ruled on, both by one entry of the tests.
func interest(motion, person, ruling string, entry int64) ledger.InterestFacts {
	i := ledger.InterestFacts{ID: digest(person), Person: person, Seats: []string{}, Motion: motion, Nature: "financial", Known: "2015-07-01", Time: "2015-07-02T09:00:00.000Z"}
	for _, role := range []string{ledger.RoleChair, ledger.RoleSecretary} {
		i.Rulings = append(i.Rulings, ledger.RulingByFact{Motion: motion, Person: role, Roles: []ledger.RoleFacts{{Role: role}}, Ruling: ruling, Time: "2015-07-10T09:00:00.000Z", Entry: entry})
	}
	return i
}

func encoded(t testing.TB, v any) json.RawMessage {
	t.Helper()
	text, err := ledger.Encode(v)
	if err != nil {
		t.Fatal(err)
	}
	return text
}

// asked is the same motion put to the rules to be moved and to be opened.
func asked(t testing.TB, in ledger.Input) []ledger.Input {
	m := *in.Motion
	moved := ledger.Input{
		Ask: ledger.AskAdmit, Time: "2015-06-18T09:00:00.000Z", Entry: 30, Kind: ledger.KindMotionMoved, Body: encoded(t, m.Motion),
		Author:  &ledger.PersonFacts{Person: "p-chair", Roles: []ledger.RoleFacts{{Role: ledger.RoleChair}}, Seats: []string{}, Deputising: []string{}},
		Parties: in.Parties, MoU: in.MoU,
	}
	body := ledger.MotionOpened{
		Motion: m.Ref, Title: m.Title, Options: m.Options, Text: m.TextID, Notice: m.Notice.ID, Rules: m.Opened.Rules, Closes: m.Opened.Closes, Roll: m.Opened.Roll,
	}
	if m.Impact != nil {
		body.Impact = m.Impact.ID
	}
	opened := moved
	opened.Time, opened.Entry, opened.Kind, opened.Body = m.Opened.Time, m.Opened.Entry, ledger.KindMotionOpened, encoded(t, body)
	opened.Author = &ledger.PersonFacts{Person: "p-sec", Roles: []ledger.RoleFacts{{Role: ledger.RoleSecretary}}, Seats: []string{}, Deputising: []string{}}
	m.Status, m.Opened, m.Votes, m.Interests = ledger.MotionNotice, nil, []ledger.VoteFacts{}, []ledger.InterestFacts{}
	opened.Motion = &m
	return []ledger.Input{moved, opened}
}

func TestRandomMotions(t *testing.T) {
	b := embeddedBundle(t, "greater-manchester")
	e := engineFor(b)
	rounds := 60
	if testing.Short() {
		rounds = 10
	}
	asking := maps.Clone(b)
	asking[bindingsFile] = append(slices.Clip(b[bindingsFile]), "\nroom := data.concordat.room.bytes(input.motion, participants(input.motion.function), input.parties)\n"...)
	compiler, data, err := open(asking)
	if err != nil {
		t.Fatal(err)
	}
	room, err := prepareQuery(compiler, data, "data.mou.room")
	if err != nil {
		t.Fatal(err)
	}
	outcomes := map[string]int{}
	for round := range rounds {
		c := chance{rand.New(rand.NewPCG(5, uint64(round)))}
		in := closed(t, nil)
		c.motion(&in)
		admitted, err := e.Judge(b.Digest(), asked(t, in))
		if err != nil {
			t.Fatalf("round %d: %v", round, err)
		}
		likeOPA(t, e, b.Digest(), asked(t, in), admitted)
		if slices.ContainsFunc(admitted, func(r ledger.Ruling) bool { return !r.Allow }) {
			for _, r := range admitted {
				for _, check := range r.Checks {
					outcomes[check.ID]++
				}
			}
			continue
		}
		ruling := judgeOne(t, e, b.Digest(), in)
		outcomes[ruling.Outcome]++
		soundRuling(t, round, in, ruling)
		var reckoned int
		ask(t, room, in, &reckoned)
		if n := len(encoded(t, ledger.DecisionMade{Checks: ruling.Checks, Parties: ruling.Parties, Counted: ruling.Counted})); n > reckoned {
			t.Errorf("round %d: the decision has %d bytes, reckoned were %d", round, n, reckoned)
		}
		if len(in.Motion.Options) == 0 {
			steadyRuling(t, round, e, b.Digest(), in, ruling)
		}
	}
	t.Log(outcomes)
	if short := testing.Short(); !short && (outcomes[ledger.OutcomeCarried] < 10 || outcomes[ledger.OutcomeNotCarried] < 5 || outcomes[ledger.OutcomeNotQuorate] < 3) {
		t.Errorf("too few motions are concluded: %v", outcomes)
	}
}

// soundRuling: one outcome a party, shares that add up, and obligations only
// between parties that are bound or may yet be.
func soundRuling(t *testing.T, round int, in ledger.Input, r ledger.Ruling) {
	m := in.Motion
	if !r.Allow || r.Outcome == ledger.OutcomeNoDecision || len(r.Parties) != len(m.Opened.Roll) {
		t.Fatalf("round %d: %s with %d parties: %+v", round, r.Outcome, len(r.Parties), r.Checks)
	}
	bound, awaiting := map[string]bool{"": true}, map[string]bool{}
	for i, p := range r.Parties {
		if p.Party != m.Opened.Roll[i].Party {
			t.Errorf("round %d: outcome %d is of %s", round, i, p.Party)
		}
		bound[p.Party] = p.Bound != ledger.BoundNot
		awaiting[p.Party] = p.Bound == ledger.BoundOnRatification
	}
	if len(r.Obligations) > 0 && r.Outcome != ledger.OutcomeCarried {
		t.Errorf("round %d: %s, and %d obligations", round, r.Outcome, len(r.Obligations))
	}
	var contributions []int64
	for _, o := range r.Obligations {
		if !bound[o.Payer] || !bound[o.Payee] {
			t.Errorf("round %d: %s owes %s, and one of them is not bound", round, o.Payer, o.Payee)
		}
		for code, waits := range awaiting {
			concerned := o.Kind == "contribution" || code == o.Payer || code == o.Payee
			if got := slices.Contains(o.Awaits, code); got != (waits && concerned) {
				t.Errorf("round %d: what %s owes %s awaits %s: %v", round, o.Payer, o.Payee, code, got)
			}
		}
		if o.Kind == "contribution" {
			contributions = append(contributions, o.Pence)
		}
		if o.Kind != "duty" && o.Pence <= 0 {
			t.Errorf("round %d: %s owes %d", round, o.Payer, o.Pence)
		}
	}
	if len(contributions) == 0 {
		return
	}
	for i, line := range m.Pool.Lines {
		sum := int64(0)
		for _, pence := range contributions[i*len(r.Parties) : (i+1)*len(r.Parties)] {
			sum += pence
		}
		if sum != line.Pence {
			t.Errorf("round %d: shares of %d add up to %d", round, line.Pence, sum)
		}
	}
}

// steadyRuling: more votes for it never undo a motion, a vote counts once
// however often it is cast, and who is recused gains nothing by it.
func steadyRuling(t *testing.T, round int, e *Engine, rules ledger.Digest, in ledger.Input, r ledger.Ruling) {
	with := func(change func(*ledger.MotionFacts)) ledger.Input {
		m := *in.Motion
		m.Votes, m.Interests = slices.Clone(m.Votes), slices.Clone(m.Interests)
		change(&m)
		out := in
		out.Motion, out.Entry = &m, 2*in.Entry
		return out
	}
	var asked []ledger.Input
	asked = append(asked, with(func(m *ledger.MotionFacts) {
		var twice []ledger.VoteFacts
		for _, v := range m.Votes {
			v.Entry *= 2
			twice = append(twice, v)
			v.Entry++
			twice = append(twice, v)
		}
		m.Votes = twice
		for i := range m.Interests {
			m.Interests[i].Rulings = slices.Clone(m.Interests[i].Rulings)
			for j := range m.Interests[i].Rulings {
				m.Interests[i].Rulings[j].Entry *= 2
			}
		}
	}))
	var parties []ledger.PartyOutcome // whose vote or interest differs
	for _, p := range r.Parties {
		if p.Position != ledger.ChoiceFor && p.Position != ledger.ChoiceAgainst || len(parties) == 3 {
			continue
		}
		parties = append(parties, p)
		asked = append(asked,
			with(func(m *ledger.MotionFacts) {
				for i := range m.Votes {
					if m.Votes[i].Party == p.Party && m.Votes[i].Choice == ledger.ChoiceAgainst {
						m.Votes[i].Choice = ledger.ChoiceFor
					}
				}
			}),
			with(func(m *ledger.MotionFacts) {
				m.Interests = append(m.Interests, interest(m.Ref, "p-"+p.Party, ledger.InterestMaySpeak, 1))
			}))
	}
	got, err := e.Judge(rules, asked)
	if err != nil {
		t.Fatalf("round %d: %v", round, err)
	}
	for i := range got[0].Counted {
		got[0].Counted[i] /= 2 // one of each two votes counts, and has the number of the one that did
	}
	if diff := cmp.Diff(r, got[0]); diff != "" {
		t.Errorf("round %d: each vote cast twice gives another ruling: %s", round, diff)
	}
	for i, p := range parties {
		inFavour, recused := got[1+2*i], got[2+2*i]
		if r.Outcome == ledger.OutcomeCarried && inFavour.Outcome != ledger.OutcomeCarried {
			t.Errorf("round %d: with %s for it the motion is %s", round, p.Party, inFavour.Outcome)
		}
		carried := recused.Outcome == ledger.OutcomeCarried
		if was := r.Outcome == ledger.OutcomeCarried; carried != was && carried == (p.Position == ledger.ChoiceFor) {
			t.Errorf("round %d: %s was %s, is recused, and the motion is %s instead of %s", round, p.Party, p.Position, recused.Outcome, r.Outcome)
		}
	}
}
