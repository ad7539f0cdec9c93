package web_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"net"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/emersion/go-smtp"

	"concordat/clients/web"
	"concordat/clients/web/outbox"
	"concordat/ledger"
)

// postman is a mail server on this machine, which keeps what it takes by whom it is to.
type postman struct {
	mu      sync.Mutex
	refuses error
	taken   map[string][]string
}

type round struct {
	p  *postman
	to string
}

func (r *round) Mail(string, *smtp.MailOptions) error { return nil }
func (r *round) Rcpt(to string, _ *smtp.RcptOptions) error {
	r.p.mu.Lock()
	defer r.p.mu.Unlock()
	r.to = to
	return r.p.refuses
}
func (r *round) Data(in io.Reader) error {
	data, err := io.ReadAll(in)
	r.p.mu.Lock()
	defer r.p.mu.Unlock()
	r.p.taken[r.to] = append(r.p.taken[r.to], string(data))
	return err
}
func (r *round) Reset()        {}
func (r *round) Logout() error { return nil }

// mailer sends by itself from a board to a mail server, with addresses of some people.
func (b *board) mailer(p *postman, log io.Writer, people ...string) *web.Mailer {
	b.t.Helper()
	back := smtp.NewServer(smtp.BackendFunc(func(*smtp.Conn) (smtp.Session, error) { return &round{p: p}, nil }))
	back.Domain = "localhost"
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		b.t.Fatal(err)
	}
	done := make(chan struct{})
	go func() { defer close(done); back.Serve(listener) }()
	b.t.Cleanup(func() { back.Close(); <-done })
	settings := outbox.Settings{Host: "127.0.0.1", Port: listener.Addr().(*net.TCPAddr).Port, Plain: true, From: "secretary@board.example", Addresses: map[string]string{}}
	for _, person := range people {
		settings.Addresses[person] = person + "@private.example"
	}
	data, err := json.Marshal(settings)
	if err == nil {
		err = os.WriteFile(filepath.Join(b.dir, "mail.json"), data, 0o600)
	}
	if err != nil {
		b.t.Fatal(err)
	}
	m := &web.Mailer{Messages: b.serve.Messages, Origin: "http://localhost:8080", Log: slog.New(slog.NewTextHandler(log, nil))}
	b.reopen(m)
	return m
}

// reopen is a restart, as far as mail is concerned.
func (b *board) reopen(m *web.Mailer) {
	b.t.Helper()
	var err error
	if m.Post, err = outbox.Open(filepath.Join(b.dir, "mail.json"), filepath.Join(b.dir, "outbox")); err != nil {
		b.t.Fatal(err)
	}
}

// turn is one by the board's clock.
func (b *board) turn(m *web.Mailer) {
	b.t.Helper()
	now := b.clock.now()
	if err := m.Turn(b.t.Context(), ledger.Time(now.UTC().Format("2006-01-02T15:04:05.000Z")), now); err != nil {
		b.t.Fatal(err)
	}
}

func (p *postman) about(person, words string) (n int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, m := range p.taken[person+"@private.example"] {
		if strings.Contains(m, words) {
			n++
		}
	}
	return n
}

func (p *postman) all() (n int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, list := range p.taken {
		n += len(list)
	}
	return n
}

// Mail is sent by itself: of what happens from now on, once each, over restarts too; to
// those who want it, and to nobody whose address is not known.
func TestMailer(t *testing.T) {
	b := newBoard(t)
	p := &postman{taken: map[string][]string{}}
	var log bytes.Buffer
	m := b.mailer(p, &log, "bury-member", "bolton-member", "trafford-member")
	b.turn(m)
	if n := p.all(); n != 0 {
		t.Fatalf("%d messages of before: %v", n, p.taken)
	}
	bury := b.member("bury-member")
	bury.post("/motions/GM-2015-011/vote/check", bury.get("/motions/GM-2015-011/vote/check?choice=against").form()).leads("/receipts/552")
	for range 2 {
		b.turn(m)
		b.reopen(m)
	}
	if n := p.about("bury-member", "Receipt number 552"); n != 1 || p.all() != 1 {
		t.Errorf("%d receipts of %d messages", n, p.all())
	}
	if p.about("bury-member", "against") != 0 {
		t.Error("the receipt says how the vote was cast")
	}
	// One of them wants no results. One is refused, and tried again later, three times.
	bolton := b.member("bolton-member")
	form := bolton.get("/account/notifications").is(200, "Your e-mails", "How anybody voted"[4:]).fill()
	form.Del("result")
	bolton.post("/account/notifications", form).leads("/account/notifications?saved")
	bolton.get("/account/notifications?saved").is(200, "Your choice is saved")
	b.clock.add(30 * time.Minute)
	p.refuses = &smtp.SMTPError{Code: 550, EnhancedCode: smtp.EnhancedCode{5, 1, 1}, Message: "no such mailbox: bury-member@private.example"}
	for range 6 {
		b.turn(m)
		b.reopen(m)
		b.clock.add(40 * time.Minute)
	}
	if n := strings.Count(log.String(), "result~GM-2015-011~bury-member"); n != 3 || strings.Contains(log.String(), "@private.example") {
		t.Errorf("%d tries\n%s", n, log.String())
	}
	p.mu.Lock()
	p.refuses = nil
	p.mu.Unlock()
	b.clock.add(24 * time.Hour)
	b.turn(m)
	if p.about("bury-member", "Read the decision") != 0 || p.about("bolton-member", "Read the decision") != 0 {
		t.Errorf("%v", p.taken)
	}
	if _, err := os.Stat(filepath.Join(b.dir, "outbox")); err != nil || errors.Is(err, os.ErrNotExist) {
		t.Error(err)
	}
	if kept, err := os.ReadFile(filepath.Join(b.dir, "outbox")); err != nil || bytes.Contains(kept, []byte("@private.example")) {
		t.Errorf("an address is kept: %s %v", kept, err)
	}
	if people := slices.Collect(func(yield func(string) bool) {
		for to := range p.taken {
			if !yield(to) {
				return
			}
		}
	}); slices.ContainsFunc(people, func(to string) bool { return !strings.HasSuffix(to, "@private.example") }) {
		t.Errorf("%v", people)
	}
}

// A further reminder is sent by the secretary alone, to those who have not voted, once.
func TestFurtherReminder(t *testing.T) {
	b := newBoard(t)
	p := &postman{taken: map[string][]string{}}
	m := b.mailer(p, io.Discard, "bury-member", "bolton-member", "bury-officer", "secretary")
	b.site.Post = m.Post
	b.turn(m)
	b.clock.add(time.Minute)
	b.turn(m)
	if n := p.about("bury-member", "Reminder"); n != 0 {
		t.Fatalf("%d are sent by themselves", n)
	}
	bolton := b.member("bolton-member")
	bolton.post("/motions/GM-2015-011/vote/check", bolton.get("/motions/GM-2015-011/vote/check?choice=for").form()).is(303)
	who := b.member("secretary")
	who.get("/motions/GM-2015-011/votes").is(200, "/outbox?kind=further&amp;motion=GM-2015-011")
	list := who.get("/outbox?kind=further&motion=GM-2015-011").is(200, "To bury-member: Reminder: vote by", "Send a further reminder to 1 person")
	for range 2 {
		form := list.fill("remind", "GM-2015-011")
		form.Del("message")
		who.post("/outbox", form).leads("/outbox?kind=further&motion=GM-2015-011")
	}
	if n := p.about("bury-member", "Reminder"); n != 1 || p.all() != 1 {
		t.Errorf("%d of %d: %v", n, p.all(), p.taken)
	}
	if again := who.get("/outbox?kind=further&motion=GM-2015-011").is(200, "Taken by the mail server"); strings.Contains(again.body, "Send a further reminder to") {
		t.Error("it may be sent again")
	}
	// At 8am the secretary is told what needs somebody, once a day over restarts.
	b.until("2015-12-01T09:00:00Z")
	for range 2 {
		b.turn(m)
		b.reopen(m)
	}
	if n := p.about("secretary", "/secretary"); n != 1 {
		t.Errorf("%d mornings: %v", n, p.taken["secretary@private.example"])
	}
	if n := p.about("bury-officer", "/parties/00V/changes?since=3D2015-11-01"); n != 1 {
		t.Errorf("%d digests: %v", n, p.taken["bury-officer@private.example"])
	}
}
