package auth

import (
	"cmp"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"slices"
	"sync"
	"time"
)

// Session is one log-in, as its person may know it. It has no secret in it.
type Session struct {
	Name   string    `json:"name"`
	Person string    `json:"person"`
	Key    string    `json:"key"`              // thumbprint of the key that logged in
	Scopes []string  `json:"scopes,omitempty"` // that were asked for; none: all that the person has
	Cookie bool      `json:"cookie,omitempty"` // of a browser
	Work   bool      `json:"work,omitempty"`   // opened by a work account, which the key had connected
	Opened time.Time `json:"opened"`
	Used   time.Time `json:"used"`
}

// Ends is when the session ends if it is not used again.
func (s Session) Ends() time.Time {
	idle, life := s.Used.Add(SessionIdle), s.Opened.Add(SessionLife)
	if s.Work {
		life = s.Opened.Add(WorkLife)
	}
	if idle.Before(life) {
		return idle
	}
	return life
}

// Sessions are those of one server. They outlive it: the file holds each with the
// SHA-256 of its secret, so that who reads the file can't use one. A session that is
// opened or ended is durable before that is answered. When one was last used is
// written at most every ten minutes and when the server stops, so that after a crash
// a session may end ten minutes early, and never late.
type Sessions struct {
	file keptFile[keptSession]
	now  func() time.Time

	mu      sync.Mutex
	secrets map[[32]byte]*Session
	hashes  map[string][32]byte // by name
	changes int64               // that were made
	tried   time.Time           // when uses were last written

	writing sync.Mutex // held while the file is written; what follows belongs to its holder
	written int64      // changes that the file has
}

// keptSession is a session in the file.
type keptSession struct {
	Session
	Hash []byte `json:"hash"`
}

// OpenSessions reads the sessions of a file, which need not be there yet; without
// a path they live in memory alone. now is the world's clock. Deleting the file
// while nobody serves logs everybody out and does nothing else.
func OpenSessions(path string, now func() time.Time) (*Sessions, error) {
	s := &Sessions{now: now, secrets: map[[32]byte]*Session{}, hashes: map[string][32]byte{}, tried: now()}
	s.file = keptFile[keptSession]{path, "sessions", "logs everybody out"}
	kept, err := s.file.read(func(k keptSession) bool { return len(k.Hash) == sha256.Size && k.Name != "" })
	for _, one := range kept {
		if session := one.Session; now().Before(session.Ends()) {
			s.put([32]byte(one.Hash), &session)
		}
	}
	return s, err
}

func (s *Sessions) put(hash [32]byte, session *Session) {
	s.secrets[hash], s.hashes[session.Name] = session, hash
}

func (s *Sessions) drop(session *Session) {
	delete(s.secrets, s.hashes[session.Name])
	delete(s.hashes, session.Name)
	s.changes++
}

// Open opens a session for whoever has just logged in, and gives its secret, which
// is kept nowhere here. One more than a person may have ends theirs that was unused
// for longest.
func (s *Sessions) Open(session Session) (secret string, opened Session, err error) {
	b := make([]byte, secretSize)
	rand.Read(b)
	secret = base64.RawURLEncoding.EncodeToString(b)
	name := make([]byte, nameSize)
	rand.Read(name)
	session.Name, session.Opened = base64.RawURLEncoding.EncodeToString(name), s.now().UTC().Truncate(time.Millisecond)
	session.Used = session.Opened
	s.mu.Lock()
	if len(s.secrets) >= maxSessions {
		s.sweep()
	}
	if len(s.secrets) >= maxSessions {
		s.mu.Unlock()
		return "", Session{}, ErrBusy
	}
	for theirs := s.of(session.Person); len(theirs) >= MaxSessions; theirs = theirs[1:] {
		s.drop(theirs[0])
	}
	stands := session
	s.put(sha256.Sum256([]byte(secret)), &stands)
	s.changes++
	s.mu.Unlock()
	return secret, session, s.write()
}

// of lists a person's sessions that stand, the one unused for longest first.
func (s *Sessions) of(person string) []*Session {
	var list []*Session
	now := s.now()
	for _, session := range s.secrets {
		if session.Person == person && now.Before(session.Ends()) {
			list = append(list, session)
		}
	}
	slices.SortFunc(list, func(a, b *Session) int {
		return cmp.Or(a.Used.Compare(b.Used), a.Opened.Compare(b.Opened), cmp.Compare(a.Name, b.Name))
	})
	return list
}

// sweep drops what has ended.
func (s *Sessions) sweep() {
	now := s.now()
	for _, session := range s.secrets {
		if !now.Before(session.Ends()) {
			s.drop(session)
		}
	}
}

// BySecret is the session of a secret, which this uses; ErrSession if there is none.
// A secret is looked up by its hash, so that how long that takes says nothing of
// any other.
func (s *Sessions) BySecret(secret string) (Session, error) {
	hash := sha256.Sum256([]byte(secret))
	s.mu.Lock()
	session, ok := s.secrets[hash]
	return s.use(session, ok)
}

// ByName is the session that a token names, which this uses; ErrSession if it has
// ended.
func (s *Sessions) ByName(name string) (Session, error) {
	s.mu.Lock()
	hash, ok := s.hashes[name]
	return s.use(s.secrets[hash], ok)
}

// use has the lock, and gives it back.
func (s *Sessions) use(session *Session, ok bool) (Session, error) {
	now := s.now().UTC().Truncate(time.Millisecond)
	if !ok || !now.Before(session.Ends()) {
		s.mu.Unlock()
		return Session{}, ErrSession
	}
	if now.After(session.Used) {
		session.Used = now
	}
	used := *session
	write := now.Sub(s.tried) >= keepUses
	if write {
		s.tried = now
		s.changes++
	}
	s.mu.Unlock()
	if write {
		s.write() // what is lost is when sessions were used: they end early, and the next to be opened says why
	}
	return used, nil
}

// List gives a person's sessions that stand, the last used first.
func (s *Sessions) List(person string) []Session {
	s.mu.Lock()
	defer s.mu.Unlock()
	list := []Session{}
	for _, session := range slices.Backward(s.of(person)) {
		list = append(list, *session)
	}
	return list
}

// EndWork ends the sessions that a person's work account has opened.
func (s *Sessions) EndWork(person string) error {
	var names []string
	for _, session := range s.List(person) {
		if session.Work {
			names = append(names, session.Name)
		}
	}
	_, err := s.End(person, names...)
	return err
}

// End ends a person's sessions of these names, and reports how many stood.
func (s *Sessions) End(person string, names ...string) (int, error) {
	s.mu.Lock()
	n := 0
	for _, session := range s.of(person) {
		if slices.Contains(names, session.Name) {
			s.drop(session)
			n++
		}
	}
	s.mu.Unlock()
	return n, s.write()
}

// Close writes what is not yet written.
func (s *Sessions) Close() error {
	s.mu.Lock()
	s.changes++
	s.mu.Unlock()
	return s.write()
}

// write returns when the file has every change that was made before, whoever wrote
// it: those who wait for one write share the next.
func (s *Sessions) write() error {
	s.mu.Lock()
	wanted := s.changes
	s.mu.Unlock()
	s.writing.Lock()
	defer s.writing.Unlock()
	if s.written >= wanted {
		return nil
	}
	kept := []keptSession{}
	s.mu.Lock()
	s.sweep()
	changes := s.changes
	for hash, session := range s.secrets {
		kept = append(kept, keptSession{*session, hash[:]})
	}
	s.mu.Unlock()
	slices.SortFunc(kept, func(a, b keptSession) int { return cmp.Compare(a.Name, b.Name) })
	if err := s.file.write(kept); err != nil {
		return err
	}
	s.written = changes
	return nil
}

// FormToken is what a request of a browser brings besides its cookie: it is made of
// the session's secret, so that only a page that was given it can send it, and it
// ends with the session.
func FormToken(secret string) string {
	h := hmac.New(sha256.New, []byte(secret))
	h.Write([]byte("concordat-form"))
	return base64.RawURLEncoding.EncodeToString(h.Sum(nil))
}

// CheckFormToken compares in a time that does not depend on where they differ.
func CheckFormToken(secret, token string) bool {
	return hmac.Equal([]byte(FormToken(secret)), []byte(token))
}
