package ledger

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"
)

func TestEncode(t *testing.T) {
	type inner struct {
		B string `json:"b"`
		A int64  `json:"a,omitempty"`
	}
	for _, c := range []struct {
		in   any
		want string
	}{
		{inner{B: "x", A: 2}, `{"a":2,"b":"x"}`},
		{inner{B: `quote " and \ and / & <`}, `{"b":"quote \" and \\ and / & <"}`},
		{map[string]int64{"\U0001F600": 1, "\uFF21": 2, "z": 3}, "{\"z\":3,\"\U0001F600\":1,\"\uFF21\":2}"}, // by UTF-16 code unit
		{[]string(nil), ""},
		{struct {
			L []string `json:"l"`
		}{}, `{"l":[]}`},
		{int64(MaxInteger), "9007199254740991"},
		{json.RawMessage(`{"a":[1,-2,true]}`), `{"a":[1,-2,true]}`},
	} {
		got, err := Encode(c.in)
		if c.want == "" {
			c.want = "[]"
		}
		if err != nil || string(got) != c.want {
			t.Errorf("Encode(%#v) = %s, %v; want %s", c.in, got, err, c.want)
		}
	}
	for _, bad := range []any{
		int64(MaxInteger + 1), int64(-MaxInteger - 1), nil, 1.5, (*int)(nil), map[string]any{"a": nil},
		"line\nfeed", "tab\t", "\x7f", "\u0085", "\u202Eright to left", "\u200Bzero width", "\uFEFFmark", "soft\u00ADhyphen", "unassigned\u0378", "filler\u3164", "selector\uFE0F", "private\uE000", "tag\U000E0041", "e\u0301 is not NFC", "\xff", strings.Repeat("x", MaxString+1),
		json.RawMessage(`{"a": 1}`), json.RawMessage(`{"b":1,"a":2}`), json.RawMessage(`1.0`), json.RawMessage(`-0`), json.RawMessage(`{"a":1,"a":2}`), json.RawMessage(`null`), json.RawMessage(`"\u0041"`),
		json.RawMessage(strings.Repeat("[", MaxDepth+2) + strings.Repeat("]", MaxDepth+2)),
	} {
		if got, err := Encode(bad); err == nil {
			t.Errorf("Encode(%#v) = %s, want an error", bad, got)
		}
	}
}

func TestDecodeRefuses(t *testing.T) {
	good := `{"motion":"GM-2015-003","opened":"` + string(digest("o")) + `","seat":"00V-1","choice":"for"}`
	var v VoteCast
	sorted := `{"choice":"for","motion":"GM-2015-003","opened":"` + string(digest("o")) + `","seat":"00V-1"}`
	if err := Decode([]byte(sorted), &v); err != nil {
		t.Fatal(err)
	}
	for name, bad := range map[string]string{
		"unsorted":       good,
		"padded":         " " + sorted,
		"trailing":       sorted + "\n",
		"another value":  sorted + "{}",
		"unknown name":   strings.Replace(sorted, `"seat"`, `"more":1,"seat"`, 1),
		"other case":     strings.Replace(sorted, `"seat"`, `"Seat"`, 1),
		"duplicate name": strings.Replace(sorted, `"seat":"00V-1"`, `"seat":"00V-1","seat":"00V-1"`, 1),
		"null":           strings.Replace(sorted, `"00V-1"`, `null`, 1),
		"escaped letter": strings.Replace(sorted, `"for"`, `"f\u006fr"`, 1),
		"empty optional": strings.Replace(sorted, `"seat"`, `"reason":"","seat"`, 1),
		"number":         strings.Replace(sorted, `"for"`, `1`, 1),
		"cut short":      sorted[:len(sorted)-1],
		"nested":         strings.Repeat("[", 1<<16),
	} {
		if err := Decode([]byte(bad), &VoteCast{}); err == nil {
			t.Errorf("%s is taken: %s", name, bad[:min(len(bad), 200)])
		}
	}
}

// FuzzParseEntry holds that an entry has one spelling: what parses encodes back
// to the same bytes, statement and body included.
func FuzzParseEntry(f *testing.F) {
	for _, name := range Kinds() {
		b, err := testFile(name + ".json")
		if err != nil {
			f.Fatal(err)
		}
		f.Add(b)
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		p, err := ParseAll(data)
		if err != nil {
			return
		}
		if got := p.Entry.Bytes(); !bytes.Equal(got, data) {
			t.Fatalf("%q\nencodes back as\n%q", data, got)
		}
		body, err := Encode(p.Body)
		if err != nil {
			t.Fatal(err)
		}
		want := []byte(nil)
		if p.Signed != nil {
			want = p.Signed.Payload.Body
		} else {
			want = p.Entry.Consequence.Body
		}
		if !bytes.Equal(body, want) {
			t.Fatalf("body %q\nencodes back as\n%q", want, body)
		}
	})
}

// FuzzParse holds that a statement has one spelling.
func FuzzParse(f *testing.F) {
	for _, name := range []string{"EdDSA", "ES256", "webauthn-EdDSA", "webauthn-ES256"} {
		b, err := testFile("signature/" + name + ".json")
		if err != nil {
			f.Fatal(err)
		}
		f.Add(b)
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		s, err := Parse(data)
		if err != nil {
			return
		}
		if again := mustEncode(s.Statement); !bytes.Equal(again, data) {
			t.Fatalf("%q\nencodes back as\n%q", data, again)
		}
		again, err := Draft(Key{Kind: KeyFile, Kty: "OKP"}, s.Payload)
		if err != nil || again.Payload != s.Statement.Payload {
			t.Fatalf("payload %q encodes back as %q, %v", s.Statement.Payload, again.Payload, err)
		}
	})
}

func BenchmarkEncode(b *testing.B) {
	data, err := testFile(KindVoteCast + ".json")
	if err != nil {
		b.Fatal(err)
	}
	e, err := ParseEntry(data)
	if err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for b.Loop() {
		if _, err := Encode(e); err != nil {
			b.Fatal(err)
		}
	}
}
