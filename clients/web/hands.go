package web

import (
	"slices"

	"concordat/ledger"
	"concordat/server/api"
)

// handsForm asks for the hand of every seat that is present at an item: of those that are
// recorded, for what to put right.
func (v *visit) handsForm(p *formPage, m api.Meeting, item string, options []string, roll []ledger.RollSeat, recorded *ledger.ShownFacts, names map[string]string) []ledger.Hand {
	var may []ledger.Hand
	for _, r := range roll {
		for _, a := range m.People {
			if a.Seat != r.Seat || a.As != ledger.AttendsAsMember && a.As != ledger.AttendsAsDeputy || slices.ContainsFunc(a.Absent, func(x ledger.Absence) bool { return x.Item == item }) {
				continue
			}
			may = append(may, ledger.Hand{Seat: r.Seat, Person: a.Person})
			var choices []Option
			for _, c := range api.Choices(options) {
				choices = append(choices, Option{Value: c, Text: api.ChoiceWords(c)})
			}
			choices = append(choices, Option{Value: "", Text: "No hand shown"})
			chosen := choices[0].Value
			if recorded != nil {
				chosen = ""
				for _, h := range recorded.Hands {
					if h.Seat == r.Seat && h.Person == a.Person {
						chosen = h.Choice
					}
				}
			}
			p.choice("hand-"+r.Seat, names[r.Party]+", "+a.Person, chosen, choices...)
		}
	}
	without := "no"
	if recorded != nil && recorded.WithoutVote {
		without = "yes"
	}
	p.radios("without", "Was it agreed without a vote?", "", without, Radio{Value: "no", Text: "No, hands were shown"}, Radio{Value: "yes", Text: "Yes, nobody asked for a vote", Hint: "Every seat that is present then counts as for"})
	return may
}

// typedHands are the hands that were shown.
func (v *visit) typedHands(may []ledger.Hand) (hands []ledger.Hand, without bool, rows []Row) {
	without = v.form.Get("without") == "yes"
	counts := map[string]int{}
	hands = []ledger.Hand{}
	for _, h := range may {
		h.Choice = v.form.Get("hand-" + h.Seat)
		if without {
			h.Choice = ledger.ChoiceFor
		}
		if h.Choice != "" {
			hands = append(hands, h)
			counts[h.Choice]++
		}
	}
	var choices []string
	for c := range counts {
		choices = append(choices, c)
	}
	slices.Sort(choices)
	for _, c := range choices {
		rows = append(rows, Row{Key: api.ChoiceWords(c), Values: []string{many(counts[c], "hand", "hands")}})
	}
	return hands, without, rows
}

// handsAsked is the form of a show of hands on a motion, with what it fixes.
func (v *visit) handsAsked() (*formPage, api.Meeting, ledger.HandsShown, []ledger.Hand, error) {
	p, m, err := v.atMeeting("Show of hands")
	if err != nil {
		return nil, m, ledger.HandsShown{}, nil, err
	}
	body, err := v.client.Hands(v.ctx, v.path("motion"))
	if err != nil {
		return nil, m, body, nil, err
	}
	names, err := v.partyNames()
	if err != nil {
		return nil, m, body, nil, err
	}
	p.Caption = body.Motion + ", " + body.Title
	p.Text = []string{"Record the hands of all seats in one go."}
	casting := ""
	var recorded *ledger.ShownFacts
	if motion, err := v.client.Motion(v.ctx, body.Motion); err == nil {
		p.Rows = []Row{{Key: "Resolution", Values: motion.Text}}
		if recorded = motion.Shown; recorded != nil {
			casting = recorded.Casting
		}
	}
	may := v.handsForm(p, m, body.Item, body.Options, body.Roll, recorded, names)
	p.choice("casting", "Was a casting vote given?", casting, Option{Value: "", Text: "No"}, Option{Value: ledger.ChoiceFor, Text: "For, by who presided"}, Option{Value: ledger.ChoiceAgainst, Text: "Against, by who presided"})
	return p, m, body, may, nil
}

func handsShow(v *visit) (page, error) {
	p, _, _, _, err := v.handsAsked()
	if err != nil {
		return nil, err
	}
	return p, nil
}

func handsSend(v *visit) (page, error) {
	p, m, body, may, err := v.handsAsked()
	if err != nil {
		return nil, err
	}
	var rows []Row
	body.Hands, body.WithoutVote, rows = v.typedHands(may)
	body.Casting = v.form.Get("casting")
	if len(body.Hands) == 0 && len(may) > 0 {
		p.wrong("hand-"+may[0].Seat, "Select the hand of at least one seat")
	}
	if v.answeredAgain(p) {
		return p, nil
	}
	return v.recordAt(m, ledger.KindHandsShown, body, "Check and record the hands", true, append([]Row{{Key: "Motion", Values: []string{body.Motion + ", " + body.Title}}}, rows...)...)
}
