package sdk

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"

	"concordat/server/api"
)

// store keeps small records, each under its name, in a directory or, without
// one, in memory.
type store struct {
	dir string

	mu     sync.Mutex
	memory map[string][]byte
}

// pin is what is kept of a ledger: the log's key, the keys of before that handed over
// to it, and the last checkpoint that was accepted.
type pin struct {
	Origin     string   `json:"origin"`
	VKey       string   `json:"vkey"`
	Former     []string `json:"former,omitempty"`     // the oldest first
	Checkpoint string   `json:"checkpoint,omitempty"` // signed note
	Example    string   `json:"example,omitempty"`    // name, if the ledger is an example
}

// served is what is kept of a server: which ledger it showed.
type served struct {
	Server string `json:"server"`
	Origin string `json:"origin"`
}

// login is what is kept of a log-in. It is sent to the server that gave it and to
// no other.
type login struct {
	Server string    `json:"server"`
	Origin string    `json:"origin"`
	Token  api.Token `json:"token"`
}

// Kept is the last checkpoint of a ledger that clients with this StateDir have
// accepted, the log's key that they know the ledger by, and those that it has
// replaced; empty if there is none.
func Kept(stateDir, origin string) (checkpoint []byte, vkey string, former []string, err error) {
	var p pin
	_, err = (&store{dir: stateDir}).get(pinName(origin), &p)
	return []byte(p.Checkpoint), p.VKey, p.Former, err
}

func pinName(origin string) string    { return "ledger-" + fingerprint(origin) }
func servedName(server string) string { return "server-" + fingerprint(server) }
func loginName(server, origin, person string) string {
	return "login-" + fingerprint(server+"\n"+origin+"\n"+person)
}

// fingerprint makes a file name out of what a server may have chosen.
func fingerprint(s string) string {
	h := sha256.Sum256([]byte(s))
	return hex.EncodeToString(h[:16]) + ".json"
}

// get reads the record of that name into v, and says whether there is one.
func (s *store) get(name string, v any) (bool, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	data, ok := s.memory[name]
	if s.dir != "" {
		var err error
		data, err = os.ReadFile(filepath.Join(s.dir, name))
		if errors.Is(err, fs.ErrNotExist) {
			return false, nil
		}
		if err != nil {
			return false, fmt.Errorf("read what was kept: %w", err)
		}
		ok = true
	}
	if !ok {
		return false, nil
	}
	if err := json.Unmarshal(data, v); err != nil {
		return false, fmt.Errorf("%s holds something else than this program keeps there: look at it, and move it away if it is not yours: %w", filepath.Join(s.dir, name), err)
	}
	return true, nil
}

// put replaces the record of that name, whole or not at all.
func (s *store) put(name string, v any) (err error) {
	data, err := json.Marshal(v)
	if err != nil {
		return err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.dir == "" {
		if s.memory == nil {
			s.memory = map[string][]byte{}
		}
		s.memory[name] = data
		return nil
	}
	if err := os.MkdirAll(s.dir, 0o700); err != nil {
		return fmt.Errorf("keep what was seen: %w", err)
	}
	f, err := os.CreateTemp(s.dir, ".new-*") // mode 0600
	if err != nil {
		return fmt.Errorf("keep what was seen: %w", err)
	}
	_, err = f.Write(append(data, '\n'))
	err = errors.Join(err, f.Sync(), f.Close())
	if err == nil {
		err = os.Rename(f.Name(), filepath.Join(s.dir, name))
	}
	if err != nil {
		return errors.Join(fmt.Errorf("keep what was seen: %w", err), os.Remove(f.Name()))
	}
	return nil
}

// putOneOf keeps a record among those whose names begin with prefix, under a name
// made of key, and removes the oldest when they are more than max. Without a
// directory nothing is kept: nobody would find it.
func (s *store) putOneOf(prefix string, max int, key string, v any) error {
	if s.dir == "" {
		return nil
	}
	if err := s.put(prefix+fingerprint(key), v); err != nil {
		return err
	}
	all, err := filepath.Glob(filepath.Join(s.dir, prefix+"*.json"))
	if err != nil || len(all) <= max {
		return err
	}
	age := map[string]time.Time{}
	for _, name := range all {
		if info, err := os.Stat(name); err == nil { // or else another process has removed it
			age[name] = info.ModTime()
		}
	}
	slices.SortFunc(all, func(a, b string) int { return cmp.Or(age[a].Compare(age[b]), strings.Compare(a, b)) })
	for _, name := range all[:len(all)-max] {
		if err := os.Remove(name); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
	}
	return nil
}

func (s *store) remove(name string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.memory, name)
	if s.dir != "" {
		os.Remove(filepath.Join(s.dir, name)) // a log-in that has run out: harmless if it stays
	}
}
