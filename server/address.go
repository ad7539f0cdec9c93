package server

import (
	"fmt"
	"net"
	"net/netip"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/gofiber/fiber/v2"

	"concordat/ledger"
	"concordat/server/api"
	"concordat/server/auth"
)

// peer is who is at the other end of the connection; the zero address is unknown.
func peer(c *fiber.Ctx) netip.Addr { return addressOf(c.Context().RemoteAddr()) }

func addressOf(a net.Addr) netip.Addr {
	tcp, ok := a.(*net.TCPAddr)
	if !ok {
		return netip.Addr{}
	}
	return tcp.AddrPort().Addr().Unmap().WithZone("")
}

// behind tells whether an address is a proxy's that is trusted to say for whom it asks.
func (s *Server) behind(a netip.Addr) bool {
	return slices.ContainsFunc(s.proxies, func(p netip.Prefix) bool { return p.Contains(a) })
}

// from is where a request comes from: the peer, or, where that is a trusted proxy,
// the last address in what the proxies say that is none of theirs. What stands
// before that one was written by whoever sent it, and is not read.
func (s *Server) from(at netip.Addr, forwarded string) netip.Addr {
	if !s.behind(at) {
		return at
	}
	list := strings.Split(forwarded, ",")
	for _, text := range slices.Backward(list) {
		text = strings.TrimSpace(text)
		a, err := netip.ParseAddr(text)
		if err != nil {
			// Some write a port as well.
			ap, err := netip.ParseAddrPort(text)
			if err != nil {
				return at
			}
			a = ap.Addr()
		}
		if at = a.Unmap().WithZone(""); !s.behind(at) {
			return at
		}
	}
	return at
}

// counted is what of an address turns are counted by: one subscriber has a whole
// /64 of IPv6. Empty for this machine, which is not limited.
func counted(a netip.Addr) string {
	switch {
	case a.IsLoopback():
		return ""
	case a.Is6():
		return netip.PrefixFrom(a, 64).Masked().String()
	}
	return a.String()
}

// arrive says where a request comes from and how, and refuses whoever comes by a
// way that is not theirs: without TLS past the proxy that has it. Nobody at one
// address takes all the turns there are.
func (s *Server) arrive(c *fiber.Ctx) (sent, error) {
	if page, ok := c.Context().UserValue(arrivedKey{}).(sent); ok { // for a page, which has had its turn
		return page, nil
	}
	at := peer(c)
	from := s.from(at, c.Get(fiber.HeaderXForwardedFor))
	proxied := s.behind(at)
	a := sent{
		address: counted(from),
		secure:  s.overTLS(c),
		local:   at.IsLoopback() && !proxied,
	}
	if len(s.proxies) > 0 && !proxied && !at.IsLoopback() && !c.Context().IsTLS() {
		return a, api.NewProblem(ledger.CodeNotAllowed, "this server is reached through its proxy, over TLS")
	}
	if a.address == "" {
		return a, nil
	}
	return a, tooMany(s.addresses.Take(a.address))
}

// overTLS tells whether the request came over TLS, here or to the proxy that it came
// through.
func (s *Server) overTLS(c *fiber.Ctx) bool {
	return c.Context().IsTLS() || s.behind(peer(c)) && !strings.EqualFold(c.Get(fiber.HeaderXForwardedProto), "http")
}

// turn takes one of a caller's turns, who is not limited on this machine.
func (s *Server) turn(of *auth.Turns, who string, r *request) error {
	if r.sent.address == "" {
		return nil
	}
	return tooMany(of.Take(who))
}

func tooMany(wait time.Duration) error {
	if wait <= 0 {
		return nil
	}
	seconds := int((wait + time.Second - 1) / time.Second)
	p := api.NewProblem(api.CodeBusy, fmt.Sprintf("too many requests at once: come again in %d seconds", seconds))
	p.RetryAfter = seconds
	return p
}

// crowd is a listener on which one address has so many connections at most; those of
// this machine and of proxies are not counted.
type crowd struct {
	net.Listener
	free func(netip.Addr) bool

	mu   sync.Mutex
	open map[string]int
}

// Accept closes what is one too many and goes on.
func (l *crowd) Accept() (net.Conn, error) {
	for {
		c, err := l.Listener.Accept()
		if err != nil {
			return nil, err
		}
		a := addressOf(c.RemoteAddr())
		if a.IsLoopback() || l.free(a) {
			return c, nil
		}
		who := counted(a)
		l.mu.Lock()
		room := l.open[who] < maxFrom
		if room {
			l.open[who]++
		}
		l.mu.Unlock()
		if room {
			return &counting{Conn: c, leave: sync.OnceFunc(func() { l.leave(who) })}, nil
		}
		c.Close() // whose it is gets no answer: it has others
	}
}

func (l *crowd) leave(who string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.open[who]--; l.open[who] == 0 {
		delete(l.open, who)
	}
}

type counting struct {
	net.Conn
	leave func()
}

func (c *counting) Close() error {
	c.leave()
	return c.Conn.Close()
}
