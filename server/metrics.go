package server

import (
	"context"
	"net/http"
	"strconv"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"concordat/ledger/journal"
	"concordat/server/api"
)

// metrics are what Prometheus reads of one server. No label takes a value that a
// client chooses: routes are those of the table, codes those of the API.
type metrics struct {
	registry *prometheus.Registry
	requests *prometheus.CounterVec
	answered *prometheus.HistogramVec
	problems *prometheus.CounterVec
	commits  prometheus.Histogram
	groups   prometheus.Histogram
	last     prometheus.Gauge
}

// noRoute is the label of requests that meet no route.
const noRoute = "none"

func newMetrics(s *Server) *metrics {
	m := &metrics{
		registry: prometheus.NewRegistry(),
		requests: prometheus.NewCounterVec(prometheus.CounterOpts{Name: "concordat_requests_total", Help: "Requests answered, by route, method and status."}, []string{"route", "method", "status"}),
		answered: prometheus.NewHistogramVec(prometheus.HistogramOpts{Name: "concordat_request_seconds", Help: "From the request's arrival to its answer, by route.",
			Buckets: prometheus.ExponentialBuckets(0.00025, 4, 9)}, []string{"route"}),
		problems: prometheus.NewCounterVec(prometheus.CounterOpts{Name: "concordat_problems_total", Help: "Refusals and faults, by code."}, []string{"code"}),
		commits: prometheus.NewHistogram(prometheus.HistogramOpts{Name: "concordat_commit_seconds", Help: "From taking the statements that waited to publishing what was recorded.",
			Buckets: prometheus.ExponentialBuckets(0.00025, 4, 9)}),
		groups: prometheus.NewHistogram(prometheus.HistogramOpts{Name: "concordat_commit_statements", Help: "Statements recorded in one commit.",
			Buckets: prometheus.ExponentialBuckets(1, 2, 9)}),
		last: prometheus.NewGauge(prometheus.GaugeOpts{Name: "concordat_last_commit_timestamp_seconds", Help: "When the last commit was, in seconds since 1970; 0 if there was none since the start."}),
	}
	gauge := func(name, help string, read func() float64) prometheus.Collector {
		return prometheus.NewGaugeFunc(prometheus.GaugeOpts{Name: name, Help: help}, read)
	}
	m.registry.MustRegister(m.requests, m.answered, m.problems, m.commits, m.groups, m.last,
		gauge("concordat_entries", "Entries in the ledger.", func() float64 { return float64(s.journal.Head().Size) }),
		gauge("concordat_statements_waiting", "Statements in the queue.", func() float64 { return float64(s.journal.Load().Waiting) }),
		gauge("concordat_statements_waiting_limit", "Statements that the queue holds; others are sent away with 429.", func() float64 { return journal.MaxWaiting }),
		gauge("concordat_commit_awaited_seconds", "How long the commit under way has taken so far.", func() float64 { return s.journal.Load().Ordering.Seconds() }),
		gauge("concordat_ready", "1 where statements are taken and questions answered, else 0.", func() float64 {
			if s.ready(context.Background()) != nil {
				return 0
			}
			return 1
		}),
		gauge("concordat_cosigned", "1 where what is published is in order with the witnesses that the ledger names, or it names none, else 0.", func() float64 {
			if s.Uncosigned() != nil {
				return 0
			}
			return 1
		}),
		collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}),
	)
	// What has not happened yet is 0 and not missing.
	for code := range api.Meanings {
		m.problems.WithLabelValues(string(code))
	}
	return m
}

// observe counts a request that was answered.
func (m *metrics) observe(route, method string, status int, took time.Duration) {
	m.requests.WithLabelValues(route, method, strconv.Itoa(status)).Inc()
	m.answered.WithLabelValues(route).Observe(took.Seconds())
}

// committed counts a commit.
func (m *metrics) committed(c journal.Commit) {
	m.commits.Observe(c.Took.Seconds())
	m.groups.Observe(float64(c.Statements))
	m.last.SetToCurrentTime()
}

// Metrics answers Prometheus. It stands on no route of the API: what it says is
// for whoever operates the server, who gives it an address of its own.
func (s *Server) Metrics() http.Handler {
	return promhttp.HandlerFor(s.metrics.registry, promhttp.HandlerOpts{})
}
