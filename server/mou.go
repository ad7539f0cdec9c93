package server

import (
	"fmt"
	"slices"
	"strings"

	"concordat/ledger"
	"concordat/server/api"
	"concordat/server/auth"
)

func mouList(s *Server, r *request, caller *auth.Caller) (answer, error) {
	var list api.List[api.MoUVersion]
	var tag string
	err := s.read(r, caller, func(q *reading) (err error) {
		all := func(yield func(string, ledger.MoUVersion) bool) {
			for _, m := range q.Versions() {
				if !yield(fmt.Sprint(m.Version), m) {
					return
				}
			}
		}
		list, err = page(q, r, all, func(_ string, m ledger.MoUVersion) (api.MoUVersion, bool) { return q.showMoU(m), true })
		tag = q.tag()
		return err
	})
	return listed(r, list, tag), err
}

func mouShow(s *Server, r *request, caller *auth.Caller) (answer, error) {
	var m api.MoUVersion
	var tag string
	err := s.read(r, caller, func(q *reading) error {
		versions := q.Versions()
		n, err := whole(r.params["version"])
		if err != nil || n < 1 || n > int64(len(versions)) {
			return notFound("there is no version %s of the MoU: there are %d", r.params["version"], len(versions))
		}
		m, tag = q.showMoU(versions[n-1]), q.tag()
		return nil
	})
	if err != nil {
		return answer{}, err
	}
	if m.Clauses, err = s.text(m.Rules); err != nil {
		return answer{}, fmt.Errorf("clauses of version %d: %w", m.Version, err)
	}
	return answer{json: m, tag: tag}, nil
}

func (q *reading) showMoU(m ledger.MoUVersion) api.MoUVersion {
	shown := api.MoUVersion{
		Version: m.Version, Title: m.Title, Rules: m.Rules, RulesCode: ledger.CheckCode(m.Rules), Adopted: m.Time, Entry: m.Entry, Decision: m.Decision,
		Signed: []api.Signature{},
	}
	for party, sig := range m.Signed {
		shown.Signed = append(shown.Signed, api.Signature{
			Party: party, Name: q.PartyName(party), Officer: sig.Officer, Time: sig.Time, Entry: sig.Entry, Affirms: sig.Affirms,
		})
	}
	slices.SortFunc(shown.Signed, func(a, b api.Signature) int { return strings.Compare(a.Party, b.Party) })
	return shown
}

// signingShow says who has signed the version in force, who is late, and in which
// functions it is in force.
func signingShow(s *Server, r *request, caller *auth.Caller) (answer, error) {
	done, err := s.judging.turn(r.ctx)
	if err != nil {
		return answer{}, err
	}
	defer done()
	var shown api.Signing
	var asked question
	var gathered error
	err = s.read(r, caller, func(q *reading) error {
		versions := q.Versions()
		if len(versions) == 0 {
			return notFound("no version of the MoU is open for signature yet")
		}
		m := versions[len(versions)-1]
		shown = api.Signing{Version: m.Version, Title: m.Title, Rules: m.Rules, RulesCode: ledger.CheckCode(m.Rules), Adopted: m.Time, AsAt: q.Size()}
		_, gathered = q.Signing(q.now, &asked)
		return nil
	})
	if err != nil {
		return answer{}, err
	}
	ruling, err := asked.ask(s.rules, gathered)
	if err != nil {
		return answer{}, err
	}
	if !ruling.Allow {
		return answer{}, refused(ruling)
	}
	shown.Signing = *ruling.Signing
	return answer{json: shown}, nil
}

// text is the clauses of a bundle, read once: a digest has one text.
func (s *Server) text(rules ledger.Digest) ([]api.Clause, error) {
	s.mu.Lock()
	clauses, ok := s.clauseOf[rules]
	s.mu.Unlock()
	if ok {
		return clauses, nil
	}
	clauses, err := s.clauses(rules)
	if err != nil {
		return nil, err
	}
	s.mu.Lock()
	s.clauseOf[rules] = clauses
	s.mu.Unlock()
	return clauses, nil
}
