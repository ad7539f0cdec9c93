package passkey_test

import (
	"bytes"
	"compress/gzip"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"concordat/clients/web/browsertest"
	"concordat/ledger"
)

func packed(t *testing.T, data []byte) int {
	t.Helper()
	var b bytes.Buffer
	w, err := gzip.NewWriterLevel(&b, gzip.BestCompression)
	if err == nil {
		_, err = w.Write(data)
	}
	if err == nil {
		err = w.Close()
	}
	if err != nil {
		t.Fatal(err)
	}
	return b.Len()
}

// built is what a page's script makes of what the page shows.
type built struct {
	Statement struct{ Payload, Protected string }
	Code      string
	Sentence  string
	Thrown    string
}

// names are those of a page: of one party and one motion.
type names struct{ party, title string }

func (n names) PartyName(string) string   { return n.party }
func (n names) MotionTitle(string) string { return n.title }

// shown is a statement of a kind with the fields of its page.
type shown struct {
	Kind   string         `json:"kind"`
	Fields map[string]any `json:"fields"`
	want   built
}

// page is what a page shows of a payload; the sentence is worked out.
func page(t fataler, alg, kid string, p ledger.Payload, body any, n names, more map[string]any) shown {
	t.Helper()
	raw, err := ledger.Encode(body)
	if err != nil {
		t.Fatal(err)
	}
	p.Body = raw
	if p.Sentence, err = ledger.Sentence(p, n); err != nil {
		t.Fatal(err)
	}
	header, err := ledger.Encode(ledger.Protected{Alg: alg, Kid: ledger.Thumbprint(kid), Typ: "concordat-statement"})
	if err != nil {
		t.Fatal(err)
	}
	payload, err := ledger.Encode(p)
	if err != nil {
		t.Fatal(err)
	}
	s := ledger.Statement{Protected: base64.RawURLEncoding.EncodeToString(header), Payload: base64.RawURLEncoding.EncodeToString(payload)}
	f := map[string]any{
		"alg": alg, "key": kid, "ledger": p.Ledger, "author": p.Author, "party": p.Party, "partyName": n.party,
		"seq": fmt.Sprint(p.Seq), "size": fmt.Sprint(p.Seen.Size), "root": string(p.Seen.Root),
	}
	for name, v := range more {
		f[name] = v
	}
	out := shown{Kind: p.Kind, Fields: f}
	out.want.Statement.Protected, out.want.Statement.Payload = s.Protected, s.Payload
	out.want.Code, out.want.Sentence = ledger.CheckCode(s.ID()), p.Sentence
	return out
}

// voting is the page of a vote.
func voting(t fataler, alg, kid string, p ledger.Payload, b ledger.VoteCast, n names) shown {
	words := map[string]string{"for": "For", "against": "Against", "abstain": "Abstain"}
	say := func(choice string) string {
		if w, ok := words[choice]; ok {
			return w
		}
		return choice
	}
	f := map[string]any{"motion": b.Motion, "title": n.title, "opened": string(b.Opened), "seat": b.Seat, "choice": say(b.Choice), "reason": string(b.Reason)}
	if len(b.Then) > 0 {
		f["then"] = b.Then
	}
	if b.Casting != "" {
		f["casting"] = say(b.Casting)
	}
	return page(t, alg, kid, p, &b, n, f)
}

var (
	digests = rapid.Map(rapid.SliceOfN(rapid.Byte(), 32, 32), func(b []byte) ledger.Digest { return ledger.HashDigest([32]byte(b)) })
	codes   = rapid.StringMatching(`[a-z0-9][A-Za-z0-9-]{0,30}[a-z0-9]`)
	// Whatever canonical JSON takes, and often what other encoders escape.
	texts = rapid.Custom(func(t *rapid.T) string {
		s := rapid.StringOfN(rapid.OneOf(rapid.SampledFrom([]rune(`<>&"'\/£é€−–ß漢字😀½`)), rapid.Rune()), 1, 40, -1).Draw(t, "text")
		var kept strings.Builder
		for _, r := range s {
			if _, err := ledger.Encode(kept.String() + string(r)); err == nil {
				kept.WriteRune(r)
			}
		}
		if strings.TrimSpace(kept.String()) == "" {
			return "Stepping Hill"
		}
		return kept.String()
	})
	votes = rapid.Custom(func(t *rapid.T) shown {
		n := names{texts.Draw(t, "party"), texts.Draw(t, "title")}
		b := ledger.VoteCast{
			Motion: codes.Draw(t, "motion"), Opened: digests.Draw(t, "opened"), Seat: codes.Draw(t, "seat"),
			Choice: rapid.OneOf(rapid.SampledFrom([]string{"for", "against", "abstain", "constructor"}), texts).Draw(t, "choice"),
		}
		if rapid.Bool().Draw(t, "reasoned") {
			b.Reason = digests.Draw(t, "reason")
		}
		if rapid.Bool().Draw(t, "ordered") {
			b.Then = rapid.SliceOfN(texts, 1, 4).Draw(t, "then")
		}
		if rapid.Bool().Draw(t, "cast") {
			b.Casting = rapid.SampledFrom([]string{"for", "against"}).Draw(t, "casting")
		}
		p := ledger.Payload{
			V: 1, Ledger: codes.Draw(t, "ledger"), Kind: ledger.KindVoteCast, Author: codes.Draw(t, "author"), Party: codes.Draw(t, "party"),
			Seq: rapid.Int64Range(0, ledger.MaxInteger).Draw(t, "seq"), Seen: ledger.Seen{Size: rapid.Int64Range(0, ledger.MaxInteger).Draw(t, "size"), Root: digests.Draw(t, "root")},
		}
		alg := rapid.SampledFrom([]string{"webauthn-ES256", "webauthn-EdDSA"}).Draw(t, "alg")
		return voting(t, alg, strings.Repeat("k", 43), p, b, n)
	})
)

// fataler is a test, or a generator of cases for one.
type fataler interface {
	Helper()
	Fatal(...any)
}

// The scripts make the very bytes that the ledger makes: of every golden vote, of
// golden keys, and of two thousand votes at random, in one browser.
func TestBytes(t *testing.T) {
	var cases []shown
	files, err := filepath.Glob("../../../ledger/testdata/golden/*")
	if err != nil {
		t.Fatal(err)
	}
	signatures, err := filepath.Glob("../../../ledger/testdata/golden/signature/webauthn-*.json")
	if err != nil {
		t.Fatal(err)
	}
	n := names{"NHS Bury CCG", "Stepping Hill as the fourth site"}
	golden := map[string]int{}
	for _, file := range append(files, signatures...) {
		data, err := os.ReadFile(file)
		kind, _, _ := strings.Cut(filepath.Base(file), ".json")
		if filepath.Ext(file) != ".json" || !strings.HasPrefix(kind, "vote.cast") && !strings.HasPrefix(kind, "key.added") && !strings.HasPrefix(kind, "webauthn") {
			continue
		}
		if err != nil {
			t.Fatal(err)
		}
		raw := data
		if entry := (ledger.Entry{}); json.Unmarshal(data, &entry) == nil && len(entry.Statement) > 0 {
			raw = entry.Statement
		}
		signed, err := ledger.Parse(raw)
		if err != nil {
			t.Fatalf("%s: %v", file, err)
		}
		var c shown
		switch b := signed.Body.(type) {
		case *ledger.VoteCast:
			c = voting(t, signed.Protected.Alg, string(signed.Protected.Kid), signed.Payload, *b, n)
		case *ledger.KeyAdded:
			c = adding(t, signed.Protected.Alg, string(signed.Protected.Kid), signed.Payload, *b, n)
		default:
			t.Fatalf("%s is a %T", file, b)
		}
		if c.want.Statement.Protected != signed.Statement.Protected || c.want.Statement.Payload != signed.Statement.Payload {
			t.Fatalf("%s: the page is not that of the vector", file)
		}
		golden[signed.Payload.Kind]++
		cases = append(cases, c)
	}
	if golden[ledger.KindVoteCast] < 3 || golden[ledger.KindKeyAdded] < 1 {
		t.Fatalf("golden vectors: %v", golden)
	}
	seed := rand.IntN(1 << 30)
	for i := range 2000 {
		cases = append(cases, votes.Example(seed+i))
	}
	data, err := json.Marshal(cases)
	if err != nil {
		t.Fatal(err)
	}
	tab := browsertest.Open(t, "", "")
	tab.Go(scripts(t))
	got := browsertest.Value[[]built](tab, `(async (cases) => {
		const { rebuild } = await import("/script/statement.js");
		return Promise.all(cases.map(async ({ kind, fields }) => {
			try {
				const { statement, code, sentence } = await rebuild(kind, fields);
				return { Statement: statement, Code: code, Sentence: sentence };
			} catch (e) {
				return { Thrown: String(e) };
			}
		}));
	})(`+string(data)+`)`)
	wrong := 0
	for i, c := range cases {
		if got[i] != c.want && wrong < 5 {
			wrong++
			fields, _ := json.Marshal(c.Fields)
			a, _ := base64.RawURLEncoding.DecodeString(got[i].Statement.Payload)
			b, _ := base64.RawURLEncoding.DecodeString(c.want.Statement.Payload)
			t.Errorf("seed %d: of %s\n got %s %+v\nwant %s %+v", seed, fields, a, got[i], b, c.want)
		}
	}
}

// adding is the page of a key that an officer adds.
func adding(t fataler, alg, kid string, p ledger.Payload, b ledger.KeyAdded, n names) shown {
	raw, err := ledger.Encode(&b)
	if err != nil {
		t.Fatal(err)
	}
	return page(t, alg, kid, p, &b, n, map[string]any{"person": b.Person, "keyCode": b.Key.Thumbprint().Code(), "added": string(raw)})
}
