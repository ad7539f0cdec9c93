package example

import (
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"concordat/ledger"
	"concordat/ledger/boltstore"
	"concordat/policy"
)

var world = time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC)

// told founds an example in a directory of the test's and hands the story, at
// its end, to look.
func told(t *testing.T, name string, look func(s *story, b *board)) {
	t.Helper()
	dir := t.TempDir()
	err := tell(dir, name, func(s *story, b *board) {
		examples[name].tell(s, b)
		if s.err == nil && look != nil {
			look(s, b)
		}
	}, 0)
	if err != nil {
		t.Fatal(err)
	}
}

// TestOutcomes holds how every motion of the examples ended, and for whom.
func TestOutcomes(t *testing.T) {
	type decided struct {
		Outcome    string
		Collective bool
		Bound      map[string]int // how: number of parties
	}
	carried, not := ledger.OutcomeCarried, ledger.OutcomeNotCarried
	for name, want := range map[string]map[string]decided{
		"greater-manchester": {
			// HSJ, June 2014; tamesideandglossopccg.org; BBC, 17 June 2015; HSJ 5087946: all unanimous.
			"GM-2012-001": {carried, false, map[string]int{ledger.BoundNot: 12}},
			"GM-2014-001": {carried, true, map[string]int{ledger.BoundByVote: 12}},
			// The equipment fund is illustrative.
			"GM-2013-001": {carried, true, map[string]int{ledger.BoundByVote: 4}},
			"GM-2014-002": {carried, true, map[string]int{ledger.BoundByVote: 4}},
			"GM-2014-003": {carried, true, map[string]int{ledger.BoundByVote: 4}},
			"GM-2015-001": {carried, true, map[string]int{ledger.BoundByVote: 12}},
			"GM-2015-002": {carried, true, map[string]int{ledger.BoundByVote: 12}},
			// Illustrative from here on.
			"GM-2015-003": {carried, true, map[string]int{ledger.BoundByVote: 11, ledger.BoundAgainstVote: 1}},
			"GM-2015-004": {carried, true, map[string]int{ledger.BoundByVote: 11, ledger.BoundAgainstVote: 1}},
			"GM-2015-005": {carried, true, map[string]int{ledger.BoundByVote: 4}},
			"GM-2015-006": {carried, true, map[string]int{ledger.BoundByVote: 12}},
			"GM-2015-007": {carried, true, map[string]int{ledger.BoundByVote: 11, ledger.BoundOnRatification: 1}},
			"GM-2015-008": {not, false, map[string]int{ledger.BoundNot: 12}},
			"GM-2015-009": {ledger.OutcomeNotQuorate, false, map[string]int{ledger.BoundNot: 12}},
			"GM-2015-010": {carried, true, map[string]int{ledger.BoundByVote: 11, ledger.BoundAgainstVote: 1}},
		},
		"cheshire-warrington-wirral": {
			"CWW-2013-001": {carried, true, map[string]int{ledger.BoundByVote: 6}},
			"CWW-2015-001": {carried, true, map[string]int{ledger.BoundByVote: 5, ledger.BoundAgainstVote: 1}},
			"CWW-2015-002": {not, false, map[string]int{ledger.BoundNot: 6}},
			"CWW-2015-003": {not, false, map[string]int{ledger.BoundNot: 6}},
		},
	} {
		t.Run(name, func(t *testing.T) {
			told(t, name, func(s *story, b *board) {
				s.look(func(v ledger.View, _ ledger.Time) error {
					got := map[string]decided{}
					for ref, d := range v.Decisions() {
						bound := map[string]int{}
						for _, p := range d.Parties {
							bound[p.Bound]++
						}
						got[ref] = decided{d.Outcome, d.Collective, bound}
					}
					if diff := cmp.Diff(want, got); diff != "" {
						t.Error(diff)
					}
					return nil
				})
			})
		})
	}
}

func TestGreaterManchester(t *testing.T) {
	told(t, "greater-manchester", func(s *story, b *board) {
		s.look(func(v ledger.View, now ledger.Time) error {
			outcome := func(ref, party string) ledger.PartyOutcome {
				d, _ := v.Decision(ref)
				i := slices.IndexFunc(d.Parties, func(p ledger.PartyOutcome) bool { return p.Party == party })
				if i < 0 {
					t.Fatalf("%s says nothing of %s", ref, party)
				}
				return d.Parties[i]
			}
			// The loser within its authority is bound against its vote, by its own
			// authority; the loser beyond it awaits its governing body.
			bury := outcome("GM-2015-003", "00V")
			want := []ledger.YearCost{{Year: "2016-17", Loss: 155_000 * pounds}, {Year: "2017-18", Loss: 155_000 * pounds}}
			if bury.Bound != ledger.BoundAgainstVote || bury.Clause != "5.6" || bury.Authority != "00V-A2" || !cmp.Equal(bury.Cost, want) || !strings.Contains(bury.Chain, "8.1") {
				t.Errorf("Bury: %+v", bury)
			}
			trafford := outcome("GM-2015-007", "02A")
			if trafford.Bound != ledger.BoundOnRatification || trafford.Clause != "8.3" || trafford.RatifyBy <= now {
				t.Errorf("Trafford: %+v", trafford)
			}
			// Shares add up, to the penny.
			sums, of := map[string]int64{}, map[string]int64{}
			for _, o := range v.Obligations() {
				if o.Kind == "contribution" {
					sums[o.Decision] += o.Pence
				}
				if o.Decision == "GM-2015-005" {
					of[o.Payer] = o.Pence
				}
				if slices.Contains(o.Awaits, "02A") != (o.Decision == "GM-2015-007") {
					t.Errorf("%s awaits %v", o.Obligation, o.Awaits)
				}
			}
			if diff := cmp.Diff(map[string]int64{
				"GM-2013-001": 549_000 * pounds, "GM-2014-003": 551_466 * pounds, // 540,000 and a change of 9,000 more
				"GM-2015-004": 627_500 * pounds, "GM-2015-005": 1_000_000 * pounds,
			}, sums); diff != "" {
				t.Error(diff)
			}
			if diff := cmp.Diff(map[string]int64{"00T": 32176553, "00V": 21483323, "00W": 20364563, "00Y": 25975561}, of); diff != "" {
				t.Errorf("£1,000,000.00 by weighted population of 2013-14: %s", diff)
			}
			// Five codes are recalled and say so.
			var recalled []string
			for code, p := range v.Parties() {
				if strings.Contains(p.Note, "recalled") {
					recalled = append(recalled, code)
				}
			}
			if diff := cmp.Diff([]string{"01G", "01M", "01N", "01W", "02H"}, recalled); diff != "" {
				t.Error(diff)
			}
			// What the newcomer finds waiting.
			for ref, closes := range map[string]ledger.Time{"GM-2015-011": "2015-11-27T17:00:00.000Z", "GM-2015-012": "2015-12-18T17:00:00.000Z"} {
				if m, _ := v.Motion(ref); m.Status != ledger.MotionOpen || m.Opened.Closes != closes {
					t.Errorf("%s is %s until %v", ref, m.Status, m.Opened)
				}
			}
			return nil
		})
		// Eight parties have no figure: what would be computed from it is refused.
		m := ledger.Motion{
			Title: "A pooled fund by weighted population (illustrative)", Text: []string{"That all twelve share by weighted population."},
			Type: ledger.TypePool, Route: ledger.RouteJointCommittee, Function: "clinical-strategy",
			Pool: &ledger.Pool{Host: "00W", Year: "2015-16", Lines: []ledger.PoolLine{
				{What: "Anything", Pence: 1_000_000 * pounds, Kind: "cash", Due: "2015-12-01", Share: ledger.Share{By: "figure", Figure: "weighted_population"}},
			}},
		}
		s.look(func(v ledger.View, _ ledger.Time) error { m.Ref = v.NextRef("2015"); return nil })
		s.tick()
		_, err := s.sign(b.members["00W"], "00W", ledger.KindMotionMoved, m)
		var refused *ledger.Error
		if !errors.As(err, &refused) || refused.Code != ledger.CodeRefused || !slices.ContainsFunc(refused.Checks, func(c ledger.Check) bool { return c.ID == "figure-missing" && c.Clause == "7.2" }) {
			t.Fatalf("a share by figures that nobody recorded: %v %+v", err, refused)
		}
		for _, p := range b.parties {
			if missing := strings.Contains(refused.Message, p.Name) || strings.Contains(refused.Message, p.Code); missing != (len(p.Figures) == 0) {
				t.Errorf("%s: the refusal says %q", p.Name, refused.Message)
			}
		}
	})
}

// TestMeetings holds what was done at the meetings of committees in common: the
// amendment, the hands that became votes, the private item, and the minutes, whose
// approval at the second meeting made the decision of the first.
func TestMeetings(t *testing.T) {
	told(t, "greater-manchester", func(s *story, _ *board) {
		s.look(func(v ledger.View, _ ledger.Time) error {
			june, _ := v.Meeting("GM-2015-M01")
			july, _ := v.Meeting("GM-2015-M02")
			if june.Stage != ledger.MeetingApprovedStage || july.Stage != ledger.MeetingApprovedStage || len(june.Of) != 12 || june.Items[1].Private == "" || june.Minutes.At != july.Ref {
				t.Errorf("%+v\n%+v", june.Meeting, july.Meeting)
			}
			m, _ := v.Motion("GM-2015-001")
			if m.Shown == nil || m.Shown.At.Day() != "2015-06-17" || m.Shown.Counts[ledger.ChoiceFor] != 12 || len(m.Amendments) != 1 || m.TextID != m.Amendments[0] || len(m.Text) != 2 {
				t.Errorf("%+v", m)
			}
			for _, vote := range m.Votes {
				if vote.Deputy != (vote.Party == "02A") || vote.Assurance != "shown" {
					t.Errorf("%+v", vote)
				}
			}
			d, _ := v.Decision("GM-2015-001")
			if d.Time.Day() != "2015-07-15" || d.Time < june.Minutes.Time {
				t.Errorf("decided by an entry of %s, and the minutes stand since %s", d.Time, june.Minutes.Time)
			}
			text, err := s.journal.Blob(june.Minutes.Text)
			if err != nil || !strings.Contains(string(text), "trafford-deputy, deputy for trafford-member") || !strings.Contains(string(text), "Result: carried.") {
				t.Errorf("the minutes: %v\n%s", err, text)
			}
			return nil
		})
	})
}

// TestReplay holds that the whole history means the same when it is replayed
// from its bytes with the ledger's own rules, in one piece or in two.
func TestReplay(t *testing.T) {
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
			err = store.Entries(0, 1<<20, func(_ int64, e []byte) error {
				entries = append(entries, e)
				return nil
			})
			if len(entries) == 0 {
				t.Fatal(err)
			}
			rules := policy.New(store.Blob)
			summary := func(v ledger.View) map[string]any {
				all := map[string]any{"size": v.Size(), "time": v.Time(), "due": v.NextDue()}
				for ref, d := range v.Decisions() {
					all[ref] = d
				}
				for ref, o := range v.Obligations() {
					all[ref] = []any{o, v.ObligationStatus(o, v.Size(), v.Time().Day())}
				}
				for code := range v.Parties() {
					all[code] = v.PartyFacts(code, v.Time().Day())
				}
				return all
			}
			replay := func(cuts ...int) map[string]any {
				s := ledger.NewState()
				for i, e := range entries {
					if slices.Contains(cuts, i) {
						s.Commit()
					}
					roots := func(size int64) (ledger.Digest, error) { return seenRoot(t, entries[i], size), nil }
					if err := s.Replay(e, roots, rules); err != nil {
						t.Fatalf("entry %d: %v", i, err)
					}
				}
				s.Commit()
				return summary(s.Durable())
			}
			whole := replay()
			if diff := cmp.Diff(whole, replay(len(entries)/3, len(entries)-7)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// seenRoot takes an entry's word for what its author saw: the tree is the
// journal's and the audit's to check.
func seenRoot(t *testing.T, entry []byte, size int64) ledger.Digest {
	t.Helper()
	p, err := ledger.ParseAll(entry)
	if err != nil || p.Signed == nil || p.Signed.Payload.Seen.Size != size {
		t.Fatalf("asked for a root of %d: %v", size, err)
	}
	return p.Signed.Payload.Seen.Root
}

// TestFound holds what a founding leaves on the disk: one ledger, keys that only
// their owner reads, and nothing when it does not come about.
func TestFound(t *testing.T) {
	parent := t.TempDir()
	dir := filepath.Join(parent, "data")
	if err := Found(dir, "cheshire-warrington-wirral", world); err != nil {
		t.Fatal(err)
	}
	err := filepath.WalkDir(dir, func(path string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		info, err := d.Info()
		if err == nil && strings.HasSuffix(path, ".key") && info.Mode().Perm() != 0o600 {
			t.Errorf("%s has mode %o", path, info.Mode().Perm())
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := Found(dir, "cheshire-warrington-wirral", world); err == nil {
		t.Error("a ledger is founded over another")
	}
	if err := Found(filepath.Join(parent, "other"), "atlantis", world); err == nil || !strings.Contains(err.Error(), "greater-manchester") {
		t.Errorf("an unknown example: %v", err)
	}
	left, err := os.ReadDir(parent)
	if err != nil || len(left) != 1 {
		t.Errorf("what did not come about left %v", left)
	}
}
