package web_test

import (
	"strconv"
	"strings"
	"testing"

	"concordat/ledger"
)

// An officer countersigns what was shown at a meeting: with another code, or of more
// entries than there are, nothing is signed. Its page and the minutes hold it.
func TestCountersignOnPages(t *testing.T) {
	b := newBoard(t)
	const path = "/checkpoints/countersign"
	const meeting = "GM-2015-M03"
	plan := b.member("secretary")
	form := plan.get("/meetings/new").is(200)
	plan.sign("/meetings/new", plan.post("/meetings/new", form.fill("title", "Strategy board", "starts", "10 December 2015", "starts-at", "2pm", "place", "Town hall", "items", "Estates")))
	b.until("2015-12-10T15:00:00.000Z")
	shown := b.ledger()
	code, size := ledger.CheckCode(shown.Root), strconv.FormatInt(shown.Size, 10)

	bury := b.member("bury-officer")
	bury.get("/checkpoints").is(200, "Countersign this page code for your party", `href="/checkpoints/countersign?code=`)
	bury.get("/meetings/"+meeting).is(200, "Countersign the page code that was shown at it", `href="/checkpoints/countersign?meeting=GM-2015-M03"`)
	for _, person := range []string{"bury-member", "secretary", "auditor"} {
		who := b.member(person)
		who.get("/checkpoints").is(200).isNot(path)
		who.get("/meetings/" + meeting).is(200).isNot(path)
		who.get(path).is(403, "An officer of a party countersigns a page code for it")
	}
	b.reader().get(path).leads("/log-in?next=%2Fcheckpoints%2Fcountersign")

	blank := bury.get(path+"?meeting="+meeting).is(200, code+" at "+size, `value="GM-2015-M03" selected`, "At none")
	bury.post(path, blank.fill()).is(422, "Enter how many entries there were", "Enter the 12 characters", `href="#entries"`)
	bury.post(path, blank.fill("entries", "99999", "code", code)).is(422, "and you saw more. Sign nothing", `value="99999"`)
	bury.post(path, blank.fill("entries", "100", "code", code)).is(422, "and you saw another. Sign nothing", `value="`+code+`"`)
	bury.post(path, blank.fill("entries", "100", "code", code, "meeting", "GM-2015-M01")).is(422, "Select the meeting, or at none")
	typed := blank.fill("entries", size, "code", strings.ToLower(strings.ReplaceAll(code, " ", "")))
	check := bury.post(path, typed).is(200, "Check and countersign", "NHS Bury CCG countersigns the checkpoint of", code, "GM-2015-M03, whose minutes then hold it", "You have countersigned nothing until you sign")
	done := bury.sign(path, check)
	if !strings.HasPrefix(done, "/meetings/GM-2015-M03?recorded=") {
		t.Fatal(done)
	}
	bury.get(done).is(200, "Receipt number")
	b.reader().get("/checkpoints").is(200, "Who countersigned", code, "bury-officer, for NHS Bury CCG", meeting)
	// Once is enough, and the second is refused as the ledger refuses it.
	again := bury.post(path, typed).is(200)
	bury.post(path, again.form()).is(409, "countersigned the checkpoint", "Nothing was recorded")

	b.states("secretary", "", ledger.KindAttendanceRecorded, ledger.AttendanceRecorded{Meeting: meeting, People: []ledger.Attendee{{Person: "chair", As: ledger.AttendsInAttendance}}, Presiding: []ledger.Presiding{{Person: "chair"}}})
	b.states("secretary", "", ledger.KindMeetingEnded, ledger.MeetingEnded{Meeting: meeting, Ended: "2015-12-10T15:00:00.000Z"})
	b.reader().get("/meetings/"+meeting+"/minutes").is(200, "THE LEDGER AS IT WAS SHOWN", code, "countersigned by bury-officer")
}
