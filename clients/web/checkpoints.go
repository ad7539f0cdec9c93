package web

import (
	"strconv"
	"strings"

	"concordat/clients/verify"
	"concordat/ledger"
)

// checkpointsPage is the codes that the whole ledger had, who signed that they saw them,
// and the way to hold the ledger against one that somebody kept.
type checkpointsPage struct {
	layout
	Size          int64
	Code          string
	VKey          string
	Countersigned *Table
	Witnesses     *Table
	Name          []Link // where witnesses are named and ended
	Witnessed     string // what the agreement asks for, and whether there is as much
	Disputed      bool
	Countersign   *Link // for an officer

	Kept, KeptSize Input
	Extends        string // what the comparison came to, where there was one
	Same           bool
}

func checkpointsShow(v *visit) (page, error) {
	p := &checkpointsPage{
		layout: layout{page: "checkpoints", Title: "Page codes of the ledger", Nav: "/audit"},
		Size:   v.ledger.Size, Code: ledger.CheckCode(v.ledger.Root), VKey: v.ledger.VKey,
		KeptSize: Input{ID: "entries", Name: "entries", Label: "How many entries were there?", Width: 10},
		Kept:     Input{ID: "code", Name: "code", Label: "Which code did you write down?", Hint: "12 characters, such as 4F7K 2QXM 9RTA", Width: 20},
	}
	if audits(v.me) {
		p.Back = &Link{"/audit", "Register of decisions"}
	}
	signed, err := v.client.Countersignatures(v.ctx, nil)
	if err != nil {
		return nil, err
	}
	if len(signed.Items) > 0 {
		t := &Table{Caption: "Who countersigned", Stacks: true, Columns: []Column{{Text: "Page code"}, {Text: "Entries", Numeric: true}, {Text: "By"}, {Text: "When"}, {Text: "Meeting"}}}
		for i := len(signed.Items) - 1; i >= 0; i-- {
			c := signed.Items[i]
			t.Rows = append(t.Rows, []Cell{{Text: c.Code}, {Text: number(c.Size), Numeric: true}, {Text: c.Person + ", for " + c.Name}, {Text: when(c.Time), Href: entryPath(c.Entry)}, {Text: c.Meeting}})
		}
		p.Countersigned = t.used()
	}
	if w := v.ledger.Witnessing; w != nil {
		p.Witnessed, p.Disputed = "Enough witnesses have signed the newest page code.", w.Disputed
		if !w.Met {
			p.Witnessed = "Not enough witnesses have signed the newest page code yet."
		}
		t := &Table{Caption: "Witnesses, which sign all the time", Stacks: true, Columns: []Column{{Text: "Witness"}, {Text: "Signed up to entry", Numeric: true}, {Text: "When"}, {Text: "State"}}}
		for _, one := range w.Witnesses {
			last := "Nothing yet"
			if one.Time != "" {
				last = when(one.Time)
			}
			t.Rows = append(t.Rows, []Cell{{Text: one.Name}, {Text: number(one.Size), Numeric: true}, {Text: last}, {Text: upperFirst(one.State)}})
		}
		p.Witnesses = t
	}
	if officer(v.me) {
		link := countersignLink(p.Size, p.Code, "")
		p.Countersign = &link
	}
	p.Name = v.witnessLinks()
	return p, p.compare(v)
}

// compare holds the ledger against a code of as many entries as the query says.
func (p *checkpointsPage) compare(v *visit) error {
	query := v.request.URL.Query()
	if !query.Has("code") && !query.Has("entries") {
		return nil
	}
	p.Kept.Value, p.KeptSize.Value = query.Get("code"), query.Get("entries")
	size, err := strconv.ParseInt(strings.ReplaceAll(strings.TrimSpace(p.KeptSize.Value), ",", ""), 10, 64)
	if err != nil || size < 1 {
		p.wrong("entries", "Enter how many entries there were, which stands beside the code")
		p.KeptSize.Error = p.Wrong("entries")
	}
	kept, ok := ledger.ReadCode(p.Kept.Value)
	if !ok {
		p.wrong("code", "Enter the 12 characters of the code that you wrote down. They are figures and letters, and U is not among them")
		p.Kept.Error = p.Wrong("code")
	}
	if len(p.Errors) > 0 {
		return nil
	}
	if size > v.ledger.Size {
		p.Extends = "The ledger does not extend what you kept: it has " + number(v.ledger.Size) + " entries, and you saw " + number(size) + ". Entries may have been lost. Keep your note, and tell the chair of the board and your audit lead."
		return nil
	}
	root, _, err := v.client.RootAt(v.ctx, size)
	if err != nil {
		return err
	}
	here := ledger.CheckCode(root)
	if p.Same = kept == here; p.Same {
		p.Extends = "The ledger extends what you kept: its first " + number(size) + " entries are the ones that you saw, and nothing in them has changed."
		return nil
	}
	p.Extends = "The ledger does not extend what you kept: after " + number(size) + " entries it has the code " + here + ". " + verify.CodesApart(kept, here) + " Check that you typed what you wrote down, the code and the number. If you did, keep your note, and tell the chair of the board and your audit lead."
	return nil
}
