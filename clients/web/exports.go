package web

import (
	"iter"
	"slices"
	"strings"

	"concordat/ledger"
	"concordat/server/api"
)

// exportsPage is all that can be taken away in files.
type exportsPage struct {
	layout
	Files      []exported
	Statements []Link // of each party's account
	Minutes    []Link
	Size       int64
	Code       string
}

// exported is a list that can be taken away.
type exported struct {
	Title, Hint string
	Files       []Link
}

func exportsShow(v *visit) (page, error) {
	p := &exportsPage{layout: layout{page: "exports", Title: "Exports", Nav: "/secretary", Back: &Link{"/secretary", "Secretary"}}, Size: v.ledger.Size, Code: ledger.CheckCode(v.ledger.Root)}
	if !officials(v.me) {
		p.Nav, p.Back = "/", nil
	}
	p.Files = []exported{
		{"Register of decisions", "Every motion and what became of it.", filesAt("/audit/register", "")},
		{"Votes", "Every vote that was cast, with how and when.", filesAt("/exports/votes", "")},
		{"Attendance", "Who was at each meeting, for which seat.", filesAt("/exports/attendance", "")},
		{"People and seats", "Who has which part at the board, by what they are called on the ledger.", filesAt("/exports/people", "")},
		{"Obligations", "What every party owes and is owed, and what of it is paid.", fileLinks(api.PathObligations, nil)},
	}
	parties, err := v.parties()
	if err != nil {
		return nil, err
	}
	for _, party := range parties.Items {
		p.Statements = append(p.Statements, Link{"/parties/" + party.Code + "/statement", party.Name})
	}
	meetings, err := v.client.Meetings(v.ctx, nil)
	if err != nil {
		return nil, err
	}
	for _, m := range meetings.Items {
		if m.Status.Status != ledger.MeetingCalledStage {
			p.Minutes = append(p.Minutes, Link{"/meetings/" + m.Ref + "/minutes", "Minutes of " + m.Ref + ", " + m.Title})
		}
	}
	return p, nil
}

// exportFile is one list as a file.
func exportFile(v *visit) (page, error) {
	name, kind, _ := strings.Cut(v.path("file"), ".")
	t, ok := exports[name]
	if !ok || kind != "csv" && kind != "xlsx" {
		return nowhere(v)
	}
	t.name = name
	return v.listingFile(t)
}

// exports are those lists, by the file's name.
var exports = map[string]listing{
	"votes": {
		title:   "Votes",
		columns: []string{"entry", "motion", "title", "seat", "party", "person", "deputy", "vote", "how", "recorded_by", "time", "stands"},
		rows: rowsOf(func(v *visit) iter.Seq2[api.MotionSummary, error] { return v.client.EachMotion(v.ctx, nil) }, func(v *visit, s api.MotionSummary) (rows [][]string, err error) {
			if s.Seats == 0 { // it was never opened
				return nil, nil
			}
			m, err := v.client.Motion(v.ctx, s.Ref)
			if err != nil {
				return nil, err
			}
			// Those of the ledger that the file is of: of it they stand, whoever votes meanwhile.
			votes := slices.DeleteFunc(m.Votes, func(vote ledger.VoteFacts) bool { return vote.Entry >= v.ledger.Size })
			stand := map[int64]bool{}
			for _, vote := range ledger.Standing(votes) {
				stand[vote.Entry] = true
			}
			for _, vote := range votes {
				rows = append(rows, []string{number(vote.Entry), m.Ref, m.Title, vote.Seat, vote.Party, vote.Person, yesNo(vote.Deputy), api.ChoiceWords(vote.Choice), assuranceWords(vote), vote.By, string(vote.Time), yesNo(stand[vote.Entry])})
			}
			return rows, nil
		}),
	},
	"attendance": {
		title:   "Attendance",
		columns: []string{"entry", "meeting", "title", "starts", "person", "seat", "as", "absent_from_items"},
		rows: rowsOf(func(v *visit) iter.Seq2[api.MeetingSummary, error] { return v.client.EachMeeting(v.ctx, nil) }, func(v *visit, s api.MeetingSummary) (rows [][]string, err error) {
			m, err := v.client.Meeting(v.ctx, s.Ref)
			if err != nil {
				return nil, err
			}
			for _, a := range m.People {
				var items []string
				for _, x := range a.Absent {
					items = append(items, x.Item)
				}
				rows = append(rows, []string{number(m.Attendance), m.Ref, m.Title, string(m.Starts), a.Person, a.Seat, attendsWords(a.As), strings.Join(items, " ")})
			}
			return rows, nil
		}),
	},
	"people": {
		title:   "People and seats",
		columns: []string{"person", "part", "party", "seats", "deputy_for", "keys"},
		rows: rowsOf(func(v *visit) iter.Seq2[api.Person, error] { return v.client.EachPerson(v.ctx) }, func(_ *visit, one api.Person) ([][]string, error) {
			return [][]string{{one.ID, one.Words, one.Party, strings.Join(one.Seats, " "), strings.Join(one.Deputising, " "), number(int64(len(one.Keys)))}}, nil
		}),
	},
}

// rowsOf is the rows of all of a list's items.
func rowsOf[T any](items func(*visit) iter.Seq2[T, error], rows func(*visit, T) ([][]string, error)) func(*visit) iter.Seq2[[]string, error] {
	return func(v *visit) iter.Seq2[[]string, error] {
		return func(yield func([]string, error) bool) {
			for item, err := range items(v) {
				var some [][]string
				if err == nil {
					some, err = rows(v, item)
				}
				if err != nil {
					yield(nil, err)
					return
				}
				for _, row := range some {
					if !yield(row, nil) {
						return
					}
				}
			}
		}
	}
}

func yesNo(is bool) string {
	if is {
		return "yes"
	}
	return "no"
}
