package daemon

import (
	"bytes"
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"io"
	"log/slog"
	"math/big"
	"net"
	"net/http"
	"net/netip"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"concordat/server/api"
)

// writeCertificate puts a new certificate of localhost and its key into two files.
func writeCertificate(t *testing.T, cert, key string, serial int64) {
	t.Helper()
	private, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(serial), Subject: pkix.Name{CommonName: "localhost"}, DNSNames: []string{"localhost"}, IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)},
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour), IsCA: true, BasicConstraintsValid: true,
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, private.Public(), private)
	if err != nil {
		t.Fatal(err)
	}
	secret, err := x509.MarshalPKCS8PrivateKey(private)
	if err != nil {
		t.Fatal(err)
	}
	for path, block := range map[string]*pem.Block{cert: {Type: "CERTIFICATE", Bytes: der}, key: {Type: "PRIVATE KEY", Bytes: secret}} {
		if err := os.WriteFile(path, pem.EncodeToMemory(block), 0o600); err != nil {
			t.Fatal(err)
		}
	}
}

// trust is a client's configuration that trusts the certificate in a file.
func trust(t *testing.T, cert string) *tls.Config {
	t.Helper()
	data, err := os.ReadFile(cert)
	if err != nil {
		t.Fatal(err)
	}
	pool := x509.NewCertPool()
	if !pool.AppendCertsFromPEM(data) {
		t.Fatal("no certificate")
	}
	return &tls.Config{RootCAs: pool, ServerName: "localhost"}
}

// handshake connects to a server of that configuration.
func handshake(t *testing.T, server, client *tls.Config) (tls.ConnectionState, error) {
	t.Helper()
	l, err := tls.Listen("tcp", "127.0.0.1:0", server)
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	go func() {
		if c, err := l.Accept(); err == nil {
			c.(*tls.Conn).Handshake() // what it comes to, the client says
			c.Close()
		}
	}()
	c, err := tls.Dial("tcp", l.Addr().String(), client)
	if err != nil {
		return tls.ConnectionState{}, err
	}
	defer c.Close()
	return c.ConnectionState(), nil
}

// A renewed certificate is used from the next connection on; while the files do not
// fit each other the one before goes on.
func TestCertificateIsReadAgain(t *testing.T) {
	dir := t.TempDir()
	cert, key := filepath.Join(dir, "cert.pem"), filepath.Join(dir, "key.pem")
	var said bytes.Buffer
	log := slog.New(slog.NewTextHandler(&said, nil))
	for _, o := range []options{{TLSCert: cert}, {TLSKey: key}, {TLSCert: cert, TLSKey: key}} {
		if c, err := serveTLS(o, log); err == nil || c != nil || !strings.Contains(err.Error(), "TLS") {
			t.Errorf("%+v: %v", o, err)
		}
	}
	if c, err := serveTLS(options{}, log); c != nil || err != nil {
		t.Errorf("without TLS: %v %v", c, err)
	}
	writeCertificate(t, cert, key, 1)
	config, err := serveTLS(options{TLSCert: cert, TLSKey: key}, log)
	if err != nil {
		t.Fatal(err)
	}
	serves := func(serial int64, trusted string) {
		t.Helper()
		state, err := handshake(t, config, trust(t, trusted))
		if err != nil || state.PeerCertificates[0].SerialNumber.Int64() != serial {
			t.Errorf("serial %d: %v", serial, err)
		}
	}
	serves(1, cert)
	first := filepath.Join(dir, "first.pem")
	data, err := os.ReadFile(cert)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(first, data, 0o600); err != nil {
		t.Fatal(err)
	}
	// Half of a renewal: the certificate is there, its key is not.
	writeCertificate(t, cert, filepath.Join(dir, "next.pem"), 2)
	serves(1, first)
	serves(1, first)
	if n := strings.Count(said.String(), "can't be used"); n != 1 {
		t.Errorf("it was said %d times: %s", n, said.String())
	}
	if err := os.Rename(filepath.Join(dir, "next.pem"), key); err != nil {
		t.Fatal(err)
	}
	serves(2, cert)
	if err := os.Remove(key); err != nil {
		t.Fatal(err)
	}
	serves(2, cert)
	if strings.Contains(said.String(), "PRIVATE") {
		t.Errorf("the log has a key: %s", said.String())
	}
}

// No version before 1.2 is spoken, and no suite that is not authenticated encryption
// with forward secrecy.
func TestTLSOfOldClients(t *testing.T) {
	dir := t.TempDir()
	cert, key := filepath.Join(dir, "cert.pem"), filepath.Join(dir, "key.pem")
	writeCertificate(t, cert, key, 1)
	config, err := serveTLS(options{TLSCert: cert, TLSKey: key}, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	for name, test := range map[string]struct {
		min, max uint16
		suites   []uint16
		taken    bool
	}{
		"1.0":          {tls.VersionTLS10, tls.VersionTLS10, nil, false},
		"1.1":          {tls.VersionTLS10, tls.VersionTLS11, nil, false},
		"1.2":          {tls.VersionTLS12, tls.VersionTLS12, nil, true},
		"1.3":          {tls.VersionTLS13, tls.VersionTLS13, nil, true},
		"1.2 with CBC": {tls.VersionTLS12, tls.VersionTLS12, []uint16{tls.TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA, tls.TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA}, false},
		"1.2 with GCM": {tls.VersionTLS12, tls.VersionTLS12, []uint16{tls.TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256}, true},
	} {
		client := trust(t, cert)
		client.MinVersion, client.MaxVersion, client.CipherSuites = test.min, test.max, test.suites
		if _, err := handshake(t, config, client); (err == nil) != test.taken {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// The daemon serves TLS, with what browsers are told then, and says where.
func TestServeOverTLS(t *testing.T) {
	dir := t.TempDir()
	cert, key := filepath.Join(dir, "cert.pem"), filepath.Join(dir, "key.pem")
	writeCertificate(t, cert, key, 1)
	_, url, stop := served(t, "--data", filepath.Join(dir, "data"), "--example", "cheshire-warrington-wirral", "--listen", "127.0.0.1:0", "--tls-cert", cert, "--tls-key", key)
	if !strings.HasPrefix(url, "https://localhost:") {
		t.Errorf("it serves on %s", url)
	}
	client := &http.Client{Transport: &http.Transport{TLSClientConfig: trust(t, cert)}}
	res, err := client.Get(url + api.PathHealth)
	if err != nil {
		t.Fatal(err)
	}
	res.Body.Close()
	if res.StatusCode != http.StatusOK || res.Header.Get("Strict-Transport-Security") == "" {
		t.Errorf("%s %v", res.Status, res.Header)
	}
	if res, err := http.Get("http" + strings.TrimPrefix(url, "https") + api.PathHealth); err == nil {
		t.Errorf("without TLS: %s", res.Status)
		res.Body.Close()
	}
	client.CloseIdleConnections()
	if code := stop(); code != api.ExitDone {
		t.Errorf("exit code %d", code)
	}
	if info, err := os.Stat(filepath.Join(dir, "data", "sessions")); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("sessions: %v %v", info, err)
	}
	var said bytes.Buffer
	if code := Run(context.Background(), []string{"--data", filepath.Join(dir, "data"), "--tls-cert", cert}, &said, &said); code != api.ExitCouldNot || !strings.Contains(said.String(), "--tls-key") {
		t.Errorf("exit code %d: %s", code, said.String())
	}
}

// A renewed certificate is served by the process as it runs: after SIGHUP, whole or, where
// its key is not there yet, not at all; who is connected stays so.
func TestCertificateOfAProcess(t *testing.T) {
	dir := t.TempDir()
	cert, key := filepath.Join(dir, "cert.pem"), filepath.Join(dir, "key.pem")
	writeCertificate(t, cert, key, 1)
	p := startDaemon(t, "--data", filepath.Join(dir, "data"), "--example", "cheshire-warrington-wirral", "--listen", "127.0.0.1:0", "--tls-cert", cert, "--tls-key", key)
	if p.url == "" {
		t.Fatal(p.says())
	}
	first := &http.Client{Transport: &http.Transport{TLSClientConfig: trust(t, cert)}}
	serial := func(c *http.Client) int64 {
		t.Helper()
		res, err := c.Get(p.url + api.PathHealth)
		if err != nil {
			t.Fatalf("%v: %s", err, p.says())
		}
		defer res.Body.Close()
		if _, err := io.Copy(io.Discard, res.Body); err != nil || res.StatusCode != http.StatusOK {
			t.Errorf("%s, %v", res.Status, err)
		}
		return res.TLS.PeerCertificates[0].SerialNumber.Int64()
	}
	if n := serial(first); n != 1 {
		t.Errorf("serial %d", n)
	}
	old := trust(t, cert)
	again := func() {
		t.Helper()
		if err := p.Process.Signal(syscall.SIGHUP); err != nil {
			t.Fatal(err)
		}
	}
	writeCertificate(t, cert, filepath.Join(dir, "next.pem"), 2)
	again()
	if n := serial(&http.Client{Transport: &http.Transport{TLSClientConfig: old, DisableKeepAlives: true}}); n != 1 {
		t.Errorf("half of a renewal: serial %d", n)
	}
	if err := os.Rename(filepath.Join(dir, "next.pem"), key); err != nil {
		t.Fatal(err)
	}
	again()
	fresh := &http.Client{Transport: &http.Transport{TLSClientConfig: trust(t, cert)}}
	if n := serial(fresh); n != 2 {
		t.Errorf("after the renewal: serial %d", n)
	}
	if n := serial(first); n != 1 { // by the connection that it has
		t.Errorf("who was connected is shown serial %d", n)
	}
	first.CloseIdleConnections()
	fresh.CloseIdleConnections()
	if code := p.stop(); code != api.ExitDone {
		t.Errorf("exit code %d: %s", code, p.says())
	}
	if !strings.Contains(p.says(), "another certificate is used from now on") {
		t.Error(p.says())
	}
}

func TestProxies(t *testing.T) {
	for text, want := range map[string]proxies{
		"10.0.0.5":             {netip.MustParsePrefix("10.0.0.5/32")},
		"10.0.0.0/29, fd00::1": {netip.MustParsePrefix("10.0.0.0/29"), netip.MustParsePrefix("fd00::1/128")},
		"::ffff:10.0.0.5":      {netip.MustParsePrefix("10.0.0.5/32")},
	} {
		var p proxies
		if err := p.UnmarshalText([]byte(text)); err != nil || len(p) != len(want) || p[0] != want[0] || p[len(p)-1] != want[len(want)-1] {
			t.Errorf("%s: %v %v", text, p, err)
		}
	}
	for _, bad := range []string{"", "proxy.example", "10.0.0.5:80", "10.0.0.5/29", "0.0.0.0/0", "::/0", "10.0.0.5,", "10.0.0.5/33"} {
		if err := new(proxies).UnmarshalText([]byte(bad)); err == nil {
			t.Errorf("%q was taken for proxies", bad)
		}
	}
}
