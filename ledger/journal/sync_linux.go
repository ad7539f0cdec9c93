package journal

import (
	"os"
	"syscall"
)

// syncData makes what was written in place durable. A file that has not grown needs
// nothing else of itself on the disk.
func syncData(f *os.File) error {
	for {
		if err := syscall.Fdatasync(int(f.Fd())); err != syscall.EINTR {
			return os.NewSyscallError("fdatasync", err)
		}
	}
}
