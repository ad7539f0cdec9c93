package main

import (
	"regexp"
	"strconv"
	"strings"

	"concordat/ledger"
)

var pounds = regexp.MustCompile(`^£?(\d{1,3}(?:,\d{3})+|\d+)(?:\.(\d\d))?$`)

// parseMoney reads an amount as people write it, £41,666.67, to the penny.
func parseMoney(s string) (int64, error) {
	m := pounds.FindStringSubmatch(strings.TrimSpace(s))
	if m == nil {
		return 0, usage("%q is not an amount: write pounds, such as 41666.67 or £41,666.67", s)
	}
	pence := m[2]
	if pence == "" {
		pence = "00"
	}
	n, err := strconv.ParseInt(strings.ReplaceAll(m[1], ",", "")+pence, 10, 64)
	if err != nil || n > ledger.MaxInteger {
		return 0, usage("%s is more than can be written down here", s)
	}
	return n, nil
}

// amount is the money of a command, in pounds or in pence.
type amount struct {
	Amount string `xor:"money" placeholder:"POUNDS" help:"how much, such as 41666.67 or £41,666.67"`
	Pence  *int64 `xor:"money" placeholder:"N" help:"the same in pence, for scripts"`
}

func (a amount) pence() (int64, error) {
	switch {
	case a.Pence != nil && *a.Pence < 0:
		return 0, usage("--pence is a number of pence, not %d", *a.Pence)
	case a.Pence != nil:
		return *a.Pence, nil
	case a.Amount == "":
		return 0, usage("say how much: --amount POUNDS, such as 41666.67 or £41,666.67")
	}
	return parseMoney(a.Amount)
}
