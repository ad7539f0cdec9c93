package web_test

import (
	"fmt"
	"strings"
	"testing"
	"time"
)

// While the service is closed for planned work every page says until when, in the form that all
// pages have, and is found again at that time.
func TestMaintenancePage(t *testing.T) {
	b := newBoard(t)
	who := b.member("bury-member")
	until := time.Now().Add(26 * time.Hour).Truncate(time.Minute)
	b.serve.UseMaintenance(until)
	london, err := time.LoadLocation("Europe/London")
	if err != nil {
		t.Fatal(err)
	}
	said := "The service is closed for planned work until " + strings.Replace(until.In(london).Format("3:04pm on 2 January 2006"), ":00", "", 1)
	for _, path := range []string{"/", "/motions", "/log-in", "/nowhere"} {
		page := who.get(path).is(503, "Sorry, the service is unavailable", said+". Votes already confirmed with a receipt are safe").isNot("Try again")
		if after := page.header.Get("Retry-After"); len(after) != 5 {
			t.Errorf("%s: Retry-After %q", path, after)
		}
	}
	w := newBrowser(t, b, 375)
	for _, width := range []int64{375, 1280} {
		w.resize(width)
		w.load("/motions")
		w.fits("closed for planned work", width)
		w.Look(fmt.Sprintf("TestMaintenancePage %d", width), "testdata/axe.min.js")
	}
	b.serve.UseMaintenance(time.Time{})
	who.get("/motions").is(200)
}
