package auth_test

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"concordat/server/auth"
)

func openSessions(t *testing.T, path string, c *clock) *auth.Sessions {
	t.Helper()
	s, err := auth.OpenSessions(path, c.now)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func open(t *testing.T, s *auth.Sessions, person string) (string, auth.Session) {
	t.Helper()
	secret, session, err := s.Open(auth.Session{Person: person, Key: "thumb"})
	if err != nil {
		t.Fatal(err)
	}
	return secret, session
}

func stands(t *testing.T, s *auth.Sessions, secret string) bool {
	t.Helper()
	_, err := s.BySecret(secret)
	if err != nil && !errors.Is(err, auth.ErrSession) {
		t.Fatal(err)
	}
	return err == nil
}

// A session ends twenty hours after its last use and a week after its log-in, used
// or not; until then each use carries it on.
func TestSessionEnds(t *testing.T) {
	c := newClock()
	s := openSessions(t, "", c)
	idle, first := open(t, s, "chair")
	busy, second := open(t, s, "chair")
	if want := c.now().Add(auth.SessionIdle); !first.Ends().Equal(want) || auth.SessionIdle < 20*time.Hour {
		t.Errorf("it ends %s, want %s", first.Ends(), want)
	}
	c.add(auth.SessionIdle - time.Second)
	if _, err := s.ByName(second.Name); err != nil {
		t.Error(err)
	}
	c.add(time.Second)
	if stands(t, s, idle) || !stands(t, s, busy) {
		t.Error("who was idle for twenty hours is logged in, or who was not is not")
	}
	for c.now().Before(second.Opened.Add(auth.SessionLife - time.Hour)) {
		if !stands(t, s, busy) {
			t.Fatalf("ended at %s", c.now())
		}
		c.add(time.Hour)
	}
	stands(t, s, busy)
	c.add(time.Hour)
	if stands(t, s, busy) {
		t.Error("a session outlives its week")
	}
	if list := s.List("chair"); len(list) != 0 {
		t.Errorf("listed: %+v", list)
	}
}

// A session ends when it is ended, for its person alone, and no other with it.
func TestSessionIsEnded(t *testing.T) {
	c := newClock()
	s := openSessions(t, "", c)
	mine, first := open(t, s, "chair")
	other, _ := open(t, s, "chair")
	if n, err := s.End("secretary", first.Name); n != 0 || err != nil {
		t.Errorf("somebody else ended %d: %v", n, err)
	}
	if !stands(t, s, mine) {
		t.Error("somebody else ended it")
	}
	if n, err := s.End("chair", first.Name, "unknown"); n != 1 || err != nil {
		t.Errorf("%d ended: %v", n, err)
	}
	if n, _ := s.End("chair", first.Name); n != 0 {
		t.Error("it ended twice")
	}
	if stands(t, s, mine) || !stands(t, s, other) {
		t.Error("the wrong one ended")
	}
	if _, err := s.ByName(first.Name); !errors.Is(err, auth.ErrSession) {
		t.Error(err)
	}
	if _, err := s.BySecret(first.Name); !errors.Is(err, auth.ErrSession) {
		t.Error("a session's name is its secret")
	}
}

// One person has so many sessions; the next ends the one unused for longest, and
// nobody else's.
func TestSessionsOfOnePerson(t *testing.T) {
	c := newClock()
	s := openSessions(t, "", c)
	theirs, _ := open(t, s, "secretary")
	var secrets []string
	for range auth.MaxSessions {
		c.add(time.Second)
		secret, _ := open(t, s, "chair")
		secrets = append(secrets, secret)
	}
	c.add(time.Second)
	stands(t, s, secrets[0]) // used last
	c.add(time.Second)
	open(t, s, "chair")
	for i, secret := range secrets {
		c.add(time.Second)
		if got := stands(t, s, secret); got != (i != 1) {
			t.Errorf("%d stands: %v", i, got)
		}
	}
	if !stands(t, s, theirs) {
		t.Error("somebody else's ended")
	}
	if list := s.List("chair"); len(list) != auth.MaxSessions || list[0].Used.Before(list[1].Used) {
		t.Errorf("%d listed, the first used %s", len(list), list[0].Used)
	}
}

// Sessions outlive the server, with what was ended ended and when they were used; the
// file is its owner's, and who reads it finds nothing to log in with.
func TestSessionsOutliveTheServer(t *testing.T) {
	c := newClock()
	path := filepath.Join(t.TempDir(), "sessions")
	s := openSessions(t, path, c)
	kept, session := open(t, s, "chair")
	ended, gone := open(t, s, "chair")
	if _, err := s.End("chair", gone.Name); err != nil {
		t.Fatal(err)
	}
	// Not stopped, but killed: what was answered is there.
	again := openSessions(t, path, c)
	if !stands(t, again, kept) || stands(t, again, ended) {
		t.Error("after a crash the wrong one stands")
	}
	c.add(19 * time.Hour)
	if !stands(t, s, kept) {
		t.Error("it ended early")
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	c.add(19 * time.Hour)
	again = openSessions(t, path, c)
	got, err := again.BySecret(kept)
	if err != nil || got.Name != session.Name || got.Person != "chair" || got.Key != "thumb" || !got.Opened.Equal(session.Opened) {
		t.Errorf("%+v %v", got, err)
	}
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if info, _ := os.Stat(path); info.Mode().Perm() != 0o600 {
		t.Errorf("mode %v", info.Mode())
	}
	if bytes.Contains(data, []byte(kept)) || !bytes.Contains(data, []byte(session.Name)) {
		t.Errorf("the file: %s", data)
	}
	c.add(auth.SessionLife)
	if list := openSessions(t, path, c).List("chair"); len(list) != 0 {
		t.Errorf("read back after their end: %+v", list)
	}
	left, err := filepath.Glob(filepath.Join(filepath.Dir(path), ".sessions-*"))
	if err != nil || len(left) > 0 {
		t.Errorf("left behind: %v %v", left, err)
	}
	for _, bad := range []string{"", "x", `{"v":2}`, `{"v":1,"sessions":[{"name":"a","hash":"AA=="}]}`, `{"v":1,"sessions":[{"hash":"AA=="}]}`} {
		if err := os.WriteFile(path, []byte(bad), 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := auth.OpenSessions(path, c.now); err == nil || !strings.Contains(err.Error(), "delete it") {
			t.Errorf("%q: %v", bad, err)
		}
	}
}

// A log-in that can't be made durable is not given, and neither is a log-out; but
// who logged out is out.
func TestSessionsThatCannotBeWritten(t *testing.T) {
	c := newClock()
	dir := filepath.Join(t.TempDir(), "data")
	if err := os.Mkdir(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	s := openSessions(t, filepath.Join(dir, "sessions"), c)
	secret, session := open(t, s, "chair")
	if err := os.RemoveAll(dir); err != nil {
		t.Fatal(err)
	}
	if _, _, err := s.Open(auth.Session{Person: "chair"}); err == nil {
		t.Error("a log-in was answered that is not kept")
	}
	if _, err := s.End("chair", session.Name); err == nil {
		t.Error("a log-out was answered that is not kept")
	}
	if stands(t, s, secret) {
		t.Error("the session stands")
	}
}

// An exchange of secrets that can't be made durable is not answered, and makes no thief of
// whoever comes again with the secret that they have, however long that takes.
func TestExchangeThatCannotBeWritten(t *testing.T) {
	c := newClock()
	dir := t.TempDir()
	s := openSessions(t, filepath.Join(dir, "sessions"), c)
	secret, _ := open(t, s, "chair")
	c.add(2 * time.Minute)
	if err := os.RemoveAll(dir); err != nil {
		t.Fatal(err)
	}
	for range 2 {
		if next, _, err := s.Refresh(secret); err == nil || errors.Is(err, auth.ErrSession) || next != "" {
			t.Errorf("%q, %v", next, err)
		}
		c.add(2 * time.Minute)
	}
	if err := os.Mkdir(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	next, _, err := s.Refresh(secret)
	if err != nil || next == secret {
		t.Fatalf("%v", err)
	}
	if again, _, err := s.Refresh(secret); err != nil || again != next {
		t.Errorf("whoever did not hear the answer: %v", err)
	}
	c.add(2 * time.Minute)
	if _, _, err := s.Refresh(secret); !errors.Is(err, auth.ErrStolen) {
		t.Errorf("and who comes with the old one after that: %v", err)
	}
}

// Many log in, are looked up and log out at once; what was answered is in the file.
func TestSessionsAtOnce(t *testing.T) {
	c := newClock()
	path := filepath.Join(t.TempDir(), "sessions")
	s := openSessions(t, path, c)
	var all sync.WaitGroup
	secrets := make([]string, 24)
	for i := range secrets {
		all.Go(func() {
			person := fmt.Sprintf("p%d", i)
			secret, session, err := s.Open(auth.Session{Person: person})
			if err != nil {
				t.Error(err)
			}
			if _, err := s.BySecret(secret); err != nil {
				t.Error(err)
			}
			if i%2 == 0 {
				if n, err := s.End(person, session.Name); n != 1 || err != nil {
					t.Error(n, err)
				}
			}
			secrets[i] = secret
		})
	}
	all.Wait()
	again := openSessions(t, path, c)
	for i, secret := range secrets {
		if got := stands(t, again, secret); got != (i%2 == 1) {
			t.Errorf("%d stands: %v", i, got)
		}
	}
}

// A form token is one session's, and of the secret nothing but it can be worked out.
func TestFormToken(t *testing.T) {
	s := openSessions(t, "", newClock())
	one, _ := open(t, s, "chair")
	other, _ := open(t, s, "chair")
	token := auth.FormToken(one)
	if !auth.CheckFormToken(one, token) || len(token) != 43 || strings.Contains(token, one) {
		t.Errorf("%q", token)
	}
	for _, bad := range []string{"", one, auth.FormToken(other), auth.FormToken(""), token[:42], token + "A", strings.ToLower(token)} {
		if auth.CheckFormToken(one, bad) {
			t.Errorf("%q passes", bad)
		}
	}
}

// So many at once, one more after each interval; who has none left uses none up, and
// nobody else's.
func TestTurns(t *testing.T) {
	c := newClock()
	turns := auth.NewTurns(3, time.Second, c.now)
	for i := range 3 {
		if wait := turns.Take("a"); wait != 0 {
			t.Errorf("turn %d: %s", i, wait)
		}
	}
	for range 5 {
		if wait := turns.Take("a"); wait != time.Second {
			t.Errorf("wait %s", wait)
		}
	}
	if wait := turns.Take("b"); wait != 0 {
		t.Errorf("somebody else waits %s", wait)
	}
	c.add(400 * time.Millisecond)
	if wait := turns.Take("a"); wait != 600*time.Millisecond {
		t.Errorf("wait %s", wait)
	}
	c.add(600 * time.Millisecond)
	if wait := turns.Take("a"); wait != 0 {
		t.Errorf("after it: %s", wait)
	}
	if wait := turns.Take("a"); wait != time.Second {
		t.Errorf("wait %s", wait)
	}
	c.add(time.Hour)
	for range 3 {
		if wait := turns.Take("a"); wait != 0 {
			t.Errorf("rested: %s", wait)
		}
	}
}

// However many come, so many are remembered, and who comes then is not kept out.
func TestTurnsAreBounded(t *testing.T) {
	turns := auth.NewTurns(2, time.Hour, newClock().now)
	for i := range 3 * auth.MaxTable {
		if wait := turns.Take(fmt.Sprint(i)); wait != 0 {
			t.Fatalf("%d waits %s", i, wait)
		}
	}
	if n := auth.Remembered(turns); n > auth.MaxTable {
		t.Errorf("%d are remembered", n)
	}
}
