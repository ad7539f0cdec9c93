package policy

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/open-policy-agent/opa/v1/ast"
)

func TestParseJSONRefuses(t *testing.T) {
	for text, want := range map[string]string{
		``:                              "byte 0: the document ends too soon",
		`nul`:                           "starts no value",
		`null`:                          "null has no place",
		`[1,null]`:                      "byte 3: null has no place",
		`{"a":1,"a":2}`:                 `the name "a" stands twice`,
		`{"a":1,"\u0061":2}`:            `the name "a" stands twice`,
		`{"b":1,"c":2,"a":3,"c":4}`:     `the name "c" stands twice`,
		`{"b":1,"a":2,"c":3,"a":4}`:     `the name "a" stands twice`,
		`{"a":1}}`:                      "more follows",
		`1 2`:                           "more follows",
		`1.0`:                           "1.0 is not a whole number",
		`1e2`:                           "not a whole number",
		`-0`:                            "not a whole number",
		`01`:                            "not a whole number",
		`+1`:                            "starts no value",
		`9007199254740992`:              "not a whole number",
		`-9007199254740992`:             "not a whole number",
		`99999999999999999999`:          "not a whole number",
		`[1,]`:                          "starts no value",
		`[1 2]`:                         "expected , or ]",
		`[`:                             "ends too soon",
		`{1:2}`:                         "expected a name",
		`{"a" 1}`:                       "expected a colon",
		`{"a":1,}`:                      "expected a name",
		`{"a":1 "b":2}`:                 "expected , or }",
		`{"a"`:                          "expected a colon",
		`"a`:                            "ends in a string",
		`"a\`:                           "ends in a string",
		`"\x"`:                          "invalid character",
		"\"a\nb\"":                      "U+000A stands in a string",
		"\"\xff\"":                      "not UTF-8",
		strings.Repeat("[", maxDepth+2): "nested deeper",
	} {
		if v, err := parseJSON([]byte(text)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q gives %v, %v; expected an error with %q", text, v, err, want)
		}
	}
}

// FuzzParseJSON: what is taken is JSON, and means what it says.
func FuzzParseJSON(f *testing.F) {
	for _, seed := range []string{
		`{"a":[1,-2,0,true,false,"x",{}],"b":[],"c":{"d":"\u00e9\\\"\n/"}}`, ` [ 1 , 2 ] `, `"é"`, `9007199254740991`, `-1`, `"\ud800"`, `{"":1}`,
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		got, err := parseJSON(data)
		if err != nil {
			return
		}
		d := json.NewDecoder(strings.NewReader(string(data)))
		d.UseNumber()
		var want any
		if err := d.Decode(&want); err != nil {
			t.Fatalf("%q is taken and is not JSON: %v", data, err)
		}
		gotValue, err := ast.JSON(got.Value)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, gotValue); diff != "" {
			t.Fatalf("%q: %s", data, diff)
		}
	})
}
