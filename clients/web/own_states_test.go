package web

import (
	"maps"
	"strings"

	"concordat/server/api"
)

// The states of the pages on which somebody looks after their own account.
func init() {
	maps.Copy(states, map[string]map[string]func() page{
		"own": {"normal": func() page {
			return &ownPage{layout: layout{Title: "Your account"}, Rows: []Row{{Key: "On the ledger you are", Values: []string{"bury-member"}}}}
		}},
		"notifications": {
			"none sent": func() page { return notificationsState(false, "") },
			"none come": func() page { return &notificationsPage{layout: layout{Title: "Your e-mails"}} },
			"sent":      func() page { return notificationsState(true, "k.patel@bury.example.nhs.uk") },
			"no address": func() page {
				p := notificationsState(true, "")
				p.Saved = true
				return p
			},
		},
		"calendar": {
			"none": func() page { return &calendarPage{layout: layout{Title: "Your calendar"}} },
			"there": func() page {
				return &calendarPage{layout: layout{Title: "Your calendar"}, Made: "2026-11-22T09:00:00.000Z"}
			},
			"ended": func() page { return &calendarPage{layout: layout{Title: "Your calendar"}, Ended: true} },
			"made":  func() page { return calendarState() },
			"closed": func() page {
				p := &calendarPage{layout: layout{Title: "Your calendar"}}
				p.wrong("make", "You are logged in by your account at work, which makes no address: log in by your passkey")
				return p
			},
		},
		"interests": {
			"none": func() page { return interestsState() },
			"declared": func() page {
				p := interestsState()
				p.Declared = stacks(2)
				return p
			},
			"wrong": func() page {
				p := interestsState()
				p.wrong("nature", "Select what kind of interest it is")
				p.wrong("known", "Enter the day")
				p.Nature.Error, p.Known.Error = p.Wrong("nature"), p.Wrong("known")
				return p
			},
		},
		"deputy": {
			"none": func() page { return &deputyPage{layout: layout{Title: "Deputies"}} },
			"an officer's": func() page {
				p := deputyState()
				p.Deputies, p.Done = stacks(2), "/receipts/553"
				return p
			},
			"wrong": func() page {
				p := deputyState()
				p.wrong("person", "Enter what the deputy is called")
				p.Person.Error = p.Wrong("person")
				return p
			},
		},
	})
}

func interestsState() *interestsPage {
	return &interestsPage{layout: layout{Title: "Your interests"}, To: "/account/interests", Nature: Radios{ID: "nature", Name: "nature", Legend: "What kind of interest is it?", Items: []Radio{{ID: "nature", Value: "financial", Text: "Financial", Hint: "Money"}, {ID: "nature-2", Value: "indirect", Text: "Indirect"}}},
		Motion: Select{ID: "motion", Name: "motion", Label: "Which motion is it about?", Options: []Option{{"", "None", true}}}, Known: Input{ID: "known", Name: "known", Label: "When did you become aware of it?"}}
}

func notificationsState(post bool, address string) *notificationsPage {
	p := &notificationsPage{layout: layout{Title: "Your e-mails"}, Post: post, Address: address}
	for i, kind := range api.MessageKinds {
		p.Kinds = append(p.Kinds, api.Notification{Kind: kind, Words: api.MessageWords(kind), On: i != 3})
	}
	return p
}

func calendarState() *calendarPage {
	at := "board.example.nhs.uk/calendar/" + strings.Repeat("Zm9v", 10) + "Zm8.ics"
	return &calendarPage{layout: layout{Title: "Your calendar"}, Made: "2026-11-22T09:00:00.000Z", Address: "https://" + at, Web: "webcal://" + at}
}

func deputyState() *deputyPage {
	return &deputyPage{layout: layout{Title: "Deputies"}, Officer: true, Seat: Select{ID: "seat", Name: "seat", Label: "For which seat?", Options: []Option{{"00V-1", "00V-1", true}}}, Person: Input{ID: "person", Name: "person", Label: "Who deputises?"}, From: Input{ID: "from", Name: "from", Label: "From which day?"}, Until: Input{ID: "until", Name: "until", Label: "Until which day?"}}
}
