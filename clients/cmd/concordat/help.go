package main

import (
	"fmt"
	"strings"

	"github.com/alecthomas/kong"
)

// Help leads with examples: a command's Help method gives them, one a line, each
// optionally after a line of words that begins with #.

const appExamples = `
# what is going on, and what it would mean
concordat status
concordat preview GM-2015-012 00V=for
# vote as one of an example's people, and see who is bound to what
concordat vote cast GM-2015-012 for --as bury-member
concordat decision explain GM-2015-004 --party 00V
# prove all of it without the server
concordat export -o ledger.tar
concordat verify ledger.tar --trust VKEY`

func printHelp(_ kong.HelpOptions, ctx *kong.Context) error {
	t := newTerminal(true, true)
	h := &helpPage{t}
	node := ctx.Selected()
	if node == nil {
		node = ctx.Model.Node
	}
	title, examples := node.FullPath()+": "+node.Help, node.Detail
	if node.Type == kong.ApplicationNode {
		title, examples = node.Help, appExamples
	}
	h.paragraph(title)
	h.examples(examples)
	h.heading("Usage")
	if node.Leaf() {
		h.usage("  " + node.FullPath() + usageOf(node))
	} else {
		h.line("  " + node.FullPath() + " <command> …")
		h.heading("Commands")
		var list facts
		for _, leaf := range node.Leaves(true) {
			name := strings.TrimPrefix(leaf.FullPath(), "concordat ")
			for _, p := range leaf.Positional {
				name += " " + p.Summary()
			}
			list = append(list, [2]string{"  " + name, leaf.Help})
		}
		list.write(t.out, t.width)
	}
	if len(node.Positional) > 0 {
		h.heading("Arguments")
		var list facts
		for _, p := range node.Positional {
			list = append(list, [2]string{"  " + p.Summary(), p.Help})
		}
		list.write(t.out, t.width)
	}
	if node.Type != kong.ApplicationNode {
		h.flags("Flags", node.Flags)
	}
	h.flags("Flags of every command", ctx.Model.Flags)
	if node.Type == kong.ApplicationNode {
		h.heading("Exit codes")
		facts{
			{"  0", "done or verified"}, {"  1", "a verification failed"}, {"  2", "used wrongly, or could not run"}, {"  3", "not proven"},
			{"  4", "refused by the rules"}, {"  5", "out of date, or in conflict"}, {"  6", "not allowed"},
		}.write(t.out, t.width)
	}
	return nil
}

type helpPage struct{ *terminal }

func (h *helpPage) line(s string) { fmt.Fprintln(h.out, s) }

// usage writes what a command takes, on as many lines as it needs.
func (h *helpPage) usage(s string) {
	for i, l := range wrap(s, h.width-stackIndent) {
		if i > 0 {
			l = "  " + l
		}
		h.line("  " + l)
	}
}

func (h *helpPage) heading(s string) { fmt.Fprintf(h.out, "\n%s:\n", s) }

func (h *helpPage) paragraph(s string) {
	for _, l := range wrap(s, h.width) {
		h.line(l)
	}
}

func (h *helpPage) examples(text string) {
	text = strings.Trim(text, "\n")
	if text == "" {
		return
	}
	h.heading("Examples")
	for l := range strings.Lines(text) {
		l = "  " + strings.TrimSpace(l)
		switch {
		case length(l) <= h.width || strings.Contains(l, `"`): // what is quoted stays on its line
			h.line(l)
		case strings.HasPrefix(l, "  #"):
			for _, words := range wrap(l[3:], h.width-4) {
				h.line("  # " + words)
			}
		default:
			h.line(strings.Join(commandIn(l, h.width), "\n"))
		}
	}
}

func (h *helpPage) flags(heading string, flags []*kong.Flag) {
	var list facts
	for _, f := range flags {
		if f.Hidden || f.Name == "help" && heading == "Flags" {
			continue
		}
		name := "      --" + f.Name
		if f.Short != 0 {
			name = fmt.Sprintf("  -%c, --%s", f.Short, f.Name)
		}
		if !f.IsBool() {
			name += " " + placeholder(f)
		}
		words := strings.Replace(f.Help, "Show context-sensitive help.", "show this help", 1)
		if len(f.Envs) > 0 {
			words += fmt.Sprintf(" (or %s)", f.Envs[0])
		}
		if f.HasDefault && f.Default != "" {
			words += "; default " + f.Default
		}
		list = append(list, [2]string{name, words})
	}
	if len(list) > 0 {
		h.heading(heading)
		list.write(h.out, h.width)
	}
}

func placeholder(f *kong.Flag) string {
	if f.PlaceHolder != "" {
		return f.PlaceHolder
	}
	return strings.ToUpper(f.Name)
}

func usageOf(node *kong.Node) string {
	var b strings.Builder
	for _, p := range node.Positional {
		b.WriteString(" " + p.Summary())
	}
	for _, f := range node.Flags {
		if f.Required {
			fmt.Fprintf(&b, " --%s %s", f.Name, placeholder(f))
		}
	}
	return b.String() + " [flags]"
}
