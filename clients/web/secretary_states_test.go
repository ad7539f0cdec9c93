package web

import (
	"maps"
	"net/http/httptest"
	"net/url"
	"strings"

	"concordat/ledger"
	"concordat/server/api"
)

// The states of the pages for the secretary and the chair.
func init() {
	maps.Copy(states, map[string]map[string]func() page{
		"secretary": {
			"empty": func() page { return &secretaryPage{layout: layout{Title: "Secretary", Nav: "/secretary"}} },
			"normal": func() page {
				all := tasks(8)
				return &secretaryPage{layout: layout{Title: "Secretary"}, Needs: group("needs", all[:2]), Drafts: group("drafts", all[2:4]), Open: group("open", all[4:5]), Closed: group("closed", all[5:]), Continue: "/drafts/x"}
			},
			"long": func() page {
				all := tasks(1000)
				return &secretaryPage{layout: layout{Title: "Secretary"}, Open: group("open", all[:500]), Closed: group("closed", all[500:])}
			},
		},
		"published": {
			"empty": func() page { return publishedState() },
			"again": func() page {
				p := publishedState()
				p.Before = stacks(2)
				return p
			},
			"wrong": func() page {
				p := publishedState()
				p.wrong("place", "Enter where the notice was published")
				p.wrong("on", "Enter the day on which it was published")
				p.Place.Error, p.On.Error = p.Wrong("place"), p.Wrong("on")
				return p
			},
		},
		"draft": {
			"empty": func() page { return draftState(0) },
			"half":  func() page { return draftState(3) },
			"ready": func() page { return draftState(9) },
		},
		"form": {
			"normal": func() page { return formState() },
			"wrong": func() page {
				p := formState()
				p.wrong("title", "Enter a title")
				p.wrong("type", "Select what it is for")
				p.wrong("host", "Select a party")
				p.wrong("text", "Enter what the board is to resolve")
				return p.asked()
			},
			"refused": func() page {
				return &formPage{layout: layout{Title: "Test against the rules", Caption: "One centre"}, Text: []string{"1 rule is not met."}, Checks: checks(ledger.Check{Title: "Quorum", Clause: "4.5", Required: "9", Actual: "8"}), Links: []Link{{"/x", "All tasks"}}}
			},
			"several answers": func() page {
				p := &formPage{layout: layout{Title: "Give an authority", Caption: "NHS Bury CCG", Back: &Link{"/x", "NHS Bury CCG"}}, Action: "/x", Button: Button{Text: "Continue"}}
				p.checkboxes("types", "For which kinds of motion?", "", []string{"pool"}, Radio{Value: "lead", Text: "Appoint lead commissioner"}, Radio{Value: "pool", Text: "Pool resources", Hint: "Several parties pay for one service"})
				p.Fields = append(p.Fields, Field{Heading: "Limits in pounds", Text: "Enter 0 for none."}, Field{Input: &Input{ID: "spend-year", Name: "spend-year", Label: "May spend in a year", Width: 20, Keys: "decimal"}})
				p.wrong("types", "Select at least one kind of motion")
				return p.asked()
			},
			"line by line": func() page { return reportState(2) },
			"line by line, wrong": func() page {
				p := reportState(2)
				p.wrong("line-0-spend", "Equipment lent: enter in pounds what is asked at “Spent so far”, or 0")
				p.wrong("period", "Select the period")
				return p.asked()
			},
			"line by line, long": func() page { return reportState(20) },
			"a file": func() page {
				p := &formPage{layout: layout{Title: "Put a paper beside the ledger", Back: &Link{"/x", "Papers"}}, Action: "/papers", Upload: true, Button: Button{Text: "Put it beside the ledger", Once: true}}
				p.input("title", "What is the paper called?", "For example, Options appraisal", "", 0)
				p.Fields = append(p.Fields, Field{Input: &Input{ID: "file", Name: "file", Kind: "file", Label: "The paper", Hint: "Web pages, plain text and PDF can be read by everybody"}})
				p.wrong("file", "Choose the paper")
				return p.asked()
			},
			"papers of a motion": func() page {
				v := &visit{form: url.Values{"paper": {string(ledger.DigestOf([]byte("a")))}, "paper-of": {string(ledger.DigestOf([]byte("a")))}, "paper-name": {"Options appraisal of a service for all, version 3, final.pdf"}, "papers": {"A letter; 123"}}}
				d := &draft{}
				for _, title := range []string{"Options appraisal", "Equality impact assessment of one service for the whole of the county", "Letter"} {
					d.Motion.Papers = append(d.Motion.Papers, ledger.Paper{Title: title, SHA256: ledger.DigestOf([]byte(title))})
				}
				p := v.papersFields(d, []ledger.Paper{{Title: "Needs of the county, and what its people say of them", SHA256: ledger.DigestOf([]byte("b"))}})
				p.layout = layout{Title: "Papers", Caption: "One centre", Back: &Link{"/x", "All tasks"}}
				p.Action, p.Button = "/x", Button{Text: "Save and continue"}
				p.wrong("papers", "Line 1: write the paper’s title and its fingerprint of 64 letters and numbers, with ; between")
				p.wrong("title", "Enter what the paper is called in at most 160 letters")
				p.typedAgain(v.form)
				return p.asked()
			},
			"papers of a motion, none yet": func() page {
				p := (&visit{}).papersFields(&draft{}, []ledger.Paper{{Title: "Needs of the county", SHA256: ledger.DigestOf([]byte("b"))}})
				p.layout = layout{Title: "Papers", Caption: "One centre", Back: &Link{"/x", "All tasks"}}
				p.Action, p.Button = "/x", Button{Text: "Save and continue"}
				return p
			},
			"several files": func() page {
				p := &formPage{layout: layout{Title: "Put a draft of the MoU before the parties", Caption: "Version 2", Back: &Link{"/x", "Drafts of the MoU"}}, Action: "/mou/drafts/new", Upload: true, Button: Button{Text: "Continue"}}
				p.input("title", "What is the draft called?", "For example, Second version", "", 0)
				p.Fields = append(p.Fields, Field{Input: &Input{ID: "files", Name: "files", Kind: "file", Several: true, Label: "Its files", Hint: "Choose all files of its folder at once"}})
				p.wrong("files", "terms.json: joint_committee (clause 5.3) was written for another wording of its clause")
				return p.asked()
			},
			"nothing to ask": func() page {
				return &formPage{layout: layout{Title: "Notice and opening"}, Inset: "Open it for votes later.", Rows: []Row{{Key: "Status", Values: []string{"Notice given"}}}}
			},
			"long": func() page {
				p := formState()
				for range 40 {
					p.Tables[0].Rows = append(p.Tables[0].Rows, p.Tables[0].Rows[0])
				}
				return p
			},
		},
	})
}

// reportState is a form that asks the same of each line of a fund.
func reportState(lines int) *formPage {
	f := &fundForm{formPage: &formPage{layout: layout{Title: "Report on this year of the fund", Caption: "Home equipment, 2015 to 2016", Back: &Link{"/x", "Account of 2015 to 2016"}}, Action: "/x", Button: Button{Text: "Continue"}}, v: &visit{request: httptest.NewRequest("GET", "/funds/home-equipment/2015-16/report", nil)}, a: api.FundAccount{Year: "2015-16"}}
	for range lines {
		f.a.Budgets = append(f.a.Budgets, api.FundLine{Line: "issues", What: "Equipment lent to people at home", Budget: 448_576_80})
	}
	f.a.FundYear = &ledger.FundYear{}
	if err := askReport(f); err != nil {
		panic(err)
	}
	return f.formPage
}

func draftState(finished int) page {
	p := &draftPage{layout: layout{Title: "New motion", Caption: "One centre", Back: &Link{"/secretary", "Secretary"}}, Done: finished, Of: len(draftTasks), Saved: "2015-11-27T10:00:00.000Z"}
	for i, t := range draftTasks {
		status := taskTodo
		if i < finished {
			status = taskDone
		}
		p.Tasks = append(p.Tasks, Task{ID: t.name, Href: "/x", Text: t.title, Status: taskTag(status)})
	}
	p.Tasks = append(p.Tasks, Task{ID: "test", Text: "Test against the rules", Status: taskTag("Cannot start yet")})
	return p
}

func formState() *formPage {
	p := &formPage{layout: layout{Title: "Type and title", Caption: "One centre", Back: &Link{"/x", "All tasks"}}, Action: "/x", Button: Button{Text: "Save and continue"}, Tables: []*Table{table()}, Hidden: []Typed{{"a", "b"}}, Buttons: []FormButton{{"remove", "0", "Remove", "the service"}}}
	p.input("title", "Title", "At most 65 letters", "One centre", 0)
	p.area("text", "What the board is to resolve", "The exact words", "That it be so.")
	p.choice("host", "Which party?", "00V", Option{Value: "00V", Text: "NHS Bury CCG"}, Option{Value: "01G", Text: "NHS Salford CCG"})
	p.Fields = append(p.Fields, Field{Heading: "More"})
	p.radios("type", "What is it for?", "Choose one", "pool", Radio{Value: "pool", Text: "Pool resources", Hint: "Several pay"}, Radio{Value: "lead", Text: "Lead"})
	return p
}

func init() {
	kept := func(rows int) *Table {
		t := &Table{Caption: "Kept beside the ledger", Stacks: true, Columns: []Column{{Text: "What"}, {Text: "About"}, {Text: "Stated by"}, {Text: "For"}, {Text: "Since"}, {Text: "Status"}}}
		for range rows {
			t.Rows = append(t.Rows, []Cell{{Text: "Reason", Href: "/texts/x"}, {Text: "GM-2015-011"}, {Text: "Dr Kiran Patel (bury-member)"}, {Text: "NHS Bury CCG"}, {Text: "27 November 2015"}, {Tag: textTag(api.Text{})}})
		}
		return t
	}
	rows := func() []Row {
		return []Row{{Key: "What it is", Values: []string{"Reason"}}, {Key: "Code", Values: []string{"4F7K 2QXM 9RTA"}, Action: &RowAction{"/ledger/553", "Entry 553", "of this text"}}}
	}
	maps.Copy(states, map[string]map[string]func() page{
		"texts": {
			"empty": func() page {
				return &textsPage{layout: layout{Title: "Personal texts"}, Do: []Link{{"/people/name", "State who somebody is"}}}
			},
			"normal": func() page { return &textsPage{layout: layout{Title: "Personal texts"}, Texts: kept(2)} },
			"long": func() page {
				return &textsPage{layout: layout{Title: "Personal texts"}, Texts: kept(50), Pages: pagesState("?page=1", 100)}
			},
		},
		"text": {
			"one to erase": func() page {
				return &keptPage{layout: layout{Title: "A personal text", Caption: "Reason", Back: &Link{"/texts", "Personal texts"}}, Rows: rows(), Text: "Our patients would\ntravel an hour.", Erase: "/texts/x/erase"}
			},
			"long": func() page {
				return &keptPage{layout: layout{Title: "A personal text"}, Rows: rows(), Text: strings.Repeat("Wordafterword", 38)}
			},
			"erased": func() page {
				return &keptPage{layout: layout{Title: "A personal text"}, Rows: rows(), Erased: "Erased on 27 November 2015 by order of NHS Bury CCG (entry 553): it is no longer needed"}
			},
		},
		"meetings": {
			"empty": func() page { return &meetingsPage{layout: layout{Title: "Meetings"}} },
			"long": func() page {
				return &meetingsPage{layout: layout{Title: "Meetings"}, Call: true, Meetings: tasks(50), Pages: pagesState("?page=1", 100)}
			},
		},
		"meeting": {
			"called": func() page {
				return &meetingPage{layout: layout{Title: "Strategy board", Caption: "Meeting GM-2015-M03"}, Ref: "GM-2015-M03", Status: Tag{"Called", "blue"}, Starts: "2015-12-10T14:00:00.000Z", Place: "Town hall", Of: []string{"NHS Bury CCG"}, Agenda: []meetingItem{{Number: "1", Title: "Welcome"}}, Do: []Link{{"/x", "Change the agenda"}}}
			},
			"on the floor": func() page {
				return &meetingPage{layout: layout{Title: "Strategy board"}, Ref: "GM-2015-M03", Status: Tag{"Called", "blue"}, Attendance: table(), Stand: attendanceStand([]ledger.Attendee{{Seat: "00V-1", As: ledger.AttendsAsMember}, {Seat: "00T-1", As: ledger.AttendsWithApologies}}, 12, false, []ledger.Check{{ID: "quorum", Required: "At least 9 of 12 parties"}}), Presiding: []string{"chair"}, Ending: true, Interests: []Link{{"/x", "somebody"}},
					Agenda: []meetingItem{{Number: "1", Title: "Eye services", Private: "terms", Motion: &Link{"/x", "GM-2015-013"}, Parts: []Link{{"/p", "GM-2015-014, Eye services, part 1"}, {"/q", "GM-2015-015, Eye services, part 2"}}, Actions: tasks(3), Words: []string{"Noted."}, Do: []Link{{"/x", "Record the show of hands"}, {"/y", "Note what was said"}}, More: []Link{{"/z", "Rule on a point of order"}, {"/v", "Set an action"}}}, {Number: "2", Title: "Estates", Do: []Link{{"/z", "Note what was said"}}}}}
			},
			"over": func() page {
				return &meetingPage{layout: layout{Title: "Strategy board"}, Status: Tag{"Minutes approved", "green"}, Minutes: "/x", Approvals: []string{"secretary", "chair"}, Attendance: table(),
					Results: []meetingResult{{Motion: Link{"/x", "GM-2015-013"}, Words: "It is decided.", Tag: Tag{"Carried", "green"}, Checks: checks(ledger.Check{Title: "Quorum", Met: true}), Hands: &Table{Caption: "Hands", Columns: []Column{{Text: "Seat"}, {Text: "Hand"}}, Rows: [][]Cell{{{Text: "NHS Bury CCG"}, {Text: "For"}}}}}}}
			},
		},
		"minutes": {
			"drafted": func() page {
				return &minutesPage{layout: layout{Title: "Minutes", Caption: "Meeting GM-2015-M03"}, Ref: "GM-2015-M03", Status: Tag{"Ended, minutes not approved", "yellow"}, Text: "MINUTES\n\nPresent: all", Code: "4F7K 2QXM 9RTA", Approvals: []string{"secretary"}, Waits: "Hands were shown: one of those who approve the minutes has to have attended for a seat.", May: true, Files: []Link{{"/x", "Plain text, to copy"}}}
			},
			"approved": func() page {
				return &minutesPage{layout: layout{Title: "Minutes"}, Status: Tag{"Minutes approved", "green"}, Text: "MINUTES", Approved: &api.ApprovedMinutes{Code: "4F7K 2QXM 9RTA", Time: "2015-12-10T16:00:00.000Z"}, Approvals: []string{"secretary", "chair"}}
			},
		},
	})
}

func init() {
	maps.Copy(states, map[string]map[string]func() page{
		"console": {
			"draft": func() page {
				return &consolePage{layout: layout{Title: "Who has voted", Caption: "GM-2015-013"}, Ref: "GM-2015-013", Status: Tag{"Draft", "grey"}}
			},
			"open": func() page {
				return &consolePage{layout: layout{Title: "Who has voted"}, Ref: "GM-2015-013", Status: Tag{"Open for voting", "yellow"}, Closes: "2015-11-27T17:00:00.000Z", Voted: "1 of 2 seats have voted.", Comes: []string{"As the votes stand: not carried.", "1 for, 1 against. It is a tie."}, Stand: table(), Votes: stacks(2), Checks: checks(ledger.Check{Title: "Quorum"}),
					Interests: []Link{{"/x", "somebody"}}, Extends: "Voting may go on.", Withdrawal: "Withdrawal was asked for.", Confirm: []Link{{"/x", "Confirm the vote"}}, Do: []Link{{"/x", "Record a vote"}}}
			},
			"not quorate": func() page {
				return &consolePage{layout: layout{Title: "Who has voted"}, Ref: "GM-2015-013", Status: Tag{"Not quorate", "orange"}, Closes: "2015-11-27T17:00:00.000Z", Closed: true, Voted: "1 of 2 seats have voted.", Comes: []string{"Not quorate on Friday 27 November 2015: 1 party for."}, Votes: stacks(2), Do: []Link{{"/x", "The decision"}, {"/x", "Move it again"}}}
			},
			"withdrawn": func() page {
				return &consolePage{layout: layout{Title: "Who has voted"}, Ref: "GM-2015-013", Status: Tag{"Withdrawn", "grey"}, Closes: "2015-11-27T17:00:00.000Z", Closed: true, Withdrew: true, Voted: "1 of 2 seats have voted.", Votes: stacks(2)}
			},
			"long": func() page {
				return &consolePage{layout: layout{Title: "Who has voted"}, Ref: "GM-2015-013", Votes: stacks(200)}
			},
		},
	})
}

func init() {
	maps.Copy(states, map[string]map[string]func() page{
		"people": {
			"normal": func() page {
				return &peoplePage{layout: layout{Title: "People and seats"}, People: stacks(2), Do: []Link{{"/passkeys", "Invite somebody"}}}
			},
			"long": func() page {
				return &peoplePage{layout: layout{Title: "People and seats"}, People: stacks(50), Pages: pagesState("?page=1", 100)}
			},
		},
		"exports": {
			"normal": func() page {
				return &exportsPage{layout: layout{Title: "Exports"}, Files: exportsState(), Statements: []Link{{"/x", "NHS Bury CCG"}}, Minutes: []Link{{"/x", "Minutes of GM-2015-M01"}}, Size: 552, Code: "4F7K 2QXM 9RTA"}
			},
			"no meeting yet": func() page { return &exportsPage{layout: layout{Title: "Exports"}, Files: exportsState()} },
		},
		"outbox": {
			"nothing to send": func() page { return &outboxPage{layout: layout{Title: "Messages to send"}} },
			"to copy":         func() page { return outboxState(2) },
			"with a mail server": func() page {
				p := outboxState(3)
				p.Post = true
				p.Messages[0].Tag, p.Messages[0].Send = Tag{"Not sent yet", "blue"}, true
				p.Messages[1].Tag, p.Messages[1].Send, p.Messages[1].Why = Tag{"Not sent", "red"}, true, "No such mailbox here"
				p.Messages[2].Tag = Tag{"Begun: not known whether it was sent", "orange"}
				return p
			},
			"long": func() page { return outboxState(50) },
			"moved on": func() page {
				p := outboxState(1)
				p.wrong("", "That message is no longer to be sent")
				return p
			},
		},
	})
}

func outboxState(n int) *outboxPage {
	p := &outboxPage{layout: layout{Title: "Messages to send", Back: &Link{"/secretary", "Secretary"}}, Filters: []NavItem{{Link{"/outbox", "All"}, true}, {Link{"/outbox?kind=result", "Results"}, false}}}
	for i := range n {
		to := "member-" + number(int64(i))
		p.Messages = append(p.Messages, letter{ID: "opened~GM-2015-011~" + to, To: to, Subject: "Vote by 5pm on Friday 27 November 2015: one service", Body: "It is open.\n\nYou have not voted yet.", Tag: Tag{"To copy", "blue"}, EML: "/x"})
	}
	return p
}

func publishedState() *publishedPage {
	return &publishedPage{layout: layout{Title: "Record that the notice was published", Caption: "GM-2015-006, One service"}, Ref: "GM-2015-006", Place: Input{ID: "place", Name: "place", Label: "Where was it published?"}, On: Input{ID: "on", Name: "on", Label: "On which day?"}}
}
