package web

import "maps"

// The states of the pages on which somebody looks after their own account.
func init() {
	maps.Copy(states, map[string]map[string]func() page{
		"own": {"normal": func() page {
			return &ownPage{layout: layout{Title: "Your account"}, Rows: []Row{{Key: "On the ledger you are", Values: []string{"bury-member"}}}}
		}},
		"interests": {
			"none": func() page { return interestsState() },
			"declared": func() page {
				p := interestsState()
				p.Declared, p.Done = stacks(2), "/receipts/553"
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

func deputyState() *deputyPage {
	return &deputyPage{layout: layout{Title: "Deputies"}, Officer: true, Seat: Select{ID: "seat", Name: "seat", Label: "For which seat?", Options: []Option{{"00V-1", "00V-1", true}}}, Person: Input{ID: "person", Name: "person", Label: "Who deputises?"}, From: Input{ID: "from", Name: "from", Label: "From which day?"}, Until: Input{ID: "until", Name: "until", Label: "Until which day?"}}
}
