package auth_test

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

	"concordat/server/auth"
)

// An invitation is good for three days and two devices, outlives the server, and whoever
// reads the file can't use it.
func TestInvitations(t *testing.T) {
	path := filepath.Join(t.TempDir(), "invitations")
	now := time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC)
	clock := func() time.Time { return now }
	open := func() *auth.Invitations {
		t.Helper()
		s, err := auth.OpenInvitations(path, clock)
		if err != nil {
			t.Fatal(err)
		}
		return s
	}
	s := open()
	first, _, err := s.Invite("bury-new", "00V", "bury-officer")
	if err != nil {
		t.Fatal(err)
	}
	secret, made, err := s.Invite("bury-new", "00V", "bury-officer")
	if err != nil || made.Ends.Sub(made.Made) != auth.InvitationLife {
		t.Fatal(made, err)
	}
	if _, _, err := s.Challenge(first); !errors.Is(err, auth.ErrInvitation) {
		t.Errorf("the one that another took the place of: %v", err)
	}
	if data, err := os.ReadFile(path); err != nil || bytes.Contains(data, []byte(secret)) {
		t.Errorf("%v: the file holds the secret: %s", err, data)
	}
	if _, asked, err := s.Challenged(secret); err != nil || len(asked) != 0 {
		t.Errorf("asked for %x before anybody came: %v", asked, err)
	}
	s = open()
	_, one, err := s.Challenge(secret)
	if err != nil {
		t.Fatal(err)
	}
	_, two, err := s.Challenge(secret)
	if _, asked, _ := s.Challenged(secret); err != nil || bytes.Equal(one, two) || len(asked) != 2 || !bytes.Equal(asked[0], one) || !bytes.Equal(asked[1], two) {
		t.Errorf("%x, %x, %x: %v", one, two, asked, err)
	}
	for i, want := range []error{nil, nil, auth.ErrDevices} {
		if _, err := s.Add(secret, auth.NewKey{Name: fmt.Sprint(i), Body: []byte("{}")}, two); !errors.Is(err, want) {
			t.Errorf("key %d: %v", i, err)
		}
	}
	if _, asked, _ := s.Challenged(secret); len(asked) != 1 || !bytes.Equal(asked[0], one) {
		t.Errorf("%x is asked for when %x is used up", asked, two)
	}
	for range 9 {
		s.Challenge(secret)
	}
	if _, asked, _ := s.Challenged(secret); len(asked) != 2*auth.MaxDevices {
		t.Errorf("%d are kept", len(asked))
	}
	if i, err := s.Add(secret, auth.NewKey{Name: "0"}, one); err != nil || len(i.Keys) != 2 {
		t.Errorf("the same again: %+v %v", i, err)
	}
	s = open()
	all := func(*auth.Invitation) bool { return true }
	if list := s.List(all); len(list) != 1 || len(list[0].Keys) != 2 || list[0].Keys[1].Name != "1" || list[0].Person != "bury-new" {
		t.Errorf("%+v", list)
	}
	now = now.Add(auth.InvitationLife)
	if _, _, err := s.Challenge(secret); !errors.Is(err, auth.ErrInvitation) || len(s.List(all)) != 0 {
		t.Errorf("after three days: %v", err)
	}
	if _, err := s.Add(secret, auth.NewKey{Name: "2"}, one); !errors.Is(err, auth.ErrInvitation) {
		t.Errorf("a key after three days: %v", err)
	}
	for i := range auth.MaxInvitations + 1 {
		_, _, err := s.Invite(fmt.Sprintf("p%d", i), "00V", "bury-officer")
		if full := i == auth.MaxInvitations; full != errors.Is(err, auth.ErrInvitations) || !full && err != nil {
			t.Fatalf("%d: %v", i, err)
		}
	}
	if _, _, err := s.Invite("p", "00W", "central-officer"); err != nil {
		t.Errorf("one inviter keeps another out: %v", err)
	}
	if err := os.WriteFile(path, []byte("{}"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := auth.OpenInvitations(path, clock); err == nil {
		t.Error("it reads another program's file")
	}
}
