package server_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"concordat/ledger"
	"concordat/ledger/journal"
	"concordat/server"
	"concordat/server/api"
)

// metrics is what Prometheus reads.
func (b *board) metrics() string {
	b.t.Helper()
	w := httptest.NewRecorder()
	b.server.Metrics().ServeHTTP(w, httptest.NewRequest("GET", "/metrics", nil))
	if w.Code != http.StatusOK {
		b.t.Fatalf("status %d: %s", w.Code, w.Body)
	}
	return w.Body.String()
}

// held keeps the journal's writer at its next commit, which this records.
func (b *board) held() (release func()) {
	b.t.Helper()
	m, seat, holder := b.openMotion()
	first := b.statement(holder, seat.Party, ledger.KindVoteCast, vote(m, seat.Seat, ledger.ChoiceFor))
	entered, leave := make(chan struct{}), make(chan struct{})
	b.journal.Observe(func(journal.Commit) {
		close(entered)
		<-leave
	})
	recorded := make(chan error, 1)
	go func() {
		_, err := b.journal.Submit(context.Background(), first)
		recorded <- err
	}()
	select {
	case <-entered:
	case err := <-recorded:
		b.t.Fatal(err)
	}
	b.journal.Observe(func(journal.Commit) {})
	return sync.OnceFunc(func() {
		close(leave)
		if err := <-recorded; err != nil {
			b.t.Error(err)
		}
	})
}

// queued waits until so many statements are in the queue; none may be answered
// before.
func queued[T any](b *board, n int, answered <-chan T) {
	b.t.Helper()
	for b.journal.Load().Waiting < n {
		select {
		case a := <-answered:
			b.t.Fatalf("answered before it could be: %+v", a)
		default:
			runtime.Gosched()
		}
	}
}

// figure is one that a party's officer records.
func figure() ledger.FigureRecorded {
	return ledger.FigureRecorded{Party: "00V", Figure: "allocation", Value: 225000, Unit: "thousand_pounds", Period: "2015-16", Effective: "2015-04-01", Source: "the annual return"}
}

// Every answer names its request, and what the log says of the request names it
// too. What a client calls its request stands nowhere.
func TestRequestID(t *testing.T) {
	var log bytes.Buffer // written by the server alone, one request after the other
	b := newBoard(t, func(s *server.Server) {
		server.LogTo(s, slog.New(slog.NewJSONHandler(&log, nil)))
		server.Misbehave(s, nil, nil)
	})
	a := b.do("GET", api.PathHealth, "", nil, "X-Request-Id", "forged")
	again := b.get(api.PathHealth)
	id := a.header.Get("X-Request-Id")
	if len(id) < 26 || id == again.header.Get("X-Request-Id") {
		t.Errorf("ids %q and %q", id, again.header.Get("X-Request-Id"))
	}
	fault := b.get(api.Base + "/panic")
	if p := fault.problem(); p.Instance != "urn:concordat:fault:"+fault.header.Get("X-Request-Id") {
		t.Errorf("%s for the request %s", p.Instance, fault.header.Get("X-Request-Id"))
	}
	if err := b.server.Shutdown(context.Background()); err != nil {
		t.Fatal(err)
	}
	said := map[string][]string{}
	for line := range strings.Lines(log.String()) {
		var r struct{ Msg, Request string }
		if err := json.Unmarshal([]byte(line), &r); err != nil {
			t.Fatal(err)
		}
		said[r.Request] = append(said[r.Request], r.Msg)
	}
	if got := strings.Join(said[id], ", "); got != "request" {
		t.Errorf("of %s the log says %s", id, got)
	}
	if got := strings.Join(said[fault.header.Get("X-Request-Id")], ", "); got != "panic, request" {
		t.Errorf("of the fault the log says %s", got)
	}
	if strings.Contains(log.String(), "forged") {
		t.Error("the log has what the client called its request")
	}
}

// The metrics count requests, refusals and commits, with no label that a client
// chooses.
func TestMetrics(t *testing.T) {
	b := newBoard(t)
	m, seat, holder := b.openMotion()
	b.record(holder, seat.Party, ledger.KindVoteCast, vote(m, seat.Seat, ledger.ChoiceFor))
	b.get(api.Fill(api.PathMotion, m.Ref)).into(http.StatusOK, &api.Motion{})
	b.get(api.Fill(api.PathMotion, "chosen-by-the-client")).problem()
	b.get("/chosen-by-the-client").problem()
	b.do("DELETE", api.PathHealth, "", nil).problem()
	said := b.metrics()
	for _, want := range []string{
		`concordat_requests_total{method="GET",route="` + api.PathMotion + `",status="200"} `,
		`concordat_requests_total{method="GET",route="` + api.PathMotion + `",status="404"} 1`,
		`concordat_requests_total{method="POST",route="` + api.PathStatements + `",status="201"} 1`,
		`concordat_requests_total{method="GET",route="none",status="404"} 1`,
		`concordat_problems_total{code="not-found"} 2`,
		`concordat_problems_total{code="busy"} 0`,
		`concordat_commit_statements_sum 1`,
		`concordat_commit_seconds_count 1`,
		`concordat_ready 1`,
		`concordat_cosigned 1`,
		`concordat_statements_waiting 0`,
		`concordat_commit_awaited_seconds 0`,
		"go_goroutines ", "process_cpu_seconds_total ",
	} {
		if !strings.Contains(said, want) {
			t.Errorf("no %s", want)
		}
	}
	for _, never := range []string{"chosen-by-the-client", "DELETE", "concordat_last_commit_timestamp_seconds 0\n"} {
		if strings.Contains(said, never) {
			t.Errorf("it says %s", never)
		}
	}
	if err := b.journal.Close(); err != nil {
		t.Fatal(err)
	}
	if said := b.metrics(); !strings.Contains(said, "concordat_ready 0") {
		t.Error("a closed journal is ready")
	}
	for _, path := range []string{api.PathHealth, api.PathReady} {
		if p := b.get(path).problem(); p.Code != ledger.CodeUnavailable {
			t.Errorf("%s of a closed journal: %+v", path, p)
		}
	}
	b.journal, _, _, _ = openJournal(t, b.dir)
}

// Since when nothing can be recorded is told from when it was first found so, until it is
// well again.
func TestViewingSince(t *testing.T) {
	b := newBoard(t)
	tells := func() (l api.Ledger) {
		b.get(api.PathLedger).into(http.StatusOK, &l)
		return l
	}
	const first, later = ledger.Time("2026-11-23T14:10:00.000Z"), ledger.Time("2026-11-23T15:00:00.000Z")
	stuck := errors.New("the disk is full")
	if since := server.ViewingSince(b.server, stuck, first); since != first {
		t.Errorf("since %q", since)
	}
	if since := server.ViewingSince(b.server, stuck, later); since != first {
		t.Errorf("since %q", since)
	}
	if l := tells(); l.ViewingSince != "" {
		t.Errorf("a ledger that records tells that it has not since %s", l.ViewingSince)
	}
	if since := server.ViewingSince(b.server, stuck, later); since != later {
		t.Errorf("it was well in between, and is not since %q", since)
	}
}

// While a commit is awaited for too long both probes are red, and say why; a
// ledger in which nobody states anything is well however long that lasts.
func TestProbesOfAStuckWriter(t *testing.T) {
	b := newBoard(t)
	probes := []string{api.PathHealth, api.PathReady}
	server.AwaitNoCommit(b.server)
	release := b.held()
	defer release()
	for _, path := range probes {
		if p := b.get(path).problem(); p.Code != ledger.CodeUnavailable || !strings.Contains(p.Detail, "a commit has been under way for ") {
			t.Errorf("%s: %+v", path, p)
		}
	}
	if said := b.metrics(); !strings.Contains(said, "concordat_ready 0") {
		t.Error("the metrics say that it is ready")
	}
	release()
	b.clock.add(365 * 24 * time.Hour)
	for _, path := range probes {
		if a := b.get(path); a.status != http.StatusOK {
			t.Errorf("%s after it, and a year later: %s", path, a.body)
		}
	}
}

// When as many statements wait as may, the next is sent away with the time to come
// again: it is not refused, so nothing is signed for it, and it is taken later.
func TestTooManyStatements(t *testing.T) {
	b := newBoard(t)
	release := b.held()
	defer release()
	b.carry()
	waits := b.statement("bury-officer", "00V", ledger.KindFigureRecorded, figure())
	results := make(chan error, journal.MaxWaiting)
	for range journal.MaxWaiting {
		go func() {
			_, err := b.journal.Submit(context.Background(), waits)
			results <- err
		}()
	}
	queued(b, journal.MaxWaiting, results)
	a := b.send(waits)
	if p := a.problem(); p.Code != api.CodeBusy || p.Status != http.StatusTooManyRequests || a.header.Get("Retry-After") == "" || p.Refusal != "" {
		t.Errorf("%+v", p)
	}
	release()
	for range journal.MaxWaiting {
		if err := <-results; err != nil {
			t.Error(err)
		}
	}
	b.send(waits).into(http.StatusOK, &api.Receipt{})
}

// A server that is stopped answers every statement that it took: whoever has a
// receipt finds the statement recorded, and nobody is left without an answer.
func TestStopAnswersWhatWasTaken(t *testing.T) {
	b := newBoard(t)
	release := b.held()
	statement, token := b.statement("bury-officer", "00V", ledger.KindFigureRecorded, figure()), b.carry()
	answers := make(chan answer, 8)
	for range cap(answers) {
		go func() { answers <- b.do("POST", api.PathStatements, token, statement) }()
	}
	queued(b, cap(answers), answers)
	stopped := make(chan error, 1)
	go func() { stopped <- b.server.Shutdown(context.Background()) }()
	release()
	for range cap(answers) {
		a := <-answers
		var r api.Receipt
		a.into(a.status, &r)
		if a.status != http.StatusCreated && a.status != http.StatusOK {
			t.Errorf("status %d", a.status)
		}
		if entry, err := b.journal.Entry(r.Index); err != nil || !bytes.Equal(entry, r.Receipt.Entry) {
			t.Errorf("entry %d: %v", r.Index, err)
		}
	}
	if err := <-stopped; err != nil {
		t.Error(err)
	}
}

// A server that is shut down before it has begun to answer does not begin: else whoever
// stops it at its very start would wait for it for ever.
func TestShutDownBeforeServing(t *testing.T) {
	b, stop := serve(t, t.TempDir())
	stop()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	if err := b.server.Serve(l); err != nil {
		t.Fatal(err)
	}
	if _, err := l.Accept(); !errors.Is(err, net.ErrClosed) {
		t.Errorf("its listener is not closed: %v", err)
	}
}
