package boltstore_test

import (
	"os"
	"runtime/debug"
	"testing"
)

// Pages are read anew for every file and dropped at once: collecting as rarely as
// concordatd does takes a third off these tests.
func TestMain(m *testing.M) {
	debug.SetGCPercent(400)
	os.Exit(m.Run())
}
