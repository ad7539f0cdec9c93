package auth

import (
	"cmp"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"errors"
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
//
// The secret of a program's session is another after each use (Refresh), so that of two
// who have it one comes with the old one: whoever stole it, or whom it was stolen from.
// Then the session ends for both. A browser's secret stays with the session: it never
// leaves the cookie, and every page that is open has a form token made of it.
type Sessions struct {
	file keptFile[keptSession]
	now  func() time.Time

	mu      sync.Mutex
	secrets map[[32]byte]*keptSession
	hashes  map[string][32]byte // by name
	changes int64               // that were made
	tried   time.Time           // when uses were last written

	writing sync.Mutex // held while the file is written; what follows belongs to its holder
	written int64      // changes that the file has
}

// keptSession is a session as it is kept. Of a program's, whose secret is a part that
// stays and one that changes, the hash is of the former.
type keptSession struct {
	Session
	Hash []byte `json:"hash"`

	Current []byte    `json:"current,omitempty"` // SHA-256 of the part that is good now
	Last    []byte    `json:"last,omitempty"`    // and of the one before
	Salt    []byte    `json:"salt,omitempty"`    // by which one follows from the other, for whoever has that
	Turned  time.Time `json:"turned,omitzero"`   // when it last did
	unkept  bool      // that may not be in the file, so that nobody was given the new one
}

// OpenSessions reads the sessions of a file, which need not be there yet; without
// a path they live in memory alone. now is the world's clock. Deleting the file
// while nobody serves logs everybody out and does nothing else.
func OpenSessions(path string, now func() time.Time) (*Sessions, error) {
	s := &Sessions{now: now, secrets: map[[32]byte]*keptSession{}, hashes: map[string][32]byte{}, tried: now()}
	s.file = keptFile[keptSession]{path, "sessions", "logs everybody out"}
	kept, err := s.file.read(func(k keptSession) bool { return len(k.Hash) == sha256.Size && k.Name != "" })
	for _, one := range kept {
		if now().Before(one.Ends()) {
			s.put(&one)
		}
	}
	return s, err
}

func (s *Sessions) put(session *keptSession) {
	hash := [32]byte(session.Hash)
	s.secrets[hash], s.hashes[session.Name] = session, hash
}

func (s *Sessions) drop(session *keptSession) {
	delete(s.secrets, s.hashes[session.Name])
	delete(s.hashes, session.Name)
	s.changes++
}

// Open opens a session for whoever has just logged in, and gives its secret, which
// is kept nowhere here. One more than a person may have ends theirs that was unused
// for longest.
func (s *Sessions) Open(session Session) (secret string, opened Session, err error) {
	b := make([]byte, secretSize, familySize+secretSize)
	kept := &keptSession{}
	if !session.Cookie {
		b = b[:cap(b)]
		kept.Salt = make([]byte, randomSize)
		rand.Read(kept.Salt)
	}
	rand.Read(b)
	if kept.Hash = hashOf(b); !session.Cookie {
		kept.Hash, kept.Current = hashOf(b[:familySize]), hashOf(b[familySize:])
	}
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
	kept.Session = session
	s.put(kept)
	s.changes++
	s.mu.Unlock()
	return secret, session, s.write()
}

// of lists a person's sessions that stand, the one unused for longest first.
func (s *Sessions) of(person string) []*keptSession {
	var list []*keptSession
	now := s.now()
	for _, session := range s.secrets {
		if session.Person == person && now.Before(session.Ends()) {
			list = append(list, session)
		}
	}
	slices.SortFunc(list, func(a, b *keptSession) int {
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
	s.mu.Lock()
	session, own := s.find(secret)
	return s.use(session, session != nil && (session.Cookie || session.good(own, s.now())))
}

// good tells whether the part of a secret that changes is that of now, or of the minute
// before.
func (k *keptSession) good(own []byte, now time.Time) bool {
	hash := hashOf(own)
	return hmac.Equal(k.Current, hash) || hmac.Equal(k.Last, hash) && (k.unkept || now.Sub(k.Turned) < turnTime)
}

// find gives the session to which a secret belongs or once belonged, and of a program's
// the part that changes. It has the lock.
func (s *Sessions) find(secret string) (session *keptSession, own []byte) {
	b, err := base64.RawURLEncoding.Strict().DecodeString(secret)
	if err != nil || len(secret) != base64.RawURLEncoding.EncodedLen(len(b)) {
		return nil, nil
	}
	switch len(b) {
	case secretSize:
		session = s.secrets[[32]byte(hashOf(b))]
	case familySize + secretSize:
		session, own = s.secrets[[32]byte(hashOf(b[:familySize]))], b[familySize:]
	}
	if session == nil || session.Cookie != (own == nil) {
		return nil, nil
	}
	return session, own
}

func hashOf(b []byte) []byte {
	sum := sha256.Sum256(b)
	return sum[:]
}

// Refresh uses a program's session and exchanges its secret, durably. The old one is
// good for a minute more, and gets the same new one: two programs of one person, or one
// that did not hear the answer, refresh it at once. After that it is stolen from
// somebody: the session ends, and ErrStolen says so. Where the exchange can't be written
// nobody is given the new one, and the old one stays good until it can.
func (s *Sessions) Refresh(secret string) (next string, used Session, err error) {
	now := s.now().UTC().Truncate(time.Millisecond)
	s.mu.Lock()
	session, own := s.find(secret)
	if session == nil || session.Cookie || !now.Before(session.Ends()) {
		s.mu.Unlock()
		return "", Session{}, ErrSession
	}
	follows := func() string {
		b, _ := base64.RawURLEncoding.DecodeString(secret)
		h := hmac.New(sha256.New, session.Salt)
		h.Write(b)
		return base64.RawURLEncoding.EncodeToString(h.Sum(b[:familySize:familySize]))
	}
	hash, lately := hashOf(own), session.unkept || now.Sub(session.Turned) < turnTime
	switch {
	case hmac.Equal(session.Current, hash) && lately:
		next = secret
	case hmac.Equal(session.Current, hash):
		next = follows()
		b, _ := base64.RawURLEncoding.DecodeString(next)
		session.Last, session.Current, session.Turned, session.unkept = hash, hashOf(b[familySize:]), now, true
	case hmac.Equal(session.Last, hash) && lately:
		next = follows()
	default:
		used = session.Session
		s.drop(session)
		s.mu.Unlock()
		return "", used, errors.Join(ErrStolen, s.write())
	}
	if now.After(session.Used) {
		session.Used = now
	}
	if session.unkept {
		session.Turned = now
	}
	used = session.Session
	s.changes++
	s.mu.Unlock()
	if err := s.write(); err != nil {
		return "", used, err
	}
	s.mu.Lock()
	session.unkept = false
	s.mu.Unlock()
	return next, used, nil
}

// ByName is the session that a token names, which this uses; ErrSession if it has
// ended.
func (s *Sessions) ByName(name string) (Session, error) {
	s.mu.Lock()
	hash, ok := s.hashes[name]
	return s.use(s.secrets[hash], ok)
}

// use has the lock, and gives it back.
func (s *Sessions) use(session *keptSession, ok bool) (Session, error) {
	now := s.now().UTC().Truncate(time.Millisecond)
	if !ok || !now.Before(session.Ends()) {
		s.mu.Unlock()
		return Session{}, ErrSession
	}
	if now.After(session.Used) {
		session.Used = now
	}
	used := session.Session
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
		list = append(list, session.Session)
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
	for _, session := range s.secrets {
		kept = append(kept, *session)
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
