package daemon

import (
	"crypto/rand"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"golang.org/x/mod/sumdb/note"

	"concordat/ledger"
	"concordat/ledger/boltstore"
	"concordat/ledger/durable"
	"concordat/ledger/journal"
	"concordat/ledger/merkle"
)

// nextKeyName is the file of a key that is made and that the ledger does not have
// yet. When an entry has given it to the log, it takes the place of log.key.
const nextKeyName = keyName + ".next"

// keyFile is a key of the log in its file.
type keyFile struct {
	path, vkey string
	signer     note.Signer
}

// readKeyFile reads a key that signs for a ledger, which nobody else may.
func readKeyFile(path string) (k keyFile, err error) {
	info, err := os.Stat(path)
	if err != nil {
		return k, fmt.Errorf("the log's key: %w", err)
	}
	if info.Mode().Perm()&0o077 != 0 {
		return k, fmt.Errorf("others may read the log's key: make it private with chmod 600 %s", path)
	}
	data, err := os.ReadFile(path)
	if err != nil {
		return k, fmt.Errorf("the log's key: %w", err)
	}
	skey := strings.TrimSuffix(string(data), "\n")
	k.path = path
	if k.signer, err = note.NewSigner(skey); err == nil {
		k.vkey, err = merkle.LogVKey(skey)
	}
	if err != nil {
		return k, fmt.Errorf("%s is not a log's key", path)
	}
	return k, nil
}

// keyFiles are those of a directory: the key in use first, then the next; none of
// those that are not there.
func keyFiles(dir string) (files []keyFile, err error) {
	for _, name := range []string{keyName, nextKeyName} {
		k, err := readKeyFile(filepath.Join(dir, name))
		switch {
		case err == nil:
			files = append(files, k)
		case !errors.Is(err, fs.ErrNotExist):
			return nil, err
		}
	}
	return files, nil
}

func vkeys(files []keyFile) (all []string) {
	for _, k := range files {
		all = append(all, k.vkey)
	}
	return all
}

// placeKeys gives the files of a directory the names that they should have: log.key
// to the key in use. It runs where nothing is served, and may be cut off anywhere: a
// start looks for the key in both.
func placeKeys(dir, inUse string, say io.Writer) error {
	files, err := keyFiles(dir)
	if err != nil {
		return err
	}
	current, next := filepath.Join(dir, keyName), filepath.Join(dir, nextKeyName)
	for _, k := range files {
		if k.path == current && k.vkey == inUse {
			return nil
		}
	}
	for _, k := range files {
		if k.path != next || k.vkey != inUse {
			continue
		}
		if files[0].path == current {
			old := fmt.Sprintf("%s.old-%08x", current, files[0].signer.KeyHash())
			if err := os.Rename(current, old); err != nil {
				return err
			}
			fmt.Fprintf(say, "concordatd: the log's old key, which signs nothing any more, is in %s: destroy it, with every copy, and keep a copy of %s apart\n", old, current)
		}
		return errors.Join(os.Rename(next, current), durable.SyncDir(dir))
	}
	return nil
}

type logKeyCommands struct {
	New    logKeyNew    `cmd:"" help:"Make the log's next key, in a file beside the one in use."`
	Rotate logKeyRotate `cmd:"" help:"Draw up the change to the next key, for two people to agree on."`
}

type logKeyNew struct {
	Data string `default:"./data" placeholder:"DIR" help:"directory of the ledger"`
}

// Run makes the key. Nothing rests on it until an entry says so.
func (c *logKeyNew) Run(t talk) error {
	origin, err := originIn(c.Data)
	if err != nil {
		return err
	}
	skey, vkey, err := merkle.NewLogKey(rand.Reader, origin)
	if err != nil {
		return err
	}
	path := filepath.Join(c.Data, nextKeyName)
	write := func(f *os.File) error { _, err := f.WriteString(skey + "\n"); return err }
	if err := place(path, write, func(string) error { return nil }); err != nil {
		return err
	}
	fmt.Fprintf(t.out, "%s: made, and not in use yet\nkey   %s\ncode  %s\n", path, vkey, ledger.LogKeyCode(vkey))
	fmt.Fprintf(t.err, "keep a copy of it apart now; next: concordatd log-key rotate --data %s --by secretary --reason renewed > change.json\n", c.Data)
	return nil
}

// originIn is the origin of a directory's ledger, whether it is being served or not.
func originIn(dir string) (string, error) {
	files, err := keyFiles(dir)
	if err != nil {
		return "", err
	}
	if len(files) > 0 {
		return files[0].signer.Name(), nil
	}
	kept, err := os.ReadFile(filepath.Join(dir, checkpointName))
	if errors.Is(err, fs.ErrNotExist) {
		return "", noLedger(dir, err)
	}
	if err != nil {
		return "", err
	}
	c, err := merkle.Claimed(journal.LastKept(kept))
	return c.Origin, err
}

type logKeyRotate struct {
	Data   string `default:"./data" placeholder:"DIR" help:"directory of the ledger"`
	By     string `required:"" placeholder:"PERSON" help:"who will state it: the secretary, or a party's officer"`
	Reason string `required:"" enum:"renewed,stolen,lost" placeholder:"renewed|stolen|lost" help:"why: renewed, stolen (others have the key, or may have), or lost (nobody has it)"`
	Since  string `placeholder:"DATE" help:"the day from which others may have signed with the old key, such as 2015-07-01"`
}

// Run writes the body of a log_key.changed that nobody has confirmed yet, signed by
// both keys; where the old one is lost, by the new.
func (c *logKeyRotate) Run(t talk) error {
	next, err := readKeyFile(filepath.Join(c.Data, nextKeyName))
	if errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("there is no next key in %s: make it with concordatd log-key new --data %s", c.Data, c.Data)
	}
	if err != nil {
		return err
	}
	b := ledger.LogKeyChanged{New: next.vkey, Reason: c.Reason, Since: ledger.Date(c.Since)}
	sign := func(by string, k keyFile) (string, error) {
		signature, err := k.signer.Sign([]byte(ledger.LogKeyInput(by, k.signer.Name(), c.By, &b)))
		return base64.RawURLEncoding.EncodeToString(signature), err
	}
	old, err := readKeyFile(filepath.Join(c.Data, keyName))
	switch {
	case err == nil && c.Reason == ledger.LogKeyLost:
		return fmt.Errorf("%s is there: a key that is there is not lost, and signs the change: use --reason renewed or stolen", old.path)
	case err == nil:
		b.Old = old.vkey
		if b.Handed, err = sign(ledger.ByOldLogKey, old); err != nil {
			return err
		}
	case !errors.Is(err, fs.ErrNotExist):
		return err
	case c.Reason != ledger.LogKeyLost:
		return fmt.Errorf("%w: put the copy that was kept apart in its place; where there is none, use --reason lost", err)
	default:
		if b.Old, err = keyInStore(c.Data); err != nil {
			return err
		}
	}
	if b.Possession, err = sign(ledger.ByNewLogKey, next); err != nil {
		return err
	}
	e := json.NewEncoder(t.out)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	if err := e.Encode(b); err != nil {
		return err
	}
	fmt.Fprintf(t.err, "the new key's code is %s: tell it to both people yourself\nnext, for the second person: concordat log-key confirm change.json --by %s --as chair > agreed.json\n", ledger.LogKeyCode(b.New), c.By)
	if c.Reason == ledger.LogKeyLost {
		fmt.Fprintf(t.err, "serve the ledger for it with: concordatd --recover --data %s\n", c.Data)
	}
	return nil
}

// keyInStore is the log's verifier key as the entries name it. Whether they hold, a
// start finds out.
func keyInStore(dir string) (vkey string, err error) {
	s, err := boltstore.OpenToRead(filepath.Join(dir, ledgerName))
	if errors.Is(err, boltstore.ErrLocked) {
		return "", fmt.Errorf("%s is being served: stop it first", dir)
	}
	if err != nil {
		return "", noLedger(dir, err)
	}
	defer func() { err = errors.Join(err, s.Close()) }()
	signed, err := s.Checkpoint()
	if err != nil {
		return "", err
	}
	c, err := merkle.Claimed(signed)
	if err != nil {
		return "", err
	}
	err = s.Entries(0, c.Size, func(_ int64, data []byte) error {
		p, err := ledger.ParseAll(data)
		if err != nil {
			return err
		}
		switch b := p.Body.(type) {
		case *ledger.Founded:
			vkey = b.LogKey
		case *ledger.LogKeyChanged:
			vkey = b.New
		}
		return nil
	})
	return vkey, err
}
