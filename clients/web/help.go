package web

import (
	"slices"

	"concordat/clients/verify"
)

// textPage is one that says the same to everybody; its words are in its template.
type textPage struct{ layout }

func text(name, title string) (page, error) {
	return &textPage{layout{page: name, Title: title}}, nil
}

// failuresPage is what each failure of a check means, and what to do about it.
type failuresPage struct {
	layout
	Questions []verify.Question
	Failures  []explained
}

// explained is a failure as a page tells of it.
type explained struct {
	ID, Title string
	Rows      []Row
}

func explain(f verify.Failure) explained {
	e := explained{ID: string(f.Code), Title: f.Says}
	for _, a := range f.Aspects() {
		e.Rows = append(e.Rows, Row{Key: a.Key, Values: []string{a.Words}})
	}
	return e
}

func failuresShow(*visit) (page, error) {
	p := &failuresPage{layout: layout{page: "failures", Title: "If a check fails", Back: &Link{"/help", "Help"}}, Questions: slices.Clone(verify.Questions)}
	for _, f := range verify.Failures {
		p.Failures = append(p.Failures, explain(f))
	}
	return p, nil
}

func helpShow(*visit) (page, error)          { return text("help", "Help") }
func provedShow(*visit) (page, error)        { return text("proved", "What is and is not proved") }
func accessibilityShow(*visit) (page, error) { return text("accessibility", "Accessibility statement") }
