// Package document writes down for people what a ledger holds: the minutes of a
// meeting and the notice of a decision, as text and as a fragment of HTML.
//
// # The law
//
// Gathering and writing are apart. MinutesOf and NoticeOf read a ledger.View and
// give the answers of package api; the writers make text or HTML of these and of
// nothing else, so that the same answer is the same bytes on any machine. Nothing
// here asks the rules: what hands amount to before minutes are approved is handed
// in. Words of statements stand as they were signed; in HTML they are escaped.
//
// Headings, lists and tables are plain, so that a screen reader and a word
// processor read them alike. There is no script and no style.
package document
