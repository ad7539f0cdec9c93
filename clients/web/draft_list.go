package web

import (
	"encoding/json"
	"net/http"
	"strings"

	"concordat/ledger"
	"concordat/server/api"
	"concordat/server/auth"
)

// A person's own drafts: the server keeps which they are, so that people go on with one
// wherever they log in. The list is the pages' own, and is not on the ledger.

// ownDrafts is the list.
func ownDrafts(v *visit) (page, error) {
	p := &formPage{
		layout: layout{page: "form", Title: "Your drafts", Nav: "/", Back: &Link{"/", "Your votes"}},
		Text:   []string{"Motions that you are working on and have not put on record. They are kept as you saved them, up to " + number(auth.MaxDrafts) + ", and are not on the ledger. You, the secretary and the chair can read them."},
		Links:  []Link{{"/motions/new", "Start a motion"}},
	}
	t := &Table{Caption: "Drafts", Stacks: true, Columns: []Column{{Text: "Draft"}, {Text: "Saved"}}}
	for _, own := range v.site.Drafts.List(v.me.ID) {
		title, err := v.draftTitle(own.SHA256)
		if err != nil {
			return nil, err
		}
		t.Rows = append(t.Rows, []Cell{{Text: title, Href: "/drafts/" + string(own.SHA256)}, {Text: upperFirst(when(own.Saved))}})
		p.Buttons = append(p.Buttons, FormButton{"remove", string(own.SHA256), "Remove “" + title + "”", ""})
	}
	if len(t.Rows) == 0 {
		p.Text = append(p.Text, "You have no drafts.")
		return p, nil
	}
	p.Tables, p.Action = []*Table{t}, "/drafts"
	return p, nil
}

// draftTitle is what a draft is called on the list.
func (v *visit) draftTitle(digest ledger.Digest) (string, error) {
	d := &draft{}
	data, err := v.client.Blob(v.ctx, digest)
	switch p := problemOf(err); {
	case p != nil && p.Code == ledger.CodeNotFound:
		return "A draft that is no longer kept", nil
	case p != nil && p.Status == http.StatusForbidden:
		return "A draft that you may not read any more", nil
	}
	if err != nil {
		return "", err
	}
	if err := json.Unmarshal(data, d); err != nil || api.DraftOf(data) == "" {
		return "A draft that cannot be read", nil
	}
	title := d.Motion.Title
	if title == "" {
		title = "No title yet"
	}
	if d.Changes != "" {
		title = "Change of " + d.Changes + ": " + title
	}
	return title, nil
}

func ownDraftRemove(v *visit) (page, error) {
	if err := v.saveDraft("", draftAt(v.form.Get("remove"))); err != nil {
		return nil, err
	}
	return moved("/drafts"), nil
}

// saveDraft puts a draft on the list of whoever looks in the place of another; without one
// the other leaves the list.
func (v *visit) saveDraft(digest, instead ledger.Digest) error {
	return v.site.Drafts.Save(v.me.ID, auth.Draft{SHA256: digest, Saved: v.ledger.Time}, instead)
}

// savedAt is when whoever looks saved a draft; nothing where it is not on their list.
func (v *visit) savedAt(digest ledger.Digest) ledger.Time {
	for _, own := range v.site.Drafts.List(v.me.ID) {
		if own.SHA256 == digest {
			return own.Saved
		}
	}
	return ""
}

// lastDraft is the path of the draft that whoever looks last saved, if there is one.
func (v *visit) lastDraft() string {
	for _, own := range v.site.Drafts.List(v.me.ID) {
		return "/drafts/" + string(own.SHA256)
	}
	return ""
}

// moveSend has a draft put on record, and takes it off the list once it is there.
func moveSend(v *visit) (page, error) {
	shown, err := stated(moveShow)(v)
	if to, led := shown.(moved); err == nil && led && strings.Contains(string(to), "recorded=") {
		// Should that fail, it is on the list still, and can be removed there.
		_ = v.saveDraft("", draftAt(v.path("draft")))
	}
	return shown, err
}
