package web_test

import (
	"bytes"
	"mime/multipart"
	"net/url"
	"strings"
	"testing"

	"concordat/ledger"
)

// upload sends a form with a paper in it.
func (r *reader) upload(path string, form url.Values, file []byte) answer {
	r.t.Helper()
	if file == nil {
		return r.uploads(path, form, "file")
	}
	return r.uploads(path, form, "file", sentFile{"paper.txt", file})
}

type sentFile struct {
	name string
	data []byte
}

// uploads sends a form with files in a field of it.
func (r *reader) uploads(path string, form url.Values, field string, files ...sentFile) answer {
	r.t.Helper()
	var body bytes.Buffer
	w := multipart.NewWriter(&body)
	for name, values := range form {
		if name == field {
			continue
		}
		for _, value := range values {
			if err := w.WriteField(name, value); err != nil {
				r.t.Fatal(err)
			}
		}
	}
	for _, file := range files {
		part, err := w.CreateFormFile(field, file.name)
		if err == nil {
			_, err = part.Write(file.data)
		}
		if err != nil {
			r.t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		r.t.Fatal(err)
	}
	return r.do("POST", path, &body, map[string]string{"Content-Type": w.FormDataContentType(), "Origin": r.board.url, "Sec-Fetch-Site": "same-origin"})
}

// A paper is put beside the ledger from a page, as evidence that a condition of a decision is
// met for one.
func TestPapersOnPages(t *testing.T) {
	b := newBoard(t)
	who := b.member("secretary")
	form := who.get("/papers").is(200, "multipart/form-data").fill()
	who.upload("/papers", form, nil).is(422, "Enter what the paper is called", "Choose the paper", `href="#file"`)
	form.Set("title", "Options appraisal")
	who.upload("/papers", form, []byte{}).is(422, "this one is empty", `value="Options appraisal"`)
	who.post("/papers", form).is(422, "Choose the paper")
	// One that is longer than any other form.
	paper := []byte(strings.Repeat("The options, appraised.\n", 50_000))
	who.upload("/papers", form, paper).is(200, "It is beside the ledger", "Options appraisal", string(ledger.DigestOf(paper)))
	if held := who.get("/blob/" + string(ledger.DigestOf(paper))).is(200); held.body != string(paper) {
		t.Errorf("%d bytes are held", len(held.body))
	}
	forged := url.Values{"title": {"x"}, "form_token": {"x"}}
	who.upload("/papers", forged, paper).is(403)
	b.reader().get("/papers").leads("/log-in?next=%2Fpapers")

	// A condition of a decision, of which a paper shows that it is met.
	letter := []byte("We agree.")
	form = who.get("/papers").fill("title", "Letter of the trust")
	print := string(ledger.DigestOf(letter))
	who.upload("/papers", form, letter).is(200, "It is beside the ledger", print)
	who.get("/decisions/GM-2015-001").is(200, "Conditions", "Not met yet", "/decisions/GM-2015-001/conditions/1")
	const path = "/decisions/GM-2015-001/conditions/1"
	if page := b.member("bury-member").get("/decisions/GM-2015-001"); strings.Contains(page.body, path) {
		t.Error("a member is led to say that a condition is met")
	}
	who.get("/decisions/GM-2015-001/conditions/99").is(404)
	who.post(path, who.get(path).fill("on", "soon", "paper", "123")).is(422, "Enter the day on which it was met", "Enter what the paper is called", "Enter the paper’s fingerprint", `value="soon"`)
	who.post(path, who.get(path).fill("on", "1 July 2015", "title", "Letter", "paper", strings.Repeat("0", 64))).is(422, "No paper with that fingerprint is here yet")
	to := who.sign(path, who.post(path, who.get(path).fill("on", "1 August 2015", "title", "Letter of the trust", "paper", print)).is(200, "Check and record"))
	who.get(to).is(200, "Recorded", "Met")
	who.get(path).is(200, "Status", "Met")
}

// What a motion costs each party is stated line by line, and what is wrong with a line is
// said with its number.
func TestImpactStated(t *testing.T) {
	b := newBoard(t)
	const motion = "GM-2015-013"
	b.states("bury-member", "00V", ledger.KindMotionMoved, ledger.Motion{
		Ref: motion, Title: "One centre for eyes", Text: []string{"That there be one centre."}, Type: ledger.TypeReconfiguration, Route: ledger.RouteJointCommittee, Function: "clinical-strategy",
	})
	const path = "/motions/" + motion + "/impact/state"
	b.member("bolton-member").get(path).is(403)
	who := b.member("secretary")
	who.get("/motions/"+motion+"/publish").is(200, path, "State what it costs each party")
	form := who.get(path).is(200, "You state it in your name, secretary").fill()
	for lines, why := range map[string]string{
		"":                           "Enter at least one line",
		"00V; tariff; 2016-17":       "Line 1: write a party, what it is for, a year and an amount",
		"Nobody; tariff; 2016-17; 1": "Line 1 names no party",
		"00V; tariff; 2016; 1":       "Line 1: write the financial year as 2016-17",
		"00V; tariff; 2016-17; lots": "Line 1: end it with an amount",
		"00V; tariff; 2016-17; 1\n00V; Tariff; 2016-17; 2": "Line 2 says again what NHS Bury CCG costs",
	} {
		form.Set("lines", lines)
		who.post(path, form).is(422, why, "Enter against what the costs are reckoned")
	}
	form.Set("baseline", "The plan for 2016 to 2017")
	form.Set("lines", "Party\tLine\tYear\tAmount\nNHS Bury CCG\tDouble running\t2016-17\t£120,000\n00T\ttariff\t2016-17\t-40,000.50")
	shown := who.post(path, form).is(200, "Check and state what it costs", "£120,000.00", "NHS Bolton CCG", "in 2 lines")
	if to := who.sign(path, shown); !strings.HasPrefix(to, "/motions/"+motion+"/publish") {
		t.Fatal(to)
	}
	who.get("/motions/"+motion+"/publish").is(200, "Stated by secretary, against: The plan for 2016 to 2017", "State again what it costs each party")
	who.get(path).is(200, "00V; double running; 2016-17; 120,000.00\n00T; tariff; 2016-17; -40,000.50")
	officer := b.member("bury-officer")
	const answer = "/motions/" + motion + "/impact"
	officer.sign(answer, officer.post(answer, officer.get(answer).is(200, "Double running").fill("answer", "agree")))
	other := b.member("bolton-officer")
	other.sign(answer, other.post(answer, other.get(answer).fill("answer", "dispute", "line-0", "-30,000")).is(200, "Saves £30,000.00, where a saving of £40,000.50 is stated"))
	page := who.get("/motions/"+motion+"/publish").is(200, "NHS Bolton CCG: disputed", "NHS Bury CCG: agreed")
	if strings.Index(page.body, "NHS Bolton CCG: disputed") > strings.Index(page.body, "NHS Bury CCG: agreed") {
		t.Error("the answers are not in the order of the parties’ names")
	}
}

// A line of a fund may be given in kind, and in instalments.
func TestGivenInKind(t *testing.T) {
	b := newBoard(t)
	who := b.member("secretary")
	at := who.post("/drafts/new/type", who.get("/drafts/new/type").fill("title", "One eye service", "type", "pool", "function", "clinical-strategy", "route", "joint_committee")).at()
	at = who.post(at+"/text", who.get(at+"/text").fill("text", "That there be one service.")).at()
	money := func(typed ...string) answer {
		t.Helper()
		return who.post(at+"/money", who.get(at+"/money").fill(append([]string{"host", "01G", "year", "2016-17", "what", "Nurses", "amount", "12,000", "due", "1 April 2016", "share", "equal"}, typed...)...))
	}
	money("kind", "staff", "wte", "many", "instalments", "1 April 2016").is(422, "Enter how what is given in kind is valued", "Enter a number such as 2 or 2.5", "Enter from 2 to 12 days", `value="many"`)
	money("basis", "At cost", "wte", "2").is(422, "Leave this empty for money", "Leave this empty for anything but staff")
	money("instalments", "1 May 2016\n1 July 2016").is(422, "Line 1: begin with the day when it is due")
	money("instalments", "1 April 2016\n1 July 2016\n1 June 2016").is(422, "Line 3: each day comes after the one before")
	at = money("kind", "staff", "basis", "at salary cost", "wte", "2.5", "instalments", "1 April 2016\n1 October 2016").at()
	who.get(at+"/money").is(200, "Nurses, in staff, valued at salary cost", "1 April 2016, in 2 instalments", "What each party would pay", "£1,000.00")
	at = who.post(at+"/when", who.get(at+"/when").fill("opens", "10 December 2015", "opens-at", "9am", "closes", "14 December 2015", "closes-at", "5pm")).at()
	signed := who.get(at+"/move").is(200, "Check and put on record", "250").form()
	who.post(at+"/move", signed).is(303)
}
