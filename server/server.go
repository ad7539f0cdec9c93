package server

import (
	"context"
	"crypto/rand"
	"crypto/tls"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/netip"
	"sync"
	"sync/atomic"
	"time"

	"github.com/gofiber/fiber/v2"

	"concordat/ledger"
	"concordat/ledger/journal"
	"concordat/server/api"
	"concordat/server/auth"
	"concordat/server/cosign"
	"concordat/server/texts"
)

// Config is what a server works with.
type Config struct {
	// Journal holds a ledger that has been founded. The server does not close it.
	Journal *journal.Journal

	// Rules are the journal's own.
	Rules ledger.Rules

	// Clauses reads the text of an agreement out of its bundle.
	Clauses func(rules ledger.Digest) ([]api.Clause, error)

	// CheckBundle says why the rule bundle of a manifest may not be adopted, naming
	// file and field; nil where it may. blob finds the files by their SHA-256.
	CheckBundle func(manifest []byte, blob func(ledger.Digest) ([]byte, error)) error

	// TokenSeed is the secret that tokens are signed with, of auth.SeedSize bytes; nil
	// makes one for as long as the server runs. It is best kept nowhere: who logged in
	// before it was made gets another token by their session.
	TokenSeed []byte

	// SessionFile keeps the sessions that log-ins open; empty keeps them in memory.
	SessionFile string

	// InvitationFile keeps the invitations that are open; empty keeps them in memory.
	InvitationFile string

	// CalendarFile keeps the addresses of people's calendars; empty keeps them in memory.
	CalendarFile string

	// CosignedFile keeps the newest checkpoint that witnesses had cosigned as the agreement
	// asks; empty keeps it in memory.
	CosignedFile string

	// WishFile keeps which messages people do not want; empty keeps that in memory.
	WishFile string

	// TextFile keeps the personal texts; empty keeps them in memory.
	TextFile string

	// Help is whom people may ask; nil names nobody.
	Help *api.Help

	// Maintenance is until when the service is closed for planned work; zero: it is open.
	Maintenance time.Time

	// Work is the provider of accounts at work that people may log in by, nil for none.
	// LinkFile keeps whose account is whose; empty keeps that in memory.
	Work     *auth.Provider
	LinkFile string

	// TLS is how connections are taken; nil takes them without.
	TLS *tls.Config

	// Proxies are the addresses of those who are trusted to say whom they ask for and
	// that it was asked over TLS. If there are any, nobody else but this machine is
	// answered without TLS.
	Proxies []netip.Prefix

	// Site is where people find the pages; empty: where the ledger's founding says.
	Site string

	// Pages makes what people look at; nil for the API alone.
	Pages Pages

	// Now is the world's clock, for log-ins; nil means time.Now. The ledger's
	// clock is the journal's.
	Now func() time.Time

	// Log takes one record for each request; nil means none.
	Log *slog.Logger
}

// Server answers for one ledger.
type Server struct {
	journal *journal.Journal
	rules   ledger.Rules
	clauses func(rules ledger.Digest) ([]api.Clause, error)
	check   func(manifest []byte, blob func(ledger.Digest) ([]byte, error)) error
	tokens  *auth.Tokens
	nonces  *auth.Nonces
	now     func() time.Time
	log     *slog.Logger
	founded *ledger.Founded
	app     *fiber.App

	mu        sync.Mutex                     // guards what follows
	clauseOf  map[ledger.Digest][]api.Clause // of versions that were asked for: as many as there are
	listeners []net.Listener                 // as they were given to Serve
	over      bool                           // Shutdown has begun

	readers readers
	judging judging
	stakes  stakes
	needs   needs
	papers  *papers
	metrics *metrics

	cosigner *cosign.Cosigner

	sessions    *auth.Sessions
	invitations *auth.Invitations
	calendars   *auth.Calendars
	wishes      *auth.Wishes
	texts       *texts.Texts
	links       *auth.Links
	work        *auth.Work
	help        atomic.Pointer[api.Help]
	maintenance atomic.Pointer[time.Time]   // until when the service is closed for planned work
	viewing     atomic.Pointer[ledger.Time] // since when nothing can be recorded, as far as anybody has asked
	asking      *auth.Turns                 // log-ins for which the provider of work accounts is asked, by address
	failures    *auth.Turns                 // log-ins that do not hold, by address and by key
	addresses   *auth.Turns                 // requests
	callers     *auth.Turns
	tls         *tls.Config
	proxies     []netip.Prefix

	site     string      // where people find the pages, if not where the founding says
	pages    PageHandler // nil: the API alone
	ownPaths []string    // first segments of paths that are no page's

	maxCommit  time.Duration // that a commit is awaited before the probes go red
	neededWait time.Duration // that a motion waits for what is still needed
	atOnce     int           // obligations that one reading looks at for a download
}

// New makes a server for a ledger that has been founded. It becomes the observer
// of the journal's commits.
func New(c Config) (*Server, error) {
	if c.Now == nil {
		c.Now = time.Now
	}
	if c.Log == nil {
		c.Log = slog.New(slog.DiscardHandler)
	}
	s := &Server{journal: c.Journal, rules: c.Rules, clauses: c.Clauses, check: c.CheckBundle, site: c.Site, now: c.Now, log: c.Log, maxCommit: maxCommit, neededWait: neededWait, atOnce: maxAtOnce, clauseOf: map[ledger.Digest][]api.Clause{}}
	if s.founded = s.journal.Founded(); s.founded == nil {
		return nil, errors.New("the ledger has not been founded")
	}
	if err := s.UseHelp(c.Help); err != nil {
		return nil, err
	}
	s.UseMaintenance(c.Maintenance)
	s.judging = newJudging()
	s.papers = newPapers()
	s.nonces = auth.NewNonces(c.Now)
	var err error
	if c.TokenSeed == nil {
		c.TokenSeed = make([]byte, auth.SeedSize)
		rand.Read(c.TokenSeed)
	}
	if s.tokens, err = auth.NewTokens(c.TokenSeed, s.founded.Origin, s.founded.Origin+api.Base, c.Now); err != nil {
		return nil, err
	}
	if s.sessions, err = auth.OpenSessions(c.SessionFile, c.Now); err != nil {
		return nil, err
	}
	if s.invitations, err = auth.OpenInvitations(c.InvitationFile, c.Now); err != nil {
		return nil, err
	}
	if s.calendars, err = auth.OpenCalendars(c.CalendarFile, c.Now); err != nil {
		return nil, err
	}
	if s.wishes, err = auth.OpenWishes(c.WishFile); err != nil {
		return nil, err
	}
	if s.texts, err = texts.Open(c.TextFile, c.Now); err != nil {
		return nil, err
	}
	if err := s.sweep(0); err != nil {
		return nil, err
	}
	if s.links, err = auth.OpenLinks(c.LinkFile, c.Now); err != nil {
		return nil, err
	}
	if s.work, err = s.newWork(c.Work); err != nil {
		return nil, err
	}
	s.asking = auth.Asking(c.Now)
	s.failures = auth.Failures(c.Now)
	s.addresses = auth.NewTurns(addressBurst, addressEvery, c.Now)
	s.callers = auth.NewTurns(callerBurst, callerEvery, c.Now)
	s.tls, s.proxies = c.TLS, c.Proxies
	s.metrics = newMetrics(s)
	s.journal.Observe(s.metrics.committed)
	s.ownPaths = ownPathsOf(routes)
	in := &inside{}
	if c.Pages != nil {
		if s.pages, err = c.Pages(in); err != nil {
			return nil, err
		}
	}
	s.app = s.open(routes)
	in.handle = s.app.Handler()
	s.cosigner = cosign.Start(cosign.Config{Log: s.journal, Origin: s.journal.Origin(), Policy: s.witnesses, Now: s.now, Logger: s.log, File: c.CosignedFile})
	return s, nil
}

// newWork is for a ledger whose people come back to its pages.
func (s *Server) newWork(p *auth.Provider) (*auth.Work, error) {
	at := s.place()
	if at != "" {
		at += api.PageWorkReturn
	}
	w := auth.NewWork(at, s.now)
	return w, w.Use(p)
}

// UseHelp says from now on whom people may ask, or nobody for nil.
func (s *Server) UseHelp(h *api.Help) error {
	if h != nil {
		if err := h.Check(); err != nil {
			return err
		}
	}
	s.help.Store(h)
	return nil
}

// UseMaintenance closes the service for planned work from now on until a time, after which it
// is open by itself. A time that has passed opens it.
func (s *Server) UseMaintenance(until time.Time) { s.maintenance.Store(&until) }

// UseProvider takes another provider of work accounts from now on, or nil for none.
func (s *Server) UseProvider(p *auth.Provider) error { return s.work.Use(p) }

// Serve answers on l until Shutdown; it closes l. After Shutdown it answers nobody.
func (s *Server) Serve(l net.Listener) error {
	at := l.Addr()
	if !s.listens(l) {
		return l.Close()
	}
	l = &crowd{Listener: l, free: s.behind, open: map[string]int{}}
	if s.tls != nil {
		l = tls.NewListener(l, s.tls)
	}
	if err := s.app.Listener(l); err != nil {
		return fmt.Errorf("serve on %s: %w", at, err)
	}
	return nil
}

// listens tells whether there is to be listened on l: Shutdown has not come before.
func (s *Server) listens(l net.Listener) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if !s.over {
		s.listeners = append(s.listeners, l)
	}
	return !s.over
}

// Shutdown takes no more requests and waits for those that were taken, until
// ctx ends. No witness is asked any more, and none is waited for.
func (s *Server) Shutdown(ctx context.Context) error {
	s.cosigner.Close()
	s.mu.Lock()
	s.over = true
	listeners := s.listeners
	s.mu.Unlock()
	err := s.app.ShutdownWithContext(ctx)
	for _, l := range listeners { // one that the app was not given yet it can't have closed
		if closed := l.Close(); !errors.Is(closed, net.ErrClosed) {
			err = errors.Join(err, closed)
		}
	}
	return errors.Join(err, s.sessions.Close())
}
