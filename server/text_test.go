package server_test

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"net/http"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"concordat/ledger"
	"concordat/server"
	"concordat/server/api"
	"concordat/server/texts"
)

// salts makes another each time.
var salts byte

// keeping is a text with a salt of its own, and its digest.
func keeping(t testing.TB, words string) (api.KeepText, ledger.Digest) {
	t.Helper()
	salts++
	salt := bytes.Repeat([]byte{salts}, 32)
	d, err := ledger.TextDigest([32]byte(salt), words)
	if err != nil {
		t.Fatal(err)
	}
	return api.KeepText{Salt: base64.RawURLEncoding.EncodeToString(salt), Text: words}, d
}

// keep puts a text for somebody, and gives its digest.
func (b *board) keep(person, words string) ledger.Digest {
	b.t.Helper()
	wish, digest := keeping(b.t, words)
	var kept api.KeptText
	b.do("POST", api.PathTexts, b.token(person), must(json.Marshal(wish))).into(http.StatusCreated, &kept)
	if kept.Digest != digest || kept.Code != ledger.CheckCode(digest) {
		b.t.Fatalf("%+v is not %s", kept, digest)
	}
	return digest
}

// named gives a person a name, and the digest of that.
func (b *board) giveName(by, party, person, name string) ledger.Digest {
	b.t.Helper()
	digest := b.keep(by, name)
	b.record(by, party, ledger.KindPersonNamed, ledger.PersonNamed{Person: person, Name: digest})
	return digest
}

func (b *board) text(person string, d ledger.Digest) (shown api.Text) {
	b.t.Helper()
	b.as(person, api.Fill(api.PathText, string(d))).into(http.StatusOK, &shown)
	return shown
}

const reason = "My practice’s patients\nwould travel an hour."

// A reason goes with its vote, others read it, and it is erased by order: it is then in
// no answer and no file, and everything still stands.
func TestPersonalText(t *testing.T) {
	b := newBoard(t)
	dir := t.TempDir()
	b.serveUnder(b.rules(), func(c *server.Config) { c.TextFile = filepath.Join(dir, "texts") })
	m, seat, holder := b.openMotion()
	digest := b.keep(holder, reason)
	// Before a statement names it, whoever put it reads it, and nobody else.
	if shown := b.text(holder, digest); shown.Text != reason || shown.Entry != 0 {
		t.Errorf("%+v", shown)
	}
	if p := b.as("secretary", api.Fill(api.PathText, string(digest))).problem(); p.Code != ledger.CodeNotFound {
		t.Errorf("%+v", p)
	}
	r := b.record(holder, seat.Party, ledger.KindVoteCast, ledger.VoteCast{Motion: m.Ref, Opened: m.Opened.ID, Seat: seat.Seat, Choice: ledger.ChoiceAgainst, Reason: digest})
	if strings.Contains(r.Sentence, "patients") {
		t.Errorf("the sentence tells the text: %s", r.Sentence)
	}
	shown := b.text("secretary", digest)
	salt, _ := base64.RawURLEncoding.DecodeString(shown.Salt)
	if again, err := ledger.TextDigest([32]byte(salt), shown.Text); err != nil || again != digest {
		t.Errorf("the text is not what its digest says: %v", err)
	}
	if shown.Text != reason || shown.What != ledger.TextReason || shown.About != m.Ref || shown.Person != holder || shown.Party != seat.Party || shown.Entry != r.Index || shown.Erased != nil {
		t.Errorf("%+v", shown)
	}
	var list api.List[api.Text]
	b.as("auditor", api.PathTexts+"?about="+m.Ref+"&party="+seat.Party).into(http.StatusOK, &list)
	if len(list.Items) != 1 || list.Items[0] != shown {
		t.Errorf("%+v", list.Items)
	}
	b.as("auditor", api.PathTexts+"?about=GM-2015-000").into(http.StatusOK, &list)
	if len(list.Items) != 0 {
		t.Errorf("%+v", list.Items)
	}
	// The public does not read it, anywhere: this agreement opens it to people with a part.
	if p := b.get(api.Fill(api.PathText, string(digest))).problem(); p.Code != ledger.CodeLogIn {
		t.Errorf("%+v", p)
	}
	if p := b.get(api.PathTexts).problem(); p.Code != ledger.CodeLogIn {
		t.Errorf("%+v", p)
	}
	for _, path := range []string{api.Fill(api.PathMotion, m.Ref), api.Fill(api.PathVotes, m.Ref), api.EntryURL(r.Index), api.PathBundle + "000", api.PathPeople} {
		if a := b.as("secretary", path); strings.Contains(string(a.body), "would travel") {
			t.Errorf("%s tells the text", path)
		}
	}

	// No statement, sentence or ruling has it, so that no export can.
	for i := range b.size() {
		e := b.entry(i)
		if said := string(e.Entry.Bytes()) + e.Text; strings.Contains(said, "would travel") {
			t.Errorf("entry %d tells the text", i)
		} else if e.Signed != nil && strings.Contains(string(e.Signed.Payload.Body), "would travel") {
			t.Errorf("the statement of entry %d tells the text", i)
		}
	}

	officer := ""
	b.look(func(v ledger.View, _ ledger.Time) {
		p, _ := v.Party(seat.Party)
		officer = p.Officers[0]
	})
	other := "bury-officer"
	if other == officer {
		other = "salford-officer"
	}
	otherParty := ""
	b.look(func(v ledger.View, _ ledger.Time) {
		p, _ := v.Person(other)
		otherParty = p.Party
	})
	erase := ledger.TextErased{Text: digest, Why: ledger.EraseAsked}
	for who, test := range map[string]struct {
		a    answer
		code ledger.Code
	}{
		"another party's officer": {b.send(b.statement(other, otherParty, ledger.KindTextErased, erase)), ledger.CodeRefused},
		"whoever wrote it":        {b.send(b.statement(holder, seat.Party, ledger.KindTextErased, erase)), ledger.CodeRefused},
		"the secretary":           {b.send(b.statement("secretary", "", ledger.KindTextErased, erase)), ledger.CodeRefused},
		"an unknown one":          {b.send(b.statement(officer, seat.Party, ledger.KindTextErased, ledger.TextErased{Text: ledger.DigestOf([]byte("x")), Why: ledger.EraseAsked})), ledger.CodeNotFound},
	} {
		if p := test.a.problem(); p.Code != test.code {
			t.Errorf("erased by %s: %+v", who, p)
		}
	}
	order := b.statement(officer, seat.Party, ledger.KindTextErased, erase)
	var done api.Receipt
	b.send(order).into(http.StatusCreated, &done)
	shown = b.text("secretary", digest)
	name := ""
	b.look(func(v ledger.View, _ ledger.Time) { name = v.PartyName(seat.Party) })
	if shown.Text != "" || shown.Salt != "" || shown.Erased == nil || shown.Erased.Entry != done.Index || !strings.HasPrefix(shown.Erased.Words, "erased on ") || !strings.Contains(shown.Erased.Words, " by order of "+name+" (entry ") {
		t.Errorf("%+v", shown)
	}
	if in := filesWith(t, dir, "would travel"); in != nil {
		t.Errorf("the text is in %v", in)
	}
	// Sent again, the order has its receipt; another is refused; and so is the text again.
	b.send(order).into(http.StatusOK, &done)
	if p := b.send(b.statement(officer, seat.Party, ledger.KindTextErased, erase)).problem(); p.Code != ledger.CodeConflict {
		t.Errorf("erased twice: %+v", p)
	}
	wish := api.KeepText{Salt: base64.RawURLEncoding.EncodeToString(salt), Text: reason}
	if p := b.do("POST", api.PathTexts, b.token(holder), must(json.Marshal(wish))).problem(); p.Code != ledger.CodeConflict {
		t.Errorf("put again: %+v", p)
	}
	// The vote stands, and its receipt can be had again.
	if votes := b.votes(m.Ref); len(votes) == 0 || votes[len(votes)-1].Entry != r.Index {
		t.Errorf("%+v", votes)
	}
}

func filesWith(t *testing.T, dir, words string) (in []string) {
	t.Helper()
	err := filepath.Walk(dir, func(path string, info os.FileInfo, err error) error {
		if err != nil || info.IsDir() {
			return err
		}
		data, err := os.ReadFile(path)
		if bytes.Contains(data, []byte(words)) {
			in = append(in, path)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return in
}

func TestTextsRefused(t *testing.T) {
	b := newBoard(t)
	good, digest := keeping(t, "Dr Kiran Patel")
	change := func(do func(*api.KeepText)) []byte {
		wish := good
		do(&wish)
		return must(json.Marshal(wish))
	}
	token := b.token("bury-officer")
	for what, test := range map[string]struct {
		token string
		body  []byte
		code  ledger.Code
		field string
	}{
		"nobody":                {"", must(json.Marshal(good)), ledger.CodeLogIn, ""},
		"a reader":              {b.token("auditor"), must(json.Marshal(good)), ledger.CodeNotAllowed, ""},
		"no salt":               {token, change(func(w *api.KeepText) { w.Salt = "" }), ledger.CodeMalformed, "salt"},
		"a short salt":          {token, change(func(w *api.KeepText) { w.Salt = w.Salt[4:] }), ledger.CodeMalformed, "salt"},
		"padding":               {token, change(func(w *api.KeepText) { w.Salt += "=" }), ledger.CodeMalformed, "salt"},
		"no text":               {token, change(func(w *api.KeepText) { w.Text = "" }), ledger.CodeMalformed, "text"},
		"too long":              {token, change(func(w *api.KeepText) { w.Text = strings.Repeat("é", 501) }), ledger.CodeMalformed, "text"},
		"a control character":   {token, change(func(w *api.KeepText) { w.Text = "Dr\u0007Patel" }), ledger.CodeMalformed, "text"},
		"a turned direction":    {token, change(func(w *api.KeepText) { w.Text = "Dr \u202ePatel" }), ledger.CodeMalformed, "text"},
		"a member of no text's": {token, []byte(`{"salt":"` + good.Salt + `","text":"x","digest":"` + string(digest) + `"}`), ledger.CodeMalformed, ""},
	} {
		p := b.do("POST", api.PathTexts, test.token, test.body).problem()
		if p.Code != test.code || test.field != "" && (len(p.Errors) != 1 || !strings.HasSuffix(p.Errors[0].Pointer+p.Errors[0].Parameter, test.field)) {
			t.Errorf("%s: %+v", what, p)
		}
		if strings.Contains(p.Detail, "Patel") {
			t.Errorf("%s: the answer repeats the text: %s", what, p.Detail)
		}
	}
	// A text that is written from right to left is one like any other.
	b.keep("bury-officer", "ד״ר מרים כהן")

	// A statement waits for its text, and takes none that is another's.
	naming := b.statement("bury-officer", "00V", ledger.KindPersonNamed, ledger.PersonNamed{Person: "bury-member", Name: digest})
	p := b.send(naming).problem()
	if p.Code != ledger.CodeNotFound || len(p.Errors) != 1 || p.Errors[0].Pointer != "/payload/body/name" || p.Refusal != "" {
		t.Errorf("%+v", p)
	}
	b.do("POST", api.PathTexts, token, must(json.Marshal(good))).into(http.StatusCreated, &api.KeptText{})
	b.send(naming).into(http.StatusCreated, &api.Receipt{})
	if p := b.send(b.statement("bury-officer", "00V", ledger.KindPersonNamed, ledger.PersonNamed{Person: "bury-officer", Name: digest})).problem(); p.Code != ledger.CodeConflict {
		t.Errorf("another's text: %+v", p)
	}
	for _, d := range []string{string(ledger.DigestOf([]byte("x"))), "x"} {
		if p := b.as("secretary", api.Fill(api.PathText, d)).problem(); p.Code != ledger.CodeNotFound {
			t.Errorf("%s: %+v", d, p)
		}
	}
}

// A file that can't be written is no fault of whoever puts a text.
func TestTextsThatCannotBeKept(t *testing.T) {
	b := newBoard(t)
	dir := t.TempDir()
	b.serveUnder(b.rules(), func(c *server.Config) { c.TextFile = filepath.Join(dir, "texts") })
	if err := os.RemoveAll(dir); err != nil {
		t.Fatal(err)
	}
	wish, _ := keeping(t, "Dr Kiran Patel")
	p := b.do("POST", api.PathTexts, b.token("bury-officer"), must(json.Marshal(wish))).problem()
	if p.Code != ledger.CodeUnavailable || !strings.Contains(p.Detail, "try again") || strings.Contains(p.Detail, dir) {
		t.Errorf("%+v", p)
	}
	if err := os.Mkdir(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	b.do("POST", api.PathTexts, b.token("bury-officer"), must(json.Marshal(wish))).into(http.StatusCreated, &api.KeptText{})
}

// Who the people are is told to whoever may read texts, until the name is erased.
func TestNames(t *testing.T) {
	b := newBoard(t)
	b.giveName("bury-officer", "00V", "bury-member", "Dr Kiran Patel")
	email := b.keep("bury-member", "kiran.patel@example.nhs.uk")
	b.record("bury-member", "00V", ledger.KindPersonNamed, ledger.PersonNamed{Person: "bury-member", Email: email})
	person := func() api.Person {
		var list api.List[api.Person]
		b.as("secretary", api.PathPeople+"?person=bury-member").into(http.StatusOK, &list)
		return list.Items[0]
	}
	if p := person(); p.Name != "Dr Kiran Patel" || p.Email != "kiran.patel@example.nhs.uk" {
		t.Errorf("%+v", p)
	}
	// Where the agreement opens people to everybody and texts to nobody, no name is told.
	rules, digest := b.under(func(terms []byte) []byte {
		terms = bytes.Replace(terms, []byte(`"people": "people"`), []byte(`"people": "public"`), 1)
		return bytes.Replace(terms, []byte(`"texts": "people"`), []byte(`"texts": "nobody"`), 1)
	})
	b.serveUnder(rulesOf{rules, digest})
	if p := person(); p.Name != "" || p.Email != "" {
		t.Errorf("%+v", p)
	}
}

// rulesOf judges by one bundle, whatever is in force.
type rulesOf struct {
	ledger.Rules
	bundle ledger.Digest
}

func (r rulesOf) Judge(_ ledger.Digest, inputs []ledger.Input) ([]ledger.Ruling, error) {
	return r.Rules.Judge(r.bundle, inputs)
}

// A start drops what no statement named and what was ordered erased before the process
// ended, and keeps the rest.
func TestTextsAtStart(t *testing.T) {
	b := newBoard(t)
	file := filepath.Join(t.TempDir(), "texts")
	serve := func() {
		b.serveUnder(b.rules(), func(c *server.Config) { c.TextFile = file })
	}
	serve()
	kept := b.giveName("bury-officer", "00V", "bury-member", "Dr Kiran Patel")
	erased := b.giveName("bury-officer", "00V", "bury-officer", "Dr Anjali Shah")
	b.keep("bury-officer", "nobody names this")
	before, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	b.record("bury-officer", "00V", ledger.KindTextErased, ledger.TextErased{Text: erased, Why: ledger.EraseOver})
	// The process died before it wrote the file anew: the old one is there.
	if err := os.WriteFile(file, before, 0o600); err != nil {
		t.Fatal(err)
	}
	serve()
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	list, whole, err := texts.Parse(data)
	if err != nil || !whole || len(list) != 1 || list[0].Digest != kept {
		t.Errorf("%d texts are left: %v", len(list), err)
	}
	if shown := b.text("secretary", kept); shown.Text != "Dr Kiran Patel" {
		t.Errorf("%+v", shown)
	}
}

// What is ordered erased is erased also where the time of whoever sent the order ran out
// while it was being recorded, and nobody sends it again.
func TestErasedWithoutAnAnswer(t *testing.T) {
	b := newBoard(t)
	file := filepath.Join(t.TempDir(), "texts")
	b.serveUnder(b.rules(), func(c *server.Config) { c.TextFile = file })
	name := b.giveName("bury-officer", "00V", "bury-member", "Dr Kiran Patel")
	signed, err := ledger.Parse(b.statement("bury-officer", "00V", ledger.KindTextErased, ledger.TextErased{Text: name, Why: ledger.EraseOver}))
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	told := make(chan error)
	b.look(func(ledger.View, ledger.Time) { // while somebody reads, the writer waits with what it has taken
		go func() { told <- server.Record(ctx, b.serving, signed) }()
		for b.journal.Load().Ordering == 0 {
			runtime.Gosched()
		}
		cancel()
		if err := <-told; !errors.Is(err, context.Canceled) {
			t.Errorf("whoever went away is told %v", err)
		}
	})
	for until := time.Now().Add(20 * time.Second); ; runtime.Gosched() {
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Contains(data, []byte("Patel")) {
			break
		}
		if time.Now().After(until) {
			t.Fatal("the text is in the file still")
		}
	}
	if shown := b.text("secretary", name); shown.Erased == nil || shown.Text != "" {
		t.Errorf("%+v", shown)
	}
}

// No browser keeps a personal text: whoever erases it does so here.
func TestTextsAreKeptByNoBrowser(t *testing.T) {
	b := newBoard(t)
	name := b.giveName("bury-officer", "00V", "bury-member", "Dr Kiran Patel")
	for _, path := range []string{api.PathTexts, api.Fill(api.PathText, string(name)), api.PathPeople} {
		a := b.as("secretary", path)
		if a.status != http.StatusOK || !bytes.Contains(a.body, []byte("Patel")) || a.header.Get("Cache-Control") != "no-store" || a.header.Get("ETag") != "" {
			t.Errorf("%s: %d, %q: %s", path, a.status, a.header, a.body)
		}
	}
}
