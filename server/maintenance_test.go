package server_test

import (
	"bytes"
	"net/http"
	"testing"
	"time"

	"concordat/ledger"
	"concordat/server/api"
)

// While the service is closed for planned work everybody is told until when, and nothing is
// recorded; the probes answer as ever. At that time it is open by itself, and before where the
// operator says so.
func TestMaintenance(t *testing.T) {
	b := newBoard(t)
	m, seat, holder := b.openMotion()
	cast := b.statement(holder, seat.Party, ledger.KindVoteCast, vote(m, seat.Seat, ledger.ChoiceFor))
	token, size := b.token("secretary"), b.size()
	b.server.UseMaintenance(b.world.now().Add(90*time.Minute + time.Millisecond)) // until 10:30am in London's winter
	closed := func(a answer, after string) {
		t.Helper()
		if p := a.problem(); p.Code != api.CodeMaintenance || p.Detail != "the service is closed for planned work until 10:30am on 22 November 2026" || a.header.Get("Retry-After") != after || a.header.Get("Cache-Control") != "no-store" {
			t.Errorf("closed, it answers %+v %v", p, a.header)
		}
	}
	closed(b.get(api.PathLedger), "5401")
	closed(b.do("GET", api.PathMotions, token, nil), "5401")
	closed(b.do("POST", api.PathStatements, token, cast), "5401")
	closed(b.get(api.PathCheckpoint), "5401")
	for _, path := range []string{api.PathHealth, api.PathReady} {
		if a := b.get(path); a.status != http.StatusOK {
			t.Errorf("%s: status %d: %s", path, a.status, a.body)
		}
	}
	b.world.add(90 * time.Minute)
	closed(b.get(api.PathLedger), "1")
	b.world.add(time.Millisecond)
	if now := b.size(); now != size {
		t.Errorf("%d entries, %d before", now, size)
	}
	b.send(cast).into(http.StatusCreated, &api.Receipt{})

	b.server.UseMaintenance(b.world.now().Add(time.Hour))
	if a := b.get(api.PathLedger); a.status != http.StatusServiceUnavailable || bytes.Contains(a.body, []byte("10:30am")) {
		t.Errorf("closed again: status %d: %s", a.status, a.body)
	}
	b.server.UseMaintenance(time.Time{})
	if a := b.get(api.PathLedger); a.status != http.StatusOK {
		t.Errorf("opened early: status %d: %s", a.status, a.body)
	}
}
