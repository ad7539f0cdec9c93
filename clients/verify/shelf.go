package verify

import (
	"fmt"
	"os"

	"concordat/ledger"
)

// shelf is a file of this audit's own, without a name, that holds what is closed: so
// memory grows with what is open, and not with what was ever decided. It is written
// from what was replayed, never from what the export brings, and State holds what it
// reads against its digest.
type shelf struct {
	file *os.File
	end  int64
}

func (s *shelf) Read(at, n int64) ([]byte, error) {
	b := make([]byte, n)
	_, err := s.file.ReadAt(b, at)
	return b, err
}

func (s *shelf) keep(record []byte) (at int64, err error) {
	at = s.end
	if _, err := s.file.WriteAt(record, at); err != nil {
		return 0, fmt.Errorf("keep what is closed out of memory: %w", err)
	}
	s.end += int64(len(record))
	return at, nil
}

// perShelving is how many entries are replayed before what is closed leaves memory
// again.
const perShelving = 1 << 16

// shelve puts what is closed out of memory, where enough came since the last time.
// Without a place for it, it stays.
func (a *audit) shelve() {
	every := int64(perShelving)
	if a.opts.shelving > 0 {
		every = a.opts.shelving
	}
	size := a.state.Durable().Size()
	if a.opts.unshelved || size-a.shelved < every {
		return
	}
	a.shelved = size
	if a.shelf == nil {
		f, err := os.CreateTemp("", "concordat-verify-")
		if err != nil {
			return
		}
		if err := os.Remove(f.Name()); err != nil { // it goes when the last who needs it has gone
			f.Close()
			return
		}
		a.shelf = &shelf{file: f}
		a.state.SetArchive(a.shelf)
	}
	frozen := a.state.Freeze()
	_ = frozen.Archive(a.shelf.keep) // what could not be kept stays in memory
	a.state.Thaw(frozen)
}

// unshelved gives what audit gives, without a shelf where that can't be read back.
func unshelved(opts Options, audit func(Options) Report) (r Report) {
	defer func() {
		switch e := recover().(type) {
		case nil:
		case *ledger.ArchiveError:
			opts.unshelved = true
			r = audit(opts)
		default:
			panic(e)
		}
	}()
	return audit(opts)
}
