package ledger

import (
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/hex"
	"reflect"
	"testing"
)

// TestVerifyRemembers: that a key signed is known of that very key alone.
func TestVerifyRemembers(t *testing.T) {
	private, key := fileKey(1)
	_, other := fileKey(2)
	raw, err := Encode(&InterestDeclared{Nature: "financial", Known: "2015-06-01"})
	if err != nil {
		t.Fatal(err)
	}
	statement := func(signature func(input string) []byte) *Signed {
		d, err := Draft(key, Payload{V: 1, Ledger: "l", Kind: KindInterestDeclared, Author: "a", Seen: Seen{Root: DigestOf(nil)}, Sentence: "s", Body: raw})
		if err != nil {
			t.Fatal(err)
		}
		s, err := Parse(mustEncode(d.WithSignature(signature(d.SigningInput()))))
		if err != nil {
			t.Fatal(err)
		}
		return s
	}
	good := func(input string) []byte { return ed25519.Sign(private, []byte(input)) }
	bad := func(input string) []byte { return ed25519.Sign(private, []byte(input+" ")) }

	s := statement(good)
	if pub, input, signature, ok := s.Ed25519(key); !ok || !ed25519.Verify(pub, input, signature) {
		t.Error("what Ed25519 gives does not verify")
	}
	if _, _, _, ok := s.Ed25519(other); ok {
		t.Error("it is signed by another key")
	}
	if err := s.Verify(key); err != nil || s.by == nil || s.verify(key, Site{}) != nil {
		t.Errorf("%v", err)
	}
	passkey := key
	passkey.Kind = KeyPasskey
	for name, k := range map[string]Key{"another key": other, "the key as a passkey": passkey} {
		if s.verify(k, Site{}) == nil {
			t.Errorf("it is by %s too", name)
		}
	}
	s = statement(bad)
	if s.Verify(key) == nil || s.by != nil || s.verify(key, Site{}) == nil {
		t.Error("a signature over something else holds")
	}
	if err := s.Verify(other); err != nil || s.by != nil {
		t.Errorf("of a key that it does not name nothing is said: %v", err)
	}
	s.Verified(key)
	if s.verify(key, Site{}) != nil || s.verify(other, Site{}) == nil {
		t.Error("the caller vouched for one key")
	}
}

// TestKeysAreNamed: the keys that speak are found in the entries that name them.
func TestKeysAreNamed(t *testing.T) {
	for kind, n := range map[string]int{KindLedgerFounded: 0, KindKeyAdded: 1, KindVoteCast: 0} {
		data, err := testFile(kind + ".json")
		if err != nil {
			t.Fatal(err)
		}
		p, err := ParseAll(data)
		if err != nil {
			t.Fatal(err)
		}
		if f, ok := p.Body.(*Founded); ok {
			n = 1 + len(f.Parties)
		}
		if keys := p.Keys(); len(keys) != n {
			t.Errorf("%s names %d keys, not %d", kind, len(keys), n)
		}
	}
}

// TestPlainYes: whatever a ruling says besides yes makes it no plain one, except for
// the checks, which nothing is recorded of.
func TestPlainYes(t *testing.T) {
	if !(Ruling{Allow: true}).PlainYes() || !(Ruling{Allow: true, Checks: []Check{{ID: "x"}}}).PlainYes() || (Ruling{}).PlainYes() {
		t.Error("a yes, with checks or without, is a plain yes, and a no is none")
	}
	for i := range reflect.TypeFor[Ruling]().NumField() {
		r := Ruling{Allow: true}
		f := reflect.ValueOf(&r).Elem().Field(i)
		name := reflect.TypeFor[Ruling]().Field(i).Name
		switch f.Kind() {
		case reflect.String:
			f.SetString("x")
		case reflect.Bool:
			f.SetBool(true)
		case reflect.Int64:
			f.SetInt(1)
		case reflect.Slice:
			f.Set(reflect.MakeSlice(f.Type(), 1, 1))
		case reflect.Map:
			f.Set(reflect.MakeMap(f.Type()))
			f.SetMapIndex(reflect.Zero(f.Type().Key()), reflect.Zero(f.Type().Elem()))
		case reflect.Pointer:
			f.Set(reflect.New(f.Type().Elem()))
		default:
			t.Fatalf("%s is of a kind that this test does not know", name)
		}
		if plain := r.PlainYes(); plain != (name == "Allow" || name == "Checks") {
			t.Errorf("with %s it is a plain yes: %t", name, plain)
		}
	}
}

// TestNobodysKeysAreNotAdded: no statement brings a key of small order, or one in a
// second spelling, onto the ledger.
func TestNobodysKeysAreNotAdded(t *testing.T) {
	_, good := fileKey(3)
	refused := func(body Body) bool {
		s := &shape{}
		body.shape(s)
		return s.err != nil
	}
	founded := func(k Key) *Founded {
		digest := DigestOf(nil)
		return &Founded{
			Name: "n", Origin: "o", LogKey: "k", RPID: "r", Origins: []string{"https://r"}, Prefix: "P", Rules: digest, Engine: "e",
			Secretary: KeyHolder{Person: "secretary", Key: good}, Parties: []FoundingParty{{Code: "A", Name: "A", Type: "t", Officer: KeyHolder{Person: "officer", Key: k}}},
		}
	}
	sum := sha256.Sum256([]byte("another"))
	another, err := PublicKey(KeyFile, ed25519.NewKeyFromSeed(sum[:]).Public())
	if err != nil {
		t.Fatal(err)
	}
	if refused(&KeyAdded{Person: "p", Key: another, Proof: "x"}) || refused(founded(another)) {
		t.Fatal("a good key is refused: nothing is shown")
	}
	for _, h := range smallOrder {
		b, err := hex.DecodeString(h)
		if err != nil {
			t.Fatal(err)
		}
		k := another
		k.X = base64url.EncodeToString(b)
		if !refused(&KeyAdded{Person: "p", Key: k, Proof: "x"}) || !refused(founded(k)) {
			t.Errorf("key %s is taken", h)
		}
	}
}
