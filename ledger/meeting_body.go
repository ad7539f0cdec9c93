package ledger

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

// The shape and the sentence of each kind of statement about meetings.

// MeetingCalled calls a meeting: members are given notice of it and of each
// motion on its agenda.
type MeetingCalled = Meeting

// AgendaAmended replaces the agenda of a meeting that has not begun.
type AgendaAmended = Meeting

func (b *ForwardPlanPublished) shape(s *shape) {
	s.date("from", b.From)
	s.date("until", b.Until)
	s.that(b.From <= b.Until, "until", "%s is before %s", b.Until, b.From)
	s.list("items", len(b.Items), 1, MaxItems)
	for i, item := range b.Items {
		at := fmt.Sprintf("items/%d/", i)
		s.text(at+"title", item.Title, MaxTitle)
		s.code(at+"function", item.Function)
		s.date(at+"expected", item.Expected)
		s.that(item.Expected >= b.From && item.Expected <= b.Until, at+"expected", "%s is not in the time that the plan covers", item.Expected)
		if item.Motion != "" {
			s.code(at+"motion", item.Motion)
		}
		if item.Private != "" {
			s.text(at+"private", item.Private, MaxNote)
		}
	}
}

func (b *MeetingRequisitioned) shape(s *shape) {
	s.code("seat", b.Seat)
	s.list("business", len(b.Business), 1, MaxItems)
	for _, business := range b.Business {
		s.text("business", business, MaxTitle)
	}
	s.list("motions", len(b.Motions), 0, MaxItems)
	s.codes("motions", b.Motions)
}

func (b *RequisitionJoined) shape(s *shape) {
	s.digest("requisition", b.Requisition)
	s.code("seat", b.Seat)
}

func (b *Meeting) shape(s *shape) {
	s.code("meeting", b.Ref)
	s.text("title", b.Title, MaxTitle)
	s.time("starts", b.Starts)
	s.text("place", b.Place, MaxTitle)
	s.list("of", len(b.Of), 0, MaxRoll)
	s.codes("of", b.Of)
	s.optional("requisition", b.Requisition)
	s.list("items", len(b.Items), 1, MaxItems)
	items, about := map[string]bool{}, map[string]bool{}
	for i, item := range b.Items {
		at := fmt.Sprintf("items/%d/", i)
		s.code(at+"item", item.Item)
		s.that(!items[item.Item], at+"item", "two items have the number %s", item.Item)
		items[item.Item] = true
		s.text(at+"title", item.Title, MaxTitle)
		named := 0
		for _, x := range []struct{ field, ref string }{{"motion", item.Motion}, {"minutes", item.Minutes}, {"reports", item.Reports}} {
			if x.ref == "" {
				continue
			}
			named++
			s.code(at+x.field, x.ref)
			s.that(!about[x.field+x.ref], at+x.field, "%s stands on the agenda twice", x.ref)
			about[x.field+x.ref] = true
		}
		s.that(named <= 1, at, "an item puts a motion, or minutes, or reports a decision: give each an item of its own")
		if item.Private != "" {
			s.text(at+"private", item.Private, MaxNote)
		}
		if item.Release != "" {
			s.date(at+"release", item.Release)
			s.that(item.Private != "", at+"release", "only a private item is released later: say why it is private")
		}
	}
}

// item names the meeting and the item that a statement is about.
func (s *shape) item(meeting, item string) {
	s.code("meeting", meeting)
	s.code("item", item)
}

func (b *AttendanceRecorded) shape(s *shape) {
	s.code("meeting", b.Meeting)
	s.list("people", len(b.People), 1, MaxAttendees)
	type place struct{ person, seat string }
	seen, present := map[place]bool{}, map[string]bool{}
	for i, a := range b.People {
		at := fmt.Sprintf("people/%d/", i)
		s.code(at+"person", a.Person)
		s.oneOf(at+"as", a.As, AttendsAsMember, AttendsAsDeputy, AttendsInAttendance, AttendsWithApologies)
		if a.Seat != "" {
			s.code(at+"seat", a.Seat)
			s.that(a.As != AttendsInAttendance, at+"seat", "who is in attendance sits in no seat")
		}
		s.that(!seen[place{a.Person, a.Seat}], at+"person", "%s is listed twice for the same seat", a.Person)
		seen[place{a.Person, a.Seat}] = true
		present[a.Person] = present[a.Person] || a.As != AttendsWithApologies
		s.list(at+"absent", len(a.Absent), 0, MaxItems)
		s.that(len(a.Absent) == 0 || a.As != AttendsWithApologies, at+"absent", "who sent apologies was absent throughout")
		for j, absence := range a.Absent {
			s.code(at+"absent/item", absence.Item)
			s.time(at+"absent/left", absence.Left)
			if absence.Returned != "" {
				s.time(at+"absent/returned", absence.Returned)
				s.that(absence.Left <= absence.Returned, at+"absent/returned", "nobody returns before leaving")
			}
			for _, other := range a.Absent[:j] {
				s.that(other.Item != absence.Item, at+"absent/item", "item %s is named twice", absence.Item)
			}
		}
	}
	s.list("presiding", len(b.Presiding), 1, MaxItems)
	over := map[string]bool{}
	for i, p := range b.Presiding {
		at := fmt.Sprintf("presiding/%d/", i)
		s.code(at+"person", p.Person)
		s.that(present[p.Person], at+"person", "%s presides and is not among those present", p.Person)
		s.list(at+"items", len(p.Items), 0, MaxItems)
		items := p.Items
		if len(items) == 0 {
			items = []string{""} // all others
		} else {
			for _, item := range items {
				s.code(at+"items", item)
			}
		}
		for _, item := range items {
			s.that(!over[item], at+"items", "two people preside over the same")
			over[item] = true
		}
	}
}

func (b *ItemNoted) shape(s *shape) {
	s.item(b.Meeting, b.Item)
	s.list("text", len(b.Text), 1, MaxParagraphs)
	for _, paragraph := range b.Text {
		s.text("text", paragraph, MaxText)
	}
}

func (b *ItemDeferred) shape(s *shape) {
	s.item(b.Meeting, b.Item)
	if b.To != "" {
		s.code("to", b.To)
		s.that(b.To != b.Meeting, "to", "an item is deferred to another meeting")
	}
	s.text("reason", b.Reason, MaxNote)
}

func (b *PointRuled) shape(s *shape) {
	s.item(b.Meeting, b.Item)
	s.text("point", b.Point, MaxNote)
	s.text("ruling", b.Ruling, MaxNote)
}

func (b *AmendmentMoved) shape(s *shape) {
	s.item(b.Meeting, b.Item)
	s.digest("text", b.Text)
	s.code("by", b.By)
	s.within("to/", b.To.shape)
}

// within reports the fields of a part under its own name.
func (s *shape) within(part string, of func(*shape)) {
	inner := &shape{}
	of(inner)
	if e := inner.err; e != nil {
		s.fail(part+strings.TrimPrefix(e.Field, "/payload/body/"), "%s", e.Message)
	}
}

// hands are sorted by seat, each once.
func (s *shape) hands(hands []Hand) {
	s.list("hands", len(hands), 1, MaxRoll)
	for i, h := range hands {
		at := fmt.Sprintf("hands/%d/", i)
		s.code(at+"seat", h.Seat)
		s.code(at+"person", h.Person)
		s.text(at+"choice", h.Choice, MaxTitle)
		s.list(at+"then", len(h.Then), 0, 32)
		for j, option := range h.Then {
			s.text(at+"then", option, MaxTitle)
			s.that(option != h.Choice && !slices.Contains(h.Then[:j], option), at+"then", "%q is chosen twice", option)
		}
		s.that(i == 0 || hands[i-1].Seat < h.Seat, "hands", "hands are sorted by seat, each once")
	}
}

func (s *shape) roll(roll []RollSeat) {
	s.list("roll", len(roll), 1, MaxRoll)
	for i, r := range roll {
		s.code("roll/seat", r.Seat)
		s.code("roll/party", r.Party)
		s.that(r.Weight > 0, "roll/weight", "a vote weighs something")
		s.that(i == 0 || roll[i-1].Seat < r.Seat, "roll", "the roll is sorted by seat, each once")
	}
}

func (s *shape) withoutVote(without bool, hands []Hand) {
	for _, h := range hands {
		s.that(!without || h.Choice == ChoiceFor, "without_vote", "what is agreed without a vote has nobody against it, or abstaining")
	}
}

func (b *AmendmentPut) shape(s *shape) {
	s.item(b.Meeting, b.Item)
	s.code("motion", b.Motion)
	s.digest("amendment", b.Amendment)
	s.roll(b.Roll)
	s.hands(b.Hands)
	for i, h := range b.Hands {
		s.oneOf(fmt.Sprintf("hands/%d/choice", i), h.Choice, ChoiceFor, ChoiceAgainst, ChoiceAbstain)
		s.that(len(h.Then) == 0, fmt.Sprintf("hands/%d/then", i), "an amendment has no options")
	}
	s.withoutVote(b.WithoutVote, b.Hands)
	s.oneOf("outcome", b.Outcome, OutcomeCarried, OutcomeNotCarried)
}

func (b *MotionDivided) shape(s *shape) {
	s.item(b.Meeting, b.Item)
	s.code("motion", b.Motion)
	s.digest("text", b.Text)
	s.list("parts", len(b.Parts), 2, MaxParts)
	for i := range b.Parts {
		s.within(fmt.Sprintf("parts/%d/", i), b.Parts[i].shape)
	}
}

func (b *HandsShown) shape(s *shape) {
	s.item(b.Meeting, b.Item)
	s.code("motion", b.Motion)
	s.text("title", b.Title, MaxTitle)
	s.digest("text", b.Text)
	s.optional("impact", b.Impact)
	s.digest("rules", b.Rules)
	s.list("options", len(b.Options), 0, 32)
	s.roll(b.Roll)
	s.hands(b.Hands)
	s.withoutVote(b.WithoutVote, b.Hands)
	if b.Casting != "" {
		s.text("casting", b.Casting, MaxTitle)
	}
}

func (b *HandConfirmed) shape(s *shape) {
	s.code("motion", b.Motion)
	s.digest("shown", b.Shown)
	if b.Seat != "" || b.Casting == "" {
		s.code("seat", b.Seat)
		s.text("choice", b.Choice, MaxTitle)
	}
	s.that(b.Seat != "" || b.Choice == "" && len(b.Then) == 0, "seat", "name the seat whose hand it is")
	s.list("then", len(b.Then), 0, 32)
	for _, option := range b.Then {
		s.text("then", option, MaxTitle)
	}
	if b.Casting != "" {
		s.text("casting", b.Casting, MaxTitle)
	}
}

func (b *HandDenied) shape(s *shape) {
	s.code("motion", b.Motion)
	s.digest("shown", b.Shown)
	s.code("seat", b.Seat)
	if b.Reason != "" {
		s.text("reason", b.Reason, MaxNote)
	}
}

// action is a reference with a slash in it: GM-2015-M03/01.
func (s *shape) action(ref string) {
	meeting, number, ok := strings.Cut(ref, "/")
	s.that(ok && isCode(meeting) && isCode(number) && len(ref) <= MaxCode, "action", "name the action, such as GM-2015-M03/01")
}

func (b *ActionSet) shape(s *shape) {
	s.action(b.Action)
	s.item(b.Meeting, b.Item)
	s.text("what", b.What, MaxNote)
	s.that((b.Party != "") != (b.Person != ""), "party", "an action is a party's or a person's: name one of them")
	if b.Party != "" {
		s.code("party", b.Party)
	}
	if b.Person != "" {
		s.code("person", b.Person)
	}
	s.date("due", b.Due)
}

func (b *ActionClosed) shape(s *shape) {
	s.action(b.Action)
	s.oneOf("how", b.How, "done", "dropped")
	s.text("note", b.Note, MaxNote)
	if b.Evidence != nil {
		s.paper("evidence", *b.Evidence)
	}
}

func (s *shape) paper(field string, p Paper) {
	s.text(field+"/title", p.Title, MaxTitle)
	s.digest(field+"/sha256", p.SHA256)
}

func (b *ConditionMet) shape(s *shape) {
	s.code("decision", b.Decision)
	s.that(b.Condition >= 1, "condition", "conditions count from 1")
	s.paper("evidence", b.Evidence)
	s.date("on", b.On)
}

func (b *MeetingEnded) shape(s *shape) {
	s.code("meeting", b.Meeting)
	s.time("ended", b.Ended)
}

func (b *MinutesApproved) shape(s *shape) {
	s.code("meeting", b.Meeting)
	if b.At != "" {
		s.code("at", b.At)
		s.that(b.At != b.Meeting, "at", "minutes are approved after the meeting")
	}
	s.digest("text", b.Text)
	s.list("results", len(b.Results), 0, MaxItems)
	for i, r := range b.Results {
		at := fmt.Sprintf("results/%d/", i)
		s.code(at+"motion", r.Motion)
		s.digest(at+"shown", r.Shown)
		s.list(at+"counts", len(r.Counts), 1, 64)
		for _, choice := range slices.Sorted(maps.Keys(r.Counts)) {
			n := r.Counts[choice]
			s.text(at+"counts", choice, MaxTitle)
			s.that(n > 0 && n <= MaxRoll, at+"counts", "a count is of at least one hand and at most %d", MaxRoll)
		}
		s.list(at+"then", len(r.Then), 0, MaxRoll)
		for _, seat := range slices.Sorted(maps.Keys(r.Then)) {
			s.code(at+"then", seat)
			s.list(at+"then", len(r.Then[seat]), 1, 32)
			for _, option := range r.Then[seat] {
				s.text(at+"then", option, MaxTitle)
			}
		}
		if r.Casting != "" {
			s.text(at+"casting", r.Casting, MaxTitle)
		}
		s.that(i == 0 || b.Results[i-1].Motion < r.Motion, "results", "results are sorted by motion, each once")
	}
}

func (b *ForwardPlanPublished) sentence(p Payload, n Names) string {
	return fmt.Sprintf("%s publishes the forward plan %s: %s", p.Author, span(b.From, b.Until), counted(len(b.Items), "intended decision", "intended decisions"))
}

func (b *MeetingRequisitioned) sentence(p Payload, n Names) string {
	s := fmt.Sprintf("%s, for its seat %s, asks for a meeting on: %s", n.PartyName(p.Party), b.Seat, strings.Join(b.Business, "; "))
	if len(b.Motions) > 0 {
		s += fmt.Sprintf(" (%s)", strings.Join(b.Motions, ", "))
	}
	return s
}

func (b *RequisitionJoined) sentence(p Payload, n Names) string {
	return fmt.Sprintf("%s, for its seat %s, joins the request for a meeting with code %s", n.PartyName(p.Party), b.Seat, short(b.Requisition))
}

func (b *Meeting) sentence(p Payload, n Names) string {
	verb := "calls"
	if p.Kind == KindAgendaAmended {
		verb = "amends the agenda of"
	}
	s := fmt.Sprintf("%s %s meeting %s, %s, at %s, %s: %s", p.Author, verb, b.Ref, b.Title, b.Starts.InWords(), b.Place, counted(len(b.Items), "item", "items"))
	var motions []string
	for _, item := range b.Items {
		if item.Motion != "" {
			motions = append(motions, motion(n, item.Motion))
		}
	}
	if len(motions) > 0 {
		s += ", among them " + strings.Join(motions, "; ")
	}
	if len(b.Of) > 0 {
		var names []string
		for _, party := range b.Of {
			names = append(names, n.PartyName(party))
		}
		s += "; the committees of " + strings.Join(names, ", ") + " sit in common"
	}
	if b.Requisition != "" {
		s += "; asked for by the request with code " + short(b.Requisition)
	}
	return s
}

func (b *AttendanceRecorded) sentence(p Payload, n Names) string {
	as := map[string]int{}
	for _, a := range b.People {
		as[a.As]++
	}
	var parts []string
	for _, c := range []struct{ as, one, more string }{
		{AttendsAsMember, "as member", "as members"}, {AttendsAsDeputy, "as deputy", "as deputies"},
		{AttendsInAttendance, "in attendance", "in attendance"}, {AttendsWithApologies, "with apologies", "with apologies"},
	} {
		switch k := as[c.as]; k {
		case 0:
		case 1:
			parts = append(parts, "1 "+c.one)
		default:
			parts = append(parts, fmt.Sprintf("%d %s", k, c.more))
		}
	}
	var presiding []string
	for _, x := range b.Presiding {
		if !slices.Contains(presiding, x.Person) {
			presiding = append(presiding, x.Person)
		}
	}
	return fmt.Sprintf("%s records who was at %s: %s; %s presided", p.Author, b.Meeting, strings.Join(parts, ", "), strings.Join(presiding, ", then "))
}

func (b *ItemNoted) sentence(p Payload, n Names) string {
	return fmt.Sprintf("%s notes %s on item %s of %s", p.Author, counted(len(b.Text), "paragraph", "paragraphs"), b.Item, b.Meeting)
}

func (b *ItemDeferred) sentence(p Payload, n Names) string {
	to := ""
	if b.To != "" {
		to = " to " + b.To
	}
	return fmt.Sprintf("%s records that item %s of %s is deferred%s: %s", p.Author, b.Item, b.Meeting, to, b.Reason)
}

func (b *PointRuled) sentence(p Payload, n Names) string {
	return fmt.Sprintf("%s records a ruling from the chair on item %s of %s: %s; ruled: %s", p.Author, b.Item, b.Meeting, b.Point, b.Ruling)
}

func (b *AmendmentMoved) sentence(p Payload, n Names) string {
	return fmt.Sprintf("%s records at %s, item %s, that seat %s moves an amendment of %s, whose text has the code %s", p.Author, b.Meeting, b.Item, b.By, motion(n, b.To.Ref), short(b.Text))
}

// handsInWords writes hands by choice: "9 for, 2 against, 1 abstaining".
func handsInWords(counts map[string]int64) string {
	var parts []string
	words := map[string]string{ChoiceFor: "for", ChoiceAgainst: "against", ChoiceAbstain: "abstaining"}
	for _, choice := range []string{ChoiceFor, ChoiceAgainst, ChoiceAbstain} {
		if counts[choice] > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", counts[choice], words[choice]))
		}
	}
	for _, choice := range slices.Sorted(maps.Keys(counts)) {
		if words[choice] == "" {
			parts = append(parts, fmt.Sprintf("%d for the option %s", counts[choice], choice))
		}
	}
	return strings.Join(parts, ", ")
}

// countHands gives hands by choice.
func countHands(hands []Hand) map[string]int64 {
	counts := map[string]int64{}
	for _, h := range hands {
		counts[h.Choice]++
	}
	return counts
}

func withoutVoteInWords(without bool) string {
	if without {
		return "agreed without a vote: "
	}
	return ""
}

func (b *AmendmentPut) sentence(p Payload, n Names) string {
	words := map[string]string{OutcomeCarried: "is carried", OutcomeNotCarried: "is not carried"}
	return fmt.Sprintf("%s records at %s, item %s, that the amendment with code %s of %s %s: %s%s", p.Author, b.Meeting, b.Item, short(b.Amendment), motion(n, b.Motion), words[b.Outcome],
		withoutVoteInWords(b.WithoutVote), handsInWords(countHands(b.Hands)))
}

func (b *MotionDivided) sentence(p Payload, n Names) string {
	var parts []string
	for _, part := range b.Parts {
		parts = append(parts, part.Ref+", "+part.Title)
	}
	return fmt.Sprintf("%s records at %s, item %s, that %s is taken in parts: %s", p.Author, b.Meeting, b.Item, motion(n, b.Motion), strings.Join(parts, "; "))
}

func (b *HandsShown) sentence(p Payload, n Names) string {
	s := fmt.Sprintf("%s records at %s, item %s, the hands shown on %s, %s: %s%s", p.Author, b.Meeting, b.Item, b.Motion, b.Title, withoutVoteInWords(b.WithoutVote), handsInWords(countHands(b.Hands)))
	if b.Casting != "" {
		s += "; casting vote: " + b.Casting
	}
	return s
}

func (b *HandConfirmed) sentence(p Payload, n Names) string {
	if b.Seat == "" {
		return fmt.Sprintf("%s, who presided, confirms the casting vote on %s: %s", p.Author, motion(n, b.Motion), b.Casting)
	}
	s := fmt.Sprintf("%s confirms that its seat %s showed a hand on %s: %s", n.PartyName(p.Party), b.Seat, motion(n, b.Motion), b.Choice)
	if len(b.Then) > 0 {
		s += ", then " + strings.Join(b.Then, ", then ")
	}
	if b.Casting != "" {
		s += "; and, having presided, the casting vote: " + b.Casting
	}
	return s
}

func (b *HandDenied) sentence(p Payload, n Names) string {
	s := fmt.Sprintf("%s, for its seat %s, denies the hands recorded on %s, with the code %s", n.PartyName(p.Party), b.Seat, motion(n, b.Motion), short(b.Shown))
	if b.Reason != "" {
		s += ": " + b.Reason
	}
	return s
}

func (b *ActionSet) sentence(p Payload, n Names) string {
	who := b.Person
	if b.Party != "" {
		who = n.PartyName(b.Party)
	}
	return fmt.Sprintf("%s records action %s under item %s of %s for %s, by %s: %s", p.Author, b.Action, b.Item, b.Meeting, who, b.Due.InWords(), b.What)
}

func (b *ActionClosed) sentence(p Payload, n Names) string {
	return fmt.Sprintf("%s records that action %s is %s: %s", p.Author, b.Action, b.How, b.Note)
}

func (b *ConditionMet) sentence(p Payload, n Names) string {
	return fmt.Sprintf("%s records that condition %d of %s was met on %s, by the evidence %s", p.Author, b.Condition, motion(n, b.Decision), b.On.InWords(), b.Evidence.Title)
}

func (b *MeetingEnded) sentence(p Payload, n Names) string {
	return fmt.Sprintf("%s records that %s ended at %s", p.Author, b.Meeting, b.Ended.InWords())
}

func (b *MinutesApproved) sentence(p Payload, n Names) string {
	at := ""
	if b.At != "" {
		at = " at " + b.At
	}
	s := fmt.Sprintf("%s approves%s the minutes of %s, whose text has the code %s", p.Author, at, b.Meeting, short(b.Text))
	var results []string
	for _, r := range b.Results {
		said := fmt.Sprintf("%s: %s", r.Motion, handsInWords(r.Counts))
		if len(r.Then) > 0 {
			said += ", " + counted(len(r.Then), "of them with a further choice", "of them with further choices")
		}
		if r.Casting != "" {
			said += ", casting vote: " + r.Casting
		}
		results = append(results, said)
	}
	if len(results) > 0 {
		s += "; hands shown on " + strings.Join(results, "; ")
	}
	return s
}
