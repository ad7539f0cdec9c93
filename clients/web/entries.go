package web

import (
	"encoding/json"
	"slices"
	"strconv"

	"concordat/ledger"
	"concordat/server/api"
)

func entryPath(entry int64) string { return "/ledger/" + number(entry) }

// entriesPage is the ledger itself, entry by entry, from the oldest.
type entriesPage struct {
	layout
	Entries          []entryLine
	First, Last, All int64
	Pages            Pages
}

type entryLine struct {
	Link
	Index int64
	Time  ledger.Time
}

func entriesShow(v *visit) (page, error) {
	p := &entriesPage{layout: layout{page: "entries", Title: "Every entry of the ledger", Nav: "/audit", Back: &Link{"/audit", "Register of decisions"}}, All: v.ledger.Size}
	after := int64(-1)
	if query := v.request.URL.Query(); query.Has("after") {
		n, err := strconv.ParseInt(query.Get("after"), 10, 64)
		if err != nil || n < 0 || n+1 >= v.ledger.Size {
			return nil, api.NewProblem(ledger.CodeNotFound, "there is no entry after "+query.Get("after")+": the ledger has "+number(v.ledger.Size)+", numbered from 0")
		}
		after = (n+1)/perPage*perPage - 1 // the page that it is on
	}
	list, err := v.client.EntriesAfter(v.ctx, after, perPage)
	if err != nil {
		return nil, err
	}
	for _, e := range list.Items {
		line := entryLine{Link{entryPath(e.Index), e.Sentence}, e.Index, e.Time}
		if e.Withheld != nil {
			line.Href = ""
		}
		p.Entries = append(p.Entries, line)
	}
	p.First, p.Last = after+1, after+int64(len(list.Items))
	to := func(n int) string {
		if n == 1 {
			return "/ledger"
		}
		return "/ledger?after=" + number(int64(n-1)*perPage-1)
	}
	p.Pages.number(int((after+1)/perPage)+1, int((v.ledger.Size+perPage-1)/perPage), to)
	return p, nil
}

// entryPage is one entry: what happened in a sentence, by whom and when; the bytes and
// their proof are folded away.
type entryPage struct {
	layout
	Index, Size    int64
	Sentence       string
	Rows           []Row
	People         []Row // whom the sentence, or who signed it, is
	About          []Link
	Earlier, Later string
	Code           string // check code of the entry's bytes

	Technical []Row
	Raw       string
}

func entryShow(v *visit) (page, error) {
	index, err := strconv.ParseInt(v.path("entry"), 10, 64)
	if err != nil {
		return nowhere(v)
	}
	e, err := v.client.Entry(v.ctx, index)
	if err != nil {
		return nil, err
	}
	done, err := v.client.Receipt(v.ctx, index)
	if err != nil {
		return nil, err
	}
	parsed, err := ledger.ParseAll(done.Receipt.Entry)
	if err != nil {
		return nil, err
	}
	p := &entryPage{
		layout: layout{page: "entry", Title: "Entry " + number(index), Nav: "/audit", Back: &Link{"/ledger", "Every entry of the ledger"}},
		Index:  index, Size: v.ledger.Size, Sentence: done.Sentence, Code: done.CheckCode, Raw: string(done.Receipt.Entry),
	}
	if index >= perPage {
		p.Back.Href = "/ledger?after=" + number(index/perPage*perPage-1)
	}
	if index > 0 {
		p.Earlier = entryPath(index - 1)
	}
	if index+1 < v.ledger.Size {
		p.Later = entryPath(index + 1)
	}
	names, err := v.partyNames()
	if err != nil {
		return nil, err
	}
	p.Rows = append(p.Rows, Row{Key: "Recorded", Values: []string{upperFirst(when(done.Time))}})
	tech := func(key, value string) {
		p.Technical = append(p.Technical, Row{Key: key, Values: []string{value}})
	}
	tech("Kind", done.Kind)
	switch s := parsed.Signed; {
	case s == nil:
		p.Rows = append(p.Rows, Row{Key: "How", Values: []string{"It follows from what was recorded before, by the rules. Nobody signs it, and everybody can work it out again."}})
		if parsed.Entry.Consequence.Due != "" {
			p.Rows = append(p.Rows, Row{Key: "Due", Values: []string{upperFirst(when(parsed.Entry.Consequence.Due))}})
		}
	default:
		by := s.Payload.Author
		if s.Payload.Party != "" {
			by += ", for " + names[s.Payload.Party]
		}
		how := "A key in a file"
		if s.Statement.Header != nil {
			how = "A passkey, on the person’s own device"
		}
		p.Rows = append(p.Rows, Row{Key: "Signed by", Values: []string{by}}, Row{Key: "Signed with", Values: []string{how}}, Row{Key: "Before it signed it had seen", Values: []string{many(int(s.Payload.Seen.Size), "entry", "entries") + " with the page code " + ledger.CheckCode(s.Payload.Seen.Root)}})
		tech("Statement’s fingerprint", string(s.ID))
		tech("Key", string(s.Protected.Kid))
	}
	tech("Fingerprint of the entry (SHA-256)", string(ledger.DigestOf(done.Receipt.Entry)))
	tech("Rules that were asked", string(parsed.Entry.Ruling.Rules))
	p.About = aboutOf(e)
	if p.People, err = v.whoIsWho(p.Sentence, e.Author); err != nil {
		return nil, err
	}
	p.Rows = append(p.Rows, Row{Key: "Its place", Values: []string{"Entry " + number(index) + " of " + number(v.ledger.Size) + ", numbered from 0. This page proved it under the page code " + ledger.CheckCode(v.ledger.Root) + "."}})
	return p, nil
}

// aboutOf is what an entry is about: what its body names.
func aboutOf(e api.Entry) []Link {
	var names struct{ Motion, Decision, Meeting string }
	if json.Unmarshal(e.Body, &names) != nil {
		return nil // a body that names nothing in this way
	}
	var links []Link
	if names.Motion != "" {
		links = append(links, Link{"/motions/" + names.Motion, "Motion " + names.Motion})
	}
	if names.Decision != "" {
		links = append(links, Link{"/decisions/" + names.Decision, "Decision " + names.Decision})
	}
	return slices.Clip(links)
}
