package auth_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"concordat/ledger"
	"concordat/server/auth"
)

// A list outlives the process, holds so many drafts and no more, and a file that is not
// what was written is refused.
func TestDrafting(t *testing.T) {
	path := filepath.Join(t.TempDir(), "drafts")
	lists, err := auth.OpenDrafting(path)
	if err != nil {
		t.Fatal(err)
	}
	draft := func(n int) auth.Draft {
		return auth.Draft{SHA256: ledger.DigestOf(fmt.Append(nil, n)), Saved: ledger.Time(fmt.Sprintf("2015-11-27T10:00:%02d.000Z", n))}
	}
	save := func(person string, d auth.Draft, instead ledger.Digest) {
		t.Helper()
		if err := lists.Save(person, d, instead); err != nil {
			t.Fatal(err)
		}
	}
	save("a", draft(1), "")
	save("b", draft(2), "")
	save("a", draft(3), "")
	save("a", draft(4), draft(1).SHA256) // in its place
	want := []auth.Draft{draft(4), draft(3)}
	if diff := cmp.Diff(want, lists.List("a")); diff != "" {
		t.Error(diff)
	}
	again, err := auth.OpenDrafting(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, again.List("a")); diff != "" {
		t.Error(diff)
	}
	save("b", auth.Draft{}, draft(2).SHA256) // taken off
	if list := lists.List("b"); len(list) != 0 {
		t.Error(list)
	}
	for n := range 25 {
		save("c", draft(10+n), "")
	}
	list := lists.List("c")
	if len(list) != auth.MaxDrafts || list[0] != draft(34) || list[19] != draft(15) {
		t.Error(list)
	}
	// Of as many people as may keep drafts, whoever saved theirs longest ago makes room.
	var all []auth.Drafts
	for n := range auth.MaxDrafting {
		at := time.Date(2015, 11, 1, 0, 0, (n+1000)%auth.MaxDrafting, 0, time.UTC)
		all = append(all, auth.Drafts{Person: fmt.Sprintf("p%04d", n), Drafts: []auth.Draft{{SHA256: draft(1).SHA256, Saved: ledger.Time(at.Format("2006-01-02T15:04:05.000Z"))}}})
	}
	data, err := json.Marshal(map[string]any{"v": 1, "drafts": all})
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, data, 0o600); err != nil {
		t.Fatal(err)
	}
	if lists, err = auth.OpenDrafting(path); err != nil {
		t.Fatal(err)
	}
	save("new", draft(30), "")
	if again, err = auth.OpenDrafting(path); err != nil {
		t.Fatal(err)
	}
	for person, want := range map[string]int{"new": 1, "p3096": 0, "p3097": 1, "p3095": 1, "p0000": 1} {
		if got := len(again.List(person)); got != want {
			t.Errorf("%s has %d drafts, not %d", person, got, want)
		}
	}
	if err := os.WriteFile(path, []byte(`{"v":1,"drafts":[{"person":"","drafts":[]}]}`), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := auth.OpenDrafting(path); err == nil {
		t.Error("a file that is not what was written is taken")
	}
	if err := os.Remove(path); err != nil && !errors.Is(err, os.ErrNotExist) {
		t.Fatal(err)
	}
}
