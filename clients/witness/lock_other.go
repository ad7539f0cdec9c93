//go:build !unix

package witness

import "os"

// takeLock opens the file: here nothing keeps a second process from the witness.
func takeLock(path string) (*os.File, error) {
	return os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
}
