package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime/debug"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"concordat/clients/devicetest"
	"concordat/server/api"
	"concordat/server/cmd/concordatd/daemon"
)

func TestMain(m *testing.M) {
	testscript.Main(tests{m}, map[string]func(){"concordat": command, "concordatd": command, warmest: warm})
}

// tests are this package's, with what they share: each example is founded once.
type tests struct{ *testing.M }

// Run runs them.
func (m tests) Run() int {
	debug.SetGCPercent(400)
	// Most programs that are run here end before collecting is of any use to them.
	for name, value := range map[string]string{"GOGC": "off", "GOMEMLIMIT": "1GiB"} {
		if err := os.Setenv(name, value); err != nil {
			panic(err)
		}
	}
	dir, err := os.MkdirTemp("", "concordat-")
	if err != nil {
		panic(err)
	}
	defer os.RemoveAll(dir)
	shared.dir = dir
	w, err := startWarm(dir)
	if err != nil {
		panic(err)
	}
	defer w.stop()
	if err := os.Setenv(warmAt, w.at); err != nil {
		panic(err)
	}
	return m.M.Run()
}

var shared struct {
	sync.Mutex
	dir     string
	founded map[string]func() (string, error) // where, by example
}

// The scripts in testdata are the commands as people type them. They have, beside
// testscript's own:
//
//	server ARGS        start concordatd on a free port, or stop it and start it
//	                   again, and wait until it answers; sets CONCORDAT_SERVER. It runs
//	                   inside this process, where the rules are compiled once. An
//	                   example is founded once for all scripts, and each has a copy
//	concordatd ARGS    run concordatd to its end, as a process
//	get VAR FIELD      set VAR to a field of the JSON on the last standard output, or
//	                   of the first of its items
//	key FILE           write the log's key, as a letter breaks it, out of the JSON on
//	                   the last standard output
//	flip FILE TEXT     change one bit in the first byte of TEXT in FILE
//	replace FILE A B   put B for the first A in FILE; \n is a new line in both
//	width N            no line of the last output is longer than N, but a word by
//	                   itself, and below 80 none of the last talk either
//	ends N CMD ARGS    run a command that must end with exit code N
//	joining REQUEST OFFICER CODE NAME FILE
//	                   write the body that joins, with the key of its officer out of
//	                   what key request printed
//	merging REQUEST OFFICER CODE NAME A,B DATE FILE
//	                   write the merger of A and B into such a body on a day
//	tilecheck [-flip] VKEY PLACE
//	                   read the tiles in a folder or behind a URL with libraries of
//	                   another make, testdata/tilecheck
//	device VAR PERSON  make a passkey of an example by the link on the last standard output,
//	                   and set VAR to its code
//	stopped            stop concordatd
//	witness ARGS       run concordat witness serve on a free port until the script ends;
//	                   sets KEY, URL and ADDRESS; one that runs in the folder is stopped first
//	cosigned N         wait until the published checkpoint has N cosignatures
//	refused N          wait until N witnesses know the ledger by another key
//	disputed N         wait until N witnesses dispute the ledger, and none cosigns it
//	served FOLDER      the server serves each file of a folder, with the headers that
//	                   c2sp.org/tlog-tiles has for it
//	each A,B CMD ARGS  run a command once for A and once for B, which stands where {}
//	                   does, in the arguments and in files named NAME.json among them
func TestScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir: "testdata",
		Setup: func(e *testscript.Env) error {
			e.Setenv("GOGC", os.Getenv("GOGC"))
			e.Setenv("GOMEMLIMIT", os.Getenv("GOMEMLIMIT"))
			e.Setenv(warmAt, os.Getenv(warmAt))
			e.Setenv("CONCORDAT_STATE", filepath.Join(e.WorkDir, "state"))
			e.Setenv("CONCORDAT_KEYS", filepath.Join(e.WorkDir, "data", "keys"))
			agreements, err := filepath.Abs("../../../policy/mou")
			if err != nil {
				return err
			}
			e.Setenv("AGREEMENTS", agreements)
			opa, err := stockOPA()
			e.Setenv("OPA", opa)
			return err
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"device": func(ts *testscript.TestScript, neg bool, args []string) { makePasskey(t, ts, args) },
			"server": func(ts *testscript.TestScript, neg bool, args []string) { startServer(t, ts, neg, args) },
			"get":    getField, "flip": flipBit, "width": checkWidth, "ends": ends, "key": writeKey, "replace": replaceText, "each": each,
			"joining": joining, "merging": merging, "tilecheck": tilecheck, "served": served,
			"stopped": stopServer, "witness": startWitness, "cosigned": cosigned, "refused": refused, "disputed": disputed,
		},
	})
}

// running is the concordatd of each script, to stop it before another is started.
var running sync.Map // *testscript.TestScript's work directory → func()

func startServer(t *testing.T, ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) == 0 {
		ts.Fatalf("usage: server ARGS")
	}
	if stop, ok := running.Load(ts.MkAbs(".")); ok {
		stop.(func())()
	}
	data := ts.MkAbs("data")
	if i := slices.Index(args, "--example"); i >= 0 && i+1 < len(args) {
		if _, err := os.Stat(data); errors.Is(err, fs.ErrNotExist) {
			ts.Check(found(t, args[i+1], data))
		}
	}
	url, stop, err := serve(t, append([]string{"--data", data}, args...))
	ts.Check(err)
	ts.Defer(stop)
	running.Store(ts.MkAbs("."), stop)
	ts.Setenv("CONCORDAT_SERVER", url)
}

func stopServer(ts *testscript.TestScript, neg bool, args []string) {
	stop, ok := running.Load(ts.MkAbs("."))
	if neg || len(args) > 0 || !ok {
		ts.Fatalf("usage: stopped")
	}
	stop.(func())()
}

// found gives a new folder of its own to the example.
func found(t testing.TB, name, data string) error {
	shared.Lock()
	once, ok := shared.founded[name]
	if !ok {
		first := filepath.Join(shared.dir, name)
		once = sync.OnceValues(func() (string, error) {
			_, stop, err := serve(t, []string{"--data", first, "--example", name})
			if err == nil {
				stop()
			}
			return first, err
		})
		if shared.founded == nil {
			shared.founded = map[string]func() (string, error){}
		}
		shared.founded[name] = once
	}
	shared.Unlock()
	from, err := once()
	if err != nil {
		return err
	}
	return copyFolder(data, from)
}

// copyFolder copies a folder with what each file's owner and others may do with it.
func copyFolder(to, from string) error {
	return filepath.WalkDir(from, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		info, err := d.Info()
		if err != nil {
			return err
		}
		name, err := filepath.Rel(from, path)
		if err != nil {
			return err
		}
		if d.IsDir() {
			return os.Mkdir(filepath.Join(to, name), info.Mode().Perm())
		}
		data, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		return os.WriteFile(filepath.Join(to, name), data, info.Mode().Perm())
	})
}

var servesAt = regexp.MustCompile(`^Serving on http://localhost:([0-9]+)`)

// serve runs concordatd on a free port of this machine, inside this process, and returns
// when it answers, or has ended, or the test's time is over. stop may be called more than
// once.
func serve(t testing.TB, args []string) (url string, stop func(), err error) {
	over := overAt(t)
	ctx, cancel := context.WithCancel(over)
	out, says := io.Pipe()
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		daemon.Run(ctx, append([]string{"--listen", "127.0.0.1:0"}, args...), says, says)
		says.Close()
	}()
	lines := make(chan string)
	go func() {
		defer close(lines)
		for s := bufio.NewScanner(out); s.Scan(); {
			select {
			case lines <- s.Text():
			case <-ctx.Done():
			}
		}
	}()
	stop = func() {
		cancel()
		select {
		case <-ended:
		case <-over.Done():
		}
	}
	var said strings.Builder
	for {
		select {
		case line, more := <-lines:
			if !more {
				cancel()
				return "", nil, fmt.Errorf("concordatd ended:\n%s", &said)
			}
			fmt.Fprintln(&said, line)
			if m := servesAt.FindStringSubmatch(line); m != nil {
				url = "http://127.0.0.1:" + m[1]
			}
			if strings.HasPrefix(line, "Next: ") {
				go func() {
					for range lines { // it says more as long as it runs
					}
				}()
				return url, stop, nil
			}
		case <-over.Done():
			cancel()
			return "", nil, fmt.Errorf("concordatd did not answer in the test's time:\n%s", &said)
		}
	}
}

// overAt ends shortly before the test's time does, so that the test can say why it fails.
func overAt(t testing.TB) context.Context {
	timed, ok := t.(interface{ Deadline() (time.Time, bool) })
	if !ok {
		return t.Context()
	}
	deadline, ok := timed.Deadline()
	if !ok {
		return context.Background()
	}
	ctx, cancel := context.WithDeadline(context.Background(), deadline.Add(-spare))
	t.Cleanup(cancel)
	return ctx
}

// spare is left of a test's time for it to say what took so long.
const spare = 10 * time.Second

func getField(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: get VAR FIELD")
	}
	var v map[string]any
	ts.Check(json.Unmarshal([]byte(ts.ReadFile("stdout")), &v))
	if items, ok := v["items"].([]any); ok && len(items) > 0 {
		v, _ = items[0].(map[string]any)
	}
	var field any = v
	for _, name := range strings.Split(args[1], ".") { // a field of a field, or an element of a list
		ok := false
		switch in := field.(type) {
		case map[string]any:
			field, ok = in[name]
		case []any:
			if n, err := strconv.Atoi(name); err == nil && n < len(in) {
				field, ok = in[n], true
			}
		}
		if !ok {
			ts.Fatalf("no field %s", args[1])
		}
	}
	ts.Setenv(args[0], fmt.Sprint(field))
}

func makePasskey(t *testing.T, ts *testscript.TestScript, args []string) {
	if len(args) != 2 {
		ts.Fatalf("usage: device VAR PERSON")
	}
	origin, after, ok := strings.Cut(ts.ReadFile("stdout"), "/enrol#")
	if !ok {
		ts.Fatalf("no link on standard output")
	}
	secret := strings.Fields(after)[0]
	fields := strings.Fields(origin)
	origin = fields[len(fields)-1]
	send := func(path string, body, into any) {
		data, err := json.Marshal(body)
		ts.Check(err)
		res, err := http.Post(ts.Getenv("CONCORDAT_SERVER")+path, api.TypeJSON, bytes.NewReader(data))
		ts.Check(err)
		defer res.Body.Close()
		if res.StatusCode != http.StatusOK {
			ts.Fatalf("%s: %s", path, res.Status)
		}
		ts.Check(json.NewDecoder(res.Body).Decode(into))
	}
	var asked api.Enrolment
	send(api.PathEnrolment, api.OpenEnrolment{Invitation: secret}, &asked)
	d := devicetest.New(t, asked.Site, origin)
	header, proof := d.Possession(asked.Ledger, args[1])
	var done api.Enrolled
	send(api.PathEnrol, api.Enrol{Invitation: secret, Credential: d.Attest(asked.Challenge), Header: *header, Proof: proof}, &done)
	ts.Setenv(args[0], done.Code)
}

func writeKey(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: key FILE")
	}
	var l struct {
		VKey string `json:"vkey"`
	}
	ts.Check(json.Unmarshal([]byte(ts.ReadFile("stdout")), &l))
	half := len(l.VKey) / 2
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), []byte(l.VKey[:half]+"\n  "+l.VKey[half:]+"\n"), 0o600))
}

func flipBit(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: flip FILE TEXT")
	}
	path := ts.MkAbs(args[0])
	data, err := os.ReadFile(path)
	ts.Check(err)
	at := bytes.Index(data, []byte(args[1]))
	if at < 0 {
		ts.Fatalf("%s does not hold %q", args[0], args[1])
	}
	data[at] ^= 1
	ts.Check(os.WriteFile(path, data, 0o600))
}

func replaceText(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 3 {
		ts.Fatalf("usage: replace FILE A B")
	}
	path := ts.MkAbs(args[0])
	before, after := strings.ReplaceAll(args[1], `\n`, "\n"), strings.ReplaceAll(args[2], `\n`, "\n")
	data, err := os.ReadFile(path)
	ts.Check(err)
	if !bytes.Contains(data, []byte(before)) {
		ts.Fatalf("%s does not hold %q", args[0], args[1])
	}
	ts.Check(os.WriteFile(path, bytes.Replace(data, []byte(before), []byte(after), 1), 0o600))
}

func checkWidth(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: width N")
	}
	n, err := strconv.Atoi(args[0])
	ts.Check(err)
	for line := range strings.Lines(ts.ReadFile("stdout") + ts.ReadFile("stderr")) {
		// A key or a command stands by itself, to be copied whole.
		if words := strings.Fields(line); len(words) > 1 && length(strings.TrimRight(line, "\n")) > n && (n < 80 || !strings.HasPrefix(line, "concordat: ")) {
			ts.Fatalf("longer than %d: %s", n, line)
		}
	}
}

// bodyOf is a body with its officer, whose key is read out of a request.
func bodyOf(ts *testscript.TestScript, request, officer, code, name string) map[string]any {
	var asked struct {
		Key json.RawMessage `json:"key"`
	}
	ts.Check(json.Unmarshal([]byte(ts.ReadFile(request)), &asked))
	return map[string]any{"code": code, "name": name, "type": "ccg", "officer": map[string]any{"person": officer, "key": asked.Key}}
}

func writeJSONFile(ts *testscript.TestScript, name string, v any) {
	data, err := json.Marshal(v)
	ts.Check(err)
	ts.Check(os.WriteFile(ts.MkAbs(name), data, 0o600))
}

func joining(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 5 {
		ts.Fatalf("usage: joining REQUEST OFFICER CODE NAME FILE")
	}
	writeJSONFile(ts, args[4], bodyOf(ts, args[0], args[1], args[2], args[3]))
}

func merging(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 7 {
		ts.Fatalf("usage: merging REQUEST OFFICER CODE NAME A,B DATE FILE")
	}
	writeJSONFile(ts, args[6], map[string]any{
		"parties": strings.Split(args[4], ","), "into": bodyOf(ts, args[0], args[1], args[2], args[3]), "on": args[5],
		"source": "NHS England, approval of the merger",
	})
}

func each(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: each A,B CMD ARGS")
	}
	for name := range strings.SplitSeq(args[0], ",") {
		var filled []string
		for _, arg := range args[2:] {
			if strings.HasSuffix(arg, ".json") {
				text := strings.ReplaceAll(ts.ReadFile(arg), "{}", name)
				arg = name + "-" + arg
				ts.Check(os.WriteFile(ts.MkAbs(arg), []byte(text), 0o600))
			}
			filled = append(filled, strings.ReplaceAll(arg, "{}", name))
		}
		ts.Check(ts.Exec(args[1], filled...))
	}
}

func ends(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: ends N CMD ARGS")
	}
	err := ts.Exec(args[1], args[2:]...)
	code := 0
	if exit := (*exec.ExitError)(nil); errors.As(err, &exit) {
		code = exit.ExitCode()
	} else {
		ts.Check(err)
	}
	if strconv.Itoa(code) != args[0] {
		ts.Fatalf("ended with %d, not %s", code, args[0])
	}
}
