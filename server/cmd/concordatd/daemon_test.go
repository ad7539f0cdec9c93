package main

import (
	"bufio"
	"bytes"
	"errors"
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
// process that a test may stop, starve and kill as a machine would.
const asProcess = "CONCORDATD_TEST_AS_PROCESS"

func TestMain(m *testing.M) {
	if os.Getenv(asProcess) != "" {
		main()
	}
	os.Exit(m.Run())
}

// daemon is a concordatd that runs by itself.
type daemon struct {
	*exec.Cmd
	url   string
	ended chan struct{} // closed when it has ended

	mu   sync.Mutex
	said bytes.Buffer
}

// startDaemon runs concordatd and waits until it serves. One that ends before has an
// empty URL.
func startDaemon(t *testing.T, args ...string) *daemon {
	t.Helper()
	p := &daemon{Cmd: exec.Command(os.Args[0], args...), ended: make(chan struct{})}
	p.Env = append(os.Environ(), asProcess+"=1")
	out, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	p.Stdout, p.Stderr = w, p
	if err := errors.Join(p.Start(), w.Close()); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		p.Process.Kill()
		<-p.ended
		out.Close()
	})
	address := regexp.MustCompile(`^Serving on (http://\S+[0-9])`)
	s := bufio.NewScanner(out)
	for s.Scan() {
		io.WriteString(p, s.Text()+"\n")
		if m := address.FindStringSubmatch(s.Text()); m != nil {
			p.url = m[1]
		}
		if strings.HasPrefix(s.Text(), "Next: ") {
			break
		}
	}
	go func() {
		io.Copy(p, out)
		p.Wait()
		close(p.ended)
	}()
	if p.url == "" {
		<-p.ended
	}
	return p
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
