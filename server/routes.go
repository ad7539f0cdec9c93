package server

import (
	"concordat/server/api"
	"concordat/server/auth"
)

// handler answers one request. The caller is nil for the public.
type handler func(s *Server, r *request, caller *auth.Caller) (answer, error)

// route is one line of the API. Resource is what the rules are asked about
// before anything is read; a route without one reads nothing that the rules
// could keep from anybody. Query lists the parameters that it takes; any other is
// refused.
type route struct {
	method, path string
	name         string // operationId in the OpenAPI document; empty for what stands outside it
	resource     string
	query        []string
	handle       handler
}

// Resources, as the rules know them.
const (
	resLedger      = "ledger"
	resParties     = "parties"         // with their seats and figures
	resAuthorities = "authorities"     // what parties approved for themselves, and what is used of it
	resPeople      = "people"          // pseudonymous ids with roles and seats
	resKeys        = "keys"            // whose a key is, and its next number
	resMoU         = "mou"             // versions, clauses, rule bundles
	resMotions     = "motions"         // not yet decided
	resDecided     = "decided_motions" // with their votes
	resImpacts     = "impacts"
	resDecisions   = "decisions"
	resObligations = "obligations"
	resEntries     = "entries" // every entry's bytes
	resProofs      = "proofs"  // checkpoint and hashes
)

// routes is the one table. Tests hold it against the OpenAPI document and
// against the matrix of who may read what.
var routes = []route{
	{"POST", api.PathStatements, "sendStatement", "", nil, statementSend},

	{"GET", api.PathLedger, "showLedger", resLedger, nil, ledgerShow},
	{"GET", api.PathParties, "listParties", resParties, paging(), partyList},
	{"GET", api.PathParty, "showParty", resParties, nil, partyShow},
	{"GET", api.PathPeople, "listPeople", resPeople, paging("party"), personList},
	{"GET", api.PathKey, "showKey", resKeys, nil, keyShow},
	{"GET", api.PathMoU, "listMoUVersions", resMoU, paging(), mouList},
	{"GET", api.PathMoUVersion, "showMoUVersion", resMoU, nil, mouShow},

	{"GET", api.PathMotions, "listMotions", resDecided, paging("status"), motionList},
	{"GET", api.PathMotion, "showMotion", resDecided, nil, motionShow},
	{"GET", api.PathVotes, "listVotes", resDecided, paging(), voteList},
	{"GET", api.PathOpening, "showOpening", resMotions, nil, openingShow},
	{"POST", api.PathPreview, "preview", resMotions, nil, previewShow},

	{"GET", api.PathDecisions, "listDecisions", resDecisions, paging("status", "party", "function"), decisionList},
	{"GET", api.PathDecision, "showDecision", resDecisions, nil, decisionShow},
	{"GET", api.PathObligations, "listObligations", resObligations, paging("party", "function", "year", "status", "recorded_by", "effective_on"), obligationList},
	{"GET", api.PathObligation, "showObligation", resObligations, []string{"recorded_by", "effective_on"}, obligationShow},

	{"GET", api.PathEntries, "listEntries", resEntries, paging(), entryList},
	{"GET", api.PathEntry, "showEntry", resEntries, nil, entryShow},
	{"GET", api.PathReceipt, "showReceipt", resEntries, nil, receiptShow},

	{"GET", api.PathLogin, "openLogin", "", nil, loginOpen},
	{"POST", api.PathLogin, "login", "", nil, loginClose},
	{"GET", api.PathOpenAPI, "showOpenAPI", "", nil, openAPIShow},

	// c2sp.org/tlog-tiles, and the documents beside the log.
	{"GET", api.PathCheckpoint, "", resProofs, nil, checkpointShow},
	{"GET", api.PathTile + "entries/*", "", resEntries, nil, tileShow},
	{"GET", api.PathTile + "*", "", resProofs, nil, tileShow},
	{"GET", api.PathBlob + ":digest", "", resMoU, nil, blobShow},

	{"GET", api.PathHealth, "", "", nil, healthShow},
	{"GET", api.PathProblems + ":code", "", "", nil, problemShow},
	{"GET", "/", "", "", nil, homeShow},
}

func paging(query ...string) []string { return append(query, "after", "limit") }
