package server

import (
	"slices"

	"concordat/ledger"
	"concordat/server/api"
	"concordat/server/auth"
)

// motionStatuses are what ?status= takes: a motion's own, and for one that is
// decided its outcome.
var motionStatuses = append(slices.Clip(motionOwn), ledger.OutcomeCarried, ledger.OutcomeNotCarried, ledger.OutcomeNotQuorate, ledger.OutcomeNoDecision)

var motionOwn = []string{
	ledger.MotionDraft, ledger.MotionNotice, ledger.MotionOpen, ledger.MotionDecided, ledger.MotionWithdrew,
	ledger.MotionShown, ledger.MotionDivides, ledger.MotionLapses,
}

func motionList(s *Server, r *request, caller *auth.Caller) (answer, error) {
	var list api.List[api.MotionSummary]
	var tag string
	var left []*ledger.Withholding
	err := s.read(r, caller, func(q *reading) error {
		status, err := r.oneOf("status", motionStatuses...)
		if err != nil {
			return err
		}
		papers, err := r.oneOf("papers", api.PapersYes)
		if err != nil {
			return err
		}
		var private *ledger.Withheld
		if papers != "" {
			if private, err = q.withheld(); err != nil {
				return err
			}
		}
		party, function, year := r.query.Get("party"), r.query.Get("function"), r.query.Get("year")
		if _, ok := q.Party(party); party != "" && !ok {
			return malformed("party", "no party has the code %s", party)
		}
		of := func(x ledger.Index) bool {
			return (status == "" || status == x.Status || x.Status == ledger.MotionDecided && !slices.Contains(motionOwn, status)) &&
				(party == "" || slices.Contains(x.Parties, party)) && (function == "" || function == x.Function) && (year == "" || year == x.Year) && (papers == "" || len(x.Papers) > 0)
		}
		kind := r.query.Get("type")
		sought, err := r.sought()
		if err != nil {
			return err
		}
		list, err = ordered(q, r, q.MotionsBy, q.Motion, of, func(_ string, m ledger.MotionRecord) (api.MotionSummary, bool) {
			if !of(m.Index()) || kind != "" && kind != m.Type || !sought(m.Ref+" "+m.Title) {
				return api.MotionSummary{}, false
			}
			shown := q.summary(m)
			if papers != "" {
				if k := private.Ref(m.Ref); k != nil {
					left = append(left, k)
					return shown, false
				}
				shown.Papers = m.Papers
			}
			return shown, status == "" || status == m.Status || status == shown.Outcome
		})
		tag = q.tag()
		return err
	})
	return listed(r, list, tag).lacking(left...), err
}

// motion finds a motion, or says that there is none, or that it is private business
// which the caller may not read.
func (q *reading) motion(ref string) (ledger.MotionRecord, error) {
	m, ok := q.Motion(ref)
	if !ok {
		return m, notFound("there is no motion %s: see the list of motions", ref)
	}
	if m.Private != nil {
		return m, q.readers.mayItem(q, *m.Private)
	}
	return m, nil
}

func (q *reading) summary(m ledger.MotionRecord) api.MotionSummary {
	d, _ := q.Decision(m.Ref)
	shown := api.MotionSummary{
		Ref: m.Ref, Title: m.Title, Type: m.Type, Route: m.Route, Function: m.Function,
		Status: api.Status{Status: m.Status, Words: api.MotionWords(m.Status, d.Outcome)}, Outcome: d.Outcome,
		Mover: m.Mover, MoverParty: m.Party, Moved: m.Moved, Entry: m.Entry,
	}
	if m.Notice != nil {
		shown.Opens, shown.Closes = m.Notice.Opens, m.Notice.Closes
	}
	if m.Opened != nil {
		shown.Closes = m.Opened.Closes
		shown.Seats = len(m.Opened.Roll)
		shown.Voted = shown.Seats - len(waiting(m))
	}
	return shown
}

// waiting is the seats of the roll from which nobody has voted: a vote that the secretary
// recorded is awaited until it is confirmed.
func waiting(m ledger.MotionRecord) []ledger.RollSeat {
	seats := []ledger.RollSeat{}
	if m.Opened == nil {
		return seats
	}
	for _, seat := range m.Opened.Roll {
		if !slices.ContainsFunc(m.Votes, func(v ledger.VoteFacts) bool { return v.Seat == seat.Seat && !v.Unconfirmed }) {
			seats = append(seats, seat)
		}
	}
	return seats
}
