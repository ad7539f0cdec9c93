package ledger

import (
	"fmt"
	"iter"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// Personal text: names, e-mail addresses, the reason with a vote, the detail of an
// interest. It stands outside of the ledger, which has its digest (TextDigest) alone,
// so that it can be erased and all else still verifies. What the ledger knows of a
// text is which statement it stands with, and for which party that was made: an
// officer of that party orders it erased.

// CheckText reports why a personal text is none: it is one to MaxPersonal characters
// long, without spaces around it, in lines that each hold what any string may.
func CheckText(text string) error {
	switch {
	case text == "" || strings.TrimSpace(text) != text:
		return fmt.Errorf("text is empty, or has spaces around it")
	case utf8.RuneCountInString(text) > MaxPersonal:
		return fmt.Errorf("text has %d characters; at most %d are taken", utf8.RuneCountInString(text), MaxPersonal)
	case !norm.NFC.PropertiesString(text).BoundaryBefore():
		return fmt.Errorf("text begins with a mark that belongs to a letter before it")
	}
	_, err := TextDigest([32]byte{}, text)
	return err
}

// What a personal text is of the statement that it stands with.
const (
	TextReason = "reason"
	TextDetail = "detail"
	TextName   = "name"
	TextEmail  = "email"
)

// NamedText is a personal text that a statement names by its digest.
type NamedText struct {
	Text  Digest
	What  string // it is of the statement
	About string // the motion, obligation or person that it is about; empty for a standing interest
}

// texted is a body that may name personal texts.
type texted interface{ texts() []NamedText }

// Texts are the personal texts that a statement names.
func (st *Signed) Texts() []NamedText {
	if b, ok := st.Body.(texted); ok {
		return b.texts()
	}
	return nil
}

func textOf(text Digest, what, about string) []NamedText {
	if text == "" {
		return nil
	}
	return []NamedText{{text, what, about}}
}

func (b *VoteCast) texts() []NamedText          { return textOf(b.Reason, TextReason, b.Motion) }
func (b *InterestDeclared) texts() []NamedText  { return textOf(b.Detail, TextDetail, b.Motion) }
func (b *ImpactDisputed) texts() []NamedText    { return textOf(b.Reason, TextReason, b.Motion) }
func (b *ObligationQueried) texts() []NamedText { return textOf(b.Reason, TextReason, b.Obligation) }
func (b *PersonNamed) texts() []NamedText {
	return append(textOf(b.Name, TextName, b.Person), textOf(b.Email, TextEmail, b.Person)...)
}

// TextRecord is what the ledger knows of a personal text.
type TextRecord struct {
	NamedText
	Kind   string // of the statement that it stands with
	ID     Digest // of that statement
	Person string // who stated it
	Party  string // for which party; empty for none
	Entry  int64
	Erased *TextErasure
}

// TextErasure is the order to erase a text.
type TextErasure struct {
	Time   Time
	Entry  int64
	Person string // who gave it
	Party  string // for which party
	Why    string
}

// Text is what is known of a personal text by its digest.
func (v View) Text(d Digest) (TextRecord, bool) { return v.s.texts.get(v.draft, d) }

// Texts are all that statements ever named, in that order.
func (v View) Texts() iter.Seq2[Digest, TextRecord] { return v.s.texts.all(v.draft) }

// textsFree refuses a statement that names a text which stands with another: whose it
// is would not be known, nor who may have it erased.
func (v View) textsFree(st *Signed) error {
	for _, named := range st.Texts() {
		if t, ok := v.Text(named.Text); ok {
			return refuse(CodeConflict, "/payload/body/"+named.What, "this text stands with the statement in entry %d already: give the text a new salt", t.Entry)
		}
	}
	return nil
}

// keepTexts records which statement each text stands with.
func (s *State) keepTexts(st *Signed, index int64) {
	for _, named := range st.Texts() {
		s.texts.set(named.Text, TextRecord{NamedText: named, Kind: st.Payload.Kind, ID: st.ID, Person: st.Payload.Author, Party: st.Payload.Party, Entry: index})
	}
}

// TextFacts are what the rules are told of a text that is to be erased: never what it
// says.
type TextFacts struct {
	Text   Digest `json:"text"`
	What   string `json:"what"`
	Person string `json:"person"`          // who stated what it stands with
	Party  string `json:"party,omitempty"` // for whom, or the party that now stands in its place
	Entry  int64  `json:"entry"`
}

// Reasons to erase a personal text. They are listed, so that an order can't repeat
// what it has erased.
const (
	EraseAsked    = "asked"
	EraseWrong    = "wrong"
	EraseOver     = "over"
	EraseUnlawful = "unlawful"
)

// EraseReasons lists them, and EraseWords says them.
var (
	EraseReasons = []string{EraseAsked, EraseWrong, EraseOver, EraseUnlawful}
	EraseWords   = map[string]string{
		EraseAsked: "a person whom it is about asked for it", EraseWrong: "it is not true, or was given by mistake",
		EraseOver: "it is no longer needed", EraseUnlawful: "it should not have been kept",
	}
)

// TextErased orders a personal text erased (UK GDPR article 17). That it was there, and
// which statement it stood with, stays.
type TextErased struct {
	Text Digest `json:"text"`
	Why  string `json:"why"`
}

func (b *TextErased) shape(s *shape) {
	s.digest("text", b.Text)
	s.oneOf("why", b.Why, EraseReasons...)
}

func (b *TextErased) sentence(p Payload, n Names) string {
	who := p.Author
	if p.Party != "" {
		who = n.PartyName(p.Party)
	}
	return fmt.Sprintf("%s orders the personal text with the code %s erased: %s", who, CheckCode(b.Text), EraseWords[b.Why])
}

func (b *TextErased) against(v View, _ *Signed, q *Question, day Date) error {
	t, ok := v.Text(b.Text)
	if !ok {
		return refuse(CodeNotFound, "/payload/body/text", "no statement names a personal text with this digest")
	}
	if t.Erased != nil {
		return refuse(CodeConflict, "/payload/body/text", "this text was ordered erased in entry %d already", t.Erased.Entry)
	}
	facts := &TextFacts{Text: b.Text, What: t.What, Person: t.Person, Entry: t.Entry}
	if t.Party != "" {
		facts.Party = v.StandsFor(t.Party, v.Size(), day)
		if err := v.needParty(&q.Input, "text", facts.Party, day); err != nil {
			return err
		}
	}
	q.Input.Text = facts
	return nil
}

func (b *TextErased) apply(s *State, q *Question, index int64) {
	p := &q.Signed.Payload
	t, _ := s.Draft().Text(b.Text)
	t.Erased = &TextErasure{Time: q.Time, Entry: index, Person: p.Author, Party: p.Party, Why: b.Why}
	s.texts.set(b.Text, t)
}

// PersonNamed says who a person is whom the ledger knows by an id: name and e-mail
// address are personal texts. What it leaves out stays as it was.
type PersonNamed struct {
	Person string `json:"person"`
	Name   Digest `json:"name,omitempty"`
	Email  Digest `json:"email,omitempty"`
}

func (b *PersonNamed) shape(s *shape) {
	s.code("person", b.Person)
	s.optional("name", b.Name)
	s.optional("email", b.Email)
	s.that(b.Name != "" || b.Email != "", "name", "give a name, an e-mail address or both")
	s.that(b.Name != b.Email, "email", "is the same text as the name")
}

func (b *PersonNamed) sentence(p Payload, _ Names) string {
	what := "a name and an e-mail address"
	switch {
	case b.Email == "":
		what = "a name"
	case b.Name == "":
		what = "an e-mail address"
	}
	return fmt.Sprintf("%s gives %s %s, kept as personal text", p.Author, b.Person, what)
}

func (b *PersonNamed) against(v View, _ *Signed, q *Question, day Date) error {
	return v.needPerson(&q.Input, b.Person, day)
}

func (b *PersonNamed) apply(s *State, _ *Question, _ int64) {
	person, _ := s.Draft().Person(b.Person)
	if b.Name != "" {
		person.Name = b.Name
	}
	if b.Email != "" {
		person.Email = b.Email
	}
	s.people.set(b.Person, person)
}
