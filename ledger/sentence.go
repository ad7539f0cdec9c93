package ledger

import (
	"fmt"
	"strconv"
	"strings"
)

// Names gives the words for codes, so that sentences speak of NHS Bury CCG and
// not of 00V. View is one; a client's copy of the same facts is another.
type Names interface {
	PartyName(code string) string
	MotionTitle(ref string) string
}

// Sentence says in plain English what p states: the author's tool shows it
// before signing, and check computes it again. It is a function of p and of
// names that the ledger fixed. Check recomputes it on every replay, so its
// wording belongs to the payload's version: it can't change within one.
func Sentence(p Payload, n Names) (string, error) {
	body, err := parseBody(p.Kind, p.Body)
	if err != nil {
		return "", err
	}
	return body.sentence(p, n), nil
}

// Pounds writes pence as people read them: £1,234,567.89, minus before the sign.
func Pounds(pence int64) string {
	sign := ""
	if pence < 0 {
		sign, pence = "-", -pence
	}
	return fmt.Sprintf("%s£%s.%02d", sign, thousands(pence/100), pence%100)
}

func thousands(n int64) string {
	s := strconv.FormatInt(n, 10)
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}

// InWords writes a date as people read it: 15 July 2015.
func (d Date) InWords() string {
	if d.Check() != nil {
		return string(d)
	}
	months := [...]string{"January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"}
	return fmt.Sprintf("%d %s %s", number(string(d[8:])), months[number(string(d[5:7]))-1], d[:4])
}

func short(d Digest) string { return CheckCode(d) }

func motion(n Names, ref string) string { return ref + ", " + n.MotionTitle(ref) }

func span(from, until Date) string {
	if until == "" {
		return "from " + from.InWords()
	}
	return "from " + from.InWords() + " to " + until.InWords()
}

func (b *Founded) sentence(p Payload, n Names) string {
	return fmt.Sprintf("%s founds the ledger of %s for %d parties under the rules with code %s", p.Author, b.Name, len(b.Parties), short(b.Rules))
}

func (b *EngineChanged) sentence(p Payload, n Names) string {
	return fmt.Sprintf("%s records that %s evaluates the rules from now on", p.Author, b.Engine)
}

func (b *MoUAdopted) sentence(p Payload, n Names) string {
	return fmt.Sprintf("%s opens version %d of the MoU, %s, for signature; its code is %s", p.Author, b.Version, b.Title, short(b.Rules))
}

func (b *MoUSigned) sentence(p Payload, n Names) string {
	s := fmt.Sprintf("%s signs version %d of the MoU, whose code is %s, in the ledger whose founding code is %s", n.PartyName(p.Party), b.Version, short(b.Rules), short(b.Founding))
	if len(b.Affirms) > 0 {
		s += ", and affirms " + strings.Join(b.Affirms, ", ")
	}
	return s
}

func (b *PartyEstablished) sentence(p Payload, n Names) string {
	s := fmt.Sprintf("%s records that %s was established on %s", p.Author, n.PartyName(b.Party), b.On.InWords())
	if b.Conditions != "" {
		s += " with conditions: " + b.Conditions
	}
	return s
}

func (b *RoleAppointed) sentence(p Payload, n Names) string {
	role := strings.ReplaceAll(b.Role, "_", " ")
	if b.Role == RoleOfficer {
		role += " of " + n.PartyName(p.Party)
	}
	return fmt.Sprintf("%s appoints %s as %s %s", p.Author, b.Person, role, span(b.From, b.Until))
}

func (b *KeyAdded) sentence(p Payload, n Names) string {
	return fmt.Sprintf("%s adds the %s key %s for %s", p.Author, b.Key.Kind, b.Key.Thumbprint(), b.Person)
}

func (b *KeyRevoked) sentence(p Payload, n Names) string {
	return fmt.Sprintf("%s revokes the key %s at once: %s", p.Author, b.Key, b.Reason)
}

func (b *BoardMemberEnrolled) sentence(p Payload, n Names) string {
	return fmt.Sprintf("%s gives its seat %s to %s %s", n.PartyName(p.Party), b.Seat, b.Person, span(b.From, b.Until))
}

func (b *DeputyAppointed) sentence(p Payload, n Names) string {
	return fmt.Sprintf("%s lets %s deputise in its seat %s %s", n.PartyName(p.Party), b.Person, b.Seat, span(b.From, b.Until))
}

func (l Limit) inWords() string {
	return fmt.Sprintf("%s in one action, %s in a year and %s in all", Pounds(l.Action), Pounds(l.Year), Pounds(l.Life))
}

func (b *AuthorityGiven) sentence(p Payload, n Names) string {
	function := b.Function
	if function == "*" {
		function = "every function"
	}
	return fmt.Sprintf("%s gives its committee authority %s for %s (%s) %s: it %s, spending at most %s and losing at most %s, by clause %s of version %s of its constitution and resolution %s of %s",
		n.PartyName(p.Party), b.ID, function, strings.Join(b.Types, ", "), span(b.From, b.Until), b.Committee, b.Spend.inWords(), b.Loss.inWords(),
		b.Constitution.Clause, b.Constitution.Version, b.Resolution.Ref, b.Resolution.On.InWords())
}

func (b *FigureRecorded) sentence(p Payload, n Names) string {
	return fmt.Sprintf("%s records %s of %s for %s: %s %s", p.Author, strings.ReplaceAll(b.Figure, "_", " "), n.PartyName(b.Party), b.Period, thousands(b.Value), strings.ReplaceAll(b.Unit, "_", " "))
}

func (b *InterestDeclared) sentence(p Payload, n Names) string {
	about := ""
	if b.Motion != "" {
		about = " in " + motion(n, b.Motion)
	}
	return fmt.Sprintf("%s declares a %s interest%s, known since %s", p.Author, b.Nature, about, b.Known.InWords())
}

func (b *InterestRuled) sentence(p Payload, n Names) string {
	words := map[string]string{InterestNoted: "it is noted", InterestMaySpeak: "its holder may speak but not vote", InterestWithdraws: "its holder withdraws"}
	ruling, ok := words[b.Ruling]
	if !ok {
		ruling = strings.ReplaceAll(b.Ruling, "_", " ")
	}
	return fmt.Sprintf("%s rules on the interest %s in %s: %s", p.Author, short(b.Interest), motion(n, b.Motion), ruling)
}

// A motion that is moved has no title on the ledger yet: its sentence takes it
// from the body.
func (b *Motion) sentence(p Payload, n Names) string {
	mover := p.Author
	if p.Party != "" {
		mover = n.PartyName(p.Party)
	}
	verb := "moves"
	if p.Kind == KindMotionAmended {
		verb = "amends"
	}
	said := fmt.Sprintf("%s %s %s, %s", mover, verb, b.Ref, b.Title)
	if a := b.Amends; a != nil {
		said += fmt.Sprintf(", to adopt version %d of the MoU, whose code is %s", a.Version, short(a.Rules))
	}
	return said
}

func (b *NoticeGiven) sentence(p Payload, n Names) string {
	said := fmt.Sprintf("%s gives notice of %s: votes from %s to %s", p.Author, motion(n, b.Motion), b.Opens.InWords(), b.Closes.InWords()) + further(b.Extends)
	if b.Urgent != "" {
		said += "; notice is short because of this: " + b.Urgent
	}
	return said
}

func (b *ImpactStated) sentence(p Payload, n Names) string {
	var cost, saving int64
	for _, l := range b.Lines {
		cost, saving = cost+max(l.Pence, 0), saving+max(-l.Pence, 0)
	}
	return fmt.Sprintf("%s states what %s costs each party in %d lines, in all %s of costs and %s of savings, against the baseline: %s",
		p.Author, motion(n, b.Motion), len(b.Lines), Pounds(cost), Pounds(saving), b.Baseline)
}

func (b *ImpactAgreed) sentence(p Payload, n Names) string {
	return fmt.Sprintf("%s agrees to its lines of the impact statement on %s", n.PartyName(p.Party), motion(n, b.Motion))
}

func (b *ImpactDisputed) sentence(p Payload, n Names) string {
	return fmt.Sprintf("%s disputes its lines of the impact statement on %s", n.PartyName(p.Party), motion(n, b.Motion))
}

func (b *MotionOpened) sentence(p Payload, n Names) string {
	return fmt.Sprintf("%s opens %s, %s, for the votes of %d seats until %s", p.Author, b.Motion, b.Title, len(b.Roll), b.Closes.InWords()) + further(b.Extends)
}

// further says until when votes go on should the rules extend their time.
func further(extends Time) string {
	if extends == "" {
		return ""
	}
	return ", or " + extends.InWords() + " if the rules then give more time"
}

func (b *MotionWithdrawn) sentence(p Payload, n Names) string {
	return fmt.Sprintf("%s asks to withdraw %s", p.Author, motion(n, b.Motion))
}

func (b *VoteCast) sentence(p Payload, n Names) string {
	words := map[string]string{ChoiceFor: "votes for", ChoiceAgainst: "votes against", ChoiceAbstain: "abstains on"}
	verb, ok := words[b.Choice]
	if !ok {
		verb = "votes for the option " + b.Choice + " of"
	}
	said := fmt.Sprintf("%s %s %s", n.PartyName(p.Party), verb, motion(n, b.Motion))
	if len(b.Then) > 0 {
		said += ", then for " + strings.Join(b.Then, ", then for ")
	}
	if b.Casting != "" {
		said += "; casting vote: " + b.Casting
	}
	return said
}

func (b *DecisionRatified) sentence(p Payload, n Names) string {
	return fmt.Sprintf("%s ratifies %s by resolution %s of %s", n.PartyName(p.Party), motion(n, b.Decision), b.Resolution.Ref, b.Resolution.On.InWords())
}

func (b *RatificationRefused) sentence(p Payload, n Names) string {
	return fmt.Sprintf("%s refuses to ratify %s by resolution %s of %s", n.PartyName(p.Party), motion(n, b.Decision), b.Resolution.Ref, b.Resolution.On.InWords())
}

func (b *DecisionVaried) sentence(p Payload, n Names) string {
	return fmt.Sprintf("%s records that %s is %s by %s", p.Author, motion(n, b.Decision), b.How, motion(n, b.By))
}

func (b *ObligationPaid) sentence(p Payload, n Names) string {
	return fmt.Sprintf("%s says that it paid %s of obligation %s on %s", n.PartyName(p.Party), Pounds(b.Pence), b.Obligation, b.On.InWords())
}

func (b *ObligationReceived) sentence(p Payload, n Names) string {
	return fmt.Sprintf("%s says that it received %s of obligation %s on %s", n.PartyName(p.Party), Pounds(b.Pence), b.Obligation, b.On.InWords())
}

func (b *ObligationQueried) sentence(p Payload, n Names) string {
	return fmt.Sprintf("%s queries obligation %s: it says %s", n.PartyName(p.Party), b.Obligation, Pounds(b.Pence))
}

func (b *DecisionMade) sentence(p Payload, n Names) string {
	words := map[string]string{OutcomeCarried: "is carried", OutcomeNotCarried: "is not carried", OutcomeNotQuorate: "is not quorate", OutcomeNoDecision: "ends without a decision"}
	return fmt.Sprintf("%s %s", motion(n, b.Decision), words[b.Outcome])
}

func (b *ObligationAssumed) sentence(p Payload, n Names) string {
	if b.Kind == "duty" {
		return fmt.Sprintf("%s is bound by %s: %s, from %s", n.PartyName(b.Payer), motion(n, b.Decision), b.What, b.Due.InWords())
	}
	return fmt.Sprintf("%s is bound by %s to give %s to %s by %s: %s", n.PartyName(b.Payer), motion(n, b.Decision), Pounds(b.Pence), n.PartyName(b.Payee), b.Due.InWords(), b.What)
}

func (b *RatificationLapsed) sentence(p Payload, n Names) string {
	return fmt.Sprintf("the time of %s to ratify %s has run out: it is not bound", n.PartyName(b.Party), motion(n, b.Decision))
}
