package server

import (
	"cmp"
	"errors"
	"slices"
	"strings"

	"concordat/ledger"
	"concordat/server/api"
	"concordat/server/auth"
)

// loginOpen gives a nonce to sign.
func loginOpen(s *Server, r *request, _ *auth.Caller) (answer, error) {
	if err := s.may(r, nil); err != nil {
		return answer{}, err
	}
	nonce, expires := s.nonces.New()
	return answer{json: api.Nonce{Nonce: nonce, Ledger: s.founded.Origin, Expires: timeOf(expires)}}, nil
}

// loginClose takes the signed nonce, opens a session, and gives a token of it, or, to
// a browser that asks for that, its cookie. The clock is the world's, also for an
// example.
//
// Whoever does not hold a key learns nothing of it: a key that is not known and a
// signature that is not by it have one answer, after the same work. Log-ins that
// do not hold are counted by address and by key, and beyond a few the answer does not
// even say that. One that holds passes whatever else is tried from its address or
// with its key, and counts nowhere: there is nothing to guess in a signature, and to
// check it takes less than a ten-thousandth of a second.
func loginClose(s *Server, r *request, _ *auth.Caller) (answer, error) {
	if err := r.takesJSON(); err != nil {
		return answer{}, err
	}
	as, err := r.oneOf("as", "cookie")
	if err != nil {
		return answer{}, err
	}
	if as != "" {
		if err := r.ownSite(); err != nil {
			return answer{}, err
		}
		if !r.sent.secure && !r.sent.local {
			return answer{}, malformed("as", "a cookie is given over TLS, or without it on the machine of the server itself")
		}
	}
	statement, protected, login, err := ledger.ParseLogin(r.body)
	if err != nil {
		return answer{}, err
	}
	said := r.query.Get("person")
	if said != "" && login.Person != "" {
		return answer{}, malformed("person", "the log-in itself says whose it is")
	}
	// Both are kept where log-ins fail, so both are bounded.
	if said != "" && !ledger.IsCode(said) {
		return answer{}, malformed("person", "a person's name has letters, digits and - . _, %d at most", ledger.MaxCode)
	}
	if protected.Kid != "" && protected.Kid.Code() == "" {
		return answer{}, malformed("kid", "a key is named by its thumbprint")
	}
	if err := s.nonces.Check(login.Nonce); err != nil {
		return answer{}, refuseNonce(err)
	}
	asked := strings.Fields(r.query.Get("scope"))
	slices.Sort(asked)
	session := auth.Session{Scopes: slices.Compact(asked), Cookie: as != ""}
	var token api.Token
	err = s.read(r, nil, func(q *reading) error {
		key, err := q.CheckLogin(statement, protected, login, said, timeOf(s.now()), q.day)
		if err != nil {
			return err
		}
		session.Person, session.Key = key.Person, string(key.Key.Thumbprint())
		token, err = s.grant(q, session)
		return err
	})
	if refused := (*ledger.Error)(nil); errors.As(err, &refused) && refused.Code == ledger.CodeUnknownKey {
		return answer{}, s.failed(r, cmp.Or(string(protected.Kid), "of "+said), err)
	}
	if err != nil {
		return answer{}, err
	}
	if err := s.nonces.Use(login.Nonce); err != nil {
		return answer{}, refuseNonce(err)
	}
	secret, session, err := s.sessions.Open(session)
	if err != nil {
		return answer{}, s.refuseSession(err)
	}
	token.Name, token.Ends = session.Name, timeOf(session.Ends())
	if session.Cookie {
		token.FormToken, token.Expires = auth.FormToken(secret), token.Ends
		return answer{json: token, header: [][2]string{setCookie(cookieName(r.sent.secure), secret, auth.SessionLife, r.sent.secure)}}, nil
	}
	token.Session = secret
	return s.issue(session, token)
}

// failed counts a log-in that does not hold, by a key or by one of somebody.
func (s *Server) failed(r *request, key string, err error) error {
	if r.sent.address == "" {
		return err
	}
	if wait := max(s.failures.Take("from "+r.sent.address), s.failures.Take("key "+key)); wait > 0 {
		return tooMany(wait)
	}
	return err
}

// loginRefresh gives another token of a session, and another secret for the next.
func loginRefresh(s *Server, r *request, _ *auth.Caller) (answer, error) {
	var body api.Refresh
	if err := r.decode(&body); err != nil {
		return answer{}, err
	}
	ended := api.NewProblem(ledger.CodeLogIn, "this session has ended: log in again")
	var token api.Token
	session, err := s.sessions.BySecret(body.Session)
	known := err == nil && !session.Cookie && s.stands(session)
	if known {
		if err := s.read(r, nil, func(q *reading) (err error) {
			token, err = s.grant(q, session)
			return err
		}); err != nil {
			return answer{}, err
		}
	}
	// Its secret is exchanged last: whoever is refused keeps it.
	secret, session, err := s.sessions.Refresh(body.Session)
	switch {
	case errors.Is(err, auth.ErrStolen):
		s.log.Error("a session was ended: its secret was used after it had been exchanged, so somebody has stolen it", "session", session.Name, "person", session.Person, "cause", err)
		return answer{}, ended
	case errors.Is(err, auth.ErrSession):
		return answer{}, ended
	case err != nil:
		return answer{}, s.refuseSession(err)
	case !known:
		return answer{}, ended
	}
	token.Name, token.Ends, token.Session = session.Name, timeOf(session.Ends()), secret
	return s.issue(session, token)
}

// grant is what a session is good for today.
func (s *Server) grant(q *reading, session auth.Session) (api.Token, error) {
	facts := q.PersonFacts(session.Person, q.day, nil)
	token := api.Token{Person: session.Person, Roles: q.RolesInWords(facts)}
	theirs := scopes(facts)
	for _, asked := range session.Scopes {
		if !slices.Contains(api.Scopes, asked) && !slices.Contains(theirs, asked) {
			return token, malformed("scope", "%s is none of %s", asked, strings.Join(slices.Concat(api.Scopes, theirs), ", "))
		}
	}
	for _, scope := range standing(session.Scopes) {
		if scope == auth.EveryRole {
			token.Scopes = append(token.Scopes, theirs...)
		} else {
			token.Scopes = append(token.Scopes, scope)
		}
	}
	return token, nil
}

// standing are the scopes of a session: what it does, all if it asked for nothing;
// and the roles and seats, all that the person has if it named none.
func standing(asked []string) []string {
	var acts, roles []string
	for _, scope := range asked {
		if slices.Contains(api.Scopes, scope) {
			acts = append(acts, scope)
		} else {
			roles = append(roles, scope)
		}
	}
	if len(acts) == 0 {
		acts = slices.Clone(api.Scopes)
	}
	if len(roles) == 0 {
		roles = []string{auth.EveryRole}
	}
	return append(acts, roles...)
}

// issue answers with a token of a session.
func (s *Server) issue(session auth.Session, token api.Token) (answer, error) {
	text, expires, err := s.tokens.Issue(auth.Caller{Person: session.Person, Key: session.Key, Session: session.Name, Scopes: token.Scopes})
	if err != nil {
		return answer{}, err
	}
	token.Token, token.Expires = text, timeOf(expires)
	return answer{json: token}, nil
}

// logout ends the caller's session, or one or all of the caller's others. It takes
// away and gives nothing, so it works also where the rules can't be run, are older than
// the operation, or the ledger can't be read: a lost phone waits for none of these.
func logout(s *Server, r *request, caller *auth.Caller) (answer, error) {
	if caller == nil {
		return answer{}, api.NewProblem(ledger.CodeLogIn, "nobody is logged in here: there is nothing to log out of")
	}
	if closed := (*ledger.Error)(nil); errors.As(s.mayPerson(r, caller), &closed) && closed.Code == ledger.CodeNotAllowed {
		return answer{}, closed
	}
	names := []string{caller.Session}
	switch named := r.query.Get("session"); {
	case named == "":
	case !caller.Has(api.ScopeSessions) && named != caller.Session:
		return answer{}, api.NewProblem(ledger.CodeNotAllowed, "this log-in may end no other: log in for "+api.ScopeSessions)
	case named == "all":
		for _, session := range s.sessions.List(caller.Person) {
			names = append(names, session.Name)
		}
	default:
		names = []string{named}
	}
	ended, err := s.sessions.End(caller.Person, names...)
	if err != nil {
		return answer{}, s.refuseSession(err)
	}
	if ended == 0 {
		return answer{}, notFound("no session of yours is called %q: it may have ended", names[0])
	}
	a := answer{json: api.Ended{Ended: ended}}
	if slices.Contains(names, caller.Session) && r.sent.authorization == "" {
		a.header = [][2]string{setCookie(cookieName(r.sent.secure), "", 0, r.sent.secure)}
	}
	return a, nil
}

// sessionList shows the caller where they are logged in.
func sessionList(s *Server, r *request, caller *auth.Caller) (answer, error) {
	if err := s.carrier(caller); err != nil {
		return answer{}, err
	}
	if err := s.mayPerson(r, caller); err != nil {
		return answer{}, err
	}
	list := api.Sessions{Person: caller.Person, Items: []api.Session{}}
	for _, session := range s.sessions.List(caller.Person) {
		list.Items = append(list.Items, api.Session{
			Name: session.Name, Key: ledger.Thumbprint(session.Key), Scopes: standing(session.Scopes), Cookie: session.Cookie, Work: session.Work,
			Opened: timeOf(session.Opened), Used: timeOf(session.Used), Ends: timeOf(session.Ends()), Current: session.Name == caller.Session,
		})
	}
	if secret := cookieOf(r.sent.cookie, cookieName(r.sent.secure)); r.sent.authorization == "" && secret != "" {
		list.FormToken = auth.FormToken(secret)
	}
	return answer{json: list}, nil
}

func refuseNonce(err error) error {
	if errors.Is(err, auth.ErrBusy) {
		return api.NewProblem(ledger.CodeUnavailable, "too many people are logging in: try again in a moment")
	}
	p := api.NewProblem(ledger.CodeLogIn, err.Error()+": ask for a new one and sign that")
	p.Errors = []api.Fault{{Pointer: "/payload/nonce", Detail: p.Detail}}
	return p
}

// refuseSession is what a session that could not be written looks like.
func (s *Server) refuseSession(err error) error {
	if errors.Is(err, auth.ErrBusy) {
		return refuseNonce(err)
	}
	s.log.Error("sessions can't be written", "cause", err)
	return api.NewProblem(ledger.CodeUnavailable, "log-ins can't be recorded at present: try again in a moment")
}
