package server

import (
	"concordat/ledger"
	"concordat/server/api"
	"concordat/server/auth"
)

func motionShow(s *Server, r *request, caller *auth.Caller) (answer, error) {
	needed, err := r.oneOf("needed", api.NeededNo)
	if err != nil {
		return answer{}, err
	}
	stakes, err := r.oneOf("stakes", "yes")
	if err != nil {
		return answer{}, err
	}
	var shown api.Motion
	var tag string
	var open *needing
	var asked question
	var gathered error
	err = s.read(r, caller, func(q *reading) error {
		m, err := q.motion(r.params["motion"])
		if err != nil {
			return err
		}
		shown = api.Motion{
			MotionSummary: q.summary(m), Text: m.Text, Options: m.Options, Pool: m.Pool, Lead: m.Lead, RiskShare: m.RiskShare,
			Conditions: m.Conditions, Varies: m.Varies, TextID: m.TextID, Texts: m.Texts, Whole: m.Whole, Notice: m.Notice, Impact: m.Impact, Opened: m.Opened,
			OpenedEntry: m.OpenedEntry, Votes: some(m.Votes), Waiting: waiting(m), Instructions: m.Instructions, Differing: m.Differing(m.Votes),
			Interests: some(q.MotionInterests(m.Ref, q.day)), Withdrawn: some(m.Withdrawn),
			Reasons: m.Reasons, Rejected: m.Rejected, Amends: m.Amends, Rights: m.Rights, Prolongs: m.Prolongs, Settles: m.Settles, Virement: m.Virement, Lapses: m.Lapses, Gates: m.Gates, Meeting: m.Meeting, Item: m.Item, Shown: m.Shown,
		}
		shown.Papers, shown.Private = m.Papers, m.Private
		tag = q.tag(string(q.day), stakes)
		if stakes != "" { // it is a preview's answer, for whoever may have one
			if err := q.readers.may(q, "preview"); err != nil {
				return err
			}
		}
		if stakes != "" && m.Status == ledger.MotionOpen && (m.Pool != nil || m.Impact != nil) { // nothing else moves money
			_, gathered = q.Stakes(m, m.Opened.Closes, &asked)
		}
		if m.Status == ledger.MotionOpen && needed != api.NeededNo {
			open, err = q.needing(m, m.Votes)
		}
		return err
	})
	if err == nil && gathered != nil {
		shown.Stakes, err = s.stakes.of(s.rules, &asked, gathered, s.turnOf(r.ctx))
	}
	if err != nil || open == nil {
		return answer{json: shown, tag: tag}, err
	}
	if shown.Needed, shown.Unknown = s.stillNeeded(r.ctx, tag, open); shown.Needed == nil && shown.Unknown != api.NeededUnsaid {
		tag += ".0" // the same motion, with less said of it
	}
	return answer{json: shown, tag: tag}, nil
}
