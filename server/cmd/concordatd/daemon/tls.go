package daemon

import (
	"crypto/sha256"
	"crypto/tls"
	"errors"
	"fmt"
	"log/slog"
	"net/netip"
	"os"
	"strings"
	"sync"
)

// proxies are addresses, or ranges of them, separated by commas.
type proxies []netip.Prefix

// UnmarshalText reads them.
func (p *proxies) UnmarshalText(text []byte) error {
	for one := range strings.SplitSeq(string(text), ",") {
		one = strings.TrimSpace(one)
		if a, err := netip.ParseAddr(one); err == nil {
			*p = append(*p, netip.PrefixFrom(a.Unmap(), a.Unmap().BitLen()))
			continue
		}
		r, err := netip.ParsePrefix(one)
		if err != nil || r != r.Masked() || r.Bits() == 0 {
			return fmt.Errorf("%q is not the address of a proxy, such as 10.0.0.5, or a range such as 10.0.0.0/29", one)
		}
		*p = append(*p, r)
	}
	return nil
}

// certificate is read from files, and again when one of them has changed: a renewed
// certificate needs no new start. While the files do not hold a certificate and its
// key, as when one has been replaced and the other not yet, the last that did is used.
type certificate struct {
	cert, key string
	log       *slog.Logger

	mu      sync.Mutex
	stamp   [sha256.Size]byte // of the files as last read
	current *tls.Certificate
}

// serveTLS is how connections are taken, nil for without TLS.
func serveTLS(o options, log *slog.Logger) (*tls.Config, error) {
	if o.TLSCert == "" && o.TLSKey == "" {
		return nil, nil
	}
	if o.TLSCert == "" || o.TLSKey == "" {
		return nil, errors.New("TLS needs both --tls-cert and --tls-key")
	}
	c := &certificate{cert: o.TLSCert, key: o.TLSKey, log: log}
	if err := c.read(); err != nil {
		return nil, err
	}
	// The library's suites for TLS 1.2 all have forward secrecy and are authenticated
	// encryption but for a few of CBC, which are left out.
	var suites []uint16
	for _, s := range tls.CipherSuites() {
		if !strings.Contains(s.Name, "_CBC_") {
			suites = append(suites, s.ID)
		}
	}
	return &tls.Config{MinVersion: tls.VersionTLS12, CipherSuites: suites, NextProtos: []string{"http/1.1"}, GetCertificate: c.get}, nil
}

// get gives the certificate for a connection.
func (c *certificate) get(*tls.ClientHelloInfo) (*tls.Certificate, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.stampOf() != c.stamp {
		if err := c.read(); err != nil {
			c.log.Error("the certificate on disk can't be used, and the one before goes on", "cause", err)
		} else {
			c.log.Warn("another certificate is used from now on", "file", c.cert)
		}
	}
	return c.current, nil
}

// stampOf changes when a file does. It is of what the files hold: times are no finer
// than the file system's ticks, and two certificates are often of one length.
func (c *certificate) stampOf() (stamp [sha256.Size]byte) {
	h := sha256.New()
	for _, path := range []string{c.cert, c.key} {
		data, err := os.ReadFile(path)
		if err != nil {
			data = []byte(err.Error())
		}
		fmt.Fprintf(h, "%d\n", len(data))
		h.Write(data)
	}
	h.Sum(stamp[:0])
	return stamp
}

// read takes the certificate that the files hold. What changes while they are read
// changes the stamp, so it is read again.
func (c *certificate) read() error {
	c.stamp = c.stampOf()
	pair, err := tls.LoadX509KeyPair(c.cert, c.key)
	if err != nil {
		return fmt.Errorf("TLS: %s and %s are no certificate and its key: %w", c.cert, c.key, err)
	}
	c.current = &pair
	return nil
}
