package verify

import (
	"archive/tar"
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"time"
)

// tarHeader is the one header that a file of that name and size has.
func tarHeader(name string, size int64) *tar.Header {
	return &tar.Header{Typeflag: tar.TypeReg, Name: name, Size: size, Mode: 0o644, ModTime: time.Unix(0, 0), Format: tar.FormatUSTAR}
}

// OpenTar reads an export from one file of the given size, which stays open and
// the caller's. The archive is written again and must come out as it is, to the
// last byte; otherwise the error is a [Fault], which [Unopened] makes a report of.
func OpenTar(r io.ReaderAt, size int64) (Source, error) {
	s := tarSource{r: r, at: map[string]span{}}
	same := &comparer{r: r}
	tw := tar.NewWriter(same)
	tr := tar.NewReader(io.NewSectionReader(r, 0, size))
	for {
		h, err := tr.Next()
		if err == io.EOF {
			break
		}
		if err != nil {
			return nil, same.fault(fmt.Sprintf("after %q", s.last()), err)
		}
		if len(s.names) > 0 && h.Name <= s.last() {
			return nil, tarFault(fmt.Sprintf("%q stands after %q: the names of an export are sorted, each once.", h.Name, s.last()))
		}
		if h.Size > maxFile {
			return nil, tooLong(h.Name)
		}
		if err := tw.WriteHeader(tarHeader(h.Name, h.Size)); err != nil {
			return nil, same.fault(fmt.Sprintf("at %q", h.Name), err)
		}
		s.at[h.Name] = span{same.at, h.Size}
		s.names = append(s.names, h.Name)
		if _, err := io.Copy(tw, tr); err != nil {
			return nil, same.fault(fmt.Sprintf("at %q", h.Name), err)
		}
	}
	if err := tw.Close(); err != nil {
		return nil, same.fault(fmt.Sprintf("after %q", s.last()), err)
	}
	if same.at != size {
		return nil, tarFault(fmt.Sprintf("The archive goes on for %d bytes after its end.", size-same.at))
	}
	return s, nil
}

func tarFault(words string) Fault {
	return Fault{Code: NotCanonical, Check: Integrity, Entry: -1, Words: plain(words)}
}

// comparer compares what is written with what stands there already.
type comparer struct {
	r      io.ReaderAt
	at     int64
	failed error // reading went wrong, which says nothing about the archive
}

var errDiffers = errors.New("it is not written in the one way")

func (c *comparer) Write(p []byte) (int, error) {
	there := make([]byte, len(p))
	if n, err := c.r.ReadAt(there, c.at); n < len(p) && err != io.EOF {
		c.failed = err
		return 0, err
	}
	if !bytes.Equal(there, p) {
		return 0, errDiffers
	}
	c.at += int64(len(p))
	return len(p), nil
}

func (c *comparer) fault(where string, err error) error {
	if c.failed != nil {
		return c.failed
	}
	return tarFault(fmt.Sprintf("The archive is not that of an export %s: %v.", where, err))
}

type span struct{ offset, size int64 }

type tarSource struct {
	r     io.ReaderAt
	at    map[string]span
	names []string
}

func (s tarSource) last() string {
	if len(s.names) == 0 {
		return ""
	}
	return s.names[len(s.names)-1]
}

func (s tarSource) Read(path string) ([]byte, error) {
	where, ok := s.at[path]
	if !ok {
		return nil, fmt.Errorf("%q: %w", path, fs.ErrNotExist)
	}
	data := make([]byte, where.size)
	_, err := io.ReadFull(io.NewSectionReader(s.r, where.offset, where.size), data)
	return data, err
}

func (s tarSource) List() ([]string, bool, error) { return s.names, true, nil }
