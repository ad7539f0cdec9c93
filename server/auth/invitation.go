package auth

import (
	"bytes"
	"cmp"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"errors"
	"maps"
	"slices"
	"sync"
	"time"
)

// Invitation lets whoever holds its secret make keys for one person, on a device each,
// that somebody who may is then asked to add to the ledger. It adds nothing itself.
type Invitation struct {
	Person string    `json:"person"`
	Party  string    `json:"party,omitempty"` // that the keys are to be added for
	By     string    `json:"by"`              // who invited
	Made   time.Time `json:"made"`
	Ends   time.Time `json:"ends"`
	Keys   []NewKey  `json:"keys,omitempty"`
}

// NewKey is one that was made by an invitation.
type NewKey struct {
	Name       string          `json:"name"`       // its thumbprint
	Credential string          `json:"credential"` // what its device calls it
	Made       time.Time       `json:"made"`
	Synced     bool            `json:"synced"`    // it may be on several devices of its holder's (flag BE, WebAuthn Level 3 section 6.1.3)
	BackedUp   bool            `json:"backed_up"` // it is (flag BS)
	Body       json.RawMessage `json:"body"`      // what is to be stated of it, with its proof
}

// ErrInvitation says no more than that, whatever is wrong with a secret.
var (
	ErrInvitation  = errors.New("there is no such invitation, or it has run out")
	ErrInvitations = errors.New("too many invitations are open")
	ErrDevices     = errors.New("as many keys as one invitation gives have been made by it")
)

// Invitations are those of one server, beside its sessions: what is asked of somebody
// is not yet said by anybody, and so is on no ledger. The file has of each the SHA-256
// of its secret. Each is durable before it is answered.
type Invitations struct {
	file keptFile[*invited]
	now  func() time.Time

	mu   sync.Mutex // held while the file is written: invitations are few
	open map[[32]byte]*invited
}

// invited is an invitation with what its holder's devices were last asked to sign, the
// last of them last. That outlives no restart: the page asks again before each key.
type invited struct {
	Invitation
	Hash       []byte `json:"hash"`
	challenges [][]byte
}

// maxChallenges are as many as two devices ask for at a time, when their page is opened
// and when they make a key: one does not spoil what the other was asked for.
const maxChallenges = 2 * MaxDevices

// OpenInvitations reads the invitations of a file, which need not be there yet; without
// a path they live in memory alone. now is the world's clock. Deleting the file while
// nobody serves takes all invitations back and does nothing else.
func OpenInvitations(path string, now func() time.Time) (*Invitations, error) {
	s := &Invitations{now: now, open: map[[32]byte]*invited{}}
	s.file = keptFile[*invited]{path, "invitations", "takes all invitations back"}
	kept, err := s.file.read(func(i *invited) bool { return i != nil && len(i.Hash) == sha256.Size })
	for _, i := range kept {
		s.open[[32]byte(i.Hash)] = i
	}
	return s, err
}

// Invite opens an invitation and gives its secret, which is kept nowhere here. It takes
// the place of another by the same person for the same.
func (s *Invitations) Invite(person, party, by string) (secret string, made Invitation, err error) {
	b := make([]byte, secretSize)
	rand.Read(b)
	secret = base64.RawURLEncoding.EncodeToString(b)
	s.mu.Lock()
	defer s.mu.Unlock()
	s.sweep()
	var theirs int
	for hash, i := range s.open {
		switch {
		case i.By == by && i.Person == person && i.Party == party:
			defer func(hash [32]byte, i *invited) {
				if err != nil {
					s.open[hash] = i
				}
			}(hash, i)
			delete(s.open, hash)
		case i.By == by:
			theirs++
		}
	}
	if theirs >= MaxInvitations || len(s.open) >= maxInvitations {
		return "", Invitation{}, ErrInvitations
	}
	now := s.now().UTC().Truncate(time.Millisecond)
	hash := sha256.Sum256([]byte(secret))
	i := &invited{Invitation: Invitation{Person: person, Party: party, By: by, Made: now, Ends: now.Add(InvitationLife)}, Hash: hash[:]}
	s.open[hash] = i
	if err = s.write(); err != nil {
		delete(s.open, hash)
		return "", Invitation{}, err
	}
	return secret, i.Invitation, nil
}

// Challenge gives the invitation of a secret and what its holder's device signs next.
func (s *Invitations) Challenge(secret string) (Invitation, []byte, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	i := s.find(secret)
	if i == nil {
		return Invitation{}, nil, ErrInvitation
	}
	challenge := make([]byte, secretSize)
	rand.Read(challenge)
	if i.challenges = append(i.challenges, challenge); len(i.challenges) > maxChallenges {
		i.challenges = i.challenges[1:]
	}
	return i.copied(), challenge, nil
}

// Challenged gives the invitation of a secret and what its holder's devices were asked to
// sign, which may be nothing since the server was started.
func (s *Invitations) Challenged(secret string) (Invitation, [][]byte, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	i := s.find(secret)
	if i == nil {
		return Invitation{}, nil, ErrInvitation
	}
	return i.copied(), slices.Clone(i.challenges), nil
}

// Add puts a key to an invitation, made for a challenge that is then used up. The same
// key again changes nothing.
func (s *Invitations) Add(secret string, key NewKey, challenge []byte) (Invitation, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	i := s.find(secret)
	switch {
	case i == nil:
		return Invitation{}, ErrInvitation
	case slices.ContainsFunc(i.Keys, func(k NewKey) bool { return k.Name == key.Name }):
		return i.copied(), nil
	case len(i.Keys) >= MaxDevices:
		return Invitation{}, ErrDevices
	}
	key.Made = s.now().UTC().Truncate(time.Millisecond)
	i.Keys = append(i.Keys, key)
	if err := s.write(); err != nil {
		i.Keys = i.Keys[:len(i.Keys)-1]
		return Invitation{}, err
	}
	i.challenges = slices.DeleteFunc(i.challenges, func(c []byte) bool { return bytes.Equal(c, challenge) })
	return i.copied(), nil
}

// List gives those invitations that are open and pass, the last made first.
func (s *Invitations) List(pass func(*Invitation) bool) []Invitation {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.sweep()
	list := []Invitation{}
	for _, i := range s.open {
		if pass(&i.Invitation) {
			list = append(list, i.copied())
		}
	}
	slices.SortFunc(list, func(a, b Invitation) int {
		return cmp.Or(b.Made.Compare(a.Made), cmp.Compare(a.Person, b.Person), cmp.Compare(a.By, b.By))
	})
	return list
}

func (i *invited) copied() Invitation {
	c := i.Invitation
	c.Keys = slices.Clone(c.Keys)
	return c
}

// find is looked up by hash, so that how long it takes says nothing of any secret.
func (s *Invitations) find(secret string) *invited {
	i := s.open[sha256.Sum256([]byte(secret))]
	if i == nil || !s.now().Before(i.Ends) {
		return nil
	}
	return i
}

func (s *Invitations) sweep() {
	for hash, i := range s.open {
		if !s.now().Before(i.Ends) {
			delete(s.open, hash)
		}
	}
}

// write has the lock.
func (s *Invitations) write() error {
	kept := slices.SortedFunc(maps.Values(s.open), func(a, b *invited) int { return slices.Compare(a.Hash, b.Hash) })
	return s.file.write(kept)
}
