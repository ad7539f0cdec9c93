package api

import (
	"fmt"
	"net/url"
	"strings"
)

// Base is the root of this version of the API.
const Base = "/api/v1"

// Paths under Base; :name stands for one segment.
const (
	PathStatements  = Base + "/statements"
	PathLedger      = Base + "/ledger"
	PathParties     = Base + "/parties"
	PathParty       = Base + "/parties/:code"
	PathAccount     = Base + "/parties/:code/account" // with .csv and .xlsx beside it
	PathLeads       = Base + "/leads"
	PathLeaving     = Base + "/parties/:code/leaving"
	PathPeople      = Base + "/people"
	PathMoU         = Base + "/mou"
	PathMoUVersion  = Base + "/mou/:version"
	PathSigning     = Base + "/signing"
	PathMotions     = Base + "/motions"
	PathMotion      = Base + "/motions/:motion"
	PathVotes       = Base + "/motions/:motion/votes"
	PathOpening     = Base + "/motions/:motion/opening"
	PathHands       = Base + "/motions/:motion/hands"
	PathAmendments  = Base + "/motions/:motion/amendments"
	PathTransfer    = Base + "/motions/:motion/transfer"
	PathMeetings    = Base + "/meetings"
	PathMeeting     = Base + "/meetings/:meeting"
	PathMinutes     = Base + "/meetings/:meeting/minutes" // with .txt and .html beside it
	PathPlan        = Base + "/plan"
	PathActions     = Base + "/actions"
	PathRequests    = Base + "/requisitions"
	PathDecisions   = Base + "/decisions"
	PathDecision    = Base + "/decisions/:decision"
	PathDrafts      = Base + "/drafts"
	PathDisputes    = Base + "/disputes"
	PathInterests   = Base + "/interests"
	PathOutcome     = Base + "/outcome"
	PathDates       = Base + "/dates"
	PathNotice      = Base + "/decisions/:decision/notice" // with .txt and .html beside it
	PathObligations = Base + "/obligations"                // with .csv and .xlsx beside it
	PathObligation  = Base + "/obligations/:decision/:number"
	PathFunds       = Base + "/funds"
	PathFund        = Base + "/funds/:fund"
	PathFundYear    = Base + "/funds/:fund/:year"
	PathSupposed    = Base + "/funds/:fund/:year/outturn" // asked, and not stated
	PathEntries     = Base + "/entries"
	PathEntry       = Base + "/entries/:entry"
	PathReceipt     = Base + "/entries/:entry/receipt"
	PathWitnesses   = Base + "/witnesses"
	PathCheckpoints = Base + "/checkpoints" // as officers countersigned them
	PathKeys        = Base + "/keys"
	PathKey         = Base + "/keys/:thumbprint"
	PathPreview     = Base + "/preview"
	PathPut         = Base + "/blobs/:digest" // read back at PathBlob
	PathTexts       = Base + "/texts"         // personal ones
	PathText        = Base + "/texts/:digest"
	PathLogin       = Base + "/login"
	PathRefresh     = Base + "/login/refresh"
	PathLogout      = Base + "/logout"
	PathSessions    = Base + "/sessions"
	PathWorkLogin   = Base + "/login/work-account"
	PathWorkReturn  = Base + "/login/work-account/return"
	PathWorkAccount = Base + "/work-account"
	PathWorkConnect = Base + "/work-account/return"
	PathWorkEnd     = Base + "/work-account/end"
	PathInvitations = Base + "/invitations"
	PathEnrolment   = Base + "/enrolment"
	PathEnrol       = Base + "/enrolment/key"
	PathCalendar    = Base + "/calendar" // the caller's own
	PathCalendarEnd = Base + "/calendar/end"
	PathMessages    = Base + "/messages"
	PathNotify      = Base + "/notifications"
	PathClose       = Base + "/motions/:motion/close.ics"
	PathOpenAPI     = "/api/openapi.json"
	PathDocs        = "/api/docs" // the same as pages, and below it each part
)

// Paths at the root. Checkpoint, tiles and, as tiles, bundles are those of
// c2sp.org/tlog-tiles, which wants what holds entries in another way to be
// elsewhere: PathBundle is a bundle of which something may be left out. Blobs are
// named by their SHA-256.
const (
	PathCheckpoint = "/checkpoint"
	PathTile       = "/tile/"   // followed by merkle's path
	PathBundle     = "/bundle/" // followed by what follows PathTile and entries/
	PathBlob       = "/blob/"
	PathHealth     = "/healthz" // whether the process can go on
	PathReady      = "/readyz"  // whether statements are taken and questions answered
	PathProblems   = "/problems/"
	PathFeed       = "/calendar/:feed" // a secret, with .ics after it
)

// Fill puts values in the place of a path's segments, in order:
//
//	Fill(PathObligation, "GM-2015-006", "003")
func Fill(path string, values ...string) string {
	segments := strings.Split(path, "/")
	for i, s := range segments {
		if strings.HasPrefix(s, ":") {
			if len(values) == 0 {
				panic("api: no value for " + s + " of " + path)
			}
			segments[i], values = url.PathEscape(values[0]), values[1:]
		}
	}
	if len(values) > 0 {
		panic("api: more values than " + path + " has places")
	}
	return strings.Join(segments, "/")
}

// EntryURL is where an entry stands.
func EntryURL(index int64) string { return Fill(PathEntry, fmt.Sprint(index)) }
