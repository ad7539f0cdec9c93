package server

import (
	"fmt"
	"testing"

	"concordat/ledger"
)

// openTo are rules under which everybody reads everything, and which count how
// often they were asked.
type openTo struct{ asked int }

func (o *openTo) Judge(_ ledger.Digest, inputs []ledger.Input) ([]ledger.Ruling, error) {
	o.asked++
	return []ledger.Ruling{{Allow: true}}, nil
}

// What is remembered of readers is bounded, however many come.
func TestReadersAreBounded(t *testing.T) {
	rules := &openTo{}
	q := &reading{View: ledger.NewState().Durable(), now: "2015-11-27T12:00:00.000Z", day: "2015-11-27", rules: rules}
	r := &readers{}
	for i := range 2*maxReaders + 1 {
		if err := r.may(q, fmt.Sprint("resource ", i)); err != nil {
			t.Fatal(err)
		}
		if len(r.rulings) > maxReaders {
			t.Fatalf("%d rulings are remembered", len(r.rulings))
		}
	}
	asked := rules.asked
	if err := r.may(q, fmt.Sprint("resource ", 2*maxReaders)); err != nil || rules.asked != asked {
		t.Errorf("asked again for what is remembered: %v", err)
	}
}

// What is remembered of a caller costs a small part of a request.
func BenchmarkMay(b *testing.B) {
	q := &reading{View: ledger.NewState().Durable(), now: "2015-11-27T12:00:00.000Z", day: "2015-11-27", rules: &openTo{}, caller: &ledger.PersonFacts{
		Person: "bury-member", Party: "00V", Key: &ledger.KeyFacts{Thumbprint: "x", Assurance: "file", Added: "2015-11-27T12:00:00.000Z"}, Roles: []ledger.RoleFacts{}, Seats: []string{"00V-1"}, Deputising: []string{},
	}}
	r := &readers{}
	b.ReportAllocs()
	for b.Loop() {
		if err := r.may(q, "showMotion"); err != nil {
			b.Fatal(err)
		}
	}
}
