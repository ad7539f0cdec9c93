package web

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"concordat/clients/sdk"
	"concordat/ledger"
	"concordat/server/api"
)

// Stating is a statement of any kind that a page has somebody sign (visit.state).
type Stating struct {
	Kind  string
	Party string // that it is stated for; empty for the person alone
	Body  any    // of the kind, from package ledger

	Title   string // h1 of the page; without it "Check and sign"
	Caption string
	Nav     string
	Back    *Link
	Rows    []Row             // what it means, in words
	More    *Table            // that it means, folded away
	Whole   bool              // Rows and the statement's sentence say every part of the body: its parts are folded away
	Labels  map[string]string // of the body's parts, such as "lines.*.due"; without one a part's own name
	Button  string            // without it "Sign and send"
	Before  string            // what holds until it is signed; without it "Nothing is recorded until you sign."

	Form   string // path of the form that has it stated, to which what is signed is sent, with what was typed
	Change bool   // what was typed there can be changed: the form is sent it again with "change"
	Done   string // path of the page that follows, which tells the receipt; without it the receipt's own
}

// statingPage is a statement as it will be signed. The signature is the submit.
type statingPage struct {
	layout
	Rows      []Row
	More      *Table
	Parts     []Part
	Whole     bool
	Folded    bool // the rows say all of them in words, or there are too many to be looked at first
	Sentence  string
	Code      string
	Before    string
	Button    string
	Form      string
	Typed     []Typed
	Change    bool
	Checks    *Checks  // why the rules refused it
	Signing   *Signing // by the passkey that the person logged in with
	ByExample bool     // with the key that lies beside it
	Payload   string   // of the example's draft, as it is sent
	Protected string
}

// Typed is a field of the form that came before, as it was typed.
type Typed struct{ Name, Value string }

// Part is one value of a statement's body, as a page shows it and the page's script
// reads it: where it is (a path in JSON), what it is (text, number, money, flag, or an
// empty list or object), and its words.
type Part struct{ At, Is, Label, Text string }

// Fields of a form that are not typed but the signature's.
const (
	fieldStatement = "statement"      // that a passkey has signed
	fieldPayload   = "sign-payload"   // of an example's draft
	fieldProtected = "sign-protected" // of an example's draft
	fieldDone      = "sign-done"
	fieldChange    = "change"
)

const partsShown = 20 // that are not folded away where the rows do not say them all

// stated is the handler of a form that has something stated. What was signed is sent
// before anything is looked at again, so that sent twice it is one statement and has one
// receipt. What is refused comes back to the handler, whose page says why and has what
// was typed.
func stated(h handler) handler {
	return func(v *visit) (page, error) {
		if v.form.Has(fieldStatement) || v.form.Has(fieldPayload) {
			done, err := v.sendStated()
			p := problemOf(err)
			switch {
			case err == nil:
				return moved(v.after(done)), nil
			case p == nil || p.Code == ledger.CodeLogIn || p.Code == api.CodeInternal:
				return nil, err
			}
			v.refused = p
		}
		shown, err := h(v)
		if v.refused == nil || err != nil && problemOf(err) == nil {
			return shown, err
		}
		// What it could not be shown again for is not why it was refused.
		if _, again := shown.(moved); again || err != nil {
			return nil, v.refused
		}
		shown.base().refused(v.refused)
		if _, told := shown.(*statingPage); !told {
			shown.base().wrong("", refusedWords(v.refused))
			shown.base().Refused.Checks = refusedBy(v.refused)
		}
		return shown, nil
	}
}

// statedIn reads the body of a statement of a kind, by the number of its entry as an address
// has it, and who made it; nothing where the entry is no such statement.
func (v *visit) statedIn(entry, kind string, body any) (by string, err error) {
	n, err := strconv.ParseInt(entry, 10, 64)
	if err != nil || n < 0 || n >= v.ledger.Size {
		return "", nil
	}
	said, err := v.client.Entry(v.ctx, n)
	if err != nil || said.Kind != kind {
		return "", err
	}
	return said.Author, json.Unmarshal(said.Body, body)
}

// after is the page that follows what was recorded.
func (v *visit) after(done sdk.Recorded) string {
	next := v.form.Get(fieldDone)
	if next == "" {
		return receiptPath(done.Entry)
	}
	next = ownPath(next)
	if strings.Contains(next, "?") {
		return next + "&recorded=" + number(done.Entry)
	}
	return next + "?recorded=" + number(done.Entry)
}

// sendStated sends what the person's passkey has signed; or, of an example, signs what
// the page showed with the key that lies beside it.
func (v *visit) sendStated() (sdk.Recorded, error) {
	if v.form.Has(fieldStatement) {
		s, err := ledger.Parse([]byte(v.form.Get(fieldStatement)))
		if err != nil {
			return sdk.Recorded{}, api.NewProblem(ledger.CodeSignature, "your passkey has not signed")
		}
		return v.client.Send(v.ctx, s.Statement)
	}
	key, err := v.exampleKey()
	if errors.Is(err, sdk.ErrNoKey) {
		return sdk.Recorded{}, api.NewProblem(ledger.CodeNotAllowed, "this server holds no key of yours to sign with: sign with your own")
	}
	if err != nil {
		return sdk.Recorded{}, err
	}
	return v.client.Send(v.ctx, key.Sign(ledger.Statement{Payload: v.form.Get(fieldPayload), Protected: v.form.Get(fieldProtected)}))
}

// refusedBy are the checks that were not met.
func refusedBy(p *api.Problem) *Checks { return checksOf("Why it was refused", p.Checks) }

// refusedWords says why nothing was recorded.
func refusedWords(p *api.Problem) string {
	why := ""
	switch p.Code {
	case ledger.CodeOutOfSequence:
		why = "Something else was signed with your key since this page was shown. Check it again, and sign it"
	case ledger.CodeSignature:
		why = "Your passkey has not signed, or another one did than that which you logged in with. Try again"
	default:
		why = upperFirst(strings.TrimSuffix(p.Detail, "."))
	}
	return why + ". Nothing was recorded"
}

// state shows a statement to be signed, at the next place of the signing key's: its
// sentence, every part of its body, and what the caller says of it. It is what a form's
// handler returns once what was typed is a whole statement; the route is made by stated,
// which does the rest.
func (v *visit) state(a Stating) (page, error) {
	p := &statingPage{
		layout: layout{page: "stating", Title: cmp.Or(a.Title, "Check and sign"), Caption: a.Caption, Nav: a.Nav, Back: a.Back},
		Rows:   a.Rows, More: a.More, Before: cmp.Or(a.Before, "Nothing is recorded until you sign."), Button: cmp.Or(a.Button, "Sign and send"),
		Form: a.Form, Change: a.Change, Whole: a.Whole,
	}
	if v.refused != nil {
		p.wrong("sign", refusedWords(v.refused))
		p.code = v.refused.Status
		p.Checks = refusedBy(v.refused)
	}
	for _, name := range slices.Sorted(maps.Keys(v.form)) {
		if name == api.FormField || name == fieldBy || name == fieldStatement || name == fieldPayload || name == fieldProtected || name == fieldDone || name == fieldChange {
			continue
		}
		for _, value := range v.form[name] {
			p.Typed = append(p.Typed, Typed{name, value})
		}
	}
	raw, err := ledger.Encode(a.Body)
	if err == nil {
		p.Parts, err = partsOf(raw, a.Labels)
	}
	if err != nil {
		return nil, api.NewProblem(ledger.CodeMalformed, err.Error())
	}
	p.Folded = a.Whole || len(p.Parts) > partsShown
	signed := p.Typed
	if a.Done != "" {
		signed = append(slices.Clone(p.Typed), Typed{fieldDone, a.Done})
	}
	if p.Signing, err = v.signing(a.Kind, a.Party, a.Body); err != nil {
		return nil, v.unstated(err)
	}
	if s := p.Signing; s != nil {
		s.Action, s.Button, s.Before, s.Parts, s.Whole, s.Folded, s.Typed = a.Form, p.Button, p.Before, p.Parts, p.Whole, p.Folded, signed
		return p, nil
	}
	key, err := v.exampleKey()
	if errors.Is(err, sdk.ErrNoKey) {
		client, err := v.as(nil)
		if err == nil {
			p.Sentence, err = client.Sentence(v.ctx, a.Kind, a.Party, a.Body)
		}
		return p, v.unstated(err)
	}
	if err != nil {
		return nil, err
	}
	client, err := v.as(key)
	if err != nil {
		return nil, err
	}
	at, err := client.Next(v.ctx, key.Thumbprint())
	if err != nil {
		return nil, err
	}
	draft, payload, err := client.Draft(v.ctx, key.Public(), at, a.Kind, a.Party, a.Body)
	if err != nil {
		return nil, v.unstated(err)
	}
	p.ByExample, p.Typed = true, signed
	p.Sentence, p.Code, p.Payload, p.Protected = payload.Sentence, ledger.CheckCode(draft.ID()), draft.Payload, draft.Protected
	return p, nil
}

// unstated is a draft's error as a problem: what can't be stated at all is told as it
// stands, and is no fault of the server's.
func (v *visit) unstated(err error) error {
	if refusal := (*ledger.Error)(nil); errors.As(err, &refusal) {
		return api.NewProblem(refusal.Code, refusal.Message)
	}
	return err
}

// partsOf takes a body's canonical JSON apart, in its own order.
func partsOf(raw []byte, labels map[string]string) (parts []Part, err error) {
	d := json.NewDecoder(bytes.NewReader(raw))
	d.UseNumber()
	var body any
	if err := d.Decode(&body); err != nil {
		return nil, err
	}
	var walk func(at []any, value any) error
	add := func(at []any, is, text string) error {
		path, err := json.Marshal(at)
		parts = append(parts, Part{string(path), is, labelOf(at, labels), text})
		return err
	}
	walk = func(at []any, value any) error {
		within := func(step any) []any { return append(slices.Clone(at), step) }
		switch value := value.(type) {
		case string:
			return add(at, "text", value)
		case bool:
			if value {
				return add(at, "flag", "Yes")
			}
			return add(at, "flag", "No")
		case json.Number:
			if n, err := value.Int64(); err == nil && isMoney(at) {
				return add(at, "money", ledger.Pounds(n))
			}
			return add(at, "number", value.String())
		case []any:
			if len(value) == 0 {
				return add(at, "list", "None")
			}
			for i, element := range value {
				if err := walk(within(i), element); err != nil {
					return err
				}
			}
		case map[string]any:
			if len(value) == 0 {
				return add(at, "object", "None")
			}
			for _, name := range slices.Sorted(maps.Keys(value)) {
				if err := walk(within(name), value[name]); err != nil {
					return err
				}
			}
		}
		return nil
	}
	if fields, ok := body.(map[string]any); ok && len(fields) == 0 {
		return nil, nil // a body without a part is {}
	}
	err = walk([]any{}, body)
	return parts, err
}

// moneys are where a body has pence: the paths of parts, * standing for a place in a list
// and for a name that is no field's, such as a party's code. Whatever else is a number is
// shown as a number. A motion may also stand within another statement, as a part or as what
// it would become.
var moneys = map[string]bool{
	"pence": true, "amounts.*": true, "owed": true, "owing": true, "by.*": true,
	"lines.*.pence": true, "lines.*.spend": true, "lines.*.committed": true, "lines.*.low": true, "lines.*.central": true, "lines.*.high": true, "lines.*.managed": true,
	"changes.*.pence": true, "spend.action": true, "spend.year": true, "spend.life": true, "loss.action": true, "loss.year": true, "loss.life": true,
	"lead.limit.action": true, "lead.limit.year": true, "lead.limit.life": true,
	"pool.lines.*.pence": true, "pool.lines.*.share.amounts.*": true, "pool.lines.*.from_last_year.planned.*": true,
	"settles.amounts.*": true, "virement.pence": true, "virement.uses.*.pence": true,
}

func isMoney(at []any) bool {
	steps := make([]string, 0, len(at))
	for _, step := range at {
		name, field := step.(string)
		if !field {
			name = "*"
		}
		steps = append(steps, name)
	}
	switch {
	case len(steps) > 1 && steps[0] == "to":
		steps = steps[1:]
	case len(steps) > 2 && steps[0] == "parts" && steps[1] == "*":
		steps = steps[2:]
	}
	if moneys[strings.Join(steps, ".")] {
		return true
	}
	steps[len(steps)-1] = "*"
	return moneys[strings.Join(steps, ".")]
}

// labelOf is what a part is called: by a label for its path, or by its own name.
func labelOf(at []any, labels map[string]string) string {
	var path, words []string
	counted := ""
	for _, step := range at {
		switch step := step.(type) {
		case int:
			path = append(path, "*")
			words = append(words, strconv.Itoa(step+1))
			counted = " " + strconv.Itoa(step+1)
		case string:
			path = append(path, step)
			words = append(words, strings.ReplaceAll(step, "_", " "))
		}
	}
	if label := labels[strings.Join(path, ".")]; label != "" {
		return label + counted
	}
	return upperFirst(strings.Join(words, " "))
}

// recordedNote tells of what whoever looks has just had recorded, on the page that follows
// it. An address alone says nothing: anybody can make one.
func (v *visit) recordedNote() *Link {
	if v.request == nil || v.request.Method != http.MethodGet {
		return nil
	}
	entry, err := strconv.ParseInt(v.request.URL.Query().Get("recorded"), 10, 64)
	if err != nil || entry < 0 || v.me == nil {
		return nil
	}
	said, err := v.client.Entry(v.ctx, entry)
	if err != nil || said.Author != v.me.ID {
		return nil
	}
	return &Link{receiptPath(entry), "Receipt number " + number(entry)}
}
