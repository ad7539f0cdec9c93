package verify

import (
	"slices"
	"strings"
	"testing"

	"concordat/ledger"
	"concordat/ledger/merkle"
)

// privateBoard is the sample, continued with a motion that a meeting takes in
// private, and the export that the public gets of it. Withheld are the entries of
// the motion and the note.
func privateBoard(t *testing.T, release ledger.Date) (b *board, public files, withheld []int) {
	b = sampleBoard(t)
	withheld = append(withheld, len(b.entries))
	b.say("secretary", "", ledger.KindMotionMoved, ledger.Motion{
		Ref: "GM-2015-002", Title: "A lease", Text: []string{"That the lease be taken."}, Type: ledger.TypeBusinessCase, Route: ledger.RouteCommitteesInCommon, Function: "programme",
	})
	b.say("secretary", "", ledger.KindMeetingCalled, ledger.Meeting{
		Ref: "GM-2015-M01", Title: "Strategy board", Starts: "2015-07-03T09:00:00.000Z", Place: "Town hall",
		Items: []ledger.AgendaItem{{Item: "4", Title: "Estates", Motion: "GM-2015-002", Private: "terms under negotiation", Release: release}},
	})
	b.tick(48)
	withheld = append(withheld, len(b.entries))
	b.say("secretary", "", ledger.KindItemNoted, ledger.ItemNoted{Meeting: "GM-2015-M01", Item: "4", Text: []string{"The landlord asked for more."}})
	b.figures(1)
	return b, b.without(withheld...), withheld
}

// without is the export with nothing in the place of some entries.
func (b *board) without(withheld ...int) files {
	public := b.export()
	t := newTile(-1, 0, len(b.entries))
	var bundle []byte
	for i, entry := range b.entries {
		if slices.Contains(withheld, i) {
			entry = nil
		}
		bundle, _ = merkle.AppendToBundle(bundle, entry)
	}
	public[merkle.TilePath(t)] = bundle
	return public
}

// What is withheld is named, with what the agenda says of it; the tree holds, and
// nothing is called verified that was not looked at. Who may read it all verifies it.
func TestWithheld(t *testing.T) {
	b, public, withheld := privateBoard(t, "2016-03-01")
	if r := audited(b.export(), b.options()); r.Verdict != Verified {
		t.Fatalf("the whole export: %s", text(t, r))
	}
	r := audited(public, b.options())
	if r.Verdict != NotProven || r.FaultCount != 0 || r.Err != nil {
		t.Errorf("%s, %d faults, %v", r.Verdict, r.FaultCount, r.Err)
	}
	golden(t, "withheld.txt", text(t, r))
	golden(t, "withheld.json", string(r.JSON()))
	if r.Statements+r.Derived != int64(withheld[0]) {
		t.Errorf("%d statements and %d consequences were replayed, not the %d entries before the first that is withheld", r.Statements, r.Derived, withheld[0])
	}
	archived, err := openTar(archive(t, public))
	if err != nil {
		t.Fatal(err)
	}
	if again := audited(archived, b.options()); text(t, again) != text(t, r) {
		t.Errorf("as one file: %s", text(t, again))
	}
	if r := audited(b.without(withheld[1]), b.options()); !strings.Contains(text(t, r), "entries 18 to 19 are not replayed: 1 is withheld") || r.Verdict != NotProven {
		t.Errorf("one entry: %s", text(t, r))
	}
}

// Entries can't be taken out under the name of privacy where there is none, and
// nothing else comes to stand in the place of one.
func TestWithheldWithoutCause(t *testing.T) {
	b := sampleBoard(t)
	expect(t, audited(b.without(12), b.options()), Missing, 12)

	released, public, withheld := privateBoard(t, "2015-07-04")
	if r := audited(public, released.options()); r.Verdict != Failed || r.Faults[0].Code != Missing || r.Faults[0].Entry != int64(withheld[0]) || r.FaultCount != 2 {
		t.Errorf("after the release: %s", text(t, r))
	}

	b, public, withheld = privateBoard(t, "")
	path := merkle.TilePath(newTile(0, 0, len(b.entries)))
	public[path] = slices.Clone(public[path])
	public[path][withheld[0]*len(merkle.Hash{})]++
	if r := audited(public, b.options()); r.Verdict != Failed {
		t.Errorf("with another hash in its place: %s", text(t, r))
	}
}
