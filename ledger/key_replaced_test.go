package ledger

import (
	"crypto/ed25519"
	"strings"
	"testing"
)

// replacement puts the key of one seed in the place of bury-officer's, as another
// person confirms it.
func replacement(author, confirmer string, confirming, seed byte, from Date, change func(*KeyReplaced)) KeyReplaced {
	private, key := fileKey(seed)
	_, old := fileKey(seeds["bury-officer"])
	b := KeyReplaced{Person: "bury-officer", Key: key, Old: old.Thumbprint(), Reason: "lost", Resolution: Resolution{"GB-9", "2015-06-30", digest("paper")}, From: from}
	b.Proof = base64url.EncodeToString(ed25519.Sign(private, []byte(PossessionInput(testOrigin, b.Person, key))))
	if change != nil {
		change(&b)
	}
	second, k := fileKey(confirming)
	b.Confirmed = Confirmation{Person: confirmer, Key: k.Thumbprint(), Proof: base64url.EncodeToString(ed25519.Sign(second, []byte(KeyReplacedInput(testOrigin, author, &b))))}
	return b
}

// A key in the place of an officer's only one is put there by two others, signs
// nothing before its day, and can be revoked until then and after.
func TestKeyReplaced(t *testing.T) {
	w := newWorld(t)
	other := seeds["central-officer"]
	sound := replacement("secretary", "central-officer", other, 71, "2015-07-08", nil)
	for name, test := range map[string]struct {
		b    KeyReplaced
		code Code
	}{
		"of nobody's old key":       {replacement("secretary", "central-officer", other, 71, "2015-07-08", func(b *KeyReplaced) { _, k := fileKey(99); b.Old = k.Thumbprint() }), CodeNotFound},
		"of another person's key":   {replacement("secretary", "central-officer", other, 71, "2015-07-08", func(b *KeyReplaced) { b.Person = "central-officer" }), CodeNotFound},
		"that nobody has":           {replacement("secretary", "central-officer", other, 71, "2015-07-08", func(b *KeyReplaced) { _, b.Key = fileKey(72) }), CodeSignature},
		"that is somebody's":        {replacement("secretary", "central-officer", other, other, "2015-07-08", nil), CodeConflict},
		"drawn up for another":      {replacement("chair", "central-officer", other, 71, "2015-07-08", nil), CodeSignature},
		"confirmed for another day": {func() KeyReplaced { b := sound; b.From = "2015-07-02"; return b }(), CodeSignature},
		"without a paper":           {replacement("secretary", "central-officer", other, 71, "2015-07-08", func(b *KeyReplaced) { b.Resolution.Paper = "" }), CodeMalformed},
		"because somebody left":     {replacement("secretary", "central-officer", other, 71, "2015-07-08", func(b *KeyReplaced) { b.Reason = "left" }), CodeMalformed},
	} {
		if e := w.refusal("secretary", "", KindKeyReplaced, test.b); e.Code != test.code {
			t.Errorf("%s: %v", name, e)
		}
	}
	var asked Input
	w.rules.also = func(_ Digest, in Input, _ *Ruling) { asked = in }
	w.do("secretary", "", KindKeyReplaced, sound)
	if asked.Confirmer == nil || asked.Confirmer.Person != "central-officer" || asked.Replaced.Person.Person != "bury-officer" || asked.Replaced.Spare != 0 || asked.Subject != nil {
		t.Errorf("the rules are told of %+v and %+v", asked.Confirmer, asked.Replaced)
	}
	k, _ := w.s.Draft().Key(sound.Key.Thumbprint())
	if k.Person != "bury-officer" || k.By != "secretary" || k.From != "2015-07-08" {
		t.Errorf("recorded is %+v", k)
	}
	if n := w.s.Draft().PartyFacts("00V", "2015-07-07").OfficerKeys; n != 1 {
		t.Errorf("before its day the party has %d keys of officers", n)
	}
	if n := w.s.Draft().PartyFacts("00V", "2015-07-08").OfficerKeys; n != 2 {
		t.Errorf("on its day the party has %d keys of officers", n)
	}
	// Before its day it neither states nor confirms nor logs in; on that day it does.
	seeds["replaced"] = 71
	defer delete(seeds, "replaced")
	state := func() error {
		p := w.payload("replaced", "00V", KindPartyEstablished, PartyEstablished{"00V", "2013-04-01", ""})
		p.Author = "bury-officer"
		p.Sentence = "x"
		_, err := w.s.Check(w.sign("replaced", p), w.now, w.roots)
		return err
	}
	if err := state(); err == nil || !strings.Contains(err.Error(), "signs from 8 July 2015 on") {
		t.Errorf("before its day it states: %v", err)
	}
	c := recovery("secretary", "bury-officer", 71)
	c.Size = w.s.Draft().Size()
	if e := w.refusal("secretary", "", KindLedgerRecovered, c); e.Code != CodeUnknownKey || !strings.Contains(e.Message, "signs from") {
		t.Errorf("before its day it confirms: %v", e)
	}
	w.now = "2015-07-08T09:00:00.000Z"
	if err := state(); err == nil || !strings.Contains(err.Error(), "the sentence is not") {
		t.Errorf("on its day it states nothing: %v", err)
	}
	// An officer with another key, or a second officer, can add one alone: the rules see it.
	again := replacement("secretary", "central-officer", other, 73, "2015-07-20", nil)
	w.do("secretary", "", KindKeyReplaced, again)
	if asked.Replaced.Spare != 1 {
		t.Errorf("with a second key the rules are told of %d", asked.Replaced.Spare)
	}
	says := sound.sentence(Payload{Author: "secretary"}, nil)
	for _, part := range []string{"signs from 8 July 2015 on", "which is lost", "GB-9 of 30 June 2015", "central-officer confirms"} {
		if !strings.Contains(says, part) {
			t.Errorf("%q does not say %q", says, part)
		}
	}
}

// Two people end a key that is not of their own body's people, by what both signed.
func TestKeyRevokedByTwo(t *testing.T) {
	w := newWorld(t)
	_, stolen := fileKey(seeds["bury-officer"])
	second, k := fileKey(seeds["central-officer"])
	b := KeyRevoked{Key: stolen.Thumbprint(), Reason: "stolen"}
	b.Confirmed = &Confirmation{Person: "central-officer", Key: k.Thumbprint(), Proof: base64url.EncodeToString(ed25519.Sign(second, []byte(KeyRevokedInput(testOrigin, "secretary", &b))))}
	other := b
	other.Reason = "left"
	if e := w.refusal("secretary", "", KindKeyRevoked, other); e.Code != CodeSignature {
		t.Errorf("confirmed for another reason: %v", e)
	}
	var asked Input
	w.rules.also = func(_ Digest, in Input, _ *Ruling) { asked = in }
	w.do("secretary", "", KindKeyRevoked, b)
	if asked.Confirmer == nil || asked.Confirmer.Person != "central-officer" || asked.Subject == nil || asked.Subject.Person != "bury-officer" {
		t.Errorf("the rules are told of %+v and %+v", asked.Subject, asked.Confirmer)
	}
	if r, _ := w.s.Draft().Key(b.Key); r.Revoked != w.now {
		t.Errorf("it is not revoked: %+v", r)
	}
	if says := b.sentence(Payload{Author: "secretary"}, nil); !strings.Contains(says, "central-officer confirms") {
		t.Error(says)
	}
}
