package ledger

import (
	"fmt"
	"slices"
	"strings"

	"golang.org/x/text/unicode/norm"
)

// Body is what a statement or consequence of one kind says.
type Body interface {
	shape(*shape)                   // reports every field out of shape; needs no State
	sentence(Payload, Names) string // what it says in plain English
}

// stated is a body whose kind stands in a file of its own with what is checked
// and what changes.
type stated interface {
	Body
	// against holds the body against what is recorded and adds the facts that bear
	// on it; see Check.
	against(v View, st *Signed, q *Question, day Date) error
	// apply records the body, entry index, in the draft. It cannot fail.
	apply(s *State, q *Question, index int64)
}

// following is a consequence whose kind stands in a file of its own with what
// changes: follow records it, due at one time and ordered at another.
type following interface {
	Body
	follow(s *State, due, t Time, index int64)
}

// bodies makes an empty body of each kind.
var bodies = map[string]func() Body{
	KindLedgerFounded:       func() Body { return &Founded{} },
	KindEngineChanged:       func() Body { return &EngineChanged{} },
	KindMoUAdopted:          func() Body { return &MoUAdopted{} },
	KindMoUSigned:           func() Body { return &MoUSigned{} },
	KindPartyEstablished:    func() Body { return &PartyEstablished{} },
	KindRoleAppointed:       func() Body { return &RoleAppointed{} },
	KindKeyAdded:            func() Body { return &KeyAdded{} },
	KindKeyRevoked:          func() Body { return &KeyRevoked{} },
	KindBoardMemberEnrolled: func() Body { return &BoardMemberEnrolled{} },
	KindDeputyAppointed:     func() Body { return &DeputyAppointed{} },
	KindAuthorityGiven:      func() Body { return &AuthorityGiven{} },
	KindFigureRecorded:      func() Body { return &FigureRecorded{} },
	KindInterestDeclared:    func() Body { return &InterestDeclared{} },
	KindInterestRuled:       func() Body { return &InterestRuled{} },
	KindMotionMoved:         func() Body { return &MotionMoved{} },
	KindMotionAmended:       func() Body { return &MotionAmended{} },
	KindNoticeGiven:         func() Body { return &NoticeGiven{} },
	KindImpactStated:        func() Body { return &ImpactStated{} },
	KindImpactAgreed:        func() Body { return &ImpactAgreed{} },
	KindImpactDisputed:      func() Body { return &ImpactDisputed{} },
	KindMotionOpened:        func() Body { return &MotionOpened{} },
	KindMotionWithdrawn:     func() Body { return &MotionWithdrawn{} },
	KindVoteCast:            func() Body { return &VoteCast{} },
	KindDecisionRatified:    func() Body { return &DecisionRatified{} },
	KindRatificationRefused: func() Body { return &RatificationRefused{} },
	KindDecisionVaried:      func() Body { return &DecisionVaried{} },
	KindObligationPaid:      func() Body { return &ObligationPaid{} },
	KindObligationReceived:  func() Body { return &ObligationReceived{} },
	KindObligationQueried:   func() Body { return &ObligationQueried{} },
	KindDecisionMade:        func() Body { return &DecisionMade{} },
	KindObligationAssumed:   func() Body { return &ObligationAssumed{} },
	KindRatificationLapsed:  func() Body { return &RatificationLapsed{} },

	KindMoUDrafted:       func() Body { return &MoUDrafted{} },
	KindDraftAnswered:    func() Body { return &DraftAnswered{} },
	KindPartyJoined:      func() Body { return &PartyJoined{} },
	KindPartyMerged:      func() Body { return &PartyMerged{} },
	KindLeavingNotified:  func() Body { return &LeavingNotified{} },
	KindLeavingWithdrawn: func() Body { return &LeavingWithdrawn{} },
	KindInterestEnded:    func() Body { return &InterestEnded{} },
	KindGatePassed:       func() Body { return &GatePassed{} },
	KindDecisionCalledIn: func() Body { return &DecisionCalledIn{} },
	KindCallInEnded:      func() Body { return &CallInEnded{} },
	KindDisputeRaised:    func() Body { return &DisputeRaised{} },
	KindDisputeSettled:   func() Body { return &DisputeSettled{} },
	KindMoUAmended:       func() Body { return &MoUAmended{} },
	KindMotionLapsed:     func() Body { return &MotionLapsed{} },
	KindMotionExtended:   func() Body { return &MotionExtended{} },
	KindDisputeEscalated: func() Body { return &DisputeEscalated{} },

	KindForwardPlanPublished: func() Body { return &ForwardPlanPublished{} },
	KindMeetingRequisitioned: func() Body { return &MeetingRequisitioned{} },
	KindRequisitionJoined:    func() Body { return &RequisitionJoined{} },
	KindMeetingCalled:        func() Body { return &MeetingCalled{} },
	KindAgendaAmended:        func() Body { return &AgendaAmended{} },
	KindAttendanceRecorded:   func() Body { return &AttendanceRecorded{} },
	KindItemNoted:            func() Body { return &ItemNoted{} },
	KindItemDeferred:         func() Body { return &ItemDeferred{} },
	KindPointRuled:           func() Body { return &PointRuled{} },
	KindAmendmentMoved:       func() Body { return &AmendmentMoved{} },
	KindAmendmentPut:         func() Body { return &AmendmentPut{} },
	KindMotionDivided:        func() Body { return &MotionDivided{} },
	KindHandsShown:           func() Body { return &HandsShown{} },
	KindHandConfirmed:        func() Body { return &HandConfirmed{} },
	KindActionSet:            func() Body { return &ActionSet{} },
	KindActionClosed:         func() Body { return &ActionClosed{} },
	KindConditionMet:         func() Body { return &ConditionMet{} },
	KindMeetingEnded:         func() Body { return &MeetingEnded{} },
	KindMinutesApproved:      func() Body { return &MinutesApproved{} },
}

// derived tells the kinds that follow from those that people state.
func derived(kind string) bool {
	switch kind {
	case KindDecisionMade, KindObligationAssumed, KindRatificationLapsed, KindMoUAmended, KindMotionLapsed, KindMotionExtended, KindDisputeEscalated:
		return true
	}
	return false
}

// Kinds lists every kind, sorted.
func Kinds() []string {
	kinds := make([]string, 0, len(bodies))
	for k := range bodies {
		kinds = append(kinds, k)
	}
	slices.Sort(kinds)
	return kinds
}

// parseBody reads a statement's body by its kind and checks its shape.
func parseBody(kind string, raw []byte) (Body, error) {
	make, ok := bodies[kind]
	if !ok || derived(kind) {
		return nil, refuse(CodeUnknownKind, "/payload/kind", "nobody can state %q: the kinds are %s", kind, strings.Join(statedKinds(), ", "))
	}
	body := make()
	if err := Decode(raw, body); err != nil {
		return nil, refuse(CodeMalformed, "/payload/body", "%s: %v", kind, err)
	}
	s := &shape{}
	body.shape(s)
	if s.err != nil {
		return nil, s.err
	}
	return body, nil
}

func statedKinds() []string {
	return slices.DeleteFunc(Kinds(), derived)
}

// shape collects the first field that is out of shape.
type shape struct{ err *Error }

func (s *shape) fail(field, format string, args ...any) {
	if s.err == nil {
		s.err = refuse(CodeMalformed, "/payload/body/"+field, format, args...)
	}
}

func (s *shape) that(ok bool, field, format string, args ...any) {
	if !ok {
		s.fail(field, format, args...)
	}
}

func (s *shape) code(field, v string) {
	s.that(isCode(v), field, "%q is not an identifier of letters, digits and - . _ (at most %d)", v, MaxCode)
}

func (s *shape) text(field, v string, limit int) {
	s.that(strings.TrimSpace(v) == v && v != "", field, "say something, without spaces around it")
	s.that(len(v) <= limit, field, "has %d bytes; at most %d are taken", len(v), limit)
	s.that(v == "" || norm.NFC.PropertiesString(v).BoundaryBefore(), field, "begins with a mark that belongs to a letter before it")
}

func (s *shape) date(field string, v Date) {
	if err := v.Check(); err != nil {
		s.fail(field, "%v", err)
	}
}

func (s *shape) span(from, until Date) {
	s.date("from", from)
	if until != "" {
		s.date("until", until)
		s.that(until >= from, "until", "%s is before %s", until, from)
	}
}

func (s *shape) time(field string, v Time) {
	if err := v.Check(); err != nil {
		s.fail(field, "%v", err)
	}
}

func (s *shape) digest(field string, v Digest) {
	if _, err := v.Bytes(); err != nil {
		s.fail(field, "%v", err)
	}
}

func (s *shape) optional(field string, v Digest) {
	if v != "" {
		s.digest(field, v)
	}
}

func (s *shape) oneOf(field, v string, of ...string) {
	s.that(slices.Contains(of, v), field, "%q is none of %s", v, strings.Join(of, ", "))
}

func (s *shape) key(field string, k Key) {
	if err := k.Check(); err != nil {
		s.fail(field, "%v", err)
	}
}

func (s *shape) list(field string, n, least, most int) {
	s.that(n >= least && n <= most, field, "has %d elements; between %d and %d are taken", n, least, most)
}

func (s *shape) year(field, v string) {
	s.that(isYear(v), field, "%q is not a financial year like 2015-16", v)
}

func (s *shape) sorted(field string, v []string) {
	for i := 1; i < len(v); i++ {
		s.that(v[i-1] < v[i], field, "is not sorted, or names %q twice", v[i])
	}
}

// codes are identifiers, sorted, each once.
func (s *shape) codes(field string, v []string) {
	for _, c := range v {
		s.code(field, c)
	}
	s.sorted(field, v)
}

func (s *shape) limit(field string, l Limit) {
	for _, pence := range []int64{l.Action, l.Year, l.Life} {
		s.that(pence >= 0 && pence <= MaxPence, field, "limits are from nothing to %s", Pounds(MaxPence))
	}
}

func (s *shape) amount(field string, pence int64) {
	s.that(pence > 0 && pence <= MaxPence, field, "an amount is more than nothing and at most %s", Pounds(MaxPence))
}

func (s *shape) resolution(r Resolution) {
	s.text("resolution/ref", r.Ref, MaxTitle)
	s.date("resolution/on", r.On)
	s.optional("resolution/paper", r.Paper)
}

// cutRef takes a reference apart: prefix, year, number in the year.
func cutRef(prefix, v string) (year string, n int, ok bool) {
	rest, ok := strings.CutPrefix(v, prefix+"-")
	if !ok || len(rest) < 8 || len(rest) > 11 || rest[4] != '-' {
		return "", 0, false
	}
	n = number(rest[5:])
	return rest[:4], n, n < 1<<20
}

func (b *Founded) shape(s *shape) {
	s.text("name", b.Name, MaxTitle)
	s.text("origin", b.Origin, MaxTitle)
	s.text("log_key", b.LogKey, 512)
	s.text("rp_id", b.RPID, 253)
	s.list("origins", len(b.Origins), 1, 16)
	s.code("prefix", b.Prefix)
	s.digest("rules", b.Rules)
	s.text("engine", b.Engine, MaxTitle)
	s.list("parties", len(b.Parties), 1, MaxRoll)
	people, keys := map[string]bool{}, map[Thumbprint]bool{}
	holder := func(field string, h KeyHolder) {
		s.code(field+"/person", h.Person)
		s.key(field+"/key", h.Key)
		s.that(!people[h.Person], field+"/person", "%s is named twice", h.Person)
		s.that(!keys[h.Key.Thumbprint()], field+"/key", "one key is given to two people")
		people[h.Person], keys[h.Key.Thumbprint()] = true, true
	}
	for i, p := range b.Parties {
		s.code(fmt.Sprintf("parties/%d/code", i), p.Code)
		s.text(fmt.Sprintf("parties/%d/name", i), p.Name, MaxTitle)
		s.code(fmt.Sprintf("parties/%d/type", i), p.Type)
		holder(fmt.Sprintf("parties/%d/officer", i), p.Officer)
		if i > 0 {
			s.that(b.Parties[i-1].Code < p.Code, "parties", "parties are sorted by code, each once")
		}
	}
	holder("secretary", b.Secretary)
	if b.Example != nil {
		s.code("example/name", b.Example.Name)
	}
}

func (b *EngineChanged) shape(s *shape) { s.text("engine", b.Engine, MaxTitle) }

func (b *MoUAdopted) shape(s *shape) {
	s.that(b.Version > 0, "version", "versions count from 1")
	s.text("title", b.Title, MaxTitle)
	s.digest("rules", b.Rules)
}

func (b *MoUSigned) shape(s *shape) {
	s.that(b.Version > 0, "version", "versions count from 1")
	s.digest("rules", b.Rules)
	s.digest("founding", b.Founding)
	s.list("affirms", len(b.Affirms), 0, MaxList)
	s.sorted("affirms", b.Affirms)
}

func (b *PartyEstablished) shape(s *shape) {
	s.code("party", b.Party)
	s.date("on", b.On)
}

func (b *RoleAppointed) shape(s *shape) {
	s.code("role", b.Role)
	s.code("person", b.Person)
	s.span(b.From, b.Until)
}

func (b *KeyAdded) shape(s *shape) {
	s.code("person", b.Person)
	s.key("key", b.Key)
	s.that(b.Proof != "", "proof", "the new key signs a proof that its holder has it")
	s.that((b.Key.Kind == KeyPasskey) == (b.Header != nil), "header", "a passkey's proof, and no other, carries what the authenticator signed")
}

func (b *KeyRevoked) shape(s *shape) {
	s.that(len(b.Key) == 43, "key", "name the key by its thumbprint of 43 characters")
	s.oneOf("reason", b.Reason, "lost", "stolen", "left")
}

func (b *BoardMemberEnrolled) shape(s *shape) {
	s.code("seat", b.Seat)
	s.code("person", b.Person)
	s.span(b.From, b.Until)
}

func (b *DeputyAppointed) shape(s *shape) {
	s.code("seat", b.Seat)
	s.code("person", b.Person)
	s.span(b.From, b.Until)
}

func (b *AuthorityGiven) shape(s *shape) {
	s.code("id", b.ID)
	s.that(b.Function == "*" || isCode(b.Function), "function", "name a function, or * for all")
	s.list("types", len(b.Types), 1, MaxTypes)
	s.codes("types", b.Types)
	s.code("committee", b.Committee)
	s.text("constitution/version", b.Constitution.Version, MaxCode)
	s.text("constitution/clause", b.Constitution.Clause, MaxCode)
	s.resolution(b.Resolution)
	s.limit("spend", b.Spend)
	s.limit("loss", b.Loss)
	s.span(b.From, b.Until)
}

func (b *FigureRecorded) shape(s *shape) {
	s.code("party", b.Party)
	s.code("figure", b.Figure)
	s.that(b.Value >= 0, "value", "figures count from 0")
	s.code("unit", b.Unit)
	s.text("period", b.Period, MaxCode)
	s.date("effective", b.Effective)
	if b.Published != "" {
		s.date("published", b.Published)
	}
	s.text("source", b.Source, 1024)
}

func (b *InterestDeclared) shape(s *shape) {
	s.code("nature", b.Nature)
	s.date("known", b.Known)
	s.optional("detail", b.Detail)
}

func (b *InterestRuled) shape(s *shape) {
	s.digest("interest", b.Interest)
	s.code("motion", b.Motion)
	s.code("ruling", b.Ruling)
}

func (b *Motion) shape(s *shape) {
	s.code("motion", b.Ref)
	s.text("title", b.Title, MaxTitle)
	s.list("text", len(b.Text), 1, 64)
	for _, paragraph := range b.Text {
		s.text("text", paragraph, MaxText)
	}
	s.code("type", b.Type)
	s.code("route", b.Route)
	s.code("function", b.Function)
	s.list("options", len(b.Options), 0, 32)
	for i, o := range b.Options {
		s.text("options", o, MaxTitle)
		s.that(!slices.Contains(b.Options[:i], o) && o != ChoiceAbstain, "options", "%q is named twice or means an abstention", o)
	}
	if b.Pool != nil {
		b.Pool.shape(s)
	}
	if l := b.Lead; l != nil {
		s.code("lead/party", l.Party)
		s.limit("lead/limit", l.Limit)
		s.list("lead/duties", len(l.Duties), 0, 32)
		for _, d := range l.Duties {
			s.text("lead/duties/what", d.What, MaxTitle)
			s.code("lead/duties/every", d.Every)
			s.date("lead/duties/first", d.First)
		}
		s.span(l.From, l.Until)
	}
	if r := b.RiskShare; r != nil {
		s.that(r.Num > 0 && r.Num <= r.Den && r.Den <= 1e6, "risk_share", "the share is a fraction above 0 and at most 1 in millionths or larger parts, not %d/%d", r.Num, r.Den)
	}
	for _, c := range b.Conditions {
		s.text("conditions", c, 1024)
	}
	for _, p := range b.Papers {
		s.text("papers/title", p.Title, MaxTitle)
		s.digest("papers/sha256", p.SHA256)
	}
	if v := b.Varies; v != nil {
		s.code("varies/decision", v.Decision)
		s.oneOf("varies/how", v.How, "varied", "rescinded", "superseded", "corrected")
	}
	s.list("conditions", len(b.Conditions), 0, 32)
	s.list("papers", len(b.Papers), 0, 64)
	b.parts(s)
}

func (b *Pool) shape(s *shape) {
	s.code("pool/host", b.Host)
	s.year("pool/year", b.Year)
	s.list("pool/lines", len(b.Lines), 1, 32)
	for i, l := range b.Lines {
		at := fmt.Sprintf("pool/lines/%d/", i)
		s.text(at+"what", l.What, MaxTitle)
		s.amount(at+"pence", l.Pence)
		s.code(at+"kind", l.Kind)
		s.that((l.Kind == "cash") == (l.Basis == ""), at+"basis", "what is given in kind, and only that, states its basis of valuation")
		s.date(at+"due", l.Due)
		s.oneOf(at+"share/by", l.Share.By, "equal", "fixed", "figure")
		s.that((l.Share.By == "figure") == (l.Share.Figure != ""), at+"share/figure", "a share by figure, and no other, names the figure")
		s.that((l.Share.By == "fixed") == (len(l.Share.Amounts) > 0), at+"share/amounts", "fixed shares, and no others, state each party's amount")
		s.list(at+"share/amounts", len(l.Share.Amounts), 0, MaxRoll)
		for party, pence := range l.Share.Amounts {
			s.code(at+"share/amounts", party)
			s.amount(at+"share/amounts/"+party, pence)
		}
	}
}

func (b *NoticeGiven) shape(s *shape) {
	s.code("motion", b.Motion)
	s.digest("text", b.Text)
	s.time("opens", b.Opens)
	s.time("closes", b.Closes)
	s.that(b.Opens < b.Closes, "closes", "voting closes after it opens")
	s.extends(b.Closes, b.Extends)
	s.note("urgent", b.Urgent)
}

func impactShape(s *shape, lines []ImpactLine, least int) {
	s.list("lines", len(lines), least, MaxList)
	for i, l := range lines {
		at := fmt.Sprintf("lines/%d/", i)
		s.code(at+"party", l.Party)
		s.code(at+"line", l.Line)
		s.year(at+"year", l.Year)
		s.that(l.Pence <= MaxPence && l.Pence >= -MaxPence, at+"pence", "an amount is at most %s", Pounds(MaxPence))
		for _, other := range lines[:i] {
			s.that(other.Party != l.Party || other.Line != l.Line || other.Year != l.Year, at, "%s %s %s is stated twice", l.Party, l.Line, l.Year)
		}
	}
}

func (b *ImpactStated) shape(s *shape) {
	s.code("motion", b.Motion)
	s.digest("text", b.Text)
	s.text("baseline", b.Baseline, 1024)
	impactShape(s, b.Lines, 1)
}

func (b *ImpactAgreed) shape(s *shape) {
	s.code("motion", b.Motion)
	s.digest("impact", b.Impact)
}

func (b *ImpactDisputed) shape(s *shape) {
	s.code("motion", b.Motion)
	s.digest("impact", b.Impact)
	s.optional("reason", b.Reason)
	impactShape(s, b.Lines, 0)
}

func (b *MotionOpened) shape(s *shape) {
	s.code("motion", b.Motion)
	s.text("title", b.Title, MaxTitle)
	s.digest("text", b.Text)
	s.digest("notice", b.Notice)
	s.optional("impact", b.Impact)
	s.digest("rules", b.Rules)
	s.time("closes", b.Closes)
	s.extends(b.Closes, b.Extends)
	s.roll(b.Roll)
}

func (b *MotionWithdrawn) shape(s *shape) {
	s.code("motion", b.Motion)
	s.digest("text", b.Text)
}

func (b *VoteCast) shape(s *shape) {
	s.code("motion", b.Motion)
	s.digest("opened", b.Opened)
	s.code("seat", b.Seat)
	s.text("choice", b.Choice, MaxTitle)
	s.optional("reason", b.Reason)
	s.list("then", len(b.Then), 0, 32)
	for i, option := range b.Then {
		s.text("then", option, MaxTitle)
		s.that(option != b.Choice && !slices.Contains(b.Then[:i], option), "then", "%q is chosen twice", option)
	}
	if b.Casting != "" {
		s.text("casting", b.Casting, MaxTitle)
	}
}

func (b *DecisionRatified) shape(s *shape) {
	s.code("decision", b.Decision)
	s.resolution(b.Resolution)
}

func (b *RatificationRefused) shape(s *shape) {
	s.code("decision", b.Decision)
	s.resolution(b.Resolution)
}

func (b *DecisionVaried) shape(s *shape) {
	s.code("decision", b.Decision)
	s.code("by", b.By)
	s.oneOf("how", b.How, "varied", "rescinded", "superseded", "corrected")
}

func (s *shape) discharge(obligation string, pence int64, on Date) {
	s.that(obligation != "" && len(obligation) <= MaxCode, "obligation", "name the obligation, such as GM-2015-006/003")
	s.amount("pence", pence)
	s.date("on", on)
}

func (b *ObligationPaid) shape(s *shape)     { s.discharge(b.Obligation, b.Pence, b.On) }
func (b *ObligationReceived) shape(s *shape) { s.discharge(b.Obligation, b.Pence, b.On) }
func (b *ObligationQueried) shape(s *shape) {
	s.discharge(b.Obligation, 1, "2000-01-01")
	s.that(b.Pence >= 0 && b.Pence <= MaxPence, "pence", "an amount is from nothing to %s", Pounds(MaxPence))
	s.optional("reason", b.Reason)
}

// Consequences are derived, never sent: their shape is what derives them.
func (b *DecisionMade) shape(*shape)       {}
func (b *ObligationAssumed) shape(*shape)  {}
func (b *RatificationLapsed) shape(*shape) {}
