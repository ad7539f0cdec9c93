package verify

import (
	"archive/tar"
	"bytes"
	"errors"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"concordat/ledger"
)

// archive is an export as one file.
func archive(t testing.TB, src Source) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := Export(src, WriteTar(&b), nil); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func openTar(data []byte) (Source, error) { return OpenTar(bytes.NewReader(data), int64(len(data))) }

func TestExport(t *testing.T) {
	b := sampleBoard(t)
	f := b.export()
	data := archive(t, f)
	inTar, err := openTar(data)
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "export")
	dst, err := WriteDir(path)
	if err != nil {
		t.Fatal(err)
	}
	var progress []int64
	if err := Export(inTar, dst, func(done, total int64) { progress = append(progress, done, total) }); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]int64{eCount, eCount}, progress); diff != "" {
		t.Error(diff)
	}
	inDir, err := OpenDir(path)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(archive(t, inDir), data) || !bytes.Equal(archive(t, inTar), data) {
		t.Error("an export of an export is another")
	}
	again := files{}
	if err := Export(inDir, again, nil); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(f, again); diff != "" {
		t.Error(diff)
	}
	want := text(t, audited(f, b.options()))
	for name, src := range map[string]Source{"directory": inDir, "archive": inTar} {
		if diff := cmp.Diff(want, text(t, audited(src, b.options()))); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
	if _, err := WriteDir(path); err == nil {
		t.Error("wrote into a directory that holds something")
	}
	if _, err := OpenDir(filepath.Join(path, checkpointPath)); err == nil {
		t.Error("opened a file as a directory")
	}
	if err := dst.Write("../elsewhere", nil); err == nil {
		t.Error("wrote outside the directory")
	}
}

// TestExportOfBroken passes nothing on that is not whole.
func TestExportOfBroken(t *testing.T) {
	b := sampleBoard(t)
	for path := range b.export() {
		f := b.export()
		delete(f, path)
		if err := Export(f, files{}, nil); err == nil {
			t.Errorf("exported without %s", path)
		}
		if f = b.export(); path == checkpointPath || strings.HasPrefix(path, "tile/") {
			f[path] = f[path][1:]
		} else {
			f[path] = append(slices.Clone(f[path]), '\n')
		}
		if err := Export(f, files{}, nil); err == nil {
			t.Errorf("exported with another %s", path)
		}
		if err := Export(unreadable{b.export(), path}, files{}, nil); !errors.Is(err, errUnreadable) {
			t.Errorf("%s could not be read: %v", path, err)
		}
	}
	if err := WriteTar(io.Discard).Write("b", nil); err != nil {
		t.Error(err)
	}
	w := WriteTar(io.Discard)
	if w.Write("b", nil) != nil || w.Write("a", nil) == nil {
		t.Error("an archive was written out of order")
	}
}

func TestDirectory(t *testing.T) {
	b := sampleBoard(t)
	for name, c := range map[string]struct {
		do   func(dir string) error
		code Code
	}{
		"an empty folder": {func(dir string) error { return os.Mkdir(filepath.Join(dir, "empty"), 0o755) }, ""},
		"a file too many": {func(dir string) error { return os.WriteFile(filepath.Join(dir, "tile", "x"), nil, 0o644) }, Extra},
		"a link": {func(dir string) error {
			path := filepath.Join(dir, checkpointPath)
			return errors.Join(os.Rename(path, filepath.Join(dir, "other")), os.Symlink("other", path))
		}, NotCanonical},
		"a file too long": {func(dir string) error { return os.Truncate(filepath.Join(dir, "tile", "0", "000.p", "16"), maxFile+1) }, NotCanonical},
	} {
		path := t.TempDir()
		dst, err := WriteDir(path)
		if err != nil {
			t.Fatal(err)
		}
		if err := errors.Join(Export(b.export(), dst, nil), c.do(path)); err != nil {
			t.Fatal(err)
		}
		src, err := OpenDir(path)
		if err != nil {
			t.Fatal(err)
		}
		r := audited(src, b.options())
		if c.code == "" && r.Verdict != Verified || c.code != "" && (r.Verdict != Failed || r.Faults[0].Code != c.code) {
			t.Errorf("%s: %s", name, text(t, r))
		}
	}
}

func TestTar(t *testing.T) {
	b := sampleBoard(t)
	f := b.export()
	names := slices.Sorted(maps.Keys(f))
	write := func(names []string, change func(*tar.Header), files files) []byte {
		var out bytes.Buffer
		w := tar.NewWriter(&out)
		for _, name := range names {
			h := tarHeader(name, int64(len(files[name])))
			change(h)
			if err := w.WriteHeader(h); err != nil {
				t.Fatal(err)
			}
			if _, err := w.Write(files[name]); err != nil {
				t.Fatal(err)
			}
		}
		if err := w.Close(); err != nil {
			t.Fatal(err)
		}
		return out.Bytes()
	}
	plain := func(*tar.Header) {}
	sound := write(names, plain, f)
	if !bytes.Equal(sound, archive(t, f)) {
		t.Fatal("the archive is written in another way")
	}
	reversed := slices.Clone(names)
	slices.Reverse(reversed)
	withDir := maps.Clone(f)
	withDir["tile/"] = nil
	for name, data := range map[string][]byte{
		"a member twice": write(append(slices.Clone(names), names[len(names)-1]), plain, f),
		"another order":  write(reversed, plain, f),
		"another mode":   write(names, func(h *tar.Header) { h.Mode = 0o600 }, f),
		"an owner":       write(names, func(h *tar.Header) { h.Uname = "someone" }, f),
		"a user id":      write(names, func(h *tar.Header) { h.Uid = 1 }, f),
		"a time":         write(names, func(h *tar.Header) { h.ModTime = time.Unix(1, 0) }, f),
		"PAX":            write(names, func(h *tar.Header) { h.Format = tar.FormatPAX; h.PAXRecords = map[string]string{"comment": "x"} }, f),
		"GNU":            write(names, func(h *tar.Header) { h.Format = tar.FormatGNU }, f),
		"a folder": write(slices.Sorted(maps.Keys(withDir)), func(h *tar.Header) {
			h.Typeflag = map[bool]byte{true: tar.TypeDir, false: tar.TypeReg}[h.Name == "tile/"]
		}, withDir),
		"blocks after the end":   append(slices.Clone(sound), make([]byte, 512)...),
		"no end":                 sound[:len(sound)-1024],
		"half an end":            sound[:len(sound)-512],
		"cut short":              sound[:len(sound)/2],
		"nothing":                nil,
		"something else":         []byte("hello"),
		"two archives in a row":  append(slices.Clone(sound), sound...),
		"a file that is too big": write([]string{"big"}, plain, files{"big": make([]byte, maxFile+1)}),
	} {
		_, err := openTar(data)
		var fault Fault
		if !errors.As(err, &fault) || fault.Code != NotCanonical {
			t.Errorf("%s: %v", name, err)
			continue
		}
		expect(t, Unopened(fault), NotCanonical, -1)
	}
	extra := maps.Clone(f)
	extra["zzz"] = []byte("x")
	src, err := openTar(write(slices.Sorted(maps.Keys(extra)), plain, extra))
	if err != nil {
		t.Fatal(err)
	}
	expect(t, audited(src, b.options()), Extra, -1)
	if _, err := OpenTar(brokenReader{}, 4096); !errors.Is(err, errUnreadable) {
		t.Errorf("an archive that can't be read: %v", err)
	}
}

type brokenReader struct{}

func (brokenReader) ReadAt([]byte, int64) (int, error) { return 0, errUnreadable }

// TestEveryByteOfTar flips a bit in every byte of an archive: it does not open, or
// the file that the byte is in is another. TestEveryByte is about those.
func TestEveryByteOfTar(t *testing.T) {
	f := sampleBoard(t).export()
	sound := archive(t, f)
	for i := range sound {
		data := slices.Clone(sound)
		data[i] ^= 1 << (i % 8)
		src, err := openTar(data)
		if err != nil {
			continue
		}
		changed := 0
		for path := range f {
			if got, err := src.Read(path); err != nil || !bytes.Equal(got, f[path]) {
				changed++
			}
		}
		if changed != 1 {
			t.Fatalf("byte %d: %d files are others", i, changed)
		}
	}
}

// FuzzOpenTar: what opens is written again to the same bytes.
func FuzzOpenTar(f *testing.F) {
	b := sampleBoard(f)
	f.Add(archive(f, b.export()))
	var small bytes.Buffer
	w := WriteTar(&small)
	if err := errors.Join(w.Write(checkpointPath, []byte("x")), w.Write("tile/0/000", nil), w.Close()); err != nil {
		f.Fatal(err)
	}
	f.Add(small.Bytes())
	f.Add(make([]byte, 1024))
	f.Add([]byte{})
	f.Fuzz(func(t *testing.T, data []byte) {
		src, err := openTar(data)
		if err != nil {
			return
		}
		names, listed, err := src.List()
		if err != nil || !listed {
			t.Fatal(err)
		}
		var out bytes.Buffer
		w := WriteTar(&out)
		for _, name := range names {
			content, err := src.Read(name)
			if err != nil {
				t.Fatal(err)
			}
			if err := w.Write(name, content); err != nil {
				t.Fatal(err)
			}
		}
		if err := w.Close(); err != nil || !bytes.Equal(out.Bytes(), data) {
			t.Errorf("it opens, and is written again in another way: %v", err)
		}
		if r := audited(src, Options{Rules: newTestRules}); r.Verdict == Verified {
			t.Error("verified without a key")
		}
	})
}

func TestManifest(t *testing.T) {
	d := string(ledger.DigestOf(nil))
	for text, files := range map[string]int{
		d + "  a\n":                    1,
		d + "  a\n" + d + "  b\n":      2,
		d + "  a b\n":                  1,
		"":                             0,
		"\n":                           0,
		d + "  a":                      0,
		d + " a\n":                     0,
		d + "  \n":                     0,
		d + "  a\r\n":                  1, // a name, of a file that no engine takes
		d + "  b\n" + d + "  a\n":      0,
		d + "  a\n" + d + "  a\n":      0,
		d + "  a\n\n":                  0,
		strings.ToUpper(d) + "  a\n":   0,
		strings.Repeat("x", 65) + "\n": 0,
		strings.Repeat(d+"  a\n", maxManifest/68): 0,
	} {
		got, err := manifestFiles([]byte(text))
		if len(got) != files || (err == nil) != (files > 0) {
			t.Errorf("%.80q: %d files, %v", text, len(got), err)
		}
	}
}

// The files of tlog-tiles are those of an export without the rules, and the
// checkpoint is not there before all that it vouches for.
func TestExportTiles(t *testing.T) {
	f := sampleBoard(t).export()
	want := maps.Clone(f)
	maps.DeleteFunc(want, func(path string, _ []byte) bool { return strings.HasPrefix(path, "blob/") })
	got := files{}
	last := ""
	if err := ExportTiles(f, writing{got, &last}, nil); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if last != checkpointPath {
		t.Errorf("%s is written last", last)
	}
	for path := range want {
		less, got := maps.Clone(f), files{}
		delete(less, path)
		if err := ExportTiles(less, got, nil); err == nil || got[checkpointPath] != nil {
			t.Errorf("without %s: %v, %d files", path, err, len(got))
		}
	}
}

// writing remembers the last path that was written.
type writing struct {
	files
	last *string
}

func (w writing) Write(path string, data []byte) error {
	*w.last = path
	return w.files.Write(path, data)
}
