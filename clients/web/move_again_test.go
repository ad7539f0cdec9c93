package web_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"concordat/ledger"
	"concordat/server/api"
)

// A motion that was not quorate is moved again by its mover or the secretary, with all that it
// said, a reference and a notice of its own; nobody else is offered that, and no other motion is.
func TestMoveAgain(t *testing.T) {
	b := newBoard(t)
	motions, err := b.as("secretary").Motions(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	ref, mover := "", ""
	for _, m := range motions.Items {
		if m.Outcome == ledger.OutcomeNotQuorate {
			ref = m.Ref
		}
	}
	old, err := b.as("secretary").Motion(t.Context(), ref)
	if err != nil {
		t.Fatal(err)
	}
	mover = old.Mover
	path := "/motions/" + ref + "/again"
	link := `href="` + path + `"`
	for _, page := range []string{"/motions/" + ref, "/decisions/" + ref} {
		b.reader().get(page).is(200).isNot(link)
		b.member("bury-member").get(page).is(200).isNot(link)
		b.member(mover).get(page).is(200, link, "Move it again")
		b.member("secretary").get(page).is(200, link)
	}
	b.member("bury-member").get(path).is(403, "The secretary, or "+mover)
	b.member("secretary").get("/motions/GM-2015-011/again").is(200, "Only a motion that was not quorate is moved again").isNot(`action="/motions/GM-2015-011/again"`)
	b.member("secretary").get("/motions/GM-2015-011").is(200).isNot("Move it again")
	b.member("secretary").get("/secretary").is(200, "What it asked can be moved again, with new notice")

	who := b.member(mover)

	// What was taken in private, and is not public yet, is said to be public once it is moved again.
	warning := ref + " was taken in private. A motion that is moved again is public, with its papers, until an agenda takes it in private."
	for release, warned := range map[string]bool{"": true, "2999-01-01": true, "2015-01-01": false} {
		b.ask = func(next http.RoundTripper, r *http.Request) (*http.Response, error) {
			answer, err := next.RoundTrip(r)
			if err != nil {
				return nil, err
			}
			if r.URL.Path == api.Fill(api.PathMotion, ref) {
				return changed(answer, func(m map[string]any) {
					m["private"] = ledger.PrivateItem{Meeting: "GM-2015-M01", Item: "1", Reason: "a provider's prices", Release: ledger.Date(release)}
				})
			}
			return answer, nil
		}
		page := who.get(path).is(200, "Notice of it is given anew")
		if warned {
			page.is(200, warning)
		} else {
			page.isNot("was taken in private")
		}
	}
	b.ask = nil
	who.get(path).is(200).isNot("was taken in private")

	at := who.post(path, who.get(path).is(200, "Move it again", "Not quorate", "Notice of it is given anew").fill()).at()
	who.get(at).is(200, "New motion", old.Title, "Incomplete")
	who.get(at+"/text").is(200, ref+", which asked the same, was not quorate.")
	at = who.drafting(at, "when", "opens", "10 December 2015", "opens-at", "9am", "closes", "14 December 2015", "closes-at", "5pm").at()
	who.get(at+"/test").is(200, "The rules allow this motion to be put on record")
	who.get(who.sign(at+"/move", who.get(at+"/move").is(200, old.Text[0], ref+", which asked the same, was not quorate.", partByPart)))
	now, err := b.as("secretary").Motion(t.Context(), "GM-2015-013")
	if err != nil {
		t.Fatal(err)
	}
	if now.Status.Status != ledger.MotionDraft || now.MoverParty != old.MoverParty || now.Title != old.Title || now.Type != old.Type || now.Route != old.Route || now.Function != old.Function || !cmp.Equal(now.Text, old.Text) || !cmp.Equal(now.Papers, old.Papers) {
		t.Errorf("moved again is %+v, of %+v", now, old)
	}
	if said := strings.Join(now.Reasons, " "); !strings.Contains(said, ref) {
		t.Errorf("its reasons do not name %s: %q", ref, said)
	}
	again, err := b.as("secretary").Motion(t.Context(), ref)
	if err != nil || again.Outcome != ledger.OutcomeNotQuorate {
		t.Errorf("%s is %s: %v", ref, again.Outcome, err)
	}
}

// A motion that an agenda took in private stays private when it is taken off that agenda, and
// whoever moves it again is told that what they move is public.
func TestMoveAgainOfPrivate(t *testing.T) {
	b := newBoard(t)
	const ref = "GM-2015-013"
	m := ledger.Motion{Ref: ref, Title: "A lease", Text: []string{"That the lease be taken."}, Type: ledger.TypeProcedural, Route: ledger.RouteJointCommittee, Function: "clinical-strategy"}
	b.states("bury-member", "00V", ledger.KindMotionMoved, m)
	meeting := ledger.Meeting{Ref: "GM-2015-M03", Title: "Strategy board", Starts: "2015-12-17T14:00:00.000Z", Place: "Town hall", Items: []ledger.AgendaItem{{Item: "1", Title: "Estates", Motion: ref, Private: "terms under negotiation"}, {Item: "2", Title: "Other business"}}}
	b.states("secretary", "", ledger.KindMeetingCalled, meeting)
	m.Text = []string{"That the lease be taken for a year."} // which ends its notice, so that it can be taken off
	b.states("bury-member", "00V", ledger.KindMotionAmended, m)
	meeting.Items = meeting.Items[1:]
	b.states("secretary", "", ledger.KindAgendaAmended, meeting)
	moved, err := b.as("secretary").Motion(t.Context(), ref)
	if err != nil {
		t.Fatal(err)
	}
	if moved.Meeting != "" || moved.Private == nil || moved.Private.Meeting != meeting.Ref || moved.Private.Release != "" {
		t.Fatalf("taken off it is %+v", moved)
	}
	b.states("secretary", "", ledger.KindNoticeGiven, ledger.NoticeGiven{Motion: ref, Text: moved.TextID, Opens: "2015-12-07T09:00:00.000Z", Closes: "2015-12-11T17:00:00.000Z"})
	b.until("2015-12-07T10:00:00.000Z")
	opening, err := b.as("secretary").Opening(t.Context(), ref)
	if err != nil {
		t.Fatal(err)
	}
	b.states("secretary", "", ledger.KindMotionOpened, opening)
	b.until("2015-12-11T18:00:00.000Z")
	warning := ref + " was taken in private. A motion that is moved again is public, with its papers, until an agenda takes it in private."
	for _, person := range []string{"bury-member", "secretary"} {
		b.member(person).get("/motions/"+ref+"/again").is(200, "Notice of it is given anew", warning)
	}
	b.reader().get("/motions/"+ref).is(401, "was taken in private").isNot("That the lease be taken")
}
