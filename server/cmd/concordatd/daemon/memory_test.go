package daemon

import (
	"os"
	"path/filepath"
	"runtime/debug"
	"testing"
)

// What a control group allows, or one above it, counts where it is less than the
// machine has.
func TestMemoryOfAControlGroup(t *testing.T) {
	root := t.TempDir()
	put := func(name, text string) {
		t.Helper()
		path := filepath.Join(root, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	machine := memoryOf(root) // of which nothing is said
	if machine < 1<<20 {
		t.Fatalf("this machine has %d bytes", machine)
	}
	put("proc/self/cgroup", "0::/a/b\n")
	if got := memoryOf(root); got != machine {
		t.Errorf("of a group without a limit %d, not %d", got, machine)
	}
	put("sys/fs/cgroup/a/b/memory.max", "max\n")
	put("sys/fs/cgroup/a/memory.max", "65536\n")
	if got := memoryOf(root); got != 65536 {
		t.Errorf("of a group in one that is limited %d", got)
	}
	put("sys/fs/cgroup/a/b/memory.max", "4096\n")
	if got := memoryOf(root); got != 4096 {
		t.Errorf("of a group with a limit %d", got)
	}
	put("sys/fs/cgroup/a/b/memory.max", "9223372036854771712\n")
	put("sys/fs/cgroup/a/memory.max", "max\n")
	if got := memoryOf(root); got != machine {
		t.Errorf("of a group that may have more than there is %d, not %d", got, machine)
	}
}

// The environment decides where it says anything.
func TestCollectorFollowsTheEnvironment(t *testing.T) {
	percent, limit := debug.SetGCPercent(100), debug.SetMemoryLimit(-1)
	t.Cleanup(func() { debug.SetGCPercent(percent); debug.SetMemoryLimit(limit) })
	t.Setenv("GOGC", "77")
	t.Setenv("GOMEMLIMIT", "1GiB")
	collectLess()
	if got := debug.SetGCPercent(100); got != 100 {
		t.Errorf("GOGC is %d although the environment has it", got)
	}
	if got := debug.SetMemoryLimit(-1); got != limit {
		t.Errorf("the memory limit is %d although the environment has it", got)
	}
	t.Setenv("GOGC", "")
	t.Setenv("GOMEMLIMIT", "")
	collectLess()
	if got := debug.SetGCPercent(100); got != 400 {
		t.Errorf("GOGC is %d", got)
	}
	if got := debug.SetMemoryLimit(-1); got != memoryOf("/")/2 {
		t.Errorf("the memory limit is %d", got)
	}
}
