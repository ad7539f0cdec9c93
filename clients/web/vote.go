package web

import (
	"net/http"
	"net/url"
	"slices"

	"concordat/ledger"
	"concordat/server/api"
)

// votePage is the one question: how a party votes.
type votePage struct {
	layout
	Ref       string
	Party     string
	Before    string // the vote that stands
	Interests []string
	Question  Radios
}

// voteForm is what it sends.
type voteForm struct{ choice string }

// voting is a motion that whoever looks at it may vote on.
type voting struct {
	motion api.Motion
	seat   ledger.RollSeat
	vote   *ledger.VoteFacts // that stands
	party  string            // name
	ahead  []ledger.Stake    // once it was asked for
}

// voting finds the motion of the path, and says why somebody may not vote on it.
func (v *visit) voting() (*voting, page, error) {
	m, err := v.client.Motion(v.ctx, v.path("motion"))
	if err != nil {
		return nil, nil, err
	}
	if m.Status.Status != ledger.MotionOpen {
		return nil, closed(m), nil
	}
	seat, vote := v.seatOn(m)
	if _, why := v.wayToVote(m, seat, vote); why != "" {
		return nil, nil, api.NewProblem(ledger.CodeNoSeat, why)
	}
	names, err := v.partyNames()
	if err != nil {
		return nil, nil, err
	}
	return &voting{motion: m, seat: *seat, vote: vote, party: names[seat.Party]}, nil, nil
}

func voteShow(v *visit) (page, error) {
	on, instead, err := v.voting()
	if err != nil || instead != nil {
		return instead, err
	}
	return v.vote(on, voteForm{v.request.URL.Query().Get("choice")}), nil
}

// before says what stands from the seat, and what becomes of it.
func before(vote *ledger.VoteFacts, closes ledger.Time) string {
	said := lowerFirst(api.ChoiceWords(vote.Choice)) + " at " + when(vote.Time)
	if vote.Assurance == ledger.AssuranceRecorded {
		return upperFirst(assuranceWords(*vote)) + ": " + vote.Person + " voted " + said + ". What you sign until " + when(closes) + " stands before it."
	}
	return "You voted " + said + ". You can change your vote until " + when(closes) + ", if the MoU allows it. The last vote stands."
}

func (v *visit) vote(on *voting, form voteForm) *votePage {
	m := on.motion
	p := &votePage{
		layout: layout{page: "vote", Title: "How does " + on.party + " vote?", Caption: m.Ref + ", " + m.Title, Nav: "/", Back: &Link{"/motions/" + m.Ref, "Back to the motion"}},
		Ref:    m.Ref, Party: on.party,
	}
	chosen := form.choice
	if on.vote != nil {
		p.Before = before(on.vote, m.Closes)
		if chosen == "" {
			chosen = on.vote.Choice
		}
	}
	for _, i := range m.Interests {
		if i.Person == v.me.ID {
			p.Interests = append(p.Interests, interestWords(i))
		}
	}
	p.Question = Radios{ID: "choice", Name: "choice", Legend: p.Title, Heading: true}
	for i, choice := range api.Choices(m.Options) {
		r := Radio{ID: "choice", Value: choice, Text: choice, Checked: choice == chosen}
		if i > 0 {
			r.ID += "-" + number(int64(i+1))
		}
		switch choice {
		case ledger.ChoiceFor, ledger.ChoiceAgainst:
			r.Text = api.ChoiceWords(choice)
		case ledger.ChoiceAbstain:
			r.Text, r.Hint = "Abstain", v.abstaining(m)
		}
		p.Question.Items = append(p.Question.Items, r)
	}
	return p
}

// abstaining says how an abstention counts: by the very rule that counts the votes.
func (v *visit) abstaining(m api.Motion) string {
	now, err := v.client.Preview(v.ctx, api.PreviewRequest{Motion: m.Ref, Votes: []api.PreviewVote{}})
	if err != nil {
		return "" // the question is asked all the same
	}
	for _, c := range now.Checks {
		if c.ID == "majority" {
			return "To be carried it needs: " + lowerFirst(c.Required) + " (clause " + c.Clause + ")"
		}
	}
	return ""
}

func voteSend(v *visit) (page, error) {
	on, instead, err := v.voting()
	if err != nil || instead != nil {
		return instead, err
	}
	form := voteForm{v.form.Get("choice")}
	if !slices.Contains(api.Choices(on.motion.Options), form.choice) {
		p := v.vote(on, voteForm{})
		p.wrong("choice", "Select how "+on.party+" votes")
		p.Question.Error = p.Wrong("choice")
		return p, nil
	}
	return moved("/motions/" + on.motion.Ref + "/vote/check?" + url.Values{"choice": {form.choice}}.Encode()), nil
}

// closedPage says that a motion takes no votes, and what that means for one on its way.
type closedPage struct {
	layout
	Text    string
	Motion  Link
	Decided bool
}

func closed(m api.Motion) page {
	p := &closedPage{layout: layout{page: "closed", Title: "Voting has closed", Caption: m.Ref, Nav: "/", code: http.StatusConflict}, Motion: Link{"/motions/" + m.Ref, m.Title}}
	switch m.Status.Status {
	case ledger.MotionDecided, ledger.MotionShown:
		p.Text = "Voting closed at " + when(m.Closes) + ". A vote that comes after that is not recorded."
	default:
		p.Title = "Voting is not open"
		p.Text = "This motion takes no votes: its status is " + lowerFirst(m.Words) + "."
	}
	return p
}
