package policy

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func find(t *testing.T, b Bundle, function, route string) Finding {
	t.Helper()
	return findIn(t, maxCases, b, function, route)
}

func findIn(t *testing.T, most int, b Bundle, function, route string) Finding {
	t.Helper()
	found, err := searchOnly(b, most, func(q question) bool { return q.Function == function && q.Route == route })
	if err != nil {
		t.Fatal(err)
	}
	if len(found) != 1 {
		t.Fatalf("%d findings on %s by %s", len(found), function, route)
	}
	return found[0]
}

// TestSearch: what four groups of Greater Manchester can carry, and what not.
func TestSearch(t *testing.T) {
	b := embeddedBundle(t, "greater-manchester")
	four := []string{"00T", "00V", "00W", "00Y"}
	want := map[string]Finding{
		"advisory": {
			Cases:   35, // ways to share 4 seats among for, against, abstain and absent
			Carried: "1 for (00T) and 3 abstaining (00V, 00W, 00Y)",
			Refused: "2 for (00T, 00V) and 2 against (00W, 00Y)",
		},
		"committees_in_common": {
			Cases:   35,
			Carried: "4 for (00T, 00V, 00W, 00Y)",
			Refused: "3 for (00T, 00V, 00W) and 1 abstaining (00Y)",
		},
		"joint_committee": {
			Cases:   35,
			Carried: "1 for (00T) and 3 abstaining (00V, 00W, 00Y)",
			Refused: "2 for (00T, 00V), 1 against (00W) and 1 abstaining (00Y)",
		},
	}
	for route, f := range want {
		got := find(t, b, "community-diagnostics", route)
		f.Function, f.Same, f.Route, f.Parties, f.Types = "community-diagnostics", []string{"community-equipment"}, route, four, got.Types
		if diff := cmp.Diff(f, got, cmp.AllowUnexported(Finding{})); diff != "" {
			t.Error(diff)
		}
	}
}

// TestSearchWeighs: parties that differ in weight are told apart, each set of
// votes by itself.
func TestSearchWeighs(t *testing.T) {
	b := edited(t, "cheshire-warrington-wirral", func(terms map[string]any) {
		object(object(terms["functions"])["clinical-strategy"])["parties"] = []any{"01R", "02D", "12F"}
	})
	got := find(t, b, "clinical-strategy", "joint_committee")
	// South Cheshire, Vale Royal and Wirral: Wirral has more than half of the weight.
	if got.Cases != 64 || got.Carried != "3 for (01R, 02D, 12F)" || got.Refused != "2 for (01R, 02D) and 1 abstaining (12F)" || len(got.Faults) > 0 {
		t.Errorf("%+v", got)
	}
}

// TestSearchOfMany: where there are too many different parties, some are tried
// and the finding says so.
func TestSearchOfMany(t *testing.T) {
	b := edited(t, "greater-manchester", func(terms map[string]any) {
		object(terms["seats"])["figure"] = "weight"
		majority := object(list(object(terms["joint_committee"])["majorities"])[0])
		majority["by"], majority["unit"] = "weight", "of the weight"
	})
	got := find(t, b, "acute-surgery", "joint_committee")
	if len(got.Notes) != 1 || !strings.Contains(got.Notes[0], "no roll can be drawn up with the figures of parties.json. Votes are weighed by a recorded figure, and none is recorded for NHS Bolton CCG") {
		t.Errorf("%+v", got)
	}
	var doc map[string]any
	if err := json.Unmarshal(b[partiesFile], &doc); err != nil {
		t.Fatal(err)
	}
	for i, p := range list(doc["parties"]) {
		object(p)["figures"] = []any{map[string]any{
			"figure": "weight", "value": 100 + i, "unit": "people", "period": "2013-14", "published": "2012", "source": "made up", "confidence": "none",
		}}
	}
	doc["totals"] = []any{}
	text, err := json.Marshal(doc)
	if err != nil {
		t.Fatal(err)
	}
	b = maps.Clone(b)
	b[partiesFile] = text
	got = findIn(t, 300, b, "acute-surgery", "joint_committee")
	if got.Cases != 256 || len(got.Parties) != 4 || len(got.Notes) != 1 || got.Notes[0] != "tried with 4 of the 12 parties, for all of them would be too many cases; left out: 01D, 01G, 01M, 01N, 01W, 01Y, 02A and 02H" {
		t.Errorf("%+v", got)
	}
}

// TestSearchFindsTheImpossible: a threshold that no coalition reaches is found by
// the search, with a case in words, and keeps the agreement from being adopted.
func TestSearchFindsTheImpossible(t *testing.T) {
	b := edited(t, "greater-manchester", func(terms map[string]any) {
		majority := object(list(object(terms["joint_committee"])["majorities"])[0])
		majority["test"], majority["num"], majority["den"] = "more_than", json.Number("1"), json.Number("1")
	})
	got := find(t, b, "community-diagnostics", "joint_committee")
	if text := fmt.Sprint(got.Faults); got.Carried != "" || !strings.Contains(text, `no votes whatever meet "Majority of parties" (clause 5.3)`) || !strings.Contains(text, "no votes whatever carry it: with everybody for, 4 of 4 parties are for.") {
		t.Errorf("%+v", got)
	}
	err := Check(b)
	if err == nil || !strings.Contains(err.Error(), "mou/terms.json: joint_committee (clause 5.3) carries nothing: ") || !strings.Contains(err.Error(), "with everybody for it, is not carried: 12 of 12 parties are for.") {
		t.Errorf("got %v", err)
	}
}

func TestSearchFindsAQuorumNeverMet(t *testing.T) {
	got := find(t, edited(t, "greater-manchester", func(terms map[string]any) {
		quorum := object(terms["quorum"])
		delete(quorum, "num")
		delete(quorum, "den")
		quorum["count"] = json.Number("5")
	}), "community-diagnostics", "joint_committee")
	if text := fmt.Sprint(got.Faults); !strings.Contains(text, "the quorum can never be met: with everybody there, ") || !strings.Contains(text, "5") {
		t.Errorf("%+v", got)
	}
}

// TestSearchTriesTheCastingVote: it breaks a tie by simple majority, and by three
// quarters it never can.
func TestSearchTriesTheCastingVote(t *testing.T) {
	b := edited(t, "greater-manchester", func(terms map[string]any) { object(terms["tie"])["casting"] = "chair" })
	few := func(routes ...string) []Finding {
		found, err := searchOnly(b, maxCases, func(q question) bool {
			return q.Function == "community-diagnostics" && slices.Contains(routes, q.Route)
		})
		if err != nil {
			t.Fatal(err)
		}
		return found
	}
	alone := few("joint_committee")
	if text := fmt.Sprint(alone[0].Faults); !strings.Contains(text, "the casting vote can never be used: even with 2 for (00T, 00V) and 2 against (00W, 00Y), and cast for, the motion is not carried. ") {
		t.Errorf("%+v", alone)
	}
	for _, f := range few("advisory", "joint_committee") {
		if f.Route == "joint_committee" && (len(f.Notes) != 1 || !strings.HasPrefix(f.Notes[0], "the casting vote is of no use here: ")) || len(f.Faults) > 0 {
			t.Errorf("%+v", f)
		}
	}
}

// TestSearchOfAConsent: what needs the consent of whoever loses is tried with
// somebody who does, and is not carried without it.
func TestSearchOfAConsent(t *testing.T) {
	found, err := searchOnly(embeddedBundle(t, "pooled-fund-no-detriment"), maxCases, func(q question) bool { return slices.Contains(q.Types, "change") })
	if err != nil || len(found) != 1 {
		t.Fatalf("%+v, %v", found, err)
	}
	want := Finding{
		Function: "pooled-fund", Route: "joint_decision", Types: []string{"change"}, Parties: []string{"A", "B", "C", "D", "E"}, Cases: 140,
		Carried: "1 for (A) and 4 abstaining (B, C, D, E)", Refused: "4 for (B, C, D, E) and 1 abstaining (A)",
		Notes: []string{"tried with A alone losing by it, whose consent it needs"},
	}
	if diff := cmp.Diff(want, found[0], cmp.AllowUnexported(Finding{})); diff != "" {
		t.Error(diff)
	}
}
