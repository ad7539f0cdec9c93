package auth

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"maps"
	"slices"
	"sync"
	"time"
)

// Link says whose a work account is: their own word, given while they were logged in by
// a key. It stands while that key does.
type Link struct {
	Account []byte    `json:"account"` // see AccountOf
	Person  string    `json:"person"`
	Key     string    `json:"key"` // thumbprint of the key that they were logged in by
	Made    time.Time `json:"made"`
}

// AccountOf is what a provider's subject is kept as: nobody who reads the file has a
// name of the provider's in hand.
func AccountOf(issuer, subject string) []byte {
	sum := sha256.Sum256([]byte(issuer + "\x00" + subject))
	return sum[:]
}

// What is wrong with a link.
var (
	ErrUnlinked = errors.New("this account is connected to nobody")
	ErrLinked   = errors.New("this account is connected to somebody else")
	ErrLinks    = errors.New("too many accounts are connected")
)

// Links are those of one server, beside its sessions: one account of a person, and one
// person of an account. They are on no ledger, for they give no more than a log-in to
// the host that keeps them. Each is durable before it is answered.
type Links struct {
	file keptFile[*Link]
	now  func() time.Time

	mu       sync.Mutex // held while the file is written: links are few
	accounts map[[32]byte]*Link
}

// OpenLinks reads the links of a file, which need not be there yet; without a path they
// live in memory alone. now is the world's clock. Deleting the file while nobody serves
// disconnects every account and does nothing else.
func OpenLinks(path string, now func() time.Time) (*Links, error) {
	l := &Links{now: now, accounts: map[[32]byte]*Link{}}
	l.file = keptFile[*Link]{path, "links", "disconnects every work account"}
	kept, err := l.file.read(func(k *Link) bool { return k != nil && len(k.Account) == sha256.Size && k.Person != "" && k.Key != "" })
	for _, one := range kept {
		l.accounts[[32]byte(one.Account)] = one
	}
	return l, err
}

// Of gives the link of an account, or ErrUnlinked.
func (l *Links) Of(account []byte) (Link, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if link, ok := l.accounts[[32]byte(account)]; ok {
		return *link, nil
	}
	return Link{}, ErrUnlinked
}

// OfPerson gives a person's link, or ErrUnlinked.
func (l *Links) OfPerson(person string) (Link, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if link := l.of(person); link != nil {
		return *link, nil
	}
	return Link{}, ErrUnlinked
}

func (l *Links) of(person string) *Link {
	for _, link := range l.accounts {
		if link.Person == person {
			return link
		}
	}
	return nil
}

// Connect makes an account a person's, by a key. It takes the place of another of the
// person's; that of another person it never takes: ErrLinked.
func (l *Links) Connect(account []byte, person, key string) (Link, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if there, ok := l.accounts[[32]byte(account)]; ok && there.Person != person {
		return Link{}, ErrLinked
	}
	before := maps.Clone(l.accounts)
	if old := l.of(person); old != nil {
		delete(l.accounts, [32]byte(old.Account))
	}
	if len(l.accounts) >= maxLinks {
		l.accounts = before
		return Link{}, ErrLinks
	}
	made := &Link{Account: bytes.Clone(account), Person: person, Key: key, Made: l.now().UTC().Truncate(time.Millisecond)}
	l.accounts[[32]byte(account)] = made
	if err := l.write(); err != nil {
		l.accounts = before
		return Link{}, err
	}
	return *made, nil
}

// Disconnect drops a person's link, and reports whether there was one.
func (l *Links) Disconnect(person string) (bool, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	link := l.of(person)
	if link == nil {
		return false, nil
	}
	delete(l.accounts, [32]byte(link.Account))
	if err := l.write(); err != nil {
		l.accounts[[32]byte(link.Account)] = link
		return false, err
	}
	return true, nil
}

// write has the lock.
func (l *Links) write() error {
	return l.file.write(slices.SortedFunc(maps.Values(l.accounts), func(a, b *Link) int { return bytes.Compare(a.Account, b.Account) }))
}
