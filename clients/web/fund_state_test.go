package web_test

import (
	"errors"
	"net/http"
	"strings"
	"testing"

	"concordat/ledger"
	"concordat/server/api"
)

const (
	equipment     = "/funds/home-equipment/2015-16"
	equipmentYear = "2015-16"
)

// account is a fund's year as the API has it.
func (b *board) account(fund string) api.FundAccount {
	b.t.Helper()
	a, err := b.as("secretary").FundAccount(b.t.Context(), fund, equipmentYear, nil)
	if err != nil {
		b.t.Fatal(err)
	}
	return a
}

// checked sends a form, holds what its check page says, and has "change" bring back what
// was typed.
func (r *reader) checked(path string, form map[string][]string, kept string, words ...string) answer {
	r.t.Helper()
	check := r.post(path, form).is(200, words...)
	again := map[string][]string{"change": {"yes"}}
	for name, values := range form {
		again[name] = values
	}
	r.post(path, again).is(200, kept)
	return check
}

// A fund's host reports on its year and changes what parties contribute, each party
// approves that, whoever takes part gives notice of an overspend, and once the year is over
// its host states what it came to: each by a form that says what is wrong and keeps what
// was typed, and that nobody else is led to or let in.
func TestFundStatedOnPages(t *testing.T) {
	b := newBoard(t)
	host := b.member("bolton-officer")
	host.get(equipment).is(200, "Report on this year", "Give notice of an overspend", "Change contributions", "Move money between lines").isNot("State what the year came to")
	party := b.member("bury-officer")
	party.get(equipment).is(200, "Give notice of an overspend").isNot("Report on this year")
	b.member("central-manchester-officer").get(equipment + "/change").is(403)
	for _, person := range []string{"bolton-member", "secretary", "salford-officer"} {
		who := b.member(person)
		who.get(equipment).is(200).isNot("Give notice of an overspend")
		who.get(equipment+"/overspend").is(403, "An officer of a party that takes part in the fund states this by clause 7.1", "NHS Bolton CCG")
		who.get(equipment+"/report").is(403, "An officer of NHS Bolton CCG, which hosts the fund, states this by clause 7.7")
	}
	party.post(equipment+"/change", b.formOf(party)).is(403, "An officer of NHS Bolton CCG, which hosts the fund, states this by clause 7.8")
	b.reader().get(equipment + "/report").leads("/log-in?next=%2Ffunds%2Fhome-equipment%2F2015-16%2Freport")
	host.get(equipment + "/nothing").is(404)
	host.get(equipment+"/outturn").is(200, "What it came to is stated from the day after on").isNot("Continue")
	host.get(equipment+"/cap").is(200, "By the agreement no cap on what a party bears is lifted by its consent").isNot("Continue")
	host.get(equipment+"/approve").is(200, "No change of contributions waits for approval").isNot("Continue")

	// A report; and another of the same period, which takes its place.
	report := equipment + "/report"
	blank := host.get(report).is(200, "Report on this year of the fund", "Quarter 2, to September 2015", "Equipment lent", `value="M07" selected`, `value="31 October 2015"`)
	host.post(report, blank.fill("period", "", "to", "soon")).is(422, "There is a problem", "Select the period", "Enter the day up to which it was spent", "Enter where the amounts are from", "Equipment lent: enter in pounds what is asked at “Spent so far”", `value="soon"`, `href="#line-0-spend"`)
	lines := []string{"line-0-spend", "£250,000", "line-0-committed", "5,100.50", "line-0-low", "484000", "line-0-central", "494500", "line-0-high", "506000", "line-1-spend", "29,100", "line-1-committed", "0", "line-1-low", "58,000", "line-1-central", "58,000", "line-1-high", "58,000", "source", "The host's ledger"}
	filled := func(more ...string) map[string][]string { return blank.fill(append(more, lines...)...) }
	host.post(report, filled("period", "Q2", "to", "31 August 2015")).is(422, "Enter a day in the last month of quarter 2, to September 2015, such as 30 September 2015")
	host.post(report, filled("period", "Q3", "to", "31 December 2015")).is(422, "Enter a day that has come")
	host.post(report, filled("period", "Q2", "to", "30 September 2015", "title", "Report")).is(422, "Enter the paper’s fingerprint of 64 letters and numbers")
	contrary := filled("period", "Q2", "to", "30 September 2015")
	contrary["line-0-low"] = []string{"500,000"}
	host.post(report, contrary).is(422, "Equipment lent: what is expected lies between the least and the most", `value="500,000"`)
	check := host.checked(report, filled("period", "M07", "to", "31 October 2015", "material", "More people go home from hospital"), `value="5,100.50"`,
		"Check and report", "Nothing is reported until you sign", "£250,000.00 spent and £5,100.50 committed", "£494,500.00, £45,923.20 more than the £448,576.80 there is for it", "Amounts from", "More people go home from hospital")
	if to := host.sign(report, check); !strings.HasPrefix(to, equipment+"?recorded=") {
		t.Fatal(to)
	} else {
		host.get(to).is(200, "Receipt number", "Report on month 7, to 31 October 2015")
	}
	check = host.post(report, filled("period", "M07", "to", "31 October 2015")).is(200, "Takes the place of", "The report of this period recorded on 27 November 2015")
	host.sign(report, check)
	if a := b.account("home-equipment"); a.Reports[len(a.Reports)-1].Period != "M07" || a.Reports[len(a.Reports)-1].Replaces == "" || a.Reports[len(a.Reports)-1].Lines[0].Committed != 510050 {
		t.Errorf("reported is %+v", a.Reports)
	}
	// What the rules refuse comes back with their check, and with what was typed.
	over := filled("period", "M07", "to", "31 October 2015")
	over["line-1-spend"] = []string{"58,001"}
	host.post(report, host.post(report, over).is(200).form()).is(403, "Nothing was recorded", "The figures contradict each other", "clause 7.7")

	// Notice of an overspend, by a party that does not host it.
	notice := equipment + "/overspend"
	blank = party.get(notice).is(200, "The whole fund", "Store and drivers")
	party.post(notice, blank.fill("pounds", "some", "known", "1 January 2099")).is(422, "Enter an amount in pounds", "Enter why it is expected to overspend", "Enter today or a day before", `value="some"`)
	party.post(notice, blank.fill("pounds", "3,034", "known", "27 November 2015", "reason", "More scans", "line", "beds")).is(422, "Select a line of the fund, or the whole fund")
	check = party.checked(notice, blank.fill("pounds", "3,034", "known", "27 November 2015", "reason", "More people went home", "line", "issues"), `value="3,034"`, "Check the notice", "£3,034.00", "Equipment lent", "Nobody pays more by it")
	party.get(party.sign(notice, check)).is(200, "Receipt number", "Notice of an overspend by £3,034.00")

	// A change of contributions, approved by every party's governing body but that of one
	// that has left.
	change := equipment + "/change"
	blank = host.get(change).is(200, "NHS Bury CCG", "until each party has approved it by a resolution of its governing body", "to store and drivers. It gives £15,000.00")
	host.post(change, blank.form()).is(422, "Enter for at least one party how much more it gives", "Select whether it is given in the years after as well", "Enter the day from which", "Enter the day by which", "Enter why contributions change")
	host.post(change, blank.fill("more-1-1", "lots", "effective", "1 May 2016", "due", "1 April 2016")).is(422, "Enter what NHS Bury CCG gives more in pounds", "Enter a day in 2015 to 2016", "Enter the day from which it has effect, or a later one", `value="lots"`)
	check = host.checked(change, blank.fill("more-1-1", "1,200", "more-1-0", "-700.50", "recurrent", "no", "effective", "1 December 2015", "due", "29 January 2016", "reason", "A clinic moved"), `value="-700.50"`,
		"Check the change", "NHS Bury CCG gives £1,200.00 more to store and drivers", "NHS Bolton CCG gives £700.50 less to store and drivers", "For this year alone", "Nobody owes anything by it until each of NHS Bolton CCG, NHS Bury CCG and NHS Oldham CCG has approved it by a resolution of its governing body")
	host.get(host.sign(change, check)).is(200, "Not approved by all", "A clinic moved")
	approve := equipment + "/approve"
	paper := b.paperOf("Minutes of the governing body", []byte("It approves."))
	for i, person := range []string{"bolton-officer", "bury-officer", "oldham-officer"} {
		who := b.member(person)
		who.get(equipment).is(200, "Approve a change of contributions")
		form := who.get(approve).is(200, "NHS Bury CCG gives £1,200.00 more to store and drivers", "From 1 December 2015, paid by 29 January 2016: A clinic moved")
		if i == 0 {
			none := form.fill()
			none.Del("of")
			who.post(approve, none).is(422, "Select the change", "Enter the reference of the governing body’s resolution", "Enter the day on which the resolution was passed")
		}
		follows := "Those who have not approved it yet: "
		if i == 2 {
			follows = "It then stands: what is more is owed to NHS Bolton CCG by 29 January 2016"
		}
		typed, rests := form.fill("resolution", "GB/15/40", "resolved", "27 November 2015"), ""
		if i == 1 { // by the name of a paper that is here
			typed.Set("named", string(paper.SHA256)+" "+paper.Title)
			rests = "Paper: " + paper.Title + ", check code " + ledger.CheckCode(paper.SHA256)
		}
		check := who.checked(approve, typed, `value="GB/15/40"`, "Check and approve", "GB/15/40 of 27 November 2015", follows, rests)
		who.get(who.sign(approve, check)).is(200, "Receipt number").isNot("Approve a change of contributions")
		who.get(approve).is(map[bool]int{true: 200, false: 403}[i == 2])
	}
	if a := b.account("home-equipment"); len(a.Changes) != 1 || !a.Changes[0].Stands || len(a.Changes[0].Obligations) != 2 {
		t.Errorf("changed is %+v", a.Changes)
	}
	b.member("salford-officer").get(approve).is(200, "No change of contributions waits for approval")

	// After the year, what it came to.
	b.until("2016-04-25T09:00:00.000Z")
	outturn := equipment + "/outturn"
	host = b.member("bolton-officer")
	host.get(equipment).is(200, "State what the year came to")
	blank = host.get(outturn).is(200, "Provisional", "There is £448,576.80 for it")
	if n := strings.Count(blank.body, "What if it comes to this?"); n != 1 {
		t.Errorf("the form leads %d times to what if", n)
	}
	host.post(outturn, blank.fill("line-0-pounds", "some")).is(422, "Select the stage", "Enter in pounds what equipment lent came to", "Enter in pounds what store and drivers came to", "Enter where the amounts are from", `value="some"`)
	came := []string{"line-0-pounds", "494,466", "line-1-pounds", "60,499.50", "source", "The host's ledger"}
	host.post(outturn, blank.fill(append(came, "stage", "audited")...)).is(422, "Enter what the audit’s opinion is called", "fingerprint of 64 letters and numbers")
	check = host.checked(outturn, blank.fill(append(came, "stage", "provisional")...), `value="494,466"`, "Check the outturn", "Came to £494,466.00, £45,889.20 more than the £448,576.80 there is for it", "Amounts from", "The rules work out at once", "No outturn is stated until you sign")
	host.get(host.sign(outturn, check)).is(200, "By the provisional outturn the year came to", "Settlement", "State what the year came to").isNot("Change contributions")
	host.get(change).is(200, "What the year came to is stated").isNot("Continue")
	opinion := []byte("The auditor's opinion.")
	if _, err := b.as("secretary").PutBlob(t.Context(), opinion, false); err != nil {
		t.Fatal(err)
	}
	blank = host.get(outturn).is(200, "This takes the place of the provisional outturn")
	check = host.post(outturn, blank.fill(append(came, "stage", "audited", "title", "Opinion", "paper", string(ledger.DigestOf(opinion)))...)).is(200, "Takes the place of")
	host.sign(outturn, check)
	host.get(outturn).is(200, "Restated").isNot("Provisional<")
	if a := b.account("home-equipment"); len(a.Outturns) != 2 || a.Outturns[1].Stage != ledger.StageAudited || a.Outturns[1].Paper == nil {
		t.Errorf("stated is %+v", a.Outturns)
	}
}

// formOf is a form of somebody's session.
func (b *board) formOf(r *reader) map[string][]string {
	b.t.Helper()
	return r.get("/account/interests").form()
}

// Money moves between a fund's lines as a decision allows, and no further: the page offers
// what decisions leave, and the rest is said by a motion.
func TestFundMovedOnPages(t *testing.T) {
	b := newBoard(t)
	host := b.member("bolton-officer")
	const move, ref = equipment + "/move", "GM-2015-013"
	host.get(move).is(200, "No decision lets any more money move between the lines of this year", "clause 7.9").isNot("Continue")
	b.member("bury-officer").get(move).is(403, "An officer of NHS Bolton CCG, which hosts the fund, states this by clause 7.9")
	b.carried(ref, []string{"bolton", "bury", "oldham"}, ledger.Motion{
		Title: "Money from the store to equipment", Text: []string{"That up to £3,500.00 may move."}, Type: "virement", Function: "community-equipment",
		Virement: &ledger.Virement{Fund: "home-equipment", Year: equipmentYear, From: "store", To: "issues", Pence: 350000},
	})
	host = b.member("bolton-officer")
	blank := host.get(move).is(200, "As which decision allows?", ref+", Money from the store to equipment", "From store and drivers to equipment lent: £3,500.00 is left of £3,500.00")
	host.post(move, blank.fill("pounds", "much")).is(422, "Enter an amount in pounds, such as 12,000", `value="much"`)
	none := blank.fill("pounds", "1,000")
	none.Del("decision")
	host.post(move, none).is(422, "Select the decision that allows it")
	check := host.checked(move, blank.fill("pounds", "3,000"), `value="3,000"`, "Check and move", "No money is moved until you sign", "Store and drivers", "£3,500.00 may move by it still")
	host.get(host.sign(move, check)).is(200, "Receipt number", "£3,000.00 from store and drivers to equipment lent", "As "+ref+" allows")
	host.post(move, host.post(move, blank.fill("pounds", "500.01")).is(200, "£500.00 may move by it still").form()).is(403, "Nothing was recorded", "move at most £500.00", `value="500.01"`)
	if a := b.account("home-equipment"); len(a.Virements) != 1 || a.Virements[0].Pence != 300000 {
		t.Errorf("moved is %+v", a.Virements)
	}
	// Each decision is asked for once, and what can't be read is no page of its own.
	asked := map[string]int{}
	b.ask = func(ask http.RoundTripper, r *http.Request) (*http.Response, error) {
		asked[r.URL.Path]++
		return ask.RoundTrip(r)
	}
	host.post(move, blank.fill("pounds", "much")).is(422)
	if asked[api.PathMotions] != 1 || asked[api.PathMotions+"/"+ref] != 1 || asked[api.PathMotions+"/GM-2015-004"] != 0 {
		t.Errorf("asked for %v", asked)
	}
	failing := 0
	b.ask = func(ask http.RoundTripper, r *http.Request) (*http.Response, error) {
		if r.URL.Path == api.PathMotions+"/"+ref {
			failing++
			return nil, errors.New("the connection is closed")
		}
		return ask.RoundTrip(r)
	}
	if got := host.post(move, blank.fill("pounds", "500")); got.status < 500 || failing != 1 {
		t.Errorf("%d, where a decision could not be read, asked for %d times", got.status, failing)
	}
	b.ask = nil
	host.sign(move, host.post(move, blank.fill("pounds", "500")).is(200))
	host.get(move).is(200, "No decision lets any more money move").isNot("Continue")
}

// carried has members of parties carry a motion of the first one's, all for it.
func (b *board) carried(ref string, of []string, m ledger.Motion) {
	b.t.Helper()
	ctx := b.t.Context()
	code := map[string]string{}
	parties, err := b.as("secretary").Parties(ctx)
	if err != nil {
		b.t.Fatal(err)
	}
	for _, p := range parties.Items {
		for _, name := range of {
			for _, s := range p.Seats {
				if s.Holder == name+"-member" {
					code[name] = p.Code
				}
			}
		}
	}
	m.Ref, m.Route = ref, ledger.RouteJointCommittee
	b.states(of[0]+"-member", code[of[0]], ledger.KindMotionMoved, m)
	moved, err := b.as("secretary").Motion(ctx, ref)
	if err != nil {
		b.t.Fatal(err)
	}
	b.states("secretary", "", ledger.KindNoticeGiven, ledger.NoticeGiven{Motion: ref, Text: moved.TextID, Opens: "2015-12-07T09:00:00.000Z", Closes: "2015-12-11T17:00:00.000Z"})
	b.until("2015-12-07T10:00:00.000Z")
	opening, err := b.as("secretary").Opening(ctx, ref)
	if err != nil {
		b.t.Fatal(err)
	}
	b.states("secretary", "", ledger.KindMotionOpened, opening)
	if moved, err = b.as("secretary").Motion(ctx, ref); err != nil {
		b.t.Fatal(err)
	}
	for _, name := range of {
		b.states(name+"-member", code[name], ledger.KindVoteCast, ledger.VoteCast{Motion: ref, Opened: moved.Opened.ID, Seat: code[name] + "-1", Choice: ledger.ChoiceFor})
	}
	b.until("2015-12-11T18:00:00.000Z")
}
