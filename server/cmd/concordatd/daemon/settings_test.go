package daemon

import (
	"encoding/json"
	"log/slog"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"concordat/server/api"
)

// writeFile writes a file with its mode, also where there is one of another.
func writeFile(t *testing.T, path, text string, mode os.FileMode) {
	t.Helper()
	if err := os.WriteFile(path, []byte(text), mode); err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(path, mode); err != nil {
		t.Fatal(err)
	}
}

const goodSettings = `{"log": "requests", "work_account": {"name": "NHS work account", "issuer": "https://id.example.nhs.uk", "client_id": "board", "client_secret_file": "SECRET"}}`

func TestSettings(t *testing.T) {
	dir := t.TempDir()
	file, secret := filepath.Join(dir, "settings.json"), filepath.Join(dir, "secret")
	good := strings.ReplaceAll(goodSettings, "SECRET", secret)
	writeFile(t, secret, "hush-hush\n", 0o600)
	writeFile(t, file, good, 0o644)
	use, err := readSettings(options{Settings: file})
	if err != nil || use.level != slog.LevelInfo || use.provider.ClientSecret != "hush-hush" || use.provider.Name != "NHS work account" || use.provider.ClientID != "board" {
		t.Errorf("%+v %v", use, err)
	}
	for requests, want := range map[bool]slog.Level{false: slog.LevelWarn, true: slog.LevelInfo} {
		if use, err := readSettings(options{Requests: requests}); err != nil || use.level != want || use.provider != nil {
			t.Errorf("%v: %+v %v", requests, use, err)
		}
	}
	writeFile(t, file, `{"help": {"name": "The board's secretary", "phone": "0161 496 0000", "email": "board@example.nhs.uk"}}`, 0o644)
	if use, err := readSettings(options{Settings: file}); err != nil || use.help == nil || *use.help != (api.Help{Name: "The board's secretary", Phone: "0161 496 0000", Email: "board@example.nhs.uk"}) {
		t.Errorf("%+v %v", use, err)
	}
	writeFile(t, file, `{"log": "warnings"}`, 0o644)
	if use, err := readSettings(options{Settings: file, Requests: true}); err != nil || use.level != slog.LevelWarn {
		t.Errorf("%+v %v", use, err)
	}
	writeFile(t, file, `{"maintenance_until": "2026-11-28T18:00:00Z"}`, 0o644)
	if use, err := readSettings(options{Settings: file}); err != nil || !use.maintenance.Equal(time.Date(2026, 11, 28, 18, 0, 0, 0, time.UTC)) {
		t.Errorf("%+v %v", use, err)
	}
	for name, test := range map[string]struct{ text, says string }{
		"no time":           {`{"maintenance_until": "six o'clock"}`, "is not the JSON"},
		"no JSON":           {"log: requests", "is not the JSON"},
		"more":              {good + good, "something follows"},
		"unknown":           {`{"logs": "requests"}`, "logs"},
		"another level":     {`{"log": "everything"}`, "everything"},
		"a secret in it":    {strings.Replace(good, "client_secret_file", "client_secret", 1), "client_secret"},
		"no secret file":    {strings.Replace(good, secret, secret+"-", 1), "no such file"},
		"in the clear":      {strings.Replace(good, "https:", "http:", 1), "https"},
		"no client":         {strings.Replace(good, `"board"`, `""`, 1), "client_id"},
		"help of nobody":    {`{"help": {"phone": "0161 496 0000"}}`, "name has 1 to 100"},
		"help that is deaf": {`{"help": {"name": "The secretary"}}`, "a phone, an email, or both"},
		"no phone":          {`{"help": {"name": "The secretary", "phone": "ring me"}}`, "phone has digits"},
		"no address":        {`{"help": {"name": "The secretary", "email": "a@b>c"}}`, "one address"},
		"a list of issuers": {strings.Replace(good, `"https://id.example.nhs.uk"`, `["https://id.example.nhs.uk"]`, 1), "issuer"},
	} {
		writeFile(t, file, test.text, 0o644)
		if _, err := readSettings(options{Settings: file}); err == nil || !strings.Contains(err.Error(), test.says) || strings.Contains(err.Error(), "hush") {
			t.Errorf("%s: %v", name, err)
		}
	}
	writeFile(t, file, good, 0o644)
	for name, spoil := range map[string]func(){
		"for everybody": func() { writeFile(t, secret, "hush-hush", 0o644) }, "empty": func() { writeFile(t, secret, "\n", 0o600) },
		"TLS": func() {
			writeFile(t, secret, "hush-hush", 0o600)
			writeFile(t, filepath.Join(dir, "cert.pem"), "none", 0o600)
		},
	} {
		o := options{Settings: file}
		if spoil(); name == "TLS" {
			o.TLSCert, o.TLSKey = filepath.Join(dir, "cert.pem"), filepath.Join(dir, "cert.pem")
		}
		if _, err := readSettings(o); err == nil || strings.Contains(err.Error(), "hush") {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// On SIGHUP settings are read again by the server as it runs; those that can't be used
// leave all as they were, and it goes on.
func TestSettingsAreReadAgain(t *testing.T) {
	dir := t.TempDir()
	file, secret := filepath.Join(dir, "settings.json"), filepath.Join(dir, "secret")
	good := strings.ReplaceAll(goodSettings, "SECRET", secret)
	writeFile(t, secret, "hush-hush", 0o600)
	writeFile(t, file, `{}`, 0o644)
	p := startDaemon(t, "--data", filepath.Join(dir, "data"), "--example", "cheshire-warrington-wirral", "--listen", "127.0.0.1:0", "--settings", file)
	if p.url == "" {
		t.Fatal(p.says())
	}
	account := func() string {
		t.Helper()
		res, err := http.Get(p.url + api.PathLedger)
		if err != nil {
			t.Fatal(err)
		}
		defer res.Body.Close()
		var l api.Ledger
		if err := json.NewDecoder(res.Body).Decode(&l); err != nil {
			t.Fatal(err)
		}
		return l.WorkAccount
	}
	// await waits until it has said something oftener than before.
	await := func(says string, before int) {
		t.Helper()
		for end := time.Now().Add(time.Minute); strings.Count(p.says(), says) == before; {
			select {
			case <-p.ended:
				t.Fatalf("it has ended: %s", p.says())
			default:
				if time.Now().After(end) {
					t.Fatalf("it does not say %q: %s", says, p.says())
				}
				account()
			}
		}
	}
	// again has it read what there is, and waits until it has said what came of that.
	again := func(text, says string) {
		t.Helper()
		writeFile(t, file, text, 0o644)
		before := strings.Count(p.says(), says)
		if err := p.Process.Signal(syscall.SIGHUP); err != nil {
			t.Fatal(err)
		}
		await(says, before)
	}
	if account() != "" || strings.Contains(p.says(), "status=200") {
		t.Errorf("an account is asked for that nobody has set: %s", p.says())
	}
	again(good, "read again and used")
	if account() != "NHS work account" {
		t.Errorf("%q: %s", account(), p.says())
	}
	await("status=200", 0)
	again(strings.Replace(good, "https:", "ftp:", 1), "NOT READ AGAIN")
	again("{", "NOT READ AGAIN")
	if account() != "NHS work account" {
		t.Errorf("%q: %s", account(), p.says())
	}
	again(strings.Replace(good, "NHS work account", "Staff account", 1), "read again and used")
	if account() != "Staff account" || strings.Contains(p.says(), "hush") {
		t.Errorf("%q: %s", account(), p.says())
	}
	again(`{"log": "warnings"}`, "read again and used")
	if account() != "" {
		t.Errorf("%q", account())
	}
	// Closed for planned work, it says so, also where it is started again, and opens by the setting.
	status := func(url string) int {
		t.Helper()
		res, err := http.Get(url + api.PathLedger)
		if err != nil {
			t.Fatal(err)
		}
		defer res.Body.Close()
		return res.StatusCode
	}
	again(`{"maintenance_until": "2999-01-01T00:00:00Z"}`, "read again and used")
	if got := status(p.url); got != http.StatusServiceUnavailable {
		t.Errorf("closed: status %d", got)
	}
	if code := p.stop(); code != api.ExitDone {
		t.Errorf("exit code %d: %s", code, p.says())
	}
	if p = startDaemon(t, "--data", filepath.Join(dir, "data"), "--listen", "127.0.0.1:0", "--settings", file); p.url == "" {
		t.Fatal(p.says())
	}
	if got := status(p.url); got != http.StatusServiceUnavailable {
		t.Errorf("closed from the start: status %d", got)
	}
	again(`{}`, "read again and used")
	if got := status(p.url); got != http.StatusOK {
		t.Errorf("opened: status %d", got)
	}
	if code := p.stop(); code != api.ExitDone {
		t.Errorf("exit code %d: %s", code, p.says())
	}
	// What can't be used at the start is no start.
	writeFile(t, file, "{", 0o644)
	if p := startDaemon(t, "--data", filepath.Join(dir, "data"), "--listen", "127.0.0.1:0", "--settings", file); p.url != "" || !strings.Contains(p.says(), "settings: ") {
		t.Errorf("it serves: %s", p.says())
	}
}
