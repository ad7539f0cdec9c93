// Package web is the pages for people: what the board, its parties and their
// auditors look at, in the manner of the NHS design system, over package sdk.
//
// # The law
//
// A page can do nothing that the API can't. Its handler has an sdk.Client that
// carries the session of whoever looks at the page, and nothing else: no journal, no
// rules, and no key but those of an example's people. What a page needs and the API
// lacks, the API gets first.
//
// What a vote costs is said before the vote, in the words of the API, which are the
// rules' own. Nothing is worked out here: pages put answers in order.
//
// Without JavaScript everything reads and every choice posts. The scripts are the
// design system's, and those that speak to a passkey.
//
// # Where things are
//
//	site.go        the one table of pages, and the door around them
//	visit.go       who looks at a page: the session, the client that carries it
//	layout.go      what every page has: title, navigation, errors; layout.html
//	component.go   the design system's components; component.html
//	words.go       times, days and money as people read them
//	paging.go      long lists
//	problem.go     what went wrong, and what to do; problem.html. A page that tells of a
//	               refusal otherwise says which by layout.refused
//	signing.go     a statement as a passkey will sign it; signing.html
//	stating.go     a statement of any kind, checked and signed; stating.html
//	assets.go      style sheets, scripts and icons; assets/, and passkey/ for signing
//	vendor.go      puts the design system into assets/ (go generate)
//
// Every other pair is a page or a family of pages: motion.go has the struct, the
// form and the handler of the page of a motion, and motion.html shows it.
//
// # A new page
//
//  1. A line in the table of site.go: its path and its handler.
//  2. A struct that embeds layout, in a file named for the page, with the handler that
//     fills it. A form has a struct of its own and answers what was wrong with it by
//     layout.wrong, which keeps what was typed.
//  3. A template of the file's name that defines main. It writes what the struct has,
//     and components by {{template "tag" .Tag}}.
//  4. If it begins an area of its own, a line in the navigation of layout.go, with whom
//     it is for.
//  5. Its states in states_test.go: the tests show each and hold it against the rules
//     for every page (one h1, the title, a token in every form, the words), and look at
//     each in Chromium. SCREENSHOTS=DIR keeps pictures, to be looked at by people.
//
// # A page that has something stated
//
// Its form is posted to a route made by stated. The handler reads what was typed and,
// once it is whole, returns visit.state of a Stating: the kind, the body from package
// ledger, the party, and what to call its parts. That shows the statement in words and
// every part of its body, out of which the script of package passkey makes the bytes anew
// before it asks the device; takes the signature, or of an example signs with the key
// beside it; sends it once, however often it is pressed; and comes back to the same
// handler where it is refused, with why and with what was typed. Where Change is set the
// form is posted once more with "change", to be shown filled in. withdraw.go is one.
package web

//go:generate go run vendor.go
