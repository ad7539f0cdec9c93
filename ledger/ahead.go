package ledger

import (
	"crypto/ed25519"
	"errors"
	"slices"
	"sync"
)

// What an auditor or a journal may do of the three stages before their turn, or side
// by side: verify signatures, and put to the rules many questions at once.

// Verify verifies that key signed the statement, if it is the key of that thumbprint,
// and remembers that: Check does not verify it again under the same key. It may run
// beside anything but another use of s. What it finds wrong Check will find too. A
// passkey's proof rests on State, and is left to Check.
func (s *Signed) Verify(key Key) error {
	if s.passkey() || key.Thumbprint() != s.Protected.Kid {
		return nil
	}
	if err := verifyJWS(&s.Statement, s.Protected, key, Site{}); err != nil {
		return err
	}
	s.by = &key
	return nil
}

// SignedBy verifies that key signed the statement, a passkey's proof as site has it. It is
// for whoever looks at one statement by itself, and remembers nothing.
func (s *Signed) SignedBy(key Key, site Site) error {
	if key.Thumbprint() != s.Protected.Kid {
		return refuse(CodeSignature, "/protected/kid", "the statement names another key")
	}
	return verifyJWS(&s.Statement, s.Protected, key, site)
}

// passkey reports whether a passkey signed, and not a key file.
func (s *Signed) passkey() bool { return s.Statement.Header != nil }

// Ed25519 gives what verifying the signature by key with Ed25519 (RFC 8032) takes. It
// is false where that is not all, or is not how key signs.
func (s *Signed) Ed25519(key Key) (pub ed25519.PublicKey, signed, signature []byte, ok bool) {
	if s.passkey() || s.Protected.Alg != key.Algorithm() {
		return nil, nil, nil, false
	}
	parts := key.parts()
	if parts.ed == nil || parts.thumbprint != s.Protected.Kid {
		return nil, nil, nil, false
	}
	pub = parts.ed
	signature, err := decodeBase64(s.Statement.Signature)
	return pub, s.input, signature, err == nil
}

// keyParts is what a key comes to.
type keyParts struct {
	thumbprint Thumbprint
	ed         ed25519.PublicKey // nil for what is no key of Ed25519
}

// keysMet are the parts of keys that were met last: those who sign sign again.
var keysMet struct {
	sync.RWMutex
	parts map[Key]keyParts
}

// maxKeysMet are kept at hand.
const maxKeysMet = 4096

func (k Key) parts() keyParts {
	keysMet.RLock()
	p, ok := keysMet.parts[k]
	keysMet.RUnlock()
	if ok {
		return p
	}
	p.thumbprint = k.Thumbprint()
	if public, err := k.public(); err == nil {
		p.ed, _ = public.(ed25519.PublicKey)
	}
	keysMet.Lock()
	defer keysMet.Unlock()
	if keysMet.parts == nil || len(keysMet.parts) >= maxKeysMet {
		keysMet.parts = map[Key]keyParts{}
	}
	keysMet.parts[k] = p
	return p
}

// Verified is for whoever verified by other means, such as many signatures in one
// sum, exactly what Ed25519 gave, and took nothing that crypto/ed25519 refuses: from
// then on it is as if Verify had.
func (s *Signed) Verified(key Key) { s.by = &key }

// verify is verifyJWS, unless it is known already.
func (s *Signed) verify(key Key, site Site) error {
	if s.by != nil && *s.by == key {
		return nil
	}
	return verifyJWS(&s.Statement, s.Protected, key, site)
}

// Keys are the public keys that an entry names, for whoever looks for that of a
// thumbprint. Nothing is said of whose they are.
func (p *Parsed) Keys() []Key {
	switch b := p.Body.(type) {
	case *Founded:
		keys := []Key{b.Secretary.Key}
		for _, party := range b.Parties {
			keys = append(keys, party.Officer.Key)
		}
		return keys
	case *KeyAdded:
		return []Key{b.Key}
	case *KeyReplaced:
		return []Key{b.Key}
	}
	return nil
}

var errAhead = errors.New("only Replay can tell")

// yesEnough are the kinds of which a ruling decides nothing but whether they are
// allowed: what they change is the same whatever else it says.
var yesEnough = []string{
	KindAuthorityGiven, KindFigureRecorded, KindImpactAgreed, KindImpactDisputed, KindImpactStated, KindInterestDeclared,
	KindMotionMoved, KindMotionOpened, KindNoticeGiven, KindVoteCast,
}

// PlainYes reports whether a ruling allows and says nothing besides that a statement's
// entry or effect could turn on; its checks are told, and not recorded.
func (r Ruling) PlainYes() bool {
	return r.Allow && r.Outcome == "" && !r.Collective && r.Extends == "" && !r.Effect && r.Least == 0 &&
		len(r.Roll)+len(r.Parties)+len(r.Obligations)+len(r.Gates)+len(r.Counted)+len(r.Alike)+len(r.Whole)+len(r.Dates)+len(r.Calendar)+len(r.Stakes) == 0 &&
		r.Settlement == nil && r.Leave == nil && r.Transfer == nil && r.Threshold == nil && r.Signing == nil
}

// ReplayAhead is Replay for whoever asks the rules later whether they allow a
// statement: it goes on as if they did, as the entry says. It gives the question
// that has to be put to them; nil where none is left. If every ruling then is the
// PlainYes that was taken for granted, State is as Replay would have left it. An error says no more than that Replay has to look at the
// entry: State may have changed, and the caller rolls it back to where it was sure.
func (s *State) ReplayAhead(p *Parsed, roots Roots, rules Rules) (*Question, error) {
	recorded := p.Entry
	if recorded.Time < s.draftHead.time {
		return nil, errAhead
	}
	c, err := s.Due(recorded.Time, rules)
	if err != nil {
		return nil, err
	}
	if recorded.Consequence != nil {
		if c == nil || recorded.Ruling != (Admission{true, s.draftHead.queue[0].rules}) || !c.equal(recorded.Consequence) {
			return nil, errAhead
		}
		s.ApplyDue(recorded.Time)
		return nil, nil
	}
	if c != nil {
		return nil, errAhead
	}
	q, err := s.Check(p.Signed, recorded.Time, roots)
	if err != nil {
		return nil, err
	}
	if recorded.Ruling != (Admission{true, q.Rules}) { // the rest of the entry is its own bytes, read and written again
		return nil, errAhead
	}
	ask := q
	q.Ruling = Ruling{Allow: true}
	if q.Adopts != "" || !slices.Contains(yesEnough, p.Kind) {
		if q.Ruling, err = judge(rules, q.Rules, q.Input); err != nil {
			return nil, err
		}
		if !q.Ruling.Allow {
			return nil, errAhead
		}
		if err := runnable(rules, q.Adopts); err != nil {
			return nil, err
		}
		ask = nil
	}
	s.Apply(q)
	return ask, nil
}
