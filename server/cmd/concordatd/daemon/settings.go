package daemon

import (
	"bytes"
	"crypto/tls"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"strings"
	"time"

	"concordat/server"
	"concordat/server/api"
	"concordat/server/auth"
)

// settings are what an operator may change while the ledger is served.
type settings struct {
	Log  string       `json:"log"` // requests or warnings; empty: as --requests says
	Work *workAccount `json:"work_account"`
	Help *api.Help    `json:"help"`

	// MaintenanceUntil is until when the service is closed for planned work, by the world's
	// clock; without it, or once it has passed, it is open.
	MaintenanceUntil time.Time `json:"maintenance_until"`
}

// workAccount is the provider of accounts at work that people may log in by.
type workAccount struct {
	Name       string `json:"name"`
	Issuer     string `json:"issuer"`
	ClientID   string `json:"client_id"`
	SecretFile string `json:"client_secret_file"`
}

// What is to be used of the settings.
type inUse struct {
	level       slog.Level
	help        *api.Help      // nil: it is not said whom people may ask
	provider    *auth.Provider // nil: nobody logs in by an account at work
	maintenance time.Time      // zero, or past: the service is open
}

// readSettings reads all that may change: the file of settings, the secret that it
// names, and whether the certificate fits its key. It changes nothing. What it says of
// them has no secret in it.
func readSettings(o options) (inUse, error) {
	use := inUse{level: slog.LevelWarn}
	if o.Requests {
		use.level = slog.LevelInfo
	}
	if o.TLSCert != "" && o.TLSKey != "" { // both or none: see serveTLS
		if _, err := tls.LoadX509KeyPair(o.TLSCert, o.TLSKey); err != nil {
			return use, fmt.Errorf("TLS: %s and %s are no certificate and its key: %w", o.TLSCert, o.TLSKey, err)
		}
	}
	if o.Settings == "" {
		return use, nil
	}
	data, err := os.ReadFile(o.Settings)
	if err != nil {
		return use, fmt.Errorf("settings: %w", err)
	}
	var s settings
	d := json.NewDecoder(bytes.NewReader(data))
	d.DisallowUnknownFields()
	err = d.Decode(&s)
	if err == nil {
		if _, more := d.Token(); !errors.Is(more, io.EOF) {
			err = errors.New("something follows it")
		}
	}
	if err != nil {
		return use, fmt.Errorf("settings: %s is not the JSON that belongs there: %w", o.Settings, err)
	}
	switch s.Log {
	case "":
	case "requests":
		use.level = slog.LevelInfo
	case "warnings":
		use.level = slog.LevelWarn
	default:
		return use, fmt.Errorf("settings: %s: log is requests or warnings, not %q", o.Settings, s.Log)
	}
	if s.Help != nil {
		if err := s.Help.Check(); err != nil {
			return use, fmt.Errorf("settings: %s: %w", o.Settings, err)
		}
		use.help = s.Help
	}
	use.maintenance = s.MaintenanceUntil
	if s.Work == nil {
		return use, nil
	}
	secret, err := readSecret(s.Work.SecretFile)
	if err != nil {
		return use, fmt.Errorf("settings: %s: client_secret_file: %w", o.Settings, err)
	}
	use.provider = &auth.Provider{Name: s.Work.Name, Issuer: s.Work.Issuer, ClientID: s.Work.ClientID, ClientSecret: secret}
	if err := use.provider.Check(); err != nil {
		return use, fmt.Errorf("settings: %s: %w", o.Settings, err)
	}
	return use, nil
}

// readSecret reads a secret from a file that not everybody on this machine can read.
func readSecret(path string) (string, error) {
	info, err := os.Stat(path)
	if err != nil {
		return "", err
	}
	if info.Mode().Perm()&0o007 != 0 {
		return "", fmt.Errorf("everybody on this machine can use %s: chmod 600 it, and have the provider give another", path)
	}
	data, err := os.ReadFile(path)
	return strings.TrimSpace(string(data)), err
}

// readAgain uses the settings as they are now, or goes on with all of those before, and
// says which. The certificate is taken by the next connection itself.
func readAgain(o options, level *slog.LevelVar, s *server.Server, stderr io.Writer) {
	use, err := readSettings(o)
	if err == nil {
		err = s.UseProvider(use.provider)
	}
	if err == nil {
		err = s.UseHelp(use.help)
	}
	if err != nil {
		fmt.Fprintf(stderr, "concordatd: NOT READ AGAIN, and all settings stay as they were: %v\n", err)
		return
	}
	s.UseMaintenance(use.maintenance)
	level.Set(use.level)
	fmt.Fprintln(stderr, "concordatd: settings are read again and used from now on")
}
