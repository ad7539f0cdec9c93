package example

import (
	"fmt"
	"path/filepath"
	"regexp"
	"slices"
	"testing"

	"concordat/ledger"
	"concordat/ledger/boltstore"
	"concordat/policy"
)

var digit = regexp.MustCompile(`[0-9]`)

// TestEveryNumberIsTraced holds that each number in a check of every decision of
// the examples leads to entries of the kinds that record such a thing, and that
// counting those entries again gives the number in the sentence.
func TestEveryNumberIsTraced(t *testing.T) {
	for _, name := range Names() {
		t.Run(name, func(t *testing.T) {
			dir := filepath.Join(t.TempDir(), "data")
			if err := Found(dir, name, world); err != nil {
				t.Fatal(err)
			}
			store, err := boltstore.Open(filepath.Join(dir, "ledger.db"))
			if err != nil {
				t.Fatal(err)
			}
			defer store.Close()
			var entries [][]byte
			// It ends with an error where the log does.
			if err := store.Entries(0, 1<<20, func(_ int64, e []byte) error {
				entries = append(entries, e)
				return nil
			}); len(entries) == 0 {
				t.Fatal(err)
			}
			state, rules := ledger.NewState(), policy.New(store.Blob)
			for i, e := range entries {
				roots := func(size int64) (ledger.Digest, error) { return seenRoot(t, e, size), nil }
				if err := state.Replay(e, roots, rules); err != nil {
					t.Fatalf("entry %d: %v", i, err)
				}
			}
			state.Commit()
			v := state.Durable()
			said := map[string]int{} // how often a source was named
			for ref, d := range v.Decisions() {
				m, _ := v.Motion(ref)
				sources, parties := v.Sources(m, ledger.Ruling{Checks: d.Checks, Parties: d.Parties, Counted: d.Counted}, d.Entry)
				by := map[string]ledger.Source{}
				for _, s := range sources {
					said[s.From]++
					by[s.From] = s
					leads(t, ref, s, d.Entry, entries)
				}
				for _, o := range d.Parties {
					for _, s := range parties[o.Party] {
						leads(t, ref+" for "+o.Party, s, d.Entry, entries)
						for _, e := range s.Entries {
							if p := read(t, entries[e]); s.From == ledger.FromAuthority && p.Signed.Payload.Party != o.Party {
								t.Errorf("%s: entry %d is an authority of %s, not of %s", ref, e, p.Signed.Payload.Party, o.Party)
							}
						}
					}
					if own := parties[o.Party]; o.Authority != "" && (len(own) < 2 || own[0].From != ledger.FromSignatures || own[1].From != ledger.FromAuthority) {
						t.Errorf("%s: what %s is bound by is traced to %v", ref, o.Party, own)
					}
				}
				for _, c := range d.Checks {
					if digit.MatchString(c.Required+c.Actual+c.Explain) && len(c.From) == 0 {
						t.Errorf("%s: the numbers of %s come from nowhere: %s", ref, c.ID, c.Explain)
					}
					for _, from := range c.From {
						if _, ok := by[from]; !ok {
							t.Errorf("%s: %s names %q, which is no source", ref, c.ID, from)
						}
					}
					recount(t, ref, c, by, entries)
				}
			}
			for _, from := range []string{ledger.FromOpening, ledger.FromVotes, ledger.FromSignatures, ledger.FromAuthority, ledger.FromTerms} {
				if said[from] == 0 {
					t.Errorf("no decision names %s", from)
				}
			}
		})
	}
}

// kinds are those of the entries that may hold what a source says.
var kinds = map[string][]string{
	ledger.FromOpening:     {ledger.KindMotionOpened, ledger.KindHandsShown},
	ledger.FromVotes:       {ledger.KindVoteCast, ledger.KindHandsShown},
	ledger.FromAttendance:  {ledger.KindAttendanceRecorded},
	ledger.FromMotion:      {ledger.KindMotionMoved, ledger.KindMotionAmended, ledger.KindAmendmentMoved, ledger.KindMotionDivided},
	ledger.FromInterests:   {ledger.KindInterestDeclared, ledger.KindInterestRuled},
	ledger.FromImpact:      {ledger.KindImpactStated, ledger.KindImpactAgreed, ledger.KindImpactDisputed},
	ledger.FromSignatures:  {ledger.KindMoUSigned},
	ledger.FromAuthority:   {ledger.KindAuthorityGiven},
	ledger.FromCommitments: {ledger.KindDecisionMade, ledger.KindCommitmentMade},
	ledger.FromFigures:     {ledger.KindFigureRecorded},
	ledger.FromLead:        {ledger.KindDecisionMade, ledger.KindCommitmentMade},
	ledger.FromGates:       {ledger.KindGatePassed},
	ledger.FromTerms:       {ledger.KindMoUAdopted, ledger.KindMoUAmended, ledger.KindLedgerFounded},
}

// leads: the source has entries, before the decision, of the kind that its name
// says. Nobody may have used an authority before, and nobody may have voted.
func leads(t *testing.T, ref string, s ledger.Source, before int64, entries [][]byte) {
	t.Helper()
	if len(s.Entries) == 0 && s.From != ledger.FromCommitments && s.From != ledger.FromVotes {
		t.Errorf("%s: %s leads to no entry", ref, s.From)
	}
	for _, e := range s.Entries {
		if e >= before {
			t.Errorf("%s: %s leads to entry %d, after the decision", ref, s.From, e)
			continue
		}
		if p := read(t, entries[e]); !slices.Contains(kinds[s.From], p.Kind) {
			t.Errorf("%s: %s leads to entry %d, a %s", ref, s.From, e, p.Kind)
		}
	}
}

// recount: the numbers in the sentences of votes, hands and attendance are those
// of the entries.
func recount(t *testing.T, ref string, c ledger.Check, by map[string]ledger.Source, entries [][]byte) {
	t.Helper()
	counted := map[string]int{}
	for _, e := range by[ledger.FromVotes].Entries {
		switch b := read(t, entries[e]).Body.(type) {
		case *ledger.VoteCast:
			counted[b.Choice]++
		case *ledger.HandsShown:
			for _, h := range b.Hands {
				counted[h.Choice]++
			}
		}
	}
	if n := int64(counted["for"] + counted["against"] + counted["abstain"]); n != by[ledger.FromVotes].Count {
		t.Errorf("%s: %d votes counted; its entries hold %d", ref, by[ledger.FromVotes].Count, n)
	}
	switch c.ID { // in the examples a party has one seat
	case "majority", "parties", "tie":
		if want := fmt.Sprintf("%d for, %d against", counted["for"], counted["against"]); c.Actual != want {
			t.Errorf("%s: %s says %q; the entries come to %q", ref, c.ID, c.Actual, want)
		}
	case "quorum":
		there := counted["for"] + counted["against"] + counted["abstain"]
		speaking := map[ledger.Digest]bool{} // who may speak and not vote is present
		for _, e := range by[ledger.FromInterests].Entries {
			if b, ok := read(t, entries[e]).Body.(*ledger.InterestRuled); ok && b.Ruling == ledger.InterestMaySpeak {
				speaking[b.Interest] = true
			}
		}
		there += len(speaking)
		if a := by[ledger.FromAttendance].Entries; len(a) > 0 {
			there = 0
			for _, p := range read(t, entries[a[0]]).Body.(*ledger.AttendanceRecorded).People {
				if p.Seat != "" && len(p.Absent) == 0 && (p.As == ledger.AttendsAsMember || p.As == ledger.AttendsAsDeputy) {
					there++
				}
			}
		}
		if got := number(c.Actual); got != there {
			t.Errorf("%s: %q are present; by the entries %d", ref, c.Actual, there)
		}
	}
}

var first = regexp.MustCompile(`^[0-9]+`)

func number(text string) (n int) {
	fmt.Sscan(first.FindString(text), &n)
	return n
}

func read(t *testing.T, entry []byte) *ledger.Parsed {
	t.Helper()
	p, err := ledger.ParseAll(entry)
	if err != nil {
		t.Fatal(err)
	}
	return p
}
