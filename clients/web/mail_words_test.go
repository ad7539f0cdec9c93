package web

import (
	"strings"
	"testing"

	"concordat/ledger"
	"concordat/server/api"
)

// What is not known of what a motion costs is not told as nothing.
func TestMailOfAnUnknownCost(t *testing.T) {
	for _, kind := range []string{api.MessageOpened, api.MessageReminder} {
		m := api.Message{Kind: kind, Ref: "GM-2015-011", Title: "GM-2015-011", Closes: "2015-11-27T17:00:00.000Z", Party: "00V", PartyName: "NHS Bury CCG"}
		if words := strings.Join(mail(m, "http://localhost").Paragraphs, " "); strings.Contains(words, "pays") {
			t.Errorf("%s: what it costs is not known, and it says %q", kind, words)
		}
		m.Stake = &ledger.Stake{Party: "00V"}
		if words := strings.Join(mail(m, "http://localhost").Paragraphs, " "); !strings.Contains(words, "NHS Bury CCG pays nothing under it.") {
			t.Errorf("%s: it costs nothing, and it says %q", kind, words)
		}
	}
}

// However many seats somebody has, and whatever their parties pay, the mail that asks for
// their votes is short, and says of which seats or of how many.
func TestMailOfManySeats(t *testing.T) {
	stake := func(party string) *ledger.Stake {
		k := &ledger.Stake{Party: party}
		for _, year := range []string{"2015-16", "2016-17", "2017-18"} {
			k.Years = append(k.Years, ledger.StakeYear{Year: year, Pays: 412_360_50})
		}
		return k
	}
	m := api.Message{Kind: api.MessageOpened, Ref: "GM-2015-011", Title: "One pool for the equipment that is lent to people at home", Closes: "2015-11-27T17:00:00.000Z", Party: "00V", PartyName: "NHS Bury CCG", Seat: "00V-1", Stake: stake("00V"), Several: true}
	if e := mail(m, "http://localhost"); !strings.Contains(strings.Join(e.Paragraphs, " "), "You have not voted yet from 00V-1 of NHS Bury CCG.") || e.Words() > mailWords {
		t.Errorf("%d words: %q", e.Words(), e.Paragraphs)
	}
	for len(m.Also) < 12 {
		m.Also = append(m.Also, api.MessageSeat{Seat: "01D-" + number(int64(len(m.Also))), Party: "01D", PartyName: "NHS Heywood, Middleton and Rochdale CCG", Stake: stake("01D")})
		m.Also[len(m.Also)-1].Stake.Years[0].Pays += int64(len(m.Also)) * 1_000_00
		e := mail(m, "http://localhost")
		words := strings.Join(e.Paragraphs, " ")
		if e.Words() > mailWords {
			t.Errorf("%d seats in %d words: %q", len(m.Also)+1, e.Words(), words)
		}
		named := strings.Contains(words, m.Also[len(m.Also)-1].Seat+" of NHS Heywood")
		if counted := strings.Contains(words, "You have not voted yet from "+number(int64(len(m.Also)+1))+" of your seats."); named == counted || len(m.Also) == 5 && !named || len(m.Also) == 12 && !counted {
			t.Errorf("%d seats: %q", len(m.Also)+1, words)
		}
		if each := strings.Contains(words, "£412,360"); each == strings.Contains(words, "What it costs each of your organisations is on its page.") || each != (len(m.Also) == 1) {
			t.Errorf("%d seats: %q", len(m.Also)+1, words)
		}
	}
}

// Every mail, however long what it is about is called, is short and asks for one thing, by one
// link to this service.
func TestMailsAskForOneThing(t *testing.T) {
	title := strings.TrimSpace(strings.Repeat("A pooled fund ", ledger.MaxTitle/14))
	for _, kind := range []string{api.MessageOpened, api.MessageReminder, api.MessageFurther, api.MessageReceipt, api.MessageResult, api.MessageMeeting, api.MessageObligations, api.MessageDue, api.MessageDigest, api.MessageDaily} {
		m := api.Message{
			Kind: kind, Ref: "GM-2015-011", Title: title, Closes: "2015-11-27T17:00:00.000Z", At: "2015-11-27T17:00:00.000Z", Since: "2015-11-27T08:00:00.000Z", Day: "2015-11-01", Place: title,
			Party: "01D", PartyName: "NHS Heywood, Middleton and Rochdale CCG", Seat: "01D-1", Several: true, Outcome: "Not carried", Entry: 552, Code: "4F7K 2QXM 9RTA", Count: 12,
			Sums: []api.MessageSum{{Of: api.SumToOpen, Count: 3}, {Of: api.SumOverdue, Count: 2, Pence: 1}},
		}
		e := mail(m, "https://board.example")
		said := e.Subject + " " + strings.Join(e.Paragraphs, " ")
		if e.Words() > mailWords || e.Words() < 5 || e.Subject == "" {
			t.Errorf("%s: %d words: %q", kind, e.Words(), said)
		}
		if !strings.HasPrefix(e.Link, "https://board.example/") || e.LinkWords == "" || strings.Contains(said, "://") || strings.Contains(e.LinkWords, "://") {
			t.Errorf("%s leads to %q (%q), and says %q", kind, e.Link, e.LinkWords, said)
		}
		for _, vote := range []string{"for it", "against it", "You voted"} {
			if strings.Contains(said, vote) {
				t.Errorf("%s says how somebody voted: %q", kind, said)
			}
		}
	}
}

// Whatever a message counts is told in words, few enough to read.
func TestMailOfSums(t *testing.T) {
	for kind, list := range map[string][]string{
		api.MessageDigest: {api.SumNew, api.SumInForce, api.SumEnded, api.SumPaid, api.SumReceived, api.SumQueried, api.SumDone, api.SumDue, api.SumOverdue},
		api.MessageDaily:  {api.SumToOpen, api.SumNoQuorum, api.SumToRule, api.SumToConfirm, api.SumToRatify, api.SumToHold},
	} {
		m := api.Message{Kind: kind, To: "bury-officer", Party: "00V", PartyName: "NHS Bury CCG", Since: "2015-12-01T08:00:00.000Z", Day: "2015-11-01"}
		for i, of := range list {
			m.Sums = append(m.Sums, api.MessageSum{Of: of, Count: i + 1, Pence: 12345})
		}
		e := mail(m, "http://localhost")
		for i, line := range e.Paragraphs[1:] {
			if strings.HasPrefix(line, ",") || !strings.Contains(line, number(int64(i+1))+" ") || !strings.HasSuffix(line, ", £123.45.") {
				t.Errorf("%s: %q", list[i], line)
			}
		}
		if e.Words() > 120 || len(e.Paragraphs) != 1+len(list) || e.Subject == "" || !strings.HasPrefix(e.Link, "http://localhost/") {
			t.Errorf("%d words: %+v", e.Words(), e)
		}
	}
}
