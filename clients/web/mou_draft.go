package web

import (
	"errors"
	"io"
	"mime/multipart"
	"net/http"
	"path"
	"slices"
	"strings"

	"concordat/ledger"
	"concordat/policy"
	"concordat/server/api"
)

// filesAsked are the files of an agreement's folder, as a person is told of them.
const filesAsked = "the text (mou.md), the numbers (terms.json), the parties (parties.json), and the agreement’s own rules (mou.rego) if it has any"

// mouDraftNew puts a draft of the next version of the MoU before the parties: its files are
// put beside the ledger, which refuses what could not be adopted, and what they change is
// shown before anything is signed.
func mouDraftNew(v *visit) (page, error) {
	if !keepsRecord(v.me) && !officer(v.me) {
		return nil, api.NewProblem(ledger.CodeNotAllowed, "the secretary, or an officer of a party, puts a draft of the MoU before the parties")
	}
	next := v.ledger.MoU + 1
	if next == 1 {
		return nil, api.NewProblem(ledger.CodeConflict, "the MoU has no version yet that could be amended: the secretary opens the first one for signature")
	}
	p := &formPage{
		layout: layout{page: "form", Title: "Put a draft of the MoU before the parties", Caption: "Version " + number(next), Nav: "/mou", Back: &Link{"/mou/drafts", "Drafts of the MoU"}},
		Text: []string{
			"A draft is the files of an agreement as it shall be: " + filesAsked + ". Its worked cases (files that end in _test.rego) are not sent: whoever wrote it has the program concordat run them, with concordat mou check and the name of its folder.",
			"What could not be adopted is refused here, with what is wrong in which file. Once a draft is put, each party’s officer answers it on its page.",
		},
		Action: api.PageDraft, Upload: true, Button: Button{Text: "Continue"},
	}
	party := ""
	if !keepsRecord(v.me) {
		names, err := v.partyNames()
		if err != nil {
			return nil, err
		}
		party = p.forWhich(v, "For which party do you put it?", v.officerFor(), names)
	}
	p.input("title", "What is the draft called?", "For example, Second version", v.chosen("title"), 0)
	files := &Input{ID: "files", Name: "files", Kind: "file", Several: true, Label: "Its files", Hint: "Choose all files of its folder at once"}
	p.Fields = append(p.Fields, Field{Input: files})
	if v.form == nil {
		return p, nil
	}
	body := ledger.MoUDrafted{Version: next, Title: wordsOf(v.form.Get("title")), Rules: ledger.Digest(v.form.Get("rules"))}
	if body.Title == "" {
		p.wrong("title", "Enter what the draft is called")
	}
	if err := v.draftFiles(p, &body); err != nil {
		return nil, err
	}
	if len(p.Errors) == 0 {
		p.unfit(ledger.KindMoUDrafted, body, "title", "title", "title", "rules", "files")
	}
	if body.Rules != "" {
		p.Hidden = []Typed{{"rules", string(body.Rules)}}
		files.Hint = "The files that you chose are kept. Choose them again, all of them, if they are to be others"
	}
	if v.answeredAgain(p) {
		return p, nil
	}
	v.form.Set("rules", string(body.Rules))
	rows, err := v.draftChanges(body)
	if err != nil {
		return nil, err
	}
	return v.state(Stating{
		Kind: ledger.KindMoUDrafted, Party: party, Body: body, Title: "Check and put the draft", Caption: body.Title, Nav: "/mou", Back: p.Back, Rows: rows,
		Labels: map[string]string{"version": "Of version", "title": "Title", "rules": "Fingerprint of text and rules"},
		Button: "Sign and put the draft before the parties", Before: "No party is asked until you sign. A draft binds nobody: a decision adopts it, or the parties sign it.",
		Form: p.Action, Change: true, Done: "/mou/drafts",
	})
}

const changesShown = 20 // of a draft, before it is put

// draftChanges are what a draft comes to against the version in force.
func (v *visit) draftChanges(body ledger.MoUDrafted) ([]Row, error) {
	before, err := v.client.MoU(v.ctx, body.Version-1)
	if err != nil {
		return nil, err
	}
	found, err := v.changesOf(before.Rules, body.Rules)
	if err != nil {
		return nil, err
	}
	names, err := v.partyNames()
	if err != nil {
		return nil, err
	}
	rows := []Row{
		{Key: "Draft", Values: []string{body.Title + ", of version " + number(body.Version)}},
		{Key: "Check code of text and rules", Values: []string{ledger.CheckCode(body.Rules)}},
		{Key: "Against version " + number(before.Version), Values: []string{changeWords(found)}},
	}
	found = slices.DeleteFunc(found, func(d policy.Difference) bool { return d.Part == "rule" })
	for _, d := range found[:min(len(found), changesShown)] {
		rows = append(rows, Row{Key: changeCalled(d, names), Values: []string{"Before: " + changeValue(d, d.Before, names), "From then on: " + changeValue(d, d.After, names)}})
	}
	if more := len(found) - changesShown; more > 0 {
		rows = append(rows, Row{Key: "And more", Values: []string{many(more, "further change", "further changes") + ", which the draft’s page shows once it is put"}})
	}
	return rows, nil
}

// draftFiles puts the files that were chosen beside the ledger, and their digest into body,
// or says on p what is wrong with them. Where none were chosen, those of the time before
// are kept.
func (v *visit) draftFiles(p *formPage, body *ledger.MoUDrafted) error {
	var chosen []*multipart.FileHeader
	if m := v.request.MultipartForm; m != nil {
		chosen = m.File["files"]
	}
	if len(chosen) == 0 {
		if _, err := body.Rules.Bytes(); err != nil {
			body.Rules = ""
			p.wrong("files", "Choose the files of the draft: "+filesAsked)
		}
		return nil
	}
	body.Rules = ""
	files := map[string][]byte{}
	for _, h := range chosen {
		name := path.Base(h.Filename)
		if _, twice := files[name]; twice {
			p.wrong("files", "Two files are called "+name+": choose the files of one folder")
			return nil
		}
		f, err := h.Open()
		if err != nil {
			return err
		}
		data, err := io.ReadAll(f)
		if err := errors.Join(err, f.Close()); err != nil {
			return err
		}
		files[name] = data
	}
	var missing []string
	for _, name := range []string{"mou.md", "terms.json", "parties.json"} {
		if _, ok := files[name]; !ok {
			missing = append(missing, name)
		}
	}
	if len(missing) > 0 {
		p.wrong("files", "Choose "+listed(missing)+" as well: a draft is all files of its folder")
		return nil
	}
	faulty := func(fault string) { p.wrong("files", upperFirst(strings.ReplaceAll(fault, "mou/", ""))) }
	bundle, err := policy.AssembleFiles(files)
	if err != nil {
		for _, fault := range policy.FaultsOf(err) {
			faulty(fault.Error())
		}
		return nil
	}
	for _, data := range bundle {
		if _, err := v.client.PutBlob(v.ctx, data, false); err != nil {
			return err
		}
	}
	held, err := v.client.PutBlob(v.ctx, bundle.Manifest(), true)
	if refused := problemOf(err); refused != nil && refused.Status < http.StatusInternalServerError && refused.Code == ledger.CodeMalformed {
		for line := range strings.Lines(refused.Detail) {
			faulty(strings.TrimSpace(line))
		}
		return nil
	}
	if err != nil {
		return err
	}
	body.Rules = held.SHA256
	return nil
}
