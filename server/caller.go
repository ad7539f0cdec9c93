package server

import (
	"crypto/subtle"
	"errors"
	"fmt"
	"mime"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"

	"concordat/ledger"
	"concordat/server/api"
	"concordat/server/auth"
)

// sent is what a request brings that may say who asks, copied.
type sent struct {
	authorization string
	cookie        string // the header, whole
	formToken     string
	origin, site  string // Origin, and Sec-Fetch-Site as browsers send it
	host          string
	address       string   // of whom is asked for turns: see address.go
	secure        bool     // it came over TLS, or a trusted proxy says so
	local         bool     // it came from this machine, through no proxy
	page          *looking // that asks for it inside; nil: it came from outside
}

// caller is who asks, nil for the public: by the token of a log-in, else by a
// browser's cookie. A token or cookie that does not hold is refused, on whatever
// route reads anything: whoever sends one means to be known.
func (s *Server) caller(r *request) (*auth.Caller, error) {
	c, err := s.identify(r)
	if err == nil && c != nil {
		if needs := r.route.scopes(); len(needs) > 0 && !slices.ContainsFunc(needs, c.Has) {
			return nil, api.NewProblem(ledger.CodeNotAllowed, fmt.Sprintf("this log-in is good for %s, and this takes %s: log in for that", strings.Join(c.Scopes, ", "), strings.Join(needs, " or ")))
		}
		if page := r.sent.page; page == nil || !page.turned.Load() {
			if err = s.turn(s.callers, c.Person, r); err == nil && page != nil {
				page.turned.Store(true)
			}
		}
	}
	return c, err
}

func (s *Server) identify(r *request) (*auth.Caller, error) {
	if r.sent.authorization != "" {
		return s.byToken(r.sent.authorization)
	}
	secret := cookieOf(r.sent.cookie, cookieName(r.sent.secure))
	if secret == "" || len(r.route.scopes()) == 0 && r.route.path != api.PathLogout {
		return nil, nil
	}
	session, err := s.sessions.BySecret(secret)
	if err != nil || !session.Cookie || !s.stands(session) {
		return nil, &goneError{api.NewProblem(ledger.CodeLogIn, "this log-in has ended: log in again")}
	}
	if r.method != http.MethodGet && r.method != http.MethodHead {
		if err := r.ownPage(secret); err != nil {
			return nil, err
		}
	}
	return &auth.Caller{Person: session.Person, Key: session.Key, Session: session.Name, Work: session.Work, Scopes: standing(session.Scopes), Expires: session.Ends()}, nil
}

// goneError is a refusal that takes the cookie of a session that has ended away.
type goneError struct{ *api.Problem }

func (e *goneError) Unwrap() error { return e.Problem }

// byToken is who the token of a header names, while its session stands.
func (s *Server) byToken(header string) (*auth.Caller, error) {
	scheme, token, _ := strings.Cut(header, " ")
	if !strings.EqualFold(scheme, "Bearer") {
		return nil, api.NewProblem(ledger.CodeLogIn, "send the token of a log-in as Authorization: Bearer")
	}
	caller, err := s.tokens.Verify(token)
	if err != nil {
		why := "it is not one of this server's"
		if e := (*auth.TokenError)(nil); errors.As(err, &e) {
			why = e.Why
		}
		return nil, api.NewProblem(ledger.CodeLogIn, "this token does not hold: "+why+": log in again")
	}
	session, err := s.sessions.ByName(caller.Session)
	if err != nil || session.Person != caller.Person || session.Key != caller.Key {
		return nil, api.NewProblem(ledger.CodeLogIn, "the log-in of this token has ended: log in again")
	}
	s.stands(session)
	return &caller, nil
}

// stands tells whether the key of a session is still its person's, and ends the
// session where it is not: a key is revoked for ever. Whoever comes by a token of it
// is told by the first reading.
func (s *Server) stands(session auth.Session) bool {
	if s.keyStands(session.Person, session.Key) {
		return true
	}
	if _, err := s.sessions.End(session.Person, session.Name); err != nil {
		s.log.Error("a session of a revoked key is ended in memory alone", "cause", err)
	}
	return false
}

// cookieName is what the session of a browser is called. Over TLS no other host and
// no page without TLS can set a cookie of that name (RFC 6265bis section 4.1.3).
func cookieName(secure bool) string {
	if secure {
		return api.CookieSecure
	}
	return api.CookieLocal
}

// cookieOf is what a header Cookie says of one; empty if it is not there exactly once,
// for then somebody else has set one of them.
func cookieOf(header, name string) string {
	value, found := "", 0
	for pair := range strings.SplitSeq(header, ";") {
		if n, v, ok := strings.Cut(strings.Trim(pair, " \t"), "="); ok && n == name {
			value = v
			found++
		}
	}
	if found != 1 {
		return ""
	}
	return value
}

// setCookie is the header that gives a browser a secret until it ends, or takes it
// away. Without TLS it is given on this machine alone.
func setCookie(name, secret string, ends time.Duration, secure bool) [2]string {
	cookie := http.Cookie{
		Name: name, Value: secret, Path: "/", HttpOnly: true, Secure: secure,
		SameSite: http.SameSiteLaxMode, // a link in an e-mail finds its reader logged in
		MaxAge:   int(ends / time.Second),
	}
	if secret == "" {
		cookie.MaxAge = -1
	}
	return [2]string{fiber.HeaderSetCookie, cookie.String()}
}

// ownPage refuses a request of a browser that no page of this server has sent: by
// what the browser itself says of where it comes from, and by the form token, which
// other pages can't read.
func (r *request) ownPage(secret string) error {
	if err := r.ownSite(); err != nil {
		return err
	}
	token := r.sent.formToken
	if kind, _, _ := mime.ParseMediaType(r.contentType); token == "" && kind == api.TypeForm {
		if form, err := url.ParseQuery(string(r.body)); err == nil && len(form[api.FormField]) == 1 {
			token = form.Get(api.FormField)
		}
	}
	if !auth.CheckFormToken(secret, token) {
		return api.NewProblem(api.CodeForged, "this request came with a cookie and without the form token of its session: send it as the field "+api.FormField+" of the form or in the header "+api.FormHeader)
	}
	return nil
}

func (r *request) ownSite() error {
	origin, err := url.Parse(r.sent.origin)
	switch {
	case r.sent.site != "" && r.sent.site != "same-origin" && r.sent.site != "none":
	case r.sent.origin != "" && (err != nil || subtle.ConstantTimeCompare([]byte(origin.Host), []byte(r.sent.host)) != 1):
	default:
		return nil
	}
	return api.NewProblem(api.CodeForged, "the browser says that a page of another site has sent this")
}

// Scopes of a route: a log-in has to be good for one of them. A route that tells
// nobody anything of the ledger takes none, and a route that is not in here takes
// the scope read. Where one path's methods take different scopes, the method stands
// before it.
var routeScopes = map[string][]string{
	api.PathStatements: {api.ScopeStatements},
	api.PathPut:        {api.ScopeStatements},
	api.PathSessions:   {api.ScopeSessions},

	http.MethodPost + " " + api.PathTexts: {api.ScopeStatements},

	api.PathLedger:             {api.ScopeRead, api.ScopeAudit},
	api.PathKey:                {api.ScopeRead, api.ScopeAudit},
	api.PathMoU:                {api.ScopeRead, api.ScopeAudit},
	api.PathMoUVersion:         {api.ScopeRead, api.ScopeAudit},
	api.PathEntries:            {api.ScopeRead, api.ScopeAudit},
	api.PathEntry:              {api.ScopeRead, api.ScopeAudit},
	api.PathReceipt:            {api.ScopeRead, api.ScopeAudit},
	api.PathWitnesses:          {api.ScopeRead, api.ScopeAudit},
	api.PathCheckpoints:        {api.ScopeRead, api.ScopeAudit},
	api.PathTile + "entries/*": {api.ScopeRead, api.ScopeAudit},
	api.PathBundle + "*":       {api.ScopeRead, api.ScopeAudit},
	api.PathBlob + ":digest":   {api.ScopeRead, api.ScopeAudit},
	api.PathInvitations:        {api.ScopeStatements},
	api.PathEnrolment:          {},
	api.PathEnrol:              {},
	api.PathLogin:              {},
	api.PathWorkLogin:          {},
	api.PathWorkReturn:         {},
	api.PathWorkAccount:        {api.ScopeSessions},
	api.PathWorkConnect:        {api.ScopeSessions},
	api.PathWorkEnd:            {api.ScopeSessions},
	api.PathCalendar:           {api.ScopeSessions},
	api.PathNotify:             {api.ScopeSessions},
	api.PathCalendarEnd:        {api.ScopeSessions},
	api.PathFeed:               {},
	api.PathRefresh:            {},
	api.PathLogout:             {},
	api.PathOpenAPI:            {},
	api.PathCheckpoint:         {},
	api.PathTile + "*":         {},
	api.PathHealth:             {},
	api.PathReady:              {},
	api.PathProblems + ":code": {},
	"/":                        {},
}

func (r *route) scopes() []string {
	for _, at := range []string{r.method + " " + r.path, r.path} {
		if list, ok := routeScopes[at]; ok {
			return list
		}
	}
	return []string{api.ScopeRead}
}
