package web_test

import (
	"bytes"
	"io"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"concordat/ledger"
	"concordat/server/api"
)

// states has somebody state something with their key.
func (b *board) states(person, party, kind string, body any) {
	b.t.Helper()
	c := b.as(person)
	agreed, err := c.Sentence(b.t.Context(), kind, party, body)
	if err == nil {
		_, err = c.State(b.t.Context(), kind, party, body, agreed)
	}
	if err != nil {
		b.t.Fatal(err)
	}
}

// sign presses the button of the page on which something is signed, and leads on.
func (r *reader) sign(path string, shown answer) string {
	r.t.Helper()
	return r.post(path, shown.is(200, "Everything that you sign").form()).at()
}

// A meeting on its pages from its call to its minutes, which the secretary and the chair
// approve; the decision then stands.
func TestMeetingOnOnePage(t *testing.T) {
	b := newBoard(t)
	const motion, meeting = "GM-2015-013", "/meetings/GM-2015-M03"
	b.states("bury-member", "00V", ledger.KindMotionMoved, ledger.Motion{
		Ref: motion, Title: "Meet on Thursdays", Text: []string{"That the board meet on Thursdays."}, Type: ledger.TypeProcedural, Route: ledger.RouteJointCommittee, Function: "clinical-strategy",
	})
	who := b.member("secretary")
	who.get("/meetings").is(200, "GM-2015-M02", "Call a meeting")
	form := who.get("/meetings/new?motion="+motion).is(200, "begins at the earliest at", "Meet on Thursdays; "+motion)
	who.post("/meetings/new", form.fill("title", "", "starts", "soon", "items", "Estates; what")).is(422, "Enter what the meeting is called", "Enter the day and time when it begins", "Enter where it is held", "Line 1: after ; write", "Estates; what")
	filled := form.fill("title", "Strategy board", "starts", "10 December 2015", "starts-at", "2pm", "place", "Town hall")
	if to := who.sign("/meetings/new", who.post("/meetings/new", filled).is(200, "Check and call the meeting", "among them "+motion)); to != meeting+"?recorded=553" {
		t.Fatal(to)
	}
	who.get(meeting+"?recorded=553").is(200, "Receipt number 553")
	if page := b.member("bolton-member").get(meeting + "?recorded=553"); strings.Contains(page.body, "Receipt number 553") {
		t.Error("what somebody else had recorded is told as one's own")
	}
	who.get(meeting).is(200, "Strategy board", "2pm on Thursday 10 December 2015, Town hall", "Change the agenda", "Attendance has not been recorded")
	agenda := who.get(meeting+"/agenda").is(200, "Town hall")
	who.sign(meeting+"/agenda", who.post(meeting+"/agenda", agenda.fill("place", "Library")))
	if at := ledger.Time("2015-12-10T14:00:00.000Z"); true {
		start, err := time.Parse(time.RFC3339, string(at))
		if err != nil {
			t.Fatal(err)
		}
		b.clock.add(start.Sub(b.clock.now()))
	}
	who.get("/secretary").is(200, "Meeting GM-2015-M03")

	// Who attends: the chair presides and is listed; one seat has sent apologies.
	attend := who.get(meeting+"/attendance").is(200, "bury-member, present", "Who presides?")
	attend.isNot(" checked").is(200, "Select who presides", `value="secretary"`)
	who.post(meeting+"/attendance", attend.fill("presiding", "", "other", "")).is(422, "Select who presides", `href="#presiding"`)
	who.post(meeting+"/attendance", attend.fill("presiding", "chair", "other", "")).is(422, "chair is not among those above", `value="chair"`)
	// Whoever is added is among those in attendance, and may be taken off again.
	more := who.post(meeting+"/attendance", attend.fill("presiding", "chair", "other", "auditor", "change", "yes")).is(200, `value="auditor" checked`, `value="chair" selected`).isNot("There is a problem")
	if again := more.fill(); again.Get("others") != "auditor" || again.Get("presiding") != "chair" {
		t.Errorf("the form has %q", again)
	}
	attending := attend.fill("other", "auditor", "presiding", "chair", "seat-02H-1", ledger.AttendsWithApologies+" wigan-borough-member")
	attending["others"] = []string{"chair"}
	who.sign(meeting+"/attendance", who.post(meeting+"/attendance", attending).is(200, "Check and record who attends", "Present for a seat", "In attendance", "Sent apologies"))
	floor := who.get(meeting).is(200, "Presided over by chair", "Record the show of hands", "Move an amendment", "Note what was said", "End the meeting", "Apologies", "Who attends, by seats", "There (quorum: at least 9 of 12 parties)", "Nobody is there for it")

	// An amendment, moved by who sits there, is put with the rules' own result.
	mover := b.member("bury-member")
	mover.get(meeting).is(200, "Presided over by chair")
	amend := mover.get(meeting+"/items/3/amend").is(200, "That the board meet on Thursdays.")
	mover.post(meeting+"/items/3/amend", amend.fill()).is(422, "Change the text")
	const own = `value="00V-1" selected`
	amend.is(200, own)
	b.ask = func(ask http.RoundTripper, r *http.Request) (*http.Response, error) { // who sits there for two is asked which
		answer, err := ask.RoundTrip(r)
		if err == nil && r.URL.Path == api.Fill(api.PathMeeting, "GM-2015-M03") {
			var told []byte
			told, err = io.ReadAll(answer.Body)
			told = bytes.ReplaceAll(told, []byte(`"bolton-member"`), []byte(`"bury-member"`))
			answer.Body, answer.ContentLength = io.NopCloser(bytes.NewReader(told)), int64(len(told))
		}
		return answer, err
	}
	mover.get(meeting+"/items/3/amend").is(200, "00T-1, bury-member", "00V-1, bury-member", "Select a seat").isNot(own).isNot(`value="00T-1" selected`)
	b.ask = nil
	who.post(meeting+"/items/3/amend", who.get(meeting+"/items/3/amend").fill("text", "That the board meet on Tuesdays.")).is(422, "Select the seat that moves it", `href="#by"`)
	mover.sign(meeting+"/items/3/amend", mover.post(meeting+"/items/3/amend", amend.fill("text", "That the board meet on Tuesdays.")).is(200, "Moved by", "NHS Bury CCG, 00V-1", "As it stands", "That the board meet on Thursdays.", partByPart))
	floor = who.get(meeting).is(200, "Put this amendment to a show of hands", "That the board meet on Tuesdays.")
	_, after, _ := strings.Cut(floor.body, meeting+"/amendments/")
	put := meeting + "/amendments/" + after[:64]
	asked := who.get(put).is(200, "As it would read", "How was it decided?", "No hand shown").isNot(" checked").isNot(`value="for" selected`)
	who.post(put, asked.fill()).is(422, "Select how it was decided", `href="#how"`)
	hands := asked.fill("how", "each")
	against := url.Values{}
	for name, values := range hands {
		against[name] = values
		if strings.HasPrefix(name, "hand-") {
			against[name] = []string{ledger.ChoiceAgainst}
		}
	}
	who.sign(put, who.post(put, against).is(200, "11 hands", "Not carried", partByPart))

	// Hands in one go, and the result at once.
	shown := who.get(meeting+"/hands/"+motion).is(200, "NHS Bury CCG, bury-member")
	if strings.Contains(shown.body, "wigan-borough-member") {
		t.Error("who is not there is asked for a hand")
	}
	path := meeting + "/hands/" + motion
	// Nothing is chosen before somebody does: neither how, nor a hand.
	shown.isNot(" checked").isNot(`value="for" selected`)
	who.post(path, shown.fill()).is(422, "Select how it was decided", `href="#how"`)
	none := shown.fill("how", "each")
	for name := range none {
		if strings.HasPrefix(name, "hand-") {
			none.Set(name, "")
		}
	}
	who.post(path, none).is(422, "Select the hand of NHS Bury CCG, bury-member", `href="#hand-00V-1"`, `value="each" checked`)
	none.Set("hand-00V-1", ledger.ChoiceAgainst)
	none.Set("how", "without")
	who.post(path, none).is(422, "Select “For” for NHS Bury CCG, bury-member, or no hand", `value="against" selected`)
	// All for takes one step, and those that were not for one more each.
	none.Set("how", "all")
	who.post(path, none).is(200, "10 hands", "1 hand", "NHS Bury CCG, 00V-1, weight 1: bury-member")
	none.Set("hand-00V-1", "")
	who.post(path, none).is(200, "11 hands").isNot("No hand shown")
	none.Set("hand-00V-1", "none")
	who.post(path, none).is(200, "10 hands", "No hand shown")
	none.Set("hand-00V-1", "")
	none.Set("how", "without")
	who.post(path, none).is(200, "Agreed without a vote", "11 hands", "Resolution", "That the board meet on Thursdays.")
	none.Set("hand-00V-1", "none")
	who.post(path, none).is(422, "Take a show of hands, or select “For” for NHS Bury CCG, bury-member")
	if to := who.sign(path, who.post(path, shown.fill("how", "all", "hand-00V-1", ledger.ChoiceAgainst)).is(200, "10 hands", "1 hand", motion, "NHS Bury CCG, 00V-1, weight 1: bury-member", "Not there to show a hand", "NHS Wigan Borough CCG, 02H-1, weight 1", partByPart)); !strings.HasPrefix(to, meeting) {
		t.Error(to)
	}
	who.get(meeting).is(200, "Results", "Carried", "It stands once the minutes are approved", "Majority", "Record the show of hands again")
	who.get("/motions/"+motion).is(200, "How hands were shown, by seats", "There (quorum: at least 9 of 12 parties)", "Not there")
	// Put right, it begins with what is recorded, and not with all hands for.
	if again := who.get(path).fill(); again.Get("hand-00V-1") != ledger.ChoiceAgainst || again.Get("hand-00T-1") != ledger.ChoiceFor {
		t.Errorf("hands that are recorded are asked for as %q", again)
	}
	note := who.get(meeting+"/items/1/note").fill("text", "")
	who.post(meeting+"/items/1/note", note).is(422, "Enter what the minutes say")
	note.Set("text", "The chair welcomed everybody.")
	who.sign(meeting+"/items/1/note", who.post(meeting+"/items/1/note", note).is(200, "The minutes say"))
	b.clock.add(time.Hour)
	if to := who.sign(meeting+"/end", who.post(meeting+"/end", who.get(meeting).form()).is(200, "Check and end the meeting")); !strings.HasPrefix(to, meeting+"/minutes") {
		t.Fatal(to)
	}

	// The minutes are there at once; the secretary, the chair and a member approve them.
	who.get(meeting+"/minutes").is(200, "Drafted from what the ledger has", "Strategy board", "The chair welcomed everybody", "Approve these minutes", "Plain text, to copy")
	who.get("/api/v1/meetings/GM-2015-M03/minutes.txt").is(200, "The chair welcomed everybody")
	read := who.get(meeting + "/minutes").form()
	read.Set("text", strings.Repeat("0", 64))
	who.post(meeting+"/minutes", read).is(422, "The minutes have changed since you read them", "Approve these minutes")
	for _, person := range []string{"secretary", "chair", "bury-member"} {
		r := b.member(person)
		r.sign(meeting+"/minutes", r.post(meeting+"/minutes", r.get(meeting+"/minutes").is(200, "Approve these minutes").form()).is(200, "Check and approve the minutes"))
	}
	who.get(meeting+"/minutes").is(200, "Approved at", "by secretary, chair and bury-member")
	who.get("/decisions/"+motion).is(200, "Carried")
	who.get("/secretary").is(200, "Closed, to publish", `href="/decisions/`+motion+`/published"`)
	who.get("/decisions/"+motion+"/published").is(200, `href="/api/v1/decisions/`+motion+`/notice.html"`)
	who.get("/api/v1/decisions/"+motion+"/notice.html").is(200, "Decision notice "+motion)
	who.get(meeting).is(200, "It is decided", "Minutes approved")
	// A seat that came later was not there to be empty.
	b.ask = func(next http.RoundTripper, r *http.Request) (*http.Response, error) {
		answer, err := next.RoundTrip(r)
		if err != nil || r.URL.Path != api.PathParties {
			return answer, err
		}
		return changed(answer, func(list map[string]any) {
			first := list["items"].([]any)[0].(map[string]any)
			first["seats"] = append(first["seats"].([]any), ledger.SeatFacts{Seat: "00T-2", Party: "00T", Holder: "somebody"})
		})
	}
	past := who.get(meeting).is(200, "Who attended, by seats", "Was there (quorum: at least 9 of 12 parties)").isNot("Nobody is there for it")
	if nobody := regexp.MustCompile(`(?s)Nobody was there for it<.*?<td[^>]*>\D*?([0-9]+)`).FindStringSubmatch(past.body); nobody == nil || nobody[1] != "0" {
		t.Errorf("without anybody are %q", nobody)
	}
	b.ask = nil
	b.reader().get(meeting).is(200, "Strategy board")
	b.reader().get("/meetings/GM-2015-M09").is(404)
	b.reader().get(meeting + "/hands/" + motion).leads("/log-in?next=" + url.QueryEscape(meeting+"/hands/"+motion))
}
