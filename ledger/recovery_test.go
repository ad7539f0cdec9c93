package ledger

import (
	"crypto/ed25519"
	"strings"
	"testing"
)

// recovery is a loss, confirmed by the holder of a key from a fixed seed.
func recovery(author, confirmer string, seed byte) LedgerRecovered {
	private, key := fileKey(seed)
	b := LedgerRecovered{Size: 90, Root: digest("root"), Lost: Seen{100, digest("lost")}, Reason: "the disk failed, and the newest backup is of the day before"}
	b.Confirmed = Confirmation{Person: confirmer, Key: key.Thumbprint()}
	b.Confirmed.Proof = base64url.EncodeToString(ed25519.Sign(private, []byte(RecoveryInput(testOrigin, author, &b))))
	return b
}

// keepingSamples holds a body of every kind about the ledger's own keeping.
func keepingSamples() map[string]any {
	return map[string]any{
		KindLedgerRecovered:           recovery("secretary", "chair", 41),
		KindLogKeyChanged:             logKeyChange("secretary", "chair", 41, 61, 62, LogKeyStolen, "2015-06-01", nil),
		KindKeyReplaced:               replacement("secretary", "chair", 41, 71, "2015-07-08", nil),
		KindKeyRevoked + " (by two)":  KeyRevoked{replacement("", "", 41, 71, "", nil).Old, "stolen", &Confirmation{Person: "chair", Key: "wjACiNTHYyK8k3mALMpl53SF_jBKTmr_NyHK3L4ddRk", Proof: "cHJvb2Y"}},
		KindKeyAdmitted:               KeyAdmitted{"bury-member", keyOf("bury-member").Thumbprint()},
		KindLogKeyChanged + " (lost)": logKeyChange("secretary", "chair", 41, 61, 62, LogKeyLost, "", nil),
	}
}

// A loss is recorded once, as its author saw what is left, and only with what the
// second person has signed.
func TestRecovered(t *testing.T) {
	w := newWorld(t)
	sound := func() LedgerRecovered {
		b := recovery("secretary", "bury-officer", seeds["bury-officer"])
		b.Size = w.s.Draft().Size()
		b.Lost.Size = b.Size + 10
		private, _ := fileKey(seeds["bury-officer"])
		b.Confirmed.Proof = base64url.EncodeToString(ed25519.Sign(private, []byte(RecoveryInput(testOrigin, "secretary", &b))))
		return b
	}
	for name, test := range map[string]struct {
		change func(b *LedgerRecovered)
		code   Code
	}{
		"other lost entries":      {func(b *LedgerRecovered) { b.Lost.Size++ }, CodeSignature},
		"another lost root":       {func(b *LedgerRecovered) { b.Lost.Root = digest("x") }, CodeSignature},
		"another reason":          {func(b *LedgerRecovered) { b.Reason = "x" }, CodeSignature},
		"other entries left":      {func(b *LedgerRecovered) { b.Size-- }, CodeMalformed},
		"nothing lost":            {func(b *LedgerRecovered) { b.Lost.Size = b.Size }, CodeMalformed},
		"another person's key":    {func(b *LedgerRecovered) { b.Confirmed.Person = "bury-member" }, CodeUnknownKey},
		"a key of nobody":         {func(b *LedgerRecovered) { _, k := fileKey(99); b.Confirmed.Key = k.Thumbprint() }, CodeUnknownKey},
		"no proof":                {func(b *LedgerRecovered) { b.Confirmed.Proof = "" }, CodeMalformed},
		"a proof that is no text": {func(b *LedgerRecovered) { b.Confirmed.Proof = "=" }, CodeMalformed},
		"a passkey's header":      {func(b *LedgerRecovered) { b.Confirmed.Header = &PasskeyHeader{} }, CodeMalformed},
	} {
		b := sound()
		test.change(&b)
		if e := w.refusal("secretary", "", KindLedgerRecovered, b); e.Code != test.code {
			t.Errorf("%s: %v", name, e)
		}
	}
	var asked *PersonFacts
	w.rules.also = func(_ Digest, in Input, _ *Ruling) {
		if in.Kind == KindLedgerRecovered {
			asked = in.Subject
		}
	}
	b := sound()
	w.do("secretary", "", KindLedgerRecovered, b)
	if asked == nil || asked.Person != "bury-officer" {
		t.Errorf("the rules are told of %+v", asked)
	}
	got := w.s.Draft().Recoveries()
	if len(got) != 1 || got[0].LedgerRecovered != b || got[0].Author != "secretary" || got[0].Entry != b.Size {
		t.Errorf("recorded is %+v", got)
	}
	again := sound()
	again.Lost = b.Lost
	private, _ := fileKey(seeds["bury-officer"])
	again.Confirmed.Proof = base64url.EncodeToString(ed25519.Sign(private, []byte(RecoveryInput(testOrigin, "secretary", &again))))
	if e := w.refusal("secretary", "", KindLedgerRecovered, again); e.Code != CodeConflict {
		t.Errorf("the same loss again: %v", e)
	}
	w.do("secretary", "", KindKeyRevoked, KeyRevoked{b.Confirmed.Key, "lost", nil})
	if e := w.refusal("secretary", "", KindLedgerRecovered, sound()); e.Code != CodeRevokedKey {
		t.Errorf("by a key that was revoked: %v", e)
	}
	says := got[0].sentence(Payload{Author: "secretary"}, nil)
	for _, part := range []string{"are lost", CheckCode(b.Root), CheckCode(b.Lost.Root), "bury-officer confirms"} {
		if !strings.Contains(says, part) {
			t.Errorf("%q does not say %q", says, part)
		}
	}
}
