package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"golang.org/x/sys/unix"

	"concordat/server/cmd/concordatd/daemon"
)

// Commands that ask the rules compile them first, which takes most of their time. In
// scripts a few processes run these commands, one at a time and one after another, so
// that each compiles the rules once: in the folder, with the environment, and on the
// standard input and outputs of the process that was started for the command, which ends
// as the command did. Every other command is run by the process that was started for it,
// as are all of them in TestREADME.
const (
	warmAt  = "CONCORDAT_WARM" // in the environment, the socket of those processes
	warmest = "concordat-warm" // what one of them is called
)

// asking are the commands that ask the rules.
var asking = []string{
	"concordat verify", "concordat mou check", "concordat mou draft", "concordat mou diff", "concordat mou replay", "concordat decision inputs",
	"concordatd check", "concordatd backup", "concordatd restore",
}

// job is a command to be run; its standard input and outputs come with it.
type job struct {
	Program, Dir string
	Env, Args    []string
}

// runs are the programs, without their processes.
var runs = map[string]func(context.Context, []string) int{
	"concordat":  run,
	"concordatd": func(ctx context.Context, args []string) int { return daemon.Run(ctx, args, os.Stdout, os.Stderr) },
}

// command is what a script means by the name of a program.
func command() {
	name := filepath.Base(os.Args[0])
	at, line := os.Getenv(warmAt), strings.Join(append([]string{name}, os.Args[1:]...), " ")
	asks := slices.ContainsFunc(asking, func(c string) bool { return strings.HasPrefix(line, c+" ") })
	if at == "" || !asks || slices.Contains(os.Args, "--help") || slices.Contains(os.Args, "-h") { // help ends the process
		if name == "concordatd" {
			daemon.Main()
		}
		main()
	}
	code, err := handOver(at)
	if err != nil {
		fmt.Fprintln(os.Stderr, "the process that was to run this command:", err)
		code = -1
	}
	os.Exit(code)
}

// handOver has another process run this one's command, and gives its exit code. It fails
// at once when there is none to run it, or when that ends meanwhile.
func handOver(at string) (code int, err error) {
	conn, err := net.DialUnix("unix", nil, &net.UnixAddr{Name: at, Net: "unix"})
	if err != nil {
		return 0, fmt.Errorf("none is left: %w", err)
	}
	defer conn.Close()
	dir, err := os.Getwd()
	if err != nil {
		return 0, err
	}
	_, _, err = conn.WriteMsgUnix([]byte{0}, unix.UnixRights(0, 1, 2), nil)
	if err == nil {
		err = json.NewEncoder(conn).Encode(job{filepath.Base(os.Args[0]), dir, os.Environ(), os.Args[1:]})
	}
	if err == nil {
		err = json.NewDecoder(conn).Decode(&code)
	}
	if err != nil {
		return 0, fmt.Errorf("it ended before the command did: %w", err)
	}
	return code, nil
}

// warmed are the processes, once they are started.
type warmed struct {
	at        string // the socket that they wait at
	processes []*os.Process
	held      *os.File // until they are to end, or as long as this process lives
	running   sync.WaitGroup
	stopping  atomic.Bool
}

// stop has them end.
func (w *warmed) stop() {
	w.stopping.Store(true)
	w.held.Close()
	w.running.Wait()
}

// startWarm starts the processes, which wait at a socket in a folder.
func startWarm(dir string) (*warmed, error) {
	w := &warmed{at: filepath.Join(dir, "warm")}
	l, err := net.ListenUnix("unix", &net.UnixAddr{Name: w.at, Net: "unix"})
	if err != nil {
		return nil, err
	}
	l.SetUnlinkOnClose(false)
	defer l.Close() // they alone have it, so that nobody waits at it once they have all ended
	socket, err := l.File()
	if err != nil {
		return nil, err
	}
	defer socket.Close()
	alive, held, err := os.Pipe()
	if err != nil {
		return nil, err
	}
	defer alive.Close()
	w.held = held
	for range runtime.NumCPU() {
		c := exec.Command(warmest)
		c.Env = append(os.Environ(), "GOGC=400") // they go on, and collect
		c.Stderr, c.ExtraFiles = os.Stderr, []*os.File{socket, alive}
		if err := c.Start(); err != nil {
			w.stop()
			return nil, err
		}
		w.processes = append(w.processes, c.Process)
		w.running.Go(func() {
			if err := c.Wait(); !w.stopping.Load() {
				fmt.Fprintf(os.Stderr, "%s, process %d, ended: %v\n", warmest, c.Process.Pid, err)
			}
		})
	}
	return w, nil
}

// warm runs what it is given until it is to end.
func warm() {
	go func() {
		io.Copy(io.Discard, os.NewFile(4, "until it is to end"))
		os.Exit(0)
	}()
	l, err := net.FileListener(os.NewFile(3, "where commands come"))
	check(err)
	nowhere, err := os.OpenFile(os.DevNull, os.O_RDWR, 0)
	check(err)
	for {
		conn, err := l.Accept()
		check(err)
		from := conn.(*net.UnixConn)
		rights := make([]byte, unix.CmsgSpace(3*4))
		_, n, _, _, err := from.ReadMsgUnix(make([]byte, 1), rights)
		check(err)
		messages, err := unix.ParseSocketControlMessage(rights[:n])
		check(err)
		fds, err := unix.ParseUnixRights(&messages[0])
		check(err)
		var j job
		check(json.NewDecoder(from).Decode(&j))
		for to, fd := range fds {
			check(unix.Dup2(fd, to))
			check(unix.Close(fd))
		}
		check(os.Chdir(j.Dir))
		os.Clearenv()
		for _, e := range j.Env {
			name, value, _ := strings.Cut(e, "=")
			check(os.Setenv(name, value))
		}
		code := runs[j.Program](context.Background(), j.Args)
		for to := range fds { // whoever reads them waits for their end
			check(unix.Dup2(int(nowhere.Fd()), to))
		}
		check(json.NewEncoder(from).Encode(code))
		check(from.Close())
	}
}

// check ends the process where err is not nil.
func check(err error) {
	if err != nil {
		panic(err)
	}
}

// Once none of the processes is left, a command fails at once and says so, whether it comes
// before they end or after.
func TestNoneLeftToRun(t *testing.T) {
	w, err := startWarm(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	defer w.stop()
	run := func() (ends func()) {
		c := exec.CommandContext(overAt(t), "concordat", "verify", "x")
		var said bytes.Buffer
		c.Env, c.Stderr = append(os.Environ(), warmAt+"="+w.at), &said
		if err := c.Start(); err != nil {
			t.Fatal(err)
		}
		return func() {
			t.Helper()
			if err := c.Wait(); err == nil || !strings.Contains(said.String(), "the process that was to run this command: ") {
				t.Errorf("%v: %s", err, &said)
			}
		}
	}
	all := func(s os.Signal) {
		t.Helper()
		for _, p := range w.processes {
			if err := p.Signal(s); err != nil {
				t.Fatal(err)
			}
		}
	}
	all(unix.SIGSTOP)
	first := run()
	for sockets := 0; sockets < 2 && overAt(t).Err() == nil; { // where they listen, and the one that waits there
		list, err := os.ReadFile("/proc/net/unix")
		if err != nil {
			t.Fatal(err)
		}
		sockets = strings.Count(string(list), w.at)
	}
	w.stopping.Store(true) // it is meant
	all(unix.SIGKILL)
	first()
	w.running.Wait()
	run()()
}
