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
	of   string
	kept bool // from voting
}

// What is said of all hands at once: nothing is, until somebody chooses it.
const (
	handsAll  = "all"  // for, but those that are selected
	handsEach = "each" // as each is selected
	unopposed = "without"

	noHand = "none"
)

// handsForm asks how it was decided, and for the hand of every seat that is present at an
// item: beginning with none, or with those that are recorded, for what to put right.
func (v *visit) handsForm(p *formPage, m api.Meeting, item string, motion api.Motion, options []string, roll []ledger.RollSeat, recorded *ledger.ShownFacts, names map[string]string) []handOf {
	how := ""
	if recorded != nil {
		if how = handsEach; recorded.WithoutVote {
			how = unopposed
		}
	}
	ways := []Radio{{Value: handsEach, Text: "By hands, as I select below for each"}}
	if len(options) == 0 {
		ways = []Radio{
			{Value: handsAll, Text: "By hands: all for, except as I select below", Hint: "Select below only whoever was not for"},
			{Value: handsEach, Text: "By hands, as I select below for each"},
			{Value: unopposed, Text: "Without a vote: nobody asked for one", Hint: "Every seat that is present and may vote then counts as for"},
		}
	}
	p.radios("how", "How was it decided?", "", how, ways...)
	var may []handOf
	for _, r := range roll {
		for _, a := range m.People {
			if a.Seat != r.Seat || a.As != ledger.AttendsAsMember && a.As != ledger.AttendsAsDeputy || slices.ContainsFunc(a.Absent, func(x ledger.Absence) bool { return x.Item == item }) {
				continue
			}
			h := handOf{ledger.Hand{Seat: r.Seat, Person: a.Person}, names[r.Party] + ", " + a.Person, keptFromVoting(motion, a.Person) != nil}
			may = append(may, h)
			choices := []Option{{Text: "Select a hand"}}
			for _, c := range api.Choices(options) {
				choices = append(choices, Option{Value: c, Text: api.ChoiceWords(c)})
			}
			choices = append(choices, Option{Value: noHand, Text: "No hand shown"})
			chosen, asked := "", h.of
			if h.kept {
				asked += ", who may not vote, by the rulings on an interest: no hand unless you select one"
			}
			if recorded != nil {
				chosen = noHand
				for _, h := range recorded.Hands {
					if h.Seat == r.Seat && h.Person == a.Person {
						chosen = h.Choice
					}
				}
			}
			p.choice("hand-"+r.Seat, asked, chosen, choices...)
		}
	}
	return may
}

// typedHands are the hands that were shown, and rows that say whose, of which seat, with
// those of the roll that were not there to show one.
func (v *visit) typedHands(p *formPage, may []handOf, roll []ledger.RollSeat, names map[string]string) (hands []ledger.Hand, without bool, rows []Row) {
	how := v.form.Get("how")
	if !slices.Contains([]string{handsAll, handsEach, unopposed}, how) {
		p.wrong("how", "Select how it was decided")
	}
	without = how == unopposed
	shown := map[string][]string{}
	hands = []ledger.Hand{}
	seats, there := map[string]string{}, map[string]bool{}
	for _, r := range roll {
		seats[r.Seat] = names[r.Party] + ", " + r.Seat + ", weight " + number(r.Weight)
	}
	for _, h := range may {
		there[h.Seat] = true
		h.Choice = v.form.Get("hand-" + h.Seat)
		switch {
		case h.Choice == "" && how == handsEach && !h.kept:
			p.wrong("hand-"+h.Seat, "Select the hand of "+h.of)
		case without && h.Choice == noHand && !h.kept:
			p.wrong("hand-"+h.Seat, "Take a show of hands, or select “For” for "+h.of+": what is agreed without a vote has everybody for it who is present and may vote")
		case without && h.Choice != "" && h.Choice != noHand && h.Choice != ledger.ChoiceFor:
			p.wrong("hand-"+h.Seat, "Select “For” for "+h.of+", or no hand, if it was decided without a vote")
		case h.Choice == "" && !h.kept:
			h.Choice = ledger.ChoiceFor
		case h.Choice == noHand:
			h.Choice = ""
		}
		if h.Choice != "" {
			hands = append(hands, h.Hand)
		}
		shown[h.Choice] = append(shown[h.Choice], seats[h.Seat]+": "+h.Person)
	}
	if len(hands) == 0 && len(may) > 0 && len(p.Errors) == 0 {
		p.wrong("hand-"+may[0].Seat, "Select the hand of at least one seat")
	}
	none := shown[""]
	delete(shown, "")
	if without {
		rows = append(rows, Row{Key: "Agreed without a vote", Values: []string{"Every seat that is present and may vote counts as for"}})
	}
	for _, c := range slices.Sorted(maps.Keys(shown)) {
		rows = append(rows, Row{Key: api.ChoiceWords(c), Values: append([]string{many(len(shown[c]), "hand", "hands")}, shown[c]...)})
	}
	if len(none) > 0 {
		rows = append(rows, Row{Key: "No hand shown", Values: none})
	}
	var away []string
	for _, r := range roll {
		if !there[r.Seat] {
			away = append(away, seats[r.Seat])
		}
	}
	if len(away) > 0 {
		rows = append(rows, Row{Key: "Not there to show a hand", Values: away})
	}
	return hands, without, rows
}

// handsAsked is the form of a show of hands on a motion, with what it fixes.
func (v *visit) handsAsked(names map[string]string) (*formPage, api.Meeting, ledger.HandsShown, []handOf, error) {
	p, m, err := v.atMeeting("Show of hands")
	if err != nil {
		return nil, m, ledger.HandsShown{}, nil, err
	}
	body, err := v.client.Hands(v.ctx, v.path("motion"))
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
	names, err := v.partyNames()
	if err != nil {
		return nil, err
	}
	p, _, _, _, err := v.handsAsked(names)
	if err != nil {
		return nil, err
	}
	return p, nil
}

func handsSend(v *visit) (page, error) {
	names, err := v.partyNames()
	if err != nil {
		return nil, err
	}
	p, m, body, may, err := v.handsAsked(names)
	if err != nil {
		return nil, err
	}
	rows := append([]Row{{Key: "Motion", Values: []string{body.Motion + ", " + body.Title}}}, p.Rows...)
	if len(body.Options) > 0 {
		rows = append(rows, Row{Key: "Options", Values: body.Options})
	}
	var shown []Row
	body.Hands, body.WithoutVote, shown = v.typedHands(p, may, body.Roll, names)
	rows = append(rows, shown...)
	body.Casting = v.form.Get("casting")
	if v.answeredAgain(p) {
		return p, nil
	}
	if body.Casting != "" {
		rows = append(rows, Row{Key: "Casting vote", Values: []string{api.ChoiceWords(body.Casting)}})
	}
	state := v.ofMeeting(m, ledger.KindHandsShown, body, "Check and record the hands", true, rows...)
	state.Whole = true
	return v.state(state)
}
