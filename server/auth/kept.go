package auth

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// keptFile is a list that outlives the process, as one JSON object {"v":1, NAME: [...]}
// in a file. Its secrets stand in it as their SHA-256 alone.
type keptFile[T any] struct {
	path     string // empty: in memory alone
	name     string // of the list, and of the file in what is said of it
	deleting string // what deleting it does, for whoever is told to
}

// read gives the list, empty where the file is not there yet. fits tells whether an
// item is one that this program writes: a file with any other is refused whole.
func (f *keptFile[T]) read(fits func(T) bool) ([]T, error) {
	if f.path == "" {
		return nil, nil
	}
	data, err := os.ReadFile(f.path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("%s: %w", f.name, err)
	}
	var kept map[string]json.RawMessage
	var version int
	var items []T
	err = json.Unmarshal(data, &kept)
	if err == nil {
		err = errors.Join(json.Unmarshal(kept["v"], &version), json.Unmarshal(kept[f.name], &items))
	}
	ours := err == nil && version == 1
	for _, item := range items {
		ours = ours && fits(item)
	}
	if !ours {
		return nil, fmt.Errorf("%s: %s is not what this program wrote there: delete it, which %s", f.name, f.path, f.deleting)
	}
	return items, nil
}

// write puts the list in the file's place, whole or not at all, and returns when that
// is durable. Whoever calls it sees to it that nobody else does.
func (f *keptFile[T]) write(items []T) error {
	if f.path == "" {
		return nil
	}
	data, err := json.Marshal(map[string]any{"v": 1, f.name: append([]T{}, items...)})
	if err == nil {
		err = f.replace(data)
	}
	if err != nil {
		return fmt.Errorf("%s: %w", f.name, err)
	}
	return nil
}

func (f *keptFile[T]) replace(data []byte) error {
	next, err := os.CreateTemp(filepath.Dir(f.path), "."+f.name+"-*") // mode 0600
	if err != nil {
		return err
	}
	_, err = next.Write(data)
	if err = errors.Join(err, next.Sync(), next.Close()); err == nil {
		err = os.Rename(next.Name(), f.path)
	}
	if err != nil {
		return errors.Join(err, os.Remove(next.Name()))
	}
	dir, err := os.Open(filepath.Dir(f.path))
	if err != nil {
		return err
	}
	return errors.Join(dir.Sync(), dir.Close())
}
