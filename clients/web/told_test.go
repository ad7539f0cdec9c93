package web_test

import (
	"net/url"
	"strings"
	"testing"
	"time"

	"concordat/server/api"
)

// Who gives notice of a motion is told that it sends nobody a message, and who will be told when
// it opens; once it is open there is a message for each of these, and for nobody else.
func TestWhoIsTold(t *testing.T) {
	b := newBoard(t)
	who := b.member("secretary")
	task := func(at, name string, typed ...string) string {
		t.Helper()
		return who.drafting(at, name, typed...).at()
	}
	at := task("/drafts/new", "type", "title", "Fewer meetings", "type", "procedural", "function", "clinical-strategy", "route", "joint_committee")
	at = task(at, "text", "text", "That the board meet every second month.")
	at = task(at, "when", "opens", "10 December 2015", "opens-at", "9am", "closes", "14 December 2015", "closes-at", "5pm")
	who.get(who.sign(at+"/move", who.get(at+"/move").is(200)))

	const path, none = "/motions/GM-2015-013/publish", "No message goes out with the notice"
	asked := who.get(path+"?draft="+strings.TrimPrefix(at, "/drafts/")).is(200, none)
	check := who.post(path, asked.fill()).is(200, "Check and give notice", none, "Who is told", "When it opens: 12 people who hold the seats of 12 parties", "This server sends no e-mail", "Who will be told when it opens, by party (12)", "NHS Bury CCG", "bury-member", partByPart)
	who.get(who.sign(path, check)).is(200, none)
	if told := b.toldOf("GM-2015-013"); len(told) != 0 {
		t.Errorf("at the notice there were messages to %q", told)
	}
	b.clock.add(13 * 24 * time.Hour)
	open := who.post(path, who.get(path).is(200, "Open for votes").form()).is(200, "Check and open", "When it opens: 12 people", "Who will be told when it opens, by party (12)")
	_, list, _ := strings.Cut(open.body, "Who will be told when it opens, by party (12)")
	list, _, _ = strings.Cut(list, "</details>")
	who.get(who.sign(path, open)).is(200).isNot(none)
	told := b.toldOf("GM-2015-013")
	if len(told) != 12 {
		t.Errorf("messages to %q", told)
	}
	for _, person := range told {
		if !strings.Contains(list, person) {
			t.Errorf("%s is told, and was not said to be: %s", person, list)
		}
	}
}

// toldOf are those to whom there is a message that a motion is open.
func (b *board) toldOf(ref string) (people []string) {
	b.t.Helper()
	list, err := b.as("secretary").Messages(b.t.Context(), url.Values{"motion": {ref}, "kind": {api.MessageOpened}})
	if err != nil {
		b.t.Fatal(err)
	}
	for _, m := range list {
		people = append(people, m.To)
	}
	return people
}
