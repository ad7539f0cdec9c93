package server

import (
	"errors"
	"time"

	"concordat/ledger"
	"concordat/server/api"
	"concordat/server/auth"
)

// workBegin sends a browser to the provider of its person's account at work.
func workBegin(s *Server, r *request, _ *auth.Caller) (answer, error) {
	if err := s.may(r, nil); err != nil {
		return answer{}, err
	}
	var asked api.BeginWork
	if err := r.decode(&asked); err != nil {
		return answer{}, err
	}
	return s.workBegun(r, auth.Begun{Purpose: auth.WorkLogIn, Next: asked.Next})
}

func (s *Server) workBegun(r *request, begun auth.Begun) (answer, error) {
	if err := r.ownBrowser(); err != nil {
		return answer{}, err
	}
	url, cookie, ends, err := s.work.Begin(r.ctx, begun)
	if err != nil {
		return answer{}, s.refuseWork(r, err)
	}
	set := setCookie(workCookie(r.sent.secure), cookie, auth.WorkTime, r.sent.secure)
	return answer{json: api.WorkBegun{URL: url, Expires: timeOf(ends)}, header: [][2]string{set}}, nil
}

// workEnd opens a session for whoever comes back from there, if their account is
// somebody's by their own word. That of nobody, and one whose link has ended with its
// key, have one answer. Nobody is counted by anything but their address: who knocks with
// an account of their own learns nothing of others'.
func workEnd(s *Server, r *request, _ *auth.Caller) (answer, error) {
	if err := s.may(r, nil); err != nil {
		return answer{}, err
	}
	account, begun, err := s.workAccount(r, auth.WorkLogIn)
	if err != nil {
		return answer{}, err
	}
	link, err := s.links.Of(account)
	if err == nil && !s.keyStands(link.Person, link.Key) {
		err = auth.ErrUnlinked
	}
	if err != nil {
		return answer{}, s.failedWork(r, s.refuseWork(r, err))
	}
	session := auth.Session{Person: link.Person, Key: link.Key, Cookie: true, Work: true}
	var token api.Token
	if err := s.read(r, nil, func(q *reading) (err error) {
		token, err = s.grant(q, session)
		return err
	}); err != nil {
		return answer{}, err
	}
	secret, session, err := s.sessions.Open(session)
	if err != nil {
		return answer{}, s.refuseSession(err)
	}
	token.Name, token.Ends, token.Next = session.Name, timeOf(session.Ends()), begun.Next
	token.FormToken, token.Expires = auth.FormToken(secret), token.Ends
	return answer{json: token, header: [][2]string{setCookie(cookieName(r.sent.secure), secret, auth.WorkLife, r.sent.secure), s.workOver(r)}}, nil
}

// workAccount is the account that a browser comes back with, for the purpose for which
// it went.
func (s *Server) workAccount(r *request, purpose string) ([]byte, auth.Begun, error) {
	var came api.WorkReturn
	if err := r.decode(&came); err != nil {
		return nil, auth.Begun{}, err
	}
	if err := r.ownBrowser(); err != nil {
		return nil, auth.Begun{}, err
	}
	if err := s.turn(s.asking, r.sent.address, r); err != nil {
		return nil, auth.Begun{}, err
	}
	account, begun, err := s.work.End(r.ctx, cookieOf(r.sent.cookie, workCookie(r.sent.secure)), auth.Return(came))
	if err == nil && begun.Purpose != purpose {
		err = auth.ErrNotBegun
	}
	if err != nil {
		refused := s.refuseWork(r, err)
		if errors.Is(err, auth.ErrNotBegun) || errors.Is(err, auth.ErrWorkToken) {
			refused = s.failedWork(r, refused)
		}
		return nil, begun, refused
	}
	return account, begun, nil
}

// workShow tells the caller whether an account of theirs is connected.
func workShow(s *Server, r *request, caller *auth.Caller) (answer, error) {
	if err := s.carrier(caller); err != nil {
		return answer{}, err
	}
	if err := s.mayPerson(r, caller); err != nil {
		return answer{}, err
	}
	shown := api.WorkAccount{Provider: s.work.Name()}
	if link, err := s.links.OfPerson(caller.Person); err == nil && s.keyStands(link.Person, link.Key) {
		shown.Connected, shown.Since = true, timeOf(link.Made)
	}
	return answer{json: shown}, nil
}

// workConnect sends the browser of somebody who has just logged in by their own key to
// the provider, where they say who they are anew.
func workConnect(s *Server, r *request, caller *auth.Caller) (answer, error) {
	session, err := s.connecting(r, caller)
	if err != nil {
		return answer{}, err
	}
	return s.workBegun(r, auth.Begun{Purpose: auth.WorkConnect, Session: session.Name})
}

// workConnected makes the account that the browser comes back with the caller's.
func workConnected(s *Server, r *request, caller *auth.Caller) (answer, error) {
	session, err := s.connecting(r, caller)
	if err != nil {
		return answer{}, err
	}
	account, begun, err := s.workAccount(r, auth.WorkConnect)
	if err != nil {
		return answer{}, err
	}
	if begun.Session != session.Name {
		return answer{}, s.refuseWork(r, auth.ErrNotBegun)
	}
	// Whoever has it by a link that has ended does not have it any more.
	if there, err := s.links.Of(account); err == nil && !s.keyStands(there.Person, there.Key) {
		if _, err := s.links.Disconnect(there.Person); err != nil {
			return answer{}, s.refuseWork(r, err)
		}
	}
	link, err := s.links.Connect(account, session.Person, session.Key)
	if err == nil {
		err = s.sessions.EndWork(session.Person) // by another account, if there was one
	}
	if err != nil {
		return answer{}, s.refuseWork(r, err)
	}
	shown := api.WorkAccount{Provider: s.work.Name(), Connected: true, Since: timeOf(link.Made)}
	return answer{json: shown, header: [][2]string{s.workOver(r)}}, nil
}

// workDisconnect takes the caller's account away, with the sessions that it opened.
func workDisconnect(s *Server, r *request, caller *auth.Caller) (answer, error) {
	if err := s.carrier(caller); err != nil {
		return answer{}, err
	}
	if err := s.mayPerson(r, caller); err != nil {
		return answer{}, err
	}
	if _, err := s.links.Disconnect(caller.Person); err != nil {
		return answer{}, s.refuseWork(r, err)
	}
	if err := s.sessions.EndWork(caller.Person); err != nil {
		return answer{}, s.refuseSession(err)
	}
	return answer{json: api.WorkAccount{Provider: s.work.Name()}}, nil
}

// connecting is the session of somebody who may connect an account: a browser's, by
// their own key, and since a moment. What a thief finds open does not do, nor does an
// account that is connected already.
func (s *Server) connecting(r *request, caller *auth.Caller) (auth.Session, error) {
	if err := s.carrier(caller); err != nil {
		return auth.Session{}, err
	}
	if err := s.mayPerson(r, caller); err != nil {
		return auth.Session{}, err
	}
	session, err := s.sessions.ByName(caller.Session)
	switch {
	case err != nil:
		return session, api.NewProblem(ledger.CodeLogIn, "this log-in has ended: log in again")
	case !session.Cookie || session.Work || s.now().Sub(session.Opened) > auth.FreshTime:
		return session, api.NewProblem(ledger.CodeNotAllowed, "a work account is connected in a browser within ten minutes of a log-in there by your own passkey: log out, log in by your passkey, and connect it then")
	}
	return session, nil
}

// keyStands tells whether a key is still its person's.
func (s *Server) keyStands(person, thumbprint string) bool {
	key, ok := s.journal.Key(ledger.Thumbprint(thumbprint))
	return ok && key.Person == person && key.Revoked == ""
}

// ownBrowser refuses what is no request of a page of ours in a browser that may have a
// cookie.
func (r *request) ownBrowser() error {
	if err := r.ownSite(); err != nil {
		return err
	}
	if !r.sent.secure && !r.sent.local {
		return api.NewProblem(ledger.CodeNotAllowed, "a cookie is given over TLS, or without it on the machine of the server itself")
	}
	return nil
}

func workCookie(secure bool) string {
	if secure {
		return api.CookieWorkSecure
	}
	return api.CookieWorkLocal
}

// workOver takes away what the browser kept while it was at the provider.
func (s *Server) workOver(r *request) [2]string {
	return setCookie(workCookie(r.sent.secure), "", 0, r.sent.secure)
}

// failedWork counts a log-in that does not hold by its address, among others from there.
func (s *Server) failedWork(r *request, err error) error {
	if r.sent.address == "" {
		return err
	}
	if wait := s.failures.Take("from " + r.sent.address); wait > 0 {
		return tooMany(wait)
	}
	return err
}

// refuseWork is what a log-in by a work account that comes to nothing looks like. Why a
// provider is not believed or not reached is for the operator.
func (s *Server) refuseWork(r *request, err error) error {
	name := s.work.Name()
	switch {
	case errors.Is(err, auth.ErrNoProvider):
		return notFound("nobody logs in by an account at work here: use your passkey")
	case errors.Is(err, auth.ErrUnlinked):
		return api.NewProblem(ledger.CodeNotAllowed, "this "+name+" is connected to nobody on this board. Log in with your passkey, and connect it under Passkeys")
	case errors.Is(err, auth.ErrLinked):
		return api.NewProblem(ledger.CodeConflict, "this "+name+" is connected to somebody else on this board, who can disconnect it")
	case errors.Is(err, auth.ErrNotBegun):
		return api.NewProblem(ledger.CodeLogIn, "this log-in was not begun in this browser, was used already, or took longer than ten minutes: begin again")
	case errors.Is(err, auth.ErrWorkRefused):
		s.log.Warn("the provider of work accounts let somebody not in", "cause", err)
		return api.NewProblem(ledger.CodeLogIn, "your "+name+" did not let you in: begin again, or use your passkey")
	case errors.Is(err, auth.ErrWorkToken):
		s.log.Error("what the provider of work accounts says does not hold", "cause", err)
		return api.NewProblem(ledger.CodeLogIn, "what the provider of your "+name+" says of you does not hold: begin again, or use your passkey")
	case errors.Is(err, auth.ErrBusy):
		return tooMany(time.Second)
	case errors.Is(err, auth.ErrProviderAway):
		s.log.Error("nobody can log in by a work account", "cause", err)
		return api.NewProblem(ledger.CodeUnavailable, "the provider of your "+name+" can't be reached at present: use your passkey, or try again in a moment")
	}
	s.log.Error("work accounts can't be written", "cause", err)
	return api.NewProblem(ledger.CodeUnavailable, "work accounts can't be recorded at present: try again in a moment")
}
