package main

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"io"
	"net"
	"net/http"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/alecthomas/kong"
	"github.com/rogpeppe/go-internal/testscript"
	"golang.org/x/mod/sumdb/note"

	"concordat/clients/witness"
	"concordat/ledger/merkle"
	"concordat/server/api"
)

// witnessing runs the command until stop, which gives what it said and its error.
func witnessing(t *testing.T, c witnessServe) (shown shownWitness, stop func() (string, error)) {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	r, w := io.Pipe()
	var said bytes.Buffer
	s := &session{ctx: ctx, globals: globals{JSON: true, State: t.TempDir()}, terminal: &terminal{out: w, err: &said, width: defaultWidth}}
	ended := make(chan error, 1)
	go func() {
		err := c.Run(s)
		w.CloseWithError(io.EOF)
		ended <- err
	}()
	stop = func() (string, error) {
		cancel()
		err := <-ended
		return said.String(), err
	}
	if err := json.NewDecoder(r).Decode(&shown); err != nil && !errors.Is(err, io.EOF) {
		t.Fatal(err)
	}
	return shown, stop
}

func TestWitness(t *testing.T) {
	data := filepath.Join(t.TempDir(), "data")
	if err := found(t, "greater-manchester", data); err != nil {
		t.Fatal(err)
	}
	url, stopServer, err := serve(t, []string{"--data", data})
	if err != nil {
		t.Fatal(err)
	}
	defer stopServer()
	res, err := http.Get(url + "/checkpoint")
	if err != nil {
		t.Fatal(err)
	}
	checkpoint, err := io.ReadAll(res.Body)
	res.Body.Close()
	if err != nil {
		t.Fatal(err)
	}

	dir := filepath.Join(t.TempDir(), "bury-witness")
	const any = "127.0.0.1:0"
	shown, stop := witnessing(t, witnessServe{Dir: dir, Name: "bury.example/witness", Log: url, Listen: any})
	if shown.Name != "bury.example/witness" || len(shown.Logs) != 1 || !strings.HasPrefix(shown.URL, "http://127.0.0.1:") {
		t.Fatalf("%+v", shown)
	}
	first := shown.Key
	verifier, err := note.NewVerifier(shown.Logs[0])
	if err != nil {
		t.Fatal(err)
	}
	at, err := merkle.OpenCheckpoint(checkpoint, verifier.Name(), verifier)
	if err != nil {
		t.Fatal(err)
	}
	for _, old := range []int64{0, at.Size} {
		res, err := http.Post(shown.URL+"/add-checkpoint", "", bytes.NewReader(merkle.Submission{Old: old, Checkpoint: checkpoint}.Text()))
		if err != nil {
			t.Fatal(err)
		}
		line, err := io.ReadAll(res.Body)
		res.Body.Close()
		key, keyErr := merkle.ParseCosignerKey(shown.Key)
		list, readErr := merkle.ReadCosignatures(at, line, []merkle.CosignerKey{key})
		if err := errors.Join(err, keyErr, readErr); err != nil || len(list) != 1 {
			t.Fatalf("%v, %v: %s", list, err, line)
		}
		if said, err := stop(); err != nil {
			t.Fatalf("%v: %s", err, said)
		}
		// Started again it goes on, without the server.
		stopServer()
		if shown, stop = witnessing(t, witnessServe{Dir: dir, Listen: any}); shown.Key != first || len(shown.Logs) != 1 {
			t.Fatalf("%+v", shown)
		}
	}

	taken, err := net.Listen("tcp", any)
	if err != nil {
		t.Fatal(err)
	}
	defer taken.Close()
	fresh := filepath.Join(t.TempDir(), "fresh")
	for name, test := range map[string]struct {
		c    witnessServe
		says string
	}{
		"already run":       {witnessServe{Dir: dir, Listen: any}, "another program"},
		"made twice":        {witnessServe{Dir: dir, Name: "bury", Listen: any}, "already"},
		"none there":        {witnessServe{Dir: fresh, Listen: any}, "--name"},
		"address taken":     {witnessServe{Dir: fresh, Name: "bury", Log: url, Listen: taken.Addr().String()}, "--listen"},
		"no server":         {witnessServe{Dir: fresh, Name: "bury", Log: url, Listen: any}, "no answer"},
		"no name for a key": {witnessServe{Dir: fresh + "-2", Name: "Bury's own", Listen: any}, "no spaces"},
		"no ledger":         {witnessServe{Dir: fresh + "-3", Name: "bury", Listen: any}, "--log"},
	} {
		_, stop := witnessing(t, test.c)
		if said, err := stop(); err == nil || !strings.Contains(err.Error(), test.says) {
			t.Errorf("%s: %v, %s", name, err, said)
		}
	}
	if there, err := witness.Exists(fresh); there || err != nil {
		t.Errorf("a refusal made a witness: %v", err)
	}
	if said, err := stop(); err != nil {
		t.Errorf("%v: %s", err, said)
	}
}

// witnesses are those that scripts run, to stop one before it is started again.
var witnesses sync.Map // folder → func() error

// startWitness runs concordat witness serve until the script ends, or starts it again.
func startWitness(ts *testscript.TestScript, neg bool, args []string) {
	c := witnessServe{}
	parser, err := kong.New(&c)
	ts.Check(err)
	_, err = parser.Parse(append([]string{"--listen", "127.0.0.1:0"}, args...))
	ts.Check(err)
	c.Dir = ts.MkAbs(c.Dir)
	if stop, ok := witnesses.LoadAndDelete(c.Dir); ok {
		ts.Check(stop.(func() error)())
	}
	ctx, cancel := context.WithCancel(context.Background())
	r, w := io.Pipe()
	s := &session{ctx: ctx, globals: globals{JSON: true, State: ts.MkAbs("witness-state")}, terminal: &terminal{out: w, err: io.Discard, width: defaultWidth}}
	ended := make(chan error, 1)
	go func() {
		err := c.Run(s)
		w.CloseWithError(cmp.Or(err, io.EOF))
		ended <- err
	}()
	stop := sync.OnceValue(func() error { cancel(); return <-ended })
	witnesses.Store(c.Dir, stop)
	ts.Defer(func() { ts.Check(stop()) })
	var shown shownWitness
	ts.Check(json.NewDecoder(r).Decode(&shown))
	ts.Setenv("KEY", shown.Key)
	ts.Setenv("URL", shown.URL)
	ts.Setenv("ADDRESS", strings.TrimPrefix(shown.URL, "http://"))
}

// awaited asks the server for what the ledger says of itself until it is so.
func awaited(ts *testscript.TestScript, what string, is func(l api.Ledger) bool) {
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Minute)
	defer cancel()
	for {
		res, err := http.Get(ts.Getenv("CONCORDAT_SERVER") + api.PathLedger)
		ts.Check(err)
		var l api.Ledger
		err = json.NewDecoder(res.Body).Decode(&l)
		res.Body.Close()
		ts.Check(err)
		if l.Witnessing != nil && is(l) {
			return
		}
		if ctx.Err() != nil {
			ts.Fatalf("the ledger does not come to be %s: %+v", what, l.Witnessing)
		}
	}
}

// count is the one number that a script's command takes.
func count(ts *testscript.TestScript, neg bool, args []string) int {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: cosigned N, disputed N")
	}
	n, err := strconv.Atoi(args[0])
	ts.Check(err)
	return n
}

func cosigned(ts *testscript.TestScript, neg bool, args []string) {
	n := count(ts, neg, args)
	awaited(ts, "cosigned", func(l api.Ledger) bool { return strings.Count(l.Checkpoint, "\n— ") == 1+n })
}

func refused(ts *testscript.TestScript, neg bool, args []string) {
	n := count(ts, neg, args)
	awaited(ts, "refused", func(l api.Ledger) bool {
		got := 0
		for _, w := range l.Witnessing.Witnesses {
			if w.State == "refusing" && strings.Contains(w.Problem, "another key") {
				got++
			}
		}
		return got == n
	})
}

func disputed(ts *testscript.TestScript, neg bool, args []string) {
	n := count(ts, neg, args)
	awaited(ts, "disputed", func(l api.Ledger) bool {
		disputes := 0
		for _, w := range l.Witnessing.Witnesses {
			if w.State == "disputed" {
				disputes++
			}
		}
		return disputes == n && l.Witnessing.Disputed && !l.Witnessing.Met && strings.Count(l.Checkpoint, "\n— ") == 1
	})
}
