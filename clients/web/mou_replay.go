package web

import (
	"net/url"
	"strconv"
	"strings"

	"concordat/server/api"
)

const replayedDecisions = 20 // the newest, that a draft is asked about

// replay puts on a draft's page what the newest decisions would have been under it, each with
// its own votes and facts.
func (p *formPage) replay(v *visit, d api.Draft) error {
	list, err := v.client.DecisionPage(v.ctx, url.Values{"order": {"newest"}, "limit": {strconv.Itoa(replayedDecisions)}})
	if err != nil {
		return err
	}
	p.Text = []string{"Each decision was put to the draft with its own facts: its text, roll, notice, votes, interests and figures. Votes that people would have cast otherwise, and motions that the draft would not have let be moved or opened, can’t be replayed. Nothing is recorded by it."}
	if len(list.Items) == 0 {
		p.Text = append(p.Text, "Nothing has been decided yet.")
		return nil
	}
	t := &Table{Caption: "What would have changed, of the last " + many(len(list.Items), "decision", "decisions"), Stacks: true, Columns: []Column{{Text: "Decision"}, {Text: "Then"}, {Text: "Under the draft"}, {Text: "What would be otherwise, and why"}}}
	changed, same, not := 0, 0, 0
	for _, made := range list.Items {
		row := []Cell{{Text: made.Ref + ", " + made.Title, Href: "/decisions/" + made.Ref}, {Text: made.OutcomeIs}, {Text: notReplayed}, {}}
		again, err := v.client.DecisionUnder(v.ctx, made.Ref, d.Rules)
		switch {
		case later(err): // which says nothing of the draft
			return err
		case unanswered(err):
			row[3].Text = upperFirst(problemOf(err).Detail)
		case err != nil:
			return err
		case again.Replayed == nil:
			row[3].Text = "It was decided in private, and is not shown to you."
		case !again.Replayed.Can:
			row[3].Text = upperFirst(again.Replayed.Why) + "."
		default:
			row[2].Text, row[3].Text = again.Replayed.Words, otherwiseWords(made.Outcome, *again.Replayed)
		}
		switch {
		case row[2].Text == notReplayed:
			not++
		case row[3].Text == nothingElse:
			same++
		default:
			changed++
		}
		t.Rows = append(t.Rows, row)
	}
	p.Text = append(p.Text, "Of "+many(len(list.Items), "decision", "decisions")+" the draft would have changed "+number(int64(changed))+" and left "+number(int64(same))+" as they are; "+number(int64(not))+" can’t be replayed.")
	p.Tables = append([]*Table{t}, p.Tables...)
	return nil
}

const (
	notReplayed    = "Not replayed"
	nothingElse    = "Nothing"
	otherwiseShown = 5 // things of one decision
)

// otherwiseWords say what would be otherwise. Where it is the outcome, that alone: who is bound
// and what is owed follows from it.
func otherwiseWords(outcome string, r api.Replayed) string {
	changed := r.Changed
	switch {
	case len(changed) == 0:
		return nothingElse
	case r.Outcome != outcome:
		changed = changed[:1]
	}
	var said []string
	for _, words := range changed[:min(len(changed), otherwiseShown)] {
		said = append(said, upperFirst(strings.TrimSuffix(words, "."))+".")
	}
	if more := len(changed) - len(said); more > 0 {
		said = append(said, "And "+many(more, "thing", "things")+" more: concordat mou replay tells all.")
	}
	return strings.Join(said, " ")
}
