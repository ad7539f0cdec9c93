package ledger

import (
	"strings"
	"testing"
)

// personalSamples holds a body of every kind about personal text, with every optional
// field in use.
func personalSamples() map[string]any {
	return map[string]any{
		KindPersonNamed:              PersonNamed{"bury-member", digest("name"), digest("email")},
		KindPersonNamed + " (name)":  PersonNamed{"bury-member", digest("name"), ""},
		KindPersonNamed + " (email)": PersonNamed{"bury-member", "", digest("email")},
		KindTextErased:               TextErased{digest("reason"), EraseAsked},
		KindTextErased + " (wrong)":  TextErased{digest("reason"), EraseWrong},
	}
}

func TestTexts(t *testing.T) {
	w := newWorld(t)
	detail, name, email := digest("detail"), digest("name"), digest("email")
	if e := w.refusal("bury-officer", "00V", KindTextErased, TextErased{detail, EraseAsked}); e.Code != CodeNotFound {
		t.Errorf("an unknown text erased: %v", e)
	}
	id := w.do("bury-member", "00V", KindInterestDeclared, InterestDeclared{"", "financial", "2015-06-20", detail})
	at := w.s.Draft().Size() - 1
	w.do("bury-officer", "00V", KindPersonNamed, PersonNamed{"bury-member", name, email})
	v := w.s.Draft()
	if got, _ := v.Text(detail); got.Erased != nil || got != (TextRecord{NamedText: NamedText{detail, TextDetail, ""}, Kind: KindInterestDeclared, ID: id, Person: "bury-member", Party: "00V", Entry: at}) {
		t.Errorf("%+v", got)
	}
	if p, _ := v.Person("bury-member"); p.Name != name || p.Email != email {
		t.Errorf("%+v", p)
	}
	// A text stands with one statement: nobody makes another's their own.
	for _, what := range []struct {
		kind string
		body any
	}{
		{KindInterestDeclared, InterestDeclared{"", "personal", "2015-06-20", detail}},
		{KindPersonNamed, PersonNamed{"central-member", email, ""}},
	} {
		if e := w.refusal("central-member", "00W", what.kind, what.body); e.Code != CodeConflict || !strings.HasPrefix(e.Field, "/payload/body/") {
			t.Errorf("%s with another's text: %v", what.kind, e)
		}
	}
	// What is left out stays.
	w.do("bury-officer", "00V", KindPersonNamed, PersonNamed{"bury-member", digest("another name"), ""})
	if p, _ := w.s.Draft().Person("bury-member"); p.Name != digest("another name") || p.Email != email {
		t.Errorf("%+v", p)
	}
	w.do("bury-officer", "00V", KindTextErased, TextErased{detail, EraseOver})
	got, _ := w.s.Draft().Text(detail)
	if want := (TextErasure{Time: w.now, Entry: w.s.Draft().Size() - 1, Person: "bury-officer", Party: "00V", Why: EraseOver}); got.Erased == nil || *got.Erased != want {
		t.Errorf("%+v", got.Erased)
	}
	if e := w.refusal("bury-officer", "00V", KindTextErased, TextErased{detail, EraseOver}); e.Code != CodeConflict {
		t.Errorf("erased twice: %v", e)
	}
	if e := w.refusal("bury-member", "00V", KindInterestDeclared, InterestDeclared{"", "financial", "2015-06-20", detail}); e.Code != CodeConflict {
		t.Errorf("an erased text stated again: %v", e)
	}
	// All of it comes out of the entries again.
	again := NewState()
	for i, data := range w.entries {
		if err := again.Replay(data, w.roots, w.rules); err != nil {
			t.Fatalf("entry %d: %v", i, err)
		}
	}
	if got, _ := again.Draft().Text(detail); got.Erased == nil || got.Erased.Why != EraseOver {
		t.Errorf("replayed: %+v", got)
	}
}

func TestTextsOutOfShape(t *testing.T) {
	w := newWorld(t)
	for _, bad := range []struct {
		kind string
		body any
	}{
		{KindTextErased, TextErased{digest("x"), "because Dr Patel asked"}},
		{KindTextErased, TextErased{"short", EraseAsked}},
		{KindPersonNamed, PersonNamed{"bury-member", "", ""}},
		{KindPersonNamed, PersonNamed{"bury-member", digest("x"), digest("x")}},
		{KindPersonNamed, PersonNamed{"bury-member", "Dr Patel", ""}},
	} {
		if _, err := parseBody(bad.kind, mustEncode(bad.body)); err == nil {
			t.Errorf("%s %+v is taken", bad.kind, bad.body)
		}
	}
	if e := w.refusal("bury-officer", "00V", KindPersonNamed, PersonNamed{"nobody", digest("x"), ""}); e.Code != CodeNotFound {
		t.Errorf("nobody named: %v", e)
	}
}

func TestCheckText(t *testing.T) {
	for _, good := range []string{
		"Dr Ngũgĩ wa Thiong’o", "First line.\n\nSecond line.", "מרים כהן", "فاطمة", strings.Repeat("é", MaxPersonal),
	} {
		if err := CheckText(good); err != nil {
			t.Errorf("%q: %v", good, err)
		}
	}
	for what, bad := range map[string]string{
		"empty": "", "too long": strings.Repeat("é", MaxPersonal+1), "a control character": "a\x07b", "a tab": "a\tb", "a carriage return": "a\r\nb",
		"a turn of direction": "a\u202eb", "an isolate": "\u2066a", "not seen": "a\u200bb", "not NFC": "e\u0301", "not UTF-8": "a\xff", "spaces around it": " a",
	} {
		if err := CheckText(bad); err == nil {
			t.Errorf("%s: %q is taken", what, bad)
		}
	}
}

// Two votes with one text between them turn on each other: one of them is refused.
func TestVotesWithOneTextStandNotApart(t *testing.T) {
	vote := func(person, seat string, reason Digest) *Signed {
		return &Signed{Payload: Payload{Author: person}, Protected: Protected{Kid: Thumbprint(person)}, Body: &VoteCast{Seat: seat, Reason: reason}}
	}
	first := []*Signed{vote("a", "A-1", digest("why"))}
	for reason, apart := range map[Digest]bool{digest("why"): false, digest("other"): true, "": true} {
		if Apart(first, vote("b", "B-1", reason)) != apart {
			t.Errorf("reason %q: apart is %v", reason, !apart)
		}
	}
}
