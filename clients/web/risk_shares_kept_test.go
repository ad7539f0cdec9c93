package web_test

import (
	"net/http"
	"testing"

	"concordat/server/api"
)

// A fund that is not given to whoever looks is left out and counted, and the others are shown.
func TestFundKept(t *testing.T) {
	b := newBoard(t)
	const page = "/parties/00V/obligations?year=2015-16"
	b.member("bury-officer").get(page).is(200, "Home equipment: equipment lent").isNot("not shown to you")
	b.ask = func(next http.RoundTripper, r *http.Request) (*http.Response, error) {
		if r.URL.Path == api.Fill(api.PathFundYear, "home-equipment", equipmentYear) {
			return withheld(r)
		}
		return next.RoundTrip(r)
	}
	b.member("bury-officer").get(page).is(200, "1 fund of it is not shown to you, and not counted here.", "Risk shares of its funds").isNot("Home equipment: equipment lent")
}
