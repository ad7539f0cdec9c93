package ledger

import (
	"crypto/ed25519"
	"strings"
	"testing"
)

// logKeyOf is a log's verifier key from a fixed seed, and what signs for it.
func logKeyOf(origin string, seed byte) (ed25519.PrivateKey, string) {
	private, _ := fileKey(seed)
	return private, witnessVKey(origin, seed, 1)
}

// logKeyChange is a change from the key of one seed to that of another, which
// confirmer's key agrees to, each signature made anew after change.
func logKeyChange(author, confirmer string, confirming, from, to byte, reason string, since Date, change func(*LogKeyChanged)) LogKeyChanged {
	old, oldKey := logKeyOf(testOrigin, from)
	next, newKey := logKeyOf(testOrigin, to)
	second, key := fileKey(confirming)
	b := LogKeyChanged{Old: oldKey, New: newKey, Reason: reason, Since: since}
	if change != nil {
		change(&b)
	}
	sign := func(k ed25519.PrivateKey, by string) string {
		return base64url.EncodeToString(ed25519.Sign(k, []byte(LogKeyInput(by, testOrigin, author, &b))))
	}
	if b.Possession = sign(next, ByNewLogKey); reason != LogKeyLost {
		b.Handed = sign(old, ByOldLogKey)
	}
	b.Confirmed = Confirmation{Person: confirmer, Key: key.Thumbprint(), Proof: sign(second, ByConfirmer)}
	return b
}

// The log's key is changed by what both keys have signed and two people agree to,
// never to one that has another use, and from then on another signs.
func TestLogKeyChanged(t *testing.T) {
	w := newWorld(t)
	_, first := logKeyOf(testOrigin, 61)
	_, second := logKeyOf(testOrigin, 62)
	_, third := logKeyOf(testOrigin, 63)
	w.s.draftHead.founded.LogKey = first
	officer := seeds["bury-officer"]
	sound := func() LogKeyChanged {
		return logKeyChange("secretary", "bury-officer", officer, 61, 62, LogKeyRenewed, "", nil)
	}
	lost := logKeyChange("secretary", "bury-officer", officer, 61, 62, LogKeyLost, "", nil)
	for name, test := range map[string]struct {
		b    LogKeyChanged
		code Code
		says string
	}{
		"from another key":             {logKeyChange("secretary", "bury-officer", officer, 60, 62, LogKeyRenewed, "", nil), CodeConflict, "draw the change up"},
		"drawn up for another":         {logKeyChange("chair", "bury-officer", officer, 61, 62, LogKeyRenewed, "", nil), CodeSignature, "the old key of the log has not signed"},
		"to the key it has":            {logKeyChange("secretary", "bury-officer", officer, 61, 61, LogKeyRenewed, "", nil), CodeMalformed, "make another"},
		"to a person's key":            {logKeyChange("secretary", "bury-officer", officer, 61, seeds["central-officer"], LogKeyRenewed, "", nil), CodeConflict, "signs statements"},
		"of another log":               {logKeyChange("secretary", "bury-officer", officer, 61, 62, LogKeyRenewed, "", func(b *LogKeyChanged) { _, b.New = logKeyOf("other.example", 62) }), CodeMalformed, "no key of the log"},
		"a witness's kind of key":      {logKeyChange("secretary", "bury-officer", officer, 61, 62, LogKeyRenewed, "", func(b *LogKeyChanged) { b.New = witnessVKey(testOrigin, 62, 4) }), CodeMalformed, "no key of a log"},
		"stolen, and nobody says when": {logKeyChange("secretary", "bury-officer", officer, 61, 62, LogKeyStolen, "", nil), CodeMalformed, "from which day"},
		"renewed, and others had it":   {logKeyChange("secretary", "bury-officer", officer, 61, 62, LogKeyRenewed, "2015-06-01", nil), CodeMalformed, "stolen, not renewed"},
		"for no known reason":          {logKeyChange("secretary", "bury-officer", officer, 61, 62, "bored", "", nil), CodeMalformed, "reason"},
	} {
		if e := w.refusal("secretary", "", KindLogKeyChanged, test.b); e.Code != test.code || !strings.Contains(e.Field+" "+e.Message, test.says) {
			t.Errorf("%s: %v", name, e)
		}
	}
	for name, test := range map[string]struct {
		change func(b *LogKeyChanged)
		code   Code
	}{
		"without the old key's word":   {func(b *LogKeyChanged) { b.Handed = "" }, CodeMalformed},
		"by another old key":           {func(b *LogKeyChanged) { b.Handed = b.Possession }, CodeSignature},
		"by no text":                   {func(b *LogKeyChanged) { b.Handed = "=" }, CodeMalformed},
		"without possession":           {func(b *LogKeyChanged) { b.Possession = "" }, CodeMalformed},
		"without the new key":          {func(b *LogKeyChanged) { b.Possession = b.Handed }, CodeSignature},
		"for another reason":           {func(b *LogKeyChanged) { b.Reason, b.Since = LogKeyStolen, "2015-06-01" }, CodeSignature},
		"lost, and signs all the same": {func(b *LogKeyChanged) { b.Reason = LogKeyLost }, CodeMalformed},
		"lost, as nobody confirmed":    {func(b *LogKeyChanged) { b.Possession, b.Handed, b.Reason = lost.Possession, "", LogKeyLost }, CodeSignature},
		"confirmed by nobody":          {func(b *LogKeyChanged) { b.Confirmed.Proof = b.Handed }, CodeSignature},
		"confirmed by another's key":   {func(b *LogKeyChanged) { b.Confirmed.Person = "bury-member" }, CodeUnknownKey},
	} {
		b := sound()
		test.change(&b)
		if e := w.refusal("secretary", "", KindLogKeyChanged, b); e.Code != test.code {
			t.Errorf("%s: %v", name, e)
		}
	}
	if got := w.s.Draft().LogKey(); got != first {
		t.Fatalf("after refusals the key is %s", got)
	}
	var asked *PersonFacts
	w.rules.also = func(_ Digest, in Input, _ *Ruling) {
		if in.Kind == KindLogKeyChanged {
			asked = in.Subject
		}
	}
	at := w.s.Draft().Size()
	w.do("secretary", "", KindLogKeyChanged, sound())
	if asked == nil || asked.Person != "bury-officer" {
		t.Errorf("the rules are told of %+v", asked)
	}
	v := w.s.Draft()
	if v.LogKey() != second || v.LogKeyAt(at) != first || v.LogKeyAt(at+1) != second || v.LogKeyAt(1) != first {
		t.Errorf("the keys by size: %s at %d, %s at %d", v.LogKeyAt(at), at, v.LogKeyAt(at+1), at+1)
	}
	// A key that the log had is never again anybody's.
	for _, seed := range []byte{61, 62} {
		private, key := fileKey(seed)
		proof := base64url.EncodeToString(ed25519.Sign(private, []byte(PossessionInput(testOrigin, "bury-deputy", key))))
		if e := w.refusal("bury-officer", "00V", KindKeyAdded, KeyAdded{"bury-deputy", key, proof, nil}); !strings.Contains(e.Message, "log's") {
			t.Errorf("as a person's: %v", e)
		}
		if e := w.refusal("bury-officer", "00V", KindWitnessNamed, WitnessNamed{"bury.example", witnessVKey("bury.example", seed, 4), "", "2015-07-03"}); !strings.Contains(e.Message, "log's own") {
			t.Errorf("as a witness's: %v", e)
		}
	}
	if e := w.refusal("secretary", "", KindLogKeyChanged, logKeyChange("secretary", "bury-officer", officer, 62, 61, LogKeyRenewed, "", nil)); e.Code != CodeConflict {
		t.Errorf("back to the first: %v", e)
	}
	w.do("secretary", "", KindLogKeyChanged, logKeyChange("secretary", "bury-officer", officer, 62, 63, LogKeyLost, "2015-06-01", nil))
	changes := w.s.Draft().LogKeyChanges()
	if w.s.Draft().LogKey() != third || len(changes) != 2 || changes[0].Entry != at || changes[1].Author != "secretary" {
		t.Errorf("recorded is %+v", changes)
	}
	for i, parts := range [][]string{{"has handed over to it", LogKeyCode(first), "bury-officer confirms"}, {"is lost and has not signed this", "others may have had since 1 June 2015", LogKeyCode(third)}} {
		says := changes[i].sentence(Payload{Author: "secretary"}, nil)
		for _, part := range parts {
			if !strings.Contains(says, part) {
				t.Errorf("%q does not say %q", says, part)
			}
		}
	}
}
