package web

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"unicode/utf8"

	"concordat/ledger"
	"concordat/server/api"
)

// paperPage is a paper of a motion: what it is, and its text where that can be read as
// one.
type paperPage struct {
	layout
	Facts      []Row
	Paragraphs []string
	Original   string
	Withheld   string
}

// papersShown are listed on a motion's own page: more stand on a page of theirs.
const papersShown = 20

func papersPath(motion string) string { return "/motions/" + motion + "/papers" }

// paperLinks lead to papers of a motion, those first that are web pages: each by its title,
// its check code and, where whoever looks may read it, how long it is.
func (v *visit) paperLinks(m api.Motion, papers []ledger.Paper) (list []Link, err error) {
	var others []Link
	for _, paper := range papers {
		is, err := v.paperIs(paper.SHA256)
		if err != nil {
			return nil, err
		}
		link := Link{papersPath(m.Ref) + "/" + string(paper.SHA256), paperWords(paper)}
		if is.size > 0 {
			link.Text += ", " + sizeWords(is.size)
		}
		if is.page {
			list = append(list, link)
		} else {
			others = append(others, link)
		}
	}
	return append(list, others...), nil
}

// paperFacts are of a paper what its bytes say, which are never others. Of one that is not
// here, or that nobody who may has looked at, there are none.
type paperFacts struct {
	size int
	page bool // of the web, which everybody's device opens
}

// paperIs reads a paper once, however often it is listed.
func (v *visit) paperIs(paper ledger.Digest) (is paperFacts, err error) {
	if known, ok := v.site.papers.Load(paper); ok {
		return known.(paperFacts), nil
	}
	data, err := v.client.Blob(v.ctx, paper)
	if problemOf(err) != nil { // a page on which people vote does without
		return is, nil
	}
	if err != nil {
		return is, err
	}
	is = paperFacts{len(data), strings.HasPrefix(http.DetectContentType(data), "text/html")}
	v.site.papers.Store(paper, is)
	return is, nil
}

// papersShow lists all papers of a motion.
func papersShow(v *visit) (page, error) {
	m, err := v.client.Motion(v.ctx, v.path("motion"))
	if err != nil {
		return nil, err
	}
	p := &formPage{layout: layout{page: "form", Title: "Papers", Caption: m.Ref + ", " + m.Title, Nav: "/motions", Back: &Link{"/motions/" + m.Ref, "The motion"}}}
	var some []ledger.Paper
	if some, p.Pages = paged(v, m.Papers); len(some) == 0 {
		p.Text = []string{"No paper is named by this motion."}
	}
	p.Links, err = v.paperLinks(m, some)
	return p, err
}

// maxRead is how much of a paper is shown as text, in bytes.
const maxRead = 64 << 10

func paperShow(v *visit) (page, error) {
	m, err := v.client.Motion(v.ctx, v.path("motion"))
	if err != nil {
		return nil, err
	}
	at := slices.IndexFunc(m.Papers, func(p ledger.Paper) bool { return string(p.SHA256) == v.path("paper") })
	if at < 0 {
		return nil, api.NewProblem(ledger.CodeNotFound, m.Ref+" has no such paper: see the motion")
	}
	paper := m.Papers[at]
	p := &paperPage{layout: layout{page: "paper", Title: paper.Title, Caption: m.Ref + ", " + m.Title, Nav: "/motions", Back: &Link{"/motions/" + m.Ref, "The motion"}}, Original: api.PathBlob + string(paper.SHA256)}
	data, err := v.client.Blob(v.ctx, paper.SHA256)
	if problem := problemOf(err); problem != nil && problem.Status < http.StatusInternalServerError {
		// Its fingerprint is on the ledger, whether the paper is held here or not.
		p.Withheld, p.Original = upperFirst(problem.Detail)+".", ""
	} else if err != nil {
		return nil, err
	} else {
		p.Facts = append(p.Facts, Row{Key: "Size", Values: []string{sizeWords(len(data))}})
		if text, ok := readable(data); ok {
			p.Paragraphs = text
		}
	}
	p.Facts = append(p.Facts, Row{Key: "Check code", Values: []string{ledger.CheckCode(paper.SHA256)}}, Row{Key: "Fingerprint (SHA-256)", Values: []string{string(paper.SHA256)}})
	return p, nil
}

// readable is a text as paragraphs; false where the paper is something else, or too long.
func readable(data []byte) ([]string, bool) {
	if len(data) > maxRead || !utf8.Valid(data) || strings.ContainsFunc(string(data), func(r rune) bool { return r < ' ' && r != '\n' && r != '\r' && r != '\t' }) {
		return nil, false
	}
	var list []string
	for part := range strings.SplitSeq(strings.ReplaceAll(string(data), "\r\n", "\n"), "\n\n") {
		if part = strings.TrimSpace(part); part != "" {
			list = append(list, part)
		}
	}
	return list, true
}

// sizeWords is a size for people.
func sizeWords(bytes int) string {
	switch {
	case bytes < 1<<10:
		return many(bytes, "byte", "bytes")
	case bytes < 1<<20:
		return fmt.Sprintf("%d KB", bytes>>10)
	}
	return fmt.Sprintf("%d MB", bytes>>20)
}
