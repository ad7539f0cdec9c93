package witness

import (
	"bytes"
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

	"concordat/ledger/durable"
	"concordat/ledger/merkle"
)

const (
	keyFile   = "witness.key"
	stateFile = "witness.state"
	maxState  = 1 << 20 // bytes of the state that are read
	// MaxLogs is how many logs one witness knows.
	MaxLogs = 64
)

// state is the file, in canonical JSON of this program: what does not encode to
// the same bytes again was written by something else.
type state struct {
	V    int        `json:"v"`
	Logs []logState `json:"logs"`
}

// logState is a log that the witness knows.
type logState struct {
	VKey       string `json:"vkey"`
	By         string `json:"by,omitempty"`         // the log's key of before, that signed the checkpoint
	Checkpoint string `json:"checkpoint,omitempty"` // the last that was cosigned, with that cosignature
}

// known is a log as it stands in memory.
type known struct {
	state    logState
	verifier note.Verifier
	last     merkle.Checkpoint // of size 0 where nothing was cosigned
}

func (s state) bytes() []byte {
	data, err := json.MarshalIndent(s, "", "  ")
	if err != nil {
		panic("witness: a state of strings: " + err.Error())
	}
	return append(data, '\n')
}

// Exists reports whether a folder has a witness, or what is left of one.
func Exists(dir string) (bool, error) {
	for _, name := range []string{keyFile, stateFile} {
		if _, err := os.Lstat(filepath.Join(dir, name)); err == nil {
			return true, nil
		} else if !errors.Is(err, fs.ErrNotExist) {
			return false, err
		}
	}
	return false, nil
}

// Create makes a witness in a folder that has none, under a name that no other
// witness has, such as bury.example/witness.
func Create(dir, name string, rand io.Reader) error {
	if ok, err := Exists(dir); err != nil || ok {
		return errors.Join(err, fmt.Errorf("%s holds a witness: %w", dir, fs.ErrExist))
	}
	skey, _, err := merkle.NewCosignerKey(rand, name)
	if err != nil {
		return err
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return err
	}
	// The state first: a key without one has forgotten what it cosigned.
	if err := durable.Replace(filepath.Join(dir, stateFile), state{V: 1, Logs: []logState{}}.bytes()); err != nil {
		return err
	}
	return durable.Replace(filepath.Join(dir, keyFile), []byte(skey+"\n"))
}

// readKey reads the private key, which nobody else may.
func readKey(dir string) (merkle.Cosigner, error) {
	path := filepath.Join(dir, keyFile)
	info, err := os.Stat(path)
	if errors.Is(err, fs.ErrNotExist) {
		return merkle.Cosigner{}, fmt.Errorf("%s has no key: a witness whose key is lost is not put together again; make a new one in another folder, and have its key named on the ledger", dir)
	}
	if err != nil {
		return merkle.Cosigner{}, err
	}
	if info.Mode().Perm()&0o077 != 0 {
		return merkle.Cosigner{}, fmt.Errorf("others may read the witness's key: make it private with chmod 600 %s", path)
	}
	data, err := os.ReadFile(path)
	if err != nil {
		return merkle.Cosigner{}, err
	}
	c, err := merkle.NewCosigner(strings.TrimSuffix(string(data), "\n"))
	if err != nil {
		return merkle.Cosigner{}, fmt.Errorf("%s: %w", path, err)
	}
	return c, nil
}

// readState reads what was cosigned. Every checkpoint in it carries the log's
// signature and the witness's own; one that does not was not written by it.
func readState(dir string, own merkle.CosignerKey) ([]*known, error) {
	path := filepath.Join(dir, stateFile)
	f, err := os.Open(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("%w: %s is not there", ErrState, path)
	}
	if err != nil {
		return nil, err
	}
	defer f.Close()
	data, err := io.ReadAll(io.LimitReader(f, maxState+1))
	if err != nil {
		return nil, err
	}
	var s state
	if err := json.Unmarshal(data, &s); err != nil || s.V != 1 || len(s.Logs) > MaxLogs || s.Logs == nil || !bytes.Equal(s.bytes(), data) {
		return nil, fmt.Errorf("%w: %s is not as a witness writes it", ErrState, path)
	}
	var logs []*known
	for _, l := range s.Logs {
		k, err := open(l, own)
		if err != nil {
			return nil, fmt.Errorf("%w: %s: %w", ErrState, path, err)
		}
		for _, other := range logs {
			if other.verifier.Name() == k.verifier.Name() {
				return nil, fmt.Errorf("%w: %s names %s twice", ErrState, path, k.verifier.Name())
			}
		}
		logs = append(logs, k)
	}
	return logs, nil
}

func open(l logState, own merkle.CosignerKey) (*known, error) {
	v, err := note.NewVerifier(l.VKey)
	if err != nil {
		return nil, fmt.Errorf("the key of a log: %w", err)
	}
	// The parser takes upper-case digits and stray padding bits.
	parts := strings.SplitN(l.VKey, "+", 3)
	raw, err := base64.StdEncoding.DecodeString(parts[len(parts)-1])
	if err != nil || fmt.Sprintf("%s+%08x+%s", v.Name(), v.KeyHash(), base64.StdEncoding.EncodeToString(raw)) != l.VKey {
		return nil, fmt.Errorf("the key of %s is not in its one form", v.Name())
	}
	k := &known{state: l, verifier: v, last: merkle.Checkpoint{Origin: v.Name(), Root: merkle.Tree{}.Root()}}
	if l.Checkpoint == "" {
		return k, nil
	}
	signer := v
	if l.By != "" {
		if signer, err = note.NewVerifier(l.By); err != nil {
			return nil, fmt.Errorf("the key of a log: %w", err)
		}
	}
	c, by, err := merkle.OpenCosigned([]byte(l.Checkpoint), v.Name(), signer, []merkle.CosignerKey{own})
	if err != nil {
		return nil, err
	}
	if len(by) != 1 {
		return nil, fmt.Errorf("the checkpoint of %s is not cosigned by this witness", v.Name())
	}
	k.last = c
	return k, nil
}
