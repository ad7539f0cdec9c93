package server

import (
	"slices"

	"concordat/ledger"
	"concordat/server/api"
	"concordat/server/auth"
)

var meetingStages = []string{ledger.MeetingCalledStage, ledger.MeetingEndedStage, ledger.MeetingApprovedStage}

func meetingList(s *Server, r *request, caller *auth.Caller) (answer, error) {
	var list api.List[api.MeetingSummary]
	var tag string
	err := s.read(r, caller, func(q *reading) error {
		stage, err := r.oneOf("status", meetingStages...)
		if err != nil {
			return err
		}
		list, err = page(q, r, q.Meetings(), func(_ string, m ledger.MeetingRecord) (api.MeetingSummary, bool) {
			return meetingSummary(m), stage == "" || stage == m.Stage
		})
		tag = q.tag()
		return err
	})
	return listed(r, list, tag), err
}

func meetingSummary(m ledger.MeetingRecord) api.MeetingSummary {
	return api.MeetingSummary{
		Ref: m.Ref, Title: m.Title, Starts: m.Starts, Place: m.Place, Of: m.Of,
		Status: api.Status{Status: m.Stage, Words: api.MeetingWords(m.Stage)}, Items: some(m.Agenda()), Entry: m.Entry,
	}
}

// meeting finds a meeting, or says that there is none.
func (q *reading) meeting(ref string) (ledger.MeetingRecord, error) {
	m, ok := q.Meeting(ref)
	if !ok {
		return m, notFound("there is no meeting %s: see the list of meetings", ref)
	}
	return m, nil
}

func meetingShow(s *Server, r *request, caller *auth.Caller) (answer, error) {
	var shown api.Meeting
	var tag string
	var left []*ledger.Withholding
	err := s.read(r, caller, func(q *reading) error {
		m, err := q.meeting(r.params["meeting"])
		if err != nil {
			return err
		}
		facts := q.MeetingFacts(m)
		shown = api.Meeting{
			MeetingSummary: meetingSummary(m), FirstCalled: m.FirstCalled, Called: m.Called, Agendas: some(m.Agendas), Requisition: m.Requisition,
			Attendance: m.Attendance, People: some(facts.People), Presiding: some(facts.Presiding), Shown: some(facts.Shown), Deferred: some(m.Deferred), Notes: some(m.Notes),
			Points: some(m.Points), Parts: some(m.Parts), Actions: some(m.Actions), Ended: m.Ended, Approvals: some(facts.Approvals), Minutes: approved(m),
			Unreported: some(q.Unreported()),
		}
		tag = q.tag()
		private, err := q.withheld()
		if err != nil {
			return err
		}
		if k := private.Meeting(m); k != nil {
			shown, left = withholdMeeting(shown, private), append(left, k)
		}
		return nil
	})
	return answer{json: shown, tag: tag}.lacking(left...), err
}

// approved is what was approved as a meeting's minutes; nil before it was.
func approved(m ledger.MeetingRecord) *api.ApprovedMinutes {
	if m.Minutes == nil {
		return nil
	}
	return &api.ApprovedMinutes{At: m.Minutes.At, Text: m.Minutes.Text, Code: ledger.CheckCode(m.Minutes.Text), Time: m.Minutes.Time, Entry: m.Minutes.Entry}
}

func planShow(s *Server, r *request, caller *auth.Caller) (answer, error) {
	var shown api.Plan
	var tag string
	err := s.read(r, caller, func(q *reading) error {
		p := q.ForwardPlan()
		if p == nil {
			return notFound("no forward plan has been published")
		}
		shown = api.Plan{ForwardPlanPublished: p.ForwardPlanPublished, Time: p.Time, Entry: p.Entry}
		shown.Items, tag = some(shown.Items), q.tag()
		return nil
	})
	return answer{json: shown, tag: tag}, err
}

var actionStatuses = []string{api.ActionOpen, api.ActionOverdue, api.ActionDone, api.ActionDropped}

func actionList(s *Server, r *request, caller *auth.Caller) (answer, error) {
	var list api.List[api.Action]
	var tag string
	var left []*ledger.Withholding
	err := s.read(r, caller, func(q *reading) error {
		status, err := r.oneOf("status", actionStatuses...)
		if err != nil {
			return err
		}
		private, err := q.withheld()
		if err != nil {
			return err
		}
		meeting, party := r.query.Get("meeting"), r.query.Get("party")
		list, err = page(q, r, q.Actions(), func(_ string, a ledger.ActionRecord) (api.Action, bool) {
			if k := private.Ref(a.Action); k != nil {
				left = append(left, k)
				return api.Action{}, false
			}
			shown := q.showAction(a)
			open := status == api.ActionOpen && shown.Status.Status == api.ActionOverdue // what is overdue is open
			return shown, (meeting == "" || meeting == a.Meeting) && (party == "" || party == a.Party) && (status == "" || open || status == shown.Status.Status)
		})
		tag = q.tag(string(q.day))
		return err
	})
	return listed(r, list, tag).lacking(left...), err
}

func (q *reading) showAction(a ledger.ActionRecord) api.Action {
	status := api.ActionOpen
	switch {
	case a.Closed != nil:
		status = a.Closed.How
	case a.Due < q.day:
		status = api.ActionOverdue
	}
	return api.Action{ActionSet: a.ActionSet, Status: api.Status{Status: status, Words: api.ActionWords(status)}, Time: a.Time, Entry: a.Entry, Closed: a.Closed}
}

func requisitionList(s *Server, r *request, caller *auth.Caller) (answer, error) {
	var list api.List[api.Requisition]
	var tag string
	err := s.read(r, caller, func(q *reading) (err error) {
		list, err = page(q, r, digests(q.Requisitions()), func(_ string, x ledger.RequisitionRecord) (api.Requisition, bool) {
			return api.Requisition{
				ID: x.ID, Business: some(x.Business), Motions: some(x.Motions), Time: x.Time, Seats: some(x.Seats), Parties: some(x.Parties),
				Complete: x.Complete, Called: x.Called, Entry: x.Entry,
			}, true
		})
		tag = q.tag()
		return err
	})
	return listed(r, list, tag), err
}

// handsShow is the body of hands.shown on a motion, without the hands: who votes
// with what weight, by which rules, on what text. The secretary's tool adds the
// hands and signs it. The rules are asked for the roll while the reading lasts.
func handsShow(s *Server, r *request, caller *auth.Caller) (answer, error) {
	done, err := s.judging.turn(r.ctx)
	if err != nil {
		return answer{}, err
	}
	defer done()
	var body ledger.HandsShown
	err = s.read(r, caller, func(q *reading) error {
		m, err := q.motion(r.params["motion"])
		if err != nil {
			return err
		}
		if _, ok := q.Meeting(m.Meeting); !ok || !slices.Contains([]string{ledger.MotionNotice, ledger.MotionShown}, m.Status) {
			return api.NewProblem(ledger.CodeConflict, m.Ref+" is not put at a meeting: only a motion that the agenda of a meeting lists, of which it gave notice, is")
		}
		body = ledger.HandsShown{Meeting: m.Meeting, Item: m.Item, Motion: m.Ref, Title: m.Title, Text: m.TextID, Options: m.Options, Rules: q.Rules(), Hands: []ledger.Hand{}}
		if m.Status == ledger.MotionShown {
			body.Rules = m.Opened.Rules
		}
		if m.Impact != nil {
			body.Impact = m.Impact.ID
		}
		body.Roll, err = q.Roll(m, q.now, q.rules)
		body.Roll = some(body.Roll)
		return err
	})
	return answer{json: body}, err
}

// outcomeShow is what the hands shown on an amendment amount to by the rules, for
// the statement that has to say it. Nothing is written.
func outcomeShow(s *Server, r *request, caller *auth.Caller) (answer, error) {
	var wish api.OutcomeRequest
	if err := r.decode(&wish); err != nil {
		return answer{}, err
	}
	done, err := s.judging.turn(r.ctx)
	if err != nil {
		return answer{}, err
	}
	defer done()
	var shown api.AmendmentOutcome
	err = s.read(r, caller, func(q *reading) error {
		a, ok := q.Amendment(wish.Amendment)
		if !ok {
			return notFound("there is no such amendment: see the list of the motion's amendments")
		}
		m, err := q.motion(a.To.Ref)
		if err != nil {
			return err
		}
		put := ledger.AmendmentPut{Meeting: a.Meeting, Item: a.Item, Motion: m.Ref, Amendment: a.ID, Hands: wish.Hands, WithoutVote: wish.WithoutVote}
		if put.Roll, err = q.Roll(m, q.now, q.rules); err != nil {
			return err
		}
		shown = api.AmendmentOutcome{Amendment: a.ID, Motion: m.Ref, At: q.now}
		shown.Outcome, err = q.AmendmentOutcome(put, q.now, q.rules)
		shown.Words = api.OutcomeWords(shown.Outcome)
		return err
	})
	return answer{json: shown}, err
}
