package daemon

import (
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"time"
)

// serveMetrics answers Prometheus at an address of its own until stop. Nobody is
// asked who they are there, so the address is one that operators alone can reach.
func serveMetrics(address string, metrics http.Handler, stderr io.Writer) (stop func() error, err error) {
	listener, err := net.Listen("tcp", address)
	if err != nil {
		return nil, fmt.Errorf("can't listen for metrics on %s: %w", address, err)
	}
	warnIfReachable(listener, stderr)
	mux := http.NewServeMux()
	mux.Handle("GET /metrics", metrics)
	server := &http.Server{Handler: mux, ReadHeaderTimeout: 5 * time.Second, WriteTimeout: 30 * time.Second, IdleTimeout: time.Minute, MaxHeaderBytes: 16 << 10}
	ended := make(chan error, 1)
	go func() { ended <- server.Serve(listener) }()
	fmt.Fprintf(stderr, "metrics at http://%s/metrics\n", listener.Addr())
	return func() error {
		err := server.Close()
		if served := <-ended; !errors.Is(served, http.ErrServerClosed) {
			err = errors.Join(err, served)
		}
		return err
	}, nil
}

// warnIfReachable warns of an address that others can reach.
func warnIfReachable(l net.Listener, stderr io.Writer) {
	if reachable(l) {
		fmt.Fprintf(stderr, "warning: %s is reachable from other computers, without encryption\n", l.Addr())
	}
}

// reachable tells whether others can reach an address than this machine.
func reachable(l net.Listener) bool {
	at, ok := l.Addr().(*net.TCPAddr)
	return ok && !at.IP.IsLoopback()
}
