package daemon

import (
	"math"
	"os"
	"path"
	"runtime/debug"
	"strconv"
	"strings"
	"syscall"
)

// collectLess lets the heap grow to five times what is live before it is collected,
// where Go's own choice is twice: rules and JSON allocate much that is dropped at
// once, and what is live is small. As that is only good while there is memory, the
// collector works harder from half of this machine's on, or of what this process
// may have. GOGC and GOMEMLIMIT, where the environment has them, are left as they are.
func collectLess() {
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(400)
	}
	if os.Getenv("GOMEMLIMIT") == "" {
		if memory := memoryOf("/"); memory > 0 {
			debug.SetMemoryLimit(memory / 2)
		}
	}
}

// memoryOf is how many bytes this process may have: the machine's, or less by its
// control group (cgroup v2) under a root of files. 0 where that can't be told.
func memoryOf(root string) int64 {
	var info syscall.Sysinfo_t
	if err := syscall.Sysinfo(&info); err != nil {
		return 0
	}
	memory := int64(min(uint64(info.Totalram)*uint64(info.Unit), math.MaxInt64))
	groups, err := os.ReadFile(path.Join(root, "proc/self/cgroup"))
	if err != nil {
		return memory
	}
	for line := range strings.Lines(string(groups)) {
		group, ok := strings.CutPrefix(strings.TrimSpace(line), "0::")
		for ok {
			limit, err := os.ReadFile(path.Join(root, "sys/fs/cgroup", group, "memory.max"))
			if n, bad := strconv.ParseInt(strings.TrimSpace(string(limit)), 10, 64); err == nil && bad == nil { // else it is "max"
				memory = min(memory, n)
			}
			if group == "/" || group == "." {
				break
			}
			group = path.Dir(group)
		}
	}
	return memory
}
