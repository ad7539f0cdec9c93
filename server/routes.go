package server

import (
	"concordat/server/api"
	"concordat/server/auth"
)

// handler answers one request. The caller is nil for the public.
type handler func(s *Server, r *request, caller *auth.Caller) (answer, error)

// route is one line of the API. The rules are asked by its name whether the caller
// may use it, and what they do not list is closed (policy/rego/concordat/access). A
// route without a name says nothing that an agreement could keep from anybody, and
// answers when the rules cannot be run. Query lists the parameters that it takes;
// any other is refused.
type route struct {
	method, path string
	name         string // below /api/ the operationId in the OpenAPI document
	query        []string
	handle       handler
}

func paging(query ...string) []string { return append(query, "after", "limit") }

// numbered are those of a list that can be read from either end, and page by page by number.
func numbered(query ...string) []string { return paging(append(query, "order", "page")...) }

// routes is the one table. Tests hold it against the OpenAPI document, against the
// rules on access, and against the matrix of who may use what.
var routes = []route{
	{"POST", api.PathStatements, "sendStatement", nil, statementSend},
	{"PUT", api.PathPut, "putBlob", []string{"as"}, blobPut},

	{"POST", api.PathTexts, "keepText", nil, textKeep},
	{"GET", api.PathTexts, "listTexts", paging("about", "party"), textList},
	{"GET", api.PathText, "showText", nil, textShow},

	{"GET", api.PathLedger, "showLedger", nil, ledgerShow},
	{"GET", api.PathParties, "listParties", paging(), partyList},
	{"GET", api.PathParty, "showParty", nil, partyShow},
	{"GET", api.PathAccount, "showAccount", []string{"with", "year", "from", "to", "recorded_by"}, accountShow},
	{"GET", api.PathAccount + ".csv", "exportAccountCSV", []string{"with", "year", "from", "to", "recorded_by"}, accountCSV},
	{"GET", api.PathAccount + ".xlsx", "exportAccountXLSX", []string{"with", "year", "from", "to", "recorded_by"}, accountXLSX},
	{"GET", api.PathLeads, "listLeads", []string{"function"}, leadList},
	{"GET", api.PathLeaving, "showLeaving", []string{"function", "on"}, leavingShow},
	{"GET", api.PathPeople, "listPeople", paging("party", "person"), personList},
	{"GET", api.PathWitnesses, "listWitnesses", []string{"status", "party"}, witnessList},
	{"GET", api.PathCheckpoints, "listCheckpoints", paging("meeting", "party"), countersignatureList},
	{"GET", api.PathKeys, "listUnadmittedKeys", []string{"party"}, unadmittedKeyList},
	{"GET", api.PathKey, "showKey", nil, keyShow},
	{"GET", api.PathMoU, "listMoUVersions", paging(), mouList},
	{"GET", api.PathMoUVersion, "showMoUVersion", nil, mouShow},
	{"GET", api.PathSigning, "showSigning", nil, signingShow},

	{"GET", api.PathDrafts, "listDrafts", paging("status"), draftList},

	{"GET", api.PathMotions, "listMotions", numbered("status", "party", "function", "year", "type", "q", "papers"), motionList},
	{"GET", api.PathMotion, "showMotion", []string{"needed", "stakes"}, motionShow},
	{"GET", api.PathClose, "showClose", nil, closeShow},
	{"GET", api.PathVotes, "listVotes", paging(), voteList},
	{"GET", api.PathOpening, "showOpening", nil, openingShow},
	{"GET", api.PathHands, "showHands", nil, handsShow},
	{"GET", api.PathAmendments, "listAmendments", paging(), amendmentList},
	{"GET", api.PathTransfer, "showTransfer", []string{"on"}, transferShow},
	{"POST", api.PathPreview, "preview", nil, previewShow},

	{"GET", api.PathMeetings, "listMeetings", paging("status"), meetingList},
	{"GET", api.PathMeeting, "showMeeting", nil, meetingShow},
	{"GET", api.PathMinutes, "showMinutes", []string{"of"}, minutesShow},
	{"GET", api.PathMinutes + ".txt", "showMinutesText", []string{"of"}, minutesText},
	{"GET", api.PathMinutes + ".html", "showMinutesHTML", []string{"of"}, minutesHTML},
	{"GET", api.PathPlan, "showPlan", nil, planShow},
	{"GET", api.PathActions, "listActions", paging("status", "meeting", "party"), actionList},
	{"GET", api.PathRequests, "listRequisitions", paging(), requisitionList},

	{"GET", api.PathDecisions, "listDecisions", numbered("status", "party", "function", "year", "type"), decisionList},
	{"GET", api.PathDecision, "showDecision", []string{"recalculated", "under"}, decisionShow},
	{"GET", api.PathNotice, "showNotice", nil, noticeShow},
	{"GET", api.PathNotice + ".txt", "showNoticeText", nil, noticeText},
	{"GET", api.PathNotice + ".html", "showNoticeHTML", nil, noticeHTML},
	{"GET", api.PathObligations, "listObligations", paging("party", "function", "year", "decision", "status", "recorded_by", "effective_on"), obligationList},
	{"GET", api.PathObligations + ".csv", "exportObligationsCSV", []string{"party", "function", "year", "decision", "status", "recorded_by", "effective_on"}, obligationsCSV},
	{"GET", api.PathObligations + ".xlsx", "exportObligationsXLSX", []string{"party", "function", "year", "decision", "status", "recorded_by", "effective_on"}, obligationsXLSX},
	{"GET", api.PathObligation, "showObligation", []string{"recorded_by", "effective_on", "recalculated"}, obligationShow},
	{"GET", api.PathFunds, "listFunds", paging("function", "recorded_by", "effective_on"), fundList},
	{"GET", api.PathFund, "showFund", []string{"recorded_by", "effective_on"}, fundShow},
	{"GET", api.PathFundYear, "showFundYear", []string{"recorded_by", "effective_on"}, fundYearShow},
	{"POST", api.PathSupposed, "previewOutturn", nil, outturnPreview},

	{"GET", api.PathDisputes, "listDisputes", paging("status", "party"), disputeList},
	{"POST", api.PathOutcome, "outcome", nil, outcomeShow},
	{"POST", api.PathDates, "dates", nil, datesShow},
	{"GET", api.PathInterests, "listInterests", paging("person"), interestList},

	{"GET", api.PathEntries, "listEntries", paging("motion"), entryList},
	{"GET", api.PathEntry, "showEntry", nil, entryShow},
	{"GET", api.PathReceipt, "showReceipt", nil, receiptShow},

	{"GET", api.PathLogin, "openLogin", nil, loginOpen},
	{"POST", api.PathLogin, "login", []string{"as", "scope", "person"}, loginClose},
	{"POST", api.PathRefresh, "refresh", nil, loginRefresh},
	{"POST", api.PathLogout, "logout", []string{"session"}, logout},
	{"GET", api.PathSessions, "listSessions", nil, sessionList},
	{"POST", api.PathWorkLogin, "beginWorkLogin", nil, workBegin},
	{"POST", api.PathWorkReturn, "endWorkLogin", nil, workEnd},
	{"GET", api.PathWorkAccount, "showWorkAccount", nil, workShow},
	{"POST", api.PathWorkAccount, "connectWorkAccount", nil, workConnect},
	{"POST", api.PathWorkConnect, "endWorkConnection", nil, workConnected},
	{"POST", api.PathWorkEnd, "disconnectWorkAccount", nil, workDisconnect},
	{"GET", api.PathMessages, "listMessages", []string{"motion", "kind"}, messageList},
	{"GET", api.PathNotify, "showNotifications", nil, notificationsShow},
	{"POST", api.PathNotify, "setNotifications", nil, notificationsSet},
	{"GET", api.PathCalendar, "showCalendar", nil, calendarShow},
	{"POST", api.PathCalendar, "makeCalendar", nil, calendarMake},
	{"POST", api.PathCalendarEnd, "endCalendar", nil, calendarEnd},
	{"GET", api.PathFeed, "readCalendar", nil, calendarRead},
	{"POST", api.PathInvitations, "invite", nil, invite},
	{"GET", api.PathInvitations, "listInvitations", nil, invitationList},
	{"POST", api.PathEnrolment, "openEnrolment", nil, enrolmentOpen},
	{"POST", api.PathEnrol, "enrol", nil, enrol},
	{"GET", api.PathOpenAPI, "showOpenAPI", nil, openAPIShow},

	// c2sp.org/tlog-tiles, and the documents beside the log.
	{"GET", api.PathCheckpoint, "", nil, checkpointShow},
	{"GET", api.PathTile + "entries/*", "showEntryBundle", nil, entriesShow},
	{"GET", api.PathTile + "*", "", nil, tileShow},
	{"GET", api.PathBundle + "*", "showBundle", nil, bundleShow},
	{"GET", api.PathBlob + ":digest", "showBlob", nil, blobShow},

	{"GET", api.PathHealth, "", nil, healthShow},
	{"GET", api.PathReady, "", nil, readyShow},
	{"GET", api.PathProblems + ":code", "", nil, problemShow},
	{"GET", "/", "", nil, homeShow},
}
