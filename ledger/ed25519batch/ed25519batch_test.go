package ed25519batch

import (
	"crypto/ed25519"
	"crypto/sha256"
	"crypto/sha512"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"testing"
	"time"

	"github.com/oasisprotocol/curve25519-voi/curve"
	"github.com/oasisprotocol/curve25519-voi/curve/scalar"
)

// ok gives good signatures by a few keys.
func ok(n int) []Signature {
	all := make([]Signature, n)
	for i := range all {
		seed := sha256.Sum256([]byte{byte(i % 5)})
		private := ed25519.NewKeyFromSeed(seed[:])
		message := fmt.Appendf(nil, "message %d", i)
		all[i] = Signature{private.Public().(ed25519.PublicKey), message, ed25519.Sign(private, message)}
	}
	return all
}

// torsion is a point of order 8.
func torsion(t testing.TB) *curve.EdwardsPoint {
	b, err := hex.DecodeString("c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a")
	if err != nil {
		t.Fatal(err)
	}
	p := decode(b)
	if p == nil || p.IsTorsionFree() || !p.IsSmallOrder() {
		t.Fatal("it is no point of order 8")
	}
	return p
}

func encoded(p *curve.EdwardsPoint) []byte {
	var c curve.CompressedEdwardsY
	return c.SetEdwardsPoint(p)[:]
}

// crafted is a signature that its key's owner made to pass cofactored verification
// alone: small is added to R, or to the key as well.
func crafted(t testing.TB, seed string, small *curve.EdwardsPoint, inKey bool) Signature {
	one := func(what string) *scalar.Scalar {
		h := sha512.Sum512([]byte(seed + what))
		s, err := scalar.NewFromBytesModOrderWide(h[:])
		if err != nil {
			t.Fatal(err)
		}
		return s
	}
	a, r := one("a"), one("r")
	A := curve.NewEdwardsPoint().MulBasepoint(curve.ED25519_BASEPOINT_TABLE, a)
	R := curve.NewEdwardsPoint().MulBasepoint(curve.ED25519_BASEPOINT_TABLE, r)
	if inKey {
		A.Add(A, small)
	} else {
		R.Add(R, small)
	}
	message := []byte("crafted " + seed)
	h := sha512.Sum512(append(append(encoded(R), encoded(A)...), message...))
	k, err := scalar.NewFromBytesModOrderWide(h[:])
	if err != nil {
		t.Fatal(err)
	}
	s := scalar.New().Mul(k, a)
	s.Add(s, r)
	out := make([]byte, 64)
	copy(out, encoded(R))
	if err := s.ToBytes(out[32:]); err != nil {
		t.Fatal(err)
	}
	return Signature{encoded(A), message, out}
}

// alike verifies signatures at once, in several companies, and holds the answers
// against crypto/ed25519. Where Sound says no, the answers count for nothing.
func alike(t *testing.T, all []Signature) {
	t.Helper()
	v := New()
	answers := v.Verify(all)
	if !v.Sound() {
		for i, s := range all {
			answers[i] = s.Alone()
		}
	}
	for i, s := range all {
		if answers[i] != s.Alone() {
			t.Errorf("signature %d: %t, and %t by itself: %x %q %x", i, answers[i], s.Alone(), s.Key, s.Message, s.Signature)
		}
	}
}

// TestGood holds that good signatures are taken, in one sum.
func TestGood(t *testing.T) {
	for _, n := range []int{0, 1, fewest - 1, fewest, 100, 1000} {
		v := New()
		all := ok(n)
		in, sum := v.sum(v.take(), all)
		if n >= fewest && (len(in) != n || !sum.IsIdentity()) {
			t.Errorf("%d of %d are in a sum", len(in), n)
		}
		v.using = 0
		for i, good := range v.Verify(all) {
			if !good {
				t.Errorf("%d of %d is not taken", i, n)
			}
		}
		if !v.Sound() {
			t.Errorf("%d good ones are not sound", n)
		}
	}
}

// TestVectors holds the vectors on which implementations differ, those of "Taming the
// many EdDSAs" (github.com/novifinancial/ed25519-speccheck) and of ZIP 215
// (zips.z.cash/zip-0215), against crypto/ed25519: alone, in company, and each many
// times over.
func TestVectors(t *testing.T) {
	var all []Signature
	add := func(key, message, signature string) {
		k, err1 := hex.DecodeString(key)
		m, err2 := hex.DecodeString(message)
		s, err3 := hex.DecodeString(signature)
		if err1 != nil || err2 != nil || err3 != nil {
			t.Fatal(err1, err2, err3)
		}
		all = append(all, Signature{k, m, s})
	}
	var taming []struct{ Message, Pub_key, Signature string }
	read(t, "testdata/speccheck.json", &taming)
	for _, c := range taming {
		add(c.Pub_key, c.Message, c.Signature)
	}
	var zip [][2]string
	read(t, "testdata/zip215.json", &zip)
	for _, c := range zip {
		add(c[0], hex.EncodeToString([]byte("Zcash")), c[1])
	}
	if len(taming) != 12 || len(zip) != 196 {
		t.Fatalf("%d and %d vectors", len(taming), len(zip))
	}
	taken := 0
	for _, s := range all {
		if s.Alone() {
			taken++
		}
		alike(t, append(ok(fewest), s))
		many := ok(3)
		for range fewest {
			many = append(many, s)
		}
		alike(t, many)
	}
	if taken == 0 || taken == len(all) {
		t.Errorf("%d of %d are taken: they show nothing", taken, len(all))
	}
	alike(t, all)
	alike(t, append(ok(500), all...))
}

func read(t *testing.T, path string, v any) {
	t.Helper()
	b, err := os.ReadFile(path)
	if err == nil {
		err = json.Unmarshal(b, v)
	}
	if err != nil {
		t.Fatal(err)
	}
}

// TestCrafted has the owner of a key add a point of small order to R so that the sums
// of others would pass it. Whatever the sum makes of it, Sound tells.
func TestCrafted(t *testing.T) {
	small := torsion(t)
	multiples := []*curve.EdwardsPoint{small}
	for len(multiples) < 7 {
		multiples = append(multiples, curve.NewEdwardsPoint().Add(multiples[len(multiples)-1], small))
	}
	passed := 0
	for try := 0; try < 24 || passed == 0 && try < 1000; try++ { // (7/8)¹⁰⁰⁰ is never
		var some []Signature
		some = append(some, ok(fewest)...)
		for i, m := range multiples {
			s := crafted(t, fmt.Sprint(try, i), m, false)
			if s.Alone() {
				t.Fatal("what was crafted is taken by crypto/ed25519")
			}
			some = append(some, s)
		}
		v := New()
		answers := v.Verify(some)
		if answers[fewest] { // 1 in 8 sums vanish all the same
			passed++
			if v.Sound() {
				t.Error("a signature that crypto/ed25519 refuses is taken for good")
			}
		} else if !v.Sound() {
			t.Error("what was refused makes the rest unsound")
		}
		alike(t, some)
	}
	if passed == 0 {
		t.Error("no crafted signature came past the sums: Sound was not tried")
	}
	// A key with such a part is never summed.
	for i := range 8 {
		s := crafted(t, fmt.Sprint("key", i), small, true)
		alike(t, append(ok(fewest), s))
		v := New()
		if v.key(s.Key) != nil {
			t.Error("a key with a part of small order is put into sums")
		}
	}
}

// TestHeaps: points of small order that make up for one another are found, however
// many of them there are.
func TestHeaps(t *testing.T) {
	small := torsion(t)
	minus := curve.NewEdwardsPoint().Neg(small)
	for range 20 {
		for _, n := range []int{1, 2, 50} {
			v := New()
			table := v.take()
			for range n {
				table.throw(small)
				table.throw(minus)
			}
			v.give(table)
			if v.Sound() {
				t.Fatalf("%d pairs are not found", n)
			}
		}
	}
}

// TestSideBySide: what several goroutines have thrown is looked at together, and again
// whenever somebody asks.
func TestSideBySide(t *testing.T) {
	v := New()
	tables := []*table{v.take(), v.take(), v.take()}
	for _, s := range ok(20) {
		for _, table := range tables {
			table.throw(decode(s.Signature[:32]))
		}
	}
	for _, table := range tables {
		v.give(table)
	}
	for range 2 { // asking changes nothing
		if !v.Sound() {
			t.Error("good ones are not sound")
		}
	}
	other := []*table{v.take(), v.take()}
	other[1].throw(torsion(t))
	v.give(other[0])
	v.give(other[1])
	for range 2 {
		if v.Sound() {
			t.Error("a part of small order is not found")
		}
	}
	defer func() {
		if recover() == nil {
			t.Error("Sound answers while somebody is verifying")
		}
	}()
	v.take()
	v.Sound()
}

// TestMixed changes some of many good signatures in every part.
func TestMixed(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for range 40 {
		all := ok(20 + r.IntN(60))
		for range r.IntN(4) {
			s := &all[r.IntN(len(all))]
			switch r.IntN(6) {
			case 0:
				s.Message = append(append([]byte{}, s.Message...), 'x')
			case 1:
				s.Signature = append([]byte{}, s.Signature...)
				s.Signature[r.IntN(64)] ^= 1 << r.IntN(8)
			case 2:
				s.Key = append([]byte{}, s.Key...)
				s.Key[r.IntN(32)] ^= 1 << r.IntN(8)
			case 3:
				s.Signature = s.Signature[:r.IntN(64)]
			case 4:
				s.Key = s.Key[:r.IntN(32)]
			case 5: // s + the group's order: the same number in another spelling
				s.Signature = addOrder(s.Signature)
			}
		}
		alike(t, all)
	}
}

// addOrder adds the group's order to a signature's s.
func addOrder(signature []byte) []byte {
	order, _ := hex.DecodeString("edd3f55c1a631258d69cf7a2def9de1400000000000000000000000000000010")
	out := append([]byte{}, signature...)
	carry := 0
	for i := range order {
		carry += int(out[32+i]) + int(order[i])
		out[32+i] = byte(carry)
		carry >>= 8
	}
	return out
}

// FuzzVerify holds any signature among good ones against crypto/ed25519.
func FuzzVerify(f *testing.F) {
	for _, s := range ok(2) {
		f.Add([]byte(s.Key), s.Message, s.Signature)
		f.Add([]byte(s.Key), s.Message, addOrder(s.Signature))
	}
	one := make([]byte, 32)
	one[0] = 1
	f.Add(one, []byte(""), append(append([]byte{}, one...), make([]byte, 32)...)) // a key and an R that are the neutral point
	company := ok(fewest)
	f.Fuzz(func(t *testing.T, key, message, signature []byte) {
		s := Signature{key, message, signature}
		alike(t, append(append([]Signature{}, company...), s, s))
	})
}

// BenchmarkVerify reports what one signature takes in sums of so many, over what it
// takes crypto/ed25519 (ratio).
func BenchmarkVerify(b *testing.B) {
	message := make([]byte, 700)
	for _, n := range []int{64, 256, 1024, 4096} {
		b.Run(fmt.Sprintf("at-once=%d", n), func(b *testing.B) {
			all := ok(n)
			for i := range all {
				seed := sha256.Sum256([]byte{byte(i % 5)})
				all[i].Message = message
				all[i].Signature = ed25519.Sign(ed25519.NewKeyFromSeed(seed[:]), message)
			}
			v := New()
			v.Verify(all)
			for b.Loop() {
				v.Verify(all)
			}
			each := float64(b.Elapsed()) / float64(b.N) / float64(n)
			began := time.Now()
			for i := range 1000 {
				if !all[i%n].Alone() {
					b.Fatal("it is good")
				}
			}
			b.ReportMetric(each/1000, "us/signature")
			b.ReportMetric(each/float64(time.Since(began)/1000), "ratio")
			b.ReportMetric(0, "ns/op")
		})
	}
}
