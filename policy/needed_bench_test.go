package policy

import (
	"testing"

	"concordat/ledger"
)

// BenchmarkStillNeeded measures what it takes to say what is still needed of a
// motion on which none of twelve seats has voted, each of them with a deputy.
func BenchmarkStillNeeded(b *testing.B) {
	gm := embeddedBundle(b, "greater-manchester")
	in := closed(b, nil)
	in.Motion.Votes = []ledger.VoteFacts{}
	people := map[string]*ledger.PersonFacts{}
	for code, p := range in.Parties {
		p.Seats[0].Deputies = []string{"d-" + code}
		of := []string{p.Seats[0].Seat}
		people["p-"+code] = &ledger.PersonFacts{Person: "p-" + code, Party: code, Roles: []ledger.RoleFacts{}, Seats: of, Deputising: []string{}}
		people["d-"+code] = &ledger.PersonFacts{Person: "d-" + code, Party: code, Roles: []ledger.RoleFacts{}, Seats: []string{}, Deputising: of}
	}
	e := engineFor(gm)
	rules := gm.Digest()
	for b.Loop() {
		s, err := ledger.Suppose(rules, in, "2015-07-11T09:00:00.000Z", func(id string) *ledger.PersonFacts { return people[id] })
		if err != nil {
			b.Fatal(err)
		}
		n, err := s.StillNeeded(e)
		if err != nil {
			b.Fatal(err)
		}
		if len(n.Waiting) != 12 || len(n.Sets) == 0 {
			b.Fatalf("%+v", n)
		}
	}
}
