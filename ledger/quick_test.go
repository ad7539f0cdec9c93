package ledger

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"path/filepath"
	"reflect"
	"strconv"
	"strings"
	"testing"
)

// quickAlike holds that what is read quickly is what is read otherwise. It reports
// whether it was.
func quickAlike(t *testing.T, data []byte) bool {
	t.Helper()
	taken := quickAlikeAs(t, data, &Entry{}, &Statement{}, &Protected{}, &Payload{}, &VoteCast{}, &DecisionMade{})
	if quickly(data, 1) {
		taken = true
		if again, err := appendGeneral(nil, data, 1); err != nil || !bytes.Equal(again, data) {
			t.Fatalf("%q is taken quickly, and otherwise gives %q, %v", data, again, err)
		}
	}
	return taken
}

// quickAlikeAs is quickAlike for what is read into some values, which are empty.
func quickAlikeAs(t *testing.T, data []byte, into ...any) (taken bool) {
	t.Helper()
	for _, v := range into {
		if !decodeQuickly(data, v) {
			if !reflect.ValueOf(v).Elem().IsZero() {
				t.Fatalf("%T has been written to: %q", v, data)
			}
			continue
		}
		taken = true
		want := reflect.New(reflect.TypeOf(v).Elem()).Interface()
		if err := decode(data, want); err != nil || !reflect.DeepEqual(v, want) {
			t.Fatalf("%q is read quickly as %+v, and otherwise as %+v, %v", data, v, want, err)
		}
	}
	return taken
}

// TestQuick holds every golden entry, with its statement's parts, and each of them
// with a byte changed, put in or left out, against the general way.
func TestQuick(t *testing.T) {
	names, err := filepath.Glob("testdata/golden/*.json")
	if err != nil || len(names) == 0 {
		t.Fatal(names, err)
	}
	entries, statements, consequences := 0, 0, 0
	for _, name := range names {
		data, err := testFile(filepath.Base(name))
		if err != nil {
			t.Fatal(err)
		}
		quickAlike(t, data)
		e, err := ParseEntry(data)
		if err != nil {
			continue
		}
		if filepath.Base(name) == KindRatificationLapsed+".json" {
			if !decodeQuickly(data, &Entry{}) {
				t.Error("a lapse is not read quickly")
			}
			quickAlikeChanged(t, data)
		}
		if e.Consequence != nil {
			if decodeQuickly(data, &Entry{}) {
				consequences++
			}
			continue
		}
		s, err := Parse(e.Statement)
		if err != nil {
			t.Fatal(err)
		}
		// What is recorded of a statement is written quickly too.
		again := statementEntry(e.Time, s, e.Ruling.Rules)
		if !again.plain || !bytes.Equal(again.Bytes(), data) || !bytes.Equal(mustEncode(again), data) {
			t.Errorf("%s is written as %s", name, again.Bytes())
		}
		if decodeQuickly(data, &Entry{}) {
			entries++
		}
		if decodeQuickly(e.Statement, &Statement{}) {
			statements++
		}
		protected, _ := base64.RawURLEncoding.DecodeString(s.Statement.Protected)
		payload, _ := base64.RawURLEncoding.DecodeString(s.Statement.Payload)
		if filepath.Base(name) == KindVoteCast+".json" && (!decodeQuickly(data, &Entry{}) || !decodeQuickly(protected, &Protected{}) || !decodeQuickly(payload, &Payload{}) || !decodeQuickly(s.Payload.Body, &VoteCast{})) {
			t.Error("a vote is not read quickly")
		}
		for _, part := range [][]byte{e.Statement, protected, payload, s.Payload.Body} {
			quickAlike(t, part)
		}
		if filepath.Base(name) != KindVoteCast+".json" {
			continue
		}
		for _, part := range [][]byte{protected, payload, s.Payload.Body} {
			quickAlikeChanged(t, part)
		}
	}
	if entries < 50 || statements < 50 || consequences < 5 {
		t.Errorf("%d entries, %d statements and %d consequences of %d are read quickly", entries, statements, consequences, len(names))
	}
}

// TestQuickBodies holds the body of every kind, and each with a byte changed, put in or
// left out, against the general way.
func TestQuickBodies(t *testing.T) {
	quickly := 0
	for _, kind := range Kinds() {
		data, err := testFile(kind + ".json")
		if err != nil {
			t.Fatal(err)
		}
		p, err := ParseAll(data)
		if err != nil {
			t.Fatal(err)
		}
		body := mustEncode(p.Body)
		if !quickAlikeAs(t, body, bodies[kind]()) {
			continue // what is not plain is left to the general way
		}
		quickly++
		changed(body, func(other []byte) { quickAlikeAs(t, other, bodies[kind]()) })
	}
	if quickly < len(Kinds())-5 {
		t.Errorf("of %d kinds %d are read quickly", len(Kinds()), quickly)
	}
}

// TestQuickWhole holds that nothing is read into what holds something already, nor into
// what Encode does not write.
func TestQuickWhole(t *testing.T) {
	for _, v := range []any{&Seen{Size: 1}, (*Seen)(nil), Seen{}, new(any), new(float64), new(json.Number)} {
		if decodeQuickly([]byte(`{"root":"","size":0}`), v) || decodeQuickly([]byte(`1`), v) {
			t.Errorf("%T is read into", v)
		}
	}
	var lists struct {
		None  []string         `json:"none"`
		Some  map[string]int64 `json:"some,omitempty"`
		Where *Seen            `json:"where,omitempty"`
	}
	for _, data := range []string{
		`{"none":[]}`, `{"none":["a","b"],"some":{"a":1,"b":-2},"where":{"root":"","size":0}}`, `{}`, `{"none":[],"some":{}}`, `{"none":null}`,
		`{"none":[],"some":{"b":1,"a":1}}`, `{"none":[],"some":{"a":1,"a":1}}`, `{"some":{"a":1},"none":[]}`, `{,"none":[]}`, `{"none":[],}`, `{"none":[],"where":null}`,
		`{"none":["a",]}`, `{"none":["a" ]}`, `{"none":[]} `,
	} {
		into := reflect.New(reflect.TypeOf(lists)).Interface()
		good := decode([]byte(data), reflect.New(reflect.TypeOf(lists)).Interface()) == nil
		if got := quickAlikeAs(t, []byte(data), into); got != good {
			t.Errorf("%s is read quickly: %t", data, got)
		}
	}
}

// TestPlainBytes holds every byte at every place of some against going through them.
func TestPlainBytes(t *testing.T) {
	for c := range 256 {
		for n := range 20 {
			for at := range n {
				data := bytes.Repeat([]byte{'a'}, n)
				data[at] = byte(c)
				want := n &^ 7
				if c < 0x20 || c >= 0x7f || c == '"' || c == '\\' {
					want = min(want, at&^7)
				}
				if got := plainBytes(data); got != want || plainBytes(string(data)) != want {
					t.Fatalf("of %q %d are plain, not %d", data, got, want)
				}
			}
		}
	}
}

// TestPlainText: a text that is written as it stands is one that is taken, whole.
func TestPlainText(t *testing.T) {
	for _, s := range []string{"", "a", "12345678", "123456789", "£", "£££££££££", "1234567£", "12345678£", "a\"", "1234567\\", "12345678\n", "\x7f", "é", "1234567é", "\xc2", "1234567\xc2", "1234567\xc2\xa4", "12345678\xa3", strings.Repeat("a", MaxString), strings.Repeat("a", MaxString+1)} {
		got, err := appendString([]byte("x"), s)
		want := "x" + strconv.Quote(s)
		if plain := plainText(s); plain && (checkString(s) != nil) != (len(s) > MaxString) {
			t.Errorf("%.20q is plain: %v", s, checkString(s))
		}
		if refused := checkString(s); (err != nil) != (refused != nil) || err == nil && string(got) != want {
			t.Errorf("%.20q is written as %.20q, %v; it is refused: %v", s, got, err, refused)
		}
	}
}

// quickAlikeChanged is quickAlike with each byte changed, put in or left out.
func quickAlikeChanged(t *testing.T, part []byte) {
	t.Helper()
	changed(part, func(other []byte) { quickAlike(t, other) })
}

func changed(part []byte, each func([]byte)) {
	for i := range part {
		for _, with := range []string{"", `"`, `\`, "{", "}", ",", ":", "0", "-", " ", "é", "£", "\xc2", "\xa3", "\x00", part2(part, i)} {
			each([]byte(string(part[:i]) + with + string(part[i:])))
			each([]byte(string(part[:i]) + with + string(part[i+1:])))
		}
	}
}

// part2 is the byte before, which then stands twice.
func part2(part []byte, i int) string { return string(part[max(0, i-1):i]) }

// FuzzQuick holds any bytes against the general way.
func FuzzQuick(f *testing.F) {
	for _, name := range Kinds() {
		b, err := testFile(name + ".json")
		if err != nil {
			f.Fatal(err)
		}
		f.Add(b)
		if e, err := ParseEntry(b); err == nil && e.Statement != nil {
			f.Add([]byte(e.Statement))
			if s, err := Parse(e.Statement); err == nil {
				payload, _ := base64.RawURLEncoding.DecodeString(s.Statement.Payload)
				f.Add(payload)
				f.Add([]byte(s.Payload.Body))
			}
		}
	}
	for _, s := range []string{"-0", "00", "-1", "999999999999999", "9007199254740993", `{"a":1,"a":1}`, `{"b":1,"a":1}`, "[[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]", `"\u0041"`, "[1,]", `"£"`, `{"£":1,"a":1}`, `{"a":1,"£":1}`, "\"\xc2\"", "{,}", "[]", "{}", `""`} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, data []byte) { quickAlike(t, data) })
}
