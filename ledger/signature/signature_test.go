package signature

import (
	"crypto/ed25519"
	"crypto/sha256"
	"crypto/sha512"
	"encoding/binary"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/oasisprotocol/curve25519-voi/curve"
	"github.com/oasisprotocol/curve25519-voi/curve/scalar"
)

// asked counts what the two say, who must say the same.
type asked struct {
	t           *testing.T
	v           Verifier
	takes, nots int
	combs       int // that were asked at the end
}

func (a *asked) same(what string, key, signed, signature []byte) {
	a.t.Helper()
	want := ed25519.Verify(key, signed, signature)
	for range often + 2 { // with the key's table, and once more with its comb
		if got := a.v.Holds(key, signed, signature); got != want {
			a.t.Errorf("%s: %v, crypto/ed25519 says %v: key %x, signature %x over %q", what, got, want, key, signature, signed)
		}
	}
	if k := a.v.young[[32]byte(key)]; k != nil && k.comb.Load() != nil {
		a.combs++
	}
	if want {
		a.takes++
	} else {
		a.nots++
	}
}

func keyOf(n int) ed25519.PrivateKey {
	seed := sha256.Sum256(binary.BigEndian.AppendUint64(nil, uint64(n)))
	return ed25519.NewKeyFromSeed(seed[:])
}

// Signatures as people make them, and the same with any bit flipped.
func TestHoldsAsTheStandardLibrary(t *testing.T) {
	a := &asked{t: t}
	for n := range 64 {
		private := keyOf(n)
		key := []byte(private.Public().(ed25519.PublicKey))
		signed := fmt.Appendf(nil, "the statement %d", n)
		signature := ed25519.Sign(private, signed)
		a.same("as signed", key, signed, signature)
		a.same("another statement", key, append(slices.Clone(signed), '.'), signature)
		a.same("cut short", key, signed, signature[:63])
		a.same("longer", key, signed, append(slices.Clone(signature), 0))
		if n > 4 {
			continue
		}
		for bit := range 8 * len(signature) {
			flipped := slices.Clone(signature)
			flipped[bit/8] ^= 1 << (bit % 8)
			a.same("a bit of the signature", key, signed, flipped)
		}
		for bit := range 8 * len(key) {
			flipped := slices.Clone(key)
			flipped[bit/8] ^= 1 << (bit % 8)
			a.same("a bit of the key", flipped, signed, signature)
		}
		// S + the order of the group: the same number, in a second spelling.
		order := []byte{0xed, 0xd3, 0xf5, 0x5c, 0x1a, 0x63, 0x12, 0x58, 0xd6, 0x9c, 0xf7, 0xa2, 0xde, 0xf9, 0xde, 0x14, 31: 0x10}
		second, carry := slices.Clone(signature), 0
		for i := range order {
			carry += int(second[32+i]) + int(order[i])
			second[32+i] = byte(carry)
			carry >>= 8
		}
		a.same("a second spelling of S", key, signed, second)
	}
	if a.takes != 64 || a.nots == 0 || a.combs < a.takes {
		t.Errorf("%d taken and %d not: nothing is told apart", a.takes, a.nots)
	}
}

// smallOrder are all encodings of the eight points of small order, those included that
// are not canonical (ZIP 215 has the same fourteen).
func smallOrder() [][]byte {
	var all [][]byte
	prime := []byte{0: 0xed, 31: 0x7f}
	for i := 1; i < 31; i++ {
		prime[i] = 0xff
	}
	for _, p := range curve.EIGHT_TORSION {
		var c curve.CompressedEdwardsY
		c.SetEdwardsPoint(p)
		all = append(all, slices.Clone(c[:]))
	}
	for _, y := range []byte{0xec, 0xed, 0xee} { // −1, 0 and 1 above the prime or at it
		for _, sign := range []byte{0, 0x80} {
			p := slices.Clone(prime)
			p[0] = y
			p[31] |= sign
			all = append(all, p)
		}
	}
	one := make([]byte, 32)
	one[0], one[31] = 1, 0x80 // x = 0 with the other sign
	return append(all, one)
}

// Keys and points of small order, in every spelling, each with each.
func TestHoldsOfSmallOrder(t *testing.T) {
	a := &asked{t: t}
	for _, key := range smallOrder() {
		for _, r := range smallOrder() {
			for n := range 16 {
				a.same("small order", key, fmt.Appendf(nil, "Zcash %d", n), append(slices.Clone(r), make([]byte, 32)...))
			}
		}
	}
	if a.takes == 0 || a.nots == 0 || a.combs < 10*a.takes/11 {
		t.Errorf("%d taken and %d not, %d by combs", a.takes, a.nots, a.combs)
	}
}

// What the owner of a key can craft: points with a part of small order in the key, in
// R, or in both. Verification with a cofactor takes all of these.
func TestHoldsOfCraftedSignatures(t *testing.T) {
	a := &asked{t: t}
	for n := range 16 {
		secret := sha512.Sum512(fmt.Appendf(nil, "secret %d", n))
		nonce := sha512.Sum512(fmt.Appendf(nil, "nonce %d", n))
		var x, r scalar.Scalar
		if _, err := x.SetBytesModOrderWide(secret[:]); err != nil {
			t.Fatal(err)
		}
		if _, err := r.SetBytesModOrderWide(nonce[:]); err != nil {
			t.Fatal(err)
		}
		for _, inKey := range curve.EIGHT_TORSION {
			for _, inR := range curve.EIGHT_TORSION {
				key, point := crafted(&x, inKey), crafted(&r, inR)
				signed := fmt.Appendf(nil, "the statement %d", n)
				h := sha512.New()
				h.Write(point)
				h.Write(key)
				h.Write(signed)
				var k, s scalar.Scalar
				if _, err := k.SetBytesModOrderWide(h.Sum(nil)); err != nil {
					t.Fatal(err)
				}
				s.Add(&r, k.Mul(&k, &x))
				signature := append(slices.Clone(point), make([]byte, 32)...)
				if err := s.ToBytes(signature[32:]); err != nil {
					t.Fatal(err)
				}
				a.same("crafted", key, signed, signature)
			}
		}
	}
	if a.takes == 0 || a.nots == 0 || a.combs < 10*a.takes/11 {
		t.Errorf("%d taken and %d not, %d by combs", a.takes, a.nots, a.combs)
	}
}

// crafted is the point of a scalar, and a point of small order added to it.
func crafted(x *scalar.Scalar, small *curve.EdwardsPoint) []byte {
	var p curve.EdwardsPoint
	p.MulBasepoint(curve.ED25519_BASEPOINT_TABLE, x)
	p.Add(&p, small)
	var c curve.CompressedEdwardsY
	c.SetEdwardsPoint(&p)
	return slices.Clone(c[:])
}

// However many keys there are, a bounded number of them is kept.
func TestKeysAreBounded(t *testing.T) {
	var v Verifier
	signed := []byte("a statement")
	for n := range 2*maxKeys + 10 {
		key := smallOrder()[1]
		binary.BigEndian.PutUint32(key[4:], uint32(n))
		v.Holds(key, signed, make([]byte, 64))
		if len(v.young) > maxKeys || len(v.aged) > maxKeys {
			t.Fatalf("%d and %d keys are kept", len(v.young), len(v.aged))
		}
	}
	if v.Holds(nil, signed, nil) {
		t.Error("nobody's key signs")
	}
	private := keyOf(1)
	if !v.Holds(private.Public().(ed25519.PublicKey), signed, ed25519.Sign(private, signed)) {
		t.Error("a key that was dropped does not come back")
	}
}

// However many keys are met often, a bounded number of them has a comb, in each
// generation, and those without one are verified all the same.
func TestCombsAreBounded(t *testing.T) {
	var v Verifier
	signed := []byte("a statement")
	count := func(in map[[ed25519.PublicKeySize]byte]*known) (n int) {
		for _, k := range in {
			if k.comb.Load() != nil {
				n++
			}
		}
		return n
	}
	meet := func(n, times int) {
		private := keyOf(n)
		signature := ed25519.Sign(private, signed)
		for range times {
			if !v.Holds(private.Public().(ed25519.PublicKey), signed, signature) {
				t.Fatalf("key %d does not sign", n)
			}
		}
	}
	for n := range maxCombs + 20 {
		meet(n, often+1)
	}
	if n := count(v.young); n != maxCombs {
		t.Errorf("%d keys have a comb, not %d", n, maxCombs)
	}
	for n := range 2 * maxKeys { // another generation, or two
		key := smallOrder()[1]
		binary.BigEndian.PutUint32(key[4:], uint32(n))
		v.Holds(key, signed, make([]byte, 64))
		if n == maxKeys {
			for n := range maxCombs {
				meet(n, 1)
			}
			for n := maxCombs; n < maxCombs+20; n++ {
				meet(n, often+1)
			}
			if n := count(v.young); n != maxCombs {
				t.Errorf("%d keys of the next generation have a comb, not %d", n, maxCombs)
			}
		}
		if n%512 == 0 && (count(v.young) > maxCombs || count(v.aged) > maxCombs || v.combs > maxCombs) {
			t.Fatalf("%d and %d keys have combs", count(v.young), count(v.aged))
		}
	}
	if count(v.young)+count(v.aged) > maxCombs {
		t.Errorf("%d combs are left", count(v.young)+count(v.aged))
	}
}

// BenchmarkHolds verifies the signatures of a hundred keys; ratio is its time over the
// standard library's.
func BenchmarkHolds(b *testing.B) {
	type one struct{ key, signed, signature []byte }
	var all []one
	for n := range 100 {
		private := keyOf(n)
		signed := fmt.Appendf(make([]byte, 500), "the statement %d", n)
		all = append(all, one{private.Public().(ed25519.PublicKey), signed, ed25519.Sign(private, signed)})
	}
	var v Verifier
	var fast, standard time.Duration
	for i := range b.N { // in turns, so that both meet the same machine
		o := all[i%len(all)]
		began := time.Now()
		holds := v.Holds(o.key, o.signed, o.signature)
		between := time.Now()
		if !ed25519.Verify(o.key, o.signed, o.signature) || !holds {
			b.Fatal("a signature does not hold")
		}
		fast, standard = fast+between.Sub(began), standard+time.Since(between)
	}
	b.ReportMetric(float64(fast.Nanoseconds())/float64(b.N), "ns/signature")
	b.ReportMetric(float64(fast)/float64(standard), "ratio")
}

// TestRoomForComb: a key that found no room for a comb asks again, and gets one once
// there is room.
func TestRoomForComb(t *testing.T) {
	var v Verifier
	seed := sha256.Sum256([]byte("room"))
	key := ed25519.NewKeyFromSeed(seed[:])
	public, text := key.Public().(ed25519.PublicKey), []byte("a vote")
	signed := ed25519.Sign(key, text)
	ask := func() {
		for range often {
			if !v.Holds(public, text, signed) {
				t.Fatal("a right signature does not hold")
			}
		}
	}
	v.Holds(public, text, signed)
	v.combs = maxCombs
	ask()
	k := v.young[[ed25519.PublicKeySize]byte(public)]
	if k.comb.Load() != nil {
		t.Fatal("there was no room")
	}
	v.combs = 0
	if ask(); k.comb.Load() == nil {
		t.Error("it never asks again")
	}
}
