package ledger

import (
	"crypto/ed25519"
	"slices"
	"testing"
)

// A key that is added while votes are cast counts on a motion once an officer who was
// there before it was opened has admitted it, and from then on.
func TestKeyAdmitted(t *testing.T) {
	w := newWorld(t)
	for person, seed := range map[string]byte{"bury-finance": 81, "bury-member-2": 82, "bury-late": 83, "bury-member-3": 84} {
		seeds[person] = seed
		defer delete(seeds, person)
	}
	add := func(officer, person string, seed byte) {
		t.Helper()
		private, key := fileKey(seed)
		w.do(officer, "00V", KindKeyAdded, KeyAdded{person, key, base64url.EncodeToString(ed25519.Sign(private, []byte(PossessionInput(testOrigin, person, key)))), nil})
	}
	add("bury-officer", "bury-finance", 81)
	w.do("bury-officer", "00V", KindRoleAppointed, RoleAppointed{RoleOfficer, "bury-finance", "2015-07-01", ""})
	ref := w.motion()
	w.now = "2015-07-09T10:00:00.000Z"
	add("bury-officer", "bury-member", 82)
	add("bury-officer", "bury-late", 83)
	w.do("bury-officer", "00V", KindRoleAppointed, RoleAppointed{RoleOfficer, "bury-late", "2015-07-01", ""})

	admits := KeyAdmitted{"bury-member", keyOf("bury-member-2").Thumbprint()}
	waiting := func() (all []string) {
		for _, k := range w.s.Draft().Unadmitted("2015-07-09") {
			all = append(all, k.Key.Thumbprint().Code()+" of "+k.Person)
			if !slices.Equal(k.Motions, []string{ref}) || !slices.Equal(k.Parties, []string{"00V"}) {
				t.Errorf("it waits for %v on %v", k.Parties, k.Motions)
			}
		}
		return all
	}
	// Nobody's seat but the member's is on the roll: the late officer's key waits for nothing.
	if want := []string{admits.Key.Code() + " of bury-member"}; !slices.Equal(waiting(), want) {
		t.Errorf("of keys there wait %v, not %v", waiting(), want)
	}

	for name, test := range map[string]struct {
		b     KeyAdmitted
		party string
		code  Code
	}{
		"of another person": {KeyAdmitted{"central-member", admits.Key}, "00V", CodeNotFound},
		"of no key":         {KeyAdmitted{"bury-member", keyOf("secretary").Thumbprint()}, "00V", CodeNotFound},
		"of a founder":      {KeyAdmitted{"bury-officer", keyOf("bury-officer").Thumbprint()}, "00V", CodeConflict},
		"by its code":       {KeyAdmitted{"bury-member", "ABCD"}, "00V", CodeMalformed},
		"for no party":      {admits, "", CodeMalformed},
	} {
		if e := w.refusal("bury-finance", test.party, KindKeyAdmitted, test.b); e.Code != test.code {
			t.Errorf("%s: %v", name, e)
		}
	}

	// What the rules are told of the key that votes, and of the one that is admitted.
	voting := func() *KeyFacts {
		t.Helper()
		var told *KeyFacts
		w.rules.also = func(_ Digest, in Input, _ *Ruling) { told = in.Author.Key }
		defer func() { w.rules.also = nil }()
		p := w.payload("bury-member-2", "00V", KindVoteCast, VoteCast{Motion: ref, Opened: w.opened, Seat: "00V-1", Choice: ChoiceFor})
		p.Author, p.Seq = "bury-member", w.next["bury-member-2"]
		var err error
		if p.Sentence, err = Sentence(p, w.s.Draft()); err != nil {
			t.Fatal(err)
		}
		st := w.sign("bury-member-2", p)
		e, err := w.s.Step(st, w.now, w.roots, w.rules)
		if err != nil {
			t.Fatal(err)
		}
		w.next["bury-member-2"]++
		w.entries = append(w.entries, e.Bytes())
		return told
	}
	if k := voting(); k.Admitted != nil || k.before(w.standing(ref).OpenedEntry) {
		t.Errorf("before it is admitted the rules are told %+v", k.Admitted)
	}
	var subject *PersonFacts
	admit := func(officer string) {
		t.Helper()
		w.rules.also = func(_ Digest, in Input, _ *Ruling) { subject = in.Subject }
		w.do(officer, "00V", KindKeyAdmitted, admits)
		w.rules.also = nil
	}
	// By an officer whose own office is newer than the opening it is no help there.
	admit("bury-late")
	if subject.Person != "bury-member" || subject.Key.By != "bury-officer" || subject.Key.Entry == 0 {
		t.Errorf("of the key the rules are told %+v", subject.Key)
	}
	if k := voting(); k.Admitted.By != "bury-late" || k.before(w.standing(ref).OpenedEntry) {
		t.Errorf("admitted by who came later, the rules are told %+v", k.Admitted)
	}
	if len(waiting()) != 1 {
		t.Error("admitted by who came later, it waits no more")
	}
	// So another may admit it after all, and then nobody again.
	admit("bury-finance")
	k := voting()
	if k.Admitted.By != "bury-finance" || k.Admitted.Party != "00V" || !k.before(w.standing(ref).OpenedEntry) {
		t.Errorf("admitted, the rules are told %+v", k.Admitted)
	}
	if len(waiting()) != 0 {
		t.Errorf("admitted, there still wait %v", waiting())
	}
	for _, officer := range []string{"bury-finance", "bury-late"} {
		if e := w.refusal(officer, "00V", KindKeyAdmitted, admits); e.Code != CodeConflict {
			t.Errorf("again by %s: %v", officer, e)
		}
	}
	// A key that has ended is admitted by nobody, and waits for nobody.
	add("bury-officer", "bury-member", 84)
	ended := KeyAdmitted{"bury-member", keyOf("bury-member-3").Thumbprint()}
	w.do("bury-officer", "00V", KindKeyRevoked, KeyRevoked{ended.Key, "stolen", nil})
	if e := w.refusal("bury-finance", "00V", KindKeyAdmitted, ended); e.Code != CodeRevokedKey {
		t.Errorf("of a key that has ended: %v", e)
	}
	if len(waiting()) != 0 {
		t.Errorf("of keys that have ended there wait %v", waiting())
	}
	w.replaysAlike()
	w.snapshotsAlike()
}
