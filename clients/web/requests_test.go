package web_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"testing"

	"concordat/ledger"
	"concordat/server/api"
)

// Board members ask for a meeting and join, until enough have; who holds no seat reads only.
func TestRequestsOnPages(t *testing.T) {
	b := newBoard(t)
	const list, form = "/requests", "/requests/new"
	bury := b.member("bury-member")
	bury.get("/meetings").is(200, `href="/requests"`)
	bury.get(list).is(200, "Nobody has asked for a meeting", "Ask for a meeting")
	for _, person := range []string{"bury-officer", "secretary"} {
		who := b.member(person)
		who.get(list).is(200).isNot(form)
		who.get(form).is(403, "A board member who holds a seat asks for a meeting")
		who.post(form, who.get("/account/interests").form()).is(403, "A board member who holds a seat")
	}
	b.reader().get(list).is(200).isNot(form)
	b.reader().get(form).leads("/log-in?next=%2Frequests%2Fnew")

	shown := bury.get(form).is(200, "Ask for a meeting", "NHS Bury CCG, 00V-1", "What is it to take?")
	bury.post(form, shown.fill("business", " ")).is(422, "Enter what the meeting is to take", `href="#business"`)
	filled := shown.fill("business", "The winter plan\nThe estate")
	check := bury.post(form, filled).is(200, "Check and ask for a meeting", "asks for a meeting on: The winter plan; The estate", "No meeting is asked for until you sign")
	filled.Set("change", "yes")
	bury.post(form, filled).is(200, "The winter plan\nThe estate")
	bury.get(bury.sign(form, check)).is(200, "Receipt number", "The winter plan and The estate", "NHS Bury CCG, 00V-1", "More have to join").isNot("Join this request")
	all, err := b.as("bury-member").Requisitions(t.Context())
	if err != nil || len(all.Items) != 1 {
		t.Fatal(all, err)
	}
	join := "/requests/" + string(all.Items[0].ID) + "/join"
	bury.get(join).is(409, "Your seat has asked for this meeting already")
	b.member("secretary").get(join).is(403, "A board member who holds a seat")
	bury.get("/requests/nothing/join").is(404)
	for i, person := range []string{"bolton-member", "oldham-member", "salford-member"} {
		who := b.member(person)
		who.get(list).is(200, `href="`+join+`"`)
		check = who.post(join, who.get(join).is(200, "Join a request for a meeting", "The winter plan").fill()).is(200, "Check and join the request", "joins the request for a meeting", "You have not joined until you sign")
		after := who.get(who.sign(join, check)).is(200, "Receipt number").isNot("Join this request")
		if i == 2 {
			after.is(200, "Enough have asked, since Friday 27 November 2015")
		} else {
			after.is(200, "More have to join")
		}
	}
}

// seatsBury gives Bury's member the seat of Bolton as well, by the key that they have.
func (b *board) seatsBury() {
	b.t.Helper()
	who, err := b.as("bury-member").PersonOf(b.t.Context(), "bury-member")
	if err != nil {
		b.t.Fatal(err)
	}
	b.states("bolton-officer", "00T", ledger.KindBoardMemberEnrolled, ledger.BoardMemberEnrolled{Seat: "00T-1", Person: "bury-member", From: "2015-11-27", Key: who.Keys[0]})
}

// Requests are shown 50 to a page, the newest first.
func TestManyRequests(t *testing.T) {
	b := newBoard(t)
	all := 0
	b.ask = func(ask http.RoundTripper, r *http.Request) (*http.Response, error) {
		if r.URL.Path != api.PathRequests {
			return ask.RoundTrip(r)
		}
		var list api.List[api.Requisition]
		for all = range 51 {
			list.Items = append(list.Items, api.Requisition{ID: ledger.DigestOf([]byte{byte(all)}), Business: []string{fmt.Sprintf("Business %02d.", all)}, Seats: []string{"00V-1"}, Time: "2015-11-20T09:00:00.000Z"})
		}
		data, err := json.Marshal(list)
		return &http.Response{StatusCode: http.StatusOK, Header: http.Header{"Content-Type": {"application/json"}}, Body: io.NopCloser(bytes.NewReader(data)), Request: r}, err
	}
	r := b.reader()
	r.get("/requests").is(200, "Business 50.", "Business 01.", `href="/requests?page=2"`).isNot("Business 00.")
	r.get("/requests?page=2").is(200, "Business 00.").isNot("Business 01.")
}

// Whoever holds several seats says from which they ask, and reads it again on a change.
func TestRequestOfSeveralSeats(t *testing.T) {
	const form = "/requests/new"
	b := newBoard(t)
	b.seatsBury()
	bury := b.member("bury-member")
	shown := bury.get(form).is(200, "Select a seat")
	bury.post(form, shown.fill("business", "The estate")).is(422, "Select the seat from which you ask", `href="#seat"`, "The estate")
	filled := shown.fill("business", "The estate", "seat", "00V-1")
	check := bury.post(form, filled).is(200, "Check and ask for a meeting", "NHS Bury CCG, 00V-1")
	filled.Set("change", "yes")
	bury.post(form, filled).is(200, `value="00V-1" selected`)
	bury.sign(form, check)
	all, err := b.as("bury-member").Requisitions(t.Context())
	if err != nil || len(all.Items) != 1 {
		t.Fatal(all, err)
	}
	if got := all.Items[0].Seats; len(got) != 1 || got[0] != "00V-1" {
		t.Errorf("asked from %q", got)
	}
}
