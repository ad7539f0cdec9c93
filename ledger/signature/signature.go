// Package signature verifies Ed25519 signatures for whoever meets the same keys again
// and again. What it takes crypto/ed25519 takes, and the other way round: that package
// decides what a signature is here (RFC 8032 without a cofactor, with the R that was
// signed compared byte for byte), and this one gives its answer in about half of the
// time, from a table for each key that it has met, and of a key that it meets often in
// about a third, from a larger one.
//
// It does not verify many signatures in one sum, as package ed25519batch does for an
// audit: that answers for certain only in the end, over thousands of signatures, and
// whoever sends a statement is waiting.
//
// It does not know whose a key is, nor whether it may sign.
package signature

import (
	"bytes"
	"crypto/ed25519"
	"crypto/sha512"
	"sync"
	"sync/atomic"

	"github.com/oasisprotocol/curve25519-voi/curve"
	"github.com/oasisprotocol/curve25519-voi/curve/scalar"
	voi "github.com/oasisprotocol/curve25519-voi/primitives/ed25519"
)

const (
	// maxKeys is how many keys are kept in each of two generations, each key with a
	// table of some 1,300 bytes.
	maxKeys = 2048

	// maxCombs is how many of these have the larger table as well, of some 40,000.
	// It takes as long to make as four verifications, and each is shorter by half:
	// often is after how many it is made.
	maxCombs = 256
	often    = 8
)

// Verifier keeps the keys that it met last. The zero Verifier is ready. It is safe for
// concurrent use.
type Verifier struct {
	mu          sync.RWMutex
	young, aged map[[ed25519.PublicKeySize]byte]*known
	combs       int // of the young
}

// known is a key that was met.
type known struct {
	table *voi.ExpandedPublicKey
	met   atomic.Int32
	comb  atomic.Pointer[comb]
}

// comb has multiples of a key's point, negated, from which any other takes no doublings.
type comb struct{ minus *curve.EdwardsBasepointTable }

var options = &voi.Options{Verify: voi.VerifyOptionsStdLib}

// Holds reports whether signature is key's over signed, as ed25519.Verify does.
func (v *Verifier) Holds(key ed25519.PublicKey, signed, signature []byte) bool {
	if len(key) != ed25519.PublicKeySize {
		return false
	}
	k := v.known(key)
	if k == nil {
		return false
	}
	if c := k.comb.Load(); c != nil {
		return c.holds(key, signed, signature)
	}
	if k.met.Add(1) == often {
		if v.mayComb() {
			k.comb.Store(newComb(key))
		} else {
			k.met.Store(0) // it is asked for another time
		}
	}
	return voi.VerifyExpandedWithOptions(k.table, signed, signature, options)
}

// known is what is kept of the key; nil for what is no point of the curve.
func (v *Verifier) known(key ed25519.PublicKey) *known {
	at := [ed25519.PublicKeySize]byte(key)
	v.mu.RLock()
	k := v.young[at]
	v.mu.RUnlock()
	if k != nil {
		return k
	}
	v.mu.Lock()
	defer v.mu.Unlock()
	if k = v.young[at]; k != nil { // by another, meanwhile
		return k
	}
	if k = v.aged[at]; k == nil {
		table, err := voi.NewExpandedPublicKey(voi.PublicKey(key))
		if err != nil {
			return nil
		}
		k = &known{table: table}
	}
	if len(v.young) >= maxKeys || v.young == nil {
		v.young, v.aged, v.combs = map[[ed25519.PublicKeySize]byte]*known{}, v.young, 0
	}
	v.young[at] = k
	if k.comb.Load() != nil {
		if v.combs++; v.combs > maxCombs { // it has not been met for long
			k.comb.Store(nil)
			v.combs--
		}
	}
	return k
}

// mayComb tells whether there is room for one more comb, and takes it.
func (v *Verifier) mayComb() bool {
	v.mu.Lock()
	defer v.mu.Unlock()
	if v.combs >= maxCombs {
		return false
	}
	v.combs++
	return true
}

// newComb makes that of a key which is a point of the curve.
func newComb(key ed25519.PublicKey) *comb {
	var at curve.CompressedEdwardsY
	var p curve.EdwardsPoint
	if _, err := at.SetBytes(key); err != nil {
		return nil
	}
	if _, err := p.SetCompressedY(&at); err != nil {
		return nil
	}
	return &comb{curve.NewEdwardsBasepointTable(p.Neg(&p))}
}

// holds is crypto/ed25519's verification, step by step, with another way to multiply.
func (c *comb) holds(key ed25519.PublicKey, signed, signature []byte) bool {
	if len(signature) != ed25519.SignatureSize {
		return false
	}
	s, err := scalar.NewFromCanonicalBytes(signature[32:])
	if err != nil {
		return false
	}
	h := sha512.New()
	h.Write(signature[:32])
	h.Write(key)
	h.Write(signed)
	var digest [sha512.Size]byte
	k, err := scalar.NewFromBytesModOrderWide(h.Sum(digest[:0]))
	if err != nil {
		return false
	}
	var r, minus curve.EdwardsPoint
	r.MulBasepoint(curve.ED25519_BASEPOINT_TABLE, s)
	r.Add(&r, minus.MulBasepoint(c.minus, k))
	var compressed curve.CompressedEdwardsY
	return bytes.Equal(compressed.SetEdwardsPoint(&r)[:], signature[:32])
}
