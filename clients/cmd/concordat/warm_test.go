package main

import (
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
	if at == "" || !asks || slices.Contains(os.Args, "--help") { // help ends the process
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

// handOver has another process run this one's command, and gives its exit code.
func handOver(at string) (code int, err error) {
	conn, err := net.DialUnix("unix", nil, &net.UnixAddr{Name: at, Net: "unix"})
	if err != nil {
		return 0, err
	}
	defer conn.Close()
	dir, err := os.Getwd()
	if err != nil {
		return 0, err
	}
	if _, _, err := conn.WriteMsgUnix([]byte{0}, unix.UnixRights(0, 1, 2), nil); err != nil {
		return 0, err
	}
	if err := json.NewEncoder(conn).Encode(job{filepath.Base(os.Args[0]), dir, os.Environ(), os.Args[1:]}); err != nil {
		return 0, err
	}
	return code, json.NewDecoder(conn).Decode(&code)
}

// startWarm starts the processes.
func startWarm(dir string) (stop func(), err error) {
	at := filepath.Join(dir, "warm")
	l, err := net.ListenUnix("unix", &net.UnixAddr{Name: at, Net: "unix"})
	if err != nil {
		return nil, err
	}
	socket, err := l.File() // which each of them waits at
	if err != nil {
		return nil, err
	}
	defer socket.Close()
	alive, held, err := os.Pipe() // held until they are to end, or as long as this process lives
	if err != nil {
		return nil, err
	}
	defer alive.Close()
	var started []*exec.Cmd
	stop = func() {
		l.Close()
		held.Close()
		for _, c := range started {
			c.Wait()
		}
	}
	for range runtime.NumCPU() {
		c := exec.Command(warmest)
		c.Env = append(os.Environ(), "GOGC=400") // they go on, and collect
		c.Stderr, c.ExtraFiles = os.Stderr, []*os.File{socket, alive}
		if err := c.Start(); err != nil {
			stop()
			return nil, err
		}
		started = append(started, c)
	}
	return stop, os.Setenv(warmAt, at)
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
