package verify

import (
	"bytes"
	"fmt"
	"html"
)

// Paper is what makes a report a working paper, which an auditor keeps: of which input it is,
// by which key, and when it was made.
type Paper struct {
	Made    string `json:"made"` // RFC 3339, by the auditor's own clock
	Input   string `json:"input"`
	SHA256  string `json:"sha256,omitempty"`  // of the input, where it is one file
	Trusted string `json:"trusted,omitempty"` // the log's key that was named as trusted
}

// HTML is the report as a page to be kept and printed, which runs nothing.
func (r Report) HTML() []byte {
	var b bytes.Buffer
	row := func(key, value string) {
		if value != "" {
			fmt.Fprintf(&b, "<dt>%s</dt><dd>%s</dd>\n", html.EscapeString(key), html.EscapeString(value))
		}
	}
	paragraph := func(words string) { fmt.Fprintf(&b, "<p>%s</p>\n", html.EscapeString(words)) }
	list := func(open, heading string) {
		fmt.Fprintf(&b, "<%s>%s</%[1]s>\n<dl>\n", open, html.EscapeString(heading))
	}
	end := func() { b.WriteString("</dl>\n") }
	paragraph(r.conclusion())
	if r.Example != "" {
		paragraph("This is the example " + r.Example + ": its people, keys and clock are examples.")
	}
	list("h2", "The five questions")
	for i, c := range r.Checks {
		said := answers[c.Verdict] + ": " + c.Detail
		if c.Fault != nil {
			said = answers[c.Verdict] + ": " + c.Fault.sentence() + " What that would mean: " + Questions[i].IfNot
		}
		row(Questions[i].Asks, said+map[bool]string{true: ". " + c.Hint}[c.Hint != ""])
	}
	end()
	if r.FaultCount > 0 {
		list("h2", counted(r.FaultCount, "thing is wrong", "things are wrong"))
		for _, f := range r.Faults[:min(len(r.Faults), faultsShown)] {
			row(string(f.Code), f.sentence())
		}
		end()
		for _, f := range failures(r.Faults) {
			list("h3", f.Says)
			for _, a := range f.Aspects() {
				row(a.Key, a.Words)
			}
			end()
		}
	}
	if len(r.Asked) > 0 {
		b.WriteString("<h2>The decisions that were asked for</h2>\n")
	}
	for _, d := range r.Asked {
		list("h3", d.Title)
		for _, a := range d.Rows {
			row(a.Key, a.Words)
		}
		end()
	}
	if len(r.Notes) > 0 {
		b.WriteString("<h2>Notes</h2>\n")
		for _, n := range r.Notes {
			paragraph(n)
		}
	}
	b.WriteString("<h2>What this does not prove</h2>\n")
	paragraph(limits)
	list("h2", "What it was made of")
	if p := r.Paper; p != nil {
		row("Made", p.Made)
		row("Input", p.Input)
		row("SHA-256 of the input", p.SHA256)
		row("The log’s key that was trusted", p.Trusted)
	}
	row("Checked with", r.Tool)
	row("Ledger", r.Origin)
	row("Founding code", r.Founding)
	if r.Checkpoint != "" {
		row("Page code", fmt.Sprintf("%s at %s", r.Checkpoint, counted(r.Size, "entry", "entries")))
	}
	end()
	name := r.Name
	if name == "" {
		name = "an export"
	}
	return page("Working paper: "+name, b.Bytes())
}
