package server

import (
	"maps"
	"slices"

	"concordat/ledger"
	"concordat/server/api"
	"concordat/server/auth"
)

func partyList(s *Server, r *request, caller *auth.Caller) (answer, error) {
	var list api.List[api.Party]
	var tag string
	var left []*ledger.Withholding
	err := s.read(r, caller, func(q *reading) error {
		private, err := q.withheld()
		if err != nil {
			return err
		}
		show := q.showParty(private, &left)
		list, err = page(q, r, q.Parties(), func(code string, _ ledger.Party) (api.Party, bool) { return show(code), true })
		tag = q.tag(string(q.day))
		return err
	})
	return listed(r, list, tag).lacking(left...), err
}

// showParty gives a function that shows parties, which knows all officers. Of what
// a decision costs them it leaves out those that are withheld, and adds them to left.
func (q *reading) showParty(private *ledger.Withheld, left *[]*ledger.Withholding) func(code string) api.Party {
	officers := map[string][]string{}
	for id := range q.People() {
		for _, role := range q.PersonFacts(id, q.day, nil).Roles {
			if role.Role == ledger.RoleOfficer {
				officers[role.Party] = append(officers[role.Party], id)
			}
		}
	}
	return func(code string) api.Party {
		p, _ := q.Party(code)
		f := q.PartyFacts(code, q.day)
		commitments := slices.DeleteFunc(slices.Clone(q.Commitments(p, q.day)), func(c ledger.Commitment) bool {
			k := private.Ref(c.Decision)
			if k != nil {
				*left = append(*left, k)
			}
			return k != nil
		})
		var deputies []api.Deputising
		for _, s := range f.Seats {
			seat, _ := q.Seat(s.Seat)
			for _, t := range seat.DeputyTerms(q.day) {
				deputies = append(deputies, api.Deputising{Seat: seat.ID, Person: t.Person, From: t.From, Until: t.Until, By: t.By, Entry: t.Entry})
			}
		}
		return api.Party{
			Deputies: deputies,
			Code:     f.Code, Name: f.Name, Type: f.Type, Note: p.Note, Established: f.Established, Conditions: f.Conditions,
			Signed: f.Signed, Seats: some(f.Seats), Officers: some(officers[code]), Authorities: some(f.Authorities), Figures: f.Figures,
			Commitments: some(commitments), Rights: f.Rights, Leaving: f.Leaving, Merged: f.Merged, Successor: f.Successor,
			Room: roomOf(f.Authorities, commitments, q.day),
		}
	}
}

// roomOf is what was used of each authority: what data.concordat.authority.room takes
// off its limits.
func roomOf(given []ledger.AuthorityFacts, made []ledger.Commitment, today ledger.Date) []api.AuthorityRoom {
	rooms := []api.AuthorityRoom{}
	for _, a := range given {
		room := api.AuthorityRoom{ID: a.ID, Entry: a.Entry, InForce: a.From <= today && (a.Until == "" || today <= a.Until)}
		years := map[string]api.YearsRoom{financialYear(today): {}}
		for _, c := range made {
			if a.Function != "*" && a.Function != c.Function {
				continue
			}
			y := years[c.Year]
			years[c.Year] = api.YearsRoom{Spend: y.Spend + c.Spend, Loss: y.Loss + c.Loss}
			if c.Year >= financialYear(a.From) {
				room.Spend, room.Loss = room.Spend+c.Spend, room.Loss+c.Loss
			}
		}
		for _, year := range slices.Sorted(maps.Keys(years)) {
			if year >= financialYear(a.From) {
				y := years[year]
				y.Year = year
				room.Years = append(room.Years, y)
			}
		}
		room.Years = some(room.Years)
		rooms = append(rooms, room)
	}
	return rooms
}
