package main

import (
	"concordat/ledger"
)

type paperCommands struct {
	Put paperPut `cmd:"" help:"keep a paper beside the ledger, so that a statement can name it"`
	Get paperGet `cmd:"" help:"read a paper by its SHA-256"`
}

type paperPut struct {
	File string `arg:"" help:"the paper, or - for standard input"`
}

func (paperPut) Help() string {
	return `
# says the SHA-256 by which a motion, a gate or an action names the paper
concordat paper put options.pdf --as secretary`
}

// Run keeps the paper. Nothing is signed: it becomes part of the record when a
// statement names it.
func (c *paperPut) Run(s *session) error {
	data, err := s.inputUpTo(c.File, 4<<20)
	if err != nil {
		return err
	}
	if err := s.openAs(); err != nil {
		return err
	}
	held, err := s.client.PutBlob(s.ctx, data, false)
	if err != nil {
		return err
	}
	return s.answer(held, func() {
		s.print("%s", held.SHA256)
		words := "kept"
		if held.Held {
			words = "was kept already"
		}
		s.say("%s %s, code %s: name it in a statement, or it may be dropped", counted(held.Bytes, "byte", "bytes"), words, held.Code)
		s.next("paper", "get", string(held.SHA256))
	})
}

type paperGet struct {
	Digest string `arg:"" help:"its SHA-256, in 64 digits"`
	Out    string `short:"o" placeholder:"FILE" help:"write it there; default standard output"`
}

func (paperGet) Help() string {
	return `
concordat paper get 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08 -o options.pdf`
}

// Run writes the paper's bytes, which were held against their name.
func (c *paperGet) Run(s *session) error {
	d := ledger.Digest(c.Digest)
	if _, err := d.Bytes(); err != nil {
		return usage("%q is not a SHA-256: it has 64 digits, 0 to 9 and a to f", c.Digest)
	}
	if err := s.open(); err != nil {
		return err
	}
	data, err := s.client.Blob(s.ctx, d)
	if err != nil {
		return err
	}
	return s.writeOut(c.Out, data)
}

// paper keeps a file beside the ledger and names it.
func (s *session) paper(path, title string) (ledger.Paper, error) {
	data, err := s.inputUpTo(path, 4<<20)
	if err != nil {
		return ledger.Paper{}, err
	}
	held, err := s.client.PutBlob(s.ctx, data, false)
	return ledger.Paper{Title: title, SHA256: held.SHA256}, err
}
