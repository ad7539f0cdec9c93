package ledger

import (
	"errors"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// The agreement's own life, walked through under rules that admit everything.

// refused holds that a statement is refused with this code for this field, and
// leaves no trace.
func (w *world) refused(person, party, kind string, body any, want Code, field string) {
	w.t.Helper()
	before := dump(w.s.Draft())
	_, err := w.s.Step(w.sign(person, w.payload(person, party, kind, body)), w.now, w.roots, w.rules)
	var e *Error
	if !errors.As(err, &e) || e.Code != want || !strings.HasSuffix(e.Field, field) || len(e.Message) < 12 {
		w.t.Errorf("%s: got %v, want %s at %q", kind, err, want, field)
	}
	if got := dump(w.s.Draft()); got != before {
		w.t.Errorf("%s: a refusal leaves a trace: %s", kind, cmp.Diff(before, got))
	}
}

// move moves a motion made from the sample.
func (w *world) move(change func(*Motion)) (ref string, text Digest) {
	m := sampleMotion()
	m.Ref = w.s.Draft().NextRef(string(w.now.Day()[:4]))
	change(&m)
	return m.Ref, w.do("bury-member", "00V", KindMotionMoved, m)
}

// notice gives notice of a motion and opening is the statement that would open it.
func (w *world) notice(ref string, closes, extends Time) {
	m, _ := w.s.Draft().Motion(ref)
	w.do("secretary", "", KindNoticeGiven, NoticeGiven{Motion: ref, Text: m.TextID, Opens: w.now, Closes: closes, Extends: extends})
}

func (w *world) opening(ref string) MotionOpened {
	m, _ := w.s.Draft().Motion(ref)
	return MotionOpened{
		Motion: ref, Title: m.Title, Text: m.TextID, Notice: m.Notice.ID, Roll: []RollSeat{{"00V-1", "00V", 1}, {"00W-1", "00W", 1}},
		Rules: w.s.Draft().Rules(), Closes: m.Notice.Closes, Extends: m.Notice.Extends,
	}
}

// put moves and opens a motion, and has Central Manchester vote for it.
func (w *world) put(closes, extends Time, change func(*Motion)) string {
	ref, _ := w.move(change)
	w.notice(ref, closes, extends)
	w.opened = w.do("secretary", "", KindMotionOpened, w.opening(ref))
	w.vote("central-member", "00W", ref, ChoiceFor)
	return ref
}

// until settles what falls due by t.
func (w *world) until(t Time) {
	w.now = t
	w.settle()
}

func (w *world) decision(ref string) Decision {
	w.t.Helper()
	d, ok := w.s.Draft().Decision(ref)
	if !ok {
		w.t.Fatalf("there is no decision %s", ref)
	}
	return d
}

func (w *world) status(ref string) string {
	return w.s.Draft().DecisionStatus(w.decision(ref), w.s.Draft().Size())
}

func (w *world) owed(ref string) string {
	o, _ := w.s.Draft().Obligation(ref + "/001")
	return w.s.Draft().ObligationStatus(o, w.s.Draft().Size(), w.now.Day())
}

func (w *world) holder(person string) KeyHolder { return KeyHolder{person, keyOf(person)} }

const close, later = Time("2015-07-15T17:00:00.000Z"), Time("2015-07-22T17:00:00.000Z")

// TestAmendment holds what a second version does: to the drafts beside it, to the
// motions already open, to who has signed, and to what is admitted after it.
func TestAmendment(t *testing.T) {
	w := newWorld(t)
	type asked struct {
		rules   Digest
		version int64
		signed  int64
	}
	concluded := map[string]asked{}
	w.rules.also = func(d Digest, in Input, _ *Ruling) {
		if in.Ask == AskConclude {
			concluded[in.Motion.Ref] = asked{d, in.MoU.Version, in.Parties["00W"].Signed.Version}
		}
	}
	sign := func(person, party string, version int64, rules Digest) {
		w.do(person, party, KindMoUSigned, MoUSigned{version, rules, w.s.Draft().Founding(), nil})
	}
	second := MoUDrafted{2, "Second MoU", digest("rules 2")}
	sign("bury-officer", "00V", 1, digest("rules"))
	sign("central-officer", "00W", 1, digest("rules"))
	w.refused("secretary", "", KindMoUDrafted, MoUDrafted{3, "Third", digest("rules 3")}, CodeStale, "/version")
	w.refused("secretary", "", KindMoUDrafted, MoUDrafted{2, "The same", digest("rules")}, CodeConflict, "/rules")
	draft := w.do("secretary", "", KindMoUDrafted, second)
	w.refused("secretary", "", KindMoUDrafted, second, CodeConflict, "/rules")
	rival := w.do("bury-officer", "00V", KindMoUDrafted, MoUDrafted{2, "Rival", digest("rival")})
	w.do("bury-officer", "00V", KindDraftAnswered, DraftAnswered{draft, DraftObjected, "we lose our vote"})
	w.do("bury-officer", "00V", KindDraftAnswered, DraftAnswered{draft, DraftAgreed, ""})
	w.refused("bury-officer", "", KindDraftAnswered, DraftAnswered{draft, DraftAgreed, ""}, CodeMalformed, "/payload/party")
	w.refused("bury-officer", "00V", KindDraftAnswered, DraftAnswered{digest("none"), DraftAgreed, ""}, CodeNotFound, "/draft")
	if d, _ := w.s.Draft().MoUDraft(draft); !d.Standing || d.Positions["00V"].Position != DraftAgreed || len(d.Positions) != 1 {
		t.Errorf("the draft: %+v", d)
	}
	moved := sampleMotion()
	moved.Ref, moved.Amends = w.s.Draft().NextRef("2015"), &Amends{draft, 2, digest("rival")}
	w.refused("bury-member", "00V", KindMotionMoved, moved, CodeStale, "/amends")
	moved.Amends = &Amends{digest("none"), 2, digest("rival")}
	w.refused("bury-member", "00V", KindMotionMoved, moved, CodeNotFound, "/amends/draft")

	first := w.put(close, "", func(m *Motion) { m.Amends = &Amends{draft, 2, digest("rules 2")} })
	race := w.put(close, "", func(m *Motion) { m.Amends = &Amends{rival, 2, digest("rival")} })
	open := w.put(later, "", func(*Motion) {})
	third, _ := w.move(func(m *Motion) { m.Amends = &Amends{rival, 2, digest("rival")} })
	w.notice(third, later, "")
	waiting, _ := w.move(func(*Motion) {})
	w.notice(waiting, later, "")
	w.until(close)

	v := w.s.Draft()
	versions := v.Versions()
	if len(versions) != 2 || versions[1].Rules != digest("rules 2") || versions[1].Decision != first || v.Rules() != digest("rules 2") || v.Version() != 2 {
		t.Fatalf("after the decision: %+v", versions)
	}
	if _, signed := versions[1].Signed["00W"]; !signed || len(versions[1].Signed) != 1 {
		t.Errorf("signed for those that the decision binds at once: %+v", versions[1].Signed)
	}
	kinds := []string{}
	for _, e := range w.entries {
		if p, err := ParseAll(e); err != nil {
			t.Fatal(err)
		} else if c := p.Entry.Consequence; c != nil && strings.HasPrefix(c.Ref, first) {
			kinds = append(kinds, c.Kind)
		}
	}
	if diff := cmp.Diff([]string{KindDecisionMade, KindMoUAmended, KindObligationAssumed, KindObligationAssumed}, kinds); diff != "" {
		t.Error(diff)
	}
	if d := w.decision(race); d.Outcome != OutcomeCarried || len(d.Checks) != 1 || d.Checks[0].ID != "adoption" || d.Checks[0].Met {
		t.Errorf("the decision on a draft that came too late: %+v", d.Checks)
	}
	if status, _ := v.Adoption(w.decision(first)); status != AdoptionMade {
		t.Errorf("the draft that was adopted: %s", status)
	}
	if status, why := v.Adoption(w.decision(race)); status != AdoptionNever || why != "Version 2 is in force: a draft of version 2 can't follow it." {
		t.Errorf("the draft that came too late: %s: %s", status, why)
	}
	if b, c := v.PartyFacts("00V", "2015-07-16").Signed, v.PartyFacts("00W", "2015-07-16").Signed; b.Version != 1 || c.Version != 2 || c.Rules != digest("rules 2") {
		t.Errorf("Bury has signed %+v, Central %+v", b, c)
	}

	// What comes after is judged by the new version; who was not bound signs it.
	w.refused("secretary", "", KindMoUAdopted, MoUAdopted{3, "Third", digest("rules 3")}, CodeConflict, "/version")
	w.refused("secretary", "", KindMoUDrafted, MoUDrafted{2, "Again", digest("rules 3")}, CodeStale, "/version")
	w.refused("bury-officer", "00V", KindDraftAnswered, DraftAnswered{rival, DraftAgreed, ""}, CodeStale, "/draft")
	w.refused("secretary", "", KindMotionOpened, w.opening(third), CodeStale, "/amends/draft")
	w.refused("central-officer", "00W", KindMoUSigned, MoUSigned{2, digest("rules 2"), v.Founding(), nil}, CodeConflict, "/party")
	w.refused("bury-officer", "00V", KindMoUSigned, MoUSigned{1, digest("rules"), v.Founding(), nil}, CodeStale, "/version")
	sign("bury-officer", "00V", 2, digest("rules 2"))
	if e, err := ParseEntry(w.entries[len(w.entries)-1]); err != nil || e.Ruling.Rules != digest("rules 2") {
		t.Errorf("admission after the amendment: %+v, %v", e, err)
	}
	stale := w.opening(waiting)
	stale.Rules = digest("rules")
	w.refused("secretary", "", KindMotionOpened, stale, CodeStale, "/rules")
	w.do("secretary", "", KindMotionOpened, w.opening(waiting))
	if m, _ := v.Motion(waiting); m.Opened.Version != 2 {
		t.Errorf("a motion noticed before and opened after keeps version %d", m.Opened.Version)
	}
	w.do("secretary", "", KindMoUDrafted, MoUDrafted{3, "Third", digest("rules 3")})

	// A motion that was open keeps its rules, for its votes and for its close.
	m, _ := v.Motion(open)
	w.opened = m.Opened.ID
	w.vote("bury-member", "00V", open, ChoiceAbstain)
	if e, err := ParseEntry(w.entries[len(w.entries)-1]); err != nil || e.Ruling.Rules != digest("rules") {
		t.Errorf("a vote on an open motion: %+v, %v", e, err)
	}
	w.until(later)
	want := map[string]asked{
		first: {digest("rules"), 1, 1}, race: {digest("rules"), 1, 1}, open: {digest("rules"), 1, 1}, waiting: {digest("rules 2"), 2, 2},
	}
	if diff := cmp.Diff(want, concluded, cmp.AllowUnexported(asked{})); diff != "" {
		t.Error(diff)
	}
	if d := w.decision(open); d.Rules != digest("rules") || d.Outcome != OutcomeCarried {
		t.Errorf("%+v", d)
	}
	w.replaysAlike()
}

// TestVersionInForceStands holds that the decision by which the version in force was
// adopted is not rescinded before another version is.
func TestVersionInForceStands(t *testing.T) {
	w := newWorld(t)
	adopted := func(n int64) string {
		rules := digest(string(rune('0' + n)))
		draft := w.do("secretary", "", KindMoUDrafted, MoUDrafted{n, "A version", rules})
		return w.put(close, "", func(m *Motion) { m.Amends = &Amends{draft, n, rules} })
	}
	second := adopted(2)
	undo := w.put(close, "", func(m *Motion) { m.Varies = &Varies{second, DecisionRescinded} })
	w.until(close)
	w.refused("secretary", "", KindDecisionVaried, DecisionVaried{second, undo, DecisionRescinded}, CodeConflict, "/decision")
	if got := w.s.Draft().Version(); got != 2 || w.status(second) == DecisionRescinded {
		t.Errorf("version %d is in force, and %s is %s", got, second, w.status(second))
	}
	draft := w.do("secretary", "", KindMoUDrafted, MoUDrafted{3, "A version", digest("3")})
	third := w.put(later, "", func(m *Motion) { m.Amends = &Amends{draft, 3, digest("3")} })
	w.until(later)
	if got := w.s.Draft().Version(); got != 3 {
		t.Fatalf("by %s version %d is in force", third, got)
	}
	w.do("secretary", "", KindDecisionVaried, DecisionVaried{second, undo, DecisionRescinded})
	w.replaysAlike()
}

// TestNobodyAdopts holds that a decision which binds nobody adopts nothing.
func TestNobodyAdopts(t *testing.T) {
	w := newWorld(t)
	w.rules.also = func(_ Digest, in Input, r *Ruling) { r.Parties = nil }
	draft := w.do("secretary", "", KindMoUDrafted, MoUDrafted{2, "Second", digest("rules 2")})
	ref := w.put(close, "", func(m *Motion) { m.Amends = &Amends{draft, 2, digest("rules 2")} })
	w.until(close)
	if d := w.decision(ref); len(w.s.Draft().Versions()) != 1 || len(d.Checks) != 1 || !strings.Contains(d.Checks[0].Explain, "binds no party") {
		t.Errorf("%+v", d)
	}
	w.replaysAlike()
}

// TestAdoptionByRatification holds that a version which every party has to ratify is
// in force once the last has answered, signed for those that ratified it, and that
// one which nobody ratifies never is.
func TestAdoptionByRatification(t *testing.T) {
	for name, c := range map[string]struct {
		bury   string // its answer; central answers first, and alike where none is said
		signed []string
	}{
		"all":  {"ratified", []string{"00V", "00W"}},
		"one":  {"refused", []string{"00W"}},
		"time": {"", []string{"00W"}},
		"none": {"refused by both", nil},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			w.rules.also = func(_ Digest, in Input, r *Ruling) {
				for i := range r.Parties {
					r.Parties[i] = PartyOutcome{Party: r.Parties[i].Party, Bound: BoundOnRatification, RatifyBy: "2015-08-01T22:59:59.999Z"}
				}
			}
			draft := w.do("secretary", "", KindMoUDrafted, MoUDrafted{2, "Second", digest("rules 2")})
			ref := w.put(close, "", func(m *Motion) { m.Amends = &Amends{draft, 2, digest("rules 2")} })
			w.until("2015-07-20T09:00:00.000Z")
			if status, why := w.s.Draft().Adoption(w.decision(ref)); status != AdoptionAwaits || why != "" {
				t.Errorf("the draft before anybody has ratified it: %s: %s", status, why)
			}
			if d := w.decision(ref); w.s.Draft().Version() != 1 || len(d.Checks) != 0 {
				t.Fatalf("version %d before anybody has ratified it: %+v", w.s.Draft().Version(), d.Checks)
			}
			resolution := Resolution{"GB/1", "2015-07-19", ""}
			if c.signed == nil {
				w.do("central-officer", "00W", KindRatificationRefused, RatificationRefused{ref, resolution})
			} else {
				w.do("central-officer", "00W", KindDecisionRatified, DecisionRatified{ref, resolution})
			}
			if w.s.Draft().Version() != 1 {
				t.Fatal("in force before the last has answered")
			}
			switch c.bury {
			case "ratified":
				w.do("bury-officer", "00V", KindDecisionRatified, DecisionRatified{ref, resolution})
			case "":
				w.until("2015-08-02T09:00:00.000Z")
			default:
				w.do("bury-officer", "00V", KindRatificationRefused, RatificationRefused{ref, resolution})
			}
			versions := w.s.Draft().Versions()
			if c.signed == nil {
				if len(versions) != 1 {
					t.Error("a version that nobody ratified is in force")
				}
				status, why := w.s.Draft().Adoption(w.decision(ref))
				if want := "The decision binds no party; NHS Bury CCG has refused to ratify it; NHS Central Manchester CCG has refused to ratify it."; status != AdoptionNever || why != want {
					t.Errorf("the draft: %s: %s, not %s", status, why, want)
				}
				if got := w.status(ref); got != OutcomeCarried {
					t.Errorf("a decision that nobody ratified is %s", got)
				}
			} else if len(versions) != 2 || !cmp.Equal(slices.Sorted(maps.Keys(versions[1].Signed)), c.signed) {
				t.Errorf("in force: %+v", versions)
			}
			w.replaysAlike()
		})
	}
}

// TestRunnable holds that no rules are put forward, put to the vote or adopted that
// can't be run, and that a ledger which does so all the same does not replay.
func TestRunnable(t *testing.T) {
	w := newWorld(t)
	second := MoUDrafted{2, "Second", digest("rules 2")}
	lose := func(lost bool) { w.rules.lost = map[Digest]bool{second.Rules: lost} }
	lose(true)
	w.refused("secretary", "", KindMoUDrafted, second, CodeRulesFailed, "/payload/body")
	lose(false)
	draft := w.do("secretary", "", KindMoUDrafted, second)
	ref, _ := w.move(func(m *Motion) { m.Amends = &Amends{draft, 2, second.Rules} })
	w.notice(ref, close, "")
	lose(true)
	w.refused("secretary", "", KindMotionOpened, w.opening(ref), CodeRulesFailed, "/payload/body")
	lose(false)
	w.opened = w.do("secretary", "", KindMotionOpened, w.opening(ref))
	w.vote("central-member", "00W", ref, ChoiceFor)
	lose(true)
	w.now = close
	var failed *Error
	if err := w.s.Settle(close, w.rules, func(*Entry) error { return nil }); !errors.As(err, &failed) || failed.Code != CodeRulesFailed || w.s.Draft().Version() != 1 {
		t.Fatalf("rules that can't be run are adopted: %v, version %d", err, w.s.Draft().Version())
	}
	lose(false)
	w.settle()
	if w.s.Draft().Rules() != second.Rules {
		t.Fatal("rules that can be run again are not adopted")
	}
	lose(true)
	s, put := NewState(), -1
	for i, e := range w.entries {
		if err := s.Replay(e, w.roots, w.rules); err != nil {
			if put = i; !errors.As(err, &failed) || failed.Code != CodeRulesFailed {
				t.Errorf("entry %d: %v", i, err)
			}
			break
		}
	}
	if p, err := ParseAll(w.entries[max(put, 0)]); err != nil || p.Kind != KindMoUDrafted {
		t.Errorf("a ledger with rules that nobody can run replays to entry %d", put)
	}
	lose(false)
	w.replaysAlike()
}

// TestGates holds that a decision awaits the gates that its rules left, what it
// gives with them, and that a draft is adopted when the last is passed.
func TestGates(t *testing.T) {
	w := newWorld(t)
	w.rules.also = func(_ Digest, in Input, r *Ruling) {
		if in.Ask == AskConclude && r.Outcome == OutcomeCarried {
			r.Gates = []string{"assurance", "scrutiny"}
		}
	}
	pass := func(ref, gate string) GatePassed {
		return GatePassed{ref, gate, Paper{"Letter", digest("letter")}, w.now.Day()}
	}
	draft := w.do("secretary", "", KindMoUDrafted, MoUDrafted{2, "Second", digest("rules 2")})
	rival := w.do("secretary", "", KindMoUDrafted, MoUDrafted{2, "Rival", digest("rival")})
	ref := w.put(close, "", func(m *Motion) { m.Amends = &Amends{draft, 2, digest("rules 2")} })
	race := w.put(close, "", func(m *Motion) { m.Amends = &Amends{rival, 2, digest("rival")} })
	w.do("secretary", "", KindGatePassed, pass(ref, "involvement"))
	w.refused("secretary", "", KindGatePassed, pass("GM-2015-099", "involvement"), CodeNotFound, "/motion")
	w.refused("secretary", "", KindGatePassed, pass(ref, "involvement"), CodeConflict, "/gate")
	w.until(close)
	if got := []string{w.status(ref), w.owed(ref)}; !cmp.Equal(got, []string{DecisionAwaitsGates, ObligationAwaiting}) || w.s.Draft().Version() != 1 {
		t.Fatalf("before the gates: %v", got)
	}
	w.until("2015-07-16T09:00:00.000Z")
	w.do("secretary", "", KindGatePassed, pass(ref, "assurance"))
	w.do("secretary", "", KindGatePassed, pass(race, "assurance"))
	if w.status(ref) != DecisionAwaitsGates || w.s.Draft().Version() != 1 {
		t.Error("one gate of two lets it pass")
	}
	before := w.s.Draft().Size()
	w.do("secretary", "", KindGatePassed, pass(ref, "scrutiny"))
	v := w.s.Draft()
	if w.status(ref) != DecisionAwaitsRatification || w.owed(ref) != ObligationDue || v.Rules() != digest("rules 2") {
		t.Errorf("after the gates: %s, %s, version %d", w.status(ref), w.owed(ref), v.Version())
	}
	if d := w.decision(ref); v.DecisionStatus(d, before) != DecisionAwaitsGates {
		t.Error("what is known now was known before")
	}
	w.do("secretary", "", KindGatePassed, pass(race, "scrutiny"))
	if f := v.decisionFacts(race); len(f.Gates) != 2 || v.Version() != 2 {
		t.Errorf("a draft is adopted that came too late: %+v", f)
	}
	w.replaysAlike()
}

// TestConditions holds that a decision awaits its conditions, and that a draft is
// adopted when the last is met, after the gates.
func TestConditions(t *testing.T) {
	w := newWorld(t)
	draft := w.do("secretary", "", KindMoUDrafted, MoUDrafted{2, "Second", digest("rules 2")})
	ref := w.put(close, "", func(m *Motion) {
		m.Conditions, m.Amends = []string{"Beds are open", "Staff are in post"}, &Amends{draft, 2, digest("rules 2")}
	})
	w.until("2015-07-16T09:00:00.000Z")
	met := func(n int64) {
		w.do("secretary", "", KindConditionMet, ConditionMet{ref, n, Paper{"Report", digest("report")}, "2015-07-16"})
	}
	met(2)
	before := w.s.Draft().Size()
	if w.status(ref) != DecisionAwaitsConditions || w.owed(ref) != ObligationAwaiting || w.s.Draft().Version() != 1 {
		t.Errorf("one of two conditions met: %s, %s", w.status(ref), w.owed(ref))
	}
	met(1)
	v := w.s.Draft()
	if w.status(ref) != DecisionAwaitsRatification || w.owed(ref) != ObligationDue || v.Version() != 2 {
		t.Errorf("both met: %s, %s, version %d", w.status(ref), w.owed(ref), v.Version())
	}
	if v.DecisionStatus(w.decision(ref), before) != DecisionAwaitsConditions {
		t.Error("what is known now was known before")
	}
	if f := v.mouFacts(before); f.Version != 1 || f.Since != 2 {
		t.Errorf("%+v", f)
	}
	w.replaysAlike()
}

// TestCallIn holds what a call-in does to a decision and its obligations, and that
// what was taken anew stands no more.
func TestCallIn(t *testing.T) {
	w := newWorld(t)
	ref := w.put(close, "", func(*Motion) {})
	call := DecisionCalledIn{ref, "secretary_of_state", "Direction 1", "2015-07-16", "", nil}
	end := func(how string) CallInEnded { return CallInEnded{ref, how, "Letter", "2015-07-17", nil} }
	w.refused("secretary", "", KindDecisionCalledIn, call, CodeNotFound, "/decision")
	w.until(close)
	lost := w.varying(nil)
	w.until("2015-07-17T09:00:00.000Z")
	w.refused("secretary", "", KindDecisionCalledIn, DecisionCalledIn{lost, "x", "y", "2015-07-16", "", nil}, CodeConflict, "/decision")
	w.refused("secretary", "", KindCallInEnded, end(CallInReleased), CodeConflict, "/decision")
	w.do("secretary", "", KindDecisionCalledIn, call)
	called := w.s.Draft().Size()
	if w.status(ref) != DecisionCallIn || w.owed(ref) != ObligationAwaiting || w.s.Draft().decisionFacts(ref).CalledIn != "secretary_of_state" {
		t.Errorf("called in: %s, %s", w.status(ref), w.owed(ref))
	}
	w.refused("secretary", "", KindDecisionCalledIn, call, CodeConflict, "/decision")
	w.refused("secretary", "", KindCallInEnded, CallInEnded{ref, CallInReleased, "Letter", "2015-07-15", nil}, CodeConflict, "/on")
	w.do("secretary", "", KindCallInEnded, end(CallInReleased))
	if w.status(ref) != DecisionAwaitsRatification || w.owed(ref) != ObligationDue || w.s.Draft().decisionFacts(ref).CalledIn != "" {
		t.Errorf("released: %s, %s", w.status(ref), w.owed(ref))
	}
	w.refused("secretary", "", KindDecisionCalledIn, call, CodeConflict, "/ref")
	call.Ref = "Direction 2"
	w.do("secretary", "", KindDecisionCalledIn, call)
	w.do("secretary", "", KindCallInEnded, end(CallInRetaken))
	if w.status(ref) != DecisionRetaken || w.owed(ref) != ObligationEnded || len(w.s.Draft().PartyFacts("00W", "2015-07-20").Commitments) != 0 {
		t.Errorf("taken anew: %s, %s", w.status(ref), w.owed(ref))
	}
	w.refused("secretary", "", KindDecisionCalledIn, call, CodeConflict, "/decision")
	if d := w.decision(ref); w.s.Draft().DecisionStatus(d, called) != DecisionCallIn {
		t.Error("what is known now was known when it was called in")
	}
	w.replaysAlike()
}

// TestDecisionStatus holds in which order what befell a decision counts.
func TestDecisionStatus(t *testing.T) {
	v := NewState().Draft()
	carried := DecisionMade{Outcome: OutcomeCarried, Parties: []PartyOutcome{{Party: "00V", Bound: BoundByVote}, {Party: "00W", Bound: BoundOnRatification}}}
	answered := map[string]Answer{"00W": {Status: "ratified", Entry: 5}}
	vary := func(entry int64, how string) Variation { return Variation{DecisionVaried{How: how}, entry} }
	for _, c := range []struct {
		name string
		d    Decision
		size int64
		want string
	}{
		{"lost", Decision{DecisionMade: DecisionMade{Outcome: OutcomeNotCarried}}, 9, OutcomeNotCarried},
		{"lost, but a party decided for itself", Decision{DecisionMade: DecisionMade{Outcome: OutcomeNotCarried, Parties: []PartyOutcome{{Bound: BoundByVote}}}}, 9, DecisionInForce},
		{"not quorate", Decision{DecisionMade: DecisionMade{Outcome: OutcomeNotQuorate, Parties: []PartyOutcome{{Bound: BoundNot}}}}, 9, OutcomeNotQuorate},
		{"awaiting", Decision{DecisionMade: carried}, 9, DecisionAwaitsRatification},
		{"not yet answered", Decision{DecisionMade: carried, Answers: answered}, 5, DecisionAwaitsRatification},
		{"answered", Decision{DecisionMade: carried, Answers: answered}, 6, DecisionInForce},
		{"corrected", Decision{DecisionMade: carried, Answers: answered, Variations: []Variation{vary(6, "corrected")}}, 7, DecisionCorrected},
		{"corrected later", Decision{DecisionMade: carried, Answers: answered, Variations: []Variation{vary(7, "corrected")}}, 7, DecisionInForce},
		{"varied last", Decision{DecisionMade: carried, Answers: answered, Variations: []Variation{vary(6, "corrected"), vary(7, "varied")}}, 9, DecisionVariedBy},
		{"superseded, then corrected", Decision{DecisionMade: carried, Answers: answered, Variations: []Variation{vary(6, "superseded"), vary(7, "corrected")}}, 9, DecisionSuperseded},
		{"rescinded while called in", Decision{DecisionMade: carried, Variations: []Variation{vary(6, "rescinded")}, CallIns: []CallIn{{By: "x", Entry: 3}}}, 9, DecisionRescinded},
		{"called in while awaiting", Decision{DecisionMade: carried, CallIns: []CallIn{{By: "x", Entry: 3}}}, 9, DecisionCallIn},
		{"taken anew", Decision{DecisionMade: carried, Variations: []Variation{vary(6, "superseded")}, CallIns: []CallIn{{By: "x", Entry: 3, How: CallInRetaken, Ended: 4}}}, 9, DecisionRetaken},
	} {
		if got := v.DecisionStatus(c.d, c.size); got != c.want {
			t.Errorf("%s: %s, not %s", c.name, got, c.want)
		}
	}
}

// TestExtension holds that voting goes on to the later close that the opening
// fixed, once, and that no other time is given.
func TestExtension(t *testing.T) {
	const other = Time("2015-07-23T17:00:00.000Z")
	for name, c := range map[string]struct {
		extends []Time // that the rules give, close by close
		outcome string
		close   Time
	}{
		"as fixed":   {[]Time{later, ""}, OutcomeCarried, later},
		"twice":      {[]Time{later, later}, OutcomeNoDecision, later},
		"otherwise":  {[]Time{other}, OutcomeNoDecision, close},
		"not at all": {[]Time{""}, OutcomeCarried, close},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			w.rules.also = func(_ Digest, in Input, r *Ruling) {
				if in.Ask == AskConclude {
					n := 0
					if in.Motion.Opened.Extended {
						n = 1
					}
					r.Extends = c.extends[n]
				}
			}
			ref, _ := w.move(func(*Motion) {})
			w.notice(ref, close, later)
			m, _ := w.s.Draft().Motion(ref)
			if m.Notice.Extends != later || m.Notice.Author != "secretary" {
				t.Errorf("%+v", m.Notice)
			}
			short := w.opening(ref)
			short.Extends = ""
			w.refused("secretary", "", KindMotionOpened, short, CodeStale, "/extends")
			w.opened = w.do("secretary", "", KindMotionOpened, w.opening(ref))
			w.vote("central-member", "00W", ref, ChoiceFor)
			w.until(close)
			if m, _ := w.s.Draft().Motion(ref); c.close == later && (m.Status != MotionOpen || !m.Opened.Extended || m.Opened.Closes != later) {
				t.Fatalf("not extended: %+v", m.Opened)
			}
			if c.close == later {
				w.vote("bury-member", "00V", ref, ChoiceAbstain)
			}
			w.until(other)
			if d := w.decision(ref); d.Outcome != c.outcome || d.Due != c.close {
				t.Errorf("%s at %s", d.Outcome, d.Due)
			}
			w.replaysAlike()
		})
	}
}

// TestLapse holds that a motion lapses at the end of its last day in London unless
// it was opened or withdrawn, and that nothing can be done with it then.
func TestLapse(t *testing.T) {
	w := newWorld(t)
	on := func(day Date) func(*Motion) { return func(m *Motion) { m.Lapses = day } }
	summer, _ := w.move(on("2015-07-03"))
	winter, _ := w.move(on("2015-12-03"))
	noticed, text := w.move(on("2015-07-04"))
	withdrawn, gone := w.move(on("2015-07-04"))
	opened := w.put(close, "", on("2015-07-04"))
	amended, _ := w.move(on("2015-07-03"))
	m, _ := w.s.Draft().Motion(amended)
	m.Lapses = "2015-07-06"
	w.do("bury-member", "00V", KindMotionAmended, m.Motion)
	w.do("bury-member", "00V", KindMotionWithdrawn, MotionWithdrawn{withdrawn, gone})
	w.do("secretary", "", KindNoticeGiven, NoticeGiven{Motion: noticed, Text: text, Opens: "2015-07-08T09:00:00.000Z", Closes: close})
	status := func(ref string) string { m, _ := w.s.Draft().Motion(ref); return m.Status }
	due := func(ref string) (at Time) {
		for _, e := range w.entries {
			if p, _ := ParseEntry(e); p.Consequence != nil && p.Consequence.Kind == KindMotionLapsed && p.Consequence.Ref == ref {
				at = p.Consequence.Due
			}
		}
		return at
	}
	w.until("2015-07-03T22:59:59.998Z")
	if status(summer) != MotionDraft {
		t.Error("lapsed a moment early")
	}
	w.until("2015-07-03T23:00:00.000Z")
	if status(summer) != MotionLapses || due(summer) != "2015-07-03T22:59:59.999Z" || status(amended) != MotionDraft {
		t.Errorf("%s at %s; the amended one is %s", status(summer), due(summer), status(amended))
	}
	w.refused("secretary", "", KindNoticeGiven, NoticeGiven{Motion: summer, Text: text, Opens: "2015-07-08T09:00:00.000Z", Closes: close}, CodeConflict, "/motion")
	w.until("2015-07-07T09:00:00.000Z")
	want := map[string]string{noticed: MotionLapses, withdrawn: MotionWithdrew, opened: MotionOpen, amended: MotionLapses, winter: MotionDraft}
	for ref, s := range want {
		if status(ref) != s {
			t.Errorf("%s is %s, not %s", ref, status(ref), s)
		}
	}
	w.until("2015-12-04T00:00:00.000Z")
	if due(winter) != "2015-12-03T23:59:59.999Z" {
		t.Errorf("in winter at %q", due(winter))
	}
	if w.s.Draft().NextDue() != "" {
		t.Errorf("still due: %s", w.s.Draft().NextDue())
	}
	w.replaysAlike()
}

// TestJoining holds that a party joins with an officer and key of its own, and is
// bound by nothing until that officer signs.
func TestJoining(t *testing.T) {
	w := newWorld(t)
	trafford := FoundingParty{Code: "02A", Name: "NHS Trafford CCG", Type: "ccg", Officer: w.holder("trafford-officer")}
	for _, c := range []struct {
		change func(*FoundingParty)
		field  string
	}{
		{func(p *FoundingParty) { p.Code = "00V" }, "/joins/code"},
		{func(p *FoundingParty) { p.Officer.Person = "bury-member" }, "/joins/officer/person"},
		{func(p *FoundingParty) { p.Officer.Key = keyOf("bury-member") }, "/joins/officer/key"},
	} {
		p := trafford
		c.change(&p)
		w.refused("secretary", "", KindPartyJoined, PartyJoined{p}, CodeConflict, c.field)
	}
	w.do("secretary", "", KindPartyJoined, PartyJoined{trafford})
	if f := w.s.Draft().PartyFacts("02A", w.now.Day()); f.Signed != nil || f.OfficerKeys != 1 || f.Name != "NHS Trafford CCG" {
		t.Errorf("%+v", f)
	}
	w.do("trafford-officer", "02A", KindMoUSigned, MoUSigned{1, digest("rules"), w.s.Draft().Founding(), nil})
	if f := w.s.Draft().PartyFacts("02A", w.now.Day()); f.Signed == nil || f.Signed.Version != 1 {
		t.Errorf("%+v", f)
	}
	w.replaysAlike()
}

// TestMerger holds what becomes of parties that merge, of what they signed and of
// what they owe.
func TestMerger(t *testing.T) {
	const day = Date("2015-09-01")
	manchester := func(w *world) FoundingParty {
		return FoundingParty{Code: "14L", Name: "NHS Manchester CCG", Type: "ccg", Officer: w.holder("manchester-officer")}
	}
	signed := func(w *world, people ...string) {
		for _, p := range people {
			w.do(p+"-officer", map[string]string{"bury": "00V", "central": "00W"}[p], KindMoUSigned, MoUSigned{1, digest("rules"), w.s.Draft().Founding(), nil})
		}
	}
	facts := func(w *world, code string, on Date) *PartyFacts { return w.s.Draft().PartyFacts(code, on) }

	t.Run("into a new body", func(t *testing.T) {
		w := newWorld(t)
		signed(w, "bury", "central")
		ref := w.put(close, "", func(*Motion) {})
		w.until("2015-07-20T09:00:00.000Z")
		w.do("bury-officer", "00V", KindObligationQueried, ObligationQueried{Obligation: ref + "/001", Pence: 90})
		merged := PartyMerged{[]string{"00V", "00W"}, manchester(w), day, "approval"}
		unknown := merged
		unknown.Parties = []string{"00V", "99Z"}
		w.refused("secretary", "", KindPartyMerged, unknown, CodeNotFound, "/parties")
		taken := merged
		taken.Into.Officer.Key = keyOf("secretary")
		w.refused("secretary", "", KindPartyMerged, taken, CodeConflict, "/into/officer/key")
		before := w.s.Draft().Size()
		w.do("secretary", "", KindPartyMerged, merged)
		again := merged
		again.Into.Code = "15L"
		w.refused("secretary", "", KindPartyMerged, again, CodeConflict, "/parties")

		f := facts(w, "14L", day)
		if f.Established != day || f.Signed == nil || f.Signed.Version != 1 || f.Signed.Time.Day() != day || f.Signed.Entry != before || !cmp.Equal(f.Successor, []string{"00V", "00W"}) {
			t.Errorf("the successor: %+v, signed %+v", f, f.Signed)
		}
		if facts(w, "14L", "2015-08-31").Signed != nil {
			t.Error("it stands as signed before it is")
		}
		if m := facts(w, "00V", "2015-07-20").Merged; m == nil || *m != (MergedFacts{"14L", day, before}) {
			t.Errorf("a predecessor: %+v", m)
		}
		v := w.s.Draft()
		if v.StandsFor("00V", v.Size(), day) != "14L" || v.StandsFor("00V", v.Size(), "2015-08-31") != "00V" || v.StandsFor("00V", before, day) != "00V" {
			t.Error("who stands for whom")
		}
		o, _ := v.Obligation(ref + "/001")
		if now := v.obligationFacts(o, day); now.PayerNow != "14L" || now.PayeeNow != "14L" || now.Payer != "00W" {
			t.Errorf("%+v", now)
		}
		if early := v.obligationFacts(o, "2015-08-01"); early.PayerNow != "" || early.Status != ObligationDisputed {
			t.Errorf("%+v", early)
		}
		// What they were committed to counts against the successor's limits, from its
		// day and as long as what committed them stands.
		committed := func(on Date) (sums []Commitment, each int) {
			party, _ := v.Party("14L")
			return facts(w, "14L", on).Commitments, len(v.Commitments(party, on))
		}
		if sums, each := committed("2015-08-31"); len(sums) != 0 || each != 0 {
			t.Errorf("before the merger the successor is committed to %+v", sums)
		}
		if sums, each := committed(day); !cmp.Equal(sums, []Commitment{{Function: "acute-surgery", Year: "2015-16", Spend: 100}}) || each != 1 {
			t.Errorf("of what its predecessors were committed to, the successor is to %+v, %d decisions", sums, each)
		}
		// The successor settles what its predecessor queried.
		w.now = "2015-09-02T09:00:00.000Z"
		w.do("manchester-officer", "14L", KindObligationPaid, ObligationPaid{Obligation: ref + "/001", Pence: 100, On: "2015-09-02"})
		w.do("manchester-officer", "14L", KindObligationReceived, ObligationReceived{Obligation: ref + "/001", Pence: 100, On: "2015-09-02"})
		if w.owed(ref) != ObligationDone {
			t.Errorf("paid by the successor: %s", w.owed(ref))
		}
		w.replaysAlike()
	})

	t.Run("of which one had not signed", func(t *testing.T) {
		w := newWorld(t)
		signed(w, "central")
		w.do("secretary", "", KindPartyMerged, PartyMerged{[]string{"00V", "00W"}, manchester(w), day, "approval"})
		if facts(w, "14L", day).Signed != nil {
			t.Error("it stands as signed for a party that had not")
		}
		w.do("manchester-officer", "14L", KindMoUSigned, MoUSigned{1, digest("rules"), w.s.Draft().Founding(), nil})
		if facts(w, "14L", day).Signed == nil {
			t.Error("it can't sign itself")
		}
	})

	t.Run("into a party that is there", func(t *testing.T) {
		w := newWorld(t)
		signed(w, "bury", "central")
		w.do("secretary", "", KindPartyJoined, PartyJoined{manchester(w)})
		other := manchester(w)
		other.Name = "Another name"
		w.refused("secretary", "", KindPartyMerged, PartyMerged{[]string{"00V"}, other, day, "approval"}, CodeConflict, "/into")
		w.do("secretary", "", KindPartyMerged, PartyMerged{[]string{"00V"}, manchester(w), day, "approval"})
		if f := facts(w, "14L", day); f.Signed == nil || f.Signed.Version != 1 || f.Established != "" {
			t.Errorf("%+v", f)
		}
		w.refused("secretary", "", KindPartyMerged, PartyMerged{[]string{"00W"}, FoundingParty{Code: "00V", Name: "NHS Bury CCG", Type: "ccg", Officer: w.holder("bury-officer")}, day, "approval"}, CodeConflict, "/into")
		// A second merger, of a party that had signed nothing, takes nothing away.
		trafford := FoundingParty{Code: "02A", Name: "NHS Trafford CCG", Type: "ccg", Officer: w.holder("trafford-officer")}
		w.do("secretary", "", KindPartyJoined, PartyJoined{trafford})
		w.do("secretary", "", KindPartyMerged, PartyMerged{[]string{"02A"}, manchester(w), day, "approval"})
		if f := facts(w, "14L", day); f.Signed == nil || len(f.Successor) != 2 {
			t.Errorf("%+v", f)
		}
		// What merged may merge again: its successor stands for all of them.
		board := FoundingParty{Code: "QOP", Name: "NHS Greater Manchester ICB", Type: "icb", Officer: w.holder("late")}
		w.do("secretary", "", KindPartyMerged, PartyMerged{[]string{"14L"}, board, day, "approval"})
		if f := facts(w, "QOP", day); !cmp.Equal(f.Successor, []string{"00V", "02A", "14L"}) || f.Signed == nil {
			t.Errorf("the successor of a successor: %+v", f)
		}
		w.replaysAlike()
	})
}

// TestLeaving holds what is known of a notice to leave until it takes effect or is
// withdrawn.
func TestLeaving(t *testing.T) {
	w := newWorld(t)
	resolution := Resolution{"GB-1", "2015-06-30", ""}
	leave := LeavingNotified{"acute-surgery", "2016-07-01", resolution}
	w.refused("bury-officer", "", KindLeavingNotified, leave, CodeMalformed, "/payload/party")
	w.refused("bury-officer", "00V", KindLeavingWithdrawn, LeavingWithdrawn{"acute-surgery", resolution}, CodeNotFound, "/function")
	w.do("bury-officer", "00V", KindLeavingNotified, leave)
	w.refused("bury-officer", "00V", KindLeavingNotified, leave, CodeConflict, "/function")
	w.do("bury-officer", "00V", KindLeavingNotified, LeavingNotified{"*", "2016-07-01", resolution})
	w.do("bury-officer", "00V", KindLeavingWithdrawn, LeavingWithdrawn{"acute-surgery", resolution})
	if l := w.s.Draft().PartyFacts("00V", w.now.Day()).Leaving; len(l) != 1 || l[0].Function != "*" || l[0].Effective != "2016-07-01" || l[0].Notified != w.now {
		t.Errorf("%+v", l)
	}
	w.now = "2016-07-01T09:00:00.000Z"
	w.refused("bury-officer", "00V", KindLeavingWithdrawn, LeavingWithdrawn{"*", resolution}, CodeConflict, "/function")
	w.replaysAlike()
}

// TestDispute holds that a dispute climbs its ladder step by step until all its
// parties have said the same.
func TestDispute(t *testing.T) {
	w := newWorld(t)
	ref := w.put(close, "", func(*Motion) {})
	w.until("2015-07-16T09:00:00.000Z")
	steps := []DisputeStep{{"officers", "2015-07-17T22:59:59.999Z"}, {"chairs", "2015-07-24T22:59:59.999Z"}}
	raised := func(dispute string) DisputeRaised {
		return DisputeRaised{dispute, []string{"00W"}, ref + "/001", "the sum", steps}
	}
	itself, nothing, strange := raised("00V-D1"), raised("00V-D1"), raised("00V-D1")
	itself.With, nothing.About, strange.With = []string{"00V", "00W"}, "GM-2015-099", []string{"99Z"}
	w.refused("bury-officer", "", KindDisputeRaised, raised("00V-D1"), CodeMalformed, "/payload/party")
	w.refused("bury-officer", "00V", KindDisputeRaised, itself, CodeConflict, "/with")
	w.refused("bury-officer", "00V", KindDisputeRaised, nothing, CodeNotFound, "/about")
	w.refused("bury-officer", "00V", KindDisputeRaised, strange, CodeNotFound, "/with")
	w.do("bury-officer", "00V", KindDisputeRaised, raised("00V-D1"))
	about := raised("00V-D2")
	about.About = ref
	w.do("bury-officer", "00V", KindDisputeRaised, about)
	w.refused("central-officer", "00W", KindDisputeRaised, raised("00V-D1"), CodeConflict, "/dispute")
	w.refused("bury-officer", "00V", KindDisputeSettled, DisputeSettled{"00V-D9", "x"}, CodeNotFound, "/dispute")

	w.do("bury-officer", "00V", KindDisputeSettled, DisputeSettled{"00V-D2", "half"})
	w.do("central-officer", "00W", KindDisputeSettled, DisputeSettled{"00V-D2", "all"})
	if d, _ := w.s.Draft().Dispute("00V-D2"); d.How != "" {
		t.Error("settled although its parties say different things")
	}
	w.do("central-officer", "00W", KindDisputeSettled, DisputeSettled{"00V-D2", "half"})
	w.refused("bury-officer", "00V", KindDisputeSettled, DisputeSettled{"00V-D2", "all"}, CodeConflict, "/dispute")
	w.until("2015-08-01T09:00:00.000Z")
	climbed := []string{}
	for _, e := range w.entries {
		if p, _ := ParseEntry(e); p.Consequence != nil && p.Consequence.Kind == KindDisputeEscalated {
			climbed = append(climbed, string(p.Consequence.Due)+" "+p.Consequence.Sentence)
		}
	}
	want := []string{
		"2015-07-17T22:59:59.999Z the dispute 00V-D1 is not settled in the time of officers: chairs begins",
		"2015-07-24T22:59:59.999Z the dispute 00V-D1 is not settled, and the time of its last step, chairs, has run out",
	}
	if diff := cmp.Diff(want, climbed); diff != "" {
		t.Error(diff)
	}
	one, _ := w.s.Draft().Dispute("00V-D1")
	two, _ := w.s.Draft().Dispute("00V-D2")
	if one.Step != "" || one.How != "" || two.Step != "officers" || two.How != "half" || one.By != "00V" {
		t.Errorf("%+v; %+v", one, two)
	}
	w.replaysAlike()
}

// TestGiven holds what decisions give beyond obligations: a vote, a lead and what
// it has used, a function's last day; and that it goes with the decision.
func TestGiven(t *testing.T) {
	w := newWorld(t)
	limit := Limit{Action: 100, Year: 200, Life: 300}
	strange := sampleMotion()
	strange.Ref, strange.Rights = w.s.Draft().NextRef("2015"), &Rights{[]string{"99Z"}, "2015-08-01", ""}
	w.refused("bury-member", "00V", KindMotionMoved, strange, CodeNotFound, "/rights/parties")
	given := w.put(close, "", func(m *Motion) {
		m.Rights, m.Prolongs = &Rights{[]string{"00V"}, "2015-08-01", ""}, &Prolongs{"acute-surgery", "2018-03-31"}
		m.Lead = &Lead{Party: "00W", Limit: limit, From: "2015-07-15"}
	})
	w.until(close)
	w.do("secretary", "", KindDecisionRatified, DecisionRatified{given, Resolution{"r", "2015-07-15", ""}})
	w.now = "2015-07-16T09:00:00.000Z"
	asked := Input{}
	delegated := func(in Input, r *Ruling) { // what is decided next is held against the lead's limits
		if in.Ask == AskConclude && in.Motion.Ref != given {
			r.Checks = []Check{{ID: "delegated-limit", Clause: "1.1", Met: true, From: []string{FromLead}}}
		}
	}
	w.rules.also = func(_ Digest, in Input, r *Ruling) {
		delegated(in, r)
		if in.Motion != nil {
			asked = in
		}
	}
	spent := w.put(later, "", func(*Motion) {})
	w.until(later)
	if got := asked.Functions["acute-surgery"]; asked.Ask != AskConclude || got != (FunctionFacts{"2018-03-31", given}) {
		t.Errorf("the function: %+v", got)
	}
	if rights := asked.Parties["00V"].Rights; len(rights) != 1 || rights[0].From != "2015-08-01" || rights[0].Decision != given {
		t.Errorf("rights: %+v", rights)
	}
	if len(asked.Leads) != 1 || asked.Leads[0].Party != "00W" || asked.Leads[0].Limit != limit || len(asked.Leads[0].Used) != 0 {
		t.Errorf("at the close: %+v", asked.Leads)
	}
	w.now = "2015-07-23T09:00:00.000Z"
	third, _ := w.move(func(*Motion) {})
	w.notice(third, "2015-07-30T17:00:00.000Z", "")
	used := []Commitment{{Decision: spent, Function: "acute-surgery", Year: "2015-16", Spend: 100}}
	if diff := cmp.Diff(used, asked.Leads[0].Used); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff(map[string][]Commitment{"00W": used}, asked.Leads[0].Borne); diff != "" {
		t.Error(diff)
	}
	// Who leaves a function is told its last day too.
	w.rules.also = func(_ Digest, in Input, r *Ruling) {
		delegated(in, r)
		if in.Kind == KindLeavingNotified {
			asked.Functions = in.Functions
		} else if in.Motion != nil {
			asked = in
		}
	}
	asked.Functions = nil
	w.do("bury-officer", "00V", KindLeavingNotified, LeavingNotified{"acute-surgery", "2018-03-31", Resolution{"r", "2015-07-15", ""}})
	if asked.Functions["acute-surgery"].Decision != given {
		t.Errorf("on leaving: %+v", asked.Functions)
	}
	asked.Functions = nil
	if _, err := w.s.Draft().Dates(KindLeavingNotified, "00V", mustEncode(map[string]string{"function": "acute-surgery"}), w.now, plain{also: func(_ Digest, in Input, _ *Ruling) { asked.Functions = in.Functions }}); err != nil || asked.Functions["acute-surgery"].Decision != given {
		t.Errorf("for its date: %+v, %v", asked.Functions, err)
	}
	elsewhere, _ := w.move(func(m *Motion) { m.Function = "clinical-strategy" })
	w.notice(elsewhere, "2015-07-30T17:00:00.000Z", "")
	if len(asked.Leads) != 0 || len(asked.Functions) != 1 {
		t.Errorf("another function's: %+v", asked.Leads)
	}
	// What is called in gives nothing while it is, and what was taken anew never.
	w.do("secretary", "", KindDecisionCalledIn, DecisionCalledIn{given, "x", "ref", "2015-07-23", "", nil})
	w.notice(third, "2015-07-30T17:00:00.000Z", "")
	if len(asked.Leads)+len(asked.Functions)+len(asked.Parties["00V"].Rights) != 0 {
		t.Errorf("a decision that is called in gives %+v", asked)
	}
	w.do("secretary", "", KindCallInEnded, CallInEnded{given, CallInReleased, "ref", "2015-07-23", nil})
	w.do("secretary", "", KindDecisionCalledIn, DecisionCalledIn{spent, "x", "ref", "2015-07-23", "", nil})
	w.do("secretary", "", KindCallInEnded, CallInEnded{spent, CallInRetaken, "ref", "2015-07-23", nil})
	w.notice(third, "2015-07-30T17:00:00.000Z", "")
	if len(asked.Leads) != 1 || len(asked.Leads[0].Used)+len(asked.Leads[0].Borne["00W"]) != 0 || len(asked.Parties["00V"].Rights) != 1 {
		t.Errorf("released, and what it used taken anew: %+v", asked.Leads)
	}
	w.replaysAlike()
}

// TestInterestEnded holds that an interest ends once, and is known to have.
func TestInterestEnded(t *testing.T) {
	w := newWorld(t)
	i := w.do("bury-member", "00V", KindInterestDeclared, InterestDeclared{"", "financial", "2015-06-20", ""})
	w.refused("bury-member", "", KindInterestEnded, InterestEnded{digest("none"), "2015-06-30"}, CodeNotFound, "/interest")
	w.refused("bury-member", "", KindInterestEnded, InterestEnded{i, "2015-06-19"}, CodeConflict, "/on")
	w.do("bury-member", "", KindInterestEnded, InterestEnded{i, "2015-06-30"})
	w.refused("bury-member", "", KindInterestEnded, InterestEnded{i, "2015-06-30"}, CodeConflict, "/interest")
	ref, _ := w.move(func(*Motion) {})
	if all := w.s.Draft().MotionInterests(ref, w.now.Day()); len(all) != 1 || all[0].Ended != "2015-06-30" {
		t.Errorf("%+v", all)
	}
	w.replaysAlike()
}

// TestDates holds that the rules are asked with what they need, and answer.
func TestDates(t *testing.T) {
	w := newWorld(t)
	w.rules.also = func(_ Digest, in Input, r *Ruling) {
		if in.Ask == AskDates && in.Kind == KindLeavingNotified && in.Parties["00V"] != nil && in.MoU.Version == 1 {
			r.Dates = map[string]string{"effective": "2016-07-01"}
		}
	}
	dates, err := w.s.Draft().Dates(KindLeavingNotified, "00V", mustEncode(map[string]string{"function": "*"}), w.now, w.rules)
	if err != nil || dates["effective"] != "2016-07-01" {
		t.Errorf("%v, %v", dates, err)
	}
	ref, _ := w.move(func(*Motion) {})
	w.rules.also = func(_ Digest, in Input, r *Ruling) { r.Allow = in.Motion == nil || in.Motion.Moved != w.now }
	var e *Error
	if _, err := w.s.Draft().Dates(KindMotionAmended, "00V", mustEncode(map[string]string{"motion": ref}), w.now, w.rules); !errors.As(err, &e) || e.Code != CodeRefused {
		t.Errorf("%v", err)
	}
	if _, err := w.s.Draft().Dates(KindMotionAmended, "00V", nil, w.now, w.rules); !errors.As(err, &e) || e.Code != CodeMalformed {
		t.Errorf("%v", err)
	}
}

// TestLifeBounds holds what one party, motion, decision or version may gather.
func TestLifeBounds(t *testing.T) {
	w := newWorld(t)
	ref := w.put(close, "", func(*Motion) {})
	many := func(n int, f func(i int)) {
		for i := range n {
			f(i)
		}
	}
	code := func(i int) string { return "x" + string(rune('a'+i/26)) + string(rune('a'+i%26)) }
	draft := func(i int) MoUDrafted { return MoUDrafted{2, "Draft", digest(code(i))} }
	var drafts []Digest
	many(MaxDrafts+1, func(i int) { drafts = append(drafts, w.do("secretary", "", KindMoUDrafted, draft(i))) })
	stand := func() (standing []bool) {
		for _, id := range drafts {
			d, _ := w.s.Draft().MoUDraft(id)
			standing = append(standing, d.Standing)
		}
		return standing
	}
	if diff := cmp.Diff([]bool{false, true, true, true}, stand()); diff != "" {
		t.Errorf("a further draft takes the place of the oldest: %s", diff)
	}
	w.refused("bury-officer", "00V", KindDraftAnswered, DraftAnswered{drafts[0], DraftAgreed, ""}, CodeStale, "/draft")
	w.do("bury-officer", "00V", KindMoUDrafted, draft(0)) // of another author, who has room
	wanting := []string{}
	for i, id := range drafts[1:] {
		ref, _ := w.move(func(m *Motion) { m.Amends = &Amends{id, 2, digest(code(i + 1))} })
		wanting = append(wanting, ref)
	}
	w.refused("secretary", "", KindMoUDrafted, draft(MaxDrafts+1), CodeTooLarge, "/payload/body")
	m, _ := w.s.Draft().Motion(wanting[1])
	w.do("bury-member", "00V", KindMotionWithdrawn, MotionWithdrawn{wanting[1], m.TextID})
	drafts = append(drafts, w.do("secretary", "", KindMoUDrafted, draft(MaxDrafts+1)))
	if diff := cmp.Diff([]bool{false, true, false, true, true}, stand()); diff != "" {
		t.Errorf("a draft that a motion would adopt stays: %s", diff)
	}
	many(MaxDraftsDaily-len(drafts), func(i int) { w.do("secretary", "", KindMoUDrafted, draft(MaxDraftsDaily+i)) })
	w.refused("secretary", "", KindMoUDrafted, draft(2*MaxDraftsDaily), CodeTooLarge, "/payload/body")
	w.do("bury-officer", "00V", KindMoUDrafted, draft(2*MaxDraftsDaily)) // of another author, who has put one today
	gate := func(i int) GatePassed { return GatePassed{ref, code(i), Paper{"p", digest("p")}, "2015-07-01"} }
	many(MaxGates, func(i int) { w.do("secretary", "", KindGatePassed, gate(i)) })
	w.refused("secretary", "", KindGatePassed, gate(MaxGates), CodeTooLarge, "/payload/body")
	leaving := func(i int) LeavingNotified {
		return LeavingNotified{code(i), "2016-07-01", Resolution{"r", "2015-07-01", ""}}
	}
	many(MaxLeaving, func(i int) { w.do("bury-officer", "00V", KindLeavingNotified, leaving(i)) })
	w.refused("bury-officer", "00V", KindLeavingNotified, leaving(MaxLeaving), CodeTooLarge, "/payload/body")
	w.until(close)
	w.do("secretary", "", KindMoUDrafted, draft(3*MaxDraftsDaily)) // on another day
	call := DecisionCalledIn{ref, "x", "ref", "2015-07-15", "", nil}
	many(MaxCallIns, func(i int) {
		call.Ref = code(i)
		w.do("secretary", "", KindDecisionCalledIn, call)
		w.do("secretary", "", KindCallInEnded, CallInEnded{ref, CallInReleased, "ref", "2015-07-15", nil})
	})
	call.Ref = "another"
	w.refused("secretary", "", KindDecisionCalledIn, call, CodeTooLarge, "/payload/body")
	dispute := func(i int) DisputeRaised {
		return DisputeRaised{code(i), []string{"00W"}, ref, "cost", []DisputeStep{{"officers", "2015-08-14T22:59:59.999Z"}}}
	}
	many(MaxDisputes, func(i int) { w.do("bury-officer", "00V", KindDisputeRaised, dispute(i)) })
	w.refused("bury-officer", "00V", KindDisputeRaised, dispute(MaxDisputes), CodeTooLarge, "/payload/body")
	settle := DisputeSettled{code(0), "paid"}
	w.do("bury-officer", "00V", KindDisputeSettled, settle)
	w.do("central-officer", "00W", KindDisputeSettled, settle)
	w.do("bury-officer", "00V", KindDisputeRaised, dispute(MaxDisputes))
	ask := func() MeetingRequisitioned { return MeetingRequisitioned{Business: []string{"money"}, Seat: "00V-1"} }
	many(MaxAsked, func(int) { w.do("bury-member", "00V", KindMeetingRequisitioned, ask()) })
	w.refused("bury-member", "00V", KindMeetingRequisitioned, ask(), CodeTooLarge, "/payload/body")
	joint := w.do("central-member", "00W", KindMeetingRequisitioned, MeetingRequisitioned{Business: []string{"money"}, Seat: "00W-1"})
	w.refused("bury-member", "00V", KindRequisitionJoined, RequisitionJoined{Requisition: joint, Seat: "00V-1"}, CodeTooLarge, "/payload/body")
}
