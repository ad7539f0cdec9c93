package web

import (
	"bytes"
	"cmp"
	"context"
	"maps"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"concordat/ledger"
	"concordat/server/api"
)

// kept is what somebody typed into a form that could not be taken, because they had been
// logged out or had logged in anew since. It goes from page to page in the pages
// themselves: the server keeps nothing of it, and no address has it. It is shown to the
// same person alone, in the form that it was typed into, and nothing is done with it until
// they send that.
type kept struct {
	by     string // the person whose page had the form
	to     string // path of the form, with its query
	typed  url.Values
	files  bool // were chosen too: a browser gives no page a file again
	tooBig bool // to be kept
	notice string
	left   url.Values // that the page does not ask for
	listed bool       // all of it, for want of its form
	halted bool       // by the page that stands before a vote
	code   int        // HTTP, of the page that shows it
}

const (
	maxKept = 16 << 10 // bytes as forms send it: with a log-in's statement there is room for it in a request

	fieldBy    = "form_by" // of every form: whose page it stands on
	keptBy     = "kept-by"
	keptTo     = "kept-to"
	keptTyped  = "kept"
	keptFiles  = "kept-files"
	keptTooBig = "kept-too-big"
)

// notTyped are fields of forms that a page fills in itself.
var notTyped = []string{api.FormField, fieldBy, fieldStatement, fieldPayload, fieldProtected, fieldDone, fieldChange}

// notTypedToVote are those of a vote's check page besides. Elsewhere a code is typed.
var notTypedToVote = []string{"opened", "seq", "size", "root", "code"}

// keptOf is what a form that could not be taken had in it; nil if that is nothing or
// nobody's, or if another site's page has sent it.
func (v *visit) keptOf() *kept {
	r := v.request
	if r.Method != http.MethodPost || v.form == nil || !fromHere(r) {
		return nil
	}
	var k *kept
	if r.URL.Path == "/log-in" {
		typed, err := url.ParseQuery(v.form.Get(keptTyped))
		if err != nil {
			return nil
		}
		k = &kept{by: v.form.Get(keptBy), to: ownPath(v.form.Get(keptTo)), typed: typed, files: v.form.Has(keptFiles), tooBig: v.form.Has(keptTooBig)}
	} else {
		k = &kept{by: v.form.Get(fieldBy), to: ownPath(r.URL.RequestURI()), typed: maps.Clone(v.form), files: r.MultipartForm != nil && len(r.MultipartForm.File) > 0 || v.form.Get("paper-of") != "" && v.form.Get("paper-of") == v.form.Get("paper")}
		for _, name := range notTyped {
			k.typed.Del(name)
		}
		if voteCheck(r.URL.Path) {
			for _, name := range notTypedToVote {
				k.typed.Del(name)
			}
		}
	}
	// A form that asks nothing has no page of its own to be shown on again. One that is
	// signed by a passkey has what was chosen before in its address.
	nothing := len(k.typed) == 0 && !k.files && !k.tooBig && !strings.Contains(k.to, "?")
	if k.by == "" || nothing || k.to == "/log-out" {
		return nil
	}
	if len(k.typed.Encode()) > maxKept {
		k.typed, k.tooBig = url.Values{}, true
	}
	return k
}

// voteCheck tells of the path on which a vote is signed. All that its form sends of the
// vote came by its address.
func voteCheck(path string) bool { return strings.HasSuffix(path, "/vote/check") }

// fromHere tells whether a browser says that a page of this server has sent a form.
func fromHere(r *http.Request) bool {
	site, origin := r.Header.Get("Sec-Fetch-Site"), r.Header.Get("Origin")
	from, err := url.Parse(origin)
	return (site == "" || site == "same-origin") && (origin == "" || err == nil && from.Host == r.Host)
}

// Fields carry it through the log-in.
func (k *kept) Fields() []Typed {
	fields := []Typed{{keptBy, k.by}, {keptTo, k.to}, {keptTyped, k.typed.Encode()}}
	if k.files {
		fields = append(fields, Typed{keptFiles, "yes"})
	}
	if k.tooBig {
		fields = append(fields, Typed{keptTooBig, "yes"})
	}
	return fields
}

// Lost is what is not kept, in words; empty if all is.
func (k *kept) Lost() string {
	switch {
	case k.tooBig:
		return "What you typed is too long to be kept here. Go back in your browser and copy it before you log in."
	case k.files:
		return "Files that you chose are not kept: choose them again."
	}
	return ""
}

// unsent is the page for a form that could not be taken; nil where what was typed is not
// to be kept.
func (v *visit) unsent(p *problemPage, open bool) (page, error) {
	switch {
	case v.request.URL.Path == "/log-in" && v.me == nil && p.reason != api.CodeForged:
		if v.keptOf() != nil {
			in, err := v.logIn(logInForm{next: v.form.Get("next")})
			if err != nil {
				return nil, err
			}
			in.wrong("passkey", strings.TrimSpace(p.Title+". "+p.Detail))
			in.code, in.Refused = p.code, p.What
			return in, nil
		}
	case p.reason == ledger.CodeLogIn && !open:
		if k := v.keptOf(); k != nil {
			in, err := v.logIn(logInForm{next: k.to})
			if err != nil {
				return nil, err
			}
			in.Title, in.code, in.Kept = "Log in to go on", http.StatusUnauthorized, k
			return in, nil
		}
	case p.reason == api.CodeForged:
		if k := v.keptOf(); k != nil {
			k.code = http.StatusForbidden
			k.notice = "Nothing was sent, because you have logged in again since this page was opened. Check what you typed, and send this again."
			return k, nil
		}
	}
	return nil, nil
}

// loggedIn is what follows a log-in: what was typed before it, or the page asked for.
func (v *visit) loggedIn(next string) (page, error) {
	if k := v.keptOf(); k != nil {
		k.notice = "Nothing was sent before you logged in. What you typed is here: check it, and send it again."
		return k, nil
	}
	return moved(ownPath(next)), nil
}

func (*kept) base() *layout { return nil }

type keptKey struct{}

// keptIn is what a page is shown again with; nil of any other.
func keptIn(r *http.Request) *kept {
	k, _ := r.Context().Value(keptKey{}).(*kept)
	return k
}

// again shows a form with what was typed into it, to whoever typed it.
func (s *Site) again(w http.ResponseWriter, r *http.Request, k *kept, cookies []string) {
	header := http.Header{"Cookie": {strings.Join(r.Header.Values("Cookie"), "; ")}}
	for _, c := range (&http.Response{Header: http.Header{"Set-Cookie": cookies}}).Cookies() {
		if c.MaxAge >= 0 {
			header.Set("Cookie", c.Name+"="+c.Value)
		}
	}
	ask := func(query url.Values) *shownPage {
		to, _ := url.Parse(k.to)
		to.RawQuery = query.Encode()
		asked := (&http.Request{Method: http.MethodGet, URL: to, RequestURI: to.RequestURI(), Host: r.Host, Header: header}).
			WithContext(context.WithValue(r.Context(), keptKey{}, k))
		shown := &shownPage{header: http.Header{}}
		s.mux.ServeHTTP(shown, asked)
		return shown
	}
	to, _ := url.Parse(k.to)
	query := to.Query()
	shown := ask(query)
	left, filled := shown.filled(to.Path, k.typed)
	if shown.status < http.StatusBadRequest && !k.halted {
		// Some forms are asked for by what was chosen before. Words stay out of it: it is
		// never seen as an address, but may be told within the page.
		more := to.Query()
		for name, values := range left {
			words := func(s string) bool { return !chosenCode.MatchString(s) }
			if !more.Has(name) && (voteCheck(to.Path) || !slices.ContainsFunc(values, words)) {
				more[name] = values
			}
		}
		if len(more) > len(query) {
			other := ask(more)
			rest, there := other.filled(to.Path, k.typed)
			if there || k.halted || shown.status != http.StatusOK || other.status >= http.StatusBadRequest {
				query, shown, left, filled = more, other, rest, there
			}
		}
	}
	if filled { // what is chosen on the page is chosen anew
		maps.DeleteFunc(left, func(_ string, values []string) bool {
			return !slices.ContainsFunc(values, func(s string) bool { return s != "" && !chosenCode.MatchString(s) })
		})
	}
	if len(left) > 0 && !k.halted {
		k.left, k.listed = left, !filled
		shown = ask(query)
		shown.filled(to.Path, k.typed)
	}
	h := w.Header()
	for name, values := range shown.header {
		h[name] = append(h[name], values...)
	}
	if shown.status == http.StatusOK {
		shown.status = cmp.Or(k.code, http.StatusOK)
	}
	w.WriteHeader(shown.status)
	w.Write(shown.body.Bytes())
}

// chosenCode is what forms send of something chosen, such as a reference or a seat.
var chosenCode = regexp.MustCompile(`^[A-Za-z0-9._:-]{1,80}$`)

// shownPage takes what a page comes to.
type shownPage struct {
	header http.Header
	status int
	body   bytes.Buffer
}

func (s *shownPage) Header() http.Header         { return s.header }
func (s *shownPage) WriteHeader(status int)      { s.status = status }
func (s *shownPage) Write(b []byte) (int, error) { return s.body.Write(b) }

// filled puts what was typed into the page's form that is sent to a path, if there is one,
// and returns what the form does not ask for.
func (s *shownPage) filled(to string, typed url.Values) (left url.Values, ok bool) {
	all := maps.Clone(typed)
	if s.status != http.StatusOK {
		return all, false
	}
	root, err := html.Parse(bytes.NewReader(s.body.Bytes()))
	if err != nil {
		return all, false
	}
	var best *html.Node
	most := -1
	for n := range root.Descendants() {
		if n.DataAtom != atom.Form || !strings.EqualFold(attribute(n, "method"), "post") {
			continue
		}
		if action, err := url.Parse(attribute(n, "action")); err != nil || action.Path != to {
			continue
		}
		has := 0
		for c := range n.Descendants() {
			if typed.Has(attribute(c, "name")) {
				has++
			}
		}
		if has > most {
			best, most = n, has
		}
	}
	if best == nil {
		return all, false
	}
	left = fill(best, typed)
	var b bytes.Buffer
	if err := html.Render(&b, root); err != nil {
		return all, false
	}
	s.body = b
	return left, true
}

// fill sets the questions of a form to what was typed, and returns what it does not ask
// for. That is not sent along unseen: the page would act on more than it shows.
func fill(form *html.Node, typed url.Values) (left url.Values) {
	left = maps.Clone(typed)
	if len(typed) == 0 { // the page's own answers stand
		return left
	}
	next := map[string]int{}
	for n := range form.Descendants() {
		name := attribute(n, "name")
		if n.DataAtom == atom.Button || name == "" {
			delete(left, name)
			continue
		}
		values, has := typed[name]
		if !has && attribute(n, "type") != "checkbox" {
			continue
		}
		delete(left, name)
		nth := func() string {
			next[name]++
			if at := next[name] - 1; at < len(values) {
				return values[at]
			}
			return ""
		}
		switch {
		case n.DataAtom == atom.Textarea:
			for c := n.FirstChild; c != nil; c = n.FirstChild {
				n.RemoveChild(c)
			}
			typed := nth()
			n.AppendChild(&html.Node{Type: html.TextNode, Data: typed})
			for up := n.Parent; up != nil && typed != ""; up = up.Parent {
				if up.DataAtom == atom.Details { // what was typed is seen
					set(up, "open", true)
				}
			}
		case n.DataAtom == atom.Select:
			value := nth()
			for o := range n.Descendants() {
				if o.DataAtom == atom.Option {
					set(o, "selected", optionValue(o) == value)
				}
			}
		case n.DataAtom != atom.Input:
		case attribute(n, "type") == "radio" || attribute(n, "type") == "checkbox":
			set(n, "checked", slices.Contains(values, attribute(n, "value")))
		case attribute(n, "type") == "hidden" || attribute(n, "type") == "file":
		default:
			setTo(n, "value", nth())
		}
	}
	return left
}

func attribute(n *html.Node, key string) string {
	for _, a := range n.Attr {
		if a.Key == key {
			return a.Val
		}
	}
	return ""
}

func setTo(n *html.Node, key, value string) {
	n.Attr = slices.DeleteFunc(n.Attr, func(a html.Attribute) bool { return a.Key == key })
	n.Attr = append(n.Attr, html.Attribute{Key: key, Val: value})
}

func set(n *html.Node, key string, is bool) {
	n.Attr = slices.DeleteFunc(n.Attr, func(a html.Attribute) bool { return a.Key == key })
	if is {
		n.Attr = append(n.Attr, html.Attribute{Key: key})
	}
}

// optionValue is what an option sends.
func optionValue(o *html.Node) string {
	for _, a := range o.Attr {
		if a.Key == "value" {
			return a.Val
		}
	}
	if o.FirstChild != nil {
		return strings.TrimSpace(o.FirstChild.Data)
	}
	return ""
}

// taken is what a page that shows a form again says of it, and what it is instead where
// somebody else has logged in, or the form can't be shown.
func (k *kept) taken(v *visit, p page) page {
	if _, is := p.(*file); is {
		return moved(k.to)
	}
	if v.me == nil { // who has logged in could not be asked for
		if failed, is := p.(*problemPage); is {
			failed.Kept = k
		}
		return p
	}
	if v.me.ID != k.by {
		other := &problemPage{layout: layout{page: "problem", Title: "What was typed is not kept", code: http.StatusForbidden}, reason: ledger.CodeNotAllowed, What: refusedOf(api.NewProblem(api.CodeForged, ""))}
		other.Detail = "Another person typed it, and was logged out before it was sent. It is shown to nobody else. Nothing was sent."
		return other
	}
	if p.base() == nil {
		if !k.listed {
			return p
		}
		p = &formPage{layout: layout{page: "form", Title: "This cannot be sent from here now"}, Links: []Link{{k.to, "Open the page"}}}
	}
	_, k.halted = p.(*interruptPage)
	shown := p.base()
	if k.listed {
		shown.Notice = append(shown.Notice, "Nothing was sent. This page has no form now for what you typed: copy from below what you want to keep.")
		if shown.status() == http.StatusOK {
			shown.code = http.StatusConflict
		}
	} else {
		shown.Notice = append(shown.Notice, k.notice)
		if len(k.left) > 0 {
			shown.Notice = append(shown.Notice, "Some of what you typed this page does not ask for now: it stands below.")
		}
		if lost := k.Lost(); lost != "" {
			shown.Notice = append(shown.Notice, lost)
		}
	}
	shown.Unsent = k.rows(v)
	return p
}

// rows are what a page does not ask for of what was typed.
func (k *kept) rows(v *visit) (rows []Row) {
	for _, name := range slices.Sorted(maps.Keys(k.left)) {
		values := k.left[name]
		if name == "reason" && voteCheck(k.to) { // which has its digest
			values = paragraphs(v.written(ledger.Digest(k.left.Get(name))))
		}
		if len(values) > 0 {
			rows = append(rows, Row{Key: labelOf([]any{name}, nil), Values: values})
		}
	}
	return rows
}
