package document

import (
	"bytes"
	_ "embed"
	"html/template"
	"strings"

	"concordat/ledger"
	"concordat/server/api"
)

//go:embed document.html
var source string

// pages has the two documents; a fault in them is one of this program.
var pages = template.Must(template.New("").Funcs(template.FuncMap{
	"person": personLine, "presided": presidedOver, "interest": interestLine, "whose": whose, "countersignature": countersignatureLine,
	"paragraphs": func(s string) []string { return strings.Split(s, paragraph) },
	"choices":    choices, "choice": api.ChoiceWords, "outcome": api.OutcomeWords, "lower": lower, "hand": handLine,
	"bound": func(o api.DecisionParty) string { return api.BoundWords(o.PartyOutcome) }, "clause": byClause, "joined": joined,
	"obligation": obligationLine, "mover": mover, "decided": decidedHeading, "at": atMeeting, "met": metWords, "party": partyLine,
	"textCode": textCode, "standing": standingLines, "result": resultLine, "unbound": noneBound, "decision": api.DecidedWords, "owed": owedLine, "verifying": verifying,
	"withheldItem": func() string { return withheldItem }, "withheldDecision": func(i *ledger.PrivateItem) string { return withheldDecision(*i) },
}).Parse(source))

// MinutesHTML is minutes as a fragment of HTML: headings from h2, tables with
// captions and header cells, every word escaped.
func MinutesHTML(m api.Minutes) []byte { return render("minutes", m) }

// NoticeHTML is a decision notice as a fragment of HTML.
func NoticeHTML(n api.DecisionNotice) []byte { return render("notice", n) }

func render(name string, v any) []byte {
	var b bytes.Buffer
	if err := pages.ExecuteTemplate(&b, name, v); err != nil {
		panic("document: " + err.Error()) // of our own template and types
	}
	return b.Bytes()
}
