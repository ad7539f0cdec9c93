package web_test

import (
	"bytes"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"golang.org/x/mod/sumdb/note"

	"concordat/clients/sdk"
	"concordat/ledger/boltstore"
	"concordat/ledger/journal"
	"concordat/ledger/largetest"
	"concordat/policy"
)

const manyMotions = 500

// largeBoard serves a ledger with so many motions that were all decided, and the keys of its
// people.
func largeBoard(t *testing.T, o largetest.Options) *board {
	t.Helper()
	return serveLarge(&board{t: t, dir: t.TempDir()}, o)
}

func serveLarge(b *board, o largetest.Options) *board {
	t := b.t
	t.Helper()
	path := filepath.Join(b.dir, "ledger.db")
	store, err := boltstore.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	made, err := largetest.Make(o, store)
	if err != nil {
		t.Fatal(err)
	}
	signer, err := note.NewSigner(made.Signing)
	if err != nil {
		t.Fatal(err)
	}
	last, err := time.Parse(time.RFC3339, string(made.Last))
	if err != nil {
		t.Fatal(err)
	}
	b.clock = &clock{t: last}
	rules := policy.NewOf(made.Bundle)
	j, err := journal.Open(journal.Config{
		Store: store, Rules: rules, Engine: made.Engine, Signer: signer, LogKey: made.LogKey, CheckpointFile: filepath.Join(b.dir, "checkpoint"), Now: b.clock.now,
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Mkdir(filepath.Join(b.dir, "keys"), 0o700); err != nil {
		t.Fatal(err)
	}
	for person, private := range made.People {
		key := must(sdk.NewKey(bytes.NewReader(private.Seed()), sdk.Ed25519))
		if err := key.WriteKey(filepath.Join(b.dir, "keys", person+".key"), person); err != nil {
			t.Fatal(err)
		}
	}
	b.start(j, rules)
	return b
}

// Five hundred motions break no page: each is as light as ever, and from the first of a list
// its links lead through all of it, once.
func TestFiveHundredMotions(t *testing.T) {
	r := largeBoard(t, largetest.Options{Motions: manyMotions, Votes: 4 * manyMotions, Parties: 5}).reader()
	tag := regexp.MustCompile(`<[a-z]`)
	light := func(path string) answer {
		t.Helper()
		page := r.get(path).is(200)
		// Cards of a table, of which each cell has its column's name, are the largest.
		if n, elements := packed(t, page.body), len(tag.FindAllString(page.body, -1)); n > 25<<10 || elements > 1500 {
			t.Errorf("%s: %d bytes packed, of %d elements", path, n, elements)
		}
		return page
	}
	next := regexp.MustCompile(`href="([^"]+)" rel="next"`)
	for _, list := range []struct {
		path  string
		item  string // links to what is listed
		items int
		turns int
	}{
		{"/motions", `href="/motions/(LG-[0-9-]+)"`, manyMotions, 10},
		{"/decisions", `href="/decisions/(LG-[0-9-]+)"`, manyMotions, 10},
		{"/search?q=service", `href="/(?:decisions|motions)/(LG-[0-9-]+)"`, manyMotions, 10},
		{"/audit", `href="/decisions/(LG-[0-9-]+)"`, manyMotions, 10},
		{"/audit/sample?n=500&seed=a", `href="/decisions/(LG-[0-9-]+)"`, manyMotions, 10},
	} {
		seen, turns := map[string]bool{}, 0
		for path := list.path; path != ""; turns++ {
			page := light(path)
			path = ""
			if m := next.FindStringSubmatch(page.body); m != nil {
				path = strings.ReplaceAll(m[1], "&amp;", "&")
			}
			before := len(seen)
			_, body, found := strings.Cut(page.body, `id="register"`) // below what is looked at first
			if !found {
				body = page.body
			}
			for _, m := range regexp.MustCompile(list.item).FindAllStringSubmatch(body, -1) {
				seen[strings.Join(m[1:], "")] = true
			}
			if len(seen) == before {
				t.Fatalf("%s: page %d shows nothing new", list.path, turns+1)
			}
		}
		if len(seen) != list.items || turns != list.turns {
			t.Errorf("%s: %d of %d on %d pages", list.path, len(seen), list.items, turns)
		}
	}
	size := int64(0)
	if m := regexp.MustCompile(`Entries 0 to 49 of (\d+)`).FindStringSubmatch(light("/ledger").body); m != nil {
		size, _ = strconv.ParseInt(m[1], 10, 64) // nought, which is none
	}
	end := (size - 1) / 50 * 50
	light(fmt.Sprintf("/ledger?after=%d", end-1)).is(200, fmt.Sprintf("Entries %d to %d of %d", end, size-1, size))
	light("/parties/P01/obligations")
	light("/parties/P01/statement?" + url.Values{"from": {"2015-01-01"}, "to": {"2015-12-31"}}.Encode())

	// What an auditor looks at first is told in few words, and shown whole in the register.
	page := light("/audit")
	m := regexp.MustCompile(`and others: <a href="(/audit\?exception=[^"]+)#register">all (\d+) in the register</a>`).FindStringSubmatch(page.body)
	if m == nil {
		t.Fatal("no exception is so often that it is shown in part")
	}
	narrowed := light(m[1]).is(200, m[2]+" motions match")
	file := r.get(strings.ReplaceAll(regexp.MustCompile(`href="(/audit/register\.csv[^"]*)"`).FindStringSubmatch(narrowed.body)[1], "&amp;", "&")).is(200)
	if !strings.Contains(file.header.Get("Content-Disposition"), "register-rows-"+m[2]+"-entry-") || strings.Count(file.body, "\r\n") != 1+must(strconv.Atoi(m[2])) {
		t.Errorf("%q has %d lines, of %s motions", file.header.Get("Content-Disposition"), strings.Count(file.body, "\r\n"), m[2])
	}
}

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}
