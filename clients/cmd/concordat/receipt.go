package main

import (
	"fmt"

	"concordat/clients/verify"
	"concordat/ledger"
	"concordat/ledger/merkle"
	"concordat/server/api"
)

type receiptCommands struct {
	Check receiptCheck `cmd:"" help:"check that a receipt proves what it says; needs no server"`
}

type receiptCheck struct {
	File  string  `arg:"" help:"a receipt in JSON, or -"`
	Trust *string `placeholder:"VKEY" help:"the log's key, or @FILE with it, which you got by another way than the receipt"`

	Change []string `sep:"none" placeholder:"FILE" help:"the receipt of a change of the log's key between the key that you trust and the receipt's; may be given again, the oldest first"`
}

func (receiptCheck) Help() string {
	return `
concordat receipt check receipt.json
concordat receipt check receipt.json --trust VKEY
# where the log's key was changed in entry 374 since, or before you came to know it
concordat entry show 374 --receipt > change.json
concordat receipt check receipt.json --trust VKEY --change change.json`
}

// Run checks a receipt and ends with its verdict. What the file says about its entry
// must be what the entry says.
func (c *receiptCheck) Run(s *session) error {
	trust, err := s.trusted(c.Trust)
	if err != nil {
		return err
	}
	r, err := s.receipt(c.File)
	if err != nil {
		return err
	}
	if len(c.Change) > 0 && trust == "" {
		return usage("--change leads from a key that you trust: name it with --trust")
	}
	var changes []merkle.Receipt
	for _, file := range c.Change {
		change, err := s.receipt(file)
		if err != nil {
			return err
		}
		changes = append(changes, change.Receipt.Receipt)
	}
	report := verify.Receipt(r.Receipt.Receipt, trust, changes...)
	report.Tool = tool()
	if report.Verdict != verify.Failed {
		if words := misquotes(r.Receipt, r.Index, report.Entry); words != "" {
			report.Verdict = verify.Failed
			report.Fault = &verify.Fault{Code: verify.Altered, Check: verify.Integrity, Entry: report.Entry, Words: words}
		}
	}
	return s.verdictOf(report.JSON(), report.Text, report.Verdict.ExitCode())
}

// givenReceipt is a receipt in a file, which may leave out what is said of its entry.
type givenReceipt struct {
	api.Receipt
	Index *int64 `json:"index"`
}

func (s *session) receipt(path string) (r givenReceipt, err error) {
	data, err := s.input(path)
	if err != nil {
		return r, err
	}
	return r, decodeJSON(path, data, &r)
}

// misquotes says where a receipt's own words about its entry are not the entry's.
// What a receipt leaves out it says nothing about.
func misquotes(r api.Receipt, index *int64, entry int64) string {
	p, err := ledger.ParseAll(r.Entry)
	if err != nil {
		return "" // that is found anyway
	}
	id := ledger.Digest("")
	if p.Signed != nil {
		id = p.Signed.ID
	}
	if index != nil && *index != entry {
		return fmt.Sprintf("The file says that this is entry %d; it is entry %d.", *index, entry)
	}
	for _, f := range []struct{ what, said, is string }{
		{"sentence", r.Sentence, p.Text}, {"time", string(r.Time), string(p.Entry.Time)}, {"kind", r.Kind, p.Kind},
		{"id", string(r.ID), string(id)}, {"check code", r.CheckCode, ledger.CheckCode(ledger.DigestOf(r.Entry))},
	} {
		if f.said != "" && f.said != f.is {
			return fmt.Sprintf("The file says that the %s is %q; its entry's is %q.", f.what, f.said, f.is)
		}
	}
	return ""
}
