package server

import (
	"errors"

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

// loginClose takes the signed nonce and gives a token. The clock is the world's,
// also for an example.
func loginClose(s *Server, r *request, _ *auth.Caller) (answer, error) {
	if err := r.takesJSON(); err != nil {
		return answer{}, err
	}
	statement, protected, login, err := ledger.ParseLogin(r.body)
	if err != nil {
		return answer{}, err
	}
	if err := s.nonces.Check(login.Nonce); err != nil {
		return answer{}, refuseNonce(err)
	}
	var token api.Token
	err = s.read(r, nil, func(q *reading) error {
		person, err := q.CheckLogin(statement, protected, login, timeOf(s.now()))
		if err != nil {
			return err
		}
		facts := q.PersonFacts(person.ID, q.day, nil)
		token = api.Token{Person: person.ID, Roles: q.RolesInWords(facts), Scopes: scopes(facts)}
		return nil
	})
	if err != nil {
		return answer{}, err
	}
	if err := s.nonces.Use(login.Nonce); err != nil {
		return answer{}, refuseNonce(err)
	}
	text, expires, err := s.tokens.Issue(token.Person, string(protected.Kid), token.Scopes)
	if err != nil {
		return answer{}, err
	}
	token.Token, token.Expires = text, timeOf(expires)
	return answer{json: token}, nil
}

func refuseNonce(err error) error {
	if errors.Is(err, auth.ErrBusy) {
		return api.NewProblem(ledger.CodeUnavailable, "too many people are logging in: try again in a moment")
	}
	p := api.NewProblem(ledger.CodeLogIn, err.Error()+": ask for a new one and sign that")
	p.Errors = []api.Fault{{Pointer: "/payload/nonce", Detail: p.Detail}}
	return p
}
