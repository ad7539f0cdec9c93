package api

import (
	"net/http"

	"concordat/ledger"
)

// Codes that only the API has; the others are the ledger's.
const (
	CodeMethod    ledger.Code = "method"     // the path takes another method
	CodeMediaType ledger.Code = "media-type" // the body is of another type
	CodeBusy      ledger.Code = "busy"       // as many wait as may, or one asks too often
	CodeForged    ledger.Code = "forged"     // a browser sent it, and not from a page of this server
	CodeInternal  ledger.Code = "internal"   // the server's own fault

	CodeMaintenance ledger.Code = "maintenance" // the operator has closed the service for a time
)

// Problem is what every refusal and fault looks like (RFC 9457). Type is
// PathProblems and the code.
type Problem struct {
	Type     string         `json:"type"`
	Title    string         `json:"title"`
	Status   int            `json:"status"`
	Detail   string         `json:"detail"`             // what is wrong here and what to do
	Instance string         `json:"instance,omitempty"` // of this occurrence, to quote when reporting a fault
	Code     ledger.Code    `json:"code"`
	Errors   []Fault        `json:"errors,omitempty"`
	Checks   []ledger.Check `json:"checks,omitempty"` // the rules' reasons
	Head     *Head          `json:"head,omitempty"`   // the ledger as it was when it refused
	Refusal  string         `json:"refusal,omitempty"`

	RetryAfter int `json:"-"` // seconds, in the header of that name; 0 leaves it to the code
}

// Fault is one field, or one query parameter, at fault.
type Fault struct {
	Pointer   string `json:"pointer,omitempty"`   // JSON pointer into the statement, its payload decoded
	Parameter string `json:"parameter,omitempty"` // of the query or the path
	Detail    string `json:"detail"`
}

// Head is a checkpoint without its signature: so many entries, this root.
type Head struct {
	Size int64         `json:"size"`
	Root ledger.Digest `json:"root"`
}

func (p *Problem) Error() string { return string(p.Code) + ": " + p.Detail }

// NewProblem fills in what follows from the code.
func NewProblem(code ledger.Code, detail string) *Problem {
	m, ok := Meanings[code]
	if !ok {
		code, m = CodeInternal, Meanings[CodeInternal]
	}
	return &Problem{Type: PathProblems + string(code), Title: m.Title, Status: m.Status, Detail: detail, Code: code}
}

// Meaning is what one code means to people, to HTTP and to a shell.
type Meaning struct {
	Title  string
	Status int // HTTP
	Exit   int // of the command line
	Do     string
}

// Exit codes of the command line.
const (
	ExitDone       = 0 // done, or verified
	ExitFailed     = 1 // a verification failed
	ExitCouldNot   = 2 // used wrongly, or could not run
	ExitNotProven  = 3 // nothing is wrong, but not all could be proved
	ExitRefused    = 4 // refused by the rules
	ExitOutOfDate  = 5 // out of date, or in conflict
	ExitNotAllowed = 6 // not allowed
)

// Meanings is the one table of codes. Server, command line and pages read it.
var Meanings = map[ledger.Code]Meaning{
	ledger.CodeTooLarge:      {"Too large", http.StatusRequestEntityTooLarge, ExitCouldNot, "Send less: a statement has at most 32 KiB, a paper 4 MiB."},
	ledger.CodeMalformed:     {"Malformed", http.StatusBadRequest, ExitCouldNot, "Correct the field or parameter that is named and send it again."},
	ledger.CodeUnsigned:      {"Not signed", http.StatusUnprocessableEntity, ExitCouldNot, "Sign the statement with your key and send it again."},
	ledger.CodeSignature:     {"Wrongly signed", http.StatusUnprocessableEntity, ExitCouldNot, "Sign exactly the bytes that you send, with the author's own key."},
	ledger.CodeUnknownKey:    {"Unknown key", http.StatusForbidden, ExitNotAllowed, "Ask the officer of your party to add your key."},
	ledger.CodeRevokedKey:    {"Revoked key", http.StatusForbidden, ExitNotAllowed, "Ask the officer of your party to add a new key for you."},
	ledger.CodeOtherLedger:   {"For another ledger", http.StatusUnprocessableEntity, ExitCouldNot, "Sign a statement that names this ledger's origin, or send it to the other ledger."},
	ledger.CodeUnknownKind:   {"Unknown kind of statement", http.StatusUnprocessableEntity, ExitCouldNot, "Use one of the kinds that the answer lists, or a newer server."},
	ledger.CodeOutOfSequence: {"Out of sequence", http.StatusConflict, ExitOutOfDate, "Read your key's next number and sign anew."},
	ledger.CodeFork:          {"Another history", http.StatusConflict, ExitOutOfDate, "Keep what you have. Tell the secretary and your auditor before you do anything else."},
	ledger.CodeNotFound:      {"Not found", http.StatusNotFound, ExitCouldNot, "See the list, and check the reference."},
	ledger.CodeConflict:      {"Does not fit what is recorded", http.StatusConflict, ExitOutOfDate, "Read what stands on this now, and state what fits it. What was said already need not be said again."},
	ledger.CodeStale:         {"Out of date", http.StatusPreconditionFailed, ExitOutOfDate, "Read again what your statement rests on, and sign anew if you still mean it."},
	ledger.CodeNotOpen:       {"Not open for votes", http.StatusConflict, ExitRefused, "Wait until the secretary has opened the motion."},
	ledger.CodeClosed:        {"Closed", http.StatusConflict, ExitRefused, "It was closed when this came, and this is not recorded. Read how it ended, or what stands now."},
	ledger.CodeNoSeat:        {"No seat", http.StatusForbidden, ExitRefused, "Only somebody with the seat can do this. Its party's officer gives seats and appoints deputies."},
	ledger.CodeRecused:       {"Recused", http.StatusForbidden, ExitRefused, "An interest keeps you from voting on this motion. Your deputy may vote if the rules let them."},
	ledger.CodeRefused:       {"Refused by the rules", http.StatusForbidden, ExitRefused, "Read the checks: each says what its clause requires and what was found."},
	ledger.CodeRulesFailed:   {"The rules could not be run", http.StatusServiceUnavailable, ExitCouldNot, "Nothing was decided and nothing is lost. Tell the operator, then send it again."},
	ledger.CodeNotAllowed:    {"Not allowed", http.StatusForbidden, ExitNotAllowed, "Ask somebody whose role may read this, or the secretary for the role."},
	ledger.CodeLogIn:         {"Log in", http.StatusUnauthorized, ExitNotAllowed, "Log in, and ask again."},
	ledger.CodeUnavailable:   {"Not available now", http.StatusServiceUnavailable, ExitCouldNot, "Send the same bytes again in a moment: what was recorded gives the same receipt."},
	CodeMethod:               {"Method not taken here", http.StatusMethodNotAllowed, ExitCouldNot, "Use a method that the header Allow names."},
	CodeMediaType:            {"Unknown type of body", http.StatusUnsupportedMediaType, ExitCouldNot, "Send JSON, and say so in Content-Type."},
	CodeBusy:                 {"Too many at once", http.StatusTooManyRequests, ExitCouldNot, "Wait for as many seconds as the header Retry-After says, then send the same bytes again: what was recorded gives the same receipt."},
	CodeMaintenance:          {"Closed for planned work", http.StatusServiceUnavailable, ExitCouldNot, "Come again at the time that it says. What has a receipt is recorded."},
	CodeForged:               {"Not sent from here", http.StatusForbidden, ExitNotAllowed, "Open the page of this server again and send it from there. A program sends the token of a log-in instead of a cookie."},
	CodeInternal:             {"The server is at fault", http.StatusInternalServerError, ExitCouldNot, "Quote the reference to the operator. What has a receipt is safe."},
}
