package web_test

import (
	"strings"
	"testing"
)

// Whoever reads for a party is told first what a decision means for it, and opens what it
// means for the others; who reads for none has the whole table before them.
func TestDecisionMeansFirst(t *testing.T) {
	b := newBoard(t)
	const folded = `<details class="nhsuk-details app-read"><summary class="nhsuk-details__summary"><span class="nhsuk-details__summary-text">What it means for each party (`
	own := b.member("bury-member").get("/decisions/GM-2015-003").is(200, "What it means for NHS Bury CCG", folded, "Left to bear", "Binding because", "MoU version 1, clause 5.3, signed 9 April 2013")
	if strings.Index(own.body, "What it means for NHS Bury CCG") > strings.Index(own.body, "What was decided") {
		t.Error("it comes after the text")
	}
	b.member("bury-member").get("/motions/GM-2015-011").is(200, "Binding because", "signed for NHS Bury CCG on", "by one decision without governing body approval")
	if all := b.reader().get("/decisions/GM-2015-003").is(200, "What it means for each party"); strings.Contains(all.body, folded) || strings.Contains(all.body, "What it means for NHS Bury CCG") {
		t.Error("it is folded for whoever reads for no party")
	}
}
