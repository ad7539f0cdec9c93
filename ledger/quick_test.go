package ledger

import (
	"bytes"
	"encoding/base64"
	"path/filepath"
	"reflect"
	"testing"
)

// quickAlike holds that what is read quickly is what is read otherwise. It reports
// whether it was.
func quickAlike(t *testing.T, data []byte) bool {
	t.Helper()
	taken := false
	for _, v := range []any{&Entry{}, &Statement{}, &Protected{}, &Payload{}, &VoteCast{}} {
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
	if quickly(data, 1) {
		taken = true
		if again, err := appendGeneral(nil, data, 1); err != nil || !bytes.Equal(again, data) {
			t.Fatalf("%q is taken quickly, and otherwise gives %q, %v", data, again, err)
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

// quickAlikeChanged is quickAlike with each byte changed, put in or left out.
func quickAlikeChanged(t *testing.T, part []byte) {
	t.Helper()
	for i := range part {
		for _, with := range []string{"", `"`, `\`, "{", "}", ",", ":", "0", "-", " ", "é", "£", "\xc2", "\xa3", "\x00", part2(part, i)} {
			quickAlike(t, []byte(string(part[:i])+with+string(part[i:])))
			quickAlike(t, []byte(string(part[:i])+with+string(part[i+1:])))
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
