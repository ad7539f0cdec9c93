package web

import (
	"testing"

	"concordat/ledger"
	"concordat/server/api"
)

// Two versions are compared by the titles of their clauses too: one that has another title
// and the same text is told, with both.
func TestClauseRetitled(t *testing.T) {
	clause := func(id, title, text string) api.Clause {
		return api.Clause{ID: id, Title: title, Text: text, SHA256: ledger.DigestOf([]byte(text))}
	}
	before := []api.Clause{clause("1.1", "The board", "It is one."), clause("1.2", "Votes", "One each."), clause("1.3", "Gone", "Old.")}
	after := []api.Clause{clause("1.1", "The board", "It is one."), clause("1.2", "Seats and votes", "One each."), clause("1.4", "New", "New.")}
	list := changed(before, after)
	if len(list) != 3 || !list[0].Retitled() || list[0].Title() != "Seats and votes" || list[0].Before.Title != "Votes" || list[1].Before != nil || list[1].Title() != "New" || list[2].After != nil || list[2].Title() != "Gone" {
		t.Errorf("they differ in %+v", list)
	}
}
