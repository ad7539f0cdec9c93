package server

import (
	"fmt"

	"concordat/ledger"
	"concordat/server/api"
	"concordat/server/auth"
)

// openingShow is the body of motion.opened that would be taken now: who votes
// with what weight, by which rules, until when. The secretary's tool signs it. The rules are asked for the roll while
// the reading lasts.
func openingShow(s *Server, r *request, caller *auth.Caller) (answer, error) {
	done, err := s.judging.turn(r.ctx)
	if err != nil {
		return answer{}, err
	}
	defer done()
	var body ledger.MotionOpened
	err = s.read(r, caller, func(q *reading) error {
		m, err := q.motion(r.params["motion"])
		if err != nil {
			return err
		}
		if m.Status != ledger.MotionNotice {
			return api.NewProblem(ledger.CodeConflict, fmt.Sprintf("%s is at the stage %s: only a motion of which notice was given can be opened", m.Ref, m.Status))
		}
		body = ledger.MotionOpened{
			Motion: m.Ref, Title: m.Title, Text: m.TextID, Notice: m.Notice.ID, Options: m.Options, Rules: q.Rules(), Closes: m.Notice.Closes, Extends: m.Notice.Extends,
		}
		if m.Impact != nil {
			body.Impact = m.Impact.ID
		}
		body.Roll, err = q.Roll(m, q.now, q.rules)
		return err
	})
	return answer{json: body}, err
}
