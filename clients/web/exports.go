package web

import (
	"strings"

	"concordat/ledger"
	"concordat/server/api"
)

// exportsPage is all that can be taken away in files.
type exportsPage struct {
	layout
	Files   []exported
	Minutes []Link
	Size    int64
	Code    string
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
	var columns []string
	var rows [][]string
	name, kind, _ := strings.Cut(v.path("file"), ".")
	if kind != "csv" && kind != "xlsx" {
		return nowhere(v)
	}
	title := ""
	switch name {
	case "votes":
		title = "Votes"
		columns = []string{"entry", "motion", "title", "seat", "party", "person", "deputy", "vote", "how", "recorded_by", "time", "stands"}
		motions, err := v.client.Motions(v.ctx, nil)
		if err != nil {
			return nil, err
		}
		for _, s := range motions.Items {
			if s.Voted == 0 {
				continue
			}
			m, err := v.client.Motion(v.ctx, s.Ref)
			if err != nil {
				return nil, err
			}
			stand := map[int64]bool{}
			for _, vote := range ledger.Standing(m.Votes) {
				stand[vote.Entry] = true
			}
			for _, vote := range m.Votes {
				rows = append(rows, []string{number(vote.Entry), m.Ref, m.Title, vote.Seat, vote.Party, vote.Person, yesNo(vote.Deputy), api.ChoiceWords(vote.Choice), assuranceWords(vote), vote.By, string(vote.Time), yesNo(stand[vote.Entry])})
			}
		}
	case "attendance":
		title = "Attendance"
		columns = []string{"entry", "meeting", "title", "starts", "person", "seat", "as", "absent_from_items"}
		meetings, err := v.client.Meetings(v.ctx, nil)
		if err != nil {
			return nil, err
		}
		for _, s := range meetings.Items {
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
		}
	case "people":
		title = "People and seats"
		columns = []string{"person", "part", "party", "seats", "deputy_for", "keys"}
		people, err := v.client.People(v.ctx)
		if err != nil {
			return nil, err
		}
		for _, one := range people.Items {
			rows = append(rows, []string{one.ID, one.Words, one.Party, strings.Join(one.Seats, " "), strings.Join(one.Deputising, " "), number(int64(len(one.Keys)))})
		}
	default:
		return nowhere(v)
	}
	return v.tableFile(name, title, v.ledger.Size, columns, rows)
}

func yesNo(is bool) string {
	if is {
		return "yes"
	}
	return "no"
}
