package web

import (
	"maps"
	"slices"

	"concordat/ledger"
	"concordat/server/api"
)

// interestTag is of a seat whose voter is kept from voting.
var interestTag = Tag{"Interest declared, not voting", "purple"}

// recusal is a ruling on somebody's interest that keeps them from voting.
type recusal struct {
	ruling string
	by     []string
}

// keptFromVoting is the ruling on a motion, the same by two people or more, that somebody
// may not vote; nil if there is none. Whether it keeps them is the rules' to say: they say
// so again of a vote that is sent all the same.
func keptFromVoting(m api.Motion, person string) *recusal {
	for _, i := range m.Interests {
		if i.Person != person {
			continue
		}
		last := map[string]string{}
		for _, r := range i.Rulings {
			if r.Motion == m.Ref && r.Person != person {
				last[r.Person] = r.Ruling
			}
		}
		by := map[string][]string{}
		for _, who := range slices.Sorted(maps.Keys(last)) {
			by[last[who]] = append(by[last[who]], who)
		}
		for _, ruling := range []string{"withdraws", "may_speak"} {
			if len(by[ruling]) > 1 {
				return &recusal{ruling, by[ruling]}
			}
		}
	}
	return nil
}

// recused says why whoever looks may not vote on a motion from any of their seats, and who
// can instead; empty if they may.
func (v *visit) recused(m api.Motion, seats []ownSeat, names map[string]string) (string, error) {
	r := keptFromVoting(m, v.me.ID)
	if r == nil || len(seats) == 0 {
		return "", nil
	}
	holders, err := v.holders()
	if err != nil {
		return "", err
	}
	why := "You cannot vote on this motion: you declared an interest, and " + listed(r.by) + " ruled that you may speak and not vote."
	if r.ruling == "withdraws" {
		why = "You cannot vote on this motion: you declared an interest, and " + listed(r.by) + " ruled that you withdraw."
	}
	for _, s := range seats {
		why += " " + insteadOf(m, v.me.ID, holders[s.Seat], names[s.Party])
	}
	return why, nil
}

// insteadOf says who can vote from a seat in somebody's place.
func insteadOf(m api.Motion, person string, seat ledger.SeatFacts, party string) string {
	var others []string
	for _, other := range append([]string{seat.Holder}, seat.Deputies...) {
		if other != "" && other != person && keptFromVoting(m, other) == nil {
			called := other
			if other != seat.Holder {
				called += ", its deputy,"
			}
			others = append(others, called)
		}
	}
	if len(others) > 0 {
		return listed(others) + " can vote for " + party + " instead."
	}
	return "Nobody can vote for " + party + " instead, unless its officer appoints a deputy."
}

// notVoting is the page for whoever may not vote: why, the motion, and the reason that they
// had written, which was sent nowhere.
func notVoting(m api.Motion, p *problemPage, written string) page {
	p.Links = append(p.Links, Link{"/motions/" + m.Ref, m.Ref + ", " + m.Title})
	if written != "" {
		p.Written = paragraphs(written)
	}
	return p
}
