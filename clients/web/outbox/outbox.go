// Package outbox is messages to the people of a board: what they look like as e-mail, and
// how they are handed to a mail server, where the host names one.
//
// # The law
//
// Nothing is said to be sent that no mail server took, and what became of each message is
// kept: handed over, refused with the server's own words, or begun and never finished, of
// which nobody knows. A message is handed over once, however often that is asked for,
// unless it was refused. Handing over waits for nothing of the ledger's, nor the ledger
// for it.
//
// Addresses are the host's to keep: the ledger has none.
package outbox

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"html/template"
	"io/fs"
	"net"
	"net/mail"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"time"

	gomail "github.com/wneessen/go-mail"
)

// Message is one message to one person.
type Message struct {
	ID         string // of what it says to whom: no two have the same
	To         string // person, as they are called on the ledger
	Subject    string
	Paragraphs []string
	Link       string // the one thing to do
	LinkWords  string
}

// Text is the message as plain text.
func (m Message) Text() string {
	return strings.Join(m.Paragraphs, "\n\n") + "\n\n" + m.LinkWords + ":\n" + m.Link + "\n"
}

// Words counts what somebody has to read.
func (m Message) Words() int {
	return len(strings.Fields(strings.Join(m.Paragraphs, " ") + " " + m.LinkWords))
}

var asHTML = template.Must(template.New("").Parse(`<!DOCTYPE html><html lang="en-GB"><head><meta charset="utf-8"><title>{{.Subject}}</title></head><body style="font-family: Arial, sans-serif; font-size: 16px">
{{range .Paragraphs}}<p>{{.}}</p>
{{end}}<p><a href="{{.Link}}">{{.LinkWords}}</a></p></body></html>
`))

// email is the message in both its forms, from and to an address where there is one.
func (m Message) email(from, to string) (*gomail.Msg, error) {
	e := gomail.NewMsg(gomail.WithNoDefaultUserAgent())
	if from != "" {
		if err := errors.Join(e.From(from), e.ReplyTo(from)); err != nil {
			return nil, err
		}
	}
	if to != "" {
		if err := e.To(to); err != nil {
			return nil, err
		}
	}
	var b bytes.Buffer
	if err := asHTML.Execute(&b, m); err != nil {
		return nil, err
	}
	e.Subject(m.Subject)
	e.SetBodyString(gomail.TypeTextPlain, m.Text())
	e.AddAlternativeString(gomail.TypeTextHTML, b.String())
	return e, nil
}

// EML is the message as a file that a mail program opens as a draft, for somebody to
// address and send.
func (m Message) EML() ([]byte, error) {
	e, err := m.email("", "")
	if err != nil {
		return nil, err
	}
	e.SetGenHeader("X-Unsent", "1")
	var b bytes.Buffer
	_, err = e.WriteTo(&b)
	return b.Bytes(), err
}

// Settings are how the host has messages sent: a file that only it can read.
type Settings struct {
	Host      string            `json:"host"`
	Port      int               `json:"port"`
	Plain     bool              `json:"plain,omitempty"` // without TLS: to this machine alone
	Username  string            `json:"username,omitempty"`
	Password  string            `json:"password,omitempty"`
	From      string            `json:"from"` // the secretary's: answers go there
	Addresses map[string]string `json:"addresses"`
}

// Delivery is what became of a message.
type Delivery struct {
	State string    `json:"state"`
	Time  time.Time `json:"time"`
	Words string    `json:"words,omitempty"` // the mail server's, where it refused
	Tries int       `json:"tries,omitempty"` // that were refused
}

// States of a delivery.
const (
	Begun   = "begun"   // nobody knows whether it was handed over
	Taken   = "taken"   // by the mail server: whether it arrives is not known here
	Refused = "refused" // by the mail server, or there was none
)

// How often a message that was refused is tried by itself.
const (
	maxTries = 3
	tryAgain = time.Hour
)

// begins is what the beginning of sending by itself is kept as, among the messages: no
// message has this name.
const begins = "since"

// Post hands messages to a mail server.
type Post struct {
	settings Settings
	file     string // that keeps what became of each

	mu    sync.Mutex
	known map[string]Delivery
}

// Open reads settings, and what became of the messages before. What was begun and not
// finished stays so.
func Open(settings, state string) (*Post, error) {
	data, err := os.ReadFile(settings)
	if err != nil {
		return nil, err
	}
	if info, err := os.Stat(settings); err != nil || info.Mode().Perm()&0o077 != 0 {
		return nil, fmt.Errorf("%s holds a password: let nobody else read it (chmod 600)", settings)
	}
	p := &Post{file: state, known: map[string]Delivery{}}
	d := json.NewDecoder(bytes.NewReader(data))
	d.DisallowUnknownFields()
	if err := d.Decode(&p.settings); err != nil {
		return nil, fmt.Errorf("%s: %w", settings, err)
	}
	s := p.settings
	if s.Host == "" || s.Port <= 0 {
		return nil, fmt.Errorf("%s: name host and port of the mail server", settings)
	}
	if ip := net.ParseIP(s.Host); s.Plain && s.Host != "localhost" && (ip == nil || !ip.IsLoopback()) {
		return nil, fmt.Errorf("%s: messages go to another machine only over TLS", settings)
	}
	for person, address := range map[string]string{"from": s.From} {
		if _, err := mail.ParseAddress(address); err != nil {
			return nil, fmt.Errorf("%s: %s: %w", settings, person, err)
		}
	}
	for person, address := range s.Addresses {
		if _, err := mail.ParseAddress(address); err != nil {
			return nil, fmt.Errorf("%s: address of %s: %w", settings, person, err)
		}
	}
	switch data, err := os.ReadFile(state); {
	case errors.Is(err, fs.ErrNotExist):
	case err != nil:
		return nil, err
	default:
		if err := json.Unmarshal(data, &p.known); err != nil {
			return nil, fmt.Errorf("%s: %w", state, err)
		}
	}
	return p, nil
}

// Reaches tells whether there is an address of somebody.
func (p *Post) Reaches(person string) bool { return p.settings.Addresses[person] != "" }

// Delivery is what became of a message; false if nothing was done with it.
func (p *Post) Delivery(id string) (Delivery, bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	d, ok := p.known[id]
	return d, ok
}

// Untried tells whether a message is to be sent by itself: nothing was done with it, or it
// was refused, a few times and not just now. Further tries are for whoever presses Send.
func (p *Post) Untried(id string, now time.Time) bool {
	d, ok := p.Delivery(id)
	return !ok || d.State == Refused && d.Tries < maxTries && now.Sub(d.Time) >= tryAgain
}

// Began is the ledger's time from which messages are sent by themselves: that of the
// first time that this is asked, for good.
func (p *Post) Began(now string) (string, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if d, ok := p.known[begins]; ok {
		return d.Words, nil
	}
	return now, p.keep(begins, Delivery{State: begins, Words: now})
}

// Address is where somebody's messages go, empty if that is not known.
func (p *Post) Address(person string) string { return p.settings.Addresses[person] }

// Send hands a message over, unless that was done or begun before, and gives what became
// of it. An error says that this could not be kept, so that nothing was handed over.
func (p *Post) Send(ctx context.Context, m Message, now time.Time) (Delivery, error) {
	p.mu.Lock()
	before, ok := p.known[m.ID]
	if ok && before.State != Refused {
		p.mu.Unlock()
		return before, nil
	}
	err := p.keep(m.ID, Delivery{State: Begun, Time: now})
	p.mu.Unlock()
	if err != nil {
		return Delivery{}, err
	}
	d := Delivery{State: Taken, Time: now}
	if err := p.hand(ctx, m); err != nil {
		if ctx.Err() != nil { // stopped on the way: nobody knows how far that was
			return Delivery{State: Begun, Time: now}, nil
		}
		d.State, d.Words, d.Tries = Refused, p.named(err.Error(), m.To), before.Tries+1
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	return d, p.keep(m.ID, d)
}

// address is what mail servers quote of those whom they write to, also where what is before
// its @ is between quotation marks.
var address = regexp.MustCompile(`("(\\.|[^"\\])*"|[^\s<>"'(),:;\[\]][^\s<>"(),:;\[\]]*)@(\[[^\s\]]*\]|[^\s<>"'(),:;\[\]]+)`)

var unquoted = strings.NewReplacer(`\\`, `\`, `\"`, `"`)

// named is what a mail server said, without any address that it quotes: what is kept of
// messages has none to erase.
func (p *Post) named(words, person string) string {
	own, _ := mail.ParseAddress(p.settings.Addresses[person])
	words = unquoted.Replace(words) // what the server said has come between quotation marks
	return address.ReplaceAllStringFunc(words, func(quoted string) string {
		if read, err := mail.ParseAddress(quoted); err == nil && own != nil && strings.EqualFold(own.Address, read.Address) {
			return person
		}
		return "(an address)"
	})
}

// hand gives a message to the mail server.
func (p *Post) hand(ctx context.Context, m Message) error {
	s := p.settings
	to := s.Addresses[m.To]
	if to == "" {
		return fmt.Errorf("there is no address of %s", m.To)
	}
	e, err := m.email(s.From, to)
	if err != nil {
		return err
	}
	options := []gomail.Option{gomail.WithPort(s.Port), gomail.WithTimeout(30 * time.Second), gomail.WithTLSPolicy(gomail.TLSMandatory)}
	if s.Plain {
		options = append(options, gomail.WithTLSPolicy(gomail.NoTLS))
	}
	if s.Username != "" {
		options = append(options, gomail.WithSMTPAuth(gomail.SMTPAuthAutoDiscover), gomail.WithUsername(s.Username), gomail.WithPassword(s.Password))
	}
	c, err := gomail.NewClient(s.Host, options...)
	if err != nil {
		return err
	}
	return c.DialAndSendWithContext(ctx, e)
}

// keep writes down what became of a message, whole or not at all. The caller holds mu.
func (p *Post) keep(id string, d Delivery) error {
	before, had := p.known[id]
	p.known[id] = d
	data, err := json.Marshal(p.known)
	if err == nil {
		err = replace(p.file, data)
	}
	if err != nil {
		if delete(p.known, id); had {
			p.known[id] = before
		}
		return fmt.Errorf("what became of messages can't be kept: %w", err)
	}
	return nil
}

// replace writes a file that is found whole, as before or as now, whatever fails.
func replace(name string, data []byte) error {
	f, err := os.CreateTemp(filepath.Dir(name), ".outbox-*")
	if err != nil {
		return err
	}
	_, err = f.Write(data)
	err = errors.Join(err, f.Sync(), f.Close())
	if err == nil {
		err = os.Rename(f.Name(), name)
	}
	if err != nil {
		return errors.Join(err, os.Remove(f.Name()))
	}
	return nil
}
