package server

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"concordat/ledger"
	"concordat/server/api"
	"concordat/server/auth"
)

// When there is something to tell, and for how long it is news.
const (
	remindTime  = 48 * time.Hour      // before the close
	dueTime     = 14 * 24 * time.Hour // before something is due
	newsTime    = 30 * 24 * time.Hour // after what happened
	maxMessages = 1 << 14             // at once
)

// messageList is what there is to tell people now: the caller, and of all for whoever
// sends it by hand.
func messageList(s *Server, r *request, caller *auth.Caller) (answer, error) {
	motion, kind, only := r.query.Get("motion"), "", ""
	err := s.read(r, caller, func(q *reading) (err error) {
		if kind, err = r.oneOf("kind", api.MessageKinds...); err != nil {
			return err
		}
		if !slices.ContainsFunc(q.caller.Roles, func(role ledger.RoleFacts) bool {
			return slices.Contains([]string{ledger.RoleSecretary, ledger.RoleChair, ledger.RoleViceChair}, role.Role)
		}) {
			only = q.caller.Person
		}
		return nil
	})
	if err != nil {
		return answer{}, err
	}
	done, err := s.judging.turn(r.ctx)
	if err != nil {
		return answer{}, err
	}
	defer done()
	list, err := s.Messages(r.ctx, func(m api.Message) bool {
		return (kind == "" || m.Kind == kind) && (motion == "" || m.Ref == motion) && (only == "" || m.To == only)
	})
	return answer{json: api.Messages{Items: list}}, err
}

// Messages is what there is to tell people now, as far as it is wanted and they want it;
// for the host, which sends it. Who has voted is told of that and of the result. What is
// private is called by its reference: mail is read elsewhere.
func (s *Server) Messages(ctx context.Context, want func(api.Message) bool) ([]api.Message, error) {
	list := []api.Message{}
	stakes := map[string]*question{}
	gathered := map[string]error{}
	var soon []closing
	err := s.journal.Read(ctx, func(v ledger.View, now ledger.Time) error {
		q := &reading{View: v, now: now, day: now.Day(), rules: s.rules, readers: &s.readers, head: s.journal.Head()}
		private, err := q.withheld()
		if err != nil {
			return err
		}
		off := map[string][]string{}
		wanted := func(m api.Message) bool {
			if _, ok := off[m.To]; !ok {
				off[m.To] = s.wishes.Off(m.To)
			}
			return m.To != "" && m.Since <= now && !slices.Contains(off[m.To], m.Kind) && len(list) < maxMessages && want(m)
		}
		add := func(m api.Message) {
			if m.ID = m.Kind + "~" + m.ID + "~" + m.To; wanted(m) {
				list = append(list, m)
			}
		}
		t := telling{s, q, private, wanted, add}
		t.motions()
		t.meetings()
		t.obligations()
		if err := t.digests(); err != nil {
			return err
		}
		soon = t.daily()
		for _, m := range list {
			// What is private is told without what it costs, too.
			if _, asked := stakes[m.Ref]; asked || private.Ref(m.Ref) != nil || !asksForVote(m) {
				continue
			}
			if motion, ok := q.Motion(m.Ref); ok {
				stakes[m.Ref] = &question{}
				_, gathered[m.Ref] = q.Stakes(motion, motion.Opened.Closes, stakes[m.Ref])
			}
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	if list, err = s.withQuorums(list, soon); err != nil {
		return nil, err
	}
	for i, m := range list {
		if m.Kind == api.MessageReceipt {
			entry, err := s.journal.Entry(m.Entry)
			if err != nil {
				return nil, err
			}
			list[i].Code = ledger.CheckCode(ledger.DigestOf(entry))
		}
	}
	for ref, asked := range stakes {
		atStake, err := s.stakes.of(s.rules, asked, gathered[ref], itsTurn)
		if err != nil {
			return nil, err
		}
		of := func(party string) *ledger.Stake {
			if at := slices.IndexFunc(atStake, func(k ledger.Stake) bool { return k.Party == party }); at >= 0 {
				return &atStake[at]
			}
			return nil
		}
		for i, m := range list {
			if m.Ref != ref || !asksForVote(m) {
				continue
			}
			list[i].Stake = of(m.Party)
			for j, also := range m.Also {
				m.Also[j].Stake = of(also.Party)
			}
		}
	}
	slices.SortStableFunc(list, func(a, b api.Message) int { return cmp.Compare(a.Since, b.Since) })
	return list, nil
}

// asksForVote tells whether a message is to somebody who has not voted.
func asksForVote(m api.Message) bool {
	return m.Kind == api.MessageOpened || m.Kind == api.MessageReminder || m.Kind == api.MessageFurther
}

// telling gathers what there is to tell.
type telling struct {
	s       *Server
	q       *reading
	private *ledger.Withheld
	wanted  func(api.Message) bool // of one with its whole id
	add     func(api.Message)
}

func (t telling) motions() {
	q := t.q
	since := shifted(q.now, -newsTime)
	for _, m := range q.MotionsBy(func(_ string, x ledger.Index) bool {
		return x.Status == ledger.MotionOpen || x.Status == ledger.MotionDecided
	}) {
		if m.Opened == nil || m.Status != ledger.MotionOpen && (m.Status != ledger.MotionDecided || m.Opened.Closes < since) {
			continue
		}
		about := api.Message{Ref: m.Ref, Title: named(t.private, m.Ref, m.Title), Closes: m.Opened.Closes}
		for _, v := range m.Votes {
			if v.Assurance == ledger.KeyFile || v.Assurance == ledger.KeyPasskey { // their own
				r := about
				r.Kind, r.ID, r.To, r.Since, r.At, r.Entry, r.Party = api.MessageReceipt, fmt.Sprint(v.Entry), v.Person, v.Time, v.Time, v.Entry, v.Party
				t.add(r)
			}
		}
		told, asked := map[string]bool{}, map[string]*api.Message{} // by person, who is asked once for all their seats
		seats := map[string]int{}
		var order []*api.Message
		d, _ := q.Decision(m.Ref)
		for _, seat := range m.Opened.Roll {
			one := about
			holder, ok := q.Seat(seat.Seat)
			if one.To = holder.Holder(q.day); !ok || one.To == "" {
				continue
			}
			seats[one.To]++
			one.ID, one.Party, one.PartyName = m.Ref, seat.Party, q.PartyName(seat.Party)
			if m.Status == ledger.MotionDecided {
				if one.Kind, one.Since, one.At, one.Outcome = api.MessageResult, d.Time, d.Time, api.DecidedWords(d.Outcome, d.Checks); !told[one.To] {
					t.add(one)
				}
				told[one.To] = true
				continue
			}
			if slices.ContainsFunc(m.Votes, func(v ledger.VoteFacts) bool { return v.Seat == seat.Seat && !v.Unconfirmed }) {
				continue
			}
			if first := asked[one.To]; first != nil {
				first.Also = append(first.Also, api.MessageSeat{Seat: seat.Seat, Party: seat.Party, PartyName: one.PartyName})
				continue
			}
			one.Seat = seat.Seat
			asked[one.To] = &one
			order = append(order, &one)
		}
		for _, first := range order {
			one := *first
			one.Several = seats[one.To] > 1
			one.Kind, one.Since = api.MessageOpened, m.Opened.Time
			t.add(one)
			one.Kind = api.MessageFurther
			t.add(one)
			one.Kind, one.Since = api.MessageReminder, max(m.Opened.Time, shifted(m.Opened.Closes, -remindTime))
			t.add(one)
		}
	}
}

// meetings tells everybody with a seat of those that are to come.
func (t telling) meetings() {
	q := t.q
	for _, m := range q.Meetings() {
		if m.Starts <= q.now || m.Ended != "" {
			continue
		}
		told := map[string]bool{}
		for _, seat := range q.Seats() {
			if to := seat.Holder(q.day); to != "" && !told[to] {
				told[to] = true
				t.add(api.Message{Kind: api.MessageMeeting, ID: m.Ref, To: to, Since: m.FirstCalled, Ref: m.Ref, At: m.Starts, Place: m.Place})
			}
		}
	}
}

// obligations tells the officers of whoever is bound to something, by decision of what is
// new and by day of what is due.
func (t telling) obligations() {
	q := t.q
	type of struct{ what, party string }
	found := map[of]*api.Message{}
	var order []of
	count := func(key of, m api.Message) {
		if found[key] == nil {
			found[key] = &m
			order = append(order, key)
		}
		found[key].Count++
	}
	year := financialYear(ledger.Date(shifted(q.now, -newsTime).Day()))
	for _, o := range q.ObligationsBy(func(_ string, x ledger.Index) bool { return x.Year >= year }) {
		party := q.StandsFor(o.Payer, q.Size(), q.day)
		about := api.Message{Ref: o.Decision, Title: named(t.private, o.Decision, q.MotionTitle(o.Decision)), Party: party, PartyName: q.PartyName(party)}
		status := q.ObligationStatus(o, q.Size(), q.day)
		if o.Time >= shifted(q.now, -newsTime) && status != ledger.ObligationEnded {
			about.Kind, about.ID, about.Since = api.MessageObligations, o.Decision+"~"+party, o.Time
			count(of{o.Decision, party}, about)
		}
		if from := shifted(ledger.Time(o.Due+"T00:00:00.000Z"), -dueTime); o.Kind != "duty" && from <= q.now && o.Due >= q.day && status == ledger.ObligationDue {
			count(of{string(o.Due), party}, api.Message{Kind: api.MessageDue, ID: string(o.Due) + "~" + party, Since: max(from, o.Time), Party: party, PartyName: about.PartyName, Day: o.Due})
		}
	}
	officers := map[string][]string{}
	if len(order) > 0 {
		for id := range q.People() {
			for _, role := range q.PersonFacts(id, q.day, nil).Roles {
				if role.Role == ledger.RoleOfficer {
					officers[role.Party] = append(officers[role.Party], id)
				}
			}
		}
	}
	for _, key := range order {
		for _, to := range officers[key.party] {
			m := *found[key]
			m.To = to
			t.add(m)
		}
	}
}

// shifted is a time of the ledger's, by so much later.
func shifted(t ledger.Time, by time.Duration) ledger.Time {
	at, err := time.Parse(time.RFC3339, string(t))
	if err != nil {
		return t
	}
	return timeOf(at.Add(by))
}

// notificationsShow tells the caller which messages they get.
func notificationsShow(s *Server, r *request, caller *auth.Caller) (answer, error) {
	if err := s.carrier(caller); err != nil {
		return answer{}, err
	}
	if err := s.mayPerson(r, caller); err != nil {
		return answer{}, err
	}
	shown, err := s.notifications(r.ctx, caller.Person)
	return answer{json: shown}, err
}

// notifications are the kinds of message that can come to a person, and whether they
// want each.
func (s *Server) notifications(ctx context.Context, person string) (api.Notifications, error) {
	shown := api.Notifications{Items: []api.Notification{}}
	off := s.wishes.Off(person)
	err := s.journal.Read(ctx, func(v ledger.View, now ledger.Time) error {
		who := v.PersonFacts(person, now.Day(), nil)
		for _, kind := range api.MessageKinds {
			if comesTo(kind, who) {
				shown.Items = append(shown.Items, api.Notification{Kind: kind, Words: api.MessageWords(kind), On: !slices.Contains(off, kind)})
			}
		}
		return nil
	})
	return shown, err
}

// comesTo tells whether a kind of message can come to somebody.
func comesTo(kind string, who *ledger.PersonFacts) bool {
	is := func(role string) bool {
		return slices.ContainsFunc(who.Roles, func(r ledger.RoleFacts) bool { return r.Role == role })
	}
	switch kind {
	case api.MessageDaily:
		return is(ledger.RoleSecretary)
	case api.MessageObligations, api.MessageDue, api.MessageDigest:
		return is(ledger.RoleOfficer)
	case api.MessageReceipt:
		return len(who.Seats)+len(who.Deputising) > 0
	}
	return len(who.Seats) > 0
}

// notificationsSet has the caller get no more of some kinds. What they said of a kind that
// can't come to them at present stands, for they are not asked of it.
func notificationsSet(s *Server, r *request, caller *auth.Caller) (answer, error) {
	if err := s.carrier(caller); err != nil {
		return answer{}, err
	}
	if err := s.mayPerson(r, caller); err != nil {
		return answer{}, err
	}
	var asked api.SetNotifications
	if err := r.decode(&asked); err != nil {
		return answer{}, err
	}
	for i, kind := range asked.Off {
		if !slices.Contains(api.MessageKinds, kind) {
			return answer{}, badField(fmt.Sprintf("/off/%d", i), "%q is no kind of message", kind)
		}
	}
	shown, err := s.notifications(r.ctx, caller.Person)
	if err != nil {
		return answer{}, err
	}
	for _, kind := range s.wishes.Off(caller.Person) {
		if !slices.Contains(asked.Off, kind) && !slices.ContainsFunc(shown.Items, func(n api.Notification) bool { return n.Kind == kind }) {
			asked.Off = append(asked.Off, kind)
		}
	}
	if err := s.wishes.Set(caller.Person, asked.Off); err != nil {
		if errors.Is(err, auth.ErrWishes) {
			return answer{}, api.NewProblem(ledger.CodeConflict, "as many people as may have said which messages they want: ask whoever runs this server")
		}
		s.log.Error("wishes can't be written", "cause", err)
		return answer{}, api.NewProblem(ledger.CodeUnavailable, "this can't be recorded at present: try again in a moment")
	}
	shown, err = s.notifications(r.ctx, caller.Person)
	return answer{json: shown}, err
}
