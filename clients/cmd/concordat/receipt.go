package main

import (
	"concordat/clients/verify"
	"concordat/server/api"
)

type receiptCommands struct {
	Check receiptCheck `cmd:"" help:"check that a receipt proves what it says; needs no server"`
}

type receiptCheck struct {
	File  string `arg:"" help:"a receipt in JSON, or -"`
	Trust string `placeholder:"VKEY" help:"the log's key, which you got by another way than the receipt"`
}

func (receiptCheck) Help() string {
	return `
concordat receipt check receipt.json
concordat receipt check receipt.json --trust VKEY`
}

// Run checks a receipt and ends with its verdict.
func (c *receiptCheck) Run(s *session) error {
	var r api.Receipt
	if err := s.inputJSON(c.File, &r); err != nil {
		return err
	}
	if err := checkTrust(c.Trust); err != nil {
		return err
	}
	report := verify.Receipt(r.Receipt, c.Trust)
	report.Tool = tool()
	return s.verdictOf(report.JSON(), report.Text, report.Verdict)
}
