package web

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"concordat/ledger"
)

// The papers of a motion that is being written. One is added as a file, by its name where it
// is here already, or by its fingerprint for whoever has no more of it.

func papersForm(v *visit, d *draft) (*formPage, error) {
	known, err := v.papersHere()
	if err != nil {
		return nil, err
	}
	return v.papersFields(d, known), nil
}

func (v *visit) papersFields(d *draft, known []ledger.Paper) *formPage {
	p := &formPage{
		Text:    []string{"A paper stands beside the ledger under its fingerprint, so that nobody can put another in its place. Choose it well: once a motion names it, it stays."},
		Buttons: []FormButton{{"add", "yes", "Save and add another paper", ""}},
	}
	var named []Radio
	var values []string
	for _, paper := range d.Motion.Papers {
		values = append(values, paperValue(paper))
		named = append(named, Radio{Value: paperValue(paper), Text: paper.Title, Hint: "Check code " + ledger.CheckCode(paper.SHA256)})
	}
	if len(named) > 0 {
		p.checkboxes("keep", "Papers that it names", "Take the tick from one that it is not to name", values, named...)
	}
	p.Fields = append(p.Fields, Field{Heading: "Add a paper"})
	v.paperFile(p, "The paper, as a file (optional)", "Web pages, plain text and PDF can be read by everybody")
	if v.paperName() != "" {
		p.Hidden = append(p.Hidden, Typed{"paper", v.form.Get("paper")})
	}
	p.input("title", "What is it called? (optional)", "Left empty, it is called what the file is", "", 0)
	known = slices.DeleteFunc(known, func(paper ledger.Paper) bool { return slices.Contains(d.Motion.Papers, paper) })
	v.paperChoice(p, "Or is it one of the papers that are here? (optional)", ledger.Paper{}, known)
	p.area("papers", "Papers of which you have the fingerprint (optional)", "One on a line: its title; its fingerprint of 64 letters and numbers", "")
	p.Fields[len(p.Fields)-1].Fold = "A paper of which you have only the fingerprint"
	return p
}

// papersTake leaves the draft as it was where something is wrong: the form has what was typed.
func papersTake(v *visit, d *draft, p *formPage) error {
	if err := v.paperSent(p); err != nil {
		return err
	}
	papers := slices.DeleteFunc(slices.Clone(d.Motion.Papers), func(paper ledger.Paper) bool { return !slices.Contains(v.form["keep"], paperValue(paper)) })
	add := func(at, line string, paper ledger.Paper) error {
		if slices.Contains(papers, paper) {
			return nil
		}
		_, err := v.client.Blob(v.ctx, paper.SHA256)
		switch {
		case err == nil:
			papers = append(papers, paper)
		case problemOf(err) == nil:
			return err
		default:
			p.wrong(at, upperFirst(line+"no paper with that fingerprint is here yet. Give the paper as a file, or have somebody who has it do that first"))
		}
		return nil
	}
	title, name := wordsOf(v.form.Get("title")), v.paperName()
	given := ledger.Paper{Title: cmp.Or(title, name), SHA256: ledger.Digest(v.form.Get("paper"))}
	switch {
	case len(given.Title) > ledger.MaxTitle:
		p.wrong("title", "Enter what the paper is called in at most "+number(ledger.MaxTitle)+" letters")
	case name != "":
		if err := add("file", "", given); err != nil {
			return err
		}
	case title != "" && p.Wrong("file") == "":
		p.wrong("file", "Choose the file that this name is for, or leave its name empty")
	}
	if chosen := paperOf(v.form.Get("named")); chosen.SHA256 != "" {
		if err := add("named", "", chosen); err != nil {
			return err
		}
	}
	for i, typed := range textLines(v.form.Get("papers")) {
		title, print, ok := strings.Cut(typed, ";")
		paper, line := ledger.Paper{Title: wordsOf(title), SHA256: ledger.Digest(strings.TrimSpace(print))}, fmt.Sprintf("Line %d: ", i+1)
		if _, err := paper.SHA256.Bytes(); err != nil || !ok || paper.Title == "" {
			p.wrong("papers", line+"write the paper’s title and its fingerprint of 64 letters and numbers, with ; between")
			break
		}
		if err := add("papers", line, paper); err != nil {
			return err
		}
		if p.Wrong("papers") != "" {
			break
		}
	}
	if len(p.Errors) == 0 {
		d.Motion.Papers = papers
	}
	return nil
}
