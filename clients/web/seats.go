package web

import (
	"net/url"
	"slices"

	"concordat/ledger"
	"concordat/server/api"
)

// ownSeat is a seat on a motion's roll that whoever looks may vote from, and the vote that
// stands from it.
type ownSeat struct {
	ledger.RollSeat
	vote   *ledger.VoteFacts
	deputy bool
}

// seatsOn are all of them: those that the person holds first, then those that they deputise
// for.
func (v *visit) seatsOn(m api.Motion) (list []ownSeat) {
	if m.Opened == nil || v.me == nil {
		return nil
	}
	standing := ledger.Standing(m.Votes)
	for _, deputy := range []bool{false, true} {
		own := v.me.Seats
		if deputy {
			own = v.me.Deputising
		}
		for _, r := range m.Opened.Roll {
			if !slices.Contains(own, r.Seat) || deputy && slices.Contains(v.me.Seats, r.Seat) {
				continue
			}
			s := ownSeat{RollSeat: r, deputy: deputy}
			for _, vote := range standing {
				if vote.Seat == r.Seat {
					s.vote = &vote
				}
			}
			list = append(list, s)
		}
	}
	return list
}

// voted tells whether nothing is left to do for a seat: what the secretary recorded of it
// waits for a word.
func (s ownSeat) voted() bool { return s.vote != nil && !s.vote.Unconfirmed }

// called tells a seat from the others of the same person: by its party, and where two are one
// party's by its own name.
func (s ownSeat) called(names map[string]string, among []ownSeat) string {
	called := names[s.Party]
	if slices.ContainsFunc(among, func(o ownSeat) bool { return o.Party == s.Party && o.Seat != s.Seat }) {
		called += ", seat " + s.Seat
	}
	if s.deputy {
		called += ", as deputy"
	}
	return called
}

// way is what voting from a seat is called, beside the person's others.
func (s ownSeat) way(names map[string]string, among []ownSeat) string {
	if s.voted() {
		return "Change the vote of " + s.called(names, among)
	}
	return "Vote for " + s.called(names, among)
}

// votePath is where a seat's vote is given. Whoever has one seat alone is not asked which.
func votePath(m api.Motion, s ownSeat, among []ownSeat) string {
	path := "/motions/" + m.Ref + "/vote"
	if len(among) > 1 {
		path += "?seat=" + url.QueryEscape(s.Seat)
	}
	return path
}

// waysToVote lead to the vote from each of the seats, or it is said why there is none.
func (v *visit) waysToVote(m api.Motion, seats []ownSeat, names map[string]string) ([]Link, string, error) {
	switch {
	case v.me == nil:
		return []Link{{"/log-in?next=/motions/" + m.Ref, "Log in to vote"}}, "", nil
	case len(seats) == 0 && len(v.me.Seats)+len(v.me.Deputising) == 0:
		return nil, "You cannot vote on this motion: you hold no seat at the board, and deputise for none. The officer of a party gives its seats.", nil
	case len(seats) == 0:
		return nil, "You cannot vote on this motion: your seat was not among those that may vote when it was opened.", nil
	}
	if why, err := v.recused(m, seats, names); why != "" || err != nil {
		return nil, why, err
	}
	var ways []Link
	for _, s := range seats {
		way := Link{votePath(m, s, seats), "Vote"}
		switch {
		case len(seats) > 1:
			way.Text = s.way(names, seats)
		case s.voted():
			way.Text = "Change your vote"
		}
		ways = append(ways, way)
	}
	return ways, "", nil
}

// seatsPage asks whoever may vote from several seats from which they do: none is taken for
// granted.
type seatsPage struct {
	layout
	Seats []Task
}

func (v *visit) whichSeat(m api.Motion, seats []ownSeat, names map[string]string) page {
	p := &seatsPage{layout: layout{page: "seats", Title: "Whose vote do you cast?", Caption: m.Ref + ", " + m.Title, Nav: "/", Back: &Link{"/motions/" + m.Ref, "Back to the motion"}}}
	for _, s := range seats {
		t := Task{ID: s.Seat, Href: votePath(m, s, seats), Text: s.way(names, seats), Status: Tag{"Not yet voted", "blue"}}
		if s.vote != nil {
			t.Status, t.Hint = votedOn(s.vote, v.me.ID, m.Closes)
		}
		p.Seats = append(p.Seats, t)
	}
	return p
}
