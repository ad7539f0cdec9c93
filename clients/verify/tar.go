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
	there := &watched{ReaderAt: r}
	same := &comparer{r: there}
	tw := tar.NewWriter(same)
	tr := tar.NewReader(io.NewSectionReader(there, 0, size))
	fault := func(err error) error {
		if there.err != nil {
			return there.err
		}
		return tarFault(fmt.Sprintf("The archive is not that of an export after %q: %v.", s.last(), err))
	}
	for {
		h, err := tr.Next()
		if err == io.EOF {
			break
		}
		if err != nil {
			return nil, fault(err)
		}
		if len(s.names) > 0 && h.Name <= s.last() {
			return nil, tarFault(fmt.Sprintf("%q stands after %q: the names of an export are sorted, each once.", h.Name, s.last()))
		}
		if h.Size > maxFile {
			return nil, tooLong(h.Name)
		}
		if err := tw.WriteHeader(tarHeader(h.Name, h.Size)); err != nil {
			return nil, fault(err)
		}
		s.at[h.Name] = span{same.at, h.Size}
		s.names = append(s.names, h.Name)
		if _, err := io.Copy(tw, tr); err != nil {
			return nil, fault(err)
		}
	}
	if err := tw.Close(); err != nil {
		return nil, fault(err)
	}
	if same.at != size {
		return nil, tarFault(fmt.Sprintf("The archive goes on for %d bytes after its end.", size-same.at))
	}
	return s, nil
}

func tarFault(words string) Fault {
	return Fault{Code: NotCanonical, Check: Integrity, Entry: -1, Words: plain(words)}
}

// watched remembers that reading went wrong, which says nothing about what is read.
type watched struct {
	io.ReaderAt
	err error
}

func (w *watched) ReadAt(p []byte, at int64) (int, error) {
	n, err := w.ReaderAt.ReadAt(p, at)
	if err != nil && err != io.EOF {
		w.err = err
	}
	return n, err
}

// comparer compares what is written with what stands there already.
type comparer struct {
	r  io.ReaderAt
	at int64
}

var errDiffers = errors.New("it is not written in the one way")

func (c *comparer) Write(p []byte) (int, error) {
	there := make([]byte, len(p))
	if _, err := c.r.ReadAt(there, c.at); err != nil && err != io.EOF {
		return 0, err
	}
	if !bytes.Equal(there, p) {
		return 0, errDiffers
	}
	c.at += int64(len(p))
	return len(p), nil
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
