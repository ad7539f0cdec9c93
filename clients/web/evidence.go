package web

import (
	"bytes"
	"errors"
	"fmt"
	"html/template"
	"slices"
	"strings"

	"concordat/clients/sdk"
	"concordat/clients/verify"
	"concordat/clients/web/verifypage"
	"concordat/ledger"
	"concordat/server/api"
)

// evidencePage is what shows that a decision is genuine: the answer, five questions, what
// they rest on, and what none of it shows.
type evidencePage struct {
	layout
	Ref       string
	Verdict   Tag
	Sentence  string
	Questions []question
	Failures  []explained // what failed means, each once
	Votes     *Table
	Checks    *Table
	Records   *Table
	Keys      *Table
	People    *Table // whom the records name
	Withheld  string
	Zip       string
	TooLong   bool // for a pack to be made here
	Technical []Row
}

// question is one of the five, in the words that page, pack and program share, and what was
// found.
type question struct {
	verify.Question
	Tag         Tag
	Words, Hint string
	Code        verify.Code // where it failed
}

// asked is a question before it is looked at.
func asked(id string, tag Tag, words string) question {
	at := slices.IndexFunc(verify.Questions, func(q verify.Question) bool { return q.ID == id })
	return question{Question: verify.Questions[at], Tag: tag, Words: words}
}

// fails is the question answered with no.
func (q *question) fails(code verify.Code, words string) {
	q.Tag, q.Code, q.Words, q.Hint = failed, code, words, ""
}

var (
	proved    = Tag{"Verified", "green"}
	notProven = Tag{"Not proven", "yellow"}
	failed    = Tag{"Failed", "red"}
)

// maxPacked is how many entries a pack is made of here: it is held whole in memory.
const maxPacked = 50_000

// record is one entry that a decision rests on, as this page proved it.
type record struct {
	sdk.Recorded
	what   string
	parsed *ledger.Parsed
}

func evidenceShow(v *visit) (page, error) {
	d, err := v.client.Decision(v.ctx, v.path("decision"))
	if err != nil {
		return nil, err
	}
	p := &evidencePage{
		layout: layout{page: "evidence", Title: "Evidence", Caption: d.Ref + ", " + d.Title, Nav: "/decisions", Back: &Link{"/decisions/" + d.Ref, "The decision"}},
		Ref:    d.Ref, Checks: checkTable("Rules, as the ledger records them", d.Checks), Zip: "/decisions/" + d.Ref + "/evidence.zip", TooLong: v.ledger.Size > maxPacked,
	}
	if d.Withheld != nil {
		p.Verdict, p.Withheld = notProven, "This was taken in private, under item "+d.Withheld.Item+" of "+d.Withheld.Meeting+". Its records are not shown to you, so nothing can be proved to you about it. Once the item is released, everybody can check it."
		p.Sentence = "Nothing is wrong, but the records are withheld from you."
		return p, nil
	}
	m, err := v.client.Motion(v.ctx, d.Ref)
	if err != nil {
		return nil, err
	}
	names, err := v.names()
	if err != nil {
		return nil, err
	}
	records, fault, err := v.records(m, d)
	if err != nil {
		return nil, err
	}
	p.integrity(records, fault)
	if err := p.votes(v, m, records, names); err != nil {
		return nil, err
	}
	if err := p.rules(v, d); err != nil {
		return nil, err
	}
	p.inclusion(v, d, fault)
	if err := p.witnesses(v, d); err != nil {
		return nil, err
	}
	p.answer(v, d)
	p.list(records)
	if err := p.who(v, records); err != nil {
		return nil, err
	}
	p.Technical = []Row{
		{Key: "Rules", Values: []string{string(d.Rules)}}, {Key: "Text that was decided on", Values: []string{string(m.TextID)}},
		{Key: "Page code in full", Values: []string{string(v.ledger.Root)}}, {Key: "The log’s verifier key", Values: []string{v.ledger.VKey}},
	}
	return p, nil
}

// records proves each entry that a decision rests on. What is not proved is said, not
// hidden: fault is the first.
func (v *visit) records(m api.Motion, d api.Decision) (list []record, fault string, err error) {
	prove := func(entry int64, what string) {
		if err != nil || fault != "" || slices.ContainsFunc(list, func(r record) bool { return r.Entry == entry }) {
			return
		}
		var r record
		r.Recorded, err = v.client.Receipt(v.ctx, entry)
		var broken *sdk.ReceiptError
		if errors.As(err, &broken) {
			fault, err = fmt.Sprintf("Entry %d: %s.", entry, broken.Why), nil
			return
		}
		if err == nil {
			r.what = what
			r.parsed, err = ledger.ParseAll(r.Receipt.Entry)
		}
		list = append(list, r)
	}
	for _, entry := range m.Texts {
		prove(entry, "The text")
	}
	prove(m.Entry, "Moved")
	if m.OpenedEntry > 0 {
		prove(m.OpenedEntry, "Opened for votes")
	}
	for _, vote := range m.Votes {
		prove(vote.Entry, "Vote")
	}
	prove(d.Entry, "Decided")
	slices.SortFunc(list, func(a, b record) int { return int(a.Entry - b.Entry) })
	return list, fault, err
}

func (p *evidencePage) integrity(records []record, fault string) {
	q := asked(verify.Integrity, proved, many(len(records), "fingerprint was", "fingerprints were")+" worked out again when this page was made.")
	if fault != "" {
		q.fails(verify.Altered, fault)
	}
	p.Questions = append(p.Questions, q)
}

// votes holds the signature of each vote against the key of the person whose it is said
// to be.
func (p *evidencePage) votes(v *visit, m api.Motion, records []record, names map[string]string) error {
	q := asked(verify.Votes, proved, "")
	p.Votes = &Table{Caption: "Votes, and how each was signed", Columns: []Column{{Text: "Party"}, {Text: "Vote"}, {Text: "By"}, {Text: "Signature"}, {Text: "Entry"}}}
	p.Keys = &Table{Caption: "Keys, and who enrolled them", Columns: []Column{{Text: "Key"}, {Text: "Person"}, {Text: "Kind"}, {Text: "Enrolled"}}}
	held, recorded := 0, 0
	keys := map[ledger.Thumbprint]api.Key{}
	for _, vote := range ledger.Standing(m.Votes) {
		at := slices.IndexFunc(records, func(r record) bool { return r.Entry == vote.Entry })
		row := []Cell{{Text: names[vote.Party]}, {Text: api.ChoiceWords(vote.Choice)}, {Text: called(names, vote.Person)}, {}, {Text: number(vote.Entry), Href: entryPath(vote.Entry)}}
		switch {
		case at < 0 || records[at].parsed == nil || records[at].parsed.Signed == nil:
			row[3].Tag = &Tag{"Not looked at", "yellow"}
		case vote.Assurance == ledger.AssuranceShown || vote.Assurance == ledger.AssuranceRecorded:
			recorded++
			row[3].Text = upperFirst(assuranceWords(vote))
		default:
			s := records[at].parsed.Signed
			key, known := keys[s.Protected.Kid]
			if !known {
				var err error
				if key, err = v.client.KeyRecord(v.ctx, s.Protected.Kid); err != nil {
					return err
				}
				keys[s.Protected.Kid] = key
				p.Keys.Rows = append(p.Keys.Rows, []Cell{{Text: s.Protected.Kid.Code()}, {Text: called(names, key.Person)}, {Text: map[string]string{ledger.KeyPasskey: "Passkey", ledger.KeyFile: "Key in a file"}[key.Kind]}, {Text: "Entry " + number(key.Entry) + ", " + key.Added.Day().InWords(), Href: entryPath(key.Entry)}})
			}
			row[3].Tag = &Tag{"Holds", "green"}
			site := ledger.Site{RPID: v.ledger.RPID, Origins: v.ledger.Origins}
			if s.SignedBy(key.Public, site) != nil || key.Person != s.Payload.Author || s.Payload.Author != vote.Person || key.Entry > vote.Entry {
				row[3].Tag = &Tag{"Does not hold", "red"}
				q.fails(verify.Signature, "The vote of "+names[vote.Party]+", entry "+number(vote.Entry)+": the record differs from what "+vote.Person+" signed.")
			} else {
				held++
			}
		}
		p.Votes.Rows = append(p.Votes.Rows, row)
	}
	if len(p.Votes.Rows) == 0 {
		p.Votes = nil
	}
	if len(p.Keys.Rows) == 0 {
		p.Keys = nil
	}
	if q.Tag == proved {
		q.Words = many(held, "signature was", "signatures were") + " checked against the key of the person named."
		if recorded > 0 {
			q.Words += fmt.Sprintf(" %s as the secretary recorded: nobody’s own signature is on %s.", many(recorded, "vote stands", "votes stand"), map[bool]string{true: "it", false: "them"}[recorded == 1])
			q.Tag = notProven
		}
	}
	p.Questions = append(p.Questions, q)
	return nil
}

// rules has the server run the rules of that day again, as far as it has the facts of that
// day: what it cannot ask again it does not prove.
func (p *evidencePage) rules(v *visit, d api.Decision) error {
	q := asked(verify.Results, notProven, "")
	ran := fmt.Sprintf("The %s of MoU version %d", many(len(d.Checks), "rule", "rules"), d.MoU)
	again, err := v.client.DecisionAgain(v.ctx, d.Ref)
	switch problem := problemOf(err); {
	case problem != nil:
		q.Words = ran + " were not run again: " + problem.Detail + "."
	case err != nil:
		return err
	case again.Recalculated == api.RecalculationSame:
		q.Tag, q.Words = proved, ran+" were run again on the same votes when this page was made. They gave the same result for each party, and the same obligations."
	case again.Recalculated == api.RecalculationDiffers:
		q.fails(verify.RulesDiffer, ran+" give the same result and other obligations than those recorded.")
	default:
		q.Words = ran + " were run again, and not with the same result. Something that the decision rested on, such as who acts for a party, may have changed since."
	}
	if q.Tag != proved {
		q.Hint = "Use concordat verify, which goes through the whole ledger on your own computer and runs them as everything stood then."
	}
	p.Questions = append(p.Questions, q)
	return nil
}

func (p *evidencePage) inclusion(v *visit, d api.Decision, fault string) {
	q := asked(verify.Inclusion, proved, fmt.Sprintf("It is entry %d. The steps from there to the page code %s of %d entries, which the log signed, were checked when this page was made.", d.Entry, ledger.CheckCode(v.ledger.Root), v.ledger.Size))
	if fault != "" {
		q.fails(verify.Altered, fault)
	}
	p.Questions = append(p.Questions, q)
}

func (p *evidencePage) witnesses(v *visit, d api.Decision) error {
	q := asked(verify.Witnesses, notProven, "")
	signed, err := v.client.Countersignatures(v.ctx, nil)
	if err != nil {
		return err
	}
	parties := map[string]bool{}
	for _, c := range signed.Items {
		if c.Size > d.Entry {
			parties[c.Party] = true
		}
	}
	q.Words = "Nobody else has signed a page code that covers it yet."
	if n := len(parties); n > 0 {
		q.Words = many(n, "party has", "parties have") + " countersigned a page code that covers it."
	}
	q.Hint = "Ask for a page code that is countersigned after this decision."
	switch w := v.ledger.Witnessing; {
	case w == nil && len(parties) > 0:
		q.Hint = "The board has named no witnesses, so its MoU does not say how many are enough."
	case w != nil && w.Disputed:
		q.fails(verify.Fork, "A witness disputes this ledger: it may have been shown differently to different people.")
	case w != nil && w.Met && w.Cosigned != nil && w.Cosigned.Size > d.Entry:
		q.Tag, q.Hint = proved, ""
		q.Words = "As many witnesses as the MoU asks for have signed a page code that covers it. " + q.Words
	}
	p.Questions = append(p.Questions, q)
	return nil
}

// answer is what the questions come to, in a sentence.
func (p *evidencePage) answer(v *visit, d api.Decision) {
	counts := map[Tag]int{}
	for _, q := range p.Questions {
		counts[q.Tag]++
		if q.Code != "" && !slices.ContainsFunc(p.Failures, func(f explained) bool { return f.ID == string(q.Code) }) {
			p.Failures = append(p.Failures, explain(q.Code.Failure()))
		}
	}
	as := fmt.Sprintf("as at %s, %d entries", v.ledger.Time.Day().InWords(), v.ledger.Size)
	switch {
	case counts[failed] > 0:
		p.Verdict, p.Sentence = failed, "Do not rely on this decision until it is explained. Keep this page. Tell the chair of the board and your audit lead before anyone else, and do not contact the person named."
	case counts[notProven] == 0:
		p.Verdict, p.Sentence = proved, fmt.Sprintf("This decision is genuine, complete and follows MoU version %d, %s.", d.MoU, as)
	default:
		p.Verdict, p.Sentence = notProven, fmt.Sprintf("Nothing is wrong: %d of 5 questions are answered with yes, %s. %d cannot be answered on this page.", counts[proved], as, counts[notProven])
	}
}

// checkTable is the rules' own reasons as rows; nil where there are none.
func checkTable(caption string, list []ledger.Check) *Table {
	if len(list) == 0 {
		return nil
	}
	t := &Table{Caption: caption, Columns: []Column{{Text: "Rule"}, {Text: "Needed"}, {Text: "Actual"}, {Text: "Result"}}}
	for _, c := range list {
		rule, result := c.Title, "Met"
		if c.Clause != "" {
			rule += " (clause " + c.Clause + ")"
		}
		if !c.Met {
			result = "Not met"
		}
		t.Rows = append(t.Rows, []Cell{{Text: rule}, {Text: c.Required}, {Text: c.Actual}, {Text: result}})
	}
	return t
}

// list shows what the answer rests on.
func (p *evidencePage) list(records []record) {
	t := &Table{Caption: "Records that it rests on", Columns: []Column{{Text: "Entry"}, {Text: "What"}, {Text: "It says"}, {Text: "Check code"}}}
	for _, r := range records {
		t.Rows = append(t.Rows, []Cell{{Text: number(r.Entry), Href: entryPath(r.Entry)}, {Text: r.what}, {Text: r.Sentence}, {Text: r.CheckCode}})
	}
	p.Records = t
}

// who says who the people are whom the records name.
func (p *evidencePage) who(v *visit, records []record) error {
	var said []string
	for _, r := range records {
		said = append(said, r.Sentence)
		if r.parsed.Signed != nil {
			said = append(said, r.parsed.Signed.Payload.Author)
		}
	}
	people, err := v.whoIsWho(said...)
	if err != nil || len(people) == 0 {
		return err
	}
	p.People = &Table{Caption: "Who is named in these records", Columns: []Column{{Text: "On the ledger"}, {Text: "Who that is"}}}
	for _, row := range people {
		p.People.Rows = append(p.People.Rows, []Cell{{Text: row.Key}, {Text: strings.Join(row.Values, ", ")}})
	}
	return nil
}

// evidenceFile is the evidence pack, with the whole ledger as its reader may see it.
func evidenceFile(v *visit) (page, error) {
	ref := v.path("decision")
	if v.ledger.Size > maxPacked {
		return nil, api.NewProblem(ledger.CodeTooLarge, fmt.Sprintf("a ledger of more than %d entries is not packed on a page: use concordat decision evidence %s", maxPacked, ref))
	}
	told, err := v.client.Evidence(v.ctx, ref)
	if err != nil {
		return nil, err
	}
	d := told.Decision
	var b bytes.Buffer
	if err := verify.WritePack(&b, v.client.Source(v.ctx), verify.Pack{Decision: d.Ref, Title: d.Title, Ledger: v.ledger.Name, JSON: told.JSON, Notice: told.Notice, Inputs: told.Inputs, Page: verifypage.HTML()}); err != nil {
		return nil, err
	}
	return &file{name: d.Ref + ".evidence.zip", kind: "application/zip", data: b.Bytes()}, nil
}

// verifyPage checks a file in the reader's own browser.
type verifyPage struct {
	layout
	Form   template.HTML
	Origin string // of the ledger that is served here, and how long it is now
	Size   int64
}

func verifyShow(v *visit) (page, error) {
	return newVerifyPage(v.ledger.Origin, v.ledger.Size), nil
}

func newVerifyPage(origin string, size int64) *verifyPage {
	return &verifyPage{layout{page: "verify", Title: "Check a file", Nav: "/audit"}, template.HTML(verifypage.Form), origin, size}
}

// verifyFile is that page as one file, to be kept.
func verifyFile(*visit) (page, error) {
	return &file{name: "verify.html", kind: "text/html; charset=utf-8", data: verifypage.HTML()}, nil
}
