package web_test

import (
	"regexp"
	"strconv"
	"strings"
	"testing"
)

// A decision stays on the secretary's list until its notice was published and that is on
// record: where, on which day, and which text.
func TestPublished(t *testing.T) {
	b := newBoard(t)
	who := b.member("secretary")
	listed := func() int {
		many := regexp.MustCompile(`Closed, to publish \((\d+)\)`).FindStringSubmatch(who.get("/secretary").is(200, `/published"`).body)
		n, err := strconv.Atoi(many[1])
		if err != nil {
			t.Fatal(err)
		}
		return n
	}
	before := listed()
	if before == 0 {
		t.Fatal("no decision waits for its notice to be published")
	}
	ref := regexp.MustCompile(`href="/decisions/([A-Z0-9-]+)/published"`).FindStringSubmatch(who.get("/secretary").body)[1]
	path := "/decisions/" + ref + "/published"
	form := who.get(path).is(200, "Record that the notice was published", "/api/v1/decisions/"+ref+"/notice.html")
	who.post(path, form.fill("place", "", "on", "1 January 2099")).is(422, "Enter where the notice was published", "Enter the day on which it was published", `value="1 January 2099"`)
	check := who.post(path, form.fill("place", "The board’s website", "on", "27 November 2015")).is(200, "Nothing is recorded until you sign", "The board’s website", "27 November 2015")
	if to := who.sign(path, check); !strings.HasPrefix(to, "/secretary") {
		t.Error(to)
	}
	if now := listed(); now != before-1 {
		t.Errorf("%d wait, and %d before", now, before)
	}
	who.get(path).is(200, "The board’s website", "27 November 2015")
	b.reader().get("/decisions/"+ref).is(200, "The board’s website")
	b.member("bury-member").get(path).is(403)
	chair := b.member("chair")
	chair.get(path).is(403)
	chair.get("/secretary").is(200, "The secretary publishes its notice").isNot(`/published"`)
}
