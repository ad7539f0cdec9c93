package web

import (
	"maps"
	"slices"

	"concordat/ledger"
	"concordat/server/api"
)

// handOf is whose hand it would be, in words.
type handOf struct {
	ledger.Hand
	of string
}

// handsForm asks for the hand of every seat that is present at an item: of those that are
// recorded, for what to put right. Of somebody whom a ruling keeps from voting it expects
// none.
func (v *visit) handsForm(p *formPage, m api.Meeting, item string, motion api.Motion, options []string, roll []ledger.RollSeat, recorded *ledger.ShownFacts, names map[string]string) []handOf {
	var may []handOf
	for _, r := range roll {
		for _, a := range m.People {
			if a.Seat != r.Seat || a.As != ledger.AttendsAsMember && a.As != ledger.AttendsAsDeputy || slices.ContainsFunc(a.Absent, func(x ledger.Absence) bool { return x.Item == item }) {
				continue
			}
			of := names[r.Party] + ", " + a.Person
			may = append(may, handOf{ledger.Hand{Seat: r.Seat, Person: a.Person}, of})
			var choices []Option
			for _, c := range api.Choices(options) {
				choices = append(choices, Option{Value: c, Text: api.ChoiceWords(c)})
			}
			choices = append(choices, Option{Value: "", Text: "No hand shown"})
			chosen, asked := choices[0].Value, of
			if keptFromVoting(motion.Interests, a.Person) {
				chosen, asked = "", asked+", who may not vote, by the rulings on an interest"
			}
			if recorded != nil {
				chosen = ""
				for _, h := range recorded.Hands {
					if h.Seat == r.Seat && h.Person == a.Person {
						chosen = h.Choice
					}
				}
			}
			p.choice("hand-"+r.Seat, asked, chosen, choices...)
		}
	}
	without := "no"
	if recorded != nil && recorded.WithoutVote {
		without = "yes"
	}
	p.radios("without", "Was it agreed without a vote?", "", without, Radio{Value: "no", Text: "No, hands were shown"}, Radio{Value: "yes", Text: "Yes, nobody asked for a vote", Hint: "Every seat that is present then counts as for"})
	return may
}

// keptFromVoting tells whether two people have ruled that somebody may not vote. Whether
// that is so is the rules' to say; the page only begins with it.
func keptFromVoting(list []ledger.InterestFacts, person string) bool {
	for _, i := range list {
		last := map[string]string{}
		for _, r := range i.Rulings {
			last[r.Person] = r.Ruling
		}
		keeping := 0
		for _, ruling := range last {
			if ruling != "noted" {
				keeping++
			}
		}
		if i.Person == person && keeping > 1 {
			return true
		}
	}
	return false
}

// typedHands are the hands that were shown, and rows that say whose.
func (v *visit) typedHands(may []handOf) (hands []ledger.Hand, without bool, rows []Row) {
	without = v.form.Get("without") == "yes"
	shown := map[string][]string{}
	hands = []ledger.Hand{}
	for _, h := range may {
		h.Choice = v.form.Get("hand-" + h.Seat)
		if without {
			h.Choice = ledger.ChoiceFor
		}
		if h.Choice != "" {
			hands = append(hands, h.Hand)
		}
		shown[h.Choice] = append(shown[h.Choice], h.of)
	}
	none := shown[""]
	delete(shown, "")
	if without {
		rows = append(rows, Row{Key: "Agreed without a vote", Values: []string{"Every seat that is present counts as for"}})
	}
	for _, c := range slices.Sorted(maps.Keys(shown)) {
		rows = append(rows, Row{Key: api.ChoiceWords(c), Values: append([]string{many(len(shown[c]), "hand", "hands")}, shown[c]...)})
	}
	if len(none) > 0 {
		rows = append(rows, Row{Key: "No hand shown", Values: none})
	}
	return hands, without, rows
}

// handsAsked is the form of a show of hands on a motion, with what it fixes.
func (v *visit) handsAsked() (*formPage, api.Meeting, ledger.HandsShown, []handOf, error) {
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
	motion, err := v.client.Motion(v.ctx, body.Motion)
	if err != nil {
		return nil, m, body, nil, err
	}
	p.Rows = []Row{{Key: "Resolution", Values: motion.Text}}
	if motion.Shown != nil {
		casting = motion.Shown.Casting
	}
	may := v.handsForm(p, m, body.Item, motion, body.Options, body.Roll, motion.Shown, names)
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
	if body.Casting != "" {
		rows = append(rows, Row{Key: "Casting vote", Values: []string{api.ChoiceWords(body.Casting)}})
	}
	return v.recordAt(m, ledger.KindHandsShown, body, "Check and record the hands", true, append([]Row{{Key: "Motion", Values: []string{body.Motion + ", " + body.Title}}}, rows...)...)
}
