package server

import (
	"context"
	"crypto/tls"
	"errors"
	"io"
	"log/slog"
	"net"
	"net/netip"
	"net/url"
	"sync/atomic"
	"time"

	"concordat/ledger"
	"concordat/server/api"
	"concordat/server/auth"
)

// Routes is the one table, for the tests that hold others against it.
func Routes() []struct {
	Method, Path, Name string
	Query              []string
} {
	list := make([]struct {
		Method, Path, Name string
		Query              []string
	}, len(routes))
	for i, r := range routes {
		list[i].Method, list[i].Path, list[i].Name, list[i].Query = r.method, r.path, r.name, r.query
	}
	return list
}

// unsaid are rules that do not say what votes would come to, as those of older agreements, or
// that can't be run on that.
type unsaid struct {
	ledger.Rules
	asked *atomic.Int64
	err   error
}

func (u unsaid) Judge(rules ledger.Digest, inputs []ledger.Input) ([]ledger.Ruling, error) {
	if len(inputs) > 0 && inputs[0].Ask == ledger.AskOutcome {
		u.asked.Add(1)
		return nil, u.err
	}
	return u.Rules.Judge(rules, inputs)
}

// Unsaid has the rules give this error for what votes would come to, until leave is called,
// and counts how often they are asked.
func Unsaid(s *Server, err error) (asked *atomic.Int64, leave func()) {
	before := s.rules
	asked = new(atomic.Int64)
	s.rules = unsaid{before, asked, err}
	return asked, func() { s.rules = before }
}

// Forget has nothing be remembered of what is still needed.
func Forget(s *Server) { s.needs.motions, s.needs.supposed = needsOf{}, needsOf{} }

// HoldNeeded has nothing that is still needed worked out until leave is called, and whoever
// asks wait so long for it.
func HoldNeeded(s *Server, wait time.Duration) (leave func()) {
	s.neededWait = wait
	s.needs.working.Lock()
	return s.needs.working.Unlock
}

// HoldRules has nobody's turn at the rules come until leave is called, and motions wait
// so long for what is still needed.
func HoldRules(s *Server, wait time.Duration) (leave func()) {
	s.neededWait = wait
	for range cap(s.judging.working) {
		s.judging.working <- struct{}{}
	}
	return func() {
		for range cap(s.judging.working) {
			<-s.judging.working
		}
	}
}

// Misbehave adds routes that go wrong to a server that does not serve yet: one
// that panics, and one that waits for the test.
func Misbehave(s *Server, entered, leave chan struct{}) {
	s.app = s.open(append(routes[:len(routes):len(routes)],
		route{method: "GET", path: api.Base + "/panic", handle: func(*Server, *request, *auth.Caller) (answer, error) {
			panic("the secret cause")
		}},
		route{method: "GET", path: api.Base + "/wait", handle: func(*Server, *request, *auth.Caller) (answer, error) {
			close(entered)
			<-leave
			return text("done\n"), nil
		}},
		route{method: "GET", path: api.Base + "/break", handle: func(*Server, *request, *auth.Caller) (answer, error) {
			return answer{kind: api.TypeCSV, packs: true, write: func(_ context.Context, out io.Writer) error {
				return errors.Join(errors.New("the secret cause"), ignore(io.WriteString(out, "part\r\n")))
			}}, nil
		}},
		route{method: "GET", path: api.Base + "/panic-late", handle: func(*Server, *request, *auth.Caller) (answer, error) {
			return answer{kind: api.TypeCSV, write: func(_ context.Context, out io.Writer) error {
				io.WriteString(out, "part\r\n")
				panic("the secret cause")
			}}, nil
		}}))
}

// Record records a statement as one that was sent, for as long as ctx lasts.
func Record(ctx context.Context, s *Server, signed *ledger.Signed) error {
	_, err := s.record(ctx, signed)
	return err
}

// Limits that the tests go to.
const (
	MaxBody  = maxBody
	MaxPaper = maxPaper
	MaxPut   = maxPut
	PageSize = pageSize

	MaxUncosigned = maxUncosigned

	MaxFrom      = maxFrom
	AddressBurst = addressBurst
	CallerBurst  = callerBurst

	PagePolicy = pageAllowed
)

// Behind has a server that does not serve yet trust proxies.
func Behind(s *Server, proxies ...netip.Prefix) { s.proxies = proxies }

// OverTLS has a server that does not serve yet take connections so.
func OverTLS(s *Server, config *tls.Config) { s.tls = config }

// From is where a request comes from, by what a peer says.
func From(s *Server, peer netip.Addr, forwarded string) netip.Addr { return s.from(peer, forwarded) }

// ScopesOf are those that a log-in needs one of on a route; none where it needs no
// log-in at all.
func ScopesOf(method, path string) []string { return (&route{method: method, path: path}).scopes() }

// FewFrom is a listener as Serve has it.
func FewFrom(l net.Listener) net.Listener {
	return &crowd{Listener: l, free: func(netip.Addr) bool { return false }, open: map[string]int{}}
}

// Cookie is the secret that a header Cookie brings.
func Cookie(header string, secure bool) string { return cookieOf(header, cookieName(secure)) }

// Crowd takes every place of those who may ask the rules at once, until leave.
func Crowd(s *Server) (leave func()) {
	for range cap(s.judging.asked) {
		s.judging.asked <- struct{}{}
	}
	return func() {
		for range cap(s.judging.asked) {
			<-s.judging.asked
		}
	}
}

// Uncosigned is why a ledger is not in order with its witnesses.
var Uncosigned = uncosigned

// Remembered is how many rulings on reading a server remembers.
func Remembered(s *Server) int {
	s.readers.mu.Lock()
	defer s.readers.mu.Unlock()
	return len(s.readers.rulings)
}

// LogTo has a server that does not serve yet log there.
func LogTo(s *Server, log *slog.Logger) { s.log = log }

// ViewingSince is what is told of when nothing can be recorded for a reason.
func ViewingSince(s *Server, why error, now ledger.Time) ledger.Time { return s.viewingSince(why, now) }

// AwaitNoCommit makes the probes go red as soon as a commit is awaited.
func AwaitNoCommit(s *Server) { s.maxCommit = 0 }

// ParseNew is the key of what a device made.
func ParseNew(credential []byte) (ledger.Key, error) {
	_, key, err := parseNew(credential)
	return key, err
}

// ReadAtOnce has a server read so many obligations at once for a download.
func ReadAtOnce(s *Server, n int) { s.atOnce = n }

func ignore(_ int, err error) error { return err }

// EachObligation gives what the public may download of a query, as it is read.
func EachObligation(ctx context.Context, s *Server, query url.Values, take func(api.Obligation)) error {
	r := &request{ctx: ctx, query: query}
	for i := range routes {
		if routes[i].name == "exportObligationsCSV" {
			r.route = &routes[i]
		}
	}
	var wanted wantedObligations
	err := s.read(r, nil, func(q *reading) (err error) {
		wanted, err = s.wanted(q, r)
		return err
	})
	if err != nil {
		return err
	}
	for o, err := range s.obligationsOf(r, nil, wanted) {
		if err != nil {
			return err
		}
		take(o)
	}
	return nil
}
