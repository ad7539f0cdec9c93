package server

import (
	"concordat/server/api"
	"concordat/server/auth"
)

// handler answers one request. The caller is nil for the public.
type handler func(s *Server, r *request, caller *auth.Caller) (answer, error)

// route is one line of the API. Before anything is read the rules are asked about
// every resource in reads; a route without one reads nothing that the rules
// could keep from anybody. Query lists the parameters that it takes; any other is
// refused.
type route struct {
	method, path string
	name         string // operationId in the OpenAPI document; empty for what stands outside it
	reads        []string
	query        []string
	handle       handler
}

// Resources, as the rules know them: the terms of an agreement say who may read
// each, and what they do not name is closed.
const (
	resLedger      = "ledger"
	resParties     = "parties" // with seats and authorities
	resFigures     = "figures"
	resPeople      = "people" // pseudonymous ids with roles and seats
	resMoU         = "mou"    // versions, clauses, rule bundles
	resMotions     = "motions"
	resVotes       = "votes"
	resDisputes    = "disputes"
	resInterests   = "interests" // the register
	resMeetings    = "meetings"  // with plan, actions, requisitions, minutes
	resPreview     = "preview"
	resDecisions   = "decisions"
	resObligations = "obligations" // with statements of account
	resFunds       = "funds"       // with the accounts of their years
	resEntries     = "entries"
	resReceipts    = "receipts"
)

func reads(resources ...string) []string { return resources }
func paging(query ...string) []string    { return append(query, "after", "limit") }

// routes is the one table. Tests hold it against the OpenAPI document and
// against the matrix of who may read what.
var routes = []route{
	{"POST", api.PathStatements, "sendStatement", nil, nil, statementSend},
	{"PUT", api.PathPut, "putBlob", nil, []string{"as"}, blobPut},

	{"GET", api.PathLedger, "showLedger", reads(resLedger), nil, ledgerShow},
	{"GET", api.PathParties, "listParties", reads(resParties, resFigures), paging(), partyList},
	{"GET", api.PathParty, "showParty", reads(resParties, resFigures), nil, partyShow},
	{"GET", api.PathAccount, "showAccount", reads(resParties, resObligations), []string{"with", "year", "from", "to", "recorded_by"}, accountShow},
	{"GET", api.PathLeads, "listLeads", reads(resDecisions), []string{"function"}, leadList},
	{"GET", api.PathLeaving, "showLeaving", reads(resParties, resObligations), []string{"function", "on"}, leavingShow},
	{"GET", api.PathPeople, "listPeople", reads(resPeople), paging("party"), personList},
	{"GET", api.PathWitnesses, "listWitnesses", reads(resLedger), []string{"status", "party"}, witnessList},
	{"GET", api.PathCheckpoints, "listCheckpoints", reads(resLedger), paging("meeting", "party"), countersignatureList},
	{"GET", api.PathKey, "showKey", reads(resLedger), nil, keyShow},
	{"GET", api.PathMoU, "listMoUVersions", reads(resMoU), paging(), mouList},
	{"GET", api.PathMoUVersion, "showMoUVersion", reads(resMoU), nil, mouShow},

	{"GET", api.PathDrafts, "listDrafts", reads(resMoU), paging("status"), draftList},

	{"GET", api.PathMotions, "listMotions", reads(resMotions), paging("status"), motionList},
	{"GET", api.PathMotion, "showMotion", reads(resMotions, resVotes), nil, motionShow},
	{"GET", api.PathVotes, "listVotes", reads(resVotes), paging(), voteList},
	{"GET", api.PathOpening, "showOpening", reads(resMotions), nil, openingShow},
	{"GET", api.PathHands, "showHands", reads(resMotions, resMeetings), nil, handsShow},
	{"GET", api.PathAmendments, "listAmendments", reads(resMotions, resMeetings), paging(), amendmentList},
	{"GET", api.PathTransfer, "showTransfer", reads(resMotions, resVotes, resPreview), []string{"on"}, transferShow},
	{"POST", api.PathPreview, "preview", reads(resPreview), nil, previewShow},

	{"GET", api.PathMeetings, "listMeetings", reads(resMeetings), paging("status"), meetingList},
	{"GET", api.PathMeeting, "showMeeting", reads(resMeetings), nil, meetingShow},
	{"GET", api.PathMinutes, "showMinutes", reads(resMeetings), []string{"of"}, minutesShow},
	{"GET", api.PathMinutes + ".txt", "showMinutesText", reads(resMeetings), []string{"of"}, minutesText},
	{"GET", api.PathMinutes + ".html", "showMinutesHTML", reads(resMeetings), []string{"of"}, minutesHTML},
	{"GET", api.PathPlan, "showPlan", reads(resMeetings), nil, planShow},
	{"GET", api.PathActions, "listActions", reads(resMeetings), paging("status", "meeting", "party"), actionList},
	{"GET", api.PathRequests, "listRequisitions", reads(resMeetings), paging(), requisitionList},

	{"GET", api.PathDecisions, "listDecisions", reads(resDecisions), paging("status", "party", "function"), decisionList},
	{"GET", api.PathDecision, "showDecision", reads(resDecisions), nil, decisionShow},
	{"GET", api.PathNotice, "showNotice", reads(resDecisions), nil, noticeShow},
	{"GET", api.PathNotice + ".txt", "showNoticeText", reads(resDecisions), nil, noticeText},
	{"GET", api.PathNotice + ".html", "showNoticeHTML", reads(resDecisions), nil, noticeHTML},
	{"GET", api.PathObligations, "listObligations", reads(resObligations), paging("party", "function", "year", "status", "recorded_by", "effective_on"), obligationList},
	{"GET", api.PathObligation, "showObligation", reads(resObligations), []string{"recorded_by", "effective_on"}, obligationShow},
	{"GET", api.PathFunds, "listFunds", reads(resFunds), paging("function", "recorded_by", "effective_on"), fundList},
	{"GET", api.PathFund, "showFund", reads(resFunds), []string{"recorded_by", "effective_on"}, fundShow},
	{"GET", api.PathFundYear, "showFundYear", reads(resFunds), []string{"recorded_by", "effective_on"}, fundYearShow},

	{"GET", api.PathDisputes, "listDisputes", reads(resDisputes), paging("status", "party"), disputeList},
	{"POST", api.PathOutcome, "outcome", reads(resPreview), nil, outcomeShow},
	{"POST", api.PathDates, "dates", reads(resPreview), nil, datesShow},
	{"GET", api.PathInterests, "listInterests", reads(resInterests), paging("person"), interestList},

	{"GET", api.PathEntries, "listEntries", reads(resEntries), paging(), entryList},
	{"GET", api.PathEntry, "showEntry", reads(resEntries), nil, entryShow},
	{"GET", api.PathReceipt, "showReceipt", reads(resReceipts), nil, receiptShow},

	{"GET", api.PathLogin, "openLogin", nil, nil, loginOpen},
	{"POST", api.PathLogin, "login", nil, nil, loginClose},
	{"GET", api.PathOpenAPI, "showOpenAPI", nil, nil, openAPIShow},

	// c2sp.org/tlog-tiles, and the documents beside the log.
	{"GET", api.PathCheckpoint, "", nil, nil, checkpointShow},
	{"GET", api.PathTile + "entries/*", "", reads(resEntries), nil, entriesShow},
	{"GET", api.PathTile + "*", "", nil, nil, tileShow},
	{"GET", api.PathBundle + "*", "", reads(resEntries), nil, bundleShow},
	{"GET", api.PathBlob + ":digest", "", reads(resMoU), nil, blobShow},

	{"GET", api.PathHealth, "", nil, nil, healthShow},
	{"GET", api.PathReady, "", nil, nil, readyShow},
	{"GET", api.PathProblems + ":code", "", nil, nil, problemShow},
	{"GET", "/", "", nil, nil, homeShow},
}
