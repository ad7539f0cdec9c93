package web

import (
	"maps"
	"net/http"
	"net/http/httptest"
	"net/url"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"concordat/ledger"
	"concordat/server/api"
)

// states are the pages in each of their states, by page. A page that is not in here
// fails the test.
var states = map[string]map[string]func() page{
	"votes": {
		"nothing to do": func() page { return &votesPage{layout: layout{Title: "Your votes"}, Seats: true} },
		"normal": func() page {
			return &votesPage{layout: layout{Title: "Your votes", Nav: "/"}, Seats: true, Open: tasks(2), Decided: tasks(7)[2:]}
		},
		"no seat": func() page {
			return &votesPage{layout: layout{Title: "Your votes"}, Own: []Link{{"/parties/00V/obligations", "What NHS Bury CCG is bound to"}}, Open: tasks(1)}
		},
		"long": func() page {
			p := &votesPage{layout: layout{Title: "Your votes"}, Seats: true, Decided: tasks(505)[500:]}
			if err := p.byWeek(looking("/?page=2"), summaries(500), func(m api.MotionSummary) ([]Task, error) { return asTask(summaryTask(m)) }); err != nil {
				panic(err)
			}
			return p
		},
		"weeks": func() page {
			all := tasks(14)
			return &votesPage{layout: layout{Title: "Your votes"}, Seats: true, Weeks: []Week{{"23 November 2015", group("week-2015-11-23", all[:9])}, {"30 November 2015", group("week-2015-11-30", all[9:])}}}
		},
	},
	"motions": {
		"empty": func() page { return &motionsPage{layout: layout{Title: "Motions"}} },
		"long": func() page {
			return &motionsPage{layout: layout{Title: "Motions"}, Filter: filterState(), Motions: tasks(50), Pages: Pages{Previous: "?", Next: "?after=GM-2015-001"}}
		},
	},
	"motion": {
		"open": func() page {
			return &motionPage{layout: layout{Title: "One centre", Caption: "GM-2015-012", Back: &Link{"/", "Your votes"}}, Status: Tag{"Open for voting", "yellow"}, Closes: "2015-11-27T17:00:00.000Z", Binding: "Binding.",
				Means: []meaning{{"NHS Bury CCG", []Row{{Key: "Pays", Values: []string{"£1", "£2"}}}}}, Warned: []string{"Your governing body instructs you."}, Text: []string{"That it be so."}, Facts: []Row{{Key: "Type", Values: []string{"Pool"}}}, Papers: []Link{{"/blob/x", "A paper"}},
				Needed: []string{"1 more vote."}, Checks: checks(ledger.Check{Title: "Quorum", Clause: "4.5", Required: "9", Actual: "8"}), Costs: table(), Votes: table(), Reasons: reasonsState(), Interests: []string{"somebody: financial"}, Ways: []Link{{"/motions/x/vote", "Vote"}}}
		},
		"decided": func() page {
			return &motionPage{layout: layout{Title: "One centre"}, Status: Tag{"Carried", "green"}, Decided: "/decisions/x", Text: []string{"That it be so."}}
		},
		"no vote": func() page {
			return &motionPage{layout: layout{Title: "One centre"}, Status: Tag{"Draft", "grey"}, WhyNot: "It is not open.", Options: []string{"A", "B"}, Conditions: []string{"C"}}
		},
	},
	"vote": {
		"normal": func() page { return voteState("") },
		"nothing chosen": func() page {
			p := voteState("Select how NHS Bury CCG votes")
			p.wrong("choice", p.Question.Error)
			return p
		},
		"already voted": func() page {
			p := voteState("")
			p.Before, p.Interests = "You voted for.", []string{"you: financial interest"}
			return p
		},
		"in order, with a casting vote": func() page {
			p := voteState("")
			m := api.Motion{Options: []string{"One site", "Two sites", "None of these"}}
			form := voteForm{choice: "One site", then: []string{"Two sites"}, casting: "One site"}
			p.Then, p.Casting = thenSelects(m, form), castingRadios(m, form)
			return p
		},
		"too long a reason": func() page {
			p := voteState("")
			p.Reason.Value = strings.Repeat("long ", 101)
			p.wrong("reason", reasonWrong(p.Reason.Value))
			p.Reason.Error = p.Wrong("reason")
			return p
		},
	},
	"seats": {
		"two": func() page {
			return &seatsPage{layout: layout{Title: "Whose vote do you cast?", Caption: "GM-2015-012, One centre", Back: &Link{"/x", "Back to the motion"}}, Seats: tasks(2)}
		},
		"long": func() page { return &seatsPage{layout: layout{Title: "Whose vote do you cast?"}, Seats: tasks(40)} },
	},
	"sign": {
		"with the example's key": func() page {
			return &signPage{layout: layout{Title: "Check and sign your vote"}, Key: true, Rows: []Row{{Key: "Your vote", Values: []string{"For"}, Action: &RowAction{"/x", "Change", "your vote"}}}, Sentence: "NHS Bury CCG votes for it", Code: "4F7K 2QXM 9RTA"}
		},
		"without a key": func() page { return &signPage{layout: layout{Title: "Check and sign your vote"}} },
		"with a passkey": func() page {
			return &signPage{layout: layout{Title: "Check and sign your vote"}, Rows: []Row{{Key: "Your vote", Values: []string{"For"}, Say: "choice"}}, Signing: signingState("vote.cast")}
		},
		"not signed": func() page {
			p := &signPage{layout: layout{Title: "Check and sign your vote"}, Signing: signingState("vote.cast")}
			p.wrong("sign", "Your passkey has not signed. Your vote was not recorded")
			return p
		},
		"changed": func() page {
			p := &signPage{layout: layout{Title: "Check and sign your vote"}, Key: true}
			p.wrong("sign", "The motion has changed")
			return p
		},
	},
	"stating": {
		"with the example's key": func() page { return statingState(nil) },
		"without a key": func() page {
			return &statingPage{layout: layout{Title: "Check and sign"}, Sentence: "It says so", Before: "Nothing is recorded until you sign."}
		},
		"with a passkey": func() page { return statingState(signingState("motion.withdrawn")) },
		"refused": func() page {
			p := statingState(nil)
			p.wrong("sign", "The rules do not allow this. Nothing was recorded")
			p.Checks = checks(ledger.Check{Title: "Who withdraws", Clause: "4.9", Required: "The mover", Actual: "None of these"})
			return p
		},
		"long": func() page {
			p := statingState(nil)
			p.Folded = true
			for i := range 200 {
				p.Parts = append(p.Parts, Part{`["lines",` + number(int64(i)) + `]`, "text", "Lines " + number(int64(i+1)), strings.Repeat("long ", 40)})
			}
			return p
		},
	},
	"withdraw": {
		"draft": func() page {
			return &withdrawPage{layout: layout{Title: "Withdraw this motion", Caption: "GM-2015-012"}, Ref: "GM-2015-012", Rows: []Row{{Key: "Motion", Values: []string{"One centre"}}}}
		},
		"open": func() page {
			return &withdrawPage{layout: layout{Title: "Withdraw this motion"}, Ref: "GM-2015-012", Open: true}
		},
	},
	"interrupt": {"normal": func() page {
		return &interruptPage{layout: layout{Title: "Your governing body asks for another vote", Back: &Link{"/x", "Change your vote"}}, Text: []string{"It instructs."}, Continue: Link{"/x", "Continue with this vote"}}
	}},
	"closed": {"normal": func() page {
		return (&visit{request: httptest.NewRequest("GET", "/", nil)}).closed(api.Motion{MotionSummary: api.MotionSummary{Ref: "GM-2015-012", Title: "One centre", Status: api.Status{Status: ledger.MotionDecided}, Closes: "2015-11-27T17:00:00.000Z"}})
	}, "not open": func() page {
		return (&visit{request: httptest.NewRequest("GET", "/", nil)}).closed(api.Motion{MotionSummary: api.MotionSummary{Ref: "GM-2015-012", Title: "One centre", Status: api.Status{Status: ledger.MotionDraft, Words: "Draft"}}})
	}},
	"receipt": {
		"own vote": func() page {
			return &receiptPage{layout: layout{Title: "Vote recorded"}, Panel: Panel{"Vote recorded", "Receipt number 552"}, Mine: true, Open: true, Motion: &Link{"/motions/x", "One centre"}, Closes: "2015-11-27T17:00:00.000Z", Time: "2015-11-27T16:00:00.000Z", Code: "4F7K 2QXM 9RTA", Others: []Link{{"/motions/y", "Another"}}}
		},
		"withdrawn since": func() page {
			return &receiptPage{layout: layout{Title: "Vote recorded"}, Panel: Panel{"Vote recorded", "Receipt number 552"}, Mine: true, Withdrew: true, Motion: &Link{"/motions/x", "One centre"}, Closes: "2015-11-27T17:00:00.000Z", Time: "2015-11-27T16:00:00.000Z", Code: "4F7K 2QXM 9RTA"}
		},
		"something else": func() page {
			return &receiptPage{layout: layout{Title: "Recorded"}, Panel: Panel{"Recorded", "Receipt number 0"}, Time: "2015-11-27T16:00:00.000Z"}
		},
	},
	"decisions": {"empty": func() page { return &decisionsPage{layout: layout{Title: "Decisions"}} }, "long": func() page { return &decisionsPage{layout: layout{Title: "Decisions"}, Decisions: tasks(50)} }},
	"decision": {
		"carried": func() page {
			return &decisionPage{layout: layout{Title: "One centre", Caption: "GM-2015-012"}, Tags: []Tag{{"Carried", "green"}, {"In force", "green"}}, Sentence: "Carried.", Text: []string{"That it be so."}, Means: []meaning{{"NHS Bury CCG", []Row{{Key: "Pays", Values: []string{"£412,360 in 2015-16"}}}}}, Parties: table(), Stand: table(), Checks: checks(ledger.Check{Title: "Quorum", Met: true}), Votes: table(), Reasons: reasonsState(), Interests: []string{"x"}, Conditions: tasks(3), Obligations: table(), Since: []event{{"Varies it", "/ledger/9", "", "2015-11-27T16:00:00.000Z", 9}}, After: "/motions/GM-2015-012/history?after=9"}
		},
		"withheld": func() page {
			return &decisionPage{layout: layout{Title: "One centre"}, Withheld: "Taken in private."}
		},
	},
	"parties": {
		"empty": func() page { return &partiesPage{layout: layout{Title: "Obligations"}, Parties: &Table{}} },
		"own": func() page {
			return &partiesPage{layout: layout{Title: "Obligations", Nav: "/parties"}, Own: []Link{{"/x", "What NHS Bury CCG is bound to"}}, Parties: table()}
		},
		"long": func() page { return &partiesPage{layout: layout{Title: "Obligations"}, Parties: long(60)} },
	},
	"party": {
		"no authority": func() page {
			return &partyPage{layout: layout{Title: "NHS Bury CCG"}, Area: partyArea("00V", ""), Facts: []Row{{Key: "Signed the MoU", Values: []string{"Not yet"}}}}
		},
		"normal": func() page {
			a := authorityShown{Title: "00V-A1", Facts: []Row{{Key: "For", Values: []string{"Every function"}}}, Limits: table()}
			return &partyPage{layout: layout{Title: "NHS Bury CCG", Caption: "00V"}, Area: partyArea("00V", ""), Facts: []Row{{Key: "Seats", Values: []string{"a", "b"}}}, Authorities: []authorityShown{a}, Ended: []authorityShown{{Title: "00V-A0", Facts: a.Facts}}, Commitments: table(), Figures: table()}
		},
		"its officer's": func() page {
			a := authorityShown{Title: "00V-A1", Facts: []Row{{Key: "For", Values: []string{"Every function"}}}, Limits: table(), Do: []Link{{"/x", "Change 00V-A1"}, {"/y", "End 00V-A1"}}}
			later := authorityShown{Title: "00V-A2", Facts: a.Facts, Do: []Link{{"/z", "Change 00V-A2"}}}
			return &partyPage{layout: layout{Title: "NHS Bury CCG", Caption: "00V"}, Area: partyArea("00V", ""), Do: []Link{{"/w", "Give an authority"}}, Authorities: []authorityShown{a}, Ended: []authorityShown{later}}
		},
	},
	"obligations": {
		"normal": func() page { return obligationsState(table()) },
		"empty": func() page {
			return &obligationsPage{layout: layout{Title: "What NHS Bury CCG is bound to"}, Area: partyArea("00V", "/obligations"), NoneInForce: "No obligations in force.", AsAt: "As at entry 1."}
		},
		"none match": func() page { return obligationsState() },
		"long": func() page {
			p := obligationsState(long(50), long(50))
			p.Counted, p.Pages = "These tables show 50 of 300 obligations.", pagesState("?page=1", 100)
			return p
		},
		"no such day": func() page {
			p := obligationsState()
			p.asked(&api.Problem{Errors: []api.Fault{{Parameter: "recorded_by"}}})
			return p
		},
	},
	"obligation": {
		"to be worked out again": func() page {
			return &obligationPage{layout: layout{Title: "Programme office"}, Tags: []Tag{{"Due", "blue"}}, Working: "£500,000.00 ÷ 12 parties = £41,666.67", Ask: "/obligations/GM-2015-004/002?recalculate=yes"}
		},
		"the same again":    func() page { return againState(api.RecalculationSame) },
		"not the same":      func() page { return againState(api.RecalculationDiffers) },
		"changed meanwhile": func() page { return againState(api.RecalculationUnsure) },
		"paid": func() page {
			return &obligationPage{layout: layout{Title: "Programme office", Caption: "GM-2015-004/002", Back: &Link{"/x", "Back"}}, Tags: []Tag{{"Paid", "no-colour"}}, Sentence: "It is paid.", Working: "£500,000.00 ÷ 12 parties = £41,666.67", Facts: []Row{{Key: "Amount", Values: []string{"£1.00"}}}, Why: []Row{{Key: "Clause", Values: []string{"7.1"}}}, Sources: []source{{"Votes", []Link{{"/ledger/1", "entry 1"}}, "3 more entries"}, {What: "Commitments"}}, Figures: table(), Said: corrected(), History: []History{{"Decided", "/x"}, {"Recorded", ""}}}
		},
		"disputed": func() page {
			return &obligationPage{layout: layout{Title: "Programme office"}, Tags: []Tag{{"Queried", "orange"}}, Sentence: "It is queried.", Notes: []string{"NHS Bury CCG says that it should be £1.00, not £2.00."}, Say: []Link{{"/x", "Say that it was paid"}}}
		},
		"duty": func() page {
			return &obligationPage{layout: layout{Title: "Report each quarter"}, Tags: []Tag{{"Overdue", "red"}}, Sentence: "It must do this.", Times: table()}
		},
	},
	"changes": {
		"nothing": func() page {
			return &changesPage{layout: layout{Title: "What has changed"}, Area: partyArea("00V", "/changes"), Since: Input{ID: "since", Name: "since", Label: "Since"}, Sentence: "Since 1 March 2015: nothing has changed."}
		},
		"normal": func() page {
			return &changesPage{layout: layout{Title: "What has changed", Caption: "NHS Bury CCG"}, Since: Input{ID: "since", Name: "since", Label: "Since", Value: "2015-03-01", Width: 10}, Sentence: "2 new.", Changes: table(), AsAt: "As at entry 4."}
		},
		"no such day": func() page {
			p := &changesPage{layout: layout{Title: "What has changed"}, Since: Input{ID: "since", Name: "since", Label: "Since", Value: "yesterday", Error: "Enter a day"}}
			p.wrong("since", "Enter a day")
			return p
		},
	},
	"account": {
		"normal": func() page { return accountState(table()) },
		"nothing moved": func() page {
			return &accountPage{layout: layout{Title: "Statement of account"}, None: "Nothing moved.", Code: "4F7K 2QXM 9RTA", From: Input{ID: "from", Name: "from", Label: "From"}, To: Input{ID: "to", Name: "to", Label: "To"}, With: Select{ID: "with", Name: "with", Label: "With"}}
		},
		"long": func() page { return accountState(long(300)) },
		"no such period": func() page {
			p := &accountPage{layout: layout{Title: "Statement of account"}, From: Input{ID: "from", Name: "from", Label: "From", Value: "x"}, To: Input{ID: "to", Name: "to", Label: "To"}, With: Select{ID: "with", Name: "with", Label: "With"}}
			p.asked(&api.Problem{Errors: []api.Fault{{Parameter: "from"}}})
			return p
		},
	},
	"balances": {
		"none": func() page {
			return &balancesPage{layout: layout{Title: "Agreement of balances"}, Area: partyArea("00V", "/balances"), Sentence: "Month 9 ends."}
		},
		"normal": func() page {
			return &balancesPage{layout: layout{Title: "Agreement of balances", Caption: "NHS Bury CCG"}, Area: partyArea("00V", "/balances"), Years: []NavItem{{Link{"?year=2014-15", "2014 to 2015"}, true}}, Sentence: "Month 9 ends.", Tables: []*Table{table(), table()}, AsAt: "As at entry 4."}
		},
	},
	"funds": {
		"empty": func() page { return &fundsPage{layout: layout{Title: "Pooled funds"}} },
		"normal": func() page {
			return &fundsPage{layout: layout{Title: "Pooled funds"}, Area: partyArea("00V", ""), Funds: table()}
		},
	},
	"fund": {
		"normal": func() page {
			return &fundPage{layout: layout{Title: "Account of 2014 to 2015", Caption: "Home equipment"}, Sentence: []string{"It holds."}, Facts: []Row{{Key: "Decision", Values: []string{"x"}}}, Lines: table(), Shares: table(), Reports: []*Table{table()}, Forecast: table(), Settled: []*Table{table()}, Changes: table(), Calendar: table(), AsAt: "As at entry 4.", WhatIf: "/what-if", Do: []Link{{"/x", "Report on this year"}, {"/y", "Give notice of an overspend"}}, Years: []NavItem{{Link{"/x", "2014 to 2015"}, true}, {Link{"/y", "2015 to 2016"}, false}}}
		},
		"new": func() page {
			return &fundPage{layout: layout{Title: "Account of 2014 to 2015"}, Lines: table(), Shares: table()}
		},
	},
	"what_if": {
		"nothing open": func() page {
			return &whatIfPage{layout: layout{Title: "What if"}, Choose: true, Party: Select{ID: "party", Name: "party", Label: "Party"}, Leaving: []Input{{ID: "on", Name: "on", Label: "Leaves on"}}}
		},
		"choose": func() page {
			p := &whatIfPage{layout: layout{Title: "What if"}, Choose: true, Motions: []Link{{"/x", "A motion"}}, Funds: []Link{{"/y", "A fund"}}, Party: Select{ID: "party", Name: "party", Label: "Party", Options: []Option{{"00V", "NHS Bury CCG", true}}}, Leaving: []Input{{ID: "on", Name: "on", Label: "Leaves on", Error: "Enter the day", Value: "x"}}}
			p.wrong("on", "Enter the day")
			return p
		},
		"answered": func() page {
			return &whatIfPage{layout: layout{Title: "What if it leaves", Caption: "NHS Bury CCG"}, Sentence: []string{"It may be gone."}, Checks: checks(ledger.Check{Title: "Leaving"}), Tables: []*Table{table(), table()}}
		},
		"outturn": func() page {
			return &whatIfPage{layout: layout{Title: "What if the year comes to this"}, Fund: "home-equipment", Year: "2015-16", Lines: []Input{{ID: "line-0", Name: "line-issues", Label: "Equipment lent", Hint: "In pounds", Value: "1.00", Width: 10, Keys: "decimal"}}, Sentence: []string{"It would come to £1.00."}, Tables: []*Table{table()}}
		},
	},
	"log_in": {
		"example": func() page {
			return &logInPage{layout: layout{Title: "Log in"}, People: []string{"bury-member"}, Next: "/"}
		},
		"nobody chosen": func() page {
			p := &logInPage{layout: layout{Title: "Log in"}, People: []string{"bury-member"}, Next: "/"}
			p.wrong("person", "Choose a person of the example")
			return p
		},
		"real": func() page { return &logInPage{layout: layout{Title: "Log in"}} },
		"by an account at work": func() page {
			return &logInPage{layout: layout{Title: "Log in"}, Next: "/motions", Work: "NHS work account"}
		},
		"account of nobody's": func() page {
			p := &logInPage{layout: layout{Title: "Log in"}, Work: "NHS work account"}
			p.wrong("work", "Nobody on this board has connected that NHS work account. Log in with your passkey, then connect it on the Passkeys page")
			return p
		},
		"unknown passkey": func() page {
			p := &logInPage{layout: layout{Title: "Log in"}, Ledger: "board.example/x", Site: "board.example", Open: api.PathLogin}
			p.wrong("passkey", "This board does not know that passkey")
			return p
		},
	},
	"enrol": {"normal": func() page { p, _ := enrolShow(nil); return p }},
	"passkeys": {
		"a member's": func() page {
			return &passkeysPage{layout: layout{Title: "Passkeys"}, Own: []keyCard{
				cardOf(api.Key{Thumbprint: ledger.Thumbprint(strings.Repeat("A", 43)), Kind: ledger.KeyPasskey, Backup: &api.Backup{Synced: true}, Added: "2015-11-20T17:00:00.000Z"}, "2015-11-27T17:00:00.000Z", true),
				cardOf(api.Key{Thumbprint: ledger.Thumbprint(strings.Repeat("E", 43)), Kind: ledger.KeyPasskey, Added: "2015-11-21T17:00:00.000Z"}, "", false),
				cardOf(api.Key{Thumbprint: ledger.Thumbprint(strings.Repeat("I", 43)), Kind: ledger.KeyFile, Added: "2015-11-20T17:00:00.000Z", Revoked: "2015-11-21T17:00:00.000Z"}, "", false),
			}}
		},
		"one alone": func() page {
			return &passkeysPage{layout: layout{Title: "Passkeys"}, Only: true, Own: []keyCard{cardOf(api.Key{Thumbprint: ledger.Thumbprint(strings.Repeat("A", 43)), Kind: ledger.KeyPasskey, Backup: &api.Backup{}, Added: "2015-11-20T17:00:00.000Z"}, "", true)}}
		},
		"an account at work": func() page {
			return &passkeysPage{layout: layout{Title: "Passkeys"}, Work: &api.WorkAccount{Provider: "NHS work account", Connected: true, Since: "2015-11-27T17:00:00.000Z"}}
		},
		"no account at work": func() page {
			return &passkeysPage{layout: layout{Title: "Passkeys"}, Work: &api.WorkAccount{Provider: "NHS work account"}}
		},
		"an officer's": func() page {
			return &passkeysPage{layout: layout{Title: "Passkeys"}, Parties: []Party{{"00V", "NHS Bury CCG"}}, Board: true, Waiting: []newKey{{Person: "bury-new", Key: "x"}},
				Second: []unadmitted{
					{api.UnadmittedKey{Person: "bury-member", Motions: []string{"GM-2015-012"}, By: "bury-officer"}, []string{"00V"}, []string{"NHS Bury CCG"}},
					{api.UnadmittedKey{Person: "bury-deputy", Motions: []string{"GM-2015-011", "GM-2015-012"}, By: "bury-finance"}, nil, []string{"NHS Bury CCG"}},
				},
				Open: []Row{{Key: "bury-other", Values: []string{"Invited."}}}}
		},
		"invited": func() page {
			return &passkeysPage{layout: layout{Title: "Passkeys"}, Parties: []Party{{"00V", "NHS Bury CCG"}}, Invited: "bury-new", Link: "https://board.example/enrol#x"}
		},
		"nobody named": func() page {
			p := &passkeysPage{layout: layout{Title: "Passkeys"}, Board: true}
			p.wrong("person", "Enter what the person is called on the ledger")
			return p
		},
	},
	"work": {
		"normal": func() page {
			return &workPage{layout: layout{Title: "Connect your NHS work account"}, Account: "NHS work account", Continue: "https://id.example/authorise?state=x"}
		},
		"too long ago": func() page {
			return &workPage{layout: layout{Title: "Connect your NHS work account"}, Account: "NHS work account", Again: true}
		},
		"not connected": func() page {
			p := &workPage{layout: layout{Title: "Connect your NHS work account"}, Account: "NHS work account", Continue: "/passkeys/work"}
			p.wrong("work", "Your NHS work account was not connected. Start again")
			return p
		},
	},
	"passkey_add": {
		"code asked": func() page { return (&newKey{Person: "bury-new", Key: "x"}).page() },
		"wrong code": func() page {
			p := (&newKey{Person: "bury-new", Key: "x"}).page()
			p.Code = "4F7K"
			p.wrong("code", "This is not the code")
			return p
		},
		"with a passkey": func() page {
			return &passkeyPage{layout: layout{Title: "Check and sign"}, Rows: []Row{{Key: "Passkey of", Values: []string{"bury-new"}, Say: "person"}}, Signing: signingState("key.added")}
		},
		"with the example's key": func() page {
			return &passkeyPage{layout: layout{Title: "Check and sign"}, Rows: []Row{{Key: "Passkey of", Values: []string{"bury-new"}}}, ByExample: true}
		},
		"without a key": func() page {
			return &passkeyPage{layout: layout{Title: "Check and sign"}, Rows: []Row{{Key: "Passkey of", Values: []string{"bury-new"}}}}
		},
	},
	"help": {"normal": func() page { p, _ := helpShow(nil); return p }},
	"api":  {"normal": func() page { p, _ := apiShow(nil); return p }},
	"api-operation": {
		"reads": func() page { return operationState("listObligations") },
		"sends": func() page { return operationState("sendStatement") },
		"file":  func() page { return operationState("exportAccountXLSX") },
	},
	"api-type": {
		"object": func() page { return typeState("Decision") },
		"text":   func() page { return typeState("Digest") },
	},
	"failures":      {"normal": func() page { p, _ := failuresShow(nil); return p }},
	"proved":        {"normal": func() page { p, _ := provedShow(nil); return p }},
	"accessibility": {"normal": func() page { p, _ := accessibilityShow(nil); return p }},
	"problem": {
		"not found":   func() page { return problemState(api.NewProblem(ledger.CodeNotFound, "there is no such motion")) },
		"not allowed": func() page { return problemState(api.NewProblem(ledger.CodeNotAllowed, "not you")) },
		"forged":      func() page { return problemState(api.NewProblem(api.CodeForged, "not from here")) },
		"conflict":    func() page { return problemState(api.NewProblem(ledger.CodeConflict, "it has changed")) },
		"fault":       func() page { return problemState(api.NewProblem(api.CodeInternal, "")) },
		"refused": func() page {
			p := api.NewProblem(ledger.CodeRefused, "not by the rules")
			p.Checks = []ledger.Check{{Title: "Quorum"}}
			return problemState(p)
		},
		"planned work": func() page {
			return problemState(api.NewProblem(api.CodeMaintenance, "the service is closed for planned work until 6pm on 28 November 2026"))
		},
		"busy": func() page { return problemState(api.NewProblem(api.CodeBusy, "wait")) },
		"unavailable": func() page {
			p := api.NewProblem(ledger.CodeUnavailable, "the ledger is being put right")
			p.RetryAfter = 600
			return problemState(p)
		},
	},
}

func problemState(p *api.Problem) page {
	return (&visit{site: &Site{}, request: &http.Request{Method: http.MethodGet}}).problem(p)
}

func statingState(s *Signing) *statingPage {
	parts := []Part{{`["motion"]`, "text", "Motion", "GM-2015-012"}, {`["lines",0,"pence"]`, "money", "Lines 1 pence", "£1.00"}}
	p := &statingPage{
		layout: layout{Title: "Check and sign", Caption: "GM-2015-012"}, Rows: []Row{{Key: "Motion", Values: []string{"One centre"}}}, More: stacks(3), Parts: parts, Sentence: "It says so", Code: "4F7K 2QXM 9RTA",
		Before: "Nothing is recorded until you sign.", Button: "Sign and send", Form: "/x", Typed: []Typed{{"why", "as typed"}}, Change: true, Signing: s, ByExample: s == nil,
	}
	if s != nil {
		s.Parts, s.Typed = parts, p.Typed
	}
	return p
}

func signingState(kind string) *Signing {
	return &Signing{Action: "/x", Kind: kind, Site: "board.example", Button: "Sign and send", Before: "Nothing is recorded until you sign.", Sentence: "It says so", Code: "4F7K 2QXM 9RTA", Says: []Said{{"seq", "Number", "4"}}}
}

func reasonsState() []Reason {
	return []Reason{
		{Who: "NHS Bury CCG, Dr Kiran Patel (bury-member)", Text: "First line.\n\nSecond line, " + strings.Repeat("long ", 80), Href: "/receipts/1"},
		{Who: "NHS Bolton CCG, bolton-member", Erased: "Erased on 27 November 2015 by order of NHS Bolton CCG (entry 553)", Href: "/receipts/2"},
	}
}

func voteState(wrong string) *votePage {
	return &votePage{layout: layout{Title: "How does NHS Bury CCG vote?"}, Ref: "x", Reason: Textarea{ID: "reason", Name: "reason", Label: "Your reason (optional)", Hint: "At most 500 characters."}, Question: Radios{ID: "choice", Name: "choice", Legend: "How does NHS Bury CCG vote?", Heading: true, Error: wrong, Items: []Radio{{ID: "choice", Value: "for", Text: "For", Checked: true}, {ID: "choice-2", Value: "abstain", Text: "Abstain", Hint: "How it counts"}}}}
}

func againState(verdict string) page {
	o := api.Obligation{Recalculated: &api.Recalculation{Verdict: verdict, Was: 4166667, Working: "£500,000.00 ÷ 12 parties = £41,666.67", Rules: ledger.DigestOf(nil)}}
	if verdict != api.RecalculationUnsure {
		o.Recalculated.Pence = &o.Recalculated.Was
	}
	return &obligationPage{layout: layout{Title: "Programme office"}, Tags: []Tag{{"Due", "blue"}}, Again: recalculatedOf(o)}
}

func checks(c ledger.Check) *Checks { return &Checks{Caption: "Rules", List: []ledger.Check{c}} }

func obligationsState(tables ...*Table) *obligationsPage {
	p := &obligationsPage{
		layout: layout{Title: "What NHS Bury CCG is bound to", Caption: "00V"}, Area: partyArea("00V", "/obligations"), Sentence: []string{"It is to pay £1.00.", "It is to receive £2.00."},
		Years: []NavItem{{Link{"?year=all", "All years"}, true}, {Link{"?year=2015-16", "2015 to 2016"}, false}}, Functions: []NavItem{{Link{"?function=x", "Acute surgery"}, false}}, Decisions: []NavItem{{Link{"?decision=x", "GM-2015-001"}, false}},
		Statuses: []NavItem{{Link{"?status=due", "Due"}, false}}, ByYear: table(), ByDecision: table(), RiskShares: table(), Tables: tables, Ended: &Link{"?ended=yes", "Show 3 obligations that have ended"}, AsAt: "As at entry 4.", Files: []Link{{"/x.csv", "A table (CSV)"}},
	}
	p.then(url.Values{"year": {"all"}, "recorded_by": {"2015-10-31"}}, url.Values{})
	return p
}

func accountState(t *Table) *accountPage {
	return &accountPage{
		layout: layout{Title: "Statement of account", Caption: "NHS Bury CCG"}, Area: partyArea("00V", "/statement"), Period: "A year", Sentence: "It owes £1.00.", Years: []NavItem{{Link{"/x", "2014 to 2015"}, false}},
		From: Input{ID: "from", Name: "from", Label: "From", Hint: "For example", Width: 10}, To: Input{ID: "to", Name: "to", Label: "To", Width: 10}, With: Select{ID: "with", Name: "with", Label: "With", Options: []Option{{"", "All parties", true}}},
		Parties: table(), Owes: t, Owed: table(), Own: table(), Notes: []string{"Paid before it was due."}, Balances: table(), Apart: table(), Files: []Link{{"/x.csv", "A table (CSV)"}}, AsAt: "As at entry 4.", Code: "4F7K 2QXM 9RTA",
	}
}

func newSite(t *testing.T) *Site {
	t.Helper()
	s, err := New(Config{})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// lookers are who looks at a page.
func lookers(s *Site) map[string]*visit {
	l := api.Ledger{Name: "A board", Time: "2015-11-27T16:44:40.000Z", Origins: []string{"https://board.example.nhs.uk"}}
	r := httptest.NewRequest(http.MethodGet, "/motions?status=open", nil)
	member := &api.Person{ID: "bury-member", Name: "Dr Kiran Patel", Party: "01D", PartyName: "NHS Heywood, Middleton and Rochdale CCG", Seats: []string{"00V-1"}}
	example := l
	example.Example = &api.Example{Name: "greater-manchester"}
	return map[string]*visit{
		"nobody":               {site: s, request: r, ledger: l},
		"a member":             {site: s, request: r, ledger: l, me: member, formToken: "token-of-the-session"},
		"a member, an example": {site: s, request: r, ledger: example, me: member, formToken: "token-of-the-session"},
	}
}

// Every page in every state, and once with hostile words in every place: one h1 that
// is in the title, a token in every form, no word that people should not have to know,
// nothing that the content security policy refuses, no id twice.
func TestStates(t *testing.T) {
	s := newSite(t)
	for name := range s.templates {
		if len(states[name]) == 0 {
			t.Errorf("%s.html has no state here", name)
		}
	}
	for name, all := range states {
		all = maps.Clone(all)
		for state, make := range maps.Clone(all) {
			all[state+", hostile"] = func() page {
				p := make()
				poison(reflect.ValueOf(p).Elem())
				return p
			}
		}
		for state, make := range all {
			for looker, v := range lookers(s) {
				t.Run(name+"/"+state+"/"+looker, func(t *testing.T) {
					p := make()
					p.base().page = name
					data, err := s.render(v, p)
					if err != nil {
						t.Fatal(err)
					}
					check(t, string(data), p, v)
				})
			}
		}
	}
}

// The navigation has five areas at most, and nobody's is without the agreement: whoever has
// lists of motions of their own does without that of all.
func TestNavigation(t *testing.T) {
	s := newSite(t)
	seat := &api.Person{ID: "x", Seats: []string{"00V-1"}}
	for name, c := range map[string]struct {
		me    *api.Person
		roles []string
		want  string
	}{
		"nobody":                  {nil, nil, "Motions Decisions Obligations The MoU"},
		"a board member":          {seat, nil, "Your votes Motions Decisions Obligations The MoU"},
		"a secretary who votes":   {seat, []string{ledger.RoleSecretary}, "Your votes Secretary Decisions Obligations The MoU"},
		"an auditor who votes":    {seat, []string{ledger.RoleAuditor}, "Your votes Audit Decisions Obligations The MoU"},
		"an auditor":              {&api.Person{ID: "x"}, []string{ledger.RoleAuditor}, "Audit Motions Decisions Obligations The MoU"},
		"an officer":              {&api.Person{ID: "x"}, []string{ledger.RoleOfficer}, "Obligations Motions Decisions The MoU"},
		"an officer who votes":    {seat, []string{ledger.RoleOfficer}, "Your votes Motions Decisions Obligations The MoU"},
		"a secretary and no more": {&api.Person{ID: "x"}, []string{ledger.RoleSecretary}, "Secretary Motions Decisions Obligations The MoU"},
	} {
		v := &visit{site: s, request: httptest.NewRequest("GET", "/", nil)}
		if c.me != nil {
			me := *c.me
			for _, r := range c.roles {
				me.Roles = append(me.Roles, ledger.RoleFacts{Role: r})
			}
			v.me = &me
		}
		var l layout
		l.fill(v)
		var got []string
		for _, n := range l.Items {
			got = append(got, n.Text)
		}
		if strings.Join(got, " ") != c.want {
			t.Errorf("%s: %q", name, got)
		}
	}
}

// Rendered gives every page in every state, as a member of an example sees it, by page
// and state; of each page one with hostile words.
func Rendered(t *testing.T, s *Site) map[string][]byte {
	t.Helper()
	all := map[string][]byte{}
	for name, of := range states {
		first := true
		for _, state := range slices.Sorted(maps.Keys(of)) {
			show := func(as string, p page) {
				p.base().page = name
				data, err := s.render(lookers(s)["a member, an example"], p)
				if err != nil {
					t.Fatal(err)
				}
				all[name+", "+as] = data
			}
			show(state, of[state]())
			if first {
				p := of[state]()
				poison(reflect.ValueOf(p).Elem())
				show("hostile", p)
			}
			first = false
		}
	}
	return all
}

const hostile = `<script>alert(1)</script><img src=x onerror=alert(1)>" onclick="alert(1)`

// poison puts hostile words into every text that a page shows, and leaves alone what
// names something of the house's own.
func poison(v reflect.Value) {
	switch v.Kind() {
	case reflect.String:
		if v.CanSet() && v.Type() == reflect.TypeFor[string]() {
			v.SetString(hostile + " \u202eright to left " + strings.Repeat("long", 60))
		}
	case reflect.Struct:
		if v.Type() == reflect.TypeFor[Tag]() { // its words are the house's own
			return
		}
		if v.Type() == reflect.TypeFor[layout]() {
			for _, field := range []string{"Title", "Caption"} {
				poison(v.FieldByName(field))
			}
			return
		}
		for i := range v.NumField() {
			if f := v.Type().Field(i); f.IsExported() && !slices.Contains([]string{"ID", "Field", "Colour"}, f.Name) || f.Anonymous {
				poison(v.Field(i))
			}
		}
	case reflect.Slice:
		for i := range v.Len() {
			poison(v.Index(i))
		}
	case reflect.Pointer:
		if !v.IsNil() {
			poison(v.Elem())
		}
	}
}

// What ux calls never: words of the machinery, outside of what is folded away.
var never = regexp.MustCompile(`(?i)\b(block|chain|hash|merkle|tally|poll|proposal|transaction|ballot|invalid|sign in)s?\b`)

func check(t *testing.T, text string, p page, v *visit) {
	t.Helper()
	root, err := html.Parse(strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	var h1s, ids []string
	title, lang, tokens, posts, scripts := "", "", 0, 0, 0
	var words strings.Builder
	var walk func(n *html.Node, folded bool)
	walk = func(n *html.Node, folded bool) {
		if n.Type == html.TextNode && !folded {
			words.WriteString(n.Data + " ")
		}
		if n.Type == html.ElementNode {
			a := map[string]string{}
			for _, at := range n.Attr {
				a[at.Key] = at.Val
				if at.Key == "style" || strings.HasPrefix(at.Key, "on") {
					t.Errorf("<%s %s=%q> breaks the content security policy", n.Data, at.Key, at.Val)
				}
				if at.Key == "id" {
					ids = append(ids, at.Val)
				}
			}
			switch n.Data {
			case "html":
				lang = a["lang"]
			case "title":
				title = textOf(n)
			case "h1":
				h1s = append(h1s, textOf(n))
			case "form":
				if a["method"] == "post" {
					posts++
				}
			case "input":
				if a["name"] == api.FormField && a["value"] == v.formToken {
					tokens++
				}
			case "script":
				if !strings.Contains(a["src"], "/passkey/") && !strings.Contains(a["src"], "/verify/") && a["type"] != "application/json" { // one more of the house's own, or data
					scripts++
				}
				folded = true
			case "style":
				t.Error("a style sheet within the page breaks the content security policy")
			case "details":
				folded = !strings.Contains(a["class"], "app-read") // which is evidence in words
			}
		}
		for c := n.FirstChild; c != nil; c = c.NextSibling {
			walk(c, folded)
		}
	}
	walk(root, false)
	if len(h1s) != 1 {
		t.Fatalf("%d h1: %q", len(h1s), h1s)
	}
	want := p.base().Title + " – A board"
	if len(p.base().Errors) > 0 {
		want = "Error: " + want
		if p.base().status() < 400 {
			t.Errorf("a page with errors answers %d", p.base().status())
		}
	}
	if strings.Join(strings.Fields(title), " ") != strings.Join(strings.Fields(want), " ") {
		t.Errorf("title %q, not %q", title, want)
	}
	if !strings.Contains(strings.Join(strings.Fields(h1s[0]), " "), strings.Join(strings.Fields(p.base().Title), " ")) && !strings.Contains(h1s[0], "onclick") {
		t.Errorf("h1 %q, title %q", h1s[0], p.base().Title)
	}
	if lang != "en-GB" || scripts != 2 {
		t.Errorf("language %q, %d scripts", lang, scripts)
	}
	if tokens != posts {
		t.Errorf("%d forms, %d with the token", posts, tokens)
	}
	if w := never.FindString(words.String()); w != "" {
		t.Errorf("%q stands on the page", w)
	}
	slices.Sort(ids)
	if twice := len(ids) - len(slices.Compact(ids)); twice > 0 {
		t.Errorf("%d ids stand twice", twice)
	}
}

func textOf(n *html.Node) string {
	if n.Type == html.TextNode {
		return n.Data
	}
	var b strings.Builder
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		b.WriteString(textOf(c))
	}
	return b.String()
}
