package main

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"concordat/clients/verify"
)

type exportCommand struct {
	Out   string `required:"" xor:"to" short:"o" placeholder:"PATH" help:"where to: a name that ends in .tar, or a folder that is empty or not there yet"`
	Tiles string `required:"" xor:"to" placeholder:"FOLDER" help:"only the files of c2sp.org/tlog-tiles, as any web server can serve them, into a folder that is empty or not there yet"`
}

func (exportCommand) Help() string {
	return `
# one file, the same bytes for everybody at the same number of entries
concordat export -o ledger.tar
# or the files beside each other
concordat export -o ledger/
# for tools of another make: checkpoint, tiles and entry bundles alone
concordat export --tiles ledger-tiles/`
}

// Run copies the ledger. A file takes its name when it is whole.
func (c *exportCommand) Run(s *session) error {
	if c.Tiles != "" {
		return c.tiles(s)
	}
	folder := !strings.HasSuffix(c.Out, ".tar")
	if info, err := os.Stat(c.Out); folder && (err != nil || !info.IsDir()) && !strings.HasSuffix(c.Out, "/") && filepath.Ext(c.Out) != "" {
		return usage("%s is neither an archive, whose name ends in .tar, nor a folder, whose name ends in /", c.Out)
	}
	if err := s.open(); err != nil {
		return err
	}
	progress := s.counter("entries copied")
	defer progress.done()
	src := s.client.Source(s.ctx)
	if folder {
		dst, err := verify.WriteDir(c.Out)
		if err != nil {
			return c.unwritable(err)
		}
		if err := verify.Export(src, dst, progress.at); err != nil {
			return err
		}
		return c.done(s)
	}
	if _, err := os.Lstat(c.Out); !errors.Is(err, fs.ErrNotExist) {
		return usage("%s exists and is not overwritten: choose another name", c.Out)
	}
	f, err := os.CreateTemp(filepath.Dir(c.Out), ".export-*")
	if err != nil {
		return c.unwritable(err)
	}
	defer os.Remove(f.Name()) // once it has its name there is nothing to remove
	err = verify.Export(src, verify.WriteTar(f), progress.at)
	if err == nil {
		err = f.Chmod(0o644)
	}
	if err = errors.Join(err, f.Sync(), f.Close()); err != nil {
		return err
	}
	if err := os.Link(f.Name(), c.Out); err != nil {
		return c.unwritable(err)
	}
	return c.done(s)
}

// tiles writes what the server serves as c2sp.org/tlog-tiles.
func (c *exportCommand) tiles(s *session) error {
	if err := s.open(); err != nil {
		return err
	}
	c.Out = c.Tiles
	dst, err := verify.WriteDir(c.Out)
	if err != nil {
		return c.unwritable(err)
	}
	progress := s.counter("entries copied")
	defer progress.done()
	if err := verify.ExportTiles(s.client.Whole(s.ctx), dst, progress.at); err != nil {
		return err
	}
	return c.done(s)
}

// unwritable says why nothing can be written to the path that was named.
func (c *exportCommand) unwritable(err error) error {
	why := err
	if p := (*fs.PathError)(nil); errors.As(err, &p) {
		why = p.Err
	}
	if l := (*os.LinkError)(nil); errors.As(err, &l) {
		why = l.Err
	}
	return usage("can't write %s: %v", c.Out, why)
}

func (c *exportCommand) done(s *session) error {
	answer := struct {
		Path   string `json:"path"`
		Origin string `json:"origin"`
		AsAt   int64  `json:"as_at"`
		VKey   string `json:"vkey"`
	}{c.Out, s.ledger.Origin, s.ledger.Size, s.ledger.VKey}
	if err := s.answer(answer, func() {
		s.print("Exported %s of %s to %s", counted(s.ledger.Size, "entry", "entries"), s.ledger.Name, c.Out)
	}); err != nil {
		return err
	}
	if c.Tiles != "" {
		s.say("the key for tools that read c2sp.org/tlog-tiles: %s", s.ledger.VKey)
	} else {
		s.say("next: %s", "concordat verify "+c.Out+" --trust "+s.ledger.VKey)
	}
	s.say("that key is the server's word: get it from your officer before you rely on it")
	return nil
}
