package main

import (
	"cmp"
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strings"

	"concordat/ledger"
	"concordat/server/api"
)

type decisionCommands struct {
	List         decisionList      `cmd:"" help:"list the decisions"`
	Show         decisionShow      `cmd:"" help:"show a decision, its rules and whom it binds"`
	Explain      decisionExplain   `cmd:"" help:"say why a party is bound, by which authority, to what"`
	Ratify       decisionRatify    `cmd:"" help:"record that your governing body ratified, or refused to"`
	Evidence     decisionEvidence  `cmd:"" help:"write an evidence pack, for somebody to check a decision with"`
	Inputs       decisionInputs    `cmd:"" help:"write what a decision was made from, for a second opinion by OPA's own program"`
	Vary         decisionVary      `cmd:"" help:"mark a decision that a later one changes, as the secretary"`
	Notice       decisionNotice    `cmd:"" help:"read the notice of a decision, for publication"`
	CallIn       decisionCallIn    `cmd:"" help:"record a call-in or its end, as the secretary"`
	Published    decisionPublished `cmd:"" help:"record that its notice was published, as the secretary"`
	ConditionMet decisionCondition `cmd:"" help:"record that a condition is met, as the secretary"`
}

type decisionList struct {
	Status   string `placeholder:"STATUS" help:"only those with this status or outcome, such as in_force, awaiting_ratification, called_in, superseded or not_carried"`
	Party    string `placeholder:"PARTY" help:"only those that bind or may bind this party"`
	Function string `placeholder:"ID" help:"only those about this function"`
	Year     string `placeholder:"YEAR" help:"only those made in this year, such as 2015"`
}

func (decisionList) Help() string {
	return `
concordat decision list
concordat decision list --status awaiting_ratification`
}

// Run lists the decisions.
func (c *decisionList) Run(s *session) error {
	if err := oneOf("--status", c.Status, ledger.DecisionAwaitsRatification, ledger.DecisionAwaitsGates, ledger.DecisionAwaitsConditions, ledger.DecisionCallIn, ledger.DecisionRetaken,
		ledger.DecisionInForce, ledger.DecisionVariedBy, ledger.DecisionCorrected, ledger.DecisionRescinded, ledger.DecisionSuperseded,
		ledger.OutcomeCarried, ledger.OutcomeNotCarried, ledger.OutcomeNotQuorate, ledger.OutcomeNoDecision); err != nil {
		return err
	}
	if err := s.open(); err != nil {
		return err
	}
	filter := url.Values{}
	if err := s.resolve(&c.Party); err != nil {
		return err
	}
	set(filter, "status", c.Status)
	set(filter, "party", c.Party)
	set(filter, "function", c.Function)
	set(filter, "year", c.Year)
	decisions, err := s.client.Decisions(s.ctx, filter)
	if err != nil {
		return err
	}
	return s.answer(decisions, func() {
		t := newTable(whole("Decision"), left("Title"), left("Outcome"), left("Status"), whole("On"))
		for _, d := range decisions.Items {
			t.add(d.Ref, d.Title, d.OutcomeIs, d.Words, shortDay(d.Decided.Day()))
		}
		t.write(s.out, s.width)
		s.print("%s. As at %s.", counted(len(decisions.Items), "decision", "decisions"), counted(decisions.AsAt, "entry", "entries"))
		if n := len(decisions.Items); n > 0 {
			s.next("decision", "show", decisions.Items[n-1].Ref)
		}
	})
}

func set(filter url.Values, name, value string) {
	if value != "" {
		filter.Set(name, value)
	}
}

type decisionShow struct {
	Decision string `arg:"" help:"the decision's reference, which is its motion's"`
}

func (decisionShow) Help() string {
	return `
concordat decision show GM-2015-004`
}

// Run shows one decision.
func (c *decisionShow) Run(s *session) error {
	if err := s.open(); err != nil {
		return err
	}
	d, err := s.decision(c.Decision)
	if err != nil {
		return err
	}
	var m api.Motion
	var owed []api.Obligation
	if d.Withheld == nil {
		if m, owed, err = s.behind(d, ""); err != nil {
			return err
		}
	}
	return s.answer(d, func() {
		s.decided(d, m, terms(owed))
		if d.Withheld == nil {
			s.next("decision", "explain", d.Ref, "--party", worthExplaining(d.Parties))
		}
	})
}

// decided shows a decision: its outcome, its checks, where their numbers come from
// and whom it binds. Owed is what it obliges to.
func (s *session) decided(d api.Decision, m api.Motion, owed []ledger.ObligationTerm) {
	s.title(d.Ref, d.Title)
	outline(d).write(s.out, s.width)
	if d.Withheld != nil {
		s.print("")
		s.paragraph(0, privateWords(*d.Withheld)+" Its text, votes and obligations are withheld from you.")
		return
	}
	s.print("")
	checksTable(d.Checks).write(s.out, s.width)
	s.explained(d.Checks)
	s.traced(d.Sources, d.Checks)
	s.parties(d.Parties, sharesOf(d.Parties, m, owed), true)
	if words := createdWords(d); words != "" {
		s.print("")
		s.paragraph(0, words)
	}
}

// createdWords says which obligations a decision created.
func createdWords(d api.Decision) string {
	if len(d.Obligations) == 0 {
		return ""
	}
	return counted(len(d.Obligations), "obligation", "obligations") + " created: " + d.Obligations[0] + " to " + d.Obligations[len(d.Obligations)-1] + "."
}

// outline is a decision in short.
func outline(d api.Decision) (f facts) {
	if d.Meeting == "" {
		f.add("  Outcome", "%s, %s", d.OutcomeIs, when(d.Decided))
	} else {
		f.add("  Outcome", "%s on %s at %s", d.OutcomeIs, day(d.Decided.Day()), d.Meeting)
		f.add("  Recorded", "%s, when the hands stood", when(d.Time))
	}
	f.add("  Status", "%s", d.Words)
	if a := d.Adopts; a != nil {
		f.add("  Draft of the MoU", "version %d: %s", a.Version, adoptionWords(*a))
	}
	f.add("  Route", "%s", api.RouteWords(d.Route))
	f.add("  Entry", "%s", thousands(d.Entry))
	f.add("  Rules' code", "%s", ledger.CheckCode(d.Rules))
	for _, v := range d.Variations {
		f.add("  Since then", "%s by %s (entry %s)", v.How, v.By, thousands(v.Entry))
	}
	return f
}

func adoptionWords(a api.Adoption) string {
	said := lowerFirst(a.Words)
	if a.Why != "" {
		said += ". " + strings.TrimSuffix(a.Why, ".")
	}
	return said
}

// privateWords says under which private item something was taken, and until when it
// is.
func privateWords(i ledger.PrivateItem) string {
	until := "No day of release is set."
	if i.Release != "" {
		until = "It is public from " + i.Release.InWords() + "."
	}
	return fmt.Sprintf("Taken in private, under item %s of %s: %s. %s", i.Item, i.Meeting, strings.TrimSuffix(i.Reason, "."), until)
}

// decision reads a decision, and says so if the motion is not decided yet.
func (s *session) decision(ref string) (api.Decision, error) {
	d, err := s.client.Decision(s.ctx, ref)
	if p := (*api.Problem)(nil); errors.As(err, &p) && p.Code == ledger.CodeNotFound {
		if m, err := s.client.Motion(s.ctx, ref); err == nil {
			return d, advised(p.Code, "see it with "+s.command("motion", "show", m.Ref), "%s is not decided: its status is %s", m.Ref, strings.ToLower(m.Words))
		}
	}
	return d, notFound(err, ref, func() []string {
		decisions, err := s.client.Decisions(s.ctx, nil)
		if err != nil {
			return nil // no hint is given
		}
		var refs []string
		for _, d := range decisions.Items {
			refs = append(refs, d.Ref)
		}
		return refs
	})
}

// behind gives what a decision's money follows from: its motion, and what is owed
// because of it, by or to one party or between all.
func (s *session) behind(d api.Decision, party string) (api.Motion, []api.Obligation, error) {
	m, err := s.motion(d.Ref)
	if err != nil || len(d.Obligations) == 0 {
		return m, nil, err
	}
	filter := url.Values{"function": {d.Function}}
	set(filter, "party", party)
	all, err := s.client.Obligations(s.ctx, filter)
	return m, slices.DeleteFunc(all.Items, func(o api.Obligation) bool { return o.Decision != d.Ref }), err
}

// parties shows what a decision means for each party, and what a risk share changes.
// What it pays and loses is left out of what would not be carried: it would be nothing
// then, beside what it would be otherwise.
func (s *session) parties(parties []api.DecisionParty, shares []shareYear, carried bool) {
	if len(parties) == 0 {
		return
	}
	loses := "Loses"
	if len(shares) > 0 {
		loses = "Left to bear"
	}
	s.heading("What it means for each party")
	columns := []column{left("Party"), left("Vote"), left("Bound")}
	if carried {
		columns = append(columns, left("Pays"), left(loses))
	}
	t := newTable(columns...)
	names := map[string]string{}
	for _, p := range parties {
		names[p.Party] = p.Name
		cells := []string{p.Name, p.Position, boundNow(p)}
		if carried {
			cells = append(cells, yearly(p.Cost, spendOf), yearly(p.Cost, lossOf))
		}
		t.add(cells...)
	}
	t.write(s.out, s.width)
	t = newTable(left("Party"), whole("Year"), whole("Before"), whole("Risk share"), whole("Left"))
	for _, y := range shares {
		if names[y.party] == "" {
			continue
		}
		before, share, after := "loses", "receives", "bears"
		if y.before < 0 {
			before, share, after = "gains", "pays", "keeps"
		}
		t.add(names[y.party], y.year, before+" "+ledger.Pounds(max(y.before, -y.before)), share+" "+ledger.Pounds(max(y.share, -y.share)), after+" "+ledger.Pounds(max(y.after, -y.after)))
	}
	if len(t.rows) > 0 {
		heading := "What the risk share changes"
		if !carried {
			heading = "What the risk share would change, were it carried"
		}
		s.heading(heading)
		t.write(s.out, s.width)
	}
}

// worthExplaining is the party of which people will ask why: one that is bound
// against its vote, or awaited, or else the first.
func worthExplaining(parties []api.DecisionParty) string {
	for _, bound := range []string{ledger.BoundAgainstVote, ledger.BoundOnRatification} {
		for _, p := range parties {
			if p.Bound == bound {
				return p.Party
			}
		}
	}
	return first(parties, func(p api.DecisionParty) string { return p.Party })
}

// boundNow is boundWords with the governing body's answer, if there is one.
func boundNow(p api.DecisionParty) string {
	words := boundWords(p.PartyOutcome)
	if p.Answer == nil {
		if p.Bound == ledger.BoundOnRatification {
			words += "; awaited until " + shortWhen(p.RatifyBy)
		}
		return words
	}
	switch p.Answer.Status {
	case "ratified":
		return "Bound: its governing body ratified" + clauseWords(p.Clause)
	case "refused":
		return "Not bound: its governing body refused" + clauseWords(p.Clause)
	}
	return "Not bound: its governing body did not answer in time" + clauseWords(p.Clause)
}

func yearly(cost []ledger.YearCost, of func(ledger.YearCost) int64) string {
	var parts []string
	for _, y := range cost {
		if n := of(y); n != 0 {
			parts = append(parts, y.Year+" "+ledger.Pounds(n))
		}
	}
	if len(parts) == 0 {
		return "nothing"
	}
	return strings.Join(parts, ", ")
}

type decisionExplain struct {
	Decision string `arg:"" help:"the decision's reference"`
	Party    string `placeholder:"PARTY" help:"explain it for this party; default for all"`
}

func (decisionExplain) Help() string {
	return `
concordat decision explain GM-2015-004 --party 00V`
}

// Run explains a decision, party by party.
func (c *decisionExplain) Run(s *session) error {
	if err := s.open(); err != nil {
		return err
	}
	d, err := s.decision(c.Decision)
	if err != nil {
		return err
	}
	if err := s.resolve(&c.Party); err != nil {
		return err
	}
	parties := d.Parties
	if c.Party != "" {
		p := ofParty(d.Parties, c.Party)
		if p.Party == "" {
			return advised(ledger.CodeNotFound, "see whom it binds with "+s.command("decision", "show", d.Ref), "%s took no part in %s", c.Party, d.Ref)
		}
		parties = []api.DecisionParty{p}
	}
	m, owed, err := s.behind(d, c.Party)
	if err != nil {
		return err
	}
	return s.answer(parties, func() {
		s.title(d.Ref, d.Title)
		s.paragraph(0, d.OutcomeIs+" on "+day(d.Decided.Day())+" by "+api.RouteWords(d.Route)+".")
		for _, p := range parties {
			s.print("")
			s.explain(d, p, stakeOf(m, p, terms(owed)))
		}
		if c.Party != "" {
			for _, o := range owed {
				s.print("")
				s.title(o.Obligation, obligationSentence(o, s.ledger.Time.Day()))
				s.paragraph(2, o.Working)
			}
			s.next("obligation", "list", "--party", c.Party)
		}
	})
}

func (s *session) explain(d api.Decision, p api.DecisionParty, k stake) {
	line, f := boundBy(d, p, k)
	s.paragraph(0, line)
	if p.Explain != "" {
		s.paragraph(2, p.Explain)
	}
	f.write(s.out, s.width)
}

// boundBy says whether a decision binds a party, and what that rests on.
func boundBy(d api.Decision, p api.DecisionParty, k stake) (line string, f facts) {
	verb := map[string]string{
		ledger.BoundByVote: "is bound by its vote", ledger.BoundAgainstVote: "is bound although it voted against",
		ledger.BoundOnRatification: "is bound once its governing body ratifies", ledger.BoundNot: "is not bound",
	}[p.Bound]
	if p.Bound == ledger.BoundAgainstVote && p.Position != ledger.ChoiceAgainst {
		verb = "is bound although it did not vote for"
	}
	if p.Answer != nil {
		verb = map[string]string{
			"ratified": "is bound: its governing body ratified", "refused": "is not bound: its governing body refused",
			"lapsed": "is not bound: its governing body did not answer in time",
		}[p.Answer.Status]
	}
	f.add("  Its vote", "%s", p.Position)
	if p.Chain != "" {
		f.add("  Authority", "%s", p.Chain)
	}
	for _, by := range p.Signed {
		f.add("  Signed", "%s", api.SignatoryWords(by))
	}
	if len(p.Sources) > 0 {
		var from []string
		for _, source := range p.Sources {
			from = append(from, source.InWords())
		}
		f.add("  Recorded in", "%s", strings.Join(from, "; "))
	}
	if len(p.Cost) > 0 || k.shared() {
		k.add(&f)
	}
	if p.Bound == ledger.BoundOnRatification {
		answer := "awaited until " + when(p.RatifyBy)
		if a := p.Answer; a != nil {
			answer = fmt.Sprintf("%s, %s (entry %s)", a.Status, when(a.Time), thousands(a.Entry))
			if a.Resolution != nil {
				answer += ", by resolution " + a.Resolution.Ref + " of " + day(a.Resolution.On)
			}
		}
		f.add("  Governing body", "%s", answer)
	}
	f.add("  Decision", "entry %s, by the rules with code %s", thousands(d.Entry), ledger.CheckCode(d.Rules))
	return p.Name + " " + verb + clauseWords(p.Clause) + ".", f
}

type decisionRatify struct {
	Decision   string `arg:"" help:"the decision's reference"`
	Resolution string `required:"" placeholder:"REF" help:"your governing body's own reference for its resolution"`
	On         string `required:"" placeholder:"DATE" help:"the day on which it was passed, such as 2015-11-12"`
	Refuse     bool   `help:"the governing body refused: your party is not bound"`
	Party      string `placeholder:"PARTY" help:"the party that you are an officer of, if there are several"`
	Yes        bool   `short:"y" help:"do not ask"`
}

func (decisionRatify) Help() string {
	return `
concordat decision ratify GM-2015-005 --resolution GB/15/118 --on 2015-12-01 --as trafford-officer
concordat decision ratify GM-2015-005 --refuse --resolution GB/15/118 --on 2015-12-01 --as trafford-officer`
}

// Run records the governing body's answer.
func (c *decisionRatify) Run(s *session) error {
	on := ledger.Date(c.On)
	if err := on.Check(); err != nil {
		return usage("--on: %v", err)
	}
	if err := s.openToSign(ledger.KindDecisionRatified, c.Yes); err != nil {
		return err
	}
	d, err := s.decision(c.Decision)
	if err != nil {
		return err
	}
	party, err := s.officerParty(c.Party)
	if err != nil {
		return err
	}
	merged, err := s.merged(party)
	if err != nil {
		return err
	}
	if !slices.ContainsFunc(d.Parties, func(p api.DecisionParty) bool {
		return p.Bound == ledger.BoundOnRatification && p.Answer == nil && slices.Contains(merged, p.Party)
	}) {
		return advised(ledger.CodeRefused, "see how it stands with "+s.command("decision", "show", d.Ref), "%s awaits no ratification by %s", d.Ref, cmp.Or(ofParty(d.Parties, party).Name, party))
	}
	r := ledger.Resolution{Ref: c.Resolution, On: on}
	kind, title := ledger.KindDecisionRatified, "Ratification recorded"
	var body any = ledger.DecisionRatified{Decision: d.Ref, Resolution: r}
	if c.Refuse {
		kind, title, body = ledger.KindRatificationRefused, "Refusal recorded", ledger.RatificationRefused{Decision: d.Ref, Resolution: r}
	}
	done, err := s.state(kind, party, body, "Sign and send?", c.Yes)
	if err != nil {
		return err
	}
	if err := s.recorded(title, done); err != nil {
		return err
	}
	s.next("decision", "explain", d.Ref, "--party", merged[0])
	return nil
}

// merged are the parties for which a party's governing body answers: those in whose
// place it stands since they merged, and last itself.
func (s *session) merged(party string) ([]string, error) {
	list, err := s.client.Parties(s.ctx)
	if err != nil {
		return nil, err
	}
	for _, p := range list.Items {
		if p.Code == party {
			return append(p.Successor, party), nil
		}
	}
	return []string{party}, nil
}
