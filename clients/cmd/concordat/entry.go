package main

import (
	"fmt"

	"concordat/clients/sdk"
)

type entryCommands struct {
	Show entryShow `cmd:"" help:"show an entry, and prove that it stands in the ledger"`
}

type entryShow struct {
	Entry   int64 `arg:"" help:"the entry's number, from 0"`
	Receipt bool  `help:"write its receipt, in JSON, for receipt check"`
	Raw     bool  `help:"write its own bytes"`
}

func (entryShow) Help() string {
	return `
concordat entry show 412
# take its proof away
concordat entry show 412 --receipt > receipt.json
concordat receipt check receipt.json`
}

// Run shows an entry as its own bytes say it, which are proved first.
func (c *entryShow) Run(s *session) error {
	if err := s.open(); err != nil {
		return err
	}
	done, err := s.client.Receipt(s.ctx, c.Entry)
	if err != nil {
		return err
	}
	if c.Raw {
		_, err := fmt.Fprintln(s.out, string(done.Receipt.Entry))
		return err
	}
	if c.Receipt {
		return writeJSON(s.out, done.Receipt)
	}
	e, err := s.client.Entry(s.ctx, c.Entry)
	if err != nil {
		return err
	}
	if e.Raw != string(done.Receipt.Entry) {
		return &sdk.ReceiptError{Why: "the entry that is shown is not the entry that is proved", Receipt: done.Receipt}
	}
	return s.answer(e, func() {
		s.paragraph(0, "Entry "+thousands(e.Index)+": "+done.Sentence)
		var f facts
		f.add("  Time", "%s", when(done.Time))
		f.add("  Kind", "%s", done.Kind)
		if e.Author != "" {
			author := e.Author
			if e.Party != "" {
				author += ", for " + e.Party
			}
			f.add("  Signed by", "%s", author)
		} else {
			f.add("  Signed by", "nobody: it follows from what is on the ledger")
		}
		f.add("  Check code", "%s", done.CheckCode)
		f.add("  Proved", "it stands at this place in a ledger of %s that the log has signed for", counted(s.ledger.Size, "entry", "entries"))
		f.write(s.out, s.width)
		if e.Index+1 < s.ledger.Size {
			s.next("entry", "show", fmt.Sprint(e.Index+1))
		}
	})
}
