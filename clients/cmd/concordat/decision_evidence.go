package main

import (
	"bytes"
	"errors"
	"os"

	"concordat/clients/verify"
	"concordat/clients/web/verifypage"
)

type decisionEvidence struct {
	Ref string `arg:"" name:"decision" help:"its reference, such as GM-2015-003"`
	Out string `short:"o" placeholder:"FILE" help:"where to; a file that is not there yet. Left out: DECISION.evidence.zip here"`
}

func (decisionEvidence) Help() string {
	return `
concordat decision evidence GM-2015-003
# and whoever gets it checks it with this program, or opens the page that is in it
concordat verify GM-2015-003.evidence.zip --decision GM-2015-003`
}

// Run writes the pack. A file takes its name when it is whole.
func (c *decisionEvidence) Run(s *session) error {
	if err := s.open(); err != nil {
		return err
	}
	told, err := s.client.Evidence(s.ctx, c.Ref)
	if err != nil {
		return err
	}
	d := told.Decision
	if c.Out == "" {
		c.Out = d.Ref + ".evidence.zip"
	}
	var pack bytes.Buffer
	if err := verify.WritePack(&pack, s.client.Source(s.ctx), verify.Pack{Decision: d.Ref, Title: d.Title, Ledger: s.ledger.Name, JSON: told.JSON, Notice: told.Notice, Inputs: told.Inputs, Page: verifypage.HTML()}); err != nil {
		return err
	}
	f, err := os.OpenFile(c.Out, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
	if err != nil {
		return usage("can't write %v", err)
	}
	_, err = f.Write(pack.Bytes())
	if err = errors.Join(err, f.Sync(), f.Close()); err != nil {
		return errors.Join(err, os.Remove(c.Out))
	}
	answer := struct {
		Path     string `json:"path"`
		Decision string `json:"decision"`
		AsAt     int64  `json:"as_at"`
	}{c.Out, d.Ref, s.ledger.Size}
	if err := s.answer(answer, func() {
		s.print("The evidence for %s, with %s, is in %s", d.Ref, counted(s.ledger.Size, "entry", "entries"), c.Out)
	}); err != nil {
		return err
	}
	s.say("next: %s", "concordat verify "+c.Out+" --decision "+d.Ref+" --trust "+s.ledger.VKey)
	return nil
}
