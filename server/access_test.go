package server_test

import (
	"bytes"
	"encoding/json"
	"net/http"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/open-policy-agent/opa/v1/ast"

	"concordat/ledger"
	"concordat/server"
	"concordat/server/api"
)

// taking is what an operation takes: in the rules on access and, as x-access, in
// the document.
type taking struct {
	Reads []string `json:"reads,omitempty"`
	To    string   `json:"to,omitempty"`
}

// ruled are the operations that the rules on access list.
var ruled = sync.OnceValue(func() map[string]taking {
	const file = "../policy/rego/concordat/access/access.rego"
	module := must(ast.ParseModule(file, string(must(os.ReadFile(file)))))
	list := map[string]taking{}
	for _, rule := range module.Rules {
		if rule.Head.Name == "operations" {
			value := must(ast.JSON(rule.Head.Value.Value))
			if err := json.Unmarshal(must(json.Marshal(value)), &list); err != nil {
				panic(err)
			}
		}
	}
	return list
})

func readsOf(operation string) []string { return ruled()[operation].Reads }

// Every operation of the document has a rule, which the document tells; and the
// rules know no operation that is no route.
func TestEveryOperationHasARule(t *testing.T) {
	var doc struct {
		Paths map[string]map[string]struct {
			OperationID string                `json:"operationId"`
			Access      *taking               `json:"x-access"`
			Security    []map[string][]string `json:"security"`
		} `json:"paths"`
	}
	if err := json.Unmarshal(api.OpenAPI, &doc); err != nil {
		t.Fatal(err)
	}
	routes := map[string]bool{}
	for _, r := range server.Routes() {
		if r.Name != "" {
			routes[r.Name] = true
			if _, ok := ruled()[r.Name]; !ok {
				t.Errorf("%s %s has no rule: list %s in policy/rego/concordat/access", r.Method, r.Path, r.Name)
			}
		}
	}
	for name := range ruled() {
		if !routes[name] {
			t.Errorf("the rules list %s, which is no route", name)
		}
	}
	for path, methods := range doc.Paths {
		for method, o := range methods {
			if o.Access == nil {
				t.Errorf("%s %s does not say by x-access whom it is open to", method, path)
				continue
			}
			if diff := cmp.Diff(ruled()[o.OperationID], *o.Access); diff != "" {
				t.Errorf("%s: rules and document differ:\n%s", o.OperationID, diff)
			}
			public := slices.ContainsFunc(o.Security, func(s map[string][]string) bool { return len(s) == 0 }) || len(o.Security) == 0
			if public != (o.Access.To == "" || o.Access.To == "everybody") {
				t.Errorf("%s: x-access and security differ", o.OperationID)
			}
		}
	}
}

// What the rules close is closed, whatever it is: rules that say no to everybody
// leave of the API nothing, and of the rest what is open by its nature.
func TestNothingAnswersUnasked(t *testing.T) {
	b := newBoard(t)
	paths := b.paths()
	tokens := map[string]string{"public": "", "secretary": b.token("secretary"), "member": b.token("bury-member")}
	bodies := map[string][]byte{}
	for _, r := range server.Routes() {
		at := r.Method + " " + r.Path
		bodies[at] = b.body(paths[at], "bolton-member")
	}
	b.serveUnder(onlyAccess{rules: b.rules(), says: func(ledger.Input) ledger.Ruling {
		return ledger.Ruling{Checks: []ledger.Check{{ID: "closed", Clause: "1.1", Title: "Closed", Required: "Nothing", Actual: "Nothing", Explain: "It is closed."}}}
	}})
	for _, r := range server.Routes() {
		at := r.Method + " " + r.Path
		for who, token := range tokens {
			a := b.do(r.Method, paths[at], token, bodies[at])
			if r.Name == "" {
				if a.status != http.StatusOK && r.Path != api.PathReady {
					t.Errorf("%s as %s: status %d", at, who, a.status)
				}
				continue
			}
			if a.status != http.StatusUnauthorized && a.status != http.StatusForbidden {
				t.Errorf("%s as %s is open to whom the rules close it: status %d", at, who, a.status)
			}
		}
	}
}

// TestMatrix asks the rules for every operation of every kind of person, where each
// resource is public, is for people with a part, and is not named. That each of them
// is asked about by itself is held beside the rules.
func TestMatrix(t *testing.T) {
	b := newBoard(t)
	b.enrol("bury-officer", "00V", "stranger")
	b.enrol("bury-officer", "00V", "adviser")
	b.record("secretary", "", ledger.KindRoleAppointed, ledger.RoleAppointed{Role: ledger.RoleInAttendance, Person: "adviser", From: b.today()})
	people := map[string]string{ // and which of four they are
		"": "public", "stranger": "person", "auditor": "reader", "bury-member": "part", "trafford-deputy": "part", "bolton-member": "part",
		"bury-officer": "part", "secretary": "part", "chair": "part", "vice-chair": "part", "adviser": "part",
	}
	facts := map[string]*ledger.PersonFacts{}
	b.look(func(v ledger.View, now ledger.Time) {
		for person := range people {
			if person != "" {
				key, _ := v.Key(b.key(person).Thumbprint())
				facts[person] = v.PersonFacts(person, now.Day(), &key)
			}
		}
	})
	for readers, reads := range map[string]func(is string) bool{
		"public": func(string) bool { return true },
		"people": func(is string) bool { return is == "reader" || is == "part" },
		"nobody": func(string) bool { return false },
	} {
		t.Run(readers, func(t *testing.T) {
			rules, bundle := b.under(func(terms []byte) []byte {
				return bytes.ReplaceAll(bytes.ReplaceAll(terms, []byte(`": "public"`), []byte(`": "`+readers+`"`)), []byte(`": "people"`), []byte(`": "`+readers+`"`))
			})
			asked := 0
			for operation, takes := range ruled() {
				for person, is := range people {
					may := reads(is)
					switch takes.To {
					case "everybody":
						may = true
					case "person":
						may = is != "public"
					case "part":
						may = is == "part"
					}
					asked++
					got, err := rules.Judge(bundle, []ledger.Input{{Ask: ledger.AskAccess, Time: "2015-11-27T12:00:00.000Z", Operation: operation, Author: facts[person]}})
					if err != nil {
						t.Fatal(err)
					}
					if got[0].Allow != may {
						t.Errorf("%s by %q, which is %s: %v, expected %v: %v", operation, person, is, got[0].Allow, may, got[0].Checks)
					}
				}
			}
			// Those outside the document: papers, bundles of rules and of entries, and the calendar.
			if want := len(document().operations) + 4; asked != want*len(people) {
				t.Errorf("%d questions, expected %d operations for %d people", asked, want, len(people))
			}
		})
	}
}

// A motion reads alike to everybody in every state, and what is private of a meeting
// to people with a part alone, until it is released.
func TestMotionsInEveryState(t *testing.T) {
	b := newBoard(t)
	decided := b.withStatus(ledger.MotionDecided).Ref
	p := b.sitInPrivate()
	draft := b.moved("Meet upstairs", "That the board meet upstairs.").Ref
	states := map[string]string{
		ledger.MotionDraft: draft, ledger.MotionNotice: b.notice(), ledger.MotionDecided: decided, "private": p.motion,
	}
	open, _, _ := b.openMotion()
	states[ledger.MotionOpen] = open.Ref
	people := []string{"", "bury-member", "bolton-member", "bury-officer", "secretary", "chair", "auditor"}
	tokens := map[string]string{}
	for _, person := range people {
		tokens[person] = b.token(person)
	}
	sees := func(when string, closed func(state, person string) bool) {
		t.Helper()
		for state, ref := range states {
			if state != "private" {
				if is := b.motion(ref).Status.Status; is != state {
					t.Fatalf("%s is %s, not %s", ref, is, state)
				}
			}
			for _, r := range server.Routes() {
				if r.Method != "GET" || !strings.HasPrefix(r.Path, api.PathMotion) || strings.HasSuffix(r.Path, "/opening") || strings.HasSuffix(r.Path, "/transfer") {
					continue
				}
				for _, person := range people {
					a := b.do("GET", api.Fill(r.Path, ref), tokens[person], nil)
					if refused := a.status == http.StatusUnauthorized || a.status == http.StatusForbidden; refused != closed(state, person) {
						t.Errorf("%s, %s of a motion that is %s by %q: status %d", when, r.Name, state, person, a.status)
					}
				}
			}
		}
	}
	sees("before the release", func(state, person string) bool { return state == "private" && person == "" })
	b.record("chair", "", ledger.KindItemReleased, ledger.ItemReleased{Meeting: p.ref, Item: "2", On: b.today()})
	sees("after it", func(string, string) bool { return false })
}

// onlyAccess answers for the rules who may use what.
type onlyAccess struct {
	rules ledger.Rules
	says  func(ledger.Input) ledger.Ruling
}

func (o onlyAccess) Judge(rules ledger.Digest, inputs []ledger.Input) ([]ledger.Ruling, error) {
	if inputs[0].Ask != ledger.AskAccess {
		return o.rules.Judge(rules, inputs)
	}
	out := make([]ledger.Ruling, len(inputs))
	for i, in := range inputs {
		out[i] = o.says(in)
	}
	return out, nil
}
