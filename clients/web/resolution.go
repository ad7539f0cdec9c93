package web

import (
	"cmp"
	"errors"
	"io"
	"net/http"

	"concordat/ledger"
	"concordat/server/api"
)

// resolutionAsk asks for the governing body's resolution, and takes the paper that was before
// it: as a file, or by its name where it is known to be here. about are papers that the form
// is about.
func (v *visit) resolutionAsk(p *formPage, about ...ledger.Paper) error {
	known, err := v.papersHere(about...)
	if err == nil {
		err = v.paperSent(p)
	}
	if err == nil {
		v.resolutionFields(p, known)
	}
	return err
}

func (v *visit) resolutionFields(p *formPage, known []ledger.Paper) {
	p.input("resolution", "Reference of the governing body’s resolution", "For example, GB/15/9", "", 20)
	p.input("resolved", "When was it passed?", "For example, 20 November 2015", "", 20)
	v.paperFile(p, "The paper that was before it, as a file (optional)", "It is put beside the ledger, where the other parties read it")
	v.paperChoice(p, "Or is it one of the papers that are here? (optional)", ledger.Paper{}, known)
	p.input("paper", "Its fingerprint, if it is beside the ledger already (optional)", "64 letters and numbers. It is worked out for you of a file that you give above", "", 0)
}

// paperFile asks for a paper as a file. One that was given with the form stays with it.
func (v *visit) paperFile(p *formPage, label, hint string) {
	p.Upload = true
	if name := v.paperName(); name != "" {
		p.Hidden = append(p.Hidden, Typed{"paper-name", name}, Typed{"paper-of", v.form.Get("paper-of")})
		hint = "You have given " + paperWords(ledger.Paper{Title: name, SHA256: ledger.Digest(v.form.Get("paper"))}) + ". Choose another to put it in its place"
	}
	p.Fields = append(p.Fields, Field{Input: &Input{ID: "file", Name: "file", Label: label, Hint: hint, Kind: "file"}})
}

// paperSent puts a paper that is sent with a form beside the ledger, and makes it the form's:
// its fingerprint is worked out here, and it stays with the form.
func (v *visit) paperSent(p *formPage) error {
	paper, err := v.fileSent(p)
	if err == nil && paper.SHA256 != "" {
		v.form.Set("paper", string(paper.SHA256))
		v.form.Set("paper-name", paper.Title)
		v.form.Set("paper-of", string(paper.SHA256))
	}
	return err
}

// fileSent puts the file that a form brings beside the ledger, and is that paper by what the
// file was called. It is none where the form brings none, or one that can't be taken, which
// is said beside the question.
func (v *visit) fileSent(p *formPage) (paper ledger.Paper, err error) {
	if v.request.Method != http.MethodPost {
		return paper, nil
	}
	file, about, err := v.request.FormFile("file")
	if errors.Is(err, http.ErrMissingFile) || errors.Is(err, http.ErrNotMultipart) {
		return paper, nil
	}
	if err != nil {
		return paper, api.NewProblem(ledger.CodeMalformed, "what was sent is not a form")
	}
	defer file.Close()
	data, err := io.ReadAll(file)
	if err != nil {
		return paper, err
	}
	if len(data) == 0 {
		p.wrong("file", "Choose a paper with something in it: this one is empty")
		return paper, nil
	}
	kept, err := v.client.PutBlob(v.ctx, data, false)
	if problem := problemOf(err); problem != nil && problem.Status == http.StatusRequestEntityTooLarge {
		p.wrong("file", upperFirst(problem.Detail))
		return paper, nil
	}
	return ledger.Paper{Title: wordsOf(about.Filename), SHA256: kept.SHA256}, err
}

// paperName is what the file of the form's paper was called. The name is that of the file
// which it was sent with: a fingerprint that was typed since has none.
func (v *visit) paperName() string {
	if paper := wordsOf(v.form.Get("paper")); paper == "" || paper != v.form.Get("paper-of") {
		return ""
	}
	return wordsOf(v.form.Get("paper-name"))
}

// resolutionValues say of a resolution which it is, and which paper was before it.
func (v *visit) resolutionValues(r ledger.Resolution) []string {
	said := []string{r.Ref + " of " + r.On.InWords()}
	if r.Paper != "" {
		said = append(said, "Paper: "+paperWords(ledger.Paper{Title: cmp.Or(paperOf(v.form.Get("named")).Title, v.paperName(), "beside the ledger"), SHA256: r.Paper}))
	}
	return said
}

// resolutionTake reads the governing body's resolution.
func (v *visit) resolutionTake(p *formPage) (r ledger.Resolution) {
	r.Ref, r.Paper = wordsOf(v.form.Get("resolution")), ledger.Digest(wordsOf(v.form.Get("paper")))
	if chosen := paperOf(v.form.Get("named")).SHA256; chosen != "" {
		if r.Paper != "" && r.Paper != chosen {
			p.wrong("named", "Select “None of these” for the paper that you gave, or leave its fingerprint empty")
		}
		r.Paper = chosen
	}
	if r.Ref == "" {
		p.wrong("resolution", "Enter the reference of the governing body’s resolution")
	}
	var ok bool
	if r.On, ok = typedDay(v.form.Get("resolved")); !ok || r.On > v.ledger.Time.Day() {
		p.wrong("resolved", "Enter the day on which the resolution was passed, today or before")
	}
	if _, err := r.Paper.Bytes(); err != nil && r.Paper != "" {
		p.wrong("paper", "Enter the paper’s fingerprint of 64 letters and numbers, or leave it empty")
	}
	return r
}
