package daemon

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// call is one system call on a file of a directory.
type call struct {
	name string
	file string // relative to the directory
	nth  int    // of this name on this file, from 1

	args, result string // as strace shows them; the result is empty where it never came
}

func (c call) String() string {
	s := c.name + " " + c.file
	if c.nth > 1 {
		s += fmt.Sprintf(" (%d)", c.nth)
	}
	return s
}

// same reports whether two runs made the same call.
func (c call) same(d call) bool { return c.name == d.name && c.file == d.file && c.nth == d.nth }

// number is the argument at i from the end, such as the offset of a pwrite64.
func (c call) number(fromEnd int) int64 {
	args := strings.Split(c.args, ", ")
	n, err := strconv.ParseInt(args[len(args)-1-fromEnd], 10, 64)
	if err != nil {
		panic(fmt.Sprintf("%s(%s): %v", c.name, c.args, err))
	}
	return n
}

// tracer is a strace that has hold of a process.
type tracer struct {
	*exec.Cmd
	dir     string
	delayed chan struct{} // closed when it holds a call that has been made
	ended   chan struct{} // closed at the end of its log

	calls []call // that change what is on the disk; to be read at the end
	open  map[string]int
	count map[string]int
}

// noStrace is what is to be done where faults can't be made.
const noStrace = "the fault matrix needs strace and may not go without: apt-get install -y --no-install-recommends strace, or run with -short. Where it is there, this process must be allowed to trace another (ptrace): in a container --cap-add SYS_PTRACE, and kernel.yama.ptrace_scope below 2"

// trace has strace take hold of a process, and returns once it has. All that the
// process does from here on to files under dir is in the log. With a fault, only
// the calls of that name on that file are, and one of them fails.
func trace(t *testing.T, p *daemon, dir string, at *call, fault string) *tracer {
	t.Helper()
	path, err := exec.LookPath("strace")
	if err != nil {
		t.Fatalf("%s (%v)", noStrace, err)
	}
	args := []string{"-f", "-y", "-s", "16", "-o", "/dev/fd/3", "-p", strconv.Itoa(p.Process.Pid)}
	if at != nil {
		args = append(args, "-e", "trace="+at.name, "-P", filepath.Join(dir, at.file),
			"-e", fmt.Sprintf("inject=%s:%s:when=%d", at.name, fault, at.nth))
	}
	s := &tracer{Cmd: exec.Command(path, args...), dir: dir, delayed: make(chan struct{}), ended: make(chan struct{}), open: map[string]int{}, count: map[string]int{}}
	log, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	s.ExtraFiles = []*os.File{w}
	said, err := s.StderrPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(s.Start(), w.Close()); err != nil {
		t.Fatal(err)
	}
	go func() {
		defer log.Close()
		defer close(s.ended)
		for l := bufio.NewScanner(log); l.Scan(); {
			s.take(l.Text())
			if strings.HasSuffix(l.Text(), "(DELAYED)") {
				close(s.delayed)
			}
		}
	}()
	var told bytes.Buffer
	for l := bufio.NewScanner(said); l.Scan(); {
		fmt.Fprintln(&told, l.Text())
		if strings.Contains(l.Text(), " attached") {
			go func() {
				for l.Scan() { // it says of each new thread, and must be heard
				}
				s.Wait()
			}()
			t.Cleanup(func() { s.Process.Kill() })
			return s
		}
	}
	s.Wait()
	t.Fatalf("%s. strace said: %s", noStrace, told.String())
	return nil
}

// letGo ends the tracing, and the process goes on.
func (s *tracer) letGo() {
	s.Process.Signal(os.Interrupt)
	<-s.ended
}

var (
	begun   = regexp.MustCompile(`^(\d+) +(\w+)\((.*)$`)
	resumed = regexp.MustCompile(`^(\d+) +<\.\.\. (\w+) resumed>(.*)$`)
	ended   = regexp.MustCompile(`^(.*?)\)? += (.*)$`)
	pathArg = regexp.MustCompile(`<(/[^>]*)>|"(/[^"]*)"`)
)

// take notes one line of the log.
func (s *tracer) take(line string) {
	if m := resumed.FindStringSubmatch(line); m != nil {
		if i, ok := s.open[m[1]]; ok {
			delete(s.open, m[1])
			if e := ended.FindStringSubmatch(m[3]); e != nil {
				s.calls[i].args += e[1]
				s.calls[i].result = e[2]
			}
		}
		return
	}
	m := begun.FindStringSubmatch(line)
	if m == nil {
		return
	}
	c := call{name: m[2], args: m[3]}
	unfinished := strings.HasSuffix(c.args, "<unfinished ...>")
	if unfinished {
		c.args = strings.TrimRight(strings.TrimSuffix(c.args, "<unfinished ...>"), " ")
	} else if e := ended.FindStringSubmatch(c.args); e != nil {
		c.args, c.result = e[1], e[2]
	}
	file, ok := s.names(c.args)
	if !ok || c.reads() {
		return
	}
	c.file = file
	key := c.name + " " + c.file
	s.count[key]++
	c.nth = s.count[key]
	s.calls = append(s.calls, c)
	if unfinished {
		s.open[m[1]] = len(s.calls) - 1
	}
}

// names finds the first file of the directory that a call is about.
func (s *tracer) names(args string) (file string, ok bool) {
	for _, m := range pathArg.FindAllStringSubmatch(args, -1) {
		path := m[1] + m[2]
		if rel, err := filepath.Rel(s.dir, path); err == nil && !strings.HasPrefix(rel, "..") {
			return rel, true
		}
	}
	return "", false
}

// reads reports whether a call changes nothing on the disk. What is not known here
// is taken to change it: a call that the program learns is in the matrix by itself.
// The name that bind gives a socket is no file's, and strace does not look for it.
func (c call) reads() bool {
	switch c.name {
	case "openat", "open":
		return !strings.Contains(c.args, "O_CREAT") && !strings.Contains(c.args, "O_TRUNC")
	case "mmap":
		return !strings.Contains(c.args, "PROT_WRITE") || strings.Contains(c.args, "MAP_PRIVATE")
	}
	return slices.Contains([]string{
		"access", "bind", "close", "epoll_ctl", "faccessat", "faccessat2", "fadvise64", "fcntl", "flock", "fstat", "fstatfs", "getdents64", "getsockname", "ioctl",
		"lseek", "lstat", "madvise", "mincore", "munmap", "newfstatat", "pread64", "preadv", "read", "readlink", "readlinkat", "readv", "stat", "statfs", "statx",
	}, c.name)
}
