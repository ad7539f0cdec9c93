package server

import (
	"fmt"
	"testing"

	"concordat/server/api"
)

// However many suppose something at once, few of them wait to have worked out what is still
// needed, and none in the place of an open motion; of what is remembered one goes for one.
func TestNeedsAreBounded(t *testing.T) {
	var k needs
	begun := 0
	of := func(n *needing, tag string) *needAsked { return k.of(n, tag, func(*needAsked) { begun++ }) }
	supposed := func(i int) *needing { return &needing{motion: fmt.Sprint("GM-2015-011 by ", i), fancied: true} }
	var open []*needAsked
	for i := range maxNeeding {
		one := of(supposed(i), "1")
		if one == nil || of(supposed(i), "1") != one {
			t.Fatalf("supposition %d is not asked once: %v", i, one)
		}
		open = append(open, one)
	}
	if of(supposed(maxNeeding), "1") != nil || of(supposed(0), "2") != nil || begun != maxNeeding {
		t.Errorf("%d wait, at most %d may", begun, maxNeeding)
	}
	motion := &needing{motion: "GM-2015-011"}
	if of(motion, "1") == nil {
		t.Error("an open motion waits for suppositions")
	}
	end := func(n *needing, one *needAsked) {
		one.needed = &api.Needed{}
		k.end(n, one)
		<-one.done
	}
	for i, one := range open {
		end(supposed(i), one)
	}
	for i := maxNeeding; i < maxNeeds+1; i++ {
		one := of(supposed(i), "1")
		if one == nil {
			t.Fatalf("supposition %d is not asked, and none waits", i)
		}
		end(supposed(i), one)
	}
	if len(k.supposed.known) != maxNeeds || k.supposed.known[supposed(maxNeeds).motion] == nil || k.motions.known[motion.motion] == nil || k.supposed.open != 0 {
		t.Errorf("%d are remembered, of at most %d; %d wait", len(k.supposed.known), maxNeeds, k.supposed.open)
	}
	// What the rules did not answer is asked again, and what was answered is not.
	begun = 0
	one := of(supposed(-1), "1")
	k.end(supposed(-1), one)
	if again := of(supposed(-1), "1"); again == nil || again == one || begun != 2 {
		t.Errorf("it is asked %d times", begun)
	}
	if of(supposed(maxNeeds), "1"); begun > 3 {
		t.Errorf("it is asked %d times", begun)
	}
}
