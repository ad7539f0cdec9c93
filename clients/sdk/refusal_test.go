package sdk

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"concordat/ledger"
	"concordat/ledger/merkle"
	"concordat/server/api"
)

// What the person agreed to is what is signed: a host that shows one title and
// would have another signed gets no signature, on the first try and on the next.
func TestOnlyTheAgreedSentenceIsSigned(t *testing.T) {
	ctx := context.Background()
	l := newLiar(t)
	c := l.voter(Options{})
	shown, err := c.Sentence(ctx, ledger.KindVoteCast, "00V", testVote)
	if err != nil || shown != testSentence {
		t.Fatalf("%q, %v", shown, err)
	}
	l.title = "Stepping Hill closes"
	_, err = c.State(ctx, ledger.KindVoteCast, "00V", testVote, shown)
	var e *SentenceError
	if !errors.As(err, &e) || e.Agreed != shown || !strings.Contains(e.Now, "Stepping Hill closes") || len(l.posts) > 0 {
		t.Errorf("another title was signed %d times: %v", len(l.posts), err)
	}
	l.title = ""
	l.before = func(w http.ResponseWriter, r *http.Request) bool {
		if r.URL.Path == api.PathStatements && r.Header.Get("Authorization") != "" && l.title == "" {
			l.next++ // a race, which is run again
			l.title = "Stepping Hill closes"
		}
		return false
	}
	_, err = c.State(ctx, ledger.KindVoteCast, "00V", testVote, shown)
	if !errors.As(err, &e) || len(l.posts) != 1 {
		t.Errorf("another title was signed after a race, %d posts: %v", len(l.posts), err)
	}
}

// A refusal that the log signed is the problem, and kept. Every other is told.
func TestRefusals(t *testing.T) {
	l := newLiar(t)
	l.refuse = ledger.CodeClosed
	dir := t.TempDir()
	_, err := vote(l.voter(Options{StateDir: dir}))
	var p *api.Problem
	var e *RefusalError
	if !errors.As(err, &p) || p.Code != ledger.CodeClosed || errors.As(err, &e) {
		t.Fatalf("%v", err)
	}
	kept := must(filepath.Glob(filepath.Join(dir, "refusal-*.json")))
	if len(kept) != 1 {
		t.Fatalf("%d refusals are kept", len(kept))
	}
	var r refusal
	if err := json.Unmarshal(must(os.ReadFile(kept[0])), &r); err != nil || string(r.Statement) != string(l.posts[0]) || r.Refusal != p.Refusal || r.VKey != l.vkey {
		t.Errorf("kept %+v, %v", r, err)
	}
	for name, test := range map[string]struct {
		why string
		lie func(merkle.Refusal) merkle.Refusal
	}{
		"no signature":      {"no signature", func(merkle.Refusal) merkle.Refusal { return merkle.Refusal{} }},
		"another statement": {"another statement", func(r merkle.Refusal) merkle.Refusal { r.ID = strings.Repeat("0", 64); return r }},
		"another code":      {"stale, not closed", func(r merkle.Refusal) merkle.Refusal { r.Code = "stale"; return r }},
	} {
		l.refusal = test.lie
		_, err := vote(l.voter(Options{StateDir: dir}))
		if !errors.As(err, &e) || !errors.As(err, &p) || !strings.Contains(err.Error(), test.why) || string(e.Sent) != string(l.posts[len(l.posts)-1]) {
			t.Errorf("%s: %v", name, err)
		}
	}
	other := newLiar(t)
	l.refusal = nil
	l.before = func(w http.ResponseWriter, r *http.Request) bool {
		if r.URL.Path == api.PathStatements && r.Header.Get("Authorization") != "" {
			refuse(w, ledger.CodeClosed, other.signRefusal(merkle.Refusal{ID: strings.Repeat("0", 64), Code: "closed", Head: merkle.Checkpoint{Origin: other.origin, Size: 0, Root: merkle.Tree{}.Root()}}))
			return true
		}
		return false
	}
	if _, err := vote(l.voter(Options{StateDir: dir})); !errors.As(err, &e) || !errors.Is(err, merkle.ErrKey) {
		t.Errorf("signed by another log: %v", err)
	}
	if kept := must(filepath.Glob(filepath.Join(dir, "refusal-*.json"))); len(kept) != 1 {
		t.Errorf("%d refusals are kept: false ones are not the log's", len(kept))
	}
}

// A race that the server does not sign for is not run again: nobody gets one
// signature after another out of a client.
func TestUnsignedRacesAreNotRunAgain(t *testing.T) {
	l := newLiar(t)
	l.refuse = ledger.CodeOutOfSequence
	l.refusal = func(merkle.Refusal) merkle.Refusal { return merkle.Refusal{} }
	_, err := vote(l.voter(Options{}))
	var e *RefusalError
	if !errors.As(err, &e) || len(l.posts) != 1 {
		t.Errorf("%d posts: %v", len(l.posts), err)
	}
}

// What puts a statement off is signed by nobody and held against nobody.
func TestPutOff(t *testing.T) {
	for _, code := range []ledger.Code{ledger.CodeUnavailable, ledger.CodeRulesFailed, api.CodeInternal} {
		l := newLiar(t)
		l.before = func(w http.ResponseWriter, r *http.Request) bool {
			if r.URL.Path != api.PathStatements || r.Header.Get("Authorization") == "" {
				return false
			}
			problem(w, code)
			return true
		}
		_, err := vote(l.voter(Options{}))
		var p *api.Problem
		var e *RefusalError
		if !errors.As(err, &p) || p.Code != code || errors.As(err, &e) {
			t.Errorf("%s: %v", code, err)
		}
	}
}

func TestKeptRefusalsAreBounded(t *testing.T) {
	s := &store{dir: t.TempDir()}
	for i := range 7 {
		if err := s.putOneOf("refusal-", 3, fmt.Sprint(i), i); err != nil {
			t.Fatal(err)
		}
		at := time.Unix(int64(i), 0)
		if err := os.Chtimes(filepath.Join(s.dir, "refusal-"+fingerprint(fmt.Sprint(i))), at, at); err != nil {
			t.Fatal(err)
		}
	}
	for i := range 7 {
		var v int
		if ok, err := s.get("refusal-"+fingerprint(fmt.Sprint(i)), &v); err != nil || ok != (i > 3) {
			t.Errorf("%d: kept %v, %v", i, ok, err)
		}
	}
}
