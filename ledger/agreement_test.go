package ledger

import (
	"errors"
	"strings"
	"testing"
)

// TestOpenLists holds that what an agreement may call its types, routes and the
// rest is any identifier, whose meaning is the rules', and nothing but that.
func TestOpenLists(t *testing.T) {
	pool := sampleMotion()
	pool.Type = "section_75"
	pool.Pool = &Pool{Host: "00W", Year: "2015-16", Lines: []PoolLine{
		{What: "Beds", Pence: 1, Kind: "beds", Basis: "by night", Due: "2015-12-01", Share: Share{By: "equal"}},
	}}
	lead := sampleMotion()
	lead.Type, lead.Route = "contract", "lead_commissioner"
	lead.Lead = &Lead{Party: "00W", Duties: []Duty{{"Report", "month", "2015-08-01"}}, From: "2015-08-01"}
	for _, c := range []struct {
		kind string
		body any
		word string // that may be any identifier
	}{
		{KindMotionMoved, pool, "section_75"},
		{KindMotionMoved, pool, "beds"},
		{KindMotionMoved, lead, "lead_commissioner"},
		{KindMotionMoved, lead, "month"},
		{KindImpactStated, ImpactStated{"GM-2015-003", digest("text"), "outturn", []ImpactLine{{"00V", "estates", "2016-17", 1}}}, "estates"},
		{KindRoleAppointed, RoleAppointed{"lay_member", "chair", "2013-04-01", ""}, "lay_member"},
		{KindInterestDeclared, InterestDeclared{"", "loyalty", "2015-06-20", ""}, "loyalty"},
		{KindInterestRuled, InterestRuled{digest("i"), "GM-2015-003", "leaves_the_room"}, "leaves_the_room"},
		{KindAuthorityGiven, AuthorityGiven{"A1", "*", []string{"section_75"}, "advises", Clause{"1", "1"}, Resolution{"r", "2015-03-03", ""}, Limit{}, Limit{}, "2015-03-03", ""}, "advises"},
		{KindAuthorityGiven, AuthorityGiven{"A1", "*", []string{"section_75"}, "advises", Clause{"1", "1"}, Resolution{"r", "2015-03-03", ""}, Limit{}, Limit{}, "2015-03-03", ""}, "section_75"},
	} {
		raw := string(mustEncode(c.body))
		if _, err := parseBody(c.kind, []byte(raw)); err != nil {
			t.Errorf("%s %s: %v", c.kind, c.word, err)
		}
		for _, bad := range []string{"", "two words", strings.Repeat("x", MaxCode+1)} {
			var e *Error
			if _, err := parseBody(c.kind, []byte(strings.Replace(raw, `"`+c.word+`"`, `"`+bad+`"`, 1))); !errors.As(err, &e) || e.Code != CodeMalformed {
				t.Errorf("%s with %q in place of %s: %v", c.kind, bad, c.word, err)
			}
		}
	}
	p := payload(t, KindInterestRuled, InterestRuled{digest("i"), "GM-2015-003", "leaves_the_room"})
	if !strings.HasSuffix(p.Sentence, ": leaves the room") {
		t.Errorf("%q does not say the ruling", p.Sentence)
	}
}
