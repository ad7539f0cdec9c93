package sdk_test

import (
	"fmt"
	"slices"
	"testing"

	"concordat/clients/sdk"
)

// A sample is a function of its seed and of what it is drawn from, whatever order that
// comes in; what was once drawn is drawn for ever.
func TestSample(t *testing.T) {
	var refs []string
	for i := range 31 {
		refs = append(refs, fmt.Sprintf("GM-2015-%03d", i+1))
	}
	got := sdk.Sample(refs, "audit 2015", 4)
	if want := []string{"GM-2015-022", "GM-2015-008", "GM-2015-029", "GM-2015-031"}; !slices.Equal(got, want) {
		t.Errorf("%q, not %q", got, want)
	}
	slices.Reverse(refs)
	if again := sdk.Sample(refs, "audit 2015", 4); !slices.Equal(got, again) {
		t.Errorf("in another order %q, not %q", again, got)
	}
	if more := sdk.Sample(refs, "audit 2015", 9); !slices.Equal(more[:4], got) {
		t.Errorf("a larger sample %q does not begin with the smaller %q", more, got)
	}
	if other := sdk.Sample(refs, "audit 2016", 4); slices.Equal(other, got) {
		t.Errorf("another seed gives the same %q", other)
	}
	if all := sdk.Sample(refs, "x", 99); len(all) != len(refs) {
		t.Errorf("of all there are %d of %d", len(all), len(refs))
	}
	if none := append(sdk.Sample(refs, "x", 0), sdk.Sample(refs, "x", -1)...); len(none) != 0 {
		t.Errorf("of none there are %q", none)
	}
}
