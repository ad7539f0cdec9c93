package web_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"golang.org/x/net/html"
)

// at is where an answer leads.
func (a answer) at() string {
	a.t.Helper()
	if a.status != http.StatusSeeOther {
		a.t.Fatalf("%d leads nowhere: %s", a.status, a.body)
	}
	return a.header.Get("Location")
}

// fill is the page's own form as a browser would send it, with what somebody types into
// it.
func (a answer) fill(typed ...string) url.Values {
	a.t.Helper()
	root, err := html.Parse(strings.NewReader(a.body))
	if err != nil {
		a.t.Fatal(err)
	}
	form := url.Values{}
	var walk func(n *html.Node, within bool)
	walk = func(n *html.Node, within bool) {
		at := map[string]string{}
		for _, attribute := range n.Attr {
			at[attribute.Key] = attribute.Val
		}
		_, checked := at["checked"]
		switch {
		case n.Data == "main":
			within = true
		case !within:
		case n.Data == "input" && (at["type"] != "radio" && at["type"] != "checkbox" || checked):
			form.Add(at["name"], at["value"])
		case n.Data == "textarea" && n.FirstChild != nil:
			form.Set(at["name"], n.FirstChild.Data)
		case n.Data == "select":
			for o := n.FirstChild; o != nil; o = o.NextSibling {
				if o.Data == "option" && form.Get(at["name"]) == "" {
					form.Set(at["name"], valueOf(o))
				}
			}
			for o := n.FirstChild; o != nil; o = o.NextSibling {
				for _, attribute := range o.Attr {
					if attribute.Key == "selected" {
						form.Set(at["name"], valueOf(o))
					}
				}
			}
		}
		for c := n.FirstChild; c != nil; c = c.NextSibling {
			walk(c, within)
		}
	}
	walk(root, false)
	for i := 0; i+1 < len(typed); i += 2 {
		form.Set(typed[i], typed[i+1])
	}
	return form
}

func valueOf(n *html.Node) string {
	for _, attribute := range n.Attr {
		if attribute.Key == "value" {
			return attribute.Val
		}
	}
	return ""
}

// A motion, task by task: what is wrong comes back with what was typed, the rules test it
// before it is signed, and it is put on record, noticed and opened.
func TestMotionStepByStep(t *testing.T) {
	b := newBoard(t)
	who := b.member("secretary")
	who.get("/secretary").is(200, "Needs you now (", "Drafts (", "Open (2)", "Closed, to publish (")
	who.get("/motions/new").leads("/drafts/new")
	who.get("/drafts/new").is(200, "You have completed 0 of 9 tasks", "Cannot start yet", "Type and title")
	task := func(at, name string, typed ...string) answer {
		t.Helper()
		path := at + "/" + name
		return who.post(path, who.get(path).is(200).fill(typed...))
	}
	task("/drafts/new", "type", "title", "  ").is(422, "Enter a title", "Select what the motion is for")
	task("/drafts/new", "type", "title", "One eye service", "function", "").is(422, "Select the function or service that it is about", `href="#function"`)
	task("/drafts/new", "type", "title", "One eye service", "type", "", "function", "clinical-strategy").is(422, `value="One eye service"`)
	at := task("/drafts/new", "type", "title", "One eye service", "type", "pool", "function", "clinical-strategy", "route", "joint_committee").at()
	who.get(at).is(200, "You have completed 1 of 8 tasks", "One eye service")
	if first := task("/drafts/new", "type", "title", "One eye service", "type", "pool", "function", "clinical-strategy", "route", "joint_committee").at(); first != at {
		t.Errorf("the same draft has two addresses, %s and %s", at, first)
	}
	task(at, "text", "text", "").is(422, "Enter what the board is to resolve")
	at = task(at, "text", "text", "That there be\r\none service.\r\n\r\nThat it begin in April.").at()
	who.get(at+"/text").is(200, "That there be one service.\n\nThat it begin in April.")

	// Money: the amounts have to come to the line, and what was pasted stays.
	fixed := []string{"host", "01G", "year", "2016-17", "what", "The service", "amount", "£1,000.00", "due", "1 April 2016", "share", "fixed", "amounts", "Party\tAmount\nNHS Bury CCG\t£400.00\n01G\t500"}
	task(at, "money", "host", "", "year", "2016-17", "what", "The service", "amount", "£1,000.00", "due", "1 April 2016", "share", "equal").is(422, "Select the party that holds the fund", `href="#host"`)
	task(at, "money", fixed...).is(422, "The amounts come to £900.00 and the line to £1,000.00", "NHS Bury CCG\t£400.00")
	task(at, "money", "year", "next year", "what", "x", "amount", "lots", "due", "soon").is(422, "Enter the financial year", "Enter an amount in pounds", "Enter the day when it is due", "Select how it is shared", `value="lots"`)
	at = task(at, "money", "host", "01G", "year", "2016-17", "what", "The service", "amount", "10,000.03", "due", "1 April 2016", "share", "equal").at()
	who.get(at+"/money").is(200, "£10,000.03", "What each party would pay", "£833.34", "£833.33", "largest remainders")
	task(at, "risk", "percent", "200").is(422, "Enter a whole number from 1 to 100")
	task(at, "lead", "lead", "01G", "action", "x").is(422, "Enter a limit in pounds")
	task(at, "papers", "papers", "A paper; 123").is(422, "Line 1: write the paper’s title")

	// When: the rules say how soon, with their own calendar.
	who.get(at+"/when").is(200, "votes open at the earliest at", "bank holidays of England")
	task(at, "when", "opens", "tomorrow").is(422, "Enter the day and time when votes open", `value="tomorrow"`)
	at = task(at, "when", "opens", "10 December 2015", "opens-at", "9am", "closes", "14 December 2015", "closes-at", "5:30pm").at()
	list := who.get(at).is(200, "You have completed 4 of 8 tasks", at+"/test", at+"/move")
	if strings.Contains(list.body, "Cannot start yet") {
		t.Error("something can't start yet")
	}
	who.get(at+"/test").is(200, "The rules allow this motion to be put on record", "What it needs to be carried", "Quorum", "Whether each party may commit itself to it")

	// A draft that the rules would refuse is not signed: which rule, and what to do.
	bad := task(at, "type", "type", "procedural", "title", "One eye service", "function", "clinical-strategy", "route", "joint_committee").at()
	who.get(bad+"/test").is(200, "1 rule is not met", "How to mend it", "Rules that are not met")
	who.get(bad + "/move").leads(bad + "/test")

	who.get("/secretary").is(200, "Go on with the motion that you last saved")
	signed := who.get(at+"/move").is(200, "Check and put on record", "secretary moves GM-2015-013, One eye service", "£10,000.03", "Everything that you sign").form()
	next := who.post(at+"/move", signed).at()
	if !strings.HasPrefix(next, "/motions/GM-2015-013/publish?draft=") || !strings.HasSuffix(next, "&recorded=552") {
		t.Fatal(next)
	}
	who.post(at+"/move", signed).leads(next) // pressed twice
	asked := who.get(next).is(200, "Receipt number 552", "Not given yet", `value="10 December 2015"`, `value="9am"`, `value="5:30pm"`)
	const path = "/motions/GM-2015-013/publish"
	who.post(path, asked.fill("closes", "9 December 2015")).is(422, "later than the opening", `value="9 December 2015"`)

	// Too short a notice is refused by the rules, and what was typed is there to change.
	short := who.post(path, asked.fill("opens", "28 November 2015", "closes", "2 December 2015")).is(200, "Check and give notice", "secretary gives notice of GM-2015-013", partByPart).form()
	refused := who.post(path, short).is(403, "Nothing was recorded", "Why it was refused", "Notice")
	change := refused.form()
	change.Del("sign-payload")
	change.Set("change", "yes")
	who.post(path, change).is(200, `value="28 November 2015"`)
	who.post(path, asked.fill("urgent", "Beds close in January")).is(200, "Why it cannot wait", "Beds close in January", partByPart)
	notice := who.post(path, asked.fill()).is(200, "Sign and publish notice").form()
	who.post(path, notice).leads(path + "?recorded=553")
	who.get("/secretary").is(200, "Votes open at 9am on Thursday 10 December 2015")
	who.get(path).is(200, "Open it for votes from 9am on Thursday 10 December 2015 on")
	b.clock.add(13 * 24 * time.Hour)
	who.get("/secretary").is(200, "its time has come")
	open := who.post(path, who.get(path).is(200, "Open for votes").form()).is(200, "Check and open", "for the votes of 12 seats").form()
	who.post(path, open).is(303)
	who.get("/motions/GM-2015-013").is(200, "Open for voting")
	b.member("bury-member").get("/secretary").is(403, "for the secretary, the chair and the vice-chair")
	who.get("/drafts/none").is(404)
	who.get("/drafts/" + strings.Repeat("0", 64)).is(404)
}
