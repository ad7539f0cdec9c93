package web

import (
	"net/url"
	"slices"
	"strings"

	"concordat/ledger"
	"concordat/server/api"
)

// A form asks for a paper that stands beside the ledger by its name: one that is named
// already where the form is about, or one that the reader has just put there. Its
// fingerprint is for those who have none of it here.

// paperAsk asks for a paper in p.Fields. was is the one that is chosen already, if any.
func (v *visit) paperAsk(p *formPage, question, called, fingerprint string, was ledger.Paper, known ...ledger.Paper) {
	// An address may name any paper by any title: one that is here has a check code to see it by.
	if put := (ledger.Paper{Title: wordsOf(v.request.URL.Query().Get("title")), SHA256: ledger.Digest(v.request.URL.Query().Get("paper"))}); put.Title != "" && v.holds(put.SHA256) {
		was = put
	}
	back := v.request.URL.Path
	if same := v.request.URL.Query().Get("same"); same != "" {
		back += "?" + url.Values{"same": {same}}.Encode()
	}
	p.Fields = append(p.Fields, Field{
		Heading: question, Text: "Put the paper beside the ledger first, if nobody has: what you have typed on this page is not kept meanwhile.",
		Link: &Link{api.PagePapers + "?" + url.Values{"next": {back}}.Encode(), "Put a paper beside the ledger"},
	})
	hint := ""
	if v.paperChoice(p, "Which of the papers that are here?", was, known) {
		hint = "Only for a paper that is not among these. "
	}
	p.input("title", called, hint+"For example, Report of 27 November", "", 0)
	p.input("paper", fingerprint, hint+"64 letters and numbers, by which whoever sent you the paper may name it", "", 0)
}

// papersListed is how many papers are to choose from besides those that a form is about.
const papersListed = 20

// papersHere are papers to choose from by their names: those that a form is about, and those
// that the newest motions name.
func (v *visit) papersHere(about ...ledger.Paper) (known []ledger.Paper, err error) {
	list, err := v.client.MotionPage(v.ctx, url.Values{"papers": {api.PapersYes}, "order": {"newest"}, "limit": {number(papersListed)}})
	if err != nil {
		return nil, err
	}
	for _, m := range list.Items {
		for _, paper := range m.Papers {
			if len(known) < papersListed && !slices.Contains(about, paper) && !slices.Contains(known, paper) {
				known = append(known, paper)
			}
		}
	}
	return slices.Concat(about, known), nil
}

// paperChoice asks which of the papers that are known to be here it is, and reports whether
// there are any. was is the one that is chosen already, if any.
func (v *visit) paperChoice(p *formPage, label string, was ledger.Paper, known []ledger.Paper) bool {
	if typed := v.form.Get("named"); typed != "" {
		was = paperOf(typed)
	}
	if was.SHA256 != "" && !slices.Contains(known, was) {
		known = append(slices.Clip(known), was)
	}
	if len(known) == 0 {
		return false
	}
	options := []Option{{Text: "None of these"}}
	for _, paper := range known {
		if o := (Option{Value: paperValue(paper), Text: paperWords(paper)}); !slices.Contains(options, o) {
			options = append(options, o)
		}
	}
	p.choice("named", label, paperValue(was), options...)
	return true
}

// holds is whether a paper stands beside the ledger, for whoever asks to read.
func (v *visit) holds(paper ledger.Digest) bool {
	if _, err := paper.Bytes(); err != nil {
		return false
	}
	_, err := v.client.Blob(v.ctx, paper)
	return err == nil
}

// paperWords are a paper's name and the code by which it is told from another of that name.
func paperWords(p ledger.Paper) string {
	code := ledger.CheckCode(p.SHA256)
	if code == "" {
		return p.Title
	}
	return p.Title + ", check code " + code
}

// paperValue is the value by which a form names a paper that is here; none names none.
func paperValue(p ledger.Paper) string {
	if p.SHA256 == "" {
		return ""
	}
	return string(p.SHA256) + " " + p.Title
}

// paperOf reads the value by which a form names a paper that is here.
func paperOf(value string) ledger.Paper {
	sum, title, _ := strings.Cut(value, " ")
	return ledger.Paper{Title: wordsOf(title), SHA256: ledger.Digest(sum)}
}

// paperTyped is the paper that a form names; none where it names nothing.
func (v *visit) paperTyped() ledger.Paper {
	if known := v.form.Get("named"); known != "" {
		return paperOf(known)
	}
	return v.paperEntered()
}

// paperEntered is what a form says of a paper that is not among those to choose from.
func (v *visit) paperEntered() ledger.Paper {
	return ledger.Paper{Title: wordsOf(v.form.Get("title")), SHA256: ledger.Digest(wordsOf(v.form.Get("paper")))}
}

// paperTake reads the paper that a form names and says what is wrong with it: unnamed where
// it has no name. It is nil where none is named, which is no fault of one that is optional.
func (v *visit) paperTake(p *formPage, unnamed string, optional bool) *ledger.Paper {
	paper, entered := v.paperTyped(), v.paperEntered()
	switch {
	case paper == (ledger.Paper{}) && optional:
		return nil
	case paper == (ledger.Paper{}) && p.asks("named"):
		p.wrong("named", "Select the paper, or enter its name and fingerprint")
		return &paper
	case entered.Title != "" && entered.Title != paper.Title, entered.SHA256 != "" && entered.SHA256 != paper.SHA256:
		p.wrong("named", "Select “None of these” for the paper that you entered below, or leave its name and fingerprint empty")
		return &paper
	}
	if paper.Title == "" {
		p.wrong("title", unnamed)
	}
	if _, err := paper.SHA256.Bytes(); err != nil {
		p.wrong("paper", "Enter the paper’s fingerprint of 64 letters and numbers")
	}
	return &paper
}

// paperThere says beside the question whether nobody has put the paper beside the ledger.
func (v *visit) paperThere(p *formPage, paper ledger.Digest) error {
	if paper == "" || p.Wrong("paper") != "" || p.Wrong("named") != "" {
		return nil
	}
	_, err := v.client.Blob(v.ctx, paper)
	if e := problemOf(err); e == nil || e.Code != ledger.CodeNotFound {
		return err
	}
	at := "paper"
	if v.form.Get("named") != "" {
		at = "named"
	}
	p.wrong(at, "No paper with that fingerprint is here yet. Put it beside the ledger first")
	return nil
}
