package document_test

import (
	"bytes"
	"encoding/xml"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"concordat/ledger"
	"concordat/server/api"
	"concordat/server/document"
)

var write = flag.Bool("write-documents", false, "write the documents in testdata anew")

// golden holds a document against the file of its name.
func golden(t *testing.T, name string, got []byte) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *write {
		if err := os.WriteFile(path, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want) {
		t.Errorf("%s is no longer what is written: go test ./server/document -write-documents, and read what changed\n%s", path, got)
	}
}

const (
	starts = ledger.Time("2015-04-17T13:00:00.000Z")
	ended  = ledger.Time("2015-04-17T15:10:00.000Z")
)

func check(id, clause, title, required, actual, explain string, met bool) ledger.Check {
	return ledger.Check{ID: id, Clause: clause, Title: title, Required: required, Actual: actual, Met: met, Explain: explain}
}

// sitting has one of everything that minutes can say.
func sitting() api.Minutes {
	hands := &api.MinutedVote{
		Counts: map[string]int64{"for": 2, "against": 1, "abstain": 1}, Presided: "chair", Code: "4F7K 2QXM 9RTA",
		Hands: []api.MinutedHand{
			{Seat: "00T-1", Party: "00T", Name: "NHS Bolton CCG", Person: "bolton-deputy", Choice: "for"},
			{Seat: "00V-1", Party: "00V", Name: "NHS Bury CCG", Person: "bury-member", Choice: "against"},
			{Seat: "00W-1", Party: "00W", Name: "NHS Central Manchester CCG", Person: "central-member", Choice: "for"},
			{Seat: "00Y-1", Party: "00Y", Name: "NHS Oldham CCG", Person: "oldham-member", Choice: "abstain"},
		},
	}
	hands.Dissent = hands.Hands[1:2]
	hands.Confirmed = []string{"00T-1", "00W-1"}
	hands.Denied = []api.MinutedDenial{{Seat: "00Y-1", Name: "NHS Oldham CCG", Person: "oldham-deputy", Reason: "We were for it."}}
	before := []string{"That there be one major trauma service.", "That it open by April 2016."}
	after := []string{"That there be one collaborative major trauma service.", "That it open by October 2016."}
	return api.Minutes{
		Board: "Greater Manchester Association of CCGs", Meeting: "GM-2015-M03", Title: "Strategy board", Place: "Town hall <annexe> & online", Starts: starts, Ended: ended,
		Voting: []api.MinutedPerson{
			{Person: "bolton-deputy", Seat: "00T-1", Party: "00T", Name: "NHS Bolton CCG", Deputy: true, DeputyFor: "bolton-member"},
			{Person: "bury-member", Seat: "00V-1", Party: "00V", Name: "NHS Bury CCG"},
			{Person: "central-member", Seat: "00W-1", Party: "00W", Name: "NHS Central Manchester CCG"},
			{Person: "oldham-member", Seat: "00Y-1", Party: "00Y", Name: "NHS Oldham CCG"},
		},
		Others:    []api.MinutedPerson{{Person: "cheshire-member", Seat: "01C-1", Party: "01C", Name: "NHS Eastern Cheshire CCG"}},
		Attending: []api.MinutedPerson{{Person: "clinical-lead"}},
		Apologies: []api.MinutedPerson{{Person: "bolton-member", Seat: "00T-1", Party: "00T", Name: "NHS Bolton CCG"}},
		Presiding: []ledger.Presiding{{Person: "chair"}, {Person: "oldham-member", Items: []string{"4", "5"}}},
		Interests: []api.MinutedInterest{
			{Person: "central-member", Nature: "professional", Motion: "GM-2015-009", Item: "4", Known: "2015-04-01", Stated: "2015-04-02T09:00:00.000Z",
				Rulings: []api.MinutedRuling{{Person: "chair", Ruling: "may_speak"}, {Person: "vice-chair", Ruling: "may_speak"}}, Code: "8D2N 7WPA 33K0"},
			{Person: "oldham-member", Nature: "indirect", Motion: "GM-2015-009", Item: "4", Known: "2015-04-10", Stated: "2015-04-16T09:00:00.000Z", Rulings: []api.MinutedRuling{}, Code: "9D2N 7WPA 33K0"},
		},
		Items: []api.MinutedItem{
			{Item: "1", Title: "Minutes of the last meeting", Minutes: "GM-2015-M02", Notes: []string{"They were agreed as a true record."}},
			{Item: "2", Title: "Urgent decision", Reports: "GM-2015-008"},
			{Item: "4", Title: "Major trauma", Away: []api.MinutedAbsence{{Person: "central-member", Left: "2015-04-17T13:20:00.000Z", Returned: "2015-04-17T13:55:00.000Z"}, {Person: "clinical-lead", Left: "2015-04-17T13:40:00.000Z"}},
				Motions: []api.MinutedMotion{{
					Ref: "GM-2015-009", Title: "Single major trauma service", Mover: "bury-member", MoverName: "NHS Bury CCG", Text: after, Code: "1A2B 3C4D 5E6F",
					Conditions: []string{"That the ambulance trust agrees the transfer plan."},
					Amendments: []api.MinutedAmendment{
						{Seat: "00Y-1", Name: "NHS Oldham CCG", Compared: document.Compare(before, after), Hands: &api.MinutedVote{WithoutVote: true, Hands: hands.Hands, Code: "7C2B 3C4D 5E6F"}, Outcome: "carried", Code: "7A2B 3C4D 5E6F"},
						{Seat: "00V-1", Name: "NHS Bury CCG", Compared: document.Compare(after, after[:1]), Code: "7B2B 3C4D 5E6F"},
					},
					Hands: hands,
					Result: &api.MinutedResult{
						Outcome: "carried", Collective: true,
						Checks: []ledger.Check{
							check("quorum", "4.2", "Quorum", "9 of 12 parties", "12 parties", "12 of 12 parties took part; 9 are needed. Met.", true),
							check("losses", "7.4", "No party loses more than its cap", "£500,000.00 a year", "£610,000.00", "", false),
						},
						Parties: []api.DecisionParty{
							{PartyOutcome: ledger.PartyOutcome{Party: "00V", Position: "against", Bound: "against_vote", Clause: "5.3"}, Name: "NHS Bury CCG"},
							{PartyOutcome: ledger.PartyOutcome{Party: "00T", Position: "for", Bound: "by_vote", Clause: "5.3"}, Name: "NHS Bolton CCG"},
						},
						Obligations: []ledger.ObligationTerm{
							{Payer: "00V", Payee: "00T", What: "Major trauma service", Pence: 41236000, Due: "2015-07-01", Awaits: []string{"00V"}},
							{Payer: "00T", What: "Report on outcomes", Due: "2016-03-31"},
						},
					},
				}},
				Points: []api.MinutedPoint{{Point: "Whether the amendment negates the motion", Ruling: "It does not."}},
			},
			{Item: "5", Title: "Estates", Private: "The exclusion is by resolution: terms under negotiation", Release: "2015-10-01", Deferred: &api.MinutedDeferral{To: "GM-2015-M04", Reason: "The valuation has not come."}},
			{Item: "6", Title: "Divided business", Motions: []api.MinutedMotion{{
				Ref: "GM-2015-010", Title: "Two things", Mover: "chair", Text: []string{"That one thing be done.", "That another be."}, Code: "1B2B 3C4D 5E6F", Parts: []string{"GM-2015-011", "GM-2015-012"},
			}, {
				Ref: "GM-2015-011", Title: "One thing", Mover: "chair", Text: []string{"That one thing be done."}, Code: "1C2B 3C4D 5E6F", Whole: "GM-2015-010",
			}}},
		},
		Actions: []api.MinutedAction{{Action: "GM-2015-M03/01", Item: "4", What: "Write to the ambulance trust.", Party: "00V", Name: "NHS Bury CCG", Person: "bury-officer", Due: "2015-05-01"}},
		Countersigned: []api.Countersignature{
			{Size: 431, Code: "4F7K 2QXM 9RTA", Meeting: "GM-2015-M03", Party: "00V", Name: "NHS Bury CCG", Person: "bury-officer", Time: "2015-04-17T15:05:00.000Z", Entry: 431},
			{Size: 1, Code: "5F7K 2QXM 9RTA", Meeting: "GM-2015-M03", Party: "00T", Name: "NHS Bolton CCG", Person: "bolton-officer", Time: "2015-04-17T15:06:00.000Z", Entry: 432},
		},
	}
}

func notice() api.DecisionNotice {
	m := sitting().Items[2].Motions[0]
	return api.DecisionNotice{
		Board: "Greater Manchester Association of CCGs", Ref: "GM-2015-009", Title: m.Title, Status: api.Status{Status: "in_force", Words: "In force"}, Outcome: "carried",
		Decided: starts, Meeting: "GM-2015-M03", Mover: "bury-member", MoverName: "NHS Bury CCG", Decisions: m.Text,
		Reasons:    []string{"Volumes are too low for four sites.", "Mortality falls where care is concentrated."},
		Rejected:   []ledger.Rejected{{Option: "Four sites", Why: "Rotas can't be staffed."}},
		Conditions: []api.NoticedCondition{{Text: m.Conditions[0], Met: true}}, Votes: m.Hands.Hands, Counts: m.Hands.Counts, Checks: m.Result.Checks,
		Parties: []api.DecisionParty{
			{PartyOutcome: ledger.PartyOutcome{Party: "00V", Position: "against", Bound: "against_vote", Clause: "5.3", Chain: "MoU version 3, clause 5.3, signed on 28 March 2014."}, Name: "NHS Bury CCG"},
			{PartyOutcome: ledger.PartyOutcome{Party: "00Y", Position: "for", Bound: "on_ratification", Clause: "5.4"}, Name: "NHS Oldham CCG", Answer: &api.Answer{Status: "ratified", Time: "2015-05-01T09:00:00.000Z"}},
			{PartyOutcome: ledger.PartyOutcome{Party: "01C", Position: "absent", Bound: "not_bound"}, Name: "NHS Eastern Cheshire CCG"},
		},
		Obligations: []api.NoticedObligation{
			{Ref: "GM-2015-009/001", Payer: "NHS Bury CCG", Payee: "NHS Bolton CCG", What: "Major trauma service", Pence: 41236000, Due: "2015-07-01"},
			{Ref: "GM-2015-009/002", Payer: "NHS Bolton CCG", What: "Report on outcomes", Due: "2016-03-31"},
		},
		Variations: []api.Variation{{By: "GM-2015-020", How: "corrected", Entry: 700}},
		Entry:      431, Rules: ledger.DigestOf([]byte("rules")), MoU: 3, Origin: "board.example/gm-0123456789abcdef",
	}
}

func TestMinutes(t *testing.T) {
	golden(t, "minutes.txt", document.MinutesText(sitting()))
	golden(t, "minutes.html", document.MinutesHTML(sitting()))
	// One committee of several that sat in common, and a motion that bound nobody.
	alone := sitting()
	alone.Committee, alone.Name = "00V", "NHS Bury CCG"
	trauma := &alone.Items[2].Motions[0]
	own := *trauma.Result
	own.Outcome, own.Decided, own.Parties, own.Obligations = "not_carried", "against", own.Parties[:1], nil
	trauma.Result = &own
	for _, words := range []string{string(document.MinutesText(alone)), string(document.MinutesHTML(alone))} {
		if !strings.Contains(words, "NHS Bury CCG decided: against.") || strings.Contains(words, "Result: ") {
			t.Errorf("the minutes of one committee do not say what it decided:\n%s", words)
		}
	}
	none := sitting()
	trauma = &none.Items[2].Motions[0]
	lost := *trauma.Result
	lost.Outcome, lost.Checks, lost.Parties, lost.Obligations = "not_carried", []ledger.Check{check("collective", "5.2", "All decide the same", "All", "1 for, 1 against", "", false)}, slices.Clone(lost.Parties), nil
	for i := range lost.Parties {
		lost.Parties[i].Bound = ledger.BoundNot
	}
	trauma.Result = &lost
	for _, words := range []string{string(document.MinutesText(none)), string(document.MinutesHTML(none))} {
		if strings.Count(words, "No party is bound.") != 1 || strings.Contains(strings.ToLower(words), "not bound") || !strings.Contains(words, "Result: no collective decision.") {
			t.Errorf("nobody is bound, and it is not said once:\n%s", words)
		}
	}
	empty := api.Minutes{Board: "A board", Meeting: "GM-2015-M01", Title: "None came", Place: "Nowhere", Starts: starts, Committee: "00V", Name: "NHS Bury CCG"}
	golden(t, "empty.txt", document.MinutesText(empty))
	golden(t, "empty.html", document.MinutesHTML(empty))
}

func TestNotice(t *testing.T) {
	golden(t, "notice.txt", document.NoticeText(notice()))
	golden(t, "notice.html", document.NoticeHTML(notice()))
	lost := notice()
	lost.Outcome, lost.Status.Words, lost.Reasons, lost.Rejected, lost.Conditions, lost.Votes, lost.Parties, lost.Obligations, lost.Variations, lost.Meeting, lost.MoverName = "not_carried", "Of no effect", nil, nil, nil, nil, nil, nil, nil, "", ""
	golden(t, "lost.txt", document.NoticeText(lost))
	golden(t, "lost.html", document.NoticeHTML(lost))
}

// Headings go down one step at a time, tables have captions and header cells, and
// nothing runs or is styled.
// What a reader may not read of yet is said in its place, in both forms.
func TestWithheld(t *testing.T) {
	m := sitting()
	estates := &m.Items[3]
	*estates = api.MinutedItem{Item: estates.Item, Title: estates.Title, Private: estates.Private, Release: estates.Release, Withheld: true}
	n := notice()
	n = api.DecisionNotice{
		Board: n.Board, Ref: n.Ref, Title: n.Title, Status: n.Status, Outcome: n.Outcome, Decided: n.Decided, Meeting: n.Meeting,
		Withheld: &ledger.PrivateItem{Meeting: n.Meeting, Item: "5", Reason: estates.Private, Release: estates.Release},
	}
	unset := n
	unset.Withheld = &ledger.PrivateItem{Meeting: n.Meeting, Item: "5", Reason: estates.Private}
	for name, words := range map[string][]string{
		string(document.MinutesText(m)):    {"5  ESTATES\nTaken in private: The exclusion is by resolution: terms under negotiation\nIts papers are public from 1 October 2015.\nThis is the public version", "6  DIVIDED BUSINESS\n"},
		string(document.MinutesHTML(m)):    {"<p>Its papers are public from 1 October 2015.</p>\n<p>This is the public version", "<h3>6 Divided business</h3>"},
		string(document.NoticeText(n)):     {"Carried on 17 April 2015 at GM-2015-M03. Status: in force.\nIt was taken in private, under item 5 of GM-2015-M03: The exclusion is by resolution: terms under negotiation. Its text, reasons, votes and obligations are withheld; they are public from 1 October 2015.\n"},
		string(document.NoticeHTML(n)):     {"Status: in force.</p>\n<p>It was taken in private, under item 5 of GM-2015-M03", "from 1 October 2015.</p>\n</article>\n"},
		string(document.NoticeText(unset)): {"are withheld; no day of release is set.\n"},
	} {
		for _, w := range words {
			if !strings.Contains(name, w) {
				t.Errorf("does not say %q:\n%s", w, name)
			}
		}
		if strings.Contains(name, "It was taken in private") && strings.Contains(name, "None") {
			t.Errorf("says that there is none of what is withheld:\n%s", name)
		}
	}
}

func TestHTMLIsPlain(t *testing.T) {
	for name, page := range map[string][]byte{"minutes": document.MinutesHTML(sitting()), "notice": document.NoticeHTML(notice())} {
		d := xml.NewDecoder(bytes.NewReader(page))
		d.Strict, d.AutoClose, d.Entity = false, xml.HTMLAutoClose, xml.HTMLEntity
		level, last, elements := 1, "", 0
		for {
			token, err := d.Token()
			if errors.Is(err, io.EOF) {
				break
			}
			if err != nil {
				t.Fatal(err)
			}
			e, ok := token.(xml.StartElement)
			if !ok {
				continue
			}
			elements++
			tag := e.Name.Local
			if len(tag) == 2 && tag[0] == 'h' && tag[1] >= '1' && tag[1] <= '6' {
				now := int(tag[1] - '0')
				if now > level+1 || now < 2 {
					t.Errorf("%s: %s after h%d", name, tag, level)
				}
				level = now
			}
			if last == "table" && tag != "caption" {
				t.Errorf("%s: a table without a caption", name)
			}
			last = tag
			switch {
			case slices.Contains([]string{"script", "style", "link", "img", "iframe", "form", "i", "b"}, tag):
				t.Errorf("%s has an element %s", name, tag)
			case tag == "th" && (len(e.Attr) != 1 || e.Attr[0].Name.Local != "scope"):
				t.Errorf("%s: a header cell without a scope: %v", name, e.Attr)
			case tag != "th" && len(e.Attr) > 0:
				t.Errorf("%s: %s has %v", name, tag, e.Attr)
			}
		}
		if elements < 50 {
			t.Errorf("%s has %d elements", name, elements)
		}
		if bytes.Contains(page, []byte("<annexe>")) {
			t.Errorf("%s: a word was taken for markup", name)
		}
	}
}

func join(list []api.Words, how ...string) string {
	var parts []string
	for _, w := range list {
		if slices.Contains(how, w.How) {
			parts = append(parts, w.Text)
		}
	}
	return strings.Join(strings.Fields(strings.ReplaceAll(strings.Join(parts, " "), "\n", " ¶ ")), " ")
}

func flat(paragraphs []string) string {
	return strings.Join(strings.Fields(strings.Join(paragraphs, " ¶ ")), " ")
}

// Whatever the texts, both can be read back from the comparison, and what is the
// same is not said to be changed.
func TestCompareLosesNothing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		word := rapid.SampledFrom([]string{"that", "the", "board", "meet", "monthly"})
		text := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) string {
			return strings.Join(rapid.SliceOfN(word, 1, 6).Draw(t, "words"), " ")
		}), 1, 3)
		before, after := text.Draw(t, "before"), text.Draw(t, "after")
		got := document.Compare(before, after)
		if old := join(got, api.WordsKept, api.WordsTaken); old != flat(before) {
			t.Fatalf("the old text came out as %q, not %q", old, flat(before))
		}
		if present := join(got, api.WordsKept, api.WordsPutIn); present != flat(after) {
			t.Fatalf("the new text came out as %q, not %q", present, flat(after))
		}
		if same := document.Compare(before, before); len(same) != 1 || same[0].How != api.WordsKept {
			t.Fatalf("a text differs from itself: %v", same)
		}
	})
}

// Texts of which every word differs are compared in bounded work.
func TestCompareIsBounded(t *testing.T) {
	text := func(prefix string) []string {
		var b strings.Builder
		for i := range 5000 {
			fmt.Fprintf(&b, "%s%d ", prefix, i)
		}
		return []string{b.String()}
	}
	got := document.Compare(text("a"), text("b"))
	if len(got) != 2 || got[0].How != api.WordsTaken || got[1].How != api.WordsPutIn {
		t.Errorf("%d pieces", len(got))
	}
}

// A notice says from which seat, by whom and by which key each party decided.
func TestSignatories(t *testing.T) {
	n := notice()
	n.Parties[0].Signed = []api.Signatory{
		{Seat: "00V-1", Person: "bury-deputy", Deputy: true, Choice: "against", Assurance: ledger.KeyPasskey, Key: "k1", Entry: 412},
		{Seat: "00V-2", Person: "bury-member", Choice: "against", Assurance: ledger.AssuranceShown, Confirmed: true, Entry: 413},
		{Seat: "00V-3", Person: "bury-third", Choice: "against", Assurance: ledger.AssuranceShown, Entry: 413},
	}
	for _, words := range []string{string(document.NoticeText(n)), string(document.NoticeHTML(n))} {
		words = strings.Join(strings.Fields(words), " ")
		for _, want := range []string{
			"signed on 28 March 2014. Seat 00V-1: bury-deputy, deputising, signed by the passkey key k1 (entry 412).",
			"Seat 00V-2: bury-member, by hand, as the secretary recorded (entry 413) and the person confirmed.",
			"Seat 00V-3: bury-third, by hand, as the secretary recorded (entry 413).",
		} {
			if !strings.Contains(words, want) {
				t.Errorf("%q is missing in %s", want, words)
			}
		}
	}
}
