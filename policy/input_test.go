package policy

import (
	"math/rand/v2"
	"testing"

	"concordat/ledger"
)

// TestTerms holds that rules see the same whether an input comes to them straight
// or by the bytes that a second opinion is given: alone, and beside others whose
// facts it shares.
func TestTerms(t *testing.T) {
	c := chance{rand.New(rand.NewPCG(7, 7))}
	seen := newTerms()
	for range 200 {
		in := closed(t, map[string]string{"00V": "against"})
		c.motion(&in)
		other := in
		motion := *in.Motion
		motion.Votes = motion.Votes[:c.IntN(len(motion.Votes))]
		other.Motion = &motion
		cast := vote(t, "00V", "p-00V")
		for _, in := range []*ledger.Input{&in, &other, &cast} {
			text, err := ledger.Encode(in)
			if err != nil {
				t.Fatal(err)
			}
			want, err := parseJSON(text)
			if err != nil {
				t.Fatal(err)
			}
			for _, from := range []*terms{newTerms(), seen} {
				got, err := from.input(in)
				if err != nil {
					t.Fatal(err)
				}
				if !got.Equal(want) || got.String() != want.String() {
					t.Fatalf("rules see another input: %.300s\nof %.300s", got, text)
				}
			}
		}
	}
}

// TestTermsRefuse: what has no canonical bytes is not seen by rules either.
func TestTermsRefuse(t *testing.T) {
	for name, spoil := range map[string]func(*ledger.Input){
		"number":    func(in *ledger.Input) { in.Entry = ledger.MaxInteger + 1 },
		"negative":  func(in *ledger.Input) { in.Entry = -ledger.MaxInteger - 1 },
		"control":   func(in *ledger.Input) { in.Party = "a\nb" },
		"direction": func(in *ledger.Input) { in.Party = "a\u202eb" },
		"form":      func(in *ledger.Input) { in.Party = "v\u0303" },
		"UTF-8":     func(in *ledger.Input) { in.Party = "\xff" },
		"name":      func(in *ledger.Input) { in.Parties["\x7f"] = in.Parties["00V"] },
		"no facts":  func(in *ledger.Input) { in.Parties["00V"] = nil },
		"body":      func(in *ledger.Input) { in.Body = []byte(`{"b":1,"a":2}`) },
	} {
		in := vote(t, "00V", "p-00V")
		spoil(&in)
		_, encoded := ledger.Encode(in)
		got, err := newTerms().input(&in)
		if encoded == nil || err == nil {
			t.Errorf("%s: the encoder says %v; rules see %v", name, encoded, got)
		}
	}
}
