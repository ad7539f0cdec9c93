package daemon

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"time"
)

// The server keeps its file locked, so that nothing else reads half of a commit. A
// backup while it runs is asked of it, on a socket in the ledger's directory:
// whoever may reach that may read the ledger itself.

const (
	controlName = "control"
	backupPath  = "/backup"

	// A backup keeps pages from being used again, so who takes one must keep taking.
	backupPatience = 30 * time.Second
)

// control answers on the socket until stop is called. A directory in which there
// can be none, such as one whose path is too long, is served all the same.
func (l *opened) control(stderr io.Writer) (stop func()) {
	path := filepath.Join(l.data, controlName)
	// The ledger is ours, so a socket that is there is left of a process that died.
	err := os.Remove(path)
	if errors.Is(err, fs.ErrNotExist) {
		err = nil
	}
	var at net.Listener
	if err == nil {
		at, err = net.Listen("unix", path)
	}
	if err == nil {
		err = os.Chmod(path, 0o600)
	}
	if err != nil {
		fmt.Fprintf(stderr, "concordatd: no backup can be taken while this runs: %v\n", err)
		if at != nil {
			at.Close()
		}
		return func() {}
	}
	mux := http.NewServeMux()
	mux.HandleFunc("GET "+backupPath, l.sendBackup)
	s := &http.Server{Handler: mux, ReadHeaderTimeout: backupPatience}
	done := make(chan struct{})
	go func() {
		defer close(done)
		s.Serve(at) // until it is closed
	}()
	return func() {
		s.Close()
		<-done
	}
}

// sendBackup sends the file with its length before it, so that one that was cut
// off is known.
func (l *opened) sendBackup(w http.ResponseWriter, r *http.Request) {
	out := &patient{w, http.NewResponseController(w)}
	err := l.store.Backup(out, func(size int64) { w.Header().Set("Content-Length", strconv.FormatInt(size, 10)) })
	if err != nil {
		panic(http.ErrAbortHandler) // the client sees the end of the stream too early
	}
}

// patient gives each piece its own time.
type patient struct {
	io.Writer
	control *http.ResponseController
}

func (p *patient) Write(b []byte) (n int, err error) {
	const piece = 1 << 20
	for len(b) > 0 {
		if err := p.control.SetWriteDeadline(time.Now().Add(backupPatience)); err != nil {
			return n, err
		}
		m, err := p.Writer.Write(b[:min(piece, len(b))])
		if n += m; err != nil {
			return n, err
		}
		b = b[m:]
	}
	return n, nil
}

// askBackup asks the server of a directory for a backup.
func askBackup(ctx context.Context, data string, out io.Writer) error {
	path := filepath.Join(data, controlName)
	client := &http.Client{Transport: &http.Transport{
		DisableKeepAlives: true,
		DialContext: func(ctx context.Context, _, _ string) (net.Conn, error) {
			return (&net.Dialer{}).DialContext(ctx, "unix", path)
		},
	}}
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://concordatd"+backupPath, nil)
	if err != nil {
		return err
	}
	res, err := client.Do(req)
	if err != nil {
		return fmt.Errorf("%s is being served, and the server does not answer on %s: %w", data, path, err)
	}
	defer res.Body.Close()
	if res.StatusCode != http.StatusOK {
		return fmt.Errorf("the server of %s answers %s", data, res.Status)
	}
	n, err := io.Copy(out, res.Body)
	if err == nil && n != res.ContentLength {
		err = io.ErrUnexpectedEOF
	}
	if err != nil {
		return fmt.Errorf("the backup was cut off after %d bytes of %d: %w", n, res.ContentLength, err)
	}
	return nil
}
