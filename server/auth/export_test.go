package auth

// MaxTable is how many are remembered at once.
const MaxTable = maxTable

// Remembered is how many are.
func Remembered(t *Turns) int {
	t.mu.Lock()
	defer t.mu.Unlock()
	return len(t.recent) + len(t.older)
}
