package server_test

import (
	"crypto/rand"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"concordat/clients/sdk"
	"concordat/ledger"
	"concordat/server/api"
)

// anew gives somebody another key, added by their officer, which they sign with from now on.
func (b *board) anew(by, party, person string) ledger.Thumbprint {
	b.t.Helper()
	path := filepath.Join(b.dir, "keys", person+".key")
	if err := os.Rename(path, path+"."+must(sdk.ReadKey(path)).Thumbprint().Code()); err != nil {
		b.t.Fatal(err)
	}
	key := must(sdk.NewKey(rand.Reader, sdk.Ed25519))
	if err := key.WriteKey(path, person); err != nil {
		b.t.Fatal(err)
	}
	b.record(by, party, ledger.KindKeyAdded, ledger.KeyAdded{Person: person, Key: key.Public(), Proof: key.Possession(b.founded.Origin, person)})
	return key.Thumbprint()
}

// One officer alone makes up no vote on what is open, whatever keys and offices they give
// while votes are cast; and everybody is told who can help.
func TestKeyInMidVote(t *testing.T) {
	b := newBoard(t)
	m, seat, member := b.openMotion()
	officer := member[:strings.LastIndex(member, "-")] + "-officer"
	refused := func(who string, statement []byte, check, words string) {
		t.Helper()
		p := b.send(statement).problem()
		if p.Code != ledger.CodeRefused || !slices.ContainsFunc(p.Checks, func(c ledger.Check) bool { return c.ID == check && strings.Contains(c.Explain, words) }) {
			t.Errorf("%s: %+v", who, p)
		}
	}
	votes := func() []byte {
		return b.statement(member, seat.Party, ledger.KindVoteCast, vote(m, seat.Seat, ledger.ChoiceFor))
	}
	admits := func(by string, key ledger.Thumbprint) []byte {
		return b.statement(by, seat.Party, ledger.KindKeyAdmitted, ledger.KeyAdmitted{Person: member, Key: key})
	}
	var party ledger.Party
	b.look(func(v ledger.View, _ ledger.Time) { party, _ = v.Party(seat.Party) })
	needs := "It needs a second officer of " + party.Name + " to admit this key: "

	key := b.anew(officer, seat.Party, member)
	refused("a vote with a key of since the opening", votes(), "key-after-opening", needs+"one who was an officer before the opening, and neither "+officer+", who added it, nor whose key it is.")
	refused("admission by who added the key", admits(officer, key), "not-second-officer", needs+"neither "+officer+", who added it, nor "+member+", whose key it is.")
	other, code := "bury-officer", "00V"
	if officer == other {
		other, code = "bolton-officer", "00T"
	}
	refused("admission by another party's officer", b.statement(other, code, ledger.KindKeyAdmitted, ledger.KeyAdmitted{Person: member, Key: key}), "another-partys-key", "")

	// A puppet of the officer's own making, first too late for the key, then for the motion.
	b.enrol(officer, seat.Party, "puppet")
	b.record(officer, seat.Party, ledger.KindRoleAppointed, ledger.RoleAppointed{Role: ledger.RoleOfficer, Person: "puppet", From: b.today()})
	refused("admission by an officer of since the key", admits("puppet", key), "officer-after-key", "was an officer of "+party.Name+" before that")
	key = b.anew(officer, seat.Party, member)
	refused("admission by the member", admits(member, key), "not-officer", "")
	if r := b.send(admits("puppet", key)); r.status != http.StatusCreated {
		t.Fatalf("%s", r.body)
	}
	refused("a vote admitted by an officer of since the opening", votes(), "key-after-opening", needs)

	var waiting api.UnadmittedKeys
	b.as("chair", api.PathKeys+"?party="+seat.Party).into(http.StatusOK, &waiting)
	var found []string
	for _, k := range waiting.Items {
		if !slices.Contains(k.Motions, m.Ref) || k.By != officer || !slices.Equal(k.Parties, []string{seat.Party}) {
			t.Errorf("%+v", k)
		}
		found = append(found, k.Person)
	}
	if !slices.Equal(found, []string{member, member}) {
		t.Errorf("there wait keys of %v", found)
	}
	if p := b.as("chair", api.PathKeys+"?party=x").problem(); p.Code != ledger.CodeMalformed {
		t.Errorf("%+v", p)
	}
}
