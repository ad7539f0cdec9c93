package web_test

import (
	"path/filepath"
	"strconv"
	"testing"

	"concordat/ledger"
)

// What was said of an obligation is corrected by whoever said it: both records stay, the
// earlier one struck through, also for whoever hears the page.
func TestCorrectThisRecord(t *testing.T) {
	b := newBoard(t)
	const owed = "/obligations/GM-2015-004/002"
	bury := b.member("bury-officer")
	b.states("bury-officer", "00V", ledger.KindObligationPaid, ledger.ObligationPaid{Obligation: "GM-2015-004/002", Pence: 4_166_660, On: "2015-11-26", By: "invoice", Ref: "INV-7"})
	entry := strconv.FormatInt(b.ledger().Size-1, 10)
	path := owed + "/paid?instead=" + entry
	bury.get(owed).is(200, `href="`+path+`">Correct this<span class="nhsuk-u-visually-hidden"> record, entry `+entry+`</span>`).isNot("<del>")
	b.member("bolton-officer").get(owed).is(200, "£41,666.60").isNot("Correct this")
	b.reader().get(owed).is(200, "What was said of it", "£41,666.60").isNot(">Correct<")
	b.member("bolton-officer").get(path).is(403)
	bury.get(owed+"/paid?instead=3").is(404, "says nothing of GM-2015-004/002 that could be corrected here")
	blank := bury.get(path).is(200, "Correct this record", "takes the place of entry "+entry, "£41,666.60 paid on Thursday 26 November 2015", `value="41,666.60"`, `value="INV-7"`)
	bury.post(owed+"/paid", blank.fill("pounds", "all", "on", "soon")).is(422, "Enter an amount in pounds", "Correct this record", `value="soon"`)
	check := bury.checked(owed+"/paid", blank.fill("pounds", "41,666.67"), `value="41,666.67"`, "In place of", "Entry "+entry+", which said £41,666.60", "£41,666.67")
	bury.get(bury.sign(owed+"/paid", check)).is(200, "Receipt number", `<span class="nhsuk-u-visually-hidden">Corrected since: </span><del>£41,666.60</del>`, "£41,666.67", "in place of entry "+entry)
	bury.get(path).is(404, "corrected already")
	o, err := b.as("secretary").Obligation(t.Context(), "GM-2015-004", "002")
	if err != nil || o.Paid != 4_166_667 {
		t.Errorf("paid is %d %v", o.Paid, err)
	}
}

// A lead's officer says that a duty was done, one of the times that it is due.
func TestDutyDoneOnPages(t *testing.T) {
	b := newBoard(t)
	const duty = "/obligations/GM-2015-006/001"
	lead := b.member("salford-officer")
	lead.get(duty).is(200, `href="`+duty+`/done"`, "Say that it was done", "31 January 2016")
	bury := b.member("bury-officer")
	bury.get(duty).is(200).isNot("Say that it was done")
	bury.get(duty+"/done").is(403, "An officer of NHS Salford CCG, which has this duty, says that it was done")
	lead.get("/obligations/GM-2015-004/002/done").is(403, "is no duty")
	b.reader().get(duty + "/done").leads("/log-in?next=%2Fobligations%2FGM-2015-006%2F001%2Fdone")
	blank := lead.get(duty+"/done").is(200, "By Sunday 31 January 2016", "Every quarter")
	lead.post(duty+"/done", blank.fill("on", "1 May 2031", "title", "Report", "paper", "none")).is(422, "There is a problem", "Enter the day on which it was done, today or before", "fingerprint of 64 letters and numbers", `value="1 May 2031"`)
	check := lead.checked(duty+"/done", blank.fill("on", "27 November 2015"), `value="27 November 2015"`, "Check and say that it was done", "Sunday 31 January 2016", "does not count as done until you sign")
	lead.get(lead.sign(duty+"/done", check)).is(200, "Receipt number", "Each time that it is due", "Done", "30 April 2016")
	o, err := b.as("secretary").Obligation(t.Context(), "GM-2015-006", "001")
	if err != nil || o.Duty == nil || o.Duty.Next != "2016-04-30" {
		t.Errorf("the duty is %+v %v", o.Duty, err)
	}
}

// Since a merger whoever stands in a party's place has its duty, and is named so.
func TestDutySinceMerger(t *testing.T) {
	b := newBoard(t)
	const duty = "/obligations/GM-2015-006/001"
	parties, err := b.as("secretary").Parties(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	merged := ledger.PartyMerged{Parties: []string{"01G"}, On: "2015-11-27", Source: "NHS England’s approval"}
	for _, p := range parties.Items {
		if p.Code == "00V" {
			key, err := keysIn(filepath.Join(b.dir, "keys")).Key("bury-officer")
			if err != nil {
				t.Fatal(err)
			}
			merged.Into = ledger.FoundingParty{Code: p.Code, Name: p.Name, Type: p.Type, Officer: ledger.KeyHolder{Person: "bury-officer", Key: key.Public()}}
		}
	}
	b.states("secretary", "", ledger.KindPartyMerged, merged)
	b.states("salford-officer", "01G", ledger.KindPartyMerged, merged)
	b.states("bury-officer", "00V", ledger.KindPartyMerged, merged)
	bury := b.member("bury-officer")
	bury.get(duty).is(200, "NHS Bury CCG must do this", "What NHS Bury CCG is bound to", "NHS Bury CCG, in the place of NHS Salford CCG", "Say that it was done")
	b.member("bolton-officer").get(duty+"/done").is(403, "An officer of NHS Bury CCG, which has this duty, says that it was done")
	blank := bury.get(duty+"/done").is(200, "NHS Bury CCG must do this")
	check := bury.checked(duty+"/done", blank.fill("on", "27 November 2015"), `value="27 November 2015"`, "Check and say that it was done", "NHS Bury CCG").isNot("NHS Salford CCG")
	bury.get(bury.sign(duty+"/done", check)).is(200, "Receipt number")
	// Wherever it stands in a table, and not on its own page alone.
	bury.get("/decisions/GM-2015-006").is(200, "NHS Bury CCG, in the place of NHS Salford CCG")
	b.member("bolton-officer").get("/parties/00W/obligations?year=all").is(200, "Payments to receive", "NHS Bury CCG, in the place of NHS Salford CCG")
}
