package ledger

import (
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"strings"
	"testing"
)

// witnessVKey is the verifier key of a witness from a fixed seed, or of a log where
// alg is 1.
func witnessVKey(name string, seed, alg byte) string {
	public, _ := fileKey(seed)
	raw := append([]byte{alg}, public.Public().(ed25519.PublicKey)...)
	return spelled(name, raw)
}

func spelled(name string, raw []byte) string {
	sum := sha256.Sum256(append([]byte(name+"\n"), raw...))
	return fmt.Sprintf("%s+%x+%s", name, sum[:4], base64.StdEncoding.EncodeToString(raw))
}

// witnessSamples holds a body of every kind about who else sees the ledger, with every
// optional field in use.
func witnessSamples() map[string]any {
	bury := witnessVKey("bury.example/witness", 31, 4)
	return map[string]any{
		KindWitnessNamed:                           WitnessNamed{"bury.example/witness", bury, "https://bury.example/concordat", "2015-08-01"},
		KindWitnessNamed + " (not asked)":          WitnessNamed{"bury.example/witness", bury, "", "2015-08-01"},
		KindWitnessEnded:                           WitnessEnded{bury, "2015-09-01", "its machine was stolen"},
		KindWitnessEnded + " (without a reason)":   WitnessEnded{bury, "2015-09-01", ""},
		KindCheckpointCountersigned:                CheckpointCountersigned{431, digest("root"), "GM-2015-M03"},
		KindCheckpointCountersigned + " (between)": CheckpointCountersigned{1, digest("root"), ""},
	}
}

// refusal tries to state something that must be refused and gives why.
func (w *world) refusal(person, party, kind string, body any) *Error {
	w.t.Helper()
	raw, err := Encode(body)
	if err != nil {
		w.t.Fatal(err)
	}
	p := Payload{V: 1, Ledger: testOrigin, Kind: kind, Author: person, Party: party, Seq: w.next[person], Seen: Seen{w.s.Draft().Size(), digest("root")}, Body: raw}
	var e *Error
	if p.Sentence, err = Sentence(p, w.s.Draft()); err == nil {
		_, err = w.s.Step(w.sign(person, p), w.now, w.roots, w.rules)
	}
	if !errors.As(err, &e) {
		w.t.Fatalf("%s: %v", kind, err)
	}
	return e
}

func TestWitnesses(t *testing.T) {
	w := newWorld(t)
	bury, other := witnessVKey("bury.example/witness", 31, 4), witnessVKey("audit.example", 32, 4)
	name := func(key, from string) WitnessNamed {
		n, _, _ := strings.Cut(key, "+")
		return WitnessNamed{n, key, "", Date(from)}
	}
	w.do("bury-officer", "00V", KindWitnessNamed, name(bury, "2015-07-03"))
	w.do("secretary", "", KindWitnessNamed, name(other, "2015-07-01"))
	said := func(day Date) string {
		var all []string
		for _, f := range w.s.Draft().Witnesses(day) {
			all = append(all, f.Name+" "+f.Party)
		}
		return strings.Join(all, ", ")
	}
	for day, want := range map[Date]string{
		"2015-06-30": "", "2015-07-01": "audit.example ", "2015-07-02": "audit.example ", "2015-07-03": "bury.example/witness 00V, audit.example ",
	} {
		if got := said(day); got != want {
			t.Errorf("on %s: %q, not %q", day, got, want)
		}
	}

	// A key is one witness's for ever, and no person's nor the log's.
	renamed := witnessVKey("another.example", 31, 4)
	if e := w.refusal("central-officer", "00W", KindWitnessNamed, name(renamed, "2015-07-03")); e.Code != CodeConflict {
		t.Errorf("the same key by another name: %v", e)
	}
	if e := w.refusal("central-officer", "00W", KindWitnessNamed, name(witnessVKey("central.example", seeds["central-member"], 4), "2015-07-03")); !strings.Contains(e.Message, "signs statements") {
		t.Errorf("a key that signs statements: %v", e)
	}
	w.s.draftHead.founded.LogKey = witnessVKey("log.example", 33, 1)
	if e := w.refusal("central-officer", "00W", KindWitnessNamed, name(witnessVKey("central.example", 33, 4), "2015-07-03")); !strings.Contains(e.Message, "the log's own") {
		t.Errorf("the log's own key: %v", e)
	}
	w.s.draftHead.founded.LogKey = "k"
	private, key := fileKey(31)
	proof := ed25519.Sign(private, []byte(PossessionInput(testOrigin, "bury-deputy", key)))
	if e := w.refusal("bury-officer", "00V", KindKeyAdded, KeyAdded{"bury-deputy", key, base64url.EncodeToString(proof), nil}); !strings.Contains(e.Message, "witness bury.example/witness") {
		t.Errorf("a witness's key for a person: %v", e)
	}
	joins := FoundingParty{Code: "02A", Name: "NHS Trafford CCG", Type: "ccg", Officer: KeyHolder{"trafford-officer", key}}
	if e := w.refusal("secretary", "", KindPartyJoined, PartyJoined{joins}); !strings.Contains(e.Message, "witness bury.example/witness") {
		t.Errorf("a witness's key for a party that joins: %v", e)
	}

	// What is asked of the rules when a witness ends names whose it is.
	var asked *WitnessFacts
	w.rules.also = func(_ Digest, in Input, _ *Ruling) {
		if in.Kind == KindWitnessEnded {
			asked = in.Witness
		}
	}
	w.do("bury-officer", "00V", KindWitnessEnded, WitnessEnded{bury, "2015-07-05", "lost"})
	if asked == nil || asked.Party != "00V" || asked.Key != bury {
		t.Errorf("the rules are told %+v", asked)
	}
	if got := said("2015-07-04"); got != "bury.example/witness 00V, audit.example " {
		t.Errorf("on the day before its end: %q", got)
	}
	if got := said("2015-07-05"); got != "audit.example " {
		t.Errorf("on the day of its end: %q", got)
	}
	if e := w.refusal("bury-officer", "00V", KindWitnessEnded, WitnessEnded{bury, "2015-07-06", ""}); e.Code != CodeConflict {
		t.Errorf("ended twice: %v", e)
	}
	if e := w.refusal("bury-officer", "00V", KindWitnessNamed, name(bury, "2015-07-09")); e.Code != CodeConflict {
		t.Errorf("named again after its end: %v", e)
	}
	if e := w.refusal("bury-officer", "00V", KindWitnessEnded, WitnessEnded{renamed, "2015-07-06", ""}); e.Code != CodeNotFound {
		t.Errorf("ended by another name: %v", e)
	}

	// So many stand of one party, and no more; ended ones don't count.
	for i := range MaxWitnesses {
		w.do("bury-officer", "00V", KindWitnessNamed, name(witnessVKey(fmt.Sprintf("w%d.example", i), byte(100+i), 4), "2015-08-01"))
	}
	more := name(witnessVKey("more.example", 99, 4), "2015-08-01")
	if e := w.refusal("bury-officer", "00V", KindWitnessNamed, more); e.Code != CodeTooLarge {
		t.Errorf("one more of a party: %v", e)
	}
	w.do("central-officer", "00W", KindWitnessNamed, more)

	s := NewState()
	for i, e := range w.entries {
		if err := s.Replay(e, w.roots, w.rules); err != nil {
			t.Fatalf("entry %d: %v", i, err)
		}
	}
	if got, want := dump(s.Draft()), dump(w.s.Draft()); got != want {
		t.Errorf("replayed:\n%s\nnot\n%s", got, want)
	}
}

// TestWitnessOfMerged holds that the witnesses of parties that became one count for
// that one.
func TestWitnessOfMerged(t *testing.T) {
	w := newWorld(t)
	for party, officer := range map[string]string{"00V": "bury-officer", "00W": "central-officer"} {
		vkey := witnessVKey(officer+".example", seeds[officer]+40, 4)
		w.do(officer, party, KindWitnessNamed, WitnessNamed{officer + ".example", vkey, "", "2015-07-01"})
	}
	_, key := fileKey(seeds["manchester-officer"])
	w.do("secretary", "", KindPartyMerged, PartyMerged{[]string{"00V", "00W"}, FoundingParty{Code: "14L", Name: "NHS Manchester CCG", Type: "ccg", Officer: KeyHolder{"manchester-officer", key}}, "2015-07-02", "an order"})
	for day, want := range map[Date]string{"2015-07-01": "own", "2015-07-02": "14L"} {
		for _, f := range w.s.Draft().Witnesses(day) {
			if (want == "own") == (f.Party == "14L") {
				t.Errorf("on %s %s is of %s", day, f.Name, f.Party)
			}
		}
	}
}

func TestWitnessShape(t *testing.T) {
	good := witnessVKey("bury.example/witness", 31, 4)
	public, _ := fileKey(31)
	raw := append([]byte{4}, public.Public().(ed25519.PublicKey)...)
	small := append([]byte{4, 1}, make([]byte, 31)...)
	padded := []byte(good)
	padded[len(padded)-2]++ // the last bits of the base64 stand for nothing
	bad := map[string]WitnessNamed{
		"of a log":           {"bury.example/witness", witnessVKey("bury.example/witness", 31, 1), "", "2015-08-01"},
		"of no kind":         {"bury.example/witness", "bury.example/witness", "", "2015-08-01"},
		"empty":              {"", "", "", "2015-08-01"},
		"without a name":     {"", spelled("", raw), "", "2015-08-01"},
		"with a space":       {"bury witness", spelled("bury witness", raw), "", "2015-08-01"},
		"with a wide space":  {"bury\u3000witness", spelled("bury\u3000witness", raw), "", "2015-08-01"},
		"of small order":     {"bury.example/witness", spelled("bury.example/witness", small), "", "2015-08-01"},
		"of another hash":    {"bury.example/witness", strings.Replace(good, "witness+", "witness+0", 1), "", "2015-08-01"},
		"in capital letters": {"bury.example/witness", strings.Replace(good, good[21:29], strings.ToUpper(good[21:29]), 1), "", "2015-08-01"},
		"cut short":          {"bury.example/witness", spelled("bury.example/witness", raw[:32]), "", "2015-08-01"},
		"of another name":    {"bury.example/other", good, "", "2015-08-01"},
		"too long":           {strings.Repeat("w", MaxTitle+100), spelled(strings.Repeat("w", MaxTitle+100), raw), "", "2015-08-01"},
		"from no day":        {"bury.example/witness", good, "", "2015-02-30"},
	}
	if string(padded) != good {
		bad["with other padding bits"] = WitnessNamed{"bury.example/witness", string(padded), "", "2015-08-01"}
	}
	for _, u := range []string{"ftp://bury.example", "bury.example", "https://", "https://bury.example/", "https://a:b@bury.example", "https://bury.example?x", "https://bury.example#x", "https://bury.example/" + strings.Repeat("x", MaxURL), "https://bury.example/\u0000"} {
		bad["at "+u] = WitnessNamed{"bury.example/witness", good, u, "2015-08-01"}
	}
	for what, b := range bad {
		s := &shape{}
		if b.shape(s); s.err == nil {
			t.Errorf("a witness %s is taken", what)
		}
	}
	for _, u := range []string{"", "http://127.0.0.1:7070", "https://bury.example/concordat/gm"} {
		s := &shape{}
		if (&WitnessNamed{"bury.example/witness", good, u, "2015-08-01"}).shape(s); s.err != nil {
			t.Errorf("a witness at %q: %v", u, s.err)
		}
	}
	for what, b := range map[string]CheckpointCountersigned{
		"of nothing": {0, digest("root"), ""}, "with no root": {1, "", ""}, "at no meeting": {1, digest("root"), "a b"}, "beyond any number": {MaxInteger + 1, digest("root"), ""},
	} {
		s := &shape{}
		if b.shape(s); s.err == nil {
			t.Errorf("a countersignature %s is taken", what)
		}
	}
}

func TestCountersigned(t *testing.T) {
	w := newWorld(t)
	grown := w.s.Draft().Size()
	w.do("bury-officer", "00V", KindCheckpointCountersigned, CheckpointCountersigned{grown - 1, digest("root"), ""})
	w.do("bury-officer", "00V", KindCheckpointCountersigned, CheckpointCountersigned{grown, digest("root"), ""})
	w.do("central-officer", "00W", KindCheckpointCountersigned, CheckpointCountersigned{grown, digest("root"), ""})
	if e := w.refusal("bury-officer", "00V", KindCheckpointCountersigned, CheckpointCountersigned{grown, digest("root"), ""}); e.Code != CodeConflict {
		t.Errorf("the same again: %v", e)
	}
	if e := w.refusal("bury-officer", "00V", KindCheckpointCountersigned, CheckpointCountersigned{1, digest("another root"), ""}); e.Code != CodeFork || e.Field != "/payload/body" {
		t.Errorf("a root that the ledger never had: %v", e)
	}
	if e := w.refusal("bury-officer", "00V", KindCheckpointCountersigned, CheckpointCountersigned{w.s.Draft().Size() + 1, digest("root"), ""}); e.Code != CodeFork {
		t.Errorf("more entries than there are: %v", e)
	}
	if e := w.refusal("bury-officer", "", KindCheckpointCountersigned, CheckpointCountersigned{1, digest("root"), ""}); e.Code != CodeMalformed {
		t.Errorf("for no party: %v", e)
	}
	if e := w.refusal("bury-officer", "00V", KindCheckpointCountersigned, CheckpointCountersigned{1, digest("root"), "GM-2015-M09"}); e.Code != CodeNotFound {
		t.Errorf("at no meeting: %v", e)
	}
	_, key := fileKey(seeds["bury-officer"])
	n := 0
	for _, c := range w.s.Draft().Countersignatures() {
		if n++; c.Person == "bury-officer" && c.Key != key.Thumbprint() {
			t.Errorf("%+v", c)
		}
	}
	if n != 3 {
		t.Errorf("%d countersignatures, not 3", n)
	}
}

// TestCosigned holds what the rules are asked about a checkpoint, and that it is
// their answer that is given.
func TestCosigned(t *testing.T) {
	w := newWorld(t)
	w.do("bury-officer", "00V", KindWitnessNamed, WitnessNamed{"bury.example", witnessVKey("bury.example", 31, 4), "", "2015-07-01"})
	var asked Input
	rules := w.rules
	rules.also = func(d Digest, in Input, r *Ruling) {
		if asked = in; len(in.Cosigned) == 0 {
			*r = Ruling{Checks: []Check{{ID: "keys"}}}
		}
	}
	r, err := w.s.Draft().Cosigned(w.s.Draft().Witnesses("2015-07-01"), w.now, rules)
	if err != nil || !r.Allow || asked.Ask != AskWitnesses || len(asked.Cosigned) != 1 || asked.Cosigned[0].Party != "00V" || asked.Time != w.now {
		t.Errorf("%+v %v, having asked %+v", r, err, asked)
	}
	if r, err := w.s.Draft().Cosigned(nil, w.now, rules); err != nil || r.Allow || len(r.Checks) != 1 {
		t.Errorf("by nobody: %+v %v", r, err)
	}
	if _, err := w.s.Draft().Cosigned(nil, w.now, plain{err: errors.New("out of time")}); err == nil {
		t.Error("rules that could not be run answer")
	}
}
