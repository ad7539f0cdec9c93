package server

import (
	"errors"
	"slices"
	"time"

	"concordat/ledger"
	"concordat/server/api"
)

// Mail that gathers is of a morning at this hour, in London.
const morning = "08:00:00"

// onMorning is that hour of a day.
func onMorning(day ledger.Date) ledger.Time {
	t := ledger.Time(string(day) + "T" + morning + ".000Z")
	if t.Local() != string(day)+"T"+morning { // summer time
		t = shifted(t, -time.Hour)
	}
	return t
}

// monthStart is the first day of the month that is so many after a day's.
func monthStart(day ledger.Date, months int) ledger.Date {
	t, err := time.Parse(time.DateOnly, string(day[:8])+"01")
	if err != nil {
		return day
	}
	return ledger.Date(t.AddDate(0, months, 0).Format(time.DateOnly))
}

// dayBefore is the last day before a month's first.
func dayBefore(day ledger.Date) ledger.Date {
	t, err := time.Parse(time.DateOnly, string(day))
	if err != nil {
		return day
	}
	return ledger.Date(t.AddDate(0, 0, -1).Format(time.DateOnly))
}

// sums counts things, in the order in which they are told.
type sums struct {
	order []string
	of    map[string]*api.MessageSum
}

func sumsOf(order ...string) *sums {
	s := &sums{order, map[string]*api.MessageSum{}}
	for _, of := range order {
		s.of[of] = &api.MessageSum{Of: of}
	}
	return s
}

func (s *sums) list() (list []api.MessageSum) {
	for _, of := range s.order {
		if s.of[of].Count > 0 {
			list = append(list, *s.of[of])
		}
	}
	return list
}

// digests tells the officers of each party, on the 1st, what the month before has changed
// of what it is bound to, and what falls due in this one. Of months without either nothing
// is told.
func (t telling) digests() error {
	q := t.q
	first := monthStart(q.day, 0)
	told := map[string][]api.Message{}
	for id := range q.People() {
		for _, role := range q.PersonFacts(id, q.day, nil).Roles {
			m := api.Message{Kind: api.MessageDigest, ID: string(first[:7]) + "~" + role.Party, To: id, Since: onMorning(first), Party: role.Party, PartyName: q.PartyName(role.Party), Day: monthStart(q.day, -1)}
			whole := m
			whole.ID = m.Kind + "~" + m.ID + "~" + m.To
			if role.Role == ledger.RoleOfficer && t.wanted(whole) {
				told[role.Party] = append(told[role.Party], m)
			}
		}
	}
	if len(told) == 0 { // they have it: nothing is read for them
		return nil
	}
	from, err := t.s.sizeAt(q, string(dayBefore(monthStart(q.day, -1))))
	if err != nil {
		return err
	}
	to, err := t.s.sizeAt(q, string(dayBefore(first)))
	if err != nil {
		return err
	}
	found, private := map[string]*sums{}, map[string]bool{}
	for party := range told {
		found[party] = sumsOf(api.SumNew, api.SumInForce, api.SumEnded, api.SumPaid, api.SumReceived, api.SumQueried, api.SumDone, api.SumDue, api.SumOverdue)
	}
	year := financialYear(monthStart(q.day, -12))
	for _, o := range q.ObligationsBy(func(_ string, x ledger.Index) bool { return x.Year >= year }) {
		payer, payee := q.StandsFor(o.Payer, q.Size(), q.day), q.StandsFor(o.Payee, q.Size(), q.day)
		if found[payer] == nil && found[payee] == nil {
			continue
		}
		changes := t.changed(o, from, to)
		for _, party := range slices.Compact([]string{payer, payee}) {
			if s := found[party]; s != nil {
				for _, of := range changes {
					s.of[of].Count++
				}
			}
		}
		s := found[payer]
		if s == nil {
			continue
		}
		switch status := q.ObligationStatus(o, q.Size(), q.day); {
		case status == ledger.ObligationOverdue:
			s.of[api.SumOverdue].Count++
		case status == ledger.ObligationDue && o.Kind != "duty" && o.Due >= first && o.Due < monthStart(q.day, 1):
			s.of[api.SumDue].Count++
			s.of[api.SumDue].Pence += o.Standing(q.Size(), q.day).Pence
			private[payer] = private[payer] || t.private.Ref(o.Decision) != nil
		}
	}
	for party, list := range told {
		s := found[party]
		if private[party] { // mail is read elsewhere: what is private is told without what it costs
			s.of[api.SumDue].Pence = 0
		}
		for _, m := range list {
			if m.Sums = s.list(); len(m.Sums) > 0 {
				t.add(m)
			}
		}
	}
	return nil
}

// changed is what became of an obligation from one entry to before another.
func (t telling) changed(o ledger.Obligation, from, to int64) (list []string) {
	during := func(entry int64) bool { return entry >= from && entry < to }
	status := func(size int64) string { return t.q.ObligationStatus(o, size, t.q.day) }
	switch {
	case during(o.Entry):
		list = append(list, api.SumNew)
	case o.Entry >= to:
	case status(from) != ledger.ObligationEnded && status(to) == ledger.ObligationEnded:
		list = append(list, api.SumEnded)
	case status(from) == ledger.ObligationAwaiting && status(to) != ledger.ObligationAwaiting:
		list = append(list, api.SumInForce)
	}
	for _, e := range o.Events {
		of := map[string]string{ledger.KindObligationPaid: api.SumPaid, ledger.KindObligationReceived: api.SumReceived, ledger.KindObligationQueried: api.SumQueried, ledger.KindDutyDone: api.SumDone}[e.Kind]
		if of != "" && during(e.Entry) && !slices.Contains(list, of) {
			list = append(list, of)
		}
	}
	return list
}

// closing is a motion that closes soon, of which the rules are asked whether it would be
// quorate once the ledger is read.
type closing struct {
	asked    *question
	gathered error
}

// daily tells the secretary, of a morning, what had come by then to need somebody, unless
// it has been done since. Whoever has it is told no more of that day.
func (t telling) daily() (soon []closing) {
	q := t.q
	at := onMorning(q.day)
	var to []string
	for id := range q.People() {
		m := api.Message{Kind: api.MessageDaily, ID: api.MessageDaily + "~" + string(q.day) + "~" + id, To: id, Since: at}
		secretary := slices.ContainsFunc(q.PersonFacts(id, q.day, nil).Roles, func(r ledger.RoleFacts) bool { return r.Role == ledger.RoleSecretary })
		if secretary && t.wanted(m) {
			to = append(to, id)
		}
	}
	if len(to) == 0 {
		return nil
	}
	s := sumsOf(api.SumToOpen, api.SumToRule, api.SumToConfirm, api.SumToRatify, api.SumToHold)
	for _, m := range q.MotionsBy(func(_ string, x ledger.Index) bool { return false }) {
		if api.Undecided(m.Status) {
			for _, i := range api.ToRule(m.Status, q.MotionInterests(m.Ref, q.day)) {
				since := i.Time
				if i.Motion == "" {
					since = max(since, m.Opened.Time)
				}
				if since <= at {
					s.of[api.SumToRule].Count++
				}
			}
		}
		switch {
		case m.Status == ledger.MotionNotice && m.Notice.Opens != "" && m.Notice.Opens <= at && m.Notice.Closes > q.now:
			s.of[api.SumToOpen].Count++
		case m.Status == ledger.MotionOpen && m.Opened.Time <= at:
			for _, v := range ledger.Standing(m.Votes) {
				if v.Unconfirmed && v.Time <= at {
					s.of[api.SumToConfirm].Count++
				}
			}
			if m.Opened.Closes > q.now && shifted(m.Opened.Closes, -remindTime) <= at {
				c := closing{asked: &question{}}
				_, c.gathered = q.Conclude(m, m.Opened.Closes, m.Votes, c.asked)
				soon = append(soon, c)
			}
		}
	}
	for _, d := range q.DecisionsBy(func(_ string, x ledger.Index) bool { return false }) {
		if d.Time <= at && q.DecisionStatus(d, q.Size()) == ledger.DecisionAwaitsRatification {
			s.of[api.SumToRatify].Count++
		}
	}
	for _, m := range q.Meetings() {
		if m.Stage == ledger.MeetingCalledStage && m.Starts <= at || m.Stage == ledger.MeetingEndedStage && m.Ended <= at {
			s.of[api.SumToHold].Count++
		}
	}
	for _, id := range to {
		t.add(api.Message{Kind: api.MessageDaily, ID: string(q.day), To: id, Since: at, Sums: s.list()})
	}
	return soon
}

// withQuorums has the morning's messages say how many motions are not quorate, and leaves out
// those that have nothing to say.
func (s *Server) withQuorums(list []api.Message, soon []closing) ([]api.Message, error) {
	short := 0
	for _, c := range soon {
		ruling, err := c.asked.ask(s.rules, c.gathered)
		if err != nil && !errors.Is(err, ledger.ErrNoRuling) {
			return nil, err
		}
		if ruling.Outcome == ledger.OutcomeNotQuorate {
			short++
		}
	}
	for i, m := range list {
		if m.Kind == api.MessageDaily && short > 0 {
			list[i].Sums = append([]api.MessageSum{{Of: api.SumNoQuorum, Count: short}}, m.Sums...)
		}
	}
	return slices.DeleteFunc(list, func(m api.Message) bool { return m.Kind == api.MessageDaily && len(m.Sums) == 0 }), nil
}
