package ledger

import (
	"crypto/ed25519"
	"errors"
	"slices"
	"testing"
)

// Authorities, seats, roles and instructions as they are given, changed and ended.

func givenAuthority(id string, loss int64, from, until Date) AuthorityGiven {
	limit := Limit{Action: loss, Year: loss, Life: loss}
	return AuthorityGiven{id, "*", []string{TypePool}, "decides", Clause{"1", "1"}, Resolution{"r", "2015-06-30", ""}, limit, limit, from, until, nil}
}

// An authority is what it was until the day from which it was changed or ended, and
// for what was opened before that was recorded.
func TestAuthorityChangedAndEnded(t *testing.T) {
	w := newWorld(t)
	in := func(before int64) (list []AuthorityGiven) {
		p, _ := w.s.Draft().Party("00V")
		for _, a := range w.s.Draft().partyFacts(p, "2015-07-01", "2015-07-01", before).Authorities {
			list = append(list, a.AuthorityGiven)
		}
		return list
	}
	is := func(when string, before int64, want ...AuthorityGiven) {
		t.Helper()
		got := in(before)
		if !slices.EqualFunc(got, want, func(a, b AuthorityGiven) bool {
			return a.ID == b.ID && a.Loss == b.Loss && a.From == b.From && a.Until == b.Until
		}) {
			t.Errorf("%s: %+v, expected %+v", when, got, want)
		}
	}
	w.do("bury-officer", "00V", KindAuthorityGiven, givenAuthority("00V-A1", 100, "2015-07-01", ""))
	given := w.s.Draft().Size()
	w.do("bury-officer", "00V", KindAuthorityChanged, AuthorityChanged{givenAuthority("00V-A1", 50, "2015-08-01", "2016-03-31")})
	changed := w.s.Draft().Size()
	is("changed", changed, givenAuthority("00V-A1", 100, "2015-07-01", "2015-07-31"), givenAuthority("00V-A1", 50, "2015-08-01", "2016-03-31"))
	is("as opened before", given, givenAuthority("00V-A1", 100, "2015-07-01", ""))

	// What begins before the day of a later change never was in force.
	w.do("bury-officer", "00V", KindAuthorityChanged, AuthorityChanged{givenAuthority("00V-A1", 10, "2015-08-01", "")})
	is("changed again from the same day", w.s.Draft().Size(), givenAuthority("00V-A1", 100, "2015-07-01", "2015-07-31"), givenAuthority("00V-A1", 10, "2015-08-01", ""))

	w.do("bury-officer", "00V", KindAuthorityEnded, AuthorityEnded{"00V-A1", "2015-09-01", Resolution{"r", "2015-07-01", ""}})
	is("ended", w.s.Draft().Size(), givenAuthority("00V-A1", 100, "2015-07-01", "2015-07-31"), givenAuthority("00V-A1", 10, "2015-08-01", "2015-08-31"))
	is("as opened before the end", changed, givenAuthority("00V-A1", 100, "2015-07-01", "2015-07-31"), givenAuthority("00V-A1", 50, "2015-08-01", "2016-03-31"))

	refused := w.payload("bury-officer", "00V", KindAuthorityEnded, AuthorityEnded{"00V-A9", "2015-09-01", Resolution{"r", "2015-07-01", ""}})
	var e *Error
	if _, err := w.s.Step(w.sign("bury-officer", refused), w.now, w.roots, w.rules); !errors.As(err, &e) || e.Code != CodeNotFound {
		t.Errorf("the end of what was never given: %v", err)
	}
}

// A seat is left from a day on by its holder and by its deputies, each by name; whoever
// was given it for later days keeps them, and what is asked as recorded before knows
// nothing of it.
func TestSeatVacated(t *testing.T) {
	w := newWorld(t)
	before := w.s.Draft().Size()
	w.do("bury-officer", "00V", KindDeputyAppointed, DeputyAppointed{"00V-1", "bury-officer", "2015-07-01", "", nil, nil})
	w.do("bury-officer", "00V", KindBoardMemberEnrolled, BoardMemberEnrolled{"00V-1", "bury-officer", "2015-08-01", "", ""})
	w.do("bury-member", "", KindSeatVacated, SeatVacated{"00V-1", "bury-member", "2015-07-10"})
	w.do("bury-officer", "00V", KindSeatVacated, SeatVacated{"00V-1", "bury-officer", "2015-09-01"})
	seat, _ := w.s.Draft().Seat("00V-1")
	for _, c := range []struct {
		day      Date
		holder   string
		deputies []string
	}{
		{"2015-07-09", "bury-member", []string{"bury-officer"}},
		{"2015-07-10", "", []string{"bury-officer"}},
		{"2015-08-01", "bury-officer", []string{"bury-officer"}},
		{"2015-09-01", "", []string{}},
	} {
		if got, deputies := seat.Holder(c.day), seat.DeputiesOn(c.day); got != c.holder || !slices.Equal(deputies, c.deputies) {
			t.Errorf("on %s %q holds it and %v deputise, expected %q and %v", c.day, got, deputies, c.holder, c.deputies)
		}
	}
	if f := w.s.Draft().personFacts("bury-member", "2015-07-10", nil, before); !slices.Equal(f.Seats, []string{"00V-1"}) {
		t.Errorf("as recorded before: %v", f.Seats)
	}
	if f := w.s.Draft().PersonFacts("bury-member", "2015-07-10", nil); len(f.Seats) != 0 {
		t.Errorf("today: %v", f.Seats)
	}
}

// A role ends from a day on, for the party for which it was given, and an auditor's by
// itself; whoever stands beside is told to the rules.
func TestRoleEnded(t *testing.T) {
	w := newWorld(t)
	w.do("bury-officer", "00V", KindRoleAppointed, RoleAppointed{RoleOfficer, "bury-member", "2015-07-01", ""})
	w.do("bury-officer", "00V", KindRoleAppointed, RoleAppointed{RoleAuditor, "bury-member", "2015-07-01", "2015-07-20"})
	roles := func(person string, day Date) (list []string) {
		for _, r := range w.s.Draft().PersonFacts(person, day, nil).Roles {
			list = append(list, r.Role+" "+r.Party)
		}
		return list
	}
	asked := &recorder{plain: w.rules}
	if _, err := w.s.Step(w.sign("bury-officer", w.payload("bury-officer", "00V", KindRoleEnded, RoleEnded{RoleOfficer, "bury-member", "2015-07-15"})), w.now, w.roots, asked); err != nil {
		t.Fatal(err)
	}
	if len(asked.last.People) != 2 || asked.last.People["bury-officer"] == nil || asked.last.People["bury-member"] == nil {
		t.Errorf("the rules are told of %v", asked.last.People)
	}
	for day, want := range map[Date][]string{
		"2015-07-14": {"officer 00V", "auditor 00V"}, "2015-07-15": {"auditor 00V"}, "2015-07-20": {"auditor 00V"}, "2015-07-21": nil,
	} {
		if got := roles("bury-member", day); !slices.Equal(got, want) {
			t.Errorf("on %s %v, expected %v", day, got, want)
		}
	}
	if got := roles("bury-officer", "2015-07-21"); !slices.Equal(got, []string{"officer 00V"}) {
		t.Errorf("the other officer: %v", got)
	}
}

// Of a seat the last instruction stands, on the text that the governing body had
// before it; a vote that differs counts all the same.
func TestMemberInstructed(t *testing.T) {
	w := newWorld(t)
	ref := w.motion()
	m, _ := w.s.Draft().Motion(ref)
	for _, choice := range []string{ChoiceFor, ChoiceAgainst} {
		w.do("bury-officer", "00V", KindMemberInstructed, MemberInstructed{ref, m.TextID, "00V-1", choice, Resolution{"GB-1", "2015-07-01", ""}})
	}
	w.vote("bury-member", "00V", ref, ChoiceFor)
	m, _ = w.s.Draft().Motion(ref)
	if i := m.Instruction("00V-1"); i == nil || i.Choice != ChoiceAgainst || i.Party != "00V" || i.By != "bury-officer" || len(m.Instructions) != 1 {
		t.Errorf("%+v", m.Instructions)
	}
	if len(m.Votes) != 1 || m.Votes[0].Choice != ChoiceFor {
		t.Errorf("%+v", m.Votes)
	}
	if differ := m.Differing(m.Votes); len(differ) != 1 || differ[0].Choice != ChoiceFor || differ[0].Instruction.Choice != ChoiceAgainst {
		t.Errorf("%+v", differ)
	}
	m.TextID = digest("another text")
	if m.Instruction("00V-1") != nil || len(m.Differing(m.Votes)) != 0 {
		t.Error("an instruction on an earlier text stands on a later one")
	}
}

func TestDayBefore(t *testing.T) {
	for day, want := range map[Date]Date{"2015-07-02": "2015-07-01", "2015-07-01": "2015-06-30", "2016-03-01": "2016-02-29", "2015-03-01": "2015-02-28", "2015-01-01": "2014-12-31"} {
		if got := day.before(); got != want {
			t.Errorf("before %s: %s, expected %s", day, got, want)
		}
	}
}

// One person sits for two parties: from the seat of the one that did not vouch for
// them by the key alone that it named, whoever adds them another.
func TestOnePersonForTwoParties(t *testing.T) {
	w := newWorld(t)
	_, own := fileKey(seeds["bury-member"])
	_, other := fileKey(seeds["central-member"])
	refused := w.payload("central-officer", "00W", KindBoardMemberEnrolled, BoardMemberEnrolled{"00W-2", "bury-member", "2015-07-01", "", other.Thumbprint()})
	var e *Error
	if _, err := w.s.Step(w.sign("central-officer", refused), w.now, w.roots, w.rules); !errors.As(err, &e) || e.Code != CodeNotFound {
		t.Errorf("by somebody else's key: %v", err)
	}
	w.do("central-officer", "00W", KindBoardMemberEnrolled, BoardMemberEnrolled{"00W-2", "bury-member", "2015-07-01", "", own.Thumbprint()})
	private, late := fileKey(seeds["late"])
	proof := ed25519.Sign(private, []byte(PossessionInput(testOrigin, "bury-member", late)))
	w.do("bury-officer", "00V", KindKeyAdded, KeyAdded{"bury-member", late, base64url.EncodeToString(proof), nil})
	for key, want := range map[Thumbprint][]string{own.Thumbprint(): {"00V-1", "00W-2"}, late.Thumbprint(): {"00V-1"}} {
		record, _ := w.s.Draft().Key(key)
		if got := w.s.Draft().PersonFacts("bury-member", "2015-07-01", &record).Seats; !slices.Equal(got, want) {
			t.Errorf("by %s %v, expected %v", key, got, want)
		}
	}
}

// What is said of a seat's hand, and what else is asked or moved from a seat, is by the
// key that its party named, as a vote from it is.
func TestSeatByItsNamedKey(t *testing.T) {
	w := floor(t, 2)
	_, own := fileKey(seeds["bury-member"])
	w.do("central-officer", "00W", KindBoardMemberEnrolled, BoardMemberEnrolled{"00W-1", "bury-member", "2015-07-01", "", own.Thumbprint()})
	private, late := fileKey(seeds["late"])
	proof := ed25519.Sign(private, []byte(PossessionInput(testOrigin, "bury-member", late)))
	w.do("bury-officer", "00V", KindKeyAdded, KeyAdded{"bury-member", late, base64url.EncodeToString(proof), nil})
	shown := w.hands("GM-2015-001", "1", ChoiceFor, ChoiceFor)
	shown.Hands[1].Person = "bury-member"
	moved, _ := w.amended("GM-2015-001", "1", "Another text.")
	by := func(signer, party, kind string, body any) error {
		p := w.payload("bury-member", party, kind, body)
		if signer == "late" {
			p.Seq = 0
		}
		_, err := w.s.Check(w.sign(signer, p), w.now, w.roots)
		return err
	}
	held := func(name, kind string, body func(seat string) any) {
		t.Helper()
		for seat, party := range map[string]string{"00V-1": "00V", "00W-1": "00W"} {
			if err := by("bury-member", party, kind, body(seat)); err != nil {
				t.Errorf("%s from %s by the key that both know: %v", name, seat, err)
			}
			err := by("late", party, kind, body(seat))
			var e *Error
			if refused := errors.As(err, &e) && e.Code == CodeNoSeat; refused != (seat == "00W-1") || !refused && err != nil {
				t.Errorf("%s from %s by a key that the other party added: %v", name, seat, err)
			}
		}
	}
	held("asking", KindMeetingRequisitioned, func(seat string) any { return MeetingRequisitioned{seat, []string{"A"}, nil} })
	held("amending", KindAmendmentMoved, func(seat string) any { b := moved; b.By = seat; return b })
	id := w.do("secretary", "", KindHandsShown, shown)
	held("confirming", KindHandConfirmed, func(seat string) any {
		return HandConfirmed{Motion: "GM-2015-001", Shown: id, Seat: seat, Choice: ChoiceFor}
	})
	held("denying", KindHandDenied, func(seat string) any { return HandDenied{Motion: "GM-2015-001", Shown: id, Seat: seat} })
}

// A vote that the secretary recorded is tagged until it is confirmed, once, and comes
// before nothing that the voter signed.
func TestVoteRecorded(t *testing.T) {
	w := newWorld(t)
	ref := w.motion()
	m := w.standing(ref)
	said := VoteRecorded{ref, m.Opened.ID, "00V-1", "bury-member", ChoiceFor, "by telephone"}
	w.refuses(CodeStale, "another opening", "secretary", "", KindVoteRecorded, VoteRecorded{ref, digest("x"), "00V-1", "bury-member", ChoiceFor, "by telephone"})
	w.refuses(CodeNoSeat, "no seat 00X-1", "secretary", "", KindVoteRecorded, VoteRecorded{ref, m.Opened.ID, "00X-1", "bury-member", ChoiceFor, "by telephone"})
	w.do("secretary", "", KindVoteRecorded, said)
	v := w.standing(ref).Votes
	if len(v) != 1 || !v[0].Unconfirmed || v[0].By != "secretary" || v[0].Assurance != AssuranceRecorded || v[0].Person != "bury-member" || v[0].Party != "00V" || v[0].Deputy || v[0].Key != "" {
		t.Fatalf("%+v", v)
	}
	confirms := VoteConfirmed{ref, v[0].Entry, "00V-1", ChoiceFor}
	w.refuses(CodeNoSeat, "has no seat", "central-officer", "00W", KindVoteConfirmed, confirms)
	w.refuses(CodeNotFound, "records no vote", "bury-officer", "00V", KindVoteConfirmed, VoteConfirmed{ref, v[0].Entry + 1, "00V-1", ChoiceFor})
	w.do("bury-officer", "00V", KindVoteConfirmed, confirms)
	w.refuses(CodeConflict, "confirmed already", "bury-member", "00V", KindVoteConfirmed, confirms)
	if v := w.standing(ref).Votes; v[0].Unconfirmed || v[0].Confirmed != "bury-officer" {
		t.Errorf("%+v", v)
	}
	w.vote("central-member", "00W", ref, ChoiceAgainst)
	if v := w.standing(ref).Votes; len(v) != 2 || v[1].Key == "" || v[1].By != "" {
		t.Errorf("%+v", v)
	}
	w.replaysAlike()
}

// However often the secretary records a vote, and somebody signs one, neither keeps the
// other from it: each has a bound of its own.
func TestVotesRecordedAndSignedAreBoundedApart(t *testing.T) {
	w := newWorld(t)
	ref := w.motion()
	said := VoteRecorded{ref, w.opened, "00V-1", "bury-member", ChoiceFor, "by telephone"}
	for range MaxVotes - 1 {
		w.do("secretary", "", KindVoteRecorded, said)
	}
	for range MaxVotes {
		w.vote("bury-member", "00V", ref, ChoiceAgainst)
	}
	w.do("secretary", "", KindVoteRecorded, said)
	w.refuses(CodeTooLarge, "20 votes were recorded", "secretary", "", KindVoteRecorded, said)
	w.refuses(CodeTooLarge, "voted 20 times", "bury-member", "00V", KindVoteCast, VoteCast{Motion: ref, Opened: w.opened, Seat: "00V-1", Choice: ChoiceFor})
	w.replaysAlike()
}
