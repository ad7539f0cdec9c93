package main

import (
	"bytes"
	"fmt"
	"maps"
	"slices"
	"strings"

	"concordat/clients/verify"
	"concordat/ledger"
	"concordat/policy"
)

type decisionInputs struct {
	Decision string `arg:"" help:"the decision's reference, which is its motion's, or that of a settlement, such as GM-2015-006/S1"`
	Out      string `required:"" short:"o" placeholder:"DIR" help:"where to: a folder that is empty or not there yet"`
	From     string `placeholder:"FILE|DIR|URL" help:"an export to read, without any server; else the server's ledger"`
}

func (decisionInputs) Help() string {
	return `
# the rules and the facts that made a decision, for a second opinion
concordat decision inputs GM-2015-003 -o second/ --from ledger.tar
# the same of what a pooled fund's year came to
concordat decision inputs GM-2015-005/S1 -o settled/
# which OPA's own program then gives
opa eval -b second/bundle -i second/input.json data.concordat.main.ruling --format=values`
}

// Run replays the ledger to the decision and writes what its rules were asked.
func (c *decisionInputs) Run(s *session) error {
	src, closed, err := c.source(s)
	if err != nil {
		return err
	}
	defer closed()
	found, report := conclusions(src, func(ref string) bool { return ref == c.Decision })
	if s.ctx.Err() != nil {
		return s.ctx.Err()
	}
	if report.Err != nil {
		return report.Err
	}
	if report.FaultCount > 0 {
		return s.report(report) // of a ledger at fault nothing is passed on as its own
	}
	s.partly(report)
	if len(found) == 0 {
		return refusal(ledger.CodeNotFound, "the rules have made no decision %s, nor a settlement, in these %s: see the list of decisions", c.Decision, counted(report.Size, "entry", "entries"))
	}
	dst, err := verify.WriteDir(c.Out)
	if err != nil {
		return (&exportCommand{Out: c.Out}).unwritable(err)
	}
	if err := writeInputs(dst, src, found[0]); err != nil {
		return err
	}
	out := strings.TrimSuffix(c.Out, "/")
	answer := struct {
		Decision string        `json:"decision"`
		Path     string        `json:"path"`
		Entry    int64         `json:"entry"`
		Engine   string        `json:"engine"`
		Rules    ledger.Digest `json:"rules"`
	}{found[0].Decision, c.Out, found[0].Entry, found[0].Engine, found[0].Rules}
	if err := s.answer(answer, func() {
		s.print("Wrote to %s what %s was made from (entry %s)", c.Out, c.Decision, thousands(answer.Entry))
	}); err != nil {
		return err
	}
	s.say("next, with OPA's own program: %s", stockCommand(out))
	return nil
}

func (c *decisionInputs) source(s *session) (verify.Source, func() error, error) {
	if c.From != "" {
		return s.source(c.From)
	}
	if err := s.open(); err != nil {
		return nil, nil, err
	}
	return s.client.Source(s.ctx), func() error { return nil }, nil
}

// conclusions replays a ledger and keeps what the rules were asked for the
// decisions that are wanted.
func conclusions(src verify.Source, wanted func(ref string) bool) ([]verify.Conclusion, verify.Report) {
	defer roomy()()
	var found []verify.Conclusion
	report := verify.Ledger(src, verify.Options{
		Engine: policy.Version(),
		Rules:  func(blob func(ledger.Digest) ([]byte, error)) ledger.Rules { return policy.New(blob) },
		Concluded: func(c verify.Conclusion) {
			if wanted(c.Decision) {
				found = append(found, c)
			}
		},
	})
	return found, report
}

// partly says of a ledger of which entries are withheld how far it was replayed.
func (s *session) partly(r verify.Report) {
	if len(r.Withheld) > 0 {
		s.say("%s withheld as private, and nothing was replayed from entry %s on: with --as, who has a role or a seat reads it whole", counted(int64(len(r.Withheld)), "entry is", "entries are"), thousands(r.Withheld[0]))
	}
}

func stockCommand(dir string) string {
	return fmt.Sprintf("opa eval -b %[1]s/bundle -i %[1]s/input.json %[2]s --format=values", dir, policy.Query)
}

// writeInputs writes a decision's rules, input and ruling as OPA's own program
// takes and gives them.
func writeInputs(dst verify.Writer, src verify.Source, c verify.Conclusion) error {
	blob := func(d ledger.Digest) ([]byte, error) { return src.Read("blob/" + string(d)) }
	manifest, err := blob(c.Rules)
	if err != nil {
		return err
	}
	bundle, err := policy.OpenBundle(manifest, blob)
	if err != nil {
		return err
	}
	files, err := bundle.Stock()
	if err != nil {
		return err
	}
	all := map[string][]byte{}
	for name, data := range files {
		all["bundle/"+name] = data
	}
	if all["input.json"], err = ledger.Encode(c.Input); err != nil {
		return err
	}
	if all["ruling.json"], err = policy.New(blob).StockAnswer(c.Rules, c.Input); err != nil {
		return err
	}
	var b bytes.Buffer
	fmt.Fprintf(&b, `%[1]s, as the ledger's own rules decided it in entry %[2]d

bundle/      the rules with the code %[3]s, and under data what they are told of
             the agreement: its terms, parties and clauses
input.json   the facts that the rules were given, byte for byte
ruling.json  their ruling, as the ledger records it

In this folder, with OPA's own program of the version that the ledger names (%[4]s),

    %[5]s

prints ruling.json again, byte for byte. Add "| diff - ruling.json" and it prints
nothing. The record of the decision and its obligations leaves out what is empty.
`, c.Decision, c.Entry, ledger.CheckCode(c.Rules), c.Engine, stockCommand("."))
	all["README.txt"] = b.Bytes()
	for _, name := range slices.Sorted(maps.Keys(all)) {
		if err := dst.Write(name, all[name]); err != nil {
			return err
		}
	}
	return dst.Close()
}
