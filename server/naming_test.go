package server_test

import (
	"bytes"
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"net/http"
	"testing"

	"concordat/ledger"
	"concordat/server/api"
)

// witnessVKey is the verifier key of a witness from a fixed seed
// (c2sp.org/tlog-cosignature).
func witnessVKey(name string, seed byte) string {
	public := ed25519.NewKeyFromSeed(bytes.Repeat([]byte{seed}, ed25519.SeedSize)).Public().(ed25519.PublicKey)
	raw := append([]byte{4}, public...)
	sum := sha256.Sum256(append([]byte(name+"\n"), raw...))
	return fmt.Sprintf("%s+%x+%s", name, sum[:4], base64.StdEncoding.EncodeToString(raw))
}

// nameWitness names a witness and gives its key.
func (b *board) nameWitness(person, party, name string, seed byte, from ledger.Date) string {
	b.t.Helper()
	key := witnessVKey(name, seed)
	b.record(person, party, ledger.KindWitnessNamed, ledger.WitnessNamed{Name: name, Key: key, URL: "https://" + name, From: from})
	return key
}

// countersign has an officer countersign the ledger as it is now, and gives it.
func (b *board) countersign(person, party, meeting string) (seen api.Ledger) {
	b.t.Helper()
	b.get(api.PathLedger).into(http.StatusOK, &seen)
	b.record(person, party, ledger.KindCheckpointCountersigned, ledger.CheckpointCountersigned{Size: seen.Size, Root: seen.Root, Meeting: meeting})
	return seen
}

// Witnesses are listed as they stand today, with what the agreement asks for.
func TestWitnessesAreListed(t *testing.T) {
	b := newBoard(t)
	key := b.nameWitness("bury-officer", "00V", "bury.example/witness", 31, b.today())
	other := b.nameWitness("secretary", "", "audit.example", 32, "2016-12-01")
	list := func(query string) api.NamedWitnesses {
		var l api.NamedWitnesses
		b.get(api.PathWitnesses+query).into(http.StatusOK, &l)
		return l
	}
	all := list("")
	if len(all.Items) != 2 || all.Threshold == nil || all.Threshold.Keys != 3 || all.Threshold.Parties != 2 || all.Threshold.Clause != "10.3" {
		t.Fatalf("%+v %+v", all, all.Threshold)
	}
	if w := all.Items[0]; w.Key != key || w.Party != "00V" || w.Whose != "NHS Bury CCG" || w.Status.Status != api.WitnessStands || w.URL != "https://bury.example/witness" {
		t.Errorf("%+v", w)
	}
	if w := all.Items[1]; w.Key != other || w.Party != "" || w.Whose != "independent" || w.Status.Status != api.WitnessToCome {
		t.Errorf("%+v", w)
	}
	b.record("bury-officer", "00V", ledger.KindWitnessEnded, ledger.WitnessEnded{Key: key, On: b.today(), Reason: "stolen"})
	if l := list("?status=ended"); len(l.Items) != 1 || l.Items[0].Reason != "stolen" || l.Items[0].Ended != b.today() {
		t.Errorf("%+v", l.Items)
	}
	for query, want := range map[string]int{"?status=stands": 0, "?status=to_come": 1, "?party=00V": 1, "?party=00W": 0} {
		if l := list(query); len(l.Items) != want {
			t.Errorf("%s: %+v", query, l.Items)
		}
	}
	if p := b.get(api.PathWitnesses + "?status=gone").problem(); p.Code != ledger.CodeMalformed {
		t.Errorf("%+v", p)
	}
	// What only an officer, or only the secretary, may state is refused to others.
	for person, party := range map[string]string{"secretary": "00V", "bury-officer": "", "bury-member": "00V"} {
		body := ledger.WitnessNamed{Name: "more.example", Key: witnessVKey("more.example", 40), From: b.today()}
		if p := b.send(b.statement(person, party, ledger.KindWitnessNamed, body)).problem(); p.Code != ledger.CodeRefused {
			t.Errorf("%s for %q: %+v", person, party, p)
		}
	}
}

// Who countersigned which checkpoint is listed, by meeting and by party.
func TestCountersignaturesAreListed(t *testing.T) {
	b := newBoard(t)
	seen := b.countersign("bury-officer", "00V", "")
	var list api.List[api.Countersignature]
	b.get(api.PathCheckpoints).into(http.StatusOK, &list)
	last := list.Items[len(list.Items)-1]
	if last.Size != seen.Size || last.Root != seen.Root || last.Code != ledger.CheckCode(seen.Root) || last.Name != "NHS Bury CCG" || last.Person != "bury-officer" || last.Entry != seen.Size {
		t.Errorf("%+v", last)
	}
	b.get(api.PathCheckpoints+"?party=00W").into(http.StatusOK, &list)
	if len(list.Items) != 0 {
		t.Errorf("of another party: %+v", list.Items)
	}
	// Another root is another history, and the ledger says so.
	forked := ledger.CheckpointCountersigned{Size: seen.Size, Root: ledger.DigestOf([]byte("another"))}
	if p := b.send(b.statement("bury-officer", "00V", ledger.KindCheckpointCountersigned, forked)).problem(); p.Code != ledger.CodeFork {
		t.Errorf("%+v", p)
	}
	if p := b.send(b.statement("bury-member", "00V", ledger.KindCheckpointCountersigned, ledger.CheckpointCountersigned{Size: 1, Root: seen.Root})).problem(); p.Code != ledger.CodeFork {
		t.Errorf("%+v", p)
	}
}
