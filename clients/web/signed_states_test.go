package web

import (
	"maps"
	"strings"

	"concordat/ledger"
	"concordat/server/api"
)

// The states of the pages from which people sign what only they can say, and of the forms
// by which they do.
func init() {
	needs := []Task{{ID: "GM-2015-007-ratify", Href: "/x", Text: "Ratify or refuse: One centre", Hint: "GM-2015-007. The governing body of NHS Trafford CCG answers by 5pm.", Status: Tag{"Needs you now", "orange"}}}
	do := []Link{{"/x", "Ratify or refuse this decision"}, {"/y", "Call this decision in"}}
	add := func(name, state string, of func() page) {
		all := maps.Clone(states[name])
		all[state] = of
		states[name] = all
	}
	add("votes", "an officer is needed", func() page {
		return &votesPage{layout: layout{Title: "Your votes"}, Own: []Link{{"/x", "What NHS Trafford CCG is bound to"}}, Needs: needs, Open: tasks(2)}
	})
	add("decision", "an answer is awaited", func() page {
		return &decisionPage{layout: layout{Title: "One centre", Caption: "GM-2015-007"}, Tags: []Tag{{"Carried", "green"}, {"Awaiting ratification", "yellow"}}, Sentence: "Carried.", Do: do, Text: []string{"That it be so."}, Parties: table()}
	})
	add("party", "its officer is needed", func() page {
		return &partyPage{layout: layout{Title: "NHS Trafford CCG", Caption: "02A"}, Area: partyArea("02A", ""), Needs: needs, Facts: []Row{{Key: "Seats", Values: []string{"a"}}}}
	})
	add("motion", "more to be done", func() page {
		return &motionPage{layout: layout{Title: "One centre"}, Status: Tag{"Open for voting", "yellow"}, Text: []string{"That it be so."}, WhyNot: "You hold no seat.", Do: do}
	})
	ratifying := func() *formPage {
		p := &formPage{layout: layout{Title: "Ratify or refuse this decision", Caption: "GM-2015-007, One centre", Back: &Link{"/x", "The decision"}}, Text: []string{"It binds only once the governing body has ratified it."}, Rows: []Row{{Key: "For", Values: []string{"NHS Trafford CCG"}}, {Key: "Pays", Values: []string{"£412,360.00 in 2015 to 2016"}}}, Action: "/x", Button: Button{Text: "Continue"}, Links: []Link{{"/y", "Put a paper beside the ledger"}}}
		p.radios("answer", "What has the governing body resolved?", "", "", Radio{Value: ratifies, Text: "It ratifies the decision", Hint: "The party is then bound"}, Radio{Value: refuses, Text: "It refuses to ratify it", Hint: "The party is then not bound"})
		(&visit{}).resolutionFields(p, []ledger.Paper{{Title: "Options appraisal of a service for all", SHA256: ledger.DigestOf([]byte("a"))}})
		return p
	}
	add("form", "ratify", func() page { return ratifying() })
	add("form", "ratify, nothing said", func() page {
		p := ratifying()
		p.wrong("answer", "Select what the governing body has resolved")
		p.wrong("resolution", "Enter the reference of the governing body’s resolution")
		p.wrong("resolved", "Enter the day on which the resolution was passed, today or before")
		return p.asked()
	})
	hand := func(rows int) *formPage {
		p := &formPage{layout: layout{Title: "Confirm or deny your hand", Caption: "GM-2015-013, Meet on Thursdays", Back: &Link{"/x", "The motion"}}, Inset: "The hand shown from seat 00V-1 is against.", Action: "/x", Button: Button{Text: "Continue"}}
		var seats []Option
		for i := range rows {
			seat := "00V-" + number(int64(i+1))
			p.Rows = append(p.Rows, Row{Key: "NHS Bury CCG, " + seat, Values: []string{api.ChoiceWords(ledger.ChoiceFor)}})
			seats = append(seats, Option{Value: seat, Text: "NHS Bury CCG, " + seat})
		}
		if rows > 1 {
			p.choice("seat", "For which seat do you speak?", "", seats...)
		}
		p.radios("answer", "Is it recorded rightly?", "", "", Radio{Value: rightly, Text: "Yes, it is as I showed it"}, Radio{Value: wrongly, Text: "No, it is wrong", Hint: "What is recorded then does not stand."})
		p.area("reason", "If it is wrong, what is? (optional)", "Name nobody", "")
		return p
	}
	add("form", "own hand", func() page { return hand(1) })
	add("form", "own hand, of many seats", func() page { return hand(30) })
	add("form", "own hand, too long a reason", func() page {
		p := hand(1)
		p.Fields[len(p.Fields)-1].Area.Value = strings.Repeat("long ", 400)
		p.wrong("answer", "Select whether it is recorded rightly")
		p.wrong("reason", "Shorten “If it is wrong, what is? (optional)” by 300 letters")
		return p.asked()
	})
	requests := func(rows int) *formPage {
		t := &Table{Caption: "Asked for", Stacks: true, Columns: []Column{{Text: "Business"}, {Text: "Asked for by"}, {Text: "Now"}, {Text: "Code"}}}
		for range rows {
			t.Rows = append(t.Rows, []Cell{{Text: "The winter plan"}, {Text: "NHS Heywood, Middleton and Rochdale CCG, 01D-1"}, {Text: "Join this request", Href: "/x"}, {Text: "4F7K 2QXM 9RTA"}})
		}
		return &formPage{layout: layout{Title: "Requests for a meeting", Back: &Link{"/meetings", "Meetings"}}, Text: []string{"Board members may ask for a meeting."}, Tables: []*Table{t}, Links: []Link{{"/requests/new", "Ask for a meeting"}}}
	}
	add("form", "requests", func() page { return requests(1) })
	add("form", "requests, long", func() page { return requests(60) })
	add("interests", "one ended", func() page {
		p := interestsState()
		p.Declared = &Table{Caption: "What you have declared", Stacks: true, Columns: []Column{{Text: "Interest"}, {Text: "Now"}}, Rows: [][]Cell{{{Text: "Financial"}, {Text: "Ended on 26 November 2015"}}, {{Text: "Indirect"}, {Text: "Say that it has ended", Href: "/x"}}}}
		return p
	})
	add("form", "call-in, not provided", func() page {
		return &formPage{layout: layout{Title: "Record that a decision was called in", Caption: "GM-2015-004, One centre", Back: &Link{"/x", "The decision"}}, Text: []string{"The MoU in force provides for no call-in: nobody can call a decision in."}}
	})
	add("form", "call-in, stated", func() page {
		return &formPage{layout: layout{Title: "Record that a decision was called in", Back: &Link{"/x", "The decision"}}, Text: []string{"It has effect once somebody else has stated the same."}, Links: []Link{{"/y", "State the same as entry 552"}}}
	})
}
