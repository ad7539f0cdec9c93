package server

import (
	"errors"
	"fmt"
	"slices"

	"concordat/ledger"
	"concordat/ledger/journal"
	"concordat/server/api"
	"concordat/server/auth"
	"concordat/server/document"
)

// minutesShow is the minutes as JSON. As text and as HTML they stand beside it.
func minutesShow(s *Server, r *request, caller *auth.Caller) (answer, error) {
	m, left, err := s.minutes(r, caller)
	return answer{json: m}.lacking(left...), err
}

// minutesText is the text: as approved, once it is and is held here.
func minutesText(s *Server, r *request, caller *auth.Caller) (answer, error) {
	m, left, err := s.minutes(r, caller)
	return answer{data: []byte(m.Text), kind: api.TypeCheckpoint}.lacking(left...), err
}

// minutesHTML is the minutes as the ledger drafts them, as a fragment for a page.
func minutesHTML(s *Server, r *request, caller *auth.Caller) (answer, error) {
	m, left, err := s.minutes(r, caller)
	if err != nil {
		return answer{}, err
	}
	return answer{data: document.MinutesHTML(m.Minutes), kind: api.TypeHTML}.lacking(left...), nil
}

// minutes drafts the minutes of an ended meeting from the ledger, of committees in
// common those of ?of=, and compares them with what was approved. Who may not read
// of a private item gets the draft without it, and never the text that was approved.
func (s *Server) minutes(r *request, caller *auth.Caller) (shown api.MinutesAnswer, left []*ledger.Withholding, err error) {
	done, err := s.judging.turn(r.ctx)
	if err != nil {
		return shown, nil, err
	}
	defer done()
	err = s.read(r, caller, func(q *reading) error {
		m, err := q.meeting(r.params["meeting"])
		if err != nil {
			return err
		}
		of := r.query.Get("of")
		switch {
		case m.Stage == ledger.MeetingCalledStage:
			return api.NewProblem(ledger.CodeConflict, fmt.Sprintf("%s has not ended: its minutes are drafted when it has", m.Ref))
		case of != "" && len(m.Of) == 0:
			return malformed("of", "%s was no sitting of committees in common: it has one set of minutes", m.Ref)
		case of != "" && !slices.Contains(m.Of, of):
			return malformed("of", "no committee of %s sat at %s", of, m.Ref)
		}
		beside, results, err := document.BesideOf(q.View, m, q.rules, s.journal.Entry)
		if err != nil {
			return err
		}
		shown = api.MinutesAnswer{
			Status: api.Status{Status: m.Stage, Words: api.MeetingWords(m.Stage)}, Minutes: document.MinutesOf(q.View, m, of, beside),
			Results: results, Approved: approved(m),
		}
		whole := shown.Minutes
		if of != "" { // what is approved are the minutes of the whole sitting
			whole = document.MinutesOf(q.View, m, "", beside)
		}
		private, err := q.withheld()
		if err != nil {
			return err
		}
		shown.Minutes, left = withholdMinutes(shown.Minutes, private)
		shown.Results = withholdResults(shown.Results, private)
		shown.Text = string(document.MinutesText(shown.Minutes))
		if shown.Approved != nil {
			shown.AsDrafted = ledger.DigestOf(document.MinutesText(whole)) == shown.Approved.Text
			text, err := s.journal.Blob(shown.Approved.Text)
			switch {
			case err == nil:
				shown.Held = true
				if of == "" && len(left) == 0 {
					shown.Text = string(text)
				}
			case !errors.Is(err, journal.ErrNoBlob):
				return err
			}
		}
		shown.SHA256 = ledger.DigestOf([]byte(shown.Text))
		shown.Code = ledger.CheckCode(shown.SHA256)
		return nil
	})
	return shown, left, err
}

func amendmentList(s *Server, r *request, caller *auth.Caller) (answer, error) {
	var list api.List[api.Amendment]
	var tag string
	err := s.read(r, caller, func(q *reading) error {
		m, err := q.motion(r.params["motion"])
		if err != nil {
			return err
		}
		beside, err := document.TextsOf(q.View, s.journal.Entry, m.Ref)
		if err != nil {
			return err
		}
		all := func(yield func(string, ledger.AmendmentRecord) bool) {
			for _, a := range q.Amendments(m.Ref) {
				if !yield(string(a.ID), a) {
					return
				}
			}
		}
		list, err = page(q, r, all, func(_ string, a ledger.AmendmentRecord) (api.Amendment, bool) {
			return api.Amendment{
				ID: a.ID, Meeting: a.Meeting, Item: a.Item, Text: a.Text, To: a.To, Time: a.Time, Entry: a.Entry,
				MinutedAmendment: document.AmendmentOf(q.View, a, beside),
			}, true
		})
		tag = q.tag()
		return err
	})
	return listed(r, list, tag), err
}

func noticeShow(s *Server, r *request, caller *auth.Caller) (answer, error) {
	n, a, err := s.notice(r, caller)
	a.json = n
	return a, err
}

func noticeText(s *Server, r *request, caller *auth.Caller) (answer, error) {
	n, a, err := s.notice(r, caller)
	a.data, a.kind = document.NoticeText(n), api.TypeCheckpoint
	return a, err
}

func noticeHTML(s *Server, r *request, caller *auth.Caller) (answer, error) {
	n, a, err := s.notice(r, caller)
	a.data, a.kind = document.NoticeHTML(n), api.TypeHTML
	return a, err
}

// notice is the notice of a decision as it stands, and what its answer says besides.
func (s *Server) notice(r *request, caller *auth.Caller) (n api.DecisionNotice, a answer, err error) {
	err = s.read(r, caller, func(q *reading) error {
		d, ok := q.Decision(r.params["decision"])
		if !ok {
			return notFound("there is no decision %s: see the list of decisions", r.params["decision"])
		}
		n, a.tag = document.NoticeOf(q.View, d, document.DecisionOf(q.View, d).Status), q.tag()
		private, err := q.withheld()
		if err != nil {
			return err
		}
		if k := private.Ref(d.Decision); k != nil {
			n, a = withholdNotice(n, k), a.lacking(k)
		}
		return nil
	})
	return n, a, err
}
