package boltstore

import "testing"

// SettleAt has so many rows of the index be enough to settle them, for one test.
func SettleAt(t *testing.T, rows int) {
	before := maxFresh
	maxFresh = rows
	t.Cleanup(func() { maxFresh = before })
}
