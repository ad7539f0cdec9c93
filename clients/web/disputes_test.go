package web_test

import (
	"net/url"
	"strings"
	"testing"

	"concordat/server/api"
)

// owedByBury is something that NHS Bury CCG gives to another party.
func (b *board) owedByBury() api.Obligation {
	b.t.Helper()
	list, err := b.as("bury-officer").Obligations(b.t.Context(), url.Values{"party": {"00V"}})
	if err != nil {
		b.t.Fatal(err)
	}
	for _, o := range list.Items {
		if o.Payer == "00V" && o.Payee != "" && o.Payee != "00V" && o.PayeeNow == "" {
			return o
		}
	}
	b.t.Fatalf("none of %d obligations is between two parties", len(list.Items))
	return api.Obligation{}
}

// An officer raises a dispute about an obligation on its page, it climbs as the time of its
// step runs out, and the officers of both its parties settle it in the same words.
func TestDisputeAboutAnObligation(t *testing.T) {
	b := newBoard(t)
	o := b.owedByBury()
	at, raise := "/obligations/"+o.Obligation, "/obligations/"+o.Obligation+"/dispute"
	bury := b.member("bury-officer")
	bury.get(at).is(200, `href="`+raise+`"`, "Raise a dispute about it")
	for _, person := range []string{"bury-member", "secretary", "wigan-borough-officer"} {
		b.member(person).get(at).is(200).isNot("Raise a dispute about it")
		b.member(person).get(raise).is(403, "An officer of one of its parties raises a dispute about "+o.Obligation, "NHS Bury CCG and "+o.PayeeName)
	}
	b.reader().get(raise).leads("/log-in?next=" + url.QueryEscape(raise))
	blank := bury.get(raise).is(200, "By clause", "12.8", "With whom?", `value="`+o.Payee+`" checked`, "What is in dispute?")
	none := blank.fill()
	none.Del("with")
	bury.post(raise, none).is(422, "Select whom the dispute is with", "Enter what is in dispute", `href="#with"`)
	bury.post(raise, blank.fill("with", "02H", "matter", "The lists are old")).is(422, "Select whom the dispute is with", "The lists are old")
	check := bury.post(raise, blank.fill("matter", "The share was worked out on old lists")).is(200, "Check and raise the dispute", "NHS Bury CCG raises the dispute 00V-D1 with "+o.PayeeName, "Step 1, officers", "Step 2, chairs", "No dispute is raised until you sign")
	raised := bury.sign(raise, check)
	if !strings.HasPrefix(raised, "/disputes/00V-D1?recorded=") {
		t.Fatal(raised)
	}
	bury.get(raised).is(200, "Receipt number", "The share was worked out on old lists", "It is here", "Nothing yet", "Settle this dispute")
	b.reader().get(at).is(200, `href="/disputes/00V-D1"`, "Dispute 00V-D1: open")
	b.reader().get("/disputes/00V-D1").is(200, "Officers").isNot("Settle this dispute")
	b.reader().get("/disputes/00V-D9").is(404, "no dispute 00V-D9")

	// Nobody signs that it climbs: the time of a step runs out.
	b.until("2015-12-31T12:00:00.000Z")
	b.reader().get("/disputes/00V-D1").is(200, "Its time has run out", "It is here")
	b.until("2016-02-28T12:00:00.000Z")
	b.reader().get("/disputes/00V-D1").is(200, "The time of its last step has run out").isNot("It is here")

	const settle = "/disputes/00V-D1/settle"
	b.member("wigan-borough-officer").get(settle).is(403, "The officers of its parties settle 00V-D1")
	b.member("bury-member").get(settle).is(403, "The officers of its parties settle 00V-D1")
	form := bury.get(settle).is(200, "word for word")
	bury.post(settle, form.fill("how", " ")).is(422, "Enter how it is settled")
	check = bury.post(settle, form.fill("how", "It is worked out anew on the lists of April")).is(200, "It is settled once these have said the same: "+o.PayeeName)
	bury.get(bury.sign(settle, check)).is(200, "It is worked out anew on the lists of April", "Nothing yet")
	payee, err := b.as("bury-officer").Party(t.Context(), o.Payee)
	if err != nil {
		t.Fatal(err)
	}
	other := b.member(payee.Officers[0])
	form = other.get(settle).is(200, "NHS Bury CCG says", "It is worked out anew on the lists of April</textarea>")
	other.post(settle, form.fill("how", "It stays as it is")).is(200, "It is settled once these have said the same: NHS Bury CCG")
	check = other.post(settle, form.fill()).is(200, "It is settled: the others have said the same")
	other.get(other.sign(settle, check)).is(200, "All its parties say that it is settled: It is worked out anew on the lists of April").isNot("Settle this dispute")
	other.get(settle).is(200, "All its parties say that it is settled").isNot("Continue")
	b.reader().get(at).is(200, "Dispute 00V-D1: settled")
}

// A dispute about a decision is with some of its parties; who took no part raises none.
func TestDisputeAboutADecision(t *testing.T) {
	b := newBoard(t)
	const at, raise = "/decisions/GM-2015-004", "/decisions/GM-2015-004/dispute"
	who := b.member("trafford-officer")
	who.get(at).is(200, `href="`+raise+`"`)
	b.member("trafford-member").get(at).is(200).isNot(raise)
	blank := who.get(raise).is(200, "NHS Bury CCG", "NHS Salford CCG")
	form := blank.fill("matter", "What was voted on is not what was decided")
	form["with"] = []string{"01G", "00V"}
	check := who.post(raise, form).is(200, "NHS Trafford CCG raises the dispute 02A-D1 with NHS Bury CCG and NHS Salford CCG about GM-2015-004")
	who.get(who.sign(raise, check)).is(200, "NHS Bury CCG and NHS Salford CCG")
	b.reader().get(at).is(200, "Disputes", "Dispute 02A-D1: open")
	// A second one has another reference.
	who.post(raise, form).is(200, "02A-D2")
}
