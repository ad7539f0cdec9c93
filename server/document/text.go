package document

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"concordat/ledger"
	"concordat/server/api"
)

// page collects lines of text.
type page struct{ strings.Builder }

func (p *page) line(format string, args ...any) { fmt.Fprintf(p, format+"\n", args...) }

// heading begins a part, of which the first line after it is known to come.
func (p *page) heading(words string) { p.line("\n%s", strings.ToUpper(words)) }

// list writes a part with one line for each item, or that there is none.
func (p *page) list(heading, none string, lines []string) {
	if len(lines) == 0 && none == "" {
		return
	}
	p.heading(heading)
	for _, l := range lines {
		p.line("%s", l)
	}
	if len(lines) == 0 {
		p.line("%s", none)
	}
}

// MinutesText is minutes as plain text: UTF-8, one line a paragraph, so that it can
// be pasted into a letter, and its digest pins it.
func MinutesText(m api.Minutes) []byte {
	p := &page{}
	p.line("%s", m.Board)
	if m.Name != "" {
		p.line("Committee of %s, sitting in common", m.Name)
	}
	p.line("Minutes of %s: %s", m.Meeting, m.Title)
	p.line("Held from %s", m.Starts.InWords())
	if m.Ended != "" {
		p.line("Ended at %s", m.Ended.InWords())
	}
	p.line("Place: %s", m.Place)
	p.list("Present, voting", "Nobody.", eachPerson(m.Voting))
	p.list("Present, not voting", "", eachPerson(m.Others))
	p.list("In attendance", "", eachPerson(m.Attending))
	p.list("Apologies", "None.", eachPerson(m.Apologies))
	var presiding []string
	for _, o := range m.Presiding {
		presiding = append(presiding, o.Person+presidedOver(o))
	}
	p.list("Presiding", "", presiding)
	var interests []string
	for _, i := range m.Interests {
		interests = append(interests, interestLine(i))
	}
	p.list("Interests and rulings", "None was declared.", interests)
	for _, i := range m.Items {
		p.item(i)
	}
	var actions []string
	for _, a := range m.Actions {
		actions = append(actions, fmt.Sprintf("%s: %s. %s, by %s (item %s)", a.Action, strings.TrimSuffix(a.What, "."), whose(a), a.Due.InWords(), a.Item))
	}
	p.list("Actions", "", actions)
	var countersigned []string
	for _, c := range m.Countersigned {
		countersigned = append(countersigned, countersignatureLine(c))
	}
	p.list("The ledger as it was shown", "", countersigned)
	return []byte(p.String())
}

// countersignatureLine is a checkpoint and who signed that they saw it. Its code is
// that which concordat checkpoint show prints.
func countersignatureLine(c api.Countersignature) string {
	return fmt.Sprintf("%s: %s, code %s, countersigned by %s at %s (entry %d)", c.Name, named(int(c.Size), "1 entry", number(c.Size)+" entries"), c.Code, c.Person, c.Time.InWords(), c.Entry)
}

func eachPerson(people []api.MinutedPerson) []string {
	var lines []string
	for _, x := range people {
		lines = append(lines, personLine(x))
	}
	return lines
}

func personLine(x api.MinutedPerson) string {
	line := x.Person
	if x.Name != "" {
		line = x.Name + ": " + line
	}
	switch {
	case x.DeputyFor != "":
		line += ", deputy for " + x.DeputyFor
	case x.Deputy:
		line += ", deputy"
	}
	return line
}

func presidedOver(o ledger.Presiding) string {
	if len(o.Items) == 0 {
		return ""
	}
	return ", over " + named(len(o.Items), "item", "items") + " " + joined(o.Items)
}

func interestLine(i api.MinutedInterest) string {
	line := fmt.Sprintf("Item %s (%s): %s declared an interest (%s), known since %s, on %s. ", i.Item, i.Motion, i.Person, i.Nature, i.Known.InWords(), i.Stated.Day().InWords())
	if len(i.Rulings) == 0 {
		line += "It was not ruled on."
	}
	byRuling := map[string][]string{}
	for _, r := range i.Rulings {
		byRuling[r.Ruling] = append(byRuling[r.Ruling], r.Person)
	}
	var parts []string
	for _, ruling := range slices.Sorted(maps.Keys(byRuling)) {
		parts = append(parts, fmt.Sprintf("Ruled by %s: %s.", joined(byRuling[ruling]), rulingWords(ruling)))
	}
	return line + strings.Join(parts, " ") + " Code " + i.Code + "."
}

func rulingWords(ruling string) string {
	switch ruling {
	case ledger.InterestNoted:
		return "noted"
	case ledger.InterestMaySpeak:
		return "may speak, may not vote"
	case ledger.InterestWithdraws:
		return "withdraws"
	}
	return strings.ReplaceAll(ruling, "_", " ")
}

func whose(a api.MinutedAction) string {
	if a.Person != "" && a.Name != "" {
		return a.Person + " of " + a.Name
	}
	return a.Person + a.Name
}

// item writes one item of the agenda.
func (p *page) item(i api.MinutedItem) {
	p.heading(i.Item + "  " + i.Title)
	if i.Private != "" {
		p.line("Taken in private: %s", i.Private)
		if i.Release != "" {
			p.line("Its papers are public from %s.", i.Release.InWords())
		}
		if i.Withheld {
			p.line("%s", withheldItem)
		}
	}
	for _, a := range i.Away {
		if a.Returned == "" {
			p.line("%s left at %s and did not return.", a.Person, a.Left.InWords())
		} else {
			p.line("%s left at %s and returned at %s.", a.Person, a.Left.InWords(), a.Returned.InWords())
		}
	}
	if i.Minutes != "" {
		p.line("The minutes of %s were put for approval.", i.Minutes)
	}
	if i.Reports != "" {
		p.line("The urgent decision %s was reported.", i.Reports)
	}
	for _, m := range i.Motions {
		p.motion(m)
	}
	for _, o := range i.Points {
		p.line("Point of order: %s", o.Point)
		p.line("Ruling from the chair: %s", o.Ruling)
	}
	if d := i.Deferred; d != nil {
		to := ""
		if d.To != "" {
			to = " to " + d.To
		}
		p.line("Deferred%s: %s", to, d.Reason)
	}
	for _, n := range i.Notes {
		p.line("%s", n)
	}
}

// withheldItem stands in minutes for what their reader may not read of an item yet.
const withheldItem = "This is the public version: what was said, put and recorded under this item is withheld."

// withheldDecision stands in a notice for what its reader may not read yet.
func withheldDecision(i ledger.PrivateItem) string {
	until := "no day of release is set"
	if i.Release != "" {
		until = "they are public from " + i.Release.InWords()
	}
	return fmt.Sprintf("It was taken in private, under item %s of %s: %s. Its text, reasons, votes and obligations are withheld; %s.", i.Item, i.Meeting, strings.TrimSuffix(i.Reason, "."), until)
}

func (p *page) motion(m api.MinutedMotion) {
	mover := m.Mover
	if m.MoverName != "" {
		mover = m.MoverName + " (" + mover + ")"
	}
	p.line("Motion %s: %s", m.Ref, m.Title)
	p.line("Moved by %s. %s", mover, textCode(m))
	for _, a := range m.Amendments {
		p.line("Amendment moved by %s, code %s. [-Taken out-], {+put in+}:", a.Name, a.Code)
		p.quote(Compared(a.Compared))
		switch {
		case a.Hands != nil:
			p.hands(*a.Hands)
			p.line("The amendment was %s.", strings.ToLower(api.OutcomeWords(a.Outcome)))
		case a.Outcome == "":
			p.line("The amendment was not put.")
		}
	}
	if len(m.Parts) > 0 {
		p.line("Divided, and put in parts: %s.", joined(m.Parts))
	}
	p.line("The motion, verbatim:")
	p.quote(strings.Join(m.Text, "\n"))
	for _, o := range m.Options {
		p.line("Option: %s", o)
	}
	for _, c := range m.Conditions {
		p.line("Condition: %s", c)
	}
	switch {
	case m.Hands != nil:
		p.hands(*m.Hands)
	case len(m.Parts) == 0:
		p.line("Not put.")
	}
	if m.Result != nil {
		p.result(*m.Result)
	}
}

// textCode names the statement that gave a motion its text. All parts of a motion
// that was divided have theirs from the one division.
func textCode(m api.MinutedMotion) string {
	if m.Whole != "" {
		return fmt.Sprintf("Its text is a part of %s, by the division with the code %s.", m.Whole, m.Code)
	}
	return fmt.Sprintf("Code of the text %s.", m.Code)
}

// quote sets words of a statement apart.
func (p *page) quote(text string) {
	for l := range strings.SplitSeq(text, "\n") {
		p.line("  | %s", l)
	}
}

// Compared is a comparison as text, in the marks of wdiff.
func Compared(list []api.Words) string {
	var b strings.Builder
	for i, w := range list {
		if i > 0 && !strings.HasPrefix(w.Text, paragraph) && !strings.HasSuffix(list[i-1].Text, paragraph) {
			b.WriteString(" ")
		}
		switch w.How {
		case api.WordsTaken:
			b.WriteString("[-" + w.Text + "-]")
		case api.WordsPutIn:
			b.WriteString("{+" + w.Text + "+}")
		default:
			b.WriteString(w.Text)
		}
	}
	return b.String()
}

func (p *page) hands(v api.MinutedVote) {
	if v.WithoutVote {
		p.line("Agreed without a vote: %s present and entitled, none against. Code %s.", number(int64(len(v.Hands))), v.Code)
		p.standing(v)
		return
	}
	for _, choice := range choices(v.Counts) {
		var who []string
		for _, h := range v.Hands {
			if h.Choice == choice {
				who = append(who, handLine(h))
			}
		}
		p.line("%s: %d. %s.", api.ChoiceWords(choice), v.Counts[choice], strings.Join(who, "; "))
	}
	if v.Casting != "" {
		p.line("Casting vote by %s: %s.", v.Presided, strings.ToLower(api.ChoiceWords(v.Casting)))
	}
	if len(v.Dissent) > 0 {
		var who []string
		for _, h := range v.Dissent {
			who = append(who, handLine(h))
		}
		p.line("Dissent recorded: %s.", strings.Join(who, "; "))
	}
	p.line("Code of the show of hands %s.", v.Code)
	p.standing(v)
}

func (p *page) standing(v api.MinutedVote) {
	for _, line := range standingLines(v) {
		p.line("%s", line)
	}
}

// standingLines say who confirmed the hands recorded, and who denies them.
func standingLines(v api.MinutedVote) (lines []string) {
	if len(v.Confirmed) > 0 {
		lines = append(lines, fmt.Sprintf("Confirmed by the hand of seat %s.", strings.Join(v.Confirmed, ", ")))
	}
	if v.CastingConfirmed {
		lines = append(lines, fmt.Sprintf("Casting vote confirmed by %s.", v.Presided))
	}
	for _, d := range v.Denied {
		line := fmt.Sprintf("Denied for seat %s by %s (%s), so that these hands do not stand", d.Seat, d.Name, d.Person)
		if d.Reason != "" {
			line += ": " + d.Reason
		}
		lines = append(lines, strings.TrimRight(line, ".")+".")
	}
	return lines
}

func handLine(h api.MinutedHand) string {
	line := h.Name + " (" + h.Person + ")"
	if len(h.Then) > 0 {
		line += ", then " + strings.Join(h.Then, ", then ")
	}
	return line
}

func (p *page) result(r api.MinutedResult) {
	p.line("%s", resultLine(r))
	for _, c := range r.Checks {
		p.line("  %s", checkLine(c))
	}
	if noneBound(r.Parties) {
		p.line("  No party is bound.")
	} else {
		for _, o := range r.Parties {
			p.line("  %s: %s%s.", o.Name, lower(api.BoundWords(o.PartyOutcome)), byClause(o.Clause))
		}
	}
	for _, o := range r.Obligations {
		p.line("  Obligation: %s", obligationLine(o, r.Parties))
	}
}

// resultLine is what was decided: of one of several committees what it decided for
// its party.
func resultLine(r api.MinutedResult) string {
	if r.Decided != "" {
		return fmt.Sprintf("%s decided: %s.", r.Parties[0].Name, r.Decided)
	}
	return fmt.Sprintf("Result: %s.", lower(api.DecidedWords(r.Outcome, r.Checks)))
}

// noneBound: of several parties not one is bound, which is said once.
func noneBound(parties []api.DecisionParty) bool {
	return len(parties) > 1 && !slices.ContainsFunc(parties, func(o api.DecisionParty) bool { return o.Bound != ledger.BoundNot })
}

func checkLine(c ledger.Check) string {
	met := "Not met"
	if c.Met {
		met = "Met"
	}
	words := strings.TrimSuffix(c.Explain, ".")
	if words == "" {
		words = fmt.Sprintf("Needed: %s. Found: %s", c.Required, c.Actual)
	}
	if !strings.HasSuffix(words, met) { // explanations mostly say so themselves
		words += ". " + met
	}
	return fmt.Sprintf("%s%s: %s.", c.Title, byClause(c.Clause), words)
}

func obligationLine(o ledger.ObligationTerm, parties []api.DecisionParty) string {
	name := func(code string) string {
		for _, p := range parties {
			if p.Party == code {
				return p.Name
			}
		}
		return code
	}
	to := ""
	if o.Payee != "" {
		to = " to " + name(o.Payee)
	}
	if o.Pence == 0 {
		return fmt.Sprintf("%s: %s, by %s%s", name(o.Payer), o.What, o.Due.InWords(), awaits(o.Awaits))
	}
	return fmt.Sprintf("%s: %s%s for %s, due on %s%s", name(o.Payer), ledger.Pounds(o.Pence), to, o.What, o.Due.InWords(), awaits(o.Awaits))
}

func awaits(parties []string) string {
	if len(parties) == 0 {
		return ""
	}
	return ", once ratified by " + joined(parties)
}

// NoticeText is a decision notice as plain text.
func NoticeText(n api.DecisionNotice) []byte {
	p := &page{}
	p.line("%s", n.Board)
	p.line("Decision notice %s: %s", n.Ref, n.Title)
	p.line("%s on %s%s. Status: %s.", api.DecidedWords(n.Outcome, n.Checks), n.Decided.Day().InWords(), atMeeting(n.Meeting), lower(n.Status.Words))
	if n.Withheld != nil {
		p.line("%s", withheldDecision(*n.Withheld))
		return []byte(p.String())
	}
	p.line("Moved by %s.", mover(n))
	for _, v := range n.Variations {
		p.line("This decision was %s by %s (entry %d).", v.How, v.By, v.Entry)
	}
	p.list(decidedHeading(n), "", numbered(n.Decisions))
	p.list("Options put", "", n.Options)
	p.list("Reasons", "None is on the record.", numbered(n.Reasons))
	var rejected []string
	for _, r := range n.Rejected {
		rejected = append(rejected, r.Option+": "+r.Why)
	}
	p.list("Options considered and rejected", "None is on the record.", rejected)
	var conditions []string
	for i, c := range n.Conditions {
		conditions = append(conditions, fmt.Sprintf("%d. %s %s", i+1, c.Text, metWords(c.Met)))
	}
	p.list("Conditions", "", conditions)
	var votes []string
	for _, v := range n.Votes {
		votes = append(votes, fmt.Sprintf("%s: %s", handLine(v), lower(api.ChoiceWords(v.Choice))))
	}
	p.list("Votes", "None was cast.", votes)
	var checks []string
	for _, c := range n.Checks {
		checks = append(checks, checkLine(c))
	}
	p.list("The rules that it was decided by", "", checks)
	var parties []string
	for _, o := range n.Parties {
		parties = append(parties, partyLine(o))
	}
	p.list("Who is bound", "Nobody.", parties)
	var owed []string
	for _, o := range n.Obligations {
		owed = append(owed, o.Ref+": "+owedLine(o))
	}
	p.list("What they are bound to", "", owed)
	p.list("How to check this", "", verifying(n))
	return []byte(p.String())
}

func mover(n api.DecisionNotice) string {
	if n.MoverName == "" {
		return n.Mover
	}
	return n.MoverName + " (" + n.Mover + ")"
}

func decidedHeading(n api.DecisionNotice) string {
	if n.Outcome == ledger.OutcomeCarried {
		return "Decided"
	}
	return "Put, and not decided so"
}

func atMeeting(ref string) string {
	if ref == "" {
		return ""
	}
	return " at " + ref
}

func metWords(met bool) string {
	if met {
		return "(met)"
	}
	return "(not met yet)"
}

func partyLine(o api.DecisionParty) string {
	line := o.Name + ": " + lower(api.BoundWords(o.PartyOutcome)) + byClause(o.Clause)
	if o.Answer != nil {
		line += "; " + o.Answer.Status + " on " + o.Answer.Time.Day().InWords()
	}
	if o.Chain != "" {
		line += ". Authority: " + strings.TrimSuffix(o.Chain, ".")
	}
	for _, by := range o.Signed {
		line += ". " + api.SignatoryWords(by)
	}
	return line + "."
}

func owedLine(o api.NoticedObligation) string {
	to := ""
	if o.Payee != "" {
		to = " to " + o.Payee
	}
	if o.Pence == 0 {
		return fmt.Sprintf("%s%s: %s, by %s", o.Payer, to, o.What, o.Due.InWords())
	}
	return fmt.Sprintf("%s pays %s%s for %s by %s", o.Payer, ledger.Pounds(o.Pence), to, o.What, o.Due.InWords())
}

// verifying says how anybody checks a decision without trusting who serves it.
func verifying(n api.DecisionNotice) []string {
	return []string{
		fmt.Sprintf("It is entry %d of the ledger %s, decided under version %d of the memorandum of understanding, whose rules have the code %s.", n.Entry, n.Origin, n.MoU, ledger.CheckCode(n.Rules)),
		"concordat export -o ledger.tar",
		"concordat verify ledger.tar --trust LOG-KEY, with the log's key from a party's officer",
	}
}

func numbered(list []string) []string {
	var lines []string
	for i, l := range list {
		lines = append(lines, fmt.Sprintf("%d. %s", i+1, l))
	}
	return lines
}

// choices are those that were made, for, against and abstain first and options in
// the order of their words.
func choices(counts map[string]int64) []string {
	var list []string
	for _, c := range []string{ledger.ChoiceFor, ledger.ChoiceAgainst, ledger.ChoiceAbstain} {
		if _, ok := counts[c]; ok {
			list = append(list, c)
		}
	}
	for _, c := range slices.Sorted(maps.Keys(counts)) {
		if !slices.Contains(list, c) {
			list = append(list, c)
		}
	}
	return list
}

func byClause(clause string) string {
	if clause == "" {
		return ""
	}
	return " (clause " + clause + ")"
}

func joined(list []string) string {
	if len(list) < 2 {
		return strings.Join(list, "")
	}
	return strings.Join(list[:len(list)-1], ", ") + " and " + list[len(list)-1]
}

func named(n int, one, many string) string {
	if n == 1 {
		return one
	}
	return many
}

func number(n int64) string { return fmt.Sprint(n) }

func lower(s string) string {
	if s == "" {
		return s
	}
	return strings.ToLower(s[:1]) + s[1:]
}
