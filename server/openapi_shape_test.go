package server_test

import (
	"bytes"
	"encoding"
	"encoding/json"
	"reflect"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"concordat/server/api"
)

// TestOpenAPIKnowsEveryField: whatever an answer can hold, the document has. Real
// answers show only the fields that the examples fill in.
func TestOpenAPIKnowsEveryField(t *testing.T) {
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(api.OpenAPI))
	if err != nil {
		t.Fatal(err)
	}
	schemas := doc.(map[string]any)["components"].(map[string]any)["schemas"].(map[string]any)
	seen := map[reflect.Type]bool{}
	for _, answer := range []any{
		api.Ledger{}, api.Party{}, api.Person{}, api.Key{}, api.MoUVersion{}, api.Motion{}, api.Decision{}, api.Obligation{}, api.Entry{}, api.Receipt{},
		api.Preview{}, api.Leaving{}, api.Transfer{}, api.Signing{}, api.Needed{}, api.Account{}, api.Draft{}, api.Dispute{},
		api.Meeting{}, api.Plan{}, api.Minutes{}, api.DecisionNotice{}, api.Fund{}, api.FundAccount{}, api.NamedWitness{}, api.NamedWitnesses{}, api.Countersignature{}, api.Witnessing{},
		api.Invitation{}, api.Enrolment{}, api.Enrolled{},
	} {
		of := reflect.TypeOf(answer)
		name := of.Name()
		if of == reflect.TypeFor[api.Leaving]() {
			name = "LeavingOutcome" // Leaving is the notice
		}
		if schemas[name] == nil {
			t.Errorf("no schema is named %s", name)
			continue
		}
		knows(t, schemas, seen, of, schemas[name], name)
	}
	if len(seen) < 60 {
		t.Errorf("%d types are looked at", len(seen))
	}
}

var (
	ownText = reflect.TypeFor[encoding.TextMarshaler]()
	ownJSON = reflect.TypeFor[json.Marshaler]()
)

// knows holds a Go type against the schema that describes it.
func knows(t *testing.T, schemas map[string]any, seen map[reflect.Type]bool, of reflect.Type, node any, at string) {
	t.Helper()
	schema, _ := node.(map[string]any)
	for schema["$ref"] != nil {
		name := strings.TrimPrefix(schema["$ref"].(string), "#/components/schemas/")
		next, ok := schemas[name].(map[string]any)
		if !ok {
			t.Errorf("%s: no schema is named %s", at, name)
			return
		}
		schema = next
	}
	if of.Implements(ownText) || of.Implements(ownJSON) {
		return
	}
	switch of.Kind() {
	case reflect.Pointer:
		knows(t, schemas, seen, of.Elem(), schema, at)
	case reflect.Slice, reflect.Array:
		if schema["items"] != nil {
			knows(t, schemas, seen, of.Elem(), schema["items"], at+"[]")
		}
	case reflect.Map:
		if schema["additionalProperties"] != nil {
			knows(t, schemas, seen, of.Elem(), schema["additionalProperties"], at+"{}")
		}
	case reflect.Struct:
		if seen[of] {
			return
		}
		seen[of] = true
		properties, _ := schema["properties"].(map[string]any)
		for _, f := range reflect.VisibleFields(of) {
			name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
			if f.Anonymous && name == "" || !f.IsExported() || name == "-" || name == "" {
				continue
			}
			property, ok := properties[name]
			if !ok {
				t.Errorf("%s: the document has no %q", at, name)
				continue
			}
			knows(t, schemas, seen, f.Type, property, at+"."+name)
		}
	}
}
