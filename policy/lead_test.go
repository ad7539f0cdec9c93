package policy

import (
	"testing"

	"concordat/ledger"
)

// leadBoard is Greater Manchester where a lead may commit so much of any one other
// party, and decides on pools by a route of its own; with the four parties of community
// diagnostics, of which Bury has approved £450.00 a year for itself.
func leadBoard(t *testing.T) (*board, []string) {
	t.Helper()
	half := map[string]any{"id": "half", "by": "parties", "of": "present_and_voting", "test": "more_than", "num": 1, "den": 2}
	b, _ := foundedOn(t, withTerms(t, embeddedBundle(t, "greater-manchester"), func(terms map[string]any) {
		object(terms["lead"])["per_associate"] = map[string]any{"action": 35_000, "year": 60_000}
		terms["lead_commissioner"] = map[string]any{"clause": "9.1", "form": "lead", "majorities": []any{half}, "quorum": map[string]any{"clause": "9.1", "by": "parties", "count": 1}}
		pool := object(object(object(terms["motions"])["types"])["pool"])
		pool["routes"] = append(pool["routes"].([]any), "lead_commissioner")
	}))
	b.now = "2015-06-02T09:00:00.000Z"
	codes := []string{"00T", "00V", "00W", "00Y"}
	for _, code := range codes {
		limit := ledger.Limit{Action: 1e8, Year: 1e8, Life: 1e9}
		if code == "00V" {
			limit = ledger.Limit{Action: 45_000, Year: 45_000, Life: 1e9}
		}
		b.do("officer-"+code, code, ledger.KindAuthorityGiven, ledger.AuthorityGiven{
			ID: code + "-A2", Function: "community-diagnostics", Types: []string{ledger.TypeLead, ledger.TypePool}, Committee: "decides",
			Constitution: ledger.Clause{Version: "1", Clause: "6.4"}, Resolution: ledger.Resolution{Ref: "GB/1", On: "2015-05-01"},
			Spend: limit, Loss: limit, From: "2015-05-01",
		})
	}
	return b, codes
}

// appoint has all four vote for a lead.
func (b *board) appoint(party string, limit ledger.Limit, from ledger.Date, opens, closes ledger.Time, codes []string) {
	b.t.Helper()
	ref := b.notice(ledger.Motion{
		Type: ledger.TypeLead, Route: ledger.RouteCommitteesInCommon, Function: "community-diagnostics",
		Lead: &ledger.Lead{Party: party, Limit: limit, From: from, Duties: []ledger.Duty{{What: "Report to all", Every: "quarter", First: "2015-10-31"}}},
	}, opens, closes, "")
	b.until(opens)
	b.open(ref)
	b.vote(ref, codes, len(codes))
	b.until(closes)
	if got := b.outcome(ref); got != ledger.OutcomeCarried {
		b.t.Fatalf("%s is %s", ref, got)
	}
}

// TestLeadCommits: what a lead may commit, to the penny: one action, a year, its whole
// life, any one other party, and what that party has approved for itself; when the
// limit changes within a year, when the lead does, and when it merges.
func TestLeadCommits(t *testing.T) {
	b, codes := leadBoard(t)
	made := func(year string, by map[string]int64) ledger.CommitmentMade {
		sum := int64(0)
		for _, pence := range by {
			sum += pence
		}
		return ledger.CommitmentMade{Function: "community-diagnostics", What: "One more scan", Year: year, Pence: sum, By: by}
	}
	type m = map[string]int64
	commit := func(party, year string, by m) {
		t.Helper()
		b.do("officer-"+party, party, ledger.KindCommitmentMade, made(year, by))
	}
	refused := func(id, words, party, year string, by m) {
		t.Helper()
		b.refused(id, words, "officer-"+party, party, ledger.KindCommitmentMade, made(year, by))
	}
	b.appoint("00T", ledger.Limit{Action: 40_000, Year: 100_000, Life: 150_000}, "2015-07-03", "2015-06-18T09:00:00.000Z", "2015-07-02T16:00:00.000Z", codes)
	refused("not-lead", "there is none on 2 July 2015; a motion appoints one", "00T", "2015-16", m{"00T": 1})

	b.until("2015-07-03T09:00:00.000Z")
	refused("delegated-limit", "at most £400.00 for one action; with this it has committed £400.01. Move a motion", "00T", "2015-16", m{"00T": 40_001})
	refused("associate-limit", "at most £350.00 of any other party for one action; with this it has committed £350.01 of", "00T", "2015-16", m{"00W": 35_001})
	commit("00T", "2015-16", m{"00T": 10_000, "00V": 30_000})
	commit("00T", "2015-16", m{"00T": 5_000, "00W": 35_000})
	// £200.00 is left of the lead's year, £150.00 of Bury's own and £250.00 of what it
	// may commit of one other party: the lowest counts.
	refused("own-authority", "for spending over £450.00 a year since 1 May 2015, and with this it comes to £450.01; its officer can record one. Move a motion, so that its governing body can ratify", "00T", "2015-16", m{"00V": 15_001})
	refused("delegated-limit", "at most £1,000.00 for 2015-16; with this it has committed £1,000.01. Move a motion", "00T", "2015-16", m{"00W": 20_001})
	// Of two that were drawn up against the £200.00 left the first to be recorded stands.
	commit("00T", "2015-16", m{"00T": 15_000})
	refused("delegated-limit", "with this it has committed £1,100.00", "00T", "2015-16", m{"00T": 15_000})
	commit("00T", "2015-16", m{"00V": 5_000})
	refused("delegated-limit", "with this it has committed £1,000.01", "00T", "2015-16", m{"00T": 1})
	// Another year has a limit of its own, and its whole life has one.
	commit("00T", "2016-17", m{"00T": 40_000})
	refused("delegated-limit", "at most £1,500.00 for its whole life; with this it has committed £1,500.01", "00T", "2016-17", m{"00T": 10_001})

	// A higher limit within the year: what was committed counts.
	b.now = "2015-09-01T09:00:00.000Z"
	b.appoint("00T", ledger.Limit{Action: 40_000, Year: 120_000, Life: 200_000}, "2015-10-01", "2015-09-15T09:00:00.000Z", "2015-09-30T16:00:00.000Z", codes)
	b.until("2015-10-01T09:00:00.000Z")
	refused("delegated-limit", "at most £1,200.00 for 2015-16; with this it has committed £1,200.01", "00T", "2015-16", m{"00T": 20_001})
	refused("associate-limit", "at most £600.00 of any other party for 2015-16; with this it has committed £600.01 of", "00T", "2015-16", m{"00W": 25_001})
	commit("00T", "2015-16", m{"00T": 20_000})

	// Another lead within the year: the first commits no more, and the second has
	// limits of its own.
	b.now = "2015-11-02T09:00:00.000Z"
	b.appoint("00W", ledger.Limit{Action: 40_000, Year: 100_000, Life: 150_000}, "2015-12-01", "2015-11-16T09:00:00.000Z", "2015-11-30T16:00:00.000Z", codes)
	b.until("2015-12-01T09:00:00.000Z")
	refused("not-lead", "on 1 December 2015", "00T", "2015-16", m{"00T": 1})
	commit("00W", "2015-16", m{"00W": 40_000})

	// What the board decides by another route uses nothing of the lead's limits; what is
	// decided by the lead's route does, and beyond them binds the others on ratification.
	b.now = "2015-12-02T09:00:00.000Z"
	pool := ledger.Pool{Host: "00W", Year: "2015-16", Lines: []ledger.PoolLine{{What: "Scanners", Pence: 40_000, Kind: "cash", Due: "2016-02-01", Share: ledger.Share{By: "equal"}}}}
	b.carry(pool, codes, "2015-12-16T09:00:00.000Z", "2015-12-30T16:00:00.000Z")
	b.now = "2015-12-31T09:00:00.000Z"
	decide := func(opens, closes ledger.Time) (bound map[string]string) {
		t.Helper()
		ref := b.notice(ledger.Motion{Type: ledger.TypePool, Route: "lead_commissioner", Function: "community-diagnostics", Pool: &pool}, opens, closes, "")
		b.until(opens)
		b.open(ref)
		b.vote(ref, []string{"00W"}, 1)
		b.until(closes)
		bound = map[string]string{}
		for _, p := range b.facts(ref).Parties {
			bound[p.Party] = p.Bound
		}
		return bound
	}
	if bound := decide("2016-01-14T09:00:00.000Z", "2016-01-28T16:00:00.000Z"); bound["00T"] != ledger.BoundAgainstVote || bound["00Y"] != ledger.BoundAgainstVote || bound["00V"] != ledger.BoundOnRatification {
		t.Errorf("within the lead's limits, but not Bury's own: %v", bound)
	}
	if lead := b.state.Draft().LeadOn("community-diagnostics", b.now.Day()); len(lead.Used) != 2 || lead.Used[0].Spend+lead.Used[1].Spend != 80_000 || lead.Borne["00Y"][0].Spend != 10_000 {
		t.Errorf("%+v", lead)
	}
	if bound := decide("2016-02-11T09:00:00.000Z", "2016-02-25T16:00:00.000Z"); bound["00T"] != ledger.BoundOnRatification || bound["00Y"] != ledger.BoundOnRatification || bound["00W"] != ledger.BoundByVote {
		t.Errorf("beyond the lead's limits: %v", bound)
	}

	// Its successor leads in its place, with what it used.
	_, key := b.key("officer-X")
	b.now = "2016-03-01T09:00:00.000Z"
	merged := ledger.PartyMerged{
		Parties: []string{"00W"}, On: b.now.Day(), Source: "an order",
		Into: ledger.FoundingParty{Code: "X", Name: "A new body", Type: "ccg", Officer: ledger.KeyHolder{Person: "officer-X", Key: key}},
	}
	b.do("officer-00W", "00W", ledger.KindPartyMerged, merged)
	b.do("officer-X", "X", ledger.KindAuthorityGiven, ledger.AuthorityGiven{
		ID: "X-A1", Function: "*", Types: []string{ledger.TypeLead}, Committee: "decides",
		Constitution: ledger.Clause{Version: "1", Clause: "6.4"}, Resolution: ledger.Resolution{Ref: "GB/1", On: "2016-03-01"},
		Spend: ledger.Limit{Action: 1e9, Year: 1e9, Life: 1e10}, Loss: ledger.Limit{Action: 1e9, Year: 1e9, Life: 1e10}, From: "2016-03-01",
	})
	refused("delegated-limit", "A new body may commit at most £1,000.00 for 2015-16; with this it has committed £1,200.01", "X", "2015-16", m{"X": 1})
	commit("X", "2016-17", m{"X": 30_000})
	refused("delegated-limit", "for its whole life; with this it has committed £1,500.01", "X", "2016-17", m{"X": 1})
	b.replayed()
}
