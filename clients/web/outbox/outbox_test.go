package outbox_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"net"
	"net/mail"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/emersion/go-smtp"

	"concordat/clients/web/outbox"
)

var letter = outbox.Message{
	ID: "opened~GM-2015-011~bury-member", To: "bury-member", Subject: "Vote by 5pm: “one service” – for £20,000",
	Paragraphs: []string{"It is open <b>for</b> votes.", "NHS Bury CCG pays £20,000."}, Link: "https://board.example/motions/GM-2015-011", LinkWords: "Read it and vote",
}

// server is a mail server on this machine that keeps what it takes.
type server struct {
	mu      sync.Mutex
	taken   [][]byte
	refuses error
	held    chan struct{} // closed: it takes messages
}

type session struct{ s *server }

func (s session) Mail(string, *smtp.MailOptions) error { return nil }
func (s session) Rcpt(to string, _ *smtp.RcptOptions) error {
	s.s.mu.Lock()
	defer s.s.mu.Unlock()
	return s.s.refuses
}
func (s session) Data(r io.Reader) error {
	<-s.s.held
	data, err := io.ReadAll(r)
	s.s.mu.Lock()
	defer s.s.mu.Unlock()
	s.s.taken = append(s.s.taken, data)
	return err
}
func (session) Reset()        {}
func (session) Logout() error { return nil }

func serve(t *testing.T) (*server, int) {
	t.Helper()
	s := &server{held: make(chan struct{})}
	close(s.held)
	back := smtp.NewServer(smtp.BackendFunc(func(*smtp.Conn) (smtp.Session, error) { return session{s}, nil }))
	back.Domain = "localhost"
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	done := make(chan struct{})
	go func() { defer close(done); back.Serve(listener) }()
	t.Cleanup(func() { back.Close(); <-done })
	return s, listener.Addr().(*net.TCPAddr).Port
}

func open(t *testing.T, dir string, settings outbox.Settings) (*outbox.Post, error) {
	t.Helper()
	data, err := json.Marshal(settings)
	if err == nil {
		err = os.WriteFile(filepath.Join(dir, "mail.json"), data, 0o600)
	}
	if err != nil {
		t.Fatal(err)
	}
	return outbox.Open(filepath.Join(dir, "mail.json"), filepath.Join(dir, "outbox.json"))
}

// A message is handed to a mail server once, in both forms; what became of it is known
// also after a restart.
func TestSend(t *testing.T) {
	s, port := serve(t)
	dir := t.TempDir()
	settings := outbox.Settings{Host: "127.0.0.1", Port: port, Plain: true, From: "secretary@board.example", Addresses: map[string]string{"bury-member": "member@bury.example"}}
	p, err := open(t, dir, settings)
	if err != nil {
		t.Fatal(err)
	}
	if _, ok := p.Delivery(letter.ID); ok || !p.Reaches("bury-member") || p.Reaches("wigan-member") {
		t.Error("before anything was sent")
	}
	// Refused, it says so in the server's words, and may be tried again.
	s.refuses = &smtp.SMTPError{Code: 550, EnhancedCode: smtp.EnhancedCode{5, 1, 1}, Message: "No such mailbox here: member@bury.example"}
	if d, err := p.Send(t.Context(), letter, time.Now()); err != nil || d.State != outbox.Refused || !strings.Contains(d.Words, "No such mailbox here: bury-member") {
		t.Errorf("%+v %v", d, err)
	}
	if data, err := os.ReadFile(filepath.Join(dir, "outbox.json")); err != nil || bytes.Contains(data, []byte("member@bury.example")) {
		t.Errorf("an address is kept with what became of a message: %s %v", data, err)
	}
	for quoted, want := range map[string]string{
		`"bury member"@bury.example`: "(an address)", `"a \"b\" c"@[10.0.0.1]`: "(an address)", "o'brien@bury.example": "(an address)", "<MEMBER@bury.example>": "<bury-member>", `"member"@bury.example`: "bury-member",
	} {
		s.mu.Lock()
		s.refuses = &smtp.SMTPError{Code: 550, EnhancedCode: smtp.EnhancedCode{5, 1, 1}, Message: "No mailbox " + quoted + " here"}
		s.mu.Unlock()
		if d, err := p.Send(t.Context(), letter, time.Now()); err != nil || !strings.Contains(d.Words, "No mailbox "+want+" here") {
			t.Errorf("%s: %q %v", quoted, d.Words, err)
		}
	}
	s.mu.Lock()
	s.refuses = nil
	s.mu.Unlock()
	var all sync.WaitGroup
	for range 4 {
		all.Go(func() {
			if _, err := p.Send(t.Context(), letter, time.Now()); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	if len(s.taken) != 1 {
		t.Fatalf("taken %d times", len(s.taken))
	}
	for _, words := range []string{"From: <secretary@board.example>", "Reply-To: <secretary@board.example>", "To: <member@bury.example>", "multipart/alternative", "text/plain", "text/html"} {
		if !bytes.Contains(s.taken[0], []byte(words)) {
			t.Errorf("no %q in %s", words, s.taken[0])
		}
	}
	if p, err = open(t, dir, settings); err != nil {
		t.Fatal(err)
	}
	if d, ok := p.Delivery(letter.ID); !ok || d.State != outbox.Taken {
		t.Errorf("after a restart %+v", d)
	}
	if d, err := p.Send(t.Context(), letter, time.Now()); err != nil || d.State != outbox.Taken || len(s.taken) != 1 {
		t.Errorf("%+v %v, taken %d times", d, err, len(s.taken))
	}
}

// Stopped while a message was handed over, nobody knows what became of it: it is not sent
// again, and not said to be sent.
func TestBegun(t *testing.T) {
	s, port := serve(t)
	s.held = make(chan struct{})
	dir := t.TempDir()
	settings := outbox.Settings{Host: "127.0.0.1", Port: port, Plain: true, From: "secretary@board.example", Addresses: map[string]string{"bury-member": "member@bury.example"}}
	p, err := open(t, dir, settings)
	if err != nil {
		t.Fatal(err)
	}
	sent := make(chan struct{})
	go func() { defer close(sent); p.Send(t.Context(), letter, time.Now()) }()
	for begun := false; !begun; {
		d, ok := p.Delivery(letter.ID)
		begun = ok && d.State == outbox.Begun
	}
	again, err := open(t, dir, settings)
	if err != nil {
		t.Fatal(err)
	}
	if d, err := again.Send(t.Context(), letter, time.Now()); err != nil || d.State != outbox.Begun {
		t.Errorf("%+v %v", d, err)
	}
	close(s.held)
	<-sent
	if len(s.taken) != 1 {
		t.Errorf("taken %d times", len(s.taken))
	}
}

// Without a mail server it is said that there is none, and nothing is said to be sent.
func TestNoServer(t *testing.T) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	port := listener.Addr().(*net.TCPAddr).Port
	listener.Close()
	dir := t.TempDir()
	p, err := open(t, dir, outbox.Settings{Host: "127.0.0.1", Port: port, Plain: true, From: "secretary@board.example", Addresses: map[string]string{"bury-member": "member@bury.example"}})
	if err != nil {
		t.Fatal(err)
	}
	if d, err := p.Send(t.Context(), letter, time.Now()); err != nil || d.State != outbox.Refused || d.Words == "" {
		t.Errorf("%+v %v", d, err)
	}
	// What can't be kept is not sent.
	if err := os.Chmod(dir, 0o500); err != nil {
		t.Fatal(err)
	}
	defer os.Chmod(dir, 0o700)
	if os.Geteuid() != 0 {
		if _, err := p.Send(t.Context(), letter, time.Now()); err == nil {
			t.Error("sent, although nobody will know")
		}
	}
}

func TestSettings(t *testing.T) {
	good := outbox.Settings{Host: "mail.example", Port: 587, From: "secretary@board.example"}
	for name, change := range map[string]func(*outbox.Settings){
		"no host": func(s *outbox.Settings) { s.Host = "" }, "no port": func(s *outbox.Settings) { s.Port = 0 }, "no sender": func(s *outbox.Settings) { s.From = "" },
		"an address": func(s *outbox.Settings) { s.Addresses = map[string]string{"x": "nobody"} }, "plain elsewhere": func(s *outbox.Settings) { s.Plain = true },
	} {
		s := good
		change(&s)
		if _, err := open(t, t.TempDir(), s); err == nil {
			t.Errorf("%s: taken", name)
		}
	}
	dir := t.TempDir()
	if _, err := open(t, dir, good); err != nil {
		t.Error(err)
	}
	if err := os.Chmod(filepath.Join(dir, "mail.json"), 0o644); err != nil {
		t.Fatal(err)
	}
	if _, err := outbox.Open(filepath.Join(dir, "mail.json"), filepath.Join(dir, "outbox.json")); err == nil {
		t.Error("a password that everybody reads is taken")
	}
	if _, err := outbox.Open(filepath.Join(dir, "none"), "x"); !errors.Is(err, os.ErrNotExist) {
		t.Error(err)
	}
}

// As a file it is a draft in both forms, to nobody yet.
func TestEML(t *testing.T) {
	data, err := letter.EML()
	if err != nil {
		t.Fatal(err)
	}
	m, err := mail.ReadMessage(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	body, err := io.ReadAll(m.Body)
	if err != nil {
		t.Fatal(err)
	}
	if m.Header.Get("X-Unsent") != "1" || m.Header.Get("To") != "" || !strings.HasPrefix(m.Header.Get("Content-Type"), "multipart/alternative") || strings.Contains(string(body), "<b>for</b>") && !strings.Contains(string(body), "&lt;b&gt;") {
		t.Errorf("%v\n%s", m.Header, body)
	}
	if n := letter.Words(); n != 14 {
		t.Errorf("%d words", n)
	}
}
