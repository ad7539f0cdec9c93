package server_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"concordat/ledger"
	"concordat/server"
	"concordat/server/api"
)

// TestNeededLater: what takes long to work out keeps nobody from seeing a motion, and is
// told to whoever asks again.
func TestNeededLater(t *testing.T) {
	b := newBoard(t)
	m, _, _ := b.openMotion()
	leave := server.HoldRules(b.server, time.Millisecond)
	var without, with api.Motion
	b.get(api.Fill(api.PathMotion, m.Ref)).into(http.StatusOK, &without)
	leave()
	if without.Ref != m.Ref || without.Needed != nil {
		t.Errorf("while the rules are busy: %+v", without)
	}
	server.HoldRules(b.server, time.Minute)()
	if b.get(api.Fill(api.PathMotion, m.Ref)).into(http.StatusOK, &with); with.Needed == nil || len(with.Needed.Words) == 0 {
		t.Errorf("once they are not: %+v", with)
	}
}

// TestNeededUnknown: what the rules never say is told as that, to whoever asks first and without
// asking again; where they could not be run they are asked again.
func TestNeededUnknown(t *testing.T) {
	b := newBoard(t)
	m, seat, _ := b.openMotion()
	server.HoldRules(b.server, time.Minute)()
	wish := encode(t, api.PreviewRequest{Motion: m.Ref, Votes: []api.PreviewVote{{Seat: seat.Seat, Choice: ledger.ChoiceFor}}})
	for _, c := range []struct {
		err   error
		words string
		asked int64 // of the motion twice and of the preview once
	}{{fmt.Errorf("of an older agreement: %w", ledger.ErrNoRuling), api.NeededUnsaid, 2}, {errors.New("out of memory"), api.NeededFailed, 3}} {
		asked, leave := server.Unsaid(b.server, c.err)
		for range 2 {
			var shown api.Motion
			if b.get(api.Fill(api.PathMotion, m.Ref)).into(http.StatusOK, &shown); shown.Needed != nil || shown.Unknown != c.words {
				t.Errorf("%+v, %q, not %q", shown.Needed, shown.Unknown, c.words)
			}
		}
		var p api.Preview
		if b.do("POST", api.PathPreview, "", wish).into(http.StatusOK, &p); p.Needed != nil || p.Unknown != c.words || p.Outcome == "" {
			t.Errorf("%+v, %q, not %q", p.Needed, p.Unknown, c.words)
		}
		leave()
		if asked.Load() != c.asked {
			t.Errorf("asked %d times, not %d", asked.Load(), c.asked)
		}
		server.Forget(b.server)
	}
}

// TestPreviewNeededLater: a preview waits no longer for what would still be needed than a
// motion does, and tells it to whoever asks for the same again.
func TestPreviewNeededLater(t *testing.T) {
	b := newBoard(t)
	m, seat, _ := b.openMotion()
	wish := encode(t, api.PreviewRequest{Motion: m.Ref, Votes: []api.PreviewVote{{Seat: seat.Seat, Choice: ledger.ChoiceFor}}})
	leave := server.HoldNeeded(b.server, time.Millisecond)
	var without, with api.Preview
	b.do("POST", api.PathPreview, "", wish).into(http.StatusOK, &without)
	leave()
	if without.Motion != m.Ref || without.Outcome == "" || without.Needed != nil {
		t.Errorf("while it is worked out: %+v", without)
	}
	server.HoldNeeded(b.server, time.Minute)()
	if b.do("POST", api.PathPreview, "", wish).into(http.StatusOK, &with); with.Needed == nil || slices.Contains(with.Needed.Waiting, seat.Seat) {
		t.Errorf("once it is: %+v", with.Needed)
	}
}

// TestNeeded: a motion that is open says what would carry it, a preview says what
// would be left after the votes it supposes, and a vote changes both.
func TestNeeded(t *testing.T) {
	b := newBoard(t)
	m, seat, holder := b.openMotion()
	read := func(a answer, v any) {
		t.Helper()
		if a.status != http.StatusOK {
			t.Fatalf("%d %s", a.status, a.body)
		}
		if err := json.Unmarshal(a.body, v); err != nil {
			t.Fatal(err)
		}
	}
	var before, after api.Motion
	read(b.get(api.Fill(api.PathMotion, m.Ref)), &before)
	if before.Needed == nil || !slices.Contains(before.Needed.Waiting, seat.Seat) || len(before.Needed.Words) == 0 {
		t.Fatalf("%+v", before.Needed)
	}
	var again api.Motion
	if read(b.get(api.Fill(api.PathMotion, m.Ref)), &again); !cmp.Equal(before.Needed, again.Needed) {
		t.Error(cmp.Diff(before.Needed, again.Needed))
	}
	var p api.Preview
	read(b.do("POST", api.PathPreview, "", encode(t, api.PreviewRequest{Motion: m.Ref, Votes: []api.PreviewVote{{Seat: seat.Seat, Choice: ledger.ChoiceFor}}})), &p)
	if p.Needed == nil || slices.Contains(p.Needed.Waiting, seat.Seat) || len(p.Needed.Waiting) != len(before.Needed.Waiting)-1 || p.Needed.Now != p.Outcome {
		t.Errorf("%+v", p.Needed)
	}
	less := before
	less.Needed = nil
	var without api.Motion
	if read(b.get(api.Fill(api.PathMotion, m.Ref)+"?needed=no"), &without); !cmp.Equal(without, less) {
		t.Errorf("the motion without what is needed: %s", cmp.Diff(less, without))
	}
	if got := b.get(api.Fill(api.PathMotion, m.Ref) + "?needed=yes").problem(); len(got.Errors) != 1 || got.Errors[0].Parameter != "needed" {
		t.Errorf("%+v", got)
	}
	fewer := p
	fewer.Needed = nil
	wish := api.PreviewRequest{Motion: m.Ref, Votes: []api.PreviewVote{{Seat: seat.Seat, Choice: ledger.ChoiceFor}}, Needed: api.NeededNo}
	var short api.Preview
	if read(b.do("POST", api.PathPreview, "", encode(t, wish)), &short); !cmp.Equal(short, fewer, cmpopts.IgnoreFields(api.Preview{}, "At", "AsAt")) {
		t.Errorf("the preview without what is needed: %s", cmp.Diff(fewer, short))
	}
	wish.Needed = "yes"
	if got := b.do("POST", api.PathPreview, "", encode(t, wish)).problem(); len(got.Errors) != 1 || got.Errors[0].Pointer != "/needed" {
		t.Errorf("%+v", got)
	}
	b.record(holder, seat.Party, ledger.KindVoteCast, ledger.VoteCast{Motion: m.Ref, Opened: m.Opened.ID, Seat: seat.Seat, Choice: ledger.ChoiceFor})
	read(b.get(api.Fill(api.PathMotion, m.Ref)), &after)
	if diff := cmp.Diff(p.Needed, after.Needed); diff != "" {
		t.Errorf("after the vote that was supposed: %s", diff)
	}
	var decided api.Motion
	if read(b.get(api.Fill(api.PathMotion, b.withStatus(ledger.MotionDecided).Ref)), &decided); decided.Needed != nil {
		t.Errorf("of a decided motion: %+v", decided.Needed)
	}
}
