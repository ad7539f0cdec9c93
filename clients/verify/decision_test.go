package verify

import (
	"encoding/json"
	"strings"
	"testing"

	"concordat/ledger"
)

// A decision that was derived again is given with what it rests on, whoever signed
// the checkpoint.
func TestDecision(t *testing.T) {
	b := sampleBoard(t)
	opts := b.options()
	opts.Trust = ""
	for name, o := range map[string]Options{"verified": b.options(), "not proven": opts} {
		r := audited(b.export(), o)
		v, d, err := r.Decision("GM-2015-001")
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if d.Outcome != ledger.OutcomeCarried || len(d.Checks) == 0 || len(d.Parties) != 2 || v.Size() != r.Size {
			t.Errorf("%s: %+v at %d entries", name, d, v.Size())
		}
		if _, _, err := r.Decision("GM-2015-999"); err == nil || !strings.Contains(err.Error(), "there is no such decision") {
			t.Errorf("%s: another: %v", name, err)
		}
	}

	r := audited(b.export(), b.options())
	r.Shown = []any{struct {
		Decision string `json:"decision"`
	}{"GM-2015-001"}}
	var out struct {
		Decisions []struct{ Decision string }
	}
	if err := json.Unmarshal(r.JSON(), &out); err != nil || len(out.Decisions) != 1 || out.Decisions[0].Decision != "GM-2015-001" {
		t.Errorf("%v: %s", err, r.JSON())
	}
}

// What was not replayed is not shown, and it is said why: not what stands behind an
// entry that is withheld, nor what rules that could not be run would have made, nor
// anything of a ledger at fault.
func TestDecisionRefused(t *testing.T) {
	refused := func(name string, r Report, ref, why string) {
		t.Helper()
		if _, _, err := r.Decision(ref); err == nil || !strings.Contains(err.Error(), why) {
			t.Errorf("%s: %v", name, err)
		}
	}
	b, public, withheld := privateBoard(t, "2016-03-01")
	r := audited(public, b.options())
	if v, d, err := r.Decision("GM-2015-001"); err != nil || d.Outcome != ledger.OutcomeCarried || v.Size() != int64(withheld[0]) {
		t.Errorf("before what is withheld: %v, at %d entries", err, v.Size())
	}
	refused("behind what is withheld", r, "GM-2015-002", "2 entries are withheld")

	b = sampleBoard(t)
	opts := b.options()
	opts.Rules = nil
	refused("without rules", audited(b.export(), opts), "GM-2015-001", "could not be looked at further")
	refused("at fault", audited(b.without(12), b.options()), "GM-2015-001", "failed this audit")
	refused("unopened", Unopened(Fault{Code: Missing, Check: Integrity, Entry: -1}), "GM-2015-001", "failed this audit")
	refused("unreadable", audited(unreadable{b.export(), checkpointPath}, b.options()), "GM-2015-001", "could not be looked at further")
}
