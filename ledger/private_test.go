package ledger

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"testing"
)

// public are the kinds that are never withheld, whatever is private: who may take
// part and how, the agreement, the register of interests, and what an agenda or a
// plan says as published, who else sees the ledger, what became of it, and that a personal
// text was erased. Every other kind is about a motion or an item.
var public = []string{
	KindLedgerFounded, KindEngineChanged, KindMoUAdopted, KindMoUSigned, KindPartyEstablished, KindRoleAppointed, KindKeyAdded, KindKeyRevoked,
	KindBoardMemberEnrolled, KindDeputyAppointed, KindAuthorityGiven, KindAuthorityChanged, KindAuthorityEnded, KindRoleEnded, KindSeatVacated, KindFigureRecorded, KindInterestDeclared, KindInterestRuled, KindInterestEnded,
	KindMoUDrafted, KindDraftAnswered, KindMoUAmended, KindPartyJoined, KindPartyMerged, KindLeavingNotified, KindLeavingWithdrawn,
	KindForwardPlanPublished, KindMeetingRequisitioned, KindRequisitionJoined, KindMeetingCalled, KindAgendaAmended, KindAttendanceRecorded, KindMeetingEnded,
	KindItemReleased, KindWitnessNamed, KindWitnessEnded, KindCheckpointCountersigned, KindLedgerRecovered, KindLogKeyChanged, KindKeyReplaced, KindKeyAdmitted,
	KindPersonNamed, KindTextErased,
}

// Of every kind the golden entry is withheld where all that it could be about is
// private, unless the kind is one that never is: one that is added has to stand on
// one side.
func TestWithheldKinds(t *testing.T) {
	k := &Withholding{PrivateItem: PrivateItem{Meeting: "GM-2015-M03", Item: "2", Reason: "terms under negotiation"}}
	w := &Withheld{items: map[[2]string]*Withholding{{"GM-2015-M03", "4.1"}: k}, refs: map[string]*Withholding{"00V-D1": k, "GM-2015-M03/01": k}}
	w.funds, w.refs[string(digest("change"))] = map[[2]string]*Withholding{{"equipment", "2015-16"}: k}, k
	w.leads, w.pairs = map[string]*Withholding{"acute-surgery": k}, map[[2]string]*Withholding{{"00V", "00W"}: k}
	for n := range 30 {
		w.items[[2]string{"GM-2015-M03", fmt.Sprint(n)}] = k
		w.refs[fmt.Sprintf("GM-2015-%03d", n)] = k
	}
	seen := map[string]bool{}
	names, err := filepath.Glob("testdata/golden/*.json")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range names {
		data, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		p, err := ParseAll(data)
		if err != nil {
			continue // not an entry
		}
		seen[p.Kind] = true
		if withheld := w.Entry(p) != nil; withheld == slices.Contains(public, p.Kind) {
			t.Errorf("%s: withheld is %v", name, withheld)
		}
		if (&Withheld{}).Entry(p) != nil {
			t.Errorf("%s is withheld where nothing is", name)
		}
	}
	for _, kind := range Kinds() {
		if !seen[kind] {
			t.Errorf("no golden entry of %s was read", kind)
		}
	}
}
