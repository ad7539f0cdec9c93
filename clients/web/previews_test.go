package web_test

import "testing"

// What would follow is asked once while nothing changes, for each person by themself, and
// again once somebody has voted.
func TestPreviewsAreRemembered(t *testing.T) {
	b := newBoard(t)
	bury, trafford := b.member("bury-member"), b.member("trafford-member")
	asks := func(what string, r *reader, path string, want bool) {
		t.Helper()
		before := b.previews.Load()
		r.get(path).is(200)
		if asked := b.previews.Load() - before; (asked > 0) != want {
			t.Errorf("%s: asked %d times", what, asked)
		}
	}
	const motion = "/motions/GM-2015-011"
	asks("first", bury, motion, true)
	asks("again", bury, motion, false)
	asks("the vote after the motion", bury, motion+"/vote", false)
	asks("another person", trafford, motion, true)
	asks("nobody", b.reader(), motion, true)
	trafford.post(motion+"/vote/check", trafford.get(motion+"/vote/check?choice=for").form()).leads("/receipts/552")
	asks("after a vote", bury, motion, true)
	asks("and again", bury, motion, false)
}
