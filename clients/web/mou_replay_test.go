package web_test

import (
	"bytes"
	"regexp"
	"strings"
	"testing"

	"concordat/ledger"
)

// A draft's page says, once that is asked for, what each of the newest decisions would have been
// under it, and why; and that of rules that nobody put before the parties nothing is worked out.
func TestReplayUnderDraft(t *testing.T) {
	b := newBoard(t)
	draft, rules := b.drafts()
	path := "/mou/2/drafts/" + string(draft)
	who := b.reader()
	who.get(path).is(200, `href="`+path+`?replay=yes"`).isNot("Under the draft")
	page := who.get(path+"?replay=yes").is(200, "What would have changed, of the last", "Under the draft", "GM-2015-010", "as they are")
	if n := strings.Count(page.body, `href="/decisions/GM-201`); n < 10 {
		t.Errorf("%d decisions are replayed", n)
	}
	if strings.Contains(page.body, "Not replayed") {
		t.Errorf("some are not: %s", page.body)
	}
	page.is(200, "the draft would have changed 0 and left")
	for _, c := range []ledger.Digest{rules, ledger.DigestOf([]byte("x")), "x"} {
		d, err := b.as("secretary").DecisionUnder(t.Context(), "GM-2015-010", c)
		if known := c == rules; known != (err == nil) || known && (d.Replayed == nil || !d.Replayed.Can) {
			t.Errorf("under %s: %+v %v", c, d.Replayed, err)
		}
	}
}

// What a stricter draft would have decided otherwise is said with why.
func TestReplayUnderStricterDraft(t *testing.T) {
	b := newBoard(t)
	bundle := secondVersion(t)
	strict := bytes.Replace(bundle["mou/terms.json"], []byte("\"num\": 2,\n        \"den\": 3"), []byte("\"num\": 1,\n        \"den\": 1"), 1)
	if bytes.Equal(strict, bundle["mou/terms.json"]) {
		t.Fatal("the terms have no such majority")
	}
	bundle["mou/terms.json"] = strict
	draft, _ := b.draftsOf(bundle)
	page := b.reader().get("/mou/2/drafts/"+string(draft)+"?replay=yes").is(200, "Not carried instead of carried. 11 of 12 parties are for.").isNot("is not owed")
	changed := regexp.MustCompile(`would have changed (\d+) and`).FindStringSubmatch(page.body)
	if changed == nil || changed[1] == "0" {
		t.Errorf("it changes %q: %s", changed, page.body)
	}
}
