package web_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"concordat/ledger"
	"concordat/server/api"
)

// More than 20 papers stand on a page of their own, to which the motion leads.
func TestManyPapers(t *testing.T) {
	b := newBoard(t)
	m := ledger.Motion{Ref: "GM-2015-013", Title: "One centre for eyes", Text: []string{"That there be one centre."}, Type: ledger.TypeProcedural, Route: ledger.RouteJointCommittee, Function: "clinical-strategy"}
	for n := range 21 {
		data := fmt.Appendf(nil, "Paper %02d.", n)
		if _, err := b.as("secretary").PutBlob(t.Context(), data, false); err != nil {
			t.Fatal(err)
		}
		m.Papers = append(m.Papers, ledger.Paper{Title: string(data), SHA256: ledger.DigestOf(data)})
	}
	b.states("bury-member", "00V", ledger.KindMotionMoved, m)
	m.Ref, m.Title, m.Papers = "GM-2015-014", "Another", m.Papers[:20]
	b.states("bury-member", "00V", ledger.KindMotionMoved, m)
	r := b.member("bury-member")
	r.get("/motions/GM-2015-013").is(200, `href="/motions/GM-2015-013/papers"`, "All 21 papers").isNot("Paper 00.")
	r.get("/motions/GM-2015-013/papers").is(200, "Paper 00., check code ", "Paper 20., check code ", "/motions/GM-2015-013/papers/"+string(m.Papers[0].SHA256))
	r.get("/motions/GM-2015-014").is(200, "Paper 00., check code ", "Paper 19., check code ").isNot("papers\"")
	r.get("/motions/GM-2015-011/papers").is(200, "No paper is named by this motion")
	r.get("/motions/GM-2015-999/papers").is(404)
}

// Papers are listed with their lengths, and web pages, which everybody's device opens, first.
func TestPapersAreListed(t *testing.T) {
	b := newBoard(t)
	m := ledger.Motion{Ref: "GM-2015-013", Title: "One centre for eyes", Text: []string{"That there be one centre."}, Type: ledger.TypeProcedural, Route: ledger.RouteJointCommittee, Function: "clinical-strategy"}
	for _, data := range [][]byte{bytes.Repeat([]byte("%PDF-1.7 "), 2000), []byte("<!DOCTYPE html><title>Case</title><p>Why.")} {
		if _, err := b.as("secretary").PutBlob(t.Context(), data, false); err != nil {
			t.Fatal(err)
		}
		m.Papers = append(m.Papers, ledger.Paper{Title: "Paper " + string(rune('A'+len(m.Papers))), SHA256: ledger.DigestOf(data)})
	}
	b.states("bury-member", "00V", ledger.KindMotionMoved, m)
	r := b.member("bury-member")
	for _, path := range []string{"/motions/GM-2015-013", "/motions/GM-2015-013/papers"} {
		page := r.get(path).is(200, "Paper A, check code "+ledger.CheckCode(m.Papers[0].SHA256)+", 17 KB", "Paper B, check code "+ledger.CheckCode(m.Papers[1].SHA256)+", 41 bytes")
		if strings.Index(page.body, "Paper B,") > strings.Index(page.body, "Paper A,") {
			t.Errorf("%s: what needs a program of its own comes first", path)
		}
	}
	// An officer who records a resolution of theirs chooses such a paper by its name.
	officer := b.member("bury-officer")
	form := officer.get("/motions/GM-2015-013/instruct").is(200, "Or is it one of the papers that are here?", ">Paper A, check code ")
	seat := regexp.MustCompile(`value="(00V [^"]+)"`).FindStringSubmatch(form.body)[1]
	value := string(m.Papers[0].SHA256) + " Paper A"
	typed := form.fill("seat", seat, "choice", "for", "resolution", "GB/15/9", "resolved", "20 November 2015", "named", value)
	officer.post("/motions/GM-2015-013/instruct", typed).is(200, "Check and record", "Paper A, check code "+ledger.CheckCode(m.Papers[0].SHA256), string(m.Papers[0].SHA256))
	officer.post("/motions/GM-2015-013/instruct", with(typed, "paper", string(m.Papers[1].SHA256))).is(422, "Select “None of these” for the paper that you gave")
}

// A paper that is longer than is kept beside the ledger is refused by how long it may be, and
// a little less is taken.
func TestTooLongPaper(t *testing.T) {
	b := newBoard(t)
	who := b.member("secretary")
	form := with(who.get("/papers").is(200).form(), "title", "Options appraisal")
	long := bytes.Repeat([]byte("a"), 4<<20+1)
	who.uploads("/papers", form, "file", sentFile{"a.txt", long}).is(413, "a paper 4194304")
	who.uploads("/papers", form, "file", sentFile{"a.txt", long[64<<10:]}).is(200, "It is beside the ledger")
	b.reader().uploads("/papers", form, "file", sentFile{"a.txt", long}).is(413)
}

// A form that wants a paper offers by name those that are named already where it is about,
// and has one put beside the ledger that comes back to it with its name.
func TestPaperChosenByName(t *testing.T) {
	const form = "/motions/GM-2015-013/gates/legal_review"
	b := newBoard(t)
	review := []byte("The lawyers' review.")
	if _, err := b.as("secretary").PutBlob(t.Context(), review, false); err != nil {
		t.Fatal(err)
	}
	draft, rules := b.drafts()
	b.states("bury-member", "00V", ledger.KindMotionMoved, ledger.Motion{
		Ref: "GM-2015-013", Title: "Adopt the second version", Text: []string{"That the second version of the MoU be adopted."}, Type: "mou_amendment", Route: ledger.RouteJointCommittee, Function: "clinical-strategy",
		Amends: &ledger.Amends{Draft: draft, Version: 2, Rules: rules}, Papers: []ledger.Paper{{Title: "Review by lawyers", SHA256: ledger.DigestOf(review)}},
	})
	secretary := b.member("secretary")
	const put = "/papers?next=%2Fmotions%2FGM-2015-013%2Fgates%2Flegal_review"
	value := string(ledger.DigestOf(review)) + " Review by lawyers"
	shown := secretary.get(form).is(200, `href="`+put+`"`, "Which of the papers that are here?", `<option value="`+value+`">Review by lawyers, check code `+ledger.CheckCode(ledger.DigestOf(review))+`</option>`, "None of these")
	secretary.post(form, shown.fill("on", "27 November 2015", "named", value)).is(200, "Check and record", "Review by lawyers, check code "+ledger.CheckCode(ledger.DigestOf(review)), string(ledger.DigestOf(review)))
	// Nothing chosen is one fault, told where there is a choice; two papers at once are one as well.
	none := secretary.post(form, shown.fill("on", "27 November 2015")).is(422, `<a href="#named">Select the paper, or enter its name and fingerprint</a>`)
	none.isNot(`href="#title"`).isNot(`href="#paper"`)
	for _, typed := range [][]string{{"title", "Direction 15/1"}, {"paper", strings.Repeat("0", 64)}, {"title", "Review by lawyers", "paper", strings.Repeat("0", 64)}} {
		secretary.post(form, shown.fill(append(typed, "on", "27 November 2015", "named", value)...)).is(422, `<a href="#named">Select “None of these” for the paper that you entered below`, `value="`+typed[1]+`"`)
	}
	secretary.post(form, shown.fill("on", "27 November 2015", "named", value, "title", "Review by lawyers", "paper", string(ledger.DigestOf(review)))).is(200, "Check and record")
	// An address offers no paper that is not here.
	for _, sum := range []string{strings.Repeat("0", 64), "nothing"} {
		secretary.get(form+"?title=Direction&paper="+sum).is(200, "Review by lawyers").isNot("Direction</option>").isNot("Direction, check code")
	}
	secretary.post(form, shown.fill("on", "27 November 2015", "named", strings.Repeat("0", 64)+" Nothing")).is(422, "No paper with that fingerprint is here yet", `href="#named"`, ">Nothing, check code 0000 0000 0000</option>")

	// Put there, it is chosen by its name, and kept when something else is wrong.
	back := secretary.upload("/papers", secretary.get(put).is(200, `href="`+form+`"`).fill("title", "Direction 15/1"), []byte("The decision is called in.")).at()
	sum := string(ledger.DigestOf([]byte("The decision is called in.")))
	if u, err := url.Parse(back); err != nil || u.Path != form || u.Query().Get("title") != "Direction 15/1" || u.Query().Get("paper") != sum {
		t.Fatalf("it leads to %s", back)
	}
	brought := secretary.get(back).is(200, `<option value="`+sum+` Direction 15/1" selected>Direction 15/1, check code `+ledger.CheckCode(ledger.Digest(sum))+`</option>`, "Review by lawyers")
	again := secretary.post(form, brought.fill()).is(422, "Enter the day on which it was done", `<option value="`+sum+` Direction 15/1" selected>`)
	// What else is refused when the paper is looked for is not told as a paper that is not here.
	b.ask = func(ask http.RoundTripper, r *http.Request) (*http.Response, error) {
		if r.URL.Path != api.PathBlob+sum {
			return ask.RoundTrip(r)
		}
		p := api.NewProblem(ledger.CodeUnavailable, "the ledger is busy")
		data, err := json.Marshal(p)
		return &http.Response{StatusCode: p.Status, Header: http.Header{"Content-Type": {api.TypeProblem}}, Body: io.NopCloser(bytes.NewReader(data)), Request: r}, err
	}
	secretary.post(form, again.fill("on", "27 November 2015")).is(503, "The ledger is busy").isNot("No paper with that fingerprint")
	b.ask = nil
	check := secretary.post(form, again.fill("on", "27 November 2015")).is(200, "Direction 15/1", sum)
	secretary.sign(form, check)

	// Nobody is led to another site by it.
	secretary.get("/papers?next=https%3A%2F%2Fexample.org%2F").is(200).isNot(`name="next"`)
	secretary.upload("/papers", secretary.get("/papers").fill("title", "Another", "next", "//example.org/"), []byte("Another.")).is(200, "It is beside the ledger")
}
