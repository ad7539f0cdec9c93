package web

import (
	"net/url"
	"strconv"
	"strings"

	"concordat/ledger"
	"concordat/server/api"
)

// historyPage is what happened to a motion and to its decision, in order.
type historyPage struct {
	layout
	Events []event
	People []Row  // whom they name
	Start  string // of the list, where this is a later part of it
	Next   string
}

// event is one thing that happened: the entry that says so, in its own words.
type event struct {
	Words, Href string
	By          string
	Time        ledger.Time
	Entry       int64
}

func historyShow(v *visit) (page, error) {
	m, err := v.client.Motion(v.ctx, v.path("motion"))
	if err != nil {
		return nil, err
	}
	p := &historyPage{layout: layout{page: "history", Title: "What has happened", Caption: m.Ref + ", " + m.Title, Nav: "/motions", Back: &Link{"/motions/" + m.Ref, "The motion"}}}
	after := int64(-1)
	if given := v.request.URL.Query().Get("after"); given != "" {
		if after, err = strconv.ParseInt(given, 10, 64); err != nil || after < 0 || after >= v.ledger.Size {
			return nil, api.NewProblem(ledger.CodeNotFound, "there is no entry "+given+": the ledger has "+number(v.ledger.Size)+", numbered from 0")
		}
		p.Start = v.request.URL.Path
	}
	names, err := v.names()
	if err != nil {
		return nil, err
	}
	var more bool
	if p.Events, more, err = v.happened(m.Ref, m.Title, after, names); more {
		p.Next = historyAfter(v.request.URL.Path, p.Events)
	}
	if err != nil {
		return nil, err
	}
	p.People, err = v.whoIn(p.Events)
	return p, err
}

// historyAfter is the path of what came after some of a history.
func historyAfter(path string, events []event) string {
	return path + "?after=" + number(events[len(events)-1].Entry)
}

// whoIn says who the people are whom events name.
func (v *visit) whoIn(events []event) ([]Row, error) {
	var said []string
	for _, e := range events {
		said = append(said, e.Words, e.By)
	}
	return v.whoIsWho(said...)
}

// happened is what the entries after one say of a motion and its decision, as many as a
// page has, and whether there are more.
func (v *visit) happened(ref, title string, after int64, names map[string]string) (events []event, more bool, err error) {
	query := url.Values{"motion": {ref}, "limit": {strconv.Itoa(perPage)}}
	if after >= 0 {
		query.Set("after", number(after))
	}
	list, err := v.client.EntryPage(v.ctx, query)
	if err != nil {
		return nil, false, err
	}
	for _, e := range list.Items {
		words := strings.ReplaceAll(e.Sentence, ref+", "+title, "the motion") // whose page it is
		one := event{Words: upperFirst(words), Href: entryPath(e.Index), Time: e.Time, Entry: e.Index}
		switch {
		case e.Kind == ledger.KindDecisionMade:
			one.Href = "/decisions/" + ref
		case e.Withheld != nil:
			one.Href = ""
		case e.Author != "":
			if one.By = called(names, e.Author); e.Party != "" {
				one.By += ", for " + names[e.Party]
			}
		}
		events = append(events, one)
	}
	return events, list.Next != "", nil
}
