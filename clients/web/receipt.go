package web

import (
	"net/url"
	"strconv"

	"concordat/ledger"
	"concordat/server/api"
)

// receiptPage says that something is recorded, having checked the proof of it.
type receiptPage struct {
	layout
	Panel    Panel
	Sentence string
	Time     ledger.Time
	Code     string
	Mine     bool
	Motion   *Link // that was voted on
	Closes   ledger.Time
	Open     bool
	Withdrew bool   // the motion, before its close
	Calendar string // path of its close as a file, while it is to come
	Others   []Link // open motions that still wait for this person
}

func receiptShow(v *visit) (page, error) {
	entry, err := strconv.ParseInt(v.path("entry"), 10, 64)
	if err != nil {
		return nowhere(v)
	}
	done, err := v.client.Receipt(v.ctx, entry)
	if err != nil {
		return nil, err
	}
	parsed, err := ledger.ParseAll(done.Receipt.Entry)
	if err != nil {
		return nil, err
	}
	p := &receiptPage{layout: layout{page: "receipt", Title: "Recorded", Nav: "/"}, Sentence: done.Sentence, Time: done.Time, Code: done.CheckCode}
	p.Mine = v.me != nil && parsed.Signed != nil && parsed.Signed.Payload.Author == v.me.ID
	vote, ok := parsed.Body.(*ledger.VoteCast)
	if ok {
		p.Title = "Vote recorded"
	}
	p.Panel = Panel{p.Title, "Receipt number " + number(entry)}
	if !ok {
		return p, nil
	}
	m, err := v.client.Motion(v.ctx, vote.Motion)
	if err != nil {
		return nil, err
	}
	p.Motion, p.Closes, p.Open = &Link{"/motions/" + m.Ref, m.Title}, m.Closes, m.Status.Status == ledger.MotionOpen
	p.Withdrew = m.Status.Status == ledger.MotionWithdrew
	if p.Open {
		p.Calendar = closeFile(m.Ref)
	}
	if p.Mine {
		p.Others, err = v.stillToVote()
	}
	return p, err
}

// stillToVote are the open motions that wait for the person's vote, for each seat from which
// they do.
func (v *visit) stillToVote() (links []Link, err error) {
	open, err := v.client.Motions(v.ctx, url.Values{"status": {ledger.MotionOpen}})
	if err != nil {
		return nil, err
	}
	for _, m := range open.Items {
		var whole api.Motion
		if whole, err = v.client.Motion(v.ctx, m.Ref); err != nil {
			return nil, err
		}
		seats := v.seatsOn(whole)
		for _, s := range seats {
			switch {
			case s.voted():
			case len(seats) == 1:
				links = append(links, Link{"/motions/" + m.Ref, m.Title})
			default:
				names, err := v.partyNames()
				if err != nil {
					return nil, err
				}
				links = append(links, Link{votePath(whole, s, seats), s.way(names, seats) + ": " + m.Title})
			}
		}
	}
	return links, nil
}
