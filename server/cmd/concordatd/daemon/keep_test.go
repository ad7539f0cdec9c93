package daemon

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	bolt "go.etcd.io/bbolt"

	"concordat/clients/sdk"
	"concordat/ledger"
	"concordat/ledger/merkle"
	"concordat/server/api"
	"concordat/server/cmd/concordatd/example"
)

// did runs the command to an end that must be good, and gives what it says.
func did(t *testing.T, args ...string) string {
	t.Helper()
	var stdout, stderr bytes.Buffer
	if code := Run(context.Background(), args, &stdout, &stderr); code != api.ExitDone {
		t.Fatalf("concordatd %v: exit code %d: %s%s", args, code, stdout.String(), stderr.String())
	}
	return stdout.String()
}

// failed runs the command to an end that must be a refusal, and gives all that it says.
func failed(t *testing.T, args ...string) string {
	t.Helper()
	var said bytes.Buffer
	if code := Run(context.Background(), args, &said, &said); code != api.ExitCouldNot {
		t.Fatalf("concordatd %v: exit code %d: %s", args, code, said.String())
	}
	return said.String()
}

// founded is the small example's ledger, which is founded once: each has a copy of it.
func founded(t *testing.T) (dir string) {
	t.Helper()
	from, err := smallExample()
	if err != nil {
		t.Fatal(err)
	}
	dir = filepath.Join(t.TempDir(), "data")
	copyLedger(t, from, dir)
	return dir
}

var smallExample = sync.OnceValues(func() (string, error) {
	dir := filepath.Join(scratch, "data")
	return dir, foundAt(dir)
})

// another makes a ledger that is not the one of founded.
func another(t *testing.T) (dir string) {
	t.Helper()
	dir = filepath.Join(t.TempDir(), "data")
	if err := foundAt(dir); err != nil {
		t.Fatal(err)
	}
	return dir
}

func foundAt(dir string) error { return example.Found(dir, "cheshire-warrington-wirral", time.Now()) }

// copyLedger copies a ledger's directory, for its owner alone.
func copyLedger(t *testing.T, from, to string) {
	t.Helper()
	if err := os.CopyFS(to, os.DirFS(from)); err != nil { // which does not keep modes
		t.Fatal(err)
	}
	err := filepath.WalkDir(to, func(path string, d os.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() {
			return os.Chmod(path, 0o700)
		}
		return os.Chmod(path, 0o600)
	})
	if err != nil {
		t.Fatal(err)
	}
}

func copyFile(t *testing.T, from, to string) {
	t.Helper()
	data, err := os.ReadFile(from)
	if err == nil {
		err = os.WriteFile(to, data, 0o600)
	}
	if err != nil {
		t.Fatal(err)
	}
}

// secretary is a client whose key may record figures.
func secretary(t *testing.T, dir, url, state string) *sdk.Client {
	t.Helper()
	key, err := sdk.ReadKey(filepath.Join(dir, "keys", "secretary.key"))
	if err != nil {
		t.Fatal(err)
	}
	c, err := sdk.New(url, sdk.Options{Key: &key, StateDir: state, HTTP: &http.Client{Transport: &http.Transport{DisableKeepAlives: true}}})
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// record states one figure.
func record(c *sdk.Client, n int64) error {
	ctx := context.Background()
	b := &ledger.FigureRecorded{Party: "01C", Figure: "registered_population", Value: n, Unit: "people", Period: "2015-16", Effective: "2015-04-01", Source: "the annual return"}
	says, err := c.Sentence(ctx, ledger.KindFigureRecorded, "", b)
	if err == nil {
		_, err = c.State(ctx, ledger.KindFigureRecorded, "", b, says)
	}
	return err
}

// A backup taken while the ledger is served is whole, can be put in place
// elsewhere, and goes on as the same ledger.
func TestBackupAndRestore(t *testing.T) {
	dir := founded(t)
	file := filepath.Join(t.TempDir(), "board.backup")
	_, url, stop := served(t, "--data", dir, "--listen", "127.0.0.1:0")
	c := secretary(t, dir, url, t.TempDir())
	if err := record(c, 1); err != nil {
		t.Fatal(err)
	}
	said := did(t, "backup", "--data", dir, file)
	before, err := c.Ledger(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	if want := fmt.Sprintf(" %d entries ", before.Size); !strings.Contains(said, want) || !strings.Contains(said, "log.key") {
		t.Errorf("of %d entries it says %q", before.Size, said)
	}
	if info, err := os.Stat(file); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("the backup: %v %v", info, err)
	}
	if said := failed(t, "backup", "--data", dir, file); !strings.Contains(said, "nothing is overwritten") {
		t.Errorf("of a name that is taken it says %q", said)
	}
	if said := failed(t, "check", "--data", dir); !strings.Contains(said, "backup") {
		t.Errorf("of a ledger that is being served, check says %q", said)
	}
	if said := failed(t, "compact", "--data", dir); !strings.Contains(said, "stop it first") {
		t.Errorf("of a ledger that is being served, compact says %q", said)
	}
	did(t, "check", file)
	if code := stop(); code != api.ExitDone {
		t.Fatal(code)
	}
	if _, err := os.Stat(filepath.Join(dir, controlName)); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("the socket was left behind: %v", err)
	}

	// On another host, held against the checkpoint of the old one.
	other := filepath.Join(t.TempDir(), "other")
	if said := failed(t, "restore", "--data", other, file); !strings.Contains(said, "--checkpoint") {
		t.Errorf("without a checkpoint it says %q", said)
	}
	did(t, "restore", "--data", other, "--checkpoint", filepath.Join(dir, checkpointName), file)
	if said := failed(t, "--data", other, "--listen", "127.0.0.1:0"); !strings.Contains(said, keyName) {
		t.Errorf("without the log's key it says %q", said)
	}
	copyFile(t, filepath.Join(dir, keyName), filepath.Join(other, keyName))
	if said := failed(t, "restore", "--data", other, file); !strings.Contains(said, "not overwritten") {
		t.Errorf("over a ledger it says %q", said)
	}
	_, url, stop = served(t, "--data", other, "--listen", "127.0.0.1:0")
	defer stop()
	again, err := secretary(t, dir, url, t.TempDir()).Ledger(context.Background())
	if err != nil || again.Size != before.Size || again.Root != before.Root {
		t.Errorf("restored are %d entries, %v; there were %d", again.Size, err, before.Size)
	}
	if err := record(secretary(t, dir, url, t.TempDir()), 2); err != nil {
		t.Errorf("the restored ledger does not go on: %v", err)
	}
}

// Where this host has signed for more than a backup has, the backup is refused
// before it is in place, and so is one of another history or of another ledger.
func TestRestoreIsHeldAgainstTheCheckpoint(t *testing.T) {
	dir := founded(t)
	old := filepath.Join(t.TempDir(), "old.backup")
	did(t, "backup", "--data", dir, old)
	_, url, stop := served(t, "--data", dir, "--listen", "127.0.0.1:0")
	if err := record(secretary(t, dir, url, t.TempDir()), 1); err != nil {
		t.Fatal(err)
	}
	stop()
	ledgerFile := filepath.Join(dir, ledgerName)
	if err := os.Remove(ledgerFile); err != nil {
		t.Fatal(err)
	}
	nothing := func() {
		t.Helper()
		for _, left := range []string{ledgerFile, ledgerFile + ".new"} {
			if _, err := os.Stat(left); !errors.Is(err, fs.ErrNotExist) {
				t.Errorf("a refused restore left %s behind: %v", left, err)
			}
		}
	}
	for _, none := range [][]string{nil, {"--checkpoint", "none"}} { // the directory's own holds all the same
		if said := failed(t, append([]string{"restore", "--data", dir, old}, none...)...); !strings.Contains(said, "older than what this host has signed") {
			t.Errorf("of a backup that is behind it says %q", said)
		}
		nothing()
	}

	// Without its checkpoint file the same old backup would go on as a second history.
	kept := filepath.Join(t.TempDir(), "kept")
	if err := os.Rename(filepath.Join(dir, checkpointName), kept); err != nil {
		t.Fatal(err)
	}
	if said := failed(t, "restore", "--data", dir, "--checkpoint", kept, old); !strings.Contains(said, "older than what this host has signed") {
		t.Errorf("of a backup behind a party's checkpoint it says %q", said)
	}
	nothing()
	did(t, "restore", "--data", dir, "--checkpoint", "none", old)
	_, url, stop = served(t, "--data", dir, "--listen", "127.0.0.1:0")
	for n := range int64(2) {
		if err := record(secretary(t, dir, url, t.TempDir()), 10+n); err != nil {
			t.Fatal(err)
		}
	}
	forked := filepath.Join(t.TempDir(), "forked.backup")
	did(t, "backup", "--data", dir, forked)
	stop()
	fresh := filepath.Join(t.TempDir(), "fresh")
	if said := failed(t, "restore", "--data", fresh, "--checkpoint", kept, forked); !strings.Contains(said, "not those that this host signed for") {
		t.Errorf("of a backup of another history it says %q", said)
	}

	// Another ledger's key or checkpoint.
	strange := another(t)
	did(t, "backup", "--data", strange, filepath.Join(strange, "b"))
	copyFile(t, filepath.Join(strange, checkpointName), filepath.Join(fresh, checkpointName))
	if said := failed(t, "restore", "--data", fresh, forked); !strings.Contains(said, "origin") {
		t.Errorf("beside another ledger's checkpoint it says %q", said)
	}
	os.Remove(filepath.Join(fresh, checkpointName))
	copyFile(t, filepath.Join(strange, keyName), filepath.Join(fresh, keyName))
	if said := failed(t, "restore", "--data", fresh, "--checkpoint", "none", forked); !strings.Contains(said, "nothing was restored") {
		t.Errorf("beside another ledger's key it says %q", said)
	}
}

// Two copies of one directory, each served, can't tell of each other: whoever saw
// the one is told by the other, because their tool keeps the checkpoint it saw and
// every statement names it.
func TestCopiedDirectory(t *testing.T) {
	dir := founded(t)
	twin := filepath.Join(t.TempDir(), "twin")
	copyLedger(t, dir, twin)
	_, here, stopHere := served(t, "--data", dir, "--listen", "127.0.0.1:0")
	defer stopHere()
	_, there, stopThere := served(t, "--data", twin, "--listen", "127.0.0.1:0")
	defer stopThere()
	state := t.TempDir()
	if err := record(secretary(t, dir, here, state), 1); err != nil {
		t.Fatal(err)
	}
	if err := record(secretary(t, dir, there, t.TempDir()), 2); err != nil {
		t.Fatal(err)
	}
	var fork *merkle.InconsistencyError
	_, err := secretary(t, dir, there, state).Ledger(context.Background())
	if !errors.As(err, &fork) || len(fork.Old) == 0 || len(fork.New) == 0 {
		t.Errorf("who saw the one copy says of the other: %v", err)
	}
}

// edit changes a file under bbolt's own hands, so that only the ledger's meaning
// of it is broken.
func edit(t *testing.T, path string, change func(tx *bolt.Tx) error) {
	t.Helper()
	db, err := bolt.Open(path, 0o600, nil)
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(db.Update(change), db.Close()); err != nil {
		t.Fatal(err)
	}
}

func TestCheckSaysWhatIsWrongWhere(t *testing.T) {
	dir := founded(t)
	path := filepath.Join(dir, ledgerName)
	whole, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if said := did(t, "check", "--data", dir); !strings.Contains(said, "Nothing is wrong") {
		t.Errorf("of a ledger that is whole it says %q", said)
	}
	number := func(n uint64) []byte { return binary.BigEndian.AppendUint64(nil, n) }
	flip := func(bucket string, key []byte) func(tx *bolt.Tx) error {
		return func(tx *bolt.Tx) error {
			b := tx.Bucket([]byte(bucket))
			if key == nil {
				key, _ = b.Cursor().First()
				key = bytes.Clone(key)
			}
			v := bytes.Clone(b.Get(key))
			if len(v) == 0 {
				return fmt.Errorf("%s has no row %x", bucket, key)
			}
			v[len(v)/2] ^= 1
			return b.Put(key, v)
		}
	}
	put := func(bucket string, key, value []byte) func(tx *bolt.Tx) error {
		return func(tx *bolt.Tx) error { return tx.Bucket([]byte(bucket)).Put(key, value) }
	}
	for name, test := range map[string]struct {
		change func(tx *bolt.Tx) error
		says   string
	}{
		"an entry":        {flip("entries", number(7)), "entry 7 "},
		"an entry taken":  {func(tx *bolt.Tx) error { return tx.Bucket([]byte("entries")).Delete(number(9)) }, "entry 9 is missing"},
		"an entry beyond": {put("entries", number(1<<40), []byte("x")), "entries, and a ledger of "},
		"the founding":    {flip("entries", number(0)), "entry 0"},
		"no founding":     {put("entries", number(0), []byte("x")), "entry 0, the founding, can't be read"},
		"the checkpoint":  {flip("meta", []byte("checkpoint")), "checkpoint"},
		"a tile":          {flip("tiles", append([]byte{0}, number(0)...)), " is not what the entries give"},
		"a tile taken":    {func(tx *bolt.Tx) error { return tx.Bucket([]byte("tiles")).Delete(append([]byte{0}, number(0)...)) }, ": tile/0/000.p/"},
		"a tile beyond":   {put("tiles", append([]byte{0}, number(1<<30)...), make([]byte, 32)), "tiles, and a ledger of "},
		"the index":       {flip("fresh", nil), "the index of statements does not find entry"},
		"an index row":    {put("keyseq", []byte("nobody"), number(1)), "statements in its index, and a ledger of "},
		"a fresh row":     {put("fresh", number(1<<40), append([]byte("\x00\x06nobody"), number(1)...)), "statements in its index, and a ledger of "},
		"a blob":          {flip("blobs", nil), "blob "},
	} {
		t.Run(name, func(t *testing.T) {
			if err := os.WriteFile(path, whole, 0o600); err != nil {
				t.Fatal(err)
			}
			edit(t, path, test.change)
			if said := failed(t, "check", "--data", dir); !strings.Contains(said, test.says) || !strings.Contains(said, "use another copy") {
				t.Errorf("it says %q, not %q", said, test.says)
			}
			if name != "a blob" && name != "a tile" {
				return
			}
			// What check finds wrong is neither restored nor taken as a backup.
			to := filepath.Join(t.TempDir(), "x")
			failed(t, "backup", "--data", dir, to)
			failed(t, "restore", "--data", to+"2", "--checkpoint", "none", path)
			for _, left := range []string{to, to + ".new", filepath.Join(to+"2", ledgerName), filepath.Join(to+"2", ledgerName+".new")} {
				if _, err := os.Stat(left); !errors.Is(err, fs.ErrNotExist) {
					t.Errorf("%s was left behind: %v", left, err)
				}
			}
		})
	}
	for _, size := range []int{0, 1, 4096, len(whole) / 2} {
		cut := filepath.Join(t.TempDir(), "cut")
		if err := os.WriteFile(cut, whole[:size], 0o600); err != nil {
			t.Fatal(err)
		}
		failed(t, "check", cut)
	}
	if said := failed(t, "check", "--data", t.TempDir()); !strings.Contains(said, "there is no ledger") {
		t.Errorf("of an empty directory it says %q", said)
	}
}

// A stream that ends too early is no backup, and a directory whose server can't be
// reached says so.
func TestBackupIsCutOff(t *testing.T) {
	dir := t.TempDir()
	if err := askBackup(context.Background(), dir, io.Discard); err == nil || !strings.Contains(err.Error(), "does not answer") {
		t.Errorf("without a server: %v", err)
	}
	at, err := net.Listen("unix", filepath.Join(dir, controlName))
	if err != nil {
		t.Fatal(err)
	}
	s := &http.Server{Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Length", "100")
		w.Write(make([]byte, 10))
		http.NewResponseController(w).Flush()
		panic(http.ErrAbortHandler)
	})}
	go s.Serve(at)
	defer s.Close()
	if err := askBackup(context.Background(), dir, io.Discard); err == nil || !strings.Contains(err.Error(), "cut off after 10 bytes of 100") {
		t.Errorf("of a stream that ends too early: %v", err)
	}
}

func TestCompact(t *testing.T) {
	dir := founded(t)
	path := filepath.Join(dir, ledgerName)
	// Pages that were used once and are free.
	edit(t, path, func(tx *bolt.Tx) error { return tx.Bucket([]byte("blobs")).Put(make([]byte, 32), make([]byte, 1<<20)) })
	edit(t, path, func(tx *bolt.Tx) error { return tx.Bucket([]byte("blobs")).Delete(make([]byte, 32)) })
	before, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	was := did(t, "check", "--data", dir)
	state := filepath.Join(dir, stateName)
	if err := errors.Join(os.MkdirAll(state, 0o700), os.WriteFile(filepath.Join(state, "closed"), make([]byte, 1000), 0o600)); err != nil {
		t.Fatal(err)
	}
	did(t, "compact", "--data", dir)
	if _, err := os.Stat(state); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("closed records that nothing points at are left: %v", err)
	}
	after, err := os.Stat(path)
	if err != nil || after.Size() > before.Size()-1<<20 || after.Mode().Perm() != 0o600 {
		t.Errorf("%d bytes, were %d: %v", after.Size(), before.Size(), err)
	}
	if is := did(t, "check", "--data", dir); is != was {
		t.Errorf("it holds %q, held %q", is, was)
	}
	_, url, stop := served(t, "--data", dir, "--listen", "127.0.0.1:0")
	defer stop()
	if err := record(secretary(t, dir, url, t.TempDir()), 1); err != nil {
		t.Errorf("it does not go on: %v", err)
	}
}

// What is lost for good: the way from an old backup to a ledger that goes on, as
// the operator, the two who agree and somebody who saw what was lost walk it.
func TestLostForGood(t *testing.T) {
	ctx := context.Background()
	dir := founded(t)
	old := filepath.Join(t.TempDir(), "old.backup")
	did(t, "backup", "--data", dir, old)
	_, url, stop := served(t, "--data", dir, "--listen", "127.0.0.1:0")
	saw := t.TempDir()
	c := secretary(t, dir, url, saw)
	for n := range int64(3) {
		if err := record(c, n); err != nil {
			t.Fatal(err)
		}
	}
	before, err := c.Ledger(ctx)
	if err != nil {
		t.Fatal(err)
	}
	stop()
	if err := os.Remove(filepath.Join(dir, ledgerName)); err != nil {
		t.Fatal(err)
	}
	if said := failed(t, "restore", "--data", dir, old); !strings.Contains(said, "--behind") {
		t.Errorf("of a backup that is behind it says %q", said)
	}
	did(t, "restore", "--data", dir, "--behind", old)
	if said := failed(t, "--data", dir, "--listen", "127.0.0.1:0"); !strings.Contains(said, "--recover") {
		t.Errorf("of a ledger that is behind it says %q", said)
	}
	_, url, stop = served(t, "--data", dir, "--recover", "--listen", "127.0.0.1:0")
	defer func() { stop() }()

	// Who saw the lost entries is not served an older ledger as if nothing had been.
	var fork *merkle.InconsistencyError
	var lost *sdk.RecoveredError
	if _, err := secretary(t, dir, url, saw).Ledger(ctx); !errors.As(err, &fork) || errors.As(err, &lost) {
		t.Errorf("before it is recorded: %v", err)
	}
	fresh := secretary(t, dir, url, t.TempDir())
	if err := record(fresh, 9); err == nil || !strings.Contains(err.Error(), "unavailable") {
		t.Errorf("another statement before it: %v", err)
	}
	now, err := fresh.Ledger(ctx)
	if err != nil {
		t.Fatal(err)
	}
	chair, err := sdk.ReadKey(filepath.Join(dir, "keys", "chair.key"))
	if err != nil {
		t.Fatal(err)
	}
	b := &ledger.LedgerRecovered{Size: now.Size, Root: now.Root, Lost: ledger.Seen{Size: before.Size, Root: before.Root}, Reason: "the disk failed on the day after the backup"}
	secretaryKey, err := sdk.ReadKey(filepath.Join(dir, "keys", "secretary.key"))
	if err != nil {
		t.Fatal(err)
	}
	state := func() (sdk.Recorded, error) {
		says, err := fresh.Sentence(ctx, ledger.KindLedgerRecovered, "", b)
		if err != nil {
			t.Fatal(err)
		}
		return fresh.State(ctx, ledger.KindLedgerRecovered, "", b, says)
	}
	secretaryKey.ConfirmRecovery(now.Origin, fresh.Person(), fresh.Person(), b)
	if _, err := state(); err == nil || !strings.Contains(err.Error(), "the chair confirms it") {
		t.Errorf("stated and confirmed by one person: %v", err)
	}
	chair.ConfirmRecovery(now.Origin, fresh.Person(), chair.Person, b)
	done, err := state()
	if err != nil {
		t.Fatal(err)
	}
	if err := record(fresh, 10); err != nil {
		t.Errorf("when it is recorded: %v", err)
	}

	again := secretary(t, dir, url, saw)
	if _, err := again.Ledger(ctx); !errors.As(err, &lost) || !errors.As(err, &fork) || lost.Entry != done.Entry || !strings.Contains(err.Error(), "confirmed by "+chair.Person) {
		t.Fatalf("who saw what is lost is told: %v", err)
	}
	if err := again.AcceptRecovery(ctx, done.Entry+1); err == nil {
		t.Error("another entry was accepted for the record")
	}
	if err := again.AcceptRecovery(ctx, done.Entry); err != nil {
		t.Fatal(err)
	}
	if err := record(again, 11); err != nil {
		t.Errorf("when it is accepted: %v", err)
	}
	if err := again.AcceptRecovery(ctx, done.Entry); err == nil {
		t.Error("a loss was accepted twice")
	}

	// From here on it starts as any other, and is found whole.
	stop()
	did(t, "check", "--data", dir)
	_, _, stop = served(t, "--data", dir, "--listen", "127.0.0.1:0")
}
