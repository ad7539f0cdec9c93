package daemon

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"regexp"
	"strings"
	"sync"
	"syscall"
	"testing"
)

// asProcess, in the environment, makes the tests' own program be concordatd: a
// process that a test may stop, starve and kill as a machine would. It begins when
// the pipe that it is given is closed.
const asProcess = "CONCORDATD_TEST_AS_PROCESS"

func TestMain(m *testing.M) {
	if os.Getenv(asProcess) != "" {
		io.Copy(io.Discard, os.NewFile(3, "until it may begin"))
		Main()
	}
	os.Exit(tests(m))
}

// scratch is a directory for what tests share.
var scratch string

func tests(m *testing.M) int {
	var err error
	if scratch, err = os.MkdirTemp("", "concordatd-"); err != nil {
		panic(err)
	}
	defer os.RemoveAll(scratch)
	return m.Run()
}

// daemon is a concordatd that runs by itself.
type daemon struct {
	*exec.Cmd
	url   string
	ended chan struct{} // closed when it has ended

	out, held *os.File

	mu   sync.Mutex
	said bytes.Buffer
}

// startDaemon runs concordatd and waits until it serves. One that ends before has an
// empty URL.
func startDaemon(t *testing.T, args ...string) *daemon {
	t.Helper()
	p := heldDaemon(t, args...)
	p.begin()
	return p
}

// heldDaemon is a process that has done nothing yet.
func heldDaemon(t *testing.T, args ...string) *daemon {
	t.Helper()
	p := &daemon{Cmd: exec.Command(os.Args[0], args...), ended: make(chan struct{})}
	p.Env = append(os.Environ(), asProcess+"=1", "GOGC=off", "GOMEMLIMIT=1GiB") // it ends before collecting is of any use to it
	out, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	r, held, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	p.out, p.held = out, held
	p.Stdout, p.Stderr, p.ExtraFiles = w, p, []*os.File{r}
	if err := errors.Join(p.Start(), w.Close(), r.Close()); err != nil {
		t.Fatal(err)
	}
	go func() {
		p.Wait()
		close(p.ended)
	}()
	t.Cleanup(func() {
		p.kill()
		held.Close()
		out.Close()
	})
	return p
}

var servesAt = regexp.MustCompile(`^Serving on (https?://\S+[0-9])`)

// begin lets it do its work, and waits until it serves or has ended.
func (p *daemon) begin() {
	p.held.Close()
	for s := bufio.NewScanner(p.out); s.Scan(); {
		fmt.Fprintln(p, s.Text())
		if m := servesAt.FindStringSubmatch(s.Text()); m != nil {
			p.url = m[1]
		}
		if strings.HasPrefix(s.Text(), "Next: ") {
			go io.Copy(p, p.out)
			return
		}
	}
	p.url = ""
	<-p.ended
}

// Write takes what the process says.
func (p *daemon) Write(b []byte) (int, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.said.Write(b)
}

// says is all that it has said.
func (p *daemon) says() string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.said.String()
}

// kill ends it as a power cut of the process does.
func (p *daemon) kill() {
	p.Process.Kill()
	<-p.ended
}

// stop asks it to end, and gives its exit code; -1 where a signal ended it.
func (p *daemon) stop() int {
	p.Process.Signal(syscall.SIGTERM)
	<-p.ended
	return p.ProcessState.ExitCode()
}
