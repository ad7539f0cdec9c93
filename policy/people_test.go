package policy

import (
	"crypto/ed25519"
	"slices"
	"testing"

	"concordat/ledger"
)

// votes are those that stand on a motion, by seat: who cast it, and how.
func (b *board) standing(ref string) map[string][2]string {
	m, _ := b.state.Draft().Motion(ref)
	votes := map[string][2]string{}
	for _, v := range ledger.Standing(m.Votes) {
		votes[v.Seat] = [2]string{v.Person, v.Choice}
	}
	return votes
}

// Somebody leaves a seat while votes are cast. What they voted stands until their day is
// over and after; they vote from it no more; the deputy does, until there is a holder,
// who may change what was voted. Their key is theirs still, and does nothing for the seat.
func TestLeavingASeatWhileVotesAreCast(t *testing.T) {
	b, codes := lifeBoard(t)
	code := codes[0]
	seat, member, officer := code+"-1", "member-"+code, "officer-"+code
	b.enrol("heir", officer, code) // before the vote is opened: a key made later can't vote on it
	ref := b.notice(jointly, "2015-06-10T09:00:00.000Z", "2015-06-25T17:00:00.000Z", "")
	b.now = "2015-06-10T09:00:00.000Z"
	b.open(ref)
	m, _ := b.state.Draft().Motion(ref)
	vote := func(choice string) ledger.VoteCast {
		return ledger.VoteCast{Motion: ref, Opened: m.Opened.ID, Seat: seat, Choice: choice}
	}
	b.do(member, code, ledger.KindVoteCast, vote(ledger.ChoiceFor))
	// Nobody but they, or their officer, has them leave; and not for days that are over.
	leaves := ledger.SeatVacated{Seat: seat, Person: member, From: "2015-06-12"}
	b.refused("may-not-vacate", "", "officer-"+codes[1], "", ledger.KindSeatVacated, leaves)
	b.refused("backdated", "", member, "", ledger.KindSeatVacated, ledger.SeatVacated{Seat: seat, Person: member, From: "2015-06-09"})
	b.do(member, "", ledger.KindSeatVacated, leaves)
	b.now = "2015-06-11T09:00:00.000Z" // their last day
	b.do(member, code, ledger.KindVoteCast, vote(ledger.ChoiceAgainst))
	b.now = "2015-06-12T09:00:00.000Z"
	b.refused(string(ledger.CodeNoSeat), "", member, code, ledger.KindVoteCast, vote(ledger.ChoiceFor))
	if got := b.standing(ref)[seat]; got != [2]string{member, ledger.ChoiceAgainst} {
		t.Errorf("%v stands", got)
	}
	// The key, and what they are beside, is theirs as before.
	if k, _ := b.state.Draft().Key(keyOf(b, member)); k.Revoked != "" {
		t.Error("with the seat the key has ended")
	}
	b.refused(string(ledger.CodeNoSeat), "", "heir", code, ledger.KindVoteCast, vote(ledger.ChoiceFor))
	// A deputy may vote from the empty seat; the vote of whoever held it goes before.
	b.do("deputy", code, ledger.KindVoteCast, vote(ledger.ChoiceAbstain))
	if got := b.standing(ref)[seat]; got != [2]string{member, ledger.ChoiceAgainst} {
		t.Errorf("after a deputy's vote %v stands", got)
	}
	// Who follows may change it.
	b.do(officer, code, ledger.KindBoardMemberEnrolled, ledger.BoardMemberEnrolled{Seat: seat, Person: "heir", From: "2015-06-15"})
	b.refused(string(ledger.CodeNoSeat), "", "heir", code, ledger.KindVoteCast, vote(ledger.ChoiceFor))
	b.now = "2015-06-15T09:00:00.000Z"
	b.do("heir", code, ledger.KindVoteCast, vote(ledger.ChoiceFor))
	if got := b.standing(ref)[seat]; got != [2]string{"heir", ledger.ChoiceFor} {
		t.Errorf("%v stands", got)
	}
	b.vote(ref, codes[1:], len(codes)-1)
	b.until("2015-06-26T09:00:00.000Z")
	d, _ := b.state.Draft().Decision(ref)
	i := slices.IndexFunc(d.Parties, func(o ledger.PartyOutcome) bool { return o.Party == code })
	if d.Outcome != ledger.OutcomeCarried || d.Parties[i].Position != ledger.ChoiceFor {
		t.Errorf("%s, %+v", d.Outcome, d.Parties[i])
	}
	b.replayed()
}

func keyOf(b *board, person string) ledger.Thumbprint {
	_, key := b.key(person)
	return key.Thumbprint()
}

// One person holds seats of two parties: they vote twice, for each party as it wishes,
// and are one person where people are counted.
func TestOnePersonForTwoParties(t *testing.T) {
	for count, want := range map[int64]string{2: ledger.OutcomeNotQuorate, 1: ledger.OutcomeCarried} {
		bundle := withTerms(t, embeddedBundle(t, "greater-manchester"), func(terms map[string]any) {
			quorum := terms["quorum"].(map[string]any)
			delete(quorum, "num")
			delete(quorum, "den")
			quorum["by"], quorum["count"] = "people", count
		})
		b, codes := foundedOn(t, bundle)
		first, second := codes[0], codes[1]
		b.now = "2015-06-02T09:00:00.000Z"
		both := "member-" + first
		// Another party's person acts for it by the one key that its officer has looked at.
		enrolled := ledger.BoardMemberEnrolled{Seat: second + "-1", Person: both, From: "2015-06-02"}
		b.refused("another-partys-person", "naming the one key", "officer-"+second, second, ledger.KindBoardMemberEnrolled, enrolled)
		enrolled.Key = keyOf(b, both)
		b.do("officer-"+second, second, ledger.KindBoardMemberEnrolled, enrolled)
		for _, code := range codes[:2] {
			limit := ledger.Limit{Action: 1e9, Year: 1e9, Life: 1e10}
			b.do("officer-"+code, code, ledger.KindAuthorityGiven, ledger.AuthorityGiven{
				ID: code + "-A2", Function: "*", Types: []string{ledger.TypeStatement}, Committee: "decides",
				Constitution: ledger.Clause{Version: "1", Clause: "6.4"}, Resolution: ledger.Resolution{Ref: "GB/1", On: "2015-05-01"},
				Spend: limit, Loss: limit, From: "2015-05-01",
			})
		}
		ref := b.notice(jointly, "2015-06-10T09:00:00.000Z", "2015-06-15T17:00:00.000Z", "")
		b.now = "2015-06-10T09:00:00.000Z"
		b.open(ref)
		m, _ := b.state.Draft().Motion(ref)
		for _, code := range []string{first, second} {
			b.do(both, code, ledger.KindVoteCast, ledger.VoteCast{Motion: ref, Opened: m.Opened.ID, Seat: code + "-1", Choice: ledger.ChoiceFor})
		}
		b.refused(string(ledger.CodeNoSeat), "", both, codes[2], ledger.KindVoteCast, ledger.VoteCast{Motion: ref, Opened: m.Opened.ID, Seat: codes[2] + "-1", Choice: ledger.ChoiceFor})
		if got := b.standing(ref); len(got) != 2 || got[first+"-1"][0] != both || got[second+"-1"][0] != both {
			t.Errorf("%v stand", got)
		}
		b.until("2015-06-16T09:00:00.000Z")
		if got := b.outcome(ref); got != want {
			t.Errorf("with a quorum of %d people two votes of one person come to %s: %s", count, got, b.said(ref, "quorum"))
		}
	}
}

// A shadow body's signature binds it once the established body has signed again; whoever
// has not signed when its days are over is late, since it was waited for; and the
// agreement is in force in a function once all that take part in it have signed.
func TestLateAndShadowSignatures(t *testing.T) {
	bundle := withTerms(t, embeddedBundle(t, "greater-manchester"), func(terms map[string]any) {
		terms["establishment"].(map[string]any)["sign_days"] = 28
	})
	parties, err := ReadParties(bundle)
	if err != nil {
		t.Fatal(err)
	}
	b := &board{
		t: t, state: ledger.NewState(), rules: engineFor(bundle), bundle: bundle, now: "2013-03-11T09:00:00.000Z",
		next: map[string]int64{}, pens: map[string]ed25519.PrivateKey{},
	}
	holder := func(person string) ledger.KeyHolder {
		_, key := b.key(person)
		return ledger.KeyHolder{Person: person, Key: key}
	}
	founded := ledger.Founded{
		Name: "Greater Manchester", Origin: boardOrigin, LogKey: "k", RPID: "localhost", Origins: []string{"http://localhost:8080"},
		Prefix: "GM", Rules: bundle.Digest(), Engine: Version(), Secretary: holder("secretary"),
	}
	for _, p := range parties.Parties {
		founded.Parties = append(founded.Parties, ledger.FoundingParty{Code: p.Code, Name: p.Name, Type: p.Type, Officer: holder("officer-" + p.Code)})
	}
	founding := b.do("secretary", "", ledger.KindLedgerFounded, founded)
	b.do("secretary", "", ledger.KindMoUAdopted, ledger.MoUAdopted{Version: 1, Title: "MoU", Rules: bundle.Digest()})
	sign := func(code string) {
		b.do("officer-"+code, code, ledger.KindMoUSigned, ledger.MoUSigned{Version: 1, Rules: bundle.Digest(), Founding: founding})
	}
	signing := func() *ledger.Signing {
		t.Helper()
		r, err := b.state.Draft().Signing(b.now, b.rules)
		if err != nil || r.Signing == nil {
			t.Fatalf("%+v: %v", r, err)
		}
		return r.Signing
	}
	of := func(code string) ledger.PartySigning {
		t.Helper()
		all := signing().Parties
		i := slices.IndexFunc(all, func(p ledger.PartySigning) bool { return p.Party == code })
		if i < 0 {
			t.Fatalf("%s takes part in nothing", code)
		}
		return all[i]
	}
	shadow, late := founded.Parties[0].Code, founded.Parties[1].Code
	sign(shadow) // three weeks before it is established
	if p := of(shadow); p.Status != "shadow" || p.Late || p.Since != "" {
		t.Errorf("before it is established: %+v", p)
	}
	b.now = "2013-04-02T09:00:00.000Z"
	for _, p := range founded.Parties {
		b.do("secretary", "", ledger.KindPartyEstablished, ledger.PartyEstablished{Party: p.Code, On: "2013-04-01"})
		if p.Code != shadow && p.Code != late {
			sign(p.Code)
		}
	}
	if p := of(shadow); p.Status != "shadow" || p.Since != "2013-04-01" || p.By != "2013-04-29" || p.Late {
		t.Errorf("once it is established: %+v", p)
	}
	b.now = "2013-04-29T22:59:00.000Z" // the last day, in London
	if p := of(late); p.Late || p.Status != "unsigned" {
		t.Errorf("on the last day: %+v", p)
	}
	b.now = "2013-04-29T23:00:00.000Z" // the day after, in London
	for _, code := range []string{shadow, late} {
		if p := of(code); !p.Late || p.Since != "2013-04-01" {
			t.Errorf("a day late: %+v", p)
		}
	}
	if s := signing(); s.InForce == "yes" {
		t.Errorf("two have not signed, and it is %s", s.Words)
	}
	sign(shadow)
	sign(late)
	for _, code := range []string{shadow, late} {
		if p := of(code); p.Status != "signed" || p.Late {
			t.Errorf("signed: %+v", p)
		}
	}
	if s := signing(); s.InForce != "yes" {
		t.Errorf("all have signed, and it is %s", s.Words)
	}
	b.replayed()
}
