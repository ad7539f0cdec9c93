package server

import (
	"concordat/ledger"
	"concordat/server/api"
	"concordat/server/auth"
)

const exampleNotice = "This is an example. Its keys are in its own data directory, so a signature here proves nothing about a real person or body, and its clock is its own."

func ledgerShow(s *Server, r *request, caller *auth.Caller) (answer, error) {
	var l api.Ledger
	recording := s.recording()
	err := s.read(r, caller, func(q *reading) error {
		f := s.founded
		checkpoint, _ := s.cosigned()
		l = api.Ledger{
			Name: f.Name, Origin: f.Origin, Head: *s.head(), Checkpoint: string(checkpoint), VKey: s.journal.LogKey(),
			Founding: q.Founding(), FoundingCode: ledger.CheckCode(q.Founding()), Prefix: f.Prefix,
			Time: q.now, NextDue: q.NextDue(), NextMotion: q.NextRef(string(q.day[:4])),
			Rules: q.Rules(), RulesCode: ledger.CheckCode(q.Rules()), Engine: q.Engine(), RPID: f.RPID, Origins: f.Origins, Witnessing: s.witnessing(), WorkAccount: s.work.Name(),
			Help: s.help.Load(), ViewingSince: s.viewingSince(recording, q.now),
		}
		if versions := q.Versions(); len(versions) > 0 {
			l.MoU = versions[len(versions)-1].Version
		}
		for _, lost := range q.Recoveries() {
			l.Recoveries = append(l.Recoveries, api.Recovery{Entry: lost.Entry, Left: api.Head{Size: lost.Size, Root: lost.Root}, Lost: api.Head(lost.Lost)})
		}
		for _, c := range q.LogKeyChanges() {
			l.LogKeys = append(l.LogKeys, api.LogKeyChange{Entry: c.Entry, Old: c.Old, New: c.New, Reason: c.Reason, Since: c.Since})
		}
		if e := f.Example; e != nil {
			l.Example = &api.Example{Name: e.Name, Offset: e.Offset, Notice: exampleNotice}
		}
		return nil
	})
	return answer{json: l}, err
}
