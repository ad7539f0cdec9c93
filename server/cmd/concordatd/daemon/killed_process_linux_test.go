package daemon

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"testing"

	"golang.org/x/sys/unix"

	"concordat/server/api"
)

// process is the real program, serving.
type process struct {
	cmd    *exec.Cmd
	url    string
	said   *bytes.Buffer // stderr; to be read when it has ended
	stdout io.ReadCloser
	ready  bool
	ended  chan struct{}
}

func (p *process) kill() { p.cmd.Process.Kill() }

var addressForm = regexp.MustCompile(`http://localhost:([0-9]+)`)

// launch starts it.
func (v *victim) launch() *process {
	v.t.Helper()
	args := []string{"--data", v.dir, "--listen", "127.0.0.1:0", "--snapshot-every", "8"}
	if v.forward {
		args = append(args, "--forward", "20m")
	}
	p := &process{cmd: exec.Command(v.program, args...), said: &bytes.Buffer{}, ended: make(chan struct{})}
	p.cmd.Env = append(os.Environ(), "GOGC=off", "GOMEMLIMIT=1GiB") // it is killed before collecting is of any use to it
	p.cmd.Stderr = p.said
	var err error
	if p.stdout, err = p.cmd.StdoutPipe(); err == nil {
		err = p.cmd.Start()
	}
	if err != nil {
		v.t.Fatal(err)
	}
	v.t.Cleanup(p.kill)
	return p
}

// read waits until it serves or has ended.
func (p *process) read() {
	defer func() {
		go func() { // not before: it closes what is read
			p.cmd.Wait()
			close(p.ended)
		}()
	}()
	for s := bufio.NewScanner(p.stdout); s.Scan(); {
		if m := addressForm.FindStringSubmatch(s.Text()); m != nil && p.url == "" {
			p.url = "http://127.0.0.1:" + m[1]
		}
		if strings.HasPrefix(s.Text(), "Next: ") {
			p.ready = true
			return
		}
	}
}

// start starts it as a supervisor does: once more where the host had no time for the
// rules.
func (v *victim) start() {
	v.t.Helper()
	for range 5 {
		p := v.launch()
		if p.read(); p.ready {
			v.served = p
			token, err := v.reader().LogIn(v.t.Context()) // a log-in ends with the process
			if err != nil {
				v.t.Fatal(err)
			}
			v.token = token.Token
			return
		}
		if <-p.ended; !strings.Contains(p.said.String(), "could not be run on it just now") {
			v.t.Fatalf("it does not start again: %v: %s", p.cmd.ProcessState, p.said)
		}
	}
	v.t.Fatal("this host has no time for the rules")
}

// killAtStart kills it while it starts, at a change of a file.
func (v *victim) killAtStart() {
	v.t.Helper()
	left := 1 + v.random.IntN(24)
	launched := make(chan *process, 1)
	watched := watch(v.t, func(string) {
		if left--; left == 0 {
			p := <-launched
			p.kill()
		}
	}, v.dir, filepath.Join(v.dir, stateName))
	p := v.launch()
	launched <- p
	p.read()
	p.kill()
	<-p.ended
	watched.close()
	v.killed++
	v.plans["changes at a start"]++
	p.done(v.t)
}

// stop ends it as an operator does.
func (p *process) stop(t *testing.T) {
	t.Helper()
	p.cmd.Process.Signal(syscall.SIGTERM)
	if <-p.ended; p.cmd.ProcessState.ExitCode() != api.ExitDone {
		t.Errorf("%v: %s", p.cmd.ProcessState, p.said)
	}
	p.done(t)
}

// done looks at what it said until its end.
func (p *process) done(t *testing.T) {
	t.Helper()
	for line := range strings.Lines(p.said.String()) {
		if !strings.HasPrefix(line, "stopping: ") {
			t.Errorf("it said: %s", line)
		}
	}
}

// changes tells what happens to the files of directories, as it happens.
type changes struct {
	file *os.File
	done chan struct{}
}

func watch(t *testing.T, told func(name string), dirs ...string) *changes {
	t.Helper()
	fd, err := unix.InotifyInit1(unix.IN_CLOEXEC | unix.IN_NONBLOCK)
	if err != nil {
		t.Fatal(err)
	}
	c := &changes{os.NewFile(uintptr(fd), "inotify"), make(chan struct{})}
	for _, dir := range dirs {
		const all = unix.IN_OPEN | unix.IN_CREATE | unix.IN_MODIFY | unix.IN_CLOSE_WRITE | unix.IN_MOVED_TO | unix.IN_DELETE | unix.IN_ATTRIB
		if _, err := unix.InotifyAddWatch(fd, dir, all); err != nil {
			t.Fatal(err)
		}
	}
	go func() {
		defer close(c.done)
		buf := make([]byte, 64<<10)
		for {
			n, err := c.file.Read(buf)
			if err != nil {
				return // it is closed
			}
			for b := buf[:n]; len(b) >= unix.SizeofInotifyEvent; {
				end := unix.SizeofInotifyEvent + int(binary.NativeEndian.Uint32(b[12:]))
				told(string(bytes.TrimRight(b[unix.SizeofInotifyEvent:end], "\x00")))
				b = b[end:]
			}
		}
	}()
	return c
}

func (c *changes) close() {
	c.file.Close()
	<-c.done
}
