package web

import (
	"slices"

	"concordat/ledger"
	"concordat/server/api"
)

// Who is told of a motion by a message. The outbox has one for whoever holds a seat on the
// roll, and only once the motion is open: what is said here follows that.

// noticeTells is who is told of a notice.
const noticeTells = "No message goes out with the notice: it stands on the pages of the board, for whoever looks there. A message goes out once the motion is open for votes."

// toldOnceOpen says of a motion of which notice is given who will be told that it is open, as
// far as that is known today.
func (v *visit) toldOnceOpen(m api.Motion) (Row, *Table, error) {
	row := Row{Key: "Who is told", Values: []string{noticeTells}}
	now, err := v.preview(api.PreviewRequest{Motion: m.Ref, Votes: []api.PreviewVote{}, Needed: api.NeededNo})
	if unanswered(err) { // nobody is kept from giving notice by that
		row.Values = append(row.Values, "Who that is can’t be said yet: "+problemOf(err).Detail+".")
		return row, nil, nil
	}
	if err != nil {
		return row, nil, err
	}
	names, err := v.names()
	if err != nil {
		return row, nil, err
	}
	words, who, err := v.told(now.Roll, names)
	row.Values = append(row.Values, words...)
	return row, who, err
}

// told says who gets a message that a motion with this roll is open, how it reaches them, and
// whom of each party.
func (v *visit) told(roll []ledger.RollSeat, names map[string]string) (words []string, who *Table, err error) {
	holders, err := v.holders()
	if err != nil {
		return nil, nil, err
	}
	var parties, people []string
	vacant, unreached := 0, 0
	of := map[string][]string{}
	for _, r := range roll {
		if of[r.Party] == nil {
			parties, of[r.Party] = append(parties, r.Party), []string{}
		}
		person := holders[r.Seat].Holder
		if person == "" {
			vacant++
			continue
		}
		if !slices.Contains(of[r.Party], person) {
			of[r.Party] = append(of[r.Party], person)
		}
		if !slices.Contains(people, person) {
			people = append(people, person)
			if v.site.Post != nil && !v.site.Post.Reaches(person) {
				unreached++
			}
		}
	}
	words = []string{"When it opens: " + many(len(people), "person who holds a seat", "people who hold the seats") + " of " + many(len(parties), "party", "parties") + ", whoever that is then."}
	if vacant > 0 {
		words = append(words, many(vacant, "seat has", "seats have")+" no holder, so that nobody is told for "+map[bool]string{true: "it", false: "them"}[vacant == 1]+".")
	}
	switch {
	case v.site.Post == nil:
		words = append(words, "This server sends no e-mail: the secretary copies each message from the messages to send.")
	case unreached > 0:
		words = append(words, "The mail server is given those to whom there is an address. There is none of "+many(unreached, "person", "people")+": the secretary copies that message from the messages to send.")
	default:
		words = append(words, "The mail server is given a message to each of them.")
	}
	words = append(words, "Whoever has turned these messages off gets none.")
	who = &Table{Caption: "Who will be told when it opens, by party", Stacks: true, Columns: []Column{{Text: "Party"}, {Text: "People"}, {Text: "Who"}}}
	for _, party := range parties {
		var list []string
		for _, person := range of[party] {
			list = append(list, called(names, person))
		}
		who.Rows = append(who.Rows, []Cell{{Text: names[party]}, {Text: number(int64(len(list)))}, {Text: listed(list)}})
	}
	if len(who.Rows) == 0 {
		return words, nil, nil
	}
	return words, who, nil
}
