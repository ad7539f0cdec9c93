package ledger

import (
	"maps"
	"math/rand/v2"
	"testing"
)

// How often somebody has voted is counted once, and counted anew where what was
// counted was forgotten.
func TestCasts(t *testing.T) {
	w := newWorld(t)
	refs := []string{w.motion()}
	opened := map[string]Digest{refs[0]: w.opened}
	refs = append(refs, w.motion())
	opened[refs[1]] = w.opened
	w.s.Commit()
	random := rand.New(rand.NewPCG(7, 8))
	said := []struct{ person, party string }{{"bury-member", "00V"}, {"central-member", "00W"}}
	next := maps.Clone(w.next)
	forgotten, most := 0, 0
	for range 400 {
		switch random.IntN(12) {
		case 0:
			w.s.Commit()
			next = maps.Clone(w.next)
		case 1:
			w.s.Rollback()
			w.next = maps.Clone(next)
			forgotten++
		default:
			ref, by := refs[random.IntN(2)], said[random.IntN(2)]
			w.opened = opened[ref]
			if m, _ := w.s.Draft().Motion(ref); w.s.Draft().casts(&m, by.party+"-1", by.person) < MaxVotes {
				w.vote(by.person, by.party, ref, ChoiceFor)
			}
		}
		for _, v := range []View{w.s.Draft(), w.s.Durable()} {
			for _, ref := range refs {
				m, _ := v.Motion(ref)
				for _, by := range said {
					want := 0
					for _, vote := range m.Votes {
						if vote.Seat == by.party+"-1" && vote.Person == by.person {
							want++
						}
					}
					if got := v.casts(&m, by.party+"-1", by.person); got != want {
						t.Fatalf("%s has voted %d times on %s, not %d", by.person, want, ref, got)
					}
					most = max(most, want)
				}
				if got := v.casts(&m, "00V-1", "central-member"); got != 0 {
					t.Fatalf("somebody has voted %d times from another's seat", got)
				}
			}
		}
	}
	if forgotten < 10 || most < MaxVotes {
		t.Errorf("forgotten %d times, at most %d votes", forgotten, most)
	}
}
