package main

import (
	"errors"
	"fmt"
	"os"

	"concordat/clients/verify"
	"concordat/ledger"
	"concordat/ledger/merkle"
	"concordat/server/api"
)

type checkpointCommands struct {
	Show        checkpointShow        `cmd:"" help:"show the checkpoint, whose code people compare by eye"`
	Compare     checkpointCompare     `cmd:"" help:"prove that the ledger continues what you kept"`
	Countersign checkpointCountersign `cmd:"" help:"sign, as an officer, that you saw this checkpoint"`
	List        checkpointList        `cmd:"" help:"show who countersigned which checkpoint, and when"`
}

type checkpointShow struct {
	After int64  `placeholder:"N" help:"show the code that the ledger had after so many entries"`
	Out   string `short:"o" placeholder:"FILE" help:"keep the signed checkpoint in a new file"`
}

func (checkpointShow) Help() string {
	return `
# read the code out, or write it into the minutes
concordat checkpoint show
# and keep it, to compare later
concordat checkpoint show -o kept.txt
# what it was when there were fewer entries
concordat checkpoint show --after 374`
}

// shownCheckpoint is a checkpoint as this program writes it in JSON.
type shownCheckpoint struct {
	Origin     string        `json:"origin"`
	Size       int64         `json:"size"`
	Root       ledger.Digest `json:"root"`
	Code       string        `json:"code"`
	Checkpoint string        `json:"checkpoint,omitempty"` // as signed; only of the newest
}

func showCheckpoint(c merkle.Checkpoint) shownCheckpoint {
	root := ledger.HashDigest(c.Root)
	return shownCheckpoint{Origin: c.Origin, Size: c.Size, Root: root, Code: ledger.CheckCode(root)}
}

// Run shows the checkpoint, or the one that the ledger had when it was shorter. Who
// keeps it can tell later that the ledger still holds all that it held.
func (c *checkpointShow) Run(s *session) error {
	switch {
	case c.After < 0:
		return usage("--after: %d is no number of entries", c.After)
	case c.After > 0 && c.Out != "":
		return usage("only the newest checkpoint is signed: --after and -o do not go together")
	}
	if err := s.open(); err != nil {
		return err
	}
	shown := shownCheckpoint{Origin: s.ledger.Origin, Size: s.ledger.Size, Root: s.ledger.Root, Code: ledger.CheckCode(s.ledger.Root), Checkpoint: s.ledger.Checkpoint}
	if c.After > 0 {
		var err error
		if shown.Root, err = s.rootAfter(c.After); err != nil {
			return err
		}
		shown.Size, shown.Code, shown.Checkpoint = c.After, ledger.CheckCode(shown.Root), ""
	}
	if c.Out != "" {
		f, err := os.OpenFile(c.Out, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
		if err != nil {
			return usage("can't write %v", err)
		}
		_, err = f.WriteString(shown.Checkpoint)
		if err = errors.Join(err, f.Close()); err != nil {
			return err
		}
	}
	if err := s.answer(shown, func() {
		s.print("%s", s.ledger.Name)
		var f facts
		f.add("  Ledger", "%s", shown.Origin)
		f.add("  Entries", "%s", thousands(shown.Size))
		f.add("  Checkpoint code", "%s", shown.Code)
		f.write(s.out, s.width)
	}); err != nil {
		return err
	}
	if c.Out != "" {
		s.next("checkpoint", "compare", c.Out)
	}
	return nil
}

// rootAfter is the root that the ledger had after so many entries.
func (s *session) rootAfter(size int64) (ledger.Digest, error) {
	root, now, err := s.client.RootAt(s.ctx, size)
	if size > now.Size && errors.Is(err, merkle.ErrMalformed) {
		return "", advised(ledger.CodeNotFound, "ask for no more than there are", "the ledger has %s, and never had %s", counted(now.Size, "entry", "entries"), thousands(size))
	}
	return root, err
}

type checkpointCompare struct {
	File  string `arg:"" optional:"" help:"a signed checkpoint that you kept, or -"`
	After int64  `placeholder:"N" help:"where you kept a code alone: how many entries there were"`
	Code  string `placeholder:"CODE" help:"the code that you kept, as \"EZ8Q 2SZW 0PM8\""`
}

func (checkpointCompare) Help() string {
	return `
# a file that checkpoint show -o made, or the checkpoint of an export
concordat checkpoint compare kept.txt
# a code out of the minutes
concordat checkpoint compare --after 374 --code "EZ8Q 2SZW 0PM8"`
}

// Run holds the ledger against a checkpoint or a code. A signed checkpoint that it
// does not continue is evidence against the log; of a code nobody can say who
// wrote it down, and how well.
func (c *checkpointCompare) Run(s *session) error {
	if (c.File == "") == (c.Code == "") || (c.After > 0) != (c.Code != "") || c.After < 0 {
		return usage("name the file of a checkpoint, or --after and --code")
	}
	if c.Code != "" {
		return c.code(s)
	}
	kept, err := s.input(c.File)
	if err != nil {
		return err
	}
	if err := checkCheckpoint(c.File, kept); err != nil {
		return err
	}
	if err := s.open(); err != nil {
		return err
	}
	if of := originOf(kept); of != s.ledger.Origin {
		return usage("%s is a checkpoint of %s, and this is %s", c.File, of, s.ledger.Origin)
	}
	old, now, err := s.client.Continues(s.ctx, kept)
	switch {
	case errors.Is(err, merkle.ErrKey), errors.Is(err, merkle.ErrSignature):
		return usage("%s is not signed by the key of this ledger, so it shows nothing: %v", c.File, err)
	case errors.Is(err, merkle.ErrMalformed):
		return usage("%s is not written in the one way: %v", c.File, err)
	case err != nil:
		return err
	}
	return c.continues(s, showCheckpoint(old), showCheckpoint(now))
}

// comparison is what compare writes in JSON.
type comparison struct {
	Continues bool            `json:"continues"`
	Kept      shownCheckpoint `json:"kept"`
	Now       shownCheckpoint `json:"now"`
}

func (c *checkpointCompare) continues(s *session, kept, now shownCheckpoint) error {
	return s.answer(comparison{true, kept, now}, func() {
		s.print("%s: it has %s, and the first %s are those whose code is %s.", s.ledger.Name, counted(now.Size, "entry", "entries"), thousands(kept.Size), kept.Code)
	})
}

// code compares a code that somebody wrote down.
func (c *checkpointCompare) code(s *session) error {
	code, ok := ledger.ReadCode(c.Code)
	if !ok {
		return usage("%q is no checkpoint code: one has twelve letters and digits, as EZ8Q 2SZW 0PM8", c.Code)
	}
	if err := s.open(); err != nil {
		return err
	}
	root, now, err := s.client.RootAt(s.ctx, c.After)
	if err != nil && !(c.After > now.Size && errors.Is(err, merkle.ErrMalformed)) {
		return err
	}
	kept := shownCheckpoint{Origin: now.Origin, Size: c.After, Root: root, Code: ledger.CheckCode(root)}
	if err == nil && kept.Code == code {
		return c.continues(s, kept, showCheckpoint(now))
	}
	why := fmt.Sprintf("after %s its code was %s, and you kept %s", counted(c.After, "entry", "entries"), kept.Code, code)
	if err != nil {
		why = fmt.Sprintf("it has %s, and you kept a code of %s", counted(now.Size, "entry", "entries"), thousands(c.After))
	}
	kept.Root, kept.Code = "", code
	if err := s.answer(comparison{false, kept, showCheckpoint(now)}, func() {
		s.print("DOES NOT CONTINUE: %s.", why)
		if err == nil {
			s.paragraph(0, verify.CodesApart(code, ledger.CheckCode(root)))
		}
		s.paragraph(0, "Either the code or the number was not written down as it was shown, or this ledger is not the one that was shown to you. Compare both with what you wrote down first. Ask somebody else who kept it, and compare.")
	}); err != nil {
		return err
	}
	return errVerdict(api.ExitFailed)
}
