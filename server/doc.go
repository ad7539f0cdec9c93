// Package server is the HTTP API of one ledger.
//
// One table, in routes.go, lists every route.
// One file stands for each noun, or noun and verb. A handler is a function of
// the server, the request and the caller; it knows nothing of the library that
// carries HTTP, which is met in door.go alone. There the request is copied, once,
// because that library reuses its memory; there a panic becomes an answer.
//
// # The law
//
//   - Every reading goes through the journal, so that what has fallen due is
//     recorded before anybody is told how things stand.
//   - Who may use and read what is for the rules that the ledger adopted, in one
//     place (policy/rego/concordat/access): the caller's roles are those of this day,
//     and a token only narrows them. A route that the rules do not list is closed,
//     and one that answers without having asked them is a fault.
//   - There is one way to write: a signed statement. The signature is what counts,
//     whichever person carries it; a refusal is signed by the log, so that no
//     statement can be dropped without a trace.
//   - Every refusal is a problem (RFC 9457) with one code from the table in package
//     api. What was not foreseen is code internal with a reference, and the log
//     has the rest.
//   - Nothing secret is logged: no token, no body, no query. Each answer names its
//     request by an id of our own, under which the log has it.
//   - Nothing waits without a bound: who comes when as many wait as may is sent away
//     with 429 and the time to come again.
//
// Whoever operates it has two probes (probes.go) and metrics (metrics.go), which
// stand on no route: concordatd gives them an address of their own.
//
// The package does not evaluate rules and does not know an agreement's text:
// both are handed in.
package server
