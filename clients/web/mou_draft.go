package web

import (
	"bytes"
	"errors"
	"io"
	"maps"
	"mime/multipart"
	"net/http"
	"net/url"
	"path"
	"regexp"
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
			"A draft is the files of an agreement as it shall be: " + filesAsked + ". Leave out its worked cases (files that end in _test.rego), or choose them too: they are neither kept nor run here. Whoever wrote it has the program concordat run them, with concordat mou check and the name of its folder.",
			"What could not be adopted is refused here, with what is wrong in which file. Once a draft is put, each party’s officer answers it on its page.",
		},
		Action: api.PageDraft, Upload: true, Button: Button{Text: "Continue"},
	}
	names, err := v.partyNames()
	if err != nil {
		return nil, err
	}
	party := v.putFor(p, names)
	p.input("title", "What is the draft called?", "For example, Second version", v.chosen("title"), 0)
	files := &Input{ID: "files", Name: "files", Kind: "file", Several: true, Label: "Its files", Hint: "Choose all files of its folder at once"}
	p.Fields = append(p.Fields, Field{Input: files})
	if v.form == nil {
		return p, nil
	}
	body := ledger.MoUDrafted{Version: next, Title: wordsOf(v.form.Get("title"))}
	if body.Title == "" {
		p.wrong("title", "Enter what the draft is called")
	}
	found, err := v.draftTake(p, &body)
	if err != nil {
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
	rows := []Row{{Key: "Put for", Values: []string{draftOf(party, names)}}}
	if full, err := v.draftReplaces(party, next); err != nil {
		return nil, err
	} else if full != "" {
		rows = append(rows, Row{Key: "Takes the place of", Values: []string{full}})
	}
	rows = append(rows, changeRows(body, found, names)...)
	return v.state(Stating{
		Kind: ledger.KindMoUDrafted, Party: party, Body: body, Title: "Check and put the draft", Caption: body.Title, Nav: "/mou", Back: p.Back, Rows: rows,
		Labels: map[string]string{"version": "Of version", "title": "Title", "rules": "Fingerprint of text and rules"},
		Button: "Sign and put the draft before the parties", Before: "No party is asked until you sign. A draft binds nobody: a decision adopts it, or the parties sign it.",
		Form: p.Action, Change: true, Done: "/mou/drafts",
	})
}

// bySecretary is the answer of whoever puts a draft for the board, and for no party.
const bySecretary = "secretary"

// putFor is the party that a draft is put for, none where the secretary puts it: who may
// do either is asked which.
func (v *visit) putFor(p *formPage, names map[string]string) string {
	own := v.officerFor()
	switch {
	case !keepsRecord(v.me):
		return p.forWhich(v, "For which party do you put it?", own, names)
	case len(own) == 0:
		return ""
	}
	called := maps.Clone(names)
	called[bySecretary] = draftOf("", names)
	if code := p.forWhich(v, "For whom do you put it?", append([]string{bySecretary}, own...), called); code != bySecretary {
		return code
	}
	return ""
}

func draftOf(party string, names map[string]string) string {
	if party == "" {
		return "The secretary, and no party"
	}
	return names[party]
}

// draftReplaces says which drafts one more would end one of; nothing while there is room.
func (v *visit) draftReplaces(party string, version int64) (string, error) {
	list, err := v.client.Drafts(v.ctx, url.Values{"status": {api.DraftStanding}})
	if err != nil {
		return "", err
	}
	var titles []string
	for _, d := range list.Items {
		if d.Party == party && d.Version == version {
			titles = append(titles, d.Title)
		}
	}
	if len(titles) < ledger.MaxDrafts {
		return "", nil
	}
	return "The oldest that no motion would adopt, of " + listed(titles) + ": " + number(ledger.MaxDrafts) + " stand at most", nil
}

const changesShown = 20 // of a draft, before it is put

// changeRows are what a draft comes to against the version in force.
func changeRows(body ledger.MoUDrafted, found []policy.Difference, names map[string]string) []Row {
	rows := []Row{
		{Key: "Draft", Values: []string{body.Title + ", of version " + number(body.Version)}},
		{Key: "Check code of text and rules", Values: []string{ledger.CheckCode(body.Rules)}},
		{Key: "Worked cases", Values: []string{"Not run here"}},
		{Key: "Against version " + number(body.Version-1), Values: []string{changeWords(found)}},
	}
	var rules []string
	told := 0
	for _, d := range found {
		if told++; told > changesShown {
			continue
		}
		if d.Part == partRule {
			rules = append(rules, changeCalled(d, names))
			continue
		}
		rows = append(rows, Row{Key: changeCalled(d, names), Values: []string{"Before: " + changeValue(d, d.Before, names), "From then on: " + changeValue(d, d.After, names)}})
	}
	if len(rules) > 0 {
		rows = append(rows, Row{Key: "Rules that change", Values: rules})
	}
	if more := told - changesShown; more > 0 {
		rows = append(rows, Row{Key: "And more", Values: []string{many(more, "further change", "further changes") + ", which the draft’s page shows once it is put"}})
	}
	return rows
}

// draftTake puts the agreement that a form brings beside the ledger, its digest into body,
// and tells what it changes; or it says on p what is wrong. Where no files were chosen,
// those of the time before are kept.
func (v *visit) draftTake(p *formPage, body *ledger.MoUDrafted) ([]policy.Difference, error) {
	inForce, err := v.client.MoU(v.ctx, body.Version-1)
	if err != nil {
		return nil, err
	}
	var chosen []*multipart.FileHeader
	if m := v.request.MultipartForm; m != nil {
		chosen = m.File["files"]
	}
	var old, draft policy.Bundle
	if kept := ledger.Digest(v.form.Get("rules")); len(chosen) > 0 {
		if draft, err = draftFiles(p, chosen); err != nil || draft == nil {
			return nil, err
		}
		old, err = v.agreementOf(inForce.Rules, draft)
	} else if _, none := kept.Bytes(); none != nil {
		p.wrong("files", "Choose the files of the draft: "+filesAsked)
		return nil, nil
	} else if old, err = v.agreementOf(inForce.Rules, nil); err == nil {
		if draft, err = v.agreementOf(kept, old); mendable(err) != nil {
			p.wrong("files", chooseAgain)
			return nil, nil
		}
	}
	if err != nil {
		return nil, err
	}
	if draft.Digest() == inForce.Rules {
		p.wrong("files", "These files are version "+number(inForce.Version)+", which is in force: choose those that change it")
		return nil, nil
	}
	standing, err := v.client.Drafts(v.ctx, url.Values{"status": {api.DraftStanding}})
	if err != nil {
		return nil, err
	}
	for _, d := range standing.Items {
		if d.Rules == draft.Digest() {
			p.wrong("files", "This draft is before the parties already: it is called "+d.Title)
			return nil, nil
		}
	}
	if len(chosen) > 0 {
		if err := v.draftPut(p, old, draft); err != nil || p.Wrong("files") != "" {
			return nil, err
		}
	}
	found, err := changesBetween(old, draft)
	if err != nil { // of what is kept, which a form may name as it likes
		p.wrong("files", chooseAgain)
		return nil, nil
	}
	body.Rules = draft.Digest()
	return found, nil
}

const chooseAgain = "Choose the files again: those that were kept are not here, or are no agreement"

var ruleFile = regexp.MustCompile(`^[a-z0-9._-]+\.rego$`)

// draftFiles is the agreement of the files that were chosen; none where something is wrong
// with them, which is said on p.
func draftFiles(p *formPage, chosen []*multipart.FileHeader) (policy.Bundle, error) {
	needed := []string{"mou.md", "terms.json", "parties.json"}
	files := map[string][]byte{}
	for _, h := range chosen {
		name := path.Base(h.Filename)
		if strings.HasSuffix(name, "_test.rego") {
			continue
		}
		if !slices.Contains(needed, name) && !ruleFile.MatchString(name) {
			p.wrong("files", name+" is no file of an agreement: leave it out")
			continue
		}
		if _, twice := files[name]; twice {
			p.wrong("files", "Two files are called "+name+": choose the files of one folder")
			continue
		}
		f, err := h.Open()
		if err != nil {
			return nil, err
		}
		data, err := io.ReadAll(f)
		if err := errors.Join(err, f.Close()); err != nil {
			return nil, err
		}
		if files[name] = data; len(data) == 0 {
			p.wrong("files", name+" is empty: choose the file that has its text")
		}
	}
	var missing []string
	for _, name := range needed {
		if _, ok := files[name]; !ok {
			missing = append(missing, name)
		}
	}
	if len(missing) > 0 {
		p.wrong("files", "Choose "+listed(missing)+" as well: a draft is all files of its folder")
	}
	if p.Wrong("files") != "" {
		return nil, nil
	}
	bundle, err := policy.AssembleFiles(files)
	if err != nil {
		for _, fault := range policy.FaultsOf(err) {
			p.wrong("files", strings.TrimPrefix(fault.Error(), "mou/"))
		}
		return nil, nil
	}
	return bundle, nil
}

// draftPut puts beside the ledger what of a draft does not stand there with the version in
// force, or says on p why the ledger refuses it.
func (v *visit) draftPut(p *formPage, old, draft policy.Bundle) error {
	for name, data := range draft {
		if bytes.Equal(old[name], data) {
			continue
		}
		if _, err := v.client.PutBlob(v.ctx, data, false); err != nil {
			return p.notTaken("files", err)
		}
	}
	_, err := v.client.PutBlob(v.ctx, draft.Manifest(), true)
	if refused := mendable(err); refused != nil && refused.Code == ledger.CodeMalformed {
		for line := range strings.Lines(strings.TrimPrefix(refused.Detail, api.NotAdoptable)) {
			p.wrong("files", strings.TrimPrefix(strings.TrimSpace(line), "mou/"))
		}
		return nil
	}
	return p.notTaken("files", err)
}

// mendable is the problem of an error that another answer mends; none of a fault of the
// server, and of whoever has to log in first.
func mendable(err error) *api.Problem {
	if e := problemOf(err); e != nil && e.Status >= http.StatusBadRequest && e.Status < http.StatusInternalServerError && e.Status != http.StatusUnauthorized {
		return e
	}
	return nil
}

// notTaken says beside a question why its answer is refused, and gives back any other error.
func (p *formPage) notTaken(id string, err error) error {
	e := mendable(err)
	if e == nil {
		return err
	}
	p.wrong(id, upperFirst(e.Detail))
	return nil
}
