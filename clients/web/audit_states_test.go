package web

import (
	"maps"

	"concordat/clients/verify"
	"concordat/ledger"
	"concordat/server/api"
)

// The states of the pages for whoever checks the ledger.
func init() {
	maps.Copy(states, map[string]map[string]func() page{
		"audit": {
			"empty": func() page { return &auditPage{layout: layout{Title: "Register of decisions"}} },
			"normal": func() page {
				return &auditPage{layout: layout{Title: "Register of decisions", Nav: "/audit"}, Complete: []string{"Motions GM-2015-001 to 031: 31 of 31 present; 2 withdrawn; no gaps"}, Filter: filterState(), Count: 2, Files: filesAt("/x", ""), Size: 552, Code: "4F7K 2QXM 9RTA",
					Register: stacks(2)}
			},
			"gaps and exceptions": func() page {
				return &auditPage{layout: layout{Title: "Register of decisions"}, Complete: []string{"Motions GM-2015-001 to 031: 30 of 31 present; 0 withdrawn; missing: GM-2015-004"}, Gaps: true, Filter: filterState(), Exceptions: []exception{
					{ID: "not-quorate", What: "Not quorate", Refs: []Link{{"/decisions/x", "GM-2015-003"}, {"/decisions/y", "GM-2015-009"}}},
					{ID: "withdrawn", What: "Withdrawn", Refs: refsState(refsShown), More: &Link{"/audit?exception=withdrawn#register", "all 500 in the register"}},
					{What: "The key that signs for the whole ledger was changed", Refs: []Link{{"/ledger/4", "Entry 4"}}},
				}}
			},
			"long": func() page {
				return &auditPage{layout: layout{Title: "Register of decisions"}, Filter: filterState(), Register: stacks(50), Count: 500, Files: filesAt("/x", ""), Pages: pagesState("?page=50", 5000)}
			},
		},
		"sample": {
			"not drawn yet": func() page { return newSample() },
			"drawn": func() page {
				p := newSample()
				p.Drawn, p.Link, p.Files, p.Words, p.Of, p.From = stacks(3), "/x", filesAt("/y", ""), "3 decisions of 31, drawn with the seed “a” from the ledger at 552 entries.", 31, 552
				return p
			},
			"long": func() page {
				p := newSample()
				p.Drawn, p.Pages, p.Link, p.Files, p.Words, p.Of, p.From = stacks(50), pagesState("?page=3", 500), "/x", filesAt("/y", ""), "500 decisions of 5000, drawn with the seed “a” from the ledger at 100,000 entries.", 5000, 100000
				return p
			},
			"nothing to draw from": func() page {
				p := newSample()
				p.Link, p.Files = "/x", filesAt("/y", "")
				return p
			},
			"wrong": func() page {
				p := newSample()
				p.wrong("n", "Enter how many decisions to draw, from 1 to 500")
				p.wrong("seed", "Enter a seed")
				p.Count.Error, p.Seed.Error, p.Count.Value = p.Wrong("n"), p.Wrong("seed"), "many"
				return p
			},
		},
		"entries": {
			"first": func() page { return entriesState(50) },
			"few":   func() page { return entriesState(1) },
			"withheld": func() page {
				p := entriesState(2)
				p.Entries[1].Href, p.Pages.Previous = "", "/ledger"
				return p
			},
		},
		"entry": {
			"statement": func() page {
				return &entryPage{layout: layout{Title: "Entry 4", Back: &Link{"/ledger", "Every entry of the ledger"}}, Index: 4, Size: 552, Sentence: "NHS Bury CCG votes for GM-2015-011", Code: "4F7K 2QXM 9RTA", Rows: []Row{{Key: "Recorded", Values: []string{"5pm"}}}, People: []Row{{Key: "bury-member", Values: []string{"Board member of NHS Bury CCG"}}}, About: []Link{{"/motions/x", "Motion x"}},
					Earlier: "/ledger/3", Later: "/ledger/5", Technical: []Row{{Key: "Kind", Values: []string{"vote.cast"}}}, Raw: `{"v":1}`}
			},
			"last": func() page { return &entryPage{layout: layout{Title: "Entry 0"}, Sentence: "It follows"} },
		},
		"checkpoints": {
			"nobody signed": func() page { return checkpointsState() },
			"signed": func() page {
				p := checkpointsState()
				p.Countersigned, p.Witnesses, p.Witnessed = stacks(3), stacks(2), "Enough witnesses have signed."
				return p
			},
			"disputed": func() page {
				p := checkpointsState()
				p.Witnesses, p.Witnessed, p.Disputed = stacks(1), "Not enough witnesses have signed.", true
				return p
			},
			"extends": func() page {
				p := checkpointsState()
				p.Extends, p.Same = "The ledger extends what you kept.", true
				return p
			},
			"does not extend": func() page {
				p := checkpointsState()
				p.Extends = "The ledger does not extend what you kept."
				return p
			},
			"wrong": func() page {
				p := checkpointsState()
				p.wrong("code", "Enter the 12 characters")
				p.Kept.Error, p.Kept.Value = p.Wrong("code"), "4F7K"
				return p
			},
		},
		"evidence": {
			"not proven": func() page { return evidenceState(notProven) },
			"verified":   func() page { return evidenceState(proved) },
			"failed":     func() page { return evidenceState(failed) },
			"withheld": func() page {
				return &evidencePage{layout: layout{Title: "Evidence"}, Verdict: notProven, Sentence: "Withheld from you.", Withheld: "This was taken in private."}
			},
			"too long": func() page {
				p := evidenceState(proved)
				p.TooLong = true
				return p
			},
		},
		"verify": {"normal": func() page { return newVerifyPage("board", 552) }},
		"search": {
			"asked": func() page { return &searchPage{layout: layout{Title: "Search"}, Query: searchState()} },
			"none":  func() page { return &searchPage{layout: layout{Title: "Search"}, Query: searchState(), Asked: true} },
			"found": func() page {
				return &searchPage{layout: layout{Title: "Search"}, Query: searchState(), Asked: true, Found: tasks(3), Count: 3, Entry: &Link{"/ledger/4", "Entry 4"}}
			},
			"long": func() page {
				return &searchPage{layout: layout{Title: "Search"}, Query: searchState(), Asked: true, Found: tasks(50), Count: 50, Pages: Pages{Previous: "?q=trauma", Next: "?q=trauma&after=GM-2015-001"}}
			},
			"nothing": func() page {
				p := &searchPage{layout: layout{Title: "Search"}, Query: searchState(), Asked: true}
				p.wrong("q", "Enter a reference or some words")
				p.Query.Error = p.Wrong("q")
				return p
			},
		},
		"history": {"normal": func() page {
			return &historyPage{layout: layout{Title: "What has happened", Caption: "GM-2015-012"}, Events: []event{{"Moves GM-2015-012", "/ledger/4", "gp-00t, for NHS Bolton CCG", "2015-11-27T16:00:00.000Z", 4}, {"Withheld", "", "", "2015-11-27T16:00:00.000Z", 9}}, People: []Row{{Key: "gp-00t", Values: []string{"Board member of NHS Bolton CCG"}}}, Start: "/motions/GM-2015-012/history", Next: "/motions/GM-2015-012/history?after=9"}
		}},
		"paper": {
			"text": func() page {
				return &paperPage{layout: layout{Title: "A paper"}, Paragraphs: []string{"One.", "Two."}, Original: "/blob/x", Facts: []Row{{Key: "Size", Values: []string{"2 KB"}}}}
			},
			"not a text": func() page {
				return &paperPage{layout: layout{Title: "A paper"}, Original: "/blob/x", Facts: []Row{{Key: "Size", Values: []string{"2 MB"}}}}
			},
			"withheld": func() page {
				return &paperPage{layout: layout{Title: "A paper"}, Withheld: "It is not held here.", Facts: []Row{{Key: "Check code", Values: []string{"4F7K 2QXM 9RTA"}}}}
			},
		},
		"mous": {
			"none": func() page { return &mousPage{layout: layout{Title: "The MoU"}} },
			"two": func() page {
				return &mousPage{layout: layout{Title: "The MoU"}, Versions: stacks(2), Compare: &Link{"/x", "Compare version 1 with version 2"}}
			},
		},
		"mou": {
			"normal": func() page {
				return &mouPage{layout: layout{Title: "The MoU", Caption: "MoU, version 3"}, Facts: []Row{{Key: "Signed by", Values: []string{"12 parties"}}}, Sections: []sectionShown{{"4", "4. Motions", []clauseShown{{"4.5", "Quorum", "Three quarters of the parties.", "/x"}}}, {"5", "5. Deciding", []clauseShown{{"5.1", "Votes", "Each seat has one vote.", "/x"}}}}, Signed: stacks(2)}
			},
			"waiting": func() page {
				return &mouPage{layout: layout{Title: "The MoU"}, Facts: []Row{{Key: "In force", Values: []string{"not in force: waiting for 2 parties"}}}, Stands: &Table{Caption: "Where each party stands", Stacks: true, Columns: []Column{{Text: "Party"}, {Text: "Signature"}, {Text: "Waited for since"}}, Rows: [][]Cell{{{Text: "NHS Bury CCG"}, {Text: "Signed on 1 April 2015"}, {}}, {{Text: "NHS Wigan Borough CCG"}, {Text: "Not signed; late since 29 April 2015"}, {Text: "1 April 2015"}}}}}
			},
			"no text": func() page { return &mouPage{layout: layout{Title: "The MoU"}} },
		},
		"clause": {
			"with rules": func() page {
				return &clausePage{layout: layout{Title: "Clause 4.5: Quorum"}, Clause: api.Clause{ID: "4.5", Title: "Quorum", Text: "Three quarters."}, Terms: []termShown{{"quorum", termRows(map[string]any{"num": 3.0, "den": 4.0, "clause": "4.5", "illustrative": true})}, {"other", nil}}, Rules: []ruleShown{{"Quorum", "Counts parties.", "quorum", "", "quorum := 3"}, {"Another", "Counts.", "quorum", "", "x := 3"}}, Cases: []casesShown{{"Quorum", []string{"Who may speak is present", "Fixed number"}}}, Tests: 2, Earlier: &Link{"/x", "Clause 4.4"}, Later: &Link{"/y", "Clause 4.6"}}
			},
			"without": func() page {
				return &clausePage{layout: layout{Title: "Clause 1.1: What the board is"}, Clause: api.Clause{Text: "It is no statutory body."}}
			},
		},
		"compare": {
			"asked": func() page { return compareState() },
			"same": func() page {
				p := compareState()
				p.Said = "They are the same."
				return p
			},
			"changed": func() page {
				p := compareState()
				clause := func(title, text string) *api.Clause { return &api.Clause{Title: title, Text: text} }
				p.From, p.To, p.Said = "Version 1", "Version 2", "Version 1 and version 2 differ in 4 clauses."
				p.Changes = []reworded{{"4.5", clause("Quorum", "Two thirds."), clause("Quorum", "Three quarters.")}, {"4.6", nil, clause("Votes", "By telephone.")}, {"4.7", clause("Chairs", "Two."), nil}, {"4.8", clause("Votes", "One."), clause("Seats", "One.")}}
				return p
			},
		},
		"check": {
			"asked": func() page { return checkState("", false) },
			"right": func() page { return checkState("Receipt 552: recorded, and counted.", true) },
			"other": func() page { return checkState("Receipt 552 is recorded, but with another check code.", false) },
			"wrong": func() page {
				p := checkState("", false)
				p.wrong("receipt", "Enter the number that stands on the receipt")
				p.Number.Error = p.Wrong("receipt")
				return p
			},
		},
	})
}

func evidenceState(of Tag) *evidencePage {
	p := &evidencePage{layout: layout{Title: "Evidence", Caption: "GM-2015-012"}, Ref: "GM-2015-012", Verdict: of, Sentence: "What it comes to.", Zip: "/x", Votes: stacks(2), Records: stacks(3), Keys: stacks(1), People: stacks(2), Checks: checkTable("Rules", []ledger.Check{{Title: "Quorum", Clause: "4.5", Required: "9", Actual: "12", Met: true}, {Title: "Majority", Required: "9", Actual: "2"}}), Technical: []Row{{Key: "Rules", Values: []string{"abc"}}}}
	for _, asked := range verify.Questions {
		q := question{Question: asked, Tag: of, Words: "27 fingerprints.", Hint: "Use concordat verify."}
		if of == failed {
			q.fails(verify.Altered, "Entry 4 does not hold.")
		}
		p.Questions = append(p.Questions, q)
	}
	if of == failed {
		p.Failures = []explained{explain(verify.Altered.Failure()), explain(verify.Signature.Failure())}
	}
	return p
}

// operationState is an operation's page, as the API's document has it.
func operationState(id string) (p page) {
	operations(func(path, method string, o *apiOperation) {
		if o.ID == id {
			p = operationOf(path, method, o)
		}
	})
	return p
}

func typeState(name string) page { return typeOf(name, described.Components.Schemas[name]) }

// pagesState are the links below a page of a list so long.
func pagesState(at string, items int) Pages {
	_, p := paged(looking("/audit"+at), make([]int, items))
	return p
}

func compareState() *comparePage {
	all := []Option{{"1", "Version 1", false}, {"2", "Version 2", true}}
	return &comparePage{layout: layout{Title: "Compare two versions of the MoU"}, A: Select{ID: "a", Name: "a", Label: "From", Options: all}, B: Select{ID: "b", Name: "b", Label: "To", Options: all}}
}

func searchState() Input {
	return Input{ID: "q", Name: "q", Kind: "search", Label: "Reference, or words of a title", Hint: "For example, GM-2015-003", Value: "trauma"}
}

func filterState() filterForm {
	return filterForm{Action: "/audit", Selects: []Select{{ID: "status", Name: "status", Label: "Status", Options: []Option{{"", "All", false}, {"carried", "Carried", true}}}, {ID: "year", Name: "year", Label: "Year", Options: []Option{{"", "All", true}}}}}
}

func entriesState(n int) *entriesPage {
	p := &entriesPage{layout: layout{Title: "Every entry of the ledger", Back: &Link{"/audit", "Register of decisions"}}, Last: int64(n) - 1, All: 552, Pages: pagesState("?page=1", 552)}
	for i := range n {
		p.Entries = append(p.Entries, entryLine{Link{entryPath(int64(i)), partyOf(i) + " votes for GM-2015-011, " + titleOf(i)}, int64(i), "2015-11-27T16:00:00.000Z"})
	}
	return p
}

func checkpointsState() *checkpointsPage {
	return &checkpointsPage{layout: layout{Title: "Page codes of the ledger"}, Size: 552, Code: "4F7K 2QXM 9RTA", VKey: "board.example+1a2b3c4d+AQ",
		KeptSize: Input{ID: "entries", Name: "entries", Label: "How many entries were there?", Width: 10}, Kept: Input{ID: "code", Name: "code", Label: "Which code did you write down?", Hint: "12 characters", Width: 20}}
}

func checkState(says string, right bool) *checkPage {
	p := &checkPage{layout: layout{Title: "Check a receipt"}, Number: Input{ID: "receipt", Name: "receipt", Label: "Receipt number", Width: 10}, Code: Input{ID: "code", Name: "code", Label: "Check code", Width: 20}, Says: says, Right: right}
	if right {
		p.Found = []Row{{Key: "Recorded", Values: []string{"5pm"}}}
	}
	return p
}
