package server

import (
	"cmp"
	"fmt"
	"slices"
	"time"

	"concordat/ledger"
	"concordat/server/api"
	"concordat/server/auth"
	"concordat/server/document"
)

// previewShow says what would follow, were the motion to close with these votes
// in the place of the real ones of the same seats. Nothing is written.
func previewShow(s *Server, r *request, caller *auth.Caller) (answer, error) {
	var wish api.PreviewRequest
	if err := r.decode(&wish); err != nil {
		return answer{}, err
	}
	if wish.Needed != "" && wish.Needed != api.NeededNo {
		return answer{}, badField("/needed", "%q is not %s", wish.Needed, api.NeededNo)
	}
	if len(wish.Votes) > maxPreview {
		return answer{}, api.NewProblem(ledger.CodeTooLarge, fmt.Sprintf("at most %d votes are supposed at once", maxPreview))
	}
	shown, tag, open, err := s.preview(r, caller, wish)
	if err == nil && open != nil { // without the turn at the rules, which this takes by itself
		shown.Needed, shown.Unknown = s.stillNeeded(r.ctx, tag, open)
	}
	return answer{json: shown}, err
}

// preview is one without what is still needed, which is left to ask, as of a tag.
func (s *Server) preview(r *request, caller *auth.Caller, wish api.PreviewRequest) (shown api.Preview, tag string, open *needing, err error) {
	done, err := s.judging.turn(r.ctx)
	if err != nil {
		return shown, "", nil, err
	}
	defer done()
	var asked, stakes question
	var gathered, gatheredStakes error
	var supposed ledger.MotionRecord
	names := map[string]string{}
	err = s.read(r, caller, func(q *reading) error {
		m, refused, err := q.previewed(wish)
		if err != nil {
			return err
		}
		if len(refused) > 0 {
			shown = api.Preview{Motion: m.Ref, AsAt: q.Size(), At: q.now, Outcome: ledger.OutcomeNoDecision, Words: "Not as it is: the rules would refuse it", Refused: refused, Checks: []ledger.Check{}, Parties: []api.DecisionParty{}, Obligations: []ledger.ObligationTerm{}, Stakes: []ledger.Stake{}, Votes: []ledger.VoteFacts{}}
			return nil
		}
		if m, err = q.opened(m); err != nil {
			return err
		}
		votes, err := q.suppose(m, wish.Votes)
		if err != nil {
			return err
		}
		shown = api.Preview{Motion: m.Ref, AsAt: q.Size(), At: m.Opened.Closes, Roll: m.Opened.Roll, Votes: slices.Clone(votes), Differing: m.Differing(votes)}
		if wish.Casting != "" {
			if !slices.Contains(choicesOn(m), wish.Casting) {
				return badField("/casting", "%q is no choice on %s", wish.Casting, m.Ref)
			}
			for i := range votes { // by whomever it is given: the rules take the last
				votes[i].Casting = wish.Casting
			}
		}
		m = q.atMeeting(m, votes, wish.Casting)
		supposed = m
		_, gathered = q.Conclude(m, m.Opened.Closes, votes, &asked)
		_, gatheredStakes = q.Stakes(m, m.Opened.Closes, &stakes)
		for code, p := range q.Parties() {
			names[code] = p.Name
		}
		if wish.Needed != api.NeededNo {
			if open, err = q.needing(m, votes); err != nil {
				return err
			}
			// Of what one person supposes of a motion the last is worked out.
			raw, err := ledger.Encode(wish)
			if err != nil {
				return err
			}
			open.fancied = true
			open.motion, tag = m.Ref, q.tag(string(q.day), string(ledger.DigestOf(raw)))
			if caller != nil {
				open.motion += " by " + caller.Person
			}
		}
		shown.At = m.Opened.Closes
		return nil
	})
	if err != nil || len(shown.Refused) > 0 {
		return shown, "", nil, err
	}
	ruling, err := asked.ask(s.rules, gathered)
	if err != nil {
		return shown, "", nil, err
	}
	atStake, err := s.stakes.of(s.rules, &stakes, gatheredStakes, itsTurn)
	if err != nil {
		return shown, "", nil, err
	}
	shown.Stakes = some(atStake)
	shown.Outcome, shown.Words, shown.Collective = ruling.Outcome, api.DecidedWords(ruling.Outcome, ruling.Checks), ruling.Collective
	shown.Checks, shown.Obligations = some(ruling.Checks), some(ruling.Obligations)
	shown.Parties = document.PartiesOf(ruling.Parties, nil, func(code string) string { return names[code] })
	err = s.read(r, caller, func(q *reading) error {
		sources, parties := q.Sources(supposed, ruling, shown.AsAt)
		shown.Sources = sources
		document.Trace(shown.Parties, parties)
		return nil
	})
	return shown, tag, open, err
}

// previewed is the motion that a preview is of: one of the ledger's, or one that the
// caller might move, with the rules' reasons where they would refuse it.
func (q *reading) previewed(wish api.PreviewRequest) (m ledger.MotionRecord, refused []ledger.Check, err error) {
	if (wish.Motion == "") == (wish.Draft == nil) {
		return m, nil, badField("/motion", "name either a motion or a draft")
	}
	if wish.Draft == nil {
		m, err = q.motion(wish.Motion)
		return m, nil, err
	}
	if q.caller == nil {
		return m, nil, api.NewProblem(ledger.CodeLogIn, "log in to have the rules test a draft: who moves it matters to them")
	}
	draft := wish.Draft.Motion
	if draft.Ref == "" {
		draft.Ref = q.NextRef(string(q.day[:4]))
	}
	ruling, err := q.MayMove(q.caller.Person, wish.Draft.Party, draft, q.now, q.rules)
	if err != nil {
		return m, nil, err
	}
	raw, err := ledger.Encode(draft)
	if err != nil {
		return m, nil, err
	}
	m = ledger.MotionRecord{Motion: draft, Mover: q.caller.Person, Party: wish.Draft.Party, Moved: q.now, Entry: q.Size(), Status: ledger.MotionDraft, TextID: ledger.DigestOf(raw)}
	if !ruling.Allow {
		refused = ruling.Checks
	}
	return m, refused, nil
}

// opened is a motion as it would be if it were open: one that is not yet takes
// the roll of today, which the rules are asked for while the reading lasts.
func (q *reading) opened(m ledger.MotionRecord) (ledger.MotionRecord, error) {
	switch m.Status {
	case ledger.MotionOpen:
		return m, nil
	case ledger.MotionDecided:
		return m, api.NewProblem(ledger.CodeClosed, fmt.Sprintf("%s is decided: read the decision", m.Ref))
	case ledger.MotionWithdrew:
		return m, api.NewProblem(ledger.CodeNotOpen, fmt.Sprintf("%s was withdrawn", m.Ref))
	}
	roll, err := q.Roll(m, q.now, q.rules)
	if err != nil {
		return m, err
	}
	closes := later(q.now)
	if m.Notice != nil {
		closes = max(closes, m.Notice.Closes)
	}
	m.Opened = &ledger.OpenedFacts{ID: m.TextID, Time: q.now, Entry: q.Size(), Rules: q.Rules(), Closes: closes, Roll: roll}
	m.Status = ledger.MotionOpen
	return m, nil
}

// atMeeting is a motion that is put at a meeting as it would be were these votes
// the hands shown there: judged as on the day of the meeting, by who is present. A
// casting vote that was recorded stands unless another is supposed.
func (q *reading) atMeeting(m ledger.MotionRecord, votes []ledger.VoteFacts, casting string) ledger.MotionRecord {
	meeting, ok := q.Meeting(m.Meeting)
	if !ok || meeting.Attendance == 0 || m.OpenedEntry > 0 && m.Shown == nil {
		return m
	}
	shown := ledger.ShownFacts{ID: m.TextID, Meeting: m.Meeting, Item: m.Item, Motion: m.Ref, At: meeting.Starts, Time: q.now, Entry: q.Size(), Counts: map[string]int64{}, Confirmed: []string{}}
	if m.Shown != nil {
		casting = cmp.Or(casting, m.Shown.Casting)
	}
	shown.Casting = casting
	m.Shown = q.Showing(meeting, shown)
	for i := range votes {
		v := &votes[i]
		v.Assurance = "shown"
		for _, present := range m.Shown.Present {
			if present.Seat == v.Seat {
				seat, _ := q.Seat(v.Seat)
				v.Person, v.Deputy = present.Person, present.Person != seat.Holder(meeting.Starts.Day())
			}
		}
		m.Shown.Counts[v.Choice]++
		m.Shown.Hands = append(m.Shown.Hands, ledger.Hand{Seat: v.Seat, Person: v.Person, Choice: v.Choice})
	}
	opened := *m.Opened
	opened.Closes = q.now
	m.Opened, m.Status = &opened, ledger.MotionShown
	return m
}

// later is a day after t, for a motion whose close nobody has fixed.
func later(t ledger.Time) ledger.Time {
	at, err := time.Parse(time.RFC3339, string(t))
	if err != nil {
		panic("server: a time of the ledger: " + err.Error())
	}
	return timeOf(at.Add(24 * time.Hour))
}

// timeOf is a time of the world in the ledger's form.
func timeOf(t time.Time) ledger.Time {
	return ledger.Time(t.UTC().Format("2006-01-02T15:04:05.000Z"))
}

// choicesOn are the choices that a vote on a motion has.
func choicesOn(m ledger.MotionRecord) []string {
	if len(m.Options) == 0 {
		return []string{ledger.ChoiceFor, ledger.ChoiceAgainst, ledger.ChoiceAbstain}
	}
	return append([]string{ledger.ChoiceAbstain}, m.Options...)
}

func badField(pointer, format string, args ...any) error {
	p := api.NewProblem(ledger.CodeMalformed, fmt.Sprintf(format, args...))
	p.Errors = []api.Fault{{Pointer: pointer, Detail: p.Detail}}
	return p
}

// suppose puts supposed votes in the place of the real ones of their seats.
func (q *reading) suppose(m ledger.MotionRecord, wish []api.PreviewVote) ([]ledger.VoteFacts, error) {
	choices := choicesOn(m)
	supposed := map[string]string{} // seat: choice
	for i, w := range wish {
		fault := func(field, format string, args ...any) error {
			return badField(fmt.Sprintf("/votes/%d/%s", i, field), format, args...)
		}
		if !slices.Contains(choices, w.Choice) {
			return nil, fault("choice", "%q is no choice on %s", w.Choice, m.Ref)
		}
		if (w.Seat == "") == (w.Party == "") {
			return nil, fault("seat", "name either a seat or a party")
		}
		found := false
		for _, seat := range m.Opened.Roll {
			if seat.Seat != w.Seat && seat.Party != w.Party {
				continue
			}
			if _, twice := supposed[seat.Seat]; twice {
				return nil, fault("seat", "seat %s is given two votes", seat.Seat)
			}
			supposed[seat.Seat], found = w.Choice, true
		}
		if !found {
			return nil, fault("seat", "%s%s has no seat on the roll of %s", w.Seat, w.Party, m.Ref)
		}
	}
	votes := []ledger.VoteFacts{}
	for _, v := range m.Votes {
		if _, replaced := supposed[v.Seat]; !replaced {
			votes = append(votes, v)
		}
	}
	for _, seat := range m.Opened.Roll {
		if choice, ok := supposed[seat.Seat]; ok {
			record, _ := q.Seat(seat.Seat)
			votes = append(votes, ledger.VoteFacts{
				Entry: q.Size() + int64(len(votes)), Time: q.now, Seat: seat.Seat, Party: seat.Party, Person: record.Holder(q.day),
				Choice: choice, Assurance: ledger.KeyFile,
			})
		}
	}
	return votes, nil
}
