package server_test

import (
	"bytes"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"concordat/server"
	"concordat/server/api"
)

// What leads people back to the pages leads to where these are served, which need not be
// where the founding says.
func TestSite(t *testing.T) {
	const site = "https://board.example:8443"
	b := newBoard(t)
	p := newTeller()
	defer p.Close()
	b.servedFor(p, func(c *server.Config) { c.Site = site })
	var made api.Calendar
	if b.do("POST", api.PathCalendar, b.token("bury-member"), nil).into(http.StatusOK, &made); !strings.HasPrefix(made.Address, site+"/calendar/") {
		t.Errorf("the calendar is at %s", made.Address)
	}
	feed := b.get(strings.TrimPrefix(made.Address, site))
	if text := strings.ReplaceAll(string(feed.body), "\r\n ", ""); !strings.Contains(text, "URL:"+site+"/") || strings.Contains(text, "URL:"+b.founded.Origins[0]) {
		t.Errorf("its dates lead to %s", text)
	}
	workbook, _ := b.file(api.PathObligations + ".xlsx")
	f, err := excelize.OpenReader(bytes.NewReader(workbook))
	if err != nil {
		t.Fatal(err)
	}
	about, err := f.GetRows("About")
	if err != nil || !slices.ContainsFunc(about, func(row []string) bool {
		return len(row) == 2 && row[0] == "Link" && strings.HasPrefix(row[1], site+"/")
	}) {
		t.Errorf("the sheet says %q, %v", about, err)
	}
	var begun api.WorkBegun
	b.do("POST", api.PathWorkLogin, "", encode(t, api.BeginWork{})).into(http.StatusOK, &begun)
	if u, err := url.Parse(begun.URL); err != nil || u.Query().Get("redirect_uri") != site+api.PageWorkReturn {
		t.Errorf("the work account comes back by %s", begun.URL)
	}
}
