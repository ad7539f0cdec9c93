// Package api is the words that the server and its clients share: the paths, the
// answers, the problems, and the one table from a code to its HTTP status, its
// exit code and what to do about it.
//
// Field names are the ledger's own: motion, decision and obligation hold
// references, party a code, person a pseudonymous id (never a name), entry an
// index from 0. Money is whole pence. Times are RFC 3339 in UTC with
// milliseconds, by the ledger's clock; the clock of an example is its own, and
// an answer says so in the header ExampleHeader.
//
// The document of the whole is openapi.json. The server's tests hold it against
// the routes and against real answers.
//
// The package holds shapes only. It asks nobody and decides nothing.
package api

import _ "embed"

// OpenAPI is the hand-written document of the API, in version 3.1.
//
//go:embed openapi.json
var OpenAPI []byte

// Media types.
const (
	TypeJSON       = "application/json"
	TypeProblem    = "application/problem+json"
	TypeCSV        = "text/csv; charset=utf-8"
	TypeXLSX       = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
	TypeJOSE       = "application/jose+json" // a signed statement or log-in, as sent
	TypeCheckpoint = "text/plain; charset=utf-8"
	TypeTile       = "application/octet-stream"
	TypeHTML       = "text/html; charset=utf-8"
	TypeForm       = "application/x-www-form-urlencoded"
)

// WithheldHeader is on every answer from which something is left out that its
// reader may not read: the private items that it is of, as "GM-2015-M03/2".
const WithheldHeader = "Concordat-Withheld"

// ExampleHeader is on every answer of an example ledger:
//
//	Concordat-Example: greater-manchester; clock of the example, not the world's
const ExampleHeader = "Concordat-Example"
