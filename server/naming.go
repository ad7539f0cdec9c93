package server

import (
	"concordat/ledger"
	"concordat/server/api"
	"concordat/server/auth"
)

var witnessStatuses = []string{api.WitnessStands, api.WitnessToCome, api.WitnessEnded}

// witnessList lists the witnesses that the ledger names, and how many a checkpoint needs.
func witnessList(s *Server, r *request, caller *auth.Caller) (answer, error) {
	list := api.NamedWitnesses{Items: []api.NamedWitness{}}
	var tag string
	err := s.read(r, caller, func(q *reading) error {
		status, err := r.oneOf("status", witnessStatuses...)
		if err != nil {
			return err
		}
		party := r.query.Get("party")
		for _, w := range q.AllWitnesses() {
			shown := q.witness(w)
			if (status == "" || status == shown.Status.Status) && (party == "" || party == w.Party) {
				list.Items = append(list.Items, shown)
			}
		}
		ruling, err := q.Cosigned(nil, q.now, q.rules)
		list.AsAt, list.Threshold, tag = q.Size(), ruling.Threshold, q.tag(string(q.day))
		return err
	})
	return answer{json: list, tag: tag}, err
}

func (q *reading) witness(w ledger.WitnessRecord) api.NamedWitness {
	shown := api.NamedWitness{
		Name: w.Name, Key: w.Key, Party: w.Party, Whose: api.NobodysWitness, URL: w.URL, From: w.From, Ended: w.Ended, Reason: w.Reason, Time: w.Time, Entry: w.Entry,
	}
	if w.Party != "" {
		shown.Whose = q.PartyName(w.Party)
	}
	status := api.WitnessStands
	switch {
	case w.Ended != "" && w.Ended <= q.day:
		status = api.WitnessEnded
	case q.day < w.From:
		status = api.WitnessToCome
	}
	shown.Status = api.Status{Status: status, Words: api.WitnessWords(status)}
	return shown
}

// countersignatureList is who countersigned which checkpoint, and when.
func countersignatureList(s *Server, r *request, caller *auth.Caller) (answer, error) {
	var list api.List[api.Countersignature]
	var tag string
	err := s.read(r, caller, func(q *reading) error {
		meeting, party := r.query.Get("meeting"), r.query.Get("party")
		var err error
		list, err = page(q, r, q.Countersignatures(), func(_ string, c ledger.Countersignature) (api.Countersignature, bool) {
			return api.CountersignatureOf(q.View, c), (meeting == "" || meeting == c.Meeting) && (party == "" || party == c.Party)
		})
		tag = q.tag()
		return err
	})
	return listed(r, list, tag), err
}
