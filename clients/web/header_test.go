package web_test

import (
	"strings"
	"testing"
)

// The header names whoever is logged in and the party that they act for: of several how many,
// and of an office of the board's none.
func TestWhoIsLoggedIn(t *testing.T) {
	b := newBoard(t)
	named := func(r *reader) string {
		t.Helper()
		_, account, _ := strings.Cut(r.get("/motions").is(200).body, `href="/account">`)
		name, _, _ := strings.Cut(account, "</a>")
		return name
	}
	for person, want := range map[string]string{"bury-member": "bury-member, NHS Bury CCG", "bury-officer": "bury-officer, NHS Bury CCG", "secretary": "secretary", "auditor": "auditor"} {
		if got := named(b.member(person)); got != want {
			t.Errorf("%s is called %q", person, got)
		}
	}
	if got := named(b.officerOfBoth("bury-officer", "00T")); got != "bury-officer, 2 parties" {
		t.Errorf("an officer of two parties is called %q", got)
	}
	b.reader().get("/motions").is(200, "Log in").isNot(`href="/account"`)
}
