// Package durable is how a file is kept so that a crash leaves it whole: as it was, or as
// it was to be.
package durable

import (
	"errors"
	"os"
	"path/filepath"
)

// Replace makes a file of that content for this user alone: all of it or, after a crash,
// what was there. When it returns nil the file is durable, and so is its name. A name with
// .new behind it is its own, and may be left behind by a crash.
func Replace(path string, data []byte) error {
	fresh := path + ".new"
	f, err := os.OpenFile(fresh, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o600)
	if err != nil {
		return err
	}
	_, err = f.Write(data)
	if err == nil {
		err = f.Sync()
	}
	if err = errors.Join(err, f.Close()); err != nil {
		return err
	}
	if err := os.Rename(fresh, path); err != nil {
		return err
	}
	return SyncDir(filepath.Dir(path))
}

// SyncDir makes the names in a directory durable.
func SyncDir(path string) error {
	dir, err := os.Open(path)
	if err != nil {
		return err
	}
	return errors.Join(dir.Sync(), dir.Close())
}
