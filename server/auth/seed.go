package auth

import (
	"crypto/rand"
	"errors"
	"fmt"
	"io/fs"
	"os"
)

// Seed reads the secret that tokens are signed with, or makes it: SeedSize
// random bytes that only the owner may read. Losing it logs everybody out and
// does nothing else.
func Seed(path string) ([]byte, error) {
	seed, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		seed = make([]byte, SeedSize)
		rand.Read(seed)
		return seed, create(path, seed)
	}
	if err != nil {
		return nil, fmt.Errorf("token key: %w", err)
	}
	info, err := os.Stat(path)
	switch {
	case err != nil:
		return nil, fmt.Errorf("token key: %w", err)
	case len(seed) != SeedSize:
		return nil, fmt.Errorf("token key: %s has %d bytes, not %d: delete it to have a new one made, and log in again", path, len(seed), SeedSize)
	case info.Mode().Perm()&0o077 != 0:
		return nil, fmt.Errorf("token key: others may read %s: make it private with chmod 600, or delete it to have a new one made", path)
	}
	return seed, nil
}

func create(path string, data []byte) error {
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return fmt.Errorf("token key: %w", err)
	}
	_, err = f.Write(data)
	if err = errors.Join(err, f.Sync(), f.Close()); err != nil {
		return fmt.Errorf("token key: %w", errors.Join(err, os.Remove(path)))
	}
	return nil
}
