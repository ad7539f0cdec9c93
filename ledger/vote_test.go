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

// TestVoteFacts: the facts about a vote that are kept for others are those that would
// be gathered for it, whatever was recorded between two votes, or taken back.
func TestVoteFacts(t *testing.T) {
	w := newWorld(t)
	ref := w.motion()
	asked := func() *Question {
		t.Helper()
		st := w.sign("bury-member", w.payload("bury-member", "00V", KindVoteCast, VoteCast{Motion: ref, Opened: w.opened, Seat: "00V-1", Choice: ChoiceFor}))
		q, err := w.s.Check(st, w.now, w.roots)
		if err != nil {
			t.Fatal(err)
		}
		return q
	}
	facts := func() string {
		t.Helper()
		first, again := asked(), asked()
		if first.Input.Author != again.Input.Author || first.Input.Seat != again.Input.Seat {
			t.Error("the facts about two votes are gathered twice")
		}
		w.s.votes = nil
		fresh := asked()
		if again.Input.Author == fresh.Input.Author {
			t.Error("nothing is gathered anew")
		}
		got, want := string(mustEncode(again.Input)), string(mustEncode(fresh.Input))
		if got != want {
			t.Errorf("kept: %s\nfresh: %s", got, want)
		}
		fresh.Input.Entry = 0
		return string(mustEncode(fresh.Input))
	}
	interest := InterestDeclared{Motion: ref, Nature: "financial", Known: "2015-06-20"}
	changes := []struct {
		name string
		does func()
	}{
		{"a role, and another from 3 July", func() {
			w.do("secretary", "", KindRoleAppointed, RoleAppointed{Role: RoleChair, Person: "bury-member", From: "2015-07-01"})
			w.do("secretary", "", KindRoleAppointed, RoleAppointed{Role: RoleViceChair, Person: "bury-member", From: "2015-07-03"})
		}},
		{"a deputy", func() {
			w.do("bury-officer", "00V", KindDeputyAppointed, DeputyAppointed{Seat: "00V-1", Person: "bury-officer", From: "2015-07-01"})
		}},
		{"an interest, declared and taken back", func() {
			w.s.Commit()
			before := facts()
			if _, err := w.s.Step(w.sign("bury-member", w.payload("bury-member", "00V", KindInterestDeclared, interest)), w.now, w.roots, w.rules); err != nil {
				t.Fatal(err)
			}
			w.next["bury-member"]++
			if facts() == before {
				t.Error("an interest changes nothing")
			}
			w.s.Rollback()
			w.next["bury-member"]--
			if facts() != before {
				t.Error("an interest that was taken back is there")
			}
			w.now = "2015-07-02T09:00:00.000Z"
		}},
		{"an interest", func() { w.do("bury-member", "00V", KindInterestDeclared, interest) }},
		{"another day", func() { w.now = "2015-07-03T09:00:00.000Z" }},
	}
	last := facts()
	for _, c := range changes {
		c.does()
		now := facts()
		if now == last {
			t.Errorf("%s changes nothing", c.name)
		}
		last = now
	}
	for range 3 { // votes leave the facts as they are
		kept := w.s.votes
		w.vote("bury-member", "00V", ref, ChoiceAgainst)
		if w.s.votes != kept {
			t.Error("a vote begins the facts anew")
		}
		facts()
	}
}

// One vote of a seat stands: what was signed before what was recorded, what is confirmed
// before what is not, the holder's own before a deputy's, and of the like the last.
func TestStanding(t *testing.T) {
	cast := func(entry int64, person, assurance, confirmed string) VoteFacts {
		return VoteFacts{
			Entry: entry, Seat: "a", Person: person, Deputy: person == "deputy", Assurance: assurance,
			Confirmed: confirmed, Unconfirmed: assurance == AssuranceRecorded && confirmed == "",
		}
	}
	tests := []struct {
		name  string
		votes []VoteFacts
		want  int64
	}{
		{"the last", []VoteFacts{cast(1, "holder", KeyFile, ""), cast(2, "holder", KeyFile, "")}, 2},
		{"a deputy after the holder", []VoteFacts{cast(1, "holder", KeyFile, ""), cast(2, "deputy", KeyFile, "")}, 1},
		{"the holder after a deputy", []VoteFacts{cast(1, "deputy", KeyFile, ""), cast(2, "holder", KeyFile, "")}, 2},
		{"signed after recorded", []VoteFacts{cast(1, "holder", AssuranceRecorded, "officer"), cast(2, "deputy", KeyFile, "")}, 2},
		{"signed before recorded", []VoteFacts{cast(1, "deputy", KeyFile, ""), cast(2, "holder", AssuranceRecorded, "officer")}, 1},
		{"confirmed by the holder", []VoteFacts{cast(1, "holder", AssuranceRecorded, "holder"), cast(2, "deputy", KeyFile, "")}, 1},
		{"confirmed, and not", []VoteFacts{cast(1, "holder", AssuranceRecorded, "officer"), cast(2, "holder", AssuranceRecorded, "")}, 1},
		{"not confirmed", []VoteFacts{cast(1, "holder", AssuranceRecorded, "")}, 1},
	}
	for _, test := range tests {
		if got := Standing(test.votes); len(got) != 1 || got[0].Entry != test.want {
			t.Errorf("%s: %+v, not entry %d", test.name, got, test.want)
		}
	}
	other := cast(3, "holder", KeyFile, "")
	other.Seat = "b"
	if got := Standing([]VoteFacts{other, tests[0].votes[0], tests[0].votes[1]}); len(got) != 2 || got[0].Entry != 3 || got[1].Entry != 2 {
		t.Errorf("of two seats: %+v", got)
	}
}
