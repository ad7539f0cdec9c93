package web

import (
	"maps"
	"strings"

	"concordat/ledger"
	"concordat/policy"
	"concordat/server/api"
)

// The states of the pages on which officers act on the agreement itself.
func init() {
	maps.Copy(states["form"], map[string]func() page{
		"signing the MoU": func() page {
			p := &formPage{layout: layout{Title: "Sign the MoU", Caption: "Version 2, Second version", Back: &Link{"/mou/2", "The MoU, version 2"}}, Action: "/x", Button: Button{Text: "Continue"}, Hidden: []Typed{{"party", "00V"}}, Inset: "Against version 1: 1 clause.", Text: []string{"Your signature covers it."}, Links: []Link{{"/mou/2", "Read version 2, clause by clause"}}}
			p.Rows = []Row{{Key: "You sign for", Values: []string{"NHS Bury CCG"}}, {Key: "Check code of text and rules", Values: []string{"4F7K 2QXM 9RTA"}}, {Key: "Adopted by", Values: []string{"GM-2015-013"}, Action: &RowAction{"/x", "Read the decision", ""}}}
			p.Tables = changeTables(changesState(2), "00V", map[string]string{"00V": "NHS Bury CCG"})
			p.input("founding", "Founding code that the secretary told you (optional)", "By another way than this page", "AAAA AAAA AAAA", 20)
			p.checkboxes("affirms", "Which decisions of before it was established does it make its own?", "It is bound by none of them otherwise", nil, Radio{Value: "GM-2013-001", Text: "GM-2013-001, Meet on Thursdays"})
			p.wrong("founding", "The founding code of this ledger is another. Sign nothing, and ask the secretary")
			return p.asked()
		},
		"a draft of the MoU that changes much": func() page {
			return &formPage{layout: layout{Title: "Second version", Caption: "Draft of version 2 of the MoU"}, Rows: draftRows(api.Draft{}), Tables: append(changeTables(changesState(60), "00V", map[string]string{"00V": "NHS Heywood, Middleton and Rochdale CCG"}), positionsTable(api.Draft{Waiting: []string{"00V"}}, map[string]string{"00V": "NHS Bury CCG"}))}
		},
		"a dispute": func() page {
			p := &formPage{layout: layout{Title: "Settle this dispute", Caption: "Dispute 00V-D1", Back: &Link{"/x", "Dispute 00V-D1"}}, Action: "/x", Button: Button{Text: "Continue"}, Rows: stepRows([]ledger.DisputeStep{{Step: "officers", Due: "2015-12-30T23:59:59.999Z"}, {Step: "chairs", Due: "2016-01-30T23:59:59.999Z"}}), Tables: []*Table{table()}}
			p.checkboxes("with", "With whom?", "", nil, Radio{Value: "01G", Text: "NHS Salford CCG"}, Radio{Value: "02A", Text: "NHS Trafford CCG"})
			p.area("how", "How is it settled?", "It stands on the ledger for ever: name nobody", strings.Repeat("long ", 400))
			p.wrong("with", "Select whom the dispute is with")
			p.wrong("how", "Shorten “How is it settled” by 4 letters")
			return p.asked()
		},
		"leaving": func() page {
			p := &formPage{layout: layout{Title: "Give notice to leave", Caption: "NHS Bury CCG", Back: &Link{"/x", "NHS Bury CCG"}}, Action: "/x", Button: Button{Text: "Continue"}, Buttons: []FormButton{{fieldChange, "yes", "Work it out", "for what is selected"}}, Rows: []Row{{Key: "What it still owes", Values: []string{"£1,234,567.89 in 12 obligations"}}}, Tables: []*Table{long(12)}}
			p.choice("function", "What does it leave?", "*", Option{Value: "*", Text: "Every function"})
			(&visit{}).resolutionFields(p, []ledger.Paper{{Title: "Options appraisal of a service for all", SHA256: ledger.DigestOf([]byte("a"))}})
			p.wrong("resolution", "Enter the reference of the governing body’s resolution")
			return p.asked()
		},
	})
	maps.Copy(states["votes"], map[string]func() page{"an officer's": func() page {
		return &votesPage{layout: layout{Title: "Your votes"}, Needs: []Task{{ID: "mou-1", Href: "/mou/2/sign?party=00V", Text: "Sign version 2 of the MoU for NHS Bury CCG", Status: Tag{"Needs you now", "orange"}}}, Own: []Link{{"/x", "What NHS Bury CCG is bound to"}}}
	}})
	maps.Copy(states["decision"], map[string]func() page{"disputed": func() page {
		return &decisionPage{layout: layout{Title: "One centre"}, Tags: []Tag{{"Carried", "green"}}, Disputes: []Link{{"/disputes/00V-D1", "Dispute 00V-D1: open"}, {"/x", "Raise a dispute about it"}}}
	}})
}

// changesState are so many changes, clauses and terms, one of them of a party's own.
func changesState(n int) (list []policy.Difference) {
	for range n {
		list = append(list, policy.Difference{Part: "clause", Name: "5.3", Before: strings.Repeat("Three quarters of the votes cast. ", 6), After: strings.Repeat("Two thirds of the votes cast. ", 6)})
	}
	return append(list, policy.Difference{Part: "term", Name: "joint_committee.majorities.majority.num", Clause: "5.3", Before: "3", After: "2"}, policy.Difference{Part: "term", Name: "functions.acute-surgery.parties", Before: `["00V","01G"]`, After: `["01G"]`}, policy.Difference{Part: "party", Name: "00V.name", Before: "NHS Bury CCG", After: "NHS Bury Clinical Commissioning Group"})
}
