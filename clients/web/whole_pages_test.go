package web_test

import "testing"

// A page whose rows say all that is signed folds the statement's parts away, and reader.do
// holds it to that; on any other they stand open.
func TestCheckPagesSayAll(t *testing.T) {
	b := newBoard(t)
	bury := b.member("bury-officer")

	// What is said to be paid, beside what is owed.
	const owed = "/obligations/GM-2015-004/002/paid"
	bury.post(owed, bury.get(owed).fill("pounds", "1.00", "on", "26 November 2015", "by", "payment", "ref", "P/17")).
		is(200, partByPart, "Amount of the obligation", "£41,666.67", ">Paid<", "£1.00", "Thursday 26 November 2015", "Payment", "P/17")

	// Another balance than the ledger holds, and why.
	const balance = "/parties/00V/balances/00T?year=2014-15&at=year_end"
	bury.post(balance, bury.get(balance).fill("agrees", "no", "owes", "17.05", "owed", "3", "why", "An invoice is missing")).
		is(200, partByPart, "NHS Bury CCG states", "It owes £17.05 and is owed £3.00", "Why it differs", "An invoice is missing", "year end of 2014 to 2015")

	// A deputy, with and without a last day.
	form := bury.get("/account/deputy").form()
	form.Set("seat", "00V-1")
	form.Set("person", "bury-deputy")
	form.Set("from", "2015-12-01")
	bury.post("/account/deputy", form).is(200, partByPart, "Last day", ">None<")
	form.Set("until", "2016-06-30")
	bury.post("/account/deputy", form).is(200, partByPart, "Last day", "Thursday 30 June 2016")

	// A page that doesn't declare it.
	secretary := b.member("secretary")
	secretary.post("/people/end", secretary.get("/people/end").fill("whose", " vice-chair vice_chair", "from", "27 November 2015")).
		is(200, `<details class="nhsuk-details" open><summary class="nhsuk-details__summary"><span class="nhsuk-details__summary-text">Everything that you sign</span>`).isNot(partByPart)
}
