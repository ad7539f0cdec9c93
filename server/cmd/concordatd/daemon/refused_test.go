package daemon

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"syscall"
	"testing"
	"unsafe"

	bolt "go.etcd.io/bbolt"

	"concordat/clients/sdk"
	"concordat/server/api"
)

// content is every file of a directory, with its bytes.
func content(t *testing.T, dir string) map[string]string {
	t.Helper()
	files := map[string]string{}
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		b, err := os.ReadFile(path)
		files[path] = string(b)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}

// differ tells in which files two contents are not the same.
func differ(before, after map[string]string) (files []string) {
	for path, was := range before {
		if is, ok := after[path]; !ok || is != was {
			files = append(files, path)
		}
	}
	for path := range after {
		if _, ok := before[path]; !ok {
			files = append(files, path)
		}
	}
	return files
}

// A directory that is not as this program left it is refused in words that say what
// to do, before a byte of it is written.
func TestRefusedStarts(t *testing.T) {
	dir, other := founded(t), another(t)
	before := filepath.Join(t.TempDir(), "before")
	copyFile(t, filepath.Join(dir, ledgerName), before)
	p, c := serveCopy(t, dir, t.TempDir())
	for n := range int64(2) {
		if _, err := c.figure(n); err != nil {
			t.Fatal(err)
		}
	}
	if code := p.stop(); code != api.ExitDone {
		t.Fatal(p.says())
	}
	whole := content(t, dir)
	ledgerFile, checkpoint := filepath.Join(dir, ledgerName), filepath.Join(dir, checkpointName)
	write := func(path string, data []byte) {
		t.Helper()
		if err := os.WriteFile(path, data, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	for name, test := range map[string]struct {
		change func()
		says   []string
	}{
		"a newer layout": {func() {
			edit(t, ledgerFile, func(tx *bolt.Tx) error {
				return tx.Bucket([]byte("meta")).Put([]byte("format"), []byte("concordat boltstore 9"))
			})
		}, []string{"not a ledger of the layout that this program knows", "boltstore 9"}},
		"a text":                      {func() { write(ledgerFile, []byte(strings.Repeat("minutes of the meeting\n", 1000))) }, []string{"not a ledger of the layout"}},
		"an empty file":               {func() { write(ledgerFile, nil) }, []string{"empty", "backup"}},
		"an older file":               {func() { copyFile(t, before, ledgerFile) }, []string{"older than what this host has signed", "put the newer data back", "--recover"}},
		"another ledger's file":       {func() { copyFile(t, filepath.Join(other, ledgerName), ledgerFile) }, []string{"log.key is the key of", "belong together"}},
		"another ledger's key":        {func() { copyFile(t, filepath.Join(other, keyName), filepath.Join(dir, keyName)) }, []string{"log.key is the key of", "belong together"}},
		"no key":                      {func() { os.Remove(filepath.Join(dir, keyName)) }, []string{"put the copy of log.key in its place"}},
		"half a key":                  {func() { write(filepath.Join(dir, keyName), []byte("PRIVATE+KEY+")) }, []string{"is not a log's key"}},
		"another ledger's checkpoint": {func() { copyFile(t, filepath.Join(other, checkpointName), checkpoint) }, []string{"checkpoint file", "compare the data"}},
		"half a checkpoint":           {func() { write(checkpoint, []byte(whole[checkpoint][:100])) }, []string{"checkpoint file", "compare the data"}},
		"an empty checkpoint":         {func() { write(checkpoint, nil) }, []string{"checkpoint file", "compare the data"}},
		"half a file":                 {func() { write(ledgerFile, []byte(whole[ledgerFile][:len(whole[ledgerFile])/4])) }, []string{"cut off"}},
	} {
		for path, data := range whole {
			write(path, []byte(data))
		}
		test.change()
		is := content(t, dir)
		said := failed(t, "--data", dir, "--listen", "127.0.0.1:0")
		for _, words := range test.says {
			if !strings.Contains(said, words) {
				t.Errorf("of %s it says %q, not %q", name, said, words)
			}
		}
		changed := slices.DeleteFunc(differ(is, content(t, dir)), func(path string) bool {
			// A snapshot of entries that the file does not have is dropped; it can be made
			// again from those that it has.
			return strings.HasPrefix(path, filepath.Join(dir, stateName))
		})
		if len(changed) > 0 {
			t.Errorf("of %s it refuses, having changed %q", name, changed)
		}
	}
	for path, data := range whole {
		write(path, []byte(data))
	}
	p, _ = serveCopy(t, dir, t.TempDir())
	if code := p.stop(); code != api.ExitDone {
		t.Errorf("put right, it says %s", p.says())
	}
}

// What may not be written is refused at the start, in words, and nothing is lost.
func TestReadOnly(t *testing.T) {
	dir := founded(t)
	whole := content(t, dir)
	modes := func(ledgerMode, dirMode os.FileMode) {
		t.Helper()
		if err := errors.Join(os.Chmod(filepath.Join(dir, ledgerName), ledgerMode), os.Chmod(dir, dirMode)); err != nil {
			t.Fatal(err)
		}
	}
	t.Cleanup(func() { modes(0o600, 0o700) })
	for name, test := range map[string]struct{ file, dir os.FileMode }{
		"the file": {0o400, 0o700}, "the directory": {0o600, 0o500}, "both": {0o400, 0o500},
	} {
		modes(test.file, test.dir)
		var p *daemon
		unprivileged(func() { p = heldDaemon(t, "--data", dir, "--listen", "127.0.0.1:0") })
		if p.begin(); p.url != "" || p.ProcessState.ExitCode() != api.ExitCouldNot || !strings.Contains(p.says(), "permission denied") || !strings.Contains(p.says(), dir) {
			t.Errorf("where %s is read-only, it says %q", name, p.says())
		}
		modes(0o600, 0o700)
		if changed := differ(whole, content(t, dir)); len(changed) > 0 {
			t.Errorf("where %s is read-only, it changed %q", name, changed)
		}
	}
	p, _ := serveCopy(t, dir, t.TempDir())
	p.stop()
}

// unprivileged runs fn on a thread whose children may write only what they may by
// its mode, also where the tests run as root.
func unprivileged(fn func()) {
	done := make(chan struct{})
	go func() {
		defer close(done)
		runtime.LockOSThread() // and ends with it
		const dropFromBoundingSet, overrideModes, searchAndRead = 24, 1, 2
		for _, capability := range []uintptr{overrideModes, searchAndRead} {
			syscall.RawSyscall(syscall.SYS_PRCTL, dropFromBoundingSet, capability, 0) // who is not root has none
		}
		fn()
	}()
	<-done
}

// A disk that takes a part of what it is given and then no more, as one that is
// full does: the process is limited in how large a file it may write.
func TestFullDisk(t *testing.T) {
	b := newBoard(t)
	dir, state := b.copied(t)
	p, c := serveCopy(t, dir, state)
	info, err := os.Stat(filepath.Join(dir, ledgerName))
	if err != nil {
		t.Fatal(err)
	}
	limit := syscall.Rlimit{Cur: uint64(info.Size()), Max: uint64(info.Size())}
	const fileSize = 1 // RLIMIT_FSIZE
	if _, _, e := syscall.Syscall6(syscall.SYS_PRLIMIT64, uintptr(p.Process.Pid), fileSize, uintptr(unsafe.Pointer(&limit)), 0, 0, 0); e != 0 {
		t.Fatal(e)
	}
	d := &done{dir: dir, state: state, p: p, c: c, given: slices.Clip(b.given)}
	for n := int64(100); ; n++ { // until the file, which may have room yet, has to grow
		_, d.published = c.asks(t, api.PathCheckpoint)
		var r sdk.Recorded
		if r, d.err = c.figure(n); d.err != nil {
			break
		}
		d.given = append(d.given, r)
	}
	d.refuses(t, stating, "no space left on device")
	if code := p.stop(); code != api.ExitDone {
		t.Errorf("exit code %d: %s", code, p.says())
	}
	if !strings.Contains(p.says(), "file too large") {
		t.Errorf("it does not say why: %s", p.says())
	}
	d.again(t, stating) // with room
	b.whole(t, dir)
}
