package daemon

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"io"
	"io/fs"
	"net"
	"net/http"
	"net/netip"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"concordat/ledger"
	"concordat/ledger/boltstore"
	"concordat/ledger/journal"
	"concordat/policy"
	"concordat/server"
	"concordat/server/api"
	"concordat/server/auth"
	"concordat/server/cmd/concordatd/example"
)

// served starts the command in the background and gives what it says, line by
// line, and a way to stop it that gives its exit code.
func served(t *testing.T, args ...string) (lines []string, url string, stop func() int) {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	r, w := io.Pipe()
	code := make(chan int, 1)
	var talk bytes.Buffer // written by the command alone, read after it has ended
	go func() {
		c := Run(ctx, args, w, &talk)
		w.Close()
		code <- c
	}()
	stop = func() int {
		cancel()
		go io.Copy(io.Discard, r)
		return <-code
	}
	for s := bufio.NewScanner(r); s.Scan(); {
		lines = append(lines, s.Text())
		if m := regexp.MustCompile(`https?://\S+[0-9]`).FindString(s.Text()); m != "" && url == "" {
			url = m
		}
		if strings.HasPrefix(s.Text(), "Next: ") {
			return lines, url, stop
		}
	}
	t.Fatalf("concordatd %v: exit code %d: %s%s", args, stop(), strings.Join(lines, "\n"), talk.String())
	return nil, "", nil
}

// refused runs the command to an end that must be a refusal, and gives what it says.
func refused(t *testing.T, args ...string) string {
	t.Helper()
	var stdout, stderr bytes.Buffer
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	if code := Run(ctx, args, &stdout, &stderr); code != api.ExitCouldNot || stdout.Len() > 0 {
		t.Errorf("concordatd %v: exit code %d, said %q", args, code, stdout.String())
	}
	return stderr.String()
}

func TestServe(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "data")
	const name = "cheshire-warrington-wirral"

	if said := refused(t, "--data", dir); !strings.Contains(said, "--example") || !strings.Contains(said, name) {
		t.Errorf("without a ledger it says %q", said)
	}
	if said := refused(t, "--data", dir, "--example", "atlantis"); !strings.Contains(said, name) {
		t.Errorf("of an unknown example it says %q", said)
	}
	if _, err := os.Stat(dir); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("a refusal left %s behind: %v", dir, err)
	}

	lines, url, stop := served(t, "--data", dir, "--example", name, "--listen", "127.0.0.1:0")
	if next := lines[len(lines)-1]; !strings.Contains(next, "--keys "+filepath.Join(dir, "keys")) {
		t.Errorf("next is %q", next)
	}
	if len(lines) > 8 || !strings.Contains(lines[0], "6 parties") || !strings.HasPrefix(url, "http://localhost:") {
		t.Errorf("it said %q", lines)
	}
	for _, secret := range []string{"log.key", "ledger.db", "checkpoint"} {
		if info, err := os.Stat(filepath.Join(dir, secret)); err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("%s: %v %v", secret, info, err)
		}
	}
	res, err := http.Get(url + api.PathHealth)
	if err != nil {
		t.Fatal(err)
	}
	res.Body.Close()
	if res.StatusCode != http.StatusOK || !strings.HasPrefix(res.Header.Get(api.ExampleHeader), name) {
		t.Errorf("%s %v", res.Status, res.Header)
	}
	http.DefaultClient.CloseIdleConnections()

	if said := refused(t, "--data", dir, "--listen", "127.0.0.1:0"); !strings.Contains(said, "another concordatd") {
		t.Errorf("of a directory that is taken it says %q", said)
	}
	if code := stop(); code != api.ExitDone {
		t.Errorf("stopped with exit code %d", code)
	}

	// It goes on with what is there, with and without the name of the example.
	again, _, stop := served(t, "--data", dir, "--listen", "127.0.0.1:0")
	if again[0] != lines[0] {
		t.Errorf("it goes on with %q after %q", again[0], lines[0])
	}
	if code := stop(); code != api.ExitDone {
		t.Errorf("stopped with exit code %d", code)
	}
	if said := refused(t, "--data", dir, "--example", "greater-manchester", "--listen", "127.0.0.1:0"); !strings.Contains(said, name) {
		t.Errorf("of another example it says %q", said)
	}

	busy, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer busy.Close()
	if said := refused(t, "--data", dir, "--listen", busy.Addr().String()); !strings.Contains(said, "--listen") {
		t.Errorf("of a port that is taken it says %q", said)
	}
	// An address that can't be had founds nothing.
	for _, at := range []string{busy.Addr().String(), "nowhere:at:all"} {
		fresh := filepath.Join(t.TempDir(), "fresh")
		refused(t, "--data", fresh, "--example", name, "--listen", at)
		if _, err := os.Stat(fresh); !errors.Is(err, fs.ErrNotExist) {
			t.Errorf("%s could not be had, and %s is there: %v", at, fresh, err)
		}
	}
	key := filepath.Join(dir, "log.key")
	if err := os.Chmod(key, 0o644); err != nil {
		t.Fatal(err)
	}
	if said := refused(t, "--data", dir, "--listen", "127.0.0.1:0"); !strings.Contains(said, "chmod 600") {
		t.Errorf("of a log key that others may read it says %q", said)
	}
}

// stuck are rules that, from some time on, can't be run on what has fallen due.
type stuck struct {
	ledger.Rules
	since ledger.Time
}

func (s stuck) Judge(rules ledger.Digest, inputs []ledger.Input) ([]ledger.Ruling, error) {
	if inputs[0].Ask == ledger.AskConclude && inputs[0].Time > s.since {
		return nil, errors.New("out of time")
	}
	return s.Rules.Judge(rules, inputs)
}

// Rules that can't be run keep nobody from starting the server: it says so.
func TestGreetingWhenNothingCanBeDecided(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "data")
	if err := example.Found(dir, "greater-manchester", time.Now()); err != nil {
		t.Fatal(err)
	}
	store, err := boltstore.Open(filepath.Join(dir, "ledger.db"))
	if err != nil {
		t.Fatal(err)
	}
	l := &opened{store: store, rules: policy.New(store.Blob)}
	last, err := l.read()
	if err != nil {
		t.Fatal(err)
	}
	key, err := readKeyFile(filepath.Join(dir, "log.key"))
	if err != nil {
		t.Fatal(err)
	}
	l.journal, err = journal.Open(journal.Config{
		Store: store, Rules: stuck{l.rules, ledger.Time(last.Format("2006-01-02T15:04:05.000Z"))}, Engine: policy.Version(), Signer: key.signer, LogKey: key.vkey,
		Now: l.clock(last.AddDate(1, 0, 0)),
	})
	if err != nil {
		t.Fatal(err)
	}
	defer l.journal.Close()
	if _, err := server.New(server.Config{Journal: l.journal, Rules: l.rules, Clauses: l.clauses, TokenSeed: make([]byte, auth.SeedSize)}); err != nil {
		t.Error(err)
	}
	var stdout, stderr bytes.Buffer
	l.greet(context.Background(), &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1), Port: 8080}, &stdout, &stderr)
	if !strings.Contains(stderr.String(), "can't be read at present: ") || !strings.Contains(stderr.String(), "rules-failed") || !strings.Contains(stdout.String(), "Serving on http://localhost:8080") {
		t.Errorf("it says %q, and %q", stdout.String(), stderr.String())
	}
}

func TestForward(t *testing.T) {
	for text, want := range map[string]time.Duration{
		"20m": 20 * time.Minute, "48h": 48 * time.Hour, "10d": 240 * time.Hour, "1d12h": 36 * time.Hour, "-1d": -24 * time.Hour, "0d": 0,
	} {
		var f forward
		if err := f.UnmarshalText([]byte(text)); err != nil || time.Duration(f) != want {
			t.Errorf("%s is %v, not %v (%v)", text, time.Duration(f), want, err)
		}
	}
	for _, text := range []string{"", "d", "10", "soon", "1.5d", "99999d", "1dd"} {
		if err := new(forward).UnmarshalText([]byte(text)); err == nil {
			t.Errorf("%q was taken for a time", text)
		}
	}
}

// Nobody but this machine is served without TLS, unless a proxy has it.
func TestListen(t *testing.T) {
	proxy := proxies{netip.MustParsePrefix("10.0.0.5/32")}
	for _, test := range []struct {
		o       options
		refused bool
	}{
		{options{Listen: "127.0.0.1:0"}, false}, {options{Listen: "localhost:0"}, false},
		{options{Listen: ":0"}, true}, {options{Listen: "0.0.0.0:0"}, true},
		{options{Listen: ":0", TLSCert: "cert.pem"}, false}, {options{Listen: ":0", Proxies: proxy}, false},
	} {
		l, err := listen(test.o)
		if err == nil {
			err = l.Close()
			if err != nil || test.refused {
				t.Errorf("%+v is served: %v", test.o, err)
			}
			continue
		}
		if !test.refused || !strings.Contains(err.Error(), "reachable from other computers, without encryption") || !strings.Contains(err.Error(), "--tls-cert") {
			t.Errorf("%+v: %v", test.o, err)
		}
	}
	fresh := filepath.Join(t.TempDir(), "fresh")
	if said := refused(t, "--data", fresh, "--example", "greater-manchester", "--listen", "0.0.0.0:0"); !strings.Contains(said, "--behind-proxy") {
		t.Errorf("it says %q", said)
	}
	if _, err := os.Stat(fresh); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("a refusal left %s behind: %v", fresh, err)
	}
}

func TestUsage(t *testing.T) {
	var stdout, stderr bytes.Buffer
	if code := Run(context.Background(), []string{"--help"}, &stdout, &stderr); code != api.ExitDone || !strings.Contains(stdout.String(), "concordatd --example greater-manchester") {
		t.Errorf("exit code %d: %s", code, stdout.String())
	}
	if said := refused(t, "--bogus"); !strings.Contains(said, "--bogus") {
		t.Errorf("of an unknown flag it says %q", said)
	}
}

// Metrics stand at an address of their own, and nowhere on the API's.
func TestServeMetrics(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "data")
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	address := l.Addr().String()
	if said := refused(t, "--data", dir, "--example", "cheshire-warrington-wirral", "--listen", "127.0.0.1:0", "--metrics", address); !strings.Contains(said, "can't listen for metrics on "+address) {
		t.Errorf("of an address that is taken it says %q", said)
	}
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
	_, url, stop := served(t, "--data", dir, "--listen", "127.0.0.1:0", "--metrics", address)
	for path, want := range map[string]int{"http://" + address + "/metrics": 200, "http://" + address + "/healthz": 404, url + "/metrics": 404} {
		res, err := http.Get(path)
		if err != nil {
			t.Fatal(err)
		}
		body, err := io.ReadAll(res.Body)
		if res.Body.Close(); err != nil || res.StatusCode != want {
			t.Errorf("%s: status %d, want %d (%v)", path, res.StatusCode, want, err)
		}
		if want == 200 && !bytes.Contains(body, []byte("concordat_ready 1")) {
			t.Errorf("%s says nothing of readiness", path)
		}
	}
	if code := stop(); code != api.ExitDone {
		t.Errorf("exit code %d", code)
	}
}
