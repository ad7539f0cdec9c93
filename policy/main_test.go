package policy

import (
	"os"
	"runtime/debug"
	"testing"
)

// What rulings are worked out from is dropped at once and little is live, so that
// collecting as rarely as concordatd does takes a quarter off these tests.
func TestMain(m *testing.M) {
	debug.SetGCPercent(400)
	os.Exit(m.Run())
}
