// Package ed25519batch verifies many Ed25519 signatures (RFC 8032) in one sum, and
// takes exactly what crypto/ed25519 takes.
//
// # The law
//
// For one signature (R, s) under a key A of a message with k = SHA-512(R, A, message),
// crypto/ed25519 asks that the encoding of sB − kA be the very bytes of R. Usual batches
// ask less: that the sum of z(R − sB + kA) over all signatures, with random z, vanish
// once it is multiplied by the cofactor, 8. Whoever holds a key can make a signature
// that passes there and not here, by adding a point of small order to R ("Taming the
// many EdDSAs", Chalkias, Garillot and Nikolaenko, 2020). So here a signature is put
// into a sum only where
//
//   - s is below the group's order, and R and A are in their one encoding, and
//   - A has no part of small order; this is worked out once for each key,
//
// and whatever else there is goes to crypto/ed25519 by itself. Then D = R − sB + kA is
// zero for every signature that crypto/ed25519 takes, and every such signature passes.
// Conversely, if the sum vanishes, the part of prime order of every D is zero, or some
// random z of 128 bits was guessed: with probability below 2⁻¹²⁷. What is left of D is
// R's part of small order. That R has none is not asked of each, which would cost more
// than verifying it, but of all in the end, by [Verifier.Sound]: every R is thrown into
// one of 256 heaps at random, ten times over, and no heap's sum may have a part of
// small order. Of some R that have one, the last thrown would have to meet the one heap
// where it makes up for the others, ten times: with probability at most 2⁻⁸⁰, whatever
// the signatures are, for nobody knows the throws beforehand. Then D is zero, and since
// R is in its one encoding, its bytes are those that crypto/ed25519 compares with.
//
// So answers are provisional until Sound has said yes. If it says no, then somebody
// made a signature for that purpose, and the caller verifies all of them again with
// crypto/ed25519. A sum that does not vanish is never an answer: each of its signatures
// is verified by crypto/ed25519.
//
// The curve's arithmetic is curve25519-voi's.
package ed25519batch

import (
	"crypto/ed25519"
	crand "crypto/rand"
	"crypto/sha512"
	"io"
	"math/rand/v2"
	"sync"

	"github.com/oasisprotocol/curve25519-voi/curve"
	"github.com/oasisprotocol/curve25519-voi/curve/scalar"
)

const (
	throws = 10
	heaps  = 256

	// fewest is how many signatures are worth a sum.
	fewest = 16
)

// Signature is one signature to be verified. Nothing is kept of it.
type Signature struct {
	Key       ed25519.PublicKey
	Message   []byte
	Signature []byte
}

// Alone verifies s with crypto/ed25519: what every answer here is held to.
func (s Signature) Alone() bool {
	return len(s.Key) == ed25519.PublicKeySize && ed25519.Verify(s.Key, s.Message, s.Signature)
}

// Verifier verifies signatures, many at a time. It may be used by several goroutines
// at once.
type Verifier struct {
	mu     sync.Mutex // guards what follows
	keys   map[[32]byte]*key
	random *rand.ChaCha8 // seeds those of tables
	tables []*table      // that nobody is using
	using  int
}

// key is a public key, whose point is nil where it is not for sums.
type key struct{ point *curve.EdwardsPoint }

// maxKeys are kept at hand.
const maxKeys = 1 << 14

// table is the heaps of one goroutine at a time, and its randomness.
type table struct {
	random *rand.ChaCha8
	heaps  [throws][heaps]curve.EdwardsPoint
	thrown bool
}

// New gives a Verifier with randomness of its own.
func New() *Verifier {
	var seed [32]byte
	if _, err := io.ReadFull(crand.Reader, seed[:]); err != nil {
		panic("ed25519batch: no randomness: " + err.Error())
	}
	return &Verifier{keys: map[[32]byte]*key{}, random: rand.NewChaCha8(seed)}
}

func (v *Verifier) take() *table {
	v.mu.Lock()
	defer v.mu.Unlock()
	v.using++
	if n := len(v.tables); n > 0 {
		t := v.tables[n-1]
		v.tables = v.tables[:n-1]
		return t
	}
	var seed [32]byte
	for i := range seed {
		seed[i] = byte(v.random.Uint64())
	}
	t := &table{random: rand.NewChaCha8(seed)}
	for i := range t.heaps {
		for j := range t.heaps[i] {
			t.heaps[i][j].Identity()
		}
	}
	return t
}

func (v *Verifier) give(t *table) {
	v.mu.Lock()
	defer v.mu.Unlock()
	v.using--
	v.tables = append(v.tables, t)
}

// key gives a key's point, negated; nil if it is not for sums.
func (v *Verifier) key(pub ed25519.PublicKey) *curve.EdwardsPoint {
	if len(pub) != ed25519.PublicKeySize {
		return nil
	}
	name := [32]byte(pub)
	v.mu.Lock()
	k, ok := v.keys[name]
	v.mu.Unlock()
	if ok {
		return k.point
	}
	k = &key{}
	if p := decode(pub); p != nil && p.IsTorsionFree() {
		k.point = p.Neg(p)
	}
	v.mu.Lock()
	defer v.mu.Unlock()
	if len(v.keys) >= maxKeys {
		clear(v.keys)
	}
	v.keys[name] = k
	return k.point
}

// decode reads a point in its one encoding; nil if it is none.
func decode(b []byte) *curve.EdwardsPoint {
	var c curve.CompressedEdwardsY
	if _, err := c.SetBytes(b); err != nil || !c.IsCanonicalVartime() {
		return nil
	}
	p, err := curve.NewEdwardsPoint().SetCompressedY(&c)
	if err != nil {
		return nil
	}
	return p
}

// Verify says of each signature whether it is by its key, provisionally: see Sound.
func (v *Verifier) Verify(signatures []Signature) []bool {
	good := make([]bool, len(signatures))
	t := v.take()
	defer v.give(t)
	in, sum := v.sum(t, signatures)
	held := len(in) >= fewest && sum.IsIdentity()
	summed := make([]bool, len(signatures))
	for _, term := range in {
		summed[term.at] = held
	}
	if held {
		for _, term := range in {
			t.throw(term.r)
		}
	}
	for i, s := range signatures {
		good[i] = summed[i] || s.Alone()
	}
	return good
}

// term is a signature in a sum.
type term struct {
	at int
	r  *curve.EdwardsPoint
}

// sum adds z(R − sB + kA) over all signatures that are for sums.
func (v *Verifier) sum(t *table, signatures []Signature) (in []term, sum *curve.EdwardsPoint) {
	if len(signatures) < fewest {
		return nil, nil
	}
	scalars := make([]*scalar.Scalar, 1, len(signatures)+9)
	points := make([]*curve.EdwardsPoint, 1, len(signatures)+9)
	ofB := scalar.New()
	scalars[0], points[0] = ofB, curve.ED25519_BASEPOINT_POINT
	ofKey := map[*curve.EdwardsPoint]*scalar.Scalar{} // signatures of one key share its term
	hash := sha512.New()
	var digest [64]byte
	var zs scalar.Scalar
	for i, s := range signatures {
		if len(s.Signature) != ed25519.SignatureSize {
			continue
		}
		a := v.key(s.Key)
		if a == nil {
			continue
		}
		r := decode(s.Signature[:32])
		if r == nil {
			continue
		}
		half, err := scalar.NewFromCanonicalBytes(s.Signature[32:])
		if err != nil {
			continue
		}
		hash.Reset()
		hash.Write(s.Signature[:32])
		hash.Write(s.Key)
		hash.Write(s.Message)
		k, err := scalar.NewFromBytesModOrderWide(hash.Sum(digest[:0]))
		if err != nil {
			continue
		}
		z := t.coefficient()
		ofB.Sub(ofB, zs.Mul(z, half))
		ofA, ok := ofKey[a]
		if !ok {
			ofA = scalar.New()
			ofKey[a] = ofA
			scalars, points = append(scalars, ofA), append(points, a)
		}
		ofA.Sub(ofA, zs.Mul(z, k)) // its point is −A
		scalars, points = append(scalars, z), append(points, r)
		in = append(in, term{i, r})
	}
	return in, curve.NewEdwardsPoint().MultiscalarMulVartime(scalars, points)
}

// coefficient is a random number of 128 bits, and not 0.
func (t *table) coefficient() *scalar.Scalar {
	var b [32]byte
	for {
		lo, hi := t.random.Uint64(), t.random.Uint64()
		for i := range 8 {
			b[i], b[8+i] = byte(lo>>(8*i)), byte(hi>>(8*i))
		}
		if z, err := scalar.NewFromCanonicalBytes(b[:]); err == nil && lo|hi != 0 {
			return z
		}
	}
}

// throw throws a point into heaps.
func (t *table) throw(p *curve.EdwardsPoint) {
	t.thrown = true
	var where uint64
	for i := range t.heaps {
		if i%8 == 0 {
			where = t.random.Uint64()
		}
		heap := &t.heaps[i][where%heaps]
		heap.Add(heap, p)
		where /= heaps
	}
}

// Sound reports whether every yes that was given so far is crypto/ed25519's too; see
// the package's comment. It panics while somebody is verifying.
func (v *Verifier) Sound() bool {
	v.mu.Lock()
	defer v.mu.Unlock()
	if v.using > 0 {
		panic("ed25519batch: Sound was asked before all had answers")
	}
	var all *table // their heaps put together
	for _, t := range v.tables {
		switch {
		case !t.thrown:
		case all == nil:
			all = t
		default:
			for i := range t.heaps {
				for j := range t.heaps[i] {
					heap := &all.heaps[i][j]
					heap.Add(heap, &t.heaps[i][j])
					t.heaps[i][j].Identity()
				}
			}
			t.thrown = false
		}
	}
	if all == nil {
		return true
	}
	for i := range all.heaps {
		for j := range all.heaps[i] {
			if heap := &all.heaps[i][j]; !heap.IsIdentity() && !heap.IsTorsionFree() { // most are empty where few were thrown
				return false
			}
		}
	}
	return true
}
