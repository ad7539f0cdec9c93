package auth

import (
	"bytes"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"maps"
	"slices"
	"sync"
	"time"
)

// Calendar is somebody's own address of the board's dates, which their calendar program
// reads without logging in. Who has it reads that and nothing else.
type Calendar struct {
	Person string    `json:"person"`
	Made   time.Time `json:"made"`
	Hash   []byte    `json:"hash"` // of the address's secret
}

// What is wrong with an address, and with making one.
var (
	ErrCalendar  = errors.New("there is no calendar at this address")
	ErrCalendars = errors.New("too many people have a calendar")
)

// Calendars are those of one server, beside its sessions: one of a person at most. The
// file has of each address the SHA-256 of its secret. Each is durable before it is
// answered.
type Calendars struct {
	file keptFile[*Calendar]
	now  func() time.Time

	mu   sync.Mutex // held while the file is written: addresses are few
	open map[[32]byte]*Calendar
}

// OpenCalendars reads the calendars of a file, which need not be there yet; without a
// path they live in memory alone. now is the world's clock. Deleting the file while
// nobody serves ends every address and does nothing else.
func OpenCalendars(path string, now func() time.Time) (*Calendars, error) {
	c := &Calendars{now: now, open: map[[32]byte]*Calendar{}}
	c.file = keptFile[*Calendar]{path, "calendars", "ends the address of every calendar"}
	kept, err := c.file.read(func(k *Calendar) bool { return k != nil && len(k.Hash) == sha256.Size && k.Person != "" })
	for _, one := range kept {
		c.open[[32]byte(one.Hash)] = one
	}
	return c, err
}

// Make gives a person a new address's secret, which is kept nowhere here. It ends the
// address that they had.
func (c *Calendars) Make(person string) (secret string, made Calendar, err error) {
	b := make([]byte, secretSize)
	rand.Read(b)
	secret = base64.RawURLEncoding.EncodeToString(b)
	hash := sha256.Sum256([]byte(secret))
	c.mu.Lock()
	defer c.mu.Unlock()
	before := maps.Clone(c.open)
	if old := c.of(person); old != nil {
		delete(c.open, [32]byte(old.Hash))
	}
	if len(c.open) >= maxCalendars {
		c.open = before
		return "", Calendar{}, ErrCalendars
	}
	one := &Calendar{Person: person, Made: c.now().UTC().Truncate(time.Millisecond), Hash: hash[:]}
	c.open[hash] = one
	if err := c.write(); err != nil {
		c.open = before
		return "", Calendar{}, err
	}
	return secret, *one, nil
}

// End ends a person's address, and reports whether there was one.
func (c *Calendars) End(person string) (bool, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	old := c.of(person)
	if old == nil {
		return false, nil
	}
	delete(c.open, [32]byte(old.Hash))
	if err := c.write(); err != nil {
		c.open[[32]byte(old.Hash)] = old
		return false, err
	}
	return true, nil
}

// Of gives the calendar of a secret, or ErrCalendar. It is looked up by hash, so that how
// long that takes says nothing of any secret.
func (c *Calendars) Of(secret string) (Calendar, error) {
	hash := sha256.Sum256([]byte(secret))
	c.mu.Lock()
	defer c.mu.Unlock()
	if one, ok := c.open[hash]; ok {
		return *one, nil
	}
	return Calendar{}, ErrCalendar
}

// OfPerson gives a person's calendar, or ErrCalendar.
func (c *Calendars) OfPerson(person string) (Calendar, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if one := c.of(person); one != nil {
		return *one, nil
	}
	return Calendar{}, ErrCalendar
}

func (c *Calendars) of(person string) *Calendar {
	for _, one := range c.open {
		if one.Person == person {
			return one
		}
	}
	return nil
}

// write has the lock.
func (c *Calendars) write() error {
	return c.file.write(slices.SortedFunc(maps.Values(c.open), func(a, b *Calendar) int { return bytes.Compare(a.Hash, b.Hash) }))
}
